//! Places outside: what comes in there, what goes out, and what somebody says is there.

use polity_machine::modules::treasury::{AccountId, TreasuryAction};

use super::{Step, World, amount, asset, fund};

/// Places outside, of which the last is closed and opened.
const PLACES: [&str; 3] = ["bank", "safe", "till"];

fn place(name: &str) -> AccountId {
    AccountId::External(name.into())
}

impl World {
    /// Opens the places outside, with something at each.
    pub(super) fn places(&mut self) {
        for name in PLACES {
            self.opens(name);
        }
        self.receives("bank", 120_000, "common");
        self.receives("safe", 50_000, "chest");
    }

    /// Has a treasurer give everybody some of what is held outside.
    pub(super) fn hands_out(&mut self) {
        let by = self.treasurer(0).expect("somebody was elected");
        for who in 0..super::FIRST {
            let pay = self.pay("USD", 2_000, "common", who);
            assert!(self.act(by, pay));
        }
    }

    fn opens(&mut self, name: &str) {
        let terms = self.society.records.insert(b"A bank holds it.".to_vec());
        let _ = self.act(0, TreasuryAction::OpenOutside { account: place(name), terms });
    }

    fn receives(&mut self, name: &str, units: u64, to: &str) {
        let (amount, asset) = (amount(units), asset("USD"));
        let (from, to, memo) = (place(name), fund(to), None);
        let category = "income:brought".parse().ok();
        let _ = self.act(0, TreasuryAction::Receive { amount, asset, category, from, memo, to });
    }

    pub(super) fn outside(&mut self, who: usize, units: u64, step: &Step) {
        let name = PLACES[usize::from(step.what) % 3];
        match step.kind {
            "receive" => {
                let to = ["common", "house", "chest"][usize::from(step.more) % 3];
                self.receives(name, units * 5, to);
            }
            "send out" => {
                let by = self.treasurer(step.who).unwrap_or(who);
                let mut pay = self.pay("USD", units * 4, "common", who);
                if let TreasuryAction::Pay { to, .. } = &mut pay {
                    *to = place(name);
                }
                if step.more.is_multiple_of(3) && self.propose(by, "ordinary", pay.clone()) {
                    self.carry();
                } else {
                    let _ = self.act(by, pay);
                }
            }
            "attest" => {
                // The bank says what the books say, or less.
                let there = -self.books.held(&place(name).to_string(), "USD");
                let less = i128::from(step.more % 3) * 7;
                let held = u64::try_from((there - less).max(0)).unwrap();
                let proof = self.society.records.insert(b"A statement.".to_vec());
                let (account, asset, held) = (place(name), asset("USD"), amount(held));
                let _ = self.act(0, TreasuryAction::Attest { account, asset, held, proof });
            }
            _ => {
                let close = TreasuryAction::CloseAccount { account: place("till") };
                if !self.act(0, close) {
                    self.opens("till");
                }
            }
        }
    }
}
