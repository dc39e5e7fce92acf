//! What users of other systems were exposed to, or asked for, each under the name of the thread that tells
//! it: power, proposals, delegation, draws. Cases of exit stand with exit, of electorates with governance.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![expect(clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::collections::BTreeSet;

use polity_machine::frame::context::Authority;
use polity_machine::frame::execute::preview;
use polity_machine::modules::charter::{ActEnd, CharterAction, CharterEvent};
use polity_machine::modules::governance::{
    Ballot, Choice, GovernanceAction, GovernanceEvent, Outcome, Stage,
};
use polity_machine::modules::membership::MembershipAction;
use polity_machine::modules::offices::OfficesAction;
use polity_machine::modules::panels::{PanelsAction, Status};
use polity_machine::modules::treasury::{AccountId, TreasuryAction};
use polity_machine::modules::{charter, governance, panels, treasury};
use polity_machine::testing::{Actor, Society};
use polity_machine::{Action, Event};
use polity_types::{Amount, AssetId, Refusal, Seconds, Timestamp};

const CHARTER: &str = r#"# Charter of the box

`society.name = "Box"` `society.kind = "hub"` `society.currency = "BOX"`

> `society.commandment = "Tests tell the truth."`

`admission.vouches = 0` `admission.probation = "10 days"` `admission.application = "open"`

```toml
[[asset]]
id = "BOX"
decimals = 0

[[power]]
id = "admitting"
may = "membership.admit"
who = "founder"

[[power]]
id = "proposing"
may = "governance.propose"
who = "member past probation"

[[power]]
id = "issuing"
may = "treasury.issue"
who = "decision: ordinary"

[[power]]
id = "paying"
may = "treasury.pay"
who = "decision: ordinary"
up_to = "100 BOX per 30 days"

[[power]]
id = "keeper-pays"
may = "treasury.pay"
who = "office: keeper"
up_to = "100 BOX per 30 days"
grace = "3 days"

[[power]]
id = "funds"
may = "treasury.open_account"
who = "decision: ordinary"

[[power]]
id = "amending"
may = "charter.amend"
who = "decision: amendment"

[[decision]]
id = "ordinary"
electorate = "members past probation"
method = "yes-no"
quorum = "20%"
threshold = "more than half"
delegation = "yes"
discussion = "1 day"
voting = "2 days"
grace = "1 day"

[[decision]]
id = "amendment"
electorate = "members past probation"
method = "yes-no"
quorum = "half"
threshold = "two thirds"
discussion = "10 days"
voting = "5 days"
grace = "10 days"

[[decision]]
id = "choosing"
electorate = "members past probation"
method = "approval"
quorum = "20%"
discussion = "none"
voting = "1 day"
grace = "none"

[[office]]
id = "keeper"
name = "Keeper"
seats = 1
term = "200 days"
filled = "decision: choosing"
recalled = "decision: ordinary"

[chance]
beacon = "none"
revealers = "office: keeper"
commit = "1 day"
reveal = "1 day"

[[panel]]
id = "circle"
name = "Circle"
seats = 30
of = "members past probation"
drawn = "for a term"
term = "20 days"
accept = "1 day"
```
"#;

/// A society of members past probation, the founder first.
struct Town {
    people: Vec<Actor>,
    society: Society,
}

impl Town {
    fn of(text: &str, count: usize) -> Self {
        let society = Society::under(text);
        let mut town = Self { people: vec![society.founder.clone()], society };
        for number in 1..count {
            let actor = town.newcomer(&format!("person {number}"));
            town.people.push(actor);
        }
        town.society.wait(Seconds::days(10));
        town
    }

    fn newcomer(&mut self, name: &str) -> Actor {
        let actor = self.society.known(name);
        let apply = MembershipAction::Apply { invitation: None, letter: None };
        self.society.act(&actor, apply).unwrap();
        let founder = self.people[0].clone();
        self.society.act(&founder, MembershipAction::Admit { applicant: actor.person }).unwrap();
        let charter = charter::query::current(&self.society.state).hash;
        self.society.act(&actor, MembershipAction::Swear { charter }).unwrap();
        actor
    }

    fn act(&mut self, who: usize, action: impl Into<Action>) -> Result<Vec<Event>, Refusal> {
        let actor = self.people[who].clone();
        self.society.act(&actor, action)
    }

