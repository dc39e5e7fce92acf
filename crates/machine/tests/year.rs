//! A year of a union of three hundred, heard by an auditor who knows nothing but the events.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use polity_machine::Action;
use polity_machine::frame::batch::Outcome;
use polity_machine::frame::state::StateView;
use polity_machine::modules::exit;
use polity_machine::testing::year::{CHARTER, LEAVERS, PEOPLE, World, Year};
use polity_machine::testing::{Actor, Auditor, Society};
use polity_types::{Hash, Refusal, Seconds, Timestamp};

/// A society in a box, and an auditor at its door.
struct Heard {
    auditor: Auditor,
    society: Society,
}

impl World for Heard {
    type Failure = Box<Refusal>;

    fn act(&mut self, actor: &Actor, action: Action) -> Result<(), Box<Refusal>> {
        let operation = self.society.signed(actor, action);
        let executed = self.society.batch(vec![operation]);
        self.auditor.hear(&executed.due);
        match executed.outcomes.into_iter().next().unwrap() {
            Outcome::Admitted { events } => {
                self.auditor.hear(&events);
                Ok(())
            }
            Outcome::Refused(refusal) => Err(Box::new(refusal)),
        }
    }

    fn code(failure: &Box<Refusal>) -> String {
        failure.code.clone()
    }

    fn look<T>(&self, look: impl FnOnce(&dyn StateView) -> T) -> T {
        look(&self.society.state)
    }

    fn now(&self) -> Timestamp {
        self.society.time
    }

    fn put(&mut self, text: &str) -> Result<Hash, Box<Refusal>> {
        Ok(self.society.records.insert(text.as_bytes().to_vec()))
    }

    fn wait(&mut self, length: Seconds) -> Result<(), Box<Refusal>> {
        let due = self.society.wait(length);
        self.auditor.hear(&due);
        Ok(())
    }
}

/// BRE-9, EXI-7, EXI-16, EXI-17, TRE-3: dues, budgets, bills that several sign, a wage, a breach, and a
/// third who leave; every balance is what it should be, and what those who left were paid and what
/// stayed is what was there.
#[test]
fn exi_17_a_year_of_a_union_is_explained_to_the_cent() {
    let society = Society::under(CHARTER);
    let founder = society.founder.clone();
    let mut auditor = Auditor::default();
    auditor.allow("HOUR", 8);
    auditor.hear(&society.genesis);
    let year = Year::live(Heard { auditor, society }, founder).unwrap();
    assert_eq!(year.differences(), Vec::<String>::new());
    year.world.auditor.audit(&year.world.society.state);

    // What lies at the bank is what all have: the members their own, the fund the rest.
    let told = &year.reckoned;
    assert_eq!(told.bank, told.left() + told.own.iter().sum::<i128>());
    assert_eq!(told.bank, year.bank.iter().map(|line| line.cents).sum::<i128>());
    assert_eq!(told.hours.iter().sum::<i128>(), 0);
    assert_eq!(told.leavers, LEAVERS);
    let members = polity_machine::modules::membership::query::rolls(&year.world.society.state);
    assert_eq!(members.members.count, u64::try_from(PEOPLE - LEAVERS).unwrap());
    let heard = |category: &str| {
        let key = ("eur".to_owned(), category.to_owned());
        year.world.auditor.categories.get(&key).copied().unwrap_or_default()
    };
    // What the funds gained and lost under each category is what was reckoned.
    assert_eq!(heard("exit:share"), -told.shares);
    assert_eq!(heard("expense:advice"), -told.taken);
    assert_eq!(heard("expense:wages"), -told.wages);
    assert_eq!(heard("expense:hall") + heard("expense:leaflets"), -told.bills);
    assert_eq!((heard("refund:dues"), heard("expense:bank")), (-told.refunds, -told.bank_fees));
    let came = told.dues + told.gifts - told.refunds;
    let went = told.bills + told.bank_fees + told.wages + told.taken;
    assert_eq!(came - went, told.shares + told.left(), "shares and the rest are what was there");
    assert!(told.shares > 0 && told.wages == 160_000 && told.taken == 290_000, "{told:?}");
    // Those who left at the value before got more than they would have now, and no more than their part.
    assert!(told.shares <= told.value_before * i128::try_from(LEAVERS).unwrap() / 250, "{told:?}");
    assert!(exit::query::windows(&year.world.society.state, 9).is_empty(), "the window is over");
}
