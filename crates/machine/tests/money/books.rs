//! An auditor who hears events and nothing else, in the form in which they are sent: who owes and is owed what,
//! by postings alone, and what every share, escrow and payment must come to.

use std::collections::{BTreeMap, BTreeSet};

use polity_machine::Event;
use polity_machine::frame::state::StateView;
use polity_machine::testing::Auditor;
use serde_json::Value;

/// Parts of one membership (EXI-3).
const WHOLE: i128 = 1_000_000;
/// Funds and assets of which members take a share.
const POOLS: [(&str, &str); 4] = [
    ("fund-common", "EUR"),
    ("fund-common", "LEAF"),
    ("fund-house", "EUR"),
    ("fund-house", "LEAF"),
];

/// What somebody has a claim by, in the parts of a membership.
#[derive(Clone, Debug, Default)]
struct Parts {
    burned: i128,
    granted: i128,
    is_counted: bool,
}

impl Parts {
    fn left(&self) -> i128 {
        self.granted - self.burned
    }
}

/// A payment that repeats, as it was told.
#[derive(Clone, Debug)]
struct Stream {
    accrues: bool,
    /// What went back to the fund.
    back: i128,
    each: i128,
    has_ended: bool,
    is_halted: bool,
    periods: i128,
    /// What the payee got of it in all.
    paid: i128,
    times: i128,
    to: String,
}

/// Of each pool: what is left to be paid at its value before, the value, and the whole.
type Window = BTreeMap<(String, String), (i128, i128, i128)>;

/// What the auditor wrote down.
#[derive(Default)]
pub(crate) struct Books {
    auditor: Auditor,
    /// By person.
    parts: BTreeMap<String, Parts>,
    /// Of requests: how much is set aside; none: over.
    requests: BTreeMap<u64, Option<i128>>,
    streams: BTreeMap<u64, Stream>,
    /// What was put down with claims: how much.
    stakes: BTreeMap<u64, i128>,
    /// What was paid of invoices, each share once.
    invoices: BTreeSet<(u64, String)>,
    /// Dues that were settled, by member, time of membership and period.
    settled: BTreeSet<(String, u64, u64)>,
    joined: BTreeMap<String, u64>,
    /// By breach.
    windows: BTreeMap<u64, Window>,
    /// How often what happened.
    pub(crate) done: BTreeMap<String, usize>,
    /// What leavers took in all, by pool.
    pub(crate) taken: BTreeMap<(String, String), i128>,
}

fn text(event: &Value, at: &str) -> String {
    event["with"][at].as_str().unwrap_or_default().to_owned()
}

fn number(event: &Value, at: &str) -> u64 {
    event["with"][at].as_u64().unwrap_or_default()
}

fn units(value: &Value) -> i128 {
    value.as_str().expect("an amount is a text").parse().expect("an amount is a whole number")
}

/// Returns `whole * part / all`, rounded down; the numbers of these tests leave room.
fn fair(whole: i128, part: i128, all: i128) -> i128 {
    if all == 0 { 0 } else { whole.checked_mul(part).expect("small numbers") / all }
}

impl Books {
    pub(crate) fn new() -> Self {
        let mut books = Self::default();
        books.auditor.allow("HOUR", 500);
        books
    }

    fn note(&mut self, what: &str) {
        *self.done.entry(what.to_owned()).or_default() += 1;
    }

    pub(crate) fn held(&self, account: &str, asset: &str) -> i128 {
        self.auditor.held(account, asset)
    }

    /// Hears what came of one step: what fell due, or an act.
    pub(crate) fn hear(&mut self, events: &[Event]) {
        for event in events {
            let told = serde_json::to_value(event).expect("events serialize");
            let name = told["name"].as_str().unwrap_or_default().to_owned();
            self.note(&name);
            // A share is told after the postings that pay it.
            match name.as_str() {
                "membership.joined" => self.joins(text(&told, "person")),
                "exit.share_taken" => self.takes(&told),
                "exit.claim_lapsed" => {
                    let parts = self.parts.get_mut(&text(&told, "person")).expect("they had one");
                    assert!(parts.is_counted, "a claim lapsed twice");
                    *parts = Parts { is_counted: false, ..parts.clone() };
                }
                "exit.window_opened" => self.opens(&told),
                "exit.window_closed" => drop(self.windows.remove(&number(&told, "breach"))),
                "dues.settled" => {
                    let member = text(&told, "member");
                    let spell = self.joined[&member];
                    let is_new = self.settled.insert((member, spell, number(&told, "period")));
                    assert!(is_new, "dues were settled twice: {told}");
                }
                _ if name.starts_with("spending.") => self.hear_spending(&name, &told),
                _ if name.starts_with("breach.") => self.hear_breach(&name, &told),
                _ => {}
            }
            self.posted(&told);
            self.auditor.hear(std::iter::once(event));
        }
    }

