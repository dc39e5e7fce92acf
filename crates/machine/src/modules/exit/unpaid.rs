//! What is paid asset by asset, and what becomes of a claim to one of which nothing is (EXI-11).

use polity_types::{Amount, AssetId, PersonId};

use super::action::Least;
use super::exact::{plus, share};
use super::query::{self, Offer, Row};
use crate::charter_text::Charter;
use crate::charter_text::document::{Exit, ExitShare};
use crate::frame::state::StateView;

/// How much of what somebody is shown they ask for at least, unless they say otherwise. Unit: per cent.
pub const LEAST_PERCENT: u64 = 95;

/// What becomes of a claim to an asset of which nothing would be paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unpaid {
    /// Some of it is set aside or waits, and the one claim behind all assets would be given up for the others: who does
    /// not name the others alone is refused.
    Away,
    /// There is nothing of it; the one claim behind all assets is given up for the others.
    Empty,
    /// The claim stays.
    Kept,
    /// Nothing has vested, or nothing was put in.
    NoClaim,
    /// All that vested of it was taken.
    Taken,
}

impl Offer {
    /// Returns whether anything is paid.
    #[must_use]
    pub fn pays(&self) -> bool {
        self.rows.iter().any(|row| row.pays.is_positive())
    }

    /// Returns what is paid of an asset, out of all funds.
    #[must_use]
    pub fn pays_of(&self, asset: &AssetId) -> Amount {
        self.sum(asset, |row| row.pays)
    }

    /// Returns the least to ask for so that whoever signs is paid about what they were shown (EXI-20): of each asset that
    /// pays something, [`LEAST_PERCENT`]. What repeats begins another period and somebody buys bread, from one minute
    /// to the next.
    #[must_use]
    pub fn least(&self) -> Vec<Least> {
        let mut least: Vec<Least> = Vec::new();
        for row in self.rows.iter().filter(|row| row.pays.is_positive()) {
            if least.iter().all(|other| other.asset != row.asset) {
                let (part, whole) = (Amount::from(LEAST_PERCENT), Amount::from(100_u64));
                let amount = share(self.pays_of(&row.asset), part, whole);
                least.push(Least { amount, asset: row.asset.clone() });
            }
        }
        least
    }

    /// Returns the assets of which nothing is paid, each once, in the order of the charter.
    pub(super) fn unpaid(&self) -> Vec<&Row> {
        let mut unpaid: Vec<&Row> = Vec::new();
        for row in self.rows.iter().filter(|row| !self.pays_of(&row.asset).is_positive()) {
            if unpaid.iter().all(|other| other.asset != row.asset) {
                unpaid.push(row);
            }
        }
        unpaid
    }

    /// Returns the assets of which the claim would pay something if what is set aside and waits were there, and pays
    /// nothing now.
    pub(super) fn away(&self) -> Vec<&AssetId> {
        let is_away = |row: &&Row| {
            let all = plus(self.sum(&row.asset, |row| row.balance), row.owed);
            let without_most = self.sum(&row.asset, |row| row.without_most);
            share(all, row.burns, row.total).is_positive() && !without_most.is_positive()
        };
        self.unpaid().into_iter().filter(is_away).map(|row| &row.asset).collect()
    }

    fn sum(&self, asset: &AssetId, of: fn(&Row) -> Amount) -> Amount {
        let its = self.rows.iter().filter(|row| row.asset == *asset);
        its.fold(Amount::ZERO, |sum, row| plus(sum, of(row)))
    }
}

/// Returns whether each asset has a claim of its own.
pub(super) fn is_by_asset(exit: &Exit) -> bool {
    exit.share == ExitShare::ByContributions
}

/// Returns of which assets nothing would be paid, and what becomes of the claim to each.
#[must_use]
pub fn unpaid(
    offer: &Offer,
    person: PersonId,
    charter: &Charter,
    state: &dyn StateView,
) -> Vec<(AssetId, Unpaid)> {
    let Some(exit) = query::granted(charter) else { return Vec::new() };
    let away = offer.away();
    let becomes = |row: &Row| {
        if !row.burns.is_positive() {
            let is_taken = has_taken(exit, person, &row.asset, state);
            return if is_taken { Unpaid::Taken } else { Unpaid::NoClaim };
        }
        match () {
            () if is_by_asset(exit) || !offer.pays() => Unpaid::Kept,
            () if away.contains(&&row.asset) => Unpaid::Away,
            () => Unpaid::Empty,
        }
    };
    offer.unpaid().into_iter().map(|row| (row.asset.clone(), becomes(row))).collect()
}

/// Returns whether somebody gave up anything that they had a claim to an asset by.
fn has_taken(exit: &Exit, person: PersonId, asset: &AssetId, state: &dyn StateView) -> bool {
    match exit.share {
        ExitShare::Equal => {
            query::claim(state, person).is_some_and(|claim| claim.equal.burned.is_positive())
        }
        ExitShare::ByContributions => {
            query::contribution(state, person, asset).burned.is_positive()
        }
        ExitShare::ByShares | ExitShare::None => query::taken(state, person, asset).is_positive(),
    }
}
