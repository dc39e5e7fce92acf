//! The treasury: assets, funds, and what they hold.

use std::fmt::Write as _;

use axum::extract::Query;
use axum::response::Response;
use polity_machine::charter_text::{AssetKind, document};
use polity_machine::frame::context::Context;
use polity_machine::frame::state::StateView;
use polity_machine::modules::treasury::{self, AccountId, query};
use polity_types::{Amount, AssetId, Timestamp};
use polity_views::{ENDED_FOR, PostingRow};
use serde::Deserialize;

use super::address::Address;
use super::choices::Choices;
use super::course::{self, Money};
use super::ended::Ended;
use super::here::Here;
use super::{Frame, Moment, deed, explain, reading, who};
use crate::answer::{Failure, page};
use crate::words::{filters, term};

/// Assets and funds on the page. Unit: records of each.
const PAGE: usize = 100;
/// Funds on the page; further ones are behind a link. Unit: funds.
const FUNDS: usize = 20;
/// The newest postings, below all that the treasury tells; older ones are behind a link. Unit: records.
const NEWEST: usize = 3;
/// Payments that ended before their time; the page of spending has the others. Unit: payments.
const ENDED: usize = 3;
/// Postings on a page of older ones. Unit: records.
const POSTINGS: usize = 40;

#[derive(askama::Template)]
#[template(path = "treasury.html")]
struct Page {
    assets: Vec<Asset>,
    at: String,
    /// Under what money moved of late.
    categories: Vec<String>,
    /// How the money of each asset went.
    courses: Vec<Money>,
    choices: Choices,
    /// Payments that repeat and ended before their time, the newest.
    ended: Vec<Ended>,
    frame: Frame,
    funds: Vec<Fund>,
    /// Whether whoever reads on in the list of postings has seen the rest.
    is_further: bool,
    /// The fund after which the list goes on.
    more_funds: Option<String>,
    older: Option<u64>,
    outside: Vec<Outside>,
    postings: Vec<Posting>,
}

/// What is held at a place outside, and what was said of it.
struct Outside {
    account: String,
    asset: String,
    expected: String,
    /// Who says what, when; nothing if nobody said anything.
    said: Option<Said>,
    terms: String,
}

struct Said {
    by: String,
    /// What the books held when it was said, and by how much it differs from that, if it does.
    difference: Option<(String, String)>,
    held: String,
    /// What the books say came since, less what went, if that is anything.
    moved: Option<String>,
    proof: String,
    time: Moment,
}

struct Posting {
    /// What allowed it, as markup.
    allowed: String,
    amount: String,
    /// Whence, as markup.
    from: String,
    /// For what it is.
    purpose: String,
    time: Moment,
    /// Whither, as markup.
    to: String,
}

/// Where the list of postings begins.
#[derive(Deserialize)]
pub(crate) struct From {
    before: Option<u64>,
    /// The fund after which the funds begin.
    funds: Option<String>,
}

/// Longest purpose in a list. Unit: characters.
const PURPOSE_MAX: usize = 160;

fn posting(row: &PostingRow, base: &str, context: &Context<'_>, state: &dyn StateView) -> Posting {
    let account = |text: &str| match text.parse::<AccountId>() {
        Ok(account) => deed::account(&account, base, state),
        Err(_) => "unknown".to_owned(),
    };
    let amount = row.amount.parse::<Amount>().unwrap_or_default().in_units(row.decimals);
    let memo = row.memo.as_deref().and_then(|memo| memo.parse().ok());
    let purpose = memo.and_then(|memo| deed::read(&memo, context));
    let kind = || row.category.as_deref().map(course::category_words).unwrap_or_default();
    let purpose = purpose.unwrap_or_else(kind);
    Posting {
        allowed: allowed(row, base),
        amount: format!("{amount} {}", row.asset),
        from: account(&row.credit),
        purpose: purpose.chars().take(PURPOSE_MAX).collect(),
        time: Moment(Timestamp(row.time)),
        to: account(&row.debit),
    }
}

