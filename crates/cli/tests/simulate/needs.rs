//! What a block needs where those who vote against it can object, where votes cost credits, where a surplus passes on, and what
//! is nobody's any more.

use std::path::Path;

use serde_json::Value;

use super::{charter, needs_of, report, simulate};

/// Writes a charter that comes with the program, changed in one place, and returns where it is.
fn changed(folder: &Path, name: &str, (from, to): (&str, &str)) -> String {
    let text = std::fs::read_to_string(charter(name)).unwrap();
    assert!(text.contains(from), "{name}: {from:?}");
    let path = folder.join(name);
    std::fs::write(&path, text.replacen(from, to, 1)).unwrap();
    path.to_str().unwrap().to_owned()
}

/// By Scottish rules a surplus passes on in fractions. Of twenty-nine who usually vote fifteen have four of seven seats against
/// fourteen: the quota is four, and what eleven votes and a surplus come to for three is more than what ten do. In whole
/// votes each side would have three for its lowest, and it took sixteen.
#[test]
fn a_surplus_is_passed_on_where_quotas_are_of_whole_votes() {
    let state = report(&charter("network-state.md"), &["--members", "40", "--seasons", "1"]);
    let seats = needs_of(&state, "office-council-seats");
    assert!(seats.iter().all(|(_, found, reckoned)| found == reckoned), "{seats:?}");
    let (_, most, _) =
        seats.iter().find(|(words, ..)| words == "for 4 of the 7 seats usual").unwrap();
    assert_eq!(*most, Some(15), "{seats:?}");
}

/// Where a line has no `challenge`, nobody can vote against what is asked for by conviction: the others support what they
/// ask for themselves, which is paid before.
#[test]
fn conviction_without_a_challenge_is_not_voted_on() {
    let folder = tempfile::tempdir().unwrap();
    let limit = "up_to     = \"8000 USDC per 30 days\"\n";
    let path = changed(folder.path(), "dao.md", (&format!("{limit}challenge = \"5%\"\n"), limit));
    let dao = report(&path, &["--members", "60", "--seasons", "1", "--seed", "1"]);
    let needs = needs_of(&dao, "paying-small-works");
    assert!(needs.iter().all(|(_, found, reckoned)| found == reckoned), "{needs:?}");
    let found: Vec<_> = needs.iter().map(|(words, found, _)| (words.as_str(), *found)).collect();
    for when in ["all", "usual", "none"] {
        let when = format!("for next to nothing of the fund {when}");
        assert!(found.contains(&(when.as_str(), Some(3 + 1))), "{needs:?}");
    }
    // Once the others were paid a tenth, it is a tenth of nine: (18 / (18 - 10))^2 times three, which is 15.2.
    let after = ("for 10.0% of the fund all", Some(3 * 18 * 18 / (8 * 8) + 1));
    assert!(found.contains(&after), "{needs:?}");
}

/// Where votes cost credits, who spends all of them on one question has ten votes there: four people against one vote of
/// each of thirty-six, and more than half only against all who spend all. Where enough can object to it and ask for
/// another vote, half of the credits are kept for that: seven votes.
#[test]
fn who_spends_all_credits_has_the_votes_of_ten() {
    let arguments = ["--members", "40", "--seasons", "1", "--seed", "7"];
    let union = report(&charter("network-union.md"), &arguments);
    let all = |report: &Value, words: &str| {
        let needs = needs_of(report, "budgets");
        assert!(needs.iter().all(|(_, found, reckoned)| found == reckoned), "{needs:?}");
        let (_, found, _) = needs.iter().find(|(what, ..)| what == words).unwrap();
        found.unwrap()
    };
    assert_eq!(all(&union, "at 10 votes each against 1 all"), 4);
    assert_eq!(all(&union, "at 10 votes each against 10 all"), 21);
    assert_eq!(all(&union, "at 10 votes each none"), 2);
    let folder = tempfile::tempdir().unwrap();
    let line = "may = \"spending.set_budget\",  who = \"decision: season\"";
    let path =
        changed(folder.path(), "network-union.md", (line, &format!("{line}, challenge = \"10%\"")));
    let union = report(&path, &arguments);
    assert_eq!(all(&union, "at 7 votes each against 1 all"), 6);
    assert_eq!(all(&union, "at 7 votes each against 7 all"), 21);
}

/// What one person holds and the rules let nobody do any more is not theirs: the books of before are taken over in the first
/// ninety days.
#[test]
fn what_is_over_for_good_is_nobodys() {
    let arguments = ["--members", "40", "--seasons", "1"];
    let state = report(&charter("network-state.md"), &arguments);
    let captures = state["capture"].as_array().unwrap();
    let over = captures.iter().filter(|one| !one["over"].is_null());
    let over: Vec<_> = over.map(|one| one["action"].as_str().unwrap()).collect();
    let import = ["import.membership", "import.ledger", "import.ballots", "import.close"];
    assert_eq!(over, import, "{captures:?}");
    let text =
        String::from_utf8(simulate(&charter("network-state.md"), &arguments).stdout).unwrap();
    assert!(text.contains("nobody, as things stand: refused by import.closed"), "{text}");
    // A circle is together within a day, and can still take its books over.
    let circle = report(&charter("hub.md"), &["--members", "6", "--seasons", "1"]);
    let captures = circle["capture"].as_array().unwrap();
    assert!(captures.iter().any(|one| one["action"] == "import.close"), "{captures:?}");
    assert!(captures.iter().all(|one| one["over"].is_null()), "{captures:?}");
}

/// The smallest block is of those who would else vote against it: of twenty-four who usually vote in the town thirteen
/// leave eleven. What one objection stops takes all of them, and nobody who would not object.
#[test]
fn the_smallest_block_is_of_those_who_usually_vote() {
    let town = report(&charter("zone-town.md"), &["--members", "40", "--seasons", "1"]);
    let usual = |report: &Value, procedure: &str| {
        let quorums = report["quorum"].as_array().unwrap().iter();
        let mut its = quorums.filter(|one| one["procedure"] == procedure);
        its.next().unwrap()["usual"].as_u64().unwrap()
    };
    assert_eq!(usual(&town, "council-vote"), 24);
    let seats = needs_of(&town, "office-council-seats");
    let most = ("for 3 of the 5 seats usual".to_owned(), Some(13), Some(13));
    assert!(seats.contains(&most), "{seats:?}");
    let dao = report(&charter("dao.md"), &["--members", "40", "--seasons", "1"]);
    let silent = needs_of(&dao, "money-received");
    let voting = usual(&dao, "stewards");
    assert_eq!(silent[1], ("usual".to_owned(), Some(voting), Some(voting)), "{silent:?}");
}

/// As many vote as is asked for, also where nobody or everybody does; and as many leave.
#[test]
fn as_many_vote_and_leave_as_is_asked_for() {
    let circle = charter("reading-circle.md");
    let with = |arguments: &[&str]| {
        report(&circle, &[&["--members", "200", "--seasons", "1"], arguments].concat())
    };
    let usual = |turnout: &str| with(&["--turnout", turnout])["quorum"][0]["usual"].clone();
    // The founder always votes.
    assert_eq!((usual("0%"), usual("100%")), (1.into(), 200.into()));
    let tenth = usual("10%").as_u64().unwrap();
    assert!((12..=30).contains(&tenth), "{tenth}");
    let left = |leaving: &str| with(&["--leaving", leaving])["seasons"][0]["members"].clone();
    assert_eq!((left("20%"), left("100%")), (160.into(), 1.into()));
}
