//! Every script in every language, and none that is broken by it.

use super::script::{Part, parts};
use super::*;
use crate::pages::assets::scripts;

/// What stands in the quotes of a script, with its holes as `{0}`.
fn quoted(parts: &[Part], all: &mut Vec<String>) {
    for part in parts {
        if let Part::Quoted { holes, words, .. } = part {
            all.push(words.clone());
            for hole in holes {
                quoted(hole, all);
            }
        }
    }
}

/// Returns whether what stands in quotes may be read by people: words with a space, or a capital first.
fn is_said(text: &str) -> bool {
    let plain: String = text
        .split('{')
        .map(|part| part.split_once('}').map_or(part, |(_, after)| after))
        .collect::<Vec<_>>()
        .join(" x ");
    let words = plain.split_whitespace().filter(|word| {
        word.trim_matches(|c: char| c.is_ascii_punctuation())
            .bytes()
            .all(|c| c.is_ascii_alphabetic())
    });
    let count = words.filter(|word| word.len() > 1).count();
    let is_capital = text.starts_with(|c: char| c.is_ascii_uppercase())
        && text.contains(|c: char| c.is_ascii_lowercase());
    count > 0 && (text.trim().contains(' ') || is_capital || text != text.trim())
}

/// What stands in quotes and is read by no people: names, classes, selectors, markup, and the words of other
/// formats.
const CODE: [&str; 24] = [
    "# Charter of {0}",
    "BarcodeDetector",
    "NotAllowedError",
    "Refusal",
    "asked differs",
    "button quiet",
    "code wide-code",
    "id soft",
    "input, select, textarea",
    "input, textarea, select",
    "li[data-option=\"{0}\"] button",
    "not done",
    "not whole",
    "polity-held={0}; path=/; max-age=31536000; SameSite=Lax",
    "polity-look={0}; path=/; SameSite=Strict",
    "quiet small",
    "the ",
    "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" role=\"img\" aria-label=\"{2}\" shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{3}v{4}H0z\"/><path d=\"{5}\"/></svg>",
    "`({0} *= *)(\"([^\"\\\\`]*)\"|(\\d+))`",
    "when soon",
    "P-256",
    "Ed25519",
    "ECDSA",
    "SHA-256",
];

/// Returns each script with what stands in its quotes.
fn all() -> Vec<(&'static str, Vec<String>)> {
    let of = |(file, script)| {
        let mut all = Vec::new();
        quoted(&parts(script), &mut all);
        (file, all)
    };
    scripts().map(of).collect()
}

#[test]
fn every_word_of_a_script_has_its_persian() {
    let mut missing = Vec::new();
    for (file, words) in all().into_iter().filter(|(file, _)| *file != "fa.js") {
        for text in words {
            if is_said(&text)
                && !CODE.contains(&text.as_str())
                && PERSIAN_SCRIPTS.entry(file, &text).is_none()
            {
                missing.push((file, text));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn no_persian_of_a_script_is_there_for_nothing_and_each_puts_the_same_things_in() {
    let all = all();
    let mut wrong = Vec::new();
    for ((context, id), said) in PERSIAN_SCRIPTS.ids() {
        let is_of = |file: &str| context.is_empty() || context == "many" || context == file;
        if !all.iter().any(|(file, words)| is_of(file) && words.contains(id)) {
            wrong.push(("unused", id));
        }
        // The plural of English is a thing put in that Persian lacks.
        if id != "{0} {1}{2}" && super::catalogue::holes(id) != super::catalogue::holes(said) {
            wrong.push(("holes", id));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Code alone, without what stands in quotes.
fn code(parts: &[Part]) -> String {
    let part = |part: &Part| match part {
        Part::Code(code) => code.replace("fa(", "").replace(')', ""),
        Part::Expression(code) => code.clone(),
        Part::Quoted { .. } => String::new(),
    };
    parts.iter().map(part).collect()
}

#[test]
fn nothing_but_words_differs_between_the_languages() {
    let mut count = 0;
    for (file, script) in scripts() {
        let written = scripted(file, script, Tongue::Persian, None);
        let body =
            written.split_once("fa.js\";\n").filter(|_| written.starts_with("import { fa }"));
        let body = body.map_or(written.as_str(), |(_, body)| body);
        assert_eq!(code(&parts(body)), code(&parts(script)), "{file}");
        let english = scripted(file, script, Tongue::English, None);
        assert_eq!(code(&parts(&english)), code(&parts(script)), "{file}");
        count += usize::from(body.len() != script.len());
    }
    assert!(count > 25, "{count}");
}

fn joined(all: &[Part]) -> String {
    let part = |part: &Part| match part {
        Part::Code(code) | Part::Expression(code) => code.clone(),
        Part::Quoted { holes, raw, .. } => {
            let ends = holes.iter().map(|hole| joined(hole)).chain([String::new()]);
            raw.iter().zip(ends).flat_map(|(raw, inner)| [raw.clone(), inner]).collect()
        }
    };
    all.iter().map(part).collect()
}

#[test]
fn a_script_is_read_with_templates_within_templates_and_expressions() {
    let script =
        "const a = /[\"`]/.test(b) ? `x ${c ? `in ${many(d, \"day\")}` : \"\"}` : b / 2; // `\n";
    assert_eq!(joined(&parts(script)), script);
    let mut words = Vec::new();
    quoted(&parts(script), &mut words);
    assert_eq!(words, ["x {0}", "in {0}", "day", ""]);
    let said = scripted("x.js", script, Tongue::Persian, None);
    assert_eq!(
        said,
        script
            .replace("\"day\"", "`روز`")
            .replace("`in ${many(d, `روز`)}`", "`در ${fa(many(d, `روز`))}`")
            .replacen("const", "import { fa } from \"./fa.js\";\nconst", 1)
    );
}

#[test]
fn a_society_has_its_own_words_in_scripts_as_well() {
    let own = own_words("member = citizen\nعضو = شهروند\n").unwrap();
    let script = "say(`Member ${n}`, \"member\", \"is a full member\");";
    assert_eq!(
        scripted("passport.js", script, Tongue::English, Some(&own)),
        "say(`Citizen ${n}`, \"member\", `is a full citizen`);"
    );
    assert!(
        scripted("passport.js", script, Tongue::Persian, Some(&own)).contains("`شهروند کامل است`")
    );
}
