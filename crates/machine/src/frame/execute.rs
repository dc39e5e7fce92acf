//! The execution of a batch (ORD-2 to ORD-6): what lets people go or object, then what falls due,
//! then the rest.

use std::collections::BTreeSet;
use std::sync::Arc;

use polity_types::refusal::Explain;
use polity_types::{Height, PersonId, Refusal, SocietyId, Timestamp};

use super::agenda::{self, ITEMS_PER_BATCH_MAX};
use super::authority::{Permit, authorize};
use super::batch::{BadOperation, Batch, Executed, Outcome, SignedOperation};
use super::clock::Clock;
use super::context::{Authority, Context};
use super::emptied::Emptied;
use super::module::{Due, Enactment, Origin};
use super::replay::Remembered;
use super::society::{self, Founded};
use super::state::{Delta, Overlay, Records, StateView};
use crate::charter_text::Charter;
use crate::modules::governance::GovernanceAction;
use crate::modules::{breach, charter, governance, identity, membership, treasury};
use crate::{Action, Event, registry};

/// What the machine keeps in memory between batches. All of it follows from the log.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    /// The charter in force, as parsed, and the records that said so.
    charter: Option<(charter::query::Place, Arc<Charter>)>,
    /// What is known to be empty in the state before the last batch executed, and in that after it; of the
    /// two, whichever goes on being the state is asked for by its height.
    emptied: [(Height, Emptied); 2],
    /// Operations whose validity is not over.
    pub remembered: Remembered,
}

impl Memory {
    /// Returns the memory of a machine that starts, with the operations remembered so far.
    #[must_use]
    pub fn remembering(remembered: Remembered) -> Self {
        Self { remembered, ..Self::default() }
    }

    /// Returns when the next item of the agenda falls due, in running time.
    #[must_use]
    pub fn next_due(&self, state: &dyn StateView) -> Option<Timestamp> {
        let emptied = self.emptied_at(Clock::read(state).height);
        agenda::next_due(&Overlay::knowing(state, emptied))
    }

    fn emptied_at(&self, height: Height) -> Emptied {
        let known = self.emptied.iter().find(|(known, _)| *known == height);
        known.map(|(_, emptied)| emptied.clone()).unwrap_or_default()
    }

    /// Forgets what is known of the state of a batch that could not be stored.
    pub fn unlearn(&mut self) {
        self.emptied = Default::default();
    }

    /// Returns the charter in force at the stage reached, parsed once for each.
    ///
    /// # Panics
    /// If its text is missing or not a charter: only checked texts come into force, and a society's
    /// records are kept as durably as its log.
    pub fn charter(&mut self, state: &dyn StateView, records: &dyn Records) -> Arc<Charter> {
        let place = charter::query::place(state);
        if let Some((known, charter)) = &self.charter
            && *known == place
        {
            return Arc::clone(charter);
        }
        let hash = charter::query::current(state).hash;
        let text = records.record(&hash).expect("the record of the charter in force is kept");
        let charter = charter::query::parse(&text).expect("only checked texts come into force");
        let charter = Arc::new(charter::query::in_force(charter, state));
        self.charter = Some((place, Arc::clone(&charter)));
        charter
    }
}

/// Most operations in a batch that are costly to decide on, of all who are no members together; each
/// member has one of their own, so that strangers take nobody's place. Source: ORD-11.
pub const COSTLY_OF_STRANGERS_MAX: usize = 4;

/// Who had something costly decided on in a batch, admitted or not. Those that were refused leave no
/// trace; a replay has fewer of them, and so refuses none that were admitted.
#[derive(Debug, Default)]
struct Costly {
    members: BTreeSet<PersonId>,
    of_strangers: usize,
}

impl Costly {
    /// Counts one more, unless there were as many as may be.
    fn count(&mut self, person: PersonId, state: &dyn StateView) -> Result<(), BadOperation> {
        if membership::query::is_member(state, person) {
            let is_new = self.members.insert(person);
            return is_new.then_some(()).ok_or(BadOperation::Costly { allowed: 1, tried: 1 });
        }
        let (allowed, tried) = (COSTLY_OF_STRANGERS_MAX, self.of_strangers);
        self.of_strangers = tried.saturating_add(1).min(allowed);
        if tried < allowed { Ok(()) } else { Err(BadOperation::Costly { allowed, tried }) }
    }
}

