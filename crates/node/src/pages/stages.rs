//! The stages: where the society stands, what comes next, and what changes then.

use axum::response::Response;
use polity_machine::charter_text::Charter;
use polity_machine::charter_text::outlook::StagePlace;
use polity_machine::frame::context::Context;
use polity_machine::frame::state::StateView;
use polity_machine::modules::charter::standing::{FounderPlace, Standing, standing};
use polity_machine::modules::charter::{self, Why};
use polity_types::PersonId;

use super::address::Address;
use super::course::{Carries, Hands, carried, hands, hands_chart, most_voices};
use super::here::Here;
use super::{Frame, Moment, deed, explain, link_to, reading};
use crate::answer::{Failure, page};
use crate::words::{filters, say, t};

#[derive(askama::Template)]
#[template(path = "stages.html")]
struct Page {
    /// How the command line is told where the society is.
    at: String,
    /// Who carries most voices besides their own.
    carried: Vec<Carries>,
    /// What comes of what the founder alone may do.
    gone: Founder,
    frame: Frame,
    /// What is in the founder's hands, stage by stage, drawn.
    founder: String,
    hands: Vec<Hands>,
    members: u64,
    /// The stage that the society is at; empty where the charter has none.
    name: String,
    since: Moment,
    stages: Vec<Step>,
}

/// A stage.
struct Step {
    changes: Vec<String>,
    has_come: bool,
    id: String,
    is_here: bool,
    name: String,
    when: String,
}

impl From<StagePlace> for Step {
    fn from(stage: StagePlace) -> Self {
        let when = stage.when();
        let StagePlace { has_come, is_here, outlook, .. } = stage;
        let changes = outlook.changes.iter().map(|words| deed::capital(words)).collect();
        Self { changes, has_come, id: outlook.id, is_here, name: outlook.name, when }
    }
}

/// What comes of what the founder alone may do.
struct Founder {
    /// State keys that prove it.
    keys: String,
    person: PersonId,
    /// Whether there is anything to give up.
    may_step_down: bool,
    /// In sentences, as markup.
    words: Vec<String>,
    /// Who it is, as markup.
    who: String,
}

impl Founder {
    fn of(place: &FounderPlace, frame: &Frame, state: &dyn StateView) -> Self {
        let keys = charter::query::founder_keys();
        Self {
            keys: keys.join(","),
            person: place.person,
            may_step_down: place.passed.is_none(),
            words: founder_words(place),
            who: link_to(&frame.base, state, place.person),
        }
    }
}

/// Says what comes of what the founder alone may do, in the reader's language.
fn founder_words(place: &FounderPlace) -> Vec<String> {
    let days = place.silent.map_or(0, |silent| silent.0.div_euclid(86_400)).to_string();
    let to = place.to.as_deref().unwrap_or_default();
    if let Some(passed) = &place.passed {
        let why = match passed.why {
            Why::Left => "stages-why-left",
            Why::Silent => "stages-why-silent",
            Why::SteppedDown => "stages-why-stepped-down",
        };
        let since = Moment(passed.since).to_string();
        let key = if to.is_empty() { "stages-passed-to-nobody" } else { "stages-passed" };
        return vec![say(key, &[("since", &since), ("to", to), ("why", &t(why))])];
    }
    if !place.holds {
        return vec![t("stages-nothing-is-theirs")];
    }
    let mut words = vec![match &place.to {
        Some(to) => say("stages-succession", &[("days", &days), ("to", to)]),
        None => t("stages-no-succession"),
    }];
    if let (Some(heard), Some(passes)) = (place.heard, place.passes) {
        let (heard, passes) = (Moment(heard).to_string(), Moment(passes).to_string());
        words.push(say("stages-last-heard", &[("heard", &heard), ("passes", &passes)]));
    }
    words
}

/// Returns the charter as its text says, no stage applied.
pub(crate) fn written(context: &Context<'_>, state: &dyn StateView) -> Option<Charter> {
    let current = charter::query::current(state);
    let text = context.records.record(&current.hash)?;
    charter::query::parse(&text).ok()
}

/// `GET /s/{society}/stages`.
pub(crate) async fn show(Here { served, societies }: Here, address: Address) -> Response {
    let voices = match most_voices(&served.views) {
        Ok(voices) => voices,
        Err(error) => return explain(&Failure::internal(error)),
    };
    reading(&served.running, |context, state| {
        // The context's charter is as the stages left it; what they changed is told from the text.
        let Some(written) = written(context, state) else {
            return explain(&Failure::NotFound("charter"));
        };
        let current = charter::query::current(state).hash;
        let text = context.records.record(&current).unwrap_or_default();
        let reached = charter::query::stage(&written, state);
        let hands = hands(&text, reached, context, state);
        let Standing { founder, members, since, stages, .. } =
            standing(&written, context.now, state);
        let here = stages.iter().find(|stage| stage.is_here);
        let frame = Frame::of(context, state, "/stages");
        page(&Page {
            at: address.arguments(&societies, context.society),
            carried: carried(&voices, &frame.base, state),
            founder: hands_chart(&hands),
            gone: Founder::of(&founder, &frame, state),
            frame,
            hands,
            members,
            name: here.map_or_else(String::new, |here| here.outlook.name.clone()),
            since: Moment(since),
            stages: stages.into_iter().map(Step::from).collect(),
        })
    })
}
