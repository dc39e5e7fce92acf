//! Identifiers: Bech32m (BIP-350) with a prefix by kind (ENC-14).

use std::cell::RefCell;
use std::fmt;
use std::str::FromStr;

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

/// Returns what a remainder becomes when a zero is taken.
#[expect(
    clippy::as_conversions,
    clippy::indexing_slicing,
    reason = "five bits are a place in the table, which the compiler sees"
)]
const fn on(remainder: u32) -> u32 {
    ((remainder & 0x01ff_ffff) << 5) ^ GENERATOR[(remainder >> 25) as usize & 31]
}

/// What each of the six values in a remainder, the lowest first, has become when eight more are taken. The
/// checksum is linear: what a remainder becomes is the sum of what its values become.
const EIGHT_ON: [[u32; 32]; 6] = table_of_zeros::<6>(8);
/// What the first two of eight values have become by the end, the second first.
const SIX_ON: [[u32; 32]; 2] = table_of_zeros::<2>(6);

#[expect(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::indexing_slicing,
    reason = "only constants are made by it: what is out of bounds would not compile"
)]
const fn table_of_zeros<const PLACES: usize>(count: usize) -> [[u32; 32]; PLACES] {
    let mut tables = [[0; 32]; PLACES];
    let mut place = 0;
    while place < PLACES {
        let mut value = 0;
        while value < 32 {
            let (mut sum, mut taken) = ((value as u32) << (5 * place), 0);
            while taken < count {
                sum = on(sum);
                taken += 1;
            }
            tables[place][value] = sum;
            value += 1;
        }
        place += 1;
    }
    tables
}

/// The remainder of a Bech32m checksum so far: six values of five bits.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Remainder(u32);

impl Remainder {
    /// Returns the remainder once a prefix is taken.
    #[expect(
        clippy::arithmetic_side_effects,
        clippy::as_conversions,
        clippy::indexing_slicing,
        reason = "only constants are made by it: what is out of bounds would not compile"
    )]
    const fn of(prefix: &str) -> Self {
        let (prefix, mut sum, mut place) = (prefix.as_bytes(), 1, 0);
        while place < prefix.len() {
            sum = on(sum) ^ (prefix[place] >> 5) as u32;
            place += 1;
        }
        (sum, place) = (on(sum), 0);
        while place < prefix.len() {
            sum = on(sum) ^ (prefix[place] & 31) as u32;
            place += 1;
        }
        Self(sum)
    }

    /// Takes one value of five bits.
    fn take(self, value: u8) -> Self {
        Self(on(self.0) ^ u32::from(value))
    }

    /// Takes eight values of five bits: the same as taking them in turn, and several times as fast.
    fn take_eight(self, values: [u8; 8]) -> Self {
        let [first, second, rest @ ..] = values;
        let rest = rest.into_iter().fold(0, |sum, value| (sum << 5) | u32::from(value));
        let at = |table: &[u32; 32], value: u8| table.get(usize::from(value)).copied().unwrap_or(0);
        let [second_on, first_on] = &SIX_ON;
        let new = rest ^ at(first_on, first) ^ at(second_on, second);
        let old = EIGHT_ON.iter().zip([0, 5, 10, 15, 20, 25]);
        Self(old.fold(new, |sum, (table, shift)| sum ^ at(table, five(self.0, shift))))
    }

    /// Returns the six values of the checksum.
    fn checksum(self) -> [u8; 6] {
        let sum = [0; 6].into_iter().fold(self, Self::take).0 ^ TARGET;
        [25, 20, 15, 10, 5, 0].map(|shift| five(sum, shift))
    }
}

/// Returns the five bits of a number that begin at `shift`, counted from the lowest.
fn five(number: u32, shift: u32) -> u8 {
    u8::try_from((number >> shift) & 31).unwrap_or(0)
}

fn encode(prefix: &'static str, start: Remainder, hash: &Hash) -> String {
    let mut text = String::with_capacity(prefix.len().saturating_add(59));
    encode_to(&mut text, prefix, start, hash);
    text
}

