//! Books the lines of a place outside that are not in the books: line by line where whoever signs may, and by a
//! proposal where only the members decide.

use std::fmt::Write as _;

use polity_machine::Action;
use polity_machine::charter_text::{Charter, Procedure, Who};
use polity_machine::modules::governance::{ACTIONS_MAX, GovernanceAction};
use polity_machine::modules::treasury::TreasuryAction;
use polity_types::{Hash, Refusal};
use polity_views::bank::said_of;

use super::bank::Outside;
use super::books::decimal;
use super::matching::Beside;
use super::waiting::{Held, PAY, RECEIVE, Read};
use crate::commands::{choices, proposals};
use crate::failure::Failure;
use crate::keyfile::{self, KeyFile};
use crate::output::Output;
use crate::session::{self, Acted, Session};

/// A line that is to be booked, and which of its sum and day it is.
type Line<'a> = (&'a Outside, u64);

/// Refusals of whoever signs where the members may all the same.
const FOR_MEMBERS: [&str; 4] =
    ["charter.no_power", "charter.no_limit", "charter.other_asset", "charter.over_limit"];

/// Returns the action by which a line is booked.
fn action_of(line: &Outside) -> &'static str {
    if line.amount.is_negative() { PAY } else { RECEIVE }
}

/// Returns the decision by which members may book a line, if there is one: of several the quickest.
fn decision_of<'a>(charter: &'a Charter, line: &Outside, asked: &Beside) -> Option<&'a str> {
    let amount = if line.amount.is_negative() { line.amount.negated() } else { line.amount };
    let lines = charter.lines_for(action_of(line)).filter(|power| {
        let limit = power.up_to.as_ref();
        limit.is_none_or(|limit| limit.asset == asked.asset && amount <= limit.amount)
    });
    let known = lines.filter_map(|power| match &power.who {
        Who::Decision(id) => charter.decision(id),
        _ => None,
    });
    let mut known = known.filter(|rule| asked.by.as_ref().is_none_or(|by| *by == rule.id));
    let first = known.next()?;
    let time = |rule: &Procedure| {
        [rule.discussion, rule.voting, rule.grace]
            .iter()
            .fold(0, |sum: u64, one| sum.saturating_add(one.0))
    };
    let quickest =
        known.fold(first, |best, rule| if time(rule) < time(best) { rule } else { best });
    Some(&quickest.id)
}

/// Whether nobody but the members together may book a line.
pub(super) fn is_for_members(charter: &Charter, line: &Outside) -> bool {
    let mut lines = charter.lines_for(action_of(line)).peekable();
    lines.peek().is_some()
        && lines.all(|power| matches!(power.who, Who::Decision(_) | Who::Rule(_) | Who::NoOne))
}

/// Returns the act that books a line: what came in goes into the fund, what went out leaves it.
fn booking(asked: &Beside, line: &Outside, memo: Hash) -> TreasuryAction {
    let (asset, fund, place) = (asked.asset.clone(), asked.fund.clone(), asked.account.clone());
    let memo = Some(memo);
    if line.amount.is_negative() {
        let (amount, category) = (line.amount.negated(), asked.category_out.clone());
        TreasuryAction::Pay { amount, asset, category, from: fund, memo, to: place }
    } else {
        let (amount, category) = (line.amount, asked.category_in.clone());
        TreasuryAction::Receive { amount, asset, category, from: place, memo, to: fund }
    }
}

/// Returns the command that books a line.
pub(super) fn command(asked: &Beside, (line, number): Line<'_>, decimals: u8) -> String {
    let Beside { account, asset, fund, category_in, category_out, .. } = asked;
    let units = if line.amount.is_negative() { line.amount.negated() } else { line.amount };
    let amount = decimal(&units.to_string(), decimals);
    let (what, category) = if line.amount.is_negative() {
        (format!("pay {fund} {account}"), category_out)
    } else {
        (format!("receive {account} {fund}"), category_in)
    };
    let category = category.as_ref().map(|named| format!(" --category {named}"));
    let category = category.unwrap_or_default();
    let said = said_of(line.date, number);
    format!("polity treasury {what} {amount} {asset}{category} --memo \"{said}\"")
}

/// What came of a line.
enum Came {
    /// It was signed, or tried, or was known already.
    Done(String),
    /// It is refused to whoever signs.
    Refused(Box<Refusal>),
}

