//! Panels, and the chance by which they are drawn. Rules CHA-53 to CHA-55 in `spec/charter.md`.

use std::collections::BTreeSet;

use drand_verify::{G2PubkeyRfc, Pubkey as _};
use polity_types::hash::from_hex;
use polity_types::{Base64, Seconds, Timestamp};
use serde::{Deserialize, Serialize};

use super::diagnostic::{Code, Position};
use super::document::{Charter, Office, Procedure};
use super::electorate::{Body, Seated};
use super::explain::Statement;
use super::parse::{ENTRIES_MAX, Known, NAME_CHARS_MAX};
use super::reader::Reader;
use super::words::DURATION_MAX;

/// Most seats of a panel. Unit: seats. Source: CHA-53.
pub const PANEL_SEATS_MAX: u32 = 200;
/// Most substitutes of a panel. Unit: persons. Source: CHA-53.
pub const SUBSTITUTES_MAX: u32 = 400;
/// Time that a draw takes beside the time to accept, as far as a discussion must leave it.
/// Source: CHA-55.
pub const DRAW_TIME: Seconds = Seconds(3_600);
/// Shortest time to accept, to commit or to reveal.
const ANSWER_MIN: Seconds = Seconds(3_600);
/// Longest one.
const ANSWER_MAX: Seconds = Seconds(90 * 86_400);

/// Public key of drand's network quicknet, whose chain hash is
/// `52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971`: BLS12-381, on G2.
/// Source: `https://api.drand.sh/<chain hash>/info`; a test computes the chain hash from it.
pub const QUICKNET_KEY: &str = "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a";
/// When its round 1 was. Source: as above.
pub const QUICKNET_GENESIS: Timestamp = Timestamp(1_692_803_367);
/// Time between its rounds. Source: as above.
pub const QUICKNET_PERIOD: Seconds = Seconds(3);

/// Among whom a panel is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PanelOf {
    /// People who are no members, residents of the host or others, on a published list of commitments.
    HostResidents,
    /// All members.
    Members,
    /// Members whose probation is over.
    MembersPastProbation,
}

/// For what a panel is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drawn {
    /// Anew for each claim of a breach, the parties left out.
    ForClaim,
    /// Anew for each proposal, the parties left out.
    ForEachProposal,
    /// To fill an office.
    ForOffice,
    /// For a term.
    ForTerm,
}

/// A panel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Panel {
    /// Identifier, stable over amendments.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// How many sit on it. Unit: persons.
    pub seats: u32,
    /// Among whom it is drawn.
    pub of: PanelOf,
    /// What the people on its list are called, within a sentence, if it is drawn from a list.
    pub called: Option<String>,
    /// For what.
    pub drawn: Drawn,
    /// How long it sits, if it is drawn for a term.
    pub term: Seconds,
    /// Time in which who is drawn accepts.
    pub accept: Seconds,
    /// How many more are drawn, to step in. Unit: persons.
    pub substitutes: u32,
    /// Whether holders of offices are left out.
    pub is_without_holders: bool,
    /// Where the panel begins in the text.
    pub at: Position,
}

/// A public beacon of drand, of the scheme `bls-unchained-g1-rfc9380`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Beacon {
    /// When its round 1 was, in time of day.
    pub genesis: Timestamp,
    /// Time between its rounds.
    pub period: Seconds,
    /// Its public key: a point of G2 of BLS12-381, compressed to 96 bytes.
    pub public_key: Base64,
}

/// Where chance comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Chance {
    /// From a public beacon.
    Beacon(Beacon),
    /// From secrets that holders of an office commit to and then reveal.
    Reveal {
        /// Which office.
        office: String,
        /// Time in which they commit.
        commit: Seconds,
        /// Time in which they reveal.
        reveal: Seconds,
    },
}

impl Beacon {
    /// Returns drand's network quicknet.
    #[must_use]
    pub fn quicknet() -> Self {
        let public_key = Base64(from_hex(QUICKNET_KEY).unwrap_or_default());
        Self { genesis: QUICKNET_GENESIS, period: QUICKNET_PERIOD, public_key }
    }

