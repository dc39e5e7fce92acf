//! `polity place`: where the society is at home, how much land it has there, and who lives there.

use std::path::PathBuf;

use clap::Subcommand;
use polity_machine::frame::clock::Clock;
use polity_machine::modules::places::{self, PlaceKind, PlacesAction, query};
use polity_types::{Hash, PersonId, Timestamp};
use serde::Serialize;

use crate::args::{Signing, Where};
use crate::failure::Failure;
use crate::keyfile::{self, KeyFile};
use crate::output::Output;
use crate::session::{self, Session};

/// Places: where the society is at home, its land, and who lives there.
#[derive(Debug, Subcommand)]
pub(crate) enum Place {
    /// Opens a place, as the charter lets.
    Open {
        /// Its id: lower-case letters, digits and hyphens.
        place: String,
        /// What people call it. Public for ever: no street and no number of a house.
        title: String,
        /// What it is: house, hub, land, town, vessel or village.
        #[arg(long, value_name = "KIND")]
        kind: PlaceKind,
        /// Its land or floor, in whole square metres.
        #[arg(long, value_name = "M2")]
        land: u64,
        /// The country, as two letters: PT.
        #[arg(long, value_name = "CODE")]
        country: Option<String>,
        /// A file that shows its land: a deed, a lease. It is made public; black out what is nobody's business.
        #[arg(long, value_name = "FILE")]
        evidence: Option<PathBuf>,
        #[command(flatten)]
        signing: Signing,
    },
    /// Says what land a place has, with a file that shows it; made public.
    Attest {
        /// Its id.
        place: String,
        /// Its land or floor, in whole square metres.
        #[arg(long, value_name = "M2")]
        land: u64,
        /// The file; without one, nothing shows it any more.
        #[arg(long, value_name = "FILE")]
        evidence: Option<PathBuf>,
        #[command(flatten)]
        signing: Signing,
    },
    /// Closes a place: nobody lives there from then on.
    Close {
        /// Its id.
        place: String,
        #[command(flatten)]
        signing: Signing,
    },
    /// Says that you live at a place. Public for ever.
    Arrive {
        /// Its id.
        place: String,
        #[command(flatten)]
        signing: Signing,
    },
    /// Says again that you live at a place.
    Renew {
        /// Its id.
        place: String,
        #[command(flatten)]
        signing: Signing,
    },
    /// Lives at a place no longer.
    Depart {
        /// Its id.
        place: String,
        #[command(flatten)]
        signing: Signing,
    },
    /// Confirms that somebody lives at a place, as the charter lets.
    Confirm {
        /// Its id.
        place: String,
        /// Who.
        person: PersonId,
        #[command(flatten)]
        signing: Signing,
    },
    /// Vouches that somebody lives where you live.
    Vouch {
        /// Its id.
        place: String,
        /// Who.
        person: PersonId,
        #[command(flatten)]
        signing: Signing,
    },
    /// Ends that somebody counts as living at a place, as the charter lets.
    EndResidence {
        /// Its id.
        place: String,
        /// Who.
        person: PersonId,
        #[command(flatten)]
        signing: Signing,
    },
    /// Lists the places that are open.
    List {
        #[command(flatten)]
        at: Where,
    },
    /// Shows a place, and perhaps whether somebody lives there.
    Show {
        /// Its id.
        place: String,
        /// Whose residence to show beside: an identifier, or a key file.
        #[arg(long = "of", value_name = "PERSON")]
        of: Option<String>,
        #[command(flatten)]
        at: Where,
    },
}

/// A place that is open.
#[derive(Debug, Serialize)]
struct Shown {
    #[serde(flatten)]
    place: places::Place,
    id: String,
    /// Where the person lives that was asked for, if it is here.
    #[serde(skip_serializing_if = "Option::is_none")]
    resident: Option<Resident>,
}

/// Somebody who lives there, or says so.
#[derive(Debug, Serialize)]
struct Resident {
    #[serde(flatten)]
    living: places::Living,
    person: PersonId,
    /// When it ends unless it is renewed or confirmed, in time of day.
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<Timestamp>,
    /// When their vote begins to count, in time of day, while that is to come.
    #[serde(skip_serializing_if = "Option::is_none")]
    votes_from: Option<Timestamp>,
}

impl Shown {
    fn line(&self) -> String {
        let Self { place, id, .. } = self;
        let country = place.country.as_ref().map_or_else(String::new, |code| format!(" in {code}"));
        let (kind, land, name) = (place.kind.as_str(), place.land, &place.name);
        let (residents, voters) = (place.residents.count, place.voters.count);
        let shown = match &place.attested {
            Some(attested) => format!("shown by {} on {}", attested.by, attested.at),
            None => "shown by nothing".into(),
        };
        format!(
            "{id}  {name}, a {kind}{country}\n   {land} m², {shown}\n   {residents} live there, {voters} of them with a vote"
        )
    }

