//! What is over, told from where the pages have it: the lists that are made from the log. The state keeps of it how it
//! came out, and hashes; what a served society tells is held against those, which are proven.

use std::fmt::Write as _;

use polity_choice::explain::{Explanation, Table};
use polity_client::Client;
use polity_machine::Action;
use polity_machine::charter_text::diff::Diff;
use polity_machine::charter_text::{Charter, PanelOf};
use polity_machine::frame::state::StateView;
use polity_machine::modules::governance::{
    Account, AccountTable, ByBody, Outcome, ProposalResult, Tally,
};
use polity_machine::modules::panels::{Cause, Sitting};
use polity_machine::modules::{breach, governance, membership, offices};
use polity_types::{Hash, PersonId, canonical};
use polity_views::{Decided, DrawRow, Views, ViewsError};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::choices::{self, Choice, Told, When};
use super::proposals::{Row, bodies_text, by_bodies, counted, ended, sum_text, whole_of};
use super::treasury::views_of;
use crate::failure::Failure;
use crate::output::Output;
use crate::reading::{shown as without_orders, title_of};
use crate::session::{Session, from_client};

/// The lists of a society: made in its folder, or asked for at its address.
pub(super) enum Lists<'a> {
    Folder(Box<Views>),
    Address(&'a Client),
    /// They cannot be had, for this reason.
    None(String),
}

/// What the lists tell of what is over, or why they do not.
pub(super) type Known<T> = Result<T, String>;

impl<'a> Lists<'a> {
    pub(super) fn of(session: &'a Session) -> Self {
        match session {
            Session::Address(client) => Self::Address(client),
            Session::Folder(running) => match views_of(running) {
                Ok(views) => Self::Folder(Box::new(views)),
                Err(failure) => Self::None(failure.words().message),
            },
        }
    }

    /// Returns what a decision was about.
    ///
    /// # Errors
    /// What is told contradicts the record of how it ended.
    pub(super) fn decided(
        &self,
        number: u64,
        over: &ProposalResult,
    ) -> Result<Known<Decided>, Failure> {
        let known = match self {
            Self::Folder(views) => found(views.decided(number)),
            Self::Address(client) => asked(client, &format!("decisions/{number}")),
            Self::None(why) => Err(why.clone()),
        };
        match known {
            Ok(decided) if !is_of(&decided, over) => Err(contradicted("decision", number)),
            known => Ok(known),
        }
    }

    /// Returns what the log told of a draw that is over.
    ///
    /// # Errors
    /// What is told contradicts the record of the draw.
    pub(super) fn draw(
        &self,
        number: u64,
        sitting: &Sitting,
        session: &Session,
    ) -> Result<Known<DrawRow>, Failure> {
        let known = match self {
            Self::Folder(views) => found(views.draw(number)),
            Self::Address(client) => asked(client, &format!("panels/{number}")),
            Self::None(why) => Err(why.clone()),
        };
        let known: DrawRow = match known {
            Ok(known) => known,
            Err(why) => return Ok(Err(why)),
        };
        let is_right = session.look(&[], |state| are_asked(&known, sitting, state))?;
        if is_right { Ok(Ok(known)) } else { Err(contradicted("draw", number)) }
    }
}

fn found<T>(found: Result<Option<T>, ViewsError>) -> Known<T> {
    let found = found.map_err(|error| error.to_string())?;
    found.ok_or_else(|| "the lists do not have it".to_owned())
}

fn asked<T: DeserializeOwned>(client: &Client, path: &str) -> Known<T> {
    client.read(path).map_err(|error| from_client(error).words().message)
}

fn contradicted(what: &str, number: u64) -> Failure {
    Failure::internal(format!(
        "What is told of {what} {number} is not what the record in the state says of it."
    ))
}

/// Returns whether what is told of a decision is what its record says: the acts, what was taken and how it was counted.
fn is_of(decided: &Decided, over: &ProposalResult) -> bool {
    let acts: Vec<_> = decided.acts().collect();
    let account = decided.account.as_ref();
    let account = account.map(|account| Hash::of(&canonical::to_bytes(account)));
    let mut taken: Vec<_> = decided.options.iter().filter(|one| one.taken.is_some()).collect();
    taken.sort_by_key(|one| one.taken);
    Hash::of(&canonical::to_bytes(&acts)) == over.actions
        && account == over.account
        && taken.into_iter().map(|one| &one.title).eq(&over.chosen)
}

