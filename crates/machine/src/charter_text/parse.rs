//! From text to [`Charter`]: scan, merge, read every table, check what one says of another. Collects
//! all errors it can. Rules CHA-11 to CHA-33 in `spec/charter.md`.

use std::collections::{BTreeMap, BTreeSet};

use polity_types::{AssetId, Hash, Seconds};

use super::actions::{ActionClass, ActionName};
use super::diagnostic::{Code, Diagnostic, Flaws, Position};
use super::document::{
    Admission, Application, Asset, Books, Charter, Consent, Demurrage, Kind, Quiet, Right, Society,
    Who,
};
use super::leaving;
use super::look;
use super::merge::{Entry, Node, Table, Value, merge};
use super::money;
use super::reader::Reader;
use super::scan::{Heading, scan};
use super::words::{self, DECIMALS_DEFAULT, DECIMALS_MAX, DURATION_MAX};
use super::{
    breach, fee, fork, panel, pauses, residency, signal, stage_tables, standing, succession, tables,
};

/// Most entries of the table of powers. Source: CHA-17.
pub const POWERS_MAX: usize = 128;
/// Most entries of any other table. Source: CHA-17.
pub const ENTRIES_MAX: usize = 32;
/// Longest name. Unit: characters. Source: CHA-15.
pub const NAME_CHARS_MAX: usize = 80;
/// Longest sentence. Unit: characters. Source: CHA-15.
pub const SENTENCE_CHARS_MAX: usize = 280;

/// What one table must know of the others.
pub(super) struct Known<'a> {
    pub(super) actions: &'a [ActionName],
    pub(super) decimals: BTreeMap<AssetId, u8>,
    pub(super) decisions: BTreeSet<String>,
    /// Assets that the society issues itself.
    pub(super) issued: BTreeSet<AssetId>,
    /// Offices, with their seats.
    pub(super) offices: BTreeMap<String, u64>,
    /// Panels, with their seats.
    pub(super) panels: BTreeMap<String, u64>,
    /// Places whose residents decide something.
    pub(super) places: BTreeSet<String>,
    pub(super) powers: BTreeSet<String>,
}

impl Known<'_> {
    /// Returns the decimals of a declared asset.
    pub(super) fn decimals_of(&self, asset: &AssetId) -> Option<u8> {
        self.decimals.get(asset).copied()
    }
}

impl Charter {
    /// Reads a charter. `actions` are the actions that exist.
    ///
    /// Cost: linear in the text, which has at most 40 KiB.
    ///
    /// # Errors
    /// All errors found, at most [`super::DIAGNOSTICS_MAX`], in the order of the text.
    pub fn parse(text: &str, actions: &[ActionName]) -> Result<Self, Vec<Diagnostic>> {
        let mut flaws = Flaws::default();
        let scan = scan(text, &mut flaws);
        let root = merge(&scan.fragments, &mut flaws);
        let charter = read(root, &scan.headings, text, actions, &mut flaws);
        if flaws.is_empty() { Ok(charter) } else { Err(flaws.into_sorted()) }
    }
}

/// Returns the hash of a charter: SHA-256 of the exact bytes of its text (CHA-33).
#[must_use]
pub fn charter_hash(text: &str) -> Hash {
    Hash::of(text.as_bytes())
}

