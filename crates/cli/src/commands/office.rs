//! `polity office`: who holds them, standing for one, electing, giving one up.

use std::fmt::Write as _;

use clap::Subcommand;
use polity_machine::charter_text::{Charter, document, explain};
use polity_machine::frame::clock::Clock;
use polity_machine::frame::state::StateView;
use polity_machine::modules::offices::{OfficesAction, query};
use polity_types::{PersonId, Timestamp};
use serde::Serialize;
use serde_json::Value;

use crate::args::{Signing, Where};
use crate::failure::Failure;
use crate::output::Output;
use crate::session::{self, Session, from_client};

/// Offices. Who stands for them, the page `/offices` shows.
#[derive(Debug, Subcommand)]
pub(crate) enum Office {
    /// Lists the offices of the charter, who holds them until when, what waits for them now (their load), and
    /// which elections are on.
    List {
        #[command(flatten)]
        at: Where,
    },
    /// Stands for an office: you are in the next election.
    Stand {
        /// Id of the office in the charter.
        office: String,
        #[command(flatten)]
        signing: Signing,
    },
    /// Stands for it no longer.
    StandDown {
        /// Id of the office in the charter.
        office: String,
        #[command(flatten)]
        signing: Signing,
    },
    /// Opens the election: all who stand are on the ballot.
    CallElection {
        /// Id of the office in the charter.
        office: String,
        #[command(flatten)]
        signing: Signing,
    },
    /// Gives up an office that you hold.
    Resign {
        /// Id of the office in the charter.
        office: String,
        #[command(flatten)]
        signing: Signing,
    },
}

/// An office and who holds it.
#[derive(Debug, Serialize)]
struct Row {
    /// The proposal of the election that is on.
    #[serde(skip_serializing_if = "Option::is_none")]
    election: Option<u64>,
    /// Seats that nobody has.
    free: u64,
    holders: Vec<Holder>,
    id: String,
    /// What waits for any of the holders, as the server says it: requests, applications, waivers.
    #[serde(skip_serializing_if = "Option::is_none")]
    load: Option<Value>,
    name: String,
    /// The rule, in the charter's plain words.
    rule: String,
}

/// Who has a seat.
#[derive(Debug, Serialize)]
struct Holder {
    /// What waits for them alone, as the server says it: votes, signatures, acts of theirs.
    #[serde(skip_serializing_if = "Option::is_none")]
    load: Option<Value>,
    person: PersonId,
    seat: u64,
    since: Timestamp,
    until: Timestamp,
}

/// Runs a command on offices.
pub(crate) fn run(command: Office, output: &Output) -> Result<(), Failure> {
    let (action, signing) = match command {
        Office::List { at } => return list(&at, output),
        Office::Stand { office, signing } => (OfficesAction::Stand { office }, signing),
        Office::StandDown { office, signing } => (OfficesAction::StandDown { office }, signing),
        Office::CallElection { office, signing } => {
            (OfficesAction::CallElection { office }, signing)
        }
        Office::Resign { office, signing } => (OfficesAction::Resign { office }, signing),
    };
    let session = Session::open(&signing.at)?;
    session::act(&signing, output, &session, action).map(drop)
}

fn list(at: &Where, output: &Output) -> Result<(), Failure> {
    let session = Session::open(at)?;
    let charter = session.charter_text()?;
    let keys: Vec<String> = charter.offices.iter().flat_map(keys_of).collect();
    let mut rows: Vec<Row> = session.look(&keys, |state| {
        charter.offices.iter().map(|office| row(office, &charter, state)).collect()
    })?;
    let loads = loads(&session)?;
    for row in &mut rows {
        row.take(&loads);
    }
    output.data(&rows, || {
        let text: String = rows.iter().map(Row::text).collect();
        let text = if rows.is_empty() { "The charter has no offices.".into() } else { text };
        session.named(text.trim_end())
    });
    Ok(())
}

/// Returns what waits for the holders of offices: from the folder, or as the server says it, which any of the numbers
/// shows to be so.
fn loads(session: &Session) -> Result<Value, Failure> {
    match session {
        Session::Folder(running) => serde_json::to_value(polity_node::offices_of(running))
            .map_err(|error| Failure::internal(error.to_string())),
        Session::Address(client) => client.read("offices").map_err(from_client),
    }
}

