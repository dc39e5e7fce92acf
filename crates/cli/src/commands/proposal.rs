//! `polity proposal` and `polity ballot`: bringing, arguing, deciding, objecting. What is shown of
//! proposals: [`super::proposals`].

use std::path::Path;

use polity_machine::Action;
use polity_machine::charter_text::{BallotForm, Who, diff};
use polity_machine::modules::charter::CharterAction;
use polity_machine::modules::governance::{
    Ballot as Cast, Choice, Contest, ContestBudget, ContestOption, GovernanceAction, PutDown, Side,
    Stage, Target, query,
};
use polity_machine::registry;
use polity_types::Hash;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{budget, charter, choices, examples, proposals};
use crate::args::{Ballot, Chosen, Proposal, Signing};
use crate::failure::Failure;
use crate::keyfile::{self, KeyFile};
use crate::output::Output;
use crate::session::{self, Acted, Session, Submitted};

/// Runs a command on proposals.
pub(crate) fn run(command: Proposal, output: &Output) -> Result<(), Failure> {
    match command {
        Proposal::New { actions, procedure, text, deposit, signing } => {
            let session = Session::open(&signing.at)?;
            let deposit = deposit.then(|| asked_of(&procedure, &session)).transpose()?.flatten();
            let (actions, contest) = read_what(&actions)?;
            let text = session.put_record(&read(&text)?)?;
            let propose = GovernanceAction::Propose { actions, contest, deposit, procedure, text };
            bring(&signing, output, &session, text, propose)
        }
        Proposal::Amend { charter, procedure, text, deposit, signing } => {
            let session = Session::open(&signing.at)?;
            let procedure = procedure.map_or_else(|| amends(&session), Ok)?;
            let deposit = deposit.then(|| asked_of(&procedure, &session)).transpose()?.flatten();
            let reasons = read(&text)?;
            let amend = amendment(&charter, &session, output)?;
            let (actions, text) = (vec![amend.into()], session.put_record(&reasons)?);
            let contest = None;
            let propose = GovernanceAction::Propose { actions, contest, deposit, procedure, text };
            bring(&signing, output, &session, text, propose)
        }
        Proposal::List { all, limit, at } => {
            proposals::list(&Session::open(&at)?, all, limit, output)
        }
        Proposal::Show { proposal, at } => proposals::show(&Session::open(&at)?, proposal, output),
        Proposal::Argue { proposal, side, text, signing } => {
            let session = Session::open(&signing.at)?;
            let side = match side.as_str() {
                "for" => Side::For,
                "against" => Side::Against,
                _ => Side::Comment,
            };
            let text = session.put_record(&read(&text)?)?;
            let argue = GovernanceAction::Argue { proposal, side, text };
            session::act(&signing, output, &session, argue).map(drop)
        }
        Proposal::Offer { proposal, actions, title, text, signing } => {
            let session = Session::open(&signing.at)?;
            let (actions, contest) = read_what(&actions)?;
            if contest.is_some() {
                let message = "A version of a proposal is a list of actions, without options.";
                return Err(Failure::usage(message, "Write [{…}, {…}]."));
            }
            let text = session.put_record(&read(&text)?)?;
            let offer = GovernanceAction::Offer { actions, proposal, text, title };
            session::act(&signing, output, &session, offer).map(drop)
        }
        Proposal::Sponsor { proposal, alternative, signing } => {
            act(&signing, output, GovernanceAction::Sponsor { alternative, proposal })
        }
        Proposal::Withdraw { proposal, alternative, signing } => {
            act(&signing, output, GovernanceAction::Withdraw { alternative, proposal })
        }
        Proposal::Object { proposal, act: is_act, signing } => {
            let target = if is_act {
                Target::Act { number: proposal }
            } else {
                Target::Proposal { number: proposal }
            };
            act(&signing, output, GovernanceAction::Object { target })
        }
    }
}