/// Reads the merged table.
fn read(
    root: Table,
    headings: &[Heading],
    text: &str,
    actions: &[ActionName],
    flaws: &mut Flaws,
) -> Charter {
    // What an entry is called that could not be read is not unknown.
    let unread: Vec<String> = flaws.unread_names().cloned().collect();
    let ids_of = |key| ids_of(&root, key).into_iter().chain(unread.iter().cloned()).collect();
    let seats_of = |key| {
        let unread = unread.iter().map(|id| (id.clone(), 0));
        unread.chain(seats_of(&root, key)).collect()
    };
    let (decisions, powers) = (ids_of("decision"), ids_of("power"));
    let (offices, panels) = (seats_of("office"), seats_of("panel"));
    let mut named = residency::places_of(&root);
    named.extend(unread.iter().cloned());
    let mut places = BTreeMap::new();
    places_of(&root, "", &mut places);
    let mut root = Reader::new(root, "", Position::START, flaws);

    let society = society(&mut root);
    let currency_at = places.get("society.currency").copied().unwrap_or(Position::START);
    let assets = assets(&mut root, society.currency.as_ref(), currency_at);
    let decimals = assets.iter().map(|asset| (asset.id.clone(), asset.decimals)).collect();
    let is_issued = |asset: &&Asset| asset.held_by.is_none() && asset.credit_limit.is_none();
    let issued = assets.iter().filter(is_issued).map(|asset| asset.id.clone()).collect();
    let known =
        Known { actions, decimals, issued, decisions, offices, panels, places: named, powers };

    let admission = admission(&mut root);
    let dues = money::dues(&mut root, &known);
    let funds = money::funds(&mut root, &known);
    let fees = fee::fees(&mut root, &known);
    let season = standing::season(&mut root);
    let decisions = tables::decisions(&mut root, &known, season);
    let offices = tables::offices(&mut root, &known);
    let panels = panel::panels(&mut root);
    let chance = panel::chance(&mut root, &panels, &known);
    panel::check_use(&panels, &decisions, &offices, &mut root);
    let mut powers = tables::powers(&mut root, &known, &decisions);
    powers.extend(tables::lines_of_offices(&offices, actions, &powers, root.flaws));
    let pauses = pauses::pauses(&mut root, &known);
    let lines = pauses::lines_of_pauses(&pauses, &decisions, actions, &powers, root.flaws);
    powers.extend(lines);
    let breach = breach::breach(&mut root, &panels, &known);
    powers.extend(breach::lines(breach.as_ref(), &decisions, actions, &powers, root.flaws));
    let succession = succession::succession(&mut root, &known, &powers, &decisions);
    let stages = stage_tables::stages(&mut root, &known, &powers, &decisions);
    let residency = residency::residency(&mut root, &powers);
    let signals = signal::signals(&mut root);
    let consents = consents(&mut root, headings);
    let exit = leaving::exit(&mut root, &known, society.currency.as_ref());
    let dissent = leaving::dissent(&mut root);
    let fork = fork::fork(&mut root);
    let quiet = quiet(&mut root);
    let books = books(&mut root);
    root.finish();

    let held = powers.iter().filter(|power| power.who != Who::NoOne);
    let held: BTreeSet<&str> = held.map(|power| power.may).collect();
    let is_unheld =
        |action: &&ActionName| action.class == ActionClass::Power && !held.contains(action.name);
    let unheld = actions.iter().filter(is_unheld).map(|action| action.name).collect();
    let rights = actions.iter().filter(|action| action.class != ActionClass::Power);
    let rights = rights
        .map(|action| Right { action: action.name, is_open: action.class == ActionClass::Open })
        .collect();
    Charter {
        hash: charter_hash(text),
        society,
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
        unheld,
        rights,
        places,
    }
}

/// Returns where each single value outside of lists stands.
fn places_of(table: &Table, path: &str, places: &mut BTreeMap<String, Position>) {
    for (key, entry) in &table.entries {
        let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        match &entry.node.value {
            Value::Table(inner) => places_of(inner, &path, places),
            Value::List(_) => {}
            _ => {
                places.insert(path, entry.key_at);
            }
        }
    }
}

/// Returns the ids that the entries of a table give themselves, before they are read.
fn ids_of(root: &Table, key: &str) -> BTreeSet<String> {
    seats_of(root, key).into_keys().collect()
}

/// Returns the ids that the entries of a table give themselves, and how many seats, before they are
/// read: 0 where none are named.
fn seats_of(root: &Table, key: &str) -> BTreeMap<String, u64> {
    let of = |node: &Node| {
        let Value::Table(table) = &node.value else { return None };
        let seats = match table.entries.get("seats").map(|entry| &entry.node.value) {
            Some(Value::Integer(seats)) => *seats,
            _ => 0,
        };
        match &table.entries.get("id")?.node.value {
            Value::Text(id) => Some((id.clone(), seats)),
            _ => None,
        }
    };
    match root.entries.get(key) {
        Some(Entry { node: Node { value: Value::List(items), .. }, .. }) => {
            items.iter().filter_map(of).collect()
        }
        _ => BTreeMap::new(),
    }
}

const KINDS: [(&str, Kind); 6] = [
    ("startup-society", Kind::StartupSociety),
    ("hub", Kind::Hub),
    ("network-union", Kind::NetworkUnion),
    ("archipelago", Kind::Archipelago),
    ("network-state", Kind::NetworkState),
    ("circle", Kind::Circle),
];

