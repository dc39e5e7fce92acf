//! A society that is served, as the founder has it do things beside the browser.
#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "shared by several tests, which fail by panicking"
)]

use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use polity_machine::Action;
use polity_machine::modules::governance::{Contest, ContestOption, GovernanceAction, Side};
use polity_machine::modules::identity::IdentityAction;
use polity_machine::modules::membership::MembershipAction;
use polity_machine::modules::treasury::TreasuryAction;
use polity_machine::testing::{Actor, founding, key_of};
use polity_node::{FirstStart, Limits, Societies};
use polity_ordering::founding::{found_in, found_with};
use polity_ordering::{Clock, Running, Settings, SignerKeys};
use polity_types::{Base64, Hash, PersonId, SocietyId, Timestamp};

use crate::common::{Answer, exchange, post, shown_submission, submission};

/// Returns a charter under which one votes at once: on yes or no, and by every form of ballot.
fn charter() -> String {
    let text = include_str!("../../../../charters/reading-circle.md")
        .replace("electorate = \"members past probation\"", "electorate = \"members\"")
        .replace("discussion = \"14 days\"", "discussion = \"none\"")
        .replace("voting     = \"7 days\"", "voting     = \"1 day\"")
        .replace("grace      = \"5 days\"", "grace      = \"1 day\"");
    let text = text.replace("who = \"member past probation\"", "who = \"member\"");
    let forms = ["plurality", "approval", "irv", "score", "quadratic"].map(|method| {
        format!(
            "\n```toml\n[[decision]]\nid = \"by-{method}\"\nelectorate = \"members\"\n\
             method = \"{method}\"\nquorum = \"10%\"\ndiscussion = \"none\"\nvoting = \"7 days\"\n\
             grace = \"1 day\"\n```\n"
        )
    });
    let consent = "\n```toml\n[[decision]]\nid = \"by-consent\"\nelectorate = \"members\"\n\
                   method = \"consent\"\nquorum = \"10%\"\ndiscussion = \"none\"\n\
                   voting = \"7 days\"\ngrace = \"1 day\"\n\n[[power]]\nid = \"counting\"\n\
                   may = \"treasury.create_asset\"\nwho = \"decision: by-consent\"\n```\n";
    let signals = "\n```toml\n[[signal]]\nid = \"mood\"\nelectorate = \"members\"\nscale = \"1 to 5\"\n\
                   lasts = \"30 days\"\n\n[[signal]]\nid = \"course\"\nelectorate = \"members\"\n\
                   scale = \"approve\"\nlasts = \"90 days\"\n\n[[power]]\nid = \"asking\"\n\
                   may = \"signals.ask\"\nwho = \"member\"\n```\n";
    text + &forms.concat() + consent + signals
}

/// A society that is served, seen from the founder's side.
pub(crate) struct Founder {
    actor: Actor,
    pub(crate) address: SocketAddr,
    /// Hash of the charter to which members swear.
    charter: Hash,
    /// Number of the next proposal.
    made: AtomicU64,
    nonce: AtomicU64,
    pub(crate) society: SocietyId,
}

impl Founder {
    pub(crate) fn of(address: SocketAddr, society: SocietyId) -> Self {
        Self::under(&charter(), address, society)
    }

    fn under(charter: &str, address: SocketAddr, society: SocietyId) -> Self {
        let (made, nonce) = (AtomicU64::new(1), AtomicU64::new(0));
        let charter = Hash::of(charter.as_bytes());
        Self { actor: Actor::named("founder"), address, charter, made, nonce, society }
    }

    pub(crate) fn ask(&self, request: &[u8]) -> Answer {
        exchange(TcpStream::connect(self.address).unwrap(), request)
    }

    pub(crate) fn act(&self, at: Timestamp, action: impl Into<Action>) {
        self.have(&self.actor, at, action);
    }

    /// Has somebody act.
    pub(crate) fn have(&self, actor: &Actor, at: Timestamp, action: impl Into<Action>) {
        let nonce = self.nonce.fetch_add(1, Ordering::Relaxed);
        let bytes = actor.envelope(action, self.society, at, nonce).to_bytes();
        let answer = self.ask(&shown_submission(self.society, &bytes));
        assert_eq!(answer.status, 200, "{}", answer.body);
    }

