//! Every place where bytes from outside are decoded or a proof is verified, as a function of bytes
//! that must neither panic nor contradict itself. Driven by the fuzz targets, and on stable by a test
//! that mutates the seeds.

use std::fmt::Display;
use std::str::FromStr;

use polity_choice::format;
use polity_choice::tally::{METHODS, Options, read_for, run};
use polity_ledger::SignedCheckpoint;
use polity_ledger::tiles::{Tile, split_bundle};
use polity_ledger::verify::verify;
use polity_machine::Action;
use polity_machine::charter_text::{Charter, diff, explain};
use polity_machine::frame::genesis::found;
use polity_machine::frame::replay::Remembered;
use polity_machine::frame::state::MemoryRecords;
use polity_machine::modules::identity::IdentityAction;
use polity_machine::modules::treasury::{AccountId, TreasuryAction};
use polity_machine::registry;
use polity_machine::testing::{Actor, founding};
use polity_types::log::ENTRY_BYTES_MAX;
use polity_types::operation::{Decoded, ENVELOPE_BYTES_MAX};
use polity_types::person::{Guardians, SignedInception, SignedStatement};
use polity_types::{
    Amount, Base64, Hash, LogEntry, OperationId, PersonId, PublicKey, SocietyId, Timestamp,
    canonical,
};

/// An entry point.
pub type Entry = fn(&[u8]);

/// Every entry point, by name.
pub const ENTRIES: [(&str, Entry); 8] = [
    ("bundle", bundle),
    ("charter", charter),
    ("choice", choice),
    ("entry", entry),
    ("envelope", envelope),
    ("note", note),
    ("person", person),
    ("tile", tile),
];

/// Envelopes: decoded, encoded again, verified.
pub fn envelope(bytes: &[u8]) {
    let scanned = canonical::scan(bytes);
    if scanned.is_ok() {
        assert!(serde_json::from_slice::<serde_json::Value>(bytes).is_ok(), "the scanner is laxer");
    }
    if let Ok(decoded) = Decoded::<Action>::decode(bytes.to_vec()) {
        assert!(scanned.is_ok() && bytes.len() <= ENVELOPE_BYTES_MAX);
        assert_eq!(decoded.envelope.to_bytes(), bytes, "two forms of one envelope");
        assert_eq!(decoded.signed_bytes, decoded.envelope.operation.signed_bytes());
        let claim = decoded.claim();
        let verdict = claim.signature.verify(claim.key, claim.message);
        let _ = decoded.judge(verdict);
    }
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    again::<Amount>(text);
    again::<Base64>(text);
    again::<Hash>(text);
    again::<OperationId>(text);
    again::<PersonId>(text);
    again::<PublicKey>(text);
    again::<SocietyId>(text);
    again::<AccountId>(text);
    let _ = Remembered::from_text(text);
}

/// What a text is read as is written as the same text.
fn again<T: FromStr + Display>(text: &str) {
    if let Ok(value) = text.parse::<T>() {
        assert_eq!(value.to_string(), text, "two forms of one value");
    }
}

/// Persons: inceptions, statements, guardians.
pub fn person(bytes: &[u8]) {
    if let Ok(inception) = canonical::from_bytes::<SignedInception>(bytes, ENVELOPE_BYTES_MAX) {
        let _ = inception.verify();
    }
    if let Ok(statement) = canonical::from_bytes::<SignedStatement>(bytes, ENVELOPE_BYTES_MAX) {
        let _ = statement.verify();
    }
    if let Ok(guardians) = canonical::from_bytes::<Guardians>(bytes, ENVELOPE_BYTES_MAX) {
        let _ = guardians.commitment();
    }
}

/// Entries of the log, and foundings with the charter that they name.
pub fn entry(bytes: &[u8]) {
    let read = LogEntry::from_bytes(bytes);
    if let Some(inner) = LogEntry::envelope_of(bytes) {
        assert_eq!(LogEntry::of_operation(inner), bytes);
    }
    let Ok(read) = read else { return };
    assert!(bytes.len() <= ENTRY_BYTES_MAX);
    assert_eq!(read.to_bytes(), bytes, "two forms of one entry");
    if let LogEntry::Founding(signed) = read {
        let mut records = MemoryRecords::default();
        let _ = records.insert(CHARTER.as_bytes().to_vec());
        let _ = found(&signed, &records);
    }
}

