//! Everybody's scores of a month for lead and managers: the table, one agent's points, answers to appeals, freezing, files.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::{Value, context};
use window_domain::access::Action;
use window_domain::refusal::{Code, Refusal, Refusals};
use window_domain::score::{Because, Month, Score, ScoreCommand, ScoreId, relations};
use window_store::{AccountFilter, Page};

use super::mine::Asked;
use super::{month, months, shown};
use crate::app::{App, AppState};
use crate::export::Sheet;
use crate::http::refusal::{city_language, problems};
use crate::http::{Fields, FormView, PageError, Visitor};
use crate::pages::board::{Scope, Whose};
use crate::pages::download::{answer as file, asked as table};
use crate::service::Refused;
use crate::service::score::{Stage, Standing};
use crate::templates::view;

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let month = month(&app, &asked.month)?;
    let whose = Whose::of(&app, &visitor.actor()?, &asked.scope)?;
    let fresh = (StatusCode::OK, FormView::empty());
    page(&app, &visitor, (month, &whose), fresh).await
}

/// Freezes the month of every agent.
pub(super) async fn freeze(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(typed): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let month = month(&app, &typed)?;
    let request = visitor.form_request(&fields)?;
    let actor = visitor.actor()?;
    match app.office.freeze_month(&actor, month, &request).await {
        Ok(_) => Ok(Redirect::to(&format!("/board/scores?month={month}")).into_response()),
        Err(Refused::Rules(refusals)) => {
            let form = FormView::of(&fields, problems(&app, visitor.language, &refusals));
            let again = (StatusCode::UNPROCESSABLE_ENTITY, form);
            let whose = Whose::of(&app, &actor, &Scope::default())?;
            page(&app, &visitor, (month, &whose), again).await
        }
        Err(error) => Err(error.into_page(&app, &visitor)),
    }
}

/// The scores of a month, perhaps only of those one organisation employs.
async fn standings(
    app: &App,
    visitor: &Visitor,
    (month, employer): (Month, Option<&str>),
) -> Result<Vec<Standing>, PageError> {
    let found = app.office.scores(&visitor.actor()?, month).await;
    let mut found = found.map_err(|error| error.into_page(app, visitor))?;
    if let Some(code) = employer {
        let filter = AccountFilter {
            organisation: Some(code.to_owned()),
            ..AccountFilter::default()
        };
        let page = Page::first(window_store::PAGE_MAX);
        let people = app.store.accounts(&filter, &page).await;
        let people = people.map_err(PageError::unavailable)?.rows;
        found.retain(|it| {
            let agent = it.id.agent.to_string();
            people.iter().any(|account| account.id == agent)
        });
    }
    Ok(found)
}

async fn page(
    app: &App,
    visitor: &Visitor,
    (month, whose): (Month, &Whose),
    (status, form): (StatusCode, FormView),
) -> Result<Response, PageError> {
    let standings = standings(app, visitor, (month, whose.employer())).await?;
    let rows: Vec<Value> = standings
        .iter()
        .map(|it| {
            let score = it.score.as_deref();
            context! {
                agent => it.id.agent.to_string(), name => it.name.as_str(),
                stage => it.stage.as_str(), total => it.total(),
                until => it.until.map(|until| until.to_string()),
                appeals => score.map_or(0, |score| score.appeals.len()),
                open => score.map_or(0, Score::open_appeals),
            }
        })
        .collect();
    let is_open = |it: &Standing| it.stage == Stage::Open;
    let data = context! {
        whose => whose.view(), form => view(&form), rows, month => month.to_string(), months => months(app),
        may_freeze => visitor.may(Action::FreezeScore) && standings.iter().any(is_open),
    };
    app.page_with_status(visitor, status, "pages/score/board.html", data)
}

