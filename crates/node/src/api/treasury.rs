//! What accounts hold, and what moved.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use polity_types::Refusal;
use polity_views::books::{self, Format, MOVEMENTS_MAX, Movement, Period, Statement};
use polity_views::{Balance, Page, PostingRow};
use serde::Deserialize;

use super::find;
use crate::answer::Failure;
use crate::societies::Societies;

/// Rows in one answer.
const PAGE: usize = 500;

/// Where a list of balances begins: after this account and asset.
#[derive(Deserialize)]
pub(crate) struct After {
    #[serde(default)]
    account: String,
    #[serde(default)]
    asset: String,
}

/// Which postings: of this account, before this number.
#[derive(Deserialize)]
pub(crate) struct Before {
    account: Option<String>,
    before: Option<u64>,
}

/// `GET /s/{society}/api/v1/balances?account=…&asset=…`.
pub(crate) async fn balances(
    State(societies): State<Arc<Societies>>,
    Path(society): Path<String>,
    Query(after): Query<After>,
) -> Result<Json<Page<Balance>>, Failure> {
    let served = find(&societies, &society)?;
    let found = served.views.balances((&after.account, &after.asset), PAGE);
    found.map(Json).map_err(Failure::internal)
}

/// `GET /s/{society}/api/v1/postings?account=…&before=…`.
pub(crate) async fn postings(
    State(societies): State<Arc<Societies>>,
    Path(society): Path<String>,
    Query(asked): Query<Before>,
) -> Result<Json<Page<PostingRow>>, Failure> {
    let served = find(&societies, &society)?;
    let found = served.views.postings(asked.account.as_deref(), asked.before, PAGE);
    found.map(Json).map_err(Failure::internal)
}

/// A statement or an export: of what, and in which form.
#[derive(Deserialize)]
pub(crate) struct Asked {
    account: Option<String>,
    #[serde(default)]
    after: u64,
    asset: Option<String>,
    format: Option<Format>,
    from: Option<u64>,
    until: Option<u64>,
}

/// `GET /s/{society}/api/v1/statement?account=…&asset=…&from=…&until=…`.
pub(crate) async fn statement(
    State(societies): State<Arc<Societies>>,
    Path(society): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Json<Statement>, Failure> {
    let served = find(&societies, &society)?;
    let (Some(account), Some(asset)) = (asked.account, asked.asset) else {
        return Err(Failure::NotFound("statement: it takes an account and an asset, and"));
    };
    let found = served.views.statement(&account, &asset, (asked.from, asked.until));
    let mut found = found.map_err(Failure::internal)?.ok_or(Failure::NotFound("asset"))?;
    served.views.tell(&mut found.lines);
    Ok(Json(found))
}

/// `GET /s/{society}/api/v1/journal?account=…&asset=…&from=…&until=…&after=…`.
pub(crate) async fn journal(
    State(societies): State<Arc<Societies>>,
    Path(society): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Json<Page<Movement>>, Failure> {
    let served = find(&societies, &society)?;
    let Asked { account, after, asset, from, until, .. } = asked;
    let period = Period { account, after, asset, from, until };
    served.views.journal(&period, PAGE).map(Json).map_err(Failure::internal)
}

/// Says that a file would not be whole.
fn too_long(account: &str) -> Refusal {
    Refusal {
        code: "books.too_long".into(),
        message: format!("{account} has more than {MOVEMENTS_MAX} movements in this time."),
        next_step: "Ask for a shorter time, with from and until.".into(),
        rule: String::new(),
    }
}

/// `GET /s/{society}/api/v1/books?format=…`: a file for other programs. Beancount takes all accounts;
/// OFX is the statement of one account in one asset; `host` is one file of all funds and places outside.
pub(crate) async fn export(
    State(societies): State<Arc<Societies>>,
    Path(society): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let served = find(&societies, &society)?;
    let format = asked.format.unwrap_or(Format::Csv);
    let (text, kind, name) = if format == Format::Ofx {
        let (Some(account), Some(asset)) = (asked.account, asked.asset) else {
            return Err(Failure::NotFound("statement: OFX takes an account and an asset, and"));
        };
        let found = served.views.statement(&account, &asset, (asked.from, asked.until));
        let found = found.map_err(Failure::internal)?.ok_or(Failure::NotFound("asset"))?;
        (books::to_ofx(&found), "application/x-ofx", "statement.ofx")
    } else if format == Format::Host {
        let all = served.views.host((asked.from, asked.until)).map_err(Failure::internal)?;
        if let Some(long) = all.iter().find(|statement| statement.is_more) {
            return Err(too_long(&long.account).into());
        }
        (books::to_host(&all), "text/csv; charset=utf-8", "funds.csv")
    } else {
        let is_csv = format == Format::Csv;
        let account = asked.account.filter(|_| is_csv);
        let Asked { after, asset, from, until, .. } = asked;
        // Beancount is one whole file; a table goes on after a number.
        let after = if is_csv { after } else { 0 };
        let period = Period { account, after, asset, from, until };
        let page = served.views.journal(&period, MOVEMENTS_MAX).map_err(Failure::internal)?;
        if !is_csv && page.is_more {
            return Err(too_long("The society").into());
        }
        if is_csv {
            (books::to_csv(&page.rows), "text/csv; charset=utf-8", "movements.csv")
        } else {
            let openings = served.views.openings(&page.rows, from.unwrap_or(0));
            let openings = openings.map_err(Failure::internal)?;
            let text = books::to_beancount(&society, &openings, &page.rows);
            (text, "text/plain; charset=utf-8", "books.beancount")
        }
    };
    let name = format!("attachment; filename=\"{name}\"");
    let headers = [(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, text).into_response())
}
