//! Emergency pauses: called, renewed, ended, and over by themselves (POW-11, POW-12).

use polity_types::{Hash, Refusal, Seconds};

use super::super::{CharterAction, query};
use super::amend;
use crate::frame::context::Authority;
use crate::frame::execute::preview;
use crate::modules::governance::tests::{CHARTER, applicant, joined, names, propose, vote};
use crate::modules::governance::{Choice, GovernanceAction, Target};
use crate::modules::membership::{self, MembershipAction};
use crate::modules::treasury::{AccountId, TreasuryAction};
use crate::testing::{Actor, Society};
use crate::{Event, registry};

/// Two pauses with one action in common.
const PAUSES: &str = r#"
```toml
[[pause]]
id = "alarm"
who = "founder"
actions = ["membership.admit", "membership.decline", "treasury.open_account"]
at_most = "3 days"
again_after = "10 days"
renewed = "decision: swift"

[[pause]]
id = "doors"
who = "member past probation"
actions = ["membership.admit"]
at_most = "1 day"
again_after = "2 days"
renewed = "decision: swift"
```
"#;

fn society() -> (Society, Vec<Actor>) {
    let mut society = Society::under(&format!("{CHARTER}{PAUSES}"));
    let members = ["ana", "ben", "cleo"].map(|name| joined(&mut society, name));
    society.wait(Seconds::days(30));
    (society, members.to_vec())
}

fn reason(society: &mut Society) -> Hash {
    society.records.insert(b"Somebody took a key.".to_vec())
}

fn call(society: &mut Society, who: &Actor, pause: &str) -> Result<Vec<Event>, Refusal> {
    let text = reason(society);
    society.act(who, CharterAction::Pause { pause: pause.into(), text })
}

/// Has a decision that passed do an action, without its votes.
fn decide(society: &mut Society, action: CharterAction) -> Result<(), String> {
    let authority = Authority::Decision { procedure: "swift".into(), proposal: 1 };
    let state = society.state.clone();
    let context = society.context(authority);
    let done = preview(&action.into(), &context, &state).map_err(|refusal| refusal.code)?;
    society.state.commit(done.delta);
    Ok(())
}

fn code<T>(outcome: Result<T, Refusal>) -> Option<String> {
    outcome.err().map(|refusal| refusal.code)
}

/// POW-11: who calls which pause, and how soon again, to the second.
#[test]
fn pow_11_script_of_pauses() {
    let (mut society, members) = society();
    let (founder, ana) = (society.founder.clone(), members[0].clone());
    let text = reason(&mut society);
    let pause = |pause: &str| CharterAction::Pause { pause: pause.into(), text };
    assert_eq!(code(society.act(&founder, pause("siren"))).as_deref(), Some("charter.no_pause"));
    assert_eq!(code(society.act(&ana, pause("alarm"))).as_deref(), Some("charter.pause_holder"));
    let unknown = CharterAction::Pause { pause: "alarm".into(), text: Hash::of(b"nowhere") };
    assert_eq!(code(society.act(&founder, unknown)).as_deref(), Some("charter.no_text"));
    let end = CharterAction::EndPause { pause: "alarm".into() };
    assert_eq!(code(society.act(&founder, end.clone())).as_deref(), Some("charter.not_paused"));

    let events = call(&mut society, &founder, "alarm").unwrap();
    assert_eq!(names(&events), ["charter.paused"]);
    let running = society.time;
    assert_eq!(query::all_paused(&society.state, running).len(), 3);
    // Another pause of the same action does not prolong it; this one neither.
    for (who, pause) in [(&ana, "doors"), (&founder, "alarm")] {
        let refused = code(call(&mut society, who, pause));
        assert_eq!(refused.as_deref(), Some("charter.pause_again"), "{pause}");
    }
    let events = society.wait(Seconds(Seconds::days(3).0 - 1));
    assert!(names(&events).is_empty());
    assert!(query::paused(&society.state, "membership.admit", society.time).is_some());
    assert_eq!(names(&society.wait(Seconds(1))), ["charter.pause_ended"]);
    assert!(query::all_paused(&society.state, society.time).is_empty());
    society.wait(Seconds(Seconds::days(10).0 - 1));
    let refused = code(call(&mut society, &founder, "alarm"));
    assert_eq!(refused.as_deref(), Some("charter.pause_again"));
    society.wait(Seconds(1));
    call(&mut society, &founder, "alarm").unwrap();

    // Who called it ends it; how soon they can call it again does not change by that.
    assert_eq!(code(society.act(&ana, end.clone())).as_deref(), Some("charter.pause_caller"));
    assert_eq!(names(&society.act(&founder, end).unwrap()), ["charter.pause_ended"]);
    assert!(query::all_paused(&society.state, society.time).is_empty());
    let refused = code(call(&mut society, &founder, "alarm"));
    assert_eq!(refused.as_deref(), Some("charter.pause_again"));
    assert!(names(&society.wait(Seconds::days(4))).is_empty());
}

