//! How the society is carried: who signs its log, at which addresses passkeys work, which rules the machine
//! follows.

use axum::response::Response;
use polity_machine::frame::society;
use polity_machine::modules::charter;
use polity_types::log::{RULES_VERSION, signatures_needed};
use serde_json::json;

use super::act::Act;
use super::here::Here;
use super::{Frame, reading};
use crate::answer::page;
use crate::words::{filters, t};

#[derive(askama::Template)]
#[template(path = "machine.html")]
struct Page {
    frame: Frame,
    /// State keys that prove it.
    keys: String,
    /// The newest version of the rules that this program knows.
    known: u64,
    /// How many signers must sign a checkpoint.
    needed: usize,
    /// The act that moves to newer rules, where this program knows some.
    newer: Option<Act>,
    /// Domains, and the addresses of their pages.
    parties: Vec<(String, String)>,
    signers: Vec<String>,
    version: u64,
}

/// `GET /s/{society}/machine`.
pub(crate) async fn show(Here { served, .. }: Here) -> Response {
    reading(&served.running, |context, state| {
        let signing = society::signing(state);
        let version = signing.rules_version;
        let next = version.saturating_add(1);
        let newer = || {
            let name = "charter.set_rules_version";
            Act::new(name, json!({ "version": next }), t("machine-newer")).who_may(name)
        };
        let parties = charter::query::relying_parties(state).into_iter();
        page(&Page {
            frame: Frame::of(context, state, "/log"),
            keys: society::signing_key().to_owned(),
            known: RULES_VERSION,
            needed: signatures_needed(signing.signers.len()),
            newer: (next <= RULES_VERSION).then(newer),
            parties: parties.map(|party| (party.id, party.origins.join(" "))).collect(),
            signers: signing.signers.iter().map(ToString::to_string).collect(),
            version,
        })
    })
}
