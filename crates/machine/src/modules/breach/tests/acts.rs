//! The day of a breach is not before that of what is said to be it (BRE-16).

use polity_types::OperationId;

use super::script::code;
use super::*;
use crate::frame::batch::Outcome;
use crate::frame::state::StateView as _;

impl Court {
    /// Has somebody do something, and returns the operation.
    fn did(&mut self, member: usize, action: impl Into<crate::Action>) -> OperationId {
        let signed = self.society.signed(&self.all[member].clone(), action);
        let id = signed.id;
        let outcome = self.society.batch(vec![signed]).outcomes.remove(0);
        assert!(matches!(outcome, Outcome::Admitted { .. }), "{outcome:?}");
        id
    }

    fn names(&mut self, acts: &[OperationId], at: Timestamp) -> String {
        let mut claim = self.claim(treasurer(), at);
        if let BreachAction::Raise { acts: named, .. } = &mut claim {
            *named = acts.to_vec();
        }
        let state = self.society.state.clone();
        let told = code(self.society.act(&self.all[2].clone(), claim));
        // What was admitted is undone, so that each line stands by itself.
        self.society.state = state;
        told
    }
}

fn pay(to: &Actor) -> TreasuryAction {
    let (amount, asset, from) = (Amount::from(5_u64), eur(), common());
    let to = AccountId::Person(to.person);
    TreasuryAction::Pay { amount, asset, category: None, from, memo: None, to }
}

/// BRE-16: whoever names the act by which the commandment was broken has nobody leave at the value of an earlier day; of the
/// acts that are named, the first counts. What is not known binds nobody: the panel has the claimant's word.
#[test]
fn bre_16_the_day_of_a_breach_is_not_before_what_it_names() {
    let mut court = Court::under(EQUAL, 8);
    court.endow(1_000, common());
    court.days(10);
    let payee = court.all[5].clone();
    let roof = court.did(1, pay(&payee));
    let of_roof = court.society.time;
    court.days(4);
    let theft = court.did(1, pay(&payee));
    let of_theft = court.society.time;
    court.days(1);
    let (amount, asset, to) = (Amount::from(5_u64), eur(), common());
    let issue = TreasuryAction::Issue { amount, asset, category: None, memo: None, to };
    let proposed = propose(&mut court.society, "ordinary", vec![issue.into()]);
    let proposal = court.did(0, proposed);
    court.endow(5, AccountId::Person(payee.person));
    let (amount, asset, to) = (Amount::from(5_u64), eur(), common());
    let own = TreasuryAction::Transfer { amount, asset, category: None, memo: None, to };
    let own = court.did(5, own);
    let unknown = OperationId(Hash::of(b"elsewhere"));
    let morning = |time: Timestamp| Timestamp(time.0 - time.0 % 86_400);
    let eve = |time| morning(time).before(Seconds(1));
    let script = [
        (vec![theft], of_roof, "breach.before_acts"),
        (vec![theft], eve(of_theft), "breach.before_acts"),
        (vec![theft], morning(of_theft), "admitted"),
        (vec![theft, roof], of_roof, "admitted"),
        (vec![theft, roof], eve(of_roof), "breach.before_acts"),
        (vec![theft, unknown], of_roof, "breach.before_acts"),
        (vec![proposal], of_theft, "breach.before_acts"),
        // What somebody did with their own is not a power, and is not kept.
        (vec![own, unknown], of_roof, "admitted"),
        (Vec::new(), of_roof, "admitted"),
    ];
    for (line, (acts, since, expected)) in script.into_iter().enumerate() {
        assert_eq!(court.names(&acts, since), expected, "line {line}");
    }
}

/// BRE-16: so long as a claim may go back, and no longer: with each new operation old ones leave the state.
#[test]
fn bre_16_what_no_claim_reaches_leaves_the_state() {
    let mut court = Court::under(EQUAL, 4);
    court.endow(1_000, common());
    let payee = court.all[3].clone();
    for _ in 0..98 {
        court.days(1);
        let _ = court.did(1, pay(&payee));
    }
    let kept = |court: &Court| {
        ["breach/act/", "breach/act-day/"]
            .map(|prefix| court.society.state.scan(prefix, None, 1_000).len())
    };
    let [acts, days] = kept(&court);
    assert_eq!(acts, days);
    assert!((91..=92).contains(&acts), "{acts}");
}
