//! `polity panel`: draws by lot: having one made, bringing its chance, answering, drawing again.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::Subcommand;
use ed25519_zebra::SigningKey;
use polity_machine::frame::clock::Clock;
use polity_machine::modules::panels::hosts::{
    CODE_BYTES, LIST_MAX, commitment, path_of, root_of, salt_of, seed_of,
};
use polity_machine::modules::panels::{
    ClaimProof, Fate, Offer, PanelsAction, Sitting, Source, Stage, Step, commitment_of, query,
};
use polity_types::hash::from_hex;
use polity_types::signature::Signature;
use polity_types::{Base64, Hash, PersonId, PublicKey, Timestamp};
use polity_views::AskedRow;
use serde::{Deserialize, Serialize};

use super::over::{self, Lists};
use crate::args::{Signing, Where};
use crate::failure::Failure;
use crate::keyfile::{self, KeyFile};
use crate::output::Output;
use crate::session::{self, Session};

/// Draws listed at once.
const LISTED: u64 = 50;

/// Panels, drawn by lot. Who sits, the page `/panels` shows.
#[derive(Debug, Subcommand)]
pub(crate) enum Panel {
    /// Lists the draws, the newest first.
    List {
        #[command(flatten)]
        at: Where,
    },
    /// Shows a draw: by what chance, who was asked, what they answered; and of one that is over, what came of it.
    Show {
        /// Number of the draw.
        number: u64,
        #[command(flatten)]
        at: Where,
    },
    /// Draws again from public data and compares: the round, its signature, the seed, each number.
    Verify {
        /// Number of the draw.
        number: u64,
        #[command(flatten)]
        at: Where,
    },
    /// Has a panel drawn, for its next term or for its office.
    Draw {
        /// Id of the panel in the charter.
        panel: String,
        #[command(flatten)]
        signing: Signing,
    },
    /// Brings the round of the beacon by which is drawn.
    Beacon {
        /// Number of the draw.
        number: u64,
        /// The round's signature, in hex, as the beacon gives it.
        #[arg(long)]
        signature: String,
        #[command(flatten)]
        signing: Signing,
    },
    /// Takes the seat for which you were drawn.
    Accept {
        /// Number of the draw.
        number: u64,
        #[command(flatten)]
        signing: Signing,
    },
    /// Declines the seat, or gives it up.
    Decline {
        /// Number of the draw.
        number: u64,
        #[command(flatten)]
        signing: Signing,
    },
    /// Commits to a new secret, which is written to a file: to be revealed when it is asked for.
    Commit {
        /// Number of the draw.
        number: u64,
        /// File for the secret. There must be none yet.
        #[arg(long)]
        secret: PathBuf,
        #[command(flatten)]
        signing: Signing,
    },
    /// Reveals the secret that you committed to.
    Reveal {
        /// Number of the draw.
        number: u64,
        /// File with the secret.
        #[arg(long)]
        secret: PathBuf,
        #[command(flatten)]
        signing: Signing,
    },
    /// Makes codes for outsiders, residents of the host or others, and the list of commitments to publish.
    MakeList {
        /// How many residents.
        count: u64,
        /// File for the codes, one for each resident: to be handed out, and kept from everybody else.
        #[arg(long)]
        codes: PathBuf,
        /// File for the list: to be published.
        #[arg(long)]
        list: PathBuf,
    },
    /// Publishes a list of residents for a panel.
    Publish {
        /// Id of the panel in the charter.
        panel: String,
        /// File with the list.
        #[arg(long)]
        list: PathBuf,
        #[command(flatten)]
        signing: Signing,
    },
    /// Takes a seat for outsiders, with a code.
    Claim {
        /// Number of the draw.
        number: u64,
        /// The code that you were given: your place on the list, and what follows it.
        #[arg(long)]
        code: String,
        /// File with the published list.
        #[arg(long)]
        list: PathBuf,
        #[command(flatten)]
        signing: Signing,
    },
}

