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
use polity_machine::modules::treasury::{AccountId, TreasuryAction};
use polity_machine::testing::{Actor, founding, key_of};
use polity_node::Limits;
use polity_ordering::founding::found_in;
use polity_ordering::{Clock, Running, Settings, SignerKeys};
use polity_types::{Amount, AssetId, Base64, Hash, Seconds, SocietyId, Timestamp};

use super::serve;
use crate::failure::Failure;
use crate::keyfile;
use crate::output::Output;
use crate::progress;

/// The charter of the demonstration.
const CHARTER: &str = include_str!("../../../../charters/reading-circle.md");
/// People who come, of whom a few are still applicants and a few left again. Unit: people.
const PEOPLE: usize = 300;
/// Operations of the whole past; the last of them comes to lie in the present.
const ACTS: u64 = 1_865;
/// What is proposed, when so many people have come, and how many of ten vote yes. In the order in
/// which they come, so that the first is proposal 1.
const PROPOSALS: [Due; 8] = [
    Due {
        at: 92,
        text: "Credit for those who cook\n\nWe count what we do for each other. 6 000 LTC for the common \
               fund are enough for a year.\n",
        yes: 9,
        what: What::Issue { amount: 600_000 },
    },
    Due {
        at: 110,
        text: "A shorter probation\n\nTwo weeks are long. Ten days show who reads along.\n",
        yes: 8,
        what: What::Amend {
            old: "admission.probation = \"14 days\"",
            new: "admission.probation = \"10 days\"",
        },
    },
    Due {
        at: 150,
        text: "More vouches at once\n\nFive open vouches are few for those who travel.\n",
        yes: 3,
        what: What::Amend {
            old: "admission.open_vouches_max = 5",
            new: "admission.open_vouches_max = 12",
        },
    },
    Due {
        at: 184,
        text: "Pay for the summer table\n\nThree days of cooking for eighty people.\n",
        yes: 9,
        what: What::Pay { amount: 84_000, to: 3, memo: "Cooking at the summer table, three days" },
    },
    Due {
        at: 190,
        text: "Shelves for the travelling library\n\nTwelve folding shelves, made by one of us.\n",
        yes: 7,
        what: What::Pay { amount: 31_250, to: 7, memo: "Twelve folding shelves" },
    },
    Due {
        at: 196,
        text: "Thanks to those who carry books\n\nFour hundred books came over the pass.\n",
        yes: 8,
        what: What::Pay { amount: 12_000, to: 11, memo: "Carrying four hundred books" },
    },
    Due {
        at: 202,
        text: "A piano for the reading room\n\nIt is old, and it is for sale.\n",
        yes: 2,
        what: What::Pay { amount: 220_000, to: 15, memo: "A piano" },
    },
    Due {
        at: 274,
        text: "Three members vouch\n\nWe are many now. Three who know someone are better than two.\n",
        yes: 6,
        what: What::Amend { old: "admission.vouches = 2", new: "admission.vouches = 3" },
    },
];
/// When so many people have come, one who was paid passes something on.
const PASSED_ON_AT: usize = 292;

/// A proposal of the past.
struct Due {
    /// When so many people have come.
    at: usize,
    text: &'static str,
    what: What,
    /// How many of ten vote yes.
    yes: usize,
}

/// What is proposed. Amounts are in hundredths of the society's credit.
enum What {
    /// A change of the charter.
    Amend { old: &'static str, new: &'static str },
    /// Credit for the common fund.
    Issue { amount: u64 },
    /// A payment from the common fund to one of the first members.
    Pay { amount: u64, memo: &'static str, to: usize },
}

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
    let running = serve::open(folder, output)?;
    output.talk(format!("Its identifier, to check proofs with: {}", running.id()));
    serve::until_stopped(vec![running], listen, Limits::default(), output)
}

/// Returns one of the people, in the order in which they come.
fn person(number: usize) -> Actor {
    Actor::named(&format!("demo person {number}"))
}

