//! Who gains or loses by an amendment that leaves every line of power where it stands: by other hands in a decision,
//! another moment of a stage, other neighbours.

use super::super::diff;
use crate::registry;

/// A charter with a decision that can be taken in each way, one that only a stage uses, and a stage with a moment.
const BASE: &str = r#"# Box

`society.name = "Box"` `society.kind = "hub"` `society.currency = "BOX"`
> `society.commandment = "Tests tell the truth."`
`admission.vouches = 2` `admission.open_vouches_max = 3` `admission.probation = "30 days"` `admission.application = "open"`

```toml
power = [
  { id = "proposing", may = "governance.propose",   who = "member" },
  { id = "places",    may = "places.open",          who = "decision: plain" },
  { id = "confirming", may = "places.confirm",      who = "decision: plain" },
  { id = "opening",   may = "treasury.open_account", who = "decision: small" },
  { id = "paying",    may = "treasury.pay",         who = "founder", up_to = "5 BOX per 1 day" },
  { id = "issuing",   may = "treasury.issue",       who = "founder", up_to = "5 BOX per 1 day" },
]

[residence]
places = ["house"]
vouches = 2
probation = "20 days"

[[office]]
id = "keeper"
name = "Keeper"
seats = 3
term = "1 year"
filled = "decision: plain"
recalled = "decision: plain"

[[decision]]
id = "small"
WHO
discussion = "1 day"
voting = "7 days"
grace = "3 days"

[[decision]]
id = "plain"
electorate = "members past probation"
method = "yes-no"
quorum = "50%"
threshold = "two thirds"
discussion = "1 day"
voting = "7 days"
grace = "3 days"

[[decision]]
id = "later"
electorate = "members past probation"
method = "yes-no"
quorum = "50%"
threshold = "two thirds"
discussion = "1 day"
voting = "7 days"
grace = "3 days"

[[stage]]
id = "small"
name = "Small"

[[stage]]
id = "grown"
name = "Grown"
MOMENT
changes = [{ power = "paying", who = "decision: later" }]
```
"#;

const ALONE: &str = "electorate = \"members past probation\"\nmethod = \"yes-no\"\nquorum = \"50%\"\nthreshold = \"two thirds\"";

fn text(who: &str, moment: &str) -> String {
    BASE.replace("WHO", who).replace("MOMENT", moment)
}

fn told(old: &str, new: &str) -> Vec<(bool, String)> {
    let diff =
        diff(old, new, &registry::action_names()).unwrap_or_else(|flaws| panic!("{flaws:#?}"));
    diff.powers.into_iter().map(|shift| (shift.is_gained, shift.text)).collect()
}

/// Asserts that exactly these are told, by what each ends with; and the other way round the contrary.
fn assert_told(old: &str, new: &str, expected: &[(bool, &str)]) {
    let said = told(old, new);
    assert_eq!(said.len(), expected.len(), "{said:#?}");
    for (is_gained, words) in expected {
        assert!(
            said.iter().any(|(is, text)| is == is_gained && text.contains(words)),
            "{words}: {said:#?}"
        );
    }
    let back = told(new, old);
    let count = |list: &[(bool, String)], is: bool| list.iter().filter(|one| one.0 == is).count();
    assert_eq!(
        (count(&back, true), count(&back, false)),
        (count(&said, false), count(&said, true)),
        "{back:#?}"
    );
}