/// A batch under execution.
struct Run<'a, 'm> {
    batch: &'a Batch,
    clock: Clock,
    costly: Costly,
    founder: PersonId,
    items: usize,
    /// The charter in force once so many of the records that say so were written in this batch.
    law: Option<(u64, Arc<Charter>)>,
    memory: &'m mut Memory,
    records: &'a dyn Records,
    society: SocietyId,
}

/// Executes a batch. Same input, same output, on every machine.
#[must_use]
pub fn execute(
    memory: &mut Memory,
    state: &dyn StateView,
    records: &dyn Records,
    batch: &Batch,
) -> Executed {
    let before = Clock::read(state);
    let emptied = memory.emptied_at(before.height);
    let overlay = Overlay::knowing(state, emptied.clone());
    let mut overlay = overlay.watching(charter::query::PLACE_KEYS);
    let is_waiting = agenda::next_due(&overlay).is_some();
    let clock = before.advanced(batch.height, batch.time, is_waiting);
    // By the time that the log tells: a batch of refusals leaves no trace there, and none in memory.
    memory.remembered.forget(before.time);
    clock.write(&mut overlay);
    let Founded { founder, society, .. } = society::founded(state);
    let costly = Costly::default();
    let mut run =
        Run { batch, clock, costly, founder, items: 0, law: None, memory, records, society };

    let (first, rest): (Vec<usize>, Vec<usize>) =
        (0..batch.operations.len()).partition(|index| run.is_first(*index));
    let mut outcomes: Vec<Option<Outcome>> = vec![None; batch.operations.len()];
    let mut admitted = Vec::with_capacity(batch.operations.len());
    let advanced = charter::advance(&run.context(rule("stage"), &overlay), &mut overlay);
    run.operations(&first, &mut overlay, &mut outcomes, &mut admitted);
    let due = [advanced, run.agenda(&mut overlay)].concat();
    run.operations(&rest, &mut overlay, &mut outcomes, &mut admitted);

    let (items, signing) = (run.items, society::signing(&overlay));
    let (writes, after) = overlay.into_parts();
    memory.emptied = [(before.height, emptied), (clock.height, after)];
    Executed {
        admitted,
        due,
        items,
        outcomes: outcomes.into_iter().flatten().collect(),
        rules_version: signing.rules_version,
        signers: signing.signers,
        time: clock.time,
        writes,
    }
}

impl<'a> Run<'a, '_> {
    fn is_first(&self, index: usize) -> bool {
        let operation = self.batch.operations.get(index);
        operation.is_some_and(|signed| registry::spec(&signed.operation.action).is_first)
    }

    fn operations(
        &mut self,
        indices: &[usize],
        overlay: &mut Overlay<'_>,
        outcomes: &mut [Option<Outcome>],
        admitted: &mut Vec<usize>,
    ) {
        for index in indices {
            let (Some(signed), Some(slot)) =
                (self.batch.operations.get(*index), outcomes.get_mut(*index))
            else {
                continue;
            };
            *slot = Some(match self.operation(signed, overlay) {
                Ok(events) => {
                    admitted.push(*index);
                    Outcome::Admitted { events }
                }
                Err(refusal) => Outcome::Refused(refusal),
            });
        }
    }

    /// Checks and applies one operation; a refusal leaves the overlay and the memory as they were.
    fn operation(
        &mut self,
        signed: &'a SignedOperation,
        overlay: &mut Overlay<'_>,
    ) -> Result<Vec<Event>, Refusal> {
        let operation = &signed.operation;
        check_envelope(signed, self.society, self.clock.time, &self.memory.remembered)
            .map_err(|error| error.refusal())?;
        if registry::spec(&operation.action).is_costly {
            self.costly.count(operation.author, overlay).map_err(|error| error.refusal())?;
        }
        let context = Context {
            assertion: signed.assertion.as_ref(),
            key: Some(operation.key),
            operation: Some(signed.id),
            ..self.context(Authority::Person { person: operation.author }, overlay)
        };
        let events = act(&operation.action, &context, overlay)?;
        breach::acted(registry::spec(&operation.action), &context, overlay);
        if operation.author == self.founder {
            charter::heard(&context, overlay);
        }
        let remembered = &mut self.memory.remembered;
        remembered.admit(signed.id, operation.valid.until);
        if let Some((voided, until)) = identity::query::voids(&operation.action) {
            remembered.void(voided, operation.author, until);
        }
        Ok(events)
    }

    /// Does what is due, up to the limit of work.
    fn agenda(&mut self, overlay: &mut Overlay<'_>) -> Vec<Event> {
        let mut events = Vec::new();
        while self.items < ITEMS_PER_BATCH_MAX {
            let Some(item) = agenda::take(overlay, self.clock.running()) else { break };
            self.items = self.items.saturating_add(1);
            let context = self.context(rule("agenda"), overlay);
            let Due { events: happened, enactment } = registry::due(item, &context, overlay);
            events.extend(happened);
            if let Some(enactment) = enactment {
                events.extend(self.enact(enactment, overlay));
            }
        }
        events
    }

    /// Runs a list of actions on an overlay of its own: all take effect, or none.
    fn enact(&mut self, enactment: Enactment, overlay: &mut Overlay<'_>) -> Vec<Event> {
        let Enactment { actions, authority, origin } = enactment;
        let context = self.context(authority, overlay);
        let mut trial = Overlay::new(overlay);
        let outcome = enact_all(&actions, &context, &mut trial);
        let (written, _) = trial.into_parts();
        if outcome.is_ok() {
            overlay.absorb(written);
        }
        let after = self.context(context.authority, overlay);
        match origin {
            Origin::Proposal(number) => governance::enacted(number, outcome, &after, overlay),
            Origin::Act(number) => charter::enacted(number, outcome, &after, overlay),
        }
    }

    /// Returns the charter in force.
    fn law(&mut self, overlay: &Overlay<'_>) -> Arc<Charter> {
        let writes = overlay.watched_writes();
        if let Some((known, charter)) = &self.law
            && *known == writes
        {
            return Arc::clone(charter);
        }
        let charter = self.memory.charter(overlay, self.records);
        self.law = Some((writes, Arc::clone(&charter)));
        charter
    }

    fn context(&mut self, authority: Authority, overlay: &Overlay<'_>) -> Context<'a> {
        Context {
            assertion: None,
            authority,
            charter: self.law(overlay),
            height: self.batch.height,
            key: None,
            now: self.clock.time,
            operation: None,
            records: self.records,
            running: self.clock.running(),
            society: self.society,
            under: None,
        }
    }
}

