//! Reads what keeps proposals from being more than people can read: members who support one, money that
//! its author puts down, and how many one person brings. Rules CHA-45, CHA-72 and CHA-73 in
//! `spec/charter.md`.

use std::fmt::Write as _;

use polity_types::Seconds;

use super::diagnostic::{Code, Flaws, Position};
use super::document::{Deposit, Procedure, Rate};
use super::electorate::{Body, Electorate};
use super::method::{Elects, Method};
use super::parse::Known;
use super::reader::Reader;
use super::standing::is_fund;

/// Most members who must support a proposal. Unit: members. Source: CHA-45.
const SPONSORS_MAX: u32 = 50;
/// Most proposals that one person may have open, whatever a charter says. Unit: proposals. Source: GOV-4.
pub const OPEN_PER_PERSON_MAX: u32 = 3;
/// Most proposals of one person that a charter counts. Unit: proposals. Source: CHA-73.
pub const PER_PERSON_MAX: u32 = 20;
/// Longest time over which they are counted. Unit: seconds. Source: CHA-73.
const PER_PERSON_TIME_MAX: Seconds = Seconds(365 * 86_400);
/// Where a deposit goes that is kept, unless the charter names a fund.
const COMMON: &str = "fund-common";

/// Reads how many members must support a proposal.
pub(super) fn sponsors(reader: &mut Reader<'_>) -> u32 {
    reader.count("sponsors", 1, SPONSORS_MAX).unwrap_or(0)
}

/// Reads what the author puts down, and when it is kept (CHA-72).
pub(super) fn deposit(
    method: Method,
    reader: &mut Reader<'_>,
    known: &Known<'_>,
) -> Option<Deposit> {
    let asked = reader.amount("deposit", |asset| known.decimals_of(asset));
    let kept_under = reader.share("deposit_kept_under");
    let to = reader.text("deposit_to", 200);
    let says_no = method == Method::YesNo || method.is_paid();
    let flaw = match (&asked, kept_under, &to) {
        (None, Some(_), _) | (None, _, Some(_)) => {
            Some("Nothing is put down, so nothing is kept.".to_owned())
        }
        (Some(_), None, Some(_)) => {
            Some("`decision.deposit_to` needs `decision.deposit_kept_under` beside it.".to_owned())
        }
        (_, Some(_), _) if !says_no => {
            let name = method.name();
            Some(format!("By {name:?} no share of the votes is for a proposal."))
        }
        (Some((amount, _)), ..) if !amount.is_positive() => {
            Some("`decision.deposit` is nothing.".to_owned())
        }
        _ => None,
    };
    if let Some(message) = flaw {
        reader.flaws.push(Code::DepositKey, reader.at, message);
    }
    let to = keeper(to, reader.flaws);
    let (amount, asset) = asked?;
    Some(Deposit { amount, asset, kept_under, to })
}

/// Returns the fund that keeps a deposit: the one that is named, or the common one.
pub(super) fn keeper(to: Option<(String, Position)>, flaws: &mut Flaws) -> String {
    let Some((name, at)) = to else { return COMMON.to_owned() };
    if !is_fund(&name) {
        let message = format!("{name:?} is not the name of a fund.");
        flaws.push(Code::FundForm, at, message);
    }
    name
}

/// Reads how many proposals one person has open at once (CHA-73).
pub(super) fn open_max(reader: &mut Reader<'_>) -> Option<u32> {
    reader.count("open_max", 1, OPEN_PER_PERSON_MAX)
}

