//! The demonstration, served once for all tests of a file.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "shared by several tests"
)]

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, OnceLock};

use serde_json::Value;

/// The demonstration.
pub(crate) struct Demo {
    pub(crate) address: String,
    pub(crate) society: String,
    _folder: tempfile::TempDir,
    server: Mutex<Child>,
}

static DEMO: OnceLock<Demo> = OnceLock::new();

/// Returns the demonstration, which it makes the first time.
pub(crate) fn demo() -> &'static Demo {
    DEMO.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let mut server = Command::new("sh")
            // It ends with the test: its input is a pipe that closes then.
            .args(["-c", "\"$0\" \"$@\" & child=$!; exec >&-; cat >&2; kill $child"])
            .arg(env!("CARGO_BIN_EXE_polity"))
            .args(["demo", "--listen", "127.0.0.1:0", "--data"])
            .arg(folder.path().join("society"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(server.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert!(line.starts_with("http://"), "the demonstration is served");
        let address = line.trim().trim_start_matches("http://").to_owned();
        let found = std::fs::read_to_string(folder.path().join("society/demonstration.json"));
        let shown: Value = serde_json::from_str(&found.unwrap()).unwrap();
        let society = shown["society"].as_str().unwrap().to_owned();
        Demo { address, society, _folder: folder, server: Mutex::new(server) }
    })
}

impl Demo {
    /// Returns the address of a page.
    pub(crate) fn url(&self, page: &str) -> String {
        assert!(self.server.lock().unwrap().try_wait().unwrap().is_none(), "it is served");
        format!("http://{}/s/{}/{page}", self.address, self.society)
    }
}
