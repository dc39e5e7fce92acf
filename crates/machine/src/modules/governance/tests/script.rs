//! Histories that meet each refusal at its boundary. Read them top to bottom.

use polity_types::{Hash, OperationId, Seconds};

use super::super::GovernanceAction::{Argue, CastBallot, Object, Propose, Withdraw};
use super::super::sweep::SWEPT_MAX;
use super::super::{
    ACTIONS_BYTES_MAX, ACTIONS_MAX, ARGUMENTS_PER_PERSON_MAX, Ballot, Choice, GovernanceAction,
    OPEN_PER_PERSON_MAX, Outcome, Side, Stage, Target, Verdict, query,
};
use super::{CHARTER, applicant, ballot, joined, names, propose, society, vote};
use crate::Action;
use crate::frame::agenda;
use crate::frame::clock::Clock;
use crate::frame::state::{Overlay, StateView};
use crate::modules::charter::{CharterAction, RelyingParty};
use crate::modules::membership::{self, MembershipAction};
use crate::modules::treasury::{self, AccountId, TreasuryAction};
use crate::testing::{Actor, Society};

fn admit(applicant: &Actor) -> Action {
    MembershipAction::Admit { applicant: applicant.person }.into()
}

fn outcome(society: &Society, number: u64) -> Outcome {
    query::result(&society.state, number).expect("the proposal is over").outcome
}

fn stage(society: &Society, number: u64) -> Stage {
    query::proposal(&society.state, number).expect("the proposal is open").stage
}

/// GOV-1: from the proposal to its effect, with nobody's help.
#[test]
fn gov_1_a_proposal_runs_to_its_effect_by_itself() {
    let (mut society, members) = society();
    let fay = applicant(&mut society, "fay");
    let action = propose(&mut society, "ordinary", vec![admit(&fay)]);
    society.act(&members[0], action).unwrap();
    assert_eq!(stage(&society, 1), Stage::Discussion);
    let opened = society.wait(Seconds::days(1));
    assert_eq!(names(&opened), ["governance.voting_opened"]);
    for voter in &members[..3] {
        vote(&mut society, voter, 1, Choice::Yes).unwrap();
    }
    let standing = query::standing(&society.state, 1).unwrap();
    assert_eq!((standing.eligible, standing.quorum, standing.yes_needed), (6, 3, 2));
    assert_eq!(standing.verdict, Verdict::Passed);
    assert_eq!(standing.ends, society.time.after(Seconds::days(7)));
    let closed = society.wait(Seconds::days(7));
    assert_eq!(names(&closed), ["governance.voting_closed"]);
    assert_eq!(stage(&society, 1), Stage::Grace);
    assert!(society.wait(Seconds(Seconds::days(3).0 - 1)).is_empty());
    let enacted = society.wait(Seconds(1));
    assert_eq!(names(&enacted), ["membership.admitted", "governance.enacted"]);
    assert_eq!(outcome(&society, 1), Outcome::Done);
    let application = membership::query::application(&society.state, fay.person).unwrap();
    assert_eq!(application.admitted_by.as_deref(), Some("decision 1 (ordinary)"));
}

