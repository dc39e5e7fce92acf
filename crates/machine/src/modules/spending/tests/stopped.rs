//! What members stopped is known again in whatever words, by whatever line, in however many pieces (POW-15).

use polity_types::Hash;

use super::super::{Pace, SpendingAction};
use super::{CHARTER, Line, Scene, account, amount, approve, asset, category, line, request};
use crate::Action;
use crate::modules::governance::{GovernanceAction, Target};
use crate::modules::treasury::{AccountId, TreasuryAction};
use crate::testing::Actor;

/// What more the founder may: pay out, book and pay euros at a place outside.
const MORE: &str = r#"{ id = "paying-out-2", may = "spending.pay", who = "decision: ordinary" },
  { id = "outside", may = "treasury.open_outside", who = "founder" },
  { id = "booking", may = "treasury.receive", who = "founder" },
  { id = "euros", may = "treasury.pay", who = "founder", up_to = "9000 EUR per 30 days", grace = "1 day", challenge = "30%" },
  { id = "bills", may = "spending.pay_batch", who = "founder", up_to = "9000 EUR per 30 days" },
"#;
const EURO: &str =
    "[[asset]]\nid = \"EUR\"\ndecimals = 2\nname = \"Euro\"\nheld_by = \"a bank\"\n\n";

/// The founder pays after a day unless three in ten object; a second fund, and a place outside for euros.
fn scene() -> Scene {
    scene_with(|text| text)
}

/// The same under a text that is altered once more.
pub(super) fn scene_with(altered: impl FnOnce(String) -> String) -> Scene {
    let waits = ", grace = \"1 day\", challenge = \"30%\" }";
    let mut text = CHARTER.replacen("[[decision]]", &format!("{EURO}[[decision]]"), 1);
    for line in ["  { id = \"paying\",", "  { id = \"paying-out\","] {
        let start = text.find(line).unwrap();
        let end = text[start..].find(" }").unwrap();
        text.replace_range(start + end..start + end + 2, waits);
    }
    text =
        text.replacen("  { id = \"paying-out\",", &format!("  {MORE}  {{ id = \"paying-out\","), 1);
    let mut scene = Scene::under(&altered(text));
    let founder = scene.founder.clone();
    let open = TreasuryAction::OpenAccount { account: account("fund-other") };
    scene.society.act(&founder, open).unwrap();
    let terms = scene.society.records.insert(b"At the bank.".to_vec());
    let open = TreasuryAction::OpenOutside { account: account("external-bank"), terms };
    scene.society.act(&founder, open).unwrap();
    scene
}

pub(super) fn pay(minor_units: i128, to: AccountId, from: &str, said: bool) -> Action {
    let pay = TreasuryAction::Pay {
        amount: amount(minor_units),
        asset: asset(),
        category: said.then(|| category("expense:other")).flatten(),
        from: account(from),
        memo: said.then(|| Hash::of(b"For something else.")),
        to,
    };
    pay.into()
}

pub(super) fn to(actor: &Actor) -> AccountId {
    AccountId::Person(actor.person)
}

fn batch(lines: Vec<Line>) -> Action {
    let all = lines.iter().map(|line| line.amount.minor_units()).sum();
    let (fund, memo) = (account("fund-common"), None);
    let amount = amount(all);
    SpendingAction::PayBatch { amount, asset: asset(), category: None, fund, lines, memo }.into()
}

fn stream(each: i128, times: u32, to: AccountId) -> Action {
    let stream = SpendingAction::StartStream {
        amount: amount(each.saturating_mul(i128::from(times))),
        asset: asset(),
        category: None,
        each: amount(each),
        every: polity_types::Seconds::days(1),
        fund: account("fund-common"),
        memo: None,
        pace: Pace::AtOnce,
        times,
        to,
    };
    stream.into()
}

impl Scene {
    /// Has the founder announce an act, and half of the members stop it.
    pub(super) fn stopped(&mut self, action: Action) {
        let founder = self.founder.clone();
        self.society.act(&founder, action).unwrap();
        let number = crate::modules::charter::query::announced(&self.society.state);
        for member in [self.ana.clone(), self.cleo.clone()] {
            let target = Target::Act { number };
            self.society.act(&member, GovernanceAction::Object { target }).unwrap();
        }
    }
}

