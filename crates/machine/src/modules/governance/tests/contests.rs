//! Contests: every method of the charter takes what the library of methods takes from a file of the
//! same ballots; each refusal at its boundary; what is chosen takes effect.

use std::fmt::Write as _;

use polity_choice::tally::{self, Options};
use polity_types::{Amount, AssetId, Hash, Seconds, canonical};

use super::super::vote::{Choice, Contest, ContestBudget, ContestOption};
use super::super::{GovernanceAction, GovernanceEvent, Outcome, Verdict, query};
use super::{ballot, joined, vote};
use crate::charter_text::{BallotForm, Elects, Method};
use crate::modules::charter::CharterAction;
use crate::modules::treasury::{self, AccountId, TreasuryAction};
use crate::testing::{Actor, Society};
use crate::{Action, Event};

const TITLES: [&str; 4] = ["Oven", "Roof", "Garden", "Nothing"];

/// A charter with one procedure, `contest`, that pays, and one line more if `more` says so.
fn charter(method: &str, terms: &str, more: &str) -> String {
    // What silence carries has a limit (CHA-27).
    let limit = if method == "lazy-consensus" { "up_to = \"1000 BOX per day\"" } else { "" };
    format!(
        r#"# Charter of the box

`society.name = "Box"` `society.kind = "hub"` `society.currency = "BOX"`

> `society.commandment = "Tests tell the truth."`

`admission.vouches = 2` `admission.open_vouches_max = 3` `admission.probation = "1 day"`
`admission.application = "open"`

```toml
[[power]]
id = "admitting"
may = "membership.admit"
who = "founder"

[[power]]
id = "issuing"
may = "treasury.issue"
who = "founder"
up_to = "1000 BOX per day"

[[power]]
id = "proposing"
may = "governance.propose"
who = "member"

[[power]]
id = "paying"
may = "treasury.pay"
who = "decision: contest"
{limit}

{more}
[[decision]]
id = "contest"
electorate = "members"
method = "{method}"
{terms}
discussion = "none"
voting = "1 day"
grace = "2 days"
```
"#
    )
}

fn asset() -> AssetId {
    "BOX".parse().unwrap()
}

fn common() -> AccountId {
    "fund-common".parse().unwrap()
}

/// A society of the founder and five members, with 900 in the common fund.
fn society(charter: &str) -> (Society, Vec<Actor>) {
    let mut society = Society::under(charter);
    let founder = society.founder.clone();
    let mut members = vec![founder.clone()];
    for name in ["ana", "ben", "cleo", "dan", "eve"] {
        members.push(joined(&mut society, name));
    }
    let issue = TreasuryAction::Issue {
        amount: Amount::from(900),
        asset: asset(),
        category: None,
        memo: None,
        to: common(),
    };
    society.act(&founder, issue).unwrap();
    (society, members)
}

fn pay(amount: u64, to: &Actor) -> Action {
    TreasuryAction::Pay {
        amount: Amount::from(amount),
        asset: asset(),
        category: None,
        from: common(),
        memo: None,
        to: AccountId::Person(to.person),
    }
    .into()
}

/// Four options; each but the last pays one member a sum of its own. For a budget, the last does too.
fn contest(method: Method, members: &[Actor]) -> Contest {
    let is_budget = method.elects() == Elects::Budget;
    let option = |place: usize| ContestOption {
        actions: if place < 3 || is_budget {
            vec![pay(100 * (u64::try_from(place).unwrap() + 1), &members[place + 1])]
        } else {
            Vec::new()
        },
        title: TITLES[place].to_owned(),
    };
    Contest {
        budget: is_budget.then(|| ContestBudget { amount: Amount::from(500), asset: asset() }),
        choose: if method.elects() == Elects::Several { 2 } else { 1 },
        options: (0..4).map(option).collect(),
    }
}

