//! Routes are made from the access table only: each names the action it performs, and its guard
//! asks the table before the handler runs. A route without an action cannot be written.

use axum::Router;
use axum::extract::Request;
use axum::handler::Handler;
use axum::http::Method;
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{MethodFilter, MethodRouter, on};
use window_domain::access::Action;

use super::{PageError, Visitor};
use crate::app::AppState;

/// One line of the route table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Route {
    /// `GET` (which also answers `HEAD`), `POST`, `PUT` or `DELETE`.
    pub method: &'static str,
    /// The path with its parameters, for example `/guide/{item}`.
    pub path: &'static str,
    /// What whoever asks must be allowed to do.
    pub action: Action,
}

/// The routes of the site, each with its action.
#[derive(Debug, Default)]
pub struct Routes {
    router: Router<AppState>,
    table: Vec<Route>,
}

impl Routes {
    /// No routes yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A page or file to read.
    #[must_use]
    pub fn get<H, T>(self, path: &'static str, action: Action, handler: H) -> Self
    where
        H: Handler<T, AppState>,
        T: 'static,
    {
        let route = Route {
            method: "GET",
            path,
            action,
        };
        self.add(route, on(MethodFilter::GET, handler))
    }

    /// A form to hand in or a command of the API.
    #[must_use]
    pub fn post<H, T>(self, path: &'static str, action: Action, handler: H) -> Self
    where
        H: Handler<T, AppState>,
        T: 'static,
    {
        let route = Route {
            method: "POST",
            path,
            action,
        };
        self.add(route, on(MethodFilter::POST, handler))
    }

    /// All routes of `other` as well, so that each folder of pages keeps its own list.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.router = self.router.merge(other.router);
        self.table.extend(other.table);
        self
    }

    /// The table of all routes, for tests that walk it.
    pub fn table(&self) -> &[Route] {
        &self.table
    }

    fn add(mut self, route: Route, handler: MethodRouter<AppState>) -> Self {
        let action = route.action;
        let guarded = handler.layer(from_fn(move |request: Request, next: Next| {
            guard(action, request, next)
        }));
        self.router = self.router.route(route.path, guarded);
        self.table.push(route);
        self
    }

    pub(super) fn into_router(self) -> Router<AppState> {
        self.router
            .fallback(|| async { PageError::not_found() })
            .method_not_allowed_fallback(|| async { PageError::method_not_allowed() })
    }
}

/// Asks the table. Whoever is not logged in is led to the login and back; others are told that they may not.
async fn guard(action: Action, request: Request, next: Next) -> Response {
    let Some(visitor) = request.extensions().get::<Visitor>() else {
        return PageError::broken_because("route outside the frame").into_response();
    };
    if visitor.may(action) {
        return next.run(request).await;
    }
    if visitor.account.is_some() {
        return PageError::forbidden().into_response();
    }
    if visitor.wants_json {
        return PageError::unauthenticated().into_response();
    }
    let back = if request.method() == Method::GET {
        visitor.path_and_query.as_str()
    } else {
        "/"
    };
    Redirect::to(&visitor.login_url(back)).into_response()
}
