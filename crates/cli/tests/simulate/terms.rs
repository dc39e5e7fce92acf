//! Offices are filled again when a term runs out, however short it is, and the report says for how long they were held.

use super::{charter, report, simulate};

/// Where a term is two weeks, a season of thirteen has an election for each; the two seats are hardly ever empty, and in
/// the middle of a season somebody is there who uses their powers.
#[test]
fn an_office_of_two_weeks_is_filled_again_and_again() {
    let village = charter("pop-up-village.md");
    let arguments = ["--members", "30", "--seasons", "2", "--seed", "3"];
    let told = report(&village, &arguments);
    let of = |season: &serde_json::Value| season["elections"].as_u64().unwrap();
    let elections: Vec<u64> = told["seasons"].as_array().unwrap().iter().map(of).collect();
    assert!(elections.iter().all(|count| (6..=10).contains(count)), "{elections:?}");
    let office = &told["offices"][0];
    assert_eq!(office["office"], "Quartermaster");
    assert!(office["held_percent"].as_u64().unwrap() >= 90, "{office}");
    assert!(told["holders"]["Quartermaster"]["tried"].as_u64().unwrap() > 0, "{told}");
    let text = simulate(&village, &arguments);
    assert_eq!(text.stdout, simulate(&village, &arguments).stdout);
    let text = String::from_utf8(text.stdout).unwrap();
    let days = format!("; on {}% of the days of all seasons\n", office["held_percent"]);
    assert!(text.contains(&days), "{text}");
}

/// What an election leaves empty is not called for again every day: where nobody votes, there is one election in
/// each term, and the report says that nobody was there.
#[test]
fn what_stays_empty_is_tried_once_in_a_term() {
    let arguments =
        ["--members", "30", "--seasons", "1", "--seed", "3", "--turnout", "0%", "--hostile", "0%"];
    let told = report(&charter("pop-up-village.md"), &arguments);
    let elections = told["seasons"][0]["elections"].as_u64().unwrap();
    assert!((5..=7).contains(&elections), "{elections}");
    assert_eq!(told["offices"][0]["held_percent"], 0);
}

/// Who is drawn by lot is not drawn here, and the report says so.
#[test]
fn an_office_that_is_drawn_by_lot_is_said_to_be() {
    let union = charter("network-union.md");
    let arguments = ["--members", "10", "--seasons", "1", "--seed", "3"];
    let told = report(&union, &arguments);
    let offices = told["offices"].as_array().unwrap();
    let by_lot: Vec<bool> = offices.iter().map(|office| office["by_lot"] == true).collect();
    assert_eq!(by_lot, [false, true]);
    let text = String::from_utf8(simulate(&union, &arguments).stdout).unwrap();
    assert!(
        text.contains("Auditor: 0 of 3 seats") && text.contains("nobody is drawn here"),
        "{text}"
    );
}
