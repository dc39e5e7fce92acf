//! Mistakes that people make when they write a charter: each is pointed at where it stands, once, with
//! what to do. What only follows from it is not told.

use super::super::Charter;
use super::{DAO, HUB};
use crate::registry;

/// What is changed in a charter, what is said of it first, and how the next step begins.
struct Mistake {
    from: &'static str,
    to: &'static str,
    says: &'static str,
    next: &'static str,
    count: usize,
}

const fn one(
    from: &'static str,
    to: &'static str,
    says: &'static str,
    next: &'static str,
) -> Mistake {
    Mistake { from, to, says, next, count: 1 }
}

const MISTAKES: &[Mistake] = &[
    // Words.
    one(
        "voting     = \"7 days\"",
        "votting    = \"7 days\"",
        "`decision.votting` is not a key of a charter; the nearest is `voting`.",
        "Use one of the keys",
    ),
    one(
        "[[power]]\nid  = \"inviting\"",
        "[[Power]]\nid  = \"inviting\"",
        "`Power` is not a key of a charter; the nearest is `power`.",
        "Use one of the keys",
    ),
    one(
        "method     = \"yes-no\"",
        "method     = \"yesno\"",
        "`decision.method` is \"yesno\"; the nearest that is allowed is \"yes-no\".",
        "Use one of the words",
    ),
    one(
        "who = \"decision: ordinary\"",
        "who = \"decision: ordinery\"",
        "`power.who` names \"decision: ordinery\"; the nearest is `ordinary`.",
        "Define it",
    ),
    one(
        "{ power = \"founder-pays\", up_to",
        "{ power = \"founder-pay\", up_to",
        "There is no power `founder-pay`; the nearest is `founder-pays`.",
        "Use the id",
    ),
    one(
        "who = \"office: treasurer\", from",
        "who = \"office: treasuror\", from",
        "`stage.changes.who` names \"office: treasuror\"; the nearest is `treasurer`.",
        "Define it",
    ),
    one(
        "may       = \"treasury.pay\"",
        "may       = \"treasury.spend\"",
        "There is no action \"treasury.spend\"",
        "Use the name",
    ),
    one(
        "id  = \"vouching\"",
        "id  = \"inviting\"",
        "The id `inviting` is given twice.",
        "Give each entry",
    ),
    one(
        "`society.name = \"Lantern House\"`",
        "Lantern House",
        "`society.name` is not set.",
        "Add the key",
    ),
    // Units and numbers.
    one(
        "grace     = \"2 days\"",
        "grace     = \"2 dayz\"",
        "`power.grace` is \"2 dayz\", which is no length of time",
        "Write a number and a unit",
    ),
    one(
        "grace     = \"2 days\"",
        "grace     = 2",
        "`power.grace` is a whole number, not a text.",
        "Write a value of the type",
    ),
    one(
        "quorum     = \"20%\"",
        "quorum     = \"120%\"",
        "`decision.quorum` is \"120%\"",
        "Write a share",
    ),
    one(
        "quorum     = \"20%\"",
        "quorum     = \"\u{662}\u{660}%\"",
        "`decision.quorum` is \"\u{662}\u{660}%\"",
        "Write a share",
    ),
    one(
        "threshold  = \"two thirds\"",
        "threshold  = \"a third\"",
        "`decision.threshold` is \"a third\"",
        "Write \"more than half\"",
    ),
    one(
        "\"300 EUR per 30 days\"",
        "\"3,000 EUR per 30 days\"",
        "`power.up_to` is \"3,000 EUR\", which is no amount of money",
        "Write the amount",
    ),
    one(
        "\"300 EUR per 30 days\"",
        "\"300000000000000000000000000000000000000000 EUR per 30 days\"",
        "`power.up_to` is \"300000000000000000000000000000000000000000 EUR\", which is no amount",
        "Write the amount",
    ),
    one(
        "\"300 EUR per 30 days\"",
        "\"300 EUR\"",
        "`power.up_to` is \"300 EUR\", without its period.",
        "Write the amount",
    ),
    one(
        "\"300 EUR per 30 days\"",
        "\"300 USD per 30 days\"",
        "`power.up_to` names the asset \"USD\", which is not declared.",
        "Declare it",
    ),
    one(
        "`admission.vouches = 2`",
        "`admission.vouches = 2.5`",
        "2.5 is not a whole number.",
        "Write a whole",
    ),
    one(
        "`admission.vouches = 2`",
        "`admission.vouches = 99999`",
        "`admission.vouches` is 99999; 0 to 20 are allowed.",
        "Choose a number",
    ),
    one(
        "= \"2028-01-01\"",
        "= 2028-01-01",
        "A date or time stands without quotes.",
        "Write the day",
    ),
    one("= \"2028-01-01\"", "= \"2028-13-41\"", "`stage.by` is \"2028-13-41\"", "Write a day"),
    one(
        "`succession.silent = \"90 days\"`",
        "`succession.silent = \"3 days\"`",
        "`succession.silent` is 3 days; 30 days to 730 days are allowed.",
        "Choose a length",
    ),
    // What contradicts something else.
    one(
        "`dissent.to = \"20%\"`",
        "`dissent.to = \"2%\"`",
        "`dissent.from` is 5%, which is not less than 2%.",
        "Let dissent.from",
    ),
    one(
        "`society.kind = \"hub\"`",
        "`society.kind = \"hub\"` `society.name = \"Other\"`",
        "`society.name` is set here and at line 3, column 17.",
        "Keep one",
    ),
    // How it is written.
    one(
        "quorum     = \"20%\"",
        "quorum     = \u{201c}20%\u{201d}",
        "This does not read as TOML",
        "Correct the assignment: a key, =, and a value, of which words stand between straight",
    ),
    one("id  = \"inviting\"", "id  = \"inviting", "This does not read as TOML", "Correct"),
    one("We came", "<b>We came", "`<b` could begin HTML", "Write Markdown"),
    one("We came", "We \u{202e}came", "The character U+202E (it changes the direction", "Delete"),
    one("We came", "We\u{200b} came", "The character U+200B is not allowed.", "Delete"),
    one("We came", "We\tcame", "The character U+0009 (a tab) is not allowed.", "Write spaces"),
];

