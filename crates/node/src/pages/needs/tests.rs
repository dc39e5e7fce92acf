//! What waits for a person, and for nobody else: claims, applications, keys of friends, and a new charter.

use polity_machine::frame::clock::Clock;
use polity_machine::frame::context::Authority;
use polity_machine::modules::breach::{Accused, BreachAction, Evidence};
use polity_machine::modules::charter::CharterAction;
use polity_machine::modules::governance::{self, Ballot, Choice, GovernanceAction};
use polity_machine::modules::identity::{self, IdentityAction};
use polity_machine::modules::membership::MembershipAction;
use polity_machine::modules::offices::OfficesAction;
use polity_machine::modules::panels::{PanelsAction, Stage, commitment_of, query as panels};
use polity_machine::modules::spending::{Line, SpendingAction};
use polity_machine::modules::treasury::{AccountId, TreasuryAction};
use polity_machine::testing::{Actor, Society, key_of, public, sign};
use polity_types::person::{
    Guardians, KeyChange, KeyGrant, KeySignature, RecoveryRule, SignedStatement, Statement,
};
use polity_types::{Amount, AssetId, Base64, Scope, Seconds};

const CHARTER: &str = r#"# Charter of the box

`society.name = "Box"` `society.kind = "hub"` `society.currency = "BOX"`

> `society.commandment = "Tests tell the truth."`

`admission.vouches = 2` `admission.open_vouches_max = 3` `admission.probation = "none"`
`admission.application = "open"` `exit.share = "none"` `exit.paid_within = "1 day"`

```toml
power = [
  { id = "admitting", may = "membership.admit",   who = "founder" },
  { id = "vouched",   may = "membership.admit",   who = "rule: vouched" },
  { id = "vouching",  may = "membership.vouch",   who = "member past probation" },
  { id = "proposing", may = "governance.propose", who = "member" },
  { id = "amending",  may = "charter.amend",      who = "founder", grace = "1 day" },
]

[chance]
beacon = "none"
revealers = "office: keeper"
commit = "1 day"
reveal = "1 day"

[[office]]
id = "keeper"
name = "Keeper"
seats = 2
term = "1 year"
filled = "decision: ordinary"
recalled = "decision: ordinary"

[[decision]]
id = "ordinary"
electorate = "members"
method = "yes-no"
quorum = "10%"
threshold = "more than half"
discussion = "none"
voting = "1 day"
grace = "none"

[breach]
window = "21 days"
panel = "jury"
ruling = "10 days"
again_after = "60 days"
members = "decision: ordinary"

[[panel]]
id = "jury"
name = "The jury"
seats = 2
of = "members past probation"
drawn = "for each claim"
accept = "2 days"
```
"#;

fn of(society: &mut Society, who: &Actor) -> Vec<super::Need> {
    let state = society.state.clone();
    let context = society.context(Authority::Person { person: who.person });
    super::of(who.person, &context, &state)
}

/// What waits for somebody, but for votes: kind and command.
fn needs(society: &mut Society, who: &Actor) -> Vec<(&'static str, String)> {
    let all = of(society, who).into_iter();
    all.filter(|need| need.kind != "vote").map(|need| (need.kind, need.command)).collect()
}

fn kinds(society: &mut Society, who: &Actor) -> Vec<&'static str> {
    needs(society, who).into_iter().map(|(kind, _)| kind).collect()
}

fn applicant(society: &mut Society, name: &str, recovery: Option<RecoveryRule>) -> Actor {
    let actor = Actor::with_recovery(name, recovery);
    let inception = actor.inception.clone();
    society.act(&actor, IdentityAction::Register { inception }).unwrap();
    society.act(&actor, MembershipAction::Apply { invitation: None, letter: None }).unwrap();
    actor
}

fn swear(society: &mut Society, actor: &Actor) {
    let charter = polity_machine::modules::charter::query::current(&society.state).hash;
    society.act(actor, MembershipAction::Swear { charter }).unwrap();
}

fn member(society: &mut Society, name: &str, recovery: Option<RecoveryRule>) -> Actor {
    let founder = society.founder.clone();
    let actor = applicant(society, name, recovery);
    society.act(&founder, MembershipAction::Admit { applicant: actor.person }).unwrap();
    swear(society, &actor);
    actor
}