    /// Returns the first round at `time` or later. Rounds are counted from 1.
    #[must_use]
    pub fn round_at(&self, time: Timestamp) -> u64 {
        let since = time.since(self.genesis).unwrap_or(Seconds::ZERO);
        since.0.div_ceil(self.period.0.max(1)).saturating_add(1)
    }

    /// Returns when a round is, in time of day.
    #[must_use]
    pub fn time_of(&self, round: u64) -> Timestamp {
        let rounds = round.saturating_sub(1);
        self.genesis.after(Seconds(rounds.saturating_mul(self.period.0)))
    }

    /// Returns whether `signature` is that of a round. Costs two pairings, about 4 ms.
    #[must_use]
    pub fn is_signed(&self, round: u64, signature: &[u8]) -> bool {
        // The library answers in two ways that it is not: with an error, and with false.
        let key = G2PubkeyRfc::from_variable(&self.public_key.0);
        key.is_ok_and(|key| key.verify(round, b"", signature).is_ok_and(|holds| holds))
    }

    /// Returns whether the public key is a point of the curve.
    #[must_use]
    pub fn has_key(&self) -> bool {
        G2PubkeyRfc::from_variable(&self.public_key.0).is_ok()
    }
}

impl Panel {
    /// Returns the panel as a body that votes.
    #[must_use]
    pub fn body(&self) -> Body {
        Body::Panel(Seated { id: self.id.clone(), seats: self.seats.into() })
    }
}

/// Reads the panels (CHA-53).
pub(super) fn panels(root: &mut Reader<'_>) -> Vec<Panel> {
    let mut seen = BTreeSet::new();
    let mut panels = Vec::new();
    let of = [
        ("members", PanelOf::Members),
        ("members past probation", PanelOf::MembersPastProbation),
        ("host residents", PanelOf::HostResidents),
        ("outsiders", PanelOf::HostResidents),
    ];
    let drawn = [
        ("for each claim", Drawn::ForClaim),
        ("for each proposal", Drawn::ForEachProposal),
        ("for an office", Drawn::ForOffice),
        ("for a term", Drawn::ForTerm),
    ];
    for (table, at) in root.tables("panel", ENTRIES_MAX) {
        let mut reader = Reader::new(table, "panel", at, root.flaws);
        let id = reader.id();
        super::tables::note_twice(&mut seen, &id, &mut reader);
        let name = reader.text_needed("name", NAME_CHARS_MAX);
        let seats = reader.count_needed("seats", 1, PANEL_SEATS_MAX);
        let has_own_words = reader.peek("of") == Some("outsiders");
        let of = reader.choice_needed("of", &of, PanelOf::Members);
        let called = called(of, has_own_words, &mut reader);
        let drawn = reader.choice_needed("drawn", &drawn, Drawn::ForTerm);
        let without = [("office holders", true), ("nobody", false)];
        panels.push(Panel {
            id,
            name,
            seats,
            of,
            called,
            drawn,
            term: term(drawn, &mut reader),
            accept: reader.duration_needed("accept", ANSWER_MIN, ANSWER_MAX),
            substitutes: reader.count("substitutes", 0, SUBSTITUTES_MAX).unwrap_or(0),
            is_without_holders: reader.choice("without", &without).unwrap_or(false),
            at,
        });
        if drawn == Drawn::ForOffice && of == PanelOf::HostResidents {
            let message = "An office is for members; people of a list hold none.";
            reader.flaws.push(Code::PanelUse, at, message);
        }
        if drawn == Drawn::ForClaim && of == PanelOf::HostResidents {
            let message = "On claims of a breach members rule, not host residents.";
            reader.flaws.push(Code::PanelUse, at, message);
        }
        reader.finish();
    }
    panels
}

/// Reads what the people on a list are called: residents of the host have their name, others are given
/// one.
fn called(of: PanelOf, has_own_words: bool, reader: &mut Reader<'_>) -> Option<String> {
    if has_own_words {
        return Some(reader.text_needed("called", NAME_CHARS_MAX));
    }
    if let Some((_, at)) = reader.text("called", NAME_CHARS_MAX) {
        let message = "`panel.called` has no meaning unless the panel is drawn of \"outsiders\".";
        reader.flaws.push(Code::PanelUse, at, message);
    }
    (of == PanelOf::HostResidents).then(|| "the host's residents".to_owned())
}

