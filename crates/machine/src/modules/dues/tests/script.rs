//! Each refusal at its boundary, and what follows from dues that are not paid.

use polity_types::{Amount, Hash, Seconds};

use super::super::DuesAction::{Choose, ConfirmWork, Donate, Pay, Waive};
use super::super::{ENROLLED_AT_ONCE, Level, OPEN_MAX, query};
use super::{CHARTER, Scene, asset, join, pay};
use crate::modules::governance::{GovernanceAction, Target};
use crate::modules::membership::{MembershipAction, Standing, query as members};
use crate::modules::treasury::AccountId;
use crate::testing::{Actor, Society};

fn choose(tier: &str, amount: Option<i128>) -> super::super::DuesAction {
    Choose { amount: amount.map(|amount| Amount::new(amount).unwrap()), tier: tier.into() }
}

/// DUE-1, DUE-2, DUE-4: they fall due, and are paid once.
#[test]
fn due_4_dues_are_paid_once_and_never_more_than_is_owed() {
    let mut scene = Scene::new();
    let (ana, ben) = (scene.ana.clone(), scene.ben.clone());
    assert_eq!(scene.code(&ana, pay(1)).as_deref(), Some("dues.nothing_owed"));
    scene.wait(30);
    let outsider = scene.society.known("outsider");
    assert_eq!((scene.owed(&ana), scene.owed(&ben)), (1_000, 1_000));
    let for_ana = |minor_units: i128| Pay {
        amount: Amount::new(minor_units).unwrap(),
        asset: asset(),
        of: Some(ana.person),
    };
    let more = scene.society.act(&ana, pay(1_001)).unwrap_err().message;
    assert!(more.ends_with(" owes 10.00 BOX; 10.01 BOX were named."), "{more}");
    let script = [
        (&outsider, pay(1), Some("dues.no_account")),
        (&outsider, for_ana(1), Some("treasury.too_little")),
        (&ana, pay(1_001), Some("dues.more_than_owed")),
        (&ana, pay(0), Some("treasury.not_positive")),
        (&ana, pay(400), None),
        // Ben sponsors the rest.
        (&ben, for_ana(601), Some("dues.more_than_owed")),
        (&ben, for_ana(600), None),
        (&ana, pay(1), Some("dues.nothing_owed")),
        (&ben, for_ana(1), Some("dues.nothing_owed")),
    ];
    for (place, (actor, action, refusal)) in script.into_iter().enumerate() {
        assert_eq!(scene.code(actor, action).as_deref(), refusal, "line {place}");
    }
    assert_eq!(scene.held("fund-house"), 1_000);
    assert_eq!(query::periods_paid(&scene.society.state, ana.person), 1);
}

/// DUE-3: what is earned is never told; what follows from it is bounded.
#[test]
fn due_3_members_choose_among_the_tiers() {
    let mut scene = Scene::new();
    let (ana, ben) = (scene.ana.clone(), scene.ben.clone());
    let outsider = scene.society.known("outsider");
    let low = scene.society.act(&ana, choose("by-income", Some(299))).unwrap_err();
    assert_eq!(low.message, "From 3.00 BOX to 60.00 BOX can be chosen here.");
    let mut open = Society::under(&CHARTER.replacen("max   = \"60 BOX\"\n", "", 1));
    let founder = open.founder.clone();
    let low = open.act(&founder, choose("by-income", Some(299))).unwrap_err();
    assert_eq!(
        (low.code.as_str(), low.message.as_str()),
        ("dues.bounds", "3.00 BOX and more can be chosen here.")
    );
    let script = [
        (&outsider, choose("standard", None), Some("dues.no_account")),
        (&ana, choose("golden", None), Some("dues.no_tier")),
        (&ana, choose("standard", Some(1_000)), Some("dues.nothing_to_choose")),
        (&ana, choose("hands", Some(1)), Some("dues.nothing_to_choose")),
        (&ana, choose("by-income", None), Some("dues.bounds")),
        (&ana, choose("by-income", Some(299)), Some("dues.bounds")),
        (&ana, choose("by-income", Some(6_001)), Some("dues.bounds")),
        (&ana, choose("by-income", Some(6_000)), None),
        (&ben, choose("sliding", Some(499)), Some("dues.bounds")),
        (&ben, choose("sliding", Some(500)), None),
    ];
    for (place, (actor, action, refusal)) in script.into_iter().enumerate() {
        assert_eq!(scene.code(actor, action).as_deref(), refusal, "line {place}");
    }
    scene.wait(30);
    assert_eq!((scene.owed(&ana), scene.owed(&ben)), (6_000, 500));
    let mut without = Society::under(&without_dues());
    let founder = without.founder.clone();
    let refused = without.act(&founder, choose("standard", None)).unwrap_err();
    assert_eq!(refused.code, "dues.no_dues");
}