/// Runs a command on ballots.
pub(crate) fn ballot(command: Ballot, output: &Output) -> Result<(), Failure> {
    let (proposal, chosen, reason, replaces, round, signing) = match command {
        Ballot::Cast { proposal, choice, reason, replaces, round, signing } => {
            (proposal, choice, reason, replaces, round, signing)
        }
        Ballot::Left { person, at } => return budget::show(&person, &at, output),
    };
    let replaces = replaces.map(|id| id.parse()).transpose().map_err(|error| {
        Failure::usage(format!("This is no operation: {error}."), "Name the ballot before.")
    })?;
    let session = Session::open(&signing.at)?;
    let ballot = Cast::Open { choice: choice_of(chosen, reason.as_deref(), proposal, &session)? };
    let action = GovernanceAction::CastBallot { ballot, proposal, replaces, round };
    budget::tell_price(proposal, &action, &signing, &session, output)?;
    let acted = session::perform(&signing, output, &session, action)?;
    session::show(&acted, output);
    if let Acted::Submitted(Submitted { operation, .. }) = &acted {
        output.talk(format!(
            "To change it while voting is open: polity ballot cast {proposal} CHOICE --replaces {operation}"
        ));
    }
    Ok(())
}

/// Returns what a ballot says; the reason of an objection is put among the public records.
fn choice_of(
    chosen: Chosen,
    reason: Option<&Path>,
    proposal: u64,
    session: &Session,
) -> Result<Choice, Failure> {
    let way = || format!("To object: {}", choices::objection(proposal));
    match (chosen, reason) {
        (Chosen::Choice(choice), None) => Ok(choice),
        (Chosen::Choice(_), Some(_)) => {
            Err(Failure::usage("Only an objection has a reason.", way()))
        }
        (Chosen::Objection, None) => {
            let message = "An objection needs its reason: a text, which is public for ever.";
            Err(Failure::usage(message, way()))
        }
        (Chosen::Objection, Some(file)) => {
            let text = read(file)?;
            let key = [query::proposal_key(proposal)];
            let open = session.look(&key, |state| query::proposal(state, proposal))?;
            let is_taken = open.is_some_and(|open| {
                open.stage == Stage::Voting
                    && open.terms.asks(open.round).form() == BallotForm::Consent
            });
            // What the rules refuse is not made public for nothing.
            let reason = if is_taken { session.put_record(&text)? } else { Hash::of(&text) };
            Ok(Choice::Object(reason))
        }
    }
}

/// Returns what a procedure asks an author to put down.
fn asked_of(procedure: &str, session: &Session) -> Result<Option<PutDown>, Failure> {
    let charter = session.charter_text()?;
    let Some(rule) = charter.decision(procedure) else { return Ok(None) };
    let asked = rule.deposit.as_ref();
    let put_down = asked.map(|of| PutDown { amount: of.amount, asset: of.asset.clone() });
    let none = || {
        let message = format!("The decision \"{procedure}\" asks for no deposit.");
        Failure::usage(message, "Leave --deposit out.")
    };
    put_down.map(Some).ok_or_else(none)
}

/// Returns the procedure that may amend the charter, where it is one.
fn amends(session: &Session) -> Result<String, Failure> {
    let charter = session.charter_text()?;
    let ids = charter.lines_for("charter.amend").filter_map(|power| match &power.who {
        Who::Decision(id) => Some(id.clone()),
        _ => None,
    });
    let mut ids: Vec<String> = ids.collect();
    ids.dedup();
    match ids.as_slice() {
        [one] => Ok(one.clone()),
        [] => {
            let message = "No decision of the charter in force may amend it.";
            Err(Failure::usage(message, "See who may: polity power who charter.amend"))
        }
        several => {
            let message = format!("Several decisions may amend it: {}.", several.join(", "));
            Err(Failure::usage(message, "Name one with --procedure ID."))
        }
    }
}

/// Says what a new text of the charter changes, puts it among the public records, and returns what adopts it.
fn amendment(file: &Path, session: &Session, output: &Output) -> Result<CharterAction, Failure> {
    let new = charter::read(file)?;
    let _ = charter::parse(file, &new, output)?;
    let replaces = session.charter()?;
    let old = session.record(&replaces)?.unwrap_or_default();
    let diff = diff(&String::from_utf8_lossy(&old), &new, &registry::action_names())
        .map_err(|_| Failure::internal("The charter in force is none under these rules."))?;
    output.talk(charter::changes(&diff));
    let text = session.put_record(new.as_bytes())?;
    Ok(CharterAction::Amend { replaces, text })
}

fn act(signing: &Signing, output: &Output, action: GovernanceAction) -> Result<(), Failure> {
    let session = Session::open(&signing.at)?;
    session::act(signing, output, &session, action).map(drop)
}

/// A proposal that was brought.
#[derive(Serialize)]
struct Brought {
    /// Its number, by which everything else names it.
    number: u64,
    #[serde(flatten)]
    submitted: Submitted,
}

