//! Who gains or loses when a decision keeps its name and its lines, and others take it, or fewer.

use std::collections::BTreeSet;

use super::diff::PowerShift;
use super::document::{Charter, Procedure, Who};
use super::electorate::{Body, Electorate};
use super::explain::capitalized;
use super::method::Method;
use super::panel::{Panel, PanelOf};
use super::room::is_harder;
use super::words::{Share, Threshold};

/// What a voter does, as the action of a change that is of no one power.
pub(super) const VOTING: &str = "governance.cast_ballot";

/// Returns who has more or less to say in the decisions that stand in both charters, be it by another name, and hold a
/// power in either, and who votes sooner or later.
pub(super) fn moved_hands(before: &Charter, after: &Charter) -> Vec<PowerShift> {
    let mut shifts = Vec::new();
    for new in &after.decisions {
        let Some(old) = earlier(before, after, &new.id) else { continue };
        if is_used(before, &old.id) || is_used(after, &new.id) {
            shifts.extend(bodies((before, old), (after, new)));
            shifts.extend(carried(old, new));
        }
    }
    shifts.extend(drawn(before, after));
    shifts.extend(sooner(before, after));
    shifts
}

/// Says who gains and who loses the seats of a panel that is drawn among others than before, with its part in each decision.
fn drawn(before: &Charter, after: &Charter) -> Vec<PowerShift> {
    let mut shifts = Vec::new();
    for new in &after.panels {
        let Some(old) = before.panel(&new.id) else { continue };
        if (old.of, &old.called) == (new.of, &new.called) {
            continue;
        }
        for (charter, panel, is_gained) in [(before, old, false), (after, new, true)] {
            let turn = if is_gained { "gain" } else { "lose" };
            let who = capitalized(&drawn_among(panel));
            let seats = format!("{who} {turn} the seats on the panel \"{}\"", panel.name);
            let used = charter.decisions.iter().filter(|one| is_used(charter, &one.id));
            let in_each = used.filter_map(|one| {
                let parts = parts(&one.electorate).into_iter();
                let mut own = parts.filter(|(body, _)| is_same(body, &panel.body()));
                let (_, part) = own.next()?;
                Some(format!("{seats}: {} in the decision \"{}\".", part.words(), one.id))
            });
            let mut texts: Vec<String> = in_each.collect();
            if texts.is_empty() {
                texts.push(format!("{seats}."));
            }
            let shift = |text| PowerShift { who: who.clone(), action: VOTING, is_gained, text };
            shifts.extend(texts.into_iter().map(shift));
        }
    }
    shifts
}

/// Returns among whom a panel is drawn, within a sentence.
fn drawn_among(panel: &Panel) -> String {
    match panel.of {
        PanelOf::HostResidents => panel.called.clone().unwrap_or_default(),
        PanelOf::Members => "the members".to_owned(),
        PanelOf::MembersPastProbation => "the members past probation".to_owned(),
    }
}

/// Returns whether a decision holds a power, from the beginning or from a stage on, or would when the founder is gone.
/// What fills an office, ends a pause or rules on a breach has a line of its own.
pub(super) fn is_used(charter: &Charter, id: &str) -> bool {
    let is_heir = charter.succession.as_ref().is_some_and(|succession| succession.to == id);
    is_heir || !held(charter, id).is_empty()
}

/// Returns the names of the powers that a decision holds, from the beginning or from a stage on.
fn held(charter: &Charter, id: &str) -> BTreeSet<&'static str> {
    let is_it = |who: &Who| matches!(who, Who::Decision(known) if known == id);
    let own = charter.powers.iter().filter(|power| is_it(&power.who));
    let changes = charter.stages.iter().flat_map(|stage| &stage.changes);
    let passed = changes.filter(|change| change.who.as_ref().is_some_and(is_it));
    let changed: BTreeSet<&str> = passed.map(|change| change.power.as_str()).collect();
    let later = charter.powers.iter().filter(|power| changed.contains(power.id.as_str()));
    own.chain(later).map(|power| power.may).collect()
}