/// Who may vouch is asked to until they have, who may only admit is asked to admit; an applicant is told how many
/// vouch, and once somebody is admitted the oath is what waits, for them alone.
#[test]
fn an_application_waits_for_those_who_may_vouch_or_admit() {
    let mut society = Society::under(CHARTER);
    let founder = society.founder.clone();
    let [ana, ben] = ["ana", "ben"].map(|name| member(&mut society, name, None));
    let fay = applicant(&mut society, "fay", None);
    let vouch = [("application", format!("polity member vouch {}", fay.person))];
    for who in [&founder, &ana, &ben] {
        assert_eq!(needs(&mut society, who), vouch);
    }
    assert_eq!(kinds(&mut society, &fay), ["vouches"]);
    society.act(&founder, MembershipAction::Vouch { applicant: fay.person }).unwrap();
    let admit = [("application", format!("polity member admit {}", fay.person))];
    assert_eq!(needs(&mut society, &founder), admit, "a founder who vouched may still admit");
    society.act(&ana, MembershipAction::Vouch { applicant: fay.person }).unwrap();
    for who in [&founder, &ana, &ben] {
        assert_eq!(kinds(&mut society, who), Vec::<&str>::new(), "two vouches admit");
    }
    assert_eq!(kinds(&mut society, &fay), ["oath"]);
}

/// Guardians who have not answered are asked, until the keys are there or enough have agreed.
#[test]
fn lost_keys_wait_for_guardians_who_have_not_answered() {
    let mut society = Society::under(CHARTER);
    let names = ["g1", "g2", "g3"];
    let friends = names.map(|name| member(&mut society, name, None));
    let mut persons: Vec<_> = friends.iter().map(|friend| friend.person).collect();
    persons.sort();
    let guardians = Guardians { persons, salt: Base64(vec![5; 16]) };
    let (commitment, delay) = (guardians.commitment(), Seconds::days(5));
    let rule = RecoveryRule { commitment, delay, threshold: 2, threshold_disputed: 3 };
    let ana = member(&mut society, "ana", Some(rule));
    for friend in &friends {
        assert_eq!(kinds(&mut society, friend), Vec::<&str>::new());
    }
    let new = key_of("new");
    let keys = vec![KeyGrant { expires: None, key: public(&new), scopes: Scope::ALL.to_vec() }];
    let change = KeyChange::Recover { guardians, keys };
    let previous = ana.person.0;
    let statement = Statement { change, person: ana.person, previous, sequence: 1 };
    let signature = sign(&new, &statement.signed_bytes());
    let signatures = vec![KeySignature { key: public(&new), signature }];
    let hash = statement.hash();
    let statement = SignedStatement { signatures, statement };
    let founder = society.founder.clone();
    society.act(&founder, IdentityAction::Recover { statement }).unwrap();
    let asked = [("guardian", format!("polity key approve {} {hash}", ana.person))];
    for friend in &friends {
        assert_eq!(needs(&mut society, friend), asked);
    }
    assert_eq!(kinds(&mut society, &founder), Vec::<&str>::new());
    call_election(&mut society, &friends[..1]);
    assert_eq!(alarm(&mut society, &ana), ("keys_asked", "polity key status".into()));
    let approve =
        IdentityAction::ApproveRecovery { person: ana.person, replaces: None, statement: hash };
    society.act(&friends[0], approve.clone()).unwrap();
    assert_eq!(kinds(&mut society, &friends[0]), Vec::<&str>::new());
    assert_eq!(needs(&mut society, &friends[1]), asked);
    society.act(&friends[1], approve).unwrap();
    assert_eq!(kinds(&mut society, &friends[2]), Vec::<&str>::new(), "two are enough");
    // Whose keys they are hears of it before anything else, with the last moment at which they can object.
    assert_eq!(alarm(&mut society, &ana), ("keys_taken", "polity key object".into()));
    let recovery = identity::query::recovery(&society.state, ana.person).unwrap();
    let ends = recovery.waiting.unwrap().ends.at;
    let first = of(&mut society, &ana).remove(0);
    assert_eq!(first.ends, Some(Clock::read(&society.state).wall(ends)));
    assert!(first.is_soon && first.words.contains("Object"), "{}", first.words);
    society.act(&ana, IdentityAction::Object {}).unwrap();
    assert_eq!(alarm(&mut society, &ana), ("keys_disputed", "polity key status".into()));
}

