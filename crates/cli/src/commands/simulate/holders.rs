//! Who holds an office uses its powers: most pay a bill of the society, make half of the new money that the line
//! allows for the common fund, approve what somebody asks for, sign it, waive somebody's dues and say what is at the place
//! outside; those of the hostile block do as much of it as the line
//! allows, for themselves or one of their own, decline whoever applies and call every emergency pause of theirs. The
//! watchful object to what a holder would do for themselves.

use std::collections::BTreeMap;

use polity_machine::Action;
use polity_machine::charter_text::document::Office;
use polity_machine::charter_text::outlook::money_words;
use polity_machine::charter_text::{Charter, Who};
use polity_machine::modules::charter::query as charter;
use polity_machine::modules::charter::{ActEnd, CharterAction};
use polity_machine::modules::dues::{DuesAction, WAIVED_MAX};
use polity_machine::modules::governance::{GovernanceAction, Target};
use polity_machine::modules::identity::IdentityAction;
use polity_machine::modules::membership::MembershipAction;
use polity_machine::modules::offices::query as offices;
use polity_machine::modules::spending::query::{counts, to_sign, waiting};
use polity_machine::modules::spending::{Line, Request, SpendingAction};
use polity_machine::modules::treasury::query::balance;
use polity_machine::modules::treasury::{AccountId, TreasuryAction};
use polity_machine::testing::Actor;
use polity_types::{Amount, AssetId, PersonId};
use serde::Serialize;

use super::people::Camp;
use super::questions::outside;
use super::world::World;

/// What came of what the holders of an office did alone.
#[derive(Debug, Default, Serialize)]
pub(super) struct Used {
    /// Refused by the rules, at once or when it was to take effect.
    pub(super) refused: u64,
    /// Stopped by the objections of members.
    pub(super) stopped: u64,
    pub(super) took_effect: u64,
    pub(super) tried: u64,
    /// What bills came to. Unit: minor units.
    pub(super) bills: Amount,
    /// What holders of the hostile block paid to themselves. Unit: minor units.
    pub(super) to_themselves: Amount,
    /// Both in words.
    pub(super) money: String,
    /// What they did besides paying, by the name of the action.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) others: BTreeMap<&'static str, Deeds>,
}

/// How often holders of an office used another power, and what came of it.
#[derive(Debug, Default, Serialize)]
pub(super) struct Deeds {
    pub(super) refused: u64,
    pub(super) stopped: u64,
    pub(super) took_effect: u64,
    pub(super) tried: u64,
}

/// Requests that wait and are looked at for a signature. Unit: requests.
const REQUESTS_READ: usize = 1_000;

/// The power that pays; told of with its sums.
const PAY: &str = "treasury.pay";

/// An act that waits.
struct Waiting {
    act: u64,
    amount: Amount,
    is_own: bool,
    is_seen: bool,
    office: String,
    /// Name of the action.
    what: &'static str,
}

/// What holders of offices do, over all seasons.
#[derive(Default)]
pub(super) struct Uses {
    by_office: BTreeMap<String, Used>,
    waiting: Vec<Waiting>,
}

/// Who uses an office, and from which fund.
struct User<'a> {
    asset: Option<&'a AssetId>,
    fund: &'a AccountId,
    holder: PersonId,
    is_own: bool,
    office: &'a Office,
    place: usize,
}

impl Uses {
    /// Has every holder of an office use each of its powers once.
    pub(super) fn use_all(&mut self, world: &mut World, fund: &AccountId, asset: Option<&AssetId>) {
        let charter = world.charter();
        for office in &charter.offices {
            for (_, seat) in offices::seats(world.state(), &office.id) {
                let holder = seat.holder;
                let mut agents = world.agents.iter().enumerate();
                let found = agents.find(|(_, agent)| agent.actor.person == holder);
                let Some((place, agent)) = found else { continue };
                let is_own = agent.camp == Camp::Hostile;
                let user = User { asset, fund, holder, is_own, office, place };
                self.pay(world, &user, &charter);
                self.issue(world, &user, &charter);
                self.approve(world, &user, &charter, fund);
                for signed in charter.funds.iter().filter(|fund| fund.signers == office.id) {
                    self.sign(world, &user, &signed.account());
                    self.approve(world, &user, &charter, &signed.account());
                }
                self.waive(world, &user, &charter);
                self.attest(world, &user, &charter);
                if is_own {
                    self.decline(world, &user, &charter);
                    self.pause(world, &user, &charter);
                }
            }
        }
    }