    fn propose(
        &mut self,
        who: usize,
        procedure: &str,
        actions: Vec<Action>,
    ) -> Result<u64, Refusal> {
        let text = self.society.records.insert(b"Because.".to_vec());
        let procedure = procedure.to_owned();
        let propose =
            GovernanceAction::Propose { actions, contest: None, deposit: None, procedure, text };
        self.act(who, propose)?;
        Ok(governance::query::counts(&self.society.state).made)
    }

    fn vote(&mut self, who: usize, proposal: u64, choice: Choice) -> Result<Vec<Event>, Refusal> {
        let person = self.people[who].person;
        let before = governance::query::ballot(&self.society.state, proposal, person);
        let replaces = before.map(|before| before.operation);
        let ballot = Ballot::Open { choice };
        self.act(who, GovernanceAction::CastBallot { ballot, proposal, replaces, round: 1 })
    }

    fn delegate(&mut self, from: usize, to: usize) -> Result<Vec<Event>, Refusal> {
        let known = governance::query::delegation(
            &self.society.state,
            self.people[from].person,
            "ordinary",
        );
        let delegate = GovernanceAction::Delegate {
            delegate: self.people[to].person,
            replaces: known.map(|known| known.operation),
            topic: "ordinary".into(),
            until: None,
        };
        self.act(from, delegate)
    }

    /// Opens a vote of the ordinary procedure on opening a fund.
    fn open_vote(&mut self, who: usize, fund: &str) -> u64 {
        let number = self.propose(who, "ordinary", vec![open(fund)]).unwrap();
        self.society.wait(Seconds::days(1));
        number
    }

    fn counts(&self, proposal: u64) -> [u64; 3] {
        let tally = governance::query::tally(&self.society.state, proposal).unwrap();
        [tally.yes, tally.no, tally.abstain]
    }

    /// Has everybody say yes to what is at the vote, and waits until it is over.
    fn pass_all(&mut self) -> Vec<Event> {
        let open = governance::query::proposals(&self.society.state, None, 100);
        for (number, _) in open.into_iter().filter(|(_, open)| open.stage == Stage::Voting) {
            for who in 0..self.people.len() {
                self.vote(who, number, Choice::Yes).unwrap();
            }
        }
        self.society.wait(Seconds::days(4))
    }

    /// Gives the society's fund some money.
    fn endow(&mut self, amount: u64) {
        let issue = TreasuryAction::Issue {
            amount: Amount::from(amount),
            asset: asset(),
            category: None,
            memo: None,
            to: fund(),
        };
        self.propose(0, "ordinary", vec![issue.into()]).unwrap();
        self.society.wait(Seconds::days(1));
        self.pass_all();
        assert_eq!(self.held(), amount.into());
    }

    fn held(&self) -> i128 {
        let held = treasury::query::balance(&self.society.state, &fund(), &asset());
        held.to_string().parse().unwrap()
    }

    fn elect(&mut self, who: usize) {
        let office = || "keeper".to_owned();
        self.act(who, OfficesAction::Stand { office: office() }).unwrap();
        self.act(0, OfficesAction::CallElection { office: office() }).unwrap();
        self.society.wait(Seconds(1));
        let number = governance::query::counts(&self.society.state).made;
        for voter in 0..self.people.len() {
            self.vote(voter, number, Choice::Approve(vec![0])).unwrap();
        }
        self.society.wait(Seconds::days(1));
    }
}

fn asset() -> AssetId {
    "BOX".parse().unwrap()
}

fn fund() -> AccountId {
    "fund-common".parse().unwrap()
}

fn open(fund: &str) -> Action {
    TreasuryAction::OpenAccount { account: fund.parse().unwrap() }.into()
}

fn pay(amount: u64, to: &Actor) -> Action {
    TreasuryAction::Pay {
        amount: Amount::from(amount),
        asset: asset(),
        category: None,
        from: fund(),
        memo: None,
        to: AccountId::Person(to.person),
    }
    .into()
}

fn code<T>(outcome: Result<T, Refusal>) -> String {
    outcome.err().map_or_else(|| "admitted".to_owned(), |refusal| refusal.code)
}

