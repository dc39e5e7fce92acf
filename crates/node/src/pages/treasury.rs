//! The treasury: assets, funds, and what they hold.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use polity_machine::modules::treasury::{AccountId, query};

use super::{Frame, explain, reading};
use crate::answer::page;
use crate::api::find;
use crate::societies::Societies;

/// Assets and funds on the page. Unit: records of each.
const PAGE: usize = 100;

#[derive(askama::Template)]
#[template(path = "treasury.html")]
struct Page {
    assets: Vec<Asset>,
    frame: Frame,
    funds: Vec<Fund>,
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
) -> Response {
    let served = match find(&societies, &society) {
        Ok(served) => served,
        Err(failure) => return explain(&failure),
    };
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
        })
    })
}
