//! Why not: the rules of charter and the next step.

use polity_types::log::SIGNERS_MAX;
use polity_types::refusal::Explain;
use polity_types::{AssetId, Hash, OperationId, PersonId, Seconds, Timestamp};

use super::types::{ACTS_PENDING_MAX, OUTFLOWS_MAX, RELYING_PARTIES_MAX};
use crate::modules::treasury::{AccountId, Sum};

/// Why an action was refused, in order of precedence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the message is the documentation")]
pub enum CharterError {
    #[error("No line of the charter lets {by} do {action}; it lets {may}.")]
    NoPower { by: String, action: &'static str, may: String },
    #[error(
        "{by} has not settled dues that fell due {count} times: until then their powers rest, and no line of the charter lets \
         them do {action}."
    )]
    Rests { action: &'static str, by: String, count: usize },
    #[error(
        "{action} is paused by {by} (\"{pause}\") until {until} in running time, which stands at {now}."
    )]
    Paused { action: &'static str, by: String, now: Timestamp, pause: String, until: Timestamp },
    #[error("{by} cannot do {action}: claim {claim}, that the commandment was broken, is upheld.")]
    Frozen { action: &'static str, by: String, claim: u64 },
    #[error("The charter has no emergency pause {asked:?}; it has {known}.")]
    NoPause { asked: String, known: String },
    #[error(
        "The pause {pause:?} is called by {who} and renewed by decision: {decision}, not by {by}."
    )]
    PauseHolder { by: String, decision: String, pause: String, who: String },
    #[error(
        "The pause {pause:?} is ended by {caller}, who called it, or by decision: {decision}, not by {by}."
    )]
    PauseCaller { by: String, caller: String, decision: String, pause: String },
    #[error(
        "{action} can be paused again from {again} in running time, which stands at {now}; before, only by decision: {decision}."
    )]
    PauseAgain { action: &'static str, again: Timestamp, decision: String, now: Timestamp },
    #[error("Nothing is paused by {0:?}.")]
    NotPaused(String),
    #[error("The line {line:?} is for {allowed}, not for {asset}.")]
    OtherAsset { line: String, asset: AssetId, allowed: AssetId },
    #[error(
        "The line {line:?} allows {allowed} per {per}; {taken} are taken in one such time, and {asked} more are asked."
    )]
    OverLimit { line: String, asked: Box<Sum>, taken: Box<Sum>, allowed: Box<Sum>, per: Seconds },
    #[error("The line {line:?} spends the society's money and has no limit.")]
    NoLimit { line: String },
    #[error("{OUTFLOWS_MAX} outflows of {asset} are remembered, which is all that there can be.")]
    TooManyOutflows { asset: AssetId },
    #[error("{actual} of {ACTS_PENDING_MAX} announced acts wait.")]
    TooManyActs { actual: u64 },
    #[error("Members stopped this; proposal {proposal} puts it to the vote.")]
    AtVote { proposal: u64 },
    #[error(
        "Members stopped this; proposal {proposal} puts it to the vote, and until it is over {to} gets at most {left} more."
    )]
    AtVoteGains { left: Box<Sum>, proposal: u64, to: AccountId },
    #[error("There is no act {0} that waits.")]
    NoAct(u64),
    #[error("The act {0} was announced by someone else.")]
    NotAuthor(u64),
    #[error("{0} holds none of the founder's powers.")]
    NotFounder(PersonId),
    #[error("Only a person can do this; it was asked by {by}.")]
    NotAPerson { by: String },
    #[error("{0} is not a member of this society.")]
    NotMember(PersonId),
    #[error("The text {0} is not among the public records.")]
    NoText(Hash),
    #[error("The text {0} is in force already.")]
    SameText(Hash),
    #[error("It amends the charter {given}; the one in force is {in_force}.")]
    OtherText { given: Hash, in_force: Hash },
    #[error("Only the members change the stages, by a decision: {0:?} would change.")]
    StagesFixed(String),
    #[error(
        "In a charter with stages a text that the members did not vote on gives nobody else more, and changes \
         nothing but words: {0:?} would change."
    )]
    MembersOnly(String),
    #[error("The asset {asset} has {actual} decimals for good; the text says {asked}.")]
    AssetDecimals { asset: AssetId, actual: u8, asked: u8 },
    #[error("What {asset} is stays for good: a claim, mutual credit or the society's own credit.")]
    AssetKind { asset: AssetId },
    #[error("The charter has {count} faults; the first, at line {line}: {message}")]
    Faults { count: usize, line: u32, message: String },
    #[error(
        "The decision procedure {by:?} may not change {changed:?}, which takes more: a higher quorum or threshold."
    )]
    WeakProcedure { by: String, changed: String },
    #[error("No text gives more of {action}, which is locked: of {power:?} {why}.")]
    Locked { action: &'static str, power: String, why: String },
    #[error("Only the members lock a line, by a decision: {0:?} would be locked.")]
    LockDecided(String),
    #[error("The consent is to the charter {given}; the one in force is {in_force}.")]
    OtherCharter { given: Hash, in_force: Hash },
    #[error("{0} agreed to the charter in force already.")]
    AlreadyConsented(PersonId),
    #[error("The consent says that it replaces {}; the last one is {}.", named(*given), named(*actual))]
    Replaces { given: Option<OperationId>, actual: Option<OperationId> },
    #[error(
        "There are at most {RELYING_PARTIES_MAX} addresses with 1 to {RELYING_PARTIES_MAX} origins each, every one once, in order; {0:?} does not fit."
    )]
    RelyingParty(String),
    #[error(
        "The rules are at version {actual}; this program knows versions up to {known}, and {asked} was asked."
    )]
    RulesVersion { actual: u64, asked: u64, known: u64 },
    #[error("A society has 1 to {SIGNERS_MAX} signers with Ed25519 keys, each once, in order.")]
    Signers,
}

