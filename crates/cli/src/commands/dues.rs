//! `polity dues`: what one owes, paying it, choosing a tier, work, waivers, giving.

use std::path::PathBuf;

use clap::Subcommand;
use polity_machine::charter_text::Give;
use polity_machine::frame::clock::Clock;
use polity_machine::modules::dues::{Account, DuesAction, Level, Owed, Sponsor, query};
use polity_machine::modules::treasury::AccountId;
use polity_types::{Amount, AssetId, PersonId, Seconds};
use serde::Serialize;

use super::spend::{decimals, units};
use crate::args::{Signing, Where, Whose};
use crate::failure::Failure;
use crate::keyfile::{self, KeyFile};
use crate::output::Output;
use crate::session::{self, Session};

/// Dues: what members owe, how they give, what is given besides.
#[derive(Debug, Subcommand)]
pub(crate) enum Dues {
    /// Shows what somebody owes, and when the next dues fall due.
    Show {
        #[command(flatten)]
        whose: Whose,
        #[command(flatten)]
        at: Where,
    },
    /// Pays dues that are open: all of yours in an asset, or so much.
    Pay {
        /// Of which asset.
        asset: AssetId,
        /// How much, as on the treasury page: 12.50; all that is open if left out.
        amount: Option<String>,
        /// Pay for this member.
        #[arg(long, value_name = "PERSON")]
        of: Option<PersonId>,
        #[command(flatten)]
        signing: Signing,
    },
    /// Chooses how you give, from the next dues on.
    Choose {
        /// Id of the tier in the charter.
        tier: String,
        /// What you give each time, where the tier lets you choose: 12.50.
        #[arg(long, conflicts_with = "income")]
        amount: Option<String>,
        /// What you earn in a period, for a tier with a share of it. It stays on this machine: only what
        /// follows from it is signed and sent.
        #[arg(long, value_name = "AMOUNT")]
        income: Option<String>,
        #[command(flatten)]
        signing: Signing,
    },
    /// Confirms that a member worked in the place of dues.
    ConfirmWork {
        /// The member.
        member: PersonId,
        /// For how long. Unit: minutes.
        minutes: u32,
        #[command(flatten)]
        signing: Signing,
    },
    /// Asks that your dues be waived. No reason is made public.
    AskWaiver {
        /// Of how many periods; 0 takes the question back.
        #[arg(default_value_t = 1)]
        periods: u32,
        #[command(flatten)]
        signing: Signing,
    },
    /// Pays a member's dues from now on, each time when they fall due, from your own money.
    Sponsor {
        /// The member.
        member: PersonId,
        /// How much altogether at most, as on the treasury page: 120.00.
        amount: String,
        /// Of which asset.
        asset: AssetId,
        #[command(flatten)]
        signing: Signing,
    },
    /// Ends that you pay a member's dues, or that somebody pays yours.
    EndSponsorship {
        /// The member whose dues are paid.
        member: PersonId,
        #[command(flatten)]
        signing: Signing,
    },
    /// Waives the dues of a member: open ones, then ones to come.
    Waive {
        /// The member.
        member: PersonId,
        /// Of how many periods; 0 says no to whoever asked.
        #[arg(default_value_t = 1)]
        periods: u32,
        #[command(flatten)]
        signing: Signing,
    },
    /// Gives to a fund.
    Donate {
        /// To which fund.
        to: AccountId,
        /// How much, as on the treasury page: 12.50.
        amount: String,
        /// Of which asset.
        asset: AssetId,
        /// Lists may not name you. The public log shows your identifier all the same, for ever.
        #[arg(long)]
        unnamed: bool,
        /// What it is for, a public text file.
        #[arg(long, value_name = "FILE")]
        text: Option<PathBuf>,
        #[command(flatten)]
        signing: Signing,
    },
}

