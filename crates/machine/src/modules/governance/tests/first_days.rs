//! The first days of a society, in which most are on probation, and whoever is not would decide for all (GOV-60).

use polity_types::{Amount, Seconds};

use super::super::{
    Choice, GovernanceAction, Newcomers, Outcome, Proposal, Stage, Target, Verdict, Wait, query,
};
use super::{CHARTER, joined, names, propose, vote};
use crate::Action;
use crate::frame::clock::Clock;
use crate::modules::treasury::{AccountId, TreasuryAction};
use crate::testing::{Actor, Society};

/// What lets members past probation decide on money, and all members stop it.
const ISSUING: &str = "[[power]]\nid = \"issuing\"\nmay = \"treasury.issue\"\n\
                       who = \"decision: ordinary\"\nchallenge = \"50%\"";

fn society() -> Society {
    Society::under(&format!("{CHARTER}\n```toml\n{ISSUING}\n```\n"))
}

fn guests(society: &mut Society, count: usize, name: &str) -> Vec<Actor> {
    (0..count).map(|number| joined(society, &format!("{name} {number}"))).collect()
}

fn issue(to: &Actor) -> Action {
    let (amount, asset) = (Amount::from(9_000), "BOX".parse().unwrap());
    let to = AccountId::Person(to.person);
    TreasuryAction::Issue { amount, asset, category: None, memo: None, to }.into()
}

/// Has somebody propose to give the founder money; returns the number.
fn bring(society: &mut Society, by: &Actor) -> u64 {
    let issue = issue(&society.founder);
    let action = propose(society, "ordinary", vec![issue]);
    society.act(by, action).unwrap();
    query::counts(&society.state).made
}

fn stage(society: &Society, number: u64) -> Option<Stage> {
    query::proposal(&society.state, number).map(|open| open.stage)
}

fn eligible(society: &Society, number: u64) -> u64 {
    query::standing(&society.state, number).unwrap().eligible
}

/// GOV-60: of a draft it is said beforehand, too, that its vote waits, and until when if it had its support now; not once
/// fewer than half are on probation.
#[test]
fn gov_60_a_draft_says_beforehand_that_its_vote_waits() {
    let drafts = CHARTER.replacen("id = \"ordinary\"\n", "id = \"ordinary\"\nsponsors = 1\n", 1);
    let mut society = Society::under(&format!("{drafts}\n```toml\n{ISSUING}\n```\n"));
    let founder = society.founder.clone();
    guests(&mut society, 2, "guest");
    let number = bring(&mut society, &founder);
    let brought = Clock::read(&society.state).running();
    assert_eq!(stage(&society, number), Some(Stage::Draft));
    let wait = |society: &Society| {
        let open = query::proposal(&society.state, number).unwrap();
        query::wait((number, &open), Seconds::days(30), &society.state)
    };
    let newcomers = Newcomers { members: 3, on_probation: 2 };
    let until = brought.after(Seconds::days(30));
    for _ in 0..2 {
        assert_eq!(wait(&society), Some(Wait::Ahead { newcomers, until }));
        society.wait(Seconds::hours(20));
    }
    // So it is of one that waits for a place.
    let open = query::proposal(&society.state, number).unwrap();
    let queued = Proposal { stage: Stage::Queued, ..open };
    let told = query::wait((number, &queued), Seconds::days(30), &society.state);
    assert_eq!(told, Some(Wait::Ahead { newcomers, until }));
    society.wait(Seconds::days(28));
    assert_eq!(stage(&society, number), Some(Stage::Draft));
    assert_eq!(wait(&society), None);
}

