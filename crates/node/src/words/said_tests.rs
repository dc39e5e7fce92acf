//! What the machine says, in Persian: every rule of every charter that comes with the project, every refusal.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use polity_machine::charter_text::{actions, explain};
use polity_machine::modules::charter::query;
use polity_machine::registry;

use super::catalogue::holes;
use super::*;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Returns the English words that are left in a Persian text: not names set apart, not code.
fn left(text: &str) -> Vec<String> {
    let mut plain = String::new();
    let (mut apart, mut code) = (0_usize, false);
    for c in text.chars() {
        match c {
            '\u{2068}' => apart += 1,
            '\u{2069}' => apart = apart.saturating_sub(1),
            '`' => code = !code,
            _ if apart > 0 || code => {}
            c => plain.push(c),
        }
    }
    let words = plain.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| word.len() > 1);
    words.filter(|word| !["SHA", "JSON", "OFX"].contains(word)).map(str::to_owned).collect()
}

/// Returns whether a sentence stayed English as a whole, set apart, which is not a name of the charter.
fn is_english(text: &str, charter: &str) -> bool {
    text.split('\u{2068}').skip(1).any(|part| {
        let part = part.split('\u{2069}').next().unwrap_or_default();
        let is_word = |word: &&str| word.len() > 1 && word.bytes().all(|c| c.is_ascii_lowercase());
        let is_named = charter.contains(&format!("\"{part}\""));
        !is_named && part.split(' ').filter(is_word).count() >= 3
    })
}

/// Rules whose words are those of the charter's authors.
const OF_AUTHORS: [&str; 3] = ["society.name", "society.commandment", "consent."];

