//! What acts cost: taken in the same step, from whoever does them, or the act is not done.

use polity_types::{Amount, AssetId};

use super::super::TreasuryAction::{Issue, OpenAccount, Transfer};
use super::super::{AccountId, TreasuryAction, TreasuryEvent, query};
use super::CHARTER;
use crate::Event;
use crate::modules::membership::MembershipAction;
use crate::testing::{Actor, Auditor, Society};

const FEES: &str = r#"
```toml
[[fee]]
id      = "moving"
for     = "treasury.transfer"
amount  = "2 LEAF"
share   = "1%"
at_most = "5 LEAF"

[[fee]]
id     = "asking-in"
for    = "membership.apply"
amount = "3 LEAF"
to     = "fund-garden"
```
"#;

fn asset() -> AssetId {
    "LEAF".parse().unwrap()
}

fn amount(minor_units: i128) -> Amount {
    Amount::new(minor_units).unwrap()
}

fn issue(units: i128, to: &Actor) -> TreasuryAction {
    let to = AccountId::Person(to.person);
    Issue { amount: amount(units), asset: asset(), category: None, memo: None, to }
}

fn transfer(units: i128, to: &str) -> TreasuryAction {
    let to = to.parse().unwrap();
    Transfer { amount: amount(units), asset: asset(), category: None, memo: None, to }
}

fn held(society: &Society, account: &str) -> i128 {
    query::balance(&society.state, &account.parse().unwrap(), &asset()).minor_units()
}

fn under_fees() -> Society {
    let charter = CHARTER.replace("who = \"anyone\"", "who = \"member\"");
    let mut society = Society::under(&format!("{charter}{FEES}"));
    let founder = society.founder.clone();
    let _ = society.act(&founder, OpenAccount { account: "fund-garden".parse().unwrap() }).unwrap();
    society
}

fn of(actor: &Actor) -> String {
    actor.person.to_string()
}

/// TRE-16: flat, share and most; who cannot pay the fee does not do the act.
#[test]
fn tre_16_whoever_does_an_act_pays_its_fee_in_the_same_step() {
    let mut society = under_fees();
    let mut auditor = Auditor::default();
    let founder = society.founder.clone();
    let events = society.act(&founder, issue(1_000, &founder)).unwrap();
    auditor.hear(&events);
    // What is moved, what it costs: 2 and one of each hundred, rounded down, 5 at most.
    for (moved, fee) in [(1, 2), (99, 2), (100, 3), (299, 4), (300, 5), (400, 5)] {
        let (before, common) = (held(&society, &of(&founder)), held(&society, "fund-common"));
        let events = society.act(&founder, transfer(moved, "fund-garden")).unwrap();
        auditor.hear(&events);
        let after = held(&society, &of(&founder));
        assert_eq!((before - after, held(&society, "fund-common") - common), (moved + fee, fee));
        let is_fee = |event: &Event| {
            matches!(event, Event::Treasury(TreasuryEvent::Posted { category: Some(category), .. })
                if category.as_str() == "income:fees")
        };
        assert_eq!(events.iter().filter(|event| is_fee(event)).count(), 1, "{moved}");
        let events = society.act(&founder, issue(moved + fee, &founder)).unwrap();
        auditor.hear(&events);
    }
    auditor.audit(&society.state);
}

/// TRE-16: the boundary: all that one has but the fee.
#[test]
fn tre_16_who_cannot_pay_the_fee_does_not_do_the_act() {
    let mut society = under_fees();
    let founder = society.founder.clone();
    let _ = society.act(&founder, issue(100, &founder)).unwrap();
    let refusal = society.act(&founder, transfer(99, "fund-garden")).unwrap_err();
    assert_eq!((refusal.code.as_str(), refusal.rule.as_str()), ("treasury.fee", "TRE-16"));
    assert!(
        refusal.message.contains("moving, 2 LEAF") && refusal.message.contains("1 LEAF are left")
    );
    assert_eq!(held(&society, &of(&founder)), 100);
    let _ = society.act(&founder, transfer(98, "fund-garden")).unwrap();
    assert_eq!(held(&society, &of(&founder)), 0);
    // Who applies pays too, and to the fund that the fee names; a right costs nothing.
    let anna = society.known("anna");
    let apply = || MembershipAction::Apply { invitation: None, letter: None };
    assert_eq!(society.act(&anna, apply()).unwrap_err().code, "treasury.fee");
    let _ = society.act(&founder, issue(3, &anna)).unwrap();
    let _ = society.act(&anna, apply()).unwrap();
    assert_eq!((held(&society, &of(&anna)), held(&society, "fund-garden")), (0, 101));
    let _ = society.act(&anna, MembershipAction::Withdraw {}).unwrap();
}
