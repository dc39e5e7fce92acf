//! Why not: the rules of identity and the next step.

use polity_types::person::{BadPerson, KEYS_MAX};
use polity_types::refusal::Explain;
use polity_types::{Hash, PersonId, PublicKey, Timestamp};

use super::types::{FORKS_MAX, KEYS_AT_ONCE_MAX, STATEMENTS_MAX};

/// Why an action was refused, in order of precedence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the message is the documentation")]
pub enum IdentityError {
    #[error("Only a person can do this; it was asked by {by}.")]
    NotAPerson { by: String },
    #[error("{0} is in a disputed recovery: spending and changes of keys rest until {1}.")]
    Frozen(PersonId, Timestamp),
    #[error("{0} is not known here.")]
    Unknown(PersonId),
    #[error("{0} is known here already.")]
    AlreadyKnown(PersonId),
    #[error("One operation brings at most {KEYS_AT_ONCE_MAX} keys; this one brings {actual}.")]
    TooManyAtOnce { actual: usize },
    #[error("{0}")]
    BadPerson(#[from] BadPerson),
    #[error("The inception is of {inception}, the operation of {author}.")]
    OtherPerson { author: PersonId, inception: PersonId },
    #[error("The key {key} does not speak for {person}.")]
    NotTheirKey { key: PublicKey, person: PersonId },
    #[error("The key {key} expired at {at}; it is {now}.")]
    KeyExpired { key: PublicKey, at: Timestamp, now: Timestamp },
    #[error("The key {key} may not {scope}.")]
    OutOfScope { key: PublicKey, scope: &'static str },
    #[error("Of this passkey's answer nothing is known.")]
    PasskeySilent,
    #[error("The passkey's device did not say that the person was {lacks}.")]
    PasskeyFlags { lacks: &'static str },
    #[error("The passkey was asked by a page inside a page of another origin.")]
    PasskeyCrossOrigin,
    #[error("Passkeys work here at {known}; this one was used at {origin:?}.")]
    RelyingParty { origin: String, known: String },
    #[error("An operation can be voided until its validity ends, at most a day from now.")]
    VoidTooLong,
    #[error("An operation brings 1 to {STATEMENTS_MAX} statements of one person.")]
    Statements,
    #[error("A recovery goes by identity.recover, every other change by identity.adopt.")]
    OtherChange,
    #[error("Nothing in this is new: the chain of {0} is known up to its last statement.")]
    NothingNew(PersonId),
    #[error(
        "Statement {given} does not follow what is known of {person}, up to statement {known}."
    )]
    BrokenChain { person: PersonId, given: u64, known: u64 },
    #[error("{FORKS_MAX} second successors of {0} are kept already, which is enough to know.")]
    ForksFull(PersonId),
    #[error("A recovery of {person} waits until {until}; until then its keys do not change.")]
    RecoveryWaits { person: PersonId, until: Timestamp },
    #[error("The statement has {actual} signatures and needs at most {limit}.")]
    TooManySignatures { actual: usize, limit: usize },
    #[error("No key of {0} that has the scope `keys` and has not expired signed the statement.")]
    NotSigned(PersonId),
    #[error("{person} has the key {key} already.")]
    HasKey { person: PersonId, key: PublicKey },
    #[error("The new key {key} expires at {at}; it is {now}.")]
    NewKeyExpired { key: PublicKey, at: Timestamp, now: Timestamp },
    #[error("{0} has {KEYS_MAX} keys, which is all that a person can have.")]
    TooManyKeys(PersonId),
    #[error("{person} has no key {key}.")]
    NoSuchKey { person: PersonId, key: PublicKey },
    #[error("The removal of {key} waits already.")]
    RemovalWaits { key: PublicKey },
    #[error("No key of {0} would be left that has the scope `keys` and does not expire.")]
    NoRootLeft(PersonId),
    #[error("{0} has named no guardians.")]
    NoRecovery(PersonId),
    #[error("These are not the guardians whom {0} named.")]
    WrongGuardians(PersonId),
    #[error("The recovery {statement} is open already.")]
    AlreadyStarted { statement: Hash },
    #[error("There is no open recovery {statement} of {person}.")]
    NoCandidate { person: PersonId, statement: Hash },
    #[error("{guardian} is no guardian of {person}.")]
    NotGuardian { guardian: PersonId, person: PersonId },
    #[error("{guardian} agreed to the recovery {statement} already.")]
    AlreadyApproved { guardian: PersonId, statement: Hash },
    #[error("This replaces {}; the guardian's last word is {}.", words(*given), words(*actual))]
    Replaces { given: Option<Hash>, actual: Option<Hash> },
    #[error("No recovery of {0} waits for its time.")]
    NothingWaits(PersonId),
    #[error("The recovery of {0} is disputed already.")]
    AlreadyDisputed(PersonId),
}

fn words(statement: Option<Hash>) -> String {
    statement.map_or_else(|| "nothing".into(), |statement| statement.to_string())
}

impl Explain for IdentityError {
    fn code(&self) -> &'static str {
        match self {
            Self::NotAPerson { .. } => "identity.not_a_person",
            Self::Frozen(..) => "identity.frozen",
            Self::Unknown(_) => "identity.unknown",
            Self::AlreadyKnown(_) => "identity.already_known",
            Self::TooManyAtOnce { .. } => "identity.too_many_at_once",
            Self::BadPerson(error) => error.code(),
            Self::OtherPerson { .. } => "identity.other_person",
            Self::NotTheirKey { .. } => "identity.not_their_key",
            Self::KeyExpired { .. } => "identity.key_expired",
            Self::OutOfScope { .. } => "identity.out_of_scope",
            Self::PasskeySilent => "identity.passkey_silent",
            Self::PasskeyFlags { .. } => "identity.passkey_flags",
            Self::PasskeyCrossOrigin => "identity.passkey_cross_origin",
            Self::RelyingParty { .. } => "identity.relying_party",
            Self::VoidTooLong => "identity.void_too_long",
            Self::Statements => "identity.statements",
            Self::OtherChange => "identity.other_change",
            Self::NothingNew(_) => "identity.nothing_new",
            Self::BrokenChain { .. } => "identity.broken_chain",
            Self::ForksFull(_) => "identity.forks_full",
            Self::RecoveryWaits { .. } => "identity.recovery_waits",
            Self::TooManySignatures { .. } => "identity.too_many_signatures",
            Self::NotSigned(_) => "identity.not_signed",
            Self::HasKey { .. } => "identity.has_key",
            Self::NewKeyExpired { .. } => "identity.new_key_expired",
            Self::TooManyKeys(_) => "identity.too_many_keys",
            Self::NoSuchKey { .. } => "identity.no_such_key",
            Self::RemovalWaits { .. } => "identity.removal_waits",
            Self::NoRootLeft(_) => "identity.no_root_left",
            Self::NoRecovery(_) => "identity.no_recovery",
            Self::WrongGuardians(_) => "identity.wrong_guardians",
            Self::AlreadyStarted { .. } => "identity.already_started",
            Self::NoCandidate { .. } => "identity.no_candidate",
            Self::NotGuardian { .. } => "identity.not_guardian",
            Self::AlreadyApproved { .. } => "identity.already_approved",
            Self::Replaces { .. } => "identity.replaces",
            Self::NothingWaits(_) => "identity.nothing_waits",
            Self::AlreadyDisputed(_) => "identity.already_disputed",
        }
    }

