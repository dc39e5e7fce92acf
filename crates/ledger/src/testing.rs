//! What the tests of this crate share.

use std::path::PathBuf;

/// Returns a folder of test vectors, or says that its test is skipped.
pub(crate) fn vectors(name: &str) -> Option<PathBuf> {
    let root = std::env::var_os("POLITY_DATA").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")),
        PathBuf::from,
    );
    let folder = root.join("vectors").join(name);
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: {name}: no test data");
    None
}

/// Decodes hexadecimal digits.
pub(crate) fn from_hex(text: &str) -> Vec<u8> {
    let digits = text.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).unwrap());
    digits.map(|pair| u8::from_str_radix(pair, 16).unwrap()).collect()
}
