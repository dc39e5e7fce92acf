//! import, from outside: tables of operation and outcome, and properties over histories.

use polity_types::refusal::Explain as _;
use polity_types::{Amount, AssetId, Hash, Seconds, Timestamp};
use proptest::prelude::*;

use super::{
    BallotRow, IMPORT_MAX, Import, ImportAction, ImportError, Label, LedgerRow, MembershipRow,
    OldPosting, Question, query,
};
use crate::Action;
use crate::frame::context::Authority;
use crate::frame::module::Module as _;
use crate::modules::membership::{self, MembershipAction};
use crate::testing::{Actor, Society};

const CHARTER: &str = r#"# Charter of the box

`society.name = "Box"` `society.kind = "hub"` `society.currency = "BOX"`

> `society.commandment = "Tests tell the truth."`

`admission.vouches = 0` `admission.probation = "6 hours"` `admission.application = "open"`

```toml
[[power]]
id = "inviting"
may = "membership.invite"
who = "member"

[[power]]
id = "admitting"
may = "membership.admit"
who = "founder"

[[power]]
id = "importing-members"
may = "import.membership"
who = "importer"

[[power]]
id = "importing-accounts"
may = "import.ledger"
who = "importer"

[[power]]
id = "importing-ballots"
may = "import.ballots"
who = "importer"

[[power]]
id = "opening"
may = "import.close"
who = "founder"
```
"#;

/// A moment long before the society was founded.
const LONG_AGO: Timestamp = Timestamp(1_000_000_000);

fn society() -> (Society, Actor) {
    let society = Society::under(CHARTER);
    let founder = society.founder.clone();
    (society, founder)
}

fn label(text: &str) -> Label {
    text.parse().unwrap()
}

fn asset() -> AssetId {
    "OLD".parse().unwrap()
}

fn who(name: &str) -> Hash {
    Hash::of(name.as_bytes())
}

fn term(row: u64, name: &str, from: u64, until: Option<u64>) -> MembershipRow {
    MembershipRow {
        from: Timestamp(from),
        group: label("rep"),
        person: who(name),
        row,
        until: until.map(Timestamp),
    }
}

fn terms(file: &str, rows: Vec<MembershipRow>) -> Action {
    ImportAction::Membership { file: who(file), rows }.into()
}

fn posting(amount: i128, credit: &str, debit: &str) -> OldPosting {
    let amount = Amount::new(amount).unwrap();
    OldPosting { amount, credit: label(credit), debit: label(debit) }
}

fn ledger_row(row: u64, postings: Vec<OldPosting>) -> LedgerRow {
    LedgerRow { category: label("gift"), occurred_at: LONG_AGO, party: None, postings, row }
}

fn ledger(file: &str, rows: Vec<LedgerRow>) -> Action {
    ImportAction::Ledger { asset: asset(), file: who(file), rows }.into()
}

fn ballot(row: u64, voter: &str, choice: u64, weight: u64) -> BallotRow {
    BallotRow { choice, row, voter: who(voter), weight: Amount::from(weight) }
}

#[test]
fn every_table_is_its_own() {
    for table in Import::TABLES {
        assert!(table.starts_with("import/"), "{table}");
    }
}

