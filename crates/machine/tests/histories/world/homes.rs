//! What people do about places: they open and close them, come to live there, speak for each other, and go.

use polity_machine::Action;
use polity_machine::modules::places::{self, PlaceKind, PlacesAction};
use polity_types::{Hash, PersonId};

use super::{PEOPLE, Step, World};
use crate::charter::PLACES;

impl World {
    /// Has the first keeper open the places, for whose land nothing is shown yet, and three members live there.
    pub(super) fn settle(&mut self) {
        for (place, land) in PLACES.into_iter().zip([100, 250]) {
            assert!(self.act(1, open(place, land, None)), "a keeper opens places");
        }
        for (who, place) in [(1, PLACES[0]), (2, PLACES[0]), (3, PLACES[1])] {
            self.arrive(who, place);
            let person = self.people[who].person;
            assert!(self.act(0, PlacesAction::Confirm { person, place: place.into() }));
        }
    }

    /// Takes a step that has to do with places.
    pub(super) fn take_of_places(&mut self, step: &Step) {
        let (who, keeper) = (step.person(), self.keeper(step));
        let other = self.people[usize::from(step.more) % PEOPLE].person;
        let place = PLACES[usize::from(step.what) % PLACES.len()];
        match step.kind {
            "open" => self.open_place(keeper, place, step.more),
            "attest" => self.attest(keeper, place, step.more),
            "close" => drop(self.act(keeper, PlacesAction::Close { place: place.into() })),
            "arrive" => self.arrive(who, place),
            "welcome" => {
                for who in 0..PEOPLE {
                    let person = self.people[who].person;
                    let Some(place) = self.told.home(&person).map(str::to_owned) else { continue };
                    let by = if step.more.is_multiple_of(3) { 0 } else { keeper };
                    let _ = self.act(by, PlacesAction::Confirm { person, place });
                }
            }
            "vouch" => {
                // Of somebody who lives where they say, if anybody does.
                let place = self.told.home(&other).unwrap_or(place).to_owned();
                for who in 0..PEOPLE {
                    self.vouch(who, other, &place);
                }
            }
            "renew" => {
                let place = self.told.home(&self.people[who].person).unwrap_or(place).to_owned();
                let _ = self.act(who, PlacesAction::Renew { place });
            }
            "move out" => self.depart(who, place),
            "strike off" => {
                let place = self.told.home(&other).unwrap_or(place).to_owned();
                let _ = self.act(keeper, PlacesAction::EndResidence { person: other, place });
            }
            other => unreachable!("no step is called {other}"),
        }
    }

    /// Returns what the members decide about places, and by which decision.
    pub(super) fn of_places(&mut self, step: &Step) -> (&'static str, Action) {
        let person = self.people[usize::from(step.more) % PEOPLE].person;
        let place = self.told.home(&person).unwrap_or(PLACES[0]).to_owned();
        let is_open = PLACES.map(|place| self.told.is_open(place));
        match (is_open, step.who % 3) {
            ([false, _], _) => ("small", open(PLACES[0], 200, self.evidence(2).0).into()),
            ([_, false], _) => ("small", open(PLACES[1], 400, self.evidence(2).0).into()),
            (_, 0) => ("ordinary", PlacesAction::EndResidence { person, place }.into()),
            _ => ("ordinary", PlacesAction::Confirm { person, place }.into()),
        }
    }

    /// Returns what shows the land of a place: at times nothing, at times a record that nobody published.
    fn evidence(&mut self, more: u8) -> (Option<Hash>, bool) {
        match more % 4 {
            0 => (None, true),
            1 => (Some(Hash::of(&[more])), false),
            _ => (Some(self.society.records.insert(b"A deed.".to_vec())), true),
        }
    }

    pub(super) fn open_place(&mut self, who: usize, place: &str, more: u8) {
        let (evidence, is_there) = self.evidence(more);
        let was_open = self.told.is_open(place);
        let action = open(place, u64::from(more) + 1, evidence);
        let is_done = self.act(who, action);
        assert!(is_there || !is_done, "a place shows what is not there");
        assert!(!is_done || !was_open, "{place} was opened twice");
    }

    fn attest(&mut self, who: usize, place: &str, more: u8) {
        let (evidence, is_there) = self.evidence(more);
        let land = u64::from(more) * 2 + 1;
        let attest = PlacesAction::Attest { evidence, land, place: place.into() };
        let is_done = self.act(who, attest);
        assert!(is_there || !is_done, "land is shown by what is not there");
    }

    /// Has somebody say that they live at a place, as every member may who lives nowhere.
    pub(super) fn arrive(&mut self, who: usize, place: &str) {
        let person = self.people[who].person;
        let is_free = self.told.home(&person).is_none() && self.told.is_open(place);
        let may = is_free && self.told.members.contains(&person) && !self.is_silent(who);
        let is_done = self.act(who, PlacesAction::Arrive { place: place.into() });
        assert_eq!(is_done, may, "a member lives where they say, at one place");
    }

    /// Has somebody go from a place, as everybody may who is there.
    pub(super) fn depart(&mut self, who: usize, place: &str) {
        let is_there = self.told.home(&self.people[who].person) == Some(place);
        let may = is_there && !self.is_silent(who);
        let is_done = self.act(who, PlacesAction::Depart { place: place.into() });
        assert_eq!(is_done, may, "who lives at a place goes, and nobody else");
    }

    pub(super) fn vouch(&mut self, who: usize, person: PersonId, place: &str) {
        let may = self.told.may_vouch(&person, place, &self.people[who].person);
        let is_silent = self.is_silent(who);
        let is_done = self.act(who, PlacesAction::Vouch { person, place: place.into() });
        let is_said = may.is_none_or(|may| is_done == (may && !is_silent));
        assert!(is_said, "residents whose votes count vouch, once, for who needs it");
    }

    fn is_silent(&self, who: usize) -> bool {
        who == 0 && self.is_founder_silent
    }

    /// Holds the figures and the rolls of places against what the events tell, and that everybody may come and go.
    pub(super) fn check_places(&mut self) {
        let state = self.society.state.clone();
        let figures = places::query::figures(&state);
        let there = (usize::try_from(figures.places).unwrap(), figures.land);
        assert_eq!(there, self.told.there(), "what stages rest on is what was opened and shown");
        for place in PLACES {
            let known = places::query::place(&state, place);
            assert_eq!(known.is_some(), self.told.is_open(place));
            let counts = known.map_or([0; 2], |known| [known.residents.count, known.voters.count]);
            let told = [self.told.residents_of(place), self.told.voters_of(place)];
            assert_eq!(counts, told.map(|people| u64::try_from(people.len()).unwrap()), "{place}");
        }
        for who in 0..PEOPLE {
            let person = self.people[who].person;
            let place = self.told.home(&person).map(str::to_owned);
            let is_open = |place: &&str| self.told.is_open(place);
            if let Some(place) = place {
                self.may(&state, person, PlacesAction::Depart { place }.into(), "go");
            } else if let Some(place) = PLACES.iter().find(|place| is_open(place))
                && self.told.members.contains(&person)
            {
                let arrive = PlacesAction::Arrive { place: (*place).into() };
                self.may(&state, person, arrive.into(), "live there");
            }
        }
    }
}

pub(super) fn open(place: &str, land: u64, evidence: Option<Hash>) -> PlacesAction {
    PlacesAction::Open {
        country: None,
        evidence,
        kind: PlaceKind::House,
        land,
        place: place.into(),
        title: format!("The {place}"),
    }
}
