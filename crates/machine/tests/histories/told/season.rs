//! What votes cost: credits of a season, which are never more than each person has of them.

use std::collections::BTreeMap;

use polity_machine::charter_text::Method;
use polity_machine::modules::governance::{Choice, Spent};
use polity_types::{PersonId, Timestamp};

use super::Told;

/// A season in which a vote opened.
#[derive(Clone, Copy)]
struct Season {
    credits: u64,
    ends: Timestamp,
    number: u64,
}

/// What was spent in which season, on which vote.
#[derive(Default)]
pub(super) struct Seasons {
    last: Option<Season>,
    credits: BTreeMap<u64, u64>,
    /// By season and person: what each vote (proposal and round) holds, or cost for good.
    spent: BTreeMap<(u64, PersonId), BTreeMap<(u64, u64), u64>>,
}

/// Returns what a ballot costs.
pub(super) fn price(method: Method, votes: i64) -> u64 {
    let votes = votes.unsigned_abs();
    if method.name() == "season-quadratic" { votes * votes } else { votes }
}

impl Told {
    /// Returns the season of a vote that opens now: one after the other from the founding on, each as long
    /// as the text said that held for the vote that opened first in it.
    pub(super) fn open_season(&mut self, number: u64, running: Timestamp) -> Option<u64> {
        let procedure = &self.proposals[&number].procedure;
        if !procedure.method.is_paid() {
            return None;
        }
        let terms = procedure.season.expect("it says how long a season is");
        let last = self.seasons.last.filter(|last| running < last.ends);
        let season = last.unwrap_or_else(|| {
            let (mut began, mut count) =
                self.seasons.last.map_or((self.founded, 0), |last| (last.ends, last.number));
            count += 1;
            while began.after(terms.length) <= running {
                (began, count) = (began.after(terms.length), count + 1);
            }
            let credits = u64::from(terms.credits);
            Season { credits, ends: began.after(terms.length), number: count }
        });
        let seasons = &mut self.seasons;
        if seasons.last.is_some_and(|last| last.number != season.number) {
            self.done.entry("second season".to_owned()).and_modify(|n| *n += 1).or_insert(1);
        }
        seasons.last = Some(season);
        seasons.credits.insert(season.number, season.credits);
        Some(season.number)
    }

    /// Hears what a ballot costs; the machine says what it holds, and what is left.
    pub(super) fn spend(
        &mut self,
        (number, round): (u64, u64),
        voter: PersonId,
        votes: i64,
        said: Option<Spent>,
    ) {
        let vote = &self.votes[&number];
        let season = vote.season.expect("credits are those of a season");
        let cost = price(self.proposals[&number].procedure.method, votes);
        let spent = self.seasons.spent.entry((season, voter)).or_default();
        spent.insert((number, round), cost);
        let (sum, has) = (spent.values().sum::<u64>(), self.seasons.credits[&season]);
        assert!(sum <= has, "{voter} spends {sum} of {has} credits in season {season}");
        assert_eq!(said, Some(Spent { bound: cost, left: has - sum }), "proposal {number}");
        self.note("credits spent");
    }

    /// Returns whether somebody can pay for a ballot.
    pub(super) fn has_credits(&self, number: u64, person: PersonId, choice: &Choice) -> bool {
        let (vote, procedure) = (&self.votes[&number], &self.proposals[&number].procedure);
        let (Some(season), Choice::Votes(votes)) = (vote.season, choice) else { return true };
        let spent = self.seasons.spent.get(&(season, person));
        let others = spent.into_iter().flatten().filter(|(of, _)| **of != (number, vote.round));
        let sum: u64 = others.map(|(_, cost)| *cost).sum();
        sum + price(procedure.method, *votes) <= self.seasons.credits[&season]
    }

    /// Gives back what was spent on a vote in which too few took part.
    pub(super) fn void(&mut self, season: u64, vote: (u64, u64)) {
        for ((of, _), spent) in &mut self.seasons.spent {
            if *of == season {
                spent.remove(&vote);
            }
        }
        self.note("vote void");
    }
}
