//! Among what a decision chooses: what each option does if it is taken, and what is there for all of them.

use polity_machine::Action;
use polity_machine::frame::context::Context;
use polity_machine::frame::execute::Concern;
use polity_machine::frame::state::StateView;
use polity_machine::modules::governance::{self, Choice as Ballot, Content, ContestOption};
use polity_types::Amount;
use polity_views::OptionRow;

use super::deed::{self, Deed};
use super::{effect, election, escaped, link_to};
use crate::api::operations::concern_words;
use crate::words::say;

/// An option, with what it does.
pub(crate) struct Choice {
    pub(crate) acts: Vec<Deed>,
    /// What of it would be refused if it took effect now; empty: nothing.
    pub(crate) concern: String,
    /// Whether it was taken.
    pub(crate) is_taken: bool,
    /// What it is called, as markup.
    pub(crate) label: String,
    /// The same; whoever stands for an office with their sign, and a way to their page.
    pub(crate) name: String,
}

/// Where what an option does is told.
pub(crate) struct Told<'a> {
    pub(crate) base: &'a str,
    pub(crate) context: &'a Context<'a>,
    /// Whether it is an election of an office.
    pub(crate) is_election: bool,
    pub(crate) state: &'a dyn StateView,
}

impl Told<'_> {
    fn choice(&self, title: &str, acts: &[Action], is_taken: bool) -> Choice {
        let Self { base, context, is_election, state } = *self;
        let person = election::person(title, state).filter(|_| is_election);
        let called = if is_election { election::title(title, state) } else { title.to_owned() };
        let label = format!("<bdi>{}</bdi>", escaped(&called));
        let name = person.map_or_else(|| label.clone(), |person| link_to(base, state, person));
        // What being elected does is said once, for all who stand.
        let acts = acts.iter().filter(|_| !is_election);
        let acts = acts.map(|act| Deed::of(act, true, base, context, state)).collect();
        Choice { acts, concern: String::new(), is_taken, label, name }
    }

    /// Tells the options of a decision that is over.
    pub(crate) fn over(&self, options: &[OptionRow]) -> Vec<Choice> {
        let choice = |option: &OptionRow| {
            self.choice(&option.title, &option.actions, option.taken.is_some())
        };
        options.iter().map(choice).collect()
    }

    /// Tells the options of a decision that is not over: `taken`, those that were chosen already, counted from 0.
    pub(crate) fn open(&self, content: &Content, procedure: &str, taken: &[u64]) -> Vec<Choice> {
        let options = content.contest.iter().flat_map(|contest| &contest.options);
        let Self { base, context, is_election, state } = *self;
        let choice = |(place, option): (u64, &ContestOption)| {
            let mut told = self.choice(&option.title, &option.actions, taken.contains(&place));
            let deed = |act: &Action| Deed::of(act, true, base, context, state);
            let (acts, tried) =
                effect::tried(&option.actions, procedure, deed, (base, context), state);
            if !is_election {
                told.acts = acts;
            }
            let concern = tried.map(|failure| concern_words(&Concern { failure, option: None }));
            Choice { concern: concern.unwrap_or_default(), ..told }
        };
        (0..).zip(options).map(choice).collect()
    }

    /// Says what there is for all of them, and how many are taken; empty where there is nothing to say.
    pub(crate) fn shared(&self, content: &Content) -> Vec<String> {
        let Some(contest) = &content.contest else { return Vec::new() };
        let money = contest.budget.as_ref().map(|budget| {
            let amount = deed::money(budget.amount, &budget.asset, self.state);
            say("decision-options-budget", &[("amount", &amount)])
        });
        let all = contest.budget.as_ref().map(|budget| {
            let costs =
                contest.options.iter().map(|one| governance::query::cost(one, &budget.asset));
            let sum = costs.fold(Amount::ZERO, |sum, cost| sum.plus(cost).unwrap_or(sum));
            let (count, sum) =
                (contest.options.len().to_string(), deed::money(sum, &budget.asset, self.state));
            say("decision-options-cost", &[("count", &count), ("sum", &sum)])
        });
        let count = contest.choose.to_string();
        let several =
            (contest.choose > 1).then(|| say("decision-options-choose", &[("count", &count)]));
        let office = election::office(content, &self.context.charter).map(|office| {
            let term = office.term.to_string();
            say("decision-options-office", &[("office", &office.name), ("term", &term)])
        });
        office.into_iter().chain(several).chain(money).chain(all).collect()
    }
}

/// Says what a ballot on options says, with their names, as markup; nothing where it is of none, or of others.
pub(crate) fn said(ballot: &Ballot, names: &[String]) -> Option<String> {
    let name = |option: &u64| {
        let name = names.get(usize::try_from(*option).ok()?)?;
        Some(format!("<bdi>{}</bdi>", escaped(name)))
    };
    let with = |option: &u64, count: &dyn std::fmt::Display| {
        let count = count.to_string().replace('-', "−");
        Some(format!("{}: {count}", name(option)?))
    };
    let parts: Option<Vec<String>> = match ballot {
        Ballot::Approve(options) => options.iter().map(name).collect(),
        Ballot::Rank(ranks) => {
            let rank = |(place, rank): (usize, &Vec<u64>)| {
                let equal: Option<Vec<String>> = rank.iter().map(name).collect();
                Some(format!("{place}. {}", equal?.join(" = ")))
            };
            (1..).zip(ranks).map(rank).collect()
        }
        Ballot::Score(scores) => {
            scores.iter().map(|(option, points)| with(option, points)).collect()
        }
        Ballot::Spend(votes) => votes.iter().map(|(option, count)| with(option, count)).collect(),
        _ => None,
    };
    parts.filter(|parts| !parts.is_empty()).map(|parts| parts.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ballot_is_said_with_the_names_of_its_options() {
        let names = ["Red <door>".to_owned(), "Blue".to_owned(), "Green".to_owned()];
        let told = |text: &str| said(&text.parse().unwrap(), &names);
        let red = "<bdi>Red &lt;door&gt;</bdi>";
        assert_eq!(
            told("rank=3>1=2").unwrap(),
            format!("1. <bdi>Green</bdi>, 2. {red} = <bdi>Blue</bdi>")
        );
        assert_eq!(told("approve=1,3").unwrap(), format!("{red}, <bdi>Green</bdi>"));
        assert_eq!(told("score=1:5,2:0").unwrap(), format!("{red}: 5, <bdi>Blue</bdi>: 0"));
        assert_eq!(told("votes=2:-3").unwrap(), "<bdi>Blue</bdi>: −3");
        // What is of no options, or of options that are not there, is not put into words here.
        assert!(told("yes").is_none() && told("approve=4").is_none());
    }
}
