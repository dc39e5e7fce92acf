//! Money as the commands move it: requests with receipts, signers, batches, payments that repeat, shared
//! bills, links, dues and gifts.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

const CHARTER: &str = r#"# Charter of the mill

`society.name = "Mill"` `society.kind = "hub"` `society.currency = "SACK"`

> `society.commandment = "Grind what you bring."`

`admission.vouches = 0` `admission.probation = "none"` `admission.application = "open"`

```toml
[dues]
every      = "1 day"
amount     = "10 SACK"
instead    = "4 hours"
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
id      = "stamp"
for     = "treasury.transfer"
amount  = "1 SACK"
share   = "10%"
at_most = "2.50 SACK"
```

```toml
power = [
  { id = "letting-in", may = "membership.admit",      who = "founder" },
  { id = "issuing",    may = "treasury.issue",        who = "founder", up_to = "100000 SACK per 30 days" },
  { id = "opening",    may = "treasury.open_account", who = "founder" },
  { id = "passing-on", may = "treasury.transfer",     who = "member" },
  { id = "asking",     may = "spending.request",      who = "member" },
  { id = "approving",  may = "spending.approve",      who = "founder", up_to = "10000 SACK per 30 days" },
  { id = "refusing",   may = "spending.reject",       who = "founder" },
  { id = "paying",     may = "spending.pay",          who = "founder" },
  { id = "batches",    may = "spending.pay_batch",    who = "founder", up_to = "10000 SACK per 30 days" },
  { id = "repeating",  may = "spending.start_stream", who = "founder", up_to = "10000 SACK per 30 days" },
  { id = "stopping",   may = "spending.stop_stream",  who = "founder" },
  { id = "budgets",    may = "spending.set_budget",   who = "founder" },
  { id = "signers",    may = "spending.set_signers",  who = "founder" },
  { id = "billing",    may = "spending.invoice",      who = "member" },
  { id = "bills",      may = "spending.pay_invoice",  who = "member" },
  { id = "working",    may = "dues.confirm_work",     who = "founder" },
  { id = "waiving",    may = "dues.waive",            who = "founder" },
]
```
"#;

struct World {
    folder: tempfile::TempDir,
    people: Vec<String>,
}

/// What a command said.
struct Done {
    code: Option<i32>,
    data: Value,
    said: String,
}

impl World {
    /// A society of the founder, ana and ben, whose common fund has 1 000.00 and each of them 100.00.
    fn new() -> Self {
        let mut world = Self { folder: tempfile::tempdir().unwrap(), people: Vec::new() };
        let charter = world.file("charter.md", CHARTER);
        for name in ["founder", "ana", "ben"] {
            let _ = world.run(&["key", "new", name]);
            let shown = world.run(&["key", "show", name]).data;
            let person = shown.get("person").and_then(Value::as_str);
            world.people.push(person.unwrap().to_owned());
        }
        let society = world.path("society");
        let founded = world.run(&["found", &charter, "--data", &society, "--key", "founder", "-y"]);
        assert_eq!(founded.code, Some(0), "{}", founded.said);
        for (name, person) in ["ana", "ben"].iter().zip(world.people.clone().iter().skip(1)) {
            world.sign(name, &["member", "apply"]);
            world.sign("founder", &["member", "admit", person]);
            world.sign(name, &["member", "swear"]);
        }
        let mut purses = world.people.clone();
        purses.push("fund-common".into());
        for (place, to) in purses.iter().enumerate() {
            let amount = if place == 3 { "100000" } else { "10000" };
            world.op(
                "founder",
                &json!({ "name": "treasury.issue",
                "with": { "amount": amount, "asset": "SACK", "to": to } }),
            );
        }
        world
    }