fn propose(society: &mut Society, contest: Option<Contest>) -> GovernanceAction {
    let text: Hash = society.records.insert(b"What next?\n".to_vec());
    let (actions, procedure) = (Vec::new(), "contest".into());
    GovernanceAction::Propose { actions, contest, deposit: None, procedure, text }
}

/// A small generator of numbers: xorshift (Marsaglia 2003).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }

    /// A ballot that the form takes.
    fn choice(&mut self, form: BallotForm) -> Choice {
        let mut order: Vec<u64> = vec![0, 1, 2, 3];
        for place in (1..4).rev() {
            order.swap(
                place,
                usize::try_from(self.below(u64::try_from(place).unwrap() + 1)).unwrap(),
            );
        }
        let some = usize::try_from(self.below(4)).unwrap() + 1;
        let mut named = order[..some].to_vec();
        match form {
            BallotForm::Order { one: true, .. } => Choice::Rank(vec![vec![order[0]]]),
            BallotForm::Order { ties: true, .. } if some > 2 && self.below(2) == 0 => {
                let mut last = named.split_off(1);
                last.sort_unstable();
                Choice::Rank(vec![named, last])
            }
            BallotForm::Order { .. } => Choice::Rank(named.iter().map(|one| vec![*one]).collect()),
            BallotForm::Approvals => {
                named.sort_unstable();
                Choice::Approve(named)
            }
            BallotForm::Scores { high } => {
                named.sort_unstable();
                let high = high.unsigned_abs();
                Choice::Score(named.iter().map(|one| (*one, self.below(high + 1))).collect())
            }
            BallotForm::Credits => {
                named.sort_unstable();
                let mut votes = || i64::try_from(self.below(7)).unwrap() - 2;
                let spent = named.iter().map(|one| (*one, votes()));
                Choice::Spend(spent.filter(|(_, votes)| *votes != 0).collect())
            }
            BallotForm::YesNo | BallotForm::Consent => Choice::Yes,
            BallotForm::Votes { .. } => Choice::Votes(20 - i64::try_from(self.below(40)).unwrap()),
            BallotForm::Points => Choice::Points(self.below(101)),
        }
    }
}

/// Writes ballots as a file for `polity tally`: one line each, in JSON or as a participatory budget.
fn file(method: Method, contest: &Contest, choices: &[Choice]) -> (&'static str, String) {
    let name = |option: &u64| TITLES[usize::try_from(*option).unwrap()];
    if let Some(budget) = &contest.budget {
        let mut text = format!(
            "META\nkey;value\nbudget;{}\nnum_projects;4\nnum_votes;{}\nvote_type;approval\n\
             rule;equalshares\nPROJECTS\nproject_id;cost\n",
            budget.amount,
            choices.len()
        );
        for (place, title) in TITLES.iter().enumerate() {
            writeln!(text, "{title};{}", 100 * (place + 1)).unwrap();
        }
        text.push_str("VOTES\nvoter_id;vote\n");
        for (voter, choice) in choices.iter().enumerate() {
            let Choice::Approve(approved) = choice else { panic!("{choice:?}") };
            let names: Vec<&str> = approved.iter().map(name).collect();
            writeln!(text, "{voter};{}", names.join(",")).unwrap();
        }
        return ("ballots.pb", text);
    }
    let ballot = |choice: &Choice| match choice {
        Choice::Rank(ranks) => {
            let ranks: Vec<Vec<&str>> =
                ranks.iter().map(|rank| rank.iter().map(name).collect()).collect();
            serde_json::json!({ "ranks": ranks })
        }
        Choice::Approve(approved) => {
            serde_json::json!({ "approve": approved.iter().map(name).collect::<Vec<_>>() })
        }
        Choice::Score(scores) => {
            let scores: serde_json::Map<String, serde_json::Value> =
                scores.iter().map(|(at, score)| (name(at).to_owned(), (*score).into())).collect();
            serde_json::json!({ "scores": scores })
        }
        Choice::Spend(votes) => {
            let votes: serde_json::Map<String, serde_json::Value> =
                votes.iter().map(|(at, votes)| (name(at).to_owned(), (*votes).into())).collect();
            serde_json::json!({ "scores": votes })
        }
        other => panic!("{} has no ballot {other:?}", method.name()),
    };
    let ballots: Vec<_> = choices.iter().map(ballot).collect();
    let file = serde_json::json!({ "candidates": TITLES, "ballots": ballots });
    ("ballots.json", file.to_string())
}

