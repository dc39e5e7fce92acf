//! Quadratic funding: a pool matches contributions so that many small ones count more than few large
//! (Buterin, Hitzig and Weyl 2018). Square roots are whole numbers, rounded down, of stated places.

use std::collections::BTreeMap;

use num_bigint::{BigInt, BigUint};
use num_rational::BigRational;
use num_traits::{ToPrimitive, Zero};
use serde::Serialize;

use crate::ChoiceError;
use crate::exact::count;
use crate::explain::{Explanation, Table};
use crate::limits::{CANDIDATES_MAX, PLACES_MAX};
use crate::ties::TieBroken;

/// Contributions that one round can hold.
const CONTRIBUTIONS_MAX: usize = 20_000_000;
/// Contributors up to whom pairs are compared.
const PAIRED_CONTRIBUTORS_MAX: usize = 20_000;
/// Pairs of contributors to the same project, over all projects. Two million take about 200 MB.
const PAIRS_MAX: u64 = 2_000_000;

/// An amount given to a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Contribution {
    /// Number of the giver.
    pub contributor: usize,
    /// Number of the project.
    pub project: usize,
    /// Amount in the smallest unit of the currency.
    pub amount: u128,
}

/// Who gets what rounding leaves of the pool.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Remainder {
    /// It stays in the pool.
    #[default]
    Pool,
    /// The project with the largest match; the first listed of several.
    Largest,
    /// This project.
    Project(usize),
}

/// The rule of a round.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FundingRule {
    /// Decimals of square roots.
    pub root_places: u32,
    /// Contributions below this are paid but not matched.
    pub least_amount: u128,
    /// The most that one project is matched with.
    pub cap: Option<u128>,
    /// Whether the whole pool is given out although the matches come to less.
    pub fills_pool: bool,
    /// Bound on what a pair of contributors can bring about together: their part in a match is
    /// multiplied by M / (M + what they give in common); `None` for plain quadratic funding.
    pub pair_bound: Option<u128>,
    /// Who gets what rounding leaves.
    pub remainder: Remainder,
}

/// What a project gets.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Match {
    /// What contributors gave.
    pub received: u128,
    /// Contributors whose gift was matched.
    pub contributors: u64,
    /// Sum of square roots, in units of 10^-`root_places`.
    pub root_sum: u128,
    /// What the formula alone gives, rounded down.
    pub ideal: u128,
    /// What the pool pays before the cap.
    pub uncapped: u128,
    /// What the pool pays.
    pub matched: u128,
}

/// The result of a round.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Funding {
    /// Projects in list order.
    pub projects: Vec<Match>,
    /// The pool.
    pub pool: u128,
    /// What is left of it.
    pub left: u128,
    /// What rounding left, and who got it.
    pub rounding: (u128, Remainder),
    /// Whether the formula asks for more than the pool holds.
    pub is_saturated: bool,
    /// The tie for what rounding left, where several matches are the largest and it went to one.
    pub ties: Vec<TieBroken>,
}

/// Shares a pool among projects. Several gifts of one contributor to a project count as one. A project
/// at its cap leaves the rest to the pool.
///
/// # Errors
/// [`ChoiceError::TooMany`] above the limits on projects, contributions, places and amounts,
/// [`ChoiceError::TooLarge`] for too many contributors to compare in pairs,
/// [`ChoiceError::UnknownIndex`] for a project that does not exist.
pub fn quadratic_funding(
    contributions: &[Contribution],
    projects: usize,
    pool: u128,
    rule: FundingRule,
) -> Result<Funding, ChoiceError> {
    let gifts = gather(contributions, projects, rule)?;
    let mut result: Vec<Match> = vec![Match::default(); projects];
    for contribution in contributions {
        let received = &mut result[contribution.project].received;
        let sum = received.checked_add(contribution.amount);
        *received = sum.ok_or_else(|| too_much("Contributions to a project"))?;
    }
    let scale = 10u128.pow(rule.root_places);
    let mut exact: Vec<BigRational> = vec![BigRational::zero(); projects];
    let roots: Vec<((usize, usize), u128)> = gifts
        .iter()
        .map(|(&key, &amount)| {
            let scaled = BigUint::from(amount) * BigUint::from(scale) * BigUint::from(scale);
            (key, scaled.sqrt().to_u128().unwrap_or(u128::MAX))
        })
        .collect();
    for &((project, _), root) in &roots {
        result[project].contributors += 1;
        result[project].root_sum += root;
    }
    if let Some(bound) = rule.pair_bound {
        pairwise(&roots, projects, bound, rule.root_places, &mut exact)?;
    } else {
        let mut given = vec![BigInt::zero(); projects];
        for (&(project, _), &amount) in &gifts {
            given[project] += BigInt::from(amount);
        }
        let unit = BigInt::from(scale) * BigInt::from(scale);
        for (project, given) in given.into_iter().enumerate() {
            let sum = BigInt::from(result[project].root_sum);
            // With roots rounded down, a single gift can come out below itself: no match then.
            let square = BigRational::new(&sum * &sum, unit.clone());
            let ideal = square - BigRational::from_integer(given);
            exact[project] = ideal.max(BigRational::zero());
        }
    }
    share(&mut result, &exact, pool, rule)
}

