//! What somebody who wants more power than the charter gives tries, and what comes of it.

use polity_types::{Amount, AssetId, Hash, Seconds};

use super::super::{CharterAction, query};
use super::amend;
use crate::Action;
use crate::charter_text::Charter;
use crate::frame::context::Authority;
use crate::frame::execute::preview;
use crate::modules::governance::tests::{
    CHARTER, applicant, ballot, joined, names, propose, society, vote,
};
use crate::modules::governance::{self, Choice, GovernanceAction, Outcome, Target};
use crate::modules::membership::{self, MembershipAction};
use crate::modules::treasury::{self, AccountId, TreasuryAction};
use crate::registry;
use crate::testing::{Actor, Society};

fn asset() -> AssetId {
    "BOX".parse().unwrap()
}

fn issue(amount: u64, to: &Actor) -> Action {
    let to = AccountId::Person(to.person);
    TreasuryAction::Issue {
        amount: Amount::from(amount),
        asset: asset(),
        category: None,
        memo: None,
        to,
    }
    .into()
}

/// Has a decision take effect, under the terms of its procedure, and returns the refusal's code.
fn decide(society: &mut Society, procedure: &str, action: CharterAction) -> Option<String> {
    let state = society.state.clone();
    let authority = Authority::Decision { procedure: procedure.into(), proposal: 0 };
    let context = society.context(authority);
    match preview(&action.into(), &context, &state) {
        Ok(done) => {
            society.state.commit(done.delta);
            None
        }
        Err(refusal) => Some(refusal.code),
    }
}

/// A charter with more lines at its end.
fn with(lines: &str) -> String {
    format!("{CHARTER}\n```toml\n{lines}\n```\n")
}

/// A society of the founder and five full members under a charter.
fn under(charter: &str) -> (Society, Vec<Actor>) {
    let mut society = Society::under(charter);
    let members = ["ana", "ben", "cleo", "dan", "eve"].map(|name| joined(&mut society, name));
    society.wait(Seconds::days(30));
    (society, members.to_vec())
}

fn faults(text: &str) -> Vec<&'static str> {
    let read = Charter::parse(text, &registry::action_names());
    read.err().unwrap_or_default().iter().map(|fault| fault.code).collect()
}

/// GOV-3: what a decision rests on is there when it is proposed, so that a text that comes later
/// changes no outcome, in no replay.
#[test]
fn gov_3_what_an_action_rests_on_is_there_when_it_is_proposed() {
    let (mut society, members) = society();
    let later = format!("{CHARTER}\nMore.\n").into_bytes();
    let missing = amend(&society, Hash::of(&later));
    let action = propose(&mut society, "amendment", vec![missing.clone().into()]);
    let refusal = society.act(&members[0], action.clone()).unwrap_err();
    assert_eq!(refusal.code, "governance.unforeseen");
    let faulty = society.records.insert(b"no charter at all".to_vec());
    let faulty = amend(&society, faulty);
    let faulty = propose(&mut society, "amendment", vec![faulty.into()]);
    let refusal = society.act(&members[0], faulty).unwrap_err();
    assert_eq!(refusal.code, "governance.unforeseen");
    let unknown = CharterAction::SetRulesVersion { version: 99 };
    let unknown = propose(&mut society, "swift", vec![unknown.into()]);
    let refusal = society.act(&members[0], unknown).unwrap_err();
    assert_eq!(refusal.code, "governance.unforeseen");
    society.records.insert(later);
    society.act(&members[0], action).unwrap();
}

/// POW-3: the limit of a decision's line binds although its procedure or line waits.
#[test]
fn pow_3_the_limit_of_a_decision_binds_though_it_waited() {
    let lines = "[[power]]\nid = \"issuing\"\nmay = \"treasury.issue\"\n\
                 who = \"decision: ordinary\"\nup_to = \"1 BOX per 1 day\"\ngrace = \"5 days\"";
    let (mut society, members) = under(&with(lines));
    let actions = vec![issue(60, &members[0]), issue(60, &members[1])];
    let action = propose(&mut society, "ordinary", actions);
    society.act(&members[0], action).unwrap();
    society.wait(Seconds::days(1));
    for voter in &members {
        vote(&mut society, voter, 1, Choice::Yes).unwrap();
    }
    society.wait(Seconds::days(13));
    let result = governance::query::result(&society.state, 1).unwrap();
    let Outcome::Failed { place: 1, refused } = result.outcome else {
        panic!("{:?}", result.outcome)
    };
    assert_eq!(refused.code, "charter.over_limit");
    let account = AccountId::Person(members[0].person);
    assert_eq!(treasury::query::balance(&society.state, &account, &asset()), Amount::ZERO);
}

