//! What was taken as a share instead is paid by nothing, and what a vote never kept apart it does not let go.

mod aside;
mod doomed;
mod one_asset;

use super::*;
use crate::modules::exit::REFUNDS_MAX;
use crate::modules::exit::types::COMING_MAX;
use crate::modules::spending::{self, Line, Pace, SpendingAction};

fn by_contributions() -> Door {
    let mut door = Door::under("share = \"by contributions\"", &["ana", "ben", "cleo"]);
    for who in [0, 1] {
        door.contribute(who, 1_000);
    }
    door
}

impl Door {
    fn own_account(&self, who: usize) -> AccountId {
        AccountId::Person(self.people[who].person)
    }
    /// Has somebody ask for a payment to somebody.
    fn asks(&mut self, (who, to): (usize, usize), amount: u64, category: &str) -> u64 {
        let line = Line { amount: Amount::from(amount), to: self.own_account(to) };
        let ask = SpendingAction::Request {
            asset: eur(),
            category: category.parse().ok(),
            fund: common(),
            lines: vec![line],
            receipts: Vec::new(),
            text: None,
        };
        let actor = self.people[who].clone();
        self.society.act(&actor, ask).unwrap();
        spending::query::counts(&self.society.state).requests
    }
    /// Returns the code of the refusal of what the founder does.
    fn outcome(&mut self, action: impl Into<Action>) -> String {
        let founder = self.founder();
        match self.society.act(&founder, action) {
            Ok(_) => "admitted".into(),
            Err(refusal) => refusal.code,
        }
    }
    /// Brings acts to the vote, for which nobody votes yet.
    fn drafts(&mut self, author: usize, actions: Vec<Action>) -> u64 {
        let text = self.society.records.insert(b"Pay\n\nIt.\n".to_vec());
        let procedure = "ordinary".to_owned();
        let propose =
            GovernanceAction::Propose { actions, contest: None, deposit: None, procedure, text };
        let actor = self.people[author].clone();
        self.society.act(&actor, propose).unwrap();
        crate::modules::governance::query::counts(&self.society.state).made
    }
}

impl Door {
    /// Has members carry acts together; they are then in their grace period once voting is over.
    fn carries(&mut self, author: usize, acts: Vec<Action>) {
        let proposal = self.drafts(author, acts);
        let _ = self.society.wait(Seconds(1));
        let ballot = Ballot::Open { choice: Choice::Yes };
        let cast = GovernanceAction::CastBallot { ballot, proposal, replaces: None, round: 1 };
        let ben = self.people[1].clone();
        self.society.act(&ben, cast).unwrap();
    }
}

fn approve(amount: u64, request: u64) -> SpendingAction {
    SpendingAction::Approve { amount: Amount::from(amount), asset: eur(), request }
}

fn pay(amount: u64, asset: &str, to: AccountId, category: Option<&str>) -> TreasuryAction {
    TreasuryAction::Pay {
        amount: Amount::from(amount),
        asset: asset.parse().unwrap(),
        category: category.map(|category| category.parse().unwrap()),
        from: common(),
        memo: None,
        to,
    }
}

/// Ten times 100 paid back, a day apart.
fn repeats(pace: Pace, to: AccountId) -> SpendingAction {
    SpendingAction::StartStream {
        amount: Amount::from(1_000),
        asset: eur(),
        category: "refund:dues".parse().ok(),
        each: Amount::from(100),
        every: Seconds::days(1),
        fund: common(),
        memo: None,
        pace,
        times: 10,
        to,
    }
}

/// EXI-4, EXI-8: a vote that approves the same request and comes to nothing takes nothing off what the request holds off.
#[test]
fn exi_4_a_vote_that_comes_to_nothing_frees_no_refund() {
    for decided in [false, true] {
        let mut door = by_contributions();
        let one = door.asks((0, 0), 1_000, "refund:dues");
        door.drafts(0, vec![approve(1_000, one).into()]);
        if decided {
            let _ = door.decide_on(1, approve(1_000, one).into(), &[(1, Choice::Yes)]);
        } else {
            assert_eq!(door.outcome(approve(1_000, one)), "admitted");
            door.days(3);
        }
        assert_eq!(door.leave(0), 0);
        door.days(10);
        assert_eq!(door.outcome(SpendingAction::Pay { request: one }), "admitted");
        assert_eq!((door.owns(0), door.leave(1)), (1_000, 1_000));
    }
}

