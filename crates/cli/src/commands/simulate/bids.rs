//! What a block asks for under a procedure that pays no money: one act for each power that a decision can hold, with what
//! must be there before it. Whether the machine does it is for the machine to say.

use polity_machine::Action;
use polity_machine::charter_text::{Charter, PanelOf, Procedure, Who};
use polity_machine::modules::charter::{CharterAction, RelyingParty};
use polity_machine::modules::dues::DuesAction;
use polity_machine::modules::membership::MembershipAction;
use polity_machine::modules::offices::OfficesAction;
use polity_machine::modules::offices::query as offices;
use polity_machine::modules::panels::PanelsAction;
use polity_machine::modules::places::{PlaceKind, PlacesAction};
use polity_machine::modules::spending::query::counts;
use polity_machine::modules::spending::{Line, Pace, SignersOf, SpendingAction, Unspent};
use polity_machine::modules::treasury::query::balance;
use polity_machine::modules::treasury::{AccountId, TreasuryAction};
use polity_machine::testing::{key_of, public};
use polity_types::{Amount, AssetId, PersonId, Seconds};

use super::questions::{outside, receive};
use super::world::World;

/// What the block asks for under a power.
pub(super) struct Bid {
    /// Name of the action.
    pub(super) action: &'static str,
    make: fn(&mut Asked<'_>) -> Option<Action>,
}

/// For whom something is asked, and where.
struct Asked<'a> {
    asset: Option<AssetId>,
    author: usize,
    charter: &'a Charter,
    procedure: &'a Procedure,
    world: &'a mut World,
}

/// Every bid, in the order in which they are tried: what tells most of the society's money first.
const BIDS: &[Bid] = &[
    Bid { action: "treasury.pay", make: paid },
    Bid { action: "treasury.issue", make: issued },
    Bid { action: "treasury.receive", make: received },
    Bid { action: "treasury.attest", make: attested },
    Bid {
        action: "treasury.open_outside",
        make: |asked| Some(asked.opened_outside("of-the-block")),
    },
    Bid { action: "spending.pay_batch", make: paid_to_many },
    Bid { action: "spending.approve", make: approved },
    Bid { action: "spending.start_stream", make: stream },
    Bid { action: "spending.stop_stream", make: stopped_stream },
    Bid { action: "spending.reject", make: rejected },
    Bid { action: "spending.set_budget", make: budget },
    Bid { action: "spending.set_signers", make: signers },
    Bid { action: "treasury.close_account", make: |asked| Some(closed_account(asked)) },
    Bid { action: "offices.recall", make: recalled },
    Bid { action: "membership.admit", make: admitted },
    Bid { action: "membership.decline", make: declined },
    Bid { action: "dues.waive", make: waived },
    Bid { action: "places.open", make: |_| Some(place("of-the-block").into()) },
    Bid { action: "places.attest", make: |asked| Some(measured(asked)) },
    Bid { action: "places.confirm", make: confirmed },
    Bid { action: "places.end_residence", make: struck_off },
    Bid { action: "places.close", make: |asked| Some(given_up(asked)) },
    Bid { action: "charter.set_signers", make: |asked| Some(log_signers(asked)) },
    Bid { action: "charter.set_relying_parties", make: |asked| Some(addresses(asked)) },
    Bid { action: "charter.pause", make: paused },
    Bid { action: "charter.end_pause", make: unpaused },
    Bid { action: "panels.publish_list", make: list },
];

/// Account of the society that a bid opens and closes.
const FUND: &str = "of-the-block";
/// Money that a bid moves. Unit: minor units.
const SUM: u64 = 1_000;

/// Returns the bids for what a procedure holds.
pub(super) fn held<'a>(
    charter: &'a Charter,
    procedure: &'a str,
) -> impl Iterator<Item = &'static Bid> + 'a {
    let holds = move |bid: &&Bid| {
        let mut lines = charter.lines_for(bid.action);
        lines.any(|power| matches!(&power.who, Who::Decision(id) if id == procedure))
    };
    BIDS.iter().filter(holds)
}

/// Says that a procedure holds nothing of what a block asks for.
pub(super) fn nothing(charter: &Charter, procedure: &str) -> String {
    let is_its = |who: &Who| matches!(who, Who::Decision(id) if id == procedure);
    let lines = charter.powers.iter().filter(|power| is_its(&power.who));
    let mut actions: Vec<&str> = lines.map(|power| power.may).collect();
    actions.dedup();
    format!("nobody asks for {} in a simulation", actions.join(", "))
}

impl Bid {
    /// Returns what the block asks for, in the society as it stands, once what it needs is there.
    ///
    /// # Errors
    /// Why there is nothing to ask for.
    pub(super) fn act(
        &self,
        world: &mut World,
        charter: &Charter,
        procedure: &Procedure,
        author: usize,
    ) -> Result<Action, String> {
        let asset = charter.society.currency.clone();
        let asset = asset.or_else(|| charter.assets.first().map(|asset| asset.id.clone()));
        let mut asked = Asked { asset, author, charter, procedure, world };
        (self.make)(&mut asked).ok_or_else(|| "there is nothing here that it could do".to_owned())
    }
}

