//! What is known to be taken away: under a prefix nothing is left up to a key. A store on disk keeps the
//! marks of what was removed until it writes them, and a search from the beginning walks over all of them;
//! who knows where to begin does not. It follows from the writes, so it changes no answer, only its cost.

use std::collections::BTreeMap;

/// Prefixes of which it is known at once; more are not. Unit: prefixes.
const PREFIXES_MAX: usize = 64;

/// For prefixes from which records were taken in order: the key up to which nothing is left.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Emptied(BTreeMap<String, String>);

impl Emptied {
    /// Returns after which key a search under `prefix` begins that was to begin after `after`.
    #[must_use]
    pub fn start<'a>(&'a self, prefix: &str, after: Option<&'a str>) -> Option<&'a str> {
        self.0.get(prefix).map(String::as_str).max(after)
    }

    /// Notes that nothing is under `prefix` up to `key`.
    pub(super) fn note(&mut self, prefix: &str, key: &str) {
        if let Some(end) = self.0.get_mut(prefix) {
            key.clone_into(end);
        } else if self.0.len() < PREFIXES_MAX {
            self.0.insert(prefix.to_owned(), key.to_owned());
        }
    }

    /// Forgets what is no longer so because `key` is written. What is before it stays known, but for the
    /// few keys that differ from it in their last letter.
    pub(super) fn refill(&mut self, key: &str) {
        self.0.retain(|prefix, end| {
            if !key.starts_with(prefix.as_str()) || key > end.as_str() {
                return true;
            }
            // Keys are ASCII (STA-1).
            let (before, _) = key.split_at_checked(key.len().saturating_sub(1)).unwrap_or_default();
            before.clone_into(end);
            before.len() >= prefix.len()
        });
    }

    /// Forgets a prefix that is empty for good.
    pub(super) fn forget(&mut self, prefix: &str) {
        self.0.remove(prefix);
    }
}
