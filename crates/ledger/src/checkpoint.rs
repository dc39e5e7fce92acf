//! Checkpoints: C2SP signed notes over size and root of the log.
//!
//! Source: <https://c2sp.org/tlog-checkpoint>, <https://c2sp.org/signed-note>. The text has three
//! lines (origin, size, root) and no more. Every signer of the society signs it with Ed25519 under
//! the origin as key name; signatures of others (witnesses) are carried along.

use std::fmt::Write as _;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_zebra::{Signature, SigningKey, VerificationKey};
use polity_types::log::{origin, signatures_needed};
use polity_types::{Hash, PublicKey, SocietyId};
use sha2::{Digest as _, Sha256};

use crate::log::TreeHead;

/// Longest note. Unit: bytes.
pub const NOTE_BYTES_MAX: usize = 16 * 1024;
/// Most signatures on a note, with those of witnesses.
pub const NOTE_SIGNATURES_MAX: usize = 100;

/// Signature type of Ed25519 in a key's identifier. Source: C2SP signed-note.
const ED25519: u8 = 1;
/// What a signature line starts with: an em dash and a space.
const SIGNATURE_MARK: &str = "\u{2014} ";

/// Why a checkpoint is refused, in order of precedence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the message is the documentation")]
pub enum CheckpointError {
    #[error("The note has {0} bytes; at most {NOTE_BYTES_MAX} are read.")]
    TooLong(usize),
    #[error("The note has more than {NOTE_SIGNATURES_MAX} signatures.")]
    TooManySignatures,
    #[error("This is not a checkpoint: {0}.")]
    Malformed(&'static str),
    #[error("The checkpoint is of {found}, not of {wanted}.")]
    OtherSociety { found: SocietyId, wanted: SocietyId },
    #[error("The signature of {0} does not fit the note.")]
    BadSignature(PublicKey),
    #[error("{valid} of {signers} signers signed; {needed} must.")]
    TooFewSigners { valid: usize, signers: usize, needed: usize },
}

/// Size and root of a society's log at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Whose log.
    pub society: SocietyId,
    /// Its size, which ends at a seal, and its root.
    pub head: TreeHead,
}

/// A line under a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteSignature {
    /// Name of the key: the origin for signers of the society.
    pub name: String,
    /// Identifier of the key under that name.
    pub key_id: [u8; 4],
    /// The signature itself; its form depends on the key.
    pub signature: Vec<u8>,
}

/// A checkpoint with its signatures. Text form: the signed note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedCheckpoint {
    /// What is signed.
    pub checkpoint: Checkpoint,
    /// By whom; not yet verified.
    pub signatures: Vec<NoteSignature>,
}

/// Returns the identifier of an Ed25519 key under `name`: four bytes, which tell keys apart but
/// prove nothing.
#[must_use]
pub fn key_id(name: &str, key: &[u8; 32]) -> [u8; 4] {
    let hasher = Sha256::new().chain_update(name).chain_update([b'\n', ED25519]);
    let hash: [u8; 32] = hasher.chain_update(key).finalize().into();
    let [a, b, c, d, ..] = hash;
    [a, b, c, d]
}

/// Returns the key in the form in which C2SP tools take it: `name+id+base64`.
#[must_use]
pub fn verifier_key(name: &str, key: &[u8; 32]) -> String {
    let mut bytes = vec![ED25519];
    bytes.extend(key);
    let id = u32::from_be_bytes(key_id(name, key));
    format!("{name}+{id:08x}+{}", STANDARD.encode(bytes))
}

impl Checkpoint {
    /// Returns the text that is signed.
    #[must_use]
    pub fn text(&self) -> String {
        let Self { society, head } = self;
        format!("{}\n{}\n{}\n", origin(society), head.size, STANDARD.encode(head.root.0))
    }

    /// Signs the checkpoint with the keys of one or more signers.
    #[must_use]
    pub fn sign(&self, keys: &[&SigningKey]) -> SignedCheckpoint {
        let (text, name) = (self.text(), origin(&self.society));
        let sign = |key: &&SigningKey| NoteSignature {
            key_id: key_id(&name, &verification_bytes(key)),
            signature: key.sign(text.as_bytes()).to_bytes().to_vec(),
            name: name.clone(),
        };
        SignedCheckpoint { checkpoint: *self, signatures: keys.iter().map(sign).collect() }
    }

