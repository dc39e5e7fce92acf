//! Spending: what is asked for, approved, signed and paid; budgets; what repeats; invoices with a code
//! to scan.

use axum::extract::Path;
use axum::response::Response;
use polity_machine::frame::clock::Clock;
use polity_machine::frame::context::Context;
use polity_machine::frame::state::StateView;
use polity_machine::modules::offices;
use polity_machine::modules::spending::{
    Invoice, Pace, Request, Share, Signers, SignersOf, Standing, Stream, query, words,
};
use polity_machine::modules::treasury::AccountId;
use polity_types::{AssetId, PersonId, Timestamp};
use polity_views::ENDED_FOR;
use qrcode::QrCode;
use qrcode::render::svg;
use serde_json::json;

use super::act::Act;
use super::address::Address;
use super::choices::Choices;
use super::ended::Ended;
use super::here::Here;
use super::{Frame, Moment, deed, escaped, explain_in, link_to, reading};
use crate::answer::{Failure, page};
use crate::words::{filters, say, t, term};

/// Requests, budgets, streams and invoices on the page. Unit: records of each.
const PAGE: usize = 50;

#[derive(askama::Template)]
#[template(path = "spending.html")]
struct Page {
    at: String,
    budgets: Vec<Budget>,
    choices: Choices,
    /// What repeated and ended before its time of late.
    ended: Vec<Ended>,
    frame: Frame,
    invoices: Vec<Asked>,
    /// Offices whose holders can sign: id and name.
    offices: Vec<(String, String)>,
    requests: Vec<Row>,
    streams: Vec<Repeats>,
}

struct Row {
    amount: String,
    /// Who asks, as markup.
    by: String,
    number: u64,
    standing: &'static str,
    time: Moment,
    title: String,
}

struct Budget {
    /// Which fund, as markup.
    fund: String,
    left: String,
    limit: String,
    /// For which category alone, if not for all.
    of: Option<String>,
    rest: &'static str,
    until: Moment,
}

struct Repeats {
    /// What the payee has earned of the present period and not taken.
    accrued: String,
    /// The acts by which the payee takes it, and by which it is ended.
    acts: [Act; 2],
    each: String,
    every: String,
    /// From which fund, as markup.
    from: String,
    left: u32,
    /// Absent: it stands still.
    next: Option<Moment>,
    number: u64,
    /// The claim of a breach by which it stands still.
    stopped_by: Option<u64>,
    /// Who is paid, as markup.
    to: String,
    way: &'static str,
}

struct Asked {
    amount: String,
    /// Who asks, as markup.
    by: String,
    is_open: bool,
    number: u64,
    title: String,
}

/// `GET /s/{society}/spending`.
pub(crate) async fn show(Here { served, societies }: Here, address: Address) -> Response {
    let now = reading(&served.running, |context, _| context.now);
    let ended = match served.views.ended_streams(now.0.saturating_sub(ENDED_FOR), PAGE) {
        Ok(ended) => ended,
        Err(error) => return explain_in(&served, &Failure::internal(error)),
    };
    reading(&served.running, |context, state| {
        let frame = Frame::of(context, state, "/treasury").following(&served);
        let (counts, clock) = (query::counts(state), Clock::read(state));
        let requests = query::requests_before(state, counts.requests.saturating_add(1), PAGE);
        let invoices = query::invoices_before(state, counts.invoices.saturating_add(1), PAGE);
        let budget = |(fund, of, asset, budget): (String, Option<String>, String, _)| {
            let budget: polity_machine::modules::spending::Budget = budget;
            let money = |amount| match asset.parse::<AssetId>() {
                Ok(asset) => deed::money(amount, &asset, state),
                Err(_) => String::new(),
            };
            Budget {
                left: money(budget.room()),
                limit: say(
                    "spending-limit-each",
                    &[("limit", &money(budget.limit)), ("per", &term(&budget.per.to_string()))],
                ),
                of,
                rest: match budget.unspent {
                    polity_machine::modules::spending::Unspent::Carry => "is carried over",
                    polity_machine::modules::spending::Unspent::Lapse => "lapses",
                },
                until: Moment(clock.wall(budget.from.after(budget.per))),
                fund: match fund.parse::<AccountId>() {
                    Ok(fund) => deed::capital(&deed::account(&fund, &frame.base, state)),
                    Err(_) => fund,
                },
            }
        };
        let budgets = query::budgets(state, context.running, PAGE).into_iter().map(budget);
        let streams = query::streams(state, None, PAGE).into_iter();
        page(&Page {
            at: address.arguments(&societies, context.society),
            budgets: budgets.collect(),
            choices: Choices::of(state),
            ended: ended.iter().map(|row| Ended::of(row, &frame.base, state)).collect(),
            invoices: invoices
                .into_iter()
                .map(|(number, invoice)| asked(number, &invoice, &frame.base, context, state))
                .collect(),
            offices: context
                .charter
                .offices
                .iter()
                .map(|office| (office.id.clone(), office.name.clone()))
                .collect(),
            requests: requests
                .into_iter()
                .map(|(number, request)| row(number, &request, &frame.base, context, state))
                .collect(),
            streams: streams
                .map(|(number, stream)| {
                    repeats(number, &stream, &frame.base, (context.running, clock), state)
                })
                .collect(),
            frame,
        })
    })
}

