//! The tables of charter. Only this module writes them; neighbours read through `query`.

use polity_types::{AssetId, Hash, PersonId};

use super::types::{
    Act, ActResult, Approved, AtVote, Consent, Count, Current, Got, Heard, Objection, Outflows,
    Paused, Reached, RelyingParties, Succeeded, Version,
};
use crate::frame::context::Authority;
use crate::frame::table::{Single, Table};

/// The text in force.
pub(super) const CURRENT: Single<Current> = Single::new("charter/current");
/// The texts that are or were in force, by version.
pub(super) const VERSION: Table<u64, Version> = Table::new("charter/version");
/// What each member last agreed to after joining.
pub(super) const CONSENT: Table<PersonId, Consent> = Table::new("charter/consent");
/// Acts that wait, by number.
pub(super) const ACT: Table<u64, Act> = Table::new("charter/act");
/// What stays of the acts that ended.
pub(super) const RESULT: Table<u64, ActResult> = Table::new("charter/result");
/// What members stopped and is put to the vote, by the hash of each thing that it does, and the number of the proposal.
pub(super) const AT_VOTE: Table<(Hash, u64), AtVote> = Table::new("charter/at-vote");
/// What somebody got lately by others than the members, by the hash of who and of the asset.
pub(super) const GOT: Table<Hash, Got> = Table::new("charter/got");
/// That the agenda looks for what of it counts no more, and in which stretch of time; absent: there is none of it.
pub(super) const GOT_SWEPT: Single<Count> = Single::new("charter/got-swept");
/// Requests that are approved and not paid, by number.
pub(super) const APPROVED: Table<u64, Approved> = Table::new("charter/approved");
/// How many acts were ever announced.
pub(super) const ANNOUNCED: Single<Count> = Single::new("charter/announced");
/// The acts of each person that wait.
pub(super) const ACT_OF: Table<(PersonId, u64), Count> = Table::new("charter/act-of");
/// How many acts of each person wait.
pub(super) const PENDING: Table<PersonId, Count> = Table::new("charter/pending");
/// Who objected to which act.
pub(super) const OBJECTION: Table<(u64, PersonId), Objection> = Table::new("charter/objection");
/// The act that takes effect at this moment; there only while it is being run.
pub(super) const ENTERING: Single<Count> = Single::new("charter/entering");
/// What left under lines with a limit, by holder and asset.
pub(super) const OUTFLOW: Table<(String, AssetId), Outflows> = Table::new("charter/outflow");
/// Actions that an emergency pause stops, or stopped last, by module and verb.
pub(super) const PAUSED: Table<(String, String), Paused> = Table::new("charter/paused");
/// The stage reached; absent: the first.
pub(super) const STAGE: Single<Reached> = Single::new("charter/stage");
/// When the founder was last heard of; absent: no charter in force ever asked.
pub(super) const FOUNDER: Single<Heard> = Single::new("charter/founder");
/// That the founder is gone; absent: not so.
pub(super) const SUCCEEDED: Single<Succeeded> = Single::new("charter/succeeded");
/// The addresses at which passkeys work.
pub(super) const RELYING: Single<RelyingParties> = Single::new("charter/relying");

/// Prefixes of the tables.
pub(super) const TABLES: &[&str] = &[
    "charter/act",
    "charter/act-of",
    "charter/announced",
    "charter/approved",
    "charter/at-vote",
    "charter/consent",
    "charter/current",
    "charter/entering",
    "charter/founder",
    "charter/got",
    "charter/got-swept",
    "charter/objection",
    "charter/outflow",
    "charter/paused",
    "charter/pending",
    "charter/relying",
    "charter/result",
    "charter/stage",
    "charter/succeeded",
    "charter/version",
];

/// Returns the part of a state key that says whose outflows are counted together.
pub(super) fn holder(authority: &Authority) -> String {
    match authority {
        Authority::Decision { procedure, .. } => format!("decision-{procedure}"),
        Authority::Person { person } => person.to_string(),
        Authority::Rule { rule } => format!("rule-{rule}"),
    }
}
