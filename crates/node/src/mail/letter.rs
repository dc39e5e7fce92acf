//! What letters say: plain text, and the same as simple HTML, without a picture or anything that is loaded.

use std::fmt::Write as _;

use askama::Template as _;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart};
use polity_machine::frame::context::Context;
use polity_machine::frame::state::StateView;
use polity_types::Hash;

use super::book::Subscriber;
use super::line::Fault;
use super::settings::MailSettings;
use crate::pages::needs::{self, Need};
use crate::reader::Reader;
use crate::words::{Tongue, say, t};

/// Most things that a letter lists.
const LISTED: usize = 50;

#[derive(askama::Template)]
#[template(path = "letter.html")]
struct Page<'a> {
    /// The one thing to press, if there is one.
    button: Option<(&'a str, &'a str)>,
    foot: &'a str,
    lead: &'a str,
    rows: &'a [Row],
    stop: Option<(&'a str, &'a str)>,
    tongue: Tongue,
}

/// Something that waits.
struct Row {
    ends: String,
    link: String,
    words: String,
}

/// Returns the address of a page of the society.
fn link(settings: &MailSettings, context: &Context<'_>, page: &str) -> String {
    format!("{}/s/{}{page}", settings.site, context.society)
}

/// Returns what was said, hashed: the kinds and places of what waits, and what of it ends within two days.
pub(super) fn said(waiting: &[Need], now: u64) -> Vec<u8> {
    let mut all = Vec::new();
    for need in waiting {
        let ends = need.ends.map_or(u64::MAX, |ends| ends.0);
        let is_near = ends.saturating_sub(now) <= 2 * super::DAY;
        // What ends soon is said on each of its last days.
        let day = if is_near { super::day_of(polity_types::Timestamp(now)) } else { 0 };
        all.extend_from_slice(format!("{} {} {day}\n", need.kind, need.page).as_bytes());
    }
    Hash::of(&all).as_bytes().to_vec()
}

/// Returns what waits for a subscriber, and then what `ended` of late, in their words.
pub(super) fn waiting(
    subscriber: &Subscriber,
    ended: Vec<Need>,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Vec<Need> {
    let mut all = needs::of(subscriber.person, context, state);
    // Who waits for others is not written to every day.
    all.retain(|need| need.kind != "vouches");
    all.truncate(LISTED.saturating_sub(ended.len()));
    all.extend(ended);
    all
}

impl MailSettings {
    /// Writes the letter of the day. In the words of its reader: see [`Reader::reads`].
    pub(super) fn digest(
        &self,
        to: &Subscriber,
        waiting: &[Need],
        context: &Context<'_>,
    ) -> Result<Message, Fault> {
        let name = &context.charter.society.name;
        let count = waiting.len().to_string();
        let subject = match waiting.first() {
            Some(first) if first.is_alarm() => say("mail-subject-keys", &[("name", name)]),
            _ => say("mail-subject", &[("count", &count), ("name", name)]),
        };
        let rows: Vec<Row> = waiting
            .iter()
            .map(|need| Row {
                ends: need.ends.map_or_else(String::new, |ends| {
                    let minute: String =
                        ends.to_string().replace('T', " ").chars().take(16).collect();
                    say("mail-until", &[("time", &minute)])
                }),
                link: link(self, context, &need.page),
                words: need.words.clone(),
            })
            .collect();
        let lead = say("mail-waits", &[("count", &count), ("name", name)]);
        let stop = link(self, context, &format!("/mail/stop/{}", to.stop));
        let foot = say("mail-why", &[("name", name)]);
        let mut plain = format!("{lead}\n");
        for row in &rows {
            let _ = write!(plain, "\n- {}\n  {}\n  {}\n", row.words, row.ends, row.link);
        }
        let _ = write!(plain, "\n{foot}\n{}: {stop}\n", t("mail-no-more"));
        let no_more = t("mail-no-more");
        let page = Page {
            button: None,
            foot: &foot,
            lead: &lead,
            rows: &rows,
            stop: Some((&stop, &no_more)),
            tongue: to.tongue(),
        };
        self.write(&to.address, &subject, plain, &page, Some(&stop))
    }

    /// Writes the letter that asks whether an address is its owner's.
    pub(super) fn question(
        &self,
        to: &Subscriber,
        context: &Context<'_>,
    ) -> Result<Message, Fault> {
        let name = &context.charter.society.name;
        let token = to.confirm.as_deref().unwrap_or_default();
        let confirm = link(self, context, &format!("/mail/confirm/{token}"));
        let subject = say("mail-confirm-subject", &[("name", name)]);
        let lead = say("mail-confirm-lead", &[("name", name)]);
        let foot = t("mail-confirm-else");
        let plain = format!("{lead}\n\n{confirm}\n\n{foot}\n");
        let label = t("mail-confirm");
        let page = Page {
            button: Some((&confirm, &label)),
            foot: &foot,
            lead: &lead,
            rows: &[],
            stop: None,
            tongue: to.tongue(),
        };
        self.write(&to.address, &subject, plain, &page, None)
    }

    /// Writes the letter of a trial.
    pub(super) fn trial(&self, to: &str) -> Result<Message, Fault> {
        Reader::reads(Tongue::English, None, || {
            let (lead, foot) = (t("mail-trial"), self.site.clone());
            let page = Page {
                button: None,
                foot: &foot,
                lead: &lead,
                rows: &[],
                stop: None,
                tongue: Tongue::English,
            };
            let plain = format!("{lead}\n\n{foot}\n");
            self.write(to, &t("mail-trial-subject"), plain, &page, None)
        })
    }

    fn write(
        &self,
        to: &str,
        subject: &str,
        plain: String,
        page: &Page<'_>,
        stop: Option<&str>,
    ) -> Result<Message, Fault> {
        let bad = |what: &dyn std::fmt::Display| Fault::Letter(what.to_string());
        let html = page.render().map_err(|error| bad(&error))?;
        let to: Mailbox = to.parse().map_err(|_| bad(&"the address is none"))?;
        // Titles come from proposals: nothing in them ends a header.
        let subject: String = subject.chars().filter(|c| !c.is_control()).take(150).collect();
        let domain = self.from.email.domain();
        let id = format!("<{}@{domain}>", super::desk::token().map_err(|error| bad(&error))?);
        let mut builder = Message::builder()
            .from(self.from.clone())
            .to(to)
            .subject(subject)
            .message_id(Some(id))
            .date_now()
            .raw_header(header("Auto-Submitted", "auto-generated"));
        if let Some(stop) = stop {
            // RFC 8058: mail programs end the letters with one request, and ask nobody.
            builder = builder
                .raw_header(header("List-Unsubscribe", &format!("<{stop}>")))
                .raw_header(header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"));
        }
        let parts = MultiPart::alternative_plain_html(plain, html);
        builder.multipart(parts).map_err(|error| bad(&error))
    }
}

/// Returns a header as it stands. Its value is ASCII without line ends.
fn header(name: &'static str, value: &str) -> HeaderValue {
    let name = HeaderName::new_from_ascii_str(name);
    HeaderValue::dangerous_new_pre_encoded(name, value.to_owned(), value.to_owned())
}
