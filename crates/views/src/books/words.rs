//! What a movement was for, in words. A movement has the hash of a public text, which stands in no log and in no table: it
//! is looked up whenever the books are read, and is in them no longer than it is among the public records.

use std::collections::HashMap;

use polity_machine::frame::state::Records as _;
use polity_types::Hash;

use super::{Line, Movement};
use crate::follow::Views;

/// Most that is told of a text. Unit: characters.
const WORDS_MAX: usize = 200;

impl Views {
    /// Looks up the words for the lines of a statement.
    pub fn tell(&self, lines: &mut [Line]) {
        self.look_up(lines.iter_mut().map(|line| (line.memo.as_deref(), &mut line.words)));
    }

    /// Looks up the words for movements.
    pub(super) fn tell_movements(&self, movements: &mut [Movement]) {
        let all = movements.iter_mut();
        self.look_up(all.map(|moved| (moved.posting.memo.as_deref(), &mut moved.words)));
    }

    /// Looks up each text once, whatever many name it.
    fn look_up<'a>(&self, all: impl Iterator<Item = (Option<&'a str>, &'a mut Option<String>)>) {
        let mut known = HashMap::<&str, Option<String>>::new();
        for (memo, words) in all {
            let Some(memo) = memo else { continue };
            let read = || {
                let record = self.records.record(&memo.parse::<Hash>().ok()?)?;
                first_line(std::str::from_utf8(&record).ok()?)
            };
            words.clone_from(known.entry(memo).or_insert_with(read));
        }
    }
}

/// Returns the first line of a text that says something, on one line and without anything that moves a terminal or turns
/// what stands beside it around.
fn first_line(text: &str) -> Option<String> {
    let is_odd = |c: char| {
        c.is_control()
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let plain = |line: &str| {
        let line = line.trim().trim_start_matches('#').replace(is_odd, " ");
        line.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let line = text.lines().map(plain).find(|line| !line.is_empty())?;
    if line.chars().count() <= WORDS_MAX {
        return Some(line);
    }
    Some(line.chars().take(WORDS_MAX).chain(['…']).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_the_first_line_and_move_nothing() {
        let of = |text: &str| first_line(text);
        assert_eq!(
            of("\n# Bread for the supper \n\nTwo loaves."),
            Some("Bread for the supper".into())
        );
        assert_eq!(of("a\u{1b}[2J\u{202e}b\tc"), Some("a [2J b c".into()));
        assert_eq!(of(" \n\u{7}\n#\n"), None);
        let long = of(&"ü".repeat(201)).unwrap();
        assert!(long.ends_with("ü…") && long.chars().count() == 201, "{long}");
        assert_eq!(of(&"ü".repeat(200)), Some("ü".repeat(200)));
    }
}
