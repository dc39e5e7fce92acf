//! The commands, one room each.

pub(crate) mod act;
mod audit;
mod audit_url;
mod bench;
pub(crate) mod breach;
mod budget;
mod campaigns;
mod charter;
mod choices;
pub(crate) mod delegation;
mod demo;
pub(crate) mod descent;
pub(crate) mod dues;
mod examples;
pub(crate) mod exit;
mod export;
pub(crate) mod fork;
pub(crate) mod found;
pub(crate) mod founder;
pub(crate) mod import;
mod key;
mod key_chain;
pub(crate) mod mail;
mod member;
mod moving;
mod needs;
mod oath;
pub(crate) mod office;
mod op;
mod over;
pub(crate) mod panel;
mod passport;
pub(crate) mod pause;
pub(crate) mod place;
pub(crate) mod power;
mod proposal;
mod proposals;
mod receipt;
mod serve;
pub(crate) mod signal;
pub(crate) mod simulate;
pub(crate) mod spend;
mod stage;
pub(crate) mod tally;
pub(crate) mod treasury;
mod verify;

use clap::CommandFactory as _;

use crate::args::{Arguments, Command};
use crate::failure::Failure;
use crate::output::Output;

/// Runs a command.
pub(crate) fn run(command: Command, output: &Output) -> Result<(), Failure> {
    match command {
        Command::Demo { data: Some(data), year: true, .. } => demo::year(&data, output),
        Command::Demo { data, listen, .. } => demo::run(data, &listen, output),
        Command::Serve { data, listen, proxy, mail } => {
            serve::run(data, &listen, proxy, &mail, output)
        }
        Command::Mail(command) => mail::run(command, output),
        Command::Found { charter, data, address, descent, key, yes } => {
            found::run((&charter, &data), address.as_deref(), &descent, (&key, yes), output)
        }
        Command::Export { data, out } => export::run(&data, &out, output),
        Command::Leave(command) => exit::leave(command, output),
        Command::Breach(command) => breach::run(command, output),
        Command::Founder(command) => founder::run(command, output),
        Command::Fork(command) => fork::run(command, output),
        Command::Exit(command) => exit::run(command, output),
        Command::Treasury(command) => treasury::run(command, output),
        Command::Spend(command) => spend::run(command, output),
        Command::Dues(command) => dues::run(command, output),
        Command::Import(command) => import::run(command, output),
        Command::Key(command) => key::run(&command, output),
        Command::Member(command) => member::run(command, output),
        Command::Act(command) => act::run(command, output),
        Command::Office(command) => office::run(command, output),
        Command::Panel(command) => panel::run(command, output),
        Command::Place(command) => place::run(command, output),
        Command::Signal(command) => signal::run(command, output),
        Command::Proposal(command) => proposal::run(command, output),
        Command::Ballot(command) => proposal::ballot(command, output),
        Command::Delegation(command) => delegation::run(command, output),
        Command::Charter(command) => charter::run(&command, output),
        Command::Move { address, to, at } => moving::run(&address, &to, &at, output),
        Command::Passport(command) => passport::run(&command, output),
        Command::Op(command) => op::run(command, output),
        Command::Pause(command) => pause::run(command, output),
        Command::Power(command) => power::run(command, output),
        Command::Needs { whose, at } => needs::run(&whose, &at, output),
        Command::Campaigns { at } => campaigns::run(&at, output),
        Command::Stage { at } => stage::run(&at, output),
        Command::Simulate(plan) => simulate::run(&plan, output),
        Command::Verify { file, society, keep } => {
            verify::run(&file, &society, keep.as_deref(), output)
        }
        Command::Audit { source, society, keep } => {
            audit::run(&source, society.as_deref(), keep.as_deref(), output)
        }
        Command::Bench { members, ballots: Some(ballots), proposals, .. } => {
            bench::ballots::run(members, proposals, ballots, output)
        }
        Command::Bench { members, pages: true, .. } => bench::pages::run(members, output),
        Command::Bench { members, operations, transfers: true, .. } => {
            bench::transfers::run(members, operations, output)
        }
        Command::Bench { members, operations, .. } => bench::run(members, operations, output),
        Command::Tally(tally) => tally::run(tally, output),
        Command::Completions { shell } => {
            let mut command = Arguments::command();
            clap_complete::generate(shell, &mut command, "polity", &mut std::io::stdout());
            Ok(())
        }
        Command::Man => {
            let man = clap_mangen::Man::new(Arguments::command());
            man.render(&mut std::io::stdout()).map_err(Failure::from)
        }
    }
}
