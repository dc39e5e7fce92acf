//! Leave with one's share: what a person would take along, fund by fund, and why as much.

use axum::extract::{Path, Query};
use axum::response::Response;
use polity_machine::charter_text::explain as rules;
use polity_machine::frame::clock::Clock;
use polity_machine::frame::context::Context;
use polity_machine::frame::state::StateView;
use polity_machine::modules::exit::query::{Ask, Offer, Row, offer};
use polity_machine::modules::exit::{Ends, GivesUp, LEAST_PERCENT, Unpaid, WHOLE, unpaid};
use polity_machine::modules::governance::{self, Stage, Target};
use polity_machine::modules::{charter, exit, membership};
use polity_types::refusal::Explain as _;
use polity_types::{Amount, AssetId, PersonId};
use serde::Deserialize;

use super::address::Address;
use super::here::Here;
use super::telling::{self, Teller};
use super::{Frame, Moment, decisions, deed, explain_in, reading, who};
use crate::answer::{Failure, page};
use crate::api::exit::target;
use crate::words::{filters, refused, say, term};

/// Decisions and acts that are listed. Unit: each.
const LISTED: usize = 64;

#[derive(askama::Template)]
#[template(path = "exit.html")]
struct Page {
    /// All breaches before which they may leave, where there are several that are not all named: `1,2`.
    all: Option<String>,
    at: String,
    /// The assets that are chosen, where not all are: `EUR,USD`.
    chosen: Option<String>,
    frame: Frame,
    id: String,
    is_member: bool,
    /// Until when the claim is kept of who left.
    kept_until: Option<Moment>,
    /// What is signed as the least, in words.
    least: Option<String>,
    /// What is signed as the least for the part that is shown, as JSON.
    least_part: String,
    /// What is signed as the least by leaving.
    least_whole: String,
    /// What ends by leaving with it, in words.
    lost: Vec<String>,
    name: String,
    /// Why nothing is paid, and what to do now.
    none: Option<(String, String)>,
    /// Part of the share, in per cent.
    part: String,
    /// Why it is as much as it is, in words.
    reasons: Vec<String>,
    rows: Vec<Line>,
    /// The charter's rules on leaving, in words.
    rules: Vec<String>,
    /// What is taken along altogether, asset by asset.
    totals: Vec<String>,
    /// What becomes of the claim to what is not paid.
    unpaid: Vec<Without>,
    /// What the person may leave against.
    waiting: Vec<Waiting>,
    /// Breaches before which they may leave.
    windows: Vec<Window>,
}

/// A fund and an asset.
struct Line {
    balance: String,
    /// What the claim was worth before the breach that is named.
    before: Option<String>,
    claim: String,
    decided: Option<String>,
    fund: String,
    most: Option<String>,
    owed: Option<String>,
    pays: String,
    pool: String,
}

/// A breach before which one leaves.
struct Window {
    is_named: bool,
    number: u64,
    until: Moment,
}

/// An asset of which nothing would be paid.
struct Without {
    /// The other assets, if only they can be taken now: `USD`.
    others: Option<String>,
    words: String,
}

/// Something that waits for its effect.
struct Waiting {
    /// `proposal-12` or `act-3`.
    id: String,
    is_named: bool,
    /// Why the person cannot leave against it.
    obstacle: Option<&'static str>,
    title: String,
    until: Moment,
}

/// What is asked beyond the person.
#[derive(Default, Deserialize)]
pub(crate) struct Wanted {
    /// Of which assets: `EUR,USD`; otherwise all.
    #[serde(default)]
    assets: String,
    /// What waits and the person opposes: `proposal-12,act-3`.
    #[serde(default)]
    against: String,
    /// The claims of breaches that were upheld, before which they leave: `1,2`.
    #[serde(default)]
    breach: String,
    /// Per cent of the share.
    part: Option<u8>,
}