    /// Has the founder try what is refused; returns with which code.
    pub(crate) fn refused(&self, at: Timestamp, action: impl Into<Action>) -> String {
        let nonce = self.nonce.fetch_add(1, Ordering::Relaxed);
        let bytes = self.actor.envelope(action, self.society, at, nonce).to_bytes();
        let answer = self.ask(&submission(self.society, &bytes));
        assert_ne!(answer.status, 200, "{}", answer.body);
        answer.code()
    }

    /// Lets a friend in, who brings the proposals of which others have too many open.
    pub(crate) fn befriend(&self, name: &str, at: Timestamp) {
        let friend = Actor::named(name);
        let register = IdentityAction::Register { inception: friend.inception.clone() };
        self.have(&friend, at, register);
        self.have(&friend, at, MembershipAction::Apply { invitation: None, letter: None });
        self.act(at, MembershipAction::Admit { applicant: friend.person });
        self.have(&friend, at, MembershipAction::Swear { charter: self.charter });
    }

    pub(crate) fn text(&self, text: &str) -> Hash {
        let path = format!("/s/{}/api/v1/records", self.society);
        let answer = self.ask(&post(&path, "text/plain", text.as_bytes()));
        answer.body.trim_matches('"').parse().unwrap()
    }

    /// Proposes to choose among options, or, without any, that the members say yes or no.
    pub(crate) fn propose(&self, at: Timestamp, procedure: &str, text: &str, options: &[&str]) {
        let text = self.text(text);
        let option =
            |title: &&str| ContestOption { actions: Vec::new(), title: (*title).to_owned() };
        let contest = (!options.is_empty()).then(|| Contest {
            budget: None,
            choose: 1,
            options: options.iter().map(option).collect(),
        });
        let asset = "BOOK".parse().unwrap();
        let count = TreasuryAction::CreateAsset { asset, decimals: 0 };
        let actions = if options.is_empty() { vec![count.into()] } else { Vec::new() };
        let procedure = procedure.into();
        self.open(
            at,
            GovernanceAction::Propose { actions, contest, deposit: None, procedure, text },
            text,
        );
    }

    /// Proposes acts by the procedure `amendment`.
    pub(crate) fn propose_acts(&self, at: Timestamp, actions: Vec<Action>, text: Hash) {
        let procedure = "amendment".into();
        let propose =
            GovernanceAction::Propose { actions, contest: None, deposit: None, procedure, text };
        self.open(at, propose, text);
    }

    /// Brings a proposal to the vote.
    fn open(&self, at: Timestamp, propose: GovernanceAction, text: Hash) {
        let actor = match self.made.load(Ordering::Relaxed) {
            1..=3 => self.actor.clone(),
            4..=6 => Actor::named("friend"),
            _ => Actor::named("another friend"),
        };
        self.have(&actor, at, propose);
        // Voting opens with the next batch.
        let proposal = self.made.fetch_add(1, Ordering::Relaxed);
        self.act(at, GovernanceAction::Argue { proposal, side: Side::Comment, text });
    }
}

/// Founds a society in a folder, for the program to serve.
pub(crate) fn found(folder: &Path, at: Timestamp) -> SocietyId {
    found_under(&charter(), folder, at)
}

fn found_under(charter: &str, folder: &Path, at: Timestamp) -> SocietyId {
    let (founder, signer) = (Actor::named("founder"), key_of("signer"));
    let signed = founding(&founder, Hash::of(charter.as_bytes()), at);
    let society = found_in(folder, &signed, charter.as_bytes(), &signer).unwrap();
    std::fs::write(folder.join("signer.key"), Base64::encode(signer.as_bytes())).unwrap();
    society
}

/// Returns a folder for a society that is gone with the test: in memory, where the system has a place for that, since
/// a clock that is turned over weeks has the log synced some hundred times.
fn scratch() -> tempfile::TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap()
}

/// A society served by this test, whose clock it turns.
pub(crate) struct Turned {
    pub(crate) founder: Founder,
    now: Arc<AtomicU64>,
    _folder: tempfile::TempDir,
    _runtime: tokio::runtime::Runtime,
}

impl Turned {
    pub(crate) fn begin() -> Self {
        Self::begin_under(&charter())
    }

