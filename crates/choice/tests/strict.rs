//! Nothing is passed over, doubled or guessed in silence: files that say two things are refused, and an
//! account says what was needed, what missed it, and which ballots counted for nobody.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use polity_choice::ballots::Approvals;
use polity_choice::tally::{Options, Profile, TallyResult, read_for, run};

fn count(method: &str, file: &str, text: &str, options: &[(&str, &str)]) -> TallyResult {
    let profile = read_for(method, (file, text), None).unwrap();
    run(method, &profile, &Options::new(options.iter().copied())).unwrap()
}

/// What is said of a result.
fn told(method: &str, file: &str, text: &str, options: &[(&str, &str)]) -> String {
    count(method, file, text, options).explanation.sentences.join(" ")
}

/// What is said when it is refused, as a file or as a count.
fn refused(method: &str, file: &str, text: &str, options: &[(&str, &str)]) -> String {
    let read = read_for(method, (file, text), None);
    let outcome = read.and_then(|read| run(method, &read, &Options::new(options.iter().copied())));
    outcome.map(|_| ()).unwrap_err().to_string()
}

const PARK: &str = "META\nkey;value\nbudget;100.55\nnum_projects;2\nnum_votes;2\nvote_type;approval\n\
                    PROJECTS\nproject_id;cost;name\np1;60;A\np2;50.5;B\nVOTES\nvoter_id;vote\n1;p1\n2;p1,p2\n";

#[test]
fn a_budget_says_everything_once() {
    for (before, after, said) in [
        ("2;p1,p2", "1;p1,p2", "a.pb:14: Voter \"1\" votes twice."),
        ("num_votes;2", "num_votes;3", "a.pb:5: num_votes says 3, the file has 2."),
        ("num_projects;2", "num_projects;1", "a.pb:4: num_projects says 1, the file has 2."),
        ("num_votes;2", "num_votes;2\nbudget;7", "a.pb:6: META states \"budget\" twice."),
        ("voter_id;vote", "vote;vote", "a.pb:12: Column \"vote\" stands twice."),
        ("cost;name", "cost;cost", "a.pb:8: Column \"cost\" stands twice."),
        (
            "100.55",
            "1,000",
            "a.pb:3: \"1,000\" may be thousands or decimals. Write it without a comma.",
        ),
    ] {
        let text = PARK.replace(before, after);
        assert_ne!(text, PARK);
        assert_eq!(refused("budget-greedy", "a.pb", &text, &[]), said);
    }
    let decimal = PARK.replace("100.55", "100,5");
    assert!(told("budget-greedy", "a.pb", &decimal, &[]).contains("They cost 60 of 100.5."));
}

#[test]
fn amounts_are_told_in_the_currency() {
    let greedy = count("budget-greedy", "a.pb", PARK, &[]);
    let said = &greedy.explanation;
    assert!(said.sentences.join(" ").contains("They cost 60 of 100.55."), "{said:?}");
    assert_eq!(said.tables[0].rows[0][1], "60");
    assert_eq!(said.tables[0].rows[1][1], "50.50");
    assert_eq!(greedy.data["places"], 2);
    // Two voters began with half of 100.55, and both paid for p1.
    let shares = count("budget-shares", "a.pb", PARK, &[]).explanation;
    assert!(shares.sentences[2].contains("began with 50.28"), "{shares:?}");
    assert_eq!(shares.tables[1].rows[0], ["p1", "0.500000"], "a price for each unit of cost");
    let each = [("satisfaction", "cardinality")];
    let shares = count("budget-shares", "a.pb", PARK, &each).explanation;
    assert_eq!(shares.tables[1].rows[0], ["p1", "30.000000"], "a price in money");
}

const HOUSES: &str = "house,share,yes,no,eligible,quorum,needed\n";

