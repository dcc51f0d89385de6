//! Corrections of wrong credit records, for everybody: whoever read the wrong record must be able to read that it was wrong.

use minijinja::{Value, context};
use window_domain::credit::Stage;
use window_store::{CreditFilter, PAGE_MAX, Page, Viewer};

use crate::app::App;
use crate::http::{PageError, Visitor};

/// The corrections in place of withdrawn records, the newest first.
///
/// # Errors
/// A failing store, as a page.
pub(in crate::pages) async fn corrections(
    app: &App,
    visitor: &Visitor,
) -> Result<Vec<Value>, PageError> {
    let withdrawn = CreditFilter {
        stages: vec!["withdrawn".to_owned()],
        ..CreditFilter::default()
    };
    let reader = app.store.read(&Viewer::Oversight);
    let page = Page::first(PAGE_MAX);
    let rows = reader.credit_records(&withdrawn, &page).await;
    let mut corrected = Vec::new();
    for row in rows.map_err(PageError::unavailable)?.rows {
        let Ok(id) = row.id.parse() else {
            continue;
        };
        let record = app.office.public_credit_record(id).await;
        let record = record.map_err(|error| error.into_page(app, visitor))?;
        let Some(record) = record else {
            continue;
        };
        let Stage::Withdrawn(withdrawn) = &record.stage else {
            continue;
        };
        let number = record.stage.decided().map(|it| it.ruling.number.as_str());
        if let Some(text) = &withdrawn.correction {
            let on = withdrawn.withdrawn.on.to_string();
            corrected.push(context! { text => text.as_str(), on, number });
        }
    }
    Ok(corrected)
}
