//! What is over, told at the terminal: of decisions what they were and how they came out, of panels who was asked and
//! what they answered. It is the same from the folder and from an address, where it is held against what is proven.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

/// The demonstration, served until it is stopped.
struct Demo {
    address: String,
    folder: tempfile::TempDir,
    server: Child,
}

impl Demo {
    fn begin() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut server = Command::new(env!("CARGO_BIN_EXE_polity"))
            .args(["demo", "--listen", "127.0.0.1:0", "--data"])
            .arg(folder.path().join("society"))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let _read = BufReader::new(server.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Self { address: line.trim().to_owned(), folder, server }
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("society")
    }

    /// Returns a page of the society.
    fn page(&self, page: &str) -> String {
        let shown = std::fs::read_to_string(self.data().join("demonstration.json")).unwrap();
        let shown: Value = serde_json::from_str(&shown).unwrap();
        let host = self.address.trim_start_matches("http://");
        let mut stream = TcpStream::connect(host).unwrap();
        let path = format!("/s/{}/{page}", shown["society"].as_str().unwrap());
        let ask = format!("GET {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
        stream.write_all(ask.as_bytes()).unwrap();
        let mut answer = String::new();
        let _length = stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        answer
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// Where a society is: its address, or its folder.
struct At([String; 2]);

impl At {
    fn run(&self, arguments: &[&str]) -> (Option<i32>, String, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_polity"));
        let output =
            command.args(arguments).args(&self.0).env_remove("POLITY_URL").output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (output.status.code(), text(output.stdout), text(output.stderr))
    }

    fn text(&self, arguments: &[&str]) -> String {
        let (code, data, said) = self.run(arguments);
        assert_eq!(code, Some(0), "{arguments:?}: {said}");
        data
    }

    fn json(&self, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.text(&[&["--json"], arguments].concat())).unwrap()
    }

    /// Tells everything that is over.
    fn all(&self) -> Vec<Value> {
        let list = self.json(&["proposal", "list", "--all"]);
        let over = list.as_array().unwrap().iter().filter(|row| row["is_open"] == false);
        let number = |row: &Value| row["number"].to_string();
        let shown = over.map(|row| self.json(&["proposal", "show", &number(row)]));
        let drawn = self.json(&["panel", "list"]);
        let drawn = drawn.as_array().unwrap().iter().filter(|row| row["stage"] == "ended");
        let drawn = drawn.map(|row| self.json(&["panel", "show", &number(row)]));
        let told: Vec<Value> = shown.chain(drawn).collect();
        std::iter::once(list).chain(told).collect()
    }
}

/// Returns the proposal that is over with a title.
fn titled<'a>(all: &'a [Value], title: &str) -> &'a Value {
    all[1..].iter().find(|one| one["title"] == title).unwrap()
}

fn says(text: &str, wanted: &[&str]) {
    for wanted in wanted {
        assert!(text.contains(wanted), "{wanted:?} is not in {text}");
    }
}

