//! A year's calendar from the file somebody hands in to the deadlines it moves: two people, a preview, a count that goes on
//! where it was interrupted, and a journal.

use jiff::civil::Date;
use window_domain::access::{Action, Actor};
use window_domain::calendar::{Calendar, CalendarYear, ChangedDay, local_date};
use window_domain::refusal::{Code, Refusals, check_text};
use window_store::{
    CalendarImport, ImportDecided, ImportState, MovedDeadline, Recounted, RowSet, StreamId,
    StreamKind,
};

use super::audited::allowed;
use super::rebuild::rows_of;
use super::{Office, Refused, Request};

/// The kinds of streams with deadlines that follow the calendar.
const COUNTED: [StreamKind; 3] = [
    StreamKind::Complaint,
    StreamKind::Project,
    StreamKind::Review,
];
/// A stream somebody keeps changing is tried so often.
const TRIES: usize = 20;
/// Longest reason of a rejection, in characters.
const REASON_MAX: usize = 500;

/// What a calendar would change, or changed.
#[derive(Debug, Clone)]
pub struct Preview {
    /// Days that work in one calendar only.
    pub days: Vec<ChangedDay>,
    /// Open deadlines that move.
    pub moves: Vec<MovedDeadline>,
    /// The last day that would be published.
    pub published_until: Date,
}

/// What a second person says to an import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It is put in force.
    Enforce,
    /// It is rejected for this reason.
    Reject(String),
}

impl Office {
    /// Takes up a year of the holiday notice, to be decided by somebody else. A second click finds the same import.
    ///
    /// # Errors
    /// Every fault of the file with its line; another import that is not settled; a failing store.
    pub async fn import_calendar(
        &self,
        actor: &Actor,
        text: &str,
        request: &Request,
    ) -> Result<String, Refused> {
        let user = allowed(actor, Action::ImportCalendar)?;
        let id = self.named_id("cal", request)?;
        if self.store.calendar_import(&id).await?.is_some() {
            return Ok(id);
        }
        let year = self.calendar.read_year(text, self.today())?;
        let audited = self.audited(
            actor,
            ("calendar.import", format!("calendar/{id}")),
            request,
        );
        let import = CalendarImport {
            id: id.clone(),
            number: 0,
            year: year.year,
            days: year.to_json(),
            state: ImportState::Waiting,
            imported_by: user,
            imported_at: audited.at,
            decided_by: None,
            decided_at: None,
            reason: String::new(),
            done_to: String::new(),
            done: 0,
            total: 0,
        };
        if self.store.add_calendar_import(&import, &audited).await? {
            Ok(id)
        } else {
            Err(Refusals::from(Code::CalendarWaiting).into())
        }
    }

    /// What an import that waits would change.
    ///
    /// # Errors
    /// A failing store, or facts that cannot be read.
    pub async fn preview_calendar(&self, import: &CalendarImport) -> Result<Preview, Refused> {
        let year = read(import)?;
        let old: &Calendar = &self.calendar;
        let new = old
            .amended(&year, self.today())
            .map_err(|error| broken(&error))?;
        let mut moves = Vec::new();
        for stream in self.counted_streams().await? {
            moves.extend(self.counted(&stream, (old, &new)).await?.moves);
        }
        moves.sort_by(|one, other| (one.becomes, &one.key).cmp(&(other.becomes, &other.key)));
        Ok(Preview {
            days: old.changed_days(&new, year.year),
            moves,
            published_until: new.published_until(),
        })
    }

    /// Puts an import in force or rejects it. In force it is from then on, for every command and page; the rows of what is
    /// open are counted anew by [`Office::count_anew`].
    ///
    /// # Errors
    /// Whoever imported it; an import that is decided; faults that a day gone by has brought; a failing store.
    pub async fn decide_calendar(
        &self,
        actor: &Actor,
        (id, verdict): (&str, &Verdict),
        request: &Request,
    ) -> Result<(), Refused> {
        let user = allowed(actor, Action::DecideCalendar)?;
        let import = self.store.calendar_import(id).await?;
        let import = import.ok_or(Refused::NotFound)?;
        if import.decided_by.as_ref() == Some(&user) && verdict.is(import.state) {
            return Ok(());
        }
        if import.state != ImportState::Waiting {
            return Err(Refusals::from(Code::CalendarOver).into());
        }
        if import.imported_by == user {
            return Err(Refusals::from(Code::CalendarOwn).into());
        }
        let decided = match verdict {
            Verdict::Reject(reason) => {
                let mut found = Vec::new();
                check_text(reason, "reason", REASON_MAX, &mut found);
                Refusals::check(found)?;
                let audited = self.audited(
                    actor,
                    ("calendar.reject", format!("calendar/{id}")),
                    request,
                );
                self.store.reject_calendar((id, reason), &audited).await?
            }
            Verdict::Enforce => {
                // What was ahead when it was handed in may have come since.
                self.calendar.read_year(&import.days, self.today())?;
                let total = self.counted_streams().await?.len();
                let total = u64::try_from(total).unwrap_or(u64::MAX);
                let audited = self.audited(
                    actor,
                    ("calendar.enforce", format!("calendar/{id}")),
                    request,
                );
                self.store.enforce_calendar((id, total), &audited).await?
            }
        };
        if decided == ImportDecided::Over {
            return Err(Refusals::from(Code::CalendarOver).into());
        }
        self.take_up_calendars().await
    }

