//! What can be done: the actions of the access table.

/// What can be done. Pages are actions too: a route not named here does not exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// Public pages: home, guide, check of a document, log in, register.
    ReadPublic,
    /// Register an enterprise and its first account.
    RegisterEnterprise,
    /// End one's own session, choose language or display.
    UseSession,
    /// The enterprise's desk (page 8), its messages (14).
    ReadEnterpriseDesk,
    /// A project's pages (10, 11, 13) and its files and letters.
    ReadProject,
    /// The agent's desk (15).
    ReadAgentDesk,
    /// The intake queue (16).
    ReadIntake,
    /// The issue desk (19).
    ReadIssueDesk,
    /// The department's queue (20).
    ReadDepartmentQueue,
    /// A case under review (21).
    ReadReview,
    /// File a new project.
    CreateProject,
    /// Change a project's facts before its first submission.
    ChangeFacts,
    /// Enter or correct the project code.
    EnterProjectCode,
    /// Assign or change the project's agent.
    AssignAgent,
    /// Put a file into a material's slot.
    AddMaterial,
    /// Confirm what an agent put in on the enterprise's behalf.
    ConfirmMaterial,
    /// Record a result obtained before the project came to the window.
    RegisterResult,
    /// Hand in several cases.
    Submit,
    /// Withdraw a case before its decision.
    WithdrawCase,
    /// Accept cases, with or without gaps.
    AcceptCases,
    /// Give the one correction notice.
    RequestCorrection,
    /// Refuse to accept.
    RefuseAcceptance,
    /// Let the law accept what nobody answered in 5 working days.
    DeemAccepted,
    /// Say that the corrections are in.
    AnswerCorrection,
    /// Take a case on one's desk.
    ClaimCase,
    /// Ask the window to ask for corrections.
    AskCorrection,
    /// Ask another department.
    AskOpinion,
    /// Answer another department.
    GiveOpinion,
    /// Stop the clocks for a special procedure, or let them run again.
    StopClock,
    /// Propose or take a decision.
    Decide,
    /// Second signature under a decision.
    ApproveDecision,
    /// Ask for build-first handling.
    RequestBuildFirst,
    /// Admit to or refuse build-first handling.
    Screen,
    /// Tell the standards item by item.
    TellStandards,
    /// Sign the commitment letter.
    SignCommitment,
    /// Enter the five responsible parties.
    EnterParties,
    /// Record an objection raised during publicity.
    RaiseObjection,
    /// Answer an objection.
    AnswerObjection,
    /// Issue the construction notice.
    IssueNotice,
    /// The page that leads to what is administered.
    ReadAdministration,
    /// The accounts of staff.
    ReadAccounts,
    /// Open an account without rights, close and open it again, give it a first password.
    OpenAccounts,
    /// Grant and withdraw roles.
    GrantRoles,
    /// Search the audit.
    ReadAudit,
    /// The releases of the catalogue, what they change, their files.
    ReadReleases,
    /// Hand in a release of the catalogue.
    ImportRelease,
    /// Approve a release handed in by somebody else, reject it, or take one back before its day.
    DecideRelease,
    /// The calendars handed in, and what they moved.
    ReadCalendars,
    /// Hand in a year of the calendar.
    ImportCalendar,
    /// Put a year handed in by somebody else in force, or reject it.
    DecideCalendar,
    /// Read the component gallery of a demonstration.
    ReadGallery,
    /// A file of a case's materials or a letter, on the way to a decision about it.
    ReadCaseFile,
    /// The supervision pages (22, 23).
    ReadWatch,
    /// The board of figures (24).
    ReadBoard,
    /// Report a point of the building work.
    ReportMilestone,
    /// What the program does on a deadline: reminders, consent by silence.
    KeepDeadlines,
    /// Plan a check, or call it off.
    PlanCheck,
    /// Record a check with its findings.
    RecordCheck,
    /// Run the cross-checks.
    CrossCheck,
    /// Say that a finding is put right.
    RectifyFinding,
    /// Look whether it is.
    VerifyFinding,
    /// Take a finding back.
    DismissFinding,
    /// Order to put something right in time.
    OrderRectification,
    /// Stop the works, let them go on, revoke the notice.
    SuspendNotice,
    /// Reply to an order.
    AnswerOrder,
    /// Hand a matter over to credit supervision.
    HandOver,
    /// Issue a card, or take it back.
    IssueCard,
    /// Review a service one was served, or change that review.
    GiveReview,
    /// The reviews (follow-ups, what is said of one's own services).
    ReadReviews,
    /// See who gave a review.
    ReadReviewer,
    /// Follow up a bad review.
    FollowUpReview,
    /// Complain.
    FileComplaint,
    /// See a complaint, or open it again: whoever made it.
    ReadComplaint,
    /// The list of complaints.
    ReadComplaints,
    /// See a complaint, as its owner or who gives it one.
    WorkComplaint,
    /// Give a complaint to somebody.
    AssignComplaint,
    /// Reply to a complaint.
    ReplyComplaint,
    /// Messages about a project.
    ReadTalk,
    /// Write a message about a project, or say that no answer is needed.
    WriteTalk,
    /// Release a department's message to the enterprise.
    ReleaseTalk,
    /// How mail and text messages fare.
    ReadNotices,
    /// Let a message that was parked be tried again.
    RetryNotice,
    /// Say whether a text message arrived.
    ReportDelivery,
    /// Say where an enterprise wants its mail and text messages.
    ChangeContact,
    /// The words of the window: the phrases, and one's own hits.
    ReadWords,
    /// Whose hits of forbidden phrases they are.
    ReadWordsOfOthers,
    /// One's own monthly score.
    ReadOwnScore,
    /// Appeal against a point of it.
    AppealScore,
    /// The monthly scores of all agents.
    ReadScores,
    /// Answer an appeal.
    AnswerAppeal,
    /// Freeze the score of a month.
    FreezeScore,
    /// Answer a card.
    AnswerCard,
    /// Apply for the joint acceptance and for its re-inspection.
    ApplyAcceptance,
    /// Invite to the joint acceptance and conclude it.
    LeadAcceptance,
    /// Give a department's opinion at the joint acceptance.
    GiveAcceptance,
    /// A credit record's page, files and letters.
    ReadCredit,
    /// Bring a clue, or say which account its party has.
    RecordClue,
    /// Investigate, tell the facts, record and answer the defence, drop the case.
    InvestigateCredit,
    /// Answer the facts told, or waive that.
    DefendCredit,
    /// First signature under a credit decision or the answer to a repair.
    ProposeCredit,
    /// Second signature; publish; withdraw a record of the wrong party.
    DecideCredit,
    /// Apply for repair.
    ApplyCreditRepair,
    /// End what has been published for the longest time.
    EndPublication,
    /// Record what a credit platform answered.
    AcknowledgeExport,
    /// The problem ledger of the whole window, and what was solved before.
    ReadProblems,
    /// A problem with everything done about it.
    ReadProblem,
    /// Enter a problem into the ledger.
    RaiseProblem,
    /// Direct a problem, bring it before the lead, strike it off.
    WorkProblem,
    /// Take steps, say that a problem is solved, do a meeting's task.
    SolveProblem,
    /// Say whether a problem is solved, or take it back.
    ConfirmProblem,
    /// Call a coordination meeting and record it.
    LeadMeeting,
    /// Plan a visit, record it, call it off.
    VisitSite,
    /// Say whether the record of a visit is right.
    ConfirmVisit,
    /// Notes to bring forward and calls promised.
    KeepNotes,
    /// Hand one's project to a colleague.
    HandProjectOn,
    /// Confirm the record of a hand-over.
    TakeProjectOver,
    /// Name who stands in for an agent.
    NameSubstitute,
    /// Authorise the agent to act in the enterprise's name.
    AuthoriseAgent,
    /// Take that authorisation back.
    WithdrawAuthorisation,
    /// Record when agents are away, and the zone they are responsible for.
    ManageStaff,
    /// Look for a free time and book it.
    BookService,
    /// See, move or cancel a booking.
    ChangeBooking,
    /// The window's calendar (18).
    ReadCalendar,
    /// Say who came, who did not, what was done.
    AttendBooking,
    /// Offer more or fewer places at a time.
    OfferService,
    /// Publish the days that can be booked.
    PublishService,
    /// Take a project into the green channel, or out of it.
    DirectGreenChannel,
    /// The register of visits and the links for visitors.
    ReadVisits,
    /// Make and revoke links for visitors, register groups.
    ManageVisits,
}