    fn parse(text: &str) -> Result<Self, CheckpointError> {
        let malformed = CheckpointError::Malformed;
        let mut lines = text.split('\n');
        let (Some(name), Some(size), Some(root), None) =
            (lines.next(), lines.next(), lines.next(), lines.next())
        else {
            return Err(malformed("its text does not have three lines"));
        };
        let society = name.strip_prefix("polity/").and_then(|id| SocietyId::from_str(id).ok());
        let society = society.ok_or(malformed("its origin is not polity/ and a society"))?;
        let number: u64 = size.parse().map_err(|_| malformed("its size is not a number"))?;
        if number.to_string() != size {
            return Err(malformed("its size is not in shortest form"));
        }
        let root = STANDARD.decode(root).ok().and_then(|bytes| bytes.try_into().ok());
        let root = Hash(root.ok_or(malformed("its root is not 32 bytes in base64"))?);
        Ok(Self { society, head: TreeHead { size: number, root } })
    }
}

fn verification_bytes(key: &SigningKey) -> [u8; 32] {
    VerificationKey::from(key).into()
}

impl SignedCheckpoint {
    /// Reads a signed note from a file's bytes.
    ///
    /// # Errors
    /// [`CheckpointError`]: not text, or not a note in its shortest form.
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, CheckpointError> {
        let note =
            String::from_utf8(bytes).map_err(|_| CheckpointError::Malformed("it is not text"))?;
        note.parse()
    }

    /// Returns whose signatures hold among `signers`, in their order.
    ///
    /// # Errors
    /// [`CheckpointError`]: other society, or a signature under a signer's name and identifier that
    /// does not fit.
    pub fn valid_signers(
        &self,
        society: &SocietyId,
        signers: &[PublicKey],
    ) -> Result<Vec<PublicKey>, CheckpointError> {
        let found = self.checkpoint.society;
        if found != *society {
            return Err(CheckpointError::OtherSociety { found, wanted: *society });
        }
        let (text, name) = (self.checkpoint.text(), origin(society));
        let mut valid = Vec::new();
        for signer in signers {
            let PublicKey::Ed25519(bytes) = signer else { continue };
            let id = key_id(&name, bytes);
            let mut own = self.signatures.iter().filter(|s| s.name == name && s.key_id == id);
            let Some(first) = own.next() else { continue };
            // Two keys may share an identifier, so another line may still fit.
            let fits = |line: &NoteSignature| verify(bytes, text.as_bytes(), &line.signature);
            if !fits(first) && !own.any(fits) {
                return Err(CheckpointError::BadSignature(*signer));
            }
            if !valid.contains(signer) {
                valid.push(*signer);
            }
        }
        Ok(valid)
    }

    /// Verifies that more than two thirds of `signers` signed for `society`; returns who did.
    ///
    /// # Errors
    /// [`CheckpointError`]: other society, bad signature, too few signers.
    pub fn verify(
        &self,
        society: &SocietyId,
        signers: &[PublicKey],
    ) -> Result<Vec<PublicKey>, CheckpointError> {
        let valid = self.valid_signers(society, signers)?;
        let needed = signatures_needed(signers.len());
        if valid.len() < needed {
            let (valid, signers) = (valid.len(), signers.len());
            return Err(CheckpointError::TooFewSigners { valid, signers, needed });
        }
        Ok(valid)
    }

    /// Adds the signatures of another copy of the same checkpoint; returns whether it is the same.
    pub fn merge(&mut self, other: &Self) -> bool {
        let is_same = self.checkpoint == other.checkpoint;
        if is_same {
            for line in &other.signatures {
                if !self.signatures.contains(line) && self.signatures.len() < NOTE_SIGNATURES_MAX {
                    self.signatures.push(line.clone());
                }
            }
        }
        is_same
    }

    /// Returns the signed note.
    #[must_use]
    pub fn to_note(&self) -> String {
        let mut note = self.checkpoint.text();
        note.push('\n');
        for NoteSignature { name, key_id, signature } in &self.signatures {
            let bytes = [key_id.as_slice(), signature].concat();
            writeln!(note, "{SIGNATURE_MARK}{name} {}", STANDARD.encode(bytes))
                .expect("a string takes all that is written to it");
        }
        note
    }
}

impl FromStr for SignedCheckpoint {
    type Err = CheckpointError;

