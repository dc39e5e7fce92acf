//! Canonical JSON: RFC 8785, narrowed (ENC-1 to ENC-8). One encoding of all that is signed, hashed
//! or proven.
//!
//! Types declare their fields in the order of the alphabet, so that they serialize straight to
//! canonical form. Decoding is: scan the bytes against the narrowed grammar, parse into the type,
//! encode again, compare.

use std::io;

use serde::Serialize;
use serde::de::DeserializeOwned;

/// Deepest nesting of objects and arrays. Source: ENC-7.
pub const DEPTH_MAX: usize = 16;
/// Deepest nesting of what a proof bundle carries four levels down: an entry, a record of the state.
/// Source: ENC-7.
pub const CARRIED_DEPTH_MAX: usize = 12;
/// Largest magnitude of an integer, 2^53 - 1. Source: ENC-4, RFC 8785 §3.2.2.3.
pub const INTEGER_MAX: u64 = (1 << 53) - 1;

/// Why bytes are not the canonical form of a value, in order of precedence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotCanonical {
    /// ENC-8.
    #[error("The input has {actual} bytes; at most {limit} are allowed.")]
    TooLong {
        /// Bytes of the input.
        actual: usize,
        /// Bytes allowed.
        limit: usize,
    },
    /// ENC-7.
    #[error("At byte {at}, nesting goes deeper than {limit} levels.")]
    TooDeep {
        /// Offset of the bracket. Unit: bytes.
        at: usize,
        /// Levels allowed.
        limit: usize,
    },
    /// ENC-4.
    #[error(
        "At byte {at}, a number is not an integer from -(2^53-1) to 2^53-1 in its shortest form."
    )]
    Number {
        /// Offset of the number. Unit: bytes.
        at: usize,
    },
    /// ENC-2 and ENC-3.
    #[error(
        "At byte {at}, an object key is not made of a-z, 0-9 and _, or does not come after the key \
         before it in alphabetical order."
    )]
    Key {
        /// Offset of the key. Unit: bytes.
        at: usize,
    },
    /// ENC-5.
    #[error(
        "At byte {at}, a string holds a control character, or an escape that is not the shortest."
    )]
    Text {
        /// Offset of the character. Unit: bytes.
        at: usize,
    },
    /// ENC-1.
    #[error("At byte {at}, the input is not JSON in its shortest form.")]
    Syntax {
        /// Offset. Unit: bytes.
        at: usize,
    },
    /// ENC-6: what a type does not know or lacks.
    #[error("The input does not have the expected form: {reason}.")]
    Shape {
        /// What the typed parser found.
        reason: String,
    },
    /// ENC-1: the type writes the same value with other bytes.
    #[error("The input is not in the one form that its type has.")]
    Form,
}

impl NotCanonical {
    /// Returns the stable code of the refusal.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLong { .. } => "encoding.too_long",
            Self::TooDeep { .. } => "encoding.too_deep",
            Self::Number { .. } => "encoding.number",
            Self::Key { .. } => "encoding.key",
            Self::Text { .. } => "encoding.text",
            Self::Syntax { .. } => "encoding.syntax",
            // The typed parser has no kinds of its own; these are what senders get wrong most.
            Self::Shape { reason } if reason.starts_with("unknown field") => {
                "encoding.unknown_field"
            }
            Self::Shape { reason }
                if reason.starts_with("unknown variant")
                    || reason.starts_with("there is no module") =>
            {
                "encoding.unknown_name"
            }
            Self::Shape { .. } => "encoding.shape",
            Self::Form => "encoding.form",
        }
    }

    /// Returns the rule that the input breaks.
    #[must_use]
    pub fn rule(&self) -> &'static str {
        match self {
            Self::TooLong { .. } => "ENC-8",
            Self::TooDeep { .. } => "ENC-7",
            Self::Number { .. } => "ENC-4",
            Self::Key { .. } => "ENC-3",
            Self::Text { .. } => "ENC-5",
            Self::Shape { .. } => "ENC-6",
            Self::Syntax { .. } | Self::Form => "ENC-1",
        }
    }
}

