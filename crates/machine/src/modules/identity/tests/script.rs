//! Changes of keys: each refusal at its boundary.

use polity_types::person::{Inception, KEYS_MAX, KeyChange, SignedInception};
use polity_types::{Amount, Base64, Hash, Scope, Seconds};

use super::super::{FORKS_MAX, IdentityAction, KEYS_AT_ONCE_MAX, LINKS_MAX, STATEMENTS_MAX, query};
use super::{
    DELAY, Scene, add, adopt, after, end_of, fund, grant, guardians_of, join, remove, rule, scene,
    set_rule, signed, until,
};
use crate::frame::batch::Outcome;
use crate::frame::context::Authority;
use crate::frame::execute::preview;
use crate::modules::membership::MembershipAction;
use crate::modules::treasury::{AccountId, TreasuryAction};
use crate::testing::{Actor, Society, key_of, public, sign};

#[test]
fn ide_1_a_person_is_known_once_and_acts_for_themselves() {
    let Scene { mut society, ana, .. } = scene();
    let register = |actor: &Actor| IdentityAction::Register { inception: actor.inception.clone() };
    let stranger = Actor::named("stranger");
    let script = [
        (&ana, register(&ana), Some("identity.already_known")),
        (&stranger, IdentityAction::Object {}, Some("identity.unknown")),
        (&stranger, register(&stranger), None),
        (&stranger, register(&stranger), Some("identity.already_known")),
    ];
    for (line, (actor, action, refusal)) in script.into_iter().enumerate() {
        let outcome = society.act(actor, action).err().map(|refusal| refusal.code);
        assert_eq!(outcome.as_deref(), refusal, "line {line}");
    }
    let state = society.state.clone();
    let rule = society.context(Authority::Rule { rule: "any".into() });
    let refusal = preview(&IdentityAction::Object {}.into(), &rule, &state).unwrap_err();
    assert_eq!(refusal.code, "identity.not_a_person");
}

#[test]
fn ide_2_a_registration_is_by_a_key_of_the_inception() {
    let mut scene = scene();
    let (dan, eve) = (Actor::named("dan"), Actor::named("eve"));
    let register = |actor: &Actor| IdentityAction::Register { inception: actor.inception.clone() };
    assert_eq!(scene.act(&eve, register(&dan)), Err("identity.other_person".into()));
    let stolen = Actor { key: key_of("eve"), ..dan.clone() };
    assert_eq!(scene.act(&stolen, register(&dan)), Err("identity.not_their_key".into()));
    let mut unsigned = dan.clone();
    unsigned.inception.signatures.clear();
    assert_eq!(scene.act(&unsigned, register(&unsigned)), Err("person.signature_count".into()));
    assert_eq!(scene.act(&dan, register(&dan)), Ok(()));
}

#[test]
fn ide_3_a_key_keeps_to_its_scopes_and_its_time() {
    let mut scene = scene();
    let end = scene.society.time.after(Seconds::hours(2));
    let phone = until(grant("phone", &[Scope::Speak]), end);
    scene.change(KeyChange::AddKey { grant: phone }, &["ana", "phone"]).unwrap();
    let keyring = until(grant("keyring", &[Scope::Keys]), end);
    scene.change(KeyChange::AddKey { grant: keyring }, &["ana", "keyring"]).unwrap();
    let leave = |name: &str, scene: &mut Scene| {
        let (actor, leave) = (scene.ana_with(name), MembershipAction::Leave {});
        let outcome = scene.society.signed(&actor, leave);
        match scene.society.batch(vec![outcome]).outcomes.pop() {
            Some(Outcome::Refused(refusal)) => refusal.code,
            _ => "admitted".to_owned(),
        }
    };
    assert_eq!(leave("phone", &mut scene), "identity.out_of_scope");
    assert_eq!(leave("nobody", &mut scene), "identity.not_their_key");
    scene.society.time = end;
    assert_eq!(leave("keyring", &mut scene), "identity.key_expired");
    scene.society.time = end;
    let late = scene.link(add("late"), &["keyring", "late"]);
    let ana = scene.ana.clone();
    assert_eq!(scene.act(&ana, adopt(late)), Err("identity.not_signed".into()));

    let mut scene = super::scene();
    let end = scene.society.time.after(Seconds::hours(2));
    let keyring = until(grant("keyring", &[Scope::Keys]), end);
    scene.change(KeyChange::AddKey { grant: keyring }, &["ana", "keyring"]).unwrap();
    scene.society.time = end.before(Seconds(1));
    assert_eq!(leave("keyring", &mut scene), "admitted");
}

