//! The scanner: finds the parameters in a Markdown text, and refuses Markdown that readers and
//! machine could take differently. Rules CHA-1 to CHA-8 in `spec/charter.md`.
//!
//! It never looks further than it must: a code span ends on its line, a block stands in column 1.
//! Within the Markdown that it accepts, it finds what `CommonMark` finds.

use std::collections::BTreeSet;

use super::diagnostic::{Code, Flaws, Position};

/// Largest charter. Unit: bytes. Source: CHA-1.
pub const BYTES_MAX: usize = 40 * 1024;
/// Most lines. Unit: lines. Source: CHA-1.
pub const LINES_MAX: usize = 2_000;
/// Longest line. Unit: characters. Source: CHA-1.
pub const LINE_CHARS_MAX: usize = 2_000;
/// Longest run of backticks. Unit: backticks. Source: CHA-7.
const BACKTICKS_MAX: usize = 16;
/// Furthest that a line, or what follows a marker, is set in. Unit: spaces. Source: CHA-5.
const INDENT_MAX: usize = 3;

/// What a piece of code in the text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FragmentKind {
    /// An inline code span.
    Span,
    /// A fenced block marked `toml`.
    Block,
}

/// A piece of code in the text, which may hold parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fragment {
    /// Span or block.
    pub kind: FragmentKind,
    /// Where the marks open: the first backtick.
    pub opens_at: Position,
    /// Where the content begins.
    pub at: Position,
    /// The content, without the marks.
    pub text: String,
}

/// A heading of the text, by which consents name a section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// Where it stands.
    pub at: Position,
    /// Its words.
    pub text: String,
}

/// What the scanner found, in the order of the text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scan {
    /// Inline code spans and fenced `toml` blocks.
    pub fragments: Vec<Fragment>,
    /// Headings written with `#`.
    pub headings: Vec<Heading>,
}

/// A fenced block whose end has not come yet.
struct OpenFence {
    opens_at: Position,
    backticks: usize,
    is_toml: bool,
    text: String,
}

/// Finds the fragments of `text`. Cost: linear in its length.
pub(crate) fn scan(text: &str, flaws: &mut Flaws) -> Scan {
    let mut scan = Scan::default();
    if text.len() > BYTES_MAX {
        let size = text.len();
        let message = format!("The text has {size} bytes; at most {BYTES_MAX} are allowed.");
        flaws.push(Code::TooLarge, Position::START, message);
        return scan;
    }
    let mut fence: Option<OpenFence> = None;
    let mut told = BTreeSet::new();
    for (index, line) in text.split('\n').enumerate() {
        let at = Position { line: number(index), column: 1 };
        if index >= LINES_MAX {
            let message = format!("The text has more than {LINES_MAX} lines.");
            flaws.push(Code::TooManyLines, at, message);
            return scan;
        }
        let chars: Vec<char> = line.chars().collect();
        if chars.len() > LINE_CHARS_MAX {
            let message = format!(
                "The line has {} characters; at most {LINE_CHARS_MAX} are allowed.",
                chars.len()
            );
            flaws.push(Code::LineTooLong, at, message);
        }
        for (column, c) in chars.iter().enumerate().filter(|(_, c)| is_forbidden(**c)) {
            forbidden(*c, at.right(column), text, &mut told, flaws);
        }
        // What Windows puts at the end of a line is told of above, and changes nothing else.
        let line = line.strip_suffix('\r').unwrap_or(line);
        let chars: Vec<char> = line.chars().collect();
        fence = match fence {
            Some(open) => continue_fence(open, line, &mut scan),
            None => scan_line(&chars, at, &mut scan, flaws),
        };
    }
    if let Some(open) = fence {
        flaws.push(Code::FenceUnclosed, open.opens_at, "The block that begins here never ends.");
    }
    scan
}

/// Notes a character that may not stand in a charter. What an editor puts there everywhere is told once,
/// where it first stands; `told` holds what was told so.
fn forbidden(c: char, at: Position, text: &str, told: &mut BTreeSet<char>, flaws: &mut Flaws) {
    let (name, hint) = match c {
        '\r' => (" (a carriage return)", "Save the text with the line endings of Unix (LF)."),
        '\t' => (" (a tab)", "Write spaces instead of tabs."),
        '\u{feff}' if at == Position::START => {
            (" (a byte order mark)", "Save the text as UTF-8 without a byte order mark (BOM).")
        }
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' => {
            (" (it changes the direction of writing)", Code::ForbiddenCharacter.hint())
        }
        _ => ("", Code::ForbiddenCharacter.hint()),
    };
    let is_everywhere = matches!(c, '\r' | '\t');
    if is_everywhere && !told.insert(c) {
        return;
    }
    let places = text.chars().filter(|other| *other == c).count();
    let often = match places {
        places if is_everywhere && places > 1 => format!("; it stands in {places} places"),
        _ => String::new(),
    };
    let message = format!("The character U+{:04X}{name} is not allowed{often}.", u32::from(c));
    flaws.push_with(Code::ForbiddenCharacter, at, message, hint);
}

