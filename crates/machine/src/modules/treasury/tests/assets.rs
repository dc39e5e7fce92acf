//! What assets are: issued, held outside, or given by members to each other; and what lies still.

use polity_types::{Amount, AssetId, Seconds};

use super::super::TreasuryAction::{
    Attest, CloseAccount, Issue, OpenAccount, OpenOutside, Pay, Receive, TakeOut, Transfer,
};
use super::super::{AccountId, TreasuryAction, TreasuryEvent, query};
use super::{CHARTER, society};
use crate::frame::context::Authority;
use crate::frame::state::Records as _;
use crate::modules::charter::CharterAction;
use crate::modules::governance::{Ballot, Choice, GovernanceAction};
use crate::modules::membership::MembershipAction;
use crate::modules::treasury;
use crate::testing::{Actor, Auditor, Society};
use crate::{Action, Event};

fn account(text: &str) -> AccountId {
    text.parse().unwrap()
}

fn asset(code: &str) -> AssetId {
    code.parse().unwrap()
}

fn amount(minor_units: i128) -> Amount {
    Amount::new(minor_units).unwrap()
}

fn of(actor: &Actor) -> AccountId {
    AccountId::Person(actor.person)
}

fn issue(units: i128, code: &str, to: &AccountId) -> TreasuryAction {
    let (amount, asset, to) = (amount(units), asset(code), to.clone());
    Issue { amount, asset, category: None, memo: None, to }
}

fn transfer(units: i128, code: &str, to: &AccountId) -> TreasuryAction {
    let (amount, asset, to) = (amount(units), asset(code), to.clone());
    Transfer { amount, asset, category: None, memo: None, to }
}

fn pay(units: i128, code: &str, from: &str, to: &AccountId) -> TreasuryAction {
    let (amount, asset, to) = (amount(units), asset(code), to.clone());
    Pay { amount, asset, category: None, from: account(from), memo: None, to }
}

fn held(society: &Society, who: &AccountId, code: &str) -> i128 {
    query::balance(&society.state, who, &asset(code)).minor_units()
}

/// Runs a script and returns what an auditor heard of it.
fn run(
    society: &mut Society,
    auditor: &mut Auditor,
    script: Vec<(&Actor, TreasuryAction, Option<&str>)>,
) {
    for (line, (actor, action, refusal)) in script.into_iter().enumerate() {
        let outcome = society.act(actor, action);
        auditor.hear(outcome.iter().flatten());
        assert_eq!(outcome.err().map(|refusal| refusal.code).as_deref(), refusal, "line {line}");
    }
    auditor.audit(&society.state);
}

/// TRE-10: each kind of asset comes from where its kind comes from, and from nowhere else.
#[test]
fn tre_10_assets_come_from_where_their_kind_does() {
    let (mut society, [ana, _]) = society();
    let founder = society.founder.clone();
    let terms = society.records.insert(b"The bank holds it.\n".to_vec());
    let (bank, common) = (account("external-bank"), account("fund-common"));
    let receive = |code: &str| Receive {
        amount: amount(100),
        asset: asset(code),
        category: None,
        from: bank.clone(),
        memo: None,
        to: common.clone(),
    };
    let script = vec![
        (&founder, OpenOutside { account: bank.clone(), terms }, None),
        (&founder, issue(1, "HOUR", &common), Some("charter.other_asset")),
        (&founder, receive("USD"), None),
        (&founder, receive("BOX"), Some("treasury.not_held_outside")),
        (&founder, receive("HOUR"), Some("treasury.not_held_outside")),
        (&founder, pay(40, "USD", "fund-common", &of(&ana)), None),
        (&ana, transfer(15, "USD", &bank), None),
        (&founder, issue(1_000, "BOX", &common), None),
        (&ana, transfer(1, "BOX", &bank), Some("treasury.not_held_outside")),
    ];
    run(&mut society, &mut Auditor::default(), script);
    assert_eq!(held(&society, &bank, "USD"), -85);
    // Whoever were to let it, what is not issued is not issued.
    let state = society.state.clone();
    let context = society.context(Authority::Decision { procedure: "any".into(), proposal: 1 });
    for code in ["USD", "HOUR"] {
        let action = crate::Action::from(issue(1, code, &common));
        let refused = crate::registry::check(&action, &context, &state).err().unwrap();
        assert_eq!(refused.code, "treasury.not_issued", "{code}");
    }
}

