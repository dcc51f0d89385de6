//! What happens without anybody asking: the law's own deadlines.

use std::sync::Arc;
use std::time::Duration;

use window_domain::access::Actor;
use window_domain::credit::CreditCommand;
use window_domain::project::Command;

use crate::app::App;
use crate::credit_platform::{self, Platform};
use crate::service::{Office, Refused, Request};

/// Deadlines are days; a minute is soon enough and costs one indexed query.
const EVERY: Duration = Duration::from_mins(1);

/// Runs the jobs until the program ends.
pub async fn run(app: Arc<App>) {
    let url = &app.config.credit_platform.url;
    let platform = (!url.is_empty()).then(|| Platform::new(url));
    let mut ticks = tokio::time::interval(EVERY);
    loop {
        ticks.tick().await;
        if let Err(error) = deem_accepted(&app.office).await {
            tracing::error!(cause = %error, "Deadlines of the intake could not be looked at");
        }
        if let Some(platform) = &platform
            && let Err(error) = credit_platform::report(&app.office, platform).await
        {
            tracing::error!(cause = %error, "Messages to the credit platform could not be looked at");
        }
        if let Err(error) = end_publications(&app.office).await {
            tracing::error!(cause = %error, "Published credit records could not be looked at");
        }
    }
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
