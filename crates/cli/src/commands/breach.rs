//! `polity breach`: claims that the commandment was broken, and rulings on them.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Subcommand;
use polity_machine::frame::clock::Clock;
use polity_machine::modules::breach::{
    Accused, Ballot, BreachAction, Claim, Evidence, Standing, query,
};
use polity_machine::modules::exit;
use polity_machine::modules::governance::PutDown;
use polity_types::{Hash, OperationId, PersonId, Timestamp};
use serde::Serialize;

use super::member::person;
use super::proposal::read;
use crate::args::{Signing, Where};
use crate::failure::Failure;
use crate::import::text;
use crate::output::Output;
use crate::session::{self, Session};

/// Claims listed at once.
const LISTED: u64 = 50;

/// Breaches of the commandment.
#[derive(Debug, Subcommand)]
pub(crate) enum Breach {
    /// Lists the claims, the newest first.
    List {
        #[command(flatten)]
        at: Where,
    },
    /// Shows a claim: who is accused, of what, who rules and how.
    Show {
        /// Number of the claim.
        number: u64,
        #[command(flatten)]
        at: Where,
    },
    /// Claims that an office or a person broke the commandment. A panel is drawn to rule on it.
    Raise(Raise),
    /// Supports a claim that somebody raised, where claims need that before a panel is drawn.
    Support {
        /// Number of the claim.
        number: u64,
        #[command(flatten)]
        signing: Signing,
    },
    /// Rules on a claim for which you were drawn. A ruling is public, and stands.
    Rule {
        /// Number of the claim.
        number: u64,
        /// Whether the claim holds.
        #[arg(value_enum)]
        ruling: Ruling,
        #[command(flatten)]
        signing: Signing,
    },
}

/// A claim.
#[derive(Debug, clap::Args)]
#[group(id = "accused", required = true, multiple = false, args = ["office", "person"])]
pub(crate) struct Raise {
    /// The office that is accused, by its id in the charter.
    #[arg(long, value_name = "ID")]
    office: Option<String>,
    /// The member who is accused.
    #[arg(long)]
    person: Option<String>,
    /// When it was, such as 2027-03-01 or "2027-03-01 13:49:20", in UTC; at most 90 days ago. Who leaves
    /// after a breach does so at the value on the morning of that day.
    #[arg(long, value_name = "TIME")]
    since: String,
    /// File that says what is claimed. Public for ever: no personal data.
    #[arg(long, value_name = "FILE")]
    text: PathBuf,
    /// A piece of evidence: FILE, which becomes a public record, or FILE@https://… for one that is
    /// published there, of which only the SHA-256 is told; repeat it for several.
    #[arg(long, value_name = "FILE[@URL]", required = true)]
    evidence: Vec<String>,
    /// Put down what the charter asks for, so that nobody need support the claim. It is kept if the claim
    /// is dismissed.
    #[arg(long)]
    deposit: bool,
    /// An operation of the log that is the breach; repeat it for several.
    #[arg(long, value_name = "OPERATION")]
    act: Vec<OperationId>,
    #[command(flatten)]
    signing: Signing,
}

/// What somebody who was drawn rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Ruling {
    /// The claim holds.
    Uphold,
    /// It does not.
    Dismiss,
}

/// Runs a command on breaches.
pub(crate) fn run(command: Breach, output: &Output) -> Result<(), Failure> {
    match command {
        Breach::List { at } => list(&Session::open(&at)?, output),
        Breach::Show { number, at } => show(&Session::open(&at)?, number, output),
        Breach::Raise(raise) => claim(raise, output),
        Breach::Support { number, signing } => {
            let session = Session::open(&signing.at)?;
            let action = BreachAction::Sponsor { claim: number };
            session::act(&signing, output, &session, action).map(drop)
        }
        Breach::Rule { number, ruling, signing } => {
            let session = Session::open(&signing.at)?;
            let upholds = ruling == Ruling::Uphold;
            let action = BreachAction::Rule { claim: number, upholds };
            session::act(&signing, output, &session, action).map(drop)
        }
    }
}