pub(super) async fn one(
    State(app): State<AppState>,
    visitor: Visitor,
    Path((typed, agent)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let month = month(&app, &typed)?;
    let fresh = (StatusCode::OK, FormView::empty());
    detail(&app, &visitor, (month, &agent), fresh).await
}

/// Answers an appeal: with the right points, or not.
pub(super) async fn answer(
    State(app): State<AppState>,
    visitor: Visitor,
    Path((typed, agent)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response, PageError> {
    let month = month(&app, &typed)?;
    let request = visitor.form_request(&fields)?;
    let id = ScoreId {
        agent: agent.parse().map_err(|_| PageError::not_found())?,
        month,
    };
    let refusals = match read(&fields) {
        Ok(command) => {
            let actor = visitor.actor()?;
            match app.office.execute(&actor, id, &command, &request).await {
                Ok(_) => {
                    let page = format!("/board/scores/{month}/{agent}");
                    return Ok(Redirect::to(&page).into_response());
                }
                Err(Refused::Rules(refusals)) => refusals,
                Err(error) => return Err(error.into_page(&app, &visitor)),
            }
        }
        Err(refusals) => refusals,
    };
    let form = FormView::of(&fields, problems(&app, visitor.language, &refusals));
    let again = (StatusCode::UNPROCESSABLE_ENTITY, form);
    detail(&app, &visitor, (month, &agent), again).await
}

fn read(fields: &Fields) -> Result<ScoreCommand, Refusals> {
    let granted = match fields.text("verdict") {
        "granted" => true,
        "refused" => false,
        _ => return Err(Refusal::new(Code::NothingChosen).at("verdict").into()),
    };
    let points = fields.text("points").trim().parse().ok();
    if granted && points.is_none() {
        return Err(Refusal::new(Code::FactNotInteger).at("points").into());
    }
    Ok(ScoreCommand::Answer {
        link: fields.text("link").to_owned(),
        points: points.filter(|_| granted),
        reason: fields.text("reason").to_owned(),
    })
}

async fn detail(
    app: &App,
    visitor: &Visitor,
    (month, agent): (Month, &str),
    (status, form): (StatusCode, FormView),
) -> Result<Response, PageError> {
    let standings = standings(app, visitor, (month, None)).await?;
    let mut standings = standings.into_iter();
    let standing = standings
        .find(|it| it.id.agent.to_string() == agent)
        .ok_or_else(PageError::not_found)?;
    let relations = relations(standing.id, &visitor.actor()?);
    let data = context! {
        form => view(&form), score => shown(app, visitor, &standing),
        may_answer => visitor.actor()?.may(Action::AnswerAppeal, &relations),
    };
    app.page_with_status(visitor, status, "pages/score/one.html", data)
}

/// Downloads `scores.csv` or `links.xlsx` of a month.
pub(super) async fn download(
    State(app): State<AppState>,
    visitor: Visitor,
    Path((typed, name)): Path<(String, String)>,
    Query(scope): Query<Scope>,
) -> Result<Response, PageError> {
    let month = month(&app, &typed)?;
    let (table, format) = table(&name).ok_or_else(PageError::not_found)?;
    let whose = Whose::of(&app, &visitor.actor()?, &scope)?;
    let standings = standings(&app, &visitor, (month, whose.employer())).await?;
    let sheet = match table {
        "scores" => scores(&standings),
        "links" => links(&app, &visitor, &standings),
        _ => return Err(PageError::not_found()),
    };
    file(&sheet, format, &format!("{month}-{name}"))
}

fn scores(standings: &[Standing]) -> Sheet {
    let columns = ["month", "agent", "state", "points", "open_appeals"];
    let mut sheet = Sheet::new("scores", &columns);
    for it in standings {
        let open = it.score.as_ref().map_or(0, |score| score.open_appeals());
        sheet.push(vec![
            ("month", it.id.month.to_string()),
            ("agent", it.name.clone()),
            ("state", it.stage.as_str().to_owned()),
            (
                "points",
                it.total()
                    .map_or_else(String::new, |total| total.to_string()),
            ),
            ("open_appeals", open.to_string()),
        ]);
    }
    sheet
}

/// Each point; what a review rests on stays hidden.
fn links(app: &App, visitor: &Visitor, standings: &[Standing]) -> Sheet {
    let columns = ["month", "agent", "rule", "points", "on", "stream", "event"];
    let mut sheet = Sheet::new("links", &columns);
    let policy = app.office.catalogue.incentives();
    let language = city_language(visitor.language);
    for it in standings {
        for link in it.links.iter().flatten() {
            let name = policy.name(&link.rule);
            let name = name.map_or(link.rule.as_str(), |name| name.get(language));
            let mut row = vec![
                ("month", it.id.month.to_string()),
                ("agent", it.name.clone()),
                ("rule", name.to_owned()),
                ("points", link.points.to_string()),
            ];
            if let Because::Fact {
                kind,
                on,
                stream,
                version,
                ..
            } = &link.because
                && kind.is_open()
            {
                row.extend([
                    ("on", on.to_string()),
                    ("stream", stream.clone()),
                    ("event", version.to_string()),
                ]);
            }
            sheet.push(row);
        }
    }
    sheet
}
