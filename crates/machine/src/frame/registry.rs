//! The list of modules, and the unions over them. A new module is one line at the end of this file.

use polity_types::refusal::Explain;
use polity_types::{Amount, AssetId, Refusal};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

use super::context::Context;
use super::module::{ActionSpec, Due, Module};
use super::state::{Overlay, StateView};
use crate::charter_text::ActionName;
use crate::modules;

/// Returns the module's part of a name in canonical `{"name":"module.verb",…}`.
fn module_of(raw: &str) -> Option<&str> {
    let (module, _) = raw.strip_prefix("{\"name\":\"")?.split_once('.')?;
    Some(module)
}

/// A union over the modules, serialized as the part that it is.
macro_rules! union {
    ($(#[$doc:meta])* $name:ident, $part:ident, $($module:ident => $variant:ident),+) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Serialize)]
        #[serde(untagged)]
        #[expect(missing_docs, reason = "a variant is the part of the module that it names")]
        pub enum $name {
            $($variant(<modules::$module::$variant as Module>::$part),)+
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let raw = <&RawValue>::deserialize(deserializer)?;
                match module_of(raw.get()) {
                    $(Some(<modules::$module::$variant as Module>::NAME) => {
                        serde_json::from_str(raw.get()).map(Self::$variant).map_err(D::Error::custom)
                    })+
                    Some(other) => {
                        let other: String = other.chars().take(32).collect();
                        Err(D::Error::custom(format_args!("there is no module {other:?}")))
                    }
                    None => Err(D::Error::custom("expected {\"name\":\"module.verb\",\"with\":…}")),
                }
            }
        }
    };
}

macro_rules! modules {
    ($($module:ident => $variant:ident),+ $(,)?) => {
        union! {
            /// What can be asked of a society: the actions of all modules.
            Action, Action, $($module => $variant),+
        }
        union! {
            /// What happened: the events of all modules.
            Event, Event, $($module => $variant),+
        }
        union! {
            /// What is on the agenda: the items of all modules.
            Item, Item, $($module => $variant),+
        }

        /// An action that its module admitted.
        #[expect(missing_docs, reason = "a variant is the part of the module that it names")]
        pub enum Admitted {
            $($variant(<modules::$module::$variant as Module>::Admitted),)+
        }

        $(
            impl From<<modules::$module::$variant as Module>::Action> for Action {
                fn from(action: <modules::$module::$variant as Module>::Action) -> Self {
                    Self::$variant(action)
                }
            }
            impl From<<modules::$module::$variant as Module>::Event> for Event {
                fn from(event: <modules::$module::$variant as Module>::Event) -> Self {
                    Self::$variant(event)
                }
            }
            impl From<<modules::$module::$variant as Module>::Item> for Item {
                fn from(item: <modules::$module::$variant as Module>::Item) -> Self {
                    Self::$variant(item)
                }
            }
        )+

        /// Returns what the frame must know about an action.
        #[must_use]
        pub fn spec(action: &Action) -> &'static ActionSpec {
            match action {
                $(Action::$variant(action) => modules::$module::$variant::spec(action),)+
            }
        }

        /// Returns what value leaves by an action.
        #[must_use]
        pub fn value(action: &Action) -> Option<(AssetId, Amount)> {
            match action {
                $(Action::$variant(action) => modules::$module::$variant::value(action),)+
            }
        }

        /// Asks the action's module whether what it rests on outside of the state is there.
        ///
        /// # Errors
        /// The module's refusal.
        pub fn foresee(action: &Action, context: &Context<'_>) -> Result<(), Refusal> {
            match action {
                $(Action::$variant(action) => {
                    modules::$module::$variant::foresee(action, context)
                        .map_err(|error| error.refusal())
                })+
            }
        }

        /// Asks the action's module whether it may happen now.
        ///
        /// # Errors
        /// The module's refusal.
        pub fn check(
            action: &Action,
            context: &Context<'_>,
            state: &dyn StateView,
        ) -> Result<Admitted, Refusal> {
            match action {
                $(Action::$variant(action) => {
                    modules::$module::$variant::check(action, context, state)
                        .map(Admitted::$variant)
                        .map_err(|error| error.refusal())
                })+
            }
        }

        /// Has the module write what it admitted.
        pub fn apply(
            admitted: Admitted,
            context: &Context<'_>,
            state: &mut Overlay<'_>,
        ) -> Vec<Event> {
            match admitted {
                $(Admitted::$variant(admitted) => {
                    modules::$module::$variant::apply(admitted, context, state)
                })+
            }
        }

        /// Has the module do what fell due.
        pub fn due(item: Item, context: &Context<'_>, state: &mut Overlay<'_>) -> Due {
            match item {
                $(Item::$variant(item) => modules::$module::$variant::due(item, context, state),)+
            }
        }

        /// The specs of all actions, module by module.
        pub const SPECS: &[&[ActionSpec]] =
            &[$(<modules::$module::$variant as Module>::ACTIONS),+];

        /// The tables of all modules, and of the frame.
        pub const TABLES: &[(&str, &[&str])] = &[
            ("agenda", super::agenda::TABLES),
            ("society", super::society::TABLES),
            $((
                <modules::$module::$variant as Module>::NAME,
                <modules::$module::$variant as Module>::TABLES,
            )),+
        ];
    };
}

/// Returns the names that a charter may give power over.
#[must_use]
pub fn action_names() -> Vec<ActionName> {
    SPECS.iter().flat_map(|specs| specs.iter().map(|spec| spec.action)).collect()
}

/// Returns the spec of the action with a name.
#[must_use]
pub fn spec_named(name: &str) -> Option<&'static ActionSpec> {
    SPECS.iter().flat_map(|specs| specs.iter()).find(|spec| spec.name() == name)
}

modules! {
    breach => Breach,
    charter => Charter,
    dues => Dues,
    exit => Exit,
    fork => Fork,
    governance => Governance,
    identity => Identity,
    import => Import,
    membership => Membership,
    names => Names,
    offices => Offices,
    panels => Panels,
    places => Places,
    signals => Signals,
    spending => Spending,
    treasury => Treasury,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sta_2_each_prefix_has_one_owner() {
        let prefixes: Vec<(&str, &str)> = TABLES
            .iter()
            .flat_map(|(owner, tables)| tables.iter().map(move |table| (*owner, *table)))
            .collect();
        for (owner, table) in &prefixes {
            assert_eq!(table.split('/').next(), Some(*owner), "{table}");
            let overlaps = prefixes
                .iter()
                .filter(|(_, other)| *table == *other || other.starts_with(&format!("{table}/")));
            assert_eq!(overlaps.count(), 1, "{table}");
        }
    }

    #[test]
    fn actions_have_one_name_each_in_their_module() {
        let mut seen = std::collections::BTreeSet::new();
        for (specs, (module, _)) in SPECS.iter().zip(TABLES.iter().skip(2)) {
            for spec in *specs {
                assert!(spec.name().starts_with(&format!("{module}.")), "{}", spec.name());
                assert!(seen.insert(spec.name()), "{} is listed twice", spec.name());
            }
        }
    }
}
