//! Fees: what whoever does an act pays for it. How the charter's text names them, what they come to, and
//! how they are said. Rule CHA-69 in `spec/charter.md`; how they are taken, TRE-16.

use std::collections::BTreeSet;

use polity_types::{Amount, AssetId};

use super::actions::ActionClass;
use super::diagnostic::{Code, Position};
use super::document::Charter;
use super::explain::{Statement, money};
use super::parse::Known;
use super::reader::Reader;
use super::words::Share;
use crate::modules::treasury::AccountId;
use crate::registry;

/// Most fees. Source: CHA-69.
pub const FEES_MAX: usize = 32;
/// The fund that gets a fee where the charter names none.
const COMMON: &str = "fund-common";

/// What whoever does an act pays for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fee {
    /// Identifier, stable over amendments.
    pub id: String,
    /// Name of the act.
    pub act: String,
    /// Of which asset.
    pub asset: AssetId,
    /// The same each time. Unit: minor units.
    pub flat: Amount,
    /// A share of what the act moves of that asset, and the most that the fee comes to.
    pub share: Option<(Share, Amount)>,
    /// Which fund gets it.
    pub to: AccountId,
    /// Where it begins in the text.
    pub at: Position,
}

/// A fee of one act, as it is paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Charge<'c> {
    /// How much. Unit: minor units.
    pub amount: Amount,
    /// What it follows from.
    pub fee: &'c Fee,
}

impl Fee {
    /// Returns what the fee comes to for an act that moves so much; nothing: none is taken.
    fn of(&self, moved: Option<&(AssetId, Amount)>) -> Amount {
        let Some((share, most)) = self.share else { return self.flat };
        let moved = moved.filter(|(asset, _)| *asset == self.asset);
        let part = moved.map_or(Amount::ZERO, |(_, amount)| share.of(*amount));
        self.flat.plus(part).unwrap_or(most).min(most)
    }
}

impl Charter {
    /// Returns what whoever does an act pays for it, in the order of the text.
    #[must_use]
    pub fn charges<'c>(&'c self, act: &str, moved: Option<&(AssetId, Amount)>) -> Vec<Charge<'c>> {
        let fees = self.fees.iter().filter(|fee| fee.act == act);
        let charge = |fee: &'c Fee| Charge { amount: fee.of(moved), fee };
        fees.map(charge).filter(|charge| charge.amount.is_positive()).collect()
    }
}

/// Reads the fees (CHA-69).
pub(super) fn fees(root: &mut Reader<'_>, known: &Known<'_>) -> Vec<Fee> {
    let mut fees: Vec<Fee> = Vec::new();
    let mut seen = BTreeSet::new();
    for (table, at) in root.tables("fee", FEES_MAX) {
        let mut reader = Reader::new(table, "fee", at, root.flaws);
        let id = reader.id();
        if !id.is_empty() && !seen.insert(id.clone()) {
            let message = format!("The id `{id}` is given twice.");
            reader.flaws.push(Code::IdTwice, at, message);
        }
        let act = act(&mut reader, known);
        let mut amount = |key| reader.amount(key, |asset| known.decimals_of(asset));
        let (flat, most) = (amount("amount"), amount("at_most"));
        let share = reader.share("share");
        let to = super::money::fund_of("to", COMMON, &mut reader);
        let read = match (flat, share, most) {
            (Some((flat, asset)), None, None) => Some((asset, flat, None)),
            (None, Some(share), Some((most, asset))) => {
                Some((asset, Amount::ZERO, Some((share, most))))
            }
            (Some((flat, asset)), Some(share), Some((most, other)))
                if asset == other && flat <= most =>
            {
                Some((asset, flat, Some((share, most))))
            }
            _ => {
                let message = format!(
                    "The fee `{id}` is `amount`; or `share` with `at_most`; or all three, in one asset, \
                     `amount` not above `at_most`."
                );
                reader.flaws.push(Code::FeeForm, at, message);
                None
            }
        };
        reader.finish();
        if let Some((asset, flat, share)) = read {
            fees.push(Fee { id, act, asset, flat, share, to, at });
        }
    }
    fees
}

/// Reads the act for which a fee is paid: one that some have the power to do, or an application. Rights, and
/// what makes somebody known, cost nobody anything.
fn act(reader: &mut Reader<'_>, known: &Known<'_>) -> String {
    let (text, at) = reader.text("for", 64).unwrap_or_else(|| {
        reader.missing("for");
        (String::new(), reader.at)
    });
    let act = known.actions.iter().find(|action| action.name == text);
    let is_fit =
        act.is_some_and(|act| act.class == ActionClass::Power || act.name == "membership.apply");
    if !is_fit && !text.is_empty() {
        let why = if act.is_some() { "which is free for everybody" } else { "which is no act" };
        let message = format!("`fee.for` is {text:?}, {why}.");
        reader.flaws.push(Code::FeeAct, at, message);
    }
    text
}

/// Says what is paid for which act.
pub(super) fn said(charter: &Charter) -> Vec<Statement> {
    let statement = |fee: &Fee| {
        let deed = registry::spec_named(&fee.act).map_or(fee.act.as_str(), |spec| spec.words);
        let flat = fee.flat.is_positive().then(|| money(charter, fee.flat, &fee.asset));
        let part = fee.share.map(|(share, most)| {
            let most = money(charter, most, &fee.asset);
            format!("{share} of what it moves, at most {most}")
        });
        let parts: Vec<String> = flat.into_iter().chain(part).collect();
        let text = format!(
            "To {deed} costs {} each time, which goes to {}; what the members decide costs nothing.",
            parts.join(" and "),
            fee.to
        );
        Statement { rule: format!("fee.{}", fee.id), line: fee.at.line, text }
    };
    charter.fees.iter().map(statement).collect()
}
