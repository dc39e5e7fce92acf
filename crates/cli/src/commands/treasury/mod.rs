//! `polity treasury`: what accounts hold, what moved, and moving one's own money.

mod assets;
mod bank;
mod booking;
pub(crate) mod books;
pub(crate) mod matching;
mod ofx;
mod pairing;
mod table;
mod twice;
mod waiting;

use std::collections::BTreeMap;
use std::time::Duration;

use clap::Subcommand;
use polity_machine::modules::treasury::{AccountId, Category, TreasuryAction};
use polity_types::{Amount, AssetId, Hash, Timestamp};
use polity_views::{Balance, Page, PostingRow, Views};

use crate::args::{Signing, Where, account};
use crate::failure::Failure;
use crate::output::Output;
use crate::session::{self, Session, from_client};

/// Rows asked for at once.
const PAGE: usize = 500;
/// Longest time to wait for the lists of a folder.
const PATIENCE: Duration = Duration::from_secs(600);

/// Money: what accounts hold, what moved, and one's own.
#[derive(Debug, Subcommand)]
pub(crate) enum Treasury {
    /// Lists the assets: what each is, what funds hold of it, how much was issued.
    Assets {
        #[command(flatten)]
        at: Where,
    },
    /// Shows what accounts hold, and what all funds hold together.
    Balances {
        /// Only of this account: a person or whose key one has, or fund-NAME.
        #[arg(long, value_parser = account)]
        account: Option<AccountId>,
        #[command(flatten)]
        at: Where,
    },
    /// Shows what moved, newest first.
    Postings {
        /// Only from or to this account: a person or whose key one has, or fund-NAME.
        #[arg(long, value_parser = account)]
        account: Option<AccountId>,
        /// Most postings shown.
        #[arg(long, default_value_t = 100)]
        limit: usize,
        #[command(flatten)]
        at: Where,
    },
    /// Shows the statement of an account: opening, every movement, closing, and sums by category.
    Statement {
        /// A person or whose key one has, or fund-NAME, external-NAME.
        #[arg(value_parser = account)]
        account: AccountId,
        /// In which asset.
        asset: AssetId,
        #[command(flatten)]
        days: books::Days,
        #[command(flatten)]
        at: Where,
    },
    /// Writes the books for another program.
    Export {
        #[command(flatten)]
        export: books::Wanted,
    },
    /// Holds a bank's statement beside the books: what fits, what is missing here, what there.
    Match {
        #[command(flatten)]
        asked: matching::Beside,
    },
    /// Issues the society's own credit, as the charter lets.
    Issue {
        #[command(flatten)]
        money: Money,
    },
    /// Opens a fund.
    Open {
        /// Its name: fund-NAME.
        account: AccountId,
        #[command(flatten)]
        signing: Signing,
    },
    /// Opens a place outside where assets are held (a bank, a wallet, a host).
    OpenOutside {
        /// Its name: external-NAME.
        account: AccountId,
        /// A file that says who holds what is there, where, and how it can be checked; made public.
        terms: std::path::PathBuf,
        #[command(flatten)]
        signing: Signing,
    },
    /// Books what came in outside into a fund.
    Receive {
        /// Where it came in: external-NAME.
        from: AccountId,
        #[command(flatten)]
        money: Money,
    },
    /// Pays from a fund of the society, as the charter lets.
    Pay {
        /// From which fund: fund-NAME.
        from: AccountId,
        #[command(flatten)]
        money: Money,
    },
    /// Says what is at a place outside, with a file that shows it; made public.
    Attest {
        /// Where: external-NAME.
        account: AccountId,
        /// How much is there: 12.50.
        held: String,
        /// Of which asset.
        asset: AssetId,
        /// The file.
        proof: std::path::PathBuf,
        #[command(flatten)]
        signing: Signing,
    },
    /// Closes a fund or a place outside that holds nothing.
    Close {
        /// fund-NAME or external-NAME.
        account: AccountId,
        #[command(flatten)]
        signing: Signing,
    },
    /// Transfers one's own money, as the charter lets.
    Transfer {
        #[command(flatten)]
        money: Money,
    },
    /// Moves one's own money after leaving; no line of the charter is needed.
    TakeOut {
        #[command(flatten)]
        money: Money,
    },
}

