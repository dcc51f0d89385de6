//! The board of a period, chosen by its first and last day.

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::ToSpan;
use jiff::civil::Date;
use minijinja::context;
use serde::Deserialize;
use window_store::Days;

use super::figures::count;
use super::regions::by_region;
use super::service_figures::{AGES, service};
use super::six_ones::six_ones;
use super::whose::{Scope, Whose};
use crate::app::{App, AppState};
use crate::http::{FormView, PageError, Problem, Visitor};
use crate::i18n::Message;
use crate::pages::words;
use crate::templates::view;

/// Months shown if nobody asks for other days.
const MONTHS: i64 = 3;
/// A longer period than this many years is a typing error.
const YEARS_MAX: i64 = 10;

/// First and last day as typed, and whose figures; all may be left out.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    from: String,
    #[serde(default)]
    until: String,
    #[serde(flatten)]
    pub(super) scope: Scope,
}

impl Asked {
    /// Days given in another way than as the whole address.
    pub(super) fn new(from: &str, until: &str) -> Self {
        Self {
            from: from.to_owned(),
            until: until.to_owned(),
            scope: Scope::default(),
        }
    }
}

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let Chosen {
        period,
        form,
        status,
    } = chosen(&app, &asked)?;
    let actor = visitor.actor()?;
    let whose = Whose::of(&app, &actor, &asked.scope)?;
    let reader = whose.reader(&app);
    let board = count(&app, &reader, period)
        .await
        .map_err(PageError::unavailable)?;
    let ones = six_ones(&reader, period)
        .await
        .map_err(PageError::unavailable)?;
    let heard = words::hits(&app, visitor.language, period)
        .await
        .map_err(|error| error.into_page(&app, &visitor))?;
    let service = service(&app, &reader, period)
        .await
        .map_err(PageError::unavailable)?;
    let regions = by_region(&app, (&actor, &whose), period)
        .await
        .map_err(PageError::unavailable)?;
    let data = context! {
        whose => whose.view(), regions => view(&regions),
        form => view(&form), board => view(&board), six_ones => view(&ones), words => view(&heard),
        service => view(&service), ages => AGES.to_vec(),
        from => period.from.to_string(), until => period.to.to_string(),
        at => app.clock.now().to_string(),
    };
    app.page_with_status(&visitor, status, "pages/board/show.html", data)
}

/// The days asked for, as a form that shows them again and says what is wrong with them.
pub(super) struct Chosen {
    pub(super) period: Days,
    pub(super) form: FormView,
    pub(super) status: StatusCode,
}

/// Reads the days; with wrong ones the usual days are shown beside what was typed.
pub(super) fn chosen(app: &App, asked: &Asked) -> Result<Chosen, PageError> {
    let usual = usual(app)?;
    let (period, problems) = match period(asked, usual) {
        Ok(period) => (period, Vec::new()),
        Err(problem) => (usual, vec![problem]),
    };
    let status = if problems.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let typed = |text: &str, day: Date| match text {
        "" => day.to_string(),
        typed => typed.to_owned(),
    };
    let mut form = FormView::empty();
    let values = [
        ("from", typed(&asked.from, period.from)),
        ("until", typed(&asked.until, period.to)),
    ];
    form.values
        .extend(values.map(|(name, value)| (name.to_owned(), value)));
    form.problems = problems;
    Ok(Chosen {
        period,
        form,
        status,
    })
}

/// The last three months until today.
pub(in crate::pages) fn usual(app: &App) -> Result<Days, PageError> {
    let until = app.office.today();
    let from = until
        .checked_sub(MONTHS.months())
        .map_err(PageError::broken)?;
    Ok(Days { from, to: until })
}

pub(super) fn period(asked: &Asked, usual: Days) -> Result<Days, Problem> {
    let day = |text: &str, field: &str, usual: Date| match text.trim() {
        "" => Ok(usual),
        text => text
            .parse()
            .map_err(|_| Problem::new(field, Message::new("board-no-date"))),
    };
    let from: Date = day(&asked.from, "from", usual.from)?;
    let until: Date = day(&asked.until, "until", usual.to)?;
    let farthest = from.saturating_add(YEARS_MAX.years());
    if until < from {
        return Err(Problem::new("until", Message::new("board-before")));
    }
    if until > farthest {
        let message = Message::new("board-too-long").with("years", YEARS_MAX);
        return Err(Problem::new("until", message));
    }
    Ok(Days { from, to: until })
}
