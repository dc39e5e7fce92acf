//! Signals: the questions, and how the total went from day to day.

use polity_machine::modules::signals::SignalsEvent;
use rusqlite::params;

use super::{Done, Projection};

/// Seconds of a day.
const DAY: u64 = 86_400;

impl Projection<'_> {
    pub(super) fn signals(&self, event: &SignalsEvent) -> Done {
        match event {
            SignalsEvent::Asked { by, kind, question, scale, signal, .. } => {
                self.run(
                    "INSERT INTO signals (number, kind, question, asker, asked, scale) \
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                    params![signal, kind, question, by.to_string(), self.time, scale.to_string()],
                )?;
                self.day(*signal, &vec![0; scale.places()])?;
                self.index("signal", &signal.to_string(), question, "")
            }
            SignalsEvent::Closed { counts, eligible, signal } => {
                self.day(*signal, counts)?;
                self.run(
                    "UPDATE signals SET closed = ?2, counts = ?3, eligible = ?4 WHERE number = ?1",
                    params![signal, self.time, listed(counts), eligible],
                )
            }
            SignalsEvent::StanceFell { counts, signal, .. }
            | SignalsEvent::Stood { counts, signal, .. } => self.day(*signal, counts),
            SignalsEvent::Withdrawn { signal } => self.run(
                "UPDATE signals SET withdrawn = ?2 WHERE number = ?1",
                params![signal, self.time],
            ),
        }
    }

    /// Notes the total as the day's last one so far.
    fn day(&self, signal: u64, counts: &[u64]) -> Done {
        let day = self.time.saturating_sub(self.time.checked_rem(DAY).unwrap_or_default());
        self.run(
            "INSERT INTO signal_days (signal, day, counts) VALUES (?1, ?2, ?3) \
             ON CONFLICT (signal, day) DO UPDATE SET counts = ?3",
            params![signal, day, listed(counts)],
        )
    }
}

/// Writes counts as a list of JSON.
fn listed(counts: &[u64]) -> String {
    let counts: Vec<String> = counts.iter().map(u64::to_string).collect();
    format!("[{}]", counts.join(","))
}
