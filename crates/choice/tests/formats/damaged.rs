//! Damaged files are refused with file, line and reason; records say the same in every layout.

use polity_choice::format::read_document;
use proptest::prelude::*;

use crate::common::{said, there_and_back};

/// A valid file of each format.
const WHOLE: &[(&str, &str)] = &[
    ("a.blt", "3 2\n-3\n[tie 2 1 3]\n3 1 2=3 0\n2 2 0\n0\n\"Ana\"\n\"Ben\"\n\"Cem\"\n\"T\"\n"),
    (
        "a.toc",
        "# TITLE: T\n# DATA TYPE: toc\n# NUMBER ALTERNATIVES: 2\n# NUMBER VOTERS: 3\n# ALTERNATIVE NAME 1: Ana\n# ALTERNATIVE NAME 2: Ben\n2: 1,2\n1: {1,2}\n",
    ),
    ("a.soi", "2\n1,Ana\n2,Ben\n3,3,2\n2,1,2\n1,2\n"),
    (
        "a.cat",
        "# NUMBER ALTERNATIVES: 2\n# NUMBER CATEGORIES: 2\n# CATEGORY NAME 1: Yes\n# CATEGORY NAME 2: No\n# ALTERNATIVE NAME 1: Ana\n# ALTERNATIVE NAME 2: Ben\n2: 1,2\n1: {},{1,2}\n",
    ),
    (
        "a.cvotes",
        "#/Candidates: Ana ; Ben\n#/Number of Seats: 1\nAna > Ben * 3\nv || Ben = Ana ^2 * 2\n",
    ),
    (
        "a.abc.yaml",
        "num_cand: 3\nprofile: [[0, 1], [2]]\nvoter_weights: [1.5, 2]\ncommitteesize: 2\ncompute:\n- rule_id: pav\n  result: [[0, 2]]\n",
    ),
    (
        "a.pb",
        "META\nkey;value\nbudget;100.5\nvote_type;ordinal\nPROJECTS\nproject_id;cost;name\na;60;\"x;y\"\nb;50.25;z\nVOTES\nvoter_id;vote\n1;a\n2;b,a\n",
    ),
    ("a.csv", "weight,rank1,rank2\n2,Ana,Ben=Cem\n1,\"Be\"\"n\",\n"),
    ("b.csv", "Ana,Ben\n3,-1\n,2\n"),
    (
        "a.cvr.csv",
        "Source Filepath,CVR Provider,Contest Id,RCTab CVR Id,Tabulator Id,Batch Id,Vendor Id,Precinct,Precinct Portion,Rank 1,Rank 2\nf,ess,,1,,,,,,Ana,undervote\nf,ess,,2,,,,,,overvote,Ben\nf,ess,,3,,,,,,Ben,Ana\n",
    ),
    (
        "a.json",
        "{\"candidates\": [\"Ana\", \"Ben\"], \"seats\": 1,\n\"ballots\": [{\"weight\": 2, \"ranks\": [[\"Ana\"], [\"Ben\"]]}]}\n",
    ),
    (
        "b.json",
        "{\"candidates\": [\"Ana\", \"Ben\"], \"scale\": [0, 5],\n\"ballots\": [{\"scores\": {\"Ana\": 4}}]}\n",
    ),
    ("a_tally.txt", "V: 12- one\nV: -11 two\n"),
];

