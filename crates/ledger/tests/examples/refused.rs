//! Bundles that must fail, each with its code. Where a reader's kept checkpoint decides, it is there.

use polity_ledger::checkpoint::{Checkpoint, key_id};
use polity_ledger::log::TreeHead;
use polity_ledger::verify::{Kept, verify};
use polity_types::proof::{Bundle, Claim};
use polity_types::refusal::Explain as _;
use polity_types::{Hash, SocietyId, canonical};
use serde_json::{Value, json};

use crate::bundles::{ABSENT, kept, kept_json};
use crate::people::ed25519;
use crate::society::Society;

const NOTE: &str = "example/note/0000000000000001";
/// Order of the base point (RFC 8032 §5.1), little-endian.
const ORDER: [u8; 32] = [
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];

struct Cases<'a> {
    society: &'a Society,
    rows: Vec<(&'static str, String, Option<Kept>, &'static str)>,
}

impl Cases<'_> {
    fn text(&mut self, name: &'static str, text: String, code: &'static str) {
        self.rows.push((name, text, None, code));
    }

    fn edit(
        &mut self,
        name: &'static str,
        (height, claims): (usize, Vec<Claim>),
        code: &'static str,
        edit: impl FnOnce(&mut Bundle),
    ) {
        self.keep(name, (height, claims), code, None, edit);
    }

    fn keep(
        &mut self,
        name: &'static str,
        (height, claims): (usize, Vec<Claim>),
        code: &'static str,
        kept: Option<Kept>,
        edit: impl FnOnce(&mut Bundle),
    ) {
        let mut bundle = self.society.bundle(height, claims);
        edit(&mut bundle);
        let text = String::from_utf8(canonical::to_bytes(&bundle)).unwrap();
        self.rows.push((name, text, kept, code));
    }
}

fn entry_of(claim: &mut Claim) -> &mut polity_types::proof::EntryClaim {
    match claim {
        Claim::Entry(claim) => claim,
        Claim::State(_) => panic!("the case is about an entry"),
    }
}

fn state_of(claim: &mut Claim) -> &mut polity_types::proof::StateClaim {
    match claim {
        Claim::State(claim) => claim,
        Claim::Entry(_) => panic!("the case is about the state"),
    }
}

/// Exchanges the signature lines of a note.
fn with_lines(note: &str, lines: &str) -> String {
    format!("{}\n\n{lines}", note.split_once("\n\n").unwrap().0)
}

fn lines(note: &str) -> &str {
    note.split_once("\n\n").unwrap().1
}

/// Adds the order of the group to the signature's scalar: the same equation, other bytes.
fn with_high_scalar(society: &Society, height: usize) -> String {
    use base64::Engine as _;
    let (size, ..) = society.seals[height];
    let head = TreeHead { size: u64::try_from(size).unwrap(), root: society.root(size) };
    let text = Checkpoint { society: society.id, head }.text();
    let mut signature = ed25519(10).sign(text.as_bytes()).to_bytes();
    let mut carry = 0_u16;
    for (byte, order) in signature[32..].iter_mut().zip(ORDER) {
        let sum = u16::from(*byte) + u16::from(order) + carry;
        *byte = u8::try_from(sum & 0xff).unwrap();
        carry = sum >> 8;
    }
    let name = polity_types::log::origin(&society.id);
    let key: [u8; 32] = ed25519(10).verification_key().into();
    let bytes = [key_id(&name, &key).as_slice(), &signature].concat();
    let encoded = base64::engine::general_purpose::STANDARD.encode(bytes);
    format!("{text}\n\u{2014} {name} {encoded}\n")
}