/// Returns whether these were drawn and asked, as the record of the draw and the cards of members say.
fn are_asked(told: &DrawRow, sitting: &Sitting, state: &dyn StateView) -> bool {
    let is_of_members = sitting.candidates.of != PanelOf::HostResidents;
    let is_whose = |number: u64| membership::query::by_number(state, number);
    let mut asked = told.asked.iter();
    let is_known = !is_of_members || asked.all(|one| one.person == is_whose(one.number));
    is_known && told.is_of(sitting)
}

/// Tells how options were counted, as `polity tally` tells it.
pub(super) fn account_text(account: &Account) -> String {
    let table = |table: &AccountTable| Table {
        columns: table.columns.clone(),
        rows: table.rows.clone(),
        title: table.title.clone(),
    };
    let Account { sentences, tables } = account;
    let tables = tables.iter().map(table).collect();
    Explanation { sentences: sentences.clone(), tables }.to_text()
}

/// What was taken, of several.
#[derive(Debug, Serialize)]
pub(super) struct Taken {
    /// Who was elected, in an election.
    #[serde(skip_serializing_if = "Option::is_none")]
    person: Option<PersonId>,
    title: String,
}

/// Returns whether a proposal that is over was the election of an office: nobody is its author, and no objections
/// opened it.
pub(super) fn is_election(over: &ProposalResult) -> bool {
    over.author.is_none() && over.challenged.is_none()
}

/// Returns what was taken, of several.
pub(super) fn chosen(over: &ProposalResult, state: &dyn StateView) -> Vec<Taken> {
    let person = |title: &str| choices::person(title, state).filter(|_| is_election(over));
    let taken = |title: &String| Taken { person: person(title), title: title_of(title) };
    over.chosen.iter().map(taken).collect()
}

/// Says how the members voted, or what they took.
pub(super) fn result_words(over: &ProposalResult, chosen: &[Taken]) -> String {
    let Tally { abstain, no, options, sum, yes, .. } = &over.tally;
    let ballots = over.tally.roll.count;
    if *options > 0 || !chosen.is_empty() {
        let verb = if is_election(over) { "elected" } else { "taken" };
        let one = |taken: &Taken| match taken.person {
            Some(person) => format!("{}, {person}", taken.title),
            None if is_election(over) => format!("{} (a seat stays empty)", taken.title),
            None => taken.title.clone(),
        };
        let taken: Vec<String> = chosen.iter().map(one).collect();
        let taken =
            if taken.is_empty() { "nobody or nothing".to_owned() } else { taken.join("; ") };
        return format!("{verb}: {taken} ({ballots} ballots)");
    }
    if sum.pro > 0 || sum.against > 0 {
        return format!("{} for it, {} against ({ballots} ballots)", sum.pro, sum.against);
    }
    if over.tally.votes() == 0 {
        let was_voted = over.electorate.is_some() && over.outcome != Outcome::Withdrawn;
        return if was_voted { "nobody voted".into() } else { "no vote".into() };
    }
    format!("{yes} yes, {no} no, {abstain} abstained")
}

/// What is shown of a proposal that is over.
#[derive(Serialize)]
struct Over {
    #[serde(flatten)]
    row: Row,
    /// How the options were counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    account: Option<Account>,
    /// What it did, or would have done, whatever was taken.
    actions: Vec<Action>,
    /// What it changed in the charter, or would have.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    amends: Vec<Diff>,
    /// How each body voted, where several did.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    bodies: Vec<ByBody>,
    /// Among what was chosen, each with what it did or would have.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    choices: Vec<Choice>,
    /// People who could vote.
    eligible: Option<u64>,
    /// The office that was filled, if it was an election.
    #[serde(skip_serializing_if = "Option::is_none")]
    office: Option<String>,
    /// Titles of what was chosen from.
    options: Vec<String>,
    /// Why it could not take effect, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// The ballots of the last vote.
    tally: Tally,
    /// Why it is not known here what it was about.
    #[serde(skip_serializing_if = "Option::is_none")]
    unknown: Option<String>,
    /// What the votes of a mix weighed.
    #[serde(skip_serializing_if = "Option::is_none")]
    weights: Option<String>,
    /// The whole text, from its hash.
    whole: Option<String>,
}

