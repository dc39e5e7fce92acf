//! What somebody gave up who left against it stays given up, though members stop it and then decide it themselves (EXI-9).

use super::*;
use crate::modules::governance::query::counts;
use crate::modules::offices::OfficesAction;
use crate::modules::spending::Line;

/// What may be stopped: what the founder announces, what a council decides, and what the members do.
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
grace = "3 days"

"#;

/// Returns a charter in which half of the members stop what pays, whoever announces or decides it.
fn stoppable(exit: &str) -> String {
    let pays = ["treasury.pay\"", "spending.pay_batch\"", "spending.start_stream\""];
    let stopped = |line: &str| {
        let Some(place) = pays.iter().position(|may| line.contains(may)) else {
            return line.to_owned();
        };
        let (line, _) = line.split_once(" }").unwrap();
        let line = line.trim_end_matches(", grace = \"3 days\"");
        if line.contains("founder") {
            return format!("{line}, grace = \"3 days\", challenge = \"50%\" }},");
        }
        let council = format!(
            "  {{ id = \"council-{place}\", may = \"{}, who = \"decision: council\", \
             up_to = \"9999 EUR per 30 days\", challenge = \"50%\" }},",
            pays[place]
        );
        format!("{line}, challenge = \"50%\" }},\n{council}")
    };
    let text = with_exit(exit).lines().map(stopped).collect::<Vec<_>>().join("\n");
    text.replacen("[[decision]]\n", &format!("{COUNCIL}[[decision]]\n"), 1)
}

/// Who does something that waits and may be stopped.
#[derive(Clone, Copy, Debug)]
enum By {
    Act,
    Council,
    Members,
}

impl Door {
    fn stopped_four(exit: &str) -> Self {
        let mut door = Self::in_words(&stoppable(exit), &["ana", "ben", "cleo"]);
        let cleo = door.people[2].clone();
        let office = || "council".to_owned();
        door.society.act(&cleo, OfficesAction::Stand { office: office() }).unwrap();
        door.society.act(&cleo, OfficesAction::CallElection { office: office() }).unwrap();
        door.carried(&[1, 2]);
        door.days(8);
        door
    }

    /// Has what was proposed last carried by these.
    fn carried(&mut self, by: &[usize]) -> Target {
        let _ = self.society.wait(Seconds(1));
        let number = counts(&self.society.state).made;
        let round = crate::modules::governance::query::proposal(&self.society.state, number);
        let round = round.unwrap().round;
        for person in by {
            let ballot = Ballot::Open { choice: Choice::Yes };
            let cast =
                GovernanceAction::CastBallot { ballot, proposal: number, replaces: None, round };
            let actor = self.people[*person].clone();
            self.society.act(&actor, cast).unwrap();
        }
        self.days(3);
        Target::Proposal { number }
    }

    /// Has something announced or decided, so that it waits.
    fn waits(&mut self, by: By, act: Action) -> Target {
        let procedure = match by {
            By::Act => {
                let founder = self.founder();
                self.society.act(&founder, act).unwrap();
                return Target::Act { number: 1 };
            }
            By::Council => "council".to_owned(),
            By::Members => return self.decide_on(2, act, &[(2, Choice::Yes)]),
        };
        let text = self.society.records.insert(b"Pay\n\nIt.\n".to_vec());
        let (actions, contest, deposit) = (vec![act], None, None);
        let propose = GovernanceAction::Propose { actions, contest, deposit, procedure, text };
        let cleo = self.people[2].clone();
        self.society.act(&cleo, propose).unwrap();
        self.carried(&[2])
    }

    fn objects(&mut self, who: usize, target: Target) {
        let actor = self.people[who].clone();
        self.society.act(&actor, GovernanceAction::Object { target }).unwrap();
    }
}

/// What is announced or decided, in a society of four.
type Act<'a> = &'a dyn Fn(&Door) -> Action;

