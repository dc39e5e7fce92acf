//! What waits for a person: votes, seats, claims to rule on, applications, dues, bills, requests to approve, sign or
//! pay, friends who lost their keys, a charter to agree to, and what one may leave by or take for a time. The one that ends first before the others, and before all
//! of them that guardians give one's own keys to another.

mod parting;
mod requests;

use polity_machine::Action;
use polity_machine::charter_text::Method;
use polity_machine::frame::clock::Clock;
use polity_machine::frame::context::{Authority, Context};
use polity_machine::frame::execute::preview;
use polity_machine::frame::state::StateView;
use polity_machine::modules::dues::{self, Level};
use polity_machine::modules::membership::MembershipAction;
use polity_machine::modules::{
    breach, charter, governance, identity, membership, panels, spending,
};
use polity_machine::registry;
use polity_ordering::Running;
use polity_types::{AssetId, PersonId, Timestamp};
use polity_views::{ENDED_FOR, EndedRow, UNUSED_FOR, Views, ViewsError};
use serde::Serialize;

use super::{Left, decisions, deed, ended, reading};
use crate::words::{moment, plain_figured, say, t};

/// Open proposals that are looked at, oldest first. Unit: proposals.
const PROPOSALS: usize = 200;
/// Bills that are looked at, newest first. Unit: bills.
const BILLS: usize = 200;

/// Members who ask for a waiver and are looked at. Unit: members.
const ASKS: usize = 100;
/// Votes that went unused and are counted. Unit: votes.
const UNUSED: usize = 100;
/// Payments that repeated and ended before their time, and are told. Unit: payments.
const ENDED: usize = 3;
/// Draws that are looked at. Unit: draws.
const SEATS: usize = 100;

/// Claims of a breach that are looked at, newest first. Unit: claims.
const CLAIMS: u64 = 20;
/// Applications that are looked at. Unit: applications.
const APPLICATIONS: usize = 20;
/// Applications that are told one by one; more are told in one line. Unit: applications.
const APPLICATIONS_SAID: usize = 3;
/// Recoveries of keys that are looked at. Unit: recoveries.
const RECOVERIES: usize = 100;

/// Something that waits for a person.
#[derive(Serialize)]
pub struct Need {
    /// With which command it is done.
    pub command: String,
    /// Who votes for them unless they do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delegate: Option<PersonId>,
    /// Until when, or when something more follows, in time of day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ends: Option<Timestamp>,
    /// Whether less than a day is left, or it is an alarm.
    pub is_soon: bool,
    /// `application`, `bill`, `claim`, `consent`, `dues`, `fork`, `guardian`, `keys_asked`, `keys_disputed`, `keys_taken`,
    /// `newcomers`, `oath`, `payment`, `request`, `seat`, `share`, `signature`, `stream`, `unused`, `vote`, `vouches`,
    /// `waiver` or `window`.
    pub kind: &'static str,
    /// How long that is, as whoever reads says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left: Option<String>,
    /// Where it is done, below the society's own address.
    pub page: String,
    /// Until when, as whoever reads writes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// What to do, in the reader's language.
    pub words: String,
}

impl Need {
    fn new(kind: &'static str, words: String, page: String, command: String) -> Self {
        let words = plain_figured(words);
        let (delegate, ends, left, until) = (None, None, None, None);
        Self { command, delegate, ends, is_soon: false, kind, left, page, until, words }
    }

    /// Returns whether somebody's keys are being taken: then nothing else comes first.
    pub(crate) fn is_alarm(&self) -> bool {
        self.kind.starts_with("keys_")
    }

    fn until(self, ends: Option<Timestamp>) -> Self {
        Self { ends, until: ends.map(moment), ..self }
    }
}

/// Returns what waits for a person in a society that runs here, in English.
///
/// # Errors
/// [`ViewsError`] when its lists cannot be read.
pub fn needs_of(
    person: PersonId,
    running: &Running,
    views: &Views,
) -> Result<Vec<Need>, ViewsError> {
    let mut needs = reading(running, |context, state| of(person, context, state));
    needs.extend(passed(person, running, views)?);
    Ok(needs)
}