#[test]
fn ide_5_who_did_nothing_for_a_week_is_forgotten() {
    let mut scene = scene();
    let Scene { society, .. } = &mut scene;
    let idle = society.known("idle");
    let (keeper, payee) = (society.known("keeper"), society.known("payee"));
    let root = after(keeper.person, (keeper.person.0, 0), add("spare"), &["keeper", "spare"]);
    society.act(&keeper, adopt(root)).unwrap();
    fund(society, payee.person);
    society.wait(Seconds(Seconds::days(7).0 - 1));
    assert!(query::person(&society.state, idle.person).is_some());
    society.wait(Seconds(1));
    assert!(query::person(&society.state, idle.person).is_none());
    assert!(query::person(&society.state, payee.person).is_some());
    assert!(query::person(&society.state, keeper.person).is_some());
    society.known("idle");
}

fn plain_apply() -> MembershipAction {
    MembershipAction::Apply { invitation: None, letter: None }
}

#[test]
fn ide_5_who_has_nothing_here_any_more_is_forgotten() {
    let mut scene = scene();
    let Scene { society, .. } = &mut scene;
    let founder = society.founder.clone();
    let on_agenda =
        |society: &Society| society.state.0.keys().filter(|key| key.starts_with("agenda/")).count();
    let names = ["declined", "lapsed", "payee", "withdrawn"];
    let [declined, lapsed, payee, withdrawn] = names.map(|name| society.known(name));
    fund(society, payee.person);
    let before = on_agenda(society);
    for actor in [&declined, &lapsed, &withdrawn] {
        society.act(actor, plain_apply()).unwrap();
    }
    // However often somebody comes and goes, one look at them is on the agenda.
    for _ in 0..20 {
        society.act(&withdrawn, MembershipAction::Withdraw {}).unwrap();
        society.act(&withdrawn, plain_apply()).unwrap();
    }
    assert_eq!(on_agenda(society), before + 3);
    society.wait(Seconds::days(8));
    let known = |society: &Society| {
        [&declined, &lapsed, &payee, &withdrawn]
            .map(|actor| query::person(&society.state, actor.person).is_some())
    };
    assert_eq!(known(society), [true; 4]);
    let decline = MembershipAction::Decline { applicant: declined.person, text: None };
    society.act(&founder, decline).unwrap();
    society.act(&withdrawn, MembershipAction::Withdraw {}).unwrap();
    let take_out = TreasuryAction::TakeOut {
        amount: Amount::from(100),
        asset: "BOX".parse().unwrap(),
        category: None,
        memo: None,
        to: AccountId::Person(founder.person),
    };
    society.act(&payee, take_out).unwrap();
    society.wait(Seconds(Seconds::days(7).0 - 1));
    assert_eq!(known(society), [true; 4]);
    society.wait(Seconds(1));
    assert_eq!(known(society), [false, true, false, false]);
    society.wait(Seconds::days(90 + 7 - 15));
    assert_eq!(known(society), [false; 4]);
    let names = names.map(|name| Actor::named(name).person.to_string());
    let left = |key: &&String| names.iter().any(|name| key.contains(name));
    assert_eq!(society.state.0.keys().find(left), None);
}

/// A removed key must not speak again because its owner was away.
#[test]
fn ide_5_of_who_changed_keys_the_last_link_stays() {
    let mut scene = scene();
    let Scene { society, guardians, .. } = &mut scene;
    let guardian = guardians[0].clone();
    let dan = society.known("dan");
    let one = after(dan.person, (dan.person.0, 0), add("spare"), &["dan", "spare"]);
    let two = after(dan.person, end_of(&one), remove("dan"), &["dan"]);
    let statements = vec![one.clone(), two.clone()];
    society.act(&dan, IdentityAction::Adopt { statements }).unwrap();
    society.wait(Seconds::days(6));
    let fork = after(dan.person, (dan.person.0, 0), add("other"), &["dan", "other"]);
    society.act(&guardian, adopt(fork.clone())).unwrap();
    assert_eq!(query::forks(&society.state, dan.person).len(), 1);
    society.wait(Seconds::days(8));
    let kept = society.state.0.keys().filter(|key| key.contains(&dan.person.to_string()));
    assert_eq!(kept.count(), 1, "the person, and neither chain nor forks");

    let again = IdentityAction::Register { inception: dan.inception.clone() };
    assert_eq!(society.act(&dan, again).unwrap_err().code, "identity.already_known");
    assert_eq!(society.act(&dan, adopt(fork)).unwrap_err().code, "identity.not_their_key");
    assert_eq!(society.act(&guardian, adopt(one)).unwrap_err().code, "identity.broken_chain");
    assert_eq!(
        society.act(&guardian, adopt(two.clone())).unwrap_err().code,
        "identity.nothing_new"
    );
    // The chain goes on from where it ended.
    let three = after(dan.person, end_of(&two), add("third"), &["spare", "third"]);
    let spare = Actor { key: key_of("spare"), ..dan.clone() };
    society.act(&spare, adopt(three)).unwrap();
    society.act(&spare, plain_apply()).unwrap();
}

