//! What repeats to people, worked out from what was told alone: how much of it has not begun, and that it ends for
//! whoever took the whole of their share (EXI-18); and what of it comes to somebody by a detour (EXI-19).

use std::collections::BTreeMap;

use polity_machine::frame::state::StateView;
use serde_json::Value;

use super::claims::WHOLE;

/// What repeats to somebody.
#[derive(Clone, Debug)]
struct Repeating {
    asset: String,
    /// What of its period went back to the fund while it stands still: it is to come as what has not begun, though its payee
    /// took their share before; not if they took it since.
    back: i128,
    each: i128,
    fund: String,
    /// Whether it stands still, for its starter is stopped: it comes as soon as that is lifted, so it counts all the same.
    is_halted: bool,
    /// Whether it pays back what its payee had put in.
    is_refund: bool,
    /// Whether its payee took the whole of their share since it began.
    is_taken: bool,
    /// Periods that have not begun.
    left: i128,
    to: String,
}

impl Repeating {
    /// Returns what of it is to come: what has not begun, but for what ends, and what went back.
    fn to_come(&self) -> i128 {
        let not_begun = if self.is_taken { 0 } else { self.each * self.left };
        not_begun + self.back
    }
}

/// What repeats, by number, until it ends.
#[derive(Debug, Default)]
pub(crate) struct Repeats {
    by: BTreeMap<u64, Repeating>,
    /// Refunds that were let go because their payee takes a share instead: that is told next.
    let_go: Vec<Repeating>,
}

impl Repeats {
    /// Hears of a stream. Returns what is to be noted.
    pub(crate) fn hear(&mut self, name: &str, told: &Value) -> Option<&'static str> {
        let with = &told["with"];
        let stream = with["stream"].as_u64()?;
        let text = |at: &str| with[at].as_str().unwrap().to_owned();
        match name {
            "spending.stream_started" => {
                let each = text("each").parse().unwrap();
                let left = i128::from(with["times"].as_u64().unwrap());
                let [asset, fund, to] = ["asset", "fund", "to"].map(text);
                let is_refund =
                    with["category"].as_str().is_some_and(|of| of.starts_with("refund"));
                let new = Repeating {
                    asset,
                    back: 0,
                    each,
                    fund,
                    is_halted: false,
                    is_refund,
                    is_taken: false,
                    left,
                    to,
                };
                self.by.insert(stream, new);
            }
            "spending.stream_period" => {
                let one = self.by.get_mut(&stream).expect("it was started");
                assert!(self.let_go.is_empty(), "nobody took a share: {:?}", self.let_go);
                assert!(!one.is_taken, "its payee took their share, and it goes on: {one:?}");
                one.left -= 1;
            }
            "spending.stream_halted" | "spending.stream_resumed" => {
                let one = self.by.get_mut(&stream).expect("it was started");
                one.is_halted = name.ends_with("halted");
                let of = |at: &str| with[at].as_str().map_or(0, |amount| amount.parse().unwrap());
                let (back, again) = (of("back"), of("again"));
                assert!(one.is_halted || again == one.back, "what went back is theirs: {one:?}");
                one.back = back;
                match (back > 0, again > 0 && one.is_taken) {
                    (true, _) => return Some("what nobody had earned went back"),
                    (_, true) => return Some("what had begun before the share is set aside anew"),
                    _ => {}
                }
            }
            "spending.stream_stopped" => {
                let one = self.by.remove(&stream).expect("it was started");
                let is_of_share = with["reason"] == "share_taken";
                if is_of_share && !one.is_taken {
                    assert!(one.is_refund, "nobody took a share: {one:?}");
                    self.let_go.push(one);
                    return Some("a refund that repeats ended before the share");
                }
                return is_of_share.then_some("what repeats ended with the share");
            }
            _ => {}
        }
        None
    }

    /// Hears that somebody took so much of their share, out of the funds that are open, and of which assets any was paid; and
    /// of which an open fund was still to fill one that is not. Returns whether anything ends by it that stands still.
    pub(crate) fn takes(
        &mut self,
        (person, part): (&str, i128),
        open: &[&'static str],
        (paid, filling): (&[&str], &[&str]),
    ) -> bool {
        let is_theirs = |one: &&mut Repeating| {
            let asset = one.asset.as_str();
            let is_of_share = open.contains(&one.fund.as_str()) || filling.contains(&asset);
            one.to == person && is_of_share && paid.contains(&asset) && part == WHOLE
        };
        let is_early = |one: &Repeating| one.to == person && part == WHOLE;
        assert!(self.let_go.iter().all(is_early), "let go for another: {:?}", self.let_go);
        self.let_go.clear();
        let mut stood = false;
        for one in self.by.values_mut().filter(is_theirs) {
            stood |= one.is_halted && one.to_come() > 0;
            (one.back, one.is_taken) = (0, true);
        }
        stood
    }

    /// Returns what repeats to somebody out of funds that are not open.
    pub(crate) fn comes(&self, person: &str, open: &[&'static str], asset: &str) -> i128 {
        let is_its = |one: &&Repeating| {
            let is_closed = !open.contains(&one.fund.as_str());
            one.to == person && one.asset == asset && is_closed
        };
        self.by.values().filter(is_its).map(Repeating::to_come).sum()
    }

    /// Returns what a pool is still to give to funds that are not open.
    pub(crate) fn gives(&self, fund: &str, open: &[&'static str], asset: &str) -> i128 {
        let is_its = |one: &&Repeating| {
            let is_closed = one.to.starts_with("fund-") && !open.contains(&one.to.as_str());
            is_closed && one.fund == fund && one.asset == asset
        };
        self.by.values().filter(is_its).map(Repeating::to_come).sum()
    }

    /// Returns what of a pool repeats to somebody who takes a part of their share of it: it is theirs besides.
    pub(crate) fn apart(&self, fund: &str, asset: &str, (person, part): (&str, i128)) -> i128 {
        let is_its = |one: &&Repeating| one.fund == fund && one.asset == asset && one.to == person;
        let all: i128 = self.by.values().filter(is_its).map(Repeating::to_come).sum();
        if part == WHOLE { 0 } else { all }
    }

    /// Holds what the state counts of what has not begun against what was told.
    pub(crate) fn audit(&self, state: &dyn StateView) {
        for (table, is_payee) in [("repeats", "person"), ("feeds", "fund-")] {
            let is_its = |one: &&Repeating| one.to.starts_with(is_payee);
            let its = self.by.values().filter(is_its);
            let told: i128 = its.map(Repeating::to_come).sum();
            for of in [format!("spending/{table}/"), format!("spending/{table}-all/")] {
                let page = state.scan(&of, None, 1_000);
                let counted = page.iter().map(|(_, sum)| {
                    let sum: String = serde_json::from_slice(sum).unwrap();
                    sum.parse::<i128>().unwrap()
                });
                assert_eq!(counted.sum::<i128>(), told, "{of}");
            }
        }
    }
}
