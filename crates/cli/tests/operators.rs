//! What an operator and a member do from the command line alone, with the words that lead from one step
//! to the next: join, propose, vote, and lose a key and get another by one's guardians.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod common;

use std::path::Path;
use std::process::Command;

use common::Server;
use serde_json::Value;

const CHARTER: &str = include_str!("../../../charters/reading-circle.md");

/// What a command did.
struct Done {
    code: Option<i32>,
    data: String,
    said: String,
}

impl Done {
    fn json(&self) -> Value {
        assert_eq!(self.code, Some(0), "{}", self.said);
        serde_json::from_str(&self.data).unwrap()
    }

    fn text(&self, name: &str) -> String {
        self.json()[name].as_str().unwrap().to_owned()
    }

    /// Checks that something was said.
    fn says(&self, wanted: &str) {
        assert!(self.said.contains(wanted), "{wanted:?} is not in: {}", self.said);
    }
}

struct World {
    folder: tempfile::TempDir,
    /// Where the society is: `--data` and its folder, or `--url` and its address.
    at: [String; 2],
}

impl World {
    fn new() -> Self {
        Self::under(CHARTER)
    }

    fn under(charter: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("society").to_str().unwrap().to_owned();
        let world = Self { folder, at: ["--data".into(), data] };
        std::fs::write(world.folder.path().join("charter.md"), charter).unwrap();
        let _ = world.run(&["key", "new", "founder"]).json();
        let charter = world.path("charter.md");
        let found = ["found", &charter, "--data", &world.at[1], "--key", "founder", "--yes"];
        let _ = world.run(&found).json();
        world
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
            data: String::from_utf8(output.stdout).unwrap(),
            said: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Runs a command that reads the society.
    fn read(&self, arguments: &[&str]) -> Done {
        self.run(&[arguments, &[&self.at[0], &self.at[1]]].concat())
    }

    /// Returns what a command that reads the society tells people.
    fn told(&self, arguments: &[&str]) -> String {
        let mut command = Command::new(env!("CARGO_BIN_EXE_polity"));
        command.args(arguments).args(&self.at).env("POLITY_KEYS", self.path("keys"));
        let output = command.env_remove("POLITY_URL").env_remove("POLITY_KEY").output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs a command that signs with a key.
    fn sign(&self, key: &str, arguments: &[&str]) -> Done {
        self.read(&[arguments, &["--key", key, "--yes"]].concat())
    }

    /// Makes a person known.
    fn apply(&self, name: &str) -> String {
        let person = self.run(&["key", "new", name]).text("person");
        let applied = self.sign(name, &["member", "apply"]);
        let _ = applied.json();
        applied.says("0 of 2 members have vouched");
        applied.says(&format!("polity member admit {person}"));
        person
    }
}

/// The way from an application to a vote, as it is told step by step; then over HTTP, where every record
/// that is shown is proven.
#[test]
fn every_step_names_the_next_one() {
    let mut world = World::new();
    let ana = world.apply("ana");
    let vouched = world.sign("founder", &["member", "vouch", &ana]);
    vouched.says("1 of 2 members have vouched.");
    let admitted = world.sign("founder", &["member", "admit", &ana]);
    admitted.says("polity member swear");
    let sworn = world.sign("ana", &["member", "swear"]);
    let _ = sworn.json();
    sworn.says("No one reads alone who would rather not.");
    sworn.says("2 members must vouch for an applicant.");
    sworn.says("You are member 2, on probation until ");
    let promised = sworn.said.find("No one reads alone").unwrap();
    assert!(promised < sworn.said.find("You sign:").unwrap(), "said after the signature");

    let issue =
        r#"{"name":"treasury.issue","with":{"amount":"5000","asset":"LTC","to":"fund-common"}}"#;
    let (one, text) =
        (world.file("issue.json", issue), world.file("text.md", "# Bread for all\n\nNow."));
    world.sign("founder", &["op", "sign", &one]).says("amount: 50.00 LTC");
    let pay = format!(
        r#"[ {{ "name": "treasury.pay", "with":{{"amount":"500","asset":"LTC","from":"fund-common","to":"{ana}"}}}}]"#
    );
    let acts = world.file("acts.json", &pay);
    assert_eq!(world.run(&["op", "show", &acts]).json()[0]["name"], "treasury.pay");
    let new = ["proposal", "new", "--actions", &acts, "--procedure", "amendment", "--text", &text];
    let brought = world.sign("founder", &new);
    assert_eq!(brought.json()["number"], 1);
    brought.says("amount: 5.00 LTC");
    brought.says("polity ballot cast 1 yes");
    brought.says("polity proposal show 1");
    brought.says("It is in discussion until ");
    let cast = ["ballot", "cast", "1", "yes"];
    let early = world.sign("founder", &cast);
    early.says("proposal: 1 “Bread for all”\n  you choose: yes\n");
    assert_eq!(early.code, Some(1), "voting is not open");

    let tried = world.sign("founder", &[&new[..], &["--dry-run"]].concat()).json();
    let tried = tried.as_str().unwrap();
    assert!(
        tried.starts_with(
            "It would be admitted, under the line \"proposing\" of the charter (line "
        )
    );
    assert!(
        tried.contains(": Any member past probation may put proposals to the vote (each person at most 3 at a time).\n"),
        "{tried}"
    );
    // The fund has nothing to pay with yet, and whoever votes is told so now.
    assert!(tried.contains("act 1 would be refused: fund-common has 0.00 LTC to give"), "{tried}");
    let folder = world.at[1].clone();
    let shown = world.read(&["proposal", "show", "1"]).json();
    let listed = world.read(&["proposal", "list"]).json();
    let server = Server::start(Path::new(&folder));
    world.at = ["--url".into(), format!("http://{}", server.address)];
    assert_eq!(world.read(&["proposal", "show", "1"]).json(), shown);
    assert_eq!(world.read(&["proposal", "list"]).json(), listed);
    assert_eq!(listed[0]["title"], "Bread for all");
    assert_eq!((&shown["number"], &shown["is_open"]), (&Value::from(1), &Value::from(true)));
    assert_eq!(shown["actions"][0]["with"]["amount"], "500");
    assert_eq!(shown["whole"], "# Bread for all\n\nNow.");
    world.sign("founder", &cast).says("“Bread for all”");
    let tried = world.sign("founder", &[&new[..], &["--dry-run"]].concat());
    let served = tried.json();
    let served = served.as_str().unwrap();
    assert!(
        served.starts_with(
            "It would be admitted, under the line \"proposing\" of the charter (line "
        )
    );
    let twice = world.sign("founder", &new);
    assert_eq!(twice.json()["number"], 2);
    let _ = world.sign("founder", &["proposal", "withdraw", "2"]).json();
    assert_eq!(world.read(&["proposal", "list"]).json().as_array().unwrap().len(), 1);
    let all = world.read(&["proposal", "list", "--all"]).json();
    assert_eq!((&all[0]["stage"], &all[1]["number"]), (&Value::from("withdrawn"), &Value::from(1)));
    let missing = world.read(&["proposal", "show", "7"]);
    assert_eq!(missing.code, Some(2), "{}", missing.said);
    let left = world.sign("ana", &["member", "leave"]);
    left.says("Votes: what you cast in a first vote that is open counts on;");
    left.says("You are no member any more.");
}

/// GOV-15: where silence is consent, whoever is against it is told how to object before they ask, and does it by one
/// command, which makes the reason public; and nobody is told to vote where nobody can.
#[test]
fn whoever_objects_to_silence_is_told_how() {
    let village = include_str!("../../../charters/pop-up-village.md");
    let by_vote =
        "  { id = \"accounts\",  may = \"treasury.open_account\", who = \"decision: today\" },\n";
    let by_silence = by_vote.replace("accounts", "by-silence").replace("today", "books");
    let both = village.replace(by_vote, &[by_vote, &by_silence].concat());
    assert_ne!(village, both);
    let mut world = World::under(&both);
    let open = r#"[{"name":"treasury.open_account","with":{"account":"fund-kitchen"}}]"#;
    let (acts, text) = (world.file("acts.json", open), world.file("text.md", "# The kitchen"));
    let new = ["proposal", "new", "--actions", &acts, "--procedure", "books", "--text", &text];
    let brought = world.sign("founder", &new);
    let object = "polity ballot cast 1 object --reason FILE";
    assert_eq!(brought.json()["number"], 1);
    brought.says(&format!("silence is consent, and one objection stops it; to object: {object}"));
    let early = world.sign("founder", &["proposal", "object", "1"]);
    early.says("[governance.other_stage]");
    early.says(&format!("Object while its vote is open, with a reason: {object}"));

    let folder = world.at[1].clone();
    let server = Server::start(Path::new(&folder));
    world.at = ["--url".into(), format!("http://{}", server.address)];
    let shown = world.read(&["proposal", "show", "1"]).json();
    assert_eq!((&shown["stage"], &shown["verdict"]), (&"at the vote".into(), &"passed".into()));
    let told = world.told(&["proposal", "show", "1"]);
    assert!(told.contains(&format!(
        "silence is consent, and one objection stops it; to object: {object}\n"
    )));
    assert!(!told.contains("vote with"), "{told}");
    let needs = world.read(&["needs", "--key", "founder"]).json();
    let vote = needs.as_array().unwrap().iter().find(|need| need["kind"] == "vote").unwrap();
    assert_eq!(vote["command"], object);
    assert!(vote["words"].as_str().unwrap().contains("silence is consent"), "{vote}");

    let cast = ["ballot", "cast", "1"];
    let no = world.sign("founder", &[&cast[..], &["no"]].concat());
    no.says("[governance.ballot_form]");
    no.says(&format!("Silence is consent, and an objection has a reason: {object}"));
    let bare = world.sign("founder", &[&cast[..], &["object"]].concat());
    assert_eq!(bare.code, Some(2), "{}", bare.said);
    bare.says("An objection needs its reason");
    let why = world.file("why.md", "The statement says 40.00.\n");
    let odd = world.sign("founder", &[&cast[..], &["yes", "--reason", &why]].concat());
    assert_eq!(odd.code, Some(2), "{}", odd.said);
    let objected = world.sign("founder", &[&cast[..], &["object", "--reason", &why]].concat());
    let _ = objected.json();
    let shown = world.read(&["proposal", "show", "1"]).json();
    assert_eq!((&shown["tally"]["no"], &shown["verdict"]), (&1.into(), &"rejected".into()));
    let told = world.told(&["proposal", "show", "1"]);
    assert!(told.contains("1 object, 0 consent, 0 stand aside\n"), "{told}");
    assert!(told.contains("one objection stops it; if the vote ended now: rejected\n"), "{told}");

    // What is discussed is not voted on yet, and the command for it says so.
    let acts = world
        .file("acts.json", r#"[{"name":"treasury.open_account","with":{"account":"fund-sauna"}}]"#);
    let new = ["proposal", "new", "--actions", &acts, "--procedure", "today", "--text", &text];
    world.sign("founder", &new).says("When its vote is open, vote with: polity ballot cast 2 yes");
    let told = world.told(&["proposal", "show", "2"]);
    assert!(
        told.contains("   argue with: polity proposal argue 2 --side for --text FILE\n"),
        "{told}"
    );
}

/// GOV-7, GOV-9: once a vote is over and what passed waits, the command for it is the one to object; an address in the
/// environment forbids no folder, and one that is typed does.
#[test]
fn what_waits_is_objected_to_and_a_typed_folder_wins() {
    let world = World::under(include_str!("../../../charters/pop-up-village.md"));
    let open = r#"[{"name":"treasury.open_account","with":{"account":"fund-sauna"}}]"#;
    let (acts, text) = (world.file("acts.json", open), world.file("text.md", "# A sauna"));
    let new = ["proposal", "new", "--actions", &acts, "--procedure", "today", "--text", &text];
    let _ = world.sign("founder", &new).json();
    let folder = Path::new(&world.at[1]);
    common::run_on(folder, 26);
    assert!(
        world.told(&["proposal", "show", "1"]).contains("   vote with: polity ballot cast 1 yes\n")
    );
    let _ = world.sign("founder", &["ballot", "cast", "1", "yes"]).json();
    common::run_on(folder, 50);
    let told = world.told(&["proposal", "show", "1"]);
    assert!(told.contains("   object with: polity proposal object 1\n"), "{told}");
    assert!(told.contains("   0 object, which sends it to no other vote\n"), "{told}");
    let _ = world.sign("founder", &["proposal", "object", "1"]).json();
    let told = world.told(&["proposal", "show", "1"]);
    assert!(told.contains("   1 object, which sends it to no other vote\n"), "{told}");
    let late = world.sign("founder", &["ballot", "cast", "1", "no"]);
    late.says("Object before it takes effect: polity proposal object 1");

    let place = ["proposal", "list", "--data", &world.at[1]];
    let run = |more: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_polity"));
        command.args(place).args(more).env("POLITY_URL", "http://localhost:1").output().unwrap()
    };
    let listed = run(&[]);
    assert!(listed.status.success(), "{}", String::from_utf8_lossy(&listed.stderr));
    let both = run(&["--url", "http://localhost:1"]);
    let said = String::from_utf8_lossy(&both.stderr).into_owned();
    assert_eq!(both.status.code(), Some(2), "{said}");
    assert!(said.contains("'--data <DIR>' cannot be used with '--url <URL>'"), "{said}");
}

/// GOV-16: votes are delegated, taken back and listed, from a folder and over HTTP.
#[test]
fn votes_are_delegated_and_listed() {
    let charter = CHARTER
        .replace("admission.probation = \"14 days\"", "admission.probation = \"none\"")
        .replace("id         = \"amendment\"", "id = \"amendment\"\ndelegation = \"yes\"");
    let mut world = World::under(&charter);
    let people = ["ana", "ben"].map(|name| {
        let person = world.apply(name);
        let _ = world.sign("founder", &["member", "admit", &person]).json();
        let _ = world.sign(name, &["member", "swear"]).json();
        person
    });
    let [ana, ben] = &people;
    let give = ["delegation", "give", "amendment", ben.as_str(), "--days", "30"];
    let given = world.sign("ana", &give);
    let _ = given.json();
    given.says("It counts from the next vote on.");
    // The delegation before is found and named.
    let _ = world.sign("ana", &give[..4]).json();
    let own = world.sign("ana", &["delegation", "give", "amendment", ana]);
    assert_eq!(own.code, Some(1), "{}", own.said);
    own.says("GOV-16");
    let unknown = world.sign("ana", &["delegation", "give", "../x", ben]);
    assert_eq!(unknown.code, Some(1), "{}", unknown.said);
    let listed = people.each_ref().map(|person| world.read(&["delegation", "list", person]).json());
    assert_eq!(listed[0][0]["delegate"], Value::from(ben.as_str()));
    assert_eq!(
        (&listed[0][0]["until"], &listed[0][0]["topic"]),
        (&Value::Null, &"amendment".into())
    );
    assert_eq!((&listed[1][0]["carries"], &listed[1][0]["delegate"]), (&1.into(), &Value::Null));

    let folder = world.at[1].clone();
    let server = Server::start(Path::new(&folder));
    world.at = ["--url".into(), format!("http://{}", server.address)];
    let served = people.each_ref().map(|person| world.read(&["delegation", "list", person]).json());
    assert_eq!(served, listed);
    let _ = world.sign("ana", &give).json();
    assert!(world.read(&["delegation", "list", ana]).json()[0]["until"].is_u64());
    let _ = world.sign("ana", &["delegation", "end", "amendment"]).json();
    assert_eq!(world.read(&["delegation", "list", ben]).json()[0]["carries"], 0);
    assert_eq!(world.sign("ana", &["delegation", "end", "amendment"]).code, Some(1));
}

#[test]
fn a_lost_key_comes_back_by_ones_guardians() {
    let world = World::new();
    let people: Vec<String> = ["ana", "ben", "cleo", "dan"].map(|name| world.apply(name)).to_vec();
    let (ana, [ben, cleo, dan]) = (&people[0], [&people[1], &people[2], &people[3]]);
    let card = world.path("ana.recovery.json");
    let name = |more: &[&str]| {
        let persons = ["key", "guardians", ben, cleo, dan, "--days", "1", "--to", &card];
        world.sign("ana", &[&persons, more].concat())
    };
    let impossible = name(&["--threshold", "4", "--disputed", "4"]);
    assert_eq!(impossible.code, Some(2), "{}", impossible.said);
    assert!(!Path::new(&card).exists());
    let named = name(&[]);
    let _ = named.json();
    named.says("2 of 3 guardians can give you new keys, 3 once you object, after 1 days.");
    // Ana's key is lost; of hers there is only what a guardian kept.
    std::fs::rename(world.path("keys/ana.json"), world.path("lost.json")).unwrap();
    let begun = world.sign("ana-new", &["key", "recover", &card]);
    let statement = begun.text("statement");
    assert_eq!(&begun.text("person"), ana);
    begun.says(&format!("polity key approve {ana} {statement}"));
    let stranger = world.sign("founder", &["key", "approve", ana, &statement]);
    assert_eq!(stranger.code, Some(1), "{}", stranger.said);
    world.sign("ben", &["key", "approve", ana, &statement]).says("1 of 2 guardians agree");
    let status = world.read(&["key", "status", ana]).json();
    assert_eq!(status["keys"].as_array().unwrap().len(), 1);
    let approved = world.sign("cleo", &["key", "approve", ana, &statement]);
    approved.says("2 of 2 guardians agree");
    approved.says("It is decided on ");
    let too_early = world.sign("ana-new", &["member", "withdraw"]);
    assert_ne!(too_early.code, Some(0));
    common::run_on(Path::new(&world.at[1]), 50);
    let new = world.run(&["key", "show", "ana-new"]).text("key");
    let keys = world.read(&["key", "status", "ana-new"]).json()["keys"].clone();
    assert_eq!((&keys[0]["key"], keys.as_array().unwrap().len()), (&Value::from(new.clone()), 1));
    let old = world.path("lost.json");
    let refused = world.sign(&old, &["key", "add", "thief"]);
    assert_eq!(refused.code, Some(1), "{}", refused.said);
    assert!(
        !Path::new(&world.path("keys/thief.json")).exists(),
        "a key that was not taken is left"
    );
    // The new key speaks: it adds another, which speaks at once, and removes itself by that.
    let added = world.sign("ana-new", &["key", "add", "ana-second", "--scopes", "keys,present"]);
    let _ = added.json();
    added.says("--key ana-second");
    let scopes = world.read(&["key", "status", ana]).json()["keys"].clone();
    let scopes = scopes.as_array().unwrap().iter().find(|grant| grant["key"] != new.as_str());
    assert_eq!(scopes.unwrap()["scopes"], serde_json::json!(["keys", "present"]));
    // Of another key it takes the delay of the guardians' rule, of itself none.
    let waits = world.sign("ana-second", &["key", "remove", &new]);
    waits.says("It goes on ");
    world.sign("ana-second", &["key", "object"]).says("[identity.nothing_waits]");
    let gone = world.sign("ana-new", &["key", "remove", "ana-new"]);
    assert_eq!(gone.code, Some(0), "{}", gone.said);
    gone.says("It is gone.");
    let keys = world.read(&["key", "status", ana]).json()["keys"].clone();
    assert_eq!(keys.as_array().unwrap().len(), 1);
}

#[test]
fn keys_and_societies_do_not_fall_into_the_wrong_folder() {
    let world = World::new();
    // An empty variable is as if not set.
    let elsewhere = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_polity"));
        command.args(arguments).current_dir(elsewhere.path()).env("POLITY_KEYS", "");
        command.env("XDG_CONFIG_HOME", "").env("HOME", elsewhere.path()).output().unwrap()
    };
    assert!(run(&["key", "new"]).status.success());
    assert!(!elsewhere.path().join("me.json").exists(), "the key fell into the folder one was in");
    assert!(elsewhere.path().join(".config/polity/keys/me.json").exists());
    assert_eq!(String::from_utf8_lossy(&run(&["key", "list"]).stdout).trim(), "me");
    // A folder that holds a society is named before anything else is said.
    let charter = world.path("charter.md");
    let again = ["found", &charter, "--data", &world.at[1], "--key", "founder", "--yes"];
    let refused = world.run(&again);
    assert_eq!(refused.code, Some(2), "{}", refused.said);
    refused.says("There is a society in ");
    assert!(!refused.said.contains("You found"), "{}", refused.said);
}

#[test]
fn examples_are_there_for_every_action() {
    let world = World::new();
    let all = world.run(&["op", "example"]).json();
    assert!(all.as_array().unwrap().len() > 25, "{all}");
    let pay = world.run(&["op", "example", "treasury.pay"]);
    pay.says("To pay from the society's money:");
    // As it is printed for people, it is read back.
    let pretty = serde_json::to_string_pretty(&pay.json()).unwrap();
    let file = world.file("pay.json", &pretty);
    let tried = world.sign("founder", &["op", "sign", &file, "--dry-run"]);
    tried.says("amount: 500 of the smallest units of EUR");
    assert_eq!(world.run(&["op", "example", "treasury.steal"]).code, Some(2));
    let text = world.file("text.md", "# Title");
    let short = world.file("short.json", "[{\n  \"with\": {},\n  \"name\": \"treasury.pay\"\n}]");
    let new = ["proposal", "new", "--actions", &short, "--procedure", "amendment", "--text", &text];
    let refused = world.sign("founder", &new);
    assert_eq!(refused.code, Some(2), "{}", refused.said);
    refused.says("Place 1 of ");
    refused.says("missing field `amount`.");
    refused.says("polity op example treasury.pay");
    // An amount of an old ledger says what it counts in before it is signed for good.
    let ledger = world.file(
        "old.csv",
        "date,from,to,amount,category,party\n2020-01-02,outside,society,12.05,gift,\n",
    );
    let import =
        ["import", "ledger", &ledger, "--data", &world.at[1], "--key", "founder", "--dry-run"];
    let unnamed = world.run(&import);
    assert_eq!(unnamed.code, Some(2), "{}", unnamed.said);
    world.run(&[&import[..], &["--asset", "EUR"]].concat()).says("amount: 12.05 EUR");
}
