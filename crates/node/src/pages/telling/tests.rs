//! Nothing of what is signed stays unsaid, whatever the action.

use polity_machine::frame::context::Authority;
use polity_machine::testing::Society;

use super::*;

/// Every action with every field that it can have, as the manual shows them.
fn examples() -> Vec<Action> {
    let manual = include_str!("../../../../../docs/actions.md");
    let blocks = manual.split("```json\n").skip(1).filter_map(|rest| rest.split("```").next());
    blocks.filter_map(|block| parsed(&serde_json::from_str(block).ok()?)).collect()
}

/// The names of fields, wherever they are.
fn names(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            found.extend(fields.keys().cloned());
            fields.values().for_each(|value| names(value, found));
        }
        Value::Array(items) => items.iter().for_each(|item| names(item, found)),
        _ => {}
    }
}

const CHARTER: &str = r#"# Charter of the box

`society.name = "Box"` `society.kind = "hub"` `society.currency = "BOX"`

> `society.commandment = "Tests tell the truth."`

`admission.vouches = 0` `admission.probation = "none"` `admission.application = "open"`

```toml
power = [
  { id = "admitting", may = "membership.admit", who = "founder" },
]
```
"#;

fn told<T>(look: impl FnOnce(&Teller<'_>) -> T) -> T {
    let mut society = Society::under(CHARTER);
    let (state, person) = (society.state.clone(), society.founder.person);
    let context = society.context(Authority::Person { person });
    look(&Teller { base: "/s/x", context: &context, state: &state })
}

#[test]
fn every_field_of_every_action_is_in_its_sentence_or_beside_it() {
    let all = examples();
    assert!(all.len() > 85, "{}", all.len());
    told(|teller| {
        for action in &all {
            let Told { rest, words } = teller.tell(action);
            let name = registry::spec(action).name();
            let shown = format!("{words} {rest:?}");
            assert!(!shown.contains("told-") && !shown.contains("deed-"), "{name}: {shown}");
            if WHOLE.iter().any(|module| name.starts_with(module)) {
                continue;
            }
            let value = serde_json::to_value(action).unwrap();
            let said = words::holes(&format!("deed-{}", hole(name))).unwrap_or_default();
            let fields = value["with"].as_object().unwrap();
            for (field, value) in fields {
                // Options stand in the place of acts.
                if field == "actions" && *value == json!([]) {
                    continue;
                }
                let is_beside = rest.iter().any(|(named, _)| *named == label(field));
                let is_money =
                    field == "asset" && AMOUNTS.iter().any(|of| fields.contains_key(*of));
                assert!(said.contains(&hole(field)) || is_beside || is_money, "{name}: {field}");
            }
        }
    });
}

#[test]
fn what_is_worth_a_look_in_a_proposal_is_told_with_all_that_it_moves() {
    let all = examples();
    let whole = |name: &str| {
        let action = all.iter().find(|action| registry::spec(action).name() == name).unwrap();
        told(|teller| teller.line(action))
    };
    for (name, words) in [
        (
            "spending.start_stream",
            &["the common fund pay", "every 30 days, 12 times", "altogether"][..],
        ),
        ("spending.pay_batch", &["from the common fund", "person1h3n2v6e", "Payments:"]),
        ("charter.set_signers", &["ed25519:iojj3X", "and no others"]),
        ("places.open", &["Lantern House", "240 m²", "PT", "d644aeef21c96"]),
        (
            "spending.set_budget",
            &["at most", "in every 30 days", "expense:travel", "is carried over"],
        ),
        ("charter.set_relying_parties", &["example.org", "https://exampl"]),
        ("dues.waive", &["person1h3n2v6e", "periods: 3"]),
    ] {
        let line = whole(name);
        for word in words {
            assert!(line.contains(word), "{name}: {word}: {line}");
        }
    }
}

#[test]
fn markup_is_read_as_the_text_that_people_see() {
    let name = escaped("Ana <b> & \"Co\"");
    let markup =
        format!("Pays 5 to <a href=\"/x\"><svg><circle r=\"8\"/></svg><bdi>{name}</bdi></a>");
    assert_eq!(plain(&markup), "Pays 5 to Ana <b> & \"Co\"");
}

#[test]
fn no_sentence_and_no_label_is_there_for_nothing() {
    let english = crate::words::parse(include_str!("../../../words/en.ftl")).unwrap();
    let mut fields = BTreeSet::new();
    for action in examples() {
        names(&serde_json::to_value(&action).unwrap(), &mut fields);
    }
    // Of the manual's examples none puts down a deposit or shares money out.
    fields.extend(["budget".to_owned(), "deposit".to_owned()]);
    let actions: BTreeSet<String> =
        registry::action_names().iter().map(|action| hole(action.name)).collect();
    for key in english.keys() {
        if let Some(field) = key.strip_prefix("told-field-") {
            assert!(fields.contains(&field.replace('-', "_")), "{key}");
        }
        if let Some(action) = key.strip_prefix("deed-").filter(|one| *one != "effect") {
            assert!(actions.contains(action), "{key}");
        }
    }
}
