//! `polity spend`: asking to be paid, approving, signing and paying; budgets, payments that repeat,
//! invoices and shared bills.

mod telling;

use std::path::{Path, PathBuf};

use clap::Subcommand;
use polity_machine::Action;
use polity_machine::charter_text::words::read_duration;
use polity_machine::modules::spending::{
    Line, Pace, Parts, Request, Share, SignersOf, SpendingAction, Unspent, query,
};
use polity_machine::modules::treasury::{self, AccountId, Category};
use polity_types::{Amount, AssetId, Hash, PersonId, Seconds};

use crate::args::{Signing, Where, account, person};
use crate::failure::Failure;
use crate::import::text;
use crate::keyfile::{self, KeyFile};
use crate::output::Output;
use crate::session::{self, Session};

/// Spending: requests to be paid, budgets, payments that repeat, invoices.
#[derive(Debug, Subcommand)]
pub(crate) enum Spend {
    /// Lists the newest requests to be paid.
    Requests {
        #[command(flatten)]
        at: Where,
    },
    /// Shows a request: what it asks, how far it has come, who signed.
    Show {
        /// Number of the request.
        request: u64,
        #[command(flatten)]
        at: Where,
    },
    /// Says whether a file is a receipt that a request names.
    CheckReceipt {
        /// Number of the request.
        request: u64,
        /// The receipt.
        file: PathBuf,
        /// The salt that was printed when the request was made.
        #[arg(long)]
        salt: String,
        #[command(flatten)]
        at: Where,
    },
    /// Asks to be paid, or to have others paid, from a fund.
    Request {
        /// Which fund pays.
        #[arg(default_value = "fund-common")]
        fund: AccountId,
        #[command(flatten)]
        what: What,
        /// A receipt, which nobody else sees: only a salted hash of the file is made public.
        #[arg(long, value_name = "FILE")]
        receipt: Vec<PathBuf>,
        #[command(flatten)]
        signing: Signing,
    },
    /// Approves a request: its money is set aside.
    Approve {
        /// Number of the request.
        request: u64,
        #[command(flatten)]
        signing: Signing,
    },
    /// Signs the payment of an approved request, as a signer of its fund.
    Sign {
        /// Number of the request.
        request: u64,
        #[command(flatten)]
        signing: Signing,
    },
    /// Pays out an approved request.
    Pay {
        /// Number of the request.
        request: u64,
        #[command(flatten)]
        signing: Signing,
    },
    /// Refuses a request, or takes back an approval, and says why.
    Reject {
        /// Number of the request.
        request: u64,
        /// The reason, a public text file.
        #[arg(long, value_name = "FILE")]
        text: PathBuf,
        #[command(flatten)]
        signing: Signing,
    },
    /// Takes back a request of yours.
    Withdraw {
        /// Number of the request.
        request: u64,
        #[command(flatten)]
        signing: Signing,
    },
    /// Makes several payments from a fund at once, all or none.
    Batch {
        /// Which fund pays.
        fund: AccountId,
        #[command(flatten)]
        what: What,
        #[command(flatten)]
        signing: Signing,
    },
    /// Sets how much a fund may pay in each period.
    Budget {
        /// Which fund.
        fund: AccountId,
        /// How much, as on the treasury page: 500.00; or `none` to end the budget.
        limit: String,
        /// Of which asset.
        asset: AssetId,
        /// Only for this category and its parts: expense:travel.
        #[arg(long)]
        category: Option<Category>,
        /// Length of a period, as in a charter: "30 days", "week".
        #[arg(long, value_name = "LENGTH", default_value = "30 days")]
        every: String,
        /// Add what is left to the next period.
        #[arg(long)]
        carry: bool,
        #[command(flatten)]
        signing: Signing,
    },
    /// Sets who signs the payments of a fund, and how many of them.
    Signers {
        /// Which fund.
        fund: AccountId,
        /// How many signatures a payment needs; 0 ends it.
        needed: u32,
        /// Whoever holds this office of the charter.
        #[arg(long, conflicts_with = "people")]
        office: Option<String>,
        /// The signers.
        people: Vec<PersonId>,
        #[command(flatten)]
        signing: Signing,
    },
    /// Has a fund pay somebody again and again: a wage, a rent.
    Stream {
        /// Which fund pays.
        fund: AccountId,
        /// Who is paid: a person or whose key one has, or fund-NAME.
        #[arg(value_parser = account)]
        to: AccountId,
        /// How much in each period, as on the treasury page: 12.50.
        each: String,
        /// Of which asset.
        asset: AssetId,
        /// How many periods.
        #[arg(long)]
        times: u32,
        /// Length of a period, as in a charter: "30 days", "week".
        #[arg(long, value_name = "LENGTH", default_value = "30 days")]
        every: String,
        /// Pay when a period begins, instead of second by second.
        #[arg(long)]
        at_once: bool,
        /// For what, for the books and the budget: expense:wages.
        #[arg(long)]
        category: Option<Category>,
        #[command(flatten)]
        signing: Signing,
    },
    /// Ends a payment that repeats: what was earned is paid, the rest goes back.
    Stop {
        /// Number of the stream.
        stream: u64,
        #[command(flatten)]
        signing: Signing,
    },
    /// Lists the payments that repeat, the newest first: what each has earned, and whether it stands still.
    Streams {
        #[command(flatten)]
        at: Where,
    },
    /// Takes what has accrued to you in a payment that repeats.
    Claim {
        /// Number of the stream.
        stream: u64,
        #[command(flatten)]
        signing: Signing,
    },
    /// Asks others to pay you, or a fund: an invoice, a payment link, a shared bill.
    Invoice {
        /// How much altogether, as on the treasury page: 12.50.
        amount: String,
        /// Of which asset.
        asset: AssetId,
        /// Who shares it: a person or whose key one has, or PERSON=PARTS; without any, whoever has the link pays.
        #[arg(value_name = "PERSON[=PARTS]")]
        payers: Vec<String>,
        /// Who bears what does not divide; the first payer if left out.
        #[arg(long, value_name = "PERSON", value_parser = person)]
        remainder: Option<PersonId>,
        /// Where the money goes; to you if left out.
        #[arg(long, value_name = "ACCOUNT", value_parser = account)]
        to: Option<AccountId>,
        /// For how long it can be paid. Unit: days.
        #[arg(long, default_value_t = 30)]
        days: u32,
        /// What it is for, a public text file.
        #[arg(long, value_name = "FILE")]
        text: Option<PathBuf>,
        /// For what, for the books: income:rent.
        #[arg(long)]
        category: Option<Category>,
        #[command(flatten)]
        signing: Signing,
    },
    /// Lists the newest invoices.
    Invoices {
        #[command(flatten)]
        at: Where,
    },
    /// Pays an invoice, or your share of it, from your own money.
    PayInvoice {
        /// Number of the invoice.
        invoice: u64,
        /// Pay the share of this person instead.
        #[arg(long, value_name = "PERSON", value_parser = person)]
        of: Option<PersonId>,
        #[command(flatten)]
        signing: Signing,
    },
    /// Closes an invoice of yours.
    CloseInvoice {
        /// Number of the invoice.
        invoice: u64,
        #[command(flatten)]
        signing: Signing,
    },
}

