//! What happens without anybody asking: the law's own deadlines.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use window_domain::access::Actor;
use window_domain::complaint::ComplaintCommand;
use window_domain::credit::CreditCommand;
use window_domain::id::entity::ProjectId;
use window_domain::project::Command;
use window_domain::project::building::BuildingCommand;
use window_domain::project::talk::TalkCommand;
use window_domain::service_review::ReviewCommand;
use window_store::{
    DutyFilter, PAGE_MAX, Page, Publication, PublishedFilter, StoreError, TalkFilter, Viewer,
};

use crate::app::App;
use crate::booking_messages::CODE_TOPIC;
use crate::credit_platform::{self, Platform};
use crate::open;
use crate::open::files::FilesError;
use crate::sending;
use crate::service::cross_check::RunCounts;
use crate::service::{Office, Refused, Request};

/// Deadlines are days; a minute is soon enough and costs one indexed query.
const EVERY: Duration = Duration::from_mins(1);

/// Nothing counts failed logins, guesses and complaints over longer than that; they name telephones and addresses.
const COUNTED_FOR: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Runs the jobs until the program ends.
pub async fn run(app: Arc<App>) {
    let url = &app.config.credit_platform.url;
    let platform = (!url.is_empty()).then(|| Platform::new(url));
    let mut ticks = tokio::time::interval(EVERY);
    let mut done_on: Option<Date> = None;
    let mut data_of = None;
    loop {
        ticks.tick().await;
        if let Err(error) = app.office.take_up_releases().await {
            tracing::error!(cause = %error, "The release of the catalogue in force is not known");
        }
        if let Err(error) = keep_calendar(&app.office).await {
            tracing::error!(cause = %error, "Deadlines are not counted by the calendar in force");
        }
        let today = app.office.today();
        if done_on != Some(today) {
            match of_the_day(&app).await {
                Ok(()) => done_on = Some(today),
                // Tried again with the next tick: what was done is not done twice.
                Err(error) => tracing::error!(cause = %error, "The work of the day is not done"),
            }
        }
        if let Err(error) = deem_accepted(&app.office).await {
            tracing::error!(cause = %error, "Deadlines of the intake could not be looked at");
        }
        if let Some(platform) = &platform
            && let Err(error) = credit_platform::report(&app.office, platform).await
        {
            tracing::error!(cause = %error, "Messages to the credit platform could not be looked at");
        }
        if let Err(error) = keep_bookings(&app.office).await {
            tracing::error!(cause = %error, "Days of the service windows could not be published");
        }
        if let Err(error) = end_publications(&app.office).await {
            tracing::error!(cause = %error, "Published credit records could not be looked at");
        }
        // Last: what ended a moment ago is not in the files of the day.
        if let Err(error) = keep_open_data(&app, &mut data_of).await {
            tracing::error!(cause = %error, "The open data is not written");
        }
    }
}

/// Writes the files of open data, unless those of today are there with the credit records published now: one that ended
/// since is taken out of them. Tells whether it wrote.
///
/// # Errors
/// When the store or the disk does not do it; then it is tried again.
pub async fn keep_open_data(
    app: &Arc<App>,
    last: &mut Option<(Date, Vec<String>)>,
) -> Result<bool, FilesError> {
    let published = published_credit(app)
        .await
        .map_err(|error| FilesError::Rows {
            set: Publication::Credit.as_str(),
            cause: error.to_string(),
        })?;
    let now = Some((app.office.today(), published));
    if *last == now {
        return Ok(false);
    }
    let files = open::files::write(app).await?;
    tracing::info!(files = files.len(), "The open data is written");
    *last = now;
    Ok(true)
}

/// Ids of the credit records that are published now: few, and each that goes must go from the files too.
async fn published_credit(app: &App) -> Result<Vec<String>, StoreError> {
    let filter = PublishedFilter::all(Publication::Credit);
    let (mut ids, mut page) = (Vec::new(), Page::first(PAGE_MAX));
    loop {
        let part = app
            .store
            .read(&Viewer::Public)
            .published(&filter, &page)
            .await?;
        ids.extend(part.rows.into_iter().map(|row| row.id));
        match part.next {
            Some(next) => page.after = Some(next),
            None => return Ok(ids),
        }
    }
}