/// Signed notes of checkpoints.
pub fn note(bytes: &[u8]) {
    if let Ok(signed) = SignedCheckpoint::from_bytes(bytes.to_vec()) {
        assert_eq!(signed.to_note().as_bytes(), bytes, "two forms of one note");
        let mut more = signed.clone();
        let _ = more.merge(&signed);
    }
}

/// Proof bundles, for the society of the examples.
pub fn bundle(bytes: &[u8]) {
    if let Ok(society) = SOCIETY.parse::<SocietyId>() {
        let _ = verify(bytes, &society, None);
    }
}

/// Paths of tiles, and bundles of entries.
pub fn tile(bytes: &[u8]) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        again::<Tile>(text);
    }
    if let Ok(entries) = split_bundle(bytes) {
        let total: usize = entries.iter().map(|entry| entry.len().saturating_add(2)).sum();
        assert_eq!(total, bytes.len());
    }
}

/// Charters: scanned, parsed, explained, compared with another.
pub fn charter(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let actions = registry::action_names();
    if let Ok(charter) = Charter::parse(text, &actions) {
        let _ = explain(&charter);
    }
    let _ = diff(CHARTER, text, &actions);
}

/// Files of ballots, in every format; the first byte says which, since no name can be trusted.
pub fn choice(bytes: &[u8]) {
    let Some((first, rest)) = bytes.split_first() else { return };
    let Ok(text) = std::str::from_utf8(rest) else { return };
    match first.wrapping_sub(b'0') % 10 {
        0 => {
            if let Ok(contest) = format::read_blt("f", text) {
                let written = format::write_blt(&contest);
                assert!(format::read_blt("f", &written).is_ok(), "{written}");
            }
        }
        1 => {
            let _ = format::read_preflib("f.soc", text);
            let _ = format::read_preflib("f.toc", text);
        }
        2 => {
            let _ = format::read_rctab_csv("f", text, &format::CvrColumns::default());
        }
        3 => {
            if let Ok(file) = format::read_abc_yaml("f", text) {
                let written = format::write_abc_yaml(&file);
                assert!(format::read_abc_yaml("f", &written).is_ok(), "{written}");
            }
        }
        4 => {
            if let Ok(file) = format::read_pabulib("f", text) {
                let written = format::write_pabulib(&file);
                assert!(format::read_pabulib("f", &written).is_ok(), "{written}");
            }
        }
        5 => {
            let _ = format::read_csv("f", text);
            let _ = format::read_json("f", text);
        }
        6 => {
            let _ = format::read_condorcet("f", text);
        }
        7 => {
            let _ = format::read_debian_tally("f", text);
        }
        8 => {
            // What is written in any format reads back.
            let mut bytes = rest.iter().map(|&byte| usize::from(byte));
            let mut file = || FILES.iter().cycle().nth(bytes.next().unwrap_or_default());
            let (Some(from), Some(to), Some(text)) = (file(), file(), text.get(2..)) else {
                return;
            };
            if let Ok(document) = format::read_document(from, text, None)
                && let Ok(written) = format::write_document(to, &document)
            {
                assert!(format::read_document(to, &written.text, None).is_ok(), "{}", written.text);
            }
        }
        _ => {
            for method in METHODS.iter().filter(|method| !method.ballots.columns().is_empty()) {
                for file in ["f.csv", "f.json"] {
                    if let Ok(profile) = read_for(method.name, (file, text), None) {
                        let _ = run(method.name, &profile, &Options::default());
                    }
                }
            }
        }
    }
}

/// Names of files, one for each format of ballots.
const FILES: [&str; 13] = [
    "f.blt",
    "f.soc",
    "f.soi",
    "f.toc",
    "f.toi",
    "f.cat",
    "f.cvotes",
    "f.abc.yaml",
    "f.pb",
    "f.csv",
    "f.cvr.csv",
    "f.json",
    "f_tally.txt",
];

