# Error pages

seal-not-in-force = The certificate letters are sealed with is not in force, so no PDF can be made now. Read the letter as a page, or call the window for it on paper.
error-eyebrow = Status { $status }
error-wait = Please wait about { $minutes ->
    [one] { $minutes } minute
   *[other] { $minutes } minutes
} and try again.
error-call = For help call
error-reference = Reference { $id }

error-bad-request-title = The request cannot be understood
error-bad-request-help = The system could not read what was sent. Go back, check it and send it again.
error-unauthenticated-title = Please log in
error-unauthenticated-help = This needs a login; programs must send an access token.
error-forbidden-title = You may not do this
error-forbidden-help = The roles of this account do not include it. If you think that is wrong, ask the window or your administrator.
error-stale-form-title = The page is out of date
error-stale-form-help = For your safety nothing was done. Go back, reload the page and send it again; if you were logged out, log in first.
error-not-found-title = There is no such page
error-not-found-help = The address may be wrong, or you may not see it. The home page leads to everything.
error-method-not-allowed-title = This address cannot be used that way
error-method-not-allowed-help = Please reach the function from the home page.
error-conflict-title = Somebody else was faster
error-conflict-help = Meanwhile someone changed this. Reload to see the latest state, then go on.
error-too-large-title = Too much was sent
error-too-large-help = The file or form exceeds the permitted size. Shrink or split it, or bring large drawings to the window.
error-unsupported-media-title = Unknown kind of content
error-unsupported-media-help = The system does not accept this format.
error-unprocessable-title = This cannot be done now
error-unprocessable-help = The rules do not allow it at this moment.
error-too-many-title = Too many attempts
error-too-many-help = To protect the account no attempts are accepted for a while.
error-broken-title = Something went wrong on our side
error-broken-help = This was not completed; what was saved before is safe. Please try again later.
error-unavailable-title = The service is not available
error-unavailable-help = This was not completed; what was saved before is safe. Please try again in a few minutes.

conflict-faster = Somebody updated the same thing just before you; nothing was done. Reload, look at it and submit again.
conflict-key = This form was already submitted with other content. Please open it afresh and submit again.
