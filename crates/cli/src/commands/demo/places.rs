//! Where the people of the demonstration are at home, and who lives there.

use polity_machine::Action;
use polity_machine::modules::offices;
use polity_machine::modules::places::{PlaceKind, PlacesAction};

use super::past::Past;
use super::plan::{Task, ago};
use crate::failure::Failure;

/// A place of the plan: id, what it is called, what it is, country, land in square metres, and what shows it, if
/// anything does.
type Planned = (&'static str, &'static str, PlaceKind, &'static str, u64, Option<&'static str>);

/// The places, in the order in which they are opened.
const PLACES: [Planned; 4] = [
    (
        "lisbon",
        "The house in Lisbon",
        PlaceKind::House,
        "PT",
        310,
        Some(
            "The lease runs for ten years. It lies with the notary in the square, under the number 4471; the names \
             of those who own the house are left out here.",
        ),
    ),
    (
        "ghent",
        "The reading rooms in Ghent",
        PlaceKind::Hub,
        "BE",
        145,
        Some("The lease of the two rooms over the bakery, from year to year, without the names."),
    ),
    (
        "orchard",
        "The orchard",
        PlaceKind::Land,
        "FR",
        8_400,
        Some(
            "The entry in the land register of the commune, section C, plot 118, without the names.",
        ),
    ),
    ("barge", "The book barge", PlaceKind::Vessel, "NL", 60, None),
];

/// Who lives where, by number.
const HOMES: [(&str, &[usize]); 3] = [
    ("lisbon", &[2, 4, 5, 7, 8, 12, 13, 15, 16]),
    ("ghent", &[17, 18, 20, 21, 22]),
    ("barge", &[9, 11]),
];
/// Who says so, and is not confirmed yet.
const CLAIMS: [(usize, &str); 3] = [(31, "lisbon"), (34, "lisbon"), (37, "ghent")];

impl Past {
    /// Writes down who comes to live where.
    pub(super) fn people_move_in(&mut self) {
        for (place, members) in HOMES {
            for (later, member) in (0_u64..).zip(members) {
                let hour = ago(228, 0).saturating_add(later * 19);
                self.at(hour, Task::Arrive { member: *member, place });
                self.at(hour.saturating_add(50), Task::Confirm { member: *member, place });
            }
        }
        for (member, place) in CLAIMS {
            self.at(
                ago(4, u64::try_from(member % 12).unwrap_or_default()),
                Task::Arrive { member, place },
            );
        }
    }

    /// Returns what opens the places, for a proposal.
    pub(super) fn openings(&self) -> Result<Vec<Action>, Failure> {
        let open = |(place, title, kind, country, land, shown): &Planned| {
            let evidence = shown.map(|text| self.put(text)).transpose()?;
            Ok(PlacesAction::Open {
                country: Some((*country).into()),
                evidence,
                kind: *kind,
                land: *land,
                place: (*place).into(),
                title: (*title).into(),
            }
            .into())
        };
        PLACES.iter().map(open).collect()
    }

    pub(super) fn arrive(&mut self, member: usize, place: &str) -> Result<(), Failure> {
        let actor = self.who(member);
        self.act(&actor, PlacesAction::Arrive { place: place.into() })
    }

    /// Has a keeper confirm that somebody lives where they say.
    pub(super) fn confirm(&mut self, member: usize, place: &str) -> Result<(), Failure> {
        let seats = offices::query::seats(&self.running.state(), "keeper");
        let Some(holder) = seats.first().map(|(_, seat)| seat.holder) else { return Ok(()) };
        let (Some(keeper), person) = (self.known(holder), self.who(member).person) else {
            return Ok(());
        };
        self.act(&keeper, PlacesAction::Confirm { person, place: place.into() })
    }
}
