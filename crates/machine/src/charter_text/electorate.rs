//! Who decides: one body of people, several whose votes are weighed, or houses that must each agree.
//! Rules CHA-50 to CHA-52 in `spec/charter.md`.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::diagnostic::{Code, Position};
use super::document::Charter;
use super::explain::capitalized;
use super::method::Method;
use super::parse::Known;
use super::reader::Reader;
use super::words::{Share, Threshold};

/// Most bodies of one electorate. Unit: bodies. Source: CHA-51.
pub const BODIES_MAX: usize = 8;

/// Of how many members one is counted as one, and so is what a quorum of members must keep from being enough: from one in
/// twenty on they are many. Source: CHA-27.
const MANY: u64 = 20;

/// How a text begins that names those who live at a place.
const RESIDENTS_OF: &str = "residents of ";

/// A body with a number of seats.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seated {
    /// Id of the office or the panel.
    pub id: String,
    /// How many seats it has, taken or not.
    pub seats: u64,
}

/// People who vote together.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Body {
    /// All members.
    Members,
    /// Members whose probation is over.
    MembersPastProbation,
    /// Whoever holds an office.
    Office(Seated),
    /// Whoever was drawn for a panel and took the seat.
    Panel(Seated),
    /// Whoever lives at a place, and whose vote counts there (PLA-6).
    Residents(At),
}

/// A place, as an electorate names it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct At {
    /// Its id.
    pub place: String,
}

/// A body and its part of the whole vote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Who.
    pub body: Body,
    /// What its votes weigh together, at most.
    pub share: Share,
}

impl Part {
    /// Returns the most that one person in it adds to those who take part: they may live at a place alone. Unit:
    /// billionths of the whole.
    fn of_one(&self) -> u128 {
        self.share.weight_of_one_in(match &self.body {
            Body::Members | Body::MembersPastProbation => MANY,
            Body::Residents(_) => 1,
            Body::Office(seated) | Body::Panel(seated) => seated.seats,
        })
    }
}

/// A body that must agree by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct House {
    /// Who.
    pub body: Body,
    /// Share of its people who must cast a ballot.
    pub quorum: Share,
    /// Share of yes among its yes and no.
    pub threshold: Threshold,
}

/// Who is eligible to decide.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Electorate {
    /// Several bodies, each of which must agree.
    Houses {
        /// Which, in the order of the text.
        houses: Vec<House>,
    },
    /// Several bodies whose votes are weighed.
    Mix {
        /// Which, in the order of the text.
        parts: Vec<Part>,
    },
    /// One body.
    One {
        /// Which.
        body: Body,
    },
}

impl Body {
    /// Returns whether it is made of members as such, not of people elected or drawn, or of those of one place.
    #[must_use]
    pub fn is_of_members(&self) -> bool {
        matches!(self, Self::Members | Self::MembersPastProbation)
    }

    /// Returns how many seats it has, if it has seats.
    #[must_use]
    pub fn seats(&self) -> Option<u64> {
        match self {
            Self::Members | Self::MembersPastProbation | Self::Residents(_) => None,
            Self::Office(seated) | Self::Panel(seated) => Some(seated.seats),
        }
    }

    /// Returns whether one person in it may be enough: of its seats one makes the quorum, nobody else lives there, or
    /// of its members fewer than make many need to take part.
    fn is_carried_by_one(&self, quorum: Option<Share>) -> bool {
        match self {
            Self::Members | Self::MembersPastProbation => {
                quorum.is_some_and(|quorum| !is_of_many(quorum))
            }
            Self::Residents(_) => true,
            Self::Office(seated) | Self::Panel(seated) => {
                quorum.is_none_or(|quorum| quorum.smallest_of(seated.seats) <= 1)
            }
        }
    }

    /// Returns the body as the charter's text writes it: `office: treasurer`.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Members => "members".into(),
            Self::MembersPastProbation => "members past probation".into(),
            Self::Office(seated) => format!("office: {}", seated.id),
            Self::Panel(seated) => format!("panel: {}", seated.id),
            Self::Residents(At { place }) => format!("residents of {place}"),
        }
    }

    /// Returns what people call the body, within a sentence.
    #[must_use]
    pub fn words(&self, charter: &Charter) -> String {
        match self {
            Self::Office(Seated { id, .. }) => {
                let name = charter.office(id).map_or(id.as_str(), |office| &office.name);
                format!("holders of the office of {name}")
            }
            Self::Panel(Seated { id, .. }) => {
                let name = charter.panel(id).map_or(id.as_str(), |panel| &panel.name);
                format!("people on the panel \"{name}\"")
            }
            Self::Residents(At { place }) => format!("residents of \"{place}\""),
            body => body.text(),
        }
    }
}

