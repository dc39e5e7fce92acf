//! Statements, and the books for other programs.

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use polity_machine::modules::treasury::{self, AccountId};
use polity_types::{Amount, AssetId, Seconds, Timestamp};
use polity_views::bank::day_text;
use polity_views::books::{self, Movement, Period, Statement, plain};
use polity_views::{Balance, Page};

use super::{PAGE, all_balances, units, views_of};
use crate::args::{Where, account};
use crate::failure::Failure;
use crate::import::text;
use crate::output::Output;
use crate::reading::shown;
use crate::session::{Session, from_client, warning_words};

/// A form in which the books leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Form {
    /// A plain-text ledger of all accounts, which `bean-check` accepts.
    Beancount,
    /// A table of all movements, or of one account's.
    Csv,
    /// One table of all funds and places outside, with what was there before and after, for the bookkeeper of
    /// whoever holds the money.
    Host,
    /// A bank statement of one account in one asset.
    Ofx,
}

/// From when until when.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Days {
    /// From this day on: 2026-01-31.
    #[arg(long)]
    from: Option<String>,
    /// Until the end of this day.
    #[arg(long)]
    until: Option<String>,
}

/// What is exported.
#[derive(Debug, clap::Args)]
pub(crate) struct Wanted {
    /// In which form.
    #[arg(long, value_enum)]
    format: Form,
    /// Only of this account; needed for OFX.
    #[arg(long, value_parser = account)]
    account: Option<AccountId>,
    /// Only of this asset; needed for OFX.
    #[arg(long)]
    asset: Option<AssetId>,
    #[command(flatten)]
    days: Days,
    /// Where to write it; otherwise it is printed.
    #[arg(long)]
    out: Option<PathBuf>,
    #[command(flatten)]
    at: Where,
}

impl Days {
    /// Returns the first second, and the first after the last day.
    pub(super) fn range(&self) -> Result<(Option<u64>, Option<u64>), Failure> {
        let read = |day: &Option<String>| match day {
            Some(day) => text::time(day)
                .map(Some)
                .map_err(|why| Failure::usage(format!("{why}."), "Write the day as 2026-01-31.")),
            None => Ok(None),
        };
        let until = read(&self.until)?.map(|until| until.after(Seconds::days(1)).0);
        Ok((read(&self.from)?.map(|from| from.0), until))
    }
}

/// Returns the statement of an account.
pub(super) fn read_statement(
    session: &Session,
    account: &AccountId,
    asset: &AssetId,
    days: &Days,
) -> Result<Statement, Failure> {
    let (from, until) = days.range()?;
    let named = account;
    let (account, asset) = (account.to_string(), asset.to_string());
    let missing = || {
        let message = format!("{asset} is not counted here.");
        Failure::usage(message, "See `polity treasury balances`.")
    };
    let statement: Statement = match session {
        Session::Folder(running) => {
            let views = views_of(running)?;
            let found = views.statement(&account, &asset, (from, until));
            let mut found = found.map_err(Failure::internal)?.ok_or_else(missing)?;
            views.tell(&mut found.lines);
            found
        }
        Session::Address(client) => {
            let part = |name: &str, at: Option<u64>| {
                at.map(|at| format!("&{name}={at}")).unwrap_or_default()
            };
            let (from, until) = (part("from", from), part("until", until));
            let path = format!("statement?account={account}&asset={asset}{from}{until}");
            client.read(&path).map_err(from_client)?
        }
    };
    // A name that was mistyped is no account that holds nothing.
    let is_blank = statement.lines.is_empty() && statement.opening == "0";
    if is_blank && !session.look(&[], |state| treasury::query::is_there(state, named))? {
        let message = format!("{named} is not open, and nothing moved in it in that time.");
        return Err(Failure::usage(message, "See `polity treasury balances`."));
    }
    Ok(statement)
}

/// Shows the statement of an account.
pub(super) fn statement(
    account: &AccountId,
    asset: &AssetId,
    days: &Days,
    at: &Where,
    output: &Output,
) -> Result<(), Failure> {
    let session = Session::open(at)?;
    let statement = read_statement(&session, account, asset, days)?;
    if !statement.adds_up() {
        return Err(Failure::internal("the statement does not add up"));
    }
    let charter = session.charter_text()?;
    let held = statement.closing.parse().unwrap_or_default();
    let warned = treasury::warning(&charter, account, asset, held);
    let keys = [treasury::query::asset_key(asset)];
    let warned = match warned {
        Some(found) => Some(session.look(&keys, |state| warning_words(&found, state))?),
        None => None,
    };
    output.data(&statement, || {
        let told = in_words(&statement);
        warned.map_or_else(|| told.clone(), |warned| format!("{told}\n{warned}"))
    });
    Ok(())
}

