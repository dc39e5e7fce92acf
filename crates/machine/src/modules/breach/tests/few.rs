//! What keeps claims few: members who support one, what is put down instead, and how many one person raises
//! (BRE-13, BRE-14).

use polity_types::Scope;

use super::script::code;
use super::*;
use crate::modules::breach::query::escrow_of_claim;
use crate::modules::governance::PutDown;
use crate::modules::membership::MembershipAction;
use crate::testing::Auditor;

const SUPPORTED: &str = "sponsors = 2\ndeposit = \"5.00 EUR\"\ndeposit_to = \"fund-house\"";

impl Court {
    fn claims(&mut self, by: usize, deposit: Option<(u64, &str)>) -> String {
        let mut claim = self.claim(treasurer(), self.society.time);
        if let BreachAction::Raise { deposit: put_down, .. } = &mut claim {
            *put_down = deposit.map(|(amount, asset)| PutDown {
                amount: Amount::from(amount),
                asset: asset.parse().unwrap(),
            });
        }
        let actor = self.all[by].clone();
        code(self.society.act(&actor, claim))
    }

    fn supports(&mut self, by: usize, claim: u64) -> String {
        let actor = self.all[by].clone();
        code(self.society.act(&actor, BreachAction::Sponsor { claim }))
    }

    fn record(&self, claim: u64) -> crate::modules::breach::Claim {
        query::claim(&self.society.state, claim).unwrap()
    }
}

/// BRE-13: a claim waits for members past probation who are no party, and the panel is drawn without them.
#[test]
fn bre_13_a_claim_waits_for_members_who_support_it() {
    let mut court = Court::with(SUPPORTED, EQUAL, 12);
    let new = joined(&mut court.society, "new");
    court.all.push(new);
    assert_eq!(court.claims(2, None), "admitted");
    assert_eq!(court.standing(1), Standing::Waiting);
    assert_eq!((court.record(1).sitting, court.jury(1).len()), (0, 0), "nobody is drawn yet");
    let script = [
        (2, 1, "breach.party"),
        (12, 1, "breach.not_full_member"),
        (3, 9, "breach.no_claim"),
        (3, 1, "admitted"),
        (3, 1, "breach.already_sponsors"),
        // Whoever holds the accused office may: the charter's text is theirs too.
        (1, 1, "admitted"),
        (4, 1, "breach.other_standing"),
    ];
    for (line, (by, claim, expected)) in script.into_iter().enumerate() {
        assert_eq!(court.supports(by, claim), expected, "line {line}");
    }
    assert_eq!(court.standing(1), Standing::Open);
    let sitting = court.record(1).sitting;
    let excluded = crate::modules::panels::query::excluded(&court.society.state, sitting);
    let mut parties: Vec<PersonId> = [1, 2, 3].map(|member| court.person(member)).into();
    parties.sort_unstable();
    assert_eq!(excluded, parties, "who supports it does not rule on it");
    let claim = court.draw(2);
    court.decide_claim(claim, true);
    assert_eq!(court.standing(1), Standing::Upheld);
    // The person accused supports no claim against themselves.
    let by_name = court.claim(Accused::Person(court.person(5)), court.society.time);
    court.society.act(&court.all[2].clone(), by_name).unwrap();
    assert_eq!(court.supports(5, 2), "breach.party");
}

