//! Where a society stands among the stages of its charter, and what comes of the founder's powers: as the
//! terminal, the pages and the interface show it.

use polity_types::{PersonId, Seconds, Timestamp};
use serde::Serialize;

use super::query;
use super::types::{Succeeded, Why};
use crate::charter_text::outlook::{self, Come, Has, LineOutlook, StagePlace};
use crate::charter_text::{Charter, Who};
use crate::frame::clock::Clock;
use crate::frame::society;
use crate::frame::state::StateView;
use crate::modules::{governance, membership, offices, places, treasury};

/// Where a society stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// What comes of what the founder alone may do.
    pub founder: FounderPlace,
    /// Land of its places for which something was shown. Unit: square metres.
    pub land: u64,
    /// How many members it has.
    pub members: u64,
    /// What it is called.
    pub name: String,
    /// How many places are open.
    pub places: u64,
    /// Since when it is at its stage, in time of day.
    pub since: Timestamp,
    /// All stages in order; none where the charter has none.
    pub stages: Vec<StagePlace>,
}

/// What comes of what the founder alone may do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FounderPlace {
    /// From when on silence is counted, in time of day: the founder's last operation, or when a charter
    /// first asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub heard: Option<Timestamp>,
    /// Whether anything is the founder's alone at this stage.
    pub holds: bool,
    /// Since when, and why, it passed on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub passed: Option<Succeeded>,
    /// When it passes on if the founder signs nothing until then, in time of day, as far as is known now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub passes: Option<Timestamp>,
    /// Who founded the society.
    pub person: PersonId,
    /// How long the founder signs nothing until it passes on. Unit: seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub silent: Option<Seconds>,
    /// All of it in sentences.
    pub text: String,
    /// Id of the decision to which it passes, or passed; absent: to no one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

/// Returns where a society stands. `written` is its charter as the text says, no stage applied.
#[must_use]
pub fn standing(written: &Charter, now: Timestamp, state: &dyn StateView) -> Standing {
    let members = membership::query::rolls(state).members.count;
    let there = places::query::figures(state);
    let voted = governance::query::turnout(state).sum();
    let has = Has {
        age: now.since(society::founded(state).time).unwrap_or_default(),
        land: there.land,
        members,
        places: there.places,
        treasury: &|asset| treasury::query::common(state, asset),
        turnout: voted,
    };
    let since = query::stage_reached(state).map(|reached| reached.since);
    with_come(written, state, |come| Standing {
        founder: founder(written, state),
        land: there.land,
        members,
        name: written.society.name.clone(),
        places: there.places,
        since: since.unwrap_or_else(|| society::founded(state).time),
        stages: outlook::path(written, come, has, now),
    })
}

/// Returns the lines that give powers now. `written` is the charter as its text says, no stage applied.
#[must_use]
pub fn lines(written: &Charter, state: &dyn StateView) -> Vec<LineOutlook> {
    with_come(written, state, |come| outlook::lines(written, come))
}

fn with_come<T>(written: &Charter, state: &dyn StateView, look: impl FnOnce(Come<'_>) -> T) -> T {
    look(Come {
        is_founder_gone: query::succeeded(state).is_some(),
        reached: query::stage(written, state),
        was_filled: &|office| offices::query::was_filled(state, office),
    })
}

/// Returns what comes of what the founder alone may do.
#[must_use]
pub fn founder(written: &Charter, state: &dyn StateView) -> FounderPlace {
    let passed = query::succeeded(state);
    let succession = written.succession.as_ref();
    let is_theirs = |line: &LineOutlook| matches!(line.who, Who::Founder | Who::Importer);
    let heard = query::founder_heard(state).filter(|_| succession.is_some());
    let ends = |((running, _), silent): ((Timestamp, _), _)| {
        Clock::read(state).wall(running.after(silent))
    };
    let silent = succession.map(|one| one.silent);
    let mut place = FounderPlace {
        heard: heard.map(|(_, time)| time),
        holds: lines(written, state).iter().any(is_theirs),
        passed,
        passes: heard.filter(|_| passed.is_none()).zip(silent).map(ends),
        person: society::founded(state).founder,
        silent,
        text: String::new(),
        to: succession.map(|one| one.to.clone()),
    };
    place.text = place.words();
    place
}

impl FounderPlace {
    /// Says it in sentences.
    fn words(&self) -> String {
        let silent = self.silent.unwrap_or_default();
        match (&self.passed, &self.to) {
            (Some(Succeeded { since, why }), to) => {
                let why = match why {
                    Why::Left => "the founder left".to_owned(),
                    Why::Silent if self.silent.is_some() => {
                        format!("the founder had signed nothing for {silent}")
                    }
                    Why::Silent => "the founder had signed nothing for long".to_owned(),
                    Why::SteppedDown => "the founder stepped down".to_owned(),
                };
                let now = to.as_ref().map_or("nobody may do".to_owned(), |to| {
                    format!("the decision \"{to}\" does, as far as no lock forbids it,")
                });
                format!("Since {since} {now} what the founder alone could: {why}.")
            }
            (None, _) if !self.holds => "Nothing is the founder's alone at this stage.".to_owned(),
            (None, None) => {
                "What the founder alone may do ends if the founder leaves or steps down; it \
                             passes to nobody, unless a stage or an amendment says so."
                    .to_owned()
            }
            (None, Some(to)) => {
                let mut text = format!(
                    "If the founder leaves, steps down, or signs nothing for {silent}, what the founder \
                     alone may do passes to the decision \"{to}\"."
                );
                if let (Some(heard), Some(passes)) = (self.heard, self.passes) {
                    text = format!(
                        "{text} The last sign of life was on {heard}; without another one it passes on \
                         {passes}. Whatever the founder signs begins the time anew."
                    );
                }
                text
            }
        }
    }
}