/// POW-11: who is to be stopped, and could call the pause too, neither ends that of another nor uses it up: one other
/// has a pause of their own, and what is left over of that others call, for no longer than it lasts.
#[test]
fn pow_11_nobody_takes_the_brake_off_or_burns_it() {
    let (mut society, members) = society();
    let [ana, ben, cleo] = &members[..] else { panic!("three members") };
    let end = || CharterAction::EndPause { pause: "doors".into() };
    call(&mut society, ana, "doors").unwrap();
    let refused = code(society.act(ben, end()));
    assert_eq!(refused.as_deref(), Some("charter.pause_caller"), "who is stopped takes it off");
    assert!(query::paused(&society.state, "membership.admit", society.time).is_some());
    society.wait(Seconds(Seconds::days(1).0 - 1));
    assert_eq!(names(&society.act(ana, end()).unwrap()), ["charter.pause_ended"]);
    // A second before its end leaves more than a second to the others.
    let refused = code(call(&mut society, ana, "doors"));
    assert_eq!(refused.as_deref(), Some("charter.pause_again"));
    society.wait(Seconds::hours(2));
    call(&mut society, ben, "doors").unwrap();
    society.wait(Seconds::hours(10));
    assert_eq!(names(&society.act(ben, end()).unwrap()), ["charter.pause_ended"]);
    for who in [ana, ben] {
        let refused = code(call(&mut society, who, "doors"));
        assert_eq!(refused.as_deref(), Some("charter.pause_again"));
    }
    society.wait(Seconds::hours(1));
    call(&mut society, cleo, "doors").unwrap();
    // Ten of its twenty-four hours are used.
    assert!(names(&society.wait(Seconds(14 * 3_600 - 1))).is_empty());
    assert_eq!(names(&society.wait(Seconds(1))), ["charter.pause_ended"]);
    for who in &members {
        let refused = code(call(&mut society, who, "doors"));
        assert_eq!(refused.as_deref(), Some("charter.pause_again"), "nobody is left");
    }
    society.wait(Seconds::days(2));
    call(&mut society, ana, "doors").unwrap();
}

/// POW-11: who calls a pause with nothing to stop, and lets it run, leaves one other a pause of their own, and that is
/// all that there is until it may be called again.
#[test]
fn pow_11_a_pause_that_ran_to_its_end_leaves_one_to_another() {
    let (mut society, members) = society();
    let (ana, ben, cleo) = (&members[0], &members[1], &members[2]);
    call(&mut society, ana, "doors").unwrap();
    let refused = code(call(&mut society, ben, "doors"));
    assert_eq!(refused.as_deref(), Some("charter.pause_again"), "it is on");
    society.wait(Seconds::days(1));
    let refused = code(call(&mut society, ana, "doors"));
    assert_eq!(refused.as_deref(), Some("charter.pause_again"));
    call(&mut society, ben, "doors").unwrap();
    assert!(names(&society.wait(Seconds(Seconds::days(1).0 - 1))).is_empty());
    assert_eq!(names(&society.wait(Seconds(1))), ["charter.pause_ended"]);
    society.wait(Seconds(Seconds::days(2).0 - 1));
    for who in [ana, ben, cleo] {
        let refused = code(call(&mut society, who, "doors"));
        assert_eq!(refused.as_deref(), Some("charter.pause_again"));
    }
    society.wait(Seconds(1));
    call(&mut society, ana, "doors").unwrap();
}

/// POW-11: the members renew a pause at any time, and end it at any time; nobody else prolongs it.
#[test]
fn pow_11_the_members_renew_and_end() {
    let (mut society, _) = society();
    let founder = society.founder.clone();
    call(&mut society, &founder, "alarm").unwrap();
    society.wait(Seconds::days(2));
    let text = reason(&mut society);
    decide(&mut society, CharterAction::Pause { pause: "alarm".into(), text }).unwrap();
    assert!(names(&society.wait(Seconds::days(2))).is_empty());
    assert!(query::paused(&society.state, "membership.admit", society.time).is_some());
    decide(&mut society, CharterAction::EndPause { pause: "alarm".into() }).unwrap();
    assert!(query::all_paused(&society.state, society.time).is_empty());
    let end = CharterAction::EndPause { pause: "alarm".into() };
    assert_eq!(decide(&mut society, end), Err("charter.not_paused".into()));
    // A new text without the pause ends it, too.
    decide(&mut society, CharterAction::Pause { pause: "alarm".into(), text }).unwrap();
    let new = society.records.insert(CHARTER.as_bytes().to_vec());
    let amend = amend(&society, new);
    let authority = Authority::Decision { procedure: "amendment".into(), proposal: 1 };
    let state = society.state.clone();
    let context = society.context(authority);
    let done = preview(&amend.into(), &context, &state).unwrap();
    society.state.commit(done.delta);
    assert!(names(&done.events).contains(&"charter.pause_ended".into()));
    assert!(query::all_paused(&society.state, society.time).is_empty());
}