/// IMP-1, IMP-2, IMP-3, IMP-4, IMP-5, IMP-6: each refusal.
#[test]
fn script_meets_each_refusal() {
    let (mut society, founder) = society();
    let ana = society.known("ana");
    let title = society.records.insert(b"Shall we move?\n".to_vec());
    let question = Question { choices: 3, occurred_at: LONG_AGO, title };
    let ballots = |file: &str, question: &Question, rows: Vec<BallotRow>| -> Action {
        ImportAction::Ballots { file: who(file), question: question.clone(), rows }.into()
    };
    let later = society.time.after(polity_types::Seconds::days(400)).0;
    let many = (1..=101).map(|row| term(row, "many", 5, None)).collect();
    let sixty = |from: u64| (from..from + 60).map(|row| term(row, "old", 5, None)).collect();
    let one = |from: &str, to: &str, amount| vec![ledger_row(1, vec![posting(amount, from, to)])];
    let most = Amount::MAX.to_string().parse::<i128>().unwrap();
    let two_choices = Question { choices: 2, ..question.clone() };
    let one_choice = Question { choices: 1, ..question.clone() };
    let too_many = Question { choices: 65, ..question.clone() };
    let untitled = Question { title: who("nowhere"), ..question.clone() };
    let coming = Question { occurred_at: Timestamp(later), ..question.clone() };
    let script = [
        (&ana, terms("m", vec![term(1, "x", 5, None)]), Some("charter.no_power")),
        (&founder, terms("m", vec![]), Some("import.rows")),
        (&founder, terms("m", many), Some("import.rows")),
        (&founder, terms("m", vec![term(0, "x", 5, None)]), Some("import.order")),
        (
            &founder,
            terms("m", vec![term(2, "x", 5, None), term(2, "y", 5, None)]),
            Some("import.order"),
        ),
        (&founder, terms("m", vec![term(1, "x", later, None)]), Some("import.future")),
        (&founder, terms("m", vec![term(1, "x", 9, Some(8))]), Some("import.term")),
        (&founder, terms("m", sixty(1)), None),
        (&founder, terms("m", sixty(60)), Some("import.order")),
        (&founder, terms("m", sixty(61)), Some("import.too_many_terms")),
        (&founder, ledger("m", one("a", "b", 1)), Some("import.other_kind")),
        (&founder, ledger("l", vec![ledger_row(1, vec![])]), Some("import.postings")),
        (&founder, ledger("l", one("a", "b", 0)), Some("import.not_positive")),
        (&founder, ledger("l", one("a", "b", -4)), Some("import.not_positive")),
        (&founder, ledger("l", one("a", "a", 1)), Some("import.same_account")),
        (&founder, ledger("l", one("a", "b", most)), None),
        (&founder, ledger("l2", one("a", "b", 1)), Some("import.too_much")),
        (&founder, ballots("b", &one_choice, vec![ballot(1, "v", 0, 1)]), Some("import.choices")),
        (&founder, ballots("b", &too_many, vec![ballot(1, "v", 0, 1)]), Some("import.choices")),
        (&founder, ballots("b", &coming, vec![ballot(1, "v", 0, 1)]), Some("import.future")),
        (&founder, ballots("b", &untitled, vec![ballot(1, "v", 0, 1)]), Some("import.no_title")),
        (&founder, ballots("b", &question, vec![ballot(1, "v", 3, 1)]), Some("import.choice")),
        (
            &founder,
            ballots("b", &question, vec![ballot(1, "v", 0, 0)]),
            Some("import.not_positive"),
        ),
        (&founder, ballots("b", &question, vec![ballot(1, "v", 2, 7)]), None),
        (
            &founder,
            ballots("b", &two_choices, vec![ballot(2, "w", 0, 1)]),
            Some("import.other_question"),
        ),
        (&founder, ballots("b", &question, vec![ballot(2, "v", 0, 1)]), Some("import.voted_twice")),
        (
            &founder,
            ballots("b", &question, vec![ballot(2, "w", 0, 1), ballot(3, "w", 0, 1)]),
            Some("import.voted_twice"),
        ),
        (&ana, ImportAction::Close {}.into(), Some("charter.no_power")),
        (&founder, ImportAction::Close {}.into(), None),
        (&founder, terms("n", vec![term(1, "x", 5, None)]), Some("import.closed")),
        (&founder, ImportAction::Close {}.into(), Some("import.closed")),
    ];
    for (line, (actor, action, refusal)) in script.into_iter().enumerate() {
        let outcome = society.act(actor, action).err().map(|refusal| refusal.code);
        assert_eq!(outcome.as_deref(), refusal, "line {line}");
    }
    let answered = query::question(&society.state, who("b")).unwrap();
    assert_eq!(answered.scores, [Amount::ZERO, Amount::ZERO, Amount::from(7)]);
    let source = query::source(&society.state, who("m")).unwrap();
    assert_eq!((source.last_row, source.rows.count), (60, 60));
}

