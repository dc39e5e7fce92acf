//! Invoices, payment links and shared bills: nothing is payable twice.

use polity_types::{Hash, PersonId, Seconds, Timestamp};

use super::super::SpendingAction::{CloseInvoice, Invoice, PayInvoice};
use super::super::{
    INVOICE_MAX, INVOICES_OPEN_MAX, PARTS_MAX, Parts, SHARES_MAX, SpendingAction, query,
};
use super::{Scene, account, amount, asset, category};
use crate::modules::treasury::AccountId;
use crate::testing::Actor;

impl Scene {
    fn running(&self) -> Timestamp {
        crate::frame::clock::Clock::read(&self.society.state).running()
    }

    /// An invoice of somebody's that is open for ten days.
    fn invoice(
        &self,
        minor_units: i128,
        to: &AccountId,
        shares: &[(&Actor, u32)],
    ) -> SpendingAction {
        let parts = |(payer, parts): &(&Actor, u32)| Parts { parts: *parts, payer: payer.person };
        Invoice {
            amount: amount(minor_units),
            asset: asset(),
            category: category("income:rent"),
            remainder: None,
            shares: shares.iter().map(parts).collect(),
            text: None,
            to: to.clone(),
            until: self.running().after(Seconds::days(10)),
        }
    }
}

fn pay(invoice: u64, minor_units: i128, of: Option<PersonId>) -> SpendingAction {
    PayInvoice { amount: amount(minor_units), asset: asset(), invoice, of }
}

/// SPE-12 and SPE-14: a link is paid by the first who pays it, once.
#[test]
fn spe_14_a_payment_link_is_paid_once() {
    let mut scene = Scene::new();
    let (ana, ben, cleo) = (scene.ana.clone(), scene.ben.clone(), scene.cleo.clone());
    let to_ana = AccountId::Person(ana.person);
    for actor in [&ben, &cleo] {
        scene.issue(500, &AccountId::Person(actor.person));
    }
    let link = scene.invoice(120, &to_ana, &[]);
    scene.society.act(&ana, link).unwrap();
    let other = scene.society.act(&ben, pay(1, 119, None)).unwrap_err();
    assert_eq!(other.message, "Invoice 1 asks for 1.20 BOX; 1.19 BOX were named.");
    let script = [
        (&ben, pay(2, 120, None), Some("spending.no_invoice")),
        (&ben, pay(1, 119, None), Some("spending.other_share")),
        (&ben, pay(1, 121, None), Some("spending.other_share")),
        (&ben, pay(1, 120, None), None),
        (&ben, pay(1, 120, None), Some("spending.invoice_closed")),
        (&cleo, pay(1, 120, None), Some("spending.invoice_closed")),
        (&ana, CloseInvoice { invoice: 1 }, Some("spending.invoice_closed")),
    ];
    for (place, (actor, action, refusal)) in script.into_iter().enumerate() {
        assert_eq!(scene.code(actor, action).as_deref(), refusal, "line {place}");
    }
    assert_eq!((scene.held_by(&ana), scene.held_by(&ben), scene.held_by(&cleo)), (120, 380, 500));
    let poor = scene.invoice(501, &to_ana, &[]);
    scene.society.act(&ana, poor).unwrap();
    assert_eq!(scene.code(&cleo, pay(2, 501, None)).as_deref(), Some("treasury.too_little"));
}

/// SPE-12: whom it pays, for how long, how many.
#[test]
fn spe_12_an_invoice_pays_its_maker_or_a_fund() {
    let mut scene = Scene::new();
    let (ana, ben) = (scene.ana.clone(), scene.ben.clone());
    let (to_ana, to_ben) = (AccountId::Person(ana.person), AccountId::Person(ben.person));
    let now = scene.running();
    let until = |scene: &Scene, at: Timestamp| {
        let mut action = scene.invoice(1, &to_ana, &[]);
        if let Invoice { until, .. } = &mut action {
            *until = at;
        }
        action
    };
    let mut untold = scene.invoice(1, &to_ana, &[]);
    if let Invoice { text, .. } = &mut untold {
        *text = Some(Hash::of(b"nothing"));
    }
    let script = [
        (scene.invoice(1, &to_ben, &[]), Some("spending.other_payee")),
        (scene.invoice(1, &account("issue-box"), &[]), Some("spending.other_payee")),
        (scene.invoice(1, &account("fund-nowhere"), &[]), Some("treasury.no_fund")),
        (scene.invoice(0, &to_ana, &[]), Some("treasury.not_positive")),
        (untold, Some("spending.no_text")),
        (until(&scene, now), Some("spending.invoice_length")),
        (until(&scene, now.after(INVOICE_MAX).after(Seconds(1))), Some("spending.invoice_length")),
        (until(&scene, now.after(INVOICE_MAX)), None),
        (scene.invoice(1, &account("fund-common"), &[]), None),
    ];
    for (place, (action, refusal)) in script.into_iter().enumerate() {
        assert_eq!(scene.code(&ana, action).as_deref(), refusal, "line {place}");
    }
    let others = scene.code(&ben, CloseInvoice { invoice: 1 });
    assert_eq!(others.as_deref(), Some("spending.others_invoice"));
    for _ in 2..INVOICES_OPEN_MAX {
        let one = scene.invoice(1, &to_ana, &[]);
        scene.society.act(&ana, one).unwrap();
    }
    let more = scene.invoice(1, &to_ana, &[]);
    assert_eq!(scene.code(&ana, more.clone()).as_deref(), Some("spending.too_many_invoices"));
    scene.society.act(&ana, CloseInvoice { invoice: 1 }).unwrap();
    assert_eq!(scene.code(&ana, more.clone()), None);
    scene.issue(5, &to_ben);
    scene.wait(10);
    let late = scene.code(&ben, pay(3, 1, None));
    assert_eq!(late.as_deref(), Some("spending.invoice_closed"));
}

