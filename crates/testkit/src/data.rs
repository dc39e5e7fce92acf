//! Where the public test data lies. This file uses nothing but the standard library, so that crates
//! below this one include it by path.

use std::path::PathBuf;

/// Returns a folder of test data, such as `vectors/jcs`, or says that its test is skipped.
///
/// The data lies in `$POLITY_DATA`, or in `../shared/data` beside the workspace.
#[must_use]
#[expect(clippy::print_stdout, reason = "a test says that it skipped itself")]
pub fn folder(name: &str) -> Option<PathBuf> {
    let beside = || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data"));
    let root = std::env::var_os("POLITY_DATA").map_or_else(beside, PathBuf::from);
    let folder = root.join(name);
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: {name}: no test data");
    None
}