fn without_dues() -> String {
    let (front, rest) = CHARTER.split_once("```toml\n[dues]").unwrap();
    let (_, back) = rest.split_once("```\n").unwrap();
    format!("{front}{back}")
}

/// DUE-5: work in the place of money, confirmed by another.
#[test]
fn due_5_work_stands_for_money() {
    let mut scene = Scene::new();
    let (founder, ana, ben) = (scene.founder.clone(), scene.ana.clone(), scene.ben.clone());
    scene.society.act(&ben, choose("hands", None)).unwrap();
    scene.wait(30);
    let work =
        |actor: &Actor, hours| ConfirmWork { member: actor.person, work: Seconds::hours(hours) };
    let script = [
        (&ana, work(&ben, 1), Some("charter.no_power")),
        (&founder, work(&founder, 1), Some("dues.own_work")),
        (&founder, work(&ana, 0), Some("dues.more_work")),
        (&founder, work(&ana, 5), Some("dues.more_work")),
        (&founder, work(&ana, 3), None),
        (&founder, work(&ana, 1), None),
        (&founder, work(&ana, 1), Some("dues.more_work")),
        (&ben, pay(1), Some("dues.more_than_owed")),
        (&founder, work(&ben, 6), None),
    ];
    for (place, (actor, action, refusal)) in script.into_iter().enumerate() {
        assert_eq!(scene.code(actor, action).as_deref(), refusal, "line {place}");
    }
    assert!(scene.account(&ana).open.is_empty() && scene.account(&ben).open.is_empty());
    assert_eq!(scene.account(&ana).paid, 1);
}

/// DUE-6: waived dues are settled, and so are ones to come.
#[test]
fn due_6_dues_are_waived() {
    let mut scene = Scene::new();
    let (founder, ana) = (scene.founder.clone(), scene.ana.clone());
    scene.wait(30);
    let waive = |periods| Waive { member: ana.person, periods };
    for (periods, refusal) in
        [(0, Some("dues.nothing_asked")), (121, Some("dues.periods")), (2, None)]
    {
        assert_eq!(scene.code(&founder, waive(periods)).as_deref(), refusal);
    }
    // Nobody waives their own, whoever may waive others'.
    let own = Waive { member: founder.person, periods: 1 };
    assert_eq!(scene.code(&founder, own).as_deref(), Some("dues.own_dues"));
    assert_eq!((scene.owed(&ana), scene.account(&ana).paid), (0, 0));
    scene.wait(30);
    assert_eq!(scene.owed(&ana), 0, "the second was waived ahead");
    scene.wait(30);
    assert_eq!(scene.owed(&ana), 1_000);
}

