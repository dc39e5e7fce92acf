//! `polity demo --year`: a year of a union of three hundred, made in a folder and explained to the cent.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, mpsc};

use polity_machine::Action;
use polity_machine::frame::state::StateView;
use polity_machine::modules::membership::MembershipAction;
use polity_machine::testing::year::{CHARTER, PEOPLE, Reckoned, World, Year};
use polity_machine::testing::{Actor, founding, key_of};
use polity_ordering::founding::found_in;
use polity_ordering::{Clock, Running, Settings, SignerKeys};
use polity_types::{Base64, Hash, Seconds, SocietyId, Timestamp};
use serde::Serialize;

use crate::failure::Failure;
use crate::keyfile;
use crate::output::Output;
use crate::progress;

/// When the union was founded: the first day of 2026, in time of day.
const START: Timestamp = Timestamp(1_767_225_600);
const HOUR: u64 = 3_600;
/// What the bank writes, beside the society.
const BANK_FILE: &str = "bank.csv";
/// Most acts that are handed in before the first is answered: as many as one author may have waiting.
const ACTS_AT_ONCE: usize = 64;
/// Hours of the year that are shown as they pass.
const HOURS: u64 = 366 * 24;

/// The union's society, whose clock is turned hour by hour.
struct Turned {
    bar: indicatif::ProgressBar,
    founder: Actor,
    nonce: u64,
    now: Arc<AtomicU64>,
    running: Running,
    society: SocietyId,
}

/// What became of the common fund, line by line. Unit: cents of a euro.
#[derive(Serialize)]
struct Told {
    /// What differs from what the machine holds; empty: every balance is explained.
    differences: Vec<String>,
    lines: Vec<Row>,
    people: usize,
    #[serde(flatten)]
    reckoned: Reckoned,
    society: SocietyId,
}

#[derive(Serialize)]
struct Row {
    cents: i128,
    what: &'static str,
}

/// Makes the year in a new folder, and says what became of the money.
pub(super) fn run(folder: &Path, output: &Output) -> Result<(), Failure> {
    let founder = Actor::named("founder");
    let world = Turned::begin(folder, founder.clone())?;
    let society = world.society;
    let year = Year::live(world, founder)?;
    year.world.bar.finish_and_clear();
    let bank = folder.join(BANK_FILE);
    std::fs::write(&bank, year.bank_file())?;
    let lines = year.reckoned.lines().into_iter().map(|(what, cents)| Row { cents, what });
    let told = Told {
        differences: year.differences(),
        lines: lines.collect(),
        people: PEOPLE,
        reckoned: year.reckoned.clone(),
        society,
    };
    if !told.differences.is_empty() {
        let first = told.differences.join("; ");
        return Err(Failure::internal(format!("A balance is not explained: {first}")));
    }
    output.data(&told, || told.words());
    Ok(())
}

impl Told {
    fn words(&self) -> String {
        let line = |row: &Row| {
            let sign = if row.cents < 0 { "-" } else { "" };
            let cents = row.cents.unsigned_abs();
            let (euros, rest) = (cents.div_euclid(100), cents.rem_euclid(100));
            format!("{:>12}  {}", format!("{sign}{euros}.{rest:02} EUR"), row.what)
        };
        let lines: Vec<String> = self.lines.iter().map(line).collect();
        format!(
            "{}\n{} people, of whom {} left with a share after the breach. Of the common fund:\n{}\nEvery \
             balance is what was reckoned from what they did. What the bank says stands in {BANK_FILE}, \
             beside the society.",
            self.society,
            self.people,
            self.reckoned.leavers,
            lines.join("\n")
        )
    }
}

impl Turned {
    fn begin(folder: &Path, founder: Actor) -> Result<Self, Failure> {
        let signed = founding(&founder, Hash::of(CHARTER.as_bytes()), START);
        let signer = key_of("signer");
        let secret = Base64(signer.as_bytes().to_vec());
        keyfile::write_secret(&folder.join("signer.key"), format!("{secret}\n").as_bytes())?;
        let society = found_in(folder, &signed, CHARTER.as_bytes(), &signer);
        let society = society.map_err(Failure::internal)?;
        let now = Arc::new(AtomicU64::new(START.0));
        let hand = Arc::clone(&now);
        let clock = Clock::from(move || Timestamp(hand.load(Ordering::Relaxed)));
        let settings =
            Settings { clock, folder: folder.to_owned(), signers: SignerKeys::new(vec![signer]) };
        let running = Running::open(settings).map_err(Failure::internal)?;
        let bar = progress::bar(HOURS, "hours");
        Ok(Self { bar, founder, nonce: 0, now, running, society })
    }

    fn envelope(&mut self, actor: &Actor, action: impl Into<Action>) -> Vec<u8> {
        self.nonce = self.nonce.saturating_add(1);
        actor.envelope(action, self.society, self.now(), self.nonce).to_bytes()
    }
}

impl World for Turned {
    type Failure = Failure;

    fn act(&mut self, actor: &Actor, action: Action) -> Result<(), Failure> {
        let envelope = self.envelope(actor, action);
        let _ = self.running.submit_and_wait(envelope)?;
        Ok(())
    }

    fn act_all(&mut self, acts: Vec<(Actor, Action)>) -> Result<(), Failure> {
        for some in acts.chunks(ACTS_AT_ONCE) {
            let (sender, receiver) = mpsc::channel();
            for (actor, action) in some {
                let envelope = self.envelope(actor, action.clone());
                let sender = sender.clone();
                let reply = Box::new(move |answer| drop(sender.send(answer)));
                self.running.submit(envelope, reply).map_err(|error| Failure::refused(&error))?;
            }
            drop(sender);
            for answer in receiver {
                let _ = answer?;
            }
        }
        Ok(())
    }

    fn code(failure: &Failure) -> String {
        match failure {
            Failure::Refused(refusal) => refusal.code.clone(),
            _ => String::new(),
        }
    }

    fn look<T>(&self, look: impl FnOnce(&dyn StateView) -> T) -> T {
        look(&self.running.state())
    }

    fn now(&self) -> Timestamp {
        Timestamp(self.now.load(Ordering::Relaxed))
    }

    fn put(&mut self, text: &str) -> Result<Hash, Failure> {
        self.running
            .records()
            .put(text.as_bytes().to_vec())
            .map_err(|error| Failure::refused(&error))
    }

    fn wait(&mut self, length: Seconds) -> Result<(), Failure> {
        let end = self.now().after(length);
        while self.now() < end {
            let next = self.now().after(Seconds(HOUR)).min(end);
            self.now.store(next.0, Ordering::Relaxed);
            // It is refused, since the founder did not apply: the society notices what time it is.
            let founder = self.founder.clone();
            let beat = self.envelope(&founder, MembershipAction::Withdraw {});
            let _ = self.running.submit_and_wait(beat);
            self.bar.inc(1);
        }
        Ok(())
    }
}
