//! Reads what those who leave take with them, and says it in words. Rules CHA-62 and CHA-63 in `spec/charter.md`.

use polity_types::{AssetId, Seconds};

use super::diagnostic::Code;
use super::document::{Charter, Dissent, Exit, ExitShare};
use super::explain::{Statement, about, money};
use super::parse::{ENTRIES_MAX, Known};
use super::reader::Reader;
use super::words::{DURATION_MAX, Share};
use crate::modules::exit::POOLS_MAX;
use crate::modules::treasury::AccountId;

/// The fund that every society begins with.
const COMMON: &str = "common";
/// For how long a share that was left behind stays open where the charter does not say.
const OPEN_FOR: Seconds = Seconds(90 * 86_400);

/// Reads `exit`.
pub(super) fn exit(
    root: &mut Reader<'_>,
    known: &Known<'_>,
    currency: Option<&AssetId>,
) -> Option<Exit> {
    let (table, at) = root.table("exit")?;
    let mut reader = Reader::new(table, "exit", at, root.flaws);
    let allowed = [
        ("none", ExitShare::None),
        ("equal", ExitShare::Equal),
        ("by contributions", ExitShare::ByContributions),
        ("by shares", ExitShare::ByShares),
    ];
    let share = reader.choice_needed("share", &allowed, ExitShare::None);
    let is_by_shares = share == ExitShare::ByShares;
    if reader.has("shares") != is_by_shares {
        let message =
            "`exit.shares` names the asset that counts where `exit.share` is \"by shares\".";
        reader.flaws.push(Code::ExitKey, at, message);
    }
    if is_by_shares && reader.has("vesting") {
        let message = "Shares that are held count at once: `exit.vesting` is for the other rules.";
        reader.flaws.push(Code::ExitKey, at, message);
    }
    let exit = Exit {
        share,
        share_max: reader.amount("share_max", |asset| known.decimals_of(asset)),
        paid_within: reader.duration_needed("paid_within", Seconds(0), Seconds(365 * 86_400)),
        assets: assets(&mut reader, known, currency, share),
        funds: funds(&mut reader),
        shares: reader
            .text("shares", 200)
            .and_then(|(code, at)| asset(&code, at, known, &mut reader)),
        vesting: reader.duration("vesting", Seconds(0), DURATION_MAX).unwrap_or_default(),
        open_for: reader
            .duration("open_for", Seconds(0), Seconds(3_650 * 86_400))
            .unwrap_or(OPEN_FOR),
    };
    if exit.shares.as_ref().is_some_and(|shares| exit.assets.contains(shares)) {
        let message = "The asset that counts as shares is not shared itself.";
        reader.flaws.push(Code::ExitKey, at, message);
    }
    // What is given up is taken back to its issue, and the whole is what is issued.
    if let Some(shares) = exit.shares.as_ref().filter(|shares| !known.issued.contains(*shares)) {
        let message = format!(
            "{shares} cannot count as shares: only what the society issues itself can be given up for a share, not what is held outside or is mutual credit."
        );
        reader.flaws.push(Code::ExitKey, at, message);
    }
    let pools = exit.assets.len().saturating_mul(exit.funds.len());
    if pools > POOLS_MAX {
        let message =
            format!("{pools} pairs of fund and asset are opened; at most {POOLS_MAX} are allowed.");
        reader.flaws.push(Code::TooMany, at, message);
    }
    reader.finish();
    Some(exit)
}

/// Reads the funds that are open: the common one where the charter does not say.
fn funds(reader: &mut Reader<'_>) -> Vec<String> {
    if !reader.has("funds") {
        return vec![COMMON.to_owned()];
    }
    let mut funds: Vec<String> = Vec::new();
    for (name, at) in reader.texts("funds", ENTRIES_MAX) {
        if !matches!(format!("fund-{name}").parse(), Ok(AccountId::Fund(_))) {
            reader.flaws.push(Code::IdForm, at, format!("{name:?} is not the name of a fund."));
        } else if funds.contains(&name) {
            reader.flaws.push(Code::IdTwice, at, format!("The fund {name:?} is named twice."));
        } else {
            funds.push(name);
        }
    }
    funds
}

