//! What members stopped, and every other way to the same: another line, an office, enough vouches.

use polity_types::{Amount, Hash, Seconds};

use super::super::{Choice, GovernanceAction, Outcome, Stage, Target, Verdict, query};
use super::{CHARTER, applicant, joined, names, propose, society, vote};
use crate::Action;
use crate::charter_text::Method;
use crate::frame::state::StateView;
use crate::modules::charter::{self as charter_module, ActEnd};
use crate::modules::membership::{self, MembershipAction};
use crate::modules::offices::OfficesAction;
use crate::modules::treasury::{AccountId, TreasuryAction};
use crate::testing::{Actor, Society};

/// A council of one that decides in a day, and what it may: anything that members can challenge.
const COUNCIL: &str = r#"
[[office]]
id = "council"
name = "Council"
seats = 1
term = "1 year"
filled = "decision: ordinary"
recalled = "decision: ordinary"

[[decision]]
id = "council"
electorate = "office: council"
method = "yes-no"
quorum = "50%"
threshold = "more than half"
discussion = "none"
voting = "1 day"
grace = "2 days"

[[power]]
id = "founder-issues"
may = "treasury.issue"
who = "founder"
up_to = "100 BOX per 30 days"
grace = "2 days"
challenge = "50%"

[[power]]
id = "council-issues"
may = "treasury.issue"
who = "decision: council"
up_to = "500 BOX per 30 days"
challenge = "50%"
"#;
/// What lets the members decide on the same.
const ALL: &str = "[[power]]\nid = \"all\"\nmay = \"treasury.issue\"\nwho = \"decision: ordinary\"";

/// A society of the founder and five full members under the box's charter with more lines.
fn with(lines: &str) -> (Society, Vec<Actor>) {
    let mut society = Society::under(&format!("{CHARTER}\n```toml\n{lines}\n```\n"));
    let members = ["ana", "ben", "cleo", "dan", "eve"].map(|name| joined(&mut society, name));
    society.wait(Seconds::days(30));
    (society, members.to_vec())
}

/// Has the last member elected to the council.
fn seat(society: &mut Society, members: &[Actor]) {
    let office = || "council".to_owned();
    let holder = members.last().unwrap();
    society.act(holder, OfficesAction::Stand { office: office() }).unwrap();
    society.act(holder, OfficesAction::CallElection { office: office() }).unwrap();
    society.wait(Seconds::days(1));
    for voter in members {
        vote(society, voter, 1, Choice::Yes).unwrap();
    }
    society.wait(Seconds::days(11));
    assert!(crate::modules::offices::query::holds(&society.state, "council", holder.person));
}

fn issue(amount: u64, to: &Actor) -> Action {
    let (amount, asset) = (Amount::from(amount), "BOX".parse().unwrap());
    let to = AccountId::Person(to.person);
    TreasuryAction::Issue { amount, asset, category: None, memo: None, to }.into()
}

fn object(society: &mut Society, by: &[Actor], target: Target) -> Vec<String> {
    let action = || GovernanceAction::Object { target };
    let events = by.iter().flat_map(|member| society.act(member, action()).unwrap());
    names(&events.collect::<Vec<_>>())
}

/// Has the council decide, and returns the number of its proposal.
fn council_decides(society: &mut Society, members: &[Actor], action: Action) -> u64 {
    let action = propose(society, "council", vec![action]);
    society.act(&members[0], action).unwrap();
    society.wait(Seconds(1));
    let number = query::counts(&society.state).made;
    vote(society, members.last().unwrap(), number, Choice::Yes).unwrap();
    society.wait(Seconds::days(1));
    number
}

fn code_of(outcome: &Outcome) -> &str {
    match outcome {
        Outcome::Failed { refused, .. } => refused.code.as_str(),
        other => panic!("{other:?}"),
    }
}

