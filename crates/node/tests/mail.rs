//! Letters by e-mail, through a real mail server on loopback: asked for with a key, confirmed by a link, once a
//! day and only for whom something waits, ended with one press.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

mod common;
#[path = "common/smtp.rs"]
mod smtp;

use std::sync::mpsc::sync_channel;
use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use common::Site;
use polity_machine::modules::governance::{Ballot, Choice, GovernanceAction};
use polity_machine::modules::identity::IdentityAction;
use polity_machine::modules::membership::MembershipAction;
use polity_machine::modules::spending::{Pace, SpendingAction};
use polity_machine::modules::treasury::{AccountId, TreasuryAction};
use polity_machine::testing::{Actor, key_of, public};
use polity_node::mail::{MailSettings, Password, Round, round};
use polity_types::mail::{MailAct, MailRequest, SignedMailRequest};
use polity_types::person::{
    Guardians, KeyChange, KeyGrant, KeySignature, RecoveryRule, SignedStatement, Statement,
};
use polity_types::signature::Signature;
use polity_types::{Amount, Base64, Hash, Scope, Seconds, Timestamp, canonical};
use serde_json::Value;
use smtp::{MailServer, header, parts};

const CIRCLE: &str = include_str!("../../../charters/reading-circle.md");
const MONEY: &str = include_str!("../../../docs/money-charter.md");
const SITE: &str = "https://table.example";

fn settings(server: &MailServer) -> MailSettings {
    let url = format!("smtp://localhost:{}", server.port);
    let read = MailSettings::read(&url, "The Table <letters@table.example>", SITE, None, None);
    read.unwrap().waiting(Duration::from_secs(5))
}

/// A request with the key of a name.
fn request(
    site: &Site,
    actor: &Actor,
    key: &str,
    act: MailAct,
    time: Timestamp,
) -> SignedMailRequest {
    let key = key_of(key);
    let is_ask = act == MailAct::Ask;
    let request = MailRequest {
        act,
        address: is_ask.then(|| "ana@example.org".into()),
        key: public(&key),
        language: is_ask.then(|| "en".into()),
        person: actor.person,
        society: site.society,
        time,
    };
    let signature = Signature::plain(&key.sign(&request.signed_bytes()).to_bytes());
    SignedMailRequest { request, signature }
}

async fn post(site: &Site, signed: &SignedMailRequest) -> (StatusCode, Value) {
    let (status, body) = site.post("/s/SOCIETY/api/v1/mail", canonical::to_bytes(signed)).await;
    (status, serde_json::from_str(&body).unwrap_or_else(|_| panic!("{body}")))
}

/// Has an actor ask for letters at an address.
async fn ask(
    site: &Site,
    actor: &Actor,
    name: &str,
    address: &str,
    language: &str,
) -> (StatusCode, Value) {
    let mut signed = request(site, actor, name, MailAct::Ask, site.time());
    signed.request.address = Some(address.into());
    signed.request.language = Some(language.into());
    let signature = key_of(name).sign(&signed.request.signed_bytes());
    signed.signature = Signature::plain(&signature.to_bytes());
    post(site, &signed).await
}

/// A society in which somebody can vote at once.
fn site() -> Site {
    let charter = CIRCLE
        .replace("admission.probation = \"14 days\"", "admission.probation = \"none\"")
        .replace("discussion = \"14 days\"", "discussion = \"none\"");
    let (bell, _) = sync_channel(1);
    Site::mailing(&charter, bell)
}

async fn join(site: &Site, name: &str, nonce: u64) -> Actor {
    join_as(site, Actor::named(name), nonce).await
}

async fn join_as(site: &Site, actor: Actor, nonce: u64) -> Actor {
    let founder = Actor::named("founder");
    let inception = actor.inception.clone();
    site.act(&actor, IdentityAction::Register { inception }, nonce).await;
    site.act(&actor, MembershipAction::Apply { invitation: None, letter: None }, nonce + 1).await;
    site.act(&founder, MembershipAction::Admit { applicant: actor.person }, nonce + 2).await;
    let (_, current, _) = site.get("/s/SOCIETY/api/v1/society").await;
    let told: Value = serde_json::from_str(&current).unwrap();
    let charter: Hash = told["charter"].as_str().unwrap().parse().unwrap();
    site.act(&actor, MembershipAction::Swear { charter }, nonce + 3).await;
    actor
}

