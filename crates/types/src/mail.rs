//! Asking a server for letters by e-mail, in the name of a person (MAI-1).

use serde::{Deserialize, Serialize};

use crate::canonical;
use crate::id::{PersonId, SocietyId};
use crate::key::PublicKey;
use crate::signature::{BadSignature, Signature};
use crate::time::Timestamp;

/// Longest address. Unit: bytes. Source: RFC 5321 4.5.3.1.3, without the brackets.
pub const ADDRESS_BYTES_MAX: usize = 254;
/// Longest part before the `@`. Unit: bytes. Source: RFC 5321 4.5.3.1.1.
const LOCAL_BYTES_MAX: usize = 64;
/// Longest code of a language. Unit: bytes. Source: RFC 5646 4.4.1.
const LANGUAGE_BYTES_MAX: usize = 35;
/// First line of the bytes that the signature covers.
const TAG: &[u8] = b"polity/mail/v1\n";

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailAct {
    /// Letters, to an address that has to be confirmed.
    Ask,
    /// What is kept.
    Show,
    /// No more letters: what is kept is deleted.
    Stop,
}

/// A request about letters. It goes to one server and never into the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailRequest {
    /// What is asked.
    pub act: MailAct,
    /// Where the letters go; with [`MailAct::Ask`] alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// The key that signs; it has the scope `present`.
    pub key: PublicKey,
    /// Code of the language of the letters; with [`MailAct::Ask`] alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Who asks.
    pub person: PersonId,
    /// The society.
    pub society: SocietyId,
    /// When.
    pub time: Timestamp,
}

/// A request with its signature, as it is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedMailRequest {
    /// What is asked.
    pub request: MailRequest,
    /// The key's signature.
    pub signature: Signature,
}

/// Why a request does not hold, in order of precedence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadMailRequest {
    /// A field is out of its limits, or there where it does not belong.
    #[error(
        "A request for letters has an address of at most {ADDRESS_BYTES_MAX} bytes of ASCII, such as \
         ana@example.org, and a language; one to see or stop them has neither."
    )]
    Form,
    /// The signature is not of these bytes under this key, or nobody was present.
    #[error("The signature does not fit the request and its key.")]
    Signature,
}

impl MailRequest {
    /// Returns the bytes that are signed.
    #[must_use]
    pub fn signed_bytes(&self) -> Vec<u8> {
        [TAG, &canonical::to_bytes(self)].concat()
    }
}

impl SignedMailRequest {
    /// Checks form and signature. Whether the key is the person's, only the society's state says.
    ///
    /// # Errors
    /// In the order of [`BadMailRequest`].
    pub fn verify(&self) -> Result<(), BadMailRequest> {
        let MailRequest { act, address, key, language, .. } = &self.request;
        let is_language = |code: &str| {
            (2..=LANGUAGE_BYTES_MAX).contains(&code.len())
                && code.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        };
        let is_formed = match act {
            MailAct::Ask => {
                address.as_deref().is_some_and(is_address)
                    && language.as_deref().is_some_and(is_language)
            }
            MailAct::Show | MailAct::Stop => address.is_none() && language.is_none(),
        };
        if !is_formed {
            return Err(BadMailRequest::Form);
        }
        let bad = |_: BadSignature| BadMailRequest::Signature;
        let assertion = self.signature.verify(key, &self.request.signed_bytes()).map_err(bad)?;
        let was_present = assertion.is_none_or(|device| {
            device.is_user_present && device.is_user_verified && !device.is_cross_origin
        });
        if was_present { Ok(()) } else { Err(BadMailRequest::Signature) }
    }
}

/// Says whether a text is an address that letters can go to: a part, `@`, a name of the network; ASCII
/// without blanks, quotes or anything that ends a header.
#[must_use]
pub fn is_address(text: &str) -> bool {
    let is_plain = |part: &str, others: &[u8]| {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || others.contains(&byte);
        !part.is_empty()
            && part.bytes().all(fits)
            && !part.starts_with('.')
            && !part.ends_with('.')
            && !part.contains("..")
    };
    text.len() <= ADDRESS_BYTES_MAX
        && text.split_once('@').is_some_and(|(local, domain)| {
            local.len() <= LOCAL_BYTES_MAX
                && is_plain(local, b".!#$%&'*+-/=?^_`{|}~")
                && is_plain(domain, b".-")
        })
}

#[cfg(test)]
mod tests {
    use ed25519_zebra::SigningKey;

    use super::*;
    use crate::hash::Hash;

    fn signed(act: MailAct, address: Option<&str>, language: Option<&str>) -> SignedMailRequest {
        let key = SigningKey::from([7; 32]);
        let request = MailRequest {
            act,
            address: address.map(str::to_owned),
            key: PublicKey::Ed25519(key.verification_key().into()),
            language: language.map(str::to_owned),
            person: PersonId(Hash::of(b"person")),
            society: SocietyId(Hash::of(b"society")),
            time: Timestamp(1_800_000_000),
        };
        let signature = Signature::plain(&key.sign(&request.signed_bytes()).to_bytes());
        SignedMailRequest { request, signature }
    }

    /// MAI-1: what is signed holds for one address, one act and one time, and only in its form.
    #[test]
    fn mai_1_a_request_is_for_one_address_once() {
        let asked = signed(MailAct::Ask, Some("ana@example.org"), Some("en"));
        assert_eq!(asked.verify(), Ok(()));
        assert_eq!(signed(MailAct::Show, None, None).verify(), Ok(()));
        let changes: [fn(&mut MailRequest); 4] = [
            |one| one.address = Some("eve@example.org".into()),
            |one| one.language = Some("fa".into()),
            |one| one.time.0 += 1,
            |one| one.person = PersonId(Hash::of(b"another")),
        ];
        for change in changes {
            let mut other = asked.clone();
            change(&mut other.request);
            assert_eq!(other.verify(), Err(BadMailRequest::Signature));
        }
        for (act, address, language) in [
            (MailAct::Ask, None, Some("en")),
            (MailAct::Ask, Some("ana@example.org"), None),
            (MailAct::Ask, Some("ana@example.org\r\nBcc: b@example.org"), Some("en")),
            (MailAct::Stop, Some("ana@example.org"), None),
            (MailAct::Show, None, Some("en")),
        ] {
            // What is malformed cannot be signed by this program, but sent by another.
            let mut other = asked.clone();
            let (address, language) = (address.map(str::to_owned), language.map(str::to_owned));
            other.request = MailRequest { act, address, language, ..other.request };
            assert_eq!(other.verify(), Err(BadMailRequest::Form));
        }
    }

    #[test]
    fn addresses_are_those_that_cannot_be_mistaken_for_anything_else() {
        let (most, beyond) = ("a".repeat(64), "a".repeat(65));
        let long = format!("a@{}", "b".repeat(252));
        for fine in
            ["ana@example.org", "a.b+c@x-y.example", "a@localhost", &format!("{most}@x"), &long]
        {
            assert!(is_address(fine), "{fine}");
        }
        let longer = format!("a@{}", "b".repeat(253));
        for bad in [
            "",
            "ana",
            "@example.org",
            "ana@",
            "a b@example.org",
            "a@b@c",
            "a\n@example.org",
            "\"a\"@example.org",
            "a@[127.0.0.1]",
            "<a@example.org>",
            ".a@b",
            "a..b@c",
            "a@b.",
            "ä@b.org",
            &format!("{beyond}@x"),
            &longer,
        ] {
            assert!(!is_address(bad), "{bad}");
        }
    }
}
