//! What only a demonstration shows: the keys of some of its people, so that one can look at its pages as
//! each of them.

use polity_types::person::SignedInception;
use polity_types::{Base64, PersonId, SocietyId};
use serde::{Deserialize, Serialize};

/// Somebody of a demonstration, whose key everybody may have.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoRole {
    /// A short word of `a-z`, such as `treasurer`.
    pub id: String,
    /// What begins the person.
    pub inception: SignedInception,
    /// Who.
    pub person: PersonId,
    /// The seed of an Ed25519 key with every scope: 32 bytes.
    pub secret: Base64,
}

/// A society that is there to be looked at, with the keys of some of its people.
///
/// Whoever makes one must have seen to it that its log is signed by the key that everybody knows, and that
/// it is served to this machine alone.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Demonstration {
    /// Whom one can look as, besides a visitor.
    pub roles: Vec<DemoRole>,
    /// Which society.
    pub society: SocietyId,
}

impl Demonstration {
    /// Returns whom a word names.
    pub(crate) fn role(&self, id: &str) -> Option<&DemoRole> {
        self.roles.iter().find(|role| role.id == id)
    }
}

/// Whether a host, as a request names it, is this machine itself: whoever reads through another name came
/// by a proxy, or was led here.
pub(crate) fn is_own_machine(host: &str) -> bool {
    let name = host.rsplit_once(':').map_or(host, |(name, port)| {
        if port.bytes().all(|byte| byte.is_ascii_digit()) { name } else { host }
    });
    matches!(name, "localhost" | "127.0.0.1" | "[::1]")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_the_machine_itself_are_its_own() {
        let own = ["localhost", "localhost:7171", "127.0.0.1:80", "[::1]", "[::1]:7171"];
        assert!(own.into_iter().all(is_own_machine));
        let others =
            ["", "example.org", "localhost.example.org:7171", "10.0.0.1", "127.0.0.1.example"];
        assert!(!others.into_iter().any(is_own_machine));
    }
}
