//! Through which server letters go, from whom, and when.

use std::fmt;
use std::time::Duration;

use lettre::message::Mailbox;
use lettre::transport::smtp::client::{Certificate, TlsParameters};
use polity_types::Refusal;

/// Longest address of a server, or of this site. Unit: bytes.
const URL_BYTES_MAX: usize = 512;
/// Hour at which letters go out, where nothing else is said. Unit: hours of the day, UTC.
const HOUR: u64 = 7;

/// A password, which nothing prints.
#[derive(Clone)]
pub struct Password(pub String);

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

/// How the connection is kept secret.
#[derive(Clone)]
pub(super) enum Secrecy {
    /// By nothing: to a server on this machine alone.
    Open,
    /// By TLS from the first byte.
    Whole(TlsParameters),
    /// By STARTTLS, or not at all.
    Upgraded(TlsParameters),
}

impl fmt::Debug for Secrecy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Open => "Open",
            Self::Whole(_) => "Whole",
            Self::Upgraded(_) => "Upgraded",
        })
    }
}

/// Through which server letters go, from whom, and when.
#[derive(Clone, Debug)]
pub struct MailSettings {
    pub(super) from: Mailbox,
    pub(super) host: String,
    /// From which hour of the day on digests go out, in UTC.
    pub(super) hour: u64,
    pub(super) login: Option<(String, Password)>,
    pub(super) port: u16,
    pub(super) secrecy: Secrecy,
    /// Address at which people reach this server, without a slash at the end.
    pub(super) site: String,
    /// Longest wait for each step of the conversation.
    pub(super) wait: Duration,
}

fn refusal(message: String, next_step: &str) -> Refusal {
    Refusal {
        code: "mail.settings".into(),
        message,
        next_step: next_step.into(),
        rule: "MAI-7".into(),
    }
}

impl MailSettings {
    /// Reads `smtp://[LOGIN@]HOST[:PORT]`, which is upgraded by STARTTLS unless the server is on this
    /// machine, or `smtps://…`, which is TLS from the first byte. `site`: the address at which people reach
    /// the pages; `roots`: certificates in PEM that are trusted besides the usual ones.
    ///
    /// # Errors
    /// [`Refusal`]: what does not fit, and what would.
    pub fn read(
        url: &str,
        from: &str,
        site: &str,
        password: Option<Password>,
        roots: Option<&[u8]>,
    ) -> Result<Self, Refusal> {
        const SHAPE: &str =
            "Give it as smtp://login@mail.example.org:587 or smtps://mail.example.org.";
        let bad = || refusal(format!("{url:?} is no address of a mail server."), SHAPE);
        let is_short = url.len() <= URL_BYTES_MAX;
        let (is_whole, rest) = match url.split_once("://").filter(|_| is_short) {
            Some(("smtp", rest)) => (false, rest),
            Some(("smtps", rest)) => (true, rest),
            _ => return Err(bad()),
        };
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        let (login, place) =
            rest.rsplit_once('@').map_or((None, rest), |(one, at)| (Some(one), at));
        if login.is_some_and(|login| login.contains(':')) {
            let message =
                "A password in an address can be read by everybody on this machine.".into();
            return Err(refusal(
                message,
                "Put it into a file and name that: --mail-password FILE.",
            ));
        }
        let (host, port) = match place.rsplit_once(':') {
            Some((host, port)) => (host, port.parse().map_err(|_| bad())?),
            None => (place, if is_whole { 465 } else { 587 }),
        };
        let is_host = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'.' || byte == b'-';
        if host.is_empty() || !host.bytes().all(is_host) {
            return Err(bad());
        }
        let login = match (login, password) {
            (None, _) => None,
            (Some(login), Some(password)) => Some((login.replace("%40", "@"), password)),
            (Some(_), None) => {
                let message =
                    "The mail server is asked as somebody, and there is no password.".into();
                return Err(refusal(
                    message,
                    "Put it into a file and name that: --mail-password FILE.",
                ));
            }
        };
        let is_here = matches!(host, "localhost" | "127.0.0.1");
        let secrecy = if is_whole {
            Secrecy::Whole(tls(host, roots)?)
        } else if is_here && roots.is_none() {
            Secrecy::Open
        } else {
            Secrecy::Upgraded(tls(host, roots)?)
        };
        let from = from.parse().map_err(|_| {
            let message = format!("{from:?} is no sender.");
            refusal(message, "Give it as \"The Long Table <letters@example.org>\".")
        })?;
        let is_site = (site.starts_with("http://") || site.starts_with("https://"))
            && site.len() <= URL_BYTES_MAX
            && site.bytes().all(|byte| byte.is_ascii_graphic() && !b"<>\"".contains(&byte));
        if !is_site {
            let message = format!("{site:?} is not where people reach these pages.");
            return Err(refusal(message, "Give it as --site https://society.example.org."));
        }
        let site = site.trim_end_matches('/').to_owned();
        let wait = Duration::from_secs(30);
        Ok(Self { from, host: host.into(), hour: HOUR, login, port, secrecy, site, wait })
    }

