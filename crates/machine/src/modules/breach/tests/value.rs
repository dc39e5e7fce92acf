//! What who leaves after a breach is paid: the value on the morning of its day.

use super::*;
use crate::modules::exit::{self, ExitAction};

fn leave(breach: Option<u64>) -> ExitAction {
    ExitAction::Leave {
        against: Vec::new(),
        assets: None,
        breaches: breach.into_iter().collect(),
        least: Vec::new(),
    }
}

fn take(breach: Option<u64>, part: u64) -> ExitAction {
    ExitAction::Take {
        against: Vec::new(),
        assets: None,
        breaches: breach.into_iter().collect(),
        least: Vec::new(),
        part,
    }
}

impl Court {
    fn exit(&mut self, member: usize, action: ExitAction) -> Result<i128, String> {
        let own = AccountId::Person(self.person(member));
        let before = self.held(&own);
        let actor = self.all[member].clone();
        self.society.act(&actor, action).map_err(|refusal| refusal.code)?;
        Ok(self.held(&own) - before)
    }

    /// The treasurer takes a part of the fund; the panel says so.
    fn robbed(&mut self, taken: u64) -> u64 {
        self.days(1);
        self.pays(1, taken).unwrap();
        self.convict(2, treasurer())
    }
}

/// EXI-15, EXI-16: ten members share 1,000; the treasurer takes 600 of it. Who leaves after that takes
/// 100, not 40.
#[test]
fn exi_15_who_leaves_is_paid_the_value_before_the_breach() {
    let mut court = Court::under(EQUAL, 10);
    court.endow(1_000, common());
    let breach = court.robbed(600);
    assert_eq!(court.exit(4, leave(Some(breach))), Ok(100));
    assert_eq!(court.exit(5, leave(None)), Ok(33), "at the present value: 300 of nine");
    assert_eq!(court.exit(6, leave(Some(breach))), Ok(100));
    assert_eq!(court.exit(7, leave(Some(breach))), Ok(100));
    assert_eq!(court.exit(8, leave(Some(breach))), Ok(67), "no more than there is");
}

/// EXI-17: what all who leave at it are paid together is no more than there was, by contributions too.
#[test]
fn exi_15_contributions_count_as_they_did() {
    let mut court = Court::under("share = \"by contributions\"", 6);
    for member in 2..6 {
        let own = AccountId::Person(court.person(member));
        court.endow(1_000, own);
        let pay = TreasuryAction::Transfer {
            amount: Amount::from(1_000_u64),
            asset: eur(),
            category: None,
            memo: None,
            to: common(),
        };
        court.society.act(&court.all[member].clone(), pay).unwrap();
    }
    let breach = court.robbed(2_000);
    assert_eq!(court.exit(3, leave(Some(breach))), Ok(1_000));
    assert_eq!(court.exit(4, leave(None)), Ok(333));
    assert_eq!(court.exit(5, leave(Some(breach))), Ok(667));
}

/// EXI-17: what somebody puts in after the breach is worth what it is worth now, and takes nothing of the value
/// before from the others: otherwise one who gives for a moment ends the window for everybody.
#[test]
fn exi_17_what_is_put_in_later_takes_nothing_of_the_value_before() {
    let mut court = Court::under("share = \"by contributions\"", 8);
    let gives = |court: &mut Court, member: usize, amount: u64| {
        court.endow(amount, AccountId::Person(court.person(member)));
        let (amount, asset, to) = (Amount::from(amount), eur(), common());
        let give = TreasuryAction::Transfer { amount, asset, category: None, memo: None, to };
        court.society.act(&court.all[member].clone(), give).unwrap();
    };
    for member in 3..6 {
        gives(&mut court, member, 10_000);
    }
    let breach = court.robbed(24_000);
    gives(&mut court, 3, 20_000);
    assert_eq!(court.held(&common()), 26_000);
    // 10,000 of then, and 20,000 of 50,000 of what there is now.
    assert_eq!(court.exit(3, leave(Some(breach))), Ok(10_000 + 10_400));
    court.endow(12_000, common());
    assert_eq!(court.exit(4, leave(Some(breach))), Ok(10_000), "as if nobody had put in more");
    assert_eq!(court.exit(5, leave(Some(breach))), Ok(7_600), "no more than there is");
}

