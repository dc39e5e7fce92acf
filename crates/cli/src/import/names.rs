//! Commitments to names: what stands in the log for a person whom an old file names.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::Path;

use polity_types::{Base64, Hash};

use crate::failure::Failure;
use crate::keyfile;

/// Commits to names under one salt, kept beside the society: the same name, the same commitment.
pub(crate) struct Names {
    known: BTreeMap<String, Hash>,
    salt: Vec<u8>,
}

impl Names {
    /// Takes the salt of a folder, made at the first use.
    pub(crate) fn of(folder: &Path) -> Result<Self, Failure> {
        let path = folder.join("import-salt.key");
        if !path.exists() {
            let salt = Base64(keyfile::random(32)?);
            keyfile::write_secret(&path, format!("{salt}\n").as_bytes())?;
        }
        let text = fs::read_to_string(&path)?;
        let salt: Base64 = text.trim().parse().map_err(|error| {
            let message = format!("{} does not hold a salt: {error}.", path.display());
            Failure::usage(message, "Restore the file: without it the same name is another person.")
        })?;
        Ok(Self { known: BTreeMap::new(), salt: salt.0 })
    }

    /// Returns the commitment to a name.
    pub(crate) fn commit(&mut self, name: &str) -> Hash {
        let salt = &self.salt;
        let make = || Hash::of_parts(&[b"polity/import/name/v1\n", salt, name.as_bytes()]);
        *self.known.entry(name.to_owned()).or_insert_with(make)
    }

    /// Writes which commitment is whose, for the importer alone.
    pub(crate) fn keep(&self, path: &Path) -> Result<(), Failure> {
        let mut options = fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = csv::Writer::from_writer(options.open(path)?);
        let mut write = |row: [&str; 2]| file.write_record(row).map_err(Failure::internal);
        write(["name", "commitment"])?;
        for (name, commitment) in &self.known {
            write([name, &commitment.to_string()])?;
        }
        file.flush()?;
        file.get_ref().flush().map_err(Failure::from)
    }
}
