//! `polity leave` and `polity exit`: to leave with one's share, or to take a part of it.

mod least;

use clap::Subcommand;
use polity_machine::charter_text::document::ExitShare;
use polity_machine::frame::clock::Clock;
use polity_machine::frame::state::StateView;
use polity_machine::modules::exit::query::{Ask, Offer, Row, preview};
use polity_machine::modules::exit::{
    Ends, ExitAction, ExitError, GivesUp, Least, Unpaid, WHOLE, unpaid,
};
use polity_machine::modules::governance::Target;
use polity_machine::modules::membership::{self, MembershipAction};
use polity_machine::modules::{exit, treasury};
use polity_types::{Amount, AssetId, PersonId, Timestamp};
use serde::Serialize;

use self::least::Bound;
use crate::args::{Signing, Where, Whose};
use crate::failure::Failure;
use crate::import::text;
use crate::keyfile::{self, KeyFile};
use crate::output::Output;
use crate::session::{self, Session};

/// Decimal places of a percentage that is given.
const PERCENT_DECIMALS: usize = 4;

/// Leaves the society.
#[derive(Debug, clap::Args)]
pub(crate) struct Leave {
    /// Takes one's share along, of what the charter opens.
    #[arg(long)]
    with_share: bool,
    /// Shows what the share would be, and signs nothing.
    #[arg(long, requires = "with_share")]
    preview: bool,
    #[command(flatten)]
    which: Which,
    #[command(flatten)]
    bound: Bound,
    #[command(flatten)]
    signing: Signing,
}

/// Of what one takes a share, and against what.
#[derive(Debug, Default, clap::Args)]
pub(crate) struct Which {
    /// What waits and one opposes: proposal-12 or act-3; repeat it for several. One leaves at the value
    /// before it takes effect.
    #[arg(long, value_name = "KIND-NUMBER", value_parser = target)]
    against: Vec<Target>,
    /// Only of this asset; repeat it for several. No other is paid.
    #[arg(long, value_name = "CODE")]
    asset: Vec<AssetId>,
    /// The claim of a breach that was upheld: one leaves at the value before it; repeat it for several, and of each
    /// fund the best counts.
    #[arg(long, value_name = "NUMBER")]
    before_breach: Vec<u64>,
}

impl Which {
    fn assets(&self) -> Option<Vec<AssetId>> {
        (!self.asset.is_empty()).then(|| self.asset.clone())
    }

    /// Returns whether any of it is said.
    fn is_any(&self) -> bool {
        !self.against.is_empty() || !self.asset.is_empty() || !self.before_breach.is_empty()
    }
}

/// Shares: what a person would take along, and taking a part of it.
#[derive(Debug, Subcommand)]
pub(crate) enum Exit {
    /// Shows what a person would take along now, fund by fund, and why as much.
    Show {
        #[command(flatten)]
        whose: Whose,
        #[command(flatten)]
        which: Which,
        #[command(flatten)]
        at: Where,
    },
    /// Takes a part of one's share and stays, or what is left of it after leaving.
    Take {
        /// How much of the share, such as 25 or 33.3333. Unit: per cent.
        percent: String,
        #[command(flatten)]
        which: Which,
        #[command(flatten)]
        bound: Bound,
        #[command(flatten)]
        signing: Signing,
    },
}

/// What becomes of votes by leaving (GOV-62).
pub(super) const VOTES_END: &str = "Votes: what you cast in a first vote that is open counts on; in later votes on the \
                                    same proposals you have none, and what you cast in one that is open goes with you.";

