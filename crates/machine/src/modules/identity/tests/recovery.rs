//! Recoveries, walked through: lost keys, thieves, disputes, races.

use polity_types::person::KeyChange;
use polity_types::{Base64, Hash, Scope, Seconds};

use super::super::{GATHERING, IdentityAction, KEYS_AT_ONCE_MAX, UNAPPROVED_MAX, query};
use super::{
    DELAY, Scene, add, adopt, after, fund, grant, guardians_of, join, remove, scene, set_rule,
    signed, transfer, until,
};
use crate::frame::batch::Outcome;
use crate::modules::membership::MembershipAction;
use crate::testing::{Actor, key_of, public};

const TWICE: Seconds = Seconds::days(10);

fn candidates(scene: &Scene) -> usize {
    query::recovery(&scene.society.state, scene.ana.person)
        .map_or(0, |recovery| recovery.candidates.len())
}

/// IDE-11 to IDE-15: the usual case.
#[test]
fn ide_15_who_lost_every_key_comes_back_after_the_delay() {
    let mut scene = scene();
    let recovery = scene.start("new");
    scene.gather(&[0], recovery);
    assert!(query::recovery(&scene.society.state, scene.ana.person).unwrap().waiting.is_none());
    // A third guardian who agrees disputes nothing.
    scene.gather(&[1, 2], recovery);
    scene.society.wait(Seconds(DELAY.0 - 1));
    assert!(scene.has("ana") && !scene.has("new") && !scene.is_frozen());
    scene.society.wait(Seconds(1));
    assert_eq!(scene.keys(), [public(&key_of("new"))]);
    assert_eq!(scene.head(), (recovery, 1));
    assert_eq!(candidates(&scene), 0);

    let (old, new) = (scene.ana.clone(), scene.ana_with("new"));
    let leave = || MembershipAction::Leave {};
    let refusal = scene.society.act(&old, leave()).unwrap_err();
    assert_eq!(refusal.code, "identity.not_their_key");
    // The chain goes on from the recovery.
    scene.change(add("spare"), &["new", "spare"]).unwrap();
    scene.society.act(&new, leave()).unwrap();
    // Nothing of the recovery is left in the state or on the agenda.
    let left = |key: &&String| key.contains("identity/recovery") || key.contains("candidate");
    assert_eq!(scene.society.state.0.keys().find(left), None);
}

#[test]
fn ide_11_script_of_how_a_recovery_begins() {
    let mut scene = scene();
    let opened = guardians_of(&scene.guardians);
    let new = |scopes: &[Scope]| vec![grant("new", scopes)];
    let all = || new(&Scope::ALL);
    let mut unsorted = opened.clone();
    unsorted.persons.swap(0, 1);
    let mut salted = opened.clone();
    salted.salt = Base64(vec![6; 16]);
    let recover = |guardians, keys| KeyChange::Recover { guardians, keys };
    let good = scene.link(recover(opened.clone(), all()), &["new"]);
    let mut elsewhere = good.statement.clone();
    elsewhere.previous = Hash::of(b"another");
    let now = scene.society.time;
    let late = vec![until(grant("late", &Scope::ALL), now), grant("new", &Scope::ALL)];
    let mut late_sorted = late;
    late_sorted.sort_by_key(|grant| grant.key.to_string());
    let brief = vec![until(grant("new", &Scope::ALL), now.after(Seconds::days(60)))];
    let nobody = Actor::named("nobody").person;
    let plain = join(&mut scene.society, "plain", None).person;
    let of = |person: polity_types::PersonId, change: KeyChange| {
        after(person, (person.0, 0), change, &["new"])
    };
    let script = [
        (scene.link(add("new"), &["ana", "new"]), Some("identity.other_change")),
        (of(nobody, recover(opened.clone(), all())), Some("identity.unknown")),
        (of(plain, recover(opened.clone(), all())), Some("identity.no_recovery")),
        (scene.link(recover(unsorted, all()), &["new"]), Some("identity.wrong_guardians")),
        (scene.link(recover(salted, all()), &["new"]), Some("identity.wrong_guardians")),
        (signed(elsewhere, &["new"]), Some("identity.broken_chain")),
        (scene.link(recover(opened.clone(), all()), &[]), Some("person.signature_count")),
        (
            scene.link(recover(opened.clone(), all()), &["new", "ana"]),
            Some("identity.too_many_signatures"),
        ),
        (
            scene.link(recover(opened.clone(), late_sorted), &["new", "late"]),
            Some("identity.new_key_expired"),
        ),
        (scene.link(recover(opened.clone(), brief), &["new"]), Some("identity.no_root_left")),
        (
            scene.link(recover(opened, new(&[Scope::Speak])), &["new"]),
            Some("identity.no_root_left"),
        ),
        (good.clone(), None),
        (good, Some("identity.already_started")),
    ];
    let carrier = scene.society.founder.clone();
    for (line, (statement, refusal)) in script.into_iter().enumerate() {
        let outcome = scene.act(&carrier, IdentityAction::Recover { statement }).err();
        assert_eq!(outcome.as_deref(), refusal, "line {line}");
    }
    // A key that the recovery does not name does not speak for it.
    let statement = scene.recovery_to("newer");
    let stranger = scene.ana_with("stranger");
    let outcome = scene.act(&stranger, IdentityAction::Recover { statement });
    assert_eq!(outcome, Err("identity.not_their_key".into()));
}

