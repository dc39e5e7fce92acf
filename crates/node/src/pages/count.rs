//! How a count went, as a picture that is drawn on the server: the rounds of a transfer with the votes that
//! moved, the pairs of a comparison with who is ahead in each, and bars elsewhere. Each stands on the tables of
//! the count, which stay beside it or are the picture themselves, so that nothing is told by colour alone.

use polity_machine::modules::governance::{Account, AccountTable};

use super::basket::{Basket, Coin};
use super::escaped;
use crate::words::{say, t, term};

/// Most bars of one decision; a count with more of them has its tables alone.
const BARS_MAX: usize = 160;
/// Most receivers that the sentence of a round names.
const NAMED_MAX: usize = 5;
/// Smallest part of a vote that is drawn. One vote is a million of it.
const VOTE: i128 = 1_000_000;
/// Width of a bar. Unit: its own; the page stretches it.
const WIDTH: i128 = 1_000;

/// A count, as the page shows it.
pub(crate) struct Counted {
    pub(crate) parts: Vec<Part>,
    pub(crate) sentences: Vec<String>,
}

/// A part of it.
pub(crate) enum Part {
    Bars(Bars),
    Basket(Basket),
    Pairs(Pairs),
    Rounds(Vec<Round>),
    Table(AccountTable),
}

/// Names with a bar each.
pub(crate) struct Bars {
    pub(crate) rows: Vec<Row>,
    pub(crate) title: String,
}

/// A round of a transfer.
pub(crate) struct Round {
    /// What moved, in a sentence; empty in the first.
    pub(crate) moved: String,
    pub(crate) rows: Vec<Row>,
    pub(crate) title: String,
}

/// A name with its bar.
pub(crate) struct Row {
    /// The bar, as markup.
    pub(crate) bar: String,
    pub(crate) is_taken: bool,
    pub(crate) name: String,
    pub(crate) value: String,
}

/// The comparison of each with each.
pub(crate) struct Pairs {
    /// Names with the numbers by which the page calls the options, in the order of the rows.
    pub(crate) names: Vec<(usize, String)>,
    pub(crate) rows: Vec<Compared>,
    pub(crate) title: String,
}

/// One of those who are compared.
pub(crate) struct Compared {
    /// Against each, in the order of the rows; none against itself.
    pub(crate) cells: Vec<Option<Cell>>,
    pub(crate) is_taken: bool,
    pub(crate) name: String,
    /// The number by which the page calls the option.
    pub(crate) number: usize,
    /// How many others are behind.
    pub(crate) won: usize,
}

/// One comparison.
pub(crate) struct Cell {
    /// How it is drawn: the further ahead, the stronger.
    pub(crate) class: &'static str,
    /// Ballots that put the row above the column.
    pub(crate) votes: u64,
    /// What it says to whoever does not see it.
    pub(crate) words: String,
}

impl Counted {
    /// Draws a count. `taken`: titles of the options that were taken, in that order; `coin`: in what money that is
    /// shared out is counted.
    pub(crate) fn of(account: Account, taken: &[String], coin: Option<&Coin>) -> Self {
        let mut basket = coin.and_then(|coin| Basket::of(&account, taken, coin));
        let mut parts = Vec::new();
        for table in account.tables {
            match table.title.as_str() {
                "Votes after each transfer" | "Rounds" => match rounds(&table, taken) {
                    Some(rounds) => parts.extend([Part::Rounds(rounds), Part::Table(table)]),
                    None => parts.push(Part::Table(table)),
                },
                "Ballots that rank the row above the column" => match pairs(&table, taken) {
                    Some(pairs) => parts.push(Part::Pairs(pairs)),
                    None => parts.push(Part::Table(table)),
                },
                "Projects" if basket.is_some() => {
                    parts.extend(basket.take().map(Part::Basket));
                    parts.push(Part::Table(table));
                }
                _ => {
                    parts.extend(bars(&table, taken).map(Part::Bars));
                    parts.push(Part::Table(table));
                }
            }
        }
        Self { parts, sentences: account.sentences }
    }
}