/// Also PER-2: links are numbered, and each names the one before.
#[test]
fn ide_6_only_what_continues_the_chain_is_adopted() {
    let mut scene = scene();
    let good = scene.link(add("phone"), &["ana", "phone"]);
    let mut skipped = good.statement.clone();
    skipped.sequence += 1;
    let mut elsewhere = good.statement.clone();
    elsewhere.previous = Hash::of(b"another");
    let mut forged = good.clone();
    forged.signatures[0].signature.signature.0[0] ^= 1;
    let nobody = Actor::named("nobody").person;
    let unknown = after(nobody, (nobody.0, 0), add("x"), &["nobody", "x"]);
    let session = KeyChange::AddKey { grant: grant("session", &[Scope::Vote]) };
    let script = [
        (signed(skipped, &["ana", "phone"]), Some("identity.broken_chain")),
        (signed(elsewhere, &["ana", "phone"]), Some("identity.broken_chain")),
        (forged, Some("person.signature")),
        (scene.link(add("phone"), &["ana"]), Some("person.signature_count")),
        (scene.link(add("phone"), &["phone"]), Some("identity.not_signed")),
        (scene.link(add("phone"), &["ana", "phone", "g1"]), Some("identity.too_many_signatures")),
        (scene.link(set_rule(None), &["ana", "g1"]), Some("identity.too_many_signatures")),
        (scene.recovery_to("phone"), Some("identity.other_change")),
        (unknown, Some("identity.unknown")),
        (good.clone(), None),
        (good.clone(), Some("identity.nothing_new")),
    ];
    let ana = scene.ana.clone();
    for (line, (statement, refusal)) in script.into_iter().enumerate() {
        let outcome = scene.act(&ana, adopt(statement)).err();
        assert_eq!(outcome.as_deref(), refusal, "line {line}");
    }
    let session = after(ana.person, end_of(&good), session, &["ana", "session"]);
    scene.act(&ana, adopt(session)).unwrap();
    let by_session = scene.link(add("more"), &["session", "more"]);
    assert_eq!(scene.act(&ana, adopt(by_session)), Err("identity.not_signed".into()));
}

#[test]
fn ide_6_a_chain_is_carried_whole_by_anyone_even_by_the_key_it_adds() {
    let mut scene = scene();
    let (ana, carrier) = (scene.ana.clone(), scene.guardians[0].clone());
    let mut statements = Vec::new();
    let mut end = scene.head();
    for number in 0..=STATEMENTS_MAX {
        let name = format!("k{number}");
        let statement = after(ana.person, end, add(&name), &["ana", &name]);
        end = end_of(&statement);
        statements.push(statement);
    }
    let bring = |statements: &[_]| IdentityAction::Adopt { statements: statements.to_vec() };
    let too_many = scene.act(&carrier, bring(&statements));
    assert_eq!(too_many, Err("identity.statements".into()));
    assert_eq!(scene.act(&carrier, bring(&[])), Err("identity.statements".into()));
    let other = scene.guardians[1].person;
    let mixed = [statements[0].clone(), after(other, (other.0, 0), add("z"), &["g2", "z"])];
    assert_eq!(scene.act(&carrier, bring(&mixed)), Err("identity.statements".into()));

    scene.act(&carrier, bring(&statements[..2])).unwrap();
    // What is known is passed over; a key that is new here speaks for what makes it known.
    let newest = scene.ana_with(&format!("k{STATEMENTS_MAX}"));
    let without = scene.act(&newest, bring(&statements[..STATEMENTS_MAX]));
    assert_eq!(without, Err("identity.not_their_key".into()));
    scene.act(&newest, bring(&statements[1..])).unwrap();
    assert_eq!(scene.head(), end);
    // A key that the same statements remove again speaks for nothing.
    let first = after(ana.person, end, add("brief"), &["ana", "brief"]);
    let second = after(ana.person, end_of(&first), remove("brief"), &["ana", "brief"]);
    let brief = scene.ana_with("brief");
    let outcome = scene.act(&brief, bring(&[first, second]));
    assert_eq!(outcome, Err("identity.not_their_key".into()));
}

