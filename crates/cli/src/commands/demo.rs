//! `polity demo`: a society with a past, ready to click. Its keys are made from names, which is fit
//! for a demonstration and for nothing else.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use polity_machine::Action;
use polity_machine::frame::state::Records as _;
use polity_machine::modules::charter::{self, CharterAction};
use polity_machine::modules::governance::{self, Ballot, Choice, GovernanceAction, Stage};
use polity_machine::modules::identity::IdentityAction;
use polity_machine::modules::membership::MembershipAction;
use polity_machine::testing::{Actor, founding, key_of};
use polity_node::Limits;
use polity_ordering::founding::found_in;
use polity_ordering::{Clock, Running, Settings, SignerKeys};
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
/// Ballots and proposals, about. Unit: operations.
const BALLOTS: usize = 300;
/// What is proposed, when so many people have come: title, what changes in the charter, and how many
/// of ten vote yes.
const PROPOSALS: [(usize, &str, (&str, &str), usize); 3] = [
    (
        110,
        "A shorter probation\n\nTwo weeks are long. Ten days show who reads along.\n",
        ("admission.probation = \"14 days\"", "admission.probation = \"10 days\""),
        8,
    ),
    (
        150,
        "More vouches at once\n\nFive open vouches are few for those who travel.\n",
        ("admission.open_vouches_max = 5", "admission.open_vouches_max = 12"),
        3,
    ),
    (
        280,
        "Three members vouch\n\nWe are many now. Three who know someone are better than two.\n",
        ("admission.vouches = 2", "admission.vouches = 3"),
        6,
    ),
];
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
    serve::until_stopped(vec![serve::open(folder, output)?], listen, Limits::default(), output)
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
        let acts =
            u64::try_from(PEOPLE.saturating_mul(5).saturating_add(BALLOTS)).unwrap_or_default();
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
        let settings =
            Settings { clock, folder: folder.to_owned(), signers: SignerKeys::new(vec![signer]) };
        let running = Running::open(settings).map_err(Failure::internal)?;
        Ok(Self { founder, nonce: 0, now, running, society })
    }

    /// People come; the first are let in by the founder, the others are vouched for.
    fn live(mut self, output: &Output) -> Result<(), Failure> {
        let bar = progress::bar(u64::try_from(PEOPLE).unwrap_or_default(), "people");
        let mut members: Vec<Actor> = Vec::new();
        for number in 0..PEOPLE {
            let newcomer = Actor::named(&format!("demo person {number}"));
            let inception = newcomer.inception.clone();
            self.act(&newcomer, IdentityAction::Register { inception })?;
            self.act(&newcomer, MembershipAction::Apply { invitation: None, letter: None })?;
            let is_still_waiting = number >= PEOPLE.saturating_sub(6);
            if !is_still_waiting {
                self.let_in(&newcomer, number, &members)?;
                let charter = charter::query::current(&self.running.state()).hash;
                self.act(&newcomer, MembershipAction::Swear { charter })?;
                members.push(newcomer);
            }
            if number % 40 == 39 && !members.is_empty() {
                let leaver = members.remove(members.len() / 2);
                self.act(&leaver, MembershipAction::Leave {})?;
            }
            self.propose(number, &members)?;
            self.vote(&members)?;
            bar.inc(1);
        }
        bar.finish_and_clear();
        output.talk(format!("{} operations are in its log.", self.nonce));
        Ok(())
    }

    /// Brings the proposal that is due when so many people have come.
    fn propose(&mut self, number: usize, members: &[Actor]) -> Result<(), Failure> {
        let due = PROPOSALS.iter().find(|(at, ..)| *at == number);
        let (Some((_, text, (old, new), _)), Some(author)) = (due, members.first()) else {
            return Ok(());
        };
        let records = self.running.records().clone();
        let current = charter::query::current(&self.running.state()).hash;
        let before = records.record(&current).unwrap_or_default();
        let after = String::from_utf8_lossy(&before).replace(old, new);
        let put = |text: String| records.put(text).map_err(|error| Failure::refused(&error));
        let amended = put(after)?;
        let text = put((*text).to_owned())?;
        let actions = vec![CharterAction::Amend { text: amended }.into()];
        let procedure = "amendment".to_owned();
        self.act(author, GovernanceAction::Propose { actions, contest: None, procedure, text })
    }

    /// Lets three members vote on whatever is at the vote.
    fn vote(&mut self, members: &[Actor]) -> Result<(), Failure> {
        let state = self.running.state();
        let open = governance::query::proposals(&state, None, 16);
        let mut ballots = Vec::new();
        for (proposal, record) in open.iter().filter(|(_, record)| record.stage == Stage::Voting) {
            let place = usize::try_from(*proposal).unwrap_or_default().saturating_sub(1);
            let tenths = PROPOSALS.get(place).map_or(5, |(.., tenths)| *tenths);
            let may_vote = |(_, member): &(usize, &Actor)| {
                governance::query::ballot(&state, *proposal, member.person).is_none()
                    && governance::query::is_eligible(&state, record, member.person)
            };
            for (turn, member) in members.iter().enumerate().filter(may_vote).take(3) {
                let choice = if turn % 10 < tenths { Choice::Yes } else { Choice::No };
                ballots.push((*proposal, member.clone(), choice));
            }
        }
        drop(state);
        for (proposal, member, choice) in ballots {
            let ballot = Ballot::Open { choice };
            self.act(&member, GovernanceAction::CastBallot { ballot, proposal, replaces: None })?;
        }
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
