//! Elections as people read them: the ballot and the count name the number on somebody's card, which no
//! later name changes; pages say what that member is called now.

use polity_machine::charter_text::Charter;
use polity_machine::charter_text::document::Office;
use polity_machine::frame::state::StateView;
use polity_machine::modules::governance::{self, Account, Content, Outcome, ProposalResult};
use polity_machine::modules::{membership, offices};
use polity_types::PersonId;

use super::who;
use crate::words::{say, term};

/// What an election's options are called before a number.
const MEMBER: &str = "Member ";
/// What lists call an election, before the identifier of its office.
const ELECTION: &str = "Election: who holds the office ";

/// Returns whether a proposal, open or over, is the election of an office: nobody is its author, and no
/// objections opened it.
pub(crate) fn is_one(state: &dyn StateView, number: u64) -> bool {
    if let Some(result) = governance::query::result(state, number) {
        return result.author.is_none() && result.challenged.is_none();
    }
    let content = governance::query::content(state, number);
    content.is_some_and(|content| offices::query::office_of(content.acts(&[])).is_some())
}

/// Returns what an option of an election is called.
pub(crate) fn title(title: &str, state: &dyn StateView) -> String {
    person(title, state).map_or_else(|| term(title), |person| who::label(state, person))
}

/// Returns whom an option of an election is, if it is anybody.
pub(crate) fn person(title: &str, state: &dyn StateView) -> Option<PersonId> {
    let number = title.strip_prefix(MEMBER)?.parse().ok()?;
    membership::query::by_number(state, number)
}

/// Returns the office that a decision which is not over fills, if it is an election.
pub(crate) fn office<'a>(content: &Content, charter: &'a Charter) -> Option<&'a Office> {
    charter.office(offices::query::office_of(content.acts(&[]))?)
}

/// Returns what the election of an office is called, which has no text of its own.
pub(crate) fn heading(office: &str, charter: &Charter) -> String {
    let name = charter.office(office).map_or(office, |office| &office.name);
    say("decisions-election", &[("office", name)])
}

/// Returns what a list calls a decision, as the log says it, in the words of whoever reads.
pub(crate) fn listed(title: String, charter: &Charter) -> String {
    let office = title.strip_prefix(ELECTION).map(|office| heading(office, charter));
    office.unwrap_or(title)
}

/// Returns a sentence about an election with what its options are called.
pub(crate) fn sentence(text: &str, state: &dyn StateView) -> String {
    let mut parts = text.split(MEMBER);
    let mut said = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len());
        let (number, rest) = part.split_at(end);
        said.push_str(&title(&format!("{MEMBER}{number}"), state));
        said.push_str(rest);
    }
    said
}

/// Returns how an election was counted, with what its options are called.
pub(crate) fn account(account: Account, state: &dyn StateView) -> Account {
    let all = |texts: Vec<String>| texts.iter().map(|text| sentence(text, state)).collect();
    let tables = account.tables.into_iter().map(|mut table| {
        table.columns = all(table.columns);
        table.rows = table.rows.into_iter().map(all).collect();
        table
    });
    Account { sentences: all(account.sentences), tables: tables.collect() }
}

/// Returns the result of a proposal that is over in the terms of its method, for lists.
pub(crate) fn result(result: &ProposalResult, state: &dyn StateView) -> String {
    let tally = &result.tally;
    let count = |count: u64| count.to_string();
    if tally.options > 0 || !result.chosen.is_empty() {
        let is_election = result.author.is_none() && result.challenged.is_none();
        let one = |one: &String| if is_election { title(one, state) } else { one.clone() };
        let chosen: Vec<String> = result.chosen.iter().map(one).collect();
        let ballots = count(tally.votes());
        return match chosen.as_slice() {
            [] => say("decisions-none-taken", &[("ballots", &ballots)]),
            some => say("decisions-taken", &[("ballots", &ballots), ("taken", &some.join(", "))]),
        };
    }
    let (pro, against) = (tally.sum.pro, tally.sum.against);
    if pro > 0 || against > 0 {
        let ballots = count(tally.votes());
        let given =
            [("ballots", ballots.as_str()), ("pro", &count(pro)), ("against", &count(against))];
        return say(if against > 0 { "decisions-votes" } else { "decisions-points" }, &given);
    }
    if tally.votes() == 0 {
        let was_voted = result.electorate.is_some() && result.outcome != Outcome::Withdrawn;
        return term(if was_voted { "nobody voted" } else { "no vote" });
    }
    let (yes, no, abstain) = (count(tally.yes), count(tally.no), count(tally.abstain));
    say("decisions-tally", &[("yes", &yes), ("no", &no), ("abstain", &abstain)])
}