/// IMP-4: terms are counted from their beginning until before their end.
#[test]
fn imp_4_members_of_a_day_are_counted() {
    let (mut society, founder) = society();
    let rows = vec![
        term(1, "ana", 100, Some(200)),
        term(2, "ana", 200, None),
        term(3, "ben", 150, Some(160)),
        term(4, "cleo", 10, Some(10)),
    ];
    society.act(&founder, terms("m", rows)).unwrap();
    assert_eq!(query::imported(&society.state).placeholders, 3);
    let count = |at| query::members_at(&society.state, &label("rep"), Timestamp(at));
    let counts = [9, 10, 100, 150, 160, 199, 200].map(count);
    assert_eq!(counts, [0, 0, 1, 2, 1, 1, 1]);
    assert_eq!(query::members_at(&society.state, &label("sen"), Timestamp(150)), 0);
}

/// MEM-9: a placeholder is claimed once, with the importer's invitation.
#[test]
fn mem_9_somebody_comes_for_their_placeholder() {
    let (mut society, founder) = society();
    society.act(&founder, terms("m", vec![term(1, "dan", 5, None)])).unwrap();
    assert_eq!(membership::query::rolls(&society.state).members.count, 1);
    let invite_for = |society: &Society, link: &str, person, placeholder| {
        let (invite, proof) = society.invitation(link, &person);
        let MembershipAction::Invite { key, until, .. } = invite else { panic!("an invitation") };
        let invite = MembershipAction::Invite { key, placeholder, until };
        (invite, MembershipAction::Apply { invitation: Some(proof), letter: None })
    };
    let charter = Hash::of(CHARTER.as_bytes());
    let come = |society: &mut Society, name: &str, link: &str| {
        let actor = society.known(name);
        let (invite, apply) = invite_for(society, link, actor.person, Some(1));
        society.act(&founder, invite)?;
        society.act(&actor, apply)?;
        Ok::<Actor, polity_types::Refusal>(actor)
    };
    // Two invitations for one placeholder: who joins first has it.
    let dan = come(&mut society, "dan", "one").unwrap();
    let eve = come(&mut society, "eve", "two").unwrap();
    for actor in [&dan, &eve] {
        let admit = MembershipAction::Admit { applicant: actor.person };
        society.act(&founder, admit).unwrap();
        society.act(actor, MembershipAction::Swear { charter }).unwrap();
    }
    let placeholder = query::placeholder(&society.state, 1).unwrap();
    assert_eq!(placeholder.claimed_by, Some(dan.person));
    assert_eq!(query::imported(&society.state).claimed, 1);
    assert_eq!(membership::query::rolls(&society.state).members.count, 3);

    let refusal = come(&mut society, "fay", "three").err().unwrap();
    assert_eq!(refusal.code, "membership.placeholder");
    let gus = society.known("gus");
    let (unknown, _) = invite_for(&society, "four", gus.person, Some(2));
    assert_eq!(society.act(&founder, unknown).unwrap_err().code, "membership.placeholder");
    let (by_member, _) = invite_for(&society, "five", gus.person, Some(1));
    assert_eq!(society.act(&dan, by_member).unwrap_err().code, "membership.not_importer");
}

/// IMP-3: what came after the founding is done here, not told.
#[test]
fn imp_3_rows_tell_of_the_time_before_the_founding() {
    let (mut society, founder) = society();
    let founded = society.time;
    society.wait(Seconds::days(2));
    let row = |at: Timestamp| terms("m", vec![term(1, "ana", at.0, Some(founded.0 + 900_000_000))]);
    let refusal = society.act(&founder, row(founded.after(Seconds(1)))).unwrap_err();
    assert_eq!((refusal.code.as_str(), refusal.rule.as_str()), ("import.future", "IMP-3"));
    society.act(&founder, row(founded)).unwrap();
    let title = society.records.insert(b"Shall we move?\n".to_vec());
    let question = Question { choices: 2, occurred_at: founded.after(Seconds::days(1)), title };
    let rows = vec![ballot(1, "v", 0, 1)];
    let late = ImportAction::Ballots { file: who("b"), question, rows };
    assert_eq!(society.act(&founder, late).unwrap_err().code, "import.future");
    let mut row = ledger_row(1, vec![posting(1, "a", "b")]);
    row.occurred_at = founded.after(Seconds(1));
    assert_eq!(society.act(&founder, ledger("l", vec![row])).unwrap_err().code, "import.future");
}

