//! Places, who lives there, and whose vote counts there: reckoned from when each residence was confirmed and
//! what the charter said then, not from what the machine says of their votes.

use std::collections::{BTreeMap, BTreeSet};

use polity_machine::Action;
use polity_machine::charter_text::Residency;
use polity_machine::modules::places::{PlacesAction, PlacesEvent, Why};
use polity_types::{PersonId, Seconds, Timestamp};

use super::Told;

/// How long somebody's word waits to be confirmed, as the rule has it.
const WORD_LAPSES: Seconds = Seconds::days(30);

/// Where somebody lives, or says that they do.
#[derive(Clone, Debug)]
struct Home {
    /// From when on their vote counts there, if they are past probation; nothing while it is their word alone.
    counts: Option<Timestamp>,
    /// Until when, unless they say it again.
    ends: Option<Timestamp>,
    /// Whether their vote was heard to count.
    is_counted: bool,
    place: String,
    vouched: BTreeSet<PersonId>,
}

/// A place that is open.
#[derive(Clone, Copy, Debug)]
struct Site {
    is_shown: bool,
    land: u64,
}

/// What a reader knows of places and of who lives there.
#[derive(Default)]
pub(super) struct Homes {
    /// Whose neighbours have said enough, and who is to be confirmed by that at once.
    awaited: Option<PersonId>,
    lived: BTreeMap<PersonId, Home>,
    /// How many places were ever opened.
    opened: u64,
    open: BTreeMap<String, Site>,
}

impl Homes {
    fn at<'a>(&'a self, place: &'a str) -> impl Iterator<Item = (&'a PersonId, &'a Home)> {
        self.lived.iter().filter(move |(_, home)| home.place == place)
    }
}

impl Told {
    pub(super) fn hear_places(&mut self, event: &PlacesEvent, running: Timestamp) {
        match event {
            PlacesEvent::Opened { evidence, land, number, place, .. } => {
                self.homes.opened += 1;
                assert_eq!(*number, self.homes.opened, "places are numbered as they are opened");
                let site = Site { is_shown: evidence.is_some(), land: *land };
                let before = self.homes.open.insert(place.clone(), site);
                assert!(before.is_none(), "{place} was open");
                self.note("place opened");
            }
            PlacesEvent::Attested { evidence, land, place, .. } => {
                let site = self.homes.open.get_mut(place).expect("the place is open");
                *site = Site { is_shown: evidence.is_some(), land: *land };
                self.note("place attested");
            }
            PlacesEvent::Closed { place, residents, .. } => {
                let confirmed = self.residents_of(place).len();
                assert_eq!(usize::try_from(*residents), Ok(confirmed));
                assert!(self.homes.open.remove(place).is_some(), "{place} was not open");
                self.homes.lived.retain(|_, home| home.place != *place);
                self.note("place closed");
            }
            _ => self.hear_resident(event, running),
        }
    }

    fn hear_resident(&mut self, event: &PlacesEvent, running: Timestamp) {
        match event {
            PlacesEvent::Arrived { person, place, until } => {
                assert!(self.members.contains(person), "a stranger lives at {place}");
                assert!(self.homes.open.contains_key(place), "{place} is not open");
                assert_eq!(*until, running.after(WORD_LAPSES));
                let home = Home {
                    counts: None,
                    ends: Some(*until),
                    is_counted: false,
                    place: place.clone(),
                    vouched: BTreeSet::new(),
                };
                let before = self.homes.lived.insert(*person, home);
                assert!(before.is_none(), "{person} lives at two places: {before:?}");
            }
            PlacesEvent::Vouched { person, place, resident } => {
                self.hear_vouch((*person, place), *resident, running);
            }
            PlacesEvent::Confirmed { by, counts, person, place, until } => {
                let rule = self.residency();
                assert_eq!(*counts, running.after(rule.probation));
                assert_eq!(*until, rule.renewal.map(|renewal| running.after(renewal)));
                if by == "rule vouched" {
                    assert_eq!(self.homes.awaited.take(), Some(*person), "too few vouch");
                    self.note("vouched in");
                }
                let home = self.homes.lived.get_mut(person).expect("they said so");
                assert!(home.place == *place && home.counts.is_none());
                (home.counts, home.ends) = (Some(*counts), *until);
            }
            PlacesEvent::Counted { person, place } => {
                assert!(self.votes_at(person, place, running), "{person} has no vote at {place}");
                let home = self.homes.lived.get_mut(person).unwrap();
                assert!(!home.is_counted, "{person} counts twice");
                home.is_counted = true;
                self.note("resident counted");
            }
            PlacesEvent::Rested { person, .. } => {
                assert!(!self.full.contains(person), "the vote of {person} rests without a reason");
                self.homes.lived.get_mut(person).unwrap().is_counted = false;
            }
            PlacesEvent::Renewed { person, until, .. } => {
                let renewal = self.residency().renewal;
                assert_eq!(*until, renewal.map(|renewal| running.after(renewal)));
                let home = self.homes.lived.get_mut(person).unwrap();
                assert!(home.counts.is_some(), "{person} renews what nobody confirmed");
                home.ends = *until;
                self.note("residence renewed");
            }
            PlacesEvent::Departed { person, place, why, .. } => {
                let home = self.homes.lived.remove(person).expect("they lived there");
                assert_eq!(home.place, *place);
                if *why == Why::Lapsed {
                    assert!(home.ends.is_some_and(|ends| ends <= running), "it ended too soon");
                }
                if *why != Why::Ended {
                    self.left_votes(*person, Some(place));
                }
                self.note(match why {
                    Why::Departed => "departed",
                    Why::Ended => "struck off",
                    Why::Lapsed => "residence lapsed",
                    Why::Left => "left a place",
                });
            }
            PlacesEvent::Attested { .. }
            | PlacesEvent::Closed { .. }
            | PlacesEvent::Opened { .. } => unreachable!("heard before"),
        }
    }

