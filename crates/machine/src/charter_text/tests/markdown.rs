//! The scanner against a Markdown library: what it accepts, both read alike.

use comrak::nodes::NodeValue;
use comrak::{Arena, Options, parse_document};
use proptest::prelude::*;

use super::super::diagnostic::Flaws;
use super::super::scan::{FragmentKind, scan};
use super::{HUB, NETWORK_UNION};

/// Kind, line of the opening marks, column in characters (spans only) and content.
type Found = (FragmentKind, u32, u32, String);

/// Returns what the scanner finds, or `None` if it refuses the text.
fn by_scanner(text: &str) -> Option<Vec<Found>> {
    let mut flaws = Flaws::default();
    let fragments = scan(text, &mut flaws).fragments;
    let found = fragments.into_iter().map(|fragment| {
        (fragment.kind, fragment.opens_at.line, fragment.opens_at.column, fragment.text)
    });
    flaws.is_empty().then(|| found.collect())
}

/// Returns what the library finds.
fn by_library(text: &str) -> Vec<Found> {
    let arena = Arena::new();
    let root = parse_document(&arena, text, &Options::default());
    let lines: Vec<&str> = text.split('\n').collect();
    let mut found = Vec::new();
    for node in root.descendants() {
        let ast = node.data();
        let start = ast.sourcepos.start;
        let line = u32::try_from(start.line).unwrap();
        match &ast.value {
            NodeValue::Code(code) => {
                let before = &lines[start.line - 1].as_bytes()[..start.column - 1];
                let column = String::from_utf8_lossy(before).chars().count() + 1;
                let column = u32::try_from(column).unwrap();
                found.push((FragmentKind::Span, line, column, code.literal.clone()));
            }
            NodeValue::CodeBlock(block) => {
                assert!(block.fenced, "an indented block at line {line}");
                if block.info == "toml" {
                    found.push((FragmentKind::Block, line, 1, block.literal.clone()));
                }
            }
            NodeValue::HtmlBlock(_) | NodeValue::HtmlInline(_) | NodeValue::Image(_) => {
                panic!("HTML or a picture at line {line}");
            }
            _ => {}
        }
    }
    found
}

#[test]
fn shipped_charters_read_alike() {
    for text in [HUB, NETWORK_UNION] {
        let found = by_scanner(text).unwrap();
        assert!(found.len() > 15);
        assert_eq!(found, by_library(text));
    }
}

/// Documents at the edge of what Markdown takes differently. `true`: the scanner accepts it.
#[test]
fn edges_read_alike_or_are_refused() {
    let cases = [
        ("a `b` c", true),
        ("`` a`b `` and ` c ` and `  `", true),
        ("> - 1. `a`\n> `b`", true),
        ("# head `a` #\n`b`\n---\n`c`", true),
        ("*`a`* **b `c`** [d `e`](f)", true),
        ("[`a`](b)`c`", true),
        ("](![)](b) `a`", false),
        ("[a]([b) `c`", false),
        ("\\\\`a`", true),
        ("`a\\`", true),
        ("1 < 2 `a` &lt;`b`", true),
        ("a\n  `b`\n- c\n\n  `d`", true),
        ("```toml\na\n````\n`b`", true),
        ("````toml\n```\n````", true),
        ("```toml\n ```", true),
        ("```toml\n    ```\n```", true),
        ("```sh\n`a`\n```", true),
        ("\\`a`", false),
        ("`a", false),
        ("`a\nb`", false),
        ("[a](`b`)", false),
        ("[a](b \"`c`\")", false),
        ("[a](b(c)`d`)", false),
        ("[a]: `b`", false),
        ("<a href=\"`b`\">", false),
        ("<`a`@b.c>", false),
        ("    `a`", false),
        ("-     `a`", false),
        ("123456789.     `a`", false),
        ("1234567890.     `a`", true),
        ("- ```toml\n  a\n  ```", false),
        ("``` `a` ```", false),
        ("![`a`](b)", false),
    ];
    for (text, is_accepted) in cases {
        let found = by_scanner(text);
        assert_eq!(found.is_some(), is_accepted, "{text:?}");
        if let Some(found) = found {
            assert_eq!(found, by_library(text), "{text:?}");
        }
    }
}

/// Pieces out of which documents are made: whatever has a meaning in Markdown.
fn any_piece() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "`",
        "``",
        "```",
        "`a`",
        "`` b` ``",
        "` c `",
        "```toml\n",
        "```\n",
        "````\n",
        "~~~",
        "\n",
        "\n\n",
        " ",
        "  ",
        "   ",
        "    ",
        "> ",
        ">",
        "- ",
        "* ",
        "1. ",
        "12) ",
        "# ",
        "#",
        "---\n",
        "===\n",
        "\\",
        "\\\\",
        "*",
        "_",
        "[",
        "]",
        "](",
        "](b)",
        "](b \"c\")",
        "]:",
        "!",
        "![",
        "(",
        ")",
        "<",
        "<a>",
        "< ",
        ">",
        "<!--",
        "-->",
        "&lt;",
        "&#96;",
        "a",
        "é",
        "word ",
        "\"",
        "'",
        "x = 1",
        "`x.y = \"z\"`",
        "http://a.b",
        "@",
        ":",
        "|",
        "$",
        "~",
        "^",
        "=",
        "\u{3000}",
        "👪",
    ])
}

/// A line that the library takes for the definition of a link holds no span for it (CHA-8).
#[test]
fn a_span_that_could_define_a_link_is_refused() {
    let text = "[```]:```toml\n\n";
    assert_eq!(by_library(text), []);
    assert_eq!(by_scanner(text), None);
    assert!(by_scanner("a `b = \"]\"` : c\n").is_some(), "a bracket alone stands");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    /// Whatever the scanner accepts, the library reads alike (CHA-3 to CHA-8).
    #[test]
    fn accepted_documents_read_alike(pieces in prop::collection::vec(any_piece(), 0..14)) {
        let text = pieces.concat();
        if let Some(found) = by_scanner(&text) {
            prop_assert_eq!(found, by_library(&text), "{:?}", text);
        }
    }

    /// The same on documents of well-formed lines, all of which are accepted.
    #[test]
    fn well_formed_documents_read_alike(
        lines in prop::collection::vec((any_marker(), prop::collection::vec(any_words(), 0..5)), 0..12)
    ) {
        let lines = lines.into_iter().map(|(marker, words)| format!("{marker}{}", words.concat()));
        let text = lines.collect::<Vec<_>>().join("\n");
        prop_assert_eq!(by_scanner(&text), Some(by_library(&text)), "{:?}", text);
    }
}

fn any_marker() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "",
        "",
        "",
        " ",
        "   ",
        "> ",
        ">",
        "> > ",
        "- ",
        "-   ",
        "  - ",
        "* ",
        "1. ",
        "3) ",
        "# ",
        "## ",
        "---",
        "\n",
        "```toml\nk = 1\n```\n",
        "```\n`x`\n```\n",
        "> - ",
        "- > ",
        "- - ",
    ])
}

/// Words between which no piece changes the meaning of its neighbour.
fn any_words() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "a",
        "b ",
        "`c` ",
        "`` d`e `` ",
        "`f = 1` ",
        "*g*",
        "[h](i)",
        "[`j`](k)",
        "é",
        "👪 ",
        "1 < 2",
        "\\* ",
        "&amp;",
        "_",
        "**",
        "[",
        "] ",
        "! ",
        "- ",
        "> ",
        "1. ",
        "#",
    ])
}
