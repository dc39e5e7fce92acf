//! Every message in every language, and no template with words of its own.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::*;

fn files() -> [(Tongue, &'static str); 2] {
    let of = |tongue| match tongue {
        Tongue::English => include_str!("../../words/en.ftl"),
        Tongue::Persian => include_str!("../../words/fa.ftl"),
    };
    Tongue::ALL.map(|tongue| (tongue, of(tongue)))
}

fn templates() -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let pages = entries.filter(|path| path.extension().is_some_and(|end| end == "html"));
    let read = |path: std::path::PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        (name, std::fs::read_to_string(path).unwrap())
    };
    pages.map(read).collect()
}

#[test]
fn every_file_of_words_can_be_read() {
    for (tongue, text) in files() {
        let messages = parse(text).unwrap_or_else(|line| panic!("{tongue:?}: line {line}"));
        assert!(messages.len() > 500, "{tongue:?}: {}", messages.len());
    }
}

#[test]
fn every_message_is_there_in_each_language_and_puts_the_same_things_in() {
    let [(_, english), (_, persian)] = files();
    let (english, persian) = (parse(english).unwrap(), parse(persian).unwrap());
    let keys = |all: &BTreeMap<String, Message>| all.keys().cloned().collect::<BTreeSet<_>>();
    assert_eq!(keys(&english), keys(&persian));
    for (key, message) in &english {
        assert_eq!(message.names(), persian[key].names(), "{key}");
    }
}

/// The keys that a text asks for.
fn asked(text: &str) -> BTreeSet<String> {
    let is_key = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let quoted = text.split('"').skip(1).step_by(1);
    let keys = quoted.filter(|part| part.contains('-') && part.chars().all(is_key));
    keys.map(str::to_owned).collect()
}

#[test]
fn every_key_that_a_template_asks_for_exists() {
    let english = parse(files()[0].1).unwrap();
    for (name, text) in templates() {
        let plain = text.split("\"|t }}").filter_map(|before| before.rsplit_once('"'));
        let count = text.matches("\"|t }}").count();
        let rich = text.split("filter say(\"").skip(1).filter_map(|after| after.split_once('"'));
        let keys = plain.take(count).map(|(_, key)| key).chain(rich.map(|(key, _)| key));
        for key in keys {
            assert!(english.contains_key(key), "{name}: {key}");
        }
    }
}

#[test]
fn no_message_is_there_for_nothing() {
    let mut used: BTreeSet<String> = templates().values().flat_map(|text| asked(text)).collect();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                used.extend(asked(&std::fs::read_to_string(path).unwrap()));
            }
        }
    }
    let english = parse(files()[0].1).unwrap();
    // What acts say is looked at where they are told.
    let own = ["deed-", "found-for-", "role-", "term-", "told-field-"];
    let of_program = |key: &String| own.iter().any(|own| key.starts_with(own));
    let unused: Vec<&String> =
        english.keys().filter(|key| !used.contains(*key) && !of_program(key)).collect();
    assert!(unused.is_empty(), "{unused:?}");
}

