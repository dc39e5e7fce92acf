//! What a proposal would do, as voters read it: of several options each with its number, its title and its own acts, how
//! one votes on them, and what an amendment among the acts changes.

use std::fmt::Write as _;

use polity_machine::charter_text::diff::{Diff, diff};
use polity_machine::charter_text::{Charter, Elects, Method};
use polity_machine::frame::state::StateView;
use polity_machine::modules::charter::CharterAction;
use polity_machine::modules::governance::{Contest, ContestBudget, ContestOption, Stage, Target};
use polity_machine::modules::{membership, treasury};
use polity_machine::{Action, registry};
use polity_types::{Hash, PersonId};
use polity_views::{Decided, OptionRow};
use serde::Serialize;

use super::charter::changes;
use crate::failure::Failure;
use crate::reading::title_of;
use crate::session::Session;
use crate::words::{self, About};

/// What an election's options are called before the number of a member.
const MEMBER: &str = "Member ";

/// One of several options.
#[derive(Debug, Serialize)]
pub(super) struct Choice {
    /// What is done if it is taken.
    actions: Vec<Action>,
    /// By which number ballots name it, from 1.
    number: usize,
    /// Whom it would seat, if it is one of an election.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) person: Option<PersonId>,
    /// As which it was taken, from 1, where that is decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) taken: Option<u64>,
    pub(super) title: String,
}

/// Returns whom an option of an election is, as the cards of members number them.
pub(super) fn person(title: &str, state: &dyn StateView) -> Option<PersonId> {
    let number = title.strip_prefix(MEMBER)?.parse().ok()?;
    membership::query::by_number(state, number)
}

/// Returns the options of a proposal, in the order in which ballots count them. `people`: whom each is.
pub(super) fn choices(contest: Option<&Contest>, people: &[Option<PersonId>]) -> Vec<Choice> {
    let options = contest.map(|contest| &*contest.options).unwrap_or_default();
    let people = people.iter().copied().chain(std::iter::repeat(None));
    let choice = |((place, option), person): ((usize, &ContestOption), Option<PersonId>)| {
        let ContestOption { actions, title } = option;
        let number = place.saturating_add(1);
        Choice { actions: actions.clone(), number, person, taken: None, title: title_of(title) }
    };
    options.iter().enumerate().zip(people).map(choice).collect()
}

/// Returns the options of a proposal that is over, as [`choices`] does.
pub(super) fn taken_of(decided: &Decided, people: &[Option<PersonId>]) -> Vec<Choice> {
    let people = people.iter().copied().chain(std::iter::repeat(None));
    let choice = |((place, option), person): ((usize, &OptionRow), Option<PersonId>)| {
        let OptionRow { actions, taken, title } = option;
        let (number, title) = (place.saturating_add(1), title_of(title));
        Choice { actions: actions.clone(), number, person, taken: *taken, title }
    };
    decided.options.iter().enumerate().zip(people).map(choice).collect()
}

/// Returns what a proposal is called that has no text of its own: the election of an office, or what members stopped.
pub(super) fn heading(office: Option<&str>, charter: &Charter, stopped: Option<&Target>) -> String {
    match (office, stopped) {
        (Some(office), _) => {
            let name = charter.office(office).map_or(office, |office| &office.name);
            format!("Election: {name}")
        }
        (None, Some(Target::Act { number })) => format!("The act {number}, which members stopped"),
        (None, Some(Target::Proposal { number })) => {
            format!("What proposal {number} decided, which members stopped")
        }
        (None, None) => "An election".to_owned(),
    }
}

/// Returns the command by which one objects in a vote that asks for consent.
pub(super) fn objection(number: u64) -> String {
    format!("polity ballot cast {number} object --reason FILE")
}

/// Returns how one votes on a proposal, with the command.
pub(super) fn ballot(number: u64, method: Method) -> String {
    let (example, object) = (method.form().example(), objection(number));
    match method {
        Method::LazyConsensus => {
            format!("silence is consent, and one objection stops it; to object: {object}")
        }
        Method::Consent => format!(
            "consent with: polity ballot cast {number} {example} (or abstain: stand aside); one objection stops it; to \
             object: {object}"
        ),
        // What a shell would take for its own is set apart.
        _ if method.has_options() => format!("vote with: polity ballot cast {number} '{example}'"),
        _ => format!("vote with: polity ballot cast {number} {example}"),
    }
}

