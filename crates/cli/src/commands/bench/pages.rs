//! `polity bench --pages`: how long the server takes for each page of a large society, asked on loopback over
//! one connection, one request after the other, and how large the pages are.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use polity_machine::modules::governance::{self, Ballot, Choice, GovernanceAction};
use polity_machine::modules::identity::IdentityAction;
use polity_machine::modules::treasury::{AccountId, TreasuryAction};
use polity_machine::testing::Actor;
use polity_node::{Limits, Rate, Societies};
use polity_ordering::Running;
use polity_types::{Amount, AssetId, Hash, OperationId, Timestamp};
use rayon::prelude::*;
use serde::Serialize;

use super::{ASSET, Bench, IN_FLIGHT, IN_FLIGHT_OF_ONE, drive};
use crate::failure::Failure;
use crate::output::Output;

/// The charter of the measured society: votes of three hours, with delegation, and a treasury.
const CHARTER: &str = r#"# Charter of the pages

`society.name = "Pages"` `society.kind = "network-union"` `society.currency = "BEN"`

> `society.commandment = "Measure, then speak."`

`admission.vouches = 0` `admission.probation = "none"` `admission.application = "open"`
`dues.amount = "1 BEN"` `dues.every = "month"`

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
id  = "arguing"
may = "governance.argue"
who = "member"

[[power]]
id  = "funds"
may = "treasury.open_account"
who = "decision: plain"

[[power]]
id    = "issuing"
may   = "treasury.issue"
who   = "founder"
up_to = "100000000 BEN per 30 days"

[[power]]
id  = "transferring"
may = "treasury.transfer"
who = "member"

