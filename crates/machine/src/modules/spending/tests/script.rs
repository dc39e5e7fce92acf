//! Each refusal of budgets, requests, signers and batches at its boundary.

use polity_types::{Hash, Seconds};

use super::super::SpendingAction::{Pay, PayBatch, Reject, Request, SetBudget, Sign, Withdraw};
use super::super::{LINES_MAX, Line, Standing, Unspent, query};
use super::signers::signers;
use super::{Scene, account, amount, approve, asset, category, line, request};
use crate::Action;
use crate::modules::governance::{Ballot, Choice, GovernanceAction};
use crate::modules::treasury::{AccountId, TreasuryAction};
use crate::testing::Actor;

fn budget(limit: Option<i128>, of: Option<&str>, per: Seconds, unspent: Unspent) -> Action {
    SetBudget {
        asset: asset(),
        category: of.and_then(category),
        fund: account("fund-common"),
        limit: limit.map(amount),
        per,
        unspent,
    }
    .into()
}

/// SPE-4 to SPE-6: from asking to being paid, once.
#[test]
fn spe_5_a_request_is_approved_set_aside_and_paid_once() {
    let mut scene = Scene::new();
    let (founder, ana, ben) = (scene.founder.clone(), scene.ana.clone(), scene.ben.clone());
    let text = scene.society.records.insert(b"No receipt\n".to_vec());
    let paid = request(vec![line(300, &ana), line(201, &ben)], "expense:food");
    let number = scene.request(&ana, paid);
    let reject = |request| Reject { request, text };
    let script: Vec<(&Actor, Action, Option<&str>)> = vec![
        (&founder, Pay { request: number }.into(), Some("spending.not_approved")),
        (&founder, approve(number, 500).into(), Some("spending.other_amount")),
        (&founder, approve(number + 1, 501).into(), Some("spending.no_request")),
        (&ana, approve(number, 501).into(), Some("charter.over_limit")),
        (&ben, Withdraw { request: number }.into(), Some("spending.others_request")),
        (&founder, approve(number, 501).into(), None),
        (&founder, approve(number, 501).into(), Some("spending.decided")),
        (&ana, Pay { request: number }.into(), Some("charter.no_power")),
        (&founder, Sign_(number), Some("spending.no_signers")),
        (&founder, Pay { request: number }.into(), None),
        (&founder, Pay { request: number }.into(), Some("spending.decided")),
        (&founder, reject(number).into(), Some("spending.decided")),
        (&ana, Withdraw { request: number }.into(), Some("spending.decided")),
    ];
    for (place, (actor, action, refusal)) in script.into_iter().enumerate() {
        assert_eq!(scene.code(actor, action).as_deref(), refusal, "line {place}");
        if place == 5 {
            let escrow = query::escrow_of_request(number);
            assert_eq!((scene.held(&escrow), scene.owed()), (501, 501), "SPE-1");
            assert_eq!(scene.held(&account("fund-common")), 99_499);
        }
    }
    assert_eq!((scene.held_by(&ana), scene.held_by(&ben), scene.owed()), (300, 201, 0));
    let kept = query::request(&scene.society.state, number).unwrap();
    assert_eq!(kept.standing, Standing::Paid);
    assert_eq!(query::counts(&scene.society.state).requests_open.count, 0);
}

#[expect(non_snake_case, reason = "reads as the other actions of the script")]
pub(super) fn Sign_(request: u64) -> Action {
    Sign { request }.into()
}

