//! The statement of an account in one asset over a period.

use axum::extract::Query;
use axum::response::Response;
use polity_machine::modules::treasury::{self, AccountId};
use polity_types::{Amount, Timestamp};
use polity_views::books::Statement;
use serde::Deserialize;

use super::address::Address;
use super::here::Here;
use super::{Frame, Moment, deed, explain, reading};
use crate::answer::{Failure, page};
use crate::api::operations::warning_words;
use crate::words::{day, filters};

/// Lines on the page; the files have all. Unit: lines.
const SHOWN: usize = 100;

#[derive(askama::Template)]
#[template(path = "statement.html")]
struct Page {
    account: String,
    asset: String,
    at: String,
    /// What the books held when the time was over, if that is something else.
    booked: Option<String>,
    categories: Vec<[String; 3]>,
    came: String,
    closing: String,
    /// Whether every line follows from the one before.
    fits: bool,
    frame: Frame,
    hidden: usize,
    lines: Vec<Line>,
    name: String,
    opening: String,
    /// That the account is beyond the soft limit of its asset.
    warning: Option<String>,
    went: String,
}

struct Line {
    amount: String,
    balance: String,
    category: String,
    /// The day of the place outside, if it was booked on another.
    on: Option<String>,
    /// With whom, as markup.
    other: String,
    reference: String,
    time: Moment,
}

/// Of what, and when.
#[derive(Deserialize)]
pub(crate) struct Asked {
    account: Option<AccountId>,
    asset: Option<String>,
    from: Option<u64>,
    until: Option<u64>,
}

/// `GET /s/{society}/treasury/statement?account=…&asset=…`.
pub(crate) async fn show(
    Here { served, societies }: Here,
    Query(asked): Query<Asked>,
    address: Address,
) -> Response {
    let (Some(account), Some(asset)) = (asked.account, asked.asset) else {
        return explain(&Failure::NotFound("statement: it takes an account and an asset, and"));
    };
    let times = (asked.from, asked.until);
    let statement = match served.views.statement(&account.to_string(), &asset, times) {
        Ok(Some(statement)) => statement,
        Ok(None) => return explain(&Failure::NotFound("asset")),
        Err(error) => return explain(&Failure::internal(error)),
    };
    reading(&served.running, |context, state| {
        let frame = Frame::of(context, state, "/treasury").following(&served);
        let money =
            |text: &str| text.parse::<Amount>().unwrap_or_default().in_units(statement.decimals);
        let base = frame.base.clone();
        let named = |text: &str| match text.parse::<AccountId>() {
            Ok(account) => deed::account(&account, &base, state),
            Err(_) => "unknown".to_owned(),
        };
        let Statement { categories, lines, .. } = &statement;
        let hidden = lines.len().saturating_sub(SHOWN);
        let rows = lines.iter().skip(hidden).map(|line| Line {
            amount: money(&line.amount),
            balance: money(&line.balance),
            category: line.category.clone().unwrap_or_default(),
            other: named(&line.other),
            reference: line.reference.clone(),
            on: line.on.map(|on| day(Timestamp(on))),
            time: Moment(Timestamp(line.time)),
        });
        let sums = categories.iter().map(|sum| {
            let name = if sum.category.is_empty() { "no category" } else { &sum.category };
            [name.to_owned(), money(&sum.came), money(&sum.went)]
        });
        page(&Page {
            account: account.to_string(),
            asset: statement.asset.clone(),
            at: address.arguments(&societies, context.society),
            booked: statement.booked.as_deref().map(money),
            categories: sums.collect(),
            came: money(&statement.came),
            closing: money(&statement.closing),
            fits: statement.adds_up(),
            hidden,
            lines: rows.collect(),
            name: deed::capital(&deed::account(&account, &base, state)),
            opening: money(&statement.opening),
            warning: statement.asset.parse().ok().and_then(|asset| {
                let held = statement.closing.parse().unwrap_or_default();
                let found = treasury::warning(&context.charter, &account, &asset, held)?;
                Some(warning_words(&found, state))
            }),
            went: money(&statement.went),
            frame,
        })
    })
}