/// GOV-2, GOV-3, GOV-4: what can be proposed.
#[test]
fn gov_2_gov_3_gov_4_script_of_refused_proposals() {
    let (mut society, members) = society();
    let fay = applicant(&mut society, "fay");
    let gil = joined(&mut society, "gil");
    let ana = &members[0];
    let text = society.records.insert(b"For all of us.".to_vec());
    let amended = society.records.insert(format!("{CHARTER}\nMore.\n").into_bytes());
    let replaces = crate::modules::charter::query::current(&society.state).hash;
    let amend = || Action::from(CharterAction::Amend { replaces, text: amended });
    let parties = |count: usize| {
        let origins = vec!["https://a.example".repeat(100); count];
        let party = RelyingParty { id: "a.example".into(), origins };
        Action::from(CharterAction::SetRelyingParties { relying_parties: vec![party] })
    };
    let nested = Action::from(Propose {
        actions: vec![admit(&fay)],
        contest: None,
        deposit: None,
        procedure: "ordinary".into(),
        text,
    });
    let own = Action::from(MembershipAction::Leave {});
    let make = |procedure: &str, actions: Vec<Action>| Propose {
        actions,
        contest: None,
        deposit: None,
        procedure: procedure.into(),
        text,
    };
    let many = |count: usize| make("ordinary", vec![admit(&fay); count]);
    let unknown = Propose {
        actions: vec![admit(&fay)],
        contest: None,
        deposit: None,
        procedure: "ordinary".into(),
        text: Hash::of(b"nowhere"),
    };
    let script = [
        (&gil, many(1), Some("charter.no_power")),
        (&fay, many(1), Some("charter.no_power")),
        (ana, many(0), Some("governance.action_count")),
        (ana, many(ACTIONS_MAX + 1), Some("governance.action_count")),
        (ana, make("ordinary", vec![parties(20)]), Some("governance.action_bytes")),
        (ana, make("nothing", vec![admit(&fay)]), Some("governance.no_procedure")),
        (ana, make("ordinary", vec![own]), Some("governance.not_decided")),
        (ana, make("ordinary", vec![nested]), Some("governance.not_decided")),
        (ana, make("swift", vec![admit(&fay)]), Some("governance.not_carried")),
        (ana, make("ordinary", vec![admit(&fay), amend()]), Some("governance.not_carried")),
        (ana, make("amendment", vec![amend(), amend()]), Some("governance.amend_not_last")),
        (ana, unknown, Some("governance.no_text")),
        (ana, many(ACTIONS_MAX), None),
        (ana, many(2), None),
        (ana, make("amendment", vec![amend()]), None),
        (ana, many(1), Some("governance.too_many_open")),
        (&members[1], many(1), None),
        (&members[1], Withdraw { alternative: None, proposal: 1 }, Some("governance.not_author")),
        (ana, Withdraw { alternative: None, proposal: 9 }, Some("governance.no_proposal")),
        (ana, Withdraw { alternative: None, proposal: 1 }, None),
        (ana, Withdraw { alternative: None, proposal: 1 }, Some("governance.no_proposal")),
        (ana, many(1), None),
    ];
    for (line, (actor, action, refusal)) in script.into_iter().enumerate() {
        let outcome = society.act(actor, action).err().map(|refusal| refusal.code);
        assert_eq!(outcome.as_deref(), refusal, "line {line}");
    }
    assert_eq!(query::counts(&society.state).open, 4);
    assert_eq!(query::open_of(&society.state, ana.person), OPEN_PER_PERSON_MAX);
    let refusal = society.act(ana, make("swift", vec![admit(&fay)])).unwrap_err();
    assert_eq!(
        refusal.message,
        "No line of the charter lets the decision procedure \"swift\" do membership.admit, the \
         action 1; it lets founder, decision: ordinary."
    );
    const { assert!(ACTIONS_BYTES_MAX < polity_types::operation::ENVELOPE_BYTES_MAX) };
}

/// GOV-5: arguments.
#[test]
fn gov_5_arguments_are_open_and_bounded() {
    let (mut society, members) = society();
    let fay = applicant(&mut society, "fay");
    let action = propose(&mut society, "ordinary", vec![admit(&fay)]);
    society.act(&members[0], action).unwrap();
    let argue = |proposal| Argue { proposal, side: Side::For, text: Hash::of(b"because") };
    for _ in 0..ARGUMENTS_PER_PERSON_MAX {
        society.act(&fay, argue(1)).unwrap();
    }
    let refusal = society.act(&fay, argue(1)).unwrap_err();
    assert_eq!(refusal.code, "governance.too_many_arguments");
    assert_eq!(refusal.message, "5 of 5 arguments on this proposal are used.");
    assert_eq!(society.act(&fay, argue(2)).unwrap_err().code, "governance.no_proposal");
    society.wait(Seconds::days(1));
    society.act(&members[1], argue(1)).unwrap();
    assert_eq!(query::arguments(&society.state, 1).count, 6);
    for voter in &members {
        vote(&mut society, voter, 1, Choice::Yes).unwrap();
    }
    society.wait(Seconds::days(7));
    assert_eq!(society.act(&members[2], argue(1)).unwrap_err().code, "governance.other_stage");
    society.wait(Seconds::days(3));
    let left = society.state.scan("governance/argue", None, 1);
    assert!(left.is_empty(), "{left:?}");
    assert_eq!(query::result(&society.state, 1).unwrap().arguments.count, 6);
}

