//! One history that meets each refusal at its boundary. Read it top to bottom.

use polity_types::{Hash, Seconds, Timestamp};

use super::super::MembershipAction::{
    Admit, Apply, Decline, Invite, Leave, Swear, Vouch, Withdraw,
};
use super::super::{
    INVITATION_MAX, INVITATIONS_OPEN_MAX, InvitationProof, MembershipEvent, SPELLS_KEPT,
    VOUCHES_MAX, query,
};
use super::{CHARTER, society};
use crate::frame::clock::Clock;
use crate::modules::charter::{self, CharterAction};
use crate::modules::governance::{Ballot, Choice, GovernanceAction};
use crate::testing::{Actor, Society, key_of, public, sign};

fn plain_apply() -> super::super::MembershipAction {
    Apply { invitation: None, letter: None }
}

/// MEM-1 to MEM-8; MEM-5 (admission) and MEM-6 (the oath is over the charter in force) where Dan is
/// vouched for and swears.
#[test]
fn script_meets_each_refusal() {
    let (mut society, [ana, ben, cleo]) = society();
    let (dan, eve) = (society.known("dan"), society.known("eve"));
    let charter = charter::query::current(&society.state).hash;
    let old = Hash::of(b"another text");
    let founder = society.founder.clone();
    let invite = |name: &str, until: Timestamp| Invite {
        key: public(&key_of(name)),
        placeholder: None,
        until,
    };
    let now = society.time;
    let longest = now.after(INVITATION_MAX);
    let script = [
        (&dan, Leave {}, Some("membership.not_member")),
        (&dan, Vouch { applicant: eve.person }, Some("charter.no_power")),
        (&dan, Withdraw {}, Some("membership.not_applicant")),
        (&dan, Swear { charter }, Some("membership.not_applicant")),
        (&ana, Vouch { applicant: dan.person }, Some("membership.not_applicant")),
        (&ana, plain_apply(), Some("membership.already_member")),
        (&dan, plain_apply(), None),
        (&dan, plain_apply(), Some("membership.already_applied")),
        (&dan, Swear { charter }, Some("membership.not_admitted")),
        (&ana, Admit { applicant: dan.person }, Some("charter.no_power")),
        (&ana, Vouch { applicant: dan.person }, None),
        (&ana, Vouch { applicant: dan.person }, Some("membership.already_vouched")),
        (&ben, Vouch { applicant: dan.person }, None),
        (&cleo, Vouch { applicant: dan.person }, Some("membership.already_admitted")),
        (&founder, Admit { applicant: dan.person }, Some("membership.already_admitted")),
        (
            &founder,
            Decline { applicant: dan.person, text: None },
            Some("membership.already_admitted"),
        ),
        (&dan, Swear { charter: old }, Some("membership.old_charter")),
        (&dan, Swear { charter }, None),
        (&dan, Swear { charter }, Some("membership.already_member")),
        (&eve, plain_apply(), None),
        (&eve, Withdraw {}, None),
        (&eve, plain_apply(), None),
        (&founder, Decline { applicant: eve.person, text: None }, None),
        (&founder, Decline { applicant: eve.person, text: None }, Some("membership.not_applicant")),
        (&ana, invite("i1", now), Some("membership.invitation_past")),
        (&ana, invite("i1", longest.after(Seconds(1))), Some("membership.invitation_length")),
        (&ana, invite("i1", longest), None),
        (&ana, invite("i1", longest), Some("membership.invitation_key")),
        (&dan, Leave {}, None),
        (&dan, Leave {}, Some("membership.not_member")),
    ];
    for (line, (actor, action, refusal)) in script.into_iter().enumerate() {
        let outcome = society.act(actor, action).err().map(|refusal| refusal.code);
        assert_eq!(outcome.as_deref(), refusal, "line {line}");
    }
}

#[test]
fn mem_4_vouches_open_are_bounded_per_member() {
    let (mut society, [ana, ben, _]) = society();
    let newcomers = ["n1", "n2", "n3", "n4"].map(|name| society.known(name));
    for newcomer in &newcomers {
        society.act(newcomer, plain_apply()).unwrap();
    }
    for newcomer in &newcomers[..3] {
        society.act(&ana, Vouch { applicant: newcomer.person }).unwrap();
    }

    let refusal = society.act(&ana, Vouch { applicant: newcomers[3].person }).unwrap_err();

    assert_eq!(refusal.message, "3 of 3 vouches are open.");
    assert_eq!(
        (refusal.code.as_str(), refusal.rule.as_str()),
        ("membership.too_many_vouches", "MEM-4")
    );
    society.act(&ben, Vouch { applicant: newcomers[0].person }).unwrap();
    let charter = charter::query::current(&society.state).hash;
    society.act(&newcomers[0], Swear { charter }).unwrap();
    society.act(&ana, Vouch { applicant: newcomers[3].person }).unwrap();
}

