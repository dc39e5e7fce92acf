//! The words in which charters and amendments are explained, as golden files.

use std::fmt::Write as _;

use super::super::diff::LineChange;
use super::super::{Who, diff, explain, what_may};
use super::{ACTIONS, HUB, NETWORK_UNION, SMALL, parse};

/// Compares `text` with the golden file `name`.
fn golden(name: &str, text: &str) {
    insta::with_settings!({
        snapshot_path => "golden", prepend_module_to_snapshot => false, omit_expression => true,
    }, { insta::assert_snapshot!(name, text) });
}

fn explained(text: &str) -> String {
    let mut words = String::new();
    for section in explain(&parse(text)) {
        writeln!(words, "{}", section.title).unwrap();
        for said in section.statements {
            writeln!(words, "  {:>3} {}: {}", said.line, said.rule, said.text).unwrap();
        }
    }
    words
}

#[test]
fn charters_in_plain_words() {
    golden("explain_hub", &explained(HUB));
    golden("explain_network_union", &explained(NETWORK_UNION));
    golden("explain_small", &explained(SMALL));
}

#[test]
fn the_founders_limit_reads_as_a_sentence() {
    let text = explained(HUB);
    let sentence = "The founder may pay from the society's money, up to 300.00 EUR in any 30 days; \
                    it takes effect after 2 days, unless 10% of the members object.";
    assert!(text.contains(sentence), "{text}");
}

#[test]
fn what_each_may() {
    let charter = parse(HUB);
    let mut words = String::new();
    let holders = [
        Who::Anyone,
        Who::Member,
        Who::MemberPastProbation,
        Who::Founder,
        Who::Importer,
        Who::Decision("ordinary".to_owned()),
    ];
    for who in holders {
        writeln!(words, "{who:?}").unwrap();
        for said in what_may(&charter, &who) {
            writeln!(words, "  {}", said.text).unwrap();
        }
    }
    golden("what_may_hub", &words);
}

#[test]
fn an_amendment_in_plain_words() {
    let amended = HUB
        .replace("`admission.vouches = 2`", "`admission.vouches = 3`")
        .replace("up_to     = \"300 EUR per 30 days\"", "up_to     = \"200 EUR per 30 days\"")
        .replace(
            "may = \"treasury.open_account\"\nwho = \"founder\"",
            "may = \"treasury.open_account\"\nwho = \"office: treasurer\"",
        )
        .replace(
            "id  = \"issuing\"\nmay = \"treasury.issue\"\nwho = \"decision: ordinary\"",
            "id  = \"issuing\"\nmay = \"treasury.issue\"\nwho = \"decision: amendment\"",
        );
    let diff = diff(HUB, &amended, ACTIONS).unwrap();
    let mut words = String::new();
    for line in diff.lines.iter().filter(|line| line.change != LineChange::Same) {
        let mark = if line.change == LineChange::Added { '+' } else { '-' };
        let number = line.new_line.or(line.old_line).unwrap();
        writeln!(words, "{mark} {number} {}", line.text).unwrap();
    }
    for change in &diff.rules {
        let none = "(nothing)".to_owned();
        writeln!(words, "{}", change.rule).unwrap();
        writeln!(words, "  was: {}", change.before.as_ref().unwrap_or(&none)).unwrap();
        writeln!(words, "  is:  {}", change.after.as_ref().unwrap_or(&none)).unwrap();
    }
    for shift in &diff.powers {
        writeln!(words, "{}", shift.text).unwrap();
    }
    golden("diff_hub", &words);
}

#[test]
fn texts_that_are_no_charters_are_not_compared() {
    let flaws = diff(HUB, "`a = `", ACTIONS).unwrap_err();
    assert!(flaws.old.is_empty());
    assert_eq!(flaws.new[0].code, "charter.missing");
}
