//! Money on the pages, in a real browser: a request with a receipt that two signers pay, dues by income
//! that never leaves the device, a bill by a link, wages that are taken, money that is passed on.

#![expect(
    clippy::arithmetic_side_effects,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

#[path = "common/browser.rs"]
mod browser;
mod common;
#[path = "common/served.rs"]
mod served;
#[path = "common/troupe.rs"]
mod troupe;

use browser::Browser;
use polity_machine::modules::spending::{Pace, SignersOf, SpendingAction};
use polity_machine::modules::treasury::{AccountId, TreasuryAction};
use polity_types::{Amount, AssetId, Seconds};
use troupe::{SCRIPT_BYTES_MAX, Troupe as Mill};

const CHARTER: &str = r#"# Charter of the mill

`society.name = "Mill"` `society.kind = "hub"` `society.currency = "SACK"`

> `society.commandment = "Grind what you bring."`

`admission.vouches = 0` `admission.probation = "none"` `admission.application = "open"`

```toml
[dues]
every      = "1 day"
amount     = "10 SACK"
reminder   = "1 hour"
vote_rests = "3 days"

[[dues.tier]]
id    = "by-income"
share = "1%"
min   = "3 SACK"
max   = "60 SACK"
```

```toml
[[fee]]
id     = "stamp"
for    = "treasury.transfer"
amount = "0.10 SACK"
```

```toml
power = [
  { id = "letting-in", may = "membership.admit",      who = "founder" },
  { id = "issuing",    may = "treasury.issue",        who = "founder", up_to = "100000 SACK per 30 days" },
  { id = "passing",    may = "treasury.transfer",     who = "member" },
  { id = "asking",     may = "spending.request",      who = "member" },
  { id = "approving",  may = "spending.approve",      who = "member", up_to = "10000 SACK per 30 days" },
  { id = "refusing",   may = "spending.reject",       who = "founder" },
  { id = "repeating",  may = "spending.start_stream", who = "founder", up_to = "10000 SACK per 30 days" },
  { id = "signers",    may = "spending.set_signers",  who = "founder" },
  { id = "billing",    may = "spending.invoice",      who = "member" },
  { id = "bills",      may = "spending.pay_invoice",  who = "member" },
]
```
"#;

fn sack() -> AssetId {
    "SACK".parse().unwrap()
}

fn mill(browser: Browser) -> Mill {
    let names = ["ana", "ben", "cleo"];
    let mill = Mill::new(browser, CHARTER, &names);
    for name in names {
        mill.issue(AccountId::Person(mill.person(name)), 10_000);
    }
    mill
}

impl Mill {
    fn issue(&self, to: AccountId, amount: u64) {
        let amount = Amount::from(amount);
        let issue = TreasuryAction::Issue { amount, asset: sack(), category: None, memo: None, to };
        self.turned.founder.act(self.turned.time(), issue);
    }

    /// Returns what a person holds. Unit: minor units.
    fn held(&mut self, name: &str) -> i64 {
        let account = self.person(name).to_string();
        let rows = self.browser.eval(&format!(
            "fetch('{}/api/v1/balances').then((answer) => answer.json()).then(({{ rows }}) => \
             rows.find(({{ account }}) => account === '{account}')?.amount ?? '0')",
            self.site
        ));
        rows.as_str().unwrap().parse().unwrap()
    }
}

#[test]
fn money_is_asked_for_approved_signed_billed_and_passed_on() {
    let Some(browser) = Browser::start() else {
        println!("skipped: money_is_asked_for_approved_signed_billed_and_passed_on: no Chromium");
        return;
    };
    let mut mill = mill(browser);
    mill.issue("fund-common".parse().unwrap(), 100_000);
    let mut signers = vec![mill.person("ben"), mill.person("cleo")];
    signers.sort_unstable();
    let fund: AccountId = "fund-common".parse().unwrap();
    let of = SignersOf::People(signers);
    let set = SpendingAction::SetSigners { fund: fund.clone(), needed: 2, of };
    mill.turned.founder.act(mill.turned.time(), set);
    request(&mut mill);
    wages(&mut mill, fund);
    dues(&mut mill);
    bill(&mut mill);
    pass_on(&mut mill);
    let address = mill.turned.founder.address.to_string();
    mill.browser.is_quiet(&address);
}

