//! The switch of a demonstration: as whom one looks at it.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::{Frame, explain, explain_in, reading};
use crate::answer::{Failure, page};
use crate::api::find;
use crate::demonstration::Demonstration;
use crate::reader::Reader;
use crate::societies::{Served, Societies};
use crate::words::{filters, t};

#[derive(askama::Template)]
#[template(path = "demo.html")]
struct Page {
    frame: Frame,
    roles: Vec<Row>,
}

struct Row {
    id: String,
    is_now: bool,
    name: String,
    words: String,
}

/// Returns what a role is called, and what one can try as it.
pub(crate) fn words_of(id: &str) -> (String, String) {
    let known = ["applicant", "newcomer", "member", "panelist", "treasurer", "founder"];
    let id = if known.contains(&id) { id } else { "visitor" };
    (t(&format!("role-{id}")), t(&format!("role-{id}-does")))
}

/// `GET /s/{society}/demo`.
pub(crate) async fn show(
    State(societies): State<Arc<Societies>>,
    Path(society): Path<String>,
) -> Response {
    let (served, shown) = match demonstrated(&societies, &society) {
        Ok(both) => both,
        Err(refused) => return *refused,
    };
    let now = Reader::now().role;
    let row = |id: &str| {
        let (name, words) = words_of(id);
        let is_now = now.as_deref().unwrap_or("visitor") == id;
        Row { id: id.to_owned(), is_now, name, words }
    };
    let ids = std::iter::once("visitor").chain(shown.roles.iter().map(|role| role.id.as_str()));
    let roles = ids.map(row).collect();
    reading(&served.running, |context, state| {
        page(&Page { frame: Frame::of(context, state, "/demo"), roles })
    })
}

/// `GET /s/{society}/demo/roles/{role}`: the key of somebody of the demonstration.
pub(crate) async fn role(
    State(societies): State<Arc<Societies>>,
    Path((society, role)): Path<(String, String)>,
) -> Response {
    let (_, shown) = match demonstrated(&societies, &society) {
        Ok(both) => both,
        Err(refused) => return *refused,
    };
    match shown.role(&role) {
        Some(role) => ([(header::CACHE_CONTROL, "no-store")], Json(role)).into_response(),
        None => Failure::NotFound("role").into_response(),
    }
}

/// Returns the demonstration, or why there is none for this reader.
fn demonstrated(
    societies: &Societies,
    society: &str,
) -> Result<(Arc<Served>, Arc<Demonstration>), Box<Response>> {
    let served = find(societies, society).map_err(|failure| Box::new(explain(&failure)))?;
    let shown = Reader::now().demonstration.filter(|shown| shown.society == served.running.id());
    match shown {
        Some(shown) => Ok((served, shown)),
        None => Err(Box::new(explain_in(&served, &Failure::NotFound("page")))),
    }
}
