//! What one person does alone, lived through in the terminal: announced acts that members stop, and a founder who
//! falls silent and whose powers the members have from then on (POW-7, POW-14).
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]
#![expect(clippy::arithmetic_side_effects, reason = "tests count small numbers")]

mod common;

use std::path::Path;
use std::process::Command;

use common::run_on_busily;
use polity_types::SocietyId;
use serde_json::Value;

/// Hours of a day.
const DAY: u64 = 24;

struct Terminal {
    /// Where the society is: its folder, or its address.
    at: [String; 2],
    keys: String,
}

impl Terminal {
    /// Runs the program on the society; returns its code, what it printed, and what it said beside.
    fn run(&self, arguments: &[&str]) -> (Option<i32>, String, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_polity"));
        command.args(arguments).args(&self.at).env("POLITY_KEYS", &self.keys);
        let output = command.env_remove("POLITY_URL").env_remove("POLITY_KEY").output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (output.status.code(), text(output.stdout), text(output.stderr))
    }

    fn does(&self, arguments: &[&str]) -> String {
        let (code, data, said) = self.run(arguments);
        assert_eq!(code, Some(0), "{arguments:?}: {said}");
        data
    }

    fn json(&self, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.does(&[&["--json"], arguments].concat())).unwrap()
    }

    fn refused(&self, arguments: &[&str], code: &str) {
        let (exit, _, said) = self.run(arguments);
        assert_eq!(exit, Some(1), "{arguments:?}");
        assert!(said.contains(code), "{said}");
    }

    fn waits(&self, society: SocietyId, days: u64) {
        run_on_busily(Path::new(&self.at[1]), society, days * DAY);
    }

    fn makes_keys(&self, names: &[&str]) {
        for name in names {
            let mut command = Command::new(env!("CARGO_BIN_EXE_polity"));
            let output = command.args(["key", "new", name]).env("POLITY_KEYS", &self.keys).output();
            assert!(output.unwrap().status.success());
        }
    }

    fn passed(&self) -> Value {
        self.json(&["founder", "show"])["passed"]["why"].clone()
    }
}

#[test]
fn a_founder_who_falls_silent_hands_over_to_the_members() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let there = Terminal { at: ["--data".into(), path("data")], keys: path("keys") };
    let hub = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../charters/hub.md");
    let text = std::fs::read_to_string(hub).unwrap();
    let shorter =
        text.replace("succession.silent = \"90 days\"", "succession.silent = \"30 days\"");
    assert_ne!(text, shorter);
    let charter = path("charter.md");
    std::fs::write(&charter, shorter).unwrap();
    there.makes_keys(&["me", "ana"]);
    let society = there.does(&["found", &charter, "--yes"]).trim().parse().unwrap();
    there.does(&["member", "apply", "--key", "ana", "--yes"]);
    let mut shown = Command::new(env!("CARGO_BIN_EXE_polity"));
    let shown = shown.args(["--json", "key", "show", "ana"]).env("POLITY_KEYS", &there.keys);
    let shown: Value = serde_json::from_slice(&shown.output().unwrap().stdout).unwrap();
    let ana = shown["person"].as_str().unwrap();
    there.does(&["member", "admit", ana, "--yes"]);
    there.does(&["member", "swear", "--key", "ana", "--yes"]);

    let (open, why) = (path("open.json"), path("why.md"));
    let act = r#"{"name":"treasury.open_account","with":{"account":"fund-garden"}}"#;
    std::fs::write(&open, act).unwrap();
    let acts = path("acts.json");
    std::fs::write(&acts, format!("[{act}]")).unwrap();
    std::fs::write(&why, "A garden\n").unwrap();
    let bring = ["proposal", "new", "--actions", &acts, "--procedure", "ordinary", "--text", &why];
    let bring = [&bring[..], &["--key", "ana", "--yes"]].concat();

    there.waits(society, 29);
    assert_eq!(there.passed(), Value::Null);
    there.refused(&bring, "governance.not_carried");
    assert!(there.does(&["op", "sign", &open, "--dry-run"]).contains("founder-opens-accounts"));
    there.waits(society, 2);
    assert_eq!(there.passed(), "silent");
    let shown = there.does(&["founder", "show"]);
    assert!(shown.contains("the founder had signed nothing for 30 days"), "{shown}");
    assert!(there.does(&["stage"]).contains("the founder had signed nothing"));
    there.refused(&["op", "sign", &open, "--yes"], "charter.no_power");
    // Coming back gives nothing back.
    there.does(&["signal", "ask", "mood", "How is the garden?", "--yes"]);
    assert_eq!(there.passed(), "silent");
    let lines = there.json(&["power", "who", "treasury.open_account"])["lines"].clone();
    let alone = |line: &Value| line["is_alone"] == true;
    assert!(!lines.as_array().unwrap().iter().any(alone), "{lines}");
    assert!(there.does(&bring).contains("Proposal 1"));
}