/// Payments that go together.
#[derive(Debug, clap::Args)]
pub(crate) struct What {
    /// What is paid to whom: TO=AMOUNT, such as person1…=12.50; TO may be whose key one has, by its name. Repeat it for
    /// several.
    #[arg(long = "line", value_name = "TO=AMOUNT", required = true)]
    lines: Vec<String>,
    /// Of which asset.
    #[arg(long)]
    asset: AssetId,
    /// For what, for the books and the budget: expense:food.
    #[arg(long)]
    category: Option<Category>,
    /// What it is for, a public text file.
    #[arg(long, value_name = "FILE")]
    text: Option<PathBuf>,
}

/// Runs a command on spending.
pub(crate) fn run(command: Spend, output: &Output) -> Result<(), Failure> {
    match command {
        Spend::Requests { at } => telling::requests(&Session::open(&at)?, output),
        Spend::Show { request, at } => telling::show(&Session::open(&at)?, request, output),
        Spend::Invoices { at } => telling::invoices(&Session::open(&at)?, output),
        Spend::Streams { at } => telling::streams(&Session::open(&at)?, output),
        Spend::CheckReceipt { request, file, salt, at } => {
            let request = read_request(&Session::open(&at)?, request)?;
            super::receipt::check(&file, &salt, &request.receipts, output)
        }
        other => {
            let (signing, session) = open(&other)?;
            let action = action(other, &session, output)?;
            let (before, asked) = (telling::counted(&session)?, action.clone());
            if session::act(&signing, output, &session, action)? {
                let person = KeyFile::read(&keyfile::path_of(&signing.key))?.person();
                telling::made(&session, &asked, person, before, output)?;
            }
            Ok(())
        }
    }
}