#[test]
fn houses_say_what_was_needed_and_who_missed_it() {
    let text = format!("{HOUSES}a,50%,0,1,1,,yes\nb,50%,3,0,3,,\n");
    let result = count("houses", "h.csv", &text, &[("threshold", "1/3")]);
    let said = result.explanation.sentences.join(" ");
    assert_eq!(
        said,
        "The question failed with 50.00 % of the whole. It needed more than 1/3 of the whole and has 1/2; that was \
         reached. Each house splits its share as its own votes for and against. Needed, and no majority that counts \
         said yes: a."
    );
    assert_eq!((&result.data["has_share"], &result.data["passed"]), (&true.into(), &false.into()));
    assert_eq!(
        result.data["rule"]["threshold"],
        serde_json::json!({"numerator": 1, "denominator": 3})
    );
    let text = format!("{HOUSES}a,25%,1,0,10,1/2,yes\nb,50%,3,0,3,,\nc,25%,0,0,3,,\n");
    let result = count("houses", "h.csv", &text, &[("redistribute", "yes")]);
    let said = result.explanation.sentences.join(" ");
    for sentence in [
        "The quorum was missed by a.",
        "Nobody said yes or no in c.",
        "The share of a house that does not count falls to the others in proportion.",
    ] {
        assert!(said.contains(sentence), "{said}");
    }
    // What the houses bring adds up to what is told.
    assert_eq!(result.explanation.tables[0].rows[1][3], "100.00");
    let said = told("houses", "h.csv", &text, &[]);
    assert!(said.contains("The share of a house that does not count is against."), "{said}");
    // A hair above and below a half is told exactly.
    let close = |yes: u64, no: u64| format!("{HOUSES}a,100%,{yes},{no},,,\n");
    let above = told("houses", "h.csv", &close(500_000_001, 499_999_999), &[]);
    assert!(above.contains("has 500000001/1000000000; that was reached"), "{above}");
    let below = told("houses", "h.csv", &close(499_999_999, 500_000_001), &[]);
    assert!(below.contains("has 499999999/1000000000; that was not reached"), "{below}");
    let text = close(1, 0).replace("100%", "-1");
    assert!(refused("houses", "h.csv", &text, &[]).contains("Share cannot be \"-1\""));
}

#[test]
fn what_nothing_can_pass_is_refused() {
    let text = "rank1\nyes\nno\n";
    let whole = refused("majority", "a.csv", text, &[("threshold", "100%")]);
    assert!(whole.starts_with("Threshold cannot be \"100%\""), "{whole}");
    let all = [("threshold", "100%"), ("inclusive", "yes")];
    assert_eq!(count("majority", "a.csv", text, &all).data["passed"], false);
    let houses = format!("{HOUSES}a,100%,1,0,1,,\n");
    assert!(refused("houses", "h.csv", &houses, &[("threshold", "1")]).starts_with("Threshold"));
    let objections = "person,at\nAna,5\n";
    let none = [("period", "50"), ("stopped-by", "0")];
    let said = "Stopped-by cannot be \"0\"; allowed: 1 or more.";
    assert_eq!(refused("lazy-consensus", "o.csv", objections, &none), said);
    assert_eq!(refused("consent", "s.csv", "person,stance\nAna,consent\n", &none[1..]), said);
    let late = [("announced", "18446744073709551615"), ("period", "50")];
    let said = refused("lazy-consensus", "o.csv", "person,at\n", &late);
    assert!(said.starts_with("Period cannot be \"50\"; allowed: at most 0"), "{said}");
    let seed = "00".repeat(32);
    let said = refused("draw", "p.csv", "person\nAna\nBen\n", &[("seats", "0"), ("seed", &seed)]);
    assert_eq!(said, "Seats: 0 given, at least 1 needed.");
}

#[test]
fn overvotes_are_void_unless_each_shall_count() {
    let text = "3 1\n5 2=1 0\n3 3 0\n3 1 2 3 0\n0\n\"c0\"\n\"c1\"\n\"c2\"\n\"T\"\n";
    let void = count("plurality", "a.blt", text, &[]);
    assert_eq!(void.data["votes"], serde_json::json!([3, 0, 3]));
    let said = "5 ballots that rank more than may be elected first count for none of them.";
    assert!(void.explanation.sentences.iter().any(|one| one == said), "{:?}", void.explanation);
    let each = count("plurality", "a.blt", text, &[("overvotes", "each")]);
    assert_eq!(each.data["votes"], serde_json::json!([8, 5, 3]));
    // Two may be marked where two are elected.
    let two = count("plurality", "a.blt", text, &[("seats", "2")]);
    assert_eq!(two.data["votes"], serde_json::json!([8, 5, 3]));
}