    /// Hears what moved out of an escrow, before it is written down.
    fn posted(&mut self, told: &Value) {
        if told["name"] != "treasury.posted" {
            return;
        }
        let (credit, debit) = (text(told, "credit"), text(told, "debit"));
        let amount = units(&told["with"]["amount"]);
        if let Some(stream) = credit.strip_prefix("escrow-stream-") {
            let stream = self.streams.get_mut(&stream.parse().unwrap()).expect("it was started");
            if debit == stream.to {
                stream.paid += amount;
            } else {
                assert!(debit.starts_with("fund-"), "a stream paid {debit}");
                stream.back += amount;
            }
            let begun = stream.each * stream.periods;
            assert!(
                stream.paid + stream.back <= begun,
                "a stream paid more than began: {stream:?}"
            );
        }
        if let Some(request) = credit.strip_prefix("escrow-request-") {
            let left = self.requests.get(&request.parse().unwrap()).expect("it was asked for");
            assert!(left.is_none() && amount > 0, "request {request} was paid before it was over");
        }
    }

    fn joins(&mut self, person: String) {
        *self.joined.entry(person.clone()).or_default() += 1;
        let new = Parts { granted: WHOLE, ..Parts::default() };
        let before = self.parts.remove(&person).unwrap_or(new);
        let parts = Parts { burned: 0, granted: before.left(), is_counted: true };
        self.parts.insert(person, parts);
    }

    /// Holds what somebody took against the fair share of what there was.
    fn takes(&mut self, told: &Value) {
        let person = text(told, "person");
        let all: i128 = self.parts.values().filter(|one| one.is_counted).map(Parts::left).sum();
        let own = self.parts[&person].clone();
        assert!(own.is_counted, "{person} took a share without a claim");
        let breach = told["with"]["breach"].as_u64();
        let rows = told["with"]["paid"].as_array().expect("a list").clone();
        let mut burned = 0;
        for row in &rows {
            let (fund, asset) = (row["fund"].as_str().unwrap(), row["asset"].as_str().unwrap());
            assert!(POOLS.contains(&(fund, asset)), "{fund} {asset} is not open");
            let (amount, gives) = (units(&row["amount"]), units(&row["burned"]));
            assert!(burned == 0 || burned == gives, "one claim is given up once");
            burned = gives;
            let pool = self.auditor.held(fund, asset) + amount;
            let now = fair(pool, gives, all);
            let key = (fund.to_owned(), asset.to_owned());
            let before = breach.and_then(|breach| self.windows.get_mut(&breach)?.get_mut(&key));
            let most = before.map_or(now, |(left, value, whole)| {
                let before = fair(*value, gives, *whole);
                if amount > now {
                    *left -= amount;
                    assert!(*left >= 0, "more was paid at the value before than there was");
                }
                now.max(before)
            });
            assert!(
                (0..=most.min(pool)).contains(&amount),
                "{amount} of {most}, pool {pool}: {told}"
            );
            *self.taken.entry(key).or_default() += amount;
            if amount > 0 {
                self.note("share paid");
            }
            if amount > now {
                self.note("paid at the value before");
            }
        }
        let parts = self.parts.get_mut(&person).unwrap();
        parts.burned += burned;
        assert!(parts.left() >= 0, "{person} gave up more than they had");
        if told["with"]["is_whole"] == true {
            // What had not vested falls to those who stay.
            parts.burned = parts.granted;
        }
    }

    fn opens(&mut self, told: &Value) {
        let rows = told["with"]["rows"].as_array().expect("a list");
        let row = |row: &Value| {
            let key = (row["fund"].as_str().unwrap().into(), row["asset"].as_str().unwrap().into());
            let (value, whole) = (units(&row["value"]), units(&row["total"]));
            (key, (value, value, whole))
        };
        self.windows.insert(number(told, "breach"), rows.iter().map(row).collect());
    }

