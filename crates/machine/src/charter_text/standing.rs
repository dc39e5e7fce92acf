//! Reads what belongs to votes that cost credits of the season, and to support that grows while it
//! stands. Rules CHA-70 and CHA-71 in `spec/charter.md`.

use polity_types::Seconds;

use super::diagnostic::{Code, Flaws, Position};
use super::document::{Conviction, Power, Procedure, Season, Who};
use super::electorate::{Body, Electorate};
use super::explain::Statement;
use super::method::{Method, POINTS};
use super::parse::Known;
use super::reader::Reader;

/// Most credits of a season. Unit: credits. Source: CHA-70.
const CREDITS_MAX: u32 = 10_000;
/// Most characters of the name of a fund, after `fund-`. Source: CHA-71.
const FUND_CHARS_MAX: usize = 24;
const DAY: Seconds = Seconds(86_400);

/// Reads `season`.
pub(super) fn season(root: &mut Reader<'_>) -> Option<Season> {
    let (table, at) = root.table("season")?;
    let mut reader = Reader::new(table, "season", at, root.flaws);
    let season = Season {
        length: reader.duration_needed("length", DAY, Seconds(730 * 86_400)),
        credits: reader.count_needed("credits", 1, CREDITS_MAX),
    };
    reader.finish();
    Some(season)
}

/// Checks that a season gives the credits that votes cost, and that nothing stands beside a method that
/// it has no meaning for: credits and points are each person's own, and not delegated.
pub(super) fn check_method(method: Method, has_season: bool, reader: &mut Reader<'_>) {
    if method.is_paid() && !has_season {
        let message =
            format!("Votes by {:?} cost credits, and no season gives any.", method.name());
        reader.flaws.push(Code::SeasonMissing, reader.at, message);
    }
    let is_conviction = method == Method::Conviction;
    let refused: &[&str] = match method {
        Method::Conviction => &["delegation", "confirm"],
        _ if method.is_paid() => &["delegation"],
        _ => &[],
    };
    let refused: Vec<_> = refused.iter().filter(|key| reader.has(key)).collect();
    for key in refused {
        let message = format!("`decision.{key}` does not go with {:?}.", method.name());
        reader.flaws.push(Code::StandingKey, reader.at, message);
    }
    let own = ["asset", "fund", "half_life", "least", "most"];
    let own: Vec<_> = own.iter().filter(|key| !is_conviction && reader.has(key)).collect();
    for key in own {
        let message = format!("`decision.{key}` has a meaning for \"conviction\" alone.");
        reader.flaws.push(Code::StandingKey, reader.at, message);
    }
}

/// Checks that one body votes where ballots cost credits, and that support is of members (CHA-70, CHA-71).
pub(super) fn check_body(method: Method, electorate: &Electorate, reader: &mut Reader<'_>) {
    let is_one = electorate.one().is_some();
    let is_of_members = electorate.one().is_some_and(Body::is_of_members);
    if method == Method::Conviction && !is_of_members || method.is_paid() && !is_one {
        let message = format!("By {:?} it is members who decide.", method.name());
        reader.flaws.push(Code::StandingKey, reader.at, message);
    }
}

/// Reads what a request takes that passes by conviction.
pub(super) fn conviction(
    method: Method,
    reader: &mut Reader<'_>,
    known: &Known<'_>,
) -> Option<Conviction> {
    let (asset, fund) = (reader.text("asset", 200), reader.text("fund", 200));
    let (least, most) = (reader.share("least"), reader.share("most"));
    let half_life = reader.duration("half_life", Seconds(3_600), Seconds(365 * 86_400));
    if method != Method::Conviction {
        return None;
    }
    let has =
        [asset.is_some(), fund.is_some(), half_life.is_some(), least.is_some(), most.is_some()];
    let keys = ["asset", "fund", "half_life", "least", "most"];
    for (key, _) in keys.iter().zip(has).filter(|(_, has)| !has) {
        reader.missing(key);
    }
    let (fund, fund_at) = fund?;
    if !is_fund(&fund) {
        reader.flaws.push(Code::FundForm, fund_at, format!("{fund:?} is not the name of a fund."));
    }
    let (code, asset_at) = asset?;
    let asset = code.parse().ok();
    if asset.as_ref().and_then(|asset| known.decimals_of(asset)).is_none() {
        let message = format!("`decision.asset` names {code:?}, which is not declared.");
        reader.flaws.push(Code::AssetUnknown, asset_at, message);
    }
    Some(Conviction { asset: asset?, fund, half_life: half_life?, least: least?, most: most? })
}

/// Returns whether `name` is that of an account of the society.
pub(super) fn is_fund(name: &str) -> bool {
    let is_plain = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
    let rest = name.strip_prefix("fund-").unwrap_or_default();
    (1..=FUND_CHARS_MAX).contains(&rest.len()) && rest.bytes().all(is_plain)
}

/// Checks that conviction pays, and does nothing else (CHA-71).
pub(super) fn check_power(power: &Power, decisions: &[Procedure], at: Position, flaws: &mut Flaws) {
    let Who::Decision(id) = &power.who else { return };
    let procedure = decisions.iter().find(|procedure| procedure.id == *id);
    let is_conviction = procedure.is_some_and(|by| by.method == Method::Conviction);
    if is_conviction && power.may != "treasury.pay" {
        let message = format!("`{}` is held by {id:?}, where conviction decides.", power.may);
        flaws.push(Code::ConvictionPower, at, message);
    }
}

/// Says what everybody has to spend on votes.
pub(super) fn season_statement(season: Season, line: u32) -> Statement {
    let text = format!(
        "Everybody has {} credits for votes in each season of {}. A vote belongs to the season in which it \
         opened. Credits that nobody spends lapse with the season; those spent on a vote come back if too \
         few take part in it.",
        season.credits, season.length
    );
    Statement { rule: "season.length".to_owned(), line, text }
}

/// Says what a request takes, after the sentence of its method.
pub(super) fn conviction_words(conviction: &Conviction) -> String {
    let Conviction { asset, fund, half_life, least, most } = conviction;
    format!(
        " It pays {asset} from {fund}. Support reaches half of its full strength in {half_life}, and loses half \
         of it in the same time when it is withdrawn. If all members put their {POINTS} points on one request, \
         {least} of the strength that this would reach carries the smallest one; one for half of {most} of the \
         fund takes four times that, and none may ask for {most} of the fund.",
    )
}
