//! A charter as the machine uses it: typed, complete, checked. Only [`Charter::parse`] makes one.

use std::collections::BTreeMap;

use polity_types::{Amount, AssetId, Hash, Seconds};
use serde::{Deserialize, Serialize};

use super::breach::Breach;
use super::diagnostic::Position;
use super::electorate::{Electorate, is_of_many};
use super::fee::Fee;
use super::fork::Fork;
pub use super::growth::{Entry, Stage, StageChange, StageMoment, TURNOUT_VOTES};
use super::look::Look;
use super::method::Method;
use super::money::{Dues, SignedFund};
use super::panel::{Chance, Panel};
pub use super::parting::{Dissent, Exit, ExitShare};
use super::residency::Residency;
use super::signal::SignalKind;
use super::succession::Succession;
use super::words::{Share, Threshold};

/// A charter that passed every rule of `spec/charter.md`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Charter {
    /// SHA-256 of the exact bytes of the text: what members sign (CHA-33).
    pub hash: Hash,
    /// Name, kind, currency, commandment.
    pub society: Society,
    /// How one becomes a member.
    pub admission: Admission,
    /// What members pay, if they do.
    pub dues: Option<Dues>,
    /// Funds whose payments are signed, in the order of the text.
    pub funds: Vec<SignedFund>,
    /// What acts cost, in the order of the text.
    pub fees: Vec<Fee>,
    /// The assets that the society counts, in the order of their codes.
    pub assets: Vec<Asset>,
    /// How the books are kept.
    pub books: Books,
    /// Who may do what, in the order of the text.
    pub powers: Vec<Power>,
    /// How long a season is, and what everybody has to spend on votes in one.
    pub season: Option<Season>,
    /// Decision procedures, in the order of the text.
    pub decisions: Vec<Procedure>,
    /// How somebody comes to live at a place; absent: nobody does.
    pub residency: Option<Residency>,
    /// Kinds of standing signals, in the order of the text.
    pub signals: Vec<SignalKind>,
    /// Offices, in the order of the text.
    pub offices: Vec<Office>,
    /// Emergency pauses, in the order of the text.
    pub pauses: Vec<Pause>,
    /// Panels, in the order of the text.
    pub panels: Vec<Panel>,
    /// Where chance comes from, if anything is drawn.
    pub chance: Option<Chance>,
    /// Stages of growth, in the order of the text.
    pub stages: Vec<Stage>,
    /// Sections that ask for consent again when they change.
    pub consents: Vec<Consent>,
    /// What those who leave take with them.
    pub exit: Option<Exit>,
    /// How dissent lengthens the time before what is opposed takes effect.
    pub dissent: Option<Dissent>,
    /// When the houses are quiet.
    pub quiet: Option<Quiet>,
    /// What follows a breach of the commandment.
    pub breach: Option<Breach>,
    /// How members fork.
    pub fork: Option<Fork>,
    /// To whom the founder's powers pass.
    pub succession: Option<Succession>,
    /// Names of the powers that no line gives: no one may do them.
    pub unheld: Vec<&'static str>,
    /// Names of the actions that need no line: rights, and what is open to anyone.
    pub rights: Vec<Right>,
    /// Where each single value stands, by its full key, such as `admission.vouches`.
    pub places: BTreeMap<String, Position>,
}

/// An action that needs no line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Right {
    /// Name of the action.
    pub action: &'static str,
    /// Whether people who are not members have it too.
    pub is_open: bool,
}

/// Who the society is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Society {
    /// Its name.
    pub name: String,
    /// What it is, in a word.
    pub kind: Kind,
    /// The asset in which it counts by default.
    pub currency: Option<AssetId>,
    /// Its one moral premise.
    pub commandment: String,
    /// Its colour and its sign.
    pub look: Look,
}

/// What a society is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the field's own")]
pub enum Kind {
    StartupSociety,
    Hub,
    NetworkUnion,
    Archipelago,
    NetworkState,
    Circle,
}

/// Who may apply for membership.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Application {
    /// Anyone.
    Open,
    /// Those whom a member invited.
    Invite,
}

