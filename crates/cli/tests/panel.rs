//! `polity panel` from the command line: a draw by a beacon, brought by whoever likes, drawn again by whoever
//! doubts it; and seats for outsiders, taken with codes. The draws begin an hour before the present, so that
//! their round has come.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

#[path = "common/beacon.rs"]
mod beacon;

use std::path::Path;
use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

use beacon::{beacon_key, signature};
use polity_machine::Action;
use polity_machine::modules::panels::PanelsAction;
use polity_machine::testing::{Actor, founding, key_of};
use polity_ordering::founding::found_in;
use polity_ordering::{Clock, Running, Settings, SignerKeys};
use polity_types::{Base64, Hash, Timestamp};
use serde_json::Value;

const CHARTER: &str = r#"# Charter of the lots

`society.name = "Lots"` `society.kind = "hub"` `society.currency = "LOT"`

> `society.commandment = "Tests tell the truth."`

`admission.vouches = 0` `admission.probation = "none"` `admission.application = "open"`

```toml
[chance]
beacon = "drand"
public_key = "BEACON"
genesis = 1700000000
period = "3 seconds"

[[power]]
id = "listing"
may = "panels.publish_list"
who = "founder"

[[power]]
id = "admitting"
may = "membership.admit"
who = "founder"

[[panel]]
id = "circle"
name = "Circle"
seats = 1
of = "members"
drawn = "for a term"
term = "100 days"
accept = "2 days"

[[panel]]
id = "guests"
name = "Guests"
seats = 3
of = "outsiders"
called = "those who ate here"
drawn = "for a term"
term = "100 days"
accept = "5 days"
```
"#;

/// A society founded two hours ago, whose founder acts as long ago as is said.
struct World {
    folder: tempfile::TempDir,
    now: u64,
}

impl World {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
        let text = CHARTER.replace("BEACON", &beacon_key());
        let (founder, signer) = (Actor::named("founder"), key_of("signer"));
        let signed = founding(&founder, Hash::of(text.as_bytes()), Timestamp(now - 7_200));
        let data = folder.path().join("society");
        std::fs::create_dir(&data).unwrap();
        found_in(&data, &signed, text.as_bytes(), &signer).unwrap();
        std::fs::write(data.join("signer.key"), Base64::encode(signer.as_bytes())).unwrap();
        Self { folder, now }
    }

    fn data(&self) -> String {
        self.path("society")
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    /// Has the founder act so long ago. Unit: seconds.
    fn founder_acts(&self, ago: u64, action: impl Into<Action>) {
        let time = Timestamp(self.now - ago);
        let settings = Settings {
            clock: Clock::from(move || time),
            folder: Path::new(&self.data()).to_owned(),
            signers: SignerKeys::new(vec![key_of("signer")]),
        };
        let running = Running::open(settings).unwrap();
        let envelope = Actor::named("founder").envelope(action, running.id(), time, 1);
        running.submit_and_wait(envelope.to_bytes()).unwrap();
    }

    /// Runs a command, and returns its answer, or what it said.
    fn run(&self, arguments: &[&str]) -> Result<Value, String> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_polity"));
        command.arg("--json").args(arguments).env("POLITY_KEYS", self.path("keys"));
        let output = command.env_remove("POLITY_URL").env_remove("POLITY_KEY").output().unwrap();
        let (said, data) = (output.stderr, String::from_utf8(output.stdout).unwrap());
        if output.status.success() {
            return Ok(serde_json::from_str(&data).unwrap_or(Value::Null));
        }
        Err(String::from_utf8(said).unwrap() + &data)
    }

    fn read(&self, arguments: &[&str]) -> Value {
        let at = ["--data", &self.data()];
        self.run(&[&["panel"], arguments, &at[..]].concat()).unwrap()
    }

    fn sign(&self, key: &str, arguments: &[&str]) -> Result<Value, String> {
        let data = self.data();
        let at = ["--data", &data, "--key", key, "--yes"];
        self.run(&[&["panel"], arguments, &at[..]].concat())
    }

    fn new_key(&self, name: &str) -> String {
        let made = self.run(&["key", "new", name]).unwrap();
        made["person"].as_str().unwrap().to_owned()
    }
}

