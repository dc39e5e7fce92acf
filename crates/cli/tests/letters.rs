//! Letters by e-mail from end to end: the real program, a real mail server on loopback, and the command line.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "common/browser.rs"]
mod browser;
mod common;
#[path = "../../node/tests/common/smtp.rs"]
mod smtp;

use std::path::Path;
use std::process::{Command, Output};

use browser::Browser;
use common::Server;
use serde_json::{Value, json};
use smtp::{MailServer, header, parts};

const ADDRESS: &str = "somebody.of.the.table@example.org";

/// Runs the program as somebody whose keys lie in a folder.
fn polity(keys: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_polity"));
    let command = command.args(arguments).env("POLITY_KEYS", keys).env("HOME", keys);
    command.output().unwrap()
}

fn json_of(output: &Output) -> Value {
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{said}"))
}

fn site_of(server: &Server) -> String {
    format!("http://{}", server.address)
}

/// MAI-1, MAI-3: asked for, confirmed, shown and ended on the page, with a key of the browser.
#[test]
fn mai_1_letters_are_asked_for_and_ended_on_the_page() {
    let Some(mut mail) = MailServer::start("mai_1_letters_are_asked_for_on_the_page", &[]) else {
        return;
    };
    let Some(mut browser) = Browser::start() else {
        println!("skipped: mai_1_letters_are_asked_for_and_ended_on_the_page: no Chromium");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let (keys, data) = (folder.path(), folder.path().join("society"));
    let charter = concat!(env!("CARGO_MANIFEST_DIR"), "/../../charters/reading-circle.md");
    let _ = json_of(&polity(keys, &["--json", "key", "new", "me"]));
    let shown = data.to_str().unwrap();
    let _ = json_of(&polity(keys, &["--json", "found", charter, "--data", shown, "--yes"]));
    let mut command = Command::new(env!("CARGO_BIN_EXE_polity"));
    let command = command
        .env("POLITY_MAIL", format!("smtp://localhost:{}", mail.port))
        .env("POLITY_MAIL_FROM", "The Table <letters@table.example>")
        .env("POLITY_SITE", "https://table.example/");
    let server = Server::start_under(command, &data);
    browser.screen(390);
    browser.go(&format!("http://{}/", server.address));
    browser.until("document.body.dataset.base");
    let site = browser.eval("location.origin + document.body.dataset.base");
    let site = site.as_str().unwrap().to_owned();

    // The founder's key comes to this browser from its file.
    browser.go(&format!("{site}/keys"));
    let key = std::fs::read_to_string(keys.join("me.json")).unwrap();
    let text = Value::from(key);
    browser.eval(&format!(
        "(() => {{ const box = new DataTransfer(); box.items.add(new File([{text}], 'me.key')); \
         const field = document.getElementById('key-file'); field.files = box.files; \
         field.dispatchEvent(new Event('change')); }})()"
    ));
    browser.until("document.getElementById('said').innerText.includes('acts as you')");
    browser.go(&format!("{site}/mail"));
    browser.is_sound("letters");
    browser.fits_as("letters");
    browser.picture("mail-member-390");
    browser.fill("#address", ADDRESS);
    browser.press("#ask button");
    browser.until("document.getElementById('kept').innerText.includes('is on its way')");
    mail.wait();
    let (plain, _) = parts(&mail.letters().remove(0));
    let link = plain.lines().find_map(|line| line.strip_prefix("https://table.example")).unwrap();
    // To look at the link changes nothing; to press the button does.
    browser.go(&format!("http://{}{link}", server.address));
    browser.press("main form button");
    browser.until("document.querySelector('[role=status]')");
    browser.go(&format!("{site}/mail"));
    browser.press("#show");
    browser.until(&format!("document.getElementById('kept').innerText.includes('{ADDRESS}')"));
    assert!(browser.text("#kept").contains("Letters go to"), "{}", browser.text("#kept"));
    browser.press("#stop");
    browser.until("document.getElementById('kept').innerText.includes('Nothing is kept')");
    let kept = polity(keys, &["--json", "mail", "show", "--yes", "--url", &site_of(&server)]);
    assert_eq!(json_of(&kept)["state"], json!("none"));
    browser.is_quiet(&server.address.to_string());
}

/// MAI-3, MAI-6: asked for, confirmed, shown and ended from a terminal; and no address in any log.
#[test]
fn mai_6_letters_are_asked_for_and_ended_and_no_log_knows_to_whom() {
    let Some(mut mail) = MailServer::start("mai_6_letters_are_asked_for", &[]) else { return };
    let folder = tempfile::tempdir().unwrap();
    let (keys, data) = (folder.path(), folder.path().join("society"));
    let shown = data.to_str().unwrap();
    let charter = concat!(env!("CARGO_MANIFEST_DIR"), "/../../charters/reading-circle.md");
    let _ = json_of(&polity(keys, &["--json", "key", "new", "me"]));
    let _ = json_of(&polity(keys, &["--json", "found", charter, "--data", shown, "--yes"]));
    let url = format!("smtp://localhost:{}", mail.port);
    let from = "The Table <letters@table.example>";
    let mut command = Command::new(env!("CARGO_BIN_EXE_polity"));
    let command = command
        .env("POLITY_MAIL", &url)
        .env("POLITY_MAIL_FROM", from)
        .env("POLITY_SITE", "https://table.example/")
        .env("RUST_LOG", "debug");
    let server = Server::start_under(command, &data);
    let at = format!("http://{}", server.address);

    let asked = polity(keys, &["--json", "mail", "ask", ADDRESS, "--yes", "--url", &at]);
    assert_eq!(json_of(&asked)["state"], "unconfirmed");
    mail.wait();
    let letter = mail.letters().remove(0);
    assert_eq!(header(&letter, "X-To"), Some(ADDRESS));
    assert!(header(&letter, "Message-ID").unwrap().ends_with("@table.example>"));
    let (plain, _) = parts(&letter);
    let link = plain.lines().find_map(|line| line.strip_prefix("https://table.example")).unwrap();
    assert_eq!(server.get(link).status, 200);
    let pressed = server.post(link, "application/x-www-form-urlencoded", b"");
    assert!(pressed.status == 200 && pressed.body.contains("confirmed"), "{pressed:?}");
    let kept = json_of(&polity(keys, &["--json", "mail", "show", "--yes", "--url", &at]));
    assert_eq!((&kept["state"], &kept["address"]), (&"confirmed".into(), &ADDRESS.into()));
    let stopped = polity(keys, &["mail", "stop", "--yes", "--url", &at]);
    assert!(String::from_utf8_lossy(&stopped.stdout).contains("Nothing is kept"), "{stopped:?}");

    let test = ["mail", "test", "--mail", &url, "--mail-from", from, "--to", ADDRESS];
    let tried = polity(keys, &test);
    assert!(String::from_utf8_lossy(&tried.stdout).contains("250"), "{tried:?}");
    mail.wait();
    let nobody = ["mail", "test", "--mail", &url, "--mail-from", from, "--to", "never@example.org"];
    let tried = polity(keys, &nobody);
    let said = String::from_utf8_lossy(&tried.stderr).into_owned();
    assert!(tried.status.code() == Some(1) && said.contains("550"), "{said}");
    let without = polity(keys, &["serve", "--data", shown, "--mail", &url]);
    let said = String::from_utf8_lossy(&without.stderr).into_owned();
    assert!(without.status.code() == Some(2) && said.contains("--mail-from"), "{said}");

    let said = server.said();
    assert!(said.contains("letters") && said.contains("questions"), "{said}");
    let token = link.rsplit('/').next().unwrap();
    assert!(!said.contains(ADDRESS) && !said.contains(token), "{said}");
    drop(server);
    let mut folders = vec![data];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let bytes = std::fs::read(&path).unwrap();
            let is_there = bytes.windows(ADDRESS.len()).any(|part| part == ADDRESS.as_bytes());
            assert!(!is_there, "{}", path.display());
        }
    }
}