/// Reads the assets that are open: the society's currency where the charter does not say.
fn assets(
    reader: &mut Reader<'_>,
    known: &Known<'_>,
    currency: Option<&AssetId>,
    share: ExitShare,
) -> Vec<AssetId> {
    if !reader.has("assets") {
        if currency.is_none() && share != ExitShare::None {
            reader.missing("assets");
        }
        return currency.into_iter().cloned().collect();
    }
    let mut assets: Vec<AssetId> = Vec::new();
    for (code, at) in reader.texts("assets", ENTRIES_MAX) {
        let Some(id) = asset(&code, at, known, reader) else { continue };
        if assets.contains(&id) {
            reader.flaws.push(Code::IdTwice, at, format!("The asset {id} is named twice."));
        } else {
            assets.push(id);
        }
    }
    assets
}

/// Reads the code of a declared asset.
fn asset(
    code: &str,
    at: super::diagnostic::Position,
    known: &Known<'_>,
    reader: &mut Reader<'_>,
) -> Option<AssetId> {
    let asset = code.parse().ok().filter(|asset| known.decimals_of(asset).is_some());
    if asset.is_none() {
        reader.flaws.push(Code::AssetUnknown, at, format!("The asset {code:?} is not declared."));
    }
    asset
}

/// Reads `dissent` (CHA-63).
pub(super) fn dissent(root: &mut Reader<'_>) -> Option<Dissent> {
    let (table, at) = root.table("dissent")?;
    let mut reader = Reader::new(table, "dissent", at, root.flaws);
    for key in ["from", "to"] {
        if !reader.has(key) {
            reader.missing(key);
        }
    }
    let (from, to) = (reader.share("from"), reader.share("to"));
    let longest = reader.duration_needed("longest", Seconds(3_600), Seconds(365 * 86_400));
    let (from, to) = from.zip(to)?;
    let cross = |one: Share, other: Share| {
        u64::from(one.numerator()).saturating_mul(other.denominator().into())
    };
    if cross(from, to) >= cross(to, from) {
        let message = format!("`dissent.from` is {from}, which is not less than {to}.");
        reader.flaws.push(Code::DissentOrder, at, message);
    }
    reader.finish();
    Some(Dissent { from, to, longest })
}

/// Says what those who leave take with them.
pub(super) fn said(charter: &Charter, exit: &Exit) -> Vec<Statement> {
    let outside =
        format!("What is held outside of the machine is handed over within {}.", exit.paid_within);
    let outside = about(charter, "exit.paid_within", outside);
    let part = match exit.share {
        ExitShare::None => {
            let text = "Who leaves takes no part of the common money.".to_owned();
            return vec![about(charter, "exit.share", text), outside];
        }
        ExitShare::Equal => "an equal part".to_owned(),
        ExitShare::ByContributions => {
            "the part that their contributions are of everybody's, never more than they put in,"
                .to_owned()
        }
        ExitShare::ByShares => {
            let shares = exit.shares.as_ref().map_or("shares", AssetId::as_str);
            format!("for each {shares} that they give up, the part that it is of all of them,")
        }
    };
    let funds = one_or_more("the fund", "the funds", &exit.funds);
    let assets: Vec<&str> = exit.assets.iter().map(AssetId::as_str).collect();
    let most = exit.share_max.as_ref().map_or(String::new(), |(amount, asset)| {
        format!(", at most {}", money(charter, *amount, asset))
    });
    let text = format!("Who leaves takes {part} of {funds} in {}{most}.", assets.join(", "));
    let mut statements = vec![about(charter, "exit.share", text)];
    if exit.vesting > Seconds::ZERO {
        let text =
            format!("A share grows day by day to the whole over {} of membership.", exit.vesting);
        statements.push(about(charter, "exit.vesting", text));
    }
    let text = match exit.open_for {
        Seconds::ZERO => {
            "Who leaves without their share gives it up, but for what was set aside then."
                .to_owned()
        }
        open_for => format!("Whoever left without their share may still take it for {open_for}."),
    };
    statements.push(about(charter, "exit.open_for", text));
    statements.push(outside);
    statements
}

/// Returns a list in words, after a word for one or for more.
fn one_or_more(one: &str, more: &str, names: &[String]) -> String {
    let word = if names.len() == 1 { one } else { more };
    format!("{word} {}", names.join(", "))
}
