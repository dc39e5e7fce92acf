//! Several windows side by side, and a charter that changes while one is open.

use super::*;
use crate::modules::exit::ExitAction;
use crate::modules::membership::MembershipAction;
use crate::modules::spending::{Pace, SpendingAction};

fn leave(breaches: &[u64]) -> ExitAction {
    ExitAction::Leave {
        against: Vec::new(),
        assets: None,
        breaches: breaches.to_vec(),
        least: Vec::new(),
    }
}

fn text(exit: &str) -> String {
    CHARTER.replace("CHANCE", &by_beacon()).replace("EXIT", exit)
}

impl Court {
    fn outcome_of(&mut self, member: usize, act: impl Into<crate::Action>) -> String {
        match self.society.act(&self.all[member].clone(), act) {
            Ok(_) => "admitted".into(),
            Err(refusal) => refusal.code,
        }
    }

    fn is_paid(&mut self, member: usize, act: ExitAction) -> i128 {
        let own = AccountId::Person(self.person(member));
        let before = self.held(&own);
        assert_eq!(self.outcome_of(member, act), "admitted");
        self.held(&own) - before
    }

    fn gives(&mut self, member: usize, amount: u64) {
        self.endow(amount, AccountId::Person(self.person(member)));
        let (amount, asset, to) = (Amount::from(amount), eur(), common());
        let gives = TreasuryAction::Transfer { amount, asset, category: None, memo: None, to };
        assert_eq!(self.outcome_of(member, gives), "admitted");
    }

    fn upheld(&mut self, by: usize, since: Timestamp) -> u64 {
        let claim = self.claim(treasurer(), since);
        assert_eq!(self.outcome_of(by, claim), "admitted");
        let number = self.draw(by);
        self.decide_claim(number, true);
        assert_eq!(self.standing(number), Standing::Upheld);
        number
    }
}

/// EXI-17: what was put in is noted as long as a window asks for it, though members took the breach out of the charter.
#[test]
fn exi_17_what_is_put_in_later_is_known_whatever_the_charter_says_meanwhile() {
    for is_dropped in [false, true] {
        let exit = "share = \"by contributions\"";
        let mut court = Court::under(exit, 8);
        for member in 3..6 {
            court.gives(member, 10_000);
        }
        court.days(1);
        let since = court.society.time;
        court.pays(1, 24_000).unwrap();
        court.days(1);
        let number = court.upheld(2, since);
        if is_dropped {
            let text = text(exit);
            let (from, to) = (text.find("[breach]").unwrap(), text.find("[fork]").unwrap());
            let text = format!("{}{}", &text[..from], &text[to..]).into_bytes();
            let text = court.society.records.insert(text);
            let replaces = crate::modules::charter::query::current(&court.society.state).hash;
            let amend = crate::modules::charter::CharterAction::Amend { replaces, text };
            court.decide_by("amendment", amend);
            court.days(2);
            let law = crate::modules::charter::query::current(&court.society.state);
            assert_eq!(law.hash, text);
        }
        court.gives(3, 20_000);
        let paid = [3, 4, 5].map(|member| court.is_paid(member, leave(&[number])));
        assert_eq!(paid, [20_400, 5_600, 0], "{is_dropped}");
    }
}

/// EXI-16, EXI-17: before two breaches, too, the whole is worth what its parts are, in whatever parts it is taken: each
/// part at the best of the values at which it was there.
#[test]
fn exi_17_parts_before_two_breaches_are_no_more_than_the_whole() {
    let takes = |parts: &[u64]| {
        let mut court = Court::under("share = \"by contributions\"", 12);
        for member in 3..10 {
            court.gives(member, 10_000);
        }
        court.days(1);
        let first = court.society.time;
        court.pays(1, 30_000).unwrap();
        court.days(1);
        court.gives(3, 10_000);
        court.days(1);
        let second = court.society.time;
        court.pays(1, 20_000).unwrap();
        let breaches = vec![court.upheld(2, first), court.upheld(0, second)];
        assert_eq!(court.outcome_of(3, MembershipAction::Leave {}), "admitted");
        let take = |part: &u64| {
            let (against, assets, breaches) = (Vec::new(), None, breaches.clone());
            court.is_paid(
                3,
                ExitAction::Take { against, assets, breaches, least: Vec::new(), part: *part },
            )
        };
        parts.iter().map(take).sum::<i128>()
    };
    // Ten thousand at the value before the first breach, the rest at that before the second.
    let whole = takes(&[1_000_000]);
    assert_eq!(whole, 10_000 + 6_250);
    assert_eq!(takes(&[500_000, 1_000_000]), whole);
    // Each part is rounded down by itself.
    let parts = takes(&[250_000, 333_333, 500_000, 1_000_000]);
    assert!((whole - 4..=whole).contains(&parts), "{parts}");
}

