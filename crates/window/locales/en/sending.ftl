# Mail and text messages: their words, how they fare, and where an enterprise wants them

tell-correction = Project “{ $project }”: correction notice { $number } lists everything to be put right by { $due }.
tell-correction-subject = Please put right by { $due }: { $project }
tell-decided = Project “{ $project }”: case { $number } is decided.
tell-decided-subject = Decided: case { $number }, { $project }
tell-issued = Project “{ $project }”: construction notice { $number } is issued.
tell-issued-subject = Construction notice issued: { $project }
tell-solved = Project “{ $project }”: problem { $number } is said to be solved. You have the last word: please confirm it, or say what is still wrong.
tell-solved-subject = Please confirm: problem { $number }, { $project }
tell-promise = Project “{ $project }”: what you promised for “{ $item }” is due within { $number } working days.
tell-promise-subject = A promise is due soon: { $item }, { $project }
tell-letter =
    To { $company }

    { $text }

    The project's page: { $url }

    Window One sent this letter by itself; answers to it are not read. To change the address, or to get no more letters: { $contact_url }
tell-sms = { $text } { $url }

nav-notices = Mail and SMS
notices-title = Mail and text messages
notices-lead = Addresses are masked and words are not shown. What is older than { $days } days is not sent any more; codes live for minutes. Messages sent or given up more than { $kept } days ago are forgotten; what waits or is parked is kept.
notices-no-mail = No mail server is set up: no mail is sent. It is set up under [mail] in the settings.
notices-no-sms = No SMS gateway is set up: no text message is sent. It is set up under [sms] in the settings.
notices-all = All
notices-by-state = By state
notices-number = No.
notices-what = What
notices-to = To
notices-at = Since
notices-state = State
notices-receipt = Receipt { $receipt }
notices-failed =
    { $n ->
        [one] { $n } attempt failed: { $reason }
       *[other] { $n } attempts failed: { $reason }
    }
notices-next = Next try { $at }
notices-undeliverable = The gateway says: { $reason }
notices-undeliverable-plain = The gateway gave no reason.
notices-undeliverable-help = Tell whoever it was for by telephone, and ask for the right number.
notices-claimed = Being sent; tried again if nothing is heard by { $at }
notices-retry = Try again
notices-none = No messages
notices-none-help = None stands so at the moment.
notice-state-parked = Parked
notice-state-failing = Failed, will be tried again
notice-state-undeliverable = Not delivered
notice-state-delivered = Delivered
notice-state-waiting = Waiting
notice-state-sent = Sent
notice-state-dropped = Not sent
notice-dropped-expired = Too old to be sent
notice-dropped-nobody = The enterprise gave no address
notice-dropped-superseded = A newer code was sent
notice-topic-mail = Mail
notice-topic-sms = SMS
notice-topic-sms-code = SMS with a code
notice-topic-tell = To be addressed
notice-about-correction = Corrections asked for
notice-about-decided = A case decided
notice-about-issued = Construction notice issued
notice-about-solved = A problem solved, to be confirmed
notice-about-promise = A promise due soon
notice-about-booking-code = Code for a booking
notice-about-booking-booked = Booked
notice-about-booking-queued = On the waiting list
notice-about-booking-moved-up = A place got free
notice-about-booking-changed = Booking changed
notice-about-booking-cancelled = Booking cancelled
notice-about-booking-cancelled-by-window = Booking cancelled by the window

contact-title = Mail and text messages
contact-lead = Where we tell you what happens to your projects. Everything is on their pages too.
contact-link = Where messages go
contact-kept = Messages go to the addresses below.
contact-nothing-sent = Neither a mail server nor an SMS gateway is set up here: nothing is sent. What you enter is kept.
contact-no-mail = No mail server is set up here: mail is not sent.
contact-no-sms = No SMS gateway is set up here: text messages are not sent.
contact-email = Address for mail
contact-email-hint = Such as name@example.cn; leave it empty to get no mail
contact-phone = Telephone for text messages
contact-phone-hint = Leave it empty to get no text messages
contact-phone-default = Until you keep this page, text messages go to the telephone of each project
contact-language = Language of the messages
contact-language-zh = 中文
contact-language-en = English
contact-about = You are told of
contact-do = Keep
