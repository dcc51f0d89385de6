//! Problems of the ledger: the open ones by department and age, the solved ones by their words.

use jiff::civil::Date;

use super::{
    Page, PageOf, Reader,
    filter::{Order, Query},
};
use crate::{ProblemRow, StoreError, value::Value};

/// By department, the oldest first.
const BY_DEPARTMENT: Order = Order {
    columns: ["COALESCE(department, '') || '/' || raised_on", "id"],
    newest_first: false,
};

/// Those solved last first.
const BY_SOLUTION: Order = Order {
    columns: ["solved_on", "id"],
    newest_first: true,
};

/// Which problems.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProblemFilter {
    /// Only of this project.
    pub project: Option<String>,
    /// Only of this enterprise (`ent_…`).
    pub enterprise: Option<String>,
    /// Only of this agent's projects.
    pub agent: Option<String>,
    /// Only of projects whose agent this organisation employs.
    pub employer: Option<String>,
    /// Only those this department is to solve; an empty code: only the window's own.
    pub department: Option<String>,
    /// Only those somebody still has to act on, or only the others.
    pub open: Option<bool>,
    /// Only those one of these parties has to act on.
    pub holders: Vec<String>,
    /// Only of this kind.
    pub topic: Option<String>,
    /// Only those brought as high as one of these.
    pub levels: Vec<String>,
    /// Only those whose promised day lies before this one.
    pub due_before: Option<Date>,
    /// Only those said to be solved.
    pub solved: bool,
    /// Only those with each of these words in number, text, solution, lesson or the project's name.
    pub words: Vec<String>,
}

impl ProblemFilter {
    fn narrow(&self, query: &mut Query) {
        query.and_equal("project_id", self.project.as_ref());
        query.and_equal("enterprise_id", self.enterprise.as_ref());
        query.and_equal("agent_id", self.agent.as_ref());
        query.and_employed("agent_id", self.employer.as_deref());
        match self.department.as_deref() {
            Some("") => query.and("department IS NULL", vec![]),
            Some(code) => query.and("department = {}", vec![code.into()]),
            None => {}
        }
        if let Some(open) = self.open {
            query.and("is_open = {}", vec![Value::Integer(i64::from(open))]);
        }
        query.and_one_of("holder", &self.holders);
        query.and_equal("topic", self.topic.as_ref());
        query.and_one_of("level", &self.levels);
        if let Some(day) = &self.due_before {
            query.and("due_on < {}", vec![Value::from(day)]);
        }
        if self.solved {
            query.and("solved_on IS NOT NULL", vec![]);
        }
        let columns = ["id", "text", "solution", "lesson", "project_name"];
        for word in &self.words {
            query.and_contains(&columns, Some(word));
        }
    }
}

/// How many problems are alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProblemCount {
    /// Who is to solve them; empty for the window itself.
    pub department: String,
    /// Who has to act.
    pub holder: String,
    /// How many.
    pub count: u64,
}

impl Reader<'_> {
    /// A page of problems by department, the oldest first.
    ///
    /// # Errors
    /// What the database said.
    pub async fn problems(
        &self,
        filter: &ProblemFilter,
        page: &Page,
    ) -> Result<PageOf<ProblemRow>, StoreError> {
        let mut query = Query::select_ordered::<ProblemRow>(BY_DEPARTMENT);
        filter.narrow(&mut query);
        self.page(query, BY_DEPARTMENT, page).await
    }

    /// A page of problems that were solved, the last one first.
    ///
    /// # Errors
    /// What the database said.
    pub async fn solved_problems(
        &self,
        filter: &ProblemFilter,
        page: &Page,
    ) -> Result<PageOf<ProblemRow>, StoreError> {
        let filter = ProblemFilter {
            solved: true,
            ..filter.clone()
        };
        let mut query = Query::select_ordered::<ProblemRow>(BY_SOLUTION);
        filter.narrow(&mut query);
        self.page(query, BY_SOLUTION, page).await
    }

    /// How many of the filter's problems there are by department and by who has to act.
    ///
    /// # Errors
    /// What the database said.
    pub async fn problem_counts(
        &self,
        filter: &ProblemFilter,
    ) -> Result<Vec<ProblemCount>, StoreError> {
        let what = "COALESCE(department, '') AS solving, holder, COUNT(*)";
        let mut query = Query::aggregate::<ProblemRow>(what);
        filter.narrow(&mut query);
        query.scope::<ProblemRow>(self.viewer);
        let tail = " GROUP BY COALESCE(department, ''), holder \
                    ORDER BY COALESCE(department, ''), holder";
        let rows = self.store.database.query(query.finish(tail)).await?;
        let each = rows.into_iter().map(|record| {
            let mut fields = record.fields();
            Ok(ProblemCount {
                department: fields.next("department")?,
                holder: fields.next("holder")?,
                count: fields.next("count")?,
            })
        });
        each.collect()
    }

    /// How many problems the filter finds.
    ///
    /// # Errors
    /// What the database said.
    pub async fn count_problems(&self, filter: &ProblemFilter) -> Result<u64, StoreError> {
        let mut query = Query::aggregate::<ProblemRow>("COUNT(*)");
        filter.narrow(&mut query);
        self.count::<ProblemRow>(query).await
    }

    /// The problem with this number.
    ///
    /// # Errors
    /// What the database said.
    pub async fn problem(&self, number: &str) -> Result<Option<ProblemRow>, StoreError> {
        self.find("id", number).await
    }
}