    fn rule(&self) -> &'static str {
        match self {
            Self::NotAPerson { .. } | Self::Unknown(_) | Self::AlreadyKnown(_) => "IDE-1",
            Self::BadPerson(error) => error.rule(),
            Self::OtherPerson { .. } => "IDE-2",
            Self::NotTheirKey { .. } | Self::KeyExpired { .. } | Self::OutOfScope { .. } => "IDE-3",
            Self::PasskeySilent
            | Self::PasskeyFlags { .. }
            | Self::PasskeyCrossOrigin
            | Self::RelyingParty { .. } => "IDE-4",
            Self::VoidTooLong => "OPE-6",
            Self::Statements
            | Self::OtherChange
            | Self::NothingNew(_)
            | Self::BrokenChain { .. }
            | Self::TooManySignatures { .. }
            | Self::NotSigned(_) => "IDE-6",
            Self::ForksFull(_) => "IDE-7",
            Self::TooManyAtOnce { .. }
            | Self::HasKey { .. }
            | Self::NewKeyExpired { .. }
            | Self::TooManyKeys(_) => "IDE-8",
            Self::NoSuchKey { .. } | Self::RemovalWaits { .. } => "IDE-9",
            Self::NoRootLeft(_) => "IDE-10",
            Self::NoRecovery(_) | Self::WrongGuardians(_) | Self::AlreadyStarted { .. } => "IDE-11",
            Self::NoCandidate { .. }
            | Self::NotGuardian { .. }
            | Self::AlreadyApproved { .. }
            | Self::Replaces { .. } => "IDE-12",
            Self::RecoveryWaits { .. } => "IDE-13",
            Self::NothingWaits(_) | Self::AlreadyDisputed(_) => "IDE-14",
            Self::Frozen(..) => "IDE-16",
        }
    }

    fn next_step(&self) -> String {
        match self {
            Self::NotAPerson { .. } => "Ask the person concerned to do it.",
            Self::Frozen(..) => "Wait until the guardians have decided; leaving stays possible.",
            Self::Unknown(_) => "Register the person first.",
            Self::AlreadyKnown(_) | Self::NothingNew(_) | Self::ForksFull(_) => "Nothing to do.",
            Self::TooManyAtOnce { .. } => "Begin with fewer, and add the others afterwards.",
            Self::BadPerson(error) => return error.next_step(),
            Self::OtherPerson { .. } => "Sign with a key of the inception, as its person.",
            Self::NotTheirKey { .. } | Self::KeyExpired { .. } | Self::OutOfScope { .. } => {
                "Sign with a key of the person that has this scope and has not expired."
            }
            Self::PasskeySilent | Self::PasskeyFlags { .. } => {
                "Sign again, and confirm with finger, face or PIN."
            }
            Self::PasskeyCrossOrigin | Self::RelyingParty { .. } => {
                "Sign on the society's own page, or with a key that no address binds."
            }
            Self::VoidTooLong => "Name the end of the operation's validity.",
            Self::Statements => "Bring them in several operations, each about one person.",
            Self::OtherChange => "Send it by the other action.",
            Self::BrokenChain { .. } => "Bring every statement after the last one known here.",
            Self::RecoveryWaits { .. } => "Object to the recovery, or wait until it is decided.",
            Self::TooManySignatures { .. } => "Leave out the signatures that are not needed.",
            Self::NotSigned(_) => "Sign the statement with such a key.",
            Self::HasKey { .. } => "Add a key that is not there yet.",
            Self::NewKeyExpired { .. } => "Give the key a later end, or none.",
            Self::TooManyKeys(_) => "Remove a key first.",
            Self::NoSuchKey { .. } => "Name one of the person's keys.",
            Self::RemovalWaits { .. } => "Wait until it takes effect.",
            Self::NoRootLeft(_) => "Add such a key first.",
            Self::NoRecovery(_) => "Look for a key that is left; without guardians none returns.",
            Self::WrongGuardians(_) => "Open the commitment as it was made, with its salt.",
            Self::AlreadyStarted { .. } => "Ask the guardians to agree to it.",
            Self::NoCandidate { .. } => "Bring the recovery's statement with identity.recover.",
            Self::NotGuardian { .. } => "Ask one of the guardians.",
            Self::AlreadyApproved { .. } => "Nothing to do: the guardian's word counts.",
            Self::Replaces { .. } => "Name the statement that the guardian agreed to last.",
            Self::NothingWaits(_) => "Objections count once enough guardians agreed.",
            Self::AlreadyDisputed(_) => "One objection is enough; speak with the guardians.",
        }
        .into()
    }
}
