//! From the fork to the new society: what was pooled, the list as its members prove it, and every way
//! to come over with what is not one's own.

use polity_types::SocietyId;

use super::*;
use crate::frame::genesis::BadGenesis;
use crate::modules::fork::{Carried, path_of};
use crate::modules::membership::query::is_full_member;

/// The parent: euros at a bank.
const PARENT: &str = r#"# Charter of two roads

`society.name = "Roads"` `society.kind = "hub"` `society.currency = "EUR"`

> `society.commandment = "Tests tell the truth."`

`admission.vouches = 0` `admission.probation = "none"` `admission.application = "open"`
`exit.share = "equal"` `exit.paid_within = "1 day"` `fork.period = "10 days"` `fork.least = 3`

```toml
asset = [{ id = "EUR", decimals = 2, held_by = "the bank" }]
power = [
  { id = "admitting", may = "membership.admit",      who = "rule: vouched" },
  { id = "places",    may = "treasury.open_outside", who = "founder" },
  { id = "receiving", may = "treasury.receive",      who = "founder" },
]
```
"#;

/// The child: whoever is not on the list needs an invitation.
fn child_charter() -> String {
    PARENT
        .replace("Roads", "Other roads")
        .replace("`admission.application = \"open\"`", "`admission.application = \"invite\"`")
}

fn bank() -> AccountId {
    AccountId::External("bank".into())
}

/// Thirty members with 300 euros at the bank, of whom the first ten after the founder leave.
fn parted(pool: Option<AccountId>) -> (Roads, u64) {
    let mut roads = Roads::under(PARENT, 30);
    let terms = roads.society.records.insert(b"An account at the bank.".to_vec());
    roads.act(0, TreasuryAction::OpenOutside { account: bank(), terms }).unwrap();
    let (amount, to) = (Amount::from(30_000), AccountId::Fund("common".into()));
    let (asset, from) = (eur(), bank());
    let receive = TreasuryAction::Receive { amount, asset, category: None, from, memo: None, to };
    roads.act(0, receive).unwrap();
    let charter = Some(roads.society.records.insert(child_charter().into_bytes()));
    let text = roads.society.records.insert(b"Another road.".to_vec());
    let pooled = pool.is_some();
    roads.act(1, ForkAction::Announce { charter, pool, text }).unwrap();
    let fork = query::count(&roads.society.state);
    for who in 1..=10 {
        // Two take their share along themselves.
        roads.act(who, ForkAction::Join { fork, pooled: pooled && who <= 8 }).unwrap();
    }
    let _ = roads.days(11);
    (roads, fork)
}

impl Roads {
    /// Returns the place of somebody in the list of a fork.
    fn place(&self, fork: u64, who: usize) -> u64 {
        let person = self.all[who].person;
        let place = self.list(fork).iter().position(|line| line.person == person).unwrap();
        u64::try_from(place).unwrap()
    }

    /// Returns the proof that `who` founds with.
    fn papers(&self, fork: u64, who: usize) -> Vec<u8> {
        let line = query::left_key(fork, self.place(fork, who));
        self.society.proof(&[query::fork_key(fork), line])
    }

    /// Returns how `who` comes over.
    fn arrival(&self, fork: u64, who: usize) -> ForkAction {
        let (list, place) = (self.list(fork), self.place(fork, who));
        let index = usize::try_from(place).unwrap();
        let Left { paid, pooled, .. } = list[index].clone();
        let charter = Hash::of(child_charter().as_bytes());
        let path = path_of(&list, index).unwrap();
        ForkAction::Arrive { charter, paid, path, place, pooled }
    }

    fn founds(&self, fork: u64, who: usize) -> Result<Self, BadGenesis> {
        let descent = Some((fork, self.society.id, self.papers(fork, who)));
        let society = Society::founded(&child_charter(), self.all[who].clone(), descent)?;
        let mut auditor = Auditor::default();
        auditor.hear(&society.genesis);
        Ok(Self { all: self.all.clone(), auditor, society })
    }

    /// Makes somebody known, who comes as a stranger.
    fn registers(&mut self, who: usize) {
        let inception = self.all[who].inception.clone();
        self.act(who, crate::modules::identity::IdentityAction::Register { inception }).unwrap();
    }
}

fn code(fault: Result<Roads, BadGenesis>) -> &'static str {
    fault.err().map_or("founded", |fault| polity_types::refusal::Explain::code(&fault))
}

