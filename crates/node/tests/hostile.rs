//! Who holds connections, does not read, or asks without end, over a real network: is cut off or held
//! back, and everybody else is answered.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use common::Site;
use polity_machine::modules::governance::GovernanceAction;
use polity_machine::testing::Actor;
use polity_node::{Limits, Rate, serve};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::time::timeout;

/// After so long, a test that waits for what does not come fails.
const TOO_LONG: Duration = Duration::from_secs(60);
const ONE: u8 = 1;
const OTHER: u8 = 2;

struct Served {
    address: SocketAddr,
    site: Site,
}

/// Serves a society within limits, until the test ends.
async fn served(limits: Limits) -> Served {
    let site = Site::new();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let societies = Arc::clone(&site.societies);
    drop(tokio::spawn(serve(listener, societies, limits, std::future::pending())));
    Served { address, site }
}

impl Served {
    /// Connects from an address of this machine that ends with this number.
    async fn connect(&self, from: u8) -> TcpStream {
        let socket = TcpSocket::new_v4().unwrap();
        // Little is taken over for a reader who does not read.
        socket.set_recv_buffer_size(4_096).unwrap();
        socket.bind(SocketAddr::new(IpAddr::from([127, 0, 7, from]), 0)).unwrap();
        socket.connect(self.address).await.unwrap()
    }

    async fn send(&self, from: u8, request: &str) -> TcpStream {
        let mut stream = self.connect(from).await;
        let request = request.replace("SOCIETY", &self.site.society.to_string());
        stream.write_all(request.as_bytes()).await.unwrap();
        stream
    }

    /// Returns the whole answer; nothing if the connection was closed without one.
    async fn ask(&self, from: u8, request: &str) -> String {
        rest(&mut self.send(from, request).await).await
    }

    /// Asks until the answer has a status, which it has once somebody else has let go.
    async fn ask_until(&self, from: u8, request: &str, status: &str) -> String {
        let asking = async {
            loop {
                let answer = self.ask(from, request).await;
                if answer.starts_with(&format!("HTTP/1.1 {status}")) {
                    return answer;
                }
            }
        };
        timeout(TOO_LONG, asking).await.unwrap()
    }
}

async fn rest(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    // Whoever is cut off may be told so by a reset.
    let _ = timeout(TOO_LONG, stream.read_to_end(&mut bytes)).await.unwrap();
    String::from_utf8_lossy(&bytes).into_owned()
}

fn get(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
}

