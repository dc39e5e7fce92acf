//! A society to talk to: served at an address, or opened in its folder.

use std::io::{BufRead as _, IsTerminal as _};

use polity_client::{Client, ClientError, Receipt};
use polity_machine::Action;
use polity_machine::frame::clock::Clock as SocietyClock;
use polity_machine::frame::context::Authority;
use polity_machine::frame::execute::{Concern, concern, preview};
use polity_machine::frame::state::StateView;
use polity_machine::modules::charter;
use polity_machine::modules::governance::GovernanceAction;
use polity_machine::modules::identity::{self, IdentityAction};
use polity_machine::modules::treasury::{self, Warning};
use polity_ordering::{Clock, Running, Settings};
use polity_types::operation::{Envelope, Operation, Proof, VALIDITY_DEFAULT};
use polity_types::signature::Signature;
use polity_types::{Amount, Hash, Refusal, Seconds, SocietyId, Timestamp, Validity};
use serde::Serialize;

use crate::args::{Signing, Where};
use crate::failure::{Failure, OpenFault};
use crate::keyfile::{self, KeyFile};
use crate::output::Output;
use crate::words::{self, About};

/// Seconds by which this machine's clock may be ahead of the society's.
const CLOCK_SLACK: Seconds = Seconds(60);

/// How long what is signed for one occasion is the same operation, whoever has the key.
const OCCASION: Seconds = Seconds::minutes(10);

/// A society to talk to.
pub(crate) enum Session {
    /// Opened in its folder, by this process alone.
    Folder(Box<Running>),
    /// Served at an address.
    Address(Client),
}

/// What a sender keeps.
#[derive(Debug, Serialize)]
pub(crate) struct Submitted {
    /// Index of the entry in the log.
    pub(crate) index: u64,
    /// The operation.
    pub(crate) operation: String,
    /// The signed note of the checkpoint.
    pub(crate) checkpoint: String,
}

impl Submitted {
    /// Returns it as a line for people.
    pub(crate) fn line(&self) -> String {
        format!("Entry {} of the log: {}", self.index, self.operation)
    }
}

impl Session {
    /// Opens what the arguments name.
    pub(crate) fn open(at: &Where) -> Result<Self, Failure> {
        if let Some(folder) = &at.data {
            let signers = keyfile::read_signers(folder)?;
            let settings = Settings { clock: Clock::system(), folder: folder.clone(), signers };
            let running = Running::open(settings).map_err(|error| OpenFault { error, folder })?;
            Ok(Self::Folder(Box::new(running)))
        } else {
            let client = Client::connect(&at.url, at.society.as_deref());
            client.map(Self::Address).map_err(from_client)
        }
    }

    /// Returns the society.
    pub(crate) fn society(&self) -> SocietyId {
        match self {
            Self::Folder(running) => running.id(),
            Self::Address(client) => client.society(),
        }
    }

    /// Returns the hash of the charter in force.
    pub(crate) fn charter(&self) -> Result<Hash, Failure> {
        match self {
            Self::Folder(running) => Ok(charter::query::current(&running.state()).hash),
            Self::Address(client) => client.charter().map_err(from_client),
        }
    }

    /// Returns the society's running time, in which deadlines are.
    pub(crate) fn running_time(&self) -> Result<Timestamp, Failure> {
        match self {
            Self::Folder(running) => {
                let clock = SocietyClock::read(&running.state());
                let now = Clock::system().now().max(clock.time);
                Ok(now.before(clock.leaps))
            }
            Self::Address(client) => client.running_time().map_err(from_client),
        }
    }

    /// Returns the time at which an operation is signed: the society's, if this machine's clock was
    /// set back behind it.
    pub(crate) fn now(&self) -> Timestamp {
        let now = Clock::system().now();
        match self {
            Self::Folder(running) => now.max(SocietyClock::read(&running.state()).time),
            Self::Address(_) => now,
        }
    }

    /// Stores a public record and returns its hash.
    pub(crate) fn put_record(&self, record: &[u8]) -> Result<Hash, Failure> {
        match self {
            Self::Folder(running) => {
                let stored = running.records().put(record.to_vec());
                stored.map_err(|error| Failure::refused(&error))
            }
            Self::Address(client) => client.put_record(record).map_err(from_client),
        }
    }

    /// Submits the canonical bytes of a signed operation.
    pub(crate) fn submit(&self, envelope: Vec<u8>) -> Result<Submitted, Failure> {
        self.submit_by(envelope, Client::submit)
    }

    /// As [`Self::submit`], answered once lists show what it did, and with that all that came before it.
    fn submit_shown(&self, envelope: Vec<u8>) -> Result<Submitted, Failure> {
        self.submit_by(envelope, Client::submit_shown)
    }

