//! What a stage closes and leaves open, and who gains when it is put off.

use super::super::{diff, hints};
use super::{SHIPPED, parse_shipped};
use crate::registry;

/// Nothing in a shipped charter, nor in the demonstration's, asks for a second look.
#[test]
fn shipped_charters_ask_for_no_second_look() {
    let actions = registry::action_names();
    let demonstration = include_str!("../../../../cli/src/commands/demo/charter.md");
    for (name, text) in SHIPPED.iter().copied().chain([("demonstration", demonstration)]) {
        assert_eq!(hints(&parse_shipped(text), &actions), [""; 0], "{name}");
    }
}

/// Where a stage holds a hand back at one door and leaves the door beside it, a second look is asked for, once for each
/// door.
#[test]
fn stages_leave_no_door_beside_the_one_that_they_close() {
    let actions = registry::action_names();
    let of_stages = |text: &str| {
        let all = hints(&parse_shipped(text), &actions);
        all.into_iter().filter(|hint| hint.starts_with("The stage")).collect::<Vec<_>>()
    };
    for (name, door) in [
        ("platform-co-op", "pay-day\", grace = \"3 days\", challenge = \"2%\""),
        ("network-union", "approving-a-little\", challenge = \"1%\""),
    ] {
        let (_, text) = SHIPPED.iter().find(|(known, _)| *known == name).unwrap();
        let line = text.lines().find(|line| line.contains(door)).unwrap();
        let open = text.replace(&format!("{line}\n"), "");
        let hints = of_stages(&open);
        let id = door.split('"').next().unwrap();
        assert!(
            hints.len() == 1 && hints[0].contains(&format!("as before in \"{id}\"")),
            "{hints:?}"
        );
    }
}

/// A charter in which members past probation pay, issue and amend, and one whose brake the members can prolong.
const OBJECTED: &str = r#"# Box

`society.name = "Box"` `society.kind = "hub"` `society.currency = "BOX"`
> `society.commandment = "Tests tell the truth."`
`admission.vouches = 0` `admission.probation = "30 days"` `admission.application = "open"`

```toml
power = [
  { id = "proposing", may = "governance.propose", who = "member" },
  { id = "paying",    may = "treasury.pay",       who = "decision: ordinary", challenge = "20%" },
  { id = "issuing",   may = "treasury.issue",     who = "decision: ordinary", challenge = "20%" },
  { id = "amending",  may = "charter.amend",      who = "decision: ordinary", challenge = "20%" },
  { id = "opening",   may = "treasury.open_account", who = "decision: ordinary" },
]

[[pause]]
id = "brake"
who = "member past probation"
actions = ["treasury.pay"]
at_most = "12 days"
again_after = "30 days"
renewed = "decision: ordinary"

[[decision]]
id = "ordinary"
electorate = "members past probation"
method = "yes-no"
quorum = "50%"
threshold = "more than half"
discussion = "1 day"
voting = "7 days"
grace = "3 days"
```
"#;

/// What members past probation spend or amend without a `challenge` is told, each line once, with its place; what
/// all members decide, or nobody on probation could object to, is not.
#[test]
fn who_came_since_can_object_or_it_is_told() {
    let actions = registry::action_names();
    let told = |text: &str| hints(&parse_shipped(text), &actions);
    assert_eq!(told(OBJECTED), [""; 0]);
    for line in ["treasury.pay", "treasury.issue", "charter.amend"] {
        let (place, old) =
            OBJECTED.lines().enumerate().find(|(_, text)| text.contains(line)).unwrap();
        let open = OBJECTED.replace(old, &old.replace(", challenge = \"20%\"", ""));
        let said = told(&open);
        let start = format!("Line {}: \"", place + 1);
        assert!(said.len() == 1 && said[0].starts_with(&start), "{line}: {said:?}");
        assert!(said[0].ends_with("Give it one."), "{line}: {said:?}");
        let by_all =
            open.replace("electorate = \"members past probation\"", "electorate = \"members\"");
        assert_eq!(told(&by_all), [""; 0], "{line}");
        let at_once =
            open.replace("`admission.probation = \"30 days\"`", "`admission.probation = \"none\"`");
        assert_eq!(told(&at_once), [""; 0], "{line}");
    }
}

/// Where members decide and none of them brings anything to the vote, that is told, once, and from which stage on.
#[test]
fn decisions_to_which_no_member_brings_anything_are_told() {
    let actions = registry::action_names();
    let told = |text: &str| hints(&parse_shipped(text), &actions);
    let line = OBJECTED.lines().find(|line| line.contains("governance.propose")).unwrap();
    let first = OBJECTED.lines().position(|line| line.contains("treasury.pay")).unwrap() + 1;
    let of_founder = line.replace("\"member\"", "\"founder\"");
    for other in [String::new(), of_founder] {
        let said = told(&OBJECTED.replace(line, &other));
        let start =
            format!("Line {first}: \"paying\" is decided by members, and no line lets members");
        assert!(said.len() == 1 && said[0].starts_with(&start), "{other:?}: {said:?}");
    }
    let past = line.replace("\"member\"", "\"member past probation\"");
    assert_eq!(told(&OBJECTED.replace(line, &past)), [""; 0]);
}

