//! Tests of the charter as a text.

use super::{ActionName, Charter};

mod bounds;
mod carried;
mod decisions;
mod doors;
mod errors;
mod explained;
mod gains;
mod lived;
mod look;
mod markdown;
mod mistakes;
mod others;
mod properties;
mod residence;
mod shipped;
mod stakes;
mod together;
mod units;

thread_local! {
    /// The full name of each key that a charter was asked for.
    static KEYS: std::cell::RefCell<std::collections::BTreeSet<String>> = const {
        std::cell::RefCell::new(std::collections::BTreeSet::new())
    };
}

/// Notes that a charter was asked for a key: so a test knows every parameter of the language.
pub(super) fn note_key(name: String) {
    KEYS.with_borrow_mut(|keys| keys.insert(name));
}

/// Returns the keys that were asked for in this thread.
pub(super) fn keys() -> std::collections::BTreeSet<String> {
    KEYS.with_borrow(Clone::clone)
}

/// The charters that come with the project.
pub(super) const SHIPPED: &[(&str, &str)] = &[
    ("dao", DAO),
    ("digital-sabbath", DIGITAL_SABBATH),
    ("hub", HUB),
    ("medical-freedom", MEDICAL_FREEDOM),
    ("network-state", NETWORK_STATE),
    ("network-union", NETWORK_UNION),
    ("open-source-project", OPEN_SOURCE_PROJECT),
    ("platform-co-op", PLATFORM_CO_OP),
    ("pop-up-village", POP_UP_VILLAGE),
    ("reading-circle", READING_CIRCLE),
    ("sugar-free", SUGAR_FREE),
    ("zone-town", ZONE_TOWN),
];

pub(super) const DAO: &str = include_str!("../../../../../charters/dao.md");
pub(super) const DIGITAL_SABBATH: &str = include_str!("../../../../../charters/digital-sabbath.md");
pub(super) const HUB: &str = include_str!("../../../../../charters/hub.md");
pub(super) const MEDICAL_FREEDOM: &str = include_str!("../../../../../charters/medical-freedom.md");
pub(super) const NETWORK_STATE: &str = include_str!("../../../../../charters/network-state.md");
pub(super) const NETWORK_UNION: &str = include_str!("../../../../../charters/network-union.md");
pub(super) const OPEN_SOURCE_PROJECT: &str =
    include_str!("../../../../../charters/open-source-project.md");
pub(super) const PLATFORM_CO_OP: &str = include_str!("../../../../../charters/platform-co-op.md");
pub(super) const POP_UP_VILLAGE: &str = include_str!("../../../../../charters/pop-up-village.md");
pub(super) const READING_CIRCLE: &str = include_str!("../../../../../charters/reading-circle.md");
pub(super) const SUGAR_FREE: &str = include_str!("../../../../../charters/sugar-free.md");
pub(super) const ZONE_TOWN: &str = include_str!("../../../../../charters/zone-town.md");

/// The actions that the tests know.
pub(super) const ACTIONS: &[ActionName] = &[
    ActionName::open("membership.apply"),
    ActionName::right("membership.leave"),
    ActionName::right("membership.swear"),
    ActionName::right("membership.withdraw"),
    ActionName::right("governance.cast_ballot"),
    ActionName::right("governance.object"),
    ActionName::right("identity.adopt"),
    ActionName::right("charter.consent"),
    ActionName::power("membership.invite"),
    ActionName::power("membership.vouch"),
    ActionName::power("membership.admit"),
    ActionName::power("membership.decline"),
    ActionName::power("charter.amend"),
    ActionName::power("charter.set_signers"),
    ActionName::power("charter.set_relying_parties"),
    ActionName::power("charter.set_rules_version"),
    ActionName::power("governance.propose").personal(),
    ActionName::power("governance.argue"),
    ActionName::power("places.attest"),
    ActionName::power("places.close"),
    ActionName::power("places.confirm"),
    ActionName::power("places.end_residence"),
    ActionName::power("places.open"),
    ActionName::power("signals.ask").personal(),
    ActionName::moving("treasury.transfer"),
    ActionName::spending("treasury.pay"),
    ActionName::power("dues.confirm_work"),
    ActionName::power("dues.waive"),
    ActionName::spending("spending.approve"),
    ActionName::power("spending.invoice").personal(),
    ActionName::power("spending.pay"),
    ActionName::spending("spending.pay_batch"),
    ActionName::moving("spending.pay_invoice").personal(),
    ActionName::power("spending.reject"),
    ActionName::power("spending.request").personal(),
    ActionName::power("spending.set_budget"),
    ActionName::power("spending.set_signers"),
    ActionName::spending("spending.start_stream"),
    ActionName::power("spending.stop_stream"),
    ActionName::power("treasury.create_asset"),
    ActionName::spending("treasury.issue"),
    ActionName::power("treasury.open_account"),
    ActionName::power("treasury.close_account"),
    ActionName::power("treasury.open_outside"),
    ActionName::power("treasury.receive").keeping_money(),
    ActionName::power("treasury.attest"),
    ActionName::power("import.membership"),
    ActionName::power("import.ledger"),
    ActionName::power("import.ballots"),
    ActionName::power("import.close"),
];

/// Reads a charter that must be without error.
pub(super) fn parse(text: &str) -> Charter {
    parse_with(text, ACTIONS)
}

/// Reads a charter that must be without error under the actions that the machine has.
pub(super) fn parse_shipped(text: &str) -> Charter {
    parse_with(text, &crate::registry::action_names())
}

fn parse_with(text: &str, actions: &[ActionName]) -> Charter {
    match Charter::parse(text, actions) {
        Ok(charter) => charter,
        Err(flaws) => {
            let lines: Vec<String> = flaws.iter().map(ToString::to_string).collect();
            panic!("{}", lines.join("\n"))
        }
    }
}

/// The shortest charter: what must be there, on three lines.
pub(super) const SMALL: &str = r#"# Small
`society.name = "Small"` `society.kind = "hub"` `society.commandment = "Be kind."`
`admission.vouches = 0` `admission.probation = "none"` `admission.application = "open"`
"#;

/// Returns a valid charter of a few lines that ends with `extra`, which begins on line 4.
pub(super) fn small_with(extra: &str) -> String {
    format!("{SMALL}{extra}")
}
