//! Remembered operations: none is admitted twice, and what its author voided is not admitted at all
//! (OPE-6). Rebuilt from the last day of the log; part of every snapshot.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use polity_types::{OperationId, PersonId, Timestamp};

/// Most ends of validity that are forgotten at once, so that a batch after a silence takes no longer than
/// others: twice what a batch admits. What ended is refused for that, whether it is remembered or not.
/// Unit: ends.
const FORGOTTEN_MAX: usize = 2 * super::batch::OPERATIONS_MAX;
/// Ends in a piece that a copy of all shares until it changes. Unit: ends.
const PIECE: usize = 1_024;

/// An operation, and who voided it, if it is that which is remembered.
type End = (OperationId, Option<PersonId>);

/// When the validity of what is remembered ends. Copying it is cheap, however much that is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ends(BTreeMap<Timestamp, Vec<Arc<Vec<End>>>>);

/// Identifiers, in as many small sets as make looking one up cheap: they are hashes, so that the first bits
/// say in which.
#[derive(Clone, Debug, Default)]
struct Ids {
    count: usize,
    /// By the first byte of an identifier, then by the second; a row is made when something comes into it.
    rows: Vec<Vec<BTreeSet<OperationId>>>,
}

/// Values of a byte.
const BYTES: usize = 1 << u8::BITS;

impl Ids {
    /// Returns the places of an identifier's row and of its set in it.
    fn places(id: OperationId) -> (usize, usize) {
        let [first, second, ..] = id.0.0;
        (first.into(), second.into())
    }

    fn contains(&self, id: OperationId) -> bool {
        let (row, set) = Self::places(id);
        self.rows.get(row).and_then(|row| row.get(set)).is_some_and(|set| set.contains(&id))
    }

    fn set_mut(&mut self, id: OperationId) -> Option<&mut BTreeSet<OperationId>> {
        let (row, set) = Self::places(id);
        self.rows.get_mut(row)?.get_mut(set)
    }

    fn insert(&mut self, id: OperationId) {
        if self.rows.is_empty() {
            self.rows.resize_with(BYTES, Vec::new);
        }
        if let Some(row) = self.rows.get_mut(Self::places(id).0).filter(|row| row.is_empty()) {
            row.resize_with(BYTES, BTreeSet::new);
        }
        if self.set_mut(id).is_some_and(|set| set.insert(id)) {
            self.count = self.count.saturating_add(1);
        }
    }

    fn remove(&mut self, id: OperationId) {
        if self.set_mut(id).is_some_and(|set| set.remove(&id)) {
            self.count = self.count.saturating_sub(1);
        }
    }

    fn iter(&self) -> impl Iterator<Item = &OperationId> {
        self.rows.iter().flatten().flatten()
    }
}

impl PartialEq for Ids {
    fn eq(&self, other: &Self) -> bool {
        self.count == other.count && self.iter().eq(other.iter())
    }
}

impl Eq for Ids {}

/// The operations whose validity is not over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Remembered {
    admitted: Ids,
    /// How many voids of the operation by its author are remembered.
    voided: BTreeMap<(OperationId, PersonId), u64>,
    ends: Ends,
}

impl Ends {
    fn push(&mut self, end: End, until: Timestamp) {
        let pieces = self.0.entry(until).or_default();
        match pieces.last_mut() {
            Some(piece) if piece.len() < PIECE => Arc::make_mut(piece).push(end),
            _ => pieces.push(Arc::new(vec![end])),
        }
    }

    /// Removes the last that is equal.
    fn strike(&mut self, end: End, until: Timestamp) {
        let Some(pieces) = self.0.get_mut(&until) else { return };
        for place in (0..pieces.len()).rev() {
            let Some(piece) = pieces.get_mut(place) else { return };
            let Some(at) = piece.iter().rposition(|other| *other == end) else { continue };
            Arc::make_mut(piece).remove(at);
            if piece.is_empty() {
                pieces.remove(place);
            }
            break;
        }
        if pieces.is_empty() {
            self.0.remove(&until);
        }
    }

    /// Takes out a piece of what ended at or before `now`, the oldest first.
    fn pop(&mut self, now: Timestamp) -> Option<Arc<Vec<End>>> {
        let mut oldest = self.0.first_entry().filter(|entry| *entry.key() <= now)?;
        let piece = oldest.get_mut().pop();
        if oldest.get().is_empty() {
            oldest.remove();
        }
        piece
    }

