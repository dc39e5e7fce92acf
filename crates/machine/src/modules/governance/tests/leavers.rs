//! Who left since the first vote on a proposal has none in later ones, and it is as if they had never been on the roll
//! (GOV-62).

use polity_types::{Amount, Seconds};

use super::super::GovernanceAction::{Delegate, Object};
use super::super::{Choice, Outcome, Stage, Tally, Target, Verdict, query};
use super::{CHARTER, joined, propose, vote};
use crate::Action;
use crate::modules::charter;
use crate::modules::exit::ExitAction;
use crate::modules::membership::MembershipAction;
use crate::modules::treasury::{self, AccountId, TreasuryAction};
use crate::testing::{Actor, Society};

const MONEY: &str = r#"
```toml
[exit]
share = "equal"
paid_within = "none"

[[power]]
id = "paying"
may = "treasury.pay"
who = "decision: ordinary"
challenge = "30%"

[[power]]
id = "issuing"
may = "treasury.issue"
who = "founder"
up_to = "9000 BOX per 30 days"
```
"#;

fn common() -> AccountId {
    "fund-common".parse().unwrap()
}

/// The founder and nine others past probation, with 9,000 in the treasury, of which each has an equal share.
fn society() -> (Society, Vec<Actor>) {
    let text = CHARTER
        .replacen("`admission.probation = \"30 days\"`", "`admission.probation = \"10 days\"`", 1)
        .replacen("id = \"ordinary\"\n", "id = \"ordinary\"\ndelegation = \"yes\"\n", 1);
    let mut society = Society::under(&format!("{text}{MONEY}"));
    let founder = society.founder.clone();
    let joined = (0..9).map(|number| joined(&mut society, &format!("member {number}")));
    let others: Vec<Actor> = joined.collect();
    society.wait(Seconds::days(11));
    let (amount, asset) = (Amount::from(9_000), "BOX".parse().unwrap());
    let issue = TreasuryAction::Issue { amount, asset, category: None, memo: None, to: common() };
    society.act(&founder, issue).unwrap();
    (society, [vec![founder], others].concat())
}

/// Has somebody propose to be paid 3,000; returns the number of the proposal, which is at the vote.
fn bring(society: &mut Society, by: &Actor) -> u64 {
    let to = AccountId::Person(by.person);
    let (amount, asset) = (Amount::from(3_000), "BOX".parse().unwrap());
    let from = common();
    let pay: Action =
        TreasuryAction::Pay { amount, asset, category: None, from, memo: None, to }.into();
    let action = propose(society, "ordinary", vec![pay]);
    society.act(by, action).unwrap();
    society.wait(Seconds::days(1));
    query::counts(&society.state).made
}

fn cast(society: &mut Society, people: &[Actor], number: u64, choice: &Choice) {
    for who in people {
        vote(society, who, number, choice.clone()).unwrap();
    }
}

/// Has as many object as send the decision to another vote.
fn object(society: &mut Society, people: &[Actor], number: u64) {
    for who in people {
        if query::proposal(&society.state, number).unwrap().stage == Stage::Grace {
            society.act(who, Object { target: Target::Proposal { number } }).unwrap();
        }
    }
    assert_eq!(query::proposal(&society.state, number).unwrap().round, 2);
}

fn leave(society: &mut Society, people: &[Actor]) {
    for who in people {
        let leave = ExitAction::Leave {
            against: Vec::new(),
            assets: None,
            breaches: Vec::new(),
            least: Vec::new(),
        };
        society.act(who, leave).unwrap();
    }
}

fn come_back(society: &mut Society, who: &Actor) {
    let founder = society.founder.clone();
    let apply = MembershipAction::Apply { invitation: None, letter: None };
    society.act(who, apply).unwrap();
    society.act(&founder, MembershipAction::Admit { applicant: who.person }).unwrap();
    let charter = charter::query::current(&society.state).hash;
    society.act(who, MembershipAction::Swear { charter }).unwrap();
}