/// What people read of a template: without statements, placed values, elements and commands.
fn bare(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    let openings = [("{%", "%}"), ("{{", "}}"), ("<code", "</code>"), ("<", ">")];
    while let Some(c) = rest.chars().next() {
        let ends = openings.iter().find(|(begin, _)| rest.starts_with(begin));
        // What stands between a filter and its end is put into a message.
        if rest.starts_with("{% filter say") {
            rest = rest.split_once("{% endfilter %}").unwrap().1;
        } else if let Some((begin, end)) = ends {
            let mut inside = &rest[begin.len()..];
            if *begin == "<" {
                // Values within an element may hold its end.
                while let Some((before, after)) = inside.split_once("}}") {
                    let is_inside = before
                        .find('>')
                        .is_none_or(|at| before.find("{{").is_some_and(|open| open < at));
                    if !is_inside || !before.contains("{{") {
                        break;
                    }
                    inside = after;
                }
            }
            rest = inside.split_once(end).map_or("", |(_, after)| after);
            out.push(' ');
        } else {
            out.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    out
}

#[test]
fn every_page_loads_its_scripts_in_the_language_that_is_read() {
    for (name, html) in templates() {
        let files = html.split("src=\"/assets/").skip(1).filter_map(|rest| rest.split('"').next());
        assert!(
            !files.into_iter().any(|file| file.split('.').next_back() == Some("js")),
            "{name}: name scripts as `{{{{ \"x.js\"|script }}}}`"
        );
    }
}

#[test]
fn no_template_has_words_of_its_own() {
    // Names of things that are the same in every language.
    let names = ["SHA-256", "Polity", "nbsp", "hellip"];
    for (name, text) in templates() {
        let mut text = bare(&text);
        for same in names {
            text = text.replace(same, "");
        }
        let words: Vec<&str> =
            text.split(|c: char| !c.is_alphabetic()).filter(|word| word.len() > 1).collect();
        assert!(words.is_empty(), "{name} has words that stand in no file of messages: {words:?}");
    }
}

#[test]
fn no_element_is_labelled_with_words_of_its_own() {
    for (name, text) in templates() {
        for label in ["aria-label=\"", "data-label=\"", "placeholder=\"", "title=\"", "alt=\""] {
            for after in text.split(label).skip(1) {
                let value = after.split('"').next().unwrap();
                let is_bare = value.chars().any(char::is_alphabetic) && !value.starts_with("{{");
                assert!(!is_bare, "{name}: {label}{value}");
            }
        }
    }
}

#[test]
fn a_message_takes_the_form_of_its_number_and_escapes_itself_alone() {
    let text = "some = { $count ->\n    [one] one & only\n   *[other] { $count } <b>bold</b> & <x> done\n}\n";
    let message = &parse(text).unwrap()["some"];
    let say = |count: &str| {
        let given = BTreeMap::from([("count", count), ("b", "<strong class=\"x\">")]);
        message.markup(&given, &|n| Tongue::English.form(n), &str::to_owned)
    };
    assert_eq!(say("1"), "one &amp; only");
    assert_eq!(say("7"), "7 <strong class=\"x\">bold</strong> &amp;  done");
    assert_eq!(say("<b>2</b>"), "<b>2</b> <strong class=\"x\">bold</strong> &amp;  done");
}

#[test]
fn what_is_no_message_is_refused_with_its_line() {
    for (text, line) in [
        ("a = b\nno equals\n", 2),
        ("a = b\na = c\n", 2),
        ("a = { $x\n", 1),
        ("a = }\n", 1),
        ("a = { $n ->\n    [one] x\n}\n", 1),
        ("  goes on\n", 1),
        ("A b = c\n", 1),
        ("a =\n", 1),
    ] {
        assert_eq!(parse(text).map(drop), Err(line), "{text}");
    }
}

#[test]
fn the_language_is_that_which_the_browser_likes_best() {
    for (accepted, wanted) in [
        ("fa", Some(Tongue::Persian)),
        ("de, fa-IR;q=0.8, en;q=0.7", Some(Tongue::Persian)),
        ("en-US,en;q=0.9,fa;q=0.8", Some(Tongue::English)),
        ("fa;q=0", None),
        ("de", None),
        ("", None),
        ("fa;q=0.5;x, en;q=0.501", Some(Tongue::English)),
    ] {
        assert_eq!(Tongue::preferred(accepted), wanted, "{accepted}");
    }
}

#[test]
fn a_society_has_words_of_its_own_for_whole_words() {
    let own = own_words("# ours\nmembers = citizens\nmember = citizen\nعضو = شهروند\n").unwrap();
    assert_eq!(
        with_own("Two members, a member; remember.", &own),
        "Two citizens, a citizen; remember."
    );
    assert_eq!(
        with_own("هر عضو، عضوها، عضو\u{200c}های", &own),
        "هر شهروند، شهروندها، شهروند\u{200c}های"
    );
    for wrong in ["member", "member = <b>", "= x", "member = ", "a = {b}"] {
        assert_eq!(own_words(wrong), None, "{wrong}");
    }
    let many = |count: usize| {
        let word = |n: usize| format!("{} = b\n", "a".repeat(n % 8 + 1) + &"b".repeat(n / 8));
        own_words(&(0..count).map(word).collect::<String>())
    };
    assert!(many(OWN_WORDS_MAX).is_some() && many(OWN_WORDS_MAX + 1).is_none());
}

#[test]
fn forms_of_a_societys_own_words_follow_and_those_that_it_names_count_first() {
    let text = "member = citizen\nsociety = village\nsocieties = villages\nperson = soul\nعضو = شهروند\nاعضا = مردم\n";
    let own = own_words(text).unwrap();
    for (said, ours) in [
        ("Member and members. Members!", "Citizen and citizens. Citizens!"),
        ("societies, Society, societys", "villages, Village, societys"),
        ("Persons of remembered membership", "Souls of remembered membership"),
        ("اعضا و عضوهای جامعه", "مردم و شهروندهای جامعه"),
    ] {
        assert_eq!(with_own(said, &own), ours);
    }
    let named = own_words("members = people\nmember = citizen\n").unwrap();
    assert_eq!(with_own("members, Members", &named), "people, People");
}

#[test]
fn short_words_of_the_program_stand_under_their_own_letters() {
    let text = files()[0].1;
    let terms = text.lines().filter_map(|line| line.strip_prefix("term-")?.split_once(" = "));
    let mut count = 0;
    for (key, word) in terms {
        assert_eq!(format!("term-{key}"), term_key(word).to_lowercase(), "{word}");
        assert_eq!(term(word).to_lowercase(), word.to_lowercase());
        count += 1;
    }
    assert!(count > 40, "{count}");
    assert_eq!(term("a word that stands nowhere"), "a word that stands nowhere");
}
