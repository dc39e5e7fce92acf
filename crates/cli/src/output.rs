//! What a command says: data on stdout, talk on stderr.

use serde::Serialize;

use crate::failure::Failure;

/// Where a command speaks.
#[derive(Debug)]
pub(crate) struct Output {
    /// Whether data is JSON.
    pub(crate) is_json: bool,
}

impl Output {
    /// Prints a result: as one line of JSON, or as text for people.
    pub(crate) fn data<T: Serialize>(&self, value: &T, text: impl FnOnce() -> String) {
        if self.is_json {
            let line = serde_json::to_string(value).unwrap_or_else(|error| error.to_string());
            anstream::println!("{line}");
        } else {
            anstream::println!("{}", text().trim_end());
        }
    }

    /// Says something to whoever watches.
    #[expect(clippy::unused_self, reason = "whoever speaks goes through the one output")]
    pub(crate) fn talk(&self, line: impl AsRef<str>) {
        anstream::eprintln!("{}", line.as_ref());
    }

    /// Says why a command failed.
    pub(crate) fn failure(&self, failure: &Failure) {
        let words = failure.words();
        if self.is_json {
            let line = serde_json::to_string(&words).unwrap_or_else(|error| error.to_string());
            anstream::println!("{line}");
        }
        self.talk(format!("error: {} [{}]", words.message, words.code));
        if !words.rule.is_empty() {
            self.talk(format!("rule:  {}", words.rule));
        }
        self.talk(format!("hint:  {}", words.next_step));
    }
}
