//! `polity demo`: a society with a past, ready to click. Its keys are made from names, which is fit
//! for a demonstration and for nothing else.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use polity_machine::Action;
use polity_machine::modules::identity::IdentityAction;
use polity_machine::modules::membership::MembershipAction;
use polity_machine::testing::{Actor, founding, key_of};
use polity_ordering::founding::found_in;
use polity_ordering::{Clock, Running, Settings};
use polity_types::{Base64, Hash, Seconds, SocietyId, Timestamp};

use super::serve;
use crate::failure::Failure;
use crate::keyfile;
use crate::output::Output;
use crate::progress;

/// The charter of the demonstration.
const CHARTER: &str = include_str!("../../../../charters/reading-circle.md");
/// People who come, of whom a few are still applicants and a few left again. Unit: people.
const PEOPLE: usize = 300;
/// Time between two acts of the past: less than an hour, so that no time is missing.
const STEP: Seconds = Seconds::minutes(50);

/// Makes the demonstration, if the folder has none yet, and serves it.
pub(crate) fn run(data: Option<PathBuf>, listen: &str, output: &Output) -> Result<(), Failure> {
    let folder = data.unwrap_or_else(|| {
        std::env::temp_dir().join(format!("polity-demo-{}", std::process::id()))
    });
    if !folder.join("log").is_dir() {
        output.talk(format!("Making the demonstration society in {}", folder.display()));
        Past::begin(&folder)?.live(output)?;
    }
    output.talk("This is a demonstration: its keys are made from names and protect nothing.");
    serve::until_stopped(vec![serve::open(folder, output)?], listen, output)
}

/// The demonstration while its past is made, act by act.
struct Past {
    founder: Actor,
    nonce: u64,
    now: Arc<AtomicU64>,
    running: Running,
    society: SocietyId,
}

impl Past {
    /// Founds the society long enough ago that its past ends now.
    fn begin(folder: &Path) -> Result<Self, Failure> {
        let acts = u64::try_from(PEOPLE.saturating_mul(5)).unwrap_or_default();
        let length = Seconds(STEP.0.saturating_mul(acts));
        let start = Clock::system().now().before(length);
        let founder = Actor::named("founder");
        let signed = founding(&founder, Hash::of(CHARTER.as_bytes()), start);
        let signer = key_of("signer");
        let secret = Base64(signer.as_bytes().to_vec());
        keyfile::write_secret(&folder.join("signer.key"), format!("{secret}\n").as_bytes())?;
        let society = found_in(folder, &signed, CHARTER.as_bytes(), &signer);
        let society = society.map_err(Failure::internal)?;
        let now = Arc::new(AtomicU64::new(start.0));
        let hand = Arc::clone(&now);
        let clock = Clock::from(move || Timestamp(hand.load(Ordering::Relaxed)));
        let settings = Settings { clock, folder: folder.to_owned(), signer };
        let running = Running::open(settings).map_err(Failure::internal)?;
        Ok(Self { founder, nonce: 0, now, running, society })
    }

    /// People come; the first are let in by the founder, the others are vouched for.
    fn live(mut self, output: &Output) -> Result<(), Failure> {
        let bar = progress::bar(u64::try_from(PEOPLE).unwrap_or_default(), "people");
        let charter = Hash::of(CHARTER.as_bytes());
        let mut members: Vec<Actor> = Vec::new();
        for number in 0..PEOPLE {
            let newcomer = Actor::named(&format!("demo person {number}"));
            let inception = newcomer.inception.clone();
            self.act(&newcomer, IdentityAction::Register { inception })?;
            self.act(&newcomer, MembershipAction::Apply { invitation: None, letter: None })?;
            let is_still_waiting = number >= PEOPLE.saturating_sub(6);
            if !is_still_waiting {
                self.let_in(&newcomer, number, &members)?;
                self.act(&newcomer, MembershipAction::Swear { charter })?;
                members.push(newcomer);
            }
            if number % 40 == 39 && !members.is_empty() {
                let leaver = members.remove(members.len() / 2);
                self.act(&leaver, MembershipAction::Leave {})?;
            }
            bar.inc(1);
        }
        bar.finish_and_clear();
        output.talk(format!("{} operations are in its log.", self.nonce));
        Ok(())
    }

    fn let_in(
        &mut self,
        newcomer: &Actor,
        number: usize,
        members: &[Actor],
    ) -> Result<(), Failure> {
        let applicant = newcomer.person;
        let count = members.len();
        if count < 4 {
            let founder = self.founder.clone();
            return self.act(&founder, MembershipAction::Admit { applicant });
        }
        for offset in [1, 2] {
            let place = number.wrapping_mul(7).wrapping_add(offset).checked_rem(count).unwrap_or(0);
            if let Some(voucher) = members.get(place) {
                self.act(voucher, MembershipAction::Vouch { applicant })?;
            }
        }
        Ok(())
    }

    fn act(&mut self, actor: &Actor, action: impl Into<Action>) -> Result<(), Failure> {
        let now = self.now.fetch_add(STEP.0, Ordering::Relaxed).saturating_add(STEP.0);
        self.nonce = self.nonce.saturating_add(1);
        let envelope = actor.envelope(action, self.society, Timestamp(now), self.nonce);
        self.running.submit_and_wait(envelope.to_bytes())?;
        Ok(())
    }
}
