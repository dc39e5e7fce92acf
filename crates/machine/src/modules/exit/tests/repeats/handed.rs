//! Shares that are handed on while something repeats to whoever sold them (EXI-5, EXI-18).

use super::*;

/// EXI-5, EXI-18: in whatever order the seller, the buyer and another leave, each takes the part of what is there that
/// their shares are of those in circulation, all together no more than the pool; what repeats to the seller goes on
/// until those who stay end it, and nothing of it is owed.
#[test]
fn exi_5_shares_that_are_handed_on_are_no_second_share() {
    let wage = Wage { each: 3, every: 1, pace: Pace::AtOnce, times: 1_000 };
    let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
    for (order, is_ended) in orders.into_iter().flat_map(|order| [(order, false), (order, true)]) {
        let mut door =
            Door::under("share = \"by shares\"\nshares = \"SHR\"", &["ana", "ben", "cleo"]);
        door.issue(4_000, "EUR", &common());
        let founder = door.founder();
        for who in 0..3 {
            door.issue(1_000, "SHR", &door.account_of(who));
        }
        door.issue(1_000, "SHR", &AccountId::Person(founder.person));
        door.starts(wage, common(), 0);
        let (amount, asset) = (Amount::from(1_000), "SHR".parse().unwrap());
        let (category, memo, to) = (None, None, door.account_of(1));
        let ana = door.people[0].clone();
        let sells = TreasuryAction::Transfer { amount, asset, category, memo, to };
        door.society.act(&ana, sells).unwrap();
        let (mut shares, mut taken) = (4_000, 0);
        for who in order {
            let holds = [0, 2_000, 1_000][who];
            let fair = door.held(&common(), "EUR") * holds / shares;
            assert_eq!(door.leave(who), fair, "{order:?} {who}");
            (shares, taken) = (shares - holds, taken + fair);
            let _ = door.society.wait(Seconds::hours(5));
        }
        assert!(taken <= 3_997 * 3 / 4, "{order:?}: {taken}");
        let repeated = 4_000 - taken - door.held(&common(), "EUR");
        assert_eq!((door.owns(0), repeated), (16 * 3, 16 * 3), "{order:?}: it went on");
        if is_ended {
            door.society.act(&founder, SpendingAction::StopStream { stream: 1 }).unwrap();
        }
        let stays = door.held(&common(), "EUR");
        door.days(60);
        let left = if is_ended { stays } else { stays % 3 };
        assert_eq!(door.held(&common(), "EUR"), left, "{order:?}");
        assert_eq!(door.owns(0) + taken + left, 4_000, "{order:?}: no more than there was");
    }
}
