//! The views agree with the state over random histories, and are made again from the log.
#![expect(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use polity_machine::Action;
use polity_machine::frame::state::StateView;
use polity_machine::modules::governance::{self, Ballot, Choice, GovernanceAction, Side};
use polity_machine::modules::identity::IdentityAction;
use polity_machine::modules::membership::{self, MembershipAction};
use polity_machine::modules::names::NamesAction;
use polity_machine::modules::treasury::{self, AccountId, TreasuryAction};
use polity_machine::testing::{Actor, founding, key_of};
use polity_ordering::founding::found_in;
use polity_ordering::{Clock, Running, Settings, SignerKeys};
use polity_types::{Amount, AssetId, Hash, PersonId, Seconds, SocietyId, Timestamp};
use polity_views::{DelegatedRow, Use, UsedRow, Views};

const CHARTER: &str = r#"# Charter of the lighthouse

`society.name = "Lighthouse"` `society.kind = "hub"` `society.currency = "BOX"`

> `society.commandment = "Keep the lamp lit."`

`admission.vouches = 0` `admission.probation = "6 hours"` `admission.application = "open"`

## Keeping watch

Whoever keeps watch writes down every ship.

```toml
[[power]]
id = "admitting"
may = "membership.admit"
who = "founder"

[[power]]
id = "proposing"
may = "governance.propose"
who = "member"

[[power]]
id = "arguing"
may = "governance.argue"
who = "member"

[[power]]
id = "issuing"
may = "treasury.issue"
who = "founder"
up_to = "100000 BOX per 30 days"

[[power]]
id = "transferring"
may = "treasury.transfer"
who = "member"

[[power]]
id = "funds"
may = "treasury.open_account"
who = "decision: ordinary"

[[decision]]
id = "ordinary"
delegation = "yes"
electorate = "members"
method = "yes-no"
quorum = "10%"
threshold = "more than half"
discussion = "1 hour"
voting = "1 day"
confirm = "after 1 hour"
grace = "1 hour"
```
"#;

struct World {
    folder: tempfile::TempDir,
    nonce: u64,
    now: Arc<AtomicU64>,
    people: Vec<Actor>,
    seed: u64,
    society: SocietyId,
}

impl World {
    fn new(seed: u64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let founder = Actor::named("founder");
        let time = Timestamp(1_800_000_000);
        let signed = founding(&founder, Hash::of(CHARTER.as_bytes()), time);
        let signer = key_of("signer");
        let society = found_in(folder.path(), &signed, CHARTER.as_bytes(), &signer).unwrap();
        let now = Arc::new(AtomicU64::new(time.0 + 60));
        let mut people = vec![founder];
        people.extend((0..8).map(|number| Actor::named(&format!("person {number}"))));
        Self { folder, nonce: 0, now, people, seed, society }
    }

    fn open(&self) -> Running {
        let now = Arc::clone(&self.now);
        let clock = Clock::from(move || Timestamp(now.load(Ordering::Relaxed)));
        let folder = self.folder.path().to_owned();
        let signers = SignerKeys::new(vec![key_of("signer")]);
        Running::open(Settings { clock, folder, signers }).unwrap()
    }

    fn roll(&mut self, sides: u64) -> u64 {
        self.seed = self.seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (self.seed >> 33) % sides
    }

    fn send(&mut self, running: &Running, actor: &Actor, action: Action) -> bool {
        self.nonce += 1;
        let now = Timestamp(self.now.load(Ordering::Relaxed));
        let bytes = actor.envelope(action, self.society, now, self.nonce).to_bytes();
        running.submit_and_wait(bytes).is_ok()
    }