/// Why a list of actions did not take effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnactmentFailure {
    /// The action that the rules refused, counted from 0.
    pub index: usize,
    /// Why.
    pub refusal: Refusal,
}

/// Runs actions in turn, each under the law as the ones before left it.
///
/// # Errors
/// The first action refused, and why. The overlay is then to be dropped.
pub(crate) fn enact_all(
    actions: &[Action],
    context: &Context<'_>,
    overlay: &mut Overlay<'_>,
) -> Result<Vec<Event>, EnactmentFailure> {
    let mut events = Vec::new();
    for (index, action) in actions.iter().enumerate() {
        let done = enact_one(action, context, overlay);
        events.extend(done.map_err(|refusal| EnactmentFailure { index, refusal })?);
    }
    Ok(events)
}

fn enact_one(
    action: &Action,
    context: &Context<'_>,
    overlay: &mut Overlay<'_>,
) -> Result<Vec<Event>, Refusal> {
    let permit = authorize(action, context, overlay)?;
    let admitted = registry::check(action, context, overlay)?;
    let Permit::Power(line) = permit else {
        return Ok(registry::apply(admitted, context, overlay));
    };
    charter::spend(&line, action, context, overlay);
    Ok(registry::apply(admitted, &context.acting_under(&line.who), overlay))
}

/// Does what a person asks and takes what it costs them: both, or neither.
fn act(
    action: &Action,
    context: &Context<'_>,
    overlay: &mut Overlay<'_>,
) -> Result<Vec<Event>, Refusal> {
    let charges = treasury::charges(action, context);
    if charges.is_empty() {
        return act_free(action, context, overlay);
    }
    let mut trial = Overlay::new(overlay);
    let mut events = act_free(action, context, &mut trial)?;
    let paid = treasury::charge(&charges, context, &mut trial);
    events.extend(paid.map_err(|error| error.refusal())?);
    let (written, _) = trial.into_parts();
    overlay.absorb(written);
    Ok(events)
}

/// Does what a person asks: at once, or, where the charter gives a grace period, by announcing it.
fn act_free(
    action: &Action,
    context: &Context<'_>,
    overlay: &mut Overlay<'_>,
) -> Result<Vec<Event>, Refusal> {
    let permit = authorize(action, context, overlay)?;
    registry::foresee(action, context)?;
    let admitted = registry::check(action, context, overlay)?;
    let Permit::Power(line) = permit else {
        return Ok(registry::apply(admitted, context, overlay));
    };
    if line.waits() {
        return Ok(charter::announce(action, &line, context, overlay));
    }
    charter::spend(&line, action, context, overlay);
    Ok(registry::apply(admitted, &context.acting_under(&line.who), overlay))
}

