//! What the documents show as files of acts are files of acts.

use polity_machine::Action;
use polity_types::canonical;

const PROPOSALS: &str = include_str!("../../../docs/proposals.md");

#[test]
fn every_file_of_acts_that_is_shown_is_one() {
    let blocks = PROPOSALS.split("```json\n").skip(1).filter_map(|rest| rest.split("```").next());
    // As the command line reads them: spaces and the order of fields mean nothing.
    let plain = blocks.map(|block| serde_json::from_str(block).unwrap());
    let lists = |acts: serde_json::Value| match acts.get("options") {
        None => vec![acts],
        Some(options) => {
            let options = options.as_array().unwrap().iter();
            options.filter_map(|option| option.get("actions").cloned()).collect()
        }
    };
    let plain = plain.flat_map(lists).map(|acts| canonical::to_bytes(&acts));
    let files: Vec<Vec<Action>> =
        plain.map(|acts| serde_json::from_slice(&acts).unwrap()).collect();
    assert!(files.len() >= 4 && files.iter().all(|acts| !acts.is_empty()));
}
