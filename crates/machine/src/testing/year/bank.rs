//! What the union has at its bank, and what members pay and owe beside the dues: what they bring, what is paid back, what
//! they take out, and hours.

use std::fmt::Write as _;

use polity_types::{Amount, AssetId, Timestamp};

use super::{
    BROUGHT, BUYER, DUES, EMPLOYEE, FIRST_LEAVER, MISTAKEN, MOVED, PEOPLE, TELLER, WORKER, World,
    Year, cents, eur, fund,
};
use crate::modules::spending::{Line, SpendingAction};
use crate::modules::treasury::{AccountId, TreasuryAction};

/// How many bring their money to the bank on one day. Unit: persons.
const AT_ONCE: usize = 50;
/// What the bank takes for itself, once. Unit: cents.
const FEE: u64 = 1_250;
/// After how long that is written down: as soon as the teller has asked, and others have approved. Unit: days.
pub(super) const WRITTEN_AFTER: u32 = 3;

/// A line of what the bank writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankLine {
    /// What came in there; negative: what went out. Unit: cents.
    pub cents: i128,
    /// What the bank says of it.
    pub text: String,
    /// When, in time of day.
    pub time: Timestamp,
}

pub(super) fn hour() -> AssetId {
    "HOUR".parse().expect("HOUR is an asset code")
}

/// Returns the place outside where the money is.
pub(super) fn place() -> AccountId {
    AccountId::External("bank".into())
}

/// Returns what so many people bring. Unit: cents.
fn brought_by(people: usize) -> u64 {
    BROUGHT.saturating_mul(u64::try_from(people).unwrap_or(u64::MAX))
}

impl<W: World> Year<W> {
    /// Returns the bank's file, as CSV.
    #[must_use]
    pub fn bank_file(&self) -> String {
        let mut text = "date,amount,currency,description\n".to_owned();
        for BankLine { cents, text: said, time } in &self.bank {
            let day: String = time.to_string().chars().take(10).collect();
            let sign = if cents.is_negative() { "-" } else { "" };
            let units = cents.unsigned_abs();
            let (euros, rest) = (units.div_euclid(100), units.rem_euclid(100));
            // A text takes whatever is written to it.
            let _ = writeln!(text, "{day},{sign}{euros}.{rest:02},EUR,{said}");
        }
        text
    }

    /// Has the bank note what came and went.
    fn banks(&mut self, cents: i128, text: &str) {
        self.reckoned.bank = self.reckoned.bank.saturating_add(cents);
        let (text, time) = (text.to_owned(), self.world.now());
        self.bank.push(BankLine { cents, text, time });
    }

    /// The members decide where their money lies; they bring it there, and the teller writes it up, fifty at a time.
    pub(super) fn bring_money(&mut self) -> Result<(), W::Failure> {
        let terms =
            "The Bank at the Lamp holds it, account 4711; teller and organizers can look.\n";
        let terms = self.world.put(terms)?;
        let open = TreasuryAction::OpenOutside { account: place(), terms };
        self.decide("Our money lies at the Bank at the Lamp.", open)?;
        let everybody: Vec<usize> = (0..PEOPLE).collect();
        for some in everybody.chunks(AT_ONCE) {
            let whole = brought_by(some.len());
            self.banks(whole.into(), "brought to the counter");
            let receive = TreasuryAction::Receive {
                amount: cents(whole),
                asset: eur(),
                category: "transfer:brought".parse().ok(),
                from: place(),
                memo: None,
                to: fund("gate"),
            };
            self.act(TELLER, receive)?;
            let line = |number: &usize| Line {
                amount: cents(BROUGHT),
                to: AccountId::Person(self.who(*number).person),
            };
            let batch = SpendingAction::PayBatch {
                amount: cents(whole),
                asset: eur(),
                category: "transfer:brought".parse().ok(),
                fund: fund("gate"),
                lines: some.iter().map(line).collect(),
                memo: None,
            };
            self.act(TELLER, batch)?;
            for number in some {
                self.owns(*number, i128::from(BROUGHT));
            }
            self.days(1)?;
        }
        Ok(())
    }

