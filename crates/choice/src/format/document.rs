//! What any file of ballots holds, and how it is written in another format. What is written is read back
//! and compared: a file is never written that says something else.

use std::collections::BTreeMap;

use super::csv::{Plain, read_csv, write_csv};
use super::rctab::{CvrColumns, read_rctab_config, read_rctab_csv, write_rctab_csv};
use super::{
    AbcFile, Contest, Graded, PabulibFile, PrefLibFile, Source, read_abc_yaml, read_blt,
    read_condorcet, read_debian_tally, read_json, read_pabulib, read_preflib, write_abc_yaml,
    write_blt, write_condorcet, write_debian_tally, write_json, write_pabulib, write_preflib,
};
use crate::ChoiceError;
use crate::ballots::{Approvals, Ranked, Scores};
use crate::ranked::Unranked;

/// Ballots of any kind.
#[derive(Clone, Debug)]
pub enum Ballots {
    /// Orders of candidates.
    Ranked(Ranked),
    /// Sets of candidates.
    Approvals(Approvals),
    /// Numbers for candidates.
    Scores(Scores),
    /// Grades for candidates, with the names of the grades, best first.
    Graded(Vec<String>, Scores),
    /// A participatory budget.
    Budget(Box<PabulibFile>),
}

/// What a file of ballots holds.
#[derive(Clone, Debug)]
pub struct Document {
    /// Title, empty if there is none.
    pub title: String,
    /// Seats, where the file names them.
    pub seats: Option<usize>,
    /// Candidates who withdrew.
    pub withdrawn: Vec<usize>,
    /// Whoever is excluded first: the undeclared write-ins as one candidate.
    pub excluded_first: Option<usize>,
    /// The drawn order that breaks ties, where the file has one: the first of the tied is taken.
    pub tie_order: Option<Vec<usize>>,
    /// What the file says of unranked candidates.
    pub unranked: Unranked,
    /// The ballots.
    pub ballots: Ballots,
}

/// A file that was written, and what it does not hold of what was to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Its text.
    pub text: String,
    /// What was left out, such as "the title".
    pub left_out: Vec<&'static str>,
}

/// A format, known by the ending of a file's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Blt,
    /// `soc`, `soi`, `toc` or `toi`.
    Orders(&'static str),
    Categories,
    Condorcet,
    Abc,
    Budget,
    Records,
    Csv,
    Json,
    Debian,
}

impl Format {
    fn of(source: Source<'_>) -> Result<Self, ChoiceError> {
        let lower = source.file.to_ascii_lowercase();
        Ok(match lower.rsplit('.').next().unwrap_or("") {
            "blt" => Self::Blt,
            "soc" => Self::Orders("soc"),
            "soi" => Self::Orders("soi"),
            "toc" => Self::Orders("toc"),
            "toi" => Self::Orders("toi"),
            "cat" => Self::Categories,
            "cvotes" => Self::Condorcet,
            "yaml" => Self::Abc,
            "pb" => Self::Budget,
            "csv" if lower.ends_with(".cvr.csv") => Self::Records,
            "csv" => Self::Csv,
            "json" => Self::Json,
            "txt" => Self::Debian,
            _ => {
                let known =
                    "blt, soc, soi, toc, toi, cat, cvotes, yaml, pb, csv, cvr.csv, json or txt";
                return Err(source.refuse(0, format!("The ending must be {known}.")));
            }
        })
    }
}

impl Ballots {
    /// The names of the candidates; nothing for a budget.
    #[must_use]
    pub fn names(&self) -> Option<&[String]> {
        match self {
            Self::Ranked(ballots) => Some(ballots.names()),
            Self::Approvals(ballots) => Some(ballots.names()),
            Self::Scores(ballots) | Self::Graded(_, ballots) => Some(ballots.names()),
            Self::Budget(_) => None,
        }
    }
}