/// Returns what a decision was: the one of its name, or else the one that is gone whose powers it has most of.
pub(super) fn earlier<'c>(before: &'c Charter, after: &Charter, id: &str) -> Option<&'c Procedure> {
    if let Some(same) = before.decision(id) {
        return Some(same);
    }
    let has = held(after, id);
    let gone = before.decisions.iter().filter(|old| after.decision(&old.id).is_none());
    let common = |old: &Procedure| held(before, &old.id).intersection(&has).count();
    // Of several that had as many, the first.
    gone.rev().filter(|old| common(old) > 0).max_by_key(|old| common(old))
}

/// What part a body has in a decision.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// All of it.
    Alone,
    /// A house, without which nothing passes.
    House,
    /// A share of the votes.
    Weighs(Share),
}

impl Part {
    fn words(self) -> String {
        match self {
            Self::Alone => "all of it".to_owned(),
            Self::House => "a house of its own".to_owned(),
            Self::Weighs(share) => format!("{share} of the votes"),
        }
    }

    /// Returns whether it is more than another.
    fn is_more(self, than: Self) -> bool {
        match (self, than) {
            (Self::Alone, other) => other != Self::Alone,
            // Who can stop all, and carry nothing alone, has more than a share and less than all.
            (Self::House, Self::Weighs(_)) => true,
            (Self::Weighs(share), Self::Weighs(than)) => is_harder(Some(share), Some(than)),
            (Self::House | Self::Weighs(_), _) => false,
        }
    }
}

fn parts(electorate: &Electorate) -> Vec<(Body, Part)> {
    match electorate {
        Electorate::One { body } => vec![(body.clone(), Part::Alone)],
        Electorate::Mix { parts } => {
            parts.iter().map(|part| (part.body.clone(), Part::Weighs(part.share))).collect()
        }
        Electorate::Houses { houses } => {
            houses.iter().map(|house| (house.body.clone(), Part::House)).collect()
        }
    }
}

/// Returns whether two bodies are the same, whatever number of seats they have.
fn is_same(one: &Body, other: &Body) -> bool {
    match (one, other) {
        (Body::Office(one), Body::Office(other)) | (Body::Panel(one), Body::Panel(other)) => {
            one.id == other.id
        }
        _ => one == other,
    }
}

/// Says which bodies come into a decision, leave it, or weigh more or less in it.
fn bodies(
    (before, old): (&Charter, &Procedure),
    (after, new): (&Charter, &Procedure),
) -> Vec<PowerShift> {
    let (was, is) = (parts(&old.electorate), parts(&new.electorate));
    let of = |parts: &[(Body, Part)], body: &Body| {
        parts.iter().find(|(known, _)| is_same(known, body)).map(|(_, part)| *part)
    };
    let id = &new.id;
    let mut shifts = Vec::new();
    let mut say = |charter: &Charter, body: &Body, is_gained: bool, what: String| {
        let who = capitalized(&format!("the {}", body.words(charter)));
        let text = format!("{who} {what}.");
        shifts.push(PowerShift { who, action: VOTING, is_gained, text });
    };
    for (body, part) in &was {
        if of(&is, body).is_none() {
            let part = part.words();
            say(before, body, false, format!("lose their part in the decision \"{id}\": {part}"));
        }
    }
    for (body, part) in &is {
        let words = part.words();
        match of(&was, body) {
            None => {
                say(after, body, true, format!("gain a part in the decision \"{id}\": {words}"));
            }
            Some(had) if had != *part => {
                let is_gained = part.is_more(had);
                let turn = if is_gained { "more" } else { "less" };
                let what = format!(
                    "have {turn} to say in the decision \"{id}\": {words} instead of {}",
                    had.words()
                );
                say(after, body, is_gained, what);
            }
            Some(_) => {}
        }
    }
    shifts
}