    /// Reads a signed note; only the form that [`SignedCheckpoint::to_note`] writes is accepted.
    fn from_str(note: &str) -> Result<Self, CheckpointError> {
        if note.len() > NOTE_BYTES_MAX {
            return Err(CheckpointError::TooLong(note.len()));
        }
        let malformed = CheckpointError::Malformed;
        let (text, lines) =
            note.split_once("\n\n").ok_or(malformed("no blank line ends its text"))?;
        let lines = lines.strip_suffix('\n').ok_or(malformed("its last line does not end"))?;
        if lines.split('\n').count() > NOTE_SIGNATURES_MAX {
            return Err(CheckpointError::TooManySignatures);
        }
        let checkpoint = Checkpoint::parse(text)?;
        let signatures = lines.split('\n').map(parse_line).collect::<Option<_>>();
        let signatures = signatures.ok_or(malformed("one of its signature lines"))?;
        let signed = Self { checkpoint, signatures };
        if signed.to_note() == note {
            Ok(signed)
        } else {
            Err(malformed("it is not in its shortest form"))
        }
    }
}

fn parse_line(line: &str) -> Option<NoteSignature> {
    let (name, encoded) = line.strip_prefix(SIGNATURE_MARK)?.split_once(' ')?;
    let is_bad = |c: char| c.is_whitespace() || c.is_control() || c == '+';
    if name.is_empty() || name.contains(is_bad) {
        return None;
    }
    let bytes = STANDARD.decode(encoded).ok()?;
    let (key_id, signature) = bytes.split_first_chunk()?;
    let is_there = !signature.is_empty();
    is_there.then(|| NoteSignature {
        name: name.to_owned(),
        key_id: *key_id,
        signature: signature.to_vec(),
    })
}

/// Verifies an Ed25519 signature by the rules of ZIP 215.
fn verify(key: &[u8; 32], message: &[u8], signature: &[u8]) -> bool {
    let signature = signature.try_into().ok().map(|bytes: [u8; 64]| Signature::from(bytes));
    let key = VerificationKey::try_from(*key).ok();
    key.zip(signature).is_some_and(|(key, signature)| key.verify(&signature, message).is_ok())
}

/// Two notes, both signed by the society, that no one log can fulfil: evidence of a split history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The note that was known.
    pub known: SignedCheckpoint,
    /// The note that was shown.
    pub shown: SignedCheckpoint,
}

impl Conflict {
    /// Returns the conflict between two notes that name different roots for the same size, if they
    /// do. Notes of different sizes conflict if no consistency proof joins them: use
    /// [`crate::log::merkle::verify_consistency`].
    #[must_use]
    pub fn between(known: &SignedCheckpoint, shown: &SignedCheckpoint) -> Option<Self> {
        let (a, b) = (known.checkpoint, shown.checkpoint);
        let is_conflict =
            a.society == b.society && a.head.size == b.head.size && a.head.root != b.head.root;
        is_conflict.then(|| Self { known: known.clone(), shown: shown.clone() })
    }

    /// Returns both notes as text to keep and to publish.
    #[must_use]
    pub fn to_text(&self) -> String {
        format!("{}\n{}", self.known.to_note(), self.shown.to_note())
    }
}

#[cfg(test)]
mod tests {
    use signed_note::{Note, StandardVerifier, VerifierList};

    use super::*;

    fn key(byte: u8) -> SigningKey {
        SigningKey::from([byte; 32])
    }

    fn public(byte: u8) -> PublicKey {
        PublicKey::Ed25519(verification_bytes(&key(byte)))
    }

    fn checkpoint() -> Checkpoint {
        let society = SocietyId(Hash::of(b"society"));
        Checkpoint { society, head: TreeHead { size: 1234, root: Hash::of(b"root") } }
    }

    #[test]
    fn the_note_has_the_form_that_c2sp_tools_read() {
        let signed = checkpoint().sign(&[&key(1), &key(2)]);
        let note = signed.to_note();
        assert_eq!(note.parse::<SignedCheckpoint>().unwrap(), signed);
        let name = origin(&checkpoint().society);
        let verifiers = [1, 2].map(|byte| {
            let vkey = verifier_key(&name, &verification_bytes(&key(byte)));
            let verifier: Box<dyn signed_note::Verifier> =
                Box::new(StandardVerifier::new(&vkey).unwrap());
            verifier
        });
        let theirs = Note::from_bytes(note.as_bytes()).unwrap();
        let (valid, unknown) = theirs.verify(&VerifierList::new(verifiers.into())).unwrap();
        assert_eq!((valid.len(), unknown.len()), (2, 0));
        let parsed = tlog_tiles::Checkpoint::from_bytes(theirs.text()).unwrap();
        assert_eq!((parsed.origin(), parsed.size()), (name.as_str(), 1234));
        assert_eq!(parsed.extension(), "");
    }

