//! Only of an asset of which a share is taken, and paid, is anything taken instead of a refund.

use super::*;
use crate::frame::context::Authority;
use crate::modules::exit::query::{Ask, Row, offer};
use crate::modules::exit::types::WHOLE;

fn usd() -> AssetId {
    "USD".parse().unwrap()
}

/// Two who put 1,000 EUR and 500 USD each into the fund, and one who did not.
fn both_open() -> Door {
    let exit = "share = \"by contributions\"\nassets = [\"EUR\", \"USD\"]";
    let mut door = Door::under(exit, &["ana", "ben", "cleo"]);
    for who in [0, 1] {
        door.contribute(who, 1_000);
        let actor = door.people[who].clone();
        door.issue(500, "USD", &AccountId::Person(actor.person));
        let (amount, asset) = (Amount::from(500_u64), usd());
        let (category, memo, to) = (None, None, common());
        let pay = TreasuryAction::Transfer { amount, asset, category, memo, to };
        door.society.act(&actor, pay).unwrap();
    }
    door
}

impl Door {
    /// Has members carry to pay ana one EUR cent back, and cleo an amount of USD.
    fn cent_and(&mut self, amount: u64) {
        let cent = pay(1, "EUR", self.own_account(0), Some("refund:dues"));
        let pays = pay(amount, "USD", self.own_account(2), None);
        self.carries(2, vec![cent.into(), pays.into()]);
        self.days(3);
    }

    /// Has all EUR of the fund be set aside for ben, so that no share of it is paid.
    fn empties(&mut self) -> u64 {
        let request = self.asks((1, 1), 2_000, "wages");
        assert_eq!(self.outcome(approve(2_000, request)), "admitted");
        request
    }

    fn asked(&mut self, assets: Option<&[AssetId]>) -> Vec<Row> {
        let person = self.people[0].person;
        let ask = Ask { against: &[], assets, breaches: &[], part: WHOLE, person };
        let context = self.society.context(Authority::Rule { rule: "test".into() });
        let (charter, running) = (context.charter.clone(), context.running);
        offer(&ask, &charter, running, &self.society.state).unwrap().rows
    }

    fn owns_usd(&self, who: usize) -> i128 {
        self.held(&self.own_account(who), "USD")
    }
}

fn of(assets: Option<Vec<AssetId>>, leaves: bool) -> ExitAction {
    let (against, breaches, least) = (Vec::new(), Vec::new(), Vec::new());
    if leaves {
        ExitAction::Leave { against, assets, breaches, least }
    } else {
        ExitAction::Take { against, assets, breaches, least, part: WHOLE }
    }
}

fn told(paid: &[Paid]) -> Vec<(String, i128)> {
    paid.iter().map(|paid| (paid.asset.to_string(), paid.amount.minor_units())).collect()
}

/// EXI-2, EXI-4: who takes one asset alone takes nothing instead of a refund of another: what is decided with that refund
/// waits for its effect as for anybody else, takes effect, and the refund is paid.
#[test]
fn exi_4_a_refund_of_an_asset_that_is_not_asked_for_is_not_taken_instead() {
    for leaves in [false, true] {
        let mut door = both_open();
        door.cent_and(900);
        let [row] = door.asked(Some(&[usd()])).try_into().unwrap();
        assert_eq!((row.pool, row.decided), (Amount::from(100_u64), Amount::from(900_u64)));
        let paid = door.exit(0, of(Some(vec![usd()]), leaves)).unwrap();
        assert_eq!(told(&paid), [("USD".to_owned(), 50)], "half of what does not wait");
        door.days(10);
        assert_eq!((door.owns_usd(2), door.owns(0)), (900, 1), "{leaves}");
        assert_eq!(told(&door.exit(0, take(WHOLE)).unwrap()), [("EUR".to_owned(), 999)]);
        // Both at once: the cent is taken as a share, and what was decided with it is never paid.
        let mut door = both_open();
        door.cent_and(900);
        let all = [("EUR".to_owned(), 1_000), ("USD".to_owned(), 500)];
        assert_eq!(told(&door.exit(0, of(None, leaves)).unwrap()), all);
        door.days(10);
        assert_eq!((door.owns_usd(2), door.owns(0)), (0, 1_000), "{leaves}");
    }
}

