//! What is told of spending: requests and invoices, listed and one by one.

use std::fmt::Write as _;

use polity_machine::Action;
use polity_machine::frame::state::StateView;
use polity_machine::modules::breach;
use polity_machine::modules::spending::{
    Counts, Line, Request, Share, SpendingAction, Standing, Stream, query, words,
};
use polity_node::{after_ended, left_out, went_back, why_ended};
use polity_types::{Amount, PersonId, Timestamp};
use polity_views::{ENDED_FOR, EndedRow};
use serde::{Deserialize, Serialize};

use super::{decimals, read_request};
use crate::commands::treasury::views_of;
use crate::failure::Failure;
use crate::output::Output;
use crate::session::{Session, from_client};

/// Requests and invoices listed at most. Unit: records.
const LISTED: u64 = 50;

/// A request, as it is listed.
#[derive(Serialize)]
struct Told {
    number: u64,
    standing: &'static str,
    amount: String,
    asset: String,
    fund: String,
    by: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    category: Option<String>,
    time: u64,
}

fn told(session: &Session, number: u64, request: &Request) -> Result<Told, Failure> {
    Ok(Told {
        number,
        standing: words(request.standing),
        amount: request.total.in_units(decimals(session, &request.asset)?),
        asset: request.asset.to_string(),
        fund: request.fund.to_string(),
        by: request.by.to_string(),
        category: request.category.as_ref().map(ToString::to_string),
        time: request.time.0,
    })
}

/// Returns how many requests and invoices were made.
pub(super) fn counted(session: &Session) -> Result<Counts, Failure> {
    session.look(&[query::counts_key().into()], query::counts)
}

/// Says which number somebody's request or invoice got that was not there before, and what comes next.
pub(super) fn made(
    session: &Session,
    action: &Action,
    person: PersonId,
    before: Counts,
    output: &Output,
) -> Result<(), Failure> {
    let now = counted(session)?;
    let (numbers, key, by): (_, fn(u64) -> String, Author) = match action {
        Action::Spending(SpendingAction::Request { .. }) => {
            let by: Author = |state, number| query::request(state, number).map(|one| one.by);
            (before.requests.saturating_add(1)..=now.requests, query::request_key, by)
        }
        Action::Spending(SpendingAction::Invoice { .. }) => {
            let by: Author = |state, number| query::invoice(state, number).map(|one| one.by);
            (before.invoices.saturating_add(1)..=now.invoices, query::invoice_key, by)
        }
        _ => return Ok(()),
    };
    let is_request = matches!(action, Action::Spending(SpendingAction::Request { .. }));
    let keys: Vec<String> = numbers.clone().map(key).collect();
    let is_own = |state: &dyn StateView, number: u64| by(state, number) == Some(person);
    let found = session.look(&keys, |state| numbers.rev().find(|one| is_own(state, *one)))?;
    if let Some(number) = found {
        output.talk(if is_request {
            format!(
                "It is request {number}. Whoever the charter lets: polity spend approve {number}"
            )
        } else {
            format!(
                "It is invoice {number}: polity spend pay-invoice {number}\nIts page, \
                 /invoices/{number}, has a code to scan."
            )
        });
    }
    Ok(())
}

/// Reads who made what has a number.
type Author = fn(&dyn StateView, u64) -> Option<PersonId>;

/// Returns the numbers of the newest of so many records.
fn newest(made: u64) -> Vec<u64> {
    (1..=made).rev().take(usize::try_from(LISTED).unwrap_or(usize::MAX)).collect()
}

pub(super) fn requests(session: &Session, output: &Output) -> Result<(), Failure> {
    let counts = session.look(&[query::counts_key().into()], query::counts)?;
    let numbers = newest(counts.requests);
    let keys: Vec<String> = numbers.iter().map(|number| query::request_key(*number)).collect();
    let found: Vec<(u64, Request)> = session.look(&keys, |state| {
        let read = |number: &u64| Some((*number, query::request(state, *number)?));
        numbers.iter().filter_map(read).collect()
    })?;
    let rows: Result<Vec<Told>, Failure> =
        found.iter().map(|(number, request)| told(session, *number, request)).collect();
    let rows = rows?;
    output.data(&rows, || {
        let line = |row: &Told| {
            format!(
                "{}  {}  {} {}  from {}",
                row.number, row.standing, row.amount, row.asset, row.fund
            )
        };
        let lines: Vec<String> = rows.iter().map(line).collect();
        if lines.is_empty() { "Nobody asked to be paid yet.".into() } else { lines.join("\n") }
    });
    Ok(())
}

