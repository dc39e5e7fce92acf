//! Money: who holds what, by the postings alone; streams, and what authors put down.

use std::collections::BTreeMap;

use polity_machine::modules::spending::{Pace, SpendingEvent};
use polity_machine::modules::treasury::{AccountId, TreasuryEvent};
use polity_types::{Amount, AssetId, PersonId, Seconds, Timestamp};

use super::{Told, standing::whole};

/// A payment that repeats.
struct Stream {
    begun: u32,
    each: Amount,
    every: Seconds,
    has_ended: bool,
    pace: Pace,
    started: Timestamp,
    times: u32,
    to: AccountId,
}

/// What is held where.
#[derive(Default)]
pub(super) struct Books {
    balances: BTreeMap<(String, AssetId), i128>,
    /// What authors put down with proposals that are not over: who, and how much.
    deposits: BTreeMap<u64, (PersonId, Amount)>,
    streams: BTreeMap<u64, Stream>,
}

impl Books {
    /// Returns what an account holds.
    pub(super) fn held(&self, account: &str, asset: &AssetId) -> f64 {
        let key = (account.to_owned(), asset.clone());
        let held = self.balances.get(&key).copied().unwrap_or_default();
        whole(Amount::from(u64::try_from(held).unwrap_or_default()))
    }

    fn move_by(&mut self, account: &AccountId, asset: &AssetId, by: i128) {
        let name = account.to_string();
        // What is made comes from there.
        let is_edge = account.is_source();
        let held = self.balances.entry((name.clone(), asset.clone())).or_default();
        *held += by;
        assert!(is_edge || *held >= 0, "{name} holds {held} {asset}");
    }
}

impl Told {
    /// Returns the streams that run.
    pub(crate) fn streams(&self) -> Vec<u64> {
        let running = self.books.streams.iter().filter(|(_, stream)| !stream.has_ended);
        running.map(|(number, _)| *number).collect()
    }

    pub(super) fn hear_treasury(&mut self, event: &TreasuryEvent) {
        let TreasuryEvent::Posted { amount, asset, credit, debit, .. } = event else { return };
        assert!(*amount > Amount::ZERO);
        self.books.move_by(credit, asset, -amount.minor_units());
        self.books.move_by(debit, asset, amount.minor_units());
        let AccountId::Escrow(name) = credit else { return };
        let stream = name.strip_prefix("stream-").and_then(|number| number.parse::<u64>().ok());
        if let Some(stream) = stream.and_then(|number| self.books.streams.get(&number)) {
            let is_back = matches!(debit, AccountId::Fund(_));
            assert!(is_back || *debit == stream.to, "a stream paid {debit}");
        }
    }

    pub(super) fn hear_spending(&mut self, event: &SpendingEvent, running: Timestamp) {
        match event {
            SpendingEvent::StreamStarted { each, every, pace, stream, times, to, .. } => {
                let begun = Stream {
                    begun: 0,
                    each: *each,
                    every: *every,
                    has_ended: false,
                    pace: *pace,
                    started: running,
                    times: *times,
                    to: to.clone(),
                };
                self.books.streams.insert(*stream, begun);
                self.note("stream started");
            }
            SpendingEvent::StreamPeriod { amount, left, stream, .. } => {
                let paused = self.law.paused.get("spending.start_stream");
                let is_paused = paused.is_some_and(|until| *until > running);
                let stream = self.books.streams.get_mut(stream).expect("the stream was started");
                assert!(!stream.has_ended, "a period began of a stream that had ended");
                assert!(!is_paused || stream.begun == 0, "a period began in a pause");
                assert_eq!(*amount, stream.each);
                let since = stream.every.0 * u64::from(stream.begun);
                assert!(running >= stream.started.after(Seconds(since)), "it began early");
                stream.begun += 1;
                assert_eq!(stream.begun + left, stream.times, "not as often as was said");
                self.note("stream period");
            }
            SpendingEvent::StreamStopped { left, stream, .. } => {
                let stream = self.books.streams.get_mut(stream).expect("the stream was started");
                assert_eq!(stream.begun + left, stream.times);
                assert!(!std::mem::replace(&mut stream.has_ended, true), "it ended twice");
                self.note("stream ended");
            }
            SpendingEvent::Claimed { amount, stream, to, .. } => {
                let stream = &self.books.streams[stream];
                assert!(*to == stream.to && *amount <= stream.each);
                assert_eq!(stream.pace, Pace::Accrues, "it is paid by itself");
                self.note("stream claimed");
            }
            _ => {}
        }
    }

    /// Hears that somebody brought a proposal: no more of them than one person may, and with what is to be
    /// put down.
    pub(super) fn brought(
        &mut self,
        number: u64,
        author: PersonId,
        given: Option<Amount>,
        running: Timestamp,
    ) {
        let rule = self.proposals[&number].procedure.clone();
        let is_by_it = |of: &str| of == rule.id;
        if let Some(max) = rule.open_max {
            let own = self.proposals.values();
            let own = own.filter(|one| one.author == Some(author) && is_by_it(&one.procedure.id));
            assert!(own.count() <= usize::try_from(max).unwrap(), "too many are open");
        }
        self.brought.push((author, rule.id.clone(), running));
        if let Some(rate) = rule.per_person {
            let within = self.brought.iter().filter(|(who, of, at)| {
                *who == author && is_by_it(of) && running.0 - at.0 < rate.per.0
            });
            let most = usize::try_from(rate.count).unwrap();
            assert!(within.count() <= most, "{author} brought too many in {:?}", rate.per);
        }
        let asked = rule.deposit.as_ref().map(|deposit| deposit.amount);
        assert_eq!(given, asked, "what is put down");
        if let Some(amount) = given {
            self.books.deposits.insert(number, (author, amount));
            self.note("deposit");
        }
    }

    /// Hears what becomes of what was put down.
    pub(super) fn deposit_settled(&mut self, number: u64, is_kept: bool) {
        let known = self.books.deposits.remove(&number);
        assert!(known.is_some(), "it was put down, and is settled once");
        // Kept under a quarter, of a vote that did not pass; of no votes, nothing is for it.
        let is_unwanted =
            self.closed.get(&number).is_some_and(|(is_passed, [yes, no, abstain])| {
                let votes = yes + no + abstain;
                !is_passed && (votes == 0 || 4 * yes < votes)
            });
        assert_eq!(is_kept, is_unwanted, "proposal {number}");
        self.note(if is_kept { "deposit kept" } else { "deposit back" });
    }

    /// Holds that nothing lies in the escrow of a proposal that is over.
    pub(crate) fn check_deposits(&self) {
        for number in self.books.deposits.keys() {
            assert!(self.proposals.contains_key(number), "proposal {number} is over");
        }
        for ((account, asset), held) in &self.books.balances {
            if let Some(number) = account.strip_prefix("escrow-proposal-") {
                let deposit = self.books.deposits.get(&number.parse().unwrap());
                let amount = deposit.map_or(0, |(_, amount)| amount.minor_units());
                assert_eq!(*held, amount, "{account} {asset}");
            }
        }
    }
}