/// Returns whether a share of the members is that of many, so that no one of them is enough (CHA-27).
pub(super) fn is_of_many(share: Share) -> bool {
    share.weight_of_one_in(1) >= Share::ALL.weight_of_one_in(MANY)
}

impl Electorate {
    /// All members.
    pub const MEMBERS: Self = Self::One { body: Body::Members };

    /// Returns the bodies, in the order of the text.
    pub fn bodies(&self) -> impl Iterator<Item = &Body> {
        let (one, parts, houses) = match self {
            Self::Houses { houses } => (None, &[][..], houses.as_slice()),
            Self::Mix { parts } => (None, parts.as_slice(), &[][..]),
            Self::One { body } => (Some(body), &[][..], &[][..]),
        };
        let parts = parts.iter().map(|part| &part.body);
        one.into_iter().chain(parts).chain(houses.iter().map(|house| &house.body))
    }

    /// Returns the body, if there is only one.
    #[must_use]
    pub fn one(&self) -> Option<&Body> {
        match self {
            Self::One { body } => Some(body),
            Self::Houses { .. } | Self::Mix { .. } => None,
        }
    }

    /// Returns whether members as such take part.
    #[must_use]
    pub fn has_members(&self) -> bool {
        self.bodies().any(Body::is_of_members)
    }

    /// Returns whether nothing passes against the members as such: they are the body, a house, or more
    /// than half of a mix (CHA-52).
    #[must_use]
    pub fn is_led_by_members(&self) -> bool {
        match self {
            Self::Mix { parts } => {
                let own: Vec<Share> = parts
                    .iter()
                    .filter(|part| part.body.is_of_members())
                    .map(|part| part.share)
                    .collect();
                Share::sum_of(&own).is_some_and(Share::is_more_than_half)
            }
            Self::Houses { .. } | Self::One { .. } => self.has_members(),
        }
    }

    /// Returns whether one person may be enough to carry what it decides: who sits, or lives, in each of its bodies
    /// while nobody else does, or nobody else votes (CHA-27). Of members a quorum makes many.
    #[must_use]
    pub fn may_be_carried_by_one(&self, quorum: Option<Share>) -> bool {
        match self {
            Self::One { body } => body.is_carried_by_one(quorum),
            Self::Houses { houses } => {
                houses.iter().all(|house| house.body.is_carried_by_one(Some(house.quorum)))
            }
            Self::Mix { parts } => {
                let weight: u128 = parts.iter().map(Part::of_one).sum();
                quorum.is_none_or(|quorum| weight >= quorum.weight_of_one_in(1))
            }
        }
    }

    /// Returns whether a member past probation decides it alone as long as nobody else is past probation: nobody else is
    /// in it, or what others weigh is less than half and counts for nobody while their seats are empty.
    #[must_use]
    pub fn is_left_to_one_member(&self) -> bool {
        let is_full = |body: &Body| *body == Body::MembersPastProbation;
        match self {
            // Where members on probation vote, too, nobody is alone among the members.
            Self::Mix { .. } => {
                self.is_led_by_members() && self.bodies().all(|body| *body != Body::Members)
            }
            Self::Houses { .. } | Self::One { .. } => self.bodies().all(is_full),
        }
    }

    /// Returns who decides, within a sentence: `members past probation`.
    #[must_use]
    pub fn words(&self, charter: &Charter) -> String {
        let with_share = |part: &Part| format!("{} ({})", part.body.words(charter), part.share);
        match self {
            Self::Houses { houses } => {
                joined(houses.iter().map(|house| house.body.words(charter)).collect())
            }
            Self::Mix { parts } => joined(parts.iter().map(with_share).collect()),
            Self::One { body } => body.words(charter),
        }
    }

