//! What a breach opens again is waited for as before by those who decided to approve it (BRE-12, EXI-8).

use super::script::code;
use super::*;
use crate::modules::exit::{ExitAction, query as exits};
use crate::modules::membership::MembershipAction;
use crate::modules::spending::{self, Line, SpendingAction, Standing as Of};

fn approve() -> SpendingAction {
    SpendingAction::Approve { amount: Amount::from(1_000_u64), asset: eur(), request: 1 }
}

/// When members say yes to approve what the treasurer approves too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Says {
    /// Before it is approved.
    First,
    /// After that.
    Later,
}

impl Court {
    /// A court by contributions, in which what members approve waits for two weeks: the fourth and the fifth put 1,000 in.
    fn slow() -> Self {
        let slow = "[[decision]]\nid = \"slow\"\nelectorate = \"members\"\nmethod = \"yes-no\"\nquorum = \"5%\"\n\
                    threshold = \"more than half\"\ndiscussion = \"none\"\nvoting = \"1 day\"\ngrace = \"14 days\"\n\n";
        let line = "  { id = \"approving-2\",  may = \"spending.approve\",      who = \"decision: slow\" },\n";
        let charter = CHARTER.replace("CHANCE", &by_beacon());
        let charter = charter.replace("EXIT", "share = \"by contributions\"");
        let charter = charter.replacen("[[decision]]\n", &format!("{slow}[[decision]]\n"), 1);
        let mut court =
            Self::of(&charter.replace("power = [\n", &format!("power = [\n{line}")), 10);
        for member in [3, 4] {
            court.endow(1_000, AccountId::Person(court.person(member)));
            let (amount, asset, to) = (Amount::from(1_000_u64), eur(), common());
            let gives = TreasuryAction::Transfer { amount, asset, category: None, memo: None, to };
            assert_eq!(court.says(member, gives), "admitted");
        }
        court
    }

    fn says(&mut self, member: usize, action: impl Into<crate::Action>) -> String {
        let actor = self.all[member].clone();
        code(self.society.act(&actor, action))
    }

    /// Has somebody ask to pay 1,000 back to the fourth member.
    fn asked_by(asks: usize) -> Self {
        let mut court = Self::slow();
        let to = AccountId::Person(court.person(3));
        let ask = SpendingAction::Request {
            asset: eur(),
            category: "refund:dues".parse().ok(),
            fund: common(),
            lines: vec![Line { amount: Amount::from(1_000_u64), to }],
            receipts: Vec::new(),
            text: None,
        };
        assert_eq!(court.says(asks, ask), "admitted");
        court
    }

    fn proposes(&mut self) {
        let proposed = propose(&mut self.society, "slow", vec![approve().into()]);
        assert_eq!(self.says(0, proposed), "admitted");
    }

    /// Has the treasurer approve what somebody asks for, members decide to, and a claim open it again.
    fn opened_again(asks: usize, says: Says) -> Self {
        let mut court = Self::asked_by(asks);
        court.proposes();
        if says == Says::First {
            court.carry();
            assert_eq!(court.waits(), 1_000);
        }
        assert_eq!(court.says(1, approve()), "admitted");
        if says == Says::Later {
            court.carry();
        }
        assert_eq!(court.waits(), 0, "it is set aside");
        court.convict(2, treasurer());
        let record = spending::query::request(&court.society.state, 1).unwrap();
        assert_eq!((record.standing, court.held(&common())), (Of::Open, 2_000));
        court
    }

    /// Returns what is decided to be paid out of the fund.
    fn waits(&self) -> i128 {
        exits::decided(&self.society.state, &common(), &eur()).minor_units()
    }

    fn leaves_now(&mut self, member: usize) -> i128 {
        let own = AccountId::Person(self.person(member));
        let before = self.held(&own);
        let (against, breaches, least) = (Vec::new(), Vec::new(), Vec::new());
        let leave = ExitAction::Leave { against, assets: None, breaches, least };
        assert_eq!(self.says(member, leave), "admitted");
        self.held(&own) - before
    }

    /// Returns whether what members decided is approved in the end, and paid.
    fn has_paid(&mut self) -> bool {
        self.days(15);
        let standing = spending::query::request(&self.society.state, 1).unwrap().standing;
        if standing == Of::Approved {
            self.decide(SpendingAction::Pay { request: 1 });
        }
        assert_eq!(self.waits(), 0);
        standing == Of::Approved
    }
}

/// BRE-12, EXI-4: who asked for a refund that a breach opened again, and that members decided to approve, has it or a share
/// of it, and not both.
#[test]
fn bre_12_what_is_open_again_is_kept_apart_for_who_decided_it() {
    for says in [Says::First, Says::Later] {
        let mut court = Court::opened_again(3, says);
        assert_eq!(court.waits(), 1_000, "{says:?}");
        assert_eq!(court.leaves_now(3), 0, "{says:?}: it is to come back to them");
        assert!(court.has_paid());
        let own = AccountId::Person(court.person(3));
        assert_eq!((court.held(&own), court.held(&common())), (1_000, 1_000), "{says:?}");
        assert_eq!(court.leaves_now(4), 1_000);
    }
}

/// BRE-12, EXI-4, EXI-8: nor does it pay whoever takes a share instead of what others asked for; and it waits for nobody who
/// withdraws it.
#[test]
fn bre_12_what_is_open_again_is_taken_instead_or_withdrawn_as_before() {
    for says in [Says::First, Says::Later] {
        let mut court = Court::opened_again(5, says);
        assert_eq!(court.leaves_now(3), 1_000, "{says:?}: unasked, it holds off nobody");
        assert_eq!(court.waits(), 0, "{says:?}");
        assert!(!court.has_paid());
        assert_eq!(court.held(&AccountId::Person(court.person(3))), 1_000);
        assert_eq!(court.leaves_now(4), 1_000);

        let mut court = Court::opened_again(5, says);
        assert_eq!(court.says(5, SpendingAction::Withdraw { request: 1 }), "admitted");
        assert_eq!(court.waits(), 0, "{says:?}");
        assert_eq!(court.says(3, MembershipAction::Leave {}), "admitted");
        assert!(!court.has_paid());
        assert_eq!(court.leaves_now(4), 1_000);
    }
}

/// EXI-8: of two decisions to approve the same, none keeps apart what is set aside already, though the first of them is over.
#[test]
fn exi_8_what_is_set_aside_waits_for_no_decision() {
    let mut court = Court::asked_by(3);
    for _ in 0..2 {
        court.proposes();
        court.carry();
        court.days(1);
    }
    assert_eq!(court.waits(), 1_000);
    assert_eq!(court.says(1, approve()), "admitted");
    for _ in 0..20 {
        court.days(1);
        assert_eq!(court.waits(), 0);
    }
    assert_eq!(court.leaves_now(4), 1_000);
    assert_eq!(court.says(1, SpendingAction::Pay { request: 1 }), "admitted");
    assert_eq!(court.held(&common()), 0);
}
