//! What members stopped is carried by as many yes as objected: neither by silence, nor by a handful (POW-7, POW-8).

use polity_types::{Amount, Seconds};

use super::super::{Choice, GovernanceAction, Outcome, Stage, Target, Terms, Verdict, query};
use super::{CHARTER, joined, propose, vote};
use crate::Action;
use crate::charter_text::Method;
use crate::frame::context::Authority;
use crate::modules::treasury::{AccountId, TreasuryAction};
use crate::testing::{Actor, Society};

/// What the founder may announce, and what the members may do by silence.
const SILENT: &str = r#"
[[decision]]
id = "silent"
electorate = "members"
method = "lazy-consensus"
discussion = "none"
voting = "1 day"
grace = "1 day"

[[power]]
id = "by-silence"
may = "treasury.issue"
who = "decision: silent"
up_to = "20000 BOX per 30 days"
challenge = "50%"

[[power]]
id = "founder-issues"
may = "treasury.issue"
who = "founder"
up_to = "10000 BOX per 30 days"
grace = "2 days"
challenge = "50%"
"#;
/// What lets the members do it by yes or no.
const ALL: &str =
    "[[power]]\nid = \"all\"\nmay = \"treasury.issue\"\nwho = \"decision: ordinary\"\n";
/// A decision of the members in which whoever votes is enough.
const FEW: &str = r#"
[[decision]]
id = "few"
electorate = "members"
method = "yes-no"
quorum = "adaptive"
threshold = "more than half"
discussion = "none"
voting = "1 day"
grace = "none"

[[power]]
id = "by-few"
may = "treasury.issue"
who = "decision: few"
up_to = "20000 BOX per 30 days"
"#;

/// A society of the founder and five full members under the box's charter with more lines.
fn with(lines: &str) -> (Society, Vec<Actor>) {
    let mut society = Society::under(&format!("{CHARTER}\n```toml\n{lines}\n```\n"));
    let members = ["ana", "ben", "cleo", "dan", "eve"].map(|name| joined(&mut society, name));
    society.wait(Seconds::days(30));
    (society, members.to_vec())
}

fn issue(amount: u64, to: &Actor) -> Action {
    let (amount, asset) = (Amount::from(amount), "BOX".parse().unwrap());
    let to = AccountId::Person(to.person);
    TreasuryAction::Issue { amount, asset, category: None, memo: None, to }.into()
}

/// Returns how much money somebody has.
fn held(society: &Society, who: &Actor) -> String {
    let account = AccountId::Person(who.person);
    let asset = "BOX".parse().unwrap();
    crate::modules::treasury::query::balance(&society.state, &account, &asset).to_string()
}

fn object(society: &mut Society, by: &[Actor], target: Target) {
    for member in by {
        society.act(member, GovernanceAction::Object { target }).unwrap();
    }
}

/// Brings a proposal of the founder's that issues money to them, and returns its number.
fn bring(society: &mut Society, procedure: &str, amount: u64) -> u64 {
    let founder = society.founder.clone();
    let action = propose(society, procedure, vec![issue(amount, &founder)]);
    society.act(&founder, action).unwrap();
    society.wait(Seconds(1));
    query::counts(&society.state).made
}

/// Has the founder announce to issue 9,000 to themselves, and three of six members stop it.
fn stopped(society: &mut Society, members: &[Actor]) {
    let founder = society.founder.clone();
    society.act(&founder, issue(9_000, &founder)).unwrap();
    object(society, &members[..3], Target::Act { number: 1 });
}

fn code_of(society: &Society, number: u64) -> String {
    match query::result(&society.state, number).unwrap().outcome {
        Outcome::Failed { refused, .. } => refused.code,
        other => format!("{other:?}"),
    }
}

/// POW-7: a silent decision of the members does not do what the members are still to vote on; more than half of it
/// does not become theirs in two pieces either.
#[test]
fn pow_7_silence_does_not_do_what_is_at_the_vote() {
    let (mut society, members) = with(&format!("{ALL}{SILENT}"));
    let founder = society.founder.clone();
    stopped(&mut society, &members);
    assert_eq!(query::proposal(&society.state, 1).unwrap().stage, Stage::Discussion);
    let whole = bring(&mut society, "silent", 9_000);
    let half = bring(&mut society, "silent", 4_500);
    let more = bring(&mut society, "silent", 1);
    society.wait(Seconds::days(2));
    assert_eq!(code_of(&society, whole), "charter.at_vote");
    assert_eq!(code_of(&society, half), "Done");
    assert_eq!(code_of(&society, more), "charter.at_vote");
    assert_eq!(held(&society, &founder), "4500");
}