/// EXI-18: what repeats to whoever leaves is kept apart from a part of their share at the value before a breach, too: in
/// parts they get no more than at once.
#[test]
fn exi_18_of_a_part_before_a_breach_what_repeats_is_kept_apart() {
    // Of 8,000 for eight: 5 euros, so many times; a part is all but a millionth.
    for (part, times, gets) in
        [(1_000_000, 1_000, 1_000), (999_999, 1_000, 374), (999_999, 100, 937)]
    {
        let mut court = Court::under(EQUAL, 8);
        court.endow(8_000, common());
        court.days(1);
        let since = court.society.time;
        court.days(1);
        let own = AccountId::Person(court.person(3));
        let each = Amount::from(5u64);
        court.decide(SpendingAction::StartStream {
            amount: Amount::from(5 * u64::from(times)),
            asset: eur(),
            category: None,
            each,
            every: Seconds::hours(1),
            fund: common(),
            memo: None,
            pace: Pace::AtOnce,
            times,
            to: own.clone(),
        });
        let number = court.upheld(2, since);
        assert_eq!(court.outcome_of(3, MembershipAction::Leave {}), "admitted");
        let before = court.held(&own);
        let breaches = vec![number];
        let take = ExitAction::Take {
            against: Vec::new(),
            assets: None,
            breaches,
            least: Vec::new(),
            part,
        };
        let _ = court.outcome_of(3, take);
        assert_eq!(court.held(&own) - before, gets, "{part} {times}");
    }
}

/// EXI-19: what comes by a detour to whoever leaves is kept apart at the value before a breach, too.
#[test]
fn exi_19_what_comes_by_a_detour_is_kept_apart_at_the_value_before() {
    // Of 8,000 for eight, of which a breach took 2,000: 5 euros, so many times.
    for (times, gets) in [(0, 999), (100, 938), (1_000, 375)] {
        let mut court = Court::under(EQUAL, 8);
        court.endow(8_000, common());
        let vault: AccountId = "fund-vault".parse().unwrap();
        let open = crate::modules::treasury::TreasuryAction::OpenAccount { account: vault.clone() };
        let founder = court.all[0].clone();
        court.society.act(&founder, open).unwrap();
        court.days(1);
        let since = court.society.time;
        court.pays(1, 2_000).unwrap();
        court.days(1);
        let own = AccountId::Person(court.person(3));
        for (fund, to) in [(common(), vault.clone()), (vault, own.clone())] {
            let each = Amount::from(5u64);
            if times > 0 {
                court.decide(SpendingAction::StartStream {
                    amount: Amount::from(5 * u64::from(times)),
                    asset: eur(),
                    category: None,
                    each,
                    every: Seconds::days(1_000),
                    fund,
                    memo: None,
                    pace: Pace::AtOnce,
                    times,
                    to,
                });
            }
        }
        let number = court.upheld(2, since);
        // Of a part: who takes the whole ends what repeats to them.
        assert_eq!(court.outcome_of(3, MembershipAction::Leave {}), "admitted");
        let before = court.held(&own);
        let (against, assets, breaches) = (Vec::new(), None, vec![number]);
        let take = ExitAction::Take { against, assets, breaches, least: Vec::new(), part: 999_999 };
        assert_eq!(court.outcome_of(3, take), "admitted");
        assert_eq!(court.held(&own) - before, gets, "{times}");
    }
}

/// EXI-18, EXI-19: what stands still comes as soon as the freeze is lifted, so it counts as what runs: it is kept apart of a
/// part, as anything that repeats, and ends with the whole, which it makes no less. Nothing of it comes besides.
#[test]
fn exi_19_what_stands_still_is_no_share_as_well() {
    let vault: AccountId = "fund-vault".parse().unwrap();
    let stream =
        |each: u64, times: u32, fund: &AccountId, to: &AccountId| SpendingAction::StartStream {
            amount: Amount::from(each * u64::from(times)),
            asset: eur(),
            category: None,
            each: Amount::from(each),
            every: Seconds::days(30),
            fund: fund.clone(),
            memo: None,
            pace: Pace::AtOnce,
            times,
            to: to.clone(),
        };
    // Who is paid what, by the members, and by the accused while they are accused; and what of it is on its way.
    let cases = [(true, false, 8_990), (false, true, 5_500), (false, false, 8_990)];
    for ((is_open, is_fed, apart), part) in
        cases.into_iter().flat_map(|case| [(case, 500_000), (case, 1_000_000)])
    {
        let mut court = Court::under(EQUAL, 10);
        let open = crate::modules::treasury::TreasuryAction::OpenAccount { account: vault.clone() };
        let founder = court.all[0].clone();
        court.society.act(&founder, open).unwrap();
        court.endow(10_000, common());
        court.endow(20_000, vault.clone());
        court.days(2);
        let own = AccountId::Person(court.person(4));
        let (by_all, by_accused) = match (is_open, is_fed) {
            (true, _) => (None, stream(10, 900, &common(), &own)),
            (false, true) => {
                (Some(stream(500, 12, &vault, &own)), stream(100, 80, &common(), &vault))
            }
            (false, false) => {
                (Some(stream(10, 900, &common(), &vault)), stream(10, 900, &vault, &own))
            }
        };
        if let Some(wage) = by_all {
            court.decide(wage);
        }
        let claim = court.raise(2, treasurer());
        let accused = court.all[1].clone();
        court.society.act(&accused, by_accused).unwrap();
        court.decide_claim(claim, true);
        court.days(1);
        let takes = ExitAction::Take {
            against: vec![],
            assets: None,
            breaches: vec![],
            least: Vec::new(),
            part,
        };
        let (before, pool) = (court.held(&own), court.held(&common()));
        assert_eq!(court.outcome_of(4, takes), "admitted");
        let (is_whole, case) = (part == 1_000_000, (is_open, is_fed, part));
        let fair = if is_whole { pool / 10 } else { (pool - apart) / 20 };
        assert_eq!(court.held(&own) - before, fair, "{case:?}");
        // It goes on, or what repeats to them is over: through however many funds it would have come.
        let took = court.held(&own);
        court.decide(BreachAction::Lift { claim });
        court.days(65);
        assert_eq!(court.held(&own) > took, !is_whole, "{case:?}");
    }
}
