//! Following a project without an account: by a number from a paper and the telephone that was left.

use std::sync::Arc;

use window_domain::id::entity::ProjectId;
use window_domain::id::phone;
use window_domain::project::Project;

use super::{Office, Refused};

impl Office {
    /// The project of this project code or case number, if this is the telephone that was left with it. Whoever calls limits
    /// how often somebody may try.
    ///
    /// # Errors
    /// A failing store.
    pub async fn track(&self, number: &str, typed: &str) -> Result<Option<Arc<Project>>, Refused> {
        let Some(wanted) = phone::parse(typed) else {
            return Ok(None);
        };
        let Some(id) = self.store.project_of_number(number).await? else {
            return Ok(None);
        };
        let id: ProjectId = id.parse().map_err(|_| Refused::NotFound)?;
        let project = self.load::<Project>(id).await?.state;
        Ok(project.filter(|it| phone::parse(&it.contact.phone) == Some(wanted)))
    }
}
