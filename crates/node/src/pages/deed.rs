//! What an action does, in a sentence with its amounts and names, and where to read more.

use polity_machine::charter_text::diff::{DiffLine, RuleChange, diff};
use polity_machine::frame::context::Context;
use polity_machine::frame::state::StateView;
use polity_machine::modules::charter::CharterAction;
use polity_machine::modules::treasury::{AccountId, TreasuryAction, query};
use polity_machine::{Action, registry};
use polity_types::{Amount, AssetId, Hash};

use super::link_to;
use super::telling::{self, Teller, Told};
use crate::words::{say, t};

/// Lines of a changed text that are shown. Unit: lines.
const LINES_MAX: usize = 400;

/// What an action does.
pub(crate) struct Deed {
    /// What a change of the charter changes, rule by rule.
    pub(crate) changes: Vec<String>,
    /// What the funds that it moves would hold before and after, if it took effect now, as markup.
    pub(crate) effects: Vec<String>,
    /// The action as it is signed, in JSON.
    pub(crate) fields: String,
    /// Lines that fall away (`-`) and come (`+`).
    pub(crate) lines: Vec<(char, String)>,
    /// The new text of the charter.
    pub(crate) record: Option<String>,
    /// For what a payment is.
    pub(crate) purpose: String,
    /// Fields of which the sentence does not speak: what each is called, and what it says, as markup.
    pub(crate) rest: Vec<(String, String)>,
    /// The sentence, as markup.
    pub(crate) words: String,
}

impl Deed {
    /// Tells an action. `old`: the charter that a change of it changes, if it is known.
    pub(crate) fn of(
        action: &Action,
        old: Option<Hash>,
        base: &str,
        context: &Context<'_>,
        state: &dyn StateView,
    ) -> Self {
        let value = serde_json::to_value(action).unwrap_or_default();
        let fields = serde_json::to_string_pretty(&value).unwrap_or_default();
        let Told { rest, words } = Teller { base, context, state }.tell(action);
        let mut deed = Self {
            changes: Vec::new(),
            effects: Vec::new(),
            fields,
            lines: Vec::new(),
            purpose: String::new(),
            record: None,
            rest,
            words,
        };
        match action {
            Action::Charter(CharterAction::Amend { text, .. }) => {
                deed.record = Some(text.to_string());
                deed.without("text");
                if let Some(old) = old {
                    deed.compare(old, *text, context);
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

    /// Says what a change of the charter changes, in the rules' own words and line by line.
    fn compare(&mut self, old: Hash, new: Hash, context: &Context<'_>) {
        let (Some(old), Some(new)) = (read(&old, context), read(&new, context)) else { return };
        let Ok(diff) = diff(&old, &new, &registry::action_names()) else { return };
        self.changes = diff.rules.into_iter().map(change_in_words).collect();
        self.lines = changed_lines(diff.lines).collect();
    }
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
