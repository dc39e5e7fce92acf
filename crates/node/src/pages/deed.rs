//! What an action does, in a sentence with its amounts and names, and where to read more.

use polity_machine::charter_text::diff::{DiffLine, RuleChange, diff};
use polity_machine::frame::context::Context;
use polity_machine::frame::state::StateView;
use polity_machine::modules::charter::CharterAction;
use polity_machine::modules::treasury::{AccountId, TreasuryAction, query};
use polity_machine::{Action, registry};
use polity_types::{Amount, AssetId, Hash};

use super::{escaped, link_to};
use crate::words::{say, t, term};

/// Lines of a changed text that are shown. Unit: lines.
const LINES_MAX: usize = 400;

/// What an action does.
pub(crate) struct Deed {
    /// What a change of the charter changes, rule by rule.
    pub(crate) changes: Vec<String>,
    /// The action as it is signed, in JSON.
    pub(crate) fields: String,
    /// Lines that fall away (`-`) and come (`+`).
    pub(crate) lines: Vec<(char, String)>,
    /// The new text of the charter.
    pub(crate) record: Option<String>,
    /// For what a payment is.
    pub(crate) purpose: String,
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
        let mut deed = Self {
            changes: Vec::new(),
            fields,
            lines: Vec::new(),
            purpose: String::new(),
            record: None,
            words: sentence(action, base, state),
        };
        match action {
            Action::Charter(CharterAction::Amend { text, .. }) => {
                deed.record = Some(text.to_string());
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
            ) => deed.purpose = read(memo, context).unwrap_or_default(),
            _ => {}
        }
        deed
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

/// Returns the sentence of an action, as markup: nothing in it is text that somebody wrote.
fn sentence(action: &Action, base: &str, state: &dyn StateView) -> String {
    let Action::Treasury(action) = action else {
        return format!(
            "{}{}",
            capital(&term(registry::spec(action).words)),
            whom(action, base, state)
        );
    };
    match action {
        TreasuryAction::Attest { account: outside, asset, held, .. } => {
            let (held, outside) = (money(*held, asset, state), account(outside, base, state));
            term(&format!("Says that {held} are {outside}"))
        }
        TreasuryAction::CloseAccount { account: closed } => {
            term(&format!("Closes {}", account(closed, base, state)))
        }
        TreasuryAction::CreateAsset { asset, decimals } => {
            term(&format!("Counts a further asset, {asset}, with {decimals} decimal places"))
        }
        TreasuryAction::Issue { amount, asset, to, .. } => {
            let (amount, to) = (money(*amount, asset, state), account(to, base, state));
            say("deed-issues", &[("amount", &amount), ("to", &to)])
        }
        TreasuryAction::OpenAccount { account: fund } => {
            say("deed-opens", &[("account", &account(fund, base, state))])
        }
        TreasuryAction::OpenOutside { account: outside, .. } => {
            say("deed-opens-outside", &[("account", &account(outside, base, state))])
        }
        TreasuryAction::Receive { amount, asset, from, to, .. } => {
            let (from, to) = (account(from, base, state), account(to, base, state));
            let amount = money(*amount, asset, state);
            say("deed-books", &[("amount", &amount), ("from", &from), ("to", &to)])
        }
        TreasuryAction::Pay { amount, asset, from, to, .. } => {
            let (from, to) = (account(from, base, state), account(to, base, state));
            let amount = money(*amount, asset, state);
            say("deed-pays", &[("amount", &amount), ("from", &from), ("to", &to)])
        }
        TreasuryAction::TakeOut { amount, asset, to, .. }
        | TreasuryAction::Transfer { amount, asset, to, .. } => {
            let (amount, to) = (money(*amount, asset, state), account(to, base, state));
            term(&format!("Passes {amount} of one's own on to {to}"))
        }
    }
}

/// Returns about what or whom an action is, as markup, if it names a proposal or a person.
fn whom(action: &Action, base: &str, state: &dyn StateView) -> String {
    let value = serde_json::to_value(action).unwrap_or_default();
    let with = |name: &str| value.pointer(&format!("/with/{name}")).cloned().unwrap_or_default();
    if let Some(proposal) = with("proposal").as_u64() {
        let words = term(&format!("decision {proposal}"));
        return format!(": <a href=\"{base}/decisions/{proposal}\">{words}</a>");
    }
    let people = ["applicant", "holder", "person"].into_iter().map(with);
    let mut people = people.filter_map(|value| value.as_str()?.parse().ok());
    let office = with("office").as_str().map(|office| format!(", <bdi>{}</bdi>", escaped(office)));
    let office = office.unwrap_or_default();
    let told = |person| format!(": {}{office}", link_to(base, state, person));
    people.next().map_or_else(String::new, told)
}

/// Writes a phrase with a capital to begin a sentence.
pub(crate) fn capital(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