/// Sums gifts by project and contributor, leaving out those that are too small to match.
fn gather(
    contributions: &[Contribution],
    projects: usize,
    rule: FundingRule,
) -> Result<BTreeMap<(usize, usize), u128>, ChoiceError> {
    let bounds = [
        ("Projects", projects, CANDIDATES_MAX),
        ("Contributions", contributions.len(), CONTRIBUTIONS_MAX),
    ];
    for (what, actual, limit) in bounds {
        if actual > limit {
            let (actual, limit) = (count(actual), count(limit));
            return Err(ChoiceError::TooMany { what, actual, limit });
        }
    }
    if rule.root_places > PLACES_MAX / 2 {
        let (actual, limit) = (u64::from(rule.root_places), u64::from(PLACES_MAX / 2));
        return Err(ChoiceError::TooMany { what: "Decimals of square roots", actual, limit });
    }
    let mut gifts: BTreeMap<(usize, usize), u128> = BTreeMap::new();
    for gift in contributions {
        if gift.project >= projects {
            return Err(ChoiceError::UnknownIndex { index: gift.project, count: projects });
        }
        let sum = gifts.entry((gift.project, gift.contributor)).or_insert(0);
        let total = sum.checked_add(gift.amount).filter(|&sum| sum <= u128::MAX >> 40);
        *sum = total.ok_or_else(|| too_much("Contributions of one giver"))?;
    }
    gifts.retain(|_, amount| *amount >= rule.least_amount && *amount > 0);
    Ok(gifts)
}

fn too_much(what: &'static str) -> ChoiceError {
    ChoiceError::TooMany { what, actual: u64::MAX, limit: u64::MAX - 1 }
}

/// Pairwise-bounded matches (Buterin 2019): over pairs of contributors i and j to a project, twice
/// `sqrt(c_i c_j) M / (M + k_ij)`, where `k_ij` is the sum of `sqrt(c_i c_j)` over all projects.
fn pairwise(
    roots: &[((usize, usize), u128)],
    projects: usize,
    bound: u128,
    places: u32,
    exact: &mut [BigRational],
) -> Result<(), ChoiceError> {
    let mut by_project: Vec<Vec<(usize, u128)>> = vec![Vec::new(); projects];
    let mut contributors = std::collections::BTreeSet::new();
    for &((project, contributor), root) in roots {
        by_project[project].push((contributor, root));
        contributors.insert(contributor);
    }
    if contributors.len() > PAIRED_CONTRIBUTORS_MAX {
        return Err(ChoiceError::TooLarge {
            method: "Pairwise-bounded funding",
            what: "contributors",
            actual: count(contributors.len()),
            limit: count(PAIRED_CONTRIBUTORS_MAX),
        });
    }
    let pairs_of = |gifts: &Vec<(usize, u128)>| {
        let people = count(gifts.len());
        people.saturating_mul(people.saturating_sub(1)) / 2
    };
    let all = by_project.iter().map(pairs_of).fold(0, u64::saturating_add);
    if all > PAIRS_MAX {
        return Err(ChoiceError::TooLarge {
            method: "Pairwise-bounded funding",
            what: "pairs of contributors to the same project",
            actual: all,
            limit: PAIRS_MAX,
        });
    }
    let mut common: BTreeMap<(usize, usize), BigInt> = BTreeMap::new();
    let pairs = |gifts: &[(usize, u128)], each: &mut dyn FnMut((usize, usize), BigInt)| {
        for (place, &(one, root)) in gifts.iter().enumerate() {
            for &(other, second) in &gifts[place + 1..] {
                each((one, other), BigInt::from(root) * BigInt::from(second));
            }
        }
    };
    for gifts in &by_project {
        pairs(gifts, &mut |pair, product| *common.entry(pair).or_default() += product);
    }
    // Products of two roots are in units of 10^-2p, and so is the bound here.
    let unit = BigInt::from(10u8).pow(2 * places);
    let bound = BigInt::from(bound) * &unit;
    for (project, gifts) in by_project.iter().enumerate() {
        // Terms with the same denominator are added before fractions are.
        let mut terms: BTreeMap<BigInt, BigInt> = BTreeMap::new();
        pairs(gifts, &mut |pair, product| {
            let below = common.get(&pair).map_or(bound.clone(), |common| &bound + common);
            *terms.entry(below).or_default() += product;
        });
        for (below, sum) in terms {
            if !below.is_zero() {
                exact[project] += BigRational::new(sum * &bound * 2, below * &unit);
            }
        }
    }
    Ok(())
}