/// SPE-4: what can never be paid is refused before anybody has to decide on it.
#[test]
fn spe_4_a_request_has_payees_receipts_and_a_fund() {
    let mut scene = Scene::new();
    let ana = scene.ana.clone();
    let stranger = Actor::named("stranger");
    let asked = |lines: Vec<Line>, fund: &str, receipts: Vec<Hash>, text| Request {
        asset: asset(),
        category: None,
        fund: account(fund),
        lines,
        receipts,
        text,
    };
    let one = || vec![line(1, &ana)];
    let many: Vec<Line> = (0..=LINES_MAX)
        .map(|number| Line { amount: amount(1), to: account(&format!("fund-{number}")) })
        .collect();
    let hash = |number: usize| Hash::of(&number.to_be_bytes());
    let to_issue = vec![Line { amount: amount(1), to: account("issue-box") }];
    let escrow = vec![Line { amount: amount(1), to: account("escrow-x") }];
    let huge = vec![line(10_i128.pow(30), &ana), line(10_i128.pow(30), &scene.ben)];
    let common = "fund-common";
    let script = [
        (
            asked(one(), &AccountId::Person(ana.person).to_string(), vec![], None),
            "spending.not_a_fund",
        ),
        (asked(vec![], common, vec![], None), "spending.lines"),
        (asked(many, common, vec![], None), "spending.lines"),
        (asked([one(), one()].concat(), common, vec![], None), "spending.lines"),
        (asked(to_issue, common, vec![], None), "treasury.not_payable"),
        (asked(escrow, common, vec![], None), "treasury.not_payable"),
        (asked(vec![line(0, &ana)], common, vec![], None), "treasury.not_positive"),
        (asked(vec![line(-1, &ana)], common, vec![], None), "treasury.not_positive"),
        (asked(huge, common, vec![], None), "treasury.too_much"),
        (asked(vec![line(1, &stranger)], common, vec![], None), "treasury.unknown_person"),
        (asked(one(), "fund-nowhere", vec![], None), "treasury.no_fund"),
        (asked(one(), common, (0..9).map(hash).collect(), None), "spending.receipts"),
        (asked(one(), common, vec![hash(1), hash(1)], None), "spending.receipts"),
        (asked(one(), common, vec![], Some(hash(1))), "spending.no_text"),
    ];
    for (place, (action, refusal)) in script.into_iter().enumerate() {
        assert_eq!(scene.code(&ana, action).as_deref(), Some(refusal), "line {place}");
    }
    assert_eq!(scene.code(&ana, asked(one(), common, (0..8).map(hash).collect(), None)), None);
    for _ in 1..super::super::REQUESTS_OPEN_MAX {
        assert_eq!(scene.code(&ana, asked(one(), common, vec![], None)), None);
    }
    let more = asked(one(), common, vec![], None);
    assert_eq!(scene.code(&ana, more.clone()).as_deref(), Some("spending.too_many_requests"));
    scene.society.act(&ana, Withdraw { request: 7 }).unwrap();
    assert_eq!(scene.code(&ana, more.clone()), None);
    scene.wait(90);
    assert_eq!(query::counts(&scene.society.state).requests_open.count, 0, "all lapsed");
    assert_eq!(scene.code(&ana, more), None);
}

/// SPE-5: nobody approves what they asked for, or what pays them; the members may.
#[test]
fn spe_5_nobody_approves_their_own_request() {
    let mut scene = Scene::new();
    let (founder, ana, ben) = (scene.founder.clone(), scene.ana.clone(), scene.ben.clone());
    let own = scene.request(&founder, request(vec![line(3, &ana)], "expense"));
    let for_ana = scene.request(&ben, request(vec![line(3, &ana)], "expense"));
    let refused = |code: Option<String>| code.unwrap_or_default();
    assert_eq!(refused(scene.code(&founder, approve(own, 3))), "spending.own_request");
    assert_eq!(refused(scene.code(&ana, approve(for_ana, 3))), "spending.own_request");
    assert_eq!(refused(scene.code(&ben, approve(for_ana, 3))), "spending.own_request");
    let text = scene.society.records.insert(b"Pay Ana\n".to_vec());
    let (actions, procedure) = (vec![approve(own, 3).into()], "ordinary".to_owned());
    let propose =
        GovernanceAction::Propose { actions, contest: None, deposit: None, procedure, text };
    scene.society.act(&ana, propose).unwrap();
    scene.society.wait(Seconds(1));
    for voter in [&ana, &ben] {
        let ballot = Ballot::Open { choice: Choice::Yes };
        let cast = GovernanceAction::CastBallot { ballot, proposal: 1, replaces: None, round: 1 };
        scene.society.act(voter, cast).unwrap();
    }
    scene.wait(3);
    let standing = query::request(&scene.society.state, own).unwrap().standing;
    assert_eq!(standing, Standing::Approved);
}

