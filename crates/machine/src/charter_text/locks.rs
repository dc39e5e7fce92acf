//! What a locked line holds fast: no later text gives anybody more of its action (CHA-43).

use std::collections::BTreeSet;

use super::diagnostic::Position;
use super::document::{Charter, Office, Power, Procedure, Stage, StageChange, Who};
use super::electorate::Body;
use super::panel::{Panel, PanelOf};
use super::residency::Residency;
use super::room::{Line, wider};
use super::words::{Share, Threshold};

/// What a text does, too, that declares an asset (CHA-34).
const NEW_ASSETS: &str = "treasury.create_asset";

/// How a new text breaks a lock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LockBreach {
    /// The action that a locked line closes.
    pub action: &'static str,
    /// Id of the line.
    pub power: String,
    /// In which way, in words.
    pub why: String,
}

/// Returns the first way in which a new text breaks a lock of the old one.
///
/// Both are charters as their texts say, no stage applied.
#[must_use]
pub fn breach(old: &Charter, new: &Charter) -> Option<LockBreach> {
    let locked: Vec<&Power> = old.powers.iter().filter(|power| power.is_locked).collect();
    let closed: BTreeSet<&str> = locked.iter().map(|power| power.may).collect();
    let of_line =
        |power: &Power, why: String| LockBreach { action: power.may, power: power.id.clone(), why };
    for line in locked {
        let same = new.power(&line.id).filter(|power| power.may == line.may && power.is_locked);
        if same.is_none() {
            return Some(of_line(line, "it is not there any more, locked".to_owned()));
        }
    }
    for line in new.powers.iter().filter(|power| closed.contains(power.may)) {
        let Some(before) = old.power(&line.id).filter(|before| before.may == line.may) else {
            return Some(of_line(line, "it is new, and its action is closed".to_owned()));
        };
        if let Some(why) = widened((old, before), (new, line)) {
            return Some(of_line(line, why));
        }
    }
    if closed.contains(NEW_ASSETS)
        && let Some(asset) = new.assets.iter().find(|asset| old.asset(&asset.id).is_none())
    {
        let why = format!("the text declares {}, which is new", asset.id);
        let line = old.powers.iter().find(|power| power.is_locked && power.may == NEW_ASSETS)?;
        return Some(of_line(line, why));
    }
    let stage = moved_stage(old, new, &closed)?;
    let action = closed.first().copied().unwrap_or_default();
    let action = old.powers.iter().find(|power| power.may == action).map_or("", |power| power.may);
    Some(LockBreach { action, power: stage, why: "this stage, on which it rests, changes".into() })
}

/// Returns the lines that a new text locks and the old one does not.
#[must_use]
pub fn added<'c>(old: &Charter, new: &'c Charter) -> Option<&'c Power> {
    new.powers.iter().filter(|power| power.is_locked).find(|power| {
        !old.power(&power.id).is_some_and(|before| before.is_locked && before.may == power.may)
    })
}

/// Says how a line leaves more room than it did, or comes to somebody else.
fn widened((old, before): (&Charter, &Power), (new, line): (&Charter, &Power)) -> Option<String> {
    if line.who == Who::NoOne {
        return None;
    }
    if line.who != before.who {
        return Some("somebody else holds it".to_owned());
    }
    let (small, large) = (Line { charter: old, power: before }, Line { charter: new, power: line });
    let ways = wider(small, large);
    if !ways.is_empty() {
        return Some(ways.join(", "));
    }
    let mut footing = Footing { old, new, seen: BTreeSet::new() };
    let why = match &line.who {
        Who::Decision(id) => footing.decision(id),
        Who::Office(id) => footing.office(id),
        _ => None,
    };
    why.map(str::to_owned)
}

/// What a line stands on: the procedure that decides, the offices, panels and residents that vote in it, the
/// procedures that fill those offices and recall from them, and the chance by which panels are drawn.
struct Footing<'c> {
    old: &'c Charter,
    new: &'c Charter,
    /// Procedures that were looked at: one may stand on another in a circle.
    seen: BTreeSet<&'c str>,
}