/// GOV-6: withdrawing.
#[test]
fn gov_6_an_author_withdraws_before_voting_opens() {
    let (mut society, members) = society();
    let fay = applicant(&mut society, "fay");
    for _ in 0..2 {
        let action = propose(&mut society, "ordinary", vec![admit(&fay)]);
        society.act(&members[0], action).unwrap();
    }
    society.wait(Seconds(Seconds::days(1).0 - 1));
    society.act(&members[0], Withdraw { alternative: None, proposal: 1 }).unwrap();
    assert_eq!(outcome(&society, 1), Outcome::Withdrawn);
    society.wait(Seconds(1));
    let refusal =
        society.act(&members[0], Withdraw { alternative: None, proposal: 2 }).unwrap_err();
    assert_eq!(refusal.message, "The proposal 2 is at the vote.");
    assert_eq!(query::open_of(&society.state, members[0].person), 1);
}

/// GOV-7, GOV-8: who casts a ballot, when, and how it is changed.
#[test]
fn gov_7_gov_8_script_of_ballots() {
    let (mut society, members) = society();
    let fay = applicant(&mut society, "fay");
    let gil = joined(&mut society, "gil");
    let (ana, ben) = (&members[0], &members[1]);
    let action = propose(&mut society, "ordinary", vec![admit(&fay)]);
    society.act(ana, action).unwrap();
    let early = society.act(ana, ballot(1, Choice::Yes)).unwrap_err();
    assert_eq!(early.message, "The proposal 1 is in discussion.");
    society.wait(Seconds::days(1));
    let codes = |refusal: Option<polity_types::Refusal>| refusal.map(|refusal| refusal.code);

    // On probation, not a member, and whoever joins or settles later.
    for actor in [&gil, &fay] {
        let refusal = society.act(actor, ballot(1, Choice::Yes)).err();
        assert_eq!(codes(refusal).as_deref(), Some("governance.not_eligible"));
    }
    // Who was eligible stays so, gone or not.
    society.act(ben, MembershipAction::Leave {}).unwrap();
    vote(&mut society, ben, 1, Choice::No).unwrap();

    let first = vote(&mut society, ana, 1, Choice::No).unwrap();
    let change = |replaces: Option<OperationId>| CastBallot {
        ballot: Ballot::Open { choice: Choice::Yes },
        proposal: 1,
        replaces,
        round: 1,
    };
    let other = OperationId(Hash::of(b"other"));
    for wrong in [None, Some(other)] {
        let refusal = society.act(ana, change(wrong)).err();
        assert_eq!(codes(refusal).as_deref(), Some("governance.replaces"));
    }
    society.act(ana, change(Some(first))).unwrap();
    let refusal = society.act(ana, change(Some(first))).err();
    assert_eq!(codes(refusal).as_deref(), Some("governance.replaces"));
    let refusal = society.act(&members[2], change(Some(other))).err();
    assert_eq!(codes(refusal).as_deref(), Some("governance.replaces"));
    let tally = query::tally(&society.state, 1).unwrap();
    assert_eq!((tally.yes, tally.no, tally.abstain, tally.roll.count), (1, 1, 0, 2));

    // The last second, and the first one after.
    let ends = query::standing(&society.state, 1).unwrap().ends;
    let left = ends.since(society.time).unwrap();
    society.wait(Seconds(left.0 - 1));
    society.act(&members[2], ballot(1, Choice::Abstain)).unwrap();
    society.wait(Seconds(1));
    let refusal = society.act(&members[3], ballot(1, Choice::Yes)).err();
    assert_eq!(codes(refusal).as_deref(), Some("governance.no_proposal"));
}