    /// One random act, sensible or not.
    fn act(&mut self, running: &Running) -> bool {
        let count = u64::try_from(self.people.len()).unwrap();
        let who = usize::try_from(self.roll(count)).unwrap();
        let whom = usize::try_from(self.roll(count)).unwrap();
        let (actor, other) = (self.people[who].clone(), self.people[whom].clone());
        let founder = self.people[0].clone();
        let asset: AssetId = "BOX".parse().unwrap();
        let amount = Amount::from(self.roll(50));
        let to = AccountId::Person(other.person);
        let proposal = 1 + self.roll(4);
        let text = running.records().put(format!("# Ship {}\n\nA lantern.\n", self.nonce)).unwrap();
        let charter = Hash::of(CHARTER.as_bytes());
        let choice = [Choice::Yes, Choice::No, Choice::Abstain]
            [usize::try_from(self.roll(3)).unwrap()]
        .clone();
        let (actor, action): (Actor, Action) = match self.roll(17) {
            0 | 1 => {
                let inception = actor.inception.clone();
                (actor, IdentityAction::Register { inception }.into())
            }
            2 => (actor, MembershipAction::Apply { invitation: None, letter: None }.into()),
            3 | 4 => (founder, MembershipAction::Admit { applicant: other.person }.into()),
            5 | 6 => (actor, MembershipAction::Swear { charter }.into()),
            7 => (actor, MembershipAction::Withdraw {}.into()),
            8 if self.roll(3) == 0 && who > 0 => (actor, MembershipAction::Leave {}.into()),
            8 | 9 => (
                founder,
                TreasuryAction::Issue { amount, asset, category: None, memo: None, to }.into(),
            ),
            10 => (
                actor,
                TreasuryAction::Transfer { amount, asset, category: None, memo: None, to }.into(),
            ),
            11 => {
                let account = format!("fund-f{}", self.nonce).parse().unwrap();
                let actions = vec![TreasuryAction::OpenAccount { account }.into()];
                let procedure = "ordinary".to_owned();
                (
                    actor,
                    GovernanceAction::Propose {
                        actions,
                        contest: None,
                        deposit: None,
                        procedure,
                        text,
                    }
                    .into(),
                )
            }
            14 => {
                let (topic, delegate) = ("ordinary".to_owned(), other.person);
                let state = running.state();
                let before = governance::query::delegation(&state, actor.person, &topic);
                let replaces = before.map(|before| before.operation);
                let until = (who % 3 == 0).then(|| {
                    polity_machine::frame::clock::Clock::read(&state)
                        .running()
                        .after(Seconds(3_000))
                });
                (actor, GovernanceAction::Delegate { delegate, replaces, topic, until }.into())
            }
            15 if whom % 2 == 0 => {
                (actor, GovernanceAction::Undelegate { topic: "ordinary".into() }.into())
            }
            12 => (actor, GovernanceAction::Argue { proposal, side: Side::For, text }.into()),
            _ => {
                let ballot = Ballot::Open { choice };
                let open = governance::query::proposal(&running.state(), proposal);
                let round = open.map_or(1, |open| open.round);
                (
                    actor,
                    GovernanceAction::CastBallot { ballot, proposal, replaces: None, round }.into(),
                )
            }
        };
        if self.roll(6) == 0 {
            let hours = 1 + self.roll(3);
            self.now.fetch_add(hours * 1_200, Ordering::Relaxed);
        }
        self.send(running, &actor, action)
    }
}

fn wait(views: &Views, running: &Running) {
    let height = running.ledger().store().position().unwrap().height.0;
    views.wait_for(height, Duration::from_secs(60)).unwrap();
}