[[decision]]
id         = "plain"
delegation = "yes"
electorate = "members"
method     = "yes-no"
quorum     = "1%"
threshold  = "more than half"
discussion = "1 hour"
voting     = "3 hours"
grace      = "none"
```
"#;
/// Decisions that are made before anything is measured, and those that are open then.
const DECIDED: u64 = 60;
const OPEN: u64 = 12;
/// Decisions that are brought at once.
const WAVE: u64 = 12;
/// Ballots on each decision at most.
const BALLOTS: usize = 2_000;
/// Delegates, for whom a third of the members let them vote.
const DELEGATES: usize = 50;
/// Movements of the common fund.
const MOVEMENTS: u64 = 400;
/// Requests of one page before it is measured, and then.
const WARM: usize = 5;
const ASKED: usize = 200;
/// Longest wait for one answer.
const PATIENCE: Duration = Duration::from_secs(60);

/// What one page took.
#[derive(Serialize)]
struct Row {
    bytes: usize,
    p50_microseconds: u128,
    p99_microseconds: u128,
    page: String,
}

/// Measures, and prints a row for each page.
pub(crate) fn run(members: u32, output: &Output) -> Result<(), Failure> {
    let folder = std::env::temp_dir().join(format!("polity-pages-{}", std::process::id()));
    let rows = Bench::found(&folder, CHARTER).and_then(|bench| bench.pages(members, output));
    std::fs::remove_dir_all(&folder)?;
    let rows = rows?;
    output.data(&rows, || {
        let line = |row: &Row| {
            let Row { bytes, p50_microseconds, p99_microseconds, page } = row;
            let [p50, p99] = [p50_microseconds, p99_microseconds].map(|time| milliseconds(*time));
            format!("{page:<44} {p50:>8} {p99:>8} {bytes:>8}")
        };
        let head = format!("{:<44} {:>8} {:>8} {:>8}", "page", "p50 ms", "p99 ms", "bytes");
        let lines: Vec<String> = std::iter::once(head).chain(rows.iter().map(line)).collect();
        lines.join("\n")
    });
    Ok(())
}

/// Returns microseconds as milliseconds with one digit after the point.
fn milliseconds(micros: u128) -> String {
    let tenths = micros.saturating_add(50).checked_div(100).unwrap_or_default();
    format!(
        "{}.{}",
        tenths.checked_div(10).unwrap_or_default(),
        tenths.checked_rem(10).unwrap_or_default()
    )
}

impl Bench {
    fn pages(&self, members: u32, output: &Output) -> Result<Vec<Row>, Failure> {
        let running = self.open()?;
        output.talk(format!("Preparing a society of {members} members."));
        let people: Vec<Actor> =
            (0..members).into_par_iter().map(|n| Actor::named(&format!("member {n}"))).collect();
        self.settle(&running, &people, output)?;
        output.talk("Giving everybody money, delegates and things to decide.");
        self.endow(&running, &people)?;
        self.move_money(&running, &people)?;
        self.delegate(&running, &people)?;
        for wave in 0..DECIDED.div_ceil(WAVE) {
            self.question(&running, &people, wave.saturating_mul(WAVE))?;
            self.pass_hours(&running, 2)?;
            self.vote(&running, &people)?;
            self.pass_hours(&running, 3)?;
        }
        self.question(&running, &people, DECIDED)?;
        self.pass_hours(&running, 2)?;
        self.vote(&running, &people)?;
        let entries = running.ledger().log().size();
        output.talk("Making the views.");
        let (society, first) = (running.id(), people.first());
        let societies = Societies::of(vec![running]).map_err(Failure::internal)?;
        let societies = Arc::new(societies);
        for served in societies.all() {
            super::wait_for_views(&served.views, &served.running)?;
        }
        let person = first.map(|actor| actor.person.to_string()).unwrap_or_default();
        let open = DECIDED.saturating_add(1);
        let paths = paths(&person, open, entries);
        let base = format!("/s/{society}/");
        output.talk(format!("Asking for {} pages, {ASKED} times each.", paths.len()));
        ask_all(societies, &base, &paths)
    }

    /// Lets money come into the common fund, day after day of a few months.
    fn move_money(&self, running: &Running, people: &[Actor]) -> Result<(), Failure> {
        let founder = Actor::named("founder");
        let asset: AssetId = ASSET.parse().map_err(Failure::internal)?;
        let fund = AccountId::Fund("common".into());
        let moves = (0..MOVEMENTS).map(|number| {
            let amount = Amount::from(number.saturating_add(1));
            let (asset, to) = (asset.clone(), fund.clone());
            self.signed(
                &founder,
                TreasuryAction::Issue { amount, asset, category: None, memo: None, to },
            )
        });
        drive(running, moves.collect(), IN_FLIGHT_OF_ONE)?;
        let gifts = people.iter().take(BALLOTS).map(|actor| {
            let (amount, asset, to) = (Amount::from(1), asset.clone(), fund.clone());
            self.signed(
                actor,
                TreasuryAction::Transfer { amount, asset, category: None, memo: None, to },
            )
        });
        drive(running, gifts.collect(), IN_FLIGHT)
    }

    /// Lets every third member be voted for by one of a few.
    fn delegate(&self, running: &Running, people: &[Actor]) -> Result<(), Failure> {
        let (delegates, others) = people.split_at(people.len().min(DELEGATES));
        let give = |(place, actor): (usize, &Actor)| {
            let delegate = delegates.get(place.checked_rem(delegates.len()).unwrap_or_default())?;
            let delegate = GovernanceAction::Delegate {
                delegate: delegate.person,
                replaces: None,
                topic: "plain".into(),
                until: None,
            };
            Some(self.signed(actor, delegate))
        };
        let all: Vec<Vec<u8>> = others.par_iter().step_by(3).enumerate().filter_map(give).collect();
        drive(running, all, IN_FLIGHT)
    }

    /// Brings a wave of proposals, the first of which has the number after `made`.
    fn question(&self, running: &Running, people: &[Actor], made: u64) -> Result<(), Failure> {
        for number in 0..WAVE.min(OPEN) {
            let number = made.saturating_add(number);
            let author = usize::try_from(number).ok().and_then(|place| people.get(place));
            let Some(author) = author else { return Ok(()) };
            let words = format!("# Question {number} of the assembly\n\nWhat is it worth to us?\n");
            let text = running.records().put(words.into_bytes());
            let text = text.map_err(|error| Failure::refused(&error))?;
            let account = format!("fund-q{number}").parse().map_err(Failure::internal)?;
            let actions = vec![TreasuryAction::OpenAccount { account }.into()];
            let procedure = "plain".to_owned();
            let propose = GovernanceAction::Propose {
                actions,
                contest: None,
                deposit: None,
                procedure,
                text,
            };
            drive(running, vec![self.signed(author, propose)], 1)?;
        }
        Ok(())
    }

    /// Has members vote on whatever is open.
    fn vote(&self, running: &Running, people: &[Actor]) -> Result<(), Failure> {
        let open = governance::query::proposals(&running.state(), None, 100);
        for (number, _) in open {
            let cast = |(place, actor): (usize, &Actor)| {
                let choice = if place % 3 == 0 { Choice::No } else { Choice::Yes };
                let ballot = Ballot::Open { choice };
                let cast = GovernanceAction::CastBallot {
                    ballot,
                    proposal: number,
                    replaces: None,
                    round: 1,
                };
                self.signed(actor, cast)
            };
            let ballots = people.par_iter().take(BALLOTS).enumerate().map(cast).collect();
            drive(running, ballots, IN_FLIGHT)?;
        }
        Ok(())
    }

    /// Lets time pass, half an hour at a time as a machine that never stops does.
    fn pass_hours(&self, running: &Running, hours: u64) -> Result<(), Failure> {
        let founder = Actor::named("founder");
        for _ in 0..hours.saturating_mul(2) {
            self.now.fetch_add(1_800, Ordering::Relaxed);
            let until = Timestamp(self.now.load(Ordering::Relaxed).saturating_add(600));
            let operation = OperationId(Hash::of(&until.0.to_be_bytes()));
            let void = IdentityAction::Void { operation, until };
            drive(running, vec![self.signed(&founder, void)], 1)?;
        }
        Ok(())
    }
}

/// The pages that are asked for, each below the society's address.
fn paths(person: &str, open: u64, entries: u64) -> Vec<(String, String)> {
    let middle = entries.checked_div(2).unwrap_or_default();
    let plain = [
        "",
        "people",
        "people?after=50000",
        "decisions",
        "decisions/1",
        "offices",
        "panels",
        "acts",
        "signals",
        "breaches",
        "forks",
        "treasury",
        "treasury/statement?account=fund-common&asset=BEN",
        "spending",
        "dues",
        "charter",
        "stages",
        "census",
        "log",
        "check",
        "search?q=assembly",
        "me",
        "keys",
        "passport",
        "mail",
        "news.atom",
        "deadlines.ics",
        "api/v1/society",
        "api/v1/balances",
        "api/v1/postings",
        "api/v1/proof?keys=membership/rolls",
    ];
    let own = |path: String, shown: &str| (path, shown.to_owned());
    let mut all: Vec<(String, String)> =
        plain.iter().map(|path| ((*path).to_owned(), (*path).to_owned())).collect();
    all.extend([
        own(format!("decisions/{open}"), "decisions/OPEN"),
        own(format!("decisions/{open}/paper"), "decisions/OPEN/paper"),
        own(format!("people/{person}"), "people/DELEGATE"),
        own(format!("people/{person}/leave"), "people/DELEGATE/leave"),
        own(format!("people/{person}/delegates"), "people/DELEGATE/delegates"),
        own(format!("dues/{person}"), "dues/DELEGATE"),
        own(format!("log/{middle}"), "log/MIDDLE"),
        own(format!("api/v1/people/{person}"), "api/v1/people/DELEGATE"),
        own(format!("api/v1/people/{person}/needs"), "api/v1/people/DELEGATE/needs"),
    ]);
    all
}

fn ask_all(
    societies: Arc<Societies>,
    base: &str,
    paths: &[(String, String)],
) -> Result<Vec<Row>, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    // What is measured is the pages, not how much one address may ask.
    let free = Rate { burst: u64::MAX >> 20, per_second: u64::MAX >> 20 };
    let limits = Limits { reads: free, ..Limits::default() };
    let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0"))?;
    let address = listener.local_addr()?;
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let served = runtime.spawn(polity_node::serve(listener, societies, limits, async {
        let _ = stopped.await;
    }));
    let mut connection = Asker::connect(address)?;
    let mut rows = Vec::with_capacity(paths.len());
    for (path, shown) in paths {
        let path = format!("{base}{path}");
        let mut times = Vec::with_capacity(ASKED);
        let mut bytes = 0;
        for turn in 0..WARM.saturating_add(ASKED) {
            let begun = Instant::now();
            bytes = connection.ask(&path)?;
            if turn >= WARM {
                times.push(begun.elapsed());
            }
        }
        times.sort_unstable();
        let at = |percent: usize| {
            let place = times.len().saturating_sub(1).saturating_mul(percent).div_ceil(100);
            times.get(place).copied().unwrap_or_default().as_micros()
        };
        let page = format!("/{shown}");
        rows.push(Row { bytes, p50_microseconds: at(50), p99_microseconds: at(99), page });
    }
    drop(connection);
    let _ = stop.send(());
    runtime.block_on(served).map_err(Failure::internal)?;
    Ok(rows)
}

/// One connection, on which one asks for one page after the other.
struct Asker {
    reader: BufReader<TcpStream>,
}

impl Asker {
    fn connect(address: SocketAddr) -> Result<Self, Failure> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(Self { reader: BufReader::new(stream) })
    }

    /// Asks for a page, and returns how many bytes it has.
    fn ask(&mut self, path: &str) -> Result<usize, Failure> {
        let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n");
        self.reader.get_mut().write_all(request.as_bytes())?;
        let status = self.line()?;
        if !status.starts_with("HTTP/1.1 200") {
            return Err(Failure::internal(format!("{path}: {status}")));
        }
        let (mut length, mut is_chunked) = (0_usize, false);
        loop {
            let line = self.line()?.to_ascii_lowercase();
            if line.is_empty() {
                break;
            }
            if let Some(value) = line.strip_prefix("content-length:") {
                length = value.trim().parse().map_err(Failure::internal)?;
            }
            is_chunked |= line.starts_with("transfer-encoding:") && line.contains("chunked");
        }
        if !is_chunked {
            return self.skip(length).map(|()| length);
        }
        let mut whole = 0_usize;
        loop {
            let size = usize::from_str_radix(&self.line()?, 16).map_err(Failure::internal)?;
            self.skip(size)?;
            let _end = self.line()?;
            if size == 0 {
                return Ok(whole);
            }
            whole = whole.saturating_add(size);
        }
    }

    fn line(&mut self) -> Result<String, Failure> {
        let mut line = String::new();
        let _count = self.reader.read_line(&mut line)?;
        Ok(line.trim_end().to_owned())
    }

    fn skip(&mut self, count: usize) -> Result<(), Failure> {
        let limit = u64::try_from(count).unwrap_or(u64::MAX);
        let read = std::io::copy(&mut (&mut self.reader).take(limit), &mut std::io::sink())?;
        if read == limit { Ok(()) } else { Err(Failure::internal("the connection broke off")) }
    }
}
