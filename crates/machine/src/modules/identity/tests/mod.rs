//! Identity, from outside: scripts of operation and outcome, recoveries walked through, and
//! properties over histories.

mod passkeys;
mod properties;
mod recovery;
mod script;

use polity_types::person::{
    Guardians, KeyChange, KeyGrant, KeySignature, RecoveryRule, SignedStatement, Statement,
};
use polity_types::{Base64, Hash, PersonId, PublicKey, Scope, Seconds, Timestamp};

use polity_types::{Amount, AssetId};

use super::{IdentityAction, Person, query};
use crate::modules::membership::MembershipAction;
use crate::modules::treasury::{AccountId, TreasuryAction};
use crate::testing::{Actor, Society, key_of, public, sign};

/// A charter under which people apply and the founder admits.
pub(super) const CHARTER: &str = r#"# Charter of the box

`society.name = "Box"` `society.kind = "hub"` `society.currency = "BOX"`

> `society.commandment = "Tests tell the truth."`

`admission.vouches = 0` `admission.probation = "1 day"` `admission.application = "open"`

```toml
[[power]]
id = "admitting"
may = "membership.admit"
who = "founder"

[[power]]
id = "declining"
may = "membership.decline"
who = "founder"

[[power]]
id = "inviting"
may = "membership.invite"
who = "member"

[[power]]
id = "transferring"
may = "treasury.transfer"
who = "member"

[[power]]
id = "assets"
may = "treasury.create_asset"
who = "founder"

[[power]]
id = "issuing"
may = "treasury.issue"
who = "founder"
up_to = "1000000 BOX per 30 days"

[[power]]
id = "addresses"
may = "charter.set_relying_parties"
who = "founder"
grace = "1 day"
```
"#;

/// The recovery delay of the tests.
pub(super) const DELAY: Seconds = Seconds::days(5);

/// A society with Ana in it, a member who named five guardians, of whom two bring her keys back
/// and four decide a dispute.
pub(super) struct Scene {
    pub(super) society: Society,
    pub(super) ana: Actor,
    pub(super) guardians: Vec<Actor>,
}

pub(super) fn guardians_of(actors: &[Actor]) -> Guardians {
    let mut persons: Vec<PersonId> = actors.iter().map(|actor| actor.person).collect();
    persons.sort();
    Guardians { persons, salt: Base64(vec![5; 16]) }
}

pub(super) fn rule(guardians: &Guardians) -> RecoveryRule {
    RecoveryRule {
        commitment: guardians.commitment(),
        delay: DELAY,
        threshold: 2,
        threshold_disputed: 4,
    }
}

pub(super) fn scene() -> Scene {
    scene_under(CHARTER)
}

pub(super) fn scene_under(charter: &str) -> Scene {
    let mut society = Society::under(charter);
    let names = ["g1", "g2", "g3", "g4", "g5"];
    let guardians: Vec<Actor> = names.iter().map(|name| join(&mut society, name, None)).collect();
    let recovery = rule(&guardians_of(&guardians));
    let ana = join(&mut society, "ana", Some(recovery));
    Scene { society, ana, guardians }
}

/// Makes a person a member.
pub(super) fn join(society: &mut Society, name: &str, recovery: Option<RecoveryRule>) -> Actor {
    let actor = Actor::with_recovery(name, recovery);
    let founder = society.founder.clone();
    let charter = crate::modules::charter::query::current(&society.state).hash;
    let inception = actor.inception.clone();
    society.act(&actor, IdentityAction::Register { inception }).unwrap();
    society.act(&actor, MembershipAction::Apply { invitation: None, letter: None }).unwrap();
    society.act(&founder, MembershipAction::Admit { applicant: actor.person }).unwrap();
    society.act(&actor, MembershipAction::Swear { charter }).unwrap();
    actor
}

fn box_credit() -> AssetId {
    "BOX".parse().unwrap()
}

/// Has the founder give a person 100 of the society's credit.
pub(super) fn fund(society: &mut Society, person: PersonId) {
    let founder = society.founder.clone();
    let (amount, asset, to) = (Amount::from(100), box_credit(), AccountId::Person(person));
    society
        .act(&founder, TreasuryAction::Issue { amount, asset, category: None, memo: None, to })
        .unwrap();
}

/// Returns the transfer of one unit.
pub(super) fn transfer(to: PersonId) -> TreasuryAction {
    let (amount, asset, to) = (Amount::from(1), box_credit(), AccountId::Person(to));
    TreasuryAction::Transfer { amount, asset, category: None, memo: None, to }
}

pub(super) fn grant(name: &str, scopes: &[Scope]) -> KeyGrant {
    KeyGrant { expires: None, key: public(&key_of(name)), scopes: scopes.to_vec() }
}

