//! Who gains or loses by an amendment of what is in no line of power: pauses, seats and terms, what one delegate
//! carries, who brings a proposal, what objections put off, and what those have who leave or do not pay.

use std::collections::{BTreeMap, BTreeSet};

use polity_types::Seconds;

use super::diff::{PowerShift, deed};
use super::document::{Charter, Office, Pause, Procedure, Who};
use super::electorate::Body;
use super::explain::{holder_name, money};
use super::hands::{VOTING, earlier, is_used};
use super::panel::{Drawn, Panel};
use super::room::is_harder;
use super::words::Share;

/// Returns all of it, in the order in which a charter has it.
pub(super) fn moved_bounds(before: &Charter, after: &Charter) -> Vec<PowerShift> {
    let mut shifts = Vec::new();
    for new in &after.decisions {
        let Some(old) = earlier(before, after, &new.id) else { continue };
        if is_used(before, &old.id) || is_used(after, &new.id) {
            shifts.extend(delegates(old, new));
            shifts.extend(sponsors(old, new));
        }
    }
    for new in &after.offices {
        let Some(old) = before.office(&new.id) else { continue };
        shifts.extend(holders((before, old), (after, new)));
    }
    for new in after.panels.iter().filter(|panel| panel.drawn != Drawn::ForOffice) {
        let Some(old) = before.panel(&new.id) else { continue };
        shifts.extend(drawn(old, new));
    }
    shifts.extend(pauses(before, after));
    shifts.extend(parting(before, after));
    shifts
}

fn shift(who: &str, action: &'static str, is_gained: bool, text: String) -> PowerShift {
    PowerShift { who: who.to_owned(), action, is_gained, text }
}

/// Says what one delegate carries.
fn delegates(old: &Procedure, new: &Procedure) -> Option<PowerShift> {
    let (was, is) = (old.delegation, new.delegation);
    let is_more = |one: Option<Share>, than: Option<Share>| {
        one.is_some_and(|share| than.is_none() || is_harder(Some(share), than))
    };
    let is_gained = is_more(is, was);
    if !is_gained && !is_more(was, is) {
        return None;
    }
    let turn = if is_gained { "more" } else { "fewer" };
    let words =
        |share: Option<Share>| share.map_or_else(|| "none".to_owned(), |share| format!("{share}"));
    let (is, was, id) = (words(is), words(was), &new.id);
    let text = format!(
        "One delegate carries {turn} votes in the decision \"{id}\": {is} of them instead of {was}."
    );
    Some(shift("One delegate", "governance.delegate", is_gained, text))
}

/// Says how many must support a proposal.
fn sponsors(old: &Procedure, new: &Procedure) -> Option<PowerShift> {
    let (was, is) = (old.sponsors, new.sponsors);
    let is_gained = is < was;
    let turn = if is_gained { "fewer" } else { "more" };
    let text = format!(
        "Who brings a proposal to the decision \"{}\" needs {turn} others who support it: {is} instead of {was}.",
        new.id
    );
    (is != was).then(|| shift("Who brings a proposal", "governance.propose", is_gained, text))
}

/// Says what the holders of an office have of it, and for how long.
fn holders(
    (before, old): (&Charter, &Office),
    (after, new): (&Charter, &Office),
) -> Vec<PowerShift> {
    let name = &new.name;
    let (was, is) = (old.seats, new.seats);
    let mut shifts = Vec::new();
    let is_its = |body: &Body| matches!(body, Body::Office(seated) if seated.id == new.id);
    let decides = |charter: &Charter| {
        let used = charter.decisions.iter().filter(|one| is_used(charter, &one.id));
        used.flat_map(|one| one.electorate.bodies()).any(is_its)
    };
    let who = format!("Each holder of the office of {name}");
    if was != is && (decides(before) || decides(after)) {
        shifts.push(say_in_it(&who, was, is));
    }
    // Whose line it is, each of them may do by it alone.
    let acts = |charter: &Charter| {
        let is_it = |who: &Who| matches!(who, Who::Office(id) if *id == new.id);
        let changes = charter.stages.iter().flat_map(|stage| &stage.changes);
        charter.powers.iter().any(|power| is_it(&power.who))
            || charter.funds.iter().any(|fund| fund.signers == new.id)
            || changes.filter_map(|change| change.who.as_ref()).any(is_it)
    };
    if was != is && (acts(before) || acts(after)) {
        let is_gained = is > was;
        let turn = if is_gained { "more" } else { "fewer" };
        let text = format!(
            "The office of {name} has {turn} holders, each with what it may do: {is} instead of {was}."
        );
        shifts.push(shift(&format!("The office of {name}"), VOTING, is_gained, text));
    }
    shifts.extend(kept(&who, old.term, new.term));
    shifts
}

/// Says what those have who are drawn for a panel, and for how long.
fn drawn(old: &Panel, new: &Panel) -> Vec<PowerShift> {
    let who = format!("Who is drawn for the panel \"{}\"", new.name);
    let is_other = old.seats != new.seats;
    let said = is_other.then(|| say_in_it(&who, old.seats, new.seats));
    let sits = (old.drawn, new.drawn) == (Drawn::ForTerm, Drawn::ForTerm);
    let kept = sits.then(|| kept(&who, old.term, new.term)).flatten();
    said.into_iter().chain(kept).collect()
}

/// Says that one of so many has more to say than one of others.
fn say_in_it(who: &str, was: u32, is: u32) -> PowerShift {
    let is_gained = is < was;
    let turn = if is_gained { "more" } else { "less" };
    let text = format!("{who} has {turn} to say: as one of {is} instead of one of {was}.");
    shift(who, VOTING, is_gained, text)
}

