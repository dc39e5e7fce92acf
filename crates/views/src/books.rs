//! The books: what moved in a period, the statement of an account, and both as other programs read
//! them: CSV, Beancount and OFX.
//!
//! The machine keeps an account's balance as what the society owes by it; Beancount and banks look
//! from the society, so that money at a place outside is what it has.

mod beancount;
mod tables;
mod words;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt::Write as _;

pub use beancount::to_beancount;
use polity_types::{Amount, Timestamp};
use rusqlite::{Row, params};
use serde::{Deserialize, Serialize};
pub use tables::{to_csv, to_host};

use crate::error::ViewsError;
use crate::follow::Views;
use crate::query::{Page, PostingRow, number, one_more, posting};

/// Most movements of one statement or export. Unit: movements.
pub const MOVEMENTS_MAX: usize = 50_000;
/// Most pairs of an account of the society and an asset of which one file tells. Unit: pairs.
pub const KEPT_MAX: usize = 2_000;

/// Which movements: of one account if one is named, of one asset if one is named, that count from a time until
/// before another, after a number. What was booked from a line of a place outside counts on that line's day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Period {
    /// The account.
    pub account: Option<String>,
    /// After this number.
    pub after: u64,
    /// The asset.
    pub asset: Option<String>,
    /// From this time on. Unit: Unix seconds.
    pub from: Option<u64>,
    /// Until before this time. Unit: Unix seconds.
    pub until: Option<u64>,
}

/// A movement, oldest first. Amounts are in minor units; `…_after` is what the account held then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "named as the columns are")]
pub struct Movement {
    pub credit_after: String,
    pub debit_after: String,
    /// What moved.
    #[serde(flatten)]
    pub posting: PostingRow,
    /// What it was for, in the public words that its memo names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
}

/// What came and went under one category. Unit: minor units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the struct says it")]
pub struct CategorySum {
    pub came: String,
    pub category: String,
    pub went: String,
}

/// A line of a statement. `amount` is negative where the account gave. Unit: minor units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the struct says it")]
pub struct Line {
    pub amount: String,
    pub balance: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memo: Option<String>,
    pub number: u64,
    /// The day that the place outside has for it, if that is another than the one on which it was booked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<u64>,
    pub other: String,
    pub reference: String,
    /// When it was booked.
    pub time: u64,
    /// What it was for, in the public words that its memo names, once they were looked up ([`Views::tell`]).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
}

impl Line {
    /// Returns when it counts.
    #[must_use]
    pub fn valued(&self) -> u64 {
        self.on.unwrap_or(self.time)
    }
}

/// The statement of an account in one asset over a period: what was there, each movement, what was
/// there then, and sums by category. What a place outside has of another day than it was booked on is of that
/// day. Unit: minor units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the struct says it")]
pub struct Statement {
    pub account: String,
    pub asset: String,
    /// What the books held when the time was over, if that is something else: some of it was booked later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub booked: Option<String>,
    pub came: String,
    pub categories: Vec<CategorySum>,
    pub closing: String,
    pub decimals: u8,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<u64>,
    /// Whether there are more movements than one statement takes; then it ends before them.
    pub is_more: bool,
    pub lines: Vec<Line>,
    pub opening: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<u64>,
    pub went: String,
}

/// What accounts held before a period, by account and asset. Unit: minor units.
pub type Openings = BTreeMap<(String, String), Amount>;

/// Divides movements from the beginning on: what accounts held before a time, and what counts from then on.
#[must_use]
pub fn split(movements: Vec<Movement>, from: u64) -> (Openings, Vec<Movement>) {
    let mut made = Openings::new();
    let is_before = |movement: &Movement| movement.posting.valued() < from;
    let (before, rest): (Vec<_>, Vec<_>) = movements.into_iter().partition(is_before);
    for movement in before {
        let PostingRow { asset, credit, debit, .. } = &movement.posting;
        for account in [credit, debit] {
            let held = made.entry((account.clone(), asset.clone())).or_default();
            *held = held.plus(movement.seen_from(account).0).unwrap_or(*held);
        }
    }
    (made, rest)
}

/// A form in which the books leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Format {
    Beancount,
    Csv,
    Host,
    Ofx,
}