impl From<Plain> for Document {
    fn from(ballots: Plain) -> Self {
        Self::new(match ballots {
            Plain::Ranked(ballots) => Ballots::Ranked(ballots),
            Plain::Approvals(ballots) => Ballots::Approvals(ballots),
            Plain::Scores(ballots) => Ballots::Scores(ballots),
        })
    }
}

impl Document {
    /// Ballots of which nothing more is said.
    #[must_use]
    pub fn new(ballots: Ballots) -> Self {
        Self {
            title: String::new(),
            seats: None,
            withdrawn: Vec::new(),
            excluded_first: None,
            tie_order: None,
            unranked: Unranked::Last,
            ballots,
        }
    }

    /// The same, with other ballots.
    fn with(&self, ballots: Ballots) -> Self {
        Self { ballots, ..self.clone() }
    }
}

/// Reads a file of ballots by the ending of its name: `.blt`, `.soc`, `.soi`, `.toc`, `.toi`, `.cat`,
/// `.cvotes`, `.abc.yaml`, `.pb`, `.csv`, `.json`, or `_tally.txt` for a Debian tally sheet. A CSV with
/// the columns that `RCTab` writes is read as its records; any other layout of records needs the
/// configuration of the tabulation beside it.
///
/// # Errors
/// [`ChoiceError::Malformed`] with file, line and reason, also for an ending that is none of these and
/// for a configuration beside anything but a CSV.
pub fn read_document(
    file: &str,
    text: &str,
    beside: Option<(&str, &str)>,
) -> Result<Document, ChoiceError> {
    let source = Source::new(file, text)?;
    let format = Format::of(source)?;
    if let Some((config, text)) = beside {
        if !matches!(format, Format::Csv | Format::Records) {
            let reason = "A configuration stands beside cast vote records, which are CSV.";
            return Err(Source::new(config, text)?.refuse(0, reason));
        }
        return read_records(source, config, text);
    }
    Ok(match format {
        Format::Blt => {
            let Contest { title, seats, ballots, withdrawn, tie_order } = read_blt(file, text)?;
            let document = Document::new(Ballots::Ranked(ballots));
            Document { title, seats: Some(seats), withdrawn, tie_order, ..document }
        }
        Format::Orders(_) | Format::Categories => {
            let PrefLibFile { title, ballots, graded } = read_preflib(file, text)?;
            let ballots = match graded {
                None => Ballots::Ranked(ballots),
                Some(Graded { categories, grades }) => Ballots::Graded(categories, grades),
            };
            Document { title, ..Document::new(ballots) }
        }
        Format::Condorcet => {
            let read = read_condorcet(file, text)?;
            let document = Document::new(Ballots::Ranked(read.ballots));
            Document { seats: Some(read.seats), unranked: read.unranked, ..document }
        }
        Format::Abc => {
            let read = read_abc_yaml(file, text)?;
            let document = Document::new(Ballots::Approvals(read.ballots));
            Document { seats: read.seats, ..document }
        }
        Format::Budget => Document::new(Ballots::Budget(Box::new(read_pabulib(file, text)?))),
        Format::Csv | Format::Records => match CvrColumns::of_export(source.text) {
            Some(columns) => Document::new(Ballots::Ranked(read_rctab_csv(file, text, &columns)?)),
            None => read_csv(file, text)?.into(),
        },
        Format::Json => read_json(file, text)?,
        Format::Debian => Document::new(Ballots::Ranked(read_debian_tally(file, text)?)),
    })
}

fn read_records(source: Source<'_>, config: &str, text: &str) -> Result<Document, ChoiceError> {
    let config = read_rctab_config(config, text)?;
    let ballots = read_rctab_csv(source.file, source.text, &config.columns.fitted(source.text))?;
    let last = ballots.candidates().checked_sub(1);
    let has_write_ins = ballots.candidates() > config.columns.candidates.len();
    let excluded_first = last.filter(|_| has_write_ins);
    let document = Document::new(Ballots::Ranked(ballots));
    let seats = Some(config.seats).filter(|&seats| seats > 0);
    Ok(Document { title: config.contest, seats, excluded_first, ..document })
}