/// Returns a line number counted from 1.
fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX).saturating_add(1)
}

/// Returns whether `c` may not stand in a charter: control characters but newline, and what does
/// not show or changes the order in which its neighbours show (CHA-2).
#[must_use]
pub fn is_forbidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Takes one line of a fenced block: its end closes it (CHA-6).
fn continue_fence(mut open: OpenFence, line: &str, scan: &mut Scan) -> Option<OpenFence> {
    let unindented = line.trim_start_matches(' ');
    let indent = line.len().saturating_sub(unindented.len());
    let marks = unindented.trim_end_matches(' ');
    let is_end = indent <= INDENT_MAX
        && marks.len() >= open.backticks
        && marks.bytes().all(|byte| byte == b'`');
    if !is_end {
        open.text.push_str(line);
        open.text.push('\n');
        return Some(open);
    }
    if open.is_toml {
        let line = open.opens_at.line.saturating_add(1);
        scan.fragments.push(Fragment {
            kind: FragmentKind::Block,
            opens_at: open.opens_at,
            at: Position { line, column: 1 },
            text: open.text,
        });
    }
    None
}

/// Takes one line outside of blocks; returns the block that it opens.
fn scan_line(
    chars: &[char],
    at: Position,
    scan: &mut Scan,
    flaws: &mut Flaws,
) -> Option<OpenFence> {
    if chars.iter().all(|c| *c == ' ') {
        return None;
    }
    let backticks = run_length(chars, 0, '`');
    if backticks >= 3 {
        return open_fence(chars, backticks, at, flaws);
    }
    if let Some(heading) = heading(chars, at) {
        scan.headings.push(heading);
    }
    let start = skip_markers(chars, at, flaws)?;
    for mark in ['`', '~'] {
        if run_length(chars, start, mark) >= 3 {
            let message =
                format!("A block begins with backticks in column 1, not with `{mark}` here.");
            flaws.push(Code::FenceShape, at.right(start), message);
            return None;
        }
    }
    scan_inline(chars, start, at, scan, flaws);
    None
}

/// Returns how many times `mark` stands in a row from `from`.
fn run_length(chars: &[char], from: usize, mark: char) -> usize {
    chars.iter().skip(from).take_while(|c| **c == mark).count()
}

/// Reads the opening line of a block (CHA-6).
fn open_fence(
    chars: &[char],
    backticks: usize,
    at: Position,
    flaws: &mut Flaws,
) -> Option<OpenFence> {
    let language: String = chars.iter().skip(backticks).collect();
    let language = language.trim_matches(' ');
    if backticks > BACKTICKS_MAX {
        let message = format!("{backticks} backticks stand in a row; at most {BACKTICKS_MAX} may.");
        flaws.push(Code::FenceShape, at, message);
        return None;
    }
    let is_word = language.chars().all(|c| c.is_ascii_alphanumeric() || "_+-".contains(c));
    let is_toml = language == "toml";
    if !is_word || (!is_toml && language.eq_ignore_ascii_case("toml")) {
        let message =
            format!("The block is marked {language:?}; toml or one plain word is allowed.");
        flaws.push(Code::FenceLanguage, at.right(backticks), message);
    }
    if language.contains('`') {
        return None;
    }
    Some(OpenFence { opens_at: at, backticks, is_toml, text: String::new() })
}

/// Returns the heading that the line is, if it is one (CHA-8).
fn heading(chars: &[char], at: Position) -> Option<Heading> {
    let level = run_length(chars, 0, '#');
    if !(1..=6).contains(&level) || chars.get(level) != Some(&' ') {
        return None;
    }
    let text: String = chars.iter().skip(level).collect();
    let text = text.trim_matches(' ');
    let bare = text.trim_end_matches('#');
    let text = if bare.ends_with(' ') { bare.trim_end_matches(' ') } else { text };
    Some(Heading { at, text: text.to_owned() })
}

/// Returns where the words of a line begin, behind quote and list markers; refuses a line that is
/// set in so far that Markdown may take it for code (CHA-5).
fn skip_markers(chars: &[char], at: Position, flaws: &mut Flaws) -> Option<usize> {
    let mut index = 0_usize;
    loop {
        let spaces = run_length(chars, index, ' ');
        if spaces > INDENT_MAX {
            let message =
                format!("{spaces} spaces stand before the words; at most {INDENT_MAX} may.");
            flaws.push(Code::Indent, at.right(index), message);
            return None;
        }
        index = index.saturating_add(spaces);
        match marker_length(chars, index) {
            0 => return Some(index),
            length => index = index.saturating_add(length),
        }
    }
}

