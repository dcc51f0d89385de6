# 预约：规则不允许时的说明

refusal-booking-beyond = 目前可预约到 { $until }
refusal-booking-beyond-remedy = 请选择这一天及以前的日期，之后的日期每天开放一天
refusal-booking-past = 这个时间已经开始或已过
refusal-booking-past-remedy = 请选择以后的时间；已开始的预约请直接致电窗口
refusal-booking-no-window = 这个时间没有开放此项服务
refusal-booking-no-window-remedy = 请从开放的时间中选择
refusal-booking-full = 这个时间已约满，最近的空位：{ $nearest }
refusal-booking-full-remedy = 请改约其他时间，或加入候补
refusal-booking-list-full = 这个时间已约满，候补也已满 { $max } 人
refusal-booking-list-full-remedy = 请选择其他时间
refusal-booking-double = 同一时间您已有预约 { $number }：{ $slot } { $service_kind }
refusal-booking-double-remedy = 请选择其他时间，或先取消已有的预约
refusal-booking-too-many = 同一人一天最多预约 { $max } 次
refusal-booking-too-many-remedy = 请选择其他日期，或把事项合并到已有的预约
refusal-booking-phone = 这不是有效的电话号码
refusal-booking-phone-remedy = 手机号为 11 位，固定电话请带区号，例如 0714-000 0123
refusal-booking-code = 验证码不正确或已过期
refusal-booking-code-remedy = 请核对后重新输入，或重新发送
refusal-no-booking = 未查到与预约号和手机号同时匹配的预约
refusal-no-booking-remedy = 请核对预约号和预约时的手机号，或致电窗口；用企业账号预约的请先登录
refusal-booking-state = 这个预约的状态是“{ $booking_status }”，不能这样处理
refusal-booking-state-remedy = 请刷新页面查看最新状态
refusal-booking-ahead = 预约时间还没到（{ $until }）
refusal-booking-ahead-remedy = 到时再登记
refusal-capacity-taken = 已占用 { $taken } 个名额，不能更少
refusal-capacity-taken-remedy = 请先与来访人商量改约，再减少名额
