//! `.pb`: participatory budgets of Pabulib, in the sections META, PROJECTS and VOTES.

mod limits;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use num_traits::ToPrimitive;

use self::limits::{BallotLimits, DEFAULT_SCORE, amounts, fit, has_points, unknown};
use super::Source;
use crate::ChoiceError;
use crate::budget::{Budget, Project};
use crate::exact::{count, parse_decimal, whole};

/// A participatory budget.
#[derive(Clone, Debug)]
pub struct PabulibFile {
    /// The META section.
    pub meta: BTreeMap<String, String>,
    /// Projects, money and ballots. Amounts are whole numbers of 10^-`places` of the currency.
    pub budget: Budget,
    /// Decimals of the amounts.
    pub places: u32,
    /// Projects that the official result funds, where the file says.
    pub selected: Vec<usize>,
}

impl PabulibFile {
    /// Limits that META names and that are not known here: neither ballots nor results are held to them.
    #[must_use]
    pub fn unknown_limits(&self) -> Vec<&str> {
        unknown(&self.meta)
    }
}

/// Times that `default_score` gives points to a project, over all ballots.
const DEFAULTS_MAX: u64 = 20_000_000;
/// Kinds of ballots.
const KINDS: [&str; 5] = ["approval", "choose-1", "ordinal", "cumulative", "scoring"];

/// Reads a `.pb` file. Ballots of kind `ordinal` give n points to the first of n; `cumulative` and
/// `scoring` give the points stated, `scoring` also `default_score` to each project not named; others 1
/// for each project named. A ballot that breaks a limit of META is refused: `min_length` (1 if not
/// stated), `max_length`, `min_sum_cost`, `max_sum_cost` (a knapsack ballot has the budget there),
/// `min_points`, `max_points`, `min_sum_points`, `max_sum_points`.
///
/// # Errors
/// [`ChoiceError::Malformed`] with file, line and reason.
pub fn read_pabulib(file: &str, text: &str) -> Result<PabulibFile, ChoiceError> {
    let source = Source::new(file, text)?;
    let sections = sections(source)?;
    let mut meta: BTreeMap<String, String> = BTreeMap::new();
    for (line, cells) in &sections.meta {
        if let [key, value, ..] = &cells[..] {
            let (key, value) = (key.trim(), value.trim());
            if meta.insert(key.to_owned(), value.to_owned()).is_some() {
                return Err(source.refuse(*line, format!("META states \"{key}\" twice.")));
            }
        }
    }
    sections.check(source)?;
    let money = meta.get("budget").ok_or_else(|| source.refuse_end("META names no budget."))?;
    let is_money = |(_, cells): &&Row| cells.first().is_some_and(|key| key.trim() == "budget");
    let money_line = sections.meta.iter().find(is_money).map_or(1, |(line, _)| *line);
    let decimals = |text: &str| {
        let normal = text.trim().replace(',', ".");
        u32::try_from(normal.split_once('.').map_or(0, |(_, tail)| tail.len())).unwrap_or(u32::MAX)
    };
    let (line, header) = &sections.project_header;
    let column = |name: &str| header.iter().position(|cell| cell.trim() == name);
    let (Some(id_at), Some(cost_at)) = (column("project_id"), column("cost")) else {
        return Err(source.refuse(*line, "PROJECTS needs the columns project_id and cost."));
    };
    let costs = sections.projects.iter().filter_map(|(_, cells)| cells.get(cost_at));
    let costs = costs.map(String::as_str).chain(amounts(&sections.meta));
    let places = costs.map(decimals).fold(decimals(money), u32::max);
    if places > 6 {
        return Err(source.refuse(money_line, "An amount has more than 6 decimals."));
    }
    let amount = |line: u64, text: &str| {
        if is_unclear(text) {
            let reason = format!("\"{}\" may be thousands or decimals.", text.trim());
            return Err(source.refuse(line, format!("{reason} Write it without a comma.")));
        }
        let value = parse_decimal(&text.trim().replace(',', "."));
        let units = value.map(|value| value * whole(10u64.pow(places)));
        let units = units.ok().filter(num_rational::BigRational::is_integer);
        let units = units.and_then(|units| units.to_integer().to_u64());
        units.ok_or_else(|| source.refuse(line, format!("\"{}\" is no amount.", text.trim())))
    };
    let limit = amount(money_line, money)?;
    let (mut projects, mut numbers, mut selected) = (Vec::new(), BTreeMap::new(), Vec::new());
    for (line, cells) in &sections.projects {
        let (Some(id), Some(cost)) = (cells.get(id_at), cells.get(cost_at)) else {
            return Err(source.refuse(*line, "The project has too few columns."));
        };
        let id = id.trim().to_owned();
        source.name(*line, &id)?;
        if numbers.insert(id.clone(), projects.len()).is_some() {
            return Err(source.refuse(*line, format!("Project \"{id}\" stands twice.")));
        }
        let cell = |name: &str| column(name).and_then(|at| cells.get(at)).map(|cell| cell.trim());
        if cell("selected").is_some_and(|mark| mark == "1") {
            selected.push(projects.len());
        }
        let name = cell("name").unwrap_or_default().to_owned();
        projects.push(Project { id, name, cost: amount(*line, cost)? });
    }
    let mut budget = source.at(*line, Budget::new(limit, projects))?.with_places(places);
    let kind = meta.get("vote_type").map_or("approval", String::as_str);
    let line_of = |key: &str| {
        let is_key = |(_, cells): &&Row| cells.first().is_some_and(|cell| cell.trim() == key);
        sections.meta.iter().rev().find(is_key).map_or(1, |(line, _)| *line)
    };
    if !KINDS.contains(&kind) {
        let reason = format!("The vote_type \"{kind}\" is none of {}.", KINDS.join(", "));
        return Err(source.refuse(line_of("vote_type"), reason));
    }
    let scoring = meta.get("scoring_fn").filter(|name| kind == "ordinal" && !name.is_empty());
    if let Some(other) = scoring.filter(|name| !name.eq_ignore_ascii_case("borda")) {
        let reason = format!("Orders are counted by the scoring_fn Borda, not \"{other}\".");
        return Err(source.refuse(line_of("scoring_fn"), reason));
    }
    let limits = BallotLimits::read(source, &sections.meta, kind, places)?;
    read_votes(source, &sections, (kind, &limits), &numbers, &mut budget)?;
    Ok(PabulibFile { meta, budget, places, selected })
}

