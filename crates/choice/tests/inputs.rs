//! Every method by name, and every table: what is read, what is refused at which line, and that CSV and
//! JSON say the same.

use polity_choice::ChoiceError;
use polity_choice::tally::{File, Kind, METHODS, Options, TallyResult, read_for, run};

const SEED: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
const PEOPLE: &str = "person,age\nAna,young\nBen,old\nCem,old\n";
const QUOTAS: &str = "category,feature,least,most\nage,young,1,1\nage,old,1,2\n";

fn tally(
    method: &str,
    file: File<'_>,
    beside: Option<File<'_>>,
    options: &[(&str, &str)],
) -> Result<TallyResult, ChoiceError> {
    run(method, &read_for(method, file, beside)?, &Options::new(options.iter().copied()))
}

/// A small file of each kind.
fn example(kind: Kind, method: &str) -> File<'static> {
    match kind {
        Kind::Ranked if method == "majority" => {
            ("a.blt", "2 1\n3 1 0\n2 2 0\n0\n\"Yes\"\n\"No\"\n")
        }
        Kind::Ranked => {
            ("a.blt", "3 1\n3 1 2 0\n2 2 3 0\n2 3 2 0\n0\n\"Ana\"\n\"Ben\"\n\"Cem\"\n\"T\"\n")
        }
        Kind::Approvals => {
            ("a.abc.yaml", "profile: [[0, 1], [1], [2]]\nnum_cand: 3\ncommitteesize: 2\n")
        }
        Kind::Scores => ("a.csv", "Ana,Ben,Cem\n5,3,0\n1,4,2\n"),
        Kind::Budget => (
            "a.pb",
            "META\nkey;value\nbudget;100\nvote_type;approval\nPROJECTS\nproject_id;cost\na;60\nb;50\nVOTES\nvoter_id;vote\n1;a\n2;a,b\n",
        ),
        Kind::Gifts => ("a.csv", "contributor,project,amount\nAna,a,4\nBen,a,4\nAna,b,9\n"),
        Kind::FundedVotes => ("a.csv", "project,votes,credits\na,4,8\nb,3,9\n"),
        Kind::Delegations => ("a.csv", "person,ballot,delegate\nAna,yes,\nBen,,Ana\nCem,no,\n"),
        Kind::Houses => ("a.csv", "house,share,yes,no\none,80%,5,6\ntwo,1/5,3,0\n"),
        Kind::Support => ("a.csv", "step,proposal,support\n0,a,10\n4,b,1\n9,a,0\n"),
        Kind::Spending => ("a.csv", "person,question,votes\nAna,a,6\nAna,b,-8\nBen,b,9\n"),
        Kind::Objections => ("a.csv", "person,at\nAna,3\nBen,12\n"),
        Kind::Stances => ("a.csv", "person,stance,reason\nAna,consent,\nBen,block,too dear\n"),
        Kind::People => ("a.csv", PEOPLE),
        Kind::Weights => ("a.csv", "voter,weight,voted\nAna,4,yes\nBen,3,no\nCem,2,yes\n"),
    }
}

fn beside(method: &str) -> Option<File<'static>> {
    match method {
        "stratified" | "fair" => Some(("q.csv", QUOTAS)),
        "lottery" => Some((
            "l.json",
            r#"{"quotas": [{"category": "age", "feature": "young", "least": 1, "most": 1},
                           {"category": "age", "feature": "old", "least": 1, "most": 2}],
                "lottery": [{"parts": 7, "take": [{"age": "young", "members": 1}, {"age": "old", "members": 1}]}]}"#,
        )),
        _ => None,
    }
}

fn needed(method: &str) -> Vec<(&'static str, &'static str)> {
    match method {
        "quadratic-funding" | "clr-fund" => vec![("pool", "100")],
        "lazy-consensus" => vec![("period", "10")],
        "conviction" => vec![("needed", "20"), ("at", "8")],
        "draw" => vec![("seed", SEED)],
        "stratified" | "lottery" | "fair" => vec![("seed", SEED), ("seats", "2")],
        _ => vec![],
    }
}

