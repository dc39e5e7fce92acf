//! A real mail server on loopback, by others, whose letters are files.
#![allow(
    dead_code,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "shared by tests, which fail by panicking and say what they skip"
)]

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

/// The server. Ends when dropped.
pub(crate) struct MailServer {
    child: Child,
    folder: tempfile::TempDir,
    lines: BufReader<ChildStdout>,
    pub(crate) port: u16,
}

impl MailServer {
    /// Starts one; none, and a line that says so, where it is not installed. `mode`: `tls`, or nothing.
    pub(crate) fn start(test: &str, mode: &[&str]) -> Option<Self> {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let python = here.join("../../target/smtp/bin/python");
        if !python.exists() {
            println!("skipped: {test}: no mail server (cargo xtask setup)");
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        let mut child = Command::new(python)
            .arg(here.join("../node/tests/common/smtp.py"))
            .arg(folder.path())
            .args(mode)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        let _ = lines.read_line(&mut line).unwrap();
        Some(Self { child, folder, lines, port: line.trim().parse().unwrap() })
    }

    /// The certificate that signs the server's own.
    pub(crate) fn root(&self) -> PathBuf {
        self.folder.path().join("root.pem")
    }

    /// Waits for a letter that was not waited for yet.
    pub(crate) fn wait(&mut self) {
        let mut line = String::new();
        let _ = self.lines.read_line(&mut line).unwrap();
        assert_eq!(line.trim(), "taken");
    }

    /// The letters so far, in the order in which they came.
    pub(crate) fn letters(&self) -> Vec<String> {
        let files = std::fs::read_dir(self.folder.path()).unwrap().map(|file| file.unwrap().path());
        let mut files: Vec<PathBuf> =
            files.filter(|path| path.extension().is_some_and(|end| end == "eml")).collect();
        files.sort();
        files.iter().map(|path| String::from_utf8(std::fs::read(path).unwrap()).unwrap()).collect()
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Returns the parts of a letter as their readers see them: what is plain, and what is HTML.
pub(crate) fn parts(letter: &str) -> (String, String) {
    let python = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/smtp/bin/python");
    let script = "import email, email.policy, json, sys\n\
                  m = email.message_from_string(sys.stdin.read(), policy=email.policy.default)\n\
                  p = [m.get_body((k,)).get_content() for k in ('plain', 'html')]\n\
                  print(json.dumps([p[0], p[1] + '\\n' + str(m['subject'])]))";
    let mut child = Command::new(python)
        .args(["-c", script])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), letter.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Returns a header of a letter.
pub(crate) fn header<'a>(letter: &'a str, name: &str) -> Option<&'a str> {
    let head = letter.split("\r\n\r\n").next()?;
    let start = format!("{}:", name.to_lowercase());
    let line = head.lines().find(|line| line.to_lowercase().starts_with(&start))?;
    line.split_once(':').map(|(_, value)| value.trim())
}