type Row = (u64, Vec<String>);

/// Whether a comma in an amount may stand before decimals or between thousands.
fn is_unclear(text: &str) -> bool {
    let mut parts = text.trim().split(',').skip(1).peekable();
    parts.peek().is_some() && parts.all(|part| part.trim().len() == 3)
}

impl Sections {
    /// Refuses what stands twice or is not as many as META says.
    fn check(&self, source: Source<'_>) -> Result<(), ChoiceError> {
        for (line, header) in [&self.project_header, &self.vote_header] {
            let mut columns = BTreeSet::new();
            let twice = header.iter().map(|name| name.trim()).find(|&name| !columns.insert(name));
            if let Some(name) = twice {
                return Err(source.refuse(*line, format!("Column \"{name}\" stands twice.")));
            }
        }
        for (line, cells) in &self.meta {
            let [key, value, ..] = &cells[..] else { continue };
            let found = match key.trim() {
                "num_projects" => count(self.projects.len()),
                "num_votes" => count(self.votes.len()),
                _ => continue,
            };
            let stated = source.number(*line, value, key.trim())?;
            if stated != found {
                let reason = format!("{} says {stated}, the file has {found}.", key.trim());
                return Err(source.refuse(*line, reason));
            }
        }
        let is_voter = |name: &String| name.trim() == "voter_id";
        let Some(voter_at) = self.vote_header.1.iter().position(is_voter) else { return Ok(()) };
        let mut voters = BTreeSet::new();
        for (line, cells) in &self.votes {
            let voter = cells.get(voter_at).map_or("", |cell| cell.trim());
            if !voter.is_empty() && !voters.insert(voter) {
                return Err(source.refuse(*line, format!("Voter \"{voter}\" votes twice.")));
            }
        }
        Ok(())
    }
}

