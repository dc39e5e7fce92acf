//! Dues: what members give, and where one of them stands.

use std::collections::BTreeSet;

use axum::extract::Path;
use axum::response::Response;
use polity_machine::charter_text::{Give, Share, Tier, explain as rules};
use polity_machine::frame::clock::Clock;
use polity_machine::frame::state::StateView;
use polity_machine::modules::dues::{Account, Level, Owed, Sponsor, query};
use polity_machine::modules::treasury;
use polity_types::{Amount, AssetId, PersonId};
use serde_json::json;

use super::act::Act;
use super::address::Address;
use super::choices::Choices;
use super::here::Here;
use super::{Frame, Moment, deed, explain_in, link_to, reading};
use crate::answer::{Failure, page};
use crate::words::{filters, t};

#[derive(askama::Template)]
#[template(path = "dues.html")]
struct Page {
    at: String,
    choices: Choices,
    frame: Frame,
    /// In which assets dues can be paid.
    pays: BTreeSet<String>,
    rules: Vec<String>,
    tiers: Vec<TierRow>,
}

/// A tier to choose, as the page reckons with it.
struct TierRow {
    /// `amount`, `income`, or `nothing`: what one says of oneself.
    asks: &'static str,
    asset: String,
    decimals: u8,
    denominator: u32,
    id: String,
    max: String,
    min: String,
    numerator: u32,
}

impl TierRow {
    fn of(tier: &Tier, state: &dyn StateView) -> Self {
        let none = (Give::Flat(Amount::ZERO), None);
        let (give, asset) = tier.give.as_ref().map_or(none, |(give, asset)| (*give, Some(asset)));
        let known = asset.and_then(|asset| treasury::query::asset(state, asset));
        let (asks, share) = match give {
            Give::Flat(_) => ("nothing", Share::NONE),
            Give::OfIncome { share, .. } => ("income", share),
            Give::Sliding { .. } => ("amount", Share::NONE),
        };
        let (min, max) = give.bounds();
        Self {
            asks,
            asset: asset.map(ToString::to_string).unwrap_or_default(),
            decimals: known.map_or(0, |known| known.decimals),
            denominator: share.denominator(),
            id: tier.id.clone(),
            max: max.to_string(),
            min: min.to_string(),
            numerator: share.numerator(),
        }
    }
}

#[derive(askama::Template)]
#[template(path = "owed.html")]
struct OwedPage {
    /// Of how many periods they ask a waiver.
    asked: Option<u32>,
    at: String,
    choices: Choices,
    /// The acts by which a sponsorship is ended, a question taken back, a question answered with no.
    ends: Vec<Act>,
    follows: &'static str,
    frame: Frame,
    id: String,
    key: String,
    next: Option<Moment>,
    open: Vec<Row>,
    paid: u64,
    /// Who pays them, as markup, and how much at most.
    sponsor: Option<(String, String)>,
    /// Whose dues they pay, as markup.
    sponsored: Vec<String>,
    tier: String,
    /// What is open altogether: the asset, the amount, and the act that pays it.
    whole: Vec<(String, String, String)>,
    /// Who, as markup.
    who: String,
}

struct Row {
    amount: String,
    period: u64,
    since: Moment,
    work: String,
}

/// `GET /s/{society}/dues`.
pub(crate) async fn show(Here { served, societies }: Here, address: Address) -> Response {
    reading(&served.running, |context, state| {
        let frame = Frame::of(context, state, "/treasury");
        let said = rules(&context.charter).into_iter().flat_map(|section| section.statements);
        let of_dues = said.filter(|said| said.rule.starts_with("dues."));
        let rules = of_dues.map(|said| said.text).collect();
        let tiers = context.charter.dues.iter().flat_map(|dues| &dues.tiers);
        let tiers: Vec<TierRow> = tiers.map(|tier| TierRow::of(tier, state)).collect();
        let assets = tiers.iter().map(|tier| tier.asset.clone());
        page(&Page {
            at: address.arguments(&societies, context.society),
            choices: Choices::of(state),
            frame,
            pays: assets.filter(|asset| !asset.is_empty()).collect(),
            rules,
            tiers,
        })
    })
}

