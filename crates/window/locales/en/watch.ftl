# Supervision
nav-watch = Supervision
watch-title = Supervision
watch-lead = What is open and whose, what is late, and which checks looked at how much
watch-tile-findings = Open findings
watch-tile-overdue = Promises overdue
watch-tile-soon = Promises due soon
watch-tile-checks = Checks to hold
watch-tile-orders = Orders running
watch-tile-cards = Cards to answer
watch-checks-title = Cross-checks
watch-last-run = Last run { $at }: { $projects ->
    [one] { $projects } project
   *[other] { $projects } projects
} looked at, { $raised ->
    [0] nothing new found
    [one] { $raised } new finding
   *[other] { $raised } new findings
}
watch-run-short = { $projects ->
    [one] { $projects } project
   *[other] { $projects } projects
}, { $raised ->
    [0] nothing new
    [one] { $raised } new finding
   *[other] { $raised } new findings
}
watch-run-by-program = by itself
watch-run-by-hand = by hand
watch-run-result = Result of a run
watch-never-run = The cross-checks have not run yet.
watch-run-now = Run the cross-checks now
watch-run-raised = { $raised ->
    [one] { $raised } new finding; whoever answers for it now has a day
   *[other] { $raised } new findings; whoever answers for each now has a day
}
watch-run-nothing-new = { $rules } rules looked at { $projects ->
    [one] { $projects } project
   *[other] { $projects } projects
} and found nothing new
watch-to-findings = To the open findings
watch-by-office = Open findings by who has to act
watch-parties = Enterprises, intermediaries and the window
watch-nothing = No finding is open
watch-nothing-since = { $rules } rules looked at { $projects ->
    [one] { $projects } project
   *[other] { $projects } projects
} on { $at }; see below what each looked at.
watch-nothing-yet = The cross-checks have not run yet: this says nothing. Run them first.
watch-rules = What is looked for
watch-rule = Rule
watch-rule-severity = Severity
watch-looked-at = Looked at
watch-hits = Holds for
watch-raised = New
watch-objects-project = { $n ->
    [one] { $n } project
   *[other] { $n } projects
}
watch-objects-item = { $n ->
    [one] { $n } item
   *[other] { $n } items
}
watch-objects-case = { $n ->
    [one] { $n } case
   *[other] { $n } cases
}
watch-runs = Last runs
watch-back = Back to supervision
watch-what = What
watch-whose = Who has to act
watch-state = State
watch-due = Until
watch-light = Time left
watch-no-date = Not dated yet
watch-window = The window
watch-list-promise = Open promises
watch-list-check = Checks to hold
watch-list-finding = Open findings
watch-list-order = Orders running
watch-list-card = Cards to answer
watch-list-acceptance = Joint acceptances under way
watch-list-none = Nothing here
watch-list-none-help = Nothing of this kind is open for you to see.
watch-due-overdue = overdue
watch-due-soon = due soon
watch-kind-acceptance = Joint acceptance
severity-minor = Minor
severity-serious = Serious
severity-blocking = Works must stop
check-kind-promise = Check of a promise
check-kind-draw = Random check
check-kind-complaint = Check after a complaint
card-level-warning = Warning
card-level-yellow = Yellow card
card-level-red = Red card
duty-promise-open = Open
duty-promise-kept = Kept
duty-promise-kept_late = Kept late
duty-promise-broken = Broken
duty-check-planned = Planned
duty-check-cancelled = Called off
duty-check-fulfils = Commitment kept
duty-check-fails = Commitment not kept
duty-finding-open = Open
duty-finding-rectified = Said to be put right
duty-finding-verified = Put right
duty-finding-dismissed = Taken back
duty-order-given = In force
duty-order-lifted = Lifted
duty-card-open = To answer
duty-card-answered = Answered
duty-card-withdrawn = Withdrawn
duty-acceptance-applied = Applied for
duty-acceptance-invited = Departments invited
duty-acceptance-pass = Passed
duty-acceptance-pass_with_remarks = Passed with remarks
duty-acceptance-rectify = To put right
duty-acceptance-fail = Not passed

checks-title = Promises and checks
checks-lead = Promises by their date, checks planned and held
checks-department = Department
checks-tab-promises = Promises by date
checks-tab-planned = Checks planned
checks-tab-done = Checks held
checks-none-promises = No promise is open
checks-none-planned = No check is planned
checks-none-done = No check was held yet
checks-none-help = Checks are planned on the supervision file of a project.