/// Reads the term, which a panel has that is drawn for one, and no other.
fn term(drawn: Drawn, reader: &mut Reader<'_>) -> Seconds {
    if drawn == Drawn::ForTerm {
        return reader.duration_needed("term", Seconds(86_400), DURATION_MAX);
    }
    if let Some((_, at)) = reader.text("term", 200) {
        let message = "`panel.term` has no meaning unless the panel is drawn \"for a term\".";
        reader.flaws.push(Code::PanelUse, at, message);
    }
    Seconds::ZERO
}

/// Reads where chance comes from; where there are panels, it must be said (CHA-54).
pub(super) fn chance(root: &mut Reader<'_>, panels: &[Panel], known: &Known<'_>) -> Option<Chance> {
    let Some((table, at)) = root.table("chance") else {
        if let Some(panel) = panels.first() {
            let message = "`chance.beacon` is not set, and a panel is drawn.";
            root.flaws.push(Code::Missing, panel.at, message);
        }
        return None;
    };
    let mut reader = Reader::new(table, "chance", at, root.flaws);
    let sources = [("drand quicknet", 0_u8), ("drand", 1), ("none", 2)];
    let source = reader.choice_needed("beacon", &sources, 0);
    let chance = match source {
        0 => Some(Chance::Beacon(Beacon::quicknet())),
        1 => own_beacon(&mut reader).map(Chance::Beacon),
        _ => reveal(&mut reader, known),
    };
    reader.finish();
    chance
}

fn own_beacon(reader: &mut Reader<'_>) -> Option<Beacon> {
    for key in ["public_key", "genesis"] {
        if !reader.has(key) {
            reader.missing(key);
        }
    }
    let key = reader.text("public_key", 192);
    let genesis = reader.count("genesis", 0, u32::MAX);
    let period = reader.duration_needed("period", Seconds(1), Seconds(86_400));
    let ((key, at), genesis) = key.zip(genesis)?;
    let beacon = Beacon {
        genesis: Timestamp(genesis.into()),
        period,
        public_key: Base64(from_hex(&key).unwrap_or_default()),
    };
    if !beacon.has_key() {
        let message = "`chance.public_key` is no public key of drand, 96 bytes in hex.";
        reader.flaws.push(Code::BeaconKey, at, message);
        return None;
    }
    Some(beacon)
}

fn reveal(reader: &mut Reader<'_>, known: &Known<'_>) -> Option<Chance> {
    if !reader.has("revealers") {
        reader.missing("revealers");
    }
    let commit = reader.duration_needed("commit", ANSWER_MIN, ANSWER_MAX);
    let reveal = reader.duration_needed("reveal", ANSWER_MIN, ANSWER_MAX);
    let (text, at) = reader.text("revealers", 200)?;
    let office = text.strip_prefix("office: ").filter(|id| known.offices.contains_key(*id));
    if office.is_none() {
        let defined: BTreeSet<String> = known.offices.keys().cloned().collect();
        let known = super::tables::listed(&defined);
        let message = format!("`chance.revealers` is {text:?}; offices defined: {known}.");
        reader.flaws.push(Code::OfficeUnknown, at, message);
    }
    Some(Chance::Reveal { office: office?.to_owned(), commit, reveal })
}

