//! Says in words what a proof proves; `crates/node/assets/words.js` says the same in a browser.

mod places;

use polity_ledger::verify::Proven;
use polity_types::{Amount, Timestamp};
use serde_json::Value;

/// Returns what each claim of a proof proves, and when it was so: a sentence each.
pub(crate) fn in_words(claims: &[Proven]) -> Vec<String> {
    claims.iter().map(|claim| sentence(claim, claims)).collect()
}

fn sentence(claim: &Proven, claims: &[Proven]) -> String {
    match claim {
        Proven::Entry { entry, index } => {
            let entry = read(entry);
            let text = |pointer: &str| entry.pointer(pointer).and_then(Value::as_str);
            match (text("/kind"), text("/with/operation/action/name")) {
                (Some("founding"), _) => format!("Entry {index} of the log is the founding."),
                (Some("seal"), _) => {
                    let height = number(&entry, "/with/height");
                    format!("Entry {index} of the log is the seal of batch {height}.")
                }
                (_, Some(action)) => {
                    let author = text("/with/operation/author").unwrap_or("nobody");
                    format!("Entry {index} of the log is \"{action}\", signed by {author}.")
                }
                _ => format!("Entry {index} stands in the log."),
            }
        }
        Proven::State { key, time, value, .. } => {
            let words = match value {
                Some(value) => {
                    let value = read(value);
                    record(key, &value, claims)
                        .unwrap_or_else(|| format!("The record \"{key}\" says {value}."))
                }
                None => nothing(key),
            };
            format!("{words} So it was on {}.", when(*time))
        }
    }
}

fn read(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).unwrap_or_default()
}

/// Returns a number of a record, or a dash for what is none.
fn number(value: &Value, pointer: &str) -> String {
    let number = value.pointer(pointer).and_then(Value::as_u64);
    number.map_or_else(|| "–".to_owned(), |number| number.to_string())
}

/// Returns a time as people read it.
fn when(time: Timestamp) -> String {
    format!("{} UTC", time.to_string().replace('T', " ").trim_end_matches('Z'))
}

/// Returns the parts of a state key: table, and what follows it.
fn parts(key: &str) -> (&str, Vec<&str>) {
    let mut parts = key.match_indices('/').map(|(at, _)| at);
    let end = parts.nth(1).unwrap_or(key.len());
    let (table, rest) = key.split_at(end);
    (table, rest.split('/').filter(|part| !part.is_empty()).collect())
}

/// Says what a person is called, or whose a look is.
fn called(table: &str, of: &str, value: &Value) -> Option<String> {
    let text = |pointer: &str| value.pointer(pointer).and_then(Value::as_str);
    if table == "names/person" {
        return Some(match text("/called") {
            Some(called) => format!("{of} is called “{called}” here."),
            None => format!("{of} gave up the name that they had here."),
        });
    }
    let person = text("/person")?;
    Some(match value.pointer("/rests") {
        Some(_) => format!("A name that looks so is nobody's yet: {person} gave it up."),
        None => format!("A name that looks so is that of {person}."),
    })
}