/// SPE-6: refused, taken back or lapsed, all that was set aside is in the fund again.
#[test]
fn spe_6_what_is_not_paid_goes_back() {
    let mut scene = Scene::new();
    let (founder, ana, cleo) = (scene.founder.clone(), scene.ana.clone(), scene.cleo.clone());
    let text = scene.society.records.insert(b"Too dear\n".to_vec());
    let numbers: Vec<u64> = (1..=4)
        .map(|amount| {
            let number = scene.request(&ana, request(vec![line(amount, &cleo)], "expense"));
            scene.society.act(&founder, approve(number, amount)).unwrap();
            number
        })
        .collect();
    assert_eq!((scene.owed(), scene.held(&account("fund-common"))), (10, 99_990));
    let unknown = Reject { request: numbers[0], text: Hash::of(b"nothing") };
    assert_eq!(scene.code(&founder, unknown).as_deref(), Some("spending.no_text"));
    scene.society.act(&founder, Reject { request: numbers[0], text }).unwrap();
    assert_eq!(scene.owed(), 9);
    scene.society.act(&ana, Withdraw { request: numbers[1] }).unwrap();
    assert_eq!(scene.owed(), 7);
    scene.society.act(&founder, Pay { request: numbers[2] }).unwrap();
    assert_eq!((scene.owed(), scene.held_by(&cleo)), (4, 3));
    scene.wait(179);
    assert_eq!(scene.owed(), 4);
    scene.wait(1);
    assert_eq!((scene.owed(), scene.held(&account("fund-common"))), (0, 99_997));
    let standings = numbers
        .iter()
        .map(|number| query::request(&scene.society.state, *number).unwrap().standing);
    let wanted = [Standing::Rejected, Standing::Withdrawn, Standing::Paid, Standing::Lapsed];
    assert_eq!(standings.collect::<Vec<_>>(), wanted);
    assert_eq!(
        scene.code(&founder, Pay { request: numbers[3] }).as_deref(),
        Some("spending.decided")
    );
}

/// SPE-1: who is owed something is still known when it is paid, however long it takes.
#[test]
fn spe_1_who_waits_for_a_payment_is_not_forgotten() {
    let mut scene = Scene::new();
    let (founder, ana) = (scene.founder.clone(), scene.ana.clone());
    let outsider = scene.society.known("carpenter");
    let number = scene.request(&ana, request(vec![line(40, &outsider)], "expense:roof"));
    scene.society.act(&founder, approve(number, 40)).unwrap();
    scene.wait(170);
    scene.society.act(&founder, Pay { request: number }).unwrap();
    assert_eq!(scene.held_by(&outsider), 40);
    assert!(!query::is_awaited(&scene.society.state, outsider.person));
}

