//! Numbers and check codes of the letters the window hands out.

use alloc::string::String;
use alloc::vec::Vec;

use super::event::{Letter, ProjectEvent};
use crate::catalogue::DepartmentCode;
use crate::context::{Context, Series};
use crate::id::case_number::CaseNumber;
use crate::id::check_code::CheckCode;
use crate::id::entity::SubmissionId;

/// Kinds of letters the rules issue; the city's `letters.toml` says how each looks.
pub mod form {
    /// 收件凭证.
    pub const RECEIPT: &str = "receipt";
    /// 受理通知书.
    pub const ACCEPTANCE: &str = "acceptance";
    /// 容缺受理通知书.
    pub const ACCEPTANCE_WITH_GAPS: &str = "acceptance_with_gaps";
    /// 一次性补正告知书.
    pub const CORRECTION: &str = "correction";
    /// 不予受理决定书.
    pub const NON_ACCEPTANCE: &str = "non_acceptance";
    /// 信用承诺书.
    pub const COMMITMENT: &str = "commitment";
    /// 施工通知单.
    pub const CONSTRUCTION_NOTICE: &str = "construction_notice";
    /// 准予许可决定书.
    pub const DECISION_APPROVED: &str = "decision_approved";
    /// 不予许可决定书.
    pub const DECISION_REFUSED: &str = "decision_refused";
    /// 限期整改通知书.
    pub const RECTIFICATION_ORDER: &str = "rectification_order";
    /// 责令停工通知书.
    pub const STOP_ORDER: &str = "stop_order";
    /// 撤回施工通知单决定书.
    pub const REVOCATION: &str = "revocation";
    /// 复工通知书.
    pub const RESUMPTION: &str = "resumption";
    /// 督办单.
    pub const CARD: &str = "card";
    /// 联合验收通知书.
    pub const ACCEPTANCE_INVITATION: &str = "acceptance_invitation";
    /// 联合验收意见书.
    pub const ACCEPTANCE_OPINION: &str = "acceptance_opinion";
}

/// Next number of a kind of letter, in the city's pattern.
pub(crate) fn number(kind: &str, context: &Context<'_>) -> String {
    let year = context.today.year();
    let serial = context.fresh.serial(&Series::Letters {
        kind: kind.into(),
        year,
    });
    context.catalogue.letter_number(kind, year, serial)
}

/// A letter of this kind, number and day, with a fresh check code.
pub(crate) fn issued(
    kind: &str,
    number: String,
    cases: Vec<CaseNumber>,
    context: &Context<'_>,
) -> Letter {
    Letter {
        form: kind.into(),
        number,
        check_code: CheckCode::from_bytes(context.fresh.check_code()),
        cases,
        submission: None,
        correction: None,
        department: None,
        ends: None,
        issued_on: context.today,
        issued_at: context.now,
    }
}

/// A letter about cases with a number of its own.
pub(super) fn about(kind: &str, cases: Vec<CaseNumber>, context: &Context<'_>) -> ProjectEvent {
    let number = number(kind, context);
    ProjectEvent::LetterIssued {
        letter: issued(kind, number, cases, context),
    }
}

/// The receipt of a hand-in.
pub(super) fn receipt(
    submission: SubmissionId,
    cases: Vec<CaseNumber>,
    context: &Context<'_>,
) -> ProjectEvent {
    let number = number(form::RECEIPT, context);
    let mut letter = issued(form::RECEIPT, number, cases, context);
    letter.submission = Some(submission);
    ProjectEvent::LetterIssued { letter }
}

/// The paper of a correction notice, which bears the notice's number.
pub(super) fn correction(
    notice: String,
    cases: Vec<CaseNumber>,
    context: &Context<'_>,
) -> ProjectEvent {
    let mut letter = issued(form::CORRECTION, notice.clone(), cases, context);
    letter.correction = Some(notice);
    ProjectEvent::LetterIssued { letter }
}

/// An order, the letter of the department that gives it; the window's where whoever gives it is of none.
pub(super) fn order(kind: &str, number: String, context: &Context<'_>) -> ProjectEvent {
    let mut letter = issued(kind, number, Vec::new(), context);
    letter.department = own_department(context);
    ProjectEvent::LetterIssued { letter }
}

/// The paper of the end of a stop order, with a number of its own.
pub(super) fn resumption(ended: &str, context: &Context<'_>) -> ProjectEvent {
    let number = number(form::RESUMPTION, context);
    let mut letter = issued(form::RESUMPTION, number, Vec::new(), context);
    letter.department = own_department(context);
    letter.ends = Some(ended.into());
    ProjectEvent::LetterIssued { letter }
}

fn own_department(context: &Context<'_>) -> Option<DepartmentCode> {
    let department = context.actor.department.as_deref();
    department.map(DepartmentCode::new)
}

/// A letter that bears the number its fact was given: a notice, a card.
pub(super) fn numbered(kind: &str, number: String, context: &Context<'_>) -> ProjectEvent {
    ProjectEvent::LetterIssued {
        letter: issued(kind, number, Vec::new(), context),
    }
}
