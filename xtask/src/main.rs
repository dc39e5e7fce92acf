//! Chores of the workspace, in Rust instead of shell: `cargo xtask setup|new-module|tidy|golden|screenshots|check|test`.
#![expect(clippy::print_stderr, reason = "chores talk to whoever runs them")]

mod new_module;
mod run;
mod setup;
mod tidy;

use std::process::ExitCode;

fn main() -> ExitCode {
    let task = std::env::args().nth(1).unwrap_or_default();
    let outcome = match task.as_str() {
        "setup" => setup::run(),
        "check" => run::check(),
        "golden" => run::golden(),
        "new-module" => new_module::run(std::env::args().nth(2).as_deref()),
        "screenshots" => run::screenshots(),
        "tidy" => tidy::run(),
        "test" => run::test(),
        other => Err(format!(
            "no chore is called {other:?}: use setup, new-module NAME, tidy, golden, screenshots, check or test"
        )),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("xtask: {message}");
            ExitCode::FAILURE
        }
    }
}
