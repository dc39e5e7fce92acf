//! Who votes when members vote again: nobody who came since the first vote (GOV-62).

use polity_types::{Amount, Seconds};

use super::super::GovernanceAction::{Delegate, Object};
use super::super::{Choice, Outcome, Stage, Target, Verdict, query};
use super::{CHARTER, joined, propose, vote};
use crate::Action;
use crate::modules::membership::MembershipAction;
use crate::modules::treasury::{AccountId, TreasuryAction};
use crate::testing::{Actor, Society};

const ISSUING: &str = "[[power]]\nid = \"issuing\"\nmay = \"treasury.issue\"\n\
                       who = \"decision: ordinary\"\nchallenge = \"50%\"";

/// A society in which those past ten days of probation decide on money, of the founder and five others past it.
fn society(more: &str) -> (Society, Vec<Actor>) {
    let text = CHARTER
        .replacen("`admission.probation = \"30 days\"`", "`admission.probation = \"10 days\"`", 1)
        .replacen("id = \"ordinary\"\n", &format!("id = \"ordinary\"\n{more}\n"), 1);
    let mut society = Society::under(&format!("{text}\n```toml\n{ISSUING}\n```\n"));
    let members = friends(&mut society, 5, "member");
    society.wait(Seconds::days(11));
    (society, members)
}

fn friends(society: &mut Society, count: usize, name: &str) -> Vec<Actor> {
    (0..count).map(|number| joined(society, &format!("{name} {number}"))).collect()
}

/// Has somebody propose to give the founder money; returns the number.
fn bring(society: &mut Society, by: &Actor) -> u64 {
    let to = AccountId::Person(society.founder.person);
    let (amount, asset) = (Amount::from(9_000), "BOX".parse().unwrap());
    let issue: Action =
        TreasuryAction::Issue { amount, asset, category: None, memo: None, to }.into();
    let action = propose(society, "ordinary", vec![issue]);
    society.act(by, action).unwrap();
    query::counts(&society.state).made
}

/// How far the proposal is, in which vote, and how many can vote or could in the last one.
fn at(society: &Society, number: u64) -> (Stage, u64, u64) {
    let open = query::proposal(&society.state, number).unwrap();
    (open.stage, open.round, query::standing(&society.state, number).unwrap().eligible)
}

/// Has five say yes and the founder no, and waits for the end of the vote.
fn five_to_one(society: &mut Society, members: &[Actor], number: u64) {
    for who in members {
        vote(society, who, number, Choice::Yes).unwrap();
    }
    let founder = society.founder.clone();
    vote(society, &founder, number, Choice::No).unwrap();
    society.wait(Seconds::days(7));
}

fn object(society: &mut Society, people: &[Actor], number: u64) {
    for who in people {
        if query::proposal(&society.state, number).unwrap().stage == Stage::Grace {
            society.act(who, Object { target: Target::Proposal { number } }).unwrap();
        }
    }
}

fn outcome(society: &Society, number: u64) -> Outcome {
    query::result(&society.state, number).unwrap().outcome
}

/// GOV-62, POW-8: whoever is let in after the first vote opened, or is not past probation then, overturns nothing, however
/// many they are and whenever they came: they send it back, once, and do not vote; and it takes as many yes as it would if as
/// few had objected of those who do as suffice.
#[test]
fn gov_62_nobody_is_let_in_to_overturn_what_was_decided() {
    let crowds = [(7, 0), (12, 0), (40, 0), (7, 1), (12, 8), (40, 8)];
    for ((crowd, came), yes) in crowds.into_iter().flat_map(|case| [(case, 2), (case, 3)]) {
        let (mut society, members) = society("");
        let number = bring(&mut society, &members[0]);
        // While it is talked over, voted on, or in its grace period.
        let mut friends =
            if came == 0 { friends(&mut society, crowd, "friend") } else { Vec::new() };
        society.wait(Seconds::days(1));
        if came == 1 {
            friends = self::friends(&mut society, crowd, "friend");
        }
        assert_eq!(at(&society, number), (Stage::Voting, 1, 6), "{crowd} {came}");
        five_to_one(&mut society, &members, number);
        if came == 8 {
            friends = self::friends(&mut society, crowd, "friend");
        }
        assert_eq!(at(&society, number).0, Stage::Grace);
        society.wait(Seconds(2 * 86_400 + 82_800));
        object(&mut society, &friends, number);
        assert_eq!(at(&society, number), (Stage::Voting, 2, 6), "{crowd} {came}");
        society.wait(Seconds::days(4));
        for who in &friends {
            let refused = vote(&mut society, who, number, Choice::No).unwrap_err();
            assert_eq!(refused.code, "governance.not_eligible", "{crowd} {came}");
        }
        // Half of six would have sent it back without them: half of six say yes, or too few do.
        for who in &members[..yes] {
            vote(&mut society, who, number, Choice::Yes).unwrap();
        }
        let founder = society.founder.clone();
        vote(&mut society, &founder, number, Choice::No).unwrap();
        society.wait(Seconds::days(7));
        let rejected = Outcome::Rejected { verdict: Verdict::Rejected };
        let expected = if yes == 3 { Outcome::Done } else { rejected };
        assert_eq!(outcome(&society, number), expected, "{crowd} {came}");
    }
}

