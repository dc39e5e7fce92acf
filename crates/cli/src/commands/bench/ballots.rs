//! `polity bench --ballots`: what a ballot costs, and the end of votes, on the whole path from bytes to
//! receipt, in societies of a hundredth, a tenth and all of the members, with as many proposals open in
//! each, and as many ballots on each member. Flat figures are what is asked for.

use std::sync::atomic::Ordering;
use std::time::Instant;

use polity_machine::Action;
use polity_machine::frame::state::StateView as _;
use polity_machine::modules::charter::{CharterAction, RelyingParty};
use polity_machine::modules::governance::{self, Ballot, Choice, GovernanceAction};
use polity_machine::modules::identity::IdentityAction;
use polity_machine::testing::Actor;
use polity_ordering::Running;
use polity_types::{Hash, OperationId, Timestamp};
use rayon::prelude::*;
use serde::Serialize;

use super::{Bench, IN_FLIGHT, drive, per_second};
use crate::failure::Failure;
use crate::output::Output;

/// The charter of the measured society: everybody may propose, and every vote ends within a day.
const CHARTER: &str = r#"# Charter of the ballots

`society.name = "Ballots"` `society.kind = "network-union"` `society.currency = "BAL"`

> `society.commandment = "Measure, then speak."`

`admission.vouches = 0` `admission.probation = "1 day"` `admission.application = "open"`

```toml
[[power]]
id  = "admitting"
may = "membership.admit"
who = "member"

[[power]]
id  = "proposing"
may = "governance.propose"
who = "member"

[[power]]
id  = "addresses"
may = "charter.set_relying_parties"
who = "decision: plain"

[[decision]]
id         = "plain"
electorate = "members"
method     = "yes-no"
quorum     = "10%"
threshold  = "more than half"
discussion = "1 hour"
voting     = "3 hours"
grace      = "30 days"
```
"#;
/// Proposals that one person may bring.
const PROPOSALS_OF_ONE: usize = 3;
/// Parts into which the ballots are divided, to see whether the last cost as much as the first.
const PARTS: usize = 10;
/// Steps of the clock. Unit: seconds.
const STEP: u64 = 1_800;
/// Most empty batches that are waited for until nothing of a vote is left.
const SWEEPS_MAX: u64 = 100_000;

/// What was measured in one society.
#[derive(Serialize)]
struct Row {
    members: usize,
    proposals: usize,
    ballots: usize,
    /// Ballots a second, from bytes to receipts: the first part, and the last.
    first_per_second: u64,
    last_per_second: u64,
    /// The batch that only a second passes in.
    empty_batch_microseconds: u128,
    /// The batch that closes all votes, and its part of one vote.
    closing_batch_microseconds: u128,
    closing_one_microseconds: u128,
    /// The batches after it, until the last ballot is gone: the longest, and how many.
    longest_batch_after_microseconds: u128,
    batches_after: u64,
}

/// Measures, and prints one row for each size.
pub(crate) fn run(
    members: u32,
    proposals: u32,
    ballots: u32,
    output: &Output,
) -> Result<(), Failure> {
    let mut rows = Vec::new();
    for part in [100_u32, 10, 1] {
        let of = |count: u32| {
            let part = count.checked_div(part).unwrap_or_default().max(1);
            usize::try_from(part).unwrap_or(usize::MAX)
        };
        let proposals = usize::try_from(proposals).unwrap_or(usize::MAX);
        let folder = std::env::temp_dir().join(format!("polity-ballots-{}", std::process::id()));
        let row = Bench::found(&folder, CHARTER)
            .and_then(|bench| bench.ballots(of(members), proposals, of(ballots), output));
        std::fs::remove_dir_all(&folder)?;
        rows.push(row?);
    }
    output.data(&rows, || serde_json::to_string_pretty(&rows).unwrap_or_default());
    Ok(())
}

