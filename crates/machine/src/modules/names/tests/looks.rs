//! What may be a name, and which names can be taken for one another.

use polity_types::refusal::Explain as _;

use super::super::text::{self, UNICODE_VERSION};

/// NAM-3: the tables are those of the version that the specification names.
#[test]
fn nam_3_the_tables_are_of_one_version() {
    let (major, minor, update) = unicode_normalization::UNICODE_VERSION;
    assert_eq!((u64::from(major), u64::from(minor), u64::from(update)), UNICODE_VERSION);
    assert_eq!(unicode_script::UNICODE_VERSION, UNICODE_VERSION);
    assert_eq!(unicode_security::UNICODE_VERSION, UNICODE_VERSION);
    let spec = include_str!("../../../../../../spec/names.md");
    let (major, minor, update) = UNICODE_VERSION;
    assert!(spec.contains(&format!("version {major}.{minor}.{update}")));
}

/// NAM-2, NAM-3: names of many places are names.
#[test]
fn names_of_many_places_are_names() {
    for name in [
        "Mira",
        "Ana Lucía",
        "Jean-Luc",
        "O'Neill",
        "O\u{2019}Neill",
        "Nguyễn Thị Minh",
        "Žofia",
        "Øyvind",
        "Łukasz",
        "Ayşe",
        "İpek",
        "Ɔkɔmfo",
        "Ọláìyá",
        "Νεφέλη",
        "Юлія",
        "Ђорђе",
        "Նարե",
        "נועה",
        "نسرین",
        "سارا ۷آ",
        "مريم",
        "अनिता",
        "কৃষ্ণা",
        "ਗੁਰਪ੍ਰੀਤ",
        "தமிழினி",
        "ಅಕ್ಷತಾ",
        "สมชาย",
        "နန်းခင်",
        "សុភា",
        "ນ້ອຍ",
        "བསྟན་འཛིན".split('་').next().unwrap_or_default(),
        "ሰላም",
        "ნინო",
        "美咲",
        "さくら",
        "サクラ咲く",
        "김하늘",
        "李小龙",
        "Kaʻala",
        "mx2",
        "Bo",
    ] {
        assert_eq!(text::check(name), Ok(()), "{name}");
    }
}

/// NAM-2, NAM-3: each shape that is refused, at its boundary.
#[test]
fn nam_2_what_is_no_name_is_refused() {
    let longest = "a".repeat(32);
    assert_eq!(text::check(&longest), Ok(()));
    let longer = "a".repeat(33);
    for (name, code) in [
        ("", "names.length"),
        ("A", "names.length"),
        (longer.as_str(), "names.length"),
        ("Mi\u{202E}ra", "names.character"),
        ("Mi\u{200B}ra", "names.character"),
        ("Mi\u{200D}ra", "names.character"),
        ("Mi\u{AD}ra", "names.character"),
        ("Mi\u{2066}ra", "names.character"),
        ("Mi\u{E0001}ra", "names.character"),
        ("Mi\nra", "names.character"),
        ("Mi\u{0}ra", "names.character"),
        ("Mi_ra", "names.character"),
        ("Mi.ra", "names.character"),
        ("Mi<ra", "names.character"),
        ("Mira 🌊", "names.character"),
        ("سـارا", "names.character"),
        ("Mi\u{2014}ra", "names.character"),
        ("ᚠᚢᚦ", "names.character"),
        ("Lucia\u{301}", "names.form"),
        ("Ｍira", "names.form"),
        ("Mira ①a", "names.form"),
        (" Mira", "names.between"),
        ("Mira ", "names.between"),
        ("Mira  B", "names.between"),
        ("Mira -B", "names.between"),
        ("Mira 2", "names.no_letter"),
        ("42", "names.no_letter"),
        ("عضو ۴۲", "names.no_letter"),
        ("\u{301}ab", "names.marks"),
        ("a4\u{301}b", "names.marks"),
        ("q\u{301}\u{301}", "names.marks"),
        ("q\u{301}\u{302}\u{303}\u{304}", "names.marks"),
        ("Мira", "names.scripts"),
        ("Mirα", "names.scripts"),
        ("Mira美", "names.scripts"),
        ("سارا1۲", "names.digits"),
    ] {
        let code_of = |name: &str| text::check(name).err().map(|error| error.code());
        assert_eq!(code_of(name), Some(code), "{name:?}");
    }
    assert_eq!(text::check("q\u{301}\u{302}\u{303}"), Ok(()));
}

/// NAM-5: what can be taken for one another has a look in common, and what cannot has none.
#[test]
fn nam_5_names_that_look_alike_have_a_look_in_common() {
    for (one, other, is_alike) in [
        ("Mira", "MIRA", true),
        ("Mira", "Mirа", true),
        ("Mira", "М\u{456}га", true),
        ("Mira", "Rnira", true),
        ("Ana Lee", "Ana-Lee", true),
        ("Ana Lee", "analee", true),
        ("O'Neill", "O\u{2019}Neill", true),
        ("Kaʻala", "Ka'ala", true),
        ("Bob", "B0b", true),
        ("Elia", "EIia", true),
        ("Ella", "El1a", true),
        ("Ella", "EI1a", true),
        ("Straße", "STRASSE", true),
        ("Маша", "маша", true),
        ("аре", "ape", true),
        ("ΝΙΚΗ", "νικη", true),
        ("Elia", "Ella", false),
        ("Mira", "Mina", false),
        ("Lucia", "Lucía", false),
        ("Omar", "Umar", false),
        ("نسرین", "نرگس", false),
        ("美咲", "美月", false),
    ] {
        let is_apart = text::looks(one).is_disjoint(&text::looks(other));
        assert_eq!(!is_apart, is_alike, "{one} {other}");
    }
}

/// NAM-2: of all characters, those of a name are seen: letters, digits and marks, as the standard
/// library, which knows another version of Unicode, sees them too.
#[test]
fn every_character_of_a_name_is_seen() {
    let (mut count, mut unknown) = (0_u32, 0_u32);
    for c in '\0'..=char::MAX {
        if text::check(&format!("{c}{c}")).is_err() {
            continue;
        }
        count += 1;
        unknown += u32::from(!c.is_alphabetic());
        assert!(!c.is_control() && !c.is_whitespace() && !c.is_ascii_punctuation(), "{c:?}");
    }
    assert!(count > 30_000, "{count}");
    // What a newer version of Unicode brought is not known there.
    assert!(unknown < 100, "{unknown}");
}
