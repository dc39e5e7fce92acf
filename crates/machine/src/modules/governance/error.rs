//! Why not: the rules of governance and the next step.

use polity_types::refusal::Explain;
use polity_types::{Amount, AssetId, Hash, OperationId, PersonId, Refusal, Seconds, Timestamp};

use super::alternatives::{ALTERNATIVE_BYTES_MAX, ALTERNATIVES_MAX};
use super::delegation::DELEGATIONS_MAX;
use super::drafts::SPONSORED_MAX;
use super::purse::BOUND_MAX;
use super::types::{ACTIONS_BYTES_MAX, ACTIONS_MAX, ARGUMENTS_PER_PERSON_MAX, OPEN_PER_PERSON_MAX};
use crate::charter_text::{Method, Share};
use crate::modules::treasury::{Sum, TreasuryError};

/// Why an action was refused, in order of precedence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the message is the documentation")]
pub enum GovernanceError {
    #[error("Only a person can do this; it was asked by {by}.")]
    NotAPerson { by: String },
    #[error("{0} is not a member of this society.")]
    NotMember(PersonId),
    #[error("A proposal has 1 to {ACTIONS_MAX} actions; this one has {actual}.")]
    ActionCount { actual: usize },
    #[error(
        "The actions of a proposal take at most {ACTIONS_BYTES_MAX} bytes; these take {actual}."
    )]
    ActionBytes { actual: usize },
    #[error("The charter has no decision procedure {asked:?}; it has {known}.")]
    NoProcedure { asked: String, known: String },
    #[error("The action {index} is {action}, which nobody decides for others.")]
    NotDecided { index: usize, action: &'static str },
    #[error(
        "No line of the charter lets the decision procedure {procedure:?} do {action}, the action {index}; it lets {may}."
    )]
    NotCarried { index: usize, action: &'static str, procedure: String, may: String },
    #[error("The action {index} could not be done: {}", refusal.message)]
    Unforeseen { index: usize, refusal: Refusal },
    #[error("A change of the charter is the last action; here it is {index} of {count}.")]
    AmendNotLast { index: usize, count: usize },
    #[error("The procedure {procedure:?} counts by {method:?}, which {} options.", if *has_options { "chooses among" } else { "takes no" })]
    Contest { has_options: bool, method: &'static str, procedure: String },
    #[error("A contest by {method:?} has 2 to {max} options; this one has {actual}.")]
    OptionCount { actual: usize, max: usize, method: &'static str },
    #[error(
        "The option {0} has no title of 1 to 80 visible characters, or that of another option."
    )]
    OptionTitle(usize),
    #[error("{actual} of {options} options cannot be taken by {method:?}; it takes {allowed}.")]
    Choose { actual: u64, allowed: String, method: &'static str, options: usize },
    #[error("The last option is the default and has no actions by {0:?}; it has {1}.")]
    DefaultOption(&'static str, usize),
    #[error("A contest {} money to give.", if *is_needed { "by this method needs" } else { "by this method has no" })]
    Budget { is_needed: bool },
    #[error(
        "The option {index} moves {actual} of the contest's money; above 0 and, all together, below 2^62 is allowed."
    )]
    OptionCost { actual: polity_types::Amount, index: usize },
    #[error("The text {0} is not among the public records.")]
    NoText(Hash),
    #[error("{actual} of {OPEN_PER_PERSON_MAX} proposals are open.")]
    TooManyOpen { actual: u64 },
    #[error("{actual} of the {max} proposals by {procedure:?} that one person may have open are.")]
    TooManyByProcedure { actual: u64, max: u64, procedure: String },
    #[error(
        "By {procedure:?} one person brings at most {max} proposals in any {per}; the next can come in {wait}."
    )]
    TooManyBrought { max: u32, per: Seconds, procedure: String, wait: Seconds },
    #[error("{} is put down with the proposal; the procedure asks for {}{}.", money(given.as_deref()), money(asked.as_deref()), if *may_lack { ", or for members who support it" } else { "" })]
    Deposit { asked: Option<Box<Sum>>, given: Option<Box<Sum>>, may_lack: bool },
    #[error("{0}")]
    DepositMoney(TreasuryError),
    #[error("By the procedure {0:?} nobody brings other versions of a proposal.")]
    NoAlternatives(String),
    #[error(
        "The actions of another version take at most {ALTERNATIVE_BYTES_MAX} bytes; these take {actual}."
    )]
    AlternativeBytes { actual: usize },
    #[error("{0} brought another version of this proposal already; one can.")]
    AlreadyOffered(PersonId),
    #[error("{actual} of {ALTERNATIVES_MAX} other versions of this proposal were brought.")]
    AlternativesFull { actual: u64 },
    #[error("The version has no title of 1 to 80 visible characters, or that of another one.")]
    AlternativeTitle,
    #[error("The version does the same as another one, or as the proposal.")]
    SameAlternative,
    #[error(
        "The same was asked of people drawn for it in the proposal {proposal}, on which they are to decide."
    )]
    Asked { proposal: u64 },
    #[error(
        "People drawn for it did not agree to the same in the proposal {proposal}; others can be asked from {until} on (running time), and it is {now}."
    )]
    AskedBefore { now: Timestamp, proposal: u64, until: Timestamp },
    #[error("The proposal {proposal} has no other version {alternative}.")]
    NoAlternative { alternative: u64, proposal: u64 },
    #[error("The version {alternative} of the proposal {proposal} was brought by someone else.")]
    NotItsAuthor { alternative: u64, proposal: u64 },
    #[error("{0} has a proposal that waits for members or for a place already; one can.")]
    OneWaits(PersonId),
    #[error("{0} supports this draft already.")]
    AlreadySponsors(PersonId),
    #[error("{0} brought this proposal, and supports it by that.")]
    OwnProposal(PersonId),
    #[error("{actual} of {SPONSORED_MAX} proposals are supported.")]
    TooManySponsored { actual: u64 },
    #[error("There is no open proposal {0}.")]
    NoProposal(u64),
    #[error("There is no act {0} that waits.")]
    NoAct(u64),
    #[error("The proposal {proposal} is {stage}.")]
    OtherStage { proposal: u64, stage: &'static str },
    /// An objection that is a ballot, where the method asks for consent.
    #[error("The proposal {proposal} is {stage}.")]
    ObjectsByBallot { proposal: u64, stage: &'static str },
    /// A ballot when members can only object any more.
    #[error("The proposal {proposal} is {stage}.")]
    VoteIsOver { proposal: u64, stage: &'static str },
    #[error("The proposal {0} was made by someone else.")]
    NotAuthor(u64),
    #[error("{actual} of {ARGUMENTS_PER_PERSON_MAX} arguments on this proposal are used.")]
    TooManyArguments { actual: u64 },
    #[error("The proposal has {max} arguments, which is all that it can have.")]
    ArgumentsFull { max: u64 },
    #[error("The ballot is for the vote {given}; the one that is open is {actual}.")]
    OtherRound { given: u64, actual: u64 },
    #[error(
        "{objections} members objected to what an office or a panel decided; proposal {opened} puts it to their vote."
    )]
    SentToMembers { objections: u64, opened: u64 },
    #[error(
        "{objections} members objected to what an office or a panel decided, and no decision of the members carries it."
    )]
    Stopped { objections: u64 },
    #[error("{person} was not among the {eligible} eligible when voting opened.")]
    NotEligible { person: PersonId, eligible: u64 },
    #[error(
        "{person} could vote in the first vote and left since: the vote {round} is by the {eligible} who stayed."
    )]
    LeftSince { person: PersonId, eligible: u64, round: u64 },
    #[error("This is no ballot for {method:?}.")]
    BallotForm { method: &'static str, proposal: u64 },
    #[error(
        "The ballot names the option {actual} twice, or it is not there; options are counted from 0, and there are {options}."
    )]
    BallotOption { actual: u64, options: u64 },
    #[error("The ballot gives {actual} points; at most {high} are allowed.")]
    Score { actual: u64, high: u64 },
    #[error("The ballot costs {actual} credits; it has {}.", crate::charter_text::CREDITS)]
    Credits { actual: u64 },
    #[error("The ballot says that it replaces {}; the last one is {}.", named(*given), named(*actual))]
    Replaces { given: Option<OperationId>, actual: Option<OperationId> },
    #[error(
        "The ballot costs {bound} credits; {left} of the {has} of the season {season} are left for it."
    )]
    SeasonCredits { bound: u64, has: u64, left: u64, season: u64 },
    #[error(
        "The ballot gives {bound} points; {left} of {} are left for it.",
        crate::charter_text::POINTS
    )]
    SupportPoints { bound: u64, left: u64 },
    #[error("Something is bound in {actual} open votes; at most {BOUND_MAX} are allowed.")]
    TooManyBound { actual: usize },
    #[error("A request by {procedure:?} pays {asset} from {fund}, and does nothing else.")]
    RequestActions { asset: AssetId, fund: String, procedure: String },
    #[error(
        "The request asks for {asked} of the {holds} in {fund}; less than {most} of it is allowed."
    )]
    RequestTooLarge { asked: Amount, fund: String, holds: Amount, most: Share },
    #[error("The procedure {0:?} takes no delegations.")]
    NotDelegable(String),
    #[error("{0} is no member past probation.")]
    NotFullMember(PersonId),
    #[error("{0} cannot delegate to themselves.")]
    OwnDelegate(PersonId),
    #[error(
        "The delegation would end at {until} (running time); from {now} on, by {last}, is allowed."
    )]
    DelegationUntil { last: Timestamp, now: Timestamp, until: Timestamp },
    #[error("The delegation says that it replaces {}; the last one is {}.", named(*given), named(*actual))]
    DelegationReplaces { given: Option<OperationId>, actual: Option<OperationId> },
    #[error("{actual} of {DELEGATIONS_MAX} topics are delegated.")]
    TooManyDelegations { actual: u64 },
    #[error(
        "{delegate} votes for {actual} others by {topic:?}; the charter lets a delegate do so for {max}."
    )]
    DelegateFull { actual: u64, delegate: PersonId, max: u64, topic: String },
    #[error("Nothing is delegated by {person} on {topic:?}.")]
    NoDelegation { person: PersonId, topic: String },
    #[error("{0} objected already.")]
    AlreadyObjected(PersonId),
}

