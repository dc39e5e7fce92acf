//! The wait of second votes for those who came while the first one was open (GOV-60): one who was alone decides for
//! nobody else, at whichever vote.

use polity_types::Seconds;

use super::super::{
    Choice, GovernanceAction, Newcomers, Outcome, Stage, Target, Verdict, Wait, query,
};
use super::{CHARTER, joined, names, propose, vote};
use crate::Action;
use crate::frame::clock::Clock;
use crate::modules::treasury::TreasuryAction;
use crate::testing::{Actor, Society};

/// A decision in which one of several versions is chosen, put to yes or no at once, and confirmed after ten days.
const TOGETHER: &str = r#"
```toml
[[power]]
id = "offering"
may = "governance.offer"
who = "member"

[[power]]
id = "opening-together"
may = "treasury.open_account"
who = "decision: together"
challenge = "50%"

[[decision]]
id = "together"
electorate = "members past probation"
method = "yes-no"
quorum = "50%"
threshold = "two thirds"
alternatives = "irv"
confirm = "after 10 days"
discussion = "2 days"
voting = "7 days"
grace = "3 days"
```
"#;

const PROBATION: Seconds = Seconds::days(30);

fn opening(name: &str) -> Action {
    TreasuryAction::OpenAccount { account: format!("fund-{name}").parse().unwrap() }.into()
}

/// A society of the founder alone, whose proposal is at its first vote.
fn alone(versions: bool) -> Society {
    let mut society = Society::under(&format!("{CHARTER}{TOGETHER}"));
    let founder = society.founder.clone();
    let action = propose(&mut society, "together", vec![opening("a")]);
    society.act(&founder, action).unwrap();
    if versions {
        let text = society.records.insert(b"This is better.".to_vec());
        let (actions, title) = (vec![opening("b")], "B".to_owned());
        society
            .act(&founder, GovernanceAction::Offer { actions, proposal: 1, text, title })
            .unwrap();
    }
    society.wait(Seconds::days(2));
    assert_eq!(at(&society), (Stage::Voting, 1, 1));
    society
}

/// How far the proposal is, in which vote, and who can vote or could in the last one.
fn at(society: &Society) -> (Stage, u64, u64) {
    let open = query::proposal(&society.state, 1).unwrap();
    (open.stage, open.round, query::standing(&society.state, 1).unwrap().eligible)
}

fn wait_of(society: &Society) -> Option<Wait> {
    let open = query::proposal(&society.state, 1).unwrap();
    query::wait((1, &open), PROBATION, &society.state)
}

fn crowd(society: &mut Society) -> Vec<Actor> {
    (0..5).map(|number| joined(society, &format!("guest {number}"))).collect()
}

/// Has five who came refuse at the vote that waited for them until they are past probation, to the second.
fn they_decide(society: &mut Society, crowd: &[Actor], round: u64) {
    let founder = society.founder.clone();
    society.wait(Seconds(PROBATION.0 - 1));
    assert_eq!(at(society), (Stage::Confirming, round - 1, 1));
    society.wait(Seconds(1));
    assert_eq!(at(society), (Stage::Voting, round, 6));
    vote(society, &founder, 1, Choice::Yes).unwrap();
    for who in crowd {
        vote(society, who, 1, Choice::No).unwrap();
    }
    society.wait(Seconds::days(7));
    let outcome = query::result(&society.state, 1).unwrap().outcome;
    assert_eq!(outcome, Outcome::Rejected { verdict: Verdict::Rejected });
}