#[test]
fn ide_7_a_second_successor_is_kept_and_the_first_stands() {
    let mut scene = scene();
    let (ana, carrier) = (scene.ana.clone(), scene.guardians[0].clone());
    let start = scene.head();
    let fork = |name: &str| after(ana.person, start, add(name), &["ana", name]);
    scene.act(&ana, adopt(fork("first"))).unwrap();
    for number in 0..FORKS_MAX {
        let second = fork(&format!("second {number}"));
        scene.act(&carrier, adopt(second.clone())).unwrap();
        assert_eq!(scene.act(&carrier, adopt(second)), Err("identity.nothing_new".into()));
    }
    let more = scene.act(&carrier, adopt(fork("one too many")));
    assert_eq!(more, Err("identity.forks_full".into()));
    assert_eq!(scene.keys().len(), 2);
    assert!(scene.has("first"));
    let forks = query::forks(&scene.society.state, ana.person);
    assert_eq!(forks.len(), FORKS_MAX);
    assert!(forks.iter().all(|fork| fork.first == scene.known().head && fork.sequence == 1));
}

#[test]
fn ide_7_a_fork_is_signed_by_a_key_that_speaks_or_spoke() {
    let mut scene = scene();
    let carrier = scene.guardians[0].clone();
    let start = scene.head();
    let person = scene.ana.person;
    scene.change(add("spare"), &["ana", "spare"]).unwrap();
    scene.change(remove("ana"), &["spare", "ana"]).unwrap();
    assert!(!scene.has("ana"));
    let by_none = after(person, start, add("x"), &["x", "g1"]);
    assert_eq!(scene.act(&carrier, adopt(by_none)), Err("identity.not_signed".into()));
    let by_removed = after(person, start, add("x"), &["ana", "x"]);
    assert_eq!(scene.act(&carrier, adopt(by_removed)), Ok(()));
    assert_eq!(scene.keys(), [public(&key_of("spare"))]);
    // What is older than the links kept no longer shows whether it forks.
    for number in 0..LINKS_MAX {
        let change = if number % 2 == 0 { add("t") } else { remove("t") };
        scene.change(change, &["spare", "t"]).unwrap();
    }
    let old = after(person, start, add("y"), &["ana", "y"]);
    assert_eq!(scene.act(&carrier, adopt(old)), Err("identity.broken_chain".into()));
}

#[test]
fn ide_8_a_key_is_added_at_once_up_to_sixteen() {
    let mut scene = scene();
    let now = scene.society.time;
    assert_eq!(scene.change(add("ana"), &["ana"]), Err("identity.has_key".into()));
    let past = KeyChange::AddKey { grant: until(grant("past", &[Scope::Vote]), now) };
    assert_eq!(scene.change(past, &["ana", "past"]), Err("identity.new_key_expired".into()));
    let brief = until(grant("brief", &[Scope::Vote]), now.after(Seconds(1)));
    scene.change(KeyChange::AddKey { grant: brief }, &["ana", "brief"]).unwrap();
    for number in 2..KEYS_MAX {
        let name = format!("k{number}");
        scene.change(add(&name), &["ana", &name]).unwrap();
    }
    assert_eq!(scene.change(add("more"), &["ana", "more"]), Err("identity.too_many_keys".into()));
    assert!(scene.known().keys.is_sorted_by_key(|grant| grant.key.to_string()));
    // A key that has expired goes at once, and makes room.
    scene.society.time = now.after(Seconds(1));
    scene.change(remove("brief"), &["ana"]).unwrap();
    scene.change(add("more"), &["ana", "more"]).unwrap();
}