/// The first of several things that wait for somebody, some of which end sooner.
fn alarm(society: &mut Society, who: &Actor) -> (&'static str, String) {
    let all = of(society, who);
    assert!(all.len() > 1, "a vote waits, too");
    let ends: Vec<_> = all.iter().map(|need| need.ends).collect();
    assert!(ends.iter().any(|end| *end < ends[0]), "one that ends sooner: {ends:?}");
    (all[0].kind, all[0].command.clone())
}

/// A charter waits for those who swore to another, until they agree to it or leave.
#[test]
fn a_new_charter_waits_for_those_who_swore_to_another() {
    let mut society = Society::under(CHARTER);
    let founder = society.founder.clone();
    let [ana, ben] = ["ana", "ben"].map(|name| member(&mut society, name, None));
    let replaces = polity_machine::modules::charter::query::current(&society.state).hash;
    let text = society.records.insert(format!("{CHARTER}\nOne sentence more.\n").into_bytes());
    society.act(&founder, CharterAction::Amend { replaces, text }).unwrap();
    assert_eq!(kinds(&mut society, &ana), Vec::<&str>::new(), "it is announced");
    society.wait(Seconds::days(1));
    for who in [&founder, &ana, &ben] {
        assert_eq!(kinds(&mut society, who), ["consent"]);
    }
    society.act(&ana, CharterAction::Consent { charter: text, replaces: None }).unwrap();
    assert_eq!(kinds(&mut society, &ana), Vec::<&str>::new());
    let dan = member(&mut society, "dan", None);
    assert_eq!(kinds(&mut society, &dan), Vec::<&str>::new(), "who comes swears to the new one");
    society.act(&ben, MembershipAction::Leave {}).unwrap();
    assert_eq!(kinds(&mut society, &ben), Vec::<&str>::new());
}

/// Has people stand for an office, and all vote on them for a day.
fn call_election(society: &mut Society, keepers: &[Actor]) {
    let office = || "keeper".to_owned();
    for keeper in keepers {
        society.act(keeper, OfficesAction::Stand { office: office() }).unwrap();
    }
    society.act(&keepers[0], OfficesAction::CallElection { office: office() }).unwrap();
    society.wait(Seconds(1));
}

/// Keepers of the lots, elected by all.
fn elect(society: &mut Society, all: &[Actor], keepers: &[Actor]) {
    call_election(society, keepers);
    let proposal = governance::query::counts(&society.state).made;
    for voter in all {
        let ballot = Ballot::Open { choice: Choice::Yes };
        let cast = GovernanceAction::CastBallot { ballot, proposal, replaces: None, round: 1 };
        society.act(voter, cast).unwrap();
    }
    society.wait(Seconds::days(1));
}

/// A claim waits for those who were drawn and took the seat, each until they ruled.
#[test]
fn a_claim_waits_for_those_who_sit_on_it() {
    let mut society = Society::under(CHARTER);
    let mut all = vec![society.founder.clone()];
    for name in ["ana", "ben", "cleo", "dan", "eve"] {
        all.push(member(&mut society, name, None));
    }
    let keepers = [all[0].clone(), all[1].clone()];
    elect(&mut society, &all, &keepers);
    let text = society.records.insert(b"He lied.".to_vec());
    let letter = society.records.insert(b"A letter.".to_vec());
    let evidence = vec![Evidence { hash: letter, url: None }];
    let accused = Accused::Person(all[5].person);
    let since = society.time;
    let (acts, deposit) = (Vec::new(), None);
    let raise = BreachAction::Raise { accused, acts, deposit, evidence, since, text };
    society.act(&all[4], raise).unwrap();
    let sitting = panels::count(&society.state);
    for keeper in &keepers {
        let hash = commitment_of(&keeper.person, &Base64(vec![7; 32]), sitting, 1);
        society.act(keeper, PanelsAction::Commit { hash, sitting }).unwrap();
    }
    for keeper in &keepers {
        let secret = Base64(vec![7; 32]);
        society.act(keeper, PanelsAction::Reveal { secret, sitting }).unwrap();
    }
    society.wait(Seconds(5));
    assert_eq!(panels::sitting(&society.state, sitting).unwrap().stage, Stage::Seated);
    let drawn: Vec<Actor> = all
        .iter()
        .filter(|who| panels::offer_of(&society.state, sitting, who.person).is_some())
        .cloned()
        .collect();
    assert_eq!(drawn.len(), 2, "of the four who are neither");
    for juror in &drawn {
        assert_eq!(kinds(&mut society, juror), ["seat"], "first they are asked whether they sit");
        society.act(juror, PanelsAction::Accept { sitting }).unwrap();
        let rule = ("claim", "polity breach rule 1 uphold|dismiss".to_owned());
        assert_eq!(needs(&mut society, juror), [rule]);
    }
    for other in all.iter().filter(|who| drawn.iter().all(|juror| juror.person != who.person)) {
        assert_eq!(kinds(&mut society, other), Vec::<&str>::new());
    }
    society.act(&drawn[0], BreachAction::Rule { claim: 1, upholds: false }).unwrap();
    assert_eq!(kinds(&mut society, &drawn[0]), Vec::<&str>::new());
    assert_eq!(kinds(&mut society, &drawn[1]), ["claim"]);
}