#[test]
fn exi_16_for_good_and_by_those_who_were_there() {
    let mut court = Court::under(EQUAL, 10);
    court.endow(1_000, common());
    court.days(3);
    let late = joined(&mut court.society, "late");
    court.all.push(late);
    court.pays(1, 600).unwrap();
    let claim = court.raise(2, treasurer());
    assert_eq!(court.exit(4, leave(Some(claim))), Err("exit.no_window".into()), "no ruling yet");
    court.decide_claim(claim, true);
    assert_eq!(court.exit(10, leave(Some(claim))), Err("exit.after_breach".into()));
    assert_eq!(court.exit(4, take(Some(claim), 1_000_000)), Err("exit.part_of_breach".into()));
    assert_eq!(court.exit(4, leave(Some(9))), Err("exit.no_window".into()));
    // Who left without a share takes it at that value, too.
    let gone = court.all[5].clone();
    court.society.act(&gone, crate::modules::membership::MembershipAction::Leave {}).unwrap();
    assert_eq!(court.exit(5, take(Some(claim), 500_000)), Ok(50));
    assert_eq!(court.exit(5, take(Some(claim), 1_000_000)), Ok(50));
    assert_eq!(court.exit(5, take(Some(claim), 1_000_000)), Err("exit.nothing".into()));
    court.days(21);
    assert_eq!(court.exit(4, leave(Some(claim))), Err("exit.no_window".into()));
    assert_eq!(exit::query::windows(&court.society.state, 9), Vec::new());
}

/// EXI-15: the morning of a past day is found, however much happened on it and since; two months back,
/// and in a fund in which nothing moved.
#[test]
fn exi_15_the_morning_of_any_day_is_known() {
    let mut court = Court::under(EQUAL, 10);
    let house = AccountId::Fund("house".into());
    court.endow(500, house.clone());
    court.endow(1_000, common());
    let mut mornings = Vec::new();
    for _ in 0..80 {
        court.days(1);
        mornings.push((court.society.time, court.held(&common())));
        court.endow(7, common());
        court.pays(1, 3).unwrap();
    }
    let charter =
        court.society.context(crate::frame::context::Authority::Rule { rule: "t".into() });
    let charter = charter.charter.clone();
    for (time, held) in mornings {
        let rows = exit::query::before(&charter, time, &court.society.state);
        let of = |fund: &AccountId| rows.iter().find(|row| row.fund == *fund).unwrap();
        assert_eq!(of(&common()).value.minor_units(), held);
        assert_eq!(of(&house).value.minor_units(), 500);
        assert_eq!(of(&house).total.minor_units(), 10_000_000);
    }
}

/// EXI-17: of days that nobody can ask for, nothing is kept.
#[test]
fn exi_17_days_long_past_leave_the_state() {
    use crate::frame::state::StateView as _;
    let mut court = Court::under(EQUAL, 4);
    for _ in 0..250 {
        court.days(1);
        court.endow(7, common());
    }
    let kept = court.society.state.scan("exit/day-fund/fund-common/", None, 1_000);
    assert!((100..=103).contains(&kept.len()), "{}", kept.len());
}

/// EXI-15: a share that is worth more now is paid at what it is worth now.
#[test]
fn exi_15_nobody_is_paid_less_for_naming_a_breach() {
    let mut court = Court::under(EQUAL, 10);
    court.endow(1_000, common());
    let breach = court.robbed(600);
    court.endow(9_600, common());
    assert_eq!(court.exit(4, leave(Some(breach))), Ok(1_000));
}

/// EXI-15: where shares that are held count, they are worth what they are.
#[test]
fn exi_15_shares_that_are_held_have_no_value_before() {
    let exit = "share = \"by shares\"\nshares = \"SHR\"";
    let charter = CHARTER.replace("CHANCE", &by_beacon()).replace("EXIT", exit);
    let charter =
        charter.replace("power = [\n", "asset = [{ id = \"SHR\", decimals = 0 }]\npower = [\n");
    let mut society = Society::under(&charter);
    let context = society.context(crate::frame::context::Authority::Rule { rule: "t".into() });
    let (charter, now) = (context.charter.clone(), context.now);
    assert_eq!(exit::query::before(&charter, now, &society.state), Vec::new());
}