const ACTS: &str = r#"# Charter of the box

`society.name = "Box"` `society.kind = "hub"` `society.currency = "BOX"`

> `society.commandment = "Tests tell the truth."`

`admission.vouches = 0` `admission.probation = "none"` `admission.application = "open"`

```toml
power = [
  { id = "admitting", may = "membership.admit", who = "rule: vouched" },
  { id = "proposing", may = "governance.propose", who = "member" },
  { id = "opening", may = "treasury.open_account", who = "founder", grace = "1 day", challenge = "50%" },
  { id = "opening-by-vote", may = "treasury.open_account", who = "decision: ordinary" },
]

[[decision]]
id = "ordinary"
electorate = "members"
method = "yes-no"
quorum = "10%"
threshold = "more than half"
discussion = "1 day"
voting = "1 day"
grace = "none"

[[office]]
id = "keeper"
name = "Keeper"
seats = 2
term = "1 year"
filled = "decision: ordinary"
recalled = "decision: ordinary"

[[pause]]
id = "alarm"
who = "founder"
actions = ["treasury.open_account"]
at_most = "1 day"
again_after = "2 days"
renewed = "decision: ordinary"
```
"#;

/// What somebody announced is listed, objected to and taken back; pauses and offices are told; what a proposal would
/// do is tried out before it is signed. At an address, where nothing is read but by its key.
#[test]
fn what_waits_is_told_and_stopped_at_an_address() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let here = Terminal { at: ["--data".into(), path("data")], keys: path("keys") };
    let (charter, open, other) = (path("charter.md"), path("open.json"), path("other.json"));
    let (why, acts) = (path("why.md"), path("acts.json"));
    let act = |fund: &str| {
        format!(r#"{{"name":"treasury.open_account","with":{{"account":"fund-{fund}"}}}}"#)
    };
    let texts = [(&charter, ACTS.to_owned()), (&open, act("garden")), (&other, act("cellar"))];
    for (file, text) in texts {
        std::fs::write(file, text).unwrap();
    }
    std::fs::write(&acts, format!("[{},{}]", act("attic"), act("attic"))).unwrap();
    std::fs::write(&why, "Because.\n").unwrap();
    here.makes_keys(&["me", "ana", "ben"]);
    here.does(&["found", &charter, "--yes"]);
    for name in ["ana", "ben"] {
        here.does(&["member", "apply", "--key", name, "--yes"]);
        here.does(&["member", "swear", "--key", name, "--yes"]);
    }
    let server = common::Server::start(Path::new(&path("data")));
    let at = ["--url".into(), format!("http://{}", server.address)];
    let there = Terminal { at, keys: path("keys") };

    assert_eq!(there.does(&["act", "list"]), "Nothing that was announced waits.\n");
    there.does(&["op", "sign", &open, "--yes"]);
    there.does(&["op", "sign", &other, "--yes"]);
    let listed = there.does(&["act", "list"]);
    for words in
        ["1  takes effect at 20", "fund-garden", "under the line \"opening\"", "0 of 2 objections"]
    {
        assert!(listed.contains(words), "{words:?} is not in {listed}");
    }
    there.refused(&["act", "take-back", "2", "--key", "ana", "--yes"], "charter.not_author");
    there.does(&["act", "take-back", "2", "--yes"]);
    there.does(&["act", "object", "1", "--key", "ana", "--yes"]);
    there.refused(&["act", "object", "1", "--key", "ana", "--yes"], "governance.already_objected");
    there.does(&["act", "object", "1", "--key", "ben", "--yes"]);
    assert_eq!(there.json(&["act", "list"]), Value::Array(Vec::new()));
    let all = there.json(&["act", "list", "--all"]);
    assert_eq!(all[0]["end"], "was taken back", "{all}");
    assert_eq!(all[1]["end"], "was stopped by members, and put to the vote as proposal 1", "{all}");
    there.refused(&["op", "sign", &open, "--yes"], "charter.at_vote");

    there.refused(&["charter", "agree", "--yes"], "charter.already_consented");
    assert!(there.does(&["pause", "list"]).starts_with("Nothing is paused."));
    there.does(&["pause", "call", "alarm", "--text", &why, "--yes"]);
    let paused = there.json(&["pause", "list"]);
    assert_eq!(paused["paused"][0]["action"], "treasury.open_account", "{paused}");
    there.does(&["pause", "end", "alarm", "--yes"]);

    there.does(&["office", "stand", "keeper", "--key", "ana", "--yes"]);
    there.does(&["office", "call-election", "keeper", "--yes"]);
    let offices = there.json(&["office", "list"]);
    assert_eq!((&offices[0]["free"], &offices[0]["election"]), (&2.into(), &2.into()), "{offices}");
    assert!(there.does(&["office", "list"]).contains("the election is on: polity proposal show 2"));
    // What has no text of its own is called what it is; whom an election's options are stands beside them.
    let listed = there.does(&["proposal", "list"]);
    for title in ["2  Election: Keeper\n", "1  The act 1, which members stopped\n"] {
        assert!(listed.contains(title), "{title} is not in {listed}");
    }
    let told = there.does(&["proposal", "show", "2"]);
    assert!(told.contains("2  Election: Keeper\n") && told.contains("it would: "), "{told}");
    assert!(told.contains("office: keeper"), "{told}");

    let bring = ["proposal", "new", "--actions", &acts, "--procedure", "ordinary", "--text", &why];
    let tried = there.does(&[&bring[..], &["--dry-run"]].concat());
    let words = "As things stand, act 2 would be refused: ";
    assert!(tried.contains("It would be admitted") && tried.contains(words), "{tried}");
    drop(server);
    let tried = here.does(&[&bring[..], &["--dry-run"]].concat());
    assert!(tried.contains(words), "{tried}");
}