/// Returns what passed of late, concerns a person and does not wait: votes that went unused, payments that ended.
pub(crate) fn passed(
    person: PersonId,
    running: &Running,
    views: &Views,
) -> Result<Vec<Need>, ViewsError> {
    let now = reading(running, |_, state| Clock::read(state).time);
    let mut passed = ended(person, now, running, views)?;
    passed.extend(unused(person, now, views)?);
    Ok(passed)
}

/// Returns the payments to a person, or begun by them, that ended before their time of late and were not begun again.
pub(crate) fn ended(
    person: PersonId,
    now: Timestamp,
    running: &Running,
    views: &Views,
) -> Result<Vec<Need>, ViewsError> {
    let since = now.0.saturating_sub(ENDED_FOR);
    let rows = views.ended_streams_of(&person.to_string(), since, ENDED)?;
    Ok(reading(running, |_, state| {
        let need = |row: &EndedRow| {
            let unpaid = ended::money(row, row.unpaid, state);
            let (number, why) = (row.number.to_string(), ended::why_ended(&row.why));
            let given = [("number", &*number), ("why", &why), ("unpaid", &unpaid)];
            let page = format!("/spending#ended-{number}");
            let command = "polity spend streams".to_owned();
            Need::new("stream", say("needs-stream", &given), page, command)
        };
        rows.iter().map(need).collect()
    }))
}

/// Returns what waits for a person.
pub(crate) fn of(person: PersonId, context: &Context<'_>, state: &dyn StateView) -> Vec<Need> {
    let clock = Clock::read(state);
    let mut needs = votes(person, context, state);
    needs.extend(waiting(person, context, state));
    needs.extend(seats(person, clock, state));
    needs.extend(claims(person, clock, state));
    needs.extend(parting::of(person, context, state));
    needs.extend(owed(person, clock, state));
    needs.extend(bills(person, context, state));
    needs.extend(requests::of(person, context, state));
    needs.extend(applications(person, context, state));
    needs.extend(guarded(person, clock, state));
    needs.extend(replaced(person, clock, state));
    needs.extend(consent(person, state));
    needs.extend(waivers(person, context, state));
    needs.extend(entrance(person, context, state));
    needs.sort_by_key(|need| (!need.is_alarm(), need.ends.unwrap_or(Timestamp(u64::MAX))));
    for need in &mut needs {
        let left = need.ends.map(|ends| Left::new(ends, context.now));
        need.is_soon = need.is_alarm() || left.is_some_and(|left| left.is_soon());
        need.left = left.map(Left::words).map(plain_figured);
    }
    needs
}

/// Returns what stands between a person who applied and the membership: their own oath, or vouches of others.
fn entrance(person: PersonId, context: &Context<'_>, state: &dyn StateView) -> Option<Need> {
    let application = membership::query::application(state, person)?;
    let page = || "/me".to_owned();
    let need = if application.admitted_by.is_some() {
        Need::new("oath", t("needs-oath"), page(), "polity member swear".to_owned())
    } else {
        let count = application.vouches.len().to_string();
        let needed = context.charter.admission.vouches;
        if needed == 0 {
            return None;
        }
        let given = [("count", count.as_str()), ("needed", &needed.to_string())];
        let command = format!("polity member vouch {person}");
        Need::new("vouches", say("needs-vouches", &given), page(), command)
    };
    Some(need.until(Some(Clock::read(state).wall(application.lapse.at))))
}

/// Returns who asks that dues be waived, if the person may waive them.
fn waivers(person: PersonId, context: &Context<'_>, state: &dyn StateView) -> Vec<Need> {
    let asks = dues::query::asks(state, ASKS);
    let may = || {
        let context = Context { authority: Authority::Person { person }, ..context.clone() };
        let held = |spec| charter::query::permit(spec, None, &context, state).is_ok();
        registry::spec_named("dues.waive").is_some_and(held)
    };
    if asks.is_empty() || !may() {
        return Vec::new();
    }
    let need = |(member, ask): (PersonId, dues::Ask)| {
        let words = say("needs-waiver", &[("count", &ask.periods.to_string())]);
        let command = format!("polity dues waive {member} {}", ask.periods);
        Need::new("waiver", words, format!("/dues/{member}"), command)
    };
    asks.into_iter().filter(|(member, _)| *member != person).map(need).collect()
}