#[derive(Default)]
struct Sections {
    meta: Vec<Row>,
    project_header: Row,
    projects: Vec<Row>,
    vote_header: Row,
    votes: Vec<Row>,
}

fn sections(source: Source<'_>) -> Result<Sections, ChoiceError> {
    let mut sections = Sections::default();
    let (mut section, mut has_header) = ("", false);
    for (line, text) in source.lines() {
        let text = text.trim_end_matches('\r');
        let word = text.trim().trim_end_matches(';');
        if let Some(known) = ["META", "PROJECTS", "VOTES"].into_iter().find(|&known| known == word)
        {
            (section, has_header) = (known, false);
            continue;
        }
        if text.trim().is_empty() {
            continue;
        }
        let row = (line, split(text));
        match (section, has_header) {
            ("META", true) => sections.meta.push(row),
            ("PROJECTS", true) => sections.projects.push(row),
            ("VOTES", true) => sections.votes.push(row),
            ("PROJECTS", false) => sections.project_header = row,
            ("VOTES", false) => sections.vote_header = row,
            ("META", false) => {}
            _ => return Err(source.refuse(line, "The file must begin with META.")),
        }
        has_header = true;
    }
    if sections.project_header.1.is_empty() || sections.vote_header.1.is_empty() {
        return Err(source.refuse_end("The sections PROJECTS and VOTES are needed."));
    }
    Ok(sections)
}

/// Splits at semicolons outside quotes.
fn split(text: &str) -> Vec<String> {
    let (mut cells, mut cell, mut quoted) = (Vec::new(), String::new(), false);
    for c in text.chars() {
        match c {
            '"' if quoted || cell.trim().is_empty() => quoted = !quoted,
            ';' if !quoted => cells.push(std::mem::take(&mut cell)),
            _ => cell.push(c),
        }
    }
    cells.push(cell);
    cells
}

fn read_votes(
    source: Source<'_>,
    sections: &Sections,
    (kind, limits): (&str, &BallotLimits),
    numbers: &BTreeMap<String, usize>,
    budget: &mut Budget,
) -> Result<(), ChoiceError> {
    let (line, header) = &sections.vote_header;
    let column = |name: &str| header.iter().position(|cell| cell.trim() == name);
    let vote_at =
        column("vote").ok_or_else(|| source.refuse(*line, "VOTES needs a column vote."))?;
    let points_at = column("points");
    let marked = count(sections.votes.len()).saturating_mul(count(numbers.len()));
    if limits.default_score > 0 && marked > DEFAULTS_MAX {
        let reason = format!(
            "{DEFAULT_SCORE} gives {marked} times points, at most {DEFAULTS_MAX} are counted."
        );
        return Err(source.refuse(*line, reason));
    }
    for (line, cells) in &sections.votes {
        let vote = cells.get(vote_at).map_or("", |cell| cell.trim());
        let words: Vec<&str> =
            vote.split(',').map(str::trim).filter(|word| !word.is_empty()).collect();
        let points: Vec<&str> = match points_at.and_then(|at| cells.get(at)) {
            Some(cell) => cell.split(',').map(str::trim).filter(|word| !word.is_empty()).collect(),
            None => Vec::new(),
        };
        if has_points(kind) && points.len() != words.len() {
            let (projects, points) = (words.len(), points.len());
            let reason = format!("The ballot has {projects} projects and {points} points.");
            return Err(source.refuse(*line, reason));
        }
        let mut marks: Vec<(usize, u64)> = Vec::new();
        for (place, word) in words.iter().enumerate() {
            let unknown = || source.refuse(*line, format!("Project \"{word}\" does not exist."));
            let project = *numbers.get(*word).ok_or_else(unknown)?;
            let given = match kind {
                "ordinal" => count(words.len() - place),
                "cumulative" | "scoring" => {
                    let word = points.get(place).copied().unwrap_or("");
                    source.number(*line, word, "The points of a project")?
                }
                _ => 1,
            };
            marks.push((project, given));
        }
        if let Some(reason) = limits.broken(budget.projects(), &marks) {
            return Err(source.refuse(*line, reason));
        }
        if limits.default_score > 0 {
            let named: BTreeSet<usize> = marks.iter().map(|&(one, _)| one).collect();
            let others = (0..numbers.len()).filter(|one| !named.contains(one));
            marks.extend(others.map(|one| (one, limits.default_score)));
        }
        source.at(*line, budget.add(1, &marks))?;
    }
    Ok(())
}

