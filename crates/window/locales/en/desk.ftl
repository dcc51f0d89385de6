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

intake-open = Check item by item, ask for corrections or refuse
intake-answer-by = Answer by { $date }
intake-answered = Every case is answered
intake-done-accept = Accepted. The letter of acceptance is below, under “Letters handed out”.
intake-done-correct = The enterprise has been told once and completely; its answer comes back to this queue.
intake-done-refuse = Acceptance refused. The decision is below, under “Letters handed out”.
intake-letters = Letters handed out
intake-gap = Accept without it; it follows later
intake-outcome-accept = Accept
intake-cases = Cases to accept
intake-accept-help = Accepted cases go to all departments at once and their limits run from today. With a gap ticked, the letter says what follows later.
intake-outcome-correct = Ask for corrections, once
intake-correct-help = Name every problem at once: they become one notice, to be answered within { $days ->
    [one] one working day
   *[other] { $days } working days
}. Leave unused rows empty.
intake-defect = Problem { $n }
intake-defect-slot = Case and material
intake-defect-general = The application as a whole
intake-defect-problem = What is wrong
intake-defect-remedy = How to put it right
intake-correct = Send the correction notice
intake-choose-slot = No case or material is chosen. Choose what this problem belongs to.
intake-outcome-refuse = Refuse to accept
intake-refuse-help = Only where the law asks for no licence or another authority is responsible; incomplete papers are a matter for corrections.
intake-refuse-case = Case
intake-refuse-reason = Reason and legal basis
intake-refuse-remedy = Remedies and advice
intake-refuse-remedy-help = Whom the enterprise can apply to, and how it can appeal.
intake-refuse = Decide not to accept
intake-choose-case = No case is chosen. Choose which case is refused.
intake-applicant = Project and applicant
intake-code = Project code
intake-uscc = Unified social credit code
intake-address = Site
intake-contact = Contact
intake-received = Received
intake-to-project = Show the project
file-title-cases = Cases
file-none = No case yet: the enterprise hands in what is ready, or you put in its materials.
file-full = See the whole project
file-contact = Contact at the enterprise
file-holder = Who has it
file-due = Due
file-corrections = Corrections asked for by departments
file-corrections-help = They go to the enterprise merged in one notice.
file-corrections-send = Send the one notice
file-result = Record an earlier result
file-result-help = What the enterprise obtained elsewhere: see the original, record it, and it is not asked for again.
file-result-item = Item
file-result-number = Number of the paper
file-result-date = Date
file-result-do = Record the result
file-build-first = Build first, verify later
file-screen = Screening
file-screen-admit = Is the project admitted?
file-screen-credit = Checked: neither enterprise nor controller is on a dishonesty list
file-screen-reason = Reason for refusing, or a remark
file-screen-do = Give the opinion
file-screen-lead = The window lead gives this opinion.
file-standards = Tell the standards item by item
file-standards-do = Tell the standards
file-objections = Objections
file-objection-who = Who objects
file-objection-text = What is objected
file-objection-do = Record the objection
file-objection-answer = Answer
file-objection-upheld = The objection is right (standards are told and signed anew)
file-objection-answer-do = Answer the objection
file-objection-open = unanswered
file-objection-is-upheld = found right