fn assert_agree(views: &Views, running: &Running) {
    let state = running.state();
    let standings = views.standings().unwrap();
    let count = |names: &[&str]| -> u64 {
        standings.iter().filter(|(name, _)| names.contains(&name.as_str())).map(|(_, n)| n).sum()
    };
    let rolls = membership::query::rolls(&state);
    assert_eq!(count(&["full", "probation"]), rolls.members.count);
    assert_eq!(count(&["full"]), rolls.full.count);
    for row in views.people(0, 1_000).unwrap().rows {
        let member = membership::query::member(&state, row.person.parse().unwrap()).unwrap();
        assert_eq!(row.card, Some(member.number));
        assert_eq!(row.joined, Some(member.since_time.0), "{row:?}");
    }
    for row in views.balances(("", ""), 1_000).unwrap().rows {
        let account: AccountId = row.account.parse().unwrap();
        let held = treasury::query::balance(&state, &account, &row.asset.parse().unwrap());
        assert_eq!(row.amount, held.to_string(), "{row:?}");
        let statement = views.statement(&row.account, &row.asset, (None, None)).unwrap().unwrap();
        assert!(statement.adds_up(), "{statement:?}");
        assert_eq!(statement.closing, row.amount, "{row:?}");
    }
    let open: Vec<u64> = governance::query::proposals(&state, None, 1_000)
        .into_iter()
        .map(|(number, _)| number)
        .collect();
    let seen: Vec<u64> =
        views.open_decisions(1_000).unwrap().rows.iter().map(|row| row.number).collect();
    assert_eq!(seen, open);
    for number in open {
        let tally = governance::query::tally(&state, number).unwrap_or_default();
        let ballots = views.ballots(number, 0, 1_000).unwrap().rows;
        let votes: u64 = ballots.iter().map(|row| row.weight).sum();
        assert_eq!(votes, tally.votes(), "the weights of proposal {number}");
        let pages =
            (0..ballots.len().div_ceil(3)).map(|page| views.ballots(number, page * 3, 3).unwrap());
        let paged: Vec<_> = pages.flat_map(|page| page.rows).collect();
        assert_eq!(paged, ballots, "page by page");
        for row in ballots {
            let voter: PersonId = row.voter.parse().unwrap();
            let cast = governance::query::ballot(&state, number, voter).unwrap();
            assert_eq!(row.weight, cast.weight, "{row:?}");
        }
    }
    for row in views.people(0, 1_000).unwrap().rows {
        let person: PersonId = row.person.parse().unwrap();
        let (given, carried) = views.delegations_of(&row.person, 100).unwrap();
        let held = governance::query::delegation(&state, person, "ordinary");
        let held = held.filter(|held| !held.is_void).map(|held| held.delegate.to_string());
        assert_eq!(given.rows.first().map(|row| row.delegate.clone()), held);
        let count = governance::query::carried(&state, "ordinary", person);
        assert_eq!(u64::try_from(carried.rows.len()).unwrap(), count);
        let votes = views.votes_of(&row.person, 1_000).unwrap().rows;
        assert!(votes.iter().all(|row| row.weight > 0 && row.procedure == "ordinary"));
    }
    delegates_agree(views, &state);
    for row in views.voices(1_000).unwrap() {
        let delegate: PersonId = row.delegate.parse().unwrap();
        assert_eq!(row.count, governance::query::carried(&state, &row.topic, delegate), "{row:?}");
    }
    let box_: AssetId = "BOX".parse().unwrap();
    let held = treasury::query::funds(&state, 1_000)
        .iter()
        .map(|fund| treasury::query::balance(&state, fund, &box_).minor_units())
        .sum::<i128>();
    let days = views.held_by_day(&box_, 1_000).unwrap();
    assert_eq!(days.last().map_or(0, |day| day.held.minor_units()), held);
    let flows = views.flows(&box_, Timestamp(0), 1_000).unwrap();
    let flown: i128 = flows.iter().map(|row| row.came.minor_units() - row.went.minor_units()).sum();
    assert_eq!(flown, held);
    for row in views.ended_decisions(None, 1_000).unwrap().rows {
        let result = governance::query::result(&state, row.number).unwrap();
        if row.stage != "withdrawn" {
            let tally = (row.yes.unwrap(), row.no.unwrap(), row.abstain.unwrap());
            assert_eq!(tally, (result.tally.yes, result.tally.no, result.tally.abstain));
        }
    }
}