/// Says what allowed a posting, as markup: a decision, an announced act, or whoever signed for it.
fn allowed(row: &PostingRow, base: &str) -> String {
    match (row.decision, row.act, row.entry) {
        (Some(decision), ..) => {
            let words = term(&format!("Decision {decision}"));
            format!("<a href=\"{base}/decisions/{decision}\">{words}</a>")
        }
        (_, Some(act), _) => {
            let words = term(&format!("Announced act {act}"));
            format!("<a href=\"{base}/acts/{act}\">{words}</a>")
        }
        (_, _, Some(entry)) => {
            let words = term(&format!("entry {entry}"));
            term(&format!("Its signer, in <a href=\"{base}/log/{entry}\">{words}</a>"))
        }
        _ => term("The founding"),
    }
}

struct Asset {
    circulating: String,
    code: String,
    issued: String,
    key: String,
    kind: String,
    postings: u64,
}

struct Fund {
    account: String,
    amount: String,
    asset: String,
    key: String,
    name: String,
    /// What it is called within a sentence.
    short: String,
}

/// Returns what a fund holds, asset by asset; of a fund that holds nothing, that it holds nothing of the first.
fn holdings(
    fund: &AccountId,
    assets: &[(AssetId, treasury::Asset)],
    base: &str,
    state: &dyn StateView,
) -> Vec<Fund> {
    let held =
        |(code, _): &&(AssetId, treasury::Asset)| query::balance(state, fund, code) != Amount::ZERO;
    let mut shown: Vec<&AssetId> = assets.iter().filter(held).map(|(code, _)| code).collect();
    if shown.is_empty() {
        shown.extend(assets.first().map(|(code, _)| code));
    }
    let short = deed::account(fund, base, state);
    let row = |code: &AssetId| Fund {
        account: fund.to_string(),
        asset: code.to_string(),
        amount: deed::money(query::balance(state, fund, code), code, state),
        // With the asset's record, whose decimals say what the amount means.
        key: format!("{},{}", query::balance_key(fund, code), query::asset_key(code)),
        name: deed::capital(&short),
        short: short.clone(),
    };
    shown.into_iter().map(row).collect()
}

/// Returns what an asset is, in words.
fn kind(
    asset: &treasury::Asset,
    declared: Option<&document::Asset>,
    code: &AssetId,
    state: &dyn StateView,
) -> String {
    let mut text = match asset.kind {
        AssetKind::Claim => {
            let by = declared.and_then(|declared| declared.held_by.clone());
            format!("a claim on what is held outside by {}", by.as_deref().unwrap_or("others"))
        }
        AssetKind::Credit => "the society's own credit".to_owned(),
        AssetKind::Mutual => {
            let limit = declared.and_then(|declared| declared.credit_limit).unwrap_or_default();
            let limit = deed::money(limit, code, state);
            format!("credit that members give each other, each down to {limit} below nothing")
        }
    };
    if let Some(law) = declared.and_then(|declared| declared.demurrage.as_ref()) {
        let _ = write!(text, "; what lies still loses {} every {}", law.share, law.every);
    }
    text
}

/// Returns what all accounts within hold together: what was issued, or what should be outside.
fn circulating(code: &AssetId, kind: AssetKind, state: &dyn StateView) -> Amount {
    match kind {
        AssetKind::Claim => query::outsides(state, PAGE)
            .iter()
            .map(|(account, _)| query::balance(state, account, code).negated())
            .fold(Amount::ZERO, |sum, held| sum.plus(held).unwrap_or(sum)),
        AssetKind::Credit | AssetKind::Mutual => {
            query::balance(state, &AccountId::Issue(code.clone()), code).negated()
        }
    }
}

