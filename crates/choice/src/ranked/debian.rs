//! Schulze as the Debian constitution uses it (A.6): a default option, a quorum and supermajorities,
//! then cloneproof Schwartz sequential dropping.

use std::cmp::Reverse;

use num_traits::Signed;
use serde::Serialize;

use super::pairwise::Pairwise;
use super::smith::top_of;
use crate::ChoiceError;
use crate::exact::{Exact, Ratio, ratio};
use crate::explain::{Explanation, list_of};
use crate::limits::Work;
use crate::ties::{TieBreak, TieBroken};

/// The rule of one vote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DebianRule {
    /// The default option, such as "further discussion".
    pub default: usize,
    /// An option must be preferred to the default by at least this weight.
    pub quorum: Option<Ratio>,
    /// The majority over the default that each option needs, such as 3 for 3:1.
    pub majorities: Vec<Ratio>,
    /// Whether exactly the majority suffices where it is more than 1:1.
    pub inclusive: bool,
}

/// The result of a vote by the Debian constitution.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Debian {
    /// The winner.
    pub winner: usize,
    /// The default option: what is decided if no other option beats it with its majority.
    pub default: usize,
    /// Options dropped because too few preferred them to the default.
    pub below_quorum: Vec<usize>,
    /// Options dropped because they missed their majority over the default.
    pub below_majority: Vec<usize>,
    /// Victories among the options left: winner, loser, votes for, votes against.
    pub defeats: Vec<(usize, usize, u64, u64)>,
    /// The Schwartz set before any victory was dropped.
    pub schwartz: Vec<usize>,
    /// The options left undefeated at the end; the tie rule chooses among several.
    pub undefeated: Vec<usize>,
    /// For each option its ratio over the default, `None` when no ballot prefers the default.
    pub ratios: Vec<Option<Exact>>,
    /// Ties that decided something.
    pub ties: Vec<TieBroken>,
}

/// Decides a vote.
///
/// # Errors
/// [`ChoiceError::UnknownIndex`] for a bad default option, [`ChoiceError::BadOption`] when there is
/// not one majority above 0 for each option, or for a bad tie order, [`ChoiceError::TooLarge`] above
/// [`crate::limits::WORK_MAX`] steps of work.
pub fn debian(
    names: &[String],
    pairs: &Pairwise,
    rule: &DebianRule,
    ties: &TieBreak,
) -> Result<Debian, ChoiceError> {
    let (size, default) = (pairs.candidates(), rule.default);
    if default >= size {
        return Err(ChoiceError::UnknownIndex { index: default, count: size });
    }
    if rule.majorities.len() != size {
        return Err(ChoiceError::BadOption {
            option: "majorities".into(),
            value: format!("{} given", rule.majorities.len()),
            allowed: format!("one for each of {size} options"),
        });
    }
    if let Some(bad) = rule.majorities.iter().find(|majority| !majority.is_positive()) {
        return Err(ChoiceError::BadOption {
            option: "majority".into(),
            value: bad.to_string(),
            allowed: "more than 0, such as 1 or 3".into(),
        });
    }
    if let Some(bad) = rule.quorum.as_ref().filter(|quorum| quorum.is_negative()) {
        return Err(ChoiceError::BadOption {
            option: "quorum".into(),
            value: bad.to_string(),
            allowed: "0 or more".into(),
        });
    }
    let mut ties = ties.prepare(names)?;
    let (mut below_quorum, mut below_majority, mut left) = (Vec::new(), Vec::new(), Vec::new());
    for option in 0..size {
        if option == default {
            left.push(option);
            continue;
        }
        let (won, lost) = (pairs.prefer(option, default), pairs.prefer(default, option));
        let has_quorum = rule.quorum.as_ref().is_none_or(|least| ratio(won, 1) >= *least);
        let needed = &rule.majorities[option] * ratio(lost, 1);
        let is_super = rule.majorities[option] > ratio(1, 1);
        let has_majority =
            ratio(won, 1) > needed || rule.inclusive && is_super && ratio(won, 1) == needed;
        match (has_quorum, has_majority) {
            (false, _) => below_quorum.push(option),
            (true, false) => below_majority.push(option),
            (true, true) => left.push(option),
        }
    }
    let mut defeats = Vec::new();
    for &one in &left {
        for &other in left.iter().filter(|&&other| pairs.beats(one, other)) {
            defeats.push((one, other, pairs.prefer(one, other), pairs.prefer(other, one)));
        }
    }
    let schwartz = top_of(&left, |one, other| pairs.beats(one, other));
    let undefeated = drop_weakest(schwartz.clone(), defeats.clone(), size)?;
    let winner = ties.elect("the casting vote", &undefeated);
    let ratios = (0..size)
        .map(|option| {
            let lost = pairs.prefer(default, option);
            (lost > 0).then(|| Exact(ratio(pairs.prefer(option, default), lost)))
        })
        .collect();
    Ok(Debian {
        winner,
        default,
        below_quorum,
        below_majority,
        defeats,
        schwartz,
        undefeated,
        ratios,
        ties: ties.into_broken(),
    })
}

/// Drops the weakest victories inside the Schwartz set, again and again, until none are left in it.
fn drop_weakest(
    mut set: Vec<usize>,
    mut defeats: Vec<(usize, usize, u64, u64)>,
    size: usize,
) -> Result<Vec<usize>, ChoiceError> {
    let mut work = Work::new("Debian's rule");
    let mut beats = vec![false; size * size];
    for &(one, other, ..) in &defeats {
        beats[one * size + other] = true;
    }
    loop {
        let mut is_in = vec![false; size];
        for &one in &set {
            is_in[one] = true;
        }
        defeats.retain(|&(one, other, ..)| is_in[one] && is_in[other]);
        // Weaker: fewer votes for, or as many for and more against.
        let weakest = defeats.iter().map(|&(.., won, lost)| (won, Reverse(lost))).min();
        let Some(weakest) = weakest else {
            return Ok(set);
        };
        let square = set.len() * set.len();
        work.add(defeats.len() + square + square * set.len().div_ceil(64))?;
        defeats.retain(|&(one, other, won, lost)| {
            let is_weakest = (won, Reverse(lost)) == weakest;
            beats[one * size + other] &= !is_weakest;
            !is_weakest
        });
        set = top_of(&set, |one, other| beats[one * size + other]);
    }
}

impl Debian {
    /// Explains the result.
    #[must_use]
    pub fn explain(&self, names: &[String], pairs: &Pairwise) -> Explanation {
        let mut account = Explanation::new(format!("Decided: {}.", names[self.winner]));
        let default = &names[self.default];
        account.say(format!("{default} is the default option, which every other must beat."));
        if !self.below_quorum.is_empty() {
            account.say(format!("Below the quorum: {}.", list_of(names, &self.below_quorum)));
        }
        if !self.below_majority.is_empty() {
            let dropped = list_of(names, &self.below_majority);
            account.say(format!("Without the majority needed over the default option: {dropped}."));
        }
        account.say(format!("Schwartz set: {}.", list_of(names, &self.schwartz)));
        crate::single::explain_ties(&mut account, names, &self.ties);
        pairs.show(&mut account, names);
        account
    }
}
