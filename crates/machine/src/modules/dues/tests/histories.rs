//! Random histories of members who pay, work, are waived, leave and come back: what is owed is what fell
//! due less what was settled, nobody pays twice, and everybody can leave.

use std::sync::atomic::{AtomicUsize, Ordering};

use polity_types::{Amount, Seconds};
use proptest::prelude::*;

use super::super::{DuesAction as D, DuesEvent, Level, query};
use super::{Scene, asset};
use crate::modules::membership::{MembershipAction as M, Standing, query as members};
use crate::testing::Auditor;
use crate::{Action, Event};

fn any_step() -> impl Strategy<Value = (u8, usize, i128)> {
    (
        0..14_u8,
        0..2_usize,
        prop_oneof![8 => 1_i128..1_500, 1 => Just(0_i128), 1 => Just(10_i128.pow(30))],
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    /// DUE-4, DUE-7, DUE-10 over any history.
    fn what_is_owed_is_what_fell_due(steps in prop::collection::vec(any_step(), 0..80)) {
        let mut scene = Scene::new();
        let mut auditor = Auditor::default();
        let founder = scene.founder.clone();
        let people = [scene.ana.clone(), scene.ben.clone()];
        let before: i128 = scene.held("fund-house");
        let (mut fell, mut paid, mut forgiven) = ([0_i128; 2], [0_i128; 2], [0_i128; 2]);
        for (kind, who, sum) in steps {
            let actor = &people[who];
            let owed_before = scene.owed(actor);
            let amount = Amount::new(sum).unwrap();
            let (by, action): (_, Option<Action>) = match kind {
                0 | 1 => (actor, Some(D::Pay { amount: Amount::new(owed_before).unwrap(), asset: asset(), of: None }.into())),
                2 => (actor, Some(D::Pay { amount, asset: asset(), of: Some(people[1 - who].person) }.into())),
                3 => (&founder, Some(D::Waive { member: actor.person, periods: 1 }.into())),
                4 => (&founder, Some(D::ConfirmWork { member: actor.person, work: Seconds::hours(1) }.into())),
                5 => (actor, Some(D::Choose { amount: Some(amount), tier: "sliding".into() }.into())),
                6 if members::is_member(&scene.society.state, actor.person) => (actor, Some(M::Leave {}.into())),
                6 => (actor, Some(M::Apply { invitation: None, letter: None }.into())),
                7 => (&people[1 - who], Some(D::Sponsor { amount, asset: asset(), member: actor.person }.into())),
                8 => (&people[1 - who], Some(D::EndSponsorship { member: actor.person }.into())),
                _ => (actor, None),
            };
            let sums = [scene.owed(&people[0]), scene.owed(&people[1])];
            let events = match action {
                Some(action) => {
                    let is_leave = action == M::Leave {}.into();
                    let outcome = scene.society.act(by, action);
                    prop_assert!(outcome.is_ok() || !is_leave, "everybody can leave");
                    if outcome.is_ok() {
                        ADMITTED[usize::from(kind)].fetch_add(1, Ordering::Relaxed);
                    }
                    outcome.unwrap_or_default()
                }
                None => scene.society.wait(Seconds::days(9)),
            };
            if members::application(&scene.society.state, actor.person).is_some() {
                scene.society.act(&founder, M::Admit { applicant: actor.person }).unwrap();
                let charter = crate::modules::charter::query::current(&scene.society.state).hash;
                scene.society.act(actor, M::Swear { charter }).unwrap();
                scene.society.wait(Seconds(1));
            }
            auditor.hear(&events);
            for event in &events {
                let Event::Dues(event) = event else { continue };
                let place = |person| people.iter().position(|actor| actor.person == person);
                match event {
                    DuesEvent::FellDue { amount, member, .. } => {
                        if let Some(at) = place(*member) { fell[at] += amount.minor_units(); }
                    }
                    DuesEvent::Paid { amount, member, .. } => {
                        if let Some(at) = place(*member) { paid[at] += amount.minor_units(); }
                    }
                    DuesEvent::Worked { member, .. } | DuesEvent::Waived { member, .. } => {
                        if let Some(at) = place(*member) { forgiven[at] += sums[at] - scene.owed(&people[at]); }
                    }
                    _ => {}
                }
            }
            for (at, actor) in people.iter().enumerate() {
                prop_assert_eq!(scene.owed(actor), fell[at] - paid[at] - forgiven[at]);
                let account = scene.account(actor);
                let standing = scene.standing(actor);
                prop_assert!(standing != Standing::Full || account.level < Level::VoteRests);
                let is_lost = standing == Standing::Probation;
                prop_assert!(!is_lost || account.level >= Level::VoteRests);
                prop_assert!(!account.open.is_empty() || account.level == Level::Good);
            }
        }
        let full = people.iter().chain([&founder]);
        let full = full.filter(|actor| scene.standing(actor) == Standing::Full).count();
        prop_assert_eq!(members::rolls(&scene.society.state).full.count, u64::try_from(full).unwrap());
        prop_assert_eq!(scene.held("fund-house") - before, paid.iter().sum::<i128>());
        prop_assert_eq!(auditor.held("fund-house", "BOX"), paid.iter().sum::<i128>());
        let _ = query::periods_paid(&scene.society.state, people[0].person);
    }
}

/// Steps that the rules admitted, by kind, over all histories.
static ADMITTED: [AtomicUsize; 14] = [const { AtomicUsize::new(0) }; 14];

#[test]
fn due_4_what_is_owed_is_what_fell_due_and_was_not_settled() {
    what_is_owed_is_what_fell_due();
    // A history of refusals would prove nothing.
    let admitted: Vec<usize> = ADMITTED.iter().map(|count| count.load(Ordering::Relaxed)).collect();
    assert!(admitted.iter().take(9).all(|count| *count >= 3), "{admitted:?}");
}