    /// As [`Self::begin`], under another charter.
    pub(crate) fn begin_under(charter: &str) -> Self {
        let folder = scratch();
        let begun = Timestamp(1_800_000_000);
        let society = found_under(charter, folder.path(), begun);
        let now = Arc::new(AtomicU64::new(begun.0));
        let hand = Arc::clone(&now);
        let settings = Settings {
            clock: Clock::from(move || Timestamp(hand.load(Ordering::Relaxed))),
            folder: folder.path().to_owned(),
            signers: SignerKeys::new(vec![key_of("signer")]),
        };
        let running = Running::open(settings).unwrap();
        let societies = Arc::new(Societies::of(vec![running]).unwrap());
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        let limits = Limits { proxies: vec![address.ip()], ..Limits::default() };
        drop(runtime.spawn(polity_node::serve(
            listener,
            societies,
            limits,
            std::future::pending(),
        )));
        let founder = Founder::under(charter, address, society);
        Self { founder, now, _folder: folder, _runtime: runtime }
    }

    /// Has the founder admit an applicant.
    pub(crate) fn admit(&self, applicant: PersonId) {
        self.founder.act(self.time(), MembershipAction::Admit { applicant });
    }

    pub(crate) fn time(&self) -> Timestamp {
        Timestamp(self.now.load(Ordering::Relaxed))
    }

    /// Lets hours pass, in which somebody comes every 50 minutes: a longer gap stops the clock.
    pub(crate) fn pass(&self, hours: u64) {
        pass(self.founder.address, self.founder.society, &self.now, hours);
    }
}

/// A process that serves no society yet, whose clock this test turns.
pub(crate) struct ToFound {
    pub(crate) address: SocketAddr,
    now: Arc<AtomicU64>,
    societies: Arc<Societies>,
    _folder: tempfile::TempDir,
    _runtime: tokio::runtime::Runtime,
}

impl ToFound {
    /// Waits for whoever has `code`. The clock begins with the present, as the browser has it.
    pub(crate) fn begin(code: &str) -> Self {
        let folder = scratch();
        let now = Arc::new(AtomicU64::new(crate::common::now().0));
        let (hand, other, place) = (Arc::clone(&now), Arc::clone(&now), folder.path().to_owned());
        let signer = key_of("signer");
        let public = polity_machine::testing::public(&signer);
        let found: polity_node::Found = Box::new(move |signed, named| {
            let _ = found_with(&place, signed, named, &signer).unwrap();
            let hand = Arc::clone(&hand);
            let settings = Settings {
                clock: Clock::from(move || Timestamp(hand.load(Ordering::Relaxed))),
                folder: place.clone(),
                signers: SignerKeys::new(vec![key_of("signer")]),
            };
            Ok(Running::open(settings).unwrap())
        });
        let clock = move || Timestamp(other.load(Ordering::Relaxed));
        let first = FirstStart::new(code.into(), vec![public], clock, found);
        let societies = Arc::new(Societies::none_yet(first));
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        let limits = Limits { proxies: vec![address.ip()], ..Limits::default() };
        let served = Arc::clone(&societies);
        let stop = std::future::pending();
        drop(runtime.spawn(polity_node::serve(listener, served, limits, stop)));
        Self { address, now, societies, _folder: folder, _runtime: runtime }
    }

    /// Lets hours pass in the society that was founded; see [`Turned::pass`].
    pub(crate) fn pass(&self, hours: u64) {
        let society = self.societies.all().next().unwrap().running.id();
        pass(self.address, society, &self.now, hours);
    }
}

/// Lets hours pass, in which somebody comes every 50 minutes: a longer gap stops the clock.
fn pass(address: SocketAddr, society: SocietyId, now: &AtomicU64, hours: u64) {
    let steps = hours.saturating_mul(60).div_ceil(50);
    for step in 1..=steps {
        let time = now.fetch_add(50 * 60, Ordering::Relaxed).saturating_add(50 * 60);
        let stranger = Actor::named(&format!("stranger at {time}"));
        let register = IdentityAction::Register { inception: stranger.inception.clone() };
        let bytes = stranger.envelope(register, society, Timestamp(time), 1).to_bytes();
        // What is looked at next shows the last of it, and with that the rest.
        let write = if step == steps { shown_submission } else { submission };
        let answer = exchange(TcpStream::connect(address).unwrap(), &write(society, &bytes));
        assert_eq!(answer.status, 200, "{}", answer.body);
    }
}
