//! What a decision would leave in the funds: what each holds before and after, from a trial of the acts against the
//! rules and the state as they are.

use std::collections::BTreeSet;

use polity_machine::Action;
use polity_machine::frame::context::Context;
use polity_machine::frame::execute::{EnactmentFailure, rehearse_each};
use polity_machine::frame::state::StateView;
use polity_machine::modules::spending;
use polity_machine::modules::spending::SpendingAction;
use polity_machine::modules::treasury::{AccountId, query};
use polity_types::{Amount, AssetId};
use serde_json::Value;

use super::deed::{Deed, account, money};
use super::escaped;
use super::telling::falls_away;
use crate::words::say;

/// What a fund holds.
type Held = (AccountId, AssetId, Amount);

/// Tries acts out in turn, and tells each with what it would leave in the funds that it moves; returns what would
/// stop the next one, too.
pub(crate) fn tried(
    actions: &[Action],
    procedure: &str,
    tell: impl Fn(&Action) -> Deed,
    (base, context): (&str, &Context<'_>),
    state: &dyn StateView,
) -> (Vec<Deed>, Option<EnactmentFailure>) {
    let look = |action: &Action, now: &dyn StateView| -> Vec<Held> {
        let held = |(fund, asset): (AccountId, AssetId)| {
            let amount = query::holding(now, context.running, &fund, &asset);
            (fund, asset, amount)
        };
        // By the state before all of it: what an act ends is still named there.
        funds(action, state).into_iter().map(held).collect()
    };
    let (seen, failure) = rehearse_each(actions, procedure, context, state, look);
    let mut deeds: Vec<Deed> = actions.iter().map(tell).collect();
    for (deed, (before, after)) in deeds.iter_mut().zip(seen) {
        let pairs = before.into_iter().zip(after).filter(|(before, after)| before.2 != after.2);
        let words = |((fund, asset, before), (.., after)): (Held, Held)| {
            let fund = account(&fund, base, state);
            let (before, after) = (money(before, &asset, state), money(after, &asset, state));
            say("deed-effect", &[("account", &fund), ("before", &before), ("after", &after)])
        };
        deed.effects = pairs.map(words).collect();
    }
    for (deed, action) in deeds.iter_mut().zip(actions) {
        deed.effects.extend(falls_away(action, state).iter().map(|words| escaped(words)));
    }
    (deeds, failure)
}

/// Returns the funds that an act may move, each with the asset.
fn funds(action: &Action, state: &dyn StateView) -> BTreeSet<(AccountId, AssetId)> {
    let of_request =
        |number| spending::query::request(state, number).map(|one| (one.fund, one.asset));
    match action {
        Action::Spending(
            SpendingAction::Approve { request, .. } | SpendingAction::Pay { request },
        ) => {
            return of_request(*request).into_iter().collect();
        }
        Action::Spending(SpendingAction::StopStream { stream }) => {
            let stream = spending::query::stream(state, *stream);
            return stream.map(|one| (one.fund, one.asset)).into_iter().collect();
        }
        _ => {}
    }
    let value = serde_json::to_value(action).unwrap_or_default();
    let with = value.get("with").and_then(Value::as_object);
    let text = |name: &str| with?.get(name)?.as_str();
    let Some(asset) = text("asset").and_then(|asset| asset.parse::<AssetId>().ok()) else {
        return BTreeSet::new();
    };
    let fields = with.into_iter().flat_map(|fields| fields.values());
    let accounts = fields.filter_map(|value| value.as_str()?.parse::<AccountId>().ok());
    let funds = accounts.filter(|account| matches!(account, AccountId::Fund(_)));
    funds.map(|fund| (fund, asset.clone())).collect()
}
