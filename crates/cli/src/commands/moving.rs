//! `polity move`: the society goes on at another address, and passkeys come along.

use std::path::Path;

use polity_machine::Action;
use polity_machine::modules::charter::{CharterAction, RelyingParty, query};
use serde::Serialize;

use super::found::relying_party;
use crate::args::Where;
use crate::failure::Failure;
use crate::output::Output;
use crate::session::Session;

#[derive(Serialize)]
struct Planned {
    actions: String,
    relying_parties: Vec<RelyingParty>,
}

/// Writes what the members decide for the society to move to `address`.
pub(crate) fn run(address: &str, to: &Path, at: &Where, output: &Output) -> Result<(), Failure> {
    let session = Session::open(at)?;
    let listed = session.look(&[], query::relying_parties)?;
    let relying_parties = moved(listed, relying_party(address));
    query::check_relying_parties(&relying_parties)
        .map_err(|refusal| Failure::Refused(Box::new(refusal)))?;
    let actions: Vec<Action> =
        vec![CharterAction::SetRelyingParties { relying_parties: relying_parties.clone() }.into()];
    let text = serde_json::to_string_pretty(&actions).map_err(Failure::internal)?;
    std::fs::write(to, text)?;
    let planned = Planned { actions: to.display().to_string(), relying_parties };
    output.data(&planned, || planned.actions.clone());
    for line in [
        "1. The members decide it: polity proposal new --actions FILE --procedure ID --text TEXT",
        "2. Stop the program, bring its whole folder along, and serve it at the new address.",
        "3. Keep serving /.well-known/webauthn at the old address for as long as passkeys made there \
         are used: browsers ask it which other addresses may. The program does, wherever it runs.",
        "4. Members open the new address, Me, Keys, and say their identifier: their passkey is found. \
         A browser's own key stays at the old address; take a key as a file or by a code from there.",
    ] {
        output.talk(line);
    }
    Ok(())
}

/// Returns the relying parties with a new address: each that was listed may be used there too, and it is
/// one itself.
fn moved(listed: Vec<RelyingParty>, new: RelyingParty) -> Vec<RelyingParty> {
    let mut parties = listed;
    if !parties.iter().any(|party| party.id == new.id) {
        parties.push(RelyingParty { id: new.id.clone(), origins: Vec::new() });
    }
    for party in &mut parties {
        // At `localhost` nobody can be asked which other addresses may.
        if party.id == new.id || party.id != "localhost" {
            party.origins.extend(new.origins.iter().cloned());
            party.origins.sort();
            party.origins.dedup();
        }
    }
    parties.sort_by(|a, b| a.id.cmp(&b.id));
    parties
}

#[cfg(test)]
mod tests {
    use super::*;

    fn party(id: &str, origins: &[&str]) -> RelyingParty {
        let origins = origins.iter().map(|origin| (*origin).to_owned()).collect();
        RelyingParty { id: id.into(), origins }
    }

    #[test]
    fn passkeys_of_the_old_address_may_be_used_at_the_new_one() {
        let new = || relying_party("https://new.example");
        let old = party("old.example", &["https://old.example"]);
        let expected = vec![
            party("new.example", &["https://new.example"]),
            party("old.example", &["https://new.example", "https://old.example"]),
        ];
        assert_eq!(moved(vec![old], new()), expected);
        assert_eq!(moved(expected.clone(), new()), expected);
        let local = party("localhost", &["http://localhost:7171"]);
        let expected = vec![local.clone(), party("new.example", &["https://new.example"])];
        assert_eq!(moved(vec![local], new()), expected);
        assert!(query::check_relying_parties(&expected).is_ok());
    }
}
