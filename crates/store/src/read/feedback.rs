//! Services still to be reviewed, reviews and their follow-ups, complaints, and the counters of the Six Ones.

use std::collections::BTreeMap;

use super::{
    Page, PageOf, Reader,
    duty::Days,
    filter::{Order, Query},
};
use crate::{ComplaintRow, CounterRow, ReviewRow, ServedRow, Store, StoreError, value::Value};

const NEWEST_SERVICE: Order = Order {
    columns: ["on_day", "id"],
    newest_first: true,
};
const NEWEST_REVIEW: Order = Order {
    columns: ["given_on", "id"],
    newest_first: true,
};
/// What is open by its last day; what is over has one, too.
const URGENT_REVIEW: Order = Order {
    columns: ["COALESCE(due_on, given_on)", "id"],
    newest_first: false,
};
const URGENT_COMPLAINT: Order = Order {
    columns: ["due_on", "id"],
    newest_first: false,
};
const NEWEST_COMPLAINT: Order = Order {
    columns: ["filed_on", "id"],
    newest_first: true,
};

/// Which services.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ServedFilter {
    /// Only of this project.
    pub project: Option<String>,
    /// Only those nobody has reviewed.
    pub unreviewed: bool,
}

/// Which reviews.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReviewFilter {
    /// Only those whose follow-up is open, the most urgent first, or only the others.
    pub open: Option<bool>,
    /// Only those that were followed up.
    pub followed_up: bool,
}

/// Which complaints.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ComplaintFilter {
    /// Only those somebody still has to reply to, the most urgent first, or only the others.
    pub open: Option<bool>,
}

/// The counters of the Six Ones over a period.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SixOnes {
    /// Visits to the hall of each project that had any.
    pub visits: BTreeMap<String, u64>,
    /// Visits to the hall that named no project.
    pub visits_of_none: u64,
    /// Times a material was asked again, of each project that had any.
    pub asked_again: BTreeMap<String, u64>,
    /// Cases approved after one hand-in.
    pub at_once: u64,
    /// Cases decided otherwise: after a correction notice, or refused.
    pub otherwise: u64,
    /// Projects with a decided case, a visit or a material asked again.
    pub projects: u64,
    /// Reviews given, by level.
    pub levels: BTreeMap<String, u64>,
}

impl Reader<'_> {
    /// A page of services, the newest first.
    ///
    /// # Errors
    /// What the database said.
    pub async fn services(
        &self,
        filter: &ServedFilter,
        page: &Page,
    ) -> Result<PageOf<ServedRow>, StoreError> {
        let mut query = Query::select_ordered::<ServedRow>(NEWEST_SERVICE);
        query.and_equal("project_id", filter.project.as_ref());
        if filter.unreviewed {
            query.and(
                "NOT EXISTS (SELECT 1 FROM reviews r WHERE r.id = services.id)",
                vec![],
            );
        }
        self.page(query, NEWEST_SERVICE, page).await
    }

    /// A page of reviews: open follow-ups by their last day, others the newest first.
    ///
    /// # Errors
    /// What the database said.
    pub async fn reviews(
        &self,
        filter: &ReviewFilter,
        page: &Page,
    ) -> Result<PageOf<ReviewRow>, StoreError> {
        let order = if filter.open == Some(true) {
            URGENT_REVIEW
        } else {
            NEWEST_REVIEW
        };
        let mut query = Query::select_ordered::<ReviewRow>(order);
        if let Some(open) = filter.open {
            query.and("is_open = {}", vec![Value::Integer(i64::from(open))]);
        }
        if filter.followed_up {
            query.and("next <> ''", vec![]);
        }
        self.page(query, order, page).await
    }

    /// A page of complaints: open ones by their last day, others the newest first.
    ///
    /// # Errors
    /// What the database said.
    pub async fn complaints(
        &self,
        filter: &ComplaintFilter,
        page: &Page,
    ) -> Result<PageOf<ComplaintRow>, StoreError> {
        let order = if filter.open == Some(true) {
            URGENT_COMPLAINT
        } else {
            NEWEST_COMPLAINT
        };
        let mut query = Query::select_ordered::<ComplaintRow>(order);
        if let Some(open) = filter.open {
            query.and("is_open = {}", vec![Value::Integer(i64::from(open))]);
        }
        self.page(query, order, page).await
    }

    /// The counters of the Six Ones over a period.
    ///
    /// # Errors
    /// What the database said.
    pub async fn six_ones(&self, period: Days) -> Result<SixOnes, StoreError> {
        let mut found = SixOnes::default();
        let mut projects = std::collections::BTreeSet::new();
        let what = "kind, COALESCE(project_id, ''), CAST(SUM(number) AS BIGINT)";
        let mut query = Query::aggregate::<CounterRow>(what);
        period.narrow(&mut query, "on_day");
        query.scope::<CounterRow>(self.viewer);
        let tail = " GROUP BY 1, 2 ORDER BY 1, 2";
        for record in self.store.database.query(query.finish(tail)).await? {
            let mut fields = record.fields();
            let kind: String = fields.next("kind")?;
            let project: String = fields.next("project")?;
            let number: u64 = fields.next("number")?;
            match kind.as_str() {
                "hall_visit" if project.is_empty() => found.visits_of_none += number,
                "hall_visit" => _ = found.visits.insert(project.clone(), number),
                "asked_again" => _ = found.asked_again.insert(project.clone(), number),
                "at_once" => found.at_once += number,
                _ => found.otherwise += number,
            }
            if !project.is_empty() {
                projects.insert(project);
            }
        }
        found.projects = u64::try_from(projects.len()).unwrap_or(u64::MAX);
        let mut query = Query::aggregate::<ReviewRow>("level, COUNT(*)");
        period.narrow(&mut query, "given_on");
        self.employs(&mut query, "served_by");
        query.scope::<ReviewRow>(self.viewer);
        let tail = " GROUP BY level ORDER BY level";
        for record in self.store.database.query(query.finish(tail)).await? {
            let mut fields = record.fields();
            found
                .levels
                .insert(fields.next("level")?, fields.next("count")?);
        }
        Ok(found)
    }
}

impl Store {
    /// The service of this kind and number: for services of the office, which ask whether it was served to whoever asks.
    ///
    /// # Errors
    /// What the database said.
    pub async fn service(&self, id: &str) -> Result<Option<ServedRow>, StoreError> {
        self.one("id", id.into()).await
    }

    /// The complaint with this number: for services of the office, which ask for the telephone as well.
    ///
    /// # Errors
    /// What the database said.
    pub async fn complaint_by_number(
        &self,
        number: &str,
    ) -> Result<Option<ComplaintRow>, StoreError> {
        self.one("number", number.into()).await
    }
}