/// Writes ballots in the format of a file's name.
///
/// # Errors
/// [`ChoiceError::CannotHold`] for ballots that the format does not hold: equal ranks in strict orders,
/// scores where sets are wanted, a name that would be read as something else. [`ChoiceError::Malformed`]
/// for an ending that is no format.
pub fn write_document(file: &str, document: &Document) -> Result<Written, ChoiceError> {
    let format = Format::of(Source::new(file, "")?)?;
    let wanted = shaped(file, document, format)?;
    let text = written(file, &wanted, format)?;
    let read = read_document(file, &text, None).map_err(|refusal| ChoiceError::CannotHold {
        file: file.to_owned(),
        reason: format!("a name or title would be misread ({refusal})"),
    })?;
    let keeps_names = wanted.ballots.names() == read.ballots.names();
    let has_no_names = matches!(format, Format::Abc | Format::Debian);
    if canonical(&wanted.ballots, has_no_names) != canonical(&read.ballots, has_no_names) {
        let reason = "a name of a candidate would be read as something else.".to_owned();
        return Err(ChoiceError::CannotHold { file: file.to_owned(), reason });
    }
    let scale = |ballots: &Ballots| match ballots {
        Ballots::Scores(ballots) | Ballots::Graded(_, ballots) => {
            Some((ballots.scale(), ballots.has_found_scale()))
        }
        _ => None,
    };
    let is_same_kind =
        std::mem::discriminant(&document.ballots) == std::mem::discriminant(&read.ballots);
    let left_out = [
        (document.title != read.title && !matches!(read.ballots, Ballots::Budget(_)), "the title"),
        (document.seats.is_some() && document.seats != read.seats, "the number of seats"),
        (document.withdrawn != read.withdrawn, "who withdrew"),
        (document.excluded_first.is_some(), "that write-ins are excluded first"),
        (document.tie_order.is_some() && document.tie_order != read.tie_order, "the order of ties"),
        (document.unranked != read.unranked, "that unranked candidates say nothing"),
        (has_no_names && !keeps_names, "the names of the candidates"),
        (!has_no_names && !keeps_names, "the order in which candidates are listed"),
        (is_same_kind && scale(&document.ballots) != scale(&read.ballots), "the scale"),
        (!is_same_kind, "what kind of ballots these are"),
    ];
    let left_out = left_out.into_iter().filter_map(|(is_so, what)| is_so.then_some(what)).collect();
    Ok(Written { text, left_out })
}

/// Brings ballots into the shape that a format holds.
fn shaped(file: &str, document: &Document, format: Format) -> Result<Document, ChoiceError> {
    let ballots = &document.ballots;
    let refuse = |reason: &str| {
        Err(ChoiceError::CannotHold { file: file.to_owned(), reason: reason.to_owned() })
    };
    let shaped = match (format, ballots) {
        (Format::Budget, Ballots::Budget(_))
        | (
            Format::Csv | Format::Json,
            Ballots::Ranked(_) | Ballots::Approvals(_) | Ballots::Scores(_),
        )
        | (Format::Abc, Ballots::Approvals(_))
        | (Format::Categories, Ballots::Graded(..)) => ballots.clone(),
        (Format::Budget, _) => return refuse("it holds budgets alone."),
        (_, Ballots::Budget(_)) => return refuse("budgets have a format of their own, .pb."),
        (Format::Csv | Format::Json, Ballots::Graded(_, grades)) => Ballots::Scores(grades.clone()),
        (Format::Abc, Ballots::Graded(_, grades)) if grades.scale() == (0, 1) => {
            Ballots::Approvals(top(grades)?)
        }
        (Format::Categories, Ballots::Approvals(sets)) => {
            let names = vec!["Approved".to_owned(), "Not approved".to_owned()];
            Ballots::Graded(names, halves(sets)?)
        }
        (Format::Abc, _) => return refuse("it holds sets of candidates alone."),
        (Format::Categories, _) => return refuse("it holds categories and sets alone."),
        (_, Ballots::Ranked(orders)) => {
            if let Format::Orders(kind @ ("soc" | "soi")) = format
                && orders.has_ties()
            {
                return refuse(&format!("two candidates are ranked equal, .{kind} is strict."));
            }
            let is_short =
                |ballot: crate::ballots::RankedBallot<'_>| ballot.marks.len() < orders.candidates();
            if let Format::Orders(kind @ ("soc" | "toc")) = format
                && orders.ballots().any(is_short)
            {
                return refuse(&format!("a ballot leaves somebody unranked, .{kind} is complete."));
            }
            ballots.clone()
        }
        (_, Ballots::Graded(_, grades)) if matches!(format, Format::Orders("toc" | "toi")) => {
            Ballots::Ranked(orders_of(grades)?)
        }
        _ => return refuse("it holds orders of candidates alone."),
    };
    Ok(document.with(shaped))
}

