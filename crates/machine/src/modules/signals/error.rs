//! Why not: the rules of signals and the next step.

use polity_types::refusal::Explain;
use polity_types::{OperationId, PersonId};

use super::types::{OPEN_MAX, OPEN_PER_PERSON_MAX, QUESTION_CHARS_MAX};
use crate::charter_text::Scale;

/// Why an action was refused, in order of precedence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the message is the documentation")]
pub enum SignalsError {
    #[error("Only a person can do this; it was asked by {by}.")]
    NotAPerson { by: String },
    #[error("The charter has no signal {asked:?}; it has {known}.")]
    NoKind { asked: String, known: String },
    #[error(
        "A question has 1 to {QUESTION_CHARS_MAX} visible characters, without a space at its ends; this one has {chars}."
    )]
    Question { chars: usize },
    #[error("{actual} of the {OPEN_PER_PERSON_MAX} questions that one person may have open are.")]
    TooManyOfPerson { actual: u64 },
    #[error("{actual} of the {max} questions of the kind {kind:?} that may be open are.")]
    TooManyOfKind { actual: u64, kind: String, max: u64 },
    #[error("{actual} of the {OPEN_MAX} questions that may be open are.")]
    TooManyOpen { actual: u64 },
    #[error("There is no question {0} that is open.")]
    NotOpen(u64),
    #[error("{person} is not among the {who} who take a stance on it.")]
    NotInElectorate { person: PersonId, who: String },
    #[error("This is no stance on the scale \"{scale}\".")]
    OffScale { scale: Scale },
    #[error("The stance says that it replaces {}; the last one is {}.", named(*given), named(*actual))]
    Replaces { given: Option<OperationId>, actual: Option<OperationId> },
    #[error("{person} has no stance on question {signal}.")]
    NoStance { person: PersonId, signal: u64 },
    #[error("Question {0} was asked by someone else.")]
    NotAsker(u64),
    #[error(
        "{others} others have a stance on question {signal}; while none have, it may be withdrawn."
    )]
    OthersStand { others: u64, signal: u64 },
}

fn named(operation: Option<OperationId>) -> String {
    operation.map_or_else(|| "none".into(), |operation| operation.to_string())
}

impl Explain for SignalsError {
    fn code(&self) -> &'static str {
        match self {
            Self::NotAPerson { .. } => "signals.not_a_person",
            Self::NoKind { .. } => "signals.no_kind",
            Self::Question { .. } => "signals.question",
            Self::TooManyOfPerson { .. } => "signals.too_many_of_person",
            Self::TooManyOfKind { .. } => "signals.too_many_of_kind",
            Self::TooManyOpen { .. } => "signals.too_many_open",
            Self::NotOpen(_) => "signals.not_open",
            Self::NotInElectorate { .. } => "signals.not_in_electorate",
            Self::OffScale { .. } => "signals.off_scale",
            Self::Replaces { .. } => "signals.replaces",
            Self::NoStance { .. } => "signals.no_stance",
            Self::NotAsker(_) => "signals.not_asker",
            Self::OthersStand { .. } => "signals.others_stand",
        }
    }

    fn rule(&self) -> &'static str {
        match self {
            Self::NotAPerson { .. } | Self::NoKind { .. } | Self::Question { .. } => "SIG-1",
            Self::TooManyOfPerson { .. }
            | Self::TooManyOfKind { .. }
            | Self::TooManyOpen { .. } => "SIG-2",
            Self::NotOpen(_)
            | Self::NotInElectorate { .. }
            | Self::OffScale { .. }
            | Self::Replaces { .. }
            | Self::NoStance { .. } => "SIG-3",
            Self::NotAsker(_) | Self::OthersStand { .. } => "SIG-6",
        }
    }

    fn next_step(&self) -> String {
        match self {
            Self::NotAPerson { .. } => "Sign it yourself.",
            Self::NoKind { .. } => "Name a signal of the charter.",
            Self::Question { .. } => "Ask in one line.",
            Self::TooManyOfPerson { .. } => "Wait until one of yours is closed, or withdraw one.",
            Self::TooManyOfKind { .. } | Self::TooManyOpen { .. } => {
                "Wait until one is closed, or take a stance on one that is open."
            }
            Self::NotOpen(_) => "See the questions that are: `polity signal list`.",
            Self::NotInElectorate { .. } => "See the charter for who is.",
            Self::OffScale { .. } => "See the question's page for what a stance can be.",
            Self::Replaces { .. } => "Sign again, and name what is there now.",
            Self::NoStance { .. } => "Nothing to do.",
            Self::NotAsker(_) => "Take a stance on it.",
            Self::OthersStand { .. } => "Let it stand until its time is over.",
        }
        .into()
    }
}
