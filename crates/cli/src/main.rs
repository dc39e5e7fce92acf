//! `polity`: the one binary. Founds, serves, signs, submits, verifies, audits, imports, measures.
//!
//! Data goes to stdout, talk to stderr. This crate must never decide what a society allows, and
//! never sign anything without having said in words what it is.

#![cfg_attr(test, allow(clippy::arithmetic_side_effects, reason = "tests count small numbers"))]

mod args;
mod commands;
mod failure;
mod import;
mod keyfile;
mod output;
mod progress;
mod proven;
mod reading;
mod session;
mod words;

use std::process::ExitCode;

use crate::args::Arguments;
use crate::failure::Failure;
use crate::output::Output;

/// Many threads make and drop small records; the system's allocator is a fifth slower at that.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let arguments = Arguments::typed();
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        // It would say so on stderr that stderr cannot be written, and panic when it cannot.
        .log_internal_errors(false)
        .init();
    let output = Output::new(arguments.json);
    match commands::run(arguments.command, &output) {
        Ok(()) if output.is_lost() => {
            let failure = Failure::internal("The output could not be written.");
            output.failure(&failure);
            ExitCode::from(failure.exit_code())
        }
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            output.failure(&failure);
            ExitCode::from(failure.exit_code())
        }
    }
}
