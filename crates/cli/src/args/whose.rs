//! Whom a command means: a person or an account, or whose key one has.

use clap::Args;
use polity_machine::modules::treasury::AccountId;
use polity_types::PersonId;

use crate::failure::Failure;
use crate::keyfile::{self, KeyFile};

/// Returns a person, or whose key is of this name in the key folder or in this file.
///
/// # Errors
/// That it is neither a person nor a key that can be read.
fn known(named: &str) -> Result<PersonId, Failure> {
    match named.parse::<PersonId>() {
        Ok(person) => Ok(person),
        Err(_) => Ok(KeyFile::read(&keyfile::path_of(named))?.person()),
    }
}

/// As [`known`], for an argument.
///
/// # Errors
/// That it is none of both, in words.
pub(crate) fn person(named: &str) -> Result<PersonId, String> {
    known(named).map_err(|_| format!("it is no person, and no key here is called {named:?}"))
}

/// Returns an account: fund-NAME and the like, a person, or whose key is of this name. What reads as an account is that,
/// whatever keys are called.
///
/// # Errors
/// That it is none of these, in words.
pub(crate) fn account(named: &str) -> Result<AccountId, String> {
    named.parse::<AccountId>().or_else(|why| {
        let person = known(named);
        let wrong = |_| format!("{why}; and no key here is called {named:?}");
        person.map(AccountId::Person).map_err(wrong)
    })
}

/// Whom something is about: a person, or whose key one has.
#[derive(Clone, Debug, Args)]
pub(crate) struct Whose {
    /// Who: a person, or a key of theirs, by its name in the key folder or its file; if left out, that of
    /// --key.
    #[arg(value_name = "PERSON")]
    person: Option<String>,
    /// Key of the person, where none is named: a name in the key folder, or a file.
    #[arg(long, value_name = "KEY", env = "POLITY_KEY", default_value = "me")]
    key: String,
}

impl Whose {
    /// Returns the person.
    ///
    /// # Errors
    /// That it is neither a person nor a key that can be read.
    pub(crate) fn person(&self) -> Result<PersonId, Failure> {
        let named = self.person.as_deref().unwrap_or(&self.key);
        known(named)
    }
}
