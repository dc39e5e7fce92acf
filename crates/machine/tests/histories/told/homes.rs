//! Who lives at a place, and whose vote counts there: reckoned from when each residence was confirmed and
//! what the charter said then, not from what the machine says of their votes.

use std::collections::BTreeSet;

use polity_machine::modules::places::{PlacesEvent, Why};
use polity_types::{PersonId, Timestamp};

use super::Told;

/// Where somebody lives, or says that they do.
#[derive(Clone, Debug)]
pub(super) struct Home {
    /// From when on their vote counts there, if they are past probation; nothing while it is their word alone.
    counts: Option<Timestamp>,
    /// Until when, unless they say it again.
    ends: Option<Timestamp>,
    place: String,
    vouched: BTreeSet<PersonId>,
}

impl Told {
    pub(super) fn hear_places(&mut self, event: &PlacesEvent, running: Timestamp) {
        let residency = self.law.written.residency.clone();
        match event {
            PlacesEvent::Arrived { person, place, until } => {
                assert!(self.members.contains(person), "a stranger lives at {place}");
                let lives = self.homes.get(person);
                assert!(lives.is_none(), "{person} lives at two places: {lives:?}");
                let home = Home {
                    counts: None,
                    ends: Some(*until),
                    place: place.clone(),
                    vouched: BTreeSet::new(),
                };
                self.homes.insert(*person, home);
            }
            PlacesEvent::Confirmed { by, counts, person, place, until } => {
                let residency = residency.expect("the charter says how");
                assert_eq!(*counts, running.after(residency.probation));
                assert_eq!(*until, residency.renewal.map(|renewal| running.after(renewal)));
                if by == "rule vouched" {
                    let needed = usize::try_from(residency.vouches.unwrap()).unwrap();
                    let vouched = self.homes[person].vouched.iter();
                    let count = vouched.filter(|one| self.votes_at(one, place, running)).count();
                    assert!(count >= needed, "{person} was confirmed by {count} residents");
                    self.note("vouched in");
                }
                let home = self.homes.get_mut(person).expect("they said so");
                assert!(home.place == *place && home.counts.is_none());
                (home.counts, home.ends) = (Some(*counts), *until);
            }
            PlacesEvent::Vouched { person, place, resident } => {
                assert!(self.votes_at(resident, place, running), "{resident} has no vote there");
                assert!(self.homes.get_mut(person).unwrap().vouched.insert(*resident));
            }
            PlacesEvent::Renewed { person, until, .. } => {
                self.homes.get_mut(person).unwrap().ends = *until;
            }
            PlacesEvent::Departed { person, place, why, .. } => {
                let home = self.homes.remove(person).expect("they lived there");
                assert_eq!(home.place, *place);
                if *why == Why::Lapsed {
                    assert!(home.ends.is_some_and(|ends| ends <= running), "it ended too soon");
                }
                self.note(match why {
                    Why::Departed => "departed",
                    Why::Ended => "struck off",
                    Why::Lapsed => "residence lapsed",
                    Why::Left => "left a place",
                });
            }
            PlacesEvent::Closed { place, residents, .. } => {
                let at = self.homes.values().filter(|home| home.place == *place);
                let confirmed = at.filter(|home| home.counts.is_some()).count();
                assert_eq!(usize::try_from(*residents), Ok(confirmed));
                self.homes.retain(|_, home| home.place != *place);
                self.note("place closed");
            }
            PlacesEvent::Counted { person, place } => {
                assert!(self.votes_at(person, place, running), "{person} has no vote at {place}");
            }
            PlacesEvent::Attested { .. }
            | PlacesEvent::Opened { .. }
            | PlacesEvent::Rested { .. } => {}
        }
    }

    /// Returns whether somebody's vote counts at a place.
    fn votes_at(&self, person: &PersonId, place: &str, running: Timestamp) -> bool {
        let home = self.homes.get(person).filter(|home| home.place == place);
        let is_old = home.and_then(|home| home.counts).is_some_and(|counts| counts <= running);
        is_old && self.full.contains(person)
    }

    /// Returns those whose votes count at a place.
    pub(super) fn residents(&self, place: &str, running: Timestamp) -> BTreeSet<PersonId> {
        let all = self.homes.keys();
        all.filter(|person| self.votes_at(person, place, running)).copied().collect()
    }
}
