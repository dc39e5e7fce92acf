//! The command line of proposals and ballots.

use std::path::PathBuf;
use std::str::FromStr;

use clap::Subcommand;
use polity_machine::modules::governance::{Choice, NotAChoice};

use super::{Signing, Where};

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
    /// Proposes a new text of the charter: says which rules change, and who gains and who loses by it, puts the text among
    /// the public records, and brings the proposal.
    Amend {
        /// File with the new charter, whole.
        charter: PathBuf,
        /// Id of the decision procedure in the charter; where only one may amend it, that.
        #[arg(long, value_name = "ID")]
        procedure: Option<String>,
        /// File with the reasons: its first line is the title. Public for ever.
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
    /// Shows a proposal: what it would do or did, where it stands or how it came out, its text.
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
    /// Withdraws a proposal of your own before voting opens, or another version of one that you brought.
    Withdraw {
        /// Number of the proposal.
        proposal: u64,
        /// Number of the other version.
        #[arg(long, value_name = "NUMBER")]
        alternative: Option<u64>,
        #[command(flatten)]
        signing: Signing,
    },
    /// Objects to a proposal that passed and has not taken effect yet, or to an announced act.
    Object {
        /// Number of the proposal, or of the act.
        proposal: u64,
        /// The number is that of an announced act.
        #[arg(long)]
        act: bool,
        #[command(flatten)]
        signing: Signing,
    },
}

/// What a ballot says, as it is typed.
#[derive(Clone, Debug)]
pub(crate) enum Chosen {
    Choice(Choice),
    /// An objection, whose reason is in a file.
    Objection,
}

impl FromStr for Chosen {
    type Err = NotAChoice;

    fn from_str(text: &str) -> Result<Self, NotAChoice> {
        if text == "object" { Ok(Self::Objection) } else { text.parse().map(Self::Choice) }
    }
}

/// Ballots.
#[derive(Debug, Subcommand)]
pub(crate) enum Ballot {
    /// Casts a ballot; anyone who reads the log can see it.
    Cast {
        /// Number of the proposal.
        proposal: u64,
        /// What you choose: yes, no, abstain; of options, counted from 1: approve=1,3 or
        /// rank=2>1=3 or score=1:5,2:3 or votes=1:3,2:-2; where consent is asked, or silence is
        /// consent: object, with --reason FILE, or yes or abstain; where votes cost credits of the
        /// season: votes=3, or against it votes=-2; where support is given: points=40.
        #[arg(value_name = "CHOICE")]
        choice: Chosen,
        /// File with the reason of an objection. Public for ever.
        #[arg(long, value_name = "FILE")]
        reason: Option<PathBuf>,
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