/// Leaves, with the share or without.
pub(crate) fn leave(leave: Leave, output: &Output) -> Result<(), Failure> {
    let Leave { with_share, preview, which, bound, signing } = leave;
    if !with_share && (which.is_any() || bound.is_any()) {
        let message = "--against, --asset, --before-breach, --least and --any say which share one takes along, and none is \
                       taken along without --with-share.";
        let hint =
            "Add --with-share; or leave them out, to leave without a share and keep the claim.";
        return Err(Failure::usage(message, hint));
    }
    let session = Session::open(&signing.at)?;
    let person = KeyFile::read(&keyfile::path_of(&signing.key))?.person();
    output.talk(VOTES_END);
    if !with_share {
        if session::act(&signing, output, &session, MembershipAction::Leave {})?
            && let Some(until) = session.look(&[exit::query::claim_key(person)], kept(person))?
        {
            output.talk(kept_words(until));
        }
        return Ok(());
    }
    let shown = look(&session, person, (WHOLE, true), &which)?;
    let least = bound.of(&shown.offer, &shown.decimals)?;
    if preview {
        show(&shown, output);
        return Ok(());
    }
    output.talk(shown.text());
    shown.say_least(&least, output);
    let (assets, breaches) = (which.assets(), which.before_breach);
    let action = ExitAction::Leave { against: which.against, assets, breaches, least };
    if session::act(&signing, output, &session, action)? && shown.offer.pays() {
        output.talk("It is in your own account. Move it with `polity treasury take-out`.");
    }
    Ok(())
}

/// Runs a command on shares.
pub(crate) fn run(command: Exit, output: &Output) -> Result<(), Failure> {
    match command {
        Exit::Show { whose, which, at } => {
            let person = whose.person()?;
            let session = Session::open(&at)?;
            show(&look(&session, person, (WHOLE, true), &which)?, output);
            Ok(())
        }
        Exit::Take { percent, which, bound, signing } => {
            let session = Session::open(&signing.at)?;
            let part = part(&percent)?;
            let person = KeyFile::read(&keyfile::path_of(&signing.key))?.person();
            let shown = look(&session, person, (part, false), &which)?;
            let least = bound.of(&shown.offer, &shown.decimals)?;
            output.talk(shown.text());
            shown.say_least(&least, output);
            let (assets, breaches) = (which.assets(), which.before_breach);
            let action = ExitAction::Take { against: which.against, assets, breaches, least, part };
            session::act(&signing, output, &session, action).map(drop)
        }
    }
}

/// Returns until when the claim is kept of somebody who left, in time of day.
fn kept(person: PersonId) -> impl FnOnce(&dyn StateView) -> Option<Timestamp> {
    move |state| {
        let place = exit::query::claim(state, person)?.lapse?;
        Some(Clock::read(state).wall(place.at))
    }
}

fn kept_words(until: Timestamp) -> String {
    format!(
        "The claim to a share is kept until {until}: take it by then with `polity exit take 100`. After that it stays with \
         the society, unless most of it is set aside that day."
    )
}

/// A share, with what is needed to show it.
#[derive(Debug, Serialize)]
struct Shown {
    #[serde(flatten)]
    offer: Offer,
    #[serde(skip)]
    decimals: Vec<u8>,
    is_member: bool,
    /// Whether claims are counted by what people put in.
    #[serde(skip)]
    is_money: bool,
    /// Whether all of it is taken, which ends what repeats to them.
    #[serde(skip)]
    is_whole: bool,
    /// Until when the claim is kept of who left, in time of day.
    #[serde(skip_serializing_if = "Option::is_none")]
    kept_until: Option<Timestamp>,
    person: PersonId,
    /// Of which assets nothing would be paid, and what becomes of the claim.
    #[serde(skip)]
    unpaid: Vec<(AssetId, Unpaid)>,
}

impl Shown {
    fn decimals_of(&self, asset: &AssetId) -> u8 {
        let mut rows = self.offer.rows.iter().zip(&self.decimals);
        rows.find(|(row, _)| row.asset == *asset).map_or(0, |(_, decimals)| *decimals)
    }