/// Runs a command on panels.
pub(crate) fn run(command: Panel, output: &Output) -> Result<(), Failure> {
    match command {
        Panel::List { at } => list(&Session::open(&at)?, output),
        Panel::Show { number, at } => show(&Session::open(&at)?, number, output),
        Panel::Verify { number, at } => verify(&Session::open(&at)?, number, output),
        Panel::Draw { panel, signing } => {
            act(&signing, output, |_| Ok(PanelsAction::CallDraw { panel }))
        }
        Panel::Beacon { number, signature, signing } => act_new(&signing, output, |session| {
            let signature = from_hex(&signature).map(Base64).ok_or_else(|| {
                Failure::usage("The signature is not hex.", "Give it as the beacon does.")
            })?;
            let round = match drawn(session, number)?.source {
                Source::Beacon { round, .. } => round,
                Source::All {} | Source::Reveal { .. } => 0,
            };
            Ok(PanelsAction::SubmitBeacon { round, signature, sitting: number })
        }),
        Panel::Accept { number, signing } => {
            act(&signing, output, |_| Ok(PanelsAction::Accept { sitting: number }))
        }
        Panel::Decline { number, signing } => {
            act(&signing, output, |_| Ok(PanelsAction::Decline { sitting: number }))
        }
        Panel::Commit { number, secret, signing } => act(&signing, output, |session| {
            let Source::Reveal { attempt } = drawn(session, number)?.source else {
                let message = format!("Draw {number} asks nobody for secrets.");
                return Err(Failure::usage(message, "See `polity panel show`."));
            };
            let new = Base64(random::<32>()?.to_vec());
            write_new(&secret, &format!("{new}\n"))?;
            let hash = commitment_of(&me(&signing)?, &new, number, attempt);
            Ok(PanelsAction::Commit { hash, sitting: number })
        }),
        Panel::Reveal { number, secret, signing } => act(&signing, output, |_| {
            let secret = read(&secret)?.trim().parse().map_err(|_| {
                let path = secret.display();
                Failure::usage(
                    format!("{path} holds no secret."),
                    "Name the file of the commitment.",
                )
            })?;
            Ok(PanelsAction::Reveal { secret, sitting: number })
        }),
        Panel::MakeList { count, codes, list } => make_list(count, &codes, &list, output),
        Panel::Publish { panel, list, signing } => act(&signing, output, |_| {
            let commitments = read_list(&list)?;
            let count = u64::try_from(commitments.len()).unwrap_or(u64::MAX);
            Ok(PanelsAction::PublishList { count, panel, root: root_of(&commitments) })
        }),
        Panel::Claim { number, code, list, signing } => act_new(&signing, output, |session| {
            let proof = claim(&code, &list, number, &me(&signing)?, session)?;
            Ok(PanelsAction::Claim { proof, sitting: number })
        }),
    }
}

fn act(
    signing: &Signing,
    output: &Output,
    action: impl FnOnce(&Session) -> Result<PanelsAction, Failure>,
) -> Result<(), Failure> {
    let session = Session::open(&signing.at)?;
    let action = action(&session)?;
    session::act(signing, output, &session, action).map(drop)
}

/// Does as [`act`] for somebody who need not be known in the society yet.
fn act_new(
    signing: &Signing,
    output: &Output,
    action: impl FnOnce(&Session) -> Result<PanelsAction, Failure>,
) -> Result<(), Failure> {
    let session = Session::open(&signing.at)?;
    let action = action(&session)?;
    if session::introduce(signing, output, &session)? {
        session::act(signing, output, &session, action)?;
    }
    Ok(())
}

fn me(signing: &Signing) -> Result<PersonId, Failure> {
    Ok(KeyFile::read(&keyfile::path_of(&signing.key))?.person())
}

fn drawn(session: &Session, number: u64) -> Result<Sitting, Failure> {
    let key = query::sitting_key(number);
    let sitting = session.look(&[key], |state| query::sitting(state, number))?;
    let missing =
        || Failure::usage(format!("There is no draw {number}."), "See `polity panel list`.");
    sitting.ok_or_else(missing)
}

/// A draw in a list.
#[derive(Serialize)]
struct Row {
    cause: String,
    number: u64,
    panel: String,
    stage: Stage,
}