    /// Has digests go out from an hour of the day on, in UTC.
    ///
    /// # Errors
    /// [`Refusal`]: there is no such hour.
    pub fn at(self, hour: u64) -> Result<Self, Refusal> {
        if hour > 23 {
            return Err(refusal(
                format!("There is no hour {hour}."),
                "Give one from 0 to 23, in UTC.",
            ));
        }
        Ok(Self { hour, ..self })
    }

    /// Waits less, or more, for each step of the conversation.
    #[must_use]
    pub fn waiting(self, wait: Duration) -> Self {
        Self { wait, ..self }
    }
}

/// Returns what makes sure that the server is who it says.
fn tls(host: &str, roots: Option<&[u8]>) -> Result<TlsParameters, Refusal> {
    let bad = |error: lettre::transport::smtp::Error| {
        refusal(
            format!("The certificates cannot be read: {error}."),
            "Name a file of certificates in PEM with --mail-roots.",
        )
    };
    let mut builder = TlsParameters::builder(host.to_owned());
    if let Some(pem) = roots {
        builder = builder.add_root_certificate(Certificate::from_pem(pem).map_err(bad)?);
    }
    builder.build_rustls().map_err(bad)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(url: &str, password: Option<&str>) -> Result<MailSettings, Refusal> {
        let password = password.map(|text| Password(text.into()));
        MailSettings::read(url, "a@example.org", "https://x.example/", password, None)
    }

    /// MAI-7: what is secret goes out under TLS, or to this machine.
    #[test]
    fn mai_7_what_leaves_the_machine_is_under_tls() {
        let at = |url| read(url, Some("secret")).unwrap();
        assert!(matches!(at("smtp://mail.example.org").secrecy, Secrecy::Upgraded(_)));
        assert!(matches!(at("smtps://mail.example.org").secrecy, Secrecy::Whole(_)));
        assert!(matches!(at("smtp://localhost:25").secrecy, Secrecy::Open));
        assert!(matches!(at("smtp://localhost.example.org").secrecy, Secrecy::Upgraded(_)));
        assert_eq!(at("smtp://mail.example.org").port, 587);
        assert_eq!(at("smtps://mail.example.org/").port, 465);
        let named = at("smtps://ana%40example.org@mail.example.org:2465");
        assert_eq!(
            (named.port, named.login.as_ref().unwrap().0.as_str()),
            (2465, "ana@example.org")
        );
        assert_eq!(named.site, "https://x.example");
        assert!(!format!("{named:?}").contains("secret"));
    }

    #[test]
    fn what_is_no_setting_is_refused_with_one_that_fits() {
        for url in [
            "",
            "mail.example.org",
            "http://x",
            "smtp://",
            "smtp://a b",
            "smtp://x:port",
            "smtp://x/y",
        ] {
            assert_eq!(read(url, None).unwrap_err().code, "mail.settings", "{url}");
        }
        assert!(read("smtp://ana:pass@x", Some("p")).unwrap_err().message.contains("everybody"));
        assert!(read("smtp://ana@x", None).unwrap_err().message.contains("no password"));
        let by = |from, site| MailSettings::read("smtp://x", from, site, None, None);
        assert!(by("nobody", "https://x").is_err() && by("a@b.org", "x.example").is_err());
        assert!(by("The Table <a@b.org>", "https://x").unwrap().at(24).is_err());
    }
}
