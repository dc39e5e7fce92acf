//! What else goes on in the demonstration: people are paid back and asked to pay, say what they think, accuse
//! somebody and are heard, and gather to leave together.

use polity_machine::Action;
use polity_machine::modules::breach::{self, Accused, BreachAction, Evidence};
use polity_machine::modules::fork::{self, ForkAction};
use polity_machine::modules::membership;
use polity_machine::modules::offices;
use polity_machine::modules::signals::{self, SignalsAction, Stance};
use polity_machine::modules::spending::{self, Line, Pace, Parts, SpendingAction, Unspent};
use polity_machine::modules::treasury::AccountId;
use polity_types::{Amount, Hash, Seconds};

use super::past::{Past, asset, person};
use super::plan::{TREASURERS, Task, ago};
use crate::failure::Failure;

/// Something that happens besides.
pub(super) enum Lively {
    /// The request that came as this one, from 1, is approved.
    Approve(u64),
    Ask {
        kind: &'static str,
        member: usize,
        question: &'static str,
    },
    /// Somebody asks others to pay: whom, in equal parts; nobody: whoever has the link.
    Bill {
        cents: u64,
        code: &'static str,
        member: usize,
        payers: &'static [usize],
        text: &'static str,
    },
    Fork {
        member: usize,
        text: &'static str,
    },
    Join(usize),
    /// It is paid out.
    Pay(u64),
    /// Somebody pays their part of the newest bill that asks them for one.
    PayPart(usize),
    Raise {
        accused: usize,
        evidence: &'static str,
        member: usize,
        text: &'static str,
    },
    /// It is refused.
    Refuse {
        request: u64,
        why: &'static str,
    },
    Request {
        category: &'static str,
        cents: u64,
        member: usize,
        receipts: &'static [&'static str],
        text: &'static str,
    },
    SponsorClaim(usize),
    Stand {
        member: usize,
        signal: u64,
        stance: Stance,
    },
}

/// Who would leave together.
const LEAVERS: [usize; 7] = [44, 53, 68, 71, 77, 83, 90];
/// Who says what they think of the standing questions: every third of the members, from here on.
const SPEAKERS: std::ops::Range<usize> = 12..230;

impl Past {
    /// Writes down what goes on besides.
    pub(super) fn life_goes_on(&mut self) {
        self.people_ask_for_money();
        self.people_say_what_they_think();
        let text = "Newcomers were turned away from the table in the yard\n\nOn three Thursdays they were told that \
                    it was full. It was not, and they ate and read on the stairs, alone.";
        let evidence = "A letter of one of the newcomers, with the dates, and without their name.";
        let claim = Lively::Raise { accused: 62, evidence, member: 33, text };
        self.at(ago(61, 5), Task::Lively(claim));
        for (later, member) in (0..).zip([35, 36, 41]) {
            self.at(ago(61, 2) + later * 4, Task::Lively(Lively::SponsorClaim(member)));
        }
        let text = "A table that moves\n\nWe would read on the road: no house, no rent, a van with shelves. Who comes \
                    along signs up; what is our part comes with us.";
        self.at(ago(9, 4), Task::Lively(Lively::Fork { member: LEAVERS[0], text }));
        for (later, member) in (0..).zip(LEAVERS) {
            self.at(ago(9, 0) + later * 27, Task::Lively(Lively::Join(member)));
        }
    }

    fn people_ask_for_money(&mut self) {
        let asked = [
            (
                48,
                "expense:travel",
                6_420,
                "Two night trains to Marseille",
                &["The tickets, 64.20 EUR, carriage 12"][..],
            ),
            (
                27,
                "expense:kitchen",
                11_890,
                "Crates for the apples",
                &["A bill over 80.00 EUR", "A bill over 38.90 EUR"],
            ),
            (12, "expense:books", 30_000, "A first edition", &["An offer, not a bill"]),
            (
                2,
                "expense:printing",
                4_870,
                "Posters for the winter pot",
                &["The printer's bill over 48.70 EUR"],
            ),
        ];
        for (place, (days, category, cents, text, receipts)) in asked.into_iter().enumerate() {
            let member = 40 + place * 7;
            let request = Lively::Request { category, cents, member, receipts, text };
            self.at(ago(days, 6), Task::Lively(request));
        }
        let why = "It is an offer, and no bill: ask again once you have bought it, or propose it to all of us.";
        for (hour, done) in [
            (ago(47, 3), Lively::Approve(1)),
            (ago(46, 20), Lively::Pay(1)),
            (ago(26, 0), Lively::Approve(2)),
            (ago(11, 0), Lively::Refuse { request: 3, why }),
        ] {
            self.at(hour, Task::Lively(done));
        }
        let supper = Lively::Bill {
            cents: 3_600,
            code: "LTC",
            member: 12,
            payers: &[17, 22, 27],
            text: "The supper on the roof, a third each",
        };
        let sale = Lively::Bill {
            cents: 450,
            code: "LTC",
            member: 42,
            payers: &[],
            text: "A copy of the yearbook: whoever has the link pays and takes one",
        };
        self.at(ago(5, 2), Task::Lively(supper));
        self.at(ago(4, 22), Task::Lively(Lively::PayPart(17)));
        self.at(ago(3, 9), Task::Lively(sale));
    }