/// SPE-2: budgets have a period and a limit.
#[test]
fn spe_2_a_budget_has_a_period_and_a_limit() {
    let mut scene = Scene::new();
    let (founder, ana) = (scene.founder.clone(), scene.ana.clone());
    let month = Seconds::days(30);
    let mut of = |actor: &Actor, action| scene.code(actor, action).unwrap_or_default();
    assert_eq!(of(&ana, budget(Some(1), None, month, Unspent::Lapse)), "charter.no_power");
    assert_eq!(of(&founder, budget(None, None, month, Unspent::Lapse)), "spending.no_budget");
    let short = budget(Some(1), None, Seconds(3_599), Unspent::Lapse);
    assert_eq!(of(&founder, short), "spending.period");
    let long = budget(Some(1), None, Seconds(10 * 365 * 86_400 + 1), Unspent::Lapse);
    assert_eq!(of(&founder, long), "spending.period");
    assert_eq!(of(&founder, budget(Some(-1), None, month, Unspent::Lapse)), "spending.limit");
    assert_eq!(of(&founder, budget(Some(0), None, Seconds(3_600), Unspent::Lapse)), "");
    let asked = request(vec![line(1, &ana)], "expense");
    let number = scene.request(&ana, asked);
    let refused = scene.society.act(&founder, approve(number, 1)).unwrap_err();
    assert_eq!(refused.code, "spending.over_budget");
    // As people write it.
    let said = "for all that it pays has 0.00 BOX left until ";
    assert!(refused.message.contains(said), "{}", refused.message);
    assert!(refused.message.ends_with("; 0.01 BOX are asked for."), "{}", refused.message);
    assert_eq!(scene.code(&founder, budget(None, None, month, Unspent::Lapse)), None);
    assert_eq!(scene.code(&founder, approve(number, 1)), None);
}

/// SPE-3: a category counts in its own budget and in those that hold it; what comes back is room.
#[test]
fn spe_3_what_is_paid_counts_in_every_budget_that_holds_it() {
    let mut scene = Scene::new();
    let (founder, ana, ben) = (scene.founder.clone(), scene.ana.clone(), scene.ben.clone());
    let month = Seconds::days(30);
    let set = [(100, None, Unspent::Lapse), (60, Some("expense:travel"), Unspent::Carry)];
    for (limit, of, unspent) in set {
        scene.society.act(&founder, budget(Some(limit), of, month, unspent)).unwrap();
    }
    let spend = |scene: &mut Scene, amount: i128, under: &str| {
        let number = scene.request(&ana, request(vec![line(amount, &ben)], under));
        (number, scene.code(&founder, approve(number, amount)).unwrap_or_default())
    };
    let (train, code) = spend(&mut scene, 60, "expense:travel:train");
    assert_eq!(code, "");
    assert_eq!(spend(&mut scene, 1, "expense:travel").1, "spending.over_budget");
    assert_eq!(spend(&mut scene, 41, "expense:food").1, "spending.over_budget");
    assert_eq!(spend(&mut scene, 40, "expense:travelling").1, "");
    assert_eq!(spend(&mut scene, 1, "expense:food").1, "spending.over_budget");
    let ana = scene.ana.clone();
    scene.society.act(&ana, Withdraw { request: train }).unwrap();
    assert_eq!(spend(&mut scene, 60, "expense:travel").1, "");
    scene.wait(30);
    // All of it was spent: nothing is carried over.
    assert_eq!(spend(&mut scene, 61, "expense:travel").1, "spending.over_budget");
    assert_eq!(spend(&mut scene, 20, "expense:travel").1, "");
    scene.wait(60);
    // 40 of one month and 60 of the next are carried into the third; the fund's own budget lapses.
    assert_eq!(spend(&mut scene, 101, "expense:travel").1, "spending.over_budget");
    let wider = budget(Some(1_000), None, month, Unspent::Lapse);
    scene.society.act(&scene.founder.clone(), wider).unwrap();
    assert_eq!(spend(&mut scene, 161, "expense:travel").1, "spending.over_budget");
    assert_eq!(spend(&mut scene, 160, "expense:travel").1, "");
}

