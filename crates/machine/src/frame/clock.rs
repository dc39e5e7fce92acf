//! The society's clock (ORD-5). Time never goes back. If it leaps by more than an hour, because the
//! machine was down, running time does not, and with it every deadline waits.

use polity_types::{Height, Seconds, Timestamp};
use serde::{Deserialize, Serialize};

use super::state::{Overlay, StateView};
use super::table::Single;

/// `society/clock`: height, time, leaps.
const CLOCK: Single<Clock> = Single::new("society/clock");

/// A gap between batches longer than this is a leap. Source: ORD-5.
pub const GAP_MAX: Seconds = Seconds::hours(1);
/// While anything is on the agenda, whoever orders makes a batch at least this often, so that quiet
/// is not taken for a leap. Source: ORD-5.
pub const HEARTBEAT: Seconds = Seconds::minutes(30);

/// Where the society stands in time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clock {
    /// The last batch.
    pub height: Height,
    /// Sum of all leaps.
    pub leaps: Seconds,
    /// Time of the last batch.
    pub time: Timestamp,
}

impl Clock {
    /// Returns the clock of the state.
    #[must_use]
    pub fn read(state: &dyn StateView) -> Self {
        CLOCK.get(state).unwrap_or_default()
    }

    /// Returns running time: time less all leaps.
    #[must_use]
    pub fn running(&self) -> Timestamp {
        self.time.before(self.leaps)
    }

    /// Returns the time of day at which a deadline in running time comes, as far as is known now.
    #[must_use]
    pub fn wall(&self, running: Timestamp) -> Timestamp {
        running.after(self.leaps)
    }

    /// Moves to a batch. `is_waiting`: something is on the agenda.
    #[must_use]
    pub fn advanced(self, height: Height, time: Timestamp, is_waiting: bool) -> Self {
        let time = time.max(self.time);
        let gap = time.since(self.time).unwrap_or_default();
        let leap = if is_waiting { gap.0.saturating_sub(GAP_MAX.0) } else { 0 };
        Self { height, leaps: Seconds(self.leaps.0.saturating_add(leap)), time }
    }

    /// Writes the clock.
    pub(crate) fn write(&self, state: &mut Overlay<'_>) {
        CLOCK.put(state, self);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ord_5_a_leap_moves_no_deadline_closer() {
        let clock = Clock { height: Height(1), leaps: Seconds(0), time: Timestamp(1_000) };
        let usual = clock.advanced(Height(2), Timestamp(1_000 + 3_600), true);
        assert_eq!(usual.running(), Timestamp(4_600));
        let leap = usual.advanced(Height(3), Timestamp(4_600 + 3_600 + 500), true);
        assert_eq!(leap.leaps, Seconds(500));
        assert_eq!(leap.running(), Timestamp(8_200));
        assert_eq!(leap.wall(Timestamp(9_000)), Timestamp(9_500));
        let idle = leap.advanced(Height(4), Timestamp(1_000_000), false);
        assert_eq!(idle.leaps, Seconds(500));
        assert_eq!(idle.advanced(Height(5), Timestamp(7), true).time, Timestamp(1_000_000));
    }
}