/// POW-15: neither other words, nor another fund, nor another action, nor a little less make another act of what
/// members stopped.
#[test]
fn pow_15_a_payment_that_members_stopped_comes_in_no_other_form() {
    let mut scene = scene();
    let (founder, ana, ben) = (scene.founder.clone(), scene.ana.clone(), scene.ben.clone());
    let asked = scene.request(&ana, request(vec![line(900, &ben)], "expense"));
    scene.stopped(pay(900, to(&ben), "fund-common", false));
    let issue = |minor_units| {
        let (amount, asset, to) = (amount(minor_units), asset(), to(&ben));
        Action::from(TreasuryAction::Issue { amount, asset, category: None, memo: None, to })
    };
    let forms: Vec<(&str, Action)> = vec![
        ("the same", pay(900, to(&ben), "fund-common", false)),
        ("other words", pay(900, to(&ben), "fund-common", true)),
        ("another fund", pay(900, to(&ben), "fund-other", true)),
        ("a cent less", pay(899, to(&ben), "fund-common", false)),
        ("more", pay(1_900, to(&ben), "fund-common", false)),
        ("more than half", pay(451, to(&ben), "fund-common", false)),
        ("new credit", issue(900)),
        ("a batch", batch(vec![line(1, &ana), line(900, &ben)])),
        ("again and again", stream(75, 12, to(&ben))),
        ("a request", approve(asked, 900).into()),
    ];
    for (form, action) in forms {
        let refused = scene.society.act(&founder, action).unwrap_err();
        assert_eq!(
            (refused.code.as_str(), refused.rule.as_str()),
            ("charter.at_vote", "POW-7"),
            "{form}"
        );
        let told = "until it is over person";
        assert!(refused.message.contains(told), "{form}: {}", refused.message);
        assert!(
            refused.message.ends_with("gets at most 4.50 BOX more."),
            "{form}: {}",
            refused.message
        );
    }
    // What others get goes on, and of this at most half, in however many pieces.
    assert_eq!(scene.code(&founder, pay(900, to(&ana), "fund-common", false)), None);
    assert_eq!(scene.code(&founder, batch(vec![line(250, &ben), line(500, &ana)])), None);
    assert_eq!(scene.code(&founder, issue(200)), None);
    assert_eq!(scene.code(&founder, issue(1)).as_deref(), Some("charter.at_vote"));
    // The members may decide it at any time, and what they do does not count.
    assert_eq!(scene.decide(issue(900)), None);
    assert_eq!(scene.held_by(&ben), 1_350);
    scene.wait(3);
    assert_eq!(scene.code(&founder, issue(900)), None, "the vote is over");
}

/// POW-15: of several acts that members sent back in one proposal none is done alone, in whatever form, nor all as one;
/// what else there is room for is, and what others get.
#[test]
fn pow_15_of_several_acts_that_were_stopped_none_is_done_alone() {
    let mut scene = scene_with(|text| {
        let start = text.find("  { id = \"paying-2\",").unwrap();
        let end = start + text[start..].find(" }").unwrap();
        let waits = ", grace = \"1 day\", challenge = \"30%\"";
        [&text[..end], waits, &text[end..]].concat()
    });
    let (founder, ana, ben) = (scene.founder.clone(), scene.ana.clone(), scene.ben.clone());
    scene.wait(30);
    assert_eq!(scene.code(&founder, batch(vec![line(1_800, &ben)])), None);
    scene.wait(30);
    let acts = [300, 500].map(|minor_units| pay(minor_units, to(&ben), "fund-common", false));
    let number = scene.passed("ordinary", acts.to_vec());
    for member in [ana.clone(), scene.cleo.clone()] {
        let target = Target::Proposal { number };
        scene.society.act(&member, GovernanceAction::Object { target }).unwrap();
    }
    // A thousand is left beside it.
    for minor_units in [300, 500, 800] {
        let forms: Vec<Action> = vec![
            pay(minor_units, to(&ben), "fund-common", false),
            pay(minor_units, to(&ben), "fund-other", true),
            batch(vec![line(minor_units, &ben), line(1, &ana)]),
            issue(minor_units, to(&ben)),
        ];
        for form in forms {
            let refused = scene.society.act(&founder, form).unwrap_err();
            assert_eq!(refused.code, "charter.at_vote", "{minor_units}");
            assert!(refused.message.ends_with("puts it to the vote."), "{}", refused.message);
        }
        assert_eq!(scene.code(&founder, issue(minor_units, to(&ana))), None);
    }
    assert_eq!(scene.code(&founder, issue(301, to(&ben))), None);
    assert_eq!(scene.code(&founder, issue(699, to(&ben))), None);
    assert_eq!(scene.code(&founder, issue(1, to(&ben))).as_deref(), Some("charter.at_vote"));
    scene.wait(5);
    assert_eq!(scene.code(&founder, issue(300, to(&ben))), None, "the vote is over");
}