/// What goes where.
#[derive(Debug, clap::Args)]
pub(crate) struct Money {
    /// Who gets it: a person or whose key one has, fund-NAME, or external-NAME for what is paid out there.
    #[arg(value_parser = account)]
    to: AccountId,
    /// How much, as on the treasury page: 12.50.
    amount: String,
    /// Of which asset.
    asset: AssetId,
    /// For what, for the books: income:dues, expense:travel.
    #[arg(long)]
    category: Option<Category>,
    /// A sentence that says for what; made public.
    #[arg(long)]
    memo: Option<String>,
    #[command(flatten)]
    signing: Signing,
}

/// What goes where, as an action takes it.
struct Gift {
    amount: Amount,
    asset: AssetId,
    category: Option<Category>,
    memo: Option<Hash>,
    to: AccountId,
}

impl Money {
    /// Opens the society, and makes what is said fit for an action of it.
    fn read(self) -> Result<(Session, Signing, Gift), Failure> {
        let Self { to, amount, asset, category, memo, signing } = self;
        let session = Session::open(&signing.at)?;
        let amount = super::spend::units(&session, &amount, &asset)?;
        let memo = memo.map(|memo| session.put_record(memo.as_bytes())).transpose()?;
        Ok((session, signing, Gift { amount, asset, category, memo, to }))
    }
}

/// Runs a command on money.
pub(crate) fn run(command: Treasury, output: &Output) -> Result<(), Failure> {
    match command {
        Treasury::Assets { at } => assets::list(&at, output),
        Treasury::Issue { money } => {
            let (session, signing, gift) = money.read()?;
            let Gift { amount, asset, category, memo, to } = gift;
            let issue = TreasuryAction::Issue { amount, asset, category, memo, to };
            session::act(&signing, output, &session, issue).map(drop)
        }
        Treasury::Balances { account, at } => balances(account.as_ref(), &at, output),
        Treasury::Postings { account, limit, at } => postings(account.as_ref(), limit, &at, output),
        Treasury::Statement { account, asset, days, at } => {
            books::statement(&account, &asset, &days, &at, output)
        }
        Treasury::Export { export } => books::export(&export, output),
        Treasury::Match { asked } => matching::run(&asked, output),
        Treasury::OpenOutside { account, terms, signing } => {
            let session = Session::open(&signing.at)?;
            let terms = session.put_record(&std::fs::read(terms)?)?;
            let open = TreasuryAction::OpenOutside { account, terms };
            session::act(&signing, output, &session, open).map(drop)
        }
        Treasury::Attest { account, held, asset, proof, signing } => {
            let session = Session::open(&signing.at)?;
            let held = super::spend::units(&session, &held, &asset)?;
            let proof = session.put_record(&std::fs::read(proof)?)?;
            let attest = TreasuryAction::Attest { account, asset, held, proof };
            session::act(&signing, output, &session, attest).map(drop)
        }
        Treasury::Open { account, signing } => {
            let session = Session::open(&signing.at)?;
            let open = TreasuryAction::OpenAccount { account };
            session::act(&signing, output, &session, open).map(drop)
        }
        Treasury::Close { account, signing } => {
            let session = Session::open(&signing.at)?;
            let close = TreasuryAction::CloseAccount { account };
            session::act(&signing, output, &session, close).map(drop)
        }
        Treasury::Receive { from, money } => {
            let (session, signing, gift) = money.read()?;
            let Gift { amount, asset, category, memo, to } = gift;
            let receive = TreasuryAction::Receive { amount, asset, category, from, memo, to };
            session::act(&signing, output, &session, receive).map(drop)
        }
        Treasury::Pay { from, money } => {
            let (session, signing, gift) = money.read()?;
            let Gift { amount, asset, category, memo, to } = gift;
            let pay = TreasuryAction::Pay { amount, asset, category, from, memo, to };
            session::act(&signing, output, &session, pay).map(drop)
        }
        Treasury::Transfer { money } => {
            let (session, signing, gift) = money.read()?;
            let Gift { amount, asset, category, memo, to } = gift;
            let transfer = TreasuryAction::Transfer { amount, asset, category, memo, to };
            session::act(&signing, output, &session, transfer).map(drop)
        }
        Treasury::TakeOut { money } => {
            let (session, signing, gift) = money.read()?;
            let Gift { amount, asset, category, memo, to } = gift;
            let take_out = TreasuryAction::TakeOut { amount, asset, category, memo, to };
            session::act(&signing, output, &session, take_out).map(drop)
        }
    }
}