/// Runs a command on dues.
pub(crate) fn run(command: Dues, output: &Output) -> Result<(), Failure> {
    match command {
        Dues::Show { whose, at } => {
            let person = whose.person()?;
            show(&Session::open(&at)?, person, output)
        }
        Dues::Pay { asset, amount, of, signing } => {
            let session = Session::open(&signing.at)?;
            let amount = if let Some(amount) = amount {
                units(&session, &amount, &asset)?
            } else {
                let own = KeyFile::read(&keyfile::path_of(&signing.key))?.person();
                let account = account(&session, of.unwrap_or(own))?;
                query::owed(&account, &asset)
            };
            act(&signing, output, &session, DuesAction::Pay { amount, asset, of })
        }
        Dues::Choose { tier, amount, income, signing } => {
            let session = Session::open(&signing.at)?;
            let amount = chosen(&session, &tier, amount.as_deref(), income.as_deref())?;
            act(&signing, output, &session, DuesAction::Choose { amount, tier })
        }
        Dues::ConfirmWork { member, minutes, signing } => {
            let session = Session::open(&signing.at)?;
            let work = Seconds::minutes(minutes);
            act(&signing, output, &session, DuesAction::ConfirmWork { member, work })
        }
        Dues::AskWaiver { periods, signing } => {
            let session = Session::open(&signing.at)?;
            act(&signing, output, &session, DuesAction::AskWaiver { periods })
        }
        Dues::Sponsor { member, amount, asset, signing } => {
            let session = Session::open(&signing.at)?;
            let amount = units(&session, &amount, &asset)?;
            act(&signing, output, &session, DuesAction::Sponsor { amount, asset, member })
        }
        Dues::EndSponsorship { member, signing } => {
            let session = Session::open(&signing.at)?;
            act(&signing, output, &session, DuesAction::EndSponsorship { member })
        }
        Dues::Waive { member, periods, signing } => {
            let session = Session::open(&signing.at)?;
            act(&signing, output, &session, DuesAction::Waive { member, periods })
        }
        Dues::Donate { to, amount, asset, unnamed, text, signing } => {
            let session = Session::open(&signing.at)?;
            let amount = units(&session, &amount, &asset)?;
            let text = super::spend::stored(text.as_deref(), &session)?;
            let is_named = !unnamed;
            act(
                &signing,
                output,
                &session,
                DuesAction::Donate { amount, asset, is_named, text, to },
            )
        }
    }
}

fn act(
    signing: &Signing,
    output: &Output,
    session: &Session,
    action: DuesAction,
) -> Result<(), Failure> {
    session::act(signing, output, session, action).map(drop)
}

fn account(session: &Session, person: PersonId) -> Result<Account, Failure> {
    let keys = [query::account_key(person)];
    let account = session.look(&keys, |state| query::account(state, person))?;
    account.ok_or_else(|| {
        Failure::usage(format!("{person} has no dues here."), "Name a member, or join first.")
    })
}

/// Returns what a member gives each time by a tier: as they say, or what follows from what they earn.
fn chosen(
    session: &Session,
    tier: &str,
    amount: Option<&str>,
    income: Option<&str>,
) -> Result<Option<Amount>, Failure> {
    let charter = session.charter_text()?;
    let found = charter.dues.as_ref().and_then(|dues| dues.tier(tier));
    let give = found.and_then(|tier| tier.give.clone());
    let usage = |message: &str| Failure::usage(message, "See `polity charter explain`.");
    match (give, amount, income) {
        (Some((_, asset)), Some(amount), _) => units(session, amount, &asset).map(Some),
        (Some((Give::OfIncome { share, min, max }, asset)), None, Some(income)) => {
            let income = units(session, income, &asset)?;
            let due = share.of(income).clamp(min, max.unwrap_or(Amount::MAX));
            Ok(Some(due))
        }
        (_, None, Some(_)) => Err(usage("This tier takes no share of what you earn.")),
        (None, Some(_), _) => Err(usage("This tier asks for no amount.")),
        (_, None, None) => Ok(None),
    }
}

