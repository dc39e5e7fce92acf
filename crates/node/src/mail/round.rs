//! The rounds: who left is forgotten, who asked is asked back, and once a day those for whom something waits
//! are told.

use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use lettre::message::Message;
use lettre::transport::smtp::client::SmtpConnection;
use polity_types::{PersonId, Timestamp};

use super::book::{BookError, Came, Subscriber};
use super::line::{Fault, send};
use super::settings::MailSettings;
use super::{desk, letter};
use crate::pages::needs::{self, Need};
use crate::pages::reading;
use crate::reader::Reader;
use crate::societies::{Served, Societies};

/// People who are read at once.
const PAGE: u32 = 200;
/// Letters that ask whether an address is its owner's, of one society in one round. Source: MAI-2.
const QUESTIONS_MAX: u32 = 50;
/// Letters in one conversation.
const LETTERS_OF_ONE: u32 = 100;
/// Time between two rounds.
const BETWEEN: Duration = Duration::from_secs(60);
/// Rounds that are left out after a server did not talk, at most.
const PATIENCE_MAX: u32 = 30;

/// What a round did. Unit: letters and addresses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Round {
    /// Letters of the day that a server took.
    pub digests: u64,
    /// Letters that failed, now or for good.
    pub failed: u64,
    /// Addresses that were deleted: their people left, or they refused letters for days.
    pub forgotten: u64,
    /// Letters to confirm an address that a server took.
    pub questions: u64,
    /// Whether the server did not talk.
    pub is_silent: bool,
}

/// What is told to whoever goes the rounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ring {
    /// Somebody waits for a letter: go round now.
    Now,
    /// Go round no more.
    Stop,
}

/// A conversation that is begun when the first letter is there, and anew after it broke or grew long.
struct Line<'a> {
    letters: u32,
    open: Option<SmtpConnection>,
    settings: &'a MailSettings,
}

impl Line<'_> {
    /// Begins, or goes on with, the conversation.
    fn ready(&mut self) -> Result<&mut SmtpConnection, Fault> {
        let is_over = self.open.as_ref().is_some_and(SmtpConnection::has_broken)
            || self.letters >= LETTERS_OF_ONE;
        if is_over {
            self.end();
        }
        match &mut self.open {
            Some(open) => Ok(open),
            none => Ok(none.insert(self.settings.connect()?)),
        }
    }

    fn end(&mut self) {
        if let Some(mut open) = self.open.take()
            && !open.has_broken()
        {
            let _ = open.quit();
        }
        self.letters = 0;
    }
}

/// Goes round once: for `now`, over all societies. Without settings nothing is sent, and who left is
/// forgotten all the same.
pub fn round(societies: &Societies, settings: Option<&MailSettings>, now: Timestamp) -> Round {
    let mut done = Round::default();
    for served in societies.all().filter(|served| served.book.is_there()) {
        let outcome = forget(&served, now, &mut done).and_then(|()| match settings {
            Some(settings) => {
                let mut line = Line { letters: 0, open: None, settings };
                let sent = post(&served, &mut line, now, &mut done);
                line.end();
                sent
            }
            None => Ok(()),
        });
        if let Err(error) = outcome {
            tracing::error!(%error, "letters wait");
        }
    }
    done
}

/// Deletes the addresses of those who are no members any more, and those that nobody confirmed.
fn forget(served: &Served, now: Timestamp, done: &mut Round) -> Result<(), BookError> {
    served.book.lapse(now)?;
    let mut last = None;
    loop {
        let page = served.book.after(last, PAGE)?;
        let Some(end) = page.last() else { return Ok(()) };
        last = Some(end.person);
        let state = served.running.state();
        for one in page.iter().filter(|one| !desk::is_member(&state, one.person)) {
            if served.book.remove(one.person)? {
                done.forgotten = done.forgotten.saturating_add(1);
            }
        }
    }
}

