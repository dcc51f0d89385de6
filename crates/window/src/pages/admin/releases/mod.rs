//! Releases of the catalogue: what is in force, handing one in, what it changes, a second person's word; changing one file
//! or one phrase.

mod edit;
mod list;
mod one;
mod phrases;

use axum::extract::Multipart;
use jiff::civil::Date;
use window_domain::access::Action;
use window_domain::refusal::{Code, Refusal, Refusals};

use crate::app::App;
use crate::http::{ErrorKind, Fields, PageError, Routes, Visitor};
use crate::service::release::NewRelease;
use crate::service::{CatalogueFiles, Refused, release_edit};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/admin/releases", Action::ReadReleases, list::show)
        .post("/admin/releases", Action::ImportRelease, list::import)
        .get("/admin/releases/edit", Action::ImportRelease, edit::show)
        .post("/admin/releases/edit", Action::ImportRelease, edit::make)
        .post(
            "/admin/releases/preview",
            Action::ImportRelease,
            edit::preview,
        )
        .get("/admin/phrases", Action::ReadReleases, phrases::show)
        .post("/admin/phrases", Action::ImportRelease, phrases::make)
        .get("/admin/releases/{id}", Action::ReadReleases, one::show)
        .get(
            "/admin/releases/{id}/files",
            Action::ReadReleases,
            one::download,
        )
        .post(
            "/admin/releases/{id}/approve",
            Action::DecideRelease,
            one::approve,
        )
        .post(
            "/admin/releases/{id}/reject",
            Action::DecideRelease,
            one::reject,
        )
        .post(
            "/admin/releases/{id}/withdraw",
            Action::DecideRelease,
            one::withdraw,
        )
}

/// The fields every new release has: its name, first day and purpose; what is typed wrong is told.
async fn hand_in(
    app: &App,
    visitor: &Visitor,
    (fields, key): (&Fields, &str),
    files: Result<CatalogueFiles, Refusals>,
) -> Result<String, Refused> {
    let request = visitor.request(key).map_err(|_| Refused::NotFound)?;
    let actor = visitor.actor().map_err(|_| Refused::NotFound)?;
    let day: Result<Date, _> = fields.text("effective_on").parse();
    let mut found = Vec::new();
    if day.is_err() {
        let given = fields.text("effective_on");
        let refusal = Refusal::new(Code::DateInvalid).with("given", given);
        found.push(refusal.at("effective_on"));
    }
    let mut files = match files {
        Ok(files) => files,
        Err(refusals) => {
            found.extend(refusals.0);
            CatalogueFiles::new()
        }
    };
    if let Some(name) = fields.get("name")
        && let Err(refusals) = release_edit::rename(&mut files, name)
        && found.is_empty()
    {
        found.extend(refusals.0);
    }
    Refusals::check(found)?;
    let new = NewRelease {
        files,
        effective_on: day.unwrap_or_default(),
        purpose: fields.text("purpose").to_owned(),
    };
    let new = (new, &app.letters);
    app.office.import_release(&actor, new, &request).await
}

/// The texts of a form with a file, and the file.
async fn parts(mut parts: Multipart) -> Result<(Fields, Vec<u8>), PageError> {
    let bad = |_| PageError::new(ErrorKind::BadRequest);
    let mut texts = Vec::new();
    let mut file = Vec::new();
    while let Some(part) = parts.next_field().await.map_err(bad)? {
        let name = part.name().unwrap_or_default().to_owned();
        let bytes = part.bytes().await.map_err(bad)?;
        if name == "file" {
            file = bytes.to_vec();
        } else {
            texts.push((name, String::from_utf8_lossy(&bytes).into_owned()));
        }
    }
    Ok((Fields::from_pairs(texts), file))
}

/// A name for the next release: the number behind the last point counts on.
fn next_name(name: &str) -> String {
    let counted = name.rsplit_once('.').and_then(|(before, number)| {
        let number: u32 = number.parse().ok()?;
        Some(format!("{before}.{}", number.checked_add(1)?))
    });
    counted.unwrap_or_else(|| format!("{name}.1"))
}

#[cfg(test)]
mod tests {
    use super::next_name;

    #[test]
    fn the_next_name_counts_on() {
        assert_eq!(next_name("2026.1"), "2026.2");
        assert_eq!(next_name("2026.9"), "2026.10");
        assert_eq!(next_name("first"), "first.1");
    }
}