fn named(operation: Option<OperationId>) -> String {
    operation.map_or_else(|| "none".into(), |operation| operation.to_string())
}

impl Explain for CharterError {
    fn code(&self) -> &'static str {
        match self {
            Self::NoPower { .. } => "charter.no_power",
            Self::Rests { .. } => "charter.rests",
            Self::Paused { .. } => "charter.paused",
            Self::Frozen { .. } => "charter.frozen",
            Self::NoPause { .. } => "charter.no_pause",
            Self::PauseHolder { .. } => "charter.pause_holder",
            Self::PauseCaller { .. } => "charter.pause_caller",
            Self::PauseAgain { .. } => "charter.pause_again",
            Self::NotPaused(_) => "charter.not_paused",
            Self::OtherAsset { .. } => "charter.other_asset",
            Self::OverLimit { .. } => "charter.over_limit",
            Self::NoLimit { .. } => "charter.no_limit",
            Self::TooManyOutflows { .. } => "charter.too_many_outflows",
            Self::TooManyActs { .. } => "charter.too_many_acts",
            Self::AtVote { .. } | Self::AtVoteGains { .. } => "charter.at_vote",
            Self::NoAct(_) => "charter.no_act",
            Self::NotAuthor(_) => "charter.not_author",
            Self::NotFounder(_) => "charter.not_founder",
            Self::NotAPerson { .. } => "charter.not_a_person",
            Self::NotMember(_) => "charter.not_member",
            Self::NoText(_) => "charter.no_text",
            Self::SameText(_) => "charter.same_text",
            Self::OtherText { .. } => "charter.other_text",
            Self::StagesFixed(_) | Self::MembersOnly(_) => "charter.stages_fixed",
            Self::AssetDecimals { .. } => "charter.asset_decimals",
            Self::AssetKind { .. } => "charter.asset_kind",
            Self::Faults { .. } => "charter.faults",
            Self::WeakProcedure { .. } => "charter.weak_procedure",
            Self::Locked { .. } => "charter.locked",
            Self::LockDecided(_) => "charter.lock_decided",
            Self::OtherCharter { .. } => "charter.other_charter",
            Self::AlreadyConsented(_) => "charter.already_consented",
            Self::Replaces { .. } => "charter.replaces",
            Self::RelyingParty(_) => "charter.relying_party",
            Self::RulesVersion { .. } => "charter.rules_version",
            Self::Signers => "charter.signers",
        }
    }

    fn rule(&self) -> &'static str {
        match self {
            Self::NoPower { .. } => "POW-1",
            Self::Rests { .. } => "DUE-8",
            Self::NoPause { .. }
            | Self::PauseHolder { .. }
            | Self::PauseCaller { .. }
            | Self::PauseAgain { .. }
            | Self::NotPaused(_) => "POW-11",
            Self::Paused { .. } => "POW-12",
            Self::Frozen { .. } => "BRE-7",
            Self::OtherAsset { .. } | Self::OverLimit { .. } | Self::NoLimit { .. } => "POW-3",
            Self::TooManyOutflows { .. } => "POW-4",
            Self::TooManyActs { .. } => "POW-6",
            Self::AtVote { .. } | Self::AtVoteGains { .. } => "POW-7",
            Self::NoAct(_) | Self::NotAuthor(_) => "POW-10",
            Self::NotFounder(_) => "POW-14",
            Self::NoText(_)
            | Self::SameText(_)
            | Self::OtherText { .. }
            | Self::AssetDecimals { .. }
            | Self::AssetKind { .. }
            | Self::Faults { .. } => "CHA-34",
            Self::StagesFixed(_) | Self::MembersOnly(_) => "CHA-41",
            Self::WeakProcedure { .. } => "CHA-35",
            Self::Locked { .. } | Self::LockDecided(_) => "CHA-43",
            Self::NotAPerson { .. }
            | Self::NotMember(_)
            | Self::OtherCharter { .. }
            | Self::AlreadyConsented(_)
            | Self::Replaces { .. } => "CHA-36",
            Self::RelyingParty(_) => "CHA-37",
            Self::RulesVersion { .. } => "CHA-38",
            Self::Signers => "CHA-39",
        }
    }

    fn next_step(&self) -> String {
        match self {
            Self::NoPower { .. } => {
                "See who may in the charter; a proposal may do it where a decision carries it."
            }
            Self::Rests { .. } => {
                "Settle what is open with `polity dues pay`, or ask with `polity dues ask-waiver` that it be waived. To leave, to object \
                 and to pay needs no line."
            }
            Self::Paused { .. } => "Wait until the pause is over, or propose to end it.",
            Self::Frozen { .. } => {
                "Propose it, or propose to the members to lift the freeze: `breach.lift`."
            }
            Self::NoPause { .. } => "Name a pause of the charter.",
            Self::PauseHolder { .. } | Self::PauseCaller { .. } => "Ask them, or propose it.",
            Self::PauseAgain { .. } => "Wait, or propose it.",
            Self::OtherAsset { .. } => "Use the line's asset, or propose it.",
            Self::OverLimit { .. } => "Ask for less, wait, or propose it.",
            Self::NoLimit { .. } => "Propose it, and give the line a limit.",
            Self::TooManyOutflows { .. } => {
                "Wait: those of a day are joined once no limit in force counts them."
            }
            Self::TooManyActs { .. } => "Wait until one of them has taken effect.",
            Self::AtVote { .. } | Self::AtVoteGains { .. } => {
                "Wait for the vote: what members stopped is theirs to decide."
            }
            Self::NoAct(_) => "See the list of what waits.",
            Self::NotAuthor(_) => "Object to it.",
            Self::NotFounder(_) => "Nothing to do: whoever holds an office resigns from it.",
            Self::NotAPerson { .. } => "Ask the person concerned to do it.",
            Self::NotMember(_) => "Apply for membership first.",
            Self::NoText(_) => {
                "Put the text among the public records first; `polity proposal amend FILE` does, and the page on which one brings a proposal."
            }
            Self::NotPaused(_) | Self::SameText(_) | Self::AlreadyConsented(_) => "Nothing to do.",
            Self::Faults { .. } => "See all of them with `polity charter check FILE`.",
            Self::OtherText { .. } => "Write the change anew, over the text in force.",
            Self::StagesFixed(_) => "Leave the stages as they are, or propose it.",
            Self::MembersOnly(_) => "Leave it as it is, or propose it.",
            Self::AssetKind { .. } => "Leave it as it is, or declare another asset.",
            Self::AssetDecimals { .. } => "Keep the decimals, or declare another asset.",
            Self::WeakProcedure { .. } => "Propose it under the stronger procedure.",
            Self::Locked { .. } => "Leave the line and what it rests on as they are, or give less.",
            Self::LockDecided(_) => "Leave the lock out, or propose it.",
            Self::OtherCharter { .. } => "Read the charter in force, and agree to that.",
            Self::Replaces { .. } => "Sign again, and name the consent that is there now.",
            Self::RelyingParty(_) => {
                "Give domain names, and for each the https origins at or under it."
            }
            Self::RulesVersion { actual, known, .. } if known > actual => {
                return format!("Name the version {}.", actual.saturating_add(1));
            }
            Self::RulesVersion { .. } => "Have a newer version of this program run first.",
            Self::Signers => "Mend the list of keys.",
        }
        .into()
    }
}