/// CHA-31: what a stage changes from the first election on hides nothing that holds before.
#[test]
fn cha_31_changes_from_the_first_election_hide_no_unlimited_line() {
    let lines = "[[power]]\nid = \"paying\"\nmay = \"treasury.pay\"\nwho = \"decision: ordinary\"\n\
                 [[stage]]\nid = \"a\"\nname = \"A\"\n[[stage]]\nid = \"b\"\nname = \"B\"\n\
                 by = \"2029-01-01\"\nchanges = [\n\
                 { power = \"paying\", up_to = \"1 BOX per 30 days\", from = \"the first election\" },\n\
                 { power = \"paying\", who = \"founder\" },\n]";
    assert_eq!(faults(&with(lines)), ["charter.stage_entry", "charter.limit_missing"]);
    let waits = "[[stage]]\nid = \"a\"\nname = \"A\"\n[[stage]]\nid = \"b\"\nname = \"B\"\n\
                 by = \"2029-01-01\"\nchanges = [\n\
                 { power = \"amending\", grace = \"30 days\", from = \"the first election\" },\n\
                 { power = \"amending\", who = \"founder\" },\n]";
    assert_eq!(faults(&with(waits)), ["charter.stage_entry", "charter.amendment_without_grace"]);
}

/// CHA-30: rules wait for nobody, so a grace or a challenge on their line would be a false promise.
#[test]
fn cha_30_a_rule_has_neither_grace_nor_challenge() {
    let line =
        "[[power]]\nid = \"vouching-in\"\nmay = \"membership.admit\"\nwho = \"rule: vouched\"";
    assert_eq!(faults(&with(line)), Vec::<&str>::new());
    assert_eq!(faults(&with(&format!("{line}\ngrace = \"3 days\""))), ["charter.rule_waits"]);
}

const STAGES: &str = "[[power]]\nid = \"issuing\"\nmay = \"treasury.issue\"\nwho = \"founder\"\n\
                      up_to = \"5 BOX per 1 day\"\n\
                      [[stage]]\nid = \"a\"\nname = \"A\"\n\
                      [[stage]]\nid = \"b\"\nname = \"B\"\nwhen = { members = 3 }\n\
                      changes = [{ power = \"issuing\", who = \"decision: ordinary\" }]";

/// POW-9: an amendment that moves the entry of a stage counts the stages anew as it takes effect: no
/// act in between is done under powers that had passed.
#[test]
fn pow_9_stages_are_counted_as_the_amendment_takes_effect() {
    let (mut society, members) = under(&with(STAGES));
    let founder = society.founder.clone();
    let code = |society: &mut Society| {
        society.act(&founder, issue(1, &members[0])).err().map(|refusal| refusal.code)
    };
    assert_eq!(code(&mut society).as_deref(), Some("charter.no_power"));
    let text = with(&STAGES.replace("members = 3", "members = 4"));
    let text = society.records.insert(text.into_bytes());
    let amendment = amend(&society, text);
    assert_eq!(decide(&mut society, "amendment", amendment), None);
    assert_eq!(
        query::stage(
            &Charter::parse(&with(STAGES), &registry::action_names()).unwrap(),
            &society.state
        ),
        1
    );
    assert_eq!(code(&mut society).as_deref(), Some("charter.no_power"));
}

/// POW-9: a stage inserted before the one reached takes what it takes to enter it.
#[test]
fn pow_9_an_inserted_stage_is_entered_like_any_other() {
    let (mut society, members) = under(&with(STAGES));
    let founder = society.founder.clone();
    let inserted = STAGES.replace(
        "[[stage]]\nid = \"b\"",
        "[[stage]]\nid = \"x\"\nname = \"X\"\nwhen = { members = 1000000 }\n\
         changes = [{ power = \"issuing\", up_to = \"500 BOX per 1 day\" }]\n[[stage]]\nid = \"b\"",
    );
    let text = society.records.insert(with(&inserted).into_bytes());
    let amendment = amend(&society, text);
    assert_eq!(decide(&mut society, "amendment", amendment), None);
    let refusal = society.act(&founder, issue(600, &members[0])).unwrap_err();
    assert_eq!(refusal.code, "charter.over_limit");
}