/// GOV-60: nothing is said of a wait where the discussion ends as probation does: those who were there vote.
#[test]
fn gov_60_a_discussion_as_long_as_probation_is_no_wait() {
    for (discussion, is_told) in [("30 days", false), ("29 days", true)] {
        let long = CHARTER.replacen("\"1 day\"\nvoting", &format!("{discussion:?}\nvoting"), 1);
        assert_ne!(long, CHARTER);
        let mut society = Society::under(&format!("{long}\n```toml\n{ISSUING}\n```\n"));
        let founder = society.founder.clone();
        guests(&mut society, 2, "guest");
        let number = bring(&mut society, &founder);
        let open = query::proposal(&society.state, number).unwrap();
        let told = query::wait((number, &open), Seconds::days(30), &society.state);
        assert_eq!(told.is_some(), is_told, "{discussion}");
    }
}

/// GOV-60: a founder who alone is past probation does not decide alone: the vote waits until those who are there can
/// vote in it, to the second, and no longer.
#[test]
fn gov_60_who_is_first_does_not_decide_alone_for_all() {
    let mut society = society();
    let founder = society.founder.clone();
    // Before anybody is there.
    let number = bring(&mut society, &founder);
    society.wait(Seconds::hours(20));
    let members = guests(&mut society, 5, "guest");
    let wait = |society: &Society| {
        let open = query::proposal(&society.state, number).unwrap();
        query::wait((number, &open), Seconds::days(30), &society.state)
    };
    let newcomers = Newcomers { members: 6, on_probation: 5 };
    assert!(
        matches!(wait(&society), Some(Wait::Ahead { newcomers: known, .. }) if known == newcomers)
    );
    let events = society.wait(Seconds::hours(4));
    assert_eq!(names(&events), ["governance.postponed"]);
    assert!(matches!(wait(&society), Some(Wait::Begun { .. })));
    let refused = vote(&mut society, &founder, number, Choice::Yes).unwrap_err();
    assert_eq!(refused.code, "governance.other_stage");
    society.wait(Seconds(Seconds::days(30).0 - 1));
    assert_eq!(stage(&society, number), Some(Stage::Discussion));
    society.wait(Seconds(1));
    assert_eq!((stage(&society, number), eligible(&society, number)), (Some(Stage::Voting), 6));
    vote(&mut society, &founder, number, Choice::Yes).unwrap();
    for who in &members[..3] {
        vote(&mut society, who, number, Choice::No).unwrap();
    }
    society.wait(Seconds::days(7));
    let outcome = query::result(&society.state, number).unwrap().outcome;
    assert_eq!(outcome, Outcome::Rejected { verdict: Verdict::Rejected });
}

/// GOV-60: where more than half are past probation nothing waits; nor where the founder is alone, or where members on
/// probation vote too.
#[test]
fn gov_60_nothing_waits_where_most_can_vote() {
    let mut society = society();
    let founder = society.founder.clone();
    let number = bring(&mut society, &founder);
    society.wait(Seconds::days(1));
    assert_eq!(stage(&society, number), Some(Stage::Voting), "there is nobody else");
    let _ = guests(&mut society, 3, "guest");
    society.wait(Seconds::days(30));
    // Four are past probation.
    for (more, is_open) in [(3, true), (1, false)] {
        let _ = guests(&mut society, more, &format!("{more} more"));
        let number = bring(&mut society, &founder);
        society.wait(Seconds::days(1));
        let expected = if is_open { Stage::Voting } else { Stage::Discussion };
        assert_eq!(stage(&society, number), Some(expected), "{more} more");
    }
    let admit = TreasuryAction::OpenAccount { account: "fund-common".parse().unwrap() };
    let action = propose(&mut society, "swift", vec![admit.into()]);
    society.act(&founder, action).unwrap();
    let number = query::counts(&society.state).made;
    society.wait(Seconds(1));
    assert_eq!(stage(&society, number), Some(Stage::Voting), "all members vote");
}

