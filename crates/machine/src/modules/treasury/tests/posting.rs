//! Postings as neighbouring modules make them: checked alone or together, written in one place.

use polity_types::{Amount, Hash};

use super::super::TreasuryAction::{Issue, OpenOutside, Pay, Receive};
use super::super::{
    AccountId, Category, Movement, TreasuryError, check_posting, check_postings, post, query,
};
use super::society;
use crate::frame::context::Authority;
use crate::frame::state::Overlay;
use crate::testing::{Actor, Auditor, Society};

fn account(text: &str) -> AccountId {
    text.parse().unwrap()
}

fn movement(amount: u64, from: &AccountId, to: &AccountId) -> Movement {
    Movement {
        amount: Amount::from(amount),
        asset: "BOX".parse().unwrap(),
        category: None,
        credit: from.clone(),
        debit: to.clone(),
        memo: None,
    }
}

/// A society whose common fund holds 1 000 BOX.
fn funded() -> Society {
    let (mut society, _) = society();
    let founder = society.founder.clone();
    let (asset, to) = ("BOX".parse().unwrap(), account("fund-common"));
    let issue = Issue { amount: Amount::from(1_000), asset, category: None, memo: None, to };
    society.act(&founder, issue).unwrap();
    society
}

/// TRE-3: movements that each fit alone are refused where they do not fit one after the other, and
/// what was checked together is posted as checked.
#[test]
fn tre_3_postings_are_checked_as_the_ones_before_leave_the_accounts() {
    let mut society = funded();
    let state = society.state.clone();
    let context = society.context(Authority::Rule { rule: "test".into() });
    let (common, box_1) = (account("fund-common"), account("escrow-box-1"));
    let founder = AccountId::Person(Actor::named("founder").person);
    for amount in [600, 1_000] {
        assert!(check_posting(movement(amount, &common, &box_1), &context, &state).is_ok());
    }
    let twice = vec![movement(600, &common, &box_1), movement(600, &common, &founder)];
    let refused = check_postings(twice, &context, &state).unwrap_err();
    assert!(matches!(refused, TreasuryError::TooLittle { .. }), "{refused}");
    let through = vec![movement(1_000, &common, &box_1), movement(1_000, &box_1, &founder)];
    let postings = check_postings(through, &context, &state).unwrap();
    let mut overlay = Overlay::new(&state);
    for posting in postings {
        assert_eq!(post(posting, &context, &mut overlay).len(), 1);
    }
    let asset = "BOX".parse().unwrap();
    assert_eq!(query::balance(&overlay, &founder, &asset), Amount::from(1_000));
    assert_eq!(query::balance(&overlay, &box_1, &asset), Amount::ZERO);
    let record = query::asset(&overlay, &asset).unwrap();
    let left = query::available_of(&record, &overlay, &context, &common, &asset);
    assert_eq!(left, Amount::ZERO);
}

/// TRE-2: no act pays into an escrow; rules do.
#[test]
fn tre_2_no_act_names_an_escrow() {
    let mut society = funded();
    let founder = society.founder.clone();
    let pay = Pay {
        amount: Amount::from(1),
        asset: "BOX".parse().unwrap(),
        category: None,
        from: account("fund-common"),
        memo: None,
        to: account("escrow-box-1"),
    };
    assert_eq!(society.act(&founder, pay).unwrap_err().code, "treasury.not_payable");
}

/// TRE-4 and TRE-9: money comes in at a place outside and leaves by it, never more than came in.
#[test]
fn tre_9_a_place_outside_pays_out_what_came_in() {
    let (mut society, _) = society();
    let founder = society.founder.clone();
    let bank = account("external-bank");
    let mut auditor = Auditor::default();
    let missing = OpenOutside { account: bank.clone(), terms: Hash::of(b"not here") };
    assert_eq!(society.act(&founder, missing).unwrap_err().code, "treasury.no_terms");
    let terms = society.records.insert(b"The bank holds it.\n".to_vec());
    let receive = |amount: u64, from: &AccountId, to: &str| Receive {
        amount: Amount::from(amount),
        asset: "USD".parse().unwrap(),
        category: Some("income:dues".parse().unwrap()),
        from: from.clone(),
        memo: None,
        to: account(to),
    };
    let pay = |amount: u64| Pay {
        amount: Amount::from(amount),
        asset: "USD".parse().unwrap(),
        category: Some("expense:rent".parse().unwrap()),
        from: account("fund-common"),
        memo: None,
        to: bank.clone(),
    };
    let open = |text: &str| OpenOutside { account: account(text), terms };
    let person = founder.person.to_string();
    let script = [
        (receive(50, &bank, "fund-common"), Some("treasury.no_outside")),
        (open("fund-bank"), Some("treasury.not_outside")),
        (open("external-bank"), None),
        (open("external-bank"), Some("treasury.outside_exists")),
        (receive(50, &account("fund-common"), "fund-common"), Some("treasury.not_outside")),
        (receive(50, &bank, &person), Some("treasury.not_a_fund")),
        (receive(0, &bank, "fund-common"), Some("treasury.not_positive")),
        (receive(50, &bank, "fund-common"), None),
        (pay(20), None),
        (pay(31), Some("treasury.too_little")),
        (pay(30), None),
    ];
    for (line, (action, refusal)) in script.into_iter().enumerate() {
        let outcome = society.act(&founder, action);
        auditor.hear(outcome.iter().flatten());
        assert_eq!(outcome.err().map(|refusal| refusal.code).as_deref(), refusal, "line {line}");
    }
    auditor.audit(&society.state);
    let moved = |category: &str| auditor.categories[&("usd".into(), category.into())];
    assert_eq!((moved("income:dues"), moved("expense:rent")), (50, -50));
}

/// TRE-8: a category has one text form, with its limits.
#[test]
fn tre_8_categories_are_short_and_plain() {
    let longest = format!("{}:{}", "a".repeat(23), "b".repeat(24));
    for text in ["income", "income:dues", "a:b:c:d", "2026-q1", &longest] {
        assert_eq!(text.parse::<Category>().unwrap().to_string(), text);
    }
    let long = format!("{longest}b");
    for text in ["", ":", "a:", ":a", "a::b", "a:b:c:d:e", "Income", "a b", "é", &long] {
        assert!(text.parse::<Category>().is_err(), "{text}");
    }
}