/// How one becomes a member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Admission {
    /// Members who must vouch for an applicant. Unit: members.
    pub vouches: u32,
    /// Most vouches one member may have open. Unit: vouches.
    pub open_vouches_max: u32,
    /// Time between joining and full membership.
    pub probation: Seconds,
    /// Who may apply.
    pub application: Application,
}

/// What everybody has to spend on votes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Season {
    /// How long it is.
    pub length: Seconds,
    /// What each person has in one. Unit: credits.
    pub credits: u32,
}

/// What a proposal costs its author, unless it is given back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deposit {
    /// How much. Unit: minor units.
    pub amount: Amount,
    /// Of which asset.
    pub asset: AssetId,
    /// It is kept if less than this share of the votes is for the proposal; absent: it is always given back.
    pub kept_under: Option<Share>,
    /// Name of the account that keeps it, `fund-…`.
    pub to: String,
}

/// So many in any stretch of time of a length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// How many.
    pub count: u32,
    /// How long the stretch is.
    pub per: Seconds,
}

/// What a request takes that passes by conviction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conviction {
    /// Of which asset.
    pub asset: AssetId,
    /// Name of the account from which is paid, `fund-…`.
    pub fund: String,
    /// Time in which half of the full strength is reached, and half of it is lost.
    pub half_life: Seconds,
    /// Share of the strength of all support together that the smallest request takes.
    pub least: Share,
    /// Share of the fund that no request may reach.
    pub most: Share,
}

/// An asset that the society counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asset {
    /// Its code.
    pub id: AssetId,
    /// Decimal places of its minor unit.
    pub decimals: u8,
    /// Its name.
    pub name: Option<String>,
    /// Who holds it, where it is a claim on something held outside.
    pub held_by: Option<String>,
    /// How far below nothing a member may go, where members give each other credit. Unit: minor
    /// units.
    pub credit_limit: Option<Amount>,
    /// How far below nothing a member is warned before going further: nothing is refused by it. Unit: minor units.
    pub credit_warn: Option<Amount>,
    /// The most that is issued in a period.
    pub issue_max: Option<Limit>,
    /// What each account loses by lying still.
    pub demurrage: Option<Demurrage>,
    /// Where it is declared in the text.
    pub at: Position,
}

/// What an asset is (CHA-46).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AssetKind {
    /// A claim on something that is held outside.
    Claim,
    /// The society's own credit, issued by rule.
    Credit,
    /// Credit that members give each other: who gets goes below nothing, and all sum to nothing.
    Mutual,
}

impl Asset {
    /// Returns what the asset is.
    #[must_use]
    pub fn kind(&self) -> AssetKind {
        match (&self.held_by, self.credit_limit) {
            (Some(_), _) => AssetKind::Claim,
            (None, Some(_)) => AssetKind::Mutual,
            (None, None) => AssetKind::Credit,
        }
    }
}

/// What each account of an asset loses by lying still, and who gets it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Demurrage {
    /// How much of what is there, each time.
    pub share: Share,
    /// How often.
    pub every: Seconds,
    /// Name of the fund that gets it.
    pub to: String,
}

/// How the books are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Books {
    /// Month and day on which a fiscal year begins, in UTC: 1 to 12, and 1 to 28.
    pub fiscal_year: (u8, u8),
}

/// Who holds a power.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    /// Any person, member or not.
    Anyone,
    /// Any member.
    Member,
    /// Any member whose probation is over.
    MemberPastProbation,
    /// The person who founded the society.
    Founder,
    /// The person whose key brings old records in, until the society opens.
    Importer,
    /// Whoever holds the office with this id.
    Office(String),
    /// The members, by the decision procedure with this id.
    Decision(String),
    /// The machine, when the rule with this id is met.
    Rule(String),
    /// Nobody, for good: only a locked line says so.
    NoOne,
}

impl Who {
    /// Returns whether the members decide by ballot.
    #[must_use]
    pub fn is_decision(&self) -> bool {
        matches!(self, Self::Decision(_))
    }
}

/// How much value may leave, in any window of the length.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limit {
    /// Most value. Unit: minor units of the asset.
    pub amount: Amount,
    /// Which asset.
    pub asset: AssetId,
    /// Length of the sliding window.
    pub per: Seconds,
}