/// FOR-2, FOR-4: pooled shares go to the pool, others to whose they are; what stays and what went is
/// what there was. Source: nounsDAO/nouns-monorepo pull request 717, where who leaves takes the part of the treasury that
/// is theirs into a new society.
#[test]
fn for_4_a_share_goes_to_the_pool_or_to_whose_it_is() {
    let (roads, fork) = parted(Some(bank()));
    let record = query::fork(&roads.society.state, fork).unwrap();
    let amount = |units: u64| Amount::from(units);
    assert_eq!(record.pooled, [Carried { amount: amount(8_000), asset: eur(), decimals: 2 }]);
    assert_eq!(record.paid[0].amount, amount(10_000));
    assert!((1..=8).all(|who| roads.owns(who) == 0));
    assert!((9..=10).all(|who| roads.owns(who) == 1_000));
    assert_eq!((roads.common(), roads.held(&bank())), (20_000, -22_000));
    roads.auditor.audit(&roads.society.state);
    // What cannot be where the pool is stays with whose it is.
    let mut credit = Roads::of(6);
    credit.endow(600);
    let text = credit.society.records.insert(b"x".to_vec());
    let pool = Some(AccountId::Person(credit.all[3].person));
    credit.act(1, ForkAction::Announce { charter: None, pool, text }).unwrap();
    for who in 1..=3 {
        credit.act(who, ForkAction::Join { fork: 1, pooled: true }).unwrap();
    }
    let _ = credit.days(11);
    assert_eq!([1, 2, 3].map(|who| credit.owns(who)), [0, 0, 300]);
    let record = query::fork(&credit.society.state, 1).unwrap();
    assert_eq!(record.pooled[0].amount, amount(300), "the trustee's own share lies there already");
    credit.auditor.audit(&credit.society.state);
}

/// FOR-6 to FOR-9: a third of thirty leaves; the child admits them by proof, opens what is theirs, and
/// its books come to what the parent paid out.
#[test]
fn for_8_those_who_left_come_over_with_what_was_carried_for_them() {
    let (parent, fork) = parted(Some(bank()));
    let mut child = parent.founds(fork, 1).unwrap();
    assert_eq!(child.owns(1), 1_000, "the founder's own is opened with the founding");
    assert_eq!(child.held(&query::waiting()), 7_000);
    for who in 2..=10 {
        child.registers(who);
        child.act(who, parent.arrival(fork, who)).unwrap();
        assert!(is_full_member(&child.society.state, child.all[who].person));
    }
    assert!((1..=8).all(|who| child.owns(who) == 1_000));
    assert!((9..=10).all(|who| child.owns(who) == 0 && parent.owns(who) == 1_000));
    assert_eq!(child.held(&query::waiting()), 0, "what waited for them is theirs, to the cent");
    let descent = query::descent(&child.society.state).unwrap();
    let there = child.held(&AccountId::External("parent".into()));
    assert_eq!(-there, descent.carried[0].amount.minor_units(), "what the parent paid out");
    assert_eq!((descent.arrived, descent.list.count), (10, 10));
    assert_eq!((descent.parent, descent.history.size), (parent.society.id, 2));
    assert_eq!(descent.charter, Some(Hash::of(child_charter().as_bytes())));
    child.auditor.audit(&child.society.state);
    parent.auditor.audit(&parent.society.state);
}