/// TRE-10: no more is issued in a period than the charter says, whoever issues it.
#[test]
fn tre_10_a_period_issues_no_more_than_its_most() {
    let most = "issue_max = \"2000000 BOX per 30 days\"";
    let (mut society, _) =
        super::society_under(&CHARTER.replace(most, &most.replace("2000000", "10")));
    let founder = society.founder.clone();
    let common = account("fund-common");
    let mut auditor = Auditor::default();
    let script = vec![
        (&founder, issue(1_001, "BOX", &common), Some("treasury.issue_max")),
        (&founder, issue(600, "BOX", &common), None),
        (&founder, issue(401, "BOX", &common), Some("treasury.issue_max")),
        (&founder, issue(400, "BOX", &common), None),
        (&founder, issue(1, "BOX", &common), Some("treasury.issue_max")),
    ];
    run(&mut society, &mut auditor, script);
    society.wait(Seconds(Seconds::days(30).0 - 10));
    run(
        &mut society,
        &mut auditor,
        vec![(&founder, issue(1, "BOX", &common), Some("treasury.issue_max"))],
    );
    society.wait(Seconds(10));
    run(&mut society, &mut auditor, vec![(&founder, issue(1_000, "BOX", &common), None)]);
}

/// TRE-12: members owe each other down to the limit, all sums to nothing, and who owes leaves.
#[test]
fn tre_12_mutual_credit_has_a_limit_and_never_keeps_anybody() {
    let (mut society, [ana, ben]) = society();
    let founder = society.founder.clone();
    let known = society.known("known");
    let mut auditor = Auditor::default();
    auditor.allow("HOUR", 500);
    let script = vec![
        (&ana, transfer(501, "HOUR", &of(&ben)), Some("treasury.too_little")),
        (&ana, transfer(500, "HOUR", &of(&ben)), None),
        (&ana, transfer(1, "HOUR", &of(&ben)), Some("treasury.too_little")),
        (&ben, transfer(1_000, "HOUR", &account("fund-common")), None),
        (&ben, transfer(1, "HOUR", &of(&ana)), Some("treasury.too_little")),
        (&founder, transfer(200, "HOUR", &of(&ana)), None),
        (&ana, transfer(200, "HOUR", &of(&known)), None),
    ];
    run(&mut society, &mut auditor, script);
    assert_eq!(held(&society, &of(&ana), "HOUR"), -500);
    let state = society.state.clone();
    let context = society.context(Authority::Rule { rule: "test".into() });
    let limit = |who: &Actor| query::credit_limit(&state, &context, who.person, &asset("HOUR"));
    assert_eq!((limit(&ana), limit(&known)), (amount(500), Amount::ZERO));
    society.act(&ana, MembershipAction::Leave {}).unwrap();
    let take_out = TakeOut {
        amount: amount(1),
        asset: asset("HOUR"),
        category: None,
        memo: None,
        to: of(&ben),
    };
    run(&mut society, &mut auditor, vec![(&ana, take_out.clone(), Some("treasury.too_little"))]);
    assert_eq!(
        held(&society, &of(&ana), "HOUR"),
        -500,
        "what is owed stays, and nobody is charged"
    );
    // What they are paid goes against it; a fund that pays takes it over. The rest is theirs.
    let script = vec![
        (&founder, transfer(200, "HOUR", &of(&ana)), None),
        (&founder, pay(301, "HOUR", "fund-common", &of(&ana)), None),
        (&ana, take_out.clone(), None),
        (&ana, take_out, Some("treasury.too_little")),
    ];
    run(&mut society, &mut auditor, script);
    assert_eq!(held(&society, &account("fund-common"), "HOUR"), 699);
}

