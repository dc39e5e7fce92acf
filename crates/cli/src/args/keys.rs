//! The command line of keys.

use std::path::PathBuf;

use clap::Subcommand;

use super::{Signing, Where};

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
