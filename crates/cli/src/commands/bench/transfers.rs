//! Transfers alone, on the whole path: signature, rules, log synced, state, receipt.

use polity_machine::modules::membership;
use polity_machine::modules::treasury::query;
use polity_machine::testing::Actor;
use rayon::prelude::*;
use serde::Serialize;

use super::{ASSET, AccountId, Amount, AssetId, Bench, CHARTER, TreasuryAction, timed};
use crate::failure::Failure;
use crate::output::Output;

#[derive(Serialize)]
struct Report {
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
    let per_second = timed(&running, &load, || Ok(()))?;
    let state = running.state();
    let moved = query::asset(&state, &asset).map_or(0, |asset| asset.postings.count);
    let wanted = u64::try_from(load.len()).unwrap_or(u64::MAX);
    if moved < wanted {
        return Err(Failure::internal("some transfers were not made"));
    }
    Ok(Report {
        cores: rayon::current_num_threads(),
        members: membership::query::rolls(&state).members.count,
        transfers: wanted,
        transfers_per_second: per_second,
    })
}
