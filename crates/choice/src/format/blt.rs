//! `.blt`: the ballot files of `OpaVote`, Droop and the ERBS validation suite, with the directives
//! `[nick …]`, `[tie …]`, `[withdrawn …]` and equal ranks `a=b`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::Source;
use crate::ChoiceError;
use crate::ballots::Ranked;
use crate::stv::StvOptions;
use crate::ties::TieBreak;

/// A contest read from a `.blt` file.
#[derive(Clone, Debug)]
pub struct Contest {
    /// Title, empty if there is none.
    pub title: String,
    /// Seats to fill.
    pub seats: usize,
    /// The ballots.
    pub ballots: Ranked,
    /// Candidates who withdrew.
    pub withdrawn: Vec<usize>,
    /// The drawn order that breaks ties: the first of the tied is taken.
    pub tie_order: Option<Vec<usize>>,
}

impl Contest {
    /// The options of a count as the file states them.
    #[must_use]
    pub fn options(&self) -> StvOptions {
        let ties = self.tie_order.clone().map_or(TieBreak::Listed, TieBreak::Drawn);
        let withdrawn = self.withdrawn.clone();
        StvOptions { withdrawn, ties, ..StvOptions::seats(self.seats) }
    }
}

/// Reads a `.blt` file.
///
/// # Errors
/// [`ChoiceError::Malformed`] with file, line and reason.
pub fn read_blt(file: &str, text: &str) -> Result<Contest, ChoiceError> {
    let source = Source::new(file, text)?;
    let mut reader = Reader { source, lines: source.lines().collect(), at: 0 };
    let (candidates, seats) = reader.header()?;
    let mut directives = Directives::default();
    reader.directives(candidates, &mut directives)?;
    let lines = reader.ballots(candidates, &directives.nicks)?;
    let names = reader.names(candidates)?;
    let title = reader.title();
    let mut ballots = source.at(0, Ranked::new(names))?;
    for (line, weight, ranks) in lines {
        source.at(line, ballots.add_ranks(weight, ranks.iter().map(Vec::as_slice)))?;
    }
    directives.withdrawn.sort_unstable();
    directives.withdrawn.dedup();
    let tie_order = directives.tie.map(|mut order| {
        // Whoever the file leaves out of its tie order comes after those it names.
        let rest: Vec<usize> = (0..candidates).filter(|one| !order.contains(one)).collect();
        order.extend(rest);
        order
    });
    Ok(Contest { title, seats, ballots, withdrawn: directives.withdrawn, tie_order })
}

#[derive(Default)]
struct Directives {
    nicks: BTreeMap<String, usize>,
    withdrawn: Vec<usize>,
    tie: Option<Vec<usize>>,
}

struct Reader<'a> {
    source: Source<'a>,
    lines: Vec<(u64, &'a str)>,
    at: usize,
}

type Line = (u64, u64, Vec<Vec<usize>>);

impl<'a> Reader<'a> {
    /// The next line that is not blank, without its comment.
    fn next(&mut self) -> Option<(u64, &'a str)> {
        while let Some(&(number, line)) = self.lines.get(self.at) {
            self.at += 1;
            let line = line.split('#').next().unwrap_or("").trim();
            if !line.is_empty() {
                return Some((number, line));
            }
        }
        None
    }

    fn header(&mut self) -> Result<(usize, usize), ChoiceError> {
        let (line, text) =
            self.next().ok_or_else(|| self.source.refuse_end("The file is empty."))?;
        let words: Vec<&str> = text.split_whitespace().collect();
        let [candidates, seats] = words[..] else {
            let reason = "The first line must hold the numbers of candidates and of seats.";
            return Err(self.source.refuse(line, reason));
        };
        let candidates = self.source.index(line, candidates, "The number of candidates")?;
        let seats = self.source.index(line, seats, "The number of seats")?;
        if seats == 0 || seats > crate::limits::SEATS_MAX {
            return Err(self.source.refuse(line, format!("{seats} seats cannot be filled.")));
        }
        Ok((self.source.candidates(line, candidates)?, seats))
    }

