//! Forks: leaving together to found a society of one's own; and from where this one descends.

use axum::extract::Path;
use axum::response::Response;
use polity_machine::charter_text::{diff, explain as rules};
use polity_machine::frame::clock::Clock;
use polity_machine::frame::context::Context;
use polity_machine::frame::state::StateView;
use polity_machine::modules::fork::{
    Carried, Descent, FORKS_OPEN_MAX, ForkRecord, Standing, Sum, query,
};
use polity_machine::modules::treasury;
use polity_machine::registry;
use polity_types::{Amount, AssetId, Hash};

use super::address::Address;
use super::deed::{change_in_words, changed_lines};
use super::here::Here;
use super::{Frame, Moment, deed, explain_in, link_to, reading};
use crate::answer::{Failure, page};
use crate::api::forks::LISTED_MAX;
use crate::words::{filters, t};

/// Places outside that may be chosen as a pool. Unit: places.
const OUTSIDES_MAX: usize = 100;

#[derive(askama::Template)]
#[template(path = "forks.html")]
struct List {
    at: String,
    /// From where this society descends.
    descent: Option<From>,
    forks: Vec<Row>,
    frame: Frame,
    is_full: bool,
    /// Places outside: account and name.
    pools: Vec<String>,
    /// What the charter says, in words; empty: nothing.
    rules: Vec<String>,
    /// The charter in force, to begin another with.
    text: String,
}

struct Row {
    left: u64,
    number: u64,
    signed: u64,
    standing: String,
    title: String,
    until: Option<Moment>,
}

/// From where a society descends.
struct From {
    arrived: u64,
    carried: String,
    fork: u64,
    is_as_read: Option<bool>,
    key: String,
    listed: u64,
    parent: String,
    proof: String,
    size: u64,
    waiting: String,
}

#[derive(askama::Template)]
#[template(path = "fork.html")]
struct Page {
    at: String,
    /// Who announced it, as markup.
    by: String,
    /// What the new charter says otherwise, rule by rule.
    changes: Vec<String>,
    /// How many must sign up.
    least: String,
    left: Vec<Line>,
    frame: Frame,
    is_done: bool,
    is_open: bool,
    key: String,
    lines: Vec<(char, String)>,
    number: u64,
    paid: String,
    pool: Option<String>,
    pooled: String,
    /// The charter that the new society is to have.
    proposed: Option<String>,
    signed: Vec<(String, bool)>,
    signed_count: u64,
    left_count: u64,
    standing: String,
    text: String,
    title: String,
    until: Option<Moment>,
}

/// Somebody who left.
struct Line {
    paid: String,
    place: u64,
    pooled: String,
    /// As markup.
    who: String,
}

fn standing(fork: &ForkRecord) -> String {
    t(match fork.standing {
        Standing::Open => "forks-open",
        Standing::Leaving => "forks-leaving",
        Standing::Done => "forks-done",
        Standing::TooFew => "forks-too-few",
    })
}

fn title_of(text: &str, number: u64) -> String {
    let mut lines = text.lines().map(|line| line.trim_start_matches('#').trim());
    let first = lines.find(|line| !line.is_empty());
    first.map_or_else(|| format!("{number}"), |line| line.chars().take(120).collect())
}

fn text_of(hash: Hash, context: &Context<'_>) -> String {
    deed::read(&hash, context).unwrap_or_default()
}

fn money<'a>(sums: impl Iterator<Item = (Amount, &'a AssetId)>, state: &dyn StateView) -> String {
    let sums: Vec<String> = sums.map(|(amount, asset)| deed::money(amount, asset, state)).collect();
    if sums.is_empty() { t("forks-nothing") } else { sums.join(", ") }
}

fn of_sums(sums: &[Sum], state: &dyn StateView) -> String {
    money(sums.iter().map(|sum| (sum.amount, &sum.asset)), state)
}

fn of_carried(sums: &[Carried], state: &dyn StateView) -> String {
    money(sums.iter().map(|sum| (sum.amount, &sum.asset)), state)
}

fn until(fork: &ForkRecord, clock: Clock) -> Option<Moment> {
    let open = fork.until.filter(|_| fork.standing == Standing::Open);
    open.map(|place| Moment(clock.wall(place.at)))
}

