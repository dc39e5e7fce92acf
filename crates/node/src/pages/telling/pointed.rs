//! What an act points at by a number: a request, a payment that repeats, an invoice, an announced act, a claim, dues
//! that are open. The number says neither to whom money goes nor for what; so that is told beside it, as it stands.

use std::collections::{BTreeMap, BTreeSet};

use polity_machine::Action;
use polity_machine::frame::society;
use polity_machine::frame::state::StateView;
use polity_machine::modules::breach::{self, Accused, BreachAction};
use polity_machine::modules::charter::{self, CharterAction};
use polity_machine::modules::dues::{self, DuesAction};
use polity_machine::modules::governance::{GovernanceAction, Target};
use polity_machine::modules::spending::{self, Line, SpendingAction, Standing};
use polity_machine::modules::treasury::AccountId;
use polity_types::passkey::RelyingParty;
use polity_types::{Amount, AssetId, Hash, PersonId, Seconds};
use serde_json::json;

use super::{DEPTH_MAX, Place, QUOTED, Teller, label, plain};
use crate::pages::deed::{account, money, read};
use crate::pages::{escaped, link_to};
use crate::words::{say, t, term};

/// Most sentences for a dialog. Unit: sentences.
const ABOUT_MAX: usize = 60;

/// Something that stands where an act points.
enum Said {
    Account(AccountId),
    Act(Box<Action>),
    Lines(Vec<Line>, AssetId),
    Money(Vec<(Amount, AssetId)>),
    Named(String),
    Office(String),
    Person(PersonId),
    Record(Hash),
    Span(Seconds),
    Times(u32),
}

