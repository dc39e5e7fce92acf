//! The hand that makes the past: a society whose clock it turns, hour by hour, and the acts in each hour.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use polity_machine::Action;
use polity_machine::modules::charter;
use polity_machine::modules::membership::MembershipAction;
use polity_machine::testing::{Actor, founding_at, key_of};

use polity_ordering::founding::found_in;
use polity_ordering::{Clock, Running, Settings, SignerKeys};
use polity_types::{AssetId, Base64, Hash, SocietyId, Timestamp};
use polity_views::Views;

use super::plan::Task;
use super::roles::SIGNER;
use crate::commands::found::relying_party;
use crate::commands::simulate::random::Random;
use crate::failure::Failure;
use crate::keyfile;
use crate::output::Output;
use crate::progress;

/// The charter of the demonstration.
const CHARTER: &str = include_str!("charter.md");
/// Length of the past. Unit: days.
pub(super) const DAYS: u64 = 365;
/// Hours of a day.
pub(super) const DAY: u64 = 24;
const HOUR_SECONDS: u64 = 3_600;
/// Most acts of the plan that the rules may refuse: more is a fault of the plan. Unit: acts.
const REFUSED_MAX: u64 = 20;
/// Longest time that lists and search may be behind when the year is over.
const PATIENCE: Duration = Duration::from_secs(120);

/// The demonstration while its past is made, act by act.
pub(super) struct Past {
    pub(super) founder: Actor,
    /// The numbers of those who are members, in the order in which they came; the founder is 0.
    pub(super) members: Vec<usize>,
    /// The votes whose ballots are planned: proposal and round.
    pub(super) planned: BTreeSet<(u64, u64)>,
    /// The numbers that proposals of the plan got.
    pub(super) numbers: BTreeMap<usize, u64>,
    pub(super) random: Random,
    pub(super) running: Running,
    /// Lists and search, made along the way.
    views: Views,
    nonce: u64,
    /// How many acts the rules refused.
    refused: u64,
    now: Arc<AtomicU64>,
    people: BTreeMap<usize, Actor>,
    society: SocietyId,
    start: Timestamp,
    /// What is done in which hour, counted from the founding.
    tasks: BTreeMap<u64, Vec<Task>>,
}

/// Returns one of the people, in the order in which they come; 0 is the founder.
pub(super) fn person(number: usize) -> Actor {
    if number == 0 {
        Actor::named("founder")
    } else {
        Actor::named(&format!("demo person {number}"))
    }
}

/// Returns an asset by its code.
pub(super) fn asset(code: &str) -> Result<AssetId, Failure> {
    code.parse().map_err(Failure::internal)
}

impl Past {
    /// Founds the society a year ago.
    pub(super) fn begin(folder: &Path) -> Result<Self, Failure> {
        let founder = person(0);
        let length = DAYS.saturating_mul(DAY).saturating_mul(HOUR_SECONDS);
        let start = Clock::system().now().before(polity_types::Seconds(length));
        // Passkeys work at this machine, whichever port it is served at.
        let own = vec![relying_party("http://localhost")];
        let signed = founding_at(&founder, Hash::of(CHARTER.as_bytes()), start, own);
        let signer = key_of(SIGNER);
        let secret = Base64(signer.as_bytes().to_vec());
        keyfile::write_secret(&folder.join("signer.key"), format!("{secret}\n").as_bytes())?;
        let society = found_in(folder, &signed, CHARTER.as_bytes(), &signer);
        let society = society.map_err(Failure::internal)?;
        let now = Arc::new(AtomicU64::new(start.0));
        let hand = Arc::clone(&now);
        let clock = Clock::from(move || Timestamp(hand.load(Ordering::Relaxed)));
        let settings =
            Settings { clock, folder: folder.to_owned(), signers: SignerKeys::new(vec![signer]) };
        let running = Running::open(settings).map_err(Failure::internal)?;
        let views = Views::follow(running.folder(), &running).map_err(Failure::internal)?;
        Ok(Self {
            people: BTreeMap::from([(0, founder.clone())]),
            founder,
            members: vec![0],
            nonce: 0,
            refused: 0,
            now,
            numbers: BTreeMap::new(),
            planned: BTreeSet::new(),
            random: Random::new(2_026),
            running,
            society,
            start,
            tasks: BTreeMap::new(),
            views,
        })
    }