fn record(key: &str, value: &Value, claims: &[Proven]) -> Option<String> {
    let (table, rest) = parts(key);
    let text = |pointer: &str| value.pointer(pointer).and_then(Value::as_str);
    Some(match (table, rest.as_slice()) {
        ("membership/rolls", []) => format!(
            "{} members, {} of them past probation; {} people ever joined.",
            number(value, "/members/count"),
            number(value, "/full/count"),
            number(value, "/number")
        ),
        ("membership/member", [person]) => {
            let standing = match text("/standing")? {
                "full" => "a full member",
                "probation" => "a member on probation",
                _ => "no longer a member",
            };
            let joined = when(Timestamp(value.pointer("/since_time")?.as_u64()?));
            let (card, oath) = (number(value, "/number"), text("/oath")?);
            format!(
                "Member {card}, {person}, is {standing}, joined on {joined}, and swore to the \
                 charter whose SHA-256 is {oath}."
            )
        }
        ("names/person" | "names/look", [of]) => called(table, of, value)?,
        ("governance/counts", []) => format!(
            "{} proposals were ever made; {} are open.",
            number(value, "/made"),
            number(value, "/open")
        ),
        ("governance/proposal", [proposal]) => format!(
            "Proposal {} is not over; it is decided under the rule \"{}\".",
            proposal.trim_start_matches('0'),
            text("/procedure")?
        ),
        ("governance/content", [proposal]) => {
            let count = |pointer| value.pointer(pointer)?.as_array().map(Vec::len);
            let options = count("/contest/options");
            let options = options.map(|count| format!(", or those of some of {count} options"));
            format!(
                "What proposal {}, which is not over, would do: {} actions{}.",
                proposal.trim_start_matches('0'),
                count("/actions")?,
                options.unwrap_or_default()
            )
        }
        ("governance/season" | "governance/conviction", [number]) => {
            standing(table, number.trim_start_matches('0'), value)?
        }
        ("governance/result", [proposal]) => result(proposal.trim_start_matches('0'), value)?,
        ("governance/bodies", [proposal]) => {
            let bodies = value.pointer("/bodies")?.as_array()?;
            let of = |body: &Value| {
                let [yes, no] = ["/yes", "/no"].map(|pointer| number(body, pointer));
                format!("{yes} yes, {no} no of {}", number(body, "/roll/count"))
            };
            format!(
                "On proposal {} {} bodies vote, each for itself: {}.",
                proposal.trim_start_matches('0'),
                bodies.len(),
                bodies.iter().map(of).collect::<Vec<_>>().join("; ")
            )
        }
        ("fork/fork" | "fork/left" | "fork/descent", key) => forked(table, key, value)?,
        ("breach/claim" | "panels/sitting", [number]) => drawn(table, number, value)?,
        ("charter/current", []) => format!(
            "Version {} of the charter is in force; its SHA-256 is {}.",
            number(value, "/version"),
            text("/hash")?
        ),
        ("signals/counts", []) => format!(
            "{} standing questions were ever asked; {} are open.",
            number(value, "/asked"),
            value.pointer("/open")?.as_array()?.len()
        ),
        ("signals/signal" | "signals/result", [signal]) => format!(
            "Standing question {}, \"{}\", {}: {}.",
            signal.trim_start_matches('0'),
            text("/question")?,
            if table == "signals/result" { "is closed" } else { "is open" },
            stances(value)?
        ),
        ("signals/stance", [signal, person]) => format!(
            "On standing question {}, {person} {}.",
            signal.trim_start_matches('0'),
            match (value.pointer("/stance/points"), text("/stance")) {
                (Some(points), _) => format!("says {points}"),
                (None, Some(stance)) => format!("says {stance}"),
                (None, None) => "has no stance".to_owned(),
            }
        ),
        ("places/figures" | "places/rolls", []) => places::housed(table, value),
        ("places/place" | "places/closed" | "places/residence", [of]) => {
            places::placed(table, of, value)?
        }
        ("charter/founder" | "charter/succeeded", []) => founder(table, value)?,
        _ => return money(table, &rest, value, claims),
    })
}

/// Says how many have each stance on a standing question, the highest first.
fn stances(value: &Value) -> Option<String> {
    let counts = value.pointer("/counts")?.as_array()?;
    let is_approval = value.pointer("/scale").is_some_and(|scale| scale == "approve");
    let one = |(place, count): (usize, &Value)| match (is_approval, place) {
        (true, 0) => format!("{count} disapprove"),
        (true, _) => format!("{count} approve"),
        (false, _) => format!("{count} give {}", place.saturating_add(1)),
    };
    let said: Vec<String> = counts.iter().enumerate().rev().map(one).collect();
    Some(said.join(", "))
}

/// Says what comes of what the founder alone may do.
fn founder(table: &str, value: &Value) -> Option<String> {
    let time = |pointer: &str| value.pointer(pointer)?.as_u64().map(|time| when(Timestamp(time)));
    if table == "charter/founder" {
        let is_watched = value.pointer("/is_watched")?.as_bool()?;
        let rest =
            if is_watched { "" } else { ", and under this charter nobody waits for its end" };
        return Some(format!("The founder's silence is counted from {}{rest}.", time("/time")?));
    }
    let why = match value.pointer("/why")?.as_str()? {
        "left" => "the founder left",
        "silent" => "the founder had signed nothing for as long as the charter says",
        _ => "the founder stepped down",
    };
    Some(format!("Since {} nothing is the founder's alone: {why}.", time("/since")?))
}