    fn people_say_what_they_think(&mut self) {
        let questions = [
            (130, "course", "Should we meet on Sundays instead of Thursdays?"),
            (44, "mood", "How do you feel about the tables this season?"),
            (21, "course", "Should the library lend to people who are not members?"),
        ];
        for (number, (days, kind, question)) in (1..).zip(questions) {
            let member = 20 + usize::try_from(number).unwrap_or_default();
            self.at(ago(days, 3), Task::Lively(Lively::Ask { kind, member, question }));
            for member in SPEAKERS.step_by(3) {
                let stance = match (kind, self.random.below(20)) {
                    ("mood", drawn) => Stance::Points(1 + (drawn * 7).div_ceil(30).min(4)),
                    (_, drawn) if drawn < 13 - number * 2 => Stance::Approve,
                    _ => Stance::Disapprove,
                };
                let hour = ago(days, 0) + self.random.below(19 * 24);
                self.at(hour, Task::Lively(Lively::Stand { member, signal: number, stance }));
            }
        }
    }

    /// Has something of it happen.
    pub(super) fn enliven(&mut self, lively: Lively) -> Result<(), Failure> {
        match lively {
            Lively::Approve(number) => {
                let Some(request) = spending::query::request(&self.running.state(), number) else {
                    return Ok(());
                };
                let (amount, asset) = (request.total, request.asset);
                self.as_treasurer(SpendingAction::Approve { amount, asset, request: number })
            }
            Lively::Ask { kind, member, question } => {
                let ask = SignalsAction::Ask { kind: kind.into(), question: question.into() };
                self.as_member(member, ask)
            }
            Lively::Bill { cents, code, member, payers, text } => {
                let (amount, asset) = (Amount::from(cents), asset(code)?);
                let parts = |payer: &usize| Parts { parts: 1, payer: person(*payer).person };
                let invoice = SpendingAction::Invoice {
                    amount,
                    asset,
                    category: None,
                    remainder: None,
                    shares: payers.iter().map(parts).collect(),
                    text: Some(self.put(text)?),
                    to: AccountId::Person(person(member).person),
                    until: self.time().after(Seconds::days(30)),
                };
                self.as_member(member, invoice)
            }
            Lively::Fork { member, text } => {
                let text = self.put(text)?;
                self.as_member(member, ForkAction::Announce { charter: None, pool: None, text })
            }
            Lively::Join(member) => {
                let fork = fork::query::count(&self.running.state());
                self.as_member(member, ForkAction::Join { fork, pooled: false })
            }
            Lively::Pay(request) => self.as_treasurer(SpendingAction::Pay { request }),
            Lively::PayPart(member) => self.pay_part(member),
            Lively::Raise { accused, evidence, member, text } => {
                let hash = self.put(evidence)?;
                let since = self.time().before(Seconds::days(6));
                let raise = BreachAction::Raise {
                    accused: Accused::Person(person(accused).person),
                    acts: Vec::new(),
                    deposit: None,
                    evidence: vec![Evidence { hash, url: None }],
                    since,
                    text: self.put(text)?,
                };
                self.as_member(member, raise)
            }
            Lively::Refuse { request, why } => {
                let text = self.put(why)?;
                self.as_treasurer(SpendingAction::Reject { request, text })
            }
            Lively::Request { category, cents, member, receipts, text } => {
                // Some show their receipts to all, some keep them and publish the hash alone.
                let is_shown = receipts.len() > 1;
                let hash = |receipt: &&str| {
                    if is_shown { self.put(*receipt) } else { Ok(Hash::of(receipt.as_bytes())) }
                };
                let receipts = receipts.iter().map(hash).collect::<Result<_, _>>()?;
                let to = AccountId::Person(person(member).person);
                let request = SpendingAction::Request {
                    asset: asset("EUR")?,
                    category: Some(category.parse().map_err(Failure::internal)?),
                    fund: AccountId::Fund("common".into()),
                    lines: vec![Line { amount: Amount::from(cents), to }],
                    receipts,
                    text: Some(self.put(text)?),
                };
                self.as_member(member, request)
            }
            Lively::SponsorClaim(member) => {
                let claim = breach::query::count(&self.running.state());
                self.as_member(member, BreachAction::Sponsor { claim })
            }
            Lively::Stand { member, signal, stance } => {
                let stand = SignalsAction::Stand { replaces: None, signal, stance: Some(stance) };
                let is_open = signals::query::signal(&self.running.state(), signal).is_some();
                if is_open { self.as_member(member, stand) } else { Ok(()) }
            }
        }
    }

