//! Lines that no amendment widens, whoever decides it (CHA-43).

use super::super::query;
use super::amend;
use crate::charter_text::diff;
use crate::frame::context::Authority;
use crate::frame::execute::preview;
use crate::modules::governance::tests::{CHARTER, joined, propose};
use crate::registry;
use crate::testing::Society;

/// Two locked actions: one of the founder's, which a stage narrows, and one of the members'.
const LOCKS: &str = r#"
```toml
[[power]]
id = "paying"
may = "treasury.pay"
who = "founder"
up_to = "10 BOX per 30 days"
grace = "2 days"
challenge = "20%"
locked = true

[[power]]
id = "paying-by-decision"
may = "treasury.pay"
who = "decision: ordinary"

[[power]]
id = "issuing"
may = "treasury.issue"
who = "decision: amendment"
up_to = "100 BOX per 30 days"
locked = true

[[stage]]
id = "small"
name = "Small"

[[stage]]
id = "grown"
name = "Grown"
when = { members = 50 }
changes = [{ power = "paying", up_to = "5 BOX per 30 days" }]
```
"#;

/// A line for an action that is closed already.
const NEW_LINE: &str = "[[power]]\nid = \"member-pays\"\nmay = \"treasury.pay\"\nwho = \"member\"\nup_to = \"1 BOX per 30 days\"\n\n";

fn text() -> String {
    format!("{CHARTER}{LOCKS}")
}

/// The refusal's code when the strongest procedure brings a text into force, if there is one.
fn verdict(society: &mut Society, authority: Authority, text: &str) -> Option<String> {
    let text = society.records.insert(text.as_bytes().to_vec());
    let amend = amend(society, text);
    let state = society.state.clone();
    let context = society.context(authority);
    preview(&amend.into(), &context, &state).err().map(|refusal| refusal.code)
}

fn decided() -> Authority {
    Authority::Decision { procedure: "amendment".into(), proposal: 1 }
}

/// CHA-43: what widens a locked line, or what it rests on, is refused whatever decides it; what
/// narrows it is not.
#[test]
fn cha_43_no_text_widens_a_locked_line() {
    let paying =
        "up_to = \"10 BOX per 30 days\"\ngrace = \"2 days\"\nchallenge = \"20%\"\nlocked = true";
    let with = |line: &str| (paying.to_owned(), line.to_owned());
    let swap = |from: &str, to: &str| (from.to_owned(), to.to_owned());
    let locked = Some("charter.locked");
    let wide =
        "up_to = \"11 BOX per 30 days\"\ngrace = \"2 days\"\nchallenge = \"20%\"\nlocked = true";
    let cases = [
        (with(wide), locked),
        (with(&paying.replace("30 days", "29 days")), locked),
        (with(&paying.replace("2 days", "1 day")), locked),
        (with(&paying.replace("20%", "21%")), locked),
        (with(&paying.replace("challenge = \"20%\"\n", "")), locked),
        (with(&paying.replace("locked = true", "")), locked),
        (with(&paying.replace("10 BOX", "9 BOX")), None),
        (with(&paying.replace("30 days", "31 days")), None),
        (with(&paying.replace("2 days", "3 days")), None),
        (with(&paying.replace("20%", "10%")), None),
        // Somebody else, and nobody.
        (swap("who = \"founder\"\nup_to", "who = \"member\"\nup_to"), locked),
        (
            swap(
                "who = \"founder\"\nup_to = \"10 BOX per 30 days\"\ngrace = \"2 days\"\nchallenge = \"20%\"",
                "who = \"no one\"\nup_to = \"10 BOX per 30 days\"",
            ),
            None,
        ),
        // The line goes, or the same id does something else.
        (swap("id = \"issuing\"", "id = \"issues\""), locked),
        // Another line for the same action: it may go, and not come.
        (
            swap(
                "[[power]]\nid = \"paying-by-decision\"\nmay = \"treasury.pay\"\nwho = \"decision: ordinary\"\n",
                "",
            ),
            None,
        ),
        (
            swap("[[stage]]\nid = \"small\"", &format!("{NEW_LINE}[[stage]]\nid = \"small\"")),
            locked,
        ),
        // What the line rests on: its stage, its procedure.
        (swap("members = 50 }", "members = 51 }"), locked),
        (swap("up_to = \"5 BOX", "up_to = \"6 BOX"), locked),
        (swap("threshold = \"two thirds\"", "threshold = \"more than half\""), locked),
        (swap("threshold = \"two thirds\"", "threshold = \"three quarters\""), None),
        (swap("discussion = \"2 days\"", "discussion = \"1 day\""), locked),
        (swap("discussion = \"2 days\"", "discussion = \"3 days\""), None),
        (swap("confirm = \"after 10 days\"\n", ""), locked),
        // What has nothing to do with it.
        (swap("`admission.vouches = 2`", "`admission.vouches = 3`"), None),
        (swap("members = 50 }", "members = 50 }\nby = \"2050-01-01\""), locked),
    ];
    let text = text();
    let mut society = Society::under(&text);
    for ((from, to), expected) in cases {
        let new = text.replacen(&from, &to, 1);
        assert_ne!(new, text, "{from}");
        let faults = query::parse(new.as_bytes()).err();
        assert!(faults.is_none(), "{from} -> {to}: {faults:#?}");
        let actual = verdict(&mut society, decided(), &new);
        assert_eq!(actual.as_deref(), expected, "{from} -> {to}");
        let says = diff(&text, &new, &registry::action_names()).unwrap().breaks;
        assert_eq!(says.is_some(), expected.is_some(), "{from} -> {to}: {says:?}");
    }
}