fn written(file: &str, document: &Document, format: Format) -> Result<String, ChoiceError> {
    let cannot = || ChoiceError::CannotHold {
        file: file.to_owned(),
        reason: "it holds other ballots.".to_owned(),
    };
    if let Format::Json = format {
        return write_json(document).ok_or_else(cannot);
    }
    let Document { title, seats, .. } = document.clone();
    match (document.ballots.clone(), format) {
        (Ballots::Ranked(ballots), Format::Blt) => {
            let (withdrawn, tie_order) = (document.withdrawn.clone(), document.tie_order.clone());
            let seats = seats.unwrap_or(1);
            Ok(write_blt(&Contest { title, seats, ballots, withdrawn, tie_order }))
        }
        (Ballots::Ranked(ballots), Format::Orders(kind)) => {
            Ok(write_preflib(&PrefLibFile { title, ballots, graded: None }, kind))
        }
        (Ballots::Graded(categories, grades), Format::Categories) => {
            let ballots = orders_of(&grades)?;
            let graded = Some(Graded { categories, grades });
            Ok(write_preflib(&PrefLibFile { title, ballots, graded }, "cat"))
        }
        (Ballots::Ranked(ballots), Format::Condorcet) => {
            Ok(write_condorcet(&ballots, seats, document.unranked))
        }
        (Ballots::Ranked(ballots), Format::Records) => write_rctab_csv(file, &ballots),
        (Ballots::Ranked(ballots), Format::Debian) => write_debian_tally(file, &ballots),
        (Ballots::Ranked(ballots), Format::Csv) => Ok(write_csv(&Plain::Ranked(ballots))),
        (Ballots::Approvals(ballots), Format::Csv) => Ok(write_csv(&Plain::Approvals(ballots))),
        (Ballots::Scores(ballots), Format::Csv) => Ok(write_csv(&Plain::Scores(ballots))),
        (Ballots::Approvals(ballots), Format::Abc) => {
            Ok(write_abc_yaml(&AbcFile { ballots, seats, results: Vec::new() }))
        }
        (Ballots::Budget(budget), Format::Budget) => Ok(write_pabulib(&budget)),
        _ => Err(cannot()),
    }
}

/// The candidates with the best grade on each ballot.
pub(crate) fn top(grades: &Scores) -> Result<Approvals, ChoiceError> {
    let mut approvals = Approvals::new(grades.names().to_vec())?;
    for ballot in grades.ballots() {
        let best = ballot.scores.iter().filter(|(_, grade)| *grade == grades.scale().1);
        let best: Vec<usize> = best.map(|&(one, _)| one).collect();
        approvals.add(ballot.weight, &best)?;
    }
    Ok(approvals)
}

