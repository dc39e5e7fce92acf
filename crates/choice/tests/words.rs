//! What an account must not pass over in silence: ballots that are not counted, seats that are not filled, a
//! default option that nobody named, ties in the order of the elected.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use polity_choice::tally::{Options, TallyResult, read_for, run};

/// Three ballots, two of which rank two candidates first.
const TIED: &str = "3 2\n2 1=2 3 0\n1 3 1 0\n0\n\"Ana\"\n\"Ben\"\n\"Cem\"\n\"Chairs\"\n";
/// Two who have the same votes at every stage.
const EVEN: &str = "3 2\n4 1 0\n4 2 0\n1 3 0\n0\n\"Ana\"\n\"Ben\"\n\"Cem\"\n\"Chairs\"\n";

fn count(method: &str, file: &str, text: &str, options: &[(&str, &str)]) -> TallyResult {
    let profile = read_for(method, (file, text), None).unwrap();
    run(method, &profile, &Options::new(options.iter().copied())).unwrap()
}

/// Whether an account says this, as a whole sentence.
fn says(method: &str, file: &str, text: &str, options: &[(&str, &str)], sentence: &str) {
    let told = count(method, file, text, options).explanation.sentences;
    assert!(told.iter().any(|one| one == sentence), "{method}: {told:?}, not {sentence:?}");
}

#[test]
fn ballots_that_are_not_counted_are_told() {
    for method in ["stv-scottish", "stv-wig"] {
        let void = "2 ballots were not counted: they rank several first, or nobody who stands.";
        says(method, "a.blt", TIED, &[], void);
        says(
            method,
            "a.blt",
            TIED,
            &[],
            "By this rule a ballot ends where it ranks several equal.",
        );
        assert_eq!(count(method, "a.blt", TIED, &[]).data["void"], 2);
        let counted = count(method, "a.blt", EVEN, &[]).explanation.sentences.concat();
        assert!(!counted.contains("not counted") && !counted.contains("equal"), "{counted}");
    }
    let blank = TIED.replace("1 3 1 0", "1 0");
    says("stv-meek", "a.blt", &blank, &[], "1 ballot was not counted: it ranks nobody who stands.");
    says(
        "plurality",
        "a.blt",
        TIED,
        &[],
        "2 ballots that rank several first count for each of them.",
    );
    let none = "2 ballots that rank several first count for none of them in the first round.";
    says("two-round", "a.blt", TIED, &[], none);
}

#[test]
fn seats_that_a_method_does_not_fill_are_told() {
    for method in ["irv", "two-round", "debian", "smith"] {
        let told = format!("The file names 2 seats, which {method} does not fill.");
        says(method, "a.blt", EVEN, &[], &told);
    }
    for method in ["stv-wig", "borda"] {
        let told = count(method, "a.blt", EVEN, &[]).explanation.sentences.concat();
        assert!(!told.contains("does not fill"), "{method}: {told}");
    }
}

#[test]
fn every_quorum_can_be_asked_for() {
    // 3 for, 1 against, 2 abstain, 10 eligible.
    let text = "weight,rank1\n3,Yes\n1,No\n2,\n";
    for (options, needed) in [
        (&[("quorum", "3/5")][..], "3/5 of the eligible to take part; it was met."),
        (&[("quorum", "61%")], "61/100 of the eligible to take part; it was not met."),
        (
            &[("quorum", "2/5"), ("quorum-of", "decided")],
            "2/5 of the eligible to say yes or no; it was met.",
        ),
        (
            &[("quorum", "1/2"), ("quorum-of", "decided")],
            "1/2 of the eligible to say yes or no; it was not met.",
        ),
        (
            &[("quorum", "0.3"), ("quorum-of", "yes")],
            "3/10 of the eligible to say yes; it was met.",
        ),
        (
            &[("quorum", "1/3"), ("quorum-of", "yes")],
            "1/3 of the eligible to say yes; it was not met.",
        ),
        (&[("quorum-weight", "6")], "at least 6 cast; it was met."),
        (
            &[("quorum-weight", "5"), ("quorum-of", "decided")],
            "at least 5 for or against; it was not met.",
        ),
    ] {
        let options = [options, &[("eligible", "10")]].concat();
        says("majority", "a.csv", text, &options, &format!("The quorum needed {needed}"));
        // 3 of 4 are for: the quorum decides.
        let passes = needed.contains("was met");
        assert_eq!(count("majority", "a.csv", text, &options).data["passed"], passes, "{needed}");
    }
    let profile = read_for("majority", ("a.csv", text), None).unwrap();
    for (wrong, said) in [
        (
            [("quorum", "1/2"), ("quorum-weight", "5")],
            "Quorum-weight cannot be \"5\"; allowed: none where quorum is a share of the eligible.",
        ),
        (
            [("quorum-of", "yes"), ("quorum-weight", "5")],
            "Quorum-of cannot be \"yes\"; allowed: cast or decided, of a weight.",
        ),
    ] {
        let refused = run("majority", &profile, &Options::new(wrong)).unwrap_err();
        assert_eq!(refused.to_string(), said);
    }
}