fn list(session: &Session, output: &Output) -> Result<(), Failure> {
    let count = session.look(&[query::count_key().to_owned()], query::count)?;
    let first = count.saturating_sub(LISTED).saturating_add(1).max(1);
    let keys: Vec<String> = (first..=count).map(query::sitting_key).collect();
    let limit = usize::try_from(LISTED).unwrap_or(usize::MAX);
    let sittings = session.look(&keys, |state| query::sittings(state, u64::MAX, limit))?;
    let row = |(number, sitting): (u64, Sitting)| Row {
        cause: query::cause_words(&sitting.cause),
        number,
        panel: sitting.panel,
        stage: sitting.stage,
    };
    let rows: Vec<Row> = sittings.into_iter().map(row).collect();
    output.data(&rows, || {
        if rows.is_empty() {
            return "Nobody was drawn by lot yet.".to_owned();
        }
        let line = |row: &Row| {
            let Row { cause, number, panel, stage } = row;
            format!("{number}  {panel}, {cause}: {}", stage.word())
        };
        rows.iter().map(line).collect::<Vec<_>>().join("\n")
    });
    Ok(())
}

/// A draw.
#[derive(Serialize)]
struct Shown {
    asked: Vec<Asked>,
    /// What came of what they were drawn for, in words, once the draw is over.
    #[serde(skip_serializing_if = "Option::is_none")]
    came_out: Option<String>,
    /// When the round of the beacon is, in time of day.
    #[serde(skip_serializing_if = "Option::is_none")]
    due: Option<Timestamp>,
    /// When it was over, in time of day.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended: Option<Timestamp>,
    number: u64,
    #[serde(flatten)]
    sitting: Sitting,
    /// Why it is not known here who was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    unknown: Option<String>,
}

/// Somebody who was asked.
#[derive(Serialize)]
struct Asked {
    /// When they answered, in time of day; told of what is over.
    #[serde(skip_serializing_if = "Option::is_none")]
    answered: Option<Timestamp>,
    number: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    person: Option<PersonId>,
    status: &'static str,
    /// Until when they answer, in time of day.
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<Timestamp>,
}

fn show(session: &Session, number: u64, output: &Output) -> Result<(), Failure> {
    let sitting = drawn(session, number)?;
    if sitting.stage == Stage::Ended {
        return show_over(session, number, sitting, output);
    }
    let mut keys = query::offer_keys(number, sitting.next);
    keys.push(query::sitting_key(number));
    let asked = session.look(&keys, |state| {
        let clock = Clock::read(state);
        let asked = |(_, offer): (u64, Offer)| Asked {
            answered: None,
            number: offer.number,
            person: offer.person,
            status: offer.status.word(),
            until: offer.lapse.map(|place| clock.wall(place.at)),
        };
        query::offers(state, number).into_iter().map(asked).collect::<Vec<_>>()
    })?;
    let (came_out, ended, unknown) = (None, None, None);
    let due = due(&sitting);
    let shown = Shown { asked, came_out, due, ended, number, sitting, unknown };
    output.data(&shown, || session.named(&words(&shown)));
    Ok(())
}

/// Returns when the round of the beacon is.
fn due(sitting: &Sitting) -> Option<Timestamp> {
    match &sitting.source {
        Source::Beacon { beacon, round, .. } => Some(beacon.time_of(*round)),
        Source::All {} | Source::Reveal { .. } => None,
    }
}

/// Shows a draw that is over: the state keeps how it was drawn, the lists who was asked.
fn show_over(
    session: &Session,
    number: u64,
    mut sitting: Sitting,
    output: &Output,
) -> Result<(), Failure> {
    let (known, unknown) = match Lists::of(session).draw(number, &sitting, session)? {
        Ok(known) => (Some(known), None),
        Err(why) => (None, Some(why)),
    };
    let came_out =
        session.look(&over::cause_keys(&sitting.cause), |state| over::came_out(&sitting, state))?;
    let told = |row: AskedRow| Asked {
        answered: row.answered,
        number: row.number,
        person: row.person,
        status: row.word(),
        until: None,
    };
    let mut asked = Vec::new();
    let mut ended = None;
    if let Some(known) = known {
        sitting.numbers = known.numbers;
        asked = known.asked.into_iter().map(told).collect();
        ended = known.ended;
    }
    let due = due(&sitting);
    let shown = Shown { asked, came_out: Some(came_out), due, ended, number, sitting, unknown };
    output.data(&shown, || session.named(&words(&shown)));
    Ok(())
}

