//! `polity key add`, `remove`, `guardians`, `recover` and what belongs to them: what a person changes of
//! their keys in a society (`spec/identity.md`).

use std::path::{Path, PathBuf};

use polity_machine::frame::clock::Clock;
use polity_machine::modules::identity::{IdentityAction, PendingChange, Person, query};
use polity_types::person::{
    Guardians, KeyChange, KeyGrant, KeySignature, RecoveryRule, SignedInception, SignedStatement,
    Statement,
};
use polity_types::signature::Signature;
use polity_types::{Base64, Hash, PersonId, PublicKey, Scope, Seconds, Timestamp};
use serde::{Deserialize, Serialize};

use super::member::person as read_person;
use crate::args::{KeyChain, Signing, Where};
use crate::failure::Failure;
use crate::keyfile::{self, KeyFile};
use crate::output::Output;
use crate::session::{self, Acted, Session};

/// What a recovery needs besides the guardians' word: kept by the guardians, not in the log.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Card {
    guardians: Guardians,
    inception: SignedInception,
}

/// Runs a command on a person's chain of keys.
pub(crate) fn run(command: &KeyChain, output: &Output) -> Result<(), Failure> {
    match command {
        KeyChain::Add { name, scopes, days, signing } => add(name, scopes, *days, signing, output),
        KeyChain::Remove { name, signing } => remove(name, signing, output),
        KeyChain::Guardians { none: true, signing, .. } => {
            let own = own(signing)?;
            let session = Session::open(&signing.at)?;
            output.talk("From now on nobody can give you new keys if you lose yours.");
            let change = KeyChange::SetRecovery { recovery: None };
            adopt(&session, signing, output, change, &[&own]).map(drop)
        }
        KeyChain::Guardians { persons, threshold, disputed, days, to, signing, .. } => {
            let Some(to) = to else {
                return Err(Failure::usage("No file is named.", "Name one with --to."));
            };
            let rule = Rule { days: *days, disputed: *disputed, threshold: *threshold };
            guardians(persons, &rule, to, signing, output)
        }
        KeyChain::Recover { file, signing } => recover(file, signing, output),
        KeyChain::Approve { person, statement, replaces, signing } => {
            let replaces = replaces.as_deref().map(read_statement).transpose()?;
            approve(read_person(person)?, read_statement(statement)?, replaces, signing, output)
        }
        KeyChain::Object { signing } => object(signing, output),
        KeyChain::Status { person, at } => status(person, at, output),
    }
}

fn own(signing: &Signing) -> Result<KeyFile, Failure> {
    KeyFile::read(&keyfile::path_of(&signing.key))
}

fn read_statement(text: &str) -> Result<Hash, Failure> {
    text.parse().map_err(|error| {
        let message = format!("{text:?} is no statement: {error}.");
        Failure::usage(message, "Take the 64 characters that `polity key recover` printed.")
    })
}

/// Returns what the society knows of a person.
fn known(session: &Session, person: PersonId) -> Result<Person, Failure> {
    let ahead = query::person_keys(person);
    session.look(&ahead, |state| query::person(state, person))?.ok_or_else(|| {
        Failure::usage(
            format!("{person} is not known in this society."),
            "Who applies makes themselves known: polity member apply",
        )
    })
}

/// Makes the next link of a person's chain, signed by each of `keys`.
fn statement(
    session: &Session,
    person: PersonId,
    change: KeyChange,
    keys: &[&KeyFile],
) -> Result<SignedStatement, Failure> {
    let known = known(session, person)?;
    let sequence = known.sequence.saturating_add(1);
    let statement = Statement { change, person, previous: known.head, sequence };
    let message = statement.signed_bytes();
    let sign = |key: &&KeyFile| {
        let signature = Signature::plain(&key.key()?.sign(&message).to_bytes());
        Ok(KeySignature { key: key.public()?, signature })
    };
    let signatures = keys.iter().map(sign).collect::<Result<_, Failure>>()?;
    Ok(SignedStatement { signatures, statement })
}

/// Brings a change of one's own keys; returns whether it was submitted.
fn adopt(
    session: &Session,
    signing: &Signing,
    output: &Output,
    change: KeyChange,
    keys: &[&KeyFile],
) -> Result<bool, Failure> {
    let person = own(signing)?.person();
    let statements = vec![statement(session, person, change, keys)?];
    session::act(signing, output, session, IdentityAction::Adopt { statements })
}

