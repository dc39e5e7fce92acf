//! `polity found`: founds a society in a new folder.

use std::path::Path;

use polity_ordering::Clock;
use polity_ordering::founding::{FoundingError, found_with};
use polity_types::log::{Founding, RULES_VERSION, SignedFounding};
use polity_types::passkey::RelyingParty;
use polity_types::person::KeySignature;
use polity_types::signature::Signature;
use polity_types::{Base64, Hash, PublicKey};
use serde::Serialize;

use super::descent::Descends;
use crate::failure::Failure;
use crate::keyfile::{self, KeyFile};
use crate::output::Output;
use crate::session::confirm;

#[derive(Serialize)]
struct Founded {
    charter: Hash,
    data: String,
    founder: String,
    society: String,
}

/// Founds a society under the charter in `file`.
pub(crate) fn run(
    (file, folder): (&Path, &Path),
    address: Option<&str>,
    descent: &Descends,
    (key, yes): (&str, bool),
    output: &Output,
) -> Result<(), Failure> {
    refuse_existing(folder)?;
    let text = super::charter::read(file)?;
    let charter = super::charter::parse(file, &text, output)?;
    let key = KeyFile::read(&keyfile::path_of(key))?;
    let relying_parties: Vec<RelyingParty> = address.map(relying_party).into_iter().collect();
    let judged = polity_machine::modules::charter::query::check_relying_parties(&relying_parties);
    judged.map_err(|refusal| Failure::Refused(Box::new(refusal)))?;
    output.talk(format!("You found: {}", charter.society.name));
    output.talk(format!("  under the charter {} ({})", file.display(), charter.hash));
    output.talk("  as its first member, who swears the oath over that text");
    let from = descent.read()?;
    let descent = from.as_ref().map(|(descent, _)| *descent);
    if let Some(descent) = descent {
        output.talk(format!("  descending from fork {} of {}", descent.fork, descent.parent));
    }
    confirm(yes, output)?;
    let signer = keyfile::make_signer(folder)?;
    let founding = Founding {
        charter: charter.hash,
        descent,
        founder: key.inception.clone(),
        relying_parties,
        rules_version: RULES_VERSION,
        salt: Base64(keyfile::random(16)?),
        signers: vec![PublicKey::Ed25519(signer.verification_key().into())],
        time: Clock::system().now(),
    };
    let signature = key.key()?.sign(&founding.signed_bytes());
    let signature = Signature::plain(&signature.to_bytes());
    let proof = KeySignature { key: key.public()?, signature };
    let signed = SignedFounding { founding, proof };
    let named: Vec<&[u8]> =
        [text.as_bytes()].into_iter().chain(from.iter().map(|(_, proof)| &**proof)).collect();
    let society = found_with(folder, &signed, &named, &signer).map_err(from_founding)?;
    let founded = Founded {
        charter: charter.hash,
        data: folder.display().to_string(),
        founder: key.person().to_string(),
        society: society.to_string(),
    };
    output.data(&founded, || founded.society.clone());
    output.talk(format!("Serve it with: polity serve --data {}", founded.data));
    Ok(())
}

/// Returns the relying party that an address is: its host. On the machine itself the next start may have another
/// port, so that none is named there.
pub(crate) fn relying_party(address: &str) -> RelyingParty {
    let origin = address.trim_end_matches('/');
    let host = origin.split_once("://").map_or(origin, |(_, host)| host);
    let host = host.split(':').next().unwrap_or(host);
    let own = "http://localhost";
    let origin = if host == "localhost" && origin.starts_with(own) { own } else { origin };
    RelyingParty { id: host.to_owned(), origins: vec![origin.to_owned()] }
}

/// A society that is there already is named before anything is said of another one.
fn refuse_existing(folder: &Path) -> Result<(), Failure> {
    if !["log", "signer.key", "checkpoint"].iter().any(|part| folder.join(part).exists()) {
        return Ok(());
    }
    let shown = folder.display();
    Err(Failure::usage(
        format!("There is a society in {shown} already."),
        format!("Choose a new folder, or serve that one: polity serve --data {shown}"),
    ))
}

pub(super) fn from_founding(error: FoundingError) -> Failure {
    match error {
        FoundingError::Genesis(error) => Failure::refused(&error),
        FoundingError::NotEmpty => Failure::usage(error.to_string(), "Choose a new folder."),
        other => Failure::internal(other),
    }
}