/// POW-7: a line without a grace is no way around what members stopped, whoever holds it.
#[test]
fn pow_7_what_members_stopped_is_not_done_at_once_by_another_line() {
    let lines = "[[power]]\nid = \"declines-at-once\"\nmay = \"membership.decline\"\n\
                 who = \"member past probation\"";
    let (mut society, members) = society();
    let founder = society.founder.clone();
    let fay = applicant(&mut society, "fay");
    let decline =
        |of: &Actor| Action::from(MembershipAction::Decline { applicant: of.person, text: None });
    society.act(&founder, decline(&fay)).unwrap();
    society.act(&founder, decline(&fay)).unwrap();
    object(&mut society, &members[..3], Target::Act { number: 1 });
    let text = format!("{CHARTER}\n```toml\n{lines}\n```\n");
    amend(&mut society, &text);
    let refused = society.act(&members[3], decline(&fay)).unwrap_err();
    assert_eq!((refused.code.as_str(), refused.rule.as_str()), ("charter.at_vote", "POW-7"));
    // Nor does the twin that waits take effect at once under a text in which its line has no grace any more.
    amend(&mut society, &text.replace("grace = \"3 days\"\nchallenge = \"50%\"", ""));
    let told = names(&society.wait(Seconds::days(3)));
    assert!(told.contains(&"charter.act_failed".to_owned()), "{told:?}");
    let twin = charter_module::query::act_result(&society.state, 2).unwrap().end;
    assert!(
        matches!(&twin, ActEnd::Failed { refused } if refused.code == "charter.at_vote"),
        "{twin:?}"
    );
    assert!(membership::query::application(&society.state, fay.person).is_some());
}

/// Puts another text in force, as the members decided.
fn amend(society: &mut Society, text: &str) {
    use crate::frame::context::Authority;
    use crate::frame::execute::preview;
    let text = society.records.insert(text.as_bytes().to_vec());
    let replaces = charter_module::query::current(&society.state).hash;
    let state = society.state.clone();
    let context =
        society.context(Authority::Decision { procedure: "amendment".into(), proposal: 0 });
    let amend = charter_module::CharterAction::Amend { replaces, text };
    let done = preview(&amend.into(), &context, &state).unwrap();
    society.state.commit(done.delta);
}

/// POW-7: what members stopped, an office does not decide before them.
#[test]
fn pow_7_an_office_does_not_decide_what_members_stopped() {
    let (mut society, members) = with(&format!("{COUNCIL}{ALL}"));
    seat(&mut society, &members);
    let (founder, ana) = (society.founder.clone(), members[0].clone());
    society.act(&founder, issue(9_000, &ana)).unwrap();
    object(&mut society, &members[..3], Target::Act { number: 1 });
    let number = council_decides(&mut society, &members, issue(9_000, &ana));
    society.wait(Seconds::days(2));
    let outcome = query::result(&society.state, number).unwrap().outcome;
    assert_eq!(code_of(&outcome), "charter.at_vote");
    // Nor a little less, in other words (POW-15).
    let (amount, asset) = (Amount::from(8_999), "BOX".parse().unwrap());
    let (memo, to) = (Some(Hash::of(b"A gift.")), AccountId::Person(ana.person));
    let less = TreasuryAction::Issue { amount, asset, category: None, memo, to };
    let number = council_decides(&mut society, &members, less.into());
    society.wait(Seconds::days(2));
    assert_eq!(code_of(&query::result(&society.state, number).unwrap().outcome), "charter.at_vote");
}

/// POW-7: the members do what they stopped at any time, by a decision of theirs.
#[test]
fn pow_7_members_decide_the_same_by_another_decision() {
    let swift = "[[power]]\nid = \"swift\"\nmay = \"treasury.issue\"\nwho = \"decision: swift\"";
    let (mut society, members) = with(&format!("{COUNCIL}{ALL}\n{swift}"));
    let (founder, ana) = (society.founder.clone(), members[0].clone());
    society.act(&founder, issue(9_000, &ana)).unwrap();
    object(&mut society, &members[..3], Target::Act { number: 1 });
    let action = propose(&mut society, "swift", vec![issue(9_000, &ana)]);
    society.act(&ana, action).unwrap();
    society.wait(Seconds(1));
    for voter in &members {
        vote(&mut society, voter, 2, Choice::Yes).unwrap();
    }
    society.wait(Seconds::days(1));
    assert_eq!(query::result(&society.state, 2).unwrap().outcome, Outcome::Done);
}

