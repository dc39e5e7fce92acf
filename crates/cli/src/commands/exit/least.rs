//! The least that somebody takes a share for: what they were shown, or what they say.

use polity_machine::modules::exit::query::Offer;
use polity_machine::modules::exit::{LEAST_PERCENT, Least};
use polity_types::AssetId;

use crate::failure::Failure;
use crate::import::text;

/// For how much at least.
#[derive(Debug, Default, clap::Args)]
pub(crate) struct Bound {
    /// The least to be paid of an asset, such as EUR=19.50, or it is refused; repeat it for several. Otherwise 95 % of
    /// what is shown.
    #[arg(long, value_name = "CODE=AMOUNT", value_parser = one)]
    least: Vec<(AssetId, String)>,
    /// Takes whatever it is by then, however little.
    #[arg(long, conflicts_with = "least")]
    any: bool,
}

impl Bound {
    /// Returns whether any of it is said.
    pub(super) fn is_any(&self) -> bool {
        self.any || !self.least.is_empty()
    }

    /// Returns the least of each asset: as it was given, or of what is shown.
    pub(super) fn of(&self, offer: &Offer, decimals: &[u8]) -> Result<Vec<Least>, Failure> {
        if self.any {
            return Ok(Vec::new());
        }
        let mut least = offer.least();
        for (asset, said) in &self.least {
            let hint = "Write it as EUR=19.50.";
            let amount = text::amount(said, usize::from(of(asset, offer, decimals)), false)
                .map_err(|why| Failure::usage(format!("{why}."), hint))?;
            least.retain(|one| one.asset != *asset);
            least.push(Least { amount, asset: asset.clone() });
        }
        Ok(least)
    }
}

/// Returns the decimals of an asset that is shown.
fn of(asset: &AssetId, offer: &Offer, decimals: &[u8]) -> u8 {
    let mut rows = offer.rows.iter().zip(decimals);
    rows.find(|(row, _)| row.asset == *asset).map_or(0, |(_, decimals)| *decimals)
}

/// Says what is signed.
pub(super) fn words(least: &[Least], offer: &Offer, decimals: &[u8]) -> String {
    let one = |least: &Least| {
        let amount = least.amount.in_units(of(&least.asset, offer, decimals));
        format!("{amount} {}", least.asset)
    };
    let sums: Vec<String> = least.iter().map(one).collect();
    let how = if least == offer.least() {
        format!(" That is {LEAST_PERCENT} % of what is shown; --least or --any says otherwise.")
    } else {
        String::new()
    };
    format!("If less than {} would be paid by then, it is refused.{how}", sums.join(" and "))
}

/// Reads `EUR=19.50`; the amount is read when the asset's decimals are known.
fn one(text: &str) -> Result<(AssetId, String), String> {
    let (code, amount) = text.split_once('=').ok_or("it is CODE=AMOUNT, such as EUR=19.50")?;
    let asset = code.parse().map_err(|_| format!("{code:?} is no code of an asset"))?;
    Ok((asset, amount.to_owned()))
}
