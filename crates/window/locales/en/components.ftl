# Components

next-step = Next step
yes = Yes
no = No
optional = (optional)
choose = Please choose
change = Change
not-provided = Not provided
working-days = { $n ->
    [one] { $n } working day
   *[other] { $n } working days
}
calendar-days = { $n ->
    [one] { $n } calendar day
   *[other] { $n } calendar days
}
money-yuan = CNY { $amount }

error-summary-title = There is a problem
error-prefix = Error:
load-new-state = Load the new state (drops what you typed)

light-green = On track, { $days ->
    [one] { $days } working day left
   *[other] { $days } working days left
}
light-yellow = Due soon, { $days ->
    [one] { $days } working day left
   *[other] { $days } working days left
}
light-today = Due today
light-red = Overdue by { $days ->
    [one] { $days } working day
   *[other] { $days } working days
}
light-stopped = Clock stopped
light-stopped-since = Clock stopped since { $date }
light-done = Done on time
light-done-early = Done { $days ->
    [one] { $days } working day early
   *[other] { $days } working days early
}
light-done-late = Done { $days ->
    [one] { $days } working day late
   *[other] { $days } working days late
}
light-unlimited = No limit

status-locked = Cannot start yet
status-ready = Ready
status-draft = In progress
status-submitted = Submitted
status-review = Under review
status-action = Action needed
status-done = Done
status-refused = Refused
locked-by = Needed first: { $name }

stage-count = { $done } of { $total }
due-by = by { $date }
promise = Promise
verify-by = checked by { $date }

slot-empty = To upload
slot-uploaded = Uploaded
slot-held = Already held
slot-promised = May follow later
slot-wrong = Not acceptable
slot-blank-form = Blank form
slot-sample = Sample

check-ok = Met
check-wrong = Not met
check-none = Not applicable
check-open = To check

agent-title = My agent
agent-window = Window { $window }

filter-apply = Filter
filter-clear = Clear filters
pagination-label = Pages
pagination-previous = Previous
pagination-next = Next

copy = Copy
copied = Copied

