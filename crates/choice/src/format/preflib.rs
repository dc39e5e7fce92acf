//! PrefLib: `.soc`, `.soi`, `.toc`, `.toi` (orders) and `.cat` (categories), in the form of 2022 with
//! `# KEY: value` lines and in the older form that begins with the number of alternatives.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::Source;
use crate::ChoiceError;
use crate::ballots::{Approvals, Mark, Ranked, Scores};

/// What a PrefLib file holds.
#[derive(Clone, Debug)]
pub struct PrefLibFile {
    /// Title.
    pub title: String,
    /// Orders; in a `.cat` file the categories, best first, as equal ranks, empty ones left out.
    pub ballots: Ranked,
    /// What a `.cat` file holds beside its orders.
    pub graded: Option<Graded>,
}

/// The categories of a `.cat` file. A category can be empty on a ballot, which an order does not show.
#[derive(Clone, Debug)]
pub struct Graded {
    /// Names of the categories, best first.
    pub categories: Vec<String>,
    /// Ballots with 0 for the last category, and 1 more for each better one.
    pub grades: Scores,
}

impl PrefLibFile {
    /// Approval ballots: what stands in the first `approved` ranks, or categories, is approved.
    ///
    /// # Errors
    /// [`ChoiceError::TooMany`] above the limits.
    pub fn approvals(&self, approved: usize) -> Result<Approvals, ChoiceError> {
        let mut approvals = Approvals::new(self.ballots.names().to_vec())?;
        if let Some(Graded { grades, .. }) = &self.graded {
            let least = grades.scale().1 - i64::try_from(approved).unwrap_or(i64::MAX);
            for ballot in grades.ballots() {
                let liked = ballot.scores.iter().filter(|(_, grade)| *grade > least);
                let liked: Vec<usize> = liked.map(|&(one, _)| one).collect();
                approvals.add(ballot.weight, &liked)?;
            }
            return Ok(approvals);
        }
        for ballot in self.ballots.ballots() {
            let first = ballot.ranks().take(approved).flatten();
            let liked: Vec<usize> = first.map(|mark| mark.candidate()).collect();
            approvals.add(ballot.weight, &liked)?;
        }
        Ok(approvals)
    }
}

/// What the orders of a file must be, by its type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Form {
    is_strict: bool,
    is_complete: bool,
    is_graded: bool,
}

impl Form {
    /// `soc`, `soi`, `toc`, `toi` or `cat`.
    fn of(kind: &str) -> Option<Self> {
        let form = |is_strict, is_complete, is_graded| Self { is_strict, is_complete, is_graded };
        Some(match kind {
            "soc" => form(true, true, false),
            "soi" => form(true, false, false),
            "toc" => form(false, true, false),
            "toi" => form(false, false, false),
            "cat" => form(false, false, true),
            _ => return None,
        })
    }

    /// Says what is wrong with an order, if anything is.
    fn fault(self, ranks: &[Vec<usize>], candidates: usize) -> Option<String> {
        if self.is_strict && ranks.iter().any(|rank| rank.len() > 1) {
            return Some("Two alternatives are equal in a file of strict orders.".into());
        }
        let ranked: usize = ranks.iter().map(Vec::len).sum();
        if self.is_complete && ranked != candidates {
            return Some(format!(
                "{ranked} of {candidates} alternatives are ranked in a file of complete orders."
            ));
        }
        None
    }
}

/// Reads a PrefLib file. Its type is what it declares, or else the ending of its name.
///
/// # Errors
/// [`ChoiceError::Malformed`] with file, line and reason: also where the ballots are not of the declared
/// type, or not as many as declared.
pub fn read_preflib(file: &str, text: &str) -> Result<PrefLibFile, ChoiceError> {
    let source = Source::new(file, text)?;
    let ending = file.rsplit('.').next().unwrap_or("").to_ascii_lowercase();
    if source.text.trim_start().starts_with('#') {
        read_current(source, &ending)
    } else {
        read_old(source, Form::of(&ending))
    }
}

/// The lines of the current form that begin with a number sign.
#[derive(Default)]
struct Header {
    title: String,
    form: Option<Form>,
    names: Vec<String>,
    categories: Vec<String>,
    alternatives: Option<(u64, usize)>,
    voters: Option<(u64, u64)>,
    unique: Option<(u64, u64)>,
}

