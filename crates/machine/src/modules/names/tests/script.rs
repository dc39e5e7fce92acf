//! Histories that meet each refusal at its boundary. Read them top to bottom.

use polity_types::{Seconds, Timestamp};

use super::super::NamesAction::GiveUp;
use super::super::{CHANGED_EVERY, NamesEvent, RESTS_FOR, query};
use super::{CHARTER, society, take};
use crate::frame::context::Authority;
use crate::frame::execute::preview;
use crate::frame::state::{MemoryState, StateView as _};
use crate::modules::governance::tests::joined;
use crate::modules::membership::MembershipAction;
use crate::testing::{Counting, Society};

/// NAM-1: a member takes a name, changes it, gives it up; nobody else does it for them.
#[test]
fn nam_1_a_member_has_a_name_by_taking_it() {
    let (mut society, [ana, ben, _]) = society();
    let eve = society.known("eve");
    let month = CHANGED_EVERY;
    let script = [
        (&eve, take("Eve"), Some("names.not_member"), Seconds::ZERO),
        (&ana, GiveUp {}, Some("names.no_name"), Seconds::ZERO),
        (&ana, take("Ana"), None, Seconds::ZERO),
        (&ana, take("Ana"), Some("names.same"), month),
        (&ana, take("Ana"), Some("names.same"), Seconds::ZERO),
        (&ana, take("Ana Lucía"), None, Seconds::ZERO),
        (&ben, take("Ana"), Some("names.resting"), Seconds::ZERO),
        (&ben, take("Ben"), None, Seconds::ZERO),
        (&ana, GiveUp {}, None, Seconds::ZERO),
        (&ana, GiveUp {}, Some("names.no_name"), Seconds::ZERO),
    ];
    for (line, (actor, action, refusal, wait)) in script.into_iter().enumerate() {
        let outcome = society.act(actor, action).err().map(|refusal| refusal.code);
        assert_eq!(outcome.as_deref(), refusal, "line {line}");
        society.wait(wait);
    }
    assert_eq!(query::called(&society.state, ana.person), None);
    assert_eq!(query::called(&society.state, ben.person).as_deref(), Some("Ben"));
    assert_eq!(query::who(&society.state, "BEN"), Some(ben.person));
    assert_eq!(query::who(&society.state, "Ana"), None);

    let rule = Authority::Rule { rule: "vouched".into() };
    let state = society.state.clone();
    let context = society.context(rule);
    let refusal = super::super::rules::check(&take("Cleo"), &context, &state).unwrap_err();
    assert_eq!(polity_types::refusal::Explain::code(&refusal), "names.not_a_person");
}

/// NAM-6: once in thirty days, to the second; what somebody has can always be given up.
#[test]
fn nam_6_a_name_is_taken_once_in_a_while() {
    let (mut society, [ana, ..]) = society();
    let taken_at = society.time;
    society.act(&ana, take("Ana")).unwrap();
    society.wait(Seconds(CHANGED_EVERY.0 - 1));
    let refusal = society.act(&ana, take("Anouk")).unwrap_err();
    let next = taken_at.after(CHANGED_EVERY);
    assert_eq!(refusal.code, "names.too_soon");
    assert_eq!(
        refusal.message,
        format!("A member takes a name at most once in 30 days; the next time is from {next}.")
    );
    society.act(&ana, GiveUp {}).unwrap();
    // Giving it up is no way around.
    assert_eq!(society.act(&ana, take("Anouk")).unwrap_err().code, "names.too_soon");
    society.wait(Seconds(1));
    society.act(&ana, take("Anouk")).unwrap();
}

/// NAM-7: a name that was changed or given up rests, and is then anybody's by itself.
#[test]
fn nam_7_a_name_rests_before_somebody_else_has_it() {
    let (mut society, [ana, ben, _]) = society();
    society.act(&ana, take("Mira")).unwrap();
    assert_eq!(society.act(&ben, take("mira")).unwrap_err().code, "names.taken");
    let given_up_at = society.time;
    let events = society.act(&ana, GiveUp {}).unwrap();
    let until = given_up_at.after(RESTS_FOR);
    let given_up = NamesEvent::GivenUp { called: "Mira".into(), person: ana.person, until };
    assert_eq!(events, [given_up.into()]);
    society.wait(Seconds(RESTS_FOR.0 - 1));
    let refusal = society.act(&ben, take("Mira")).unwrap_err();
    assert_eq!(refusal.code, "names.resting");
    assert!(refusal.message.ends_with(&format!("until {until}.")), "{}", refusal.message);
    society.wait(Seconds(1));
    assert_eq!(query::named(&society.state, ana.person), None, "nothing is left of it");
    society.act(&ben, take("Mira")).unwrap();

    // Who had a name takes it back while it rests, and the end of that rest does nothing.
    society.wait(CHANGED_EVERY);
    society.act(&ben, take("Benno")).unwrap();
    society.wait(CHANGED_EVERY);
    society.act(&ben, take("Mira")).unwrap();
    society.wait(RESTS_FOR);
    assert_eq!(query::who(&society.state, "Mira"), Some(ben.person));
    assert_eq!(society.act(&ana, take("Mira")).unwrap_err().code, "names.taken");
    assert_eq!(
        society.act(&ana, take("Benno")),
        Ok(vec![
            NamesEvent::Taken { before: None, called: "Benno".into(), person: ana.person }.into()
        ])
    );
}

