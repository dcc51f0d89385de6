//! The working-day calendar in force: the catalogue's, with the years put in force over it. It is changed while the program
//! runs, and everything that reads it reads the one that is in force then.

use std::ops::Deref;
use std::sync::{Arc, PoisonError, RwLock};

use jiff::Timestamp;
use tokio::sync::RwLockReadGuard;
use window_domain::calendar::{Calendar, CalendarError, CalendarYear, local_date};
use window_store::{CalendarImport, ImportState};

/// The calendar in force. Clones share it.
#[derive(Debug, Clone)]
pub struct CalendarInForce(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    /// The catalogue's.
    base: Calendar,
    /// A calendar has some fifty kilobytes and one or two come in a year: each is kept while the program runs, so that
    /// whoever reads one needs no guard.
    now: RwLock<&'static Calendar>,
    /// Held while a command is decided and committed, so that no rows by an older calendar come after the swap.
    gate: tokio::sync::RwLock<()>,
}

impl Deref for CalendarInForce {
    type Target = Calendar;

    fn deref(&self) -> &Calendar {
        *self.0.now.read().unwrap_or_else(PoisonError::into_inner)
    }
}

impl CalendarInForce {
    /// The catalogue's calendar, with no year over it yet.
    pub fn new(base: Calendar) -> Self {
        let now = RwLock::new(kept(base.clone()));
        let gate = tokio::sync::RwLock::new(());
        Self(Arc::new(Shared { base, now, gate }))
    }

    /// The calendar with these imports over the catalogue's, as far as they are in force.
    ///
    /// # Errors
    /// When a year does not fit into the catalogue's calendar any more.
    pub fn with(&self, imports: &[CalendarImport]) -> Result<Calendar, CalendarError> {
        let mut calendar = self.0.base.clone();
        for import in imports {
            if import.state == ImportState::InForce {
                let decided_at = import.decided_at.unwrap_or(Timestamp::MIN);
                let year = CalendarYear::from_json(&import.days)?;
                calendar = calendar.amended(&year, local_date(decided_at))?;
            }
        }
        Ok(calendar)
    }

    /// Puts a calendar in force, after every command under way has ended; the same one is left alone.
    pub async fn set(&self, calendar: Calendar) {
        let _alone = self.0.gate.write().await;
        if **self == calendar {
            return;
        }
        let calendar = kept(calendar);
        *self.0.now.write().unwrap_or_else(PoisonError::into_inner) = calendar;
    }

    /// Keeps the calendar as it is until the guard is given up.
    pub(super) async fn hold(&self) -> RwLockReadGuard<'_, ()> {
        self.0.gate.read().await
    }
}

fn kept(calendar: Calendar) -> &'static Calendar {
    Box::leak(Box::new(calendar))
}
