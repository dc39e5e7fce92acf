//! `polity serve`: serves the societies of one or more folders.

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::sync_channel;
use std::time::Duration;

use polity_node::mail::{Ring, rounds};
use polity_node::{FirstStart, Found, Limits, Societies};
use polity_ordering::founding::found_with;
use polity_ordering::{Clock, Running, Settings};
use polity_types::{Base64, PublicKey};
use serde::Serialize;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use super::mail::MailServer;
use crate::failure::{Failure, OpenFault};
use crate::keyfile;
use crate::output::Output;

/// How long a stop waits for the letters to end.
const LETTERS_END_MAX: Duration = Duration::from_secs(5);
/// How often is looked whether what is shown can still be made.
const LOOK: Duration = Duration::from_secs(1);
/// Longest time that those who still listen are given when the process is to stop.
const STOP_MAX: Duration = Duration::from_secs(5);

#[derive(Serialize)]
struct Serving {
    /// Where the society is founded, if none is served yet. Only who reads this may.
    #[serde(skip_serializing_if = "Option::is_none")]
    found: Option<String>,
    societies: Vec<String>,
    url: String,
}

/// What is served.
enum Site {
    /// The societies of some folders.
    Of(Vec<Running>),
    /// None yet: whoever has the code founds one in the folder.
    ToFound { code: String, folder: PathBuf },
}

/// Opens the society of a folder, with the clock of this machine.
pub(crate) fn open(folder: PathBuf, output: &Output) -> Result<Running, Failure> {
    let signers = keyfile::read_signers(&folder)?;
    let shown = folder.display().to_string();
    let settings = Settings { clock: Clock::system(), folder: folder.clone(), signers };
    let running = Running::open(settings).map_err(|error| OpenFault { error, folder: &folder })?;
    let replayed = running.report.entries_to_replay;
    if replayed > 0 {
        output.talk(format!("{shown}: replayed {replayed} entries that the state did not have"));
    }
    if let Err(error) = running.goes_on() {
        output.talk(format!("{shown}: shown, but not written to. {error}"));
    }
    Ok(running)
}

/// Serves the societies of some folders until the process is told to stop.
pub(crate) fn run(
    folders: Vec<PathBuf>,
    listen: &str,
    proxies: Vec<IpAddr>,
    mail: &MailServer,
    output: &Output,
) -> Result<(), Failure> {
    let limits = Limits { proxies, ..Limits::default() };
    // What is wrong with it is said before anything is opened.
    let _ = super::mail::settings(mail, "http://localhost")?;
    if let [folder] = folders.as_slice()
        && is_empty(folder)
    {
        let site = Site::ToFound { code: code()?, folder: folder.clone() };
        return serve_until_stopped(site, listen, (limits, Some(mail)), output);
    }
    let running: Result<Vec<Running>, Failure> =
        folders.into_iter().map(|folder| open(folder, output)).collect();
    serve_until_stopped(Site::Of(running?), listen, (limits, Some(mail)), output)
}

/// Whether nothing is in a folder, or there is none.
fn is_empty(folder: &Path) -> bool {
    std::fs::read_dir(folder).map_or_else(
        |error| error.kind() == std::io::ErrorKind::NotFound,
        |mut entries| entries.next().is_none(),
    )
}

/// Makes a code that nobody guesses and everybody can type: 60 bits, without letters that look alike.
fn code() -> Result<String, Failure> {
    const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz123456789";
    let bytes = keyfile::random(12)?;
    let letter = |byte: &u8| LETTERS.get(usize::from(*byte % 32)).copied().map_or('a', char::from);
    let group = |bytes: &[u8]| bytes.iter().map(letter).collect::<String>();
    Ok(bytes.chunks(4).map(group).collect::<Vec<_>>().join("-"))
}

/// Returns what founds a society in a folder, with a new key that signs its log.
fn first_start(code: String, folder: PathBuf) -> Result<FirstStart, Failure> {
    let secret = Base64(keyfile::random(32)?);
    let signer = keyfile::signing_key(&secret)?;
    let public = PublicKey::Ed25519(signer.verification_key().into());
    let found: Found = Box::new(move |signed, named| {
        let keys = folder.join("signer.key");
        let kept = keyfile::write_secret(&keys, format!("{secret}\n").as_bytes());
        kept.map_err(|failure| failure.words())?;
        found_with(&folder, signed, named, &signer).map_err(|error| {
            // What is no society leaves no key behind.
            let _ = std::fs::remove_file(&keys);
            super::found::from_founding(error).words()
        })?;
        open(folder.clone(), &Output::new(false)).map_err(|failure| failure.words())
    });
    Ok(FirstStart::new(code, vec![public], || Clock::system().now(), found))
}