/// GOV-60: a crowd that is let in while something is talked over neither votes on it nor puts the vote off.
#[test]
fn gov_60_no_crowd_is_let_in_for_a_vote() {
    for crowd in [0, 5, 6, 60] {
        let mut society = society();
        let founder = society.founder.clone();
        let members = guests(&mut society, 5, "guest");
        society.wait(Seconds::days(30));
        let number = bring(&mut society, &founder);
        let crowd = guests(&mut society, crowd, "crowd");
        society.wait(Seconds::days(1));
        assert_eq!((stage(&society, number), eligible(&society, number)), (Some(Stage::Voting), 6));
        for who in &members {
            vote(&mut society, who, number, Choice::No).unwrap();
        }
        vote(&mut society, &founder, number, Choice::Yes).unwrap();
        for who in &crowd {
            assert!(vote(&mut society, who, number, Choice::Yes).is_err());
        }
        society.wait(Seconds::days(7));
        let outcome = query::result(&society.state, number).unwrap().outcome;
        assert_eq!(outcome, Outcome::Rejected { verdict: Verdict::Rejected });
    }
}

/// GOV-60: two decide as any others do: those who were there when it was brought vote, and a crowd that came since does not
/// put it off.
#[test]
fn gov_60_a_crowd_does_not_put_off_what_two_bring() {
    let mut society = society();
    let founder = society.founder.clone();
    let _ = guests(&mut society, 1, "friend");
    society.wait(Seconds::days(30));
    let number = bring(&mut society, &founder);
    let _ = guests(&mut society, 10, "crowd");
    society.wait(Seconds::days(1));
    assert_eq!((stage(&society, number), eligible(&society, number)), (Some(Stage::Voting), 2));
}

/// GOV-60: what was decided takes effect when its grace period is over, whoever came meanwhile, if they do not object;
/// nothing is said of a wait while it is voted on or in its grace period.
#[test]
fn gov_60_what_was_decided_waits_for_nobody() {
    let mut society = society();
    let founder = society.founder.clone();
    let number = bring(&mut society, &founder);
    society.wait(Seconds::days(1));
    let _ = guests(&mut society, 3, "guest");
    let waits = |society: &Society| {
        let open = query::proposal(&society.state, number).unwrap();
        query::wait((number, &open), Seconds::days(30), &society.state)
    };
    assert_eq!((stage(&society, number), waits(&society)), (Some(Stage::Voting), None));
    vote(&mut society, &founder, number, Choice::Yes).unwrap();
    society.wait(Seconds::days(7));
    assert_eq!((stage(&society, number), waits(&society)), (Some(Stage::Grace), None));
    society.wait(Seconds::days(3));
    assert_eq!(query::result(&society.state, number).unwrap().outcome, Outcome::Done);
}

/// GOV-60: a vote that waits for those who were there when it was brought opens when they are past probation, for them,
/// and for nobody who came while it was talked over or waited.
#[test]
fn gov_60_a_crowd_gets_no_vote_in_what_waits() {
    let mut society = society();
    let founder = society.founder.clone();
    let _ = guests(&mut society, 5, "guest");
    society.wait(Seconds::days(20));
    let number = bring(&mut society, &founder);
    society.wait(Seconds::hours(1));
    let _ = guests(&mut society, 6, "crowd");
    society.wait(Seconds::hours(23));
    assert_eq!(stage(&society, number), Some(Stage::Discussion));
    let _ = guests(&mut society, 6, "more");
    society.wait(Seconds(Seconds::days(29).0 - 1));
    assert_eq!(stage(&society, number), Some(Stage::Discussion));
    society.wait(Seconds(1));
    assert_eq!((stage(&society, number), eligible(&society, number)), (Some(Stage::Voting), 6));
}