/// Session keys end by themselves: whoever makes one each week is not asked to tidy up.
#[test]
fn ide_17_a_key_that_has_expired_makes_way() {
    let mut scene = scene();
    let now = scene.society.time;
    let brief = |name: &str, seconds| {
        let ends = now.after(Seconds(seconds));
        KeyChange::AddKey { grant: until(grant(name, &[Scope::Vote]), ends) }
    };
    for number in 1..KEYS_MAX {
        // The one that is added first ends last.
        let seconds = u64::try_from(KEYS_MAX - number).unwrap();
        let name = format!("k{number}");
        scene.change(brief(&name, seconds), &["ana", &name]).unwrap();
    }
    let full = Err("identity.too_many_keys".into());
    assert_eq!(scene.change(brief("more", 60), &["ana", "more"]), full, "all of them speak");
    scene.society.time = now.after(Seconds(2));
    let has = |scene: &Scene, name: &str| scene.known().grant(&public(&key_of(name))).is_some();
    // Of those that have expired, k14 and k15, the first goes, and is removed from the chain of another society.
    scene.change(brief("more", 60), &["ana", "more"]).unwrap();
    assert!(!has(&scene, "k15") && has(&scene, "k14") && has(&scene, "more"));
    assert_eq!(scene.known().keys.len(), KEYS_MAX);
    scene.change(remove("k15"), &["ana"]).unwrap();
    // One that has expired is there anew.
    let anew =
        || KeyChange::AddKey { grant: until(grant("k14", &[Scope::Vote]), now.after(Seconds(90))) };
    scene.change(anew(), &["ana", "k14"]).unwrap();
    assert_eq!(scene.change(anew(), &["ana", "k14"]), Err("identity.has_key".into()));
    let full = scene.change(brief("another", 60), &["ana", "another"]);
    assert_eq!(full, Err("identity.too_many_keys".into()), "none has expired");
    assert_eq!(scene.known().keys.len(), KEYS_MAX);
}

/// Who never had a key that made way removes none that they do not have.
#[test]
fn ide_17_what_made_no_way_is_not_removed_twice() {
    let mut scene = scene();
    assert_eq!(scene.change(remove("never"), &["ana"]), Err("identity.no_such_key".into()));
}

/// Their signatures are verified one after the other, and anyone may send a registration.
#[test]
fn ide_8_few_keys_are_brought_at_once() {
    let mut scene = scene();
    let with_keys = |count: usize| {
        let mut names: Vec<String> = (0..count).map(|number| format!("k{number}")).collect();
        names.sort_by_key(|name| public(&key_of(name)).to_string());
        let keys: Vec<_> = names.iter().map(|name| grant(name, &Scope::ALL)).collect();
        (names, keys)
    };
    let registering = |count: usize| {
        let (names, keys) = with_keys(count);
        let inception = Inception { keys, recovery: None, salt: Base64(vec![9; 16]) };
        let message = inception.signed_bytes();
        let signatures = names.iter().map(|name| sign(&key_of(name), &message)).collect();
        let person = inception.person();
        Actor { inception: SignedInception { inception, signatures }, key: key_of("k0"), person }
    };
    let register = |actor: &Actor| IdentityAction::Register { inception: actor.inception.clone() };
    let mut many = registering(KEYS_AT_ONCE_MAX + 1);
    assert_eq!(scene.act(&many, register(&many)), Err("identity.too_many_at_once".into()));
    // No signature was looked at.
    many.inception.signatures[0] = many.inception.signatures[1].clone();
    assert_eq!(scene.act(&many, register(&many)), Err("identity.too_many_at_once".into()));
    let most = registering(KEYS_AT_ONCE_MAX);
    assert_eq!(scene.act(&most, register(&most)), Ok(()));

    let guardians = guardians_of(&scene.guardians);
    let ana = scene.ana.clone();
    for (count, refusal) in [(5, Some("identity.too_many_at_once".to_owned())), (4, None)] {
        let (names, keys) = with_keys(count);
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let change = KeyChange::Recover { guardians: guardians.clone(), keys };
        let statement = scene.link(change, &names);
        assert_eq!(scene.act(&ana, IdentityAction::Recover { statement }).err(), refusal);
    }
}

/// OPE-6: a door key silences nobody.
#[test]
fn ide_3_only_a_key_for_keys_voids() {
    let mut scene = scene();
    for (name, scopes) in
        [("door", &[Scope::Present][..]), ("phone", &[Scope::Speak, Scope::Spend, Scope::Vote])]
    {
        let change = KeyChange::AddKey { grant: grant(name, scopes) };
        scene.change(change, &["ana", name]).unwrap();
    }
    let ana = scene.ana.clone();
    let leave = scene.society.signed(&ana, MembershipAction::Leave {});
    let until = leave.operation.valid.until;
    let void = || IdentityAction::Void { operation: leave.id, until };
    for name in ["door", "phone"] {
        let actor = scene.ana_with(name);
        assert_eq!(scene.act(&actor, void()), Err("identity.out_of_scope".into()), "{name}");
    }
    assert_eq!(scene.act(&ana, void()), Ok(()));
    let operation = leave.id;
    let far = IdentityAction::Void { operation, until: scene.society.time.after(Seconds::days(1)) };
    assert_eq!(scene.act(&ana, far), Ok(()));
    let until = scene.society.time.after(Seconds(86_401));
    let farther = IdentityAction::Void { operation, until };
    assert_eq!(scene.act(&ana, farther), Err("identity.void_too_long".into()));
    let outcome = scene.society.batch(vec![leave]).outcomes.pop();
    let Some(Outcome::Refused(refusal)) = outcome else { panic!("{outcome:?}") };
    assert_eq!(refusal.code, "operation.voided");
}

