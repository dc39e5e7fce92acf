//! What members give, by tier, and who signs for funds: the charter's own types, how they are read and
//! how they are said. Rules CHA-60 and CHA-61 in `spec/charter.md`.

use std::collections::BTreeSet;

use polity_types::{Amount, AssetId, Seconds};

use super::diagnostic::{Code, Position};
use super::document::{Charter, Power, Who};
use super::explain::{Statement, money};
use super::method::Method;
use super::parse::{ENTRIES_MAX, Known};
use super::reader::Reader;
use super::words::{DURATION_MAX, Share};
use crate::modules::treasury::AccountId;

/// Most tiers of dues. Source: CHA-60.
pub const TIERS_MAX: usize = 16;
/// Longest work that stands for one payment of dues. Unit: seconds. Source: CHA-60.
const WORK_MAX: Seconds = DURATION_MAX;
/// Id of the tier that `dues.amount` is.
const STANDARD: &str = "standard";
/// The fund that gets the dues where the charter names none.
const COMMON: &str = "fund-common";

/// What members pay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dues {
    /// How often.
    pub every: Seconds,
    /// The ways of giving, among which each member chooses; the first is everybody's until then.
    pub tiers: Vec<Tier>,
    /// Which fund gets it.
    pub to: AccountId,
    /// How long after they fell due unpaid dues are reminded of.
    pub reminder: Option<Seconds>,
    /// How long after they fell due unpaid dues take the vote.
    pub vote_rests: Option<Seconds>,
    /// How long after they fell due unpaid dues take the powers of a member, never the rights.
    pub membership_rests: Option<Seconds>,
}

/// A way of giving.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tier {
    /// Identifier, stable over amendments.
    pub id: String,
    /// How much, each time; absent: only work is given.
    pub give: Option<(Give, AssetId)>,
    /// Work that stands for it.
    pub work: Option<Seconds>,
    /// Where the tier begins in the text.
    pub at: Position,
}

/// How much a tier asks for. Unit: minor units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Give {
    /// The same of everybody.
    Flat(Amount),
    /// A share of what the member says to earn. Only what comes of it is ever told.
    OfIncome {
        /// The share.
        share: Share,
        /// The least, whatever is earned.
        min: Amount,
        /// The most, whatever is earned.
        max: Option<Amount>,
    },
    /// What the member chooses within bounds.
    Sliding {
        /// The least.
        min: Amount,
        /// The most.
        max: Amount,
    },
}

impl Give {
    /// Returns the least and the most that a member may owe each time; no most: [`Amount::MAX`].
    #[must_use]
    pub fn bounds(self) -> (Amount, Amount) {
        match self {
            Self::Flat(amount) => (amount, amount),
            Self::OfIncome { min, max, .. } => (min, max.unwrap_or(Amount::MAX)),
            Self::Sliding { min, max } => (min, max),
        }
    }
}

/// A fund whose payments holders of an office sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedFund {
    /// Name of the fund, after `fund-`.
    pub id: String,
    /// The office whose holders sign.
    pub signers: String,
    /// How many of them. Unit: signatures.
    pub needed: u32,
    /// Where it begins in the text.
    pub at: Position,
}

impl SignedFund {
    /// Returns the fund's account.
    #[must_use]
    pub fn account(&self) -> AccountId {
        AccountId::Fund(self.id.clone())
    }
}

impl Dues {
    /// Returns the tier with this id.
    #[must_use]
    pub fn tier(&self, id: &str) -> Option<&Tier> {
        self.tiers.iter().find(|tier| tier.id == id)
    }
}

/// Reads `dues` (CHA-60).
pub(super) fn dues(root: &mut Reader<'_>, known: &Known<'_>) -> Option<Dues> {
    let (table, at) = root.table("dues")?;
    let mut reader = Reader::new(table, "dues", at, root.flaws);
    let own_tiers = reader.tables("tier", TIERS_MAX);
    if own_tiers.is_empty() && !reader.has("amount") {
        reader.missing("amount");
    }
    let amount = reader.amount("amount", |asset| known.decimals_of(asset));
    let every = reader.duration_needed("every", Seconds(86_400), DURATION_MAX);
    let instead = reader.duration("instead", Seconds(60), WORK_MAX);
    let mut tiers: Vec<Tier> = Vec::new();
    if let Some((amount, asset)) = amount {
        let give = Some((Give::Flat(amount), asset));
        tiers.push(Tier { id: STANDARD.into(), give, work: instead, at });
    } else if instead.is_some() && !own_tiers.is_empty() {
        let message = "`dues.instead` stands for `dues.amount`, which is not set.";
        reader.flaws.push(Code::DuesTier, at, message);
    }
    let mut seen: BTreeSet<String> = tiers.iter().map(|tier| tier.id.clone()).collect();
    for (table, at) in own_tiers {
        let mut inner = Reader::new(table, "dues.tier", at, reader.flaws);
        let tier = tier(&mut inner, known);
        if !tier.id.is_empty() && !seen.insert(tier.id.clone()) {
            let message = format!("The id `{}` is given twice.", tier.id);
            inner.flaws.push(Code::IdTwice, at, message);
        }
        inner.finish();
        tiers.push(tier);
    }
    let to = fund_of("fund", COMMON, &mut reader);
    let mut length = |key| reader.duration(key, Seconds(3_600), DURATION_MAX);
    let (reminder, vote_rests) = (length("reminder"), length("vote_rests"));
    let membership_rests = length("membership_rests");
    let steps: Vec<Seconds> =
        [reminder, vote_rests, membership_rests].into_iter().flatten().collect();
    if !steps.is_sorted_by(|one, next| one < next) {
        let message = "`dues.reminder`, `dues.vote_rests` and `dues.membership_rests` come one after \
                       the other.";
        reader.flaws.push(Code::DuesOrder, at, message);
    }
    reader.finish();
    (!tiers.is_empty()).then_some(Dues { every, tiers, to, reminder, vote_rests, membership_rests })
}

