//! What was set aside to pay somebody back who takes a share instead: it goes back to its fund (EXI-4).

use polity_types::{Amount, AssetId, PersonId};

use super::event::SpendingEvent;
use super::query::{self, escrow_of_stream};
use super::state::REQUEST;
use super::types::Standing;
use super::{apply, movement_back, streams};
use crate::Event;
use crate::frame::context::Context;
use crate::frame::state::{Overlay, StateView};
use crate::modules::exit::Source;
use crate::modules::treasury::{self, AccountId, check_posting, home_of};

/// Returns what is set aside for somebody by a request or by what repeats, and to which fund it would go back.
/// `None`: nothing is, nor does it repeat to them.
pub(in crate::modules) fn set_aside(
    source: Source,
    person: PersonId,
    asset: &AssetId,
    state: &dyn StateView,
) -> Option<(AccountId, Amount)> {
    match source {
        Source::Request(number) => {
            let request = query::request(state, number)?;
            let is_set_aside = request.standing == Standing::Approved && request.asset == *asset;
            let lines = apply::refunds(&request).into_iter().filter(|(to, _)| *to == person);
            let sum = |sum: Amount, (_, amount)| sum.plus(amount).unwrap_or(Amount::MAX);
            let its = lines.fold(Amount::ZERO, sum);
            is_set_aside.then(|| (home_of(&request.fund, state), its))
        }
        Source::Stream(number) => {
            let stream = query::stream(state, number)?;
            let its = treasury::query::balance(state, &escrow_of_stream(number), asset);
            Some((home_of(&stream.fund, state), its))
        }
        Source::Target(_) => None,
    }
}

/// Lets go what is set aside to pay somebody back: the request is over, whoever else it would pay, or what repeats ends.
/// What the fund has no room for stays set aside.
pub(in crate::modules) fn let_go(
    source: Source,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    match source {
        Source::Request(number) => end_request(number, context, state).unwrap_or_default(),
        Source::Stream(number) => streams::give_up(number, context, state),
        Source::Target(_) => Vec::new(),
    }
}

fn end_request(number: u64, context: &Context<'_>, state: &mut Overlay<'_>) -> Option<Vec<Event>> {
    let request = REQUEST.get(state, &number)?;
    if request.standing != Standing::Approved {
        return None;
    }
    let back = movement_back(number, &request, state);
    let back = check_posting(back, context, state).ok()?;
    let lapsed = SpendingEvent::Lapsed { request: number };
    let events = apply::end(number, request, Standing::Lapsed, Some(back), context, state);
    Some([vec![lapsed.into()], events].concat())
}

/// Ends a request that somebody leaves against whom it would pay, whoever else it would (EXI-9).
pub(in crate::modules) fn give_up(
    number: u64,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    apply::lapse(number, context, state)
}