#[test]
fn ide_11_recoveries_without_a_word_cannot_crowd_out_the_others() {
    let mut scene = scene();
    let real = scene.start("real");
    scene.gather(&[0], real);
    let first = scene.start("b0");
    for number in 1..=UNAPPROVED_MAX {
        scene.start(&format!("b{number}"));
    }
    assert_eq!(candidates(&scene), UNAPPROVED_MAX + 1);
    assert_eq!(scene.approve(1, first), Err("identity.no_candidate".into()));
    scene.gather(&[1], real);
    scene.society.wait(DELAY);
    assert_eq!(scene.keys(), [public(&key_of("real"))]);
}

#[test]
fn ide_11_guardians_have_thirty_days_to_come_together() {
    let mut scene = scene();
    let recovery = scene.start("new");
    scene.gather(&[0], recovery);
    scene.society.wait(Seconds(GATHERING.0 - 1));
    assert_eq!(candidates(&scene), 1);
    scene.society.wait(Seconds(1));
    assert_eq!(candidates(&scene), 0);
    assert_eq!(scene.approve(1, recovery), Err("identity.no_candidate".into()));
    // In the last second, they are in time, and the lapse does not cut the waiting short.
    let recovery = scene.start("new");
    scene.gather(&[0], recovery);
    scene.society.wait(Seconds(GATHERING.0 - 1));
    scene.gather(&[1], recovery);
    scene.society.wait(DELAY);
    assert!(scene.has("new"));
}

#[test]
fn ide_12_script_of_guardians() {
    let mut scene = scene();
    let (ana, stranger) = (scene.ana.person, scene.society.founder.clone());
    let one = scene.start("one");
    let two = scene.start("two");
    let (g1, g2) = (scene.guardians[0].clone(), scene.guardians[1].clone());
    let say =
        |statement, replaces| IdentityAction::ApproveRecovery { person: ana, replaces, statement };
    let none = Hash::of(b"none");
    let script = [
        (&g1, say(none, None), Some("identity.no_candidate")),
        (&stranger, say(one, None), Some("identity.not_guardian")),
        (&g1, say(one, Some(two)), Some("identity.replaces")),
        (&g1, say(one, None), None),
        (&g1, say(one, None), Some("identity.already_approved")),
        (&g1, say(two, None), Some("identity.replaces")),
        (&g1, say(two, Some(one)), None),
        (&g2, say(one, None), None),
    ];
    for (line, (actor, action, refusal)) in script.into_iter().enumerate() {
        let outcome = scene.act(actor, action).err();
        assert_eq!(outcome.as_deref(), refusal, "line {line}");
    }
    // One word each for two sets of keys is not two words for one.
    let recovery = query::recovery(&scene.society.state, ana).unwrap();
    assert!(recovery.waiting.is_none());
    let unknown = Actor::named("unknown guardian");
    assert_eq!(scene.act(&unknown, say(one, None)), Err("identity.unknown".into()));
    let session = KeyChange::AddKey { grant: grant("s", &[Scope::Vote]) };
    let link = after(g1.person, (g1.person.0, 0), session, &["g1", "s"]);
    scene.act(&g1, adopt(link)).unwrap();
    let by_session = Actor { key: key_of("s"), ..g1 };
    let outcome = scene.act(&by_session, say(one, Some(two)));
    assert_eq!(outcome, Err("identity.out_of_scope".into()));
}