/// EXI-4: what is not among the refunds that are known to come would be taken as a share and paid as well, so there are
/// never more than are known.
#[test]
fn exi_4_no_refund_waits_behind_more_than_are_known() {
    let mut door = by_contributions();
    let asked: Vec<u64> =
        (0..REFUNDS_MAX).map(|number| door.asks((1 + number % 2, 0), 1, "refund:dues")).collect();
    for request in &asked {
        assert_eq!(door.outcome(approve(1, *request)), "admitted");
    }
    let more = door.asks((0, 0), 900, "refund:dues");
    assert_eq!(door.outcome(approve(900, more)), "treasury.refunds_max");
    let direct = pay(900, "EUR", door.own_account(0), Some("refund:dues"));
    assert_eq!(door.outcome(direct), "treasury.refunds_max");
    assert_eq!(door.outcome(repeats(Pace::Accrues, door.own_account(0))), "treasury.refunds_max");
    // Somebody else has refunds of their own, and what waits is paid all the same.
    let other = door.asks((1, 1), 10, "refund:dues");
    assert_eq!(door.outcome(approve(10, other)), "admitted");
    assert_eq!(door.outcome(SpendingAction::Pay { request: asked[0] }), "admitted");
    assert_eq!(door.outcome(approve(900, more)), "admitted");
}

/// EXI-4: who takes a share instead of a refund gets as much as if it had not been decided, nor what was to take effect
/// together with it: of a batch only their line goes with it.
#[test]
fn exi_4_what_goes_with_a_refund_taken_instead_lessens_no_share() {
    for is_batch in [false, true] {
        let mut door = by_contributions();
        let ben = door.own_account(1);
        let back = pay(1_000, "EUR", door.own_account(0), Some("refund:dues"));
        let line = |amount: u64, to| Line { amount: Amount::from(amount), to };
        let both = SpendingAction::PayBatch {
            amount: Amount::from(1_900),
            asset: eur(),
            category: "refund:dues".parse().ok(),
            fund: common(),
            lines: vec![line(1_000, door.own_account(0)), line(900, ben.clone())],
            memo: None,
        };
        let acts = if is_batch {
            vec![both.into()]
        } else {
            vec![back.into(), pay(900, "EUR", ben, None).into()]
        };
        door.carries(2, acts);
        door.days(3);
        // With the batch 900 of what ben put in come back to him, and count no more.
        assert_eq!(door.leave(0), 1_000, "{is_batch}");
    }
}

/// EXI-4: who takes a share instead of what others asked for them and members decided takes all of it; it is set aside
/// for them no more, by any vote or office, and is kept apart from nobody meanwhile.
#[test]
fn exi_4_a_request_of_others_is_approved_no_more_for_who_took_their_share() {
    for votes in [1, 2] {
        let mut door = by_contributions();
        let one = door.asks((1, 0), 1_000, "refund:dues");
        for _ in 0..votes {
            let _ = door.decide_on(2, approve(1_000, one).into(), &[(1, Choice::Yes)]);
        }
        assert_eq!(door.leave(0), 1_000);
        assert_eq!(door.take(1, 500_000), 500, "nothing is kept apart for it");
        assert_eq!(door.outcome(approve(1_000, one)), "treasury.share_taken");
        door.days(20);
        assert_eq!(door.outcome(SpendingAction::Pay { request: one }), "spending.not_approved");
        assert_eq!((door.owns(0), door.leave(1)), (1_000, 500));
    }
}

/// EXI-4: nor does what repeats begin for them, at whatever pace, nor is it kept apart from others until then.
#[test]
fn exi_4_what_repeats_does_not_begin_for_who_took_their_share() {
    for pace in [Pace::Accrues, Pace::AtOnce] {
        let mut door = by_contributions();
        let act = repeats(pace, door.own_account(0));
        let target = door.decide_on(1, act.into(), &[(1, Choice::Yes)]);
        assert_eq!(sum(&door.exit(0, leave_against(target)).unwrap()), 1_000, "{pace:?}");
        assert_eq!(door.leave(1), 1_000, "{pace:?}: nothing is kept apart for it");
        door.issue(1_000, "EUR", &common());
        door.days(40);
        assert_eq!(door.owns(0), 1_000, "{pace:?}");
    }
}