/// POW-9: a stage that takes members and age comes when both are there, by itself.
#[test]
fn pow_9_a_stage_takes_members_and_age_together() {
    let old = STAGES.replace("{ members = 3 }", "{ members = 3, age = \"100 days\" }");
    let (mut society, members) = under(&with(&old));
    let founder = society.founder.clone();
    society.act(&founder, issue(1, &members[0])).unwrap();
    society.wait(Seconds::days(80));
    let refusal = society.act(&founder, issue(1, &members[0])).unwrap_err();
    assert_eq!(refusal.code, "charter.no_power");
    let mut small = Society::under(&with(&old));
    small.wait(Seconds::days(200));
    let ana = small.known("ana");
    let founder = small.founder.clone();
    small.act(&founder, issue(1, &ana)).unwrap();
}

/// CHA-34: an amendment names what it amends, so that none undoes another without a word.
#[test]
fn cha_34_an_amendment_of_an_older_text_is_refused() {
    let (mut society, _) = society();
    let one = society.records.insert(format!("{CHARTER}\nOne.\n").into_bytes());
    let two = society.records.insert(format!("{CHARTER}\nTwo.\n").into_bytes());
    let (first, second) = (amend(&society, one), amend(&society, two));
    assert_eq!(decide(&mut society, "amendment", first), None);
    assert_eq!(decide(&mut society, "amendment", second).as_deref(), Some("charter.other_text"));
}

/// CHA-34: an amendment changes no decimals of what is counted, and counts what it declares anew.
#[test]
fn cha_34_decimals_stay_and_new_assets_are_counted() {
    let (mut society, _) = society();
    let asset = |decimals: u8| format!("[[asset]]\nid = \"BOX\"\ndecimals = {decimals}");
    let other = society.records.insert(with(&asset(6)).into_bytes());
    let other = amend(&society, other);
    assert_eq!(decide(&mut society, "amendment", other).as_deref(), Some("charter.asset_decimals"));
    let more = format!("{}\n[[asset]]\nid = \"USDC\"\ndecimals = 6\n", asset(2));
    let more = society.records.insert(with(&more).into_bytes());
    let more = amend(&society, more);
    assert_eq!(decide(&mut society, "amendment", more), None);
    let counted = treasury::query::asset(&society.state, &"USDC".parse().unwrap()).unwrap();
    assert_eq!(counted.decimals, 6);
}

/// CHA-35: a weak procedure takes nothing from a strong one: neither what it takes nor what it holds.
#[test]
fn cha_35_a_weak_procedure_rewrites_no_line_of_a_strong_one() {
    let strong = "[[decision]]\nid = \"strong\"\nelectorate = \"members\"\nmethod = \"yes-no\"\n\
                  quorum = \"60%\"\nthreshold = \"three quarters\"\ndiscussion = \"1 day\"\n\
                  voting = \"1 day\"\ngrace = \"2 days\"\n\
                  [[power]]\nid = \"paying\"\nmay = \"treasury.pay\"\nwho = \"decision: strong\"";
    let (mut society, _) = under(&with(strong));
    let weaker = with(&strong.replace("\"decision: strong\"", "\"decision: amendment\""));
    let weaker = society.records.insert(weaker.into_bytes());
    let weaker = amend(&society, weaker);
    let refused = decide(&mut society, "amendment", weaker);
    assert_eq!(refused.as_deref(), Some("charter.weak_procedure"));
    let beside = format!(
        "{strong}\n[[power]]\nid = \"more\"\nmay = \"treasury.pay\"\nwho = \"founder\"\n\
         up_to = \"1 BOX per 1 day\""
    );
    let beside = society.records.insert(with(&beside).into_bytes());
    let beside = amend(&society, beside);
    let refused = decide(&mut society, "amendment", beside);
    assert_eq!(refused.as_deref(), Some("charter.weak_procedure"));
    let words = society.records.insert(with(&format!("{strong}\n# A word.")).into_bytes());
    let words = amend(&society, words);
    assert_eq!(decide(&mut society, "amendment", words), None);
}

