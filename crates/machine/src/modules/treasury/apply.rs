//! Writes what was admitted, and does what falls due. Cannot refuse.

use polity_types::{Amount, AssetId};

use super::event::TreasuryEvent;
use super::query::balance;
use super::rules::{Admitted, Change, Posting};
use super::state::{ASSET, BALANCE, FUND};
use super::types::{AccountId, Asset, Fund, Item};
use crate::frame::context::Context;
use crate::frame::module::Due;
use crate::frame::roll::Roll;
use crate::frame::state::Overlay;
use crate::modules::identity;
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
        Change::Post(posting) => post(posting, context, state),
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

/// Moves an amount: the one place that writes balances, so that for each asset debits equal
/// credits (TRE-3).
///
/// # Panics
/// If it was checked against another state: a bug in the machine. Halting beats forking.
fn post(posting: Posting, context: &Context<'_>, state: &mut Overlay<'_>) -> TreasuryEvent {
    let Posting { amount, asset, credit, debit, memo } = posting;
    let after_credit = balance(state, &credit, &asset).minus(amount);
    write(&credit, &asset, after_credit.expect("check found room"), state);
    let emptied = match &credit {
        AccountId::Person(person) if after_credit == Some(Amount::ZERO) => Some(*person),
        _ => None,
    };
    let after_debit = balance(state, &debit, &asset).plus(amount);
    write(&debit, &asset, after_debit.expect("check found room"), state);
    let mut record = ASSET.get(state, &asset).expect("check found the asset");
    if matches!(credit, AccountId::Issue(_)) {
        record.issued = record.issued.plus(amount).expect("check found room");
    }
    let event = TreasuryEvent::Posted { amount, asset: asset.clone(), credit, debit, memo };
    record.postings.add(&event);
    ASSET.put(state, &asset, &record);
    if let Some(person) = emptied {
        identity::watch(person, context, state);
    }
    event
}

fn write(account: &AccountId, asset: &AssetId, amount: Amount, state: &mut Overlay<'_>) {
    let key = (account.clone(), asset.clone());
    if amount == Amount::ZERO {
        BALANCE.remove(state, &key);
    } else {
        BALANCE.put(state, &key, &amount);
    }
}