fn add(
    name: &str,
    scopes: &str,
    days: Option<u32>,
    signing: &Signing,
    output: &Output,
) -> Result<(), Failure> {
    let (own, session) = (own(signing)?, Session::open(&signing.at)?);
    let expires = days.map(|days| session.now().after(Seconds::days(days)));
    let new = own.another()?;
    let grant = KeyGrant { expires, key: new.public()?, scopes: read_scopes(scopes)? };
    let path = keyfile::path_of(name);
    let until = expires.map(|at| format!(", until {at}")).unwrap_or_default();
    output.talk(format!("A new key, in {}, may {}{until}.", path.display(), scopes));
    let change = KeyChange::AddKey { grant };
    let is_added =
        kept_if(&path, &new, || adopt(&session, signing, output, change, &[&own, &new]))?;
    if is_added {
        output.talk(format!("It speaks for you at once: --key {name}"));
        output.talk("Keep it apart from the other: who finds one should not find both.");
    }
    Ok(())
}

/// Writes a new key before it is made known, and takes it away again if it was not.
fn kept_if(
    path: &Path,
    new: &KeyFile,
    submit: impl FnOnce() -> Result<bool, Failure>,
) -> Result<bool, Failure> {
    new.write(path)?;
    let submitted = submit();
    // Without an answer it may have been taken; then the key must be there.
    if !matches!(submitted, Ok(true) | Err(Failure::Network { .. } | Failure::Internal { .. })) {
        std::fs::remove_file(path)?;
    }
    submitted
}

fn read_scopes(text: &str) -> Result<Vec<Scope>, Failure> {
    let read = |word: &str| {
        let scope = Scope::ALL.into_iter().find(|scope| word_of(*scope) == word.trim());
        scope.ok_or_else(|| {
            let all: Vec<String> = Scope::ALL.into_iter().map(word_of).collect();
            let message = format!("{word:?} is nothing that a key may speak for.");
            Failure::usage(message, format!("Choose among: {}.", all.join(", ")))
        })
    };
    let mut scopes = text.split(',').map(read).collect::<Result<Vec<_>, _>>()?;
    scopes.sort_unstable();
    scopes.dedup();
    Ok(scopes)
}

/// Returns the name that a scope has in records.
fn word_of(scope: Scope) -> String {
    let value = serde_json::to_value(scope).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}

fn remove(name: &str, signing: &Signing, output: &Output) -> Result<(), Failure> {
    let (own, session) = (own(signing)?, Session::open(&signing.at)?);
    let key = match name.parse::<PublicKey>() {
        Ok(key) => key,
        Err(_) => KeyFile::read(&keyfile::path_of(name))?.public()?,
    };
    output.talk(format!("The key {key} is to speak for you no more."));
    if adopt(&session, signing, output, KeyChange::RemoveKey { key }, &[&own])? {
        let known = known(&session, own.person())?;
        let waits = known.pending.iter().find(|pending| {
            matches!(&pending.change, PendingChange::RemoveKey { key: leaving } if *leaving == key)
        });
        match waits {
            Some(pending) => {
                let at = wall(&session, pending.place.at)?;
                output.talk(format!("It goes on {at}, so that nobody is locked out unseen."));
            }
            None => output.talk("It is gone. Delete its file."),
        }
    }
    Ok(())
}

fn wall(session: &Session, running: Timestamp) -> Result<Timestamp, Failure> {
    session.look(&[], |state| Clock::read(state).wall(running))
}

/// The rule that was asked for.
struct Rule {
    days: u32,
    disputed: Option<u8>,
    threshold: Option<u8>,
}

impl Rule {
    /// Returns the rule over `count` guardians, who must be able to come together under it.
    fn of(&self, count: u8, commitment: Hash) -> Result<RecoveryRule, Failure> {
        let half = count.checked_div(2).unwrap_or_default().saturating_add(1);
        let threshold = self.threshold.unwrap_or(half);
        let disputed = self.disputed.unwrap_or(count);
        let delay = Seconds::days(self.days);
        let rule = RecoveryRule { commitment, delay, threshold, threshold_disputed: disputed };
        rule.check().map_err(|error| Failure::refused(&error))?;
        if threshold > count || disputed > count {
            let message = format!(
                "Of {count} guardians, {threshold} and, when disputed, {disputed} could never agree."
            );
            return Err(Failure::usage(message, "Name more guardians, or ask for fewer to agree."));
        }
        Ok(rule)
    }
}

