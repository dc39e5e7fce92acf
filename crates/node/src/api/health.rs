//! Whether the process is well, for those who run it.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use polity_machine::frame::clock::Clock;
use polity_machine::modules::membership;
use serde_json::{Value, json};

use crate::societies::Societies;

/// `GET /health`.
pub(crate) async fn show(State(societies): State<Arc<Societies>>) -> Json<Value> {
    let count = societies.all().count();
    Json(json!({ "societies": count, "status": "ok", "version": env!("CARGO_PKG_VERSION") }))
}

/// `GET /metrics`, in the text format of Prometheus.
pub(crate) async fn metrics(State(societies): State<Arc<Societies>>) -> Response {
    let mut text = String::new();
    for served in societies.all() {
        let running = &served.running;
        let state = running.state();
        let id = running.id();
        let figures = [
            ("polity_log_entries", running.ledger().log().size()),
            ("polity_height", Clock::read(&state).height.0),
            ("polity_members", membership::query::rolls(&state).members.count),
            ("polity_views_height", served.views.stands().unwrap_or_default()),
            ("polity_tree_bytes", u64::try_from(running.ledger().tree_bytes()).unwrap_or(u64::MAX)),
        ];
        for (name, value) in figures {
            // Writing to a string never fails.
            let _ = writeln!(text, "{name}{{society=\"{id}\"}} {value}");
        }
    }
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response()
}
