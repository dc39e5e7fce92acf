//! Says in words when each stage of a charter comes, and what it changes.

use super::actions::{briefly, words};
use super::document::{Charter, Entry, Power, Stage, StageChange, StageMoment, TURNOUT_VOTES, Who};
use super::explain::{
    Challenged, Statement, capitalized, challenged, holder_name, limit_words, money,
    within_sentence,
};

/// Unit: square metres.
const SQUARE_KILOMETRE: u64 = 1_000_000;

/// Says when each stage comes, and what it changes.
pub(super) fn stages(charter: &Charter) -> Vec<Statement> {
    charter.stages.iter().map(|stage| stage_statement(charter, stage)).collect()
}

/// Says which size and age a stage takes, within a sentence.
pub(super) fn grown(stage: &Stage, charter: &Charter) -> Option<String> {
    let Entry { members, age, treasury, land, places, turnout } = &stage.entry;
    let members = members.map(|count| format!("with {}", members_words(count)));
    let age = age.map(|age| format!("{age} after the founding"));
    let treasury = treasury.as_ref().map(|(amount, asset)| {
        format!("with {} in the society's funds", money(charter, *amount, asset))
    });
    let turnout =
        turnout.map(|share| format!("with {share} taking part in the last {TURNOUT_VOTES} votes"));
    let land = land.map(|land| format!("with {} of land", land_words(land)));
    let places = places.map(|count| format!("with {}", places_words(count)));
    let parts =
        members.into_iter().chain(age).chain(treasury).chain(land).chain(places).chain(turnout);
    let parts: Vec<String> = parts.collect();
    (!parts.is_empty()).then(|| parts.join(" and "))
}

/// Writes a number of members.
pub(super) fn members_words(count: u32) -> String {
    if count == 1 { "1 member".to_owned() } else { format!("{count} members") }
}

/// Writes an area of land: in square kilometres where they come out even, otherwise in square metres.
pub(super) fn land_words(land: u64) -> String {
    match (land / SQUARE_KILOMETRE, land % SQUARE_KILOMETRE) {
        (1.., 0) => format!("{} km²", land / SQUARE_KILOMETRE),
        _ => format!("{land} m²"),
    }
}

/// Writes a number of places.
pub(super) fn places_words(count: u32) -> String {
    if count == 1 { "1 place".to_owned() } else { format!("{count} places") }
}

fn stage_statement(charter: &Charter, stage: &Stage) -> Statement {
    let day = stage.by.map(|by| by.to_string().chars().take(10).collect::<String>());
    let name = &stage.name;
    let entry = match (grown(stage, charter), day) {
        (None, None) => format!("The society begins as \"{name}\""),
        (Some(grown), None) => format!("{} comes \"{name}\"", capitalized(&grown)),
        (None, Some(day)) => format!("On {day} comes \"{name}\""),
        (Some(grown), Some(day)) => {
            format!("{}, and on {day} at the latest, comes \"{name}\"", capitalized(&grown))
        }
    };
    let changes: Vec<String> =
        stage.changes.iter().map(|change| stage_change(charter, change)).collect();
    let changes =
        if changes.is_empty() { String::new() } else { format!(": {}", changes.join("; ")) };
    let text = format!("{entry}{changes}.");
    Statement { rule: format!("stage.{}", stage.id), line: stage.at.line, text }
}

fn stage_change(charter: &Charter, change: &StageChange) -> String {
    let mut parts = Vec::new();
    if let Some(who) = &change.who {
        parts.push(format!("passes to {}", within_sentence(&holder_name(charter, who))));
    }
    if let Some(limit) = &change.up_to {
        parts.push(format!("is limited to {}", limit_words(charter, limit)));
    }
    if let Some(grace) = change.grace {
        parts.push(format!("takes effect after {grace}"));
    }
    let power = charter.power(&change.power);
    if let Some(share) = change.challenge {
        let end = match change.who.as_ref().or_else(|| power.map(|power| &power.who)) {
            Some(who @ Who::Decision(_)) => {
                let held = power.map(|power| Power { who: who.clone(), ..power.clone() });
                match held.as_ref().map(|held| challenged(charter, held)) {
                    Some(Challenged::Members(id)) => format!("goes to the decision \"{id}\""),
                    Some(Challenged::Over) => "is stopped".to_owned(),
                    Some(Challenged::Again) | None => "goes to a second vote".to_owned(),
                }
            }
            _ => "is stopped".to_owned(),
        };
        parts.push(format!("{end} if {share} of the members object"));
    }
    if parts.is_empty() {
        parts.push("stays as it is".to_owned());
    }
    let moment = if change.from == StageMoment::FirstElection {
        ", from the day on which the office is first filled"
    } else {
        ""
    };
    let deed = power.and_then(|power| words(power.may)).map(briefly);
    let deed = deed.map_or_else(String::new, |deed| format!(" (to {deed})"));
    format!("the power \"{}\"{deed} {}{moment}", change.power, parts.join(" and "))
}