/// Who votes for whom in each open vote is what the machine says, and what became of each is what the ballots say.
fn delegates_agree(views: &Views, state: &dyn StateView) {
    let open = governance::query::proposals(state, None, 1_000);
    for row in views.people(0, 1_000).unwrap().rows {
        let person: PersonId = row.person.parse().unwrap();
        let told = views.delegated_by(&row.person, None, 10_000).unwrap().rows;
        for (number, proposal) in &open {
            let of_vote = |row: &&DelegatedRow| {
                (row.proposal, row.round) == (*number, proposal.round) && row.closed.is_none()
            };
            let row = told.iter().find(of_vote);
            let is_open = proposal.stage == governance::Stage::Voting;
            let delegate = governance::query::delegate_in(state, *number, person);
            let delegate = delegate.filter(|_| is_open);
            assert_eq!(row.map(|row| row.delegate.clone()), delegate.map(|who| who.to_string()));
            let (Some(row), Some(delegate)) = (row, delegate) else { continue };
            let own = governance::query::ballot(state, *number, person).is_some();
            let theirs = governance::query::ballot(state, *number, delegate);
            assert_eq!(row.voices, theirs.as_ref().map(|cast| cast.weight));
            let used = match (own, theirs.is_some()) {
                (true, _) => Use::Own,
                (false, true) => Use::Delegate,
                (false, false) => Use::Waiting,
            };
            assert_eq!(row.used, used, "{row:?}");
        }
        let used = views.used_of(&row.person).unwrap();
        let sum = |row: &UsedRow| row.delegate + row.own + row.unused + row.waiting;
        assert_eq!(used.iter().map(sum).sum::<u64>(), u64::try_from(told.len()).unwrap());
        let unused = views.unused_of(&row.person, 0, 10_000).unwrap();
        let counted = told.iter().filter(|row| row.used == Use::Unused).count();
        assert_eq!(unused.len(), counted);
        // Only what was over at that time or later.
        let last = unused.first().and_then(|row| row.closed).unwrap_or_default();
        let later = views.unused_of(&row.person, last + 1, 10_000).unwrap();
        assert_eq!(later.len(), 0, "{later:?}");
    }
}

fn remove(folder: &Path) {
    for ending in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(folder.join(format!("views.sqlite{ending}")));
    }
}

/// Live, after a restart and made again from the log, the tables hold the same, and what the state
/// says.
#[test]
fn views_agree_with_the_state_and_are_made_again_from_the_log() {
    let mut admitted = 0;
    for seed in [1, 2, 3] {
        let mut world = World::new(seed);
        let running = world.open();
        let views = Views::follow(world.folder.path(), &running).unwrap();
        for _ in 0..250 {
            admitted += u32::from(world.act(&running));
        }
        wait(&views, &running);
        assert_agree(&views, &running);
        let live = views.dump().unwrap();
        drop(views);

        let file = || std::fs::metadata(world.folder.path().join("views.sqlite")).unwrap().ino();
        let before = file();
        let again = Views::follow(world.folder.path(), &running).unwrap();
        wait(&again, &running);
        assert_eq!(file(), before, "kept over a restart");
        assert_eq!(again.dump().unwrap(), live, "kept over a restart");
        drop(again);

        remove(world.folder.path());
        let anew = Views::follow(world.folder.path(), &running).unwrap();
        wait(&anew, &running);
        assert_eq!(anew.dump().unwrap(), live, "made anew");
        // What happens meanwhile is there as well.
        world.act(&running);
        world.act(&running);
        wait(&anew, &running);
        assert_agree(&anew, &running);
    }
    assert!(admitted > 100, "{admitted} acts were admitted");
}

