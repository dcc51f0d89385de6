# 邮件和短信：规则不允许时的说明

refusal-email-invalid = 这不是可以接收邮件的地址
refusal-email-invalid-remedy = 请按 name@example.cn 的格式用英文填写，不含空格；不需要邮件请留空