/// Reads a number of a count, as decimals write it, in millionths of a vote.
pub(super) fn parsed(text: &str) -> Option<i128> {
    let (sign, text) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let is_plain = !whole.is_empty() && whole.len() <= 18;
    if !is_plain || ![whole, part].iter().all(|text| text.bytes().all(|c| c.is_ascii_digit())) {
        return None;
    }
    let part: String = part.chars().chain("000000".chars()).take(6).collect();
    let whole: i128 = whole.parse().ok()?;
    Some(whole.saturating_mul(VOTE).saturating_add(part.parse().ok()?).saturating_mul(sign))
}

/// Returns votes as people read them: with two digits after the point where it is no whole number.
fn written(votes: i128) -> String {
    let hundredths = votes.saturating_add(5_000).div_euclid(10_000);
    let (whole, part) = (hundredths.div_euclid(100), hundredths.rem_euclid(100));
    if part == 0 { whole.to_string() } else { format!("{whole}.{part:02}") }
}

pub(super) fn along(votes: i128, most: i128) -> i128 {
    votes.max(0).saturating_mul(WIDTH).checked_div(most.max(1)).unwrap_or_default().min(WIDTH)
}

/// Draws a bar: what was there and stayed, what came, what went, and where the quota is.
fn bar(before: i128, now: i128, most: i128, quota: Option<i128>) -> String {
    let (kept, end) = (along(before.min(now), most), along(now, most));
    let was = along(before, most);
    let part = |class: &str, from: i128, to: i128| {
        let width = to.saturating_sub(from);
        if width <= 0 {
            return String::new();
        }
        format!("<rect class=\"{class}\" x=\"{from}\" width=\"{width}\" height=\"10\"/>")
    };
    let mark = quota.map(|quota| {
        let at = along(quota, most);
        format!("<path class=\"mark\" d=\"M{at} 0V10\"/>")
    });
    format!(
        "<svg viewBox=\"0 0 1000 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\" focusable=\"false\">\
         <rect class=\"whole\" width=\"1000\" height=\"10\"/>{}{}{}{}</svg>",
        part("part", 0, kept),
        part("came", kept, end),
        part("went", end, was),
        mark.unwrap_or_default()
    )
}

/// Returns the rounds of a table whose columns are rounds and whose rows are those who are counted.
fn rounds(table: &AccountTable, taken: &[String]) -> Option<Vec<Round>> {
    let read = |row: &Vec<String>| -> Option<Vec<i128>> {
        let cells = row.get(1..)?.iter();
        cells.map(|cell| if cell.is_empty() { Some(0) } else { parsed(cell) }).collect()
    };
    let named =
        |name: &str| table.rows.iter().find(|row| row.first().is_some_and(|one| one == name));
    let quotas = match named("(quota)") {
        Some(row) => Some(read(row)?),
        None => None,
    };
    let counted: Vec<(&String, Vec<i128>)> = table
        .rows
        .iter()
        .filter_map(|row| row.first().zip(read(row)))
        .filter(|(name, _)| *name != "(quota)")
        .collect();
    let has_all = counted.len().saturating_add(usize::from(quotas.is_some())) == table.rows.len();
    let all = counted.iter().flat_map(|(_, votes)| votes);
    let most = all.chain(quotas.iter().flatten()).copied().max().unwrap_or_default();
    let count = table.columns.len().saturating_sub(1);
    if !has_all || counted.len().saturating_mul(count) > BARS_MAX {
        return None;
    }
    let mut rounds: Vec<Round> = Vec::new();
    for place in 0..count {
        let at = |votes: &[i128], place: usize| votes.get(place).copied().unwrap_or_default();
        let was = |votes: &[i128]| place.checked_sub(1).map_or(0, |before| at(votes, before));
        let is_first = place == 0;
        let is_same = counted.iter().all(|(_, votes)| was(votes) == at(votes, place));
        if is_same && !is_first {
            continue;
        }
        let quota = quotas.as_ref().map(|quotas| at(quotas, place));
        let row = |(name, votes): &(&String, Vec<i128>)| {
            let (before, now) = (was(votes), at(votes, place));
            // Who is out of it is not listed again.
            if before == 0 && now == 0 && !is_first {
                return None;
            }
            let before = if is_first { now } else { before };
            let change = now.saturating_sub(before);
            let sign = if change > 0 { "+" } else { "−" };
            let value = match change {
                0 => written(now),
                _ => format!("{} ({sign}{})", written(now), written(change.saturating_abs())),
            };
            Some(Row {
                bar: bar(before, now, most, quota),
                is_taken: taken.contains(name),
                name: called(name),
                value,
            })
        };
        let moves: Vec<(&String, i128)> = counted
            .iter()
            .map(|(name, votes)| (*name, at(votes, place).saturating_sub(was(votes))))
            .collect();
        let number = table.columns.get(place.saturating_add(1)).map_or("", String::as_str);
        rounds.push(Round {
            moved: if is_first { String::new() } else { moved(&moves) },
            rows: counted.iter().filter_map(row).collect(),
            title: if is_first {
                t("count-first")
            } else {
                say("count-round", &[("round", number)])
            },
        });
    }
    Some(rounds)
}

