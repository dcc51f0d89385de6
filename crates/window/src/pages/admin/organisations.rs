//! Regions and organisations of the city: who serves what, and how many people each employs.

use axum::extract::State;
use axum::response::Response;
use minijinja::{Value, context};
use window_domain::access::Action;
use window_store::{AccountFilter, PAGE_MAX, Page};

use crate::app::AppState;
use crate::http::{PageError, Visitor};
use crate::templates::view;

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let catalogue = &app.office.catalogue;
    let (all, list) = (catalogue.regions(), &catalogue.organisations().list);
    let regions: Vec<Value> = all
        .iter()
        .map(|region| {
            let serving = list.iter().filter(|one| one.regions.contains(&region.code));
            let names: Vec<Value> = serving.map(|one| view(&one.name)).collect();
            context! { code => region.code.as_str(), name => view(&region.name), serving => names }
        })
        .collect();
    let mut organisations = Vec::new();
    for one in list {
        let filter = AccountFilter {
            organisation: Some(one.code.clone()),
            enabled_only: true,
            ..AccountFilter::default()
        };
        let people = app.store.accounts(&filter, &Page::first(PAGE_MAX)).await;
        let people = people.map_err(PageError::unavailable)?;
        let served = all
            .iter()
            .filter(|region| one.regions.contains(&region.code));
        organisations.push(context! {
            code => one.code.as_str(), name => view(&one.name), kind => one.kind.as_str(),
            regions => served.map(|region| view(&region.name)).collect::<Vec<Value>>(),
            people => people.rows.len(), and_more => people.next.is_some(),
        });
    }
    let data = context! {
        regions, organisations, may_accounts => visitor.may(Action::ReadAccounts),
    };
    app.page(&visitor, "pages/admin/organisations.html", data)
}
