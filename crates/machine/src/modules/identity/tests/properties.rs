//! What holds over any history.

use std::sync::atomic::{AtomicUsize, Ordering};

use polity_types::person::KeyChange;
use polity_types::{Hash, PublicKey, Scope, Seconds};
use proptest::prelude::*;

use super::super::chain::is_root;
use super::super::{FORKS_MAX, IdentityAction, LINKS_MAX, query};
use super::{DELAY, Scene, add, adopt, after, grant, remove, scene, set_rule, until};
use crate::modules::membership::MembershipAction;
use crate::testing::{key_of, public};

/// The names of all keys that anyone tries.
const NAMES: [&str; 6] = ["ana", "k1", "k2", "k3", "k4", "k5"];

#[derive(Clone, Copy, Debug)]
enum Step {
    Add,
    AddBrief,
    AddSession,
    Approve,
    Fork,
    Object,
    Recover,
    Remove,
    RemoveSelf,
    SetRule,
    Wait,
}

fn any_step() -> impl Strategy<Value = (Step, usize, usize, u32)> {
    let step = prop_oneof![
        4 => Just(Step::Add),
        2 => Just(Step::AddBrief),
        2 => Just(Step::AddSession),
        6 => Just(Step::Approve),
        2 => Just(Step::Fork),
        2 => Just(Step::Object),
        3 => Just(Step::Recover),
        3 => Just(Step::Remove),
        1 => Just(Step::RemoveSelf),
        1 => Just(Step::SetRule),
        3 => Just(Step::Wait),
    ];
    (step, 0..NAMES.len(), 0..NAMES.len(), 1..200_u32)
}

/// Does a step, whoever may be behind it; says whether it was admitted.
fn take(scene: &mut Scene, (step, by, of, hours): (Step, usize, usize, u32)) -> bool {
    let (by, of) = (NAMES[by], NAMES[of]);
    let soon = scene.society.time.after(Seconds::hours(hours));
    match step {
        Step::Add => scene.change(add(of), &[by, of]).is_ok(),
        Step::AddBrief => {
            let grant = until(grant(of, &Scope::ALL), soon);
            scene.change(KeyChange::AddKey { grant }, &[by, of]).is_ok()
        }
        Step::AddSession => {
            let grant = grant(of, &[Scope::Speak, Scope::Spend]);
            scene.change(KeyChange::AddKey { grant }, &[by, of]).is_ok()
        }
        Step::Approve => {
            let recovery = query::recovery(&scene.society.state, scene.ana.person);
            let candidates = recovery.map(|recovery| recovery.candidates).unwrap_or_default();
            let place = usize::from(of > "k3").min(candidates.len().saturating_sub(1));
            let guardian = usize::try_from(hours).unwrap() % scene.guardians.len();
            candidates.get(place).is_some_and(|hash| scene.approve(guardian, *hash).is_ok())
        }
        Step::Fork => {
            let start = (scene.ana.person.0, 0);
            let fork = after(scene.ana.person, start, add(of), &[by, of]);
            let actor = scene.guardians[0].clone();
            scene.act(&actor, adopt(fork)).is_ok()
        }
        Step::Object => scene.object(by).is_ok(),
        Step::Recover => {
            let statement = scene.recovery_to(of);
            let actor = scene.ana_with(of);
            scene.act(&actor, IdentityAction::Recover { statement }).is_ok()
        }
        Step::Remove => scene.change(remove(of), &[by]).is_ok(),
        Step::RemoveSelf => scene.change(remove(by), &[by]).is_ok(),
        Step::SetRule => {
            let recovery = scene.known().recovery;
            scene.change(set_rule(recovery), &[by]).is_ok()
        }
        Step::Wait => {
            scene.society.wait(Seconds::hours(hours));
            true
        }
    }
}

