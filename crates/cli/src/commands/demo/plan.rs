//! What happens in the year of the demonstration, besides what is decided: people, money, offices, panels.

use polity_machine::modules::governance::{Choice, GovernanceAction};
use polity_machine::modules::identity::IdentityAction;
use polity_machine::modules::membership::{self, MembershipAction};
use polity_machine::modules::offices::{self, OfficesAction};
use polity_machine::modules::panels::{self, PanelsAction};
use polity_machine::modules::treasury::{self, AccountId, TreasuryAction};
use polity_types::{Amount, Base64, Hash, PersonId};

use super::decided::PROPOSALS;
use super::dues::Due;
use super::lively::Lively;
use super::past::{DAY, DAYS, Past, asset};
use crate::failure::Failure;

/// People who come after the founder, of whom a few still wait and a few left again. Unit: people.
pub(super) const PEOPLE: usize = 312;
/// Those of them who came last: two nobody knows yet, three for whom one member vouches, and one who has
/// been admitted and can swear the oath.
pub(super) const WAITING: usize = 6;
/// Who has been admitted, and has not sworn yet.
pub(super) const NEWCOMER: usize = PEOPLE - 5;
/// Who waits for a second vouch.
pub(super) const APPLICANT: usize = PEOPLE;
/// How many the founder lets in.
const BY_FOUNDER: usize = 24;
/// Most candidates that the founder's people make for the first elections.
pub(super) const TREASURERS: [usize; 4] = [2, 5, 9, 11];
const KEEPERS: [usize; 5] = [1, 3, 6, 10, 14];
/// Who stands as keeper in the election that is open now.
const NEW_KEEPERS: [usize; 7] = [3, 6, 31, 47, 58, 73, 95];
/// Who carries the votes of others.
const DELEGATES: [usize; 3] = [4, 8, 21];
/// What comes back every so many days: category, cents, days between, on which day the first time.
const BILLS: [(&str, u64, u64, u64); 12] = [
    ("expense:rent", 69_000, 30, 42),
    ("expense:kitchen", 12_450, 7, 40),
    ("expense:books", 18_390, 14, 45),
    ("expense:printing", 9_620, 28, 52),
    ("expense:travel", 14_800, 21, 61),
    ("expense:insurance", 21_500, 91, 70),
    ("expense:heating", 11_240, 30, 160),
    ("expense:postage", 3_870, 10, 48),
    ("expense:bank-fees", 790, 30, 59),
    ("transfer:library", 18_000, 30, 66),
    ("transfer:kitchen", 14_000, 30, 67),
    ("transfer:solidarity", 9_000, 30, 68),
];

/// Something that happens in an hour.
pub(super) enum Task {
    Admit(usize),
    /// Somebody says where they live.
    Arrive {
        member: usize,
        place: &'static str,
    },
    Argue {
        member: usize,
        of: usize,
        place: usize,
    },
    Attest,
    Ballot {
        choice: Choice,
        number: u64,
        round: u64,
        voter: usize,
    },
    /// A payment to the bank, or to a fund.
    Bill {
        category: &'static str,
        cents: u64,
    },
    CallElection(&'static str),
    CallDraw,
    Come(usize),
    /// It is confirmed.
    Confirm {
        member: usize,
        place: &'static str,
    },
    Delegate {
        delegate: usize,
        member: usize,
    },
    /// Something about what members give.
    Due(Due),
    Leave(usize),
    /// What else goes on.
    Lively(Lively),
    /// Somebody takes a name.
    Name(usize),
    Object {
        member: usize,
        of: usize,
    },
    Propose(usize),
    Receive {
        category: &'static str,
        cents: u64,
    },
    Sponsor {
        member: usize,
        of: usize,
    },
    Stand {
        member: usize,
        office: &'static str,
    },
    Swear(usize),
    Thank {
        cents: u64,
        from: usize,
        memo: &'static str,
        to: usize,
    },
    Vouch {
        applicant: usize,
        place: usize,
    },
    Withdraw(usize),
}

/// Returns the hour of a time before now.
pub(super) fn ago(days: u64, hours: u64) -> u64 {
    let before = days.saturating_mul(DAY).saturating_add(hours);
    DAYS.saturating_mul(DAY).saturating_sub(before)
}

impl Past {
    /// Writes down the whole year.
    pub(super) fn lay_out(&mut self) {
        self.people_come();
        self.offices_are_filled();
        self.money_moves();
        self.proposals_are_made();
        self.people_move_in();
        self.life_goes_on();
        self.members_give();
    }

