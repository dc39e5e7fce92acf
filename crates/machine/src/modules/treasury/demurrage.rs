//! Demurrage: what accounts lose by lying still (TRE-11). It is counted when an account is next
//! touched, exactly as if it had been taken at every boundary, so that no rule ever walks over all
//! accounts.

use polity_types::{Amount, AssetId, Timestamp};

use super::state::{AGED, FUND};
use super::types::{AccountId, Asset, DECAYS_MAX, Decay};
use crate::charter_text::document::Demurrage;
use crate::frame::state::{Overlay, StateView};

/// Returns what an account that holds `held` lost since it was last touched, rule by rule, and to
/// which fund each part goes. `record`: that of the asset.
///
/// Cost: one division for each boundary since, until nothing is lost any more.
pub(super) fn losses(
    record: &Asset,
    state: &dyn StateView,
    running: Timestamp,
    account: &AccountId,
    asset: &AssetId,
    held: Amount,
) -> Vec<(Amount, AccountId)> {
    if record.decays.is_empty() || !held.is_positive() || !loses(account, record) {
        return Vec::new();
    }
    let key = (account.clone(), asset.clone());
    let settled = AGED.get(state, &key).map_or(Timestamp(0), Timestamp);
    let mut left = held.minor_units();
    let mut losses = Vec::new();
    for (place, decay) in record.decays.iter().enumerate() {
        let next = record.decays.get(place.saturating_add(1));
        let until = next.map_or(running, |next| next.from).min(running);
        if decay.part == 0 || !FUND.has(state, &decay.to) {
            continue;
        }
        let boundaries = decay.boundaries(until).saturating_sub(decay.boundaries(settled));
        let before = left;
        for _ in 0..boundaries {
            let loss = share_of(left, decay.part, decay.whole);
            if loss == 0 {
                break;
            }
            left = left.saturating_sub(loss);
        }
        let lost = Amount::new(before.saturating_sub(left)).unwrap_or_default();
        if lost.is_positive() {
            losses.push((lost, decay.to.clone()));
        }
    }
    losses
}

/// Notes that an account was settled up to now, and what it holds since.
pub(super) fn touch(
    account: &AccountId,
    asset: &AssetId,
    record: &Asset,
    held: Amount,
    running: Timestamp,
    state: &mut Overlay<'_>,
) {
    if record.decays.is_empty() || !loses(account, record) {
        return;
    }
    let key = (account.clone(), asset.clone());
    if held.is_positive() {
        AGED.put(state, &key, &running.0);
    } else {
        AGED.remove(state, &key);
    }
}

/// Returns whether what lies in an account gets less: that of persons and funds does, but of no fund
/// that gets or got what others lose.
fn loses(account: &AccountId, record: &Asset) -> bool {
    match account {
        AccountId::Person(_) => true,
        AccountId::Fund(_) => record.decays.iter().all(|decay| decay.to != *account),
        AccountId::Escrow(_) | AccountId::External(_) | AccountId::Issue(_) => false,
    }
}

/// Returns `held × part / whole`, rounded down, without running over.
fn share_of(held: i128, part: u32, whole: u32) -> i128 {
    let (part, whole) = (i128::from(part), i128::from(whole));
    let of_rest = held.checked_rem(whole).unwrap_or(0).saturating_mul(part);
    let of_rest = of_rest.checked_div(whole).unwrap_or(0);
    let of_whole = held.checked_div(whole).unwrap_or(0).saturating_mul(part);
    of_whole.saturating_add(of_rest)
}

impl Decay {
    /// Returns how many boundaries lie between the beginning of the rule and `at`.
    fn boundaries(&self, at: Timestamp) -> u64 {
        let gone = at.since(self.from).map_or(0, |gone| gone.0);
        gone.checked_div(self.every.0).unwrap_or(0)
    }
}

/// Makes `law` the rule of an asset from `running` on, unless it is already. Returns the rule that
/// begins.
pub(super) fn set(
    record: &mut Asset,
    law: Option<&Demurrage>,
    running: Timestamp,
) -> Option<Decay> {
    let last = record.decays.last().filter(|last| last.part > 0);
    let next = match law {
        Some(law) => Decay {
            every: law.every,
            from: running,
            part: law.share.numerator(),
            to: AccountId::Fund(law.to.clone()),
            whole: law.share.denominator(),
        },
        None => Decay { part: 0, from: running, ..last?.clone() },
    };
    if last.is_some_and(|last| *last == Decay { from: last.from, ..next.clone() }) {
        return None;
    }
    if record.decays.len() >= DECAYS_MAX {
        record.decays.remove(0);
    }
    record.decays.push(next.clone());
    Some(next)
}
