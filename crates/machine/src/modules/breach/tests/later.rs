//! What was put in after a breach is worth what it is worth now, for as long as anybody may ask (EXI-17).

use super::*;
use crate::frame::context::Authority;
use crate::modules::exit::{ExitAction, query as exits};
use crate::modules::membership::MembershipAction;

impl Court {
    fn puts_in(&mut self, member: usize, amount: u64) {
        self.endow(amount, AccountId::Person(self.person(member)));
        let (amount, asset, to) = (Amount::from(amount), eur(), common());
        let gives = TreasuryAction::Transfer { amount, asset, category: None, memo: None, to };
        self.society.act(&self.all[member].clone(), gives).unwrap();
    }

    /// Three members put in 10,000 each; most of it is spent, and one of them puts in more on the next day.
    fn spent(vesting: &str, spent: u64, later: u32) -> (Self, u64) {
        let mut court = Self::under(&format!("share = \"by contributions\"\n{vesting}"), 8);
        for member in 3..6 {
            court.puts_in(member, 10_000);
        }
        court.days(1);
        let since = court.society.time;
        court.pays(1, spent).unwrap();
        court.days(1);
        court.puts_in(3, 20_000);
        court.days(later);
        let claim = court.claim(treasurer(), since);
        court.society.act(&court.all[2].clone(), claim).unwrap();
        let number = court.draw(2);
        court.decide_claim(number, true);
        (court, number)
    }

    fn gets(&mut self, member: usize, action: ExitAction) -> i128 {
        let own = AccountId::Person(self.person(member));
        let before = self.held(&own);
        self.society.act(&self.all[member].clone(), action).unwrap();
        self.held(&own) - before
    }
}

fn leave(breach: u64) -> ExitAction {
    ExitAction::Leave {
        against: Vec::new(),
        assets: None,
        breaches: vec![breach],
        least: Vec::new(),
    }
}

/// EXI-17: what was put in a day after a breach is known for as long as a claim on it is open, or its window: more
/// than a hundred days, and whoever puts in a cent does not make it forgotten.
#[test]
fn exi_17_what_was_put_in_later_is_known_until_the_window_closes() {
    let (mut court, claim) = Court::spent("", 24_000, 87);
    court.days(14);
    court.puts_in(3, 1);
    assert_eq!(court.held(&common()), 26_001);
    // 10,000 of before, and 20,001 of 50,001 of what there is now.
    assert_eq!(court.gets(3, leave(claim)), 10_000 + 10_400);
    assert_eq!(court.gets(4, leave(claim)) + court.gets(5, leave(claim)), 5_601);
}

/// EXI-17: when nobody asks any more, the days leave the state.
#[test]
fn exi_17_what_nobody_asks_for_is_forgotten() {
    let (mut court, _) = Court::spent("", 24_000, 10);
    let days = |court: &Court| {
        let key = format!("exit/contribution/{}/eur", court.person(3));
        let record = crate::frame::state::StateView::get(&court.society.state, &key).unwrap();
        let record: crate::modules::exit::Contribution = serde_json::from_slice(&record).unwrap();
        record.late.len()
    };
    court.days(95);
    court.puts_in(3, 1);
    assert_eq!(days(&court), 1, "the window closed long ago");
}

/// EXI-17: of what somebody gives up, the first is given up first: while a claim still grows, too.
#[test]
fn exi_17_what_vested_is_the_first_that_was_put_in() {
    let (mut court, claim) = Court::spent("vesting = \"110 days\"", 24_000, 47);
    let person = court.person(3);
    let (charter, running) = {
        let context = court.society.context(Authority::Rule { rule: "test".into() });
        (context.charter.clone(), context.running)
    };
    let ask =
        exits::Ask { against: &[], assets: None, breaches: &[claim], part: 1_000_000, person };
    let offer = exits::offer(&ask, &charter, running, &court.society.state).unwrap();
    let row = &offer.rows[0];
    assert!((10_001..20_000).contains(&row.burns.minor_units()), "{row:?}");
    assert_eq!(row.burns_before, [(claim, Amount::from(10_000))]);
}

/// EXI-17: and whoever left takes it in parts or at once: the first is given up first all the same, and parts are no
/// more than the whole.
#[test]
fn exi_17_parts_of_it_are_no_more_than_the_whole() {
    let got = [&[1_000_000_u64][..], &[500_000, 1_000_000], &[100_000, 700_000, 1_000_000]];
    let got = got.map(|parts| {
        let (mut court, claim) = Court::spent("", 27_000, 0);
        let gone = court.all[3].clone();
        court.society.act(&gone, MembershipAction::Leave {}).unwrap();
        let take = |part| {
            let (against, assets, breach) = (Vec::new(), None, Some(claim));
            ExitAction::Take {
                against,
                assets,
                breaches: breach.into_iter().collect(),
                least: Vec::new(),
                part,
            }
        };
        parts.iter().map(|part| court.gets(3, take(*part))).sum::<i128>()
    });
    // What is taken at the value before leaves less of the present one, for who takes the rest later, too.
    assert_eq!(got, [19_200, 16_885, 17_350]);
}

impl Court {
    fn amends(&mut self, text: &str) {
        let replaces = crate::modules::charter::query::current(&self.society.state).hash;
        let text = self.society.records.insert(text.as_bytes().to_vec());
        self.decide_by(
            "amendment",
            crate::modules::charter::CharterAction::Amend { replaces, text },
        );
        self.days(2);
        let now = crate::modules::charter::query::current(&self.society.state).hash;
        assert_eq!(now, text);
    }
}

/// EXI-17: dropping `[breach]` from the charter, or the share for a while, leaves the windows that are open as they are:
/// what is put in then is worth what it is worth now.
#[test]
fn exi_17_a_charter_without_breaches_forgets_nothing_that_is_asked() {
    let share = "share = \"by contributions\"";
    let charter = |exit: &str| CHARTER.replace("CHANCE", &by_beacon()).replace("EXIT", exit);
    let whole = charter(share);
    let (from, to) = (whole.find("[breach]").unwrap(), whole.find("[fork]").unwrap());
    let dropped = [&whole[..from], &whole[to..]].concat();
    let none = charter("share = \"none\"");
    let got = [None, Some((&dropped, None)), Some((&none, Some(&whole)))].map(|change| {
        let mut court = Court::under(share, 8);
        for member in 3..6 {
            court.puts_in(member, 10_000);
        }
        court.days(1);
        let since = court.society.time;
        court.pays(1, 24_000).unwrap();
        court.days(1);
        let claim = court.claim(treasurer(), since);
        court.society.act(&court.all[2].clone(), claim).unwrap();
        let number = court.draw(2);
        court.decide_claim(number, true);
        if let Some((text, _)) = change {
            court.amends(text);
        }
        court.puts_in(3, 20_000);
        if let Some((_, Some(back))) = change {
            court.amends(back);
        }
        [3, 4, 5].map(|member| court.gets(member, leave(number)))
    });
    assert_eq!(got, [[20_400, 5_600, 0]; 3]);
}