/// blockchainsllc/DAO#110: twenty small proposals in the place of a large one, to get below a quorum that
/// grows with the sum. A limit counts all that leaves by the procedure in its window, however it is cut.
#[test]
fn dao_110_a_sum_cut_into_slices_stays_within_the_limit() {
    let mut town = Town::of(CHARTER, 8);
    town.endow(1_000);
    town.society.wait(Seconds::days(31));
    let to = town.people[1].clone();
    let mut slices = Vec::new();
    for slice in 0..20 {
        slices.push(town.propose(slice % 7 + 1, "ordinary", vec![pay(10, &to)]).unwrap());
    }
    town.society.wait(Seconds::days(1));
    let _ = town.pass_all();
    let ends = slices
        .iter()
        .map(|number| governance::query::result(&town.society.state, *number).unwrap().outcome);
    let (done, failed): (Vec<Outcome>, Vec<Outcome>) = ends.partition(|end| *end == Outcome::Done);
    assert_eq!((done.len(), failed.len()), (10, 10));
    let is_limit = |end: &Outcome| matches!(end, Outcome::Failed { refused, .. } if refused.code == "charter.over_limit");
    assert!(failed.iter().all(is_limit), "{failed:?}");
    assert_eq!(town.held(), 900);
    // Nor in one proposal of twenty acts, nor in one that is too large: nothing of it is done.
    town.society.wait(Seconds::days(31));
    let number = town.propose(1, "ordinary", vec![pay(10, &to); 11]).unwrap();
    town.society.wait(Seconds::days(1));
    let _ = town.pass_all();
    let end = governance::query::result(&town.society.state, number).unwrap().outcome;
    assert!(matches!(end, Outcome::Failed { place: 10, .. }), "{end:?}");
    assert_eq!(town.held(), 900);
}

/// liquidvotingio/api#39: a vote of one's own did not cancel the delegated one, and both were counted.
/// Whoever votes first, whoever changes their mind, each person is counted once.
#[test]
fn liquidvoting_39_ones_own_ballot_takes_the_place_of_the_delegates() {
    let (giver, delegate) = (1, 2);
    for (number, (orders, counts)) in [
        (vec![(delegate, Choice::Yes)], [2, 0, 0]),
        (vec![(delegate, Choice::Yes), (giver, Choice::No)], [1, 1, 0]),
        (vec![(giver, Choice::No), (delegate, Choice::Yes)], [1, 1, 0]),
        (vec![(delegate, Choice::Yes), (giver, Choice::Yes)], [2, 0, 0]),
        (vec![(giver, Choice::Abstain), (delegate, Choice::No)], [0, 1, 1]),
        (vec![(delegate, Choice::Yes), (giver, Choice::No), (delegate, Choice::No)], [0, 2, 0]),
        (vec![(delegate, Choice::Yes), (giver, Choice::No), (giver, Choice::Yes)], [2, 0, 0]),
        (vec![(delegate, Choice::Yes), (delegate, Choice::No)], [0, 2, 0]),
    ]
    .into_iter()
    .enumerate()
    {
        let mut town = Town::of(CHARTER, 5);
        town.delegate(giver, delegate).unwrap();
        let proposal = town.open_vote(0, "fund-a");
        for (who, choice) in orders {
            town.vote(who, proposal, choice).unwrap();
        }
        assert_eq!(town.counts(proposal), counts, "case {number}");
    }
}

/// The same, a vote delegated in a cycle (a case that such systems keep meeting): delegations go one step,
/// so a cycle of any length neither hangs nor multiplies votes.
#[test]
fn a_vote_delegated_in_a_cycle_is_counted_once() {
    for length in 2..=5 {
        for voters in 0..=length {
            let mut town = Town::of(CHARTER, 7);
            for who in 1..=length {
                town.delegate(who, who % length + 1).unwrap();
            }
            let proposal = town.open_vote(0, "fund-a");
            for who in 1..=voters {
                town.vote(who, proposal, Choice::Yes).unwrap();
            }
            // Each voter counts, and who delegates to one of them and does not vote.
            let carried = usize::from(voters > 0 && voters < length);
            let counted = u64::try_from(voters + carried).unwrap();
            assert_eq!(town.counts(proposal), [counted, 0, 0], "{length} {voters}");
        }
    }
    let mut town = Town::of(CHARTER, 3);
    assert_eq!(code(town.delegate(1, 1)), "governance.own_delegate");
}

