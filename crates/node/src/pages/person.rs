//! One person: a member, somebody who was one, or an applicant.

use axum::extract::Path;
use axum::response::Response;
use polity_machine::charter_text::{Method, Procedure};
use polity_machine::frame::clock::Clock;
use polity_machine::frame::context::Context;
use polity_machine::frame::society::founded;
use polity_machine::frame::state::StateView;
use polity_machine::modules::charter::{self, Version};
use polity_machine::modules::membership::{self, Standing};
use polity_machine::modules::treasury::{self, AccountId};
use polity_machine::modules::{dues, governance, names};
use polity_types::{Hash, PersonId, Timestamp};
use polity_views::{OptionRow, PersonRow, VoteRow};
use serde_json::json;

use super::act::Act;
use super::address::Address;
use super::here::Here;
use super::people::standing;
use super::telling::Teller;
use super::{
    Done, Frame, Moment, deed, election, escaped, explain, explain_in, link_to, needs, options,
    part, reading, who,
};
use crate::answer::{Failure, page};
use crate::words::{filters, say, t, term};

/// Operations listed as what somebody did.
const RECENT: usize = 25;
/// Assets of which holdings are listed, and texts among which an oath is found.
const LISTED: usize = 100;

#[derive(askama::Template)]
#[template(path = "person.html")]
struct Page {
    /// What members answer to an applicant.
    answers: Vec<Act>,
    at: String,
    /// When the last application was declined, and why; empty: nobody said.
    declined: Option<(Moment, String)>,
    done: Vec<Done>,
    frame: Frame,
    /// Whether there is a report on what their delegates did.
    has_delegated: bool,
    id: String,
    is_more: bool,
    is_waiting: bool,
    key: Option<String>,
    name: String,
    /// What waits for them.
    needs: Vec<Need>,
    /// Name and value, as markup.
    rows: Vec<(&'static str, String)>,
    /// What is drawn from their identifier, as markup.
    sign: String,
    /// On what members may let this one vote for them.
    topics: Vec<String>,
    /// How they voted, for themselves and for who delegated to them.
    votes: Vec<Vote>,
}

/// Something that waits for the person.
struct Need {
    ends: Option<Moment>,
    page: String,
    words: String,
}

impl From<needs::Need> for Need {
    fn from(need: needs::Need) -> Self {
        Self { ends: need.ends.map(Moment), page: need.page, words: need.words }
    }
}

/// A ballot of the person.
struct Vote {
    /// What it says, as markup.
    choice: String,
    number: u64,
    procedure: String,
    time: Moment,
    title: String,
}

impl Vote {
    /// Tells a ballot. `options`: what its decision chooses among, as the log says it.
    fn of(
        row: VoteRow,
        options: &[OptionRow],
        context: &Context<'_>,
        state: &dyn StateView,
    ) -> Self {
        let is_election = election::is_one(state, row.proposal);
        let named = |option: &OptionRow| {
            if is_election { election::title(&option.title, state) } else { option.title.clone() }
        };
        let names: Vec<String> = options.iter().map(named).collect();
        let told = row.choice.parse().ok().and_then(|choice| options::said(&choice, &names));
        let choice = match told {
            Some(told) if row.weight == 1 => told,
            Some(told) => {
                let count = row.weight.to_string();
                format!("{told} {}", say("person-for-votes", &[("count", &count)]))
            }
            None => escaped(&term(&part::weighed(&row.choice, row.weight))),
        };
        Self {
            choice,
            number: row.proposal,
            procedure: row.procedure,
            time: Moment(Timestamp(row.time)),
            title: election::listed(row.title, &context.charter),
        }
    }
}

/// Returns on what members may let somebody vote for them: nothing, if they are past no probation.
fn topics(member: Option<&membership::Member>, context: &Context<'_>) -> Vec<String> {
    if member.is_none_or(|member| member.standing != Standing::Full) {
        return Vec::new();
    }
    let may = |one: &&Procedure| one.delegation.is_some();
    context.charter.decisions.iter().filter(may).map(|one| one.id.clone()).collect()
}

/// `GET /s/{society}/people/{person}`.
pub(crate) async fn show(
    Here { served, societies }: Here,
    Path((_, person)): Path<(String, String)>,
    address: Address,
) -> Response {
    let Ok(person) = person.parse::<PersonId>() else {
        return explain_in(&served, &Failure::NotFound("person"));
    };
    let (views, id) = (&served.views, person.to_string());
    let asked = views.person(&id).and_then(|row| {
        let votes = views.votes_of(&id, RECENT)?.rows.into_iter();
        // Yes and no speak of no options.
        let options = |row: &VoteRow| {
            if row.choice.contains('=') { views.options(row.proposal) } else { Ok(Vec::new()) }
        };
        let votes = votes.map(|row| options(&row).map(|options| (row, options)));
        Ok((row, views.entries(Some(&id), None, RECENT)?, votes.collect::<Result<Vec<_>, _>>()?))
    });
    let (row, done, votes) = match asked {
        Ok(asked) => asked,
        Err(error) => return explain(&Failure::internal(error)),
    };
    let has_delegated = views.used_of(&id).is_ok_and(|used| !used.is_empty());
    let declined = views.declined(&id).unwrap_or_default();
    let passed = match needs::passed(person, &served.running, &served.views) {
        Ok(passed) => passed,
        Err(error) => return explain_in(&served, &Failure::internal(error)),
    };
    reading(&served.running, |context, state| {
        let Some(row) = row.or_else(|| in_state(person, state)) else {
            return explain_in(&served, &Failure::NotFound("person"));
        };
        let frame = Frame::of(context, state, "/people").following(&served);
        let teller = Teller { base: &frame.base, context, state };
        let member = membership::query::member(state, person);
        let rows = rows(person, &row, &frame.base, context, state).into_iter();
        let rows = rows.map(|(name, value)| (name, term(&value))).collect();
        let declined = declined.as_ref().map(|declined| {
            let why = declined.why.as_deref().and_then(|why| why.parse().ok());
            let why = why.and_then(|why| deed::read(&why, context)).unwrap_or_default();
            (Moment(Timestamp(declined.time)), why)
        });
        page(&Page {
            answers: answers(&id),
            declined,
            at: address.arguments(&societies, context.society),
            done: Done::all(&done.rows, &served.running, &teller),
            is_more: done.is_more,
            is_waiting: row.standing == "applicant",
            key: member.as_ref().map(|_| membership::query::member_key(person)),
            name: match &member {
                Some(_) => who::label(state, person),
                None => t("person-applicant"),
            },
            topics: topics(member.as_ref(), context),
            sign: who::sign(person),
            has_delegated: has_delegated
                || !governance::query::delegations(state, person).is_empty(),
            needs: needs::of(person, context, state)
                .into_iter()
                .chain(passed)
                .map(Need::from)
                .collect(),
            rows,
            votes: votes.into_iter().map(|(row, of)| Vote::of(row, &of, context, state)).collect(),
            frame,
            id,
        })
    })
}

/// Returns what members can do about somebody who applied.
fn answers(applicant: &str) -> Vec<Act> {
    let act = |name: &'static str, words| {
        Act::new(name, json!({ "applicant": applicant }), t(words)).who_may(name)
    };
    vec![act("membership.vouch", "person-vouch"), act("membership.admit", "person-admit")]
}