    /// Takes up every year that is in force: at the start, after a decision, and when another program has decided.
    ///
    /// # Errors
    /// A failing store, or years that do not fit into the catalogue's calendar any more.
    pub async fn take_up_calendars(&self) -> Result<(), Refused> {
        let imports = self.store.calendar_imports().await?;
        let calendar = self
            .calendar
            .with(&imports)
            .map_err(|error| broken(&error))?;
        self.calendar.set(calendar).await;
        Ok(())
    }

    /// Counts what is open anew by every calendar in force that is not counted through, at most so many streams. Each stream
    /// is written with its journal and how far the count is, so that it goes on where it was interrupted; doing it twice
    /// does it once. Tells how many streams it counted.
    ///
    /// # Errors
    /// A failing store, or facts that cannot be read.
    pub async fn count_anew(&self, most: usize) -> Result<usize, Refused> {
        let imports = self.store.calendar_imports().await?;
        let mut done = 0;
        for (at, import) in imports.iter().enumerate() {
            if import.state != ImportState::InForce || import.is_counted() {
                continue;
            }
            let before = imports.get(..at).unwrap_or_default();
            let through = imports.get(..=at).unwrap_or_default();
            let old = self.calendar.with(before).map_err(|error| broken(&error))?;
            let new = self
                .calendar
                .with(through)
                .map_err(|error| broken(&error))?;
            for stream in self.counted_streams().await? {
                if stream.to_string() <= import.done_to {
                    continue;
                }
                if done == most {
                    return Ok(done);
                }
                self.recount(&import.id, &stream, (&old, &new)).await?;
                done += 1;
            }
            self.store.end_recount(&import.id).await?;
        }
        Ok(done)
    }

    async fn recount(
        &self,
        import: &str,
        stream: &StreamId,
        calendars: (&Calendar, &Calendar),
    ) -> Result<(), Refused> {
        for _ in 0..TRIES {
            let counted = self.counted(stream, calendars).await?;
            if self.store.recount(import, counted).await? {
                return Ok(());
            }
        }
        Err(Refused::Conflict)
    }

    /// The rows of a stream by the new calendar where they differ from those by the old one.
    async fn counted(
        &self,
        stream: &StreamId,
        (old, new): (&Calendar, &Calendar),
    ) -> Result<Recounted, Refused> {
        let events = self.store.load(stream, 0).await?;
        let rows = |calendar| {
            let rows = rows_of(stream, &events, (self.catalogue.releases(), calendar));
            rows.map_err(|error| Refused::Broken(format!("fold `{stream}`: {error}")))
        };
        let (before, after) = (rows(old)?, rows(new)?);
        Ok(Recounted {
            stream: stream.clone(),
            version: events.last().map_or(0, |event| event.version),
            moves: RowSet::moved(&before, &after),
            rows: RowSet::diff(&before, &after),
        })
    }

    /// Every stream with deadlines that follow the calendar, in the order they are counted.
    async fn counted_streams(&self) -> Result<Vec<StreamId>, Refused> {
        let mut streams = Vec::new();
        for kind in COUNTED {
            let ids = self.store.streams_of(kind).await?;
            streams.extend(ids.into_iter().map(|id| StreamId::new(kind, id)));
        }
        streams.sort_by_key(ToString::to_string);
        Ok(streams)
    }
}

impl Verdict {
    /// Whether an import that stands so was decided like this.
    fn is(&self, state: ImportState) -> bool {
        match self {
            Self::Enforce => state == ImportState::InForce,
            Self::Reject(_) => state == ImportState::Rejected,
        }
    }
}

/// The day from which an import is in force; `None` if it is not.
pub fn in_force_from(import: &CalendarImport) -> Option<Date> {
    let decided_at = import.decided_at?;
    (import.state == ImportState::InForce).then(|| local_date(decided_at))
}

fn read(import: &CalendarImport) -> Result<CalendarYear, Refused> {
    CalendarYear::from_json(&import.days).map_err(|error| broken(&error))
}

fn broken(error: &window_domain::calendar::CalendarError) -> Refused {
    Refused::Broken(format!("put a year into the calendar: {error}"))
}