/// What an amendment changes, and who gains by it, is told in the terminal as on its page, with the titles of both texts;
/// beside it every file of a charter is known only by its hash.
#[test]
fn an_amendment_says_in_the_terminal_who_gains() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let here = Terminal { at: ["--data".into(), path("data")], keys: path("keys") };
    let (charter, amended, acts) = (path("charter.md"), path("amended.md"), path("acts.json"));
    let line = "  { id = \"proposing\"";
    let amends = format!(
        "  {{ id = \"amending\", may = \"charter.amend\", who = \"decision: ordinary\", grace = \"1 day\" }},\n{line}"
    );
    let text = ACTS.replace(line, &amends);
    assert_ne!(text, ACTS);
    std::fs::write(&charter, &text).unwrap();
    let sooner = text.replace("# Charter of the box", "# Charter of the open box").replace(
        "grace = \"1 day\", challenge = \"50%\"",
        "grace = \"1 hour\", challenge = \"50%\"",
    );
    std::fs::write(&amended, sooner).unwrap();
    here.makes_keys(&["me"]);
    here.does(&["found", &charter, "--yes"]);
    let hash = |file: &str| {
        let mut check = Command::new(env!("CARGO_BIN_EXE_polity"));
        let done = check.args(["--json", "charter", "check", file]).output().unwrap();
        let checked: Value = serde_json::from_slice(&done.stdout).unwrap();
        checked["hash"].as_str().unwrap().to_owned()
    };
    let (old, new) = (hash(&charter), hash(&amended));
    let act =
        format!(r#"[{{"name":"charter.amend","with":{{"replaces":"{old}","text":"{new}"}}}}]"#);
    std::fs::write(&acts, act).unwrap();
    let bring = ["proposal", "new", "--actions", &acts, "--procedure", "ordinary"];
    here.does(&[&bring[..], &["--text", &amended, "--yes"]].concat());
    let told = here.does(&["proposal", "show", "1"]);
    for words in [
        &format!("replaces: “Charter of the box” ({old})"),
        &format!("text: “Charter of the open box” ({new})"),
        "   A rule changes.\n     was: The founder may open an account",
        "   The founder has more room in the power to open an account of the society: after 1 hour",
    ] {
        assert!(told.contains(words), "{words:?} is not in {told}");
    }
    let shown = here.json(&["proposal", "show", "1"]);
    assert_eq!(shown["amends"][0]["powers"][0]["who"], "The founder", "{shown}");
}

