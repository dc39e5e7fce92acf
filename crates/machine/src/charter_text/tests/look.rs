//! The colour and the emblem of a society.

use super::super::look::{ACCENTS, EMBLEMS, Look};
use super::super::{Charter, explain};
use super::{ACTIONS, SMALL, parse, small_with};

#[test]
fn cha_76_a_society_has_one_of_the_colours_and_emblems_that_there_are() {
    for (name, accent) in ACCENTS {
        let charter = parse(&small_with(&format!("`society.accent = \"{name}\"`\n")));
        assert_eq!(charter.society.look, Look { accent, ..Look::default() });
        assert_eq!(accent.name(), name);
    }
    for (name, emblem) in EMBLEMS {
        let charter = parse(&small_with(&format!("`society.emblem = \"{name}\"`\n")));
        assert_eq!(charter.society.look, Look { emblem, ..Look::default() });
        assert_eq!(emblem.name(), name);
    }
    assert_eq!(parse(SMALL).society.look, Look::default());
    let text = small_with("Our colour is `society.accent = \"red\"`.\n");
    let flaws = Charter::parse(&text, ACTIONS).unwrap_err();
    let flaw = flaws.first().unwrap();
    assert_eq!((flaw.code, flaw.line), ("charter.choice", 4));
    assert!(flaw.message.contains("\"pine\"") && flaw.message.contains("\"moss\""), "{flaw:?}");
}

#[test]
fn cha_76_the_plain_rules_say_what_the_text_sets_and_nothing_else() {
    let said = |text: &str| -> Vec<String> {
        let sections = explain(&parse(text));
        sections.into_iter().flat_map(|part| part.statements).map(|said| said.text).collect()
    };
    let text = small_with("`society.accent = \"sea\"` `society.emblem = \"lantern\"`\n");
    let words = said(&text);
    assert!(words.contains(&"Its colour is sea.".to_owned()), "{words:?}");
    assert!(words.contains(&"Its emblem is: lantern.".to_owned()), "{words:?}");
    assert!(!said(SMALL).iter().any(|words| words.starts_with("Its colour")));
}