    fn submit_by(
        &self,
        envelope: Vec<u8>,
        submit: impl FnOnce(&Client, &[u8]) -> Result<Receipt, ClientError>,
    ) -> Result<Submitted, Failure> {
        match self {
            Self::Folder(running) => {
                let receipt = running.submit_and_wait(envelope)?;
                Ok(Submitted {
                    index: receipt.index,
                    operation: receipt.operation.to_string(),
                    checkpoint: receipt.checkpoint.to_string(),
                })
            }
            Self::Address(client) => {
                let receipt = submit(client, &envelope).map_err(from_client)?;
                Ok(Submitted {
                    index: receipt.index,
                    operation: receipt.operation,
                    checkpoint: receipt.checkpoint,
                })
            }
        }
    }

    /// Says whether an act would be admitted now, and under what.
    pub(crate) fn dry_run(&self, key: &KeyFile, action: &Action) -> Result<String, Failure> {
        let (under, concern, warnings) = match self {
            Self::Address(client) => {
                let tried = client.preview(&key.person(), action).map_err(from_client)?;
                (tried.under, tried.concern, tried.warnings)
            }
            Self::Folder(running) => {
                let authority = Authority::Person { person: key.person() };
                running.context(authority, |context, state| {
                    let preview = preview(action, context, state)?;
                    let concern = concern(action, context, state).map(|found| words_of(&found));
                    let warnings = treasury::warnings(&preview.events, context, state);
                    let warnings = warnings.iter().map(|found| warning_words(found, state));
                    let warnings = warnings.collect::<Vec<_>>();
                    let under = preview.permit.words(&context.charter);
                    Ok::<_, Refusal>((under, concern, warnings))
                })?
            }
        };
        let under = format!("It would be admitted, under {}.", under.trim_end_matches('.'));
        let told = std::iter::once(under).chain(concern).chain(warnings);
        Ok(told.collect::<Vec<_>>().join("\n"))
    }

    /// Says what of a proposal would be refused if it took effect now, and of what the charter has whoever does
    /// an act warned.
    pub(crate) fn concern(&self, key: &KeyFile, action: &Action) -> Option<String> {
        let is_proposal = matches!(action, Action::Governance(GovernanceAction::Propose { .. }));
        let warns = || {
            let charter = self.charter_text().ok()?;
            charter.assets.iter().any(|asset| asset.credit_warn.is_some()).then_some(())
        };
        let is_tried = is_proposal || warns().is_some();
        let tried = is_tried.then(|| self.dry_run(key, action).ok()).flatten()?;
        tried.split_once('\n').map(|(_, concern)| concern.to_owned())
    }
}

/// Says from where on the charter has somebody warned who owes mutual credit, as the interface says it.
pub(crate) fn warning_words(found: &Warning, state: &dyn StateView) -> String {
    let Warning { asset, held, limit, warn } = found;
    let decimals = treasury::query::asset(state, asset).map_or(0, |asset| asset.decimals);
    let money = |amount: Amount| format!("{} {asset}", amount.in_units(decimals));
    format!(
        "That is {}: further below nothing than {}, from where on the charter has people warned. At {} the \
         credit ends.",
        money(*held),
        money(warn.negated()),
        money(limit.negated())
    )
}

/// Says what of a proposal would be refused if it took effect now, as the interface says it.
fn words_of(concern: &Concern) -> String {
    let Concern { failure, option } = concern;
    let act = failure.index.saturating_add(1);
    let option = option.map(|option| format!(" of option {}", option.saturating_add(1)));
    format!(
        "As things stand, act {act}{} would be refused: {} That can change before it takes effect.",
        option.unwrap_or_default(),
        failure.refusal.message
    )
}

/// Turns what the client says into the four kinds of failure.
pub(crate) fn from_client(error: ClientError) -> Failure {
    match error {
        ClientError::Refused(refusal) => Failure::Refused(refusal),
        ClientError::WhichSociety { .. } => Failure::usage(
            error.to_string(),
            "Look at /api/v1/societies there, and name one of them with --society.",
        ),
        other => Failure::Network { message: other.to_string() },
    }
}

/// Signs an action with a key, valid from `now`.
pub(crate) fn sign(
    key: &KeyFile,
    society: SocietyId,
    action: Action,
    now: Timestamp,
) -> Result<Envelope<Action>, Failure> {
    let from = now.before(CLOCK_SLACK);
    let nonce_bytes: [u8; 4] = keyfile::random(4)?.try_into().unwrap_or_default();
    let nonce = u64::from(u32::from_be_bytes(nonce_bytes));
    let valid = Validity { from, until: from.after(VALIDITY_DEFAULT) };
    sign_as(key, society, action, nonce, valid)
}

/// Signs an action for an occasion: what the same key signs for the same one within some minutes is the same operation to
/// the bit, which is admitted once (OPE-6).
fn sign_once(
    key: &KeyFile,
    society: SocietyId,
    action: Action,
    now: Timestamp,
    occasion: u64,
) -> Result<Envelope<Action>, Failure> {
    let now = now.before(CLOCK_SLACK);
    let from = now.before(Seconds(now.0.checked_rem(OCCASION.0).unwrap_or_default()));
    let until = from.after(OCCASION).after(VALIDITY_DEFAULT);
    sign_as(key, society, action, occasion, Validity { from, until })
}

