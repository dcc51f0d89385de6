# 项目消息：规则不允许时的说明

refusal-unknown-talk = 这里没有您可以阅读或转发的消息 { $talk }
refusal-unknown-talk-remedy = 请打开项目消息，从中选择
refusal-talk-files = 一条消息最多附 { $max } 个文件
refusal-talk-files-remedy = 请减少附件，或分两条发送
refusal-talk-department-gone = { $department }不在或已不在这个项目中
refusal-talk-department-gone-remedy = 目前参与的部门：{ $departments }。需要其他部门时，请先登记问题
refusal-talk-person-gone = 您写给的人已不再负责这个项目
refusal-talk-person-gone-remedy = 现在由{ $now }（{ $window } 窗口）负责，重新发送即可送达；您填写的内容没有丢失
refusal-talk-through-window = 企业与部门之间的往来须经过窗口
refusal-talk-through-window-remedy = 请写给窗口，并说明要转给谁
refusal-talk-released-before = 企业已经可以看到这条消息
refusal-talk-released-before-remedy = 无需再操作
refusal-talk-answered = 这里没有人在等回复
refusal-talk-answered-remedy = 如有其他事情，请继续写
refusal-talk-not-asked = 这不是您提出的问题，不能由您结束
refusal-talk-not-asked-remedy = 请回复，或请提问的一方结束