fn bills(person: PersonId, context: &Context<'_>, state: &dyn StateView) -> Vec<Need> {
    let clock = Clock::read(state);
    let made = spending::query::counts(state).invoices.saturating_add(1);
    let bill = |(number, _): (u64, spending::Invoice)| {
        let bill = spending::query::bill_of(state, context.running, number, person);
        let (amount, asset, until) = bill?;
        let amount = deed::money(amount, &asset, state);
        let words = say("needs-bill", &[("amount", &amount), ("number", &number.to_string())]);
        let command = format!("polity spend pay-invoice {number}");
        let need = Need::new("bill", words, format!("/invoices/{number}"), command);
        Some(need.until(Some(clock.wall(until))))
    };
    spending::query::invoices_before(state, made, BILLS).into_iter().filter_map(bill).collect()
}

/// Returns that votes went unused of late, because the delegate did not cast them, if any did.
fn unused(person: PersonId, now: Timestamp, views: &Views) -> Result<Option<Need>, ViewsError> {
    let since = now.0.saturating_sub(UNUSED_FOR);
    let votes = views.unused_of(&person.to_string(), since, UNUSED)?;
    let Some(last) = votes.first() else { return Ok(None) };
    let (title, count) = (last.title.as_str(), votes.len().to_string());
    let words = match votes.len() {
        1 => say("needs-unused-one", &[("title", title)]),
        _ => say("needs-unused", &[("title", title), ("count", &count)]),
    };
    let (page, command) =
        (format!("/people/{person}/delegates"), format!("polity delegation report {person}"));
    Ok(Some(Need::new("unused", words, page, command)))
}

fn votes(person: PersonId, context: &Context<'_>, state: &dyn StateView) -> Vec<Need> {
    let open = governance::query::proposals(state, None, PROPOSALS).into_iter();
    let vote = |(number, proposal): (u64, governance::Proposal)| {
        let ends = Some(governance::query::waits_for(state, number, person)?);
        let delegate = governance::query::delegate_in(state, number, person);
        let text = proposal.text.and_then(|hash| deed::read(&hash, context));
        let title = decisions::title_of(&text.unwrap_or_default(), number, &context.charter, state);
        let title = match delegate {
            Some(_) => say("needs-vote-delegated", &[("title", &title)]),
            None => title,
        };
        let given = [("number", &*number.to_string()), ("title", &*title)];
        let object = format!("polity ballot cast {number} object --reason FILE");
        let (words, command) = match proposal.terms.asks(proposal.round) {
            Method::LazyConsensus => (say("needs-vote-silence", &given), object),
            Method::Consent => (
                say("needs-vote-consent", &given),
                format!("polity ballot cast {number} yes, or {object}"),
            ),
            _ => (say("needs-vote", &given), format!("polity ballot cast {number} CHOICE")),
        };
        let need = Need::new("vote", words, format!("/decisions/{number}"), command).until(ends);
        Some(Need { delegate, ..need })
    };
    open.filter_map(vote).collect()
}

/// Returns the decisions whose vote should be open and waits for those on probation: for a member, when that is over.
fn waiting(person: PersonId, context: &Context<'_>, state: &dyn StateView) -> Vec<Need> {
    if !membership::query::is_member(state, person) {
        return Vec::new();
    }
    let (clock, probation) = (Clock::read(state), context.charter.admission.probation);
    let wait = |(number, proposal): (u64, governance::Proposal)| {
        let governance::Wait::Begun { until } =
            governance::query::wait((number, &proposal), probation, state)?
        else {
            return None;
        };
        let text = proposal.text.and_then(|hash| deed::read(&hash, context)).unwrap_or_default();
        let title = decisions::title_of(&text, number, &context.charter, state);
        let words = say("needs-newcomers", &[("number", &number.to_string()), ("title", &title)]);
        let command = format!("polity proposal show {number}");
        let need = Need::new("newcomers", words, format!("/decisions/{number}"), command);
        Some(need.until(Some(clock.wall(until))))
    };
    governance::query::proposals(state, None, PROPOSALS).into_iter().filter_map(wait).collect()
}