/// Where a member stands.
#[derive(Serialize)]
struct Told {
    person: String,
    tier: String,
    level: &'static str,
    open: Vec<String>,
    paid: u64,
    /// Periods to come for which nothing falls due.
    #[serde(skip_serializing_if = "is_none")]
    waived: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    asked: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sponsor: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    sponsored: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<u64>,
}

/// Returns whether there are none.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_none(count: &u32) -> bool {
    *count == 0
}

/// Returns the tier by which a member gives: the one they chose, otherwise the charter's first.
fn tier_of(session: &Session, account: &Account) -> Result<String, Failure> {
    if let Some(chosen) = &account.tier {
        return Ok(chosen.clone());
    }
    let first = session.charter_text()?.dues.and_then(|dues| Some(dues.tiers.first()?.id.clone()));
    Ok(first.unwrap_or_else(|| "none: the charter asks for no dues".into()))
}

fn show(session: &Session, person: PersonId, output: &Output) -> Result<(), Failure> {
    let account = account(session, person)?;
    let clock = session.look(&[], Clock::read)?;
    let open = open_words(session, &account)?;
    let (ask, sponsor, sponsored) = session.look(&query::keys_of(person), |state| {
        (query::ask(state, person), query::sponsor(state, person), query::sponsored(state, person))
    })?;
    let sponsor = sponsor.map(|Sponsor { asset, by, left }| {
        let left = left.in_units(decimals(session, &asset)?);
        Ok::<_, Failure>(format!("{by}, {left} {asset} more at most"))
    });
    let told = Told {
        asked: ask.map(|ask| ask.periods),
        sponsor: sponsor.transpose()?,
        sponsored: sponsored.iter().map(ToString::to_string).collect(),
        person: person.to_string(),
        tier: tier_of(session, &account)?,
        level: level_words(account.level),
        open,
        paid: account.paid,
        waived: account.free,
        next: account.next.map(|place| clock.wall(place.at).0),
    };
    output.data(&told, || {
        let mut lines = vec![format!("By the tier {}: {}.", told.tier, told.level)];
        lines.extend(told.open.iter().map(|owed| format!("  {owed}")));
        lines.push(format!("{} periods were paid.", told.paid));
        if told.waived > 0 {
            lines.push(format!("{} periods to come are waived.", told.waived));
        }
        lines.extend(told.asked.map(|count| format!("A waiver of {count} periods is asked.")));
        lines.extend(told.sponsor.iter().map(|sponsor| format!("Paid from now on by {sponsor}.")));
        lines.extend(told.sponsored.iter().map(|member| format!("Pays the dues of {member}.")));
        let next = told.next.map(polity_types::Timestamp);
        lines.extend(next.map(|next| format!("The next dues fall due on {next}.")));
        lines.join("\n")
    });
    Ok(())
}

/// Returns what is open, period by period, in words.
pub(crate) fn open_words(session: &Session, account: &Account) -> Result<Vec<String>, Failure> {
    account.open.iter().map(|owed| owed_words(session, owed)).collect()
}

fn owed_words(session: &Session, owed: &Owed) -> Result<String, Failure> {
    let work = owed.work.map(|work| format!("{work} of work"));
    let money = match &owed.asset {
        Some(asset) => Some(format!("{} {asset}", owed.amount.in_units(decimals(session, asset)?))),
        None => None,
    };
    let what: Vec<String> = money.into_iter().chain(work).collect();
    Ok(format!("period {}: {}", owed.period, what.join(", or ")))
}

/// Returns what follows from what is open.
pub(crate) fn level_words(level: Level) -> &'static str {
    match level {
        Level::Good => "nothing follows from what is open",
        Level::Reminded => "reminded of what is open",
        Level::VoteRests => {
            "the vote rests, where members past probation vote, until what is open is settled"
        }
        Level::MembershipRests => "the powers of a member rest until what is open is settled",
    }
}
