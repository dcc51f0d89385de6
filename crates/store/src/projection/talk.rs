//! The rows of a project's conversations.

use window_domain::limit::Limit;
use window_domain::project::Project;
use window_domain::project::talk::{Side, Talk};

use super::project::{Folding, as_of};
use super::talk_rows::TalkRow;

/// A conversation as each side sees it.
pub(super) fn talk_rows(project: &Project, folding: Folding<'_>) -> Vec<TalkRow> {
    let each = project.talks.iter().flat_map(|talk| {
        let sides = talk.sides().into_iter();
        sides.filter_map(move |side| row(project, (talk, side), folding))
    });
    each.collect()
}

fn row(project: &Project, (talk, side): (&Talk, &Side), folding: Folding<'_>) -> Option<TalkRow> {
    let last = talk.readable(side).last()?;
    let awaited = talk.awaited.as_ref();
    let due = awaited.and_then(|it| it.clock.due(folding.calendar, as_of(project)));
    let department = side.department().map(ToString::to_string);
    let name = department.as_deref().unwrap_or(side.as_str());
    Some(TalkRow {
        id: format!("{}~{}~{name}", project.id, talk.number),
        number: talk.number.into(),
        project_id: project.id.to_string(),
        project_name: project.title.clone(),
        enterprise_id: project.builder.id.to_string(),
        enterprise_name: project.builder.company.clone(),
        agent_id: project.agent.as_ref().map(|card| card.agent.to_string()),
        side: side.as_str().to_owned(),
        subject: talk.subject.clone(),
        last_number: last.number.into(),
        last_on: last.on,
        holder: awaited.map_or("", |it| it.side.as_str()).to_owned(),
        holder_department: awaited.and_then(|it| it.side.department().map(ToString::to_string)),
        is_mine: awaited.is_some_and(|it| it.side == *side),
        is_open: awaited.is_some(),
        due_on: due.map(|due| due.date),
        limit_days: awaited.map_or(0, |it| match it.clock.limit {
            Limit::WorkingDays(days) | Limit::CalendarDays(days) => days.into(),
            Limit::None | Limit::Immediate => 0,
        }),
        department,
    })
}
