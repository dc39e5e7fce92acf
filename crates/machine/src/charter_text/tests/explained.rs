//! The words in which charters and amendments are explained, as golden files.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::super::diff::LineChange;
use super::super::explain::{Statement, is_left_to_people};
use super::super::{Charter, Section, Who, diff, explain, what_may};
use super::{ACTIONS, HUB, SHIPPED, SMALL, ZONE_TOWN, parse, parse_shipped};
use crate::registry;

/// Compares `text` with the golden file `name`.
fn golden(name: &str, text: &str) {
    insta::with_settings!({
        snapshot_path => "golden", prepend_module_to_snapshot => false, omit_expression => true,
    }, { insta::assert_snapshot!(name, text) });
}

fn explained(charter: &Charter) -> String {
    let mut words = String::new();
    for section in explain(charter) {
        writeln!(words, "{}", section.title).unwrap();
        for said in section.statements {
            writeln!(words, "  {:>3} {}: {}", said.line, said.rule, said.text).unwrap();
        }
    }
    words
}

/// Every rule of every charter that comes with the project, as a member reads it, and after it what
/// the founder alone may do. The rights, which are the same everywhere, stand in a file of their own.
#[test]
fn charters_in_plain_words() {
    let is_right = |said: &Statement| said.rule.starts_with("right.");
    for (name, text) in SHIPPED {
        let charter = parse_shipped(text);
        let mut words = String::new();
        for section in explain(&charter) {
            if section.statements.iter().all(is_right) {
                continue;
            }
            writeln!(words, "{}", section.title).unwrap();
            for said in section.statements {
                writeln!(words, "  {:>3} {}: {}", said.line, said.rule, said.text).unwrap();
            }
        }
        writeln!(words, "The founder alone").unwrap();
        for who in [Who::Founder, Who::Importer] {
            for power in charter.powers.iter().filter(|power| power.who == who) {
                writeln!(words, "  {}", power.id).unwrap();
            }
        }
        golden(&format!("explain_{}", name.replace('-', "_")), &words);
    }
    golden("explain_small", &explained(&parse(SMALL)));
    let sections: Vec<Section> = explain(&parse_shipped(HUB));
    let rights = sections.iter().find(|section| section.statements.iter().all(is_right)).unwrap();
    let lines: Vec<&str> = rights.statements.iter().map(|said| said.text.as_str()).collect();
    golden("explain_rights", &format!("{}\n  {}\n", rights.title, lines.join("\n  ")));
}

/// No rule is said in words that only those know who wrote the machine.
#[test]
fn nothing_is_said_in_jargon() {
    for (name, text) in SHIPPED {
        let words = explained(&parse_shipped(text));
        for jargon in ["Everyone concerned", "no line", "do `", "electorate", "enact"] {
            assert!(!words.contains(jargon), "{name} says {jargon:?}");
        }
        // A word that needs half a sentence has it.
        for (word, meaning) in [
            ("passkeys", "passkeys (the keys"),
            ("rules of the machine", "rules of the machine (the program"),
            ("as imported", "as imported (on"),
            ("society's log", "society's log (the record"),
            ("a grace", "(time to object or to leave)"),
        ] {
            assert!(!words.contains(word) || words.contains(meaning), "{name}: {word}");
        }
    }
}

/// Returns what is wrong with a sentence that members read, if anything: names of the program, or a number
/// that does not agree with its word.
fn unreadable(said: &str) -> Option<String> {
    let names = registry::action_names();
    let leaks = names.iter().map(|action| action.name).find(|name| said.contains(name));
    let marks = ["`", "::", "{", "}", "Some(", "None", "  ", "..", " ,", "_"];
    let mark = marks.iter().find(|mark| said.contains(**mark)).copied();
    let words: Vec<&str> = said.split_whitespace().collect();
    let plural = words.windows(2).find(|pair| {
        let many = ["members", "days", "hours", "seats", "votes", "credits", "weeks"];
        pair[0] == "1" && many.contains(&pair[1].trim_end_matches(['.', ',', ';', ')']))
    });
    let ends = said.ends_with(['.', '!', '?', '"']) || said.starts_with("Its commandment");
    let ends = (!ends).then_some("no end");
    leaks.or(mark).or(ends).map(str::to_owned).or(plural.map(|pair| pair.join(" ")))
}

/// Every rule of every shipped charter is a sentence without names of the program.
#[test]
fn every_rule_is_a_sentence() {
    for (name, text) in SHIPPED {
        let charter = Charter::parse(text, &registry::action_names()).unwrap();
        let said = explain(&charter).into_iter().flat_map(|section| section.statements);
        for Statement { text, rule, .. } in said {
            assert_eq!(unreadable(&text), None, "{name}, {rule}: {text}");
        }
    }
}