/// CHA-41: a person who may amend leaves the stages that end their powers.
#[test]
fn cha_41_a_person_changes_no_stage() {
    let founder_amends =
        CHARTER.replace("who = \"decision: amendment\"", "who = \"founder\"\ngrace = \"1 day\"");
    let text = |stages: &str| format!("{founder_amends}\n```toml\n{stages}\n```\n");
    let (mut society, _) = under(&text(STAGES));
    let founder = society.founder.clone();
    let later = text(&STAGES.replace("members = 3", "members = 1000000"));
    let later = society.records.insert(later.into_bytes());
    let later = amend(&society, later);
    assert_eq!(society.act(&founder, later).unwrap_err().code, "charter.stages_fixed");
    let none = STAGES.split("[[stage]]").next().unwrap().to_owned();
    let none = society.records.insert(text(&none).into_bytes());
    let none = amend(&society, none);
    assert_eq!(society.act(&founder, none).unwrap_err().code, "charter.stages_fixed");
    let words = society.records.insert(format!("{}\nA word.\n", text(STAGES)).into_bytes());
    let words = amend(&society, words);
    society.act(&founder, words).unwrap();
}

/// CHA-41: nor makes void what stages change: by a further line for the same, or by another form of the decision
/// to which it passes.
#[test]
fn cha_41_a_person_makes_no_stage_void() {
    let founder_amends =
        CHARTER.replace("who = \"decision: amendment\"", "who = \"founder\"\ngrace = \"1 day\"");
    let text = |stages: &str| format!("{founder_amends}\n```toml\n{stages}\n```\n");
    let stages = STAGES.replace("members = 3", "members = 100");
    let (mut society, _) = under(&text(&stages));
    let founder = society.founder.clone();
    let beside = "[[power]]\nid = \"more\"\nmay = \"treasury.issue\"\nwho = \"founder\"\n\
                  up_to = \"900 BOX per 1 day\"\n";
    let ordinary = "id = \"ordinary\"\nelectorate = \"members past probation\"\nmethod = \"yes-no\"\nquorum \
                    = \"50%\"";
    let unreachable = ordinary.replace("50%", "all");
    for void in [
        text(&format!("{beside}{stages}")),
        text(&stages.replace("up_to = \"5 BOX", "up_to = \"500 BOX")),
        text(&stages).replace(ordinary, &unreachable),
    ] {
        assert_ne!(void, text(&stages));
        let void = society.records.insert(void.into_bytes());
        let void = amend(&society, void);
        assert_eq!(society.act(&founder, void).unwrap_err().code, "charter.stages_fixed");
    }
}

/// POW-7: nobody outnumbers an objection by admitting people while the act waits.
#[test]
fn pow_7_a_challenge_counts_the_members_there_were() {
    let (mut society, members) = society();
    let founder = society.founder.clone();
    let fay = applicant(&mut society, "fay");
    let decline = MembershipAction::Decline { applicant: fay.person, text: None };
    society.act(&founder, decline).unwrap();
    for name in ["n1", "n2", "n3", "n4", "n5", "n6"] {
        let _ = joined(&mut society, name);
    }
    let object = GovernanceAction::Object { target: Target::Act { number: 1 } };
    for member in &members[..3] {
        assert!(query::act(&society.state, 1).is_some());
        society.act(member, object.clone()).unwrap();
    }
    assert!(query::act(&society.state, 1).is_none());
}

/// POW-8: a challenge counts also where a second vote confirms the first.
#[test]
fn pow_8_a_challenge_counts_after_a_confirming_vote() {
    let charter = CHARTER.replace(
        "who = \"decision: amendment\"",
        "who = \"decision: amendment\"\nchallenge = \"50%\"",
    );
    let (mut society, members) = under(&charter);
    let text = society.records.insert(format!("{charter}\nMore.\n").into_bytes());
    let amendment = amend(&society, text);
    let action = propose(&mut society, "amendment", vec![amendment.into()]);
    society.act(&members[0], action).unwrap();
    let vote_all = |society: &mut Society, choice: Choice| {
        for voter in &members {
            vote(society, voter, 1, choice.clone()).unwrap();
        }
    };
    society.wait(Seconds::days(2));
    vote_all(&mut society, Choice::Yes);
    society.wait(Seconds::days(17));
    vote_all(&mut society, Choice::Yes);
    society.wait(Seconds::days(7));
    let object = GovernanceAction::Object { target: Target::Proposal { number: 1 } };
    for member in &members[..3] {
        society.act(member, object.clone()).unwrap();
    }
    let open = governance::query::proposal(&society.state, 1).unwrap();
    assert_eq!((open.stage, open.round), (governance::Stage::Voting, 3));
    vote_all(&mut society, Choice::No);
    society.wait(Seconds::days(7));
    let outcome = governance::query::result(&society.state, 1).unwrap().outcome;
    assert_eq!(outcome, Outcome::Rejected { verdict: governance::Verdict::Rejected });
}

