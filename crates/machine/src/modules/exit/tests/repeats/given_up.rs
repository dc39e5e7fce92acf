//! Who leaves against what would pay them gives that up (EXI-9).

use super::*;
use crate::modules::spending::Line;

impl Door {
    fn of_founder(&self) -> AccountId {
        AccountId::Person(self.founder().person)
    }
    fn asks_for(&mut self, who: usize, to: usize, amount: u64) -> u64 {
        let (asset, lines) =
            (eur(), vec![Line { amount: Amount::from(amount), to: self.account_of(to) }]);
        let (category, receipts, text) = (None, Vec::new(), None);
        let ask =
            SpendingAction::Request { asset, category, fund: common(), lines, receipts, text };
        let asks = self.people[who].clone();
        self.society.act(&asks, ask).unwrap();
        crate::modules::spending::query::counts(&self.society.state).requests
    }
}

fn approval(request: u64, amount: u64) -> Action {
    SpendingAction::Approve { amount: Amount::from(amount), asset: eur(), request }.into()
}

/// What is decided: acts on a society of four.
type Acts<'a> = &'a dyn Fn(&mut Door) -> Vec<Action>;

/// EXI-9: who leaves against what would pay them gives that up, so that nobody makes a share less by deciding to pay whoever
/// takes it: of a batch their line is left out, and the others are paid. Who does not name it is paid besides.
#[test]
fn exi_9_who_leaves_against_what_pays_them_gives_it_up() {
    for (paid, is_against, takes, then) in
        [(3_000, true, 1_000, 1_000), (1, true, 1_000, 1_000), (3_000, false, 249, 3_249)]
    {
        let mut door = four();
        let lines = vec![
            Line { amount: Amount::from(paid), to: door.account_of(0) },
            Line { amount: Amount::from(3_001 - paid), to: door.of_founder() },
        ];
        let batch = SpendingAction::PayBatch {
            amount: Amount::from(3_001),
            asset: eur(),
            category: None,
            fund: common(),
            lines,
            memo: None,
        };
        let target = door.decide_on(1, batch.into(), &[(1, Choice::Yes)]);
        let leaves = if is_against { leave_against(target) } else { leave() };
        assert_eq!(sum(&door.exit(0, leaves).unwrap()), takes);
        door.days(20);
        let (left, others) = (door.owns(0), door.held(&door.of_founder(), "EUR"));
        assert_eq!((left, others), (then, i128::from(3_001 - paid)));
    }
}

/// EXI-9: by itself, with others or by a request, what pays whoever leaves against it is paid to them no more, nor kept apart
/// from others; a request is over, though others approve it too.
#[test]
fn exi_9_what_is_given_up_is_paid_by_no_way() {
    let wage = |door: &Door, pace| {
        let wage = Wage { each: 30, every: 24, pace, times: 100 };
        wage.of(common(), door.account_of(0))
    };
    let acts: [Acts<'_>; 5] = [
        &|door| vec![payment_of(3_000, common(), door.account_of(0))],
        &|door| {
            let mine = payment_of(1, common(), door.account_of(0));
            vec![payment_of(2_999, common(), door.account_of(1)), mine]
        },
        &|door| vec![wage(door, Pace::Accrues).into()],
        &|door| vec![wage(door, Pace::AtOnce).into()],
        &|door| {
            let request = door.asks_for(1, 0, 3_000);
            vec![approval(request, 3_000)]
        },
    ];
    for (place, acts) in acts.iter().enumerate() {
        let mut door = four();
        let acts = acts(&mut door);
        let target = door.decide_all(1, acts.clone(), &[(1, Choice::Yes)]);
        let other = door.decide_all(1, acts, &[(1, Choice::Yes)]);
        let both = ExitAction::Leave {
            against: vec![target, other],
            assets: None,
            breaches: Vec::new(),
            least: Vec::new(),
        };
        assert_eq!(sum(&door.exit(0, both).unwrap()), 1_000, "{place}");
        assert_eq!(door.leave(2), 1_000, "{place}: nothing is kept apart for it");
        door.days(40);
        assert_eq!((door.owns(0), door.held(&common(), "EUR")), (1_000, 2_000), "{place}");
        assert!(door.society.state.scan("exit/decided", None, 1).is_empty(), "{place}");
    }
}

/// EXI-9: nobody stops for a millionth of their share what others are paid together with them: of a part it is kept apart.
#[test]
fn exi_9_of_a_part_nothing_is_given_up() {
    let mut door = four();
    let mine = payment_of(1_000, common(), door.account_of(0));
    let acts = vec![payment_of(1_000, common(), door.account_of(1)), mine];
    let target = door.decide_all(1, acts, &[(1, Choice::Yes)]);
    let (assets, breaches) = (None, Vec::new());
    let take = ExitAction::Take {
        against: vec![target],
        assets,
        breaches,
        least: Vec::new(),
        part: 10_000,
    };
    // A hundredth of a fourth of 4,000 but for the 1,000 that are theirs besides.
    assert_eq!(sum(&door.exit(0, take).unwrap()), 7);
    door.days(20);
    assert_eq!((door.owns(0), door.owns(1)), (1_007, 1_000));
}

/// EXI-9: nor for nothing; and what is called a refund is given up where no contributions count.
#[test]
fn exi_9_for_nothing_nothing_is_given_up_and_no_word_shields_a_payment() {
    let mut door = four();
    let mine = payment_of(1, common(), door.account_of(0));
    let acts = vec![payment_of(2_999, common(), door.account_of(1)), mine];
    let target = door.decide_all(1, acts, &[(1, Choice::Yes)]);
    let (against, assets, breaches) = (vec![target], Some(Vec::new()), Vec::new());
    assert_eq!(
        door.exit(0, ExitAction::Leave { against, assets, breaches, least: Vec::new() }).unwrap(),
        []
    );
    door.days(20);
    assert_eq!((door.owns(0), door.owns(1)), (1, 2_999));
    let mut door = four();
    let refund = TreasuryAction::Pay {
        amount: Amount::from(1_000_000_u64),
        asset: eur(),
        category: "refund:dues".parse().ok(),
        from: common(),
        memo: None,
        to: door.account_of(0),
    };
    let target = door.decide_on(1, refund.into(), &[(1, Choice::Yes)]);
    assert_eq!(sum(&door.exit(0, leave_against(target)).unwrap()), 1_000);
}