/// What a movement is read from.
macro_rules! movements {
    ($which:literal) => {
        concat!(
            "SELECT number, time, asset, credit, debit, amount, decimals, entry, decision, act, memo, category, \
             valued, credit_after, debit_after FROM postings JOIN assets ON code = asset WHERE ",
            $which
        )
    };
}

/// The journal of a period: after number ?1, of asset ?3, from ?4 until ?5, at most ?6 movements. ?2 is nothing.
const JOURNAL: &str = movements!(
    "number > ?1 AND ?2 IS NULL AND (?3 IS NULL OR asset = ?3) AND valued >= ?4 AND valued < ?5 ORDER BY number LIMIT ?6"
);
/// As [`JOURNAL`], of the account ?2: each of its sides is walked in order along its own index, and no further than
/// is asked for. All movements of everybody lie between two of the account's.
const JOURNAL_OF: &str = movements!(
    "number IN (SELECT number FROM (SELECT number FROM postings WHERE credit = ?2 AND number > ?1 \
     AND (?3 IS NULL OR asset = ?3) AND valued >= ?4 AND valued < ?5 ORDER BY number LIMIT ?6) \
     UNION ALL SELECT number FROM (SELECT number FROM postings WHERE debit = ?2 AND number > ?1 \
     AND (?3 IS NULL OR asset = ?3) AND valued >= ?4 AND valued < ?5 ORDER BY number LIMIT ?6)) ORDER BY number LIMIT ?6"
);
/// The last movement of the account ?1 in the asset ?2 before ?3.
const BEFORE: &str = movements!(
    "number = (SELECT MAX(number) FROM (SELECT number FROM (SELECT number FROM postings WHERE credit = ?1 \
     AND asset = ?2 AND time < ?3 ORDER BY number DESC LIMIT 1) UNION ALL SELECT number FROM (SELECT number FROM \
     postings WHERE debit = ?1 AND asset = ?2 AND time < ?3 ORDER BY number DESC LIMIT 1)))"
);

/// What counts on another side of ?3 than it was booked on, of the account ?1 in the asset ?2: how much, whether the
/// account gave it, and whether it was booked later.
const ASTRIDE: &str = "SELECT amount, 1, time >= ?3 FROM postings WHERE valued <> time AND credit = ?1 AND asset = ?2 \
     AND (valued < ?3) <> (time < ?3) UNION ALL SELECT amount, 0, time >= ?3 FROM postings WHERE valued <> time \
     AND debit = ?1 AND asset = ?2 AND (valued < ?3) <> (time < ?3)";

fn movement(row: &Row<'_>) -> Result<Movement, rusqlite::Error> {
    let (credit_after, debit_after) = (row.get(13)?, row.get(14)?);
    Ok(Movement { credit_after, debit_after, posting: posting(row)?, words: None })
}

fn amount(text: &str) -> Amount {
    text.parse().unwrap_or_default()
}

impl Movement {
    /// Returns what allowed it, in a word and a number.
    #[must_use]
    pub fn reference(&self) -> String {
        match (self.posting.decision, self.posting.act, self.posting.entry) {
            (Some(decision), ..) => format!("decision {decision}"),
            (_, Some(act), _) => format!("act {act}"),
            (_, _, Some(entry)) => format!("entry {entry}"),
            _ => "rule".into(),
        }
    }

    /// Returns what the account got (negative: gave) and what it held then.
    #[must_use]
    pub fn seen_from(&self, account: &str) -> (Amount, Amount) {
        if self.posting.credit == account {
            (amount(&self.posting.amount).negated(), amount(&self.credit_after))
        } else {
            (amount(&self.posting.amount), amount(&self.debit_after))
        }
    }
}

impl Views {
    /// Returns what moved in a period, oldest first, with the words for it.
    ///
    /// # Errors
    /// [`ViewsError`].
    pub fn journal(&self, period: &Period, limit: usize) -> Result<Page<Movement>, ViewsError> {
        let mut page = self.moved(period, limit)?;
        self.tell_movements(&mut page.rows);
        Ok(page)
    }

