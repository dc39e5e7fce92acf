//! What who is accused announced, decided and may do otherwise, when a claim against them is upheld; and members who may
//! leave before more than one breach.

use super::*;
use crate::modules::exit::{ExitAction, query as exits};
use crate::modules::fork::{ForkAction, ForkEvent};
use crate::modules::spending::{Line, Pace, SignersOf, SpendingAction, Unspent};

fn leave(breaches: &[u64]) -> ExitAction {
    ExitAction::Leave {
        against: Vec::new(),
        assets: None,
        breaches: breaches.to_vec(),
        least: Vec::new(),
    }
}

fn house() -> AccountId {
    AccountId::Fund("house".into())
}

impl Court {
    fn own(&self, member: usize) -> AccountId {
        AccountId::Person(self.person(member))
    }

    fn acts(&mut self, member: usize, act: impl Into<crate::Action>) -> Result<Vec<Event>, String> {
        self.society.act(&self.all[member].clone(), act).map_err(|refusal| refusal.code)
    }

    fn announces(&mut self, by: usize, amount: u64) {
        let amount = Amount::from(amount);
        let batch = SpendingAction::PayBatch {
            amount,
            asset: eur(),
            category: None,
            fund: common(),
            lines: vec![Line { amount, to: self.own(by) }],
            memo: None,
        };
        self.acts(by, batch).unwrap();
    }

    fn pays_from(&mut self, fund: AccountId, by: usize, amount: u64) {
        let to = self.own(by);
        let (amount, asset) = (Amount::from(amount), eur());
        let (category, memo) = (None, None);
        self.acts(by, TreasuryAction::Pay { amount, asset, category, from: fund, memo, to })
            .unwrap();
    }

    fn kept_apart(&self) -> Amount {
        exits::decided(&self.society.state, &common(), &eur())
    }

    /// Has a member leave, and returns what they got.
    fn leaves(&mut self, member: usize, breaches: &[u64]) -> i128 {
        let before = self.held(&self.own(member));
        self.acts(member, leave(breaches)).unwrap();
        self.held(&self.own(member)) - before
    }
}

/// BRE-7, EXI-8: what the accused announced is refused at the moment at which the claim is upheld, and so is kept apart
/// from nobody who leaves, by whatever way.
#[test]
fn bre_7_what_the_accused_announced_is_refused_at_once() {
    let mut court = Court::under(EQUAL, 10);
    court.endow(1_000, common());
    court.days(2);
    court.announces(1, 900);
    assert_eq!(court.kept_apart(), Amount::from(900));
    let claim = court.raise(2, treasurer());
    let jury = court.jury(claim);
    court.rules(&jury[0], claim, true).unwrap();
    let events = court.rules(&jury[1], claim, true).unwrap();
    let failed = events.iter().find_map(|event| match event {
        Event::Charter(crate::modules::charter::CharterEvent::ActFailed { refusal, .. }) => {
            Some(refusal.code.as_str())
        }
        _ => None,
    });
    assert_eq!(failed, Some("charter.frozen"));
    assert_eq!(court.kept_apart(), Amount::ZERO);
    assert_eq!(court.leaves(4, &[claim]), 100);
    assert_eq!(court.leaves(5, &[]), 100, "at the present value, too");
    court.days(5);
    assert_eq!(court.held(&common()), 800, "it is paid at no time");
}

/// BRE-7: whoever gives the office back before the verdict announced it all the same.
#[test]
fn bre_7_who_gave_the_office_back_announced_it_all_the_same() {
    let mut court = Court::under(EQUAL, 10);
    court.endow(1_000, common());
    let claim = court.raise(2, treasurer());
    court.announces(1, 900);
    court.acts(1, OfficesAction::Resign { office: "treasurer".into() }).unwrap();
    court.decide_claim(claim, true);
    assert_eq!(court.kept_apart(), Amount::ZERO);
}

/// BRE-10, EXI-8: what the accused decided, too, whether before the verdict or after it: however often those who are
/// stopped decide to pay all there is, nobody's share is less for it.
#[test]
fn bre_10_what_the_accused_decide_is_kept_apart_from_nobody() {
    let charter = CHARTER.replace("CHANCE", &by_beacon()).replace("EXIT", EQUAL);
    let council = "electorate = \"office: treasurer\"\nmethod = \"yes-no\"\nquorum = \"5%\"\nthreshold = \"more than half\"\ndiscussion = \"none\"\nvoting = \"1 day\"\ngrace = \"";
    let charter = charter.replace(&format!("{council}none"), &format!("{council}9 days"));
    let mut court = Court::of(&charter, 10);
    court.endow(1_000, common());
    let pay = |court: &mut Court| {
        let to = court.own(1);
        let (amount, asset, from) = (Amount::from(900), eur(), common());
        let pay = TreasuryAction::Pay { amount, asset, category: None, from, memo: None, to };
        court.decide_by("council", pay);
    };
    pay(&mut court);
    assert_eq!(court.kept_apart(), Amount::from(900));
    let claim = court.raise(2, treasurer());
    court.decide_claim(claim, true);
    assert_eq!(court.kept_apart(), Amount::ZERO);
    let ended = crate::modules::governance::query::results(&court.society.state, None, 9);
    let (_, last) = ended.last().unwrap();
    let is_refused = |outcome: &crate::modules::governance::Outcome| matches!(outcome, crate::modules::governance::Outcome::Failed { refused, .. } if refused.code == "charter.frozen");
    assert!(is_refused(&last.outcome), "{last:?}");
    pay(&mut court);
    assert_eq!(court.kept_apart(), Amount::ZERO, "nor what they decide afterwards");
    assert_eq!(court.leaves(4, &[claim]), 100);
    court.days(20);
    assert_eq!(court.held(&common()), 900);
}

