//! Writes what was admitted, and does what falls due. Cannot refuse.

use polity_types::{Amount, AssetId};

use super::event::TreasuryEvent;
use super::posting::post;
use super::rules::{Admitted, Change};
use super::state::{ASSET, FUND, OUTSIDE};
use super::types::{AccountId, Asset, Fund, Item, Outside};
use crate::frame::context::Context;
use crate::frame::module::Due;
use crate::frame::roll::Roll;
use crate::frame::state::Overlay;
use crate::{Event, charter_text};

/// Name of the fund that every society begins with.
const COMMON: &str = "common";

/// Makes the society count the assets of its charter, and opens the common fund.
pub fn genesis(context: &Context<'_>, state: &mut Overlay<'_>) -> Vec<Event> {
    let mut events: Vec<Event> = Vec::new();
    for asset in &context.charter.assets {
        events.push(create(asset.id.clone(), asset.decimals, state).into());
    }
    events.push(open(AccountId::Fund(COMMON.into()), state).into());
    events
}

/// Makes the society count the assets that a new text declares and that it does not count yet.
pub fn declare(assets: &[charter_text::document::Asset], state: &mut Overlay<'_>) -> Vec<Event> {
    let is_new = |asset: &&charter_text::document::Asset| !ASSET.has(state, &asset.id);
    let new: Vec<_> = assets.iter().filter(is_new).cloned().collect();
    new.into_iter().map(|asset| create(asset.id, asset.decimals, state).into()).collect()
}

/// Writes an admitted action and returns what happened.
pub(super) fn apply(
    admitted: Admitted,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    let event = match admitted.0 {
        Change::CreateAsset { asset, decimals } => create(asset, decimals, state),
        Change::OpenFund { account } => open(account, state),
        Change::OpenOutside { account, terms } => {
            OUTSIDE.put(state, &account, &Outside { terms });
            TreasuryEvent::OutsideOpened { account, terms }
        }
        Change::Post(posting) => return post(posting, context, state),
    };
    vec![event.into()]
}

/// Does what falls due: nothing yet.
pub(super) fn due(item: Item, _context: &Context<'_>, _state: &mut Overlay<'_>) -> Due {
    match item {}
}

fn create(asset: AssetId, decimals: u8, state: &mut Overlay<'_>) -> TreasuryEvent {
    let record = Asset { decimals, issued: Amount::ZERO, postings: Roll::default() };
    ASSET.put(state, &asset, &record);
    TreasuryEvent::AssetCreated { asset, decimals }
}

fn open(account: AccountId, state: &mut Overlay<'_>) -> TreasuryEvent {
    FUND.put(state, &account, &Fund {});
    TreasuryEvent::AccountOpened { account }
}
