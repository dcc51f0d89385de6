//! Credit records: the supervisors' list and page, the party's side, what everybody may read.

mod acts;
mod clue;
mod corrections;
mod export;
mod filled;
mod list;
mod record;
mod view;

use axum::extract::{Path, State};
use window_domain::access::Action;

use self::acts::{Act, OF_PARTY, OF_SUPERVISORS};
use self::filled::Filled;
use crate::app::AppState;
use crate::http::{Routes, Visitor};

pub(super) use self::corrections::corrections;
/// From which side a record is looked at: each has its own page and its own acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Supervisors,
    Party,
}

impl Side {
    /// The address its records stand under.
    const fn base(self) -> &'static str {
        match self {
            Self::Supervisors => "/watch/credit",
            Self::Party => "/my/credit",
        }
    }

    const fn acts(self) -> &'static [Act] {
        match self {
            Self::Supervisors => OF_SUPERVISORS,
            Self::Party => OF_PARTY,
        }
    }

    const fn template(self) -> &'static str {
        match self {
            Self::Supervisors => "pages/credit/record.html",
            Self::Party => "pages/credit/mine.html",
        }
    }
}

/// The pages about credit records.
pub(super) fn routes() -> Routes {
    let routes = Routes::new()
        .get("/watch/credit", Action::ReadCredit, list::show)
        .get("/watch/credit/new", Action::RecordClue, clue::show)
        .post("/watch/credit/new", Action::RecordClue, clue::enter)
        .get(
            "/watch/credit/export/{file}",
            Action::ReadCredit,
            export::download,
        )
        .get(
            "/watch/credit/{id}",
            Action::ReadCredit,
            |app: State<AppState>, visitor: Visitor, id: Path<String>| {
                record::show(app, visitor, id, Side::Supervisors)
            },
        )
        .get("/my/credit", Action::DefendCredit, list::mine)
        .get(
            "/my/credit/{id}",
            Action::DefendCredit,
            |app: State<AppState>, visitor: Visitor, id: Path<String>| {
                record::show(app, visitor, id, Side::Party)
            },
        )
        .get(
            "/credit/{id}/files/{sha256}",
            Action::ReadCredit,
            record::download,
        );
    [Side::Supervisors, Side::Party]
        .into_iter()
        .fold(routes, |routes, side| {
            side.acts().iter().fold(routes, |routes, act| {
                let give = move |app: State<AppState>,
                                 visitor: Visitor,
                                 id: Path<String>,
                                 filled: Filled| {
                    record::give(app, visitor, id, (filled, side, act))
                };
                routes.post(act.path, act.action, give)
            })
        })
}
