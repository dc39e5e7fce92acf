//! Limits of powers, with values of their own: at the boundary, and over any history.

use std::sync::Arc;

use polity_types::{Amount, AssetId, PersonId, Refusal, Scope, Seconds, Timestamp};
use proptest::prelude::*;

use super::super::limits::{self, peak};
use super::super::query::{self, Line};
use super::super::state::ENTERING;
use super::super::types::Count;
use super::super::{OUTFLOWS_MAX, Outflow, spend};
use crate::Action;
use crate::charter_text::{ActionName, Charter};
use crate::frame::context::{Authority, Context};
use crate::frame::module::ActionSpec;
use crate::frame::state::Overlay;
use crate::modules::treasury::{AccountId, TreasuryAction};
use crate::testing::Society;

const ACTIONS: &[ActionName] =
    &[ActionName::spending("treasury.pay"), ActionName::spending("treasury.issue")];
const PAY: ActionSpec = ActionSpec::new(ACTIONS[0], Scope::Spend, "pay");
const ISSUE: ActionSpec = ActionSpec::new(ACTIONS[1], Scope::Spend, "issue");

const CHARTER: &str = r#"# Limits
`society.name = "Box"` `society.kind = "hub"` `society.currency = "BOX"`
`society.commandment = "Be kind."`
`admission.vouches = 0` `admission.probation = "none"` `admission.application = "open"`

```toml
[[power]]
id = "slow"
may = "treasury.pay"
who = "founder"
up_to = "10 BOX per 10 days"
grace = "2 days"

[[power]]
id = "quick"
may = "treasury.pay"
who = "founder"
up_to = "1 BOX per 1 day"

[[power]]
id = "issuing"
may = "treasury.issue"
who = "founder"
up_to = "4 BOX per 10 days"

[[power]]
id = "budget"
may = "treasury.issue"
who = "decision: ordinary"
up_to = "100 BOX per 10 days"

[[decision]]
id = "ordinary"
electorate = "members"
method = "yes-no"
quorum = "20%"
threshold = "more than half"
discussion = "1 day"
voting = "1 day"
grace = "none"
```
"#;

fn asset() -> AssetId {
    "BOX".parse().unwrap()
}

fn issue(minor_units: u64) -> Action {
    let (asset, amount) = amount(minor_units);
    let to = AccountId::Fund("common".into());
    TreasuryAction::Issue { amount, asset, category: None, memo: None, to }.into()
}

fn amount(minor_units: u64) -> (AssetId, Amount) {
    (asset(), Amount::from(minor_units))
}

/// A founder who pays, without a treasury: the lines alone.
struct Payer {
    acts: u64,
    charter: Arc<Charter>,
    now: Timestamp,
    person: PersonId,
    society: Society,
}

impl Payer {
    fn new() -> Self {
        let society = Society::under(crate::modules::governance::tests::CHARTER);
        let charter = Arc::new(Charter::parse(CHARTER, ACTIONS).unwrap());
        let (now, person) = (society.time, society.founder.person);
        Self { acts: 0, charter, now, person, society }
    }

    /// Does something in the context of an authority, and keeps what it wrote.
    fn with<T>(
        &mut self,
        authority: Authority,
        act: impl FnOnce(&Context<'_>, &mut Overlay<'_>) -> T,
    ) -> T {
        let (charter, running) = (Arc::clone(&self.charter), self.now);
        let state = self.society.state.clone();
        let mut overlay = Overlay::new(&state);
        let context = Context { charter, running, ..self.society.context(authority) };
        let outcome = act(&context, &mut overlay);
        let delta = overlay.into_delta();
        self.society.state.commit(delta);
        outcome
    }

    fn founder(&self) -> Authority {
        Authority::Person { person: self.person }
    }

    /// Pays at once, or announces it; returns the line and, for an announcement, its number.
    fn pay(&mut self, spec: &ActionSpec, minor: u64) -> Result<(Line, Option<u64>), Refusal> {
        let number = self.acts + 1;
        let founder = self.founder();
        let paid = self.with(founder, |context, overlay| {
            let line = query::permit(spec, Some(amount(minor)), context, overlay)?;
            if line.waits() {
                let at = context.running.after(line.grace);
                limits::note(amount(minor), &line.id, at, Some(number), context, overlay);
                return Ok((line, Some(number)));
            }
            spend(&line, &issue(minor), context, overlay);
            Ok((line, None))
        })?;
        self.acts = number;
        Ok(paid)
    }