/// GOV-7: whoever settles or joins after the opening waits for the next vote.
#[test]
fn gov_7_the_electorate_is_frozen_when_voting_opens() {
    let (mut society, members) = society();
    let fay = applicant(&mut society, "fay");
    let gil = joined(&mut society, "gil");
    society.wait(Seconds::days(28));
    let action = propose(&mut society, "ordinary", vec![admit(&fay)]);
    society.act(&members[0], action).unwrap();
    society.wait(Seconds::days(1));
    let frozen = query::proposal(&society.state, 1).unwrap().electorate.unwrap();
    assert_eq!(frozen.roll, membership::query::rolls(&society.state).full);
    society.wait(Seconds::days(2));
    assert!(membership::query::is_full_member(&society.state, gil.person));
    let refusal = society.act(&gil, ballot(1, Choice::Yes)).unwrap_err();
    let expected = format!("{} was not among the 6 eligible when voting opened.", gil.person);
    assert_eq!(refusal.message, expected);
}

/// GOV-9: quorum and threshold at their boundaries, of six eligible.
#[test]
fn gov_9_quorum_and_threshold_decide_exactly() {
    use Choice::{Abstain, No, Yes};
    let cases: [(&[Choice], Verdict); 8] = [
        (&[], Verdict::NoQuorum),
        (&[Yes, Yes], Verdict::NoQuorum),
        (&[Yes, Yes, Abstain], Verdict::Passed),
        (&[Abstain, Abstain, Abstain], Verdict::Rejected),
        (&[Yes, No, Abstain], Verdict::Rejected),
        (&[Yes, Yes, No, No], Verdict::Rejected),
        (&[Yes, Yes, No], Verdict::Passed),
        (&[Yes, Yes, Yes, No, No], Verdict::Passed),
    ];
    for (choices, verdict) in cases {
        let (mut society, members) = society();
        let fay = applicant(&mut society, "fay");
        let action = propose(&mut society, "ordinary", vec![admit(&fay)]);
        society.act(&members[0], action).unwrap();
        society.wait(Seconds::days(1));
        for (voter, choice) in members.iter().zip(choices) {
            vote(&mut society, voter, 1, choice.clone()).unwrap();
        }
        assert_eq!(query::standing(&society.state, 1).unwrap().verdict, verdict, "{choices:?}");
        society.wait(Seconds::days(10));
        let expected = match verdict {
            Verdict::Passed => Outcome::Done,
            verdict => Outcome::Rejected { verdict },
        };
        assert_eq!(outcome(&society, 1), expected, "{choices:?}");
    }
}

/// GOV-9: the longest grace counts; no grace takes effect at once.
#[test]
fn gov_9_grace_is_the_longest_of_procedure_and_lines() {
    let (mut society, members) = society();
    let party =
        RelyingParty { id: "box.example".into(), origins: vec!["https://box.example".into()] };
    let set = CharterAction::SetRelyingParties { relying_parties: vec![party.clone()] };
    let action = propose(&mut society, "ordinary", vec![set.into()]);
    society.act(&members[0], action).unwrap();
    let fund: AccountId = "fund-house".parse().unwrap();
    let set = TreasuryAction::OpenAccount { account: fund.clone() };
    let action = propose(&mut society, "swift", vec![set.clone().into()]);
    society.act(&members[0], action).unwrap();
    society.wait(Seconds::days(1));
    for voter in &members {
        vote(&mut society, voter, 1, Choice::Yes).unwrap();
    }
    // The vote on 2 opened with the first batch after it was proposed.
    society.wait(Seconds(1));
    assert_eq!(outcome(&society, 2), Outcome::Rejected { verdict: Verdict::NoQuorum });
    let action = propose(&mut society, "swift", vec![set.into()]);
    society.act(&members[1], action).unwrap();
    society.wait(Seconds(1));
    for voter in &members {
        vote(&mut society, voter, 3, Choice::Yes).unwrap();
    }
    society.wait(Seconds::days(1));
    assert_eq!(outcome(&society, 3), Outcome::Done);
    assert!(treasury::query::funds(&society.state, 9).contains(&fund));
    let until = |society: &Society| {
        let ends = query::standing(&society.state, 1).unwrap().ends;
        ends.since(society.time).unwrap()
    };
    society.wait(until(&society));
    assert_eq!(stage(&society, 1), Stage::Grace);
    assert_eq!(until(&society), Seconds::days(5));
    society.wait(Seconds::days(5));
    assert_eq!(outcome(&society, 1), Outcome::Done);
    let known = crate::modules::charter::query::relying_parties(&society.state);
    assert_eq!(known, [party]);
}

