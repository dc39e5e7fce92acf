//! What `polity tally` says to twenty wrong usages and more, word for word: what is wrong, by which rule, and
//! what to do about it. The files are those of `docs/tally.md`.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;
use std::process::Command;

/// Files beside those of the page.
const FILES: &[(&str, &str)] = &[
    ("early.csv", "person,at\nAna,120\nBen,90\n"),
    ("nobody.csv", "voter,weight\nAna,0\nBen,0\n"),
    ("silent.csv", "voter,weight\nAna,2\n"),
    ("short.csv", "rank1,rank2\nAna,Ben\nBen\n"),
    (
        "dear.pb",
        "META\nkey;value\nbudget;100\nmax_sum_cost;100\nPROJECTS\nproject_id;cost\nbench;60\ntree;50\n\
         VOTES\nvoter_id;vote\n1;bench\n2;bench,tree\n",
    ),
    ("left.blt", "3 1\n-2\n3 1 2 0\n2 2 3 0\n0\n\"Ana\"\n\"Ben\"\n\"Cem\"\n\"Chair\"\n"),
];

/// A command after `polity tally`, and what it says.
const WRONG: &[(&str, &str)] = &[
    (
        "condorset chair.blt",
        "1 There is no method \"condorset\"; consent is the nearest. [choice.unknown_method] | CHO-7 | Choose a method; `polity tally --list` says what each counts.",
    ),
    (
        "schulze scores.csv",
        "1 Method schulze counts ranked ballots, the file holds score ballots. [choice.wrong_ballots] | CHO-8 | Choose a method; `polity tally --list` says what each counts.",
    ),
    (
        "schulze none.blt",
        "2 none.blt: there is no such file. [cli.usage] | Name a file that can be read.",
    ),
    (
        "irv chair.blt --seats 2",
        "1 irv has no option seats; it has ties, equal, until-two, batch. [choice.unknown_option] | CHO-15 | Leave it out, or choose another method.",
    ),
    (
        "irv short.csv",
        "1 short.csv:3: 1 cell, 2 columns. [choice.malformed_file] | CHO-9 | Correct the file at that line.",
    ),
    (
        "schulze chair.blt --seats 0",
        "1 Seats: 0 given, at least 1 needed. [choice.too_few] | CHO-2 | Give more, or ask for less.",
    ),
    (
        "schulze chair.blt --seats 9",
        "1 Seats: 9 given, at most 3 allowed. [choice.too_many] | CHO-1 | Give fewer, or split the count.",
    ),
    (
        "schulze chair.blt -o strength",
        "2 \"strength\" has no value. [cli.usage] | Write it as NAME=VALUE.",
    ),
    (
        "schulze chair.blt -o strength=votes",
        "1 Strength cannot be \"votes\"; allowed: winning-votes, margins. [choice.bad_option] | CHO-6 | Choose one of the allowed values.",
    ),
    (
        "schulze chair.blt -o seats=2 --seats 3",
        "2 The option seats is given twice. [cli.usage] | Give it once.",
    ),
    (
        "schulze left.blt",
        "1 Ben withdrew, which schulze does not know. [choice.withdrawn] | CHO-13 | Take them off the ballots, or use a transferable vote (stv-…), which passes over them.",
    ),
    (
        "majority chair.blt",
        "1 Answers to a yes/no question: 3 given, at most 2 allowed. [choice.too_many] | CHO-1 | Give fewer, or split the count.",
    ),
    (
        "debian chair.blt -o majority=many",
        "1 Majority cannot be \"many\"; allowed: numbers such as 1 or 2.5, joined by commas. [choice.bad_option] | CHO-6 | Choose one of the allowed values.",
    ),
    (
        "consent stances.csv -o aside=3/2",
        "1 Aside cannot be \"3/2\"; allowed: a share such as 2/3 or 60%. [choice.bad_option] | CHO-6 | Choose one of the allowed values.",
    ),
    (
        "draw people.csv --seats 2",
        "1 The option seed is missing: a published seed of 64 hexadecimal digits. [choice.missing] | CHO-16 | Give it; `polity tally METHOD --list` names options and columns.",
    ),
    (
        "draw people.csv --seats 2 -o seed=abc",
        "1 Seed cannot be \"abc\"; allowed: a published seed of 64 hexadecimal digits. [choice.bad_option] | CHO-6 | Choose one of the allowed values.",
    ),
    (
        "stratified people.csv --seats 2 -o seed=000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
        "1 The table of quotas is missing: stratified draws by quotas, a table beside the people (--with FILE). [choice.missing] | CHO-16 | Give it; `polity tally METHOD --list` names options and columns.",
    ),
    (
        "stratified people.csv --with quotas.csv --seats 4 -o attempts=4000000000 -o seed=000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
        "1 Attempts: 4000000000 given, at most 1000000 allowed. [choice.too_many] | CHO-1 | Give fewer, or split the count.",
    ),
    (
        "fair people.csv --with quotas.csv --seats 9",
        "1 No panel of 9 meets the quotas: there are 5 people. [choice.infeasible_quotas] | CHO-10 | Widen the quota that is named.",
    ),
    (
        "lottery people.csv --with quotas.csv --seats 3",
        "1 The published lottery is missing: it stands beside the people (--with FILE), or in their file. [choice.missing] | CHO-16 | Give it; `polity tally METHOD --list` names options and columns.",
    ),
    (
        "quadratic-funding gifts.csv",
        "1 The option pool is missing: the amount of the pool. [choice.missing] | CHO-16 | Give it; `polity tally METHOD --list` names options and columns.",
    ),
    (
        "lazy-consensus objections.csv",
        "1 The option period is missing: the seconds in which one may object. [choice.missing] | CHO-16 | Give it; `polity tally METHOD --list` names options and columns.",
    ),
    (
        "lazy-consensus early.csv -o period=50 -o announced=100",
        "1 Ballot 2: an objection at 90, before the announcement at 100. [choice.bad_ballot] | CHO-5 | Correct or remove the ballot.",
    ),
    (
        "turnout silent.csv",
        "1 The column voted is missing: yes or no for every voter. [choice.missing] | CHO-16 | Give it; `polity tally METHOD --list` names options and columns.",
    ),
    (
        "power nobody.csv",
        "1 Weight of all voters: 0 given, at least 1 needed. [choice.too_few] | CHO-2 | Give more, or ask for less.",
    ),
    (
        "power weights.csv -o quota=11",
        "1 Quota cannot be \"11\"; allowed: 1 to 10. [choice.bad_option] | CHO-6 | Choose one of the allowed values.",
    ),
    (
        "power weights.csv --with quotas.csv",
        "1 The file beside the first cannot be \"quotas.csv\"; allowed: none, power reads one file. [choice.bad_option] | CHO-6 | Choose one of the allowed values.",
    ),
    (
        "budget-shares dear.pb",
        "1 dear.pb:12: The projects on the ballot cost 110, max_sum_cost allows 100. [choice.malformed_file] | CHO-9 | Correct the file at that line.",
    ),
    (
        "vote-budget spending.csv -o credits=50",
        "1 Ballot 2: Ana: Credits: 64 given, at most 14 allowed. [choice.bad_ballot] | CHO-5 | Correct or remove the ballot.",
    ),
    (
        "convert chair.blt chair.soc",
        "1 chair.soc cannot hold this: a ballot leaves somebody unranked, .soc is complete. [choice.cannot_hold] | CHO-12 | Write another format; JSON holds the most.",
    ),
];

