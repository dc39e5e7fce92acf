//! What a stage closes and leaves open, and who gains when it is put off.

use super::super::{diff, hints};
use super::{SHIPPED, parse_shipped};
use crate::registry;

/// No stage of a shipped charter holds a hand back at one door and leaves the door beside it; where one does, a second
/// look is asked for, once for each door.
#[test]
fn stages_leave_no_door_beside_the_one_that_they_close() {
    let actions = registry::action_names();
    for (name, text) in SHIPPED {
        let hints = hints(&parse_shipped(text), &actions);
        assert!(hints.is_empty(), "{name}: {hints:?}");
    }
    for (name, door) in [
        ("platform-co-op", "pay-day\", grace = \"3 days\", challenge = \"2%\""),
        ("network-union", "approving-a-little\", challenge = \"1%\""),
    ] {
        let (_, text) = SHIPPED.iter().find(|(known, _)| *known == name).unwrap();
        let line = text.lines().find(|line| line.contains(door)).unwrap();
        let open = text.replace(&format!("{line}\n"), "");
        let hints = hints(&parse_shipped(&open), &actions);
        let id = door.split('"').next().unwrap();
        assert!(
            hints.len() == 1 && hints[0].contains(&format!("as before in \"{id}\"")),
            "{hints:?}"
        );
    }
}

/// Who keeps a power longer because a stage is put off gains, and is told of.
#[test]
fn a_stage_that_is_put_off_tells_who_gains() {
    let actions = registry::action_names();
    let (_, text) = SHIPPED.iter().find(|(name, _)| *name == "network-state").unwrap();
    let later = text.replace("members = 1000 }", "members = 5000 }");
    let told = |old: &str, new: &str| {
        let shifts = diff(old, new, &actions).unwrap().powers.into_iter();
        shifts.map(|shift| (shift.who, shift.action, shift.is_gained)).collect::<Vec<_>>()
    };
    let founder = |is_gained| {
        ["membership.admit", "treasury.pay"].map(|action| ("The founder".into(), action, is_gained))
    };
    let (put_off, brought_on) = (told(text, &later), told(&later, text));
    assert!(founder(true).iter().all(|shift| put_off.contains(shift)), "{put_off:?}");
    assert!(founder(false).iter().all(|shift| brought_on.contains(shift)), "{brought_on:?}");
    assert!(told(text, &text.replace("year's works", "years' works")).is_empty());
}

/// Who lets people in, or has them vote at a place, with fewer others than before gains by it.
#[test]
fn vouches_that_fall_tell_who_gains() {
    let actions = registry::action_names();
    let told = |old: &str, new: &str| {
        let shifts = diff(old, new, &actions).unwrap().powers.into_iter();
        shifts.map(|shift| (shift.is_gained, shift.text)).collect::<Vec<_>>()
    };
    for (key, who, more, fewer) in [
        ("admission.vouches", "Those who may vouch admit applicants with", "3", "2"),
        (
            "residence.vouches",
            "Residents whose votes count confirm that somebody lives at a place with",
            "3",
            "1",
        ),
    ] {
        let shipped = SHIPPED.iter().map(|(_, text)| *text);
        let said = |count: &str| format!("`{key} = {count}`");
        let with = |text: &str, count: &str| {
            let start = text.find(&format!("`{key} = ")).unwrap();
            let end = start + 1 + text[start + 1..].find('`').unwrap() + 1;
            format!("{}{}{}", &text[..start], said(count), &text[end..])
        };
        let by_rule =
            |text: &&str| text.contains(&format!("`{key} = ")) && text.contains("rule: vouched");
        let text = shipped.clone().find(by_rule).unwrap_or_else(|| panic!("{key}"));
        let (more_of, fewer_of) = (with(text, more), with(text, fewer));
        let gained = (true, format!("{who} fewer: {fewer} of them together, instead of {more}."));
        let lost = (false, format!("{who} more: {more} of them together, instead of {fewer}."));
        assert_eq!(told(&more_of, &fewer_of), [gained]);
        assert_eq!(told(&fewer_of, &more_of), [lost]);
    }
}