/// GOV-60: the version that one chose alone is not put to yes or no before those can vote who came meanwhile; and it waits
/// no longer for them than that, whatever time a confirmation takes.
#[test]
fn gov_60_what_one_chose_alone_waits_for_who_came() {
    let mut society = alone(true);
    let founder = society.founder.clone();
    vote(&mut society, &founder, 1, Choice::Rank(vec![vec![1]])).unwrap();
    let crowd = crowd(&mut society);
    let events = society.wait(Seconds::days(7));
    let expected = ["governance.counted", "governance.voting_closed", "governance.postponed"];
    assert_eq!(names(&events), expected);
    let until = Clock::read(&society.state).running().after(PROBATION);
    assert_eq!(wait_of(&society), Some(Wait::Begun { until }));
    they_decide(&mut society, &crowd, 2);
}

/// GOV-60: what one said yes to alone is not confirmed before those can vote who came meanwhile; where versions were
/// chosen among and where there were none.
#[test]
fn gov_60_what_one_decided_alone_is_confirmed_by_who_came() {
    for versions in [false, true] {
        let mut society = alone(versions);
        let founder = society.founder.clone();
        let round = if versions {
            vote(&mut society, &founder, 1, Choice::Rank(vec![vec![1]])).unwrap();
            society.wait(Seconds::days(7));
            3
        } else {
            2
        };
        assert_eq!(at(&society), (Stage::Voting, round - 1, 1), "alone nobody waits");
        vote(&mut society, &founder, 1, Choice::Yes).unwrap();
        society.wait(Seconds::days(7));
        assert_eq!(at(&society), (Stage::Confirming, round - 1, 1));
        assert_eq!(wait_of(&society), None);
        let opens = Clock::read(&society.state).running().after(Seconds::days(10));
        society.wait(Seconds::days(4));
        let crowd = crowd(&mut society);
        let newcomers = Newcomers { members: 6, on_probation: 5 };
        let until = opens.after(PROBATION);
        assert_eq!(wait_of(&society), Some(Wait::Ahead { newcomers, until }));
        assert_eq!(names(&society.wait(Seconds::days(6))), ["governance.postponed"]);
        assert_eq!(wait_of(&society), Some(Wait::Begun { until }));
        they_decide(&mut society, &crowd, round);
    }
}

/// GOV-60, POW-8: what one decided and confirmed alone, and those object to who came since, waits for them from then on:
/// until they are past probation, and not for another confirmation.
#[test]
fn gov_60_what_one_confirmed_alone_and_others_object_to_waits_for_them() {
    let mut society = alone(false);
    let founder = society.founder.clone();
    vote(&mut society, &founder, 1, Choice::Yes).unwrap();
    society.wait(Seconds::days(17));
    vote(&mut society, &founder, 1, Choice::Yes).unwrap();
    society.wait(Seconds::days(7));
    assert_eq!(at(&society), (Stage::Grace, 2, 1));
    let crowd = crowd(&mut society);
    let object = GovernanceAction::Object { target: Target::Proposal { number: 1 } };
    let events = society.act(&crowd[0], object).unwrap();
    assert_eq!(names(&events), ["governance.objected", "governance.postponed"]);
    they_decide(&mut society, &crowd, 3);
}

/// GOV-60, POW-8: the first vote in which more than one could decide is by whom all later ones go.
#[test]
fn gov_60_what_two_confirmed_that_one_brought_goes_back_to_the_two() {
    let mut society = alone(false);
    let founder = society.founder.clone();
    vote(&mut society, &founder, 1, Choice::Yes).unwrap();
    society.wait(Seconds::days(7));
    let friend = joined(&mut society, "friend");
    society.wait(Seconds::days(40));
    assert_eq!(at(&society), (Stage::Voting, 2, 2));
    for who in [&founder, &friend] {
        vote(&mut society, who, 1, Choice::Yes).unwrap();
    }
    society.wait(Seconds::days(7));
    let new = ["gil", "hal"].map(|name| joined(&mut society, name));
    let object = GovernanceAction::Object { target: Target::Proposal { number: 1 } };
    let events = society.act(&new[0], object).unwrap();
    assert_eq!(names(&events), ["governance.objected", "governance.voting_opened"]);
    assert_eq!(at(&society), (Stage::Voting, 3, 2));
}
