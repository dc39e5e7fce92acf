//! What a block asks for under a procedure that pays no money: one act for each power that a decision can hold, with what
//! must be there before it. Whether the machine does it is for the machine to say.

use polity_machine::Action;
use polity_machine::charter_text::{Charter, Procedure, Who};
use polity_machine::modules::charter::CharterAction;
use polity_machine::modules::dues::DuesAction;
use polity_machine::modules::membership::MembershipAction;
use polity_machine::modules::offices::OfficesAction;
use polity_machine::modules::offices::query as offices;
use polity_machine::modules::places::{PlaceKind, PlacesAction};
use polity_machine::modules::spending::query::counts;
use polity_machine::modules::spending::{Line, SignersOf, SpendingAction, Unspent};
use polity_machine::modules::treasury::{AccountId, TreasuryAction};
use polity_machine::testing::{key_of, public};
use polity_types::{Amount, AssetId, Seconds};

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
    Bid { action: "treasury.receive", make: received },
    Bid { action: "treasury.attest", make: attested },
    Bid {
        action: "treasury.open_outside",
        make: |asked| Some(asked.opened_outside("of-the-block")),
    },
    Bid { action: "spending.pay_batch", make: paid_to_many },
    Bid { action: "spending.approve", make: approved },
    Bid { action: "spending.set_budget", make: budget },
    Bid { action: "spending.set_signers", make: signers },
    Bid { action: "treasury.close_account", make: closed_account },
    Bid { action: "offices.recall", make: recalled },
    Bid { action: "membership.admit", make: admitted },
    Bid { action: "membership.decline", make: declined },
    Bid { action: "dues.waive", make: waived },
    Bid { action: "places.open", make: |_| Some(place("of-the-block").into()) },
    Bid { action: "places.attest", make: measured },
    Bid { action: "places.confirm", make: confirmed },
    Bid { action: "places.end_residence", make: struck_off },
    Bid { action: "places.close", make: given_up },
    Bid { action: "charter.set_signers", make: log_signers },
    Bid { action: "charter.pause", make: paused },
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

    fn person(&self) -> Option<polity_types::PersonId> {
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

fn approved(asked: &mut Asked<'_>) -> Option<Action> {
    let (asset, amount) = (asked.asset.clone()?, Amount::from(SUM));
    let request = SpendingAction::Request {
        asset: asset.clone(),
        category: None,
        fund: common(),
        lines: vec![Line { amount, to: AccountId::Person(asked.person()?) }],
        receipts: Vec::new(),
        text: None,
    };
    asked.world.act(asked.author, request).ok()?;
    let request = counts(asked.world.state()).requests;
    Some(SpendingAction::Approve { amount, asset, request }.into())
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

fn closed_account(asked: &mut Asked<'_>) -> Option<Action> {
    let account = AccountId::Fund(FUND.into());
    asked.has(TreasuryAction::OpenAccount { account: account.clone() });
    Some(TreasuryAction::CloseAccount { account }.into())
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

fn measured(asked: &mut Asked<'_>) -> Option<Action> {
    asked.has(place(FUND));
    Some(PlacesAction::Attest { evidence: None, land: 1_000, place: FUND.into() }.into())
}

/// Has the author say that they live at a place of the block.
fn lives(asked: &mut Asked<'_>) -> Option<polity_types::PersonId> {
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

fn given_up(asked: &mut Asked<'_>) -> Option<Action> {
    asked.has(place(FUND));
    Some(PlacesAction::Close { place: FUND.into() }.into())
}

fn log_signers(_: &mut Asked<'_>) -> Option<Action> {
    Some(CharterAction::SetSigners { signers: vec![public(&key_of("signer of the block"))] }.into())
}

/// Calls a pause again that the procedure makes longer.
fn paused(asked: &mut Asked<'_>) -> Option<Action> {
    let mut its = asked.charter.pauses.iter();
    let pause = its.find(|pause| pause.renewed_by == asked.procedure.id)?.id.clone();
    let text = asked.world.text("An alarm");
    Some(CharterAction::Pause { pause, text }.into())
}