/// NAM-8: leaving is giving up, and coming back is no way around anything.
#[test]
fn nam_8_who_leaves_has_no_name() {
    let (mut society, [ana, ben, _]) = society();
    society.act(&ana, take("Mira")).unwrap();
    society.act(&ana, MembershipAction::Leave {}).unwrap();
    assert_eq!(query::called(&society.state, ana.person), None);
    assert_eq!(society.act(&ben, take("Mira")).unwrap_err().code, "names.resting");
    let ana = {
        let founder = society.founder.clone();
        let apply = MembershipAction::Apply { invitation: None, letter: None };
        society.act(&ana, apply).unwrap();
        let admit = MembershipAction::Admit { applicant: ana.person };
        society.act(&founder, admit).unwrap();
        let charter = crate::modules::charter::query::current(&society.state).hash;
        society.act(&ana, MembershipAction::Swear { charter }).unwrap();
        ana
    };
    assert_eq!(society.act(&ana, take("Mira")).unwrap_err().code, "names.too_soon");
    society.wait(CHANGED_EVERY);
    society.act(&ana, take("Mira")).unwrap();
    society.wait(RESTS_FOR);
    assert_eq!(query::who(&society.state, "Mira"), Some(ana.person));

    society.act(&ana, MembershipAction::Leave {}).unwrap();
    society.wait(RESTS_FOR);
    let left: Vec<_> = society.state.scan("names/", None, 9);
    assert!(left.is_empty(), "{left:?}");
}

/// NAM-4: no name claims an office, a number or an identifier.
#[test]
fn nam_4_a_name_is_not_a_title() {
    let (mut society, [ana, ..]) = society();
    for (name, code) in [
        ("Keeper", "names.reserved"),
        ("KEEPER OF THE KEYS", "names.reserved"),
        ("Кеерег", "names.reserved"),
        ("Long-Table", "names.reserved"),
        ("Founder", "names.reserved"),
        ("F0under", "names.reserved"),
        ("Member", "names.reserved"),
        ("member42", "names.reserved"),
        ("Mernber1O", "names.reserved"),
        ("Nobody", "names.reserved"),
        ("person1w8t", "names.like_an_identifier"),
        ("Personl-w8t", "names.like_an_identifier"),
        ("Society1qq", "names.like_an_identifier"),
    ] {
        let refusal = society.act(&ana, take(name)).err().map(|refusal| refusal.code);
        assert_eq!(refusal.as_deref(), Some(code), "{name}");
    }
    society.act(&ana, take("Remember7")).unwrap();

    // An office that comes later takes nobody's name.
    let mut later = Society::under(&CHARTER.replace("Keeper of the Keys", "Keykeeper"));
    let ben = joined(&mut later, "ben");
    later.act(&ben, take("Keeper of the Keys")).unwrap();
}

/// NAM-9: what is taken, or ends, costs the same however many members there are.
#[test]
fn nam_9_costs_do_not_grow_with_the_members() {
    let reads = |members: usize| {
        let (mut society, [ana, ..]) = society();
        for number in 0..members {
            let other = joined(&mut society, &format!("other {number}"));
            let name = format!("other {}", spelled(number));
            society.act(&other, take(&name)).unwrap();
        }
        let state: MemoryState = society.state.clone();
        let counting = Counting::of(&state);
        let context = society.context(Authority::Person { person: ana.person });
        let _ = preview(&take("Ana").into(), &context, &counting).unwrap();
        counting.reads()
    };
    assert_eq!(reads(2), reads(40));
}

/// Returns a number in letters.
fn spelled(number: usize) -> String {
    let letters = ["a", "b", "c", "d", "e", "f", "g", "h", "k", "m"];
    let digits = number.to_string();
    digits.bytes().map(|digit| letters[usize::from(digit - b'0')]).collect()
}

#[test]
fn a_name_lasts_as_long_as_nothing_happens() {
    let (mut society, [ana, ..]) = society();
    society.act(&ana, take("Ana")).unwrap();
    society.wait(Seconds::days(400));
    let named = query::named(&society.state, ana.person).unwrap();
    assert_eq!(named.called.as_deref(), Some("Ana"));
    assert!(named.next > Timestamp(0));
}