    fn pay(&mut self, world: &mut World, user: &User<'_>, charter: &Charter) {
        let Some(asset) = user.asset.cloned() else { return };
        let limit = limits_of(charter, &user.office.id, PAY, Some(&asset)).max();
        let Some((limit, _)) = limit else { return };
        let amount = user.wanted(limit).min(balance(world.state(), user.fund, &asset));
        if !amount.is_positive() {
            return;
        }
        let payee = if user.is_own { user.holder } else { drawn(world, user.holder) };
        let (from, to) = (user.fund.clone(), AccountId::Person(payee));
        let pay = TreasuryAction::Pay { amount, asset, category: None, from, memo: None, to };
        self.attempt(world, user, PAY, amount, pay.into());
    }

    /// Makes new money: for the common fund, or for themselves.
    fn issue(&mut self, world: &mut World, user: &User<'_>, charter: &Charter) {
        let what = "treasury.issue";
        let limit = limits_of(charter, &user.office.id, what, None).next();
        let Some((limit, asset)) = limit else { return };
        let own = AccountId::Person(user.holder);
        let (amount, to) = (user.wanted(limit), if user.is_own { own } else { user.fund.clone() });
        let issue = TreasuryAction::Issue { amount, asset, category: None, memo: None, to };
        self.attempt(world, user, what, amount, issue.into());
    }

    /// Approves what somebody asks to be paid from a fund: anybody, or one of the hostile block.
    fn approve(&mut self, world: &mut World, user: &User<'_>, charter: &Charter, fund: &AccountId) {
        let what = "spending.approve";
        let Some(asset) = user.asset.cloned() else { return };
        let limit = limits_of(charter, &user.office.id, what, Some(&asset)).max();
        let Some((limit, _)) = limit else { return };
        let amount = user.wanted(limit).min(balance(world.state(), fund, &asset));
        if !amount.is_positive() {
            return;
        }
        let Some((place, person)) = user.other(world) else { return };
        let request = SpendingAction::Request {
            asset: asset.clone(),
            category: None,
            fund: fund.clone(),
            lines: vec![Line { amount, to: AccountId::Person(person) }],
            receipts: Vec::new(),
            text: None,
        };
        if world.act(place, request).is_err() {
            return;
        }
        let request = counts(world.state()).requests;
        let approve = SpendingAction::Approve { amount, asset, request };
        self.attempt(world, user, what, amount, approve.into());
    }

    /// Signs what was approved to be paid from a fund whose signer they are: what their own side asks for.
    fn sign(&mut self, world: &mut World, user: &User<'_>, fund: &AccountId) {
        let charter = world.charter();
        let is_hostile = |person: PersonId| {
            let mut agents = world.agents.iter();
            agents.any(|agent| agent.actor.person == person && agent.camp == Camp::Hostile)
        };
        let is_theirs =
            |request: &Request| request.fund == *fund && is_hostile(request.by) == user.is_own;
        let waits = waiting(world.state(), None, REQUESTS_READ).into_iter();
        let waits = waits.filter(|(_, request)| is_theirs(request));
        let asked = waits
            .filter(|(number, _)| to_sign(world.state(), &charter, *number, user.holder).is_some());
        let asked: Vec<(u64, Amount)> =
            asked.map(|(number, request)| (number, request.total)).collect();
        for (request, amount) in asked {
            let sign = SpendingAction::Sign { request };
            self.attempt(world, user, "spending.sign", amount, sign.into());
        }
    }