pub(super) fn until(grant: KeyGrant, expires: Timestamp) -> KeyGrant {
    KeyGrant { expires: Some(expires), ..grant }
}

pub(super) fn add(name: &str) -> KeyChange {
    KeyChange::AddKey { grant: grant(name, &Scope::ALL) }
}

pub(super) fn remove(name: &str) -> KeyChange {
    KeyChange::RemoveKey { key: public(&key_of(name)) }
}

pub(super) fn set_rule(recovery: Option<RecoveryRule>) -> KeyChange {
    KeyChange::SetRecovery { recovery }
}

/// Returns a statement, signed by the keys of some names.
pub(super) fn signed(statement: Statement, signers: &[&str]) -> SignedStatement {
    let message = statement.signed_bytes();
    let signature = |name: &&str| {
        let key = key_of(name);
        KeySignature { key: public(&key), signature: sign(&key, &message) }
    };
    SignedStatement { signatures: signers.iter().map(signature).collect(), statement }
}

/// Returns the statement after another.
pub(super) fn after(
    person: PersonId,
    (previous, sequence): (Hash, u64),
    change: KeyChange,
    signers: &[&str],
) -> SignedStatement {
    signed(Statement { change, person, previous, sequence: sequence + 1 }, signers)
}

/// Returns the number and hash that the next statement follows.
pub(super) fn end_of(signed: &SignedStatement) -> (Hash, u64) {
    (signed.statement.hash(), signed.statement.sequence)
}

pub(super) fn adopt(statement: SignedStatement) -> IdentityAction {
    IdentityAction::Adopt { statements: vec![statement] }
}

impl Scene {
    pub(super) fn known(&self) -> Person {
        query::person(&self.society.state, self.ana.person).unwrap()
    }

    pub(super) fn keys(&self) -> Vec<PublicKey> {
        self.known().keys.iter().map(|grant| grant.key).collect()
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.keys().contains(&public(&key_of(name)))
    }

    pub(super) fn head(&self) -> (Hash, u64) {
        let known = self.known();
        (known.head, known.sequence)
    }

    /// Returns Ana, who signs with the key of a name.
    pub(super) fn ana_with(&self, name: &str) -> Actor {
        Actor { key: key_of(name), ..self.ana.clone() }
    }

    /// Returns Ana's next statement.
    pub(super) fn link(&self, change: KeyChange, signers: &[&str]) -> SignedStatement {
        after(self.ana.person, self.head(), change, signers)
    }

    /// Has Ana, with the key of the first signer, bring her next statement.
    ///
    /// # Errors
    /// The refusal's code.
    pub(super) fn change(&mut self, change: KeyChange, signers: &[&str]) -> Result<(), String> {
        let statement = self.link(change, signers);
        let actor = self.ana_with(signers[0]);
        self.act(&actor, adopt(statement))
    }

    /// # Errors
    /// The refusal's code.
    pub(super) fn act(&mut self, actor: &Actor, action: IdentityAction) -> Result<(), String> {
        self.society.act(actor, action).map(drop).map_err(|refusal| refusal.code)
    }

    /// Returns a recovery that gives Ana the key of a name, after what is known.
    pub(super) fn recovery_to(&self, name: &str) -> SignedStatement {
        let guardians = guardians_of(&self.guardians);
        let keys = vec![grant(name, &Scope::ALL)];
        self.link(KeyChange::Recover { guardians, keys }, &[name])
    }

    /// Has a new key of Ana's bring the recovery.
    pub(super) fn start(&mut self, name: &str) -> Hash {
        let statement = self.recovery_to(name);
        let hash = statement.statement.hash();
        let actor = self.ana_with(name);
        self.act(&actor, IdentityAction::Recover { statement }).unwrap();
        hash
    }

    /// # Errors
    /// The refusal's code.
    pub(super) fn approve(&mut self, guardian: usize, statement: Hash) -> Result<(), String> {
        let guardian = self.guardians[guardian].clone();
        let replaces = query::recovery(&self.society.state, self.ana.person).and_then(|recovery| {
            super::rules::supported(&recovery, guardian.person, &self.society.state)
        });
        let person = self.ana.person;
        let approve = IdentityAction::ApproveRecovery { person, replaces, statement };
        self.act(&guardian, approve)
    }

    /// Has guardians agree, each in turn.
    pub(super) fn gather(&mut self, guardians: &[usize], statement: Hash) {
        for guardian in guardians {
            self.approve(*guardian, statement).unwrap();
        }
    }

    pub(super) fn object(&mut self, name: &str) -> Result<(), String> {
        let actor = self.ana_with(name);
        self.act(&actor, IdentityAction::Object {})
    }

    pub(super) fn is_frozen(&self) -> bool {
        query::is_frozen(&self.society.state, self.ana.person)
    }
}