/// DUE-7 and DUE-8: reminder, vote, membership; rights stay, and all comes back with the payment.
#[test]
fn due_7_what_is_lost_comes_back_with_the_payment() {
    let mut scene = Scene::new();
    let (ana, ben) = (scene.ana.clone(), scene.ben.clone());
    let full = |scene: &Scene| members::rolls(&scene.society.state).full.count;
    scene.wait(30);
    scene.society.act(&ben, pay(1_000)).unwrap();
    scene.wait(4);
    assert_eq!(scene.account(&ana).level, Level::Good);
    scene.wait(1);
    assert_eq!(
        (scene.account(&ana).level, scene.standing(&ana)),
        (Level::Reminded, Standing::Full)
    );
    let before = members::rolls(&scene.society.state).moment;
    assert_eq!(full(&scene), 3);
    scene.wait(5);
    let rested = (scene.account(&ana).level, scene.standing(&ana), full(&scene));
    assert_eq!(rested, (Level::VoteRests, Standing::Probation, 2));
    let now = members::rolls(&scene.society.state).moment;
    let was_full = |moment| members::was_full_member(&scene.society.state, ana.person, moment);
    assert!(was_full(before) && !was_full(now), "votes that were open before are hers");
    let invite = |scene: &Scene| scene.society.invitation("guest", &ana.person).0;
    let allowed = invite(&scene);
    assert_eq!(scene.code(&ana, allowed), None, "a member on probation may invite");
    scene.wait(10);
    assert_eq!(scene.account(&ana).level, Level::MembershipRests);
    let object = GovernanceAction::Object { target: Target::Act { number: 9 } };
    let refused = scene.society.invitation("other", &ana.person).0;
    let refusal = scene.society.act(&ana, refused.clone()).unwrap_err();
    assert_eq!((refusal.code.as_str(), refusal.rule.as_str()), ("charter.rests", "DUE-8"));
    assert!(
        refusal.message.contains("fell due 1 times: until then their powers rest"),
        "{refusal:?}"
    );
    assert!(refusal.next_step.contains("`polity dues pay`"), "{refusal:?}");
    assert_eq!(scene.code(&ana, object).as_deref(), Some("governance.no_act"), "a right");
    scene.society.act(&ana, pay(999)).unwrap();
    assert_eq!(scene.account(&ana).level, Level::MembershipRests, "in part is not paid");
    scene.society.act(&ana, pay(1)).unwrap();
    let back = (scene.account(&ana).level, scene.standing(&ana), full(&scene));
    assert_eq!(back, (Level::Good, Standing::Full, 3));
    assert_eq!(scene.code(&ana, refused), None);
    let now = members::rolls(&scene.society.state).moment;
    assert!(members::was_full_member(&scene.society.state, ana.person, now));
    scene.society.act(&ana, MembershipAction::Leave {}).unwrap();
    assert_eq!(full(&scene), 2);
}

/// DUE-2: what is owed has an end. DUE-8: who rests may leave. DUE-10: and owes it when they come back.
#[test]
fn due_10_who_leaves_owes_nothing_until_they_come_back() {
    let mut scene = Scene::new();
    let ana = scene.ana.clone();
    scene.wait(30 * 30);
    assert_eq!(scene.account(&ana).open.len(), OPEN_MAX);
    scene.society.act(&ana, MembershipAction::Leave {}).unwrap();
    let kept = scene.account(&ana);
    assert!(kept.next.is_none() && kept.step.is_none());
    scene.wait(90);
    assert_eq!(scene.account(&ana), kept);
    let founder = scene.founder.clone();
    let apply = MembershipAction::Apply { invitation: None, letter: None };
    scene.society.act(&ana, apply).unwrap();
    scene.society.act(&founder, MembershipAction::Admit { applicant: ana.person }).unwrap();
    let charter = crate::modules::charter::query::current(&scene.society.state).hash;
    scene.society.act(&ana, MembershipAction::Swear { charter }).unwrap();
    scene.society.wait(Seconds(1));
    assert_eq!(scene.account(&ana).level, Level::MembershipRests);
    scene.society.act(&ana, pay(24_000)).unwrap();
    assert_eq!(scene.standing(&ana), Standing::Full);
    let ben = scene.ben.clone();
    scene.society.act(&ben, pay(24_000)).unwrap();
    scene.society.act(&ben, MembershipAction::Leave {}).unwrap();
    assert_eq!(query::account(&scene.society.state, ben.person), None);
}

