//! One decision: what it does, who decides, how it stands.

use axum::extract::{Path, Query};
use axum::response::Response;
use polity_machine::Action;
use polity_machine::frame::context::Context;
use polity_machine::frame::execute::Concern;
use polity_machine::frame::state::StateView;
use polity_machine::modules::governance::query::Standing;
use polity_machine::modules::governance::{self, Account, Proposal, ProposalResult, Stage};
use polity_types::{Hash, Timestamp};
use polity_views::{ArgumentRow, BallotRow, Decided, OptionRow, Page as Listed, ProposalRow};
use serde::Deserialize;

use super::address::Address;
use super::basket::Coin;
use super::count::{Counted, Part};
use super::decisions::{ended, title, title_of};
use super::deed::{self, Deed};
use super::here::Here;
use super::options::{Choice, Told};
use super::part::{self, Cast, Sheet, Way};
use super::telling::Teller;
use super::{
    Frame, Moment, effect, election, escaped, explain, explain_in, link_to_text, measure, reading,
    versions,
};
use crate::answer::{Failure, page};
use crate::api::operations::concern_words;
use crate::words::{filters, say};

/// Arguments on the page.
const ARGUMENTS: usize = 200;
/// Ballots on a page; the next ones are behind a link.
const BALLOTS: usize = 25;
/// Furthest ballot that a page begins with. Unit: ballots.
const BALLOTS_MAX: usize = 10_000_000;
/// Applicants among whom a version may admit some.
const APPLICANTS: usize = 100;
/// Texts of the charter among which the one of then is found.
const VERSIONS: usize = 1_000;