/// Any two shipped charters are compared, in sentences, and what one gains the other way round is lost.
#[test]
fn any_two_charters_are_compared_in_sentences() {
    let actions = registry::action_names();
    let mut shifts = 0;
    for (old_name, old) in SHIPPED {
        for (new_name, new) in SHIPPED {
            let found = diff(old, new, &actions).unwrap();
            let back = diff(new, old, &actions).unwrap();
            let rules = found.rules.iter().flat_map(|rule| [&rule.before, &rule.after]);
            let powers = found.powers.iter().map(|shift| &shift.text);
            for said in rules.flatten().chain(powers) {
                let said = format!("{}.", said.trim_end_matches('.'));
                assert_eq!(unreadable(&said), None, "{old_name} to {new_name}: {said}");
            }
            assert_eq!(found.rules.is_empty(), old == new, "{old_name} to {new_name}");
            assert_eq!(found.rules.len(), back.rules.len(), "{old_name} to {new_name}");
            let is_lost = found.powers.iter().any(|shift| !shift.is_gained);
            let is_gained = back.powers.iter().any(|shift| shift.is_gained);
            assert_eq!(is_lost, is_gained, "{old_name} to {new_name} and back");
            shifts += found.powers.len();
        }
    }
    assert!(shifts > 500, "{shifts}");
}

/// What a charter declares and the machine does not do is said to be so, and nothing else is.
#[test]
fn what_the_machine_leaves_to_people_is_said() {
    const WORDS: &str = "People see to this: the machine does not do it by itself.";
    let mut left = BTreeSet::new();
    for (_, text) in SHIPPED {
        for said in explain(&parse_shipped(text)).into_iter().flat_map(|section| section.statements)
        {
            assert_eq!(said.text.ends_with(WORDS), is_left_to_people(&said.rule), "{}", said.rule);
            if is_left_to_people(&said.rule) {
                left.insert(said.rule.split('.').next().unwrap().to_owned());
            }
        }
    }
    let all = ["consent", "exit", "quiet"];
    assert_eq!(left, all.map(str::to_owned).into());
}

/// What members sign says by itself, under the heading where it stands, what no machine does, and at its head that this is not
/// what runs.
#[test]
fn the_texts_themselves_say_what_is_left_to_people() {
    const WORDS: &str = "no machine does";
    let plain = |text: &str| {
        text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase().matches(WORDS).count()
    };
    for (name, text) in SHIPPED {
        let charter = parse_shipped(text);
        let said = explain(&charter).into_iter().flat_map(|section| section.statements);
        let lines: Vec<usize> = said
            .filter(|said| is_left_to_people(&said.rule))
            .map(|said| usize::try_from(said.line).unwrap())
            .collect();
        let mut parts: Vec<(usize, String)> = vec![(1, String::new())];
        for (place, line) in text.lines().enumerate() {
            if line.starts_with("## ") {
                parts.push((place + 1, String::new()));
            }
            let (_, part) = parts.last_mut().unwrap();
            part.push_str(line);
            part.push('\n');
        }
        assert_eq!(plain(&parts[0].1), usize::from(!lines.is_empty()), "the head of {name}");
        for (place, (from, part)) in parts.iter().enumerate().skip(1) {
            let until = parts.get(place + 1).map_or(usize::MAX, |(next, _)| *next);
            let left = lines.iter().filter(|line| (*from..until).contains(line)).count();
            assert_eq!(plain(part), left, "{name}, from line {from}");
        }
    }
}

