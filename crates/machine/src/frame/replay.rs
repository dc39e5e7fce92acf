//! Remembered operations: none is admitted twice, and what its author voided is not admitted at all
//! (OPE-6). Rebuilt from the last day of the log; part of every snapshot.

use std::collections::{BTreeMap, BTreeSet};

use polity_types::{OperationId, PersonId, Timestamp};

/// The operations whose validity is not over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Remembered {
    admitted: BTreeSet<OperationId>,
    /// How many voids of the operation by its author are remembered.
    voided: BTreeMap<(OperationId, PersonId), u64>,
    ends: BTreeMap<Timestamp, Vec<(OperationId, Option<PersonId>)>>,
}

impl Remembered {
    /// Returns whether the operation was admitted.
    #[must_use]
    pub fn is_admitted(&self, id: OperationId) -> bool {
        self.admitted.contains(&id)
    }

    /// Returns whether `author` voided the operation.
    #[must_use]
    pub fn is_voided(&self, id: OperationId, author: PersonId) -> bool {
        self.voided.contains_key(&(id, author))
    }

    /// Remembers an admitted operation until it could not be admitted again.
    pub fn admit(&mut self, id: OperationId, until: Timestamp) {
        self.admitted.insert(id);
        self.ends.entry(until).or_default().push((id, None));
    }

    /// Remembers that `author` voided an operation.
    pub fn void(&mut self, id: OperationId, author: PersonId, until: Timestamp) {
        let count = self.voided.entry((id, author)).or_default();
        *count = count.saturating_add(1);
        self.ends.entry(until).or_default().push((id, Some(author)));
    }

    /// Takes back an [`Self::admit`] of a batch that could not be stored.
    pub fn retract_admit(&mut self, id: OperationId, until: Timestamp) {
        self.admitted.remove(&id);
        self.strike((id, None), until);
    }

    /// Takes back a [`Self::void`] of a batch that could not be stored; what was voided before stays
    /// so.
    pub fn retract_void(&mut self, id: OperationId, author: PersonId, until: Timestamp) {
        self.lift(id, author);
        self.strike((id, Some(author)), until);
    }

    /// Removes one remembered end.
    fn strike(&mut self, entry: (OperationId, Option<PersonId>), until: Timestamp) {
        let Some(ids) = self.ends.get_mut(&until) else { return };
        if let Some(place) = ids.iter().rposition(|other| *other == entry) {
            ids.remove(place);
        }
        if ids.is_empty() {
            self.ends.remove(&until);
        }
    }

    /// Forgets one void of an operation.
    fn lift(&mut self, id: OperationId, author: PersonId) {
        if let Some(count) = self.voided.get_mut(&(id, author)) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                self.voided.remove(&(id, author));
            }
        }
    }

    /// Forgets what ended at or before `now`.
    pub fn forget(&mut self, now: Timestamp) {
        let rest = self.ends.split_off(&Timestamp(now.0.saturating_add(1)));
        let ended = std::mem::replace(&mut self.ends, rest);
        for (id, voider) in ended.into_values().flatten() {
            match voider {
                Some(author) => self.lift(id, author),
                None => {
                    self.admitted.remove(&id);
                }
            }
        }
    }

    /// Returns how many operations are remembered.
    #[must_use]
    pub fn len(&self) -> usize {
        self.admitted.len().saturating_add(self.voided.len())
    }

    /// Returns whether none is remembered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Writes what is remembered, for a snapshot: lines `until id [author]`.
    #[must_use]
    pub fn to_text(&self) -> String {
        let line = |until: &Timestamp, (id, author): &(OperationId, Option<PersonId>)| match author
        {
            Some(author) => format!("{} {id} {author}\n", until.0),
            None => format!("{} {id}\n", until.0),
        };
        self.ends
            .iter()
            .flat_map(|(until, ids)| ids.iter().map(move |id| line(until, id)))
            .collect()
    }

    /// Reads what [`Self::to_text`] wrote.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        let mut remembered = Self::default();
        for line in text.lines() {
            let mut words = line.split(' ');
            let until = Timestamp(words.next()?.parse().ok()?);
            let id = words.next()?.parse().ok()?;
            match words.next() {
                Some(author) => remembered.void(id, author.parse().ok()?, until),
                None => remembered.admit(id, until),
            }
        }
        Some(remembered)
    }
}

#[cfg(test)]
mod tests {
    use polity_types::Hash;

    use super::*;

    #[test]
    fn ope_6_operations_are_remembered_until_their_validity_ends() {
        let id = |n: u8| OperationId(Hash::of(&[n]));
        let author = PersonId(Hash::of(b"ana"));
        let mut remembered = Remembered::default();
        remembered.admit(id(1), Timestamp(10));
        remembered.void(id(2), author, Timestamp(12));
        assert_eq!(Remembered::from_text(&remembered.to_text()).as_ref(), Some(&remembered));
        remembered.forget(Timestamp(9));
        assert!(remembered.is_admitted(id(1)));
        remembered.forget(Timestamp(10));
        assert!(!remembered.is_admitted(id(1)));
        assert!(remembered.is_voided(id(2), author));
        assert!(!remembered.is_voided(id(2), PersonId(Hash::of(b"ben"))));
        remembered.forget(Timestamp(12));
        assert!(remembered.is_empty());
    }

    #[test]
    fn ope_6_what_is_taken_back_leaves_what_was_remembered_before() {
        let id = |n: u8| OperationId(Hash::of(&[n]));
        let author = PersonId(Hash::of(b"ana"));
        let mut remembered = Remembered::default();
        remembered.void(id(2), author, Timestamp(12));
        remembered.admit(id(1), Timestamp(10));
        let before = remembered.clone();
        for until in [12, 20] {
            remembered.void(id(2), author, Timestamp(until));
            remembered.admit(id(3), Timestamp(until));
            remembered.retract_void(id(2), author, Timestamp(until));
            remembered.retract_admit(id(3), Timestamp(until));
            assert_eq!(remembered, before, "until {until}");
        }
        assert!(remembered.is_voided(id(2), author));
        remembered.void(id(2), author, Timestamp(20));
        remembered.forget(Timestamp(12));
        assert!(remembered.is_voided(id(2), author));
        remembered.forget(Timestamp(20));
        assert!(remembered.is_empty());
    }
}
