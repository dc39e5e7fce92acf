//! `polity audit`: replays a whole log and compares every root with its seal.

use std::path::Path;

use polity_ledger::bundle::{BundleError, make};
use polity_ledger::verify::verify;
use polity_ledger::{Batches, Ledger, LedgerReader};
use polity_machine::frame::state::Records;
use polity_ordering::RecordStore;
use polity_ordering::replay::Replay;
use polity_types::{Hash, SocietyId};
use serde::Serialize;

use super::audit_url;
use crate::failure::{Failure, in_use};
use crate::output::Output;
use crate::progress;

/// What an audit found to hold.
#[derive(Serialize)]
pub(crate) struct Audited {
    batches: u64,
    pub(crate) entries: u64,
    operations: u64,
    pub(crate) society: SocietyId,
    state_root: Hash,
}

/// Audits the society of a folder or an address.
pub(crate) fn run(
    source: &str,
    society: Option<&str>,
    keep: Option<&Path>,
    output: &Output,
) -> Result<(), Failure> {
    let wanted = society.map(|text| {
        text.parse::<SocietyId>().map_err(|error| {
            let message = format!("{text:?} is no society: {error}.");
            Failure::usage(message, "Take it from a source that you trust, in full.")
        })
    });
    let wanted = wanted.transpose()?;
    let is_address = source.starts_with("http://") || source.starts_with("https://");
    let audited = if is_address {
        audit_url::audit(source, wanted, keep, output)?
    } else {
        if keep.is_some() {
            let message = "A folder is no served society: nothing is kept of it.";
            return Err(Failure::usage(message, "Leave --keep away, or name an address."));
        }
        audit(Path::new(source), output)?
    };
    if wanted.is_some_and(|wanted| wanted != audited.society) {
        let found = audited.society;
        return Err(damaged(format!("This is the log of {found}, not of the society named.")));
    }
    output.data(&audited, || {
        let Audited { batches, entries, operations, society, state_root } = &audited;
        format!(
            "{society}\n{operations} operations in {batches} batches, {entries} entries: every \
             signature holds and every root agrees.\nstate root {state_root}"
        )
    });
    Ok(())
}

fn audit(folder: &Path, output: &Output) -> Result<Audited, Failure> {
    if !folder.join("log").is_dir() {
        let message = format!("There is no log in {}.", folder.display());
        return Err(Failure::usage(message, "Name the folder of a society."));
    }
    let (ledger, report) = Ledger::open(folder)
        .map_err(|error| in_use(&error, folder).unwrap_or_else(|| damaged(error)))?;
    let records = RecordStore::open(&folder.join("records"));
    let reader = ledger.reader();
    let audited = go_over(reader.batches(), &records, report.log.entries)?;
    check_checkpoint(&reader, audited.society, output)?;
    Ok(audited)
}

/// Checks that the signers in force signed the checkpoint beside the log, walking to them from the
/// founding.
fn check_checkpoint(
    reader: &LedgerReader,
    society: SocietyId,
    output: &Output,
) -> Result<(), Failure> {
    let bundle = match make(reader, &[], None) {
        Ok(bundle) => bundle,
        Err(BundleError::NoCheckpoint) => {
            output.talk("No checkpoint stands beside this log: nobody signed that it is the one.");
            return Ok(());
        }
        Err(error) => return Err(damaged(error)),
    };
    let verified = verify(&bundle, &society, None).map_err(|error| Failure::refused(&error))?;
    output.talk(verified.strength());
    Ok(())
}

/// Replays batches from the founding on.
pub(crate) fn go_over(
    batches: Batches,
    records: &dyn Records,
    entries: u64,
) -> Result<Audited, Failure> {
    let bar = progress::bar(entries, "replaying");
    let mut replay = Replay::new(batches, records, true);
    let (mut batches, mut operations, mut state_root) = (0_u64, 0_u64, Hash::default());
    while let Some((logged, committed)) = replay.step().map_err(|error| Failure::refused(&error))? {
        batches = batches.saturating_add(1);
        operations = operations.saturating_add(logged.seal.count);
        state_root = committed.state_root;
        bar.set_position(logged.log_size());
    }
    bar.finish_and_clear();
    let society = replay.society().ok_or_else(|| damaged("The log is empty."))?;
    Ok(Audited { batches, entries, operations, society, state_root })
}

/// Returns the failure of a log that does not hold.
pub(crate) fn damaged(error: impl ToString) -> Failure {
    Failure::Refused(Box::new(polity_types::Refusal {
        code: "audit.failed".into(),
        message: error.to_string(),
        next_step: "Do not rely on it. Compare with a mirror, and restore from one.".into(),
        rule: "LOG-3".into(),
    }))
}
