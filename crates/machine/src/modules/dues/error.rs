//! Why not: the rules of dues and the next step.

use polity_types::refusal::Explain;
use polity_types::{PersonId, Seconds};

use super::types::{SPONSORED_MAX, WAIVED_MAX};
use crate::modules::treasury::{AccountId, Sum, TreasuryError};

/// Why an action was refused, in order of precedence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the message is the documentation")]
pub enum DuesError {
    #[error("Only a person can do this; it was asked by {by}.")]
    NotAPerson { by: String },
    #[error("The charter asks for no dues.")]
    NoDues,
    #[error("{0} has no dues here.")]
    NoAccount(PersonId),
    #[error("There is no tier {asked:?}; the charter has: {known}.")]
    NoTier { asked: String, known: String },
    #[error("This tier asks each for the same; no amount is chosen.")]
    NothingToChoose,
    #[error("From {min} to {max} can be chosen here.")]
    Bounds { min: Box<Sum>, max: Box<Sum> },
    #[error("{0} and more can be chosen here.")]
    TooSmall(Box<Sum>),
    #[error("{0} owes no dues.")]
    NothingOwed(PersonId),
    #[error("{member} owes {owed}; {actual} were named.")]
    MoreThanOwed { member: PersonId, actual: Box<Sum>, owed: Box<Sum> },
    #[error("Nobody confirms their own work.")]
    OwnWork,
    #[error("{member} could work {left} in the place of dues; {actual} were named.")]
    MoreWork { member: PersonId, actual: Seconds, left: Seconds },
    #[error("Nobody waives their own dues.")]
    OwnDues,
    #[error("1 to {WAIVED_MAX} periods are waived at once; {actual} were named.")]
    Periods { actual: u32 },
    #[error("{0} asks for no waiver.")]
    NothingAsked(PersonId),
    #[error("Nobody sponsors themselves.")]
    OwnSponsor,
    #[error("{by} sponsors {member} already.")]
    Sponsored { by: PersonId, member: PersonId },
    #[error(
        "One person pays the dues of at most {SPONSORED_MAX} members; you pay those of so many."
    )]
    TooManySponsored,
    #[error("You neither sponsor {0}, nor are you {0} with a sponsor.")]
    NotSponsor(PersonId),
    #[error("One gives to a fund, not to {0}.")]
    NotAFund(AccountId),
    #[error("The text is not stored here.")]
    NoText,
    #[error("{0}")]
    Money(#[from] TreasuryError),
}

impl Explain for DuesError {
    fn code(&self) -> &'static str {
        match self {
            Self::NotAPerson { .. } => "dues.not_a_person",
            Self::NoDues => "dues.no_dues",
            Self::NoAccount(_) => "dues.no_account",
            Self::NoTier { .. } => "dues.no_tier",
            Self::NothingToChoose => "dues.nothing_to_choose",
            Self::Bounds { .. } | Self::TooSmall(_) => "dues.bounds",
            Self::NothingOwed(_) => "dues.nothing_owed",
            Self::MoreThanOwed { .. } => "dues.more_than_owed",
            Self::OwnWork => "dues.own_work",
            Self::MoreWork { .. } => "dues.more_work",
            Self::OwnDues => "dues.own_dues",
            Self::Periods { .. } => "dues.periods",
            Self::NothingAsked(_) => "dues.nothing_asked",
            Self::OwnSponsor => "dues.own_sponsor",
            Self::Sponsored { .. } => "dues.sponsored",
            Self::NotSponsor(_) => "dues.not_sponsor",
            Self::TooManySponsored => "dues.too_many_sponsored",
            Self::NotAFund(_) => "dues.not_a_fund",
            Self::NoText => "dues.no_text",
            Self::Money(error) => error.code(),
        }
    }

    fn rule(&self) -> &'static str {
        match self {
            Self::NoDues | Self::NoAccount(_) => "DUE-1",
            Self::NoTier { .. }
            | Self::NothingToChoose
            | Self::Bounds { .. }
            | Self::TooSmall(_) => "DUE-3",
            Self::NotAPerson { .. } | Self::NothingOwed(_) | Self::MoreThanOwed { .. } => "DUE-4",
            Self::OwnWork | Self::MoreWork { .. } => "DUE-5",
            Self::OwnDues | Self::Periods { .. } => "DUE-6",
            Self::NotAFund(_) | Self::NoText => "DUE-9",
            Self::OwnSponsor
            | Self::Sponsored { .. }
            | Self::TooManySponsored
            | Self::NotSponsor(_) => "DUE-11",
            Self::NothingAsked(_) => "DUE-12",
            Self::Money(error) => error.rule(),
        }
    }

    fn next_step(&self) -> String {
        match self {
            Self::NotAPerson { .. } => "Have a person ask, under their own key.",
            Self::NoDues | Self::NothingOwed(_) => "Nothing to do.",
            Self::NoAccount(_) => "Name a member.",
            Self::NoTier { .. } => "Choose a tier that the charter names.",
            Self::NothingToChoose => "Choose the tier without an amount.",
            Self::Bounds { .. } | Self::TooSmall(_) | Self::MoreThanOwed { .. } => {
                "Choose another amount."
            }
            Self::OwnWork => "Ask another who may to confirm it.",
            Self::MoreWork { .. } => "Confirm what stands for dues that are open.",
            Self::OwnDues => "Ask for it with dues.ask_waiver; another who may answers.",
            Self::NothingAsked(_) => "Name how many periods are waived, or nothing is to be done.",
            Self::OwnSponsor => "Pay your dues, or choose another member.",
            Self::Sponsored { .. } => "Wait until that ends, or pay what is open with dues.pay.",
            Self::TooManySponsored => "End another sponsorship first.",
            Self::NotSponsor(_) => "Name a member whom you sponsor.",
            Self::Periods { .. } => "Choose another number of periods.",
            Self::NotAFund(_) => "Choose a fund that the treasury page lists.",
            Self::NoText => "Store the text first, then name its hash.",
            Self::Money(error) => return error.next_step(),
        }
        .into()
    }
}
