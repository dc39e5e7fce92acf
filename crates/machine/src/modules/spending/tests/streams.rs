//! Payments that repeat: wages that accrue, rents that are paid at once.

use polity_types::Seconds;

use super::super::SpendingAction::{Claim, SetBudget, StartStream, StopStream};
use super::super::state::COUNTS;
use super::super::{
    Pace, STREAMS_MAX, SpendingAction, SpendingEvent, StreamEnd, TIMES_MAX, Unspent, query,
};
use super::{Scene, account, amount, approve, asset, category, line, request};
use crate::Event;
use crate::frame::state::Overlay;
use crate::modules::treasury::AccountId;
use crate::testing::Actor;

fn start(each: i128, times: u32, pace: Pace, to: &Actor) -> SpendingAction {
    StartStream {
        amount: amount(each.saturating_mul(i128::from(times)).min(10_i128.pow(30))),
        asset: asset(),
        category: category("expense:wages"),
        each: amount(each),
        every: Seconds::days(30),
        fund: account("fund-common"),
        memo: None,
        pace,
        times,
        to: AccountId::Person(to.person),
    }
}

fn reasons(events: &[Event]) -> Vec<StreamEnd> {
    let reason = |event: &Event| match event {
        Event::Spending(SpendingEvent::StreamStopped { reason, .. }) => Some(*reason),
        _ => None,
    };
    events.iter().filter_map(reason).collect()
}

/// SPE-10. Source: aragon/client#9 (recurring payments a ledger can follow).
#[test]
fn spe_10_a_wage_accrues_second_by_second_and_is_paid_to_the_last_unit() {
    let mut scene = Scene::new();
    let (founder, ana, ben) = (scene.founder.clone(), scene.ana.clone(), scene.ben.clone());
    scene.society.act(&founder, start(1_000, 2, Pace::Accrues, &ana)).unwrap();
    assert_eq!((scene.owed(), scene.held(&account("fund-common"))), (1_000, 99_000));
    assert_eq!(scene.code(&ana, Claim { stream: 1 }).as_deref(), Some("spending.nothing_accrued"));
    assert_eq!(scene.code(&ben, Claim { stream: 1 }).as_deref(), Some("spending.not_payee"));
    assert_eq!(scene.code(&ana, Claim { stream: 2 }).as_deref(), Some("spending.no_stream"));
    scene.wait(10);
    scene.society.act(&ana, Claim { stream: 1 }).unwrap();
    assert_eq!((scene.held_by(&ana), scene.owed()), (333, 667), "a third, rounded down");
    scene.wait(20);
    assert_eq!((scene.held_by(&ana), scene.owed()), (1_000, 1_000), "the next month is set aside");
    let events = scene.wait(30);
    assert_eq!(reasons(&events), [StreamEnd::Done]);
    assert_eq!((scene.held_by(&ana), scene.owed()), (2_000, 0));
    assert_eq!(scene.held(&query::escrow_of_stream(1)), 0);
    assert_eq!(scene.held(&account("fund-common")), 98_000);
}

/// SPE-11: whoever may ends it; what was earned is paid, the rest goes back.
#[test]
fn spe_11_a_stream_that_is_ended_pays_what_was_earned() {
    let mut scene = Scene::new();
    let (founder, ana) = (scene.founder.clone(), scene.ana.clone());
    scene.society.act(&founder, start(1_000, 12, Pace::Accrues, &ana)).unwrap();
    scene.wait(45);
    assert_eq!(scene.code(&ana, StopStream { stream: 1 }).as_deref(), Some("charter.no_power"));
    let events = scene.society.act(&founder, StopStream { stream: 1 }).unwrap();
    assert_eq!(reasons(&events), [StreamEnd::Stopped]);
    assert_eq!((scene.held_by(&ana), scene.owed()), (1_500, 0));
    assert_eq!(scene.held(&account("fund-common")), 98_500);
    let again = scene.code(&founder, StopStream { stream: 1 });
    assert_eq!(again.as_deref(), Some("spending.no_stream"));
    assert_eq!(reasons(&scene.wait(400)), []);
    assert_eq!(scene.held_by(&ana), 1_500);
}

