//! Treasury: accounts, assets, double entry, transfers and payments.
//!
//! Every posting takes an amount of one asset from one account and gives it to another. Rules are
//! numbered in `spec/treasury.md`. Elsewhere: who may pay and how much (`charter`), what decisions
//! pay (`governance`).

mod action;
mod apply;
mod demurrage;
mod error;
mod event;
mod fee;
mod posting;
pub mod query;
mod rules;
mod soft;
mod state;
mod types;
mod years;

#[cfg(test)]
mod tests;

pub use action::TreasuryAction;
pub use apply::{declare, genesis, open_outside};
pub use error::TreasuryError;
pub use event::TreasuryEvent;
pub(crate) use fee::charge;
pub use fee::charges;
pub use posting::{
    Movement, Posting, check_account, check_given_up, check_posting, check_posting_by,
    check_postings, check_refund, home_of, post,
};
pub use soft::{Warning, warning, warnings};
pub use types::{
    AccountId, Asset, AssetKind, Attested, CATEGORY_CHARS_MAX, CATEGORY_PARTS_MAX, Category,
    DECAYS_MAX, DECIMALS_MAX, Decay, ESCROW_CHARS_MAX, EXTERNAL_CHARS_MAX, FUND_CHARS_MAX, Fund,
    Item, NotACategory, NotAnAccount, Outside, Period, Sum, Year,
};

use polity_types::{Amount, AssetId, Scope};

use crate::Event;
use crate::charter_text::ActionName;
use crate::frame::context::Context;
use crate::frame::module::{ActionSpec, Due, Module, spec_at};
use crate::frame::state::{Overlay, StateView};

/// The module.
pub struct Treasury;

impl Module for Treasury {
    type Action = TreasuryAction;
    type Event = TreasuryEvent;
    type Admitted = rules::Admitted;
    type Error = TreasuryError;
    type Item = Item;

    const NAME: &'static str = "treasury";
    const TABLES: &'static [&'static str] = state::TABLES;
    const ACTIONS: &'static [ActionSpec] = &[
        ActionSpec::new(
            ActionName::power("treasury.attest").keeping_money(),
            Scope::Spend,
            "say what is at a place outside",
        ),
        ActionSpec::new(
            ActionName::power("treasury.close_account").keeping_money(),
            Scope::Spend,
            "close an account of the society that holds nothing",
        ),
        ActionSpec::new(
            ActionName::power("treasury.create_asset"),
            Scope::Spend,
            "create an asset",
        ),
        ActionSpec::new(
            ActionName::spending("treasury.issue"),
            Scope::Spend,
            "issue the society's own credit",
        ),
        ActionSpec::new(
            ActionName::power("treasury.open_account"),
            Scope::Spend,
            "open an account of the society",
        ),
        ActionSpec::new(
            ActionName::power("treasury.open_outside").keeping_money(),
            Scope::Spend,
            "open a place outside where assets are held",
        ),
        ActionSpec::new(
            ActionName::spending("treasury.pay"),
            Scope::Spend,
            "pay from the society's money",
        ),
        ActionSpec::new(
            ActionName::power("treasury.receive").keeping_money(),
            Scope::Spend,
            "book what came in outside",
        ),
        ActionSpec::new(
            ActionName::right("treasury.take_out"),
            Scope::Spend,
            "move one's own money after leaving",
        ),
        ActionSpec::new(
            ActionName::moving("treasury.transfer").personal(),
            Scope::Spend,
            "transfer one's own money",
        ),
    ];

    fn spec(action: &TreasuryAction) -> &'static ActionSpec {
        spec_at(Self::ACTIONS, action.place())
    }

    fn value(action: &TreasuryAction) -> Option<(AssetId, Amount)> {
        match action {
            TreasuryAction::Issue { amount, asset, .. }
            | TreasuryAction::Pay { amount, asset, .. }
            | TreasuryAction::TakeOut { amount, asset, .. }
            | TreasuryAction::Transfer { amount, asset, .. } => Some((asset.clone(), *amount)),
            TreasuryAction::Attest { .. }
            | TreasuryAction::CloseAccount { .. }
            | TreasuryAction::CreateAsset { .. }
            | TreasuryAction::OpenAccount { .. }
            | TreasuryAction::OpenOutside { .. }
            // It comes into a fund; what leaves by the fund is counted then.
            | TreasuryAction::Receive { .. } => None,
        }
    }

    fn foresee(action: &TreasuryAction, context: &Context<'_>) -> Result<(), TreasuryError> {
        rules::foresee(action, context)
    }

    fn check(
        action: &TreasuryAction,
        context: &Context<'_>,
        state: &dyn StateView,
    ) -> Result<rules::Admitted, TreasuryError> {
        rules::check(action, context, state)
    }

    fn apply(
        admitted: rules::Admitted,
        context: &Context<'_>,
        state: &mut Overlay<'_>,
    ) -> Vec<Event> {
        apply::apply(admitted, context, state)
    }

    fn due(item: Item, context: &Context<'_>, state: &mut Overlay<'_>) -> Due {
        apply::due(item, context, state)
    }
}
