//! What platforms were told and what they answered. Sending is the outbox's business; here stands
//! what must be sent, what arrived, what failed and what never came back.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use jiff::Timestamp;
use jiff::civil::Date;

use super::command::ExportKind;
use super::event::CreditEvent;
use super::record::CreditRecord;
use super::{Decided, stage};
use crate::calendar::Calendar;
use crate::catalogue::CreditPolicy;
use crate::context::Context;
use crate::project::check_text;
use crate::refusal::{Code, Refusal, Refusals};

/// Receipt number of a platform.
pub const RECEIPT_MAX_CHARS: usize = 120;
/// An error text of a platform; the rest stands in the log.
pub const FAILURE_MAX_CHARS: usize = 500;

/// What platforms answered, by platform and message.
pub type Exports = BTreeMap<(String, ExportKind), Export>;

/// What one platform answered to one message.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Export {
    /// Its receipt.
    pub receipt: Option<Receipt>,
    /// Attempts that failed, in order.
    pub failures: Vec<Failure>,
}

/// A receipt of a platform (回执).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Its number.
    pub number: String,
    /// When it came.
    pub at: Timestamp,
}

/// An attempt that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Its number, from 1.
    pub attempt: u32,
    /// When.
    pub at: Timestamp,
    /// What went wrong.
    pub reason: String,
}

/// A message of a record to a platform, sent or still to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message<'a> {
    /// Which platform.
    pub target: &'a str,
    /// What it is told.
    pub about: ExportKind,
    /// Day on which there was something to tell.
    pub since: Date,
    /// Day by which its receipt is expected.
    pub receipt_by: Date,
    /// What it answered so far.
    pub export: Option<&'a Export>,
}

impl Message<'_> {
    /// Whether the platform has taken it over.
    pub fn is_acknowledged(&self) -> bool {
        self.export.is_some_and(|export| export.receipt.is_some())
    }

    /// Whether the receipt should have been here: somebody must look.
    pub fn is_overdue(&self, today: Date) -> bool {
        !self.is_acknowledged() && today > self.receipt_by
    }
}

impl CreditRecord {
    /// Since when there is something to tell; never for what was not published.
    pub fn to_tell(&self, about: ExportKind) -> Option<Date> {
        let published = self.stage.published()?;
        match about {
            ExportKind::Publication => Some(published.on),
            ExportKind::Ending => self.stage.ended_on(),
            ExportKind::Correction => self.stage.withdrawn_on(),
        }
    }

    /// Everything platforms must be told of this record, with what they answered. What a later
    /// message overtook is not sent any more, or a wrong record would be spread further.
    pub fn messages<'a>(
        &'a self,
        policy: &'a CreditPolicy,
        calendar: &Calendar,
    ) -> Vec<Message<'a>> {
        let mut messages = Vec::new();
        for (position, about) in ExportKind::ALL.into_iter().enumerate() {
            let Some(since) = self.to_tell(about) else {
                continue;
            };
            let is_overtaken = ExportKind::ALL
                .into_iter()
                .skip(position + 1)
                .any(|later| self.to_tell(later).is_some());
            for target in &policy.targets {
                let message = Message {
                    target: &target.code,
                    about,
                    since,
                    receipt_by: calendar.due(since, target.receipt_days).date,
                    export: self.exports.get(&(target.code.clone(), about)),
                };
                if !is_overtaken || message.is_acknowledged() {
                    messages.push(message);
                }
            }
        }
        messages
    }
}

/// The platform must be one of the city's, and there must be something to tell.
fn check_message(
    record: &CreditRecord,
    target: &str,
    about: ExportKind,
    context: &Context<'_>,
) -> Result<(), Refusals> {
    if context.catalogue.credit().target(target).is_none() {
        return Err(Refusal::new(Code::CreditTargetUnknown)
            .with("target", target)
            .into());
    }
    match record.to_tell(about) {
        Some(_) => Ok(()),
        None => Err(stage(record)),
    }
}

pub(super) fn acknowledge(
    record: &CreditRecord,
    target: &str,
    about: ExportKind,
    receipt_no: &str,
    context: &Context<'_>,
) -> Decided {
    check_message(record, target, about, context)?;
    let receipt_no = receipt_no.trim();
    let mut found = Vec::new();
    check_text(receipt_no, "receipt_no", RECEIPT_MAX_CHARS, &mut found);
    Refusals::check(found)?;
    let known = record
        .exports
        .get(&(target.into(), about))
        .and_then(|export| export.receipt.as_ref());
    match known {
        None => Ok(alloc::vec![CreditEvent::ExportAcknowledged {
            target: target.into(),
            about,
            receipt_no: receipt_no.into(),
        }]),
        // Delivered twice is delivered once.
        Some(receipt) if receipt.number == receipt_no => Ok(Vec::new()),
        Some(receipt) => Err(Refusal::new(Code::CreditReceiptDiffers)
            .with("receipt", &receipt.number)
            .with("other", receipt_no)
            .at("receipt_no")
            .into()),
    }
}

pub(super) fn fail(
    record: &CreditRecord,
    (target, about): (&str, ExportKind),
    attempt: u32,
    reason: &str,
    context: &Context<'_>,
) -> Decided {
    check_message(record, target, about, context)?;
    if reason.trim().is_empty() {
        return Err(Refusal::new(Code::TextMissing).at("reason").into());
    }
    let export = record.exports.get(&(target.into(), about));
    // An attempt told twice, or told after the receipt came by another way, is no news.
    let is_known = export.is_some_and(|export| {
        export.receipt.is_some()
            || export
                .failures
                .iter()
                .any(|failure| failure.attempt == attempt)
    });
    if is_known {
        return Ok(Vec::new());
    }
    Ok(alloc::vec![CreditEvent::ExportFailed {
        target: target.into(),
        about,
        attempt,
        reason: reason.trim().chars().take(FAILURE_MAX_CHARS).collect(),
    }])
}