/// `GET /s/{society}/dues/{person}`.
pub(crate) async fn person(
    Here { served, societies }: Here,
    Path((_, person)): Path<(String, String)>,
    address: Address,
) -> Response {
    let found = reading(&served.running, |context, state| {
        let person: PersonId = person.parse().ok()?;
        let account = query::account(state, person)?;
        let (frame, clock) = (Frame::of(context, state, "/treasury"), Clock::read(state));
        let row = |owed: &Owed| {
            let money = owed.asset.as_ref().map(|asset| deed::money(owed.amount, asset, state));
            let work = owed.work.map(|work| format!("{work} of work")).unwrap_or_default();
            let since = Moment(clock.wall(owed.since));
            Row { amount: money.unwrap_or_default(), period: owed.period, since, work }
        };
        let first = context.charter.dues.as_ref().and_then(|dues| dues.tiers.first());
        let first = first.map(|tier| tier.id.clone());
        let ask = query::ask(state, person);
        let sponsor = query::sponsor(state, person);
        Some(page(&OwedPage {
            asked: ask.map(|ask| ask.periods),
            choices: Choices::of(state),
            ends: ends(person, sponsor.as_ref(), ask.is_some()),
            at: address.arguments(&societies, context.society),
            follows: match account.level {
                Level::Good => "Nothing follows from it.",
                Level::Reminded => "This is a reminder.",
                Level::VoteRests => {
                    "Where members past probation vote, the vote rests until what is open is settled."
                }
                Level::MembershipRests => {
                    "The powers of a member rest until what is open is settled; the rights do not."
                }
            },
            id: person.to_string(),
            key: query::account_key(person),
            next: account.next.map(|place| Moment(clock.wall(place.at))),
            open: account.open.iter().map(row).collect(),
            paid: account.paid,
            sponsor: sponsor.map(|sponsor| {
                let left = deed::money(sponsor.left, &sponsor.asset, state);
                (link_to(&frame.base, state, sponsor.by), left)
            }),
            sponsored: query::sponsored(state, person)
                .into_iter()
                .map(|member| link_to(&frame.base, state, member))
                .collect(),
            tier: account.tier.clone().or(first).unwrap_or_default(),
            whole: whole(person, &account, state),
            who: link_to(&frame.base, state, person),
            frame,
        }))
    });
    found.unwrap_or_else(|| explain_in(&served, &Failure::NotFound("account of dues")))
}

/// Returns what is open in each asset, with the act that pays all of it.
fn whole(
    person: PersonId,
    account: &Account,
    state: &dyn StateView,
) -> Vec<(String, String, String)> {
    let assets: BTreeSet<&AssetId> =
        account.open.iter().filter_map(|owed| owed.asset.as_ref()).collect();
    let act = |asset: &AssetId| {
        let amount = query::owed(account, asset);
        let with = json!({
            "amount": amount.to_string(), "asset": asset.to_string(), "of": person.to_string()
        });
        let json = json!({ "name": "dues.pay", "with": with }).to_string();
        (asset.to_string(), deed::money(amount, asset, state), json)
    };
    assets.into_iter().map(act).collect()
}

/// Returns the acts that end what stands about a member's dues, each for whom it is.
fn ends(member: PersonId, sponsor: Option<&Sponsor>, has_asked: bool) -> Vec<Act> {
    let of = json!({ "member": member.to_string() });
    let end = sponsor.map(|sponsor| {
        let people = format!("{} {member}", sponsor.by);
        let words = t("owed-end-the-sponsorship");
        Act::new("dues.end_sponsorship", of.clone(), words).only_for(people)
    });
    let asked = has_asked.then(|| {
        let none = json!({ "periods": 0 });
        let back = Act::new("dues.ask_waiver", none, t("owed-take-the-question-back"));
        let no = json!({ "member": member.to_string(), "periods": 0 });
        let no = Act::new("dues.waive", no, t("owed-say-no")).who_may("dues.waive");
        [back.only_for(member.to_string()), no.not_for([member].into_iter())]
    });
    end.into_iter().chain(asked.into_iter().flatten()).collect()
}