fn sign_as(
    key: &KeyFile,
    society: SocietyId,
    action: Action,
    nonce: u64,
    valid: Validity,
) -> Result<Envelope<Action>, Failure> {
    let (author, public) = (key.person(), key.public()?);
    let operation = Operation { action, author, key: public, nonce, society, valid };
    let signature = key.key()?.sign(&operation.signed_bytes());
    let proof = Proof::Signature(Signature::plain(&signature.to_bytes()));
    Ok(Envelope { operation, proof })
}

/// What came of an action.
pub(crate) enum Acted {
    /// It is in the log.
    Submitted(Submitted),
    /// With a dry run: under what it would be admitted.
    Tried(String),
}

/// Says what is signed, asks, signs and submits, and prints what came of it; with a dry run only says
/// whether it would pass. Returns whether it was submitted.
pub(crate) fn act(
    signing: &Signing,
    output: &Output,
    session: &Session,
    action: impl Into<Action>,
) -> Result<bool, Failure> {
    let acted = perform(signing, output, session, action)?;
    show(&acted, output);
    Ok(matches!(acted, Acted::Submitted(_)))
}

/// Makes whoever signs known in the society, if they are not yet, and returns whether they are now: a new
/// person can try nothing out before.
pub(crate) fn introduce(
    signing: &Signing,
    output: &Output,
    session: &Session,
) -> Result<bool, Failure> {
    let key = KeyFile::read(&keyfile::path_of(&signing.key))?;
    let person = key.person();
    let keys = identity::query::person_keys(person);
    let known = session.look(&keys, |state| identity::query::person(state, person))?;
    if known.is_some() {
        return Ok(true);
    }
    let register = IdentityAction::Register { inception: key.inception };
    match perform(signing, output, session, register)? {
        Acted::Tried(verdict) => {
            show(&Acted::Tried(verdict), output);
            Ok(false)
        }
        Acted::Submitted(submitted) => {
            output.talk(submitted.line());
            Ok(true)
        }
    }
}

/// Prints what came of an action.
pub(crate) fn show(acted: &Acted, output: &Output) {
    match acted {
        Acted::Tried(verdict) => output.data(verdict, || verdict.clone()),
        Acted::Submitted(submitted) => output.data(submitted, || submitted.line()),
    }
}

/// Does as [`act`] and returns what came of it instead of printing it.
pub(crate) fn perform(
    signing: &Signing,
    output: &Output,
    session: &Session,
    action: impl Into<Action>,
) -> Result<Acted, Failure> {
    let key = KeyFile::read(&keyfile::path_of(&signing.key))?;
    let action = action.into();
    if let Some(tried) = ask(signing, output, session, &key, &action)? {
        return Ok(Acted::Tried(tried));
    }
    let envelope = sign(&key, session.society(), action, session.now())?;
    session.submit(envelope.to_bytes()).map(Acted::Submitted)
}

/// Does as [`perform`] for an occasion, if there is one when it was said that it is to be signed; returns nothing
/// otherwise, nor if the same key acted for it elsewhere.
pub(crate) fn perform_once(
    signing: &Signing,
    output: &Output,
    session: &Session,
    action: impl Into<Action>,
    occasion: impl FnOnce() -> Result<Option<u64>, Failure>,
) -> Result<Option<Acted>, Failure> {
    let key = KeyFile::read(&keyfile::path_of(&signing.key))?;
    let action = action.into();
    if let Some(tried) = ask(signing, output, session, &key, &action)? {
        return Ok(Some(Acted::Tried(tried)));
    }
    let Some(occasion) = occasion()? else { return Ok(None) };
    let envelope = sign_once(&key, session.society(), action, session.now(), occasion)?;
    match session.submit_shown(envelope.to_bytes()) {
        Err(Failure::Refused(why)) if why.code == "operation.replayed" => Ok(None),
        submitted => submitted.map(|submitted| Some(Acted::Submitted(submitted))),
    }
}

/// Says what is to be signed, and asks; with a dry run returns under what it would be admitted instead.
fn ask(
    signing: &Signing,
    output: &Output,
    session: &Session,
    key: &KeyFile,
    action: &Action,
) -> Result<Option<String>, Failure> {
    output.talk(words::of(action, &About::of(action, session)?));
    if signing.dry_run {
        return session.dry_run(key, action).map(Some);
    }
    if let Some(concern) = session.concern(key, action) {
        output.talk(concern);
    }
    confirm(signing.yes, output).map(|()| None)
}

/// Asks before signing, unless told not to.
pub(crate) fn confirm(yes: bool, output: &Output) -> Result<(), Failure> {
    if yes {
        return Ok(());
    }
    let input = std::io::stdin();
    if !input.is_terminal() {
        return Err(Failure::usage(
            "Nobody is there to say whether this is to be signed.",
            "Give --yes to sign without asking.",
        ));
    }
    output.talk("Sign this? Type yes: ");
    let mut line = String::new();
    input.lock().read_line(&mut line)?;
    if line.trim() == "yes" {
        Ok(())
    } else {
        Err(Failure::usage("Nothing was signed.", "Type yes in full to sign."))
    }
}
