//! The pages people see, one file each.

use crate::http::Routes;

/// All pages.
pub fn routes() -> Routes {
    Routes::new()
}
