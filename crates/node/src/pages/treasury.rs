//! The treasury: assets, funds, and what they hold.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::Response;
use polity_machine::modules::treasury::{AccountId, query};
use polity_types::{Amount, Timestamp};
use polity_views::PostingRow;
use serde::Deserialize;

use super::{Frame, explain, reading};
use crate::answer::{Failure, page};
use crate::api::find;
use crate::societies::Societies;

/// Assets, funds and postings on the page. Unit: records of each.
const PAGE: usize = 100;

#[derive(askama::Template)]
#[template(path = "treasury.html")]
struct Page {
    assets: Vec<Asset>,
    frame: Frame,
    funds: Vec<Fund>,
    older: Option<u64>,
    postings: Vec<Posting>,
}

struct Posting {
    amount: String,
    asset: String,
    from: String,
    time: String,
    to: String,
}

/// Where the list of postings begins.
#[derive(Deserialize)]
pub(crate) struct From {
    before: Option<u64>,
}

/// Returns an account as a list shows it.
fn account_words(account: &str) -> String {
    if let Some(fund) = account.strip_prefix("fund-") {
        format!("the fund {fund}")
    } else if account.starts_with("issue-") {
        "newly issued".to_owned()
    } else {
        format!("{}…", account.chars().take(16).collect::<String>())
    }
}

fn posting(row: PostingRow) -> Posting {
    let amount = row.amount.parse::<Amount>().unwrap_or_default();
    Posting {
        amount: amount.in_units(row.decimals),
        asset: row.asset,
        from: account_words(&row.credit),
        time: Timestamp(row.time).to_string(),
        to: account_words(&row.debit),
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
    amount: String,
    asset: String,
    key: String,
    name: String,
}

/// `GET /s/{society}/treasury`.
pub(crate) async fn show(
    State(societies): State<Arc<Societies>>,
    Path(society): Path<String>,
    Query(from): Query<From>,
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
        let holdings = funds.iter().flat_map(|fund| {
            assets.iter().map(move |(code, asset)| Fund {
                amount: query::balance(state, fund, code).in_units(asset.decimals),
                asset: code.to_string(),
                key: query::balance_key(fund, code),
                name: fund.to_string(),
            })
        });
        let holdings = holdings.collect();
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
            frame: Frame::of(context, "/treasury"),
            funds: holdings,
            older,
            postings: postings.rows.into_iter().map(posting).collect(),
        })
    })
}
