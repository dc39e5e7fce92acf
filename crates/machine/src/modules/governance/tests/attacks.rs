//! What somebody hostile tries with votes and with acts that wait.

use polity_types::{Amount, Seconds};

use super::super::{Choice, GovernanceAction, Outcome, Target, Verdict, query};
use super::delegation::{charter, to};
use super::{CHARTER, applicant, joined, names, propose, society, vote};
use crate::Action;
use crate::modules::charter::{self as charter_module, ActEnd};
use crate::modules::membership::MembershipAction;
use crate::modules::treasury::{AccountId, TreasuryAction};
use crate::testing::{Actor, Society};

/// Dues from which the founder frees people.
const DUES: &str = r#"
```toml
[dues]
every      = "30 days"
amount     = "10 BOX"
vote_rests = "10 days"

[[power]]
id = "waiving"
may = "dues.waive"
who = "founder"
```
"#;

/// GOV-16, GOV-18: whose vote rests gives none away, so no delegate carries what its owner could not cast; and
/// never are more votes counted than there are people who may vote.
#[test]
fn gov_16_whose_vote_rests_is_carried_by_nobody() {
    let mut society = Society::under(&(charter("delegation = \"yes\"") + DUES));
    let founder = society.founder.clone();
    let people = ["ana", "ben", "cleo", "dan"].map(|name| joined(&mut society, name));
    let [ana, ben, cleo, dan] = &people;
    for free in [&founder, ben, dan] {
        society.waive(free.person, 100);
    }
    society.wait(Seconds::days(30));
    for giver in [ana, cleo] {
        let give = to(&society, giver, ben);
        society.act(giver, give).unwrap();
    }
    assert_eq!(query::carried(&society.state, "ordinary", ben.person), 2);
    let told = society.wait(Seconds::days(20));
    assert!(names(&told).contains(&"membership.rested".to_owned()), "{:?}", names(&told));
    assert!(names(&told).contains(&"governance.delegation_ended".to_owned()), "{:?}", names(&told));
    assert_eq!(query::delegation(&society.state, ana.person, "ordinary"), None);
    assert_eq!(query::carried(&society.state, "ordinary", ben.person), 0);

    let fay = applicant(&mut society, "fay");
    let admit = MembershipAction::Admit { applicant: fay.person };
    let action = propose(&mut society, "ordinary", vec![admit.into()]);
    society.act(ben, action).unwrap();
    society.wait(Seconds::days(1));
    for voter in [&founder, ben, dan] {
        vote(&mut society, voter, 1, Choice::Yes).unwrap();
    }
    let eligible = query::proposal(&society.state, 1).unwrap().electorate.unwrap().roll.count;
    assert_eq!((eligible, query::tally(&society.state, 1).unwrap().votes()), (3, 3));
    assert_eq!(vote(&mut society, ana, 1, Choice::No).unwrap_err().code, "governance.not_eligible");
}

fn decline(of: &Actor) -> Action {
    MembershipAction::Decline { applicant: of.person, text: None }.into()
}

fn object(act: u64) -> GovernanceAction {
    GovernanceAction::Object { target: Target::Act { number: act } }
}

/// Has as many members object to an act as stop it.
fn stop(society: &mut Society, by: &[Actor], act: u64) -> Vec<String> {
    let events = by.iter().flat_map(|member| society.act(member, object(act)).unwrap());
    names(&events.collect::<Vec<_>>())
}

/// POW-7: what members stopped and is put to the vote is not announced again meanwhile, nor does a twin of it
/// that waits take effect.
#[test]
fn pow_7_an_act_does_not_come_again_before_its_vote() {
    let (mut society, members) = society();
    let founder = society.founder.clone();
    let [fay, gus] = ["fay", "gus"].map(|name| applicant(&mut society, name));
    society.act(&founder, decline(&fay)).unwrap();
    society.act(&founder, decline(&fay)).unwrap();
    let told = stop(&mut society, &members[..3], 1);
    assert!(told.contains(&"governance.proposed".to_owned()), "{told:?}");
    let again = society.act(&founder, decline(&fay)).unwrap_err();
    assert_eq!((again.code.as_str(), again.rule.as_str()), ("charter.at_vote", "POW-7"));
    society.act(&founder, decline(&gus)).unwrap();
    // Four days later: the discussion is over, the vote is on.
    let told = names(&society.wait(Seconds::days(4)));
    assert_eq!(told.iter().filter(|name| *name == "charter.act_failed").count(), 1, "{told:?}");
    assert_eq!(told.iter().filter(|name| *name == "charter.act_effected").count(), 1, "{told:?}");
    let twin = charter_module::query::act_result(&society.state, 2).unwrap().end;
    assert!(
        matches!(&twin, ActEnd::Failed { refused } if refused.code == "charter.at_vote"),
        "{twin:?}"
    );
    for member in &members[..3] {
        vote(&mut society, member, 1, Choice::No).unwrap();
    }
    society.wait(Seconds::days(7));
    let result = query::result(&society.state, 1).unwrap();
    assert_eq!(result.outcome, Outcome::Rejected { verdict: Verdict::Rejected });
    society.act(&founder, decline(&fay)).expect("the vote is over");
}