/// Serves societies until the process is told to stop.
pub(crate) fn until_stopped(
    running: Vec<Running>,
    listen: &str,
    limits: Limits,
    output: &Output,
) -> Result<(), Failure> {
    serve_until_stopped(Site::Of(running), listen, (limits, None), output)
}

fn serve_until_stopped(
    site: Site,
    listen: &str,
    (limits, mail): (Limits, Option<&MailServer>),
    output: &Output,
) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind(listen).await.map_err(|error| {
            let message = format!("It is not possible to listen on {listen}: {error}.");
            Failure::usage(message, "Choose another address with --listen 127.0.0.1:PORT.")
        })?;
        let address = listener.local_addr()?;
        // Passkeys need a name: an IP address cannot be a relying party.
        let host =
            if address.ip().is_loopback() { "localhost".into() } else { address.ip().to_string() };
        let url = format!("http://{host}:{}", address.port());
        let settings = mail.map(|mail| super::mail::settings(mail, &url)).transpose()?.flatten();
        let mut serving = Serving { found: None, societies: Vec::new(), url };
        let societies = match site {
            Site::Of(running) => {
                serving.societies = running.iter().map(|one| one.id().to_string()).collect();
                let shown = super::demo::shown(&running, address)?;
                let societies = Societies::of(running)?;
                match shown {
                    Some(shown) => societies.demonstrating(shown),
                    None => societies,
                }
            }
            Site::ToFound { code, folder } => {
                serving.found = Some(format!("{}/found#code={code}", serving.url));
                output.talk(format!("There is no society in {} yet.", folder.display()));
                output.talk("Found one at the address below. Only who has its code can; keep it to yourself.");
                Societies::none_yet(first_start(code, folder)?)
            }
        };
        output.data(&serving, || serving.found.as_ref().unwrap_or(&serving.url).clone());
        output.talk("Stop it with Ctrl-C.");
        let (told, hears) = tokio::sync::oneshot::channel();
        let stop = async {
            told_to_stop().await;
            // Whoever hears it may have ended already.
            let _ = told.send(());
        };
        let too_long = async {
            let _ = hears.await;
            tokio::time::sleep(STOP_MAX).await;
        };
        let (bell, rings) = sync_channel(1);
        let societies =
            if settings.is_some() { societies.mailing(bell.clone()) } else { societies };
        let societies = Arc::new(societies);
        let letters = Arc::clone(&societies);
        let (ended, ends) = sync_channel(1);
        let _rounds = std::thread::Builder::new().name("letters".into()).spawn(move || {
            rounds(&letters, settings.as_ref(), || Clock::system().now(), &rings);
            // Whoever is the last to let go of a society writes its state.
            drop(letters);
            let _ = ended.send(());
        })?;
        let looked = Arc::clone(&societies);
        let ended = tokio::select! {
            () = polity_node::serve(listener, societies, limits, stop) => Ok(()),
            () = too_long => Ok(()),
            why = not_replayed(&looked) => Err(why),
        };
        drop(looked);
        // A long conversation with a mail server is not waited for: its letter is claimed already.
        let _ = bell.try_send(Ring::Stop);
        drop(bell);
        let _ = ends.recv_timeout(LETTERS_END_MAX);
        ended
    })
}

/// Waits until it is found that the log of a society does not replay under these rules: its pages would tell nothing
/// of what came since, for ever. A short log is gone over before anybody is let in, and this is about the others.
async fn not_replayed(societies: &Societies) -> Failure {
    loop {
        if let Some(why) = societies.not_replayed() {
            return why.into();
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// Resolves when the process is told to stop, by Ctrl-C or by whatever supervises it.
async fn told_to_stop() {
    let interrupt = async {
        if let Err(error) = tokio::signal::ctrl_c().await {
            tracing::error!(%error, "the signal to stop cannot be heard");
            std::future::pending::<()>().await;
        }
    };
    let terminate = async {
        match signal(SignalKind::terminate()) {
            Ok(mut signal) => {
                let _ = signal.recv().await;
            }
            Err(error) => {
                tracing::error!(%error, "the signal to stop cannot be heard");
                std::future::pending::<()>().await;
            }
        }
    };
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