    fn hear_spending(&mut self, name: &str, told: &Value) {
        match name {
            "spending.requested" => {
                let is_new = self.requests.insert(number(told, "request"), None).is_none();
                assert!(is_new, "a number twice");
            }
            "spending.approved" => {
                let amount = units(&told["with"]["amount"]);
                let before = self.requests.insert(number(told, "request"), Some(amount));
                let before = before.expect("it was asked for");
                assert!(before.is_none_or(|before| before == amount), "another sum");
                if before.is_some() {
                    self.note("approved anew");
                }
            }
            "spending.paid" | "spending.rejected" | "spending.withdrawn" | "spending.lapsed" => {
                let request = number(told, "request");
                let was = self.requests.insert(request, None).flatten();
                let lies = self.held(&format!("escrow-request-{request}"), "EUR");
                assert_eq!(lies, was.unwrap_or_default(), "request {request}");
                assert!(name != "spending.paid" || was.is_some(), "request {request} paid twice");
            }
            "spending.invoice_paid" => {
                let paid = (number(told, "invoice"), text(told, "of"));
                assert!(self.invoices.insert(paid), "a share was paid twice: {told}");
            }
            "spending.stream_started" => {
                let with = &told["with"];
                let stream = Stream {
                    accrues: with["pace"] == "accrues",
                    back: 0,
                    each: units(&with["each"]),
                    has_ended: false,
                    is_halted: false,
                    paid: 0,
                    periods: 0,
                    times: i128::from(number(told, "times")),
                    to: text(told, "to"),
                };
                self.streams.insert(number(told, "stream"), stream);
            }
            "spending.stream_period" => {
                let number = number(told, "stream");
                let lies = self.held(&format!("escrow-stream-{number}"), "EUR");
                assert_eq!(lies, 0, "a period began before the last was paid to the end");
                let stream = self.streams.get_mut(&number).expect("it was started");
                assert!(!stream.has_ended && !stream.is_halted, "a period began: {stream:?}");
                stream.periods += 1;
                assert!(stream.periods <= stream.times);
                assert_eq!(
                    stream.periods + i128::from(told["with"]["left"].as_u64().unwrap()),
                    stream.times
                );
            }
            "spending.stream_halted" | "spending.stream_resumed" => {
                let stream = self.streams.get_mut(&number(told, "stream")).expect("it was started");
                let halts = name == "spending.stream_halted";
                assert!(stream.is_halted != halts && !stream.has_ended, "{told} {stream:?}");
                stream.is_halted = halts;
            }
            "spending.stream_stopped" => {
                let number = number(told, "stream");
                let lies = self.held(&format!("escrow-stream-{number}"), "EUR");
                assert_eq!(lies, 0, "a stream ended and left something");
                let stream = self.streams.get_mut(&number).expect("it was started");
                assert!(!std::mem::replace(&mut stream.has_ended, true), "it ended twice");
                let begun = stream.each * stream.periods;
                let went = stream.paid + stream.back;
                assert_eq!(went, if stream.accrues { begun } else { 0 }, "stream {number}");
            }
            "spending.claimed" => {
                let stream = &self.streams[&number(told, "stream")];
                assert!(stream.accrues && !stream.has_ended);
            }
            _ => {}
        }
    }

    fn hear_breach(&mut self, name: &str, told: &Value) {
        let claim = number(told, "claim");
        let escrow = format!("escrow-claim-{claim}");
        match name {
            // Who puts something down needs no support.
            "breach.raised" if told["with"]["sitting"].is_u64() => {
                let _ = self.stakes.insert(claim, 250);
            }
            "breach.deposit_settled" => {
                let put_down = self.stakes.remove(&claim);
                let put_down = put_down.expect("it was put down, and is settled once");
                assert_eq!(self.held(&escrow, "EUR"), put_down);
                let is_kept = told["with"]["is_kept"] == true;
                self.note(if is_kept { "stake kept" } else { "stake back" });
            }
            _ => {}
        }
    }

    /// Holds the state against what was heard, and every escrow against what is open.
    pub(crate) fn audit(&self, state: &dyn StateView) {
        self.auditor.audit(state);
        for asset in ["EUR", "LEAF"] {
            let of = self.taken.iter().filter(|((_, code), _)| code == asset);
            let paid: i128 = of.map(|(_, taken)| taken).sum();
            let key = (asset.to_ascii_lowercase(), "exit:share".to_owned());
            let left = self.auditor.categories.get(&key).copied().unwrap_or_default();
            assert_eq!(paid, -left, "what leavers are told they were paid is what left the funds");
        }
        let mut owed = 0;
        for (request, left) in &self.requests {
            let lies = self.held(&format!("escrow-request-{request}"), "EUR");
            assert_eq!(lies, left.unwrap_or_default(), "request {request}");
            owed += lies;
        }
        for (number, stream) in &self.streams {
            let lies = self.held(&format!("escrow-stream-{number}"), "EUR");
            let is_aside = stream.accrues && !stream.has_ended;
            assert!(is_aside || lies == 0, "stream {number} holds {lies}");
            assert!((0..=stream.each).contains(&lies), "stream {number} holds {lies}");
            owed += lies;
        }
        let aside = state.get("spending/owed/eur").map(|record| {
            let amount: String = serde_json::from_slice(&record).unwrap();
            amount.parse::<i128>().unwrap()
        });
        assert_eq!(aside.unwrap_or_default(), owed, "what is set aside is what the escrows hold");
        for claim in 1..=self.done.get("breach.raised").copied().unwrap_or_default() {
            let claim = u64::try_from(claim).unwrap();
            let lies = self.held(&format!("escrow-claim-{claim}"), "EUR");
            assert_eq!(lies, self.stakes.get(&claim).copied().unwrap_or_default(), "claim {claim}");
        }
    }

    /// Holds that nothing lies anywhere after everything had the time to end.
    pub(crate) fn check_over(&self) {
        assert!(self.stakes.is_empty(), "{:?}", self.stakes);
        assert!(self.requests.values().all(Option::is_none), "a request never ended");
        for (number, stream) in &self.streams {
            assert!(stream.has_ended || stream.is_halted, "stream {number}: {stream:?}");
        }
    }
}