    fn people_come(&mut self) {
        self.at(1, Task::Name(0));
        for number in 1..=PEOPLE {
            let waiting = number.saturating_add(WAITING).saturating_sub(PEOPLE);
            let hour = coming(number, waiting);
            self.at(hour, Task::Come(number));
            if number <= BY_FOUNDER {
                self.at(hour.saturating_add(2), Task::Admit(number));
                self.at(hour.saturating_add(3), Task::Swear(number));
                self.at(hour.saturating_add(4), Task::Name(number));
                continue;
            }
            let vouches = match waiting {
                0 => 2,
                _ if number == NEWCOMER => 2,
                2 | 3 => 0,
                _ => 1,
            };
            for place in 0..vouches {
                let later = 2 + self.random.below(30);
                self.at(hour.saturating_add(later), Task::Vouch { applicant: number, place });
            }
            if waiting == 0 {
                self.at(hour.saturating_add(34), Task::Swear(number));
                self.at(hour.saturating_add(35), Task::Name(number));
            }
            if number % 23 == 0 {
                let stay = 40 + self.random.below(50);
                self.at(hour.saturating_add(stay.saturating_mul(DAY)), Task::Leave(number));
            }
        }
        for place in 0..30 {
            let member = 26 + usize::try_from(place).unwrap_or_default() * 3;
            let delegate = DELEGATES[usize::try_from(place % 3).unwrap_or_default()];
            self.at(ago(150, 0).saturating_add(place * 71), Task::Delegate { delegate, member });
        }
    }

    fn offices_are_filled(&mut self) {
        for (hours, office, people) in [
            (ago(347, 0), "keeper", KEEPERS.as_slice()),
            (ago(346, 12), "treasurer", TREASURERS.as_slice()),
            (ago(6, 0), "keeper", NEW_KEEPERS.as_slice()),
        ] {
            for member in people {
                self.at(hours, Task::Stand { member: *member, office });
            }
            self.at(hours.saturating_add(20), Task::CallElection(office));
        }
        self.at(ago(306, 0), Task::CallDraw);
        self.at(ago(128, 0), Task::CallDraw);
    }

    fn money_moves(&mut self) {
        for (category, cents, every, first) in BILLS {
            let mut day = first;
            while day < DAYS {
                let drift = self.random.below(cents / 5);
                let cents = if category.ends_with("rent") || category.starts_with("transfer") {
                    cents
                } else {
                    cents - cents / 10 + drift
                };
                let hour = day.saturating_mul(DAY).saturating_add(11 + self.random.below(5));
                self.at(hour, Task::Bill { category, cents });
                day = day.saturating_add(every);
            }
        }
        for day in 36..DAYS {
            let hour = day.saturating_mul(DAY).saturating_add(9);
            let people = (day * 4 / 5).max(20);
            if day % 30 == 6 {
                let dues = people * (900 + self.random.below(250));
                self.at(hour, Task::Receive { category: "income:dues", cents: dues });
            }
            if day % 7 == 3 {
                let supper = people * (55 + self.random.below(40));
                self.at(hour + 1, Task::Receive { category: "income:suppers", cents: supper });
            }
            if self.random.chance(6) {
                let gift = 2_000 + self.random.below(38_000);
                self.at(hour + 2, Task::Receive { category: "income:donations", cents: gift });
            }
            if day % 91 == 60 {
                self.at(hour + 3, Task::Receive { category: "income:grants", cents: 180_000 });
            }
            if day % 30 == 15 {
                self.at(hour + 4, Task::Attest);
            }
        }
        let memos =
            ["For the soup", "Your turn to be thanked", "Four boxes, six floors", "Proofreading"];
        for place in 0..64_u64 {
            let near = usize::try_from(place).unwrap_or_default();
            let (from, to) = (1 + near % 8, 12 + (near * 5) % 60);
            let cents = 500 + self.random.below(12) * 250;
            let memo = memos[near % memos.len()];
            self.at(ago(286, 0) + place * 105, Task::Thank { cents, from, memo, to });
        }
        // What the treasurer announced yesterday waits.
        self.at(ago(0, 20), Task::Bill { category: "expense:books", cents: 41_200 });
    }