/// EXI-9: what was decided for somebody before they had a claim is paid to them besides their share, whatever it is called,
/// unless they leave against it: then they give it up.
#[test]
fn exi_9_what_pays_who_joined_later_is_apart_from_their_share() {
    for (is_against, takes, then) in [(false, 666, 3_666), (true, 1_000, 1_000)] {
        let (door, target) = joined_later();
        paid_later((door, target), is_against, (takes, then));
    }
}

fn joined_later() -> (Door, Target) {
    let mut door = by_contributions();
    door.issue(2_000, "EUR", &common());
    let dan = AccountId::Person(door.society.known("dan").person);
    let act = pay(3_000, "EUR", dan, Some("refund:dues"));
    let target = door.decide_on(1, act.into(), &[(1, Choice::Yes)]);
    let dan = join(&mut door.society, "dan");
    door.people.push(dan);
    door.contribute(3, 1_000);
    (door, target)
}

fn paid_later((mut door, target): (Door, Target), is_against: bool, (takes, then): (i128, i128)) {
    let leaves = if is_against { leave_against(target) } else { leave() };
    // Of 5,000, 3,000 are theirs by the decision; a third of the rest.
    assert_eq!(sum(&door.exit(3, leaves).unwrap()), takes);
    door.days(10);
    let each = if is_against { 1_000 } else { 667 };
    assert_eq!((door.owns(3), door.leave(0), door.leave(1)), (then, each, each));
}

/// EXI-4: what several decisions would pay back in several assets counts once.
#[test]
fn exi_4_what_comes_back_in_several_assets_counts_once() {
    let exit = "share = \"by contributions\"\nassets = [\"EUR\", \"USD\"]";
    let mut door = Door::under(exit, &["ana", "ben"]);
    for who in [0, 1] {
        door.contribute(who, 1_000);
    }
    door.issue(1_000, "USD", &common());
    let back = |asset| pay(100, asset, door.own_account(0), Some("refund:dues")).into();
    let acts: Vec<Action> = vec![back("EUR"), back("USD")];
    for _ in 0..2 {
        let number = door.drafts(1, acts.clone());
        let _ = door.society.wait(Seconds(1));
        let ballot = Ballot::Open { choice: Choice::Yes };
        let cast =
            GovernanceAction::CastBallot { ballot, proposal: number, replaces: None, round: 1 };
        let ben = door.people[1].clone();
        door.society.act(&ben, cast).unwrap();
    }
    door.days(3);
    let founder = AccountId::Person(door.founder().person);
    let _ = door.decide_on(1, pay(1_000, "EUR", founder, None).into(), &[(1, Choice::Yes)]);
    // Of 2,000, 1,000 are kept for the founder, and what would come back to her is not.
    assert_eq!(door.leave(0), 500);
}

/// A batch that pays people back.
fn batch(lines: &[(AccountId, u64)]) -> SpendingAction {
    let line =
        |(to, amount): &(AccountId, u64)| Line { amount: Amount::from(*amount), to: to.clone() };
    SpendingAction::PayBatch {
        amount: Amount::from(lines.iter().map(|(_, amount)| amount).sum::<u64>()),
        asset: eur(),
        category: "refund:dues".parse().ok(),
        fund: common(),
        lines: lines.iter().map(line).collect(),
        memo: None,
    }
}

/// Returns what was paid by batches and left out of them: how much, and to how many.
fn of_batches(events: &[Event]) -> Vec<(Amount, usize, usize)> {
    let of = |event: &Event| match event {
        Event::Spending(spending::SpendingEvent::BatchPaid { amount, left_out, lines, .. }) => {
            Some((*amount, lines.len(), left_out.len()))
        }
        _ => None,
    };
    events.iter().filter_map(of).collect()
}

