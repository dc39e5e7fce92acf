//! Whether the process is well, for those who run it.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use polity_machine::frame::clock::Clock;
use polity_machine::modules::membership;
use serde_json::{Value, json};

use crate::societies::{Served, Societies};

/// `GET /health`: 503 if something could not be stored and nothing was since. A society of which this
/// process lacks the keys is shown and not written to, which is no trouble.
pub(crate) async fn show(State(societies): State<Arc<Societies>>) -> Response {
    let trouble = |served: Arc<Served>| {
        let refusal = served.trouble()?;
        Some(json!({ "refusal": refusal, "society": served.running.id() }))
    };
    let troubles: Vec<Value> = societies.all().filter_map(trouble).collect();
    let is_read_only = |served: &Arc<Served>| served.running.goes_on().is_err();
    let (code, status) = match troubles.as_slice() {
        [] => (StatusCode::OK, "ok"),
        _ => (StatusCode::SERVICE_UNAVAILABLE, "cannot_store"),
    };
    let told = json!({
        "read_only": societies.all().filter(is_read_only).count(),
        "societies": societies.all().count(),
        "status": status,
        "troubles": troubles,
        "version": env!("CARGO_PKG_VERSION"),
    });
    (code, Json(told)).into_response()
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