/// Checks that each panel is used for what it is drawn for, and that there is time to draw it
/// (CHA-55).
pub(super) fn check_use(
    panels: &[Panel],
    decisions: &[Procedure],
    offices: &[Office],
    root: &mut Reader<'_>,
) {
    for procedure in decisions {
        for panel in panels
            .iter()
            .filter(|panel| procedure.electorate.bodies().any(|body| *body == panel.body()))
        {
            let least = Seconds(panel.accept.0.saturating_add(DRAW_TIME.0));
            let message = match panel.drawn {
                Drawn::ForEachProposal if procedure.discussion < least => format!(
                    "\"{}\" leaves {} to draw the panel \"{}\"; at least {least} is needed.",
                    procedure.id, procedure.discussion, panel.id
                ),
                Drawn::ForOffice => {
                    format!("The panel \"{}\" fills an office; it decides nothing.", panel.id)
                }
                Drawn::ForClaim => {
                    format!("The panel \"{}\" rules on claims; it decides nothing else.", panel.id)
                }
                Drawn::ForEachProposal | Drawn::ForTerm => continue,
            };
            root.flaws.push(Code::PanelUse, procedure.at, message);
        }
    }
    for office in offices {
        let Some(id) = &office.drawn_by else { continue };
        let panel = panels.iter().find(|panel| panel.id == *id);
        let fits = panel.is_some_and(|panel| panel.drawn == Drawn::ForOffice);
        let is_alone =
            offices.iter().filter(|other| other.drawn_by.as_ref() == Some(id)).count() == 1;
        if panel.is_some() && !(fits && is_alone) {
            let message =
                format!("The panel \"{id}\" is drawn \"for an office\", and for one office only.");
            root.flaws.push(Code::PanelUse, office.at, message);
        }
    }
}

/// Says what panels there are and where chance comes from.
pub(super) fn explained(charter: &Charter) -> Vec<Statement> {
    let chance = charter.chance.as_ref().map(|chance| {
        let text = chance.sentence(charter);
        let line = charter.places.get("chance.beacon").map_or(0, |at| at.line);
        Statement { rule: "chance.beacon".to_owned(), line, text }
    });
    let panels = charter.panels.iter().map(|panel| Statement {
        rule: format!("panel.{}", panel.id),
        line: panel.at.line,
        text: panel.sentence(),
    });
    panels.chain(chance).collect()
}

impl Panel {
    fn sentence(&self) -> String {
        let of = match (self.of, &self.called) {
            (PanelOf::Members, _) => "the members".to_owned(),
            (PanelOf::MembersPastProbation, _) => "the members past probation".to_owned(),
            (PanelOf::HostResidents, called) => {
                let called = called.as_deref().unwrap_or_default();
                format!("{called}, by a published list of commitments,")
            }
        };
        let drawn = match self.drawn {
            Drawn::ForClaim => "anew for each claim, without those concerned".to_owned(),
            Drawn::ForEachProposal => {
                "anew for each proposal it decides, without its author and whom it names".to_owned()
            }
            Drawn::ForOffice => "to fill an office".to_owned(),
            Drawn::ForTerm => format!("for {} at a time", self.term),
        };
        let substitutes = match self.substitutes {
            0 => "a seat that nobody takes stays empty".to_owned(),
            count => format!("up to {count} more are drawn to step in"),
        };
        let without =
            if self.is_without_holders { "; holders of offices are left out" } else { "" };
        let (name, seats, accept) = (&self.name, self.seats, self.accept);
        let noun = if seats == 1 { "seat" } else { "seats" };
        format!(
            "{name} has {seats} {noun}, drawn by lot among {of} {drawn}; who is drawn has {accept} \
             to accept, and {substitutes}{without}."
        )
    }
}

impl Chance {
    fn sentence(&self, charter: &Charter) -> String {
        match self {
            Self::Beacon(beacon) => {
                let whose = if *beacon == Beacon::quicknet() {
                    "the public beacon drand quicknet".to_owned()
                } else {
                    "a beacon that this text names itself: whoever runs it must be trusted not to \
                     choose"
                        .to_owned()
                };
                format!(
                    "Lots are drawn by {whose}: by its first round at least 10 minutes after the names \
                     are fixed, which nobody knows before. An operator who alone keeps the clock \
                     could still try several times."
                )
            }
            Self::Reveal { office, commit, reveal } => {
                let name = charter.office(office).map_or(office.as_str(), |office| &office.name);
                format!(
                    "Lots are drawn by secrets that the holders of the office of {name} commit to \
                     within {commit} and reveal within {reveal}. Who reveals last can withhold: then \
                     it is drawn again without them, and everybody sees who it was."
                )
            }
        }
    }
}
