//! Reads what a charter says of breaches of its commandment, and says it in words. Rules CHA-65 and CHA-77
//! in `spec/charter.md`.

use polity_types::Seconds;

use super::actions::ActionName;
use super::diagnostic::{Code, Flaws, Position};
use super::document::{Charter, Deposit, Power, Procedure, Rate, Who};
use super::explain::{Statement, about, money};
use super::measure;
use super::panel::{DRAW_TIME, Drawn, Panel};
use super::parse::Known;
use super::reader::Reader;
use super::tables::{carried_by, check_method};

/// Longest time in which a panel rules. Source: CHA-65.
const RULING_MAX: Seconds = Seconds::days(90);
/// Longest time in which somebody whose claim was dismissed raises no other. Source: CHA-65.
const AGAIN_MAX: Seconds = Seconds::days(730);

/// Most members who must support a claim: a right is not to be drowned. Unit: members. Source: CHA-77.
pub const SPONSORS_MAX: u32 = 10;

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
    /// How many members past probation support a claim before a panel is drawn; 0: nobody need.
    pub sponsors: u32,
    /// What who claims may put down instead.
    pub deposit: Option<Deposit>,
    /// How many claims one person raises.
    pub per_person: Option<Rate>,
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
    let sponsors = reader.count("sponsors", 1, SPONSORS_MAX).unwrap_or(0);
    let deposit = deposit(sponsors, &mut reader, known);
    let per_person = measure::per_person(&mut reader);
    check_panel(&panel, ruling, panels, at, reader.flaws);
    reader.finish();
    Some(Breach { window, panel, ruling, again_after, members, sponsors, deposit, per_person, at })
}

/// Reads what may be put down in the place of members who support a claim (CHA-77).
fn deposit(sponsors: u32, reader: &mut Reader<'_>, known: &Known<'_>) -> Option<Deposit> {
    let asked = reader.amount("deposit", |asset| known.decimals_of(asset));
    let to = reader.text("deposit_to", 200);
    let flaw = match &asked {
        None if to.is_some() => Some("Nothing is put down, so nothing is kept."),
        Some(_) if sponsors == 0 => Some(
            "`breach.deposit` needs `breach.sponsors` beside it: nobody has to pay for their right.",
        ),
        Some((amount, _)) if !amount.is_positive() => Some("`breach.deposit` is nothing."),
        _ => None,
    };
    if let Some(message) = flaw {
        reader.flaws.push(Code::DepositKey, reader.at, message.to_owned());
    }
    let to = measure::keeper(to, reader.flaws);
    let (amount, asset) = asked?;
    Some(Deposit { amount, asset, kept_under: None, to })
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
    let Breach { window, panel, ruling, again_after, members, sponsors, .. } = breach;
    let name = charter.panel(panel).map_or(panel.as_str(), |panel| &panel.name);
    let claim = format!(
        "Any member past probation may claim that an office or a person broke the commandment. The \
         panel \"{name}\", drawn for the claim without those concerned, rules on it within {ruling}. \
         It is dismissed by more than half of all its seats, and upheld by as many, or by more than two \
         thirds where a panel dismissed a claim about the same before or still rules on one; otherwise \
         there is no verdict, and the members may rule by the decision \"{members}\"."
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
    if *sponsors > 0 {
        let paid = breach.deposit.as_ref();
        let paid = paid.map(|deposit| money(charter, deposit.amount, &deposit.asset));
        let text = supported(*sponsors, paid.as_deref());
        statements.push(about(charter, "breach.sponsors", text));
    }
    if let Some(Deposit { to, .. }) = &breach.deposit {
        let text = format!(
            "What was put down with a claim is given back when the panel's part is over, unless the \
             claim is dismissed: then it goes to {to}."
        );
        statements.push(about(charter, "breach.deposit", text));
    }
    if let Some(Rate { count, per }) = breach.per_person {
        let text = format!("One person raises at most {} in any {per}.", claims(count));
        statements.push(about(charter, "breach.per_person", text));
    }
    let text = format!(
        "For {window} after a breach of the commandment is upheld, who leaves with a share is paid at \
         the value on the morning of the day of the breach."
    );
    statements.push(about(charter, "breach.window", text));
    statements
}

fn claims(count: u32) -> String {
    if count == 1 { "1 claim".to_owned() } else { format!("{count} claims") }
}

/// Says what it takes until a panel is drawn for a claim.
fn supported(sponsors: u32, paid: Option<&str>) -> String {
    let (who, them) = match sponsors {
        1 => ("another member past probation supports it".to_owned(), "one"),
        count => (format!("{count} other members past probation support it"), "them"),
    };
    match paid {
        None => {
            format!("The panel is drawn once {who}; without {them} a claim lapses after 30 days.")
        }
        Some(paid) => format!(
            "The panel is drawn once {who}, or at once if whoever raises the claim puts down {paid}; \
             without either a claim lapses after 30 days."
        ),
    }
}