/// BRE-13: the panel's time begins with the draw; who is no member past probation any more does not count; and
/// without enough a claim lapses.
#[test]
fn bre_13_support_is_counted_when_the_last_one_comes() {
    let mut court = Court::with(SUPPORTED, EQUAL, 12);
    assert_eq!(court.claims(2, None), "admitted");
    assert_eq!(court.supports(3, 1), "admitted");
    court.society.act(&court.all[3].clone(), MembershipAction::Leave {}).unwrap();
    court.days(15);
    assert_eq!(court.supports(4, 1), "admitted");
    assert_eq!(court.standing(1), Standing::Waiting, "who left supports nothing");
    assert_eq!(court.supports(5, 1), "admitted");
    assert_eq!(court.record(1).sponsors, [court.person(4), court.person(5)]);
    let running = court.record(1).until.unwrap().at;
    let rule = crate::frame::context::Authority::Rule { rule: "agenda".into() };
    let now = court.society.context(rule).running;
    assert_eq!(running, now.after(Seconds::days(10)), "so long the panel rules");
    // Another claim finds nobody.
    assert_eq!(court.claims(6, None), "admitted");
    assert_eq!(court.claims(6, None), "breach.claim_open");
    court.days(29);
    assert_eq!(court.standing(2), Standing::Waiting);
    court.days(1);
    assert_eq!(court.standing(2), Standing::Lapsed);
    assert!(court.record(2).before.is_empty());
    assert_eq!(court.supports(7, 2), "breach.other_standing");
    assert_eq!(court.claims(6, None), "admitted", "who found nobody may try again");
}

/// BRE-13: what is put down is exactly what is asked, is there, and is given back unless the claim is
/// dismissed.
#[test]
fn bre_13_a_deposit_stands_in_for_support() {
    let mut court = Court::with(SUPPORTED, EQUAL, 12);
    let mut auditor = Auditor::default();
    auditor.hear(&court.society.genesis);
    for (line, (given, expected)) in [
        (Some((499, "EUR")), "breach.deposit"),
        (Some((501, "EUR")), "breach.deposit"),
        (Some((500, "BOX")), "breach.deposit"),
        (Some((500, "EUR")), "treasury.too_little"),
    ]
    .into_iter()
    .enumerate()
    {
        assert_eq!(court.claims(2, given), expected, "line {line}");
    }
    let own = AccountId::Person(court.person(2));
    let house = AccountId::Fund("house".into());
    court.endow(1_500, own.clone());
    for (claim, upholds) in [(1, Some(true)), (2, None), (3, Some(false))] {
        assert_eq!(court.claims(2, Some((500, "EUR"))), "admitted");
        assert_eq!(court.standing(claim), Standing::Open, "nobody need support it");
        assert_eq!(court.held(&escrow_of_claim(claim)), 500);
        let before = (court.held(&own), court.held(&house));
        match upholds {
            Some(upholds) => {
                let _ = court.draw(2);
                court.decide_claim(claim, upholds);
            }
            None => court.days(11),
        }
        let (back, kept) = if upholds == Some(false) { (0, 500) } else { (500, 0) };
        assert_eq!(court.held(&escrow_of_claim(claim)), 0, "claim {claim}");
        assert_eq!(court.held(&own), before.0 + back, "claim {claim}");
        assert_eq!(court.held(&house), before.1 + kept, "claim {claim}");
        assert_eq!(court.record(claim).deposit, None);
    }
    assert_eq!((court.held(&own), court.held(&house)), (1_000, 500));
}

/// BRE-13: a key that may not move money puts none down; it raises a claim all the same.
#[test]
fn bre_13_to_put_money_down_takes_a_key_that_may() {
    let mut court = Court::with(SUPPORTED, EQUAL, 8);
    let plain = court.claim(treasurer(), court.society.time);
    let mut paying = plain.clone();
    if let BreachAction::Raise { deposit, .. } = &mut paying {
        *deposit = Some(PutDown { amount: Amount::from(500_u64), asset: eur() });
    }
    let scope = |action: BreachAction| crate::registry::spec(&action.into()).scope;
    assert_eq!((scope(plain), scope(paying)), (Scope::Speak, Scope::Spend));
}

/// BRE-13: where the charter asks for nothing, nothing is put down, and nobody supports what is open.
#[test]
fn bre_13_where_nothing_is_asked_nothing_is_given() {
    let mut court = Court::under(EQUAL, 10);
    court.endow(500, AccountId::Person(court.person(2)));
    assert_eq!(court.claims(2, Some((500, "EUR"))), "breach.deposit");
    assert_eq!(court.claims(2, None), "admitted");
    assert_eq!(court.supports(3, 1), "breach.other_standing");
}