/// GOV-60, DUE-7: whose vote rests is past probation, and no vote waits for them.
#[test]
fn gov_60_nobody_waits_for_those_whose_vote_rests() {
    let dues = "[dues]\nevery = \"100 days\"\namount = \"10 BOX\"\nvote_rests = \"10 days\"\n\
                [[power]]\nid = \"waiving\"\nmay = \"dues.waive\"\nwho = \"founder\"";
    let mut society = Society::under(&format!("{CHARTER}\n```toml\n{ISSUING}\n{dues}\n```\n"));
    let founder = society.founder.clone();
    let members = guests(&mut society, 5, "guest");
    for free in members[..2].iter().chain([&founder]) {
        society.waive(free.person, 100);
    }
    society.wait(Seconds::days(250));
    let rolls = |society: &Society| crate::modules::membership::query::rolls(&society.state);
    let known = rolls(&society);
    assert_eq!((known.members.count, known.full.count, known.resting), (6, 3, 3));
    let number = bring(&mut society, &founder);
    society.wait(Seconds::days(1));
    assert_eq!((stage(&society, number), eligible(&society, number)), (Some(Stage::Voting), 3));
    // POW-8: nor are they few who decided, where those whose vote rests are counted with them: a crowd overturns nothing.
    for who in members[..2].iter().chain([&founder]) {
        vote(&mut society, who, number, Choice::Yes).unwrap();
    }
    society.wait(Seconds::days(7));
    for who in &guests(&mut society, 7, "crowd")[..3] {
        let object = GovernanceAction::Object { target: Target::Proposal { number } };
        society.act(who, object).unwrap();
    }
    assert_eq!((stage(&society, number), eligible(&society, number)), (Some(Stage::Voting), 3));
    // Who goes rests no more.
    society.act(&members[4], crate::modules::membership::MembershipAction::Leave {}).unwrap();
    assert_eq!(rolls(&society).resting, 2);
}

/// GOV-60: no vote waits for those who were there when it was brought and left since.
#[test]
fn gov_60_nobody_waits_for_those_who_left() {
    let mut society = society();
    let founder = society.founder.clone();
    let _ = guests(&mut society, 2, "guest");
    society.wait(Seconds::days(30));
    let new = guests(&mut society, 3, "new");
    let number = bring(&mut society, &founder);
    for who in &new[..1] {
        society.act(who, crate::modules::membership::MembershipAction::Leave {}).unwrap();
    }
    society.wait(Seconds::days(1));
    assert_eq!((stage(&society, number), eligible(&society, number)), (Some(Stage::Voting), 3));
}

/// GOV-60: nobody puts the vote off that waits since only one was there when it was brought.
#[test]
fn gov_60_nobody_puts_a_vote_off_for_good() {
    let mut society = society();
    let founder = society.founder.clone();
    let number = bring(&mut society, &founder);
    let _ = guests(&mut society, 5, "crowd");
    society.wait(Seconds::days(1));
    for day in 0..6 {
        let _ = guests(&mut society, 5, &format!("crowd {day}"));
        society.wait(Seconds(Seconds::days(5).0 - 1));
        assert_eq!(stage(&society, number), Some(Stage::Discussion), "{day}");
        society.wait(Seconds(1));
    }
    assert_eq!(stage(&society, number), Some(Stage::Voting));
}

/// POW-8: what members decided and sent back to a vote of theirs nobody does meanwhile, by whatever line of their own.
#[test]
fn pow_8_what_members_sent_back_is_not_done_by_another_line() {
    let own = "[[power]]\nid = \"own\"\nmay = \"treasury.issue\"\nwho = \"founder\"\n\
               up_to = \"9000 BOX per 30 days\"\n";
    let mut society = Society::under(&format!("{CHARTER}\n```toml\n{ISSUING}\n{own}\n```\n"));
    let founder = society.founder.clone();
    let members = guests(&mut society, 5, "guest");
    society.wait(Seconds::days(30));
    let number = bring(&mut society, &founder);
    society.wait(Seconds::days(1));
    for who in &members {
        vote(&mut society, who, number, Choice::Yes).unwrap();
    }
    society.wait(Seconds::days(7));
    for who in &members[..3] {
        let object = GovernanceAction::Object { target: Target::Proposal { number } };
        society.act(who, object).unwrap();
    }
    assert_eq!(stage(&society, number), Some(Stage::Voting));
    let refused = society.act(&founder, issue(&founder)).unwrap_err();
    assert_eq!(refused.code, "charter.at_vote");
    for who in &members {
        vote(&mut society, who, number, Choice::No).unwrap();
    }
    society.wait(Seconds::days(7));
    assert!(query::result(&society.state, number).is_some());
    society.act(&founder, issue(&founder)).expect("the vote is over");
}