/// Says that fewer carry a decision than before, or more must.
fn carried(old: &Procedure, new: &Procedure) -> Vec<PowerShift> {
    let mut shifts = Vec::new();
    for (is_gained, small, large) in [(true, new, old), (false, old, new)] {
        let mut ways = Vec::new();
        // Of houses each is told by itself.
        let is_of_houses = |one: &Procedure| matches!(one.electorate, Electorate::Houses { .. });
        let is_each_told = is_of_houses(small) && is_of_houses(large);
        let is_open = small.quorum.is_none() && large.quorum.is_some();
        if !is_each_told && (is_open || is_less(quorum(small), quorum(large))) {
            ways.push(format!("{} instead of {}", quorum_words(new), quorum_words(old)));
        }
        if let (Some(less), Some(more)) = (small.threshold, large.threshold)
            && !is_each_told
            && is_lower(less, more)
            && let (Some(is), Some(was)) = (new.threshold, old.threshold)
        {
            ways.push(format!("{is} of yes and no instead of {was}"));
        }
        let is_silent = |procedure: &Procedure| procedure.method == Method::LazyConsensus;
        if is_silent(small) && !is_silent(large) {
            let (is, was) = if is_gained { ("silence", "a vote") } else { ("a vote", "silence") };
            ways.push(format!("{is} instead of {was}"));
        }
        // To object to silence one needs its whole time; a vote counts whoever comes.
        if is_silent(small) && is_silent(large) && small.voting < large.voting {
            ways.push(format!("{} to object instead of {}", new.voting, old.voting));
        }
        let least = |procedure: &Procedure| procedure.conviction.as_ref().map(|rule| rule.least);
        if let (Some(less), Some(more), Some(is), Some(was)) =
            (least(small), least(large), least(new), least(old))
            && is_less(less, more)
        {
            ways.push(format!("{is} of all support for the smallest request instead of {was}"));
        }
        if small.confirm.is_none() && large.confirm.is_some() {
            let way = if is_gained { "without a second vote" } else { "with a second vote" };
            ways.push(way.to_owned());
        }
        if ways.is_empty() {
            continue;
        }
        let who = format!("The decision \"{}\"", new.id);
        let turn = if is_gained { "is carried by fewer" } else { "takes more to carry" };
        let text = format!("{who} {turn}: {}.", ways.join(", "));
        shifts.push(PowerShift { who, action: VOTING, is_gained, text });
    }
    shifts
}

fn quorum(procedure: &Procedure) -> Share {
    procedure.quorum.unwrap_or(Share::NONE)
}

fn quorum_words(procedure: &Procedure) -> String {
    match procedure.quorum {
        Some(share) => format!("a quorum of {share}"),
        None if procedure.is_adaptive => "a quorum that is the higher the fewer vote".to_owned(),
        None => "no quorum".to_owned(),
    }
}

fn is_less(one: Share, than: Share) -> bool {
    is_harder(Some(than), Some(one))
}

fn is_lower(one: Threshold, than: Threshold) -> bool {
    let is_equal = !is_less(one.share(), than.share()) && !is_less(than.share(), one.share());
    is_less(one.share(), than.share()) || (is_equal && than.is_strict() && !one.is_strict())
}

/// Says who votes sooner or later after they came.
fn sooner(before: &Charter, after: &Charter) -> Vec<PowerShift> {
    let houses = |charter: &Charter| charter.residency.as_ref().map(|rules| rules.probation);
    let waits = [
        ("Who joins", Some(before.admission.probation), Some(after.admission.probation)),
        ("Who comes to live at a place", houses(before), houses(after)),
    ];
    let mut shifts = Vec::new();
    for (who, old, new) in waits {
        let Some((old, new)) = old.zip(new).filter(|(old, new)| old != new) else { continue };
        let is_gained = new < old;
        let turn = if is_gained { "sooner" } else { "later" };
        let text = format!("{who} votes {turn}: after {new} instead of {old}.");
        shifts.push(PowerShift { who: who.to_owned(), action: VOTING, is_gained, text });
    }
    shifts
}
