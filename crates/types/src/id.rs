//! Identifiers: Bech32m (BIP-350) with a prefix by kind (ENC-14).

use std::fmt;
use std::str::FromStr;

use bech32::primitives::decode::CheckedHrpstring;
use bech32::{Bech32m, Hrp};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::hash::Hash;

/// Says why a text is not an identifier of the expected kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an identifier of this kind begins with {prefix}1 and has a valid Bech32m checksum")]
pub struct NotAnId {
    /// The prefix that the kind has.
    pub prefix: &'static str,
}

fn encode(prefix: &'static str, hash: &Hash) -> String {
    let prefix = Hrp::parse_unchecked(prefix);
    bech32::encode_lower::<Bech32m>(prefix, hash.as_bytes()).expect("64 characters fit Bech32m")
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
