//! What a command says: data on stdout, talk on stderr.

use std::io::{ErrorKind, Write as _};
use std::sync::atomic::{AtomicBool, Ordering};

use serde::Serialize;

use crate::failure::Failure;

/// Where a command speaks. That nobody can be told is no reason to stop: a server goes on.
#[derive(Debug)]
pub(crate) struct Output {
    /// Whether data is JSON.
    pub(crate) is_json: bool,
    /// Whether data was lost, because stdout is full or failed.
    is_lost: AtomicBool,
}

impl Output {
    /// Speaks on stdout and stderr.
    pub(crate) fn new(is_json: bool) -> Self {
        Self { is_json, is_lost: AtomicBool::new(false) }
    }

    /// Returns whether data was lost on its way out. A reader who has enough, as `head` has, lost
    /// nothing.
    pub(crate) fn is_lost(&self) -> bool {
        self.is_lost.load(Ordering::Relaxed)
    }

    fn line(&self, line: &str) {
        let written =
            writeln!(anstream::stdout(), "{line}").and_then(|()| anstream::stdout().flush());
        if written.is_err_and(|error| error.kind() != ErrorKind::BrokenPipe) {
            self.is_lost.store(true, Ordering::Relaxed);
        }
    }

    /// Prints a result: as one line of JSON, or as text for people.
    pub(crate) fn data<T: Serialize>(&self, value: &T, text: impl FnOnce() -> String) {
        if self.is_json {
            let line = serde_json::to_string(value).unwrap_or_else(|error| error.to_string());
            self.line(&line);
        } else {
            self.line(text().trim_end());
        }
    }

    /// Says something to whoever watches.
    #[expect(clippy::unused_self, reason = "whoever speaks goes through the one output")]
    pub(crate) fn talk(&self, line: impl AsRef<str>) {
        let _ = writeln!(anstream::stderr(), "{}", line.as_ref());
    }

    /// Says why a command failed.
    pub(crate) fn failure(&self, failure: &Failure) {
        let words = failure.words();
        // One value is printed: what came of all of it, or why nothing did.
        if self.is_json && !matches!(failure, Failure::Partly(_)) {
            let line = serde_json::to_string(&words).unwrap_or_else(|error| error.to_string());
            self.line(&line);
        }
        self.talk(format!("error: {} [{}]", words.message, words.code));
        if !words.rule.is_empty() {
            self.talk(format!("rule:  {}", words.rule));
        }
        self.talk(format!("hint:  {}", words.next_step));
    }
}