/// Opens a vote on something of a title.
async fn propose(site: &Site, title: &str, nonce: u64) {
    let founder = Actor::named("founder");
    let text = site.text(&format!("# {title}\n")).await;
    let account = format!("fund-new{nonce}").parse().unwrap();
    let actions = vec![TreasuryAction::OpenAccount { account }.into()];
    let procedure = "amendment".to_owned();
    let new = GovernanceAction::Propose { actions, contest: None, deposit: None, procedure, text };
    site.act(&founder, new, nonce).await;
    // Voting opens with the next batch.
    let next = Actor::named(&format!("next {nonce}"));
    let inception = next.inception.clone();
    site.act(&next, IdentityAction::Register { inception }, 1).await;
}

/// Opens the link of the newest letter, first to look at it and then with its button.
async fn press(site: &Site, link: &str) -> (StatusCode, String) {
    let path = link.strip_prefix(SITE).unwrap_or_else(|| panic!("{link}"));
    let (looked, html, _) = site.get(path).await;
    assert!(looked != StatusCode::OK || html.contains("<form method=\"post\">"), "{html}");
    let form = Request::post(path).header("content-type", "application/x-www-form-urlencoded");
    let (status, html, _) = site.ask(form.body(Body::empty()).unwrap()).await;
    let token = path.rsplit('/').next().unwrap();
    assert!(status != StatusCode::OK || !html.contains(token), "the token is nowhere on the page");
    assert_eq!(looked, status);
    (status, html)
}

fn link(text: &str, of: &str) -> String {
    let at = text.find(&format!("/mail/{of}/")).unwrap_or_else(|| panic!("{text}"));
    let begin = text[..at].rfind("https://").unwrap();
    text[begin..].split(['\n', '\r', '>', '"', ' ']).next().unwrap().to_owned()
}

async fn go(site: &Site, settings: &MailSettings, now: Timestamp) -> Round {
    let (societies, settings) = (site.societies.clone(), settings.clone());
    tokio::task::spawn_blocking(move || round(&societies, Some(&settings), now)).await.unwrap()
}

const DIGEST: Round = Round { digests: 1, failed: 0, forgotten: 0, questions: 0, is_silent: false };

/// Returns a time on a later day, at an hour.
fn on(day: u64, hour: u64, site: &Site) -> Timestamp {
    Timestamp((site.time().0 / 86_400 + day) * 86_400 + hour * 3_600)
}

