//! Where passkeys of this address may be used besides (WebAuthn Level 3, section 5.11: related origins).

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use polity_machine::modules::charter;
use serde::Serialize;

use crate::societies::Societies;

/// Most origins that are named. Unit: origins; browsers read few labels besides.
const ORIGINS_MAX: usize = 64;

/// The document that browsers ask for.
#[derive(Serialize)]
pub(crate) struct Related {
    origins: Vec<String>,
}

/// `GET /.well-known/webauthn`: the origins that the societies served here list for the relying party that
/// this address is.
pub(crate) async fn show(
    State(societies): State<Arc<Societies>>,
    headers: HeaderMap,
) -> Json<Related> {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let name = host.split(':').next().unwrap_or_default();
    let listed =
        societies.all().flat_map(|one| charter::query::relying_parties(&one.running.state()));
    let own = listed.filter(|party| party.id == name);
    let mut origins: Vec<String> = own.flat_map(|party| party.origins).collect();
    origins.sort();
    origins.dedup();
    origins.truncate(ORIGINS_MAX);
    Json(Related { origins })
}