fn from(descent: &Descent, context: &Context<'_>, state: &dyn StateView) -> From {
    let waiting = descent
        .carried
        .iter()
        .map(|sum| (treasury::query::balance(state, &query::waiting(), &sum.asset), &sum.asset));
    From {
        arrived: descent.arrived,
        carried: of_carried(&descent.carried, state),
        fork: descent.fork,
        is_as_read: descent.charter.map(|charter| charter == context.charter.hash),
        key: query::descent_key().to_owned(),
        listed: descent.list.count,
        parent: descent.parent.to_string(),
        proof: descent.proof.to_string(),
        size: descent.history.size,
        waiting: money(waiting.filter(|(amount, _)| amount.is_positive()), state),
    }
}

/// `GET /s/{society}/forks`.
pub(crate) async fn list(Here { served, societies }: Here, address: Address) -> Response {
    reading(&served.running, |context, state| {
        let clock = Clock::read(state);
        let numbers = (1..=query::count(state)).rev().take(LISTED_MAX);
        let row = |number| {
            let fork = query::fork(state, number)?;
            Some(Row {
                left: fork.left.count,
                number,
                signed: fork.joined,
                standing: standing(&fork),
                title: title_of(&text_of(fork.text, context), number),
                until: until(&fork, clock),
            })
        };
        let said = rules(&context.charter).into_iter().flat_map(|section| section.statements);
        let rules = said.filter(|said| said.rule.starts_with("fork.")).map(|said| said.text);
        let outsides = treasury::query::outsides(state, OUTSIDES_MAX).into_iter();
        page(&List {
            at: address.arguments(&societies, context.society),
            descent: query::descent(state).map(|descent| from(&descent, context, state)),
            forks: numbers.filter_map(row).collect(),
            is_full: query::running(state).len() >= FORKS_OPEN_MAX,
            pools: outsides.map(|(account, _)| account.to_string()).collect(),
            rules: rules.collect(),
            text: text_of(context.charter.hash, context),
            frame: Frame::of(context, state, "/forks"),
        })
    })
}

/// `GET /s/{society}/forks/{number}`.
pub(crate) async fn show(
    Here { served, societies }: Here,
    Path((_, number)): Path<(String, String)>,
    address: Address,
) -> Response {
    reading(&served.running, |context, state| {
        let found =
            number.parse().ok().and_then(|number| Some((number, query::fork(state, number)?)));
        let Some((number, fork)) = found else {
            return explain_in(&served, &Failure::NotFound("fork"));
        };
        let frame = Frame::of(context, state, "/forks");
        let text = text_of(fork.text, context);
        let lines = query::listed(state, number, 0, LISTED_MAX).into_iter().zip(0_u64..);
        let line = |(line, place): (polity_machine::modules::fork::Left, u64)| Line {
            paid: of_sums(&line.paid, state),
            place,
            pooled: of_sums(&line.pooled, state),
            who: link_to(&frame.base, state, line.person),
        };
        let signed = query::joined(state, number, None, LISTED_MAX).into_iter();
        let signed = signed.map(|(person, pooled)| (link_to(&frame.base, state, person), pooled));
        let (changes, compared) = compared(&fork, context);
        page(&Page {
            at: address.arguments(&societies, context.society),
            by: link_to(&frame.base, state, fork.by),
            changes,
            is_done: fork.standing == Standing::Done,
            is_open: fork.standing == Standing::Open,
            key: query::fork_key(number),
            least: context.charter.fork.map_or_else(String::new, |fork| fork.least.to_string()),
            left: lines.map(line).collect(),
            left_count: fork.left.count,
            lines: compared,
            number,
            paid: of_sums(&fork.paid, state),
            pool: fork.pool.as_ref().map(|pool| deed::account(pool, &frame.base, state)),
            pooled: of_carried(&fork.pooled, state),
            proposed: fork.proposed.map(|proposed| proposed.to_string()),
            signed: signed.collect(),
            signed_count: fork.joined,
            standing: standing(&fork),
            title: title_of(&text, number),
            text,
            until: until(&fork, Clock::read(state)),
            frame,
        })
    })
}

/// Returns what the charter that the new society is to have says otherwise than the one in force when the
/// fork was announced: rule by rule, and line by line.
fn compared(fork: &ForkRecord, context: &Context<'_>) -> (Vec<String>, Vec<(char, String)>) {
    let old = deed::read(&fork.charter, context);
    let new = fork.proposed.and_then(|proposed| deed::read(&proposed, context));
    let (Some(old), Some(new)) = (old, new) else { return (Vec::new(), Vec::new()) };
    let Ok(diff) = diff(&old, &new, &registry::action_names()) else {
        return (Vec::new(), Vec::new());
    };
    let changes = diff.rules.into_iter().map(change_in_words).collect();
    (changes, changed_lines(diff.lines).collect())
}
