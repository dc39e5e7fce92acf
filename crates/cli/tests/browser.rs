//! A real browser checks the census against the checkpoint, with the SDK that the page loads.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};

use polity_machine::testing::{Actor, founding, key_of};
use polity_ordering::founding::found_in;
use polity_types::{Base64, Hash, SocietyId, Timestamp};

const CHARTER: &str = include_str!("../../../charters/reading-circle.md");

/// A society that is served, and a browser to look at it.
struct Looking {
    address: String,
    browser: &'static str,
    server: Child,
    society: SocietyId,
    _folder: tempfile::TempDir,
}

impl Drop for Looking {
    fn drop(&mut self) {
        self.server.kill().unwrap();
        self.server.wait().unwrap();
    }
}

impl Looking {
    /// Serves a new society; none: there is no browser.
    fn begin() -> Option<Self> {
        let mut browsers = ["chromium", "chromium-browser", "google-chrome"].into_iter();
        let browser = browsers.find(|name| {
            let found = Command::new(name).arg("--version").output();
            found.is_ok_and(|output| output.status.success())
        });
        let browser = browser?;
        let folder = tempfile::tempdir().unwrap();
        let (founder, signer) = (Actor::named("founder"), key_of("signer"));
        let signed = founding(&founder, Hash::of(CHARTER.as_bytes()), Timestamp(1_790_000_000));
        let society = found_in(folder.path(), &signed, CHARTER.as_bytes(), &signer).unwrap();
        std::fs::write(folder.path().join("signer.key"), Base64::encode(signer.as_bytes()))
            .unwrap();
        let mut server = Command::new(env!("CARGO_BIN_EXE_polity"))
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(server.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let port = line.trim().rsplit(':').next().unwrap();
        let address = format!("127.0.0.1:{port}");
        Some(Self { address, browser, server, society, _folder: folder })
    }

    /// Returns the census as it stands in the browser when its check is over.
    fn census(&self, address: &str) -> String {
        let profile = tempfile::tempdir().unwrap();
        let page = Command::new(self.browser)
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic"])
            .args(["--disable-background-networking", "--disable-component-update"])
            .args(["--disable-sync", "--no-first-run"])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .args(["--virtual-time-budget=20000", "--dump-dom"])
            .arg(format!("http://{address}/s/{}/census#now", self.society))
            .output();
        String::from_utf8_lossy(&page.unwrap().stdout).into_owned()
    }
}

#[test]
fn a_browser_checks_the_census() {
    let Some(looking) = Looking::begin() else {
        println!("skipped: a_browser_checks_the_census: no Chromium");
        return;
    };
    let html = looking.census(&looking.address);
    assert!(html.contains("✓ Holds"), "{html}");
    for words in
        ["Members: 1, as this page shows.", "Proposals: 0, as", "Entries in the log: 2, as"]
    {
        assert!(html.contains(words), "{words}: {html}");
    }
    assert!(html.contains("Proven as of 2026-09-21 "), "{html}");
}

#[test]
fn a_browser_sees_that_a_page_shows_other_figures_than_are_proven() {
    let Some(looking) = Looking::begin() else {
        println!(
            "skipped: a_browser_sees_that_a_page_shows_other_figures_than_are_proven: no Chromium"
        );
        return;
    };
    let html = looking.census(&lying(looking.address.clone()));
    assert!(html.contains("✗ This page shows other figures than are proven."), "{html}");
    assert!(html.contains("Members: this page shows 7, the proof says 1."), "{html}");
    assert!(html.contains("Full members: 1, as this page shows."), "{html}");
    assert!(html.contains("num differs") && !html.contains("✓ Holds"), "{html}");
}

/// Passes on what a server says, but tells of seven members where it tells of one. Returns where.
fn lying(server: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    std::thread::spawn(move || {
        for visit in listener.incoming().flatten() {
            let server = server.clone();
            // A browser opens connections that it never uses.
            std::thread::spawn(move || pass_on(visit, &server));
        }
    });
    address
}

fn pass_on(mut visit: TcpStream, server: &str) -> Option<()> {
    let mut line = String::new();
    BufReader::new(visit.try_clone().ok()?).read_line(&mut line).ok()?;
    let mut asked = TcpStream::connect(server).ok()?;
    // Without the other headers nothing comes compressed.
    write!(asked, "{line}host: {server}\r\nconnection: close\r\n\r\n").ok()?;
    let mut answer = Vec::new();
    asked.read_to_end(&mut answer).ok()?;
    let place = "data-name=\"Members\" data-key=\"membership/rolls\" data-place=\"members.count\">";
    if line.contains("/census") {
        let text = String::from_utf8(answer).ok()?;
        answer = text.replace(&format!("{place}1<"), &format!("{place}7<")).into_bytes();
    }
    visit.write_all(&answer).ok()
}