#[test]
fn yes_is_for_wherever_it_is_listed() {
    // Whoever is named first on a ballot: a table has no list of its own.
    let text = "rank1\nNo\nYes\nYes\nYes\n";
    let strict = [("threshold", "2/3")];
    let passed = count("majority", "a.csv", text, &strict);
    assert_eq!(
        (passed.winners, &passed.data["ballots"]["yes"]),
        (vec!["Yes".to_owned()], &3.into())
    );
    says("majority", "a.csv", text, &strict, "For is Yes, against No.");
    let failed = count("majority", "a.csv", &text.replace("Yes\nYes\nYes", "Yes\nYes"), &strict);
    assert_eq!((failed.winners, &failed.data["passed"]), (vec!["No".to_owned()], &false.into()));
    // So is whatever is not no.
    for (text, said) in [
        ("rank1\nAgainst\nFor\nFor\n", "For is For, against Against."),
        ("rank1\nNo\nSí\nSí\n", "For is Sí, against No."),
    ] {
        says("majority", "a.csv", text, &[], said);
        assert_eq!(count("majority", "a.csv", text, &[]).data["passed"], true);
    }
    // Where only ballots name the answers, nothing is guessed.
    let text = "rank1\nNon\nOui\nOui\n";
    let profile = read_for("majority", ("a.csv", text), None).unwrap();
    let refused = run("majority", &profile, &Options::default()).unwrap_err();
    let said = "The option yes is missing: which answer is for, as the file has no list of its own: one of Non, Oui.";
    assert_eq!((refused.code(), refused.to_string().as_str()), ("choice.missing", said));
    assert_eq!(count("majority", "a.csv", text, &[("yes", "Oui")]).winners, ["Oui"]);
    // Other answers are as they are listed, or as they are named.
    let text = "2 1\n3 1 0\n1 2 0\n0\n\"Keep\"\n\"Change\"\n\"T\"\n";
    says("majority", "a.blt", text, &[], "For is Keep, against Change.");
    let change = [("yes", "Change")];
    assert_eq!(count("majority", "a.blt", text, &change).winners, ["Keep"]);
    says("majority", "a.blt", text, &change, "For is Change, against Keep.");
    let profile = read_for("majority", ("a.blt", text), None).unwrap();
    let refused = run("majority", &profile, &Options::new([("yes", "Maybe")])).unwrap_err();
    assert_eq!(refused.to_string(), "Yes cannot be \"Maybe\"; allowed: one of Keep, Change.");
}

#[test]
fn the_default_option_is_told() {
    let result = count("debian", "a.blt", EVEN, &[]);
    assert_eq!(result.data["default"], 2);
    let told = "Cem is the default option, which every other must beat.";
    says("debian", "a.blt", EVEN, &[], told);
    // Against Ana none has more than half: she stays as the default.
    let other = [("default", "Ana")];
    assert_eq!(count("debian", "a.blt", EVEN, &other).winners, ["Ana"]);
    says(
        "debian",
        "a.blt",
        EVEN,
        &other,
        "Ana is the default option, which every other must beat.",
    );
    let profile = read_for("debian", ("a.blt", EVEN), None).unwrap();
    let refused = run("debian", &profile, &Options::new([("default", "Zoe")])).unwrap_err();
    assert_eq!(refused.to_string(), "Default cannot be \"Zoe\"; allowed: one of Ana, Ben, Cem.");
    // Ballots alone name no last option.
    let text = "rank1,rank2\nZed,Ana\nAna,Chair\n";
    let profile = read_for("debian", ("a.csv", text), None).unwrap();
    let refused = run("debian", &profile, &Options::default()).unwrap_err();
    let said = "The option default is missing: which option is the default, as the file has no list of its own: one of Zed, Ana, Chair.";
    assert_eq!(refused.to_string(), said);
    assert_eq!(count("debian", "a.csv", text, &[("default", "Chair")]).data["default"], 2);
    // Majorities are in the order of the list, with or without one for the default.
    for majority in ["2,1", "2,7,1"] {
        let stated = [("default", "Ben"), ("majority", majority)];
        assert_eq!(
            count("debian", "a.blt", EVEN, &stated).data["below_majority"],
            serde_json::json!([0, 2])
        );
    }
}