/// BRE-10, BRE-17: behind however many other proposals the accused decided to pay all there is: the window opens when that is
/// refused, and nobody is paid the value before while it is kept apart still.
#[test]
fn bre_17_the_window_opens_when_all_that_was_decided_is_refused() {
    let charter = CHARTER.replace("CHANCE", &by_beacon()).replace("EXIT", EQUAL);
    let council = "electorate = \"office: treasurer\"\nmethod = \"yes-no\"\nquorum = \"5%\"\nthreshold = \"more than half\"\ndiscussion = \"none\"\nvoting = \"1 day\"\ngrace = \"";
    let charter = charter.replace(&format!("{council}none"), &format!("{council}9 days"));
    let long = "[[decision]]\nid = \"long\"\nelectorate = \"members\"\nmethod = \"yes-no\"\nquorum = \"5%\"\nthreshold = \"more than half\"\ndiscussion = \"none\"\nvoting = \"20 days\"\ngrace = \"none\"\n\n";
    let charter = charter.replacen("[[decision]]\n", &format!("{long}[[decision]]\n"), 1);
    let line = "  { id = \"issuing-2\", may = \"treasury.issue\", who = \"decision: long\" },\n";
    let charter = charter.replace("power = [\n", &format!("power = [\n{line}"));
    let mut court = Court::of(&charter, 20);
    court.endow(1_000, common());
    for member in 2..20 {
        for _ in 0..3 {
            let (amount, asset, to) = (Amount::from(1_u64), eur(), common());
            let issue = TreasuryAction::Issue { amount, asset, category: None, memo: None, to };
            let proposed = propose(&mut court.society, "long", vec![issue.into()]);
            court.society.act(&court.all[member].clone(), proposed).unwrap();
        }
    }
    let (amount, asset, from, to) = (Amount::from(900_u64), eur(), common(), court.own(1));
    court.decide_by(
        "council",
        TreasuryAction::Pay { amount, asset, category: None, from, memo: None, to },
    );
    assert_eq!(court.kept_apart(), Amount::from(900_u64));
    let claim = court.raise(2, treasurer());
    let jury = court.jury(claim);
    court.rules(&jury[0], claim, true).unwrap();
    let rule = BreachAction::Rule { claim, upholds: true };
    let ruled = court.society.signed(&jury[1], rule);
    let _ = court.society.batch(vec![ruled]);
    assert_eq!(court.standing(claim), Standing::Upheld);
    let is_open = |court: &Court| exits::before_breach(&court.society.state, claim).is_some();
    assert_eq!((court.kept_apart(), is_open(&court)), (Amount::from(900_u64), false));
    let _ = court.society.wait(Seconds(1));
    assert_eq!((court.kept_apart(), is_open(&court)), (Amount::ZERO, true));
    assert_eq!(court.leaves(4, &[claim]), 50);
}

/// BRE-7: who held the office that is accused spends no common money without it either: not as a member, nor by a
/// signature, nor after giving the office back; until the members lift it.
#[test]
fn bre_7_the_accused_spend_nothing_without_the_office_either() {
    let mut court = Court::under(EQUAL, 10);
    court.endow(1_000, common());
    for _ in 0..2 {
        let ask = SpendingAction::Request {
            asset: eur(),
            category: None,
            fund: common(),
            lines: vec![Line { amount: Amount::from(100), to: court.own(5) }],
            receipts: Vec::new(),
            text: None,
        };
        court.acts(5, ask).unwrap();
    }
    let of = SignersOf::People([1, 6].map(|member| court.person(member)).to_vec());
    court.acts(0, SpendingAction::SetSigners { fund: common(), needed: 1, of }).unwrap();
    let claim = court.raise(2, treasurer());
    court.acts(1, OfficesAction::Resign { office: "treasurer".into() }).unwrap();
    court.decide_claim(claim, true);
    let approve =
        |request| SpendingAction::Approve { amount: Amount::from(100), asset: eur(), request };
    assert_eq!(court.acts(1, approve(1)).unwrap_err(), "charter.frozen");
    court.acts(6, approve(2)).unwrap();
    let sign = SpendingAction::Sign { request: 2 };
    assert_eq!(court.acts(1, sign.clone()).unwrap_err(), "spending.not_signer");
    // What is their own they move as before.
    court.endow(10, court.own(1));
    let (amount, asset, to) = (Amount::from(5), eur(), court.own(6));
    let gives = TreasuryAction::Transfer { amount, asset, category: None, memo: None, to };
    court.acts(1, gives).unwrap();
    court.decide(BreachAction::Lift { claim });
    court.acts(1, sign).unwrap();
    court.acts(1, approve(1)).unwrap();
}

