//! What is no fault of a charter and yet worth a second look before it is signed, in sentences: a stage that holds one
//! hand back at one door and leaves the door beside it as it was; a decision of few for many who came since, and nobody
//! of them can object; a pause that is over before the vote on it; decisions of members, and no member brings anything to them;
//! a share of the common money for whoever came just now; a currency of a state that is no claim on anything; dues whose
//! arrears are to take a vote that they leave.

use polity_types::Seconds;

use super::actions::{ActionName, LimitNeed, briefly, words};
use super::currency;
use super::document::{AssetKind, Charter, ExitShare, Power, Procedure, Stage, Who};
use super::electorate::Body;
use super::explain::{holder_name, money, within_sentence};
use super::method::Method;
use super::room::{Line, is_harder, is_higher, narrower, stage_by_stage};

/// What brings something to the vote.
const PROPOSING: &str = "governance.propose";
/// What changes every other line.
const AMENDING: &str = "charter.amend";

/// Returns what to think about before a charter is signed.
#[must_use]
pub fn hints(charter: &Charter, actions: &[ActionName]) -> Vec<String> {
    let spends = |power: &Power| {
        let known = actions.iter().find(|action| action.name == power.may);
        known.is_some_and(|action| action.limit == LimitNeed::Required)
    };
    let doors = doors(charter, &spends);
    let of_lines = doors.into_iter().chain(unopposed(charter, &spends));
    let of_lines = of_lines.chain(late(charter)).chain(unasked(charter)).chain(unvested(charter));
    of_lines.chain(unheld(charter)).chain(unrested(charter)).collect()
}

/// Returns the assets that bear the name of a state's money and are the society's own: what an asset is stays for good
/// (CHA-46), and what is at the bank can then be told of nowhere, nor ever leave the books (TRE-10).
fn unheld(charter: &Charter) -> Vec<String> {
    let of_a_state = charter.assets.iter().filter(|asset| {
        asset.kind() == AssetKind::Credit && currency::is_of_a_state(asset.id.as_str())
    });
    let told = |asset: &super::document::Asset| {
        let (line, code, decimals) = (asset.at.line, &asset.id, asset.decimals);
        format!(
            "Line {line}: {code} has no `held_by`, so it is the society's own credit, like a token, and stays that for good: \
             nobody can say which bank has it, and a bill that was paid there never leaves the books. If it is money at a bank, \
             write before you sign `[[asset]]` with `id = \"{code}\"`, `decimals = {decimals}` and `held_by = \"...\"`, and let \
             somebody do `treasury.open_outside`, `treasury.receive` and `treasury.attest`; if it is not, give it another code."
        )
    };
    of_a_state.map(told).collect()
}

/// Returns the decisions in which arrears take no vote, though the charter says that they take it: who is in arrears is where
/// a member on probation is (DUE-7), and there those vote. Where silence is consent nobody votes, and who is in arrears may
/// still object.
fn unrested(charter: &Charter) -> Option<String> {
    let _ = charter.dues.as_ref()?.vote_rests?;
    let line = charter.places.get("dues.vote_rests").map_or(0, |at| at.line);
    let is_of_all = |known: &&Procedure| {
        known.method != Method::LazyConsensus
            && known.electorate.bodies().any(|body| *body == Body::Members)
    };
    let ids = charter.decisions.iter().filter(is_of_all);
    let ids: Vec<String> = ids.map(|known| format!("\"{}\"", known.id)).collect();
    (!ids.is_empty()).then(|| {
        format!(
            "Line {line}: `dues.vote_rests` takes no vote in {}: members on probation vote there, and who is in arrears is \
             where they are. Ask `members past probation` there if arrears are to take that vote.",
            ids.join(", ")
        )
    })
}

/// Returns that whoever joins today may leave today with as much as those who were there all along: who lets friends in, or
/// comes back under another name, takes what others gave.
fn unvested(charter: &Charter) -> Option<String> {
    let exit = charter.exit.as_ref()?;
    if exit.share != ExitShare::Equal || exit.vesting > Seconds::ZERO {
        return None;
    }
    let line = charter.places.get("exit.share").map_or(0, |at| at.line);
    let most = exit.share_max.as_ref();
    let most = most.map(|(amount, asset)| format!(", up to {}", money(charter, *amount, asset)));
    Some(format!(
        "Line {line}: whoever joins today may leave today with an equal part of what others gave{}: there is no \
         `exit.vesting`. Let the share grow over a time, or share by contributions.",
        most.unwrap_or_default()
    ))
}

/// Returns the lines by which members past probation spend or amend, and nobody who came since can object: a vote waits for
/// those who were there when it was brought, be they two, and for no crowd that came after (GOV-60).
fn unopposed(charter: &Charter, spends: &dyn Fn(&Power) -> bool) -> Vec<String> {
    let has_newcomers = charter.admission.probation > Seconds::ZERO;
    let is_theirs = |who: &Who| {
        let Who::Decision(id) = who else { return false };
        let Some(electorate) = charter.decision(id).map(|known| &known.electorate) else {
            return false;
        };
        let is_full = |body: &Body| *body == Body::MembersPastProbation;
        electorate.is_led_by_members() && electorate.bodies().any(is_full)
    };
    let is_open = |power: &&Power| {
        let weighs = spends(power) || power.may == AMENDING;
        has_newcomers && power.challenge.is_none() && weighs && is_theirs(&power.who)
    };
    let mut said: Vec<(u32, String)> = Vec::new();
    for (_, powers) in stage_by_stage(charter) {
        for power in powers.iter().filter(is_open) {
            let deed = words(power.may).map_or_else(|| format!("do `{}`", power.may), briefly);
            let text = format!(
                "Line {}: \"{}\" lets {} {deed}, and has no `challenge`: while few are past probation, they decide for \
                 all who came since, and nobody can object. Give it one.",
                power.at.line,
                power.id,
                within_sentence(&holder_name(charter, &power.who)),
            );
            if said.iter().all(|(line, _)| *line != power.at.line) {
                said.push((power.at.line, text));
            }
        }
    }
    said.sort();
    said.into_iter().map(|(_, text)| text).collect()
}

