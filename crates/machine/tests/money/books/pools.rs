//! What of the funds that are open is shared with whoever leaves, worked out from what was told alone.

use serde_json::Value;

use super::claims::WHOLE;
use super::{Books, text};

/// What is kept apart of a pool and of its neighbours.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Apart {
    /// What is on its way to who takes a share through funds that are not open.
    pub(super) detour: i128,
    pub(super) held: i128,
    /// What repeats to them.
    pub(super) repeats: i128,
    pub(super) waits: i128,
}

/// Returns what is shared of each pool, and what of it is kept apart for who takes a share: what one pool does not hold is kept
/// apart of the others, from the first on.
pub(super) fn shared(pools: &[Apart]) -> Vec<(i128, i128)> {
    let is_short = |held: i128, wants: i128| (wants - held.max(0)).max(0);
    let mut waits: i128 = pools.iter().map(|one| is_short(one.held, one.waits)).sum();
    let own = |one: &Apart| is_short((one.held - one.waits).max(0), one.repeats + one.detour);
    let mut own: i128 = pools.iter().map(own).sum();
    let mut of = |one: &Apart| {
        let left = (one.held - one.waits - one.repeats - one.detour).max(0);
        let of_waits = waits.min(left);
        let of_own = own.min(left - of_waits);
        waits -= of_waits;
        own -= of_own;
        (left - of_waits - of_own, one.detour + of_own)
    };
    pools.iter().map(&mut of).collect()
}

impl Books {
    /// Returns what is kept apart of each pool for somebody who takes a part, and what repeats to them and ends with it.
    pub(super) fn apart(
        &self,
        asset: &str,
        (person, part): (&str, i128),
        against: &[(String, u64)],
        paid: &dyn Fn(&str) -> i128,
    ) -> (Vec<Apart>, i128) {
        let open = &self.claims.open;
        let repeats = self.repeats.comes(person, open, asset);
        // What repeats to them ends with the whole, if anything is on that way.
        let is_ended = part == WHOLE && self.is_filling(asset, against);
        let (repeats, ended) = if is_ended { (0, repeats) } else { (repeats, 0) };
        let mut comes = repeats + self.claims.comes((person, part), asset, against);
        let mut of = |fund: &&'static str| {
            // What goes to a fund that is not open, and from there to them, is theirs besides.
            let gives = self.repeats.gives(fund, open, asset);
            let detour = (gives + self.claims.gives(fund, asset, against)).min(comes);
            comes -= detour;
            Apart {
                detour,
                held: self.held(fund, asset) + paid(fund),
                repeats: self.repeats.apart(fund, asset, (person, part)),
                waits: self.claims.waits(fund, asset, (person, part), against),
            }
        };
        (open.iter().map(&mut of).collect(), ended)
    }

    /// Notes from where to where something moved that is worth being counted.
    pub(super) fn note_posted(&mut self, told: &Value) {
        let (credit, debit) = (text(told, "credit"), text(told, "debit"));
        if credit.starts_with("external") {
            self.note("came in outside");
        } else if debit.starts_with("external") {
            self.note("went outside");
        }
        if text(told, "category").starts_with("refund")
            && debit.starts_with("person")
            && !self.claims.is_open(&self.claims.fund_of(&credit))
        {
            self.note("paid back out of a fund that is not open");
        }
        if text(told, "category").starts_with("refund") && credit.starts_with("escrow-stream") {
            self.note("paid back by and by");
        }
    }

    /// Returns whether any fund that is open is still to give to one that is not.
    pub(super) fn is_filling(&self, asset: &str, against: &[(String, u64)]) -> bool {
        let open = &self.claims.open;
        let gives = |fund: &&'static str| {
            self.repeats.gives(fund, open, asset) + self.claims.gives(fund, asset, against)
        };
        open.iter().map(gives).sum::<i128>() > 0
    }
}

/// Returns what somebody left against.
pub(super) fn against(told: &Value) -> Vec<(String, u64)> {
    let targets = told["with"]["against"].as_array().into_iter().flatten();
    let target = |target: &Value| {
        (target["kind"].as_str().unwrap().into(), target["number"].as_u64().unwrap())
    };
    targets.map(target).collect()
}
