//! What pages say of a decision that chooses among options: what each option does, what there is for all of them,
//! who would be taken now.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use common::{Site, holds};
use polity_machine::Action;
use polity_machine::modules::charter::CharterAction;
use polity_machine::modules::governance::{
    Ballot, Choice, Contest, ContestBudget, ContestOption, GovernanceAction,
};
use polity_machine::modules::offices::OfficesAction;
use polity_machine::modules::spending::{Pace, SpendingAction};
use polity_machine::modules::treasury::{AccountId, TreasuryAction};
use polity_machine::testing::{Actor, key_of, public};
use polity_types::{Amount, AssetId, Seconds};

const CHARTER: &str = r#"# Charter of the desk

`society.name = "Desk"` `society.kind = "hub"` `society.currency = "DSK"`

> `society.commandment = "Pages tell the truth."`

`admission.vouches = 0` `admission.probation = "1 hour"` `admission.application = "open"`

```toml
power = [
  { id = "proposing", may = "governance.propose", who = "member" },
  { id = "issuing", may = "treasury.issue", who = "founder", up_to = "1000 DSK per 30 days" },
  { id = "repeating", may = "spending.start_stream", who = "decision: plain" },
  { id = "signers", may = "charter.set_signers", who = "decision: plain", grace = "1 day" },
  { id = "opening-ranked", may = "treasury.open_account", who = "decision: ranked" },
  { id = "paying-ranked", may = "treasury.pay", who = "decision: ranked" },
  { id = "opening-plain", may = "treasury.open_account", who = "decision: plain" },
  { id = "paying-plain", may = "treasury.pay", who = "decision: plain" },
  { id = "opening-hidden", may = "treasury.open_account", who = "decision: hidden" },
  { id = "paying-pot", may = "treasury.pay", who = "decision: pot" },
]

[[decision]]
id = "ranked"
electorate = "members"
method = "irv"
quorum = "10%"
discussion = "1 hour"
voting = "1 day"
grace = "none"

[[decision]]
id = "hidden"
electorate = "members"
method = "irv"
quorum = "10%"
totals = "after"
discussion = "1 hour"
voting = "1 day"
grace = "none"

[[decision]]
id = "plain"
electorate = "members"
method = "yes-no"
quorum = "10%"
threshold = "more than half"
discussion = "1 hour"
voting = "1 day"
grace = "none"

[[decision]]
id = "pot"
electorate = "members"
method = "budget-shares"
quorum = "10%"
discussion = "1 hour"
voting = "1 day"
grace = "none"

[[office]]
id = "keeper"
name = "Keeper of the drawer"
seats = 1
term = "1 year"
filled = "decision: ranked"
recalled = "decision: ranked"
```
"#;

fn opening(name: &str) -> Action {
    TreasuryAction::OpenAccount { account: format!("fund-{name}").parse().unwrap() }.into()
}

/// A payment of so many hundredths from the common fund to a person.
fn paying(cents: u64, to: &Actor) -> Action {
    let (from, to) = (AccountId::Fund("common".to_owned()), AccountId::Person(to.person));
    let (amount, asset) = (Amount::from(cents), "DSK".parse().unwrap());
    TreasuryAction::Pay { amount, asset, category: None, from, memo: None, to }.into()
}

async fn bring(site: &Site, who: &Actor, procedure: &str, contest: Contest, nonce: u64) {
    let text = site.text(&format!("# Among some, by {procedure}\n")).await;
    let (actions, contest, procedure) = (Vec::new(), Some(contest), procedure.to_owned());
    let propose = GovernanceAction::Propose { actions, contest, deposit: None, procedure, text };
    site.act(who, propose, nonce).await;
}

fn among(options: &[(&str, &[Action])]) -> Contest {
    let option = |(title, actions): &(&str, &[Action])| ContestOption {
        actions: actions.to_vec(),
        title: (*title).to_owned(),
    };
    Contest { budget: None, choose: 1, options: options.iter().map(option).collect() }
}

async fn rank(site: &Site, who: &Actor, order: &[u64], nonce: u64) {
    let choice = Choice::Rank(order.iter().map(|option| vec![*option]).collect());
    let ballot = Ballot::Open { choice };
    let cast = GovernanceAction::CastBallot { ballot, proposal: 1, replaces: None, round: 1 };
    site.act(who, cast, nonce).await;
}