    /// Returns what moved in a period, oldest first, and no words.
    fn moved(&self, period: &Period, limit: usize) -> Result<Page<Movement>, ViewsError> {
        let Period { account, after, asset, from, until } = period;
        let sql = if account.is_some() { JOURNAL_OF } else { JOURNAL };
        let (from, until) = (number(from.unwrap_or(0)), number(until.unwrap_or(u64::MAX)));
        let values = params![number(*after), account, asset, from, until, one_more(limit)];
        self.list(sql, values, limit, movement)
    }

    /// Returns the statement of an account in an asset over a period, or `None` if the asset is not
    /// counted here.
    ///
    /// # Errors
    /// [`ViewsError`].
    pub fn statement(
        &self,
        account: &str,
        asset: &str,
        (from, until): (Option<u64>, Option<u64>),
    ) -> Result<Option<Statement>, ViewsError> {
        let read = "SELECT decimals FROM assets WHERE code = ?1";
        let decimals = self.list(read, params![asset], 1, |row| row.get(0))?.rows.pop();
        let Some(decimals) = decimals else { return Ok(None) };
        let held = |at: Option<u64>| at.map(|at| self.held(account, asset, at)).transpose();
        // Before the beginning nothing moved.
        let opening = held(from)?.unwrap_or_default().counted;
        let closing = self.held(account, asset, until.unwrap_or(u64::MAX))?;
        let (named, of) = (Some(account.to_owned()), Some(asset.to_owned()));
        let period = Period { account: named, after: 0, asset: of, from, until };
        let mut page = self.moved(&period, MOVEMENTS_MAX)?;
        page.rows.sort_by_key(|movement| (movement.posting.valued(), movement.posting.number));
        let mut made = Statement::of(account, opening, &page.rows);
        // Of one that is cut off it is not known what was there then.
        if !page.is_more {
            made.closing = closing.counted.to_string();
            let is_other = closing.counted != closing.booked;
            made.booked = is_other.then(|| closing.booked.to_string());
        }
        (made.asset, made.decimals) = (asset.to_owned(), decimals);
        (made.from, made.until, made.is_more) = (from, until, page.is_more);
        Ok(Some(made))
    }
}

/// What an account held at a time: by what counted before it, and by what was booked before it.
#[derive(Default)]
struct HeldThen {
    booked: Amount,
    counted: Amount,
}

impl Views {
    /// Returns what an account held before a time.
    fn held(&self, account: &str, asset: &str, at: u64) -> Result<HeldThen, ViewsError> {
        let values = params![account, asset, number(at)];
        let last = self.list(BEFORE, values, 1, movement)?.rows.pop();
        let booked = last.map(|last| last.seen_from(account).1).unwrap_or_default();
        let read = |row: &Row<'_>| {
            let (units, is_given, is_later): (String, bool, bool) =
                (row.get(0)?, row.get(1)?, row.get(2)?);
            // What was given, and booked later, counted before; what was got, and booked before, counts later.
            let is_less = is_given == is_later;
            Ok(if is_less { amount(&units).negated() } else { amount(&units) })
        };
        let astride = self.list(ASTRIDE, params![account, asset, number(at)], usize::MAX, read)?;
        let add = |sum: Amount, change: &Amount| sum.plus(*change).unwrap_or(sum);
        Ok(HeldThen { booked, counted: astride.rows.iter().fold(booked, add) })
    }

    /// Returns what the accounts of some movements held before a time, by account and asset; of those that held
    /// nothing, nothing.
    ///
    /// # Errors
    /// [`ViewsError`].
    pub fn openings(&self, movements: &[Movement], from: u64) -> Result<Openings, ViewsError> {
        let mut made = Openings::new();
        for posting in movements.iter().map(|movement| &movement.posting) {
            for account in [&posting.credit, &posting.debit] {
                let named = (account.clone(), posting.asset.clone());
                if let Entry::Vacant(entry) = made.entry(named) {
                    let _ = entry.insert(self.held(account, &posting.asset, from)?.counted);
                }
            }
        }
        Ok(made)
    }

    /// Returns the statements of all funds and places outside over a period, by account and asset.
    ///
    /// # Errors
    /// [`ViewsError`].
    pub fn host(&self, period: (Option<u64>, Option<u64>)) -> Result<Vec<Statement>, ViewsError> {
        let mut made = Vec::new();
        for (account, asset) in self.kept()? {
            made.extend(self.statement(&account, &asset, period)?);
        }
        for statement in &mut made {
            self.tell(&mut statement.lines);
        }
        Ok(made)
    }

    /// Returns which funds and places outside hold, or held, which assets.
    fn kept(&self) -> Result<Vec<(String, String)>, ViewsError> {
        let sql = "SELECT account, asset FROM balances \
                   WHERE account LIKE 'fund-%' OR account LIKE 'external-%' \
                   ORDER BY account, asset LIMIT ?1";
        let page = self.list(sql, params![one_more(KEPT_MAX)], KEPT_MAX, |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
        Ok(page.rows)
    }
}

