//! Signers of a fund: what waits for their signatures, and who pays past them (SPE-7).

use super::super::SpendingAction::{Pay, PayBatch, Request, SetSigners};
use super::super::{SignersOf, query};
use super::script::Sign_;
use super::{Scene, account, amount, approve, asset, line, request};
use crate::modules::membership::MembershipAction;
use crate::modules::treasury::{AccountId, TreasuryAction};
use crate::testing::Actor;
use crate::{Action, Event};

pub(super) fn signers(needed: u32, people: &[&Actor]) -> Action {
    let mut people: Vec<_> = people.iter().map(|actor| actor.person).collect();
    people.sort_unstable();
    SetSigners { fund: account("fund-common"), needed, of: SignersOf::People(people) }.into()
}

/// SPE-7. Source: 5afe/safe-react#1634 (groups that may spend within limits), and the m-of-n of every
/// shared wallet: who left is no signer any more.
#[test]
fn spe_7_a_payment_waits_for_its_signatures() {
    let mut scene = Scene::new();
    let (founder, ana, ben, cleo) =
        (scene.founder.clone(), scene.ana.clone(), scene.ben.clone(), scene.cleo.clone());
    let outsider = scene.society.known("outsider");
    let unsorted = |people: Vec<_>| SetSigners {
        fund: account("fund-common"),
        needed: 1,
        of: SignersOf::People(people),
    };
    let twice = unsorted(vec![ana.person, ana.person]);
    assert_eq!(scene.code(&founder, twice).as_deref(), Some("spending.signers"));
    let chest = SetSigners {
        fund: account("fund-chest"),
        needed: 1,
        of: SignersOf::People(vec![ana.person]),
    };
    assert_eq!(scene.code(&founder, chest).as_deref(), Some("spending.signers_of_charter"));
    for (needed, office, refusal) in [
        (3, "purse", Some("spending.no_office")),
        (1, "king", Some("spending.no_office")),
        (2, "purse", None),
    ] {
        let of = SignersOf::Office(office.into());
        let set = SetSigners { fund: account("fund-common"), needed, of };
        assert_eq!(scene.code(&founder, set).as_deref(), refusal);
    }
    let script = [
        (signers(3, &[&ana, &ben]), Some("spending.signers")),
        (signers(1, &[&ana, &outsider]), Some("spending.not_member")),
        (signers(0, &[]), None),
        (signers(0, &[]), Some("spending.no_signers")),
        (signers(2, &[&ana, &ben]), None),
    ];
    for (action, refusal) in script {
        assert_eq!(scene.code(&founder, action).as_deref(), refusal);
    }
    let number = scene.request(&cleo, request(vec![line(70, &cleo)], "expense"));
    assert_eq!(scene.code(&ana, Sign_(number)).as_deref(), Some("spending.not_approved"));
    assert_eq!(scene.waits_for(number), [false; 3]);
    scene.society.act(&founder, approve(number, 70)).unwrap();
    assert_eq!(scene.waits_for(number), [true, true, false]);
    let batch = PayBatch {
        amount: amount(1),
        asset: asset(),
        category: None,
        fund: account("fund-common"),
        lines: vec![line(1, &ana)],
        memo: None,
    };
    let script: Vec<(&Actor, Action, Option<&str>)> = vec![
        (&founder, batch.into(), Some("spending.signers_needed")),
        (&founder, Pay { request: number }.into(), Some("spending.unsigned")),
        (&cleo, Sign_(number), Some("spending.not_signer")),
        (&ana, Sign_(number), None),
        (&ana, Sign_(number), Some("spending.already_signed")),
        (&ana, MembershipAction::Leave {}.into(), None),
        // Ana left: her signature counts no more.
        (&ben, Sign_(number), None),
        (&founder, Pay { request: number }.into(), Some("spending.unsigned")),
        (&founder, signers(2, &[&ben, &cleo]), None),
        (&cleo, Sign_(number), None),
        (&founder, Pay { request: number }.into(), Some("spending.decided")),
    ];
    for (place, (actor, action, refusal)) in script.into_iter().enumerate() {
        assert_eq!(scene.code(actor, action).as_deref(), refusal, "line {place}");
        let asked = match place {
            0..=2 => [true, true, false],
            3..=5 => [false, true, false],
            8 => [false, false, true],
            _ => [false; 3],
        };
        assert_eq!(scene.waits_for(number), asked, "line {place}");
    }
    assert_eq!((scene.held_by(&cleo), scene.owed()), (70, 0));
}

