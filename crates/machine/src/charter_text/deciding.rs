//! Says in words how each decision of a charter is made.

use polity_types::Seconds;

use super::diagnostic::Position;
use super::document::{Charter, Procedure};
use super::electorate::Electorate;
use super::explain::{Statement, capitalized, money};
use super::measure;
use super::method::Method;
use super::standing::{conviction_words, season_statement};
use super::words::Share;

/// Says how each decision is made.
pub(super) fn procedures(charter: &Charter) -> Vec<Statement> {
    let line = charter.places.get("season.length").map_or(0, |at: &Position| at.line);
    let season = charter.season.map(|season| season_statement(season, line));
    let decisions = charter.decisions.iter().map(|decision| procedure(charter, decision));
    season.into_iter().chain(decisions).chain(left_to_one(charter)).collect()
}

/// Says what a founder decides alone as long as nobody else may vote.
fn left_to_one(charter: &Charter) -> Option<Statement> {
    let held = |procedure: &&Procedure| procedure.electorate.is_left_to_one_member();
    let ids = charter.decisions.iter().filter(held).map(|one| format!("\"{}\"", one.id));
    let ids: Vec<String> = ids.collect();
    let (last, first) = ids.split_last()?;
    let by =
        if first.is_empty() { last.clone() } else { format!("{} and {last}", first.join(", ")) };
    let waits = match charter.admission.probation {
        Seconds(0) => String::new(),
        length => waits_words(length),
    };
    let text = format!(
        "As long as the founder is the only member, the founder alone votes, and so decides alone, by {by}.{waits}"
    );
    let line = charter.places.get("admission.probation").map_or(0, |at: &Position| at.line);
    Some(Statement { rule: "decisions.alone".to_owned(), line, text })
}

fn procedure(charter: &Charter, procedure: &Procedure) -> Statement {
    let (electors, id) = (procedure.electorate.words(charter), &procedure.id);
    let discussion = match procedure.discussion {
        Seconds(0) => "Without a time for discussion".to_owned(),
        length => format!("After {length} of discussion"),
    };
    let verb = if procedure.method == Method::LazyConsensus { "object" } else { "vote" };
    let grace = match procedure.grace {
        Seconds(0) => "the result takes effect at once".to_owned(),
        length => {
            format!(
                "the result takes effect after a grace of {length} (time to object or to leave)"
            )
        }
    };
    let part = procedure.quorum.map_or(String::new(), |share| match &procedure.electorate {
        Electorate::Houses { .. } => String::new(),
        Electorate::Mix { .. } => {
            format!(" Those who take part must weigh {share} of the whole.")
        }
        Electorate::One { body } => {
            let seats = if body.seats().is_some() { " (empty seats counted)" } else { "" };
            format!(" {} of them{seats} must take part.", capitalized(&share.to_string()))
        }
    });
    let part = if procedure.is_adaptive { ADAPTIVE_WORDS.to_owned() } else { part };
    let is_one = procedure.method != Method::LazyConsensus && procedure.may_be_carried_by_one();
    let alone = match &procedure.electorate {
        Electorate::One { body } if is_one && body.seats().is_some() => ALONE_WORDS,
        Electorate::One { body } if is_one && body.is_of_members() => ALONE_IN_SILENCE_WORDS,
        Electorate::Mix { .. } if is_one => ALONE_IN_SILENCE_WORDS,
        Electorate::Houses { .. } if is_one => ALONE_IN_ALL_WORDS,
        _ => "",
    };
    let part = part + alone;
    let count = match (procedure.method, procedure.threshold, &procedure.electorate) {
        (Method::YesNo, Some(_), Electorate::Houses { .. }) => {
            format!(" {}.", capitalized(&grace))
        }
        (Method::YesNo, Some(threshold), Electorate::Mix { .. }) => {
            format!(" Of what yes and no weigh, {threshold} must be yes; {grace}.")
        }
        (Method::YesNo, Some(threshold), _) => {
            format!(" Of those who say yes or no, {threshold} must say yes; {grace}.")
        }
        (method, Some(threshold), _) if method.is_paid() => {
            format!(" Of the votes given, {threshold} must be for it; {grace}.")
        }
        (method, ..) => format!(" {} {}.", method.sentence(), capitalized(&grace)),
    };
    let conviction = procedure.conviction.as_ref().map_or(String::new(), conviction_words);
    let together = procedure.electorate.together(charter);
    let text = format!(
        "\"{id}\": {electors} {}.{} {discussion}, they have {} to {verb}.{together}{part}{count}{conviction}{}{}{}{}",
        procedure.method.voters_do(),
        measure::words(procedure, |deposit| money(charter, deposit.amount, &deposit.asset)),
        procedure.voting,
        second_vote(procedure),
        measure::alternatives_words(procedure),
        delegation(procedure),
        if procedure.totals_after { TOTALS_WORDS } else { "" },
    );
    Statement { rule: format!("decision.{id}"), line: procedure.at.line, text }
}

/// Says how votes wait for newcomers (GOV-60).
fn waits_words(probation: Seconds) -> String {
    format!(
        " Where half or more of the members are on probation, such a vote opens no sooner than {probation} after \
         it was brought, so that whoever was a member then has a vote in it."
    )
}

/// What is said where one of few is enough.
const ALONE_WORDS: &str = " One of them alone is enough.";
const ALONE_IN_SILENCE_WORDS: &str = " One person may be enough, if nobody else votes.";
const ALONE_IN_ALL_WORDS: &str = " One person who belongs to each of them may be enough.";
/// What is said of a quorum that adapts.
const ADAPTIVE_WORDS: &str = " The fewer of them vote, the more must say yes: if all vote, more yes than no; if a quarter do, more \
     than twice as many.";
/// What is said where totals come after the close.
const TOTALS_WORDS: &str = " Pages and lists leave the totals off until the vote ends (a courtesy: \
     whoever reads the log can count).";

fn second_vote(procedure: &Procedure) -> String {
    let Some(length) = procedure.confirm else { return String::new() };
    let first = format!(" A second vote, {length} after the first, must confirm it");
    match procedure.threshold.filter(|_| procedure.method.has_options()) {
        Some(threshold) => {
            format!("{first}: of those who say yes or no, {threshold} must say yes.")
        }
        None => format!("{first}."),
    }
}

fn delegation(procedure: &Procedure) -> String {
    let Some(share) = procedure.delegation else { return String::new() };
    let most = match share {
        Share::ALL => String::new(),
        share => format!(" One delegate carries at most {share} of these members' votes."),
    };
    let may = "A member past probation may name another who votes for them";
    format!(" {may} unless they vote themselves.{most}")
}
