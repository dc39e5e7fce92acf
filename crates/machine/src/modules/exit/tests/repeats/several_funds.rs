//! Where a charter opens several funds, they fill one another: what one of them does not hold of what is kept apart of it is
//! kept apart of the others (EXI-8, EXI-18, EXI-19).

use super::*;

fn fund(name: &str) -> AccountId {
    AccountId::Fund(name.into())
}

/// Four members, 4,000 in one open fund and nothing in the other.
fn two_funds() -> Door {
    let open = "share = \"equal\"\nfunds = [\"common\", \"reserve\"]";
    let mut door = Door::under(open, &["ana", "ben", "cleo"]);
    let founder = door.founder();
    for name in ["reserve", "house"] {
        let open = TreasuryAction::OpenAccount { account: fund(name) };
        door.society.act(&founder, open).unwrap();
    }
    door.issue(4_000, "EUR", &common());
    door
}

/// EXI-8: what one decision moves from fund to fund and pays out of the second is kept apart from whoever carried it, and from
/// others who do not leave against it.
#[test]
fn exi_8_what_is_paid_by_way_of_another_open_fund_is_kept_apart() {
    for payee in [0, 2] {
        let mut door = two_funds();
        let to = door.account_of(payee);
        let moved = payment_of(2_000, common(), fund("reserve"));
        let paid = payment_of(2_000, fund("reserve"), to);
        let target = door.decide_all(0, vec![moved, paid], &[(0, Choice::Yes)]);
        assert_eq!(door.leave(0), 500, "{payee}: who carried it");
        assert_eq!(sum(&door.exit(1, leave_against(target)).unwrap()), 3_500 / 3, "{payee}");
        door.days(8);
        assert_eq!(door.owns(payee), if payee == 0 { 2_500 } else { 2_000 }, "{payee}");
    }
}

/// EXI-8: the same of what the second fund does not hold yet, whoever fills it in the time of grace.
#[test]
fn exi_8_a_payment_that_its_fund_does_not_hold_is_kept_apart_of_the_others() {
    let mut door = two_funds();
    door.issue(1, "EUR", &fund("reserve"));
    let paid = payment_of(3_000, fund("reserve"), door.account_of(0));
    let _ = door.decide_on(0, paid, &[(0, Choice::Yes)]);
    assert_eq!(door.leave(0), 1_001 / 4);
    let founder = door.founder();
    let moved = payment_of(2_999, common(), fund("reserve"));
    door.society.act(&founder, moved).unwrap();
    door.days(8);
    assert_eq!(door.owns(0), 3_250);
}

/// EXI-18, EXI-19: of a part, what repeats by way of open funds and others, is kept apart of all of them together; of the whole
/// it ends.
#[test]
fn exi_19_through_several_open_funds_nobody_takes_it_as_a_share_too() {
    let hourly = Wage { each: 3, every: 1, pace: Pace::AtOnce, times: 1_000 };
    for way in [&["reserve"][..], &["reserve", "house"], &["house", "reserve"]] {
        for (part, takes, has) in [(999_999, 249, 249 + 3_000), (1_000_000, 999, 999 + 3)] {
            let mut door = two_funds();
            let mut acts = Vec::new();
            let mut from = common();
            for name in way {
                acts.push(hourly.of(from, fund(name)).into());
                from = fund(name);
            }
            acts.push(hourly.of(from, door.account_of(0)).into());
            let _ = door.decide_all(0, acts, &[(0, Choice::Yes)]);
            let _ = door.society.wait(Seconds(6 * 86_400 + 10));
            assert_eq!(door.take(0, part), takes, "{way:?} {part}");
            assert_eq!(door.has_in_the_end(0), has, "{way:?} {part}");
        }
    }
}
