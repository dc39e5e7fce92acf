//! What an action does, in a sentence with its amounts and names, and where to read more.

use polity_machine::charter_text::diff::{DiffLine, RuleChange, diff};
use polity_machine::frame::context::Context;
use polity_machine::frame::state::StateView;
use polity_machine::modules::charter::CharterAction;
use polity_machine::modules::treasury::{AccountId, TreasuryAction, query};
use polity_machine::{Action, registry};
use polity_types::{Amount, AssetId, Hash};

use super::telling::{self, Teller, Told};
use super::{Moment, escaped, link_to, part};
use crate::words::{say, t};

/// Lines of a changed text that are shown. Unit: lines.
const LINES_MAX: usize = 400;
/// Versions of the charter among which the one that is replaced is looked for.
const VERSIONS: usize = 100;

/// What differs between two texts of a charter.
pub(crate) struct Changes {
    /// Lines that fall away (`-`) and come (`+`).
    pub(crate) lines: Vec<(char, String)>,
    /// What each rule that changes says from then on, and what it says until then.
    pub(crate) rules: Vec<(Option<String>, Option<String>)>,
    /// Who gains and who loses which power, in sentences.
    pub(crate) shifts: Vec<String>,
}

impl Changes {
    /// Compares two texts; nothing, where one of them is not kept or is no charter.
    pub(crate) fn of(old: &Hash, new: &Hash, context: &Context<'_>) -> Option<Self> {
        let (old, new) = (read(old, context)?, read(new, context)?);
        let diff = diff(&old, &new, &registry::action_names()).ok()?;
        Some(Self {
            lines: changed_lines(diff.lines).collect(),
            rules: diff.rules.into_iter().map(|rule| (rule.after, rule.before)).collect(),
            shifts: diff.powers.into_iter().map(|shift| shift.text).collect(),
        })
    }
}

/// What an action does.
pub(crate) struct Deed {
    /// What a change of the charter changes.
    pub(crate) changes: Option<Changes>,
    /// What the funds that it moves would hold before and after, if it took effect now, as markup.
    pub(crate) effects: Vec<String>,
    /// The action as it is signed, in JSON.
    pub(crate) fields: String,
    /// The new text of the charter.
    pub(crate) record: Option<String>,
    /// The text of the charter that is replaced, as markup.
    pub(crate) replaced: String,
    /// For what a payment is.
    pub(crate) purpose: String,
    /// Fields of which the sentence does not speak: what each is called, and what it says, as markup.
    pub(crate) rest: Vec<(String, String)>,
    /// The sentence, as markup.
    pub(crate) words: String,
}

impl Deed {
    /// Tells an action. `is_compared`: whether a change of the charter is told rule by rule.
    pub(crate) fn of(
        action: &Action,
        is_compared: bool,
        base: &str,
        context: &Context<'_>,
        state: &dyn StateView,
    ) -> Self {
        let value = serde_json::to_value(action).unwrap_or_default();
        let fields = serde_json::to_string_pretty(&value).unwrap_or_default();
        let Told { rest, words } = Teller { base, context, state }.tell(action);
        let mut deed = Self {
            changes: None,
            effects: Vec::new(),
            fields,
            purpose: String::new(),
            record: None,
            replaced: String::new(),
            rest,
            words,
        };
        match action {
            Action::Charter(CharterAction::Amend { replaces, text }) => {
                deed.record = Some(text.to_string());
                deed.replaced = replaced(replaces, base, context, state);
                deed.without("text");
                deed.without("replaces");
                if is_compared {
                    deed.changes = Changes::of(replaces, text, context);
                }
            }
            Action::Treasury(
                TreasuryAction::Issue { memo: Some(memo), .. }
                | TreasuryAction::Pay { memo: Some(memo), .. }
                | TreasuryAction::Receive { memo: Some(memo), .. }
                | TreasuryAction::TakeOut { memo: Some(memo), .. }
                | TreasuryAction::Transfer { memo: Some(memo), .. },
            ) => {
                if let Some(purpose) = read(memo, context) {
                    deed.purpose = purpose;
                    deed.without("memo");
                }
            }
            _ => {}
        }
        deed
    }

    /// Leaves off a field that is told elsewhere.
    fn without(&mut self, field: &str) {
        let label = telling::label(field);
        self.rest.retain(|(name, _)| *name != label);
    }
}

/// Says which text of the charter is replaced: its title, and which version it is.
fn replaced(hash: &Hash, base: &str, context: &Context<'_>, state: &dyn StateView) -> String {
    let text = read(hash, context).unwrap_or_default();
    let title = text.lines().map(|line| line.trim_start_matches('#').trim());
    let title = title.into_iter().find(|line| !line.is_empty()).map(escaped);
    let title = title.unwrap_or_else(|| hash.to_string());
    let title = format!("<a href=\"{base}/api/v1/records/{hash}\"><bdi>{title}</bdi></a>");
    let known = part::texts(state, VERSIONS).into_iter().find(|(_, known)| known.hash == *hash);
    let Some((number, version)) = known else { return title };
    let (number, since) = (number.to_string(), Moment(version.since).to_string());
    say("decision-replaced-version", &[("number", &number), ("since", &since), ("title", &title)])
}

/// Returns what a rule said and says, in its own words.
pub(crate) fn change_in_words(change: RuleChange) -> String {
    match (change.before, change.after) {
        (Some(before), Some(after)) => format!("{after} Until now: {before}"),
        (None, Some(after)) => format!("New: {after}"),
        (Some(before), None) => format!("No longer: {before}"),
        (None, None) => change.rule,
    }
}

/// Returns the lines that come (`+`) and fall away (`-`), as many as are shown.
pub(crate) fn changed_lines(lines: Vec<DiffLine>) -> impl Iterator<Item = (char, String)> {
    let changed = lines.into_iter().filter_map(|line| match (line.old_line, line.new_line) {
        (None, _) => Some(('+', line.text)),
        (_, None) => Some(('-', line.text)),
        _ => None,
    });
    changed.take(LINES_MAX)
}

/// Returns a text that the log names.
pub(crate) fn read(hash: &Hash, context: &Context<'_>) -> Option<String> {
    let text = context.records.record(hash)?;
    Some(String::from_utf8_lossy(&text).into_owned())
}

/// Returns an amount as people read it.
pub(crate) fn money(amount: Amount, asset: &AssetId, state: &dyn StateView) -> String {
    let decimals = query::asset(state, asset).map_or(0, |asset| asset.decimals);
    format!("{} {asset}", amount.in_units(decimals))
}

/// Returns an account as people call it, as markup.
pub(crate) fn account(account: &AccountId, base: &str, state: &dyn StateView) -> String {
    match account {
        AccountId::Fund(name) if name == "common" => t("account-common"),
        AccountId::Fund(name) => say("account-fund", &[("name", name)]),
        AccountId::Escrow(name) => say("account-escrow", &[("name", name)]),
        AccountId::External(name) => say("account-outside", &[("name", name)]),
        AccountId::Issue(_) => t("account-issue"),
        AccountId::Person(person) => link_to(base, state, *person),
    }
}

/// Writes a phrase with a capital to begin a sentence.
pub(crate) fn capital(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
