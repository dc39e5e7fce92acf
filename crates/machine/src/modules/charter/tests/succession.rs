//! What comes of the founder's powers when the founder is gone.

use polity_types::Seconds;

use super::super::types::Why;
use super::super::{CharterAction, CharterEvent, query, standing};
use crate::Event;
use crate::charter_text::outlook::LineOutlook;
use crate::frame::state::{Records as _, StateView as _};
use crate::modules::governance::tests::joined;
use crate::modules::membership::MembershipAction;
use crate::modules::treasury::TreasuryAction;
use crate::testing::{Actor, Society};

const CHARTER: &str = r#"# Charter of the box

`society.name = "Box"` `society.kind = "hub"` `society.currency = "BOX"`

> `society.commandment = "Tests tell the truth."`

`admission.vouches = 0` `admission.probation = "none"` `admission.application = "open"`

SUCCESSION

```toml
[[power]]
id = "admitting"
may = "membership.admit"
who = "founder"

[[power]]
id = "funds"
may = "treasury.open_account"
who = "founder"
locked = true

[[power]]
id = "proposing"
may = "governance.propose"
who = "member"

[[power]]
id = "amending"
may = "charter.amend"
who = "decision: ordinary"

[[decision]]
id = "ordinary"
electorate = "members"
method = "yes-no"
quorum = "10%"
threshold = "more than half"
discussion = "none"
voting = "1 day"
grace = "1 day"
```
"#;

const SUCCESSION: &str = "`succession = { silent = \"60 days\", to = \"decision: ordinary\" }`";

const SUCCESSION_WORDS: &str = "if the founder leaves, steps down or signs nothing for 60 days, it passes \
                                to the decision \"ordinary\"";

fn society(succession: &str) -> (Society, Actor) {
    let mut society = Society::under(&CHARTER.replace("SUCCESSION", succession));
    let ana = joined(&mut society, "ana");
    (society, ana)
}

fn why(events: &[Event]) -> Option<Why> {
    events.iter().find_map(|event| match event {
        Event::Charter(CharterEvent::FounderSucceeded { why, .. }) => Some(*why),
        _ => None,
    })
}

fn admits(society: &mut Society, name: &str) -> Result<(), String> {
    let applicant = society.known(name);
    let apply = MembershipAction::Apply { invitation: None, letter: None };
    society.act(&applicant, apply).unwrap();
    let founder = society.founder.clone();
    let admit = MembershipAction::Admit { applicant: applicant.person };
    society.act(&founder, admit).map(drop).map_err(|refusal| refusal.code)
}

/// Returns who admits, as the law in force has it.
fn admitter(society: &mut Society) -> String {
    let rule = crate::frame::context::Authority::Rule { rule: "test".into() };
    let charter = society.context(rule).charter.clone();
    query::words(&charter.power("admitting").unwrap().who)
}

/// POW-14: who signs nothing for as long as the charter says holds nothing any more, for good; each
/// operation begins the time anew.
#[test]
fn pow_14_a_silent_founders_powers_pass_to_the_members() {
    let (mut society, ana) = society(SUCCESSION);
    assert_eq!(why(&society.wait(Seconds::days(59))), None);
    assert_eq!(admits(&mut society, "ben"), Ok(()));
    // Nobody else's acts count, and a refusal does not.
    assert_eq!(why(&society.wait(Seconds::days(59))), None);
    society.act(&ana, CharterAction::StepDown {}).unwrap_err();
    let founder = society.founder.clone();
    society.act(&founder, CharterAction::EndPause { pause: "none".into() }).unwrap_err();
    let events = society.wait(Seconds::days(1));
    assert_eq!(why(&events), Some(Why::Silent));
    assert_eq!(admitter(&mut society), "decision: ordinary");
    assert_eq!(admits(&mut society, "cleo"), Err("charter.no_power".into()));
    // What is locked passes to nobody.
    let open = TreasuryAction::OpenAccount { account: "fund-a".parse().unwrap() };
    assert_eq!(society.act(&founder, open).unwrap_err().code, "charter.no_power");
    assert_eq!(why(&society.wait(Seconds::days(200))), None);
    let again = society.act(&founder, CharterAction::StepDown {});
    assert_eq!(again.unwrap_err().code, "charter.not_founder");
}

/// What is shown of the founder's powers, and of the line that they admit under.
fn shown(society: &Society) -> (standing::FounderPlace, LineOutlook) {
    let current = query::current(&society.state).hash;
    let written = query::parse(&society.records.record(&current).unwrap()).unwrap();
    let mut lines = standing::lines(&written, &society.state);
    lines.retain(|line| line.power == "admitting");
    (standing::founder(&written, &society.state), lines.pop().unwrap())
}

