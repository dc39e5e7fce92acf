//! `polity audit URL`: downloads a served society and replays it, believing nothing but the society's
//! identifier: the checkpoint's signatures, every entry, record and root are checked here.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use polity_client::{Client, ClientError};
use polity_ledger::Batches;
use polity_ledger::log::Log;
use polity_ledger::tiles::{TILE_WIDTH, Tile, TileKind, split_bundle};
use polity_ledger::verify::{Keeper, Kept, Standing, Verified, verify};
use polity_machine::frame::state::Records;
use polity_ordering::RecordStore;
use polity_types::{Hash, SocietyId};

use super::audit::{Audited, damaged, go_over};
use super::verify::from_keeper;
use crate::failure::Failure;
use crate::output::Output;
use crate::progress;
use crate::session::from_client;

/// Audits the society at an address.
pub(crate) fn audit(
    url: &str,
    wanted: Option<SocietyId>,
    keep: Option<&Path>,
    output: &Output,
) -> Result<Audited, Failure> {
    let client = Client::connect(url, wanted.map(|id| id.to_string()).as_deref());
    let client = client.map_err(from_client)?;
    let society = wanted.unwrap_or_else(|| client.society());
    if wanted.is_none() {
        output.talk(format!("The server says that this is {society}."));
        output.talk("Name it with --society, from a source that you trust, to be sure.");
    }
    let keeper = keep.map(Keeper::open).transpose().map_err(from_keeper)?;
    let checkpoint = newest(&client, society, keeper.as_ref())?;
    let folder = tempfile::tempdir()?;
    let (size, root) = (checkpoint.checkpoint.size, checkpoint.checkpoint.root);
    let log = download(&client, folder.path(), size)?;
    if log.root_at(size).map_err(damaged)? != root {
        return Err(damaged(format!(
            "The {size} entries that are served do not have the root {root} that is signed."
        )));
    }
    let records = Fetched::new(&client, folder.path());
    let audited = go_over(Batches::new(&log, 0, size), &records, size);
    let audited = records.judge(audited)?;
    if audited.society != society {
        return Err(damaged(format!("Its founding is that of {}.", audited.society)));
    }
    goes_on(&client, society, &checkpoint)?;
    output.talk(checkpoint.strength());
    Ok(audited)
}

/// Returns the newest checkpoint, its signers walked to from the founding.
fn newest(
    client: &Client,
    society: SocietyId,
    keeper: Option<&Keeper>,
) -> Result<Verified, Failure> {
    let kept = keeper.map(|keeper| keeper.newest(&society)).transpose().map_err(from_keeper)?;
    let since = kept.flatten().map(|kept| kept.size);
    let bundle = match client.proof(since) {
        // It has fewer entries than were seen: let it show what it has, and be told so by that.
        Err(ClientError::Refused(_)) if since.is_some() => client.proof(None),
        answer => answer,
    };
    let bundle = bundle.map_err(from_client)?;
    match keeper {
        Some(keeper) => keeper.verify(&bundle, &society).map_err(from_keeper),
        None => verify(&bundle, &society, None).map_err(|error| Failure::refused(&error)),
    }
}

/// Checks that what is served after the audit still extends what was audited.
fn goes_on(client: &Client, society: SocietyId, audited: &Verified) -> Result<(), Failure> {
    let Verified { checkpoint, .. } = audited;
    let (note, root, size) = (checkpoint.note.clone(), checkpoint.root, checkpoint.size);
    let bundle = client.proof(Some(size)).map_err(from_client)?;
    let kept = Kept { note, root, size, back: None };
    let verified = verify(&bundle, &society, Some(&kept));
    let verified = verified.map_err(|error| Failure::refused(&error))?;
    match verified.standing {
        Standing::Same | Standing::Newer => Ok(()),
        Standing::First | Standing::Older => Err(damaged("The server went back to an older log.")),
    }
}

/// Downloads the entries of a log, tile by tile.
fn download(
    client: &Client,
    folder: &Path,
    size: u64,
) -> Result<polity_ledger::LogReader, Failure> {
    let bar = progress::bar(size, "downloading");
    let (mut log, _) = Log::open(&folder.join("log"), 0).map_err(Failure::internal)?;
    let mut first = 0_u64;
    while first < size {
        let width = size.saturating_sub(first).min(TILE_WIDTH);
        let number = first.checked_div(TILE_WIDTH).unwrap_or_default();
        let width = u16::try_from(width).map_err(Failure::internal)?;
        let tile = Tile { kind: TileKind::Entries, number, width };
        let bytes = client.file(&tile.to_string()).map_err(from_client)?;
        let entries = split_bundle(&bytes).ok().filter(|list| list.len() == usize::from(width));
        let entries = entries.ok_or_else(|| damaged(format!("{tile} is not {width} entries.")))?;
        log.append(first, &entries).map_err(Failure::internal)?;
        first = first.saturating_add(u64::from(width));
        bar.set_position(first);
    }
    bar.finish_and_clear();
    Ok(log.reader())
}

/// Records that are fetched when the replay asks for them, each checked by its hash.
struct Fetched<'a> {
    client: &'a Client,
    /// The first that could not be had, and why.
    fault: Mutex<Option<Failure>>,
    store: RecordStore,
}

impl<'a> Fetched<'a> {
    fn new(client: &'a Client, folder: &Path) -> Self {
        let store = RecordStore::open(&folder.join("records"));
        Self { client, fault: Mutex::default(), store }
    }

    /// Names the record that was not to be had before the rules that missed it.
    fn judge(self, audited: Result<Audited, Failure>) -> Result<Audited, Failure> {
        match (audited, self.fault.into_inner().unwrap_or_else(PoisonError::into_inner)) {
            (Err(_), Some(fault)) => Err(fault),
            (audited, _) => audited,
        }
    }

    fn fetch(&self, hash: &Hash) -> Result<Bytes, Failure> {
        let record = self.client.record(hash).map_err(|error| match error {
            ClientError::Refused(refusal) => damaged(format!("Record {hash}: {refusal}")),
            other => from_client(other),
        })?;
        let record = record
            .filter(|record| Hash::of(record) == *hash)
            .ok_or_else(|| damaged(format!("The record {hash} is not served, or is another.")))?;
        let record = Bytes::from(record);
        self.store.put(record.clone()).map_err(Failure::internal)?;
        Ok(record)
    }
}

impl Records for Fetched<'_> {
    fn record(&self, hash: &Hash) -> Option<Bytes> {
        if let Some(record) = self.store.record(hash) {
            return Some(record);
        }
        match self.fetch(hash) {
            Ok(record) => Some(record),
            Err(fault) => {
                let mut first = self.fault.lock().unwrap_or_else(PoisonError::into_inner);
                let _ = first.get_or_insert(fault);
                None
            }
        }
    }
}
