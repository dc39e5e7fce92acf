//! Which decision procedure may change what (CHA-35): what a strong procedure guards, a weaker one does
//! not take from it.

use std::collections::BTreeSet;

use crate::charter_text::document::{Pause, StageChange};
use crate::charter_text::{Charter, Electorate, Method, Power, Procedure, Share, Who};
use crate::modules::governance::Terms;

/// Returns what a new text changes or drops and that takes more than the terms under which the
/// members decided: a procedure, or an action that such a procedure holds.
pub(super) fn stronger_changed(acting: &Terms, old: &Charter, new: &Charter) -> Option<String> {
    let acting = Strength::from(acting);
    let procedure = old.decisions.iter().find(|procedure| {
        is_changed(procedure, new) && acting.is_below(&Strength::from(*procedure))
    });
    procedure.map(|procedure| procedure.id.clone()).or_else(|| {
        let actions: BTreeSet<&str> =
            old.powers.iter().chain(&new.powers).map(|power| power.may).collect();
        let is_guarded = |action: &&str| {
            let held = holders(old, action);
            let is_stronger =
                held.iter().any(|procedure| acting.is_below(&Strength::from(*procedure)));
            let bare = |charter: &Charter| -> Vec<Pause> {
                let at = crate::charter_text::Position { line: 0, column: 0 };
                charter.pauses.iter().map(|pause| Pause { at, ..pause.clone() }).collect()
            };
            let is_pause = action.ends_with("pause") && bare(old) != bare(new);
            is_stronger && (is_pause || lines(old, action) != lines(new, action))
        };
        actions.into_iter().find(is_guarded).map(str::to_owned)
    })
}

fn is_changed(old: &Procedure, new: &Charter) -> bool {
    let same = new.decision(&old.id);
    !same.is_some_and(|new| Procedure { at: old.at, ..new.clone() } == *old)
}

/// Returns the procedures that hold an action, from the beginning or from a stage on.
fn holders<'a>(charter: &'a Charter, action: &str) -> Vec<&'a Procedure> {
    let (powers, changes) = lines(charter, action);
    let who = powers.into_iter().map(|power| power.who);
    let who = who.chain(changes.into_iter().filter_map(|(_, change)| change.who));
    let mut held = Vec::new();
    for holder in who {
        if let Who::Decision(id) = holder {
            held.extend(charter.decision(&id));
        }
    }
    held
}

/// Returns the lines for an action and what stages change in them, without their places in the text.
fn lines(charter: &Charter, action: &str) -> (Vec<Power>, Vec<(String, StageChange)>) {
    let at = crate::charter_text::Position { line: 0, column: 0 };
    let powers: Vec<Power> =
        charter.lines_for(action).map(|power| Power { at, ..power.clone() }).collect();
    let is_of = |change: &&StageChange| powers.iter().any(|power| power.id == change.power);
    let mut changes = Vec::new();
    for stage in &charter.stages {
        let own = stage.changes.iter().filter(is_of);
        changes.extend(own.map(|change| (stage.id.clone(), StageChange { at, ..change.clone() })));
    }
    (powers, changes)
}

/// What a procedure takes. Shares are exact; what needs no quorum or cannot refuse has none.
struct Strength {
    electorate: Electorate,
    is_adaptive: bool,
    is_strict: bool,
    quorum: Share,
    threshold: Share,
}

impl From<&Procedure> for Strength {
    fn from(procedure: &Procedure) -> Self {
        Self::from(&Terms::from(procedure))
    }
}

impl From<&Terms> for Strength {
    fn from(terms: &Terms) -> Self {
        let share = |numerator, denominator| Share::new(numerator, denominator);
        let quorum = terms.quorum.and_then(|part| share(part.numerator, part.denominator));
        let threshold = share(terms.threshold.numerator, terms.threshold.denominator);
        let (threshold, is_strict) = match terms.method {
            Method::Consent => (Some(Share::ALL), false),
            Method::LazyConsensus => (None, false),
            method if method.has_options() && terms.confirm.is_none() => (None, false),
            _ => (threshold, terms.is_strict),
        };
        Self {
            electorate: terms.electorate.clone(),
            is_adaptive: terms.adaptive,
            is_strict,
            quorum: quorum.unwrap_or(Share::NONE),
            threshold: threshold.unwrap_or(Share::NONE),
        }
    }
}

impl Strength {
    /// Returns whether another procedure has a higher quorum or threshold, or needs other people beside
    /// the members: what several bodies guard together, not one of them opens alone.
    fn is_below(&self, other: &Self) -> bool {
        if other.electorate.one().is_none() && self.electorate != other.electorate {
            return true;
        }
        if !other.electorate.is_led_by_members() {
            return false;
        }
        let (a, b) = (other.threshold, self.threshold);
        let is_equal = !is_more(a, b) && !is_more(b, a);
        // At a low turnout an adaptive quorum asks for more than any threshold.
        (other.is_adaptive && !self.is_adaptive)
            || is_more(other.quorum, self.quorum)
            || is_more(a, b)
            || (is_equal && other.is_strict && !self.is_strict)
    }
}

fn is_more(a: Share, b: Share) -> bool {
    let left = u64::from(a.numerator()).saturating_mul(u64::from(b.denominator()));
    let right = u64::from(b.numerator()).saturating_mul(u64::from(a.denominator()));
    left > right
}
