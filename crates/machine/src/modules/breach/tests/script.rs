//! Claims, rulings and what is frozen, rule by rule.

use super::*;
use crate::Action;
use crate::frame::context::{Authority, Context};
use crate::modules::dues::DuesAction;
use crate::modules::membership::MembershipAction;
use crate::modules::panels::PanelsAction;
use crate::modules::spending::{self, Line, SignersOf, SpendingAction};

/// Changes the evidence, the acts, or the time of a claim.
type Change<'a> =
    dyn Fn(&mut Vec<Evidence>, &mut Vec<polity_types::OperationId>, &mut Timestamp) + 'a;

pub(super) fn code(outcome: Result<Vec<Event>, Refusal>) -> String {
    outcome.map_or_else(|refusal| refusal.code, |_| "admitted".into())
}

#[test]
fn bre_1_what_a_claim_must_be() {
    let mut court = Court::under(EQUAL, 8);
    court.days(100);
    let (now, on_probation) = (court.society.time, joined(&mut court.society, "new"));
    let stranger = court.society.known("stranger");
    let good = court.claim(treasurer(), now);
    let with = |change: &Change<'_>| {
        let mut changed = good.clone();
        if let BreachAction::Raise { evidence, acts, since, .. } = &mut changed {
            change(evidence, acts, since);
        }
        changed
    };
    let piece = |url: &str| Evidence { hash: Hash::of(url.as_bytes()), url: Some(url.into()) };
    let act = polity_types::OperationId(Hash::of(b"act"));
    let long = format!("https://{}", "a".repeat(193));
    let nobody = court.claim(Accused::Office("king".into()), now);
    let gone = court.claim(Accused::Person(stranger.person), now);
    let oneself = court.claim(Accused::Person(court.person(2)), now);
    let member = court.all[2].clone();
    let script = [
        (&stranger, good.clone(), "breach.not_full_member"),
        (&on_probation, good.clone(), "breach.not_full_member"),
        (&member, nobody, "breach.nobody_accused"),
        (&member, gone, "breach.nobody_accused"),
        (&member, oneself, "breach.oneself"),
        (&member, with(&|_, _, since| *since = now.after(Seconds(1))), "breach.since"),
        (
            &member,
            with(&|_, _, since| *since = now.before(Seconds(90 * 86_400 + 1))),
            "breach.since",
        ),
        (&member, with(&|evidence, _, _| evidence.clear()), "breach.evidence"),
        (&member, with(&|evidence, _, _| evidence.push(evidence[0].clone())), "breach.evidence"),
        (
            &member,
            with(&|evidence, _, _| {
                *evidence = (0..9).map(|n| piece(&format!("https://a/{n}"))).collect();
            }),
            "breach.evidence",
        ),
        (&member, with(&|_, acts, _| *acts = vec![act, act]), "breach.acts"),
        (&member, with(&|evidence, _, _| evidence.push(piece("http://plain"))), "breach.address"),
        (&member, with(&|evidence, _, _| evidence.push(piece("https://a b"))), "breach.address"),
        (&member, with(&|evidence, _, _| evidence.push(piece(&long))), "breach.address"),
        (
            &member,
            with(&|evidence, _, _| {
                evidence.push(Evidence { hash: Hash::of(b"not here"), url: None });
            }),
            "breach.no_text",
        ),
        (&member, with(&|_, _, since| *since = now.before(Seconds::days(90))), "admitted"),
    ];
    for (line, (by, action, expected)) in script.into_iter().enumerate() {
        assert_eq!(code(court.society.act(by, action)), expected, "line {line}");
    }
}

#[test]
fn bre_1_a_charter_without_breaches_hears_no_claims() {
    let charter = CHARTER.replace("CHANCE", &by_beacon()).replace("EXIT", EQUAL);
    let (from, to) = (charter.find("[breach]").unwrap(), charter.find("[exit]").unwrap());
    let mut society = Society::under(&format!("{}{}", &charter[..from], &charter[to..]));
    let founder = society.founder.clone();
    let text = society.records.insert(b"It was broken.".to_vec());
    let evidence = vec![Evidence { hash: text, url: None }];
    let since = society.time;
    let raise = BreachAction::Raise {
        accused: treasurer(),
        acts: vec![],
        deposit: None,
        evidence,
        since,
        text,
    };
    assert_eq!(code(society.act(&founder, raise)), "breach.not_in_charter");
}