/// POW-15: two halves that wait beside each other come to the whole; the second fails.
#[test]
fn pow_15_what_was_announced_in_pieces_counts_together() {
    let mut scene = scene();
    let (founder, ben) = (scene.founder.clone(), scene.ben.clone());
    scene.stopped(pay(900, to(&ben), "fund-common", false));
    for _ in 0..2 {
        assert_eq!(scene.code(&founder, pay(400, to(&ben), "fund-common", true)), None);
    }
    // The vote takes two days.
    scene.wait(1);
    assert_eq!(scene.held_by(&ben), 400);
}

/// POW-15: for whom money goes on from a place outside, and for whom else it came in there, no machine knows: there
/// the sum is what it is known by.
#[test]
fn pow_15_at_a_place_outside_the_sum_is_known() {
    let mut scene = scene();
    let (founder, bank) = (scene.founder.clone(), account("external-bank"));
    let euros = || "EUR".parse().unwrap();
    let book = TreasuryAction::Receive {
        amount: amount(5_000),
        asset: euros(),
        category: None,
        from: bank.clone(),
        memo: None,
        to: account("fund-common"),
    };
    scene.society.act(&founder, book).unwrap();
    let bill = |minor_units, said: Option<&[u8]>| {
        Action::from(TreasuryAction::Pay {
            amount: amount(minor_units),
            asset: euros(),
            category: None,
            from: account("fund-common"),
            memo: said.map(Hash::of),
            to: bank.clone(),
        })
    };
    scene.stopped(bill(900, None));
    let same = scene.code(&founder, bill(900, Some(b"Rent")));
    assert_eq!(same.as_deref(), Some("charter.at_vote"));
    let in_a_batch = SpendingAction::PayBatch {
        amount: amount(900),
        asset: euros(),
        category: None,
        fund: account("fund-other"),
        lines: vec![Line { amount: amount(900), to: bank.clone() }],
        memo: None,
    };
    assert_eq!(scene.code(&founder, in_a_batch).as_deref(), Some("charter.at_vote"));
    assert_eq!(scene.code(&founder, bill(1_200, None)), None);
}

/// POW-15: what is new is no other thing under another name, and what is said of a budget no other budget.
#[test]
fn pow_15_a_new_name_makes_no_other_act() {
    let grace = ", grace = \"2 days\", challenge = \"30%\" }";
    let opening = "who = \"founder\" },\n  { id = \"issuing\",";
    let decided =
        "{ id = \"opening-2\", may = \"treasury.open_account\", who = \"decision: ordinary\" },";
    assert!(CHARTER.contains(opening));
    let text = CHARTER.replacen(
        opening,
        &format!("who = \"founder\"{grace},\n  {decided}\n  {{ id = \"issuing\","),
        1,
    );
    let mut scene = Scene::under(&text);
    let founder = scene.founder.clone();
    let open = |name: &str| Action::from(TreasuryAction::OpenAccount { account: account(name) });
    scene.stopped(open("fund-slush"));
    assert_eq!(scene.code(&founder, open("fund-slush-2")).as_deref(), Some("charter.at_vote"));
    assert_eq!(scene.decide(open("fund-garden")), None, "members may");
}

/// POW-15, SPE-7: signatures do not pay what members stopped before their vote is over.
#[test]
fn pow_15_signatures_do_not_pay_what_members_stopped() {
    let mut scene = scene();
    let (founder, ana, ben, cleo) =
        (scene.founder.clone(), scene.ana.clone(), scene.ben.clone(), scene.cleo.clone());
    let number = scene.request(&ben, request(vec![line(900, &ben)], "expense"));
    scene.society.act(&founder, approve(number, 900)).unwrap();
    scene.stopped(SpendingAction::Pay { request: number }.into());
    let set = super::signers::signers(2, &[&ana, &cleo]);
    assert_eq!(scene.code(&founder, set), None);
    for signer in [&ana, &cleo] {
        assert_eq!(scene.code(signer, SpendingAction::Sign { request: number }), None);
    }
    assert_eq!(scene.held_by(&ben), 0);
    scene.wait(4);
    assert_eq!(scene.code(&ana, SpendingAction::Sign { request: number }), None);
    assert_eq!(scene.held_by(&ben), 900);
}

/// New credit for somebody.
pub(super) fn issue(minor_units: i128, to: AccountId) -> Action {
    let (amount, asset) = (amount(minor_units), asset());
    TreasuryAction::Issue { amount, asset, category: None, memo: None, to }.into()
}