/// BRE-14: one person raises so many in any stretch of time, however they ended.
#[test]
fn bre_14_one_person_raises_so_many() {
    let mut court = Court::with("per_person = \"2 per 90 days\"\nsponsors = 1", EQUAL, 12);
    assert_eq!(court.claims(2, None), "admitted");
    court.days(30);
    assert_eq!(court.standing(1), Standing::Lapsed);
    assert_eq!(court.claims(2, None), "admitted");
    court.days(30);
    assert_eq!(court.claims(2, None), "breach.too_many", "lapsed ones count");
    assert_eq!(court.claims(3, None), "admitted", "it is counted for each person");
    court.days(29);
    assert_eq!(court.claims(2, None), "breach.too_many");
    court.days(1);
    assert_eq!(court.claims(2, None), "admitted", "the first is ninety days ago");
    court.days(29);
    assert_eq!(court.claims(2, None), "breach.claim_open");
    court.days(1);
    assert_eq!(court.claims(2, None), "admitted", "and now the second");
    assert_eq!(query::claimant(&court.society.state, court.person(2)).raised.len(), 2);
}

/// CHA-77: what a charter may ask of claims, at its boundaries, and in which words it is said.
#[test]
fn cha_77_what_a_charter_asks_of_claims() {
    let text = |more: &str| {
        let charter = CHARTER.replace("CHANCE", &by_beacon()).replace("EXIT", EQUAL);
        charter.replace("[breach]\n", &format!("[breach]\n{more}\n"))
    };
    let read = |more: &str| crate::modules::charter::query::parse(text(more).as_bytes());
    let script = [
        ("sponsors = 1", None),
        ("sponsors = 10", None),
        ("sponsors = 0", Some("charter.out_of_range")),
        ("sponsors = 11", Some("charter.out_of_range")),
        ("sponsors = 1\ndeposit = \"0.01 EUR\"", None),
        ("sponsors = 1\ndeposit = \"0.00 EUR\"", Some("charter.deposit_key")),
        ("deposit = \"5.00 EUR\"", Some("charter.deposit_key")),
        ("sponsors = 1\ndeposit_to = \"fund-house\"", Some("charter.deposit_key")),
        ("sponsors = 1\ndeposit = \"1.00 EUR\"\ndeposit_to = \"house\"", Some("charter.fund_form")),
        ("sponsors = 1\ndeposit = \"1.00 GOLD\"", Some("charter.asset_unknown")),
        ("per_person = \"20 per 365 days\"", None),
        ("per_person = \"21 per 365 days\"", Some("charter.rate_form")),
        ("per_person = \"0 per 365 days\"", Some("charter.rate_form")),
        ("per_person = \"2 per 366 days\"", Some("charter.duration_range")),
    ];
    for (more, expected) in script {
        let codes = read(more).err().unwrap_or_default();
        let first = codes.first().map(|flaw| flaw.code);
        assert_eq!(first, expected, "{more}: {codes:?}");
    }
    let charter = read(&format!("{SUPPORTED}\nper_person = \"1 per 30 days\"")).unwrap();
    let said = crate::charter_text::explain::explain(&charter);
    let said: Vec<String> = said
        .into_iter()
        .flat_map(|section| section.statements)
        .filter(|said| said.rule.starts_with("breach."))
        .map(|said| said.text)
        .collect();
    for words in [
        "once 2 other members past probation support it, or at once if whoever raises the claim puts \
         down 5.00 EUR",
        "is given back when the panel's part is over, unless the claim is dismissed: then it goes to \
         fund-house",
        "One person raises at most 1 claim in any 30 days.",
    ] {
        assert!(said.iter().any(|text| text.contains(words)), "{words}: {said:#?}");
    }
}

