# 登录

login-title = 登录
login-sides = 登录身份
login-enterprise = 企业
login-staff = 工作人员
login-lead-enterprise = 办理项目、补正材料、查看进度和证照
login-lead-staff = 代办员、窗口、审批部门和监管人员
login-name = 登录名
login-name-hint-enterprise = 注册时填写的登录名
login-name-hint-staff = 管理员为您开通的登录名
login-password = 密码
login-submit = 登录
login-wrong = 登录名或密码不正确，请核对后重试
login-demo-title = 演示身份
login-demo-help = 点一下，即以该身份进入演示城市。

password-too-short = 密码至少 { $min } 个字符
password-too-long = 密码最多 { $max } 个字符
password-too-easy = 密码太容易猜到，请不要重复同一个字符或包含登录名