/// BRE-2: the panel is drawn among the others.
#[test]
fn bre_2_neither_who_claims_nor_who_is_accused_is_drawn() {
    let mut court = Court::under(EQUAL, 8);
    court.seat(2);
    let claim = court.raise(3, treasurer());
    let sitting = query::claim(&court.society.state, claim).unwrap().sitting;
    let excluded = crate::modules::panels::query::excluded(&court.society.state, sitting);
    let mut parties: Vec<PersonId> = [1, 2, 3].map(|member| court.person(member)).into();
    parties.sort_unstable();
    assert_eq!(excluded, parties);
    let drawn = statuses(&court.society, sitting);
    assert_eq!(drawn.len(), 3);
    assert!(drawn.iter().all(|(person, _)| !parties.contains(person)));
}

#[test]
fn bre_3_who_sits_rules_once_and_in_time() {
    let mut court = Court::under(EQUAL, 10);
    let claim = court.raise(2, treasurer());
    let jury = court.jury(claim);
    assert_eq!(jury.len(), 3);
    let founder = court.all[2].clone();
    assert_eq!(code(court.rules(&founder, claim, true)), "breach.not_on_panel");
    assert_eq!(code(court.rules(&jury[0], 9, true)), "breach.no_claim");
    court.rules(&jury[0], claim, true).unwrap();
    assert_eq!(code(court.rules(&jury[0], claim, false)), "breach.has_ruled");
    let jury = court.jury(claim);
    court
        .society
        .act(
            &jury[1],
            PanelsAction::Decline {
                sitting: query::claim(&court.society.state, claim).unwrap().sitting,
            },
        )
        .unwrap();
    assert_eq!(code(court.rules(&jury[1], claim, false)), "breach.not_on_panel");
    court.days(20);
    assert_eq!(code(court.rules(&jury[2], claim, true)), "breach.other_standing");
}

/// BRE-4: more than half of all seats, empty ones among them; a seat that is given up counts no more.
#[test]
fn bre_4_more_than_half_of_the_seats_decide() {
    let mut court = Court::under(EQUAL, 10);
    let claim = court.raise(2, treasurer());
    let jury = court.jury(claim);
    court.rules(&jury[0], claim, true).unwrap();
    assert_eq!(court.standing(claim), Standing::Open);
    let sitting = query::claim(&court.society.state, claim).unwrap().sitting;
    court.society.act(&jury[0], PanelsAction::Decline { sitting }).unwrap();
    court.rules(&jury[1], claim, true).unwrap();
    assert_eq!(court.standing(claim), Standing::Open, "the ruling of who gave up the seat counts");
    let events = court.rules(&jury[2], claim, true).unwrap();
    assert_eq!(court.standing(claim), Standing::Upheld);
    let is_upheld =
        |event: &Event| matches!(event, Event::Breach(BreachEvent::Upheld { no: 0, yes: 2, .. }));
    assert!(events.iter().any(is_upheld), "{events:?}");
    assert!(crate::modules::panels::query::is_over(&court.society.state, sitting));
}

/// BRE-15: who was not believed by one panel does not find one that believes by asking on: another is asked about the
/// same, whoever raises it, and upholds it with more than two thirds; about what came after the first claim, as ever.
#[test]
fn bre_15_another_panel_upholds_the_same_with_more() {
    let mut court = Court::under(EQUAL, 12);
    let since = court.society.time;
    court.days(1);
    let ask = |court: &mut Court, by: usize, since| {
        let claim = court.claim(treasurer(), since);
        court.society.act(&court.all[by].clone(), claim).unwrap();
        court.draw(by)
    };
    let first = ask(&mut court, 2, since);
    court.decide_claim(first, false);
    assert_eq!(court.standing(first), Standing::Dismissed);
    let second = ask(&mut court, 3, since);
    court.decide_claim(second, true);
    assert_eq!(court.standing(second), Standing::Open, "two of three are no more than two thirds");
    // A third that runs beside it, too.
    let third = ask(&mut court, 4, since);
    court.decide_claim(third, true);
    assert_eq!(court.standing(third), Standing::Open);
    let last = court.jury(second)[2].clone();
    court.rules(&last, second, true).unwrap();
    assert_eq!(court.standing(second), Standing::Upheld);
    let last = court.jury(third)[2].clone();
    court.rules(&last, third, false).unwrap();
    court.days(10);
    assert_eq!(court.standing(third), Standing::NoVerdict, "then the members may rule");
    let now = court.society.time;
    let other = ask(&mut court, 5, now);
    court.decide_claim(other, true);
    assert_eq!(court.standing(other), Standing::Upheld, "what came since is another breach");
}