    fn directives(&mut self, candidates: usize, found: &mut Directives) -> Result<(), ChoiceError> {
        loop {
            let before = self.at;
            let Some((line, text)) = self.next() else {
                return Ok(());
            };
            if let Some(body) = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')) {
                self.directive(line, body, candidates, found)?;
            } else if text.starts_with('-') {
                for word in text.split_whitespace() {
                    let number = word.strip_prefix('-').unwrap_or(word);
                    found.withdrawn.push(self.candidate(line, number, candidates, &found.nicks)?);
                }
            } else {
                self.at = before;
                return Ok(());
            }
        }
    }

    fn directive(
        &self,
        line: u64,
        body: &str,
        candidates: usize,
        found: &mut Directives,
    ) -> Result<(), ChoiceError> {
        let mut words = body.split_whitespace();
        let kind = words.next().unwrap_or("");
        match kind {
            "nick" => {
                for (number, nick) in words.enumerate() {
                    if number >= candidates || found.nicks.insert(nick.to_owned(), number).is_some()
                    {
                        let reason = format!("Nickname \"{nick}\" is one too many or given twice.");
                        return Err(self.source.refuse(line, reason));
                    }
                }
                if found.nicks.len() != candidates {
                    return Err(self.source.refuse(line, "Every candidate needs a nickname."));
                }
            }
            "withdrawn" | "undeclared" | "tie" => {
                let mut listed = Vec::new();
                for word in words {
                    let one = self.candidate(line, word, candidates, &found.nicks)?;
                    if listed.contains(&one) {
                        let reason = format!("\"{word}\" is listed twice.");
                        return Err(self.source.refuse(line, reason));
                    }
                    listed.push(one);
                }
                match kind {
                    "withdrawn" => found.withdrawn.extend(listed),
                    "tie" => found.tie = Some(listed),
                    // Undeclared write-ins are candidates like others to the rules here.
                    _ => {}
                }
            }
            // Settings of the program that wrote the file, which change no ballot.
            "droop" => {}
            other => {
                let reason = format!("Directive \"{other}\" is unknown.");
                return Err(self.source.refuse(line, reason));
            }
        }
        Ok(())
    }

    fn candidate(
        &self,
        line: u64,
        word: &str,
        candidates: usize,
        nicks: &BTreeMap<String, usize>,
    ) -> Result<usize, ChoiceError> {
        if let Some(&number) = nicks.get(word) {
            return Ok(number);
        }
        let number = self.source.index(line, word, "A candidate")?;
        if number == 0 || number > candidates {
            let reason = format!("Candidate {number} does not exist; there are {candidates}.");
            return Err(self.source.refuse(line, reason));
        }
        Ok(number - 1)
    }

    /// Ballots up to the line that is 0 alone.
    fn ballots(
        &mut self,
        candidates: usize,
        nicks: &BTreeMap<String, usize>,
    ) -> Result<Vec<Line>, ChoiceError> {
        let mut ballots = Vec::new();
        loop {
            let Some((line, text)) = self.next() else {
                return Err(self.source.refuse_end("The ballots do not end with a line \"0\"."));
            };
            if text == "0" {
                return Ok(ballots);
            }
            let mut words = text.split_whitespace().peekable();
            let has_id = words.peek().is_some_and(|word| word.starts_with('('));
            let mut weight = 1;
            if has_id {
                while words.next().is_some_and(|word| !word.ends_with(')')) {}
            } else {
                let word = words.next().unwrap_or("");
                weight = self.source.number(line, word, "The number of ballots")?;
            }
            let mut ranks: Vec<Vec<usize>> = Vec::new();
            let mut is_closed = false;
            for word in words {
                if is_closed {
                    return Err(self
                        .source
                        .refuse(line, "Something follows the 0 that ends a ballot."));
                }
                match word {
                    "0" => is_closed = true,
                    // A rank left out.
                    "-" => {}
                    _ => {
                        let mut rank = Vec::new();
                        for one in word.split('=') {
                            rank.push(self.candidate(line, one, candidates, nicks)?);
                        }
                        ranks.push(rank);
                    }
                }
            }
            if !is_closed {
                return Err(self.source.refuse(line, "The ballot does not end with 0."));
            }
            ballots.push((line, weight, ranks));
        }
    }

    fn names(&mut self, candidates: usize) -> Result<Vec<String>, ChoiceError> {
        let (mut names, mut known) = (Vec::with_capacity(candidates), BTreeMap::new());
        while names.len() < candidates {
            let Some((line, text)) = self.next_name() else {
                let reason = format!("{} of {candidates} candidates are named.", names.len());
                return Err(self.source.refuse_end(reason));
            };
            let name = unquote(text);
            self.source.name(line, &name)?;
            if known.insert(name.clone(), line).is_some() {
                return Err(self.source.refuse(line, format!("\"{name}\" is named twice.")));
            }
            names.push(name);
        }
        Ok(names)
    }

    /// As `next`, but a name may hold a number sign.
    fn next_name(&mut self) -> Option<(u64, &'a str)> {
        while let Some(&(number, line)) = self.lines.get(self.at) {
            self.at += 1;
            if !line.trim().is_empty() {
                return Some((number, line.trim()));
            }
        }
        None
    }

    fn title(&mut self) -> String {
        self.next_name().map_or_else(String::new, |(_, text)| unquote(text))
    }
}

/// Takes a name out of its quotes, in which a doubled quote stands for one. A name whose quotes do
/// not enclose all of it is taken as it stands.
fn unquote(text: &str) -> String {
    let inner = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    match inner {
        Some(inner) if !inner.replace("\"\"", "").contains('"') => {
            inner.replace("\"\"", "\"").trim().to_owned()
        }
        _ => text.to_owned(),
    }
}

/// Writes a `.blt` file.
#[must_use]
pub fn write_blt(contest: &Contest) -> String {
    let ballots = &contest.ballots;
    let mut text = format!("{} {}\n", ballots.candidates(), contest.seats);
    let numbers =
        |list: &[usize]| list.iter().map(|one| (one + 1).to_string()).collect::<Vec<_>>().join(" ");
    if !contest.withdrawn.is_empty() {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "[withdrawn {}]", numbers(&contest.withdrawn));
    }
    if let Some(order) = &contest.tie_order {
        let _ = writeln!(text, "[tie {}]", numbers(order));
    }
    for ballot in ballots.ballots() {
        let _ = write!(text, "{}", ballot.weight);
        for mark in ballot.marks {
            let link = if mark.is_tied() { '=' } else { ' ' };
            let _ = write!(text, "{link}{}", mark.candidate() + 1);
        }
        text.push_str(" 0\n");
    }
    text.push_str("0\n");
    for name in ballots.names().iter().chain(std::iter::once(&contest.title)) {
        let _ = writeln!(text, "\"{}\"", name.replace('"', "\"\""));
    }
    text
}
