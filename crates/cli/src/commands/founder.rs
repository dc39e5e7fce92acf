//! `polity founder`: what comes of what the founder alone may do, and giving it up.

use clap::Subcommand;
use polity_machine::modules::charter::{CharterAction, query, standing};

use crate::args::{Signing, Where};
use crate::failure::Failure;
use crate::output::Output;
use crate::session::{self, Session};

/// The founder.
#[derive(Debug, Subcommand)]
pub(crate) enum Founder {
    /// Says who founded the society, what comes of their powers when they are gone, and when.
    Show {
        #[command(flatten)]
        at: Where,
    },
    /// Gives up what the founder alone may do, for good; the founder stays a member.
    StepDown {
        #[command(flatten)]
        signing: Signing,
    },
}

/// Runs a command on the founder.
pub(crate) fn run(command: Founder, output: &Output) -> Result<(), Failure> {
    match command {
        Founder::Show { at } => show(&at, output),
        Founder::StepDown { signing } => {
            let session = Session::open(&signing.at)?;
            session::act(&signing, output, &session, CharterAction::StepDown {}).map(drop)
        }
    }
}

fn show(at: &Where, output: &Output) -> Result<(), Failure> {
    let session = Session::open(at)?;
    let charter = session.charter_text()?;
    let ahead = query::founder_keys().map(str::to_owned);
    let place = session.look(&ahead, |state| standing::founder(&charter, state))?;
    output.data(&place, || format!("{} founded the society.\n{}\n", place.person, place.text));
    Ok(())
}