impl Asked<'_> {
    /// Has something be as it is, by no power of the charter.
    fn has(&mut self, action: impl Into<Action>) {
        self.world.bring_about(self.author, &action.into());
    }

    fn person(&self) -> Option<PersonId> {
        self.world.agents.get(self.author).map(|agent| agent.actor.person)
    }

    fn opened_outside(&mut self, name: &str) -> Action {
        let terms = self.world.text("Whoever holds what is simulated");
        let account = AccountId::External(name.into());
        TreasuryAction::OpenOutside { account, terms }.into()
    }

    /// Has the place outside be open where the society's claims are held.
    fn has_outside(&mut self) {
        let open = self.opened_outside("simulated");
        self.has(open);
    }
}

fn common() -> AccountId {
    AccountId::Fund("common".into())
}

fn place(id: &str) -> PlacesAction {
    let (country, evidence, kind) = (None, None, PlaceKind::House);
    let (place, title) = (id.to_owned(), format!("Place {id}"));
    PlacesAction::Open { country, evidence, kind, land: 500, place, title }
}

/// Returns the most of the common fund that the lines of the procedure let it pay at once.
fn most(asked: &Asked<'_>) -> Option<Amount> {
    let by = Who::Decision(asked.procedure.id.clone());
    let lines = asked.charter.lines_for("treasury.pay").filter(|power| power.who == by);
    let limits = lines.filter_map(|power| power.up_to.as_ref()).map(|limit| limit.amount);
    let held = balance(asked.world.state(), &common(), asked.asset.as_ref()?);
    let most = limits.min().unwrap_or(held).min(held);
    Some(if most.is_positive() { most } else { Amount::from(1_u64) })
}

fn paid(asked: &mut Asked<'_>) -> Option<Action> {
    let (amount, asset) = (most(asked)?, asked.asset.clone()?);
    let (category, from, memo) = (None, common(), None);
    let to = AccountId::Person(asked.person()?);
    Some(TreasuryAction::Pay { amount, asset, category, from, memo, to }.into())
}

fn issued(asked: &mut Asked<'_>) -> Option<Action> {
    let (amount, asset) = (Amount::from(1_u64), asked.asset.clone()?);
    let to = AccountId::Person(asked.person()?);
    Some(TreasuryAction::Issue { amount, asset, category: None, memo: None, to }.into())
}

fn received(asked: &mut Asked<'_>) -> Option<Action> {
    asked.has_outside();
    Some(receive(Amount::from(SUM), asked.asset.as_ref()?, &common()))
}

fn attested(asked: &mut Asked<'_>) -> Option<Action> {
    asked.has_outside();
    let (account, asset) = (outside(), asked.asset.clone()?);
    let proof = asked.world.text("A statement of what is simulated");
    Some(TreasuryAction::Attest { account, asset, held: Amount::ZERO, proof }.into())
}

fn paid_to_many(asked: &mut Asked<'_>) -> Option<Action> {
    let (asset, amount) = (asked.asset.clone()?, Amount::from(SUM));
    let lines = vec![Line { amount, to: AccountId::Person(asked.person()?) }];
    let (category, fund, memo) = (None, common(), None);
    Some(SpendingAction::PayBatch { amount, asset, category, fund, lines, memo }.into())
}

/// Has the author ask to be paid from the common fund, and returns the number of the request.
fn request(asked: &mut Asked<'_>) -> Option<u64> {
    let request = SpendingAction::Request {
        asset: asked.asset.clone()?,
        category: None,
        fund: common(),
        lines: vec![Line { amount: Amount::from(SUM), to: AccountId::Person(asked.person()?) }],
        receipts: Vec::new(),
        text: None,
    };
    asked.world.act(asked.author, request).ok()?;
    Some(counts(asked.world.state()).requests)
}

fn approved(asked: &mut Asked<'_>) -> Option<Action> {
    let (asset, amount, request) = (asked.asset.clone()?, Amount::from(SUM), request(asked)?);
    Some(SpendingAction::Approve { amount, asset, request }.into())
}

fn rejected(asked: &mut Asked<'_>) -> Option<Action> {
    let (request, text) = (request(asked)?, asked.world.text("Why not"));
    Some(SpendingAction::Reject { request, text }.into())
}

fn stream(asked: &mut Asked<'_>) -> Option<Action> {
    let start = SpendingAction::StartStream {
        amount: Amount::from(SUM),
        asset: asked.asset.clone()?,
        category: None,
        each: Amount::from(SUM),
        every: Seconds::days(30),
        fund: common(),
        memo: None,
        pace: Pace::Accrues,
        times: 1,
        to: AccountId::Person(asked.person()?),
    };
    Some(start.into())
}