/// SPE-3, SPE-7, TRE-6: one gate for what a fund pays in one step; `treasury.pay` is no way around it.
#[test]
fn spe_3_spe_7_a_payment_by_one_person_goes_through_the_same_gate() {
    let mut scene = Scene::new();
    let (founder, ana) = (scene.founder.clone(), scene.ana.clone());
    let (month, cleo) = (Seconds::days(30), scene.cleo.clone());
    let set = [(100, None), (60, Some("expense:travel"))];
    for (limit, of) in set {
        scene.society.act(&founder, budget(Some(limit), of, month, Unspent::Lapse)).unwrap();
    }
    let pay = |minor_units: i128, under: &str, from: &str, to: &str| TreasuryAction::Pay {
        amount: amount(minor_units),
        asset: asset(),
        category: category(under),
        from: account(from),
        memo: None,
        to: account(to),
    };
    let (common, to) = ("fund-common", ana.person.to_string());
    let open = TreasuryAction::OpenAccount { account: account("fund-side") };
    scene.society.act(&founder, open).unwrap();
    let number = scene.request(&ana, request(vec![line(41, &ana)], "expense:food"));
    let script: Vec<(Action, Option<&str>)> = vec![
        (pay(61, "expense:travel:train", common, &to).into(), Some("spending.over_budget")),
        (pay(60, "expense:travel:train", common, &to).into(), None),
        (pay(1, "expense:travel", common, &to).into(), Some("spending.over_budget")),
        // What one action paid is gone for the others, and the other way round.
        (approve(number, 41).into(), Some("spending.over_budget")),
        // To another fund is out of this one: a budget is not to be emptied into a fund without any.
        (pay(41, "transfer", common, "fund-side").into(), Some("spending.over_budget")),
        (pay(39, "transfer", common, "fund-side").into(), None),
        (pay(39, "", "fund-side", &to).into(), None),
        (pay(2, "", common, &to).into(), Some("spending.over_budget")),
        (pay(1, "", common, &to).into(), None),
        (signers(2, &[&ana, &cleo]), None),
        (budget(None, None, month, Unspent::Lapse), None),
        (pay(1, "", common, &to).into(), Some("spending.signers_needed")),
        (signers(0, &[]), None),
        (pay(1, "", common, &to).into(), None),
    ];
    for (place, (action, refusal)) in script.into_iter().enumerate() {
        assert_eq!(scene.code(&founder, action).as_deref(), refusal, "line {place}");
    }
    assert_eq!(scene.held_by(&ana), 60 + 39 + 1 + 1);
    assert_eq!(scene.code(&founder, signers(1, &[&ana])), None);
    // What the members decide needs no signature, and counts in the budget all the same.
    scene.society.act(&founder, budget(Some(5), None, month, Unspent::Lapse)).unwrap();
    for (minor_units, outcome) in
        [(6, Some("spending.over_budget")), (5, None), (1, Some("spending.over_budget"))]
    {
        let done = scene.decide(pay(minor_units, "", common, &to).into());
        assert_eq!(done.as_deref(), outcome, "{minor_units}");
    }
    assert_eq!(scene.held_by(&ana), 101 + 5);
}

/// SPE-8: several payments at once, all or none.
#[test]
fn spe_8_a_batch_pays_all_or_none() {
    let mut scene = Scene::new();
    let (founder, ana, ben) = (scene.founder.clone(), scene.ana.clone(), scene.ben.clone());
    let batch = |sum: i128, lines: Vec<Line>, fund: &str| PayBatch {
        amount: amount(sum),
        asset: asset(),
        category: category("expense:wages"),
        fund: account(fund),
        lines,
        memo: None,
    };
    let both = || vec![line(60_000, &ana), line(40_000, &ben)];
    let too_much = vec![line(60_000, &ana), line(40_001, &ben)];
    let stranger = Actor::named("stranger");
    let to_nobody = vec![line(1, &ana), line(1, &stranger)];
    let script = [
        (batch(100_001, both(), "fund-common"), Some("spending.sum")),
        (batch(100_001, too_much, "fund-common"), Some("treasury.too_little")),
        (batch(2, to_nobody, "fund-common"), Some("treasury.unknown_person")),
        (batch(100_000, both(), "fund-common"), None),
        (batch(100_000, both(), "fund-common"), Some("treasury.too_little")),
    ];
    for (place, (action, refusal)) in script.into_iter().enumerate() {
        assert_eq!(scene.held_by(&ana) % 60_000, 0);
        assert_eq!(scene.code(&founder, action).as_deref(), refusal, "line {place}");
    }
    assert_eq!((scene.held_by(&ana), scene.held_by(&ben)), (60_000, 40_000));
}