    /// Lets an announced payment take effect, as the frame does.
    fn take_effect(&mut self, act: u64, minor: u64) -> Result<Line, Refusal> {
        let founder = self.founder();
        self.with(founder, |context, overlay| {
            ENTERING.put(overlay, &Count { count: act });
            let line = query::permit(&PAY, Some(amount(minor)), context, overlay)?;
            spend(&line, &issue(minor), context, overlay);
            ENTERING.remove(overlay);
            Ok(line)
        })
    }

    fn outflows(&self) -> Vec<Outflow> {
        query::outflows(&self.society.state, &self.founder(), &asset())
    }
}

/// POW-3: the limit to the last unit, in any window, over every line of the person.
#[test]
fn pow_3_script_of_limits() {
    let mut payer = Payer::new();
    assert_eq!(payer.pay(&PAY, 100).unwrap().0.id, "quick");
    // The quick line is used up, so the slow one is taken.
    let (line, act) = payer.pay(&PAY, 900).unwrap();
    assert_eq!((line.id.as_str(), act), ("slow", Some(2)));
    let refusal = payer.pay(&PAY, 1).unwrap_err();
    assert_eq!(refusal.rule, "POW-3");
    assert_eq!(
        refusal.message,
        "The line \"quick\" allows 1.00 BOX per 1 day; 1.00 BOX are taken in one such \
         time, and 0.01 BOX more are asked."
    );
    // What is announced counts for the other action too: it leaves in two days.
    let refusal = payer.pay(&ISSUE, 1).unwrap_err();
    assert_eq!(refusal.code, "charter.over_limit");

    payer.now = payer.now.after(Seconds::days(2));
    payer.take_effect(2, 900).unwrap();
    let counted = payer.outflows();
    assert_eq!(counted.len(), 2, "counted once: {counted:?}");
    assert!(counted.iter().all(|outflow| outflow.act.is_none()));
    payer.now = payer.now.after(Seconds(Seconds::days(8).0 - 1));
    assert!(payer.pay(&ISSUE, 1).is_err());
    payer.now = payer.now.after(Seconds(Seconds::days(2).0));
    let refusal = payer.pay(&ISSUE, 401).unwrap_err();
    assert!(refusal.message.contains("allows 4.00 BOX"), "{}", refusal.message);
    payer.now = payer.now.after(Seconds(1));
    payer.pay(&ISSUE, 400).unwrap();
}

/// POW-3: a line is for its asset, and a decision's outflows are its own.
#[test]
fn pow_3_assets_and_holders_are_kept_apart() {
    let mut payer = Payer::new();
    let founder = payer.founder();
    let other = Some(("EUR".parse().unwrap(), Amount::from(1)));
    let refusal = payer
        .with(founder, |context, overlay| query::permit(&PAY, other, context, overlay))
        .unwrap_err();
    assert_eq!(refusal.code, "charter.other_asset");
    payer.pay(&ISSUE, 400).unwrap();
    let decision = Authority::Decision { procedure: "ordinary".into(), proposal: 1 };
    for minor in [4_000, 6_000] {
        payer
            .with(decision.clone(), |context, overlay| {
                let line = query::permit(&ISSUE, Some(amount(minor)), context, overlay)?;
                spend(&line, &issue(minor), context, overlay);
                Ok::<_, Refusal>(())
            })
            .unwrap();
    }
    let refusal = payer
        .with(decision, |context, overlay| query::permit(&ISSUE, Some(amount(1)), context, overlay))
        .unwrap_err();
    assert_eq!(refusal.code, "charter.over_limit");
}

/// POW-4: the history is bounded and forgets.
#[test]
fn pow_4_outflows_remembered_are_bounded() {
    let mut payer = Payer::new();
    let founder = payer.founder();
    payer.with(founder, |context, overlay| {
        for _ in 0..OUTFLOWS_MAX {
            let value = (asset(), Amount::ZERO);
            limits::note(value, "slow", context.running, None, context, overlay);
        }
    });
    let refusal = payer.pay(&ISSUE, 1).unwrap_err();
    assert_eq!(
        (refusal.code.as_str(), refusal.rule.as_str()),
        ("charter.too_many_outflows", "POW-4")
    );
    payer.now = payer.now.after(super::super::OUTFLOWS_KEPT);
    payer.pay(&ISSUE, 1).unwrap();
    assert_eq!(payer.outflows().len(), 1);
}