/// Returns the society's own credit, as its charter names it.
fn credit() -> Result<AssetId, Failure> {
    "LTC".parse().map_err(Failure::internal)
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
        let length = Seconds(STEP.0.saturating_mul(ACTS));
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
            let newcomer = person(number);
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
        let entries = self.running.ledger().log().size();
        output.talk(format!(
            "Its log has {entries} entries: the founding, {} operations, and the seals that close \
             their batches.",
            self.nonce
        ));
        Ok(())
    }

    /// Brings the proposal that is due when so many people have come, and has one of those who were
    /// paid pass something on.
    fn propose(&mut self, number: usize, members: &[Actor]) -> Result<(), Failure> {
        if number == PASSED_ON_AT {
            return self.pass_on();
        }
        let due = PROPOSALS.iter().find(|due| due.at == number);
        // Nobody may have many proposals open: the first eight take turns.
        let (Some(due), Some(author)) = (due, members.get(number % 8)) else { return Ok(()) };
        let text = self.put(due.text)?;
        let actions = vec![self.action(&due.what)?];
        let procedure = "amendment".to_owned();
        self.act(author, GovernanceAction::Propose { actions, contest: None, procedure, text })
    }

    fn put(&self, text: impl Into<Vec<u8>>) -> Result<Hash, Failure> {
        self.running.records().put(text.into()).map_err(|error| Failure::refused(&error))
    }

    fn action(&self, what: &What) -> Result<Action, Failure> {
        let (common, asset) = (AccountId::Fund("common".into()), credit()?);
        Ok(match what {
            What::Amend { old, new } => {
                let current = charter::query::current(&self.running.state()).hash;
                let before = self.running.records().record(&current).unwrap_or_default();
                let after = String::from_utf8_lossy(&before).replace(old, new);
                CharterAction::Amend { replaces: current, text: self.put(after)? }.into()
            }
            What::Issue { amount } => TreasuryAction::Issue {
                amount: (*amount).into(),
                asset,
                category: None,
                memo: None,
                to: common,
            }
            .into(),
            What::Pay { amount, memo, to } => {
                let memo = Some(self.put(*memo)?);
                let to = AccountId::Person(person(*to).person);
                TreasuryAction::Pay {
                    amount: (*amount).into(),
                    asset,
                    category: None,
                    from: common,
                    memo,
                    to,
                }
                .into()
            }
        })
    }

    /// Somebody who was paid passes a part on.
    fn pass_on(&mut self) -> Result<(), Failure> {
        let memo = Some(self.put("Half of the cooking was yours")?);
        let (amount, asset) = (Amount::from(42_000_u64), credit()?);
        let to = AccountId::Person(person(5).person);
        self.act(&person(3), TreasuryAction::Transfer { amount, asset, category: None, memo, to })
    }

    /// Lets three members vote on whatever is at the vote.
    fn vote(&mut self, members: &[Actor]) -> Result<(), Failure> {
        let state = self.running.state();
        let open = governance::query::proposals(&state, None, 16);
        let mut ballots = Vec::new();
        for (proposal, record) in open.iter().filter(|(_, record)| record.stage == Stage::Voting) {
            let place = usize::try_from(*proposal).unwrap_or_default().saturating_sub(1);
            let tenths = PROPOSALS.get(place).map_or(5, |due| due.yes);
            let may_vote = |(_, member): &(usize, &Actor)| {
                governance::query::ballot(&state, *proposal, member.person).is_none()
                    && governance::query::is_eligible(&state, *proposal, record, member.person)
            };
            for (turn, member) in members.iter().enumerate().filter(may_vote).take(3) {
                let choice = if turn % 10 < tenths { Choice::Yes } else { Choice::No };
                ballots.push((*proposal, member.clone(), choice));
            }
        }
        drop(state);
        for (proposal, member, choice) in ballots {
            // The batch of the ballot may be the one that closes the vote.
            let next = self.time().after(STEP);
            let standing = governance::query::standing(&self.running.state(), proposal);
            if standing.is_none_or(|open| open.stage != Stage::Voting || open.ends <= next) {
                continue;
            }
            let ballot = Ballot::Open { choice };
            self.act(
                &member,
                GovernanceAction::CastBallot { ballot, proposal, replaces: None, round: 1 },
            )?;
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

    /// Returns the time of the last act.
    fn time(&self) -> Timestamp {
        Timestamp(self.now.load(Ordering::Relaxed))
    }

    fn act(&mut self, actor: &Actor, action: impl Into<Action>) -> Result<(), Failure> {
        // However many acts there are, none lies in the future.
        let now = self.time().after(STEP).min(Clock::system().now()).0;
        self.now.store(now, Ordering::Relaxed);
        self.nonce = self.nonce.saturating_add(1);
        let envelope = actor.envelope(action, self.society, Timestamp(now), self.nonce);
        self.running.submit_and_wait(envelope.to_bytes())?;
        Ok(())
    }
}
