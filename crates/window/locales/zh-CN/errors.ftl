# 错误页

seal-not-in-force = 电子签章证书已过期，暂时不能生成 PDF；可以先查看网页版文书，或致电窗口领取纸质件。
error-eyebrow = 状态 { $status }
error-wait = 请等待约 { $minutes } 分钟后再试。
error-call = 需要帮助请致电
error-reference = 编号 { $id }

error-bad-request-title = 请求无法识别
error-bad-request-help = 系统没有看懂这次提交。请返回上一页，检查后重新提交。
error-unauthenticated-title = 请先登录
error-unauthenticated-help = 登录后才能办理；接口调用请附上访问令牌。
error-forbidden-title = 您没有此项权限
error-forbidden-help = 当前账号的角色不能进行这项操作。如认为有误，请联系窗口或本单位管理员。
error-stale-form-title = 页面已过期
error-stale-form-help = 为了您的安全，这次提交没有执行。请返回上一页刷新后重新提交；如已退出，请先登录。
error-not-found-title = 没有找到这个页面
error-not-found-help = 地址可能有误，或者您没有查看的权限。可以从首页重新进入。
error-method-not-allowed-title = 不能这样访问
error-method-not-allowed-help = 这个地址不支持这种访问方式。请从首页进入相应的功能。
error-conflict-title = 内容已被他人更新
error-conflict-help = 在您办理期间，有人先一步作了修改。请刷新后查看最新内容再继续。
error-too-large-title = 提交的内容太大
error-too-large-help = 文件或表单超过了允许的大小。请压缩或拆分后再试，也可以把图纸带到窗口。
error-unsupported-media-title = 不支持的内容类型
error-unsupported-media-help = 系统不接受这种格式的提交。
error-unprocessable-title = 现在不能这样办理
error-unprocessable-help = 按规定此时不能进行这项操作。
error-too-many-title = 操作过于频繁
error-too-many-help = 为了账号安全，暂时不再接受尝试。
error-broken-title = 系统出了问题
error-broken-help = 这次操作没有完成，此前已保存的内容不受影响。请稍后重试。
error-unavailable-title = 系统暂时无法服务
error-unavailable-help = 这次操作没有完成，此前已保存的内容不受影响。请几分钟后重试。

conflict-faster = 您提交时，他人刚刚更新了同一内容，本次操作没有执行。请刷新查看后再提交。
conflict-key = 这张表单已经提交过，且内容与上次不同。请重新打开表单再提交。