/// Returns the length of the quote or list marker at `index`, 0 if none stands there.
fn marker_length(chars: &[char], index: usize) -> usize {
    let is_space = |offset: usize| chars.get(index.saturating_add(offset)) == Some(&' ');
    match chars.get(index) {
        Some('>') => 1,
        Some('-' | '+' | '*') if is_space(1) => 1,
        Some('0'..='9') => {
            let digits = chars.iter().skip(index).take_while(|c| c.is_ascii_digit()).count();
            let end = chars.get(index.saturating_add(digits));
            let length = digits.saturating_add(1);
            if digits <= 9 && matches!(end, Some('.' | ')')) && is_space(length) {
                length
            } else {
                0
            }
        }
        _ => 0,
    }
}

/// Finds the code spans of a line and refuses what could hide or fake one (CHA-3, CHA-4, CHA-7).
fn scan_inline(chars: &[char], start: usize, at: Position, scan: &mut Scan, flaws: &mut Flaws) {
    let mut index = start;
    while let Some(c) = chars.get(index) {
        let here = at.right(index);
        let next = chars.get(index.saturating_add(1)).copied();
        let step = match (c, next) {
            ('\\', Some('`')) => {
                flaws.push(Code::BacktickEscaped, here, "A backslash stands before a backtick.");
                1_usize.saturating_add(run_length(chars, index.saturating_add(1), '`'))
            }
            ('\\', Some(_)) => 2,
            ('`', _) => match code_span(chars, index, at, flaws) {
                Some((fragment, length)) => {
                    scan.fragments.push(fragment);
                    length
                }
                None => run_length(chars, index, '`'),
            },
            ('<', Some(after)) if after != ' ' => {
                let message =
                    format!("`<{after}` could begin HTML, which a charter does not hold.");
                flaws.push(Code::Html, here, message);
                1
            }
            ('!', Some('[')) => {
                flaws.push(Code::Image, here, "A charter holds no pictures.");
                2
            }
            (']', Some('(')) => {
                let length = link_target_length(chars, index.saturating_add(2));
                if length.is_none() {
                    let message = "The address of a link ends with `)` on its line, without spaces, quotes, brackets, backslashes or backticks.";
                    flaws.push(Code::LinkShape, here, message);
                }
                length.map_or(2, |length| length.saturating_add(3))
            }
            (']', Some(':')) => {
                let message = "`]:` could define a link elsewhere than where it stands.";
                flaws.push(Code::LinkShape, here, message);
                2
            }
            _ => 1,
        };
        index = index.saturating_add(step);
    }
}

/// Returns the length of a plain link target that begins at `from`, without its closing bracket.
fn link_target_length(chars: &[char], from: usize) -> Option<usize> {
    let is_plain = |c: &char| !c.is_whitespace() && !"()[]<>`\"'\\".contains(*c);
    let length = chars.iter().skip(from).take_while(|c| is_plain(c)).count();
    (chars.get(from.saturating_add(length)) == Some(&')')).then_some(length)
}

/// Reads the code span whose first backtick stands at `index`; returns it with its whole length.
fn code_span(
    chars: &[char],
    index: usize,
    at: Position,
    flaws: &mut Flaws,
) -> Option<(Fragment, usize)> {
    let backticks = run_length(chars, index, '`');
    let content_start = index.saturating_add(backticks);
    let mut content_end = content_start;
    while let Some(c) = chars.get(content_end) {
        if *c != '`' {
            content_end = content_end.saturating_add(1);
            continue;
        }
        let run = run_length(chars, content_end, '`');
        if run == backticks && backticks <= BACKTICKS_MAX {
            let length = content_end.saturating_add(run).saturating_sub(index);
            let content = chars.get(content_start..content_end)?;
            let (text, stripped) = strip_padding(content);
            let opens_at = at.right(index);
            let at = at.right(content_start.saturating_add(stripped));
            // Where a line begins with `[`, a reader of Markdown may take this for the end of a name.
            if text.contains("]:") {
                let message = "`]:` could define a link elsewhere than where it stands.";
                flaws.push(Code::LinkShape, at, message);
            }
            return Some((Fragment { kind: FragmentKind::Span, opens_at, at, text }, length));
        }
        content_end = content_end.saturating_add(run);
    }
    let message = format!(
        "{backticks} backticks open a code span that does not end on its line (at most {BACKTICKS_MAX} may open one)."
    );
    flaws.push(Code::SpanUnclosed, at.right(index), message);
    None
}

/// Takes one space off both ends of a span's content if both have one and it is not all spaces;
/// returns the rest and how many characters went from its beginning (`CommonMark` 6.1).
fn strip_padding(content: &[char]) -> (String, usize) {
    let is_padded = content.len() >= 2
        && content.first() == Some(&' ')
        && content.last() == Some(&' ')
        && content.iter().any(|c| *c != ' ');
    let last = content.len().saturating_sub(1);
    match content.get(1..last) {
        Some(inner) if is_padded => (inner.iter().collect(), 1),
        _ => (content.iter().collect(), 0),
    }
}