#[derive(askama::Template)]
#[template(path = "decision.html")]
struct Page {
    /// How the options were counted.
    account: Option<Counted>,
    acts: Vec<Deed>,
    /// What comes after the vote, as markup; empty: it is over.
    afterwards: String,
    arguments: Vec<Argument>,
    ballots: Vec<Cast>,
    /// How yes and no stand, as markup; empty where that is not told or not asked.
    bar: String,
    /// How each body stands, where several vote.
    bodies: Vec<part::BodyRow>,
    /// What of it would be refused if it took effect now; empty: nothing.
    concern: String,
    frame: Frame,
    /// Whether totals and ballots are left off until the close.
    is_hidden: bool,
    key: String,
    /// Where the next page of ballots begins.
    next_ballots: Option<usize>,
    number: u64,
    /// What somebody may put into another version, where some can be brought now.
    offering: Option<versions::Offering>,
    /// Ballots on the pages before.
    skipped: usize,
    /// How one takes part on the page itself, while it is not over.
    sheet: Option<Sheet>,
    /// Among what is chosen, if it is not yes or no.
    options: Vec<Choice>,
    /// Whether any of the options does something by itself; not told of elections.
    has_deeds: Option<bool>,
    /// What there is for all options, and how many are taken, in sentences.
    shared: Vec<String>,
    /// Who brought it and under which rule: name, and value as markup.
    origin: Vec<(&'static str, String)>,
    rows: Vec<(&'static str, String)>,
    text: String,
    title: String,
    /// Other versions that were brought, while it is discussed.
    versions: Vec<versions::Version>,
    /// By which method one of them is chosen; empty where none can be brought now.
    versions_by: &'static str,
    /// How it stands or ended, as markup.
    verdict: String,
    /// Why the next vote waits for those on probation, as markup; empty: it does not.
    wait: String,
    ways: Vec<Way>,
    /// What the votes of a mix weigh.
    weights: String,
    who: String,
}

struct Argument {
    /// Who argued, as markup.
    by: String,
    side: &'static str,
    text: String,
    time: Moment,
}

impl Argument {
    fn of(row: ArgumentRow, base: &str, state: &dyn StateView) -> Self {
        let side = match row.side.as_str() {
            "against" => "Against",
            "for" => "For",
            _ => "A remark",
        };
        let by = link_to_text(base, state, &row.author);
        Self { by, side, text: row.text, time: Moment(Timestamp(row.time)) }
    }
}

/// What the log said of a proposal, read before the state is.
struct Said {
    /// How the options were counted.
    account: Option<Account>,
    /// Who waits to be admitted.
    applicants: Vec<String>,
    arguments: Vec<ArgumentRow>,
    ballots: Listed<BallotRow>,
    /// Ballots before those.
    skipped: usize,
    options: Vec<OptionRow>,
    row: Option<ProposalRow>,
}

impl Page {
    /// Begins the page of a proposal, open or over.
    fn begin(
        frame: Frame,
        number: u64,
        (said, options): (Said, &[OptionRow]),
        context: &Context<'_>,
        state: &dyn StateView,
    ) -> Self {
        let mut account = said.account;
        let mut ballots = said.ballots.rows;
        let mut taken: Vec<&OptionRow> =
            options.iter().filter(|option| option.taken.is_some()).collect();
        taken.sort_by_key(|option| option.taken);
        let mut taken: Vec<String> = taken.into_iter().map(|one| one.title.clone()).collect();
        let coin = Coin::of(options, state);
        if election::is_one(state, number) {
            account = account.map(|account| election::account(account, state));
            taken = taken.iter().map(|title| election::title(title, state)).collect();
            for ballot in &mut ballots {
                ballot.choice = election::sentence(&ballot.choice, state);
            }
        }
        let argument = |row| Argument::of(row, &frame.base, state);
        let ballot = |row| Cast::of(row, Teller { base: &frame.base, context, state });
        Self {
            account: account.map(|account| Counted::of(account, &taken, coin.as_ref())),
            acts: Vec::new(),
            afterwards: String::new(),
            arguments: said.arguments.into_iter().map(argument).collect(),
            bar: String::new(),
            bodies: Vec::new(),
            concern: String::new(),
            ballots: ballots.into_iter().map(ballot).collect(),
            frame,
            is_hidden: false,
            next_ballots: said.ballots.is_more.then(|| said.skipped.saturating_add(BALLOTS)),
            skipped: said.skipped,
            key: String::new(),
            number,
            offering: None,
            sheet: None,
            options: Vec::new(),
            has_deeds: None,
            shared: Vec::new(),
            origin: Vec::new(),
            rows: Vec::new(),
            text: String::new(),
            title: title("", number),
            versions: Vec::new(),
            versions_by: "",
            verdict: String::new(),
            wait: String::new(),
            ways: Vec::new(),
            weights: String::new(),
            who: String::new(),
        }
    }

    /// Tells the words in which it was proposed.
    fn told(mut self, text: Option<Hash>, context: &Context<'_>) -> Self {
        self.text = text.and_then(|hash| deed::read(&hash, context)).unwrap_or_default();
        self.title = title(&self.text, self.number);
        self.named()
    }

    /// Leaves the title off the words, since it stands above already.
    fn named(mut self) -> Self {
        let rest = self.text.split_once('\n').filter(|(first, _)| first.trim() == self.title);
        if let Some((_, rest)) = rest {
            self.text = rest.trim_start_matches('\n').to_owned();
        }
        self
    }

    /// Shows a proposal that is over: what it did, and how it ended.
    fn over(
        mut self,
        result: &ProposalResult,
        (row, options): (Option<&ProposalRow>, &[OptionRow]),
        context: &Context<'_>,
        state: &dyn StateView,
    ) -> Self {
        let eligible = result.electorate.map_or(0, |frozen| frozen.roll.count);
        let texts = part::texts(state, VERSIONS);
        self.rows =
            vec![("Could vote", eligible.to_string()), ("Voted", result.tally.votes().to_string())];
        // Among several there was no yes and no.
        let is_yes_or_no = options.is_empty() || result.tally.yes > 0 || result.tally.no > 0;
        if is_yes_or_no {
            self.rows.push(("Yes", result.tally.yes.to_string()));
            self.rows.push(("No", result.tally.no.to_string()));
        }
        self.rows.push(("Abstained", result.tally.abstain.to_string()));
        let tally = &result.tally;
        let (pro, against) = (result.tally.sum.pro, result.tally.sum.against);
        if pro > 0 || against > 0 {
            self.rows.push(("Votes or points for it", pro.to_string()));
            self.rows.push(("Votes against it", against.to_string()));
        }
        let terms = row.and_then(|row| part::terms_then(row, &texts, context));
        // Of one body, whose quorum and threshold are of people; others weigh.
        let one = terms.as_ref().filter(|terms| terms.electorate.one().is_some());
        let quorum = one.map_or(0, |terms| terms.quorum_of(eligible));
        let cast = tally.yes.saturating_add(tally.no);
        // Where one objection stops it, no yes is needed.
        let needed = one.filter(|terms| !part::is_by_objection(terms.method));
        let needed = needed.map(|terms| terms.yes_deciding(cast, tally.votes(), eligible));
        self.bar = measure::turnout(tally.votes(), eligible, quorum);
        if is_yes_or_no {
            self.bar.push_str(&measure::votes(tally.yes, tally.no, tally.abstain, needed));
        }
        if let Some(terms) = terms {
            let charter = &context.charter;
            self.bodies = part::bodies(&terms.electorate, &result.bodies, charter);
            self.weights = part::weights(&terms.electorate, &result.bodies);
            if terms.electorate.one().is_some() {
                let quorum = terms.quorum_of(eligible).to_string();
                self.rows.push(("Had to vote, for it to count", quorum));
            }
        }
        let closed = Moment(result.closed);
        let reason = row.and_then(|row| row.reason.as_deref());
        let words = ended(&result.outcome, reason);
        let words = escaped(&words);
        let given = [("words", words.as_str()), ("closed", &closed.to_string())];
        self.verdict = match result.outcome {
            governance::Outcome::Done => say("decision-took-effect", &given),
            _ => say("decision-is-over", &given),
        };
        let is_election = election::is_one(state, self.number);
        let told = Told { base: &self.frame.base, context, is_election, state };
        self.options = told.over(options);
        let does = || self.options.iter().any(|option| !option.acts.is_empty());
        self.has_deeds = (!is_election).then(does);
        // Where one chooses among some, each option says what it does itself.
        let deed = |action| Deed::of(action, true, &self.frame.base, context, state);
        self.acts = row.into_iter().flat_map(|row| &row.actions).map(deed).collect();
        self.key = governance::query::result_key(self.number);
        self.origin =
            part::origin((self.number, row), &result.procedure, &self.frame.base, context, state);
        let heading = row.filter(|_| result.text.is_none()).map(|row| row.title.clone());
        let mut told = self.told(result.text, context);
        if let Some(heading) = heading {
            told.title = election::listed(heading, &context.charter);
        }
        told
    }

    /// Shows a proposal that is not over: who may take part, how, until when. `at`: what commands
    /// take to find the society.
    fn open(
        mut self,
        proposal: &Proposal,
        standing: &Standing,
        row: Option<&ProposalRow>,
        (at, applicants): (&str, Vec<String>),
        context: &Context<'_>,
        state: &dyn StateView,
    ) -> Self {
        let strength = governance::query::strength(state, self.number);
        let strength = strength.filter(|_| !standing.is_hidden);
        self.rows = match &strength {
            Some(strength) => part::strength_rows(strength, &standing.tally, state),
            None => part::figures(standing, proposal),
        };
        let electorate = &proposal.terms.electorate;
        if proposal.terms.sponsors > 0 {
            let support = proposal.sponsors.count.to_string();
            self.rows.insert(0, ("Must support it", proposal.terms.sponsors.to_string()));
            self.rows.insert(1, ("Support it", support));
        }
        if let Some(deposit) = proposal.terms.deposit.as_ref().filter(|_| proposal.is_deposited) {
            let money = deed::money(deposit.amount, &deposit.asset, state);
            self.rows.push(("Put down by its author", money));
        }
        if standing.is_hidden {
            self.ballots.clear();
            self.is_hidden = true;
        } else {
            self.bodies = part::bodies(electorate, &standing.bodies, &context.charter);
            self.weights = part::weights(electorate, &standing.bodies);
        }
        let base = self.frame.base.clone();
        let deed = |action: &Action| Deed::of(action, true, &base, context, state);
        let content = governance::query::content(state, self.number).unwrap_or_default();
        let told = (base.as_str(), context);
        let (acts, tried) = effect::tried(&content.actions, &proposal.procedure, deed, told, state);
        self.acts = acts;
        let tried = tried.map(|failure| concern_words(&Concern { failure, option: None }));
        self.concern = tried.unwrap_or_default();
        self.wait = part::wait((self.number, proposal), context, state);
        self.afterwards = part::afterwards(proposal, standing.ends, context, state);
        self.key = governance::query::proposal_key(self.number);
        self.origin =
            part::origin((self.number, row), &proposal.procedure, &self.frame.base, context, state);
        let is_election = election::is_one(state, self.number);
        let told = Told { base: &self.frame.base, context, is_election, state };
        self.options = told.open(&content, &proposal.procedure, &proposal.chosen);
        let does = || self.options.iter().any(|option| !option.acts.is_empty());
        self.has_deeds = (!is_election).then(does);
        self.shared = told.shared(&content);
        let method = proposal.terms.asks(proposal.round);
        self.verdict = if let Some(strength) = strength.filter(|_| standing.stage == Stage::Voting)
        {
            part::carried(&strength, standing.ends, state)
        } else {
            let chosen = governance::query::chosen_so_far(state, self.number);
            let option = |place: u64| self.options.get(usize::try_from(place).ok()?);
            let names = chosen.map(|chosen| {
                let named = chosen.into_iter().filter_map(option);
                named.map(|option| option.label.as_str()).collect::<Vec<_>>()
            });
            part::so_far(standing, method, names.as_deref())
        };
        self.bar = part::bar(standing, method);
        self.ways = part::ways(self.number, standing.stage, method, at);
        self.versions =
            versions::Version::all(self.number, proposal, &self.frame.base, context, state);
        let terms = proposal.terms.alternatives.filter(|_| standing.stage == Stage::Discussion);
        if let Some(terms) = terms {
            self.versions_by = terms.method.name();
            self.ways.push(versions::offering(self.number, at));
            let offering = versions::Offering::of(proposal, &content, applicants, context, state);
            self.offering = Some(offering);
        }
        let mut sheet = Sheet::of(proposal, &content, state);
        if is_election {
            for option in &mut sheet.options {
                *option = election::title(option, state);
            }
        }
        self.sheet = Some(sheet);
        self.who = part::electorate(proposal, standing.eligible, &context.charter);
        let mut told = self.told(proposal.text, context);
        if proposal.text.is_none() {
            told.title = title_of("", told.number, &context.charter, state);
        }
        told
    }
}

/// Where the ballots on the page begin.
#[derive(Deserialize)]
pub(crate) struct Asked {
    /// How many come before.
    ballots: Option<usize>,
}

/// `GET /s/{society}/decisions/{number}?ballots=…`.
pub(crate) async fn show(
    here: Here,
    Path((_, number)): Path<(String, String)>,
    Query(asked): Query<Asked>,
    address: Address,
) -> Response {
    let skipped = asked.ballots.unwrap_or(0).min(BALLOTS_MAX);
    told(&here, &number, skipped, &address, |whole| page(&whole))
}

/// The page on paper: a ballot to fill in while one votes, the result when it is over.
#[derive(askama::Template)]
#[template(path = "paper.html")]
struct Paper {
    whole: Page,
}

impl std::ops::Deref for Paper {
    type Target = Page;

    fn deref(&self) -> &Page {
        &self.whole
    }
}

/// `GET /s/{society}/decisions/{number}/paper`.
pub(crate) async fn paper(
    here: Here,
    Path((_, number)): Path<(String, String)>,
    address: Address,
) -> Response {
    told(&here, &number, 0, &address, |whole| page(&Paper { whole }))
}

/// Reads all that is told of a decision, and shows it.
fn told(
    Here { served, societies }: &Here,
    number: &str,
    skipped: usize,
    address: &Address,
    show: impl FnOnce(Page) -> Response,
) -> Response {
    let Ok(number) = number.parse::<u64>() else {
        return explain_in(served, &Failure::NotFound("decision"));
    };
    let views = &served.views;
    let said = views.arguments(number, ARGUMENTS).and_then(|arguments| {
        let ballots = views.ballots(number, skipped, BALLOTS)?;
        let (account, options, mut row) = match views.decided(number)? {
            Some(Decided { account, options, proposal }) => (account, options, Some(proposal)),
            None => (None, Vec::new(), None),
        };
        let applicants = views.applicants(APPLICANTS)?.rows.into_iter();
        let applicants = applicants.map(|row| row.person).collect();
        // Nobody is the author of an election; whoever called it signed that.
        if let Some(row) = row.as_mut().filter(|row| row.author.is_none()) {
            let entry = row.entry.map(|entry| entry.saturating_add(1));
            let called = entry.map(|before| views.entries(None, Some(before), 1)).transpose()?;
            let called = called.and_then(|called| called.rows.into_iter().next());
            let called = called.filter(|entry| entry.action == "offices.call_election");
            row.author = called.map(|entry| entry.author);
        }
        Ok(Said { account, applicants, arguments: arguments.rows, ballots, options, row, skipped })
    });
    let mut said = match said {
        Ok(said) => said,
        Err(error) => return explain(&Failure::internal(error)),
    };
    reading(&served.running, |context, state| {
        let frame = Frame::of(context, state, "/decisions").following(served);
        let (row, applicants) = (said.row.take(), std::mem::take(&mut said.applicants));
        let options = std::mem::take(&mut said.options);
        let begun = Page::begin(frame, number, (said, &options), context, state);
        if let Some(result) = governance::query::result(state, number) {
            return show(begun.over(&result, (row.as_ref(), &options), context, state));
        }
        let open = governance::query::proposal(state, number);
        let standing = governance::query::standing(state, number);
        let (Some(proposal), Some(standing)) = (open, standing) else {
            return explain_in(served, &Failure::NotFound("decision"));
        };
        let at = address.arguments(societies, context.society);
        show(begun.open(&proposal, &standing, row.as_ref(), (&at, applicants), context, state))
    })
}