/// The work of the day, and what of it needs the settings.
async fn of_the_day(app: &App) -> Result<(), Refused> {
    daily(&app.office).await?;
    let forgotten = sending::forget(app).await?;
    let before = app.clock.now().checked_sub(COUNTED_FOR);
    let before = before.unwrap_or(Timestamp::MIN);
    app.store.purge_login_failures(before).await?;
    tracing::info!(
        forgotten,
        "Messages sent or given up long ago are forgotten"
    );
    Ok(())
}

/// Takes up what was put in force elsewhere, and counts on where a count was interrupted. Doing it twice does it once.
///
/// # Errors
/// A failing store, or years that do not fit into the catalogue's calendar any more.
pub async fn keep_calendar(office: &Office) -> Result<usize, Refused> {
    office.take_up_calendars().await?;
    office.count_anew(usize::MAX).await
}

/// Accepts what nobody answered within 5 working days (行政许可法 32). Doing it twice does it once.
///
/// # Errors
/// When the store does not answer.
pub async fn deem_accepted(office: &Office) -> Result<usize, Refused> {
    let Ok(yesterday) = office.today().yesterday() else {
        return Ok(0);
    };
    let mut done = 0;
    for row in office.store.due_submissions(yesterday).await? {
        let (Ok(project), Ok(submission)) = (row.project_id.parse(), row.id.parse()) else {
            continue;
        };
        let command = Command::DeemAccepted { submission };
        match office
            .execute(&Actor::system(), project, &command, &Request::default())
            .await
        {
            Ok(answer) => done += usize::from(answer.changed),
            // Somebody answered in the meantime: nothing left to do.
            Err(Refused::Rules(refusals)) => {
                tracing::debug!(%refusals, "Submission `{}` is not deemed accepted", row.id);
            }
            Err(error) => return Err(error),
        }
    }
    Ok(done)
}

/// Ends what is in force, published or not, for longer than its class allows. Doing it twice does it once.
///
/// # Errors
/// When the store does not answer.
pub async fn end_publications(office: &Office) -> Result<usize, Refused> {
    let today = office.today();
    let mut done = 0;
    for row in office.store.overlong_credit_records(today).await? {
        let Ok(record) = row.id.parse() else {
            continue;
        };
        match office
            .execute(
                &Actor::system(),
                record,
                &CreditCommand::EndAtMaximum,
                &Request::default(),
            )
            .await
        {
            Ok(answer) => done += usize::from(answer.changed),
            // Somebody ended or withdrew it in the meantime.
            Err(Refused::Rules(refusals)) => {
                tracing::debug!(%refusals, "Credit record `{}` is not ended", row.id);
            }
            Err(error) => return Err(error),
        }
    }
    Ok(done)
}

/// Publishes the days that can be booked, and forgets codes that ended with the messages that carried them.
///
/// # Errors
/// When the store does not answer.
pub async fn keep_bookings(office: &Office) -> Result<(), Refused> {
    office.publish_service_days().await?;
    let life = SignedDuration::from_mins(i64::from(office.catalogue.service().code.within_minutes));
    let before = office.clock.now().checked_sub(life);
    let before = before.unwrap_or(Timestamp::MIN);
    let gone = office.store.purge_booking_codes(CODE_TOPIC, before).await?;
    if gone > 0 {
        tracing::debug!(gone, "Codes of bookings are forgotten");
    }
    Ok(())
}

/// What is done once a day. A second time on the same day, after a restart or by a second process, changes nothing.
///
/// # Errors
/// When the store does not answer.
pub async fn daily(office: &Office) -> Result<(), Refused> {
    let reminded = remind(office).await?;
    let silent = note_silence(office).await?;
    let unanswered = remind_answers(office).await?;
    let feedback = remind_feedback(office).await?;
    let stood_in = office.keep_absences().await?;
    let assigned = office.assign_waiting().await?;
    let frozen = office.keep_scores().await?;
    let run = cross_check(office).await?;
    tracing::info!(
        reminded,
        silent,
        unanswered,
        feedback,
        stood_in,
        assigned,
        frozen,
        raised = run.map_or(0, |run| run.raised()),
        "The work of the day is done"
    );
    Ok(())
}

/// Reminds of promises whose day comes near, each rung once. Tells for how many projects.
///
/// # Errors
/// When the store does not answer.
pub async fn remind(office: &Office) -> Result<usize, Refused> {
    to_each(office, "promise", &BuildingCommand::Remind).await
}

