//! `polity serve`: serves the societies of one or more folders.

use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use polity_node::{Limits, Societies};
use polity_ordering::{Clock, Running, Settings};
use serde::Serialize;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use crate::failure::{Failure, OpenFault};
use crate::keyfile;
use crate::output::Output;

/// Longest time that those who still listen are given when the process is to stop.
const STOP_MAX: Duration = Duration::from_secs(5);

#[derive(Serialize)]
struct Serving {
    societies: Vec<String>,
    url: String,
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
    output: &Output,
) -> Result<(), Failure> {
    let running: Result<Vec<Running>, Failure> =
        folders.into_iter().map(|folder| open(folder, output)).collect();
    until_stopped(running?, listen, Limits { proxies, ..Limits::default() }, output)
}

/// Serves societies until the process is told to stop.
pub(crate) fn until_stopped(
    running: Vec<Running>,
    listen: &str,
    limits: Limits,
    output: &Output,
) -> Result<(), Failure> {
    let societies: Vec<String> = running.iter().map(|running| running.id().to_string()).collect();
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
        let serving = Serving { societies, url: format!("http://{host}:{}", address.port()) };
        output.data(&serving, || serving.url.clone());
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
        let societies = Arc::new(Societies::of(running).map_err(Failure::internal)?);
        tokio::select! {
            () = polity_node::serve(listener, societies, limits, stop) => {}
            () = too_long => {}
        }
        Ok(())
    })
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