#[test]
fn bre_4_empty_seats_never_decide() {
    let mut court = Court::under(EQUAL, 4);
    // Two are left to be drawn: one of the three seats stays empty.
    let claim = court.raise(2, treasurer());
    let jury = court.jury(claim);
    assert_eq!(jury.len(), 2);
    court.rules(&jury[0], claim, true).unwrap();
    court.days(10);
    assert_eq!(court.standing(claim), Standing::NoVerdict);
}

#[test]
fn bre_5_who_was_wrong_waits_and_one_claim_is_open_at_a_time() {
    let mut court = Court::under(EQUAL, 10);
    let claim = court.raise(2, treasurer());
    let again = court.claim(treasurer(), court.society.time);
    let member = court.all[2].clone();
    assert_eq!(code(court.society.act(&member, again.clone())), "breach.claim_open");
    court.decide_claim(claim, false);
    assert_eq!(court.standing(claim), Standing::Dismissed);
    assert_eq!(code(court.society.act(&member, again)), "breach.rests");
    let other = court.all[3].clone();
    let again = court.claim(treasurer(), court.society.time);
    assert_eq!(code(court.society.act(&other, again)), "admitted");
    court.days(59);
    let again = court.claim(treasurer(), court.society.time);
    assert_eq!(code(court.society.act(&member, again)), "breach.rests");
    court.days(1);
    let again = court.claim(treasurer(), court.society.time);
    assert_eq!(code(court.society.act(&member, again)), "admitted");
}

/// BRE-6: where the panel does not reach its number, nothing is frozen, and the members may rule.
#[test]
fn bre_6_without_a_verdict_the_members_may_rule() {
    let mut court = Court::under(EQUAL, 10);
    court.endow(10_000, common());
    let claim = court.raise(2, treasurer());
    let jury = court.jury(claim);
    court.rules(&jury[0], claim, true).unwrap();
    let uphold = BreachAction::Uphold { claim };
    let founder = court.all[0].clone();
    assert_eq!(code(court.society.act(&founder, uphold.clone())), "charter.no_power");
    court.decide(uphold.clone());
    assert_eq!(court.standing(claim), Standing::Open, "the panel has its time");
    court.days(10);
    assert_eq!(court.standing(claim), Standing::NoVerdict);
    assert_eq!(code(court.pays(1, 10)), "admitted");
    court.decide(uphold.clone());
    assert_eq!(court.standing(claim), Standing::Upheld);
    assert_eq!(code(court.pays(1, 10)), "charter.frozen");
    // The time of the members ends too.
    let late = court.raise(2, treasurer());
    court.days(101);
    court.decide(BreachAction::Uphold { claim: late });
    assert_eq!(court.standing(late), Standing::NoVerdict);
    assert!(query::claim(&court.society.state, late).unwrap().before.is_empty());
}

#[test]
fn bre_6_only_the_members_lift_and_rule_whatever_a_line_says() {
    let line = "  { id = \"king\", may = \"breach.uphold\", who = \"founder\" },\n  { id = \"kings\", may = \"breach.lift\", who = \"founder\" },\n";
    let charter = CHARTER.replace("CHANCE", &by_beacon()).replace("EXIT", EQUAL);
    let charter = charter.replace("power = [\n", &format!("power = [\n{line}"));
    let mut society = Society::under(&charter);
    let founder = society.founder.clone();
    for action in [BreachAction::Uphold { claim: 1 }, BreachAction::Lift { claim: 1 }] {
        assert_eq!(code(society.act(&founder, action)), "breach.not_the_members");
    }
}

