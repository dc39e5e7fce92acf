//! Why a bundle is refused. Each variant is a rule of `spec/proof.md`.

use polity_types::SocietyId;
use polity_types::canonical::NotCanonical;
use polity_types::log::SIGNERS_MAX;
use polity_types::proof::{BUNDLE_VERSION, CLAIMS_MAX, Extension};
use polity_types::refusal::Explain;
use serde::{Deserialize, Serialize};

use super::WALK_MAX;

/// Two checkpoints that cannot both be honest, signed by the same society. Worth keeping and
/// publishing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// Shows which other root the later note has at the size of the kept one; absent: both notes
    /// are of the same size.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<Extension>,
    /// The note that the reader kept.
    pub kept: String,
    /// The note that was shown now.
    pub shown: String,
    /// The size at which they differ. Unit: entries.
    pub size: u64,
}

/// Why a note of a bundle is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the message is the documentation")]
pub enum NoteFault {
    #[error("it is not three lines, an empty line and signature lines")]
    Malformed,
    #[error("it names another log")]
    Origin,
    #[error("a line is not by a signer in force")]
    UnknownLine,
    #[error("a signer signs twice")]
    Twice,
    #[error("a signature does not fit")]
    Signature,
}

/// Why a bundle proves nothing to this reader, in order of precedence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the message is the documentation")]
pub enum VerifyError {
    #[error("{0}")]
    Encoding(#[from] NotCanonical),
    #[error("The file says version {actual:?}; this program reads {BUNDLE_VERSION:?}.")]
    Version { actual: String },
    #[error(
        "The bundle has {claims} claims and {changes} changes of signers; at most {CLAIMS_MAX} and \
         {WALK_MAX} are allowed."
    )]
    TooMany { claims: usize, changes: usize },
    #[error("The bundle is about {actual}; you asked about {expected}.")]
    OtherSociety { actual: SocietyId, expected: SocietyId },
    #[error(
        "A list of signers must hold 1 to {SIGNERS_MAX} Ed25519 keys, each once, in the order of \
         their text."
    )]
    Signers,
    #[error("A checkpoint in the bundle does not hold: {0}.")]
    Note(#[from] NoteFault),
    #[error("A checkpoint has {actual} signatures; of {signers} signers, {needed} must sign.")]
    TooFewSignatures { actual: usize, needed: usize, signers: usize },
    #[error("Change {step} of the signers does not hold: {fault}.")]
    Walk { step: usize, fault: &'static str },
    #[error("Claim {number} does not hold: {fault}.")]
    Claim { number: usize, fault: &'static str },
    #[error("The checkpoint of {to} entries does not extend the older one of {from}.")]
    Extension { from: u64, to: u64 },
    #[error(
        "Two checkpoints signed by the society differ at {} entries: it shows two histories.",
        .0.size
    )]
    Conflict(Box<Evidence>),
    #[error("The bundle's checkpoint has {shown} entries; you already keep one of {kept}.")]
    Rollback { kept: u64, shown: u64 },
    #[error(
        "The bundle's checkpoint has {shown} entries and does not show that it extends the one of \
         {kept} that you keep."
    )]
    NotLinked { kept: u64, shown: u64 },
}

impl Explain for VerifyError {
    fn code(&self) -> &'static str {
        match self {
            Self::Encoding(error) => error.code(),
            Self::Version { .. } => "proof.version",
            Self::TooMany { .. } => "proof.too_many",
            Self::OtherSociety { .. } => "proof.other_society",
            Self::Signers => "proof.signers",
            Self::Note(NoteFault::Malformed) => "proof.note_malformed",
            Self::Note(NoteFault::Origin) => "proof.note_origin",
            Self::Note(NoteFault::UnknownLine) => "proof.note_unknown_line",
            Self::Note(NoteFault::Twice) => "proof.note_twice",
            Self::Note(NoteFault::Signature) => "proof.note_signature",
            Self::TooFewSignatures { .. } => "proof.too_few_signatures",
            Self::Walk { .. } => "proof.walk",
            Self::Claim { .. } => "proof.claim",
            Self::Extension { .. } => "proof.extension",
            Self::Conflict(_) => "proof.conflict",
            Self::Rollback { .. } => "proof.rollback",
            Self::NotLinked { .. } => "proof.not_linked",
        }
    }

    fn rule(&self) -> &'static str {
        match self {
            Self::Encoding(error) => error.rule(),
            Self::Version { .. } | Self::TooMany { .. } => "PRO-1",
            Self::OtherSociety { .. } => "PRO-2",
            Self::Signers | Self::TooFewSignatures { .. } => "LOG-5",
            Self::Note(NoteFault::Malformed | NoteFault::Origin) => "LOG-4",
            Self::Note(_) => "PRO-4",
            Self::Walk { .. } => "PRO-3",
            Self::Claim { .. } => "PRO-5",
            Self::Extension { .. } => "PRO-6",
            Self::Conflict(_) | Self::Rollback { .. } | Self::NotLinked { .. } => "PRO-7",
        }
    }

    fn next_step(&self) -> String {
        match self {
            Self::OtherSociety { .. } => {
                "Compare the identifier with the one that the society publishes, and ask for a \
                 proof of that society."
            }
            Self::Conflict(_) => {
                "Keep both checkpoints and publish them: they prove that the signers showed two \
                 histories. Trust neither until the society explains."
            }
            Self::Rollback { .. } => {
                "Ask for the proof again, made from the newest checkpoint; if you are given an \
                 older one again, the server may hide something."
            }
            Self::NotLinked { .. } => {
                "Ask for the proof again and name the size of the checkpoint that you keep, so \
                 that the bundle shows how it goes on from there."
            }
            _ => {
                "Believe nothing in the file. Fetch it again, from another mirror if you can; if \
                 it fails again, tell the society."
            }
        }
        .into()
    }
}