/// Every method runs by name, explains itself, and refuses unknown options.
#[test]
fn every_method_runs_by_name() {
    for method in METHODS {
        let (name, file) = (method.name, example(method.ballots, method.name));
        let options = needed(name);
        let result = tally(name, file, beside(name), &options).unwrap();
        let decides_nothing = ["power", "concentration", "turnout"].contains(&name);
        assert_eq!(result.winners.is_empty(), decides_nothing, "{name}");
        assert!(result.data.is_object(), "{name}");
        let words = result.explanation.to_text();
        let says_it = result.winners.first().is_none_or(|winner| words.contains(winner));
        assert!(says_it || words.contains("pass") || words.contains("stopped"), "{name}: {words}");
        let unknown = [options, vec![("no-such", "1")]].concat();
        let refusal = tally(name, file, beside(name), &unknown).unwrap_err();
        assert_eq!(refusal.code(), "choice.unknown_option", "{name}");
        // What an option says of itself is what it takes: seats and ties only where they decide.
        for (has, option, value) in
            [(method.has_seats, "seats", "1"), (method.has_ties, "ties", "listed")]
        {
            let more = [vec![(option, value)], needed(name)].concat();
            let outcome = tally(name, file, beside(name), &more);
            assert_eq!(outcome.is_ok(), has, "{name} and {option}");
        }
        // A table is no ballots, and ballots are no table.
        let other = if method.ballots.columns().is_empty() { "nothing" } else { "schulze" };
        assert!(tally(other, file, None, &[]).is_err(), "{name}");
    }
    let refused = |method, file| tally(method, file, None, &[]).unwrap_err().code();
    assert_eq!(refused("schulze", ("a.csv", "Ana,Ben\n1,2\n")), "choice.wrong_ballots");
    assert_eq!(refused("nothing", ("a.csv", "Ana,Ben\n1,2\n")), "choice.unknown_method");
    let quotas = tally("power", ("a.csv", "voter\na\n"), Some(("q.csv", QUOTAS)), &[]);
    assert_eq!(quotas.unwrap_err().code(), "choice.bad_option");
}

#[test]
fn json_tables_say_what_csv_says() {
    for method in METHODS.iter().filter(|method| !method.ballots.columns().is_empty()) {
        let (_, text) = example(method.ballots, method.name);
        let mut lines = text.lines();
        let header: Vec<&str> = lines.next().unwrap().split(',').collect();
        let object = |line: &str| {
            let cells = header.iter().zip(line.split(',')).filter(|(_, cell)| !cell.is_empty());
            let cell = |(name, cell): (&&str, &str)| {
                let is_number = cell.parse::<i64>().is_ok();
                let value = match cell {
                    "yes" if *name == "voted" => "true".to_owned(),
                    _ if is_number => cell.to_owned(),
                    _ => format!("{cell:?}"),
                };
                format!("{name:?}: {value}")
            };
            format!("{{{}}}", cells.map(cell).collect::<Vec<_>>().join(", "))
        };
        let rows = format!("[{}]", lines.map(object).collect::<Vec<_>>().join(",\n "));
        let json =
            if method.ballots == Kind::People { format!("{{\"people\": {rows}}}") } else { rows };
        let (name, options) = (method.name, needed(method.name));
        let csv = tally(name, ("a.csv", text), beside(name), &options).unwrap();
        let from_json = tally(name, ("a.json", &json), beside(name), &options).unwrap();
        assert_eq!(csv.data, from_json.data, "{name}");
        assert_eq!(csv.explanation, from_json.explanation, "{name}");
    }
}