/// A request with a receipt of one's own; two signers approve and sign, the last of whom pays.
fn request(mill: &mut Mill) {
    mill.as_one("ana", "/spending");
    mill.open("asking");
    mill.browser.fill("#asking .line:nth-of-type(1) p:nth-of-type(2) input", "12.505");
    mill.send("asking");
    mill.browser
        .until("document.getElementById('trouble').innerText.includes('at most 2 decimal')");
    mill.browser.fill("#asking .line p:nth-of-type(2) input", "12.50");
    mill.browser.press("#another");
    let ben = mill.person("ben").to_string();
    mill.browser.fill("#asking .line:nth-of-type(2) p:nth-of-type(1) input", &ben);
    mill.browser.fill("#asking .line:nth-of-type(2) p:nth-of-type(2) input", "7.50");
    mill.browser.fill("#asking [name=text]", "Gas for the mill\nTwo bottles.");
    mill.browser.fill("#asking [name=category]", "expense:gas");
    // A file as if it was chosen: the receipt.
    mill.browser.eval(
        "(() => { const chosen = new DataTransfer(); \
         chosen.items.add(new File(['two bottles of gas'], 'gas.txt')); \
         document.querySelector('#asking [name=receipts]').files = chosen.files; })()",
    );
    mill.look("asking");
    mill.send("asking");
    mill.browser.until("document.querySelector('dialog[open]')");
    let asked = mill.browser.text("dialog");
    for words in ["12.50 SACK + 7.50 SACK", "gas.txt stays with you", "expense:gas", &ben] {
        assert!(asked.contains(words), "{words}: {asked}");
    }
    mill.browser.picture("asking-dialog");
    mill.sign("Ask fund-common for 2 payments in SACK");
    mill.said("Show request 1");
    let salt = mill.browser.text("#salts .id");
    mill.look("asked");
    mill.browser.scripts_within(SCRIPT_BYTES_MAX);

    // Nobody is offered to approve what they asked for, or what pays them.
    for (name, offered) in [("ben", ""), ("ana", "Take it back")] {
        mill.as_one(name, "/spending/1");
        mill.offers(offered);
    }
    receipt(mill, &salt);
    mill.as_one("cleo", "/spending/1");
    mill.browser.press(".actions [data-may='spending.approve']");
    mill.sign("Approve request 1: 20.00 SACK");
    mill.said("It is in the log.");
    mill.as_one("ana", "/spending/1");
    mill.offers("Take it back");
    for (name, paid) in [("ben", "1 of 2 signatures"), ("cleo", "is paid")] {
        mill.as_one(name, "/spending/1");
        mill.browser.press(&format!(".actions [data-for*='{}']", mill.person(name)));
        mill.sign("Sign the payment of request 1");
        mill.said("It is in the log.");
        mill.as_one(name, "/spending/1");
        let shown = mill.browser.text("main");
        assert!(shown.contains(paid), "{paid}: {shown}");
    }
    mill.look("request-paid");
    assert_eq!((mill.held("ana"), mill.held("ben")), (11_250, 10_750));
}

