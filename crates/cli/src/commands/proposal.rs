//! `polity proposal` and `polity ballot`: bringing, arguing, deciding, objecting.

use std::path::Path;

use polity_machine::Action;
use polity_machine::modules::governance::{Ballot as Cast, GovernanceAction, Side, Target};

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

fn read_actions(file: &Path) -> Result<Vec<Action>, Failure> {
    serde_json::from_slice(&read(file)?).map_err(|error| {
        let message = format!("{} holds no list of actions: {error}.", file.display());
        Failure::usage(message, "Write [{\"name\":\"module.verb\",\"with\":{…}}, …].")
    })
}
