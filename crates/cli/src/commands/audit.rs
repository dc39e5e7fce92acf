//! `polity audit`: replays a whole log and compares every root with its seal.

use std::path::Path;

use polity_ledger::Ledger;
use polity_ordering::RecordStore;
use polity_ordering::replay::Replay;
use polity_types::{Hash, SocietyId};
use serde::Serialize;

use crate::failure::Failure;
use crate::output::Output;
use crate::progress;

#[derive(Serialize)]
struct Audited {
    batches: u64,
    entries: u64,
    operations: u64,
    society: SocietyId,
    state_root: Hash,
}

/// Audits the society in `folder`.
pub(crate) fn run(folder: &Path, society: Option<&str>, output: &Output) -> Result<(), Failure> {
    if !folder.join("log").is_dir() {
        let message = format!("There is no log in {}.", folder.display());
        return Err(Failure::usage(message, "Name the folder of a society."));
    }
    let (ledger, report) = Ledger::open(folder).map_err(damaged)?;
    let records = RecordStore::open(&folder.join("records"));
    let entries = report.log.entries;
    let bar = progress::bar(entries, "replaying");
    let mut replay = Replay::new(ledger.reader().batches(), &records, true);
    let (mut batches, mut operations, mut root) = (0_u64, 0_u64, Hash::default());
    while let Some((logged, committed)) = replay.step().map_err(damaged)? {
        batches = batches.saturating_add(1);
        operations = operations.saturating_add(logged.seal.count);
        root = committed.state_root;
        bar.set_position(logged.log_size());
    }
    bar.finish_and_clear();
    let found = replay.society().ok_or_else(|| Failure::internal("the log is empty"))?;
    if society.is_some_and(|wanted| wanted != found.to_string()) {
        return Err(damaged(format!("This is the log of {found}, not of the society named.")));
    }
    let audited = Audited { batches, entries, operations, society: found, state_root: root };
    output.data(&audited, || {
        format!(
            "{found}\n{operations} operations in {batches} batches, {entries} entries: every \
             signature holds and every root agrees.\nstate root {root}"
        )
    });
    Ok(())
}

fn damaged(error: impl ToString) -> Failure {
    Failure::Refused(Box::new(polity_types::Refusal {
        code: "audit.failed".into(),
        message: error.to_string(),
        next_step: "Do not serve it. Restore the folder from a mirror, and compare.".into(),
        rule: "LOG-3".into(),
    }))
}
