//! A society in a box: keys from names, a state in memory, a clock that the test turns. For the
//! tests, demonstrations and benchmarks of every crate; never for a real society, since whoever
//! knows a name knows the key.

mod auditor;
mod counting;
mod proof;
pub mod year;

pub use auditor::Auditor;
pub use counting::{Counting, Marked};

use ed25519_zebra::SigningKey;
use polity_types::log::{Descent, Founding, RULES_VERSION, SignedFounding};
use polity_types::operation::{Envelope, Operation, Proof, SignedOperation, VALIDITY_DEFAULT};
use polity_types::passkey::RelyingParty;
use polity_types::person::{Inception, KeyGrant, KeySignature, RecoveryRule, SignedInception};
use polity_types::signature::Signature;
use polity_types::{
    Base64, Hash, Height, PersonId, PublicKey, Refusal, Scope, Seconds, SocietyId, Timestamp,
    Validity,
};

use crate::frame::agenda;
use crate::frame::batch::{Batch, Executed, Outcome};
use crate::frame::clock::Clock;
use crate::frame::context::{Authority, Context};
use crate::frame::execute::{Memory, execute};
use crate::frame::genesis::{BadGenesis, Genesis, found};
use crate::frame::state::{MemoryRecords, MemoryState, Overlay};
use crate::modules::dues::DuesAction;
use crate::modules::identity::IdentityAction;
use crate::modules::membership::{InvitationProof, MembershipAction};
use crate::{Action, Event, registry};

/// A person with one Ed25519 key that has every scope.
#[derive(Clone)]
pub struct Actor {
    /// What begins the person.
    pub inception: SignedInception,
    /// The key.
    pub key: SigningKey,
    /// The person.
    pub person: PersonId,
}

/// Returns the key of a name.
#[must_use]
pub fn key_of(name: &str) -> SigningKey {
    SigningKey::from(Hash::of(name.as_bytes()).0)
}

/// Returns the public half.
#[must_use]
pub fn public(key: &SigningKey) -> PublicKey {
    PublicKey::Ed25519(key.verification_key().into())
}

/// Returns the signature of some bytes.
#[must_use]
pub fn sign(key: &SigningKey, message: &[u8]) -> Signature {
    Signature::plain(&key.sign(message).to_bytes())
}

impl Actor {
    /// Returns the person of a name, without guardians.
    #[must_use]
    pub fn named(name: &str) -> Self {
        Self::with_recovery(name, None)
    }

    /// Returns the person of a name, with a recovery rule.
    #[must_use]
    pub fn with_recovery(name: &str, recovery: Option<RecoveryRule>) -> Self {
        let key = key_of(name);
        let grant = KeyGrant { expires: None, key: public(&key), scopes: Scope::ALL.to_vec() };
        let salt = Base64(Hash::of(name.as_bytes()).0[..16].to_vec());
        let inception = Inception { keys: vec![grant], recovery, salt };
        let signatures = vec![sign(&key, &inception.signed_bytes())];
        let person = inception.person();
        Self { inception: SignedInception { inception, signatures }, key, person }
    }

    /// Returns the envelope of an operation, signed with the person's key.
    #[must_use]
    pub fn envelope(
        &self,
        action: impl Into<Action>,
        society: SocietyId,
        from: Timestamp,
        nonce: u64,
    ) -> Envelope<Action> {
        let operation = Operation {
            action: action.into(),
            author: self.person,
            key: public(&self.key),
            nonce,
            society,
            valid: Validity { from, until: from.after(VALIDITY_DEFAULT) },
        };
        let signature = sign(&self.key, &operation.signed_bytes());
        Envelope { operation, proof: Proof::Signature(signature) }
    }
}

/// Returns an envelope as the machine takes it, its signature unchecked.
#[must_use]
pub fn unchecked(envelope: Envelope<Action>) -> SignedOperation<Action> {
    let bytes = envelope.to_bytes();
    let id = envelope.operation.id();
    SignedOperation { assertion: None, bytes, id, operation: Box::new(envelope.operation) }
}

/// Returns a founding by `founder`, signed, with one signer whose key is named `signer`.
#[must_use]
pub fn founding(founder: &Actor, charter: Hash, time: Timestamp) -> SignedFounding {
    founding_at(founder, charter, time, Vec::new())
}