/// Returns the place at which two texts part.
fn parting(old: &str, new: &str) -> (usize, usize) {
    let same = old.chars().zip(new.chars()).take_while(|(a, b)| a == b).count();
    let before: String = new.chars().take(same).collect();
    let line = before.matches('\n').count() + 1;
    (line, before.rsplit('\n').next().map_or(0, |line| line.chars().count()) + 1)
}

/// CHA-32: each mistake is told once, in its own line, with a next step.
#[test]
fn cha_32_a_mistake_is_told_once_where_it_stands() {
    let actions = registry::action_names();
    for &Mistake { from, to, says, next, count } in MISTAKES {
        assert!(HUB.contains(from), "{from:?}");
        let text = HUB.replacen(from, to, 1);
        let faults = Charter::parse(&text, &actions).unwrap_err();
        assert_eq!(faults.len(), count, "{to:?}: {faults:#?}");
        let fault = &faults[0];
        assert!(fault.message.starts_with(says), "{to:?}: {}", fault.message);
        assert!(fault.hint.starts_with(next), "{to:?}: {}", fault.hint);
        if to.contains("dissent") || !to.contains('=') && !to.contains("We") {
            continue;
        }
        let (line, _) = parting(HUB, &text);
        let is_near = usize::try_from(fault.line).unwrap().abs_diff(line) <= 1;
        assert!(is_near, "{to:?} stands in line {line}, and is told of in {}", fault.line);
    }
}

/// CHA-32: what an editor does to every line is told once, with what to change there.
#[test]
fn cha_32_what_an_editor_does_everywhere_is_told_once() {
    let actions = registry::action_names();
    let lines = HUB.matches('\n').count();
    let windows = HUB.replace('\n', "\r\n");
    let faults = Charter::parse(&windows, &actions).unwrap_err();
    let told = format!(
        "The character U+000D (a carriage return) is not allowed; it stands in {lines} places."
    );
    assert_eq!(faults[0].message, told);
    assert!(faults[0].hint.contains("LF"), "{}", faults[0].hint);
    assert_eq!((faults[0].line, faults.len()), (1, 1), "{faults:#?}");
    let marked = format!("\u{feff}{HUB}");
    let faults = Charter::parse(&marked, &actions).unwrap_err();
    assert_eq!(faults.len(), 1, "{faults:#?}");
    assert!(faults[0].hint.contains("BOM"), "{}", faults[0].hint);
    let long = format!("{DAO}{}", "x".repeat(41 * 1024));
    let faults = Charter::parse(&long, &actions).unwrap_err();
    assert_eq!(faults.len(), 1, "{faults:#?}");
    let faults = Charter::parse("", &actions).unwrap_err();
    assert_eq!(faults[0].message, "`society.name` is not set.");
    // A name may be written from right to left.
    let persian = HUB.replace("\"Lantern House\"", "\"خانهٔ فانوس\"");
    assert_eq!(Charter::parse(&persian, &actions).unwrap().society.name, "خانهٔ فانوس");
}