/// Opens the society in which a command acts.
fn open(command: &Spend) -> Result<(Signing, Session), Failure> {
    let signing = match command {
        Spend::Request { signing, .. }
        | Spend::Approve { signing, .. }
        | Spend::Sign { signing, .. }
        | Spend::Pay { signing, .. }
        | Spend::Reject { signing, .. }
        | Spend::Withdraw { signing, .. }
        | Spend::Batch { signing, .. }
        | Spend::Budget { signing, .. }
        | Spend::Signers { signing, .. }
        | Spend::Stream { signing, .. }
        | Spend::Stop { signing, .. }
        | Spend::Claim { signing, .. }
        | Spend::Invoice { signing, .. }
        | Spend::PayInvoice { signing, .. }
        | Spend::CloseInvoice { signing, .. } => signing.clone(),
        Spend::CheckReceipt { .. }
        | Spend::Requests { .. }
        | Spend::Show { .. }
        | Spend::Streams { .. }
        | Spend::Invoices { .. } => {
            return Err(Failure::internal("What only shows signs nothing."));
        }
    };
    let session = Session::open(&signing.at)?;
    Ok((signing, session))
}

fn action(command: Spend, session: &Session, output: &Output) -> Result<Action, Failure> {
    let action = match command {
        Spend::Request { fund, what, receipt, .. } => {
            let (lines, _) = lines(&what, session)?;
            let What { asset, category, text, .. } = what;
            let receipts: Result<Vec<Hash>, Failure> =
                receipt.iter().map(|file| super::receipt::commit(file, output)).collect();
            let text = stored(text.as_deref(), session)?;
            SpendingAction::Request { asset, category, fund, lines, receipts: receipts?, text }
        }
        Spend::Approve { request, .. } => {
            let (asset, total) =
                read_request(session, request).map(|request| (request.asset, request.total))?;
            SpendingAction::Approve { amount: total, asset, request }
        }
        Spend::Sign { request, .. } => SpendingAction::Sign { request },
        Spend::Pay { request, .. } => SpendingAction::Pay { request },
        Spend::Reject { request, text, .. } => {
            SpendingAction::Reject { request, text: session.put_record(&read(&text)?)? }
        }
        Spend::Withdraw { request, .. } => SpendingAction::Withdraw { request },
        Spend::Batch { fund, what, .. } => {
            let (lines, amount) = lines(&what, session)?;
            let What { asset, category, text, .. } = what;
            let memo = stored(text.as_deref(), session)?;
            SpendingAction::PayBatch { amount, asset, category, fund, lines, memo }
        }
        Spend::Budget { fund, limit, asset, category, every, carry, .. } => {
            let is_end = limit == "none";
            let limit = (!is_end).then(|| units(session, &limit, &asset)).transpose()?;
            let unspent = if carry { Unspent::Carry } else { Unspent::Lapse };
            let per = length(&every)?;
            SpendingAction::SetBudget { asset, category, fund, limit, per, unspent }
        }
        Spend::Signers { fund, needed, office, mut people, .. } => {
            people.sort_unstable();
            let of = office.map_or(SignersOf::People(people), SignersOf::Office);
            SpendingAction::SetSigners { fund, needed, of }
        }
        Spend::Stream { fund, to, each, asset, times, every, at_once, category, .. } => {
            let each = units(session, &each, &asset)?;
            let whole = each.minor_units().checked_mul(i128::from(times)).and_then(Amount::new);
            let amount = whole.ok_or_else(|| {
                Failure::usage("That is more than any account holds.", "Choose less.")
            })?;
            let pace = if at_once { Pace::AtOnce } else { Pace::Accrues };
            let (every, memo) = (length(&every)?, None);
            SpendingAction::StartStream {
                amount,
                asset,
                category,
                each,
                every,
                fund,
                memo,
                pace,
                times,
                to,
            }
        }
        Spend::Stop { stream, .. } => SpendingAction::StopStream { stream },
        Spend::Claim { stream, .. } => SpendingAction::Claim { stream },
        Spend::Invoice { amount, asset, payers, remainder, to, days, text, category, signing } => {
            let shares: Result<Vec<Parts>, Failure> =
                payers.iter().map(|payer| parts(payer)).collect();
            let own = || {
                let key = KeyFile::read(&keyfile::path_of(&signing.key))?;
                Ok::<AccountId, Failure>(AccountId::Person(key.person()))
            };
            SpendingAction::Invoice {
                amount: units(session, &amount, &asset)?,
                asset,
                category,
                remainder,
                shares: shares?,
                text: stored(text.as_deref(), session)?,
                to: to.map_or_else(own, Ok)?,
                until: session.running_time()?.after(Seconds::days(days)),
            }
        }
        Spend::PayInvoice { invoice, of, signing } => {
            let payer = match of {
                Some(person) => person,
                None => KeyFile::read(&keyfile::path_of(&signing.key))?.person(),
            };
            let (amount, asset) = share_of(session, invoice, payer)?;
            SpendingAction::PayInvoice { amount, asset, invoice, of }
        }
        Spend::CloseInvoice { invoice, .. } => SpendingAction::CloseInvoice { invoice },
        Spend::CheckReceipt { .. }
        | Spend::Requests { .. }
        | Spend::Show { .. }
        | Spend::Streams { .. }
        | Spend::Invoices { .. } => {
            return Err(Failure::internal("What only shows signs nothing."));
        }
    };
    Ok(action.into())
}

