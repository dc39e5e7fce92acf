//! The treasury: assets, funds, and what they hold.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::Response;
use polity_machine::frame::context::Context;
use polity_machine::frame::state::StateView;
use polity_machine::modules::treasury::{AccountId, query};
use polity_types::{Amount, Timestamp};
use polity_views::PostingRow;
use serde::Deserialize;

use super::address::Address;
use super::{Frame, Moment, deed, explain, reading};
use crate::answer::{Failure, page};
use crate::api::find;
use crate::societies::Societies;

/// Assets, funds and postings on the page. Unit: records of each.
const PAGE: usize = 100;

#[derive(askama::Template)]
#[template(path = "treasury.html")]
struct Page {
    assets: Vec<Asset>,
    at: String,
    frame: Frame,
    funds: Vec<Fund>,
    older: Option<u64>,
    postings: Vec<Posting>,
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
    let purpose = memo.and_then(|memo| deed::read(&memo, context)).unwrap_or_default();
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
            format!("<a href=\"{base}/decisions/{decision}\">Decision {decision}</a>")
        }
        (_, Some(act), _) => format!("Announced act {act}"),
        (_, _, Some(entry)) => {
            format!("Its signer, in <a href=\"{base}/log/{entry}\">entry {entry}</a>")
        }
        _ => "The founding".to_owned(),
    }
}

struct Asset {
    circulating: String,
    code: String,
    issued: String,
    key: String,
    postings: u64,
}

struct Fund {
    account: String,
    amount: String,
    key: String,
    name: String,
}

/// `GET /s/{society}/treasury`.
pub(crate) async fn show(
    State(societies): State<Arc<Societies>>,
    Path(society): Path<String>,
    Query(from): Query<From>,
    address: Address,
) -> Response {
    let served = match find(&societies, &society) {
        Ok(served) => served,
        Err(failure) => return explain(&failure),
    };
    let postings = match served.views.postings(None, from.before, PAGE) {
        Ok(postings) => postings,
        Err(error) => return explain(&Failure::internal(error)),
    };
    let older = postings.rows.last().map(|row| row.number).filter(|_| postings.is_more);
    reading(&served.running, |context, state| {
        let assets = query::assets(state, PAGE);
        let funds = query::funds(state, PAGE);
        let frame = Frame::of(context, state, "/treasury").following(&served);
        let holdings = funds.iter().flat_map(|fund| {
            let base = &frame.base;
            assets.iter().map(move |(code, _)| Fund {
                account: fund.to_string(),
                amount: deed::money(query::balance(state, fund, code), code, state),
                // With the asset's record, whose decimals say what the amount means.
                key: format!("{},{}", query::balance_key(fund, code), query::asset_key(code)),
                name: deed::capital(&deed::account(fund, base, state)),
            })
        });
        let holdings = holdings.collect();
        let moved = postings.rows.iter().map(|row| posting(row, &frame.base, context, state));
        let moved = moved.collect();
        let rows = assets.iter().map(|(code, asset)| {
            let issue = AccountId::Issue(code.clone());
            let circulating = query::balance(state, &issue, code).negated();
            Asset {
                circulating: circulating.in_units(asset.decimals),
                code: code.to_string(),
                issued: asset.issued.in_units(asset.decimals),
                key: query::asset_key(code),
                postings: asset.postings.count,
            }
        });
        page(&Page {
            assets: rows.collect(),
            at: address.arguments(&societies, context.society),
            frame,
            funds: holdings,
            older,
            postings: moved,
        })
    })
}