fn form(cases: &mut Cases<'_>) {
    let society = cases.society;
    let good = String::from_utf8(canonical::to_bytes(&society.bundle(1, vec![]))).unwrap();
    cases.text("nothing", String::new(), "encoding.syntax");
    cases.text("a newline after it", format!("{good}\n"), "encoding.syntax");
    cases.text(
        "an unknown field",
        good.replacen("\"version\"", "\"time\":1,\"version\"", 1),
        "encoding.unknown_field",
    );
    cases.text("a field missing", good.replacen(",\"walk\":[]", "", 1), "encoding.shape");
    cases.text(
        "null for a field",
        good.replacen("\"walk\":[]", "\"walk\":null", 1),
        "encoding.shape",
    );
    cases.text(
        "another version",
        good.replacen("polity/proof/v1", "polity/proof/v2", 1),
        "proof.version",
    );
    cases.text(
        "a fraction",
        good.replacen("\"rules_version\":1,", "\"rules_version\":1.0,", 1),
        "encoding.number",
    );
    cases.text(
        "a founding of another society",
        good.replacen("\"rules_version\":1,", "\"rules_version\":2,", 1),
        "proof.other_society",
    );
}

/// What a reader of loose types might take for a number or a list.
fn kinds(cases: &mut Cases<'_>) {
    let society = cases.society;
    let own = |size| Some(society.extension(size, size));
    let text = |height: usize, claims: Vec<Claim>, extends| {
        let mut bundle = society.bundle(height, claims);
        bundle.extends = extends;
        String::from_utf8(canonical::to_bytes(&bundle)).unwrap()
    };
    let entry = text(1, vec![society.entry(1, 1)], None);
    let extended = text(1, vec![], own(1));
    for (name, good, from, to) in [
        ("a boolean for an index", &entry, "\"index\":1", "\"index\":true"),
        ("a boolean for a size", &extended, "\"size\":5", "\"size\":true"),
        ("an object for no hashes", &extended, "\"consistency\":[]", "\"consistency\":{}"),
        ("a text for no hashes", &extended, "\"consistency\":[]", "\"consistency\":\"\""),
        ("an object for no claims", &extended, "\"claims\":[]", "\"claims\":{}"),
        ("a text for no claims", &extended, "\"claims\":[]", "\"claims\":\"\""),
        ("an object for no changes", &extended, "\"walk\":[]", "\"walk\":{}"),
        ("an index that is a text", &entry, "\"index\":1", "\"index\":\"1\""),
    ] {
        assert!(good.contains(from), "{name}: {good}");
        cases.text(name, good.replacen(from, to, 1), "encoding.shape");
    }
}

fn notes(cases: &mut Cases<'_>) {
    let society = cases.society;
    let own = society.note(1);
    let set = |note: String| move |bundle: &mut Bundle| bundle.checkpoint = note;
    cases.edit(
        "a note without a signature",
        (1, vec![]),
        "proof.note_malformed",
        set(own.split_once("\n\n").unwrap().0.to_owned() + "\n\n"),
    );
    cases.edit(
        "a fourth line",
        (1, vec![]),
        "proof.note_malformed",
        set(own.replacen("\n\n", "\nmore\n\n", 1)),
    );
    cases.edit(
        "a leading zero in the size",
        (1, vec![]),
        "proof.note_malformed",
        set(own.replacen("\n5\n", "\n05\n", 1)),
    );
    cases.edit(
        "a signature of another text",
        (1, vec![]),
        "proof.note_signature",
        set(with_lines(&own, lines(&society.note(0)))),
    );
    cases.edit(
        "another size than was signed",
        (1, vec![]),
        "proof.note_signature",
        set(own.replacen("\n5\n", "\n4\n", 1)),
    );
    cases.edit(
        "the order of the group added to the signature",
        (1, vec![]),
        "proof.note_signature",
        set(with_high_scalar(society, 1)),
    );
    cases.edit(
        "the same line twice",
        (1, vec![]),
        "proof.note_twice",
        set(format!("{own}{}", lines(&own))),
    );
    let ending = |words: &str| own.trim_end().to_owned() + words;
    for (name, words) in [
        ("words after a signature", " and more\n"),
        ("a space after a signature", " \n"),
        ("two empty lines after a signature", "\n\n\n"),
        ("no end of the last line", ""),
    ] {
        cases.edit(name, (1, vec![]), "proof.note_malformed", set(ending(words)));
    }
    let spaced = own.replacen("\u{2014} polity/", "\u{2014}  polity/", 1);
    cases.edit("two spaces in a line", (1, vec![]), "proof.note_malformed", set(spaced));
    let witness = own.replace(&polity_types::log::origin(&society.id), "witness.example");
    cases.edit(
        "a line of a witness",
        (1, vec![]),
        "proof.note_unknown_line",
        set(format!("{own}{}", lines(&witness))),
    );
    let stranger = society.note_of(5, society.root(5), &[99]);
    cases.edit("signed by a stranger", (1, vec![]), "proof.note_unknown_line", set(stranger));
    let retired = society.note_of(9, society.root(9), &[10]);
    cases.edit(
        "signed by a signer of before",
        (3, vec![]),
        "proof.note_unknown_line",
        set(retired),
    );
    cases.edit(
        "two of four signers",
        (6, vec![]),
        "proof.too_few_signatures",
        set(society.note_by(6, 2)),
    );
    let other = SocietyId(Hash::of(b"another society"));
    let head = TreeHead { size: 5, root: society.root(5) };
    let of_other = Checkpoint { society: other, head }.sign(&[&ed25519(10)]).to_note();
    cases.edit("a checkpoint of another log", (1, vec![]), "proof.note_origin", set(of_other));
}