/// Returns the pauses that are over before the members can make them longer, or end them.
fn late(charter: &Charter) -> Vec<String> {
    let mut said = Vec::new();
    for pause in &charter.pauses {
        let Some(takes) = charter.decision(&pause.renewed_by).map(shortest) else { continue };
        if takes >= pause.at_most {
            said.push(format!(
                "Line {}: the pause \"{}\" lasts at most {}, and the decision \"{}\", by which the members make it longer \
                 or end it, takes {takes}: it is over before. Let it last longer, or name a faster decision.",
                pause.at.line, pause.id, pause.at_most, pause.renewed_by
            ));
        }
    }
    said
}

/// Returns that members decide, and nobody of them brings anything to the vote as a member: from the beginning, or from the
/// first stage at which it is so.
fn unasked(charter: &Charter) -> Option<String> {
    let decides = |power: &&Power| {
        let Who::Decision(id) = &power.who else { return false };
        charter.decision(id).is_some_and(|known| known.electorate.has_members())
    };
    let is_member = |power: &Power| matches!(power.who, Who::Member | Who::MemberPastProbation);
    stage_by_stage(charter).into_iter().find_map(|(stage, powers)| {
        let mut brings = powers.iter().filter(|power| power.may == PROPOSING);
        if brings.any(is_member) {
            return None;
        }
        let line = powers.iter().find(decides)?;
        let from = stage.map(|stage| format!(" from the stage \"{}\" on", stage.name));
        Some(format!(
            "Line {}: \"{}\" is decided by members,{} and no line lets members put proposals to the vote \
             (`{PROPOSING}`): nothing comes to it but what somebody else brings. Give it to members.",
            line.at.line,
            line.id,
            from.unwrap_or_default(),
        ))
    })
}

/// Returns how long a decision takes at least, from when it is brought until it takes effect.
fn shortest(procedure: &Procedure) -> Seconds {
    let Procedure { discussion, voting, grace, confirm, .. } = procedure;
    let second = confirm.map_or(0, |after| after.0.saturating_add(voting.0));
    let parts = [discussion.0, voting.0, second, grace.0];
    Seconds(parts.into_iter().fold(0, u64::saturating_add))
}

/// Returns the doors that stages leave open beside those that they close.
fn doors(charter: &Charter, spends: &dyn Fn(&Power) -> bool) -> Vec<String> {
    let tables = stage_by_stage(charter);
    let mut said = Vec::new();
    for (before, after) in tables.iter().zip(tables.iter().skip(1)) {
        let (Some(stage), powers) = (after.0, &after.1) else { continue };
        let was = |new: &&Power| {
            let is_same = |old: &&Power| (&old.id, &old.who) == (&new.id, &new.who);
            before.1.iter().find(is_same)
        };
        for other in powers.iter().filter(|power| spends(power) && power.who != Who::NoOne) {
            let beside = powers.iter().filter(|new| new.id != other.id && new.who == other.who);
            let mut held_back =
                beside.filter(|new| spends(new)).filter_map(|new| Some((was(&new)?, new)));
            let found = held_back.find(|(old, new)| is_left(old, new, other, charter));
            said.extend(found.map(|found| left_open(charter, stage, found, other)));
        }
    }
    said
}

/// Returns whether a line that was as tight as another is looser than it from a stage on.
fn is_left(old: &Power, new: &Power, other: &Power, charter: &Charter) -> bool {
    let ways = |line: &Power| {
        let is_of_one = |line: &Power, other: &Power| {
            let asset =
                |line: &Power| line.up_to.as_ref().map(|limit| (limit.asset.clone(), limit.per));
            asset(line) == asset(other)
        };
        [
            is_of_one(line, other) && is_higher(other.up_to.as_ref(), line.up_to.as_ref()),
            charter.grace_of(other) < charter.grace_of(line),
            is_harder(other.challenge, line.challenge),
        ]
    };
    ways(new).into_iter().zip(ways(old)).any(|(is_looser, was_looser)| is_looser && !was_looser)
}

/// Says which door a stage leaves open.
fn left_open(
    charter: &Charter,
    stage: &Stage,
    (old, new): (&Power, &Power),
    other: &Power,
) -> String {
    let holder = within_sentence(&holder_name(charter, &new.who));
    let of = |power| Line { charter, power };
    let ways = narrower(of(old), of(new)).join(", ");
    let deed = words(other.may).map_or_else(|| format!("do `{}`", other.may), briefly);
    format!(
        "The stage \"{}\" leaves {holder} less room in \"{}\" ({ways}) and as much as before in \"{}\" (to {deed}): \
         what the one line holds back may go by the other.",
        stage.name, new.id, other.id
    )
}
