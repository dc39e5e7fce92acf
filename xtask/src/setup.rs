//! What the tests need besides Rust and a C compiler: installed where it may be, else named.

use std::process::Command;

/// A program that the tests run, and the Debian package that has it.
const NEEDED: &[(&str, &str)] = &[("python3", "python3"), ("node", "nodejs")];

/// Installs what is missing, or says what to install.
///
/// # Errors
/// The list of what is missing, where it may not be installed.
pub(crate) fn run() -> Result<(), String> {
    let missing: Vec<&str> = NEEDED
        .iter()
        .filter(|(program, _)| !answers(program))
        .map(|(_, package)| *package)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let list = missing.join(" ");
    let may_install = answers("apt-get") && is_root();
    if !may_install {
        return Err(format!("please install: {list} (on Debian: apt-get install {list})"));
    }
    crate::run::run("apt-get", &["update", "-q"])?;
    let mut arguments = vec!["install", "-y", "-q", "--no-install-recommends"];
    arguments.extend(missing);
    crate::run::run("apt-get", &arguments)
}

fn answers(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success())
}

fn is_root() -> bool {
    let output = Command::new("id").arg("-u").output();
    output.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}