#[test]
fn every_rule_of_a_charter_is_said_in_persian() {
    let (mut missing, mut golden, mut count) = (BTreeSet::new(), String::new(), 0);
    let mut files: Vec<PathBuf> = std::fs::read_dir(root().join("charters"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let charter = query::parse(text.as_bytes()).unwrap();
        let is_golden = file.ends_with("network-state.md");
        for section in explain(&charter) {
            let title = said(Tongue::Persian, section.title);
            assert!(left(&title).is_empty(), "{title}");
            if is_golden {
                writeln!(golden, "{title}").unwrap();
            }
            for statement in section.statements {
                let source = &text;
                let text = said(Tongue::Persian, &statement.text);
                count += 1;
                if is_golden {
                    writeln!(golden, "  {text}").unwrap();
                }
                let is_own = OF_AUTHORS.iter().any(|own| statement.rule.starts_with(own));
                if !is_own && (!left(&text).is_empty() || is_english(&text, source)) {
                    missing.insert(format!("{}: {}\n    {text}", statement.rule, statement.text));
                }
            }
        }
    }
    let list: Vec<&String> = missing.iter().collect();
    assert!(missing.is_empty(), "{} of {count}: {list:#?}", missing.len());
    assert!(count > 500, "{count}");
    let place = root().join("crates/node/tests/golden/network-state.fa.txt");
    if std::env::var_os("POLITY_BLESS").is_some() {
        std::fs::create_dir_all(place.parent().unwrap()).unwrap();
        std::fs::write(&place, &golden).unwrap();
    }
    assert!(std::fs::read_to_string(&place).unwrap() == golden, "POLITY_BLESS=1 writes it anew");
}

/// Returns the text with one thing put in the place of another, which stands there.
fn with(text: &str, old: &str, new: &str) -> String {
    assert!(text.contains(old), "{old}");
    text.replacen(old, new, 1)
}

/// Who gains and who loses by an amendment is said whole, whichever charter becomes whichever.
#[test]
fn every_shift_of_power_is_said_in_persian() {
    use polity_machine::charter_text::diff::diff;
    let actions = registry::action_names();
    let read = |name: &str| std::fs::read_to_string(root().join("charters").join(name)).unwrap();
    let [state, hub, union, town, dao] =
        ["network-state.md", "hub.md", "network-union.md", "zone-town.md", "dao.md"].map(read);
    let part = "of = \"panel: neighbours\", share = \"20%\"";
    let by_council = with(&town, part, "of = \"office: council\", share = \"20%\"");
    let lighter = with(&town, part, "of = \"panel: neighbours\", share = \"10%\"");
    let of_members = |share: &str| format!("past probation\", share = \"{share}\"");
    let lighter = with(&lighter, &of_members("80%"), &of_members("90%"));
    let listed =
        with(&town, "\"host residents\"", "\"outsiders\"\ncalled = \"Whoever is on a list\"");
    let by_members = with(&town, "\"host residents\"", "\"members\"");
    let others: Vec<String> = [
        with(&state, "members = 1000 }", "members = 5000 }"),
        with(&state, "`admission.vouches = 5`", "`admission.vouches = 2`"),
        with(&hub, "`residence.vouches = 2`", "`residence.vouches = 1`"),
    ]
    .to_vec();
    let pays = "who       = \"founder\"\nup_to     = \"300 EUR per 30 days\"";
    let second = "\n\n[[power]]\nid = \"more\"\nmay = \"treasury.pay\"\nwho = \"founder\"\nup_to = \"900 EUR per \
                  1 day\"\ngrace = \"1 hour\"\nchallenge = \"90%\"";
    let dear = "grace     = \"2 days\"\nchallenge = \"10%\"";
    let beside = with(&hub, &format!("{pays}\n{dear}"), &format!("{pays}\n{dear}{second}"));
    let mut calmer = with(&hub, "dissent.longest = \"30 days\"", "dissent.longest = \"8 days\"");
    for (old, new) in [
        ("fork.least = 5", "fork.least = 50"),
        ("dues.vote_rests = \"60 days\"", "dues.vote_rests = \"8 days\""),
        ("voting     = \"2 days\"", "voting     = \"1 hour\""),
    ] {
        calmer = with(&calmer, old, new);
    }
    let mut looser = with(&dao, "least      = \"5%\"", "least      = \"1%\"");
    for (old, new) in [
        ("sponsors   = 2", "sponsors   = 9"),
        (
            "[\"treasury.pay\"]\nat_most     = \"72 hours\"",
            "[\"membership.admit\"]\nat_most     = \"72 hours\"",
        ),
    ] {
        looser = with(&looser, old, new);
    }
    let longer = with(&dao, "at_most     = \"72 hours\"", "at_most     = \"20 days\"");
    let longer = with(&longer, "again_after = \"30 days\"", "again_after = \"25 days\"");
    let mut fewer = with(&state, "delegation_max = \"2%\"", "delegation_max = \"50%\"");
    for (old, new) in [
        ("exit.share_max = \"300 MER\"", "exit.share_max = \"3 MER\""),
        ("seats       = 100", "seats       = 3"),
        ("seats    = 7\nterm     = \"2 years\"", "seats    = 1\nterm     = \"10 years\""),
    ] {
        fewer = with(&fewer, old, new);
    }
    let every_key = each_key_otherwise();
    let pairs = [
        (&hub, &calmer),
        (&dao, &looser),
        (&dao, &longer),
        (&state, &fewer),
        (&hub, &beside),
        (&state, &others[0]),
        (&state, &others[1]),
        (&hub, &others[2]),
        (&state, &union),
        (&hub, &union),
        (&town, &by_council),
        (&town, &lighter),
        (&town, &listed),
        (&town, &by_members),
        (&town, &dao),
    ];
    let (mut missing, mut count) = (BTreeSet::new(), 0);
    let pairs = pairs.into_iter().chain(every_key.iter().map(|(one, other)| (one, other)));
    for (one, other) in pairs {
        for (old, new) in [(one, other), (other, one)] {
            let shifts = diff(old, new, &actions).unwrap().powers;
            for shift in shifts {
                let text = said(Tongue::Persian, &shift.text);
                count += 1;
                let names = format!("{old}{new}");
                if !left(&text).is_empty() || is_english(&text, &names) {
                    missing.insert(format!("{}\n    {text}", shift.text));
                }
            }
        }
    }
    let list: Vec<&String> = missing.iter().collect();
    assert!(missing.is_empty(), "{} of {count}: {list:#?}", missing.len());
    assert!(count > 500, "{count}");
}

/// Returns a charter that has every key of the language beside each in which one of them says something else.
fn each_key_otherwise() -> Vec<(String, String)> {
    let tests = root().join("crates/machine/src/charter_text/tests");
    let read = |name: &str| std::fs::read_to_string(tests.join(name)).unwrap();
    let (rich, changes) = (read("rich.md"), read("rich.changes"));
    let lines = changes.lines().take_while(|line| !line.starts_with('='));
    let change = |line: &str| {
        let parts: Vec<String> =
            line.splitn(5, '|').map(|part| part.trim().replace("\\n", "\n")).collect();
        let at = rich.find(&parts[1]).unwrap();
        let other = with(&rich[at..], &parts[2], &parts[3]);
        (rich.clone(), format!("{}{other}", &rich[..at]))
    };
    lines.filter(|line| !line.starts_with('#')).map(change).collect()
}

#[test]
fn every_deed_is_said_in_persian() {
    let mut missing = Vec::new();
    for name in registry::action_names() {
        let spec = registry::spec_named(name.name).map(|spec| spec.words);
        let brief = actions::words(name.name).map(actions::briefly);
        let words =
            [spec, actions::words(name.name), actions::right_words(name.name), brief.as_deref()];
        for words in words.into_iter().flatten() {
            if !left(&said(Tongue::Persian, words)).is_empty() {
                missing.push(words.to_owned());
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

/// Returns the Rust files of a folder.
fn sources(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|end| end == "rs") {
            out.push(path);
        }
    }
}

/// Reads a string literal at its quote; returns what it says and what follows it.
fn literal(text: &str) -> Option<(String, &str)> {
    let mut out = String::new();
    let mut chars = text.strip_prefix('"')?.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Some((out, &text[at + 2..])),
            '\\' => match chars.next()?.1 {
                '\n' => {
                    let rest = chars.as_str().trim_start();
                    let skipped = chars.as_str().len() - rest.len();
                    let count = chars.as_str()[..skipped].chars().count();
                    let _ = chars.by_ref().take(count).count();
                }
                'n' => out.push('\n'),
                c => out.push(c),
            },
            c => out.push(c),
        }
    }
    None
}

/// Returns a format as the catalogue names it: holes without how they are written, those without a name
/// numbered.
fn format_of(text: &str) -> String {
    let (mut out, mut rest, mut count) =
        (String::new(), text.replace("{{", "\u{1}").replace("}}", "\u{2}"), 0);
    while let Some((before, after)) = rest.clone().split_once('{') {
        let (inside, after) = after.split_once('}').unwrap();
        let name = inside.split(':').next().unwrap();
        count += usize::from(name.is_empty());
        let name = if name.is_empty() { format!("_{count}") } else { name.to_owned() };
        write!(out, "{before}{{{name}}}").unwrap();
        rest = after.to_owned();
    }
    out.push_str(&rest);
    out.replace('\u{1}', "{").replace('\u{2}', "}")
}

/// Returns every sentence that an error of a crate says, and every next step.
fn refusals(part: &str) -> BTreeSet<String> {
    let mut files = Vec::new();
    sources(&root().join("crates").join(part).join("src"), &mut files);
    let mut found = BTreeSet::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        for after in text.split("#[error(").skip(1) {
            found.extend(literal(after.trim_start()).map(|(said, _)| said));
        }
        for after in text.split("fn next_step(&self)").skip(1) {
            let mut body = after.split("\n    }\n").next().unwrap();
            while let Some(at) = body.find('"') {
                let (said, rest) = literal(&body[at..]).unwrap();
                found.insert(said);
                body = rest;
            }
        }
    }
    let is_said = |text: &String| text.contains(' ') && !text.starts_with('{');
    found.into_iter().filter(is_said).map(|text| format_of(&text)).collect()
}

