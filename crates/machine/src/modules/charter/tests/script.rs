//! Histories that meet each refusal at its boundary. Read them top to bottom.

use polity_types::refusal::Explain as _;
use polity_types::signature::Signature;
use polity_types::{Hash, OperationId, Scope, Seconds, Timestamp};

use super::super::CharterAction::{Consent, SetRelyingParties, SetRulesVersion, SetSigners};
use super::super::{
    ACTS_PENDING_MAX, ActEnd, CharterAction, CharterEvent, RELYING_PARTIES_MAX, RelyingParty, query,
};
use super::amend;
use crate::charter_text::ActionClass;
use crate::frame::authority::authorize;
use crate::frame::context::Authority;
use crate::frame::execute::preview;
use crate::frame::state::MemoryRecords;
use crate::modules::governance::tests::{CHARTER, applicant, joined, names, society};
use crate::modules::membership::{self, MembershipAction};
use crate::registry;
use crate::testing::{Actor, Society, founding, key_of, public};
use crate::{Action, frame};

/// The authority of a decision that passed.
fn decided(procedure: &str) -> Authority {
    Authority::Decision { procedure: procedure.into(), proposal: 1 }
}

/// What comes of an action by decision, without writing it: the refusal's code, if any.
fn verdict(society: &mut Society, procedure: &str, action: &CharterAction) -> Option<String> {
    let state = society.state.clone();
    let context = society.context(decided(procedure));
    preview(&action.clone().into(), &context, &state).err().map(|refusal| refusal.code)
}

/// Has a decision take effect.
fn enact(society: &mut Society, procedure: &str, action: CharterAction) {
    let state = society.state.clone();
    let context = society.context(decided(procedure));
    let delta = preview(&action.into(), &context, &state).unwrap().delta;
    society.state.commit(delta);
}

fn amended(society: &mut Society, from: &str, to: &str) -> Hash {
    assert!(CHARTER.contains(from), "{from}");
    society.records.insert(CHARTER.replacen(from, to, 1).into_bytes())
}

/// POW-1: an act without a line is refused, whoever asks; the refusal says who may.
#[test]
fn pow_1_an_act_without_a_line_is_refused() {
    let (mut society, members) = society();
    let fay = applicant(&mut society, "fay");
    let admit: Action = MembershipAction::Admit { applicant: fay.person }.into();
    let refusal = society.act(&members[0], admit.clone()).unwrap_err();
    let expected = format!(
        "No line of the charter lets {} do membership.admit; it lets founder, decision: ordinary.",
        members[0].person
    );
    assert_eq!((refusal.rule.as_str(), refusal.message), ("POW-1", expected));
    let state = society.state.clone();
    let founder = society.founder.person;
    let authorities = [
        (Authority::Person { person: founder }, true),
        (Authority::Person { person: members[0].person }, false),
        (Authority::Person { person: fay.person }, false),
        (decided("ordinary"), true),
        (decided("swift"), false),
        (decided("nothing"), false),
        (Authority::Rule { rule: "vouched".into() }, false),
    ];
    for (authority, holds) in authorities {
        let words = authority.words();
        let context = society.context(authority);
        assert_eq!(authorize(&admit, &context, &state).is_ok(), holds, "{words}");
    }
    // Powers that no line gives are nobody's.
    for spec in registry::SPECS.iter().flat_map(|specs| specs.iter()) {
        let context = society.context(Authority::Person { person: founder });
        let is_held = context.charter.lines_for(spec.name()).next().is_some();
        if spec.action.class == ActionClass::Power && !is_held {
            let refusal = query::permit(spec, None, &context, &state).unwrap_err();
            assert!(refusal.message.ends_with("it lets no one."), "{}", refusal.message);
        }
    }
}

