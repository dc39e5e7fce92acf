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
        self.request_for((who, who), amount, common(), category)
    }

    /// Has somebody ask for a payment to somebody.
    fn request_for(
        &mut self,
        (who, to): (usize, usize),
        amount: u64,
        fund: AccountId,
        category: Option<&str>,
    ) -> u64 {
        let line = Line { amount: Amount::from(amount), to: self.own(to) };
        let ask = SpendingAction::Request {
            asset: eur(),
            category: category.map(|category| category.parse().unwrap()),
            fund,
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

/// EXI-1, EXI-4: a refund that others decided, unasked, holds off nobody's share: who leaves takes the share instead, and
/// it is not paid any more. The whole of it and the others' are what they would be without it.
#[test]
fn exi_4_who_leaves_takes_a_share_instead_of_a_refund_that_was_not_asked_for() {
    for names in [false, true] {
        let mut door = by_contributions();
        let pay = TreasuryAction::Pay {
            amount: Amount::from(1_000),
            asset: eur(),
            category: "refund:dues".parse().ok(),
            from: common(),
            memo: None,
            to: door.own(0),
        };
        let target = door.decide_on(1, pay.into(), &[(1, Choice::Yes)]);
        assert_eq!(door.take(1, 500_000), 500, "it takes nothing from others either");
        let leave = if names { leave_against(target) } else { leave() };
        assert_eq!(sum(&door.exit(0, leave).unwrap()), 1_000);
        door.days(10);
        assert_eq!((door.owns(0), door.leave(1)), (1_000, 500));
    }
}

/// EXI-1, EXI-4: nor does one that would be paid in a thousand parts, of which hardly any is ever paid.
#[test]
fn exi_4_a_refund_by_and_by_holds_off_nobody() {
    for pace in [Pace::Accrues, Pace::AtOnce] {
        let mut door = by_contributions();
        let stream = SpendingAction::StartStream {
            amount: Amount::from(1_000),
            asset: eur(),
            category: "refund:dues".parse().ok(),
            each: Amount::from(1),
            every: Seconds::days(300),
            fund: common(),
            memo: None,
            pace,
            times: 1_000,
            to: door.own(0),
        };
        door.founder_does(stream);
        // One lies apart, and goes back, or is paid; of what there is each has a claim of a half.
        let (paid, share) = if pace == Pace::AtOnce { (1, 999) } else { (0, 1_000) };
        assert_eq!(door.leave(0), share, "{pace:?}");
        door.days(400);
        assert_eq!(door.owns(0), share + paid, "{pace:?}: it is over");
        assert_eq!(door.leave(1), 1_000, "{pace:?}");
    }
}

/// EXI-1, EXI-4: nor does a request that somebody else made for them, which is approved and never paid; it is over once
/// they took their share.
#[test]
fn exi_4_a_request_that_others_made_holds_off_nobody() {
    let mut door = by_contributions();
    let request = door.request_for((1, 0), 1_000, common(), Some("refund:dues"));
    door.founder_does(approve(1_000, request));
    // What was set aside is in the fund again.
    assert_eq!(door.leave(0), 1_000);
    let founder = door.founder();
    let pay = SpendingAction::Pay { request };
    let refused = door.society.act(&founder, pay.clone()).unwrap_err();
    assert_eq!((refused.code.as_str(), refused.rule.as_str()), ("spending.decided", "SPE-5"));
    // Long after their claim is over, too.
    door.days(95);
    assert_eq!(door.society.act(&founder, pay).unwrap_err().code, "spending.decided");
    door.days(100);
    assert_eq!((door.owns(0), door.leave(1)), (1_000, 1_000));
}

/// EXI-4: what one payment takes off a claim, another one does not give back: not one out of a fund that is not open.
#[test]
fn exi_4_a_refund_gives_back_only_what_it_took_off() {
    let mut door = by_contributions();
    let house: AccountId = "fund-house".parse().unwrap();
    door.founder_does(TreasuryAction::OpenAccount { account: house.clone() });
    door.issue(1_000, "EUR", &house);
    let (open, other) = (
        door.request(0, 1_000, Some("refund:dues")),
        door.request_for((0, 0), 1_000, house, Some("refund:dues")),
    );
    for request in [open, other] {
        door.founder_does(approve(1_000, request));
    }
    door.founder_does(SpendingAction::Pay { request: other });
    assert_eq!(door.leave(0), 0);
    door.founder_does(SpendingAction::Pay { request: open });
    assert_eq!((door.owns(0), door.leave(1)), (2_000, 1_000));
}

/// EXI-4: nor does what was decided before a claim began, for somebody who had none.
#[test]
fn exi_4_what_was_set_aside_before_a_claim_began_gives_nothing_back() {
    let mut door = by_contributions();
    assert_eq!(door.leave(0), 1_000);
    door.days(100);
    let early = door.request_for((1, 0), 1_000, common(), Some("refund:dues"));
    door.issue(2_000, "EUR", &common());
    door.founder_does(approve(1_000, early));
    let _ = join(&mut door.society, "ana");
    door.contribute(0, 1_000);
    let late = door.request(0, 1_000, Some("refund:dues"));
    door.founder_does(approve(1_000, late));
    let ben = door.people[1].clone();
    door.society.act(&ben, SpendingAction::Withdraw { request: early }).unwrap();
    assert_eq!(door.leave(0), 0);
}

/// EXI-4: what was set aside out of a fund that was open then is taken off the claim when it is paid, though members
/// have closed the fund to leavers since.
#[test]
fn exi_4_a_refund_counts_as_it_did_when_it_was_set_aside() {
    let both = "share = \"by contributions\"\nfunds = [\"common\", \"house\"]";
    let amending =
        "  { id = \"amending\", may = \"charter.amend\", who = \"decision: ordinary\" },\n";
    let text = |funds: &str| {
        let funds = both.replace("[\"common\", \"house\"]", funds);
        with_exit(&funds)
            .replace("  { id = \"proposing\",", &format!("{amending}  {{ id = \"proposing\","))
    };
    let mut door = Door::in_words(&text("[\"common\", \"house\"]"), &["ana", "ben"]);
    let house: AccountId = "fund-house".parse().unwrap();
    door.founder_does(TreasuryAction::OpenAccount { account: house.clone() });
    door.issue(2_000, "EUR", &house);
    for who in [0, 1] {
        door.contribute(who, 1_000);
    }
    let request = door.request(0, 1_000, Some("refund:dues"));
    door.founder_does(approve(1_000, request));
    let replaces = crate::modules::charter::query::current(&door.society.state).hash;
    let text = door.society.records.insert(text("[\"house\"]").into_bytes());
    let amend = crate::modules::charter::CharterAction::Amend { replaces, text };
    let _ = door.decide_on(1, amend.into(), &[(1, Choice::Yes)]);
    door.days(8);
    assert_eq!(crate::modules::charter::query::current(&door.society.state).hash, text);
    door.founder_does(SpendingAction::Pay { request });
    assert_eq!((door.owns(0), door.leave(0), door.leave(1)), (1_000, 0, 1_000));
}

/// EXI-8, EXI-9: what is decided is kept apart whole, though the fund could not pay it then: what comes in while it waits
/// is paid to nobody twice.
#[test]
fn exi_8_what_comes_in_while_a_decision_waits_is_kept_for_it() {
    let mut door = Door::under("share = \"equal\"", &["ana", "ben", "cleo"]);
    let pay = TreasuryAction::Pay {
        amount: Amount::from(3_000),
        asset: eur(),
        category: None,
        from: common(),
        memo: None,
        to: door.own(0),
    };
    let _ = door.decide_on(0, pay.into(), &[(0, Choice::Yes)]);
    door.issue(4_000, "EUR", &common());
    assert_eq!(door.leave(0), 250);
    door.days(10);
    assert_eq!((door.owns(0), door.leave(1)), (3_250, 250));
}

/// EXI-8: nor does it matter what else was kept apart when it was decided, and is over.
#[test]
fn exi_8_a_request_that_is_withdrawn_leaves_no_gap_behind_it() {
    let mut door = Door::under("share = \"equal\"", &["ana", "ben", "cleo"]);
    door.issue(4_000, "EUR", &common());
    let request = door.request(2, 4_000, None);
    let _ = door.decide_on(1, approve(4_000, request).into(), &[(1, Choice::Yes)]);
    let pay = TreasuryAction::Pay {
        amount: Amount::from(3_000),
        asset: eur(),
        category: None,
        from: common(),
        memo: None,
        to: door.own(0),
    };
    let _ = door.decide_on(0, pay.into(), &[(0, Choice::Yes)]);
    let cleo = door.people[2].clone();
    door.society.act(&cleo, SpendingAction::Withdraw { request }).unwrap();
    assert_eq!(door.leave(0), 250);
}

/// EXI-8, EXI-9: nor whether it is paid at once or a thousand times.
#[test]
fn exi_8_what_would_be_paid_again_and_again_is_kept_apart_whole() {
    let mut door = Door::under("share = \"equal\"", &["ana", "ben", "cleo"]);
    door.issue(4_000, "EUR", &common());
    let stream = SpendingAction::StartStream {
        amount: Amount::from(3_000),
        asset: eur(),
        category: None,
        each: Amount::from(3),
        every: Seconds::hours(1),
        fund: common(),
        memo: None,
        pace: Pace::AtOnce,
        times: 1_000,
        to: door.own(0),
    };
    let _ = door.decide_on(0, stream.into(), &[(0, Choice::Yes)]);
    assert_eq!(door.leave(0), 250);
}

/// EXI-4, EXI-6: what is to come back vests no more: a refund before the share and after it come to the same.
#[test]
fn exi_6_a_refund_is_of_what_vested_in_any_order() {
    for is_first in [false, true] {
        let mut door =
            Door::under("share = \"by contributions\"\nvesting = \"100 days\"", &["ana", "ben"]);
        door.contribute(0, 1_000);
        door.contribute(1, 1_000);
        let request = door.request(0, 500, Some("refund:dues"));
        door.founder_does(approve(500, request));
        door.days(50);
        if is_first {
            door.founder_does(SpendingAction::Pay { request });
        }
        assert_eq!(door.leave(0), 250);
        if !is_first {
            door.founder_does(SpendingAction::Pay { request });
        }
        assert_eq!(door.owns(0), 750);
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
