//! `polity office`: standing for one, electing, giving one up.

use clap::Subcommand;
use polity_machine::modules::offices::OfficesAction;

use crate::args::Signing;
use crate::failure::Failure;
use crate::output::Output;
use crate::session::{self, Session};

/// Offices. Who holds them, the page `/offices` shows.
#[derive(Debug, Subcommand)]
pub(crate) enum Office {
    /// Stands for an office: you are in the next election.
    Stand {
        /// Id of the office in the charter.
        office: String,
        #[command(flatten)]
        signing: Signing,
    },
    /// Stands for it no longer.
    StandDown {
        /// Id of the office in the charter.
        office: String,
        #[command(flatten)]
        signing: Signing,
    },
    /// Opens the election: all who stand are on the ballot.
    CallElection {
        /// Id of the office in the charter.
        office: String,
        #[command(flatten)]
        signing: Signing,
    },
    /// Gives up an office that you hold.
    Resign {
        /// Id of the office in the charter.
        office: String,
        #[command(flatten)]
        signing: Signing,
    },
}

/// Runs a command on offices.
pub(crate) fn run(command: Office, output: &Output) -> Result<(), Failure> {
    let (action, signing) = match command {
        Office::Stand { office, signing } => (OfficesAction::Stand { office }, signing),
        Office::StandDown { office, signing } => (OfficesAction::StandDown { office }, signing),
        Office::CallElection { office, signing } => {
            (OfficesAction::CallElection { office }, signing)
        }
        Office::Resign { office, signing } => (OfficesAction::Resign { office }, signing),
    };
    let session = Session::open(&signing.at)?;
    session::act(&signing, output, &session, action).map(drop)
}
