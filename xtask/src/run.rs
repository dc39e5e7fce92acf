//! The checks and tests, in the order in which they fail fastest.

use std::path::Path;
use std::process::Command;

/// Returns the folder of the workspace.
pub(crate) fn root() -> &'static Path {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().unwrap_or(manifest)
}

/// Runs a command in the workspace and says which.
pub(crate) fn run(program: &str, arguments: &[&str]) -> Result<(), String> {
    eprintln!("xtask: {program} {}", arguments.join(" "));
    let status = Command::new(program).args(arguments).current_dir(root()).status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("`{program} {}` failed: {status}", arguments.join(" "))),
        Err(error) => Err(format!("`{program}` could not be started: {error}")),
    }
}

/// The quick part: format, lints, unit tests.
pub(crate) fn check() -> Result<(), String> {
    run("cargo", &["fmt", "--all", "--check"])?;
    crate::tidy::run()?;
    let lints =
        ["clippy", "--workspace", "--all-targets", "--all-features", "--", "-D", "warnings"];
    run("cargo", &lints)?;
    run("cargo", &["test", "--workspace", "--lib", "--bins"])
}

/// Everything.
pub(crate) fn test() -> Result<(), String> {
    run("cargo", &["fmt", "--all", "--check"])?;
    crate::tidy::run()?;
    let lints =
        ["clippy", "--workspace", "--all-targets", "--all-features", "--", "-D", "warnings"];
    run("cargo", &lints)?;
    run("cargo", &["test", "--workspace"])?;
    if root().join("sdk/js/test").is_dir() {
        run("node", &["--test", "sdk/js/test/"])?;
    }
    if root().join("spec/test_verify.py").is_file() {
        run("python3", &["-m", "unittest", "discover", "-s", "spec", "-p", "test_*.py"])?;
    }
    Ok(())
}

/// Takes over what the golden files are to say now: spec examples, bytes, help, JSON shapes.
pub(crate) fn golden() -> Result<(), String> {
    let sets: [&[&str]; 7] = [
        &["test", "--package", "polity-ledger", "--test", "examples"],
        &["test", "--package", "polity-machine", "--test", "golden"],
        &["test", "--package", "polity", "--test", "golden"],
        &["test", "--package", "polity", "--test", "power"],
        &["test", "--package", "polity", "--test", "simulate"],
        &["test", "--package", "polity", "--test", "tally"],
        &["test", "--package", "polity", "--bin", "polity", "the_page_of_actions"],
    ];
    for arguments in sets {
        eprintln!("xtask: POLITY_BLESS=1 cargo {}", arguments.join(" "));
        let mut command = Command::new("cargo");
        let status = command.args(arguments).env("POLITY_BLESS", "1").current_dir(root()).status();
        if !status.is_ok_and(|status| status.success()) {
            return Err(format!("`cargo {}` failed", arguments.join(" ")));
        }
    }
    Ok(())
}

/// Takes a picture of every page of the demonstration: both languages, both themes, phone and desk.
pub(crate) fn screenshots() -> Result<(), String> {
    let folder = root().join("target/screenshots");
    std::fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let arguments = ["test", "--package", "polity", "--test", "browser_face", "every_page"];
    eprintln!("xtask: POLITY_PICTURES={} cargo {}", folder.display(), arguments.join(" "));
    let mut command = Command::new("cargo");
    let _ = command.args(arguments).env("POLITY_PICTURES", &folder).current_dir(root());
    if !command.status().is_ok_and(|status| status.success()) {
        return Err("not every page fits; what was found stands above".into());
    }
    Ok(())
}