/// GOV-60, POW-8: what two decided who were there when it was brought, and those object to who came since, goes back to the
/// two.
#[test]
fn gov_60_who_came_since_sends_back_what_two_decided_to_them() {
    let mut society = society();
    let founder = society.founder.clone();
    let _ = guests(&mut society, 1, "friend");
    society.wait(Seconds::days(31));
    let number = bring(&mut society, &founder);
    society.wait(Seconds::days(1));
    vote(&mut society, &founder, number, Choice::Yes).unwrap();
    society.wait(Seconds::days(7));
    assert_eq!((stage(&society, number), eligible(&society, number)), (Some(Stage::Grace), 2));
    let new = guests(&mut society, 4, "new");
    for who in &new {
        let object = GovernanceAction::Object { target: Target::Proposal { number } };
        if stage(&society, number) == Some(Stage::Grace) {
            society.act(who, object).unwrap();
        }
    }
    assert_eq!((stage(&society, number), eligible(&society, number)), (Some(Stage::Voting), 2));
    let refused = vote(&mut society, &new[0], number, Choice::No).unwrap_err();
    assert_eq!(refused.code, "governance.not_eligible");
}

/// GOV-60, POW-8: what one decided alone, and those object to who came since, waits until they can vote.
#[test]
fn gov_60_who_objects_votes_on_it() {
    let mut society = society();
    let founder = society.founder.clone();
    let number = bring(&mut society, &founder);
    society.wait(Seconds::days(1));
    vote(&mut society, &founder, number, Choice::Yes).unwrap();
    society.wait(Seconds::days(7));
    assert_eq!(stage(&society, number), Some(Stage::Grace));
    let new = guests(&mut society, 4, "new");
    let object = || GovernanceAction::Object { target: Target::Proposal { number } };
    // Of those there are or were, whichever are fewer: one of one.
    let events = society.act(&new[0], object()).unwrap();
    assert_eq!(names(&events), ["governance.objected", "governance.postponed"]);
    assert_eq!(stage(&society, number), Some(Stage::Confirming));
    society.wait(Seconds(Seconds::days(30).0 - 1));
    assert_eq!(stage(&society, number), Some(Stage::Confirming));
    society.wait(Seconds(1));
    assert_eq!((stage(&society, number), eligible(&society, number)), (Some(Stage::Voting), 5));
    for who in &new {
        vote(&mut society, who, number, Choice::No).unwrap();
    }
    society.wait(Seconds::days(7));
    let outcome = query::result(&society.state, number).unwrap().outcome;
    assert_eq!(outcome, Outcome::Rejected { verdict: Verdict::Rejected });
}

/// GOV-60, POW-8: what two decide who were there when it was brought waits in its grace period for the objections of those
/// who came since: a share of all who are members then, not of the two; and the two vote on it once more.
#[test]
fn gov_60_what_two_decide_for_twenty_they_send_back() {
    for (objecting, is_sent_back) in [(10, false), (11, true)] {
        let mut society = society();
        let founder = society.founder.clone();
        let friend = guests(&mut society, 1, "friend");
        let number = bring(&mut society, &founder);
        society.wait(Seconds::hours(1));
        let guests = guests(&mut society, 20, "guest");
        society.wait(Seconds(Seconds::days(30).0 - Seconds::hours(1).0));
        assert_eq!((stage(&society, number), eligible(&society, number)), (Some(Stage::Voting), 2));
        for who in friend.iter().chain([&founder]) {
            vote(&mut society, who, number, Choice::Yes).unwrap();
        }
        society.wait(Seconds::days(7));
        assert_eq!(stage(&society, number), Some(Stage::Grace), "the line has a challenge");
        for who in &guests[..objecting] {
            assert_eq!(stage(&society, number), Some(Stage::Grace));
            let object = GovernanceAction::Object { target: Target::Proposal { number } };
            society.act(who, object).unwrap();
        }
        if !is_sent_back {
            society.wait(Seconds::days(3));
            let outcome = query::result(&society.state, number).unwrap().outcome;
            assert_eq!(outcome, Outcome::Done);
            continue;
        }
        // By now all are past probation.
        assert_eq!((stage(&society, number), eligible(&society, number)), (Some(Stage::Voting), 2));
        for who in &guests {
            assert!(vote(&mut society, who, number, Choice::No).is_err());
        }
        vote(&mut society, &founder, number, Choice::No).unwrap();
        society.wait(Seconds::days(7));
        let outcome = query::result(&society.state, number).unwrap().outcome;
        assert_eq!(outcome, Outcome::Rejected { verdict: Verdict::Rejected });
    }
}