/// CHA-32: what does not read hides nothing that is wrong elsewhere, nor in its own block: ten mistakes are told in
/// one round, and nothing that only follows from them.
#[test]
fn cha_32_ten_mistakes_are_told_in_one_round() {
    let actions = registry::action_names();
    let mistakes = [
        ("`admission.vouches = 2`", "`admission.vouchs = 2`", "`admission.vouchs` is not a key"),
        (
            "`admission.probation = \"2 weeks\"`",
            "`admission.probation = 2 weeks`",
            "2 weeks stands without quotes; write \"2 weeks\".",
        ),
        ("who = \"founder\"", "who = founder", "founder stands without quotes; write \"founder\"."),
        (
            "who = \"decision: ordinary\"",
            "who = \"decision: ordinery\"",
            "`power.who` names \"decision: ordinery\"",
        ),
        (
            "may       = \"treasury.pay\"",
            "may       = \"treasury.pays\"",
            "There is no action \"treasury.pays\"",
        ),
        ("quorum     = \"20%\"", "quorum     = 20%", "20% stands without quotes; write \"20%\"."),
        ("threshold  = \"two thirds\"", "threshold  = \"2/3\"", "`decision.threshold` is \"2/3\""),
        (
            "who = \"office: treasurer\", from",
            "who = \"office: treasuror\", from",
            "`stage.changes.who` names \"office: treasuror\"",
        ),
        (
            "{ power = \"founder-pays\", up_to",
            "{ power = \"founder-pay\", up_to",
            "There is no power `founder-pay`",
        ),
        (
            "\"300 EUR per 30 days\"",
            "\"300 EUR\"",
            "`power.up_to` is \"300 EUR\", without its period.",
        ),
    ];
    let mut text = HUB.to_owned();
    for (from, to, _) in mistakes {
        assert!(text.contains(from), "{from}");
        text = text.replacen(from, to, 1);
    }
    let faults = Charter::parse(&text, &actions).unwrap_err();
    for (_, to, says) in mistakes {
        assert!(faults.iter().any(|fault| fault.message.contains(says)), "{to}: {faults:#?}");
    }
    assert_eq!(faults.len(), mistakes.len(), "{faults:#?}");
}

/// CHA-32: what one line of a block lacks is told beside another that does not read, but not of that one; and an
/// entry is not unknown because its block does not read.
#[test]
fn cha_32_what_does_not_read_defines_what_it_names() {
    let actions = registry::action_names();
    let block = |lines: &str| {
        let text = format!("{HUB}\n```toml\n{lines}\n```\n");
        let faults = Charter::parse(&text, &actions).unwrap_err();
        faults.iter().map(|fault| fault.code).collect::<Vec<_>>()
    };
    let unread = "[[decision]]\nid = late\nelectorate = \"members\"\n";
    assert_eq!(block(unread), ["charter.toml"]);
    let names =
        "[[power]]\nid = \"more\"\nmay = \"treasury.create_asset\"\nwho = \"decision: late\"\n";
    assert_eq!(block(&format!("{unread}{names}")), ["charter.toml"]);
    let others = names.replace("late", "later");
    assert_eq!(block(&format!("{unread}{others}")), ["charter.toml", "charter.decision_unknown"]);
    let two = "a = x\n\n[[power]]\nid = \"more\"\nmay = treasury.pay\nwho = \"decision: late\"\n";
    assert_eq!(block(two), ["charter.toml", "charter.toml", "charter.decision_unknown"]);
}
