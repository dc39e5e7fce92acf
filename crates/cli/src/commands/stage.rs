//! `polity stage`: where a society stands among the stages of its charter, and what comes next.

use std::fmt::Write as _;

use polity_machine::charter_text::outlook::{self, StagePlace};
use polity_machine::frame::society::founded;
use polity_machine::modules::charter::query;
use polity_machine::modules::membership;
use polity_types::Timestamp;
use serde::Serialize;

use crate::args::Where;
use crate::failure::Failure;
use crate::output::Output;
use crate::session::Session;

/// Where a society stands.
#[derive(Debug, Serialize)]
struct Standing {
    members: u64,
    name: String,
    /// Since when it is at its stage.
    since: Timestamp,
    /// All stages in order; none where the charter has none.
    stages: Vec<StagePlace>,
}

/// Says where a society stands, what comes next, when, and what changes then.
pub(crate) fn run(at: &Where, output: &Output) -> Result<(), Failure> {
    let session = Session::open(at)?;
    let charter = session.charter_text()?;
    let now = session.now();
    let ahead = [membership::query::rolls_key().to_owned()];
    let standing = session.look(&ahead, |state| {
        let members = membership::query::rolls(state).members.count;
        let reached = query::stage(&charter, state);
        let since = query::stage_reached(state);
        Standing {
            members,
            name: charter.society.name.clone(),
            since: since.map_or_else(|| founded(state).time, |reached| reached.since),
            stages: outlook::path(&charter, reached, members, now),
        }
    })?;
    output.data(&standing, || standing.words());
    Ok(())
}

impl Standing {
    fn words(&self) -> String {
        let Self { members, name, since, stages } = self;
        let members =
            if *members == 1 { "1 member".to_owned() } else { format!("{members} members") };
        let Some(here) = stages.iter().find(|stage| stage.is_here) else {
            return format!(
                "{name} has {members}. Its charter has no stages: who may do what changes \
                 only by an amendment."
            );
        };
        let at = &here.outlook.name;
        let mut text =
            format!("{name} has {members} and is at the stage \"{at}\", since {since}.\n");
        let mut is_first = true;
        for stage in stages.iter().filter(|stage| !stage.has_come) {
            let next = if is_first { "Next: " } else { "Later: " };
            is_first = false;
            let _ = writeln!(text, "\n{next}\"{}\"\n{}:", stage.outlook.name, stage.when());
            if stage.outlook.changes.is_empty() {
                text.push_str("  no power changes\n");
            }
            for change in &stage.outlook.changes {
                let _ = writeln!(text, "  {change}");
            }
        }
        text.push_str(if is_first {
            "\nIt is the last stage: no power changes by itself any more.\n"
        } else {
            "\nA stage comes by itself and stays; only an amendment of the charter goes back.\n"
        });
        text
    }
}