    /// Waives dues: one period of somebody's, or as many as can be at once of one of their own.
    fn waive(&mut self, world: &mut World, user: &User<'_>, charter: &Charter) {
        let what = "dues.waive";
        if !holds(charter, &user.office.id, what) {
            return;
        }
        let Some((_, member)) = user.other(world) else { return };
        let periods = if user.is_own { WAIVED_MAX } else { 1 };
        let waive = DuesAction::Waive { member, periods };
        self.attempt(world, user, what, Amount::ZERO, waive.into());
    }

    /// Says what is at the place outside: what should be there, or that it is empty.
    fn attest(&mut self, world: &mut World, user: &User<'_>, charter: &Charter) {
        let what = "treasury.attest";
        let Some(asset) = user.asset.cloned().filter(|_| holds(charter, &user.office.id, what))
        else {
            return;
        };
        let account = outside();
        let expected = balance(world.state(), &account, &asset).negated();
        let held = if user.is_own { Amount::ZERO } else { expected };
        let proof = world.text("A statement of what is simulated");
        let attest = TreasuryAction::Attest { account, asset, held, proof };
        self.attempt(world, user, what, Amount::ZERO, attest.into());
    }

    /// Declines somebody who applies.
    fn decline(&mut self, world: &mut World, user: &User<'_>, charter: &Charter) {
        let what = "membership.decline";
        if !holds(charter, &user.office.id, what) {
            return;
        }
        let seen = self.by_office.get(&user.office.name).and_then(|used| used.others.get(what));
        let number = seen.map_or(0, |deeds| deeds.tried);
        let name = format!("applicant {number} of {} {}", user.office.id, user.place);
        let applicant = Actor::named(&name);
        let inception = applicant.inception.clone();
        let _ = world.society.act(&applicant, IdentityAction::Register { inception });
        let apply = MembershipAction::Apply { invitation: None, letter: None };
        if world.society.act(&applicant, apply).is_ok() {
            let decline = MembershipAction::Decline { applicant: applicant.person, text: None };
            self.attempt(world, user, what, Amount::ZERO, decline.into());
        }
    }

    /// Calls every emergency pause that the office may call.
    fn pause(&mut self, world: &mut World, user: &User<'_>, charter: &Charter) {
        let is_its = |who: &Who| matches!(who, Who::Office(id) if *id == user.office.id);
        for pause in charter.pauses.iter().filter(|pause| is_its(&pause.who)) {
            let text = world.text("An alarm");
            let call = CharterAction::Pause { pause: pause.id.clone(), text };
            self.attempt(world, user, "charter.pause", Amount::ZERO, call.into());
        }
    }

    /// Has a holder do something alone, and notes what came of it, or that it waits.
    fn attempt(
        &mut self,
        world: &mut World,
        user: &User<'_>,
        what: &'static str,
        amount: Amount,
        action: Action,
    ) {
        let (office, is_own) = (user.office.name.clone(), user.is_own);
        let used = self.by_office.entry(office.clone()).or_default();
        used.tried(what);
        let before = charter::acts_of(world.state(), user.holder);
        if world.act(user.place, action).is_err() {
            used.refused(what);
            return;
        }
        let after = charter::acts_of(world.state(), user.holder);
        match after.into_iter().find(|act| !before.contains(act)) {
            Some(act) => {
                self.waiting.push(Waiting { act, amount, is_own, is_seen: false, office, what });
            }
            None => used.ended(&ActEnd::Effected, amount, (what, is_own)),
        }
    }

    /// Has the watchful object to what holders would pay to themselves, and notes what is over.
    pub(super) fn watch(&mut self, world: &mut World) {
        for waiting in self.waiting.iter_mut().filter(|one| one.is_own && !one.is_seen) {
            waiting.is_seen = true;
            let target = Target::Act { number: waiting.act };
            let joined = world.joined;
            let watchful = world.agents.iter().take(joined).enumerate();
            let watchful = watchful.filter(|(_, agent)| agent.is_watchful && !agent.has_left);
            let object = |(place, _)| (place, Action::from(GovernanceAction::Object { target }));
            let acts = watchful.map(object).collect();
            world.crowd(acts);
        }
        let by_office = &mut self.by_office;
        self.waiting.retain(|one| match charter::act_result(world.state(), one.act) {
            Some(result) => {
                let used = by_office.entry(one.office.clone()).or_default();
                used.ended(&result.end, one.amount, (one.what, one.is_own));
                false
            }
            None => true,
        });
    }

