//! Why not: the rules of identity and the next step.

use polity_types::person::{BadPerson, KEYS_MAX};
use polity_types::refusal::Explain;
use polity_types::{PersonId, PublicKey};

use super::types::{PENDING_MAX, STATEMENTS_MAX};

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
    #[error("The passkey was used at an address that is not one of the society's.")]
    PasskeyAddress,
    #[error("The passkey's device did not say that its owner was there and verified.")]
    PasskeyPresence,
    #[error(
        "An operation brings 1 to {STATEMENTS_MAX} links of a chain; this one brings {actual}."
    )]
    StatementCount { actual: usize },
    #[error(
        "The next link of this chain has the number {expected}, names the one before, and is of the signer."
    )]
    NotTheNext { expected: u64 },
    #[error("No key of the person with the scope `keys` signed the link {sequence}.")]
    NotByRootKey { sequence: u64 },
    #[error("The change leaves no key that has the scope `keys` and does not expire.")]
    LastRootKey,
    #[error(
        "The person has {KEYS_MAX} keys, which is all that one may have, or has this key already."
    )]
    NoRoomForKey,
    #[error("The person does not have this key.")]
    NoSuchKey,
    #[error("{PENDING_MAX} changes wait already.")]
    TooManyPending,
    #[error("Guardians cannot bring keys back in this version of the rules.")]
    NoRecoveryYet,
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
            Self::PasskeyAddress => "identity.passkey_address",
            Self::PasskeyPresence => "identity.passkey_presence",
            Self::StatementCount { .. } => "identity.statement_count",
            Self::NotTheNext { .. } => "identity.not_the_next",
            Self::NotByRootKey { .. } => "identity.not_by_root_key",
            Self::LastRootKey => "identity.last_root_key",
            Self::NoRoomForKey => "identity.no_room_for_key",
            Self::NoSuchKey => "identity.no_such_key",
            Self::TooManyPending => "identity.too_many_pending",
            Self::NoRecoveryYet => "identity.no_recovery_yet",
            Self::VoidTooLong => "identity.void_too_long",
        }
    }

    fn rule(&self) -> &'static str {
        match self {
            Self::NotAPerson { .. } | Self::Unknown(_) | Self::AlreadyKnown(_) => "IDE-1",
            Self::BadPerson(error) => error.rule(),
            Self::OtherPerson { .. } => "IDE-2",
            Self::NotTheirKey { .. } | Self::OutOfScope { .. } => "IDE-3",
            Self::StatementCount { .. } | Self::NotTheNext { .. } | Self::NotByRootKey { .. } => {
                "IDE-4"
            }
            Self::PasskeyAddress | Self::PasskeyPresence => "IDE-6",
            Self::LastRootKey
            | Self::NoRoomForKey
            | Self::NoSuchKey
            | Self::TooManyPending
            | Self::NoRecoveryYet => "IDE-5",
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
            Self::PasskeyAddress => "Open the society's own page and sign there.".into(),
            Self::PasskeyPresence => "Sign again, and unlock the device when it asks.".into(),
            Self::StatementCount { .. } => "Bring them in several operations.".into(),
            Self::NotTheNext { .. } => "Bring the links that are missing, in order.".into(),
            Self::NotByRootKey { .. } => {
                "Sign the link with a key that has the scope `keys`.".into()
            }
            Self::LastRootKey => "Add another key with the scope `keys` first.".into(),
            Self::NoRoomForKey => "Remove a key first.".into(),
            Self::NoSuchKey => "See the keys with `polity key show`.".into(),
            Self::TooManyPending => "Wait until one has taken effect.".into(),
            Self::NoRecoveryYet => {
                "Keep a second key that no address binds in a safe place.".into()
            }
            Self::VoidTooLong => "Name the end of the operation's validity.".into(),
        }
    }
}
