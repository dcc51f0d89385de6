# 管理类拒绝的理由和办法

refusal-roles-apart = { $who }不能与其他角色同时授予
refusal-roles-apart-remedy = 请只保留一个管理员角色，或去掉管理员角色
refusal-role-of-department = { $who }必须属于一个部门
refusal-role-of-department-remedy = 请选择部门，或去掉这个角色
refusal-own-rights = 不能改变自己账号的权限或启停
refusal-own-rights-remedy = 请由另一位管理员办理；修改自己的密码请点右上角姓名
refusal-last-holder = 这是最后一个可登录的{ $who }
refusal-last-holder-remedy = 请先给另一个账号授予{ $who }，再办理
refusal-work-open = 手上还有 { $n } 件工作没有交出：{ $list }
refusal-work-open-remedy = 请先由同事接手：项目改派或交接，办件由首席代表收回，投诉改派；短期不在岗的，登记请假由代班人办理
refusal-login-form = 登录名应为 { $min } 到 { $max } 个英文字母、数字或 . - _ @
refusal-login-form-remedy = 请改用符合要求的登录名
refusal-login-taken = 这个登录名已有人使用
refusal-login-taken-remedy = 请换一个，例如加上部门或数字
