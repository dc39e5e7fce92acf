//! The tables of governance. Only this module writes them; neighbours read through `query`.

use polity_types::{Hash, PersonId};

use super::alternatives::Alternative;
use super::asked::Asked;
use super::conviction::Request;
use super::delegation::{Given, Load, Topic};
use super::deposit::{Brought, Open};
use super::electorate::{Bodies, Elector};
use super::leavers::Later;
use super::purse::Purse;
use super::season::{SeasonRecord, SeasonSpan, Void};
use super::sweep::{Sweep, Sweeps};
use super::types::{Content, Count, Counts, Proposal, ProposalResult};
use super::vote::{Cast, Pile, Tally};
use crate::frame::roll::Roll;
use crate::frame::table::{Single, Table};

/// Where other versions of proposals are.
pub(super) const ALTERNATIVE_PREFIX: &str = "governance/alternative";
/// Where those who support other versions of proposals are.
pub(super) const BACKER_PREFIX: &str = "governance/backer";
/// Where ballots are.
pub(super) const BALLOT_PREFIX: &str = "governance/ballot";
/// Where it is written who sits in an office or on a panel that votes.
pub(super) const ELECTOR_PREFIX: &str = "governance/elector";
/// Where it is counted who argued.
pub(super) const ARGUER_PREFIX: &str = "governance/arguer";
/// Where ballots that say the same of options lie together.
pub(super) const PILE_PREFIX: &str = "governance/pile";
/// Where those who support drafts are.
pub(super) const SPONSOR_PREFIX: &str = "governance/sponsor";
/// Where objections are.
pub(super) const OBJECTION_PREFIX: &str = "governance/objection";

/// Where it is counted for which delegates people who delegated to them voted themselves.
pub(super) const OWN_PREFIX: &str = "governance/own";

/// Where it stands what people spent in a season.
pub(super) const CREDIT_PREFIX: &str = "governance/credit";
/// Where votes of a season are noted that were void.
pub(super) const VOID_PREFIX: &str = "governance/void";