fn in_words(statement: &Statement) -> String {
    let money = |text: &str| units(text, statement.decimals);
    let mut lines = vec![
        format!("Statement of {} in {}", statement.account, statement.asset),
        format!("{:>18}  opening", money(&statement.opening)),
    ];
    lines.extend(statement.lines.iter().map(|line| {
        let category = line.category.as_deref().unwrap_or("-");
        let (time, booked) = match line.on {
            Some(day) => (day_text(Timestamp(day)), format!(", booked {}", Timestamp(line.time))),
            None => (Timestamp(line.time).to_string(), String::new()),
        };
        let words = line.words.as_deref().map(|words| format!("  {}", shown(words)));
        let words = words.unwrap_or_default();
        format!(
            "{:>18}  {:>18}  {time}  {}  {category}  ({}{booked}){words}",
            money(&line.amount),
            money(&line.balance),
            line.other,
            line.reference
        )
    }));
    lines.push(format!("{:>18}  came in", money(&statement.came)));
    lines.push(format!("{:>18}  went out", money(&statement.went)));
    lines.push(format!("{:>18}  closing", money(&statement.closing)));
    if let Some(booked) = &statement.booked {
        lines.push(format!(
            "{:>18}  in the books at that time: some of it was booked later, or is of a later day",
            money(booked)
        ));
    }
    lines.extend(statement.categories.iter().map(|sum| {
        let category = if sum.category.is_empty() { "no category" } else { &sum.category };
        format!("{category}: {} in, {} out", money(&sum.came), money(&sum.went))
    }));
    if statement.is_more {
        lines.push("There is more: choose a shorter time.".into());
    }
    lines.join("\n")
}

/// Returns all movements of a period, however many.
pub(super) fn journal(session: &Session, period: &Period) -> Result<Vec<Movement>, Failure> {
    let views = match session {
        Session::Folder(running) => Some(views_of(running)?),
        Session::Address(_) => None,
    };
    let mut all: Vec<Movement> = Vec::new();
    loop {
        let after = all.last().map_or(0, |last| last.posting.number);
        let period = Period { after, ..period.clone() };
        let page: Page<Movement> = match (session, &views) {
            (Session::Address(client), _) => {
                let mut path = format!("journal?after={after}");
                let texts = [("account", &period.account), ("asset", &period.asset)];
                for (name, value) in texts {
                    path.extend(value.iter().map(|value| format!("&{name}={value}")));
                }
                for (name, value) in [("from", period.from), ("until", period.until)] {
                    path.extend(value.iter().map(|value| format!("&{name}={value}")));
                }
                client.read(&path).map_err(from_client)?
            }
            (_, Some(views)) => views.journal(&period, PAGE).map_err(Failure::internal)?,
            (Session::Folder(_), None) => return Ok(all),
        };
        all.extend(page.rows);
        if !page.is_more {
            return Ok(all);
        }
    }
}

/// Writes the books for another program.
pub(super) fn export(export: &Wanted, output: &Output) -> Result<(), Failure> {
    let Wanted { format, account, asset, days, out, at } = export;
    let session = Session::open(at)?;
    let text = match (format, account, asset) {
        (Form::Ofx, Some(account), Some(asset)) => {
            books::to_ofx(&read_statement(&session, account, asset, days)?)
        }
        (Form::Ofx, ..) => {
            let message = "OFX is the statement of one account in one asset.";
            return Err(Failure::usage(message, "Add --account fund-common --asset EUR."));
        }
        (Form::Host, None, None) => books::to_host(&kept(&session, days)?),
        (Form::Host, ..) => {
            let message = "This table is of all funds and places outside.";
            return Err(Failure::usage(message, "Leave --account and --asset out, or choose csv."));
        }
        (Form::Beancount, Some(_), _) => {
            let message = "Beancount takes the books of all accounts.";
            return Err(Failure::usage(message, "Leave --account out, or choose csv."));
        }
        (form, account, asset) => {
            let (from, until) = days.range()?;
            let account = account.as_ref().map(ToString::to_string);
            let asset = asset.as_ref().map(ToString::to_string);
            // What accounts held before is reckoned from all that moved.
            let first = if *form == Form::Beancount { None } else { from };
            let rows = journal(&session, &Period { account, after: 0, asset, from: first, until })?;
            match form {
                Form::Beancount => {
                    let (openings, rows) = books::split(rows, from.unwrap_or(0));
                    books::to_beancount(&session.society().to_string(), &openings, &rows)
                }
                Form::Csv | Form::Host | Form::Ofx => books::to_csv(&rows),
            }
        }
    };
    write(&text, out.as_deref(), output)
}

/// Returns the statements of all funds and places outside.
fn kept(session: &Session, days: &Days) -> Result<Vec<Statement>, Failure> {
    let mut made = Vec::new();
    for Balance { account, asset, .. } in all_balances(session)? {
        let (Ok(account), Ok(asset)) = (account.parse(), asset.parse()) else { continue };
        if !matches!(account, AccountId::Fund(_) | AccountId::External(_)) {
            continue;
        }
        let statement = read_statement(session, &account, &asset, days)?;
        if statement.is_more || !statement.adds_up() {
            let message = format!("{account} has more movements in {asset} than one file takes.");
            return Err(Failure::usage(message, "Name a shorter time: --from, --until."));
        }
        made.push(statement);
    }
    Ok(made)
}

fn write(text: &str, out: Option<&Path>, output: &Output) -> Result<(), Failure> {
    match out {
        Some(path) => {
            std::fs::write(path, text)?;
            output.data(&path, || format!("Written to {}", path.display()));
        }
        None => output.data(&text, || text.to_owned()),
    }
    Ok(())
}

/// Returns an amount in plain decimals.
pub(super) fn decimal(text: &str, decimals: u8) -> String {
    text.parse::<Amount>().map_or_else(|_| text.to_owned(), |amount| plain(amount, decimals))
}