/// TRE-17. Source: community-exchange-network/komunitin#400, soft limits with warnings: whoever goes further below
/// nothing than the society wishes is told so before they sign, and can; at the hard limit it ends.
#[test]
fn tre_17_a_soft_limit_warns_and_refuses_nothing() {
    let (mut society, [ana, ben]) = society();
    let gives = |amount: i128, to: &Actor| transfer(amount, "HOUR", &of(to));
    let told = |society: &mut Society, who: &Actor, act: &Action| {
        let state = society.state.clone();
        let context = society.context(Authority::Person { person: who.person });
        let tried = crate::frame::execute::preview(act, &context, &state)
            .map_err(|refusal| refusal.code.clone())?;
        let found = treasury::warnings(&tried.events, &context, &state);
        let units = |amount: Amount| amount.minor_units();
        Ok::<_, String>(found.iter().map(|one| units(one.held)).collect::<Vec<_>>())
    };
    let act: Action = gives(400, &ben).into();
    assert_eq!(told(&mut society, &ana, &act), Ok(Vec::new()), "no soft limit, no warning");
    let both = "credit_limit = \"5.00 HOUR\"\ncredit_warn = \"3.00 HOUR\"";
    amend(&mut society, "credit_limit = \"5.00 HOUR\"", both);
    for (amount, wanted) in [
        (300, Ok(vec![])),
        (301, Ok(vec![-301])),
        (500, Ok(vec![-500])),
        (501, Err("treasury.too_little".to_owned())),
    ] {
        let act: Action = gives(amount, &ben).into();
        assert_eq!(told(&mut society, &ana, &act), wanted, "{amount}");
    }
    society.act(&ana, gives(450, &ben)).unwrap();
    // Whoever gets something is warned of nothing, though the other is beyond it.
    let act: Action = gives(100, &ana).into();
    assert_eq!(told(&mut society, &ben, &act), Ok(Vec::new()));
    // Nor is whoever is beyond it and gets something: it is less far below nothing than before.
    let state = society.state.clone();
    let context = society.context(Authority::Person { person: ben.person });
    let got = crate::frame::execute::preview(&act, &context, &state).unwrap().events;
    let context = society.context(Authority::Person { person: ana.person });
    assert_eq!(treasury::warnings(&got, &context, &state), Vec::new());
    let context = society.context(Authority::Rule { rule: "test".into() });
    let now = |account: &AccountId, held: i128| {
        treasury::warning(&context.charter, account, &asset("HOUR"), amount(held))
    };
    let held = query::balance(&state, &of(&ana), &asset("HOUR")).minor_units();
    let found = now(&of(&ana), held).unwrap();
    assert_eq!((found.held, found.warn, found.limit), (amount(-450), amount(300), amount(500)));
    assert_eq!(now(&of(&ana), -300), None);
    assert_eq!(now(&account("fund-common"), -450), None);
}

/// TRE-12: a lower limit takes nothing; who is beyond it only receives.
#[test]
fn tre_12_a_lowered_limit_takes_nothing() {
    let (mut society, [ana, ben]) = society();
    let mut auditor = Auditor::default();
    auditor.allow("HOUR", 500);
    run(&mut society, &mut auditor, vec![(&ana, transfer(400, "HOUR", &of(&ben)), None)]);
    amend(&mut society, "credit_limit = \"5.00 HOUR\"", "credit_limit = \"1.00 HOUR\"");
    let script = vec![
        (&ana, transfer(1, "HOUR", &of(&ben)), Some("treasury.too_little")),
        (&ben, transfer(301, "HOUR", &of(&ana)), None),
        (&ana, transfer(1, "HOUR", &of(&ben)), None),
        (&ana, transfer(1, "HOUR", &of(&ben)), Some("treasury.too_little")),
    ];
    run(&mut society, &mut auditor, script);
}

/// Has the members replace a part of the charter in force by a decision, at once in the story.
fn amend(society: &mut Society, old: &str, new: &str) -> Vec<Event> {
    let founder = society.founder.clone();
    let replaces = crate::modules::charter::query::current(&society.state).hash;
    let before = society.records.record(&replaces).unwrap();
    let before = String::from_utf8(before.to_vec()).unwrap();
    assert!(before.contains(old), "{old}");
    let text = society.records.insert(before.replace(old, new).into_bytes());
    let words = society.records.insert(b"Amend\n".to_vec());
    let actions = vec![CharterAction::Amend { replaces, text }.into()];
    let (contest, procedure) = (None, "ordinary".into());
    let propose =
        GovernanceAction::Propose { actions, contest, deposit: None, procedure, text: words };
    society.act(&founder, propose).unwrap();
    let proposal = crate::modules::governance::query::counts(&society.state).made;
    let mut events = society.wait(Seconds::days(1));
    let ballot = Ballot::Open { choice: Choice::Yes };
    let cast = GovernanceAction::CastBallot { ballot, proposal, replaces: None, round: 1 };
    society.act(&founder, cast).unwrap();
    events.extend(society.wait(Seconds::days(5)));
    assert_ne!(crate::modules::charter::query::current(&society.state).hash, replaces);
    events
}