fn walks(cases: &mut Cases<'_>) {
    cases.edit("a change left out", (6, vec![]), "proof.note_unknown_line", |b| {
        drop(b.walk.remove(0));
    });
    cases.edit("changes in the wrong order", (6, vec![]), "proof.note_unknown_line", |b| {
        b.walk.reverse();
    });
    cases.edit("a change that is not consistent", (6, vec![]), "proof.walk", |b| {
        b.walk[0].consistency[0] = Hash::of(b"else");
    });
    cases.edit("a consistency proof too long", (6, vec![]), "proof.walk", |b| {
        b.walk[0].consistency.push(Hash::of(b"else"));
    });
    cases.edit("a seal that is not in the log", (6, vec![]), "proof.walk", |b| {
        b.walk[1].seal.time.0 += 1;
    });
    cases.edit("a seal that names signers of its own", (3, vec![]), "proof.walk", |b| {
        b.walk[0].seal.signers = vec![crate::people::ed25519_public(99)];
    });
    let society = cases.society;
    let idle = society.bundle(1, vec![]);
    let seal = society.seals[1].1.clone();
    cases.edit("a change that changes nothing", (2, vec![]), "proof.walk", |b| {
        b.walk.push(polity_types::proof::SignerChange {
            checkpoint: idle.checkpoint,
            consistency: crate::reference::consistency(5, &society.entries[..7]),
            inclusion: crate::reference::inclusion(4, &society.entries[..5]),
            seal,
        });
    });
}

fn claims(cases: &mut Cases<'_>) {
    let society = cases.society;
    let entry = || (6, vec![society.entry(5, 6)]);
    cases.edit("an entry at another index", entry(), "proof.claim", |b| {
        entry_of(&mut b.claims[0]).index = 4;
    });
    cases.edit("an index beyond the log", entry(), "proof.claim", |b| {
        entry_of(&mut b.claims[0]).index = 14;
    });
    cases.edit("another entry", entry(), "proof.claim", |b| {
        let text = String::from_utf8(society.entries[3].clone()).unwrap();
        entry_of(&mut b.claims[0]).entry = serde_json::value::RawValue::from_string(text).unwrap();
    });
    cases.edit("an inclusion proof too short", entry(), "proof.claim", |b| {
        entry_of(&mut b.claims[0]).inclusion.truncate(1);
    });
    cases.edit("an inclusion proof too long", entry(), "proof.claim", |b| {
        entry_of(&mut b.claims[0]).inclusion.push(Hash::of(b"else"));
    });
    cases.edit("proven in an older log", (6, vec![society.entry(2, 1)]), "proof.claim", |_| {});
    let state = || (6, vec![society.state(NOTE, 6)]);
    cases.edit("another record", state(), "proof.claim", |b| {
        let other = r#"{"text":"first dark"}"#.to_owned();
        state_of(&mut b.claims[0]).value = serde_json::value::RawValue::from_string(other).ok();
    });
    cases.edit("a record said to be absent", state(), "proof.claim", |b| {
        state_of(&mut b.claims[0]).value = None;
    });
    cases.edit("another key", state(), "proof.claim", |b| {
        let claim = state_of(&mut b.claims[0]);
        claim.key = "example/note/0000000000000002".into();
        claim.key_hash = Hash::of(claim.key.as_bytes());
    });
    cases.edit("another hash of the key", state(), "proof.claim", |b| {
        state_of(&mut b.claims[0]).key_hash = Hash::of(b"else");
    });
    cases.edit(
        "a text that is no key",
        (6, vec![society.state("no key", 6)]),
        "proof.claim",
        |_| {},
    );
    cases.edit(
        "the state of an older seal",
        (6, vec![society.state("example/count", 3)]),
        "proof.claim",
        |_| {},
    );
    cases.edit("a sibling too many", state(), "proof.claim", |b| {
        state_of(&mut b.claims[0]).path.siblings.push(Hash::of(b"else"));
    });
    cases.edit(
        "an absence shown by a leaf that stands elsewhere",
        (6, vec![society.state(ABSENT, 6)]),
        "proof.claim",
        |b| {
            let elsewhere = society.state("example/text", 6);
            let Claim::State(elsewhere) = elsewhere else { panic!("the case is about the state") };
            state_of(&mut b.claims[0]).path = elsewhere.path;
        },
    );
}

