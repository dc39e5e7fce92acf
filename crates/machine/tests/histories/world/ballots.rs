//! What people put on their ballots.

use polity_machine::modules::governance::{self, Ballot, Choice, GovernanceAction};
use polity_types::Hash;

use super::{PEOPLE, Step, World};

impl World {
    pub(super) fn cast(&mut self, who: usize, proposal: u64, choice: Choice) -> bool {
        let person = self.people[who].person;
        let round = self.told.votes.get(&proposal).map_or(1, |vote| vote.round);
        let before = governance::query::ballot(&self.society.state, proposal, person);
        let replaces = before.map(|before| before.operation);
        let ballot = Ballot::Open { choice };
        self.act(who, GovernanceAction::CastBallot { ballot, proposal, replaces, round })
    }

    /// Returns a ballot that the vote takes.
    pub(super) fn choice(&self, number: u64, more: u8) -> Choice {
        let (proposal, vote) = (&self.told.proposals[&number], &self.told.votes[&number]);
        let method = proposal.procedure.method.name();
        let options = u64::try_from(proposal.options.len()).unwrap();
        let one = u64::from(more);
        if more.is_multiple_of(16) {
            return Choice::Abstain;
        }
        // What asks for credits does so again in a second vote; the others ask for yes or no.
        match method {
            "season-linear" | "season-quadratic" => {
                let votes = i64::from(more % 4 + 1);
                Choice::Votes(if more.is_multiple_of(5) { -votes } else { votes })
            }
            _ if vote.round > 1 => yes_or_no(more),
            // The text of every proposal does for a reason, too.
            "lazy-consensus" if more % 8 < 2 => Choice::Object(Hash::of(b"Because.")),
            "conviction" => Choice::Points(one % 100 + 1),
            "plurality" => Choice::Rank(vec![vec![one % options]]),
            "irv" => Choice::Rank(order(options, one).take(2 + usize::from(more % 3)).collect()),
            "borda" | "copeland" | "minimax" | "schulze" | "ranked-pairs" => {
                Choice::Rank(order(options, one).collect())
            }
            "av" | "approval" => {
                let approved: Vec<u64> =
                    (0..options).filter(|option| (one >> option) & 1 == 1).collect();
                if approved.is_empty() {
                    Choice::Approve(vec![0])
                } else {
                    Choice::Approve(approved)
                }
            }
            "score" => Choice::Score((0..options).map(|at| (at, (one * (at + 3)) % 11)).collect()),
            "quadratic" => {
                let votes = |at: u64| i64::try_from((one * (at + 3)) % 9).unwrap() - 3;
                let all = (0..options).map(|at| (at, votes(at)));
                Choice::Spend(all.filter(|(_, votes)| *votes != 0).collect())
            }
            _ => yes_or_no(more),
        }
    }

    /// Has about two thirds of everybody vote on all that is at the vote; most agree.
    pub(super) fn rally(&mut self, step: &Step) {
        for number in self.open_votes() {
            for who in 0..PEOPLE {
                let turn = (who * 37 + usize::from(step.what)) % 6;
                if turn >= 4 {
                    continue;
                }
                // A request may pass as soon as somebody supports it.
                if !self.told.votes.contains_key(&number) {
                    break;
                }
                // Half of them agree: what is counted are votes, not different ballots.
                let group = [1, 1, 1, 1, 3, 3, 5, 7, 9][who];
                let own = step.more.wrapping_mul(group);
                let has_options = !self.told.proposals[&number].options.is_empty();
                let more = if turn == 0 || has_options { own } else { 7 };
                let choice = self.choice(number, more);
                let person = self.people[who].person;
                let is_silent = who == 0 && self.is_founder_silent;
                let may = self.told.may_cast(number, person, &choice) && !is_silent;
                let is_cast = self.cast(who, number, choice);
                assert_eq!(is_cast, may, "who was there at the opening votes, nobody else");
            }
        }
    }
}

fn yes_or_no(more: u8) -> Choice {
    match more % 8 {
        0 => Choice::Abstain,
        1 | 2 => Choice::No,
        _ => Choice::Yes,
    }
}

/// Returns an order of all options that a number names.
fn order(options: u64, mut number: u64) -> impl Iterator<Item = Vec<u64>> {
    let mut left: Vec<u64> = (0..options).collect();
    std::iter::from_fn(move || {
        let count = u64::try_from(left.len()).ok().filter(|count| *count > 0)?;
        let place = number % count;
        number /= count;
        Some(vec![left.remove(usize::try_from(place).ok()?)])
    })
}
