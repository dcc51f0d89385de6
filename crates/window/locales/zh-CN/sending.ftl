# 邮件和短信：内容、发送情况，以及企业的接收方式

tell-correction = 项目“{ $project }”：补正通知 { $number } 已一次列明全部问题，请在{ $due }前补齐。
tell-correction-subject = 请在{ $due }前补正：{ $project }
tell-decided = 项目“{ $project }”：办件 { $number } 已作出决定。
tell-decided-subject = 办件已作出决定：{ $number }，{ $project }
tell-issued = 项目“{ $project }”：开工通知书 { $number } 已签发。
tell-issued-subject = 开工通知书已签发：{ $project }
tell-solved = 项目“{ $project }”：问题 { $number } 已报解决，是否解决由您说了算：请确认，或说明还有什么没解决。
tell-solved-subject = 请确认问题是否解决：{ $number }，{ $project }
tell-promise = 项目“{ $project }”：“{ $item }”的承诺将在 { $number } 个工作日内到期。
tell-promise-subject = 承诺即将到期：{ $item }，{ $project }
tell-letter =
    { $company }：

    { $text }

    项目页面：{ $url }

    本邮件由一号窗口自动发送，回复无人查看。更改接收方式或不再接收，请到：{ $contact_url }
tell-sms = { $text }{ $url }

nav-notices = 邮件短信
notices-title = 邮件和短信
notices-lead = 收件人已脱敏，不显示内容。超过 { $days } 天的不再发送；验证码只在几分钟内有效。发送或作废满 { $kept } 天的自动清除；待发送和已停发的保留。
notices-no-mail = 尚未配置邮件服务器，邮件没有发出。请在设置的 [mail] 中配置。
notices-no-sms = 尚未配置短信网关，短信没有发出。请在设置的 [sms] 中配置。
notices-all = 全部
notices-by-state = 按状态
notices-number = 编号
notices-what = 事由
notices-to = 收件人
notices-at = 产生时间
notices-state = 状态
notices-receipt = 回执 { $receipt }
notices-failed = 失败 { $n } 次：{ $reason }
notices-next = 下次发送 { $at }
notices-undeliverable = 网关回报：{ $reason }
notices-undeliverable-plain = 网关没有说明原因。
notices-undeliverable-help = 请电话告知收件人，并核对号码。
notices-claimed = 正在发送；{ $at } 前没有结果则再次发送
notices-retry = 重新发送
notices-none = 没有消息
notices-none-help = 目前没有处于这一状态的消息。
notice-state-parked = 已停发，待处理
notice-state-failing = 失败，将重试
notice-state-undeliverable = 未送达
notice-state-delivered = 已送达
notice-state-waiting = 待发送
notice-state-sent = 已发送
notice-state-dropped = 不发送
notice-dropped-expired = 已过时，不再发送
notice-dropped-nobody = 企业没有留接收地址
notice-dropped-superseded = 已发送新的验证码
notice-topic-mail = 邮件
notice-topic-sms = 短信
notice-topic-sms-code = 验证码短信
notice-topic-tell = 待分发
notice-about-correction = 需要补正
notice-about-decided = 办件已作出决定
notice-about-issued = 开工通知书已签发
notice-about-solved = 问题已报解决，待您确认
notice-about-promise = 承诺即将到期
notice-about-booking-code = 预约验证码
notice-about-booking-booked = 预约成功
notice-about-booking-queued = 已列入候补
notice-about-booking-moved-up = 候补成功
notice-about-booking-changed = 预约已更改
notice-about-booking-cancelled = 预约已取消
notice-about-booking-cancelled-by-window = 窗口取消预约

contact-title = 邮件和短信
contact-lead = 项目有进展时通知到哪里。所有内容在项目页面上同样能看到。
contact-link = 消息接收方式
contact-kept = 消息将发到以下地址。
contact-nothing-sent = 本系统尚未配置邮件服务器和短信网关，不会发出消息。您填写的内容会保存。
contact-no-mail = 本系统尚未配置邮件服务器，不会发出邮件。
contact-no-sms = 本系统尚未配置短信网关，不会发出短信。
contact-email = 接收邮件的地址
contact-email-hint = 如 name@example.cn；不填则不发邮件
contact-phone = 接收短信的电话
contact-phone-hint = 不填则不发短信
contact-phone-default = 保存本页以前，短信发到各项目的联系电话
contact-language = 消息的语言
contact-language-zh = 中文
contact-language-en = English
contact-about = 通知哪些事
contact-do = 保存
