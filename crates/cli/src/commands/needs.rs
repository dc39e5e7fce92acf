//! `polity needs`: what waits for a person, in the order in which it ends.

use polity_machine::frame::clock::Clock;
use polity_machine::modules::breach::query as breach;
use polity_machine::modules::charter;
use polity_machine::modules::governance::query;
use polity_machine::modules::membership;
use polity_types::{PersonId, Timestamp};
use serde::Serialize;

use crate::args::Where;
use crate::failure::Failure;
use crate::keyfile::{self, KeyFile};
use crate::output::Output;
use crate::session::Session;

/// Most proposals that are looked at, newest first.
const LOOKED_AT: u64 = 200;

/// Most claims of a breach that are looked at, newest first.
const CLAIMS_LOOKED_AT: u64 = 20;

/// Something that waits for a person.
#[derive(Debug, Serialize)]
struct Need {
    /// What to do.
    command: String,
    /// Who votes for them unless they do.
    #[serde(skip_serializing_if = "Option::is_none")]
    delegate: Option<PersonId>,
    /// Until when, in time of day.
    #[serde(skip_serializing_if = "Option::is_none")]
    ends: Option<Timestamp>,
    what: String,
}

/// Says what waits for a person: votes that they have not cast, claims on which they rule, and a charter that they have not agreed to.
pub(crate) fn run(person: &str, at: &Where, output: &Output) -> Result<(), Failure> {
    let person = match person.parse::<PersonId>() {
        Ok(person) => person,
        Err(_) => KeyFile::read(&keyfile::path_of(person))?.person(),
    };
    let session = Session::open(at)?;
    let made = session.look(&[], |state| query::counts(state).made)?;
    let numbers = made.saturating_sub(LOOKED_AT).saturating_add(1)..=made;
    let ahead: Vec<String> = numbers.clone().map(query::proposal_key).collect();
    let (due, is_asked) = session.look(&ahead, |state| {
        let vote = |number: u64| {
            let ends = query::waits_for(state, number, person)?;
            let text = query::proposal(state, number)?.text;
            Some((number, ends, text, query::delegate_in(state, number, person)))
        };
        let is_member = membership::query::is_member(state, person);
        let is_asked = is_member && charter::query::needs_consent(state, person);
        (numbers.filter_map(vote).collect::<Vec<_>>(), is_asked)
    })?;
    let mut needs = rulings(person, &session)?;
    for (number, ends, text, delegate) in due {
        let title = text.map(|text| session.title(&text)).transpose()?.flatten();
        let title = title.map_or_else(String::new, |title| format!(", “{title}”"));
        needs.push(Need {
            command: format!("polity ballot cast {number} CHOICE"),
            delegate,
            ends: Some(ends),
            what: format!("Vote on proposal {number}{title}"),
        });
    }
    needs.sort_by_key(|need| need.ends);
    if is_asked {
        needs.push(Need {
            command: "polity op example charter.consent".into(),
            delegate: None,
            ends: None,
            what: "Read the charter in force, and agree to it or leave".into(),
        });
    }
    output.data(&needs, || {
        if needs.is_empty() {
            return "Nothing waits for you.".into();
        }
        needs.iter().map(Need::line).collect::<Vec<_>>().join("\n")
    });
    Ok(())
}

/// Returns the claims of a breach for which a person was drawn: the seat to take, or to rule.
fn rulings(person: PersonId, session: &Session) -> Result<Vec<Need>, Failure> {
    let count = session.look(&[breach::count_key().to_owned()], breach::count)?;
    let numbers = count.saturating_sub(CLAIMS_LOOKED_AT).saturating_add(1)..=count;
    let ahead: Vec<String> = numbers.clone().map(breach::claim_key).collect();
    let waiting: Vec<(u64, breach::Wait, Timestamp)> = session.look(&ahead, |state| {
        let clock = Clock::read(state);
        let wait = |number: u64| {
            let wait = breach::waits_for(state, number, person)?;
            Some((number, wait, clock.wall(wait.until)))
        };
        numbers.filter_map(wait).collect()
    })?;
    let need = |(number, wait, ends): (u64, breach::Wait, Timestamp)| {
        let (command, what) = if wait.is_seated {
            let command = format!("polity breach rule {number} uphold|dismiss");
            (command, format!("You were drawn: rule on claim {number} of a breach"))
        } else {
            let command = format!("polity panel accept {}", wait.sitting);
            (
                command,
                format!("You were drawn to rule on claim {number} of a breach: take the seat"),
            )
        };
        Need { command, delegate: None, ends: Some(ends), what }
    };
    Ok(waiting.into_iter().map(need).collect())
}

impl Need {
    fn line(&self) -> String {
        let Self { command, delegate, ends, what } = self;
        let ends = ends.map(|ends| format!(", until {ends}")).unwrap_or_default();
        let delegate = delegate
            .map(|who| format!("\n   {who} votes for you unless you do"))
            .unwrap_or_default();
        format!("{what}{ends}{delegate}\n   {command}")
    }
}
