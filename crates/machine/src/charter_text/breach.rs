//! Reads what a charter says of breaches of its commandment, and says it in words. Rule CHA-65 in
//! `spec/charter.md`.

use polity_types::Seconds;

use super::actions::ActionName;
use super::diagnostic::{Code, Flaws, Position};
use super::document::{Charter, Power, Procedure, Who};
use super::explain::{Statement, about};
use super::panel::{DRAW_TIME, Drawn, Panel};
use super::parse::Known;
use super::reader::Reader;
use super::tables::{carried_by, check_method};

/// Longest time in which a panel rules. Source: CHA-65.
const RULING_MAX: Seconds = Seconds::days(90);
/// Longest time in which somebody whose claim was dismissed raises no other. Source: CHA-65.
const AGAIN_MAX: Seconds = Seconds::days(730);

/// What a charter says of breaches of its commandment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breach {
    /// For how long those who leave after a breach do so at the value before it.
    pub window: Seconds,
    /// Id of the panel that rules on a claim.
    pub panel: String,
    /// Time from the claim to the ruling, the draw among it.
    pub ruling: Seconds,
    /// Time in which somebody whose claim was dismissed raises no other.
    pub again_after: Seconds,
    /// Id of the decision by which the members end a freeze, and rule where the panel did not.
    pub members: String,
    /// Where the table begins in the text.
    pub at: Position,
}

/// Reads `breach` (CHA-65).
pub(super) fn breach(root: &mut Reader<'_>, panels: &[Panel], known: &Known<'_>) -> Option<Breach> {
    let (table, at) = root.table("breach")?;
    let mut reader = Reader::new(table, "breach", at, root.flaws);
    let window = reader.duration_needed("window", Seconds(3_600), Seconds::days(365));
    let panel = reader.text_needed("panel", 200);
    let ruling = reader.duration_needed("ruling", Seconds(3_600), RULING_MAX);
    let again_after = reader.duration_needed("again_after", Seconds(0), AGAIN_MAX);
    let members = carried_by("members", &mut reader, known);
    check_panel(&panel, ruling, panels, at, reader.flaws);
    reader.finish();
    Some(Breach { window, panel, ruling, again_after, members, at })
}

/// Checks that the panel is drawn for claims, and that there is time to draw it.
fn check_panel(id: &str, ruling: Seconds, panels: &[Panel], at: Position, flaws: &mut Flaws) {
    let panel = panels.iter().find(|panel| panel.id == id);
    let Some(panel) = panel.filter(|panel| panel.drawn == Drawn::ForClaim) else {
        if !id.is_empty() {
            let message =
                format!("`breach.panel` is {id:?}; it names a panel drawn \"for each claim\".");
            flaws.push(Code::PanelUse, at, message);
        }
        return;
    };
    let least = Seconds(panel.accept.0.saturating_add(DRAW_TIME.0));
    if ruling < least {
        let message = format!(
            "`breach.ruling` is {ruling}; to draw the panel \"{id}\", at least {least} is needed."
        );
        flaws.push(Code::PanelUse, at, message);
    }
}

/// Returns the lines that the table is: by which decision a freeze ends, and the members rule.
pub(super) fn lines(
    breach: Option<&Breach>,
    decisions: &[Procedure],
    actions: &[ActionName],
    powers: &[Power],
    flaws: &mut Flaws,
) -> Vec<Power> {
    let Some(breach) = breach else { return Vec::new() };
    let mut lines = Vec::new();
    for (name, id) in [("breach.lift", "breach-lifts"), ("breach.uphold", "breach-upholds")] {
        let Some(action) = actions.iter().find(|action| action.name == name) else { continue };
        if powers.iter().any(|power| power.id == id) {
            let message = format!("The id `{id}` is that of the breach's own line.");
            flaws.push(Code::IdTwice, breach.at, message);
        }
        let power = Power {
            id: id.to_owned(),
            may: action.name,
            who: Who::Decision(breach.members.clone()),
            up_to: None,
            grace: Seconds::ZERO,
            challenge: None,
            is_locked: false,
            at: breach.at,
        };
        check_method(&power, decisions, breach.at, flaws);
        lines.push(power);
    }
    lines
}

/// Says what follows a breach.
pub(super) fn said(charter: &Charter, breach: &Breach) -> Vec<Statement> {
    let Breach { window, panel, ruling, again_after, members, .. } = breach;
    let name = charter.panel(panel).map_or(panel.as_str(), |panel| &panel.name);
    let claim = format!(
        "Any member past probation may claim that an office or a person broke the commandment. The \
         panel \"{name}\", drawn for the claim without those concerned, rules on it within {ruling}. \
         It is upheld, or dismissed, by more than half of all its seats; otherwise there is no verdict, \
         and the members may rule by the decision \"{members}\"."
    );
    let freeze = format!(
        "From a breach on, whoever is accused of it spends none of the common money: in an office \
         until they are put into it anew, otherwise until the members end it by the decision \
         \"{members}\". What they let be spent before stands still until the members end that: a \
         payment that repeats pays what was earned until then, and what they approved is paid once \
         somebody else approves it anew."
    );
    let mut statements =
        vec![about(charter, "breach.ruling", claim), about(charter, "breach.members", freeze)];
    if *again_after > Seconds::ZERO {
        let text = format!("Whose claim was dismissed raises no other within {again_after}.");
        statements.push(about(charter, "breach.again_after", text));
    }
    let text = format!(
        "For {window} after a breach of the commandment is upheld, who leaves with a share is paid at \
         the value on the morning of the day of the breach."
    );
    statements.push(about(charter, "breach.window", text));
    statements
}
