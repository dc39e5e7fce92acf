//! Operations: handed in, and tried without being handed in.

use std::sync::Arc;
use std::time::Duration;

use axum::Extension;
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use polity_machine::Action;
use polity_machine::charter_text::fee::Charge;
use polity_machine::frame::context::Authority;
use polity_machine::frame::execute::{Concern, Preview, concern, preview as try_out};
use polity_machine::frame::state::StateView;
use polity_machine::modules::membership;
use polity_machine::modules::treasury::{self, AccountId, Warning};
use polity_machine::registry;
use polity_ordering::{Receipt, Running};
use polity_types::canonical::{self, NotCanonical};
use polity_types::operation::{ENVELOPE_BYTES_MAX, ENVELOPE_DEPTH_MAX};
use polity_types::refusal::Explain as _;
use polity_types::{Amount, AssetId, PersonId, Refusal, Scope};
use serde::{Deserialize, Serialize};
use tokio::sync::oneshot;

use super::find;
use crate::answer::Failure;
use crate::gate::{Payer, STRANGER_COST};
use crate::pages::deed;
use crate::pages::telling::Teller;
use crate::societies::Societies;
use crate::words::{reason_words, refused, say, term};

/// Longest time to wait until lists and search show an operation.
const PATIENCE: Duration = Duration::from_secs(10);

/// What is waited for beyond the receipt.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wanted {
    wait: Option<Until>,
}

/// What the sender wants to see.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Until {
    /// The operation in lists and search.
    View,
}

/// `POST /s/{society}/api/v1/operations`: the canonical bytes of an envelope; the answer is a
/// receipt, given once the log is synced, and with `?wait=view` once lists and search show it.
pub(crate) async fn submit(
    State(societies): State<Arc<Societies>>,
    Path(society): Path<String>,
    Query(wanted): Query<Wanted>,
    Extension(payer): Extension<Payer>,
    body: Bytes,
) -> Result<Json<Receipt>, Failure> {
    let served = find(&societies, &society)?;
    if is_of_a_stranger(&body, &served.running) {
        payer.charge_write(STRANGER_COST)?;
    }
    let (sender, receiver) = oneshot::channel();
    let reply = Box::new(move |answer| {
        // The asker may have gone; the operation stands all the same.
        let _ = sender.send(answer);
    });
    served.running.submit(body.to_vec(), reply).map_err(|error| Failure::refused(&error))?;
    let answer = receiver.await.map_err(Failure::internal)?;
    let receipt = answer.inspect_err(|refusal| served.note(refusal))?;
    if let Some(Until::View) = wanted.wait {
        let height = receipt.height.0;
        let waiting = move || served.views.wait_for(height, PATIENCE);
        let waited = tokio::task::spawn_blocking(waiting).await.map_err(Failure::internal)?;
        // The operation stands: that it is not shown yet is no reason to withhold the receipt.
        if let Err(error) = waited {
            tracing::warn!(%error, "the views lag behind");
        }
    }
    Ok(Json(receipt))
}

/// As much of an envelope as is needed to see who wrote it.
#[derive(Deserialize)]
struct Glance {
    operation: GlanceAtAuthor,
}

#[derive(Deserialize)]
struct GlanceAtAuthor {
    author: PersonId,
}

/// Whether an envelope names an author who is no member. Whoever writes a member's name there without
/// their key is refused before anything is kept.
fn is_of_a_stranger(envelope: &[u8], running: &Running) -> bool {
    if envelope.len() > ENVELOPE_BYTES_MAX {
        return false;
    }
    serde_json::from_slice::<Glance>(envelope).is_ok_and(|glance| {
        !membership::query::is_member(&running.state(), glance.operation.author)
    })
}

/// Who would do what.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wish {
    action: Action,
    author: PersonId,
}

/// Under what it would be admitted.
#[derive(Serialize)]
pub(crate) struct Verdict {
    /// What stands where the act, or an act that it proposes, points by a number, and what it makes fall away: sentences in
    /// the reader's language, with people by their identifiers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    about: Vec<String>,
    /// What of a proposal would be refused if it took effect now, in a sentence; absent: nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    concern: Option<String>,
    /// What it costs whoever does it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fees: Vec<Cost>,
    /// The line of the charter in a sentence, in the reader's language; absent: no line is needed.
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<String>,
    /// In which scope a key must speak.
    scope: Scope,
    /// In English, with the line's name and place in the text.
    under: String,
    /// Of what the charter has whoever does it warned, in sentences; it is admitted all the same.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    warnings: Vec<String>,
}

