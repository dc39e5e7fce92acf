//! Identifiers: Bech32m (BIP-350) with a prefix by kind (ENC-14).

use std::fmt;
use std::str::FromStr;

use bech32::Bech32m;
use bech32::primitives::decode::CheckedHrpstring;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::hash::Hash;

/// Says why a text is not an identifier of the expected kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an identifier of this kind begins with {prefix}1 and has a valid Bech32m checksum")]
pub struct NotAnId {
    /// The prefix that the kind has.
    pub prefix: &'static str,
}

/// Characters of the text form, by value. Source: BIP-173.
const CHARACTERS: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
/// What the checksum of BIP-350 ends at.
const TARGET: u32 = 0x2bc8_30a3;
/// What the five highest bits of the checksum's remainder add, by their value. Source: BIP-173.
#[expect(clippy::indexing_slicing, reason = "a constant: it would not compile")]
const GENERATOR: [u32; 32] = {
    let powers = [0x3b6a_57b2_u32, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3];
    let mut sums = [0; 32];
    let mut top = 0;
    while top < 32 {
        let mut bit = 0;
        while bit < 5 {
            if (top >> bit) & 1 == 1 {
                sums[top] ^= powers[bit];
            }
            bit += 1;
        }
        top += 1;
    }
    sums
};

/// What each of the six values in a remainder, the lowest first, has become when six more are taken. The
/// checksum is linear: what a remainder becomes is the sum of what its values become.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::indexing_slicing,
    reason = "a constant of small numbers: what is out of bounds would not compile"
)]
const SIX_ON: [[u32; 32]; 6] = {
    let mut tables = [[0; 32]; 6];
    let mut place = 0;
    while place < 6 {
        let mut value = 0;
        while value < 32 {
            let mut sum = (value as u32) << (5 * place);
            let mut taken = 0;
            while taken < 6 {
                sum = ((sum & 0x01ff_ffff) << 5) ^ GENERATOR[(sum >> 25) as usize];
                taken += 1;
            }
            tables[place][value] = sum;
            value += 1;
        }
        place += 1;
    }
    tables
};

/// The remainder of a Bech32m checksum so far: six values of five bits.
#[derive(Clone, Copy)]
struct Remainder(u32);

impl Remainder {
    /// Takes one value of five bits.
    fn take(self, value: u8) -> Self {
        let top = GENERATOR.get(usize::from(five(self.0, 25))).copied().unwrap_or(0);
        Self(((self.0 & 0x01ff_ffff) << 5) ^ u32::from(value) ^ top)
    }

    /// Takes six values of five bits: the same as taking them in turn, and three times as fast.
    fn take_six(self, values: [u8; 6]) -> Self {
        let taken = values.into_iter().fold(0, |sum, value| (sum << 5) | u32::from(value));
        let becomes = SIX_ON.iter().zip([0, 5, 10, 15, 20, 25]).map(|(table, shift)| {
            table.get(usize::from(five(self.0, shift))).copied().unwrap_or(0)
        });
        Self(becomes.fold(taken, |sum, part| sum ^ part))
    }
}

/// Returns the five bits of a number that begin at `shift`, counted from the lowest.
fn five(number: u32, shift: u32) -> u8 {
    u8::try_from((number >> shift) & 31).unwrap_or(0)
}

/// Writes the text form: identifiers are written more often than anything else, state keys included.
fn encode(prefix: &'static str, hash: &Hash) -> String {
    let mut text = String::with_capacity(prefix.len().saturating_add(59));
    encode_to(&mut text, prefix, hash);
    text
}

fn encode_to(text: &mut String, prefix: &'static str, hash: &Hash) {
    text.push_str(prefix);
    text.push('1');
    let mut remainder = prefix.bytes().fold(Remainder(1), |sum, c| sum.take(c >> 5)).take(0);
    remainder = prefix.bytes().fold(remainder, |sum, c| sum.take(c & 31));
    let values = fives(&hash.0);
    let (sixes, last) = values.as_chunks();
    remainder = sixes.iter().fold(remainder, |sum, six| sum.take_six(*six));
    remainder = last.iter().fold(remainder, |sum, value| sum.take(*value));
    let sum = remainder.take_six([0; 6]).0 ^ TARGET;
    let mut written = [0; 58];
    let checksum = [25, 20, 15, 10, 5, 0].map(|shift| five(sum, shift));
    for (place, value) in written.iter_mut().zip(values.iter().chain(&checksum)) {
        *place = CHARACTERS.get(usize::from(*value)).copied().unwrap_or(b'q');
    }
    text.push_str(std::str::from_utf8(&written).unwrap_or_default());
}

