//! The command line.

use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{ArgMatches, Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand};

mod deciding;
mod keys;
mod whose;

pub(crate) use deciding::{Ballot, Chosen, Proposal};
pub(crate) use keys::{Key, KeyChain};
pub(crate) use whose::{Whose, account, person};

/// The operating system of a network society.
#[derive(Debug, Parser)]
#[command(name = "polity", version, about, max_term_width = 100, propagate_version = true)]
#[command(
    after_help = "Exit codes: 1 refused by a rule or a proof, 2 usage, 3 network, 4 internal."
)]
pub(crate) struct Arguments {
    /// Print data as JSON, one value.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

impl Arguments {
    /// Reads the command line; ends the program, with what is wrong, where it cannot be read.
    pub(crate) fn typed() -> Self {
        let mut command = Self::command();
        let matches = command.get_matches_mut();
        if has_two_places(&matches) {
            let wrong = "the argument '--data <DIR>' cannot be used with '--url <URL>'";
            command.error(ErrorKind::ArgumentConflict, wrong).exit();
        }
        Self::from_arg_matches(&matches).unwrap_or_else(|error| error.format(&mut command).exit())
    }
}

/// Returns whether both a folder and an address were typed. An address in the environment gives way to a folder, which
/// a conflict of arguments would not let it.
fn has_two_places(matches: &ArgMatches) -> bool {
    let mut leaf = matches;
    while let Some((_, inner)) = leaf.subcommand() {
        leaf = inner;
    }
    let is_typed = |name: &str| {
        leaf.ids().any(|id| id == name) && leaf.value_source(name) == Some(ValueSource::CommandLine)
    };
    is_typed("data") && is_typed("url")
}

/// Where a society is: served at an address, or in a folder of this machine.
#[derive(Clone, Debug, Args)]
pub(crate) struct Where {
    /// Folder of the society; it must not be served at the same time.
    #[arg(long, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
    /// Address at which it is served.
    #[arg(long, value_name = "URL", env = "POLITY_URL", default_value = "http://localhost:7171")]
    pub(crate) url: String,
    /// Identifier of the society, where the address serves several.
    #[arg(long, value_name = "SOCIETY")]
    pub(crate) society: Option<String>,
}

/// Where, and with which key.
#[derive(Clone, Debug, Args)]
pub(crate) struct Signing {
    #[command(flatten)]
    pub(crate) at: Where,
    /// Key that signs: a name in the key folder, or a file.
    #[arg(long, value_name = "KEY", env = "POLITY_KEY", default_value = "me")]
    pub(crate) key: String,
    /// Sign without asking. What is signed is said all the same.
    #[arg(long, short = 'y')]
    pub(crate) yes: bool,
    /// Only say whether it would be admitted, and under which line of the charter.
    #[arg(long)]
    pub(crate) dry_run: bool,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Runs the demonstration society, ready to click.
    Demo {
        /// Folder for the demonstration; a temporary one if not given.
        #[arg(long, value_name = "DIR")]
        data: Option<PathBuf>,
        /// Address to listen on.
        #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:7171")]
        listen: String,
        /// Makes another one, in a new folder, and serves nothing: a year of a union of 300, with dues,
        /// bills, a breach and a third who leave, and every cent explained.
        #[arg(long, requires = "data")]
        year: bool,
    },
    /// Founds a society from a charter, in a new folder.
    Found {
        /// The charter, a Markdown file.
        charter: PathBuf,
        /// New folder for the society.
        #[arg(long, value_name = "DIR")]
        data: PathBuf,
        /// Address at which passkeys work from the beginning, such as `https://lantern.example`.
        #[arg(long, value_name = "URL")]
        address: Option<String>,
        #[command(flatten)]
        descent: crate::commands::descent::Descends,
        /// The founder's key.
        #[arg(long, value_name = "KEY", default_value = "me")]
        key: String,
        /// Sign without asking.
        #[arg(long, short = 'y')]
        yes: bool,
    },
    /// Serves the societies of one or more folders; from an empty one, a page to found a society.
    Serve {
        /// Folders, one for each society.
        #[arg(long, value_name = "DIR", default_value = "polity-society")]
        data: Vec<PathBuf>,
        /// Address to listen on.
        #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:7171")]
        listen: String,
        /// Address of a proxy whose `X-Forwarded-For` says for whom it asks; repeat it for several.
        #[arg(long, value_name = "IP")]
        proxy: Vec<std::net::IpAddr>,
        #[command(flatten)]
        mail: crate::commands::mail::MailServer,
    },
    /// Letters by e-mail: asked for with one's key, or tried out by whoever runs a server.
    #[command(subcommand)]
    Mail(crate::commands::mail::Mail),
    /// Keys: make, show, add, remove and recover them.
    #[command(subcommand)]
    Key(Key),
    /// Membership: join, vouch, admit, leave.
    #[command(subcommand)]
    Member(Member),
    /// Leaves the society, with one's share or without.
    Leave(crate::commands::exit::Leave),
    /// Shares: what a person would take along when they leave, and taking a part of it.
    #[command(subcommand)]
    Exit(crate::commands::exit::Exit),
    /// Writes all that is public as CSV files, one for each table.
    Export {
        /// Folder of the society; it must not be served at the same time.
        #[arg(long, value_name = "DIR")]
        data: PathBuf,
        /// Folder to write into.
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
    /// Money: what accounts hold, what moved, and moving one's own.
    #[command(subcommand)]
    Treasury(crate::commands::treasury::Treasury),
    /// Spending: requests to be paid, budgets, payments that repeat, invoices.
    #[command(subcommand)]
    Spend(crate::commands::spend::Spend),
    /// Dues: what members owe, how they give, what is given besides.
    #[command(subcommand)]
    Dues(crate::commands::dues::Dues),
    /// Imports: what a community did before, marked as imported.
    #[command(subcommand)]
    Import(crate::commands::import::Import),
    /// Announced acts: what waits until the time to object is over, objecting, taking one back.
    #[command(subcommand)]
    Act(crate::commands::act::Act),
    /// Offices: who holds them; stand for one, elect, give one up.
    #[command(subcommand)]
    Office(crate::commands::office::Office),
    /// Breaches of the commandment: claims, and the rulings of those drawn for them.
    #[command(subcommand)]
    Breach(crate::commands::breach::Breach),
    /// The founder: what comes of what the founder alone may do, and giving it up.
    #[command(subcommand)]
    Founder(crate::commands::founder::Founder),
    /// Forks: leaving together to found a society of one's own, and where a society comes from.
    #[command(subcommand)]
    Fork(crate::commands::fork::Fork),
    /// Panels: draw one by lot, take a seat, draw again and compare.
    #[command(subcommand)]
    Panel(crate::commands::panel::Panel),
    /// Places: where the society is at home, its land, and who lives there.
    #[command(subcommand)]
    Place(crate::commands::place::Place),
    /// Signals: standing questions, which decide nothing.
    #[command(subcommand)]
    Signal(crate::commands::signal::Signal),
    /// Proposals: bring one, argue, withdraw, object.
    #[command(subcommand)]
    Proposal(Proposal),
    /// Ballots: cast one, or change it.
    #[command(subcommand)]
    Ballot(Ballot),
    /// Delegations: who votes in whose place, by topic.
    #[command(subcommand)]
    Delegation(crate::commands::delegation::Delegation),
    /// Charters: check, explain, compare.
    #[command(subcommand)]
    Charter(Charter),
    /// Emergency pauses: what is paused, calling one, ending one.
    #[command(subcommand)]
    Pause(crate::commands::pause::Pause),
    /// Powers: who may do an action, and what a person can do alone and with others.
    #[command(subcommand)]
    Power(crate::commands::power::Power),
    /// Says what waits for a person, in the order in which it ends: votes, seats, claims, applications, money,
    /// friends who lost their keys, and what one may leave by for a time.
    Needs {
        #[command(flatten)]
        whose: Whose,
        #[command(flatten)]
        at: Where,
    },
    /// Says what people gather for, how far it is and until when: support, objections, members, signatures.
    Campaigns {
        #[command(flatten)]
        at: Where,
    },
    /// Says where the society stands among the stages of its charter, what comes next, and what changes
    /// then.
    Stage {
        #[command(flatten)]
        at: Where,
    },
    /// Runs a charter on the real machine with a population of agents, and reports what came of it.
    Simulate(crate::commands::simulate::Plan),
    /// Plans the society's move to another address, with its passkeys: writes what the members decide.
    Move {
        /// The new address, such as `https://lantern.example`.
        address: String,
        /// New file for the actions of the proposal.
        #[arg(long, value_name = "FILE")]
        to: PathBuf,
        #[command(flatten)]
        at: Where,
    },
    /// Passports: checks what somebody showed, offline.
    #[command(subcommand)]
    Passport(Passport),
    /// Operations as files.
    #[command(subcommand)]
    Op(Op),
    /// Verifies a proof file offline.
    Verify {
        /// The proof.
        file: PathBuf,
        /// Identifier of the society, from a source that you trust, never from the file.
        #[arg(long, value_name = "SOCIETY")]
        society: String,
        /// Folder that keeps the newest checkpoint seen, to refuse rollbacks.
        #[arg(long, value_name = "DIR")]
        keep: Option<PathBuf>,
    },
    /// Replays a whole log, of a folder or of a served society, and compares every root.
    Audit {
        /// Folder of the society, or the address at which it is served.
        #[arg(value_name = "DIR|URL")]
        source: String,
        /// Identifier that it must have, from a source that you trust.
        #[arg(long, value_name = "SOCIETY")]
        society: Option<String>,
        /// Folder that keeps the newest checkpoint seen, to refuse rollbacks of a served society.
        #[arg(long, value_name = "DIR")]
        keep: Option<PathBuf>,
    },
    /// Measures signature checking, the whole path and the ratio of both.
    Bench {
        /// Members of the society that is measured.
        #[arg(long, default_value_t = 100_000)]
        members: u32,
        /// Operations of the measured load.
        #[arg(long, default_value_t = 200_000)]
        operations: u32,
        /// Measures transfers alone, to receipts.
        #[arg(long, conflicts_with = "ballots")]
        transfers: bool,
        /// Measures the time that the server takes for each page, on loopback.
        #[arg(long, conflicts_with_all = ["ballots", "transfers"])]
        pages: bool,
        /// Measures ballots instead, so many in all: the cost of one, and of closing votes, as members
        /// and ballots grow tenfold and hundredfold.
        #[arg(long, value_name = "COUNT")]
        ballots: Option<u32>,
        /// Proposals at the vote at once, where ballots are measured.
        #[arg(long, default_value_t = 1_000, requires = "ballots", value_parser = clap::value_parser!(u32).range(1..=1_000))]
        proposals: u32,
    },
    /// Counts ballots from a file by any voting method, and explains the result.
    Tally(crate::commands::tally::Tally),
    /// Prints shell completions.
    Completions {
        /// Which shell.
        shell: clap_complete::Shell,
    },
    /// Prints the manual page.
    Man,
}

/// Membership.
#[derive(Debug, Subcommand)]
pub(crate) enum Member {
    /// Makes yourself known and applies for membership.
    Apply {
        /// Invitation that `invite` printed.
        #[arg(long, value_name = "CODE")]
        invitation: Option<String>,
        #[command(flatten)]
        signing: Signing,
    },
    /// Invites whoever gets the code that this prints.
    Invite {
        /// How long the invitation is open. Unit: days.
        #[arg(long, default_value_t = 7)]
        days: u32,
        /// Number of the imported member for whom it is; only the importer may say.
        #[arg(long, value_name = "NUMBER")]
        placeholder: Option<u64>,
        #[command(flatten)]
        signing: Signing,
    },
    /// Vouches for an applicant.
    Vouch {
        /// The applicant.
        applicant: String,
        #[command(flatten)]
        signing: Signing,
    },
    /// Admits an applicant.
    Admit {
        /// The applicant.
        applicant: String,
        #[command(flatten)]
        signing: Signing,
    },
    /// Takes a name in the society, or another one. It stands in a public log for ever; a pseudonym will do.
    Name {
        /// The name: 2 to 32 letters, digits, spaces, hyphens or apostrophes, in one script.
        #[arg(required_unless_present = "give_up")]
        name: Option<String>,
        /// Gives the name up instead; nobody else may take it for 90 days.
        #[arg(long, conflicts_with = "name")]
        give_up: bool,
        #[command(flatten)]
        signing: Signing,
    },
    /// Swears the oath over the charter in force.
    Swear {
        /// Takes this name as well, once a member.
        #[arg(long)]
        name: Option<String>,
        #[command(flatten)]
        signing: Signing,
    },
    /// Leaves the society.
    Leave {
        #[command(flatten)]
        signing: Signing,
    },
}

/// A language in which rules are said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Language {
    /// English, in which the machine itself speaks.
    En,
    /// Persian.
    Fa,
}

/// Charters.
#[derive(Debug, Subcommand)]
pub(crate) enum Charter {
    /// Checks a charter and points at every fault.
    Check {
        /// The charter.
        file: PathBuf,
    },
    /// Says every rule of a charter in plain words.
    Explain {
        /// The charter.
        file: PathBuf,
        /// In which language: `en` is English, `fa` Persian.
        #[arg(long, value_name = "CODE", default_value = "en")]
        language: Language,
    },
    /// Compares two charters: text, rules, powers.
    Diff {
        /// The old one.
        old: PathBuf,
        /// The new one.
        new: PathBuf,
    },
    /// Agrees to the charter in force, where you swore or agreed to an older one.
    Agree {
        #[command(flatten)]
        signing: Signing,
    },
}

/// Passports.
#[derive(Debug, Subcommand)]
pub(crate) enum Passport {
    /// Checks a passport that somebody showed, without a network.
    Verify {
        /// The file that the passport's page saved.
        file: PathBuf,
        /// Identifier of the society, from a source that you trust, never from the file.
        #[arg(long, value_name = "SOCIETY")]
        society: String,
        /// Who asked, as you named yourself.
        #[arg(long, value_name = "NAME")]
        audience: String,
        /// The code that you showed.
        #[arg(long, value_name = "CODE")]
        nonce: Option<String>,
        /// Most minutes between showing and checking.
        #[arg(long, value_name = "MINUTES", default_value_t = 10)]
        minutes: u32,
    },
}

/// Operations as files.
#[derive(Debug, Subcommand)]
pub(crate) enum Op {
    /// Signs an action that a file holds as `{"name":…,"with":…}`, and submits it.
    Sign {
        /// The action, in JSON; `-` reads standard input.
        file: PathBuf,
        /// Write the signed operation here instead of submitting it.
        #[arg(long, value_name = "FILE")]
        to: Option<PathBuf>,
        #[command(flatten)]
        signing: Signing,
    },
    /// Submits a signed operation.
    Submit {
        /// The operation.
        file: PathBuf,
        #[command(flatten)]
        at: Where,
    },
    /// Prints an example of an action in JSON, as `op sign` and `proposal new` read it.
    Example {
        /// Name of the action, `module.verb`; all names are listed if it is left out.
        #[arg(value_name = "ACTION")]
        name: Option<String>,
    },
    /// Says in words what an operation asks, or an action or a list of them that is not signed yet.
    Show {
        /// The operation, or the actions.
        file: PathBuf,
    },
}
