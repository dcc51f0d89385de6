# The frame around every page

site-name = Window One
site-claim = From filing to construction, at one window
skip-to-content = Skip to the content
demo-label = Demonstration
demo-banner = Demonstration: all people, companies and data are invented and vanish when it is closed.
main-navigation = Main navigation
breadcrumb-label = You are here
switch-label = Language and display
switch-language = 中文
switch-elder-on = Large type
switch-elder-off = Normal type
switch-contrast-on = High contrast
switch-contrast-off = Normal contrast
log-in = Log in
log-out = Log out
to-home = To the home page

nav-my = My desk
nav-inbox = Messages
nav-desk = Agent desk
nav-intake = Intake
nav-issue = Issue
nav-dept = Department queue
nav-more = More
nav-guide = Service guide

role-anonymous = Not logged in
role-enterprise_member = Enterprise member
role-enterprise_signatory = Enterprise signatory
role-agent = Agent
role-window_lead = Window lead
role-officer = Department officer
role-department_head = Chief representative
role-inspector = Inspector
role-supervisor = Supervisor
role-manager = Manager
role-system_administrator = System administrator
role-security_administrator = Security administrator
role-audit_administrator = Audit administrator
role-machine_client = External system
role-system = System

session-ends-title = You will be logged out soon
session-ends-help = Nothing has happened for a while; in 2 minutes you will be logged out. Saved drafts are safe.
session-continue = Continue

footer-hotline = Help line
footer-organiser = Organiser:
footer-icp = ICP record
footer-police = Public security record
footer-site-code = Site code
footer-notice = Classified projects and papers must not be handled on this platform; please ask at the window.

# Dates
date-day = { $weekday } { $day } { $month }
date-provisional = { $day } (provisional)
date-full = { $weekday } { $day } { $month } { $year }
date-moment = { $day } { $month }, { $time }
month-1 = Jan
month-2 = Feb
month-3 = Mar
month-4 = Apr
month-5 = May
month-6 = Jun
month-7 = Jul
month-8 = Aug
month-9 = Sep
month-10 = Oct
month-11 = Nov
month-12 = Dec
weekday-1 = Mon
weekday-2 = Tue
weekday-3 = Wed
weekday-4 = Thu
weekday-5 = Fri
weekday-6 = Sat
weekday-7 = Sun
no-region = Your account belongs to no organisation yet, so no project is shown. The security administrator sets the organisation under “Accounts and roles”.