    fn proposals_are_made(&mut self) {
        for (of, due) in PROPOSALS.iter().enumerate() {
            let hour = ago(due.days, due.hours);
            self.at(hour, Task::Propose(of));
            for place in 0..due.sponsors {
                let member = 17 + of + place * 3;
                self.at(
                    hour + 3 + u64::try_from(place).unwrap_or_default() * 2,
                    Task::Sponsor { member, of },
                );
            }
            for place in 0..due.arguments.len() {
                let member = 4 + (of * 5 + place * 7) % 50;
                let later = 5 + u64::try_from(place).unwrap_or_default() * 6;
                self.at(hour + later, Task::Argue { member, of, place });
            }
            if due.is_withdrawn {
                self.at(hour + 30, Task::Withdraw(of));
            }
            for place in 0..due.objectors {
                let later = 8 * DAY - 20 + u64::try_from(place).unwrap_or_default() * 3;
                self.at(hour + later, Task::Object { member: 40 + place * 2, of });
            }
        }
    }

    /// Has something happen.
    pub(super) fn perform(&mut self, task: Task) -> Result<(), Failure> {
        match task {
            Task::Admit(number) => {
                let (founder, applicant) = (self.founder.clone(), self.who(number).person);
                self.act(&founder, MembershipAction::Admit { applicant })
            }
            Task::Arrive { member, place } => self.arrive(member, place),
            Task::Attest => self.attest(),
            Task::Bill { category, cents } => self.pay_bill(category, cents),
            Task::CallDraw => {
                let caller = self.who(7);
                self.act(&caller, PanelsAction::CallDraw { panel: "small-gifts".into() })
            }
            Task::CallElection(office) => {
                let caller = self.who(4);
                self.act(&caller, OfficesAction::CallElection { office: office.into() })
            }
            Task::Come(number) => self.come(number),
            Task::Confirm { member, place } => self.confirm(member, place),
            Task::Delegate { delegate, member } => self.delegate(delegate, member),
            Task::Due(due) => self.give(&due),
            Task::Leave(number) => self.leave(number),
            Task::Lively(lively) => self.enliven(lively),
            Task::Name(number) => self.name(number),
            Task::Receive { category, cents } => self.receive(category, cents),
            Task::Stand { member, office } => {
                let actor = self.who(member);
                // Who was not elected the last time still stands.
                if offices::query::stands(&self.running.state(), office, actor.person) {
                    return Ok(());
                }
                self.act(&actor, OfficesAction::Stand { office: office.into() })
            }
            Task::Swear(number) => self.swear(number),
            Task::Thank { cents, from, memo, to } => self.thank(from, to, cents, memo),
            Task::Vouch { applicant, place } => self.vouch(applicant, place),
            decided => self.decide(decided),
        }
    }