/// Writes the text form: identifiers are written more often than anything else, state keys included. `start`:
/// the remainder of the prefix.
fn encode_to(text: &mut String, prefix: &'static str, start: Remainder, hash: &Hash) {
    let [first, ..] = hash.0;
    let written = LATELY.with_borrow_mut(|lately| match lately.get_mut(usize::from(first & 15)) {
        Some(Some(known)) if known.start == start && known.hash == *hash => known.text,
        place => {
            let text = characters(start, hash);
            if let Some(place) = place {
                *place = Some(Written { hash: *hash, start, text });
            }
            text
        }
    });
    text.push_str(prefix);
    text.push('1');
    text.push_str(std::str::from_utf8(&written).unwrap_or_default());
}

/// The characters of an identifier that was written lately.
#[derive(Clone, Copy)]
struct Written {
    hash: Hash,
    start: Remainder,
    text: [u8; DATA_CHARACTERS],
}

thread_local! {
    /// What this thread wrote last: an operation reads and writes a dozen records of the same two people, each under
    /// a key that has the identifier in it.
    static LATELY: RefCell<[Option<Written>; 16]> = const { RefCell::new([None; 16]) };
}

/// Returns the characters after the prefix.
fn characters(start: Remainder, hash: &Hash) -> [u8; DATA_CHARACTERS] {
    let mut written = [0; DATA_CHARACTERS];
    let (fives, last) = hash.0.as_chunks::<5>();
    let (places, _) = written.as_chunks_mut::<8>();
    let mut remainder = start;
    for (bytes, place) in fives.iter().zip(places) {
        let number = bytes.iter().fold(0_u64, |number, byte| (number << 8) | u64::from(*byte));
        let values = [35, 30, 25, 20, 15, 10, 5, 0];
        let values = values.map(|shift| u8::try_from((number >> shift) & 31).unwrap_or(0));
        remainder = remainder.take_eight(values);
        *place = values.map(character);
    }
    // Sixteen bits are left, and four spare ones, which are zero.
    let number = last.iter().fold(0_u32, |number, byte| (number << 8) | u32::from(*byte)) << 4;
    let values = [15, 10, 5, 0].map(|shift| five(number, shift));
    remainder = values.into_iter().fold(remainder, Remainder::take);
    let tail = values.into_iter().chain(remainder.checksum());
    let (_, tail_places) = written.split_at_mut(SIX_EIGHTS);
    tail_places.iter_mut().zip(tail).for_each(|(place, value)| *place = character(value));
    written
}

/// Characters after the prefix: 52 of the hash, six of the checksum.
const DATA_CHARACTERS: usize = 58;
/// Characters of the hash that are made of whole groups of five bytes.
const SIX_EIGHTS: usize = 48;

fn character(value: u8) -> u8 {
    CHARACTERS.get(usize::from(value)).copied().unwrap_or(b'q')
}

/// What each character of the text form stands for, by its byte; above 31: nothing.
const VALUES: [u8; 256] = {
    let mut values = [u8::MAX; 256];
    let mut value = 0;
    while value < 32 {
        #[expect(
            clippy::as_conversions,
            clippy::indexing_slicing,
            reason = "a constant of small numbers: what is out of bounds would not compile"
        )]
        {
            values[CHARACTERS[value as usize] as usize] = value;
        }
        value += 1;
    }
    values
};

