//! Why a command was refused: typed, with its values, its source in law and a way out. A refusal is an answer: page, API
//! and CLI show the same sentence `refusal-<code>` and the same way out `refusal-<code>-remedy` of the language files.

#[macro_use]
mod code;
#[macro_use]
mod administration;
mod refusals;
pub use self::refusals::{Refusal, Refusals, check_text};

with_administration! {
    /// The actor's role or relation does not have the action.
    NotAllowed => "not-allowed", None;
    /// There is no such object, or the actor may not know of it.
    NotFound => "not-found", None;
    /// The project was never created.
    NoProject => "no-project", None;
    /// The project exists already.
    ProjectExists => "project-exists", None;
    /// A text is empty.
    TextMissing => "text-missing", None;
    /// A text is longer than its limit.
    TextTooLong => "text-too-long", None;
    /// A date lies before the event it follows.
    DateBefore => "date-before", None;
    /// What was typed is not a date of the calendar.
    DateInvalid => "date-invalid", None;
    /// Somebody else changed the same thing after the form was drawn.
    ChangedMeanwhile => "changed-meanwhile", Some("design 4");
    /// Secret projects must not be handled online.
    SecretProject => "secret-project", Some("全国投资项目在线审批监管平台运行管理暂行办法 3");
    /// Facts cannot change once a case is under way.
    FactsFixed => "facts-fixed", None;
    /// A question about the project has no answer and no default.
    FactMissing => "fact-missing", Some("design 6");
    /// The answer is neither yes nor no.
    FactNotBoolean => "fact-not-boolean", Some("design 6");
    /// The answer is not a whole number.
    FactNotInteger => "fact-not-integer", Some("design 6");
    /// The number lies outside the bounds of the city's question.
    FactOutOfRange => "fact-out-of-range", Some("design 6");
    /// The answer is none of the options.
    FactNotAnOption => "fact-not-an-option", Some("design 6");
    /// The city asks no such question.
    FactUnknown => "fact-unknown", Some("design 6");
    /// No such item in the catalogue.
    UnknownItem => "unknown-item", None;
    /// No such material in the catalogue.
    UnknownMaterial => "unknown-material", None;
    /// The item does not apply to this project.
    ItemNotApplicable => "item-not-applicable", None;
    /// A predecessor is not obtained yet.
    PredecessorMissing => "predecessor-missing", Some("design 6");
    /// The item is being handled or was obtained.
    ItemInHand => "item-in-hand", None;
    /// The construction notice is not applied for as an ordinary case.
    ItemIsNotice => "item-is-notice", None;
    /// Nothing was chosen.
    NothingChosen => "nothing-chosen", None;
    /// A required material has no file.
    MaterialMissing => "material-missing", Some("行政许可法 31");
    /// A file put in on the enterprise's behalf awaits its confirmation.
    MaterialUnconfirmed => "material-unconfirmed", None;
    /// The material is already held; asking again is not allowed.
    MaterialHeld => "material-held", Some("国务院令716号 7");
    /// No such case in the project.
    UnknownCase => "unknown-case", None;
    /// No such submission in the project.
    UnknownSubmission => "unknown-submission", None;
    /// No such correction notice in the project.
    UnknownCorrection => "unknown-correction", None;
    /// The case's state forbids the act.
    WrongState => "wrong-state", None;
    /// A gap may only be left for a tolerable material.
    GapNotTolerable => "gap-not-tolerable", Some("容缺受理 (domain 1.3)");
    /// A gap names a material that is there.
    GapNotOpen => "gap-not-open", None;
    /// A gap is still open at the decision.
    GapOpen => "gap-open", Some("容缺受理 (domain 1.3)");
    /// All defects must be told at once; this one could have been told the first time.
    ToldOnceOnly => "told-once-only", Some("行政许可法 32");
    /// A defect is still unanswered.
    DefectUnanswered => "defect-unanswered", None;
    /// A refusal needs reasons.
    ReasonsMissing => "reasons-missing", Some("行政许可法 38");
    /// The limit of 5 working days is not over.
    IntakeStillOpen => "intake-still-open", Some("行政许可法 32");
    /// Somebody else has the case on the desk.
    ClaimedByOther => "claimed-by-other", None;
    /// Nobody has the case on the desk.
    NotClaimed => "not-claimed", None;
    /// The clock is stopped already.
    ClockStopped => "clock-stopped", None;
    /// The clock is not stopped.
    ClockRunning => "clock-running", None;
    /// The stop's ground is not one the item names.
    StopGroundUnknown => "stop-ground-unknown", Some("行政许可法 45");
    /// An opinion asked for is outstanding.
    OpinionOutstanding => "opinion-outstanding", None;
    /// The department's opinion was not asked.
    OpinionNotAsked => "opinion-not-asked", None;
    /// The department's opinion was asked before.
    OpinionAskedBefore => "opinion-asked-before", None;
    /// A department need not ask itself.
    OpinionOfOwn => "opinion-of-own", None;
    /// No such department.
    UnknownDepartment => "unknown-department", None;
    /// The preparer is not the approver.
    SecondPerson => "second-person", Some("design 7");
    /// There is no proposal to approve.
    NoProposal => "no-proposal", None;
    /// A checklist point was not looked at.
    ChecklistOpen => "checklist-open", None;
    /// A point of the checklist was found not to comply, so the case cannot be approved.
    ChecklistFailed => "checklist-failed", None;
    /// The case is decided.
    AlreadyDecided => "already-decided", None;
    /// Build-first is asked for already.
    BuildFirstAsked => "build-first-asked", None;
    /// Build-first has not come so far, or is past this step.
    BuildFirstStep => "build-first-step", Some("domain 1.2");
    /// The project cannot be handled by commitment.
    BuildFirstExcluded => "build-first-excluded", Some("domain 1.2");
    /// The enterprise is on a bad-faith list.
    CreditNotClear => "credit-not-clear", Some("浙江省保障“最多跑一次”改革规定 14");
    /// Every promise must be confirmed one by one.
    PromiseUnconfirmed => "promise-unconfirmed", None;
    /// Publicity runs until its last day.
    PublicityRunning => "publicity-running", Some("domain 1.2");
    /// An objection is unanswered.
    ObjectionOpen => "objection-open", Some("domain 1.2");
    /// An objection was found right; the commitment must be made anew.
    ObjectionUpheld => "objection-upheld", Some("domain 1.2");
    /// No such objection.
    UnknownObjection => "unknown-objection", None;
    /// One of the five responsible parties is missing.
    PartyMissing => "party-missing", Some("建设工程质量管理条例 3");
    /// An item that cannot be deferred is not obtained.
    ItemBlocksNotice => "item-blocks-notice", Some("domain 1.2");
    /// The notice is issued already.
    NoticeIssued => "notice-issued", None;
    /// The agent is the project's agent already.
    AgentSame => "agent-same", None;
    /// A project code, credit code or other number has a wrong form or check character.
    NumberInvalid => "number-invalid", Some("GB 32100-2015; domain 3.2");
    /// The project code has a wrong length, shape, time or place.
    ProjectCodeInvalid => "project-code-invalid", Some("GB/T 40058-2021");
    /// The enterprise is registered already.
    EnterpriseExists => "enterprise-exists", None;
    /// There is no construction notice.
    NoNotice => "no-notice", None;
    /// The commitment is closed.
    BuildingClosed => "building-closed", Some("domain 1.2");
    /// A date lies in the future.
    DateAhead => "date-ahead", None;
    /// A visit must be on a working day.
    NoWorkingDay => "no-working-day", None;
    /// That point of the works is reported already.
    MilestoneReported => "milestone-reported", Some("国务院令673号 16");
    /// An earlier point of the works is not reported.
    MilestoneMissing => "milestone-missing", Some("国务院令673号 16");
    /// The item is none of the promises.
    NotPromised => "not-promised", None;
    /// A promise is kept by its ordinary case only.
    PromiseByCase => "promise-by-case", Some("design 6");
    /// The joint acceptance is applied for as a whole, not as a case.
    ItemIsAcceptance => "item-is-acceptance", None;
    /// The promise is kept.
    PromiseKept => "promise-kept", None;
    /// The promise's date has not passed.
    PromiseNotDue => "promise-not-due", Some("design 6");
    /// A promise is still open.
    PromiseOpen => "promise-open", Some("domain 1.2");
    /// No such check.
    UnknownCheck => "unknown-check", None;
    /// The check was held or called off.
    CheckOver => "check-over", None;
    /// The same check is planned already.
    CheckPlanned => "check-planned", None;
    /// A point fails, but no finding says what is wrong.
    FindingMissing => "finding-missing", None;
    /// No such finding.
    UnknownFinding => "unknown-finding", None;
    /// The finding is settled.
    FindingClosed => "finding-closed", None;
    /// Findings are open.
    FindingsOpen => "findings-open", None;
    /// The finding's time is not over.
    FindingRunning => "finding-running", Some("design 6");
    /// Only a serious finding may be handed over without the ladder.
    NotSerious => "not-serious", None;
    /// The administration itself has no credit record.
    PartyIsOffice => "party-is-office", None;
    /// The number of working days is out of range.
    DaysOutOfRange => "days-out-of-range", None;
    /// No such order.
    UnknownOrder => "unknown-order", None;
    /// This order was given already.
    OrderGiven => "order-given", Some("design 6");
    /// An earlier step of the ladder was not taken.
    StepMissing => "step-missing", Some("design 6");
    /// The order before still runs.
    OrderRunning => "order-running", Some("design 6");
    /// The time to reply still runs.
    ReplyRunning => "reply-running", Some("行政许可法 7");
    /// The time to reply is over.
    ReplyOver => "reply-over", None;
    /// It was answered before.
    AnsweredBefore => "answered-before", None;
    /// There is no such stop order in force.
    NoStop => "no-stop", None;
    /// A stop order rests on it.
    StopInForce => "stop-in-force", None;
    /// What the order rests on is not put right.
    GroundOpen => "ground-open", None;
    /// The matter was handed over already.
    HandedOver => "handed-over", None;
    /// No such card.
    UnknownCard => "unknown-card", None;
    /// The card was taken back.
    CardWithdrawn => "card-withdrawn", None;
    /// The joint acceptance is applied for already.
    AcceptanceApplied => "acceptance-applied", None;
    /// There is no joint acceptance.
    NoAcceptance => "no-acceptance", None;
    /// The departments are invited already.
    AcceptanceInvited => "acceptance-invited", None;
    /// The joint acceptance has its opinion.
    AcceptanceConcluded => "acceptance-concluded", None;
    /// The visit is still to come.
    VisitAhead => "visit-ahead", None;
    /// The joint acceptance asks for no rectification.
    NothingToRectify => "nothing-to-rectify", None;
    /// The draw was never published.
    NoDraw => "no-draw", None;
    /// The draw was published, and its seed stays.
    DrawPublished => "draw-published", Some("国办发〔2015〕58号");
    /// A seed is published before the day of the draw.
    DrawBeforehand => "draw-beforehand", Some("国办发〔2015〕58号");
    /// The day of the draw has not come.
    DrawAhead => "draw-ahead", None;
    /// It was drawn before.
    DrawHeld => "draw-held", Some("国办发〔2015〕58号");
    /// There are too few projects or inspectors to draw from.
    DrawPoolSmall => "draw-pool-small", None;
    /// The share is not between one and a hundred percent, or nobody would check.
    DrawShare => "draw-share", None;
    /// The credit record was never begun.
    NoCredit => "no-credit", None;
    /// Another clue has this id.
    CreditExists => "credit-exists", None;
    /// The record has not come so far, or is past this step.
    CreditStage => "credit-stage", Some("design 6");
    /// The catalogue knows no such kind of breach.
    CreditBreachUnknown => "credit-breach-unknown", None;
    /// The catalogue knows no such credit platform.
    CreditTargetUnknown => "credit-target-unknown", None;
    /// The account is another enterprise's than the record's party.
    CreditPartyOther => "credit-party-other", None;
    /// Facts cannot be told without evidence.
    CreditEvidenceMissing => "credit-evidence-missing", Some("行政处罚法 40、54");
    /// The party still has time to answer.
    CreditDefenceRunning => "credit-defence-running", Some("行政处罚法 44、45");
    /// The party was not heard, and nobody has recorded that its time is over.
    CreditDefenceUnheard => "credit-defence-unheard", Some("行政处罚法 62");
    /// What the party said must be looked into first.
    CreditDefenceUnanswered => "credit-defence-unanswered", Some("行政处罚法 45");
    /// The time to answer is over and the record went on.
    CreditDefenceOver => "credit-defence-over", Some("行政处罚法 45");
    /// There is no defence that waits for an answer.
    CreditNothingToAnswer => "credit-nothing-to-answer", None;
    /// Whoever investigated does not decide.
    CreditInvestigatorDecides => "credit-investigator-decides", Some("行政处罚法 57、58");
    /// No rule set is in force on the day of the decision.
    CreditRulesMissing => "credit-rules-missing", None;
    /// Records of this class are always published.
    CreditMustPublish => "credit-must-publish", Some("信用修复管理办法（国家发展改革委令第36号）");
    /// Records of this class are published only for a reason.
    CreditPublishReason => "credit-publish-reason", Some("信用修复管理办法（国家发展改革委令第36号）");
    /// The decision says that the record is not published.
    CreditNotPublished => "credit-not-published", Some("信用修复管理办法（国家发展改革委令第36号）");
    /// The longest time of publication is over.
    CreditMaximumOver => "credit-maximum-over", Some("信用修复管理办法（国家发展改革委令第36号）");
    /// The longest time of publication is not over.
    CreditMaximumAhead => "credit-maximum-ahead", Some("信用修复管理办法（国家发展改革委令第36号）");
    /// The shortest time of publication is not over.
    CreditRepairEarly => "credit-repair-early", Some("信用修复管理办法（国家发展改革委令第36号）");
    /// Repair needs all duties fulfilled.
    CreditDutiesOpen => "credit-duties-open", Some("信用修复管理办法（国家发展改革委令第36号）");
    /// An application for repair is being looked into.
    CreditRepairUnderWay => "credit-repair-under-way", None;
    /// There is no application for repair that waits for an answer.
    CreditNoApplication => "credit-no-application", None;
    /// The platform gave another receipt before.
    CreditReceiptDiffers => "credit-receipt-differs", None;
    /// No such problem in the project.
    UnknownProblem => "unknown-problem", None;
    /// The catalogue knows no such kind of problem.
    UnknownTopic => "unknown-topic", None;
    /// The problem is struck off or taken back.
    ProblemOver => "problem-over", None;
    /// The problem is said to be solved.
    ProblemSolved => "problem-solved", None;
    /// Nobody has said that the problem is solved.
    ProblemUnsolved => "problem-unsolved", None;
    /// The enterprise has not confirmed that the problem is solved.
    ProblemUnconfirmed => "problem-unconfirmed", Some("mission M6");
    /// The problem is before the lead already.
    ProblemEscalated => "problem-escalated", None;
    /// A meeting is called for a problem that is before the lead.
    ProblemNotEscalated => "problem-not-escalated", Some("mission M6");
    /// A meeting about the problem is called already.
    MeetingCalled => "meeting-called", None;
    /// No such meeting.
    UnknownMeeting => "unknown-meeting", None;
    /// The meeting is recorded already.
    MeetingHeld => "meeting-held", None;
    /// The meeting is still to come.
    MeetingAhead => "meeting-ahead", None;
    /// Tasks of a meeting are open.
    MeetingTasksOpen => "meeting-tasks-open", None;
    /// No such task of the meeting.
    UnknownTask => "unknown-task", None;
    /// The task is done.
    TaskDone => "task-done", None;
    /// The task is another department's.
    TaskOfOther => "task-of-other", None;
    /// The project has no such visit.
    UnknownVisit => "unknown-visit", None;
    /// The visit is over or called off.
    VisitOver => "visit-over", None;
    /// The agent is at another visit then.
    VisitTaken => "visit-taken", None;
    /// The visit has begun.
    VisitBegun => "visit-begun", None;
    /// Nobody has recorded the arrival.
    VisitNotBegun => "visit-not-begun", None;
    /// The visit is not over.
    VisitNotOver => "visit-not-over", None;
    /// The enterprise has answered.
    VisitAnswered => "visit-answered", None;
    /// The end of a visit lies before its beginning.
    VisitTimes => "visit-times", None;
    /// No such note.
    UnknownNote => "unknown-note", None;
    /// The project has no agent.
    NoAgent => "no-agent", None;
    /// There is no hand-over to confirm.
    NoHandOver => "no-hand-over", None;
    /// The project was handed to somebody else.
    HandOverOfOther => "hand-over-of-other", None;
    /// The enterprise has not authorised its agent to do this in its name.
    AgentUnauthorised => "agent-unauthorised", Some("民法典 161、165");
    /// There is no authorisation to take back.
    NotAuthorised => "not-authorised", None;
    /// A record in force keeps the party out of commitment handling.
    CreditBarred => "credit-barred", Some("浙江省保障“最多跑一次”改革规定 14; domain 1.2");
    /// The date lies beyond the days that are published.
    BookingBeyond => "booking-beyond", None;
    /// The time has begun or is over.
    BookingPast => "booking-past", None;
    /// No window of this kind is open then.
    BookingNoWindow => "booking-no-window", None;
    /// All places are taken.
    BookingFull => "booking-full", None;
    /// The waiting list is as long as it may be.
    BookingListFull => "booking-list-full", None;
    /// The same person has another booking at the same time.
    BookingDouble => "booking-double", None;
    /// The same person holds as many places of the day as one may.
    BookingTooMany => "booking-too-many", None;
    /// That is no telephone number.
    BookingPhone => "booking-phone", None;
    /// The code is wrong, used, or older than it may be.
    BookingCode => "booking-code", None;
    /// There is no such booking, or the asker may not know of it.
    NoBooking => "no-booking", None;
    /// Where the booking stands forbids the act.
    BookingState => "booking-state", None;
    /// The booking's time has not come.
    BookingAhead => "booking-ahead", None;
    /// More places are taken than would be offered.
    CapacityTaken => "capacity-taken", None;
    /// The facts say of no such service to the actor.
    NotServed => "not-served", Some("国办发〔2019〕51号");
    /// The service has its review.
    ReviewGiven => "review-given", Some("国办发〔2019〕51号");
    /// The review was changed before.
    ReviewChanged => "review-changed", Some("国办发〔2019〕51号");
    /// The days to change a review are over.
    ReviewChangeOver => "review-change-over", None;
    /// A bad review needs a reason.
    ReviewReasons => "review-reasons", Some("国办发〔2019〕51号");
    /// The catalogue knows no such reason.
    UnknownReason => "unknown-reason", None;
    /// The review is not bad and was not.
    ReviewNotBad => "review-not-bad", None;
    /// The follow-up is closed.
    FollowUpClosed => "follow-up-closed", None;
    /// Whoever gave the review was not contacted.
    ReviewNotContacted => "review-not-contacted", Some("domain 3.9");
    /// It is not put right.
    ReviewNotPutRight => "review-not-put-right", Some("domain 3.9");
    /// It is put right.
    ReviewIsPutRight => "review-is-put-right", None;
    /// More days are asked for than may be taken.
    ReviewExtendMax => "review-extend-max", Some("domain 3.9");
    /// Whoever gave the review was not called back.
    ReviewNoCallBack => "review-no-call-back", Some("domain 3.9");
    /// That is no address mail can be sent to.
    EmailInvalid => "email-invalid", None;
    /// There is no such conversation or message, or the actor has no part in it.
    UnknownTalk => "unknown-talk", None;
    /// More files than go with one message.
    TalkFiles => "talk-files", None;
    /// The department is not on the project.
    TalkDepartmentGone => "talk-department-gone", None;
    /// Whoever is written to no longer accompanies the project.
    TalkPersonGone => "talk-person-gone", None;
    /// What goes between enterprise and departments goes through the window.
    TalkThroughWindow => "talk-through-window", None;
    /// The enterprise can read the message.
    TalkReleasedBefore => "talk-released-before", None;
    /// Nobody has to answer.
    TalkAnswered => "talk-answered", None;
    /// Somebody else asked.
    TalkNotAsked => "talk-not-asked", None;
    /// There is no such complaint, or the asker may not know of it.
    NoComplaint => "no-complaint", None;
    /// The catalogue knows no such kind of complaint.
    UnknownComplaintKind => "unknown-complaint-kind", None;
    /// The complaint is answered.
    ComplaintAnswered => "complaint-answered", None;
    /// No case or project has both the number and the telephone.
    NotTracked => "not-tracked", None;
    /// The complaint is not answered.
    ComplaintOpen => "complaint-open", None;
    /// Too many complaints came from the same telephone or place in a short time.
    ComplaintsMany => "complaints-many", None;
    /// A link for visitors lasts too short or too long.
    LinkDays => "link-days", None;
    /// A group of nobody, or of more than any.
    PeopleOutOfRange => "people-out-of-range", None;
    /// The project is in the green channel.
    InGreenChannel => "in-green-channel", None;
    /// The project is not in the green channel.
    NotInGreenChannel => "not-in-green-channel", None;
    /// The complaint was opened again before.
    ComplaintReopened => "complaint-reopened", None;
    /// The days to open the complaint again are over.
    ComplaintReopenOver => "complaint-reopen-over", None;
    /// The text holds a phrase nobody is to read.
    PhraseForbidden => "phrase-forbidden", Some("mission M9");
    /// The text does not say what such a text must say.
    PhraseMissing => "phrase-missing", Some("mission M9");
    /// The text does not say what such a text should say; it can be sent all the same.
    PhraseUnsaid => "phrase-unsaid", Some("mission M9");
    /// The month's numbers stay as they are.
    ScoreFrozen => "score-frozen", Some("mission M8");
    /// The month, or the days in which only the agent sees it, are not over.
    ScoreRunning => "score-running", None;
    /// The days to appeal are over.
    AppealOver => "appeal-over", None;
    /// The score has no such point, or nobody appealed against it.
    UnknownScoreLink => "unknown-score-link", None;
    /// Somebody appealed against this point before.
    ScoreAppealed => "score-appealed", None;
    /// Appeals are not answered.
    ScoreAppealOpen => "score-appeal-open", Some("mission M8");
    /// No rules count for the month.
    ScoreRulesMissing => "score-rules-missing", None;
    /// Points beyond every rule.
    ScorePoints => "score-points", None;
}
