//! `polity bench`: in one run, the limit that signature checking sets, the whole path from bytes to
//! receipt of mixed operations (ballots, transfers, applications), and their ratio. Making and signing the load is outside the measured time.

pub(crate) mod ballots;
pub(crate) mod pages;
pub(crate) mod transfers;

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use polity_ledger::bundle::{Wanted, make};
use polity_ledger::verify::verify;
use polity_machine::Action;
use polity_machine::modules::governance::{self, Ballot, Choice, GovernanceAction, Stage};
use polity_machine::modules::identity::IdentityAction;
use polity_machine::modules::membership::{self, MembershipAction};
use polity_machine::modules::treasury::{AccountId, TreasuryAction};
use polity_machine::testing::{Actor, founding, key_of};
use polity_ordering::founding::found_in;
use polity_ordering::replay::Replay;
use polity_ordering::{Clock, RecordStore, Running, Settings, SignerKeys};
use polity_types::operation::{Decoded, Envelope};
use polity_types::signature::{Claim, verify_all};
use polity_types::{Amount, AssetId, Base64, Hash, OperationId, SocietyId, Timestamp};
use polity_views::Views;
use rayon::prelude::*;
use serde::Serialize;

use crate::failure::Failure;
use crate::keyfile;
use crate::output::Output;
use crate::progress;

/// The charter of the measured society: one vouch admits.
const CHARTER: &str = r#"# Charter of the bench

`society.name = "Bench"` `society.kind = "network-union"` `society.currency = "BEN"`

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
id  = "funds"
may = "treasury.open_account"
who = "decision: plain"

[[power]]
id    = "issuing"
may   = "treasury.issue"
who   = "founder"
up_to = "1000000 BEN per 30 days"

[[power]]
id  = "transferring"
may = "treasury.transfer"
who = "member"

