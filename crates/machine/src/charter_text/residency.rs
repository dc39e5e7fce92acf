//! Reads how somebody comes to live at a place, and says it in words. Rules CHA-78 and CHA-80 in
//! `spec/charter.md`.

use std::collections::BTreeSet;

use polity_types::Seconds;

use super::diagnostic::{Code, Flaws, Position};
use super::document::{Charter, Power, Who};
use super::explain::Statement;
use super::merge::{Entry, Node, Table, Value};
use super::parse::ENTRIES_MAX;
use super::reader::{Reader, is_id};

/// Most residents that must vouch for one who comes. Unit: residents. Source: CHA-78.
const VOUCHES_MAX: u32 = 20;
/// Longest time until the vote of a resident counts. Source: CHA-78.
const PROBATION_MAX: Seconds = Seconds::days(730);
/// Shortest time after which residents say again that they live there. Source: CHA-78.
const RENEWAL_MIN: Seconds = Seconds::days(7);
/// Longest time. Source: CHA-78.
const RENEWAL_MAX: Seconds = Seconds::days(3_650);
/// Shortest time between the act and its effect that ends a residence or closes a place. Source: CHA-80.
const GRACE_MIN: Seconds = Seconds::days(7);
/// What ends where people live.
const ENDING: &[&str] = &["places.close", "places.end_residence"];

/// How somebody comes to live at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Residency {
    /// Ids of the places whose residents decide something, in the order of the text.
    pub places: Vec<String>,
    /// How many residents whose votes count confirm another together; absent: they do not.
    pub vouches: Option<u32>,
    /// How long after it was confirmed the vote of a resident counts.
    pub probation: Seconds,
    /// After what time a residence ends, unless it is renewed; absent: it does not.
    pub renewal: Option<Seconds>,
    /// Where it begins in the text.
    pub at: Position,
}

/// Returns the ids of the places that the text names, before they are read.
pub(super) fn places_of(root: &Table) -> BTreeSet<String> {
    let Some(Entry { node: Node { value: Value::Table(table), .. }, .. }) =
        root.entries.get("residence")
    else {
        return BTreeSet::new();
    };
    let texts = |node: &Node| match &node.value {
        Value::Text(id) => Some(id.clone()),
        _ => None,
    };
    match table.entries.get("places").map(|entry| &entry.node.value) {
        Some(Value::List(items)) => items.iter().filter_map(texts).collect(),
        _ => BTreeSet::new(),
    }
}

/// Reads `residence` (CHA-78).
pub(super) fn residency(root: &mut Reader<'_>, powers: &[Power]) -> Option<Residency> {
    let (table, at) = root.table("residence")?;
    let mut reader = Reader::new(table, "residence", at, root.flaws);
    let mut places = Vec::new();
    for (id, at) in reader.texts("places", ENTRIES_MAX) {
        if !is_id(&id) {
            reader.flaws.push(Code::IdForm, at, format!("`{id}` is not an identifier."));
        }
        if places.contains(&id) {
            let message = format!("`residence.places` names {id:?} twice.");
            reader.flaws.push(Code::IdTwice, at, message);
        }
        places.push(id);
    }
    let vouches = reader.count("vouches", 1, VOUCHES_MAX);
    let probation = reader.duration_needed("probation", Seconds(0), PROBATION_MAX);
    let renewal = reader.duration("renewal", RENEWAL_MIN, RENEWAL_MAX);
    reader.finish();
    for may in ["places.open", "places.confirm"] {
        let is_held = |power: &Power| power.may == may && power.who != Who::NoOne;
        if !powers.iter().any(is_held) {
            let message = format!("People live at places, but no line gives `{may}`.");
            root.flaws.push(Code::ResidenceLines, at, message);
        }
    }
    Some(Residency { places, vouches, probation, renewal, at })
}

/// Checks that whoever lives at a place has time to object before that ends (CHA-80).
pub(super) fn check_grace(power: &Power, grace: Seconds, at: Position, flaws: &mut Flaws) {
    let ends = ENDING.contains(&power.may) && power.who != Who::NoOne;
    if ends && grace < GRACE_MIN {
        let message =
            format!("`{}` takes effect after {grace}; at least {GRACE_MIN} is needed.", power.may);
        flaws.push(Code::ResidenceGrace, at, message);
    }
}

/// Says how somebody comes to live at a place.
pub(super) fn said(charter: &Charter) -> Vec<Statement> {
    let Some(Residency { vouches, probation, renewal, at, .. }) = &charter.residency else {
        return Vec::new();
    };
    let who = match vouches {
        None => "whoever has the power to".to_owned(),
        Some(1) => "whoever has the power to, or one resident whose vote counts,".to_owned(),
        Some(count) => {
            format!("whoever has the power to, or {count} residents whose votes count,")
        }
    };
    let counts = match probation {
        Seconds(0) => "at once".to_owned(),
        length => format!("{length} later"),
    };
    let ends = match renewal {
        None => "It lasts until they go.".to_owned(),
        Some(length) => {
            format!("After {length} it ends, unless they say again that they live there.")
        }
    };
    let text = format!(
        "A member says at which place they live, one at a time and for all to see; {who} confirms it. Of members \
         past probation the vote among its residents counts {counts}. {ends} They may go at any time."
    );
    vec![Statement { rule: "residence".into(), line: at.line, text }]
}