/// POW-4: a house that pays often is not held up: the outflows of a day are joined
/// once no limit counts them.
#[test]
fn pow_4_the_outflows_of_a_day_are_joined() {
    let mut payer = Payer::new();
    let founder = payer.founder();
    for _ in 0..40 {
        payer.with(founder.clone(), |context, overlay| {
            for _ in 0..OUTFLOWS_MAX / 16 {
                let value = (asset(), Amount::from(1));
                limits::note(value, "slow", context.running, None, context, overlay);
            }
        });
        payer.now = payer.now.after(Seconds::days(1));
    }
    let outflows = payer.outflows();
    assert!(outflows.len() < OUTFLOWS_MAX, "{}", outflows.len());
    let sum: u64 =
        outflows.iter().filter_map(|out| u64::try_from(out.amount.minor_units()).ok()).sum();
    assert_eq!(sum, 40 * u64::try_from(OUTFLOWS_MAX / 16).unwrap());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// POW-3: whatever is asked when, no line's limit is exceeded in any window of what left.
    #[test]
    fn pow_3_no_limit_is_exceeded_in_any_window(
        steps in prop::collection::vec((0_u64..40, 1_u64..500, 0_u8..3), 1..80),
    ) {
        let mut payer = Payer::new();
        let mut waiting: Vec<(Timestamp, u64, u64)> = Vec::new();
        let mut left: Vec<(Timestamp, u64, String)> = Vec::new();
        for (hours, minor, kind) in steps {
            let until = payer.now.after(Seconds(hours * 3_600));
            let (due, later) = waiting.into_iter().partition(|(at, ..)| *at <= until);
            waiting = later;
            let mut due: Vec<(Timestamp, u64, u64)> = due;
            due.sort_unstable();
            for (at, act, minor) in due {
                payer.now = at;
                // What was announced within the limits takes effect within them.
                let line = payer.take_effect(act, minor).unwrap();
                left.push((at, minor, line.id));
            }
            payer.now = until;
            let spec = if kind == 0 { &ISSUE } else { &PAY };
            match payer.pay(spec, minor) {
                Ok((line, None)) => left.push((payer.now, minor, line.id)),
                Ok((line, Some(act))) => waiting.push((payer.now.after(line.grace), act, minor)),
                Err(refusal) => prop_assert_eq!(refusal.code, "charter.over_limit"),
            }
        }
        // All that left in any window of a line around an outflow of that line is within its limit.
        let day = 86_400;
        for (used, _, line) in &left {
            let (limit, per) = match line.as_str() {
                "quick" => (100, day),
                "slow" => (1_000, 10 * day),
                _ => (400, 10 * day),
            };
            for (begin, ..) in left.iter().filter(|(begin, ..)| begin <= used) {
                let end = begin.after(Seconds(per));
                let inside = left.iter().filter(|(at, ..)| begin <= at && *at < end);
                let total: u64 = inside.map(|(_, minor, _)| minor).sum();
                prop_assert!(*used >= end || total <= limit, "{total} under {line}");
            }
        }
    }

    /// POW-3: the largest window is found as by looking at every one.
    #[test]
    fn pow_3_the_peak_is_that_of_every_window(
        mut outflows in prop::collection::vec((0_u64..60, 1_u64..9), 0..12),
        at in 0_u64..60,
        per in 1_u64..30,
    ) {
        outflows.sort_unstable();
        let list: Vec<Outflow> = outflows
            .iter()
            .map(|(at, amount)| Outflow {
                act: None,
                amount: Amount::from(*amount),
                at: Timestamp(*at),
                line: "slow".into(),
            })
            .collect();
        let sum = |begin: u64| -> u64 {
            outflows.iter().filter(|(t, _)| begin <= *t && *t < begin + per).map(|(_, a)| a).sum()
        };
        let begins = (at + 1).saturating_sub(per)..=at;
        let expected = begins.map(sum).max().unwrap();
        let found = |line| peak(&list, Timestamp(at), Seconds(per), line);
        prop_assert_eq!(found(None), Some(Amount::from(expected)));
        let of_line = (expected > 0).then_some(Amount::from(expected));
        prop_assert_eq!(found(Some("slow")), of_line);
        prop_assert_eq!(found(Some("quick")), None);
    }
}
