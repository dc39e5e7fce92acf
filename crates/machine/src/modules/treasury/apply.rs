//! Writes what was admitted, and does what falls due. Cannot refuse.

use polity_types::{Amount, AssetId, Hash};

use super::event::TreasuryEvent;
use super::posting::post;
use super::query::{self, balance};
use super::rules::{Admitted, Change};
use super::state::{ASSET, ATTESTED, FUND, OUTSIDE, YEAR};
use super::types::{AccountId, Asset, AssetKind, Attested, COMMON, Fund, Item, Outside};
use super::{demurrage, years};
use crate::Event;
use crate::charter_text::document;
use crate::frame::context::Context;
use crate::frame::module::Due;
use crate::frame::roll::Roll;
use crate::frame::state::Overlay;
use crate::modules::spending::gate;

/// Opens the common fund, and makes the society count the assets of its charter.
pub fn genesis(context: &Context<'_>, state: &mut Overlay<'_>) -> Vec<Event> {
    let mut events: Vec<Event> = Vec::new();
    for asset in &context.charter.assets {
        events.extend(declare_one(asset, context, state));
    }
    events.push(open(AccountId::Fund(COMMON.into()), state).into());
    events
}

/// Opens a place outside; `terms` is the hash of a public record that says who holds what is there.
pub fn open_outside(account: AccountId, terms: Hash, state: &mut Overlay<'_>) -> Vec<Event> {
    OUTSIDE.put(state, &account, &Outside { terms });
    vec![TreasuryEvent::OutsideOpened { account, terms }.into()]
}

/// Makes the society count the assets that a new text declares and that it does not count yet, and
/// keeps to what the text says of those that lie still.
pub fn declare(
    old: &[document::Asset],
    new: &[document::Asset],
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    let mut events = Vec::new();
    for asset in new {
        events.extend(declare_one(asset, context, state));
    }
    for gone in old.iter().filter(|asset| new.iter().all(|other| other.id != asset.id)) {
        events.extend(set_demurrage(&gone.id, None, context, state));
    }
    events
}

fn declare_one(
    asset: &document::Asset,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    let is_new = !ASSET.has(state, &asset.id);
    let created = is_new.then(|| create(asset.id.clone(), asset.decimals, asset.kind(), state));
    let set = set_demurrage(&asset.id, asset.demurrage.as_ref(), context, state);
    created.into_iter().map(Event::from).chain(set).collect()
}

fn set_demurrage(
    asset: &AssetId,
    law: Option<&document::Demurrage>,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Option<Event> {
    let mut record = ASSET.get(state, asset)?;
    let rule = demurrage::set(&mut record, law, context.running)?;
    ASSET.put(state, asset, &record);
    Some(TreasuryEvent::DemurrageSet { asset: asset.clone(), rule }.into())
}

/// Writes an admitted action and returns what happened.
pub(super) fn apply(
    admitted: Admitted,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    let event = match admitted.0 {
        Change::Attest { account, asset, held, proof } => {
            let by = context.authority.words();
            let expected = balance(state, &account, &asset).negated();
            let record = Attested { at: context.now, by: by.clone(), expected, held, proof };
            ATTESTED.put(state, &(account.clone(), asset.clone()), &record);
            TreasuryEvent::Attested { account, asset, by, expected, held, proof }
        }
        Change::CloseAccount { account } => return close(account, state),
        Change::CreateAsset { asset, decimals } => {
            create(asset, decimals, AssetKind::Credit, state)
        }
        Change::OpenFund { account } => open(account, state),
        Change::OpenOutside { account, terms } => {
            return open_outside(account, terms, state);
        }
        Change::Pay(passed, posting) => {
            gate::charge(&passed, context, state);
            return post(posting, context, state);
        }
        Change::Post(posting) => return post(posting, context, state),
    };
    vec![event.into()]
}

/// Does what falls due: nothing yet.
pub(super) fn due(item: Item, _context: &Context<'_>, _state: &mut Overlay<'_>) -> Due {
    match item {}
}

fn create(asset: AssetId, decimals: u8, kind: AssetKind, state: &mut Overlay<'_>) -> TreasuryEvent {
    let (issued, postings) = (Amount::ZERO, Roll::default());
    let record = Asset { decays: Vec::new(), decimals, issued, kind, period: None, postings };
    ASSET.put(state, &asset, &record);
    TreasuryEvent::AssetCreated { asset, decimals, kind }
}

fn open(account: AccountId, state: &mut Overlay<'_>) -> TreasuryEvent {
    FUND.put(state, &account, &Fund {});
    TreasuryEvent::AccountOpened { account }
}

/// Closes an account that holds nothing: its year ends, what was said of it is forgotten.
fn close(account: AccountId, state: &mut Overlay<'_>) -> Vec<Event> {
    let mut events: Vec<Event> = Vec::new();
    for (asset, year) in query::years(state, &account) {
        events.push(years::close(&account, &asset, year, Amount::ZERO).into());
        let key = (account.clone(), asset);
        YEAR.remove(state, &key);
        ATTESTED.remove(state, &key);
    }
    FUND.remove(state, &account);
    OUTSIDE.remove(state, &account);
    events.push(TreasuryEvent::AccountClosed { account }.into());
    events
}
