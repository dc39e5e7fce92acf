//! What a page loads, without what only whoever writes it reads: remarks, and space that means nothing. What
//! stands in quotes, and regular expressions, stay letter for letter; no name is exchanged and no statement
//! turned, so that what a browser says of a script can be found in it.

use super::script::{Part, parts};

/// What stood between two signs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    #[default]
    None,
    Space,
    Line,
}

/// Signs beside which a space means nothing.
const LOOSE: &str = "{}()[];,=<>!&|?:*%\"'`";
/// Signs after which no statement ends, whatever the next line is.
const OPEN: &str = "{([,=&|?:>*%!;";
/// Signs with which no statement begins.
const ON: &str = ")]},;.?:=&|";

#[derive(Debug, Default)]
struct Squeezed {
    gap: Gap,
    text: String,
}

/// Returns a script as a page loads it.
pub(crate) fn script(script: &str) -> String {
    let mut out = Squeezed::default();
    out.all(&parts(script));
    out.text.push('\n');
    out.text
}

impl Squeezed {
    fn all(&mut self, parts: &[Part]) {
        for part in parts {
            match part {
                Part::Code(code) => self.code(code),
                Part::Expression(expression) => self.whole(expression),
                Part::Quoted { holes, raw, .. } => {
                    let mut holes = holes.iter();
                    for piece in raw {
                        self.whole(piece);
                        holes.next().into_iter().for_each(|hole| self.all(hole));
                    }
                }
            }
        }
    }

    /// Puts in what stays letter for letter.
    fn whole(&mut self, text: &str) {
        if let Some(first) = text.chars().next() {
            self.settle(first);
        }
        self.text.push_str(text);
    }

    fn code(&mut self, code: &str) {
        let mut rest = code;
        while let Some(c) = rest.chars().next() {
            // Neither quotes nor expressions are here: what begins like a remark is one.
            if let Some(remark) = rest.strip_prefix("//") {
                rest = remark.find('\n').and_then(|end| remark.get(end..)).unwrap_or_default();
            } else if let Some(remark) = rest.strip_prefix("/*") {
                let (inside, after) = remark.split_once("*/").unwrap_or((remark, ""));
                self.gap = self.gap.max(if inside.contains('\n') { Gap::Line } else { Gap::Space });
                rest = after;
            } else {
                rest = rest.get(c.len_utf8()..).unwrap_or_default();
                if c.is_whitespace() {
                    self.gap = self.gap.max(if c == '\n' { Gap::Line } else { Gap::Space });
                } else {
                    self.settle(c);
                    self.text.push(c);
                }
            }
        }
    }

    /// Puts in what must stand before the next sign.
    fn settle(&mut self, next: char) {
        let gap = std::mem::take(&mut self.gap);
        let Some(before) = self.text.chars().next_back() else { return };
        let means = match gap {
            Gap::None => false,
            Gap::Line if before == ';' => self.is_import(),
            Gap::Line => !OPEN.contains(before) && !ON.contains(next),
            // Two signs that add or take away would become one that counts.
            Gap::Space if "+-".contains(before) || "+-".contains(next) => {
                "+-".contains(before) && "+-".contains(next)
            }
            Gap::Space => !LOOSE.contains(before) && !LOOSE.contains(next),
        };
        if means {
            self.text.push(if gap == Gap::Line { '\n' } else { ' ' });
        }
    }

    /// Returns whether the last line names what the script loads: such lines stay lines.
    fn is_import(&self) -> bool {
        let line = self.text.rsplit('\n').next().unwrap_or_default();
        line.starts_with("import") || line.starts_with("export*")
    }
}

/// Returns a style sheet as a page loads it.
pub(crate) fn style(sheet: &str) -> String {
    let mut out = String::with_capacity(sheet.len());
    let (mut rest, mut is_apart) = (sheet, false);
    while let Some(c) = rest.chars().next() {
        if let Some(remark) = rest.strip_prefix("/*") {
            rest = remark.split_once("*/").map_or("", |(_, after)| after);
            is_apart = true;
            continue;
        }
        let length = match c {
            '"' => rest
                .get(1..)
                .and_then(|text| text.find('"'))
                .map_or(rest.len(), |end| end.saturating_add(2)),
            _ => c.len_utf8(),
        };
        let (piece, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        rest = after;
        if c.is_whitespace() {
            is_apart = true;
            continue;
        }
        let before = out.chars().next_back();
        // Before a colon it says that something lies within: `a :hover`.
        let is_loose = "{};,>".contains(c) || before.is_none_or(|before| "{};,>:".contains(before));
        if std::mem::take(&mut is_apart) && !is_loose {
            out.push(' ');
        }
        if c == '}' && before == Some(';') {
            out.pop();
        }
        out.push_str(piece);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::assets::scripts;
    use crate::words::{Tongue, scripted};

    /// Names, numbers and signs of a script, and what it has in quotes.
    fn signs(all: &[Part], into: &mut Vec<String>) {
        for part in all {
            match part {
                Part::Code(code) => {
                    let mut plain = Squeezed::default();
                    // A break where each stood: what a remark hides is no sign.
                    plain.code(code);
                    let mut name = String::new();
                    for c in plain.text.chars().chain([' ']) {
                        if c.is_alphanumeric() || "_$#".contains(c) {
                            name.push(c);
                            continue;
                        }
                        if !name.is_empty() {
                            into.push(std::mem::take(&mut name));
                        }
                        if !c.is_whitespace() {
                            into.push(c.to_string());
                        }
                    }
                }
                Part::Expression(expression) => into.push(expression.clone()),
                Part::Quoted { holes, raw, .. } => {
                    into.extend(raw.iter().cloned());
                    for hole in holes {
                        signs(hole, into);
                    }
                }
            }
        }
    }

    #[test]
    fn remarks_and_space_are_left_out_and_nothing_that_means_something() {
        let long = "// A.\n/** B\n * c */\nimport { a } from \"./a.js\";\nimport { b } from \"./b.js\";\n\n\
                    const c = /** @type {1} */ (1); // D\nlet d = b - -a, e = a + b\n(f)\nreturn `x  ${a ? ` y ` : c} /* z */`\n\
                    .split(/ [/] \"/).map((one) => {\n  // E\n  one++\n  two\n});\n";
        assert_eq!(
            script(long),
            "import{a}from\"./a.js\";\nimport{b}from\"./b.js\";\n\
             const c=(1);let d=b- -a,e=a+b\n(f)\nreturn`x  ${a?` y `:c} /* z */`.split(/ [/] \"/).map((one)=>{one++\ntwo});\n"
        );
        assert_eq!(
            style(
                "/* A */\n@media (min-width: 4em) { a :hover, b > c { color: red;\n content: \"; /* x */  }\"; margin: 0 -1px } }\n"
            ),
            "@media (min-width:4em){a :hover,b>c{color:red;content:\"; /* x */  }\";margin:0 -1px}}"
        );
    }

    #[test]
    fn a_script_says_the_same_squeezed() {
        let mut count = 0;
        for (name, content) in scripts() {
            for tongue in Tongue::ALL {
                let whole = scripted(name, content, tongue, None);
                let short = script(&whole);
                let [mut before, mut after] = [Vec::new(), Vec::new()];
                signs(&parts(&whole), &mut before);
                signs(&parts(&short), &mut after);
                assert_eq!(before, after, "{name}");
                assert!(short.len() < whole.len(), "{name}");
                assert_eq!(script(&short), short, "{name}: nothing is left to take out");
                count += 1;
            }
        }
        assert!(count > 100, "{count}");
    }
}
