//! Drawing lots from a published seed: whoever knows the seed can repeat every draw.

use serde::Serialize;

use super::input::{Outcome, counted, method, option, wrong};
use super::{Kind, Method, OptionInfo, Options, Profile};
use crate::ChoiceError;
use crate::exact::{Exact, Ratio};
use crate::explain::{Explanation, Table, list_of, numbered};
use crate::format::tables::PoolFile;
use crate::lots::{self, DrawnPanel, Lottery};

const SEED: OptionInfo = option("seed", "64 hexadecimal digits, which must be given");

pub(super) const DRAW: Method =
    method("draw", "Lots from everybody alike, by a published seed.", Kind::People, &[SEED], draw)
        .seats();

pub(super) const STRATIFIED: Method = method(
    "stratified",
    "Lots that meet quotas, by a published seed.",
    Kind::People,
    &[SEED, option("attempts", "1000, or how often the draw may begin, up to 1000000")],
    stratified,
)
.seats();

pub(super) const LOTTERY: Method = method(
    "lottery",
    "A published lottery over panels: is it sound, what chance has everybody, whom does it draw?",
    Kind::People,
    &[
        option("seed", "none, or 64 hexadecimal digits that draw a panel"),
        option("least", "none, or the lowest chance that was promised"),
    ],
    lottery,
)
.seats();

pub(super) fn people<'a>(method: &str, profile: &'a Profile) -> Result<&'a PoolFile, ChoiceError> {
    match profile {
        Profile::People(file) => Ok(file),
        _ => Err(wrong(method, Kind::People, profile)),
    }
}

#[derive(Serialize)]
struct Drawn {
    /// The drawn, in order.
    drawn: Vec<usize>,
    /// The chance that each person had.
    chance: Exact,
}

pub(super) fn draw(profile: &Profile, options: &Options) -> Outcome {
    let file = people("draw", profile)?;
    let seats = options.size("seats", 1)?;
    if seats == 0 {
        return Err(ChoiceError::TooFew { what: "Seats", actual: 0, least: 1 });
    }
    let drawn = lots::draw(file.people.len(), seats, options.seed()?)?;
    let chance =
        crate::power::turnout(crate::exact::count(seats), crate::exact::count(file.people.len()));
    let mut account =
        Explanation::new(format!("Drawn, in order: {}.", list_of(&file.people, &drawn)));
    let people = numbered(crate::exact::count(file.people.len()), "person", "people");
    account.say(format!("{seats} of {people}, everybody alike."));
    counted(&file.people, &drawn.clone(), &Drawn { drawn, chance }, account)
}

pub(super) fn quotas(method: &str, file: &PoolFile) -> Result<(), ChoiceError> {
    if file.pool.categories().is_empty() {
        let needed = format!("{method} draws by quotas, a table beside the people (--with FILE)");
        return Err(ChoiceError::Missing { what: "The table of quotas".into(), needed });
    }
    Ok(())
}

pub(super) fn stratified(profile: &Profile, options: &Options) -> Outcome {
    let file = people("stratified", profile)?;
    quotas("stratified", file)?;
    let attempts = u32::try_from(options.number("attempts", 1_000)?).unwrap_or(u32::MAX);
    let seats = options.size("seats", 1)?;
    let result = lots::stratified(&file.pool, seats, options.seed()?, attempts)?;
    let mut account = result.explain(&file.pool);
    account.sentences.truncate(1);
    account.say(format!("Drawn, in order: {}.", list_of(&file.people, &result.panel)));
    counted(&file.people, &result.panel, &result, account)
}

#[derive(Serialize)]
struct Verified<'a> {
    lottery: &'a Lottery,
    /// The chance of each person.
    chances: Vec<Exact>,
    /// The lowest and the highest of them.
    range: Option<(Exact, Exact)>,
    /// The panel that the seed draws, if one was given.
    drawn: Option<DrawnPanel>,
}

pub(super) fn lottery(profile: &Profile, options: &Options) -> Outcome {
    let file = people("lottery", profile)?;
    quotas("lottery", file)?;
    let Some(lottery) = &file.lottery else {
        let needed = "it stands beside the people (--with FILE), or in their file".to_owned();
        return Err(ChoiceError::Missing { what: "The published lottery".into(), needed });
    };
    let seats = options.size("seats", 1)?;
    let least: Option<Ratio> = match options.get("least") {
        None => None,
        Some(_) => Some(options.share("least", crate::exact::Share::HALF)?.ratio()),
    };
    let chances = lots::verify(lottery, &file.pool, seats, least.as_ref())?;
    let drawn = match options.get("seed") {
        None => None,
        Some(_) => Some(lots::draw_panel(lottery, &file.pool, options.seed()?)?),
    };
    let range = chances.iter().min().cloned().zip(chances.iter().max().cloned());
    let mut account = Explanation::new("The lottery holds: every panel in it meets the quotas.");
    if let Some((low, high)) = &range {
        account.say(format!("Chances go from {low} to {high}."));
    }
    let winners = drawn.as_ref().map(|drawn| drawn.panel.clone()).unwrap_or_default();
    if drawn.is_some() {
        account.say(format!("The seed draws {}.", list_of(&file.people, &winners)));
    }
    account.show(table_of(&file.people, &chances));
    counted(&file.people, &winners, &Verified { lottery, chances, range, drawn }, account)
}

/// The chance of each person as a table.
pub(super) fn table_of(people: &[String], chances: &[Exact]) -> Table {
    let mut table = Table::new("Chances", &["person", "chance", "%"]);
    for (name, chance) in people.iter().zip(chances) {
        let percent = Exact(&chance.0 * crate::exact::ratio(100, 1)).decimal(3);
        table.row(vec![name.clone(), chance.to_string(), percent]);
    }
    table
}