/// Reads `society`, which must be there.
fn society(root: &mut Reader<'_>) -> Society {
    let (table, at) = root.table("society").unwrap_or_default();
    let at = if at.line == 0 { Position::START } else { at };
    let mut reader = Reader::new(table, "society", at, root.flaws);
    let society = Society {
        name: reader.text_needed("name", NAME_CHARS_MAX),
        kind: reader.choice_needed("kind", &KINDS, Kind::Circle),
        currency: currency(&mut reader),
        commandment: reader.text_needed("commandment", SENTENCE_CHARS_MAX),
        look: look::look(&mut reader),
    };
    reader.finish();
    society
}

/// Reads an asset code.
fn currency(reader: &mut Reader<'_>) -> Option<AssetId> {
    let (code, at) = reader.text("currency", 200)?;
    asset_code(&code, at, reader)
}

fn asset_code(code: &str, at: Position, reader: &mut Reader<'_>) -> Option<AssetId> {
    let asset = code.parse().ok();
    if asset.is_none() {
        reader.flaws.push(Code::AssetForm, at, format!("{code:?} is not an asset code."));
    }
    asset
}

/// Reads the assets; the society's currency has two decimals unless it is declared (CHA-23).
fn assets(root: &mut Reader<'_>, currency: Option<&AssetId>, currency_at: Position) -> Vec<Asset> {
    let mut assets: BTreeMap<AssetId, Asset> = BTreeMap::new();
    for (table, at) in root.tables("asset", ENTRIES_MAX) {
        let mut reader = Reader::new(table, "asset", at, root.flaws);
        if !reader.has("id") {
            reader.missing("id");
        }
        let id = reader
            .text("id", 200)
            .and_then(|(code, at)| asset_code(&code, at, &mut reader).map(|id| (id, at)));
        let decimals = reader.count_needed("decimals", 0, u32::from(DECIMALS_MAX));
        let decimals = u8::try_from(decimals).unwrap_or(DECIMALS_MAX);
        let name = reader.text("name", NAME_CHARS_MAX).map(|(name, _)| name);
        let held_by = reader.text("held_by", NAME_CHARS_MAX).map(|(holder, _)| holder);
        if let Some((id, id_at)) = id {
            if assets.contains_key(&id) {
                reader.flaws.push(
                    Code::IdTwice,
                    id_at,
                    format!("The asset {id} is declared twice."),
                );
            }
            let decimals_of = |other: &AssetId| (*other == id).then_some(decimals);
            let credit_limit = reader.amount("credit_limit", decimals_of).map(|(most, _)| most);
            let credit_warn = reader.amount("credit_warn", decimals_of).map(|(warn, _)| warn);
            let issue_max = reader.limit("issue_max", decimals_of);
            let demurrage = demurrage(&mut reader);
            let is_mixed = match (&held_by, credit_limit) {
                (Some(_), _) => {
                    credit_limit.is_some() || issue_max.is_some() || demurrage.is_some()
                }
                (None, Some(_)) => issue_max.is_some(),
                (None, None) => false,
            };
            if is_mixed {
                let message = format!("The asset {id} is of two kinds at once.");
                reader.flaws.push(Code::AssetKind, at, message);
            }
            // Of what is refused nobody need be warned, and without credit there is nothing to warn of.
            if credit_warn.is_some_and(|warn| credit_limit.is_none_or(|most| warn >= most)) {
                let message = format!(
                    "Before the credit in {id} ends there is nothing of which credit_warn warns."
                );
                reader.flaws.push(Code::CreditWarn, at, message);
            }
            assets.insert(
                id.clone(),
                Asset {
                    id,
                    decimals,
                    name,
                    held_by,
                    credit_limit,
                    credit_warn,
                    issue_max,
                    demurrage,
                    at,
                },
            );
        }
        reader.finish();
    }
    if let Some(id) = currency {
        let decimals = DECIMALS_DEFAULT;
        assets.entry(id.clone()).or_insert_with(|| Asset {
            id: id.clone(),
            decimals,
            name: None,
            held_by: None,
            credit_limit: None,
            credit_warn: None,
            issue_max: None,
            demurrage: None,
            at: currency_at,
        });
    }
    assets.into_values().collect()
}

