//! Long random histories in which every module meets every other: acts that wait, decisions of all kinds of
//! electorates, places and who lives there, amendments in the middle of a window, offices, panels, pauses, stages,
//! people who come and go, and a machine that stands still for hours. After each step a reader who knows only the
//! charter and the events holds what happened against them: no act without a power, no limit exceeded in any window,
//! no vote counted twice, no stage lost or held up, nothing done that was challenged; and every member can leave
//! and object, whatever else is going on.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]
#![expect(clippy::indexing_slicing, reason = "a test fails by panicking")]
#![expect(clippy::arithmetic_side_effects, reason = "tests count small numbers")]
#![expect(clippy::disallowed_methods, reason = "a soak names in the environment how long it lasts")]

mod charter;
mod law;
mod told;
mod world;

use std::cell::RefCell;
use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::test_runner::{TestError, TestRng, TestRunner};

use world::{Step, World};

/// How many histories are lived, unless the environment names another number: a soak takes more.
const CASES: u32 = 20;
/// Where it does.
const CASES_NAMED_BY: &str = "POLITY_HISTORIES";
const STEPS: std::ops::Range<usize> = 120..200;
/// What must have happened, in all histories together: a history of refusals proves nothing.
const MUST_HAPPEN: &[&str] = &[
    "act announced",
    "act effected",
    "act stopped",
    "ballot left",
    "breach.lift",
    "carried no more",
    "charter.amend",
    "claim raised",
    "closed during the vote",
    "credits spent",
    "delegated",
    "departed",
    "deposit back",
    "deposit kept",
    "dismissed",
    "election closed",
    "enacted",
    "failed by hamlets",
    "failed by hearth",
    "founder left",
    "hush waited for the vote",
    "founder silent",
    "left",
    "left a place",
    "lifted",
    "membership.admit",
    "moved during the vote",
    "no verdict",
    "objected",
    "override",
    "passed by hamlets",
    "passed by hearth",
    "passed by household",
    "pause ended",
    "pause renewed",
    "paused",
    "place attested",
    "place closed",
    "place opened",
    "places.attest",
    "places.close",
    "places.confirm",
    "places.end_residence",
    "places.open",
    "recounted av",
    "recounted borda",
    "recounted copeland",
    "recounted irv",
    "recounted minimax",
    "recounted plurality",
    "recounted quadratic",
    "recounted schulze",
    "recounted score",
    "request failed",
    "request passed",
    "residence lapsed",
    "residence renewed",
    "resident counted",
    "residents asked by hamlets",
    "residents asked by hearth",
    "residents asked by household",
    "rights lived",
    "ruled",
    "season vote closed",
    "sent away",
    "small waited for the vote",
    "seat taken",
    "seated",
    "second season",
    "second vote",
    "spending.approve",
    "spending.pay",
    "spending.pay_batch",
    "spending.start_stream",
    "stage landed",
    "stage reached",
    "stream claimed",
    "stream ended",
    "stream period",
    "struck off",
    "support",
    "support ended",
    "treasury.create_asset",
    "treasury.open_account",
    "treasury.pay",
    "upheld",
    "vote failed",
    "vote passed",
    "vote void",
    "vouched in",
    "vouches kept",
    "winner against each",
];

fn any_step() -> impl Strategy<Value = Step> {
    let kinds = prop_oneof![
        6 => Just("apply"), 6 => Just("admit"), 3 => Just("leave"),
        12 => Just("pay"), 8 => Just("pay many"), 2 => Just("transfer"),
        12 => Just("propose"), 9 => Just("amend"), 30 => Just("rally"), 6 => Just("vote"),
        10 => Just("delegate"), 2 => Just("undelegate"),
        8 => Just("object"), 4 => Just("object all"), 2 => Just("take back"),
        6 => Just("stand"), 6 => Just("elect"), 1 => Just("resign"),
        5 => Just("draw"), 6 => Just("beacon"), 8 => Just("accept"),
        4 => Just("pause"), 1 => Just("go on"),
        10 => Just("contest"), 6 => Just("put down"), 5 => Just("stream"), 2 => Just("end stream"),
        3 => Just("take pay"), 5 => Just("ask"), 4 => Just("approve"),
        5 => Just("claim"), 5 => Just("rule"), 1 => Just("step down"),
        5 => Just("open"), 4 => Just("attest"), 2 => Just("close"),
        12 => Just("arrive"), 8 => Just("welcome"), 7 => Just("vouch"),
        5 => Just("renew"), 2 => Just("move out"), 3 => Just("strike off"),
        22 => Just("wait"), 2 => Just("stand still"),
    ];
    (kinds, any::<u8>(), any::<u8>(), any::<u8>()).prop_map(|(kind, who, what, more)| Step {
        kind,
        who,
        what,
        more,
    })
}

#[test]
fn whatever_happens_follows_from_charter_and_events() {
    let named = std::env::var(CASES_NAMED_BY).ok().and_then(|count| count.parse().ok());
    let cases = named.unwrap_or(CASES);
    // A history is long: what fails is made a little shorter, and then told.
    let config = ProptestConfig { cases, max_shrink_iters: 40, ..ProptestConfig::default() };
    let done: RefCell<BTreeMap<String, usize>> = RefCell::default();
    // The same histories each time, unless more of them are asked for.
    let same = TestRng::deterministic_rng(config.rng_algorithm);
    let mut runner = match named {
        Some(_) => TestRunner::new(config),
        None => TestRunner::new_with_rng(config, same),
    };
    let outcome = runner.run(&prop::collection::vec(any_step(), STEPS), |steps| {
        let mut world = World::new();
        let ends_in_silence = steps.len().is_multiple_of(4);
        for step in steps {
            world.take(&step);
            world.check();
        }
        world.scenes();
        world.check();
        if ends_in_silence {
            world.fall_silent();
            world.check();
        }
        for (what, count) in world.told.done {
            *done.borrow_mut().entry(what).or_default() += count;
        }
        Ok(())
    });
    if let Err(TestError::Fail(why, steps)) = outcome {
        panic!("{why}: {steps:#?}");
    }
    let done = done.into_inner();
    for what in MUST_HAPPEN {
        assert!(done.get(*what).is_some_and(|count| *count > 0), "{what}: {done:#?}");
    }
}
