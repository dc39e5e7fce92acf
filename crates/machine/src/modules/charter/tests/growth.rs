//! Stages that come with what the funds hold and with the turnout (POW-9, POW-13), and what no text
//! can say.

use std::sync::Arc;

use polity_types::{Amount, AssetId, Seconds};

use super::super::query;
use super::super::standing::standing;
use super::amend;
use crate::charter_text::{Power, Who};
use crate::frame::context::Authority;
use crate::frame::execute::preview;
use crate::modules::governance::tests::{CHARTER, joined, names, propose, vote};
use crate::modules::governance::{self, Choice};
use crate::modules::treasury::{AccountId, TreasuryAction};
use crate::registry;
use crate::testing::{Actor, Society};

fn under(when: &str) -> (Society, Vec<Actor>) {
    let stages = format!(
        "\n```toml\n[[power]]\nid = \"issuing\"\nmay = \"treasury.issue\"\nwho = \"founder\"\n\
         up_to = \"900 BOX per day\"\n[[power]]\nid = \"passing\"\nmay = \"treasury.transfer\"\n\
         who = \"member\"\n[[stage]]\nid = \"a\"\nname = \"A\"\n[[stage]]\nid = \"b\"\n\
         name = \"B\"\nwhen = {{ {when} }}\n```\n"
    );
    let mut society = Society::under(&format!("{CHARTER}{stages}"));
    let mut members = vec![society.founder.clone()];
    members.extend(["ana", "ben", "cleo", "dan", "eve"].map(|name| joined(&mut society, name)));
    society.wait(Seconds::days(30));
    (society, members)
}

fn has_come(society: &mut Society) -> bool {
    society.wait(Seconds(1));
    query::stage_reached(&society.state).is_some_and(|reached| reached.stage == "b")
}

fn issue(society: &mut Society, cents: u64, to: AccountId) {
    let founder = society.founder.clone();
    let asset: AssetId = "BOX".parse().unwrap();
    let issue = TreasuryAction::Issue {
        amount: Amount::from(cents),
        asset,
        category: None,
        memo: None,
        to,
    };
    society.act(&founder, issue).unwrap();
}

/// POW-13: what all funds hold together brings a stage, to the last minor unit; what people hold does
/// not, and the stage stays when the money goes.
#[test]
fn pow_13_a_stage_comes_with_what_the_funds_hold() {
    let (mut society, members) = under("treasury = \"50 BOX\"");
    let common = || AccountId::Fund("common".into());
    issue(&mut society, 80_00, AccountId::Person(members[1].person));
    assert!(!has_come(&mut society));
    issue(&mut society, 49_99, common());
    assert!(!has_come(&mut society));
    let pass = TreasuryAction::Transfer {
        amount: Amount::from(1_u64),
        asset: "BOX".parse().unwrap(),
        category: None,
        memo: None,
        to: common(),
    };
    society.act(&members[1], pass).unwrap();
    assert!(has_come(&mut society));
    let asset: AssetId = "BOX".parse().unwrap();
    let all = crate::modules::treasury::query::common(&society.state, &asset);
    assert_eq!(all, Amount::from(50_00_u64));
}

/// POW-13: ten votes in which half of those who could took part bring a stage; nine do not, nor ten of
/// which one had a vote less.
#[test]
fn pow_13_a_stage_comes_with_the_turnout() {
    for (short, expected) in [(false, true), (true, false)] {
        let (mut society, members) = under("turnout = \"50%\"");
        for round in 0..10_u64 {
            assert!(!has_come(&mut society), "{round}");
            let account = AccountId::Fund(format!("fund-{round}"));
            let open = TreasuryAction::OpenAccount { account };
            let proposal = propose(&mut society, "swift", vec![open.into()]);
            society.act(&members[0], proposal).unwrap();
            society.wait(Seconds(1));
            let voters = if short && round == 4 { 2 } else { 3 };
            for voter in &members[..voters] {
                vote(&mut society, voter, round + 1, Choice::Yes).unwrap();
            }
            assert!(names(&society.wait(Seconds::days(1))).len() > 1);
        }
        assert_eq!(governance::query::turnout(&society.state).votes.len(), 10);
        assert_eq!(has_come(&mut society), expected);
    }
}

/// POW-13: a society is told all that a stage still lacks, each of which is needed, and nothing that it has.
#[test]
fn pow_13_all_that_a_stage_lacks_is_told() {
    let told = |society: &mut Society| {
        // At the first stage the charter in force is as its text says.
        let person = society.founder.person;
        let charter = society.context(Authority::Person { person }).charter;
        standing(&charter, society.time, &society.state).stages[1].when()
    };
    let (mut society, members) = under(
        "members = 9, age = \"1 year\", treasury = \"50 BOX\", land = \"2 km2\", places = 2, turnout = \"50%\"",
    );
    let (said, more) = (told(&mut society), 9 - members.len());
    let (count, rest) = said.split_once(" days older and ").unwrap();
    let begins = format!("and with half taking part in the last 10 votes ({more} more and ");
    assert!(count.contains(&begins), "{said}");
    let days: u64 = count.rsplit(' ').next().unwrap().parse().unwrap();
    assert!((330..=335).contains(&days), "{said}");
    assert_eq!(rest, "50.00 BOX more and 2 km² more and 2 more places and 10 more votes)");
    issue(&mut society, 49_99, AccountId::Fund("common".into()));
    assert!(told(&mut society).contains(" and 0.01 BOX more and "));
    issue(&mut society, 1, AccountId::Fund("common".into()));
    assert!(!told(&mut society).contains("BOX more"));
}

/// POW-3: even under a table of powers that no text can give, nobody spends without a limit.
#[test]
fn pow_3_nobody_spends_without_a_limit() {
    let (mut society, members) = under("members = 900");
    let person = members[0].person;
    let state = society.state.clone();
    let mut context = society.context(Authority::Person { person });
    let mut charter = (*context.charter).clone();
    let line = charter.power("issuing").unwrap().clone();
    charter.powers.push(Power {
        id: "endless".into(),
        may: "treasury.pay",
        who: Who::Founder,
        up_to: None,
        ..line
    });
    context.charter = Arc::new(charter);
    let spec = registry::spec_named("treasury.pay").unwrap();
    let value = ("BOX".parse().unwrap(), Amount::from(1_u64));
    let refusal = query::permit(spec, Some(value), &context, &state).unwrap_err();
    assert_eq!((refusal.code.as_str(), refusal.rule.as_str()), ("charter.no_limit", "POW-3"));
}

/// CHA-34: what an asset is does not change by a new text.
#[test]
fn cha_34_an_asset_stays_what_it_is() {
    let mut society = Society::under(CHARTER);
    let claim = "\n```toml\n[[asset]]\nid = \"BOX\"\ndecimals = 2\nheld_by = \"A bank\"\n```\n";
    let text = society.records.insert(format!("{CHARTER}{claim}").into_bytes());
    let amend = amend(&society, text);
    let state = society.state.clone();
    let authority = Authority::Decision { procedure: "amendment".into(), proposal: 1 };
    let context = society.context(authority);
    let refusal = preview(&amend.into(), &context, &state).unwrap_err();
    assert_eq!(refusal.code, "charter.asset_kind");
}