/// BRE-7: every way to spend of who is accused is shut; that of others is not, nor what is theirs.
#[test]
fn bre_7_who_broke_it_spends_nothing() {
    let mut court = Court::under(EQUAL, 10);
    court.endow(100_000, common());
    let (treasurer_of, payee) = (court.all[1].clone(), court.all[4].clone());
    let line =
        |amount: u64| Line { amount: Amount::from(amount), to: AccountId::Person(payee.person) };
    let ask = SpendingAction::Request {
        asset: eur(),
        category: None,
        fund: common(),
        lines: vec![line(40)],
        receipts: Vec::new(),
        text: None,
    };
    for _ in 0..3 {
        court.society.act(&payee, ask.clone()).unwrap();
    }
    let approve =
        |request| SpendingAction::Approve { amount: Amount::from(40_u64), asset: eur(), request };
    court.society.act(&court.all[5].clone(), approve(1)).unwrap();
    court.society.act(&court.all[5].clone(), approve(2)).unwrap();
    let people = SignersOf::People(vec![treasurer_of.person]);
    let signers = SpendingAction::SetSigners { fund: common(), needed: 1, of: people };
    let batch = SpendingAction::PayBatch {
        amount: Amount::from(7_u64),
        asset: eur(),
        category: None,
        fund: common(),
        lines: vec![line(7)],
        memo: None,
    };
    // Announced before the ruling: it waits, and finds the freeze.
    court.society.act(&treasurer_of, batch.clone()).unwrap();
    let claim = court.convict(2, Accused::Person(treasurer_of.person));
    let before = court.held(&common());
    court.society.act(&court.all[0].clone(), signers).unwrap();
    let script = [
        (batch, "charter.frozen"),
        (SpendingAction::Pay { request: 1 }, "charter.frozen"),
        (approve(3), "charter.frozen"),
        (SpendingAction::Sign { request: 1 }, "spending.not_signer"),
    ];
    for (line, (action, expected)) in script.into_iter().enumerate() {
        assert_eq!(code(court.society.act(&treasurer_of, action)), expected, "line {line}");
    }
    assert_eq!(code(court.pays(1, 5)), "charter.frozen");
    court.days(4);
    assert_eq!(court.held(&common()), before, "what was announced found the freeze");
    // What is their own stays theirs, and others go on.
    court.endow(50, AccountId::Person(treasurer_of.person));
    let own = TreasuryAction::Transfer {
        amount: Amount::from(50_u64),
        asset: eur(),
        category: None,
        memo: None,
        to: common(),
    };
    assert_eq!(code(court.society.act(&treasurer_of, own)), "admitted");
    assert_eq!(code(court.society.act(&court.all[5].clone(), approve(3))), "admitted");
    court.decide(BreachAction::Lift { claim });
    let sign = SpendingAction::Sign { request: 1 };
    assert_eq!(code(court.society.act(&treasurer_of, sign)), "admitted");
}

/// BRE-7: nor does who is accused forgive what is owed, set budgets and signers, or say where money is. What takes
/// nothing from the society goes on.
#[test]
fn bre_7_who_broke_it_guards_the_money_no_more() {
    let mut court = Court::under(EQUAL, 10);
    court.endow(100_000, common());
    let payee = court.all[4].clone();
    let ask = SpendingAction::Request {
        asset: eur(),
        category: None,
        fund: common(),
        lines: vec![Line { amount: Amount::from(40_u64), to: AccountId::Person(payee.person) }],
        receipts: Vec::new(),
        text: None,
    };
    court.society.act(&payee, ask).unwrap();
    let text = court.society.records.insert(b"Terms.".to_vec());
    let account: AccountId = "external-bank".parse().unwrap();
    let budget = SpendingAction::SetBudget {
        asset: eur(),
        category: None,
        fund: common(),
        limit: Some(Amount::from(99_u64)),
        per: polity_types::Seconds::days(30),
        unspent: crate::modules::spending::Unspent::Lapse,
    };
    let (amount, member) = (Amount::from(5_u64), payee.person);
    let guards: Vec<Action> = vec![
        SpendingAction::SetSigners {
            fund: common(),
            needed: 1,
            of: SignersOf::People(vec![court.person(1)]),
        }
        .into(),
        budget.clone().into(),
        DuesAction::Waive { member, periods: 1 }.into(),
        DuesAction::ConfirmWork { member, work: polity_types::Seconds(60) }.into(),
        TreasuryAction::OpenOutside { account: account.clone(), terms: text }.into(),
        TreasuryAction::Attest {
            account: account.clone(),
            asset: eur(),
            held: amount,
            proof: text,
        }
        .into(),
        TreasuryAction::CloseAccount { account: account.clone() }.into(),
        TreasuryAction::Receive {
            amount,
            asset: eur(),
            category: None,
            from: account,
            memo: None,
            to: common(),
        }
        .into(),
    ];
    let frozen = |court: &mut Court| {
        let treasurer = court.all[1].clone();
        let codes = guards.iter().map(|act| code(court.society.act(&treasurer, act.clone())));
        codes.filter(|code| code == "charter.frozen").count()
    };
    assert_eq!(frozen(&mut court), 0);
    let clear =
        SpendingAction::SetSigners { fund: common(), needed: 0, of: SignersOf::People(Vec::new()) };
    court.society.act(&court.all[1].clone(), clear).unwrap();
    let claim = court.convict(2, treasurer());
    assert_eq!(frozen(&mut court), guards.len());
    // Nor by a decision of that office alone (BRE-10).
    let budgets = |court: &Court| {
        let now = crate::frame::clock::Clock::read(&court.society.state).running();
        let set = spending::query::budget(&court.society.state, &common(), None, &eur(), now);
        set.map(|budget| budget.limit)
    };
    let other = SpendingAction::SetBudget {
        asset: eur(),
        category: None,
        fund: common(),
        limit: None,
        per: polity_types::Seconds::days(30),
        unspent: crate::modules::spending::Unspent::Lapse,
    };
    court.decide_by("council", other.clone());
    assert_eq!(budgets(&court), Some(Amount::from(99_u64)));
    let treasurer = court.all[1].clone();
    let opens = TreasuryAction::OpenAccount { account: "fund-garden".parse().unwrap() };
    assert_eq!(code(court.society.act(&treasurer, opens)), "admitted");
    let refuses = SpendingAction::Reject { request: 1, text };
    assert_eq!(code(court.society.act(&treasurer, refuses)), "admitted");
    court.decide(BreachAction::Lift { claim });
    court.decide_by("council", other);
    assert_eq!(budgets(&court), None);
}

