//! Nobody gives up for nothing what they have a claim to: asset by asset (EXI-11), and by what they were shown (EXI-20).

use super::*;
use crate::frame::context::Authority;
use crate::modules::exit::{Least, Unpaid, unpaid};
use crate::modules::spending::{self, Line, SpendingAction};

const BOTH: &str = "assets = [\"EUR\", \"USD\"]";

impl Door {
    /// Has ben ask for an amount of EUR, and the founder approve it.
    fn approves(&mut self, amount: u64) -> u64 {
        let amount = Amount::from(amount);
        let to = AccountId::Person(self.people[1].person);
        let lines = vec![Line { amount, to }];
        let (asset, fund) = (eur(), common());
        let (category, receipts, text) = (None, Vec::new(), None);
        let ask = SpendingAction::Request { asset, category, fund, lines, receipts, text };
        let ben = self.people[1].clone();
        self.society.act(&ben, ask).unwrap();
        let request = spending::query::counts(&self.society.state).requests;
        let founder = self.founder();
        let approve = SpendingAction::Approve { amount, asset: eur(), request };
        self.society.act(&founder, approve).unwrap();
        request
    }

    fn takes_back(&mut self, request: u64) {
        let ben = self.people[1].clone();
        self.society.act(&ben, SpendingAction::Withdraw { request }).unwrap();
    }

    /// Puts USD of ana's own into the common fund.
    fn gives_usd(&mut self, amount: u64) {
        let ana = self.people[0].clone();
        self.issue(amount, "USD", &AccountId::Person(ana.person));
        let (amount, asset) = (Amount::from(amount), usd());
        let (category, memo, to) = (None, None, common());
        let pay = TreasuryAction::Transfer { amount, asset, category, memo, to };
        self.society.act(&ana, pay).unwrap();
    }

    fn becomes(&mut self, person: usize) -> Vec<(String, Unpaid)> {
        let person = self.people[person].person;
        let context = self.society.context(Authority::Rule { rule: "test".into() });
        let (charter, running) = (context.charter.clone(), context.running);
        let ask = query::Ask { against: &[], assets: None, breaches: &[], part: 1_000_000, person };
        let offer = query::offer(&ask, &charter, running, &self.society.state).unwrap();
        let unpaid = unpaid(&offer, person, &charter, &self.society.state);
        unpaid.into_iter().map(|(asset, becomes)| (asset.to_string(), becomes)).collect()
    }
}

fn usd() -> AssetId {
    "USD".parse().unwrap()
}

fn leave_with(assets: Option<Vec<AssetId>>, least: &[(u64, AssetId)]) -> ExitAction {
    let least = least
        .iter()
        .map(|(amount, asset)| Least { amount: Amount::from(*amount), asset: asset.clone() });
    ExitAction::Leave { against: Vec::new(), assets, breaches: Vec::new(), least: least.collect() }
}

fn take_with(part: u64, least: &[(u64, AssetId)]) -> ExitAction {
    let ExitAction::Leave { against, assets, breaches, least } = leave_with(None, least) else {
        unreachable!("it leaves");
    };
    ExitAction::Take { against, assets, breaches, least, part }
}

fn told(paid: &[Paid]) -> Vec<(String, i128)> {
    paid.iter().map(|paid| (paid.asset.to_string(), paid.amount.minor_units())).collect()
}