/// A request with all that it says.
#[derive(Serialize)]
struct Whole {
    #[serde(flatten)]
    told: Told,
    lines: Vec<String>,
    receipts: Vec<String>,
    signatures: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    decided_by: Option<String>,
    /// The claim of a breach by which its payment waits.
    #[serde(skip_serializing_if = "Option::is_none")]
    stopped_by: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
}

/// Returns the claim of a breach that stops whoever approved a request.
fn stopped(session: &Session, request: &Request) -> Result<Option<u64>, Failure> {
    let spender = request.spender.as_ref().filter(|_| request.standing == Standing::Approved);
    let Some(spender) = spender else { return Ok(None) };
    let keys = breach::query::spender_keys(spender);
    let frozen = session.look(&keys, |state| breach::query::stopped_person(state, spender))?;
    Ok(frozen.map(|frozen| frozen.claim))
}

pub(super) fn show(session: &Session, number: u64, output: &Output) -> Result<(), Failure> {
    let request = read_request(session, number)?;
    let places = decimals(session, &request.asset)?;
    let line =
        |line: &Line| format!("{} {} to {}", line.amount.in_units(places), request.asset, line.to);
    let title = request.text.map(|text| session.title(&text)).transpose()?.flatten();
    let whole = Whole {
        told: told(session, number, &request)?,
        lines: request.lines.iter().map(line).collect(),
        receipts: request.receipts.iter().map(ToString::to_string).collect(),
        signatures: request.signatures.iter().map(ToString::to_string).collect(),
        decided_by: request.decided_by.clone(),
        stopped_by: stopped(session, &request)?,
        text: title,
    };
    output.data(&whole, || {
        let Told { standing, fund, by, .. } = &whole.told;
        let mut text = format!("Request {number} is {standing}. {by} asks {fund}, on ");
        text.push_str(&Timestamp(whole.told.time).to_string());
        for line in &whole.lines {
            let _ = write!(text, "\n  {line}");
        }
        text.extend(whole.text.iter().map(|title| format!("\nFor: {title}")));
        text.extend(whole.decided_by.iter().map(|by| format!("\nDecided by {by}")));
        text.extend(whole.stopped_by.map(|claim| {
            format!("\nIts payment waits: whoever approved it is stopped by claim {claim}; it goes back to its fund")
        }));
        text.extend(whole.receipts.iter().map(|hash| format!("\nReceipt {hash}")));
        text.extend(whole.signatures.iter().map(|person| format!("\nSigned by {person}")));
        text
    });
    Ok(())
}

/// A payment that repeats, as it is listed.
#[derive(Serialize)]
struct Repeats {
    number: u64,
    accrued: String,
    amount: String,
    asset: String,
    /// That it ended before its time, and runs no more.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended: Option<Ended>,
    every: u64,
    fund: String,
    left: u32,
    /// The claim of a breach by which it stands still.
    #[serde(skip_serializing_if = "Option::is_none")]
    stopped_by: Option<u64>,
    to: String,
}

/// That a payment ended before its time.
#[derive(Serialize)]
struct Ended {
    /// The command that begins the rest of it again.
    again: String,
    /// What went back of the period in which it ended, and how that is paid, in words.
    #[serde(skip)]
    back: Vec<String>,
    time: Timestamp,
    unpaid: String,
    /// `budget`, `fund_empty`, `payee_gone`, `share_taken` or `stopped`.
    why: String,
}

/// Returns what repeated and ended before its time of late; at an address it is what the server says.
fn ended(session: &Session) -> Result<Vec<Repeats>, Failure> {
    #[derive(Deserialize)]
    struct Plans {
        ended: Vec<EndedRow>,
    }
    let rows = match session {
        Session::Address(client) => client.read::<Plans>("budgets").map_err(from_client)?.ended,
        Session::Folder(running) => {
            let since = session.now().0.saturating_sub(ENDED_FOR);
            let listed = usize::try_from(LISTED).unwrap_or(usize::MAX);
            views_of(running)?.ended_streams(since, listed).map_err(Failure::internal)?
        }
    };
    let told = |row: EndedRow| {
        let asset = row.asset.parse().map_err(|_| Failure::internal("An asset is unknown."))?;
        let places = decimals(session, &asset)?;
        let (again, unpaid) = (row.again(places), row.unpaid.in_units(places));
        let money = |amount: Amount| format!("{} {asset}", amount.in_units(places));
        let back = Some(row.back()).filter(|back| back.is_positive());
        let back = back.map(|back| went_back(&money(back)));
        let left_out = row.left_out().map(|some| left_out(&money(some)));
        let back = back.into_iter().chain(left_out).collect();
        Ok(Repeats {
            number: row.number,
            accrued: Amount::ZERO.in_units(places),
            amount: row.amount.in_units(places),
            asset: row.asset,
            ended: Some(Ended { again, back, time: Timestamp(row.ended), unpaid, why: row.why }),
            every: row.every.0,
            fund: row.fund,
            left: row.never,
            stopped_by: None,
            to: row.payee,
        })
    };
    rows.into_iter().map(told).collect()
}