/// GOV-8: a ballot held back from the first vote is none in the second.
#[test]
fn gov_8_a_ballot_names_its_vote() {
    let (mut society, members) = society();
    let text = society.records.insert(format!("{CHARTER}\nMore.\n").into_bytes());
    let amendment = amend(&society, text);
    let action = propose(&mut society, "amendment", vec![amendment.into()]);
    society.act(&members[0], action).unwrap();
    society.wait(Seconds::days(2));
    for voter in &members[..4] {
        vote(&mut society, voter, 1, Choice::Yes).unwrap();
    }
    society.wait(Seconds::days(17));
    let stale = society.act(&members[4], ballot(1, Choice::Yes)).unwrap_err();
    assert_eq!(stale.code, "governance.other_round");
}

/// POW-10: who announced an act takes it back, by word or by objecting to it; no proposal comes of it.
#[test]
fn pow_10_an_author_takes_an_act_back() {
    let (mut society, members) = society();
    let founder = society.founder.clone();
    let fay = applicant(&mut society, "fay");
    let decline = || MembershipAction::Decline { applicant: fay.person, text: None };
    society.act(&founder, decline()).unwrap();
    let take_back = |act: u64| CharterAction::WithdrawAct { act };
    let refusal = society.act(&members[0], take_back(1)).unwrap_err();
    assert_eq!(refusal.code, "charter.not_author");
    assert_eq!(society.act(&founder, take_back(2)).unwrap_err().code, "charter.no_act");
    let events = society.act(&founder, take_back(1)).unwrap();
    assert_eq!(names(&events), ["charter.act_withdrawn"]);
    society.act(&founder, decline()).unwrap();
    let object = GovernanceAction::Object { target: Target::Act { number: 2 } };
    let events = society.act(&founder, object).unwrap();
    assert_eq!(names(&events), ["governance.objected", "charter.act_withdrawn"]);
    assert_eq!(governance::query::counts(&society.state).made, 0);
    assert_eq!(query::pending(&society.state, founder.person), 0);
    society.wait(Seconds::days(9));
    assert!(membership::query::application(&society.state, fay.person).is_some());
}

/// POW-1: who left holds no power any more, founder or not.
#[test]
fn pow_1_a_founder_who_left_holds_nothing() {
    let (mut society, _) = society();
    let founder = society.founder.clone();
    let fay = applicant(&mut society, "fay");
    society.act(&founder, MembershipAction::Leave {}).unwrap();
    let admit = MembershipAction::Admit { applicant: fay.person };
    assert_eq!(society.act(&founder, admit).unwrap_err().code, "charter.no_power");
}

/// CHA-2 and CHA-15 hold for keys as for values: none hides a character in a refusal.
#[test]
fn cha_15_keys_hold_no_character_that_does_not_show() {
    assert_eq!(faults(&with("\"a\\u0007b\" = 1")), ["charter.text_character"]);
    let long = format!("\"{}\" = 1", "k".repeat(81));
    assert_eq!(faults(&with(&long)), ["charter.text_length"]);
}

/// GOV-5: people who are no members cannot silence those who are.
#[test]
fn gov_5_strangers_leave_room_for_the_arguments_of_members() {
    let (mut society, members) = society();
    let fay = applicant(&mut society, "fay");
    let admit = MembershipAction::Admit { applicant: fay.person };
    let action = propose(&mut society, "ordinary", vec![admit.into()]);
    society.act(&members[0], action).unwrap();
    let argue = |proposal: u64| {
        let text = Hash::of(b"because");
        GovernanceAction::Argue { proposal, side: governance::Side::For, text }
    };
    for number in 0..100 {
        let stranger = society.known(&format!("stranger {number}"));
        for _ in 0..5 {
            society.act(&stranger, argue(1)).unwrap();
        }
    }
    let refusal = society.act(&fay, argue(1)).unwrap_err();
    assert_eq!(refusal.code, "governance.arguments_full");
    society.act(&members[1], argue(1)).unwrap();
}

