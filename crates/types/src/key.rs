//! Public keys of three kinds, and what a key may speak for.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::bytes::Base64;

/// A public key. Text form `kind:base64url` (PER-3).
///
/// Operations carry the whole key, so that a signature can be checked without any state.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PublicKey {
    /// Ed25519 (RFC 8032, verified by the rules of ZIP 215), 32 bytes, no point of small order.
    Ed25519([u8; 32]),
    /// A passkey (WebAuthn, ES256): an uncompressed P-256 point, 65 bytes (SEC 1 §2.3.3).
    Passkey([u8; 65]),
    /// An Ethereum wallet: the 20-byte address whose key signs EIP-191 messages.
    Wallet([u8; 20]),
}

/// Which algorithm a key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "see PublicKey")]
pub enum KeyKind {
    Ed25519,
    Passkey,
    Wallet,
}

/// Says why a text is not a public key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a key is written ed25519:…, passkey:… or wallet:… with its bytes as base64url, and is a valid \
     point that is not of small order"
)]
pub struct NotAKey;

/// The y-coordinates of the points of small order, without the sign bit, in every encoding that
/// ZIP 215 decodes. A test derives them anew.
const SMALL_ORDER_Y: [[u8; 32]; 7] = {
    const fn edge(low: u8) -> [u8; 32] {
        let mut bytes = [0xff; 32];
        bytes[0] = low;
        bytes[31] = 0x7f;
        bytes
    }
    const fn little(low: u8) -> [u8; 32] {
        let mut bytes = [0; 32];
        bytes[0] = low;
        bytes
    }
    [
        little(0),
        little(1),
        edge(0xec),
        edge(0xed),
        edge(0xee),
        [
            0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef,
            0x98, 0xf0, 0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88,
            0x6d, 0x53, 0xfc, 0x05,
        ],
        [
            0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10,
            0x67, 0x0f, 0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77,
            0x92, 0xac, 0x03, 0x7a,
        ],
    ]
};

/// Returns whether the bytes encode an Ed25519 point of small order, under which a signature can
/// hold for many messages.
#[must_use]
pub fn is_small_order(key: &[u8; 32]) -> bool {
    let mut y = *key;
    y[31] &= 0x7f;
    SMALL_ORDER_Y.contains(&y)
}

impl PublicKey {
    /// Returns which algorithm the key is for.
    #[must_use]
    pub fn kind(&self) -> KeyKind {
        match self {
            Self::Ed25519(_) => KeyKind::Ed25519,
            Self::Passkey(_) => KeyKind::Passkey,
            Self::Wallet(_) => KeyKind::Wallet,
        }
    }

    /// Returns the bytes of the key in the form of its kind.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Ed25519(bytes) => bytes,
            Self::Passkey(bytes) => bytes,
            Self::Wallet(bytes) => bytes,
        }
    }
}

impl KeyKind {
    /// Returns the word before the colon of the text form.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Ed25519 => "ed25519",
            Self::Passkey => "passkey",
            Self::Wallet => "wallet",
        }
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.kind().word(), Base64::encode(self.as_bytes()))
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for PublicKey {
    type Err = NotAKey;

    fn from_str(text: &str) -> Result<Self, NotAKey> {
        let (kind, rest) = text.split_once(':').ok_or(NotAKey)?;
        if rest.len() > 87 {
            return Err(NotAKey);
        }
        let Base64(bytes) = rest.parse().map_err(|_| NotAKey)?;
        match kind {
            "ed25519" => {
                let bytes: [u8; 32] = bytes.try_into().map_err(|_| NotAKey)?;
                if is_small_order(&bytes) { Err(NotAKey) } else { Ok(Self::Ed25519(bytes)) }
            }
            "passkey" => {
                let bytes: [u8; 65] = bytes.try_into().map_err(|_| NotAKey)?;
                if bytes[0] == 4 { Ok(Self::Passkey(bytes)) } else { Err(NotAKey) }
            }
            "wallet" => bytes.try_into().map(Self::Wallet).map_err(|_| NotAKey),
            _ => Err(NotAKey),
        }
    }
}

impl Serialize for PublicKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PublicKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::bytes::deserialize_text(deserializer)
    }
}

/// What a key may speak for (PER-4). Listed in alphabetical order in a grant, each at most once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// Changes keys and guardians, signs charters, delegates, leaves, objects to a recovery.
    Keys,
    /// Shows a passport to someone who asks.
    Present,
    /// Proposes, argues, publishes.
    Speak,
    /// Moves money.
    Spend,
    /// Casts ballots, objects, challenges, vouches.
    Vote,
}

impl Scope {
    /// Every scope, in order.
    pub const ALL: [Self; 5] = [Self::Keys, Self::Present, Self::Speak, Self::Spend, Self::Vote];

    /// Returns the word of the scope.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Keys => "keys",
            Self::Present => "present",
            Self::Speak => "speak",
            Self::Spend => "spend",
            Self::Vote => "vote",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn per_3_keys_have_one_text_form() {
        let key = PublicKey::Wallet([7; 20]);
        assert_eq!(key.to_string(), "wallet:BwcHBwcHBwcHBwcHBwcHBwcHBwc");
        assert_eq!(key.to_string().parse(), Ok(key));
        let refused =
            ["", "rsa:AA", "wallet:AA", "wallet:BwcHBwcHBwcHBwcHBwcHBwcHBwc=", "ed25519:"];
        for text in refused {
            assert_eq!(text.parse::<PublicKey>(), Err(NotAKey), "{text}");
        }
        let no_point = PublicKey::Passkey([2; 65]).to_string();
        assert_eq!(no_point.parse::<PublicKey>(), Err(NotAKey));
    }

    #[test]
    fn per_3_small_order_keys_are_refused() {
        for y in SMALL_ORDER_Y {
            for sign in [0, 0x80] {
                let mut bytes = y;
                bytes[31] |= sign;
                let text = PublicKey::Ed25519(bytes).to_string();
                assert_eq!(text.parse::<PublicKey>(), Err(NotAKey), "{text}");
            }
        }
    }
}
