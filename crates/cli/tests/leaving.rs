//! What one would take along, as the terminal tells it before anything is signed: what is kept apart, what repeats and
//! ends, what is given up; and leaving with it, for no less than one says (EXI-9, EXI-18, EXI-19, EXI-20).
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]
#![expect(clippy::arithmetic_side_effects, reason = "tests count small numbers")]

use std::process::Command;

use polity_machine::Action;
use polity_machine::modules::spending::{Pace, SpendingAction};
use polity_machine::modules::treasury::{AccountId, TreasuryAction};
use polity_types::{Amount, Seconds};
use serde_json::Value;
use tempfile::TempDir;

const CHARTER: &str = r#"# Charter of the door

`society.name = "Door"` `society.kind = "hub"` `society.currency = "EUR"`

> `society.commandment = "Tests tell the truth."`

`admission.vouches = 0` `admission.probation = "none"` `admission.application = "open"`

```toml
power = [
  { id = "admitting", may = "membership.admit",      who = "rule: vouched" },
  { id = "funds",     may = "treasury.open_account", who = "founder" },
  { id = "issuing",   may = "treasury.issue",        who = "founder", up_to = "9999 EUR per 30 days" },
  { id = "wages",     may = "spending.start_stream", who = "founder", up_to = "9999 EUR per 30 days" },
  { id = "paying",    may = "treasury.pay",          who = "founder", up_to = "9999 EUR per 30 days", grace = "3 days" },
]

[exit]
share = "equal"
paid_within = "none"
```
"#;

struct Door {
    ana: String,
    folder: TempDir,
}

fn fund(name: &str) -> AccountId {
    AccountId::Fund(name.into())
}

fn eur(cents: u64) -> Amount {
    Amount::from(cents)
}

impl Door {
    /// Three members, and 3,000.00 EUR of which they take a share; 100.00 lie in a fund of which they take none.
    fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut door = Self { ana: String::new(), folder };
        std::fs::write(door.path("charter.md"), CHARTER).unwrap();
        for name in ["me", "ana", "ben"] {
            let _ = door.keys(&["key", "new", name]);
        }
        let _ = door.does(&["found", &door.path("charter.md"), "--yes"]);
        for name in ["ana", "ben"] {
            let _ = door.does(&["member", "apply", "--key", name, "--yes"]);
            let _ = door.does(&["member", "swear", "--key", name, "--yes"]);
        }
        let shown: Value =
            serde_json::from_str(&door.keys(&["--json", "key", "show", "ana"]).0).unwrap();
        shown["person"].as_str().unwrap().clone_into(&mut door.ana);
        door.signs(TreasuryAction::OpenAccount { account: fund("house") });
        for (amount, to) in [(300_000, fund("common")), (10_000, fund("house"))] {
            let (amount, asset) = (eur(amount), "EUR".parse().unwrap());
            door.signs(TreasuryAction::Issue { amount, asset, category: None, memo: None, to });
        }
        door
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    fn runs(&self, arguments: &[&str]) -> (Option<i32>, String, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_polity"));
        command.args(arguments).env("POLITY_KEYS", self.path("keys"));
        let output = command.env_remove("POLITY_URL").env_remove("POLITY_KEY").output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (output.status.code(), text(output.stdout), text(output.stderr))
    }

    fn keys(&self, arguments: &[&str]) -> (String, String) {
        let (code, data, said) = self.runs(arguments);
        assert_eq!(code, Some(0), "{arguments:?}: {said}");
        (data, said)
    }

    /// Runs the program on the society, which refuses; returns what it said.
    fn refuses(&self, arguments: &[&str]) -> String {
        let data = self.path("data");
        let arguments = [arguments, &["--data", &data]].concat();
        let (code, data, said) = self.runs(&arguments);
        assert_eq!(code, Some(1), "{arguments:?}: {data}{said}");
        said
    }

    /// Runs the program on the society; returns what it printed, and what it said beside.
    fn does(&self, arguments: &[&str]) -> (String, String) {
        self.keys(&[arguments, &["--data", &self.path("data")]].concat())
    }

    /// Has the founder do something.
    fn signs(&self, action: impl Into<Action>) {
        let file = self.path("act.json");
        std::fs::write(&file, serde_json::to_string(&action.into()).unwrap()).unwrap();
        let _ = self.does(&["op", "sign", &file, "--yes"]);
    }