/// A request waits for whoever may approve it, until somebody announced that; then for whoever may pay it out: where
/// every member may, for those who get the money, and not for those who approved it.
#[test]
fn a_request_waits_for_those_who_may_approve_it_and_then_for_who_is_paid() {
    let lines = r#"power = [
  { id = "minting",   may = "treasury.issue",   who = "founder", up_to = "900000 BOX per 30 days" },
  { id = "asking",    may = "spending.request", who = "member" },
  { id = "approving", may = "spending.approve", who = "founder", up_to = "900000 BOX per 30 days", grace = "1 hour" },
  { id = "handing",   may = "spending.pay",     who = "member" },
"#;
    let mut society = Society::under(&CHARTER.replacen("power = [\n", lines, 1));
    let founder = society.founder.clone();
    let [ana, ben] = ["ana", "ben"].map(|name| member(&mut society, name, None));
    let (asset, fund): (AssetId, AccountId) =
        ("BOX".parse().unwrap(), "fund-common".parse().unwrap());
    let amount = Amount::from(100_000);
    let issue = TreasuryAction::Issue {
        amount,
        asset: asset.clone(),
        category: None,
        memo: None,
        to: fund.clone(),
    };
    society.act(&founder, issue).unwrap();
    let request = |society: &mut Society, amount: u64| {
        let lines = vec![Line { amount: Amount::from(amount), to: AccountId::Person(ana.person) }];
        let (asset, fund) = (asset.clone(), fund.clone());
        let (category, receipts, text) = (None, Vec::new(), None);
        let asked = SpendingAction::Request { asset, category, fund, lines, receipts, text };
        society.act(&ana, asked).unwrap();
    };
    request(&mut society, 500);
    let approving = |number: u64| ("request", format!("polity spend approve {number}"));
    assert_eq!(needs(&mut society, &founder), [approving(1)]);
    for who in [&ana, &ben] {
        assert_eq!(kinds(&mut society, who), Vec::<&str>::new());
    }
    let amount = Amount::from(500);
    let approve = SpendingAction::Approve { amount, asset: asset.clone(), request: 1 };
    society.act(&founder, approve).unwrap();
    assert_eq!(kinds(&mut society, &founder), Vec::<&str>::new(), "it is announced");
    let _ = society.wait(Seconds::hours(2));
    let paying = [("payment", "polity spend pay 1".to_owned())];
    assert_eq!(needs(&mut society, &ana), paying);
    for who in [&founder, &ben] {
        assert_eq!(kinds(&mut society, who), Vec::<&str>::new());
    }
    society.act(&ana, SpendingAction::Pay { request: 1 }).unwrap();
    assert_eq!(kinds(&mut society, &ana), Vec::<&str>::new());
    for amount in 1..=3 {
        request(&mut society, amount);
    }
    assert_eq!(needs(&mut society, &founder), [approving(2), approving(3), approving(4)]);
    request(&mut society, 4);
    let several = [("request", "polity spend approve NUMBER".to_owned())];
    assert_eq!(needs(&mut society, &founder), several, "four are told in one line");
}