/// Returns some of the fields of an object.
fn some_of(of: &Value, keys: &[&str]) -> Value {
    let field = |key: &&str| Some(((*key).to_owned(), of.get(*key)?.clone()));
    Value::Object(keys.iter().filter_map(field).collect())
}

/// What waits for any holder, and how it is said.
const OF_OFFICE: [(&str, &str); 3] =
    [("requests", "requests"), ("applications", "applications"), ("waivers", "waivers asked for")];
/// What waits for one holder, and how it is said.
const OF_HOLDER: [(&str, &str); 3] =
    [("votes", "votes"), ("signatures", "requests to sign"), ("acts", "announced acts")];

/// Says what waits: how many, and which.
fn waits(load: Option<&Value>, kinds: &[(&str, &str)]) -> String {
    let of = |(key, words): &(&str, &str)| {
        let all = load?.get(*key)?.as_array().filter(|all| !all.is_empty())?;
        let each: Vec<String> = all.iter().map(|one| one.to_string().replace('"', "")).collect();
        Some(format!("{} {words} ({})", all.len(), each.join(", ")))
    };
    let said: Vec<String> = kinds.iter().filter_map(of).collect();
    if said.is_empty() { "nothing".into() } else { crate::reading::shown(&said.join("; ")) }
}

/// Returns the state keys that say who holds an office.
fn keys_of(office: &document::Office) -> Vec<String> {
    let seats = (0..u64::from(office.seats)).map(|seat| query::seat_key(&office.id, seat));
    std::iter::once(query::election_key(&office.id)).chain(seats).collect()
}

fn row(office: &document::Office, charter: &Charter, state: &dyn StateView) -> Row {
    let clock = Clock::read(state);
    let seats = 0..u64::from(office.seats);
    let held = seats.filter_map(|number| {
        let seat = query::seat(state, &office.id, number)?;
        let (since, until) = (clock.wall(seat.since), clock.wall(seat.until));
        Some(Holder { load: None, person: seat.holder, seat: number, since, until })
    });
    let holders: Vec<Holder> = held.collect();
    let taken = u64::try_from(holders.len()).unwrap_or(u64::MAX);
    let key = format!("office.{}", office.id);
    let sections = explain(charter).into_iter().flat_map(|section| section.statements);
    let rule = sections.filter(|said| said.rule == key).map(|said| said.text).next();
    Row {
        election: query::election(state, &office.id).map(|election| election.proposal),
        free: u64::from(office.seats).saturating_sub(taken),
        holders,
        id: office.id.clone(),
        load: None,
        name: office.name.clone(),
        rule: rule.unwrap_or_default(),
    }
}

impl Row {
    /// Takes over what waits for its holders.
    fn take(&mut self, loads: &Value) {
        let mut all = loads.as_array().into_iter().flatten();
        let is_its = |one: &&Value| one.get("id").and_then(Value::as_str) == Some(&self.id);
        let Some(load) = all.find(is_its) else { return };
        self.load = Some(some_of(load, &OF_OFFICE.map(|(key, _)| key)));
        for holder in &mut self.holders {
            let mut own = load.get("holders").and_then(Value::as_array).into_iter().flatten();
            let is_theirs =
                |one: &&Value| one.get("seat").and_then(Value::as_u64) == Some(holder.seat);
            let [votes, signatures, acts] = OF_HOLDER.map(|(key, _)| key);
            let keys = [acts, "announced", signatures, votes];
            holder.load = own.find(is_theirs).map(|own| some_of(own, &keys));
        }
    }

    fn text(&self) -> String {
        let Self { election, free, holders, id, load, name, rule } = self;
        let mut text = format!("{name} ({id})\n   {rule}\n");
        for Holder { load, person, since, until, .. } in holders {
            let _ = writeln!(text, "   held by {person}, since {since}, until {until}");
            let _ = writeln!(text, "      waits for them: {}", waits(load.as_ref(), &OF_HOLDER));
            let announced = load.as_ref().and_then(|load| load.get("announced")?.as_u64());
            if let Some(count) = announced {
                let _ = writeln!(text, "      acts announced in the last 30 days: {count}");
            }
        }
        if !holders.is_empty() {
            let _ =
                writeln!(text, "   waits for any of them: {}", waits(load.as_ref(), &OF_OFFICE));
        }
        if *free > 0 {
            let _ =
                writeln!(text, "   free seats: {free}; stand for one: polity office stand {id}");
        }
        if let Some(number) = election {
            let _ = writeln!(text, "   the election is on: polity proposal show {number}");
        }
        text
    }
}