impl Statement {
    /// Returns the statement of an account over movements of one asset.
    fn of(account: &str, opening: Amount, movements: &[Movement]) -> Self {
        let mut sums: BTreeMap<String, (Amount, Amount)> = BTreeMap::new();
        let (mut closing, mut came, mut went) = (opening, Amount::ZERO, Amount::ZERO);
        let mut lines = Vec::with_capacity(movements.len());
        for movement in movements {
            let (change, _) = movement.seen_from(account);
            let category = movement.posting.category.clone();
            let sum = sums.entry(category.clone().unwrap_or_default()).or_default();
            if change.is_negative() {
                went = went.plus(change.negated()).unwrap_or(went);
                sum.1 = sum.1.plus(change.negated()).unwrap_or(sum.1);
            } else {
                came = came.plus(change).unwrap_or(came);
                sum.0 = sum.0.plus(change).unwrap_or(sum.0);
            }
            closing = closing.plus(change).unwrap_or(closing);
            let is_credit = movement.posting.credit == account;
            let other = if is_credit { &movement.posting.debit } else { &movement.posting.credit };
            lines.push(Line {
                amount: change.to_string(),
                balance: closing.to_string(),
                category,
                memo: movement.posting.memo.clone(),
                number: movement.posting.number,
                on: movement.posting.on,
                other: other.clone(),
                reference: movement.reference(),
                time: movement.posting.time,
                words: None,
            });
        }
        let categories = sums.into_iter().map(|(category, (came, went))| CategorySum {
            came: came.to_string(),
            category,
            went: went.to_string(),
        });
        Self {
            account: account.to_owned(),
            asset: String::new(),
            booked: None,
            came: came.to_string(),
            categories: categories.collect(),
            closing: closing.to_string(),
            decimals: 0,
            from: None,
            is_more: false,
            lines,
            opening: opening.to_string(),
            until: None,
            went: went.to_string(),
        }
    }

    /// Returns whether the statement adds up: from each line to the next, and from the opening by what
    /// came and went to the closing.
    #[must_use]
    pub fn adds_up(&self) -> bool {
        let mut held = amount(&self.opening);
        for line in &self.lines {
            match held.plus(amount(&line.amount)) {
                Some(after) if after == amount(&line.balance) => held = after,
                _ => return false,
            }
        }
        let by_sums = amount(&self.opening).plus(amount(&self.came));
        let by_sums = by_sums.and_then(|sum| sum.minus(amount(&self.went)));
        held == amount(&self.closing) && by_sums == Some(held)
    }
}

/// Writes minor units with a decimal point and nothing else.
#[must_use]
pub fn plain(amount: Amount, decimals: u8) -> String {
    amount.in_units(decimals).replace('\u{202f}', "")
}

fn day(time: u64) -> String {
    Timestamp(time).to_string().chars().take(10).collect()
}

/// Returns a time as OFX writes it, in UTC.
fn ofx_time(time: u64) -> String {
    Timestamp(time).to_string().chars().filter(char::is_ascii_digit).collect()
}

