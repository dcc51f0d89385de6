# Messages about a project between enterprise, window and departments

talks-title = Messages
talks-of-project = Messages of the project
talks-new-project = Project
talks-new-do = Go on to the form
talks-all = All messages, what waits for an answer first
talks-open =
    { $n ->
        [one] { $n } question waits for an answer
       *[other] { $n } questions wait for an answer
    }
talks-lead-enterprise = You write to the window. It asks departments where that is needed and passes their answers on.
talks-lead-window = What enterprise and departments write to each other goes through the window.
talks-lead-department = You write to the window; it passes on what the enterprise is to read.
talks-none = No messages
talks-none-help = Nothing was written here so far.
talks-link = Messages
talk-new = Write a new message
talk-days = Answers come within working days: window { $window }, department { $department }, enterprise { $enterprise }.
talk-subject = Subject
talk-to = To
talk-to-agent = To { $name }, window { $window }
talk-to-window = To the window
talk-side-enterprise = Enterprise
talk-side-window = Window
talk-side-department = Department
talk-text = Message
talk-files = Files
talk-files-hint = At most { $max }; PDF, pictures or Office documents
talk-kept = Stays attached: { $name }
talk-asks = I need an answer
talk-send = Send
talk-holder = Must answer
talk-you = You
talk-nobody = No answer awaited
talk-you-answer = Your answer is awaited
talk-answers = { $who } must answer
talk-last = Last message
talk-unread = New
talk-answer = Answer
talk-go-on = Write again
talk-released = Released to the enterprise { $date }
talk-release = Release to the enterprise
talk-read-by = Read by:
talk-settle = No answer needed any more
talk-settle-note = Why
talk-settle-do = Close the question
talk-settled = { $name } closed the question on { $date }:
desk-talks = Messages to answer
desk-talks-note = { $late } overdue
tell-message = Project “{ $project }”: there is a new message for you: { $item }.
tell-message-subject = New message: { $item }, { $project }
tell-unanswered = Project “{ $project }”: the window still waits for your answer: { $item }.
tell-unanswered-subject = Your answer is overdue: { $item }, { $project }
notice-about-message = A new message
notice-about-unanswered = An answer overdue