/// Returns the seats for which the lot fell on a person, and which they have not taken or declined.
fn seats(person: PersonId, clock: Clock, state: &dyn StateView) -> Vec<Need> {
    let seat = |(sitting, _): (u64, u64)| {
        let offer = panels::query::offer_of(state, sitting, person)?;
        let known = panels::query::sitting(state, sitting)
            .filter(|_| offer.status == panels::Status::Offered)?;
        let words = say("needs-seat", &[("panel", &known.panel)]);
        let command = format!("polity panel accept {sitting}");
        let need = Need::new("seat", words, "/me#drawn".to_owned(), command);
        Some(need.until(offer.lapse.map(|place| clock.wall(place.at))))
    };
    panels::query::places(state, person, SEATS).into_iter().filter_map(seat).collect()
}

/// Returns the claims of a breach on which a person sits and has not ruled.
fn claims(person: PersonId, clock: Clock, state: &dyn StateView) -> Vec<Need> {
    let made = breach::query::count(state);
    let claim = |number: u64| {
        let wait = breach::query::waits_for(state, number, person).filter(|wait| wait.is_seated)?;
        let words = say("needs-claim", &[("number", &number.to_string())]);
        let command = format!("polity breach rule {number} uphold|dismiss");
        let need = Need::new("claim", words, format!("/breaches/{number}"), command);
        Some(need.until(Some(clock.wall(wait.until))))
    };
    let newest = made.saturating_sub(CLAIMS).saturating_add(1)..=made;
    newest.filter_map(claim).collect()
}

/// Returns the applications for which a person may vouch, or which they may admit, now.
fn applications(person: PersonId, context: &Context<'_>, state: &dyn StateView) -> Vec<Need> {
    let clock = Clock::read(state);
    let own = Context { authority: Authority::Person { person }, ..context.clone() };
    let may = |action: MembershipAction| preview(&Action::from(action), &own, state).is_ok();
    let open = membership::query::applications(state, APPLICATIONS).into_iter();
    let row = |(applicant, application): (PersonId, membership::Application)| {
        let short: String = applicant.to_string().chars().take(16).collect();
        let (key, verb) = if may(MembershipAction::Vouch { applicant }) {
            ("needs-vouch", "vouch")
        } else if may(MembershipAction::Admit { applicant }) {
            ("needs-admit", "admit")
        } else {
            return None;
        };
        let command = format!("polity member {verb} {applicant}");
        let words = say(key, &[("person", &short)]);
        let need = Need::new("application", words, format!("/people/{applicant}"), command);
        Some(need.until(Some(clock.wall(application.lapse.at))))
    };
    let all: Vec<Need> =
        open.filter(|(applicant, _)| *applicant != person).filter_map(row).collect();
    if all.len() <= APPLICATIONS_SAID {
        return all;
    }
    // Many at the door are one thing to look at, until the first of them has to go.
    let is_vouch = all.iter().any(|need| need.command.contains(" vouch "));
    let (key, verb) =
        if is_vouch { ("needs-vouch-several", "vouch") } else { ("needs-admit-several", "admit") };
    let words = say(key, &[("count", &all.len().to_string())]);
    let first = all.iter().filter_map(|need| need.ends).min();
    let command = format!("polity member {verb} PERSON");
    vec![Need::new("application", words, "/people#waiting".to_owned(), command).until(first)]
}

