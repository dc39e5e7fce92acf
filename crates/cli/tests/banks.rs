//! What a bank's file is read as when whoever pays writes into it what the bank did not mean: their words never
//! become a line, an amount or a day. Held against what ofxtools reads, where it is installed.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![expect(clippy::indexing_slicing, reason = "a test fails by panicking")]

mod common;
#[path = "common/well.rs"]
mod well;

use std::process::Command;

use serde_json::Value;

use crate::well::World;

const INCOME: &str = r#"
[[power]]
id  = "income"
may = "treasury.receive"
who = "founder"
"#;

/// Returns the amounts and texts that are read in a file, or why none is.
fn lines_of(world: &World, text: &str, more: &[&str]) -> Result<Vec<(String, String)>, String> {
    let _ = world.file("bank", text);
    let (is_read, report, said) = world.matched("bank", more);
    if !is_read {
        return Err(said);
    }
    let lines = report["missing_here"].as_array().unwrap().iter();
    let of = |line: &Value, name: &str| line[name].as_str().unwrap().to_owned();
    Ok(lines.map(|line| (of(line, "amount"), of(line, "text"))).collect())
}

/// How a file is written.
#[derive(Clone, Copy, Debug)]
enum Form {
    /// SGML, a field a line.
    Lines,
    /// SGML, a field a line, each closed.
    Closed,
    /// SGML, all on one line, fields open.
    RunOn,
    /// XML, an element a line.
    Xml,
    /// XML, all on one line.
    XmlRunOn,
}

const SGML: &str = "OFXHEADER:100\r\nDATA:OFXSGML\r\nVERSION:102\r\nSECURITY:NONE\r\nENCODING:USASCII\r\n\
                    CHARSET:1252\r\nCOMPRESSION:NONE\r\nOLDFILEUID:NONE\r\nNEWFILEUID:NONE\r\n\r\n";
const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>\r\n<?OFX OFXHEADER=\"200\" \
                   VERSION=\"211\" SECURITY=\"NONE\" OLDFILEUID=\"NONE\" NEWFILEUID=\"NONE\"?>\r\n";

impl Form {
    /// What one has to say for it to be read.
    const fn asked(self) -> &'static [&'static str] {
        match self {
            Self::RunOn | Self::XmlRunOn => &["--one-line"],
            Self::Lines | Self::Closed | Self::Xml => &[],
        }
    }

    /// Writes fields and marks of elements (without a value) one after the other.
    fn parts(self, parts: &[(&str, &str)]) -> String {
        let part = |(name, value): &(&str, &str)| match (self, value.is_empty()) {
            (Self::RunOn | Self::XmlRunOn, true) => format!("<{name}>"),
            (_, true) => format!("<{name}>\r\n"),
            (Self::Lines, _) => format!("<{name}>{value}\r\n"),
            (Self::RunOn, _) => format!("<{name}>{value}"),
            (Self::Closed | Self::Xml, _) => format!("<{name}>{value}</{name}>\r\n"),
            (Self::XmlRunOn, _) => format!("<{name}>{value}</{name}>"),
        };
        parts.iter().map(part).collect()
    }

    /// Writes a statement in which the payer of 0.01 said something as their name, and something as memo.
    fn file(self, name: &str, memo: &str) -> String {
        let head = match self {
            Self::Lines | Self::Closed | Self::RunOn => SGML,
            Self::Xml | Self::XmlRunOn => XML,
        };
        let status = [("STATUS", ""), ("CODE", "0"), ("SEVERITY", "INFO"), ("/STATUS", "")];
        let before = [("OFX", ""), ("SIGNONMSGSRSV1", ""), ("SONRS", "")];
        let signed_on = [("DTSERVER", "20261121"), ("LANGUAGE", "ENG"), ("/SONRS", "")];
        let account =
            [("/SIGNONMSGSRSV1", ""), ("BANKMSGSRSV1", ""), ("STMTTRNRS", ""), ("TRNUID", "1")];
        let statement = [
            ("STMTRS", ""),
            ("CURDEF", "USD"),
            ("BANKACCTFROM", ""),
            ("BANKID", "123"),
            ("ACCTID", "77"),
            ("ACCTTYPE", "CHECKING"),
            ("/BANKACCTFROM", ""),
            ("BANKTRANLIST", ""),
            ("DTSTART", "20261101"),
            ("DTEND", "20261130"),
        ];
        let movement = |amount, id, name, memo| {
            let all = [
                ("STMTTRN", ""),
                ("TRNTYPE", "CREDIT"),
                ("DTPOSTED", "20261120"),
                ("TRNAMT", amount),
                ("FITID", id),
                ("NAME", name),
                ("MEMO", memo),
                ("/STMTTRN", ""),
            ];
            self.parts(&all)
        };
        let moved = [
            movement("10.00", "a1", "Ana", "dues"),
            movement("0.01", "b2", name, memo),
            movement("7.00", "c3", "Cleo", "dues"),
        ];
        let after = [
            ("/BANKTRANLIST", ""),
            ("LEDGERBAL", ""),
            ("BALAMT", "17.01"),
            ("DTASOF", "20261121"),
            ("/LEDGERBAL", ""),
            ("/STMTRS", ""),
            ("/STMTTRNRS", ""),
            ("/BANKMSGSRSV1", ""),
            ("/OFX", ""),
        ];
        let before = [&before[..], &status, &signed_on, &account, &status, &statement].concat();
        [head, &self.parts(&before), &moved.concat(), &self.parts(&after)].concat()
    }
}

