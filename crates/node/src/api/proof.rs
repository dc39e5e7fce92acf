//! Proof bundles: what a stranger verifies.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use polity_ledger::bundle::{BundleError, Wanted, make};
use polity_types::Refusal;
use polity_types::proof::is_state_key;
use serde::Deserialize;

use super::find;
use crate::answer::Failure;
use crate::gate::Payer;
use crate::societies::Societies;

/// Keys of the state in one answer; whoever wants more asks again. Unit: keys.
const KEYS_MAX: usize = 64;

/// What is to be proven: keys of the state, separated by commas, and one entry.
#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    keys: String,
    entry: Option<u64>,
    since: Option<u64>,
}

/// `GET /s/{society}/api/v1/proof?keys=…&entry=…&since=…`.
pub(crate) async fn show(
    State(societies): State<Arc<Societies>>,
    Path(society): Path<String>,
    Query(asked): Query<Asked>,
    Extension(payer): Extension<Payer>,
) -> Result<Response, Failure> {
    let served = find(&societies, &society)?;
    let keys: Vec<&str> = asked.keys.split(',').filter(|key| !key.is_empty()).collect();
    if keys.len() > KEYS_MAX {
        let words = format!("{} keys are asked for; at most {KEYS_MAX} are allowed.", keys.len());
        return Err(refused("proof.too_much", words, "Ask for fewer claims at once."));
    }
    if !keys.iter().all(|key| is_state_key(key)) {
        return Err(Failure::NotFound("key"));
    }
    payer.charge_read(u64::try_from(keys.len()).unwrap_or(u64::MAX))?;
    let mut wanted: Vec<Wanted> =
        keys.into_iter().map(|key| Wanted::State(key.to_owned())).collect();
    wanted.extend(asked.entry.map(Wanted::Entry));
    let ledger = served.running.ledger().clone();
    let made = tokio::task::spawn_blocking(move || make(&ledger, &wanted, asked.since)).await;
    let made = made.map_err(Failure::internal)?;
    let bundle = made.map_err(|error| why_not(error, asked.entry))?;
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"proof.json\""),
    ];
    Ok((headers, bundle).into_response())
}

fn why_not(error: BundleError, entry: Option<u64>) -> Failure {
    match error {
        BundleError::NoCheckpoint => Failure::NotFound("checkpoint"),
        BundleError::OutOfRange { asked, size } if entry == Some(asked) && asked >= size => {
            Failure::NotFound("entry")
        }
        BundleError::OutOfRange { asked, size } => refused(
            "proof.since_out_of_range",
            format!("A proof goes on from 1 to {size} entries; since={asked} was asked for."),
            "If you keep a larger checkpoint, keep it and ask again: this server is behind, or hides \
             something.",
        ),
        BundleError::TooMany { .. } | BundleError::TooLarge { .. } => {
            refused("proof.too_much", error.to_string(), "Ask for fewer claims at once.")
        }
        BundleError::Moved => {
            refused("proof.moved", error.to_string(), "Wait a moment, then ask again.")
        }
        other => Failure::internal(other),
    }
}

fn refused(code: &str, message: String, next_step: &str) -> Failure {
    let (code, next_step) = (code.into(), next_step.into());
    Failure::from(Refusal { code, message, next_step, rule: "PRO-1".into() })
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;

    use super::*;

    #[test]
    fn every_reason_why_there_is_no_proof_has_its_status_and_code() {
        for (error, entry, status, code) in [
            (BundleError::Moved, None, StatusCode::SERVICE_UNAVAILABLE, "proof.moved"),
            (BundleError::NoCheckpoint, None, StatusCode::NOT_FOUND, "http.not_found"),
            (
                BundleError::OutOfRange { asked: 9, size: 5 },
                Some(9),
                StatusCode::NOT_FOUND,
                "http.not_found",
            ),
            (
                BundleError::OutOfRange { asked: 9, size: 5 },
                Some(1),
                StatusCode::UNPROCESSABLE_ENTITY,
                "proof.since_out_of_range",
            ),
            (
                BundleError::TooLarge { actual: 5_000_000 },
                None,
                StatusCode::UNPROCESSABLE_ENTITY,
                "proof.too_much",
            ),
            (BundleError::NotAtSeal(3), None, StatusCode::INTERNAL_SERVER_ERROR, "http.internal"),
        ] {
            let (found, words) = why_not(error, entry).words();
            assert_eq!((found, words.code.as_str()), (status, code), "{words:?}");
        }
    }
}