    /// Hours that members worked for each other: who was helped goes below nothing. One of them leaves owing three.
    pub(super) fn count_hours(&mut self) -> Result<(), W::Failure> {
        let helped = [(EMPLOYEE, WORKER, 5_u64), (BUYER, WORKER, 2), (FIRST_LEAVER, EMPLOYEE, 3)];
        for (from, to, hours) in helped {
            let transfer = TreasuryAction::Transfer {
                amount: Amount::from(hours),
                asset: hour(),
                category: None,
                memo: None,
                to: AccountId::Person(self.who(to).person),
            };
            self.act(from, transfer)?;
            let hours = i128::from(hours);
            for (number, change) in [(from, hours.saturating_neg()), (to, hours)] {
                if let Some(own) = self.reckoned.hours.get_mut(number) {
                    *own = own.saturating_add(change);
                }
            }
        }
        Ok(())
    }

    /// Somebody transfers what they do not owe, and gets it back.
    pub(super) fn pays_twice(&mut self) -> Result<(), W::Failure> {
        let amount = DUES.saturating_mul(2);
        let transfer = TreasuryAction::Transfer {
            amount: cents(amount),
            asset: eur(),
            category: "income:dues".parse().ok(),
            memo: None,
            to: fund("common"),
        };
        self.act(MISTAKEN, transfer)?;
        self.reckoned.dues = self.reckoned.dues.saturating_add(amount.into());
        let request = self.ask(MISTAKEN, "refund:dues", amount)?;
        self.pay(request, amount)?;
        self.reckoned.refunds = self.reckoned.refunds.saturating_add(amount.into());
        // The bank takes what it takes; nobody has written that down yet, when the teller looks.
        self.banks(i128::from(FEE).saturating_neg(), "account fee");
        Ok(())
    }

    /// Somebody moves away and is paid the quarter back.
    pub(super) fn moves_away(&mut self) -> Result<(), W::Failure> {
        let request = self.ask(MOVED, "refund:dues", DUES)?;
        self.pay(request, DUES)?;
        self.reckoned.refunds = self.reckoned.refunds.saturating_add(DUES.into());
        self.owns(MOVED, DUES.into());
        Ok(())
    }

    /// What the bank took is written down, some days after the teller said that it is missing.
    pub(super) fn books_fee(&mut self) -> Result<(), W::Failure> {
        self.days(WRITTEN_AFTER)?;
        let request = self.ask_for(TELLER, place(), "expense:bank", FEE)?;
        self.pay(request, FEE)?;
        self.reckoned.bank_fees = FEE.into();
        Ok(())
    }

    /// The teller says what is at the bank: in the second quarter less than the books say.
    pub(super) fn looks_at_bank(&mut self, quarter: u32) -> Result<(), W::Failure> {
        let proof = format!("Statement of account 4711, quarter {quarter}.\n{}", self.bank_file());
        let proof = self.world.put(&proof)?;
        let held = Amount::new(self.reckoned.bank).unwrap_or_default();
        let (expected, missing) = (self.held(&place()).saturating_neg(), i128::from(FEE));
        let differs = if quarter == 2 { missing } else { 0 };
        assert_eq!(expected.saturating_sub(self.reckoned.bank), differs, "quarter {quarter}");
        self.act(TELLER, TreasuryAction::Attest { account: place(), asset: eur(), held, proof })
    }

    /// Somebody who left takes out what is theirs: the bank pays it.
    pub(super) fn takes_out(&mut self, number: usize) -> Result<(), W::Failure> {
        let own = self.reckoned.own.get(number).copied().unwrap_or_default();
        let amount = Amount::new(own).unwrap_or_default();
        let take = TreasuryAction::TakeOut {
            amount,
            asset: eur(),
            category: None,
            memo: None,
            to: place(),
        };
        self.act(number, take)?;
        self.owns(number, own.saturating_neg());
        self.banks(own.saturating_neg(), "paid out");
        Ok(())
    }
}