/// `GET /s/{society}/people/{person}/leave`.
pub(crate) async fn show(
    Here { served, societies }: Here,
    Path((_, person)): Path<(String, String)>,
    Query(wanted): Query<Wanted>,
    address: Address,
) -> Response {
    let Ok(person) = person.parse::<PersonId>() else {
        return explain_in(&served, &Failure::NotFound("person"));
    };
    let named: Vec<Target> =
        wanted.against.split(',').filter_map(|word| target(word.trim())).take(LISTED).collect();
    let percent = u64::from(wanted.part.unwrap_or(100).clamp(1, 100));
    reading(&served.running, |context, state| {
        if membership::query::member(state, person).is_none() {
            return explain_in(&served, &Failure::NotFound("member"));
        }
        let waiting = waiting(person, &named, context, state);
        let is_open = |target: &&Target| {
            waiting.iter().any(|one| one.id == id_of(**target) && one.obstacle.is_none())
        };
        let against: Vec<Target> = named.iter().filter(is_open).copied().collect();
        let part = WHOLE.saturating_mul(percent).div_euclid(100);
        let breaches: Vec<u64> = wanted
            .breach
            .split(',')
            .filter_map(|word| word.trim().parse().ok())
            .take(LISTED)
            .collect();
        let windows = windows(person, &breaches, state);
        let named = windows.iter().filter(|window| window.is_named);
        let breaches: Vec<u64> = named.map(|window| window.number).collect();
        let chosen = chosen(&wanted.assets, context);
        let assets = chosen.as_deref();
        let ask = Ask { against: &against, assets, breaches: &breaches, part, person };
        let whole = offer(&Ask { part: WHOLE, ..ask }, &context.charter, context.running, state);
        let offer = offer(&ask, &context.charter, context.running, state);
        let least_of = |offer: Option<&Offer>| {
            let least = offer.map(Offer::least).unwrap_or_default();
            serde_json::to_string(&least).unwrap_or_default()
        };
        let (least_part, least_whole) =
            (least_of(offer.as_ref().ok()), least_of(whole.as_ref().ok()));
        let least = offer.as_ref().ok().and_then(|offer| least(offer, state));
        let unpaid = offer
            .as_ref()
            .map_or_else(|_| Vec::new(), |offer| without(offer, person, context, state));
        let none = offer.as_ref().err().map(|error| {
            let refusal = refused(error.refusal());
            (refusal.message.clone(), refusal.next_step.clone())
        });
        let (offered, ends, gives_up) = offer
            .map_or_else(|_| Default::default(), |offer| (offer.rows, offer.ends, offer.gives_up));
        let rows = offered.iter().map(|row| line(row, context, state)).collect();
        let reasons = reasons(&offered, part == WHOLE, state);
        page(&Page {
            at: address.arguments(&societies, context.society),
            chosen: chosen.as_deref().map(codes),
            frame: Frame::of(context, state, "/people"),
            id: person.to_string(),
            is_member: membership::query::is_member(state, person),
            kept_until: exit::query::claim(state, person)
                .and_then(|claim| claim.lapse)
                .map(|place| Moment(Clock::read(state).wall(place.at))),
            name: who::label(state, person),
            none,
            part: percent.to_string(),
            least,
            least_part,
            least_whole,
            unpaid,
            lost: [lost(&offered, &ends, state), given_up(&gives_up, &waiting, state)].concat(),
            reasons,
            rows,
            rules: leaving(context),
            all: all_of(&windows),
            totals: totals(&offered, state),
            waiting,
            windows,
        })
    })
}

/// Returns the assets that are chosen of those that are open, unless all are.
fn chosen(wanted: &str, context: &Context<'_>) -> Option<Vec<AssetId>> {
    let open = &exit::query::granted(&context.charter)?.assets;
    let is_named = |asset: &&AssetId| wanted.split(',').any(|code| code.trim() == asset.as_str());
    let named: Vec<AssetId> = open.iter().filter(is_named).cloned().collect();
    (!named.is_empty() && named.len() < open.len()).then_some(named)
}

fn codes(assets: &[AssetId]) -> String {
    let codes: Vec<String> = assets.iter().map(ToString::to_string).collect();
    codes.join(",")
}

/// Says what is signed as the least.
fn least(offer: &Offer, state: &dyn StateView) -> Option<String> {
    let least = offer.least();
    let sums = least.iter().map(|least| deed::money(least.amount, &least.asset, state));
    let sums: Vec<String> = sums.collect();
    let (sums, percent) = (sums.join(", "), LEAST_PERCENT.to_string());
    let given = [("least", sums.as_str()), ("percent", percent.as_str())];
    (!least.is_empty()).then(|| say("exit-least", &given))
}

