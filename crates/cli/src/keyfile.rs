//! Key files: a person's inception and the private half of one key, readable by its owner alone.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use ed25519_zebra::SigningKey;
use polity_ordering::SignerKeys;
use polity_types::person::{Inception, KeyGrant, RecoveryRule, SignedInception};
use polity_types::signature::Signature;
use polity_types::{Base64, PersonId, PublicKey, Scope};
use serde::{Deserialize, Serialize};

use crate::failure::Failure;

/// A person with the private half of one Ed25519 key.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct KeyFile {
    /// What begins the person.
    pub(crate) inception: SignedInception,
    /// The private half: 32 bytes.
    pub(crate) secret: Base64,
}

/// Returns `count` random bytes of the operating system.
pub(crate) fn random(count: usize) -> Result<Vec<u8>, Failure> {
    let mut bytes = vec![0; count];
    getrandom::fill(&mut bytes).map_err(Failure::internal)?;
    Ok(bytes)
}

impl KeyFile {
    /// Makes a new person with one key that has every scope.
    pub(crate) fn generate(recovery: Option<RecoveryRule>) -> Result<Self, Failure> {
        let secret = Base64(random(32)?);
        let key = signing_key(&secret)?;
        let public = PublicKey::Ed25519(key.verification_key().into());
        let grant = KeyGrant { expires: None, key: public, scopes: Scope::ALL.to_vec() };
        let inception = Inception { keys: vec![grant], recovery, salt: Base64(random(16)?) };
        let signature = Signature::plain(&key.sign(&inception.signed_bytes()).to_bytes());
        let inception = SignedInception { inception, signatures: vec![signature] };
        Ok(Self { inception, secret })
    }

    /// Makes a new key for the person of an inception. A society takes it for theirs once a statement
    /// says so.
    pub(crate) fn of(inception: SignedInception) -> Result<Self, Failure> {
        Ok(Self { inception, secret: Base64(random(32)?) })
    }

    /// Makes a new key for the same person.
    pub(crate) fn another(&self) -> Result<Self, Failure> {
        Self::of(self.inception.clone())
    }

    /// Reads a key file.
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let hint = "Make one with `polity key new`, or name another with --key.";
        let bytes = fs::read(path).map_err(|error| {
            Failure::usage(
                format!("The key file {} cannot be read: {error}.", path.display()),
                hint,
            )
        })?;
        let file: Self = serde_json::from_slice(&bytes).map_err(|error| {
            Failure::usage(format!("{} is not a key file: {error}.", path.display()), hint)
        })?;
        file.inception.verify().map_err(|error| Failure::refused(&error))?;
        signing_key(&file.secret)?;
        Ok(file)
    }

    /// Writes the file, which must not exist yet.
    pub(crate) fn write(&self, path: &Path) -> Result<(), Failure> {
        let text = serde_json::to_string_pretty(self).map_err(Failure::internal)?;
        write_secret(path, text.as_bytes())
    }

    /// Returns the person.
    pub(crate) fn person(&self) -> PersonId {
        self.inception.inception.person()
    }

    /// Returns the private half.
    pub(crate) fn key(&self) -> Result<SigningKey, Failure> {
        signing_key(&self.secret)
    }

    /// Returns the public half.
    pub(crate) fn public(&self) -> Result<PublicKey, Failure> {
        Ok(PublicKey::Ed25519(self.key()?.verification_key().into()))
    }
}

/// Reads the private half of a key: 32 bytes.
pub(crate) fn signing_key(secret: &Base64) -> Result<SigningKey, Failure> {
    let bytes: Result<[u8; 32], _> = secret.0.as_slice().try_into();
    let bytes = bytes.map_err(|_| {
        Failure::usage("The private half of the key must have 32 bytes.", "Restore the key file.")
    })?;
    Ok(SigningKey::from(bytes))
}

/// Writes a new file that only its owner may read.
pub(crate) fn write_secret(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(|error| {
        let message = format!("{} cannot be made: {error}.", path.display());
        Failure::usage(message, "Choose another name; keys are never overwritten.")
    })?;
    file.write_all(bytes)?;
    file.sync_all()?;
    Ok(())
}

/// Returns where keys are kept: `$POLITY_KEYS`, or `polity/keys` in the folder for settings. A variable
/// that is empty is as if not set: keys never fall into the folder one happens to be in.
pub(crate) fn folder() -> PathBuf {
    let set = |name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let settings = || {
        let home = || set("HOME").unwrap_or_default().join(".config");
        set("XDG_CONFIG_HOME").unwrap_or_else(home).join("polity/keys")
    };
    set("POLITY_KEYS").unwrap_or_else(settings)
}

/// Returns the file of a key that is named by name or by path.
pub(crate) fn path_of(name: &str) -> PathBuf {
    let is_name = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    if is_name { folder().join(format!("{name}.json")) } else { PathBuf::from(name) }
}

/// Reads the keys that sign a society's checkpoints, kept beside its log, one a line.
pub(crate) fn read_signers(folder: &Path) -> Result<SignerKeys, Failure> {
    let path = folder.join("signer.key");
    let text = fs::read_to_string(&path).map_err(|error| {
        let message = format!("{} cannot be read: {error}.", path.display());
        Failure::usage(message, "Restore the signer's key; without it nothing can be signed.")
    })?;
    let keys = text.lines().filter(|line| !line.trim().is_empty()).map(|line| {
        let secret: Base64 = line.trim().parse().map_err(|error| {
            let message = format!("A line of {} is not a key: {error}", path.display());
            Failure::usage(message, "Restore the file; each line is 32 bytes in base64url.")
        })?;
        signing_key(&secret)
    });
    Ok(SignerKeys::new(keys.collect::<Result<_, _>>()?))
}

/// Adds a key to those that sign a society's checkpoints here, and returns it.
pub(crate) fn add_signer(folder: &Path) -> Result<SigningKey, Failure> {
    read_signers(folder)?;
    let secret = Base64(random(32)?);
    let mut file = OpenOptions::new().append(true).open(folder.join("signer.key"))?;
    file.write_all(format!("{secret}\n").as_bytes())?;
    file.sync_all()?;
    signing_key(&secret)
}

/// Makes the key that signs a society's checkpoints, and keeps it beside the log.
pub(crate) fn make_signer(folder: &Path) -> Result<SigningKey, Failure> {
    let secret = Base64(random(32)?);
    write_secret(&folder.join("signer.key"), format!("{secret}\n").as_bytes())?;
    signing_key(&secret)
}