fn post(path: &str, more: &str, body: &str) -> String {
    format!(
        "POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n\
         {more}Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// Asks for a proof of so many keys, some thousand bytes each ten.
fn proof(keys: usize) -> String {
    let keys: Vec<String> = (0..keys).map(|number| format!("nothing/{number}")).collect();
    get(&format!("/s/SOCIETY/api/v1/proof?keys={}", keys.join(",")))
}

/// Limits under which a proof is large, and its reader soon slow.
fn narrow() -> Limits {
    Limits {
        held_bytes_of_one_max: 1_024,
        held_from_bytes: 1_024,
        send_buffer_bytes: 4_096,
        ..Limits::default()
    }
}

#[tokio::test]
async fn who_does_not_end_the_head_of_a_request_is_cut_off() {
    let served = served(Limits { head_time: Duration::from_millis(50), ..Limits::default() }).await;
    for begun in ["", "GET /health HTTP/1.1\r\nHost: x\r\nX-a: "] {
        let mut stream = served.send(ONE, begun).await;
        rest(&mut stream).await;
    }
    // So is who asks once and then keeps the connection for nothing.
    let mut stream = served.send(ONE, "GET /health HTTP/1.1\r\nHost: x\r\n\r\n").await;
    assert!(rest(&mut stream).await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn one_network_has_so_many_connections_and_no_more() {
    let limits = Limits { connections_of_one_max: 3, ..Limits::default() };
    let served = served(limits).await;
    let mut held = Vec::new();
    for _ in 0..3 {
        held.push(served.connect(ONE).await);
    }
    assert_eq!(served.ask(ONE, &get("/health")).await, "");
    assert!(served.ask(OTHER, &get("/health")).await.starts_with("HTTP/1.1 200"));
    drop(held);
    served.ask_until(ONE, &get("/health"), "200").await;
}

#[tokio::test]
async fn when_all_places_are_taken_who_has_most_leaves_one() {
    let limits = Limits { connections_max: 6, connections_of_one_max: 4, ..Limits::default() };
    let served = served(limits).await;
    let mut held = Vec::new();
    for from in [1, 1, 1, 1, 2, 2] {
        held.push(served.send(from, "GET / HTTP/1.1\r\nX-a: ").await);
    }
    for from in [3, 4] {
        assert!(served.ask(from, &get("/health")).await.starts_with("HTTP/1.1 200"));
    }
    // The oldest of those who had most is closed.
    assert_eq!(rest(held.first_mut().unwrap()).await, "");
}

#[tokio::test]
async fn who_does_not_read_holds_little_and_not_for_long() {
    let limits = Limits { read_time: Duration::from_millis(50), ..narrow() };
    let served = served(limits).await;
    let mut slow = served.send(ONE, &proof(64)).await;
    let mut head = [0; 15];
    slow.read_exact(&mut head).await.unwrap();
    assert_eq!(&head, b"HTTP/1.1 200 OK");
    // What is held for it counts until it is cut off; then the same network is answered again.
    let whole = served.ask_until(ONE, &proof(1), "200").await;
    assert!(whole.contains("polity/proof/v1"), "{whole}");
    let told = whole.len();
    let got = rest(&mut slow).await;
    assert!(told < 60_000 && !got.ends_with('}'), "{} bytes came", got.len());
}

#[tokio::test]
async fn large_answers_that_nobody_reads_are_few() {
    let served = served(narrow()).await;
    let mut slow = served.send(ONE, &proof(64)).await;
    let mut head = [0; 15];
    slow.read_exact(&mut head).await.unwrap();
    let refused = served.ask(ONE, &proof(64)).await;
    assert!(refused.starts_with("HTTP/1.1 429"), "{refused}");
    assert!(refused.contains("http.too_many") && refused.contains("retry-after: 1"), "{refused}");
    assert!(served.ask(OTHER, &proof(64)).await.starts_with("HTTP/1.1 200"));
    // What is small is answered all the same.
    assert!(served.ask(ONE, &get("/health")).await.starts_with("HTTP/1.1 200"));
    assert!(rest(&mut slow).await.ends_with('}'));
    served.ask_until(ONE, &proof(64), "200").await;
}

#[tokio::test]
async fn all_networks_together_hold_what_there_is() {
    let served = served(Limits { held_bytes_max: 1_024, ..narrow() }).await;
    let mut slow = served.send(ONE, &proof(64)).await;
    let mut head = [0; 15];
    slow.read_exact(&mut head).await.unwrap();
    let refused = served.ask(OTHER, &proof(64)).await;
    assert!(refused.starts_with("HTTP/1.1 503") && refused.contains("http.busy"), "{refused}");
    assert!(served.ask(OTHER, &get("/health")).await.starts_with("HTTP/1.1 200"));
    drop(slow);
    served.ask_until(OTHER, &proof(64), "200").await;
}

#[tokio::test]
async fn listeners_are_few_and_of_one_network_fewer() {
    let limits = Limits { listeners_max: 2, listeners_of_one_max: 1, ..Limits::default() };
    let served = served(limits).await;
    let events = get("/s/SOCIETY/api/v1/events");
    let mut first = served.send(ONE, &events).await;
    let mut head = [0; 15];
    first.read_exact(&mut head).await.unwrap();
    assert_eq!(&head, b"HTTP/1.1 200 OK");
    assert!(served.ask(ONE, &events).await.starts_with("HTTP/1.1 429"));
    let mut second = served.send(OTHER, &events).await;
    second.read_exact(&mut head).await.unwrap();
    assert_eq!(&head, b"HTTP/1.1 200 OK");
    assert!(served.ask(3, &events).await.starts_with("HTTP/1.1 503"));
    drop(first);
    let asking = async {
        loop {
            let mut stream = served.send(ONE, &events).await;
            stream.read_exact(&mut head).await.unwrap();
            if &head == b"HTTP/1.1 200 OK" {
                return;
            }
        }
    };
    timeout(TOO_LONG, asking).await.unwrap();
}

#[tokio::test]
async fn reading_costs_what_it_is_worth() {
    let limits = Limits { reads: Rate { burst: 100, per_second: 1 }, ..Limits::default() };
    let served = served(limits).await;
    assert!(served.ask(ONE, &proof(60)).await.starts_with("HTTP/1.1 200"));
    let refused = served.ask(ONE, &proof(60)).await;
    assert!(refused.starts_with("HTTP/1.1 429") && refused.contains("http.too_many"), "{refused}");
    assert!(served.ask(OTHER, &proof(60)).await.starts_with("HTTP/1.1 200"));
    assert!(served.ask(ONE, &get("/health")).await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn what_has_no_route_uses_up_nothing() {
    let limits = Limits { writes: Rate { burst: 10, per_second: 1 }, ..Limits::default() };
    let served = served(limits).await;
    for path in ["/nothing", "/s/SOCIETY/nothing", "/s/SOCIETY/api/v1/records/no/such"] {
        for _ in 0..20 {
            let answer = served.ask(ONE, &post(path, "", "{}")).await;
            assert!(answer.starts_with("HTTP/1.1 404"), "{answer}");
        }
    }
    let preview = post("/s/SOCIETY/api/v1/preview", "", "{}");
    assert!(served.ask(ONE, &preview).await.starts_with("HTTP/1.1 422"));
}

#[tokio::test]
async fn strangers_pay_more_than_members_and_say_so() {
    let limits = Limits { writes: Rate { burst: 70, per_second: 1 }, ..Limits::default() };
    let served = served(limits).await;
    let path = "/s/SOCIETY/api/v1/operations";
    let registration = |name: &str| {
        let envelope = served.site.registration(name, 1);
        post(path, "", std::str::from_utf8(&envelope).unwrap())
    };
    let first = served.ask(ONE, &registration("ana")).await;
    assert!(first.starts_with("HTTP/1.1 200"), "{first}");
    let second = served.ask(ONE, &registration("bo")).await;
    assert!(second.starts_with("HTTP/1.1 429") && second.contains("retry-after: "), "{second}");
    // A member is heard: that there is no such proposal is a rule's answer.
    let founder = Actor::named("founder");
    let withdraw = GovernanceAction::Withdraw { alternative: None, proposal: 9 };
    let envelope = founder.envelope(withdraw, served.site.society, common::START, 7).to_bytes();
    let answer = served.ask(ONE, &post(path, "", std::str::from_utf8(&envelope).unwrap())).await;
    assert!(answer.starts_with("HTTP/1.1 422"), "{answer}");
    let elsewhere = served.ask(OTHER, &registration("bo")).await;
    assert!(elsewhere.starts_with("HTTP/1.1 200"), "{elsewhere}");
}

#[tokio::test]
async fn who_is_held_back_keeps_the_connection() {
    let limits = Limits { writes: Rate { burst: 2, per_second: 1 }, ..Limits::default() };
    let served = served(limits).await;
    let preview = post("/s/SOCIETY/api/v1/preview", "", "{}");
    served.ask_until(ONE, &preview, "429").await;
    let head = preview.trim_end_matches("{}").replace("Connection: close\r\n", "");
    let mut stream = served.send(ONE, &head).await;
    // Meanwhile the server has seen the head.
    assert!(served.ask(OTHER, &get("/health")).await.starts_with("HTTP/1.1 200"));
    stream.write_all(b"{}").await.unwrap();
    let mut line = [0; 12];
    stream.read_exact(&mut line).await.unwrap();
    stream.write_all(get("/health").as_bytes()).await.unwrap();
    let answers = rest(&mut stream).await;
    assert!(answers.contains("HTTP/1.1 200 OK"), "{answers}");
}

#[tokio::test]
async fn a_proxy_asks_for_others_and_nobody_else_does() {
    let limits = Limits {
        connections_of_one_max: 1,
        proxies: vec![IpAddr::from([127, 0, 7, ONE])],
        writes: Rate { burst: 2, per_second: 1 },
        ..Limits::default()
    };
    let served = served(limits).await;
    let preview = |line: &str| post("/s/SOCIETY/api/v1/preview", line, "{}");
    for client in ["192.0.2.1", "192.0.2.2", "6.6.6.6, 192.0.2.3"] {
        let line = format!("X-Forwarded-For: {client}\r\n");
        assert!(served.ask(ONE, &preview(&line)).await.starts_with("HTTP/1.1 422"), "{client}");
    }
    let again = preview("X-Forwarded-For: 7.7.7.7, 192.0.2.1\r\n");
    assert!(served.ask(ONE, &again).await.starts_with("HTTP/1.1 429"));
    // Whoever is no proxy stands for itself, whatever it writes.
    assert!(served.ask(OTHER, &preview("X-Forwarded-For: 192.0.2.8\r\n")).await.contains("422"));
    let forged = preview("X-Forwarded-For: 192.0.2.9\r\n");
    served.ask_until(OTHER, &forged, "429").await;
    // A proxy has as many connections as there are.
    let mut held = Vec::new();
    for _ in 0..5 {
        held.push(served.connect(ONE).await);
    }
    assert!(served.ask(ONE, &get("/health")).await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn proofs_say_why_there_is_none() {
    let served = served(Limits::default()).await;
    let too_many = served.ask(ONE, &proof(65)).await;
    assert!(too_many.starts_with("HTTP/1.1 422") && too_many.contains("proof.too_much"));
    assert!(too_many.contains("65 keys are asked for; at most 64 are allowed."), "{too_many}");
    for since in ["0", "3", "9007199254740993"] {
        let path = format!("/s/SOCIETY/api/v1/proof?entry=0&since={since}");
        let answer = served.ask(ONE, &get(&path)).await;
        assert!(answer.starts_with("HTTP/1.1 422"), "{answer}");
        assert!(answer.contains("proof.since_out_of_range"), "{answer}");
        assert!(answer.contains(&format!("since={since} was asked for.")), "{answer}");
    }
    let absent = served.ask(ONE, &get("/s/SOCIETY/api/v1/proof?entry=99&since=1")).await;
    assert!(absent.starts_with("HTTP/1.1 404") && absent.contains("http.not_found"), "{absent}");
}

#[tokio::test]
async fn what_is_no_request_is_refused_in_words() {
    let served = served(Limits::default()).await;
    let many = format!("GET / HTTP/1.1\r\n{}\r\n", "X: y\r\n".repeat(500));
    for (sent, status) in [("nonsense\r\n\r\n", "400"), (many.as_str(), "431")] {
        let answer = served.ask(ONE, sent).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{answer}");
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let words: serde_json::Value = serde_json::from_str(body).unwrap();
        assert_eq!(words["code"], "http.malformed", "{answer}");
        assert!(head.contains(&format!("content-length: {}", body.len())), "{answer}");
    }
    // What only looks like such a refusal is a text like any other.
    let mut stream = served.send(ONE, "GET /health HTTP/1.1\r\nHost: x\r\n\r\n").await;
    let mut head = [0; 15];
    stream.read_exact(&mut head).await.unwrap();
    stream.write_all(b"nonsense\r\n\r\n").await.unwrap();
    let answer = rest(&mut stream).await;
    assert!(answer.contains("HTTP/1.1 400") && !answer.contains("http.malformed"), "{answer}");
}