/// POW-5: an announced act waits, and takes effect by itself.
#[test]
fn pow_5_an_act_takes_effect_when_its_grace_ends() {
    let (mut society, _) = society();
    let founder = society.founder.clone();
    let fay = applicant(&mut society, "fay");
    let decline = MembershipAction::Decline { applicant: fay.person, text: None };
    society.act(&founder, decline.clone()).unwrap();
    let act = query::act(&society.state, 1).unwrap();
    assert_eq!((act.author, act.line.as_str()), (founder.person, "declining"));
    assert_eq!(query::objections_needed(&society.state, &act), Some(3));
    society.wait(Seconds(Seconds::days(3).0 - 1));
    assert!(membership::query::application(&society.state, fay.person).is_some());
    let events = society.wait(Seconds(1));
    assert_eq!(names(&events), ["membership.declined", "charter.act_effected"]);
    assert!(membership::query::application(&society.state, fay.person).is_none());
    assert_eq!(query::act_result(&society.state, 1).unwrap().end, ActEnd::Effected);
    assert_eq!(query::pending(&society.state, founder.person), 0);

    // Checked again at the end: what no longer applies fails, and says so.
    let gus = applicant(&mut society, "gus");
    let decline = MembershipAction::Decline { applicant: gus.person, text: None };
    society.act(&founder, decline).unwrap();
    society.act(&gus, MembershipAction::Withdraw {}).unwrap();
    let events = society.wait(Seconds::days(3));
    assert_eq!(names(&events), ["charter.act_failed"]);
    let ActEnd::Failed { refused } = query::act_result(&society.state, 2).unwrap().end else {
        panic!()
    };
    assert_eq!(refused.code, "membership.not_applicant");
}

/// POW-5: the law in force at the end decides: no line, no effect; a longer grace, a longer wait.
#[test]
fn pow_5_the_law_in_force_at_the_end_decides() {
    let line = "may = \"membership.decline\"\nwho = \"founder\"\ngrace = \"3 days\"";
    let longer = "may = \"membership.decline\"\nwho = \"founder\"\ngrace = \"5 days\"";
    let other = "may = \"membership.decline\"\nwho = \"decision: swift\"\ngrace = \"3 days\"";
    for (to, event) in [(longer, "charter.act_postponed"), (other, "charter.act_failed")] {
        let (mut society, _) = society();
        let founder = society.founder.clone();
        let fay = applicant(&mut society, "fay");
        let decline = MembershipAction::Decline { applicant: fay.person, text: None };
        society.act(&founder, decline).unwrap();
        let text = amended(&mut society, line, to);
        let amended = amend(&society, text);
        enact(&mut society, "amendment", amended);
        let events = society.wait(Seconds::days(3));
        assert_eq!(names(&events), [event]);
        assert!(membership::query::application(&society.state, fay.person).is_some());
        let events = names(&society.wait(Seconds::days(2)));
        let is_declined = events.contains(&"membership.declined".into());
        assert_eq!(is_declined, to == longer, "{events:?}");
    }
}

/// POW-6: acts that wait are bounded per person.
#[test]
fn pow_6_acts_that_wait_are_bounded() {
    let (mut society, _) = society();
    let founder = society.founder.clone();
    for number in 0..ACTS_PENDING_MAX {
        let (invite, _) = society.invitation(&format!("link {number}"), &founder.person);
        society.act(&founder, invite).unwrap();
    }
    let (invite, _) = society.invitation("link", &founder.person);
    let refusal = society.act(&founder, invite.clone()).unwrap_err();
    assert_eq!(refusal.code, "charter.too_many_acts");
    assert_eq!(refusal.message, "20 of 20 announced acts wait.");
    assert_eq!(refusal.rule, "POW-6");
    assert_eq!(query::acts(&society.state, Some(5), 3).first().unwrap().0, 6);
    society.wait(Seconds::days(1));
    society.act(&founder, invite).unwrap();
    assert_eq!(query::pending(&society.state, founder.person), 1);
}

/// POW-2: of the lines that fit, the one with the least grace.
#[test]
fn pow_2_the_line_with_the_least_grace_is_taken() {
    let line = "[[power]]\nid = \"inviting\"";
    let member = format!(
        "[[power]]\nid = \"members-invite\"\nmay = \"membership.invite\"\nwho = \"member\"\ngrace = \"2 days\"\n\n{line}"
    );
    let mut society = Society::under(&CHARTER.replacen(line, &member, 1));
    let founder = society.founder.clone();
    let gil = joined(&mut society, "gil");
    for (number, actor, line) in [(1, &founder, "inviting"), (2, &gil, "members-invite")] {
        let (invite, _) = society.invitation(line, &founder.person);
        society.act(actor, invite).unwrap();
        assert_eq!(query::act(&society.state, number).unwrap().line, line);
    }
}

