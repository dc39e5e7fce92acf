//! `polity needs`: what waits for a person, in the order in which it ends.

use polity_machine::frame::clock::Clock;
use polity_machine::modules::breach::query as breach;
use polity_machine::modules::charter;
use polity_machine::modules::dues::query as dues;
use polity_machine::modules::governance::query;
use polity_machine::modules::membership;
use polity_machine::modules::spending::query as spending;
use polity_types::{PersonId, Timestamp};
use serde::Serialize;

use super::spend::decimals;
use crate::args::Where;
use crate::failure::Failure;
use crate::keyfile::{self, KeyFile};
use crate::output::Output;
use crate::session::Session;

/// Most proposals that are looked at, newest first.
const LOOKED_AT: u64 = 200;
/// Most requests, and most bills, that are looked at, newest first.
const LISTED: usize = 50;

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
    needs.extend(money(&session, person)?);
    needs.sort_by_key(|need| need.ends.unwrap_or(Timestamp(u64::MAX)));
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

/// Returns the money that waits for a person: dues that are open, bills that name them, payments that
/// wait for their signature.
fn money(session: &Session, person: PersonId) -> Result<Vec<Need>, Failure> {
    let charter = session.charter_text()?;
    let counts = session.look(&[spending::counts_key().into()], spending::counts)?;
    let newest = |made: u64| (1..=made).rev().take(LISTED);
    let requests = newest(counts.requests).map(spending::request_key);
    let bills = newest(counts.invoices).map(spending::invoice_key);
    let ahead: Vec<String> = requests.chain(bills).collect();
    let (clock, account, bills, to_sign) = session.look(&ahead, |state| {
        let clock = Clock::read(state);
        let bill =
            |number| Some((number, spending::bill_of(state, clock.running(), number, person)?));
        let bills: Vec<_> = newest(counts.invoices).filter_map(bill).collect();
        let sign = |number| Some((number, spending::to_sign(state, &charter, number, person)?));
        let to_sign: Vec<_> = newest(counts.requests).filter_map(sign).collect();
        (clock, dues::account(state, person), bills, to_sign)
    })?;
    let mut needs = Vec::new();
    if let Some(account) = account.filter(|account| !account.open.is_empty()) {
        let owed = super::dues::open_words(session, &account)?.join("; ");
        let level = super::dues::level_words(account.level);
        needs.push(Need {
            command: "polity dues pay ASSET".into(),
            delegate: None,
            ends: account.step.map(|place| clock.wall(place.at)),
            what: format!("Dues are open ({owed}); {level}"),
        });
    }
    for (number, (amount, asset, until)) in bills {
        let amount = amount.in_units(decimals(session, &asset)?);
        needs.push(Need {
            command: format!("polity spend pay-invoice {number}"),
            delegate: None,
            ends: Some(clock.wall(until)),
            what: format!("Pay bill {number}: {amount} {asset}"),
        });
    }
    for (number, request) in to_sign {
        let amount = request.total.in_units(decimals(session, &request.asset)?);
        needs.push(Need {
            command: format!("polity spend sign {number}"),
            delegate: None,
            ends: request.lapse.map(|place| clock.wall(place.at)),
            what: format!("Sign the payment of request {number}: {amount} {}", request.asset),
        });
    }
    Ok(needs)
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
