//! `polity member`: joining, vouching, leaving.

use ed25519_zebra::SigningKey;
use polity_machine::modules::membership::{InvitationProof, MembershipAction};
use polity_machine::modules::names::{self, NamesAction};
use polity_types::signature::Signature;
use polity_types::{Base64, PersonId, PublicKey, Seconds};
use serde::Serialize;

use super::{exit, oath};
use crate::args::{Member, Signing};
use crate::failure::Failure;
use crate::keyfile::{self, KeyFile};
use crate::output::Output;
use crate::session::{self, Acted, Session, Submitted};

#[derive(Serialize)]
struct Invited {
    code: String,
    #[serde(flatten)]
    submitted: Submitted,
}

/// Runs a command on membership.
pub(crate) fn run(command: Member, output: &Output) -> Result<(), Failure> {
    match command {
        Member::Apply { invitation, signing } => apply(invitation.as_deref(), &signing, output),
        Member::Invite { days, placeholder, signing } => {
            invite(days, placeholder, &signing, output)
        }
        Member::Vouch { applicant, signing } => {
            let applicant = person(&applicant)?;
            for_applicant(&signing, output, applicant, MembershipAction::Vouch { applicant })
        }
        Member::Admit { applicant, signing } => {
            let applicant = person(&applicant)?;
            for_applicant(&signing, output, applicant, MembershipAction::Admit { applicant })
        }
        Member::Name { name, give_up: _, signing } => {
            let session = Session::open(&signing.at)?;
            let action =
                name.as_deref().map_or(NamesAction::GiveUp {}, |name| taking(name, output));
            session::act(&signing, output, &session, action).map(|_| ())
        }
        Member::Swear { name, signing } => {
            let session = Session::open(&signing.at)?;
            let charter = session.charter()?;
            oath::say(&session, output)?;
            for_oneself(&signing, output, &session, MembershipAction::Swear { charter })?;
            let Some(name) = name else { return Ok(()) };
            session::act(&signing, output, &session, taking(&name, output)).map(|_| ())
        }
        Member::Leave { signing } => {
            let session = Session::open(&signing.at)?;
            output.talk(exit::VOTES_END);
            for_oneself(&signing, output, &session, MembershipAction::Leave {})
        }
    }
}

/// Returns the act of taking a name, written in the one form that is taken, and says what it means.
fn taking(name: &str, output: &Output) -> NamesAction {
    output.talk("A name stands in a public log for ever, beside all that you sign.");
    output.talk("Choose a pseudonym if you like. You can take another after 30 days.");
    NamesAction::Take { name: names::query::composed(name.trim()) }
}

/// Acts on an application, and says what comes next.
fn for_applicant(
    signing: &Signing,
    output: &Output,
    applicant: PersonId,
    action: MembershipAction,
) -> Result<(), Failure> {
    let session = Session::open(&signing.at)?;
    if session::act(signing, output, &session, action)? {
        oath::next_of_applicant(&session, applicant, output)?;
    }
    Ok(())
}

/// Acts on one's own membership, and says what one is now.
fn for_oneself(
    signing: &Signing,
    output: &Output,
    session: &Session,
    action: MembershipAction,
) -> Result<(), Failure> {
    if session::act(signing, output, session, action)? {
        let person = KeyFile::read(&keyfile::path_of(&signing.key))?.person();
        oath::next_of_member(session, person, output)?;
    }
    Ok(())
}

/// Reads a person's identifier.
pub(super) fn person(text: &str) -> Result<PersonId, Failure> {
    text.parse().map_err(|error| {
        Failure::usage(format!("{text:?} is no person: {error}."), "Copy it from the people page.")
    })
}

fn apply(code: Option<&str>, signing: &Signing, output: &Output) -> Result<(), Failure> {
    let session = Session::open(&signing.at)?;
    let key = KeyFile::read(&keyfile::path_of(&signing.key))?;
    let invitation = code.map(|code| accept(code, &key, &session)).transpose()?;
    if !session::introduce(signing, output, &session)? {
        return Ok(());
    }
    let apply = MembershipAction::Apply { invitation, letter: None };
    if session::act(signing, output, &session, apply)? {
        output.talk(format!("You are {}.", key.person()));
        oath::next_of_applicant(&session, key.person(), output)?;
    }
    Ok(())
}

/// Has the invitation's key sign for this person and society.
fn accept(code: &str, key: &KeyFile, session: &Session) -> Result<InvitationProof, Failure> {
    let hint = "Copy the whole code that the invitation shows.";
    let secret: Base64 = code
        .parse()
        .map_err(|error| Failure::usage(format!("This is no invitation code: {error}."), hint))?;
    let secret: [u8; 32] = secret
        .0
        .try_into()
        .map_err(|_| Failure::usage("An invitation code has 43 characters.", hint))?;
    let invitation = SigningKey::from(secret);
    let message = InvitationProof::signed_bytes(&key.person(), &session.society());
    Ok(InvitationProof {
        key: PublicKey::Ed25519(invitation.verification_key().into()),
        signature: Signature::plain(&invitation.sign(&message).to_bytes()),
    })
}

fn invite(
    days: u32,
    placeholder: Option<u64>,
    signing: &Signing,
    output: &Output,
) -> Result<(), Failure> {
    let session = Session::open(&signing.at)?;
    let secret: [u8; 32] = keyfile::random(32)?
        .try_into()
        .map_err(|_| Failure::internal("the operating system gave too few random bytes"))?;
    let key = PublicKey::Ed25519(SigningKey::from(secret).verification_key().into());
    let until = session.running_time()?.after(Seconds::days(days));
    let action = MembershipAction::Invite { key, placeholder, until };
    match session::perform(signing, output, &session, action)? {
        Acted::Submitted(submitted) => {
            let invited = Invited { code: Base64::encode(&secret), submitted };
            output.talk(invited.submitted.line());
            output.talk("Whoever has this code may apply once with it:");
            output.data(&invited, || invited.code.clone());
        }
        tried @ Acted::Tried(_) => session::show(&tried, output),
    }
    Ok(())
}
