//! What everybody may read (5): results, promises, credit records, statistics, the register, and all of it as data.

mod api;
mod asked;
mod brake;
mod data;
mod home;
mod list;
mod openapi;
mod register;

use window_domain::access::Action;

pub(crate) use self::brake::Brake;
use crate::http::Routes;

/// The pages, files and the interface for programs.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/open", Action::ReadPublic, home::show)
        .get("/open/data", Action::ReadPublic, data::show)
        .get("/open/files/{name}", Action::ReadPublic, data::file)
        .get("/open/register", Action::ReadPublic, register::show)
        .get(
            "/open/register/{entry}",
            Action::ReadPublic,
            register::entry,
        )
        .get("/open/{file}", Action::ReadPublic, list::show)
        .get("/api/v1/public/{set}", Action::ReadPublic, api::rows)
        .get("/api/openapi.json", Action::ReadPublic, openapi::show)
}