/// Checks a receipt that one was shown: the file with its salt, and another file.
fn receipt(mill: &mut Mill, salt: &str) {
    mill.browser.eval("document.getElementById('checking').closest('details').open = true");
    for (content, verdict) in
        [("three bottles", "is none of the receipts"), ("two bottles of gas", "This is receipt 1.")]
    {
        mill.browser.eval(&format!(
            "(() => {{ const chosen = new DataTransfer(); \
             chosen.items.add(new File(['{content}'], 'shown.txt')); \
             document.querySelector('#checking [name=file]').files = chosen.files; }})()",
        ));
        mill.browser.fill("#checking [name=salt]", salt);
        mill.send("checking");
        mill.browser
            .until(&format!("document.getElementById('checked').innerText.includes('{verdict}')"));
    }
    mill.look("request");
}

/// A wage that accrues second by second, of which half a period is taken.
fn wages(mill: &mut Mill, fund: AccountId) {
    let ana = mill.person("ana");
    // From a fund with signers nobody starts a stream.
    let none = SpendingAction::SetSigners {
        fund: fund.clone(),
        needed: 0,
        of: SignersOf::People(Vec::new()),
    };
    mill.turned.founder.act(mill.turned.time(), none);
    let stream = SpendingAction::StartStream {
        amount: Amount::from(24_000_u64),
        asset: sack(),
        category: "expense:wages".parse().ok(),
        each: Amount::from(12_000_u64),
        every: Seconds::days(1),
        fund,
        memo: None,
        pace: Pace::Accrues,
        times: 2,
        to: AccountId::Person(ana),
    };
    mill.turned.founder.act(mill.turned.time(), stream);
    mill.turned.pass(10);
    mill.as_one("ben", "/spending");
    mill.browser.until("!document.getElementById('asking').closest('details').hidden");
    assert_eq!(mill.browser.eval("document.querySelector('td [data-act]').hidden"), true);
    mill.as_one("ana", "/spending");
    mill.browser.until("document.body.innerText.includes('50.00 SACK')");
    mill.browser.press("td [data-act]:not([hidden])");
    mill.sign("Take what has accrued to you in payment 1 that repeats.");
    mill.said("It is in the log.");
    assert_eq!(mill.held("ana"), 16_250);
}

/// Dues by a share of income: what is earned stays on the device.
fn dues(mill: &mut Mill) {
    mill.as_one("ana", "/dues");
    mill.open("choosing");
    mill.browser.fill("#choosing [name=tier]", "by-income");
    for (income, due) in
        [("100", "3.00 SACK"), ("9999999", "60.00 SACK"), ("2671.99", "26.71 SACK")]
    {
        mill.browser.fill("#choosing [name=income]", income);
        mill.browser.until(&format!("document.getElementById('due').innerText === '{due}'"));
    }
    mill.look("dues");
    mill.send("choosing");
    mill.browser.until("document.querySelector('dialog[open]')");
    let asked = mill.browser.eval("document.querySelector('dialog').textContent");
    assert!(!asked.to_string().contains("2671.99") && !asked.to_string().contains("267199"));
    mill.sign("Give by the tier by-income from your next dues on: 26.71 SACK each time");
    mill.said("It is in the log.");
    mill.turned.pass(20);
    mill.as_one("ana", "/dues");
    mill.browser.press("#own-dues");
    mill.browser.until("document.querySelector('.actions [data-act]')?.checkVisibility()");
    mill.look("owed");
    mill.browser.press(".actions [data-act]");
    let person = mill.person("ana");
    mill.sign(&format!("Pay 26.71 SACK of your own for dues of {person}"));
    mill.said("It is in the log.");
    mill.as_one("ana", &format!("/dues/{person}"));
    assert!(mill.browser.text("main").contains("Nothing is open"));
    // She asks that the next be waived, and takes it back; ben pays them from now on.
    mill.open("pleading");
    mill.send("pleading");
    mill.sign("Ask that your dues of 1 period be waived.");
    mill.said("It is in the log.");
    mill.as_one("ana", &format!("/dues/{person}"));
    mill.browser.press(".actions [data-act*='ask_waiver']");
    mill.sign("Take back that you asked to have dues waived.");
    mill.said("It is in the log.");
    mill.as_one("ben", &format!("/dues/{person}"));
    mill.open("sponsoring");
    mill.browser.fill("#sponsoring [name=amount]", "30");
    mill.send("sponsoring");
    mill.sign(&format!("Pay the dues of {person} from now on"));
    mill.said("It is in the log.");
    mill.as_one("ben", &format!("/dues/{person}"));
    mill.browser.until("document.body.innerText.includes('30.00 SACK more at most')");
    mill.look("sponsored");
    // A gift besides.
    mill.as_one("ana", "/dues");
    mill.open("donating");
    mill.browser.fill("#donating [name=amount]", "5");
    mill.send("donating");
    mill.sign("Give 5.00 SACK of your own to fund-common; lists do not name you");
    mill.said("It is in the log.");
}