/// As [`founding`], of a society whose passkeys work at some addresses from the beginning.
#[must_use]
pub fn founding_at(
    founder: &Actor,
    charter: Hash,
    time: Timestamp,
    relying_parties: Vec<RelyingParty>,
) -> SignedFounding {
    let founding = Founding {
        charter,
        descent: None,
        founder: founder.inception.clone(),
        relying_parties,
        rules_version: RULES_VERSION,
        salt: Base64(vec![7; 16]),
        signers: vec![public(&key_of("signer"))],
        time,
    };
    let signature = sign(&founder.key, &founding.signed_bytes());
    SignedFounding { founding, proof: KeySignature { key: public(&founder.key), signature } }
}

/// A society in memory.
pub struct Society {
    /// The founder, named `founder` unless it was founded by another.
    pub founder: Actor,
    /// Entry 0 of the log.
    pub founding: SignedFounding,
    /// The founding's events.
    pub genesis: Vec<Event>,
    /// Identifier.
    pub id: SocietyId,
    /// What the machine keeps between batches.
    pub memory: Memory,
    /// Number of the next operation.
    pub nonce: u64,
    /// Texts that the log names.
    pub records: MemoryRecords,
    /// The state.
    pub state: MemoryState,
    /// Time of the next batch.
    pub time: Timestamp,
}

impl Society {
    /// Founds a society under a charter.
    ///
    /// # Panics
    /// If the charter has faults; the message lists them.
    #[must_use]
    pub fn under(charter: &str) -> Self {
        let faults = crate::modules::charter::query::parse(charter.as_bytes()).err();
        assert!(faults.is_none(), "the charter has faults: {faults:#?}");
        Self::founded(charter, Actor::named("founder"), None)
            .expect("a founding of this module holds")
    }

    /// Founds a society under a charter by `founder`, perhaps from a fork of another: with the number of
    /// the fork, the society that was left, and the proof of both.
    ///
    /// # Errors
    /// The founding's fault.
    pub fn founded(
        charter: &str,
        founder: Actor,
        descent: Option<(u64, SocietyId, Vec<u8>)>,
    ) -> Result<Self, BadGenesis> {
        let mut records = MemoryRecords::default();
        let hash = records.insert(charter.as_bytes().to_vec());
        let time = Timestamp(1_800_000_000);
        let descent = descent.map(|(fork, parent, proof)| {
            let proof = records.insert(proof);
            Descent { fork, parent, proof }
        });
        let mut founding = founding(&founder, hash, time);
        founding.founding.descent = descent;
        let signature = sign(&founder.key, &founding.founding.signed_bytes());
        founding.proof = KeySignature { key: public(&founder.key), signature };
        let Genesis { writes, events, society, .. } = found(&founding, &records)?;
        let mut state = MemoryState::default();
        state.commit(writes);
        let memory = Memory::default();
        let (genesis, id, nonce) = (events, society, 0);
        Ok(Self { founder, founding, genesis, id, memory, nonce, records, state, time })
    }

    /// Executes one batch at the present time, and commits it.
    pub fn batch(&mut self, operations: Vec<SignedOperation<Action>>) -> Executed {
        let height = Clock::read(&self.state).height.next();
        let batch = Batch { evidence: Base64::default(), height, operations, time: self.time };
        let mut executed = execute(&mut self.memory, &self.state, &self.records, &batch);
        self.state.commit(std::mem::take(&mut executed.writes));
        executed
    }

    /// Has `actor` do `action` in a batch of its own.
    ///
    /// # Errors
    /// The machine's refusal.
    pub fn act(&mut self, actor: &Actor, action: impl Into<Action>) -> Result<Vec<Event>, Refusal> {
        let operation = self.signed(actor, action);
        let mut executed = self.batch(vec![operation]);
        match executed.outcomes.pop() {
            Some(Outcome::Admitted { events }) => Ok(events),
            Some(Outcome::Refused(refusal)) => Err(refusal),
            None => unreachable!("a batch has as many outcomes as operations"),
        }
    }