/// api3dao/api3-dao#183: somebody with 2 % blocked others from being delegated to, by a flood of proposals.
/// One person has so many open and no more, and whatever is open keeps nobody from delegating, ending it,
/// or bringing their own.
#[test]
fn api3_dao_183_proposals_of_one_keep_nobody_from_delegating() {
    let mut town = Town::of(CHARTER, 6);
    let spammer = 1;
    for number in 0..3 {
        town.propose(spammer, "ordinary", vec![open(&format!("fund-{number}"))]).unwrap();
    }
    let more = town.propose(spammer, "ordinary", vec![open("fund-x")]);
    assert_eq!(code(more), "governance.too_many_open");
    for to in [spammer, 3, 4] {
        town.delegate(2, to).unwrap();
    }
    town.society.wait(Seconds::days(1));
    town.delegate(3, spammer).unwrap();
    town.delegate(2, 5).unwrap();
    let own = town.open_vote(5, "fund-own");
    // From the next vote on it is as was said last.
    let giver = town.people[2].person;
    let delegate = governance::query::delegate_in(&town.society.state, own, giver);
    assert_eq!(delegate, Some(town.people[5].person));
    town.act(2, GovernanceAction::Undelegate { topic: "ordinary".into() }).unwrap();
}

/// decidim/decidim#5429 and pull request 5620: a draw took what was a draft, rejected or not eligible. Here
/// with people: whoever is on probation, has left, or only applied, is never drawn.
#[test]
fn decidim_5429_a_draw_takes_the_eligible_alone() {
    // Two reveal the secrets, so the office has two seats.
    let text = CHARTER.replace("seats = 1\n", "seats = 2\n");
    let text = text.replace("method = \"approval\"", "method = \"av\"");
    let mut town = Town::of(&text, 12);
    for who in 0..2 {
        town.act(who, OfficesAction::Stand { office: "keeper".into() }).unwrap();
    }
    town.act(0, OfficesAction::CallElection { office: "keeper".into() }).unwrap();
    town.society.wait(Seconds(1));
    let number = governance::query::counts(&town.society.state).made;
    for who in 0..12 {
        town.vote(who, number, Choice::Approve(vec![0, 1])).unwrap();
    }
    town.society.wait(Seconds::days(1));
    let late = town.newcomer("late");
    let asks = town.society.known("asks");
    let apply = MembershipAction::Apply { invitation: None, letter: None };
    town.society.act(&asks, apply).unwrap();
    town.act(11, MembershipAction::Leave {}).unwrap();
    let gone = town.people[11].person;
    town.act(2, PanelsAction::CallDraw { panel: "circle".into() }).unwrap();
    let secret = |who: u8| polity_types::Base64(vec![who; 32]);
    for who in 0..2_u8 {
        let person = town.people[usize::from(who)].person;
        let hash = panels::commitment_of(&person, &secret(who), 1, 1);
        town.act(usize::from(who), PanelsAction::Commit { hash, sitting: 1 }).unwrap();
    }
    for who in 0..2_u8 {
        let reveal = PanelsAction::Reveal { secret: secret(who), sitting: 1 };
        town.act(usize::from(who), reveal).unwrap();
    }
    town.society.wait(Seconds(10));
    let offers = panels::query::offers(&town.society.state, 1);
    let drawn: BTreeSet<_> = offers.iter().filter_map(|(_, offer)| offer.person).collect();
    let eligible: BTreeSet<_> = town.people[..11].iter().map(|one| one.person).collect();
    // Thirty seats, eleven eligible: all of them, and nobody else.
    assert_eq!(drawn, eligible);
    assert!(!drawn.contains(&late.person) && !drawn.contains(&asks.person));
    assert!(!drawn.contains(&gone));
    assert!(offers.iter().all(|(_, offer)| offer.status == Status::Offered));
    let refused = town.society.act(&late, PanelsAction::Accept { sitting: 1 });
    assert_eq!(code(refused), "panels.not_offered");
}