/// Returns what should be at each place outside, beside what was last said to be there.
fn outside(assets: &[(AssetId, treasury::Asset)], state: &dyn StateView) -> Vec<Outside> {
    let mut all = Vec::new();
    for (account, place) in query::outsides(state, PAGE) {
        for (code, _) in assets.iter().filter(|(_, asset)| asset.kind == AssetKind::Claim) {
            let expected = query::balance(state, &account, code).negated();
            let said = query::attested(state, &account, code).map(|said| {
                let difference = said.held.minus(said.expected).unwrap_or_default();
                let moved = expected.minus(said.expected).unwrap_or_default();
                let has_moved = moved != Amount::ZERO;
                let differs = difference != Amount::ZERO;
                Said {
                    by: who::authority(state, &said.by),
                    difference: differs.then(|| {
                        let then = deed::money(said.expected, code, state);
                        (then, deed::money(difference, code, state))
                    }),
                    held: deed::money(said.held, code, state),
                    moved: has_moved.then(|| deed::money(moved, code, state)),
                    proof: said.proof.to_string(),
                    time: Moment(said.at),
                }
            });
            if said.is_some() || expected != Amount::ZERO {
                all.push(Outside {
                    account: account.to_string(),
                    asset: code.to_string(),
                    expected: deed::money(expected, code, state),
                    said,
                    terms: place.terms.to_string(),
                });
            }
        }
    }
    all
}

/// `GET /s/{society}/treasury`.
pub(crate) async fn show(
    Here { served, societies }: Here,
    Query(from): Query<From>,
    address: Address,
) -> Response {
    let shown = if from.before.is_some() { POSTINGS } else { NEWEST };
    let postings = match served.views.postings(None, from.before, shown) {
        Ok(postings) => postings,
        Err(error) => return explain(&Failure::internal(error)),
    };
    let (known, now) = reading(&served.running, |context, state| {
        let codes = query::assets(state, PAGE).into_iter().map(|(code, _)| code);
        (codes.collect::<Vec<_>>(), context.now)
    });
    // Whoever reads on in the list has seen how it went.
    let courses = if from.before.is_some() { Vec::new() } else { known };
    let courses = match course::read(&served.views, &courses, now) {
        Ok(courses) => courses,
        Err(error) => return explain(&Failure::internal(error)),
    };
    let since = now.0.saturating_sub(ENDED_FOR);
    let ended = match served.views.ended_streams(since, ENDED) {
        Ok(ended) => ended,
        Err(error) => return explain(&Failure::internal(error)),
    };
    let older = postings.rows.last().map(|row| row.number).filter(|_| postings.is_more);
    reading(&served.running, |context, state| {
        let assets = query::assets(state, PAGE);
        let after = from.funds.as_deref().and_then(|fund| fund.parse().ok());
        let mut funds = query::funds_after(state, after.as_ref(), FUNDS.saturating_add(1));
        let is_more = funds.len() > FUNDS;
        funds.truncate(FUNDS);
        let frame = Frame::of(context, state, "/treasury").following(&served);
        let holdings =
            funds.iter().flat_map(|fund| holdings(fund, &assets, &frame.base, state)).collect();
        let moved = postings.rows.iter().map(|row| posting(row, &frame.base, context, state));
        let moved = moved.collect();
        let rows = assets.iter().map(|(code, asset)| {
            let declared = context.charter.asset(code);
            Asset {
                kind: kind(asset, declared, code, state),
                circulating: circulating(code, asset.kind, state).in_units(asset.decimals),
                code: code.to_string(),
                issued: asset.issued.in_units(asset.decimals),
                key: query::asset_key(code),
                postings: asset.postings.count,
            }
        });
        page(&Page {
            assets: rows.collect(),
            at: address.arguments(&societies, context.society),
            categories: course::categories(&courses),
            courses: courses.iter().map(|read| Money::of(read, now, state)).collect(),
            choices: Choices::of(state),
            ended: ended.iter().map(|row| Ended::of(row, &frame.base, state)).collect(),
            frame,
            funds: holdings,
            is_further: from.before.is_some(),
            more_funds: funds.last().filter(|_| is_more).map(ToString::to_string),
            older,
            outside: outside(&assets, state),
            postings: moved,
        })
    })
}