/// Returns what the state itself knows of a member or applicant, whom the lists do not show yet.
fn in_state(person: PersonId, state: &dyn StateView) -> Option<PersonRow> {
    let member = membership::query::member(state, person);
    let application = membership::query::application(state, person);
    let standing = match (&application, &member) {
        (Some(application), _) if application.admitted_by.is_some() => "admitted",
        (Some(_), _) => "applicant",
        (None, Some(member)) => match member.standing {
            Standing::Ended => "ended",
            Standing::Full => "full",
            Standing::Probation => "probation",
        },
        (None, None) => return None,
    };
    let joined = member.as_ref().map(|member| member.since_time.0);
    let applied = application.as_ref().map(|application| application.applied_at.0);
    let vouches = application.map_or(0, |application| application.vouches.len());
    Some(PersonRow {
        card: member.map(|member| member.number),
        ended: None,
        joined,
        known: joined.or(applied).unwrap_or_default(),
        name: names::query::called(state, person),
        person: person.to_string(),
        settled: None,
        standing: standing.to_owned(),
        vouches: u64::try_from(vouches).unwrap_or(u64::MAX),
    })
}

fn rows(
    person: PersonId,
    row: &PersonRow,
    base: &str,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Vec<(&'static str, String)> {
    let mut rows = vec![("Standing", standing(row))];
    // Who has no name is called by the number already.
    if names::query::called(state, person).is_some() {
        rows.extend(row.card.map(|number| ("Number", number.to_string())));
    }
    if founded(state).founder == person {
        rows.push(("Founder", "this person founded the society".to_owned()));
    }
    let times = [("Joined", row.joined), ("Full member since", row.settled), ("Left", row.ended)];
    for (name, time) in times {
        rows.extend(time.map(|time| (name, Moment(Timestamp(time)).to_string())));
    }
    if row.joined.is_none() {
        rows.push(("Known since", Moment(Timestamp(row.known)).to_string()));
    }
    if let Some(application) = membership::query::application(state, person) {
        rows.push(("Applied", Moment(application.applied_at).to_string()));
        let vouchers = application.vouches.iter().map(|voucher| link_to(base, state, *voucher));
        let vouchers: Vec<String> = vouchers.collect();
        let needed = context.charter.admission.vouches;
        let vouchers = if vouchers.is_empty() { "nobody yet".into() } else { vouchers.join(", ") };
        rows.push(("Vouched for by", format!("{vouchers} (of {needed} needed)")));
    }
    if let Some(member) = membership::query::member(state, person) {
        let versions = part::texts(state, LISTED);
        let agreed = charter::query::consent(state, person).map(|consent| consent.charter);
        rows.push(("Swore to the charter", sworn(member.oath, &versions, base)));
        rows.extend(agreed.map(|hash| ("Agreed later to", sworn(hash, &versions, base))));
    }
    for (code, _) in treasury::query::assets(state, LISTED) {
        let held = treasury::query::balance(state, &AccountId::Person(person), &code);
        if held.is_positive() {
            rows.push(("Holds", deed::money(held, &code, state)));
        }
    }
    if let Some(account) = dues::query::account(state, person) {
        let open = match account.open.len() {
            0 => "nothing is open".to_owned(),
            count => format!("{count} open"),
        };
        let open = term(&open);
        rows.push(("Dues", format!("<a href=\"{base}/dues/{person}\">{open}</a>")));
    }
    rows.extend(delegations(person, base, context, state));
    rows.extend(budgets(person, context, state));
    rows
}

/// Returns who votes for a person, and for how many they vote, by topic, as markup.
/// Returns what a member has left to spend on votes.
fn budgets(
    person: PersonId,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Vec<(&'static str, String)> {
    if !membership::query::is_member(state, person) {
        return Vec::new();
    }
    let mut rows = Vec::new();
    if let Some((season, terms)) = governance::query::season(state, &context.charter) {
        let balance = governance::query::credits(state, terms, Some(season.number), person);
        let ends = Moment(Clock::read(state).wall(season.ends));
        let number = season.number;
        let words = format!(
            "{} of {} left for votes that open in season {number}, until {ends}",
            balance.left, balance.has
        );
        rows.push(("Credits", words));
    }
    let counts = |of: &Procedure| of.method == Method::Conviction;
    if context.charter.decisions.iter().any(counts) {
        let balance = governance::query::points(state, person);
        let words = format!("{} of {} left to support requests", balance.left, balance.has);
        rows.push(("Points", words));
    }
    rows
}

fn delegations(
    person: PersonId,
    base: &str,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Vec<(&'static str, String)> {
    let mut rows = Vec::new();
    for (topic, given) in governance::query::delegations(state, person) {
        let delegate = link_to(base, state, given.delegate);
        let until = given.until.map(|until| Moment(Clock::read(state).wall(until)));
        let until = until.map_or_else(String::new, |until| format!(", until {until}"));
        let void = if given.is_void { "; not any more: they left" } else { "" };
        rows.push(("Delegates", format!("on “{topic}”: {delegate} votes for them{until}{void}")));
    }
    for procedure in context.charter.decisions.iter().filter(|of| of.delegation.is_some()) {
        let topic = &procedure.id;
        let people = match governance::query::carried(state, topic, person) {
            0 => continue,
            1 => "1 person".to_owned(),
            count => format!("{count} people"),
        };
        rows.push(("Delegate", format!("votes for {people} on “{topic}”")));
    }
    rows
}

/// Returns the text that somebody swore to, as markup.
fn sworn(oath: Hash, versions: &[(u64, Version)], base: &str) -> String {
    let version = versions.iter().find(|(_, text)| text.hash == oath);
    let name = version.map_or_else(|| "a text".into(), |(number, _)| format!("version {number}"));
    format!("<a href=\"{base}/api/v1/records/{oath}\">{}</a>", term(&name))
}
