//! By what an act is known again that members stopped, in whatever words, by whatever line (POW-15).

use std::collections::BTreeMap;

use polity_types::{Amount, AssetId, Hash, canonical};
use serde_json::{Map, Value, json};

use super::approved;
use super::error::CharterError;
use super::state::AT_VOTE;
use super::types::{Approved, AtVote};
use super::usual::{self, got};
use crate::frame::context::Context;
use crate::frame::state::{Overlay, StateView};
use crate::modules::governance::Said;
use crate::modules::spending::{self, SpendingAction};
use crate::modules::treasury::{self, AccountId, Sum, TreasuryAction};
use crate::{Action, registry};

/// The fields of an action that say of whom or of what it is. All others say how much of it, or something about it.
const NAMED: &[&str] = &[
    "account",
    "applicant",
    "asset",
    "claim",
    "from",
    "fund",
    "holder",
    "member",
    "office",
    "panel",
    "pause",
    "person",
    "place",
    "request",
    "stream",
    "to",
];
/// Actions that make what there is not yet: what it is called is one more word.
const MAKE: &[&str] =
    &["places.open", "treasury.create_asset", "treasury.open_account", "treasury.open_outside"];
/// How many of the votes on one matter are looked at. Each alone holds it up.
const LOOKED_MAX: usize = 64;

/// One thing that an act does.
pub(super) struct Matter {
    /// How much somebody gets; none: it is done or not.
    pub(super) gain: Option<Gain>,
    /// What it is known by.
    pub(super) hash: Hash,
}

/// What somebody gets.
pub(super) struct Gain {
    pub(super) amount: Amount,
    asset: AssetId,
    to: AccountId,
}

/// Returns what an act does that may be at the vote, without what is said about it.
pub(super) fn of(action: &Action, state: &dyn StateView) -> Vec<Matter> {
    let mut all = doing(action, state);
    all.extend(paying(action));
    all
}

/// Returns what an act does, but for which request it pays.
fn doing(action: &Action, state: &dyn StateView) -> Vec<Matter> {
    let name = registry::spec(action).name();
    if is_over_charter(name) || name.starts_with("import.") || MAKE.contains(&name) {
        return vec![Matter { gain: None, hash: Hash::of(name.as_bytes()) }];
    }
    // For whom it is that something goes through a place outside no machine knows: there it is known by the sum.
    let exactly = |matter: Matter| match matter.gain {
        Some(Gain { amount, .. }) if is_through_outside(action, matter.gain.as_ref()) => {
            let hash = known(&json!({ "amount": amount, "of": matter.hash }));
            Matter { gain: None, hash }
        }
        _ => matter,
    };
    each(action, state).into_iter().map(exactly).collect()
}

/// Returns that an approved request is paid: it is known by the request, too, whoever approved it.
fn paying(action: &Action) -> Option<Matter> {
    let is_paying = matches!(action, Action::Spending(SpendingAction::Pay { .. }));
    is_paying.then(|| Matter { gain: None, hash: known(&named(action)) })
}

/// Returns what an act does, each thing with how much somebody gets by it.
fn each(action: &Action, state: &dyn StateView) -> Vec<Matter> {
    let by_payee = |gain: Gain| Matter { hash: payee(&gain.to, &gain.asset), gain: Some(gain) };
    let Some(gains) = gains(action, state) else {
        let hash = known(&named(action));
        return vec![Matter { gain: None, hash }];
    };
    // What came in outside for a fund is known by where it came in, too.
    let booked = |gain| Matter { gain: Some(gain), hash: known(&named(action)) };
    let is_booked = |gain: &Gain| is_receipt(action) && matches!(gain.to, AccountId::Fund(_));
    let matter = |gain| if is_booked(&gain) { booked(gain) } else { by_payee(gain) };
    gains.into_iter().map(matter).collect()
}