/// TRE-11: what lies still gets less at each boundary, rounded down, and goes to the fund named.
#[test]
fn tre_11_demurrage_is_taken_when_next_touched() {
    let (mut society, [ana, ben]) = society();
    let founder = society.founder.clone();
    let (common, garden) = (account("fund-common"), account("fund-garden"));
    let mut auditor = Auditor::default();
    let leaf = asset("LEAF");
    let holding = |society: &Society, who: &AccountId| {
        let running = crate::frame::clock::Clock::read(&society.state).running();
        query::holding(&society.state, running, who, &leaf).minor_units()
    };
    // While its fund is not open, nothing is lost.
    run(&mut society, &mut auditor, vec![(&founder, issue(1_005, "LEAF", &of(&ana)), None)]);
    society.wait(Seconds::days(30));
    assert_eq!(holding(&society, &of(&ana)), 1_005);
    let script = vec![
        (&founder, OpenAccount { account: garden.clone() }, None),
        (&ana, transfer(5, "LEAF", &of(&ben)), None),
    ];
    run(&mut society, &mut auditor, script);
    // It was counted for the boundary before, for the fund is open when it is counted.
    assert_eq!(held(&society, &of(&ana), "LEAF"), 900);
    society.wait(Seconds::days(60));
    assert_eq!((holding(&society, &of(&ana)), held(&society, &of(&ana), "LEAF")), (729, 900));
    assert_eq!(holding(&society, &of(&ben)), 5, "a tenth of 5, rounded down, is nothing");
    let script = vec![
        (&ana, transfer(730, "LEAF", &of(&ben)), Some("treasury.too_little")),
        (&ana, transfer(729, "LEAF", &common), None),
    ];
    run(&mut society, &mut auditor, script);
    assert_eq!(held(&society, &garden, "LEAF"), 100 + 171);
    let kept = auditor.categories[&("leaf".into(), "transfer:demurrage".into())];
    assert_eq!(kept, 271);
    society.wait(Seconds::days(300));
    assert_eq!(holding(&society, &garden), 271, "the fund that gets it loses nothing");
    // The old rule holds up to the amendment; from then on the new one.
    amend(&mut society, "demurrage = \"10%\"", "demurrage = \"50%\"");
    let before = holding(&society, &common);
    society.wait(Seconds::days(29));
    assert_eq!(holding(&society, &common), before);
    society.wait(Seconds::days(1));
    assert_eq!(holding(&society, &common), before - before / 2);
}

/// TRE-13: a fiscal year closes with the first movement after it, with its figures.
#[test]
fn tre_13_years_close_with_the_next_movement() {
    let (mut society, [ana, _]) = society();
    let founder = society.founder.clone();
    let common = account("fund-common");
    let mut auditor = Auditor::default();
    let script = vec![
        (&founder, issue(1_000, "BOX", &common), None),
        (&founder, pay(40, "BOX", "fund-common", &of(&ana)), None),
        (&ana, transfer(7, "BOX", &common), None),
    ];
    run(&mut society, &mut auditor, script);
    let year = query::year(&society.state, &common, &asset("BOX")).unwrap();
    assert_eq!(year.began.to_string(), "2026-07-01T00:00:00Z");
    let figures =
        |year: super::super::Year| [year.opening, year.came, year.went].map(Amount::minor_units);
    assert_eq!(figures(year), [0, 1_007, 40]);
    society.wait(Seconds::days(400));
    let events = society.act(&ana, transfer(3, "BOX", &common)).unwrap();
    auditor.hear(&events);
    let closed: Vec<_> = events
        .iter()
        .filter_map(|event| match event {
            Event::Treasury(TreasuryEvent::YearClosed { account, closing, year, .. }) => {
                Some((account.to_string(), figures(*year), closing.minor_units()))
            }
            _ => None,
        })
        .collect();
    assert_eq!(closed, [("fund-common".to_owned(), [0, 1_007, 40], 967)]);
    let year = query::year(&society.state, &common, &asset("BOX")).unwrap();
    assert_eq!(year.began.to_string(), "2027-07-01T00:00:00Z");
    assert_eq!(figures(year), [967, 3, 0]);
    assert!(query::year(&society.state, &of(&ana), &asset("BOX")).is_none(), "of no person");
}