/// Society of the examples in `spec/`.
const SOCIETY: &str = "society1yz8ys8h2r3ht88e44zy8rsyvdn3w8qf5kl8ygr8g5hq62jt4cenqt5asz2";
/// A charter that is shipped.
const CHARTER: &str = include_str!("../../charters/reading-circle.md");
/// Small files of ballots, each after the byte that chooses its format.
const BALLOTS: [&str; 10] = [
    "03 2\n3 1 2 0\n2 2 3 0\n1 3 0\n0\n\"Ana\"\n\"Ben\"\n\"Cem\"\n\"A title\"\n",
    "1# FILE NAME: f.soc\n# DATA TYPE: toc\n# NUMBER ALTERNATIVES: 3\n# NUMBER VOTERS: 3\n# NUMBER UNIQUE ORDERS: 2\n# ALTERNATIVE NAME 1: Ana\n# ALTERNATIVE NAME 2: Ben\n# ALTERNATIVE NAME 3: Cem\n2: 1,2,3\n1: 3,{1,2}\n",
    "2Precinct,1st Choice,2nd Choice\nA,Ana,Ben\nB,Ben,overvote\nC,undervote,Cem\n",
    "3num_cand: 3\ncommitteesize: 2\nprofile: [[0, 1], [2], {0, 2}]\n",
    "4META\nkey;value\nnum_projects;2\nnum_votes;2\nbudget;100\nvote_type;approval\nPROJECTS\nproject_id;cost\n1;60\n2;40\nVOTES\nvoter_id;vote\n1;1,2\n2;2\n",
    "5Ana,Ben,Cem\n5,0,3\n1,2,5\n",
    "6#/candidates: Ana; Ben; Cem\n2 * Ana > Ben > Cem\nBen = Cem > Ana\n",
    "7V: 123---4\nV: 1-2\nV: --1\n",
    "84?3 2\n3 1 2 0\n2 2 3 0\n1 3 0\n0\n\"Ana\"\n\"Ben\"\n\"Cem\"\n\"A title\"\n",
    "9voter,weight,voted\nAna,4,yes\nBen,3,no\n",
];

/// Returns what the mutations begin with: the strings of the examples in `spec/`, real operations, a
/// founding, charters, ballots.
#[must_use]
pub fn seeds(examples: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let mut seeds: Vec<Vec<u8>> = Vec::new();
    for file in examples {
        let value = serde_json::from_slice(file).unwrap_or(serde_json::Value::Null);
        strings(&value, &mut seeds);
        if file.starts_with(b"{\"checkpoint\"") {
            seeds.push(file.clone());
        }
    }
    let ana = Actor::named("ana");
    let society = SOCIETY.parse().unwrap_or(SocietyId(Hash::default()));
    let at = Timestamp(1_795_000_000);
    let register = IdentityAction::Register { inception: ana.inception.clone() };
    let register = ana.envelope(register, society, at, 1).to_bytes();
    let to = AccountId::Person(ana.person);
    if let Ok(asset) = "EUR".parse() {
        let transfer = TreasuryAction::Transfer {
            amount: Amount::from(5),
            asset,
            category: None,
            memo: None,
            to,
        };
        seeds.push(ana.envelope(transfer, society, at, 2).to_bytes());
    }
    let founding = founding(&ana, Hash::of(CHARTER.as_bytes()), at);
    seeds.push(LogEntry::Founding(Box::new(founding)).to_bytes());
    seeds.push(canonical::to_bytes(&ana.inception));
    seeds.push(LogEntry::of_operation(&register));
    seeds.push(register);
    seeds.push(CHARTER.as_bytes().to_vec());
    seeds.extend(["tile/0/x001/234.p/7", "tile/entries/000"].map(|path| path.as_bytes().to_vec()));
    seeds.push(b"\0\x02{}\0\x03abc".to_vec());
    seeds.extend(BALLOTS.map(|ballots| ballots.as_bytes().to_vec()));
    seeds
}

fn strings(value: &serde_json::Value, found: &mut Vec<Vec<u8>>) {
    match value {
        serde_json::Value::String(text) if text.len() > 8 => found.push(text.clone().into_bytes()),
        serde_json::Value::Array(values) => values.iter().for_each(|value| strings(value, found)),
        serde_json::Value::Object(fields) => {
            fields.values().for_each(|value| strings(value, found));
        }
        _ => {}
    }
}