/// CHA-27: a decision that one holder of an office carries alone is no way around a limit, whether the text says so or
/// a stage.
#[test]
fn cha_27_what_one_holder_carries_alone_has_a_limit() {
    let office = |seats: u32, quorum: &str, line: &str| {
        with(&format!(
            "[[office]]\nid = \"desk\"\nname = \"Desk\"\nseats = {seats}\nterm = \"1 year\"\nfilled = \
             \"decision: ordinary\"\nrecalled = \"decision: ordinary\"\n[[decision]]\nid = \"desk\"\nelectorate \
             = \"office: desk\"\nmethod = \"yes-no\"\nquorum = \"{quorum}\"\nthreshold = \"more than \
             half\"\ndiscussion = \"none\"\nvoting = \"1 hour\"\ngrace = \"none\"\n[[power]]\nid = \
             \"paying\"\nmay = \"treasury.pay\"\n{line}"
        ))
    };
    let by_desk = "who = \"decision: desk\"";
    for (seats, quorum, expected) in
        [(1, "50%", 1), (5, "20%", 1), (5, "21%", 0), (3, "a third", 1), (3, "half", 0)]
    {
        let text = office(seats, quorum, by_desk);
        let limit = vec!["charter.limit_missing"; expected];
        assert_eq!(faults(&text), limit, "{seats} seats, {quorum}");
        let limited = office(seats, quorum, &format!("{by_desk}\nup_to = \"9 BOX per 30 days\""));
        assert_eq!(faults(&limited), Vec::<&str>::new(), "{seats} seats, {quorum}");
    }
    let staged = office(1, "50%", "who = \"decision: ordinary\"");
    let staged = staged.trim_end_matches("```\n").to_owned()
        + "\n[[stage]]\nid = \"a\"\nname = \"A\"\n[[stage]]\nid = \"b\"\nname = \"B\"\nwhen = { members = 9 }\n\
           changes = [{ power = \"paying\", who = \"decision: desk\" }]\n```\n";
    assert_eq!(faults(&staged), ["charter.limit_missing"]);
}

/// CHA-27: nor is one in which whoever belongs to all its parts is enough, or one that silence carries.
#[test]
fn cha_27_what_one_person_in_every_part_carries_has_a_limit() {
    let bodies = |decision: &str, line: &str| {
        let office = |id: &str, seats: u32| {
            format!(
                "[[office]]\nid = \"{id}\"\nname = \"{id}\"\nseats = {seats}\nterm = \"1 year\"\nfilled = \
                 \"decision: ordinary\"\nrecalled = \"decision: ordinary\"\n"
            )
        };
        with(&format!(
            "{}{}[[decision]]\nid = \"both\"\n{decision}\ndiscussion = \"none\"\nvoting = \"1 \
             hour\"\ngrace = \"none\"\n[[power]]\nid = \"paying\"\nmay = \"treasury.pay\"\nwho = \"decision: \
             both\"\n{line}",
            office("keeper", 1),
            office("council", 5)
        ))
    };
    let mix = |council: &str, keeper: &str, quorum: &str| {
        format!(
            "mix = [{{ of = \"office: council\", share = \"{council}\" }}, {{ of = \"office: keeper\", share = \
             \"{keeper}\" }}]\nmethod = \"yes-no\"\nquorum = \"{quorum}\"\nthreshold = \"more than half\""
        )
    };
    let houses = |quorum: &str| {
        let house = |of: &str, quorum: &str| {
            format!("{{ of = \"{of}\", quorum = \"{quorum}\", threshold = \"more than half\" }}")
        };
        let (council, keeper) = (house("office: council", quorum), house("office: keeper", "half"));
        format!("houses = [{council}, {keeper}]\nmethod = \"yes-no\"")
    };
    let silent = "electorate = \"members\"\nmethod = \"lazy-consensus\"".to_owned();
    for (decision, expected) in [
        // The keeper's vote alone weighs 80 %; one who has both seats, 84 %.
        (mix("20%", "80%", "20%"), 1),
        (mix("20%", "80%", "84%"), 1),
        (mix("20%", "80%", "85%"), 0),
        (mix("80%", "20%", "36%"), 1),
        (mix("80%", "20%", "37%"), 0),
        (houses("20%"), 1),
        (houses("21%"), 0),
        (silent, 1),
    ] {
        let limit = vec!["charter.limit_missing"; expected];
        assert_eq!(faults(&bodies(&decision, "")), limit, "{decision}");
        let limited = bodies(&decision, "up_to = \"9 BOX per 30 days\"");
        assert_eq!(faults(&limited), Vec::<&str>::new(), "{decision}");
    }
}