fn decode(prefix: &'static str, start: Remainder, text: &str) -> Result<Hash, NotAnId> {
    let refusal = NotAnId { prefix };
    let data = text.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('1')).ok_or(refusal)?;
    let data: &[u8; DATA_CHARACTERS] = data.as_bytes().try_into().map_err(|_| refusal)?;
    // BIP-350 allows upper case; one form is enough here.
    let values = data.map(|c| VALUES.get(usize::from(c)).copied().unwrap_or(u8::MAX));
    if values.iter().any(|value| *value > 31) {
        return Err(refusal);
    }
    let (eights, rest) = values.as_chunks::<8>();
    let remainder = eights.iter().fold(start, |sum, eight| sum.take_eight(*eight));
    if rest.iter().fold(remainder, |sum, value| sum.take(*value)).0 != TARGET {
        return Err(refusal);
    }
    let (values, _) = values.split_at(52);
    let mut bytes = [0; 32];
    for (five, eight) in bytes.chunks_mut(5).zip(values.chunks(8)) {
        let places = [35, 30, 25, 20, 15, 10, 5, 0].into_iter().zip(eight);
        let number = places.fold(0, |sum, (shift, value)| sum | (u64::from(*value) << shift));
        for (byte, shift) in five.iter_mut().zip([32, 24, 16, 8, 0]) {
            *byte = u8::try_from((number >> shift) & 255).unwrap_or(0);
        }
    }
    // The spare bits of the last character must be zero, so that one hash has one text.
    let spare = values.last().copied().unwrap_or(0) & 0b1111;
    if spare == 0 { Ok(Hash(bytes)) } else { Err(refusal) }
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub Hash);

        impl $name {
            /// The prefix of the text form, before the `1`.
            pub const PREFIX: &'static str = $prefix;

            const START: Remainder = Remainder::of($prefix);

            /// Appends the text form.
            pub fn write_to(&self, text: &mut String) {
                encode_to(text, $prefix, Self::START, &self.0);
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
                f.write_str(&encode($prefix, Self::START, &self.0))
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
                decode($prefix, Self::START, text).map(Self)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&encode($prefix, Self::START, &self.0))
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

    /// What was written last is not taken for what shares its place: another hash, or another kind of the same hash.
    #[test]
    fn enc_14_what_was_written_lately_is_nobody_elses() {
        let hash = |number: u8| Hash([number & 3; 32].map(|byte| byte.wrapping_mul(number)));
        for round in 0..3 {
            for number in 0..=255 {
                let hash = hash(number);
                let (person, op) = (PersonId(hash).to_string(), OperationId(hash).to_string());
                assert_eq!(person.parse(), Ok(PersonId(hash)), "round {round}");
                assert_eq!(op.parse(), Ok(OperationId(hash)), "round {round}");
                assert_eq!(PersonId(hash).to_string(), person);
            }
        }
    }

    proptest::proptest! {
        /// Oracle: the crate `bech32`.
        #[test]
        fn enc_14_the_text_is_bech32m(bytes: [u8; 32]) {
            for prefix in ["op", "person", "society"] {
                let (hrp, start) = (bech32::Hrp::parse_unchecked(prefix), Remainder::of(prefix));
                let theirs = bech32::encode_lower::<bech32::Bech32m>(hrp, &bytes).unwrap();
                proptest::prop_assert_eq!(decode(prefix, start, &theirs), Ok(Hash(bytes)));
                proptest::prop_assert_eq!(encode(prefix, start, &Hash(bytes)), theirs);
            }
        }
    }

    proptest::proptest! {
        /// Whatever reads is what the other crate reads, and is written the same again.
        #[test]
        fn enc_14_a_changed_text_is_no_identifier(bytes: [u8; 32], at in 0_usize..64, to in "[!-~]") {
            let mut text = OperationId(Hash(bytes)).to_string();
            let at = at.min(text.len() - 1);
            text.replace_range(at..=at, &to);
            let theirs = bech32::primitives::decode::CheckedHrpstring::new::<bech32::Bech32m>(&text);
            let read = text.parse::<OperationId>();
            proptest::prop_assert_eq!(read.is_ok(), text == OperationId(Hash(bytes)).to_string());
            proptest::prop_assert!(read.is_err() || theirs.is_ok());
        }
    }

    /// The last of 52 characters has four bits that say nothing: they are zero.
    #[test]
    fn enc_14_spare_bits_are_zero() {
        let hash = Hash::of(b"ana");
        let text = OperationId(hash).to_string();
        let values = &text.as_bytes()[3..55];
        let mut values: Vec<u8> = values.iter().map(|c| VALUES[usize::from(*c)]).collect();
        for spare in 1..16 {
            values[51] = (values[51] & 0b10000) | spare;
            let hrp = bech32::Hrp::parse_unchecked("op");
            let fives = values.iter().map(|value| bech32::Fe32::try_from(*value).unwrap());
            let text: String = bech32::primitives::iter::Fe32IterExt::with_checksum::<
                bech32::Bech32m,
            >(fives, &hrp)
            .chars()
            .collect();
            assert!(text.parse::<OperationId>().is_err(), "{text}");
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