/// MAI-1, MAI-2: who may ask, each refusal in its order.
#[tokio::test]
async fn mai_2_only_the_person_themselves_asks_now_and_for_here() {
    let site = site();
    let founder = Actor::named("founder");
    let now = site.time();
    let later = |seconds: u64| Timestamp(now.0 - seconds);
    let code = |answer: (StatusCode, Value)| answer.1["code"].as_str().unwrap_or("").to_owned();
    let fine = request(&site, &founder, "founder", MailAct::Show, now);
    assert_eq!(post(&site, &fine).await.1["state"], "none");
    let mut elsewhere = fine.clone();
    elsewhere.request.society.0 = Hash::of(b"elsewhere");
    assert_eq!(code(post(&site, &elsewhere).await), "mail.other_society");
    let stale = request(&site, &founder, "founder", MailAct::Show, later(601));
    assert_eq!(code(post(&site, &stale).await), "mail.stale");
    assert_eq!(
        post(&site, &request(&site, &founder, "founder", MailAct::Show, later(600))).await.0,
        200
    );
    let stolen = request(&site, &founder, "thief", MailAct::Ask, now);
    assert_eq!(code(post(&site, &stolen).await), "mail.not_their_key");
    let stranger = Actor::named("stranger");
    let inception = stranger.inception.clone();
    site.act(&stranger, IdentityAction::Register { inception }, 1).await;
    let asked = request(&site, &stranger, "stranger", MailAct::Ask, now);
    assert_eq!(code(post(&site, &asked).await), "mail.not_member");
    let mut changed = request(&site, &founder, "founder", MailAct::Ask, now);
    changed.request.address = Some("eve@example.org".into());
    assert_eq!(code(post(&site, &changed).await), "mail.signature");
    changed.request.address = Some("eve@example.org\nBcc: x@y".into());
    assert_eq!(code(post(&site, &changed).await), "mail.form");
    assert_eq!(code(ask(&site, &founder, "founder", "a@b.org", "de").await), "mail.language");
    let asked = request(&site, &founder, "founder", MailAct::Ask, later(9));
    let (status, kept) = post(&site, &asked).await;
    assert_eq!(
        (status, &kept["state"], &kept["address"]),
        (StatusCode::OK, &"unconfirmed".into(), &"ana@example.org".into())
    );
    assert_eq!(code(post(&site, &asked).await), "mail.older");
    for seconds in [8, 7, 6] {
        let answer =
            post(&site, &request(&site, &founder, "founder", MailAct::Ask, later(seconds))).await;
        assert_eq!(answer.0.is_success(), seconds > 6, "{answer:?}");
        assert!(seconds > 6 || code(answer) == "mail.too_often");
    }
    let off = Site::new();
    let asked = request(&off, &founder, "founder", MailAct::Ask, now);
    assert_eq!(code(post(&off, &asked).await), "mail.off");
    let (_, html, _) = off.get("/s/SOCIETY/mail").await;
    assert!(html.contains("sends no letters") && !html.contains("id=\"ask\""), "{html}");
    let form = b"address=a@b.org".to_vec();
    let plain = Request::post(format!("/s/{}/api/v1/mail", off.society));
    let (status, ..) = off.ask(plain.body(Body::from(form)).unwrap()).await;
    assert_eq!(status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
}

/// MAI-3, MAI-4, MAI-5: a letter goes to a confirmed address, once on a day, to whom something waits, and in
/// whatever order this process ends and begins again.
#[tokio::test]
async fn mai_4_one_letter_a_day_to_whom_something_waits() {
    let Some(server) = MailServer::start("mai_4_one_letter_a_day", &[]) else { return };
    let (site, settings) = (site(), settings(&server));
    let founder = Actor::named("founder");
    let ana = join(&site, "ana", 1).await;
    assert_eq!(ask(&site, &ana, "ana", "ana@example.org", "en").await.0, StatusCode::OK);
    assert_eq!(
        ask(&site, &founder, "founder", "founder@example.org", "fa").await.0,
        StatusCode::OK
    );
    propose(&site, "Lamps <for> the stairs", 10).await;
    let questions = Round { digests: 0, questions: 2, ..DIGEST };
    assert_eq!(go(&site, &settings, site.time()).await, questions);
    let letters = server.letters();
    assert_eq!(letters.len(), 2);
    assert_eq!(
        go(&site, &settings, on(1, 12, &site)).await,
        Round::default(),
        "nobody confirmed yet"
    );
    for letter in &letters {
        let (plain, _) = parts(letter);
        assert!(header(letter, "List-Unsubscribe").is_none());
        assert_eq!(header(letter, "Auto-Submitted"), Some("auto-generated"));
        let confirm = link(&plain, "confirm");
        assert_eq!(press(&site, &confirm).await.0, StatusCode::OK);
        assert_eq!(press(&site, &confirm).await.0, StatusCode::NOT_FOUND, "once");
    }
    // Before seven nobody is woken; from then on each has one letter, however often one goes round.
    assert_eq!(go(&site, &settings, on(1, 6, &site)).await, Round::default());
    assert_eq!(go(&site, &settings, on(1, 7, &site)).await, Round { digests: 2, ..DIGEST });
    for hour in [7, 8, 23] {
        assert_eq!(go(&site, &settings, on(1, hour, &site)).await, Round::default());
    }
    let letters = server.letters();
    let to = |name: &str| {
        let mine = |letter: &&String| header(letter, "X-To").is_some_and(|to| to.starts_with(name));
        letters.iter().skip(2).find(mine).unwrap()
    };
    let (plain, html) = parts(to("ana"));
    assert!(
        plain.contains("One thing waits for you") && plain.contains("Lamps <for> the stairs"),
        "{plain}"
    );
    assert!(plain.contains(&format!("{SITE}/s/{}/decisions/1", site.society)), "{plain}");
    assert!(
        html.contains("Lamps &#60;for&#62; the stairs") && html.contains("lang=\"en\" dir=\"ltr\""),
        "{html}"
    );
    assert!(!html.contains("<img") && !html.contains("<script"), "{html}");
    let (plain, html) = parts(to("founder"));
    assert!(plain.contains("منتظر شماست") && html.contains("lang=\"fa\" dir=\"rtl\""), "{plain}");
    let stop = header(to("ana"), "List-Unsubscribe").unwrap().trim_matches(['<', '>']).to_owned();
    assert_eq!(header(to("ana"), "List-Unsubscribe-Post"), Some("List-Unsubscribe=One-Click"));
    assert_eq!(stop, link(&parts(to("ana")).0, "stop"));

    // Who has voted is not reminded; who has not is again when the vote is about to end.
    let ballot = Ballot::Open { choice: Choice::Yes };
    let cast = GovernanceAction::CastBallot { ballot, proposal: 1, replaces: None, round: 1 };
    site.act(&founder, cast, 20).await;
    assert_eq!(go(&site, &settings, on(2, 9, &site)).await, Round::default(), "nothing is new");
    let before = server.letters().len();
    let done = go(&site, &settings, on(6, 9, &site)).await;
    assert_eq!(done, DIGEST, "the last days");
    assert!(header(&server.letters()[before], "X-To").unwrap().starts_with("ana"));

    // One request of a mail program ends the letters, and the address is gone.
    let path = stop.strip_prefix(SITE).unwrap();
    let one_click = Request::post(path).header("content-type", "application/x-www-form-urlencoded");
    let body = Body::from("List-Unsubscribe=One-Click");
    let (status, html, _) = site.ask(one_click.body(body).unwrap()).await;
    assert_eq!(status, StatusCode::OK, "{html}");
    let shown = request(&site, &ana, "ana", MailAct::Show, site.time());
    assert_eq!(post(&site, &shown).await.1["state"], "none");
    assert_eq!(go(&site, &settings, on(7, 9, &site)).await, Round::default());
    assert_eq!(press(&site, &stop).await.0, StatusCode::NOT_FOUND);
}

/// MAI-4: whose keys guardians give to another reads so in the subject of a letter, before everything else that waits;
/// and the calendar says until when they can object.
#[tokio::test]
async fn mai_4_new_keys_in_the_place_of_ones_own_are_the_subject() {
    let Some(server) = MailServer::start("mai_4_new_keys", &[]) else { return };
    let (site, settings) = (site(), settings(&server));
    let [ben, eve] = [join(&site, "ben", 1).await, join(&site, "eve", 11).await];
    let mut persons = vec![ben.person, eve.person];
    persons.sort();
    let guardians = Guardians { persons, salt: Base64(vec![5; 16]) };
    let (commitment, delay) = (guardians.commitment(), Seconds::days(5));
    let rule = RecoveryRule { commitment, delay, threshold: 2, threshold_disputed: 2 };
    let ana = join_as(&site, Actor::with_recovery("ana", Some(rule)), 21).await;
    assert_eq!(ask(&site, &ana, "ana", "ana@example.org", "en").await.0, StatusCode::OK);
    propose(&site, "Lamps for the stairs", 30).await;
    assert_eq!(go(&site, &settings, site.time()).await.questions, 1);
    let confirm = link(&parts(&server.letters()[0]).0, "confirm");
    assert_eq!(press(&site, &confirm).await.0, StatusCode::OK);

    let new = key_of("new");
    let keys = vec![KeyGrant { expires: None, key: public(&new), scopes: Scope::ALL.to_vec() }];
    let change = KeyChange::Recover { guardians, keys };
    let previous = ana.person.0;
    let statement = Statement { change, person: ana.person, previous, sequence: 1 };
    let signatures = vec![KeySignature {
        key: public(&new),
        signature: Signature::plain(&new.sign(&statement.signed_bytes()).to_bytes()),
    }];
    let hash = statement.hash();
    let statement = SignedStatement { signatures, statement };
    site.act(&ben, IdentityAction::Recover { statement }, 40).await;
    let calendar = format!("/s/{}/deadlines.ics", site.society);
    assert!(!site.get_at(&calendar, "table.example").await.1.contains("New keys for"));
    assert_eq!(go(&site, &settings, on(1, 7, &site)).await, DIGEST);
    let person = ana.person;
    let approve = |replaces| IdentityAction::ApproveRecovery { person, replaces, statement: hash };
    site.act(&eve, approve(None), 41).await;
    assert_eq!(go(&site, &settings, on(2, 7, &site)).await, DIGEST, "it is news");
    for (letter, words) in
        [(1, "Somebody asks your guardians for new keys"), (2, "Your guardians agreed to new keys")]
    {
        let letter = &server.letters()[letter];
        let subject = header(letter, "Subject").unwrap();
        assert!(subject.contains("somebody would replace your keys"), "{subject}");
        let (plain, _) = parts(letter);
        let at = |words: &str| plain.find(words).unwrap_or_else(|| panic!("{words}: {plain}"));
        assert!(at(words) < at("Lamps for the stairs"), "{plain}");
    }
    let (_, calendar, _) = site.get_at(&calendar, "table.example").await;
    assert!(calendar.replace("\r\n ", "").contains("SUMMARY:New keys for"), "{calendar}");
}

/// MAI-4: that a wage ended before its time is told once to whoever was paid, and once more when another ended.
#[tokio::test]
async fn mai_4_a_payment_that_ended_before_its_time_is_told() {
    let Some(server) = MailServer::start("mai_4_a_payment_that_ended", &[]) else { return };
    let (bell, _) = sync_channel(1);
    let (site, settings) = (Site::mailing(MONEY, bell), settings(&server));
    let founder = Actor::named("founder");
    assert_eq!(ask(&site, &founder, "founder", "f@example.org", "en").await.0, StatusCode::OK);
    assert_eq!(go(&site, &settings, site.time()).await.questions, 1);
    let confirm = link(&parts(&server.letters()[0]).0, "confirm");
    assert_eq!(press(&site, &confirm).await.0, StatusCode::OK);
    let (bank, fund) = ("external-bank".parse::<AccountId>(), "fund-common".parse::<AccountId>());
    let (bank, fund) = (bank.unwrap(), fund.unwrap());
    let terms = site.text("The bank at the corner.").await;
    site.act(&founder, TreasuryAction::OpenOutside { account: bank.clone(), terms }, 1).await;
    let receive = TreasuryAction::Receive {
        amount: Amount::from(150_000),
        asset: "EUR".parse().unwrap(),
        category: None,
        from: bank,
        memo: None,
        to: fund.clone(),
    };
    site.act(&founder, receive, 2).await;
    let wage = |each: u32, times: u32| SpendingAction::StartStream {
        amount: Amount::from(u64::from(each * times)),
        asset: "EUR".parse().unwrap(),
        category: "expense:wages".parse().ok(),
        each: Amount::from(u64::from(each)),
        every: Seconds::hours(2),
        fund: fund.clone(),
        memo: None,
        pace: Pace::AtOnce,
        times,
        to: AccountId::Person(founder.person),
    };
    site.act(&founder, wage(120_000, 12), 3).await;
    assert_eq!(go(&site, &settings, on(1, 12, &site)).await, Round::default(), "it goes on");
    site.pass_hours(3).await;
    assert_eq!(go(&site, &settings, on(2, 12, &site)).await, DIGEST);
    let told = parts(server.letters().last().unwrap()).0;
    for words in [
        "Payment 1, which repeats, ended before its time: the fund held too little",
        "is not paid",
        "/spending#ended-1",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
    assert_eq!(go(&site, &settings, on(3, 12, &site)).await, Round::default(), "once");
    // Begun again from the same fund it is told no more, until that ends so as well.
    site.act(&founder, wage(20_000, 11), 4).await;
    assert_eq!(go(&site, &settings, on(4, 12, &site)).await, Round::default(), "it goes on");
    site.pass_hours(5).await;
    assert_eq!(go(&site, &settings, on(5, 12, &site)).await, DIGEST);
    let told = parts(server.letters().last().unwrap()).0;
    assert!(told.contains("Payment 2, which") && !told.contains("Payment 1, which"), "{told}");
}

/// MAI-6: who leaves is forgotten, with or without a mail server; and the file does not remember.
#[tokio::test]
async fn mai_6_who_leaves_leaves_no_address_behind() {
    let site = site();
    let (ana, founder) = (join(&site, "ana", 1).await, Actor::named("founder"));
    assert_eq!(
        ask(&site, &ana, "ana", "ana.of.the.long.table@example.org", "en").await.0,
        StatusCode::OK
    );
    assert_eq!(
        ask(&site, &founder, "founder", "founder@example.org", "en").await.0,
        StatusCode::OK
    );
    let file = site.folder().join("mail.sqlite");
    let holds = || {
        let bytes = std::fs::read(&file).unwrap();
        bytes.windows(22).any(|part| part == b"ana.of.the.long.table@")
    };
    let mode =
        std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&file).unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600);
    assert!(holds());
    site.act(&ana, MembershipAction::Leave {}, 50).await;
    let societies = site.societies.clone();
    let now = site.time();
    let done = tokio::task::spawn_blocking(move || round(&societies, None, now)).await.unwrap();
    assert_eq!(done, Round { digests: 0, forgotten: 1, ..DIGEST });
    assert!(!holds(), "what is deleted is overwritten");
    // What nobody confirmed lapses after two days.
    let societies = site.societies.clone();
    let show = request(&site, &founder, "founder", MailAct::Show, now);
    for (seconds, state) in [(2 * 86_400, "unconfirmed"), (2 * 86_400 + 1, "none")] {
        let (societies, later) = (societies.clone(), Timestamp(now.0 + seconds));
        let _ = tokio::task::spawn_blocking(move || round(&societies, None, later)).await.unwrap();
        assert_eq!(post(&site, &show).await.1["state"], state);
    }
}