    fn come(&mut self, number: usize) -> Result<(), Failure> {
        let newcomer = self.who(number);
        let inception = newcomer.inception.clone();
        self.act(&newcomer, IdentityAction::Register { inception })?;
        self.act(&newcomer, MembershipAction::Apply { invitation: None, letter: None })
    }

    /// A member who has vouches left vouches.
    fn vouch(&mut self, applicant: usize, place: usize) -> Result<(), Failure> {
        let applicant = self.who(applicant).person;
        let count = self.members.len();
        for _ in 0..20 {
            let chosen = (self.random.place(count) + place) % count;
            let voucher = self.who(self.members[chosen]);
            let vouched = self.act(&voucher, MembershipAction::Vouch { applicant });
            if vouched.is_ok() {
                return Ok(());
            }
        }
        Err(Failure::internal("nobody in the demonstration has a vouch left"))
    }

    fn swear(&mut self, number: usize) -> Result<(), Failure> {
        let newcomer = self.who(number);
        let charter = self.charter();
        self.act(&newcomer, MembershipAction::Swear { charter })?;
        self.members.push(number);
        Ok(())
    }

    fn leave(&mut self, number: usize) -> Result<(), Failure> {
        if !self.members.contains(&number) {
            return Ok(());
        }
        let leaver = self.who(number);
        self.act(&leaver, MembershipAction::Leave {})?;
        self.members.retain(|member| *member != number);
        Ok(())
    }

    fn delegate(&mut self, delegate: usize, member: usize) -> Result<(), Failure> {
        let actor = self.who(member);
        let is_full = membership::query::is_full_member(&self.running.state(), actor.person);
        if !is_full || delegate == member {
            return Ok(());
        }
        let delegate = self.who(delegate).person;
        let topic = "everyday".to_owned();
        self.act(
            &actor,
            GovernanceAction::Delegate { delegate, replaces: None, topic, until: None },
        )
    }

    /// Returns a treasurer, once there is one, and the place outside where the money is.
    fn treasurer(&mut self) -> Option<(usize, AccountId)> {
        let state = self.running.state();
        let holder = |number: &usize| {
            offices::query::holds(&state, "treasurer", super::past::person(*number).person)
        };
        let treasurer = TREASURERS.iter().copied().find(holder)?;
        let bank = AccountId::External("bank".into());
        treasury::query::outside(&state, &bank).is_some().then_some((treasurer, bank))
    }

    fn receive(&mut self, category: &str, cents: u64) -> Result<(), Failure> {
        let Some((treasurer, bank)) = self.treasurer() else { return Ok(()) };
        let actor = self.who(treasurer);
        let to = AccountId::Fund("common".into());
        let category = Some(category.parse().map_err(Failure::internal)?);
        let (amount, asset) = (Amount::from(cents), asset("EUR")?);
        self.act(
            &actor,
            TreasuryAction::Receive { amount, asset, category, from: bank, memo: None, to },
        )
    }

    fn pay_bill(&mut self, category: &str, cents: u64) -> Result<(), Failure> {
        let Some((treasurer, bank)) = self.treasurer() else { return Ok(()) };
        let actor = self.who(treasurer);
        let from = AccountId::Fund("common".into());
        let fund = category.strip_prefix("transfer:").map(|name| AccountId::Fund(name.into()));
        let to = fund.unwrap_or(bank);
        let category = Some(category.parse().map_err(Failure::internal)?);
        let (amount, asset) = (Amount::from(cents), asset("EUR")?);
        // What was announced and is not paid yet is still there.
        let there = treasury::query::balance(&self.running.state(), &from, &asset);
        if there < Amount::from(cents + 20_000) {
            return Ok(());
        }
        self.act(&actor, TreasuryAction::Pay { amount, asset, category, from, memo: None, to })
    }