impl Header {
    fn read(&mut self, source: Source<'_>, line: u64, field: &str) -> Result<(), ChoiceError> {
        let Some((key, value)) = field.split_once(':') else {
            return Ok(());
        };
        let (key, value) = (key.trim(), value.trim());
        let next = |list: &[String], number: &str, what: &str| {
            let number = source.index(line, number, &format!("The number of the {what}"))?;
            if number == list.len() + 1 {
                return Ok(());
            }
            Err(source
                .refuse(line, format!("{what} {number} stands where {} should.", list.len() + 1)))
        };
        match key {
            "TITLE" => value.clone_into(&mut self.title),
            "DATA TYPE" => {
                let unknown = || source.refuse(line, format!("Data type \"{value}\" is unknown."));
                self.form = Some(Form::of(value).ok_or_else(unknown)?);
            }
            "NUMBER ALTERNATIVES" => {
                let number = source.index(line, value, "The number of alternatives")?;
                self.alternatives = Some((line, source.candidates(line, number)?));
            }
            "NUMBER VOTERS" => {
                self.voters = Some((line, source.number(line, value, "The number of voters")?));
            }
            "NUMBER UNIQUE ORDERS" | "NUMBER UNIQUE PREFERENCES" => {
                self.unique = Some((line, source.number(line, value, "The number of orders")?));
            }
            _ => {
                if let Some(number) = key.strip_prefix("ALTERNATIVE NAME ") {
                    next(&self.names, number, "alternative")?;
                    self.names.push(value.to_owned());
                } else if let Some(number) = key.strip_prefix("CATEGORY NAME ") {
                    next(&self.categories, number, "category")?;
                    self.categories.push(value.to_owned());
                }
            }
        }
        Ok(())
    }
}

fn read_current(source: Source<'_>, ending: &str) -> Result<PrefLibFile, ChoiceError> {
    let (mut header, mut data) = (Header::default(), Vec::new());
    for (line, text) in source.lines() {
        let text = text.trim();
        match text.strip_prefix('#') {
            Some(field) => header.read(source, line, field)?,
            None if text.is_empty() => {}
            None => data.push((line, text)),
        }
    }
    let (line, number) =
        header.alternatives.ok_or_else(|| source.refuse_end("NUMBER ALTERNATIVES is missing."))?;
    if header.names.len() != number {
        let named = header.names.len();
        let reason = format!("{number} alternatives are declared, {named} are named.");
        return Err(source.refuse(line, reason));
    }
    let form = header.form.or_else(|| Form::of(ending));
    let is_graded = form.is_some_and(|form| form.is_graded);
    let mut ballots = source.at(line, Ranked::new(header.names.clone()))?;
    let grades = i64::try_from(header.categories.len().max(1)).unwrap_or(i64::MAX);
    let mut graded = source.at(line, Scores::new(header.names, 0, grades - 1))?;
    let mut orders = BTreeSet::new();
    for (line, text) in data {
        let (weight, order) = text
            .split_once(':')
            .ok_or_else(|| source.refuse(line, "A line of ballots needs \"number: order\"."))?;
        let weight = source.number(line, weight, "The number of ballots")?;
        let ranks = read_order(source, line, order, number)?;
        if let Some(fault) = form.and_then(|form| form.fault(&ranks, number)) {
            return Err(source.refuse(line, fault));
        }
        source.at(line, ballots.add_ranks(weight, ranks.iter().map(Vec::as_slice)))?;
        if is_graded {
            if ranks.len() > header.categories.len() {
                let declared = header.categories.len();
                let reason = format!("{} categories, {declared} declared.", ranks.len());
                return Err(source.refuse(line, reason));
            }
            let marks: Vec<(usize, i64)> = (1..)
                .zip(&ranks)
                .flat_map(|(below, rank)| rank.iter().map(move |&one| (one, grades - below)))
                .collect();
            source.at(line, graded.add(weight, &marks))?;
        }
        orders.insert(ranks);
    }
    let distinct = crate::exact::count(orders.len());
    for (declared, found, what) in
        [(header.voters, ballots.total(), "voters"), (header.unique, distinct, "orders")]
    {
        if let Some((line, declared)) = declared.filter(|&(_, declared)| declared != found) {
            let reason = format!("{declared} {what} are declared, {found} are there.");
            return Err(source.refuse(line, reason));
        }
    }
    let categories = header.categories;
    let graded = is_graded.then_some(Graded { categories, grades: graded });
    Ok(PrefLibFile { title: header.title, ballots, graded })
}

fn read_old(source: Source<'_>, form: Option<Form>) -> Result<PrefLibFile, ChoiceError> {
    let mut lines = source.lines().filter(|(_, text)| !text.trim().is_empty());
    let mut next = |what: &str| {
        lines.next().ok_or_else(|| source.refuse_end(format!("The file ends before {what}.")))
    };
    let (line, text) = next("the number of alternatives")?;
    let number = source.index(line, text, "The number of alternatives")?;
    let number = source.candidates(line, number)?;
    let mut names = Vec::with_capacity(number);
    for expected in 1..=number {
        let (line, text) = next("the names")?;
        let (at, name) = text.split_once(',').unwrap_or((text, ""));
        if source.index(line, at, "The number of an alternative")? != expected {
            return Err(source.refuse(line, format!("Alternative {expected} should come here.")));
        }
        names.push(name.trim().to_owned());
    }
    let (line, text) = next("the totals")?;
    let totals: Vec<&str> = text.split(',').collect();
    if totals.len() != 3 {
        return Err(source.refuse(line, "The totals need voters, sum of votes, unique orders."));
    }
    let sum = source.number(line, totals[1], "The sum of votes")?;
    let totals_line = line;
    let mut ballots = source.at(line, Ranked::new(names))?;
    for (line, text) in lines {
        let (weight, order) = text.split_once(',').unwrap_or((text, ""));
        // A line without a number stands for one ballot.
        let weight = match weight.trim() {
            "" => 1,
            weight => source.number(line, weight, "The number of ballots")?,
        };
        let ranks = read_order(source, line, order, number)?;
        if let Some(fault) = form.and_then(|form| form.fault(&ranks, number)) {
            return Err(source.refuse(line, fault));
        }
        source.at(line, ballots.add_ranks(weight, ranks.iter().map(Vec::as_slice)))?;
    }
    if ballots.total() != sum {
        let reason = format!("{sum} votes are declared, the ballots sum to {}.", ballots.total());
        return Err(source.refuse(totals_line, reason));
    }
    Ok(PrefLibFile { title: String::new(), ballots, graded: None })
}

