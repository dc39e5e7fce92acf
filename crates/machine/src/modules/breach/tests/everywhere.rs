//! Whoever is stopped spends nowhere: in no other office, under no other line, by nothing that they began before
//! (BRE-7, BRE-8, BRE-11, BRE-12).

use super::script::code;
use super::*;
use crate::modules::exit::ExitAction;
use crate::modules::membership::MembershipAction;
use crate::modules::spending::{
    self, Line, Pace, SignersOf, SpendingAction, Standing as Of, query::stream,
};

/// The charter with a second office that spends, and with streams that any member may begin.
fn charter() -> String {
    let office = "[[office]]\nid = \"warden\"\nname = \"Warden\"\nseats = 2\nterm = \"100 days\"\n\
        filled = \"decision: ordinary\"\nrecalled = \"decision: ordinary\"\n\n\
        [[decision]]\nid = \"ordinary\"";
    let line = |id: &str, may: &str, who: &str| {
        format!(
            "  {{ id = \"{id}\", may = \"{may}\", who = \"{who}\", up_to = \"999999 EUR per 30 days\" }},\n"
        )
    };
    let lines = [
        line("wardens", "treasury.pay", "office: warden"),
        line("wardens-2", "spending.start_stream", "office: warden"),
        line("everybody", "spending.start_stream", "member"),
    ];
    let lines = format!("{}  {{ id = \"proposing\"", lines.concat());
    let charter = CHARTER.replace("CHANCE", &by_beacon()).replace("EXIT", EQUAL);
    let charter = charter.replacen("[[decision]]\nid = \"ordinary\"", office, 1);
    charter.replace("  { id = \"proposing\"", &lines)
}

fn warden() -> Accused {
    Accused::Office("warden".into())
}

impl Court {
    /// A court whose treasurer is a warden too.
    fn of_two_offices() -> Self {
        let mut court = Self::of(&charter(), 10);
        court.endow(100_000, common());
        court.made_warden(1);
        court
    }

    fn made_warden(&mut self, member: usize) {
        let office = || "warden".to_owned();
        let stands = OfficesAction::Stand { office: office() };
        self.society.act(&self.all[member].clone(), stands).unwrap();
        let call = OfficesAction::CallElection { office: office() };
        self.society.act(&self.all[0].clone(), call).unwrap();
        self.carry();
    }

    fn tries(&mut self, member: usize, action: impl Into<crate::Action>) -> String {
        let actor = self.all[member].clone();
        code(self.society.act(&actor, action))
    }

    /// Asks for 40 and returns the number of the request.
    fn asks(&mut self) -> u64 {
        let lines = vec![Line { amount: Amount::from(40), to: AccountId::Person(self.person(4)) }];
        let (receipts, text) = (Vec::new(), None);
        let fund = common();
        let ask =
            SpendingAction::Request { asset: eur(), category: None, fund, lines, receipts, text };
        assert_eq!(self.tries(4, ask), "admitted");
        spending::query::counts(&self.society.state).requests
    }

    fn starts(&mut self, member: usize) -> String {
        let start = SpendingAction::StartStream {
            amount: Amount::from(36_000),
            asset: eur(),
            category: None,
            each: Amount::from(900),
            every: Seconds::days(1),
            fund: common(),
            memo: None,
            pace: Pace::AtOnce,
            times: 40,
            to: AccountId::Person(self.person(member)),
        };
        self.tries(member, start)
    }
}

fn approve(request: u64) -> SpendingAction {
    SpendingAction::Approve { amount: Amount::from(40), asset: eur(), request }
}

/// BRE-7: whoever is stopped as treasurer is not free as warden: not to pay, not to sign; until they are put into that
/// office anew, and then in that one alone.
#[test]
fn bre_7_who_is_stopped_in_one_office_is_in_every() {
    let mut court = Court::of_two_offices();
    court.seat(6);
    let request = court.asks();
    assert_eq!(court.tries(5, approve(request)), "admitted");
    let of = SignersOf::Office("warden".into());
    let signers = SpendingAction::SetSigners { fund: common(), needed: 1, of };
    assert_eq!(code(court.pays(1, 5)), "admitted");
    court.convict(2, treasurer());
    assert_eq!(code(court.pays(1, 900)), "charter.frozen");
    assert_eq!(court.starts(1), "charter.frozen");
    // Who is warden and was never treasurer pays on.
    court.made_warden(7);
    assert_eq!(code(court.pays(7, 5)), "admitted");
    assert_eq!(court.tries(0, signers), "admitted");
    assert_eq!(court.tries(1, SpendingAction::Sign { request }), "spending.not_signer");
    let resign = OfficesAction::Resign { office: "warden".into() };
    assert_eq!(court.tries(1, resign), "admitted");
    court.made_warden(1);
    assert_eq!(court.tries(1, SpendingAction::Sign { request }), "admitted");
    let request = court.asks();
    assert_eq!(court.tries(1, approve(request)), "charter.frozen", "as a member they are stopped");
}