/// Writes a `.pb` file: projects in order of their list, ballots that are alike one after the other. The
/// kind of ballots stays what META says, unless the points are not what that kind gives, and so do the
/// limits on ballots, unless a ballot as it is written breaks one.
#[must_use]
pub fn write_pabulib(file: &PabulibFile) -> String {
    let stated = file.meta.get("vote_type").map_or("approval", String::as_str);
    let mut kind = if stated == "scoring" { "scoring" } else { "cumulative" };
    let is_stated = |marks: &[(usize, u64)]| match stated {
        "ordinal" => {
            let mut points: Vec<u64> = marks.iter().map(|&(_, points)| points).collect();
            points.sort_unstable();
            (1..).zip(points).all(|(place, points): (u64, u64)| place == points)
        }
        "cumulative" | "scoring" => true,
        "choose-1" => matches!(marks, [(_, 1)]),
        _ => marks.iter().all(|&(_, points)| points == 1),
    };
    if file.budget.ballots().all(|(_, marks)| is_stated(marks)) {
        kind = stated;
    }
    let mut meta = file.meta.clone();
    let written = |units: u64| crate::exact::units_with_point(&units.into(), file.places);
    let _ = meta.insert("budget".into(), written(file.budget.limit()));
    let _ = meta.insert("vote_type".into(), kind.to_owned());
    let sizes =
        [("num_projects", count(file.budget.projects().len())), ("num_votes", file.budget.total())];
    for (key, size) in sizes {
        if let Some(stated) = meta.get_mut(key) {
            *stated = size.to_string();
        }
    }
    let mut ballots = file.budget.ballots().map(|(_, marks)| marks.to_vec());
    fit(&mut meta, kind, file.places, file.budget.projects(), &mut ballots);
    let mut text = String::from("META\nkey;value\n");
    // Writing to a string cannot fail.
    for (key, value) in &meta {
        let _ = writeln!(text, "{};{}", quote(key), quote(value));
    }
    text.push_str("PROJECTS\nproject_id;cost;name;selected\n");
    for (number, project) in file.budget.projects().iter().enumerate() {
        let selected = u8::from(file.selected.contains(&number));
        let (id, name) = (quote(&project.id), quote(&project.name));
        let _ = writeln!(text, "{id};{};{name};{selected}", written(project.cost));
    }
    text.push_str("VOTES\nvoter_id;vote;points\n");
    let mut voter = 0u64;
    for (weight, marks) in file.budget.ballots() {
        let mut marks = marks.to_vec();
        // An order is what it says in an ordinal ballot; elsewhere it says nothing.
        marks.sort_by_key(|&(one, points)| (std::cmp::Reverse(points), one));
        let id = |&(one, _): &(usize, u64)| file.budget.projects()[one].id.clone();
        let ids = marks.iter().map(id).collect::<Vec<_>>().join(",");
        let points: Vec<String> = marks.iter().map(|(_, points)| points.to_string()).collect();
        for _ in 0..weight {
            voter += 1;
            let _ = writeln!(text, "{voter};{};{}", quote(&ids), points.join(","));
        }
    }
    text
}

/// Quotes a cell that a semicolon would cut.
fn quote(cell: &str) -> String {
    if cell.contains(';') { format!("\"{cell}\"") } else { cell.to_owned() }
}
