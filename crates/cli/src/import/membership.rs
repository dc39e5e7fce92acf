//! Terms of membership: `congress-legislators` JSON, or CSV with `person,group,from,until`.

use polity_machine::modules::import::MembershipRow;
use serde::Deserialize;

use super::Parsed;
use super::names::Names;
use super::text::{label, time};

#[derive(Deserialize)]
struct Legislator {
    id: String,
    terms: Vec<OldTerm>,
}

#[derive(Deserialize)]
struct OldTerm {
    end: Option<String>,
    start: String,
    #[serde(rename = "type")]
    group: String,
}

#[derive(Deserialize)]
struct Line {
    from: String,
    group: String,
    person: String,
    #[serde(default)]
    until: String,
}

/// Reads a file; a row of JSON is a term, counted over the whole file.
pub(crate) fn read(bytes: &[u8], names: &mut Names) -> Result<Parsed<MembershipRow>, String> {
    let is_json = bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'[');
    if is_json {
        let people: Vec<Legislator> =
            serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
        let terms = people.iter().flat_map(|person| {
            person.terms.iter().map(move |term| {
                let until = term.end.as_deref().unwrap_or_default();
                (person.id.as_str(), term.group.as_str(), term.start.as_str(), until)
            })
        });
        return Ok(Parsed::of((1..).zip(terms).map(|(row, term)| (row, make(row, term, names)))));
    }
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(bytes);
    let lines = (1..).zip(reader.deserialize::<Line>());
    Ok(Parsed::of(lines.map(|(row, line)| {
        let made = line.map_err(|error| error.to_string()).and_then(|line| {
            make(row, (&line.person, &line.group, &line.from, &line.until), names)
        });
        (row, made)
    })))
}

fn make(
    row: u64,
    (person, group, from, until): (&str, &str, &str, &str),
    names: &mut Names,
) -> Result<MembershipRow, String> {
    if person.is_empty() {
        return Err("no person is named".to_owned());
    }
    let until = if until.is_empty() { None } else { Some(time(until)?) };
    let (from, group) = (time(from)?, label(group)?);
    if until.is_some_and(|until| until < from) {
        return Err("it ends before it begins".to_owned());
    }
    Ok(MembershipRow { from, group, person: names.commit(person), row, until })
}