fn post(
    served: &Served,
    line: &mut Line<'_>,
    now: Timestamp,
    done: &mut Round,
) -> Result<(), BookError> {
    let settings = line.settings;
    for one in served.book.unconfirmed(now, QUESTIONS_MAX)? {
        let message = in_words_of(served, &one, |context, _| settings.question(&one, context));
        match deliver(served, line, &one, (message, &[]), now, done)? {
            None => return Ok(()),
            Some(Came::Through) => done.questions = done.questions.saturating_add(1),
            Some(_) => {}
        }
    }
    let hour = now.0.checked_rem(super::DAY).and_then(|second| second.checked_div(3_600));
    if hour.is_none_or(|hour| hour < settings.hour) {
        return Ok(());
    }
    let mut last: Option<PersonId> = None;
    loop {
        let page = served.book.waiting(now, last, PAGE)?;
        let Some(end) = page.last() else { return Ok(()) };
        last = Some(end.person);
        for one in &page {
            let ended = ended(served, one);
            let written = in_words_of(served, one, |context, state| {
                let waiting = letter::waiting(one, ended, context, state);
                let said = letter::said(&waiting, now.0);
                let is_news = !waiting.is_empty() && said != one.said;
                is_news.then(|| (settings.digest(one, &waiting, context), said))
            });
            let Some((message, said)) = written else {
                // Nothing waits, or nothing else than yesterday: there is no letter on this day.
                let _ = served.book.claim(one.person, now)?;
                continue;
            };
            match deliver(served, line, one, (message, &said), now, done)? {
                None => return Ok(()),
                Some(Came::Through) => done.digests = done.digests.saturating_add(1),
                Some(_) => {}
            }
        }
    }
}

/// Returns the payments that repeat and ended before their time, to a subscriber or begun by them, in their words. A
/// letter goes out without them if the lists cannot be read: it is of what waits.
fn ended(served: &Served, reader: &Subscriber) -> Vec<Need> {
    let tongue = reader.tongue();
    let read = || {
        let now = reading(&served.running, |context, _| context.now);
        needs::ended(reader.person, now, &served.running, &served.views)
    };
    Reader::reads(tongue, served.words(tongue), read).unwrap_or_else(|error| {
        tracing::warn!(%error, "letters do not tell which payments ended");
        Vec::new()
    })
}

/// Does something about the society in the language of whoever reads it.
fn in_words_of<T>(
    served: &Served,
    reader: &Subscriber,
    does: impl FnOnce(
        &polity_machine::frame::context::Context<'_>,
        &dyn polity_machine::frame::state::StateView,
    ) -> T,
) -> T {
    let tongue = reader.tongue();
    Reader::reads(tongue, served.words(tongue), || reading(&served.running, does))
}

/// Sends one letter, and notes what came of it. None: the server does not talk, and nothing was claimed.
fn deliver(
    served: &Served,
    line: &mut Line<'_>,
    to: &Subscriber,
    (message, said): (Result<Message, Fault>, &[u8]),
    now: Timestamp,
    done: &mut Round,
) -> Result<Option<Came>, BookError> {
    let fail = |fault: &Fault| tracing::warn!(kind = fault.kind(), "a letter failed");
    let connection = match line.ready() {
        Ok(connection) => connection,
        Err(fault) => {
            tracing::warn!(kind = fault.kind(), "the mail server does not talk");
            done.is_silent = true;
            return Ok(None);
        }
    };
    // Another process, or a round before this one ended, may have had it.
    if !served.book.claim(to.person, now)? {
        return Ok(Some(Came::Later));
    }
    let sent = message.and_then(|message| send(connection, &message));
    line.letters = line.letters.saturating_add(1);
    let came = match &sent {
        Ok(_) => Came::Through,
        Err(fault) => {
            fail(fault);
            done.failed = done.failed.saturating_add(1);
            fault.comes_to()
        }
    };
    if served.book.settle(to.person, said, came, now)? {
        done.forgotten = done.forgotten.saturating_add(1);
    }
    Ok(Some(if sent.is_ok() { came } else { Came::Later }))
}

/// Goes round every minute, and when it is rung for, until it is told to stop or nobody can ring any more.
pub fn rounds(
    societies: &Societies,
    settings: Option<&MailSettings>,
    now: impl Fn() -> Timestamp,
    bell: &Receiver<Ring>,
) {
    let (mut left_out, mut patience): (u32, u32) = (0, 0);
    loop {
        if left_out == 0 {
            let done = round(societies, settings, now());
            // After a server did not talk, it is asked less and less often.
            let next = patience.saturating_mul(2).clamp(1, PATIENCE_MAX);
            patience = if done.is_silent { next } else { 0 };
            left_out = patience;
            if done != Round::default() {
                let Round { digests, failed, forgotten, questions, .. } = done;
                tracing::info!(digests, failed, forgotten, questions, "letters");
            }
        } else {
            left_out = left_out.saturating_sub(1);
        }
        match bell.recv_timeout(BETWEEN) {
            Err(RecvTimeoutError::Timeout) | Ok(Ring::Now) => {}
            Ok(Ring::Stop) | Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}