fn words(shown: &Shown) -> String {
    let Shown { asked, came_out, due, ended, number, sitting, unknown } = shown;
    let (panel, cause) = (&sitting.panel, query::cause_words(&sitting.cause));
    let since = ended.map(|ended| format!(" since {ended}")).unwrap_or_default();
    let stage = sitting.stage.word();
    let mut text = format!("Draw {number}: the panel {panel}, {cause}, is {stage}{since}\n");
    if let Some(came_out) = came_out {
        let _ = writeln!(text, "   {came_out}");
    }
    let candidates = &sitting.candidates;
    let (count, excluded) = (candidates.roll.count, candidates.excluded);
    let _ = writeln!(text, "   {count} candidates, {excluded} of them left out");
    match (&sitting.source, due) {
        (Source::Beacon { round, signature, .. }, Some(due)) => {
            let _ = writeln!(text, "   by round {round} of the beacon, of {due}");
            if signature.is_none() && sitting.stage == Stage::Awaiting {
                let _ = writeln!(
                    text,
                    "   which nobody brought yet: polity panel beacon {number} --signature HEX"
                );
            }
        }
        (Source::Reveal { attempt }, _) => {
            let _ = writeln!(text, "   by secrets that are revealed, attempt {attempt}");
        }
        _ => text.push_str("   nothing is left to chance: all are asked\n"),
    }
    if !sitting.numbers.is_empty() {
        let numbers: Vec<String> = sitting.numbers.iter().map(u64::to_string).collect();
        let _ = writeln!(text, "   drawn, in this order: {}", numbers.join(", "));
    }
    for Asked { answered, number, person, status, until } in asked {
        let who = person.map_or_else(|| "nobody yet".to_owned(), |person| person.to_string());
        let until = until.map_or_else(String::new, |until| format!(", until {until}"));
        let answered = answered.map_or_else(String::new, |on| format!(", {on}"));
        let _ = writeln!(text, "   {number}: {who} {status}{until}{answered}");
    }
    if let Some(why) = unknown {
        let _ = writeln!(text, "   who was asked is not known here: {why}");
    }
    text
}

/// What drawing again came to.
#[derive(Serialize)]
struct Verified {
    is_right: bool,
    number: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    seed: Option<Hash>,
    steps: Vec<Step>,
    wrong: Vec<String>,
}

fn verify(session: &Session, number: u64, output: &Output) -> Result<(), Failure> {
    let _ = drawn(session, number)?;
    let society = session.society();
    let key = query::sitting_key(number);
    let again = session.look(&[key], |state| query::redraw(state, number, &society))?;
    let Some(again) = again else {
        return Err(Failure::usage(
            format!("There is no draw {number}."),
            "See `polity panel list`.",
        ));
    };
    let is_right = again.wrong.is_empty();
    let (seed, steps, wrong) = (again.seed, again.steps, again.wrong);
    let verified = Verified { is_right, number, seed, steps, wrong };
    output.data(&verified, || verified.words());
    if is_right {
        return Ok(());
    }
    Err(Failure::usage(
        format!("Draw {number} is not what its record says."),
        "Keep the proof, and ask whoever carries the society.",
    ))
}

impl Verified {
    fn words(&self) -> String {
        let mut text = String::new();
        match self.seed {
            Some(seed) => {
                let _ = writeln!(text, "Draw {} is from the seed {seed}:", self.number);
            }
            None => {
                let _ = writeln!(text, "Draw {} has no seed yet, or needs none.", self.number);
            }
        }
        for Step { fate, number, person } in &self.steps {
            let who = person.map_or_else(String::new, |person| format!(" {person}"));
            let fate = match fate {
                Fate::Drawn => "drawn",
                Fate::Excluded => "left out",
                Fate::NotEligible => "no candidate",
                Fate::Repeated => "drawn before",
            };
            let _ = writeln!(text, "   {number}{who}: {fate}");
        }
        for wrong in &self.wrong {
            let _ = writeln!(text, "wrong: {wrong}");
        }
        if self.is_right {
            text.push_str("Everything agrees with the record.\n");
        }
        text
    }
}