/// BRE-8: of two freezes the members lift one; the other holds all that it held, whichever came first.
#[test]
fn bre_8_to_lift_one_freeze_leaves_the_others() {
    for first in [true, false] {
        let mut court = Court::of_two_offices();
        let request = court.asks();
        let claims = [court.convict(2, treasurer()), court.convict(3, warden())];
        let (lifted, kept) = if first { (claims[0], claims[1]) } else { (claims[1], claims[0]) };
        assert_eq!(court.tries(1, approve(request)), "charter.frozen");
        court.decide(BreachAction::Lift { claim: lifted });
        assert_eq!(court.tries(1, approve(request)), "charter.frozen");
        assert_eq!(code(court.pays(1, 5)), "charter.frozen");
        assert_eq!(court.starts(1), "charter.frozen");
        court.decide(BreachAction::Lift { claim: kept });
        assert_eq!(court.tries(1, approve(request)), "admitted");
        assert_eq!(code(court.pays(1, 5)), "admitted");
    }
}

/// BRE-8: being put into one of two accused offices anew ends the freeze of that one alone.
#[test]
fn bre_8_to_be_put_into_one_office_anew_leaves_the_others() {
    let mut court = Court::of_two_offices();
    court.convict(2, treasurer());
    court.convict(3, warden());
    let resign = OfficesAction::Resign { office: "warden".into() };
    assert_eq!(court.tries(1, resign), "admitted");
    court.made_warden(1);
    assert_eq!(code(court.pays(1, 5)), "admitted", "as warden they are trusted anew");
    let request = court.asks();
    assert_eq!(court.tries(1, approve(request)), "charter.frozen");
}

/// BRE-11, BRE-12: what the accused began without the office stands still as well, and what they approved goes back, and what they did in another
/// one; being put into the office anew does not let it go on, and the members do.
#[test]
fn bre_11_what_the_accused_began_without_the_office_stands_still() {
    let mut court = Court::of_two_offices();
    assert_eq!(court.starts(1), "admitted", "as warden");
    assert_eq!(court.starts(3), "admitted");
    let request = court.asks();
    assert_eq!(court.tries(1, approve(request)), "admitted");
    let resign = || OfficesAction::Resign { office: "warden".into() };
    assert_eq!(court.tries(1, resign()), "admitted");
    assert_eq!(court.starts(1), "admitted", "as a member");
    let resigned = OfficesAction::Resign { office: "treasurer".into() };
    let claim = court.raise(2, treasurer());
    assert_eq!(court.tries(1, resigned), "admitted");
    court.decide_claim(claim, true);
    court.days(1);
    let halted = |court: &Court| {
        [1, 2, 3].map(|number| stream(&court.society.state, number).unwrap().halted.is_some())
    };
    assert_eq!(halted(&court), [true, false, true]);
    let own = AccountId::Person(court.person(1));
    let paid = court.held(&own);
    court.days(5);
    court.seat(1);
    court.days(5);
    assert_eq!(court.held(&own), paid);
    let pay = || SpendingAction::Pay { request };
    assert_eq!(court.tries(1, pay()), "spending.not_approved");
    court.decide(BreachAction::Lift { claim });
    court.days(1);
    assert_eq!(halted(&court), [false, false, false]);
    assert_eq!(court.tries(1, approve(request)), "admitted", "anew");
    assert_eq!(court.tries(1, pay()), "admitted");
    let standing = spending::query::request(&court.society.state, request).unwrap().standing;
    assert_eq!(standing, Of::Paid);
}

/// BRE-1: whoever takes the money and leaves at once is accused all the same: a claim is heard, those who stay leave at
/// the value before it, and whoever comes back is stopped. Who had left before the breach is not accused of it.
#[test]
fn bre_1_who_left_since_then_is_accused_all_the_same() {
    let mut court = Court::under(EQUAL, 10);
    court.endow(10_000, common());
    let gone_before = court.person(9);
    assert_eq!(court.tries(9, MembershipAction::Leave {}), "admitted");
    court.days(2);
    let since = court.society.time;
    assert_eq!(code(court.pays(1, 9_000)), "admitted");
    let leave = |breaches| ExitAction::Leave {
        against: Vec::new(),
        assets: None,
        breaches,
        least: Vec::new(),
    };
    assert_eq!(court.tries(1, leave(Vec::new())), "admitted");
    court.days(3);
    let by = court.person(1);
    let early = court.claim(Accused::Person(gone_before), since);
    assert_eq!(court.tries(2, early), "breach.nobody_accused");
    let late = court.claim(Accused::Person(by), court.society.time);
    assert_eq!(court.tries(2, late), "breach.nobody_accused", "they were gone by then");
    let claim = court.claim(Accused::Person(by), since);
    assert_eq!(court.tries(2, claim), "admitted");
    let number = court.draw(2);
    court.decide_claim(number, true);
    assert_eq!(court.standing(number), Standing::Upheld);
    let own = AccountId::Person(court.person(3));
    assert_eq!(court.tries(3, leave(vec![number])), "admitted");
    assert_eq!(court.held(&own), 900, "of 1,000 that a tenth was worth, what was left");
    let request = court.asks();
    court.rejoins(1);
    assert_eq!(court.tries(1, approve(request)), "charter.frozen");
}

impl Court {
    fn rejoins(&mut self, member: usize) {
        let person = self.person(member);
        let charter = crate::modules::charter::query::current(&self.society.state).hash;
        assert_eq!(
            self.tries(member, MembershipAction::Apply { invitation: None, letter: None }),
            "admitted"
        );
        assert_eq!(self.tries(0, MembershipAction::Admit { applicant: person }), "admitted");
        assert_eq!(self.tries(member, MembershipAction::Swear { charter }), "admitted");
    }
}