/// POW-8: what only those stop who have no vote no handful carries, be it two against none; nor do they make it take more
/// yes than half of those who vote, where half of them would have sent it back.
#[test]
fn pow_8_what_only_newcomers_stop_no_handful_carries() {
    let cases =
        [(0, 3, 0, 3), (4, 1, 4, 3), (4, 4, 1, 4), (14, 0, 10, 3), (40, 0, 23, 3), (40, 2, 21, 3)];
    for (crowd, voters, others, floor) in cases {
        let (mut society, members) = society("");
        let number = bring(&mut society, &members[0]);
        let friends = friends(&mut society, crowd, "friend");
        society.wait(Seconds::days(1));
        five_to_one(&mut society, &members, number);
        object(&mut society, &[&friends[..others], &members[..voters]].concat(), number);
        let open = query::proposal(&society.state, number).unwrap();
        assert_eq!(open.stage, Stage::Voting, "{crowd} {voters}");
        assert_eq!(open.terms.objected, floor, "{crowd} {voters}");
    }
}

/// POW-8: who could vote and objects counts for how many must say yes, whoever else objects; and others as far as these
/// are fewer than suffice.
#[test]
fn pow_8_as_many_yes_as_those_object_who_could_vote() {
    let (mut society, members) = society("");
    let number = bring(&mut society, &members[0]);
    society.wait(Seconds::days(1));
    five_to_one(&mut society, &members, number);
    let founder = society.founder.clone();
    object(&mut society, &[founder, members[4].clone()], number);
    let friends = friends(&mut society, 3, "friend");
    object(&mut society, &[&friends[..], &members[3..4]].concat(), number);
    let open = query::proposal(&society.state, number).unwrap();
    assert_eq!((open.objections.count, open.terms.objected), (3, 3));
}

/// GOV-62: a confirmation goes by whom the first vote did: not by who is past probation since.
#[test]
fn gov_62_who_came_since_confirms_nothing() {
    let (mut society, members) = society("confirm = \"after 30 days\"");
    let number = bring(&mut society, &members[0]);
    let friends = friends(&mut society, 9, "friend");
    society.wait(Seconds::days(1));
    five_to_one(&mut society, &members, number);
    society.wait(Seconds::days(30));
    assert_eq!(at(&society, number), (Stage::Voting, 2, 6));
    for who in &friends {
        assert!(vote(&mut society, who, number, Choice::No).is_err());
    }
    five_to_one(&mut society, &members, number);
    assert_eq!(at(&society, number).0, Stage::Grace);
    // Who left meanwhile has no vote in the next one, and does not count for its quorum.
    society.act(&members[2], MembershipAction::Leave {}).unwrap();
    object(&mut society, &[&members[..2], &friends[..7]].concat(), number);
    assert_eq!(at(&society, number), (Stage::Voting, 3, 5));
    let refused = vote(&mut society, &members[2], number, Choice::Yes).unwrap_err();
    assert_eq!(refused.code, "governance.left_since");
    assert!(refused.message.contains("the vote 3 is by the 5 who stayed"), "{}", refused.message);
}

/// GOV-62, GOV-17: nor does anybody who came since give their vote to somebody who was there; who delegated before does.
#[test]
fn gov_62_who_came_since_delegates_nothing() {
    let (mut society, members) = society("delegation = \"yes\"");
    let founder = society.founder.clone();
    let to = |delegate: &Actor| Delegate {
        delegate: delegate.person,
        replaces: None,
        topic: "ordinary".into(),
        until: None,
    };
    society.act(&members[4], to(&members[0])).unwrap();
    let number = bring(&mut society, &members[0]);
    let friends = friends(&mut society, 7, "friend");
    society.wait(Seconds::days(1));
    for who in &members[..4] {
        vote(&mut society, who, number, Choice::Yes).unwrap();
    }
    society.wait(Seconds(7 * 86_400 + 2 * 86_400 + 600));
    for who in &friends {
        society.act(who, to(&founder)).unwrap();
    }
    object(&mut society, &friends, number);
    assert_eq!(at(&society, number), (Stage::Voting, 2, 6));
    // What was delegated is looked through each day, and kept.
    society.wait(Seconds::days(3));
    vote(&mut society, &founder, number, Choice::No).unwrap();
    vote(&mut society, &members[0], number, Choice::Yes).unwrap();
    let tally = query::tally(&society.state, number).unwrap();
    assert_eq!((tally.yes, tally.no), (2, 1));
    vote(&mut society, &members[4], number, Choice::No).unwrap();
    let tally = query::tally(&society.state, number).unwrap();
    assert_eq!((tally.yes, tally.no), (1, 2));
    society.wait(Seconds::days(4));
    let rejected = Outcome::Rejected { verdict: Verdict::Rejected };
    assert_eq!(outcome(&society, number), rejected);
    // In what is brought from then on all have theirs.
    let number = bring(&mut society, &members[0]);
    society.wait(Seconds::days(1));
    assert_eq!(at(&society, number), (Stage::Voting, 1, 13));
    vote(&mut society, &founder, number, Choice::No).unwrap();
    assert_eq!(query::tally(&society.state, number).unwrap().no, 8);
}