/// EXI-11: where contributions count, each asset has a claim of its own: of what nothing is paid, nothing is given up, in parts
/// or by leaving; and what was paid of the other is not paid twice.
#[test]
fn exi_11_of_an_asset_that_pays_nothing_the_claim_stays() {
    for leaves in [true, false] {
        let mut door =
            Door::under(&format!("share = \"by contributions\"\n{BOTH}"), &["ana", "ben", "cleo"]);
        (0..3).for_each(|who| door.contribute(who, 1_000));
        door.gives_usd(8);
        let request = door.approves(3_000);
        assert_eq!(door.becomes(0), [("EUR".to_owned(), Unpaid::Kept)]);
        let asks = if leaves { leave() } else { take(1_000_000) };
        assert_eq!(told(&door.exit(0, asks).unwrap()), [("USD".to_owned(), 8)]);
        let told_twice = [("EUR".to_owned(), Unpaid::Kept), ("USD".to_owned(), Unpaid::Taken)];
        assert_eq!(door.becomes(0), told_twice);
        assert_eq!(door.exit(0, take(1_000_000)), Err("exit.nothing".into()));
        door.takes_back(request);
        door.issue(100, "USD", &common());
        let all = door.exit(0, take(1_000_000)).unwrap();
        assert_eq!(told(&all), [("EUR".to_owned(), 1_000)]);
        assert_eq!(door.exit(0, take(1_000_000)), Err("exit.nothing".into()));
        assert_eq!((door.leave(1), door.leave(2)), (1_000, 1_000));
        assert_eq!(door.held(&common(), "EUR"), 0);
    }
}

/// EXI-2, EXI-11: where each asset has a claim of its own, of an asset that is not chosen it stays as well.
#[test]
fn exi_2_what_is_not_chosen_stays_where_each_asset_has_its_claim() {
    let mut door = Door::under(&format!("share = \"by contributions\"\n{BOTH}"), &["ana", "ben"]);
    (0..2).for_each(|who| door.contribute(who, 1_000));
    door.gives_usd(8);
    let paid = door.exit(0, leave_with(Some(vec![usd()]), &[])).unwrap();
    assert_eq!(told(&paid), [("USD".to_owned(), 8)]);
    assert_eq!(door.leave(1), 1_000);
    assert_eq!(told(&door.exit(0, take(1_000_000)).unwrap()), [("EUR".to_owned(), 1_000)]);
}

/// EXI-11: one claim behind all assets is not given up for one while another is set aside, unless the person says so; they
/// may leave all the same, and take all of it when it is back.
#[test]
fn exi_11_one_claim_is_not_given_up_for_one_asset_while_another_is_away() {
    for rule in ["share = \"equal\"", "share = \"by shares\"\nshares = \"SHR\""] {
        let door = || {
            let mut door = Door::under(&format!("{rule}\n{BOTH}"), &["ana", "ben", "cleo"]);
            for who in 0..3 {
                let own = AccountId::Person(door.people[who].person);
                door.issue(10, "SHR", &own);
            }
            door.issue(4_000, "EUR", &common());
            door.issue(40, "USD", &common());
            let request = door.approves(4_000);
            (door, request)
        };
        let (mut named, request) = door();
        assert_eq!(named.becomes(0), [("EUR".to_owned(), Unpaid::Away)]);
        for asks in [leave(), take(1_000_000), take(500_000)] {
            assert_eq!(named.exit(0, asks), Err("exit.nothing_of".into()), "{rule}");
        }
        // Whoever names the other asset alone gives up the rest.
        let paid = named.exit(0, leave_with(Some(vec![usd()]), &[])).unwrap();
        assert_eq!(paid.len(), 1);
        named.takes_back(request);
        assert!(named.exit(0, take(1_000_000)).is_err());
        // Whoever leaves without a share has all of it.
        let (mut without, request) = door();
        let ana = without.people[0].clone();
        without.society.act(&ana, M::Leave {}).unwrap();
        assert_eq!(without.exit(0, take(1_000_000)), Err("exit.nothing_of".into()));
        without.takes_back(request);
        assert_eq!(without.exit(0, take(1_000_000)).unwrap().len(), 2);
        // Of an asset of which there is nothing at all, nothing is lost.
        let mut empty = Door::under(&format!("{rule}\n{BOTH}"), &["ana", "ben"]);
        let own = AccountId::Person(empty.people[0].person);
        empty.issue(10, "SHR", &own);
        empty.issue(900, "EUR", &common());
        assert_eq!(empty.becomes(0), [("USD".to_owned(), Unpaid::Empty)]);
        assert!(empty.leave(0) > 0);
    }
}