/// GOV-9, GOV-62: a second vote, of those who could vote in the first and stayed.
#[test]
fn gov_9_a_second_vote_confirms() {
    let (mut society, members) = society();
    let text = society.records.insert(format!("{CHARTER}\nMore.\n").into_bytes());
    for _ in 0..2 {
        let replaces = crate::modules::charter::query::current(&society.state).hash;
        let amend = Action::from(CharterAction::Amend { replaces, text });
        let action = propose(&mut society, "amendment", vec![amend]);
        society.act(&members[0], action).unwrap();
    }
    society.wait(Seconds::days(2));
    for number in [1, 2] {
        for voter in &members {
            vote(&mut society, voter, number, Choice::Yes).unwrap();
        }
    }
    society.wait(Seconds::days(7));
    assert_eq!(stage(&society, 1), Stage::Confirming);
    society.act(&members[4], MembershipAction::Leave {}).unwrap();
    society.wait(Seconds::days(10));
    let proposal = query::proposal(&society.state, 1).unwrap();
    assert_eq!((proposal.stage, proposal.round), (Stage::Voting, 2));
    assert_eq!(proposal.electorate.unwrap().roll.count, 5);
    assert_eq!(query::tally(&society.state, 1).unwrap(), super::super::Tally::default());
    let refused = vote(&mut society, &members[4], 1, Choice::Yes).unwrap_err();
    assert_eq!(refused.code, "governance.left_since");
    for voter in &members[..4] {
        vote(&mut society, voter, 1, Choice::Yes).unwrap();
        vote(&mut society, voter, 2, Choice::No).unwrap();
    }
    society.wait(Seconds::days(10));
    assert_eq!(outcome(&society, 1), Outcome::Done);
    assert_eq!(outcome(&society, 2), Outcome::Rejected { verdict: Verdict::Rejected });
    assert_eq!(crate::modules::charter::query::current(&society.state).hash, text);
}

/// GOV-9: a decision takes effect whole or not at all, and says why not.
#[test]
fn gov_9_a_decision_that_the_rules_refuse_says_why() {
    let (mut society, members) = society();
    let (fay, gus) = (applicant(&mut society, "fay"), applicant(&mut society, "gus"));
    let action = propose(&mut society, "ordinary", vec![admit(&fay), admit(&gus)]);
    society.act(&members[0], action).unwrap();
    society.wait(Seconds::days(1));
    for voter in &members {
        vote(&mut society, voter, 1, Choice::Yes).unwrap();
    }
    society.act(&gus, MembershipAction::Withdraw {}).unwrap();
    let events = society.wait(Seconds::days(10));
    assert!(names(&events).ends_with(&["governance.failed".into()]));
    let Outcome::Failed { place: 1, refused } = outcome(&society, 1) else {
        panic!("{:?}", outcome(&society, 1))
    };
    assert_eq!(refused.code, "membership.not_applicant");
    let application = membership::query::application(&society.state, fay.person).unwrap();
    assert_eq!(application.admitted_by, None);
}

