//! The law as a reader of charter and events knows it: which line stands, who holds it, what is paused.
//! It reads the text with the machine's parser, and nothing else of the machine.

use std::collections::{BTreeMap, BTreeSet};

use polity_machine::charter_text::document::StageMoment;
use polity_machine::charter_text::{Charter, Power, Share, Who};
use polity_machine::registry::action_names;
use polity_types::Timestamp;

/// What stages rest on, as a reader of the events counts it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Figures {
    /// Unit: seconds.
    pub(crate) age: u64,
    /// Land for which something was shown. Unit: square metres.
    pub(crate) land: u64,
    pub(crate) members: usize,
    /// Places that are open.
    pub(crate) places: usize,
}

/// The text in force, and what changes its lines.
pub(crate) struct Law {
    /// The text, as written.
    pub(crate) written: Charter,
    /// Place of the stage reached.
    pub(crate) reached: usize,
    /// Offices that were ever filled.
    pub(crate) filled: BTreeSet<String>,
    /// Whether the founder's powers passed on.
    pub(crate) is_succeeded: bool,
    /// Until when each action is paused, in running time.
    pub(crate) paused: BTreeMap<String, Timestamp>,
}

impl Law {
    pub(crate) fn new(text: &str) -> Self {
        Self {
            written: read(text),
            reached: 0,
            filled: BTreeSet::new(),
            is_succeeded: false,
            paused: BTreeMap::new(),
        }
    }

    /// Returns the lines for an action, as the stages reached leave them.
    pub(crate) fn lines(&self, action: &str) -> Vec<Power> {
        let stages = self.written.stages.iter().take(self.reached + 1);
        let changes: Vec<_> = stages.flat_map(|stage| &stage.changes).collect();
        let mut lines: Vec<Power> = self.written.lines_for(action).cloned().collect();
        for line in &mut lines {
            for change in changes.iter().filter(|change| change.power == line.id) {
                let waits = change.from == StageMoment::FirstElection;
                let to = change.who.as_ref();
                let is_filled =
                    matches!(to, Some(Who::Office(office)) if self.filled.contains(office));
                if waits && !is_filled {
                    continue;
                }
                line.who = to.cloned().unwrap_or_else(|| line.who.clone());
                line.up_to = change.up_to.clone().or_else(|| line.up_to.clone());
                line.grace = change.grace.unwrap_or(line.grace);
                line.challenge = change.challenge.or(line.challenge);
            }
            if self.is_succeeded && matches!(line.who, Who::Founder | Who::Importer) {
                let is_founders = line.who == Who::Founder && !line.is_locked;
                let heir = self.written.succession.as_ref().filter(|_| is_founders);
                line.who = heir.map_or(Who::NoOne, |heir| Who::Decision(heir.to.clone()));
            }
        }
        lines
    }

    /// Returns the stage that must have come: one after the other, each grown or on its day.
    pub(crate) fn stage_due(&self, figures: Figures, now: Timestamp) -> usize {
        let Figures { age, land, members, places } = figures;
        let later = self.written.stages.iter().skip(self.reached + 1);
        let has_come = |stage: &&polity_machine::charter_text::Stage| {
            let entry = &stage.entry;
            assert!(entry.treasury.is_none() && entry.turnout.is_none(), "not counted here");
            let is_many = |count: usize, needed: u32| count >= usize::try_from(needed).unwrap();
            let is_large = entry.members.is_none_or(|needed| is_many(members, needed))
                && entry.places.is_none_or(|needed| is_many(places, needed))
                && entry.land.is_none_or(|needed| land >= needed);
            let is_old = entry.age.is_none_or(|needed| age >= needed.0);
            (!entry.is_empty() && is_large && is_old) || stage.by.is_some_and(|day| now >= day)
        };
        self.reached + later.take_while(has_come).count()
    }
}

/// Returns how many of `whole` make a share.
pub(crate) fn needed(share: Share, whole: usize) -> usize {
    let (over, under) = (u64::from(share.denominator()), u64::from(share.numerator()));
    let whole = u64::try_from(whole).unwrap();
    usize::try_from((whole * under).div_ceil(over).max(1)).unwrap()
}

/// Reads a text that must be without fault.
pub(crate) fn read(text: &str) -> Charter {
    Charter::parse(text, &action_names()).unwrap_or_else(|faults| panic!("{faults:#?}"))
}