impl Scene {
    /// Returns for whose signature of ana, ben and cleo a request waits.
    pub(super) fn waits_for(&mut self, number: u64) -> [bool; 3] {
        let authority = crate::frame::context::Authority::Rule { rule: "test".into() };
        let charter = self.society.context(authority).charter;
        [&self.ana, &self.ben, &self.cleo].map(|actor| {
            query::to_sign(&self.society.state, &charter, number, actor.person).is_some()
        })
    }

    /// Has the members decide on an act, and returns the code of its refusal.
    pub(super) fn decide(&mut self, action: Action) -> Option<String> {
        self.decide_by("ordinary", action)
    }

    /// Has whoever may of the founder, ana and ben decide on an act by a procedure.
    pub(super) fn decide_by(&mut self, procedure: &str, action: Action) -> Option<String> {
        self.decide_with(3, procedure, action)
    }

    /// Has the members decide several actions, and returns the number of the proposal that waits for its grace.
    pub(super) fn passed(&mut self, procedure: &str, actions: Vec<Action>) -> u64 {
        let proposal = self.voted(3, procedure, actions);
        self.wait(2);
        proposal
    }

    /// Has so many members say yes to an action by a procedure, and nobody else vote. Returns why it failed.
    pub(super) fn decide_with(
        &mut self,
        yes: usize,
        procedure: &str,
        action: Action,
    ) -> Option<String> {
        use crate::modules::governance::{Outcome, query as decisions};
        let proposal = self.voted(yes, procedure, vec![action]);
        self.wait(3);
        match decisions::result(&self.society.state, proposal).unwrap().outcome {
            Outcome::Done => None,
            Outcome::Failed { refused, .. } => Some(refused.code),
            other => panic!("{other:?}"),
        }
    }

    /// Has so many members say yes to a proposal, and returns its number.
    fn voted(&mut self, yes: usize, procedure: &str, actions: Vec<Action>) -> u64 {
        use crate::modules::governance::query as decisions;
        let text = self.society.records.insert(b"Shall we?".to_vec());
        let procedure = procedure.to_owned();
        let propose =
            GovernanceAction::Propose { actions, contest: None, deposit: None, procedure, text };
        let founder = self.founder.clone();
        self.society.act(&founder, propose).unwrap();
        let proposal = decisions::counts(&self.society.state).made;
        self.society.wait(Seconds(1));
        for voter in [&founder, &self.ana.clone(), &self.ben.clone()].into_iter().take(yes) {
            let ballot = Ballot::Open { choice: Choice::Yes };
            let cast = GovernanceAction::CastBallot { ballot, proposal, replaces: None, round: 1 };
            let _ = self.society.act(voter, cast);
        }
        proposal
    }

    /// Has people elected into the office that signs.
    pub(super) fn elect(&mut self, people: &[&Actor]) {
        use crate::modules::offices::OfficesAction as O;
        for person in people {
            self.society.act(person, O::Stand { office: "purse".into() }).unwrap();
        }
        let founder = self.founder.clone();
        self.society.act(&founder, O::CallElection { office: "purse".into() }).unwrap();
        self.society.wait(Seconds(1));
        let rank = [vec![vec![0], vec![1]], vec![vec![1], vec![0]]];
        for (voter, rank) in [&founder, &self.cleo.clone()].into_iter().zip(rank) {
            let (ballot, proposal) = (Ballot::Open { choice: Choice::Rank(rank) }, 1);
            let cast = GovernanceAction::CastBallot { ballot, proposal, replaces: None, round: 1 };
            self.society.act(voter, cast).unwrap();
        }
        self.wait(2);
    }
}