/// EXI-4: who takes their share instead of what a batch would pay back to them is left out of it; the others are paid, and
/// what is theirs is kept apart for them until then.
#[test]
fn exi_4_a_batch_leaves_out_who_took_their_share() {
    for names in [false, true] {
        let mut door = by_contributions();
        let act = batch(&[(door.own_account(0), 1_000), (door.own_account(1), 500)]);
        let target = door.decide_on(2, act.into(), &[(1, Choice::Yes)]);
        // Named or not: what pays ben is no reason to give her less than hers, of 2,000 and 1,500 that count.
        let leaves = if names { leave_against(target) } else { leave() };
        assert_eq!(sum(&door.exit(0, leaves).unwrap()), 1_000, "{names}");
        assert_eq!(query::decided(&door.society.state, &common(), &eur()), Amount::from(500u64));
        assert_eq!(door.take(1, 500_000), 250, "{names}: half of what he is not paid back");
        let events = door.society.wait(Seconds::days(10));
        assert_eq!(of_batches(&events), [(Amount::from(500u64), 1, 1)]);
        assert_eq!((door.owns(0), door.owns(1)), (1_000, 750));
        assert_eq!(query::decided(&door.society.state, &common(), &eur()), Amount::ZERO);
        assert_eq!(door.leave(1), 250);
        assert_eq!(door.held(&common(), "EUR"), 0);
    }
}

/// EXI-4: of a batch of whom all took their shares nothing is paid; what is decided together with it takes effect.
#[test]
fn exi_4_a_batch_that_leaves_out_all_fails_nothing() {
    let mut door = by_contributions();
    door.issue(3_000, "EUR", &common());
    let back = batch(&[(door.own_account(0), 1_000)]).into();
    let fence = pay(700, "EUR", door.own_account(2), None).into();
    door.carries(2, vec![back, fence]);
    door.days(3);
    assert_eq!(door.leave(0), 1_000, "nobody takes more than they put in");
    let events = door.society.wait(Seconds::days(10));
    assert_eq!(of_batches(&events), [(Amount::ZERO, 0, 1)]);
    assert_eq!(door.owns(2), 700);
}

/// EXI-4, POW-9: what is left out of a batch takes no room under the limit of whoever makes it, nor of a budget.
#[test]
fn exi_4_what_is_left_out_takes_no_room() {
    let charter = with_exit("share = \"by contributions\"").replace(
        "up_to = \"999999999999999999 EUR per 30 days\", grace = \"3 days\"",
        "up_to = \"55 EUR per 30 days\", grace = \"3 days\"",
    );
    let mut door = Door::in_words(&charter, &["ana", "ben", "cleo"]);
    for who in [0, 1] {
        door.contribute(who, 1_000);
    }
    // What was issued counts as well: 40 EUR, and 15 EUR now.
    door.issue(2_000, "EUR", &common());
    let act = batch(&[(door.own_account(0), 1_000), (door.own_account(1), 500)]);
    assert_eq!(door.outcome(act), "admitted");
    assert_eq!(door.leave(0), 1_000);
    let events = door.society.wait(Seconds::days(4));
    assert_eq!(of_batches(&events), [(Amount::from(500u64), 1, 1)]);
    let more = |amount| batch(&[(door.own_account(2), amount)]);
    let (too_much, fits) = (more(1_001), more(1_000));
    assert_eq!(door.outcome(too_much), "charter.over_limit");
    assert_eq!(door.outcome(fits), "admitted");
}

/// EXI-4: nor is what was decided behind more than are known paid later, when those are over: it was taken as a share.
#[test]
fn exi_4_what_was_decided_behind_more_than_are_known_is_not_paid() {
    let names = ["ana", "ben", "cleo", "dan", "eve", "fay", "gus"];
    let mut door = Door::under("share = \"by contributions\"", &names);
    for who in [0, 1] {
        door.contribute(who, 1_000);
    }
    let asker = |number: usize| 1 + number % 6;
    let many: Vec<u64> =
        (0..COMING_MAX).map(|number| door.asks((asker(number), 0), 1, "refund:dues")).collect();
    for (number, requests) in many.chunks(16).enumerate() {
        let acts = requests.iter().map(|request| approve(1, *request).into()).collect();
        door.carries(asker(number), acts);
    }
    let last = pay(900, "EUR", door.own_account(0), Some("refund:dues"));
    door.carries(asker(16), vec![last.into()]);
    door.days(3);
    assert_eq!(door.leave(0), 1_000, "unasked, it holds off nobody");
    for (number, request) in many.into_iter().enumerate() {
        let by = door.people[asker(number)].clone();
        door.society.act(&by, SpendingAction::Withdraw { request }).unwrap();
    }
    door.days(10);
    assert_eq!((door.owns(0), door.leave(1)), (1_000, 1_000));
}