/// An amendment is brought by its new text alone, at an address: what changes is said before it is signed, the text is put
/// among the public records, and once members carry it, it is in force.
#[test]
fn an_amendment_is_brought_by_the_terminal_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let here = Terminal { at: ["--data".into(), path("data")], keys: path("keys") };
    let (charter, amended, why) = (path("charter.md"), path("amended.md"), path("why.md"));
    let line = "  { id = \"proposing\"";
    let amends = "  { id = \"amending\", may = \"charter.amend\", who = \"decision: ordinary\", grace = \"1 day\" },\n";
    std::fs::write(&charter, ACTS.replace(line, &format!("{amends}{line}"))).unwrap();
    let old = std::fs::read_to_string(&charter).unwrap();
    std::fs::write(&amended, old.replace("challenge = \"50%\"", "challenge = \"25%\"")).unwrap();
    std::fs::write(&why, "A quarter is enough.\n").unwrap();
    here.makes_keys(&["me"]);
    let society = here.does(&["found", &charter, "--yes"]).trim().parse().unwrap();
    let server = common::Server::start(Path::new(&path("data")));
    let at = ["--url".into(), format!("http://{}", server.address)];
    let there = Terminal { at, keys: path("keys") };
    let bring = ["proposal", "amend", &amended, "--text", &why];
    let faulty = path("faulty.md");
    std::fs::write(&faulty, old.replace("grace = \"none\"", "grace = \"soon\"")).unwrap();
    there.refused(&["proposal", "amend", &faulty, "--text", &why, "--yes"], "charter.faulty");
    let tried = there.does(&[&bring[..], &["--dry-run"]].concat());
    assert!(tried.contains("It would be admitted"), "{tried}");
    assert!(there.does(&[&bring[..], &["--yes"]].concat()).contains("Proposal 1"));
    let told = there.does(&["proposal", "show", "1"]);
    assert!(told.contains("A rule changes.") && told.contains("1  A quarter is enough."), "{told}");
    drop(server);
    here.waits(society, 1);
    here.does(&["ballot", "cast", "1", "yes", "--yes"]);
    here.waits(society, 3);
    let told = here.does(&["proposal", "show", "1"]);
    assert!(told.contains("took effect"), "{told}");
    let lines = here.json(&["power", "who", "treasury.open_account"])["lines"].clone();
    assert_eq!(lines[0]["challenge"], "25%", "{lines}");
}

/// Of several options each has its number, its title and its own acts below it; how many are taken, how one votes, and
/// what the ballots so far come to stand beside them.
#[test]
fn each_option_says_in_the_terminal_what_it_does() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let here = Terminal { at: ["--data".into(), path("data")], keys: path("keys") };
    let (charter, why, acts) = (path("charter.md"), path("why.md"), path("acts.json"));
    let choosing = ACTS.replace("\"opening-by-vote\"", "\"x\"").replace(
        "  { id = \"x\"",
        "  { id = \"choosing\", may = \"treasury.open_account\", who = \"decision: choosing\" },\n  { id = \"x\"",
    );
    let choosing = choosing.replace(
        "[[office]]",
        "[[decision]]\nid = \"choosing\"\nelectorate = \"members\"\nmethod = \"stv-scottish\"\nquorum = \"10%\"\ndiscussion = \
         \"1 day\"\nvoting = \"1 day\"\ngrace = \"none\"\n\n[[office]]",
    );
    let choosing =
        choosing.replace("filled = \"decision: ordinary\"", "filled = \"decision: choosing\"");
    std::fs::write(&charter, choosing).unwrap();
    std::fs::write(&why, "What do we open?\n").unwrap();
    let open = |fund: &str| {
        format!(r#"{{"name":"treasury.open_account","with":{{"account":"fund-{fund}"}}}}"#)
    };
    let options = format!(
        r#"{{"options":[{{"title":"A garden","actions":[{}]}},{{"title":"Two cellars","actions":[{},{}]}},{{"title":"Nothing"}}]}}"#,
        open("garden"),
        open("cellar"),
        open("attic")
    );
    std::fs::write(&acts, options).unwrap();
    here.makes_keys(&["me", "ana"]);
    let society = here.does(&["found", &charter, "--yes"]).trim().parse().unwrap();
    here.does(&["member", "apply", "--key", "ana", "--yes"]);
    here.does(&["member", "swear", "--key", "ana", "--yes"]);
    let bring = ["proposal", "new", "--actions", &acts, "--procedure", "choosing", "--text", &why];
    here.does(&[&bring[..], &["--yes"]].concat());
    here.waits(society, 1);
    let told = here.does(&["proposal", "show", "1"]);
    let places = [
        "   one of 3 options is taken\n",
        "   option 1: A garden\n      it would: ",
        "fund-garden\n   option 2: Two cellars\n      it would: ",
        "fund-cellar\n      it would: ",
        "fund-attic\n   option 3: Nothing\n      it would leave all as it is\n",
        "   vote with: polity ballot cast 1 'rank=2>1'\n",
        "   ballots that make the quorum: 1\n",
    ];
    let found: Vec<Option<usize>> = places.iter().map(|words| told.find(words)).collect();
    assert!(found.iter().all(Option::is_some) && found.is_sorted(), "{found:?} {told}");
    // What it says can be cast is not refused.
    here.does(&["ballot", "cast", "1", "rank=2>1", "--yes"]);
    let shown = here.json(&["proposal", "show", "1"]);
    assert_eq!(shown["choices"][1]["actions"].as_array().unwrap().len(), 2, "{shown}");
    // Whom an election's options are stands beside them.
    here.does(&["office", "stand", "keeper", "--key", "ana", "--yes"]);
    here.does(&["office", "call-election", "keeper", "--yes"]);
    let shown = here.json(&["proposal", "show", "2"]);
    let ana = shown["choices"][0]["person"].as_str().unwrap_or_else(|| panic!("{shown}"));
    let told = here.does(&["proposal", "show", "2"]);
    let option = format!("   option 1: Member 2, {ana}\n      it would: ");
    assert!(told.contains("2  Election: Keeper\n") && told.contains(&option), "{told}");
    // What they are called stands there once.
    here.does(&["member", "name", "Mateo", "--key", "ana", "--yes"]);
    let told = here.does(&["proposal", "show", "2"]);
    for words in [format!("holder: Mateo ({ana})\n"), format!("Member 2, Mateo ({ana})\n")] {
        assert!(told.contains(&words), "{words} is not in {told}");
    }
}