/// POW-7: nor does a decision for which fewer say yes than objected; one for which as many do is the members' own.
#[test]
fn pow_7_a_handful_does_not_do_what_is_at_the_vote() {
    let (mut society, members) = with(&format!("{ALL}{SILENT}{FEW}"));
    let founder = society.founder.clone();
    stopped(&mut society, &members);
    let by_few = bring(&mut society, "few", 9_000);
    for voter in [&founder, &members[3]] {
        vote(&mut society, voter, by_few, Choice::Yes).unwrap();
    }
    society.wait(Seconds::days(1));
    assert_eq!(code_of(&society, by_few), "charter.at_vote");
    let by_three = bring(&mut society, "few", 9_000);
    for voter in [&founder, &members[3], &members[4]] {
        vote(&mut society, voter, by_three, Choice::Yes).unwrap();
    }
    society.wait(Seconds::days(1));
    assert_eq!(code_of(&society, by_three), "Done");
    assert_eq!(held(&society, &founder), "9000");
}

/// POW-7: the vote on what members stopped asks for as many yes as objected, so the author alone does not carry it by
/// the silence of all others.
#[test]
fn pow_7_as_many_say_yes_as_objected() {
    for (yes, passes) in [(1, false), (2, false), (3, true)] {
        let (mut society, members) = with(SILENT);
        let founder = society.founder.clone();
        stopped(&mut society, &members);
        let open = query::proposal(&society.state, 1).unwrap();
        assert_eq!((open.terms.method, open.terms.objected), (Method::YesNo, 3));
        society.wait(Seconds(1));
        assert_eq!(query::standing(&society.state, 1).unwrap().yes_needed, 3);
        for voter in [&founder, &members[3], &members[4]].into_iter().take(yes) {
            vote(&mut society, voter, 1, Choice::Yes).unwrap();
        }
        society.wait(Seconds::days(3));
        let outcome = query::result(&society.state, 1).unwrap().outcome;
        let expected =
            if passes { Outcome::Done } else { Outcome::Rejected { verdict: Verdict::Rejected } };
        assert_eq!(outcome, expected, "{yes}");
        assert_eq!(held(&society, &founder), if passes { "9000" } else { "0" });
    }
}

/// POW-7: more than half of those who can vote carry it, however many objected.
#[test]
fn pow_7_more_than_half_carry_what_all_others_stopped() {
    let (mut society, _) = with(SILENT);
    let charter = society.context(Authority::Rule { rule: "test".into() }).charter.clone();
    let all = |objected| Terms { objected, ..Terms::from(charter.decision("ordinary").unwrap()) };
    assert_eq!(all(5).yes_least(6), 4);
    assert_eq!(all(5).yes_least(9), 5);
    assert_eq!(all(5).yes_least(0), 1);
    assert_eq!(all(0).yes_least(6), 0);
}

/// POW-8: what silence carried and members send back is put to yes or no, and takes as many yes as objected.
#[test]
fn pow_8_silence_does_not_carry_what_silence_carried_and_members_sent_back() {
    for (yes, passes) in [(0, false), (1, false), (3, true)] {
        let (mut society, members) = with(SILENT);
        let founder = society.founder.clone();
        let number = bring(&mut society, "silent", 9_000);
        society.wait(Seconds::days(1));
        assert_eq!(query::proposal(&society.state, number).unwrap().stage, Stage::Grace);
        object(&mut society, &members[..3], Target::Proposal { number });
        let again = query::proposal(&society.state, number).unwrap();
        assert_eq!((again.stage, again.round), (Stage::Voting, 2));
        assert_eq!(again.terms.asks(again.round), Method::YesNo);
        for voter in [&founder, &members[3], &members[4]].into_iter().take(yes) {
            vote(&mut society, voter, number, Choice::Yes).unwrap();
        }
        society.wait(Seconds::days(3));
        let outcome = query::result(&society.state, number).unwrap().outcome;
        assert_eq!(outcome == Outcome::Done, passes, "{yes}: {outcome:?}");
        assert_eq!(held(&society, &founder), if passes { "9000" } else { "0" });
    }
}