/// Returns how one takes part in a proposal as it stands now. `ends`: when its stage does.
pub(super) fn way(number: u64, stage: Stage, method: Method, ends: &str) -> String {
    let argue = format!("polity proposal argue {number} --side for --text FILE");
    match stage {
        Stage::Confirming => {
            format!("nobody votes until its second vote opens, {ends}; argue with: {argue}")
        }
        Stage::Discussion => {
            format!("argue with: {argue}\n   when its vote is open, {}", ballot(number, method))
        }
        Stage::Draft => format!("support it with: polity proposal sponsor {number}"),
        Stage::Grace => format!("object with: polity proposal object {number}"),
        Stage::Queued => format!("it waits for a place; argue with: {argue}"),
        Stage::Voting => ballot(number, method),
    }
}

/// Returns how many of the options are taken, in a sentence without its end.
pub(super) fn taken(
    contest: &Contest,
    method: Method,
    session: &Session,
) -> Result<String, Failure> {
    let Contest { budget, choose, options } = contest;
    let count = options.len();
    Ok(match (method.elects(), budget) {
        (_, Some(ContestBudget { amount, asset })) => {
            let ahead = [treasury::query::asset_key(asset)];
            let known = session.look(&ahead, |state| treasury::query::asset(state, asset))?;
            let decimals = known.map_or(0, |known| known.decimals);
            let sum = amount.in_units(decimals);
            format!("of {count} options as many are taken as {sum} {asset} pay for")
        }
        (Elects::Several, None) if *choose > 1 => format!("{choose} of {count} options are taken"),
        _ => format!("one of {count} options is taken"),
    })
}

/// When acts are done that are told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum When {
    /// They were.
    Did,
    /// They are not, though it could have been.
    Never,
    /// If it is decided.
    #[default]
    Would,
}

impl When {
    fn acts(self) -> &'static str {
        match self {
            Self::Did => "it did",
            Self::Never => "it would have",
            Self::Would => "it would",
        }
    }
}

/// What acts do, in words, with what each amendment among them changes.
#[derive(Default)]
pub(super) struct Told {
    pub(super) amends: Vec<Diff>,
    /// Whether each option is somebody, whom it seats.
    pub(super) is_election: bool,
    pub(super) text: String,
    pub(super) when: When,
}

impl Told {
    /// Tells acts, so many levels in.
    pub(super) fn acts(
        &mut self,
        actions: &[Action],
        depth: usize,
        session: &Session,
    ) -> Result<(), Failure> {
        let indent = "   ".repeat(depth);
        for action in actions {
            let _ = write!(self.text, "{indent}{}: ", self.when.acts());
            words::told(action, &About::of(action, session)?, depth, &mut self.text);
            let Some(changed) = amended(action, session)? else { continue };
            let said = changes(&changed);
            let said =
                if said.is_empty() { "\nNo rule of the charter changes.\n".into() } else { said };
            for line in said.lines() {
                let _ = writeln!(self.text, "{}", format!("{indent}{line}").trim_end());
            }
            self.text.push('\n');
            self.amends.push(changed);
        }
        Ok(())
    }

    /// Tells options, each with what it does.
    pub(super) fn choices(&mut self, choices: &[Choice], session: &Session) -> Result<(), Failure> {
        let when = self.when;
        for Choice { actions, number, person, taken, title } in choices {
            let person = person.map(|person| format!(", {person}")).unwrap_or_default();
            let is_taken = match (taken, self.is_election) {
                (Some(_), true) if person.is_empty() => ": a seat stays empty",
                (Some(_), true) => ": elected",
                (Some(_), false) => ": taken",
                (None, _) => "",
            };
            let _ = writeln!(self.text, "   option {number}: {title}{person}{is_taken}");
            // Whom it seats is said already.
            if self.is_election && when != When::Would {
                continue;
            }
            if when == When::Did && taken.is_none() {
                self.when = When::Never;
            }
            if actions.is_empty() && self.when != When::Never {
                let nothing = if self.when == When::Did {
                    "left all as it was"
                } else {
                    "would leave all as it is"
                };
                let _ = writeln!(self.text, "      it {nothing}");
            }
            self.acts(actions, 2, session)?;
            self.when = when;
        }
        Ok(())
    }
}

/// Returns what an amendment changes, without the lines of the text; nothing where one of the texts is not kept here, or
/// is no charter.
fn amended(action: &Action, session: &Session) -> Result<Option<Diff>, Failure> {
    let Action::Charter(CharterAction::Amend { replaces, text }) = action else { return Ok(None) };
    let read = |hash: &Hash| {
        let bytes = session.record(hash)?;
        Ok::<_, Failure>(bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()))
    };
    let Some((old, new)) = read(replaces)?.zip(read(text)?) else { return Ok(None) };
    let found = diff(&old, &new, &registry::action_names()).ok();
    Ok(found.map(|found| Diff { lines: Vec::new(), ..found }))
}