    fn words(&self) -> String {
        let shown = self.place.attested.as_ref();
        let evidence =
            shown.map_or_else(String::new, |one| format!("\n   evidence {}", one.evidence));
        let resident = self.resident.as_ref().map_or_else(String::new, Resident::words);
        format!("{}{evidence}{resident}", self.line())
    }
}

impl Resident {
    fn words(&self) -> String {
        let Self { living, person, until, votes_from } = self;
        let lives = match &living.confirmed {
            Some(confirmed) => format!("lives there, as {} confirmed", confirmed.by),
            None => format!("says that they live there; {} vouch for it", living.vouches.len()),
        };
        let votes = match (living.counts, votes_from) {
            (Some(_), _) => ", and votes there".to_owned(),
            (None, Some(from)) => format!(", and votes there from {from} on"),
            (None, None) => String::new(),
        };
        let ends = until.map_or_else(String::new, |until| match living.confirmed {
            Some(_) => format!("; to be renewed before {until}"),
            None => format!("; it lapses on {until}"),
        });
        format!("\n   {person} {lives}{votes}{ends}")
    }
}

/// Runs a command on places.
pub(crate) fn run(command: Place, output: &Output) -> Result<(), Failure> {
    let (signing, action) = match command {
        Place::Open { place, title, kind, land, country, evidence, signing } => {
            let session = Session::open(&signing.at)?;
            let evidence = stored(evidence, &session)?;
            let open = PlacesAction::Open { country, evidence, kind, land, place, title };
            return session::act(&signing, output, &session, open).map(drop);
        }
        Place::Attest { place, land, evidence, signing } => {
            let session = Session::open(&signing.at)?;
            let evidence = stored(evidence, &session)?;
            let attest = PlacesAction::Attest { evidence, land, place };
            return session::act(&signing, output, &session, attest).map(drop);
        }
        Place::Close { place, signing } => (signing, PlacesAction::Close { place }),
        Place::Arrive { place, signing } => (signing, PlacesAction::Arrive { place }),
        Place::Renew { place, signing } => (signing, PlacesAction::Renew { place }),
        Place::Depart { place, signing } => (signing, PlacesAction::Depart { place }),
        Place::Confirm { place, person, signing } => {
            (signing, PlacesAction::Confirm { person, place })
        }
        Place::Vouch { place, person, signing } => (signing, PlacesAction::Vouch { person, place }),
        Place::EndResidence { place, person, signing } => {
            (signing, PlacesAction::EndResidence { person, place })
        }
        Place::List { at } => return list(&Session::open(&at)?, output),
        Place::Show { place, of, at } => return show(place, of.as_deref(), &at, output),
    };
    let session = Session::open(&signing.at)?;
    session::act(&signing, output, &session, action).map(drop)
}

/// Makes a file a public record, if one is named.
fn stored(file: Option<PathBuf>, session: &Session) -> Result<Option<Hash>, Failure> {
    let put = |file: PathBuf| session.put_record(&std::fs::read(file)?);
    file.map(put).transpose()
}

fn list(session: &Session, output: &Output) -> Result<(), Failure> {
    let figures = session.look(&[query::figures_key().to_owned()], query::figures)?;
    let keys: Vec<String> = figures.open.iter().map(|id| query::place_key(id)).collect();
    let keys = [vec![query::figures_key().to_owned()], keys].concat();
    let all = session.look(&keys, query::places)?;
    let shown: Vec<Shown> =
        all.into_iter().map(|(id, place)| Shown { place, id, resident: None }).collect();
    output.data(&shown, || {
        if shown.is_empty() {
            return "No place is open.".into();
        }
        let land = figures.land;
        let lines: Vec<String> = shown.iter().map(Shown::line).collect();
        format!("{}\n{land} m² of land were shown in all", lines.join("\n"))
    });
    Ok(())
}

fn show(id: String, of: Option<&str>, at: &Where, output: &Output) -> Result<(), Failure> {
    let session = Session::open(at)?;
    let whose = |text: &str| match text.parse() {
        Ok(person) => Ok(person),
        Err(_) => KeyFile::read(&keyfile::path_of(text)).map(|key| key.person()),
    };
    let person: Option<PersonId> = of.map(whose).transpose()?;
    let keys = [query::place_key(&id)].into_iter().chain(person.map(query::residence_key));
    let shown = session.look(&keys.collect::<Vec<_>>(), |state| {
        let place = query::place(state, &id)?;
        let resident = person.and_then(|person| {
            let (living, _) = query::living(state, person).filter(|(one, _)| one.place == id)?;
            let clock = Clock::read(state);
            let wall = |place: polity_machine::frame::agenda::Place| clock.wall(place.at);
            let (until, votes_from) = (living.ends.map(wall), living.waits.map(wall));
            Some(Resident { living, person, until, votes_from })
        });
        Some(Shown { place, id: id.clone(), resident })
    })?;
    let missing = || {
        let message = format!("There is no place {id:?} that is open.");
        Failure::usage(message, "See `polity place list`.")
    };
    let shown = shown.ok_or_else(missing)?;
    output.data(&shown, || shown.words());
    Ok(())
}