/// SPE-3, BRE-11: what goes back of a stream that stands still is room again in the period in which it was charged; what is
/// set aside anew is charged anew, and what comes back of that is room in no other period.
#[test]
fn bre_11_a_halt_brings_no_room_in_a_budget() {
    let mut court = Court::under(EQUAL, 10);
    court.endow(10_000, common());
    let claim = court.raise(2, treasurer());
    let limit = Some(Amount::from(1_000));
    let (per, unspent) = (Seconds::days(30), Unspent::Lapse);
    let (asset, category, fund) = (eur(), None, common());
    let budget = SpendingAction::SetBudget { asset, category, fund, limit, per, unspent };
    court.acts(1, budget).unwrap();
    let stream = SpendingAction::StartStream {
        amount: Amount::from(1_000),
        asset: eur(),
        category: None,
        each: Amount::from(1_000),
        every: Seconds::days(100),
        fund: common(),
        memo: None,
        pace: Pace::Accrues,
        times: 1,
        to: court.own(5),
    };
    court.acts(1, stream).unwrap();
    court.decide_claim(claim, true);
    let room = |court: &Court| {
        let now = crate::frame::clock::Clock::read(&court.society.state).running();
        let budget = crate::modules::spending::query::budget(
            &court.society.state,
            &common(),
            None,
            &eur(),
            now,
        );
        budget.unwrap().room().minor_units()
    };
    assert_eq!(room(&court), 1_000);
    court.days(35);
    assert_eq!(room(&court), 1_000, "it lapsed with its period");
    court.decide(BreachAction::Lift { claim });
    let _ = court.society.wait(Seconds(2));
    assert_eq!(room(&court), 0);
    assert_eq!(court.pays(1, 1).unwrap_err().code, "spending.over_budget");
    court.acts(6, SpendingAction::StopStream { stream: 1 }).unwrap();
    court.pays(1, 990).unwrap();
    assert_eq!(court.pays(1, 11).unwrap_err().code, "spending.over_budget");
}

/// Two breaches, of which one took from the one fund and one from the other.
fn robbed_twice() -> (Court, [u64; 2]) {
    let mut court = Court::under(EQUAL, 10);
    court.endow(1_000, common());
    court.endow(1_000, house());
    court.days(2);
    let first = court.society.time;
    court.pays(1, 600).unwrap();
    court.days(1);
    court.endow(2_000, house());
    court.days(1);
    let second = court.society.time;
    court.pays_from(house(), 1, 2_000);
    let claims = [(2, first), (3, second)].map(|(by, since)| {
        let claim = court.claim(treasurer(), since);
        court.acts(by, claim).unwrap();
        let number = court.draw(by);
        court.decide_claim(number, true);
        number
    });
    (court, claims)
}

/// EXI-16: whoever may leave before several breaches names those that they want, and is paid, of each pool, at the
/// best of the values.
#[test]
fn exi_16_before_several_breaches_each_pool_is_paid_at_the_best() {
    let (mut court, [first, second]) = robbed_twice();
    assert_eq!(court.leaves(4, &[first]), 100 + 100);
    assert_eq!(court.leaves(5, &[second]), 40 + 300);
    assert_eq!(court.leaves(6, &[first, second]), 100 + 300);
    assert_eq!(court.leaves(7, &[second, first]), 100 + 300, "in whatever order");
    let twice = leave(&[first, first]);
    assert_eq!(court.acts(8, twice).unwrap_err(), "exit.breach_twice");
    let many: Vec<u64> = (1..=65).collect();
    assert_eq!(court.acts(8, leave(&many)).unwrap_err(), "exit.too_many_breaches");
    assert_eq!(court.acts(8, leave(&[first, 9])).unwrap_err(), "exit.no_window");
}

/// FOR-4: who leaves by a fork names nothing, and is paid at the best of all windows that are open for them.
#[test]
fn for_4_who_leaves_by_a_fork_has_the_best_of_all_windows() {
    let (mut court, claims) = robbed_twice();
    let text = court.society.records.insert(b"Another road.".to_vec());
    court.acts(4, ForkAction::Announce { charter: None, pool: None, text }).unwrap();
    for member in [4, 5] {
        court.acts(member, ForkAction::Join { fork: 1, pooled: false }).unwrap();
    }
    let events = court.society.wait(Seconds::days(4));
    let paid = |event: &Event| match event {
        Event::Fork(ForkEvent::Left { paid, .. }) => Some(paid[0].amount.minor_units()),
        _ => None,
    };
    let paid: Vec<i128> = events.iter().filter_map(paid).collect();
    assert_eq!(paid, [400, 400], "{claims:?}");
}
