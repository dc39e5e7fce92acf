//! Why not: the rules of treasury and the next step.

use polity_types::refusal::Explain;
use polity_types::{Amount, AssetId, Hash, PersonId, Seconds};

use super::types::{AccountId, DECIMALS_MAX, Sum};
use crate::modules::exit::REFUNDS_MAX;
use crate::modules::spending::SpendingError;

/// Why an action was refused, in order of precedence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the message is the documentation")]
pub enum TreasuryError {
    #[error("Only a person can transfer their own money; it was asked by {by}.")]
    NotAPerson { by: String },
    #[error("You are a member: your money moves under the charter's lines.")]
    StillMember,
    #[error("{0} took their share instead of what is to be paid back.")]
    ShareTaken(PersonId),
    #[error(
        "{0} waits for {REFUNDS_MAX} refunds of it already, as many as may wait for one person."
    )]
    RefundsMax(PersonId),
    #[error("The society does not count {0}.")]
    NoAsset(AssetId),
    #[error("The society counts {0} already.")]
    AssetExists(AssetId),
    #[error("An asset has at most {DECIMALS_MAX} decimals; {actual} are asked for.")]
    Decimals { actual: u8 },
    #[error("{0} is not a fund that is open.")]
    NoFund(AccountId),
    #[error("{0} is open already.")]
    FundExists(AccountId),
    #[error("{0} stays open: the society begins with it, or the charter names it.")]
    Needed(AccountId),
    #[error("{0} holds something, or owes it; only what is empty is closed.")]
    NotEmpty(AccountId),
    #[error("{0} is not the society's own credit: none of it is issued.")]
    NotIssued(AssetId),
    #[error("{0} is no claim on something held outside.")]
    NotHeldOutside(AssetId),
    #[error(
        "At most {allowed} are issued in each {per}; {issued} are, and {asked} more are asked."
    )]
    IssueMax { allowed: Box<Sum>, asked: Box<Sum>, issued: Box<Sum>, per: Seconds },
    #[error("{0} is not a fund.")]
    NotAFund(AccountId),
    #[error("{0} is not a place outside; those are named external-….")]
    NotOutside(AccountId),
    #[error("{0} is not a place outside that is open.")]
    NoOutside(AccountId),
    #[error("{0} is open already.")]
    OutsideExists(AccountId),
    #[error("The record {0}, which says who holds what is there, is not here.")]
    NoTerms(Hash),
    #[error("{0} is not known here.")]
    UnknownPerson(PersonId),
    #[error("Nothing is paid to {0}: money only comes from there.")]
    NotPayable(AccountId),
    #[error("{0}")]
    OfFund(Box<SpendingError>),
    #[error("An amount must be more than nothing; it is {0}.")]
    NotPositive(Amount),
    #[error("{0} would pay itself.")]
    SameAccount(AccountId),
    #[error("{account} has {actual} to give; {wanted} are asked for.")]
    TooLittle { account: AccountId, actual: Box<Sum>, wanted: Box<Sum> },
    #[error("For this the charter takes the fee {fee}, {wanted}; {actual} are left for it.")]
    Fee { actual: Box<Sum>, fee: String, wanted: Box<Sum> },
    #[error("{account} holds {actual} for the society; {wanted} would leave it.")]
    NotThere { account: AccountId, actual: Box<Sum>, wanted: Box<Sum> },
    #[error("The action moves no money.")]
    MovesNothing,
    #[error("No account holds more than {} of an asset.", Amount::MAX)]
    TooMuch,
}