fn sides(society: &Society, number: u64) -> (u64, u64, u64) {
    let Tally { no, roll, yes, .. } = query::tally(&society.state, number).unwrap();
    (yes, no, roll.count)
}

fn eligible(society: &Society, number: u64) -> u64 {
    query::standing(&society.state, number).unwrap().eligible
}

/// Holds that nobody of these is asked to vote, or can.
fn are_out(society: &mut Society, people: &[Actor], number: u64) {
    for who in people {
        let open = query::proposal(&society.state, number).unwrap();
        assert!(!query::is_eligible(&society.state, number, &open, who.person));
        assert_eq!(query::waits_for(&society.state, number, who.person), None);
        let refused = vote(society, who, number, Choice::Yes).unwrap_err();
        assert_eq!(
            (refused.code.as_str(), refused.rule.as_str()),
            ("governance.left_since", "GOV-62")
        );
    }
}

/// When the six leave: before the others object, once the second vote is open, or after they voted in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Going {
    Before,
    Open,
    Voted,
}

/// GOV-62, POW-8: six of ten decide to give money away, and leave with their shares: the four who stay, and whose money it
/// is, vote on it alone, whenever the six went.
#[test]
fn gov_62_who_left_with_a_share_spends_nothing_of_those_who_stay() {
    for going in [Going::Before, Going::Open, Going::Voted] {
        let (mut society, people) = society();
        let (six, four) = people.split_at(6);
        let number = bring(&mut society, &six[0]);
        cast(&mut society, six, number, &Choice::Yes);
        cast(&mut society, four, number, &Choice::No);
        society.wait(Seconds::days(7));
        if going == Going::Before {
            leave(&mut society, six);
        }
        object(&mut society, four, number);
        if going == Going::Voted {
            cast(&mut society, six, number, &Choice::Yes);
            assert_eq!(sides(&society, number), (6, 0, 6));
        }
        if going != Going::Before {
            assert_eq!(eligible(&society, number), 10);
            leave(&mut society, six);
        }
        assert_eq!(
            (sides(&society, number), eligible(&society, number)),
            ((0, 0, 0), 4),
            "{going:?}"
        );
        are_out(&mut society, six, number);
        for who in four {
            assert!(query::waits_for(&society.state, number, who.person).is_some());
        }
        let fund = |society: &Society| {
            let asset = "BOX".parse().unwrap();
            treasury::query::balance(&society.state, &common(), &asset)
        };
        let before = fund(&society);
        cast(&mut society, &four[..2], number, &Choice::No);
        society.wait(Seconds::days(7));
        let result = query::result(&society.state, number).unwrap();
        let rejected = Outcome::Rejected { verdict: Verdict::Rejected };
        assert_eq!((result.outcome, fund(&society)), (rejected, before), "{going:?}");
        let frozen = result.electorate.unwrap();
        assert_eq!((frozen.roll.count, frozen.left), (4, 6), "{going:?}");
    }
}

/// GOV-62, GOV-9: nor do those who left block those who stay: the quorum is that of the four, and three who say yes are
/// enough, since whoever stays and objects is the fourth.
#[test]
fn gov_62_who_left_does_not_count_for_the_quorum() {
    for going in [Going::Before, Going::Open] {
        let (mut society, people) = society();
        let (six, four) = people.split_at(6);
        let number = bring(&mut society, &four[0]);
        cast(&mut society, &people, number, &Choice::Yes);
        society.wait(Seconds::days(7));
        if going == Going::Before {
            leave(&mut society, six);
        }
        object(&mut society, four, number);
        if going == Going::Open {
            leave(&mut society, six);
        }
        cast(&mut society, &four[..3], number, &Choice::Yes);
        let standing = query::standing(&society.state, number).unwrap();
        assert_eq!((standing.quorum, standing.verdict), (2, Verdict::Passed), "{going:?}");
        society.wait(Seconds::days(11));
        assert_eq!(query::result(&society.state, number).unwrap().outcome, Outcome::Done);
    }
}