/// The field that says what it is, and what stands there.
type Row = (&'static str, Said);

impl Teller<'_> {
    /// Returns what stands where an act points: what each is called, and what it says, as markup.
    pub(super) fn pointed(&self, action: &Action, depth: usize) -> Vec<(String, String)> {
        if depth > DEPTH_MAX {
            return Vec::new();
        }
        let rows = self.rows(action).into_iter();
        rows.map(|(field, said)| (label(field), self.markup(&said, depth))).collect()
    }

    /// Says for a dialog what stands where an act, or the acts within it, point, and what they make fall away: in plain
    /// text, with people by their whole identifiers.
    pub(crate) fn about(&self, action: &Action) -> Vec<String> {
        let mut all = self.about_one(action);
        if let Action::Governance(GovernanceAction::Propose { actions, contest, .. }) = action {
            let options = contest.iter().flat_map(|contest| &contest.options);
            let inner = actions.iter().chain(options.flat_map(|option| &option.actions));
            all.extend(inner.flat_map(|inner| self.about_one(inner)));
        }
        if let Action::Governance(GovernanceAction::Offer { actions, .. }) = action {
            all.extend(actions.iter().flat_map(|inner| self.about_one(inner)));
        }
        all.truncate(ABOUT_MAX);
        all
    }

    fn about_one(&self, action: &Action) -> Vec<String> {
        let rows = self.rows(action).into_iter();
        let told: Vec<String> = rows
            .map(|(field, said)| format!("{}: {}", label(field), self.text_of(&said)))
            .collect();
        let words = plain(&self.told(action, true, DEPTH_MAX).words);
        let told = (!told.is_empty()).then(|| {
            let rows = told.join("; ");
            say("told-about", &[("act", &words), ("rows", &rows)])
        });
        told.into_iter().chain(falls_away(action, self.state)).collect()
    }

    fn rows(&self, action: &Action) -> Vec<Row> {
        use SpendingAction as S;
        match action {
            Action::Breach(
                BreachAction::Lift { claim }
                | BreachAction::Rule { claim, .. }
                | BreachAction::Sponsor { claim }
                | BreachAction::Uphold { claim },
            ) => claimed(*claim, self.state),
            Action::Charter(CharterAction::WithdrawAct { act })
            | Action::Governance(GovernanceAction::Object {
                target: Target::Act { number: act },
            }) => {
                let act = charter::query::act(self.state, *act);
                act.map(|act| ("actions", Said::Act(Box::new(act.action)))).into_iter().collect()
            }
            Action::Dues(DuesAction::Waive { member, periods }) => {
                owed(*member, *periods, self.state)
            }
            Action::Spending(
                S::Approve { request, .. }
                | S::Pay { request }
                | S::Reject { request, .. }
                | S::Sign { request }
                | S::Withdraw { request },
            ) => requested(*request, self.state),
            Action::Spending(S::Claim { stream } | S::StopStream { stream }) => {
                repeated(*stream, self.state)
            }
            Action::Spending(S::CloseInvoice { invoice } | S::PayInvoice { invoice, .. }) => {
                invoiced(*invoice, self.state)
            }
            _ => Vec::new(),
        }
    }

    fn markup(&self, said: &Said, depth: usize) -> String {
        let Self { base, state, .. } = *self;
        let line = |line: &Line, asset: &AssetId| {
            let (amount, to) = (money(line.amount, asset, state), account(&line.to, base, state));
            say("told-payment", &[("amount", &amount), ("to", &to)])
        };
        match said {
            Said::Account(known) => account(known, base, state),
            Said::Act(action) => self.line_at(action, depth.saturating_add(1)),
            Said::Lines(lines, asset) => joined(lines.iter().map(|one| line(one, asset))),
            Said::Office(id) => {
                self.field("office", &json!(id), Place { asset: None, depth, is_inline: true })
            }
            Said::Named(name) => format!("<bdi>{}</bdi>", escaped(name)),
            Said::Person(person) => link_to(base, state, *person),
            Said::Record(hash) => self.record(*hash, true),
            Said::Money(_) | Said::Span(_) | Said::Times(_) => self.text_of(said),
        }
    }

    fn text_of(&self, said: &Said) -> String {
        let Self { context, state, .. } = *self;
        let named = |known: &AccountId| match known {
            AccountId::Person(person) => person.to_string(),
            other => plain(&account(other, "", state)),
        };
        match said {
            Said::Account(known) => named(known),
            Said::Lines(lines, asset) => joined(lines.iter().map(|line| {
                let (amount, to) = (money(line.amount, asset, state), named(&line.to));
                say("told-payment", &[("amount", &amount), ("to", &to)])
            })),
            Said::Money(sums) => joined(sums.iter().map(|(sum, asset)| money(*sum, asset, state))),
            Said::Named(name) => name.clone(),
            Said::Person(person) => person.to_string(),
            Said::Record(hash) => match read(hash, context) {
                Some(text) => text.trim().chars().take(QUOTED).collect(),
                None => hash.to_string(),
            },
            Said::Span(length) => term(&length.to_string()),
            Said::Times(times) => times.to_string(),
            Said::Act(_) | Said::Office(_) => plain(&self.markup(said, DEPTH_MAX)),
        }
    }
}

fn joined(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(&format!("{} ", t("count-comma")))
}

fn requested(number: u64, state: &dyn StateView) -> Vec<Row> {
    let Some(request) = spending::query::request(state, number) else { return Vec::new() };
    let mut rows = Vec::new();
    if request.lines.len() > 1 {
        rows.push(("amount", Said::Money(vec![(request.total, request.asset.clone())])));
    }
    rows.push(("lines", Said::Lines(request.lines, request.asset)));
    rows.push(("from", Said::Account(request.fund)));
    rows.extend(request.category.map(|one| ("category", Said::Named(one.to_string()))));
    // Of one that was refused, the text says why.
    let is_purpose = request.standing != Standing::Rejected;
    rows.extend(request.text.filter(|_| is_purpose).map(|text| ("memo", Said::Record(text))));
    rows
}

fn repeated(number: u64, state: &dyn StateView) -> Vec<Row> {
    let Some(stream) = spending::query::stream(state, number) else { return Vec::new() };
    let mut rows = vec![
        ("to", Said::Account(stream.to)),
        ("each", Said::Money(vec![(stream.amount, stream.asset)])),
        ("every", Said::Span(stream.every)),
        ("times", Said::Times(stream.left)),
        ("from", Said::Account(stream.fund)),
    ];
    rows.extend(stream.category.map(|one| ("category", Said::Named(one.to_string()))));
    rows.extend(stream.memo.map(|text| ("memo", Said::Record(text))));
    rows
}

