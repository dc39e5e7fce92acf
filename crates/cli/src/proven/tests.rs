//! What each kind of proof says, word for word.

use polity_types::Height;

use super::*;

fn state(key: &str, value: Option<&str>) -> Proven {
    let value = value.map(|value| value.as_bytes().to_vec());
    Proven::State { height: Height(7), key: key.into(), time: Timestamp(1_800_000_000), value }
}

const REQUEST: &str =
    r#"{"asset":"EUR","fund":"fund-common","standing":"approved","total":"4000"}"#;
const INVOICE: &str =
    r#"{"shares":[{"amount":"1"},{"amount":"1","paid_by":"person1x"}],"to":"fund-house"}"#;
const SPENDING: &str = r#"{"invoices":3,"requests":12,"requests_open":{"count":2},"streams":5,"streams_open":{"count":1}}"#;
const DUES: &str = r#"{"level":"vote_rests","open":[{},{}],"paid":7}"#;

fn claims() -> Vec<Proven> {
    let rolls = r#"{"full":{"count":238},"members":{"count":288},"moment":9,"number":295}"#;
    let asset = r#"{"decimals":2,"issued":"600000000","postings":{"count":5}}"#;
    let tally = r#"{"abstain":1,"no":2,"yes":30}"#;
    let result = format!(r#"{{"closed":1800000000,"outcome":{{"kind":"done"}},"tally":{tally}}}"#);
    let member = r#"{"number":4,"oath":"ab","since_time":1700000000,"standing":"ended"}"#;
    let founding = br#"{"kind":"founding","with":{}}"#.to_vec();
    let operation = r#"{"action":{"name":"membership.leave"},"author":"person1x"}"#;
    let operation = format!(r#"{{"kind":"operation","with":{{"operation":{operation}}}}}"#);
    vec![
        state("membership/rolls", Some(rolls)),
        state("membership/member/person1x", Some(member)),
        state("treasury/balance/fund-common/ltc", Some("\"472750\"")),
        state("treasury/balance/fund-common/usd", Some("\"-7\"")),
        state("treasury/balance/fund-tea/ltc", None),
        state("treasury/asset/ltc", Some(asset)),
        state("governance/counts", Some(r#"{"made":8,"open":1}"#)),
        state("governance/proposal/00000009", Some(r#"{"procedure":"amendment"}"#)),
        state("governance/result/00000003", Some(&result)),
        state("charter/current", Some(r#"{"hash":"cd","version":2}"#)),
        state("spending/request/00000012", Some(REQUEST)),
        state("spending/invoice/00000003", Some(INVOICE)),
        state("spending/counts", Some(SPENDING)),
        state("spending/owed/fund-common/eur", Some("\"4000\"")),
        state("dues/account/person1x", Some(DUES)),
        state("signals/counts", Some(r#"{"asked":7,"open":[4,7]}"#)),
        state(
            "signals/signal/0000000000000007",
            Some(r#"{"counts":[4,0,9],"question":"Well?","scale":{"points":3}}"#),
        ),
        state(
            "signals/result/0000000000000003",
            Some(r#"{"counts":[4,9],"question":"So?","scale":"approve"}"#),
        ),
        state(
            "signals/stance/0000000000000003/person1x",
            Some(r#"{"operation":"ab","stance":"approve"}"#),
        ),
        state(
            "signals/stance/0000000000000007/person1x",
            Some(r#"{"operation":"ab","stance":{"points":3}}"#),
        ),
        state("signals/stance/0000000000000008/person1x", Some(r#"{"operation":"ab"}"#)),
        state("places/figures", Some(r#"{"land":9240,"opened":5,"places":4}"#)),
        state("places/rolls", Some(r#"{"moment":9,"residents":31}"#)),
        state("places/place/house", Some(&place("}"))),
        state("places/place/house", Some(&place(ATTESTED))),
        state(
            "places/closed/0000000000000002",
            Some(&format!(
                r#"{{"closed":1700000000,"id":"house","moment":7,"place":{}}}"#,
                place("}")
            )),
        ),
        state("places/residence/person1x", Some(r#"{"earlier":[]}"#)),
        state("places/residence/person1x", Some(r#"{"now":{"place":"house"}}"#)),
        state(
            "places/residence/person1x",
            Some(r#"{"now":{"confirmed":{"by":"x"},"counts":3,"place":"house"}}"#),
        ),
        state("dues/asked/person1x", Some(r#"{"periods":2,"since":9}"#)),
        state("dues/sponsor/person1x", Some(SPONSOR)),
        state("dues/sponsored/person1x", Some(r#"["person1y"]"#)),
        state("charter/consent/person1x", None),
        state("charter/founder", Some(r#"{"at":5,"is_watched":true,"time":1700000000}"#)),
        state("charter/founder", Some(r#"{"at":5,"is_watched":false,"time":1700000000}"#)),
        state("charter/founder", None),
        state("charter/succeeded", Some(r#"{"since":1700000000,"why":"silent"}"#)),
        state("charter/succeeded", Some(r#"{"since":1700000000,"why":"left"}"#)),
        state("charter/succeeded", Some(r#"{"since":1700000000,"why":"stepped_down"}"#)),
        state("charter/succeeded", None),
        state("some/thing/else", Some("[1]")),
        Proven::Entry { entry: founding, index: 0 },
        Proven::Entry { entry: operation.into_bytes(), index: 17 },
    ]
}

const SPONSOR: &str = r#"{"asset":"EUR","by":"person1y","left":"500"}"#;

const ATTESTED: &str = r#","attested":{"at":1700000000,"by":"decision 3 (law)","evidence":"ef"}}"#;

fn place(rest: &str) -> String {
    let counts = r#""residents":{"count":4},"voters":{"count":3}"#;
    format!(r#"{{"land":240,"name":"Lantern House",{counts}{rest}"#)
}

const SAID: [&str; 43] = [
    "288 members, 238 of them past probation; 295 people ever joined.",
    "Member 4, person1x, is no longer a member, joined on 2023-11-14 22:13:20 UTC, and swore to \
     the charter whose SHA-256 is ab.",
    "The account fund-common holds 4\u{202f}727.50 LTC.",
    "The account fund-common holds -7 of the smallest unit of USD.",
    "The account fund-tea has no record in LTC, which means that it holds 0.",
    "Of LTC, 6\u{202f}000\u{202f}000.00 LTC were ever issued, in 5 movements of it.",
    "8 proposals were ever made; 1 are open.",
    "Proposal 9 is not over; it is decided under the rule \"amendment\".",
    "Proposal 3 took effect: 30 yes, 2 no, 1 abstained. It was over on 2027-01-15 08:00:00 UTC.",
    "Version 2 of the charter is in force; its SHA-256 is cd.",
    "Request 12 asks fund-common to pay 4000 of the smallest unit of EUR, and is approved.",
    "Invoice 3 pays fund-house; 1 of 2 shares are paid, and it takes payments until its time is over.",
    "12 requests were ever made, 2 of them wait; 3 invoices; 5 payments that repeat, 1 of them \
     running.",
    "4000 of the smallest unit of EUR are set aside out of fund-common for payments.",
    "person1x owes the dues of 2 periods, and has paid those of 7; their vote rests.",
    "7 standing questions were ever asked; 2 are open.",
    "Standing question 7, \"Well?\", is open: 9 give 3, 0 give 2, 4 give 1.",
    "Standing question 3, \"So?\", is closed: 9 approve, 4 disapprove.",
    "On standing question 3, person1x says approve.",
    "On standing question 7, person1x says 3.",
    "On standing question 8, person1x has no stance.",
    "4 places are open, of 5 that ever were; 9240 m² of land were shown for them.",
    "31 members are confirmed to live at a place.",
    "The place \"house\" is called “Lantern House”: 240 m², for which nothing was shown; 4 live \
     there, 3 of them with a vote.",
    "The place \"house\" is called “Lantern House”: 240 m², as decision 3 (law) showed on \
     2023-11-14 22:13:20 UTC with the text whose SHA-256 is ef; 4 live there, 3 of them with a vote.",
    "The place \"house\", called “Lantern House”, was closed on 2023-11-14 22:13:20 UTC, where 4 lived.",
    "person1x lives at no place that is said.",
    "person1x says that they live at the place \"house\" and has no vote there.",
    "person1x lives at the place \"house\" and votes there.",
    "person1x asks that the dues of 2 periods be waived.",
    "person1y pays the dues of person1x, up to 500 of the smallest unit of EUR.",
    "person1x pays the dues of 1 members.",
    "There is no record \"charter/consent/person1x\".",
    "The founder's silence is counted from 2023-11-14 22:13:20 UTC.",
    "The founder's silence is counted from 2023-11-14 22:13:20 UTC, and under this charter nobody \
     waits for its end.",
    "Nobody counts the founder's silence.",
    "Since 2023-11-14 22:13:20 UTC nothing is the founder's alone: the founder had signed nothing \
     for as long as the charter says.",
    "Since 2023-11-14 22:13:20 UTC nothing is the founder's alone: the founder left.",
    "Since 2023-11-14 22:13:20 UTC nothing is the founder's alone: the founder stepped down.",
    "The founder is there: what is the founder's alone has not passed on.",
    "The record \"some/thing/else\" says [1].",
    "Entry 0 of the log is the founding.",
    "Entry 17 of the log is \"membership.leave\", signed by person1x.",
];

#[test]
fn claims_are_said_in_words_with_their_time() {
    for ((said, claim), words) in in_words(&claims()).iter().zip(claims()).zip(SAID) {
        let on = match claim {
            Proven::State { .. } => " So it was on 2027-01-15 08:00:00 UTC.",
            Proven::Entry { .. } => "",
        };
        assert_eq!(*said, format!("{words}{on}"));
    }
}

#[test]
fn a_browser_says_the_same_words() {
    let claims = claims().into_iter().map(|claim| match claim {
        Proven::Entry { entry, index } => {
            serde_json::json!({ "kind": "entry", "entry": read(&entry), "index": index })
        }
        Proven::State { key, time, value, .. } => {
            let value = value.map_or(Value::Null, |value| read(&value));
            serde_json::json!({ "kind": "state", "key": key, "time": time.0, "value": value })
        }
    });
    let claims = Value::from(claims.collect::<Vec<_>>());
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../node/assets");
    let script = format!(
        "import {{ inWords }} from \"{folder}/words.js\";\
         console.log(JSON.stringify(inWords({claims})));"
    );
    let mut node = std::process::Command::new("node");
    let Ok(output) = node.args(["--input-type=module", "--eval", &script]).output() else {
        println!("skipped: a_browser_says_the_same_words: no Node");
        return;
    };
    let said: Vec<String> = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(said, SAID);
}