/// POW-12: what is paused nobody does; an announced act and a decision wait until it is over, and
/// members object meanwhile.
#[test]
fn pow_12_what_is_due_waits() {
    let (mut society, members) = society();
    let founder = society.founder.clone();
    let (fay, gus) = (applicant(&mut society, "fay"), applicant(&mut society, "gus"));
    let decline = MembershipAction::Decline { applicant: fay.person, text: None };
    society.act(&founder, decline.clone()).unwrap();
    let open = TreasuryAction::OpenAccount { account: AccountId::Fund("tea".into()) };
    let proposal = propose(&mut society, "swift", vec![open.into()]);
    society.act(&founder, proposal).unwrap();
    society.wait(Seconds(1));
    for voter in [&founder, &members[0], &members[1]] {
        vote(&mut society, voter, 1, Choice::Yes).unwrap();
    }
    call(&mut society, &founder, "alarm").unwrap();
    let admit = MembershipAction::Admit { applicant: gus.person };
    let refusal = society.act(&founder, admit.clone()).unwrap_err();
    assert_eq!((refusal.code.as_str(), refusal.rule.as_str()), ("charter.paused", "POW-12"));
    assert_eq!(code(society.act(&founder, decline)).as_deref(), Some("charter.paused"));

    let events = names(&society.wait(Seconds(Seconds::days(3).0 - 1)));
    let expected = ["governance.voting_closed", "charter.act_postponed"];
    assert_eq!(events, expected);
    assert!(membership::query::application(&society.state, fay.person).is_some());
    let target = Target::Act { number: 1 };
    society.act(&members[0], GovernanceAction::Object { target }).unwrap();
    let target = Target::Proposal { number: 1 };
    society.act(&members[0], GovernanceAction::Object { target }).unwrap();

    let events = names(&society.wait(Seconds(1)));
    let expected = [
        "charter.pause_ended",
        "treasury.account_opened",
        "governance.enacted",
        "membership.declined",
        "charter.act_effected",
    ];
    let sorted = |names: &[String]| {
        let mut names = names.to_vec();
        names.sort();
        names
    };
    assert_eq!(sorted(&events), sorted(&expected.map(str::to_owned)));
    society.act(&founder, admit).unwrap();
}

/// POW-12: a rule stops as well; who has enough vouches swears when the pause is over.
#[test]
fn pow_12_a_rule_is_paused() {
    let rule = "[[power]]\nid = \"vouched\"\nmay = \"membership.admit\"\nwho = \"rule: vouched\"\n\n[[power]]\nid = \"vouching\"\nmay = \"membership.vouch\"\nwho = \"member\"\n\n[[pause]]\nid = \"alarm\"";
    let text = format!("{CHARTER}{PAUSES}").replacen("[[pause]]\nid = \"alarm\"", rule, 1);
    let mut society = Society::under(&text);
    let (founder, ana) = (society.founder.clone(), joined(&mut society, "ana"));
    let fay = applicant(&mut society, "fay");
    call(&mut society, &founder, "alarm").unwrap();
    for voucher in [&founder, &ana] {
        let vouch = MembershipAction::Vouch { applicant: fay.person };
        society.act(voucher, vouch).unwrap();
    }
    let charter = query::current(&society.state).hash;
    let swear = MembershipAction::Swear { charter };
    let refused = code(society.act(&fay, swear.clone()));
    assert_eq!(refused.as_deref(), Some("membership.not_admitted"));
    society.wait(Seconds::days(3));
    society.act(&fay, swear).unwrap();
}

/// CHA-44: no charter pauses a right or what ends a pause, whatever is named.
#[test]
fn cha_44_no_right_is_ever_paused() {
    let mut refused = 0;
    for action in registry::action_names() {
        let pauses = PAUSES.replacen("\"membership.admit\", ", &format!("{:?}, ", action.name), 1);
        let text = format!("{CHARTER}{pauses}");
        let is_read = query::parse(text.as_bytes()).is_ok();
        let is_power = action.class == crate::charter_text::ActionClass::Power;
        let ends = action.name.starts_with("charter.") || action.name.starts_with("governance.");
        let is_twice = ["membership.decline", "treasury.open_account"].contains(&action.name);
        assert_eq!(is_read, is_power && !ends && !is_twice, "{}", action.name);
        refused += usize::from(!is_read);
    }
    assert!(refused > 25, "{refused}");
}

/// POW-11, POW-14: a founder who stepped down calls no pause of the founder's, though another lets them call one.
#[test]
fn pow_14_a_founder_who_stepped_down_calls_no_pause_of_theirs() {
    let (mut society, _) = society();
    let founder = society.founder.clone();
    society.act(&founder, CharterAction::StepDown {}).unwrap();
    let refused = code(call(&mut society, &founder, "alarm"));
    assert_eq!(refused.as_deref(), Some("charter.pause_holder"));
    call(&mut society, &founder, "doors").expect("any member past probation may");
}
