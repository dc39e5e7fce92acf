//! Whom one can look as in the demonstration. A folder is one if it says so, and if the log in it is signed
//! by the key that everybody knows: no file makes one of a society that has a key of its own.

use std::net::SocketAddr;
use std::path::Path;

use polity_machine::frame::society::signing;
use polity_machine::frame::state::StateView;
use polity_machine::modules::{governance, offices, panels};
use polity_machine::testing::{Actor, key_of, public};
use polity_node::{DemoRole, Demonstration};
use polity_ordering::Running;
use polity_types::{Base64, PersonId};

use super::past::{Past, person};
use super::plan::{APPLICANT, NEWCOMER, TREASURERS};
use crate::failure::Failure;

/// The file that says so.
const FILE: &str = "demonstration.json";
/// The name of the key that signs the log of a demonstration, and from which the key is made.
pub(super) const SIGNER: &str = "signer";
/// Largest file that is read. Unit: bytes.
const BYTES_MAX: u64 = 64 * 1_024;

impl Past {
    /// Writes down whom one can look as.
    pub(super) fn note_roles(&mut self, folder: &Path) -> Result<(), Failure> {
        let state = self.running.state();
        let full = |number: &usize| (20..200).contains(number) && !number.is_multiple_of(23);
        let mut everybody = self.members.iter().copied().filter(full);
        let is_drawn = |number: &usize| sits(&state, person(*number).person);
        let panelist = everybody.clone().find(is_drawn);
        // One who has not voted yet on what is open, and on whom no lot fell.
        let member = everybody.find(|number| {
            let who = person(*number).person;
            let open = governance::query::proposals(&state, None, 64);
            let voted = open.iter().filter(|(proposal, _)| {
                governance::query::ballot(&state, *proposal, who).is_some()
            });
            voted.count() == 0 && !panels::query::was_drawn(&state, who)
        });
        let treasurer = TREASURERS
            .into_iter()
            .find(|number| offices::query::holds(&state, "treasurer", person(*number).person));
        drop(state);
        let named = [
            ("applicant", Some(APPLICANT)),
            ("newcomer", Some(NEWCOMER)),
            ("member", member),
            ("panelist", panelist),
            ("treasurer", treasurer),
            ("founder", Some(0)),
        ];
        let roles = named.into_iter().filter_map(|(id, number)| Some(role(id, &person(number?))));
        let shown = Demonstration { roles: roles.collect(), society: self.running.id() };
        let text = serde_json::to_string_pretty(&shown).map_err(Failure::internal)?;
        std::fs::write(folder.join(FILE), text)?;
        Ok(())
    }
}

fn role(id: &str, actor: &Actor) -> DemoRole {
    DemoRole {
        id: id.to_owned(),
        inception: actor.inception.clone(),
        person: actor.person,
        secret: Base64(actor.key.as_bytes().to_vec()),
    }
}

/// Whether somebody has a seat on a panel.
fn sits(state: &dyn StateView, person: PersonId) -> bool {
    let has = |(sitting, _): &(u64, u64)| {
        let is_over = panels::query::is_over(state, *sitting);
        let offer = panels::query::offer_of(state, *sitting, person);
        !is_over && offer.is_some_and(|offer| offer.status == panels::Status::Accepted)
    };
    panels::query::places(state, person, 8).iter().any(has)
}

/// Returns the demonstration among some societies that are to be served at an address.
///
/// # Errors
/// A folder calls itself a demonstration and is none; or it is one, and others than this machine would get
/// its keys.
pub(crate) fn shown(
    running: &[Running],
    address: SocketAddr,
) -> Result<Option<Demonstration>, Failure> {
    for society in running {
        let file = society.folder().join(FILE);
        let Ok(about) = std::fs::metadata(&file) else { continue };
        let is_known = signing(&society.state()).signers == [public(&key_of(SIGNER))];
        let text =
            if about.len() > BYTES_MAX { String::new() } else { std::fs::read_to_string(&file)? };
        let read: Option<Demonstration> = serde_json::from_str(&text).ok();
        let Some(shown) = read.filter(|read| is_known && read.society == society.id()) else {
            let message =
                format!("{} is not of a demonstration made by this program.", file.display());
            return Err(Failure::usage(message, "Delete the file: a real society has none."));
        };
        if !address.ip().is_loopback() {
            let message = format!(
                "A demonstration gives its keys to everybody who asks, and {address} is open to others."
            );
            return Err(Failure::usage(message, "Leave out --listen, or listen on 127.0.0.1."));
        }
        return Ok(Some(shown));
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use polity_machine::testing::{founding, sign};
    use polity_ordering::founding::found_in;
    use polity_ordering::{Clock, Settings, SignerKeys};
    use polity_types::person::KeySignature;
    use polity_types::{Hash, Timestamp};

    use super::*;

    /// A society whose log the key of a name signs, in a folder that calls itself a demonstration.
    fn signed_by(name: &str) -> (tempfile::TempDir, Running) {
        let folder = tempfile::tempdir().expect("there is room");
        let charter = include_str!("../../../../../charters/reading-circle.md");
        let (founder, signer) = (Actor::named("founder"), key_of(name));
        let mut signed = founding(&founder, Hash::of(charter.as_bytes()), Timestamp(1_800_000_000));
        signed.founding.signers = vec![public(&signer)];
        let signature = sign(&founder.key, &signed.founding.signed_bytes());
        signed.proof = KeySignature { key: public(&founder.key), signature };
        let society = found_in(folder.path(), &signed, charter.as_bytes(), &signer);
        let shown = Demonstration {
            roles: vec![role("founder", &founder)],
            society: society.expect("it is founded"),
        };
        let text = serde_json::to_string(&shown).expect("it is JSON");
        std::fs::write(folder.path().join(FILE), text).expect("there is room");
        let settings = Settings {
            clock: Clock::system(),
            folder: folder.path().to_owned(),
            signers: SignerKeys::new(vec![signer]),
        };
        let running = Running::open(settings).expect("it opens");
        (folder, running)
    }

    #[test]
    fn keys_are_shown_to_this_machine_alone() {
        let (_folder, running) = signed_by(SIGNER);
        let running = [running];
        for own in ["127.0.0.1:7171", "[::1]:7171"] {
            let shown = shown(&running, own.parse().expect("an address")).expect("it is shown");
            assert_eq!(shown.expect("there is one").roles.len(), 1);
        }
        for open in ["0.0.0.0:7171", "192.0.2.7:80", "[::]:7171"] {
            let refused =
                shown(&running, open.parse().expect("an address")).expect_err("it is open");
            assert!(refused.words().message.contains("open to others"));
        }
    }

    #[test]
    fn no_file_makes_a_demonstration_of_a_society_with_a_key_of_its_own() {
        let (_folder, running) = signed_by("a key that nobody knows");
        let address = "127.0.0.1:7171".parse().expect("an address");
        let refused = shown(&[running], address).expect_err("it is none");
        assert!(refused.words().message.contains("not of a demonstration"));
    }

    #[test]
    fn a_society_without_the_file_shows_no_keys() {
        let (folder, running) = signed_by(SIGNER);
        std::fs::remove_file(folder.path().join(FILE)).expect("it is there");
        let address = "127.0.0.1:7171".parse().expect("an address");
        assert!(shown(&[running], address).expect("nothing is wrong").is_none());
    }
}