fn guardians(
    persons: &[String],
    rule: &Rule,
    to: &PathBuf,
    signing: &Signing,
    output: &Output,
) -> Result<(), Failure> {
    let (own, session) = (own(signing)?, Session::open(&signing.at)?);
    let mut named = Vec::new();
    for text in persons {
        let guardian = read_person(text)?;
        known(&session, guardian)?;
        if guardian == own.person() {
            return Err(Failure::usage("Nobody is their own guardian.", "Name others."));
        }
        named.push(guardian);
    }
    named.sort_unstable();
    named.dedup();
    let count = u8::try_from(named.len()).unwrap_or(u8::MAX);
    let guardians = Guardians { persons: named, salt: Base64(keyfile::random(16)?) };
    let rule = rule.of(count, guardians.commitment())?;
    output.talk(format!(
        "{} of {count} guardians can give you new keys, {} once you object, after {} days.",
        rule.threshold,
        rule.threshold_disputed,
        rule.delay.0.checked_div(86_400).unwrap_or_default()
    ));
    let card = Card { guardians, inception: own.inception.clone() };
    let text = serde_json::to_string_pretty(&card).map_err(Failure::internal)?;
    keyfile::write_secret(to, text.as_bytes())?;
    let change = KeyChange::SetRecovery { recovery: Some(rule) };
    let done = adopt(&session, signing, output, change, &[&own]);
    if !matches!(done, Ok(true) | Err(Failure::Network { .. } | Failure::Internal { .. })) {
        std::fs::remove_file(to)?;
    }
    if done? {
        output.talk(format!("Give each guardian a copy of {}: without it,", to.display()));
        output.talk("nobody can recover your keys. It gives nobody any power over them.");
        let known = known(&session, own.person())?;
        let waits = known
            .pending
            .iter()
            .find(|pending| matches!(pending.change, PendingChange::SetRecovery { .. }));
        if let Some(pending) = waits {
            let at = wall(&session, pending.place.at)?;
            output.talk(format!("Until {at} the guardians named before stay."));
        }
    }
    Ok(())
}

/// A recovery that was begun.
#[derive(Serialize)]
struct Begun {
    person: PersonId,
    statement: Hash,
}

fn recover(file: &Path, signing: &Signing, output: &Output) -> Result<(), Failure> {
    let hint = "Ask a guardian for the file that `polity key guardians` wrote.";
    let bytes = std::fs::read(file).map_err(|error| {
        Failure::usage(format!("{} cannot be read: {error}.", file.display()), hint)
    })?;
    let card: Card = serde_json::from_slice(&bytes).map_err(|error| {
        Failure::usage(format!("{} is no such file: {error}.", file.display()), hint)
    })?;
    card.inception.verify().map_err(|error| Failure::refused(&error))?;
    let session = Session::open(&signing.at)?;
    let path = keyfile::path_of(&signing.key);
    let new = KeyFile::of(card.inception)?;
    let person = new.person();
    output.talk(format!("{person} is to have one new key, in {}.", path.display()));
    let grant = KeyGrant { expires: None, key: new.public()?, scopes: Scope::ALL.to_vec() };
    let change = KeyChange::Recover { guardians: card.guardians, keys: vec![grant] };
    let statement = statement(&session, person, change, &[&new])?;
    let hash = statement.statement.hash();
    let is_begun = kept_if(&path, &new, || {
        let action = IdentityAction::Recover { statement };
        match session::perform(signing, output, &session, action)? {
            Acted::Tried(verdict) => {
                session::show(&Acted::Tried(verdict), output);
                Ok(false)
            }
            Acted::Submitted(submitted) => {
                output.talk(submitted.line());
                Ok(true)
            }
        }
    })?;
    if is_begun {
        let begun = Begun { person, statement: hash };
        output.data(&begun, || format!("person     {person}\nstatement  {hash}"));
        output.talk("Tell your guardians the statement yourself. Each of them agrees with:");
        output.talk(format!("  polity key approve {person} {hash}"));
        output.talk(format!("See how far it is: polity key status {person}"));
    }
    Ok(())
}