fn claim(raise: Raise, output: &Output) -> Result<(), Failure> {
    let Raise { office, person: whose, since, text: file, evidence, deposit, act, signing } = raise;
    let since = text::time(&since).map_err(|why| {
        Failure::usage(format!("{why}."), "Write it as 2027-03-01 or \"2027-03-01 13:49:20\".")
    })?;
    let accused = match (office, whose) {
        (Some(office), _) => Accused::Office(office),
        (None, whose) => Accused::Person(person(&whose.unwrap_or_default())?),
    };
    let session = Session::open(&signing.at)?;
    let evidence =
        evidence.iter().map(|piece| piece_of(piece, &session)).collect::<Result<_, _>>()?;
    let text = session.put_record(&read(&file)?)?;
    let charter = session.charter_text()?;
    let rules = charter.breach.as_ref();
    let asked = rules.and_then(|rules| rules.deposit.as_ref());
    let asked = asked.map(|of| PutDown { amount: of.amount, asset: of.asset.clone() });
    if deposit && asked.is_none() {
        let message = "The charter asks for no deposit.";
        return Err(Failure::usage(message, "Leave --deposit out."));
    }
    let waits_for = rules.map_or(0, |rules| rules.sponsors).saturating_mul(u32::from(!deposit));
    let deposit = asked.filter(|_| deposit);
    let action = BreachAction::Raise { accused, acts: act, deposit, evidence, since, text };
    if session::act(&signing, output, &session, action)? {
        output.talk(match waits_for {
            0 => {
                "A panel is drawn now. See who, and how it rules, with `polity breach list`.".into()
            }
            needed => format!(
                "It waits for {needed} members who support it: `polity breach support NUMBER`."
            ),
        });
    }
    Ok(())
}

/// Reads `FILE` or `FILE@https://…`.
fn piece_of(written: &str, session: &Session) -> Result<Evidence, Failure> {
    if let Some((file, rest)) = written.split_once("@https://") {
        let hash = Hash::of(&read(&PathBuf::from(file))?);
        return Ok(Evidence { hash, url: Some(format!("https://{rest}")) });
    }
    let hash = session.put_record(&read(&PathBuf::from(written))?)?;
    Ok(Evidence { hash, url: None })
}

/// A claim in a list.
#[derive(Serialize)]
struct Row {
    accused: Accused,
    number: u64,
    since: Timestamp,
    standing: Standing,
}

fn list(session: &Session, output: &Output) -> Result<(), Failure> {
    let count = session.look(&[query::count_key().to_owned()], query::count)?;
    let first = count.saturating_sub(LISTED).saturating_add(1).max(1);
    let keys: Vec<String> = (first..=count).map(query::claim_key).collect();
    let limit = usize::try_from(LISTED).unwrap_or(usize::MAX);
    let claims = session.look(&keys, |state| query::claims(state, u64::MAX, limit))?;
    let row = |(number, claim): (u64, Claim)| {
        let Claim { accused, since, standing, .. } = claim;
        Row { accused, number, since, standing }
    };
    let rows: Vec<Row> = claims.into_iter().map(row).collect();
    output.data(&rows, || {
        if rows.is_empty() {
            return "Nobody claimed a breach yet.".to_owned();
        }
        let line = |row: &Row| {
            let Row { accused, number, since, standing } = row;
            format!("{number}  {}, of {since}: {}", accused.words(), standing.word())
        };
        rows.iter().map(line).collect::<Vec<_>>().join("\n")
    });
    Ok(())
}

/// A claim.
#[derive(Serialize)]
struct Shown {
    claim: Claim,
    /// Whether who is accused spends nothing by it now.
    is_frozen: bool,
    number: u64,
    /// Who rules, and what they ruled.
    panel: Vec<Seat>,
    /// The first line of what is claimed.
    title: String,
    /// Until when is ruled, in time of day.
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<Timestamp>,
    /// Until when members leave at the value before it, in time of day.
    #[serde(skip_serializing_if = "Option::is_none")]
    window_until: Option<Timestamp>,
}

/// A seat of the panel.
#[derive(Serialize)]
struct Seat {
    person: PersonId,
    /// Absent: they did not rule yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    upholds: Option<bool>,
}