/// Who comes into a decision, goes, or has another part in it; who carries it with fewer others, or by silence.
#[test]
fn other_hands_in_a_decision_are_told() {
    let houses = "houses = [{ of = \"members past probation\", quorum = \"50%\", threshold = \"two thirds\" }, { of = \
                  \"office: keeper\", quorum = \"50%\", threshold = \"two thirds\" }]\nmethod = \"yes-no\"";
    let mix = "mix = [{ of = \"members past probation\", share = \"60%\" }, { of = \"office: keeper\", share = \"40%\" }]\n\
               method = \"yes-no\"\nquorum = \"50%\"\nthreshold = \"two thirds\"";
    let of = |who: &str| text(who, "when = { members = 9 }");
    let members = "The members past probation have";
    let silent = "electorate = \"members past probation\"\nmethod = \"lazy-consensus\"";
    let confirmed = format!("{ALONE}\nconfirm = \"after 5 days\"");
    assert_told(
        &of(ALONE),
        &of(mix),
        &[
            (
                false,
                &format!(
                    "{members} less to say in the decision \"small\": 60% of the votes instead of all of it."
                ),
            ),
            (true, "gain a part in the decision \"small\": 40% of the votes."),
        ],
    );
    let said = told(&of(mix), &of(houses));
    for who in [members, "The holders of the office of Keeper have"] {
        let more =
            format!("{who} more to say in the decision \"small\": a house of its own instead of");
        assert!(said.iter().any(|(is, text)| *is && text.starts_with(&more)), "{more}: {said:#?}");
    }
    assert!(
        told(&of(ALONE), &of(silent))
            .iter()
            .any(|(is, text)| *is && text.contains("silence instead of a vote"))
    );
    assert_told(
        &of(&confirmed),
        &of(ALONE),
        &[(true, "is carried by fewer: without a second vote.")],
    );
    // More seats are no other body.
    let more = of(mix).replace("seats = 3", "seats = 4");
    assert!(told(&of(mix), &more).iter().all(|(_, text)| !text.contains("decision \"small\"")));
    // A decision that has a power from a stage on only.
    let plain = of(ALONE);
    let at = plain.rfind("quorum = \"50%\"").unwrap();
    let easier = format!("{}{}", &plain[..at], plain[at..].replacen("50%", "40%", 1));
    assert_told(
        &plain,
        &easier,
        &[(
            true,
            "The decision \"later\" is carried by fewer: a quorum of 40% instead of a quorum of half.",
        )],
    );
    let sooner = plain.replace("probation = \"20 days\"", "probation = \"10 days\"");
    assert_told(
        &plain,
        &sooner,
        &[(true, "Who comes to live at a place votes sooner: after 10 days instead of 20 days.")],
    );
    // Nobody lets anybody in by vouches here.
    assert_told(&plain, &plain.replace("`admission.vouches = 2`", "`admission.vouches = 1`"), &[]);
}

/// Whatever puts a stage off lets who loses by it keep it longer.
#[test]
fn whatever_puts_a_stage_off_is_told() {
    for (sooner, later) in [
        ("by = \"2040-01-01\"", "by = \"2041-01-01\""),
        ("when = { members = 9 }", "when = { members = 10 }"),
        ("when = { age = \"100 days\" }", "when = { age = \"101 days\" }"),
        ("when = { treasury = \"100 BOX\" }", "when = { treasury = \"101 BOX\" }"),
        ("when = { land = \"10 ha\" }", "when = { land = \"11 ha\" }"),
        ("when = { places = 2 }", "when = { places = 3 }"),
        ("when = { turnout = \"20%\" }", "when = { turnout = \"21%\" }"),
        ("when = { members = 9 }", "when = { members = 9, turnout = \"1%\" }"),
        ("when = { members = 9 }\nby = \"2040-01-01\"", "when = { members = 9 }"),
    ] {
        let (sooner, later) = (text(ALONE, sooner), text(ALONE, later));
        assert_told(
            &sooner,
            &later,
            &[(true, "The founder keeps longer what the stage \"Grown\" takes")],
        );
    }
    // What the stage takes only now was not theirs to keep.
    let (old, new) =
        (text(ALONE, "when = { members = 9 }"), text(ALONE, "when = { members = 10 }"));
    let more = new.replace(
        "changes = [{",
        "changes = [{ power = \"issuing\", who = \"decision: plain\" }, {",
    );
    let kept = told(&old, &more);
    let of = |deed: &str| {
        kept.iter().filter(|(_, text)| text.contains("keeps longer") && text.contains(deed)).count()
    };
    assert_eq!((of("pay "), of("issue ")), (1, 0), "{kept:#?}");
}

/// Whoever holds a seat that goes keeps it to the end of their term, and is told so.
#[test]
fn seats_that_go_are_kept_to_the_end() {
    let (three, kept) = (text(ALONE, "by = \"2040-01-01\""), "keeps it to the end of their term");
    for (seats, is_kept) in [(2, true), (4, false)] {
        let other = three.replace("seats = 3", &format!("seats = {seats}"));
        let diff = diff(&three, &other, &registry::action_names()).unwrap();
        let said = diff.rules.iter().filter_map(|rule| rule.after.as_deref());
        assert_eq!(
            said.filter(|text| text.contains(kept)).count(),
            usize::from(is_kept),
            "{seats}"
        );
    }
}