fn row(
    number: u64,
    request: &Request,
    base: &str,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Row {
    Row {
        amount: deed::money(request.total, &request.asset, state),
        by: link_to(base, state, request.by),
        number,
        standing: words(request.standing),
        time: Moment(request.time),
        title: titled(number, request, context),
    }
}

/// Returns the first line of a public text.
/// Returns what a request is called. What was refused has the reason in the place of what it was for.
fn titled(number: u64, request: &Request, context: &Context<'_>) -> String {
    let called = say("spending-request-number", &[("number", &number.to_string())]);
    let text = request.text.filter(|_| request.standing != Standing::Rejected);
    title(text, &called, context)
}

fn title(text: Option<polity_types::Hash>, otherwise: &str, context: &Context<'_>) -> String {
    let text = text.and_then(|hash| deed::read(&hash, context)).unwrap_or_default();
    let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or(otherwise);
    line.trim_start_matches('#').trim().chars().take(120).collect()
}

fn repeats(
    number: u64,
    stream: &Stream,
    base: &str,
    (running, clock): (Timestamp, Clock),
    state: &dyn StateView,
) -> Repeats {
    let of = json!({ "stream": number });
    let payee = match &stream.to {
        AccountId::Person(person) => person.to_string(),
        _ => "nobody".into(),
    };
    let accrued = query::accrued(stream, running);
    Repeats {
        accrued: deed::money(accrued, &stream.asset, state),
        acts: [
            Act::new("spending.claim", of.clone(), t("spending-take-it")).only_for(payee),
            Act::new("spending.stop_stream", of, t("spending-end-it"))
                .who_may("spending.stop_stream"),
        ],
        each: deed::money(stream.amount, &stream.asset, state),
        every: stream.every.to_string(),
        from: deed::capital(&deed::account(&stream.fund, base, state)),
        left: stream.left,
        next: stream.halted.is_none().then(|| Moment(clock.wall(stream.next.at))),
        number,
        stopped_by: stream.halted.map(|halted| halted.claim),
        to: deed::account(&stream.to, base, state),
        way: match stream.pace {
            Pace::Accrues => "second by second",
            Pace::AtOnce => "when a period begins",
        },
    }
}

fn asked(
    number: u64,
    invoice: &Invoice,
    base: &str,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Asked {
    let sum = invoice
        .shares
        .iter()
        .map(|share| share.amount)
        .fold(polity_types::Amount::ZERO, |sum, amount| {
            sum.plus(amount).unwrap_or(polity_types::Amount::MAX)
        });
    Asked {
        amount: deed::money(sum, &invoice.asset, state),
        by: link_to(base, state, invoice.by),
        is_open: !invoice.is_closed,
        number,
        title: title(invoice.text, &format!("Invoice {number}"), context),
    }
}

#[derive(askama::Template)]
#[template(path = "request.html")]
struct RequestPage {
    acts: Vec<Act>,
    amount: String,
    at: String,
    by: String,
    category: String,
    decided_by: String,
    frame: Frame,
    fund: String,
    /// Whether the text is the reason for which it was refused.
    is_refused: bool,
    key: String,
    lines: Vec<(String, String)>,
    number: u64,
    receipts: Vec<Receipt>,
    /// Whether it can still be refused.
    refusable: bool,
    signatures: Vec<String>,
    signing: String,
    standing: &'static str,
    /// The claim of a breach by which its payment waits.
    stopped_by: Option<u64>,
    text: String,
    time: Moment,
    title: String,
}

/// A receipt that a request names.
struct Receipt {
    hash: String,
    /// Whether whoever made the request lets everybody read it.
    is_public: bool,
}

/// `GET /s/{society}/spending/{request}`.
pub(crate) async fn request(
    Here { served, societies }: Here,
    Path((_, number)): Path<(String, String)>,
    address: Address,
) -> Response {
    let number = number.parse::<u64>().unwrap_or_default();
    let found = reading(&served.running, |context, state| {
        let request = query::request(state, number)?;
        let frame = Frame::of(context, state, "/treasury");
        let base = frame.base.clone();
        let person = |person: &PersonId| link_to(&base, state, *person);
        let signers = query::signers(state, &context.charter, &request.fund);
        let stopped_by = query::stopped(state, &context.charter, &request);
        let lines = request.lines.iter().map(|line| {
            let amount = deed::money(line.amount, &request.asset, state);
            (amount, deed::account(&line.to, &base, state))
        });
        Some(page(&RequestPage {
            acts: acts(number, &request, signers.as_ref(), stopped_by.is_some(), state),
            amount: deed::money(request.total, &request.asset, state),
            at: address.arguments(&societies, context.society),
            by: link_to(&base, state, request.by),
            category: request.category.as_ref().map(ToString::to_string).unwrap_or_default(),
            decided_by: request
                .decided_by
                .as_deref()
                .map(|by| {
                    let other = |_| escaped(&term(by));
                    by.parse().map_or_else(other, |person| link_to(&base, state, person))
                })
                .unwrap_or_default(),
            fund: deed::account(&request.fund, &base, state),
            key: query::request_key(number),
            lines: lines.collect(),
            number,
            receipts: request
                .receipts
                .iter()
                .map(|hash| Receipt {
                    hash: hash.to_string(),
                    is_public: context.records.record(hash).is_some(),
                })
                .collect(),
            refusable: matches!(request.standing, Standing::Approved | Standing::Open),
            signatures: request.signatures.iter().map(person).collect(),
            signing: signing(signers.as_ref(), &request, state),
            standing: words(request.standing),
            stopped_by,
            text: request.text.and_then(|text| deed::read(&text, context)).unwrap_or_default(),
            time: Moment(request.time),
            is_refused: request.standing == Standing::Rejected,
            title: titled(number, &request, context),
            frame,
        }))
    });
    found.unwrap_or_else(|| explain_in(&served, &Failure::NotFound("request")))
}

/// Says whose signatures the payment of a request needs.
fn signing(signers: Option<&Signers>, request: &Request, state: &dyn StateView) -> String {
    let Some(signers) = signers else { return String::new() };
    let of = match &signers.of {
        SignersOf::Office(office) => format!("holders of the office {office}"),
        SignersOf::People(people) => format!("{} members", people.len()),
    };
    let have = query::signatures(state, signers, request);
    format!("{have} of {} signatures that the fund needs, of the {of}.", signers.needed)
}

/// Returns what can be done with a request now, and by whom; whether somebody may, the machine says.
fn acts(
    number: u64,
    request: &Request,
    signers: Option<&Signers>,
    is_stopped: bool,
    state: &dyn StateView,
) -> Vec<Act> {
    let of = json!({ "request": number });
    let withdraw = Act::new("spending.withdraw", of.clone(), t("request-take-it-back"))
        .only_for(request.by.to_string());
    let pay = Act::new("spending.pay", of.clone(), t("request-pay")).who_may("spending.pay");
    let approve = {
        let (amount, asset) = (request.total.to_string(), request.asset.to_string());
        let with = json!({ "amount": amount, "asset": asset, "request": number });
        let approve = Act::new("spending.approve", with, t("request-approve"));
        let payees = request.lines.iter().filter_map(|line| match &line.to {
            AccountId::Person(person) => Some(*person),
            _ => None,
        });
        approve.not_for(payees.chain([request.by])).who_may("spending.approve")
    };
    match request.standing {
        Standing::Open => vec![approve, withdraw],
        Standing::Approved => {
            let sign = signers.map(|signers| {
                let people = signing_people(signers, request, state);
                Act::new("spending.sign", of, t("request-sign-the-payment")).only_for(people)
            });
            // What was approved by somebody who is stopped is paid by nobody: it goes back to its fund.
            let next = sign.into_iter().chain([pay]).filter(|_| !is_stopped);
            next.chain([withdraw]).collect()
        }
        Standing::Lapsed | Standing::Paid | Standing::Rejected | Standing::Withdrawn => Vec::new(),
    }
}

/// Returns who signs for a fund and has not signed yet, separated by spaces.
fn signing_people(signers: &Signers, request: &Request, state: &dyn StateView) -> String {
    let people = match &signers.of {
        SignersOf::Office(office) => {
            let seats = offices::query::seats(state, office).into_iter();
            seats.map(|(_, seat)| seat.holder).collect()
        }
        SignersOf::People(people) => people.clone(),
    };
    let asked = people.iter().filter(|person| !request.signatures.contains(person));
    let asked: Vec<String> = asked.map(ToString::to_string).collect();
    if asked.is_empty() { "nobody".into() } else { asked.join(" ") }
}

#[derive(askama::Template)]
#[template(path = "invoice.html")]
struct InvoicePage {
    amount: String,
    at: String,
    by: String,
    close: Act,
    frame: Frame,
    is_open: bool,
    key: String,
    link: String,
    number: u64,
    /// The code to scan, as markup.
    picture: String,
    shares: Vec<Part>,
    text: String,
    time: Moment,
    title: String,
    to: String,
    until: Moment,
}

struct Part {
    amount: String,
    /// The act that pays it; empty: it is paid.
    json: String,
    /// Who paid, as markup.
    paid_by: String,
    /// Who is asked, as markup.
    payer: String,
}

/// `GET /s/{society}/invoices/{invoice}`.
pub(crate) async fn invoice(
    Here { served, societies }: Here,
    Path((_, number)): Path<(String, String)>,
    address: Address,
) -> Response {
    let number = number.parse::<u64>().unwrap_or_default();
    let found = reading(&served.running, |context, state| {
        let invoice = query::invoice(state, number)?;
        let frame = Frame::of(context, state, "/treasury");
        let base = frame.base.clone();
        let clock = Clock::read(state);
        let is_open = !invoice.is_closed && context.running < invoice.until;
        let link = format!("{}{base}/invoices/{number}", address.url());
        let told = asked(number, &invoice, &base, context, state);
        Some(page(&InvoicePage {
            amount: told.amount,
            at: address.arguments(&societies, context.society),
            by: told.by,
            close: Act::new(
                "spending.close_invoice",
                json!({ "invoice": number }),
                t("invoice-close-it"),
            )
            .only_for(invoice.by.to_string()),
            is_open,
            key: query::invoice_key(number),
            number,
            picture: picture(&link),
            link,
            shares: invoice
                .shares
                .iter()
                .map(|share| part(number, share, &invoice, is_open, &base, state))
                .collect(),
            text: invoice.text.and_then(|text| deed::read(&text, context)).unwrap_or_default(),
            time: Moment(invoice.time),
            title: told.title,
            to: match &invoice.to {
                AccountId::Person(person) => link_to(&base, state, *person),
                account => deed::account(account, &base, state),
            },
            until: Moment(clock.wall(invoice.until)),
            frame,
        }))
    });
    found.unwrap_or_else(|| explain_in(&served, &Failure::NotFound("invoice")))
}

fn part(
    number: u64,
    share: &Share,
    invoice: &Invoice,
    is_open: bool,
    base: &str,
    state: &dyn StateView,
) -> Part {
    let person = |person: PersonId| link_to(base, state, person);
    let mut with = json!({
        "amount": share.amount.to_string(), "asset": invoice.asset.to_string(), "invoice": number
    });
    if let (Some(payer), Some(fields)) = (share.payer, with.as_object_mut()) {
        let _ = fields.insert("of".into(), payer.to_string().into());
    }
    let is_payable = is_open && share.paid_by.is_none();
    let act = json!({ "name": "spending.pay_invoice", "with": with }).to_string();
    Part {
        amount: deed::money(share.amount, &invoice.asset, state),
        json: if is_payable { act } else { String::new() },
        paid_by: share.paid_by.map(person).unwrap_or_default(),
        payer: share.payer.map_or_else(|| "Whoever has the link".into(), person),
    }
}

/// Returns a code that leads to a page, as markup; nothing if the address is too long for one.
fn picture(link: &str) -> String {
    let Ok(code) = QrCode::new(link.as_bytes()) else { return String::new() };
    let drawn = code.render::<svg::Color<'_>>().min_dimensions(200, 200).quiet_zone(true).build();
    // Within a page, the picture begins with its own element.
    drawn.split_once("?>").map_or(drawn.clone(), |(_, picture)| picture.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invoice_has_a_code_to_scan() {
        let drawn = picture("https://example.org/s/society1x/invoices/7");
        assert!(drawn.starts_with("<svg") && drawn.ends_with("</svg>"), "{drawn}");
        assert_eq!(picture(&"x".repeat(8_000)), "");
    }
}