/// GOV-9: what was decided is checked under the law then in force.
#[test]
fn gov_9_a_decision_needs_its_line_when_it_takes_effect() {
    let (mut society, members) = society();
    let fay = applicant(&mut society, "fay");
    let without = CHARTER.replace(
        "id = \"admitting-by-decision\"\nmay = \"membership.admit\"",
        "id = \"admitting-by-decision\"\nmay = \"membership.decline\"",
    );
    let action = propose(&mut society, "ordinary", vec![admit(&fay)]);
    society.act(&members[0], action).unwrap();
    society.wait(Seconds::days(1));
    for voter in &members {
        vote(&mut society, voter, 1, Choice::Yes).unwrap();
    }
    society.wait(Seconds::days(8));
    let text = society.records.insert(without.into_bytes());
    let mut overlay = Overlay::new(&society.state);
    let current = crate::modules::charter::Current { hash: text, version: 2 };
    overlay.put(
        crate::modules::charter::query::current_key().into(),
        bytes::Bytes::from(polity_types::canonical::to_bytes(&current)),
    );
    let delta = overlay.into_delta();
    society.state.commit(delta);
    society.wait(Seconds::days(3));
    let Outcome::Failed { place: 0, refused } = outcome(&society, 1) else { panic!() };
    assert_eq!(refused.rule, "POW-1");
}

/// GOV-10: what is over leaves the state, and closing reads no ballot.
#[test]
fn gov_10_ballots_leave_in_steps_and_closing_reads_none() {
    let (mut society, members) = society();
    let fay = applicant(&mut society, "fay");
    let action = propose(&mut society, "ordinary", vec![admit(&fay)]);
    society.act(&members[0], action).unwrap();
    society.wait(Seconds::days(1));
    for voter in &members {
        vote(&mut society, voter, 1, Choice::Yes).unwrap();
    }
    // Many more ballots, as if more people were eligible; unreadable ones, which nobody may read.
    let extra = 3 * SWEPT_MAX;
    let mut overlay = Overlay::new(&society.state);
    let prefix = super::super::state::BALLOT_PREFIX;
    for number in 0..extra {
        let key = format!("{prefix}/{:016}/{:016}/{number:08}", 1, 1);
        overlay.put(key, bytes::Bytes::from_static(b"not a ballot"));
    }
    let delta = overlay.into_delta();
    society.state.commit(delta);
    let ballots = |society: &Society| society.state.scan(prefix, None, usize::MAX).len();
    let ends = query::standing(&society.state, 1).unwrap().ends;
    society.wait(ends.since(society.time).unwrap());
    assert_eq!(stage(&society, 1), Stage::Grace);
    // They say who carried it until it takes effect (EXI-9).
    assert_eq!(ballots(&society), extra + members.len());
    let ends = query::standing(&society.state, 1).unwrap().ends;
    society.wait(ends.since(society.time).unwrap());
    assert_eq!(ballots(&society), extra + members.len() - SWEPT_MAX);
    let mut before = ballots(&society);
    while before > 0 {
        society.wait(Seconds(1));
        let now = ballots(&society);
        assert!(before - now <= SWEPT_MAX && now < before);
        before = now;
    }
    assert_ne!(agenda::next_due(&society.state), Some(Clock::read(&society.state).running()));
    assert_eq!(query::result(&society.state, 1).unwrap().tally.yes, 5);
    assert!(query::tally(&society.state, 1).is_none());
}

