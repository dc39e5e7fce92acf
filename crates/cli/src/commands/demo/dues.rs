//! What some give back each month: most in time, some not, one with work, and one for another.

use polity_machine::modules::dues::{self, DuesAction};
use polity_machine::modules::treasury::{self, AccountId};
use polity_types::{Amount, Seconds};

use super::past::{Past, asset, person};
use super::plan::{Task, ago};
use crate::failure::Failure;

/// Something about dues.
pub(super) enum Due {
    /// Somebody asks that dues be waived.
    Ask(usize),
    Choose {
        member: usize,
        tier: &'static str,
    },
    /// Somebody pays all that they owe.
    Pay(usize),
    /// Somebody pays for another from now on.
    Sponsor {
        by: usize,
        member: usize,
    },
    /// A treasurer lets them go.
    Waive(usize),
    /// Whoever saw it says that the work was done.
    Work {
        by: usize,
        member: usize,
    },
}

/// Who pays each month; they are thanked now and then, so that they have something to pay with.
const GIVERS: [usize; 4] = [12, 17, 22, 27];
/// Who forgets: one asks that it be waived, for one it was, and the founder chose last month.
const ASKS: usize = 32;
const FREED: usize = 37;
/// Who pays for whom.
const SPONSOR: usize = 42;
const SPONSORED: usize = 47;
/// Who gives work.
const HANDS: usize = 52;

impl Past {
    /// Writes down who gives what.
    pub(super) fn members_give(&mut self) {
        let tables = GIVERS.into_iter().chain([ASKS, FREED, SPONSORED]);
        for (later, member) in (0..).zip(tables) {
            self.at(ago(124, 0) + later, Task::Due(Due::Choose { member, tier: "table" }));
        }
        self.at(ago(123, 6), Task::Due(Due::Choose { member: HANDS, tier: "hands" }));
        self.at(ago(36, 2), Task::Due(Due::Choose { member: 0, tier: "table" }));
        self.at(ago(122, 0), Task::Due(Due::Sponsor { by: SPONSOR, member: SPONSORED }));
        for days in [88, 57, 26, 2] {
            for (later, member) in (0..).zip(GIVERS) {
                self.at(ago(days, 5) + later, Task::Due(Due::Pay(member)));
            }
        }
        self.at(ago(60, 3), Task::Due(Due::Work { by: GIVERS[0], member: HANDS }));
        self.at(ago(33, 1), Task::Due(Due::Waive(FREED)));
        self.at(ago(6, 7), Task::Due(Due::Ask(ASKS)));
    }

    /// Has something about dues happen.
    pub(super) fn give(&mut self, due: &Due) -> Result<(), Failure> {
        match *due {
            Due::Ask(member) => self.as_member(member, DuesAction::AskWaiver { periods: 3 }),
            Due::Choose { member, tier } => {
                self.as_member(member, DuesAction::Choose { amount: None, tier: tier.to_owned() })
            }
            Due::Pay(member) => self.pay_dues(member),
            Due::Sponsor { by, member } => {
                let (amount, asset) = (Amount::from(2_000_u64), asset("LTC")?);
                let member = person(member).person;
                self.as_member(by, DuesAction::Sponsor { amount, asset, member })
            }
            Due::Waive(member) => {
                let member = person(member).person;
                self.as_treasurer(DuesAction::Waive { member, periods: 2 })
            }
            Due::Work { by, member } => {
                let (member, work) = (person(member).person, Seconds::hours(2));
                self.as_member(by, DuesAction::ConfirmWork { member, work })
            }
        }
    }

    /// Has somebody pay what they owe, if they have it.
    fn pay_dues(&mut self, member: usize) -> Result<(), Failure> {
        let (state, asset) = (self.running.state(), asset("LTC")?);
        let payer = person(member).person;
        let account = dues::query::account(&state, payer);
        let owed = account.map_or(Amount::ZERO, |account| dues::query::owed(&account, &asset));
        let held = treasury::query::balance(&state, &AccountId::Person(payer), &asset);
        drop(state);
        if owed == Amount::ZERO || held < owed {
            return Ok(());
        }
        self.as_member(member, DuesAction::Pay { amount: owed, asset, of: None })
    }
}