#[test]
fn accounts_say_why() {
    let tied = "4 1\n3 4=1 0\n0\n\"a\"\n\"b\"\n\"c\"\n\"d\"\n\"T\"\n";
    let said = told("irv", "a.blt", tied, &[]);
    assert!(said.contains("3 ballots ended at a rank that several who stood share."), "{said}");
    assert_eq!(count("irv", "a.blt", tied, &[]).data["ended_equal"], 3);
    let skipped = told("irv", "a.blt", tied, &[("equal", "skip")]);
    assert!(!skipped.contains("ended at a rank"), "{skipped}");
    let said = told("star", "s.csv", "a,b\n5,1\n1,2\n", &[]);
    assert!(
        said.contains("As many prefer the one as the other: the higher sum decided."),
        "{said}"
    );
    let said = told("star", "s.csv", "a,b\n5,1\n", &[]);
    assert!(!said.contains("the higher sum decided"), "{said}");
    let said = told("two-round", "a.blt", "1 1\n2 0\n0\n\"a\"\n\"T\"\n", &[]);
    assert!(
        said.contains("Nobody had a first preference") && !said.contains("More than"),
        "{said}"
    );
    let said = told("ranked-pairs", "a.blt", tied, &[]);
    assert!(said.contains("of equals first with fewer votes against"), "{said}");
}

#[test]
fn other_files_say_nothing_twice_and_nothing_unknown() {
    let said = refused("delegation", "d.csv", "person,ballot,delegate\nHal,,Hal\n", &[]);
    assert_eq!(said, "d.csv:2: \"Hal\" delegates to themselves.");
    let yaml = "profile: [[0, 1], [1]]\nnum_cand: 2\n";
    assert_eq!(count("av", "a.abc.yaml", yaml, &[]).winners, ["1"]);
    for (more, said) in [
        ("commsize: 2\n", "a.abc.yaml:3: There is no key commsize;"),
        ("num_cand: 2\n", "a.abc.yaml:3: num_cand stands twice."),
    ] {
        let said_of = refused("av", "a.abc.yaml", &format!("{yaml}{more}"), &[]);
        assert!(said_of.starts_with(said), "{said_of}");
    }
    let list = r#"{"candidates": ["a", "b"], "ballots": [[1, null, ["b"], null]]}"#;
    for text in [list, "[]"] {
        let said = "a.json:1: An object with names, in braces, is needed here.";
        assert_eq!(refused("av", "a.json", text, &[]), said);
    }
    for (method, file, text) in [
        ("irv", "a.csv", "rank1\nAna\n\u{202e}neB\n"),
        ("score", "a.csv", "Ana,\u{202e}neB\n1,2\n"),
        ("irv", "a.blt", "1 1\n1 1 0\n0\n\"\u{202e}anA\"\n\"T\"\n"),
        ("delegation", "a.csv", "person,ballot\n\u{202e}anA,x\n"),
    ] {
        let said = refused(method, file, text, &[]);
        assert!(said.contains("A name holds U+202E, which turns round"), "{file}: {said}");
    }
    let many: Vec<String> = (0..40).map(|one| format!("\"c{one}\"")).collect();
    let text =
        format!("{{\"candidates\": [{}], \"ballots\": [{{\"approve\": []}}]}}", many.join(","));
    let said = refused("sav", "a.json", &text, &[("seats", "20"), ("tied", "all")]);
    assert_eq!(said, "Satisfaction approval voting needs more than 50000 tied committees here.");
    // Nobody reads a million digits.
    let gifts = format!("contributor,project,amount\nA,x,{}x\n", "9".repeat(1_000_000));
    let said = refused("quadratic-funding", "g.csv", &gifts, &[("pool", "1")]);
    assert!(said.len() < 2_000 && said.contains('…') && said.ends_with("x\"."), "{}", said.len());
}

#[test]
fn ties_of_thousands_are_not_told_thousands_of_times() {
    let names: Vec<String> = (0..10_000).map(|one| format!("c{one}")).collect();
    let all: Vec<usize> = (0..names.len()).collect();
    for (marks, methods) in
        [(&all[..], &["phragmen"][..]), (&all[..1], &["seq-pav", "rev-seq-pav"])]
    {
        let mut ballots = Approvals::new(names.clone()).unwrap();
        ballots.add(1, marks).unwrap();
        let profile = Profile::Approvals(ballots, None);
        for method in methods {
            let refusal = run(method, &profile, &Options::new([("seats", "5000")])).unwrap_err();
            assert_eq!(refusal.code(), "choice.too_large", "{method}");
        }
    }
}