/// What people bound and spent, by season and person.
pub(super) const CREDIT: Table<(u64, PersonId), Purse> = Table::new(CREDIT_PREFIX);
/// Points of support that people have on requests.
pub(super) const POINT: Table<PersonId, Purse> = Table::new("governance/point");
/// Seasons whose votes or credits still count, by number.
pub(super) const SEASON: Table<u64, SeasonRecord> = Table::new("governance/season");
/// The last season in which a vote opened.
pub(super) const SEASONS: Single<SeasonSpan> = Single::new("governance/seasons");
/// Votes that were void, by season, proposal and round.
pub(super) const VOID: Table<(u64, u64, u64), Void> = Table::new(VOID_PREFIX);
/// Requests that gather conviction, by the number of the proposal.
pub(super) const CONVICTION: Table<u64, Request> = Table::new("governance/conviction");
/// Other versions of proposals, by the number of the proposal and their own.
pub(super) const ALTERNATIVE: Table<(u64, u64), Alternative> = Table::new(ALTERNATIVE_PREFIX);
/// Who supports which other version of a proposal.
pub(super) const BACKER: Table<(u64, u64, PersonId), Count> = Table::new(BACKER_PREFIX);
/// What was asked of people drawn for it, by the hash of the question.
pub(super) const ASKED: Table<Hash, Asked> = Table::new("governance/asked");
/// Proposals that are not over, by number.
pub(super) const PROPOSAL: Table<u64, Proposal> = Table::new("governance/proposal");
/// What each of them would do.
pub(super) const CONTENT: Table<u64, Content> = Table::new("governance/content");
/// What stays of those that are.
pub(super) const RESULT: Table<u64, ProposalResult> = Table::new("governance/result");
/// The running tally of each proposal at the vote.
pub(super) const TALLY: Table<u64, Tally> = Table::new("governance/tally");
/// How the bodies of each proposal at the vote voted, where there are several.
pub(super) const BODIES: Table<u64, Bodies> = Table::new("governance/bodies");
/// Who sits in an office or on a panel that votes, by proposal, round and person.
pub(super) const ELECTOR: Table<(u64, u64, PersonId), Elector> = Table::new(ELECTOR_PREFIX);
/// Ballots, by proposal, round and voter.
pub(super) const BALLOT: Table<(u64, u64, PersonId), Cast> = Table::new(BALLOT_PREFIX);
/// Ballots that say the same, by proposal, round and the hash of what they say.
pub(super) const PILE: Table<(u64, u64, Hash), Pile> = Table::new(PILE_PREFIX);
/// The arguments on each proposal: count and running hash.
pub(super) const ARGUMENTS: Table<u64, Roll> = Table::new("governance/arguments");
/// How many arguments each person brought to each proposal.
pub(super) const ARGUER: Table<(u64, PersonId), Count> = Table::new(ARGUER_PREFIX);
/// Who objected to which proposal.
pub(super) const OBJECTION: Table<(u64, PersonId), Count> = Table::new(OBJECTION_PREFIX);
/// How many proposals there were, and are open.
pub(super) const COUNTS: Single<Counts> = Single::new("governance/counts");
/// Proposals that wait for a place, by number.
pub(super) const QUEUE: Table<u64, Count> = Table::new("governance/queue");
/// Who supports which draft.
pub(super) const SPONSOR: Table<(u64, PersonId), Count> = Table::new(SPONSOR_PREFIX);
/// How many proposals not over yet each person supports.
pub(super) const SPONSORED: Table<PersonId, Count> = Table::new("governance/sponsored");
/// Who has a proposal that waits for members or for a place.
pub(super) const WAITS: Table<PersonId, Count> = Table::new("governance/waits");
/// When people brought proposals by procedures that count them, by person and procedure.
pub(super) const BROUGHT: Table<(PersonId, String), Brought> = Table::new("governance/brought");
/// Which proposals each person has open.
pub(super) const OPEN: Table<PersonId, Open> = Table::new("governance/open");
/// Delegations, by who gave them and topic.
pub(super) const GIVEN: Table<(PersonId, String), Given> = Table::new("governance/given");
/// How many topics each person delegated.
pub(super) const GIVER: Table<PersonId, Count> = Table::new("governance/giver");
/// How many delegated to each person, by topic and delegate.
pub(super) const LOAD: Table<(String, PersonId), Load> = Table::new("governance/load");
/// How many of those who delegated to a person voted themselves, by proposal, round and delegate.
pub(super) const OWN: Table<(u64, u64, PersonId), Count> = Table::new(OWN_PREFIX);
/// Later votes that are open.
pub(super) const LATER: Single<Later> = Single::new("governance/later");
/// What is to be removed, by number.
pub(super) const SWEEP: Table<u64, Sweep> = Table::new("governance/sweep");
/// Which removals wait.
pub(super) const SWEEPS: Single<Sweeps> = Single::new("governance/sweeps");
/// The votes on each topic.
pub(super) const TOPIC: Table<String, Topic> = Table::new("governance/topic");

/// The turnout of the last votes.
pub(super) const TURNOUT: Single<super::turnout::Turnout> = Single::new("governance/turnout");

/// Prefixes of the tables.
pub(super) const TABLES: &[&str] = &[
    ALTERNATIVE_PREFIX,
    ARGUER_PREFIX,
    "governance/arguments",
    "governance/asked",
    BACKER_PREFIX,
    BALLOT_PREFIX,
    "governance/bodies",
    "governance/brought",
    "governance/content",
    "governance/conviction",
    "governance/counts",
    CREDIT_PREFIX,
    ELECTOR_PREFIX,
    "governance/given",
    "governance/giver",
    "governance/later",
    "governance/load",
    OBJECTION_PREFIX,
    "governance/open",
    OWN_PREFIX,
    PILE_PREFIX,
    "governance/point",
    "governance/proposal",
    "governance/queue",
    "governance/result",
    "governance/season",
    "governance/seasons",
    SPONSOR_PREFIX,
    "governance/sponsored",
    "governance/sweep",
    "governance/sweeps",
    "governance/tally",
    "governance/topic",
    "governance/turnout",
    VOID_PREFIX,
    "governance/waits",
];