#[test]
fn whole_files_are_read() {
    for (file, text) in WHOLE {
        let document =
            read_document(file, text, None).unwrap_or_else(|refusal| panic!("{refusal}"));
        there_and_back(file, &document).unwrap_or_else(|refusal| panic!("{file}: {refusal}"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// A file with a few bytes cut out, doubled or exchanged is refused with its name, or read as what
    /// then can be written and read again; nothing panics.
    #[test]
    fn damaged_files_are_refused_or_read(
        which in 0..WHOLE.len(),
        hits in prop::collection::vec((0..3usize, 0..200usize, 0..9usize, "[ -~\n]{0,3}"), 1..4),
        to in 0..WHOLE.len(),
    ) {
        let (file, whole) = WHOLE[which];
        let mut text = whole.to_owned();
        for (kind, at, length, put) in hits {
            let from = at % text.len().max(1);
            let to = (from + length).min(text.len());
            match kind {
                0 => text.replace_range(from..to, ""),
                1 => {
                    let twice = text[from..to].to_owned();
                    text.insert_str(from, &twice);
                }
                _ => text.replace_range(from..to, &put),
            }
        }
        match read_document(file, &text, None) {
            Err(refusal) => {
                let said = refusal.to_string();
                prop_assert!(said.starts_with(&format!("{file}:")), "{said}");
            }
            Ok(document) => {
                for file in [file, WHOLE[to].0] {
                    if let Err(refusal) = there_and_back(file, &document) {
                        prop_assert_eq!(refusal.code(), "choice.cannot_hold");
                    }
                }
            }
        }
    }
}

/// What is wrong with a file, and where.
const DAMAGED: &[(&str, &str, &str)] = &[
    ("a.blt", "", "a.blt:1: The file is empty"),
    ("a.blt", "3\n", "a.blt:1: The first line must hold"),
    ("a.blt", "2 1\n1 3 0\n0\n\"A\"\n\"B\"\n", "a.blt:2: Candidate 3 does not exist"),
    ("a.blt", "2 1\n1 1 2\n0\n\"A\"\n\"B\"\n", "a.blt:2: The ballot does not end with 0"),
    ("a.blt", "2 1\n1 1 1 0\n0\n\"A\"\n\"B\"\n", "a.blt:2: candidate A is named twice"),
    ("a.blt", "2 1\n1 1 0\n", "a.blt:2: The ballots do not end"),
    ("a.blt", "2 1\n1 1 0\n0\n\"A\"\n", "a.blt:4: 1 of 2 candidates are named"),
    ("a.soc", "# DATA TYPE: soc\n", "a.soc:1: NUMBER ALTERNATIVES is missing"),
    (
        "a.soc",
        "# NUMBER ALTERNATIVES: 2\n# ALTERNATIVE NAME 2: A\n",
        "a.soc:2: alternative 2 stands where 1",
    ),
    (
        "a.soc",
        "# NUMBER ALTERNATIVES: 2\n# ALTERNATIVE NAME 1: A\n",
        "a.soc:1: 2 alternatives are declared, 1",
    ),
    (
        "a.soc",
        "# NUMBER ALTERNATIVES: 1\n# ALTERNATIVE NAME 1: A\n2 1\n",
        "a.soc:3: A line of ballots needs",
    ),
    (
        "a.soc",
        "# NUMBER ALTERNATIVES: 2\n# ALTERNATIVE NAME 1: A\n# ALTERNATIVE NAME 2: B\n1: 1\n",
        "a.soc:4: 1 of 2 alternatives",
    ),
    (
        "a.soi",
        "# NUMBER ALTERNATIVES: 2\n# ALTERNATIVE NAME 1: A\n# ALTERNATIVE NAME 2: B\n1: {1,2}\n",
        "a.soi:4: Two alternatives are equal",
    ),
    (
        "a.toi",
        "# NUMBER ALTERNATIVES: 2\n# ALTERNATIVE NAME 1: A\n# ALTERNATIVE NAME 2: B\n1: {1,2\n",
        "a.toi:4: An equal rank is not closed",
    ),
    (
        "a.toi",
        "# NUMBER VOTERS: 2\n# NUMBER ALTERNATIVES: 1\n# ALTERNATIVE NAME 1: A\n1: 1\n",
        "a.toi:1: 2 voters are declared, 1",
    ),
    ("a.toi", "# DATA TYPE: wmd\n", "a.toi:1: Data type \"wmd\" is unknown"),
    (
        "a.cat",
        "# NUMBER ALTERNATIVES: 1\n# CATEGORY NAME 1: Yes\n# ALTERNATIVE NAME 1: A\n1: {},1\n",
        "a.cat:4: 2 categories, 1 declared",
    ),
    ("a.cvotes", "A > B\n", "a.cvotes:1: No candidates before ballots"),
    ("a.cvotes", "#/Candidates: A ; B\nA > C\n", "a.cvotes:2: Nobody is named \"C\""),
    ("a.abc.yaml", "num_cand: 2\nprofile: [[0], [2]]\n", "a.abc.yaml:2: "),
    ("a.abc.yaml", "num_cand: 2\nprofile: [[0], [1]\n", "a.abc.yaml:2: "),
    (
        "a.pb",
        "META\nkey;value\nPROJECTS\nproject_id;cost\nVOTES\nvote\n",
        "a.pb:6: META names no budget",
    ),
    (
        "a.pb",
        "META\nkey;value\nbudget;9\nPROJECTS\nproject_id;cost\na;1\nVOTES\nvote\na,b\n",
        "a.pb:9: Project \"b\" does not exist",
    ),
    ("a.csv", "rank1,rank2\nA,A\n", "a.csv:2: candidate A is named twice"),
    ("a.blt", "2 1\n1 1 0\n0\n\"A\"\n\"A\"\n", "a.blt:5: \"A\" is named twice"),
    ("a.blt", "2 1\n1 1 0\n0\n\"A\"\n\"\"\n", "a.blt:5: A name is empty"),
    ("a.cvotes", "#/Candidates: A ; \nA\n", "a.cvotes:1: A name is empty"),
    ("a.csv", "rank1,rank2\nA=,B\n", "a.csv:2: A name is empty"),
    ("a.csv", "rank1,rank2\nA,B\nB\n", "a.csv:3: 1 cell, 2 columns"),
    ("a.csv", "A,A\n1,2\n", "a.csv:1: \"A\" is named twice"),
    ("a.csv", "A,,B\n1,2,3\n", "a.csv:1: A name is empty"),
    ("a.csv", "weight,A,B\n1,2,3\n1,2\n", "a.csv:3: 1 cell, 2 columns"),
    ("a.csv", "", "a.csv:1: The file is empty"),
    ("a.json", "{\"candidates\": [\"\"], \"ballots\": []}", "a.json:1: A name is empty"),
    ("a.csv", "A,B\n1,x\n", "a.csv:2: \"x\" is no score"),
    ("a.csv", "weight,A\nmany,1\n", "a.csv:2: The weight must be"),
    ("a.csv", "A,B\n1,2,3\n", "a.csv:2: 3 cells, 2 columns"),
    ("a.csv", "A,\"B\n1,2\n", "a.csv:1: A quote is not closed"),
    (
        "a.json",
        "{\"candidates\": [\"A\"],\n\"ballots\": [\n{\"approve\": [\"B\"]}]}",
        "a.json:3: \"B\" is no candidate",
    ),
    (
        "a.json",
        "{\"candidates\": [\"A\"],\n\"ballots\": [{\"approve\": []},\n{\"ranks\": []}]}",
        "a.json:3: Ballots of different kinds",
    ),
    (
        "a.json",
        "{\"candidates\": [\"A\"],\n\"ballots\": [\n{\"scores\": {\"A\": 1, \"A\": 2}}]}",
        "a.json:3: candidate number 0 is scored twice",
    ),
    (
        "a.json",
        "{\"candidates\": [\"A\"], \"scale\": [0, 1],\n\"ballots\": [\n{\"scores\": {\"A\": 2}}]}",
        "a.json:3: score 2 is outside 0 to 1",
    ),
    (
        "a.json",
        "{\"candidates\": [\"A\", \"A\"], \"ballots\": []}",
        "a.json:1: \"A\" is named twice",
    ),
    ("a.json", "{\"candidates\": [\"A\"],\n\"ballot\": []}", "a.json:2: unknown field"),
    ("a_tally.txt", "V: 1?\n", "a_tally.txt:1: \"?\" is no rank"),
    ("a_tally.txt", "V: 12\nV: 1\n", "a_tally.txt:2: 1 marks for 2 options"),
    ("a.doc", "", "a.doc: The ending must be"),
];

#[test]
fn damaged_files_are_refused_with_file_line_and_reason() {
    for (file, text, begins) in DAMAGED {
        let refusal = read_document(file, text, None).map(|_| ()).unwrap_err();
        assert!(refusal.to_string().starts_with(begins), "{text:?}: {refusal}, not {begins}");
        assert_eq!(refusal.code(), "choice.malformed_file");
        assert!(!refusal.to_string().contains(":0:"), "{refusal}");
    }
    let config = r#"{"cvrFileSources": [{"provider": "PROVIDER", "contestId": "C"}],
        "candidates": [{"name": "A"}, {"name": "B"}], "rules": {"overvoteRule": "exhaustImmediately"}}"#;
    let refused = |provider: &str, text: &str, begins: &str| {
        let config = config.replace("PROVIDER", provider);
        let refusal = read_document("v.csv", text, Some(("c.json", &config))).map(|_| ());
        let said = refusal.unwrap_err().to_string();
        assert!(said.starts_with(begins), "{text:?}: {said}");
    };
    refused("ess", "id,1st,2nd\n1,A,C\n", "v.csv:2: Nobody is named \"C\"");
    refused("genericCsv", "id,A,B\n1,1,x\n", "v.csv:2: The rank of B must be a whole number");
    refused("genericCsv", "id,A,B\n1,0,\n", "v.csv:2: A has the rank 0");
    refused("genericCsv", "id,A,B\n1,99999,\n", "v.csv:2: 99999 candidates");
    refused("genericCsv", "id,A,Zoe\n1,1,2\n", "v.csv:2: Nobody is named \"Zoe\"");
    refused("genericCsv", "id\n1\n", "v.csv:1: No column names a candidate");
    refused("clearBallot", "id,Choice_1\n1,1\n", "v.csv:1: Column \"Choice_1\" does not name");
    refused(
        "clearBallot",
        "id,Choice_1_1:D:1:x:A:p\n1,1\n",
        "v.csv:1: No column is of the contest",
    );
    refused("clearBallot", "id,Choice_1_1:C:1:x:A:p\n1,2\n", "v.csv:2: A mark is 0 or 1");
    let other = read_document("a.blt", "1 1\n0\n\"A\"\n", Some(("c.json", "{}"))).map(|_| ());
    assert!(other.unwrap_err().to_string().starts_with("c.json: A configuration stands beside"));
    let bad = read_document("v.csv", "id,1st\n", Some(("c.json", "{\n\"rules\": 1}"))).map(|_| ());
    assert!(bad.unwrap_err().to_string().starts_with("c.json:2: "));
}

/// The same three ballots in each layout of columns say the same: an overvote ends the second, a gap the
/// third.
#[test]
fn records_say_the_same_in_every_layout() {
    let config = |provider: &str| {
        format!(
            r#"{{"cvrFileSources": [{{"provider": "{provider}", "contestId": "C", "overvoteLabel": "overvote",
                "skippedRankLabel": "undervote", "undeclaredWriteInLabel": "UWI"}}],
                "candidates": [{{"name": "A", "aliases": ["Al"]}}, {{"name": "B"}}, {{"name": "X", "excluded": true}}],
                "outputSettings": {{"contestName": "Mayor"}},
                "rules": {{"overvoteRule": "exhaustImmediately", "maxSkippedRanksAllowed": "1",
                           "numberOfWinners": "1", "maxRankingsAllowed": "max"}}}}"#
        )
    };
    let layouts = [
        ("ess", "id,1st,2nd,3rd,4th\n1,B,X,Al,UWI\n2,A,overvote,B,\n3,B,undervote,undervote,A\n"),
        ("genericCsv", "id,A,B,X,UWI\n1,3,1,2,4\n2,1,2,2,\n3,4,1,,\n"),
        (
            "clearBallot",
            "id,Choice_1_1:C:1:v:A:p,Choice_2_1:C:1:v:B:p,Choice_3_1:C:2:v:A:p,Choice_4_1:C:2:v:B:p,\
             Choice_5_1:C:2:v:X:p,Choice_6_1:C:3:v:A:p,Choice_7_1:C:4:v:A:p,Choice_8_1:C:4:v:UWI:p,Choice_9_1:D:1:v:Q:p\n\
             1,0,1,0,0,1,1,0,1,1\n2,1,0,1,1,0,0,0,0,0\n3,0,1,0,0,0,0,1,0,0\n",
        ),
    ];
    for (provider, text) in layouts {
        let config = config(provider);
        let document = read_document("v.csv", text, Some(("c.json", &config))).unwrap();
        let found = said(&document.ballots, false);
        assert_eq!(found.names, ["A", "B", "Undeclared Write-ins"], "{provider}");
        let lines: Vec<&str> = found.ballots.keys().map(String::as_str).collect();
        let wanted = ["[\"A\"]", "[\"B\"]", "[\"B\"][\"A\"][\"Undeclared Write-ins\"]"];
        assert_eq!(lines, wanted, "{provider}");
        assert_eq!((document.excluded_first, document.seats), (Some(2), Some(1)));
        assert_eq!(document.title, "Mayor");
    }
}

