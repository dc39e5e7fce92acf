//! A charter as a document that one reads: its prose as it stands, each rule in it as its value, and each
//! block of rules as the sentences that it means, with what the program reads behind them.

use std::collections::{BTreeSet, HashMap};
use std::fmt::Write as _;

use comrak::nodes::NodeValue;
use comrak::{Arena, Options, format_html, parse_document};
use polity_machine::charter_text::{Section, Statement};

use super::escaped;
use crate::reader::Reader;
use crate::words::{t, term};

/// Longest value of a rule that stands within a sentence. Unit: characters; longer ones stand as code.
const VALUE_MAX: usize = 200;

/// A charter, ready for a page.
pub(crate) struct Document {
    /// The text, as markup.
    pub(crate) html: String,
    /// Its parts: the line on which each begins, and its title.
    pub(crate) parts: Vec<(usize, String)>,
}

/// Sets a charter's text, whose rules mean `sections`.
pub(crate) fn set(text: &str, sections: &[Section]) -> Document {
    let arena = Arena::new();
    let options = Options::default();
    let root = parse_document(&arena, text, &options);
    let known: BTreeSet<&str> = statements(sections).map(|one| one.rule.as_str()).collect();
    let mut parts = Vec::new();
    for node in root.descendants() {
        let mut ast = node.data_mut();
        let lines = ast.sourcepos;
        let raw = match &ast.value {
            NodeValue::Code(code) => value(&code.literal, &known),
            NodeValue::CodeBlock(block) => {
                let within = lines.start.line..=lines.end.line;
                let meant = statements(sections).filter(|one| {
                    usize::try_from(one.line).is_ok_and(|line| within.contains(&line))
                });
                Some(rules(&block.literal, &meant.collect::<Vec<_>>()))
            }
            NodeValue::Heading(heading) if heading.level == 2 => {
                drop(ast);
                let line = lines.start.line;
                parts.push((line, words_of(node)));
                let place = NodeValue::Raw(format!("<span id=\"line-{line}\"></span>"));
                node.prepend(arena.alloc(place.into()));
                continue;
            }
            _ => None,
        };
        if let Some(raw) = raw {
            ast.value = NodeValue::Raw(raw);
        }
    }
    let mut html = String::new();
    // Writing to a string cannot fail; an empty page would be seen at once.
    let _ = format_html(root, &options, &mut html);
    Document { html: clean(&html), parts }
}

/// Returns every sentence of the plain rules.
fn statements(sections: &[Section]) -> impl Iterator<Item = &Statement> {
    sections.iter().flat_map(|section| &section.statements)
}

/// Returns the words of a heading.
fn words_of(node: comrak::nodes::Node<'_>) -> String {
    let mut words = String::new();
    for part in node.descendants() {
        match &part.data().value {
            NodeValue::Text(text) => words.push_str(text),
            NodeValue::SoftBreak => words.push(' '),
            NodeValue::Code(code) => words.push_str(&code.literal),
            _ => {}
        }
    }
    words
}

/// Returns the markup of a rule within a sentence, or nothing if the code is none.
fn value(code: &str, known: &BTreeSet<&str>) -> Option<String> {
    let (key, value) = code.split_once('=')?;
    let (key, value) = (key.trim(), value.trim());
    let is_key =
        !key.is_empty() && key.bytes().all(|b| b.is_ascii_lowercase() || b"._".contains(&b));
    if !is_key || value.chars().count() > VALUE_MAX {
        return None;
    }
    let is_quoted = value.len() >= 2 && value.starts_with('"') && value.ends_with('"');
    let shown = if is_quoted { value.trim_matches('"') } else { value };
    // A kind of society is one word to the program and several to people.
    let shown = if key == "society.kind" { shown.replace('-', " ") } else { shown.to_owned() };
    let (shown, code) = (escaped(&shown), escaped(code));
    // Where the rule has a sentence, the link leads there and says which it is.
    Some(if known.contains(key) {
        format!("<a class=\"rule\" href=\"charter/rules#rule-{key}\">{shown}</a>")
    } else {
        format!("<span class=\"rule\" title=\"{code}\">{shown}</span>")
    })
}

