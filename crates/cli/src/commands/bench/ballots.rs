//! `polity bench --ballots`: what a ballot costs, and the end of votes, on the whole path from bytes to
//! receipt, in societies of a hundredth, a tenth and all of the members, with as many proposals open in
//! each, and as many ballots of each member. Flat figures are what is asked for: the times of this machine,
//! and beside them how many records are read and written, which are the same on every machine.

use std::sync::atomic::Ordering;
use std::time::Instant;

use polity_machine::Action;
use polity_machine::frame::batch::{Batch, Executed, Outcome};
use polity_machine::frame::clock::Clock;
use polity_machine::frame::execute::{Memory, execute};
use polity_machine::frame::state::StateView as _;
use polity_machine::modules::charter::{CharterAction, RelyingParty};
use polity_machine::modules::governance::{self, Ballot, Choice, GovernanceAction};
use polity_machine::modules::identity::IdentityAction;
use polity_machine::testing::{Actor, Counting, unchecked};
use polity_ordering::Running;
use polity_types::operation::Envelope;
use polity_types::{Base64, Hash, OperationId, Timestamp};
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
quorum     = "0.5%"
threshold  = "more than half"
discussion = "1 hour"
voting     = "3 hours"
grace      = "1 day"
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
    /// Ballots a second, from bytes to receipts: of ten parts the first, the slowest and the last.
    first_per_second: u64,
    slowest_per_second: u64,
    last_per_second: u64,
    /// The mean batch of ballots in the first part and in the last.
    first_batch: Mean,
    last_batch: Mean,
    /// What the first ballot costs the state, and the last.
    first_ballot: Cost,
    last_ballot: Cost,
    /// The batch that only a second passes in.
    empty_batch_microseconds: u128,
    /// The batch that closes all votes: its time, the part of one vote, and what all cost the state.
    closing_batch_microseconds: u128,
    closing_one_microseconds: u128,
    closing_all: Cost,
    /// How many passed, and the batch in which they take effect.
    passed: usize,
    enacting_batch_microseconds: u128,
    /// The batches after it, until the last ballot is gone: the longest, and how many.
    longest_batch_after_microseconds: u128,
    batches_after: u64,
}

/// A mean batch.
#[derive(Clone, Copy, Default, Serialize)]
struct Mean {
    microseconds: u128,
    operations: u64,
}

