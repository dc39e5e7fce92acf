//! What leaving with one's share costs in societies of 1,000, 100,000 and 1,000,000 members: time, and
//! records read and written. Run with `cargo run --release --example exit_cost --features testing`.
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::disallowed_types,
    clippy::disallowed_methods,
    reason = "a measurement, of time among others; it fails by panicking"
)]

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use bytes::Bytes;
use polity_machine::frame::batch::{Batch, Outcome};
use polity_machine::frame::clock::Clock;
use polity_machine::frame::execute::execute;
use polity_machine::frame::state::{MemoryState, StateView};
use polity_machine::modules::exit::ExitAction;
use polity_machine::modules::treasury::TreasuryAction;
use polity_machine::testing::{Actor, Society};
use polity_types::{Amount, Base64};

const CHARTER: &str = r#"# Charter of the door

`society.name = "Door"` `society.kind = "hub"` `society.currency = "EUR"`

> `society.commandment = "Measure before you say."`

`admission.vouches = 0` `admission.probation = "none"` `admission.application = "open"`

`exit.share = "equal"` `exit.paid_within = "none"`

```toml
power = [
  { id = "admitting", may = "membership.admit", who = "rule: vouched" },
  { id = "issuing",   may = "treasury.issue",   who = "founder", up_to = "1000000 EUR per 30 days" },
]
```
"#;

/// How many people leave in each society.
const LEAVERS: usize = 200;

/// A state that counts what is read of it.
struct Counting<'a>(&'a MemoryState, AtomicUsize);

impl StateView for Counting<'_> {
    fn get(&self, key: &str) -> Option<Bytes> {
        self.1.fetch_add(1, Ordering::Relaxed);
        self.0.get(key)
    }

    fn scan(&self, prefix: &str, after: Option<&str>, limit: usize) -> Vec<(String, Bytes)> {
        let page = self.0.scan(prefix, after, limit);
        self.1.fetch_add(page.len(), Ordering::Relaxed);
        page
    }
}

/// Fills a society up to `members`: those who never act have the records that joining writes.
fn filled(members: usize) -> (Society, Vec<Actor>) {
    let mut society = Society::under(CHARTER);
    let founder = society.founder.clone();
    let amount = Amount::from(90_000_000);
    let (asset, to) = ("EUR".parse().unwrap(), "fund-common".parse().unwrap());
    let issue = TreasuryAction::Issue { amount, asset, category: None, memo: None, to };
    society.act(&founder, issue).unwrap();
    let join = |society: &mut Society, name: &str| {
        use polity_machine::modules::membership::MembershipAction as M;
        let actor = society.known(name);
        society.act(&actor, M::Apply { invitation: None, letter: None }).unwrap();
        let charter = polity_machine::modules::charter::query::current(&society.state).hash;
        society.act(&actor, M::Swear { charter }).unwrap();
        actor
    };
    let actors: Vec<Actor> =
        (0..LEAVERS).map(|number| join(&mut society, &format!("leaver {number}"))).collect();
    let model = actors.first().expect("somebody joined").person.to_string();
    let of_model: Vec<(String, Bytes)> = society
        .state
        .0
        .iter()
        .filter(|(key, _)| key.contains(&model))
        .map(|(key, record)| (key.clone(), record.clone()))
        .collect();
    for number in LEAVERS..members.saturating_sub(1) {
        for (key, record) in &of_model {
            let key = key.replace(&model, &format!("person1{number:058}"));
            society.state.0.insert(key, record.clone());
        }
    }
    for (key, of) in [("exit/totals", "claims"), ("membership/rolls", "members")] {
        let record = society.state.0.get(key).expect("it is counted").clone();
        let mut record: serde_json::Value = serde_json::from_slice(&record).unwrap();
        if of == "claims" {
            record["claims"] = members.into();
            record["equal"] = (members as u64 * 1_000_000).to_string().into();
        } else {
            record["members"]["count"] = members.into();
            record["full"]["count"] = members.into();
        }
        society.state.0.insert(key.into(), polity_types::canonical::to_bytes(&record).into());
    }
    (society, actors)
}

fn main() {
    println!("members     µs for one who leaves   records read   records written");
    for members in [1_000, 100_000, 1_000_000] {
        let (mut society, actors) = filled(members);
        let (mut read, mut written, mut micros) = (0, 0, 0);
        for actor in &actors {
            let leave = ExitAction::Leave {
                against: Vec::new(),
                assets: None,
                breaches: Vec::new(),
                least: Vec::new(),
            };
            let operations = vec![society.signed(actor, leave)];
            let height = Clock::read(&society.state).height.next();
            let batch =
                Batch { evidence: Base64::default(), height, operations, time: society.time };
            let counting = Counting(&society.state, AtomicUsize::new(0));
            let begin = Instant::now();
            let executed = execute(&mut society.memory, &counting, &society.records, &batch);
            micros += begin.elapsed().as_micros();
            assert!(matches!(executed.outcomes[..], [Outcome::Admitted { .. }]));
            read += counting.1.into_inner();
            written += executed.writes.len();
            society.state.commit(executed.writes);
        }
        let each = actors.len();
        println!(
            "{members:>9} {:>22} {:>14} {:>17}",
            micros / each as u128,
            read / each,
            written / each
        );
    }
}