/// A pause that is over before the vote on it takes effect is told, to the second, with its place.
#[test]
fn a_pause_that_ends_before_its_vote_is_told() {
    let actions = registry::action_names();
    let told = |text: &str| hints(&parse_shipped(text), &actions);
    let last = |length: &str| OBJECTED.replace("\"12 days\"", &format!("\"{length}\""));
    for (length, is_told) in [("265 hours", false), ("11 days", true), ("1 hour", true)] {
        let said = told(&last(length));
        assert_eq!(said.len(), usize::from(is_told), "{length}: {said:?}");
    }
    let said = told(&last("11 days"));
    let line = OBJECTED.lines().position(|line| line == "[[pause]]").unwrap() + 1;
    assert!(said[0].starts_with(&format!("Line {line}: the pause \"brake\"")), "{said:?}");
    let confirmed =
        OBJECTED.replace("grace = \"3 days\"", "grace = \"3 days\"\nconfirm = \"after 1 day\"");
    assert_eq!(told(&confirmed).len(), 1);
}

/// Who could join and leave the same day with what others gave is told of, with the place and the most; not where the share
/// grows, nor where it follows what one put in.
#[test]
fn a_share_for_whoever_came_just_now_is_told() {
    let actions = registry::action_names();
    let told = |text: &str| hints(&parse_shipped(text), &actions);
    let (_, village) = SHIPPED.iter().find(|(known, _)| *known == "pop-up-village").unwrap();
    let at_once = village.replace("`exit.vesting = \"2 weeks\"`", "two weeks");
    let line =
        at_once.lines().position(|line| line.contains("exit.share = \"equal\"")).unwrap() + 1;
    let wanted = format!(
        "Line {line}: whoever joins today may leave today with an equal part of what others gave, up to 250.00 EUR: there is \
         no `exit.vesting`. Let the share grow over a time, or share by contributions."
    );
    assert_eq!(told(&at_once), [wanted.as_str()]);
    let grows = |over: &str| {
        village.replace("exit.vesting = \"2 weeks\"", &format!("exit.vesting = \"{over}\""))
    };
    assert_eq!(told(&grows("none")), [wanted]);
    assert_eq!(told(&grows("1 hour")), [""; 0]);
    for other in ["by contributions", "none"] {
        let share = format!("exit.share = \"{other}\"");
        assert_eq!(told(&at_once.replace("exit.share = \"equal\"", &share)), [""; 0], "{other}");
    }
}

/// A state's currency that nobody holds anywhere is told of: what to write before one signs; not a code of one's own, not
/// what members credit each other, and not one of the codes that no state issues.
#[test]
fn money_of_a_state_that_nobody_holds_is_told() {
    let actions = registry::action_names();
    let told = |text: &str| hints(&parse_shipped(text), &actions);
    let counted = |code: &str| OBJECTED.replace("BOX", code);
    let line = OBJECTED.lines().position(|line| line.contains("society.currency")).unwrap() + 1;
    let said = told(&counted("EUR"));
    let start = format!("Line {line}: EUR has no `held_by`, so it is the society's own credit");
    assert!(said.len() == 1 && said[0].starts_with(&start), "{said:?}");
    for words in ["`id = \"EUR\"`", "`decimals = 2`", "`treasury.receive`"] {
        assert!(said[0].contains(words), "{said:?}");
    }
    assert_eq!(told(&counted("XOF")).len(), 1);
    for own in ["XXX", "XAU", "EURO", "USDC", "HOUR"] {
        assert_eq!(told(&counted(own)), [""; 0], "{own}");
    }
    let declared = |line: &str| {
        format!("{OBJECTED}\n```toml\n[[asset]]\nid = \"JPY\"\ndecimals = 0\n{line}\n```\n")
    };
    let said = told(&declared(""));
    assert!(said.len() == 1 && said[0].contains("`decimals = 0`"), "{said:?}");
    for kind in ["held_by = \"the bank\"", "credit_limit = \"500 JPY\""] {
        assert_eq!(told(&declared(kind)), [""; 0], "{kind}");
    }
}

