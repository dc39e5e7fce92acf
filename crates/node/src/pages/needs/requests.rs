//! Requests to be paid that wait for somebody: to approve, to sign, to pay out.

use polity_machine::Action;
use polity_machine::charter_text::Who;
use polity_machine::frame::clock::Clock;
use polity_machine::frame::context::{Authority, Context};
use polity_machine::frame::execute::preview;
use polity_machine::frame::state::StateView;
use polity_machine::modules::charter;
use polity_machine::modules::spending::{self, Request, SpendingAction, Standing};
use polity_machine::modules::treasury::AccountId;
use polity_machine::registry;
use polity_types::PersonId;

use super::{Need, deed};
use crate::words::say;

/// Requests that wait and are looked at, oldest first. Unit: requests.
const REQUESTS: usize = 200;
/// Announced acts that are looked at, oldest first. Unit: acts.
const ACTS: usize = 200;
/// Requests that are told one by one; more are told in one line. Unit: requests.
const SAID: usize = 3;

/// What is to be done with a request, and how it is told.
struct Step {
    action: &'static str,
    kind: &'static str,
    one: &'static str,
    several: &'static str,
    verb: &'static str,
}

const APPROVE: Step = Step {
    action: "spending.approve",
    kind: "request",
    one: "needs-approval",
    several: "needs-approval-several",
    verb: "approve",
};
const PAY: Step = Step {
    action: "spending.pay",
    kind: "payment",
    one: "needs-payment",
    several: "needs-payment-several",
    verb: "pay",
};

/// Returns the requests that wait for a person.
pub(super) fn of(person: PersonId, context: &Context<'_>, state: &dyn StateView) -> Vec<Need> {
    let waiting = spending::query::waiting(state, None, REQUESTS);
    if waiting.is_empty() {
        return Vec::new();
    }
    let own = Context { authority: Authority::Person { person }, ..context.clone() };
    let mut needs = signatures(person, &waiting, &own, state);
    let open = waiting.iter().filter(|(_, request)| request.standing == Standing::Open);
    needs.extend(to_do(&APPROVE, open, &own, state));
    let approved = waiting.iter().filter(|(_, request)| request.standing == Standing::Approved);
    needs.extend(to_do(&PAY, approved, &own, state));
    needs
}

/// Returns the payments that wait for a person's signature.
fn signatures(
    person: PersonId,
    waiting: &[(u64, Request)],
    context: &Context<'_>,
    state: &dyn StateView,
) -> Vec<Need> {
    let sign = |(number, _): &(u64, Request)| {
        let request = spending::query::to_sign(state, &context.charter, *number, person)?;
        let command = format!("polity spend sign {number}");
        Some(told("signature", "needs-signature", (*number, &request), command, state))
    };
    waiting.iter().filter_map(sign).collect()
}

/// Returns the requests with which a person may do something at once or by an announced act, which nobody announced.
fn to_do<'a>(
    step: &Step,
    requests: impl Iterator<Item = &'a (u64, Request)>,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Vec<Need> {
    let power = registry::spec_named(step.action)
        .and_then(|spec| charter::query::permit(spec, None, context, state).ok());
    let Some(power) = power else { return Vec::new() };
    // Where every member may, it waits for those who get the money.
    let is_everybodys = matches!(power.who, Who::Anyone | Who::Member | Who::MemberPastProbation);
    let is_theirs = |request: &Request| {
        let payee = context.person().map(AccountId::Person);
        let gets = || request.lines.iter().any(|line| Some(&line.to) == payee.as_ref());
        !is_everybodys || Some(request.by) == context.person() || gets()
    };
    let asked = |number: u64, request: &Request| {
        let (amount, asset) = (request.total, request.asset.clone());
        Action::from(match step.kind {
            "request" => SpendingAction::Approve { amount, asset, request: number },
            _ => SpendingAction::Pay { request: number },
        })
    };
    let announced: Vec<Action> =
        charter::query::acts(state, None, ACTS).into_iter().map(|(_, act)| act.action).collect();
    let waits = |(number, request): &&(u64, Request)| {
        let action = asked(*number, request);
        is_theirs(request)
            && !announced.contains(&action)
            && preview(&action, context, state).is_ok()
    };
    let all: Vec<&(u64, Request)> = requests.filter(waits).collect();
    if all.len() > SAID {
        let words = say(step.several, &[("count", &all.len().to_string())]);
        let command = format!("polity spend {} NUMBER", step.verb);
        return vec![Need::new(step.kind, words, "/spending".to_owned(), command)];
    }
    let need = |(number, request): &(u64, Request)| {
        let command = format!("polity spend {} {number}", step.verb);
        told(step.kind, step.one, (*number, request), command, state)
    };
    all.into_iter().map(need).collect()
}

fn told(
    kind: &'static str,
    key: &str,
    (number, request): (u64, &Request),
    command: String,
    state: &dyn StateView,
) -> Need {
    let amount = deed::money(request.total, &request.asset, state);
    let words = say(key, &[("amount", &amount), ("number", &number.to_string())]);
    let clock = Clock::read(state);
    let need = Need::new(kind, words, format!("/spending/{number}"), command);
    need.until(request.lapse.map(|place| clock.wall(place.at)))
}