#[test]
fn every_refusal_of_the_machine_is_said_in_persian() {
    let mut missing = Vec::new();
    for part in ["machine", "types"] {
        let all = refusals(part);
        assert!(all.len() > 15, "{part}: {}", all.len());
        missing.extend(all.into_iter().filter(|said| PERSIAN_REFUSED.entry("", said).is_none()));
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn each_sentence_puts_the_same_things_in_in_persian() {
    let mut wrong = Vec::new();
    for catalogue in [&PERSIAN_SAID, &PERSIAN_REFUSED] {
        for ((_, id), persian) in catalogue.ids() {
            // Where English says two times the same, Persian may say it once.
            if !holes(persian).iter().all(|hole| holes(id).contains(hole)) {
                wrong.push(id);
            }
            if id.contains("{n") && !persian.contains("{n") {
                wrong.push(id);
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_file_of_gettext_can_be_read() {
    let all = [
        SAID[0],
        SAID[1],
        include_str!("../../words/fa/refusals.po"),
        include_str!("../../words/fa/scripts.po"),
    ];
    for text in all {
        assert_eq!(Catalogue::default().add(text), Ok(()));
    }
    let mut together = Catalogue::default();
    for text in &all[..3] {
        assert_eq!(together.add(text), Ok(()), "{}", text.lines().next().unwrap());
    }
}

#[test]
fn what_is_put_in_is_found_again_and_kept() {
    let say = |text: &str| PERSIAN_SAID.say(text);
    assert_eq!(say("nobody ever said this here"), None);
    assert_eq!(
        say("The founder may pay from the society's money, up to 500.00 USDC in any 30 days.")
            .unwrap(),
        "بنیان‌گذار مجاز به پرداخت از پول جامعه است، تا سقف \u{2068}۵۰۰٫۰۰ USDC\u{2069} در هر ۳۰ روز."
    );
    let refused = |text: &str| PERSIAN_REFUSED.say(text).unwrap();
    assert_eq!(refused("3 of 3 proposals are open."), "۳ از ۳ پیشنهاد باز است.");
    assert_eq!(
        refused("person1abc has applied already."),
        "\u{2068}person1abc\u{2069} درخواست داده است."
    );
}
