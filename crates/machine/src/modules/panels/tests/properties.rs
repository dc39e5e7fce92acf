//! What holds over any history.

use std::collections::{BTreeMap, BTreeSet};

use polity_types::{Hash, Seconds, Timestamp};
use proptest::prelude::*;

use super::super::draw::tried;
use super::super::types::{Candidates, Cause, Rules, Sitting, Source, Stage, Status};
use super::super::{Fate, PanelsAction, query};
use super::{actor, began, by_beacon, call, signature, society, statuses};
use crate::charter_text::PanelOf;
use crate::frame::roll::Roll;
use crate::frame::state::MemoryState;
use crate::modules::governance::tests::joined;
use crate::modules::membership::{self, MembershipAction};

#[derive(Clone, Debug)]
enum Step {
    Accept(usize),
    Bring,
    Call,
    Decline(usize),
    Join,
    Leave(usize),
    Wait(u32),
}

fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0..12_usize).prop_map(Step::Accept),
        3 => Just(Step::Bring),
        2 => Just(Step::Call),
        3 => (0..12_usize).prop_map(Step::Decline),
        1 => Just(Step::Join),
        1 => (1..12_usize).prop_map(Step::Leave),
        3 => (1..60_u32).prop_map(Step::Wait),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    /// PAN-2, PAN-4, PAN-6: over any history of drawing, accepting, declining, joining, leaving and
    /// waiting: no more sit or are asked than there are seats, nobody twice, all were members past
    /// probation when the candidates were fixed, the counts agree with the records, and each draw that
    /// is drawn again is the same.
    #[test]
    fn pan_4_pan_6_panels_hold_over_histories(
        steps in prop::collection::vec(any_step(), 40..80),
    ) {
        let (mut society, mut members) = society(&by_beacon(), 12, 0);
        let (mut seated, mut draws) = (0_u64, 0_u64);
        for step in &steps {
            let now = query::count(&society.state);
            let done = match step {
                Step::Call => {
                    let outcome = society.act(&members[0], call("council-of-many"));
                    draws += u64::from(outcome.is_ok());
                    outcome.is_ok_and(|events| began(&events) > now)
                }
                Step::Accept(place) => {
                    let action = PanelsAction::Accept { sitting: now };
                    let who = members[*place].clone();
                    let outcome = society.act(&who, action).is_ok();
                    seated += u64::from(outcome);
                    outcome
                }
                Step::Decline(place) => {
                    let who = members[*place].clone();
                    society.act(&who, PanelsAction::Decline { sitting: now }).is_ok()
                }
                Step::Bring => match query::sitting(&society.state, now).map(|known| known.source) {
                    Some(Source::Beacon { round, .. }) => {
                        let signature = signature(round);
                        let action = PanelsAction::SubmitBeacon { round, signature, sitting: now };
                        society.act(&members[0].clone(), action).is_ok()
                    }
                    _ => false,
                },
                Step::Join => {
                    let name = format!("late {}", members.len());
                    let late = joined(&mut society, &name);
                    members.push(late);
                    true
                }
                Step::Leave(place) => {
                    let who = members[*place].clone();
                    society.act(&who, MembershipAction::Leave {}).is_ok()
                }
                Step::Wait(hours) => {
                    let _ = society.wait(Seconds::hours(*hours));
                    true
                }
            };
            let _ = done;
            for (number, sitting) in query::sittings(&society.state, u64::MAX, 100) {
                let offers = query::offers(&society.state, number);
                let open = offers.iter().filter(|(_, offer)| {
                    matches!(offer.status, Status::Accepted | Status::Offered)
                });
                let open = u64::try_from(open.count()).unwrap();
                if sitting.stage == Stage::Ended {
                    prop_assert!(offers.is_empty() && sitting.numbers.is_empty());
                    continue;
                }
                prop_assert_eq!(open, sitting.open);
                prop_assert!(open <= sitting.rules.seats);
                let mut seen = BTreeSet::new();
                for (person, _) in statuses(&society, number) {
                    prop_assert!(seen.insert(person), "drawn twice");
                    let moment = sitting.candidates.moment;
                    let was = membership::query::was_full_member(&society.state, person, moment);
                    prop_assert!(was);
                }
                // Who could be asked is: no seat stays free while somebody drawn was not asked.
                let drawn = u64::try_from(sitting.numbers.len()).unwrap();
                let is_idle = open < sitting.rules.seats && sitting.next < drawn;
                prop_assert!(!is_idle || sitting.stage != Stage::Seated);
                let again = query::redraw(&society.state, number, &society.id).unwrap();
                prop_assert_eq!(again.wrong, Vec::<String>::new());
                for step in again.steps.iter().filter(|step| step.fate == Fate::Drawn) {
                    prop_assert!(actor(&members, step.person.unwrap()).person == step.person.unwrap());
                }
            }
        }
        // A history of refusals proves nothing.
        prop_assume!(draws > 0);
        let _ = seated;
    }
}

/// PAN-4: each number is drawn about as often as each other: 4 of 40 by 2,000 seeds, within five
/// standard deviations.
#[test]
fn pan_4_draws_are_even() {
    let mut counts = BTreeMap::new();
    let state = MemoryState::default();
    for round in 0..2_000_u64 {
        let mut sitting = Sitting {
            candidates: Candidates {
                excluded: 0,
                list: None,
                moment: 0,
                numbers: 40,
                of: PanelOf::HostResidents,
                roll: Roll::default(),
            },
            cause: Cause::Term,
            cursor: 0,
            frozen: Timestamp(0),
            next: 0,
            numbers: Vec::new(),
            open: 0,
            panel: "neighbours".into(),
            roll: Roll::default(),
            rules: Rules { accept: Seconds(1), seats: 4, target: 4, term: None },
            seed: Some(Hash::of(&round.to_be_bytes())),
            source: Source::All {},
            stage: Stage::Drawing,
            tried: 0,
            until: None,
        };
        let _ = tried(&mut sitting, &[], 1_000, &state);
        assert_eq!(sitting.numbers.len(), 4);
        for number in sitting.numbers {
            *counts.entry(number).or_insert(0_u64) += 1;
        }
    }
    assert_eq!(counts.len(), 40);
    // 8,000 drawn of 40: 200 each, with a standard deviation of 13.4.
    for (number, count) in counts {
        assert!((1..=40).contains(&number) && (133..=267).contains(&count), "{number}: {count}");
    }
}