/// The approved with grade 1, all others with 0.
fn halves(sets: &Approvals) -> Result<Scores, ChoiceError> {
    let mut grades = Scores::new(sets.names().to_vec(), 0, 1)?;
    for ballot in sets.ballots() {
        let all = 0..sets.candidates();
        let marks = all.map(|one| (one, i64::from(ballot.approved.binary_search(&one).is_ok())));
        grades.add(ballot.weight, &marks.collect::<Vec<_>>())?;
    }
    Ok(grades)
}

/// Orders by grade; whoever has none is unranked.
fn orders_of(grades: &Scores) -> Result<Ranked, ChoiceError> {
    let mut orders = Ranked::new(grades.names().to_vec())?;
    for ballot in grades.ballots() {
        let mut ranks: BTreeMap<std::cmp::Reverse<i64>, Vec<usize>> = BTreeMap::new();
        for &(one, grade) in ballot.scores {
            ranks.entry(std::cmp::Reverse(grade)).or_default().push(one);
        }
        orders.add_ranks(ballot.weight, ranks.values().map(Vec::as_slice))?;
    }
    Ok(orders)
}

/// Ballots by what they say, whatever the order of lines and candidates: each with its weight. Sets are
/// scores of 1, and so are marks that a reader takes for scores.
#[derive(Debug, PartialEq, Eq)]
enum Canonical {
    Orders(Vec<String>, BTreeMap<Vec<Vec<String>>, u64>),
    Marks(Vec<String>, BTreeMap<Vec<(String, i64)>, u64>),
    Budget(Vec<(String, String, u64)>, u64, Vec<(u64, Vec<(usize, u64)>)>),
}

fn canonical(ballots: &Ballots, has_no_names: bool) -> Canonical {
    let names = ballots.names().unwrap_or(&[]);
    let name = |one: usize| if has_no_names { one.to_string() } else { names[one].clone() };
    let mut all: Vec<String> = (0..names.len()).map(name).collect();
    all.sort_unstable();
    match ballots {
        Ballots::Ranked(orders) => {
            let mut sums = BTreeMap::new();
            for ballot in orders.ballots().filter(|ballot| ballot.weight > 0) {
                let ranks = ballot.ranks().map(|rank| {
                    let mut equal: Vec<String> =
                        rank.iter().map(|mark| name(mark.candidate())).collect();
                    equal.sort_unstable();
                    equal
                });
                *sums.entry(ranks.collect::<Vec<_>>()).or_insert(0) += ballot.weight;
            }
            Canonical::Orders(all, sums)
        }
        Ballots::Approvals(sets) => {
            let mut sums = BTreeMap::new();
            for ballot in sets.ballots().filter(|ballot| ballot.weight > 0) {
                let mut marks: Vec<(String, i64)> =
                    ballot.approved.iter().map(|&one| (name(one), 1)).collect();
                marks.sort_unstable();
                *sums.entry(marks).or_insert(0) += ballot.weight;
            }
            Canonical::Marks(all, sums)
        }
        Ballots::Scores(scores) | Ballots::Graded(_, scores) => {
            let mut sums = BTreeMap::new();
            for ballot in scores.ballots().filter(|ballot| ballot.weight > 0) {
                let mut marks: Vec<(String, i64)> =
                    ballot.scores.iter().map(|&(one, score)| (name(one), score)).collect();
                marks.sort_unstable();
                *sums.entry(marks).or_insert(0) += ballot.weight;
            }
            Canonical::Marks(all, sums)
        }
        Ballots::Budget(file) => {
            let project =
                |one: &crate::budget::Project| (one.id.clone(), one.name.clone(), one.cost);
            let ballots = file.budget.ballots().map(|(weight, marks)| (weight, marks.to_vec()));
            let projects = file.budget.projects().iter().map(project).collect();
            Canonical::Budget(projects, file.budget.limit(), ballots.collect())
        }
    }
}
