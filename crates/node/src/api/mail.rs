//! Letters by e-mail: asked for, shown and ended by signed requests.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use polity_types::mail::SignedMailRequest;
use polity_types::refusal::Explain as _;
use polity_types::{Refusal, canonical};

use super::find;
use crate::answer::Failure;
use crate::mail::{Kept, ask};
use crate::pages::reading;
use crate::societies::Societies;

/// Largest request. Unit: bytes.
const REQUEST_BYTES_MAX: usize = 8 * 1_024;
/// Deepest nesting of a request.
const DEPTH_MAX: usize = 4;

/// `POST /s/{society}/api/v1/mail`: a signed request (MAI-1), canonical; the answer says what is kept.
pub(crate) async fn post(
    State(societies): State<Arc<Societies>>,
    Path(society): Path<String>,
    body: Bytes,
) -> Result<Json<Kept>, Failure> {
    let served = find(&societies, &society)?;
    let signed: SignedMailRequest =
        canonical::from_bytes_within(&body, REQUEST_BYTES_MAX, DEPTH_MAX).map_err(|error| {
            Failure::from(Refusal {
                next_step: "Send {\"request\":…,\"signature\":…} as canonical JSON.".into(),
                ..error.refusal()
            })
        })?;
    let can_send = societies.can_send();
    let kept = tokio::task::spawn_blocking(move || {
        let now = reading(&served.running, |context, _| context.now);
        ask(&served, &signed, can_send, now)
    });
    let kept = kept.await.map_err(Failure::internal)??;
    societies.ring();
    Ok(Json(kept))
}