#[test]
fn the_order_of_the_elected_is_a_tie_that_is_told() {
    for method in ["stv-scottish", "stv-wig"] {
        let told = "A tie for the order of election between Ana and Ben: the stated rule took Ana and Ben in this order.";
        says(method, "a.blt", EVEN, &[], told);
        let result = count(method, "a.blt", EVEN, &[("ties", &"01".repeat(32))]);
        assert_eq!(result.data["ties"][0]["tied"], serde_json::json!([0, 1]));
        assert_eq!(result.data["ties"][0]["taken"].as_array().unwrap().len(), 2);
    }
    let apart = EVEN.replace("4 2 0", "5 2 0");
    assert_eq!(count("stv-wig", "a.blt", &apart, &[]).data["ties"], serde_json::json!([]));
}

#[test]
fn who_gets_the_remainder_of_equals_is_told() {
    let gifts = "contributor,project,amount\nA,x,9\nB,x,9\nA,y,9\nB,y,9\nA,z,9\nB,z,9\n";
    let all = [("pool", "50"), ("remainder", "largest")];
    let told = "A tie for what rounding leaves between x, y and z: the stated rule took x.";
    says("quadratic-funding", "g.csv", gifts, &all, told);
    let result = count("quadratic-funding", "g.csv", gifts, &all);
    assert_eq!(result.data["ties"][0]["tied"], serde_json::json!([0, 1, 2]));
    // Nothing is left to decide.
    let even =
        count("quadratic-funding", "g.csv", gifts, &[("pool", "51"), ("remainder", "largest")]);
    assert_eq!(even.data["ties"], serde_json::json!([]));
}

#[test]
fn limits_that_are_not_known_are_told() {
    let text = "META\nkey;value\nbudget;100\nmin_project_score_threshold;2\nPROJECTS\nproject_id;cost\na;60\n\
                VOTES\nvoter_id;vote\n1;a\n";
    let told = "The file states min_project_score_threshold, which is not applied.";
    for method in ["budget-greedy", "budget-shares"] {
        says(method, "a.pb", text, &[], told);
        let without = text.replace("min_project_score_threshold;2\n", "max_length;1\n");
        let said = count(method, "a.pb", &without, &[]).explanation.sentences.concat();
        assert!(!said.contains("not applied"), "{said}");
    }
}

#[test]
fn one_is_not_several() {
    says(
        "irv",
        "a.blt",
        "2 1\n1 1 2 0\n0\n\"Ana\"\n\"Ben\"\n\"T\"\n",
        &[],
        "Elected: Ana, after 1 round.",
    );
    let one = "1 person votes; weight 0 reaches no ballot.";
    says("delegation", "d.csv", "person,ballot\nAna,yes\n", &[], one);
    says(
        "concentration",
        "w.csv",
        "voter,weight\nAna,4\nBen,1\n",
        &[],
        "1 of 2 holders has more than half.",
    );
    says("score", "s.csv", "Ana,Ben\n2,1\n", &[], "1 ballot was counted; the highest sum wins.");
}

#[test]
fn blank_ballots_of_a_table_count() {
    // Medians 0 and 3: two ballots without a mark grade both the lowest.
    let scores = "A,B\n5,3\n5,3\n0,3\n,\n,\n";
    let weighted = "weight,A,B\n1,5,3\n1,5,3\n1,0,3\n1,,\n1,,\n";
    for text in [scores, weighted, &scores.replace("\n,\n", "\n\n,\n")] {
        let result = count("majority-judgment", "a.csv", text, &[("scale", "0..5")]);
        assert_eq!(result.winners, ["B"], "{text}");
    }
    let orders = "rank1,rank2\nyes,\nyes,\nno,\n,\n,\n";
    let result = count("majority", "a.csv", orders, &[("base", "cast")]);
    assert_eq!(
        (&result.data["ballots"]["abstain"], &result.data["passed"]),
        (&2.into(), &false.into())
    );
    // In one column a blank ballot is quoted; nothing on a line might be one.
    let result = count("majority", "a.csv", "rank1\nyes\n\"\"\nno\n\"\"", &[]);
    assert_eq!(result.data["ballots"]["abstain"], 2);
    for text in ["rank1\nyes\n\nno\n", "rank1\nyes\nno\n\n", "rank1\nyes\nno\n \n"] {
        let refused = read_for("majority", ("a.csv", text), None).unwrap_err().to_string();
        assert!(refused.contains("An empty line: a blank ballot of one column"), "{refused}");
    }
    assert_eq!(count("majority", "a.csv", "\nrank1\nyes\nno\n", &[]).data["ballots"]["no"], 1);
}

#[test]
fn candidates_stand_in_the_order_in_which_they_are_named() {
    let text = "rank1,rank2\nZed,Ana\nAna,Zed\n";
    let result = count("plurality", "a.csv", text, &[]);
    assert_eq!(
        (result.candidates, result.winners),
        (vec!["Zed".to_owned(), "Ana".to_owned()], vec!["Zed".to_owned()])
    );
}