    fn attest(&mut self) -> Result<(), Failure> {
        let Some((treasurer, bank)) = self.treasurer() else { return Ok(()) };
        let (actor, asset) = (self.who(treasurer), asset("EUR")?);
        let there = treasury::query::balance(&self.running.state(), &bank, &asset);
        let held = there.negated();
        let proof =
            self.put("The statement of the bank lies in the reading room, in the green binder.")?;
        self.act(&actor, TreasuryAction::Attest { account: bank, asset, held, proof })
    }

    fn thank(&mut self, from: usize, to: usize, cents: u64, memo: &str) -> Result<(), Failure> {
        let (giver, taker, asset) = (self.who(from), self.who(to).person, asset("LTC")?);
        let account = AccountId::Person(giver.person);
        let held = treasury::query::balance(&self.running.state(), &account, &asset);
        let amount = Amount::from(cents);
        if from == to || held < amount || !self.members.contains(&from) {
            return Ok(());
        }
        let (memo, to) = (Some(self.put(memo)?), AccountId::Person(taker));
        self.act(&giver, TreasuryAction::Transfer { amount, asset, category: None, memo, to })
    }

    /// Does what the lot asks for: secrets, and seats that are taken.
    pub(super) fn serve_panels(&mut self) -> Result<(), Failure> {
        let state = self.running.state();
        let mut acts = Vec::new();
        for (sitting, drawn) in panels::query::sittings(&state, u64::MAX, 4) {
            match drawn.stage {
                panels::Stage::Awaiting => {
                    let Some(reveals) = panels::query::reveals(&state, sitting) else { continue };
                    for named in &reveals.named {
                        let done = (named.commitment.is_some(), named.secret.is_some());
                        acts.extend(secret_of(
                            &drawn,
                            sitting,
                            named.person,
                            (reveals.is_open, done),
                        ));
                    }
                }
                panels::Stage::Seated => {
                    for (_, offer) in panels::query::offers(&state, sitting) {
                        let is_asked = offer.status == panels::Status::Offered;
                        let Some(person) = offer.person.filter(|_| is_asked) else { continue };
                        // One in eight has no time; the last to be asked has not answered yet.
                        let action = match offer.number % 8 {
                            0 => PanelsAction::Decline { sitting },
                            _ => PanelsAction::Accept { sitting },
                        };
                        acts.push((person, action));
                    }
                }
                _ => {}
            }
        }
        drop(state);
        for (person, action) in acts {
            let known = self.known(person);
            let Some(actor) = known else { continue };
            self.act(&actor, action)?;
        }
        Ok(())
    }
}

/// Returns the hour in which somebody comes: few at first, more and more later.
fn coming(number: usize, waiting: usize) -> u64 {
    let number = u64::try_from(number).unwrap_or_default();
    match waiting {
        0 if number <= 24 => 2 + number * 3,
        // From the third week on; the last of the members are on probation.
        0 => {
            let share = (number - 24) * 1_000 / 282;
            // A growth that slows: the square root of the share of those who come.
            let along = (share * share + 1_400 * share) / 2_400;
            22 * DAY + (ago(6, 0) - 22 * DAY) * along / 1_000
        }
        _ => ago(4, 0) + u64::try_from(waiting).unwrap_or_default() * 7,
    }
}

/// Returns what a keeper does about a secret. `stands`: whether secrets are revealed now, and whether
/// the keeper committed to one and revealed it.
fn secret_of(
    drawn: &panels::Sitting,
    sitting: u64,
    person: PersonId,
    stands: (bool, (bool, bool)),
) -> Option<(PersonId, PanelsAction)> {
    let panels::Source::Reveal { attempt } = drawn.source else { return None };
    let secret = Base64(Hash::of(person.to_string().as_bytes()).0.to_vec());
    let action = match stands {
        (false, (false, _)) => {
            let hash = panels::commitment_of(&person, &secret, sitting, attempt);
            PanelsAction::Commit { hash, sitting }
        }
        (true, (true, false)) => PanelsAction::Reveal { secret, sitting },
        _ => return None,
    };
    Some((person, action))
}
