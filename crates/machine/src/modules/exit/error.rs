//! Why not: the rules of exit and the next step.

use polity_types::refusal::Explain;
use polity_types::{AssetId, PersonId, Refusal, Timestamp};

use super::types::{AGAINST_MAX, BREACHES_MAX, WHOLE};

/// Why an action was refused, in order of precedence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the message is the documentation")]
pub enum ExitError {
    #[error("Only a person can do this; it was asked by {by}.")]
    NotAPerson { by: String },
    #[error("{0} is not a member of this society.")]
    NotMember(PersonId),
    #[error("One leaves before at most {BREACHES_MAX} breaches at once; {actual} are named.")]
    TooManyBreaches { actual: usize },
    #[error("Claim {0} is named twice.")]
    BreachTwice(u64),
    #[error("The charter grants those who leave no share.")]
    NoShare,
    #[error("{0} has no claim to a share.")]
    NoClaim(PersonId),
    #[error("The charter does not open {0} to those who leave.")]
    NotOpen(AssetId),
    #[error("{0} is named twice.")]
    AssetTwice(AssetId),
    #[error("A part is 1 to {WHOLE} millionths; {actual} are asked for.")]
    Part { actual: u64 },
    #[error(
        "At most {AGAINST_MAX} decisions and acts are left against at once; {actual} are named."
    )]
    TooMany { actual: usize },
    #[error("The decision or act at place {index} is named twice.")]
    AgainstTwice { index: usize },
    #[error("{refusal}", refusal = .refusal.message)]
    Against { index: usize, refusal: Refusal },
    #[error("{person} brought or voted for the decision or act at place {index}.")]
    Supported { index: usize, person: PersonId },
    #[error("Nobody leaves at the value before claim {0}: it opened no window, or that is over.")]
    NoWindow(u64),
    #[error(
        "At the value before a breach one leaves for good; a part is taken at the present one."
    )]
    PartOfBreach,
    #[error("{person} has been a member since {since}, after the morning of the breach, {from}.")]
    After { from: Timestamp, person: PersonId, since: Timestamp },
    #[error("{person} was accused of the breach that claim {breach} is about.")]
    Accused { breach: u64, person: PersonId },
    #[error("The share comes to nothing.")]
    Nothing,
    #[error(
        "Of {assets} nothing would be paid now, though some of it is set aside or waits; one claim stands \
         behind all assets, and would be given up for the others."
    )]
    NothingOf { assets: String },
    #[error("{actual} {asset} would be paid now; at least {least} {asset} are asked for.")]
    Less { actual: String, asset: AssetId, least: String },
    #[error("{}", .0.message)]
    Books(Refusal),
}

impl Explain for ExitError {
    fn code(&self) -> &'static str {
        match self {
            Self::NotAPerson { .. } => "exit.not_a_person",
            Self::NotMember(_) => "exit.not_member",
            Self::NoShare => "exit.no_share",
            Self::NoClaim(_) => "exit.no_claim",
            Self::NotOpen(_) => "exit.not_open",
            Self::AssetTwice(_) => "exit.asset_twice",
            Self::Part { .. } => "exit.part",
            Self::TooMany { .. } => "exit.too_many",
            Self::AgainstTwice { .. } => "exit.against_twice",
            Self::Against { .. } => "exit.against",
            Self::Supported { .. } => "exit.supported",
            Self::NoWindow(_) => "exit.no_window",
            Self::PartOfBreach => "exit.part_of_breach",
            Self::BreachTwice(_) => "exit.breach_twice",
            Self::TooManyBreaches { .. } => "exit.too_many_breaches",
            Self::After { .. } => "exit.after_breach",
            Self::Accused { .. } => "exit.accused",
            Self::Nothing => "exit.nothing",
            Self::NothingOf { .. } => "exit.nothing_of",
            Self::Less { .. } => "exit.less",
            Self::Books(_) => "exit.books",
        }
    }

    fn rule(&self) -> &'static str {
        match self {
            Self::NotAPerson { .. } | Self::NotMember(_) => "EXI-1",
            Self::Books(_) => "EXI-7",
            Self::NoShare | Self::NotOpen(_) | Self::AssetTwice(_) => "EXI-2",
            Self::NoClaim(_) | Self::NothingOf { .. } => "EXI-11",
            Self::Less { .. } => "EXI-20",
            Self::Part { .. } | Self::Nothing => "EXI-10",
            Self::NoWindow(_)
            | Self::PartOfBreach
            | Self::BreachTwice(_)
            | Self::TooManyBreaches { .. }
            | Self::After { .. }
            | Self::Accused { .. } => "EXI-16",
            Self::TooMany { .. }
            | Self::AgainstTwice { .. }
            | Self::Against { .. }
            | Self::Supported { .. } => "EXI-9",
        }
    }

    fn next_step(&self) -> String {
        match self {
            Self::NotAPerson { .. } => "Sign it yourself.",
            Self::NotMember(_) => "Take what is left of your share with exit.take.",
            Self::NoShare => "Leave without a share: membership.leave.",
            Self::NoClaim(_) => "Nothing to do; your own money is yours: treasury.take_out.",
            Self::NotOpen(_) => "Choose among the assets that the charter opens.",
            Self::AssetTwice(_) | Self::AgainstTwice { .. } | Self::BreachTwice(_) => {
                "Name each once."
            }
            Self::Part { .. } => "Choose a part of the share, or all of it.",
            Self::TooMany { .. } | Self::TooManyBreaches { .. } => "Name those that matter most.",
            Self::Against { refusal, .. } | Self::Books(refusal) => {
                return refusal.next_step.clone();
            }
            Self::Supported { .. } => {
                "Leave without naming it: what you carried counts as spent for you."
            }
            Self::NoWindow(_) | Self::After { .. } | Self::Accused { .. } => {
                "Leave at the present value."
            }
            Self::PartOfBreach => "Leave with the whole share, or name no breach.",
            Self::NothingOf { .. } => {
                "Name the other assets alone and give up the rest, or leave without a share and keep the claim: \
                 membership.leave."
            }
            Self::Less { .. } => {
                "Look at what would be paid now and sign again with less, or leave without a share and keep the \
                 claim: membership.leave."
            }
            Self::Nothing => "Wait until more has vested or more is there, or leave.",
        }
        .into()
    }
}