/// CHA-34, CHA-35: what can come into force.
#[test]
fn cha_34_cha_35_script_of_amendments() {
    let (mut society, _) = society();
    let in_force = query::current(&society.state);
    let broken = amended(&mut society, "society.kind = \"hub\"", "society.kind = \"pub\"");
    let bytes = society.records.insert(vec![0xff, 0xfe]);
    let more = society.records.insert(format!("{CHARTER}\nMore.\n").into_bytes());
    let script = [
        (in_force.hash, Some("charter.same_text")),
        (Hash::of(b"nowhere"), Some("charter.no_text")),
        (broken, Some("charter.faults")),
        (bytes, Some("charter.faults")),
        (more, None),
    ];
    for (line, (text, code)) in script.into_iter().enumerate() {
        let amended = amend(&society, text);
        let outcome = verdict(&mut society, "amendment", &amended);
        assert_eq!(outcome.as_deref(), code, "line {line}");
    }
    let amended = amend(&society, more);
    enact(&mut society, "amendment", amended);
    let current = query::current(&society.state);
    assert_eq!((current.hash, current.version), (more, 2));
    assert_eq!(query::version(&society.state, 1).unwrap().hash, in_force.hash);
    assert_eq!(query::version(&society.state, 2).unwrap().by, "decision 1 (amendment)");
}

/// CHA-35: who may amend by a weak procedure may not weaken a stronger one.
#[test]
fn cha_35_a_weak_procedure_changes_no_stronger_one() {
    let weak = CHARTER.replacen("who = \"decision: amendment\"", "who = \"decision: ordinary\"", 1);
    let mut society = Society::under(&weak);
    let strong = "threshold = \"two thirds\"";
    let swift = "quorum = \"25%\"";
    let cases = [
        (strong, "threshold = \"three quarters\"", Some("charter.weak_procedure")),
        (strong, "threshold = \"more than half\"", Some("charter.weak_procedure")),
        (swift, "quorum = \"30%\"", None),
    ];
    for (from, to, code) in cases {
        let text = society.records.insert(weak.replacen(from, to, 1).into_bytes());
        let amended = amend(&society, text);
        let outcome = verdict(&mut society, "ordinary", &amended);
        assert_eq!(outcome.as_deref(), code, "{from} to {to}");
    }
}

/// CHA-36: consent to a new version, each replacing the one before by name.
#[test]
fn cha_36_script_of_consents() {
    let (mut society, members) = society();
    let (ana, ben) = (&members[0], &members[1]);
    let fay = applicant(&mut society, "fay");
    let old = query::current(&society.state).hash;
    let consent = |charter: Hash, replaces: Option<OperationId>| Consent { charter, replaces };
    let refused = society.act(ana, consent(old, None)).unwrap_err();
    assert_eq!(refused.code, "charter.already_consented");
    let mut last = None;
    for version in ["two", "three"] {
        let new = society.records.insert(format!("{CHARTER}\n{version}\n").into_bytes());
        let amended = amend(&society, new);
        enact(&mut society, "amendment", amended);
        assert!(query::needs_consent(&society.state, ana.person));
        let wrong = Some(OperationId(Hash::of(b"wrong")));
        let script = [
            (&fay, consent(new, None), Some("charter.not_member")),
            (ana, consent(old, last), Some("charter.other_charter")),
            (ana, consent(new, wrong), Some("charter.replaces")),
            (ana, consent(new, last), None),
            (ana, consent(new, last), Some("charter.already_consented")),
        ];
        for (line, (actor, action, code)) in script.into_iter().enumerate() {
            let outcome = society.act(actor, action).err().map(|refusal| refusal.code);
            assert_eq!(outcome.as_deref(), code, "{version}, line {line}");
        }
        last = query::consent(&society.state, ana.person).map(|consent| consent.operation);
        assert!(last.is_some());
        assert!(!query::needs_consent(&society.state, ana.person));
        assert!(query::needs_consent(&society.state, ben.person));
        let version = query::current(&society.state).version;
        assert_eq!(query::version(&society.state, version).unwrap().consents.count, 1);
    }
    let state = society.state.clone();
    let context = society.context(decided("amendment"));
    let action = consent(query::current(&state).hash, None).into();
    let refusal = registry::check(&action, &context, &state).err().unwrap();
    assert_eq!(refusal.code, "charter.not_a_person");
    assert_eq!(registry::spec(&action).scope, Scope::Keys);
}