/// What locked lines stand on: an office that elects by a procedure of its own, a panel and its chance, residents.
const FOOTING: &str = r#"
```toml
power = [
  { id = "by-council",   may = "treasury.pay",           who = "decision: council", up_to = "9 BOX per 30 days", locked = true },
  { id = "by-jury",      may = "spending.approve",       who = "decision: judging", up_to = "9 BOX per 30 days", locked = true },
  { id = "by-house",     may = "spending.pay_batch",     who = "decision: household", up_to = "9 BOX per 30 days", locked = true },
  { id = "by-one",       may = "treasury.open_outside",  who = "office: council", locked = true },
  { id = "opening",      may = "places.open",            who = "decision: ordinary" },
  { id = "confirming",   may = "places.confirm",         who = "decision: ordinary" },
]

[[office]]
id = "council"
name = "Council"
seats = 3
term = "1 year"
filled = "decision: choosing"
recalled = "decision: recall"

[[panel]]
id = "jury"
name = "Jury"
seats = 3
of = "members past probation"
drawn = "for each proposal"
accept = "2 days"
substitutes = 2

[chance]
beacon = "none"
revealers = "office: council"
commit = "2 days"
reveal = "1 day"

[residence]
places = ["house"]
vouches = 2
probation = "20 days"
renewal = "100 days"

[[decision]]
id = "council"
electorate = "office: council"
method = "yes-no"
quorum = "50%"
threshold = "more than half"
discussion = "none"
voting = "1 day"
grace = "2 days"

[[decision]]
id = "judging"
electorate = "panel: jury"
method = "yes-no"
quorum = "50%"
threshold = "more than half"
discussion = "9 days"
voting = "1 day"
grace = "2 days"

[[decision]]
id = "household"
electorate = "residents of house"
method = "yes-no"
quorum = "50%"
threshold = "more than half"
discussion = "none"
voting = "1 day"
grace = "2 days"

[[decision]]
id = "choosing"
electorate = "members past probation"
method = "stv-scottish"
quorum = "20%"
discussion = "5 days"
voting = "7 days"
grace = "1 day"

[[decision]]
id = "recall"
electorate = "members past probation"
method = "yes-no"
quorum = "20%"
threshold = "three quarters"
discussion = "1 day"
voting = "7 days"
grace = "1 day"
```
"#;

/// CHA-43: nor is what a locked line stands on loosened: who fills the office, how its panel is drawn and by what
/// chance, how residents come to vote.
#[test]
fn cha_43_what_a_lock_stands_on_is_held_too() {
    let text = format!("{CHARTER}{FOOTING}");
    let locked = Some("charter.locked");
    let cases = [
        (
            "quorum = \"20%\"\ndiscussion = \"5 days\"",
            "quorum = \"10%\"\ndiscussion = \"5 days\"",
            locked,
        ),
        ("discussion = \"5 days\"", "discussion = \"4 days\"", locked),
        ("discussion = \"5 days\"", "discussion = \"6 days\"", None),
        ("threshold = \"three quarters\"", "threshold = \"two thirds\"", locked),
        ("seats = 3\nof = ", "seats = 2\nof = ", locked),
        ("of = \"members past probation\"\ndrawn", "of = \"members\"\ndrawn", locked),
        ("substitutes = 2", "substitutes = 1", locked),
        ("substitutes = 2", "substitutes = 2\nwithout = \"office holders\"", locked),
        ("name = \"Jury\"", "name = \"Jurors\"", None),
        ("commit = \"2 days\"", "commit = \"3 days\"", locked),
        ("vouches = 2\nprobation", "vouches = 1\nprobation", locked),
        ("vouches = 2\nprobation", "vouches = 3\nprobation", None),
        ("vouches = 2\nprobation", "probation", None),
        ("probation = \"20 days\"", "probation = \"19 days\"", locked),
        ("probation = \"20 days\"", "probation = \"21 days\"", None),
        ("renewal = \"100 days\"", "renewal = \"101 days\"", locked),
        ("renewal = \"100 days\"\n", "", locked),
        ("renewal = \"100 days\"", "renewal = \"99 days\"", None),
        (
            "\"places.confirm\",         who = \"decision: ordinary\"",
            "\"places.confirm\",         who = \"founder\"",
            locked,
        ),
        (
            "{ id = \"confirming\"",
            "{ id = \"one-more\", may = \"places.confirm\", who = \"founder\" },\n  { id = \"confirming\"",
            locked,
        ),
        (
            "{ id = \"opening\"",
            "{ id = \"one-more\", may = \"places.open\", who = \"founder\" },\n  { id = \"opening\"",
            None,
        ),
    ];
    let mut society = Society::under(&text);
    for (from, to, expected) in cases {
        let new = text.replacen(from, to, 1);
        assert_ne!(new, text, "{from}");
        let faults = query::parse(new.as_bytes()).err();
        assert!(faults.is_none(), "{from} -> {to}: {faults:#?}");
        let actual = verdict(&mut society, decided(), &new);
        assert_eq!(actual.as_deref(), expected, "{from} -> {to}");
    }
}