    /// Returns whether nothing waits any more.
    pub(super) fn is_over(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Returns what came of it, with the sums in words.
    pub(super) fn told(
        mut self,
        charter: &Charter,
        asset: Option<&AssetId>,
    ) -> BTreeMap<String, Used> {
        for used in self.by_office.values_mut() {
            let words = |amount| {
                asset.map_or_else(String::new, |asset| money_words(charter, amount, asset))
            };
            used.money =
                format!("bills {}, to themselves {}", words(used.bills), words(used.to_themselves));
        }
        self.by_office
    }
}

impl User<'_> {
    /// Draws somebody else: of all, or of the hostile block if they are of it.
    fn other(&self, world: &mut World) -> Option<(usize, PersonId)> {
        let is_other = |place: &usize| {
            let agent = world.agents.get(*place);
            *place != self.place
                && agent.is_some_and(|agent| !self.is_own || agent.camp == Camp::Hostile)
        };
        let places: Vec<usize> = (0..world.joined).filter(is_other).collect();
        let place = places.get(world.random.place(places.len().max(1))).copied()?;
        Some((place, world.agents.get(place)?.actor.person))
    }

    /// Returns how much a holder takes of a limit: half of it for the society, all of it for themselves.
    fn wanted(&self, limit: Amount) -> Amount {
        let half = u64::try_from(limit.minor_units() / 2).map_or(limit, Amount::from);
        if self.is_own { limit } else { half }
    }
}

impl Used {
    fn tried(&mut self, what: &'static str) {
        let count = if what == PAY {
            &mut self.tried
        } else {
            &mut self.others.entry(what).or_default().tried
        };
        *count = count.saturating_add(1);
    }

    fn refused(&mut self, what: &'static str) {
        let others = &mut self.others;
        let count = if what == PAY {
            &mut self.refused
        } else {
            &mut others.entry(what).or_default().refused
        };
        *count = count.saturating_add(1);
    }

    fn ended(&mut self, end: &ActEnd, amount: Amount, (what, is_own): (&'static str, bool)) {
        if let ActEnd::Failed { .. } = end {
            return self.refused(what);
        }
        let is_done = *end == ActEnd::Effected;
        let count = match (what == PAY, is_done) {
            (true, true) => &mut self.took_effect,
            (true, false) => &mut self.stopped,
            (false, true) => &mut self.others.entry(what).or_default().took_effect,
            (false, false) => &mut self.others.entry(what).or_default().stopped,
        };
        *count = count.saturating_add(1);
        if is_done && what == PAY {
            let sum = if is_own { &mut self.to_themselves } else { &mut self.bills };
            *sum = sum.plus(amount).unwrap_or(Amount::MAX);
        }
    }
}

/// Returns somebody who joined, by lot.
fn drawn(world: &mut World, otherwise: PersonId) -> PersonId {
    let drawn = world.random.place(world.joined);
    world.agents.get(drawn).map_or(otherwise, |agent| agent.actor.person)
}

/// Returns whether an office holds a line for an action.
fn holds(charter: &Charter, office: &str, action: &str) -> bool {
    let is_its = |who: &Who| matches!(who, Who::Office(id) if id == office);
    charter.lines_for(action).any(|power| is_its(&power.who))
}

/// Returns the limits of an office's lines for an action, of one asset or of any.
fn limits_of<'a>(
    charter: &'a Charter,
    office: &'a str,
    action: &'a str,
    asset: Option<&'a AssetId>,
) -> impl Iterator<Item = (Amount, AssetId)> {
    let is_its = move |who: &Who| matches!(who, Who::Office(id) if id == office);
    let lines = charter.lines_for(action).filter(move |power| is_its(&power.who));
    let limits = lines.filter_map(|power| power.up_to.as_ref());
    let limits = limits.filter(move |limit| asset.is_none_or(|asset| limit.asset == *asset));
    limits.map(|limit| (limit.amount, limit.asset.clone()))
}
