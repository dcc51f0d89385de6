# 全站框架

site-name = 一号窗口
site-claim = 工业项目从备案到开工，一口办理
skip-to-content = 跳到正文
demo-label = 演示说明
demo-banner = 演示环境：人名、企业与数据均为虚构，关闭后即清空。
main-navigation = 主导航
breadcrumb-label = 当前位置
switch-label = 语言与显示
switch-language = English
switch-elder-on = 长辈版
switch-elder-off = 标准版
switch-contrast-on = 高对比
switch-contrast-off = 标准对比
log-in = 登录
log-out = 退出
to-home = 回到首页

nav-my = 企业工作台
nav-inbox = 消息与补正
nav-desk = 代办工作台
nav-intake = 一口受理
nav-issue = 一口出件
nav-dept = 部门待办
nav-more = 更多
nav-guide = 办事指南

role-anonymous = 未登录
role-enterprise_member = 企业经办人
role-enterprise_signatory = 企业签署人
role-agent = 代办员
role-window_lead = 窗口负责人
role-officer = 部门经办人
role-department_head = 首席代表
role-inspector = 核验员
role-supervisor = 督查员
role-manager = 管理者
role-system_administrator = 系统管理员
role-security_administrator = 安全管理员
role-audit_administrator = 审计管理员
role-machine_client = 外部系统
role-system = 系统

session-ends-title = 即将自动退出
session-ends-help = 您已有一段时间没有操作，2 分钟后将自动退出。已保存的草稿不会丢失。
session-continue = 继续办理

footer-hotline = 咨询电话
footer-organiser = 主办单位：
footer-icp = ICP 备案
footer-police = 公安备案
footer-site-code = 网站标识码
footer-notice = 涉密项目及材料不得通过本平台办理，请到窗口咨询。

# 日期
date-day = { $month }{ $day }日（{ $weekday }）
date-provisional = { $day }（暂定）
date-full = { $year }年{ $month }{ $day }日（{ $weekday }）
date-moment = { $month }{ $day }日 { $time }
month-1 = 1月
month-2 = 2月
month-3 = 3月
month-4 = 4月
month-5 = 5月
month-6 = 6月
month-7 = 7月
month-8 = 8月
month-9 = 9月
month-10 = 10月
month-11 = 11月
month-12 = 12月
weekday-1 = 周一
weekday-2 = 周二
weekday-3 = 周三
weekday-4 = 周四
weekday-5 = 周五
weekday-6 = 周六
weekday-7 = 周日
no-region = 您的账号还没有所属单位，因此看不到任何项目。请联系安全管理员在“账号和角色”中设置单位。