/// POW-15: a cent that members stopped shuts nobody out from what they get anyway: in thirty days as much as in the
/// best of the three times thirty before, by others than the members, but for the cent, and no more.
#[test]
fn pow_15_a_cent_shuts_nobody_out() {
    let mut scene = scene();
    let (founder, ana, ben) = (scene.founder.clone(), scene.ana.clone(), scene.ben.clone());
    scene.wait(30);
    assert_eq!(scene.code(&founder, issue(900, to(&ben))), None);
    // Somebody who gets by the members alone gets nothing by others anyway.
    assert_eq!(scene.decide(issue(900, to(&ana))), None);
    for month in 0..6 {
        // What they get falls by the cent, once the month before the first is no more looked at.
        let most = if month < 3 { 899 } else { 898 };
        scene.wait(30);
        let refused = Some("charter.at_vote");
        for payee in [&ana, &ben] {
            scene.stopped(pay(1, to(payee), "fund-common", false));
        }
        assert_eq!(scene.code(&founder, issue(2, to(&ana))).as_deref(), refused, "{month}");
        assert_eq!(
            scene.code(&founder, batch(vec![line(most + 1, &ben)])).as_deref(),
            refused,
            "{month}"
        );
        assert_eq!(scene.code(&founder, issue(most + 1, to(&ben))).as_deref(), refused, "{month}");
        assert_eq!(scene.code(&founder, batch(vec![line(400, &ben)])), None, "{month}");
        assert_eq!(scene.code(&founder, issue(most - 400, to(&ben))), None, "{month}");
        assert_eq!(scene.code(&founder, issue(1, to(&ben))).as_deref(), refused, "{month}");
    }
    // Nor from what comes every quarter, whatever little comes between.
    scene.wait(90);
    scene.stopped(pay(1, to(&ben), "fund-common", false));
    assert_eq!(scene.code(&founder, issue(897, to(&ben))), None);
    for _ in 0..2 {
        scene.wait(30);
        assert_eq!(scene.code(&founder, issue(1, to(&ben))), None);
    }
    scene.wait(30);
    scene.stopped(pay(1, to(&ben), "fund-common", false));
    assert_eq!(scene.code(&founder, issue(896, to(&ben))), None);
    // Whoever got nothing for three times thirty days is shut out like anybody else.
    scene.wait(120);
    scene.stopped(pay(1, to(&ben), "fund-common", false));
    let refused = scene.society.act(&founder, issue(1, to(&ben))).unwrap_err();
    assert!(refused.message.ends_with("gets at most 0.00 BOX more."), "{}", refused.message);
}

/// POW-15: whoever is paid by requests is paid on, and what is only approved is not what they got.
#[test]
fn pow_15_requests_are_paid_as_before() {
    let mut scene = scene();
    let (founder, ben) = (scene.founder.clone(), scene.ben.clone());
    let ask = |scene: &mut Scene, amount| {
        let number = scene.request(&ben, request(vec![line(amount, &ben)], "expense"));
        let approved = scene.code(&founder, approve(number, amount));
        (number, approved)
    };
    let pay_out = |scene: &mut Scene, number| {
        let code = scene.code(&founder, SpendingAction::Pay { request: number });
        scene.wait(2);
        code
    };
    // Approved and not paid: nothing yet.
    let (waiting, approved) = ask(&mut scene, 900);
    assert_eq!(approved, None);
    scene.wait(30);
    scene.stopped(pay(1, to(&ben), "fund-common", false));
    assert_eq!(pay_out(&mut scene, waiting).as_deref(), Some("charter.at_vote"));
    scene.wait(1);
    assert_eq!(pay_out(&mut scene, waiting), None);
    assert_eq!(scene.held_by(&ben), 900);
    // Now it is what they get.
    scene.wait(30);
    scene.stopped(pay(1, to(&ben), "fund-common", false));
    let (number, approved) = ask(&mut scene, 899);
    assert_eq!(approved, None);
    assert_eq!(pay_out(&mut scene, number), None);
    assert_eq!(scene.held_by(&ben), 1_799);
}