/// A list of commitments, as it is published.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ListFile {
    commitments: Vec<Hash>,
}

fn make_list(count: u64, codes: &Path, list: &Path, output: &Output) -> Result<(), Failure> {
    if !(1..=LIST_MAX).contains(&count) {
        let message = format!("A list has 1 to {LIST_MAX} residents, not {count}.");
        return Err(Failure::usage(message, "Choose a number in the range."));
    }
    let (mut lines, mut commitments) = (String::new(), Vec::new());
    for number in 1..=count {
        let code = random::<CODE_BYTES>()?;
        let _ = writeln!(lines, "{number}-{}", Base64::encode(&code));
        commitments.push(commitment(&public(&key_of(&code)), &salt_of(&code)));
    }
    let root = root_of(&commitments);
    let text = serde_json::to_string(&ListFile { commitments }).map_err(Failure::internal)?;
    write_new(codes, &lines)?;
    write_new(list, &text)?;
    output.data(&Made { count, root }, || {
        format!("{count} codes and their list are made; the root over it is {root}.")
    });
    output.talk(
        "Hand out the codes one by one, publish the list: polity panel publish PANEL --list FILE",
    );
    Ok(())
}

/// What was made.
#[derive(Serialize)]
struct Made {
    count: u64,
    root: Hash,
}

fn claim(
    code: &str,
    list: &Path,
    sitting: u64,
    person: &PersonId,
    session: &Session,
) -> Result<ClaimProof, Failure> {
    let bad = || Failure::usage("That is no code.", "Write it as you were given it: 7-AbC…");
    let (number, code) = code.trim().split_once('-').ok_or_else(bad)?;
    let number: u64 = number.parse().map_err(|_| bad())?;
    let code: Base64 = code.parse().map_err(|_| bad())?;
    let code: [u8; CODE_BYTES] = code.0.try_into().map_err(|_| bad())?;
    let commitments = read_list(list)?;
    let index = number.checked_sub(1).and_then(|index| usize::try_from(index).ok());
    let index = index.filter(|index| *index < commitments.len()).ok_or_else(bad)?;
    let key = key_of(&code);
    let message = ClaimProof::signed_bytes(person, sitting, &session.society());
    let signature = Signature::plain(&key.sign(&message).to_bytes());
    let (path, salt) = (path_of(&commitments, index), salt_of(&code));
    Ok(ClaimProof { key: public(&key), number, path, salt, signature })
}

fn key_of(code: &[u8; CODE_BYTES]) -> SigningKey {
    SigningKey::from(seed_of(code))
}

fn public(key: &SigningKey) -> PublicKey {
    PublicKey::Ed25519(key.verification_key().into())
}

fn random<const LENGTH: usize>() -> Result<[u8; LENGTH], Failure> {
    let mut bytes = [0; LENGTH];
    getrandom::fill(&mut bytes).map_err(Failure::internal)?;
    Ok(bytes)
}

fn read(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|error| {
        let message = format!("{} cannot be read: {error}.", path.display());
        Failure::usage(message, "Name a file that was made for this.")
    })
}

fn read_list(path: &Path) -> Result<Vec<Hash>, Failure> {
    let file: ListFile = serde_json::from_str(&read(path)?).map_err(|_| {
        let path = path.display();
        Failure::usage(format!("{path} is no list of residents."), "Name the published list.")
    })?;
    Ok(file.commitments)
}

/// Writes a file that must not be there yet.
fn write_new(path: &Path, text: &str) -> Result<(), Failure> {
    use std::io::Write as _;
    let made = std::fs::OpenOptions::new().write(true).create_new(true).open(path);
    let written = made.and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|error| {
        let path = path.display();
        Failure::usage(
            format!("{path} cannot be written: {error}."),
            "Name a file that is not there.",
        )
    })
}