/// Says what becomes of the claim to each asset of which nothing would be paid.
fn without(
    offer: &Offer,
    person: PersonId,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Vec<Without> {
    let all = unpaid(offer, person, &context.charter, state);
    let paid: Vec<AssetId> = offer.least().into_iter().map(|least| least.asset).collect();
    let one = |(asset, becomes): (AssetId, Unpaid)| {
        let key = match becomes {
            Unpaid::Away => "exit-unpaid-away",
            // The row says it.
            Unpaid::Empty => return None,
            Unpaid::Kept => "exit-unpaid-kept",
            Unpaid::NoClaim => "exit-unpaid-no-claim",
            Unpaid::Taken => "exit-unpaid-taken",
        };
        let others = (becomes == Unpaid::Away).then(|| codes(&paid));
        Some(Without { others, words: say(key, &[("asset", asset.as_str())]) })
    };
    all.into_iter().filter_map(one).collect()
}

/// Returns the breaches before which a person may leave now.
fn windows(person: PersonId, named: &[u64], state: &dyn StateView) -> Vec<Window> {
    let clock = Clock::read(state);
    let all = exit::query::windows(state, LISTED).into_iter();
    let all = all.filter(|(_, before)| exit::query::is_paid_before(state, before, person));
    let window = |(number, before): (u64, exit::Before)| Window {
        is_named: named.contains(&number),
        number,
        until: Moment(clock.wall(before.until)),
    };
    all.map(window).collect()
}

/// Returns all windows as they are named in an address, if there are several and not all are.
fn all_of(windows: &[Window]) -> Option<String> {
    let numbers: Vec<String> = windows.iter().map(|window| window.number.to_string()).collect();
    let is_news = windows.len() > 1 && windows.iter().any(|window| !window.is_named);
    is_news.then(|| numbers.join(","))
}

/// Returns what the charter says about leaving.
fn leaving(context: &Context<'_>) -> Vec<String> {
    let all = rules(&context.charter).into_iter().flat_map(|section| section.statements);
    let is_of = |rule: &str| rule.starts_with("exit.") || rule.starts_with("breach.");
    all.filter(|said| is_of(&said.rule)).map(|said| said.text).collect()
}

fn line(row: &Row, context: &Context<'_>, state: &dyn StateView) -> Line {
    let money = |amount: Amount| deed::money(amount, &row.asset, state);
    let some = |amount: Amount| amount.is_positive().then(|| money(amount));
    let by_member = exit::query::granted(&context.charter)
        .is_some_and(|exit| exit.share == polity_machine::charter_text::document::ExitShare::Equal);
    let claim = if by_member {
        let of = |amount: Amount| amount.in_units(6);
        term(&format!("{} of {} memberships", of(row.burns), of(row.total)))
    } else {
        format!("{} of {}", row.burns, row.total)
    };
    Line {
        balance: money(row.balance),
        before: row.before.map(money),
        claim,
        decided: some(row.decided),
        fund: deed::capital(&deed::account(&row.fund, "", state)),
        most: (row.pays < row.without_most).then(|| money(row.without_most)),
        owed: some(row.owed),
        pays: money(row.pays),
        pool: money(row.pool),
    }
}

/// Returns what the rows pay altogether, asset by asset.
fn totals(rows: &[Row], state: &dyn StateView) -> Vec<String> {
    let mut sums: Vec<(&AssetId, Amount)> = Vec::new();
    for row in rows {
        match sums.iter_mut().find(|(asset, _)| **asset == row.asset) {
            Some((_, sum)) => *sum = sum.plus(row.pays).unwrap_or(*sum),
            None => sums.push((&row.asset, row.pays)),
        }
    }
    sums.into_iter().map(|(asset, sum)| deed::money(sum, asset, state)).collect()
}

/// Says an amount of an asset with its fund, if it is one.
fn tell(
    key: &str,
    amount: Amount,
    (asset, fund): (&AssetId, &polity_machine::modules::treasury::AccountId),
    state: &dyn StateView,
) -> Option<String> {
    let sum = deed::money(amount, asset, state);
    let fund = telling::plain(&deed::account(fund, "", state));
    let given = [("amount", sum.as_str()), ("fund", fund.as_str())];
    amount.is_positive().then(|| say(key, &given))
}

/// Returns whether a row is the first of its asset: some is told once for each.
fn is_first(place: usize, rows: &[Row]) -> bool {
    let asset = rows.get(place).map(|row| &row.asset);
    rows.iter().take(place).all(|other| Some(&other.asset) != asset)
}

/// Returns what ends by leaving with a share: what repeats, and what was to be paid back.
fn lost(rows: &[Row], ends: &[Ends], state: &dyn StateView) -> Vec<String> {
    let mut lost = Vec::new();
    for (place, row) in rows.iter().enumerate() {
        let of = (&row.asset, &row.fund);
        lost.extend(tell("exit-why-repeats-end", row.repeats, of, state));
        if is_first(place, rows) {
            lost.extend(tell("exit-why-instead", row.instead, of, state));
        }
    }
    for Ends { asset, fund, repeats } in ends {
        lost.extend(tell("exit-why-detour-ends", *repeats, (asset, fund), state));
    }
    lost
}

/// Returns what is given up by what they leave against.
fn given_up(all: &[GivesUp], waiting: &[Waiting], state: &dyn StateView) -> Vec<String> {
    let told = all.iter().filter_map(|GivesUp { amount, asset, target }| {
        let what = waiting.iter().find(|one| one.id == id_of(*target))?;
        let sum = deed::money(*amount, asset, state);
        Some(say("exit-gives-up", &[("amount", &sum), ("what", &what.title)]))
    });
    told.collect()
}

/// Returns why a share is as much as it is where something of it is on its way to somebody: by asset what comes back,
/// by fund what waits, what repeats and what comes by a detour.
fn reasons(rows: &[Row], is_whole: bool, state: &dyn StateView) -> Vec<String> {
    let mut reasons = Vec::new();
    for (place, row) in rows.iter().enumerate() {
        let tell = |key: &str, amount: Amount| tell(key, amount, (&row.asset, &row.fund), state);
        if is_first(place, rows) {
            reasons.extend(tell("exit-why-coming", row.coming));
        }
        reasons.extend(tell("exit-why-decided", row.decided));
        if !is_whole {
            reasons.extend(tell("exit-why-repeats-stay", row.repeats));
        }
        reasons.extend(tell("exit-why-detour", row.detour));
        reasons.extend(tell("exit-why-others", row.others));
    }
    reasons
}

fn id_of(target: Target) -> String {
    match target {
        Target::Act { number } => format!("act-{number}"),
        Target::Proposal { number } => format!("proposal-{number}"),
    }
}

/// Returns the decisions in their grace period and the acts that wait.
fn waiting(
    person: PersonId,
    named: &[Target],
    context: &Context<'_>,
    state: &dyn StateView,
) -> Vec<Waiting> {
    let clock = Clock::read(state);
    let one = |target: Target, title: String, until| {
        let obstacle = if governance::query::supports(state, target, person) {
            Some("they brought it or voted for it")
        } else if governance::query::objects_to(state, target, person).is_err() {
            Some("only members oppose it")
        } else {
            None
        };
        let is_named = named.contains(&target) && obstacle.is_none();
        let until = Moment(clock.wall(until));
        Waiting { id: id_of(target), is_named, obstacle, title, until }
    };
    let proposals = governance::query::proposals(state, None, 1_000).into_iter();
    let graced = proposals.filter(|(_, proposal)| proposal.stage == Stage::Grace).take(LISTED);
    let mut all: Vec<Waiting> = graced
        .map(|(number, proposal)| {
            let text = proposal.text.and_then(|text| deed::read(&text, context));
            let title =
                decisions::title_of(&text.unwrap_or_default(), number, &context.charter, state);
            one(Target::Proposal { number }, title, proposal.place.at)
        })
        .collect();
    let acts = charter::query::acts(state, None, LISTED).into_iter();
    all.extend(acts.map(|(number, act)| {
        let words = telling::plain(&Teller { base: "", context, state }.brief(&act.action));
        let given = [("number", number.to_string()), ("words", words)];
        let given = given.each_ref().map(|(name, value)| (*name, value.as_str()));
        one(Target::Act { number }, say("exit-act", &given), act.place.at)
    }));
    all
}
