//! Nobody is paid twice, by a share and by what is decided or set aside for them; and nobody's share is made less by
//! what will never be paid.

use super::*;
use crate::modules::spending::{self, Line, Pace, SpendingAction};

fn by_contributions() -> Door {
    let mut door = Door::under("share = \"by contributions\"", &["ana", "ben"]);
    for who in [0, 1] {
        door.contribute(who, 1_000);
    }
    door
}

impl Door {
    fn own(&self, who: usize) -> AccountId {
        AccountId::Person(self.people[who].person)
    }

    fn request(&mut self, who: usize, amount: u64, category: Option<&str>) -> u64 {
        let line = Line { amount: Amount::from(amount), to: self.own(who) };
        let ask = SpendingAction::Request {
            asset: eur(),
            category: category.map(|category| category.parse().unwrap()),
            fund: common(),
            lines: vec![line],
            receipts: Vec::new(),
            text: None,
        };
        let actor = self.people[who].clone();
        self.society.act(&actor, ask).unwrap();
        spending::query::counts(&self.society.state).requests
    }

    fn founder_does(&mut self, action: impl Into<Action>) {
        let founder = self.founder();
        self.society.act(&founder, action).unwrap();
    }

    fn kept_apart(&self) -> Amount {
        query::decided(&self.society.state, &common(), &eur())
    }
}

fn approve(amount: u64, request: u64) -> SpendingAction {
    SpendingAction::Approve { amount: Amount::from(amount), asset: eur(), request }
}

/// EXI-4: what somebody is to get back counts no more from the moment at which it is set aside: so they do not take it
/// as a share and get it back as well, and the others' claims are worth what they are worth without it.
#[test]
fn exi_4_a_refund_that_is_set_aside_is_no_share_any_more() {
    let mut door = by_contributions();
    let request = door.request(0, 1_000, Some("refund:dues"));
    door.founder_does(approve(1_000, request));
    assert_eq!(door.leave(0), 0);
    door.founder_does(SpendingAction::Pay { request });
    assert_eq!((door.owns(0), door.leave(1)), (1_000, 1_000));
}

/// EXI-4: what does not come back counts again, of somebody who left, too.
#[test]
fn exi_4_a_refund_that_is_refused_counts_again() {
    let mut door = by_contributions();
    let request = door.request(0, 700, Some("refund:dues"));
    door.founder_does(approve(700, request));
    assert_eq!(door.leave(0), 300);
    let actor = door.people[0].clone();
    door.society.act(&actor, SpendingAction::Withdraw { request }).unwrap();
    assert_eq!(door.take(0, 1_000_000), 700);
    assert_eq!(door.leave(1), 1_000);
}

/// EXI-4, EXI-8: the same of what is decided and pays by itself, and of what is paid again and again.
#[test]
fn exi_4_a_refund_that_is_decided_is_no_share_any_more() {
    let mut door = by_contributions();
    let pay = TreasuryAction::Pay {
        amount: Amount::from(1_000),
        asset: eur(),
        category: "refund:dues".parse().ok(),
        from: common(),
        memo: None,
        to: door.own(0),
    };
    let _ = door.decide_on(1, pay.into(), &[(1, Choice::Yes)]);
    assert_eq!(door.leave(0), 0);
    door.days(10);
    assert_eq!((door.owns(0), door.leave(1)), (1_000, 1_000));
}

#[test]
fn exi_4_a_refund_by_and_by_is_no_share_any_more() {
    for pace in [Pace::Accrues, Pace::AtOnce] {
        let mut door = by_contributions();
        let stream = SpendingAction::StartStream {
            amount: Amount::from(1_000),
            asset: eur(),
            category: "refund:dues".parse().ok(),
            each: Amount::from(250),
            every: Seconds::days(10),
            fund: common(),
            memo: None,
            pace,
            times: 4,
            to: door.own(0),
        };
        door.founder_does(stream);
        door.days(12);
        assert_eq!(door.leave(0), 0, "{pace:?}");
        door.days(40);
        assert_eq!((door.owns(0), door.leave(1)), (1_000, 1_000), "{pace:?}");
    }
}

/// EXI-4: a stream that ends before its time gives the rest of the claim back.
#[test]
fn exi_4_what_a_stream_did_not_pay_back_counts_again() {
    let charter = with_exit("share = \"by contributions\"").replace(
        "  { id = \"proposing\",",
        "  { id = \"ending\", may = \"spending.stop_stream\", who = \"founder\" },\n  { id = \"proposing\",",
    );
    let mut door = Door::in_words(&charter, &["ana", "ben"]);
    door.contribute(0, 1_000);
    door.contribute(1, 1_000);
    let stream = SpendingAction::StartStream {
        amount: Amount::from(1_000),
        asset: eur(),
        category: "refund:dues".parse().ok(),
        each: Amount::from(500),
        every: Seconds::days(10),
        fund: common(),
        memo: None,
        pace: Pace::Accrues,
        times: 2,
        to: door.own(0),
    };
    door.founder_does(stream);
    door.days(5);
    door.founder_does(SpendingAction::StopStream { stream: 1 });
    assert_eq!(door.owns(0), 250, "half of a period");
    assert_eq!((door.leave(0), door.leave(1)), (750, 1_000));
}