/// Returns who is counted, as markup.
pub(super) fn called(name: &str) -> String {
    format!("<bdi>{}</bdi>", escaped(&term(name)))
}

/// Says in a sentence, as markup, whose votes moved and to whom.
fn moved(moves: &[(&String, i128)]) -> String {
    let listed = |is_listed: fn(i128) -> bool| {
        let mut some: Vec<_> = moves.iter().filter(|(_, change)| is_listed(*change)).collect();
        some.sort_by_key(|(_, change)| std::cmp::Reverse(change.saturating_abs()));
        let of = |(name, change): &&(&String, i128)| {
            let (name, votes) = (called(name), written(change.saturating_abs()));
            say("count-part", &[("name", &name), ("votes", &votes)])
        };
        let is_more = some.len() > NAMED_MAX;
        let mut words: Vec<String> = some.iter().take(NAMED_MAX).map(of).collect();
        if is_more {
            words.push(t("count-others"));
        }
        words.join(&format!("{} ", t("count-comma")))
    };
    let (from, to) = (listed(|change| change < 0), listed(|change| change > 0));
    match (from.is_empty(), to.is_empty()) {
        (_, true) => say("count-nowhere", &[("from", &from)]),
        (true, _) => say("count-came", &[("to", &to)]),
        _ => say("count-moved", &[("from", &from), ("to", &to)]),
    }
}

/// Returns the comparison of each with each, who is taken first, then by how many they are ahead of.
fn pairs(table: &AccountTable, taken: &[String]) -> Option<Pairs> {
    let names = table.columns.get(1..)?;
    let vote = |row: usize, column: usize| -> Option<u64> {
        table.rows.get(row)?.get(column.checked_add(1)?)?.parse().ok()
    };
    let of = |row: usize| -> Option<(usize, bool, usize)> {
        let others = (0..names.len()).filter(|other| *other != row);
        let ahead = others.filter(|other| vote(row, *other) > vote(*other, row)).count();
        Some((row, taken.contains(names.get(row)?), ahead))
    };
    let mut order: Vec<_> = (0..names.len()).map(of).collect::<Option<_>>()?;
    order.sort_by_key(|(row, is_taken, ahead)| (!is_taken, std::cmp::Reverse(*ahead), *row));
    let cell = |row: usize, column: usize| -> Option<Option<Cell>> {
        if row == column {
            return Some(None);
        }
        let (votes, against) = (vote(row, column)?, vote(column, row)?);
        let class = match (votes.cmp(&against), votes.saturating_sub(against).saturating_mul(4)) {
            (std::cmp::Ordering::Less, _) => "behind",
            (std::cmp::Ordering::Equal, _) => "level",
            // A quarter of all who compared the two, half of them, or more.
            (_, lead) if lead < votes.saturating_add(against) => "ahead",
            (_, lead) if lead < votes.saturating_add(against).saturating_mul(2) => "ahead far",
            _ => "ahead most",
        };
        let key = match class {
            "behind" => "count-behind",
            "level" => "count-level",
            _ => "count-ahead",
        };
        Some(Some(Cell { class, votes, words: say(key, &[("against", &against.to_string())]) }))
    };
    let mut rows = Vec::new();
    for (row, is_taken, won) in &order {
        let cells: Option<Vec<_>> = order.iter().map(|(column, ..)| cell(*row, *column)).collect();
        let name = names.get(*row)?.clone();
        let number = row.saturating_add(1);
        rows.push(Compared { cells: cells?, is_taken: *is_taken, name, number, won: *won });
    }
    let named =
        |(row, ..): &(usize, bool, usize)| Some((row.saturating_add(1), names.get(*row).cloned()?));
    let names = order.iter().filter_map(named).collect();
    Some(Pairs { names, rows, title: table.title.clone() })
}