/// CHA-36: a version counts the members whose last consent is to it: who leaves, or agrees to the next
/// one, counts there no more.
#[test]
fn cha_36_consents_fall_when_members_leave() {
    let (mut society, members) = society();
    let count = |society: &Society, version: u64| {
        query::version(&society.state, version).unwrap().consents.count
    };
    let agree = |society: &mut Society, who: usize| {
        let charter = query::current(&society.state).hash;
        let person = members[who].person;
        let replaces = query::consent(&society.state, person).map(|consent| consent.operation);
        society.act(&members[who], Consent { charter, replaces }).unwrap();
    };
    let text = amended(&mut society, "`admission.vouches = 2`", "`admission.vouches = 3`");
    let change = amend(&society, text);
    enact(&mut society, "amendment", change);
    for who in 0..3 {
        agree(&mut society, who);
    }
    assert_eq!(count(&society, 2), 3);
    society.act(&members[0], MembershipAction::Leave {}).unwrap();
    assert_eq!(count(&society, 2), 2);
    // Who never agreed takes nothing away.
    society.act(&members[4], MembershipAction::Leave {}).unwrap();
    assert_eq!(count(&society, 2), 2);
    let text = amended(&mut society, "`admission.vouches = 2`", "`admission.vouches = 4`");
    let change = amend(&society, text);
    enact(&mut society, "amendment", change);
    agree(&mut society, 1);
    assert_eq!((count(&society, 2), count(&society, 3)), (1, 1));
    society.act(&members[1], MembershipAction::Leave {}).unwrap();
    assert_eq!((count(&society, 2), count(&society, 3)), (1, 0));
    assert!(query::consent(&society.state, members[1].person).is_none());
}

/// CHA-37: the addresses at which passkeys work.
#[test]
fn cha_37_script_of_relying_parties() {
    let (mut society, _) = society();
    let party = |id: &str, origins: &[&str]| RelyingParty {
        id: id.into(),
        origins: origins.iter().map(|origin| (*origin).to_owned()).collect(),
    };
    let good = [
        vec![],
        vec![party("a.example", &["https://a.example"])],
        vec![party("a.example", &["https://a.example", "https://b.a.example:8443"])],
        vec![party("a.example", &["https://a.example", "https://moved.example:8443"])],
        vec![party("localhost", &["http://localhost:3000", "https://localhost"])],
    ];
    for relying_parties in good {
        let set = SetRelyingParties { relying_parties };
        assert_eq!(verdict(&mut society, "ordinary", &set), None, "{set:?}");
    }
    let bad = [
        vec![party("127.0.0.1", &["https://127.0.0.1"])],
        vec![party("example", &["https://example"])],
        vec![party("A.example", &["https://A.example"])],
        vec![party("a..example", &["https://a..example"])],
        vec![party("a.example", &[])],
        vec![party("a.example", &["http://a.example"])],
        vec![party("a.example", &["https://127.0.0.1"])],
        vec![party("a.example", &["https://a.example/page"])],
        vec![party("a.example", &["https://a.example:0"])],
        vec![party("a.example", &["https://b.a.example", "https://a.example"])],
        vec![
            party("b.example", &["https://b.example"]),
            party("a.example", &["https://a.example"]),
        ],
        vec![party("localhost", &["http://localhost.evil.example"])],
        (0..=RELYING_PARTIES_MAX)
            .map(|n| party(&format!("a{n}.example"), &[&format!("https://a{n}.example")]))
            .collect(),
    ];
    for relying_parties in bad {
        let set = SetRelyingParties { relying_parties };
        let code = verdict(&mut society, "ordinary", &set);
        assert_eq!(code.as_deref(), Some("charter.relying_party"), "{set:?}");
    }
}

