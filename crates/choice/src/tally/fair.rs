//! Fair selection: finds the lottery that is to be published. It alone counts in floats; what it finds
//! is verified exactly, and drawn from as any published lottery.

use serde::Serialize;

use super::input::{Outcome, counted, method, option};
use super::lots::{people, quotas, table_of};
use super::{Kind, Method, Options, Profile};
use crate::ChoiceError;
use crate::exact::{Exact, count};
use crate::explain::{Explanation, list_of, numbered};
use crate::format::tables::{PoolFile, published};
use crate::limits::FAIR_WORK_MAX;
use crate::lots::fair::{Goal, fair_selection_within};
use crate::lots::{self, DrawnPanel};

pub(super) const FAIR: Method = method(
    "fair",
    "A lottery over panels that meet quotas, as fair as can be; with a seed it draws.",
    Kind::People,
    &[
        option("goal", "leximin, or maximin, or nash: what is made as high as can be"),
        option("seed", "none, or 64 hexadecimal digits that draw a panel"),
        option("effort", "usual, long: minutes instead of seconds where people are all different"),
    ],
    fair,
)
.seats();

/// Steps of work of a search that may take minutes.
const LONG_WORK_MAX: u64 = 50 * FAIR_WORK_MAX;

/// What `fair` finds: what is to be published, and how good it is.
#[derive(Serialize)]
struct FairLottery {
    /// The lottery and the quotas, as `lottery` reads them.
    published: serde_json::Value,
    /// The exact chance of each person.
    chances: Vec<Exact>,
    /// The lowest chance of those who can be drawn, a decimal.
    lowest: String,
    /// No lottery at all has a higher lowest chance, a decimal.
    bound: String,
    /// LEXIMIN: nobody's chance is further than this from what the best lottery gives them.
    distance: Option<String>,
    /// People who are on no panel that meets the quotas.
    unreachable: Vec<usize>,
    /// The panel that the seed draws, if one was given.
    drawn: Option<DrawnPanel>,
}

fn fair(profile: &Profile, options: &Options) -> Outcome {
    let file = people("fair", profile)?;
    quotas("fair", file)?;
    let goal = match options.get("goal").unwrap_or("leximin") {
        "leximin" => Goal::Leximin,
        "maximin" => Goal::Maximin,
        "nash" => Goal::Nash,
        other => {
            return Err(ChoiceError::BadOption {
                option: "goal".into(),
                value: other.into(),
                allowed: "leximin, maximin or nash".into(),
            });
        }
    };
    let seats = options.size("seats", 1)?;
    // The search may begin anywhere: what it finds is verified, and the draw has its own seed.
    let work = options.one_of("effort", &[("usual", FAIR_WORK_MAX), ("long", LONG_WORK_MAX)])?;
    let found = fair_selection_within(&file.pool, seats, goal, [0; 32], work)?;
    let drawn = match options.get("seed") {
        None => None,
        Some(_) => Some(lots::draw_panel(&found.lottery, &file.pool, options.seed()?)?),
    };
    let decimal = |number: f64| format!("{number:.9}");
    let result = FairLottery {
        published: published(&found.lottery, &file.pool),
        lowest: decimal(found.lowest),
        bound: decimal(found.bound),
        distance: found.distance.map(decimal),
        unreachable: found.unreachable,
        drawn,
        chances: found.chances,
    };
    let account = account_of_fair(&result, file, seats, found.lottery.parts.len());
    let panel = result.drawn.as_ref().map(|drawn| drawn.panel.clone()).unwrap_or_default();
    counted(&file.people, &panel, &result, account)
}

fn account_of_fair(
    result: &FairLottery,
    file: &PoolFile,
    seats: usize,
    compositions: usize,
) -> Explanation {
    let mut account = Explanation::new(format!(
        "A lottery of {seats} of {} over {}, each of which meets the quotas.",
        numbered(count(file.people.len()), "person", "people"),
        numbered(count(compositions), "kind of panel", "kinds of panels")
    ));
    account.say(format!(
        "The lowest chance is {}; no lottery has one above {}.",
        result.lowest, result.bound
    ));
    if let Some(distance) = &result.distance {
        account
            .say(format!("Nobody's chance is more than {distance} from what LEXIMIN gives them."));
    }
    if !result.unreachable.is_empty() {
        let names = list_of(&file.people, &result.unreachable);
        account.say(format!("On no panel that meets the quotas: {names}."));
    }
    match &result.drawn {
        Some(drawn) => {
            account.say(format!("The seed draws {}.", list_of(&file.people, &drawn.panel)));
        }
        None => account.say("Publish it first (`--json`, `data.published`), then draw with `lottery` by a seed that nobody knew."),
    }
    account.show(table_of(&file.people, &result.chances));
    account
}