/// Reads the fund that gets something, otherwise the one that is named.
pub(super) fn fund_of(key: &'static str, otherwise: &str, reader: &mut Reader<'_>) -> AccountId {
    let text = reader.text(key, 200);
    let (text, at) = text.unwrap_or((otherwise.into(), reader.at));
    if let Ok(account @ AccountId::Fund(_)) = text.parse() {
        return account;
    }
    let message = format!("`{}` is {text:?}, which is no fund.", reader.name(key));
    reader.flaws.push(Code::FundForm, at, message);
    AccountId::Fund(String::new())
}

/// Reads one tier.
fn tier(reader: &mut Reader<'_>, known: &Known<'_>) -> Tier {
    let id = reader.id();
    let at = reader.at;
    let mut amount = |key| reader.amount(key, |asset| known.decimals_of(asset));
    let (flat, min, max) = (amount("amount"), amount("min"), amount("max"));
    let share = reader.share("share");
    let work = reader.duration("work", Seconds(60), WORK_MAX);
    let same = |one: &AssetId, other: Option<&(Amount, AssetId)>| {
        other.is_none_or(|(_, asset)| asset == one)
    };
    let give = match (flat, share, min, max) {
        (Some((amount, asset)), None, None, None) => Some((Give::Flat(amount), asset)),
        (None, Some(share), Some((min, asset)), max)
            if same(&asset, max.as_ref()) && max.as_ref().is_none_or(|(max, _)| min <= *max) =>
        {
            Some((Give::OfIncome { share, min, max: max.map(|(max, _)| max) }, asset))
        }
        (None, None, Some((min, asset)), Some((max, other))) if asset == other && min <= max => {
            Some((Give::Sliding { min, max }, asset))
        }
        (None, None, None, None) if work.is_some() => None,
        _ => {
            let message = format!(
                "The tier `{id}` gives one of: `amount`; `share` with `min`, and `max` if wanted; `min` \
                 with `max`; or `work` alone. The least is not above the most, in one asset."
            );
            reader.flaws.push(Code::DuesTier, at, message);
            None
        }
    };
    Tier { id, give, work, at }
}

/// Reads the funds whose payments are signed (CHA-61).
pub(super) fn funds(root: &mut Reader<'_>, known: &Known<'_>) -> Vec<SignedFund> {
    let mut funds: Vec<SignedFund> = Vec::new();
    for (table, at) in root.tables("fund", ENTRIES_MAX) {
        let mut reader = Reader::new(table, "fund", at, root.flaws);
        let id = reader.id();
        if AccountId::Fund(id.clone()).to_string().parse::<AccountId>().is_err() && !id.is_empty() {
            let message = format!("`fund-{id}` is no fund.");
            reader.flaws.push(Code::FundForm, at, message);
        }
        if funds.iter().any(|fund| fund.id == id) {
            let message = format!("The id `{id}` is given twice.");
            reader.flaws.push(Code::IdTwice, at, message);
        }
        if !reader.has("signers") {
            reader.missing("signers");
        }
        let text = reader.text("signers", 200);
        let office = text.as_ref().and_then(|(text, _)| text.strip_prefix("office: "));
        if let Some((text, at)) = &text
            && office.is_none_or(|office| !known.offices.contains_key(office))
        {
            let message = format!("`fund.signers` is {text:?}; an office of this text signs.");
            reader.flaws.push(Code::OfficeUnknown, *at, message);
        }
        let signers = office.unwrap_or_default().to_owned();
        let needed = reader.count_needed("needed", 1, 20);
        reader.finish();
        funds.push(SignedFund { id, signers, needed, at });
    }
    funds
}

