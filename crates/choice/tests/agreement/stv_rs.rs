//! Logs of `stv-rs`: Meek's rule stage by stage, with equal preferences in two ways.

use polity_choice::format::read_blt;
use polity_choice::stv::{EqualSplit, Keep, MeekRule, Rational, meek_decimal, meek_with};
use polity_choice::ties::TieBreak;

use crate::data;
use crate::droop::{compare, events};

#[test]
fn logs_agree_stage_by_stage() {
    let Some(folder) = data::folder("elections/stv-rs") else { return };
    let (mut cases, mut wrong) = (0, Vec::new());
    for path in data::files(&folder.join("meek"), ".log") {
        let name = path.strip_prefix(folder.join("meek")).unwrap().to_string_lossy().into_owned();
        let stem = name.split('.').next().unwrap();
        let log = data::read(&path);
        let blt = folder.join("ballots").join(format!("{stem}.blt"));
        if !blt.exists() {
            println!("{name}: no ballots in the set");
            continue;
        }
        // Sums of rationals with thousands of digits: minutes each.
        let is_slow = name.ends_with(".approx.log")
            && name.starts_with("random/")
            && !name.contains("rand_2x10");
        if is_slow && std::env::var_os("POLITY_SLOW").is_none() {
            println!("{name}: only with POLITY_SLOW set");
            continue;
        }
        if !log.contains("Begin Count") {
            // The program stopped at an overflow: there is no result to agree with.
            println!("{name}: the log breaks off");
            continue;
        }
        if stem.ends_with("ballot_sum_overflows") {
            let refusal =
                read_blt(stem, &data::read(&blt)).expect_err("the total is above the limit");
            println!("{name}: refused: {refusal}");
            continue;
        }
        cases += 1;
        let begin = std::time::Instant::now();
        let text = data::read(&blt);
        let contest = match read_blt(stem, &text) {
            Ok(contest) => contest,
            Err(refusal) => {
                wrong.push(format!("{name}: {refusal}"));
                continue;
            }
        };
        let mut options = contest.options();
        // Here there are minutes to wait.
        options.work_max = u64::MAX;
        if contest.tie_order.is_none() {
            options.ties = TieBreak::Drawn((0..contest.ballots.candidates()).collect());
        }
        let rule = MeekRule {
            keep: Keep::SharesDown,
            split: if name.contains(".equalize.") {
                EqualSplit::Average
            } else {
                EqualSplit::Parts
            },
            omega_places: 6,
            floors_surplus: name.contains("force_positive_surplus") || name.starts_with("crashes/"),
            recounts_end: true,
        };
        let ballots = &contest.ballots;
        let result = if name.ends_with(".approx.log") {
            let rational = Rational { shown_places: None, keep_places: Some(6) };
            meek_with(ballots, &options, rule, &rational, "")
        } else {
            meek_decimal(ballots, &options, rule, 9, "")
        };
        if begin.elapsed().as_millis() > 500 {
            println!("{name} took {:?}", begin.elapsed());
        }
        let outcome = result
            .map_err(|refusal| refusal.to_string())
            .and_then(|result| compare(&result, ballots.names(), &events(&log)));
        if let Err(difference) = outcome {
            wrong.push(format!("{name}: {difference}"));
        }
    }
    data::conclude("stv-rs", cases, &wrong);
}