/// One line of the table of powers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Power {
    /// Identifier, stable over amendments.
    pub id: String,
    /// Name of the action.
    pub may: &'static str,
    /// Who holds it.
    pub who: Who,
    /// How much value it may move.
    pub up_to: Option<Limit>,
    /// Time between the act and its effect.
    pub grace: Seconds,
    /// Share of the members whose objection stops an act.
    pub challenge: Option<Share>,
    /// Whether no amendment can widen it, ever (CHA-43).
    pub is_locked: bool,
    /// Where the line begins in the text.
    pub at: Position,
}

/// A decision procedure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Procedure {
    /// Identifier, stable over amendments.
    pub id: String,
    /// Who is eligible.
    pub electorate: Electorate,
    /// How ballots are cast and counted.
    pub method: Method,
    /// Share of the eligible who must cast a ballot, abstentions included; absent: none need to. Of
    /// houses, the highest.
    pub quorum: Option<Share>,
    /// Whether the fewer vote, the more of them must say yes, in place of a fixed quorum.
    pub is_adaptive: bool,
    /// How many other members must support a proposal before it is discussed. Unit: members.
    pub sponsors: u32,
    /// What the author puts down, where that is asked; with `sponsors`, in place of them.
    pub deposit: Option<Deposit>,
    /// By which method one of several versions of a proposal is chosen, where others bring some.
    pub alternatives: Option<Method>,
    /// How many proposals one person has open at once by it. Unit: proposals.
    pub open_max: Option<u32>,
    /// How many proposals one person brings by it.
    pub per_person: Option<Rate>,
    /// Whether running totals are left off pages and lists until the close.
    pub totals_after: bool,
    /// Share of yes among yes and no, where yes or no is asked. Of houses, the highest.
    pub threshold: Option<Threshold>,
    /// Whether members may delegate their votes by this procedure: the largest share of the members
    /// past probation that one delegate carries; absent: they may not.
    pub delegation: Option<Share>,
    /// The season whose credits votes cost, where they do.
    pub season: Option<Season>,
    /// What a request takes, where support grows while it stands.
    pub conviction: Option<Conviction>,
    /// Time between proposal and voting.
    pub discussion: Seconds,
    /// Time in which ballots are cast.
    pub voting: Seconds,
    /// Time between the result and its effect.
    pub grace: Seconds,
    /// Time after which a second vote must confirm the first.
    pub confirm: Option<Seconds>,
    /// Where the procedure begins in the text.
    pub at: Position,
}

/// An office.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Office {
    /// Identifier, stable over amendments.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// How many hold it at once. Unit: persons.
    pub seats: u32,
    /// How long one holds it.
    pub term: Seconds,
    /// Decision procedure that fills it; empty where a draw does.
    pub filled_by: String,
    /// Panel by whose draw it is filled, if it is.
    pub drawn_by: Option<String>,
    /// Decision procedure that recalls from it.
    pub recalled_by: String,
    /// Where the office begins in the text.
    pub at: Position,
}

/// An emergency pause: who may stop which powers for a time (CHA-44).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pause {
    /// Identifier, stable over amendments.
    pub id: String,
    /// Who calls it.
    pub who: Who,
    /// Names of the actions that it stops.
    pub actions: Vec<&'static str>,
    /// How long it lasts at most.
    pub at_most: Seconds,
    /// Time after its end in which nobody calls one for the same actions.
    pub again_after: Seconds,
    /// Decision procedure that renews and ends it.
    pub renewed_by: String,
    /// Where it begins in the text.
    pub at: Position,
}

/// A section that members agree to by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// The heading, as it stands in the text.
    pub section: String,
    /// What happens with those who do not answer, in words.
    pub silence: String,
    /// Where it begins in the text.
    pub at: Position,
}

/// When the houses are quiet. Unit: minutes after midnight, local time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quiet {
    /// Beginning.
    pub from: u16,
    /// End; on the next day if it comes before the beginning.
    pub until: u16,
}

impl Procedure {
    /// Returns whether nothing passes by it that members were not asked for: they lead it (CHA-52), and it is not
    /// by silence that they agree.
    #[must_use]
    pub fn asks_members(&self) -> bool {
        let is_silent = self.method == Method::LazyConsensus && self.confirm.is_none();
        self.electorate.is_led_by_members() && !is_silent
    }