/// TRE-14: what is empty is closed, what is needed or holds something is not.
#[test]
fn tre_14_only_empty_accounts_are_closed() {
    let (mut society, [ana, _]) = society();
    let founder = society.founder.clone();
    let house = account("fund-house");
    let close = |text: &str| CloseAccount { account: account(text) };
    let script = vec![
        (&founder, close("fund-house"), Some("treasury.no_fund")),
        (&founder, OpenAccount { account: house.clone() }, None),
        (&founder, OpenAccount { account: account("fund-garden") }, None),
        (&founder, issue(10, "BOX", &house), None),
        (&founder, close("fund-house"), Some("treasury.not_empty")),
        (&founder, pay(10, "BOX", "fund-house", &of(&ana)), None),
        (&founder, close("fund-house"), None),
        (&ana, transfer(1, "BOX", &house), Some("treasury.no_fund")),
        (&founder, close("fund-common"), Some("treasury.needed")),
        (&founder, close("fund-garden"), Some("treasury.needed")),
        (&founder, close("external-bank"), Some("treasury.no_outside")),
        (&founder, close("issue-box"), Some("treasury.not_a_fund")),
        (&founder, close(&founder.person.to_string()), Some("treasury.not_a_fund")),
    ];
    run(&mut society, &mut Auditor::default(), script);
    assert!(query::year(&society.state, &house, &asset("BOX")).is_none());
}

/// TRE-15: what somebody says is there is kept beside what the books expect.
#[test]
fn tre_15_a_word_on_what_is_there_is_kept_with_what_was_expected() {
    let (mut society, _) = society();
    let founder = society.founder.clone();
    let bank = account("external-bank");
    let terms = society.records.insert(b"The bank holds it.\n".to_vec());
    let proof = society.records.insert(b"Statement 7\n".to_vec());
    let missing = polity_types::Hash::of(b"not here");
    let attest = |code: &str, held: i128, proof| Attest {
        account: bank.clone(),
        asset: asset(code),
        held: amount(held),
        proof,
    };
    let receive = Receive {
        amount: amount(100),
        asset: asset("USD"),
        category: None,
        from: bank.clone(),
        memo: None,
        to: account("fund-common"),
    };
    let script = vec![
        (&founder, attest("USD", 1, proof), Some("treasury.no_outside")),
        (&founder, OpenOutside { account: bank.clone(), terms }, None),
        (&founder, attest("BOX", 1, proof), Some("treasury.not_held_outside")),
        (&founder, attest("EUR", 1, proof), Some("treasury.no_asset")),
        (&founder, attest("USD", -1, proof), Some("treasury.not_positive")),
        (&founder, attest("USD", 1, missing), Some("treasury.no_terms")),
        (&founder, receive, None),
        (&founder, attest("USD", 90, proof), None),
    ];
    run(&mut society, &mut Auditor::default(), script);
    let said = query::attested(&society.state, &bank, &asset("USD")).unwrap();
    assert_eq!((said.expected, said.held), (amount(100), amount(90)));
    assert_eq!((said.at, said.proof), (society.time, proof));
    assert_eq!(said.by, founder.person.to_string());
}

/// TRE-4: a place outside gives what came from it, and what is sent there cannot come to more than it gave.
#[test]
fn tre_4_nothing_goes_to_a_place_that_it_did_not_come_from() {
    let (mut society, [ana, _]) = society();
    let founder = society.founder.clone();
    let terms = society.records.insert(b"The bank holds it.\n".to_vec());
    let (bank, other) = (account("external-bank"), account("external-other"));
    let receive = Receive {
        amount: amount(100),
        asset: asset("USD"),
        category: None,
        from: bank.clone(),
        memo: None,
        to: account("fund-common"),
    };
    let script = vec![
        (&founder, OpenOutside { account: bank.clone(), terms }, None),
        (&founder, OpenOutside { account: other.clone(), terms }, None),
        (&founder, receive, None),
        (&founder, pay(40, "USD", "fund-common", &of(&ana)), None),
        (&ana, transfer(1, "USD", &other), Some("treasury.not_there")),
        (&ana, transfer(40, "USD", &bank), None),
    ];
    run(&mut society, &mut Auditor::default(), script);
}
