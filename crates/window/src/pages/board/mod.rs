//! The managers' board (page 24): what comes in, what is decided and how fast, and what the reform brought, counted
//! from the facts. Median and 90th percentile, never averages; fewer than five are not judged.

mod export;
mod export_service;
mod fairness;
mod figures;
mod list;
mod regions;
mod service_figures;
mod show;
mod six_ones;
mod wall;
mod whose;

use window_domain::access::Action;

pub(super) use self::figures::count;
pub(super) use self::service_figures::service;
pub(super) use self::show::usual;
pub(super) use self::whose::{Scope, Whose};
use crate::http::Routes;

/// The pages of the board.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/board", Action::ReadBoard, show::show)
        .get("/board/tables/{file}", Action::ReadBoard, export::download)
        .get("/board/cases", Action::ReadBoard, list::show)
        .get("/board/wall", Action::ReadBoard, wall::show)
        .get("/board/fairness", Action::ReadBoard, fairness::show)
        .get(
            "/board/fairness/tables/{file}",
            Action::ReadBoard,
            fairness::download,
        )
}