#[test]
fn a_draw_is_brought_by_anybody_and_checked_by_everybody() {
    let world = World::new();
    assert_eq!(world.read(&["list"]).as_array().map(Vec::len), Some(0));
    world.founder_acts(3_600, PanelsAction::CallDraw { panel: "circle".into() });
    let listed = world.read(&["list"]);
    assert_eq!((&listed[0]["panel"], &listed[0]["number"]), (&"circle".into(), &1.into()));
    let shown = world.read(&["show", "1"]);
    assert_eq!(shown["stage"], "awaiting");
    let round = shown["source"]["beacon"]["round"].as_u64().unwrap();
    assert_eq!(world.read(&["verify", "1"])["is_right"], true);

    world.new_key("carrier");
    let wrong = world.sign("carrier", &["beacon", "1", "--signature", &signature(round + 1)]);
    assert!(wrong.unwrap_err().contains("panels.beacon_signature"));
    let wrong = world.sign("carrier", &["beacon", "1", "--signature", "no hex"]);
    assert!(wrong.unwrap_err().contains("is not hex"));
    let none = world.sign("carrier", &["beacon", "7", "--signature", "00"]);
    assert!(none.unwrap_err().contains("There is no draw 7"));
    world.sign("carrier", &["beacon", "1", "--signature", &signature(round)]).unwrap();

    // The founder, the only member, was drawn.
    let shown = world.read(&["show", "1"]);
    assert_eq!((&shown["stage"], &shown["numbers"]), (&"seated".into(), &serde_json::json!([1])));
    let founder = Actor::named("founder").person.to_string();
    assert_eq!(shown["asked"][0]["person"], founder.as_str());
    assert_eq!(shown["asked"][0]["status"], "is asked");
    let again = world.read(&["verify", "1"]);
    assert_eq!((&again["is_right"], &again["steps"][0]["fate"]), (&true.into(), &"drawn".into()));
    let late = world.sign("carrier", &["beacon", "1", "--signature", &signature(round)]);
    assert!(late.unwrap_err().contains("panels.other_stage"));
    let other = world.sign("carrier", &["accept", "1"]);
    assert!(other.unwrap_err().contains("panels.not_offered"));
    let secret = world.path("secret");
    let none = world.sign("carrier", &["commit", "1", "--secret", &secret]);
    assert!(none.unwrap_err().contains("asks nobody for secrets"));
    assert!(!Path::new(&secret).exists());
    let member = world.sign("carrier", &["draw", "circle"]);
    assert!(member.unwrap_err().contains("panels.not_full_member"));
}

#[test]
fn outsiders_take_their_seats_with_codes() {
    let world = World::new();
    let (codes, list) = (world.path("codes"), world.path("list"));
    let made = world.run(&["panel", "make-list", "3", "--codes", &codes, "--list", &list]);
    let made = made.unwrap();
    assert_eq!(made["count"], 3, "{made}");
    // Nobody writes over codes that were handed out.
    let again = world.run(&["panel", "make-list", "3", "--codes", &codes, "--list", &list]);
    assert!(again.is_err());
    let root = made["root"].as_str().unwrap().parse().unwrap();
    world.founder_acts(3_600, PanelsAction::PublishList { count: 3, panel: "guests".into(), root });
    world.founder_acts(3_000, PanelsAction::CallDraw { panel: "guests".into() });

    let text = std::fs::read_to_string(&codes).unwrap();
    let codes: Vec<&str> = text.lines().collect();
    let gina = world.new_key("gina");
    world.new_key("gus");
    let claim =
        |key: &str, code: &str| world.sign(key, &["claim", "1", "--code", code, "--list", &list]);
    claim("gina", codes[1]).unwrap();
    assert!(claim("gus", codes[1]).unwrap_err().contains("panels.place_not_offered"));
    assert!(claim("gina", codes[0]).unwrap_err().contains("panels.has_seat"));
    let made_up = format!("1-{}", Base64::encode(&[9; 16]));
    assert!(claim("gus", &made_up).is_err());
    assert!(claim("gus", "nonsense").is_err());
    claim("gus", codes[0]).unwrap();
    let shown = world.read(&["show", "1"]);
    assert_eq!(shown["asked"][1]["person"], gina.as_str());
    world.sign("gina", &["decline", "1"]).unwrap();
    let seated = |shown: &Value| {
        let asked = shown["asked"].as_array().unwrap().iter();
        asked.filter(|one| one["status"] == "accepted").count()
    };
    assert_eq!(seated(&world.read(&["show", "1"])), 1);
    assert_eq!(world.read(&["verify", "1"])["is_right"], true);
}