    /// Returns whether one person may be enough to carry it: by their vote or their support alone, if nobody else votes,
    /// or because nobody objects to what they bring (CHA-27).
    #[must_use]
    pub fn may_be_carried_by_one(&self) -> bool {
        if self.method == Method::LazyConsensus {
            return true;
        }
        match &self.conviction {
            Some(conviction) => !is_of_many(conviction.least),
            None => self.is_adaptive || self.electorate.may_be_carried_by_one(self.quorum),
        }
    }

    /// Returns of how many members who may vote, at most, one is enough if nobody else does: with one of so many they make
    /// the quorum, or more of the strength than it takes. None where silence is enough, where several bodies are asked, and
    /// where it takes others, however few there are.
    #[must_use]
    pub fn one_is_enough_of(&self) -> Option<u64> {
        let is_asked = self.electorate.one().is_some() && self.electorate.has_members();
        if self.method == Method::LazyConsensus || !is_asked {
            return None;
        }
        let (share, is_reached) = match &self.conviction {
            // Strength comes closer and closer to what the support is, and is never all of it.
            Some(conviction) => (conviction.least, false),
            None => (self.quorum?, true),
        };
        let whole = u64::from(share.denominator()).saturating_sub(u64::from(!is_reached));
        whole.checked_div(u64::from(share.numerator())).filter(|of| *of > 0)
    }
}

impl Charter {
    /// Returns the lines that give the power to do `action`.
    pub fn lines_for<'a>(&'a self, action: &'a str) -> impl Iterator<Item = &'a Power> {
        self.powers.iter().filter(move |power| power.may == action)
    }

    /// Returns the decision to which members bring what they stop: the first that the charter names for the first
    /// of the actions in which members decide (CHA-52) and that carries the others too; one that asks for yes or no
    /// before one that does not (POW-7).
    #[must_use]
    pub fn members_decide(&self, actions: &[&str]) -> Option<&Procedure> {
        let (first, rest) = actions.split_first()?;
        let carries = |id: &str, action: &str| {
            self.lines_for(action)
                .any(|line| matches!(&line.who, Who::Decision(held) if held == id))
        };
        let led: Vec<&Procedure> = self
            .lines_for(first)
            .filter_map(|line| {
                let Who::Decision(id) = &line.who else { return None };
                let led = self.decision(id).filter(|known| known.electorate.is_led_by_members())?;
                rest.iter().all(|action| carries(id, action)).then_some(led)
            })
            .collect();
        led.iter().find(|known| known.method == Method::YesNo).or(led.first()).copied()
    }

    /// Returns the power with this id.
    #[must_use]
    pub fn power(&self, id: &str) -> Option<&Power> {
        self.powers.iter().find(|power| power.id == id)
    }

    /// Returns the decision procedure with this id.
    #[must_use]
    pub fn decision(&self, id: &str) -> Option<&Procedure> {
        self.decisions.iter().find(|procedure| procedure.id == id)
    }

    /// Returns the office with this id.
    #[must_use]
    pub fn office(&self, id: &str) -> Option<&Office> {
        self.offices.iter().find(|office| office.id == id)
    }

    /// Returns the emergency pause with this id.
    #[must_use]
    pub fn pause(&self, id: &str) -> Option<&Pause> {
        self.pauses.iter().find(|pause| pause.id == id)
    }

    /// Returns the panel with this id.
    #[must_use]
    pub fn panel(&self, id: &str) -> Option<&Panel> {
        self.panels.iter().find(|panel| panel.id == id)
    }

    /// Returns the asset with this code.
    #[must_use]
    pub fn asset(&self, id: &AssetId) -> Option<&Asset> {
        self.assets.iter().find(|asset| asset.id == *id)
    }

    /// Returns the time between the act and its effect: the line's own, or that of the decision
    /// that carries it, whichever is longer.
    #[must_use]
    pub fn grace_of(&self, power: &Power) -> Seconds {
        match &power.who {
            Who::Decision(id) => {
                self.decision(id).map_or(power.grace, |procedure| procedure.grace.max(power.grace))
            }
            _ => power.grace,
        }
    }
}