/// What the library takes from the same ballots in a file.
fn oracle(method: Method, contest: &Contest, choices: &[Choice], text: Hash) -> Vec<String> {
    let (name, content) = file(method, contest, choices);
    let profile = tally::read_profile(name, &content).unwrap();
    let lot = serde_json::json!({ "proposal": 1, "text": text.to_string() });
    let seed = Hash::of(&canonical::to_bytes(&lot)).to_string();
    let mut options = vec![("ties".to_owned(), seed)];
    if contest.choose > 1 {
        options.push(("seats".to_owned(), contest.choose.to_string()));
    }
    let result = tally::run(method.name(), &profile, &Options::new(options)).unwrap();
    let is_named = |title: &String| {
        let place = TITLES.iter().position(|known| known == title).unwrap();
        let place = u64::try_from(place).unwrap();
        choices.iter().any(|choice| choice.supported().contains(&place))
    };
    result.winners.into_iter().filter(is_named).collect()
}

fn with_options() -> impl Iterator<Item = Method> {
    Method::ALL.iter().copied().filter(|method| method.has_options())
}

/// GOV-11, GOV-12, GOV-13: each method, on ballots that are changed on the way; and what it takes is
/// done.
#[test]
fn gov_13_each_method_takes_what_the_library_takes_and_it_is_done() {
    for (method, seed) in with_options().flat_map(|method| [(method, 7), (method, 1_000_003)]) {
        let name = method.name();
        let (mut society, members) = society(&charter(name, "quorum = \"50%\"", ""));
        let contest = contest(method, &members);
        let action = propose(&mut society, Some(contest.clone()));
        let GovernanceAction::Propose { text, .. } = &action else { unreachable!() };
        let text = *text;
        society.act(&members[1], action).unwrap();
        society.wait(Seconds(1));
        let mut numbers = Numbers(seed);
        let mut choices = Vec::new();
        for voter in &members {
            let first = numbers.choice(method.form());
            vote(&mut society, voter, 1, first).unwrap();
            let second = numbers.choice(method.form());
            vote(&mut society, voter, 1, second.clone()).unwrap();
            choices.push(second);
        }
        let events = society.wait(Seconds::days(1));
        let counted = events.iter().find_map(|event| match event {
            Event::Governance(GovernanceEvent::Counted { account, .. }) => Some(account.clone()),
            _ => None,
        });
        let account = counted.expect(name);
        assert!(!account.sentences.is_empty(), "{name}");
        society.wait(Seconds::days(2));
        let result = query::result(&society.state, 1).expect(name);
        let expected = oracle(method, &contest, &choices, text);
        assert!(!expected.is_empty(), "{name}");
        assert_eq!(result.chosen, expected, "{name}: {choices:?}");
        assert_eq!(result.outcome, Outcome::Done, "{name}");
        assert_eq!(result.account, Some(Hash::of(&canonical::to_bytes(&account))), "{name}");
        for (place, option) in contest.options.iter().enumerate() {
            let paid = u64::try_from(100 * (place + 1)).unwrap();
            let is_paid = expected.contains(&option.title) && !option.actions.is_empty();
            let account = AccountId::Person(members[place + 1].person);
            let held = treasury::query::balance(&society.state, &account, &asset());
            assert_eq!(held, Amount::from(if is_paid { paid } else { 0 }), "{name} {place}");
        }
        let left: Vec<&String> =
            society.state.0.keys().filter(|key| key.starts_with("governance/pile")).collect();
        assert!(left.is_empty(), "{name}: {left:?}");
    }
}

