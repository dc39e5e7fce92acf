//! Who has more or less room by an amendment that calls a line otherwise, or puts another beside it.

use super::super::diff;
use crate::registry;

const HUB: &str = include_str!("../../../../../charters/hub.md");

/// Returns the text with one thing put in the place of another wherever it stands.
fn with(text: &str, old: &str, new: &str) -> String {
    assert!(text.contains(old), "{old}");
    text.replace(old, new)
}

fn told(old: &str, new: &str) -> Vec<(bool, String)> {
    let diff =
        diff(old, new, &registry::action_names()).unwrap_or_else(|flaws| panic!("{flaws:#?}"));
    let plain =
        |text: String| text.replace('\u{202f}', " ").replace("pay from the society's money", "pay");
    diff.powers.into_iter().map(|shift| (shift.is_gained, plain(shift.text))).collect()
}

fn yes(text: &str) -> (bool, String) {
    (true, text.to_owned())
}

fn no(text: &str) -> (bool, String) {
    (false, text.to_owned())
}

const PAYS: &str = r#"id        = "founder-pays"
may       = "treasury.pay"
who       = "founder"
up_to     = "300 EUR per 30 days"
grace     = "2 days"
challenge = "10%""#;

/// Returns the charter with another line of the founder beside the one by which they pay.
fn beside(id: &str, up_to: &str, grace: &str, challenge: &str) -> String {
    let line = format!(
        "{PAYS}\n\n[[power]]\nid = \"{id}\"\nmay = \"treasury.pay\"\nwho = \"founder\"\nup_to = \"{up_to}\"\n\
         grace = \"{grace}\"\nchallenge = \"{challenge}\""
    );
    with(HUB, PAYS, &line)
}

/// A name is nothing that anybody gains by; what changes with it is told as if it had stayed.
#[test]
fn a_line_by_another_name_is_the_same_line() {
    let renamed = with(HUB, "\"founder-pays\"", "\"founder-pays-bills\"");
    assert_eq!(told(HUB, &renamed), []);
    let more = with(
        &renamed,
        "up_to     = \"300 EUR per 30 days\"",
        "up_to     = \"30000 EUR per 30 days\"",
    );
    let larger = "The founder has more room in the power to pay: up to 30 000.00 EUR in any 30 days instead of up to \
                  300.00 EUR in any 30 days";
    let sooner = with(&more, "grace     = \"2 days\"", "grace     = \"1 hour\"");
    assert_eq!(told(HUB, &more), [yes(&format!("{larger}."))]);
    let later = "once all stages have come: after 1 hour instead of 2 days.";
    let treasurer = format!("The office of Treasurer has more room in the power to pay, {later}");
    assert_eq!(
        told(HUB, &sooner),
        [
            yes(&format!("{larger}, after 1 hour instead of 2 days.")),
            yes(&treasurer),
            // Until there is a treasurer, the founder has it still, within what the stage leaves.
            yes(
                "The founder has more room in the power to pay, at the stage \"Several houses\" until the first election: after 1 hour instead of 2 days."
            ),
        ]
    );
    // And back again.
    let less = "The founder has less room in the power to pay: up to 300.00 EUR in any 30 days instead of up to \
                30 000.00 EUR in any 30 days, after 2 days instead of 1 hour.";
    assert_eq!(told(&sooner, HUB)[0], no(less));

    let budget = "id        = \"house-budget\"\nmay       = \"treasury.pay\"\nwho       = \"decision: ordinary\"\nchallenge = \"10%\"";
    let free = with(
        HUB,
        budget,
        &budget.replace("house-budget", "houses").replace("\nchallenge = \"10%\"", ""),
    );
    let stopped = "The decision \"ordinary\" has more room in the power to pay: stopped by no objection instead of \
                   objections of 10% of the members.";
    assert_eq!(told(HUB, &free), [yes(stopped)]);
}

/// What a second line gives is there from its day on, not only at the end.
#[test]
fn a_second_line_is_more_room_at_once() {
    let second = beside("more", "90000 EUR per 30 days", "1 hour", "90%");
    let more = "The founder has more room in the power to pay: up to 90 000.00 EUR in any 30 days instead of up to \
                300.00 EUR in any 30 days, after 1 hour instead of 2 days, stopped by objections of 90% of the \
                members instead of objections of 10% of the members.";
    let said = told(HUB, &second);
    assert_eq!(said[0], yes(more), "{said:#?}");
    // At the stage that takes the first line from the founder the second one stays.
    assert_eq!(said[1], yes("The founder gains the power to pay, once all stages have come."));
    assert!(
        matches!(&said[2..], [(true, text)] if text.contains("until the first election")),
        "{said:#?}"
    );
    let back = told(&second, HUB);
    assert!(
        back[0].1.starts_with("The founder has less room in the power to pay: up to 300.00 EUR"),
        "{back:#?}"
    );
    assert_eq!(back.iter().map(|one| one.0).collect::<Vec<_>>(), [false, false, false]);
}