/// SPE-7: the charter's own signers are the holders of an office.
#[test]
fn spe_7_the_charter_names_an_office_that_signs() {
    let mut scene = Scene::new();
    let (founder, ana, ben) = (scene.founder.clone(), scene.ana.clone(), scene.ben.clone());
    let chest = account("fund-chest");
    scene.society.act(&founder, TreasuryAction::OpenAccount { account: chest.clone() }).unwrap();
    scene.issue(500, &chest);
    let asked = Request {
        asset: asset(),
        category: None,
        fund: chest.clone(),
        lines: vec![line(500, &ben)],
        receipts: Vec::new(),
        text: None,
    };
    let number = scene.request(&ana, asked);
    scene.society.act(&founder, approve(number, 500)).unwrap();
    assert_eq!(scene.code(&ana, Sign_(number)).as_deref(), Some("spending.not_signer"));
    scene.elect(&[&ana, &ben]);
    let signed = scene.society.act(&ana, Sign_(number)).unwrap();
    assert_eq!(signed.len(), 1);
    let paid = scene.society.act(&ben, Sign_(number)).unwrap();
    let is_paid =
        |event: &Event| matches!(event, Event::Spending(super::super::SpendingEvent::Paid { .. }));
    assert!(paid.iter().any(is_paid), "{paid:?}");
    assert_eq!(scene.held(&chest), 0);
}

/// SPE-7: what the members decide needs no signature; what the holders of an office decide among themselves does.
#[test]
fn spe_7_an_office_decides_past_no_signer() {
    let lines = "{ id = \"paying-3\", may = \"treasury.pay\", who = \"decision: few\", up_to = \"9 BOX per 30 days\" },\n  { id = \"paying-2\"";
    let few = "[[decision]]\nid = \"few\"\nelectorate = \"office: purse\"\nmethod = \"yes-no\"\nquorum = \"50%\"\n\
               threshold = \"more than half\"\ndiscussion = \"none\"\nvoting = \"1 day\"\ngrace = \"none\"\n\n[[office]]";
    let text =
        super::CHARTER.replacen("{ id = \"paying-2\"", lines, 1).replacen("[[office]]", few, 1);
    let mut scene = Scene::under(&text);
    let (founder, ana, ben) = (scene.founder.clone(), scene.ana.clone(), scene.ben.clone());
    let chest = account("fund-chest");
    scene.society.act(&founder, TreasuryAction::OpenAccount { account: chest.clone() }).unwrap();
    scene.issue(500, &chest);
    scene.elect(&[&ana, &ben]);
    let pay = |to: &Actor| {
        let (amount, asset, to) = (amount(100), asset(), AccountId::Person(to.person));
        Action::from(TreasuryAction::Pay {
            amount,
            asset,
            category: None,
            from: chest.clone(),
            memo: None,
            to,
        })
    };
    assert_eq!(scene.decide_by("few", pay(&ana)).as_deref(), Some("spending.signers_needed"));
    assert_eq!(scene.decide(pay(&ana)), None);
    assert_eq!(scene.held(&chest), 400);
}