/// Tells a payment, without the command that begins it again.
fn line(row: &Repeats) -> String {
    let Repeats { number, accrued, amount, asset, every, fund, left, to, .. } = row;
    let every = polity_types::Seconds(*every);
    let what = format!("{number}  {amount} {asset} every {every} from {fund} to {to}, ");
    if let Some(Ended { back, time, unpaid, why, .. }) = &row.ended {
        let (next, why) = (after_ended(why), why_ended(why));
        let back = back.iter().fold(String::new(), |all, back| all + "\n   " + back);
        return format!(
            "{what}ended before its time on {time}: {why}; {left} periods never began, {unpaid} {asset} \
             not paid{back}\n   {next}"
        );
    }
    let still = row.stopped_by.map(|claim| format!(", stands still by claim {claim}"));
    format!("{what}{left} more, {accrued} earned{}", still.unwrap_or_default())
}

pub(super) fn streams(session: &Session, output: &Output) -> Result<(), Failure> {
    let counts = session.look(&[query::counts_key().into()], query::counts)?;
    let numbers = newest(counts.streams);
    let keys: Vec<String> = numbers.iter().map(|number| query::stream_key(*number)).collect();
    let found: Vec<(u64, Stream)> = session.look(&keys, |state| {
        let read = |number: &u64| Some((*number, query::stream(state, *number)?));
        numbers.iter().filter_map(read).collect()
    })?;
    let running = session.running_time()?;
    let told = |(number, stream): &(u64, Stream)| {
        let places = decimals(session, &stream.asset)?;
        Ok(Repeats {
            number: *number,
            accrued: query::accrued(stream, running).in_units(places),
            amount: stream.amount.in_units(places),
            asset: stream.asset.to_string(),
            ended: None,
            every: stream.every.0,
            fund: stream.fund.to_string(),
            left: stream.left,
            stopped_by: stream.halted.map(|halted| halted.claim),
            to: stream.to.to_string(),
        })
    };
    let rows: Result<Vec<Repeats>, Failure> = found.iter().map(told).collect();
    let mut rows = rows?;
    rows.extend(ended(session)?);
    output.data(&rows, || {
        let lines: Vec<String> = rows.iter().map(line).collect();
        if lines.is_empty() {
            return "No payment repeats.".into();
        }
        // A command takes nobody's name beside their identifier.
        let named = session.named(&lines.join("\0"));
        let with_command = |(line, row): (&str, &Repeats)| match &row.ended {
            Some(ended) => format!("{line}\n   {}", ended.again),
            None => line.to_owned(),
        };
        let lines: Vec<String> = named.split('\0').zip(&rows).map(with_command).collect();
        lines.join("\n")
    });
    Ok(())
}

/// An invoice, as it is listed.
#[derive(Serialize)]
struct Asked {
    number: u64,
    is_open: bool,
    to: String,
    shares: Vec<String>,
}

pub(super) fn invoices(session: &Session, output: &Output) -> Result<(), Failure> {
    let counts = session.look(&[query::counts_key().into()], query::counts)?;
    let numbers = newest(counts.invoices);
    let keys: Vec<String> = numbers.iter().map(|number| query::invoice_key(*number)).collect();
    let found: Vec<_> = session.look(&keys, |state| {
        let read = |number: &u64| Some((*number, query::invoice(state, *number)?));
        numbers.iter().filter_map(read).collect()
    })?;
    let mut rows = Vec::new();
    for (number, invoice) in found {
        let places = decimals(session, &invoice.asset)?;
        let share = |share: &Share| {
            let payer =
                share.payer.map_or_else(|| "whoever pays".to_owned(), |who| who.to_string());
            let paid = if share.paid_by.is_some() { ", paid" } else { "" };
            format!("{} {} by {payer}{paid}", share.amount.in_units(places), invoice.asset)
        };
        rows.push(Asked {
            number,
            is_open: !invoice.is_closed,
            to: invoice.to.to_string(),
            shares: invoice.shares.iter().map(share).collect(),
        });
    }
    output.data(&rows, || {
        let line = |row: &Asked| {
            let open = if row.is_open { "open" } else { "closed" };
            format!("{}  {open}  to {}\n  {}", row.number, row.to, row.shares.join("\n  "))
        };
        let lines: Vec<String> = rows.iter().map(line).collect();
        if lines.is_empty() { "Nobody asked others to pay yet.".into() } else { lines.join("\n") }
    });
    Ok(())
}
