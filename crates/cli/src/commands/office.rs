//! `polity office`: who holds them, standing for one, electing, giving one up.

use std::fmt::Write as _;

use clap::Subcommand;
use polity_machine::charter_text::{Charter, document, explain};
use polity_machine::frame::clock::Clock;
use polity_machine::frame::state::StateView;
use polity_machine::modules::offices::{OfficesAction, query};
use polity_types::{PersonId, Timestamp};
use serde::Serialize;

use crate::args::{Signing, Where};
use crate::failure::Failure;
use crate::output::Output;
use crate::session::{self, Session};

/// Offices. Who stands for them, the page `/offices` shows.
#[derive(Debug, Subcommand)]
pub(crate) enum Office {
    /// Lists the offices of the charter, who holds them until when, and which elections are on.
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
    name: String,
    /// The rule, in the charter's plain words.
    rule: String,
}

/// Who has a seat.
#[derive(Debug, Serialize)]
struct Holder {
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
    let rows: Vec<Row> = session.look(&keys, |state| {
        charter.offices.iter().map(|office| row(office, &charter, state)).collect()
    })?;
    output.data(&rows, || {
        let text: String = rows.iter().map(Row::text).collect();
        let text = if rows.is_empty() { "The charter has no offices.".into() } else { text };
        session.named(text.trim_end())
    });
    Ok(())
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
        Some(Holder { person: seat.holder, seat: number, since, until })
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
        name: office.name.clone(),
        rule: rule.unwrap_or_default(),
    }
}

impl Row {
    fn text(&self) -> String {
        let Self { election, free, holders, id, name, rule } = self;
        let mut text = format!("{name} ({id})\n   {rule}\n");
        for Holder { person, since, until, .. } in holders {
            let _ = writeln!(text, "   held by {person}, since {since}, until {until}");
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