/// Lines that are booked, one after the other.
pub(super) struct Booking<'a> {
    pub(super) asked: &'a Beside,
    pub(super) decimals: u8,
    pub(super) output: &'a Output,
    /// Up to where the books were read.
    pub(super) read: Read,
    pub(super) session: &'a Session,
}

impl Booking<'_> {
    /// Books what can be, and says what came of each line. What is refused does not stop what comes later, and is tried
    /// again after it: a fee can be paid once the income is there. `twice` says what of it somebody else booked, too.
    pub(super) fn run(
        mut self,
        missing: Vec<Line<'_>>,
        twice: &dyn Fn() -> Result<Vec<String>, Failure>,
    ) -> Result<(), Failure> {
        let mut told = Vec::new();
        let ended = self.all(missing, &mut told);
        // What was booked twice before was told already.
        if !told.is_empty() && !self.asked.signing.dry_run {
            told.extend(twice()?);
        }
        if !matches!(ended, Ok(()) | Err(Failure::Partly(_))) {
            for line in &told {
                self.output.talk(line);
            }
            return ended;
        }
        self.output.data(&told, || {
            if told.is_empty() { "There is nothing to book.".into() } else { told.join("\n") }
        });
        ended
    }

    fn all(&mut self, mut left: Vec<Line<'_>>, told: &mut Vec<String>) -> Result<(), Failure> {
        let mut refused = Vec::new();
        loop {
            let before = left.len();
            refused.clear();
            for line in left {
                match self.one(line)? {
                    Came::Done(came) => told.push(format!("line {}: {came}", line.0.line)),
                    Came::Refused(why) => refused.push((line, why)),
                }
            }
            if refused.is_empty() || refused.len() == before {
                break;
            }
            left = refused.iter().map(|(line, _)| *line).collect();
        }
        let charter = self.session.charter_text()?;
        let (mut for_members, mut last) = (Vec::<(&str, Vec<Line<'_>>)>::new(), None);
        for (line, why) in refused {
            let is_theirs = FOR_MEMBERS.contains(&&*why.code);
            let decision = decision_of(&charter, line.0, self.asked).filter(|_| is_theirs);
            let Some(id) = decision else {
                told.push(format!("line {}: not booked: {}", line.0.line, why.message));
                last = Some(why);
                continue;
            };
            match for_members.iter_mut().find(|(known, _)| *known == id) {
                Some((_, lines)) => lines.push(line),
                None => for_members.push((id, vec![line])),
            }
        }
        for (decision, lines) in for_members {
            self.propose(decision, lines, told)?;
        }
        last.map_or(Ok(()), |why| Err(Failure::Partly(why)))
    }

    /// Books one line.
    fn one(&mut self, line: Line<'_>) -> Result<Came, Failure> {
        let Self { asked, output, session, .. } = *self;
        let said = said_of(line.0.date, line.1);
        let memo = session.put_record(said.as_bytes())?;
        let action: Action = booking(asked, line.0, memo).into();
        let key = KeyFile::read(&keyfile::path_of(&asked.signing.key))?;
        match session.dry_run(&key, &action) {
            Err(Failure::Refused(why)) => return Ok(Came::Refused(why)),
            tried => drop(tried?),
        }
        // What one signs names the text by its hash.
        output.talk(format!("Line {}, with the words \"{said}\"", line.0.line));
        let occasion = || self.occasion(&[(line, memo)]);
        match session::perform_once(&asked.signing, output, session, action, occasion) {
            Ok(Some(Acted::Submitted(submitted))) => {
                let waits = self.waits(line, memo)?;
                Ok(Came::Done(format!("{waits}{}", submitted.line())))
            }
            Ok(Some(Acted::Tried(verdict))) => Ok(Came::Done(verdict)),
            Ok(None) => Ok(Came::Done(
                "it was booked meanwhile, by somebody else or with this key elsewhere.".into(),
            )),
            Err(Failure::Refused(why)) => Ok(Came::Refused(why)),
            Err(other) => Err(other),
        }
    }

    /// Says of what was signed just now that it only waits, if it does.
    fn waits(&self, (line, _): Line<'_>, memo: Hash) -> Result<String, Failure> {
        let held = Held { account: &self.asked.account, asset: &self.asked.asset };
        let (new, _) = held.since(self.read, self.session)?;
        let memo = memo.to_string();
        let mut found =
            new.iter().filter(|one| one.amount == line.amount && one.words.contains(&memo));
        let act = found.find_map(|one| one.waits.map(|what| (what, one.number)));
        Ok(act.map_or_else(String::new, |(what, number)| {
            format!("{what} {number} is announced and waits for the end of its grace period. ")
        }))
    }

    /// Brings a proposal that books lines, as many as one may hold.
    fn propose(
        &mut self,
        decision: &str,
        mut lines: Vec<Line<'_>>,
        told: &mut Vec<String>,
    ) -> Result<(), Failure> {
        let Self { asked, output, session, .. } = *self;
        let left = lines.split_off(lines.len().min(ACTIONS_MAX));
        // What came in is booked first: what went out may need it.
        lines.sort_by_key(|(line, _)| line.amount.is_negative());
        let mut acts: Vec<(Line<'_>, Hash)> = Vec::new();
        for line in lines {
            let memo = session.put_record(said_of(line.0.date, line.1).as_bytes())?;
            acts.push((line, memo));
        }
        let actions: Vec<Action> =
            acts.iter().map(|(line, memo)| booking(asked, line.0, *memo).into()).collect();
        let text = self.text_of(&acts);
        let text = session.put_record(text.as_bytes())?;
        let propose = GovernanceAction::Propose {
            actions,
            contest: None,
            deposit: None,
            procedure: decision.to_owned(),
            text,
        };
        let names: Vec<String> = acts.iter().map(|((line, _), _)| line.line.to_string()).collect();
        let names = names.join(", ");
        output.talk(format!(
            "Only members together may book line {names}: by the decision \"{decision}\"."
        ));
        let occasion = || self.occasion(&acts);
        let acted = session::perform_once(&asked.signing, output, session, propose, occasion)?;
        told.push(match acted {
            Some(Acted::Submitted(submitted)) => {
                let author = KeyFile::read(&keyfile::path_of(&asked.signing.key))?.person();
                let brought = proposals::brought(session, author, text)?;
                let brought = brought.map(|(row, method)| (row.number, method));
                if let Some((number, method)) = brought {
                    let way = choices::ballot(number, method);
                    output.talk(format!("When its vote is open, {way}"));
                }
                let number = brought.map(|(number, _)| format!(" {number}")).unwrap_or_default();
                output.talk(format!("See where it stands: polity proposal show{number}"));
                format!("line {names}: proposal{number}. {}", submitted.line())
            }
            Some(Acted::Tried(verdict)) => format!("line {names}: a proposal. {verdict}"),
            None => format!(
                "line {names}: some of it was booked meanwhile, by somebody else or with this key \
                 elsewhere; run it again."
            ),
        });
        if !left.is_empty() {
            let count = left.len();
            told.push(format!("{count} more lines are left: run it again to bring them as well."));
        }
        Ok(())
    }

    /// Returns the text of a proposal, of days and sums alone.
    fn text_of(&self, acts: &[(Line<'_>, Hash)]) -> String {
        let Beside { account, asset, fund, .. } = self.asked;
        let days = || acts.iter().map(|((line, _), _)| line.date);
        let day = |day: Option<polity_types::Timestamp>| {
            day.map(|day| day.to_string().chars().take(10).collect::<String>()).unwrap_or_default()
        };
        let (first, last) = (day(days().min()), day(days().max()));
        let mut text = format!("Book what moved at {account}, {first} to {last}\n");
        for ((line, _), _) in acts {
            let amount = decimal(&line.amount.to_string(), self.decimals);
            let _ = write!(text, "\n- {}: {amount} {asset}", day(Some(line.date)));
        }
        let _ = writeln!(text, "\n\nWhat came in goes into {fund}, what went out leaves it.");
        text
    }

    /// Returns for what occasion lines are booked: the same for all who see the same acts and proposals. Nothing, if one
    /// of the lines was booked, announced or proposed since the books were read last.
    fn occasion(&mut self, lines: &[(Line<'_>, Hash)]) -> Result<Option<u64>, Failure> {
        let held = Held { account: &self.asked.account, asset: &self.asked.asset };
        let (new, read) = held.since(self.read, self.session)?;
        self.read = read;
        let is_it = |((line, _), memo): &(Line<'_>, Hash)| {
            let memo = memo.to_string();
            new.iter().any(|found| found.amount == line.amount && found.words.contains(&memo))
        };
        Ok((!lines.iter().any(is_it)).then(|| read.occasion()))
    }
}