#[test]
fn a_file_that_is_damaged_or_of_another_society_is_made_anew() {
    let mut world = World::new(7);
    let running = world.open();
    let views = Views::follow(world.folder.path(), &running).unwrap();
    for _ in 0..60 {
        world.act(&running);
    }
    wait(&views, &running);
    let whole = views.dump().unwrap();
    drop(views);
    let path = world.folder.path().join("views.sqlite");
    let bytes = std::fs::read(&path).unwrap();
    let mut changed = bytes.clone();
    for byte in changed.iter_mut().skip(4_096 + 64).take(3_000) {
        *byte ^= 0x55;
    }
    for damaged in [&bytes[..bytes.len() / 2], &changed[..], b"this is no database", b""] {
        remove(world.folder.path());
        std::fs::write(&path, damaged).unwrap();
        let views = Views::follow(world.folder.path(), &running).unwrap();
        wait(&views, &running);
        assert_eq!(views.dump().unwrap(), whole);
    }
    let other = World::new(8);
    std::fs::copy(&path, other.folder.path().join("views.sqlite")).unwrap();
    let elsewhere = other.open();
    let views = Views::follow(other.folder.path(), &elsewhere).unwrap();
    wait(&views, &elsewhere);
    assert_agree(&views, &elsewhere);
}

#[test]
fn the_search_finds_words_and_takes_any_question() {
    let mut world = World::new(9);
    let running = world.open();
    let views = Views::follow(world.folder.path(), &running).unwrap();
    let founder = world.people[0].clone();
    let text =
        running.records().put("# A new lamp\n\nThe old one flickers in the wind.\n").unwrap();
    let account = "fund-lamp".parse().unwrap();
    let actions = vec![TreasuryAction::OpenAccount { account }.into()];
    let propose = GovernanceAction::Propose {
        actions,
        contest: None,
        deposit: None,
        procedure: "ordinary".into(),
        text,
    };
    assert!(world.send(&running, &founder, propose.into()));
    wait(&views, &running);
    let found = views.search("flicker", 10).unwrap().rows;
    assert_eq!((found[0].kind.as_str(), found[0].place.as_str()), ("proposal", "1"));
    assert_eq!(found[0].title, "A new lamp");
    assert!(found[0].excerpt.contains("flickers"));
    assert_eq!(views.search("SHIP every", 10).unwrap().rows[0].title, "Keeping watch");
    let member = founder.person.to_string();
    assert_eq!(views.search(&member, 10).unwrap().rows[0].kind, "person");
    let none = views.search("Zebulon", 10).unwrap().rows;
    assert!(none.is_empty(), "{none:?}");
    let take = NamesAction::Take { name: "Ana Zebulon".into() };
    assert!(world.send(&running, &founder, take.into()));
    wait(&views, &running);
    let found = views.search("zebulon", 10).unwrap().rows;
    assert_eq!((found[0].title.as_str(), found[0].place.as_str()), ("Ana Zebulon", &*member));
    assert_eq!(views.search("Member 1", 10).unwrap().rows[0].place, member);
    let listed = views.person(&member).unwrap().and_then(|row| row.name);
    assert_eq!(listed.as_deref(), Some("Ana Zebulon"));
    assert!(world.send(&running, &founder, NamesAction::GiveUp {}.into()));
    wait(&views, &running);
    assert_eq!(views.search("zebulon", 10).unwrap().rows.len(), 0);
    assert_eq!(views.search(&member, 10).unwrap().rows[0].title, "Member 1");
    assert_eq!(views.person(&member).unwrap().and_then(|row| row.name), None);
    let nasty =
        ["\"", "a OR", "NEAR(", "*", "title:x", "'; DROP TABLE people;--", "(", "^", "-", "\u{0}"];
    for question in nasty {
        assert!(views.search(question, 10).is_ok(), "{question}");
    }
    assert!(views.search(&"é".repeat(500), 10).is_ok());
    assert!(views.search("", 10).unwrap().rows.is_empty());
}