    #[test]
    fn a_note_keeps_its_bytes() {
        let note = checkpoint().sign(&[&key(1)]).to_note();
        assert_eq!(
            Hash::of(note.as_bytes()).to_string(),
            "beca1eddf55978b3176248058eaf49306d692f3ac31fd2e566540a247f153433",
            "the format of notes changed:\n{note}"
        );
    }

    #[test]
    fn more_than_two_thirds_must_sign() {
        let society = checkpoint().society;
        let signers = [public(1), public(2), public(3), public(4)];
        let mut signed = checkpoint().sign(&[&key(1), &key(3)]);
        let refusal = CheckpointError::TooFewSigners { valid: 2, signers: 4, needed: 3 };
        assert_eq!(signed.verify(&society, &signers), Err(refusal));
        assert!(signed.merge(&checkpoint().sign(&[&key(1), &key(4)])));
        assert_eq!(signed.signatures.len(), 3);
        let valid = signed.verify(&society, &signers).unwrap();
        assert_eq!(valid, [public(1), public(3), public(4)]);
        // A stranger's signature changes nothing; one signer counts once.
        let doubled = checkpoint().sign(&[&key(1), &key(1), &key(9), &key(1)]);
        let refusal = CheckpointError::TooFewSigners { valid: 1, signers: 4, needed: 3 };
        assert_eq!(doubled.verify(&society, &signers), Err(refusal));
        let twice = [public(1), public(1), public(1)];
        assert!(doubled.verify(&society, &twice).is_err());
    }

    #[test]
    fn a_wrong_byte_anywhere_fails() {
        let (society, signers) = (checkpoint().society, [public(1)]);
        let note = checkpoint().sign(&[&key(1)]).to_note().into_bytes();
        let holds = |bytes: &[u8]| {
            let text = std::str::from_utf8(bytes).ok();
            let signed = text.and_then(|text| text.parse::<SignedCheckpoint>().ok());
            signed.is_some_and(|signed| signed.verify(&society, &signers).is_ok())
        };
        assert!(holds(&note));
        for place in 0..note.len() {
            for bit in 0..8 {
                let mut changed = note.clone();
                changed[place] ^= 1 << bit;
                assert!(!holds(&changed), "byte {place}, bit {bit}");
            }
            assert!(!holds(&note[..place]), "cut at {place}");
        }
    }

    #[test]
    fn each_refusal_says_what_is_wrong() {
        let note = checkpoint().sign(&[&key(1)]).to_note();
        let refuse = |text: String| text.parse::<SignedCheckpoint>().unwrap_err().to_string();
        let cases = [
            (note.replace("1234", "01234"), "shortest form"),
            (note.replace("1234", "-1"), "not a number"),
            (note.replace("\n\n", "\nextension\n\n"), "three lines"),
            (note.replace("polity/", "policy/"), "origin"),
            (note.replace('\u{2014}', "-"), "signature lines"),
            (note.trim_end().to_owned(), "does not end"),
            (note.replace("\n\n", "\n"), "blank line"),
            ("x".repeat(NOTE_BYTES_MAX + 1), "16385 bytes"),
        ];
        for (text, says) in cases {
            let refusal = refuse(text);
            assert!(refusal.contains(says), "{refusal}");
        }
        let other = SocietyId(Hash::of(b"other"));
        let signed: SignedCheckpoint = note.parse().unwrap();
        let refusal = signed.verify(&other, &[public(1)]).unwrap_err();
        assert!(matches!(refusal, CheckpointError::OtherSociety { .. }));
    }

    #[test]
    fn two_roots_for_one_size_are_evidence() {
        let known = checkpoint().sign(&[&key(1)]);
        assert_eq!(Conflict::between(&known, &known), None);
        let mut other = checkpoint();
        other.head.root = Hash::of(b"another root");
        let shown = other.sign(&[&key(1)]);
        let conflict = Conflict::between(&known, &shown).unwrap();
        assert!(conflict.to_text().contains(&known.to_note()));
        assert!(conflict.to_text().contains(&shown.to_note()));
        other.head.size = 1235;
        assert_eq!(Conflict::between(&known, &other.sign(&[&key(1)])), None);
    }
}