fn money(table: &str, rest: &[&str], value: &Value, claims: &[Proven]) -> Option<String> {
    let text = |pointer: &str| value.pointer(pointer).and_then(Value::as_str);
    Some(match (table, rest) {
        ("treasury/balance", [account, asset]) => {
            let amount: Amount = value.as_str()?.parse().ok()?;
            let (code, decimals) = (asset.to_ascii_uppercase(), decimals(asset, claims));
            match decimals {
                Some(decimals) => {
                    format!("The account {account} holds {} {code}.", amount.in_units(decimals))
                }
                None => {
                    format!("The account {account} holds {amount} of the smallest unit of {code}.")
                }
            }
        }
        ("treasury/asset", [asset]) => {
            let decimals = u8::try_from(value.pointer("/decimals")?.as_u64()?).ok()?;
            let issued = text("/issued")?.parse::<Amount>().ok()?.in_units(decimals);
            let (code, moved) = (asset.to_ascii_uppercase(), number(value, "/postings/count"));
            format!("Of {code}, {issued} {code} were ever issued, in {moved} movements of it.")
        }
        ("spending/request", [request]) => format!(
            "Request {} asks {} to pay {} of the smallest unit of {}, and is {}.",
            request.trim_start_matches('0'),
            text("/fund")?,
            text("/total")?,
            text("/asset")?,
            text("/standing")?
        ),
        ("spending/invoice", [invoice]) => {
            let shares = value.pointer("/shares")?.as_array()?;
            let paid = shares.iter().filter(|share| share.pointer("/paid_by").is_some()).count();
            let is_closed = value.pointer("/is_closed").is_some_and(|closed| closed == true);
            format!(
                "Invoice {} pays {}; {paid} of {} shares are paid, and it takes {}.",
                invoice.trim_start_matches('0'),
                text("/to")?,
                shares.len(),
                if is_closed { "no more payments" } else { "payments until its time is over" }
            )
        }
        ("spending/counts", []) => format!(
            "{} requests were ever made, {} of them wait; {} invoices; {} payments that repeat, {} of \
             them running.",
            number(value, "/requests"),
            number(value, "/requests_open/count"),
            number(value, "/invoices"),
            number(value, "/streams"),
            number(value, "/streams_open/count")
        ),
        ("spending/owed", [fund, asset]) => {
            let amount = value.as_str()?;
            let code = asset.to_ascii_uppercase();
            format!(
                "{amount} of the smallest unit of {code} are set aside out of {fund} for payments."
            )
        }
        ("dues/asked", [person]) => {
            let periods = number(value, "/periods");
            format!("{person} asks that the dues of {periods} periods be waived.")
        }
        ("dues/sponsor", [person]) => format!(
            "{} pays the dues of {person}, up to {} of the smallest unit of {}.",
            text("/by")?,
            text("/left")?,
            text("/asset")?
        ),
        ("dues/sponsored", [person]) => {
            let count = value.as_array().map_or(0, Vec::len);
            format!("{person} pays the dues of {count} members.")
        }
        ("dues/account", [person]) => format!(
            "{person} owes the dues of {} periods, and has paid those of {}; {}.",
            value.pointer("/open")?.as_array()?.len(),
            number(value, "/paid"),
            match text("/level")? {
                "good" => "nothing follows from what is open",
                "reminded" => "they were reminded",
                "vote_rests" => "their vote rests",
                _ => "their powers rest, their rights do not",
            }
        ),
        _ => return None,
    })
}