fn memory(cases: &mut Cases<'_>) {
    let society = cases.society;
    let forked = |height: usize| {
        let mut kept = kept(society, height);
        kept.root = Hash::of(b"another history");
        let size = society.seals[height].0;
        kept.note = society.note_of(size, kept.root, &society.signing[height]);
        Some(kept)
    };
    cases.edit("extends something else", (6, vec![]), "proof.extension", |b| {
        let mut extension = society.extension(1, 6);
        extension.root = Hash::of(b"else");
        b.extends = Some(extension);
    });
    cases.edit("extends something larger", (1, vec![]), "proof.extension", |b| {
        let mut extension = society.extension(1, 6);
        extension.size = 14;
        b.extends = Some(extension);
    });
    cases.edit("extends nothing", (1, vec![]), "proof.extension", |b| {
        let mut extension = society.extension(1, 1);
        extension.size = 0;
        b.extends = Some(extension);
    });
    cases.keep(
        "older than what the reader keeps",
        (1, vec![]),
        "proof.rollback",
        Some(kept(society, 3)),
        |_| {},
    );
    let mut back = kept(society, 3);
    back.back = Some(society.extension(0, 3));
    cases.keep(
        "older, and shown to extend something else",
        (1, vec![]),
        "proof.rollback",
        Some(back),
        |_| {},
    );
    cases.keep(
        "newer, and not shown to extend what the reader keeps",
        (6, vec![]),
        "proof.not_linked",
        Some(kept(society, 1)),
        |_| {},
    );
    cases.keep(
        "newer, and shown to extend another size",
        (6, vec![]),
        "proof.not_linked",
        Some(kept(society, 1)),
        |b| {
            b.extends = Some(society.extension(0, 6));
        },
    );
    cases.keep(
        "of the same size, with another root",
        (1, vec![]),
        "proof.conflict",
        forked(1),
        |_| {},
    );
    cases.keep("newer, from another history", (6, vec![]), "proof.conflict", forked(1), |b| {
        b.extends = Some(society.extension(1, 6));
    });
    cases.keep("walks past another history", (6, vec![]), "proof.conflict", forked(2), |_| {});
}

fn all(society: &Society) -> Cases<'_> {
    let mut cases = Cases { society, rows: Vec::new() };
    form(&mut cases);
    kinds(&mut cases);
    notes(&mut cases);
    walks(&mut cases);
    claims(&mut cases);
    memory(&mut cases);
    cases
}

pub fn example(society: &Society) -> Value {
    let rows = all(society).rows.into_iter().map(|(name, bundle, kept, code)| {
        let error = verify(bundle.as_bytes(), &society.id, kept.as_ref()).expect_err(name);
        assert_eq!(error.code(), code, "{name}: {error}");
        json!({
            "bundle": bundle,
            "code": code,
            "kept": kept_json(kept.as_ref()),
            "name": name,
            "rule": error.rule(),
        })
    });
    json!({"refused": rows.collect::<Vec<_>>(), "society": society.id.to_string()})
}