/// SPE-11: a rent is paid when its period begins.
#[test]
fn spe_11_a_rent_is_paid_at_once() {
    let mut scene = Scene::new();
    let (founder, ana) = (scene.founder.clone(), scene.ana.clone());
    scene.society.act(&founder, start(400, 3, Pace::AtOnce, &ana)).unwrap();
    assert_eq!((scene.held_by(&ana), scene.owed()), (400, 0));
    scene.wait(30);
    assert_eq!(scene.held_by(&ana), 800);
    let events = scene.wait(60);
    assert_eq!(reasons(&events), [StreamEnd::Done]);
    assert_eq!(scene.held_by(&ana), 1_200);
}

/// SPE-9: a fund or a budget that has too little ends it before the period begins, and says so.
#[test]
fn spe_9_a_stream_ends_where_there_is_no_money_for_it() {
    let mut scene = Scene::new();
    let (founder, ana, ben) = (scene.founder.clone(), scene.ana.clone(), scene.ben.clone());
    scene.society.act(&founder, start(60_000, 2, Pace::Accrues, &ana)).unwrap();
    let events = scene.wait(30);
    assert_eq!(reasons(&events), [StreamEnd::FundEmpty]);
    assert_eq!((scene.held_by(&ana), scene.held(&account("fund-common"))), (60_000, 40_000));
    let budget = SetBudget {
        asset: asset(),
        category: category("expense:wages"),
        fund: account("fund-common"),
        limit: Some(amount(150)),
        per: Seconds::days(365),
        unspent: Unspent::Lapse,
    };
    scene.society.act(&founder, budget).unwrap();
    scene.society.act(&founder, start(100, 2, Pace::Accrues, &ben)).unwrap();
    let second = scene.code(&founder, start(51, 1, Pace::AtOnce, &ben));
    assert_eq!(second.as_deref(), Some("spending.over_budget"));
    let events = scene.wait(30);
    assert_eq!(reasons(&events), [StreamEnd::Budget]);
    assert_eq!((scene.held_by(&ben), scene.owed()), (100, 0));
}

/// SPE-9: the bounds of a stream, and the largest amounts.
#[test]
fn spe_9_a_stream_names_its_whole() {
    let mut scene = Scene::new();
    let (founder, ana) = (scene.founder.clone(), scene.ana.clone());
    let refused = |scene: &mut Scene, action| scene.code(&founder, action).unwrap_or_default();
    let none = start(10, 0, Pace::Accrues, &ana);
    assert_eq!(refused(&mut scene, none), "spending.times");
    let many = start(10, TIMES_MAX + 1, Pace::Accrues, &ana);
    assert_eq!(refused(&mut scene, many), "spending.times");
    let mut other = start(10, 2, Pace::Accrues, &ana);
    if let StartStream { amount: whole, .. } = &mut other {
        *whole = amount(19);
    }
    assert_eq!(refused(&mut scene, other), "spending.sum");
    let mut short = start(10, 2, Pace::Accrues, &ana);
    if let StartStream { every, .. } = &mut short {
        *every = Seconds(3_599);
    }
    assert_eq!(refused(&mut scene, short), "spending.period");
    // All twelve wages count against the limit of who starts them, not one.
    let beyond = start(10_000_000_000 / 12 + 1, 12, Pace::Accrues, &ana);
    assert_eq!(refused(&mut scene, beyond), "charter.over_limit");
    let poor = start(100_001, 1, Pace::Accrues, &ana);
    assert_eq!(refused(&mut scene, poor), "treasury.too_little");
}

/// SPE-10 at the largest amounts: what accrues never leaves the numbers, and is never more than there is.
#[test]
fn spe_10_accrual_is_exact_at_the_largest_amounts() {
    let mut scene = Scene::new();
    let (founder, ana) = (scene.founder.clone(), scene.ana.clone());
    scene.society.act(&founder, start(7, 1, Pace::Accrues, &ana)).unwrap();
    let mut stream = query::stream(&scene.society.state, 1).unwrap();
    for (each, every) in
        [(10_i128.pow(30), 10 * 365 * 86_400), (10_i128.pow(30) - 1, 3_601), (1, 3_600)]
    {
        stream.amount = amount(each);
        stream.every = Seconds(every);
        let mut before = 0;
        for part in [0, 1, every / 7, every / 2, every - 1, every, every * 3] {
            let now = stream.began.after(Seconds(part));
            let accrued = query::accrued(&stream, now).minor_units();
            assert!(before <= accrued && accrued <= each, "{each} {every} {part}");
            if part >= every {
                assert_eq!(accrued, each);
            }
            before = accrued;
        }
    }
}

