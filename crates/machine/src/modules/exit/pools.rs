//! What of each fund that is open is shared with whoever leaves, and what of it is kept apart.

use polity_types::{Amount, AssetId, Timestamp};

use super::contributions;
use super::detour::{Detour, Ends};
use super::exact::{less, plus};
use super::offer::Ask;
use super::query::{decided, is_all};
use super::types::{Payment, WHOLE};
use crate::charter_text::document::Exit;
use crate::frame::state::StateView;
use crate::modules::treasury::AccountId;
use crate::modules::{spending, treasury};

/// What of a fund is shared with somebody, of one asset.
pub(super) struct Pool {
    /// What the fund holds, with what is set aside for them and they take as a share instead.
    pub(super) balance: Amount,
    /// What is on its way to them through funds that are not open (EXI-19).
    pub(super) detour: Amount,
    pub(super) fund: AccountId,
    /// What is kept apart of other funds that are open, and they do not hold.
    pub(super) others: Amount,
    /// As much of that as comes to the person.
    pub(super) others_own: Amount,
    /// What repeats to them out of it.
    pub(super) repeats: Amount,
    /// What is shared.
    pub(super) shared: Amount,
    /// What is decided and waits, without what they leave against.
    pub(super) waits: Amount,
}

/// Returns what of each fund is shared, in the order of the charter, and what repeats out of other funds and ends. Open funds
/// fill one another, so what one of them does not hold of what is kept apart of it is kept apart of the others.
pub(super) fn of(
    exit: &Exit,
    ask: &Ask<'_>,
    (asset, opposed): (&AssetId, &[Payment]),
    running: Timestamp,
    state: &dyn StateView,
) -> (Vec<Pool>, Vec<Ends>) {
    let aside = is_all(exit, ask.part).then(|| contributions::going_back(ask.person, asset, state));
    let mut detours = Detour::of(exit, ask, asset, state);
    let mut pool = |fund: AccountId| {
        let holding = treasury::query::holding(state, running, &fund, asset);
        let balance = aside
            .iter()
            .flatten()
            .fold(holding, |sum, (to, amount)| if *to == fund { plus(sum, *amount) } else { sum });
        let waits = less(decided(state, &fund, asset), of_fund(opposed, &fund, asset));
        let repeats = spending::query::repeats(state, ask.person, &fund, asset);
        let detour = detours.apart(&fund, state).amount();
        let (others, others_own, shared) = (Amount::ZERO, Amount::ZERO, Amount::ZERO);
        Pool { balance, detour, fund, others, others_own, repeats, shared, waits }
    };
    let funds = exit.funds.iter().cloned().map(AccountId::Fund);
    let mut pools: Vec<Pool> = funds.map(&mut pool).collect();
    share_out(&mut pools, ask.part < WHOLE);
    (pools, detours.ends)
}

/// Takes off each pool what is kept apart of it, and then what the others do not hold: first of what waits, then of what
/// comes to the person. Who takes a part is paid besides what repeats to them.
fn share_out(pools: &mut [Pool], is_part: bool) {
    let (mut waits, mut own) = (Amount::ZERO, Amount::ZERO);
    for pool in &mut *pools {
        let repeats = if is_part { pool.repeats } else { Amount::ZERO };
        let (left, comes) = (less(pool.balance, pool.waits), plus(repeats, pool.detour));
        waits = plus(waits, less(pool.waits, pool.balance));
        own = plus(own, less(comes, left));
        pool.shared = less(left, comes);
    }
    for pool in pools {
        let of_waits = waits.min(pool.shared);
        pool.others_own = own.min(less(pool.shared, of_waits));
        pool.others = plus(of_waits, pool.others_own);
        (waits, own) = (less(waits, of_waits), less(own, pool.others_own));
        pool.shared = less(pool.shared, pool.others);
    }
}

fn of_fund(payments: &[Payment], fund: &AccountId, asset: &AssetId) -> Amount {
    let same = payments.iter().filter(|payment| payment.fund == *fund && payment.asset == *asset);
    same.fold(Amount::ZERO, |sum, payment| plus(sum, payment.amount))
}
