//! What the tests need besides Rust and a C compiler: installed where it may be, else named.

use std::process::Command;

/// A program that the tests run, and the Debian package that has it.
const NEEDED: &[(&str, &str)] =
    &[("python3", "python3"), ("node", "nodejs"), ("chromium", "chromium")];

/// A reader of C2SP logs by others, which the tests hold the log against. From `PyPI`.
const C2SP_VERIFIER: &str = "sigstore==4.5.1";

/// A checker of accessibility, run within the pages. From npm.
const AXE: &str = "axe-core@4.14.1";

/// A mail server by others, and a maker of certificates for it. From `PyPI`.
const MAIL: [&str; 2] = ["aiosmtpd==1.4.6", "trustme==1.2.1"];

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
    if !missing.is_empty() {
        install(missing)?;
    }
    install_python("c2sp", "sigstore", &[C2SP_VERIFIER])?;
    if let Err(error) = install_python("smtp", "aiosmtpd, trustme", &MAIL) {
        eprintln!("aiosmtpd is not there, and no letters are sent in tests: {error}");
    }
    install_axe();
    Ok(())
}

fn install(missing: Vec<&str>) -> Result<(), String> {
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

/// Puts the checker of pages under `target/`. Without the registry the tests say that they skip it.
fn install_axe() {
    let folder = crate::run::root().join("target/axe");
    if folder.join("node_modules/axe-core/axe.min.js").is_file() {
        return;
    }
    let prefix = folder.to_string_lossy();
    let arguments = ["install", "--prefix", &prefix, "--no-audit", "--no-fund", "--silent", AXE];
    if let Err(error) = crate::run::run("npm", &arguments) {
        eprintln!("axe-core is not there, and pages are not checked with it: {error}");
    }
}

/// Puts packages into an environment of their own under `target/`. `modules`: what they bring.
fn install_python(name: &str, modules: &str, packages: &[&str]) -> Result<(), String> {
    let folder = crate::run::root().join("target").join(name);
    let python = folder.join("bin/python");
    let has_all = Command::new(&python).args(["-c", &format!("import {modules}")]).output();
    if has_all.is_ok_and(|output| output.status.success()) {
        return Ok(());
    }
    if !works("python3", &["-c", "import ensurepip"]) {
        install(vec!["python3-venv"])?;
    }
    let (folder, python) = (folder.to_string_lossy(), python.to_string_lossy());
    crate::run::run("python3", &["-m", "venv", &folder])?;
    let arguments = [&["-m", "pip", "install", "--quiet"], packages].concat();
    crate::run::run(&python, &arguments)
}

fn works(program: &str, arguments: &[&str]) -> bool {
    let output = Command::new(program).args(arguments).output();
    output.is_ok_and(|output| output.status.success())
}

fn answers(program: &str) -> bool {
    works(program, &["--version"])
}

fn is_root() -> bool {
    let output = Command::new("id").arg("-u").output();
    output.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}
