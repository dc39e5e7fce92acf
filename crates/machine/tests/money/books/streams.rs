//! What repeats, period by period: what began, what was paid of it and what went back.

use serde_json::Value;

use super::{Books, number, text, units};

/// A payment that repeats, as it was told.
#[derive(Clone, Debug)]
pub(super) struct Stream {
    pub(super) accrues: bool,
    /// What went back to the fund.
    pub(super) back: i128,
    pub(super) each: i128,
    pub(super) fund: String,
    pub(super) has_ended: bool,
    /// What of its period went back when it was to stand still.
    pub(super) halted_back: i128,
    pub(super) is_halted: bool,
    pub(super) periods: i128,
    /// What the payee got of it in all.
    pub(super) paid: i128,
    pub(super) times: i128,
    pub(super) to: String,
}

impl Books {
    pub(super) fn hear_stream(&mut self, name: &str, told: &Value) {
        match name {
            "spending.stream_started" => {
                let with = &told["with"];
                let stream = Stream {
                    accrues: with["pace"] == "accrues",
                    back: 0,
                    each: units(&with["each"]),
                    fund: text(told, "fund"),
                    has_ended: false,
                    halted_back: 0,
                    is_halted: false,
                    paid: 0,
                    periods: 0,
                    times: i128::from(number(told, "times")),
                    to: text(told, "to"),
                };
                self.streams.insert(number(told, "stream"), stream);
            }
            "spending.stream_period" => {
                let number = number(told, "stream");
                let lies = self.held(&format!("escrow-stream-{number}"), "EUR");
                assert_eq!(lies, 0, "a period began before the last was paid to the end");
                let stream = self.streams.get_mut(&number).expect("it was started");
                assert!(!stream.has_ended && !stream.is_halted, "a period began: {stream:?}");
                stream.periods += 1;
                assert!(stream.periods <= stream.times);
                assert_eq!(
                    stream.periods + i128::from(told["with"]["left"].as_u64().unwrap()),
                    stream.times
                );
            }
            "spending.stream_halted" | "spending.stream_resumed" => {
                let stream = self.streams.get_mut(&number(told, "stream")).expect("it was started");
                let halts = name == "spending.stream_halted";
                assert!(stream.is_halted != halts && !stream.has_ended, "{told} {stream:?}");
                stream.is_halted = halts;
                // What went back is set aside anew, all of it, and then by no other way.
                let [back, again] = ["back", "again"].map(|at| {
                    told["with"][at].as_str().map_or(0, |amount| amount.parse::<i128>().unwrap())
                });
                if halts {
                    stream.halted_back = back;
                } else {
                    assert_eq!(again, std::mem::take(&mut stream.halted_back), "{told}");
                    stream.back -= again;
                    if again > 0 {
                        self.note("what went back is set aside anew");
                    }
                }
            }
            "spending.stream_stopped" => {
                let number = number(told, "stream");
                let lies = self.held(&format!("escrow-stream-{number}"), "EUR");
                assert_eq!(lies, 0, "a stream ended and left something");
                let stream = self.streams.get_mut(&number).expect("it was started");
                assert!(!std::mem::replace(&mut stream.has_ended, true), "it ended twice");
                let begun = stream.each * stream.periods;
                let went = stream.paid + stream.back;
                assert_eq!(went, if stream.accrues { begun } else { 0 }, "stream {number}");
            }
            _ => {}
        }
    }
}
