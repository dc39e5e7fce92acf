//! Rolls: what people must count keeps its count and a running hash, since a hashed tree cannot
//! prove "these are all" (STA-6).

use polity_types::{Hash, canonical};
use serde::{Deserialize, Serialize};

/// First line of the bytes of every step of a running hash.
const ROLL_TAG: &[u8] = b"polity/roll/v1\n";

/// How many there are, and the hash of how they came and went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Roll {
    /// How many are on the roll now.
    pub count: u64,
    /// SHA-256 over a tag line, the hash before and the canonical change; at first, zeros.
    pub hash: Hash,
}

/// One step of a roll.
#[derive(Serialize)]
struct Step<'a, T> {
    change: &'a str,
    of: &'a T,
}

impl Roll {
    /// Adds one.
    pub fn add<T: Serialize>(&mut self, of: &T) {
        self.count = self.count.saturating_add(1);
        self.step("add", of);
    }

    /// Takes one away.
    pub fn remove<T: Serialize>(&mut self, of: &T) {
        self.count = self.count.saturating_sub(1);
        self.step("remove", of);
    }

    /// Notes a change that leaves the count.
    pub fn change<T: Serialize>(&mut self, of: &T) {
        self.step("change", of);
    }

    fn step<T: Serialize>(&mut self, change: &str, of: &T) {
        let step = canonical::to_bytes(&Step { change, of });
        self.hash = Hash::of_parts(&[ROLL_TAG, self.hash.as_bytes(), &step]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sta_6_a_roll_hashes_each_step_over_the_one_before() {
        let mut roll = Roll::default();
        assert_eq!((roll.count, roll.hash), (0, Hash([0; 32])));
        roll.add(&"ana");
        let step = br#"{"change":"add","of":"ana"}"#;
        let first = Hash::of_parts(&[b"polity/roll/v1\n", &[0; 32], step]);
        assert_eq!((roll.count, roll.hash), (1, first));
        roll.change(&"ana");
        let step = br#"{"change":"change","of":"ana"}"#;
        let second = Hash::of_parts(&[b"polity/roll/v1\n", first.as_bytes(), step]);
        assert_eq!((roll.count, roll.hash), (1, second));
        roll.remove(&"ana");
        let step = br#"{"change":"remove","of":"ana"}"#;
        let third = Hash::of_parts(&[b"polity/roll/v1\n", second.as_bytes(), step]);
        assert_eq!((roll.count, roll.hash), (0, third));
    }
}