fn stopped_stream(asked: &mut Asked<'_>) -> Option<Action> {
    let start = stream(asked)?;
    asked.has(start);
    let stream = counts(asked.world.state()).streams;
    Some(SpendingAction::StopStream { stream }.into())
}

fn budget(asked: &mut Asked<'_>) -> Option<Action> {
    let (asset, category, fund) = (asked.asset.clone()?, None, common());
    let (limit, per, unspent) = (Some(Amount::from(SUM)), Seconds::days(30), Unspent::Lapse);
    Some(SpendingAction::SetBudget { asset, category, fund, limit, per, unspent }.into())
}

fn signers(asked: &mut Asked<'_>) -> Option<Action> {
    let (fund, of) = (common(), SignersOf::People(vec![asked.person()?]));
    Some(SpendingAction::SetSigners { fund, needed: 1, of }.into())
}

fn closed_account(asked: &mut Asked<'_>) -> Action {
    let account = AccountId::Fund(FUND.into());
    asked.has(TreasuryAction::OpenAccount { account: account.clone() });
    TreasuryAction::CloseAccount { account }.into()
}

/// Recalls whoever holds the first seat of an office that the procedure recalls from.
fn recalled(asked: &mut Asked<'_>) -> Option<Action> {
    let id = &asked.procedure.id;
    let mut its = asked.charter.offices.iter().filter(|office| office.recalled_by == *id);
    its.find_map(|office| {
        let (_, seat) = offices::seats(asked.world.state(), &office.id).into_iter().next()?;
        Some(OfficesAction::Recall { holder: seat.holder, office: office.id.clone() }.into())
    })
}

fn admitted(asked: &mut Asked<'_>) -> Option<Action> {
    let applicant = asked.world.applies("a friend of the block")?.person;
    Some(MembershipAction::Admit { applicant }.into())
}

fn declined(asked: &mut Asked<'_>) -> Option<Action> {
    let applicant = asked.world.applies("somebody whom the block declines")?.person;
    Some(MembershipAction::Decline { applicant, text: None }.into())
}

fn waived(asked: &mut Asked<'_>) -> Option<Action> {
    Some(DuesAction::Waive { member: asked.person()?, periods: 1 }.into())
}

fn measured(asked: &mut Asked<'_>) -> Action {
    asked.has(place(FUND));
    PlacesAction::Attest { evidence: None, land: 1_000, place: FUND.into() }.into()
}

/// Has the author say that they live at a place of the block.
fn lives(asked: &mut Asked<'_>) -> Option<PersonId> {
    asked.has(place(FUND));
    asked.world.act(asked.author, PlacesAction::Arrive { place: FUND.into() }).ok()?;
    asked.person()
}

fn confirmed(asked: &mut Asked<'_>) -> Option<Action> {
    Some(PlacesAction::Confirm { person: lives(asked)?, place: FUND.into() }.into())
}

fn struck_off(asked: &mut Asked<'_>) -> Option<Action> {
    Some(PlacesAction::EndResidence { person: lives(asked)?, place: FUND.into() }.into())
}

fn given_up(asked: &mut Asked<'_>) -> Action {
    asked.has(place(FUND));
    PlacesAction::Close { place: FUND.into() }.into()
}

fn log_signers(_: &mut Asked<'_>) -> Action {
    CharterAction::SetSigners { signers: vec![public(&key_of("signer of the block"))] }.into()
}

fn addresses(_: &mut Asked<'_>) -> Action {
    let (id, origins) = ("block.example".to_owned(), vec!["https://block.example".to_owned()]);
    let relying_parties = vec![RelyingParty { id, origins }];
    CharterAction::SetRelyingParties { relying_parties }.into()
}

/// Returns the pause that the procedure can make longer, or end.
fn pause_of(asked: &Asked<'_>) -> Option<String> {
    let mut its = asked.charter.pauses.iter();
    Some(its.find(|pause| pause.renewed_by == asked.procedure.id)?.id.clone())
}

fn paused(asked: &mut Asked<'_>) -> Option<Action> {
    let (pause, text) = (pause_of(asked)?, asked.world.text("An alarm"));
    Some(CharterAction::Pause { pause, text }.into())
}

fn unpaused(asked: &mut Asked<'_>) -> Option<Action> {
    let call = paused(asked)?;
    asked.has(call);
    Some(CharterAction::EndPause { pause: pause_of(asked)? }.into())
}

/// Publishes a list of outsiders among whom a panel is drawn.
fn list(asked: &mut Asked<'_>) -> Option<Action> {
    let mut panels = asked.charter.panels.iter();
    let panel = panels.find(|panel| panel.of == PanelOf::HostResidents)?.id.clone();
    let root = asked.world.text("A list of the block");
    Some(PanelsAction::PublishList { count: 100, panel, root }.into())
}