/// SPE-11: in an emergency nothing new is set aside, and what was earned stays earned.
#[test]
fn spe_11_a_pause_lets_streams_wait() {
    use crate::modules::charter::CharterAction;
    let mut scene = Scene::new();
    let (founder, ana) = (scene.founder.clone(), scene.ana.clone());
    scene.society.act(&founder, start(1_000, 3, Pace::Accrues, &ana)).unwrap();
    scene.wait(29);
    let text = scene.society.records.insert(b"Alarm\n".to_vec());
    let pause = CharterAction::Pause { pause: "alarm".into(), text };
    scene.society.act(&founder, pause).unwrap();
    scene.wait(2);
    assert_eq!((scene.held_by(&ana), scene.owed()), (0, 1_000));
    scene.society.act(&ana, Claim { stream: 1 }).unwrap();
    assert_eq!((scene.held_by(&ana), scene.owed()), (1_000, 0));
    scene.wait(1);
    assert_eq!((scene.held_by(&ana), scene.owed()), (1_000, 1_000), "the next period begins");
}

/// SPE-9: so many streams run and no more.
#[test]
fn spe_9_no_more_streams_run_than_so_many() {
    let mut scene = Scene::new();
    let (founder, ana) = (scene.founder.clone(), scene.ana.clone());
    for (count, refusal) in
        [(STREAMS_MAX, Some("spending.too_many_streams")), (STREAMS_MAX - 1, None)]
    {
        let mut overlay = Overlay::new(&scene.society.state);
        let mut counts = COUNTS.get(&overlay).unwrap_or_default();
        counts.streams_open.count = count;
        COUNTS.put(&mut overlay, &counts);
        let delta = overlay.into_delta();
        scene.society.state.commit(delta);
        let code = scene.code(&founder, start(1_000, 2, Pace::Accrues, &ana));
        assert_eq!(code.as_deref(), refusal);
    }
}

/// SPE-1: the books of a fund say for what money left it, also where it is set aside first, and what came back.
#[test]
fn spe_1_what_is_set_aside_and_comes_back_has_its_category() {
    use super::super::SpendingAction::Withdraw;
    use crate::modules::treasury::TreasuryEvent;
    let mut scene = Scene::new();
    let (founder, ana) = (scene.founder.clone(), scene.ana.clone());
    let number = scene.request(&ana, request(vec![line(501, &ana)], "expense:food"));
    let mut events = scene.society.act(&founder, approve(number, 501)).unwrap();
    events.extend(scene.society.act(&ana, Withdraw { request: number }).unwrap());
    events.extend(scene.society.act(&founder, start(100, 2, Pace::Accrues, &ana)).unwrap());
    events.extend(scene.wait(40));
    events.extend(scene.society.act(&founder, StopStream { stream: 1 }).unwrap());
    let fund = account("fund-common");
    let mut told = Vec::new();
    for event in events {
        let crate::Event::Treasury(TreasuryEvent::Posted {
            amount, category, credit, debit, ..
        }) = event
        else {
            continue;
        };
        let sign = if credit == fund { -1 } else { 1 };
        if credit == fund || debit == fund {
            let category = category.map(|category| category.as_str().to_owned());
            told.push((sign * amount.minor_units(), category.unwrap_or_default()));
        }
    }
    let (food, wages) = ("expense:food".to_owned(), "expense:wages".to_owned());
    assert_eq!(
        told[..4],
        [(-501, food.clone()), (501, food), (-100, wages.clone()), (-100, wages.clone())]
    );
    assert!(told.len() == 5 && told[4].0 > 0 && told[4].1 == wages, "{told:?}");
}
