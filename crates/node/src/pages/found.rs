//! First start: the page on which a society is founded, where none is served yet.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use polity_machine::charter_text::{Charter, Section, explain};
use polity_machine::modules::charter;
use polity_types::log::{RULES_VERSION, SignedFounding};
use polity_types::{Hash, PublicKey, SocietyId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::answer::{Failure, page};
use crate::api::charter::Fault;
use crate::founding::FirstStart;
use crate::societies::Societies;
use crate::words::{Tongue, filters, t, term};

/// The charters that the program brings along, in the order in which they are offered.
const CHARTERS: [(&str, &str); 12] = [
    ("reading-circle", include_str!("../../../../charters/reading-circle.md")),
    ("hub", include_str!("../../../../charters/hub.md")),
    ("pop-up-village", include_str!("../../../../charters/pop-up-village.md")),
    ("network-union", include_str!("../../../../charters/network-union.md")),
    ("platform-co-op", include_str!("../../../../charters/platform-co-op.md")),
    ("open-source-project", include_str!("../../../../charters/open-source-project.md")),
    ("digital-sabbath", include_str!("../../../../charters/digital-sabbath.md")),
    ("sugar-free", include_str!("../../../../charters/sugar-free.md")),
    ("zone-town", include_str!("../../../../charters/zone-town.md")),
    ("medical-freedom", include_str!("../../../../charters/medical-freedom.md")),
    ("dao", include_str!("../../../../charters/dao.md")),
    ("network-state", include_str!("../../../../charters/network-state.md")),
];

#[derive(askama::Template)]
#[template(path = "found.html")]
struct Page {
    charters: Vec<Offered>,
    /// Whether it is read in another language than the charters are written in.
    is_translated: bool,
    /// The languages, and which of them is read.
    tongues: Vec<(Tongue, bool)>,
}

/// A charter to choose.
struct Offered {
    commandment: String,
    id: &'static str,
    kind: String,
    title: String,
    /// For whom it is.
    whom: String,
}

impl Offered {
    fn of(id: &'static str, charter: &Charter) -> Self {
        let said = explain(charter).into_iter().flat_map(|section| section.statements);
        let kind = said.into_iter().find(|said| said.rule == "society.kind");
        Self {
            commandment: charter.society.commandment.clone(),
            id,
            kind: kind.map_or_else(String::new, |said| said.text),
            title: charter.society.name.clone(),
            whom: t(&format!("found-for-{id}")),
        }
    }
}

fn first(societies: &Societies) -> Result<&FirstStart, Failure> {
    societies.first_start().ok_or(Failure::NotFound("society to be founded"))
}

/// `GET /found`. Once there is a society, it leads there.
pub(crate) async fn show(State(societies): State<Arc<Societies>>) -> Response {
    if first(&societies).is_err() {
        return Redirect::to("/").into_response();
    }
    let read = |(id, text): &(&'static str, &str)| {
        let charter = charter::query::parse(text.as_bytes()).ok()?;
        Some(Offered::of(id, &charter))
    };
    let is_read = |one: Tongue| one.code() == crate::words::code();
    page(&Page {
        charters: CHARTERS.iter().filter_map(read).collect(),
        is_translated: !is_read(Tongue::English),
        tongues: Tongue::ALL.map(|one| (one, is_read(one))).into(),
    })
}

/// `GET /found/charters/{id}`: the text of a charter that is offered.
pub(crate) async fn text(Path(id): Path<String>) -> Result<Response, Failure> {
    let found = CHARTERS.iter().find(|(name, _)| *name == id);
    let (_, text) = found.ok_or(Failure::NotFound("charter"))?;
    Ok(([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], *text).into_response())
}

/// A text that somebody would found with.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Text {
    charter: String,
    code: String,
}

/// What it comes to, and what a founding must name.
#[derive(Serialize)]
pub(crate) struct Told {
    faults: Vec<Fault>,
    now: Timestamp,
    rules_version: u64,
    sections: Vec<Rules>,
    signers: Vec<PublicKey>,
}

/// A group of rules in words.
#[derive(Serialize)]
struct Rules {
    statements: Vec<String>,
    title: String,
}

impl From<Section> for Rules {
    fn from(section: Section) -> Self {
        let statements = section.statements.into_iter().map(|said| term(&said.text)).collect();
        Self { statements, title: term(section.title) }
    }
}

/// `POST /found/read`: what a text would be as a charter. Nothing is kept.
pub(crate) async fn read(
    State(societies): State<Arc<Societies>>,
    Json(asked): Json<Text>,
) -> Result<Json<Told>, Failure> {
    let first = first(&societies)?;
    first.admit(&asked.code)?;
    let (sections, faults) = match charter::query::parse(asked.charter.as_bytes()) {
        Ok(charter) => (explain(&charter), Vec::new()),
        Err(faults) => (Vec::new(), faults),
    };
    let (signers, now) = first.terms();
    Ok(Json(Told {
        faults: faults.into_iter().map(Fault::from).collect(),
        now,
        rules_version: RULES_VERSION,
        sections: sections.into_iter().map(Rules::from).collect(),
        signers: signers.to_vec(),
    }))
}

/// A founding with its charter and, where it descends from a fork of another society, the proof of that.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asked {
    charter: String,
    code: String,
    founding: SignedFounding,
    #[serde(default)]
    proof: Option<String>,
}

/// What was founded.
#[derive(Serialize)]
pub(crate) struct Founded {
    society: SocietyId,
}

/// `POST /found`: founds the society, and serves it from now on.
pub(crate) async fn found(
    State(societies): State<Arc<Societies>>,
    Json(asked): Json<Asked>,
) -> Result<Json<Founded>, Failure> {
    let Asked { charter, code, founding, proof } = asked;
    let is_its_text = Hash::of(charter.as_bytes()) == founding.founding.charter;
    is_its_text.then_some(()).ok_or(Failure::NotFound("charter of that hash"))?;
    let shared = Arc::clone(&societies);
    // Founding writes to the disk, and opens what it wrote.
    let made = tokio::task::spawn_blocking(move || {
        let texts = [Some(charter), proof];
        let named: Vec<&[u8]> = texts.iter().flatten().map(String::as_bytes).collect();
        let running = first(&shared)?.found(&code, &founding, &named)?;
        let society = running.id();
        shared.add(running).map_err(Failure::internal)?;
        Ok::<_, Failure>(society)
    });
    let society = made.await.map_err(Failure::internal)??;
    Ok(Json(Founded { society }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_charter_of_the_project_is_offered_and_good() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../charters");
        let files = std::fs::read_dir(folder).unwrap().flatten();
        let mut names: Vec<String> = files
            .filter_map(|file| file.file_name().to_str()?.strip_suffix(".md").map(str::to_owned))
            .collect();
        names.sort();
        let mut offered: Vec<&str> = CHARTERS.iter().map(|(id, _)| *id).collect();
        offered.sort_unstable();
        assert_eq!(offered, names);
        let listed = include_str!("../../../../docs/charters.md");
        for (id, text) in CHARTERS {
            let charter = charter::query::parse(text.as_bytes()).unwrap();
            // For whom it is, the list of the charters says in the same words.
            let whom = Offered::of(id, &charter).whom;
            let line = format!("| [`{id}.md`](../charters/{id}.md) | {whom} |");
            assert!(listed.contains(&line), "{line}");
        }
    }
}