/// A decision in which silence is consent.
const SILENT: &str = "[[decision]]\nid = \"silent\"\nelectorate = \"members\"\nmethod = \"lazy-consensus\"\n\
                      discussion = \"none\"\nvoting = \"1 day\"\ngrace = \"1 day\"\n\
                      [[power]]\nid = \"by-silence\"\nmay = \"treasury.issue\"\nwho = \"decision: silent\"\n\
                      up_to = \"20000 BOX per 30 days\"\nchallenge = \"50%\"\n";

/// POW-7: what members stopped is not carried by silence: it goes to a decision that asks for yes or no, and where
/// there is none, to a vote by yes or no among those whom the other asks.
#[test]
fn pow_7_silence_does_not_carry_what_members_stopped() {
    for (lines, procedure) in [(ALL, "ordinary"), ("", "silent")] {
        let (mut society, members) = with(&format!("{COUNCIL}{SILENT}{lines}"));
        let (founder, ana) = (society.founder.clone(), members[0].clone());
        society.act(&founder, issue(9_000, &ana)).unwrap();
        object(&mut society, &members[..3], Target::Act { number: 1 });
        let open = query::proposal(&society.state, 1).unwrap();
        assert_eq!((open.procedure.as_str(), open.terms.method), (procedure, Method::YesNo));
        let has_measure = open.terms.quorum.is_some() || open.terms.adaptive;
        assert!(has_measure, "{procedure}");
        society.wait(Seconds::days(12));
        let outcome = query::result(&society.state, 1).unwrap().outcome;
        assert!(matches!(outcome, Outcome::Rejected { .. }), "{procedure}: {outcome:?}");
        let account = AccountId::Person(ana.person);
        let asset = "BOX".parse().unwrap();
        let held = crate::modules::treasury::query::balance(&society.state, &account, &asset);
        assert_eq!(held, Amount::ZERO, "{procedure}");
    }
}

/// POW-7, MEM-5: nor do vouches admit whom members would not have admitted, before their vote.
#[test]
fn pow_7_vouches_do_not_admit_before_the_vote() {
    let lines = "[[power]]\nid = \"vouching\"\nmay = \"membership.vouch\"\nwho = \"member\"\n\
                 [[power]]\nid = \"vouched\"\nmay = \"membership.admit\"\nwho = \"rule: vouched\"";
    let (mut society, members) = with(lines);
    let text = format!("{CHARTER}\n```toml\n{lines}\n```\n").replace(
        "may = \"membership.admit\"\nwho = \"founder\"",
        "may = \"membership.admit\"\nwho = \"founder\"\ngrace = \"3 days\"\nchallenge = \"50%\"",
    );
    amend(&mut society, &text);
    let founder = society.founder.clone();
    let fay = applicant(&mut society, "fay");
    society.act(&founder, MembershipAction::Admit { applicant: fay.person }).unwrap();
    object(&mut society, &members[..3], Target::Act { number: 1 });
    for voucher in &members[3..] {
        society.act(voucher, MembershipAction::Vouch { applicant: fay.person }).unwrap();
    }
    let waits = membership::query::application(&society.state, fay.person).unwrap();
    assert_eq!(waits.admitted_by, None);
    let charter = charter_module::query::current(&society.state).hash;
    let refused = society.act(&fay, MembershipAction::Swear { charter }).unwrap_err();
    assert_eq!(refused.code, "membership.not_admitted");
    society.wait(Seconds::days(12));
    assert!(query::result(&society.state, 1).is_some(), "nobody voted");
    society.act(&fay, MembershipAction::Swear { charter }).expect("the vouches count again");
}