#[test]
fn the_founders_limit_reads_as_a_sentence() {
    let text = explained(&parse(HUB));
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

/// GOV-4: how many proposals one person has at a time stands where it is read who may bring one.
#[test]
fn who_may_propose_is_told_how_many() {
    use crate::charter_text::measure;
    use crate::modules::governance::OPEN_PER_PERSON_MAX;
    assert_eq!(u64::from(measure::OPEN_PER_PERSON_MAX), OPEN_PER_PERSON_MAX);
    let most = format!("(each person at most {OPEN_PER_PERSON_MAX} at a time)");
    let said = what_may(&parse(HUB), &Who::Member);
    let proposing = said.iter().find(|said| said.text.contains("put proposals to the vote"));
    assert!(proposing.is_some_and(|said| said.text.contains(&most)), "{proposing:?}");
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

/// Says who gains and loses between the town's charter and one with `new` in place of `old`.
fn shifts(old: &str, new: &str) -> Vec<(bool, String)> {
    assert!(ZONE_TOWN.contains(old), "{old}");
    let diff = diff(ZONE_TOWN, &ZONE_TOWN.replace(old, new), &crate::registry::action_names());
    diff.unwrap().powers.into_iter().map(|shift| (shift.is_gained, shift.text)).collect()
}

#[test]
fn a_diff_says_who_gains_and_who_loses() {
    let pays = "pay from the society's money";
    // More money for the founder; less time to object; fewer can stop it.
    let limit = |to| shifts("up_to     = \"40000 USD per 30 days\"", to);
    let more = format!(
        "The founder has more room in the power to {pays}: up to 50\u{202f}000.00 USD in any 30 days \
         instead of up to 40\u{202f}000.00 USD in any 30 days."
    );
    assert_eq!(limit("up_to     = \"50000 USD per 30 days\""), [(true, more)]);
    assert_eq!(limit("up_to     = \"40000 USD per 30 days\""), []);
    let less = format!(
        "The founder has less room in the power to {pays}: up to 100.00 USD in any 30 days \
         instead of up to 40\u{202f}000.00 USD in any 30 days."
    );
    assert_eq!(limit("up_to     = \"100 USD per 30 days\""), [(false, less)]);

    // Both at once: a line on which one may spend more, later.
    let old = "up_to     = \"5000 USD per 30 days\"\ngrace     = \"3 days\"\nchallenge = \"5%\"";
    let new = "up_to     = \"5000 USD per 30 days\"\ngrace     = \"9 days\"\nchallenge = \"6%\"";
    let council = format!("Anyone in the office of Council has ROOM room in the power to {pays}: ");
    let narrower = format!("{}after 9 days instead of 3 days.", council.replace("ROOM", "less"));
    let wider = format!(
        "{}stopped by objections of 6% of the members instead of objections of 5% of the members.",
        council.replace("ROOM", "more")
    );
    assert_eq!(shifts(old, new), [(false, narrower), (true, wider)]);
}

/// Who drops a stage takes power from those to whom it would have passed; no line changes.
#[test]
fn a_diff_says_what_the_stages_would_have_done() {
    let kept = "  { power = \"first-hundred\", who = \"decision: ordinance\" },\n";
    let said = shifts(kept, "");
    let end = "the power to admit applicants, once all stages have come.";
    let expected = [
        (false, format!("The decision \"ordinance\" loses {end}")),
        (true, format!("The founder gains {end}")),
    ];
    assert_eq!(said, expected);
}

#[test]
fn texts_that_are_no_charters_are_not_compared() {
    let flaws = diff(HUB, "`a = `", ACTIONS).unwrap_err();
    assert!(flaws.old.is_empty());
    assert_eq!(flaws.new[0].code, "charter.toml");
}

#[test]
fn what_a_stage_takes_reads_as_a_sentence() {
    let said = |when: &str| {
        let text = super::small_with(&format!(
            "```toml\n[[stage]]\nid = \"a\"\nname = \"A\"\n[[stage]]\nid = \"b\"\nname = \"B\"\n{when}\n```"
        ));
        let charter = parse(&text);
        let all = explain(&charter).into_iter().flat_map(|section| section.statements);
        let stage = all.into_iter().find(|statement| statement.rule == "stage.b");
        stage.map(|statement| statement.text).unwrap_or_default()
    };
    let both = "when = { members = 50, age = \"1 year\" }";
    assert_eq!(said(both), "With 50 members and 365 days after the founding comes \"B\".");
    let late = format!("{both}\nby = \"2029-01-01\"");
    assert!(
        said(&late).starts_with("With 50 members and 365 days after the founding, and on 2029")
    );
    assert_eq!(said("when = { age = \"90 days\" }"), "90 days after the founding comes \"B\".");
    assert_eq!(said("by = \"2029-01-01\""), "On 2029-01-01 comes \"B\".");
}

/// OFF-5: what a text with fewer seats does not take is said, where texts are explained and where they are compared.
#[test]
fn off_5_fewer_seats_are_said_to_take_nobodys() {
    let actions = crate::registry::action_names();
    let (old, new) = ("seats    = 5", "seats    = 3");
    let union = include_str!("../../../../../charters/network-union.md");
    assert!(union.contains(old));
    let fewer = union.replacen(old, new, 1);
    let kept = "Whoever holds a seat that goes keeps it to the end of their term.";
    let says = |from: &str, to: &str| {
        let rules = diff(from, to, &actions).unwrap().rules;
        rules.iter().any(|rule| rule.after.as_ref().is_some_and(|after| after.ends_with(kept)))
    };
    assert!(says(union, &fewer) && !says(&fewer, union));
    let charter = Charter::parse(union, &actions).unwrap();
    let all = explain(&charter);
    let said =
        all.iter().flat_map(|section| &section.statements).find(|said| said.rule == "offices");
    assert!(said.is_some_and(|said| said.text.contains("takes nobody's")));
}