/// Writes what is put down.
fn money(of: Option<&Sum>) -> String {
    of.map_or_else(|| "nothing".into(), ToString::to_string)
}

fn named(operation: Option<OperationId>) -> String {
    operation.map_or_else(|| "none".into(), |operation| operation.to_string())
}

impl Explain for GovernanceError {
    fn code(&self) -> &'static str {
        match self {
            Self::NotAPerson { .. } => "governance.not_a_person",
            Self::NotMember(_) => "governance.not_member",
            Self::ActionCount { .. } => "governance.action_count",
            Self::ActionBytes { .. } => "governance.action_bytes",
            Self::NoProcedure { .. } => "governance.no_procedure",
            Self::NotDecided { .. } => "governance.not_decided",
            Self::NotCarried { .. } => "governance.not_carried",
            Self::Unforeseen { .. } => "governance.unforeseen",
            Self::AmendNotLast { .. } => "governance.amend_not_last",
            Self::Contest { .. } => "governance.contest",
            Self::OptionCount { .. } => "governance.option_count",
            Self::OptionTitle(_) => "governance.option_title",
            Self::Choose { .. } => "governance.choose",
            Self::DefaultOption(..) => "governance.default_option",
            Self::Budget { .. } => "governance.budget",
            Self::OptionCost { .. } => "governance.option_cost",
            Self::NoText(_) => "governance.no_text",
            Self::TooManyOpen { .. } => "governance.too_many_open",
            Self::TooManyByProcedure { .. } => "governance.too_many_by_procedure",
            Self::TooManyBrought { .. } => "governance.too_many_brought",
            Self::Deposit { .. } => "governance.deposit",
            Self::DepositMoney(error) => error.code(),
            Self::NoAlternatives(_) => "governance.no_alternatives",
            Self::AlternativeBytes { .. } => "governance.alternative_bytes",
            Self::AlreadyOffered(_) => "governance.already_offered",
            Self::AlternativesFull { .. } => "governance.alternatives_full",
            Self::AlternativeTitle => "governance.alternative_title",
            Self::SameAlternative => "governance.same_alternative",
            Self::Asked { .. } => "governance.asked",
            Self::AskedBefore { .. } => "governance.asked_before",
            Self::NoAlternative { .. } => "governance.no_alternative",
            Self::NotItsAuthor { .. } => "governance.not_its_author",
            Self::OneWaits(_) => "governance.one_waits",
            Self::AlreadySponsors(_) => "governance.already_sponsors",
            Self::OwnProposal(_) => "governance.own_proposal",
            Self::TooManySponsored { .. } => "governance.too_many_sponsored",
            Self::NoProposal(_) => "governance.no_proposal",
            Self::NoAct(_) => "governance.no_act",
            Self::ObjectsByBallot { .. } | Self::OtherStage { .. } | Self::VoteIsOver { .. } => {
                "governance.other_stage"
            }
            Self::NotAuthor(_) => "governance.not_author",
            Self::TooManyArguments { .. } => "governance.too_many_arguments",
            Self::ArgumentsFull { .. } => "governance.arguments_full",
            Self::OtherRound { .. } => "governance.other_round",
            Self::SentToMembers { .. } | Self::Stopped { .. } => "governance.stopped",
            Self::NotEligible { .. } => "governance.not_eligible",
            Self::LeftSince { .. } => "governance.left_since",
            Self::BallotForm { .. } => "governance.ballot_form",
            Self::BallotOption { .. } => "governance.ballot_option",
            Self::Score { .. } => "governance.ballot_score",
            Self::Credits { .. } => "governance.ballot_credits",
            Self::Replaces { .. } => "governance.replaces",
            Self::SeasonCredits { .. } => "governance.season_credits",
            Self::SupportPoints { .. } => "governance.points",
            Self::TooManyBound { .. } => "governance.too_many_bound",
            Self::RequestActions { .. } => "governance.request_actions",
            Self::RequestTooLarge { .. } => "governance.request_too_large",
            Self::NotDelegable(_) => "governance.not_delegable",
            Self::NotFullMember(_) => "governance.not_full_member",
            Self::OwnDelegate(_) => "governance.own_delegate",
            Self::DelegationUntil { .. } => "governance.delegation_until",
            Self::DelegationReplaces { .. } => "governance.delegation_replaces",
            Self::TooManyDelegations { .. } => "governance.too_many_delegations",
            Self::DelegateFull { .. } => "governance.delegate_full",
            Self::NoDelegation { .. } => "governance.no_delegation",
            Self::AlreadyObjected(_) => "governance.already_objected",
        }
    }

    fn rule(&self) -> &'static str {
        match self {
            Self::NoProposal(_)
            | Self::NotAPerson { .. }
            | Self::ObjectsByBallot { .. }
            | Self::OtherStage { .. }
            | Self::VoteIsOver { .. } => "GOV-1",
            Self::ActionCount { .. } | Self::ActionBytes { .. } | Self::NoText(_) => "GOV-2",
            Self::NoProcedure { .. }
            | Self::NotDecided { .. }
            | Self::NotCarried { .. }
            | Self::Unforeseen { .. }
            | Self::AmendNotLast { .. } => "GOV-3",
            Self::TooManyOpen { .. } => "GOV-4",
            Self::TooManyByProcedure { .. } | Self::TooManyBrought { .. } => "GOV-55",
            Self::NoAlternatives(_)
            | Self::AlternativeBytes { .. }
            | Self::AlreadyOffered(_)
            | Self::AlternativesFull { .. }
            | Self::AlternativeTitle
            | Self::SameAlternative => "GOV-56",
            Self::NoAlternative { .. } => "GOV-57",
            Self::Asked { .. } | Self::AskedBefore { .. } => "GOV-61",
            Self::NotItsAuthor { .. } => "GOV-59",
            Self::Deposit { .. } => "GOV-54",
            Self::DepositMoney(error) => error.rule(),
            Self::OneWaits(_) => "GOV-51",
            Self::AlreadySponsors(_) | Self::OwnProposal(_) | Self::TooManySponsored { .. } => {
                "GOV-50"
            }
            Self::TooManyArguments { .. } | Self::ArgumentsFull { .. } => "GOV-5",
            Self::NotAuthor(_) => "GOV-6",
            Self::NotEligible { .. } => "GOV-7",
            Self::LeftSince { .. } => "GOV-62",
            Self::Contest { .. }
            | Self::OptionCount { .. }
            | Self::OptionTitle(_)
            | Self::Choose { .. }
            | Self::DefaultOption(..) => "GOV-11",
            Self::Budget { .. } | Self::OptionCost { .. } => "GOV-12",
            Self::BallotForm { .. } | Self::OtherRound { .. } | Self::Replaces { .. } => "GOV-8",
            Self::BallotOption { .. } | Self::Score { .. } | Self::Credits { .. } => "GOV-14",
            Self::SeasonCredits { .. } | Self::TooManyBound { .. } => "GOV-21",
            Self::SupportPoints { .. } => "GOV-24",
            Self::RequestActions { .. } | Self::RequestTooLarge { .. } => "GOV-23",
            Self::NotDelegable(_)
            | Self::NotFullMember(_)
            | Self::OwnDelegate(_)
            | Self::DelegationUntil { .. }
            | Self::DelegationReplaces { .. }
            | Self::TooManyDelegations { .. }
            | Self::NoDelegation { .. } => "GOV-16",
            Self::DelegateFull { .. } => "GOV-19",
            Self::NotMember(_) | Self::NoAct(_) | Self::AlreadyObjected(_) => "POW-7",
            Self::SentToMembers { .. } | Self::Stopped { .. } => "POW-8",
        }
    }

    fn next_step(&self) -> String {
        match self {
            Self::NotAPerson { .. } => "Ask the person concerned to do it.",
            Self::NotMember(_) => "Apply for membership first.",
            Self::ActionCount { .. } | Self::ActionBytes { .. } => "Make several proposals of it.",
            Self::NoProcedure { .. } => "Name a procedure of the charter.",
            Self::NotDecided { .. } => "Leave the action out.",
            Self::NotCarried { .. } => "Leave the action out, or name a procedure that carries it.",
            Self::Unforeseen { refusal, .. } => return refusal.next_step.clone(),
            Self::AmendNotLast { .. } => "Move it to the end.",
            Self::Contest { .. } => "Give options, or actions, as the procedure counts.",
            Self::OptionCount { .. } => "Leave options out, or make several proposals.",
            Self::OptionTitle(_) => "Give each option a title of its own.",
            Self::Choose { .. } => "Ask for as many as the method takes.",
            Self::DefaultOption(..) => "Put an option that does nothing last.",
            Self::Budget { .. } => "Name the money where the method spends it, and only there.",
            Self::OptionCost { .. } => "Let each option pay from the contest's asset.",
            Self::BallotForm { method, proposal } if *method == Method::LazyConsensus.name() => {
                return format!(
                    "Silence is consent, and an objection has a reason: polity ballot cast {proposal} object --reason FILE"
                );
            }
            Self::BallotForm { method, proposal } if *method == Method::Consent.name() => {
                return format!(
                    "Say yes or abstain, or object with a reason: polity ballot cast {proposal} object --reason FILE"
                );
            }
            Self::BallotForm { .. } => "See the proposal's page for how to vote.",
            Self::BallotOption { .. } => "Name each option once.",
            Self::Score { .. } => "Give fewer points.",
            Self::Credits { .. } => "Give fewer votes: n votes cost n times n credits.",
            Self::SeasonCredits { .. } => {
                "Give fewer votes, or take some back in another open vote."
            }
            Self::SupportPoints { .. } => {
                "Give fewer points, or take some back from another request."
            }
            Self::TooManyBound { .. } => {
                "Take back what is bound in one of them, or wait for its end."
            }
            Self::RequestActions { .. } => {
                "Leave out what else it does, or name another procedure."
            }
            Self::RequestTooLarge { .. } => "Ask for less, or name another procedure.",
            Self::NoText(_) => "Put the text among the public records first.",
            Self::TooManyBrought { .. } => "Wait until then, or ask another member to bring it.",
            Self::Deposit { .. } => "Put down what the procedure asks for, and nothing else.",
            Self::DepositMoney(error) => return error.next_step(),
            Self::NoAlternatives(_) | Self::AlreadyOffered(_) | Self::AlternativesFull { .. } => {
                "Argue for a change, or bring a proposal of its own."
            }
            Self::AlternativeBytes { .. } => "Leave actions out.",
            Self::AlternativeTitle => "Give it a title of its own.",
            Self::SameAlternative => "Support the one that there is.",
            Self::Asked { .. } => "Argue there, or ask for half.",
            Self::AskedBefore { .. } => "Wait, ask for half, or have the members decide.",
            Self::NotItsAuthor { .. } => "Support another version, or vote for what you prefer.",
            Self::NoAlternative { .. } => "See its page for those that there are.",
            Self::TooManyOpen { .. } | Self::TooManyByProcedure { .. } => {
                "Wait until one is over, or withdraw one."
            }
            Self::OneWaits(_) => "Wait until it is discussed, or withdraw it.",
            Self::OwnProposal(_) => "Ask other members to support it.",
            Self::TooManySponsored { .. } => "Wait until one of them is over.",
            Self::NoProposal(_) | Self::NoAct(_) => "See the list of what is open.",
            Self::ObjectsByBallot { proposal, .. } => {
                return format!(
                    "Object while its vote is open, with a reason: polity ballot cast {proposal} object --reason FILE"
                );
            }
            Self::OtherStage { .. } => "See its page for what can be done now.",
            Self::VoteIsOver { proposal, .. } => {
                return format!("Object before it takes effect: polity proposal object {proposal}");
            }
            Self::NotAuthor(_) => "Argue against it, or vote no.",
            Self::TooManyArguments { .. } | Self::ArgumentsFull { .. } => "Vote.",
            Self::SentToMembers { .. } => "Vote on it there.",
            Self::Stopped { .. } => "Bring it as something that members can decide.",
            Self::OtherRound { .. } => "Read what was objected, and sign a ballot for this vote.",
            Self::NotEligible { .. } => "Argue, if the charter lets you; you can vote next time.",
            Self::LeftSince { .. } => {
                "Nothing to do; whoever comes back votes on what is brought from then on."
            }
            Self::Replaces { .. } => "Sign again, and name the ballot that is there now.",
            Self::NotDelegable(_) => "Vote yourself.",
            Self::NotFullMember(_) => "Wait until the probation is over, or name somebody else.",
            Self::DelegationUntil { .. } => "Choose another end, or none.",
            Self::DelegationReplaces { .. } => "Sign again, and name the delegation there is now.",
            Self::TooManyDelegations { .. } => "End a delegation first.",
            Self::OwnDelegate(_) | Self::DelegateFull { .. } => {
                "Name somebody else, or vote yourself."
            }
            Self::AlreadySponsors(_) | Self::NoDelegation { .. } | Self::AlreadyObjected(_) => {
                "Nothing to do."
            }
        }
        .into()
    }
}
