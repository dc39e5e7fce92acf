//! Work is bounded: what would take too long or too much memory is refused, and what is withdrawn is
//! not elected.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use polity_choice::ballots::Approvals;
use polity_choice::committee::{Wanted, monroe};
use polity_choice::tally::{Options, Profile, read_profile, run};
use polity_choice::ties::TieBreak;

/// Many different approval ballots over `candidates`.
fn approvals(ballots: u64, candidates: usize) -> Approvals {
    let names = (0..candidates).map(|number| format!("c{number}")).collect();
    let mut approvals = Approvals::new(names).unwrap();
    let mut seed = 88_172_645_463_325_252_u64;
    for _ in 0..ballots {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        let marks: Vec<usize> =
            (0..candidates).filter(|candidate| seed >> (candidate % 64) & 1 == 1).collect();
        approvals.add(1, &marks).unwrap();
    }
    approvals
}

#[test]
fn monroe_takes_little_memory_however_many_ballots_differ() {
    let wanted = Wanted::OneBy(TieBreak::Listed);
    let committee = monroe(&approvals(4_000, 9), 4, &wanted).unwrap();
    assert_eq!(committee.committees.first().map(Vec::len), Some(4));
    let refused = monroe(&approvals(10, 40), 21, &wanted).expect_err("more seats than sets allow");
    assert_eq!(refused.code(), "choice.too_large");
}

#[test]
fn an_exact_search_is_bounded_by_its_work() {
    let options = Options::new([("seats", "15")]);
    let lines: Vec<String> = approvals(4_000, 60)
        .ballots()
        .map(|ballot| {
            let names: Vec<String> =
                ballot.approved.iter().map(|candidate| format!("\"c{candidate}\"")).collect();
            format!("{{\"approve\":[{}]}}", names.join(","))
        })
        .collect();
    let names: Vec<String> = (0..60).map(|number| format!("\"c{number}\"")).collect();
    let text =
        format!("{{\"candidates\":[{}],\"ballots\":[{}]}}", names.join(","), lines.join(","));
    let profile = read_profile("many.json", &text).unwrap();
    let refused = run("monroe", &profile, &options).expect_err("too much work");
    assert_eq!(refused.code(), "choice.too_large");
}

/// A budget of 10 million, ten voters for `a`, and project `b` with its own voters.
fn millions(cost_of_b: u64, voters_of_b: &[&str]) -> Profile {
    let mut votes: Vec<String> = (1..=10).map(|voter| format!("{voter};a\n")).collect();
    votes.extend(voters_of_b.iter().map(|voter| format!("{voter};b\n")));
    let text = format!(
        "META\nkey;value\nbudget;10000000\nnum_projects;2\nnum_votes;{}\nvote_type;approval\n\
         rule;equalshares\nPROJECTS\nproject_id;cost\na;4000000\nb;{cost_of_b}\nVOTES\n\
         voter_id;vote\n{}",
        votes.len(),
        votes.concat()
    );
    read_profile("millions.pb", &text).unwrap()
}

#[test]
fn equal_shares_raises_the_parts_so_often_and_no_more() {
    // What nobody supports can never be bought: raising parts for it would never end.
    let options = Options::new([("completion", "add1")]);
    let unsupported = run("budget-shares", &millions(50_000, &[]), &options).unwrap();
    assert_eq!(unsupported.winners, ["a"]);
    // One voter alone would need four million raises.
    let alone = millions(5_000_000, &["Zoe"]);
    let refused = run("budget-shares", &alone, &options).expect_err("millions of raises");
    assert_eq!(refused.code(), "choice.too_large");
    assert!(refused.to_string().contains("1000000"), "{refused}");
    let plain = run("budget-shares", &alone, &Options::default()).unwrap();
    assert_eq!(plain.winners, ["a"]);
}

#[test]
fn who_withdrew_is_not_elected() {
    let text = "3 1\n-2\n3 2 1 0\n2 1 3 0\n0\n\"Ana\"\n\"Ben\"\n\"Cem\"\n\"Chair\"\n";
    let profile = read_profile("chair.blt", text).unwrap();
    for method in ["irv", "plurality", "two-round", "schulze", "borda", "kemeny", "debian"] {
        let refused = run(method, &profile, &Options::default()).expect_err(method);
        assert_eq!(refused.code(), "choice.withdrawn", "{method}");
    }
    let elected = run("stv-scottish", &profile, &Options::default()).unwrap();
    assert_eq!(elected.winners, ["Ana"]);
}
