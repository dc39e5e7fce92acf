//! A page of the documentation, whose commands run as they stand there.
#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "shared by several tests, which fail by panicking"
)]

use std::path::Path;
use std::process::Command;

/// Returns the blocks of a page that are written in a language, such as `sh`.
pub(crate) fn blocks<'a>(page: &'a str, language: &str) -> Vec<&'a str> {
    let begin = format!("```{language}\n");
    let blocks = page.split(begin.as_str()).skip(1);
    blocks.filter_map(|block| block.split("```").next()).collect()
}

/// Runs commands in a folder, where programs are looked for in `programs` first; returns what they printed.
pub(crate) fn run(commands: &str, folder: &Path, programs: &Path, with: &[(&str, &str)]) -> String {
    let path = format!("{}:{}", programs.display(), std::env::var("PATH").unwrap());
    let mut shell = Command::new("sh");
    shell.args(["-ec", commands]).current_dir(folder).env("PATH", path);
    shell.env("POLITY_KEYS", folder.join("keys")).env_remove("POLITY_URL").env_remove("POLITY_KEY");
    let output = shell.envs(with.iter().copied()).output().unwrap();
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{commands}\n{words}");
    String::from_utf8(output.stdout).unwrap()
}