/// GOV-7: the first vote is by who could vote as it opened, whoever leaves meanwhile; so is what they cast.
#[test]
fn gov_7_who_leaves_during_the_first_vote_votes_in_it() {
    let (mut society, people) = society();
    let number = bring(&mut society, &people[0]);
    cast(&mut society, &people[..1], number, &Choice::Yes);
    leave(&mut society, &people[..2]);
    cast(&mut society, &people[1..2], number, &Choice::Yes);
    assert_eq!((sides(&society, number), eligible(&society, number)), ((2, 0, 2), 10));
}

/// GOV-62: who left and comes back has come since, and is counted out once.
#[test]
fn gov_62_who_comes_back_has_come_since() {
    let (mut society, people) = society();
    let number = bring(&mut society, &people[1]);
    cast(&mut society, &people, number, &Choice::Yes);
    leave(&mut society, &people[9..]);
    come_back(&mut society, &people[9]);
    let new = joined(&mut society, "new");
    society.wait(Seconds::days(7));
    object(&mut society, &people[..4], number);
    society.wait(Seconds::days(5));
    assert_eq!(eligible(&society, number), 9);
    are_out(&mut society, &people[9..], number);
    let refused = vote(&mut society, &new, number, Choice::Yes).unwrap_err();
    assert_eq!(refused.code, "governance.not_eligible");
    leave(&mut society, &people[9..]);
    assert_eq!(eligible(&society, number), 9);
}

/// GOV-62, GOV-60: one who is left alone of those who could vote decides for nobody else: the next vote is as a first one.
#[test]
fn gov_62_one_who_is_left_alone_binds_nobody() {
    for stay in [1, 2] {
        let (mut society, people) = society();
        let number = bring(&mut society, &people[0]);
        cast(&mut society, &people, number, &Choice::Yes);
        society.wait(Seconds::days(7));
        let new: Vec<Actor> =
            (0..4).map(|number| joined(&mut society, &format!("new {number}"))).collect();
        leave(&mut society, &people[stay..]);
        for who in &new[..2] {
            society.act(who, Object { target: Target::Proposal { number } }).unwrap();
        }
        let open = query::proposal(&society.state, number).unwrap();
        if stay == 2 {
            assert_eq!((open.stage, open.round, eligible(&society, number)), (Stage::Voting, 2, 2));
            continue;
        }
        // It waits for those who are there now.
        assert_eq!((open.stage, open.round), (Stage::Confirming, 1));
        society.wait(Seconds::days(10));
        assert_eq!(eligible(&society, number), 5);
        cast(&mut society, &new[..3], number, &Choice::No);
        are_out_of_a_first_vote(&mut society, &people[1], number);
    }
}

fn are_out_of_a_first_vote(society: &mut Society, who: &Actor, number: u64) {
    let refused = vote(society, who, number, Choice::Yes).unwrap_err();
    assert_eq!(refused.code, "governance.not_eligible");
}

fn delegate(society: &mut Society, from: &Actor, to: &Actor) {
    let (delegate, topic) = (to.person, "ordinary".into());
    society.act(from, Delegate { delegate, replaces: None, topic, until: None }).unwrap();
}