    /// Hears that a resident vouches for somebody; enough confirm at once, unless that is paused or members vote on
    /// it.
    fn hear_vouch(&mut self, to: (PersonId, &str), resident: PersonId, running: Timestamp) {
        let (person, place) = to;
        assert!(self.votes_at(&resident, place, running), "{resident} has no vote at {place}");
        let home = &self.homes.lived[&person];
        assert!(home.counts.is_none() && home.place == place, "{person} needs nobody's word");
        // What others said who have no vote there now counts for nothing.
        let still = home.vouched.iter().filter(|one| self.votes_at(one, place, running));
        let mut vouched: BTreeSet<PersonId> = still.copied().collect();
        assert!(vouched.insert(resident), "{resident} vouches twice");
        let needed = self.residency().vouches.expect("residents confirm");
        let is_enough = vouched.len() >= usize::try_from(needed).unwrap();
        self.homes.lived.get_mut(&person).unwrap().vouched = vouched;
        let is_paused = self.law.paused.get("places.confirm").is_some_and(|until| *until > running);
        let confirm = Action::from(PlacesAction::Confirm { person, place: place.to_owned() });
        let is_open = |(number, stopped): &(u64, Action)| {
            *stopped == confirm && self.proposals.contains_key(number)
        };
        let is_at_vote = self.at_vote.iter().any(is_open);
        if is_enough && !is_paused && !is_at_vote {
            self.homes.awaited = Some(person);
        } else if is_enough {
            self.note("vouches kept");
        }
    }

    /// Holds what must be true of residents when a batch is over: who was vouched for is confirmed, whose time came
    /// counts, and who said nothing in time lives there no longer.
    pub(crate) fn check_homes(&self, running: Timestamp) {
        assert_eq!(self.homes.awaited, None, "enough vouch, and nothing comes of it");
        for (person, home) in &self.homes.lived {
            let votes = self.votes_at(person, &home.place, running);
            assert_eq!(home.is_counted, votes, "{person} at {home:?}, {running}");
            assert!(home.ends.is_none_or(|ends| ends > running), "{person} is still at {home:?}");
            assert!(self.members.contains(person), "{person} left, and lives at {home:?}");
        }
    }

    fn residency(&self) -> Residency {
        self.law.written.residency.clone().expect("the charter says how one comes to live there")
    }

    /// Returns whether somebody's vote counts at a place.
    fn votes_at(&self, person: &PersonId, place: &str, running: Timestamp) -> bool {
        let home = self.homes.lived.get(person).filter(|home| home.place == place);
        let is_old = home.and_then(|home| home.counts).is_some_and(|counts| counts <= running);
        is_old && self.full.contains(person)
    }

    /// Returns those whose votes count at a place.
    pub(crate) fn voters_of(&self, place: &str) -> BTreeSet<PersonId> {
        let all = self.homes.at(place).filter(|(_, home)| home.is_counted);
        all.map(|(person, _)| *person).collect()
    }

    /// Returns those of whom it is confirmed that they live at a place.
    pub(crate) fn residents_of(&self, place: &str) -> BTreeSet<PersonId> {
        let all = self.homes.at(place).filter(|(_, home)| home.counts.is_some());
        all.map(|(person, _)| *person).collect()
    }

    /// Returns where somebody lives, or says that they do.
    pub(crate) fn home(&self, person: &PersonId) -> Option<&str> {
        self.homes.lived.get(person).map(|home| home.place.as_str())
    }

    /// Returns whether a resident may vouch for somebody; nothing if it is not for this reader to say.
    pub(crate) fn may_vouch(&self, person: &PersonId, place: &str, by: &PersonId) -> Option<bool> {
        let home = self.homes.lived.get(person).filter(|home| home.place == place);
        let Some(home) = home.filter(|home| home.counts.is_none()) else { return Some(false) };
        // Who vouched, and had no vote there in between, may have to say it again.
        let is_voter = self.voters_of(place).contains(by);
        if is_voter && home.vouched.contains(by) { None } else { Some(is_voter) }
    }

    pub(crate) fn is_open(&self, place: &str) -> bool {
        self.homes.open.contains_key(place)
    }

    /// Returns how many places are open, and the land of those for which something was shown.
    pub(crate) fn there(&self) -> (usize, u64) {
        let shown = self.homes.open.values().filter(|site| site.is_shown);
        (self.homes.open.len(), shown.map(|site| site.land).sum())
    }
}