/// Brings a proposal, and says its number and what comes next.
fn bring(
    signing: &Signing,
    output: &Output,
    session: &Session,
    text: Hash,
    propose: GovernanceAction,
) -> Result<(), Failure> {
    let submitted = match session::perform(signing, output, session, propose)? {
        Acted::Submitted(submitted) => submitted,
        tried @ Acted::Tried(_) => {
            session::show(&tried, output);
            return Ok(());
        }
    };
    let author = KeyFile::read(&keyfile::path_of(&signing.key))?.person();
    let Some((brought, method)) = proposals::brought(session, author, text)? else {
        // It was decided or withdrawn at once; what was stored is told all the same.
        session::show(&Acted::Submitted(submitted), output);
        return Ok(());
    };
    let (number, ends) = (brought.number, brought.ends.unwrap_or_default());
    let line = submitted.line();
    let told = Brought { number, submitted };
    output.data(&told, || format!("Proposal {number}\n{line}"));
    output.talk(format!("It is {} until {ends}.", brought.stage));
    output.talk(format!("When its vote is open, {}", choices::ballot(number, method)));
    output.talk(format!("See where it stands: polity proposal show {number}"));
    Ok(())
}

pub(super) fn read(file: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(file).map_err(|error| {
        let message = format!("{} cannot be read: {error}.", file.display());
        Failure::usage(message, "Name a text file.")
    })
}

/// A contest as people write it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default)]
    budget: Option<ContestBudget>,
    #[serde(default = "one")]
    choose: u64,
    options: Vec<WrittenOption>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenOption {
    #[serde(default)]
    actions: Vec<Value>,
    title: String,
}

const fn one() -> u64 {
    1
}

/// Reads what a proposal does: a list of actions, or options to choose from.
fn read_what(file: &Path) -> Result<(Vec<Action>, Option<Contest>), Failure> {
    let fault = |error: serde_json::Error| {
        let message = format!("{} holds no list of actions: {error}.", file.display());
        let next = "Write [{…}, {…}], or {\"options\": [{\"title\": …, \"actions\": […]}, …]}; \
                    `polity op example` shows each action.";
        Failure::usage(message, next)
    };
    let written: Value = serde_json::from_slice(&read(file)?).map_err(fault)?;
    if written.is_array() {
        let list: Vec<Value> = serde_json::from_value(written).map_err(fault)?;
        return Ok((read_actions(&list, &file.display().to_string())?, None));
    }
    let Written { budget, choose, options } = serde_json::from_value(written).map_err(fault)?;
    let option = |WrittenOption { actions, title }| {
        let place = format!("the option {title:?} of {}", file.display());
        Ok(ContestOption { actions: read_actions(&actions, &place)?, title })
    };
    let options: Result<Vec<ContestOption>, Failure> = options.into_iter().map(option).collect();
    Ok((Vec::new(), Some(Contest { budget, choose, options: options? })))
}

fn read_actions(written: &[Value], place: &str) -> Result<Vec<Action>, Failure> {
    let place = |number: usize| format!("Place {number} of {place}");
    let actions = written.iter().zip(1..).map(|(one, number)| examples::read(one, &place(number)));
    actions.collect()
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[test]
    fn acts_are_read_as_people_write_them() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        let text = "[ { \"with\": {\"text\": \"d644aeef21c9633dc412bdf97b601bfb77aa05588c97e81969fd291f339ad61f\", \"replaces\": \"1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e\"},\n \"name\": \"charter.amend\" } ]\n";
        file.write_all(text.as_bytes()).unwrap();
        let (acts, contest) = read_what(file.path()).unwrap_or_default();
        assert_eq!((acts.len(), contest), (1, None));
    }

    #[test]
    fn options_are_read_as_people_write_them() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        let text = r#"{ "options": [
            { "title": "An oven", "actions": [
                {"name": "treasury.create_asset", "with": {"decimals": 2, "asset": "EUR"}} ] },
            { "title": "Nothing" } ] }"#;
        file.write_all(text.as_bytes()).unwrap();
        let (acts, contest) = read_what(file.path()).unwrap_or_default();
        let contest = contest.unwrap();
        let counts: Vec<usize> =
            contest.options.iter().map(|option| option.actions.len()).collect();
        assert_eq!((acts.len(), contest.choose, counts), (0, 1, vec![1, 0]));
    }
}