/// GOV-62, GOV-18: what somebody delegated who left does not count through a delegate who stays: whether they left before
/// the later vote opened, before their delegate voted in it, afterwards, or after they had voted themselves; those who stay
/// and delegated to the same one are carried as before.
#[test]
fn gov_62_a_delegate_carries_nobody_who_left() {
    for going in ["before", "open", "carried", "voted before", "voted after"] {
        let (mut society, people) = society();
        let (ana, carried, stays) = (&people[0], &people[1], &people[2]);
        delegate(&mut society, carried, ana);
        delegate(&mut society, stays, ana);
        let number = bring(&mut society, ana);
        cast(&mut society, &people[..1], number, &Choice::Yes);
        assert_eq!(sides(&society, number), (3, 0, 1));
        cast(&mut society, &people[3..5], number, &Choice::Yes);
        society.wait(Seconds::days(7));
        if going == "before" {
            leave(&mut society, &people[1..2]);
        }
        object(&mut society, &people[5..], number);
        let weight = |society: &Society| query::weight_in(&society.state, number, ana.person);
        assert_eq!(weight(&society), if going == "before" { 2 } else { 3 });
        match going {
            "open" => leave(&mut society, &people[1..2]),
            "carried" => {
                cast(&mut society, &people[..1], number, &Choice::Yes);
                assert_eq!(sides(&society, number), (3, 0, 1));
                leave(&mut society, &people[1..2]);
                assert_eq!(sides(&society, number), (2, 0, 1));
            }
            "voted before" => {
                cast(&mut society, &people[1..2], number, &Choice::No);
                leave(&mut society, &people[1..2]);
                assert_eq!(sides(&society, number), (0, 0, 0));
            }
            "voted after" => {
                cast(&mut society, &people[..1], number, &Choice::Yes);
                cast(&mut society, &people[1..2], number, &Choice::No);
                assert_eq!(sides(&society, number), (2, 1, 2));
                leave(&mut society, &people[1..2]);
            }
            _ => {}
        }
        assert_eq!(weight(&society), 2, "{going}");
        cast(&mut society, &people[..1], number, &Choice::Yes);
        assert_eq!(
            (sides(&society, number), eligible(&society, number)),
            ((2, 0, 1), 9),
            "{going}"
        );
        are_out(&mut society, &people[1..2], number);
        // Who stays takes their own vote back as ever.
        cast(&mut society, &people[2..3], number, &Choice::No);
        assert_eq!(sides(&society, number), (1, 1, 2), "{going}");
    }
}

/// GOV-62, GOV-18: where the delegate left, who delegated to them votes themselves, and is told that the vote waits for
/// them; their vote counts once, though the delegate had cast a ballot with it.
#[test]
fn gov_62_whoever_delegated_to_one_who_left_votes_themselves() {
    for is_voted in [false, true] {
        let (mut society, people) = society();
        let (ana, ben) = (&people[0], &people[1]);
        delegate(&mut society, ben, ana);
        let number = bring(&mut society, ana);
        cast(&mut society, &people, number, &Choice::Yes);
        society.wait(Seconds::days(7));
        object(&mut society, &people[5..], number);
        if is_voted {
            cast(&mut society, &people[..1], number, &Choice::Yes);
            assert_eq!(sides(&society, number), (2, 0, 1));
            assert_eq!(query::waits_for(&society.state, number, ben.person), None);
        }
        leave(&mut society, &people[..1]);
        assert_eq!((sides(&society, number), eligible(&society, number)), ((0, 0, 0), 9));
        assert_eq!(query::delegate_in(&society.state, number, ben.person), None);
        assert!(query::waits_for(&society.state, number, ben.person).is_some(), "{is_voted}");
        cast(&mut society, &people[1..2], number, &Choice::No);
        assert_eq!(sides(&society, number), (0, 1, 1), "{is_voted}");
    }
}

/// GOV-62, GOV-19: whoever leaves twice is taken off what their delegate carries once.
#[test]
fn gov_62_who_leaves_twice_is_taken_off_once() {
    let (mut society, people) = society();
    delegate(&mut society, &people[1], &people[0]);
    delegate(&mut society, &people[2], &people[0]);
    let number = bring(&mut society, &people[0]);
    cast(&mut society, &people, number, &Choice::Yes);
    for _ in 0..2 {
        leave(&mut society, &people[1..2]);
        come_back(&mut society, &people[1]);
    }
    society.wait(Seconds::days(7));
    object(&mut society, &people[5..], number);
    assert_eq!(query::weight_in(&society.state, number, people[0].person), 2);
    assert_eq!(eligible(&society, number), 9);
}