/// POW-8: what an office decided and members challenge, members decide: by a proposal of its own, with the same
/// text; meanwhile the office does not decide it again.
#[test]
fn pow_8_what_an_office_decided_members_decide() {
    let (mut society, members) = with(&format!("{COUNCIL}{ALL}"));
    seat(&mut society, &members);
    let ana = members[0].clone();
    let number = council_decides(&mut society, &members, issue(9_000, &ana));
    let grace = query::proposal(&society.state, number).unwrap();
    assert_eq!(grace.stage, Stage::Grace);
    let told = object(&mut society, &members[..3], Target::Proposal { number });
    assert!(told.contains(&"governance.failed".to_owned()), "{told:?}");
    let result = query::result(&society.state, number).unwrap();
    assert_eq!(code_of(&result.outcome), "governance.stopped");
    let opened = number + 1;
    let theirs = query::proposal(&society.state, opened).unwrap();
    assert_eq!(theirs.challenged, Some(Target::Proposal { number }));
    assert_eq!((theirs.procedure.as_str(), theirs.text), ("ordinary", grace.text));
    // EXI-9: ana brought it to the council, so she does not leave at the value before it.
    let brings = |who: &Actor| {
        query::supports(&society.state, Target::Proposal { number: opened }, who.person)
    };
    assert_eq!((brings(&ana), brings(&members[1])), (true, false));
    let again = council_decides(&mut society, &members, issue(9_000, &ana));
    society.wait(Seconds::days(2));
    let outcome = query::result(&society.state, again).unwrap().outcome;
    assert_eq!(code_of(&outcome), "charter.at_vote");
    for voter in &members[..3] {
        vote(&mut society, voter, opened, Choice::No).unwrap();
    }
    society.wait(Seconds::days(8));
    let outcome = query::result(&society.state, opened).unwrap().outcome;
    assert_eq!(outcome, Outcome::Rejected { verdict: Verdict::Rejected });
    let free = council_decides(&mut society, &members, issue(9_000, &ana));
    society.wait(Seconds::days(2));
    assert_eq!(query::result(&society.state, free).unwrap().outcome, Outcome::Done);
}

/// POW-8: what members stopped, carried and stop again takes no fewer yes than the first time, and what it would do is
/// noted as it was (POW-15).
#[test]
fn pow_8_who_objects_again_lowers_nothing() {
    let (mut society, members) = with(&format!("{COUNCIL}{ALL}\nchallenge = \"30%\""));
    seat(&mut society, &members);
    let number = council_decides(&mut society, &members, issue(9_000, &members[0]));
    object(&mut society, &members[..3], Target::Proposal { number });
    let opened = number + 1;
    let reach = |society: &mut Society, wanted: Stage| {
        let reached = (0..100).any(|_| {
            let is_there = query::proposal(&society.state, opened).unwrap().stage == wanted;
            let _ = if is_there { Vec::new() } else { society.wait(Seconds::hours(6)) };
            is_there
        });
        assert!(reached, "{wanted:?}");
    };
    reach(&mut society, Stage::Voting);
    let noted = |society: &Society| {
        let page = StateView::scan(&society.state, "charter/at-vote/", None, 100);
        assert!(!page.is_empty());
        page
    };
    let before = noted(&society);
    for voter in &members {
        vote(&mut society, voter, opened, Choice::Yes).unwrap();
    }
    reach(&mut society, Stage::Grace);
    object(&mut society, &members[..2], Target::Proposal { number: opened });
    let proposal = query::proposal(&society.state, opened).unwrap();
    assert_eq!((proposal.is_sent_back, proposal.terms.objected), (true, 3));
    assert_eq!(noted(&society), before);
}

