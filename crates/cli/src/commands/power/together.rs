//! What is done by many: by which decision or rule, how many of whom it takes now, and where "many" is one person, because
//! nobody else may vote yet, or because nobody has to say anything.

use std::fmt::Write as _;

use polity_machine::charter_text::outlook::{LineOutlook, money_words};
use polity_machine::charter_text::{
    Charter, Electorate, LimitNeed, Method, Procedure, Who, actions, explain,
};
use polity_machine::modules::governance::{self, Newcomers, Terms};
use polity_machine::registry;
use polity_types::Seconds;
use serde::Serialize;

use super::{Asker, Reach};

/// What is done by many.
#[derive(Debug, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "a report: each says one thing")]
pub(super) struct Together {
    /// How many may vote now, empty seats among them; absent for a charter in a file.
    #[serde(skip_serializing_if = "Option::is_none")]
    eligible: Option<u64>,
    /// Whether the person alone is all who may vote now; under a charter in a file: whether a founder is, as long as
    /// nobody else is past probation.
    is_alone: bool,
    /// Whether one yes, or the support of one, is enough if nobody else says anything.
    is_by_one_yes: bool,
    /// Whether it passes if nobody says anything.
    is_by_silence: bool,
    /// Whether it is over as soon as it has enough, so that it may take little longer than its discussion.
    is_early: bool,
    /// Whether the person is one of them.
    is_one_of_them: bool,
    may: Vec<LineOutlook>,
    /// Of how many who may vote, at most, one is enough if nobody else does; absent: the number does not matter.
    #[serde(skip_serializing_if = "Option::is_none")]
    one_is_enough_of: Option<u64>,
    /// Who is on probation, where they are so many that its votes wait for them; absent: they wait for nobody.
    #[serde(skip_serializing_if = "Option::is_none")]
    newcomers: Option<Waits>,
    /// Id of the decision procedure, or of the rule.
    procedure: String,
    /// How many people may vote now, empty seats left out; absent for a charter in a file.
    #[serde(skip_serializing_if = "Option::is_none")]
    present: Option<u64>,
    /// How many of the eligible must take part.
    #[serde(skip_serializing_if = "Option::is_none")]
    quorum: Option<u64>,
    /// How long it takes at least from the proposal to the effect, and so how soon money can be gone; absent for a rule.
    /// Unit: seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    takes: Option<Seconds>,
    text: String,
    /// How many yes decide if all vote.
    #[serde(skip_serializing_if = "Option::is_none")]
    yes_if_all_vote: Option<u64>,
}

/// For whom the votes of a procedure wait.
#[derive(Debug, Serialize)]
struct Waits {
    members: u64,
    on_probation: u64,
    /// How long a vote that is to open now waits for them. Unit: seconds.
    probation: Seconds,
}

/// Groups the lines that nobody holds alone by the decision or rule that does.
pub(super) fn together(
    asker: &Asker<'_>,
    charter: &Charter,
    lines: Vec<LineOutlook>,
) -> Vec<Together> {
    let mut groups: Vec<Together> = Vec::new();
    for line in lines {
        let (Who::Decision(id) | Who::Rule(id)) = &line.who else { continue };
        if let Some(group) = groups.iter_mut().find(|group| group.procedure == *id) {
            group.may.push(line);
            continue;
        }
        groups.push(match charter.decision(id) {
            Some(procedure) => deciding(asker, procedure, charter, line),
            None => Together {
                eligible: None,
                is_alone: false,
                is_by_one_yes: false,
                is_by_silence: false,
                is_early: false,
                is_one_of_them: asker.is_member,
                procedure: id.clone(),
                present: None,
                quorum: None,
                takes: None,
                text: line.text.clone(),
                may: vec![line],
                newcomers: None,
                one_is_enough_of: None,
                yes_if_all_vote: None,
            },
        });
    }
    groups
}