impl<'c> Footing<'c> {
    fn decision(&mut self, id: &'c str) -> Option<&'static str> {
        if !self.seen.insert(id) {
            return None;
        }
        let (old, new) = (self.old.decision(id)?, self.new.decision(id)?);
        weaker(old, new).or_else(|| old.electorate.bodies().find_map(|body| self.body(body)))
    }

    fn body(&mut self, body: &'c Body) -> Option<&'static str> {
        match body {
            Body::Members | Body::MembersPastProbation => None,
            Body::Office(seated) => self.office(&seated.id),
            Body::Panel(seated) => self.panel(&seated.id),
            Body::Residents(_) => {
                let rules = self.old.residency.as_ref().zip(self.new.residency.as_ref());
                let easier = rules.and_then(|(old, new)| easier(old, new));
                let confirmed = self.is_opened("places.confirm");
                easier
                    .or(confirmed
                        .then_some("somebody else confirms its residents, or with more room"))
            }
        }
    }

    fn office(&mut self, id: &'c str) -> Option<&'static str> {
        let (old, new) = (self.old.office(id)?, self.new.office(id)?);
        looser(old, new)
            .or_else(|| self.decision(&old.filled_by))
            .or_else(|| old.drawn_by.as_deref().and_then(|panel| self.panel(panel)))
            .or_else(|| self.decision(&old.recalled_by))
    }

    fn panel(&mut self, id: &str) -> Option<&'static str> {
        let at = Position { line: 0, column: 0 };
        // How it is called is not what it is.
        let bare = |panel: &Panel| Panel { at, called: None, name: String::new(), ..panel.clone() };
        let (old, new) = (self.old.panel(id)?, self.new.panel(id)?);
        if bare(old) != bare(new) {
            return Some("its panel is drawn otherwise");
        }
        if old.of == PanelOf::HostResidents && self.is_opened("panels.publish_list") {
            return Some("somebody else publishes the list of its panel, or with more room");
        }
        (self.old.chance != self.new.chance)
            .then_some("the chance by which its panel is drawn changes")
    }

    /// Returns whether the new text gives a power by which people come to vote to anybody anew, or more of it, at once or
    /// by a stage.
    fn is_opened(&self, action: &str) -> bool {
        let (old, new) = (self.old, self.new);
        let is_new = |line: &&Power| {
            let same = old.power(&line.id).filter(|one| one.may == line.may && one.who == line.who);
            let in_old = |power| Line { charter: old, power };
            same.is_none_or(|one| {
                !wider(in_old(one), Line { charter: new, power: line }).is_empty()
            })
        };
        let by_stages = |charter: &Charter| -> Vec<StageChange> {
            let at = Position { line: 0, column: 0 };
            let of_it = |change: &&StageChange| {
                charter.power(&change.power).is_some_and(|power| power.may == action)
            };
            let all = charter.stages.iter().flat_map(|stage| &stage.changes).filter(of_it);
            all.map(|change| StageChange { at, ..change.clone() }).collect()
        };
        let held = by_stages(old);
        let moved = by_stages(new).into_iter().any(|change| !held.contains(&change));
        let mut lines = new.lines_for(action).filter(|line| line.who != Who::NoOne);
        moved || lines.any(|line| is_new(&line))
    }
}

/// Says how the residents of a place become voters more easily, or stay so longer.
fn easier(old: &Residency, new: &Residency) -> Option<&'static str> {
    let fewer = match (old.vouches, new.vouches) {
        (_, None) => false,
        (None, Some(_)) => true,
        (Some(old), Some(new)) => new < old,
    };
    let longer = match (old.renewal, new.renewal) {
        (None, _) => false,
        (Some(_), None) => true,
        (Some(old), Some(new)) => new > old,
    };
    let is_easier = fewer || longer || new.probation < old.probation;
    is_easier.then_some("its residents are confirmed more easily, or vote sooner or longer")
}

/// Says how a procedure asks for less than it did.
fn weaker(old: &Procedure, new: &Procedure) -> Option<&'static str> {
    let is_less = |new: Option<Share>, old: Option<Share>| {
        let (new, old) = (new.unwrap_or(Share::NONE), old.unwrap_or(Share::NONE));
        product(new, old) < product(old, new)
    };
    let strength = |threshold: Option<Threshold>| {
        threshold.map_or((Share::NONE, false), |one| (one.share(), one.is_strict()))
    };
    let ((new_share, new_strict), (old_share, old_strict)) =
        (strength(new.threshold), strength(old.threshold));
    let is_equal = product(new_share, old_share) == product(old_share, new_share);
    let is_lower = product(new_share, old_share) < product(old_share, new_share);
    // What is not compared by size stays as it is.
    let bare = |procedure: &Procedure| Procedure {
        at: Position { line: 0, column: 0 },
        confirm: None,
        discussion: polity_types::Seconds::ZERO,
        grace: polity_types::Seconds::ZERO,
        quorum: None,
        threshold: None,
        voting: polity_types::Seconds::ZERO,
        ..procedure.clone()
    };
    let ways = [
        (bare(new) != bare(old), "its procedure has another form"),
        (is_less(new.quorum, old.quorum), "its procedure has a lower quorum"),
        (
            is_lower || (is_equal && old_strict && !new_strict),
            "its procedure has a lower threshold",
        ),
        (
            new.discussion < old.discussion || new.voting < old.voting || new.grace < old.grace,
            "its procedure takes less time",
        ),
        (new.confirm < old.confirm, "its procedure has no second vote, or an earlier one"),
    ];
    ways.into_iter().find(|(is_so, _)| *is_so).map(|(_, why)| why)
}