    /// Has ten payments repeat, a day apart.
    fn repeats(&self, each: u64, fund: AccountId, to: AccountId) {
        self.signs(SpendingAction::StartStream {
            amount: eur(10 * each),
            asset: "EUR".parse().unwrap(),
            category: None,
            each: eur(each),
            every: Seconds::days(1),
            fund,
            memo: None,
            pace: Pace::AtOnce,
            times: 10,
            to,
        });
    }

    fn shows(&self, more: &[&str]) -> String {
        self.does(&[&["exit", "show", &self.ana], more].concat()).0
    }
}

fn has(shown: &str, words: &[&str]) {
    for words in words {
        assert!(shown.contains(words), "{words:?} is not in {shown}");
    }
}

#[test]
fn what_ends_and_what_is_given_up_is_told_before_one_leaves() {
    let door = Door::open();
    let ana = AccountId::Person(door.ana.parse().unwrap());
    door.repeats(1_000, fund("common"), ana.clone());
    door.repeats(5_000, fund("house"), ana.clone());
    has(
        &door.shows(&[]),
        &[
            "What the member",
            "996.66 EUR from fund-common: it holds",
            "90.00 EUR that repeats to them and has not begun ends",
        ],
    );
    assert!(!door.shows(&[]).contains("fund-house"), "no open fund fills it");
    // An open fund fills the other one by and by.
    door.repeats(2_000, fund("common"), fund("house"));
    let (amount, asset, from) = (eur(50_000), "EUR".parse().unwrap(), fund("common"));
    let (category, memo, to) = (None, None, ana);
    door.signs(TreasuryAction::Pay { amount, asset, category, from, memo, to });
    let ends =
        "What repeats to them out of fund-house ends: 450.00 EUR, of periods that have not begun";
    let shown = door.shows(&[]);
    has(&shown, &["823.33 EUR from fund-common", "500.00 EUR is decided to be paid", ends]);
    assert!(!shown.contains("give up"), "{shown}");
    let gives_up = "They give up 500.00 EUR that act-1 would pay them, also if members stop it and then decide it.";
    let shown = door.shows(&["--against", "act-1"]);
    has(&shown, &["990.00 EUR from fund-common", ends, gives_up]);
    assert!(!shown.contains("decided to be paid"), "{shown}");
    let json = door.shows(&["--against", "act-1", "--json"]);
    let json: Value = serde_json::from_str(&json).unwrap();
    let told = serde_json::json!([{"amount": "50000", "asset": "EUR", "target": {"kind": "act", "number": 1}}]);
    assert_eq!((&json["gives_up"], &json["ends"][0]["repeats"]), (&told, &"45000".into()));
    // Who takes a part gives nothing up, and ends nothing: it is kept apart.
    let (_, said) = door.does(&["exit", "take", "1", "--key", "ben", "--yes"]);
    assert!(!said.contains("ends"), "nothing repeats to him: {said}");
    let (_, said) =
        door.does(&["exit", "take", "1", "--against", "act-1", "--key", "ana", "--yes"]);
    has(
        &said,
        &["is kept apart, for it is theirs besides", "still to go to funds that are not open"],
    );
    assert!(!said.contains("give up") && !said.contains(" ends"), "{said}");
    // What is told at leaving is what was shown, and where the money is.
    let shown = door.shows(&["--against", "act-1"]);
    let leave = ["leave", "--with-share", "--against", "act-1", "--key", "ana"];
    let (preview, said) = door.does(&[&leave[..], &["--preview"]].concat());
    assert_eq!(preview, shown);
    let votes = "what you cast in one that is open goes with you.";
    assert!(said.starts_with("Votes: ") && said.contains(votes), "{said}");
    let (_, said) = door.does(&[&leave[..], &["--yes"]].concat());
    has(&said, &[shown.trim(), ends, gives_up, votes, "It is in your own account."]);
    let held: Vec<&str> = shown.lines().filter(|line| line.contains("EUR from")).collect();
    let sum = held[0].split_once(" EUR").unwrap().0;
    assert!(sum.parse::<f64>().unwrap() > 900.0, "{shown}");
}