/// Returns the canonical bytes of a value whose type declares its fields in order.
///
/// # Panics
/// If the value cannot be written as JSON at all: no type of this workspace holds a map with keys
/// other than strings, a float, or a writer that fails.
#[must_use]
pub fn to_bytes<T: Serialize + ?Sized>(value: &T) -> Vec<u8> {
    let bytes = serde_json::to_vec(value).expect("types of this workspace always serialize");
    debug_assert_eq!(scan(&bytes), Ok(()), "a type must declare its fields in canonical order");
    bytes
}

/// Reads a value from its canonical bytes, of which there are at most `limit`.
///
/// # Errors
/// The first rule broken, in the order of [`NotCanonical`].
pub fn from_bytes<T: Serialize + DeserializeOwned>(
    bytes: &[u8],
    limit: usize,
) -> Result<T, NotCanonical> {
    from_bytes_within(bytes, limit, DEPTH_MAX)
}

/// Reads a value as [`from_bytes`] does, nested at most `depth_max` levels: what is carried inside
/// something else has to leave room for it (ENC-7).
///
/// # Errors
/// The first rule broken, in the order of [`NotCanonical`].
pub fn from_bytes_within<T: Serialize + DeserializeOwned>(
    bytes: &[u8],
    limit: usize,
    depth_max: usize,
) -> Result<T, NotCanonical> {
    if bytes.len() > limit {
        return Err(NotCanonical::TooLong { actual: bytes.len(), limit });
    }
    scan_within(bytes, depth_max)?;
    let value: T = serde_json::from_slice(bytes)
        .map_err(|error| NotCanonical::Shape { reason: without_position(&error) })?;
    let mut rest = Rest(bytes);
    if serde_json::to_writer(&mut rest, &value).is_ok() && rest.0.is_empty() {
        Ok(value)
    } else {
        Err(NotCanonical::Form)
    }
}

/// What is still to be written of some bytes: takes exactly them, and keeps none.
struct Rest<'a>(&'a [u8]);

impl io::Write for Rest<'_> {
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn write(&mut self, written: &[u8]) -> io::Result<usize> {
        self.0 = self.0.strip_prefix(written).ok_or(io::ErrorKind::InvalidData)?;
        Ok(written.len())
    }
}

/// Returns what serde found, without its line and column, which mean nothing in one-line input.
fn without_position(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let end = text.rfind(" at line ").unwrap_or(text.len());
    text.get(..end).unwrap_or_default().chars().filter(|c| !c.is_control()).take(200).collect()
}

/// Checks that bytes are JSON in the narrowed canonical grammar, whatever their type.
///
/// Cost: one pass, no allocation.
///
/// # Errors
/// The first rule broken.
pub fn scan(bytes: &[u8]) -> Result<(), NotCanonical> {
    scan_within(bytes, DEPTH_MAX)
}

/// Checks as [`scan`] does, with at most `depth_max` levels of nesting.
///
/// # Errors
/// The first rule broken.
pub fn scan_within(bytes: &[u8], depth_max: usize) -> Result<(), NotCanonical> {
    let is_text = std::str::from_utf8(bytes).is_ok();
    let mut scanner = Scanner { bytes, at: 0, depth_max: depth_max.min(DEPTH_MAX), is_text };
    scanner.value(0)?;
    if scanner.at == bytes.len() { Ok(()) } else { Err(scanner.syntax()) }
}

struct Scanner<'a> {
    bytes: &'a [u8],
    at: usize,
    depth_max: usize,
    /// Whether all is UTF-8, so that each string is.
    is_text: bool,
}

/// Whether a byte of a string needs no look of its own: all but quotes, escapes, control characters and the first
/// byte of some of them.
const PLAIN: [bool; 256] = {
    let mut plain = [true; 256];
    let mut byte = 0_u8;
    loop {
        #[expect(
            clippy::as_conversions,
            clippy::indexing_slicing,
            reason = "a constant: what is out of bounds would not compile"
        )]
        {
            plain[byte as usize] = !matches!(byte, 0..=0x1f | b'"' | b'\\' | 0x7f | 0xc2);
        }
        let Some(next) = byte.checked_add(1) else { break plain };
        byte = next;
    }
};

