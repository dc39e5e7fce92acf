//! What waits for a person: votes, dues, bills, payments to sign. The one that ends first before the
//! others.

use polity_machine::frame::clock::Clock;
use polity_machine::frame::context::Context;
use polity_machine::frame::state::StateView;
use polity_machine::modules::dues::{self, Level};
use polity_machine::modules::{governance, panels, spending};
use polity_types::{AssetId, PersonId, Timestamp};
use serde::Serialize;

use super::{decisions, deed};
use crate::words::{say, t};

/// Open proposals that are looked at, oldest first. Unit: proposals.
const PROPOSALS: usize = 200;
/// Requests that wait and are looked at, oldest first. Unit: requests.
const REQUESTS: usize = 200;
/// Bills that are looked at, newest first. Unit: bills.
const BILLS: usize = 200;

/// Draws that are looked at. Unit: draws.
const SEATS: usize = 100;

/// Something that waits for a person.
#[derive(Serialize)]
pub(crate) struct Need {
    /// Until when, or when something more follows, in time of day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) ends: Option<Timestamp>,
    /// `bill`, `dues`, `seat`, `signature` or `vote`.
    pub(crate) kind: &'static str,
    /// Where it is done, below the society's own address.
    pub(crate) page: String,
    /// What to do, in the reader's language.
    pub(crate) words: String,
}

/// Returns what waits for a person.
pub(crate) fn of(person: PersonId, context: &Context<'_>, state: &dyn StateView) -> Vec<Need> {
    let clock = Clock::read(state);
    let mut needs = votes(person, context, state);
    needs.extend(seats(person, clock, state));
    needs.extend(owed(person, clock, state));
    let made = spending::query::counts(state).invoices.saturating_add(1);
    for (number, _) in spending::query::invoices_before(state, made, BILLS) {
        let bill = spending::query::bill_of(state, context.running, number, person);
        let Some((amount, asset, until)) = bill else { continue };
        let amount = deed::money(amount, &asset, state);
        let words = say("needs-bill", &[("amount", &amount), ("number", &number.to_string())]);
        let page = format!("/invoices/{number}");
        needs.push(Need { ends: Some(clock.wall(until)), kind: "bill", page, words });
    }
    for (number, _) in spending::query::waiting(state, None, REQUESTS) {
        let request = spending::query::to_sign(state, &context.charter, number, person);
        let Some(request) = request else { continue };
        let amount = deed::money(request.total, &request.asset, state);
        let words = say("needs-signature", &[("amount", &amount), ("number", &number.to_string())]);
        let ends = request.lapse.map(|place| clock.wall(place.at));
        needs.push(Need { ends, kind: "signature", page: format!("/spending/{number}"), words });
    }
    needs.sort_by_key(|need| need.ends.unwrap_or(Timestamp(u64::MAX)));
    needs
}

fn votes(person: PersonId, context: &Context<'_>, state: &dyn StateView) -> Vec<Need> {
    let open = governance::query::proposals(state, None, PROPOSALS).into_iter();
    let vote = |(number, proposal): (u64, governance::Proposal)| {
        let ends = Some(governance::query::waits_for(state, number, person)?);
        let text = proposal.text.and_then(|hash| deed::read(&hash, context));
        let words = decisions::title_of(&text.unwrap_or_default(), number, state);
        Some(Need { ends, kind: "vote", page: format!("/decisions/{number}"), words })
    };
    open.filter_map(vote).collect()
}

/// Returns the seats for which the lot fell on a person, and which they have not taken or declined.
fn seats(person: PersonId, clock: Clock, state: &dyn StateView) -> Vec<Need> {
    let seat = |(sitting, _): (u64, u64)| {
        let offer = panels::query::offer_of(state, sitting, person)?;
        let known = panels::query::sitting(state, sitting)
            .filter(|_| offer.status == panels::Status::Offered)?;
        let words = say("needs-seat", &[("panel", &known.panel)]);
        let ends = offer.lapse.map(|place| clock.wall(place.at));
        Some(Need { ends, kind: "seat", page: "/me#drawn".to_owned(), words })
    };
    panels::query::places(state, person, SEATS).into_iter().filter_map(seat).collect()
}

/// Returns the reminder of dues that are open.
fn owed(person: PersonId, clock: Clock, state: &dyn StateView) -> Option<Need> {
    let account = dues::query::account(state, person)?;
    if account.open.is_empty() {
        return None;
    }
    let mut assets: Vec<&AssetId> =
        account.open.iter().filter_map(|owed| owed.asset.as_ref()).collect();
    assets.sort_unstable();
    assets.dedup();
    let sums =
        assets.iter().map(|asset| deed::money(dues::query::owed(&account, asset), asset, state));
    let sums: Vec<String> = sums.collect();
    let amount = if sums.is_empty() { t("needs-in-work") } else { sums.join(", ") };
    let count = account.open.len().to_string();
    let words = say("needs-dues", &[("amount", &amount), ("count", &count)]);
    let follows = match account.level {
        Level::Good => None,
        Level::Reminded => Some("needs-reminded"),
        Level::VoteRests => Some("needs-vote-rests"),
        Level::MembershipRests => Some("needs-membership-rests"),
    };
    let words = follows.map_or(words.clone(), |key| format!("{words} {}", t(key)));
    let ends = account.step.map(|place| clock.wall(place.at));
    Some(Need { ends, kind: "dues", page: format!("/dues/{person}"), words })
}