/// EXI-20: less than what is named is not paid: it is refused, with what it is now, and the claim is whole.
#[test]
fn exi_20_less_than_what_is_asked_for_at_least_is_not_taken() {
    for rule in ["share = \"equal\"", "share = \"by contributions\""] {
        let mut door = Door::under(rule, &["ana", "ben", "cleo"]);
        (0..3).for_each(|who| door.contribute(who, 1_000));
        let of = if rule.contains("equal") { 750 } else { 1_000 };
        let request = door.approves(2_996);
        let ana = door.people[0].clone();
        for asks in [leave_with(None, &[(2, eur())]), take_with(1_000_000, &[(2, eur())])] {
            let refusal = door.society.act(&ana, asks).unwrap_err();
            assert_eq!((refusal.code.as_str(), refusal.rule.as_str()), ("exit.less", "EXI-20"));
            let says = "0.01 EUR would be paid now; at least 0.02 EUR are asked for.";
            assert_eq!(refusal.message, says);
            assert!(refusal.next_step.contains("membership.leave"), "{}", refusal.next_step);
        }
        door.takes_back(request);
        let half = of / 2;
        let less = door.exit(0, take_with(500_000, &[(half + 1, eur())]));
        assert_eq!(less, Err("exit.less".into()));
        assert_eq!(
            sum(&door.exit(0, take_with(500_000, &[(half, eur())])).unwrap()),
            i128::from(half)
        );
        let rest = leave_with(None, &[(half, eur())]);
        assert_eq!(sum(&door.exit(0, rest).unwrap()), i128::from(half));
    }
    let mut door = Door::under(&format!("share = \"equal\"\n{BOTH}"), &["ana", "ben"]);
    door.issue(300, "EUR", &common());
    // Of what is not open, or named twice, there is no least; of what is not chosen nothing is paid.
    let shr: AssetId = "SHR".parse().unwrap();
    for (assets, least, code) in [
        (None, vec![(0, shr)], "exit.not_open"),
        (None, vec![(1, eur()), (0, eur())], "exit.asset_twice"),
        (Some(vec![usd()]), vec![(1, eur())], "exit.less"),
    ] {
        assert_eq!(door.exit(0, leave_with(assets, &least)), Err(code.into()));
    }
    // Also who would be paid nothing and keep the claim is asked first; without a least they leave.
    let request = door.approves(300);
    assert_eq!(door.exit(0, leave_with(None, &[(1, eur())])), Err("exit.less".into()));
    assert_eq!(door.exit(0, leave()).unwrap(), []);
    door.takes_back(request);
    assert_eq!(door.take(0, 1_000_000), 100);
    assert_eq!(
        door.becomes(0),
        [("EUR".to_owned(), Unpaid::Taken), ("USD".to_owned(), Unpaid::Taken)]
    );
}

/// EXI-9: a preview against what is over, or somebody carried, says what signing would.
#[test]
fn exi_9_a_preview_says_what_signing_would() {
    let mut door = Door::under("share = \"equal\"", &["ana", "ben"]);
    door.issue(3_000, "EUR", &common());
    let carried = door.decide(1, 300, &[(1, Choice::Yes)]);
    let none = Target::Proposal { number: 77 };
    let mut codes = Vec::new();
    for (who, target) in [(0, none), (1, carried), (0, carried)] {
        let person = door.people[who].person;
        let context = door.society.context(Authority::Rule { rule: "test".into() });
        let (charter, running) = (context.charter.clone(), context.running);
        let against = [target];
        let ask =
            query::Ask { against: &against, assets: None, breaches: &[], part: 1_000_000, person };
        let told = query::preview(&ask, true, (&charter, running), &door.society.state);
        let told = told.map(|offer| offer.pays_of(&eur()).minor_units());
        let told = told.map_err(|error| polity_types::refusal::Explain::code(&error).to_owned());
        let signed = door.exit(who, leave_against(target)).map(|paid| sum(&paid));
        assert_eq!(told, signed);
        codes.push(told.err());
    }
    let said = ["exit.against", "exit.supported"].map(|code| Some(code.to_owned()));
    assert_eq!(codes, [said[0].clone(), said[1].clone(), None]);
}