/// EXI-16: whoever was accused, in person or as a holder of the office, takes the present value: what the breach
/// took is not made good to who took it.
#[test]
fn exi_16_who_was_accused_leaves_at_the_present_value() {
    let mut court = Court::under(EQUAL, 10);
    court.endow(1_000, common());
    let breach = court.robbed(600);
    assert_eq!(court.exit(1, leave(Some(breach))), Err("exit.accused".into()));
    assert_eq!(court.exit(1, leave(None)), Ok(40), "a tenth of what is left");

    let mut court = Court::under(EQUAL, 10);
    court.endow(1_000, common());
    court.days(1);
    court.pays(1, 600).unwrap();
    let (thief, accused) = (court.all[1].clone(), Accused::Person(court.person(1)));
    let claim = court.raise(2, accused);
    // Leaving before the ruling, without the share, is no way round.
    court.society.act(&thief, crate::modules::membership::MembershipAction::Leave {}).unwrap();
    court.decide_claim(claim, true);
    assert_eq!(court.exit(1, take(Some(claim), 1_000_000)), Err("exit.accused".into()));
}

/// EXI-15: a value is reckoned by the rule under which it was written down. When the members change how a
/// share is counted, the old figures are of other units, and nobody is paid by them.
#[test]
fn exi_15_a_value_before_is_by_the_rule_of_then() {
    let by_contributions = "share = \"by contributions\"";
    for (then, now) in [(by_contributions, EQUAL), (EQUAL, by_contributions)] {
        let mut court = Court::under(then, 10);
        for member in 2..10 {
            let own = AccountId::Person(court.person(member));
            court.endow(100, own);
            let (amount, category, memo) = (Amount::from(100_u64), None, None);
            let pay =
                TreasuryAction::Transfer { amount, asset: eur(), category, memo, to: common() };
            court.society.act(&court.all[member].clone(), pay).unwrap();
        }
        let breach = court.robbed(400);
        let old = crate::modules::charter::query::current(&court.society.state).hash;
        let text = CHARTER.replace("CHANCE", &by_beacon()).replace("EXIT", now);
        let text = court.society.records.insert(text.into_bytes());
        let amend = crate::modules::charter::CharterAction::Amend { replaces: old, text };
        let amend = propose(&mut court.society, "amendment", vec![amend.into()]);
        court.society.act(&court.all[0].clone(), amend).unwrap();
        court.carry();
        court.days(2);
        assert_ne!(crate::modules::charter::query::current(&court.society.state).hash, old);
        let paid = court.exit(4, leave(Some(breach))).unwrap();
        assert!((40..=50).contains(&paid), "from {then} to {now}: {paid}, not the whole fund");
    }
}

/// FOR-4: a faction that leaves after a breach takes what each of them would take alone: the value before, but for
/// whoever was accused and whoever came after it; together no more than there was.
#[test]
fn for_4_who_forks_after_a_breach_leaves_at_the_value_before() {
    use crate::modules::fork::ForkAction;
    let mut court = Court::under(EQUAL, 10);
    court.endow(1_000, common());
    let breach = court.robbed(600);
    let late = joined(&mut court.society, "late");
    court.all.push(late);
    court.days(2);
    let text = court.society.records.insert(b"Away from here.".to_vec());
    let announce = ForkAction::Announce { charter: None, pool: None, text };
    court.society.act(&court.all[3].clone(), announce).unwrap();
    for member in [1, 3, 4, 5, 10] {
        let join = ForkAction::Join { fork: 1, pooled: false };
        court.society.act(&court.all[member].clone(), join).unwrap();
    }
    let before: Vec<i128> =
        (0..11).map(|member| court.held(&AccountId::Person(court.person(member)))).collect();
    court.days(4);
    let paid = |court: &Court, member: usize| {
        court.held(&AccountId::Person(court.person(member))) - before[member]
    };
    for member in [3, 4, 5] {
        assert_eq!(paid(&court, member), 100, "a tenth of 1,000, not of 400");
    }
    for member in [1, 10] {
        assert!(paid(&court, member) <= 400 / 7, "{member}: {}", paid(&court, member));
    }
    let all: i128 = (0..11).map(|member| paid(&court, member)).sum();
    assert_eq!(court.held(&common()), 400 - all);
    // Nobody takes it twice, by the fork and alone.
    assert_eq!(court.exit(3, take(Some(breach), 1_000_000)), Err("exit.nothing".into()));
}
