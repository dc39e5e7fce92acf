//! `polity demo`: a society with a past, ready to click. Its keys are made from names, which is fit
//! for a demonstration and for nothing else.
#![expect(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::integer_division,
    reason = "it runs on numbers that stand in it, and each of them is tried whenever it is built"
)]

mod decided;
mod dues;
mod lively;
mod names;
mod past;
mod places;
mod plan;
mod proposals;
mod roles;
mod year;

use std::path::{Path, PathBuf};

use polity_node::Limits;

use super::serve;
use crate::failure::Failure;
use crate::output::Output;
use past::Past;
pub(crate) use roles::shown;

/// Makes the demonstration, if the folder has none yet, and serves it.
pub(crate) fn run(data: Option<PathBuf>, listen: &str, output: &Output) -> Result<(), Failure> {
    let folder = data.unwrap_or_else(|| {
        std::env::temp_dir().join(format!("polity-demo-{}", std::process::id()))
    });
    if !folder.join("log").is_dir() {
        output.talk(format!("Making the demonstration society in {}", folder.display()));
        make(&folder, |folder| Past::begin(folder)?.live(output))?;
    }
    output.talk("This is a demonstration: its keys are made from names and protect nothing.");
    let running = serve::open(folder, output)?;
    output.talk(format!("Its identifier, to check proofs with: {}", running.id()));
    serve::until_stopped(vec![running], listen, Limits::default(), output)
}

/// Makes a year of a union in a new folder, and says what became of its money.
pub(crate) fn year(folder: &Path, output: &Output) -> Result<(), Failure> {
    if folder.exists() {
        let message = format!("{} is there already.", folder.display());
        return Err(Failure::usage(message, "Name a folder that is not there yet."));
    }
    make(folder, |folder| year::run(folder, output))
}

/// Makes the past in memory where the system has a place for that, since it is synced to disk some thousand
/// times, and then puts it where it belongs.
fn make(folder: &Path, live: impl Fn(&Path) -> Result<(), Failure>) -> Result<(), Failure> {
    let name = format!("polity-demo-{}", std::process::id());
    let workshop = Path::new("/dev/shm").join(name);
    if std::fs::create_dir(&workshop).is_err() {
        return live(folder);
    }
    let made = live(&workshop).and_then(|()| copy(&workshop, folder).map_err(Failure::from));
    let _ = std::fs::remove_dir_all(&workshop);
    made
}

fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            let _ = std::fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
