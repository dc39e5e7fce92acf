//! Why not: the rules of breach and the next step.

use polity_types::refusal::Explain;
use polity_types::{Hash, OperationId, PersonId, Seconds, Timestamp};

use super::types::{ACTS_MAX, BACK_MAX, EVIDENCE_MAX, URL_CHARS_MAX};
use crate::modules::treasury::{Sum, TreasuryError};

/// Why an action was refused, in order of precedence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the message is the documentation")]
pub enum BreachError {
    #[error("Only a person can do this; it was asked by {by}.")]
    NotAPerson { by: String },
    #[error("Only the members can do this, by a decision; it was asked by {by}.")]
    NotTheMembers { by: String },
    #[error("The charter does not say what follows a breach of the commandment.")]
    NotInCharter,
    #[error("{0} is not a member past probation.")]
    NotFullMember(PersonId),
    #[error("There is no claim {0}.")]
    NoClaim(u64),
    #[error("Claim {claim} is {actual}.")]
    OtherStanding { claim: u64, actual: &'static str },
    #[error("The panel of claim {claim} has not given {person} a seat.")]
    NotOnPanel { claim: u64, person: PersonId },
    #[error("{person} ruled on claim {claim} already.")]
    HasRuled { claim: u64, person: PersonId },
    #[error("The time to rule ended at {until} in running time.")]
    TooLate { until: Timestamp },
    #[error("No spending is stopped by claim {0}.")]
    NotFrozen(u64),
    #[error("{person} has claim {claim} open, on which no panel has ruled yet.")]
    ClaimOpen { claim: u64, person: PersonId },
    #[error(
        "A claim of {person} was dismissed: they raise another from {from} in running time, which stands at {now}."
    )]
    Rests { from: Timestamp, now: Timestamp, person: PersonId },
    #[error("One person raises at most {max} claims in any {per}; the next can come in {wait}.")]
    TooMany { max: u32, per: Seconds, wait: Seconds },
    #[error(
        "{0} is not a member and was none at that time, or not an office of the charter: nobody is accused."
    )]
    NobodyAccused(String),
    #[error("One does not accuse oneself.")]
    Oneself,
    #[error(
        "What is claimed was at {since}; it is now {now}, and {BACK_MAX} at most may lie between."
    )]
    Since { now: Timestamp, since: Timestamp },
    #[error("A claim has 1 to {EVIDENCE_MAX} pieces of evidence, each once; {actual} are given.")]
    Evidence { actual: usize },
    #[error("A claim names up to {ACTS_MAX} operations, each once; {actual} are named.")]
    Acts { actual: usize },
    #[error(
        "The breach is said to have been at {since}; the first operation named, {operation}, was at {act}, on a later day."
    )]
    BeforeActs { act: Timestamp, operation: OperationId, since: Timestamp },
    #[error(
        "The address at place {index} does not begin with https://, has other signs than an address, or more than {URL_CHARS_MAX}."
    )]
    Address { index: usize },
    #[error("{} are put down with the claim; the charter asks for {}.", given, money(asked.as_deref()))]
    Deposit { asked: Option<Box<Sum>>, given: Box<Sum> },
    #[error("{0}")]
    DepositMoney(TreasuryError),
    #[error("{person} raised claim {claim}, or is accused by it, and does not support it.")]
    Party { claim: u64, person: PersonId },
    #[error("{person} supports claim {claim} already.")]
    AlreadySponsors { claim: u64, person: PersonId },
    #[error("The text {0} is not among the public records.")]
    NoText(Hash),
}

/// Returns what is put down, in words.
fn money(of: Option<&Sum>) -> String {
    of.map_or_else(|| "nothing".to_owned(), ToString::to_string)
}

