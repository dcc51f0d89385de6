# 代办与窗口

issue-title = 一口出件
issue-lead = 施工通知单的条件全部具备后，{ $days } 个工作日内签发
issue-done = 已签发施工通知单 { $number }：{ $project }
issue-pdf = 下载 PDF
issue-check = 公开核验
issue-agent = 代办员 { $name }
issue-signed = { $date }签署承诺
issue-publicity = 公示至{ $date }
issue-ready = 条件自{ $since }起具备，应于{ $due }前签发
issue-scope = 准予施工的内容
issue-scope-help = 照承诺书的范围填写，将印在通知单上。
issue-act = 签发施工通知单
issue-lead-only = 条件已具备，由窗口负责人签发。
issue-blocked = 暂不能签发，因为：
issue-parties-missing = 五方责任主体尚未填报，请企业或代办员填报
issue-none = 没有待签发的项目
issue-none-help = 企业签署承诺书、公示开始后，项目会显示在这里。
issue-issued = 已签发的施工通知单
issue-number = 文号
issue-papers = 文书