pub(crate) fn read(file: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(file).map_err(|error| {
        let message = format!("{} cannot be read: {error}.", file.display());
        Failure::usage(message, "Name a file.")
    })
}

/// Stores a public text, if there is one.
pub(crate) fn stored(file: Option<&Path>, session: &Session) -> Result<Option<Hash>, Failure> {
    file.map(|file| session.put_record(&read(file)?)).transpose()
}

fn length(text: &str) -> Result<Seconds, Failure> {
    read_duration(text).ok_or_else(|| {
        let message = format!("{text:?} is no length of time.");
        Failure::usage(message, "Write it as in a charter: \"30 days\", \"week\".")
    })
}

/// Returns an amount as people write it in minor units.
pub(crate) fn units(session: &Session, amount: &str, asset: &AssetId) -> Result<Amount, Failure> {
    let decimals = decimals(session, asset)?;
    text::amount(amount, decimals.into(), false)
        .map_err(|why| Failure::usage(format!("{why}."), "Write it as 12.50."))
}

/// Returns the decimals of an asset.
pub(crate) fn decimals(session: &Session, asset: &AssetId) -> Result<u8, Failure> {
    let keys = [treasury::query::asset_key(asset)];
    let known = session.look(&keys, |state| treasury::query::asset(state, asset))?;
    known.map(|known| known.decimals).ok_or_else(|| {
        let message = format!("The society does not count {asset}.");
        Failure::usage(message, "The page /treasury lists the assets.")
    })
}

fn lines(what: &What, session: &Session) -> Result<(Vec<Line>, Amount), Failure> {
    let mut lines = Vec::new();
    let mut sum = Amount::ZERO;
    for written in &what.lines {
        let fault = || {
            let message = format!("{written:?} is no payment.");
            Failure::usage(
                message,
                "Write it as person1…=12.50 or fund-house=12.50, or with the name of a key.",
            )
        };
        let (to, amount) = written.split_once('=').ok_or_else(fault)?;
        let to = account(to).map_err(|_| fault())?;
        let amount = units(session, amount, &what.asset)?;
        sum = sum.plus(amount).ok_or_else(fault)?;
        lines.push(Line { amount, to });
    }
    Ok((lines, sum))
}

fn parts(written: &str) -> Result<Parts, Failure> {
    let (payer, parts) = written.split_once('=').unwrap_or((written, "1"));
    let read = person(payer).ok().zip(parts.parse().ok());
    let (payer, parts) = read.ok_or_else(|| {
        let message = format!("{written:?} is no share.");
        Failure::usage(
            message,
            "Write a person, or person1…=2 for two parts; or the name of a key.",
        )
    })?;
    Ok(Parts { parts, payer })
}

fn read_request(session: &Session, number: u64) -> Result<Request, Failure> {
    let keys = [query::request_key(number)];
    let request = session.look(&keys, |state| query::request(state, number))?;
    request.ok_or_else(|| {
        let message = format!("There is no request {number}.");
        Failure::usage(message, "See `polity spend requests`.")
    })
}

/// Returns what a person still pays of an invoice.
fn share_of(
    session: &Session,
    number: u64,
    person: PersonId,
) -> Result<(Amount, AssetId), Failure> {
    let keys = [query::invoice_key(number)];
    let invoice = session.look(&keys, |state| query::invoice(state, number))?;
    let is_asked =
        |share: &&Share| share.paid_by.is_none() && share.payer.is_none_or(|payer| payer == person);
    let share = invoice.and_then(|invoice| {
        let share = invoice.shares.iter().find(is_asked)?;
        Some((share.amount, invoice.asset.clone()))
    });
    share.ok_or_else(|| {
        let message = format!("Invoice {number} asks {person} for nothing.");
        Failure::usage(message, "See `polity spend invoices`.")
    })
}
