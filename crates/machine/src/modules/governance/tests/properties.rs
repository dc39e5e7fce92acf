//! What holds over any history.

use proptest::prelude::*;

use polity_types::Seconds;

use super::super::state::BALLOT;
use super::super::types::Terms;
use super::super::vote::{Ballot, Choice};
use super::super::{GovernanceAction, Stage, Target, query};
use super::{applicant, propose, society, vote};
use crate::charter_text::{Electorate, Method};
use crate::frame::context::Authority;
use crate::frame::execute::preview;
use crate::modules::charter::{self, Fraction};
use crate::modules::membership::MembershipAction;

#[derive(Clone, Debug)]
enum Step {
    Cast(Choice),
    Leave,
    Wait(u32),
}

fn any_step() -> impl Strategy<Value = (Step, usize)> {
    let choice = prop::sample::select(vec![Choice::Yes, Choice::No, Choice::Abstain]);
    let step = prop_oneof![
        8 => choice.prop_map(Step::Cast),
        1 => Just(Step::Leave),
        2 => (1_u32..20).prop_map(Step::Wait),
    ];
    (step, 0..5_usize)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// GOV-8: over any history the tally equals a recount of the ballots, and nobody who was
    /// eligible at the opening loses the vote.
    #[test]
    fn gov_8_the_tally_equals_a_recount(steps in prop::collection::vec(any_step(), 1..50)) {
        let (mut society, members) = society();
        let fay = applicant(&mut society, "fay");
        let admit = MembershipAction::Admit { applicant: fay.person };
        let action = propose(&mut society, "ordinary", vec![admit.into()]);
        society.act(&members[0], action).unwrap();
        society.wait(Seconds::days(1));
        for (step, who) in steps {
            let is_open = query::proposal(&society.state, 1)
                .is_some_and(|proposal| proposal.stage == Stage::Voting);
            match step {
                Step::Cast(choice) => {
                    let cast = vote(&mut society, &members[who], 1, choice);
                    prop_assert_eq!(cast.is_ok(), is_open);
                }
                Step::Leave => {
                    let _ = society.act(&members[who], MembershipAction::Leave {});
                }
                Step::Wait(hours) => drop(society.wait(Seconds::hours(hours))),
            }
            let voting = query::proposal(&society.state, 1)
                .is_some_and(|proposal| proposal.stage == Stage::Voting);
            if !voting {
                continue;
            }
            let ballots = BALLOT.scan(&society.state, "", None, 100);
            let count = |wanted: Choice| {
                let is_it = |ballot: &Ballot| matches!(ballot, Ballot::Open { choice } if *choice == wanted);
                ballots.iter().filter(|(_, cast)| is_it(&cast.ballot)).count()
            };
            let tally = query::tally(&society.state, 1).unwrap();
            let recount = [Choice::Yes, Choice::No, Choice::Abstain].map(count);
            prop_assert_eq!([tally.yes, tally.no, tally.abstain].map(|n| usize::try_from(n).unwrap()), recount);
            prop_assert_eq!(usize::try_from(tally.roll.count).unwrap(), ballots.len());
        }
    }

    /// POW-7: a member can object whenever an act waits; a challenged act never takes effect.
    #[test]
    fn pow_7_a_challenged_act_never_takes_effect(
        objectors in prop::collection::btree_set(0..5_usize, 0..6),
        leavers in prop::collection::btree_set(0..5_usize, 0..3),
        hours in prop::collection::vec(0_u32..20, 5),
    ) {
        let (mut society, members) = society();
        let founder = society.founder.clone();
        let fay = applicant(&mut society, "fay");
        let decline = MembershipAction::Decline { applicant: fay.person, text: None };
        society.act(&founder, decline).unwrap();
        for (who, member) in members.iter().enumerate() {
            society.wait(Seconds::hours(hours[who]));
            let target = Target::Act { number: 1 };
            let object = GovernanceAction::Object { target };
            let waits = charter::query::act(&society.state, 1).is_some();
            let state = society.state.clone();
            let context = society.context(Authority::Person { person: member.person });
            let may = preview(&object.clone().into(), &context, &state).is_ok();
            prop_assert_eq!(may, waits, "a member objects as long as the act waits");
            if objectors.contains(&who) && waits {
                society.act(member, object).unwrap();
            }
            if leavers.contains(&who) {
                society.act(member, MembershipAction::Leave {}).unwrap();
            }
        }
        let before = charter::query::act(&society.state, 1);
        let needed = before.as_ref().map(|act| charter::query::objections_needed(&society.state, act));
        society.wait(Seconds::days(3));
        let result = charter::query::act_result(&society.state, 1).unwrap();
        let is_effected = result.end == charter::ActEnd::Effected;
        if let (Some(act), Some(Some(needed))) = (before, needed) {
            prop_assert_eq!(is_effected, act.objections.count < needed);
        }
        let is_declined =
            crate::modules::membership::query::application(&society.state, fay.person).is_none();
        prop_assert_eq!(is_effected, is_declined);
    }

    /// GOV-9: the count of yes that is needed is the smallest that reaches the threshold, exactly.
    #[test]
    fn gov_9_yes_needed_is_the_smallest_that_decides(
        numerator in 1_u32..100, extra in 0_u32..100, is_strict: bool, cast in 1_u64..10_000,
    ) {
        let threshold = Fraction { denominator: numerator + extra, numerator };
        let zero = Seconds(0);
        let terms = Terms {
            adaptive: false,
            alternatives: None,
            first: None,
            sponsors: 0,
            totals_after: false,
            electorate: Electorate::MEMBERS,
            confirm: None,
            delegation: false,
            deposit: None,
            discussion: zero,
            grace: zero,
            is_strict,
            method: Method::YesNo,
            objected: 0,
            quorum: Some(threshold),
            season: None,
            threshold,
            voting: zero,
        };
        let (over, under) = (u64::from(threshold.denominator), u64::from(numerator));
        let decides = |yes: u64| {
            let (left, right) = (yes * over, cast * under);
            if is_strict { left > right } else { left >= right }
        };
        let needed = terms.yes_needed(cast);
        prop_assert!(decides(needed));
        prop_assert!(!decides(needed - 1));
    }
}