/// Checks what the terminal tells of the demonstration, whichever way it asks.
fn is_told(at: &At, all: &[Value]) {
    // Among several: the options, what was taken, and how that was counted.
    let name = titled(all, "A name for the newsletter");
    let options: Vec<&str> =
        name["options"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert_eq!(options, ["Crumbs", "The Second Helping", "Marginalia", "Table Talk"]);
    assert_eq!(name["chosen"], json!([{ "title": "The Second Helping" }]));
    assert_eq!(name["choices"][1]["taken"], 1);
    assert_eq!(name["choices"][0]["taken"], Value::Null);
    assert!(!name["account"]["tables"].as_array().unwrap().is_empty(), "{name}");
    let text = at.text(&["proposal", "show", &name["number"].to_string()]);
    says(&text, &["took effect", "option 2: The Second Helping: taken\n", "option 1: Crumbs\n"]);
    says(&text, &["how it was counted:\n      Elected: The Second Helping."]);

    // An election: to what office, who, and with which counts.
    let treasurer = titled(all, "Election: Treasurer");
    assert_eq!(treasurer["office"], "treasurer");
    let elected = treasurer["chosen"].as_array().unwrap();
    let people: Vec<&str> = elected.iter().filter_map(|one| one["person"].as_str()).collect();
    assert_eq!(people.len(), 2, "{treasurer}");
    let text = at.text(&["proposal", "show", &treasurer["number"].to_string()]);
    says(
        &text,
        &[
            "Election: Treasurer",
            "elected: Member 6, Ibrahim (person1",
            "Votes after each transfer",
        ],
    );
    says(&text, &[&format!("Rosalind ({}): elected\n", people[1]), "could vote"]);
    let keeper = titled(all, "Election: Keeper of the table")["number"].to_string();
    says(&at.text(&["proposal", "show", &keeper]), &["None of these: a seat stays empty\n"]);
    let list = at.text(&["proposal", "list", "--all"]);
    says(&list, &["  Election: Treasurer\n", "elected: Member 6, Ibrahim (person1"]);
    says(&list, &["taken: The Second Helping (", "83 yes, 23 no, 7 abstained"]);

    // A payment that took effect, and one that could not.
    let books = titled(all, "Two hundred books for Marseille");
    let paid = &books["actions"][0];
    assert_eq!((&paid["name"], &paid["with"]["amount"]), (&json!("treasury.pay"), &json!("90000")));
    let text = at.text(&["proposal", "show", &books["number"].to_string()]);
    says(&text, &["it did: pay", "amount: 900.00 EUR", "from: fund-common", "to: external-bank"]);
    let table = titled(all, "Where the summer table stands");
    let text = at.text(&["proposal", "show", &table["number"].to_string()]);
    says(&text, &["why: fund-common has 619.87 EUR to give", "it would have: pay"]);
    assert!(!text.contains("it did"), "{text}");

    // An amendment tells still what it changed.
    let shorter = titled(all, "A shorter probation");
    assert_eq!(shorter["amends"].as_array().map(Vec::len), Some(1));
    let text = at.text(&["proposal", "show", &shorter["number"].to_string()]);
    says(&text, &["it did: change the charter", "after 10 days instead of 14 days"]);

    // Panels: who was asked, what they answered, and what came of it.
    let panels: Vec<&Value> = all[1..].iter().filter(|one| one["panel"].is_string()).collect();
    assert_eq!(panels.len(), 2, "{panels:?}");
    for panel in panels {
        let asked = panel["asked"].as_array().unwrap();
        assert_eq!(json!(asked.len()), panel["next"], "{panel}");
        // Who is drawn is another each time: whose number is a multiple of eight has no time, somebody may have left since,
        // and who was asked last may not have answered.
        let answer = |one: &Value| {
            let is_busy = one["number"].as_u64().unwrap().is_multiple_of(8);
            let is_answer = match (one["answered"].as_u64(), one["status"].as_str().unwrap()) {
                (Some(_), "accepted" | "gave it up") => !is_busy,
                (Some(_), status) => status == "declined",
                (None, status) => status == "had not answered when it was over",
            };
            one["person"].is_string() && is_answer
        };
        assert!(asked.iter().all(answer), "{panel}");
        assert_eq!(panel["numbers"].as_array().unwrap()[0], asked[0]["number"]);
        let text = at.text(&["panel", "show", &panel["number"].to_string()]);
        says(&text, &["is over since 2", " accepted, 2"]);
        if panel["panel"] == "listeners" {
            says(
                &text,
                &["claim 1 is dismissed: of 7 seats ", " say that it holds, 4 that it does not"],
            );
        }
    }
    assert!(all.iter().all(|one| one["unknown"].is_null()));
}

#[test]
fn what_is_over_is_told_from_the_folder_and_from_an_address() {
    let mut demo = Demo::begin();
    let there = At(["--url".into(), demo.address.clone()]);
    let all = there.all();
    is_told(&there, &all);
    // The page has the panel's answers from the same lists.
    let circle = all[1..].iter().find(|one| one["panel"] == "small-gifts").unwrap();
    let (panels, number) = (demo.page("panels"), &circle["number"]);
    let (_, section) = panels.split_once(&format!("<h2 id=\"draw-{number}\"")).unwrap();
    let (section, _) = section.split_once("</section>").unwrap();
    assert!(section.contains(&format!("polity panel show {number} ")), "{section}");
    assert!(!section.contains("polity panel accept"), "{section}");
    for word in ["accepted", "declined"] {
        let asked = circle["asked"].as_array().unwrap().iter();
        let count = asked.filter(|one| one["status"] == word).count();
        assert!(count > 0 || word == "declined", "{circle}");
        assert_eq!(section.matches(&format!(">{word}</td>")).count(), count, "{section}");
    }

    demo.server.kill().unwrap();
    let _ = demo.server.wait().unwrap();
    let here = At(["--data".into(), demo.data().to_str().unwrap().to_owned()]);
    let all_here = here.all();
    is_told(&here, &all_here);
    assert_eq!(all, all_here);

    // Lists that say something else than the record are not believed; what they lack is said to be unknown.
    let lists = rusqlite::Connection::open(demo.data().join("views.sqlite")).unwrap();
    let books = titled(&all, "Two hundred books for Marseille")["number"].to_string();
    let more = "UPDATE proposal_actions SET content = replace(content, '90000', '90001') WHERE proposal = ?1";
    assert_eq!(lists.execute(more, [&books]).unwrap(), 1);
    let (code, _, said) = here.run(&["proposal", "show", &books]);
    assert_eq!(code, Some(4), "{said}");
    says(&said, &[&format!("What is told of decision {books} is not what the record")]);
    let other =
        "UPDATE asked SET person = (SELECT person FROM people WHERE card = 1) WHERE place = 0";
    assert!(lists.execute(other, []).unwrap() > 0);
    let (code, _, said) = here.run(&["panel", "show", &circle["number"].to_string()]);
    assert_eq!(code, Some(4), "{said}");
    let _ = lists.execute("DELETE FROM proposals WHERE number = ?1", [&books]).unwrap();
    let _ = lists.execute("DELETE FROM draws", []).unwrap();
    let text = here.text(&["proposal", "show", &books]);
    says(&text, &["took effect", "what it was about is not known here: the lists do not have it"]);
    let text = here.text(&["panel", "show", &circle["number"].to_string()]);
    says(&text, &["is over", "who was asked is not known here: the lists do not have it"]);
}
