//! `polity proposal` and `polity ballot`: bringing, arguing, deciding, objecting.

use std::path::Path;

use polity_machine::Action;
use polity_machine::modules::governance::{Ballot as Cast, GovernanceAction, Side, Target};
use serde_json::Value;

use crate::args::{Ballot, Proposal, Signing};
use crate::failure::Failure;
use crate::output::Output;
use crate::session::{self, Session};

/// Runs a command on proposals.
pub(crate) fn run(command: Proposal, output: &Output) -> Result<(), Failure> {
    match command {
        Proposal::New { actions, procedure, text, signing } => {
            let session = Session::open(&signing.at)?;
            let actions = read_actions(&actions)?;
            let text = session.put_record(&read(&text)?)?;
            let propose = GovernanceAction::Propose { actions, contest: None, procedure, text };
            session::act(&signing, output, &session, propose)
        }
        Proposal::Argue { proposal, side, text, signing } => {
            let session = Session::open(&signing.at)?;
            let side = match side.as_str() {
                "for" => Side::For,
                "against" => Side::Against,
                _ => Side::Comment,
            };
            let text = session.put_record(&read(&text)?)?;
            let argue = GovernanceAction::Argue { proposal, side, text };
            session::act(&signing, output, &session, argue)
        }
        Proposal::Withdraw { proposal, signing } => {
            act(&signing, output, GovernanceAction::Withdraw { proposal })
        }
        Proposal::Object { proposal, signing } => {
            let target = Target::Proposal { number: proposal };
            act(&signing, output, GovernanceAction::Object { target })
        }
    }
}

/// Runs a command on ballots.
pub(crate) fn ballot(command: Ballot, output: &Output) -> Result<(), Failure> {
    let Ballot::Cast { proposal, choice, replaces, signing } = command;
    let replaces = replaces.map(|id| id.parse()).transpose().map_err(|error| {
        Failure::usage(format!("This is no operation: {error}."), "Name the ballot before.")
    })?;
    let ballot = Cast::Open { choice };
    act(&signing, output, GovernanceAction::CastBallot { ballot, proposal, replaces })
}

fn act(signing: &Signing, output: &Output, action: GovernanceAction) -> Result<(), Failure> {
    let session = Session::open(&signing.at)?;
    session::act(signing, output, &session, action)
}

fn read(file: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(file).map_err(|error| {
        let message = format!("{} cannot be read: {error}.", file.display());
        Failure::usage(message, "Name a text file.")
    })
}

/// Reads acts as people write them, with spaces and in any order of the fields.
fn read_actions(file: &Path) -> Result<Vec<Action>, Failure> {
    let written = read(file)?;
    let plain = serde_json::from_slice(&written).and_then(|acts: Value| serde_json::to_vec(&acts));
    plain.and_then(|acts| serde_json::from_slice(&acts)).map_err(|error| {
        let message = format!("{} holds no list of actions: {error}.", file.display());
        Failure::usage(message, "Write [{\"name\":\"module.verb\",\"with\":{…}}, …].")
    })
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[test]
    fn acts_are_read_as_people_write_them() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        let text = "[ { \"with\": {\"text\": \"d644aeef21c9633dc412bdf97b601bfb77aa05588c97e81969fd291f339ad61f\"},\n \"name\": \"charter.amend\" } ]\n";
        file.write_all(text.as_bytes()).unwrap();
        assert_eq!(read_actions(file.path()).unwrap_or_default().len(), 1);
    }
}