/// GOV-60: a vote that will wait for those on probation, and one that waits, say why and until when; and who is alone
/// past probation is not told that they decide alone.
#[test]
fn a_vote_that_waits_for_those_on_probation_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let here = Terminal { at: ["--data".into(), path("data")], keys: path("keys") };
    let (charter, why, acts) = (path("charter.md"), path("why.md"), path("acts.json"));
    let text = ACTS
        .replace("admission.probation = \"none\"", "admission.probation = \"10 days\"")
        .replace("electorate = \"members\"", "electorate = \"members past probation\"");
    std::fs::write(&charter, text).unwrap();
    let act = r#"[{"name":"treasury.open_account","with":{"account":"fund-garden"}}]"#;
    std::fs::write(&acts, act).unwrap();
    std::fs::write(&why, "A garden\n").unwrap();
    here.makes_keys(&["me", "ana", "ben"]);
    let society = here.does(&["found", &charter, "--yes"]).trim().parse().unwrap();
    let alone = "By a vote in which nobody else may vote now, and so alone:";
    assert!(here.does(&["power", "of"]).contains(alone));
    for name in ["ana", "ben"] {
        here.does(&["member", "apply", "--key", name, "--yes"]);
        here.does(&["member", "swear", "--key", name, "--yes"]);
    }
    let reach = here.does(&["power", "of"]);
    let waits = "2 of 3 members are on probation, half or more: a vote that is to open now waits for them, 10 days";
    assert!(reach.contains(waits) && !reach.contains(alone), "{reach}");
    let bring = ["proposal", "new", "--actions", &acts, "--procedure", "ordinary", "--text", &why];
    here.does(&[&bring[..], &["--yes"]].concat());
    let ahead =
        "2 of 3 members are on probation, half or more: if it is so when the vote is to open";
    for command in [&["proposal", "show", "1"][..], &["proposal", "list"]] {
        let told = here.does(command);
        assert!(told.contains(ahead), "{told}");
    }
    assert!(!here.does(&["needs"]).contains("waits for those on probation"));
    here.waits(society, 2);
    let begun = "half or more of the members were on probation when its vote was to open: it waits for them, until 20";
    for command in [&["proposal", "show", "1"][..], &["proposal", "list"]] {
        let told = here.does(command);
        assert!(told.contains(begun) && !told.contains(ahead), "{told}");
    }
    let needs = here.does(&["needs"]);
    assert!(
        needs.contains(
            "Decision 1 waits for those on probation, and then opens its vote: A garden, until 20"
        ),
        "{needs}"
    );
    // Ten days from when it was brought.
    here.waits(society, 8);
    let told = here.does(&["proposal", "show", "1"]);
    assert!(told.contains("at the vote") && !told.contains("probation"), "{told}");
}
