//! What a passkey's device says when it signs (WebAuthn level 3, §7.2), read without any state.

use serde::{Deserialize, Serialize};

use crate::bytes::Base64;
use crate::hash::Hash;
use crate::signature::BadSignature;

/// Longest authenticator data. Unit: bytes.
pub const AUTHENTICATOR_DATA_MAX: usize = 1_024;
/// Longest client data. Unit: bytes.
pub const CLIENT_DATA_MAX: usize = 2_048;

/// An address at which passkeys work (WebAuthn Level 3, section 4, "relying party").
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RelyingParty {
    /// The relying party's identifier: a domain name, or `localhost`.
    pub id: String,
    /// Origins of the pages that may ask, such as `https://lantern.example`, in order.
    pub origins: Vec<String>,
}

/// The relying party, and the origin of it, of whatever this machine itself serves.
const SELF: (&str, &str) = ("localhost", "http://localhost");

impl RelyingParty {
    /// Whether a page of an origin may ask. To a device a relying party is a host without a port, and what is at
    /// `localhost` is this machine at every port: `http://localhost` there stands for all of them.
    #[must_use]
    pub fn is_asked_by(&self, origin: &str) -> bool {
        let (id, own) = SELF;
        let is_listed = |one: &str| self.origins.iter().any(|origin| origin == one);
        let is_own = self.id == id
            && origin.strip_prefix(own).and_then(|rest| rest.strip_prefix(':')).is_some_and(
                |port| port.parse::<u16>().is_ok_and(|n| n > 0 && n.to_string() == port),
            );
        is_listed(origin) || (is_own && is_listed(own))
    }
}

/// What the device and the browser said. The machine compares it with the relying parties that the
/// society's state lists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assertion {
    /// The origin of the page that asked, such as `https://lantern.example`.
    pub origin: String,
    /// SHA-256 of the relying party's identifier.
    pub rp_id_hash: Hash,
    /// Whether the person was present (flag UP).
    pub is_user_present: bool,
    /// Whether the device verified the person, by finger, face or PIN (flag UV).
    pub is_user_verified: bool,
    /// Whether the page that asked was framed by a page of another origin.
    pub is_cross_origin: bool,
}

/// The fields of the client data that count; browsers may add others (WebAuthn §5.8.1).
#[derive(Deserialize)]
struct ClientData<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    challenge: &'a str,
    #[serde(borrow)]
    origin: std::borrow::Cow<'a, str>,
    #[serde(default, rename = "crossOrigin")]
    cross_origin: bool,
}

/// Reads an assertion over `challenge`.
///
/// # Errors
/// [`BadSignature::Malformed`] if the data is too long or not of its form;
/// [`BadSignature::Mismatch`] if it is no assertion, or of another challenge.
pub fn read(
    authenticator_data: &[u8],
    client_data: &[u8],
    challenge: Hash,
) -> Result<Assertion, BadSignature> {
    if authenticator_data.len() > AUTHENTICATOR_DATA_MAX || client_data.len() > CLIENT_DATA_MAX {
        return Err(BadSignature::Malformed);
    }
    let client: ClientData<'_> =
        serde_json::from_slice(client_data).map_err(|_| BadSignature::Malformed)?;
    if client.kind != "webauthn.get" || client.challenge != Base64::encode(challenge.as_bytes()) {
        return Err(BadSignature::Mismatch);
    }
    // §6.1: 32 bytes of hash, 1 of flags, 4 of counter; extensions may follow.
    let (rp_id_hash, rest) =
        authenticator_data.split_first_chunk::<32>().ok_or(BadSignature::Malformed)?;
    let ([flags, ..], _) = rest.split_first_chunk::<5>().ok_or(BadSignature::Malformed)?;
    Ok(Assertion {
        origin: client.origin.into_owned(),
        rp_id_hash: Hash(*rp_id_hash),
        is_user_present: flags & 0x01 != 0,
        is_user_verified: flags & 0x04 != 0,
        is_cross_origin: client.cross_origin,
    })
}