/// GOV-62, GOV-17: in a later vote the lists tell of who left and of their delegate what the machine counts; and a vote that
/// opens with an old number on its topic takes nothing back of those that opened since.
#[test]
fn a_later_vote_is_listed_as_it_is_counted() {
    let mut world = World::new(11);
    let running = world.open();
    let views = Views::follow(world.folder.path(), &running).unwrap();
    let people = world.people.clone();
    let founder = people[0].clone();
    let charter = Hash::of(CHARTER.as_bytes());
    for who in &people[1..6] {
        let inception = who.inception.clone();
        let admit = MembershipAction::Admit { applicant: who.person };
        assert!(world.send(&running, who, IdentityAction::Register { inception }.into()));
        let apply = MembershipAction::Apply { invitation: None, letter: None };
        assert!(world.send(&running, who, apply.into()));
        assert!(world.send(&running, &founder, admit.into()));
        assert!(world.send(&running, who, MembershipAction::Swear { charter }.into()));
    }
    let pass = |world: &mut World, thirds_of_an_hour: u64| {
        // Time runs while something is heard.
        for _ in 0..thirds_of_an_hour {
            world.now.fetch_add(1_200, Ordering::Relaxed);
            let (amount, asset) = (Amount::from(1), "BOX".parse().unwrap());
            let to = AccountId::Person(founder.person);
            let issue = TreasuryAction::Issue { amount, asset, category: None, memo: None, to };
            assert!(world.send(&running, &founder, issue.into()));
        }
    };
    let bring = |world: &mut World, number: u64| {
        let text = running.records().put(format!("# Lamp {number}\n")).unwrap();
        let account = format!("fund-lamp-{number}").parse().unwrap();
        let actions = vec![TreasuryAction::OpenAccount { account }.into()];
        let (contest, deposit, procedure) = (None, None, "ordinary".to_owned());
        let propose = GovernanceAction::Propose { actions, contest, deposit, procedure, text };
        assert!(world.send(&running, &founder, propose.into()));
    };
    let delegate = |world: &mut World, from: usize| {
        let (delegate, topic) = (people[2].person, "ordinary".to_owned());
        let to = GovernanceAction::Delegate { delegate, replaces: None, topic, until: None };
        assert!(world.send(&running, &people[from], to.into()));
    };
    let cast = |world: &mut World, who: usize, (proposal, round): (u64, u64)| {
        let ballot = Ballot::Open { choice: Choice::Yes };
        let cast = GovernanceAction::CastBallot { ballot, proposal, replaces: None, round };
        assert!(world.send(&running, &people[who], cast.into()));
    };
    let voices = |proposal: u64| -> u64 {
        wait(&views, &running);
        assert_agree(&views, &running);
        views.ballots(proposal, 0, 100).unwrap().rows.iter().map(|row| row.weight).sum()
    };
    pass(&mut world, 21);
    delegate(&mut world, 1);
    delegate(&mut world, 3);
    bring(&mut world, 1);
    pass(&mut world, 6);
    cast(&mut world, 2, (1, 1));
    assert_eq!(voices(1), 3);
    bring(&mut world, 2);
    // The second opens its first vote before the first one its second, and somebody delegates afterwards.
    pass(&mut world, 73);
    let open = |number| governance::query::proposal(&running.state(), number).unwrap();
    assert_eq!((open(1).round, open(2).round), (2, 1));
    delegate(&mut world, 4);
    cast(&mut world, 2, (1, 2));
    cast(&mut world, 2, (2, 1));
    assert_eq!((voices(1), voices(2)), (3, 3));
    assert!(world.send(&running, &people[1], MembershipAction::Leave {}.into()));
    assert_eq!((voices(1), voices(2)), (2, 3));
    assert!(world.send(&running, &people[2], MembershipAction::Leave {}.into()));
    assert_eq!((voices(1), voices(2)), (0, 3));
    cast(&mut world, 3, (1, 2));
    assert_eq!(voices(1), 1);
}