/// Returns the markup of a block of rules.
fn rules(code: &str, meant: &[&Statement]) -> String {
    let code = escaped(code);
    let code = format!("<pre tabindex=\"0\"><code>{code}</code></pre>");
    if meant.is_empty() {
        return code;
    }
    let tongue = Reader::now().tongue;
    let (code_of, direction) = (tongue.code(), tongue.direction());
    let mut html = format!("<div class=\"means\" dir=\"{direction}\" lang=\"{code_of}\"><ul>");
    for one in meant {
        let _ = write!(html, "<li>{}</li>", escaped(&term(&one.text)));
    }
    let words = t("charter-as-the-program-reads");
    let _ = write!(html, "</ul><details><summary>{words}</summary>{code}</details></div>");
    html
}

/// Leaves in the markup what this module writes, and nothing else.
fn clean(html: &str) -> String {
    let classes = HashMap::from([
        ("a", ["rule"].into()),
        ("div", ["means"].into()),
        ("span", ["rule"].into()),
    ]);
    ammonia::Builder::default()
        .link_rel(None)
        .allowed_classes(classes)
        .add_tag_attributes("div", ["dir", "lang"])
        .add_tag_attributes("span", ["id"])
        .add_tag_attributes("pre", ["tabindex"])
        .add_tags(["details", "summary"])
        .clean(html)
        .to_string()
}

#[cfg(test)]
mod tests {
    use polity_machine::charter_text::explain;
    use polity_machine::modules::charter::query::parse;

    use super::*;

    const TEXT: &str = include_str!("../../../../charters/reading-circle.md");

    fn document() -> Document {
        set(TEXT, &explain(&parse(TEXT.as_bytes()).unwrap()))
    }

    #[test]
    fn a_rule_in_a_sentence_stands_as_its_value_and_leads_to_its_words() {
        let html = document().html;
        let vouches = TEXT.split('`').find(|code| code.starts_with("admission.vouches")).unwrap();
        let shown = vouches.split('=').next_back().unwrap().trim();
        let link =
            format!("<a class=\"rule\" href=\"charter/rules#rule-admission.vouches\">{shown}</a>");
        assert!(html.contains(&link), "{link} in {html}");
    }

    #[test]
    fn a_block_of_rules_is_told_in_the_sentences_that_it_means() {
        let html = document().html;
        let block = "<div class=\"means\" dir=\"ltr\" lang=\"en\"><ul><li>";
        assert!(html.contains(block), "{html}");
        let blocks = TEXT.matches("```toml").count();
        assert_eq!(
            html.matches("<pre").count(),
            blocks,
            "each block can still be read as it stands"
        );
        // Every sentence that a block means stands in it once.
        for one in statements(&explain(&parse(TEXT.as_bytes()).unwrap())) {
            // Within an element, cleaned markup writes quotation marks as they are.
            let words = one.text.replace('\u{a0}', "&nbsp;").replace('&', "&amp;");
            let is_in_block = one.rule.starts_with("power.") && one.line > 0;
            assert!(!is_in_block || html.contains(&format!("<li>{words}</li>")), "{words}");
        }
    }

    #[test]
    fn the_parts_lead_to_their_headings() {
        let document = document();
        assert!(document.parts.len() > 2);
        for (line, title) in &document.parts {
            let heading = TEXT.lines().nth(line - 1).unwrap();
            assert_eq!(heading.trim_start_matches("## "), title);
            assert!(document.html.contains(&format!("<span id=\"line-{line}\">")));
        }
    }

    #[test]
    fn what_a_stranger_wrote_into_a_text_stays_text() {
        let text = "# T\n\n`a.b = \"<script>x</script>\"` <script>alert(1)</script> \
                    [x](javascript:alert(1)) `c = \"\\\" onclick=x\"`\n\n```\n<b onclick=x>\n```\n";
        let html = set(text, &[]).html;
        assert!(!html.contains("<script") && !html.contains("javascript:"), "{html}");
        assert!(!html.contains(" onclick=x\"") && !html.contains("<b "), "{html}");
    }
}