/// Returns the lists of a society that is opened in its folder.
pub(crate) fn views_of(running: &polity_ordering::Running) -> Result<Views, Failure> {
    let views = Views::follow(running.folder(), running).map_err(Failure::internal)?;
    let position = running.ledger().store().position();
    let height = position.map_or(0, |position| position.height.0);
    views.wait_for(height, PATIENCE)?;
    Ok(views)
}

fn all_balances(session: &Session) -> Result<Vec<Balance>, Failure> {
    let views = match session {
        Session::Folder(running) => Some(views_of(running)?),
        Session::Address(_) => None,
    };
    let mut all: Vec<Balance> = Vec::new();
    loop {
        let last = all.last().map(|row| (row.account.clone(), row.asset.clone()));
        let (account, asset) = last.unwrap_or_default();
        let page: Page<Balance> = match (session, &views) {
            (Session::Address(client), _) => {
                let path = format!("balances?account={account}&asset={asset}");
                client.read(&path).map_err(from_client)?
            }
            (_, Some(views)) => {
                views.balances((&account, &asset), PAGE).map_err(Failure::internal)?
            }
            (Session::Folder(_), None) => return Ok(all),
        };
        all.extend(page.rows);
        if !page.is_more {
            return Ok(all);
        }
    }
}

fn balances(account: Option<&AccountId>, at: &Where, output: &Output) -> Result<(), Failure> {
    let session = Session::open(at)?;
    let mut rows = all_balances(&session)?;
    if let Some(account) = account.map(ToString::to_string) {
        rows.retain(|row| row.account == account);
    }
    output.data(&rows, || {
        let line = |row: &Balance| {
            format!("{}  {} {}", row.account, units(&row.amount, row.decimals), row.asset)
        };
        let lines: Vec<String> = rows.iter().map(line).chain(together(&rows)).collect();
        if lines.is_empty() { "Nothing is held.".into() } else { lines.join("\n") }
    });
    Ok(())
}

/// Returns what the funds among some balances hold together, asset by asset, in words.
fn together(rows: &[Balance]) -> Vec<String> {
    let mut sums: BTreeMap<(&str, u8), (Amount, usize)> = BTreeMap::new();
    for row in rows {
        let is_fund = matches!(row.account.parse(), Ok(AccountId::Fund(_)));
        let Some(amount) = row.amount.parse::<Amount>().ok().filter(|_| is_fund) else { continue };
        let (sum, count) = sums.entry((&row.asset, row.decimals)).or_default();
        *sum = sum.plus(amount).unwrap_or(*sum);
        *count = count.saturating_add(1);
    }
    let several = sums.into_iter().filter(|(_, (_, count))| *count > 1);
    let line = |((asset, decimals), (sum, _)): ((&str, u8), (Amount, usize))| {
        format!("all funds together  {} {asset}", sum.in_units(decimals))
    };
    several.map(line).collect()
}

fn units(amount: &str, decimals: u8) -> String {
    amount.parse::<Amount>().map_or_else(|_| amount.to_owned(), |amount| amount.in_units(decimals))
}

fn postings(
    account: Option<&AccountId>,
    limit: usize,
    at: &Where,
    output: &Output,
) -> Result<(), Failure> {
    let session = Session::open(at)?;
    let account = account.map(ToString::to_string);
    let mut rows: Vec<PostingRow> = match &session {
        Session::Folder(running) => {
            let page = views_of(running)?.postings(account.as_deref(), None, limit);
            page.map_err(Failure::internal)?.rows
        }
        Session::Address(client) => {
            let of = account.map(|account| format!("?account={account}")).unwrap_or_default();
            let page: Page<PostingRow> =
                client.read(&format!("postings{of}")).map_err(from_client)?;
            page.rows
        }
    };
    rows.truncate(limit);
    output.data(&rows, || {
        let line = |row: &PostingRow| {
            let (time, amount) = (Timestamp(row.time), units(&row.amount, row.decimals));
            format!("{time}  {} → {}  {amount} {}", row.credit, row.debit, row.asset)
        };
        let lines: Vec<String> = rows.iter().map(line).collect();
        if lines.is_empty() { "Nothing has moved.".into() } else { lines.join("\n") }
    });
    Ok(())
}
