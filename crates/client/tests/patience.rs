//! Whoever is told to come back later does so; whoever is refused is told why.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::{Read as _, Write as _};
use std::net::TcpListener;

use polity_client::{Client, ClientError};

const LATER: &str = "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 0\r\n";
const BUSY: &str = "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 0\r\n";
const NEVER: &str = "HTTP/1.1 429 Too Many Requests\r\n";
const GOOD: &str = "HTTP/1.1 200 OK\r\n";
const REFUSAL: &str =
    r#"{"code":"http.too_many","message":"Too many.","next_step":"Wait.","rule":"HTTP"}"#;

/// Gives these answers, one a connection, and returns the address; all must be asked for.
fn answering(answers: Vec<(&'static str, String)>) -> (String, std::thread::JoinHandle<usize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let thread = std::thread::spawn(move || {
        let count = answers.len();
        for (head, body) in answers {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = [0; 4_096];
            assert!(stream.read(&mut request).unwrap() > 0);
            let length = body.len();
            write!(stream, "{head}Connection: close\r\nContent-Length: {length}\r\n\r\n{body}")
                .unwrap();
        }
        count
    });
    (address, thread)
}

fn societies() -> String {
    let zeros = "0".repeat(64);
    let id = polity_types::SocietyId(zeros.parse().unwrap());
    format!(r#"[{{"charter":"{zeros}","id":"{id}","name":"Here","running":1}}]"#)
}

#[test]
fn who_is_told_to_come_back_asks_again() {
    let refusal = || REFUSAL.to_owned();
    let (url, thread) = answering(vec![(LATER, refusal()), (BUSY, refusal()), (GOOD, societies())]);
    let client = Client::connect(&url, None);
    assert!(client.is_ok(), "{:?}", client.err());
    assert_eq!(thread.join().unwrap(), 3);
}

#[test]
fn who_is_told_no_time_is_refused_at_once() {
    let (url, thread) = answering(vec![(NEVER, REFUSAL.to_owned())]);
    match Client::connect(&url, None) {
        Err(ClientError::Refused(refusal)) => assert_eq!(refusal.code, "http.too_many"),
        other => panic!("{other:?}"),
    }
    assert_eq!(thread.join().unwrap(), 1);
}