/// POW-7: who objects to an act.
#[test]
fn pow_7_a_challenged_act_goes_to_the_vote_by_itself() {
    let (mut society, members) = society();
    let founder = society.founder.clone();
    let fay = applicant(&mut society, "fay");
    let decline = MembershipAction::Decline { applicant: fay.person, text: None };
    let announced = society.act(&founder, decline.clone()).unwrap();
    assert_eq!(names(&announced), ["charter.act_announced"]);
    let object = |number| Object { target: Target::Act { number } };
    let script = [
        (&fay, object(1), Some("governance.not_member")),
        (&members[0], object(2), Some("governance.no_act")),
        (&members[0], object(1), None),
        (&members[0], object(1), Some("governance.already_objected")),
        (&members[1], object(1), None),
    ];
    for (line, (actor, action, refusal)) in script.into_iter().enumerate() {
        let outcome = society.act(actor, action).err().map(|refusal| refusal.code);
        assert_eq!(outcome.as_deref(), refusal, "line {line}");
    }
    // The last second before the effect, or even that of the effect: objections run first.
    society.wait(Seconds(Seconds::days(3).0 - 1));
    society.time = society.time.after(Seconds(1));
    let events = society.act(&members[2], object(1)).unwrap();
    let expected = ["governance.objected", "charter.act_stopped", "governance.proposed"];
    assert_eq!(names(&events), expected);
    let proposal = query::proposal(&society.state, 1).unwrap();
    let content = query::content(&society.state, 1).unwrap();
    assert_eq!(
        (content.actions, proposal.challenged),
        (vec![decline.into()], Some(Target::Act { number: 1 }))
    );
    assert!(membership::query::application(&society.state, fay.person).is_some());
    society.wait(Seconds::days(1));
    for voter in &members {
        vote(&mut society, voter, 1, Choice::Yes).unwrap();
    }
    society.wait(Seconds::days(10));
    assert_eq!(outcome(&society, 1), Outcome::Done);
    assert!(membership::query::application(&society.state, fay.person).is_none());
    assert!(society.state.scan("charter/objection", None, 1).is_empty());
}

/// POW-7: those who leave make the share of those who object larger.
#[test]
fn pow_7_the_share_is_of_the_members_there_are_at_the_end() {
    let (mut society, members) = society();
    let founder = society.founder.clone();
    let (key, _) = society.invitation("link", &members[0].person);
    society.act(&founder, key).unwrap();
    for member in &members[..2] {
        let target = Target::Act { number: 1 };
        society.act(member, Object { target }).unwrap();
    }
    for member in &members[2..4] {
        society.act(member, MembershipAction::Leave {}).unwrap();
    }
    let events = society.wait(Seconds::days(1));
    // No decision carries an invitation, so it is cancelled.
    assert_eq!(names(&events), ["charter.act_stopped"]);
    assert_eq!(query::counts(&society.state).made, 0);
}

/// POW-8: enough objections to a decision ask for a second vote, once.
#[test]
fn pow_8_objections_to_a_decision_ask_for_a_second_vote() {
    let (mut society, members) = society();
    let fay = applicant(&mut society, "fay");
    let decline = MembershipAction::Decline { applicant: fay.person, text: None };
    let action = propose(&mut society, "ordinary", vec![decline.into()]);
    society.act(&members[0], action).unwrap();
    let object = Object { target: Target::Proposal { number: 1 } };
    let early = society.act(&members[1], object.clone()).unwrap_err();
    assert_eq!(early.code, "governance.other_stage");
    society.wait(Seconds::days(1));
    for voter in &members {
        vote(&mut society, voter, 1, Choice::Yes).unwrap();
    }
    society.wait(Seconds::days(7));
    society.act(&members[0], object.clone()).unwrap();
    let again = society.act(&members[0], object.clone()).unwrap_err();
    assert_eq!(again.code, "governance.already_objected");
    society.act(&members[1], object.clone()).unwrap();
    let events = society.act(&members[2], object.clone()).unwrap();
    assert_eq!(names(&events), ["governance.objected", "governance.voting_opened"]);
    for voter in &members {
        vote(&mut society, voter, 1, Choice::Yes).unwrap();
    }
    society.wait(Seconds::days(7));
    assert_eq!(stage(&society, 1), Stage::Grace);
    society.act(&members[3], object).unwrap();
    society.wait(Seconds::days(3));
    assert_eq!(outcome(&society, 1), Outcome::Done);
}

/// GOV-1: only persons act here.
#[test]
fn gov_1_no_decision_proposes_or_votes() {
    use crate::frame::context::Authority;
    let (mut society, _) = society();
    let state = society.state.clone();
    let authority = Authority::Decision { procedure: "ordinary".into(), proposal: 1 };
    let context = society.context(authority);
    let actions: [GovernanceAction; 2] =
        [ballot(1, Choice::Yes), Withdraw { alternative: None, proposal: 1 }];
    for action in actions {
        let refusal = crate::registry::check(&action.into(), &context, &state).err().unwrap();
        assert_eq!(refusal.code, "governance.not_a_person");
    }
}
