//! Why not: the rules of identity and the next step.

use polity_types::person::BadPerson;
use polity_types::refusal::Explain;
use polity_types::{PersonId, PublicKey};

/// Why an action was refused, in order of precedence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the message is the documentation")]
pub enum IdentityError {
    #[error("Only a person can do this; it was asked by {by}.")]
    NotAPerson { by: String },
    #[error("{0} is not known here.")]
    Unknown(PersonId),
    #[error("{0} is known here already.")]
    AlreadyKnown(PersonId),
    #[error("{0}")]
    BadPerson(#[from] BadPerson),
    #[error("The inception is of {inception}, the operation of {author}.")]
    OtherPerson { author: PersonId, inception: PersonId },
    #[error("The key {key} does not speak for {person}.")]
    NotTheirKey { key: PublicKey, person: PersonId },
    #[error("The key {key} may not {scope}.")]
    OutOfScope { key: PublicKey, scope: &'static str },
    #[error("An operation can be voided until its validity ends, at most a day from now.")]
    VoidTooLong,
}

impl Explain for IdentityError {
    fn code(&self) -> &'static str {
        match self {
            Self::NotAPerson { .. } => "identity.not_a_person",
            Self::Unknown(_) => "identity.unknown",
            Self::AlreadyKnown(_) => "identity.already_known",
            Self::BadPerson(error) => error.code(),
            Self::OtherPerson { .. } => "identity.other_person",
            Self::NotTheirKey { .. } => "identity.not_their_key",
            Self::OutOfScope { .. } => "identity.out_of_scope",
            Self::VoidTooLong => "identity.void_too_long",
        }
    }

    fn rule(&self) -> &'static str {
        match self {
            Self::NotAPerson { .. } | Self::Unknown(_) | Self::AlreadyKnown(_) => "IDE-1",
            Self::BadPerson(error) => error.rule(),
            Self::OtherPerson { .. } => "IDE-2",
            Self::NotTheirKey { .. } | Self::OutOfScope { .. } => "IDE-3",
            Self::VoidTooLong => "OPE-6",
        }
    }

    fn next_step(&self) -> String {
        match self {
            Self::NotAPerson { .. } => "Ask the person concerned to do it.".into(),
            Self::Unknown(_) => "Register the person first.".into(),
            Self::AlreadyKnown(_) => "Nothing to do.".into(),
            Self::BadPerson(error) => error.next_step(),
            Self::OtherPerson { .. } => "Sign with a key of the inception, as its person.".into(),
            Self::NotTheirKey { .. } | Self::OutOfScope { .. } => {
                "Sign with a key of the person that has this scope and has not expired.".into()
            }
            Self::VoidTooLong => "Name the end of the operation's validity.".into(),
        }
    }
}
