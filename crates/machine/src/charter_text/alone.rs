//! What a later text may change that no vote of the members made, where stages hand powers to them (CHA-41): words, and
//! less of what others than the members hold. All else stays as it is, so that a stage finds what it was written for.

use super::diagnostic::Position;
use super::document::{Application, Charter, Entry, Office, Power, Procedure, Society, Who};
use super::panel::Panel;
use super::room::{Line, wider};

/// What a text does by which the members may change everything else.
const AMENDING: &str = "charter.amend";

/// Returns the first rule that a new text changes though only the members do, by its name: `admission`, `power.more`.
/// A rule that is added to the language is held as long as nobody says here that it is not.
#[must_use]
pub fn beyond(old: &Charter, new: &Charter) -> Option<String> {
    let (was, is) = (bare(old), bare(new));
    let Charter {
        // The text itself, where its rules stand, and what follows from the lines.
        hash: _,
        places: _,
        rights: _,
        unheld: _,
        society: Society { name: _, kind, currency, commandment, look: _ },
        admission,
        dues,
        funds,
        fees,
        assets,
        books,
        powers,
        season,
        decisions,
        residency,
        signals,
        offices,
        pauses,
        panels,
        chance,
        stages,
        consents,
        exit,
        dissent,
        quiet,
        breach,
        fork,
        succession,
    } = &is;
    let own = &was.society;
    let is_premise_kept =
        (kind, currency, commandment) == (&own.kind, &own.currency, &own.commandment);
    let parts = [
        ("society", is_premise_kept),
        ("admission", *admission == was.admission),
        ("dues", *dues == was.dues),
        ("fund", *funds == was.funds),
        ("fee", *fees == was.fees),
        ("asset", *assets == was.assets),
        ("books", *books == was.books),
        ("season", *season == was.season),
        ("decision", *decisions == was.decisions),
        ("residence", *residency == was.residency),
        ("signal", *signals == was.signals),
        ("office", *offices == was.offices),
        // A pause that goes is more for whomever it stopped.
        ("pause", *pauses == was.pauses),
        ("panel", *panels == was.panels),
        ("chance", *chance == was.chance),
        ("stage", *stages == was.stages),
        ("consent", *consents == was.consents),
        ("exit", *exit == was.exit),
        ("dissent", *dissent == was.dissent),
        ("quiet", *quiet == was.quiet),
        ("breach", *breach == was.breach),
        ("fork", *fork == was.fork),
        ("succession", *succession == was.succession),
    ];
    let line = || {
        let id = lost(&was, &is).or_else(|| powers.iter().find(|line| is_more(line, &was, &is)))?;
        Some(format!("power.{}", id.id))
    };
    let part = parts.into_iter().find(|(_, is_kept)| !is_kept);
    part.map(|(part, _)| part.to_owned()).or_else(line)
}

/// Returns the first line of the members', be it by silence, of each of them, of anyone or of a rule, or that a stage changes
/// or needs to come, which a new text leaves out or writes otherwise: without somebody who may propose no stage finds what it
/// was written for, and without somebody who may admit it never comes.
fn lost<'c>(old: &'c Charter, new: &Charter) -> Option<&'c Power> {
    let changes = || old.stages.iter().flat_map(|stage| &stage.changes);
    let is_theirs = |line: &Power| {
        is_led_by_members(old, &line.who)
            || is_of_each(&line.who)
            || is_door(old, line.may)
            || changes().any(|change| change.power == line.id)
    };
    old.powers.iter().find(|line| is_theirs(line) && new.power(&line.id) != Some(line))
}

/// Returns whether an action brings about what a stage takes to come (POW-9): whoever alone could still do it would have the
/// stage come when they like, or never.
fn is_door(charter: &Charter, action: &str) -> bool {
    charter.stages.iter().any(|stage| {
        // Time passes by itself.
        let Entry { members, age: _, treasury, land, places, turnout } = &stage.entry;
        match action {
            "membership.admit" => members.is_some(),
            "membership.invite" => {
                members.is_some() && charter.admission.application == Application::Invite
            }
            "treasury.issue" | "treasury.receive" => treasury.is_some(),
            "places.open" => land.is_some() || places.is_some(),
            "places.attest" => land.is_some(),
            "governance.propose" => turnout.is_some(),
            _ => false,
        }
    })
}

/// Returns whether a line gives somebody more than the old text did: it was not there, or with less room. Those who
/// amend the charter by a vote could give it to themselves.
fn is_more(line: &Power, old: &Charter, new: &Charter) -> bool {
    if amends(old, &line.who) {
        return false;
    }
    let same = old.power(&line.id).filter(|was| (was.may, &was.who) == (line.may, &line.who));
    let (charter, new) = (old, Line { charter: new, power: line });
    same.is_none_or(|power| !wider(Line { charter, power }, new).is_empty())
}

/// Returns whether members vote on what this holder does: not one person, not few, and not silence.
fn is_of_members(charter: &Charter, who: &Who) -> bool {
    let Who::Decision(id) = who else { return false };
    charter.decision(id).is_some_and(Procedure::asks_members)
}

/// Returns whether what this holder does is the members', though they may be silent.
fn is_led_by_members(charter: &Charter, who: &Who) -> bool {
    let Who::Decision(id) = who else { return false };
    charter.decision(id).is_some_and(|decision| decision.electorate.is_led_by_members())
}

/// Returns whether nobody gave it to this holder alone: each member has it, anyone, or whoever meets a rule.
fn is_of_each(who: &Who) -> bool {
    match who {
        Who::Anyone | Who::Member | Who::MemberPastProbation | Who::Rule(_) => true,
        Who::Decision(_) | Who::Founder | Who::Importer | Who::NoOne | Who::Office(_) => false,
    }
}

/// Returns whether members amend the charter by this decision, now or from a stage on.
fn amends(charter: &Charter, who: &Who) -> bool {
    let of_it = |id: &str| charter.power(id).is_some_and(|line| line.may == AMENDING);
    let mut changes = charter.stages.iter().flat_map(|stage| &stage.changes);
    let holds = charter.lines_for(AMENDING).any(|line| line.who == *who)
        || changes.any(|change| of_it(&change.power) && change.who.as_ref() == Some(who));
    holds && is_of_members(charter, who)
}

/// Returns a charter without where its rules stand in the text, and without what people call its offices, panels and
/// assets.
fn bare(charter: &Charter) -> Charter {
    let at = Position::START;
    let mut charter = charter.clone();
    charter.assets.iter_mut().for_each(|one| (one.at, one.name) = (at, None));
    charter.breach.iter_mut().for_each(|one| one.at = at);
    charter.consents.iter_mut().for_each(|one| one.at = at);
    charter.decisions.iter_mut().for_each(|one| one.at = at);
    charter.dues.iter_mut().flat_map(|dues| &mut dues.tiers).for_each(|one| one.at = at);
    charter.fees.iter_mut().for_each(|one| one.at = at);
    charter.funds.iter_mut().for_each(|one| one.at = at);
    charter.pauses.iter_mut().for_each(|one| one.at = at);
    charter.powers.iter_mut().for_each(|one| one.at = at);
    charter.residency.iter_mut().for_each(|one| one.at = at);
    charter.signals.iter_mut().for_each(|one| one.at = at);
    for Office { name, at: place, .. } in &mut charter.offices {
        (*name, *place) = (String::new(), at);
    }
    for Panel { name, at: place, .. } in &mut charter.panels {
        (*name, *place) = (String::new(), at);
    }
    for stage in &mut charter.stages {
        stage.at = at;
        stage.changes.iter_mut().for_each(|one| one.at = at);
    }
    charter
}