/// A budget of 100 with a bench for 60, a tree for 50 and a bin for 0.5.
fn park(meta: &str, votes: &str) -> Result<polity_choice::format::Document, String> {
    let text = format!(
        "META\nkey;value\nbudget;100\n{meta}PROJECTS\nproject_id;cost\nbench;60\ntree;50\nbin;0.5\n\
         VOTES\nvoter_id;vote;points\n{votes}"
    );
    read_document("park.pb", &text, None).map_err(|refusal| refusal.to_string())
}

#[test]
fn a_budget_ballot_that_breaks_a_limit_is_refused_at_its_line() {
    for (meta, votes, said) in [
        ("", "1;;\n", "The ballot names 0 projects, min_length asks for 1."),
        ("min_length;2\n", "1;bin;\n", "The ballot names 1 project, min_length asks for 2."),
        (
            "max_length;1\n",
            "1;bin;\n2;bench,tree;\n",
            "The ballot names 2 projects, max_length allows 1.",
        ),
        (
            "vote_type;choose-1\n",
            "1;bin,tree;\n",
            "The ballot names 2 projects, choose-1 allows 1.",
        ),
        (
            "max_sum_cost;60\n",
            "1;bench;\n2;bin,bench;\n",
            "The projects on the ballot cost 60.5, max_sum_cost allows 60.0.",
        ),
        (
            "max_sum_cost;60.49\n",
            "1;bin,bench;\n",
            "The projects on the ballot cost 60.50, max_sum_cost allows 60.49.",
        ),
        (
            "min_sum_cost;60,49\n",
            "1;bench;\n",
            "The projects on the ballot cost 60.00, min_sum_cost asks for 60.49.",
        ),
        (
            "vote_type;cumulative\nmax_sum_points;5\n",
            "1;bin,tree;2,3\n2;bin,tree;12,7\n",
            "The ballot gives 19 points, max_sum_points allows 5.",
        ),
        (
            "vote_type;cumulative\nmin_sum_points;5\n",
            "1;bin,tree;2,2\n",
            "The ballot gives 4 points, min_sum_points asks for 5.",
        ),
        (
            "vote_type;scoring\nmax_points;5\n",
            "1;bin,tree;5,6\n",
            "A project gets 6 points, max_points allows 5.",
        ),
        (
            "vote_type;scoring\nmin_points;1\n",
            "1;bin,tree;0,6\n",
            "A project gets 0 points, min_points asks for 1.",
        ),
        ("vote_type;scoring\n", "1;bin,tree;4\n", "The ballot has 2 projects and 1 points."),
        ("max_length;many\n", "1;bin;\n", "max_length must be a whole number, not \"many\"."),
        ("max_sum_cost;much\n", "1;bin;\n", "max_sum_cost must be an amount, not \"much\"."),
        (
            "vote_type;knapsack\n",
            "1;bin;\n",
            "The vote_type \"knapsack\" is none of approval, choose-1, ordinal, cumulative, scoring.",
        ),
        (
            "vote_type;ordinal\nscoring_fn;Dowdall\n",
            "1;bin;\n",
            "Orders are counted by the scoring_fn Borda, not \"Dowdall\".",
        ),
    ] {
        let refusal = park(meta, votes).map(|_| ()).unwrap_err();
        let line: u64 = refusal[8..].split(':').next().unwrap().parse().unwrap();
        // The last ballot, or the last line of META.
        let before = 2 + 1 + meta.matches('\n').count() + 1 + 1 + 3 + 1 + 1;
        let is_of_meta =
            said.contains("must be") || said.contains("none of") || said.contains("Borda");
        let ballots = votes.matches('\n').count();
        let at = if is_of_meta { 3 + meta.matches('\n').count() } else { before + ballots };
        assert_eq!(line, u64::try_from(at).unwrap(), "{refusal}");
        assert!(refusal.ends_with(said), "{refusal}, not {said}");
    }
    // What is at the limit is counted, and points of kinds that state none are not looked at.
    for (meta, votes) in [
        ("min_length;0\n", "1;;\n"),
        ("max_length;1\nmax_sum_cost;60\n", "1;bench;\n"),
        ("max_length;\n", "1;bench,tree;\n"),
        ("vote_type;cumulative\nmax_sum_points;5\nmin_sum_points;5\n", "1;bin,tree;2,3\n"),
        ("max_sum_points;1\n", "1;bin,tree;9,9\n"),
    ] {
        let document = park(meta, votes).unwrap();
        there_and_back("park.pb", &document).unwrap();
    }
}

#[test]
fn what_a_scoring_ballot_does_not_name_has_the_default_score() {
    use polity_choice::format::{Ballots, write_document};
    let document =
        park("vote_type;scoring\ndefault_score;2\nmax_length;2\n", "1;bin,tree;0,9\n2;bench;1\n");
    let document = document.unwrap();
    let Ballots::Budget(file) = &document.ballots else { panic!("a budget") };
    assert_eq!(file.budget.points(), [3, 11, 2]);
    // All points are written, so that there is nothing left to fill in.
    let written = write_document("park.pb", &document).unwrap().text;
    assert!(!written.contains("default_score"), "{written}");
    there_and_back("park.pb", &document).unwrap();
}