    fn text(&self) -> String {
        let rows = self.offer.rows.iter().zip(&self.decimals);
        let lines: Vec<String> = rows
            .map(|(row, decimals)| line(row, *decimals, (self.is_money, self.is_whole)))
            .collect();
        let ends = self.offer.ends.iter().map(|ends| {
            let Ends { asset, fund, repeats } = ends;
            let sum = repeats.in_units(self.decimals_of(asset));
            format!(
                "What repeats to them out of {fund} ends: {sum} {asset}, of periods that have not begun, for open funds are \
                 still to fill such funds."
            )
        });
        let gives_up = self.offer.gives_up.iter().map(|one| {
            let GivesUp { amount, asset, target } = one;
            let sum = amount.in_units(self.decimals_of(asset));
            let which = match target {
                Target::Act { number } => format!("act-{number}"),
                Target::Proposal { number } => format!("proposal-{number}"),
            };
            format!(
                "They give up {sum} {asset} that {which} would pay them, also if members stop it and then decide it."
            )
        });
        let unpaid =
            self.unpaid.iter().filter_map(|(asset, becomes)| self.without(asset, *becomes));
        let after = ends.chain(gives_up).chain(unpaid).chain(self.kept_until.map(kept_words));
        let lines: Vec<String> = lines.into_iter().chain(after).collect();
        let who = if self.is_member { "the member" } else { "who left" };
        format!("What {who} {} would take along now:\n{}", self.person, lines.join("\n"))
    }
}

impl Shown {
    /// Says what becomes of the claim to an asset of which nothing would be paid.
    fn without(&self, asset: &AssetId, becomes: Unpaid) -> Option<String> {
        let others = || {
            let all = self.offer.rows.iter().filter(|row| row.pays.is_positive());
            let mut codes: Vec<String> = all.map(|row| format!("--asset {}", row.asset)).collect();
            codes.dedup();
            codes.join(" ")
        };
        let words = match becomes {
            Unpaid::Kept => format!(
                "Of {asset} nothing would be paid now, and nothing is given up for it: the claim stays, and who left may take \
                 it by `polity exit take`, as long as the charter says."
            ),
            Unpaid::Taken => {
                format!(
                    "Of {asset} all that has vested was taken already: nothing of it is left to take."
                )
            }
            Unpaid::NoClaim => format!("To {asset} there is no claim yet."),
            // The row says it.
            Unpaid::Empty => return None,
            Unpaid::Away => format!(
                "Of {asset} nothing would be paid now, for it is set aside or waits. One claim stands behind all assets, so \
                 this is refused unless only the others are named ({}), which gives up {asset}; or leave without a share by \
                 `polity leave`, and keep all of the claim.",
                others()
            ),
        };
        Some(words)
    }

    /// Says what is signed as the least.
    fn say_least(&self, least: &[Least], output: &Output) {
        if !least.is_empty() {
            output.talk(least::words(least, &self.offer, &self.decimals));
        }
    }
}

fn line(row: &Row, decimals: u8, (is_money, is_whole): (bool, bool)) -> String {
    let money = |amount: Amount| format!("{} {}", amount.in_units(decimals), row.asset);
    let mut why = vec![format!("it holds {}", money(row.balance))];
    if row.owed.is_positive() {
        why.push(format!("{} more is set aside, for it is approved", money(row.owed)));
    }
    if row.decided.is_positive() {
        why.push(format!("{} is decided to be paid", money(row.decided)));
    }
    if row.coming.is_positive() {
        why.push(format!(
            "{} is to come back to them besides, and counts no more",
            money(row.coming)
        ));
    }
    if row.instead.is_positive() {
        let instead = money(row.instead);
        why.push(format!(
            "{instead} would have come back to them, and is taken as a share instead"
        ));
    }
    if row.repeats.is_positive() {
        let becomes = if is_whole { "ends" } else { "is kept apart, for it is theirs besides" };
        why.push(format!(
            "{} that repeats to them and has not begun {becomes}",
            money(row.repeats)
        ));
    }
    if row.detour.is_positive() {
        why.push(format!(
            "{} of it is still to go to funds that are not open, as much is to come to them out of such funds, and it \
             is kept apart",
            money(row.detour)
        ));
    }
    if row.others.is_positive() {
        why.push(format!(
            "{} of it is kept apart for what other open funds are to pay and do not hold",
            money(row.others)
        ));
    }
    if let Some(before) = row.before {
        let which = row.breach.map(|number| format!(" of claim {number}")).unwrap_or_default();
        why.push(format!("before the breach{which} the claim was worth {}", money(before)));
    }
    // Contributions are amounts of the asset; memberships and shares are counted, not paid.
    let claim = |amount: Amount| if is_money { money(amount) } else { amount.to_string() };
    why.push(format!("the claim is {} of {}", claim(row.burns), claim(row.total)));
    if row.pays < row.without_most {
        why.push(format!("without a most it would be {}", money(row.without_most)));
    }
    format!("{} from {}: {}", money(row.pays), row.fund, why.join(", "))
}