/// Notes the departments whose silence at a joint acceptance became consent. Tells for how many projects.
///
/// # Errors
/// When the store does not answer.
pub async fn note_silence(office: &Office) -> Result<usize, Refused> {
    to_each(office, "acceptance", &BuildingCommand::NoteSilence).await
}

/// Reminds of the answers whose day has passed, each once. Tells for how many projects.
///
/// # Errors
/// When the store does not answer.
pub async fn remind_answers(office: &Office) -> Result<usize, Refused> {
    let filter = TalkFilter {
        open: true,
        due_before: Some(office.today()),
        ..TalkFilter::default()
    };
    let (mut late, mut page) = (BTreeSet::new(), Page::first(PAGE_MAX));
    loop {
        let reader = office.store.read(&Viewer::Oversight);
        let part = reader.talks(&filter, &page).await?;
        let ids = part.rows.iter().map(|row| row.project_id.parse());
        late.extend(ids.filter_map(Result::<ProjectId, _>::ok));
        match part.next {
            Some(next) => page.after = Some(next),
            None => break,
        }
    }
    give(office, late, &Command::Talk(TalkCommand::Remind)).await
}

/// Reminds of replies to complaints and of follow-ups of bad reviews, each rung once. Tells of how many.
///
/// # Errors
/// When the store does not answer.
pub async fn remind_feedback(office: &Office) -> Result<usize, Refused> {
    let (system, once) = (Actor::system(), Request::default());
    let mut done = 0;
    for id in office.open_complaints().await? {
        let remind = ComplaintCommand::Remind;
        let answer = office.execute(&system, id, &remind, &once).await?;
        done += usize::from(answer.changed);
    }
    for (service, number) in office.open_follow_ups().await? {
        let which = (service, number.as_str());
        let remind = ReviewCommand::Remind;
        let answer = office.follow_up(&system, which, &remind, &once).await?;
        done += usize::from(answer.changed);
    }
    Ok(done)
}

/// Runs the cross-checks, unless the program did so today.
///
/// # Errors
/// When the store does not answer.
pub async fn cross_check(office: &Office) -> Result<Option<RunCounts>, Refused> {
    let today = office.today();
    let runs = office.cross_check_runs(RUNS_A_DAY).await?;
    if runs
        .iter()
        .any(|run| run.by_program && Office::date(run.at) == today)
    {
        return Ok(None);
    }
    office
        .run_cross_checks(&Actor::system(), &Request::default())
        .await
        .map(Some)
}

/// Nobody runs the cross-checks by hand more often in a day.
const RUNS_A_DAY: u32 = 100;

/// Gives a command to each project with an open duty of this kind. Tells how many it changed.
async fn to_each(office: &Office, kind: &str, command: &BuildingCommand) -> Result<usize, Refused> {
    let command = Command::Building(command.clone());
    give(office, with_open(office, kind).await?, &command).await
}

/// Gives a command to each of these projects. Tells how many it changed.
async fn give(
    office: &Office,
    projects: BTreeSet<ProjectId>,
    command: &Command,
) -> Result<usize, Refused> {
    let mut done = 0;
    for project in projects {
        match office
            .execute(&Actor::system(), project, command, &Request::default())
            .await
        {
            Ok(answer) => done += usize::from(answer.changed),
            Err(Refused::Rules(refusals)) => {
                tracing::debug!(%refusals, "Nothing to do for `{project}`");
            }
            Err(error) => return Err(error),
        }
    }
    Ok(done)
}

/// The projects with an open duty of this kind.
async fn with_open(office: &Office, kind: &str) -> Result<BTreeSet<ProjectId>, Refused> {
    let filter = DutyFilter {
        kinds: vec![kind.to_owned()],
        open: Some(true),
        ..DutyFilter::default()
    };
    let (mut found, mut page) = (BTreeSet::new(), Page::first(PAGE_MAX));
    loop {
        let part = office
            .store
            .read(&Viewer::Oversight)
            .duties(&filter, &page)
            .await?;
        let ids = part
            .rows
            .iter()
            .map(|row| row.project_id.parse::<ProjectId>());
        found.extend(ids.filter_map(Result::ok));
        match part.next {
            Some(next) => page.after = Some(next),
            None => return Ok(found),
        }
    }
}