fn share(
    result: &mut Vec<Match>,
    exact: &[BigRational],
    pool: u128,
    rule: FundingRule,
) -> Result<Funding, ChoiceError> {
    let total = exact.iter().fold(BigRational::zero(), |sum, one| sum + one);
    let whole_pool = BigRational::from_integer(BigInt::from(pool));
    let is_saturated = total > whole_pool;
    let scales = is_saturated || rule.fills_pool && !total.is_zero();
    let mut paid = 0u128;
    for (project, exact) in result.iter_mut().zip(exact) {
        let down = |value: &BigRational| value.floor().to_integer().to_u128();
        project.ideal = down(exact).ok_or_else(|| too_much("A match"))?;
        let uncapped =
            if scales { down(&(exact * &whole_pool / &total)) } else { Some(project.ideal) };
        project.uncapped = uncapped.ok_or_else(|| too_much("A match"))?;
        project.matched = rule.cap.map_or(project.uncapped, |cap| project.uncapped.min(cap));
        paid += project.uncapped;
    }
    // Rounding loses less than a unit for each project; a pool that is not scaled loses nothing.
    let rounding = if scales { pool - paid } else { 0 };
    let mut ties = Vec::new();
    let beneficiary = match rule.remainder {
        Remainder::Pool => None,
        Remainder::Project(index) if index < result.len() => Some(index),
        Remainder::Project(index) => {
            return Err(ChoiceError::UnknownIndex { index, count: result.len() });
        }
        Remainder::Largest => {
            let most = result.iter().map(|one| one.uncapped).max();
            let is_largest = |&one: &usize| Some(result[one].uncapped) == most;
            let tied: Vec<usize> = (0..result.len()).filter(is_largest).collect();
            let first = tied.first().copied();
            if let Some(first) = first.filter(|_| rounding > 0 && tied.len() > 1) {
                let deciding = "what rounding leaves".to_owned();
                ties.push(TieBroken { deciding, tied, taken: vec![first] });
            }
            first
        }
    };
    if let Some(one) = beneficiary.map(|one| &mut result[one]) {
        let raised = one.matched + rounding;
        one.matched = rule.cap.map_or(raised, |cap| raised.min(cap.max(one.matched)));
    }
    let matched: u128 = result.iter().map(|one| one.matched).sum();
    let projects = std::mem::take(result);
    let rounding = (rounding, rule.remainder);
    Ok(Funding { projects, pool, left: pool - matched, rounding, is_saturated, ties })
}

impl Funding {
    /// Explains the result.
    #[must_use]
    pub fn explain(&self, names: &[String]) -> Explanation {
        let matched: u128 = self.projects.iter().map(|one| one.matched).sum();
        let mut account =
            Explanation::new(format!("The pool of {} pays {matched} in matches.", self.pool));
        account.say(if self.is_saturated {
            "The formula asks for more than the pool holds: every match is reduced alike."
        } else {
            "The pool holds all that the formula asks for."
        });
        let (rounding, rule) = self.rounding;
        let whom = match rule {
            Remainder::Pool => "stays in the pool".to_owned(),
            Remainder::Largest => "goes to the largest match".to_owned(),
            Remainder::Project(one) => {
                format!("goes to {}", names.get(one).map_or("?", String::as_str))
            }
        };
        account.say(format!("Rounding leaves {rounding}, which {whom}."));
        crate::single::explain_ties(&mut account, names, &self.ties);
        let columns = ["project", "received", "contributors", "formula", "matched"];
        let mut table = Table::new("Matches", &columns);
        for (name, project) in names.iter().zip(&self.projects) {
            table.row(vec![
                name.clone(),
                project.received.to_string(),
                project.contributors.to_string(),
                project.ideal.to_string(),
                project.matched.to_string(),
            ]);
        }
        account.show(table);
        account
    }
}

/// The amounts of a clr.fund round.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ClrFund {
    /// What each project gets: its part of the pool and its own contributions.
    pub allocated: Vec<BigUintText>,
    /// What rounding leaves in the pool.
    pub left: BigUintText,
}

/// A whole number of any size, written in digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BigUintText(pub BigUint);

impl Serialize for BigUintText {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

/// Shares a pool as the first rounds of clr.fund did: in proportion to each project's sum of square
/// roots (its votes), rounded down, and its own contributions (credits spent times `factor`) on top.
///
/// # Errors
/// [`ChoiceError::BadOption`] unless there is one number of credits for each number of votes.
pub fn clr_fund(
    votes: &[u128],
    credits: &[u128],
    factor: u128,
    pool: &BigUint,
) -> Result<ClrFund, ChoiceError> {
    if votes.len() != credits.len() {
        return Err(ChoiceError::BadOption {
            option: "credits".into(),
            value: format!("{} given", credits.len()),
            allowed: format!("one for each of {} projects", votes.len()),
        });
    }
    let total = votes.iter().fold(BigUint::zero(), |sum, &votes| sum + votes);
    let mut left = pool.clone();
    let mut allocated = Vec::with_capacity(votes.len());
    for (&votes, &credits) in votes.iter().zip(credits) {
        let part = if total.is_zero() { BigUint::zero() } else { pool * votes / &total };
        left -= &part;
        allocated.push(BigUintText(part + BigUint::from(credits) * factor));
    }
    Ok(ClrFund { allocated, left: BigUintText(left) })
}