/// A record about members who leave together.
fn forked(table: &str, key: &[&str], value: &Value) -> Option<String> {
    let text = |pointer: &str| value.pointer(pointer).and_then(Value::as_str);
    Some(match (table, key) {
        ("fork/fork", [fork]) => format!(
            "Fork {} is {}: {} signed up, {} left by it.",
            fork.trim_start_matches('0'),
            match text("/standing")? {
                "done" => "done",
                "leaving" => "under way",
                "open" => "open",
                _ => "given up",
            },
            number(value, "/joined"),
            number(value, "/left/count")
        ),
        ("fork/left", [fork, place]) => format!(
            "{} left by fork {}, as number {} of its list.",
            text("/person")?,
            fork.trim_start_matches('0'),
            place.parse::<u64>().ok()?.saturating_add(1)
        ),
        ("fork/descent", []) => format!(
            "The society descends from fork {} of {}: {} left by it, {} came over.",
            number(value, "/fork"),
            text("/parent")?,
            number(value, "/list/count"),
            number(value, "/arrived")
        ),
        _ => return None,
    })
}

/// A record about people drawn by lot: a claim on which they rule, or the draw.
fn drawn(table: &str, key: &str, value: &Value) -> Option<String> {
    let text = |pointer: &str| value.pointer(pointer).and_then(Value::as_str);
    let named = key.trim_start_matches('0');
    if table == "breach/claim" {
        let standing = match text("/standing")? {
            "upheld" => "upheld",
            "dismissed" => "dismissed",
            "no_verdict" => "without a verdict",
            "lapsed" => "lapsed",
            "waiting" => "waiting for members who support it",
            _ => "open",
        };
        let who = text("/accused/office").or_else(|| text("/accused/person"))?;
        return Some(format!(
            "Claim {named} of a breach, against {who}, is {standing}: {} of {} seats uphold it, {} do not.",
            number(value, "/yes"),
            number(value, "/seats"),
            number(value, "/no")
        ));
    }
    let stage = match text("/stage")? {
        "awaiting" => "waiting for chance",
        "drawing" => "being drawn",
        "seated" => "drawn",
        _ => "over",
    };
    Some(format!(
        "Draw {named}, of the panel \"{}\", is {stage}; {} were drawn of {}.",
        text("/panel")?,
        number(value, "/roll/count"),
        number(value, "/candidates/roll/count")
    ))
}

/// Says what votes cost in a season, or how a request is supported.
fn standing(table: &str, number: &str, value: &Value) -> Option<String> {
    let count = |pointer| value.pointer(pointer)?.as_u64();
    Some(match table {
        "governance/season" => format!(
            "In season {number}, in which votes cost credits, everybody has {}; {} of its votes are open.",
            count("/credits")?,
            count("/open")?
        ),
        _ => format!("Proposal {number} gathers support, and has {} points.", count("/points")?),
    })
}

fn result(proposal: &str, value: &Value) -> Option<String> {
    let outcome = match value.pointer("/outcome/kind")?.as_str()? {
        "done" => "took effect",
        "failed" => "passed, and could not take effect",
        "withdrawn" => "was withdrawn",
        _ => "did not pass",
    };
    let tally = match value.pointer("/tally/yes") {
        Some(_) => format!(
            ": {} yes, {} no, {} abstained",
            number(value, "/tally/yes"),
            number(value, "/tally/no"),
            number(value, "/tally/abstain")
        ),
        None => String::new(),
    };
    let closed = when(Timestamp(value.pointer("/closed")?.as_u64()?));
    Some(format!("Proposal {proposal} {outcome}{tally}. It was over on {closed}."))
}

/// Returns the decimals of an asset, if the same proof proves its record.
fn decimals(asset: &str, claims: &[Proven]) -> Option<u8> {
    let wanted = format!("treasury/asset/{asset}");
    claims.iter().find_map(|claim| match claim {
        Proven::State { key, value: Some(value), .. } if *key == wanted => {
            u8::try_from(read(value).pointer("/decimals")?.as_u64()?).ok()
        }
        _ => None,
    })
}

fn nothing(key: &str) -> String {
    match parts(key) {
        ("treasury/balance", rest) => {
            let (account, asset) = (rest.first().unwrap_or(&"?"), rest.last().unwrap_or(&"?"));
            let code = asset.to_ascii_uppercase();
            format!("The account {account} has no record in {code}, which means that it holds 0.")
        }
        ("charter/succeeded", _) => {
            "The founder is there: what is the founder's alone has not passed on.".to_owned()
        }
        ("charter/founder", _) => "Nobody counts the founder's silence.".to_owned(),
        _ => format!("There is no record \"{key}\"."),
    }
}

#[cfg(test)]
mod tests;