/// The names of a charter are those of the library, and ask for ballots that its methods count.
#[test]
fn cha_40_the_methods_are_those_of_the_library() {
    for method in with_options() {
        let known = tally::method(method.name()).unwrap();
        let needed = match method.form() {
            BallotForm::Order { .. } => tally::Kind::Ranked,
            BallotForm::Approvals if method.elects() == Elects::Budget => tally::Kind::Budget,
            BallotForm::Approvals => tally::Kind::Approvals,
            _ => tally::Kind::Scores,
        };
        assert_eq!(known.ballots, needed, "{}", method.name());
    }
}

/// A change that makes a contest wrong.
type Change = Box<dyn Fn(&mut Contest)>;
/// A ballot, and the code with which it is refused, if it is.
type Tried = (Choice, Option<&'static str>);

/// GOV-11 and GOV-12: what a method cannot choose from is refused.
#[test]
fn gov_11_script_of_contests_meets_each_refusal() {
    let budget = || Some(ContestBudget { amount: Amount::from(500), asset: asset() });
    let cases: Vec<(&str, Change, Option<&str>)> = vec![
        ("irv", Box::new(|_| ()), None),
        ("irv", Box::new(|contest| contest.options.truncate(1)), Some("governance.option_count")),
        ("irv", Box::new(|contest| contest.choose = 2), Some("governance.choose")),
        ("irv", Box::new(|contest| contest.choose = 0), Some("governance.choose")),
        ("irv", Box::new(move |contest| contest.budget = budget()), Some("governance.budget")),
        (
            "irv",
            Box::new(|contest| contest.options[1].title = "Oven".into()),
            Some("governance.option_title"),
        ),
        (
            "irv",
            Box::new(|contest| contest.options[1].title = " ".into()),
            Some("governance.option_title"),
        ),
        (
            "irv",
            Box::new(|contest| contest.options[1].title = "x".repeat(81)),
            Some("governance.option_title"),
        ),
        (
            "irv",
            Box::new(|contest| {
                let action = contest.options[0].actions[0].clone();
                contest.options[0].actions = vec![action; 17];
            }),
            Some("governance.action_count"),
        ),
        ("stv-scottish", Box::new(|contest| contest.choose = 3), None),
        ("stv-scottish", Box::new(|contest| contest.choose = 4), Some("governance.choose")),
        ("pav", Box::new(|contest| widen(contest, 12)), None),
        ("pav", Box::new(|contest| widen(contest, 13)), Some("governance.option_count")),
        ("seq-pav", Box::new(|contest| widen(contest, 24)), None),
        ("seq-pav", Box::new(|contest| widen(contest, 25)), Some("governance.option_count")),
        (
            "debian",
            Box::new(|contest| contest.options.swap(0, 3)),
            Some("governance.default_option"),
        ),
        ("budget-shares", Box::new(|contest| contest.budget = None), Some("governance.budget")),
        (
            "budget-shares",
            Box::new(|contest| contest.options[0].actions.clear()),
            Some("governance.option_cost"),
        ),
    ];
    for (line, (name, change, refusal)) in cases.into_iter().enumerate() {
        let (mut society, members) = society(&charter(name, "quorum = \"50%\"", ""));
        let method = Method::NAMED.iter().find(|known| known.0 == name).unwrap().1;
        let mut contest = contest(method, &members);
        change(&mut contest);
        let action = propose(&mut society, Some(contest));
        let code = society.act(&members[1], action).err().map(|refusal| refusal.code);
        assert_eq!(code.as_deref(), refusal, "line {line}");
    }
    let (mut society, members) = society(&charter("irv", "quorum = \"50%\"", ""));
    let none = propose(&mut society, None);
    assert_eq!(society.act(&members[1], none).unwrap_err().code, "governance.contest");
    let terms = "quorum = \"50%\"\nthreshold = \"more than half\"";
    let (mut society, members) = self::society(&charter("yes-no", terms, ""));
    let some = contest(Method::Irv, &members);
    let some = propose(&mut society, Some(some));
    assert_eq!(society.act(&members[1], some).unwrap_err().code, "governance.contest");
}

/// Gives a contest `count` options.
fn widen(contest: &mut Contest, count: usize) {
    let option = |place: usize| ContestOption { actions: Vec::new(), title: format!("T{place}") };
    contest.options = (0..count).map(option).collect();
}

/// GOV-14: what a form does not take is refused, in any method of the form.
#[test]
fn gov_14_script_of_ballots_meets_each_refusal() {
    use Choice::{Abstain, Approve, Object, Rank, Score, Spend, Yes};
    let rank = |ranks: &[&[u64]]| Rank(ranks.iter().map(|rank| rank.to_vec()).collect());
    let unknown = Hash::of(b"nowhere");
    let cases: Vec<(&str, Vec<Tried>)> = vec![
        (
            "irv",
            vec![
                (Yes, Some("governance.ballot_form")),
                (Approve(vec![0]), Some("governance.ballot_form")),
                (rank(&[]), Some("governance.ballot_form")),
                (rank(&[&[0], &[]]), Some("governance.ballot_form")),
                (rank(&[&[0, 1]]), Some("governance.ballot_form")),
                (rank(&[&[0], &[4]]), Some("governance.ballot_option")),
                (rank(&[&[0], &[0]]), Some("governance.ballot_option")),
                (rank(&[&[3], &[0]]), None),
                (Abstain, None),
            ],
        ),
        (
            "plurality",
            vec![(rank(&[&[0], &[1]]), Some("governance.ballot_form")), (rank(&[&[2]]), None)],
        ),
        (
            "schulze",
            vec![
                (rank(&[&[1, 0]]), Some("governance.ballot_form")),
                (rank(&[&[0, 1], &[2]]), None),
            ],
        ),
        (
            "approval",
            vec![
                (Approve(vec![1, 0]), Some("governance.ballot_form")),
                (Approve(vec![1, 1]), Some("governance.ballot_option")),
                (Approve(vec![]), None),
                (Approve(vec![0, 3]), None),
            ],
        ),
        (
            "score",
            vec![
                (Score(vec![(0, 11)]), Some("governance.ballot_score")),
                (Score(vec![(1, 2), (0, 2)]), Some("governance.ballot_form")),
                (Score(vec![(0, 10), (3, 0)]), None),
            ],
        ),
        ("star", vec![(Score(vec![(0, 6)]), Some("governance.ballot_score"))]),
        (
            "quadratic",
            vec![
                (Spend(vec![(0, 10), (1, 1)]), Some("governance.ballot_credits")),
                (Spend(vec![(0, -3_000_000_000)]), Some("governance.ballot_credits")),
                (Spend(vec![(0, 0)]), Some("governance.ballot_form")),
                (Spend(vec![(0, -8), (1, 6)]), None),
            ],
        ),
        (
            "consent",
            vec![
                (Choice::No, Some("governance.ballot_form")),
                (Object(unknown), Some("governance.no_text")),
                (Yes, None),
            ],
        ),
    ];
    for (name, ballots) in cases {
        let (mut society, members) = society(&charter(name, "quorum = \"50%\"", ""));
        let method = Method::NAMED.iter().find(|known| known.0 == name).unwrap().1;
        let contest = method.has_options().then(|| contest(method, &members));
        let actions = if contest.is_none() { vec![pay(1, &members[1])] } else { Vec::new() };
        let text = society.records.insert(b"What next?\n".to_vec());
        let procedure = "contest".into();
        let action = GovernanceAction::Propose { actions, contest, deposit: None, procedure, text };
        society.act(&members[1], action).unwrap();
        society.wait(Seconds(1));
        for (choice, refusal) in ballots {
            let words = choice.to_string();
            let code = vote(&mut society, &members[2], 1, choice).err().map(|refusal| refusal.code);
            assert_eq!(code.as_deref(), refusal, "{name} {words}");
        }
    }
}

/// GOV-13: where the procedure confirms, the second vote is yes or no on what was taken.
#[test]
fn gov_13_a_second_vote_says_yes_or_no_to_what_was_taken() {
    for (second, outcome) in [
        (Choice::Yes, Outcome::Done),
        (Choice::No, Outcome::Rejected { verdict: Verdict::Rejected }),
    ] {
        let terms = "quorum = \"50%\"\nthreshold = \"two thirds\"\nconfirm = \"after 2 days\"";
        let (mut society, members) = society(&charter("irv", terms, ""));
        let contest = contest(Method::Irv, &members);
        let action = propose(&mut society, Some(contest));
        society.act(&members[1], action).unwrap();
        society.wait(Seconds(1));
        for voter in &members[..4] {
            vote(&mut society, voter, 1, Choice::Rank(vec![vec![1]])).unwrap();
        }
        society.wait(Seconds::days(3));
        let stale = society.act(&members[0], ballot(1, Choice::Rank(vec![vec![1]])));
        assert_eq!(stale.unwrap_err().code, "governance.other_round");
        let refusal = vote(&mut society, &members[0], 1, Choice::Rank(vec![vec![1]]));
        assert_eq!(refusal.unwrap_err().code, "governance.ballot_form");
        for voter in &members[..4] {
            vote(&mut society, voter, 1, second.clone()).unwrap();
        }
        society.wait(Seconds::days(4));
        let result = query::result(&society.state, 1).unwrap();
        assert_eq!((result.outcome, result.chosen), (outcome, vec!["Roof".to_owned()]));
    }
}

/// GOV-13: of options that nobody names, none is taken; too few ballots decide nothing.
#[test]
fn gov_13_what_nobody_names_is_not_taken() {
    let cases = [
        (vec![Choice::Approve(vec![]); 3], Verdict::Rejected),
        (vec![Choice::Abstain; 3], Verdict::Rejected),
        (vec![Choice::Approve(vec![1]); 2], Verdict::NoQuorum),
    ];
    for (choices, verdict) in cases {
        let (mut society, members) = society(&charter("approval", "quorum = \"50%\"", ""));
        let contest = contest(Method::Approval, &members);
        let action = propose(&mut society, Some(contest));
        society.act(&members[1], action).unwrap();
        society.wait(Seconds(1));
        for (voter, choice) in members.iter().zip(choices) {
            vote(&mut society, voter, 1, choice).unwrap();
        }
        society.wait(Seconds::days(4));
        let result = query::result(&society.state, 1).unwrap();
        assert_eq!(result.outcome, Outcome::Rejected { verdict });
        assert_eq!(result.chosen, Vec::<String>::new());
    }
}

/// GOV-15: consent passes if nobody objects with a reason, and enough answer; lazy consensus passes in
/// silence.
#[test]
fn gov_15_an_objection_stops_and_silence_is_consent_only_where_the_charter_says_so() {
    let reason = Some(b"It would burn.".to_vec());
    let cases: Vec<(&str, &str, Vec<Choice>, bool, Outcome)> = vec![
        ("consent", "quorum = \"50%\"", vec![Choice::Yes; 3], false, Outcome::Done),
        (
            "consent",
            "quorum = \"50%\"",
            vec![Choice::Yes; 2],
            false,
            Outcome::Rejected { verdict: Verdict::NoQuorum },
        ),
        (
            "consent",
            "quorum = \"50%\"",
            vec![Choice::Abstain; 3],
            false,
            Outcome::Rejected { verdict: Verdict::Rejected },
        ),
        (
            "consent",
            "quorum = \"50%\"",
            vec![Choice::Yes; 4],
            true,
            Outcome::Rejected { verdict: Verdict::Rejected },
        ),
        ("lazy-consensus", "", vec![], false, Outcome::Done),
        ("lazy-consensus", "", vec![], true, Outcome::Rejected { verdict: Verdict::Rejected }),
    ];
    for (method, terms, choices, is_objected, outcome) in cases {
        let (mut society, members) = society(&charter(method, terms, ""));
        let reason = society.records.insert(reason.clone().unwrap());
        let text = society.records.insert(b"Pay Ana\n".to_vec());
        let (actions, procedure) = (vec![pay(5, &members[1])], "contest".into());
        let (contest, deposit) = (None, None);
        let action = GovernanceAction::Propose { actions, contest, deposit, procedure, text };
        society.act(&members[1], action).unwrap();
        society.wait(Seconds(1));
        for (voter, choice) in members.iter().zip(choices) {
            vote(&mut society, voter, 1, choice).unwrap();
        }
        if is_objected {
            vote(&mut society, &members[5], 1, Choice::Object(reason)).unwrap();
        }
        society.wait(Seconds::days(4));
        assert_eq!(query::result(&society.state, 1).unwrap().outcome, outcome, "{method}");
    }
}

/// CHA-40: what cannot refuse holds no power over the charter.
#[test]
fn cha_40_a_procedure_that_cannot_refuse_holds_no_power_over_the_charter() {
    let line =
        "[[power]]\nid = \"amending\"\nmay = \"charter.amend\"\nwho = \"decision: contest\"\n";
    let read = |method: &str, terms: &str| {
        let text = charter(method, terms, line);
        let read = crate::charter_text::Charter::parse(&text, &crate::registry::action_names());
        read.err().map(|faults| faults.iter().map(|fault| fault.code).collect::<Vec<_>>())
    };
    let weak = Some(vec!["charter.method_weak"]);
    assert_eq!(read("irv", "quorum = \"50%\""), weak);
    assert_eq!(read("lazy-consensus", ""), weak);
    assert_eq!(read("consent", "quorum = \"50%\""), None);
    let confirmed = "quorum = \"50%\"\nthreshold = \"two thirds\"\nconfirm = \"after 2 days\"";
    assert_eq!(read("irv", confirmed), None);
    assert_eq!(read("yes-no", "quorum = \"50%\"\nthreshold = \"two thirds\""), None);
}

/// GOV-3: a change of the charter is the last action of its option.
#[test]
fn gov_3_a_change_of_the_charter_comes_last_in_its_option() {
    let line =
        "[[power]]\nid = \"amending\"\nmay = \"charter.amend\"\nwho = \"decision: contest\"\n";
    let terms = "quorum = \"50%\"\nthreshold = \"two thirds\"\nconfirm = \"after 2 days\"";
    let (mut society, members) = society(&charter("irv", terms, line));
    let text =
        society.records.insert(charter("irv", terms, line).replace("Box", "Bag").into_bytes());
    let mut contest = contest(Method::Irv, &members);
    contest.options[1].actions.insert(0, CharterAction::Amend { replaces: text, text }.into());
    let action = propose(&mut society, Some(contest));
    assert_eq!(society.act(&members[1], action).unwrap_err().code, "governance.amend_not_last");
}

/// What people write is read back as it was.
#[test]
fn choices_are_read_back_as_they_are_written() {
    let mut numbers = Numbers(99);
    let forms = Method::ALL.iter().map(|method| method.form());
    for form in forms.cycle().take(2_000) {
        let choice = numbers.choice(form);
        let is_empty = matches!(&choice, Choice::Spend(votes) if votes.is_empty());
        assert!(is_empty || choice.to_string().parse() == Ok(choice.clone()), "{choice}");
    }
    for text in ["", "maybe", "approve=0", "rank=", "rank=1>>2", "score=1", "votes=1:x", "object=1"]
    {
        assert!(text.parse::<Choice>().is_err(), "{text}");
    }
}