impl Explain for BreachError {
    fn code(&self) -> &'static str {
        match self {
            Self::NotAPerson { .. } => "breach.not_a_person",
            Self::NotTheMembers { .. } => "breach.not_the_members",
            Self::NotInCharter => "breach.not_in_charter",
            Self::NotFullMember(_) => "breach.not_full_member",
            Self::NoClaim(_) => "breach.no_claim",
            Self::OtherStanding { .. } => "breach.other_standing",
            Self::NotOnPanel { .. } => "breach.not_on_panel",
            Self::HasRuled { .. } => "breach.has_ruled",
            Self::TooLate { .. } => "breach.too_late",
            Self::NotFrozen(_) => "breach.not_frozen",
            Self::ClaimOpen { .. } => "breach.claim_open",
            Self::Rests { .. } => "breach.rests",
            Self::TooMany { .. } => "breach.too_many",
            Self::NobodyAccused(_) => "breach.nobody_accused",
            Self::Oneself => "breach.oneself",
            Self::Since { .. } => "breach.since",
            Self::Evidence { .. } => "breach.evidence",
            Self::Acts { .. } => "breach.acts",
            Self::BeforeActs { .. } => "breach.before_acts",
            Self::Address { .. } => "breach.address",
            Self::Deposit { .. } => "breach.deposit",
            Self::DepositMoney(error) => error.code(),
            Self::Party { .. } => "breach.party",
            Self::AlreadySponsors { .. } => "breach.already_sponsors",
            Self::NoText(_) => "breach.no_text",
        }
    }

    fn rule(&self) -> &'static str {
        match self {
            Self::NotInCharter
            | Self::NotFullMember(_)
            | Self::NobodyAccused(_)
            | Self::Oneself
            | Self::Since { .. }
            | Self::Evidence { .. }
            | Self::Acts { .. }
            | Self::Address { .. }
            | Self::NoText(_) => "BRE-1",
            Self::NotAPerson { .. }
            | Self::NoClaim(_)
            | Self::OtherStanding { .. }
            | Self::NotOnPanel { .. }
            | Self::HasRuled { .. }
            | Self::TooLate { .. } => "BRE-3",
            Self::ClaimOpen { .. } | Self::Rests { .. } => "BRE-5",
            Self::NotTheMembers { .. } => "BRE-6",
            Self::NotFrozen(_) => "BRE-8",
            Self::BeforeActs { .. } => "BRE-16",
            Self::Deposit { .. } | Self::Party { .. } | Self::AlreadySponsors { .. } => "BRE-13",
            Self::DepositMoney(error) => error.rule(),
            Self::TooMany { .. } => "BRE-14",
        }
    }

    fn next_step(&self) -> String {
        match self {
            Self::NotAPerson { .. } => "Sign it yourself.",
            Self::NotTheMembers { .. } => "Propose it to the members, as the charter says.",
            Self::NotInCharter => "Propose an amendment that says it, or leave.",
            Self::NotFullMember(_) => "Wait until probation is over, or ask a member to raise it.",
            Self::NoClaim(_) | Self::OtherStanding { .. } => {
                "See the claims: `polity breach show`."
            }
            Self::NotOnPanel { .. } => "Nothing to do: who was drawn rules.",
            Self::HasRuled { .. } => "Nothing to do: a ruling stands.",
            Self::TooLate { .. } => "Propose to the members to rule, as the charter says.",
            Self::NotFrozen(_) => "Nothing to do.",
            Self::ClaimOpen { .. } => "Wait until it is over.",
            Self::Rests { .. } | Self::TooMany { .. } => {
                "Wait until then, or ask another member to raise it."
            }
            Self::NobodyAccused(_) => {
                "Name a member, somebody who left since then, or an office of the charter by its id."
            }
            Self::Oneself => "Give up the office, or leave.",
            Self::Since { .. } => "Name a time that is past and not longer ago.",
            Self::Evidence { .. } => "Put several pieces into one, or leave some out.",
            Self::Acts { .. } => "Name those that matter most.",
            Self::BeforeActs { .. } => {
                "Name that day or a later one, or also the operation with which it began."
            }
            Self::Address { .. } => "Publish it at an https address, or store it as a record.",
            Self::Deposit { .. } => {
                "Put down what the charter asks for, or nothing, and find members who support it."
            }
            Self::DepositMoney(error) => return error.next_step(),
            Self::Party { .. } => "Ask other members to support it.",
            Self::AlreadySponsors { .. } => "Nothing to do: it counts.",
            Self::NoText(_) => "Put the text among the public records first.",
        }
        .into()
    }
}