impl Bench {
    fn ballots(
        &self,
        members: usize,
        proposals: usize,
        ballots: usize,
        output: &Output,
    ) -> Result<Row, Failure> {
        let running = self.open()?;
        output.talk(format!("Preparing a society of {members} members."));
        let people: Vec<Actor> =
            (0..members).into_par_iter().map(|n| Actor::named(&format!("member {n}"))).collect();
        self.settle(&running, &people, output)?;
        output.talk(format!("Bringing {proposals} proposals to the vote."));
        let proposals = proposals.min(people.len().saturating_mul(PROPOSALS_OF_ONE));
        self.bring(&running, &people, proposals)?;
        // Who votes first votes on one proposal after the other, and so do the next.
        let count = ballots.min(people.len().saturating_mul(proposals));
        output.talk(format!("Measuring {count} ballots."));
        let (mut first, mut last) = (0, 0);
        let size = count.div_ceil(PARTS).max(1);
        for start in (0..count).step_by(size) {
            let range = start..start.saturating_add(size).min(count);
            let sent = u64::try_from(range.len()).unwrap_or(u64::MAX);
            let load = range.into_par_iter().map(|turn| self.ballot(&people, proposals, turn));
            let load: Vec<Vec<u8>> = load.collect();
            let started = Instant::now();
            drive(&running, load, IN_FLIGHT)?;
            last = per_second(sent, started.elapsed());
            first = if start == 0 { last } else { first };
        }
        output.talk("Closing the votes.");
        let empty = self.batch(&running)?;
        let closing = self.close(&running)?;
        let (longest, after) = self.sweep(&running)?;
        Ok(Row {
            members: members.saturating_add(1),
            proposals,
            ballots: count,
            first_per_second: first,
            last_per_second: last,
            empty_batch_microseconds: empty,
            closing_batch_microseconds: closing,
            closing_one_microseconds: closing
                .checked_div(u128::try_from(proposals).unwrap_or(u128::MAX))
                .unwrap_or_default(),
            longest_batch_after_microseconds: longest,
            batches_after: after,
        })
    }

    /// Brings proposals that would each write nearly as much as one may, and waits for their votes.
    fn bring(&self, running: &Running, people: &[Actor], count: usize) -> Result<(), Failure> {
        let text = running.records().put(&b"A question to vote on\n"[..]);
        let text = text.map_err(|error| Failure::refused(&error))?;
        let origins = vec!["https://a.example".repeat(100); 18];
        let party = RelyingParty { id: "a.example".into(), origins };
        let act = Action::from(CharterAction::SetRelyingParties { relying_parties: vec![party] });
        let authors = people.iter().flat_map(|author| [author; PROPOSALS_OF_ONE]);
        let propose = |author: &Actor| {
            let (actions, procedure) = (vec![act.clone()], "plain".to_owned());
            self.signed(
                author,
                GovernanceAction::Propose { actions, contest: None, procedure, text },
            )
        };
        drive(running, authors.take(count).map(propose).collect(), IN_FLIGHT)?;
        for _ in 0..3 {
            self.now.fetch_add(STEP, Ordering::Relaxed);
            let _ = self.batch(running)?;
        }
        Ok(())
    }

    /// Returns the ballot of a turn: everybody votes on one proposal, then on the next.
    fn ballot(&self, people: &[Actor], proposals: usize, turn: usize) -> Vec<u8> {
        let round = turn.checked_div(people.len()).unwrap_or_default();
        let place = turn.checked_rem(people.len()).unwrap_or_default();
        // Neighbours vote on different proposals.
        let proposal = round.saturating_add(place.saturating_mul(7)).checked_rem(proposals);
        let proposal = proposal.unwrap_or_default();
        let choice = if turn.is_multiple_of(3) { Choice::No } else { Choice::Yes };
        let cast = GovernanceAction::CastBallot {
            ballot: Ballot::Open { choice },
            proposal: u64::try_from(proposal).unwrap_or(u64::MAX).saturating_add(1),
            replaces: None,
            round: 1,
        };
        people.get(place).map_or_else(Vec::new, |voter| self.signed(voter, cast))
    }

    /// Has one small operation done a second later; returns how long its receipt took, in microseconds.
    fn batch(&self, running: &Running) -> Result<u128, Failure> {
        self.now.fetch_add(1, Ordering::Relaxed);
        let until = Timestamp(self.now.load(Ordering::Relaxed).saturating_add(600));
        let operation = OperationId(Hash::of(&until.0.to_be_bytes()));
        let void = self.signed(&Actor::named("founder"), IdentityAction::Void { operation, until });
        let started = Instant::now();
        running.submit_and_wait(void)?;
        Ok(started.elapsed().as_micros())
    }

    /// Lets the votes end; returns how long the batch took in which they did.
    fn close(&self, running: &Running) -> Result<u128, Failure> {
        let ends = |number| governance::query::standing(&running.state(), number).map(|at| at.ends);
        let end = ends(1).ok_or_else(|| Failure::internal("nothing is at the vote"))?;
        loop {
            let now = self.now.load(Ordering::Relaxed);
            let left = end.0.saturating_sub(now);
            if left <= STEP {
                self.now.fetch_add(left, Ordering::Relaxed);
                return self.batch(running);
            }
            self.now.fetch_add(STEP, Ordering::Relaxed);
            let _ = self.batch(running)?;
        }
    }

    /// Waits until nothing is left of the ballots; returns the longest batch, and how many there were.
    fn sweep(&self, running: &Running) -> Result<(u128, u64), Failure> {
        let (mut longest, mut count) = (0, 0);
        while count < SWEEPS_MAX && !running.state().scan("governance/ballot/", None, 1).is_empty()
        {
            longest = longest.max(self.batch(running)?);
            count = count.saturating_add(1);
        }
        Ok((longest, count))
    }
}
