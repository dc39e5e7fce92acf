//! What a member may leave by for a time, the window after a breach and a fork for which members sign up; and the share
//! that who left may still take.

use polity_machine::frame::clock::Clock;
use polity_machine::frame::context::Context;
use polity_machine::frame::state::StateView;
use polity_machine::modules::exit::query::{Ask, offer};
use polity_machine::modules::exit::{self, WHOLE};
use polity_machine::modules::fork::{Standing, query as forks};
use polity_machine::modules::membership;
use polity_types::PersonId;

use super::{Need, deed};
use crate::words::say;

/// Returns the windows in which a person is paid the value before a breach, and the forks for which members sign up; of
/// who left, the share that they did not take.
pub(super) fn of(person: PersonId, context: &Context<'_>, state: &dyn StateView) -> Vec<Need> {
    if !membership::query::is_member(state, person) {
        return share(person, context, state).into_iter().collect();
    }
    let mut needs = windows(person, context, state);
    needs.extend(gathering(person, state));
    needs
}

/// Returns the breaches before which a person may leave now, if that pays them anything. Where there are several, each leads
/// to the share before all of them, which is paid at the best of the values (EXI-17).
fn windows(person: PersonId, context: &Context<'_>, state: &dyn StateView) -> Vec<Need> {
    let breaches = exit::query::windows_of(state, person, context.running);
    let paid = paid(person, &breaches, context, state);
    if paid.is_empty() {
        return Vec::new();
    }
    let clock = Clock::read(state);
    let named: Vec<String> = breaches.iter().map(u64::to_string).collect();
    let flags = named.join(" --before-breach ");
    let need = |number: &u64| {
        let window = exit::query::before_breach(state, *number)?;
        let given = [("number", &*number.to_string()), ("amount", &*paid)];
        let page = format!("/people/{person}/leave?breach={}", named.join(","));
        let command = format!("polity leave --with-share --before-breach {flags} --preview");
        let need = Need::new("window", say("needs-window", &given), page, command);
        Some(need.until(Some(clock.wall(window.until))))
    };
    breaches.iter().filter_map(need).collect()
}

/// Returns what the whole of a person's share would be now, in words; nothing: empty.
fn paid(
    person: PersonId,
    breaches: &[u64],
    context: &Context<'_>,
    state: &dyn StateView,
) -> String {
    let ask = Ask { against: &[], assets: None, breaches, part: WHOLE, person };
    let Some(exit) = exit::query::granted(&context.charter) else { return String::new() };
    let Ok(offer) = offer(&ask, &context.charter, context.running, state) else {
        return String::new();
    };
    let paid = exit.assets.iter().map(|asset| (asset, offer.pays_of(asset)));
    let paid = paid.filter(|(_, pays)| pays.is_positive());
    let paid: Vec<String> = paid.map(|(asset, pays)| deed::money(pays, asset, state)).collect();
    paid.join(", ")
}

/// Returns the share that somebody who left may take, and until when (EXI-11), if it would pay anything now.
fn share(person: PersonId, context: &Context<'_>, state: &dyn StateView) -> Option<Need> {
    let place = exit::query::claim(state, person)?.lapse?;
    let paid = paid(person, &[], context, state);
    if paid.is_empty() {
        return None;
    }
    let words = say("needs-share", &[("amount", &paid)]);
    let page = format!("/people/{person}/leave");
    let need = Need::new("share", words, page, "polity exit take 100".to_owned());
    Some(need.until(Some(Clock::read(state).wall(place.at))))
}

/// Returns the forks for which members sign up, each until when: to sign up, or to take one's signature back.
fn gathering(person: PersonId, state: &dyn StateView) -> Vec<Need> {
    let clock = Clock::read(state);
    let joined = forks::joined_by(state, person);
    let need = |number: u64| {
        let fork = forks::fork(state, number).filter(|fork| fork.standing == Standing::Open)?;
        let (key, command) = match joined {
            None => ("needs-fork", format!("polity fork show {number}")),
            Some(joined) if joined == number => {
                ("needs-fork-joined", format!("polity fork withdraw {number}"))
            }
            Some(_) => return None,
        };
        let given = [("number", &*number.to_string()), ("count", &*fork.joined.to_string())];
        let need = Need::new("fork", say(key, &given), format!("/forks/{number}"), command);
        Some(need.until(fork.until.map(|place| clock.wall(place.at))))
    };
    forks::running(state).into_iter().filter_map(need).collect()
}