/// Writes the statement of an account as OFX 2.2, from the side of whoever holds the money: at a place
/// outside, what comes in is positive. The currency must be one of ISO 4217, or three letters that are
/// none; a longer code becomes `XXX`, no currency, and stands in the text of each movement.
#[must_use]
pub fn to_ofx(statement: &Statement) -> String {
    let is_outside = statement.account.starts_with("external-");
    let seen = |text: &str| {
        let units = amount(text);
        plain(if is_outside { units.negated() } else { units }, statement.decimals)
    };
    let code = if statement.asset.len() == 3 { statement.asset.as_str() } else { "XXX" };
    let first = statement.from.or(statement.lines.first().map(Line::valued)).unwrap_or(0);
    let last = statement.until.or(statement.lines.last().map(Line::valued)).unwrap_or(first);
    // An account's name has at most 22 characters here.
    let account = &statement.account;
    let account = if account.len() > 22 {
        let end: Vec<char> = account.chars().rev().take(21).collect();
        format!("~{}", end.into_iter().rev().collect::<String>())
    } else {
        account.clone()
    };
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>\n\
         <?OFX OFXHEADER=\"200\" VERSION=\"220\" SECURITY=\"NONE\" OLDFILEUID=\"NONE\" NEWFILEUID=\"NONE\"?>\n\
         <OFX><SIGNONMSGSRSV1><SONRS><STATUS><CODE>0</CODE><SEVERITY>INFO</SEVERITY></STATUS>\
         <DTSERVER>{end}</DTSERVER><LANGUAGE>ENG</LANGUAGE></SONRS></SIGNONMSGSRSV1>\n\
         <BANKMSGSRSV1><STMTTRNRS><TRNUID>0</TRNUID>\
         <STATUS><CODE>0</CODE><SEVERITY>INFO</SEVERITY></STATUS>\
         <STMTRS><CURDEF>{code}</CURDEF><BANKACCTFROM><BANKID>POLITY</BANKID>\
         <ACCTID>{account}</ACCTID><ACCTTYPE>CHECKING</ACCTTYPE></BANKACCTFROM>\n\
         <BANKTRANLIST><DTSTART>{begin}</DTSTART><DTEND>{end}</DTEND>\n",
        begin = ofx_time(first),
        end = ofx_time(last),
    );
    for line in &statement.lines {
        let units = seen(&line.amount);
        let kind = if units.starts_with('-') { "DEBIT" } else { "CREDIT" };
        let name: String = line.other.chars().take(32).collect();
        let category = line.category.as_deref().unwrap_or("movement");
        // When it was entered here, where the place outside has another day for it.
        let entered = line.on.map(|_| format!("<DTUSER>{}</DTUSER>", ofx_time(line.time)));
        let entered = entered.unwrap_or_default();
        let _ = writeln!(
            text,
            "<STMTTRN><TRNTYPE>{kind}</TRNTYPE><DTPOSTED>{}</DTPOSTED>{entered}<TRNAMT>{units}</TRNAMT>\
             <FITID>{}</FITID><NAME>{name}</NAME><MEMO>{category}, {}, {}</MEMO></STMTTRN>",
            ofx_time(line.valued()),
            line.number,
            statement.asset,
            line.reference
        );
    }
    let _ = writeln!(
        text,
        "</BANKTRANLIST><LEDGERBAL><BALAMT>{}</BALAMT><DTASOF>{}</DTASOF></LEDGERBAL>\
         </STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>",
        seen(&statement.closing),
        ofx_time(last)
    );
    // Each field on a line of its own: whoever reads the file can tell tags from values by that.
    text.replace("><", ">\n<")
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;

    /// What an account's page reads grows with the account, not with all that ever moved.
    #[test]
    fn what_is_read_of_an_account_is_found_along_its_index() {
        let tables = Connection::open_in_memory().unwrap();
        tables.execute_batch(crate::schema::TABLES).unwrap();
        for sql in [JOURNAL_OF, BEFORE] {
            let mut plan = tables.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
            for at in 1..=plan.parameter_count() {
                plan.raw_bind_parameter(at, 1).unwrap();
            }
            let mut rows = plan.raw_query();
            let mut steps = Vec::new();
            while let Some(row) = rows.next().unwrap() {
                steps.push(row.get::<_, String>(3).unwrap());
            }
            let is_of_all =
                |step: &String| step.contains("SCAN postings") || step.contains("rowid>");
            assert!(!steps.iter().any(is_of_all), "{steps:#?}");
            for index in ["postings_credit (credit=?", "postings_debit (debit=?"] {
                assert!(steps.iter().any(|step| step.contains(index)), "{index}: {steps:#?}");
            }
        }
    }
}
