//! The ready-made charters in force: the first days of a society under each of them.

use polity_types::{Amount, Seconds};

use super::super::{AssetKind, Charter, Power, Who};
use super::{SHIPPED, parse_shipped};
use crate::Action;
use crate::modules::governance::{Ballot, Choice, GovernanceAction, Target};
use crate::modules::membership::{self, MembershipAction};
use crate::modules::treasury::{AccountId, TreasuryAction, query::balance};
use crate::modules::{charter, governance};
use crate::testing::{Actor, Society};

/// Has the founder let somebody in, on nobody's word but their own.
pub(super) fn let_in(society: &mut Society, name: &str) -> Actor {
    let founder = society.founder.clone();
    let actor = society.known(name);
    let (invite, proof) = society.invitation(name, &actor.person);
    society.act(&founder, invite).unwrap();
    let apply = MembershipAction::Apply { invitation: Some(proof), letter: None };
    society.act(&actor, apply).unwrap();
    society.act(&founder, MembershipAction::Admit { applicant: actor.person }).unwrap();
    let charter = charter::query::current(&society.state).hash;
    society.act(&actor, MembershipAction::Swear { charter }).unwrap();
    actor
}

/// Proposes an action under the procedure of the line, has both vote for it, and waits until it is done.
fn decide(
    (society, friend): (&mut Society, &Actor),
    charter: &Charter,
    line: &Power,
    action: Action,
) {
    let Who::Decision(id) = &line.who else { panic!("{} is no decision's", line.id) };
    let procedure = charter.decision(id).unwrap();
    let founder = society.founder.clone();
    let text = society.records.insert(b"So that there is something.".to_vec());
    let propose = GovernanceAction::Propose {
        actions: vec![action],
        contest: None,
        deposit: None,
        procedure: id.clone(),
        text,
    };
    society.act(&founder, propose).unwrap();
    let proposal = governance::query::counts(&society.state).made;
    society.wait(Seconds(procedure.discussion.0 + 1));
    // Of two members one is on probation: among those past it the founder does not decide alone.
    let is_open = |society: &Society| {
        let open = governance::query::proposal(&society.state, proposal);
        open.is_none_or(|open| open.stage == governance::Stage::Voting)
    };
    if !is_open(society) {
        // Counted from when it was brought.
        society.wait(Seconds(charter.admission.probation.0 - procedure.discussion.0));
    }
    assert!(is_open(society), "{id}");
    if procedure.threshold.is_some() {
        for who in [&founder, friend] {
            let ballot = Ballot::Open { choice: Choice::Yes };
            let cast = GovernanceAction::CastBallot { ballot, proposal, replaces: None, round: 1 };
            let _ = society.act(who, cast);
        }
    }
    society.wait(Seconds(procedure.voting.0 + procedure.grace.0 + 2));
    let result = governance::query::result(&society.state, proposal).unwrap();
    assert!(matches!(result.outcome, governance::Outcome::Done), "{:?}", result.outcome);
}

/// The founder lets a first member in; income comes into the books; and where the founder may pay,
/// a payment waits, one member of two stops it, and nothing beyond the limit is even announced.
#[test]
fn the_first_days_go_as_the_charters_say() {
    let mut payments = 0;
    for (name, text) in SHIPPED {
        let charter = parse_shipped(text);
        let mut society = Society::under(text);
        let founder = society.founder.clone();
        let friend = let_in(&mut society, "friend");
        assert!(membership::query::is_member(&society.state, friend.person), "{name}");

        let of_founder = |power: &&Power| power.who == Who::Founder && power.up_to.is_some();
        let Some(line) = charter.powers.iter().find(of_founder) else { continue };
        let limit = line.up_to.clone().unwrap();
        let fund: AccountId = "fund-common".parse().unwrap();
        let of_decision = |line: &&Power| line.who.is_decision();
        let asset = limit.asset.clone();
        let is_claim = charter.asset(&asset).unwrap().kind() == AssetKind::Claim;
        let outside: AccountId = "external-bank".parse().unwrap();
        if is_claim {
            let line = charter.lines_for("treasury.open_outside").find(of_decision).unwrap();
            let terms = society.records.insert(b"The bank holds it.\n".to_vec());
            let open = TreasuryAction::OpenOutside { account: outside.clone(), terms };
            decide((&mut society, &friend), &charter, line, open.into());
        }
        let booked = if is_claim { "treasury.receive" } else { "treasury.issue" };
        let income = charter.lines_for(booked).filter(of_decision).last().unwrap();
        let issue = TreasuryAction::Issue {
            amount: limit.amount,
            asset: asset.clone(),
            category: None,
            memo: None,
            to: fund.clone(),
        };
        let receive = TreasuryAction::Receive {
            amount: limit.amount,
            asset: asset.clone(),
            category: None,
            from: outside,
            memo: None,
            to: fund.clone(),
        };
        let booking = if is_claim { receive } else { issue };
        decide((&mut society, &friend), &charter, income, booking.into());
        assert_eq!(balance(&society.state, &fund, &asset), limit.amount, "{name}");

        let pay = |amount| TreasuryAction::Pay {
            amount,
            asset: asset.clone(),
            category: None,
            from: fund.clone(),
            memo: None,
            to: AccountId::Person(founder.person),
        };
        let beyond = limit.amount.plus(Amount::from(1)).unwrap();
        let refusal = society.act(&founder, pay(beyond)).unwrap_err();
        assert_eq!(refusal.code, "charter.over_limit", "{name}");
        society.act(&founder, pay(limit.amount)).unwrap();
        let refusal = society.act(&founder, pay(Amount::from(1))).unwrap_err();
        assert_eq!(refusal.code, "charter.over_limit", "{name}");
        let (act, _) = charter::query::acts(&society.state, None, 2).pop().unwrap();
        let object = GovernanceAction::Object { target: Target::Act { number: act } };
        society.act(&friend, object).unwrap();
        society.wait(Seconds(line.grace.0 + 2));
        let end = charter::query::act_result(&society.state, act).unwrap().end;
        let is_put_to_the_vote = matches!(end, charter::ActEnd::Stopped { proposal: Some(_) });
        assert!(is_put_to_the_vote, "{name}: {end:?}");
        assert_eq!(balance(&society.state, &fund, &asset), limit.amount, "{name}");
        payments += 1;
    }
    assert_eq!(payments, 10);
}
