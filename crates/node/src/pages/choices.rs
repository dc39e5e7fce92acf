//! What forms about money let one choose from.

use polity_machine::frame::state::StateView;
use polity_machine::modules::treasury::{AccountId, query};

use super::deed;

/// Funds, and assets, to choose from. Unit: records of each.
const LISTED: usize = 100;

/// Assets and funds.
pub(crate) struct Choices {
    /// Codes and decimals.
    pub(crate) assets: Vec<(String, u8)>,
    /// Accounts from which money is asked, and to which it is given, and what they are called.
    pub(crate) funds: Vec<(String, String)>,
    /// Places outside where money is held, and what they are called.
    pub(crate) outside: Vec<(String, String)>,
}

impl Choices {
    pub(crate) fn of(state: &dyn StateView) -> Self {
        let assets = query::assets(state, LISTED).into_iter();
        let funds = query::funds(state, LISTED).into_iter();
        Self {
            assets: assets.map(|(code, asset)| (code.to_string(), asset.decimals)).collect(),
            funds: funds.map(|fund| (fund.to_string(), named(&fund, state))).collect(),
            outside: query::outsides(state, LISTED)
                .iter()
                .map(|(account, _)| (account.to_string(), named(account, state)))
                .collect(),
        }
    }
}

/// Returns what a fund, or a place outside, is called.
fn named(account: &AccountId, state: &dyn StateView) -> String {
    deed::capital(&deed::account(account, "", state))
}