/// CHA-43: where nobody makes an asset, no text declares one.
#[test]
fn cha_43_no_text_declares_an_asset_that_a_lock_forbids() {
    let lock = "\n```toml\n[[power]]\nid = \"no-token\"\nmay = \"treasury.create_asset\"\nwho = \"no one\"\nlocked = true\n```\n";
    let asset = "\n```toml\n[[asset]]\nid = \"TOKEN\"\ndecimals = 0\n```\n";
    for (text, expected) in
        [(format!("{CHARTER}{lock}"), Some("charter.locked")), (CHARTER.into(), None)]
    {
        let mut society = Society::under(&text);
        let new = format!("{text}{asset}");
        assert_eq!(verdict(&mut society, decided(), &new).as_deref(), expected);
    }
}

/// CHA-43: what breaks a lock is not even put up for discussion.
#[test]
fn cha_43_nobody_proposes_to_break_a_lock() {
    let text = text();
    let mut society = Society::under(&text);
    let founder = society.founder.clone();
    let wider = text.replacen("up_to = \"10 BOX", "up_to = \"20 BOX", 1);
    let wider = society.records.insert(wider.into_bytes());
    let amend = amend(&society, wider);
    let proposal = propose(&mut society, "amendment", vec![amend.into()]);
    let refusal = society.act(&founder, proposal).unwrap_err();
    assert_eq!(refusal.code, "governance.unforeseen");
    assert!(refusal.message.contains("No text gives more of treasury.pay"), "{}", refusal.message);
}

/// CHA-43: a lock is made by the members, and by no single person; what is nobody's stays nobody's.
#[test]
fn cha_43_the_members_lock() {
    let open = text().replacen("locked = true\n", "", 1).replacen(
        "may = \"charter.amend\"\nwho = \"decision: amendment\"",
        "may = \"charter.amend\"\nwho = \"founder\"\ngrace = \"2 days\"",
        1,
    );
    let mut society = Society::under(&open);
    let founder = Authority::Person { person: society.founder.person };
    let locked = open.replacen("challenge = \"20%\"\n", "challenge = \"20%\"\nlocked = true\n", 1);
    assert_ne!(locked, open);
    let actual = verdict(&mut society, founder.clone(), &locked);
    assert_eq!(actual.as_deref(), Some("charter.lock_decided"));
    let other = open.replacen("society.name = \"Box\"", "society.name = \"Chest\"", 1);
    assert_eq!(verdict(&mut society, founder, &other), None);

    let by_all = text().replacen("locked = true\n", "", 1);
    let mut society = Society::under(&by_all);
    assert_eq!(verdict(&mut society, decided(), &text()), None);

    // Nobody's, with no line beside it that somebody holds.
    let nobody =
        "[[power]]\nid = \"issuing\"\nmay = \"treasury.issue\"\nwho = \"no one\"\nlocked = true\n";
    let issuing = "[[power]]\nid = \"issuing\"\nmay = \"treasury.issue\"\nwho = \"decision: amendment\"\nup_to = \"100 BOX per 30 days\"\nlocked = true\n";
    let closed = text().replacen(issuing, nobody, 1);
    let mut society = Society::under(&closed);
    assert!(verdict(&mut society, decided(), &text()).as_deref() == Some("charter.locked"));
    let ana = joined(&mut society, "ana");
    for person in [society.founder.person, ana.person] {
        let context = society.context(Authority::Person { person });
        let spec = registry::spec_named("treasury.issue").unwrap();
        let state = crate::frame::state::MemoryState::default();
        assert!(context.charter.unheld.contains(&"treasury.issue"));
        let refusal = query::permit(spec, None, &context, &state).unwrap_err();
        assert_eq!(refusal.code, "charter.no_power");
        assert!(refusal.message.ends_with("it lets no one."), "{}", refusal.message);
    }
}