/// MAI-7: what certainly did not arrive is tried again, a few times; what may have arrived never is.
#[tokio::test]
async fn mai_7_letters_are_tried_again_and_never_twice() {
    let Some(server) = MailServer::start("mai_7_letters_are_tried_again", &[]) else { return };
    let (site, settings) = (site(), settings(&server));
    for (name, nonce) in [("later", 1), ("silent", 11), ("never", 21)] {
        let actor = join(&site, name, nonce).await;
        assert_eq!(ask(&site, &actor, name, &format!("{name}@example.org"), "en").await.0, 200);
    }
    let start = site.time();
    // One is told to wait, one breaks off after the letter was taken, one does not exist.
    let first = go(&site, &settings, start).await;
    assert_eq!(
        first,
        Round { digests: 0, failed: 3, forgotten: 1, questions: 0, is_silent: false }
    );
    assert_eq!(server.letters().len(), 1);
    assert_eq!(go(&site, &settings, Timestamp(start.0 + 299)).await, Round::default());
    let second = go(&site, &settings, Timestamp(start.0 + 300)).await;
    assert_eq!(second, Round { digests: 0, failed: 1, ..DIGEST });
    assert_eq!(go(&site, &settings, Timestamp(start.0 + 899)).await, Round::default());
    let third = go(&site, &settings, Timestamp(start.0 + 900)).await;
    assert_eq!(third, Round { digests: 0, questions: 1, ..DIGEST });
    let to: Vec<String> =
        server.letters().iter().map(|one| header(one, "X-To").unwrap().to_owned()).collect();
    assert_eq!(to, ["silent@example.org", "later@example.org"]);
    // A server that does not talk costs nobody their letter.
    for letter in server.letters() {
        assert_eq!(press(&site, &link(&parts(&letter).0, "confirm")).await.0, StatusCode::OK);
    }
    propose(&site, "A lamp", 30).await;
    let url = "smtp://localhost:1";
    let nowhere = MailSettings::read(url, "a@b.org", SITE, None, None).unwrap();
    let silent = Round { is_silent: true, ..Round::default() };
    assert_eq!(go(&site, &nowhere, on(1, 9, &site)).await, silent);
    let done = go(&site, &settings, on(1, 9, &site)).await;
    assert_eq!((done.digests + done.failed, done.is_silent), (2, false), "{done:?}");
    assert_eq!(go(&site, &settings, on(1, 10, &site)).await, Round::default());
}