/// Squads-Protocol/v4#173: a member who was removed could still spend within their limit. Who is recalled,
/// resigns or leaves spends nothing from that moment on, and what they announced before does not happen.
#[test]
fn squads_173_who_no_longer_holds_the_office_spends_nothing() {
    for how in ["recalled", "resigned", "left"] {
        let mut town = Town::of(CHARTER, 5);
        town.endow(1_000);
        town.elect(2);
        let to = town.people[3].clone();
        town.act(2, pay(40, &to)).unwrap();
        let act = charter::query::acts(&town.society.state, None, 9).pop().unwrap().0;
        match how {
            "recalled" => {
                let holder = town.people[2].person;
                let recall = OfficesAction::Recall { holder, office: "keeper".into() };
                // A payment is announced a day before the recall takes effect, too.
                town.propose(1, "ordinary", vec![recall.into()]).unwrap();
                town.society.wait(Seconds::days(1));
                for who in 0..5 {
                    let number = governance::query::counts(&town.society.state).made;
                    town.vote(who, number, Choice::Yes).unwrap();
                }
                town.society.wait(Seconds::days(2));
                town.act(2, pay(41, &to)).unwrap();
                town.society.wait(Seconds::days(1));
            }
            "resigned" => {
                town.act(2, OfficesAction::Resign { office: "keeper".into() }).unwrap();
            }
            _ => {
                town.act(2, MembershipAction::Leave {}).unwrap();
            }
        }
        assert_eq!(code(town.act(2, pay(1, &to))), "charter.no_power", "{how}");
        town.society.wait(Seconds::days(5));
        let end = charter::query::act_result(&town.society.state, act).unwrap().end;
        let expected = if how == "recalled" { 960 } else { 1_000 };
        // The payment that was due before the recall was still made.
        assert_eq!(town.held(), expected, "{how}: {end:?}");
        let last =
            charter::query::act_result(&town.society.state, act + u64::from(how == "recalled"));
        assert!(matches!(last.unwrap().end, ActEnd::Failed { .. }), "{how}");
    }
}

/// HausDAO/daohaus-monorepo-deprecated#956: a change of settings unseen beside something harmless. A
/// procedure carries each act by itself or the proposal is refused, and a dry run names what would change.
#[test]
fn daohaus_956_no_change_of_rules_rides_along() {
    let mut town = Town::of(CHARTER, 4);
    let text =
        CHARTER.replace("up_to = \"100 BOX per 30 days\"\n", "up_to = \"999 BOX per 1 day\"\n");
    let text = town.society.records.insert(text.into_bytes());
    let replaces = charter::query::current(&town.society.state).hash;
    let amend = CharterAction::Amend { replaces, text };
    let both = vec![open("fund-flowers"), amend.clone().into()];
    assert_eq!(code(town.propose(1, "ordinary", both.clone())), "governance.not_carried");
    assert_eq!(code(town.propose(1, "amendment", both)), "governance.not_carried");
    let number = town.propose(1, "amendment", vec![amend.into()]).unwrap();
    let powers = governance::query::proposal(&town.society.state, number).unwrap().powers;
    assert_eq!(powers, ["charter.amend"]);
}

/// lobster-dao/overview#12, snapshot-labs/snapshot-v1#1875, zerolawtech/ZAP-Tech#14: it was voted in, and
/// somebody had to carry it out. What passed happens by itself; DA0-DA0/dao-dao-ui#1835: and nothing that
/// is over lies around.
#[test]
fn lobster_12_what_passed_happens_by_itself_and_nothing_lies_around() {
    let mut town = Town::of(CHARTER, 4);
    let number = town.open_vote(1, "fund-a");
    let clash = town.open_vote(2, "fund-a");
    let events = town.pass_all();
    let enacted = |event: &Event| matches!(event, Event::Governance(GovernanceEvent::Enacted { proposal }) if *proposal == number);
    assert!(events.iter().any(enacted));
    let account = "fund-a".parse().unwrap();
    assert!(treasury::query::funds(&town.society.state, 9).contains(&account));
    // The second could not be carried out; it ended, with the reason.
    let end = governance::query::result(&town.society.state, clash).unwrap().outcome;
    assert!(matches!(end, Outcome::Failed { .. }), "{end:?}");
    assert_eq!(governance::query::proposals(&town.society.state, None, 9), []);
    assert_eq!(governance::query::counts(&town.society.state).open, 0);
}