[[decision]]
id         = "plain"
electorate = "members"
method     = "yes-no"
quorum     = "10%"
threshold  = "more than half"
discussion = "1 hour"
voting     = "30 days"
grace      = "1 day"
```
"#;
/// The asset that is transferred.
const ASSET: &str = "BEN";
/// Operations of one author that are handed in before answers are waited for.
const IN_FLIGHT_OF_ONE: usize = 200;
/// Operations handed in before answers are waited for. Unit: operations.
const IN_FLIGHT: usize = 30_000;
/// Longest time to wait for the views.
const VIEWS_PATIENCE: Duration = Duration::from_secs(600);
/// When the measured society is founded, on its own clock.
const START: Timestamp = Timestamp(1_800_000_000);

#[derive(Serialize)]
struct Report {
    bytes_per_operation: u64,
    cores: usize,
    limit_batch_per_second: u64,
    limit_single_per_second: u64,
    members: u64,
    operations: u64,
    path_per_second: u64,
    proof_bytes: usize,
    proof_make_microseconds: u128,
    proof_verify_microseconds: u128,
    ratio_path_to_batch: String,
    ratio_path_to_single: String,
    receipt_p50_milliseconds: u128,
    receipt_p99_milliseconds: u128,
    ratio_visible_to_single: String,
    replay_per_second: u64,
    start_memory_bytes: Option<u64>,
    start_milliseconds: u128,
    state_tree_bytes: usize,
    visible_per_second: u64,
}

/// The measured society and its load.
struct Bench {
    charter: &'static str,
    folder: std::path::PathBuf,
    nonce: AtomicU64,
    now: Arc<AtomicU64>,
    society: SocietyId,
}

/// Measures, and prints one report.
pub(crate) fn run(members: u32, operations: u32, output: &Output) -> Result<(), Failure> {
    let folder = std::env::temp_dir().join(format!("polity-bench-{}", std::process::id()));
    let bench = Bench::found(&folder, CHARTER)?;
    let outcome = bench.measure(members, operations, output);
    std::fs::remove_dir_all(&folder)?;
    let report = outcome?;
    output.data(&report, || serde_json::to_string_pretty(&report).unwrap_or_default());
    Ok(())
}

impl Bench {
    fn found(folder: &Path, charter: &'static str) -> Result<Self, Failure> {
        let founder = Actor::named("founder");
        let signed = founding(&founder, Hash::of(charter.as_bytes()), START);
        let society = found_in(folder, &signed, charter.as_bytes(), &key_of("signer"));
        let society = society.map_err(Failure::internal)?;
        let now = Arc::new(AtomicU64::new(START.0.saturating_add(60)));
        Ok(Self { charter, folder: folder.to_owned(), nonce: AtomicU64::new(0), now, society })
    }

    fn open(&self) -> Result<Running, Failure> {
        let now = Arc::clone(&self.now);
        let clock = Clock::from(move || Timestamp(now.load(Ordering::Relaxed)));
        let folder = self.folder.clone();
        let settings = Settings { clock, folder, signers: SignerKeys::new(vec![key_of("signer")]) };
        Running::open(settings).map_err(Failure::internal)
    }

    fn measure(&self, members: u32, operations: u32, output: &Output) -> Result<Report, Failure> {
        let running = self.open()?;
        output.talk(format!("Preparing a society of {members} members."));
        let people: Vec<Actor> =
            (0..members).into_par_iter().map(|n| Actor::named(&format!("member {n}"))).collect();
        self.settle(&running, &people, output)?;
        let count = membership::query::rolls(&running.state()).members.count;
        output.talk("Giving everybody money, and bringing a question to the vote.");
        let people = people.get(..people.len().min(usize::try_from(operations / 3).unwrap_or(0)));
        let people = people.unwrap_or_default();
        self.endow(&running, people)?;
        self.open_vote(&running)?;
        let newcomers = self.newcomers(&running, people.len())?;
        output.talk("Signing the load.");
        let load = self.load(people, &newcomers);
        let (single, batch) = limits(&load)?;
        let sent = u64::try_from(load.len()).unwrap_or(u64::MAX);
        // The first half to receipts alone, the second to lists and search as well.
        let half = load.len() / 2;
        let (to_receipt, to_view) = (load.get(..half), load.get(half..));
        let (to_receipt, to_view) = (to_receipt.unwrap_or_default(), to_view.unwrap_or_default());
        output.talk("Measuring the whole path.");
        let bytes_before = log_bytes(&self.folder);
        let path = timed(&running, to_receipt.to_vec(), || Ok(()))?;
        output.talk("Making the views of what happened so far.");
        let views = Views::follow(&self.folder, &running).map_err(Failure::internal)?;
        wait_for_views(&views, &running)?;
        output.talk("Measuring the path to the views.");
        let visible = timed(&running, to_view.to_vec(), || wait_for_views(&views, &running))?;
        let grown = log_bytes(&self.folder).saturating_sub(bytes_before);
        let latency = self.latency(&running, people, path)?;
        let proof = proof(&running)?;
        let tree = running.ledger().tree_bytes();
        // A server that stops leaves its views as they stand.
        wait_for_views(&views, &running)?;
        drop(views);
        drop(running);
        output.talk("Starting the whole process on it.");
        let (start, memory) = self.start()?;
        let again = self.open()?;
        let replay = self.replay(&again, output)?;
        Ok(Report {
            bytes_per_operation: grown.checked_div(sent).unwrap_or_default(),
            cores: rayon::current_num_threads(),
            limit_batch_per_second: batch,
            limit_single_per_second: single,
            members: count,
            operations: sent,
            path_per_second: path,
            proof_bytes: proof.0,
            proof_make_microseconds: proof.1.as_micros(),
            proof_verify_microseconds: proof.2.as_micros(),
            ratio_path_to_batch: ratio(path, batch),
            ratio_path_to_single: ratio(path, single),
            receipt_p50_milliseconds: latency.0.as_millis(),
            receipt_p99_milliseconds: latency.1.as_millis(),
            ratio_visible_to_single: ratio(visible, single),
            replay_per_second: replay,
            start_memory_bytes: memory,
            start_milliseconds: start.as_millis(),
            state_tree_bytes: tree,
            visible_per_second: visible,
        })
    }

    fn signed(&self, actor: &Actor, action: impl Into<Action>) -> Vec<u8> {
        self.envelope(actor, action).to_bytes()
    }

    fn envelope(&self, actor: &Actor, action: impl Into<Action>) -> Envelope<Action> {
        let nonce = self.nonce.fetch_add(1, Ordering::Relaxed);
        let now = Timestamp(self.now.load(Ordering::Relaxed));
        actor.envelope(action, self.society, now, nonce)
    }

    /// Lets everybody join, wave by wave: each wave rests on the one before.
    fn settle(&self, running: &Running, people: &[Actor], output: &Output) -> Result<(), Failure> {
        let bar = progress::bar(u64::try_from(people.len()).unwrap_or(u64::MAX), "joining");
        let founder = [Actor::named("founder")];
        let (first, rest) = people.split_at(people.len().min(IN_FLIGHT_OF_ONE));
        self.join(running, first, &founder)?;
        for chunk in rest.chunks(first.len().max(1).saturating_mul(100)) {
            self.join(running, chunk, first)?;
            bar.inc(u64::try_from(chunk.len()).unwrap_or_default());
        }
        bar.finish_and_clear();
        output.talk("Everybody has joined.");
        Ok(())
    }

    /// Has `newcomers` register, apply, be admitted by `members`, and swear.
    fn join(
        &self,
        running: &Running,
        newcomers: &[Actor],
        members: &[Actor],
    ) -> Result<(), Failure> {
        let charter = Hash::of(self.charter.as_bytes());
        drive(running, self.registering(newcomers), IN_FLIGHT)?;
        drive(running, self.applying(newcomers), IN_FLIGHT)?;
        let admit = |(place, actor): (usize, &Actor)| {
            let member = members.get(place.checked_rem(members.len()).unwrap_or_default());
            let admit = MembershipAction::Admit { applicant: actor.person };
            self.signed(member.unwrap_or(actor), admit)
        };
        let admitting = newcomers.par_iter().enumerate().map(admit).collect();
        drive(running, admitting, IN_FLIGHT)?;
        let swear = |actor: &Actor| self.signed(actor, MembershipAction::Swear { charter });
        drive(running, newcomers.par_iter().map(swear).collect(), IN_FLIGHT)
    }

    fn registering(&self, people: &[Actor]) -> Vec<Vec<u8>> {
        let register = |actor: &Actor| {
            let inception = actor.inception.clone();
            self.signed(actor, IdentityAction::Register { inception })
        };
        people.par_iter().map(register).collect()
    }

    fn applying(&self, people: &[Actor]) -> Vec<Vec<u8>> {
        let apply = MembershipAction::Apply { invitation: None, letter: None };
        people.par_iter().map(|actor| self.signed(actor, apply.clone())).collect()
    }

    /// Gives everybody a little money, through the founder.
    fn endow(&self, running: &Running, people: &[Actor]) -> Result<(), Failure> {
        let founder = Actor::named("founder");
        let asset: AssetId = ASSET.parse().map_err(Failure::internal)?;
        let to = AccountId::Person(founder.person);
        let amount = Amount::from(10_000_000);
        let issue =
            TreasuryAction::Issue { amount, asset: asset.clone(), category: None, memo: None, to };
        drive(running, vec![self.signed(&founder, issue)], 1)?;
        let give = |actor: &Actor| {
            let (amount, to) = (Amount::from(10), AccountId::Person(actor.person));
            let asset = asset.clone();
            self.signed(
                &founder,
                TreasuryAction::Transfer { amount, asset, category: None, memo: None, to },
            )
        };
        drive(running, people.par_iter().map(give).collect(), IN_FLIGHT_OF_ONE)
    }

    /// Brings a proposal, and lets time pass until it is at the vote.
    fn open_vote(&self, running: &Running) -> Result<(), Failure> {
        let founder = Actor::named("founder");
        let text = running.records().put(&b"A question to vote on\n"[..]);
        let text = text.map_err(|error| Failure::refused(&error))?;
        let account = "fund-bench".parse().map_err(Failure::internal)?;
        let actions = vec![TreasuryAction::OpenAccount { account }.into()];
        let procedure = "plain".to_owned();
        let propose =
            GovernanceAction::Propose { actions, contest: None, deposit: None, procedure, text };
        drive(running, vec![self.signed(&founder, propose)], 1)?;
        // Half an hour at a time, as a running machine would have it: no leap.
        for _ in 0..3 {
            self.now.fetch_add(1_800, Ordering::Relaxed);
            let until = Timestamp(self.now.load(Ordering::Relaxed).saturating_add(600));
            let operation = OperationId(Hash::of(&until.0.to_be_bytes()));
            let void = IdentityAction::Void { operation, until };
            drive(running, vec![self.signed(&founder, void)], 1)?;
        }
        let stage = governance::query::proposal(&running.state(), 1).map(|open| open.stage);
        if stage == Some(Stage::Voting) {
            Ok(())
        } else {
            Err(Failure::internal("the question is not at the vote"))
        }
    }

    /// Makes people known who will apply in the measured time.
    fn newcomers(&self, running: &Running, count: usize) -> Result<Vec<Actor>, Failure> {
        let newcomers: Vec<Actor> = (0..count)
            .into_par_iter()
            .map(|number| Actor::named(&format!("newcomer {number}")))
            .collect();
        drive(running, self.registering(&newcomers), IN_FLIGHT)?;
        Ok(newcomers)
    }

    /// Returns the measured load: a ballot, a transfer and an application in turn.
    fn load(&self, people: &[Actor], newcomers: &[Actor]) -> Vec<Vec<u8>> {
        let asset: Option<AssetId> = ASSET.parse().ok();
        let turn = |(place, (actor, newcomer)): (usize, (&Actor, &Actor))| {
            let choice = if place % 3 == 0 { Choice::No } else { Choice::Yes };
            let ballot = Ballot::Open { choice };
            let cast =
                GovernanceAction::CastBallot { ballot, proposal: 1, replaces: None, round: 1 };
            let to = AccountId::Person(people.get(place / 2).map_or(newcomer.person, |p| p.person));
            let to = if place < 2 { AccountId::Person(newcomer.person) } else { to };
            let apply = MembershipAction::Apply { invitation: None, letter: None };
            let transfer = asset.clone().map(|asset| {
                let amount = Amount::from(1);
                let action =
                    TreasuryAction::Transfer { amount, asset, category: None, memo: None, to };
                self.signed(actor, action)
            });
            let ballot = self.signed(actor, cast);
            let mut turn = vec![ballot, self.signed(newcomer, apply)];
            turn.extend(transfer);
            turn
        };
        let pairs: Vec<(&Actor, &Actor)> = people.iter().zip(newcomers).collect();
        pairs.into_par_iter().enumerate().flat_map_iter(turn).collect()
    }

    /// Returns the median and the 99th percentile of the time to a receipt at half the load.
    fn latency(
        &self,
        running: &Running,
        people: &[Actor],
        path: u64,
    ) -> Result<(Duration, Duration), Failure> {
        let count = people.len().min(20_000);
        let gap = Duration::from_secs(1).checked_div(u32::try_from(path / 2).unwrap_or(1).max(1));
        let gap = gap.unwrap_or_default();
        let until = Timestamp(self.now.load(Ordering::Relaxed).saturating_add(600));
        let void = |actor: &Actor| {
            let operation = OperationId(Hash::of(&actor.person.0.0));
            self.signed(actor, IdentityAction::Void { operation, until })
        };
        let load: Vec<Vec<u8>> = people.par_iter().take(count).map(void).collect();
        let (sender, receiver) = mpsc::channel();
        let started = Instant::now();
        for (place, bytes) in load.into_iter().enumerate() {
            let due = gap.saturating_mul(u32::try_from(place).unwrap_or(u32::MAX));
            while started.elapsed() < due {
                std::thread::yield_now();
            }
            let (sender, sent) = (sender.clone(), Instant::now());
            let reply = Box::new(move |answer: Result<_, _>| {
                let _ = sender.send((answer.is_ok(), sent.elapsed()));
            });
            running.submit(bytes, reply).map_err(|error| Failure::refused(&error))?;
        }
        drop(sender);
        let mut times: Vec<Duration> =
            receiver.iter().filter(|(is_good, _)| *is_good).map(|(_, time)| time).collect();
        times.sort_unstable();
        let at = |percent: usize| {
            let place = times.len().saturating_sub(1).saturating_mul(percent) / 100;
            times.get(place).copied().unwrap_or_default()
        };
        Ok((at(50), at(99)))
    }

    /// Starts the program on the folder as an operator would; returns the time until it answers and
    /// the memory that it holds then, in bytes; none where the system does not tell.
    fn start(&self) -> Result<(Duration, Option<u64>), Failure> {
        let secret = Base64(key_of("signer").as_bytes().to_vec());
        keyfile::write_secret(&self.folder.join("signer.key"), format!("{secret}\n").as_bytes())?;
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(&self.folder);
        let started = Instant::now();
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let mut line = String::new();
        if let Some(stdout) = child.stdout.take() {
            BufReader::new(stdout).read_line(&mut line)?;
        }
        let elapsed = started.elapsed();
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id()));
        child.kill()?;
        child.wait()?;
        if line.is_empty() {
            return Err(Failure::internal("the program did not start on the measured society"));
        }
        let held = status.ok().and_then(|status| {
            let line =
                status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?.trim().to_owned();
            line.strip_suffix(" kB")?.parse::<u64>().ok()?.checked_mul(1_024)
        });
        Ok((elapsed, held))
    }

    fn replay(&self, running: &Running, output: &Output) -> Result<u64, Failure> {
        output.talk("Replaying the whole log, signatures included.");
        let records = RecordStore::open(&self.folder.join("records"));
        let mut replay = Replay::new(running.ledger().batches(), &records, true);
        let started = Instant::now();
        let mut operations = 0_u64;
        while let Some((logged, _)) = replay.step().map_err(Failure::internal)? {
            operations = operations.saturating_add(logged.seal.count);
        }
        Ok(per_second(operations, started.elapsed()))
    }
}

/// Hands in a load, waits until `shown` too, and returns how many operations a second that made.
fn timed(
    running: &Running,
    load: Vec<Vec<u8>>,
    shown: impl FnOnce() -> Result<(), Failure>,
) -> Result<u64, Failure> {
    let count = u64::try_from(load.len()).unwrap_or(u64::MAX);
    let started = Instant::now();
    drive(running, load, IN_FLIGHT)?;
    shown()?;
    Ok(per_second(count, started.elapsed()))
}

/// Waits until lists and search show all that is in the log.
fn wait_for_views(views: &Views, running: &Running) -> Result<(), Failure> {
    let position = running.ledger().store().position();
    let height = position.map_or(0, |position| position.height.0);
    views.wait_for(height, VIEWS_PATIENCE).map_err(Failure::internal)
}

/// Hands in a wave and waits until every operation has its receipt.
fn drive(running: &Running, wave: Vec<Vec<u8>>, at_once: usize) -> Result<(), Failure> {
    let (sender, receiver) = mpsc::channel();
    let (mut in_flight, count) = (0_usize, wave.len());
    let mut answered = 0_usize;
    let mut wave = wave.into_iter();
    while answered < count {
        while in_flight < at_once
            && let Some(bytes) = wave.next()
        {
            let sender = sender.clone();
            let reply = Box::new(move |answer: Result<_, polity_types::Refusal>| {
                let _ = sender.send(answer.map(|_| ()));
            });
            running.submit(bytes, reply).map_err(|error| Failure::refused(&error))?;
            in_flight = in_flight.saturating_add(1);
        }
        let answer = receiver.recv().map_err(Failure::internal)?;
        answer?;
        in_flight = in_flight.saturating_sub(1);
        answered = answered.saturating_add(1);
    }
    Ok(())
}

/// Returns how many of the same signatures all cores check in a second: one by one, and in batches.
fn limits(envelopes: &[Vec<u8>]) -> Result<(u64, u64), Failure> {
    let decoded: Result<Vec<Decoded<Action>>, _> =
        envelopes.par_iter().map(|bytes| Decoded::decode(bytes.clone())).collect();
    let decoded = decoded.map_err(|error| Failure::refused(&error))?;
    let claims: Vec<Claim<'_>> = decoded.iter().map(Decoded::claim).collect();
    let count = u64::try_from(claims.len()).unwrap_or(u64::MAX);
    let started = Instant::now();
    let good = claims
        .par_iter()
        .filter(|claim| claim.signature.verify(claim.key, claim.message).is_ok())
        .count();
    let single = per_second(count, started.elapsed());
    let started = Instant::now();
    let also_good = verify_all(&claims, None).iter().filter(|verdict| verdict.is_ok()).count();
    let batch = per_second(count, started.elapsed());
    if good == claims.len() && also_good == claims.len() {
        Ok((single, batch))
    } else {
        Err(Failure::internal("a signature of the load does not hold"))
    }
}

/// Returns the size of a proof of one figure, the time to make it and the time to verify it.
fn proof(running: &Running) -> Result<(usize, Duration, Duration), Failure> {
    let wanted = [Wanted::State(membership::query::rolls_key().to_owned())];
    let started = Instant::now();
    let bundle = make(running.ledger(), &wanted, None).map_err(Failure::internal)?;
    let made = started.elapsed();
    let started = Instant::now();
    verify(&bundle, &running.id(), None).map_err(|error| Failure::refused(&error))?;
    Ok((bundle.len(), made, started.elapsed()))
}

fn log_bytes(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder.join("log")).into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.metadata().ok()).map(|file| file.len()).sum()
}

fn per_second(count: u64, elapsed: Duration) -> u64 {
    let micros = u64::try_from(elapsed.as_micros()).unwrap_or(u64::MAX).max(1);
    count.saturating_mul(1_000_000).checked_div(micros).unwrap_or_default()
}

/// Returns a ratio with two decimals, without floating point.
fn ratio(of: u64, to: u64) -> String {
    hundredths(of.saturating_mul(100).checked_div(to.max(1)).unwrap_or_default())
}

/// Returns so many hundredths as a number with two decimals.
fn hundredths(count: u64) -> String {
    format!("{}.{:02}", count / 100, count % 100)
}