fn invoiced(number: u64, state: &dyn StateView) -> Vec<Row> {
    let Some(invoice) = spending::query::invoice(state, number) else { return Vec::new() };
    let sums = invoice.shares.iter().map(|share| share.amount);
    let sum = sums.fold(Amount::ZERO, |sum, one| sum.plus(one).unwrap_or(Amount::MAX));
    let mut rows =
        vec![("to", Said::Account(invoice.to)), ("lines", Said::Money(vec![(sum, invoice.asset)]))];
    rows.extend(invoice.text.map(|text| ("memo", Said::Record(text))));
    rows
}

fn claimed(number: u64, state: &dyn StateView) -> Vec<Row> {
    let Some(claim) = breach::query::claim(state, number) else { return Vec::new() };
    let accused = match claim.accused {
        Accused::Office(id) => Said::Office(id),
        Accused::Person(person) => Said::Person(person),
    };
    vec![("accused", accused), ("text", Said::Record(claim.text))]
}

/// Returns what a member owes for the first of the periods that are open.
fn owed(member: PersonId, periods: u32, state: &dyn StateView) -> Vec<Row> {
    let Some(account) = dues::query::account(state, member) else { return Vec::new() };
    let mut sums: BTreeMap<AssetId, Amount> = BTreeMap::new();
    let taken = usize::try_from(periods).unwrap_or(usize::MAX);
    for owed in account.open.iter().take(taken) {
        let Some(asset) = &owed.asset else { continue };
        let sum = sums.entry(asset.clone()).or_insert(Amount::ZERO);
        *sum = sum.plus(owed.amount).unwrap_or(Amount::MAX);
    }
    let sums: Vec<_> = sums.into_iter().map(|(asset, sum)| (sum, asset)).collect();
    if sums.is_empty() { Vec::new() } else { vec![("amount", Said::Money(sums))] }
}

/// Says who is left out of a batch, since they took a share instead of what it would pay back to them (EXI-4).
fn left_out(action: &Action, state: &dyn StateView) -> Vec<String> {
    let Action::Spending(SpendingAction::PayBatch { asset, category, fund, lines, .. }) = action
    else {
        return Vec::new();
    };
    let of = (fund, asset, category.as_ref());
    let said = |line: &Line| {
        let (name, amount) =
            (plain(&account(&line.to, "", state)), money(line.amount, asset, state));
        say("told-left-out", &[("name", &name), ("amount", &amount)])
    };
    lines.iter().filter(|line| spending::query::is_left_out(line, of, state)).map(said).collect()
}

/// Says what would fall away, and what would come, if who signs the log or where passkeys work were set anew now, and who
/// is left out of a batch. As plain text.
pub(crate) fn falls_away(action: &Action, state: &dyn StateView) -> Vec<String> {
    let (before, after): (BTreeSet<String>, BTreeSet<String>) = match action {
        Action::Charter(CharterAction::SetSigners { signers }) => {
            let now = society::signing(state).signers;
            (
                now.iter().map(ToString::to_string).collect(),
                signers.iter().map(ToString::to_string).collect(),
            )
        }
        Action::Charter(CharterAction::SetRelyingParties { relying_parties }) => {
            let each = |all: &[RelyingParty]| {
                let pairs = all.iter().flat_map(|party| {
                    party.origins.iter().map(|origin| format!("{} ({origin})", party.id))
                });
                pairs.collect()
            };
            (each(&charter::query::relying_parties(state)), each(relying_parties))
        }
        _ => return left_out(action, state),
    };
    let listed =
        |all: Vec<&String>| all.into_iter().map(String::as_str).collect::<Vec<_>>().join(", ");
    let (gone, new) =
        (listed(before.difference(&after).collect()), listed(after.difference(&before).collect()));
    let mut said = Vec::new();
    if !gone.is_empty() {
        said.push(say("told-falls-away", &[("list", &gone)]));
    }
    if !gone.is_empty()
        && matches!(action, Action::Charter(CharterAction::SetRelyingParties { .. }))
    {
        said.push(t("told-passkeys-lost"));
    }
    if !new.is_empty() {
        said.push(say("told-comes", &[("list", &new)]));
    }
    said
}