fn rule(rule: &str) -> Authority {
    Authority::Rule { rule: rule.into() }
}

fn check_envelope(
    signed: &SignedOperation,
    society: SocietyId,
    now: Timestamp,
    remembered: &Remembered,
) -> Result<(), BadOperation> {
    let operation = &signed.operation;
    let (from, until, id) = (operation.valid.from, operation.valid.until, signed.id);
    if operation.society != society {
        Err(BadOperation::OtherSociety)
    } else if now < from {
        Err(BadOperation::TooEarly { from, now })
    } else if now >= until {
        Err(BadOperation::Expired { until, now })
    } else if remembered.is_admitted(id) {
        Err(BadOperation::Replayed { id })
    } else if remembered.is_voided(id, operation.author) {
        Err(BadOperation::Voided { id })
    } else {
        Ok(())
    }
}

/// Says whether an act would be admitted if it were received now, and under what: a dry run, for
/// pages and for the words shown before signing. Writes nothing.
///
/// # Errors
/// Why it would be refused.
pub fn preview(
    action: &Action,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Preview, Refusal> {
    let permit = authorize(action, context, state)?;
    registry::foresee(action, context)?;
    let admitted = registry::check(action, context, state)?;
    let mut overlay = Overlay::new(state);
    let mut events = registry::apply(admitted, context, &mut overlay);
    let paid = treasury::charge(&treasury::charges(action, context), context, &mut overlay);
    events.extend(paid.map_err(|error| error.refusal())?);
    let delta = overlay.into_delta();
    Ok(Preview { delta, events, permit })
}

/// Tries out what a decision would do if it took effect now, as things stand. What is refused now may be possible
/// by then, and the other way round. Writes nothing.
///
/// # Errors
/// The first action that would be refused, and why.
pub fn rehearse(
    actions: &[Action],
    procedure: &str,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<(), EnactmentFailure> {
    let (_, failure) = rehearse_each(actions, procedure, context, state, |_, _| ());
    failure.map_or(Ok(()), Err)
}

/// As [`rehearse`]: returns what `look` sees before and after each act that would be done, and what would stop the
/// next one.
pub fn rehearse_each<T>(
    actions: &[Action],
    procedure: &str,
    context: &Context<'_>,
    state: &dyn StateView,
    look: impl Fn(&Action, &dyn StateView) -> T,
) -> (Vec<(T, T)>, Option<EnactmentFailure>) {
    // The next one: what it does is decided by the terms of its procedure as they are.
    let proposal = governance::query::counts(state).made.saturating_add(1);
    let authority = Authority::Decision { procedure: procedure.to_owned(), proposal };
    let context = context.acting_as(authority);
    let mut overlay = Overlay::new(state);
    let mut seen = Vec::new();
    for (index, action) in actions.iter().enumerate() {
        let before = look(action, &overlay);
        if let Err(refusal) = enact_one(action, &context, &mut overlay) {
            return (seen, Some(EnactmentFailure { index, refusal }));
        }
        seen.push((before, look(action, &overlay)));
    }
    (seen, None)
}

/// What of a proposal would be refused if it took effect now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Concern {
    /// Which act, counted from 0, and why.
    pub failure: EnactmentFailure,
    /// Of which option, counted from 0, where it is chosen among some.
    pub option: Option<usize>,
}

/// Returns the first thing that a proposal would do and that would be refused if it took effect now; none of what
/// is no proposal. It is no refusal: whoever proposes may know that it will be possible by then.
#[must_use]
pub fn concern(action: &Action, context: &Context<'_>, state: &dyn StateView) -> Option<Concern> {
    let Action::Governance(GovernanceAction::Propose { actions, contest, procedure, .. }) = action
    else {
        return None;
    };
    let options = contest.iter().flat_map(|contest| &contest.options).enumerate();
    let options = options.map(|(place, option)| (Some(place), option.actions.as_slice()));
    let mut lists = std::iter::once((None, actions.as_slice())).chain(options);
    lists.find_map(|(option, actions)| {
        let failure = rehearse(actions, procedure, context, state).err()?;
        Some(Concern { failure, option })
    })
}

/// What an act would do.
#[derive(Debug)]
pub struct Preview {
    /// What it would write.
    pub delta: Delta,
    /// What would happen, at once or when its grace period ends.
    pub events: Vec<Event>,
    /// Under what.
    pub permit: Permit,
}
