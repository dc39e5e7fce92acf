//! Says in words what a proof proves of places.

use polity_types::Timestamp;
use serde_json::Value;

use super::{number, when};

/// Says how much all places are together.
pub(super) fn housed(table: &str, value: &Value) -> String {
    let of = |pointer: &str| number(value, pointer);
    match table {
        "places/rolls" => {
            format!("{} members are confirmed to live at a place.", of("/residents"))
        }
        _ => format!(
            "{} places are open, of {} that ever were; {} m² of land were shown for them.",
            of("/places"),
            of("/opened"),
            of("/land")
        ),
    }
}

/// Says what a place is, or where somebody lives.
pub(super) fn placed(table: &str, of: &str, value: &Value) -> Option<String> {
    let text = |pointer: &str| value.pointer(pointer).and_then(Value::as_str);
    let time = |pointer: &str| value.pointer(pointer)?.as_u64().map(Timestamp).map(when);
    Some(match table {
        "places/place" => {
            let shown = match value.pointer("/attested") {
                None => "for which nothing was shown".to_owned(),
                Some(_) => format!(
                    "as {} showed on {} with the text whose SHA-256 is {}",
                    text("/attested/by")?,
                    time("/attested/at")?,
                    text("/attested/evidence")?
                ),
            };
            format!(
                "The place \"{of}\" is called “{}”: {} m², {shown}; {} live there, {} of them with a vote.",
                text("/name")?,
                number(value, "/land"),
                number(value, "/residents/count"),
                number(value, "/voters/count")
            )
        }
        "places/closed" => format!(
            "The place \"{}\", called “{}”, was closed on {}, where {} lived.",
            text("/id")?,
            text("/place/name")?,
            time("/closed")?,
            number(value, "/place/residents/count")
        ),
        _ => match text("/now/place") {
            None => format!("{of} lives at no place that is said."),
            Some(place) => format!(
                "{of} {} at the place \"{place}\" and {}.",
                if value.pointer("/now/confirmed").is_some() {
                    "lives"
                } else {
                    "says that they live"
                },
                if value.pointer("/now/counts").is_some() {
                    "votes there"
                } else {
                    "has no vote there"
                }
            ),
        },
    })
}
