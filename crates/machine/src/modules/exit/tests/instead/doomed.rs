//! What will be refused is kept apart from nobody, and what somebody took as a share instead is told by its fund.

use super::*;

/// EXI-4: a refund out of a fund that is not open counts for nothing, so nobody took a share instead of it.
#[test]
fn exi_4_a_refund_out_of_another_fund_is_paid_though_a_share_was_taken() {
    let house: AccountId = "fund-house".parse().unwrap();
    let mut door = by_contributions();
    assert_eq!(door.outcome(TreasuryAction::OpenAccount { account: house.clone() }), "admitted");
    door.issue(1_200, "EUR", &house);
    // Both by one decision: that of the open fund is known to come, that of the other one is not.
    let mut kept = batch(&[(door.own_account(0), 400), (door.own_account(1), 400)]);
    if let SpendingAction::PayBatch { fund, .. } = &mut kept {
        *fund = house.clone();
    }
    let open = batch(&[(door.own_account(0), 1_000)]);
    door.carries(1, vec![open.into(), kept.into()]);
    door.days(3);
    assert_eq!(door.leave(0), 1_000);
    let mut deposit = pay(300, "EUR", door.own_account(0), Some("refund:deposit"));
    if let TreasuryAction::Pay { from, .. } = &mut deposit {
        from.clone_from(&house);
    }
    assert_eq!(door.outcome(deposit), "admitted");
    let again = pay(300, "EUR", door.own_account(0), Some("refund:dues"));
    assert_eq!(door.outcome(again), "treasury.share_taken");
    let paid = of_batches(&door.society.wait(Seconds::days(10)));
    assert_eq!(paid, [(Amount::ZERO, 0, 1), (Amount::from(800u64), 2, 0)]);
    assert_eq!((door.owns(0), door.owns(1)), (1_700, 400));
}

/// EXI-4: what waited is not one more of the refunds that wait, when it takes effect: whoever approves many small ones
/// meanwhile stops no decision, and no batch of others.
#[test]
fn exi_4_many_small_refunds_stop_nothing_that_was_decided() {
    let mut door = by_contributions();
    door.contribute(2, 2_000);
    let mut said = Vec::new();
    for number in 0..REFUNDS_MAX {
        let asked = door.asks((number % 3, 0), 1, "refund:dues");
        said.push(door.outcome(approve(1, asked)));
    }
    let act = batch(&[(door.own_account(0), 100), (door.own_account(1), 500)]);
    let _ = door.decide_on(2, act.into(), &[(1, Choice::Yes)]);
    let act = repeats(Pace::Accrues, door.own_account(1));
    let _ = door.decide_on(2, act.into(), &[(1, Choice::Yes)]);
    for number in 0..63 {
        let asked = door.asks((number % 3, 1), 1, "refund:dues");
        said.push(door.outcome(approve(1, asked)));
    }
    said.retain(|said| said != "admitted");
    assert_eq!(said, ["treasury.refunds_max"], "what was decided is among those that wait");
    let events = door.society.wait(Seconds::days(7));
    assert_eq!(of_batches(&events), [(Amount::from(600u64), 2, 0)]);
    let _ = door.society.wait(Seconds::days(4));
    assert_eq!(door.owns(0), 100);
    assert!(door.owns(1) > 500, "what repeats began: {}", door.owns(1));
}

/// EXI-4, EXI-8: what is decided together with what will be refused will be too, and is kept apart from nobody: neither when
/// it is decided, nor once its payee takes the share instead.
#[test]
fn exi_4_what_is_decided_with_what_will_be_refused_is_kept_apart_from_nobody() {
    for again in [false, true] {
        let mut door = by_contributions();
        door.contribute(2, 2_000);
        let one = door.asks((1, 0), 1_000, "refund:dues");
        let founder = AccountId::Person(door.founder().person);
        let both = vec![approve(1_000, one).into(), pay(2_000, "EUR", founder, None).into()];
        if again {
            let _ = door.decide_on(2, approve(1_000, one).into(), &[(1, Choice::Yes)]);
            assert_eq!(door.leave(0), 1_000);
            door.carries(2, both);
            door.days(3);
        } else {
            door.carries(2, both);
            door.days(3);
            let _ = door.exit(0, leave()).unwrap();
        }
        assert_eq!(query::decided(&door.society.state, &common(), &eur()), Amount::ZERO, "{again}");
        assert_eq!(door.leave(1), 1_000, "{again}: his share of all there is");
        door.days(12);
        assert_eq!(door.held(&AccountId::Person(door.founder().person), "EUR"), 0, "{again}");
    }
}

/// EXI-8: what can never be done by what it is, is not brought to the vote, so nothing is kept apart for it.
#[test]
fn exi_8_what_fails_by_its_own_form_keeps_nothing_apart() {
    let mut door = by_contributions();
    let [ana, ben] = [0, 1].map(|who| door.own_account(who));
    let other_sum = |action| match action {
        SpendingAction::PayBatch { asset, category, fund, lines, memo, .. } => {
            let amount = Amount::from(999);
            SpendingAction::PayBatch { amount, asset, category, fund, lines, memo }
        }
        other => other,
    };
    let of = |action: SpendingAction| Action::from(action);
    let long = |mut action| {
        if let SpendingAction::StartStream { times, .. } = &mut action {
            *times = 11;
        }
        of(action)
    };
    let cases: Vec<(Action, &str)> = vec![
        (of(other_sum(batch(&[(ana.clone(), 500), (ben.clone(), 500)]))), "are 1000 together; 999"),
        (
            of(batch(&[(ana.clone(), 500), (ana.clone(), 500)])),
            "each to another account; there are 2",
        ),
        (of(batch(&[(common(), 500), (ben.clone(), 500)])), "fund-common would pay itself"),
        (long(repeats(Pace::AtOnce, ana)), "are 1100 together; 1000"),
        (
            pay(1_000, "EUR", AccountId::Escrow("claim-1".into()), None).into(),
            "Nothing is paid to escrow-claim-1",
        ),
    ];
    for (act, why) in cases {
        let text = door.society.records.insert(b"Pay\n\nIt.\n".to_vec());
        let propose = GovernanceAction::Propose {
            actions: vec![act.clone()],
            contest: None,
            deposit: None,
            procedure: "ordinary".into(),
            text,
        };
        let cleo = door.people[2].clone();
        let refused = door.society.act(&cleo, propose).unwrap_err();
        assert_eq!(refused.code, "governance.unforeseen", "{act:?}");
        assert!(refused.message.contains(why), "{}", refused.message);
    }
    assert_eq!(door.leave(0), 1_000);
}

/// EXI-4: what pays somebody back by and by is not one more than itself: it begins beside 63 others that wait, and goes on.
#[test]
fn exi_4_a_refund_that_repeats_goes_on_beside_as_many_as_may_wait() {
    for pace in [Pace::AtOnce, Pace::Accrues] {
        let mut door = by_contributions();
        door.contribute(2, 2_000);
        for number in 1..REFUNDS_MAX {
            let asked = door.asks((number % 3, 0), 1, "refund:dues");
            assert_eq!(door.outcome(approve(1, asked)), "admitted");
        }
        let stream = repeats(pace, door.own_account(0));
        assert_eq!(door.outcome(stream.clone()), "admitted", "{pace:?}");
        assert_eq!(door.outcome(stream), "treasury.refunds_max", "{pace:?}");
        let _ = door.society.wait(Seconds::days(10));
        assert_eq!(door.owns(0), 1_000, "{pace:?}");
    }
}
