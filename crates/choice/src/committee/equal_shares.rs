//! The method of equal shares: every voter has the same part of the seats to spend, a member costs
//! one seat, shared among the supporters as evenly as their money allows (Peters and Skowron 2020).

use std::collections::BTreeMap;

use num_traits::{One, Signed};

use super::loads::{Bears, Loads};
use super::phragmen::{Loaded, fill_all, finish, ratio_steps};
use super::{Committees, Groups, Step, Wanted, check_listed, prepare};
use crate::ChoiceError;
use crate::ballots::Approvals;
use crate::budget::{Budget, Market, Project};
use crate::exact::{Exact, Ratio, count, ratio, whole};
use crate::limits::Work;
use crate::ties::Ties;

/// How the seats are filled that no supporters can pay for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Completion {
    /// By Phragmén's rule, with the money left.
    #[default]
    Phragmen,
    /// By approvals.
    Approval,
    /// Not at all: the committee may stay smaller.
    None,
}

/// Elects by equal shares.
///
/// # Errors
/// [`ChoiceError::TooFew`], [`ChoiceError::TooMany`] for seats outside 1 to the candidates,
/// [`ChoiceError::BadOption`] for a bad tie order, [`ChoiceError::TooLarge`] when too many
/// committees are tied to list them.
pub fn equal_shares(
    ballots: &Approvals,
    seats: usize,
    completion: Completion,
    wanted: &Wanted,
) -> Result<Committees, ChoiceError> {
    let mut ties = prepare(ballots, seats, wanted)?;
    let groups = Groups::new(ballots);
    if *wanted != Wanted::All {
        return one_committee(&groups, seats, completion, &mut ties);
    }
    let share = ratio(count(seats), groups.total);
    let begin = (vec![false; ballots.candidates()], vec![share; groups.weights.len()]);
    let mut states: BTreeMap<Loaded, Vec<Step>> = BTreeMap::from([(begin, Vec::new())]);
    let mut ends: BTreeMap<Loaded, Vec<Step>> = BTreeMap::new();
    let mut work = Work::new("Equal shares");
    while !states.is_empty() {
        let mut next = BTreeMap::new();
        for ((members, money), steps) in states {
            let longest = money.iter().map(ratio_steps).max().unwrap_or(1);
            work.add((groups.marks() + members.len()).saturating_mul(longest))?;
            let price_of = |one: usize| price(&groups, &money, one).map(|price| (one, price));
            let is_full = members.iter().filter(|&&is_in| is_in).count() >= seats;
            let open = (0..members.len()).filter(|&one| !members[one] && !is_full);
            let prices: Vec<(usize, Ratio)> = open.filter_map(price_of).collect();
            let Some(lowest) = prices.iter().map(|(_, price)| price).min().cloned() else {
                ends.entry((members, money)).or_insert(steps);
                continue;
            };
            let tied: Vec<usize> =
                prices.iter().filter(|(_, price)| *price == lowest).map(|&(one, _)| one).collect();
            let width = tied.len();
            for one in tied {
                let (mut members, mut money, mut steps) =
                    (members.clone(), money.clone(), steps.clone());
                members[one] = true;
                for &group in &groups.supporters[one] {
                    let paid = lowest.clone().min(money[group].clone());
                    money[group] -= paid;
                }
                let figure = Exact(lowest.clone()).text();
                steps.push(Step { candidate: one, figure, tied: width });
                next.entry((members, money)).or_insert(steps);
            }
            check_listed("Equal shares", next.len(), seats)?;
        }
        states = next;
    }
    complete_all(&groups, ends, seats, completion, &mut work)
}