/// Reads how many proposals one person brings, or claims they raise, `NUMBER per LENGTH` (CHA-73, CHA-77).
pub(super) fn per_person(reader: &mut Reader<'_>) -> Option<Rate> {
    let (text, at) = reader.text("per_person", 200)?;
    let (count, length) = text.split_once(" per ").unwrap_or((&text, ""));
    let is_plain = !count.starts_with('0') && count.bytes().all(|c| c.is_ascii_digit());
    let count = count.parse::<u32>().ok().filter(|count| is_plain && *count <= PER_PERSON_MAX);
    let Some(count) = count else {
        let message = format!(
            "`{}` is {text:?}; a whole number from 1 to {PER_PERSON_MAX}, and `per` with a length of \
             time, are allowed.",
            reader.name("per_person")
        );
        reader.flaws.push(Code::RateForm, at, message);
        return None;
    };
    let per = reader.duration_in("per_person", length, at, Seconds(3_600), PER_PERSON_TIME_MAX)?;
    Some(Rate { count, per })
}

/// Reads by which method one of several versions is chosen (CHA-74).
pub(super) fn alternatives(
    method: Method,
    electorate: &Electorate,
    reader: &mut Reader<'_>,
) -> Option<Method> {
    let chooses = reader.choice("alternatives", Method::NAMED)?;
    let fits = match method {
        // A default that must come last is nobody's alternative.
        Method::YesNo => {
            matches!(chooses.elects(), Elects::One | Elects::Several) && chooses != Method::Debian
        }
        _ => method.has_options() && chooses == method && method != Method::Debian,
    };
    let is_of_members = electorate.one().is_some_and(Body::is_of_members);
    if !fits || !is_of_members {
        let (name, by) = (chooses.name(), method.name());
        let message = format!("By {by:?}, versions of a proposal are not chosen by {name:?} here.");
        reader.flaws.push(Code::AlternativesMethod, reader.at, message);
    }
    Some(chooses)
}

/// Says what happens with the versions that others bring; empty where none can be.
pub(super) fn alternatives_words(procedure: &Procedure) -> String {
    let Some(method) = procedure.alternatives else { return String::new() };
    let support = match procedure.sponsors {
        0 => String::new(),
        1 => " that another member supports".to_owned(),
        count => format!(" that {count} other members support"),
    };
    let then = match procedure.method {
        Method::YesNo => format!(
            "stand beside it when voting opens: one of them all is chosen by {:?}, and then put to yes or no",
            method.name()
        ),
        _ => "are put to the vote beside its options".to_owned(),
    };
    format!(" Other versions{support}, brought while it is discussed, {then}.")
}

/// Says what keeps proposals few, after the sentence of who decides; empty where nothing does.
pub(super) fn words(procedure: &Procedure, money: impl Fn(&Deposit) -> String) -> String {
    let members = match procedure.sponsors {
        0 => None,
        1 => Some("another member past probation supports it".to_owned()),
        count => Some(format!("{count} other members past probation support it")),
    };
    let deposit = procedure.deposit.as_ref();
    let paid = deposit.map(|deposit| format!("its author has put down {}", money(deposit)));
    let mut text = match (&members, &paid) {
        (None, None) => String::new(),
        (Some(members), None) => {
            let them = if procedure.sponsors == 1 { "one" } else { "them" };
            format!(
                " A proposal is discussed once {members}; without {them} it lapses after 30 days."
            )
        }
        (None, Some(paid)) => format!(" A proposal is discussed once {paid}."),
        (Some(members), Some(paid)) => format!(
            " A proposal is discussed once {members}, or at once if {paid}; without either it lapses \
             after 30 days."
        ),
    };
    if let Some(Deposit { kept_under, to, .. }) = deposit {
        let back = " What was put down is given back when the proposal is over";
        let _ = match kept_under {
            None => write!(text, "{back}."),
            Some(share) => write!(
                text,
                "{back}, unless less than {share} of the votes are for it: then it goes to {to}."
            ),
        };
    }
    let open = procedure.open_max.map(|max| format!("has at most {max} of them open at once"));
    let rate = procedure
        .per_person
        .map(|Rate { count, per }| format!("brings at most {count} in any {per}"));
    let limits: Vec<String> = open.into_iter().chain(rate).collect();
    if !limits.is_empty() {
        let _ = write!(text, " One person {}.", limits.join(" and "));
    }
    text
}
