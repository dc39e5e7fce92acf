//! STAR: score, then automatic runoff between the two highest.

use serde::Serialize;

use super::plurality::{check_seats, explain_ties};
use crate::ChoiceError;
use crate::ballots::Scores;
use crate::explain::{Explanation, Table, numbered};
use crate::limits::Work;
use crate::ties::{TieBreak, TieBroken, Ties, tiers_by};

/// The result of a STAR count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Star {
    /// The winner.
    pub winner: usize,
    /// The two finalists, higher sum first; one if there is a single candidate.
    pub finalists: Vec<usize>,
    /// Weight of ballots that prefer the first, and the second finalist.
    pub runoff: [u64; 2],
    /// Weight of ballots that score both the same.
    pub indifferent: u64,
    /// Sum of the scores of each candidate.
    pub sums: Vec<i128>,
    /// Ties that decided something.
    pub ties: Vec<TieBroken>,
}

/// Decides by STAR. A tie among scores goes to the one whom more ballots prefer in the pairs of the
/// tied, a tie in the runoff to the higher sum; only then does the tie rule speak.
///
/// # Errors
/// [`ChoiceError::TooFew`] without candidates, [`ChoiceError::BadOption`] for a bad tie order,
/// [`ChoiceError::TooLarge`] when too many candidates are tied on too many ballots.
pub fn star(ballots: &Scores, ties: &TieBreak) -> Result<Star, ChoiceError> {
    check_seats(1, ballots.candidates())?;
    let mut rule = ties.prepare(ballots.names())?;
    let sums = ballots.sums();
    let order = tiers_by(0..sums.len(), |candidate| sums[candidate]);
    let mut finalists: Vec<usize> = Vec::new();
    for tier in order {
        let mut tied = tier;
        while finalists.len() < 2 && !tied.is_empty() {
            let one = if tied.len() > 2 - finalists.len() {
                most_preferred(ballots, &tied, &mut rule)?
            } else {
                rule.sort(&mut tied);
                tied[0]
            };
            finalists.push(one);
            tied.retain(|&other| other != one);
        }
    }
    let first = finalists[0];
    let Some(&second) = finalists.get(1) else {
        let ties = rule.into_broken();
        return Ok(Star { winner: first, finalists, runoff: [0, 0], indifferent: 0, sums, ties });
    };
    let (ahead, behind) = preferences(ballots, first, second);
    let indifferent = ballots.total() - ahead - behind;
    let winner = match ahead.cmp(&behind).then(sums[first].cmp(&sums[second])) {
        std::cmp::Ordering::Greater => first,
        std::cmp::Ordering::Less => second,
        std::cmp::Ordering::Equal => rule.elect("the runoff", &finalists),
    };
    let ties = rule.into_broken();
    Ok(Star { winner, finalists, runoff: [ahead, behind], indifferent, sums, ties })
}

/// Weights of the ballots that score `left` above `right`, and the other way round.
fn preferences(ballots: &Scores, left: usize, right: usize) -> (u64, u64) {
    let low = ballots.scale().0;
    let (mut ahead, mut behind) = (0, 0);
    for ballot in ballots.ballots() {
        let score = |wanted: usize| {
            let found = ballot.scores.binary_search_by_key(&wanted, |&(candidate, _)| candidate);
            found.map_or(low, |at| ballot.scores[at].1)
        };
        match score(left).cmp(&score(right)) {
            std::cmp::Ordering::Greater => ahead += ballot.weight,
            std::cmp::Ordering::Less => behind += ballot.weight,
            std::cmp::Ordering::Equal => {}
        }
    }
    (ahead, behind)
}

/// Of the tied, the one that wins most pairs among them; the tie rule after that.
fn most_preferred(
    ballots: &Scores,
    among: &[usize],
    ties: &mut Ties,
) -> Result<usize, ChoiceError> {
    // Every pair is looked up on every ballot.
    let pairs = among.len().saturating_mul(among.len());
    Work::new("STAR").add(pairs.saturating_mul(ballots.lines()))?;
    let wins = |candidate: usize| {
        let beats = |&&other: &&usize| {
            let (ahead, behind) = preferences(ballots, candidate, other);
            ahead > behind
        };
        among.iter().filter(beats).count()
    };
    let best = tiers_by(among.iter().copied(), wins);
    Ok(ties.elect("a place in the runoff", &best[0]))
}

impl Star {
    /// Explains the result.
    #[must_use]
    pub fn explain(&self, names: &[String]) -> Explanation {
        let mut account = Explanation::new(format!("Elected: {}.", names[self.winner]));
        if let [first, second] = self.finalists[..] {
            account.say(format!(
                "{} and {} have the highest sums; {} the first, {} the second, {} neither.",
                names[first],
                names[second],
                numbered(self.runoff[0], "ballot prefers", "ballots prefer"),
                self.runoff[1],
                self.indifferent
            ));
            let [ahead, behind] = self.runoff;
            if ahead == behind && self.sums[first] != self.sums[second] {
                account.say("As many prefer the one as the other: the higher sum decided.");
            }
        }
        explain_ties(&mut account, names, &self.ties);
        let mut table = Table::new("Scores", &["candidate", "sum"]);
        for &candidate in tiers_by(0..names.len(), |one| self.sums[one]).iter().flatten() {
            table.row(vec![names[candidate].clone(), self.sums[candidate].to_string()]);
        }
        account.show(table);
        account
    }
}