/// EXI-8: nobody brings the approval of a request that is not there: what it would pay could be kept apart from nobody.
#[test]
fn exi_8_a_request_is_approved_under_a_number_that_it_has() {
    let mut door = Door::under("share = \"equal\"", &["ana", "ben", "cleo"]);
    door.issue(4_000, "EUR", &common());
    let propose = |door: &mut Door| {
        let text = door.society.records.insert(b"Approve\n\nIt.\n".to_vec());
        let (actions, contest, deposit) = (vec![approve(3_000, 1).into()], None, None);
        let procedure = "ordinary".into();
        let actor = door.people[0].clone();
        let propose = GovernanceAction::Propose { actions, contest, deposit, procedure, text };
        door.society.act(&actor, propose).map_err(|refusal| (refusal.code, refusal.message))
    };
    let (code, message) = propose(&mut door).unwrap_err();
    assert_eq!(code, "governance.unforeseen");
    assert!(message.contains("There is no request 1."), "{message}");
    let _ = door.request(0, 3_000, None);
    assert!(propose(&mut door).is_ok());
}

/// EXI-8: a request that is over is kept apart from nobody, however many decisions would approve it.
#[test]
fn exi_8_a_request_that_is_over_is_kept_apart_no_more() {
    let mut door = Door::under("share = \"equal\"", &["ana", "ben", "cleo"]);
    door.issue(4_000, "EUR", &common());
    let request = door.request(0, 4_000, None);
    let choices = [(0, Choice::Yes), (1, Choice::Yes)];
    let _ = door.decide_on(1, approve(4_000, request).into(), &choices);
    assert_eq!(door.kept_apart(), Amount::from(4_000));
    let actor = door.people[0].clone();
    door.society.act(&actor, SpendingAction::Withdraw { request }).unwrap();
    assert_eq!(door.kept_apart(), Amount::ZERO);
    assert_eq!(door.leave(1), 1_000);
}

/// EXI-8: nor is what can never be paid, an approval of another sum than what is asked for.
#[test]
fn exi_8_an_approval_of_another_sum_is_kept_apart_from_nobody() {
    let mut door = Door::under("share = \"equal\"", &["ana", "ben", "cleo"]);
    door.issue(4_000, "EUR", &common());
    let request = door.request(0, 1, None);
    let choices = [(0, Choice::Yes), (1, Choice::Yes)];
    let _ = door.decide_on(1, approve(1_000_000, request).into(), &choices);
    assert_eq!(door.leave(2), 1_000);
}

/// EXI-8: what goes from one fund that is open to another leaves nobody with less.
#[test]
fn exi_8_what_stays_in_funds_that_are_open_is_not_kept_apart() {
    let exit = "share = \"equal\"\nfunds = [\"common\", \"house\"]";
    let mut door = Door::under(exit, &["ana", "ben", "cleo"]);
    let house: AccountId = "fund-house".parse().unwrap();
    door.founder_does(TreasuryAction::OpenAccount { account: house.clone() });
    door.issue(4_000, "EUR", &common());
    let lines = vec![
        Line { amount: Amount::from(3_000), to: house },
        Line { amount: Amount::from(400), to: door.own(1) },
    ];
    let batch = SpendingAction::PayBatch {
        amount: Amount::from(3_400),
        asset: eur(),
        category: None,
        fund: common(),
        lines,
        memo: None,
    };
    let _ = door.decide_on(1, batch.into(), &[(1, Choice::Yes)]);
    assert_eq!(door.kept_apart(), Amount::from(400));
    assert_eq!(door.leave(0), 900);
}

/// EXI-9: whoever announced what members stopped does not leave at the value before it either, when they decide on it.
#[test]
fn exi_9_who_announced_what_was_stopped_brought_it() {
    let charter = with_exit("share = \"equal\"").replace(
        "who = \"founder\", up_to = \"999999999999999999 EUR per 30 days\", grace = \"3 days\" }",
        "who = \"member\", up_to = \"3000 EUR per 30 days\", grace = \"3 days\", challenge = \"20%\" }",
    );
    let mut door = Door::in_words(&charter, &["ana", "ben", "cleo"]);
    door.issue(4_000, "EUR", &common());
    let amount = Amount::from(3_000);
    let batch = SpendingAction::PayBatch {
        amount,
        asset: eur(),
        category: None,
        fund: common(),
        lines: vec![Line { amount, to: door.own(0) }],
        memo: None,
    };
    let [ana, ben, cleo] = [0, 1, 2].map(|who| door.people[who].clone());
    door.society.act(&ana, batch).unwrap();
    let object = GovernanceAction::Object { target: Target::Act { number: 1 } };
    door.society.act(&ben, object).unwrap();
    let _ = door.society.wait(Seconds(1));
    let proposal = crate::modules::governance::query::counts(&door.society.state).made;
    for actor in [&ben, &cleo] {
        let ballot = Ballot::Open { choice: Choice::Yes };
        let cast = GovernanceAction::CastBallot { ballot, proposal, replaces: None, round: 1 };
        door.society.act(actor, cast).unwrap();
    }
    door.days(3);
    let against = leave_against(Target::Proposal { number: proposal });
    assert_eq!(door.exit(0, against).unwrap_err(), "exit.supported");
    assert_eq!(door.leave(0), 250);
}

/// CHA-62: what counts as shares is what the society issues itself: nothing else can be given up for a share.
#[test]
fn cha_62_shares_are_issued_by_the_society() {
    let by_shares = with_exit("share = \"by shares\"\nshares = \"SHR\"");
    assert!(crate::modules::charter::query::parse(by_shares.as_bytes()).is_ok());
    for kind in ["held_by = \"the bank\"", "credit_limit = \"50 SHR\""] {
        let charter = by_shares.replace(
            "{ id = \"SHR\", decimals = 0 }",
            &format!("{{ id = \"SHR\", decimals = 0, {kind} }}"),
        );
        let faults = crate::modules::charter::query::parse(charter.as_bytes()).unwrap_err();
        assert!(
            faults.iter().any(|fault| fault.message.contains("cannot count as shares")),
            "{faults:?}"
        );
    }
}