impl Explain for TreasuryError {
    fn code(&self) -> &'static str {
        match self {
            Self::NotAPerson { .. } => "treasury.not_a_person",
            Self::StillMember => "treasury.still_member",
            Self::ShareTaken(_) => "treasury.share_taken",
            Self::RefundsMax(_) => "treasury.refunds_max",
            Self::NoAsset(_) => "treasury.no_asset",
            Self::AssetExists(_) => "treasury.asset_exists",
            Self::Decimals { .. } => "treasury.decimals",
            Self::NoFund(_) => "treasury.no_fund",
            Self::FundExists(_) => "treasury.fund_exists",
            Self::Needed(_) => "treasury.needed",
            Self::NotEmpty(_) => "treasury.not_empty",
            Self::NotIssued(_) => "treasury.not_issued",
            Self::NotHeldOutside(_) => "treasury.not_held_outside",
            Self::IssueMax { .. } => "treasury.issue_max",
            Self::NotAFund(_) => "treasury.not_a_fund",
            Self::NotOutside(_) => "treasury.not_outside",
            Self::NoOutside(_) => "treasury.no_outside",
            Self::OutsideExists(_) => "treasury.outside_exists",
            Self::NoTerms(_) => "treasury.no_terms",
            Self::UnknownPerson(_) => "treasury.unknown_person",
            Self::NotPayable(_) => "treasury.not_payable",
            Self::OfFund(error) => error.code(),
            Self::NotPositive(_) => "treasury.not_positive",
            Self::SameAccount(_) => "treasury.same_account",
            Self::TooLittle { .. } => "treasury.too_little",
            Self::Fee { .. } => "treasury.fee",
            Self::NotThere { .. } => "treasury.not_there",
            Self::MovesNothing => "treasury.moves_nothing",
            Self::TooMuch => "treasury.too_much",
        }
    }

    fn rule(&self) -> &'static str {
        match self {
            Self::NoAsset(_) | Self::AssetExists(_) | Self::Decimals { .. } => "TRE-1",
            Self::NoFund(_)
            | Self::FundExists(_)
            | Self::NotAFund(_)
            | Self::NotOutside(_)
            | Self::NoOutside(_)
            | Self::OutsideExists(_)
            | Self::NoTerms(_)
            | Self::UnknownPerson(_)
            | Self::NotPayable(_) => "TRE-2",
            Self::OfFund(error) => error.rule(),
            Self::NotPositive(_) | Self::SameAccount(_) | Self::TooMuch | Self::MovesNothing => {
                "TRE-3"
            }
            Self::TooLittle { .. } | Self::NotThere { .. } => "TRE-4",
            Self::NotAPerson { .. } => "TRE-5",
            Self::StillMember => "TRE-7",
            Self::ShareTaken(_) | Self::RefundsMax(_) => "EXI-4",
            Self::NotIssued(_) | Self::NotHeldOutside(_) | Self::IssueMax { .. } => "TRE-10",
            Self::Needed(_) | Self::NotEmpty(_) => "TRE-14",
            Self::Fee { .. } => "TRE-16",
        }
    }

    fn next_step(&self) -> String {
        match self {
            Self::Needed(_) => "Keep it, or amend the charter first.",
            Self::NotEmpty(_) => "Pay out what it holds first.",
            Self::NotIssued(_) => "Book what comes in where it is held, or choose another asset.",
            Self::NotHeldOutside(_) => "Choose an asset that the charter says is held outside.",
            Self::IssueMax { .. } => "Issue less, or wait until the period is over.",
            Self::NotAPerson { .. } => "Pay from a fund of the society instead.",
            Self::StillMember => "Use treasury.transfer, or leave first.",
            Self::RefundsMax(_) => "Pay one of those that wait, or take one back, first.",
            Self::ShareTaken(_) => {
                "Pay the others without them, under a request or decision of its own."
            }
            Self::NoAsset(_) => "Choose an asset that the treasury page lists.",
            Self::AssetExists(_) | Self::FundExists(_) | Self::OutsideExists(_) => "Nothing to do.",
            Self::NotOutside(_) | Self::NoOutside(_) => {
                "Choose a place outside that the treasury page lists, or open one."
            }
            Self::NoTerms(_) => "Store the record first.",
            Self::NotThere { .. } => "Choose a smaller amount, or another place.",
            Self::Decimals { .. } => "Choose fewer decimals; two are usual.",
            Self::NoFund(_) | Self::NotAFund(_) => "Choose a fund that the treasury page lists.",
            Self::UnknownPerson(_) => "Ask the person to make themselves known here first.",
            Self::NotPayable(_) => "Choose a person or a fund.",
            Self::OfFund(error) => return error.next_step(),
            Self::NotPositive(_) | Self::TooMuch | Self::MovesNothing => "Choose another amount.",
            Self::SameAccount(_) => "Choose another account.",
            Self::Fee { .. } => "Have somebody pass on to you what is missing, or do less.",
            Self::TooLittle { .. } => "Choose a smaller amount, or wait until more is there.",
        }
        .into()
    }
}
