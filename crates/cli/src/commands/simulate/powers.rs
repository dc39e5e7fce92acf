//! Who can take a power, as it is reported: how many it takes, found and reckoned, or why that was not tried.

use std::fmt::Write as _;

use serde::Serialize;

use super::draws::Draw;
use super::report::percent;

/// Who holds a power.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Block {
    Decision,
    Office,
    Person,
    Rule,
}

/// What it takes to take a power.
#[derive(Debug, Serialize)]
pub(super) struct Capture {
    pub(super) action: &'static str,
    pub(super) block: Block,
    pub(super) by: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) challenge: Option<String>,
    /// What the lot gives, where whoever has the power is drawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) draw: Option<Draw>,
    /// None: one person holds it, or nothing could be tried.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) needs: Option<Vec<Needs>>,
    /// Why nobody can do it any more, where one person holds it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) over: Option<String>,
    pub(super) power: String,
    /// The decision that fills the office which has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) through: Option<String>,
    /// Why nothing was tried, where that is so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) untried: Option<String>,
}

/// The smallest block that has its way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Needs {
    pub(super) eligible: u64,
    /// On the machine; none: no block does.
    pub(super) found: Option<u64>,
    /// From quorum and threshold; none where there are none, or no block does.
    pub(super) reckoned: Option<u64>,
    /// Why it was not reckoned, where it could not be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) unreckoned: Option<String>,
    /// What they would have, where that is not plain: how many seats, how much of a fund.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) what: Option<String>,
    pub(super) when: &'static str,
}

/// Where the quorum of a procedure dies.
#[derive(Debug, Serialize)]
pub(super) struct Quorum {
    pub(super) eligible: u64,
    /// The fewest ballots with which the machine decides.
    pub(super) found: Option<u64>,
    pub(super) procedure: String,
    /// The same from the charter; none where heads do not make it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reckoned: Option<u64>,
    /// Why it was not reckoned, where it could not be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) unreckoned: Option<String>,
    /// Ballots in a usual vote of this population.
    pub(super) usual: u64,
}

impl Quorum {
    pub(super) fn told(&self, text: &mut String) {
        let Self { eligible, found, procedure, reckoned, unreckoned, usual } = self;
        let Some(found) = found else {
            let _ = writeln!(
                text,
                "  \"{procedure}\": nothing passes, however many of {eligible} vote"
            );
            return;
        };
        let reckoned = match (reckoned, unreckoned) {
            (Some(reckoned), _) => format!("reckoned: {reckoned}"),
            (None, why) => format!("not reckoned: {}", why.as_deref().unwrap_or_default()),
        };
        let _ = writeln!(
            text,
            "  \"{procedure}\": below {found} ballots of {eligible}, a turnout of {} ({reckoned}); a \
             usual vote has {usual}",
            percent(*found, *eligible)
        );
    }
}

impl Capture {
    pub(super) fn is_like(&self, other: &Self) -> bool {
        self.needs == other.needs && self.untried == other.untried && self.over == other.over
    }

    pub(super) fn told(&self, text: &mut String) {
        match self.block {
            Block::Person if self.over.is_some() => {
                let why = self.over.as_deref().unwrap_or_default();
                let _ = writeln!(text, "      nobody, as things stand: {why}");
            }
            Block::Person => text.push_str("      1 person, who holds it\n"),
            Block::Office => {
                text.push_str("      whoever holds the office");
                if let Some(through) = &self.through {
                    let _ = write!(text, "; who that is: {}, below", in_sentence(through));
                }
                text.push('\n');
            }
            Block::Decision | Block::Rule => {}
        }
        for needs in self.needs.iter().flatten() {
            needs.told(text);
        }
        if let Some(why) = &self.untried {
            let _ = writeln!(text, "      not tried: {why}");
        }
        if let Some(draw) = &self.draw {
            draw.told(text);
        }
    }
}

impl Draw {
    pub(super) fn told(&self, text: &mut String) {
        let Self { half, nine_tenths, panel, pool, seats, wanted } = self;
        let of = |block: &Option<u64>| {
            let words = |block: u64| format!("{block} of {pool} ({})", percent(block, *pool));
            block.map_or_else(|| "no block".to_owned(), words)
        };
        let _ = writeln!(
            text,
            "      the panel \"{panel}\" is drawn by lot: {} have at least {wanted} of its {seats} seats in one draw of two, {} in \
             nine of ten; reckoned from chance",
            of(half),
            of(nine_tenths)
        );
    }
}

/// Returns a name as it stands within a sentence.
fn in_sentence(name: &str) -> String {
    name.strip_prefix("The ").map_or_else(|| name.to_owned(), |rest| format!("the {rest}"))
}

impl Needs {
    pub(super) fn told(&self, text: &mut String) {
        let Self { eligible, found, reckoned, unreckoned, what, when } = self;
        let found = match found {
            Some(found) => format!("{found} of {eligible} ({})", percent(*found, *eligible)),
            None => "no block".to_owned(),
        };
        let reckoned = reckoned.map(|reckoned| format!("; reckoned: {reckoned}"));
        let why = unreckoned.as_ref().map(|why| format!("; not reckoned: {why}"));
        let reckoned = reckoned.or(why).unwrap_or_default();
        let what = what.as_ref().map(|what| format!(" {what}")).unwrap_or_default();
        let _ = writeln!(text, "      {found}{what} if {when}{reckoned}");
    }
}
