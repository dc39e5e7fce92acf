//! A real browser checks the census against the checkpoint, with the SDK that the page loads.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use polity_machine::testing::{Actor, founding, key_of};
use polity_ordering::founding::found_in;
use polity_types::{Base64, Hash, Timestamp};

const CHARTER: &str = include_str!("../../../charters/reading-circle.md");

#[test]
fn a_browser_checks_the_census() {
    let browser = ["chromium", "chromium-browser", "google-chrome"].into_iter().find(|name| {
        Command::new(name).arg("--version").output().is_ok_and(|output| output.status.success())
    });
    let Some(browser) = browser else {
        println!("skipped: a_browser_checks_the_census: no Chromium");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let (founder, signer) = (Actor::named("founder"), key_of("signer"));
    let signed = founding(&founder, Hash::of(CHARTER.as_bytes()), Timestamp(1_790_000_000));
    let society = found_in(folder.path(), &signed, CHARTER.as_bytes(), &signer).unwrap();
    std::fs::write(folder.path().join("signer.key"), Base64::encode(signer.as_bytes())).unwrap();
    let mut server = Command::new(env!("CARGO_BIN_EXE_polity"))
        .args(["serve", "--listen", "127.0.0.1:0", "--data"])
        .arg(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(server.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let profile = tempfile::tempdir().unwrap();
    let page = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"])
        .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .args(["--virtual-time-budget=20000", "--dump-dom"])
        .arg(format!("{}/s/{society}/census#now", line.trim()))
        .output();
    server.kill().unwrap();
    server.wait().unwrap();
    let html = String::from_utf8_lossy(&page.unwrap().stdout).into_owned();
    assert!(html.contains("✓ Holds: 2 claims"), "{html}");
}
