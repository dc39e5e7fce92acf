//! Histories of extremes, in any order.

use proptest::prelude::*;

use super::*;

/// What somebody tries at the edges.
fn extreme() -> impl Strategy<Value = i128> {
    let all = Amount::MAX.minor_units();
    prop::sample::select(vec![0, 1, -1, 2, 3, all, -all, all - 1, all / 2, all / 2 + 1, all / 3, 7])
}

fn number() -> impl Strategy<Value = u64> {
    prop::sample::select(vec![0, 1, 2, 3, 3_600, 86_400, PERIOD_MAX.0, TOP - 1, TOP])
}

/// ENC-12, over histories of extremes: whatever is asked, in whatever order, the books agree and nothing panics.
#[test]
fn enc_12_no_history_of_extremes_breaks_the_books() {
    let admitted = std::cell::Cell::new(0_usize);
    let step = (0_u8..16, 0_usize..3, 0_usize..4, extreme(), extreme(), number(), number());
    let config = ProptestConfig { cases: 12, max_shrink_iters: 40, ..ProptestConfig::default() };
    proptest!(config, |(steps in prop::collection::vec(step, 20..60))| {
        let fee = "[[fee]]\nid = \"some\"\nfor = \"treasury.transfer\"\nshare = \"50%\"\nat_most = \"ALL EUR\"";
        let mut edges = Edges::under("50%", fee);
        for (kind, who, to, a, b, n, m) in steps {
            let to = if to == 3 { fund("common") } else { edges.own(to) };
            let (first, second, few) = (units(a), units(b), u32::try_from(n).unwrap_or(u32::MAX));
            let lines = vec![
                Line { amount: first, to: to.clone() },
                Line { amount: second, to: fund("garden") },
            ];
            let sum = Amount::new(a.saturating_add(b)).unwrap_or(max());
            let whole = Amount::new(a.saturating_mul(i128::from(few))).unwrap_or(max());
            let action: Action = match kind {
                0 => issue(first, "EUR", to),
                1 => issue(first, "LEAF", to),
                2 => pay(first, to),
                3 => transfer(first, "EUR", to),
                4 => transfer(first, "HOUR", to),
                5 => transfer(first, "LEAF", to),
                6 => request(lines),
                7 => edges.approve(n),
                8 => SpendingAction::Pay { request: n }.into(),
                9 => batch(sum, lines),
                10 => edges.stream(first, few, whole, Seconds(m)),
                11 => SpendingAction::StopStream { stream: n }.into(),
                12 => budget(first, Seconds(m)),
                13 => {
                    ExitAction::Take { against: Vec::new(), assets: None, breaches: Vec::new(), least: Vec::new(), part: n }.into()
                }
                14 => DuesAction::Choose { amount: Some(first), tier: "by-income".into() }.into(),
                _ => DuesAction::Pay { amount: first, asset: asset("EUR"), of: None }.into(),
            };
            let who = if kind < 3 || (9..13).contains(&kind) { 0 } else { who };
            let _ = edges.code(who, action);
            if kind == 11 {
                edges.wait(Seconds(m.min(40 * 86_400)));
            }
        }
        edges.wait(Seconds::days(90));
        edges.auditor.audit(&edges.society.state);
        admitted.set(admitted.get() + edges.admitted);
    });
    assert!(admitted.get() > 60, "{admitted:?}");
}
