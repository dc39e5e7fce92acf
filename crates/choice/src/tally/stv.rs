//! The single transferable vote by its several rules.

use super::input::{NONE, Orders, Outcome, counted, method, option, orders};
use super::{Kind, Method, OptionInfo, Options, Profile};
use crate::ChoiceError;
use crate::stv::{
    self, Declares, EqualSplit, Fixed, GregoryRule, Keep, MeekRule, Quota, Rational, StvResult,
    Transfer,
};

const PLACES: OptionInfo = option("places", "decimals, or \"exact\" for rationals");

pub(super) const STV_SCOTTISH: Method = method(
    "stv-scottish",
    "Single transferable vote by the Scottish rules.",
    Kind::Ranked,
    NONE,
    scottish,
)
.seats()
.ties();

pub(super) const STV_WIG: Method = method(
    "stv-wig",
    "Single transferable vote by weighted inclusive Gregory.",
    Kind::Ranked,
    &[
        PLACES,
        option("batch", "no, yes"),
        option("elects", "all, one: how many who have the quota in one round"),
        option("quota", "fractional, whole"),
        option("transfer", "product-first, fraction-first, once: where values are rounded"),
    ],
    wig,
)
.seats()
.ties();

pub(super) const STV_MEEK: Method = method(
    "stv-meek",
    "Single transferable vote by Meek's rule.",
    Kind::Ranked,
    &[
        PLACES,
        option("omega", "6, or decimals"),
        option("equal", "average, parts"),
        option("keep", "up, down"),
    ],
    meek,
)
.seats()
.ties();

pub(super) const STV_WARREN: Method = method(
    "stv-warren",
    "Single transferable vote by Warren's rule.",
    Kind::Ranked,
    &[PLACES, option("omega", "6, or decimals"), option("equal", "average, parts")],
    warren,
)
.seats()
.ties();

fn elected(orders: &Orders<'_>, result: &StvResult) -> Outcome {
    let mut account = result.explain(orders.names);
    if !result.splits && orders.ballots.has_ties() {
        account.say("By this rule a ballot ends where it ranks several equal.");
    }
    counted(orders.names, &result.winners, result, account)
}

pub(super) fn scottish(profile: &Profile, options: &Options) -> Outcome {
    let orders = orders("stv-scottish", profile, options)?;
    elected(&orders, &stv::scottish(orders.ballots, &orders.stv())?)
}

/// Decimals of the arithmetic, or `None` for rationals.
fn places(options: &Options, default: u32) -> Result<Option<u32>, ChoiceError> {
    if options.get("places") == Some("exact") {
        return Ok(None);
    }
    let places = options.number("places", u64::from(default))?;
    Ok(Some(u32::try_from(places).unwrap_or(u32::MAX)))
}

pub(super) fn wig(profile: &Profile, options: &Options) -> Outcome {
    let orders = orders("stv-wig", profile, options)?;
    let quota =
        options.one_of("quota", &[("fractional", Quota::Fractional), ("whole", Quota::Whole)])?;
    let transfer = options.one_of(
        "transfer",
        &[
            ("product-first", Transfer::Twice),
            ("fraction-first", Transfer::Fraction),
            ("once", Transfer::Once),
        ],
    )?;
    let declares =
        options.one_of("elects", &[("all", Declares::AtStart), ("one", Declares::OneAtStart)])?;
    let rule = GregoryRule {
        declares,
        quota,
        transfer,
        excludes_batch: options.yes("batch")?,
        excluded_first: orders.excluded_first,
        ..GregoryRule::REFERENCE
    };
    let (stated, name) = (orders.stv(), "weighted inclusive Gregory");
    let result = if let Some(places) = places(options, 4)? {
        let fixed = Fixed::new(places, orders.ballots.total())?;
        stv::gregory(orders.ballots, &stated, rule, &fixed, name)?
    } else {
        let rational = Rational { shown_places: None, keep_places: None };
        stv::gregory(orders.ballots, &stated, rule, &rational, name)?
    };
    elected(&orders, &result)
}

pub(super) fn meek(profile: &Profile, options: &Options) -> Outcome {
    let keep = options.one_of("keep", &[("up", Keep::ShareUp), ("down", Keep::SharesDown)])?;
    keep_factors("stv-meek", keep, "Meek's rule", profile, options)
}

pub(super) fn warren(profile: &Profile, options: &Options) -> Outcome {
    keep_factors("stv-warren", Keep::Amount, "Warren's rule", profile, options)
}

fn keep_factors(
    method: &str,
    keep: Keep,
    name: &str,
    profile: &Profile,
    options: &Options,
) -> Outcome {
    let orders = orders(method, profile, options)?;
    let omega_places = u32::try_from(options.number("omega", 6)?).unwrap_or(u32::MAX);
    let places = places(options, 9)?;
    if omega_places > places.unwrap_or(crate::limits::PLACES_MAX) {
        return Err(ChoiceError::BadOption {
            option: "omega".into(),
            value: omega_places.to_string(),
            allowed: "as many decimals as are counted".into(),
        });
    }
    let split = options
        .one_of("equal", &[("average", EqualSplit::Average), ("parts", EqualSplit::Parts)])?;
    let rule = MeekRule { keep, split, omega_places, ..MeekRule::default() };
    let result = if let Some(places) = places {
        stv::meek_decimal(orders.ballots, &orders.stv(), rule, places, name)?
    } else {
        let rational = Rational { shown_places: None, keep_places: Some(omega_places) };
        stv::meek_with(orders.ballots, &orders.stv(), rule, &rational, name)?
    };
    elected(&orders, &result)
}