/// Reads `1,{2,3},4`.
fn read_order(
    source: Source<'_>,
    line: u64,
    text: &str,
    candidates: usize,
) -> Result<Vec<Vec<usize>>, ChoiceError> {
    let mut ranks: Vec<Vec<usize>> = Vec::new();
    let mut open: Option<Vec<usize>> = None;
    for word in text.split(',') {
        let mut word = word.trim();
        if let Some(rest) = word.strip_prefix('{') {
            if open.is_some() {
                return Err(source.refuse(line, "An equal rank opens inside another."));
            }
            open = Some(Vec::new());
            word = rest.trim();
        }
        let closes = word.ends_with('}');
        let word = word.strip_suffix('}').unwrap_or(word).trim();
        if !word.is_empty() {
            let number = source.index(line, word, "An alternative")?;
            if number == 0 || number > candidates {
                let reason =
                    format!("Alternative {number} does not exist; there are {candidates}.");
                return Err(source.refuse(line, reason));
            }
            match &mut open {
                Some(rank) => rank.push(number - 1),
                None => ranks.push(vec![number - 1]),
            }
        }
        if closes {
            let rank = open.take();
            ranks.push(rank.ok_or_else(|| source.refuse(line, "An equal rank closes unopened."))?);
        }
    }
    if open.is_some() {
        return Err(source.refuse(line, "An equal rank is not closed."));
    }
    Ok(ranks)
}

/// Writes a PrefLib file of orders, equal ones together; `kind` is `soc`, `soi`, `toc` or `toi`, or `cat`
/// for ballots with grades.
#[must_use]
pub fn write_preflib(file: &PrefLibFile, kind: &str) -> String {
    let names = file.ballots.names();
    let mut lines: Vec<(String, u64)> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut add = |mut ranks: Vec<Vec<usize>>, weight: u64| {
        for rank in &mut ranks {
            rank.sort_unstable();
        }
        let order: Vec<String> = ranks.iter().map(|rank| written(rank)).collect();
        let order = order.join(",");
        let place = *places.entry(order.clone()).or_insert(lines.len());
        if place == lines.len() {
            lines.push((order, 0));
        }
        lines[place].1 += weight;
    };
    let graded = file.graded.as_ref().filter(|_| kind == "cat");
    if let Some(Graded { categories, grades }) = graded {
        for ballot in grades.ballots() {
            let mut ranks = vec![Vec::new(); categories.len()];
            for &(one, grade) in ballot.scores {
                let place = usize::try_from(grades.scale().1 - grade).unwrap_or(usize::MAX);
                ranks[place].push(one);
            }
            add(ranks, ballot.weight);
        }
    } else {
        for ballot in file.ballots.ballots() {
            let rank = |rank: &[Mark]| rank.iter().map(|mark| mark.candidate()).collect();
            add(ballot.ranks().map(rank).collect(), ballot.weight);
        }
    }
    let mut text = format!("# TITLE: {}\n# DATA TYPE: {kind}\n", file.title);
    // Writing to a string cannot fail.
    let _ = writeln!(text, "# NUMBER ALTERNATIVES: {}", names.len());
    let _ = writeln!(text, "# NUMBER VOTERS: {}", file.ballots.total());
    let _ = writeln!(text, "# NUMBER UNIQUE ORDERS: {}", lines.len());
    if let Some(Graded { categories, .. }) = graded {
        let _ = writeln!(text, "# NUMBER CATEGORIES: {}", categories.len());
        for (number, category) in (1..).zip(categories) {
            let _ = writeln!(text, "# CATEGORY NAME {number}: {category}");
        }
    }
    for (number, name) in (1..).zip(names) {
        let _ = writeln!(text, "# ALTERNATIVE NAME {number}: {name}");
    }
    for (order, weight) in lines {
        let _ = writeln!(text, "{weight}: {order}");
    }
    text
}

fn written(rank: &[usize]) -> String {
    let numbers: Vec<String> = rank.iter().map(|one| (one + 1).to_string()).collect();
    if numbers.len() == 1 { numbers.concat() } else { format!("{{{}}}", numbers.join(",")) }
}