/// FOR-8: forged, doubled, altered, of somebody else, under another charter: each is refused, and leaves
/// no trace.
#[test]
fn for_8_nobody_comes_over_with_what_is_not_theirs() {
    let (parent, fork) = parted(Some(bank()));
    let mut child = parent.founds(fork, 1).unwrap();
    for who in 2..=12 {
        child.registers(who);
    }
    let arrival = parent.arrival(fork, 2);
    let ForkAction::Arrive { charter, paid, path, place, pooled } = arrival.clone() else {
        unreachable!("an arrival is one")
    };
    let with = |paid: &[_], path: &[Hash], place, pooled: &[_]| ForkAction::Arrive {
        charter,
        paid: paid.to_vec(),
        path: path.to_vec(),
        place,
        pooled: pooled.to_vec(),
    };
    let mut more = pooled.clone();
    more[0].amount = Amount::from(1_001);
    let mut less = paid.clone();
    less[0].amount = Amount::from(999);
    let altered = [
        with(&paid, &path, place, &more),
        with(&less, &path, place, &pooled),
        with(&paid, &path, place, &[]),
        with(&paid, &path, place + 1, &pooled),
        with(&paid, &path, 1_000, &pooled),
        with(&paid, &path[1..], place, &pooled),
        with(&paid, &vec![path[0]; 65], place, &pooled),
        with(&paid, &[], place, &pooled),
    ];
    for forged in altered {
        assert_eq!(child.code(2, forged), "fork.not_listed");
    }
    assert_eq!(child.code(3, arrival.clone()), "fork.not_listed", "another's papers");
    assert_eq!(child.code(11, arrival.clone()), "fork.not_listed", "a stranger to the list");
    // A list of one's own making.
    let own = Left { paid: paid.clone(), person: child.all[11].person, pooled: pooled.clone() };
    let mut forged = parent.list(fork);
    forged[0] = own;
    let path = path_of(&forged, 0).unwrap();
    assert_eq!(child.code(11, with(&paid, &path, 0, &pooled)), "fork.not_listed");
    let old = ForkAction::Arrive {
        charter: Hash::of(PARENT.as_bytes()),
        paid: paid.clone(),
        path: parent_path(&arrival),
        place,
        pooled: pooled.clone(),
    };
    assert_eq!(child.code(2, old), "fork.other_charter");
    let before = child.held(&query::waiting());
    assert_eq!(child.code(2, arrival.clone()), "admitted");
    assert_eq!(child.code(2, arrival.clone()), "fork.has_arrived");
    child.act(2, MembershipAction::Leave {}).unwrap();
    assert_eq!(child.code(2, arrival), "fork.has_arrived", "nor after leaving");
    assert_eq!(child.code(1, parent.arrival(fork, 1)), "fork.has_arrived", "nor the founder");
    assert_eq!(before - child.held(&query::waiting()), 1_000);
    // Another society, which descends from nowhere.
    let mut other = Roads::of(3);
    assert_eq!(other.code(2, parent.arrival(fork, 2)), "fork.no_descent");
    child.auditor.audit(&child.society.state);
}

fn parent_path(arrival: &ForkAction) -> Vec<Hash> {
    match arrival {
        ForkAction::Arrive { path, .. } => path.clone(),
        _ => Vec::new(),
    }
}

/// FOR-6, FOR-7: no society is founded on a proof that does not hold.
#[test]
fn for_6_no_society_is_founded_on_a_proof_that_does_not_hold() {
    let (parent, fork) = parted(Some(bank()));
    assert_eq!(code(parent.founds(fork, 3)), "founded");
    let papers = parent.papers(fork, 1);
    let with = |fork: u64, of: SocietyId, founder: usize, proof: Vec<u8>, charter: &str| {
        let founder = parent.all[founder].clone();
        let made = Society::founded(charter, founder, Some((fork, of, proof)));
        made.err().map_or("founded", |fault| polity_types::refusal::Explain::code(&fault))
    };
    let (id, charter) = (parent.society.id, child_charter());
    let other = SocietyId(Hash::of(b"other"));
    assert_eq!(with(fork, other, 1, papers.clone(), &charter), "fork.other_parent");
    assert_eq!(with(fork, id, 1, b"{}".to_vec(), &charter), "fork.proof");
    let text = String::from_utf8(papers.clone()).unwrap();
    let altered = text.replace("\"amount\":\"8000\"", "\"amount\":\"9000\"");
    assert_ne!(text, altered);
    assert_eq!(with(fork, id, 1, altered.into_bytes(), &charter), "fork.proof");
    assert_eq!(with(fork + 1, id, 1, papers.clone(), &charter), "fork.not_proven");
    assert_eq!(with(fork, id, 2, papers.clone(), &charter), "fork.founder_not_listed");
    let record_alone = parent.society.proof(&[query::fork_key(fork)]);
    assert_eq!(with(fork, id, 1, record_alone, &charter), "fork.founder_not_listed");
    // Its money is held outside: a charter that issues euros itself cannot count it.
    let issued = CHARTER.replace("Roads", "Own euros");
    assert_eq!(with(fork, id, 1, papers.clone(), &issued), "fork.asset");
    let cents = charter.replace("decimals = 2", "decimals = 3");
    assert_eq!(with(fork, id, 1, papers.clone(), &cents), "fork.asset");
    let mut open = Roads::under(PARENT, 5);
    let text = open.society.records.insert(b"x".to_vec());
    open.act(1, announce(text)).unwrap();
    let unfinished = open.society.proof(&[query::fork_key(1)]);
    assert_eq!(with(1, open.society.id, 1, unfinished, &charter), "fork.not_done");
    // The founding names a record that is nowhere.
    let mut signed = crate::testing::founding(&parent.all[1], Hash::of(b"x"), parent.society.time);
    signed.founding.charter = Hash::of(charter.as_bytes());
    signed.founding.descent =
        Some(polity_types::log::Descent { fork, parent: id, proof: Hash::of(b"nowhere") });
    let key = &parent.all[1].key;
    signed.proof.signature = crate::testing::sign(key, &signed.founding.signed_bytes());
    let mut records = crate::frame::state::MemoryRecords::default();
    let _ = records.insert(charter.into_bytes());
    let fault = crate::frame::genesis::found(&signed, &records).err().unwrap();
    assert_eq!(polity_types::refusal::Explain::code(&fault), "fork.no_proof");
}

