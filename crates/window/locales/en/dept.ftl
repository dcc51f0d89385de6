# The departments' queue and review
limit-none = no limit
limit-immediate = decided on the spot

dept-light = Time left
dept-tab-free = Unclaimed
dept-tab-mine = Mine
dept-tab-sign = To approve
dept-tab-opinion = Opinions
dept-tab-stopped = Stopped
dept-tab-done = Decided
dept-none-free = No case waits to be claimed
dept-none-mine = You have no case on your desk
dept-none-sign = No proposal awaits approval
dept-none-opinion = No opinion is asked of your department
dept-none-stopped = No clock is stopped
dept-none-done = Nothing is decided yet

review-limits = Limits and contact
review-mine = On my desk
review-taken = On a colleague's desk
review-two-person = Two people decide
review-two-person-help = This item takes two people: you propose, and your department's chief representative approves before the decision takes effect.
review-used = { $days ->
    [one] { $days } day used
   *[other] { $days } days used
}
review-address = Building site
review-agent = Agent
review-no-agent = Not assigned yet
review-explain = How the last day is worked out
review-counted = Counts
review-not-counted = Does not count
day-start = Day of acceptance
day-workday = Working day
day-make-up-workday = Make-up working day
day-assumed-workday = Working day (this year's calendar is not published; Monday to Friday assumed)
day-calendar-day = Calendar day
day-weekend = Weekend
day-holiday = Public holiday
day-stopped = Clock stopped
day-end-moved = Last day was a day off, moved on
stop-ground-hearing = hearing
stop-ground-tender = tender
stop-ground-auction = auction
stop-ground-inspection = inspection
stop-ground-testing = testing
stop-ground-quarantine = quarantine
stop-ground-appraisal = appraisal
stop-ground-expert_review = expert review
stop-ground-publicity = publicity
stop-ground-correction = correction

review-claim-title = Nobody has claimed this case
review-claim-help = Claim it to review it within the promised limit.
review-decided-approved = Approved on { $date }
review-decided-refused = Refused on { $date }
review-certificate = Number of the result
review-valid-until = valid until { $date }
review-proposed-approved = Approval proposed, awaiting the second signature
review-proposed-refused = Refusal proposed, awaiting the second signature
review-proposed-on = Proposed on { $date }
review-sign = Approve the proposal
review-send-back = Send the proposal back
review-send-back-reason = Reason
review-returned = The proposal was sent back on { $date }; decide anew for this reason
review-opinion-asked = Your department's opinion is asked
review-opinion-agrees = Opinion
review-agrees = Agrees
review-disagrees = Disagrees
review-opinion-text = In words
review-opinion-give = Give the opinion
review-stopped-title = A special procedure runs, the clock is stopped
review-stopped-help = Let the clock run again on the day the procedure ends.
review-resume = Let the clock run

review-checklist = Checklist
review-note = Note
review-no-checklist = This item has no checklist.
review-reasons = Findings
review-reasons-hint = A refusal must state its reasons and the law it rests on.
review-blocked = It cannot be approved yet:
review-approve = Approve
review-refuse = Refuse
review-propose-approve = Propose approval
review-propose-refuse = Propose refusal
review-not-yours = You cannot decide now: the case is on a colleague's desk, is being corrected or stopped, or belongs to another department.
review-materials = Materials
review-no-materials = This item asks for no materials.
review-file = version { $version }, { $kilobytes } kB
review-on-behalf = uploaded by the window
review-gap = Accepted with a gap: “{ $name }” must follow by { $date }
review-parallel = Other cases of this project
review-alone = There is no other case.
review-opinions = Opinions and corrections
review-unanswered = Not answered yet
review-asked = The window was asked to have corrected
review-asked-already = The window has been asked to send one correction notice; it has not been sent yet.
review-facts = About the project

review-ask-correction = Ask for corrections
review-ask-correction-help = The window sends the enterprise one notice for all departments. Name everything at once.
review-defect = Point { $n }
review-material = Material
review-problem = What is wrong
review-remedy = How to put it right
review-ask-correction-do = Hand to the window
review-ask-opinion = Ask another department
review-department = Department
review-question = Question
review-opinion-days = Time to answer
review-ask-opinion-do = Send the question
review-stop = Stop the clock for a special procedure
review-stop-ground = Ground
review-stop-max = { $days ->
    [one] at most { $days } working day
   *[other] at most { $days } working days
}
review-stop-reason = Reason the enterprise is told
review-stop-do = Stop the clock
review-stop-none = This item names no special procedure, so the clock cannot be stopped.
dept-number = Case number
dept-due = Due
dept-flags = Marks
dept-flag-gaps = with gaps
dept-flag-deemed = deemed accepted
dept-flag-proposal = to be approved
dept-flag-asked = correction asked
