//! Members who change the charter: by what a share is counted, how it grows, what is open, and what they owe.

use polity_machine::modules::charter::{self, CharterAction};
use polity_types::Seconds;

use super::{Step, World, beacon_key};

impl World {
    pub(super) fn amends(&mut self, who: usize, step: &Step) {
        let law = self.books.law().changed(step.more);
        let text = law.charter(&beacon_key()).into_bytes();
        let text = self.society.records.insert(text);
        let replaces = charter::query::current(&self.society.state).hash;
        if text == replaces {
            return;
        }
        self.books.laws.insert(text.to_string(), law);
        if self.propose(who, "ordinary", CharterAction::Amend { replaces, text }) {
            self.carry();
            if step.what.is_multiple_of(2) {
                self.wait(Seconds::days(1));
            }
        }
    }
}