/// Limits of one holder hold together: a line that gives no more than another gives nothing.
#[test]
fn a_line_that_another_covers_gives_nothing() {
    let now = |text: &str| -> Vec<(bool, String)> {
        let is_now = |one: &(bool, String)| {
            !one.1.contains("once all stages") && !one.1.contains("at the stage")
        };
        told(HUB, text).into_iter().filter(is_now).collect()
    };
    for (up_to, grace, challenge) in [
        ("300 EUR per 30 days", "2 days", "10%"),
        ("100 EUR per 30 days", "3 days", "5%"),
        ("300 EUR per 40 days", "2 days", "10%"),
    ] {
        assert_eq!(
            now(&beside("more", up_to, grace, challenge)),
            [],
            "{up_to} {grace} {challenge}"
        );
    }
    // Each of these lets the founder do what the other line does not, if only little of it.
    for (up_to, grace, challenge, way) in [
        ("100 EUR per 30 days", "1 day", "5%", ": after 1 day instead of 2 days."),
        (
            "100 EUR per 30 days",
            "5 days",
            "20%",
            ": stopped by objections of 20% of the members instead of",
        ),
        ("300 EUR per 10 days", "9 days", "5%", ": up to 300.00 EUR in any 10 days instead of"),
        ("301 EUR per 30 days", "9 days", "5%", ": up to 301.00 EUR in any 30 days instead of"),
    ] {
        let said = now(&beside("more", up_to, grace, challenge));
        assert!(matches!(&*said, [(true, text)] if text.contains(way)), "{way} {said:#?}");
    }
}

/// Two lines that exchange their names and nothing else give what they gave.
#[test]
fn lines_that_exchange_their_names_give_as_much() {
    let two = beside("more", "90000 EUR per 30 days", "9 days", "5%");
    let turned = with(&two, "\"founder-pays\"", "\"x\"");
    let turned = turned.replacen("id = \"more\"", "id = \"founder-pays\"", 1).replacen(
        "id        = \"x\"",
        "id        = \"more\"",
        1,
    );
    let turned = turned.replace("power = \"x\"", "power = \"more\"");
    assert_eq!(told(&two, &turned), []);
    // Of two lines that are called otherwise each is told against the one in its place.
    let renamed = with(&with(&two, "\"founder-pays\"", "\"one\""), "\"more\"", "\"two\"");
    let sooner = with(&renamed, "grace = \"9 days\"", "grace = \"8 days\"");
    let said = told(&two, &sooner);
    assert!(said[0].1.ends_with(": after 8 days instead of 9 days."), "{said:#?}");
    assert!(said.iter().all(|one| one.0), "{said:#?}");
}

/// A decision by another name that fewer carry is told to be carried by fewer.
#[test]
fn a_decision_by_another_name_is_the_same_decision() {
    let renamed = with(
        &with(HUB, "id         = \"amendment\"", "id         = \"change\""),
        "decision: amendment",
        "decision: change",
    );
    let at = renamed.find("id         = \"change\"").unwrap();
    let quorum = renamed[at..].find("quorum     = \"").unwrap() + at;
    let end = renamed[quorum..].find('\n').unwrap() + quorum;
    let was = renamed[quorum..end].trim_start_matches("quorum     = ").trim_matches('"').to_owned();
    let fewer = format!("{}quorum     = \"6%\"{}", &renamed[..quorum], &renamed[end..]);
    let carried = format!(
        "The decision \"change\" is carried by fewer: a quorum of 6% instead of a quorum of {was}."
    );
    let is_said = |text: &str| told(HUB, text).contains(&yes(&carried));
    assert!(is_said(&fewer) && !is_said(&renamed), "{carried} {:#?}", told(HUB, &fewer));
}

/// A decision that is only called otherwise is told once, as that: nobody gains or loses by it, whatever it holds, fills,
/// recalls from, makes longer or ends.
#[test]
fn a_decision_that_is_only_called_otherwise_is_told_once() {
    use crate::charter_text::Who;
    let actions = crate::registry::action_names();
    let mut count = 0;
    for (name, text) in super::SHIPPED {
        let charter = super::parse_shipped(text);
        // What holds no power and gets another name is another decision.
        let holds = |id: &str| {
            let by_it = |who: &Who| matches!(who, Who::Decision(known) if known == id);
            charter.powers.iter().any(|power| by_it(&power.who))
        };
        let ids = charter.decisions.iter().map(|known| known.id.as_str());
        for id in ids.filter(|id| holds(id)) {
            let lines = text.lines().map(|line| {
                let is_id = line.trim_start().starts_with("id ") || line.contains("{ id = ");
                let own = format!("{id:?}");
                let line = if is_id { line.replace(&own, "\"x-other\"") } else { line.to_owned() };
                line.replace(&format!("decision: {id}\""), "decision: x-other\"") + "\n"
            });
            let other: String = lines.collect();
            let diff = super::super::diff(text, &other, &actions).unwrap();
            assert_eq!(diff.powers, [], "{name}: {id}");
            let [said] = &diff.rules[..] else { panic!("{name}: {id}: {:#?}", diff.rules) };
            let names = |text: &Option<String>, id: &str| {
                text.as_ref().is_some_and(|text| text.contains(&format!("{id:?}")))
            };
            assert!(names(&said.before, id) && names(&said.after, "x-other"), "{said:?}");
            count += 1;
        }
    }
    assert!(count > 50, "{count}");
}