    /// Has a person owe no dues for so many periods, as if a decision of the members had waived them.
    ///
    /// # Panics
    /// If the rules of dues refuse it.
    pub fn waive(&mut self, member: PersonId, periods: u32) {
        let waive = DuesAction::Waive { member, periods }.into();
        let state = self.state.clone();
        let context = self.context(Authority::Rule { rule: "members".to_owned() });
        let admitted = registry::check(&waive, &context, &state).expect("the dues are waived");
        let mut overlay = Overlay::new(&state);
        let _ = registry::apply(admitted, &context, &mut overlay);
        let delta = overlay.into_delta();
        self.state.commit(delta);
    }

    /// Returns an operation of `actor`, signed now.
    pub fn signed(&mut self, actor: &Actor, action: impl Into<Action>) -> SignedOperation<Action> {
        self.nonce = self.nonce.saturating_add(1);
        unchecked(actor.envelope(action, self.id, self.time, self.nonce))
    }

    /// Lets time pass as it does for a machine that never stops, and returns what fell due. The
    /// heartbeats in which nothing falls due are left out; the clock reads as if they had been.
    pub fn wait(&mut self, length: Seconds) -> Vec<Event> {
        let end = self.time.after(length);
        let mut events = Vec::new();
        while self.time < end {
            let clock = Clock::read(&self.state);
            let due = agenda::next_due(&self.state).map(|running| clock.wall(running));
            let next = due.map_or(end, |due| due.clamp(self.time.after(Seconds(1)), end));
            let mut overlay = Overlay::new(&self.state);
            Clock { time: next.before(Seconds(1)).max(clock.time), ..clock }.write(&mut overlay);
            let delta = overlay.into_delta();
            self.state.commit(delta);
            self.time = next;
            events.extend(self.batch(Vec::new()).due);
        }
        events
    }

    /// Returns the context in which `authority` would act now, for previews.
    pub fn context(&mut self, authority: Authority) -> Context<'_> {
        let clock = Clock::read(&self.state);
        let charter = self.memory.charter(&self.state, &self.records);
        Context {
            assertion: None,
            authority,
            charter,
            height: clock.height.next(),
            key: None,
            now: self.time,
            operation: None,
            records: &self.records,
            running: clock.running(),
            society: self.id,
            under: None,
        }
    }

    /// Makes a person known.
    ///
    /// # Panics
    /// If they are known already.
    pub fn known(&mut self, name: &str) -> Actor {
        let actor = Actor::named(name);
        let register = IdentityAction::Register { inception: actor.inception.clone() };
        self.act(&actor, register).expect("a new name is a new person");
        actor
    }

    /// Returns an invitation of the founder's for `person`: the action, and the proof of its link.
    #[must_use]
    pub fn invitation(&self, name: &str, person: &PersonId) -> (MembershipAction, InvitationProof) {
        let key = key_of(&format!("invitation {name}"));
        let until = Clock::read(&self.state).running().after(Seconds::days(7));
        let invite = MembershipAction::Invite { key: public(&key), placeholder: None, until };
        let message = InvitationProof::signed_bytes(person, &self.id);
        (invite, InvitationProof { key: public(&key), signature: sign(&key, &message) })
    }

    /// Makes a person a member, on probation if the charter has one: invited and vouched for by
    /// the founder and by as many members as the charter wants.
    ///
    /// # Panics
    /// If the charter lets the founder neither invite nor vouch, or wants more vouches than the
    /// members named `vouchers` give.
    pub fn member(&mut self, name: &str, vouchers: &[&Actor]) -> Actor {
        let actor = self.known(name);
        let founder = self.founder.clone();
        let (invite, proof) = self.invitation(name, &actor.person);
        self.act(&founder, invite).expect("the founder may invite");
        let apply = MembershipAction::Apply { invitation: Some(proof), letter: None };
        self.act(&actor, apply).expect("who is invited may apply");
        for voucher in vouchers {
            let vouch = MembershipAction::Vouch { applicant: actor.person };
            self.act(voucher, vouch).expect("members may vouch");
        }
        let charter = crate::modules::charter::query::current(&self.state).hash;
        let swear = MembershipAction::Swear { charter };
        self.act(&actor, swear).expect("the vouches are enough to be admitted");
        actor
    }

    /// Returns what a height is, for tests that count batches.
    #[must_use]
    pub fn height(&self) -> Height {
        Clock::read(&self.state).height
    }
}