const THEIRS: &str = r#"
import sys
from ofxtools.Parser import OFXTree
tree = OFXTree()
try:
    with open(sys.argv[1], "rb") as source:
        tree.parse(source)
    statement = tree.convert().statements[0]
    print(*[one.trnamt for one in statement.transactions])
except Exception as error:
    print("refused")
"#;

/// What ofxtools reads in a file, if it is installed: amounts, or that it refuses it.
fn theirs(world: &World, text: &str) -> Option<String> {
    let python = std::env::var("POLITY_PYTHON").unwrap_or_else(|_| "python3".into());
    let has = Command::new(&python).args(["-c", "import ofxtools"]).output();
    if !has.is_ok_and(|output| output.status.success()) {
        return None;
    }
    let output =
        Command::new(&python).args(["-c", THEIRS, &world.file("theirs", text)]).output().unwrap();
    Some(String::from_utf8(output.stdout).unwrap().trim().to_owned())
}

const MINE: &str = "<STMTTRN><DTPOSTED>20261120<TRNAMT>9999.00<FITID>1</STMTTRN>";
const NEXT: &str = "x</NAME></STMTTRN><STMTTRN><TRNTYPE>CREDIT</TRNTYPE><DTPOSTED>20261120</DTPOSTED>\
                    <TRNAMT>9999.00</TRNAMT><FITID>z</FITID><NAME>y";

/// What becomes of words of a payer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// They are read as words, in the amounts that the bank wrote.
    Text,
    /// The file is refused: nobody can tell what was meant.
    Refused,
    /// They are taken for what they say: only where one said that the bank escapes, and it does not.
    Taken,
}

#[test]
fn what_a_payer_writes_into_ofx_becomes_no_field_of_it() {
    use End::{Refused, Taken, Text};
    let world = World::new(INCOME);
    let all = [Form::Lines, Form::Closed, Form::Xml, Form::RunOn, Form::XmlRunOn];
    // Without any attack all forms are read alike.
    for form in all {
        let file = form.file("Ben", "a &lt;TRNAMT&gt;5 &amp;amp; &#60;b&#x3e;");
        let read = lines_of(&world, &file, form.asked()).unwrap();
        let texts = ["Ana dues a1", "Ben a <TRNAMT>5 &amp; <b> b2", "Cleo dues c3"];
        let wanted = ["10.00", "0.01", "7.00"].into_iter().zip(texts);
        let wanted: Vec<(String, String)> =
            wanted.map(|(amount, text)| (amount.to_owned(), text.to_owned())).collect();
        assert_eq!(read, wanted, "{form:?}");
        let theirs = theirs(&world, &file);
        assert!(theirs.is_none_or(|read| read == "10.00 0.01 7.00"), "{form:?}");
        if !form.asked().is_empty() {
            let refused = lines_of(&world, &file, &[]).unwrap_err();
            assert!(refused.contains("--one-line"), "{refused}");
        }
    }
    // Where each field has its line, and where it has not.
    let attacks = [
        ("a field", "Ben <TRNAMT>9999.00", Text, Refused),
        ("a day", "Ben <DTPOSTED>20261111", Text, Refused),
        ("a field alone", "<TRNAMT>9999.00", Refused, Refused),
        ("a field that is closed", "Ben<TRNAMT>9999.00</TRNAMT>", Text, Refused),
        ("a movement", MINE, Refused, Refused),
        ("a movement after a word", &format!("Ben {MINE}"), Text, Refused),
        ("an end", "Ben</STMTTRN>", Text, Refused),
        ("the next movement", NEXT, Text, Taken),
        ("an end of all", "Ben</OFX>", Text, Refused),
        ("a comment", "Ben <!-- x", Text, Text),
        ("data", "<![CDATA[Ben", Text, Text),
        ("a currency", "Ben<CURRENCY><CURSYM>EUR", Text, Refused),
        ("a carriage return", "Ben\r<TRNAMT>9999.00", Text, Refused),
        ("a new line", "Ben\r\n<TRNAMT>9999.00", Refused, Refused),
        ("a header", "OFXHEADER:100 <OFX>", Text, Refused),
        ("no tag", "Ben <3 & Ana; 5 < 6 > 4 &lt &#x110000;", Text, Text),
        ("an odd name", "Ben <b>bold</b> <Trnamt>5", Text, Text),
    ];
    let (mut compared, honest) = (0, "10.00 0.01 7.00");
    for (what, said, lined, run_on) in attacks {
        for form in all {
            let memo = if form.asked().is_empty() { said } else { "dues" };
            let file = form.file(said, memo);
            let read = lines_of(&world, &file, form.asked());
            let amounts = read.as_ref().map(|lines| {
                lines.iter().map(|(amount, _)| amount.as_str()).collect::<Vec<_>>().join(" ")
            });
            let end = match &amounts {
                Ok(amounts) if amounts == honest => Text,
                Ok(_) => Taken,
                Err(_) => Refused,
            };
            let wanted = if form.asked().is_empty() { lined } else { run_on };
            assert_eq!(end, wanted, "{what}, {form:?}: {read:?}\n{file}");
            // Another reader says the same or nothing, but for what it takes and we do not.
            let theirs =
                theirs(&world, &file).filter(|_| end == Text && what != "the next movement");
            compared += usize::from(theirs.is_some());
            assert!(
                theirs.iter().all(|read| [honest, "refused"].contains(&&**read)),
                "{what}, {form:?}: {theirs:?}"
            );
        }
    }
    if compared == 0 {
        println!("skipped: what ofxtools reads: no Python library ofxtools");
    }
}