/// EXI-20: what is signed names a least. A share that fell below it is refused with the claim kept, and whoever says so
/// takes what is left.
#[test]
fn a_share_that_fell_below_the_least_is_refused_and_any_takes_it() {
    let door = Door::open();
    let leave = ["leave", "--with-share", "--key", "ana", "--yes"];
    // 1,000.00 are hers; by default the program signs for 95 of 100 of it.
    let (tried, said) = door.does(&[&leave[..], &["--dry-run"]].concat());
    has(&said, &["If less than 950.00 EUR would be paid by then, it is refused. That is 95 %"]);
    has(&said, &["amount: 950.00 EUR"]);
    assert!(!tried.is_empty(), "it would be admitted");
    // What she was shown, she says; then the founder begins a wage.
    door.repeats(15_000, fund("common"), AccountId::Person(door.ana.parse().unwrap()));
    let before = door.shows(&["--json"]);
    let least = [&leave[..], &["--least", "EUR=1000.00"]].concat();
    let said = door.refuses(&least);
    has(
        &said,
        &[
            "exit.less",
            "EXI-20",
            "at least 1\u{202f}000.00 EUR",
            "950.00 EUR would",
            "keep the claim",
        ],
    );
    let take = ["exit", "take", "50", "--least", "EUR=475.01", "--key", "ana", "--yes"];
    has(&door.refuses(&take), &["exit.less", "475.01 EUR"]);
    assert_eq!(door.shows(&["--json"]), before, "a refused share gives nothing up");
    // For exactly what would be paid it goes; so does any sum, of which nothing is signed.
    let (_, said) = door.does(&[&leave[..], &["--least", "EUR=950.00", "--dry-run"]].concat());
    has(&said, &["amount: 950.00 EUR"]);
    assert!(!said.contains("95 %"), "it is her own word: {said}");
    let (_, said) = door.does(&[&leave[..], &["--any"]].concat());
    has(&said, &["950.00 EUR from fund-common", "It is in your own account."]);
    assert!(!said.contains("least") && !said.contains("If less"), "{said}");
    let held: Value =
        serde_json::from_str(&door.does(&["--json", "treasury", "statement", &door.ana, "EUR"]).0)
            .unwrap();
    assert_eq!(held["closing"], "110000", "with the 150.00 that the wage begins with");
    let both = [&leave[..], &["--any", "--least", "EUR=1"]].concat();
    let (code, ..) = door.runs(&both);
    assert_eq!(code, Some(2), "either a least or any");
}

/// Who says which share to take along, and not that they take one, is asked; who leaves without it is told until when the
/// claim is kept, there and wherever they look.
#[test]
fn a_claim_is_kept_until_a_day_that_is_told() {
    let door = Door::open();
    for of_share in [
        &["--against", "act-1"][..],
        &["--asset", "EUR"],
        &["--before-breach", "1"],
        &["--least", "EUR=19.50"],
        &["--any"],
    ] {
        let (code, _, said) = door.runs(&[&["leave", "--key", "ana", "--yes"], of_share].concat());
        assert_eq!(code, Some(2), "{of_share:?}");
        has(&said, &["Add --with-share", "keep the claim"]);
    }
    assert!(!door.shows(&[]).contains("is kept until"), "she is a member");
    let (_, said) = door.does(&["leave", "--key", "ana", "--yes"]);
    has(&said, &["The claim to a share is kept until 20", "`polity exit take 100`"]);
    has(&door.shows(&[]), &["What who left", "The claim to a share is kept until 20"]);
    let shown: Value = serde_json::from_str(&door.shows(&["--json"])).unwrap();
    let needs: Value = serde_json::from_str(&door.does(&["--json", "needs", &door.ana]).0).unwrap();
    let need = needs.as_array().unwrap().iter().find(|need| need["kind"] == "share");
    let need = need.unwrap_or_else(|| panic!("{needs}"));
    assert_eq!(
        (&need["ends"], &need["command"]),
        (&shown["kept_until"], &"polity exit take 100".into())
    );
    has(need["words"].as_str().unwrap(), &["000.00 EUR now: take it"]);
    let (_, said) = door.does(&["exit", "take", "100", "--key", "ana", "--yes"]);
    has(&said, &["000.00 EUR from fund-common: it holds"]);
    let needs = door.does(&["--json", "needs", &door.ana]).0;
    assert!(!needs.contains("\"share\""), "nothing is left to take: {needs}");
}
