//! The conversation with the mail server. What it answers may name an address, and is shown to nobody but
//! the operator who tries it out.

use lettre::address::Envelope;
use lettre::message::Message;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::SmtpConnection;
use lettre::transport::smtp::extension::ClientId;

use super::book::Came;
use super::settings::{MailSettings, Secrecy};

/// A letter that a server took.
#[derive(Clone, Debug)]
pub struct Sent {
    /// What the server answered.
    pub answer: String,
}

/// Why a letter, or the conversation, failed.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// There is no conversation with the server.
    #[error("The mail server does not talk to us: {}.", words(.0))]
    Line(Error),
    /// The letter cannot be written.
    #[error("The letter cannot be written: {0}.")]
    Letter(String),
    /// The server does not take the letter.
    #[error("The mail server did not take the letter: {}.", words(.0))]
    Refused(Error),
}

/// Says what is wrong, with the cause behind it.
fn words(error: &Error) -> String {
    let cause = std::error::Error::source(error).map(|cause| format!(" ({cause})"));
    format!("{error}{}", cause.unwrap_or_default())
}

impl Fault {
    /// Says what kind of fault it is, without a word of the server's, for the log.
    pub(super) fn kind(&self) -> String {
        match self {
            Self::Letter(_) => "the letter cannot be written".into(),
            Self::Line(error) | Self::Refused(error) => match error.status() {
                Some(code) => format!("the server answered {code}"),
                None if error.is_timeout() => "the server took too long".into(),
                None if error.is_tls() => "its certificate does not fit".into(),
                None => "the connection failed".into(),
            },
        }
    }

    /// Says what comes of a letter that failed so: only what certainly did not arrive is sent again.
    pub(super) fn comes_to(&self) -> Came {
        match self {
            Self::Line(_) => Came::Later,
            Self::Refused(error) if error.is_transient() => Came::Later,
            Self::Refused(error) if error.is_permanent() => Came::Refused,
            Self::Refused(_) => Came::Through,
            Self::Letter(_) => Came::Refused,
        }
    }
}

impl MailSettings {
    /// Begins a conversation.
    pub(super) fn connect(&self) -> Result<SmtpConnection, Fault> {
        let hello = ClientId::default();
        let whole = match &self.secrecy {
            Secrecy::Whole(tls) => Some(tls),
            Secrecy::Open | Secrecy::Upgraded(_) => None,
        };
        let place = (self.host.as_str(), self.port);
        let mut connection = SmtpConnection::connect(place, Some(self.wait), &hello, whole, None)
            .map_err(Fault::Line)?;
        if let Secrecy::Upgraded(tls) = &self.secrecy {
            connection.starttls(tls, &hello).map_err(Fault::Line)?;
        }
        if let Some((login, password)) = &self.login {
            let credentials = Credentials::new(login.clone(), password.0.clone());
            let _ = connection.auth(DEFAULT_MECHANISMS, &credentials).map_err(Fault::Line)?;
        }
        Ok(connection)
    }

    /// Sends a letter that says nothing but that letters arrive.
    ///
    /// # Errors
    /// [`Fault`].
    pub fn test(&self, to: &str) -> Result<Sent, Fault> {
        let message = self.trial(to)?;
        let mut connection = self.connect()?;
        let answer = send(&mut connection, &message)?;
        // It is sent, however they part.
        let _ = connection.quit();
        Ok(answer)
    }
}

/// Hands a letter over.
pub(super) fn send(connection: &mut SmtpConnection, message: &Message) -> Result<Sent, Fault> {
    let envelope: &Envelope = message.envelope();
    let answer = connection.send(envelope, &message.formatted()).map_err(Fault::Refused)?;
    let lines: Vec<&str> = answer.message().collect();
    Ok(Sent { answer: format!("{} {}", answer.code(), lines.join(" ")) })
}
