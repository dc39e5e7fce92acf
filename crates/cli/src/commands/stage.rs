//! `polity stage`: where a society stands among the stages of its charter, and what comes next.

use std::fmt::Write as _;

use polity_machine::modules::charter::query;
use polity_machine::modules::charter::standing::{Standing, standing};
use polity_machine::modules::membership;

use crate::args::Where;
use crate::failure::Failure;
use crate::output::Output;
use crate::session::Session;

/// Says where a society stands, what comes next, when, and what changes then.
pub(crate) fn run(at: &Where, output: &Output) -> Result<(), Failure> {
    let session = Session::open(at)?;
    let charter = session.charter_text()?;
    let now = session.now();
    let mut ahead = vec![membership::query::rolls_key().to_owned()];
    ahead.extend(query::founder_keys().map(str::to_owned));
    let standing = session.look(&ahead, |state| standing(&charter, now, state))?;
    output.data(&standing, || words(&standing));
    Ok(())
}

fn words(standing: &Standing) -> String {
    format!("{}\nThe founder: {}\n", stages(standing), standing.founder.text)
}

fn stages(standing: &Standing) -> String {
    let Standing { members, name, since, stages, .. } = standing;
    let members = if *members == 1 { "1 member".to_owned() } else { format!("{members} members") };
    let Some(here) = stages.iter().find(|stage| stage.is_here) else {
        return format!(
            "{name} has {members}. Its charter has no stages: who may do what changes \
                 only by an amendment.\n"
        );
    };
    let at = &here.outlook.name;
    let mut text = format!("{name} has {members} and is at the stage \"{at}\", since {since}.\n");
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