/// CHA-30: where there is a `challenge` there is time to object, so nothing that two decide has none.
#[test]
fn gov_60_what_can_be_sent_back_waits() {
    let at_once = CHARTER.replacen(
        "grace = \"3 days\"\n\n[[decision]]",
        "grace = \"none\"\n\n[[decision]]",
        1,
    );
    let text = format!("{at_once}\n```toml\n{ISSUING}\n```\n");
    assert_ne!(at_once, CHARTER);
    let faults = crate::modules::charter::query::parse(text.as_bytes()).err().unwrap_or_default();
    let codes: Vec<_> = faults.iter().map(|fault| fault.code).collect();
    assert!(codes.contains(&"charter.challenge_without_grace"), "{codes:?}");
}

/// A council of one, and a mix of members and council.
const MIXES: &str = r#"
[[office]]
id = "keeper"
name = "Keeper"
seats = 1
term = "1 year"
filled = "decision: ordinary"
recalled = "decision: ordinary"

[[decision]]
id = "mixed"
mix = [MIX]
method = "yes-no"
quorum = "30%"
threshold = "more than half"
discussion = "1 day"
voting = "7 days"
grace = "3 days"
"#;

/// GOV-60: what `explain` calls the founder's own as long as nobody else is past probation is what waits for those who
/// are not; a vote in which they take part is neither.
#[test]
fn gov_60_words_and_waits_agree_on_mixes() {
    let keeper = "{ of = \"office: keeper\", share = \"KEPT\" }";
    let full = "{ of = \"members past probation\", share = \"GIVEN\" }";
    let all = full.replace(" past probation", "");
    let mix = |parts: &[(&str, &str)]| {
        let part =
            |(part, share): &(&str, &str)| part.replace("KEPT", share).replace("GIVEN", share);
        parts.iter().map(part).collect::<Vec<_>>().join(", ")
    };
    let cases = [
        (mix(&[(full, "51%"), (keeper, "49%")]), true),
        (mix(&[(&all, "51%"), (keeper, "49%")]), false),
        (mix(&[(full, "26%"), (&all, "25%"), (keeper, "49%")]), false),
        (mix(&[(full, "40%"), (keeper, "60%")]), false),
    ];
    for (parts, is_alone) in cases {
        let text = format!("{CHARTER}\n```toml\n{}\n```\n", MIXES.replace("MIX", &parts));
        let mut society = Society::under(&text);
        let _ = guests(&mut society, 5, "guest");
        let charter = crate::modules::charter::query::parse(text.as_bytes()).unwrap();
        let said = crate::charter_text::explain(&charter);
        let mut said = said.iter().flat_map(|section| &section.statements);
        let alone = said.find(|said| said.rule == "decisions.alone").unwrap();
        assert_eq!(alone.text.contains("\"mixed\""), is_alone, "{parts}: {}", alone.text);
        let electorate = &charter.decision("mixed").unwrap().electorate;
        let waits = query::newcomers(&society.state, electorate).is_some();
        let votes = electorate.bodies().any(|body| *body == crate::charter_text::Body::Members);
        assert_eq!(waits, parts.contains("past probation"), "{parts}");
        assert!(!is_alone || (waits && !votes), "{parts}");
    }
}
