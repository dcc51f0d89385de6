//! The pages people see, one file each.

mod design;
mod cases;
mod login;

use crate::config::Config;
use crate::http::Routes;

/// All pages. The component gallery exists only in a demo.
pub fn routes(config: &Config) -> Routes {
    let pages = Routes::new().and(login::routes()).and(cases::routes());
    if config.demo {
        pages.and(design::routes())
    } else {
        pages
    }
}