impl Action {
    /// Every action, for tests that walk the whole table.
    pub const ALL: &[Self] = &[
        Self::ReadPublic,
        Self::RegisterEnterprise,
        Self::UseSession,
        Self::ReadEnterpriseDesk,
        Self::ReadProject,
        Self::ReadAgentDesk,
        Self::ReadIntake,
        Self::ReadIssueDesk,
        Self::ReadDepartmentQueue,
        Self::ReadReview,
        Self::CreateProject,
        Self::ChangeFacts,
        Self::EnterProjectCode,
        Self::AssignAgent,
        Self::AddMaterial,
        Self::ConfirmMaterial,
        Self::RegisterResult,
        Self::Submit,
        Self::WithdrawCase,
        Self::AcceptCases,
        Self::RequestCorrection,
        Self::RefuseAcceptance,
        Self::DeemAccepted,
        Self::AnswerCorrection,
        Self::ClaimCase,
        Self::AskCorrection,
        Self::AskOpinion,
        Self::GiveOpinion,
        Self::StopClock,
        Self::Decide,
        Self::ApproveDecision,
        Self::RequestBuildFirst,
        Self::Screen,
        Self::TellStandards,
        Self::SignCommitment,
        Self::EnterParties,
        Self::RaiseObjection,
        Self::AnswerObjection,
        Self::IssueNotice,
        Self::ReadAdministration,
        Self::ReadAccounts,
        Self::OpenAccounts,
        Self::GrantRoles,
        Self::ReadAudit,
        Self::ReadReleases,
        Self::ImportRelease,
        Self::DecideRelease,
        Self::ReadCalendars,
        Self::ImportCalendar,
        Self::DecideCalendar,
        Self::ReadGallery,
        Self::ReadCaseFile,
        Self::ReadWatch,
        Self::ReadBoard,
        Self::ReportMilestone,
        Self::KeepDeadlines,
        Self::PlanCheck,
        Self::RecordCheck,
        Self::CrossCheck,
        Self::RectifyFinding,
        Self::VerifyFinding,
        Self::DismissFinding,
        Self::OrderRectification,
        Self::SuspendNotice,
        Self::AnswerOrder,
        Self::HandOver,
        Self::IssueCard,
        Self::AnswerCard,
        Self::ApplyAcceptance,
        Self::LeadAcceptance,
        Self::GiveAcceptance,
        Self::ReadCredit,
        Self::RecordClue,
        Self::InvestigateCredit,
        Self::DefendCredit,
        Self::ProposeCredit,
        Self::DecideCredit,
        Self::ApplyCreditRepair,
        Self::EndPublication,
        Self::AcknowledgeExport,
        Self::ReadProblems,
        Self::ReadProblem,
        Self::RaiseProblem,
        Self::WorkProblem,
        Self::SolveProblem,
        Self::ConfirmProblem,
        Self::LeadMeeting,
        Self::VisitSite,
        Self::ConfirmVisit,
        Self::KeepNotes,
        Self::HandProjectOn,
        Self::TakeProjectOver,
        Self::NameSubstitute,
        Self::AuthoriseAgent,
        Self::WithdrawAuthorisation,
        Self::ManageStaff,
        Self::BookService,
        Self::ChangeBooking,
        Self::ReadCalendar,
        Self::AttendBooking,
        Self::OfferService,
        Self::PublishService,
        Self::GiveReview,
        Self::ReadReviews,
        Self::ReadReviewer,
        Self::FollowUpReview,
        Self::FileComplaint,
        Self::ReadComplaint,
        Self::ReadComplaints,
        Self::WorkComplaint,
        Self::AssignComplaint,
        Self::ReplyComplaint,
        Self::ReadTalk,
        Self::WriteTalk,
        Self::ReleaseTalk,
        Self::ReadNotices,
        Self::RetryNotice,
        Self::ReportDelivery,
        Self::ChangeContact,
        Self::ReadWords,
        Self::ReadWordsOfOthers,
        Self::DirectGreenChannel,
        Self::ReadOwnScore,
        Self::AppealScore,
        Self::ReadScores,
        Self::AnswerAppeal,
        Self::FreezeScore,
        Self::ReadVisits,
        Self::ManageVisits,
    ];
}