/// Elects one committee: a budget in which every member costs one seat, completed by the tie rule.
fn one_committee(
    groups: &Groups,
    seats: usize,
    completion: Completion,
    ties: &mut Ties,
) -> Result<Committees, ChoiceError> {
    let size = ties.candidates();
    let seat = |one: usize| Project { id: one.to_string(), name: String::new(), cost: 1 };
    let mut budget = Budget::new(count(seats), (0..size).map(seat).collect())?;
    for (approved, &weight) in groups.approved.iter().zip(&groups.weights) {
        let marks: Vec<(usize, u64)> = approved.iter().map(|&one| (one, 1)).collect();
        budget.add(weight, &marks)?;
    }
    // Ballots of the budget stand in the order of their marks, and so do the groups.
    let market = Market::of_seats(&budget);
    let share = ratio(count(seats), groups.total);
    let mut work = Work::new("Equal shares");
    let mut ledger = market.run(&share, ties, &mut work)?;
    ledger.settle(&market, &mut work)?;
    let mut members = vec![false; size];
    let mut steps = Vec::new();
    for bought in ledger.bought() {
        members[bought.project] = true;
        let figure = Exact(ledger.price_of(&market, bought)).text();
        steps.push(Step { candidate: bought.project, figure, tied: bought.tied });
    }
    let (rule, committee) = match completion {
        Completion::None => {
            let members = (0..size).filter(|&one| members[one]).collect();
            ("the method of equal shares", members)
        }
        Completion::Phragmen => {
            // Money left is load not yet borne: less the share, and the prices paid.
            let (share, prices, denominator) = ledger.numbers();
            let mut is_broke = vec![false; groups.weights.len()];
            let mut place_of = vec![None; size];
            for (place, bought) in (1..).zip(ledger.bought()) {
                place_of[bought.project] = Some(place);
                for &group in &bought.poor {
                    is_broke[group] = true;
                }
            }
            let owes = |(approved, is_broke): (&Vec<usize>, &bool)| {
                if *is_broke {
                    return Bears::Sum(Vec::new());
                }
                let paid = approved.iter().filter_map(|&one| place_of[one]).map(|place| (place, 1));
                Bears::Sum(std::iter::once((0, -1)).chain(paid).collect())
            };
            let bears = groups.approved.iter().zip(&is_broke).map(owes).collect();
            let numbers = std::iter::once(share).chain(prices).cloned().collect();
            let loads = Loads::new(groups, members, bears, numbers, denominator.clone())?;
            let committee = loads.fill(seats, ties, &mut steps)?;
            ("the method of equal shares, completed by Phragmén's rule", committee)
        }
        Completion::Approval => {
            let support: Vec<u64> = (0..size).map(|one| groups.support(one)).collect();
            let outside = (0..size).filter(|&one| !members[one]);
            let room = seats - steps.len();
            let tiers = crate::ties::tiers_by(outside, |one| support[one]);
            for one in ties.fill("the last seat", &tiers, room) {
                let is_equal = |&other: &usize| !members[other] && support[other] == support[one];
                let tied = (0..size).filter(is_equal).count();
                members[one] = true;
                let figure = format!("{} approvals", support[one]);
                steps.push(Step { candidate: one, figure, tied });
            }
            let members = (0..size).filter(|&one| members[one]).collect();
            ("the method of equal shares, completed by approvals", members)
        }
    };
    let (rule, committees, score, also_best) = (rule.to_owned(), vec![committee], None, None);
    let ties = ties.take_broken();
    Ok(Committees { rule, committees, steps, score, also_best, ties })
}

/// The most that one supporter pays when the candidate's seat is shared as evenly as can be.
fn price(groups: &Groups, money: &[Ratio], candidate: usize) -> Option<Ratio> {
    let mut supporters: Vec<usize> = groups.supporters[candidate]
        .iter()
        .copied()
        .filter(|&group| money[group].is_positive())
        .collect();
    supporters.sort_by(|&left, &right| money[left].cmp(&money[right]));
    let mut weight: u64 = supporters.iter().map(|&group| groups.weights[group]).sum();
    let mut due = Ratio::one();
    for group in supporters {
        let even = &due / whole(weight);
        if money[group] >= even {
            return Some(even);
        }
        due -= &money[group] * whole(groups.weights[group]);
        weight -= groups.weights[group];
    }
    None
}

fn complete_all(
    groups: &Groups,
    ends: BTreeMap<Loaded, Vec<Step>>,
    seats: usize,
    completion: Completion,
    work: &mut Work,
) -> Result<Committees, ChoiceError> {
    match completion {
        Completion::None => Ok(finish("the method of equal shares", &ends)),
        Completion::Phragmen => {
            // Money left is load not yet borne.
            let owed = |((members, money), steps): (Loaded, Vec<Step>)| {
                let loads = money.into_iter().map(|left| -left).collect();
                ((members, loads), steps)
            };
            let states = ends.into_iter().map(owed).collect();
            let ends = fill_all(groups, states, seats, work)?;
            Ok(finish("the method of equal shares, completed by Phragmén's rule", &ends))
        }
        Completion::Approval => {
            let mut full: BTreeMap<Loaded, Vec<Step>> = BTreeMap::new();
            for ((members, _), steps) in ends {
                fill_by_support(groups, members, &steps, seats, &mut full)?;
            }
            Ok(finish("the method of equal shares, completed by approvals", &full))
        }
    }
}

/// Adds the most supported candidates outside, in every order that leads to another committee.
fn fill_by_support(
    groups: &Groups,
    members: Vec<bool>,
    steps: &[Step],
    seats: usize,
    full: &mut BTreeMap<Loaded, Vec<Step>>,
) -> Result<(), ChoiceError> {
    let mut open: Vec<(Vec<bool>, Vec<Step>)> = vec![(members, steps.to_vec())];
    while let Some((members, steps)) = open.pop() {
        if members.iter().filter(|&&is_in| is_in).count() >= seats {
            full.entry((members, Vec::new())).or_insert(steps);
            check_listed("Equal shares", full.len(), seats)?;
            continue;
        }
        let outside = || (0..members.len()).filter(|&one| !members[one]);
        let most = outside().map(|one| groups.support(one)).max().unwrap_or(0);
        let mut tied: Vec<usize> = outside().filter(|&one| groups.support(one) == most).collect();
        let width = tied.len();
        // Sets, not orders, are wanted: of equals only the later ones may follow one taken.
        let taken = steps.last().filter(|step| step.figure == format!("{most} approvals"));
        if let Some(last) = taken.map(|step| step.candidate) {
            tied.retain(|&one| one > last);
        }
        for one in tied {
            let (mut members, mut steps) = (members.clone(), steps.clone());
            members[one] = true;
            let figure = format!("{most} approvals");
            steps.push(Step { candidate: one, figure, tied: width });
            open.push((members, steps));
        }
        check_listed("Equal shares", open.len(), seats)?;
    }
    Ok(())
}
