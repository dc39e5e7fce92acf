//! Living at a place, as a charter says it: cases of the table in `errors`, and what comes of the text.

use polity_types::Seconds;

use super::super::words::read_land;
use super::super::{At, Body, Code};
use super::errors::{DECISION, Found};
use super::{parse, small_with};

/// A block in which people live at places, on twelve lines; line 4 of the charter is its first.
const RESIDENCE: &str = "```toml\n[residence]\nplaces = [\"house\", \"farm\"]\nvouches = 2\nprobation = \"30 days\"\nrenewal = \"180 days\"\n[[power]]\nid = \"o\"\nmay = \"places.open\"\nwho = \"founder\"\n[[power]]\nid = \"c\"\nmay = \"places.confirm\"\nwho = \"founder\"\n";

/// Rules: CHA-78, CHA-79, CHA-80, and the land of CHA-31.
pub(super) fn cases() -> Vec<(String, Vec<Found>)> {
    let with = |from: &str, to: &str, found: &[Found]| {
        assert!(RESIDENCE.contains(from), "{from}");
        (format!("{}```", RESIDENCE.replace(from, to)), found.to_vec())
    };
    let deciding = |who: &str, found: &[Found]| {
        let decision = DECISION.replace("\"members\"", who).replace("```toml\n", "");
        (format!("{RESIDENCE}{decision}```"), found.to_vec())
    };
    let ending = |may: &str, more: &str, found: &[Found]| {
        let power = format!("[[power]]\nid = \"e\"\nmay = \"{may}\"\nwho = \"founder\"\n{more}");
        (format!("{RESIDENCE}{power}\n```"), found.to_vec())
    };
    let spending = |limit: &str, found: &[Found]| {
        let decision = DECISION
            .replace("\"members\"", "\"residents of farm\"")
            .replace("```toml\n", "[[asset]]\nid = \"EUR\"\ndecimals = 2\n");
        let power = "[[power]]\nid = \"p\"\nmay = \"treasury.pay\"\nwho = \"decision: d\"\n";
        (format!("{RESIDENCE}{decision}{power}{limit}\n```"), found.to_vec())
    };
    let stage = |when: &str, found: &[Found]| {
        let stages =
            "```toml\n[[stage]]\nid = \"a\"\nname = \"A\"\n[[stage]]\nid = \"b\"\nname = \"B\"\n";
        (format!("{stages}when = {{ {when} }}\n```"), found.to_vec())
    };
    let no_open = RESIDENCE.replace("places.open", "governance.argue");
    vec![
        with("vouches = 2", "vouches = 20", &[]),
        with("vouches = 2\n", "", &[]),
        with("renewal = \"180 days\"\n", "", &[]),
        with("vouches = 2", "vouches = 0", &[(Code::OutOfRange, 7, 11)]),
        with("\"180 days\"", "\"6 days\"", &[(Code::DurationRange, 9, 11)]),
        with("\"30 days\"", "\"731 days\"", &[(Code::DurationRange, 8, 13)]),
        with("probation = \"30 days\"\n", "", &[(Code::Missing, 5, 1)]),
        with("\"farm\"", "\"house\"", &[(Code::IdTwice, 6, 20)]),
        with("\"farm\"", "\"Farm\"", &[(Code::IdForm, 6, 20)]),
        with("places.confirm", "governance.argue", &[(Code::ResidenceLines, 5, 1)]),
        (format!("{no_open}```"), vec![(Code::ResidenceLines, 5, 1)]),
        deciding("\"residents of farm\"", &[]),
        deciding("\"residents of hosue\"", &[(Code::PlaceUnknown, 20, 14)]),
        deciding("\"residents\"", &[(Code::Choice, 20, 14)]),
        ending("places.end_residence", "grace = \"7 days\"", &[]),
        ending("places.end_residence", "grace = \"6 days\"", &[(Code::ResidenceGrace, 18, 1)]),
        ending("places.close", "", &[(Code::ResidenceGrace, 18, 1)]),
        ending("places.close", "grace = \"7 days\"", &[]),
        spending("up_to = \"5 EUR per 30 days\"", &[]),
        spending("", &[(Code::LimitMissing, 32, 7)]),
        stage("land = \"5 ha\"", &[]),
        stage("land = \"5 acres\"", &[(Code::Land, 11, 17)]),
        stage("places = 0", &[(Code::OutOfRange, 11, 19)]),
        stage("places = 257", &[(Code::OutOfRange, 11, 19)]),
    ]
}

#[test]
fn cha_78_and_79_what_is_written_is_what_is_read() {
    let decision =
        DECISION.replace("\"members\"", "\"residents of farm\"").replace("```toml\n", "");
    let charter = parse(&small_with(&format!("{RESIDENCE}{decision}```")));
    let residency = charter.residency.as_ref().unwrap();
    assert_eq!(residency.places, ["house", "farm"]);
    assert_eq!((residency.vouches, residency.probation), (Some(2), Seconds::days(30)));
    assert_eq!(residency.renewal, Some(Seconds::days(180)));
    let electorate = &charter.decision("d").unwrap().electorate;
    let farm = Body::Residents(At { place: "farm".into() });
    assert_eq!(electorate.one(), Some(&farm));
    assert_eq!((farm.text().as_str(), farm.seats()), ("residents of farm", None));
    // Members as such are not meant.
    assert!(!electorate.is_led_by_members() && !electorate.has_members());
}

#[test]
fn cha_31_land_is_read_in_whole_units() {
    for (text, land) in [("1 m2", 1), ("50000 m²", 50_000), ("5 ha", 50_000), ("2 km2", 2_000_000)]
    {
        assert_eq!(read_land(text), Some(land), "{text}");
    }
    let most = "1000000000 km2";
    assert_eq!(read_land(most), Some(1_000_000_000_000_000));
    for text in
        ["", "5", "0 m2", "5 HA", "5ha", "+5 ha", "5.5 ha", "1000000001 km2", "9999999999999999 m2"]
    {
        assert_eq!(read_land(text), None, "{text}");
    }
}

/// CHA-79: a word of residents is none of the members, so it changes no charter.
#[test]
fn cha_79_residents_alone_change_no_charter() {
    use super::super::Charter;
    let decision = DECISION
        .replace("\"members\"", "\"residents of farm\"")
        .replace("```toml\n", "")
        .replace("grace = \"none\"", "grace = \"10 days\"");
    let power = "[[power]]\nid = \"a\"\nmay = \"charter.amend\"\nwho = \"decision: d\"\n";
    let text = small_with(&format!("{RESIDENCE}{decision}{power}```"));
    let flaws = Charter::parse(&text, super::ACTIONS).unwrap_err();
    let codes: Vec<&str> = flaws.iter().map(|flaw| flaw.code).collect();
    assert_eq!(codes, ["charter.electorate_weak"]);
}