/// SPE-13: the shares are the bill, whoever bears the remainder.
#[test]
fn spe_13_a_shared_bill_is_split_to_the_last_unit() {
    let mut scene = Scene::new();
    let (ana, ben, cleo) = (scene.ana.clone(), scene.ben.clone(), scene.cleo.clone());
    let to_ana = AccountId::Person(ana.person);
    for actor in [&ben, &cleo] {
        scene.issue(500, &AccountId::Person(actor.person));
    }
    let dinner = scene.invoice(100, &to_ana, &[(&ana, 1), (&ben, 1), (&cleo, 1)]);
    let mut borne = dinner.clone();
    if let Invoice { remainder, .. } = &mut borne {
        *remainder = Some(cleo.person);
    }
    scene.society.act(&ana, dinner).unwrap();
    scene.society.act(&ana, borne).unwrap();
    let shares = |number| -> Vec<i128> {
        let invoice = query::invoice(&scene.society.state, number).unwrap();
        invoice.shares.iter().map(|share| share.amount.minor_units()).collect()
    };
    assert_eq!((shares(1), shares(2)), (vec![34, 33, 33], vec![33, 33, 34]));
    let asked = |scene: &Scene, actor: &Actor, at: Timestamp| {
        let bill = query::bill_of(&scene.society.state, at, 1, actor.person);
        bill.map(|(amount, _, _)| amount.minor_units())
    };
    let now = scene.running();
    let late = query::invoice(&scene.society.state, 1).unwrap().until;
    let all = [&ana, &ben, &cleo, &scene.founder.clone()];
    assert_eq!(all.map(|actor| asked(&scene, actor, now)), [None, Some(33), Some(33), None]);
    assert_eq!(asked(&scene, &ben, late), None);
    let script = [
        (&ana, pay(1, 34, None), Some("spending.no_share")),
        (&ben, pay(1, 34, None), Some("spending.other_share")),
        (&ben, pay(1, 33, None), None),
        (&ben, pay(1, 33, None), Some("spending.no_share")),
        // Ben pays for Cleo, too.
        (&ben, pay(1, 33, Some(cleo.person)), None),
        (&cleo, pay(1, 33, None), Some("spending.invoice_closed")),
    ];
    for (place, (actor, action, refusal)) in script.into_iter().enumerate() {
        assert_eq!(scene.code(actor, action).as_deref(), refusal, "line {place}");
    }
    assert_eq!((scene.held_by(&ana), scene.held_by(&ben)), (66, 434));
}

/// SPE-13 at its bounds and at the largest amounts.
#[test]
fn spe_13_shares_have_bounds() {
    let mut scene = Scene::new();
    let (founder, ana, ben, cleo) =
        (scene.founder.clone(), scene.ana.clone(), scene.ben.clone(), scene.cleo.clone());
    let to_ana = AccountId::Person(ana.person);
    let stranger = Actor::named("stranger");
    let mut strange = scene.invoice(100, &to_ana, &[(&ben, 1), (&cleo, 1)]);
    if let Invoice { remainder, .. } = &mut strange {
        *remainder = Some(founder.person);
    }
    let many: Vec<Actor> =
        (0..=SHARES_MAX).map(|at| scene.society.known(&format!("{at}"))).collect();
    let many: Vec<(&Actor, u32)> = many.iter().map(|actor| (actor, 1)).collect();
    let largest = 10_i128.pow(30);
    let script = [
        (scene.invoice(9, &to_ana, &[(&ben, 1), (&ben, 1)]), Some("spending.shares")),
        (scene.invoice(9, &to_ana, &[(&ben, 0), (&cleo, 1)]), Some("spending.shares")),
        (scene.invoice(9, &to_ana, &[(&ben, PARTS_MAX + 1), (&cleo, 1)]), Some("spending.shares")),
        (scene.invoice(9, &to_ana, &[(&cleo, 10), (&ben, 1)]), Some("spending.shares")),
        (scene.invoice(9, &to_ana, &[(&stranger, 1)]), Some("spending.shares")),
        (scene.invoice(9, &to_ana, &[(&ana, 1)]), Some("spending.shares")),
        (scene.invoice(900, &to_ana, &many), Some("spending.shares")),
        (scene.invoice(900, &to_ana, &many[1..]), None),
        (strange, Some("spending.remainder")),
        (scene.invoice(largest, &to_ana, &[(&ben, PARTS_MAX), (&cleo, PARTS_MAX - 1)]), None),
    ];
    for (place, (action, refusal)) in script.into_iter().enumerate() {
        assert_eq!(scene.code(&ana, action).as_deref(), refusal, "line {place}");
    }
    let invoice = query::invoice(&scene.society.state, 2).unwrap();
    let sum: i128 = invoice.shares.iter().map(|share| share.amount.minor_units()).sum();
    assert_eq!(sum, largest);
}
