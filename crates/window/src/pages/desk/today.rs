//! The numbers of the desk: what is due today, which problems are open, which clocks of the intake run. Each leads to the
//! list behind it.

use minijinja::{Value, context};
use window_domain::access::Role;
use window_store::{
    AgendaFilter, PAGE_MAX, Page, ProblemFilter, Reader, SubmissionFilter, TalkFilter,
};

use crate::app::App;
use crate::http::PageError;

/// The numbers for one agent, or for the whole window where none is named.
pub(super) async fn numbers(
    app: &App,
    reader: &Reader<'_>,
    agent: Option<String>,
) -> Result<Value, PageError> {
    let today = app.office.today();
    let due = AgendaFilter {
        agent: agent.clone(),
        open: Some(true),
        until: Some(today),
        ..AgendaFilter::default()
    };
    let agenda = reader.agenda_counts(&due).await;
    let agenda = agenda.map_err(PageError::unavailable)?;
    // Whoever stands in does so until its last day, not from it on.
    let standing = AgendaFilter {
        kinds: vec!["substitute".to_owned()],
        until: None,
        ..due
    };
    let standing = reader.agenda_counts(&standing).await;
    let standing = standing.map_err(PageError::unavailable)?;
    let of = |kind: &str| agenda.get(kind).copied().unwrap_or_default();
    let (talks, talks_late) = talks(app, reader, agent.clone()).await?;
    let open = ProblemFilter {
        open: Some(true),
        agent,
        ..ProblemFilter::default()
    };
    let counts = reader.problem_counts(&open).await;
    let counts = counts.map_err(PageError::unavailable)?;
    let window = counts.iter().filter(|it| it.holder == "window");
    let overdue = ProblemFilter {
        due_before: Some(today),
        holders: vec!["department".to_owned(), "window".to_owned()],
        ..open
    };
    let overdue = reader.count_problems(&overdue).await;
    let (waiting, due, late) = intake(app, reader).await?;
    Ok(context! {
        visits => of("visit"), calls => of("call"), notes => of("reminder"),
        hand_overs => of("hand_over"),
        standing => standing.get("substitute").copied().unwrap_or_default(),
        talks, talks_late,
        problems => counts.iter().map(|it| it.count).sum::<u64>(),
        problems_window => window.map(|it| it.count).sum::<u64>(),
        problems_overdue => overdue.map_err(PageError::unavailable)?,
        intake => waiting, intake_due => due, intake_late => late,
    })
}

/// Messages the window has to answer, and those whose day has passed.
async fn talks(
    app: &App,
    reader: &Reader<'_>,
    agent: Option<String>,
) -> Result<(u64, u64), PageError> {
    let mine = TalkFilter {
        agent,
        mine: true,
        ..TalkFilter::default()
    };
    let late = TalkFilter {
        due_before: Some(app.office.today()),
        ..mine.clone()
    };
    let (mine, late) = (
        reader.count_talks(&mine).await,
        reader.count_talks(&late).await,
    );
    Ok((
        mine.map_err(PageError::unavailable)?,
        late.map_err(PageError::unavailable)?,
    ))
}

/// Submissions that wait for the window's answer: all, those whose day is today, those past it.
async fn intake(app: &App, reader: &Reader<'_>) -> Result<(u64, usize, usize), PageError> {
    let received = SubmissionFilter {
        states: vec!["received".to_owned()],
        ..SubmissionFilter::default()
    };
    let count = reader.count_submissions(&received).await;
    // The most urgent come first: should there be more, what is due is among them.
    let page = reader.submissions(&received, &Page::first(PAGE_MAX)).await;
    let rows = page.map_err(PageError::unavailable)?.rows;
    let today = app.office.today();
    let due = rows.iter().filter(|row| row.intake_due == today).count();
    let late = rows.iter().filter(|row| row.intake_due < today).count();
    Ok((count.map_err(PageError::unavailable)?, due, late))
}

/// Whether the desk of this role shows the whole window.
pub(super) fn is_lead(actor: &window_domain::access::Actor) -> bool {
    actor.is(Role::WindowLead)
}