fn show(shown: &Shown, output: &Output) {
    output.data(shown, || shown.text());
}

/// Reads by keys alone, so that a served society proves what is shown.
fn look(
    session: &Session,
    person: PersonId,
    (part, is_leaving): (u64, bool),
    which: &Which,
) -> Result<Shown, Failure> {
    let charter = session.charter_text()?;
    let running = session.running_time()?;
    let assets = which.assets();
    let breaches = &which.before_breach;
    let is_money =
        charter.exit.as_ref().is_some_and(|exit| exit.share == ExitShare::ByContributions);
    let ask = Ask { against: &which.against, assets: assets.as_deref(), breaches, part, person };
    let shown = session.look(&[membership::query::member_key(person)], |state| {
        let is_member = membership::query::is_member(state, person);
        let offer = preview(&ask, is_leaving && is_member, (&charter, running), state)?;
        let unpaid = unpaid(&offer, person, &charter, state);
        let decimals =
            |row: &Row| treasury::query::asset(state, &row.asset).map_or(0, |asset| asset.decimals);
        let decimals = offer.rows.iter().map(decimals).collect();
        let (is_whole, kept_until) = (part == WHOLE, kept(person)(state));
        Ok(Shown { offer, decimals, is_member, is_money, is_whole, kept_until, person, unpaid })
    })?;
    shown.map_err(|error: ExitError| Failure::refused(&error))
}

/// Reads `proposal-12` or `act-3`.
fn target(text: &str) -> Result<Target, String> {
    let number = |text: &str| text.parse::<u64>().ok();
    match text.split_once('-') {
        Some(("proposal", rest)) => number(rest).map(|number| Target::Proposal { number }),
        Some(("act", rest)) => number(rest).map(|number| Target::Act { number }),
        _ => None,
    }
    .ok_or_else(|| "it is proposal-NUMBER or act-NUMBER".to_owned())
}

/// Reads a percentage as millionths.
fn part(percent: &str) -> Result<u64, Failure> {
    let hint = "Write it as 25 or 33.3333, above 0 and up to 100.";
    let amount = text::amount(percent, PERCENT_DECIMALS, false)
        .map_err(|why| Failure::usage(format!("{why}."), hint))?;
    let part = u64::try_from(amount.minor_units()).ok();
    part.filter(|part| (1..=WHOLE).contains(part))
        .ok_or_else(|| Failure::usage(format!("{percent} is no part of a share."), hint))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_and_targets_are_read_as_they_are_written() {
        assert_eq!(part("25").ok(), Some(250_000));
        assert_eq!(part("33.3333").ok(), Some(333_333));
        assert_eq!(part("100").ok(), Some(1_000_000));
        for wrong in ["0", "100.0001", "-1", "a", "1.23456"] {
            assert!(part(wrong).is_err(), "{wrong}");
        }
        assert_eq!(target("act-3"), Ok(Target::Act { number: 3 }));
        assert_eq!(target("proposal-12"), Ok(Target::Proposal { number: 12 }));
        assert!(target("12").is_err() && target("act-").is_err());
    }
}
