//! Dues: what members give, and where one of them stands.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use polity_machine::charter_text::explain as rules;
use polity_machine::frame::clock::Clock;
use polity_machine::modules::dues::{Level, Owed, query};
use polity_types::PersonId;
use serde_json::json;

use super::address::Address;
use super::{Frame, Moment, deed, explain, explain_in, link_to, reading};
use crate::answer::{Failure, page};
use crate::api::find;
use crate::societies::Societies;
use crate::words::filters;

#[derive(askama::Template)]
#[template(path = "dues.html")]
struct Page {
    at: String,
    frame: Frame,
    rules: Vec<String>,
}

#[derive(askama::Template)]
#[template(path = "owed.html")]
struct OwedPage {
    at: String,
    follows: &'static str,
    frame: Frame,
    id: String,
    key: String,
    next: Option<Moment>,
    open: Vec<Row>,
    paid: u64,
    tier: String,
    /// Who, as markup.
    who: String,
}

struct Row {
    amount: String,
    json: String,
    period: u64,
    since: Moment,
    work: String,
}

/// `GET /s/{society}/dues`.
pub(crate) async fn show(
    State(societies): State<Arc<Societies>>,
    Path(society): Path<String>,
    address: Address,
) -> Response {
    let served = match find(&societies, &society) {
        Ok(served) => served,
        Err(failure) => return explain(&failure),
    };
    reading(&served.running, |context, state| {
        let frame = Frame::of(context, state, "/treasury");
        let said = rules(&context.charter).into_iter().flat_map(|section| section.statements);
        let of_dues = said.filter(|said| said.rule.starts_with("dues."));
        let rules = of_dues.map(|said| said.text).collect();
        page(&Page { at: address.arguments(&societies, context.society), frame, rules })
    })
}

/// `GET /s/{society}/dues/{person}`.
pub(crate) async fn person(
    State(societies): State<Arc<Societies>>,
    Path((society, person)): Path<(String, String)>,
    address: Address,
) -> Response {
    let served = match find(&societies, &society) {
        Ok(served) => served,
        Err(failure) => return explain(&failure),
    };
    let found = reading(&served.running, |context, state| {
        let person: PersonId = person.parse().ok()?;
        let account = query::account(state, person)?;
        let (frame, clock) = (Frame::of(context, state, "/treasury"), Clock::read(state));
        let row = |owed: &Owed| {
            let money = owed.asset.as_ref().map(|asset| {
                let (amount, asset_code) = (owed.amount.to_string(), asset.to_string());
                let with =
                    json!({ "amount": amount, "asset": asset_code, "of": person.to_string() });
                let json = json!({ "name": "dues.pay", "with": with }).to_string();
                (deed::money(owed.amount, asset, state), json)
            });
            let (amount, json) = money.unwrap_or_default();
            let work = owed.work.map(|work| format!("{work} of work")).unwrap_or_default();
            let since = Moment(clock.wall(owed.since));
            Row { amount, json, period: owed.period, since, work }
        };
        let first = context.charter.dues.as_ref().and_then(|dues| dues.tiers.first());
        let first = first.map(|tier| tier.id.clone());
        Some(page(&OwedPage {
            at: address.arguments(&societies, context.society),
            follows: match account.level {
                Level::Good => "Nothing follows from it.",
                Level::Reminded => "This is a reminder.",
                Level::VoteRests => "The vote rests until what is open is settled.",
                Level::MembershipRests => {
                    "The powers of a member rest until what is open is settled; the rights do not."
                }
            },
            id: person.to_string(),
            key: query::account_key(person),
            next: account.next.map(|place| Moment(clock.wall(place.at))),
            open: account.open.iter().map(row).collect(),
            paid: account.paid,
            tier: account.tier.clone().or(first).unwrap_or_default(),
            who: link_to(&frame.base, state, person),
            frame,
        }))
    });
    found.unwrap_or_else(|| explain_in(&served, &Failure::NotFound("account of dues")))
}