/// A fee of the charter, for one act.
#[derive(Serialize)]
struct Cost {
    /// Unit: minor units.
    amount: Amount,
    asset: AssetId,
    /// Id of the fee in the charter.
    fee: String,
    /// Which fund gets it.
    to: AccountId,
    /// As people read it.
    words: String,
}

impl Cost {
    fn of(charge: &Charge<'_>, state: &dyn StateView) -> Self {
        let Charge { amount, fee } = charge;
        let money = deed::money(*amount, &fee.asset, state);
        Self {
            amount: *amount,
            asset: fee.asset.clone(),
            fee: fee.id.clone(),
            to: fee.to.clone(),
            words: say("fee-of-an-act", &[("amount", &money), ("fund", &fee.to.to_string())]),
        }
    }
}

/// What a preview says.
#[derive(Serialize)]
#[serde(untagged)]
pub(crate) enum Tried {
    Passes(Verdict),
    Refused { refused: Refusal },
}

/// How a refusal is told: as one, or, with `refused=told`, as what was asked for.
#[derive(Deserialize)]
pub(crate) struct Telling {
    refused: Option<String>,
}

/// `POST /s/{society}/api/v1/preview`: whether an act would be admitted now, and under what. The body
/// is canonical, since the rules rely on the form of what they are shown.
pub(crate) async fn preview(
    State(societies): State<Arc<Societies>>,
    Path(society): Path<String>,
    Query(telling): Query<Telling>,
    body: Bytes,
) -> Result<Json<Tried>, Failure> {
    let served = find(&societies, &society)?;
    let wish: Wish = canonical::from_bytes_within(&body, ENVELOPE_BYTES_MAX, ENVELOPE_DEPTH_MAX)
        .map_err(|error| not_a_wish(&error))?;
    let authority = Authority::Person { person: wish.author };
    let verdict = served.running.context(authority, |context, state| {
        let Preview { events, permit, .. } = try_out(&wish.action, context, state)?;
        let rule = permit.rule(&context.charter).map(|rule| term(&rule));
        let charges = treasury::charges(&wish.action, context);
        let fees = charges.iter().map(|charge| Cost::of(charge, state)).collect();
        let concern = concern(&wish.action, context, state).map(|found| concern_words(&found));
        let warnings = treasury::warnings(&events, context, state);
        let warnings = warnings.iter().map(|found| warning_words(found, state)).collect();
        let (scope, under) = (registry::spec(&wish.action).scope, permit.words(&context.charter));
        let about = Teller { base: "", context, state }.about(&wish.action);
        Ok::<_, Refusal>(Verdict { about, concern, fees, rule, scope, under, warnings })
    });
    let is_told = telling.refused.as_deref() == Some("told");
    Ok(Json(match verdict {
        Ok(verdict) => Tried::Passes(verdict),
        Err(refusal) if is_told => Tried::Refused { refused: refused(refusal) },
        Err(refusal) => return Err(refusal.into()),
    }))
}

/// Says from where on the charter has somebody warned who owes mutual credit.
pub(crate) fn warning_words(found: &Warning, state: &dyn StateView) -> String {
    let Warning { asset, held, limit, warn } = found;
    let money = |amount: Amount| deed::money(amount, asset, state);
    let (held, limit, warn) = (money(*held), money(limit.negated()), money(warn.negated()));
    say("credit-warning", &[("held", &held), ("limit", &limit), ("warn", &warn)])
}

/// Says what of a proposal would be refused if it took effect now.
pub(crate) fn concern_words(concern: &Concern) -> String {
    let Concern { failure, option } = concern;
    let act = failure.index.saturating_add(1).to_string();
    let reason = reason_words(&failure.refusal.message);
    match option {
        Some(option) => {
            let option = option.saturating_add(1).to_string();
            say("concern-of-option", &[("act", &act), ("option", &option), ("reason", &reason)])
        }
        None => say("concern-of-act", &[("act", &act), ("reason", &reason)]),
    }
}

fn not_a_wish(error: &NotCanonical) -> Failure {
    Failure::from(Refusal {
        next_step: "Send {\"action\":{\"name\":…,\"with\":…},\"author\":…} as canonical JSON."
            .into(),
        ..error.refusal()
    })
}