/// Says that a seat is kept for another time.
fn kept(who: &str, was: Seconds, is: Seconds) -> Option<PowerShift> {
    let is_gained = is > was;
    let turn = if is_gained { "longer" } else { "shorter" };
    let text = format!("{who} keeps the seat {turn}: for {is} instead of {was}.");
    (is != was).then(|| shift(who, VOTING, is_gained, text))
}

/// How long each action is paused at most, and how soon again.
type Paused = BTreeMap<&'static str, (Seconds, Seconds)>;

/// Says what who calls pauses in both texts does by all of them together.
fn pauses(before: &Charter, after: &Charter) -> Vec<PowerShift> {
    let callers: BTreeSet<&Who> = after.pauses.iter().map(|pause| &pause.who).collect();
    let mut shifts = Vec::new();
    for who in callers {
        let (was, is) = (paused(&before.pauses, who), paused(&after.pauses, who));
        // Who calls none in the old text gains the power itself, and that is told of its line.
        if was.is_empty() {
            continue;
        }
        for (is_gained, small, large) in [(false, &is, &was), (true, &was, &is)] {
            let mut ways: Vec<String> = Vec::new();
            for (action, (long, again)) in large {
                let Some((short, later)) = small.get(action) else {
                    let turn = if is_gained { "also" } else { "no longer" };
                    ways.push(format!("{turn} the power to {}", deed(action)));
                    continue;
                };
                let step = |large: &Seconds, small: &Seconds| {
                    let (new, old) = if is_gained { (large, small) } else { (small, large) };
                    format!("{new} instead of {old}")
                };
                if long > short {
                    ways.push(format!("for {}", step(long, short)));
                }
                if again < later {
                    ways.push(format!("again after {}", step(again, later)));
                }
            }
            let mut said = BTreeSet::new();
            ways.retain(|way| said.insert(way.clone()));
            if ways.is_empty() {
                continue;
            }
            let (who, turn) = (holder_name(after, who), if is_gained { "more" } else { "less" });
            let (deed, ways) = (deed("charter.pause"), ways.join(", "));
            let text = format!("{who} has {turn} room in the power to {deed}: {ways}.");
            shifts.push(shift(&who, "charter.pause", is_gained, text));
        }
    }
    shifts
}

/// Returns what somebody may pause: each action for the longest time that any of their pauses gives.
fn paused(pauses: &[Pause], who: &Who) -> Paused {
    let mut all = Paused::new();
    for pause in pauses.iter().filter(|pause| pause.who == *who) {
        for action in &pause.actions {
            let known = all.entry(*action).or_insert((pause.at_most, pause.again_after));
            *known = (known.0.max(pause.at_most), known.1.min(pause.again_after));
        }
    }
    all
}

/// Says what those have who object, who leave, alone or together, and who do not pay.
fn parting(before: &Charter, after: &Charter) -> Vec<PowerShift> {
    let mut shifts = Vec::new();
    let longest = |charter: &Charter| charter.dissent.map(|dissent| dissent.longest);
    if let (Some(was), Some(is)) = (longest(before), longest(after))
        && was != is
    {
        let (is_gained, turn) = if is > was { (true, "longer") } else { (false, "less long") };
        let text = format!(
            "Those who object in numbers put off {turn} what they object to: for {is} at most instead of {was}."
        );
        shifts.push(shift("Those who object in numbers", "governance.object", is_gained, text));
    }
    let least = |charter: &Charter| charter.fork.map(|fork| fork.least);
    if let (Some(was), Some(is)) = (least(before), least(after))
        && was != is
    {
        let (is_gained, turn) = if is < was { (true, "fewer") } else { (false, "more") };
        let text = format!(
            "Members leave together for a society of their own with {turn} others: at least {is} of them instead of {was}."
        );
        shifts.push(shift("Members", "fork.join", is_gained, text));
    }
    shifts.extend(share_max(before, after));
    let rests = |charter: &Charter| charter.dues.as_ref().map(|dues| dues.vote_rests);
    if let (Some(was), Some(is)) = (rests(before), rests(after))
        && was != is
    {
        // Who owes and never loses the vote keeps it longest.
        let is_gained = is.is_none() || (was.is_some() && is > was);
        let turn = if is_gained { "longer" } else { "less long" };
        let words = |time: Option<Seconds>| {
            time.map_or_else(|| "for ever".to_owned(), |time| format!("for {time}"))
        };
        let (is, was) = (words(is), words(was));
        let text = format!(
            "Who owes dues keeps the vote {turn} after they fell due: {is} instead of {was}."
        );
        shifts.push(shift("Who owes dues", VOTING, is_gained, text));
    }
    shifts
}

/// Says what is the most that somebody takes along.
fn share_max(before: &Charter, after: &Charter) -> Option<PowerShift> {
    let (was, is) =
        (before.exit.as_ref()?.share_max.as_ref(), after.exit.as_ref()?.share_max.as_ref());
    let is_gained = match (was, is) {
        (None, Some(_)) => false,
        (Some(_), None) => true,
        // Sums of two assets are not compared.
        (Some((was, asset)), Some((is, other))) if asset == other && was != is => is > was,
        _ => return None,
    };
    let turn = if is_gained { "more" } else { "less" };
    let most = |charter: &Charter, most: Option<&(_, _)>| {
        most.map_or_else(
            || "without a limit".to_owned(),
            |(amount, asset)| format!("up to {}", money(charter, *amount, asset)),
        )
    };
    let (is, was) = (most(after, is), most(before, was));
    let text = format!("Who leaves may take {turn} along: {is} instead of {was}.");
    Some(shift("Who leaves", "exit.leave", is_gained, text))
}