    /// Has the plan happen, hour by hour, up to now.
    pub(super) fn live(mut self, output: &Output) -> Result<(), Failure> {
        self.lay_out();
        let bar = progress::bar(DAYS, "days");
        for hour in 1..DAYS.saturating_mul(DAY) {
            self.turn_to(hour, 0);
            let tasks = self.tasks.remove(&hour).unwrap_or_default();
            if tasks.is_empty() {
                self.beat();
            }
            let count = u64::try_from(tasks.len()).unwrap_or(u64::MAX).saturating_add(1);
            for (place, task) in (0_u64..).zip(tasks) {
                let within = HOUR_SECONDS.saturating_mul(place).checked_div(count);
                self.turn_to(hour, within.unwrap_or_default());
                self.bear(|past| past.perform(task))?;
            }
            self.bear(|past| past.follow(hour))?;
            if hour % DAY == 0 {
                bar.inc(1);
            }
        }
        self.note_roles(self.running.folder().to_owned().as_path())?;
        let position = self.running.ledger().store().position();
        if let Some(position) = position {
            self.views.wait_for(position.height.0, PATIENCE).map_err(Failure::internal)?;
        }
        bar.finish_and_clear();
        let entries = self.running.ledger().log().size();
        output.talk(format!(
            "Its log has {entries} entries: the founding, what {} people did, and the seals that \
             close the batches.",
            self.people.len()
        ));
        Ok(())
    }

    /// Has something happen; what the rules refuse does not, as in life. Lots fall otherwise each time, so that
    /// not everything that was planned fits.
    fn bear(&mut self, act: impl FnOnce(&mut Self) -> Result<(), Failure>) -> Result<(), Failure> {
        match act(self) {
            Err(Failure::Refused(_)) if self.refused < REFUSED_MAX => {
                self.refused += 1;
                Ok(())
            }
            done => done,
        }
    }

    /// Notes that something is done in an hour; what would be after the present is left out.
    pub(super) fn at(&mut self, hour: u64, task: Task) {
        self.tasks.entry(hour).or_default().push(task);
    }

    /// Returns somebody who came.
    pub(super) fn who(&mut self, number: usize) -> Actor {
        self.people.entry(number).or_insert_with(|| person(number)).clone()
    }

    /// Stores a public text.
    pub(super) fn put(&self, text: impl Into<Vec<u8>>) -> Result<Hash, Failure> {
        self.running.records().put(text.into()).map_err(|error| Failure::refused(&error))
    }

    /// Returns the time of the last act.
    pub(super) fn time(&self) -> Timestamp {
        Timestamp(self.now.load(Ordering::Relaxed))
    }

    fn turn_to(&self, hour: u64, within: u64) {
        let since = hour.saturating_mul(HOUR_SECONDS).saturating_add(within);
        // However many acts there are, none lies in the future.
        let now = self.start.after(polity_types::Seconds(since)).min(Clock::system().now());
        self.now.store(now.0, Ordering::Relaxed);
    }

    /// Has the society notice what time it is: what is refused leaves no trace but a batch, when one is due.
    fn beat(&mut self) {
        let envelope = self.envelope(&self.founder.clone(), MembershipAction::Withdraw {});
        // It is refused: the founder did not apply.
        let _ = self.running.submit_and_wait(envelope);
    }

    fn envelope(&mut self, actor: &Actor, action: impl Into<Action>) -> Vec<u8> {
        self.nonce = self.nonce.saturating_add(1);
        actor.envelope(action, self.society, self.time(), self.nonce).to_bytes()
    }

    /// Has somebody do something.
    pub(super) fn act(&mut self, actor: &Actor, action: impl Into<Action>) -> Result<(), Failure> {
        let envelope = self.envelope(actor, action);
        let _ = self.running.submit_and_wait(envelope)?;
        Ok(())
    }

    /// Returns the hash of the charter in force.
    pub(super) fn charter(&self) -> Hash {
        charter::query::current(&self.running.state()).hash
    }
}