/// Method, file, and how the refusal begins.
const REFUSED: &[(&str, &str, &str, &str)] = &[
    ("power", "a.csv", "", "a.csv:1: The file is empty"),
    ("power", "a.csv", "voter,weight\n", "a.csv:1: The file names no voters"),
    ("power", "a.csv", "voter,wieght\nAna,1\n", "a.csv:1: There is no column \"wieght\""),
    ("power", "a.csv", "voter,voter\nAna,1\n", "a.csv:1: Column \"voter\" stands twice"),
    ("power", "a.csv", "voter,weight\nAna,1\nBen,-1\n", "a.csv:3: The column weight must be"),
    ("power", "a.csv", "voter,weight\nAna,1\nAna,2\n", "a.csv:3: Voter \"Ana\" stands twice"),
    ("power", "a.csv", "voter,weight\nAna,1,2\n", "a.csv:2: 3 cells, 2 columns"),
    ("power", "a.csv", "voter,weight\n\"Ana,1\n", "a.csv:2: A quote is not closed"),
    ("power", "a.csv", "voter,voted\nAna,perhaps\n", "a.csv:2: voted must be yes or no"),
    ("turnout", "a.csv", "voter,voted\nAna,yes\nBen,\n", "a.csv:3: voted must be yes or no"),
    ("power", "a.csv", "voter,weight\nAna,9223372036854775807\nBen,1\n", "a.csv:3: Total weight"),
    (
        "power",
        "a.json",
        "[{\"voter\": \"Ana\"},\n {\"weight\": 1}]",
        "a.json:2: The row has no voter",
    ),
    ("power", "a.json", "[{\"voter\": \"Ana\"},\n {\"voter\": [1]}]", "a.json:2: A field of a row"),
    (
        "power",
        "a.json",
        "[{\"voter\": \"A\",\n \"voter\": \"B\"}]",
        "a.json:1: \"voter\" stands twice",
    ),
    ("power", "a.json", "[{\"voter\": \"Ana\"},\n 7]", "a.json:2: invalid type"),
    ("power", "a.json", "[{\"voter\": \"Ana\"},\n {\"vote\": 7}]", "a.json:2: There is no column"),
    ("power", "a.json", "[{\"voter\": \"Ana\"},\n", "a.json:2: EOF while parsing"),
    ("power", "a.json", "{\"voter\": \"Ana\"}", "a.json:1: invalid type"),
    ("delegation", "a.csv", "person,delegate\nAna,Zoe\n", "a.csv:2: Nobody is named \"Zoe\""),
    (
        "delegation",
        "a.csv",
        "person,delegate\nAna,Ana\n",
        "a.csv:2: \"Ana\" delegates to themselves.",
    ),
    ("delegation", "a.csv", "person,topic\nAna,money\n", "a.csv:2: The row has a topic and no"),
    ("delegation", "a.csv", "person,ballot\nAna,yes\nAna,no\n", "a.csv:3: \"Ana\" has two ballots"),
    ("delegation", "a.csv", "person,weight\nAna,1\nAna,2\n", "a.csv:3: \"Ana\" has two weights"),
    (
        "delegation",
        "a.csv",
        "person,delegate\nAna,Ben\nBen,\nAna,Ben\n",
        "a.csv:4: \"Ana\" delegates the same topic twice",
    ),
    ("houses", "a.csv", "house,share,yes,no\none,120%,1,1\n", "a.csv:2: Share cannot be"),
    ("houses", "a.csv", "house,yes,no\none,1,1\n", "a.csv:2: The row has no share"),
    (
        "houses",
        "a.csv",
        "house,share,yes,no,eligible\none,1,2,2,3\n",
        "a.csv:2: 4 were cast, 3 are eligible",
    ),
    ("houses", "a.csv", "house,share,yes,no\none,1/2,1,1\n", "Shares cannot be \"1/2\""),
    (
        "conviction",
        "a.csv",
        "step,proposal,support\n5,a,1\n4,a,1\n",
        "a.csv:3: Step 4 stands after",
    ),
    ("conviction", "a.csv", "step,proposal,support\n5,a,9999999999999\n", "Support: 9999999999999"),
    (
        "vote-budget",
        "a.csv",
        "person,question,votes\nAna,a,1.5\n",
        "a.csv:2: votes must be a whole",
    ),
    (
        "vote-budget",
        "a.csv",
        "person,question,votes\nAna,a,6\nAna,b,9\n",
        "Ballot 2: Ana: Credits: 81",
    ),
    ("lazy-consensus", "a.csv", "person,at\nAna,1\nAna,2\n", "a.csv:3: \"Ana\" objects twice"),
    ("lazy-consensus", "a.csv", "at\n1\n", "The option period is missing: the seconds in which"),
    ("consent", "a.csv", "person,stance\nAna,block\n", "a.csv:2: The stance block needs a reason"),
    ("consent", "a.csv", "person,stance\nAna,no\n", "a.csv:2: A stance is consent, reserve"),
    ("consent", "a.csv", "person\nAna\nAna\n", "a.csv:3: \"Ana\" stands twice"),
    (
        "quadratic-funding",
        "a.csv",
        "contributor,project,amount\nA,a,-4\n",
        "a.csv:2: amount must be",
    ),
    ("clr-fund", "a.csv", "project,votes,credits\na,1,1\na,1,1\n", "a.csv:3: Project \"a\" stands"),
    (
        "draw",
        "a.csv",
        PEOPLE,
        "The option seed is missing: a published seed of 64 hexadecimal digits.",
    ),
    ("stratified", "a.csv", PEOPLE, "The table of quotas is missing: stratified draws by quotas"),
    ("draw", "a.json", "{}", "a.json:1: There is no list \"people\""),
];

