//! Payments that repeated and ended before their time, in words: to whom, what was not paid, why, and what one does next.

use polity_machine::frame::state::StateView;
use polity_machine::modules::treasury::{AccountId, query};
use polity_types::{Amount, AssetId, Timestamp};
use polity_views::EndedRow;

use super::{Moment, deed};
use crate::words::{say, t, term};

/// Returns why a payment ended, in the reader's language. `why`: as the tables name it.
#[must_use]
pub fn why_ended(why: &str) -> String {
    t(match why {
        "budget" => "stream-why-budget",
        "fund_empty" => "stream-why-fund-empty",
        "payee_gone" => "stream-why-payee-gone",
        "share_taken" => "stream-why-share-taken",
        _ => "stream-why-stopped",
    })
}

/// Returns what one does before it can begin again, in the reader's language.
#[must_use]
pub fn after_ended(why: &str) -> String {
    t(match why {
        "budget" => "stream-next-budget",
        "fund_empty" => "stream-next-fund-empty",
        "payee_gone" => "stream-next-payee-gone",
        "share_taken" => "stream-next-share-taken",
        _ => "stream-next-stopped",
    })
}

/// Returns, in the reader's language, that a part of what was not paid is in no command that begins the rest again, and
/// how it is paid. `left_out`: how much, as markup.
#[must_use]
pub fn left_out(left_out: &str) -> String {
    say("stream-left-out", &[("amount", left_out)])
}

/// A payment that ended, as the page of spending tells it.
pub(crate) struct Ended {
    /// The command that begins the rest of it again.
    pub(crate) again: String,
    pub(crate) next: String,
    pub(crate) number: u64,
    pub(crate) time: Moment,
    /// What ended, why, what was not paid, and what of that the command leaves out, as markup.
    pub(crate) words: String,
}

impl Ended {
    pub(crate) fn of(row: &EndedRow, base: &str, state: &dyn StateView) -> Self {
        let asset: Option<AssetId> = row.asset.parse().ok();
        let asset = asset.and_then(|asset| query::asset(state, &asset));
        Self {
            again: row.again(asset.map_or(0, |asset| asset.decimals)),
            next: after_ended(&row.why),
            number: row.number,
            time: Moment(Timestamp(row.ended)),
            words: match row.left_out() {
                Some(some) => {
                    format!("{} {}", words(row, base, state), left_out(&money(row, some, state)))
                }
                None => words(row, base, state),
            },
        }
    }
}

/// Tells in a sentence what ended, as markup.
pub(crate) fn words(row: &EndedRow, base: &str, state: &dyn StateView) -> String {
    let account = |text: &str| match text.parse::<AccountId>() {
        Ok(account) => deed::account(&account, base, state),
        Err(_) => String::new(),
    };
    let (each, unpaid) = (money(row, row.amount, state), money(row, row.unpaid, state));
    let ended = say(
        "stream-ended",
        &[
            ("number", &row.number.to_string()),
            ("each", &each),
            ("every", &term(&row.every.to_string())),
            ("from", &account(&row.fund)),
            ("to", &account(&row.payee)),
            ("why", &why_ended(&row.why)),
            ("unpaid", &unpaid),
            ("never", &row.never.to_string()),
            ("times", &row.times.to_string()),
        ],
    );
    let back = row.back();
    if !back.is_positive() {
        return ended;
    }
    let back = money(row, back, state);
    format!("{ended} {}", went_back(&back))
}

/// Returns, in the reader's language, that a part of what was not paid is of the period in which it ended. `back`: how
/// much, as markup.
#[must_use]
pub fn went_back(back: &str) -> String {
    say("stream-back", &[("amount", back)])
}

/// Returns an amount of what was paid.
pub(crate) fn money(row: &EndedRow, amount: Amount, state: &dyn StateView) -> String {
    let asset = row.asset.parse::<AssetId>();
    asset.map(|asset| deed::money(amount, &asset, state)).unwrap_or_default()
}