/// POW-8: where no decision of the members carries it, what they challenge is over; so it is when the objections
/// suffice only as the grace period ends.
#[test]
fn pow_8_what_no_decision_of_members_carries_is_over() {
    let (mut society, members) = with(COUNCIL);
    seat(&mut society, &members);
    let ana = members[0].clone();
    let number = council_decides(&mut society, &members, issue(9_000, &ana));
    object(&mut society, &members[..2], Target::Proposal { number });
    // Two of six are too few; when one more leaves and one objects there are enough.
    society.act(&members[2], MembershipAction::Leave {}).unwrap();
    object(&mut society, &members[3..4], Target::Proposal { number });
    let result = query::result(&society.state, number).unwrap();
    assert_eq!(code_of(&result.outcome), "governance.stopped");
    assert_eq!(query::counts(&society.state).made, number);
    let account = AccountId::Person(ana.person);
    let asset = "BOX".parse().unwrap();
    let held = crate::modules::treasury::query::balance(&society.state, &account, &asset);
    assert_eq!(held, Amount::ZERO);
}

/// DUE-7, GOV-30: whose vote rests does not cast it from a seat either; the seat counts as an empty one.
#[test]
fn due_7_a_vote_that_rests_is_not_cast_from_a_seat() {
    let dues = "[dues]\nevery = \"100 days\"\namount = \"10 BOX\"\nvote_rests = \"10 days\"\n\
                [[power]]\nid = \"waiving\"\nmay = \"dues.waive\"\nwho = \"founder\"\n";
    let (mut society, members) = with(&format!("{dues}{COUNCIL}{ALL}"));
    seat(&mut society, &members);
    let founder = society.founder.clone();
    let (ana, holder) = (members[0].clone(), members[4].clone());
    for free in members[..4].iter().chain([&founder]) {
        society.waive(free.person, 100);
    }
    while !crate::modules::dues::query::is_vote_resting(&society.state, holder.person) {
        society.wait(Seconds::days(10));
    }
    let action = propose(&mut society, "council", vec![issue(9_000, &ana)]);
    society.act(&ana, action).unwrap();
    society.wait(Seconds(1));
    let number = query::counts(&society.state).made;
    let refused = vote(&mut society, &holder, number, Choice::Yes).unwrap_err();
    assert_eq!(refused.code, "governance.not_eligible");
    let frozen = query::proposal(&society.state, number).unwrap().electorate.unwrap();
    assert_eq!(frozen.roll.count, 1, "the seat is there, and empty");
}

/// POW-7: a person who may amend does not bring a stopped amendment again with one space more, nor does one that
/// waits beside it take effect: until the vote, no change of the charter by that person's word.
#[test]
fn pow_7_a_stopped_amendment_does_not_come_again_in_another_text() {
    let lines = "[[power]]\nid = \"founder-amends\"\nmay = \"charter.amend\"\nwho = \"founder\"\ngrace = \"2 \
                 days\"\nchallenge = \"50%\"";
    let (mut society, members) = with(lines);
    let founder = society.founder.clone();
    let base = format!("{CHARTER}\n```toml\n{lines}\n```\n");
    let bring = |society: &mut Society, more: &str| {
        let text = society.records.insert(format!("{base}{more}\n").into_bytes());
        let replaces = charter_module::query::current(&society.state).hash;
        let amend = charter_module::CharterAction::Amend { replaces, text };
        society.act(&founder, amend).map(drop)
    };
    for more in ["One.", "One. ."] {
        bring(&mut society, more).unwrap();
    }
    object(&mut society, &members[..3], Target::Act { number: 1 });
    let again = bring(&mut society, "One. . .").unwrap_err();
    assert_eq!((again.code.as_str(), again.rule.as_str()), ("charter.at_vote", "POW-7"));
    let told = names(&society.wait(Seconds::days(3)));
    assert!(told.contains(&"charter.act_failed".to_owned()), "{told:?}");
    assert_eq!(charter_module::query::current(&society.state).version, 1);
    society.wait(Seconds::days(9));
    assert!(query::result(&society.state, 1).is_some(), "nobody voted");
    bring(&mut society, "Two.").expect("the vote is over");
}