/// POW-15: what members stopped is not what somebody gets anyway, however much they get: the same is not done beside the
/// vote, nor in other words, and of a part of it only what is left beside it.
#[test]
fn pow_15_a_wage_that_members_stopped_is_not_paid() {
    let refused = Some("charter.at_vote");
    for (stopped, left) in [(900, 450), (600, 300), (440, 460), (300, 600)] {
        let mut scene = scene();
        let (founder, ben) = (scene.founder.clone(), scene.ben.clone());
        scene.wait(30);
        assert_eq!(scene.code(&founder, batch(vec![line(900, &ben)])), None);
        scene.wait(30);
        scene.stopped(pay(stopped, to(&ben), "fund-common", false));
        let (more, same) =
            (|| batch(vec![line(left + 1, &ben)]), || batch(vec![line(stopped, &ben)]));
        assert_eq!(scene.code(&founder, same()).as_deref(), refused, "{stopped}");
        assert_eq!(scene.code(&founder, more()).as_deref(), refused, "{stopped}");
        assert_eq!(scene.code(&founder, batch(vec![line(left, &ben)])), None, "{stopped}");
        assert_eq!(scene.code(&founder, issue(1, to(&ben))).as_deref(), refused, "{stopped}");
    }
}

/// POW-15: what repeats is what somebody got as far as it was paid: none of it if it ended at once.
#[test]
fn pow_15_what_repeats_counts_as_it_is_paid() {
    for (paid, left) in [(1, 9), (3, 29)] {
        let mut scene = scene();
        let (founder, ben) = (scene.founder.clone(), scene.ben.clone());
        scene.wait(30);
        assert_eq!(scene.code(&founder, stream(10, 900, to(&ben))), None);
        scene.wait(paid - 1);
        assert_eq!(scene.code(&founder, SpendingAction::StopStream { stream: 1 }), None);
        assert_eq!(scene.held_by(&ben), 10 * i128::from(paid));
        scene.wait(30);
        scene.stopped(pay(1, to(&ben), "fund-common", false));
        let more = scene.code(&founder, issue(left + 1, to(&ben)));
        assert_eq!(more.as_deref(), Some("charter.at_vote"), "{paid}");
        assert_eq!(scene.code(&founder, issue(left, to(&ben))), None, "{paid}");
    }
}

/// POW-15: what was approved before members stopped something counts as it is paid, with all else: at most half of it.
#[test]
fn pow_15_what_was_approved_before_counts_as_it_is_paid() {
    let mut scene = scene();
    let (founder, ben) = (scene.founder.clone(), scene.ben.clone());
    let mut approved = Vec::new();
    for _ in 0..3 {
        let number = scene.request(&ben, request(vec![line(450, &ben)], "expense"));
        assert_eq!(scene.code(&founder, approve(number, 450)), None);
        approved.push(number);
    }
    scene.stopped(pay(900, to(&ben), "fund-common", false));
    for number in &approved {
        // They wait a day for objections, and are looked at again then.
        assert_eq!(scene.code(&founder, SpendingAction::Pay { request: *number }), None);
    }
    scene.wait(1);
    assert_eq!(scene.held_by(&ben), 450, "more would be more than half");
    // Once the vote is over the others are paid.
    scene.wait(3);
    for number in &approved[1..] {
        assert_eq!(scene.code(&founder, SpendingAction::Pay { request: *number }), None);
    }
    scene.wait(1);
    assert_eq!(scene.held_by(&ben), 1_350);
}

/// POW-15: two sums that members stopped leave no more than the rule does with both of them, whatever the sum is that is
/// tried instead.
#[test]
fn pow_15_what_was_stopped_twice_counts_together() {
    let mut scene = scene();
    let (founder, ana, ben, cleo) =
        (scene.founder.clone(), scene.ana.clone(), scene.ben.clone(), scene.cleo.clone());
    scene.wait(30);
    assert_eq!(scene.code(&founder, batch(vec![line(1_800, &ben)])), None);
    scene.wait(30);
    let waiting = [900, 890].map(|minor_units| {
        let announced = pay(minor_units, to(&ben), "fund-common", false);
        assert_eq!(scene.code(&founder, announced), None);
        crate::modules::charter::query::announced(&scene.society.state)
    });
    for (number, member) in waiting.into_iter().flat_map(|number| [(number, &ana), (number, &cleo)])
    {
        let target = Target::Act { number };
        scene.society.act(member, GovernanceAction::Object { target }).unwrap();
    }
    for minor_units in [1_800, 901, 900, 899, 890, 889, 446] {
        let refused =
            scene.society.act(&founder, batch(vec![line(minor_units, &ben)])).unwrap_err();
        assert!(refused.message.ends_with("gets at most 4.45 BOX more."), "{}", refused.message);
    }
    assert_eq!(scene.code(&founder, batch(vec![line(400, &ben)])), None);
    assert_eq!(scene.code(&founder, issue(46, to(&ben))).as_deref(), Some("charter.at_vote"));
    assert_eq!(scene.code(&founder, issue(45, to(&ben))), None);
}
