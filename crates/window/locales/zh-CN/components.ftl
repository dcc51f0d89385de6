# 组件

next-step = 下一步
yes = 是
no = 否
optional = （选填）
choose = 请选择
change = 修改
not-provided = 未填写
working-days = { $n } 个工作日
calendar-days = { $n } 个自然日
money-yuan = { $amount } 元

error-summary-title = 请先更正以下问题
error-prefix = 错误：
load-new-state = 载入最新内容（放弃本次填写）

light-green = 正常，剩 { $days } 个工作日
light-yellow = 临期，剩 { $days } 个工作日
light-today = 今日到期
light-red = 超期 { $days } 个工作日
light-stopped = 停表
light-stopped-since = 停表，{ $date }起
light-done = 按期办结
light-done-early = 提前 { $days } 个工作日办结
light-done-late = 超期 { $days } 个工作日办结
light-unlimited = 不计时限

status-locked = 还不能办
status-ready = 可办理
status-draft = 填报中
status-submitted = 待受理
status-review = 办理中
status-action = 需补正
status-done = 已办结
status-refused = 不予许可
locked-by = 需先取得：{ $name }

stage-count = { $done }/{ $total } 项
due-by = { $date }前
promise = 承诺
verify-by = { $date }前核验

slot-empty = 待上传
slot-uploaded = 已上传
slot-held = 已有，无需再交
slot-promised = 容缺，后补
slot-wrong = 不合格
slot-blank-form = 空白表
slot-sample = 样表

check-ok = 符合
check-wrong = 不符合
check-none = 不适用
check-open = 待核

agent-title = 我的代办员
agent-window = { $window }号窗口

filter-apply = 筛选
filter-clear = 清除筛选
pagination-label = 翻页
pagination-previous = 上一页
pagination-next = 下一页

copy = 复制
copied = 已复制