/// Writes the files that the page shows.
fn files(folder: &Path) {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/tally.md");
    let page = std::fs::read_to_string(page).unwrap();
    for block in page.split("\n```").skip(1) {
        let (info, text) = block.split_once('\n').unwrap_or_default();
        if let Some((_, name)) = info.split_once(' ') {
            std::fs::write(folder.join(name), format!("{text}\n")).unwrap();
        }
    }
    for (name, text) in FILES {
        std::fs::write(folder.join(name), text).unwrap();
    }
}

#[test]
fn wrong_usages_are_refused_word_for_word() {
    let folder = tempfile::tempdir().unwrap();
    files(folder.path());
    let mut found = Vec::new();
    for (command, wanted) in WRONG {
        let mut run = Command::new(env!("CARGO_BIN_EXE_polity"));
        let run = run.arg("tally").args(command.split(' ')).current_dir(folder.path());
        let output = run.output().unwrap();
        assert!(output.stdout.is_empty(), "{command}: a refusal is no result");
        let said = String::from_utf8(output.stderr).unwrap();
        let said = said.replace("error: ", "").replace("rule:  ", "").replace("hint:  ", "");
        let said =
            format!("{} {}", output.status.code().unwrap(), said.trim().replace('\n', " | "));
        if said != *wanted {
            found.push(format!("    ({command:?}, {said:?}),"));
        }
    }
    assert!(found.is_empty(), "these say something else:\n{}", found.join("\n"));
    assert!(WRONG.len() >= 20);
}