#[tokio::test]
async fn each_option_says_what_it_does_and_whether_it_could() {
    let (site, founder) = (Site::under(CHARTER), Actor::named("founder"));
    let (opens, pays) = ([opening("drawer")], [paying(4_200, &founder)]);
    let options = [("A drawer", &opens[..]), ("Lamps for the yard", &pays), ("Neither", &[])];
    bring(&site, &founder, "ranked", among(&options), 1).await;
    let of_options = [
        "Opens the fund drawer",
        // Nobody sees through a title: an option shows to whom it pays.
        "Pays 42.00 DSK from the common fund to",
        &founder.person.to_string(),
        "Nothing is done.",
        "As things stand, act 1 would be refused",
    ];
    for path in ["/decisions/1", "/decisions/1?ballots=0"] {
        holds(&site.read(path).await, &of_options);
    }
    let paper = site.read("/decisions/1/paper").await;
    holds(&paper, &["Opens the fund drawer", "Pays 42.00 DSK from the common fund to"]);
    // It stays when it is over.
    site.pass_hours(2).await;
    rank(&site, &founder, &[0], 2).await;
    site.pass_hours(25).await;
    let html = site.read("/decisions/1").await;
    holds(
        &html,
        &["took effect", "A drawer <strong>(taken)", "Pays 42.00 DSK from the common fund"],
    );
    // There was no yes and no, so none are drawn.
    assert_eq!(html.matches("<svg class=\"measure\"").count(), 1, "{html}");
}

/// What is brought is tried each time somebody reads it, and the page says so either way.
#[tokio::test]
async fn what_would_take_effect_now_is_said_to_have_been_tried() {
    let (site, founder) = (Site::under(CHARTER), Actor::named("founder"));
    let text = site.text("# A drawer\n").await;
    let (actions, procedure) = (vec![opening("drawer")], "plain".to_owned());
    let propose =
        GovernanceAction::Propose { actions, contest: None, deposit: None, procedure, text };
    site.act(&founder, propose, 1).await;
    holds(&site.read("/decisions/1").await, &["Tried against the rules and the state"]);
    // Where there is nothing to pay from, that is said instead.
    let actions = vec![paying(4_200, &founder)];
    let text = site.text("# A payment\n").await;
    let procedure = "plain".to_owned();
    let propose =
        GovernanceAction::Propose { actions, contest: None, deposit: None, procedure, text };
    site.act(&founder, propose, 2).await;
    let html = site.read("/decisions/2").await;
    holds(&html, &["As things stand, act 1 would be refused"]);
    assert!(!html.contains("Tried against the rules"), "{html}");
}

/// What members decide on is all that its proposer signed, and what it would leave in the fund.
#[tokio::test]
async fn a_proposal_says_all_that_it_moves_and_what_it_leaves_in_the_fund() {
    let (site, founder) = (Site::under(CHARTER), Actor::named("founder"));
    let (to, asset): (AccountId, AssetId) =
        ("fund-common".parse().unwrap(), "DSK".parse().unwrap());
    let amount = Amount::from(10_000_u64);
    let issue = TreasuryAction::Issue { amount, asset, category: None, memo: None, to };
    site.act(&founder, issue, 1).await;
    let stream = SpendingAction::StartStream {
        amount: Amount::from(3_600_u64),
        asset: "DSK".parse().unwrap(),
        category: "expense:soap".parse().ok(),
        each: Amount::from(1_200_u64),
        every: Seconds::days(7),
        fund: "fund-common".parse().unwrap(),
        memo: None,
        pace: Pace::Accrues,
        times: 3,
        to: AccountId::Person(founder.person),
    };
    let stranger = public(&key_of("a key that nobody knows"));
    let signers = CharterAction::SetSigners { signers: vec![stranger] };
    let actions: Vec<Action> = vec![paying(4_200, &founder), stream.into(), signers.into()];
    let text = site.text("# Everyday things\n\nSoap and such.\n").await;
    let procedure = "plain".to_owned();
    let propose =
        GovernanceAction::Propose { actions, contest: None, deposit: None, procedure, text };
    site.act(&founder, propose, 2).await;
    let (key, person) = (stranger.to_string(), founder.person.to_string());
    for path in ["/decisions/1", "/decisions/1/paper"] {
        holds(
            &site.read(path).await,
            &[
                "Pays 42.00 DSK from the common fund",
                "If it took effect now, the common fund would go from 100.00 DSK to 58.00 DSK",
                "Has the common fund pay 12.00 DSK to",
                &person,
                "every 7 days, 3 times: 36.00 DSK altogether",
                "expense:soap",
                "second by second",
                // Of what repeats, the first time is set aside at once.
                "the common fund would go from 58.00 DSK to 46.00 DSK",
                "Has these keys sign the society's log, and no others",
                &key,
            ],
        );
    }
    // The log says of what was done to what.
    let log = site.read("/log").await;
    holds(&log, &["Issues 100.00 DSK of the society", "Everyday things", "decided by the rule"]);
}