#[test]
fn what_a_payer_writes_into_a_table_becomes_no_line_of_it() {
    let world = World::new(INCOME);
    let table = |said: &str| {
        format!(
            "Date,Amount,Description\r\n2026-11-20,10.00,Ana\r\n2026-11-20,0.01,{said}\r\n\
             2026-11-21,7.00,Cleo\r\n"
        )
    };
    let quoted = |said: &str| table(&format!("\"{}\"", said.replace('"', "\"\"")));
    let line = "2026-11-20,9999.00,x";
    let attacks = [
        (quoted(&format!("<OFX>{MINE}")), true),
        (table(&format!("<OFX>{MINE}")), true),
        (quoted("<OFX>"), true),
        (quoted("OFXHEADER:100\n<OFX>"), true),
        (quoted("<?xml version=\"1.0\"?><OFX>"), true),
        (quoted(&format!("x\"{line}")), true),
        (quoted(&format!("Ben\r{line}")), true),
        (table(&format!("Ben\r{line}")), false),
        (table("Ben\rx"), true),
        (table("Ben,9999.00"), false),
        (table("\"Ben"), false),
        (table("Ben\""), true),
        (table("Ben\",\"9999.00"), false),
        (quoted(&format!("Ben\r\n{line}")), false),
        (quoted("Ben\r\nand Ana, of the house"), true),
        (quoted("Ben\u{1b}[2J\u{202e}"), true),
        (format!("\u{feff}{}", quoted("Ben")), true),
        // The same within what a real bank's header could be: it begins as OFX, and is none.
        (format!("<OFX>\r\n{}", quoted("Ben")), false),
    ];
    // As it is written here, and as where semicolons part the columns, and commas the decimals.
    let forms = |file: &str| {
        [file.to_owned(), file.replace(',', ";"), file.replace(',', ";").replace('.', ",")]
    };
    let attacks = attacks.iter().flat_map(|(file, is_read)| forms(file).map(|one| (one, *is_read)));
    for (file, is_read) in attacks {
        let read = lines_of(&world, &file, &[]);
        let amounts = read.as_ref().map(|lines| {
            lines.iter().map(|(amount, _)| amount.as_str()).collect::<Vec<_>>().join(" ")
        });
        assert!(is_read == (amounts == Ok("10.00 0.01 7.00".into())), "{read:?}\n{file:?}");
        assert!(is_read == read.is_ok(), "{read:?}\n{file:?}");
        let texts = read.iter().flatten().map(|(_, text)| text);
        assert!(texts.into_iter().all(|text| !text.contains(['\u{1b}', '\u{202e}'])));
    }
}

/// A file as a bank of the continent writes it is held beside the books and booked; one whose columns nothing names is told
/// what parts them.
#[test]
fn a_table_with_semicolons_and_decimal_commas_is_booked() {
    let world = World::new(INCOME);
    let table = "Date;Amount;Currency;Description\r\n20.11.2026;1.234,56;USD;\"Ana; dues\"\r\n\
                 21.11.2026;7,00;USD;Ben\r\n";
    let _ = world.file("bank.csv", table);
    let (is_done, told, said) = world.matched("bank.csv", &["--book"]);
    assert!(is_done && told.as_array().unwrap().len() == 2, "{said}");
    assert_eq!(world.held(), "124156");
    let (_, report, _) = world.matched("bank.csv", &[]);
    assert_eq!(well::counts(&report), [2, 0, 0, 0], "{report}");
    let points = "date,amount\n2026-11-20,1234.56\n2026-11-21,7.00\n";
    let _ = world.file("points.csv", points);
    let (_, report, _) = world.matched("points.csv", &[]);
    assert_eq!(well::counts(&report), [2, 0, 0, 0], "the same lines, as a program writes them");
    let why = lines_of(&world, &table.replace("Date", "Day"), &[]).unwrap_err();
    assert!(why.contains("with commas or semicolons between the columns"), "{why}");
    let why = lines_of(&world, "date;amount\n2026-11-20;1.000\n", &[]).unwrap_err();
    assert!(why.contains("could be 1 or 1 thousand"), "{why}");
}