/// Returns what a list of acts does, without what is said about it, and how much of which asset somebody gets by each
/// thing in all.
pub(super) fn of_all(
    actions: &[Action],
    state: &dyn StateView,
) -> BTreeMap<Hash, Option<(AssetId, Amount)>> {
    let mut all: BTreeMap<Hash, Option<(AssetId, Amount)>> = BTreeMap::new();
    for Matter { gain, hash } in actions.iter().flat_map(|action| each(action, state)) {
        let sum = all.entry(hash).or_default();
        let Some(Gain { amount, asset, .. }) = gain else { continue };
        let before = sum.as_ref().map_or(Amount::ZERO, |(_, before)| *before);
        *sum = Some((asset, before.plus(amount).unwrap_or(before)));
    }
    all
}

/// Returns whether an action is a power over the charter or over what the society rests on (CHA-30).
fn is_over_charter(name: &str) -> bool {
    name.starts_with("charter.") && !name.ends_with("pause")
}

fn is_receipt(action: &Action) -> bool {
    matches!(action, Action::Treasury(TreasuryAction::Receive { .. }))
}

/// Returns whether what somebody gets goes to a place outside, or came from there into a fund.
fn is_through_outside(action: &Action, gain: Option<&Gain>) -> bool {
    gain.is_some_and(|gain| match gain.to {
        AccountId::External(_) => true,
        AccountId::Fund(_) => is_receipt(action),
        _ => false,
    })
}

/// Returns who gets how much by an act, whichever action it is and from wherever it comes.
fn gains(action: &Action, state: &dyn StateView) -> Option<Vec<Gain>> {
    let one = |amount: &Amount, asset: &AssetId, to: &AccountId| {
        vec![Gain { amount: *amount, asset: asset.clone(), to: to.clone() }]
    };
    let all = |asset: &AssetId, lines: &[spending::Line]| {
        lines.iter().flat_map(|line| one(&line.amount, asset, &line.to)).collect()
    };
    match action {
        Action::Treasury(
            TreasuryAction::Issue { amount, asset, to, .. }
            | TreasuryAction::Pay { amount, asset, to, .. }
            | TreasuryAction::Receive { amount, asset, to, .. },
        )
        | Action::Spending(SpendingAction::StartStream { amount, asset, to, .. }) => {
            Some(one(amount, asset, to))
        }
        Action::Spending(SpendingAction::PayBatch { asset, lines, .. }) => Some(all(asset, lines)),
        Action::Spending(
            SpendingAction::Approve { request, .. } | SpendingAction::Pay { request },
        ) => {
            let asked = spending::query::request(state, *request)?;
            Some(all(&asked.asset, &asked.lines))
        }
        _ => None,
    }
}

/// Returns the name of an action and of whom or of what it is.
fn named(action: &Action) -> Value {
    let written = serde_json::to_value(action).unwrap_or_default();
    let fields = written.get("with").and_then(Value::as_object).cloned().unwrap_or_default();
    let name = registry::spec(action).name();
    let is_kept = |field: &str| match name {
        // What the law says, and what the society rests on, is what is asked.
        name if is_over_charter(name) => field != "replaces",
        _ => NAMED.contains(&field),
    };
    let kept: Map<String, Value> = fields.into_iter().filter(|(field, _)| is_kept(field)).collect();
    json!({ "name": name, "with": kept })
}

/// Returns what all payments of an asset to somebody are known by.
pub(super) fn payee(to: &AccountId, asset: &AssetId) -> Hash {
    known(&json!({ "asset": asset, "to": to }))
}

fn known(what: &Value) -> Hash {
    Hash::of(&canonical::to_bytes(what))
}

/// What the members said who do an act, if it is they, and those who approved what it pays.
type By<'s> = [Option<&'s Said>; 2];

/// Returns the votes on one matter that hold it up: the members themselves may carry it (POW-7).
pub(super) fn votes(of: &Hash, by: By<'_>, state: &dyn StateView) -> Vec<AtVote> {
    let page = AT_VOTE.scan(state, &format!("{of}/"), None, LOOKED_MAX);
    let holds =
        |one: &AtVote| !by.into_iter().flatten().any(|said| said.carries(one.proposal, state));
    page.into_iter().map(|(_, at_vote)| at_vote).filter(holds).collect()
}