/// LOG-2, CHA-37: a founding may name the addresses at which passkeys work from the beginning.
#[test]
fn log_2_cha_37_a_founding_names_addresses() {
    let founder = Actor::named("founder");
    let found = |parties: &[RelyingParty]| {
        let text = include_str!("../../../../../../charters/reading-circle.md");
        let mut records = MemoryRecords::default();
        let charter = records.insert(text.as_bytes());
        let mut signed = founding(&founder, charter, Timestamp(1_790_000_000));
        signed.founding.relying_parties = parties.to_vec();
        let bytes = founder.key.sign(&signed.founding.signed_bytes()).to_bytes();
        signed.proof.signature = Signature::plain(&bytes);
        frame::genesis::found(&signed, &records).map_err(|error| error.code().to_owned())
    };
    let party =
        |origin: &str| RelyingParty { id: "a.example".into(), origins: vec![origin.into()] };
    let genesis = found(&[party("https://a.example")]).unwrap();
    let named = genesis.events.iter().any(|event| {
        matches!(event, crate::Event::Charter(CharterEvent::RelyingPartiesSet { relying_parties, .. })
            if *relying_parties == [party("https://a.example")])
    });
    assert!(named, "{:?}", genesis.events);
    let none = found(&[]).unwrap();
    assert!(!format!("{:?}", none.events).contains("RelyingPartiesSet"));
    assert_ne!(none.society, genesis.society);
    assert_eq!(found(&[party("http://a.example")]).unwrap_err(), "society.relying_party");
}

/// CHA-38, CHA-39: what the machine rests on.
#[test]
fn cha_38_cha_39_rules_version_and_signers() {
    let (mut society, _) = society();
    let known = polity_types::log::RULES_VERSION;
    for version in [0, known, known + 1, u64::MAX] {
        let code = verdict(&mut society, "swift", &SetRulesVersion { version });
        assert_eq!(code.as_deref(), Some("charter.rules_version"), "{version}");
    }
    let mut keys: Vec<_> = ["s1", "s2", "s3"].map(|name| public(&key_of(name))).to_vec();
    keys.sort_by_key(ToString::to_string);
    let unsorted = vec![keys[1], keys[0]];
    for signers in [vec![], unsorted, vec![keys[0], keys[0]]] {
        let code = verdict(&mut society, "swift", &SetSigners { signers });
        assert_eq!(code.as_deref(), Some("charter.signers"));
    }
    enact(&mut society, "swift", SetSigners { signers: keys.clone() });
    assert_eq!(frame::society::signing(&society.state).signers, keys);
    assert_eq!(frame::society::signing(&society.state).rules_version, known);
}

/// POW-9: stages come by themselves, and do not go back with the number of members.
#[test]
fn pow_9_a_stage_changes_lines_by_itself_and_stays() {
    let stages = r#"
```toml
[[stage]]
id = "one"
name = "One"

[[stage]]
id = "two"
name = "Two"
when = { members = 3 }
changes = [{ power = "admitting", who = "decision: ordinary" }]

[[stage]]
id = "three"
name = "Three"
by = "2028-01-01"
changes = [{ power = "inviting", grace = "4 days" }]
```
"#;
    let staged = format!("{CHARTER}{stages}");
    let mut society = Society::under(&staged);
    let founder = society.founder.clone();
    let gil = joined(&mut society, "gil");
    let hal = joined(&mut society, "hal");
    let fay = applicant(&mut society, "fay");
    let admit = || MembershipAction::Admit { applicant: fay.person };
    let refusal = society.act(&founder, admit()).unwrap_err();
    assert_eq!(refusal.code, "charter.no_power");
    for actor in [&gil, &hal] {
        society.act(actor, MembershipAction::Leave {}).unwrap();
    }
    society.wait(Seconds::days(1));
    assert_eq!(society.act(&founder, admit()).unwrap_err().code, "charter.no_power");
    let grace = |society: &mut Society| {
        let person = society.founder.person;
        let context = society.context(Authority::Person { person });
        context.charter.power("inviting").unwrap().grace
    };
    assert_eq!(grace(&mut society), Seconds::days(1));
    let events = society.wait(Seconds::days(400));
    assert!(names(&events).contains(&"charter.stage_reached".into()));
    assert_eq!(grace(&mut society), Seconds::days(4));

    // An amendment that leaves the stage alone keeps it; one that moves it turns it back.
    let same = society.records.insert(format!("{staged}\nMore.\n").into_bytes());
    let amended = amend(&society, same);
    enact(&mut society, "amendment", amended);
    assert_eq!(grace(&mut society), Seconds::days(4));
    let later = staged.replace("2028-01-01", "2048-01-01");
    let later = society.records.insert(later.into_bytes());
    let amended = amend(&society, later);
    enact(&mut society, "amendment", amended);
    assert_eq!(grace(&mut society), Seconds::days(1));
    society.wait(Seconds::days(1));
    society.act(&founder, admit()).unwrap_err();
}
