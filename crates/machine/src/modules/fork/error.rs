//! Why not: the rules of fork and the next step.

use polity_types::refusal::Explain;
use polity_types::{Hash, PersonId, Refusal, Timestamp};

use super::types::FORKS_OPEN_MAX;
use crate::modules::treasury::AccountId;

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
    #[error("Fork {fork}, which {person} announced, is not over.")]
    OwnFork { fork: u64, person: PersonId },
    #[error(
        "The fork that {person} announced last was given up; they announce the next from {from} on, and it is {now}."
    )]
    Rests { from: Timestamp, now: Timestamp, person: PersonId },
    #[error("{FORKS_OPEN_MAX} forks are open side by side, the most there are.")]
    TooManyForks,
    #[error("There is no fork {0} for which members sign up.")]
    NotOpen(u64),
    #[error("{person} signed up for fork {fork} already.")]
    HasJoined { fork: u64, person: PersonId },
    #[error("{person} did not sign up for fork {fork}.")]
    HasNotJoined { fork: u64, person: PersonId },
    #[error("Fork {0} has no pool: each share goes to whose it is.")]
    NoPool(u64),
    #[error("{0} is no pool: it is neither a place outside that is open nor somebody known here.")]
    OtherPool(AccountId),
    #[error("The charter that is named has {count} faults; the first: {first}")]
    BadCharter { count: usize, first: String },
    #[error("This society does not descend from a fork.")]
    NoDescent,
    #[error(
        "What is shown does not prove that {person} left the parent at place {place} with these amounts."
    )]
    NotListed { person: PersonId, place: u64 },
    #[error("{person} came over already, from place {place} of the list.")]
    HasArrived { person: PersonId, place: u64 },
    #[error("The charter in force is {in_force}; what is sworn is {actual}.")]
    OtherCharter { actual: Hash, in_force: Hash },
    #[error("{}", .0.message)]
    Books(Refusal),
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
            Self::OwnFork { .. } => "fork.own_fork",
            Self::Rests { .. } => "fork.rests",
            Self::TooManyForks => "fork.too_many_forks",
            Self::NotOpen(_) => "fork.not_open",
            Self::HasJoined { .. } => "fork.has_joined",
            Self::HasNotJoined { .. } => "fork.has_not_joined",
            Self::NoPool(_) => "fork.no_pool",
            Self::OtherPool(_) => "fork.other_pool",
            Self::BadCharter { .. } => "fork.bad_charter",
            Self::NoDescent => "fork.no_descent",
            Self::NotListed { .. } => "fork.not_listed",
            Self::HasArrived { .. } => "fork.has_arrived",
            Self::OtherCharter { .. } => "fork.other_charter",
            Self::Books(_) => "fork.books",
            Self::NoText(_) => "fork.no_text",
        }
    }

    fn rule(&self) -> &'static str {
        match self {
            Self::NotInCharter
            | Self::NotFullMember(_)
            | Self::OwnFork { .. }
            | Self::Rests { .. }
            | Self::TooManyForks
            | Self::OtherPool(_)
            | Self::BadCharter { .. }
            | Self::NoText(_) => "FOR-1",
            Self::NotAPerson { .. }
            | Self::NotMember(_)
            | Self::NotOpen(_)
            | Self::HasJoined { .. }
            | Self::HasNotJoined { .. }
            | Self::NoPool(_) => "FOR-2",
            Self::NoDescent
            | Self::NotListed { .. }
            | Self::HasArrived { .. }
            | Self::OtherCharter { .. }
            | Self::Books(_) => "FOR-8",
        }
    }

    fn next_step(&self) -> String {
        match self {
            Self::NotAPerson { .. } => "Sign it yourself.",
            Self::NotInCharter => "Leave one by one, and found a society: `polity found`.",
            Self::NotMember(_) | Self::HasNotJoined { .. } => "Nothing to do.",
            Self::HasJoined { .. } => {
                "For another, take that signature back first: `polity fork withdraw`."
            }
            Self::NotFullMember(_) => "Wait until probation is over, or sign up for another's.",
            Self::OwnFork { .. } => "Wait until it is over: one person has one at a time.",
            Self::Rests { .. } => "Have another member announce it, or wait.",
            Self::TooManyForks => "Sign up for one of them, or wait until one is over.",
            Self::NotOpen(_) => "See the forks: `polity fork show`.",
            Self::NoPool(_) => "Sign up without it: `polity fork join`.",
            Self::OtherPool(_) => "Name a place outside that is open, a person, or no pool.",
            Self::BadCharter { .. } => "See all of them with `polity charter check FILE`.",
            Self::NoDescent => "Apply for membership: `polity member apply`.",
            Self::NotListed { .. } => {
                "Make the papers anew from the list of the fork: `polity fork export`."
            }
            Self::HasArrived { .. } => "Nothing to do: one comes over once.",
            Self::OtherCharter { .. } => "Read the charter in force, and swear that.",
            Self::Books(refusal) => return refusal.next_step.clone(),
            Self::NoText(_) => "Store the text first.",
        }
        .into()
    }
}
