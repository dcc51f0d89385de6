//! A form of a record's page as it was filled in, with its file where it has one.

use axum::extract::{FromRequest, Request};
use axum::http::header;
use window_domain::project::event::StoredFile;

use crate::app::AppState;
use crate::http::{Fields, PageError, UploadForm};
use crate::service::upload::UploadError;

/// A form with or without a file.
#[derive(Debug)]
pub(super) struct Filled {
    pub(super) fields: Fields,
    pub(super) file: Result<StoredFile, UploadError>,
}

impl FromRequest<AppState> for Filled {
    type Rejection = PageError;

    async fn from_request(request: Request, app: &AppState) -> Result<Self, Self::Rejection> {
        let kind = request.headers().get(header::CONTENT_TYPE);
        let has_parts = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/"));
        if !has_parts {
            return Ok(Self {
                fields: Fields::from_request(request, app).await?,
                file: Err(UploadError::Missing),
            });
        }
        let mut form = UploadForm::from_request(request, app).await?;
        let mut pairs = vec![("_key".to_owned(), form.key)];
        let mut file = Err(UploadError::Missing);
        while let Ok(Some(field)) = form.parts.next_field().await {
            if field.file_name().is_some() {
                file = app.office.receive_file(field).await;
            } else if let Some(name) = field.name().map(str::to_owned) {
                pairs.push((name, field.text().await.unwrap_or_default()));
            }
        }
        Ok(Self {
            fields: Fields::from_pairs(pairs),
            file,
        })
    }
}