/// EXI-9: however it waits, by what way it pays, whether they leave or take the whole and stay, and whether their own
/// objection stops it or another one after it.
#[test]
fn exi_9_what_is_given_up_stays_so_though_members_decide_it_themselves() {
    let batch = |door: &Door| {
        let lines = vec![
            Line { amount: Amount::from(2_999_u64), to: door.account_of(0) },
            Line { amount: Amount::from(1_u64), to: door.account_of(1) },
        ];
        let (amount, asset) = (Amount::from(3_000_u64), eur());
        SpendingAction::PayBatch {
            amount,
            asset,
            category: None,
            fund: common(),
            lines,
            memo: None,
        }
    };
    let wage = Wage { each: 30, every: 24, pace: Pace::AtOnce, times: 100 };
    let acts: [(Act<'_>, i128); 3] = [
        (&|door| payment_of(3_000, common(), door.account_of(0)), 0),
        (&|door| batch(door).into(), 1),
        (&|door| wage.of(common(), door.account_of(0)).into(), 0),
    ];
    for by in [By::Act, By::Council, By::Members] {
        for (place, (act, others)) in acts.iter().enumerate() {
            for (leaves, is_last) in [(true, true), (true, false), (false, true), (false, false)] {
                let case = format!("{by:?} {place} {leaves} {is_last}");
                let mut door = Door::stopped_four("share = \"equal\"");
                door.issue(4_000, "EUR", &common());
                let act = act(&door);
                let target = door.waits(by, act);
                if is_last {
                    door.objects(1, target);
                }
                let (against, assets, breaches) = (vec![target], None, Vec::new());
                let takes = ExitAction::Take {
                    against,
                    assets,
                    breaches,
                    least: Vec::new(),
                    part: 1_000_000,
                };
                let takes = if leaves { leave_against(target) } else { takes };
                assert_eq!(sum(&door.exit(0, takes).unwrap()), 1_000, "{case}");
                if !is_last {
                    door.objects(1, target);
                }
                let voters: &[usize] = if leaves { &[1, 2] } else { &[0, 1, 2] };
                let again = door.carried(voters);
                let is_same = matches!(by, By::Members);
                assert_eq!(again == target, is_same, "{case}: members vote on it");
                // It is kept apart from nobody: a third of what is left, but for what others are paid.
                assert_eq!(door.leave(2), (3_000 - others) / 3, "{case}");
                door.days(40);
                assert_eq!((door.owns(0), door.owns(1)), (1_000, *others), "{case}");
                let state = &door.society.state;
                for table in ["exit/decided", "exit/pending", "exit/awaited"] {
                    assert!(state.scan(table, None, 1).is_empty(), "{case} {table}");
                }
            }
        }
    }
}

/// EXI-4: nor is what they took as a share instead of a refund paid back to them by what the members decide then.
#[test]
fn exi_4_what_is_taken_instead_stays_so_though_members_decide_it_themselves() {
    for by in [By::Act, By::Council, By::Members] {
        let mut door = Door::stopped_four("share = \"by contributions\"");
        door.contribute(0, 1_000);
        door.contribute(1, 1_000);
        let refund = TreasuryAction::Pay {
            amount: Amount::from(1_000_u64),
            asset: eur(),
            category: "refund:dues".parse().ok(),
            from: common(),
            memo: None,
            to: door.account_of(0),
        };
        let target = door.waits(by, refund.into());
        assert_eq!(door.leave(0), 1_000, "{by:?}: she takes it instead");
        door.objects(1, target);
        door.objects(2, target);
        let _ = door.carried(&[1, 2]);
        assert_eq!(query::decided(&door.society.state, &common(), &eur()), Amount::ZERO, "{by:?}");
        door.days(10);
        assert_eq!((door.owns(0), door.held(&common(), "EUR")), (1_000, 1_000), "{by:?}");
        assert!(door.society.state.scan("exit/coming", None, 1).is_empty(), "{by:?}");
    }
}

/// EXI-4: nor if the fund out of which it would be paid back was closed to those who leave meanwhile.
#[test]
fn exi_4_what_is_taken_instead_stays_so_though_its_fund_is_closed_since() {
    for by in [By::Act, By::Members] {
        let amending =
            "  { id = \"amending\", may = \"charter.amend\", who = \"decision: ordinary\" },\n";
        let text = |assets: &str| {
            let text = stoppable(&format!("share = \"by contributions\"\nassets = {assets}"));
            text.replace("  { id = \"proposing\",", &format!("{amending}  {{ id = \"proposing\","))
        };
        let mut door = Door::in_words(&text("[\"EUR\"]"), &["ana", "ben", "cleo"]);
        door.contribute(0, 1_000);
        door.contribute(1, 1_000);
        let replaces = crate::modules::charter::query::current(&door.society.state).hash;
        let text = door.society.records.insert(text("[\"USD\"]").into_bytes());
        let amend = crate::modules::charter::CharterAction::Amend { replaces, text };
        let _ = door.decide_on(1, amend.into(), &[(1, Choice::Yes)]);
        door.days(if matches!(by, By::Act) { 5 } else { 2 });
        let refund = TreasuryAction::Pay {
            amount: Amount::from(1_000_u64),
            asset: eur(),
            category: "refund:dues".parse().ok(),
            from: common(),
            memo: None,
            to: door.account_of(0),
        };
        let target = door.waits(by, refund.into());
        assert_eq!(door.leave(0), 1_000, "{by:?}: she takes it instead");
        door.objects(1, target);
        door.objects(2, target);
        let _ = door.carried(&[1, 2]);
        assert_eq!(crate::modules::charter::query::current(&door.society.state).hash, text);
        door.days(10);
        assert_eq!((door.owns(0), door.held(&common(), "EUR")), (1_000, 1_000), "{by:?}");
    }
}

/// EXI-9: nor is it paid where the time until its effect grows by who leaves against it (EXI-14).
#[test]
fn exi_9_what_is_given_up_stays_so_while_it_is_postponed() {
    let dissent =
        "share = \"equal\"\n[dissent]\nfrom = \"1%\"\nto = \"90%\"\nlongest = \"20 days\"";
    let charter = stoppable(dissent).replace(", challenge = \"50%\"", "");
    let mut door = Door::in_words(&charter, &["ana", "ben", "cleo"]);
    door.issue(4_000, "EUR", &common());
    let pay = payment_of(3_000, common(), door.account_of(0));
    let target = door.waits(By::Act, pay);
    assert_eq!(sum(&door.exit(0, leave_against(target)).unwrap()), 1_000);
    let told = |events: Vec<Event>| {
        let names = events.into_iter().map(|event| serde_json::to_value(event).unwrap());
        names.map(|event| event["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let postponed = told(door.society.wait(Seconds::days(4)));
    assert!(postponed.contains(&"charter.act_postponed".to_owned()), "{postponed:?}");
    assert_eq!(door.leave(2), 1_000, "it is kept apart from nobody");
    let failed = told(door.society.wait(Seconds::days(20)));
    assert!(failed.contains(&"charter.act_failed".to_owned()), "{failed:?}");
    assert_eq!(door.owns(0), 1_000);
}
