//! Budgets: how much of a fund may be paid in each period (SPE-2, SPE-3). A category is bound by its
//! own budget, by those of the categories that hold it, and by that of the whole fund.

use polity_types::{Amount, AssetId, Seconds, Timestamp};

use super::error::{OverBudget, SpendingError};
use super::state::BUDGET;
use super::types::{Budget, Unspent};
use crate::frame::state::{Overlay, StateView};
use crate::modules::treasury::{self, AccountId, Category};

/// Stands for all categories in a key.
const ALL: &str = "_";

/// What is paid, for a budget.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spend<'a> {
    pub(super) amount: Amount,
    pub(super) asset: &'a AssetId,
    pub(super) category: Option<&'a Category>,
    pub(super) fund: &'a AccountId,
}

impl Budget {
    /// Returns a budget whose periods begin now.
    pub(super) fn new(limit: Amount, per: Seconds, unspent: Unspent, running: Timestamp) -> Self {
        let (carried, spent) = (Amount::ZERO, Amount::ZERO);
        Self { carried, from: running, limit, per, since: running, spent, unspent }
    }

    /// Returns the budget as it is in the period that holds `running`.
    #[must_use]
    pub fn turned(mut self, running: Timestamp) -> Self {
        let elapsed = running.since(self.from).unwrap_or_default();
        let turns = elapsed.0.checked_div(self.per.0).unwrap_or(0);
        if turns == 0 {
            return self;
        }
        self.carried = match self.unspent {
            Unspent::Carry => {
                let skipped = i128::from(turns.saturating_sub(1));
                let added = self.limit.minor_units().saturating_mul(skipped);
                most(self.room().minor_units().saturating_add(added))
            }
            Unspent::Lapse => Amount::ZERO,
        };
        self.from = self.from.after(Seconds(turns.saturating_mul(self.per.0)));
        if self.unspent == Unspent::Lapse {
            self.since = self.from;
        }
        self.spent = Amount::ZERO;
        self
    }

    /// Returns what is left of the present period. Unit: minor units; never less than nothing.
    #[must_use]
    pub fn room(&self) -> Amount {
        let all = self.limit.minor_units().saturating_add(self.carried.minor_units());
        most(all.saturating_sub(self.spent.minor_units()).max(0))
    }
}

/// Returns an amount, or the largest there is.
fn most(minor_units: i128) -> Amount {
    Amount::new(minor_units).unwrap_or(Amount::MAX)
}

/// Returns the part of a key that stands for a category.
pub(super) fn key_of(category: Option<&Category>) -> String {
    category.map_or_else(|| ALL.to_owned(), |category| category.as_str().replace(':', "/"))
}

/// Returns the keys of all budgets that bind a category: the fund's, and those of its parts.
fn keys(category: Option<&Category>) -> Vec<String> {
    let mut keys = vec![ALL.to_owned()];
    let mut path = String::new();
    for part in category.into_iter().flat_map(|category| category.as_str().split(':')) {
        if !path.is_empty() {
            path.push('/');
        }
        path.push_str(part);
        keys.push(path.clone());
    }
    keys
}

/// Returns the budgets that bind a payment, as they are now.
///
/// Cost: one read for each part of the category, of which there are at most four, and one more.
fn binding(
    spend: Spend<'_>,
    running: Timestamp,
    state: &dyn StateView,
) -> Vec<((AccountId, String, AssetId), Budget)> {
    let key = |part| (spend.fund.clone(), part, spend.asset.clone());
    let of = |part: String| {
        let key = key(part);
        BUDGET.get(state, &key).map(|budget| (key, budget.turned(running)))
    };
    keys(spend.category).into_iter().filter_map(of).collect()
}

/// Decides whether all budgets leave room for a payment.
///
/// # Errors
/// [`SpendingError::OverBudget`], of the first that does not.
pub(super) fn check(
    spend: Spend<'_>,
    running: Timestamp,
    state: &dyn StateView,
) -> Result<(), SpendingError> {
    for ((fund, of, asset), budget) in binding(spend, running, state) {
        let room = budget.room();
        if spend.amount > room {
            return Err(SpendingError::OverBudget(Box::new(OverBudget {
                asked: treasury::query::sum(state, spend.amount, &asset),
                of: if of == ALL { "all that it pays".into() } else { of.replace('/', ":") },
                fund,
                room: treasury::query::sum(state, room, &asset),
                until: budget.from.after(budget.per),
            })));
        }
    }
    Ok(())
}

/// Charges a payment to its budgets.
pub(super) fn charge(spend: Spend<'_>, running: Timestamp, state: &mut Overlay<'_>) {
    for (key, mut budget) in binding(spend, running, state) {
        budget.spent = budget.spent.plus(spend.amount).unwrap_or(Amount::MAX);
        BUDGET.put(state, &key, &budget);
    }
}

/// Takes a charge back that was made at `charged`. What of its period lapsed since then stays lapsed.
pub(super) fn release(
    spend: Spend<'_>,
    charged: Timestamp,
    running: Timestamp,
    state: &mut Overlay<'_>,
) {
    for (key, mut budget) in binding(spend, running, state) {
        if charged < budget.since {
            continue;
        }
        if charged >= budget.from {
            let left = budget.spent.minus(spend.amount).filter(|left| !left.is_negative());
            budget.spent = left.unwrap_or_default();
        } else {
            budget.carried = budget.carried.plus(spend.amount).unwrap_or(Amount::MAX);
        }
        BUDGET.put(state, &key, &budget);
    }
}