#[test]
fn ide_12_a_guardian_who_carries_a_recovery_agrees_to_it() {
    let mut scene = scene();
    let statement = scene.recovery_to("new");
    let hash = statement.statement.hash();
    let (g1, g2) = (scene.guardians[0].clone(), scene.guardians[1].clone());
    scene.act(&g1, IdentityAction::Recover { statement }).unwrap();
    let approvals =
        |scene: &Scene, hash| query::candidate(&scene.society.state, hash).unwrap().approvals.len();
    assert_eq!(approvals(&scene, hash), 1);
    // Who has spoken only carries.
    let statement = scene.recovery_to("other");
    let other = statement.statement.hash();
    scene.act(&g1, IdentityAction::Recover { statement }).unwrap();
    assert_eq!((approvals(&scene, hash), approvals(&scene, other)), (1, 0));
    let statement = scene.recovery_to("third");
    scene.act(&g2, IdentityAction::Recover { statement }).unwrap();
    assert!(!scene.is_frozen());
}

#[test]
fn ide_13_the_chain_rests_while_a_recovery_waits_and_not_before() {
    let mut scene = scene();
    scene.change(add("laptop"), &["ana", "laptop"]).unwrap();
    // The thief of the laptop removes the owner's key and the guardians.
    scene.change(remove("ana"), &["laptop"]).unwrap();
    scene.change(set_rule(None), &["laptop"]).unwrap();
    scene.society.wait(Seconds(DELAY.0 - 60));
    let recovery = scene.start("new");
    scene.gather(&[0], recovery);
    // One guardian's word holds nothing up, and links do not outrun the recovery.
    scene.change(add("more"), &["laptop", "more"]).unwrap();
    scene.gather(&[1], recovery);
    let refused = scene.change(add("evil"), &["laptop", "evil"]);
    assert_eq!(refused, Err("identity.recovery_waits".into()));
    let carrier = scene.society.founder.clone();
    let late = scene.link(set_rule(None), &["laptop"]);
    assert_eq!(scene.act(&carrier, adopt(late)), Err("identity.recovery_waits".into()));
    scene.society.wait(Seconds::days(1));
    assert!(scene.has("ana") && scene.known().recovery.is_some());
    scene.society.wait(DELAY);
    assert_eq!(scene.keys(), [public(&key_of("new"))]);
    let known = scene.known();
    assert!(known.recovery.is_some() && known.pending.is_empty());
    // The link that the recovery left behind is kept as evidence.
    let forks = query::forks(&scene.society.state, scene.ana.person);
    assert_eq!(forks.len(), 1);
    assert_eq!((forks[0].second, forks[0].sequence), (recovery, known.sequence));
}

#[test]
fn ide_14_the_owner_objects_to_guardians_who_conspire() {
    let mut scene = scene();
    let session = KeyChange::AddKey { grant: grant("session", &[Scope::Spend]) };
    scene.change(session, &["ana", "session"]).unwrap();
    let (ana, g3) = (scene.ana.person, scene.guardians[2].person);
    fund(&mut scene.society, ana);
    assert_eq!(scene.object("ana"), Err("identity.nothing_waits".into()));
    let recovery = scene.start("conspirator");
    scene.gather(&[0], recovery);
    assert_eq!(scene.object("ana"), Err("identity.nothing_waits".into()));
    scene.gather(&[1], recovery);
    let spend = |scene: &mut Scene| {
        let owner = scene.ana.clone();
        scene.society.act(&owner, transfer(g3)).map(drop).map_err(|refusal| refusal.code)
    };
    assert_eq!(spend(&mut scene), Ok(()));
    assert_eq!(scene.object("session"), Err("identity.out_of_scope".into()));
    assert_eq!(scene.object("conspirator"), Err("identity.not_their_key".into()));
    scene.society.wait(Seconds(DELAY.0 - 1));
    scene.object("ana").unwrap();
    assert_eq!(scene.object("ana"), Err("identity.already_disputed".into()));
    assert_eq!(spend(&mut scene), Err("identity.frozen".into()));
    scene.society.wait(DELAY);
    assert!(scene.is_frozen());
    scene.society.wait(Seconds(1));
    // Two of four needed: the old keys stay, and two cannot hold Ana up again.
    assert!(scene.has("ana") && !scene.is_frozen());
    assert_eq!(spend(&mut scene), Ok(()));
    let recovery = scene.start("again");
    scene.gather(&[0, 1, 2], recovery);
    scene.change(set_rule(None), &["ana"]).unwrap();
    scene.society.wait(DELAY);
    assert_eq!((scene.known().recovery, candidates(&scene)), (None, 0));
}