#[tokio::test]
async fn what_is_shared_out_is_said_with_what_each_part_costs() {
    let (site, founder) = (Site::under(CHARTER), Actor::named("founder"));
    let pays = [[paying(4_200, &founder)], [paying(900, &founder)]];
    let budget = ContestBudget { amount: Amount::from(5_000_u64), asset: "DSK".parse().unwrap() };
    let contest = among(&[("Lamps", &pays[0]), ("Soup", &pays[1])]);
    bring(&site, &founder, "pot", Contest { budget: Some(budget), ..contest }, 1).await;
    let html = site.read("/decisions/1").await;
    holds(&html, &["There is 50.00 DSK to share out", "Pays 42.00 DSK", "Pays 9.00 DSK"]);
    // Programs read the same of it.
    let uri = "/s/SOCIETY/api/v1/decisions/1";
    site.agrees("/s/{society}/api/v1/decisions/{number}", uri).await;
    let (_, told, _) = site.get(uri).await;
    let told: serde_json::Value = serde_json::from_str(&told).unwrap();
    let soup = &told["options"][1];
    assert_eq!(
        (&soup["title"], &soup["actions"][0]["with"]["amount"]),
        (&"Soup".into(), &"900".into())
    );
    assert_eq!(site.get("/s/SOCIETY/api/v1/decisions/2").await.0, 404);
}

#[tokio::test]
async fn who_would_be_taken_now_is_said_unless_totals_are_left_off() {
    for (procedure, said) in [("ranked", true), ("hidden", false)] {
        let (site, founder) = (Site::under(CHARTER), Actor::named("founder"));
        let options = among(&[("Red <door>", &[]), ("Green door", &[])]);
        bring(&site, &founder, procedure, options, 1).await;
        let html = site.read("/decisions/1").await;
        holds(&html, &["Whichever is taken, nothing is done by itself"]);
        site.pass_hours(2).await;
        let html = site.read("/decisions/1").await;
        assert!(!html.contains("if it ended now"), "{html}");
        rank(&site, &founder, &[1, 0], 2).await;
        let html = site.read("/decisions/1").await;
        let taken = html.replace("<bdi>", "").contains("this would be taken: Green door");
        assert_eq!(taken, said, "{html}");
        assert!(!html.contains("it would pass"), "{html}");
    }
}

#[tokio::test]
async fn an_election_names_its_office_its_term_and_who_stands() {
    let (site, founder) = (Site::under(CHARTER), Actor::named("founder"));
    let office = || "keeper".to_owned();
    site.act(&founder, OfficesAction::Stand { office: office() }, 1).await;
    site.act(&founder, OfficesAction::CallElection { office: office() }, 2).await;
    let html = site.read("/decisions/1").await;
    let person = format!("/people/{}\">", founder.person);
    let holder = "Whoever is elected holds the office “Keeper of the drawer” for 365 days.";
    holds(&html, &["Election: Keeper of the drawer</h1>", holder, &person]);
    site.pass_hours(2).await;
    rank(&site, &founder, &[0, 1], 3).await;
    site.pass_hours(25).await;
    for path in ["/decisions/1", "/decisions"] {
        holds(&site.read(path).await, &["Election: Keeper of the drawer"]);
    }
}