# The supervision file of a project
watch-checker = Checked by
notice-status-valid = Valid
notice-status-suspended = Works stopped
notice-status-revoked = Revoked
notice-status-replaced = Replaced by the construction permit
notice-status-closed = Commitment closed
file-notice = Construction notice { $number }, { $date }
file-promises = Promises
file-no-promises = The project has no promises
file-checks = Checks
file-no-checks = No check is planned or held.
file-findings = Findings
file-no-findings = No finding.
file-orders = Orders
file-no-orders = No order.
file-cards = Supervision cards
file-no-cards = No card.
act-reason = Reason
check-plan = Plan a check
check-why = Why
check-at = Check at: { $milestone }
check-complaint = What was complained of (only for a complaint)
check-inspectors = Inspectors
check-inspectors-hint = Names, separated by commas; at least two go to a site
check-planned-on = Last day to hold it
check-cancel = Call the check off
check-record = Record the check
check-record-do = Record the check
check-back = Back to the file
check-points = Point by point
check-result = Result
check-checked-on = Day of the check
check-basis = Ground of the check
check-basis-hint = Article or document, and what was done
check-fulfils = Is the commitment kept?
check-detail = How it is kept
check-detail-hint = What is there, what is under way, what is missing
check-photos = Photographs
check-findings = What is not as it should be
check-findings-hint = Leave empty if all is well. Each finding has a law, a party who answers for it and a number of days.
check-finding = Finding { $n }
check-finding-text = What is wrong
check-blocking-hint = “Works must stop” issues the stop order in the same act
check-party = Who answers for it
check-days-hint = 1 to { $max }
party-department = The department
party-window = The window
finding-verify = Look at the rectification
finding-passed = Is it put right?
finding-note = What was seen
finding-dismiss = Take the finding back
order-give = Order rectification
order-stop = Stop the works or revoke the notice
order-what = Step and ground
order-facts = What was found
order-law = Law and article
order-days = Time to obey
order-days-unit = working days
order-days-hint = Leave empty for a revocation
order-reply-until = reply until { $date }
order-answer = Reply
order-lift = Let the works go on
order-no-lift = The stop cannot be lifted yet:
order-hand-over = Hand over to credit supervision
order-hand-over-help = Credit supervision then investigates, tells the facts and hears the party; handing over decides nothing.
order-waiting = Steps that cannot be taken yet, and why
card-issue = Issue a card
card-level = Level
card-to = To
card-to-hint = For the window its agent or lead answers, for a party the enterprise that builds
card-finding = Finding behind it
card-text = What and why
card-answer = Answer
card-withdraw = Take the card back

# Draws by lot
draws-title = Random checks
draws-lead = Which projects are checked, and by whom, follows from a seed published beforehand
draws-none = No draw was published yet
draws-none-help = Publish a seed; on its day it is drawn from the projects with a valid notice.
draw-number = Draw { $number }
draw-published = Seed published
draw-held = Drawn
draw-seed = Seed
draw-seed-hint = Any text: a lottery number of the day, or the random one proposed here
draw-share = { $percent } % of the projects with a valid notice, at least one; { $inspectors } inspectors to each
draw-published-on = published { $date }
draw-on = day of the draw { $date }
draw-held-on = drawn { $date }
draw-result-short = { $drawn } of { $pool } projects drawn
draw-open = Public page of this draw
draw-hold = Draw now
draw-publish = Publish draw { $number }
draw-publish-help = Once published, the seed stays. The pool is that of the day of the draw, so nobody can choose a seed for its result.
draw-publish-do = Publish the seed
draw-percent = Share of the projects
draw-inspectors = Inspectors to each project
draw-day = Day of the draw
draw-public-lead = Seed, pool and result, so that anybody can draw again
draw-pool-projects = Pool of projects in the order of their hashes: the first { $drawn } of { $pool } are drawn
draw-hash = SHA-256
draw-result = Result
draw-drawn = Drawn
draw-pool-inspectors = Pool of inspectors: { $n }
draw-again = Draw again yourself
draw-again-help = Put the project ids of the pool in place of ID1 …; the smallest hashes are drawn, one in the share above, rounded up.
draw-again-inspectors = For each project drawn, put its id in place of PROJECT and those of the inspectors in place of USR1 …; the smallest are drawn.
watch-nothing-yet-wait = The cross-checks have not run yet, so this does not say that all is well. They run every day, and supervisors can start them at any time.
file-raised = Found { $date }
file-next-stop = The next step may be taken
file-next-order = An order to rectify may be given
file-next-wait-order = The enterprise has to obey { $number }
file-next-wait-promise = The enterprise has to keep its promise: { $item }
order-ground = Ground
missing-check-checked_on = Enter the day of the check
missing-check-basis = Enter the basis of the check
missing-check-fulfils = Choose whether the commitment is kept
missing-check-detail = Enter how the commitment is kept
file-handed = Handed over { $date }
file-handed-to = Credit record
card-ground = Ground
card-evidence = What was looked at
card-finding-hint = With a finding, ground and what was looked at may be left out: the finding says both
file-parties = Responsible parties
watch-all-promise = Promises
watch-all-check = Checks
watch-all-finding = Findings
watch-all-order = Orders
watch-all-card = Supervision cards
watch-all-acceptance = Joint acceptances
watch-by-begun = Begun from { $from } to { $to }
watch-by-due = Due from { $from } to { $to }
watch-by-done = Done from { $from } to { $to }
file-first-check = First check due by { $date }, none held yet
