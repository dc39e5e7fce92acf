//! Why not: the rules of fork and the next step.

use polity_types::refusal::Explain;
use polity_types::{Hash, PersonId};

/// Why an action was refused, in order of precedence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the message is the documentation")]
pub enum ForkError {
    #[error("Only a person can do this; it was asked by {by}.")]
    NotAPerson { by: String },
    #[error("The charter does not say how members fork.")]
    NotInCharter,
    #[error("{0} is not a member of this society.")]
    NotMember(PersonId),
    #[error("{0} is not a member past probation.")]
    NotFullMember(PersonId),
    #[error("Fork {0} is open already; members sign up for that.")]
    OtherFork(u64),
    #[error("There is no fork {0} for which members sign up.")]
    NotOpen(u64),
    #[error("{person} signed up for fork {fork} already.")]
    HasJoined { fork: u64, person: PersonId },
    #[error("{person} did not sign up for fork {fork}.")]
    HasNotJoined { fork: u64, person: PersonId },
    #[error("Only the founder says from where a society descends, not {0}.")]
    NotFounder(PersonId),
    #[error("The founder said already that this society descends from fork {0}.")]
    HasDescent(u64),
    #[error("The text {0} is not among the public records.")]
    NoText(Hash),
}

impl Explain for ForkError {
    fn code(&self) -> &'static str {
        match self {
            Self::NotAPerson { .. } => "fork.not_a_person",
            Self::NotInCharter => "fork.not_in_charter",
            Self::NotMember(_) => "fork.not_member",
            Self::NotFullMember(_) => "fork.not_full_member",
            Self::OtherFork(_) => "fork.other_fork",
            Self::NotOpen(_) => "fork.not_open",
            Self::HasJoined { .. } => "fork.has_joined",
            Self::HasNotJoined { .. } => "fork.has_not_joined",
            Self::NotFounder(_) => "fork.not_founder",
            Self::HasDescent(_) => "fork.has_descent",
            Self::NoText(_) => "fork.no_text",
        }
    }

    fn rule(&self) -> &'static str {
        match self {
            Self::NotInCharter | Self::NotFullMember(_) | Self::OtherFork(_) | Self::NoText(_) => {
                "FOR-1"
            }
            Self::NotAPerson { .. }
            | Self::NotMember(_)
            | Self::NotOpen(_)
            | Self::HasJoined { .. }
            | Self::HasNotJoined { .. } => "FOR-2",
            Self::NotFounder(_) | Self::HasDescent(_) => "FOR-6",
        }
    }

    fn next_step(&self) -> String {
        match self {
            Self::NotAPerson { .. } => "Sign it yourself.",
            Self::NotInCharter => "Leave one by one, and found a society: `polity found`.",
            Self::NotMember(_) | Self::HasNotJoined { .. } | Self::HasJoined { .. } => {
                "Nothing to do."
            }
            Self::NotFullMember(_) => "Wait until probation is over, or sign up for another's.",
            Self::OtherFork(_) => "Sign up for that, or wait until it is over.",
            Self::NotOpen(_) => "See the forks: `polity fork list`.",
            Self::NotFounder(_) => "Ask the founder.",
            Self::HasDescent(_) => "Nothing to do: it is said once.",
            Self::NoText(_) => "Store the text first.",
        }
        .into()
    }
}
