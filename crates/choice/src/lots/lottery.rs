//! A published lottery over panels. It names compositions: how many members come from each group of
//! people with the same features; within a group everybody is drawn alike. So it is short, and exactly
//! verified and drawn from, however it was computed.

use std::collections::BTreeMap;

use num_bigint::BigInt;
use num_traits::Zero;
use serde::Serialize;

use super::seed::SeedStream;
use super::stratified::Pool;
use crate::ChoiceError;
use crate::exact::{Exact, Ratio, count};

/// Compositions in one lottery.
const COMPOSITIONS_MAX: usize = 100_000;

/// Compositions and their chances.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Lottery {
    /// Members from each group, groups in the order of [`Pool::groups`].
    pub compositions: Vec<Vec<usize>>,
    /// Chance of each composition, in parts of the sum.
    pub parts: Vec<u64>,
}

/// A panel drawn from a lottery.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DrawnPanel {
    /// The composition that was drawn.
    pub composition: usize,
    /// The members, in list order.
    pub panel: Vec<usize>,
}

impl Pool {
    /// People with the same features together, in the order of their features.
    #[must_use]
    pub fn groups(&self) -> Vec<Vec<usize>> {
        let mut groups: BTreeMap<&[usize], Vec<usize>> = BTreeMap::new();
        for person in 0..self.people() {
            groups.entry(self.features(person)).or_default().push(person);
        }
        groups.into_values().collect()
    }
}

impl Lottery {
    fn total(&self) -> u128 {
        self.parts.iter().map(|&parts| u128::from(parts)).sum()
    }
}

/// Verifies a published lottery: every composition exists, has `seats` members and meets the quotas,
/// every chance is positive. Returns the exact chance of every person, which is at least
/// `least_chance` if one was published.
///
/// # Errors
/// [`ChoiceError::BadLottery`] with the first thing that does not hold.
pub fn verify(
    lottery: &Lottery,
    pool: &Pool,
    seats: usize,
    least_chance: Option<&Ratio>,
) -> Result<Vec<Exact>, ChoiceError> {
    let refuse = |reason: String| Err(ChoiceError::BadLottery(reason));
    let size = lottery.compositions.len();
    if size == 0 || size > COMPOSITIONS_MAX {
        return refuse(format!("{size} compositions; 1 to {COMPOSITIONS_MAX} are allowed."));
    }
    if size != lottery.parts.len() {
        return refuse("there is not one chance for each composition.".into());
    }
    let groups = pool.groups();
    let mut sums = vec![0u128; groups.len()];
    for (number, (composition, &parts)) in
        (1u64..).zip(lottery.compositions.iter().zip(&lottery.parts))
    {
        if parts == 0 {
            return refuse(format!("composition {number} has no chance."));
        }
        let fits = composition.len() == groups.len()
            && composition.iter().zip(&groups).all(|(&members, group)| members <= group.len());
        if !fits {
            return refuse(format!("composition {number} takes more people than there are."));
        }
        let first = |(&members, group): (&usize, &Vec<usize>)| group[..members].to_vec();
        let panel: Vec<usize> = composition.iter().zip(&groups).flat_map(first).collect();
        if !pool.admits(&panel, seats) {
            return refuse(format!("composition {number} does not meet the quotas."));
        }
        for (sum, &members) in sums.iter_mut().zip(composition) {
            *sum += u128::from(parts) * u128::from(count(members));
        }
    }
    let total = BigInt::from(lottery.total());
    let mut chances = vec![Exact(Ratio::zero()); pool.people()];
    for (group, sum) in groups.iter().zip(sums) {
        let chance = Ratio::new(BigInt::from(sum), &total * BigInt::from(group.len()));
        for &person in group {
            chances[person] = Exact(chance.clone());
        }
    }
    if let Some(least) = least_chance
        && let Some(person) = chances.iter().position(|chance| chance.0 < *least)
    {
        let chance = &chances[person];
        return refuse(format!("person {person} has {chance}, less than {least}."));
    }
    Ok(chances)
}

/// Draws a panel from a lottery by a published seed: a composition by its chance, then people from
/// each group alike.
///
/// # Errors
/// [`ChoiceError::BadLottery`] for a lottery that does not fit the pool; [`verify`] says more.
pub fn draw_panel(
    lottery: &Lottery,
    pool: &Pool,
    seed: [u8; 32],
) -> Result<DrawnPanel, ChoiceError> {
    let refuse = || ChoiceError::BadLottery("it does not fit the pool.".into());
    let mut stream = SeedStream::new(seed);
    if lottery.total() == 0 || lottery.parts.len() != lottery.compositions.len() {
        return Err(refuse());
    }
    let mut at = stream.below(lottery.total());
    let mut composition = 0;
    while at >= u128::from(lottery.parts[composition]) {
        at -= u128::from(lottery.parts[composition]);
        composition += 1;
    }
    let groups = pool.groups();
    let wanted = &lottery.compositions[composition];
    if wanted.len() != groups.len() {
        return Err(refuse());
    }
    let mut panel = Vec::new();
    for (mut group, &members) in groups.into_iter().zip(wanted) {
        if members > group.len() {
            return Err(refuse());
        }
        for place in 0..members {
            let other = place + stream.place(group.len() - place);
            group.swap(place, other);
        }
        panel.extend_from_slice(&group[..members]);
    }
    panel.sort_unstable();
    Ok(DrawnPanel { composition, panel })
}