fn approve(
    person: PersonId,
    statement: Hash,
    replaces: Option<Hash>,
    signing: &Signing,
    output: &Output,
) -> Result<(), Failure> {
    let session = Session::open(&signing.at)?;
    let candidate = session.look(&[], |state| query::candidate(state, statement))?;
    if let Some(candidate) = candidate.filter(|candidate| candidate.person == person) {
        output.talk(format!("{person} would have these keys and no others:"));
        candidate.keys.iter().for_each(|grant| output.talk(format!("  {}", grant.key)));
    }
    output.talk("Agree only if they told you this statement themselves, face to face or by voice.");
    let action = IdentityAction::ApproveRecovery { person, replaces, statement };
    if session::act(signing, output, &session, action)? {
        say_recovery(&session, person, output)?;
    }
    Ok(())
}

fn object(signing: &Signing, output: &Output) -> Result<(), Failure> {
    let (own, session) = (own(signing)?, Session::open(&signing.at)?);
    if session::act(signing, output, &session, IdentityAction::Object {})? {
        output.talk("Your spending and changes of your keys rest until it is decided.");
        say_recovery(&session, own.person(), output)?;
    }
    Ok(())
}

/// Says how far the recovery of a person is.
fn say_recovery(session: &Session, person: PersonId, output: &Output) -> Result<(), Failure> {
    status_of(session, person)?.recovery.iter().for_each(|line| output.talk(line));
    Ok(())
}

/// What a society knows of a person's keys.
#[derive(Serialize)]
struct Status {
    keys: Vec<KeyGrant>,
    person: PersonId,
    /// How keys can be recovered, and how far it is, in words.
    recovery: Vec<String>,
    /// What waits for its time, in words.
    waiting: Vec<String>,
}

fn status_of(session: &Session, person: PersonId) -> Result<Status, Failure> {
    let known = known(session, person)?;
    let mut recovery = Vec::new();
    match &known.recovery {
        None => recovery.push("No guardians: lost keys do not come back.".into()),
        Some(rule) => recovery.push(format!(
            "{} guardians can give new keys, {} if disputed, after {} days.",
            rule.threshold,
            rule.threshold_disputed,
            rule.delay.0.checked_div(86_400).unwrap_or_default()
        )),
    }
    let (begun, clock) = session.look(&[], |state| {
        let begun = query::recovery(state, person).map(|begun| {
            let candidate = |hash: &Hash| Some((*hash, query::candidate(state, *hash)?));
            (begun.waiting, begun.candidates.iter().filter_map(candidate).collect::<Vec<_>>())
        });
        (begun, Clock::read(state))
    })?;
    if let Some((waiting, candidates)) = begun {
        let is_disputed = waiting.is_some_and(|waiting| waiting.disputed);
        let needed = known.guardians_needed(is_disputed).unwrap_or_default();
        for (hash, candidate) in candidates {
            let agreed = candidate.approvals.len();
            recovery
                .push(format!("To the new keys of {hash}, {agreed} of {needed} guardians agree."));
        }
        if let Some(waiting) = waiting {
            let word = if is_disputed { "An old key objected. " } else { "" };
            recovery.push(format!("{word}It is decided on {}.", clock.wall(waiting.ends.at)));
        }
    }
    let waiting = known.pending.iter().map(|pending| {
        let at = clock.wall(pending.place.at);
        match &pending.change {
            PendingChange::RemoveKey { key } => format!("{key} goes on {at}."),
            PendingChange::SetRecovery { .. } => format!("Other guardians count from {at} on."),
        }
    });
    Ok(Status { waiting: waiting.collect(), keys: known.keys, person, recovery })
}

fn status(person: &str, at: &Where, output: &Output) -> Result<(), Failure> {
    let person = match person.parse::<PersonId>() {
        Ok(person) => person,
        Err(_) => KeyFile::read(&keyfile::path_of(person))?.person(),
    };
    let status = status_of(&Session::open(at)?, person)?;
    output.data(&status, || {
        let keys = status.keys.iter().map(|grant| {
            let scopes: Vec<String> = grant.scopes.iter().copied().map(word_of).collect();
            let until = grant.expires.map(|at| format!(", until {at}")).unwrap_or_default();
            format!("key  {}  {}{until}", grant.key, scopes.join(", "))
        });
        let lines = std::iter::once(person.to_string()).chain(keys);
        let lines =
            lines.chain(status.waiting.iter().cloned()).chain(status.recovery.iter().cloned());
        lines.collect::<Vec<_>>().join("\n")
    });
    Ok(())
}