    fn person(&self, name: &str) -> &str {
        let place = ["founder", "ana", "ben"].iter().position(|known| *known == name).unwrap();
        self.people.get(place).unwrap()
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    fn file(&self, name: &str, text: &str) -> String {
        std::fs::write(self.folder.path().join(name), text).unwrap();
        self.path(name)
    }

    fn run(&self, arguments: &[&str]) -> Done {
        let mut command = Command::new(env!("CARGO_BIN_EXE_polity"));
        command.arg("--json").args(arguments).env("POLITY_KEYS", self.path("keys"));
        let output = command.env_remove("POLITY_URL").env_remove("POLITY_KEY").output().unwrap();
        Done {
            code: output.status.code(),
            data: serde_json::from_slice(&output.stdout).unwrap_or(Value::Null),
            said: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    fn read(&self, arguments: &[&str]) -> Value {
        let done = self.run(&[arguments, &["--data", &self.path("society")]].concat());
        assert_eq!(done.code, Some(0), "{arguments:?}: {}", done.said);
        done.data
    }

    fn try_to(&self, key: &str, arguments: &[&str]) -> Done {
        let at = ["--data", &self.path("society"), "--key", key, "-y"];
        self.run(&[arguments, &at].concat())
    }

    fn sign(&self, key: &str, arguments: &[&str]) {
        let done = self.try_to(key, arguments);
        assert_eq!(done.code, Some(0), "{key} {arguments:?}: {}", done.said);
    }

    /// Has a command refused by a rule.
    fn refused(&self, key: &str, arguments: &[&str], rule: &str) {
        let done = self.try_to(key, arguments);
        assert_eq!(done.code, Some(1), "{key} {arguments:?}: {}", done.said);
        assert!(done.said.contains(rule), "{rule}: {}", done.said);
    }

    fn op(&self, key: &str, action: &Value) {
        let file = self.file("action.json", &action.to_string());
        self.sign(key, &["op", "sign", &file]);
    }

    /// Returns what an account holds. Unit: minor units.
    fn held(&self, account: &str) -> i64 {
        let rows = self.read(&["treasury", "balances"]);
        let row = rows.as_array().unwrap().iter().find(|row| row["account"] == account);
        row.map_or(0, |row| {
            row["amount"].as_str().unwrap().replace(['.', '\u{202f}'], "").parse().unwrap()
        })
    }
}

/// SPE-4 to SPE-8: asked for with a receipt, approved, signed by two, paid once.
#[test]
fn what_is_asked_for_is_approved_signed_and_paid() {
    let world = World::new();
    let (ana, ben) = (world.person("ana"), world.person("ben"));
    let text = world.file("why.md", "Gas for the kitchen\n");
    let receipt = world.file("receipt.txt", "12.50 for gas\n");
    let line = format!("{ana}=12.50");
    let ask = ["spend", "request", "--line", &line, "--asset", "SACK", "--text", &text];
    let asked = world.try_to("ana", &[&ask[..], &["--receipt", &receipt]].concat());
    assert_eq!(asked.code, Some(0), "{}", asked.said);
    let salt = asked.said.split("the salt ").nth(1).and_then(|rest| rest.get(..32)).unwrap();
    let check = |file: &str, salt: &str| {
        let at = world.path("society");
        world.run(&["spend", "check-receipt", "1", file, "--salt", salt, "--data", &at]).code
    };
    let other = world.file("other.txt", "12.60 for gas\n");
    assert_eq!(check(&receipt, salt), Some(0));
    assert_eq!(check(&other, salt), Some(1));
    assert_eq!(check(&receipt, "00112233445566778899aabbccddeeff"), Some(1));
    assert_eq!(check(&receipt, "0011"), Some(2));
    world.sign("ana", &ask);
    world.sign("founder", &["spend", "budget", "fund-common", "20.00", "SACK"]);
    world.sign("founder", &["spend", "signers", "fund-common", "2", ana, ben]);
    world.sign("founder", &["spend", "approve", "1"]);
    world.refused("founder", &["spend", "approve", "2"], "SPE-3");
    world.refused("founder", &["spend", "pay", "1"], "SPE-7");
    let needs = |person: &str| world.read(&["needs", person]);
    assert_eq!(needs(ana)[0]["command"], "polity spend sign 1");
    assert_eq!(needs(world.person("founder")), json!([]));
    world.sign("ana", &["spend", "sign", "1"]);
    assert_eq!(needs(ana), json!([]));
    world.sign("ben", &["spend", "sign", "1"]);
    let shown = world.read(&["spend", "show", "1"]);
    assert_eq!(shown["standing"], "paid");
    assert_eq!(shown["signatures"].as_array().unwrap().len(), 2);
    assert_eq!(shown["receipts"].as_array().unwrap().len(), 1);
    assert_eq!((world.held(ana), world.held("fund-common")), (11_250, 98_750));
    world.sign("founder", &["spend", "reject", "2", "--text", &text]);
    let listed = world.read(&["spend", "requests"]);
    let rows = listed.as_array().unwrap().iter();
    let standing: Vec<&Value> = rows.filter_map(|row| row.get("standing")).collect();
    assert_eq!(standing, ["rejected", "paid"]);
}

/// SPE-8 to SPE-14: many at once, again and again, shared, by a link.
#[test]
fn batches_wages_shared_bills_and_links() {
    let world = World::new();
    let (ana, ben) = (world.person("ana"), world.person("ben"));
    let [first, second] = [ana, ben].map(|person| format!("{person}=5.00"));
    let batch =
        ["spend", "batch", "fund-common", "--line", &first, "--line", &second, "--asset", "SACK"];
    world.sign("founder", &batch);
    let rent = ["spend", "stream", "fund-common", ben, "7.00", "SACK", "--times", "2", "--at-once"];
    world.sign("founder", &rent);
    let wage = ["spend", "stream", "fund-common", ana, "30.00", "SACK", "--times", "3"];
    world.sign("founder", &wage);
    assert_eq!((world.held(ana), world.held(ben)), (10_500, 11_200));
    assert_eq!(world.held("escrow-stream-2"), 3_000);
    world.sign("founder", &["spend", "stop", "2"]);
    assert_eq!(world.held("escrow-stream-2"), 0);
    // What is told not to be paid is what the command beside it begins again, all three periods: the first had begun and went back.
    let ended = &world.read(&["spend", "streams"])[1];
    assert_eq!(ended["number"], 2, "{ended}");
    assert_eq!(ended["ended"]["unpaid"], "90.00", "{ended}");
    let again = ended["ended"]["again"].as_str().unwrap();
    assert!(again.contains(" 30.00 SACK --times 3 "), "{again}");
    // A bill of 10.00 among three, of which ana paid it: she is owed 3.33 and 3.33.
    let founder = world.person("founder");
    world.sign("ana", &["spend", "invoice", "10.00", "SACK", ana, ben, founder]);
    assert_eq!(world.read(&["needs", ben])[0]["words"], "Pay bill 1: 3.33 SACK.");
    world.sign("ben", &["spend", "pay-invoice", "1"]);
    assert_eq!(world.read(&["needs", ben]), json!([]));
    world.sign("ben", &["spend", "pay-invoice", "1", "--of", founder]);
    assert_eq!(world.try_to("founder", &["spend", "pay-invoice", "1"]).code, Some(2));
    let listed = world.read(&["spend", "invoices"]);
    assert_eq!(listed[0]["is_open"], false, "{listed}");
    world.sign("ben", &["spend", "invoice", "2.00", "SACK", "--days", "3"]);
    world.sign("founder", &["spend", "pay-invoice", "2"]);
    world.sign("ben", &["spend", "invoice", "1.00", "SACK"]);
    world.refused("ana", &["spend", "close-invoice", "3"], "SPE-12");
    world.sign("ben", &["spend", "close-invoice", "3"]);
    assert_eq!((world.held(ben), world.held(founder)), (11_200 - 666 + 200, 9_800));
}

/// DUE-1 to DUE-9: they fall due, are chosen, paid by oneself or another, worked and waived; gifts.
#[test]
fn dues_fall_due_and_are_paid_worked_or_waived() {
    let world = World::new();
    let (ana, ben) = (world.person("ana"), world.person("ben"));
    world.refused("ana", &["dues", "pay", "SACK", "1.00"], "DUE-4");
    // One hundredth of 777.77 is 7.77: only that is signed.
    world.sign("ana", &["dues", "choose", "by-income", "--income", "777.77"]);
    world.refused("ana", &["dues", "choose", "by-income", "--amount", "2.99"], "DUE-3");
    world.refused("founder", &["dues", "waive", world.person("founder"), "120"], "DUE-6");
    let folder = world.path("society");
    common::run_on(Path::new(&folder), 52);
    let owes = |person: &str| world.read(&["dues", "show", person]);
    assert_eq!(owes(ana)["open"], json!(["period 1: 7.77 SACK"]));
    assert_eq!(owes(ben)["open"], json!(["period 1: 10.00 SACK, or 4 hours of work"]));
    assert_eq!(owes(ben)["level"], "reminded of what is open");
    world.sign("founder", &["dues", "pay", "SACK"]);
    assert_eq!(owes(world.person("founder"))["open"], json!([]));
    let needs = world.read(&["needs", ben]);
    assert!(needs[0]["words"].as_str().unwrap().contains("reminder"), "{needs}");
    assert!(needs[0]["ends"].is_u64(), "{needs}");
    world.sign("ana", &["dues", "pay", "SACK"]);
    world.sign("ana", &["dues", "pay", "SACK", "4.00", "--of", ben]);
    assert_eq!(owes(ben)["open"], json!(["period 1: 6.00 SACK, or 4 hours of work"]));
    world.refused("founder", &["dues", "confirm-work", ben, "241"], "DUE-5");
    world.sign("founder", &["dues", "confirm-work", ben, "240"]);
    assert_eq!((&owes(ben)["open"], &owes(ben)["paid"]), (&json!([]), &json!(1)));
    let text = world.file("gift.md", "For the roof\n");
    world.sign(
        "ben",
        &["dues", "donate", "fund-common", "20.00", "SACK", "--unnamed", "--text", &text],
    );
    assert_eq!(world.held("fund-common"), 100_000 + 1_000 + 777 + 400 + 2_000);
    assert_eq!((world.held(ana), world.held(ben)), (10_000 - 777 - 400, 8_000));
    // Somebody asks that the next ones be waived, and is told no; another pays them from then on.
    world.sign("ben", &["dues", "ask-waiver", "2"]);
    assert_eq!(owes(ben)["asked"], 2);
    world.sign("founder", &["dues", "waive", ben, "0"]);
    world.refused("founder", &["dues", "waive", ben, "0"], "DUE-12");
    world.refused("ben", &["dues", "sponsor", ben, "30.00", "SACK"], "DUE-11");
    world.sign("ana", &["dues", "sponsor", ben, "30.00", "SACK"]);
    common::run_on(Path::new(&folder), 48);
    assert_eq!((&owes(ben)["open"], &owes(ben)["paid"]), (&json!([]), &json!(2)));
    assert!(owes(ben)["sponsor"].as_str().unwrap().ends_with("20.00 SACK more at most"));
    assert_eq!((world.held(ana), world.held(ben)), (10_000 - 777 - 400 - 1_000, 8_000));
    world.sign("ben", &["dues", "end-sponsorship", ben]);
    assert!(owes(ben)["sponsor"].is_null());
}

/// TRE-16: what an act costs is said before it is signed, taken with it, and a category of its own.
#[test]
fn what_an_act_costs_is_said_and_booked() {
    let world = World::new();
    let (ana, ben) = (world.person("ana"), world.person("ben"));
    let pass_on = |amount| world.try_to("ana", &["treasury", "transfer", ben, amount, "SACK"]);
    for (amount, cost) in [("5.00", "1.50 SACK"), ("40.00", "2.50 SACK")] {
        let done = pass_on(amount);
        assert_eq!(done.code, Some(0), "{}", done.said);
        let told = format!("it costs you: {cost} to fund-common, the fee stamp of the charter");
        assert!(done.said.contains(&told), "{}", done.said);
    }
    assert_eq!((world.held(ana), world.held(ben)), (10_000 - 4_900, 14_500));
    let done = pass_on("50.00");
    assert!(
        done.said.contains("TRE-16") && done.said.contains("1.00 SACK are left"),
        "{}",
        done.said
    );
    let statement = world.read(&["treasury", "statement", "fund-common", "SACK"]);
    let fees = statement["categories"].as_array().unwrap().iter();
    let fees: Vec<&Value> = fees.filter(|row| row["category"] == "income:fees").collect();
    assert_eq!(fees.len(), 1, "{statement}");
    assert_eq!(fees[0]["came"], "400", "{statement}");
    let books =
        world.run(&["treasury", "export", "--format", "csv", "--data", &world.path("society")]);
    assert_eq!(books.code, Some(0), "{}", books.said);
}
