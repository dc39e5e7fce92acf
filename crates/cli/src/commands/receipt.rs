//! Receipts of requests to be paid: a file that its owner keeps, and a salted hash of it that all see.

use std::fmt::Write as _;
use std::path::Path;

use polity_types::hash::from_hex;
use polity_types::{Hash, Refusal};

use crate::failure::Failure;
use crate::keyfile;
use crate::output::Output;

/// Commits to a receipt that stays with its owner: the SHA-256 of 16 random bytes and the file, so that
/// nobody finds out by trying what it says. The random bytes are printed, to be kept with it.
pub(crate) fn commit(file: &Path, output: &Output) -> Result<Hash, Failure> {
    let (salt, receipt) = (keyfile::random(16)?, super::spend::read(file)?);
    let mut hex = String::new();
    for byte in &salt {
        let _ = write!(hex, "{byte:02x}");
    }
    output.talk(format!(
        "Keep {} and with it the salt {hex}: whoever gets both can check the receipt.",
        file.display()
    ));
    Ok(Hash::of_parts(&[&salt, &receipt]))
}

/// Says whether a file is one of the receipts whose hashes a request names.
pub(crate) fn check(
    file: &Path,
    salt: &str,
    receipts: &[Hash],
    output: &Output,
) -> Result<(), Failure> {
    let Some(bytes) = from_hex(salt).filter(|bytes| bytes.len() == 16) else {
        let message =
            "A salt is 32 hexadecimal digits, as it was printed when the request was made.";
        return Err(Failure::usage(message, "Ask whoever made the request for it."));
    };
    let hash = Hash::of_parts(&[&bytes, &super::spend::read(file)?]);
    let Some(place) = receipts.iter().position(|receipt| *receipt == hash) else {
        return Err(Failure::Refused(Box::new(Refusal {
            code: "spending.other_receipt".into(),
            message: format!("{} is none of the {} receipts.", file.display(), receipts.len()),
            next_step: "Ask for the file as it was, byte by byte, and for its salt.".into(),
            rule: "SPE-4".into(),
        })));
    };
    let number = place.saturating_add(1);
    output.data(&number, || format!("This is receipt {number} of {}.", receipts.len()));
    Ok(())
}