/// SPE-7: nor does an office, or silence, have an approved request paid past its signers.
#[test]
fn spe_7_an_office_or_silence_pays_no_request_past_its_signers() {
    let by_line = |by: &str| {
        format!(
            "{{ id = \"paying-by-{by}\", may = \"spending.pay\", who = \"decision: {by}\" }},\n  "
        )
    };
    let lines: String = ["few", "silent", "ordinary"].map(by_line).concat();
    let times = "discussion = \"none\"\nvoting = \"1 day\"\ngrace = \"none\"\n\n";
    let procedures = format!(
        "[[decision]]\nid = \"few\"\nelectorate = \"office: purse\"\nmethod = \"yes-no\"\nquorum = \"50%\"\n\
         threshold = \"more than half\"\n{times}[[decision]]\nid = \"silent\"\nelectorate = \"members\"\n\
         method = \"lazy-consensus\"\n{times}[[office]]"
    );
    let text = super::CHARTER
        .replacen("{ id = \"paying-2\"", &format!("{lines}{{ id = \"paying-2\""), 1)
        .replacen("[[office]]", &procedures, 1);
    let mut scene = Scene::under(&text);
    let (founder, ana, ben, cleo) =
        (scene.founder.clone(), scene.ana.clone(), scene.ben.clone(), scene.cleo.clone());
    scene.elect(&[&ana, &ben]);
    scene.society.act(&founder, signers(2, &[&ana, &cleo])).unwrap();
    let number = scene.request(&cleo, request(vec![line(70, &cleo)], "expense"));
    scene.society.act(&founder, approve(number, 70)).unwrap();
    let pay = || Action::from(Pay { request: number });
    for by in ["few", "silent"] {
        assert_eq!(scene.decide_by(by, pay()).as_deref(), Some("spending.unsigned"), "{by}");
    }
    assert_eq!(scene.decide(pay()), None);
    assert_eq!(scene.held_by(&cleo), 70);
}

/// SPE-7: the last signature may come while payments are paused. Then it pays nothing, and afterwards any signer has
/// the request paid by signing again: nobody else need hold a line for it.
#[test]
fn spe_7_what_was_signed_in_a_pause_is_paid_after_it() {
    use crate::modules::charter::CharterAction;
    let mut scene = Scene::new();
    let (founder, ana, ben, cleo) =
        (scene.founder.clone(), scene.ana.clone(), scene.ben.clone(), scene.cleo.clone());
    scene.society.act(&founder, signers(2, &[&ana, &ben])).unwrap();
    let number = scene.request(&cleo, request(vec![line(70, &cleo)], "expense"));
    scene.society.act(&founder, approve(number, 70)).unwrap();
    let text = scene.society.records.insert(b"Alarm\n".to_vec());
    let pause = CharterAction::Pause { pause: "alarm".into(), text };
    scene.society.act(&founder, pause).unwrap();
    for signer in [&ana, &ben] {
        assert_eq!(scene.code(signer, Sign_(number)), None);
    }
    assert_eq!(scene.code(&ana, Sign_(number)).as_deref(), Some("spending.already_signed"));
    assert_eq!((scene.held_by(&cleo), scene.waits_for(number)), (0, [false; 3]));
    scene.wait(4);
    assert_eq!(scene.waits_for(number), [true, true, false]);
    assert_eq!(scene.code(&cleo, Sign_(number)).as_deref(), Some("spending.not_signer"));
    assert_eq!(scene.code(&ana, Sign_(number)), None);
    assert_eq!((scene.held_by(&cleo), scene.owed()), (70, 0));
    assert_eq!(scene.waits_for(number), [false; 3]);
}

/// SPE-7: whom the charter names signs, whoever was named before the charter did.
#[test]
fn spe_7_the_charter_comes_before_who_was_named() {
    let mut scene = Scene::new();
    let (founder, ana) = (scene.founder.clone(), scene.ana.clone());
    assert_eq!(scene.code(&founder, signers(1, &[&ana])), None);
    let named = "[[fund]]\nid = \"common\"\nsigners = \"office: purse\"\nneeded = 2\n\n[[fund]]";
    for (text, of) in [
        (super::CHARTER.to_owned(), SignersOf::People(vec![ana.person])),
        (super::CHARTER.replacen("[[fund]]", named, 1), SignersOf::Office("purse".into())),
    ] {
        let charter = crate::modules::charter::query::parse(text.as_bytes()).unwrap();
        let fund = account("fund-common");
        assert_eq!(query::signers(&scene.society.state, &charter, &fund).unwrap().of, of);
    }
}
