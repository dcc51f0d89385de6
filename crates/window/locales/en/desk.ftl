# The agent's desk and the window

issue-title = Issue desk
issue-lead = A construction notice is issued within { $days ->
    [one] one working day
   *[other] { $days } working days
} after its last condition is met
issue-done = Construction notice { $number } issued: { $project }
issue-pdf = Download PDF
issue-check = Public check
issue-agent = Agent { $name }
issue-signed = Commitment signed { $date }
issue-publicity = publicity until { $date }
issue-ready = Ready since { $since }, to be issued by { $due }
issue-scope = What may be built
issue-scope-help = As in the commitment letter; it is printed on the notice.
issue-act = Issue the construction notice
issue-lead-only = Everything is there; the window lead issues it.
issue-blocked = It cannot be issued yet, because:
issue-parties-missing = The five responsible parties are not entered yet; the enterprise or the agent enters them
issue-none = No project is waiting for its notice
issue-none-help = Projects appear here once the enterprise has signed its commitment and publicity begins.
issue-issued = Construction notices issued
issue-number = Number
issue-papers = Papers
