//! Each refusal at its boundary, and a payment by decision from proposal to effect.

use polity_types::{Amount, AssetId, Seconds};

use super::super::TreasuryAction::{CreateAsset, Issue, OpenAccount, Pay, TakeOut, Transfer};
use super::super::{AccountId, query};
use super::society;
use crate::modules::governance::{Ballot, Choice, GovernanceAction};
use crate::modules::membership::MembershipAction;
use crate::testing::Actor;

fn asset(code: &str) -> AssetId {
    code.parse().unwrap()
}

fn account(text: &str) -> AccountId {
    text.parse().unwrap()
}

fn transfer(amount: i128, to: &AccountId) -> super::super::TreasuryAction {
    let amount = Amount::new(amount).unwrap();
    Transfer { amount, asset: asset("BOX"), category: None, memo: None, to: to.clone() }
}

fn pay(amount: u64, from: &str, to: &AccountId) -> super::super::TreasuryAction {
    let (amount, from) = (Amount::from(amount), account(from));
    Pay { amount, asset: asset("BOX"), category: None, from, memo: None, to: to.clone() }
}

/// TRE-1 to TRE-5.
#[test]
fn script_meets_each_refusal() {
    let (mut society, [ana, ben]) = society();
    let founder = society.founder.clone();
    let (to_ana, to_ben) = (AccountId::Person(ana.person), AccountId::Person(ben.person));
    let common = account("fund-common");
    let stranger = AccountId::Person(Actor::named("stranger").person);
    let issue = |amount: u64, to: &AccountId| Issue {
        amount: Amount::from(amount),
        asset: asset("BOX"),
        category: None,
        memo: None,
        to: to.clone(),
    };
    let create = |code: &str, decimals| CreateAsset { asset: asset(code), decimals };
    let open = |text: &str| OpenAccount { account: account(text) };
    let script = [
        (&ana, create("USDC", 6), Some("charter.no_power")),
        (&founder, create("USDC", 19), Some("treasury.decimals")),
        (&founder, create("USDC", 18), None),
        (&founder, create("USDC", 6), Some("treasury.asset_exists")),
        (&founder, open("issue-box"), Some("treasury.not_a_fund")),
        (&founder, open("fund-common"), Some("treasury.fund_exists")),
        (&founder, open("fund-house"), None),
        (&founder, issue(500, &account("fund-nowhere")), Some("treasury.no_fund")),
        (&founder, issue(0, &common), Some("treasury.not_positive")),
        (&founder, issue(5_000, &common), None),
        (&founder, issue(500, &to_ana), None),
        (&ana, transfer(501, &to_ben), Some("treasury.too_little")),
        (&ana, transfer(500, &to_ben), None),
        (&ana, transfer(1, &to_ben), Some("treasury.too_little")),
        (&ben, transfer(-1, &to_ana), Some("treasury.not_positive")),
        (&ben, transfer(0, &to_ana), Some("treasury.not_positive")),
        (&ben, transfer(1, &to_ben), Some("treasury.same_account")),
        (&ben, transfer(1, &account("issue-box")), Some("treasury.not_payable")),
        (&ben, transfer(1, &stranger), Some("treasury.unknown_person")),
        (&ben, transfer(1, &account("fund-nowhere")), Some("treasury.no_fund")),
        (&ben, transfer(100, &common), None),
        (&founder, pay(1, "fund-house", &to_ana), Some("treasury.too_little")),
        (&founder, pay(1, &to_ben.to_string(), &to_ana), Some("treasury.not_a_fund")),
        (&founder, pay(1_000, "fund-common", &to_ana), None),
        // The limit counts what the founder issued, too: all value that leaves by any action.
        (&founder, pay(1, "fund-common", &to_ana), Some("charter.over_limit")),
        (&ana, pay(1, "fund-common", &to_ana), Some("charter.no_power")),
    ];
    for (line, (actor, action, refusal)) in script.into_iter().enumerate() {
        let outcome = society.act(actor, action).err().map(|refusal| refusal.code);
        assert_eq!(outcome.as_deref(), refusal, "line {line}");
    }
}

/// TRE-6: a decision pays by itself, once its grace period is over.
#[test]
fn tre_6_a_decision_pays_by_itself_after_its_grace_period() {
    let (mut society, [ana, ben]) = society();
    let founder = society.founder.clone();
    let to_ben = AccountId::Person(ben.person);
    let issue = Issue {
        amount: Amount::from(9_000),
        asset: asset("BOX"),
        category: None,
        memo: None,
        to: account("fund-common"),
    };
    society.act(&founder, issue).unwrap();
    let text = society.records.insert(b"Pay Ben for the roof\n".to_vec());
    let actions = vec![pay(8_000, "fund-common", &to_ben).into()];
    let propose = GovernanceAction::Propose {
        actions,
        contest: None,
        deposit: None,
        procedure: "ordinary".into(),
        text,
    };
    society.act(&ana, propose).unwrap();
    society.wait(Seconds::days(1));
    for voter in [&founder, &ana] {
        let ballot = Ballot::Open { choice: Choice::Yes };
        let cast = GovernanceAction::CastBallot { ballot, proposal: 1, replaces: None, round: 1 };
        society.act(voter, cast).unwrap();
    }
    let held =
        |society: &crate::testing::Society| query::balance(&society.state, &to_ben, &asset("BOX"));
    society.wait(Seconds::days(2));
    assert_eq!(held(&society), Amount::ZERO, "it passed, and waits");
    society.wait(Seconds(Seconds::days(3).0 - 1));
    assert_eq!(held(&society), Amount::ZERO);
    society.wait(Seconds(1));
    assert_eq!(held(&society), Amount::from(8_000));
}

/// TRE-7: no line of the charter, and none that is missing, keeps a leaver's money.
#[test]
fn tre_7_who_left_moves_what_is_theirs() {
    let (mut society, [ana, ben]) = society();
    let founder = society.founder.clone();
    let (to_ana, to_ben) = (AccountId::Person(ana.person), AccountId::Person(ben.person));
    let issue = Issue {
        amount: Amount::from(500),
        asset: asset("BOX"),
        category: None,
        memo: None,
        to: to_ana,
    };
    society.act(&founder, issue).unwrap();
    let take_out = |amount: u64| TakeOut {
        amount: Amount::from(amount),
        asset: asset("BOX"),
        category: None,
        memo: None,
        to: to_ben.clone(),
    };
    let refused = |outcome: Result<_, polity_types::Refusal>| outcome.unwrap_err().code;
    assert_eq!(refused(society.act(&ana, take_out(1))), "treasury.still_member");
    society.act(&ana, MembershipAction::Leave {}).unwrap();
    assert_eq!(refused(society.act(&ana, transfer(1, &to_ben))), "charter.no_power");
    assert_eq!(refused(society.act(&ana, take_out(501))), "treasury.too_little");
    society.act(&ana, take_out(500)).unwrap();
    assert_eq!(query::balance(&society.state, &to_ben, &asset("BOX")), Amount::from(500));
}

/// TRE-2: one text for each account.
#[test]
fn tre_2_accounts_have_one_text_form() {
    for text in ["fund-common", "fund-a", "issue-box"] {
        assert_eq!(account(text).to_string(), text);
    }
    let long = format!("fund-{}", "a".repeat(25));
    for text in ["", "fund-", "fund-A", "fund-a b", "issue-BOX", "issue-", "common", &long] {
        assert!(text.parse::<AccountId>().is_err(), "{text}");
    }
}
