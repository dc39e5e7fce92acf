//! The first page: the society that is served here, or a list of several.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};

use super::reading;
use crate::answer::page;
use crate::societies::Societies;
use crate::words::filters;

#[derive(askama::Template)]
#[template(path = "societies.html")]
struct Page {
    societies: Vec<Row>,
}

struct Row {
    id: String,
    name: String,
}

/// `GET /`.
pub(crate) async fn show(State(societies): State<Arc<Societies>>) -> Response {
    if societies.first_start().is_some() {
        return Redirect::to("/found").into_response();
    }
    let rows: Vec<Row> = societies
        .all()
        .map(|served| {
            reading(&served.running, |context, _| Row {
                id: context.society.to_string(),
                name: context.charter.society.name.clone(),
            })
        })
        .collect();
    match rows.as_slice() {
        [only] => Redirect::to(&format!("/s/{}/", only.id)).into_response(),
        _ => page(&Page { societies: rows }),
    }
}
