//! `polity mail`: letters by e-mail, asked for with one's key, and tried out by whoever runs a server.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use polity_node::mail::{MailSettings, Password};
use polity_types::mail::{MailAct, MailRequest, SignedMailRequest};
use polity_types::signature::Signature;
use polity_types::{Refusal, canonical};
use serde::{Deserialize, Serialize};

use crate::args::Signing;
use crate::failure::Failure;
use crate::keyfile::{self, KeyFile};
use crate::output::Output;
use crate::session::{Session, confirm, from_client};

/// Largest file of a password or of certificates. Unit: bytes.
const FILE_BYTES_MAX: u64 = 1_024 * 1_024;

/// Through which server letters go.
#[derive(Clone, Debug, Args)]
pub(crate) struct MailServer {
    /// Mail server for letters to those who asked for them: `smtp://LOGIN@HOST:PORT`, or `smtps://…`.
    #[arg(long, value_name = "URL", env = "POLITY_MAIL")]
    pub(crate) mail: Option<String>,
    /// From whom letters are: `The Long Table <letters@example.org>`.
    #[arg(long, value_name = "SENDER", env = "POLITY_MAIL_FROM")]
    pub(crate) mail_from: Option<String>,
    /// File with the password for the mail server.
    #[arg(long, value_name = "FILE", env = "POLITY_MAIL_PASSWORD")]
    pub(crate) mail_password: Option<PathBuf>,
    /// File of certificates (PEM) that are trusted for the mail server besides the usual ones.
    #[arg(long, value_name = "FILE")]
    pub(crate) mail_roots: Option<PathBuf>,
    /// Hour from which on the letters of the day go out, in UTC.
    #[arg(long, value_name = "HOUR", default_value_t = 7)]
    pub(crate) mail_hour: u64,
    /// Address at which people reach the pages, for the links in letters.
    #[arg(long, value_name = "URL", env = "POLITY_SITE")]
    pub(crate) site: Option<String>,
}

/// Letters by e-mail.
#[derive(Debug, Subcommand)]
pub(crate) enum Mail {
    /// Sends one letter through a mail server, and says what it answered.
    Test {
        #[command(flatten)]
        server: MailServer,
        /// Address to send it to.
        #[arg(long, value_name = "ADDRESS")]
        to: String,
    },
    /// Asks for a letter a day when something waits for you. The address has to be confirmed.
    Ask {
        /// Where the letters go.
        address: String,
        /// Language of the letters.
        #[arg(long, value_name = "CODE", default_value = "en")]
        language: String,
        #[command(flatten)]
        signing: Signing,
    },
    /// Shows what the server keeps about you for letters.
    Show {
        #[command(flatten)]
        signing: Signing,
    },
    /// Ends the letters; what is kept about you is deleted.
    Stop {
        #[command(flatten)]
        signing: Signing,
    },
}

/// What is kept about whoever asked.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    address: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    language: Option<String>,
    state: String,
}

#[derive(Serialize)]
struct Tried {
    answer: String,
}

/// Runs a command about letters.
pub(crate) fn run(command: Mail, output: &Output) -> Result<(), Failure> {
    match command {
        Mail::Test { server, to } => test(&server, &to, output),
        Mail::Ask { address, language, signing } => {
            let said = format!("Letters of this society are to go to {address}, in {language}.");
            send(&signing, (MailAct::Ask, Some(address), Some(language)), &said, output)
        }
        Mail::Show { signing } => {
            send(&signing, (MailAct::Show, None, None), "Shows what is kept about you.", output)
        }
        Mail::Stop { signing } => {
            let said = "No more letters; what is kept about you is deleted.";
            send(&signing, (MailAct::Stop, None, None), said, output)
        }
    }
}

fn send(
    signing: &Signing,
    (act, address, language): (MailAct, Option<String>, Option<String>),
    said: &str,
    output: &Output,
) -> Result<(), Failure> {
    let key = KeyFile::read(&keyfile::path_of(&signing.key))?;
    let session = Session::open(&signing.at)?;
    let Session::Address(client) = &session else {
        let message = "Letters are a matter of the server that sends them, and none is asked.";
        return Err(Failure::usage(message, "Name it with --url."));
    };
    output.talk(said);
    let request = MailRequest {
        act,
        address,
        key: key.public()?,
        language,
        person: key.person(),
        society: session.society(),
        time: session.now(),
    };
    if signing.dry_run {
        let text = String::from_utf8_lossy(&canonical::to_bytes(&request)).into_owned();
        output.data(&request, || text.clone());
        return Ok(());
    }
    confirm(signing.yes, output)?;
    let signature = key.key()?.sign(&request.signed_bytes());
    let signature = Signature::plain(&signature.to_bytes());
    let body = canonical::to_bytes(&SignedMailRequest { request, signature });
    let kept: Kept = client.send("mail", &body).map_err(from_client)?;
    output.data(&kept, || {
        let address = kept.address.as_deref().unwrap_or_default();
        match kept.state.as_str() {
            "confirmed" => format!("Letters go to {address}."),
            "unconfirmed" => {
                format!("A letter is on its way to {address}. Open the link in it within two days.")
            }
            _ => "Nothing is kept about you, and no letters are sent.".to_owned(),
        }
    });
    Ok(())
}

fn test(server: &MailServer, to: &str, output: &Output) -> Result<(), Failure> {
    let Some(settings) = settings(server, "http://localhost:7171")? else {
        let message = "No mail server is named.";
        return Err(Failure::usage(message, "Name it with --mail smtp://login@mail.example.org."));
    };
    let sent = settings.test(to).map_err(|fault| {
        let next_step =
            "Compare address, login, password and certificate with what its operator says.";
        Failure::Refused(Box::new(Refusal {
            code: "mail.not_sent".into(),
            message: fault.to_string(),
            next_step: next_step.into(),
            rule: "MAI-7".into(),
        }))
    })?;
    let tried = Tried { answer: sent.answer };
    output.data(&tried, || format!("The mail server took it: {}", tried.answer));
    Ok(())
}

/// Reads through which server letters go; none if none is named.
pub(crate) fn settings(server: &MailServer, own: &str) -> Result<Option<MailSettings>, Failure> {
    let Some(url) = &server.mail else { return Ok(None) };
    let words = |bytes: Vec<u8>| {
        let text = String::from_utf8_lossy(&bytes).trim_end_matches(['\r', '\n']).to_owned();
        Password(text)
    };
    let password = server.mail_password.as_deref().map(read).transpose()?.map(words);
    let roots = server.mail_roots.as_deref().map(read).transpose()?;
    let from = server.mail_from.clone().ok_or_else(|| {
        let message = "Nobody is named from whom the letters are.";
        Failure::usage(
            message,
            "Name them with --mail-from \"The Long Table <letters@example.org>\".",
        )
    })?;
    let site = server.site.as_deref().unwrap_or(own);
    let settings = MailSettings::read(url, &from, site, password, roots.as_deref())
        .and_then(|settings| settings.at(server.mail_hour))
        .map_err(|refusal| Failure::usage(refusal.message, refusal.next_step))?;
    Ok(Some(settings))
}

/// Reads a small file.
fn read(path: &std::path::Path) -> Result<Vec<u8>, Failure> {
    let about = std::fs::metadata(path);
    let bytes = about.and_then(|about| {
        if about.len() > FILE_BYTES_MAX {
            return Err(std::io::Error::other("it is too large"));
        }
        std::fs::read(path)
    });
    bytes.map_err(|error| {
        let message = format!("{} cannot be read: {error}.", path.display());
        Failure::usage(message, "Name a file that this user can read.")
    })
}