#[test]
fn mem_3_an_invitation_serves_one_person_once() {
    let closed = CHARTER.replace(r#"application = "open""#, r#"application = "invite""#);
    let mut society = Society::under(&closed);
    let (dan, eve) = (society.known("dan"), society.known("eve"));
    let founder = society.founder.clone();
    assert_eq!(society.act(&dan, plain_apply()).unwrap_err().code, "membership.invitation_needed");
    let (invite, proof) = society.invitation("link", &dan.person);
    let apply = Apply { invitation: Some(proof), letter: None };
    assert_eq!(society.act(&dan, apply.clone()).unwrap_err().code, "membership.no_invitation");
    society.act(&founder, invite.clone()).unwrap();

    // Who watches the application cannot use the link for someone else.
    let stolen = society.act(&eve, apply.clone()).unwrap_err();
    assert_eq!(stolen.code, "membership.invitation_signature");
    society.act(&dan, apply).unwrap();
    let (_, for_eve) = society.invitation("link", &eve.person);
    let again = Apply { invitation: Some(for_eve), letter: None };
    assert_eq!(society.act(&eve, again).unwrap_err().code, "membership.no_invitation");

    society.act(&dan, Withdraw {}).unwrap();
    society.act(&founder, invite).unwrap();
    society.wait(Seconds::days(7));
    // Who registered and did nothing else for a week is forgotten, and registers again.
    let dan = society.known("dan");
    let (_, late) = society.invitation("link", &dan.person);
    let apply = Apply { invitation: Some(late), letter: None };
    assert_eq!(society.act(&dan, apply).unwrap_err().code, "membership.no_invitation");
}

#[test]
fn mem_7_probation_ends_by_itself_and_the_rolls_follow() {
    let (mut society, [ana, ben, _]) = society();
    let dan = society.known("dan");
    society.act(&dan, plain_apply()).unwrap();
    society.act(&ana, Vouch { applicant: dan.person }).unwrap();
    society.act(&ben, Vouch { applicant: dan.person }).unwrap();
    let charter = charter::query::current(&society.state).hash;
    society.act(&dan, Swear { charter }).unwrap();
    let counts = |society: &Society| {
        let rolls = query::rolls(&society.state);
        (rolls.members.count, rolls.full.count)
    };
    assert_eq!(counts(&society), (5, 4));
    society.wait(Seconds(Seconds::days(30).0 - 1));
    assert!(!query::is_full_member(&society.state, dan.person));
    society.wait(Seconds(1));
    assert!(query::is_full_member(&society.state, dan.person));
    assert_eq!(counts(&society), (5, 5));
    let moment = query::rolls(&society.state).moment;
    society.act(&dan, Leave {}).unwrap();
    assert_eq!(counts(&society), (4, 4));
    assert!(query::was_full_member(&society.state, dan.person, moment));
    assert!(!query::was_full_member(&society.state, dan.person, moment + 1));
}

#[test]
fn mem_2_an_application_that_nobody_decides_lapses() {
    let (mut society, [ana, ..]) = society();
    let dan = society.known("dan");
    society.act(&dan, plain_apply()).unwrap();
    society.act(&ana, Vouch { applicant: dan.person }).unwrap();
    society.wait(Seconds::days(90));
    assert_eq!(query::application(&society.state, dan.person), None);
    assert!(!society.state.0.keys().any(|key| key.starts_with("membership/open")));
}

/// ORD-3: what lets people go runs first, whatever was received before it.
#[test]
fn ord_3_who_leaves_goes_first() {
    let (mut society, [ana, ben, _]) = society();
    let dan = society.known("dan");
    society.act(&dan, plain_apply()).unwrap();
    let vouch = society.signed(&ana, Vouch { applicant: dan.person });
    let late = society.signed(&ben, Vouch { applicant: dan.person });
    let leave = society.signed(&ben, Leave {});
    let executed = society.batch(vec![vouch, late, leave]);
    assert_eq!(executed.admitted, [2, 0], "Ben is gone before his vouch is looked at");
}

/// Has `person` come as a member: applies, is admitted by the founder, swears.
fn come(society: &mut Society, person: &Actor) {
    let founder = society.founder.clone();
    let charter = charter::query::current(&society.state).hash;
    society.act(person, plain_apply()).unwrap();
    society.act(&founder, Admit { applicant: person.person }).unwrap();
    society.act(person, Swear { charter }).unwrap();
}

/// An invitation that was used does not end a later one under the same key.
#[test]
fn mem_3_an_invitation_lapses_in_its_own_time() {
    let (mut society, [ana, ..]) = society();
    let dan = society.known("dan");
    let key = key_of("link");
    let now = Clock::read(&society.state).running();
    let invite = |days: u32| {
        let until = now.after(Seconds::days(days));
        Invite { key: public(&key), placeholder: None, until }
    };
    let message = InvitationProof::signed_bytes(&dan.person, &society.id);
    let proof = InvitationProof { key: public(&key), signature: sign(&key, &message) };
    let accept = || Apply { invitation: Some(proof.clone()), letter: None };
    let on_agenda = |society: &Society| {
        society.state.0.keys().filter(|key| key.contains("agenda/item")).count()
    };
    let before = on_agenda(&society);
    society.act(&ana, invite(2)).unwrap();
    society.act(&dan, accept()).unwrap();
    society.act(&dan, Withdraw {}).unwrap();
    assert_eq!(on_agenda(&society), before, "what was used leaves the agenda");
    society.act(&ana, invite(6)).unwrap();
    society.wait(Seconds::days(3));
    society.act(&dan, accept()).unwrap();
}

/// An invitation counts while the member who gave it is one.
#[test]
fn mem_3_who_left_invites_nobody() {
    let (mut society, [ana, ..]) = society();
    let dan = society.known("dan");
    let (invite, proof) = society.invitation("link", &dan.person);
    society.act(&ana, invite).unwrap();
    society.act(&ana, Leave {}).unwrap();
    let apply = Apply { invitation: Some(proof), letter: None };
    assert_eq!(society.act(&dan, apply).unwrap_err().code, "membership.no_invitation");
}

/// MEM-5: where no vouch is needed, the rule admits whoever applies.
#[test]
fn mem_5_no_vouches_needed_admit_at_once() {
    let mut society = Society::under(&CHARTER.replace("vouches = 2", "vouches = 0"));
    let dan = society.known("dan");
    let events = society.act(&dan, plain_apply()).unwrap();
    assert_eq!(events.len(), 2);
    let application = query::application(&society.state, dan.person).unwrap();
    assert_eq!(application.admitted_by.as_deref(), Some("rule vouched"));
    let charter = charter::query::current(&society.state).hash;
    society.act(&dan, Swear { charter }).unwrap();
    assert!(query::is_member(&society.state, dan.person));
}

/// MEM-5: vouches of who left do not count, and take no room.
#[test]
fn mem_5_only_members_vouch() {
    let (mut society, [ana, ben, cleo]) = society();
    let dan = society.known("dan");
    society.act(&dan, plain_apply()).unwrap();
    society.act(&ana, Vouch { applicant: dan.person }).unwrap();
    society.act(&ana, Leave {}).unwrap();
    society.act(&ben, Vouch { applicant: dan.person }).unwrap();
    let application = query::application(&society.state, dan.person).unwrap();
    assert_eq!((application.admitted_by, application.vouches), (None, vec![ben.person]));
    let open_of_ana = format!("membership/open/{}", ana.person);
    assert!(!society.state.0.contains_key(&open_of_ana));
    society.act(&cleo, Vouch { applicant: dan.person }).unwrap();
    let application = query::application(&society.state, dan.person).unwrap();
    assert!(application.admitted_by.is_some());
}

/// MEM-5: who has as many vouches as the charter asks for by now swears, and needs nobody's help.
#[test]
fn mem_5_an_amendment_to_fewer_vouches_opens_the_door() {
    let amending = r#"
[[power]]
id = "amending"
may = "charter.amend"
who = "founder"
grace = "1 day"

[[decision]]
"#;
    let text = CHARTER.replacen("\n[[decision]]\n", amending, 1);
    let mut society = Society::under(&text);
    let founder = society.founder.clone();
    let (dan, eve) = (society.known("dan"), society.known("eve"));
    for actor in [&dan, &eve] {
        society.act(actor, plain_apply()).unwrap();
    }
    society.act(&founder, Vouch { applicant: dan.person }).unwrap();
    let fewer = text.replace("vouches = 2", "vouches = 1");
    let replaces = crate::modules::charter::query::current(&society.state).hash;
    let text = society.records.insert(fewer.into_bytes());
    let amend = CharterAction::Amend { replaces, text };
    let charter = charter::query::current(&society.state).hash;
    let early = society.act(&dan, Swear { charter }).unwrap_err();
    assert_eq!(early.code, "membership.not_admitted");
    society.act(&founder, amend).unwrap();
    society.wait(Seconds::days(1));
    let charter = charter::query::current(&society.state).hash;
    let none = society.act(&eve, Swear { charter }).unwrap_err();
    assert_eq!(none.code, "membership.not_admitted");
    let events = society.act(&dan, Swear { charter }).unwrap();
    assert_eq!(events.len(), 2, "admitted, and joined");
    assert!(query::is_member(&society.state, dan.person));
}

/// MEM-7, GOV-7: who was there when a vote opened may vote, however often they leave and return.
#[test]
fn mem_7_who_comes_and_goes_keeps_their_ballot() {
    let text = CHARTER.replace(r#"probation = "30 days""#, r#"probation = "none""#);
    let proposing = r#"
[[power]]
id = "proposing"
may = "governance.propose"
who = "member"

[[decision]]
"#;
    let text = text.replacen("\n[[decision]]\n", proposing, 1);
    let mut society = Society::under(&text);
    let founder = society.founder.clone();
    let (ana, ben) = (society.known("ana"), society.known("ben"));
    come(&mut society, &ana);
    let dan = society.known("dan");
    society.act(&dan, plain_apply()).unwrap();
    let words = society.records.insert(b"Admit Dan?\n".to_vec());
    let actions = vec![Admit { applicant: dan.person }.into()];
    let procedure = "ordinary".to_owned();
    let propose =
        GovernanceAction::Propose { actions, contest: None, deposit: None, procedure, text: words };
    society.act(&founder, propose).unwrap();
    society.wait(Seconds::days(1));
    come(&mut society, &ben);
    let cast = |choice| {
        let ballot = Ballot::Open { choice };
        GovernanceAction::CastBallot { ballot, proposal: 1, replaces: None, round: 1 }
    };
    for _ in 0..40 {
        for actor in [&ana, &ben] {
            society.act(actor, Leave {}).unwrap();
            come(&mut society, actor);
        }
        let member = query::member(&society.state, ana.person).unwrap();
        assert!(member.earlier.len() <= 2 * SPELLS_KEPT, "{}", member.earlier.len());
    }
    let refusal = society.act(&ben, cast(Choice::No)).unwrap_err();
    assert_eq!(refusal.code, "governance.not_eligible");
    society.act(&ana, cast(Choice::No)).unwrap();
}

/// MEM-3: a member has so many invitations open, and one more when one of them is used or over.
#[test]
fn mem_3_invitations_open_are_bounded_per_member() {
    let (mut society, [ana, ..]) = society();
    let until = society.time.after(Seconds::days(2));
    let invite = |number: u64, until: Timestamp| Invite {
        key: public(&key_of(&format!("link {number}"))),
        placeholder: None,
        until,
    };
    for number in 0..INVITATIONS_OPEN_MAX {
        society.act(&ana, invite(number, until)).unwrap();
    }
    let later = until.after(Seconds::days(2));
    let refusal = society.act(&ana, invite(INVITATIONS_OPEN_MAX, later)).unwrap_err();
    assert_eq!(refusal.code, "membership.too_many_invitations");
    society.wait(Seconds::days(3));
    society.act(&ana, invite(INVITATIONS_OPEN_MAX, later)).unwrap();
}

/// MEM-4: an application has so many vouches and no more. Where vouches admit nobody by themselves, they
/// gather.
#[test]
fn mem_4_an_application_is_full_of_vouches() {
    let text = CHARTER.replace("who = \"rule: vouched\"", "who = \"founder\"");
    let mut society = Society::under(&text);
    let applicant = society.known("applicant");
    society.act(&applicant, plain_apply()).unwrap();
    let founder = society.founder.clone();
    let charter = charter::query::current(&society.state).hash;
    for number in 0..=VOUCHES_MAX {
        let member = society.known(&format!("member {number}"));
        society.act(&member, plain_apply()).unwrap();
        society.act(&founder, Admit { applicant: member.person }).unwrap();
        society.act(&member, Swear { charter }).unwrap();
        let vouched = society.act(&member, Vouch { applicant: applicant.person });
        let code = vouched.err().map(|refusal| refusal.code);
        let is_full = number == VOUCHES_MAX;
        assert_eq!(code.as_deref(), is_full.then_some("membership.vouches_full"), "{number}");
    }
}

/// MEM-2: whoever declines may say why; it stands in the event and nowhere in the state.
#[test]
fn mem_2_who_is_declined_may_be_told_why() {
    let (mut society, _) = society();
    let (founder, dan) = (society.founder.clone(), society.known("dan"));
    society.act(&dan, plain_apply()).unwrap();
    let why = Hash::of(b"We are full until spring.");
    let decline = Decline { applicant: dan.person, text: Some(why) };
    let events = society.act(&founder, decline).unwrap();
    let declined = MembershipEvent::Declined {
        applicant: dan.person,
        by: founder.person.to_string(),
        text: Some(why),
    };
    assert_eq!(events, [declined.into()]);
    let told = why.to_string();
    let is_told = |value: &[u8]| String::from_utf8_lossy(value).contains(&told);
    assert!(!society.state.0.values().any(|value| is_told(value)));
}