fn deciding(
    asker: &Asker<'_>,
    procedure: &Procedure,
    charter: &Charter,
    line: LineOutlook,
) -> Together {
    let rule = format!("decision.{}", procedure.id);
    let said = explain::explain(charter).into_iter().flat_map(|section| section.statements);
    let said = said.into_iter().find(|said| said.rule == rule);
    let terms = Terms::from(procedure);
    let electorate = &procedure.electorate;
    let eligible = asker.state.map(|state| governance::query::eligible_now(state, electorate));
    let present = asker.state.map(|state| governance::query::present_now(state, electorate));
    // Of several bodies each has a quorum and a count of its own, which its sentence says.
    let as_one = eligible.filter(|_| electorate.one().is_some());
    let is_one_of_them = (asker.is_in)(electorate);
    let is_all = match present {
        // A quorum that one person does not make is none.
        Some(present) => present == 1 && as_one.is_none_or(|of| terms.quorum_of(of) <= 1),
        None => asker.is_founder,
    };
    let is_enough = match electorate {
        Electorate::One { .. } => present.is_some() || electorate.is_left_to_one_member(),
        // Whoever is the only one in a mix that members lead carries it, whichever members they are.
        Electorate::Mix { .. } if present.is_some() => electorate.is_led_by_members(),
        Electorate::Mix { .. } | Electorate::Houses { .. } => electorate.is_left_to_one_member(),
    };
    let newcomers = asker.state.and_then(|state| governance::query::newcomers(state, electorate));
    // Who is alone past probation now is not alone in a vote that waits for the others (GOV-60).
    let is_waited_for = newcomers.is_some_and(|newcomers| newcomers.on_probation > 0);
    let probation = charter.admission.probation;
    let newcomers = newcomers
        .filter(|_| is_waited_for)
        .map(|Newcomers { members, on_probation }| Waits { members, on_probation, probation });
    let second = procedure.confirm.map(|after| plus(after, procedure.voting));
    // A request that gathers conviction is over as soon as it has enough (GOV-25).
    let is_early = procedure.method == Method::Conviction;
    let voting = if is_early { Seconds::ZERO } else { procedure.voting };
    let takes = [procedure.discussion, voting, second.unwrap_or(Seconds::ZERO)];
    Together {
        eligible,
        is_alone: is_one_of_them && is_all && is_enough && !is_waited_for,
        is_by_one_yes: is_by_one_yes(procedure, eligible),
        is_by_silence: procedure.method == Method::LazyConsensus,
        is_early,
        is_one_of_them,
        takes: Some(takes.into_iter().fold(line.grace, plus)),
        may: vec![line],
        newcomers,
        one_is_enough_of: procedure.one_is_enough_of().filter(|_| !is_by_one_yes(procedure, None)),
        procedure: procedure.id.clone(),
        present,
        quorum: as_one.map(|eligible| terms.quorum_of(eligible)),
        text: said.map_or_else(String::new, |said| said.text),
        yes_if_all_vote: procedure.threshold.and(as_one).map(|eligible| terms.yes_needed(eligible)),
    }
}

/// Returns whether one member is enough if nobody else votes: whatever their number, or, of as many as may vote now,
/// because one makes the quorum.
fn is_by_one_yes(procedure: &Procedure, eligible: Option<u64>) -> bool {
    if procedure.method == Method::LazyConsensus || !procedure.electorate.has_members() {
        return false;
    }
    let of_now = eligible.zip(procedure.one_is_enough_of());
    procedure.may_be_carried_by_one() || of_now.is_some_and(|(of, most)| of <= most)
}

fn plus(one: Seconds, other: Seconds) -> Seconds {
    Seconds(one.0.saturating_add(other.0))
}