/// IMP-1: nobody need close the imports.
#[test]
fn imp_1_imports_end_by_themselves() {
    let (mut society, founder) = society();
    let row = |row| terms("m", vec![term(row, "ana", 5, None)]);
    let ends = society.time.after(IMPORT_MAX);
    society.wait(Seconds(IMPORT_MAX.0 - 1));
    society.act(&founder, row(1)).unwrap();
    assert_eq!(query::closed(&society.state, society.time), None);
    society.wait(Seconds(1));
    assert_eq!(query::closed(&society.state, society.time), Some(ends));
    assert_eq!(society.act(&founder, row(2)).unwrap_err().code, "import.closed");
    let close = society.act(&founder, ImportAction::Close {}).unwrap_err();
    assert_eq!(close.code, "import.closed");
}

/// IMP-1: who left imports nothing, founder or not.
#[test]
fn imp_1_only_members_import() {
    let (mut society, founder) = society();
    let row = terms("m", vec![term(1, "ana", 5, None)]);
    let state = society.state.clone();
    let stranger = Actor::named("stranger").person;
    let Action::Import(asked) = &row else { panic!("an import") };
    let context = society.context(Authority::Person { person: stranger });
    let refusal = Import::check(asked, &context, &state).err().unwrap();
    assert_eq!(refusal, ImportError::NotMember(stranger));
    society.act(&founder, MembershipAction::Leave {}).unwrap();
    society.act(&founder, row).unwrap_err();
}

/// STA-1: an old account may be called after somebody, so no key of the state holds its name.
#[test]
fn imp_3_labels_are_in_no_key() {
    let (mut society, founder) = society();
    let rows = vec![ledger_row(1, vec![posting(5, "jane-doe-loan", "house-bank")])];
    society.act(&founder, ledger("l", rows)).unwrap();
    let more = vec![ledger_row(2, vec![posting(2, "house-bank", "jane-doe-loan")])];
    society.act(&founder, ledger("l", more)).unwrap();
    let named = |key: &&String| key.contains("jane") || key.contains("house");
    assert_eq!(society.state.0.keys().find(named), None);
    let held = query::balance(&society.state, &label("jane-doe-loan"), &asset());
    assert_eq!(held, Amount::from(3).negated());
    assert_eq!(query::balances(&society.state, 10).len(), 2);
    assert_eq!(query::imported(&society.state).accounts, 2);
}

fn any_row() -> impl Strategy<Value = (u8, u8, u8, u8, u16)> {
    (0_u8..4, 0_u8..5, 0_u8..5, 0_u8..4, 0_u16..500)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    /// IMP-4, IMP-5: whatever is imported, nobody is a member by it, no money appears, and old
    /// accounts sum to nothing.
    #[test]
    fn what_is_imported_counts_for_nothing(rows in prop::collection::vec(any_row(), 1..60)) {
        let (mut society, founder) = society();
        let names = ["a", "b", "c", "d", "e"];
        let name = |place: u8| *names.get(usize::from(place)).unwrap();
        for (row, (kind, one, other, group, amount)) in (1_u64..).zip(rows) {
            let action = if kind == 0 {
                let mut row = term(row, name(one), u64::from(amount), None);
                row.group = label(name(group));
                terms("m", vec![row])
            } else {
                let postings = vec![posting(i128::from(amount), name(one), name(other))];
                ledger("l", vec![ledger_row(row, postings)])
            };
            let _ = society.act(&founder, action);
            let held = query::balances(&society.state, 100);
            let sum = held.iter().try_fold(Amount::ZERO, |sum, old| sum.plus(old.held));
            prop_assert_eq!(sum, Some(Amount::ZERO));
        }
        let rolls = membership::query::rolls(&society.state);
        prop_assert_eq!((rolls.members.count, rolls.full.count), (1, 1));
        let money = society.state.0.keys().filter(|key| key.starts_with("treasury/balance"));
        prop_assert_eq!(money.count(), 0);
    }
}

/// IMP-1: whoever imports is a member, whatever a line were to say.
#[test]
fn who_left_imports_nothing() {
    let (mut society, founder) = society();
    society.act(&founder, MembershipAction::Leave {}).unwrap();
    let state = society.state.clone();
    let context = society.context(Authority::Person { person: founder.person });
    let refused = Import::check(&ImportAction::Close {}, &context, &state).err().unwrap();
    assert_eq!(refused.refusal().code, "import.not_member");
}
