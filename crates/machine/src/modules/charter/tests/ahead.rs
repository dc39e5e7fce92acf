//! What could still leave under a line: the figure that is said, and what the machine then lets leave.

use polity_types::{Amount, Seconds};

use super::super::query;
use crate::frame::context::Authority;
use crate::modules::treasury::{AccountId, TreasuryAction};
use crate::testing::Society;

fn charter(per: &str, grace: &str) -> String {
    format!(
        r#"# Ahead
`society.name = "Box"` `society.kind = "hub"` `society.currency = "BOX"`
`society.commandment = "Be kind."`
`admission.vouches = 0` `admission.probation = "none"` `admission.application = "open"`

```toml
[[power]]
id = "pays"
may = "treasury.pay"
who = "founder"
up_to = "1 BOX per {per}"
grace = "{grace}"

[[power]]
id = "issuing"
may = "treasury.issue"
who = "founder"
up_to = "1000 BOX per 1 year"
```
"#
    )
}

fn pay(society: &mut Society, amount: u64) -> Result<(), String> {
    let founder = society.founder.clone();
    let (asset, from) = ("BOX".parse().unwrap(), AccountId::Fund("common".into()));
    let (amount, to) = (Amount::from(amount), AccountId::Person(founder.person));
    society
        .act(&founder, TreasuryAction::Pay { amount, asset, category: None, from, memo: None, to })
        .map(|_| ())
        .map_err(|refusal| refusal.message)
}

/// Pays the most that the machine admits, in tens, and returns it.
fn pay_the_most(society: &mut Society) -> u64 {
    (1..=10)
        .rev()
        .map(|tens| tens * 10)
        .find(|amount| pay(society, *amount).is_ok())
        .unwrap_or_default()
}

fn ahead(society: &mut Society, days: u32) -> Amount {
    let state = society.state.clone();
    let person = society.founder.person;
    let context = society.context(Authority::Person { person });
    let power = context.charter.power("pays").unwrap();
    query::most_within(power, Seconds::days(days), &context, &state).unwrap()
}

#[test]
fn what_is_said_to_be_left_is_what_the_machine_lets_leave() {
    for (per, grace, wait) in [
        ("30 days", "none", 0),
        ("7 days", "none", 0),
        ("10 days", "2 days", 2),
        ("60 days", "none", 0),
        ("1 day", "none", 0),
        ("30 days", "3 days", 3),
    ] {
        for before in [vec![], vec![(0, 30), (2, 50)], vec![(1, 100)]] {
            let mut society = Society::under(&charter(per, grace));
            let founder = society.founder.clone();
            let (asset, to) = ("BOX".parse().unwrap(), AccountId::Fund("common".into()));
            let issue = TreasuryAction::Issue {
                amount: Amount::from(50_000),
                asset,
                category: None,
                memo: None,
                to,
            };
            society.act(&founder, issue).unwrap();
            // What was issued counts with what is paid, until it is long ago.
            society.wait(Seconds::days(400));
            assert_eq!(ahead(&mut society, 1 + wait), Amount::from(100));
            let mut day = 0;
            for (at, amount) in &before {
                society.wait(Seconds::days(at - day));
                day = *at;
                assert_eq!(pay(&mut society, *amount), Ok(()), "{per} {grace} {before:?}");
            }
            society.wait(Seconds::days(1));
            let said = ahead(&mut society, 30);
            let mut left = 0;
            for _ in 0..30 - wait {
                left += pay_the_most(&mut society);
                society.wait(Seconds::days(1));
            }
            assert_eq!(said, Amount::from(left), "{per}, grace {grace}, {before:?}");
        }
    }
}

#[test]
fn within_its_grace_nothing_leaves() {
    let mut society = Society::under(&charter("30 days", "3 days"));
    assert_eq!(ahead(&mut society, 3), Amount::ZERO);
    assert_eq!(ahead(&mut society, 4), Amount::from(100));
}