impl<'a> Scanner<'a> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn step(&mut self) {
        self.at = self.at.saturating_add(1);
    }

    fn syntax(&self) -> NotCanonical {
        NotCanonical::Syntax { at: self.at }
    }

    fn take(&mut self, byte: u8) -> Result<(), NotCanonical> {
        if self.peek() == Some(byte) {
            self.step();
            Ok(())
        } else {
            Err(self.syntax())
        }
    }

    fn word(&mut self, word: &[u8]) -> Result<(), NotCanonical> {
        word.iter().try_for_each(|byte| self.take(*byte))
    }

    fn value(&mut self, depth: usize) -> Result<(), NotCanonical> {
        match self.peek() {
            Some(b'{') => self.object(depth.saturating_add(1)),
            Some(b'[') => self.array(depth.saturating_add(1)),
            Some(b'"') => self.string().map(|_| ()),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b't') => self.word(b"true"),
            Some(b'f') => self.word(b"false"),
            Some(b'n') => self.word(b"null"),
            _ => Err(self.syntax()),
        }
    }

    fn enter(&mut self, depth: usize) -> Result<(), NotCanonical> {
        if depth > self.depth_max {
            return Err(NotCanonical::TooDeep { at: self.at, limit: self.depth_max });
        }
        self.step();
        Ok(())
    }

    fn object(&mut self, depth: usize) -> Result<(), NotCanonical> {
        self.enter(depth)?;
        if self.peek() == Some(b'}') {
            self.step();
            return Ok(());
        }
        let mut previous: Option<&'a [u8]> = None;
        loop {
            let at = self.at;
            let key = self.string()?;
            let is_plain =
                key.iter().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || *c == b'_');
            if !is_plain || key.is_empty() || previous.is_some_and(|previous| previous >= key) {
                return Err(NotCanonical::Key { at });
            }
            previous = Some(key);
            self.take(b':')?;
            self.value(depth)?;
            if self.peek() != Some(b',') {
                return self.take(b'}');
            }
            self.step();
        }
    }

    fn array(&mut self, depth: usize) -> Result<(), NotCanonical> {
        self.enter(depth)?;
        if self.peek() == Some(b']') {
            self.step();
            return Ok(());
        }
        loop {
            self.value(depth)?;
            if self.peek() != Some(b',') {
                return self.take(b']');
            }
            self.step();
        }
    }

    /// Passes a string and returns its raw bytes between the quotes.
    fn string(&mut self) -> Result<&'a [u8], NotCanonical> {
        self.take(b'"')?;
        let start = self.at;
        loop {
            let rest = self.bytes.get(self.at..).unwrap_or_default();
            let is_plain = |byte: &u8| PLAIN.get(usize::from(*byte)).is_some_and(|plain| *plain);
            let plain = rest.iter().position(|byte| !is_plain(byte)).unwrap_or(rest.len());
            self.at = self.at.saturating_add(plain);
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => {
                    self.step();
                    if !matches!(self.peek(), Some(b'"' | b'\\' | b'n')) {
                        return Err(NotCanonical::Text { at: self.at });
                    }
                    self.step();
                }
                Some(0..=0x1f | 0x7f) => return Err(NotCanonical::Text { at: self.at }),
                // C1 control characters, U+0080 to U+009F.
                Some(0xc2)
                    if matches!(self.bytes.get(self.at.saturating_add(1)), Some(0x80..=0x9f)) =>
                {
                    return Err(NotCanonical::Text { at: self.at });
                }
                Some(_) => self.step(),
                None => return Err(self.syntax()),
            }
        }
        let text = self.bytes.get(start..self.at).unwrap_or_default();
        self.step();
        if self.is_text {
            return Ok(text);
        }
        match std::str::from_utf8(text) {
            Ok(_) => Ok(text),
            Err(error) => Err(NotCanonical::Text { at: start.saturating_add(error.valid_up_to()) }),
        }
    }

    fn number(&mut self) -> Result<(), NotCanonical> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.step();
        }
        let first = self.at;
        let mut magnitude: u64 = 0;
        while let Some(digit @ b'0'..=b'9') = self.peek() {
            let digit = u64::from(digit.saturating_sub(b'0'));
            magnitude = magnitude.saturating_mul(10).saturating_add(digit);
            self.step();
        }
        let digits = self.at.saturating_sub(first);
        let has_leading_zero =
            self.bytes.get(first) == Some(&b'0') && (digits > 1 || first > start);
        let goes_on = matches!(self.peek(), Some(b'.' | b'e' | b'E' | b'+' | b'-'));
        if digits == 0 || has_leading_zero || goes_on || magnitude > INTEGER_MAX {
            return Err(NotCanonical::Number { at: start });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn enc_1_to_8_each_departure_is_refused_by_name() {
        let cases: &[(&str, &str)] = &[
            (r#"{"a":1, "b":2}"#, "encoding.syntax"),
            (r#"{"a":1}x"#, "encoding.syntax"),
            (r#"{"a":}"#, "encoding.syntax"),
            (r#"{"a":tru}"#, "encoding.syntax"),
            (r#"{"A":1}"#, "encoding.key"),
            (r#"{"b":1,"a":2}"#, "encoding.key"),
            (r#"{"a":1,"a":2}"#, "encoding.key"),
            (r#"{"":1}"#, "encoding.key"),
            (r#"{"a":1.0}"#, "encoding.number"),
            (r#"{"a":1e2}"#, "encoding.number"),
            (r#"{"a":-0}"#, "encoding.number"),
            (r#"{"a":01}"#, "encoding.number"),
            (r#"{"a":9007199254740992}"#, "encoding.number"),
            (r#"{"a":99999999999999999999999999}"#, "encoding.number"),
            (r#"{"a":"\u0041"}"#, "encoding.text"),
            (r#"{"a":"\/"}"#, "encoding.text"),
            (r#"{"a":"\t"}"#, "encoding.text"),
            (r#"{"a":"\ud800"}"#, "encoding.text"),
            ("{\"a\":\"\u{7f}\"}", "encoding.text"),
            ("{\"a\":\"\u{85}\"}", "encoding.text"),
            ("\u{feff}{}", "encoding.syntax"),
        ];
        for (text, code) in cases {
            assert_eq!(scan(text.as_bytes()).unwrap_err().code(), *code, "{text}");
        }
        let deep = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        assert_eq!(scan(deep(16).as_bytes()), Ok(()));
        assert_eq!(scan(deep(17).as_bytes()), Err(NotCanonical::TooDeep { at: 16, limit: 16 }));
        assert_eq!(scan(b"\"\xff\""), Err(NotCanonical::Text { at: 1 }));
        assert_eq!(scan(b"[-9007199254740991,9007199254740991,\"\\n\xc3\xa9\"]"), Ok(()));
    }

    #[test]
    fn enc_5_each_character_of_a_string_stands_for_itself_or_is_refused() {
        for c in '\0'..='\u{2ff}' {
            for text in [format!("\"{c}\""), format!("\"long enough {c} to go on\"")] {
                let is_good = !c.is_control() && !matches!(c, '"' | '\\');
                assert_eq!(scan(text.as_bytes()).is_ok(), is_good, "{c:?}");
                // The same, and then a string that is no text.
                let more = [b"[", text.as_bytes(), b",\"\xff\"]"].concat();
                let at = text.len() + 3;
                let refused = Err(NotCanonical::Text { at });
                assert_eq!(scan(&more) == refused, is_good, "{c:?}");
            }
        }
    }

    #[test]
    fn enc_6_unknown_fields_and_enc_8_long_inputs_are_refused() {
        #[derive(Debug, serde::Serialize, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        struct One {
            a: u8,
        }
        assert_eq!(from_bytes::<One>(br#"{"a":1}"#, 7).unwrap().a, 1);
        let error = from_bytes::<One>(br#"{"a":1,"b":2}"#, 99).unwrap_err();
        assert_eq!(error.code(), "encoding.unknown_field");
        let error = from_bytes::<One>(br#"{"a":null}"#, 99).unwrap_err();
        assert_eq!(error.code(), "encoding.shape");
        let error = from_bytes::<One>(br#"{"a":1}"#, 6).unwrap_err();
        assert_eq!(error, NotCanonical::TooLong { actual: 7, limit: 6 });
    }

    proptest::proptest! {
        #[test]
        fn scan_never_panics(bytes in proptest::collection::vec(0_u8.., 0..200)) {
            let _ = scan(&bytes);
        }
    }
}