    /// Returns who decides, as the beginning of a sentence in which they may do something.
    #[must_use]
    pub fn subject(&self, charter: &Charter) -> String {
        match self {
            Self::Houses { .. } => {
                let words = capitalized(&self.words(charter));
                format!("{words}, if each house agrees,")
            }
            Self::Mix { .. } => format!("{} together", capitalized(&self.words(charter))),
            Self::One { .. } => format!("The {}", self.words(charter)),
        }
    }

    /// Says how several bodies decide together, in sentences; empty for one.
    #[must_use]
    pub fn together(&self, charter: &Charter) -> String {
        match self {
            Self::Houses { houses } => {
                let said = houses.iter().map(|house| house.sentence(charter)).collect::<String>();
                format!(" Each house votes for itself, and each must agree.{said}")
            }
            Self::Mix { parts } => {
                let seated = parts.iter().any(|part| part.body.seats().is_some());
                let seats = " Where a body has seats, its share is divided among all of them; a seat \
                             that is empty, or whose holder does not vote, weighs nothing for either \
                             side, and nobody else's vote takes its place.";
                let lives = parts.iter().any(|part| matches!(part.body, Body::Residents(_)));
                let residents = " The share of residents is divided among all of them whose votes count, \
                                 whether they vote or not.";
                let members = " Members who vote yes or no divide the whole share of their body.";
                let is_mixed = parts.iter().any(|part| part.body.is_of_members());
                format!(
                    "{}{}{}",
                    if is_mixed { members } else { "" },
                    if seated { seats } else { "" },
                    if lives { residents } else { "" }
                )
            }
            Self::One { .. } => String::new(),
        }
    }
}

impl House {
    fn sentence(&self, charter: &Charter) -> String {
        let (who, part) = (capitalized(&self.body.words(charter)), self.quorum);
        let empty = if self.body.seats().is_some() { ", empty seats counted," } else { "" };
        let threshold = self.threshold;
        format!(
            " {who}: {part} of them{empty} must take part, and of those who say yes or no, \
             {threshold} must say yes."
        )
    }
}

fn joined(mut words: Vec<String>) -> String {
    let Some(last) = words.pop() else { return String::new() };
    if words.is_empty() { last } else { format!("{} and {last}", words.join(", ")) }
}

/// Reads who decides: one body, `mix` or `houses` (CHA-50, CHA-51).
pub(super) fn electorate(method: Method, reader: &mut Reader<'_>, known: &Known<'_>) -> Electorate {
    let given: Vec<&str> =
        ["electorate", "mix", "houses"].into_iter().filter(|key| reader.has(key)).collect();
    if given.is_empty() {
        reader.missing("electorate");
    }
    if given.len() > 1 {
        let message = format!("Who decides is said {} times: {}.", given.len(), given.join(", "));
        reader.flaws.push(Code::ElectorateTwice, reader.at, message);
    }
    let is_several = given.iter().any(|key| *key != "electorate");
    if is_several && method != Method::YesNo {
        let name = method.name();
        let message = format!("Several bodies decide by \"yes-no\", not by {name:?}.");
        reader.flaws.push(Code::ElectorateMethod, reader.at, message);
    }
    let one = body("electorate", reader, known);
    let parts = parts(reader, known);
    let houses = houses(reader, known);
    match (one, parts.is_empty(), houses.is_empty()) {
        (Some((body, _)), ..) => Electorate::One { body },
        (None, false, _) => Electorate::Mix { parts },
        (None, true, false) => Electorate::Houses { houses },
        (None, true, true) => Electorate::MEMBERS,
    }
}