/// FOR-8: who joined by the usual way before has what is theirs, and stays the member they are.
#[test]
fn for_8_a_member_has_what_is_theirs_and_stays_who_they_are() {
    let (parent, fork) = parted(Some(bank()));
    let descent = Some((fork, parent.society.id, parent.papers(fork, 1)));
    let society = Society::founded(PARENT, parent.all[1].clone(), descent).unwrap();
    let mut auditor = Auditor::default();
    auditor.hear(&society.genesis);
    let mut child = Roads { all: parent.all.clone(), auditor, society };
    for who in [2, 3] {
        child.registers(who);
    }
    child.joins(2);
    child.act(3, MembershipAction::Apply { invitation: None, letter: None }).unwrap();
    let charter = Hash::of(PARENT.as_bytes());
    for who in [2, 3] {
        let ForkAction::Arrive { paid, path, place, pooled, .. } = parent.arrival(fork, who) else {
            unreachable!("an arrival is one")
        };
        // A member swore already.
        let charter = if who == 2 { Hash::of(b"another") } else { charter };
        child.act(who, ForkAction::Arrive { charter, paid, path, place, pooled }).unwrap();
    }
    let number = |who: usize| {
        let person = child.all[who].person;
        membership::query::member(&child.society.state, person).map(|member| member.number)
    };
    assert_eq!([number(2), number(3)], [Some(2), Some(3)]);
    let waits = membership::query::application(&child.society.state, child.all[3].person);
    assert!(waits.is_none() && child.is_member(3), "who had applied need not wait");
    assert_eq!([2, 3].map(|who| child.owns(who)), [1_000, 1_000]);
    child.auditor.audit(&child.society.state);
}

/// FOR-9: a parent whose list promises more than it paid is found out: nothing is opened that is not there.
#[test]
fn for_9_nothing_is_opened_that_the_parent_did_not_pay() {
    let (mut parent, fork) = parted(Some(bank()));
    let mut record = query::fork(&parent.society.state, fork).unwrap();
    record.pooled[0].amount = Amount::from(2_500);
    let mut overlay = crate::frame::state::Overlay::new(&parent.society.state);
    crate::modules::fork::state::FORK.put(&mut overlay, &fork, &record);
    let delta = overlay.into_delta();
    parent.society.state.commit(delta);
    let mut child = parent.founds(fork, 1).unwrap();
    for who in [2, 3] {
        child.registers(who);
    }
    assert_eq!(child.code(2, parent.arrival(fork, 2)), "admitted");
    assert_eq!(child.code(3, parent.arrival(fork, 3)), "fork.books");
    assert_eq!((child.owns(3), child.held(&query::waiting())), (0, 500));
    child.auditor.audit(&child.society.state);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// FOR-5: each line of a list of any length is proven by its path, and by no other; the peaks are those
    /// of the tree of RFC 9162.
    #[test]
    fn for_5_each_line_is_proven_alone(length in 1_usize..70, place in 0_usize..70, other in 0_usize..70) {
        let line = |number: usize| Left {
            paid: Vec::new(),
            person: polity_types::PersonId(Hash::of(&number.to_be_bytes())),
            pooled: Vec::new(),
        };
        let lines: Vec<Left> = (0..length).map(line).collect();
        let list = List::of(&lines);
        let (place, other) = (place % length, other % length);
        let path = path_of(&lines, place).unwrap();
        prop_assert!(list.holds(&lines[place], u64::try_from(place).unwrap(), &path));
        let at_other = list.holds(&lines[place], u64::try_from(other).unwrap(), &path);
        prop_assert_eq!(at_other, place == other);
        prop_assert_eq!(list.holds(&line(length), u64::try_from(place).unwrap(), &path), false);
        prop_assert_eq!(path_of(&lines, length), None);
        prop_assert_eq!(u32::try_from(list.peaks.len()).unwrap(), list.count.count_ones());
    }
}