/// Says what members give.
pub(super) fn giving(charter: &Charter) -> Vec<Statement> {
    let Some(dues) = &charter.dues else { return Vec::new() };
    let about = |rule: &str, text: String| {
        let line = charter.places.get(rule).map_or(0, |at: &Position| at.line);
        Statement { rule: rule.to_owned(), line, text }
    };
    let mut statements: Vec<Statement> = Vec::new();
    let is_choice = dues.tiers.len() > 1;
    for tier in &dues.tiers {
        let text = tier_words(charter, dues, tier, is_choice);
        let (rule, line) = if tier.id == STANDARD {
            ("dues.amount".to_owned(), None)
        } else {
            (format!("dues.tier.{}", tier.id), Some(tier.at.line))
        };
        let said = about(&rule, text);
        statements.push(Statement { line: line.unwrap_or(said.line), ..said });
    }
    if dues.to.to_string() != COMMON {
        statements.push(about("dues.fund", format!("Dues go to {}.", dues.to)));
    }
    if let Some(length) = dues.reminder {
        let text = format!("Who has not paid {length} after dues fell due is reminded.");
        statements.push(about("dues.reminder", text));
    }
    if let Some(length) = dues.vote_rests {
        let text = format!(
            "The vote of who has not paid {length} after dues fell due rests: until they have, they \
             may do what a member on probation may."
        );
        statements.push(about("dues.vote_rests", text));
    }
    if let Some(length) = dues.membership_rests {
        let text = format!(
            "The powers of who has not paid {length} after dues fell due rest, their rights do not; \
             all come back with the payment."
        );
        statements.push(about("dues.membership_rests", text));
    }
    statements
}

fn tier_words(charter: &Charter, dues: &Dues, tier: &Tier, is_choice: bool) -> String {
    let every = dues.every;
    let who = if is_choice { format!("By \"{}\" members", tier.id) } else { "Members".into() };
    let work = tier.work.map(|length| format!("{length} of work"));
    let given = tier.give.as_ref().map(|(give, asset)| match give {
        Give::Flat(amount) => money(charter, *amount, asset),
        Give::OfIncome { share, min, max } => {
            let most = max.map_or(String::new(), |max| {
                format!(" and at most {}", money(charter, max, asset))
            });
            let least = money(charter, *min, asset);
            format!("{share} of what they earn, at least {least}{most}")
        }
        Give::Sliding { min, max } => format!(
            "what they choose from {} to {}",
            money(charter, *min, asset),
            money(charter, *max, asset)
        ),
    });
    match (given, work) {
        (Some(given), Some(work)) => {
            format!("{who} give {given} every {every}, or {work} instead.")
        }
        (Some(given), None) => format!("{who} give {given} every {every}."),
        (None, work) => format!("{who} give {} every {every}.", work.unwrap_or_default()),
    }
}

/// What pays from a fund without a request.
const PAYING: &[&str] = &["treasury.pay", "spending.pay_batch", "spending.start_stream"];

/// Says who signs for funds.
pub(super) fn signing(charter: &Charter) -> Vec<Statement> {
    let said = |fund: &SignedFund| {
        let office = charter.office(&fund.signers);
        let office = office.map_or(fund.signers.as_str(), |office| office.name.as_str());
        let (needed, id) = (fund.needed, &fund.id);
        let sign =
            if needed == 1 { "1 holder signs".into() } else { format!("{needed} holders sign") };
        let free = unsigned(charter);
        let free = if free.is_empty() {
            String::new()
        } else {
            format!(" What the members decide it pays without a signature, by {}.", free.join(", "))
        };
        let text = format!("fund-{id} pays what {sign} of the office of {office}.{free}");
        Statement { rule: format!("fund.{id}"), line: fund.at.line, text }
    };
    charter.funds.iter().map(said).collect()
}

/// Returns the decisions of the members that pay from a fund, from the beginning or from a stage on: they need no
/// signer (SPE-7).
fn unsigned(charter: &Charter) -> Vec<String> {
    let pays = |power: &&Power| PAYING.contains(&power.may);
    let lines = charter.powers.iter().filter(pays);
    let then = charter.stages.iter().flat_map(|stage| &stage.changes);
    let then = then.filter(|change| charter.power(&change.power).is_some_and(|power| pays(&power)));
    let who = lines.map(|power| &power.who).chain(then.filter_map(|change| change.who.as_ref()));
    let mut decisions: Vec<String> = Vec::new();
    for holder in who {
        let Who::Decision(id) = holder else { continue };
        let is_of_members = charter.decision(id).is_some_and(|known| {
            known.electorate.is_led_by_members() && known.method != Method::LazyConsensus
        });
        let name = format!("\"{id}\"");
        if is_of_members && !decisions.contains(&name) {
            decisions.push(name);
        }
    }
    decisions
}