fn show(session: &Session, number: u64, output: &Output) -> Result<(), Failure> {
    let ahead = [query::claim_key(number), exit::query::before_key(number)];
    let found = session.look(&ahead, |state| {
        let claim = query::claim(state, number)?;
        let clock = Clock::read(state);
        let seat = |person: PersonId| {
            let ballot = query::ballot(state, number, person);
            Seat { person, upholds: ballot.map(|Ballot { upholds }| upholds) }
        };
        let panel = query::seated(state, &claim).into_iter().map(seat).collect();
        let until = claim.until.map(|place| clock.wall(place.at));
        let frozen = query::frozen_by(state, &claim.accused);
        let is_frozen = frozen.is_some_and(|frozen| frozen.claim == number);
        let window = exit::query::before_breach(state, number);
        let window_until = window.map(|window| clock.wall(window.until));
        Some(Shown { claim, is_frozen, number, panel, title: String::new(), until, window_until })
    })?;
    let missing =
        || Failure::usage(format!("There is no claim {number}."), "See `polity breach list`.");
    let mut shown = found.ok_or_else(missing)?;
    shown.title = session.title(&shown.claim.text)?.unwrap_or_default();
    output.data(&shown, || session.named(&words(&shown)));
    Ok(())
}

fn words(shown: &Shown) -> String {
    let Shown { claim, is_frozen, number, panel, title, until, window_until } = shown;
    let Claim { accused, acts, by, evidence, no, seats, since, sitting, standing, yes, .. } = claim;
    let is_waiting = matches!(standing, Standing::Waiting | Standing::Lapsed);
    let mut said = format!(
        "Claim {number} against {} is {}: {title}\n   raised by {by}, of {since}\n",
        accused.words(),
        standing.word()
    );
    for act in acts {
        let _ = writeln!(said, "   act {act}");
    }
    for Evidence { hash, url } in evidence {
        let url = url.as_deref().unwrap_or("a public record");
        let _ = writeln!(said, "   evidence {hash}, {url}");
    }
    for person in &claim.sponsors {
        let _ = writeln!(said, "   supported by {person}");
    }
    if is_waiting {
        let (have, needed) = (claim.sponsors.len(), claim.sponsors_needed);
        let _ = write!(said, "   {have} of {needed} members who must support it do");
        if let Some(until) = until {
            let _ = write!(said, ", until {until}");
        }
        return said;
    }
    let needed = claim.needed();
    let decide = if claim.again {
        format!(
            "{needed} uphold it, more than two thirds, since a panel dismissed a claim about the same before or still \
             rules on one, {} dismiss it",
            claim.needed_to_dismiss()
        )
    } else {
        format!("{needed} decide")
    };
    let _ = writeln!(said, "   {yes} of {seats} seats uphold it, {no} do not; {decide}");
    if let Some(until) = until {
        let who = if *standing == Standing::Open { "the panel" } else { "the members" };
        let _ = writeln!(said, "   {who} may rule until {until}");
    }
    for Seat { person, upholds } in panel {
        let ruling = match upholds {
            Some(true) => "upholds it",
            Some(false) => "does not",
            None => "did not rule yet",
        };
        let _ = writeln!(said, "   {person} {ruling}");
    }
    if *is_frozen {
        let _ = writeln!(said, "   {} spends nothing until a decision lifts it", accused.words());
    }
    if let Some(until) = window_until {
        let _ = writeln!(
            said,
            "   until {until} who leaves does so at the value before it, as long as each fund lasts:\n      \
             polity leave --with-share --before-breach {number} --preview"
        );
    }
    let _ = write!(said, "   how they were drawn: polity panel show {sitting}");
    said
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// BRE-15: as many are said to uphold a claim as the machine asks.
    #[test]
    fn how_many_seats_decide_is_said_as_the_machine_counts_them() {
        let person = "person1h3n2v6egq7rc0pjy94m5tkkh9xaw8et80ya4mtfhse3jl5uc9z8q4a9dtu";
        let hash = "d644aeef21c9633dc412bdf97b601bfb77aa05588c97e81969fd291f339ad61f";
        let claim = |again: bool| {
            let mut claim = json!({
                "accused": { "office": "desk" }, "by": person, "evidence": [], "no": 0, "seats": 5,
                "since": 1, "sitting": 1, "sponsors_needed": 0, "standing": "open", "text": hash,
                "time": 1, "yes": 1,
            });
            if again {
                claim["again"] = true.into();
            }
            serde_json::from_value(claim).unwrap()
        };
        for (again, said) in
            [(false, "; 3 decide\n"), (true, "; 4 uphold it, more than two thirds")]
        {
            let shown = Shown {
                claim: claim(again),
                is_frozen: false,
                number: 2,
                panel: Vec::new(),
                title: String::new(),
                until: None,
                window_until: None,
            };
            assert!(words(&shown).contains(said), "{}", words(&shown));
        }
    }
}