/// MAI-7: over STARTTLS, as somebody; and only to a server that is who it says.
#[tokio::test(flavor = "multi_thread")]
async fn mai_7_a_server_is_talked_to_in_secret_and_as_somebody() {
    let Some(server) = MailServer::start("mai_7_a_server_is_talked_to_in_secret", &["tls"]) else {
        return;
    };
    let root = std::fs::read(server.root()).unwrap();
    let read = |password: &str, root: &[u8]| {
        let url = format!("smtp://post@localhost:{}", server.port);
        let password = Some(Password(password.into()));
        MailSettings::read(&url, "a@table.example", SITE, password, Some(root)).unwrap()
    };
    let test = |settings: MailSettings| settings.test("ana@example.org");
    let sent = tokio::task::block_in_place(|| test(read("s3cret", &root)));
    assert!(sent.unwrap().answer.starts_with("250"));
    let letters = server.letters();
    assert_eq!((letters.len(), header(&letters[0], "X-Secret")), (1, Some("True")));
    let wrong = tokio::task::block_in_place(|| test(read("secret", &root))).unwrap_err();
    assert!(wrong.to_string().contains("535"), "{wrong}");
    let other = MailServer::start("another root", &["tls"]).unwrap();
    let root = std::fs::read(other.root()).unwrap();
    let untrusted = tokio::task::block_in_place(|| test(read("s3cret", &root))).unwrap_err();
    assert!(untrusted.to_string().contains("certificate"), "{untrusted}");
    let plain = MailSettings::read(
        &format!("smtp://localhost:{}", server.port),
        "a@b.org",
        SITE,
        None,
        None,
    );
    let open = tokio::task::block_in_place(|| test(plain.unwrap())).unwrap_err();
    assert!(open.to_string().contains("530"), "{open}");
    assert_eq!(server.letters().len(), 1);
}