#[test]
fn ide_14_a_thief_objects_and_the_higher_threshold_decides() {
    let mut scene = scene();
    let recovery = scene.start("new");
    scene.gather(&[0, 1], recovery);
    scene.object("ana").unwrap();
    scene.gather(&[2], recovery);
    scene.society.wait(Seconds(TWICE.0 - 1));
    scene.gather(&[3], recovery);
    assert!(!scene.has("new"));
    scene.society.wait(Seconds(1));
    assert_eq!(scene.keys(), [public(&key_of("new"))]);
    assert!(!scene.is_frozen());
}

#[test]
fn ide_14_an_objection_runs_before_the_end_in_the_same_batch() {
    let mut scene = scene();
    let recovery = scene.start("new");
    scene.gather(&[0, 1], recovery);
    scene.society.wait(Seconds(DELAY.0 - 1));
    scene.society.time = scene.society.time.after(Seconds(1));
    // Received in the very batch in which the waiting ends, behind other operations.
    let ana = scene.ana.clone();
    let other = scene.society.founder.clone();
    let idle = scene.society.signed(&other, MembershipAction::Leave {});
    let objection = scene.society.signed(&ana, IdentityAction::Object {});
    let outcomes = scene.society.batch(vec![idle, objection]).outcomes;
    assert!(matches!(outcomes[1], Outcome::Admitted { .. }));
    assert!(scene.has("ana") && scene.is_frozen());
    scene.gather(&[2, 3], recovery);
    scene.society.wait(DELAY);
    assert!(scene.has("new"));
    // One batch later it is too late: the old keys are gone.
    assert_eq!(scene.object("ana"), Err("identity.not_their_key".into()));
}

/// IDE-14 and IDE-15: two recoveries at once.
#[test]
fn ide_15_guardians_behind_two_sets_of_keys_dispute_each_other() {
    let mut scene = scene();
    let bad = scene.start("thief");
    scene.gather(&[0, 1], bad);
    assert!(!scene.is_frozen());
    let good = scene.start("owner");
    scene.gather(&[2], good);
    assert!(!scene.is_frozen());
    scene.gather(&[3], good);
    assert!(scene.is_frozen());
    scene.society.wait(DELAY);
    // A guardian is convinced, and takes the word back.
    scene.gather(&[4, 1], good);
    scene.society.wait(DELAY);
    assert_eq!(scene.keys(), [public(&key_of("owner"))]);
}

#[test]
fn ide_15_a_word_taken_back_ends_the_recovery() {
    let mut scene = scene();
    scene.change(add("laptop"), &["ana", "laptop"]).unwrap();
    scene.change(remove("laptop"), &["ana"]).unwrap();
    let one = scene.start("one");
    let two = scene.start("two");
    scene.gather(&[0, 1], one);
    scene.gather(&[1], two);
    scene.society.wait(Seconds(DELAY.0 - 1));
    assert!(scene.has("laptop"));
    scene.society.wait(Seconds(1));
    // What waited for the outcome takes effect with it.
    assert_eq!(scene.keys(), [public(&key_of("ana"))]);
    assert_eq!((candidates(&scene), scene.known().contested), (0, false));
}

#[test]
fn ide_16_who_is_frozen_keeps_every_right() {
    let mut scene = scene();
    let (ana, g1) = (scene.ana.clone(), scene.guardians[0].clone());
    fund(&mut scene.society, ana.person);
    let recovery = scene.start("new");
    scene.gather(&[0, 1], recovery);
    scene.object("ana").unwrap();
    let refusal = scene.society.act(&ana, transfer(g1.person)).unwrap_err();
    assert_eq!((refusal.code.as_str(), refusal.rule.as_str()), ("identity.frozen", "IDE-16"));
    let apply = MembershipAction::Apply { invitation: None, letter: None };
    assert_eq!(scene.society.act(&ana, apply).unwrap_err().code, "identity.frozen");
    let refused = scene.change(add("x"), &["ana", "x"]);
    assert_eq!(refused, Err("identity.recovery_waits".into()));
    scene.society.act(&ana, MembershipAction::Leave {}).unwrap();
    // Others are not touched.
    scene.society.act(&g1, MembershipAction::Leave {}).unwrap();
}

