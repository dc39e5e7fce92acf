//! The tables of import. Only this module writes them; neighbours read through `query`.

use polity_types::Hash;

use super::types::{Answered, Imported, Label, OldAccount, OldBalance, Placeholder, Source};
use crate::frame::table::{Single, Table};

/// What each old account holds.
pub(super) const ACCOUNT: Table<OldAccount, OldBalance> = Table::new("import/account");
/// Numbers of old accounts by [`account_place`].
pub(super) const ACCOUNT_NUMBER: Table<Hash, u64> = Table::new("import/account_number");
/// How much was imported.
pub(super) const IMPORTED: Single<Imported> = Single::new("import/imported");
/// Placeholders by number.
pub(super) const PLACEHOLDER: Table<u64, Placeholder> = Table::new("import/placeholder");
/// Questions by file.
pub(super) const QUESTION: Table<Hash, Answered> = Table::new("import/question");
/// Files.
pub(super) const SOURCE: Table<Hash, Source> = Table::new("import/source");
/// Rows of the ballots by [`voter_place`].
pub(super) const VOTER: Table<Hash, u64> = Table::new("import/voter");
/// Numbers of placeholders by commitment.
pub(super) const WHO: Table<Hash, u64> = Table::new("import/who");

/// Prefixes of the tables.
pub(super) const TABLES: &[&str] = &[
    "import/account",
    "import/account_number",
    "import/imported",
    "import/placeholder",
    "import/question",
    "import/source",
    "import/voter",
    "import/who",
];

/// Returns where the ballot of a voter in a file is noted: both hashes are longer than a key may be.
pub(super) fn voter_place(file: Hash, voter: Hash) -> Hash {
    Hash::of_parts(&[b"polity/import/voter/v1\n", file.as_bytes(), voter.as_bytes()])
}

/// Returns where the number of an old account is noted: keys hold no names (STA-1).
pub(super) fn account_place(account: &Label) -> Hash {
    Hash::of_parts(&[b"polity/import/account/v1\n", account.to_string().as_bytes()])
}