/// Returns the bytes in groups of five bits, the highest first: five bytes are eight groups. The last
/// group has spare bits, which are zero.
fn fives(bytes: &[u8; 32]) -> [u8; 52] {
    let mut groups = [0; 52];
    for (eight, five) in groups.chunks_mut(8).zip(bytes.chunks(5)) {
        let number = [0, 1, 2, 3, 4].into_iter().fold(0_u64, |number, place| {
            (number << 8) | u64::from(five.get(place).copied().unwrap_or(0))
        });
        for (group, shift) in eight.iter_mut().zip([35, 30, 25, 20, 15, 10, 5, 0]) {
            *group = u8::try_from((number >> shift) & 31).unwrap_or(0);
        }
    }
    groups
}

fn decode(prefix: &'static str, text: &str) -> Result<Hash, NotAnId> {
    let refusal = NotAnId { prefix };
    // BIP-350 allows upper case; one form is enough here.
    if text.len() > 90 || text.bytes().any(|c| c.is_ascii_uppercase()) {
        return Err(refusal);
    }
    let parts = CheckedHrpstring::new::<Bech32m>(text).map_err(|_| refusal)?;
    if parts.hrp().as_str() != prefix {
        return Err(refusal);
    }
    let bytes: Vec<u8> = parts.byte_iter().collect();
    let hash = Hash(bytes.try_into().map_err(|_| refusal)?);
    // The spare bits of the last character must be zero, so that one hash has one text.
    if encode(prefix, &hash) == text { Ok(hash) } else { Err(refusal) }
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub Hash);

        impl $name {
            /// The prefix of the text form, before the `1`.
            pub const PREFIX: &'static str = $prefix;

            /// Appends the text form.
            pub fn write_to(&self, text: &mut String) {
                encode_to(text, $prefix, &self.0);
            }

            /// Returns the beginning of the text form, for people to tell two apart at a glance.
            #[must_use]
            pub fn short(&self) -> String {
                let text = self.to_string();
                text.chars().take($prefix.len().saturating_add(9)).collect()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&encode($prefix, &self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;

            fn from_str(text: &str) -> Result<Self, NotAnId> {
                decode($prefix, text).map(Self)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&encode($prefix, &self.0))
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                crate::bytes::deserialize_text(deserializer)
            }
        }
    };
}

id! {
    /// A person: the hash of an inception record (PER-1). Survives every change of keys.
    PersonId, "person"
}
id! {
    /// A society: the hash of its founding record (LOG-2). Survives a move to another address.
    SocietyId, "society"
}
id! {
    /// An operation: the hash of its signed bytes (OPE-2).
    OperationId, "op"
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        /// Oracle: the crate `bech32`.
        #[test]
        fn enc_14_the_text_is_bech32m(bytes: [u8; 32]) {
            for prefix in ["op", "person", "society"] {
                let hrp = bech32::Hrp::parse_unchecked(prefix);
                let theirs = bech32::encode_lower::<Bech32m>(hrp, &bytes).unwrap();
                proptest::prop_assert_eq!(encode(prefix, &Hash(bytes)), theirs);
            }
        }
    }

    #[test]
    fn enc_14_identifiers_keep_to_their_kind() {
        let hash = Hash::of(b"ana");
        let person = PersonId(hash).to_string();
        assert!(person.starts_with("person1"), "{person}");
        assert_eq!(person.parse::<PersonId>(), Ok(PersonId(hash)));
        assert_eq!(person.parse::<SocietyId>(), Err(NotAnId { prefix: "society" }));
        assert!(person.to_uppercase().parse::<PersonId>().is_err());
        for at in 0..person.len() {
            let mut bytes = person.clone().into_bytes();
            bytes[at] = if bytes[at] == b'q' { b'p' } else { b'q' };
            let changed = String::from_utf8(bytes).unwrap();
            assert!(changed.parse::<PersonId>().is_err(), "{changed}");
        }
    }
}
