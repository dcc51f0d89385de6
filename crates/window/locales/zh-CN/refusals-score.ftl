# 积分：规则不允许时的说明

refusal-score-frozen = { $month }的积分已于{ $date }定账，不再改变
refusal-score-frozen-remedy = 规则改变从没有定账的月份开始适用；差错请在下一个月申诉或说明
refusal-score-running = { $month }的积分还不能这样处理
refusal-score-running-remedy = 请在{ $date }或以后再办理
refusal-appeal-over = 申诉期到{ $until }为止，已经结束
refusal-appeal-over-remedy = 请与窗口负责人当面说明；下一个月请在申诉期内提出
refusal-unknown-score-link = 没有这一分
refusal-unknown-score-link-remedy = 请从列表中选择
refusal-score-appealed = 这一分已经申诉过
refusal-score-appealed-remedy = 请等待答复，或对另一分提出申诉
refusal-score-appeal-open = 还有 { $count } 件申诉没有答复
refusal-score-appeal-open-remedy = 请先答复申诉，再定账
refusal-score-rules-missing = { $month }没有积分规则
refusal-score-rules-missing-remedy = 请选择规则生效以后的月份
refusal-score-points = 分值不能超过正负 { $max }
refusal-score-points-remedy = 请填写正确的分值
