//! An auditor that sees events alone recomputes every balance, over random histories.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use polity_types::{Amount, AssetId};
use proptest::prelude::*;

use super::super::TreasuryAction::{Issue, Pay, Transfer};
use super::super::{AccountId, TreasuryEvent, query};
use super::society;
use crate::Event;

#[derive(Clone, Copy, Debug)]
enum Step {
    Issue,
    Pay,
    Transfer,
}

fn any_step() -> impl Strategy<Value = (Step, usize, usize, i128)> {
    let step = prop_oneof![2 => Just(Step::Issue), 1 => Just(Step::Pay), 6 => Just(Step::Transfer)];
    let amount = prop_oneof![
        6 => 1_i128..400,
        1 => Just(0_i128),
        1 => Just(-7_i128),
        1 => Just(Amount::MAX.minor_units()),
    ];
    (step, 0..3_usize, 0..4_usize, amount)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// For each asset debits equal credits, nobody but the issue is below nothing, and the events
    /// say the same as the balances (TRE-3, TRE-4).
    fn money_is_conserved(steps in prop::collection::vec(any_step(), 0..80)) {
        let (mut society, [ana, ben]) = society();
        let founder = society.founder.clone();
        let people = [&founder, &ana, &ben];
        let asset: AssetId = "BOX".parse().unwrap();
        let common: AccountId = "fund-common".parse().unwrap();
        let mut accounts: Vec<AccountId> =
            people.iter().map(|actor| AccountId::Person(actor.person)).collect();
        accounts.push(common.clone());
        let mut audited: BTreeMap<AccountId, i128> = BTreeMap::new();
        for (step, who, whom, amount) in steps {
            let (amount, asset) = (Amount::new(amount).unwrap(), asset.clone());
            let to = accounts[whom].clone();
            let (actor, action) = match step {
                Step::Issue => (&founder, Issue { amount, asset, category: None, memo: None, to }),
                Step::Pay => (&founder, Pay { amount, asset, category: None, from: common.clone(), memo: None, to }),
                Step::Transfer => (people[who], Transfer { amount, asset, category: None, memo: None, to }),
            };
            let Ok(events) = society.act(actor, action) else { continue };
            ADMITTED.fetch_add(1, Ordering::Relaxed);
            for event in events {
                if let Event::Treasury(TreasuryEvent::Posted { amount, credit, debit, .. }) = event {
                    *audited.entry(credit).or_default() -= amount.minor_units();
                    *audited.entry(debit).or_default() += amount.minor_units();
                }
            }
        }
        accounts.push(AccountId::Issue(asset.clone()));
        let mut sum = 0;
        for account in &accounts {
            let held = query::balance(&society.state, account, &asset).minor_units();
            prop_assert_eq!(held, audited.get(account).copied().unwrap_or_default());
            prop_assert!(held >= 0 || matches!(account, AccountId::Issue(_)));
            sum += held;
        }
        prop_assert_eq!(sum, 0);
        let issued = query::asset(&society.state, &asset).unwrap().issued.minor_units();
        let circulating = query::balance(&society.state, &accounts[4], &asset).minor_units();
        prop_assert_eq!(issued, -circulating);
    }
}

/// Steps that the rules admitted, over all histories.
static ADMITTED: AtomicUsize = AtomicUsize::new(0);

#[test]
fn tre_3_debits_equal_credits_over_any_history() {
    money_is_conserved();
    // A history of refusals would prove nothing.
    assert!(ADMITTED.load(Ordering::Relaxed) > 100, "too few steps were admitted");
}
