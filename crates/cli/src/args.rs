//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

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

/// Where a society is: served at an address, or in a folder of this machine.
#[derive(Clone, Debug, Args)]
pub(crate) struct Where {
    /// Folder of the society; it must not be served at the same time.
    #[arg(long, value_name = "DIR", conflicts_with = "url")]
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
    /// Offices: stand for one, elect, give one up.
    #[command(subcommand)]
    Office(crate::commands::office::Office),
    /// Breaches of the commandment: claims, and the rulings of those drawn for them.
    #[command(subcommand)]
    Breach(crate::commands::breach::Breach),
    /// Forks: leaving together to found a society of one's own, and where a society comes from.
    #[command(subcommand)]
    Fork(crate::commands::fork::Fork),
    /// Panels: draw one by lot, take a seat, draw again and compare.
    #[command(subcommand)]
    Panel(crate::commands::panel::Panel),
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
    /// Says what waits for a person: votes that they have not cast, in the order in which they end.
    Needs {
        /// The person, or the name of a key of theirs.
        #[arg(default_value = "me")]
        person: String,
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

/// Keys.
#[derive(Debug, Subcommand)]
pub(crate) enum Key {
    /// Makes a new person with one key.
    New {
        /// Name of the key, or a file.
        #[arg(default_value = "me")]
        name: String,
    },
    /// Shows the person and the public half of a key.
    Show {
        /// Name of the key, or a file.
        #[arg(default_value = "me")]
        name: String,
    },
    /// Lists the keys in the key folder.
    List,
    #[command(flatten)]
    Chain(KeyChain),
    /// Shows the public halves of the keys with which a folder's society is signed.
    Signer {
        /// Folder of the society.
        #[arg(long, value_name = "DIR")]
        data: PathBuf,
        /// Makes one more first, to be named in a `charter.set_signers`.
        #[arg(long)]
        new: bool,
    },
}

/// What a person changes of their keys in a society.
#[derive(Debug, Subcommand)]
pub(crate) enum KeyChain {
    /// Adds a key of yours, made here in a file of its own.
    Add {
        /// Name of the new key, or a file.
        name: String,
        /// What it may speak for: keys, present, speak, spend, vote, separated by commas.
        #[arg(long, value_name = "SCOPES", default_value = "keys,present,speak,spend,vote")]
        scopes: String,
        /// Days after which it no longer speaks; for ever if left out.
        #[arg(long, value_name = "DAYS")]
        days: Option<u32>,
        #[command(flatten)]
        signing: Signing,
    },
    /// Removes a key of yours: after the delay of your guardians' rule, if you have one.
    Remove {
        /// Name of the key, its file, or its public half.
        name: String,
        #[command(flatten)]
        signing: Signing,
    },
    /// Names the guardians who can give you new keys if you lose yours.
    Guardians {
        /// The guardians, persons of the society; nobody sees who they are before they are needed.
        #[arg(required_unless_present = "none", conflicts_with = "none")]
        persons: Vec<String>,
        /// How many of them must agree; more than half if left out.
        #[arg(long, value_name = "COUNT")]
        threshold: Option<u8>,
        /// How many must agree once an old key has objected; all if left out.
        #[arg(long, value_name = "COUNT")]
        disputed: Option<u8>,
        /// Days in which an old key can object, 1 to 60.
        #[arg(long, value_name = "DAYS", default_value_t = 7)]
        days: u32,
        /// New file for what a recovery needs; a copy is for each guardian to keep.
        #[arg(long, value_name = "FILE", required_unless_present = "none")]
        to: Option<std::path::PathBuf>,
        /// Do without guardians from now on.
        #[arg(long)]
        none: bool,
        #[command(flatten)]
        signing: Signing,
    },
    /// Begins to recover lost keys: makes a new key and asks the guardians to agree to it.
    Recover {
        /// The file that `key guardians` wrote.
        file: std::path::PathBuf,
        #[command(flatten)]
        signing: Signing,
    },
    /// Agrees, as a guardian, to somebody's new keys.
    Approve {
        /// Whose keys.
        person: String,
        /// The statement that `key recover` printed; ask the person, not whoever sent it.
        statement: String,
        /// Agree to this instead of what you agreed to before.
        #[arg(long, value_name = "STATEMENT")]
        replaces: Option<String>,
        #[command(flatten)]
        signing: Signing,
    },
    /// Objects, with an old key, to a recovery of your keys that you did not want.
    Object {
        #[command(flatten)]
        signing: Signing,
    },
    /// Shows the keys of a person in a society, what waits, and how they can be recovered.
    Status {
        /// The person, or the name of a key of theirs.
        #[arg(default_value = "me")]
        person: String,
        #[command(flatten)]
        at: Where,
    },
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
    /// Swears the oath over the charter in force.
    Swear {
        #[command(flatten)]
        signing: Signing,
    },
    /// Leaves the society.
    Leave {
        #[command(flatten)]
        signing: Signing,
    },
}

/// Proposals.
#[derive(Debug, Subcommand)]
pub(crate) enum Proposal {
    /// Brings a proposal: acts that take effect together or not at all.
    New {
        /// File with the list of actions, or with the options to choose from, in JSON.
        #[arg(long, value_name = "FILE")]
        actions: PathBuf,
        /// Id of the decision procedure in the charter.
        #[arg(long, value_name = "ID")]
        procedure: String,
        /// File with the text: its first line is the title. Public for ever.
        #[arg(long, value_name = "FILE")]
        text: PathBuf,
        /// Puts down the money that the procedure asks for.
        #[arg(long)]
        deposit: bool,
        #[command(flatten)]
        signing: Signing,
    },
    /// Lists proposals, newest first.
    List {
        /// Those that are over, too.
        #[arg(long)]
        all: bool,
        /// Most proposals that are looked at.
        #[arg(long, default_value_t = 50)]
        limit: u64,
        #[command(flatten)]
        at: Where,
    },
    /// Shows a proposal: what it would do, where it stands, its text.
    Show {
        /// Number of the proposal.
        proposal: u64,
        #[command(flatten)]
        at: Where,
    },
    /// Brings an argument. Public for ever.
    Argue {
        /// Number of the proposal.
        proposal: u64,
        /// For what it speaks.
        #[arg(long, value_parser = ["for", "against", "comment"])]
        side: String,
        /// File with the text.
        #[arg(long, value_name = "FILE")]
        text: PathBuf,
        #[command(flatten)]
        signing: Signing,
    },
    /// Brings another version of a proposal while it is discussed, where the charter takes them.
    Offer {
        /// Number of the proposal.
        proposal: u64,
        /// File with the list of actions, in JSON.
        #[arg(long, value_name = "FILE")]
        actions: PathBuf,
        /// What it is called, on one line.
        #[arg(long)]
        title: String,
        /// File with the text. Public for ever.
        #[arg(long, value_name = "FILE")]
        text: PathBuf,
        #[command(flatten)]
        signing: Signing,
    },
    /// Supports a draft, so that it is discussed, or another version of a proposal that is.
    Sponsor {
        /// Number of the proposal.
        proposal: u64,
        /// Number of the other version.
        #[arg(long, value_name = "NUMBER")]
        alternative: Option<u64>,
        #[command(flatten)]
        signing: Signing,
    },
    /// Withdraws a proposal of your own before voting opens.
    Withdraw {
        /// Number of the proposal.
        proposal: u64,
        #[command(flatten)]
        signing: Signing,
    },
    /// Objects to a proposal that passed and has not taken effect yet.
    Object {
        /// Number of the proposal.
        proposal: u64,
        #[command(flatten)]
        signing: Signing,
    },
}

/// Ballots.
#[derive(Debug, Subcommand)]
pub(crate) enum Ballot {
    /// Casts a ballot; anyone who reads the log can see it.
    Cast {
        /// Number of the proposal.
        proposal: u64,
        /// What you choose: yes, no, abstain; of options, counted from 1: approve=1,3 or
        /// rank=2>1=3 or score=1:5,2:3 or votes=1:3,2:-2; where consent is asked: object=HASH; where
        /// votes cost credits of the season: votes=3, or against it votes=-2; where support is given:
        /// points=40.
        #[arg(value_name = "CHOICE")]
        choice: polity_machine::modules::governance::Choice,
        /// Your ballot before, if you change it: its operation.
        #[arg(long, value_name = "OPERATION")]
        replaces: Option<String>,
        /// Which vote on the proposal, from 1; its page says so where there is more than one.
        #[arg(long, value_name = "N", default_value_t = 1)]
        round: u64,
        #[command(flatten)]
        signing: Signing,
    },
    /// Shows what a person has left to spend: credits of the season, and points of support.
    Left {
        /// Whose.
        person: String,
        #[command(flatten)]
        at: Where,
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