/// POW-14: what is shown of the founder's powers is what runs: how long the silence may last, from when it
/// is counted, who holds the powers then.
#[test]
fn pow_14_what_is_shown_of_the_founders_powers_is_what_runs() {
    let (mut society, _) = society(SUCCESSION);
    let founded = crate::frame::society::founded(&society.state).time;
    let (place, line) = shown(&society);
    assert_eq!(place.silent, Some(Seconds::days(60)));
    assert!(place.holds && place.passed.is_none(), "{place:?}");
    assert_eq!(line.succession.as_deref(), Some(SUCCESSION_WORDS));
    let heard = place.heard.unwrap();
    assert!(heard >= founded, "{place:?}");
    assert_eq!(place.passes, Some(heard.after(Seconds::days(60))));
    society.wait(Seconds::days(40));
    assert_eq!(admits(&mut society, "ben"), Ok(()));
    let (place, _) = shown(&society);
    assert!(place.heard.unwrap() >= heard.after(Seconds::days(40)), "{place:?}");
    let passes = place.passes.unwrap();
    society.wait(Seconds::days(60));
    let (place, line) = shown(&society);
    assert!(place.passed.unwrap().since >= passes, "{place:?}");
    assert_eq!((place.passed.unwrap().why, place.passes, place.holds), (Why::Silent, None, false));
    assert!(place.text.contains("the founder had signed nothing for 60 days"), "{}", place.text);
    assert_eq!(query::words(&line.who), admitter(&mut society));
    assert!(!line.is_alone && line.succession.is_none(), "{line:?}");

    let (society, _) = self::society("No more is said.");
    let (place, line) = shown(&society);
    assert_eq!((place.silent, place.heard, place.to), (None, None, None));
    let words = "if the founder leaves or steps down, nobody may any more";
    assert_eq!(line.succession.as_deref(), Some(words));
}

/// POW-14: the machine that stood still takes nobody's time.
#[test]
fn pow_14_time_in_which_the_machine_stood_still_is_no_silence() {
    let (mut society, _) = society(SUCCESSION);
    society.time = society.time.after(Seconds::days(90));
    let executed = society.batch(Vec::new());
    assert_eq!(why(&executed.due), None);
    assert_eq!(admits(&mut society, "ben"), Ok(()));
}

/// POW-14: a founder who leaves or steps down gives everything up, and coming back gives nothing back.
#[test]
fn pow_14_who_leaves_or_steps_down_gives_all_of_it_up() {
    for (succession, to) in [(SUCCESSION, "decision: ordinary"), ("No more is said.", "no one")] {
        for (action, said) in [
            (CharterAction::StepDown {}.into(), Why::SteppedDown),
            (crate::Action::from(MembershipAction::Leave {}), Why::Left),
        ] {
            let (mut society, ana) = society(succession);
            let code = society.act(&ana, CharterAction::StepDown {}).unwrap_err().code;
            assert_eq!(code, "charter.not_founder");
            let founder = society.founder.clone();
            let events = society.act(&founder, action).unwrap();
            assert_eq!(why(&events), Some(said));
            assert_eq!(admitter(&mut society), to);
            assert_eq!(query::succeeded(&society.state).unwrap().why, said);
            assert_eq!(admits(&mut society, "ben"), Err("charter.no_power".into()));
        }
    }
}

/// CHA-67: without the table nobody counts silence, and an amendment that brings it counts from then on.
#[test]
fn cha_66_without_the_table_nobody_counts_silence() {
    let (mut society, ana) = society("No more is said.");
    assert_eq!(why(&society.wait(Seconds::days(800))), None);
    assert!(society.state.get("charter/founder").is_none());
    let text = CHARTER.replace("SUCCESSION", SUCCESSION);
    let text = society.records.insert(text.into_bytes());
    let replaces = query::current(&society.state).hash;
    let amend = CharterAction::Amend { replaces, text };
    let action =
        crate::modules::governance::tests::propose(&mut society, "ordinary", vec![amend.into()]);
    society.act(&ana, action).unwrap();
    society.wait(Seconds(1));
    let yes = crate::modules::governance::Choice::Yes;
    crate::modules::governance::tests::vote(&mut society, &ana, 1, yes).unwrap();
    assert_eq!(why(&society.wait(Seconds::days(60))), None);
    assert_eq!(why(&society.wait(Seconds::days(3))), Some(Why::Silent));
    let short = SUCCESSION.replace("60 days", "29 days");
    let faults = query::parse(CHARTER.replace("SUCCESSION", &short).as_bytes()).unwrap_err();
    assert_eq!(faults.len(), 1, "{faults:?}");
}
