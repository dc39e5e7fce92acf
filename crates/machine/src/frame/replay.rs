//! Remembered operations: none is admitted twice, and what its author voided is not admitted at all
//! (OPE-6). Rebuilt from the last day of the log; part of every snapshot.

use std::collections::{BTreeMap, BTreeSet};

use polity_types::{OperationId, PersonId, Timestamp};

/// The operations whose validity is not over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Remembered {
    admitted: BTreeSet<OperationId>,
    voided: BTreeSet<(OperationId, PersonId)>,
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
        self.voided.contains(&(id, author))
    }

    /// Remembers an admitted operation until it could not be admitted again.
    pub fn admit(&mut self, id: OperationId, until: Timestamp) {
        self.admitted.insert(id);
        self.ends.entry(until).or_default().push((id, None));
    }

    /// Remembers that `author` voided an operation.
    pub fn void(&mut self, id: OperationId, author: PersonId, until: Timestamp) {
        self.voided.insert((id, author));
        self.ends.entry(until).or_default().push((id, Some(author)));
    }

    /// Takes back what was remembered of an operation whose batch could not be stored.
    pub fn retract(&mut self, id: OperationId, author: PersonId, voided: Option<OperationId>) {
        self.admitted.remove(&id);
        if let Some(voided) = voided {
            self.voided.remove(&(voided, author));
        }
        for ids in self.ends.values_mut() {
            ids.retain(|entry| *entry != (id, None));
            ids.retain(|(other, voider)| Some(*other) != voided || *voider != Some(author));
        }
        self.ends.retain(|_, ids| !ids.is_empty());
    }

    /// Forgets what ended at or before `now`.
    pub fn forget(&mut self, now: Timestamp) {
        let rest = self.ends.split_off(&Timestamp(now.0.saturating_add(1)));
        let ended = std::mem::replace(&mut self.ends, rest);
        for (id, voider) in ended.into_values().flatten() {
            match voider {
                Some(author) => self.voided.remove(&(id, author)),
                None => self.admitted.remove(&id),
            };
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
}