/// Tries an operation under a key and returns whether the key counted, on a state that is then
/// thrown away.
fn speaks(scene: &mut Scene, name: &str) -> bool {
    let before = scene.society.state.clone();
    let actor = scene.ana_with(name);
    let refusal = scene.society.act(&actor, MembershipAction::Leave {}).err();
    scene.society.state = before;
    refusal.is_none()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    /// Over any history no key counts that is not the person's, has expired or lacks the scope; one
    /// that can go on remains; and nothing grows past its limit (IDE-3, IDE-10).
    fn keys_hold(
        steps in prop::collection::vec(any_step(), 0..120),
    ) {
        let mut scene = scene();
        for step in steps {
            ADMITTED.fetch_add(usize::from(take(&mut scene, step)), Ordering::Relaxed);
            let (known, now) = (scene.known(), scene.society.time);
            prop_assert!(known.keys.iter().any(is_root));
            prop_assert!(known.keys.len() <= NAMES.len());
            prop_assert!(known.pending.len() <= known.keys.len() + 1);
            prop_assert!(query::forks(&scene.society.state, scene.ana.person).len() <= FORKS_MAX);
            let chain = super::super::state::chain(&scene.society.state, scene.ana.person);
            prop_assert!(chain.links.len() <= LINKS_MAX);
            prop_assert_eq!(chain.link(known.sequence), Some(known.head));
            for name in NAMES {
                let key = public(&key_of(name));
                let may = known.grant(&key).is_some_and(|grant| grant.speaks_for(Scope::Keys, now));
                prop_assert_eq!(speaks(&mut scene, name), may, "{}", name);
            }
        }
    }

    /// A thief who holds every key, for a history of any length, does not keep them: each time, if
    /// guardians act before the rule changes and as many agree as decide a dispute, the owner comes
    /// back and the thief's keys count no longer (IDE-11 to IDE-15).
    fn owners_come_back(
        rounds in prop::collection::vec(
            (prop::collection::vec(any_step(), 0..20), prop::collection::vec(any_step(), 0..20)),
            1..4,
        ),
    ) {
        let mut scene = scene();
        for (number, (before, meanwhile)) in rounds.into_iter().enumerate() {
            // The thief's time with the keys is shorter than the delay; guardians help nobody else.
            let mut left = DELAY.0 - 1;
            for step in before {
                let is_admitted = thief(&mut scene, step, number, &mut left);
                THEFTS.fetch_add(usize::from(is_admitted), Ordering::Relaxed);
            }
            let name = format!("owner {number}");
            let recovery = scene.start(&name);
            scene.gather(&[0, 1, 2, 3], recovery);
            for step in meanwhile {
                let mut any = u64::MAX;
                let is_admitted = thief(&mut scene, step, number, &mut any);
                THEFTS.fetch_add(usize::from(is_admitted), Ordering::Relaxed);
            }
            scene.society.wait(Seconds(DELAY.0 * 2));
            let owner: Vec<PublicKey> = vec![public(&key_of(&name))];
            prop_assert_eq!(scene.keys(), owner);
            prop_assert!(speaks(&mut scene, &name) && !speaks(&mut scene, &thief_name(number)));
            // And is robbed again.
            let next = thief_name(number + 1);
            scene.change(add(&next), &[&name, &next]).unwrap();
        }
    }
}

/// Steps that the rules admitted, over all histories: of anyone, and of thieves.
static ADMITTED: AtomicUsize = AtomicUsize::new(0);
static THEFTS: AtomicUsize = AtomicUsize::new(0);

#[test]
fn ide_10_over_any_history_only_present_keys_count_and_one_can_go_on() {
    keys_hold();
    // A history of refusals would prove nothing.
    let admitted = ADMITTED.load(Ordering::Relaxed);
    assert!(admitted > 200, "{admitted} steps were admitted");
}

#[test]
fn ide_15_who_has_guardians_can_always_come_back() {
    owners_come_back();
    let admitted = THEFTS.load(Ordering::Relaxed);
    assert!(admitted > 100, "{admitted} steps of thieves were admitted");
}

fn thief_name(round: usize) -> String {
    if round == 0 { "ana".into() } else { format!("thief {round}") }
}

/// Does what a thief does with a stolen key, without the guardians' help.
fn thief(
    scene: &mut Scene,
    (step, _, of, hours): (Step, usize, usize, u32),
    round: usize,
    left: &mut u64,
) -> bool {
    let stolen = thief_name(round);
    let new = format!("evil {round} {of}");
    let (by, new) = (stolen.as_str(), new.as_str());
    let start: (Hash, u64) = (scene.ana.person.0, 0);
    match step {
        Step::Add | Step::AddBrief | Step::AddSession => scene.change(add(new), &[by, new]).is_ok(),
        Step::Fork => {
            let fork = after(scene.ana.person, start, add(new), &[by, new]);
            let actor = scene.guardians[0].clone();
            scene.act(&actor, adopt(fork)).is_ok()
        }
        Step::Approve | Step::Object => scene.object(by).is_ok(),
        Step::Recover => {
            let statement = scene.recovery_to(new);
            let actor = scene.ana_with(by);
            scene.act(&actor, IdentityAction::Recover { statement }).is_ok()
        }
        Step::Remove | Step::RemoveSelf => {
            let keys = scene.known().keys;
            let victim = keys.iter().find(|grant| grant.key != public(&key_of(by)));
            let key = victim.map(|grant| grant.key);
            key.is_some_and(|key| scene.change(KeyChange::RemoveKey { key }, &[by]).is_ok())
        }
        Step::SetRule => scene.change(set_rule(None), &[by]).is_ok(),
        Step::Wait => {
            let length = Seconds::hours(hours).0.min(*left);
            *left -= length;
            scene.society.wait(Seconds(length));
            true
        }
    }
}
