//! What a society looks like: its colour and its emblem, each one of a few that everybody can read and tell
//! apart. Rule CHA-76 in `spec/charter.md`.

use super::document::Charter;
use super::explain::{Statement, about};
use super::reader::Reader;

/// The colour of links and buttons. Each has a shade for light and one for dark pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say what they are")]
pub enum Accent {
    #[default]
    Pine,
    Sea,
    Plum,
    Brick,
    Ochre,
    Ink,
    Rose,
    Moss,
}

/// The sign beside the society's name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say what they are")]
pub enum Emblem {
    #[default]
    Compass,
    Lantern,
    House,
    Table,
    Leaf,
    Wave,
    Star,
    Book,
    Bridge,
    Sun,
    Tree,
    Key,
}

/// All colours, as charters name them.
pub const ACCENTS: [(&str, Accent); 8] = [
    ("pine", Accent::Pine),
    ("sea", Accent::Sea),
    ("plum", Accent::Plum),
    ("brick", Accent::Brick),
    ("ochre", Accent::Ochre),
    ("ink", Accent::Ink),
    ("rose", Accent::Rose),
    ("moss", Accent::Moss),
];

/// All emblems, as charters name them.
pub const EMBLEMS: [(&str, Emblem); 12] = [
    ("compass", Emblem::Compass),
    ("lantern", Emblem::Lantern),
    ("house", Emblem::House),
    ("table", Emblem::Table),
    ("leaf", Emblem::Leaf),
    ("wave", Emblem::Wave),
    ("star", Emblem::Star),
    ("book", Emblem::Book),
    ("bridge", Emblem::Bridge),
    ("sun", Emblem::Sun),
    ("tree", Emblem::Tree),
    ("key", Emblem::Key),
];

impl Accent {
    /// Returns its name, as charters write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        ACCENTS.iter().find(|(_, accent)| *accent == self).map_or("pine", |(name, _)| name)
    }
}

impl Emblem {
    /// Returns its name, as charters write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        EMBLEMS.iter().find(|(_, emblem)| *emblem == self).map_or("compass", |(name, _)| name)
    }
}

/// What a society looks like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// Its colour.
    pub accent: Accent,
    /// Its sign.
    pub emblem: Emblem,
}

/// Reads `society.accent` and `society.emblem`, which may be left out.
pub(super) fn look(reader: &mut Reader<'_>) -> Look {
    Look {
        accent: reader.choice("accent", &ACCENTS).unwrap_or_default(),
        emblem: reader.choice("emblem", &EMBLEMS).unwrap_or_default(),
    }
}

/// Says what the text sets of it.
pub(super) fn statements(charter: &Charter) -> Vec<Statement> {
    let Look { accent, emblem } = charter.society.look;
    let said = [
        ("society.accent", format!("Its colour is {}.", accent.name())),
        ("society.emblem", format!("Its emblem is: {}.", emblem.name())),
    ];
    let is_set = |rule: &str| charter.places.contains_key(rule);
    let set = said.into_iter().filter(|(rule, _)| is_set(rule));
    set.map(|(rule, text)| about(charter, rule, text)).collect()
}
