//! An auditor who sees what happened and nothing else: from the events alone they work out what
//! every account must hold, in their own numbers, and then hold the state against it (TRE-3).

use std::collections::BTreeMap;

use serde_json::Value;

use crate::Event;
use crate::frame::state::StateView;

/// Prefix of the balances in the state, which the auditor reads without the module's help.
const BALANCES: &str = "treasury/balance/";

/// What an auditor wrote down.
#[derive(Clone, Debug, Default)]
pub struct Auditor {
    /// What each account holds, by asset in lower case and account. Unit: minor units.
    held: BTreeMap<(String, String), i128>,
    /// How far below nothing a person may go, by asset in lower case. Unit: minor units.
    limits: BTreeMap<String, i128>,
    /// Postings heard of.
    pub postings: u64,
    /// What came into the funds under each category, less what went out of them: what is set aside went out,
    /// what came back came in. Unit: minor units, by asset in lower case and category.
    pub categories: BTreeMap<(String, String), i128>,
}

impl Auditor {
    /// Lets persons go below nothing in an asset, down to `-limit`.
    pub fn allow(&mut self, asset: &str, limit: i128) {
        self.limits.insert(asset.to_ascii_lowercase(), limit);
    }

    /// Hears of what happened.
    ///
    /// # Panics
    /// If a posting is not one: no amount, nothing or less, or an account that pays itself.
    pub fn hear<'a>(&mut self, events: impl IntoIterator<Item = &'a Event>) {
        for event in events {
            let event = serde_json::to_value(event).expect("events serialize");
            if event.pointer("/name").and_then(Value::as_str) == Some("treasury.posted") {
                self.posted(&event);
            }
        }
    }

    fn posted(&mut self, event: &Value) {
        let text = |name: &str| {
            let field = event.pointer(&format!("/with/{name}")).and_then(Value::as_str);
            field.map(str::to_owned)
        };
        let needed = |name: &str| text(name).unwrap_or_else(|| panic!("no {name} in {event}"));
        let amount: i128 = needed("amount").parse().expect("an amount is a whole number");
        let asset = needed("asset").to_ascii_lowercase();
        let (credit, debit) = (needed("credit"), needed("debit"));
        assert!(amount > 0, "nothing or less was posted: {event}");
        assert_ne!(credit, debit, "an account paid itself: {event}");
        let into = |account: &str| if account.starts_with("fund-") { amount } else { 0 };
        let gained = into(&debit).checked_sub(into(&credit)).expect("two amounts leave room");
        for (account, change) in [(credit, amount.checked_neg()), (debit, Some(amount))] {
            let held = self.held.entry((asset.clone(), account)).or_default();
            let after = change.and_then(|change| held.checked_add(change));
            *held = after.expect("the machine's amounts leave room");
        }
        if let Some(category) = text("category") {
            let moved = self.categories.entry((asset, category)).or_default();
            *moved = moved.checked_add(gained).expect("the machine's amounts leave room");
        }
        self.postings = self.postings.saturating_add(1);
    }

    /// Returns what an account must hold. Unit: minor units.
    #[must_use]
    pub fn held(&self, account: &str, asset: &str) -> i128 {
        let key = (asset.to_ascii_lowercase(), account.to_owned());
        self.held.get(&key).copied().unwrap_or_default()
    }

    /// Holds the state against what was heard: every balance is what the postings make it and no
    /// other is there, each asset sums to nothing, and no account is beyond its limit.
    ///
    /// # Panics
    /// If something differs; the message says what.
    pub fn audit(&self, state: &dyn StateView) {
        let mut in_state: BTreeMap<(String, String), i128> = BTreeMap::new();
        for (key, record) in state.scan(BALANCES, None, usize::MAX) {
            let place = key.strip_prefix(BALANCES).and_then(|rest| rest.split_once('/'));
            let (account, asset) = place.expect("a balance is kept by account and asset");
            let amount: String = serde_json::from_slice(&record).expect("a balance is an amount");
            let amount: i128 = amount.parse().expect("an amount is a whole number");
            assert_ne!(amount, 0, "{account} has a record and holds nothing");
            in_state.insert((asset.to_owned(), account.to_owned()), amount);
        }
        let held = self.held.iter().filter(|(_, held)| **held != 0);
        let heard: BTreeMap<_, _> = held.map(|(key, held)| (key.clone(), *held)).collect();
        assert_eq!(in_state, heard, "the balances are not what the postings make them");
        let mut sums: BTreeMap<&str, i128> = BTreeMap::new();
        for ((asset, account), amount) in &heard {
            let sum = sums.entry(asset).or_default();
            *sum = sum.checked_add(*amount).expect("the machine's amounts leave room");
            self.check_limit(account, asset, *amount);
        }
        for (asset, sum) in sums {
            assert_eq!(sum, 0, "the accounts in {asset} do not sum to nothing");
        }
    }

    fn check_limit(&self, account: &str, asset: &str, held: i128) {
        let is_source = account.starts_with("issue-") || account.starts_with("external-");
        let limit = match self.limits.get(asset) {
            Some(limit) if account.starts_with("person") => *limit,
            _ => 0,
        };
        let fits = if is_source { held <= 0 } else { held.saturating_add(limit) >= 0 };
        assert!(fits, "{account} holds {held} of {asset}, beyond its limit");
    }
}