/// DUE-9: anyone gives to a fund, and says whether lists may name them.
#[test]
fn due_9_anyone_gives_to_a_fund() {
    let mut scene = Scene::new();
    let ana = scene.ana.clone();
    let give = |to: &str, text| Donate {
        amount: Amount::from(7),
        asset: asset(),
        is_named: false,
        text,
        to: to.parse::<AccountId>().unwrap(),
    };
    scene.society.act(&ana, MembershipAction::Leave {}).unwrap();
    let unknown = Some(Hash::of(b"nothing"));
    let refused = scene.code(&ana, give("fund-house", unknown));
    assert_eq!(refused.as_deref(), Some("dues.no_text"));
    let to_ben = scene.ben.person.to_string();
    assert_eq!(scene.code(&ana, give(&to_ben, None)).as_deref(), Some("dues.not_a_fund"));
    assert_eq!(scene.code(&ana, give("fund-gone", None)).as_deref(), Some("treasury.no_fund"));
    assert_eq!(scene.code(&ana, give("fund-house", None)), None);
    assert_eq!(scene.held("fund-house"), 7);
}

/// DUE-1: where a new charter asks for dues for the first time, everybody is enrolled, in slices.
#[test]
fn due_1_everybody_is_enrolled_when_dues_begin() {
    use crate::frame::state::Overlay;
    let mut society = Society::under(&without_dues());
    let count = ENROLLED_AT_ONCE + 3;
    let people: Vec<Actor> = (0..count).map(|at| join(&mut society, &format!("{at}"))).collect();
    let parse = |text: &str| crate::modules::charter::query::parse(text.as_bytes()).unwrap();
    let (old, new) = (parse(&without_dues()), parse(CHARTER));
    let state = society.state.clone();
    let mut context = society.context(crate::frame::context::Authority::Rule { rule: "t".into() });
    context.charter = std::sync::Arc::new(new.clone());
    let mut overlay = Overlay::new(&state);
    super::super::amended(&new, &old, &context, &mut overlay);
    super::super::amended(&old, &new, &context, &mut overlay);
    let mut steps = 0;
    while let Some(item) = crate::frame::agenda::take(&mut overlay, context.running) {
        let _ = crate::registry::due(item, &context, &mut overlay);
        steps += 1;
    }
    assert_eq!(steps, 6, "for each change two slices, and one that finds nobody more");
    let enrolled = people.iter().filter(|actor| query::account(&overlay, actor.person).is_some());
    assert_eq!(enrolled.count(), count);
}

/// DUE-7: where a new charter asks for no dues, nobody's vote or membership rests because of them.
#[test]
fn due_7_without_dues_nobody_rests() {
    let mut scene = Scene::new();
    let ana = scene.ana.clone();
    scene.wait(60);
    assert_eq!(scene.account(&ana).level, Level::MembershipRests);
    let text = scene.society.records.insert(without_dues().into_bytes());
    let replaces = crate::modules::charter::query::current(&scene.society.state).hash;
    let amend = crate::modules::charter::CharterAction::Amend { replaces, text };
    let authority = crate::frame::context::Authority::Person { person: scene.founder.person };
    let state = scene.society.state.clone();
    let context = scene.society.context(authority);
    let admitted = crate::registry::check(&amend.into(), &context, &state).unwrap();
    let mut overlay = crate::frame::state::Overlay::new(&state);
    let _ = crate::registry::apply(admitted, &context, &mut overlay);
    let delta = overlay.into_delta();
    scene.society.state.commit(delta);
    scene.wait(1);
    assert!(!query::is_resting(&scene.society.state, ana.person));
    assert_eq!(scene.standing(&ana), Standing::Full);
}
