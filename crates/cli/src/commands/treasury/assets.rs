//! `polity treasury assets`: what the society counts, what each thing is, and how much of it there is.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use polity_machine::charter_text::{AssetKind, document};
use polity_machine::modules::treasury::{AccountId, query};
use polity_types::{Amount, AssetId};
use serde::Serialize;

use crate::args::Where;
use crate::failure::Failure;
use crate::output::Output;
use crate::session::Session;

/// An asset, as it is listed. Amounts as people write them.
#[derive(Serialize)]
struct Told {
    asset: String,
    decimals: u8,
    kind: String,
    issued: String,
    /// What all funds of the society hold together.
    funds: String,
    movements: u64,
}

/// Lists the assets: those of the charter, and whatever else is held.
pub(super) fn list(at: &Where, output: &Output) -> Result<(), Failure> {
    let session = Session::open(at)?;
    let charter = session.charter_text()?;
    let held = super::all_balances(&session)?;
    let named = held.iter().filter_map(|row| row.asset.parse::<AssetId>().ok());
    let all: BTreeSet<AssetId> =
        charter.assets.iter().map(|asset| asset.id.clone()).chain(named).collect();
    let mut rows = Vec::new();
    for asset in all {
        let keys = [query::asset_key(&asset)];
        let Some(known) = session.look(&keys, |state| query::asset(state, &asset))? else {
            continue;
        };
        let of_funds = held.iter().filter(|row| {
            let account = row.account.parse::<AccountId>();
            row.asset == asset.to_string() && matches!(account, Ok(AccountId::Fund(_)))
        });
        let funds = of_funds.filter_map(|row| row.amount.parse::<Amount>().ok());
        let funds = funds.fold(Amount::ZERO, |sum, held| sum.plus(held).unwrap_or(sum));
        rows.push(Told {
            kind: kind(known.kind, charter.asset(&asset), &asset, known.decimals),
            asset: asset.to_string(),
            decimals: known.decimals,
            issued: known.issued.in_units(known.decimals),
            funds: funds.in_units(known.decimals),
            movements: known.postings.count,
        });
    }
    output.data(&rows, || {
        let line = |row: &Told| {
            let Told { asset, kind, issued, funds, movements, .. } = row;
            format!(
                "{asset}: {kind}\n  funds hold {funds} {asset}; {issued} {asset} were ever issued; it moved \
                 {movements} times"
            )
        };
        let lines: Vec<String> = rows.iter().map(line).collect();
        if lines.is_empty() { "The society counts no asset.".into() } else { lines.join("\n") }
    });
    Ok(())
}

/// Says what an asset is.
fn kind(
    kind: AssetKind,
    declared: Option<&document::Asset>,
    asset: &AssetId,
    decimals: u8,
) -> String {
    let mut text = match kind {
        AssetKind::Claim => {
            let by = declared.and_then(|declared| declared.held_by.as_deref()).unwrap_or("others");
            format!("a claim on what is held outside by {by}")
        }
        AssetKind::Credit => "the society's own credit".to_owned(),
        AssetKind::Mutual => {
            let limit = declared.and_then(|declared| declared.credit_limit).unwrap_or_default();
            let limit = limit.in_units(decimals);
            format!(
                "credit that members give each other, each down to {limit} {asset} below nothing"
            )
        }
    };
    if let Some(law) = declared.and_then(|declared| declared.demurrage.as_ref()) {
        let _ = write!(text, "; what lies still loses {} every {}", law.share, law.every);
    }
    text
}
