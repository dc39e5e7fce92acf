//! What holds over any history.

use std::sync::atomic::{AtomicUsize, Ordering};

use polity_types::Seconds;
use proptest::prelude::*;

use super::super::MembershipAction::{self, Admit, Apply, Decline, Leave, Swear, Vouch, Withdraw};
use super::super::query;
use super::society;
use crate::frame::context::Authority;
use crate::frame::execute::preview;
use crate::modules::charter;
use crate::modules::identity::IdentityAction;
use crate::testing::Actor;

#[derive(Clone, Copy, Debug)]
enum Step {
    Admit,
    Apply,
    Decline,
    Leave,
    Swear,
    Vouch,
    Withdraw,
}

fn any_step() -> impl Strategy<Value = (Step, usize, usize, u32)> {
    let step = prop_oneof![
        4 => Just(Step::Apply),
        6 => Just(Step::Vouch),
        2 => Just(Step::Admit),
        4 => Just(Step::Swear),
        1 => Just(Step::Leave),
        1 => Just(Step::Decline),
        1 => Just(Step::Withdraw),
    ];
    (step, 0..6_usize, 0..6_usize, prop::sample::select(vec![0_u32, 0, 0, 31]))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Over any history the rolls equal the members there are, nobody is both member and
    /// applicant, and every member can leave at every moment (MEM-2, MEM-8).
    fn rights_hold(steps in prop::collection::vec(any_step(), 0..60)) {
        let (mut society, members) = society();
        let mut people: Vec<Actor> = members.to_vec();
        people.extend(["dan", "eve", "fay"].map(|name| society.known(name)));
        let founder = society.founder.clone();
        let charter = charter::query::current(&society.state).hash;
        let leave = Leave {}.into();
        for (step, who, whom, days) in steps {
            let applicant = people[whom].person;
            let (actor, action): (&Actor, MembershipAction) = match step {
                Step::Admit => (&founder, Admit { applicant }),
                Step::Apply => (&people[who], Apply { invitation: None, letter: None }),
                Step::Decline => (&founder, Decline { applicant, text: None }),
                Step::Leave => (&people[who], Leave {}),
                Step::Swear => (&people[who], Swear { charter }),
                Step::Vouch => (&people[who], Vouch { applicant }),
                Step::Withdraw => (&people[who], Withdraw {}),
            };
            // Who did nothing for a week is forgotten; whoever is known is refused.
            let inception = actor.inception.clone();
            let _ = society.act(actor, IdentityAction::Register { inception });
            let is_admitted = society.act(actor, action).is_ok();
            ADMITTED.fetch_add(usize::from(is_admitted), Ordering::Relaxed);
            if days > 0 {
                society.wait(Seconds::days(days));
            }
            let state = society.state.clone();
            let all = || people.iter().chain([&founder]);
            let is_member = |actor: &&Actor| query::is_member(&state, actor.person);
            let is_full = |actor: &&Actor| query::is_full_member(&state, actor.person);
            let rolls = query::rolls(&state);
            prop_assert_eq!(usize::try_from(rolls.members.count), Ok(all().filter(is_member).count()));
            prop_assert_eq!(usize::try_from(rolls.full.count), Ok(all().filter(is_full).count()));
            for actor in all().filter(is_member) {
                prop_assert!(query::application(&state, actor.person).is_none());
                let context = society.context(Authority::Person { person: actor.person });
                let may_leave = preview(&leave, &context, &state).is_ok();
                prop_assert!(may_leave);
            }
        }
    }
}

/// Steps that the rules admitted, over all histories.
static ADMITTED: AtomicUsize = AtomicUsize::new(0);

#[test]
fn mem_8_rights_hold_over_any_history() {
    rights_hold();
    // A history of refusals would prove nothing.
    assert!(ADMITTED.load(Ordering::Relaxed) > 20, "too few steps were admitted");
}