#[test]
fn tables_are_refused_with_file_line_and_reason() {
    for (method, file, text, begins) in REFUSED {
        let refusal = tally(method, (file, text), None, &[]).unwrap_err();
        let said = refusal.to_string();
        assert!(said.starts_with(begins), "{method} on {text:?}: {said}, not {begins}");
        assert!(!refusal.next_step().is_empty());
    }
}

#[test]
fn pools_are_refused_with_file_line_and_reason() {
    let quotas = |text: &str, begins: &str| {
        let refusal = tally("stratified", ("p.csv", PEOPLE), Some(("q.csv", text)), &[]);
        let said = refusal.unwrap_err().to_string();
        assert!(said.starts_with(begins), "{text:?}: {said}");
    };
    let header = "category,feature,least,most\n";
    quotas(&format!("{header}age,young,2,1\n"), "q.csv:2: Quota of young cannot be");
    quotas(&format!("{header}age,young,0,1\nage,young,0,1\n"), "q.csv:3: age has \"young\" twice");
    quotas(&format!("{header}age,young,0,1\n"), "p.csv:3: age has no \"old\"");
    quotas(&format!("{header}home,town,0,1\n"), "p.csv:2: The row has no home");
    quotas("category,feature,min,max\nage,young,0,1\n", "q.csv:2: There is no column \"min\"");
    quotas(&format!("{header}age,young,a,1\n"), "q.csv:2: The column least must be");
    let lottery = |take: &str, seats: &str, begins: &str| {
        let text = format!(
            r#"{{"quotas": [{{"category": "age", "feature": "young", "least": 1, "most": 1}},
                {{"category": "age", "feature": "old", "least": 0, "most": 1}}],
                "lottery": [
                {{"parts": 1, "take": {take}}}]}}"#
        );
        let beside = Some(("l.json", text.as_str()));
        let refusal = tally("lottery", ("p.csv", PEOPLE), beside, &[("seats", seats)]);
        let said = refusal.map(|result| format!("{:?}", result.winners));
        let said = said.unwrap_or_else(|refusal| refusal.to_string());
        assert!(said.starts_with(begins), "{take}: {said}");
    };
    lottery(r#"[{"age": "young", "members": 1}]"#, "1", "[]");
    lottery(r#"[{"age": "young", "members": 1}]"#, "2", "The published lottery does not hold");
    lottery(r#"[{"age": "ripe", "members": 1}]"#, "1", "l.json:4: age has no \"ripe\"");
    lottery(r#"[{"age": "young"}]"#, "1", "l.json:4: The column members must be");
    lottery(r#"[{"members": 1}]"#, "1", "l.json:4: The row has no age");
    lottery(r#"[{"age": "old", "members": 2}]"#, "2", "The published lottery does not hold");
    let twice = r#"[{"age": "old", "members": 1}, {"age": "old", "members": 1}]"#;
    lottery(twice, "2", "l.json:4: The same group stands twice");
}

#[test]
fn delegation_by_topic_until_it_ends() {
    let text = "person,weight,ballot,delegate,topic,expires_at\n\
        Ana,1,yes,,,\nBen,1,,Ana,,\nCem,2,no,Ana,,\nDia,5,,Ana,,\nDia,,,Cem,money,100\n\
        Eve,1,,Fay,,\nFay,1,,Eve,,\n";
    let at = |topic: &str, now: &str| {
        let options = [("topic", topic), ("now", now)];
        let result = tally("delegation", ("d.csv", text), None, &options).unwrap();
        let data = result.data;
        (result.winners.join(" "), data["resolved"]["lost"].clone(), data["expired"].clone())
    };
    // On money Dia's five go with Cem until second 100, then with Ana as on everything else.
    assert_eq!(at("money", "99"), ("no".into(), 2.into(), serde_json::json!([])));
    assert_eq!(at("money", "100"), ("yes".into(), 2.into(), serde_json::json!([3])));
    assert_eq!(at("parks", "99"), ("yes".into(), 2.into(), serde_json::json!([])));
    let result = tally("delegation", ("d.csv", text), None, &[]).unwrap();
    assert_eq!(result.data["resolved"]["circles"], serde_json::json!([[4, 5]]));
    assert_eq!(result.data["overriding"], serde_json::json!([2]));
}

/// What was given for one is not lost to another: amounts larger than JSON's numbers come out whole.
#[test]
fn amounts_stay_whole() {
    let large = "30000000000000000000000";
    let text = format!("project,votes,credits\na,1,{large}\nb,1,0\n");
    let options = [("pool", "100000000000000000001")];
    let result = tally("clr-fund", ("a.csv", &text), None, &options).unwrap();
    assert_eq!(result.data["allocated"][0], "30050000000000000000000");
    assert_eq!(result.data["left"], "1");
    let text = format!("[{{\"contributor\": \"A\", \"project\": \"a\", \"amount\": {large}}}]");
    let result = tally("quadratic-funding", ("a.json", &text), None, &[("pool", large)]).unwrap();
    assert_eq!(result.data["projects"][0]["received"], large);
    assert_eq!(result.data["left"], large);
}

fn refused(method: &str, file: File<'_>, options: &[(&'static str, &str)]) -> String {
    tally(method, file, None, options).map(|_| ()).expect_err(method).to_string()
}

#[test]
fn without_a_ballot_nobody_is_elected() {
    let empty = [
        ("a.blt", "2 1\n0\n\"A\"\n\"B\"\n"),
        ("a.csv", "A,B\n"),
        ("a.json", "{\"candidates\": [\"A\", \"B\"], \"ballots\": []}"),
    ];
    for (method, file) in [
        ("plurality", empty[0]),
        ("irv", empty[0]),
        ("stv-meek", empty[0]),
        ("schulze", empty[2]),
        ("score", empty[1]),
        ("quadratic", empty[1]),
        ("approval", empty[0]),
        ("pav", empty[0]),
    ] {
        assert_eq!(refused(method, file, &[]), "Ballots: 0 given, at least 1 needed.", "{method}");
    }
}

#[test]
fn a_scale_that_is_stated_holds_for_every_ballot() {
    let file = ("a.csv", "A,B\n5,0\n5,0\n5,0\n0,1000000\n");
    let score = |options: &[(&'static str, &str)]| tally("score", file, None, options).unwrap();
    // Nobody stated one: it is told.
    let open = score(&[]);
    assert_eq!(open.winners, ["B"]);
    let said = "No scale was stated; scores from 0 to 1000000 were found.";
    assert!(open.explanation.sentences.contains(&said.to_owned()), "{:?}", open.explanation);
    for method in ["score", "star", "majority-judgment", "approval", "pav"] {
        let said = refused(method, file, &[("scale", "0..5")]);
        assert_eq!(said, "Ballot 4: score 1000000 is outside 0 to 5.", "{method}");
    }
    for bad in ["5", "a..b", "5..0", "0..9999999999999999"] {
        assert!(refused("score", file, &[("scale", bad)]).starts_with("Scale"), "{bad}");
    }
    // Below 0 it must be stated: what a blank means would be up to one voter.
    let below = ("a.csv", "A,B\n5,\n3,\n-1000,\n");
    for method in ["score", "star", "approval"] {
        assert!(refused(method, below, &[]).contains("where scores are below 0"), "{method}");
    }
    let stated = tally("score", below, None, &[("scale", "-1000..5")]).unwrap();
    assert_eq!(stated.data["sums"], serde_json::json!([-992, -3000]));
    assert!(!stated.explanation.to_text().contains("No scale"));
    // Votes have no scale: a blank is none.
    assert_eq!(
        tally("quadratic", ("a.csv", "A,B\n3,-4\n-1,\n"), None, &[]).unwrap().winners,
        ["A"]
    );
}

#[test]
fn majorities_and_quorums_of_debian_mean_something() {
    let file = ("a.blt", "3 1\n2 1 2 3 0\n1 3 2 1 0\n0\n\"A\"\n\"B\"\n\"None\"\n");
    for bad in [("majority", "0"), ("majority", "-1"), ("majority", "1,0"), ("quorum", "-1")] {
        let said = refused("debian", file, &[bad]);
        assert!(said.contains("more than 0") || said.contains("0 or more"), "{said}");
    }
    assert_eq!(tally("debian", file, None, &[("majority", "1")]).unwrap().winners, ["A"]);
}

/// A proposal that passed and then lost its support passed when it did, not when support changed.
#[test]
fn what_passed_between_changes_passed_then() {
    let run = |text: &str| {
        let options = [("half-life", "10"), ("needed", "100"), ("at", "40")];
        let found = tally("conviction", ("c.csv", text), None, &options);
        found.unwrap().data["proposals"][0]["reached_at"].clone()
    };
    let stays = run("step,proposal,support\n0,k,10\n");
    assert!(stays.as_u64().is_some_and(|at| (1..30).contains(&at)), "{stays}");
    assert_eq!(run("step,proposal,support\n0,k,10\n30,k,0\n"), stays);
    assert_eq!(run("step,proposal,support\n0,k,10\n2,k,0\n"), serde_json::Value::Null);
}

/// Sums that outgrow the numbers of JSON are text.
#[test]
fn large_sums_are_counted() {
    let file = "3 1\n9223372036854775807 1 2 3 0\n0\n\"Ana\"\n\"Ben\"\n\"Cem\"\n\"T\"\n";
    let found = tally("borda", ("large.blt", file), None, &[]).unwrap();
    assert_eq!(found.winners, ["Ana"]);
    assert!(found.data.to_string().contains("\"36893488147419103228\""), "{}", found.data);
}

/// A feature of which nobody may be drawn shuts its people out from the beginning.
#[test]
fn whom_a_quota_shuts_out_is_never_tried() {
    let half = |age: &str, name: &str| {
        let rows: Vec<String> = (0..50).map(|n| format!("{name}{n},{age}\n")).collect();
        rows.concat()
    };
    let people = format!("person,age\n{}{}", half("young", "Y"), half("old", "O"));
    let quotas = "category,feature,least,most\nage,young,0,20\nage,old,0,0\n";
    let options = [("seats", "20"), ("seed", SEED)];
    let drawn = tally("stratified", ("a.csv", &people), Some(("q.csv", quotas)), &options).unwrap();
    assert_eq!(drawn.winners.len(), 20);
    assert!(drawn.winners.iter().all(|name| name.starts_with('Y')));
}

/// Pairs grow with the square of the contributors, and so does the memory they take.
#[test]
fn pairs_of_contributors_are_bounded() {
    let gifts = |people: usize| {
        let rows: Vec<String> = (0..people).map(|one| format!("p{one},a,1\n")).collect();
        format!("contributor,project,amount\n{}", rows.concat())
    };
    let run = |people: usize| {
        let options = [("pool", "1000"), ("pair-bound", "10")];
        tally("quadratic-funding", ("g.csv", &gifts(people)), None, &options)
    };
    assert!(run(200).is_ok());
    let refusal = run(2_100).unwrap_err();
    assert_eq!(refusal.code(), "choice.too_large");
    assert!(
        refusal.to_string().contains("2203950") || refusal.to_string().contains("2,203,950"),
        "{refusal}"
    );
}