/// A founder who pays out of a fund, what members stop of which is decided by whoever `more` says.
fn paying(more: &str) -> (Society, Vec<Actor>) {
    let pays = "[[power]]\nid = \"pays\"\nmay = \"treasury.issue\"\nwho = \"founder\"\nup_to = \"100 BOX \
                per 30 days\"\ngrace = \"2 days\"\nchallenge = \"50%\"\n";
    let text = format!("{CHARTER}\n```toml\n{pays}\n{more}\n```\n");
    let mut society = Society::under(&text);
    let members = ["ana", "ben", "cleo", "dan"].map(|name| joined(&mut society, name));
    society.wait(Seconds::days(30));
    (society, members.to_vec())
}

fn issue(amount: u64, to: &Actor) -> Action {
    let (amount, asset) = (Amount::from(amount), "BOX".parse().unwrap());
    let to = AccountId::Person(to.person);
    TreasuryAction::Issue { amount, asset, category: None, memo: None, to }.into()
}

/// POW-3, POW-7: what is put to the vote counts against the limit of whoever announced it, so that the same
/// money is not asked for in another form; with the end of the vote it does not any more.
#[test]
fn pow_7_what_is_put_to_the_vote_counts_against_the_limit() {
    let (mut society, members) =
        paying("[[power]]\nid = \"all\"\nmay = \"treasury.issue\"\nwho = \"decision: ordinary\"");
    let (founder, ana) = (society.founder.clone(), members[0].clone());
    society.act(&founder, issue(9_000, &ana)).unwrap();
    stop(&mut society, &members[..3], 1);
    let more = society.act(&founder, issue(8_999, &ana)).unwrap_err();
    assert_eq!(more.code, "charter.over_limit");
    society.act(&founder, issue(1_000, &ana)).unwrap();
    society.wait(Seconds::days(8));
    assert!(query::result(&society.state, 1).is_some(), "nobody voted");
    let left = society.act(&founder, issue(9_001, &ana)).unwrap_err();
    assert_eq!(left.code, "charter.over_limit", "what took effect counts");
    society.act(&founder, issue(9_000, &ana)).expect("what was voted down does not");
}

/// POW-7: what members stop goes to a vote of members, never to an office alone, whoever is named first; where no
/// decision of members carries it, it is over.
#[test]
fn pow_7_what_members_stop_goes_to_members() {
    const COUNCIL: &str = "[[office]]\nid = \"council\"\nname = \"Council\"\nseats = 1\nterm = \"1 year\"\n\
                           filled = \"decision: ordinary\"\nrecalled = \"decision: ordinary\"\n\
                           [[decision]]\nid = \"council\"\nelectorate = \"office: council\"\nmethod = \
                           \"yes-no\"\nquorum = \"50%\"\nthreshold = \"more than half\"\ndiscussion = \
                           \"none\"\nvoting = \"1 day\"\ngrace = \"none\"\n\
                           [[power]]\nid = \"council\"\nmay = \"treasury.issue\"\nwho = \"decision: council\"\n\
                           up_to = \"500 BOX per 30 days\"\n";
    const ALL: &str =
        "[[power]]\nid = \"all\"\nmay = \"treasury.issue\"\nwho = \"decision: ordinary\"";
    for (more, procedure) in [(format!("{COUNCIL}{ALL}"), Some("ordinary")), (COUNCIL.into(), None)]
    {
        let (mut society, members) = paying(&more);
        let (founder, ana) = (society.founder.clone(), members[0].clone());
        society.act(&founder, issue(9_000, &ana)).unwrap();
        stop(&mut society, &members[..3], 1);
        let opened = query::proposal(&society.state, 1).map(|open| open.procedure);
        assert_eq!(opened.as_deref(), procedure);
        let end = charter_module::query::act_result(&society.state, 1).unwrap().end;
        assert_eq!(end, ActEnd::Stopped { proposal: procedure.map(|_| 1) });
    }
}