/// A link that whoever has it pays; a bill that two share.
fn bill(mill: &mut Mill) {
    let (ana, ben) = (mill.person("ana"), mill.person("ben"));
    mill.as_one("cleo", "/spending");
    mill.open("billing");
    mill.browser.fill("#billing [name=amount]", "15");
    mill.browser.fill("#billing [name=text]", "Bread for the feast");
    mill.send("billing");
    mill.sign("Ask whoever has the link to pay 15.00 SACK");
    mill.said("Show invoice 1");
    mill.browser.press("#said a[href$='/invoices/1']");
    mill.browser.until("document.body.innerText.includes('Bread for the feast')");
    mill.browser.until("document.querySelector('figure svg')");
    mill.look("invoice");
    let before = mill.held("ben");
    mill.as_one("ben", "/invoices/1");
    mill.browser.press("td [data-act]");
    mill.sign("Pay 15.00 SACK of your own for invoice 1");
    mill.said("It is in the log.");
    assert_eq!(mill.held("ben"), before - 1500);

    mill.as_one("cleo", "/spending");
    mill.open("billing");
    mill.browser.fill("#billing [name=amount]", "10");
    mill.browser.fill("#billing [name=payers]", &format!("{ana}\n{ben} 2\n"));
    mill.look("billing");
    mill.send("billing");
    mill.sign("Ask 2 payers to pay 10.00 SACK");
    mill.said("Show invoice 2");
    mill.as_one("ana", "/invoices/2");
    assert!(mill.browser.text("main").contains("3.34 SACK"), "the first bears the rest");
    // Whoever made it closes it.
    mill.as_one("cleo", "/invoices/2");
    mill.browser.press(&format!("[data-for='{}']", mill.person("cleo")));
    mill.sign("Close your invoice 2");
    mill.said("It is in the log.");
}

/// Money of one's own, passed on from a person's page with the keyboard alone.
fn pass_on(mill: &mut Mill) {
    let (cleo, before) = (mill.person("cleo"), mill.held("cleo"));
    mill.as_one("ana", &format!("/people/{cleo}"));
    mill.browser.press("a[href*='/treasury?to=']");
    mill.browser.until("document.getElementById('passing')?.closest('details').open");
    mill.look("passing");
    mill.browser.eval("document.querySelector('#passing [name=to]').focus()");
    mill.browser.key("Tab");
    mill.browser.call("Input.insertText", &serde_json::json!({"text": "4.20"}));
    mill.browser.key("Enter");
    mill.browser.until("document.querySelector('dialog[open]')");
    let asked = mill.browser.text("dialog");
    assert!(asked.contains("By the charter this costs you 0.10 SACK"), "{asked}");
    mill.browser.picture("passing-dialog");
    let own = mill.held("ana");
    // From the heading over what is folded to the button.
    for _ in 0..2 {
        mill.browser.key("Tab");
    }
    mill.browser.until("document.activeElement.innerText === 'Sign'");
    mill.browser.key("Enter");
    mill.said("It is in the log.");
    assert_eq!((mill.held("cleo"), mill.held("ana")), (before + 420, own - 430));
}
