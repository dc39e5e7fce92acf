//! What happened in charter.

use polity_types::{Hash, PersonId, PublicKey, Refusal, Timestamp};
use serde::{Deserialize, Serialize};

use super::types::RelyingParty;
use super::types::Why;
use crate::Action;

/// What happened, in the past tense, with all that a page or an indexer needs to show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", content = "with", deny_unknown_fields)]
#[expect(missing_docs, reason = "field types carry the unit; the variant says the rest")]
pub enum CharterEvent {
    /// `author` announced an act that takes effect at `due` (running time) unless it is stopped.
    #[serde(rename = "charter.act_announced")]
    ActAnnounced { act: u64, action: Action, author: PersonId, due: Timestamp, line: String },
    /// The act took effect.
    #[serde(rename = "charter.act_effected")]
    ActEffected { act: u64 },
    /// The rules refused the act when its grace period ended.
    #[serde(rename = "charter.act_failed")]
    ActFailed { act: u64, refusal: Refusal },
    /// The act waits until `due`: the line under which it is done gives a longer grace period now.
    #[serde(rename = "charter.act_postponed")]
    ActPostponed { act: u64, due: Timestamp },
    /// Enough members objected. `proposal` decides instead; without one the act is cancelled.
    #[serde(rename = "charter.act_stopped")]
    ActStopped {
        act: u64,
        objections: u64,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        proposal: Option<u64>,
    },
    /// The author took the act back, or recovered the keys with which it was announced.
    #[serde(rename = "charter.act_withdrawn")]
    ActWithdrawn { act: u64 },
    /// The text `charter` is in force.
    #[serde(rename = "charter.amended")]
    Amended { by: String, charter: Hash, version: u64 },
    /// `member` agreed to the text `charter`.
    #[serde(rename = "charter.consented")]
    Consented { charter: Hash, member: PersonId, version: u64 },
    /// The founder is gone. `to`: the decision to which the powers pass, if the charter names one.
    #[serde(rename = "charter.founder_succeeded")]
    FounderSucceeded {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<String>,
        why: Why,
    },
    /// These actions are paused until `until` (running time), for the reason `text`.
    #[serde(rename = "charter.paused")]
    Paused { actions: Vec<String>, by: String, pause: String, text: Hash, until: Timestamp },
    /// The pause is over; these actions are possible again. `by` says who ended it before its time.
    #[serde(rename = "charter.pause_ended")]
    PauseEnded {
        actions: Vec<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<String>,
        pause: String,
    },
    /// Passkeys work at these addresses.
    #[serde(rename = "charter.relying_parties_set")]
    RelyingPartiesSet { by: String, relying_parties: Vec<RelyingParty> },
    /// The next batch runs under rules `version`.
    #[serde(rename = "charter.rules_version_set")]
    RulesVersionSet { by: String, version: u64 },
    /// The stage came, and with it what it changes.
    #[serde(rename = "charter.stage_reached")]
    StageReached { stage: String },
    /// These keys sign the log.
    #[serde(rename = "charter.signers_set")]
    SignersSet { by: String, signers: Vec<PublicKey> },
}
