//! Reads the emergency pauses of a charter, and says them in words (CHA-44).

use polity_types::Seconds;

use super::actions::{ActionClass, ActionName, briefly, words};
use super::diagnostic::{Code, Flaws};
use super::document::{Charter, Pause, Power, Procedure, Who};
use super::explain::{Statement, holder_name};
use super::parse::{ENTRIES_MAX, Known};
use super::reader::Reader;
use super::tables::{carried_by, check_method, note_twice, who};
use std::collections::BTreeSet;

/// Longest pause. Source: CHA-44.
const PAUSE_MAX: Seconds = Seconds::days(30);
/// Longest time in which nobody may pause again. Source: CHA-44.
const AGAIN_MAX: Seconds = Seconds::days(365);

/// Reads the pauses.
pub(super) fn pauses(root: &mut Reader<'_>, known: &Known<'_>) -> Vec<Pause> {
    let mut seen = BTreeSet::new();
    let mut pauses = Vec::new();
    for (table, at) in root.tables("pause", ENTRIES_MAX) {
        let mut reader = Reader::new(table, "pause", at, root.flaws);
        let id = reader.id();
        note_twice(&mut seen, &id, &mut reader);
        if !reader.has("who") {
            reader.missing("who");
        }
        let holder = holder(&mut reader, known);
        let actions = actions(&mut reader, known);
        let at_most = reader.duration_needed("at_most", Seconds::hours(1), PAUSE_MAX);
        let again_after = reader.duration_needed("again_after", at_most, AGAIN_MAX);
        let renewed_by = carried_by("renewed", &mut reader, known);
        reader.finish();
        pauses.extend(holder.map(|who| Pause {
            id,
            who,
            actions,
            at_most,
            again_after,
            renewed_by,
            at,
        }));
    }
    pauses
}

/// Reads who may pause: somebody who answers for it.
fn holder(reader: &mut Reader<'_>, known: &Known<'_>) -> Option<Who> {
    let (who, at) = who("who", reader, known)?;
    let answers =
        matches!(who, Who::Founder | Who::Office(_) | Who::Decision(_) | Who::MemberPastProbation);
    if !answers {
        let message = "A pause is called by the founder, a member past probation, an office or a \
                       decision.";
        reader.flaws.push(Code::WhoNotForAction, at, message);
    }
    Some(who)
}

/// Reads what is paused: powers, never rights, and not what members need to end it.
fn actions(reader: &mut Reader<'_>, known: &Known<'_>) -> Vec<&'static str> {
    if !reader.has("actions") {
        reader.missing("actions");
    }
    let mut paused = Vec::new();
    for (name, at) in reader.texts("actions", ENTRIES_MAX) {
        let found = known.actions.iter().find(|action| action.name == name);
        let is_needed = name.starts_with("charter.") || name.starts_with("governance.");
        match found {
            None => {
                let message = format!("There is no action {name:?}.");
                reader.flaws.push(Code::ActionUnknown, at, message);
            }
            Some(action) if action.class != ActionClass::Power => {
                let message = format!("`{name}` is a right: nothing pauses it.");
                reader.flaws.push(Code::RightNotPower, at, message);
            }
            Some(_) if is_needed || paused.contains(&name.as_str()) => {
                let message = if is_needed {
                    format!("`{name}` is what members need to end a pause.")
                } else {
                    format!("`{name}` is named twice.")
                };
                reader.flaws.push(Code::PauseAction, at, message);
            }
            Some(action) => paused.push(action.name),
        }
    }
    paused
}

/// Returns the lines that pauses are: who calls one, and the decision that renews and ends it.
pub(super) fn lines_of_pauses(
    pauses: &[Pause],
    decisions: &[Procedure],
    actions: &[ActionName],
    powers: &[Power],
    flaws: &mut Flaws,
) -> Vec<Power> {
    let known = |name: &str| actions.iter().find(|action| action.name == name);
    let (Some(call), Some(end)) = (known("charter.pause"), known("charter.end_pause")) else {
        return Vec::new();
    };
    let mut lines = Vec::new();
    for pause in pauses {
        let renewer = Who::Decision(pause.renewed_by.clone());
        let of = [
            (call, "calls", &pause.who),
            (call, "renews", &renewer),
            (end, "ends", &pause.who),
            (end, "ends-early", &renewer),
        ];
        for (action, verb, who) in of {
            let id = format!("pause-{}-{verb}", pause.id);
            if powers.iter().any(|power| power.id == id) {
                let message = format!("The id `{id}` is that of the pause's own line.");
                flaws.push(Code::IdTwice, pause.at, message);
            }
            let power = Power {
                id,
                may: action.name,
                who: who.clone(),
                up_to: None,
                grace: Seconds::ZERO,
                challenge: None,
                is_locked: false,
                at: pause.at,
            };
            check_method(&power, decisions, pause.at, flaws);
            lines.push(power);
        }
    }
    lines
}

/// Returns the pause whose line a power is.
fn pause_of<'c>(charter: &'c Charter, power: &Power) -> Option<&'c Pause> {
    let rest = power.id.strip_prefix("pause-")?;
    let is_its = |pause: &&Pause| {
        let verb = rest.strip_prefix(pause.id.as_str()).and_then(|rest| rest.strip_prefix('-'));
        verb.is_some_and(|verb| ["calls", "renews", "ends", "ends-early"].contains(&verb))
    };
    charter.pauses.iter().find(is_its)
}

/// Says a line of a pause; nothing for another line.
pub(super) fn line_text(charter: &Charter, power: &Power) -> Option<String> {
    let pause = pause_of(charter, power)?;
    let holder = match &power.who {
        Who::Decision(id) => format!("The members, by the decision \"{id}\","),
        who => holder_name(charter, who),
    };
    let deeds = deeds(pause);
    Some(match power.may {
        "charter.end_pause" if power.who.is_decision() => {
            format!("{holder} may end the pause \"{}\".", pause.id)
        }
        "charter.end_pause" => {
            format!("{holder} may end the pause \"{}\" that they called.", pause.id)
        }
        _ if power.id.ends_with("-renews") => format!(
            "{holder} may pause for {}, or for so long again, at any time, the powers to {deeds}.",
            pause.at_most
        ),
        _ => format!(
            "{holder} may pause for at most {} the powers to {deeds}, and not again within {} after \
             it, but once somebody else who may.",
            pause.at_most, pause.again_after
        ),
    })
}

fn deeds(pause: &Pause) -> String {
    let deed =
        |action: &&'static str| words(action).map_or_else(|| format!("do `{action}`"), briefly);
    pause.actions.iter().map(deed).collect::<Vec<_>>().join(", to ")
}

/// Says a pause in a statement.
pub(super) fn statement(charter: &Charter, pause: &Pause) -> Statement {
    let Pause { id, who, at_most, again_after, renewed_by, .. } = pause;
    let holder = holder_name(charter, who);
    let deeds = deeds(pause);
    let text = format!(
        "In an emergency {} may pause, for at most {at_most}, the powers to {deeds} (\"{id}\"). It \
         ends by itself, and nobody pauses these again within {again_after} after it, but once \
         somebody else who may; only the members, by the decision \"{renewed_by}\", make it longer or end it at any time, as may who \
         called it. What was due then waits; rights go on.",
        super::explain::within_sentence(&holder)
    );
    Statement { rule: format!("pause.{id}"), line: pause.at.line, text }
}
