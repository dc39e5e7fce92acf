//! Transfers alone, on the whole path: signature, rules, log synced, state, receipt; and how much time of a
//! core each takes, in the one thread that executes and in all.

use std::path::Path;

use polity_machine::modules::membership;
use polity_machine::modules::treasury::query;
use polity_machine::testing::Actor;
use rayon::prelude::*;
use serde::Serialize;

use super::{ASSET, AccountId, Amount, AssetId, Bench, CHARTER, TreasuryAction, hundredths, timed};
use crate::failure::Failure;
use crate::output::Output;

#[derive(Serialize)]
struct Report {
    /// Time of a core for each transfer, in microseconds: of the thread that executes, of the one that
    /// stores, and of all. None where the system does not tell.
    core_microseconds_executing: Option<String>,
    core_microseconds_of_all: Option<String>,
    core_microseconds_storing: Option<String>,
    cores: usize,
    members: u64,
    transfers: u64,
    transfers_per_second: u64,
}

/// Measures transfers among members, and prints one report.
pub(crate) fn run(members: u32, transfers: u32, output: &Output) -> Result<(), Failure> {
    let folder = std::env::temp_dir().join(format!("polity-bench-{}", std::process::id()));
    let bench = Bench::found(&folder, CHARTER)?;
    let outcome = measure(&bench, members, transfers, output);
    std::fs::remove_dir_all(&folder)?;
    let report = outcome?;
    output.data(&report, || serde_json::to_string_pretty(&report).unwrap_or_default());
    Ok(())
}

fn measure(
    bench: &Bench,
    members: u32,
    transfers: u32,
    output: &Output,
) -> Result<Report, Failure> {
    let running = bench.open()?;
    output.talk(format!("Preparing a society of {members} members."));
    let people: Vec<Actor> =
        (0..members).into_par_iter().map(|n| Actor::named(&format!("member {n}"))).collect();
    bench.settle(&running, &people, output)?;
    bench.endow(&running, &people)?;
    output.talk("Signing the load.");
    let asset: AssetId = ASSET.parse().map_err(Failure::internal)?;
    // Each gives one to another in turn, who is further on each time round: all keep what they had.
    let pass = |n: u32| {
        let (place, round) = (n.rem_euclid(members.max(1)), n.div_euclid(members.max(1)));
        let from = people.get(usize::try_from(place).ok()?)?;
        let apart = round.saturating_mul(7).saturating_add(1);
        let to = usize::try_from(place.saturating_add(apart).rem_euclid(members.max(1))).ok()?;
        let (amount, to) = (Amount::from(1), AccountId::Person(people.get(to)?.person));
        let asset = asset.clone();
        let action = TreasuryAction::Transfer { amount, asset, category: None, memo: None, to };
        Some(bench.signed(from, action))
    };
    let load: Vec<Vec<u8>> = (0..transfers).into_par_iter().filter_map(pass).collect();
    output.talk("Measuring transfers.");
    let times = || [core_time_of("sequencer"), core_time_of("store"), core_time_of_all()];
    let wanted = u64::try_from(load.len()).unwrap_or(u64::MAX);
    let before = times();
    let per_second = timed(&running, load, || Ok(()))?;
    let after = times();
    let state = running.state();
    let moved = query::asset(&state, &asset).map_or(0, |asset| asset.postings.count);
    if moved < wanted {
        return Err(Failure::internal("some transfers were not made"));
    }
    let of_each = |place: usize| {
        let before = before.get(place).copied().flatten()?;
        let spent = after.get(place).copied().flatten()?.saturating_sub(before);
        Some(hundredths(spent.checked_div(wanted.saturating_mul(10))?))
    };
    Ok(Report {
        core_microseconds_executing: of_each(0),
        core_microseconds_of_all: of_each(2),
        core_microseconds_storing: of_each(1),
        cores: rayon::current_num_threads(),
        members: membership::query::rolls(&state).members.count,
        transfers: wanted,
        transfers_per_second: per_second,
    })
}

/// Returns how long cores worked for the threads of this process that have a name and run. Unit: nanoseconds.
/// None where the system does not tell.
fn core_time_of(name: &str) -> Option<u64> {
    let read = |path: &Path| std::fs::read_to_string(path).ok();
    let spent = |thread: &Path| {
        let is_meant = read(&thread.join("comm"))?.trim_end() == name;
        let spent = read(&thread.join("schedstat")).filter(|_| is_meant)?;
        spent.split(' ').next()?.parse::<u64>().ok()
    };
    let threads = std::fs::read_dir("/proc/self/task").ok()?.flatten();
    threads.filter_map(|thread| spent(&thread.path())).reduce(u64::saturating_add)
}

/// Returns how long cores worked for this process, with threads that have ended. Unit: nanoseconds. None where
/// the system does not tell.
fn core_time_of_all() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/self/stat").ok()?;
    // What follows the name of the program, which may hold anything: proc(5), `utime` and `stime`.
    let mut fields = text.rsplit(')').next()?.split_ascii_whitespace().skip(11);
    let ticks = fields.next()?.parse::<u64>().ok()?.checked_add(fields.next()?.parse().ok()?)?;
    ticks.checked_mul(NANOSECONDS_OF_TICK)
}

/// A tick of the times in `/proc`: hundredths of a second, on every Linux there is.
const NANOSECONDS_OF_TICK: u64 = 10_000_000;