/// BRE-7: a freeze of an office stops who holds it now; who is put into it after that is not.
#[test]
fn bre_7_an_office_is_frozen_until_it_is_filled_anew() {
    let mut court = Court::under(EQUAL, 10);
    court.endow(100_000, common());
    court.convict(2, treasurer());
    assert_eq!(code(court.pays(1, 5)), "charter.frozen");
    court.days(1);
    court.seat(3);
    assert_eq!(code(court.pays(3, 5)), "admitted");
    assert_eq!(code(court.pays(1, 5)), "charter.frozen");
    // The term ends, and the members put the same person into it again.
    court.days(100);
    court.seat(1);
    assert_eq!(code(court.pays(1, 5)), "admitted");
}

#[test]
fn bre_8_a_freeze_is_lifted_once_and_by_the_claim_that_brought_it() {
    let mut court = Court::under(EQUAL, 10);
    court.endow(100_000, common());
    let first = court.convict(2, treasurer());
    let second = court.convict(3, treasurer());
    court.decide(BreachAction::Lift { claim: first });
    assert_eq!(code(court.pays(1, 5)), "charter.frozen");
    court.decide(BreachAction::Lift { claim: second });
    assert_eq!(code(court.pays(1, 5)), "admitted");
    assert_eq!(query::frozen_by(&court.society.state, &treasurer()), None);
}

/// BRE-9: a claim costs a few records for each seat, whatever the number of members, and who leaves
/// the society leaves the panel.
#[test]
fn bre_9_who_leaves_rules_no_more() {
    let mut court = Court::under(EQUAL, 10);
    let claim = court.raise(2, treasurer());
    let jury = court.jury(claim);
    court.rules(&jury[0], claim, true).unwrap();
    court.society.act(&jury[0], MembershipAction::Leave {}).unwrap();
    court.rules(&jury[1], claim, true).unwrap();
    assert_eq!(court.standing(claim), Standing::Open);
}

/// BRE-8, BRE-3: a freeze is lifted once, and nobody rules when the time is over, though the agenda be behind.
#[test]
fn bre_8_a_freeze_is_lifted_once_and_bre_3_no_ruling_is_late() {
    let mut court = Court::under(EQUAL, 8);
    court.days(100);
    let claim = court.convict(2, treasurer());
    let lift = crate::Action::from(BreachAction::Lift { claim });
    court.decide(BreachAction::Lift { claim });
    let state = court.society.state.clone();
    let decision = Authority::Decision { procedure: "ordinary".into(), proposal: 1 };
    let context = court.society.context(decision);
    let again = crate::registry::check(&lift, &context, &state).err().unwrap();
    assert_eq!(again.code, "breach.not_frozen");
    let open = court.raise(3, treasurer());
    let juror = court.jury(open)[0].person;
    let state = court.society.state.clone();
    let rule = crate::Action::from(BreachAction::Rule { claim: open, upholds: true });
    for (days, refusal) in [(0, None), (10, Some("breach.too_late"))] {
        let context = court.society.context(Authority::Person { person: juror });
        let running = context.running.after(Seconds::days(days));
        let late = Context { running, ..context };
        let code = crate::registry::check(&rule, &late, &state).err().map(|refusal| refusal.code);
        assert_eq!(code.as_deref(), refusal, "{days} days");
    }
}