/// How many records a batch reads from the state and writes to it.
#[derive(Clone, Copy, Default, Serialize)]
struct Cost {
    reads: usize,
    writes: usize,
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
        let (mut first, mut slowest, mut last) = (0, u64::MAX, 0);
        let (mut first_batch, mut last_batch) = (Mean::default(), Mean::default());
        let first_ballot = self.dry(&running, vec![self.ballot(&people, proposals, 0)])?;
        let mut last_ballot = first_ballot;
        let size = count.div_ceil(PARTS).max(1);
        for start in (0..count).step_by(size) {
            let range = start..start.saturating_add(size).min(count);
            let sent = u64::try_from(range.len()).unwrap_or(u64::MAX);
            let end = range.end;
            let load = range.into_par_iter();
            let load = load.map(|turn| self.ballot(&people, proposals, turn).to_bytes());
            let mut load: Vec<Vec<u8>> = load.collect();
            // The last of all is measured by itself.
            let kept = if end == count { load.pop() } else { None };
            let (before, started) = (height(&running), Instant::now());
            drive(&running, load, IN_FLIGHT)?;
            let elapsed = started.elapsed();
            let batches = height(&running).saturating_sub(before).max(1);
            last_batch = Mean {
                microseconds: elapsed.as_micros().checked_div(batches.into()).unwrap_or_default(),
                operations: sent.checked_div(batches).unwrap_or_default(),
            };
            last = per_second(sent, elapsed);
            slowest = slowest.min(last);
            if start == 0 {
                (first, first_batch) = (last, last_batch);
            }
            if let Some(bytes) = kept {
                let turn = end.saturating_sub(1);
                last_ballot = self.dry(&running, vec![self.ballot(&people, proposals, turn)])?;
                drive(&running, vec![bytes], 1)?;
            }
        }
        output.talk("Closing the votes.");
        let empty = self.batch(&running)?;
        let (closing, closing_all) = self.close(&running)?;
        let passed = governance::query::proposals(&running.state(), None, proposals).len();
        output.talk(format!("Letting take effect what passed: {passed} of {proposals}."));
        let enacting = self.take_effect(&running)?;
        let (longest, after) = self.sweep(&running)?;
        Ok(Row {
            members: members.saturating_add(1),
            proposals,
            ballots: count,
            first_per_second: first,
            slowest_per_second: slowest,
            last_per_second: last,
            first_batch,
            last_batch,
            first_ballot,
            last_ballot,
            empty_batch_microseconds: empty,
            closing_batch_microseconds: closing,
            closing_one_microseconds: closing
                .checked_div(u128::try_from(proposals).unwrap_or(u128::MAX))
                .unwrap_or_default(),
            closing_all,
            passed,
            enacting_batch_microseconds: enacting,
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
                GovernanceAction::Propose {
                    actions,
                    contest: None,
                    deposit: None,
                    procedure,
                    text,
                },
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
    fn ballot(&self, people: &[Actor], proposals: usize, turn: usize) -> Envelope<Action> {
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
        let founder = || Actor::named("founder");
        self.envelope(&people.get(place).cloned().unwrap_or_else(founder), cast)
    }

    /// Executes a batch on the state as it is, writes nothing, and returns what it would cost.
    fn dry(&self, running: &Running, operations: Vec<Envelope<Action>>) -> Result<Cost, Failure> {
        let operations: Vec<_> = operations.into_iter().map(unchecked).collect();
        let state = running.state();
        let height = Clock::read(&state).height.next();
        let time = Timestamp(self.now.load(Ordering::Relaxed));
        let batch = Batch { evidence: Base64::default(), height, operations, time };
        let mut memory = Memory::default();
        // The charter in force is read once, not for each batch.
        let _ = memory.charter(&state, running.records());
        let counting = Counting::of(&state);
        let Executed { writes, outcomes, .. } =
            execute(&mut memory, &counting, running.records(), &batch);
        if outcomes.iter().any(|outcome| matches!(outcome, Outcome::Refused(_))) {
            return Err(Failure::internal("a ballot of the load is refused"));
        }
        Ok(Cost { reads: counting.reads(), writes: writes.len() })
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

    /// Lets the votes end; returns how long the batch took in which they did, and what it cost.
    fn close(&self, running: &Running) -> Result<(u128, Cost), Failure> {
        self.wait_for_end(running)?;
        let cost = self.dry(running, Vec::new())?;
        Ok((self.batch(running)?, cost))
    }

    /// Lets the grace period end; returns how long the batch took in which all that passed took effect.
    fn take_effect(&self, running: &Running) -> Result<u128, Failure> {
        self.wait_for_end(running)?;
        self.batch(running)
    }

    /// Turns the clock, step by step as for a machine that runs on, to the end of what the proposals are
    /// in.
    fn wait_for_end(&self, running: &Running) -> Result<(), Failure> {
        let first = governance::query::proposals(&running.state(), None, 1).pop();
        let Some((number, _)) = first else { return Ok(()) };
        let standing = governance::query::standing(&running.state(), number);
        let end = standing.map_or(Timestamp(0), |standing| standing.ends);
        loop {
            let now = self.now.load(Ordering::Relaxed);
            let left = end.0.saturating_sub(now);
            self.now.fetch_add(left.min(STEP), Ordering::Relaxed);
            if left <= STEP {
                return Ok(());
            }
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

/// Returns how many batches there were.
fn height(running: &Running) -> u64 {
    running.ledger().store().position().map_or(0, |position| position.height.0)
}