#[test]
fn ide_9_what_could_lock_the_owner_out_waits() {
    let mut scene = scene();
    scene.change(add("laptop"), &["ana", "laptop"]).unwrap();
    assert_eq!(scene.change(remove("nothing"), &["ana"]), Err("identity.no_such_key".into()));
    scene.change(remove("ana"), &["laptop"]).unwrap();
    assert_eq!(scene.change(remove("ana"), &["laptop"]), Err("identity.removal_waits".into()));
    scene.society.wait(Seconds(DELAY.0 - 1));
    assert!(scene.has("ana"));
    scene.society.wait(Seconds(1));
    assert_eq!(scene.keys(), [public(&key_of("laptop"))]);
    let stale = scene.ana.clone();
    let act = scene.act(&stale, IdentityAction::Object {});
    assert_eq!(act, Err("identity.not_their_key".into()));

    // A later change of guardians takes the place of one that waits.
    let others = guardians_of(&scene.guardians[..4]);
    scene.change(set_rule(None), &["laptop"]).unwrap();
    scene.society.wait(Seconds(DELAY.0 - 1));
    scene.change(set_rule(Some(rule(&others))), &["laptop"]).unwrap();
    scene.society.wait(Seconds(DELAY.0 - 1));
    assert_eq!(scene.known().recovery, Some(rule(&guardians_of(&scene.guardians))));
    scene.society.wait(Seconds(1));
    assert_eq!(scene.known().recovery, Some(rule(&others)));
    assert!(scene.known().pending.is_empty());
}

#[test]
fn ide_9_what_harms_nobody_happens_at_once() {
    let mut scene = scene();
    scene.change(add("laptop"), &["ana", "laptop"]).unwrap();
    scene.change(remove("laptop"), &["ana"]).unwrap();
    // The key that signs its own removal need not wait, though the removal waits already.
    scene.change(remove("laptop"), &["laptop"]).unwrap();
    assert!(!scene.has("laptop") && scene.known().pending.is_empty());

    let plain = join(&mut scene.society, "plain", None);
    let rule = rule(&guardians_of(&scene.guardians));
    let one = after(plain.person, (plain.person.0, 0), add("p2"), &["plain", "p2"]);
    let two = after(plain.person, end_of(&one), remove("plain"), &["p2"]);
    let three = after(plain.person, end_of(&two), set_rule(Some(rule)), &["p2"]);
    let statements = vec![one, two, three];
    scene.society.act(&plain, IdentityAction::Adopt { statements }).unwrap();
    let known = query::person(&scene.society.state, plain.person).unwrap();
    assert_eq!(known.keys.len(), 1);
    assert!(known.recovery.is_some() && known.pending.is_empty());
}

#[test]
fn ide_10_a_key_that_can_go_on_always_remains() {
    let mut scene = scene();
    let end = scene.society.time.after(Seconds::days(300));
    let session = until(grant("session", &Scope::ALL), end);
    scene.change(KeyChange::AddKey { grant: session }, &["ana", "session"]).unwrap();
    let reader = grant("reader", &[Scope::Present]);
    scene.change(KeyChange::AddKey { grant: reader }, &["ana", "reader"]).unwrap();
    assert_eq!(scene.change(remove("ana"), &["ana"]), Err("identity.no_root_left".into()));
    scene.change(add("paper"), &["ana", "paper"]).unwrap();
    scene.change(remove("paper"), &["ana"]).unwrap();
    // The other root is on its way out, so this one stays.
    assert_eq!(scene.change(remove("ana"), &["ana"]), Err("identity.no_root_left".into()));
    assert_eq!(scene.change(remove("ana"), &["paper"]), Err("identity.no_root_left".into()));
    scene.society.wait(DELAY);
    assert!(scene.has("ana") && !scene.has("paper"));
}