    /// Has a member past probation do something; whoever left or came late does not.
    pub(super) fn as_member(
        &mut self,
        member: usize,
        action: impl Into<Action>,
    ) -> Result<(), Failure> {
        let actor = self.who(member);
        let is_full = membership::query::is_full_member(&self.running.state(), actor.person);
        if is_full { self.act(&actor, action) } else { Ok(()) }
    }

    pub(super) fn as_treasurer(&mut self, action: impl Into<Action>) -> Result<(), Failure> {
        let state = self.running.state();
        let holds =
            |number: &usize| offices::query::holds(&state, "treasurer", person(*number).person);
        let treasurer = TREASURERS.iter().copied().find(holds);
        drop(state);
        treasurer.map_or(Ok(()), |treasurer| self.as_member(treasurer, action))
    }

    fn pay_part(&mut self, member: usize) -> Result<(), Failure> {
        let payer = person(member).person;
        let bills = spending::query::invoices_before(&self.running.state(), 50, 50);
        let mine = bills.into_iter().find_map(|(number, bill)| {
            let share = bill.shares.iter().find(|share| share.payer == Some(payer))?;
            Some((number, share.amount, bill.asset.clone()))
        });
        let Some((invoice, amount, asset)) = mine else { return Ok(()) };
        self.as_member(member, SpendingAction::PayInvoice { amount, asset, invoice, of: None })
    }

    /// Has the listeners say what they think of claims on which they sit: two of seven believe it.
    pub(super) fn listen(&mut self) -> Result<(), Failure> {
        let state = self.running.state();
        let mut rulings = Vec::new();
        for (claim, known) in breach::query::claims(&state, u64::MAX, 4) {
            for (place, seat) in breach::query::seated(&state, &known).into_iter().enumerate() {
                let waits = breach::query::waits_for(&state, claim, seat);
                if waits.is_some_and(|waits| waits.is_seated) {
                    rulings.push((seat, BreachAction::Rule { claim, upholds: place % 4 == 1 }));
                }
            }
        }
        drop(state);
        for (seat, ruling) in rulings {
            if let Some(actor) = self.known(seat) {
                self.act(&actor, ruling)?;
            }
        }
        Ok(())
    }
}

/// Returns what sets a budget, and has somebody who keeps the rooms paid week by week, for a proposal.
pub(super) fn keeping() -> Result<Vec<Action>, Failure> {
    let (fund, asset) = (AccountId::Fund("common".into()), asset("EUR")?);
    let category: Option<_> = Some("expense:cleaning".parse().map_err(Failure::internal)?);
    let each = Amount::from(4_500_u64);
    let budget = SpendingAction::SetBudget {
        asset: asset.clone(),
        category: category.clone(),
        fund: fund.clone(),
        limit: Some(Amount::from(30_000_u64)),
        per: Seconds::days(30),
        unspent: Unspent::Lapse,
    };
    let stream = SpendingAction::StartStream {
        amount: Amount::from(4_500_u64 * 26),
        asset,
        category,
        each,
        every: Seconds::days(7),
        fund,
        memo: None,
        pace: Pace::AtOnce,
        times: 26,
        to: AccountId::Person(person(13).person),
    };
    Ok(vec![budget.into(), stream.into()])
}
