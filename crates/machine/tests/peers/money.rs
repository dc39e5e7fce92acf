//! Money between societies.

use polity_machine::frame::batch::Outcome;
use polity_machine::modules::governance::Outcome as Ended;

use super::*;

/// Money that another society holds for this one, or that this one holds elsewhere, beside what the box issues itself.
const TREATY: &str = r#"
```toml
[[asset]]
id = "EUR"
decimals = 2
held_by = "the bank that both use"

[[power]]
id = "places"
may = "treasury.open_outside"
who = "decision: ordinary"

[[power]]
id = "income"
may = "treasury.receive"
who = "decision: ordinary"

[[power]]
id = "grants"
may = "treasury.pay"
who = "decision: ordinary"
up_to = "80 EUR per 30 days"

[[power]]
id = "looking"
may = "treasury.attest"
who = "member"
```
"#;

fn eur() -> AssetId {
    "EUR".parse().unwrap()
}

fn bank() -> AccountId {
    AccountId::External("bank".into())
}

/// Two societies with money at one bank, the first with some.
fn two() -> [Town; 2] {
    let text = format!("{CHARTER}{TREATY}");
    let mut towns = [Town::of(&text, 4), Town::of(&text.replace("\"Box\"", "\"Chest\""), 4)];
    for town in &mut towns {
        let terms = town.society.records.insert(b"An account of ours at the bank.".to_vec());
        let open = TreasuryAction::OpenOutside { account: bank(), terms };
        assert_eq!(decide(town, open), Ended::Done);
    }
    assert_eq!(decide(&mut towns[0], receive(20_000)), Ended::Done);
    towns
}

fn decide(town: &mut Town, action: impl Into<Action>) -> Ended {
    let number = town.propose(1, "ordinary", vec![action.into()]).unwrap();
    town.society.wait(Seconds::days(1));
    let _ = town.pass_all();
    governance::query::result(&town.society.state, number).unwrap().outcome
}

fn receive(units: u64) -> TreasuryAction {
    TreasuryAction::Receive {
        amount: Amount::from(units),
        asset: eur(),
        category: "income:grants".parse().ok(),
        from: bank(),
        memo: None,
        to: fund(),
    }
}

fn grant(units: u64) -> TreasuryAction {
    TreasuryAction::Pay {
        amount: Amount::from(units),
        asset: eur(),
        category: "expense:grants".parse().ok(),
        from: fund(),
        memo: None,
        to: bank(),
    }
}

fn held(town: &Town, account: &AccountId) -> i128 {
    let held = treasury::query::balance(&town.society.state, account, &eur());
    held.to_string().parse().unwrap()
}

/// What a society should have at the bank, by its books, and whether that is what somebody says there is.
fn looks(town: &mut Town, units: u64) -> (i128, bool) {
    let proof = town.society.records.insert(b"A statement of the bank.".to_vec());
    let (account, held) = (bank(), Amount::from(units));
    let attest = TreasuryAction::Attest { account: account.clone(), asset: eur(), held, proof };
    town.act(2, attest).unwrap();
    let said = treasury::query::attested(&town.society.state, &account, &eur()).unwrap();
    (said.expected.to_string().parse().unwrap(), said.expected == said.held)
}

/// HausDAO/daohaus-app#613: one society pays another, and is a member of it. Here what one grants by its own decision,
/// within its limits, the other writes down by its own; what neither wrote, or too much, is seen by whoever says what is at
/// the bank. No society acts in another: members are persons, and what somebody signs for one is nothing in the other.
#[test]
fn daohaus_613_one_society_funds_another_by_the_rules_of_both() {
    let [mut giver, mut taker] = two();
    assert_eq!(decide(&mut giver, grant(6_000)), Ended::Done);
    assert_eq!((held(&giver, &fund()), looks(&mut giver, 14_000)), (14_000, (14_000, true)));
    // It came, and nothing is in the other's books until they say so.
    assert_eq!((held(&taker, &fund()), looks(&mut taker, 6_000)), (0, (0, false)));
    assert_eq!(decide(&mut taker, receive(6_500)), Ended::Done);
    assert_eq!(looks(&mut taker, 6_000), (6_500, false), "they wrote down too much");
    assert_eq!(decide(&mut taker, grant(500)), Ended::Done);
    assert_eq!((held(&taker, &fund()), looks(&mut taker, 6_000)), (6_000, (6_000, true)));
    // The limit of the giver holds for a society as for anybody, and nobody has what is not there.
    let refused = |ended: Ended| match ended {
        Ended::Failed { refused, .. } => refused.code,
        other => panic!("{other:?}"),
    };
    assert_eq!(refused(decide(&mut giver, grant(2_001))), "charter.over_limit");
    assert_eq!(refused(decide(&mut taker, grant(6_001))), "treasury.too_little");
    assert_eq!(held(&giver, &fund()) + held(&taker, &fund()), 20_000);
    // Who is a member here has signed nothing there.
    let founder = giver.people[0].clone();
    let signed = giver.society.signed(&founder, TreasuryAction::OpenAccount { account: fund() });
    let executed = taker.society.batch(vec![signed]);
    let Outcome::Refused(refusal) = &executed.outcomes[0] else { panic!("it was admitted") };
    assert_eq!(refusal.code, "operation.other_society");
}