/// Returns bars of a table that has a figure for each name.
fn bars(table: &AccountTable, taken: &[String]) -> Option<Bars> {
    let is_counted = |column: &&str| {
        matches!(*column, "approvals" | "ballots" | "points" | "sum" | "votes" | "median")
    };
    let column = table.columns.iter().position(|column| is_counted(&column.as_str()))?;
    let is_named = matches!(table.columns.first()?.as_str(), "candidate" | "option" | "project");
    if !is_named || column == 0 || table.rows.is_empty() || table.rows.len() > BARS_MAX {
        return None;
    }
    let of = |row: &Vec<String>| Some((row.first()?.clone(), parsed(row.get(column)?)?));
    let values: Vec<(String, i128)> = table.rows.iter().map(of).collect::<Option<_>>()?;
    let most = values.iter().map(|(_, value)| value.saturating_abs()).max().unwrap_or_default();
    let row = |(name, value): (String, i128)| {
        let size = value.saturating_abs();
        // What is below nothing is drawn as what went.
        let drawn = if value < 0 { bar(size, 0, most, None) } else { bar(size, size, most, None) };
        Row {
            bar: drawn,
            is_taken: taken.contains(&name),
            name: called(&name),
            value: if value < 0 { format!("−{}", written(size)) } else { written(size) },
        }
    };
    Some(Bars { rows: values.into_iter().map(row).collect(), title: table.title.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(title: &str, lines: &[&str]) -> AccountTable {
        let cells = |line: &&str| line.split('|').map(str::to_owned).collect::<Vec<_>>();
        let mut lines = lines.iter().map(cells);
        AccountTable { columns: lines.next().unwrap(), rows: lines.collect(), title: title.into() }
    }

    fn drawn(table: AccountTable, taken: &[&str]) -> Vec<Part> {
        let taken: Vec<String> = taken.iter().map(|one| (*one).to_owned()).collect();
        Counted::of(Account { sentences: Vec::new(), tables: vec![table] }, &taken, None).parts
    }

    #[test]
    fn a_round_says_and_draws_where_votes_went() {
        let parts = drawn(
            table(
                "Votes after each transfer",
                &[
                    "candidate|0|1|2",
                    "Ana|3.00000|3.00000|0.00000",
                    "<Ben>|4.00000|4.00000|6.50000",
                    "(exhausted)|0.00000|0.00000|0.50000",
                    "(quota)|5.00000|5.00000|5.00000",
                ],
            ),
            &["<Ben>"],
        );
        let [Part::Rounds(rounds), Part::Table(_)] = &parts[..] else {
            panic!("rounds, then figures")
        };
        // Nothing moved in the first transfer.
        assert_eq!(rounds.len(), 2);
        let (first, last) = (&rounds[0], &rounds[1]);
        assert_eq!((first.title.as_str(), first.moved.as_str()), ("First preferences", ""));
        assert_eq!(first.rows[1].value, "4");
        assert!(last.title.contains('2'), "{}", last.title);
        assert!(
            last.moved.contains("<bdi>Ana</bdi>") && last.moved.contains("<bdi>&lt;Ben&gt;</bdi>")
        );
        assert!(last.moved.contains("2.50") && last.moved.contains("0.50"), "{}", last.moved);
        let rows: Vec<_> = last.rows.iter().map(|row| (row.value.as_str(), row.is_taken)).collect();
        assert_eq!(rows, [("0 (−3)", false), ("6.50 (+2.50)", true), ("0.50 (+0.50)", false)]);
        // Of 6.5 at most: 4 stayed, 2.5 came, and the quota is 5.
        let ben = &last.rows[1].bar;
        assert!(ben.contains("class=\"part\" x=\"0\" width=\"615\""), "{ben}");
        assert!(ben.contains("class=\"came\" x=\"615\" width=\"385\""), "{ben}");
        assert!(ben.contains("M769 0V10") && !ben.contains("went"), "{ben}");
        assert!(
            last.rows[0].bar.contains("class=\"went\" x=\"0\" width=\"461\""),
            "{}",
            last.rows[0].bar
        );
    }

    #[test]
    fn pairs_are_in_the_order_of_the_result_with_who_is_ahead() {
        let parts = drawn(
            table(
                "Ballots that rank the row above the column",
                &["candidate|A|B|C", "A||22|29", "B|55||51", "C|30|25|"],
            ),
            &["B"],
        );
        let [Part::Pairs(pairs)] = &parts[..] else { panic!("pairs alone") };
        // Numbered as the options are above, whatever their order here.
        assert_eq!(pairs.names, [(2, "B".into()), (3, "C".into()), (1, "A".into())]);
        assert_eq!(pairs.rows.iter().map(|row| row.number).collect::<Vec<_>>(), [2, 3, 1]);
        let won: Vec<_> = pairs.rows.iter().map(|row| (row.won, row.is_taken)).collect();
        assert_eq!(won, [(2, true), (1, false), (0, false)]);
        let classes = |row: usize| {
            let cells = pairs.rows[row].cells.iter();
            cells.map(|cell| cell.as_ref().map_or("", |cell| cell.class)).collect::<Vec<_>>()
        };
        // 51 to 25 and 55 to 22 are a third and more of all; 30 to 29 is little.
        assert_eq!(classes(0), ["", "ahead far", "ahead far"]);
        assert_eq!(classes(1), ["behind", "", "ahead"]);
        let words = pairs.rows[0].cells[1].as_ref().map(|cell| cell.words.clone());
        assert!(words.unwrap().contains("25"));
    }

    #[test]
    fn a_figure_for_each_name_has_bars_and_what_cannot_be_read_has_its_table() {
        let votes = table("Votes", &["option|votes", "Books|440", "Bread|-22"]);
        let parts = drawn(votes, &["Books"]);
        let [Part::Bars(bars), Part::Table(_)] = &parts[..] else { panic!("bars, then figures") };
        let rows: Vec<_> = bars.rows.iter().map(|row| (row.value.as_str(), row.is_taken)).collect();
        assert_eq!(rows, [("440", true), ("−22", false)]);
        assert!(bars.rows[1].bar.contains("class=\"went\" x=\"0\" width=\"50\""));
        for odd in [
            table("Votes after each transfer", &["candidate|0", "Ana|10/3"]),
            table("Ballots that rank the row above the column", &["candidate|A|B", "A||x", "B|1|"]),
            table("Bought by their supporters", &["project|price", "Books|0.02"]),
            table("Voters", &["person|weight", "Ana|2"]),
        ] {
            assert!(matches!(&drawn(odd, &[])[..], [Part::Table(_)]));
        }
    }

    #[test]
    fn a_count_with_too_many_bars_has_its_table_alone() {
        let head = "|1".repeat(20);
        let row = "|1".repeat(20);
        let lines: Vec<String> = std::iter::once(format!("candidate{head}"))
            .chain((0..9).map(|one| format!("{one}{row}")))
            .collect();
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        assert!(matches!(&drawn(table("Rounds", &lines), &[])[..], [Part::Table(_)]));
    }

    #[test]
    fn votes_are_read_and_written_as_they_are() {
        assert_eq!(parsed("4.57140"), Some(4_571_400));
        assert_eq!(
            (parsed("-3"), parsed(""), parsed("1/3"), parsed("1.x")),
            (Some(-3 * VOTE), None, None, None)
        );
        assert_eq!(
            (written(4_571_400), written(7 * VOTE), written(0)),
            ("4.57".into(), "7".into(), "0".into())
        );
    }
}