/// Returns the numerator of `a` over the denominator that it has in common with `b`.
fn product(a: Share, b: Share) -> u64 {
    u64::from(a.numerator()).saturating_mul(u64::from(b.denominator()))
}

/// Says how an office gives its holders more than it did.
fn looser(old: &Office, new: &Office) -> Option<&'static str> {
    let electors = |office: &Office| {
        (office.filled_by.clone(), office.drawn_by.clone(), office.recalled_by.clone())
    };
    let is_same = electors(new) == electors(old);
    let is_less = new.seats <= old.seats && new.term <= old.term;
    (!is_same || !is_less).then_some("its office has more seats, a longer term, or other electors")
}

/// Returns the id of a stage that a new text changes, drops or inserts, although a line for a closed
/// action rests on it.
fn moved_stage(old: &Charter, new: &Charter, closed: &BTreeSet<&str>) -> Option<String> {
    let is_closed = |charter: &Charter, change: &StageChange| {
        charter.power(&change.power).is_some_and(|power| closed.contains(power.may))
    };
    let touches =
        |charter: &Charter, stage: &Stage| stage.changes.iter().any(|one| is_closed(charter, one));
    let after = |charter: &Charter| {
        let last = charter.stages.iter().rposition(|stage| touches(charter, stage));
        last.map_or(0, |last| last.saturating_add(1))
    };
    let count = after(old).max(after(new));
    let entry = |charter: &Charter, place: usize| {
        let stage = charter.stages.get(place)?;
        let own = stage.changes.iter().filter(|change| is_closed(charter, change));
        let at = Position { line: 0, column: 0 };
        let changes = own.map(|change| StageChange { at, ..change.clone() }).collect();
        Some(Stage { at, changes, name: String::new(), ..stage.clone() })
    };
    let place = (0..count).find(|place| entry(old, *place) != entry(new, *place))?;
    let stage = old.stages.get(place).or_else(|| new.stages.get(place))?;
    Some(stage.id.clone())
}