/// A thief who leaves in the owner's name does not get at the money; the owner does, afterwards.
#[test]
fn ide_16_the_money_of_who_leaves_waits_for_the_dispute() {
    use crate::modules::treasury::{AccountId, TreasuryAction};
    let mut scene = scene();
    let (ana, thief) = (scene.ana.clone(), scene.guardians[4].person);
    fund(&mut scene.society, ana.person);
    let take_out = |to| {
        let (amount, to) = (polity_types::Amount::from(100), AccountId::Person(to));
        TreasuryAction::TakeOut {
            amount,
            asset: super::box_credit(),
            category: None,
            memo: None,
            to,
        }
    };
    let recovery = scene.start("new");
    scene.gather(&[0, 1, 2, 3], recovery);
    scene.object("ana").unwrap();
    scene.society.act(&ana, MembershipAction::Leave {}).unwrap();
    let refusal = scene.society.act(&ana, take_out(thief)).unwrap_err();
    assert_eq!((refusal.code.as_str(), refusal.rule.as_str()), ("identity.frozen", "IDE-16"));
    scene.society.wait(Seconds(TWICE.0 - 1));
    assert_eq!(scene.society.act(&ana, take_out(thief)).unwrap_err().code, "identity.frozen");
    scene.society.wait(Seconds(1));
    assert_eq!(
        scene.society.act(&ana, take_out(thief)).unwrap_err().code,
        "identity.not_their_key"
    );
    let owner = scene.ana_with("new");
    let heir = scene.guardians[0].person;
    scene.society.act(&owner, take_out(heir)).unwrap();
}

#[test]
fn ide_16_a_transfer_announced_before_the_dispute_rests_too() {
    use crate::modules::treasury::{AccountId, query::balance};
    let line = "may = \"treasury.transfer\"\nwho = \"member\"\n";
    let graced = super::CHARTER.replace(line, &format!("{line}grace = \"7 days\"\n"));
    for (objects, left) in [(false, 99), (true, 100)] {
        let mut scene = super::scene_under(&graced);
        let (ana, g1) = (scene.ana.clone(), scene.guardians[0].clone());
        fund(&mut scene.society, ana.person);
        scene.society.act(&ana, transfer(g1.person)).unwrap();
        scene.society.wait(Seconds::days(3));
        let recovery = scene.start("new");
        scene.gather(&[0, 1], recovery);
        if objects {
            scene.object("ana").unwrap();
        }
        scene.society.wait(TWICE);
        let account = AccountId::Person(ana.person);
        let amount = balance(&scene.society.state, &account, &super::box_credit());
        assert_eq!(amount, polity_types::Amount::from(left));
    }
}

/// What is signed reads back as it was written, and fits an operation, at its largest.
#[test]
fn ide_11_the_largest_recovery_fits_an_operation() {
    let mut scene = scene();
    let names: Vec<String> = (0..KEYS_AT_ONCE_MAX).map(|number| format!("new {number}")).collect();
    let mut names: Vec<&str> = names.iter().map(String::as_str).collect();
    names.sort_by_key(|name| public(&key_of(name)).to_string());
    let keys = names.iter().map(|name| grant(name, &Scope::ALL)).collect();
    let guardians = guardians_of(&scene.guardians);
    let statement = scene.link(KeyChange::Recover { guardians, keys }, &names);
    let action = IdentityAction::Recover { statement };
    let signed = scene.society.signed(&scene.guardians[0].clone(), action.clone());
    let read: polity_types::Envelope<crate::Action> = polity_types::canonical::from_bytes(
        &signed.bytes,
        polity_types::operation::ENVELOPE_BYTES_MAX,
    )
    .unwrap();
    assert_eq!(read.operation.action, crate::Action::from(action));
    assert!(matches!(scene.society.batch(vec![signed]).outcomes[0], Outcome::Admitted { .. }));
}