/// Decides whether an act may be done or announced, as far as it is not put to the vote because members
/// stopped it: nothing of it, and of what somebody would have got at most half, or what they get anyway. What the members
/// approved, by as many yes as it takes there, is paid, unless they stopped that.
///
/// # Errors
/// [`CharterError::AtVote`], [`CharterError::AtVoteGains`].
pub(super) fn check(
    action: &Action,
    members: Option<&Said>,
    state: &dyn StateView,
) -> Result<(), CharterError> {
    if AT_VOTE.scan(state, "", None, 1).is_empty() {
        return Ok(());
    }
    let Approved { said, votes: counted } = approved::of(action, state).unwrap_or_default();
    for matter in doing(action, state) {
        check_one(&matter, ([members, said.as_ref()], &counted), state)?;
    }
    // That its own payment was stopped nobody undoes by having approved it.
    paying(action).map_or(Ok(()), |matter| check_one(&matter, ([members, None], &[]), state))
}

/// Decides whether one thing may be done, by whom, and after it was counted as approved for some votes.
fn check_one(
    Matter { gain, hash }: &Matter,
    (by, counted): (By<'_>, &[u64]),
    state: &dyn StateView,
) -> Result<(), CharterError> {
    let votes = votes(hash, by, state);
    match (votes.first(), gain) {
        (None, _) => Ok(()),
        (Some(first), None) => Err(CharterError::AtVote { proposal: first.proposal }),
        (Some(_), Some(gain)) => check_gain(hash, gain, (&votes, counted), state),
    }
}

/// Decides whether somebody gets so much more: all votes on what members stopped for them make one bound together. An act
/// names a payee once.
fn check_gain(
    of: &Hash,
    gain: &Gain,
    (votes, approved_for): (&[AtVote], &[u64]),
    state: &dyn StateView,
) -> Result<(), CharterError> {
    let less = |room: Amount, by| room.minus(by).unwrap_or(Amount::ZERO);
    // Not what was set aside by approving the very request that is approved again or paid now.
    let approved = |vote: &AtVote| {
        let own = if approved_for.contains(&vote.proposal) { gain.amount } else { Amount::ZERO };
        less(vote.approved.unwrap_or_default(), own)
    };
    let halves = votes.iter().map(|vote| {
        let left = less(half(vote.of.unwrap_or_default()), vote.done.unwrap_or_default());
        (less(left, approved(vote)), vote.proposal)
    });
    let (half, proposal) = halves.min().unwrap_or_default();
    // What was stopped is not what they get anyway, however much that is.
    let stopped = votes.iter().filter_map(|vote| vote.of);
    let beside = stopped.fold(usual::left(of, state), less);
    let beside = less(beside, votes.iter().map(approved).max().unwrap_or_default());
    let left = half.max(beside).max(Amount::ZERO);
    if gain.amount > left {
        let known = treasury::query::asset(state, &gain.asset);
        let decimals = known.map_or(0, |known| known.decimals);
        let left = Box::new(Sum { amount: left, asset: gain.asset.clone(), decimals });
        return Err(CharterError::AtVoteGains { left, proposal, to: gain.to.clone() });
    }
    // The very sum is the very act, be it one of several.
    let same = votes.iter().find(|vote| vote.sums.contains(&gain.amount));
    same.map_or(Ok(()), |vote| Err(CharterError::AtVote { proposal: vote.proposal }))
}

/// Half of an amount, rounded down.
fn half(amount: Amount) -> Amount {
    let half = amount.minor_units().checked_div(2).and_then(Amount::new);
    half.unwrap_or(Amount::ZERO)
}

/// Notes that what an act would have done is put to the vote.
pub(super) fn note(action: &Action, proposal: u64, state: &mut Overlay<'_>) {
    for Matter { gain, hash } in of(action, state) {
        let before = AT_VOTE.get(state, &(hash, proposal)).unwrap_or_default();
        let all = gain.as_ref().and_then(|gain| before.of.unwrap_or_default().plus(gain.amount));
        let mut sums = before.sums;
        sums.extend(gain.map(|gain| gain.amount).into_iter().chain(all));
        let at_vote = AtVote { of: all, proposal, sums, ..AtVote::default() };
        AT_VOTE.put(state, &(hash, proposal), &at_vote);
    }
}

/// Notes who gets something by an act of others than the members: what is only approved, or begins to repeat, is noted as
/// it is paid.
pub(super) fn note_gains(action: &Action, context: &Context<'_>, state: &mut Overlay<'_>) {
    let is_paid_later = matches!(
        action,
        Action::Spending(
            SpendingAction::Approve { .. }
                | SpendingAction::Pay { .. }
                | SpendingAction::StartStream { .. }
        )
    );
    if is_paid_later {
        return;
    }
    let is_known = |gain: &Gain| !is_through_outside(action, Some(gain));
    for gain in gains(action, state).into_iter().flatten().filter(is_known) {
        got(&gain.to, (&gain.asset, gain.amount), context, state);
    }
}

/// Counts what somebody else than the members did of what is at the vote.
pub(super) fn count(action: &Action, members: Option<&Said>, state: &mut Overlay<'_>) {
    let is_of_request = matches!(
        action,
        Action::Spending(SpendingAction::Approve { .. } | SpendingAction::Pay { .. })
    );
    // What a request pays counts as it is approved, and then as it is paid, by whomever.
    if is_of_request {
        approved::approve(action, members, state);
    } else {
        count_each(action, members, state);
    }
}

/// Adds what an act does to what was done of each thing at the vote.
pub(super) fn count_each(action: &Action, members: Option<&Said>, state: &mut Overlay<'_>) {
    // Most acts give nothing that is counted, and so do not look for what is at the vote.
    if gains(action, state).is_none() || AT_VOTE.scan(state, "", None, 1).is_empty() {
        return;
    }
    for matter in of(action, state) {
        let Some(gain) = &matter.gain else { continue };
        for at_vote in votes(&matter.hash, [members, None], state) {
            let done = at_vote.done.unwrap_or(Amount::ZERO).plus(gain.amount);
            AT_VOTE.put(state, &(matter.hash, at_vote.proposal), &AtVote { done, ..at_vote });
        }
    }
}

/// Forgets what an act would have done, since the vote on it is over. Returns whether it was at the vote.
pub(super) fn clear(action: &Action, proposal: u64, state: &mut Overlay<'_>) -> bool {
    let mut was_there = false;
    for Matter { hash, .. } in of(action, state) {
        was_there |= AT_VOTE.get(state, &(hash, proposal)).is_some();
        AT_VOTE.remove(state, &(hash, proposal));
    }
    was_there
}

#[cfg(test)]
mod tests {
    use super::super::state::GOT;
    use super::super::types::Got;
    use super::*;
    use crate::charter_text::ActionClass;
    use crate::frame::clock::Clock;

    /// The fields that say how much, or something about it.
    const SAID: &[&str] = &[
        "amount",
        "category",
        "count",
        "country",
        "decimals",
        "each",
        "every",
        "evidence",
        "file",
        "held",
        "kind",
        "land",
        "limit",
        "lines",
        "memo",
        "needed",
        "of",
        "pace",
        "per",
        "periods",
        "proof",
        "question",
        "relying_parties",
        "replaces",
        "root",
        "rows",
        "signers",
        "terms",
        "text",
        "times",
        "title",
        "unspent",
        "version",
        "work",
    ];

    /// GOV-61: another text of the charter is another question to people who are drawn; POW-15: it is no other act once
    /// members stopped one.
    #[test]
    fn gov_61_another_text_of_the_charter_is_another_question() {
        use crate::modules::charter::CharterAction;
        let society = crate::testing::Society::under(crate::modules::governance::tests::CHARTER);
        let amend = |replaces: &[u8], text: &[u8]| {
            let (replaces, text) = (Hash::of(replaces), Hash::of(text));
            Action::from(CharterAction::Amend { replaces, text })
        };
        let asks = |replaces, text| of_all(&[amend(replaces, text)], &society.state);
        assert_ne!(asks(b"old", b"one"), asks(b"old", b"two"));
        assert_eq!(asks(b"old", b"one"), asks(b"newer", b"one"));
        let does = |text| of(&amend(b"old", text), &society.state).remove(0).hash;
        assert_eq!(does(b"one"), does(b"two"));
    }

    /// The hashes by which an action is known, and how much somebody gets by it.
    fn known_by(action: &str, society: &crate::testing::Society) -> Vec<(Hash, Option<Amount>)> {
        let action: Action = serde_json::from_str(action).unwrap();
        let amount = |matter: Matter| (matter.hash, matter.gain.map(|gain| gain.amount));
        of(&action, &society.state).into_iter().map(amount).collect()
    }

    /// POW-15: which acts are one, and which are not, by pairs that differ in one thing.
    #[test]
    fn pow_15_pairs_of_acts_are_one_or_two() {
        let society = crate::testing::Society::under(crate::modules::governance::tests::CHARTER);
        let lines = include_str!("../../../tests/golden/actions.jsonl");
        let line = |name: &str| {
            let start = format!("{{\"name\":\"{name}\"");
            lines.lines().find(|line| line.starts_with(&start)).unwrap().to_owned()
        };
        let person = society.founder.person;
        let by_treasury = |verb: &str, amount: u64, asset: &str, to: &str| {
            let from = if verb == "issue" { "" } else { "\"from\":\"external-bank\"," };
            format!(
                "{{\"name\":\"treasury.{verb}\",\"with\":{{\"amount\":\"{amount}\",\"asset\":\"{asset}\",{from}\
                 \"to\":\"{to}\"}}}}"
            )
        };
        let (to, fund) = (person.to_string(), "fund-common");
        let receive = |amount, to: &str| by_treasury("receive", amount, "BOX", to);
        let from_giro =
            |amount, to: &str| receive(amount, to).replace("external-bank", "external-giro");
        let (admit, pause) = (line("membership.admit"), line("charter.pause"));
        let pause_id = serde_json::from_str::<Value>(&pause).unwrap()["with"]["pause"]
            .as_str()
            .unwrap()
            .to_owned();
        let cases = [
            // What is booked for a person is known by the person, whatever the sum, from wherever.
            (receive(900, &to), by_treasury("issue", 90, "BOX", &to), true),
            (receive(900, &to), from_giro(90, &to), true),
            // For a fund by place and sum; what is issued to a fund is not.
            (receive(900, fund), receive(900, fund), true),
            (receive(900, fund), receive(899, fund), false),
            (receive(900, fund), from_giro(900, fund), false),
            (by_treasury("issue", 900, "BOX", fund), by_treasury("issue", 9, "BOX", fund), true),
            // At a place outside, by place and sum.
            (
                by_treasury("pay", 900, "BOX", "external-a").replace("external-bank", fund),
                by_treasury("pay", 900, "BOX", "external-b").replace("external-bank", fund),
                false,
            ),
            // Another asset, another name, another pause.
            (by_treasury("issue", 900, "BOX", &to), by_treasury("issue", 900, "EUR", &to), false),
            (admit.clone(), admit.replace("membership.admit", "membership.decline"), false),
            (pause.clone(), pause.replace(&pause_id, "another"), false),
        ];
        for (one, other, is_one) in cases {
            let hash = |action: &str| known_by(action, &society)[0].0;
            assert_eq!(hash(&one) == hash(&other), is_one, "{one}\n{other}");
        }
        // Rows from before are known by the name alone.
        let imports = lines.lines().filter(|line| line.contains("\"name\":\"import."));
        let mut count = 0;
        for row in imports {
            let name =
                serde_json::from_str::<Value>(row).unwrap()["name"].as_str().unwrap().to_owned();
            assert_eq!(known_by(row, &society), [(Hash::of(name.as_bytes()), None)], "{name}");
            count += 1;
        }
        assert!(count > 0);
    }

    /// POW-15: all that one vote is on for somebody counts together; of several votes the smallest half is left, and of
    /// what they get anyway what is left beside all of them. Of the sums that are refused every larger one is, but for
    /// the very sums that were stopped, each of several and all of one vote together.
    #[test]
    fn pow_15_what_one_vote_is_on_is_added_up() {
        let society = crate::testing::Society::under(crate::modules::governance::tests::CHARTER);
        let to = AccountId::Person(society.founder.person);
        let issue = |amount: u64| {
            let (amount, asset, to) = (Amount::from(amount), "BOX".parse().unwrap(), to.clone());
            Action::from(TreasuryAction::Issue { amount, asset, category: None, memo: None, to })
        };
        let left = |usual: u64, noted: &[(u64, u64)]| {
            let mut overlay = Overlay::new(&society.state);
            for (amount, proposal) in noted {
                note(&issue(*amount), *proposal, &mut overlay);
            }
            let before = [Amount::from(usual), Amount::ZERO, Amount::ZERO];
            let got = Got { before, ..Got::default().at(Clock::read(&society.state).running()) };
            GOT.put(&mut overlay, &payee(&to, &"BOX".parse().unwrap()), &got);
            let very = |amount: u64| {
                let of = |vote: u64| {
                    let all = noted.iter().filter(|noted| noted.1 == vote).map(|noted| noted.0);
                    all.sum::<u64>()
                };
                noted.iter().any(|noted| noted.0 == amount || of(noted.1) == amount)
            };
            let is_done = |amount: u64| check(&issue(amount), None, &overlay).is_ok();
            let done: Vec<u64> = (0..2_000).filter(|amount| is_done(*amount)).collect();
            let most = done.iter().copied().max().unwrap();
            let all: Vec<u64> = (0..=most).filter(|amount| !very(*amount)).collect();
            assert_eq!(done, all, "{usual} {noted:?}");
            most
        };
        assert_eq!(left(0, &[(300, 1), (500, 1)]), 400);
        assert_eq!(left(1_800, &[(300, 1), (500, 1)]), 1_000);
        assert_eq!(left(0, &[(300, 1), (500, 2)]), 150);
        assert_eq!(left(0, &[(500, 1), (300, 2)]), 150);
        assert_eq!(left(1_800, &[(900, 1), (890, 2)]), 445);
        assert_eq!(left(1_800, &[(900, 1), (300, 2)]), 600);
        assert_eq!(left(1_800, &[(300, 1), (1, 2), (1, 3)]), 1_498);
        assert_eq!(left(1_800, &[(1_700, 1), (1, 2)]), 99);
    }

    /// POW-15: whoever adds a field to a power says here whether changing it makes another act.
    #[test]
    fn pow_15_of_every_power_each_field_names_something_or_is_said() {
        let lines = include_str!("../../../tests/golden/actions.jsonl");
        let mut seen = BTreeMap::new();
        for line in lines.lines() {
            let action: Action = serde_json::from_str(line).unwrap();
            let spec = registry::spec(&action).action;
            if spec.class != ActionClass::Power || spec.is_personal {
                continue;
            }
            let written: Value = serde_json::from_str(line).unwrap();
            let fields = written["with"].as_object().unwrap().keys().cloned();
            let said: &mut Vec<String> = seen.entry(spec.name).or_default();
            said.extend(fields);
        }
        assert!(seen.len() > 35, "{}", seen.len());
        for (action, fields) in &seen {
            for field in fields {
                let is_named = NAMED.contains(&field.as_str());
                assert_ne!(is_named, SAID.contains(&field.as_str()), "{action}: {field}");
            }
        }
    }
}