/// Tells the groups: first what one person decides because nobody else may vote, then what silence carries, then
/// what takes others.
pub(super) fn told(reach: &Reach, charter: &Charter, is_of_society: bool, text: &mut String) {
    let groups = &reach.with_others;
    let alone: Vec<&Together> = groups.iter().filter(|group| group.is_alone).collect();
    if !alone.is_empty() {
        text.push_str(if is_of_society {
            "\nBy a vote in which nobody else may vote now, and so alone:\n"
        } else {
            "\nBy a vote, and so alone, as long as nobody else may vote:\n"
        });
        for group in alone {
            group.told(charter, text);
        }
    }
    let silent = |group: &&Together| group.is_by_silence && !group.is_alone;
    if groups.iter().any(|group| silent(&group)) {
        text.push_str("\nBy silence: one person brings it, and it is done if nobody objects:\n");
        groups.iter().filter(silent).for_each(|group| group.told(charter, text));
    }
    let by_one = |group: &&Together| group.is_by_one_yes && !group.is_alone;
    if groups.iter().any(|group| by_one(&group)) {
        text.push_str("\nBy the silence of all others: one person says yes, and it is done if nobody else votes:\n");
        groups.iter().filter(by_one).for_each(|group| group.told(charter, text));
    }
    text.push_str("\nWith others:\n");
    let many = groups
        .iter()
        .filter(|group| !group.is_alone && !group.is_by_silence && !group.is_by_one_yes);
    many.for_each(|group| group.told(charter, text));
}

/// Says what of the society's money could leave by votes in which only one person may vote.
pub(super) fn spending(groups: &[Together], charter: &Charter) -> Vec<String> {
    let alone = groups.iter().filter(|group| group.is_alone);
    let lines = alone.flat_map(|group| group.may.iter().map(move |line| (group, line)));
    let told = |(group, line): (&Together, &LineOutlook)| {
        let spec = registry::spec_named(line.action)?;
        let how = match &line.limit {
            _ if spec.action.limit != LimitNeed::Required => return None,
            Some(limit) => {
                let most = money_words(charter, limit.amount, &limit.asset);
                format!("up to {most} in any {}", limit.per)
            }
            None => "without a limit".to_owned(),
        };
        let deed = actions::words(line.action).map_or_else(|| line.action.into(), actions::briefly);
        let takes = group.takes.unwrap_or_default();
        let least = if group.is_early { "as soon as enough support it, at least " } else { "" };
        Some(format!("{deed}, {how}, under \"{}\", {least}{takes} after it is brought", line.power))
    };
    lines.filter_map(told).collect()
}

impl Together {
    fn told(&self, charter: &Charter, text: &mut String) {
        let _ = writeln!(text, "{}", self.text);
        let own = if self.is_one_of_them { "has a part in it" } else { "has no part in it" };
        let empty = match (self.eligible, self.present) {
            (Some(eligible), Some(present)) if eligible > present => {
                format!(" (and {} empty seats)", eligible.saturating_sub(present))
            }
            _ => String::new(),
        };
        let may = if self.is_by_silence { "object" } else { "take part" };
        let counts = match (self.present, self.quorum, self.yes_if_all_vote) {
            (Some(present), Some(quorum), Some(yes)) => format!(
                "; {present} may vote now{empty}, {quorum} must take part, {yes} yes decide if all vote"
            ),
            (Some(present), ..) => format!("; {present} may {may} now{empty}"),
            (None, ..) => String::new(),
        };
        let _ = writeln!(text, "    {own}{counts}");
        // Of a society it is said where it is so now, by the place in which it stands.
        if let Some(most) = self.one_is_enough_of.filter(|_| self.present.is_none()) {
            let _ = writeln!(
                text,
                "    while at most {most} may vote, one of them is enough if nobody else takes part"
            );
        }
        if let Some(Waits { members, on_probation, probation }) = &self.newcomers {
            let _ = writeln!(
                text,
                "    {on_probation} of {members} members are on probation, half or more: a vote that is to open now waits for \
                 them, {probation}"
            );
        }
        for line in &self.may {
            let deed = actions::words(line.action).unwrap_or(line.action);
            let limit = line.limit.as_ref().map(|limit| {
                format!(
                    ", up to {} in any {}",
                    money_words(charter, limit.amount, &limit.asset),
                    limit.per
                )
            });
            let limit = limit.unwrap_or_default();
            let _ = writeln!(text, "    to {deed} (\"{}\"){limit}", line.power);
        }
    }
}