    /// Writes what is remembered, for a snapshot: lines `until id [author]`.
    #[must_use]
    pub fn to_text(&self) -> String {
        use std::fmt::Write as _;
        let mut text = String::new();
        for (until, pieces) in &self.0 {
            for (id, author) in pieces.iter().flat_map(|piece| piece.iter()) {
                match author {
                    Some(author) => writeln!(text, "{} {id} {author}", until.0),
                    None => writeln!(text, "{} {id}", until.0),
                }
                .expect("writing to a string never fails");
            }
        }
        text
    }
}

impl Remembered {
    /// Returns whether the operation was admitted.
    #[must_use]
    pub fn is_admitted(&self, id: OperationId) -> bool {
        self.admitted.contains(id)
    }

    /// Returns whether `author` voided the operation.
    #[must_use]
    pub fn is_voided(&self, id: OperationId, author: PersonId) -> bool {
        self.voided.contains_key(&(id, author))
    }

    /// Remembers an admitted operation until it could not be admitted again.
    pub fn admit(&mut self, id: OperationId, until: Timestamp) {
        self.admitted.insert(id);
        self.ends.push((id, None), until);
    }

    /// Remembers that `author` voided an operation.
    pub fn void(&mut self, id: OperationId, author: PersonId, until: Timestamp) {
        let count = self.voided.entry((id, author)).or_default();
        *count = count.saturating_add(1);
        self.ends.push((id, Some(author)), until);
    }

    /// Takes back an [`Self::admit`] of a batch that could not be stored.
    pub fn retract_admit(&mut self, id: OperationId, until: Timestamp) {
        self.admitted.remove(id);
        self.ends.strike((id, None), until);
    }

    /// Takes back a [`Self::void`] of a batch that could not be stored; what was voided before stays
    /// so.
    pub fn retract_void(&mut self, id: OperationId, author: PersonId, until: Timestamp) {
        self.lift(id, author);
        self.ends.strike((id, Some(author)), until);
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

    /// Forgets what ended at or before `now`, up to some thousands of them; the next batch forgets more.
    pub fn forget(&mut self, now: Timestamp) {
        let mut count = 0_usize;
        while count < FORGOTTEN_MAX {
            let Some(piece) = self.ends.pop(now) else { return };
            count = count.saturating_add(piece.len());
            for &(id, voider) in piece.iter() {
                match voider {
                    Some(author) => self.lift(id, author),
                    None => {
                        self.admitted.remove(id);
                    }
                }
            }
        }
    }

    /// Returns how many operations are remembered.
    #[must_use]
    pub fn len(&self) -> usize {
        self.admitted.count.saturating_add(self.voided.len())
    }

    /// Returns whether none is remembered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns a copy of what a snapshot needs, to be written on another thread.
    #[must_use]
    pub fn ends(&self) -> Ends {
        self.ends.clone()
    }

    /// Reads what [`Ends::to_text`] wrote.
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
        assert_eq!(Remembered::from_text(&remembered.ends().to_text()).as_ref(), Some(&remembered));
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

    /// ORD-12: however much ended during a silence, a batch forgets some of it, and none is admitted twice
    /// meanwhile; copies stay as they were.
    #[test]
    fn ord_12_what_ended_is_forgotten_in_slices() {
        let id = |n: usize| OperationId(Hash::of(&n.to_be_bytes()));
        let mut remembered = Remembered::default();
        let count = 3 * FORGOTTEN_MAX;
        for n in 0..count {
            remembered.admit(id(n), Timestamp(10));
        }
        let copy = remembered.ends();
        let mut batches = 0;
        while !remembered.is_empty() {
            let before = remembered.len();
            remembered.forget(Timestamp(10));
            assert!(before - remembered.len() <= FORGOTTEN_MAX + PIECE);
            batches += 1;
        }
        assert_eq!(batches, 3);
        assert_eq!(remembered, Remembered::default());
        let text = copy.to_text();
        assert_eq!(text.lines().count(), count);
        assert_eq!(Remembered::from_text(&text).map(|read| read.len()), Some(count));
    }
}