/// Returns the people who lost their keys, and whose guardian a person is who has not answered.
fn guarded(person: PersonId, clock: Clock, state: &dyn StateView) -> Vec<Need> {
    let ask = |(who, recovery): (PersonId, identity::Recovery)| {
        let is_guardian = recovery.guardians.contains(&person) && recovery.waiting.is_none();
        let known = recovery.candidates.iter().filter(|_| is_guardian);
        let mut known =
            known.filter_map(|hash| Some((*hash, identity::query::candidate(state, *hash)?)));
        let first = known.clone().next()?;
        if known.any(|(_, candidate)| candidate.approvals.contains(&person)) {
            return None;
        }
        let (statement, candidate) = first;
        let short: String = who.to_string().chars().take(16).collect();
        let words = say("needs-guardian", &[("person", &short)]);
        let command = format!("polity key approve {who} {statement}");
        let need = Need::new("guardian", words, "/keys".to_owned(), command);
        Some(need.until(Some(clock.wall(candidate.lapse.at))))
    };
    identity::query::recoveries(state, RECOVERIES).into_iter().filter_map(ask).collect()
}

/// Returns that guardians are asked for, or agreed to, new keys in the place of a person's own: from the first that are
/// brought on, since the time until they take effect is all that protects against guardians who agree with each other.
fn replaced(person: PersonId, clock: Clock, state: &dyn StateView) -> Option<Need> {
    let recovery = identity::query::recovery(state, person)?;
    let page = || "/keys".to_owned();
    if let Some(waiting) = recovery.waiting {
        let (kind, key, command) = if waiting.disputed {
            ("keys_disputed", "needs-keys-disputed", "polity key status")
        } else {
            ("keys_taken", "needs-keys-taken", "polity key object")
        };
        let need = Need::new(kind, t(key), page(), command.to_owned());
        return Some(need.until(Some(clock.wall(waiting.ends.at))));
    }
    let needed = identity::query::person(state, person)?.guardians_needed(false)?;
    let candidates = recovery.candidates.iter();
    let candidates = candidates.filter_map(|hash| identity::query::candidate(state, *hash));
    let nearest = candidates.max_by_key(|candidate| candidate.approvals.len())?;
    let (count, needed) = (nearest.approvals.len().to_string(), needed.to_string());
    let words = say("needs-keys-asked", &[("count", &count), ("needed", &needed)]);
    let need = Need::new("keys_asked", words, page(), "polity key status".to_owned());
    Some(need.until(Some(clock.wall(nearest.lapse.at))))
}

/// Returns the charter in force, if a member has not agreed to it yet.
fn consent(person: PersonId, state: &dyn StateView) -> Option<Need> {
    let is_asked =
        membership::query::is_member(state, person) && charter::query::needs_consent(state, person);
    let command = "polity charter agree".to_owned();
    is_asked.then(|| Need::new("consent", t("needs-consent"), "/charter".to_owned(), command))
}

/// Returns the reminder of dues that are open.
fn owed(person: PersonId, clock: Clock, state: &dyn StateView) -> Option<Need> {
    let account = dues::query::account(state, person)?;
    if account.open.is_empty() {
        return None;
    }
    let mut assets: Vec<&AssetId> =
        account.open.iter().filter_map(|owed| owed.asset.as_ref()).collect();
    assets.sort_unstable();
    assets.dedup();
    let sums =
        assets.iter().map(|asset| deed::money(dues::query::owed(&account, asset), asset, state));
    let sums: Vec<String> = sums.collect();
    let amount = if sums.is_empty() { t("needs-in-work") } else { sums.join(", ") };
    let count = account.open.len().to_string();
    let words = say("needs-dues", &[("amount", &amount), ("count", &count)]);
    let follows = match account.level {
        Level::Good => None,
        Level::Reminded => Some("needs-reminded"),
        Level::VoteRests => Some("needs-vote-rests"),
        Level::MembershipRests => Some("needs-membership-rests"),
    };
    let words = follows.map_or(words.clone(), |key| format!("{words} {}", t(key)));
    let ends = account.step.map(|place| clock.wall(place.at));
    // What is open longest is paid first; dues in work alone are confirmed by others.
    let oldest = account.open.iter().find_map(|owed| owed.asset.as_ref());
    let command = match oldest {
        Some(asset) => format!("polity dues pay {asset}"),
        None => "polity dues show".to_owned(),
    };
    Some(Need::new("dues", words, format!("/dues/{person}"), command).until(ends))
}

#[cfg(test)]
mod tests;