/// Reads a body (CHA-50); an office and a panel are those of this text (CHA-29).
fn body(key: &'static str, reader: &mut Reader<'_>, known: &Known<'_>) -> Option<(Body, Position)> {
    let (text, at) = reader.text(key, 200)?;
    let name = reader.name(key);
    let (code, defined, id) = match (text.as_str(), text.split_once(": ")) {
        ("members", _) => return Some((Body::Members, at)),
        ("members past probation", _) => return Some((Body::MembersPastProbation, at)),
        (_, Some(("office", id))) => (Code::OfficeUnknown, &known.offices, id),
        (_, Some(("panel", id))) => (Code::PanelUnknown, &known.panels, id),
        (text, _) if text.starts_with(RESIDENTS_OF) => {
            let place = text.strip_prefix(RESIDENTS_OF).unwrap_or_default();
            if !known.places.contains(place) {
                let near = super::tables::near(place, &known.places);
                let message = format!("`{name}` names {text:?}; {near}.");
                reader.flaws.push(Code::PlaceUnknown, at, message);
                return None;
            }
            return Some((Body::Residents(At { place: place.to_owned() }), at));
        }
        _ => {
            let message = format!(
                "`{name}` is {text:?}; allowed: \"members\", \"members past probation\", \
                 \"office: ID\", \"panel: ID\", \"residents of PLACE\"."
            );
            reader.flaws.push(Code::Choice, at, message);
            return None;
        }
    };
    let Some(seats) = defined.get(id) else {
        let known: BTreeSet<String> = defined.keys().cloned().collect();
        let near = super::tables::near(id, &known);
        reader.flaws.push(code, at, format!("`{name}` names {text:?}; {near}."));
        return None;
    };
    let seated = Seated { id: id.to_owned(), seats: *seats };
    let is_office = code == Code::OfficeUnknown;
    Some((if is_office { Body::Office(seated) } else { Body::Panel(seated) }, at))
}

fn needed_body(reader: &mut Reader<'_>, known: &Known<'_>) -> Option<(Body, Position)> {
    if !reader.has("of") {
        reader.missing("of");
    }
    body("of", reader, known)
}

/// Notes bodies of which there are too few, or one twice (CHA-51).
fn check_bodies<'a>(
    key: &str,
    bodies: impl Iterator<Item = &'a Body>,
    at: Option<Position>,
    reader: &mut Reader<'_>,
) {
    let Some(at) = at else { return };
    let (mut seen, mut count) = (BTreeSet::new(), 0_usize);
    for body in bodies {
        count = count.saturating_add(1);
        if !seen.insert(body.text()) {
            let message = format!("`{}` names {:?} twice.", reader.name(key), body.text());
            reader.flaws.push(Code::ElectorateTwice, at, message);
        }
    }
    if count < 2 {
        let message = format!("`{}` has {count} bodies; 2 to 8 are allowed.", reader.name(key));
        reader.flaws.push(Code::ElectorateShares, at, message);
    }
}

fn parts(reader: &mut Reader<'_>, known: &Known<'_>) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut first = None;
    for (table, at) in reader.tables("mix", BODIES_MAX) {
        let _ = first.get_or_insert(at);
        let mut part = Reader::new(table, "decision.mix", at, reader.flaws);
        let body = needed_body(&mut part, known);
        if !part.has("share") {
            part.missing("share");
        }
        let share = part.share("share");
        part.finish();
        parts.extend(body.zip(share).map(|((body, _), share)| Part { body, share }));
    }
    check_bodies("mix", parts.iter().map(|part| &part.body), first, reader);
    let shares: Vec<Share> = parts.iter().map(|part| part.share).collect();
    if let Some(at) = first.filter(|_| Share::sum_of(&shares) != Some(Share::ALL)) {
        let given: Vec<String> = shares.iter().map(ToString::to_string).collect();
        let message = format!("The shares of a mix are {}, not together all.", given.join(" and "));
        reader.flaws.push(Code::ElectorateShares, at, message);
    }
    parts
}

fn houses(reader: &mut Reader<'_>, known: &Known<'_>) -> Vec<House> {
    let mut houses = Vec::new();
    let mut first = None;
    for (table, at) in reader.tables("houses", BODIES_MAX) {
        let _ = first.get_or_insert(at);
        let mut house = Reader::new(table, "decision.houses", at, reader.flaws);
        let body = needed_body(&mut house, known);
        if !house.has("quorum") {
            house.missing("quorum");
        }
        let quorum = house.share("quorum").unwrap_or(Share::ALL);
        if !house.has("threshold") {
            house.missing("threshold");
        }
        let threshold = super::tables::read_threshold(&mut house);
        let threshold = threshold.unwrap_or(Threshold::MORE_THAN_HALF);
        house.finish();
        houses.extend(body.map(|(body, _)| House { body, quorum, threshold }));
    }
    check_bodies("houses", houses.iter().map(|house| &house.body), first, reader);
    houses
}