/// BRE-15: where claims wait, it does not matter which of those about the same is supported first: whoever is not believed
/// by one panel does not find one that believes by having raised several. What came after a claim was raised is another
/// breach.
#[test]
fn bre_15_the_last_one_that_is_supported_first_counts_for_the_others() {
    let mut court = Court::with("sponsors = 2", EQUAL, 20);
    let since = court.society.time;
    court.days(1);
    for by in [2, 3, 4] {
        let claim = court.claim(treasurer(), since);
        assert_eq!(court.society.act(&court.all[by].clone(), claim).map(|_| ()), Ok(()));
    }
    let heard = |court: &mut Court, number: u64, upholds: bool| {
        assert_eq!([5, 6].map(|by| court.supports(by, number)), ["admitted", "admitted"]);
        let sitting = court.record(number).sitting;
        bring(&mut court.society, &court.all[0].clone(), sitting);
        accept_all(&mut court.society, &court.all, sitting);
        court.decide_claim(number, upholds);
        (court.record(number).again, court.standing(number))
    };
    assert_eq!(heard(&mut court, 3, false), (false, Standing::Dismissed));
    assert_eq!(heard(&mut court, 2, false), (true, Standing::Dismissed));
    assert_eq!(heard(&mut court, 1, true), (true, Standing::Open), "two of three are too few");
    let last = court.jury(1)[2].clone();
    court.rules(&last, 1, true).unwrap();
    assert_eq!(court.standing(1), Standing::Upheld);
}

/// BRE-15: a claim that waits is not about a breach that came after it; one that no panel decided counts for none.
#[test]
fn bre_15_what_came_after_a_claim_was_raised_is_another_breach() {
    let mut court = Court::with("sponsors = 2", EQUAL, 20);
    for by in [2, 3] {
        assert_eq!(court.claims(by, None), "admitted");
        court.days(2);
    }
    let opens = |court: &mut Court, number: u64| {
        assert_eq!([5, 6].map(|by| court.supports(by, number)), ["admitted", "admitted"]);
        let sitting = court.record(number).sitting;
        bring(&mut court.society, &court.all[0].clone(), sitting);
        accept_all(&mut court.society, &court.all, sitting);
        court.record(number).again
    };
    assert!(!opens(&mut court, 2));
    court.decide_claim(2, false);
    assert!(!opens(&mut court, 1), "raised before what the second is about");
    court.days(11);
    assert_eq!(court.standing(1), Standing::NoVerdict);
    let since = court.record(1).since;
    let claim = court.claim(treasurer(), since);
    assert_eq!(court.society.act(&court.all[7].clone(), claim).map(|_| ()), Ok(()));
    assert!(opens(&mut court, 3), "the second was dismissed, of what had begun by then");
    let mut alone = Court::under(EQUAL, 12);
    let first = alone.raise(2, treasurer());
    alone.days(11);
    assert_eq!(alone.standing(first), Standing::NoVerdict);
    let since = alone.record(first).since;
    let claim = alone.claim(treasurer(), since);
    assert_eq!(alone.society.act(&alone.all[3].clone(), claim).map(|_| ()), Ok(()));
    assert!(!alone.record(2).again, "nobody was told no");
}

/// BRE-15: what began after a claim was raised that was dismissed is another breach than what that one was about.
#[test]
fn bre_15_what_began_after_a_claim_that_was_dismissed_is_another_breach() {
    for is_later in [true, false] {
        let mut court = Court::under(EQUAL, 12);
        let first = court.raise(2, treasurer());
        court.decide_claim(first, false);
        let then = court.record(first).since;
        court.days(2);
        let since = if is_later { court.society.time } else { then };
        court.days(1);
        let claim = court.claim(treasurer(), since);
        assert_eq!(court.society.act(&court.all[3].clone(), claim).map(|_| ()), Ok(()));
        assert_eq!(court.record(2).again, !is_later);
    }
}
