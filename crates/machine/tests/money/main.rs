//! Long random histories of money, in which everything that moves it meets everything else: payments, budgets,
//! requests and signers, wages that accrue, invoices, dues and who sponsors them, fees, demurrage, mutual
//! credit, claims of a breach with what was put down for them, freezes, members who leave with a part or the
//! whole of their share, at the present value or at that before a breach, forks, places outside where money comes in
//! and goes out, and changes of the charter: by what a share is counted, how it grows, of which funds it is taken, and
//! what members owe. After each step an auditor
//! who heard events alone holds the state against them: debits are credits, no account is below its limit, every
//! escrow holds what is open and empties to the last unit, nobody takes more than the fair share of what there
//! was, and nothing is paid twice.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]
#![expect(clippy::indexing_slicing, reason = "a test fails by panicking")]
#![expect(clippy::arithmetic_side_effects, reason = "tests count small numbers")]
#![expect(clippy::disallowed_methods, reason = "a soak names in the environment how long it lasts")]

mod books;
mod charter;
mod edges;
mod world;

use std::cell::RefCell;
use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::test_runner::{TestError, TestRng, TestRunner};

use books::Sharing;
use world::{Step, World};

/// How many histories are lived, unless the environment names another number: a soak takes more.
const CASES: u32 = 20;
/// Where it does.
const CASES_NAMED_BY: &str = "POLITY_MONEY_HISTORIES";
const STEPS: std::ops::Range<usize> = 80..150;
/// What must have happened, in all histories together: a history of refusals proves nothing.
const MUST_HAPPEN: &[&str] = &[
    "another rule of sharing",
    "another vesting",
    "another fund is open",
    "charter.amended",
    "a part without what repeats to who takes it",
    "a share without what comes by a detour",
    "a share without what comes by a detour, and is opposed",
    "gave up what they left against",
    "left with nothing, and kept the claim",
    "not given up for what another asset pays",
    "a refund of what paid nothing came",
    "a refund stayed of what paid nothing",
    "a refund stayed of what was not asked for",
    "the claim stayed to what paid nothing",
    "the claim stayed to what was not asked for",
    "what came by a detour ended with the share",
    "a batch left out who took their share",
    "a batch that members stopped left out who gave it up",
    "a batch that members stopped left out who took a share instead",
    "came in outside",
    "less is there than the books say",
    "paid back out of a fund that is not open",
    "share paid in USD",
    "paid back by and by",
    "took a share instead of a refund",
    "a refund that repeats ended before the share",
    "treasury.account_closed",
    "treasury.attested",
    "went outside",
    "what repeats ended with the share",
    "what stood still ended with the share",
    "approved anew",
    "breach.dismissed",
    "breach.lapsed",
    "breach.lifted",
    "breach.no_verdict",
    "breach.opened",
    "breach.upheld",
    "dues.donated",
    "dues.paid",
    "dues.settled",
    "dues.waived",
    "exit.claim_lapsed",
    "exit.share_taken",
    "a stopped person tried in vain",
    "all lifted",
    "one of two freezes lifted",
    "stopped by two claims",
    "approved anew",
    "what nobody had earned went back",
    "what was begun as a member stands still",
    "what went back is set aside anew",
    "what had begun before the share is set aside anew",
    "fork.done",
    "fork.left",
    "left before several breaches",
    "paid against what waits",
    "paid at the value before",
    "paid back after leaving",
    "paid at the value before, by contributions",
    "paid at the value before, by memberships",
    "share paid, by contributions",
    "share paid, by contributions, vesting",
    "share paid, by shares",
    "share paid, equal",
    "share paid, equal, vesting",
    "shared without what waits, by contributions",
    "shared without what waits, by shares",
    "shared without what waits, by memberships",
    "spending.batch_paid",
    "spending.claimed",
    "spending.invoice_paid",
    "spending.lapsed",
    "spending.paid",
    "spending.rejected",
    "spending.reopened",
    "spending.signed",
    "spending.stream_halted",
    "spending.stream_resumed",
    "spending.stream_stopped",
    "spending.withdrawn",
    "stake back",
    "stake kept",
];

/// Every history draws by what a share is counted at first, and in how many days a claim grows to the whole.
fn any_sharing() -> impl Strategy<Value = Sharing> {
    prop::sample::select(charter::SHARINGS.to_vec())
}

fn any_step() -> impl Strategy<Value = Step> {
    let kinds = prop_oneof![
        8 => Just("come or go"), 9 => Just("transfer"), 5 => Just("pay"), 3 => Just("pay many"),
        7 => Just("request"), 8 => Just("approve"), 3 => Just("sign"), 5 => Just("pay out"),
        1 => Just("reject"), 2 => Just("withdraw"), 2 => Just("signers"), 1 => Just("budget"),
        6 => Just("stream"), 1 => Just("end stream"), 3 => Just("take pay"), 2 => Just("council"),
        2 => Just("decide"), 3 => Just("invoice"), 3 => Just("bill"), 5 => Just("dues"),
        2 => Just("sponsor"), 2 => Just("choose"), 1 => Just("waive"), 2 => Just("donate"),
        3 => Just("leave"), 3 => Just("leave before"), 1 => Just("leave against"), 5 => Just("part"),
        2 => Just("part before"), 5 => Just("accuse"), 2 => Just("support"), 3 => Just("rule"),
        3 => Just("lift"), 2 => Just("fork"), 3 => Just("walk"), 1 => Just("stand"), 2 => Just("gift"),
        14 => Just("wait"), 1 => Just("stand still"), 3 => Just("receive"), 2 => Just("send out"),
        1 => Just("attest"), 1 => Just("open or close"), 2 => Just("amend"),
    ];
    let step = |(kind, who, what, more)| Step { kind, who, what, more };
    (kinds, any::<u8>(), any::<u8>(), any::<u16>()).prop_map(step)
}

/// TRE-3, SPE-1, SPE-6, SPE-10, EXI-7, EXI-17, BRE-11 to BRE-14, over histories in which all of it meets.
#[test]
fn whatever_happens_the_books_of_who_heard_it_agree() {
    let named = std::env::var(CASES_NAMED_BY).ok().and_then(|count| count.parse().ok());
    let cases = named.unwrap_or(CASES);
    // A history is long: what fails is made a little shorter, and then told.
    let config = ProptestConfig { cases, max_shrink_iters: 60, ..ProptestConfig::default() };
    let done: RefCell<BTreeMap<String, usize>> = RefCell::default();
    // The same histories each time, unless more of them are asked for.
    let same = TestRng::deterministic_rng(config.rng_algorithm);
    let mut runner = match named {
        Some(_) => TestRunner::new(config),
        None => TestRunner::new_with_rng(config, same),
    };
    let any_history = (any_sharing(), prop::collection::vec(any_step(), STEPS));
    let outcome = runner.run(&any_history, |(sharing, steps)| {
        let mut world = World::new(sharing);
        for step in &steps {
            world.take(step);
        }
        world.scene();
        world.stops_and_carries();
        world.sets_an_asset_aside();
        world.everybody_leaves();
        world.end();
        for (what, count) in &world.books.done {
            *done.borrow_mut().entry(what.clone()).or_default() += count;
        }
        Ok(())
    });
    if let Err(TestError::Fail(why, (sharing, steps))) = outcome {
        panic!("{why}: {sharing:?} {steps:#?}");
    }
    let done = done.into_inner();
    for what in MUST_HAPPEN {
        assert!(done.get(*what).is_some_and(|count| *count > 0), "{what}: {done:#?}");
    }
}