/// snapshot-labs/snapshot-v1#3737 and #3724, decentraland/governance#73: spam. One person has three open;
/// where sponsors are asked for, one draft, which lapses; and a stranger none.
#[test]
fn snapshot_3737_spam_takes_up_no_place() {
    let text =
        CHARTER.replace("quorum = \"20%\"\nthreshold", "sponsors = 2\nquorum = \"20%\"\nthreshold");
    let mut town = Town::of(&text, 5);
    let number = town.propose(1, "ordinary", vec![open("fund-a")]).unwrap();
    let again = town.propose(1, "ordinary", vec![open("fund-b")]);
    assert_eq!(code(again), "governance.one_waits");
    let stranger = town.society.known("stranger");
    let text = town.society.records.insert(b"Win a prize".to_vec());
    let spam = GovernanceAction::Propose {
        actions: vec![open("fund-s")],
        contest: None,
        deposit: None,
        procedure: "ordinary".into(),
        text,
    };
    assert_eq!(code(town.society.act(&stranger, spam)), "charter.no_power");
    assert_eq!(governance::query::counts(&town.society.state).open, 0);
    town.act(2, GovernanceAction::Sponsor { alternative: None, proposal: number }).unwrap();
    town.act(3, GovernanceAction::Sponsor { alternative: None, proposal: number }).unwrap();
    assert_eq!(governance::query::counts(&town.society.state).open, 1);
}

/// 1Hive/Hive-Democracy#6: a delegation that ends by itself. And SporkDAOOfficial/ETHDenver-2023#174,
/// decentraland/governance#1884: who delegated sees what was done with the vote.
#[test]
fn hive_democracy_6_a_delegation_ends_by_itself() {
    let mut town = Town::of(CHARTER, 4);
    let running = town.society.context(Authority::Rule { rule: "test".into() }).running;
    let until = Timestamp(running.0 + Seconds::days(3).0);
    let delegate = GovernanceAction::Delegate {
        delegate: town.people[2].person,
        replaces: None,
        topic: "ordinary".into(),
        until: Some(until),
    };
    town.act(1, delegate).unwrap();
    let (giver, to) = (town.people[1].person, town.people[2].person);
    let first = town.open_vote(0, "fund-a");
    let events = town.vote(2, first, Choice::Yes).unwrap();
    let weight = events.iter().find_map(|event| match event {
        Event::Governance(GovernanceEvent::BallotCast { weight, .. }) => Some(*weight),
        _ => None,
    });
    assert_eq!(weight, Some(2));
    assert_eq!(governance::query::delegate_in(&town.society.state, first, giver), Some(to));
    town.society.wait(Seconds::days(3));
    assert!(governance::query::delegations(&town.society.state, giver).is_empty());
    let second = town.open_vote(0, "fund-b");
    town.vote(2, second, Choice::Yes).unwrap();
    assert_eq!(town.counts(second), [1, 0, 0]);
}

/// Joystream/community-repo#765: those are reminded who have not voted, and nobody else.
#[test]
fn joystream_765_a_vote_waits_for_those_who_have_not_voted() {
    let mut town = Town::of(CHARTER, 3);
    let late = town.newcomer("late");
    let number = town.open_vote(0, "fund-a");
    town.vote(1, number, Choice::Abstain).unwrap();
    let waits = |who: &Actor, town: &Town| {
        governance::query::waits_for(&town.society.state, number, who.person).is_some()
    };
    let people = town.people.clone();
    assert_eq!([0, 1, 2].map(|who| waits(&people[who], &town)), [true, false, true]);
    assert!(!waits(&late, &town));
}

/// blockchainsllc/DAO#203, DXgovernance/dxvote#8, loreum-org/chamber#260: what exactly will this do. A dry
/// run says what would happen and under which line, and writes nothing.
#[test]
fn dao_203_a_dry_run_says_what_would_happen_and_under_which_line() {
    let mut town = Town::of(CHARTER, 3);
    town.endow(50);
    town.elect(1);
    let (keeper, to) = (town.people[1].person, town.people[2].clone());
    let state = town.society.state.clone();
    let context = town.society.context(Authority::Person { person: keeper });
    let seen = preview(&pay(20, &to), &context, &state).unwrap();
    let polity_machine::frame::authority::Permit::Power(line) = &seen.permit else { panic!() };
    assert_eq!((line.id.as_str(), line.grace), ("keeper-pays", Seconds::days(3)));
    assert!(seen.events.iter().any(|event| matches!(event, Event::Treasury(_))));
    let beyond = preview(&pay(101, &to), &context, &state).unwrap_err();
    assert_eq!(beyond.code, "charter.over_limit");
    assert_eq!(town.held(), 50);
    let events = town.act(1, pay(20, &to)).unwrap();
    let announced = |event: &Event| matches!(event, Event::Charter(CharterEvent::ActAnnounced { line, .. }) if line == "keeper-pays");
    assert!(events.iter().any(announced));
}