/// DUE-7: where a decision asks all members, arrears take no vote there, and that is told; not where silence is consent, nor
/// where they take none.
#[test]
fn arrears_that_take_no_vote_are_told() {
    let actions = registry::action_names();
    let told = |text: &str| hints(&parse_shipped(text), &actions);
    let dues = |rests: &str| {
        format!("{OBJECTED}\n`dues.amount = \"5 BOX\"` `dues.every = \"month\"` {rests}\n")
    };
    let of_all = |text: &str| text.replace("\"members past probation\"", "\"members\"");
    let resting = dues("`dues.vote_rests = \"60 days\"`");
    assert_eq!(told(&resting), [""; 0]);
    let line = resting.lines().position(|line| line.contains("dues.vote_rests")).unwrap() + 1;
    let said = told(&of_all(&resting));
    let start = format!("Line {line}: `dues.vote_rests` takes no vote in \"ordinary\": ");
    assert!(said.len() == 1 && said[0].starts_with(&start), "{said:?}");
    assert_eq!(told(&of_all(&dues(""))), [""; 0]);
    for (name, text) in SHIPPED.iter().filter(|(_, text)| text.contains("dues.vote_rests")) {
        assert_eq!(told(text), [""; 0], "{name}: silence is consent there");
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

/// Who has a part in a decision, and how many carry it, is among what an amendment gives and takes, though the lines of
/// powers stay.
#[test]
fn a_decision_that_changes_hands_tells_who_gains() {
    let actions = registry::action_names();
    let (_, town) = SHIPPED.iter().find(|(name, _)| *name == "zone-town").unwrap();
    // What one may carry alone has a limit, whoever gains it (CHA-27).
    let by_ordinance = "who       = \"decision: ordinance\"\n";
    let limited = format!("{by_ordinance}up_to     = \"40000 USD per 30 days\"\n");
    let town = &town.replacen(by_ordinance, &limited, 1);
    let told = |old: &str, new: &str| {
        let shifts = diff(old, new, &actions).unwrap().powers.into_iter();
        shifts.map(|shift| (shift.is_gained, shift.text)).collect::<Vec<_>>()
    };
    let of = |old: &str, new: &str| {
        assert!(town.contains(old), "{old}");
        town.replacen(old, new, 1)
    };
    let neighbours = "  { of = \"panel: neighbours\", share = \"20%\" },\n]\nmethod     = \"yes-no\"\nquorum     = \"a quarter\"";
    let by_council = of(neighbours, &neighbours.replace("panel: neighbours", "office: council"));
    let members = "  { of = \"members past probation\", share = \"80%\" },\n  { of = \"panel: neighbours\", share = \"20%\" }";
    let heavier = of(members, &members.replace("80%", "51%").replace("20%", "49%"));
    let easier = of(neighbours, &neighbours.replace("a quarter", "5%"));
    let listed =
        of("\"host residents\"", "\"outsiders\"\ncalled      = \"the friends of the mayor\"");
    let cases: [(&str, &[(bool, &str)]); 4] = [
        (
            &listed,
            &[
                (
                    false,
                    "The host's residents lose the seats on the panel \"Neighbours\": 20% of the votes in the decision \"ordinance\".",
                ),
                (
                    true,
                    "The friends of the mayor gain the seats on the panel \"Neighbours\": 20% of the votes in the decision \"ordinance\".",
                ),
            ],
        ),
        (
            &by_council,
            &[
                (false, "lose their part in the decision \"ordinance\": 20% of the votes."),
                (
                    true,
                    "The holders of the office of Council gain a part in the decision \"ordinance\": 20% of the votes.",
                ),
            ],
        ),
        (
            &heavier,
            &[
                (
                    false,
                    "The members past probation have less to say in the decision \"ordinance\": 51% of the votes instead of 80% of the votes.",
                ),
                (
                    true,
                    "have more to say in the decision \"ordinance\": 49% of the votes instead of 20% of the votes.",
                ),
            ],
        ),
        (
            &easier,
            &[(
                true,
                "The decision \"ordinance\" is carried by fewer: a quorum of 5% instead of a quorum of 25%.",
            )],
        ),
    ];
    for (text, expected) in cases {
        let said = told(town, text);
        assert_eq!(said.len(), expected.len(), "{said:#?}");
        for (shift, (is_gained, words)) in said.iter().zip(expected) {
            assert!(
                shift.0 == *is_gained && shift.1.ends_with(words),
                "{shift:?} is not {words:?}"
            );
        }
        // What one gives the other takes.
        let back = told(text, town);
        assert!(back.iter().map(|shift| !shift.0).all(|is| said.iter().any(|shift| shift.0 == is)));
    }
    let later = town.replacen("`admission.probation = \"", "`admission.probation = \"1", 1);
    let said = told(town, &later);
    assert!(
        said.len() == 1 && !said[0].0 && said[0].1.starts_with("Who joins votes later: after"),
        "{said:?}"
    );
}