/// Reads what an asset loses by lying still; the three keys go together (CHA-46).
fn demurrage(reader: &mut Reader<'_>) -> Option<Demurrage> {
    let keys = ["demurrage", "demurrage_every", "demurrage_to"];
    if !keys.iter().any(|key| reader.has(key)) {
        return None;
    }
    for key in keys.into_iter().filter(|key| !reader.has(key)).collect::<Vec<_>>() {
        reader.missing(key);
    }
    let share = reader.share("demurrage");
    let every = reader.duration("demurrage_every", Seconds(86_400), DURATION_MAX);
    let to = reader.text("demurrage_to", NAME_CHARS_MAX);
    let (to, to_at) = to?;
    if !words::is_fund_name(&to) {
        let message = format!("`asset.demurrage_to` is {to:?}, which is no name of a fund.");
        reader.flaws.push(Code::FundName, to_at, message);
    }
    let (share, every) = share.zip(every)?;
    Some(Demurrage { share, every, to })
}

/// Reads how the books are kept (CHA-47).
fn books(root: &mut Reader<'_>) -> Books {
    let january = Books { fiscal_year: (1, 1) };
    let Some((table, at)) = root.table("treasury") else { return january };
    let mut reader = Reader::new(table, "treasury", at, root.flaws);
    let begins = reader.text("fiscal_year", 200).map(|(text, at)| {
        let day = words::read_day_of_year(&text);
        if day.is_none() {
            let message = format!("`treasury.fiscal_year` is {text:?}, which is no such day.");
            reader.flaws.push(Code::Day, at, message);
        }
        day
    });
    reader.finish();
    begins.flatten().map_or(january, |fiscal_year| Books { fiscal_year })
}

/// Reads `admission`, which must be there.
fn admission(root: &mut Reader<'_>) -> Admission {
    let (table, at) = root.table("admission").unwrap_or_default();
    let at = if at.line == 0 { Position::START } else { at };
    let mut reader = Reader::new(table, "admission", at, root.flaws);
    let vouches = reader.count_needed("vouches", 0, 20);
    let open_vouches_max = if vouches == 0 {
        reader.count("open_vouches_max", 1, 100).unwrap_or(1)
    } else {
        reader.count_needed("open_vouches_max", 1, 100)
    };
    let allowed = [("open", Application::Open), ("invite", Application::Invite)];
    let admission = Admission {
        vouches,
        open_vouches_max,
        probation: reader.duration_needed("probation", Seconds(0), Seconds(730 * 86_400)),
        application: reader.choice_needed("application", &allowed, Application::Open),
    };
    reader.finish();
    admission
}

/// Reads the sections that ask for consent again; each must be a heading of the text (CHA-29).
fn consents(root: &mut Reader<'_>, headings: &[Heading]) -> Vec<Consent> {
    let mut consents: Vec<Consent> = Vec::new();
    for (table, at) in root.tables("consent", ENTRIES_MAX) {
        let mut reader = Reader::new(table, "consent", at, root.flaws);
        if !reader.has("section") {
            reader.missing("section");
        }
        let section = reader.text("section", SENTENCE_CHARS_MAX);
        if let Some((section, at)) = &section {
            if !headings.iter().any(|heading| heading.text == *section) {
                let message = format!("No heading of this text is {section:?}.");
                reader.flaws.push(Code::SectionUnknown, *at, message);
            }
            if consents.iter().any(|consent| consent.section == *section) {
                let message = format!("The section {section:?} is named twice.");
                reader.flaws.push(Code::IdTwice, *at, message);
            }
        }
        reader.choice_needed("ask", &[("again", ())], ());
        let silence = reader.text_needed("silence", SENTENCE_CHARS_MAX);
        reader.finish();
        let section = section.map_or_else(String::new, |(section, _)| section);
        consents.push(Consent { section, silence, at });
    }
    consents
}

/// Reads `quiet`.
fn quiet(root: &mut Reader<'_>) -> Option<Quiet> {
    let (table, at) = root.table("quiet")?;
    let mut reader = Reader::new(table, "quiet", at, root.flaws);
    let mut time_of_day = |key: &'static str| {
        if !reader.has(key) {
            reader.missing(key);
        }
        let (text, at) = reader.text(key, 200)?;
        let minutes = words::read_time_of_day(&text);
        if minutes.is_none() {
            let message = format!("`quiet.{key}` is {text:?}, which is no time of day.");
            reader.flaws.push(Code::Day, at, message);
        }
        minutes
    };
    let (from, until) = (time_of_day("from"), time_of_day("until"));
    reader.finish();
    let (from, until) = from.zip(until)?;
    Some(Quiet { from, until })
}