/// EXI-4, EXI-11: who leaves with one asset alone keeps what comes back to them of another, set aside or decided.
#[test]
fn exi_4_who_leaves_with_one_asset_is_paid_the_refund_of_another() {
    for leaves in [false, true] {
        let mut door = both_open();
        let request = door.asks((2, 0), 400, "refund:dues");
        assert_eq!(door.outcome(approve(400, request)), "admitted");
        let decided = pay(300, "EUR", door.own_account(0), Some("refund:dues"));
        door.carries(2, vec![decided.into()]);
        door.days(3);
        let paid = door.exit(0, of(Some(vec![usd()]), leaves)).unwrap();
        assert_eq!(told(&paid), [("USD".to_owned(), 500)]);
        assert_eq!(
            spending::query::owed(&door.society.state, &common(), &eur()),
            Amount::from(400_u64)
        );
        assert_eq!(door.outcome(SpendingAction::Pay { request }), "admitted", "{leaves}");
        door.days(10);
        assert_eq!(door.owns(0), 700, "{leaves}");
        assert_eq!(told(&door.exit(0, take(WHOLE)).unwrap()), [("EUR".to_owned(), 300)]);
        assert_eq!((door.owns(0), door.leave(1)), (1_000, 1_500));
    }
}

/// EXI-4, EXI-11: of an asset that is asked for and pays nothing nothing is taken either: the refund is paid, what was decided
/// with it waits as for anybody else, and the claim stays; and that is what they are told.
#[test]
fn exi_11_a_refund_of_an_asset_that_pays_nothing_is_not_taken_instead() {
    for leaves in [false, true] {
        let mut door = both_open();
        let away = door.empties();
        door.cent_and(900);
        let [euros, dollars] = door.asked(None).try_into().unwrap();
        assert_eq!((euros.asset, euros.pays), (eur(), Amount::ZERO), "in the order of the charter");
        assert_eq!((euros.coming, euros.instead), (Amount::from(1_u64), Amount::ZERO));
        assert_eq!((dollars.pool, dollars.pays), (Amount::from(100_u64), Amount::from(50_u64)));
        assert_eq!(told(&door.exit(0, of(None, leaves)).unwrap()), [("USD".to_owned(), 50)]);
        let ben = door.people[1].clone();
        door.society.act(&ben, SpendingAction::Withdraw { request: away }).unwrap();
        door.days(10);
        assert_eq!((door.owns_usd(2), door.owns(0)), (900, 1), "{leaves}");
        assert_eq!(told(&door.exit(0, take(WHOLE)).unwrap()), [("EUR".to_owned(), 999)]);
    }
}

/// EXI-11: where without that nothing is left to be paid of any asset, nothing is given up at all.
#[test]
fn exi_11_what_only_a_refund_let_go_would_pay_is_not_paid() {
    for leaves in [false, true] {
        let mut door = both_open();
        let _ = door.empties();
        door.cent_and(1_000);
        let rows = door.asked(None);
        assert!(rows.iter().all(|row| !row.pays.is_positive() && !row.instead.is_positive()));
        let paid = door.exit(0, of(None, leaves)).map(|paid| paid.len());
        assert_eq!(paid, if leaves { Ok(0) } else { Err("exit.nothing".into()) });
        for asset in [eur(), usd()] {
            let kept = query::contribution(&door.society.state, door.people[0].person, &asset);
            assert_eq!(kept.burned, Amount::ZERO, "{leaves}: {asset}");
        }
    }
}