/// Shows a proposal that is over: what it was, and how it came out.
pub(super) fn show(
    session: &Session,
    number: u64,
    over: &ProposalResult,
    charter: &Charter,
    output: &Output,
) -> Result<(), Failure> {
    let (known, unknown) = match Lists::of(session).decided(number, over)? {
        Ok(known) => (Some(known), None),
        Err(why) => (None, Some(why)),
    };
    let titles = known.iter().flat_map(|known| &known.options).map(|option| &option.title);
    let (chosen, people) = session.look(&[], |state| {
        let person = |title: &String| choices::person(title, state).filter(|_| is_election(over));
        (chosen(over, state), titles.map(person).collect::<Vec<_>>())
    })?;
    let office = known.as_ref().and_then(|known| offices::query::office_of(known.acts()));
    let office = office.filter(|_| is_election(over)).map(str::to_owned);
    let row = Row::over(number, (over, chosen), office.as_deref(), charter).titled(session)?;
    let when = if over.outcome == Outcome::Done { When::Did } else { When::Never };
    let mut told = Told { when, is_election: is_election(over), ..Told::default() };
    let choices = known.as_ref().map(|known| choices::taken_of(known, &people)).unwrap_or_default();
    told.choices(&choices, session)?;
    let (account, actions, reason) = match known {
        Some(Decided { account, proposal, .. }) => (account, proposal.actions, proposal.reason),
        None => (None, Vec::new(), None),
    };
    told.acts(&actions, 1, session)?;
    let Told { amends, text: told, .. } = told;
    let (bodies, weights) = by_bodies(over.by.as_ref(), &over.bodies);
    let shown = Over {
        account,
        actions,
        amends,
        bodies,
        eligible: over.electorate.map(|electorate| electorate.roll.count),
        office,
        options: choices.iter().map(|choice| choice.title.clone()).collect(),
        choices,
        reason,
        tally: over.tally,
        unknown,
        weights,
        whole: whole_of(&row, session)?,
        row,
    };
    output.data(&shown, || session.named(&text_of(&shown, &told)));
    Ok(())
}

fn text_of(shown: &Over, told: &str) -> String {
    let Over { account, eligible, reason, row, tally, unknown, whole, .. } = shown;
    let mut text = row.begins();
    if let Some(reason) = reason {
        let _ = writeln!(text, "   why: {}", without_orders(reason));
    }
    text.push_str(told);
    if let Some(why) = unknown {
        let _ = writeln!(text, "   what it was about is not known here: {why}");
    }
    let of = eligible.map(|count| format!(" of {count} who could vote")).unwrap_or_default();
    counted(tally, None, &of, &mut text);
    bodies_text(&shown.bodies, shown.weights.as_deref(), &mut text);
    sum_text(tally, &mut text);
    if let Some(account) = account {
        text.push_str("   how it was counted:\n");
        for line in account_text(account).lines() {
            let _ = writeln!(text, "{}", format!("      {}", without_orders(line)).trim_end());
        }
    }
    if let Some(whole) = whole {
        let _ = write!(text, "\n{whole}");
    }
    text
}

/// Returns the keys of the state that say what came of that for which people were drawn.
pub(super) fn cause_keys(cause: &Cause) -> Vec<String> {
    match cause {
        Cause::Claim(claim) => vec![breach::query::claim_key(*claim)],
        Cause::Proposal(proposal) => vec![
            governance::query::result_key(*proposal),
            governance::query::proposal_key(*proposal),
        ],
        Cause::Office(_) | Cause::Term => Vec::new(),
    }
}

/// Says what came of that for which people were drawn.
pub(super) fn came_out(sitting: &Sitting, state: &dyn StateView) -> String {
    match &sitting.cause {
        _ if sitting.next == 0 => "nobody was asked to take a seat".into(),
        Cause::Claim(number) => match breach::query::claim(state, *number) {
            Some(claim) => format!(
                "claim {number} is {}: of {} seats {} say that it holds, {} that it does not; see it with: polity \
                 breach show {number}",
                claim.standing.word(),
                claim.seats,
                claim.yes,
                claim.no
            ),
            None => format!("there is no claim {number} any more"),
        },
        Cause::Proposal(number) => match governance::query::result(state, *number) {
            Some(over) => format!(
                "proposal {number} {}: {}; see it with: polity proposal show {number}",
                ended(&over.outcome),
                result_words(&over, &chosen(&over, state))
            ),
            None => format!("proposal {number} is not over"),
        },
        Cause::Office(office) => {
            format!(
                "whoever took a seat holds the office “{office}”; who does now: polity office list"
            )
        }
        Cause::Term => "whoever took a seat sat until it was over".into(),
    }
}
