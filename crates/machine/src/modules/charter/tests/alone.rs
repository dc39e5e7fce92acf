//! What a person who may amend the charter leaves to the members in a charter with stages (CHA-41).

use super::super::query;
use super::amend;
use crate::frame::context::Authority;
use crate::frame::execute::preview;
use crate::modules::governance::tests::CHARTER;
use crate::testing::Society;

/// A founder who amends, two of whose powers pass to the members, and everything by which one might keep them.
const GROWING: &str = r#"
`breach.window = "30 days"` `breach.panel = "judges"` `breach.ruling = "5 days"` `breach.again_after = "30 days"`
`breach.members = "decision: ordinary"`
`exit.share = "none"` `exit.paid_within = "30 days"`
`fork.period = "30 days"` `fork.least = 3`
`dissent.from = "10%"` `dissent.to = "50%"` `dissent.longest = "30 days"`
`succession.silent = "180 days"` `succession.to = "decision: amendment"`
`quiet.from = "22:00"` `quiet.until = "07:00"`
`residence.vouches = 2` `residence.probation = "30 days"`
`treasury.fiscal_year = "07-01"`

## What each gives

An hour a month.

```toml
power = [
  { id = "founder-amends", may = "charter.amend",        who = "founder", grace = "2 days", challenge = "20%" },
  { id = "issuing",        may = "treasury.issue",       who = "founder", up_to = "5 BOX per 1 day" },
  { id = "paying",         may = "treasury.pay",         who = "office: keeper", up_to = "5 BOX per 1 day", grace = "2 days", challenge = "20%" },
  { id = "by-few",         may = "treasury.receive",     who = "decision: few" },
  { id = "by-silence",     may = "treasury.receive",     who = "decision: silent" },
  { id = "at-the-gate",    may = "membership.admit",     who = "office: keeper" },
  { id = "by-members",     may = "treasury.create_asset", who = "decision: ordinary" },
  { id = "vouching",       may = "membership.vouch",     who = "member" },
  { id = "by-vouches",     may = "membership.admit",     who = "rule: vouched" },
  { id = "opening-places", may = "places.open",          who = "founder" },
  { id = "opening-too",    may = "places.open",          who = "office: keeper" },
  { id = "attesting",      may = "places.attest",        who = "office: keeper" },
  { id = "issuing-too",    may = "treasury.issue",       who = "office: keeper", up_to = "5 BOX per 1 day" },
  { id = "proposing-too",  may = "governance.propose",   who = "office: keeper" },
  { id = "confirming",     may = "places.confirm",       who = "founder" },
]

[[asset]]
id = "BOX"
decimals = 2
name = "Box"

[[asset]]
id = "EUR"
decimals = 2
name = "Euro"
held_by = "a bank"

[season]
length = "90 days"
credits = 100

[[signal]]
id = "mood"
electorate = "members"
scale = "1 to 5"
lasts = "30 days"
open_max = 6

[[fund]]
id = "strike"
signers = "office: keeper"
needed = 1

[[consent]]
section = "What each gives"
ask = "again"
silence = "they go on as before"

[dues]
every = "100 days"
amount = "10 BOX"
vote_rests = "10 days"

[[fee]]
id = "asking"
for = "governance.propose"
amount = "1 BOX"

[[office]]
id = "keeper"
name = "Keeper"
seats = 1
term = "1 year"
filled = "decision: choosing"
recalled = "decision: ordinary"

[[panel]]
id = "jury"
name = "Jury"
seats = 3
of = "members past probation"
drawn = "for each proposal"
accept = "2 days"
substitutes = 2

[[panel]]
id = "judges"
name = "Judges"
seats = 3
of = "members past probation"
drawn = "for each claim"
accept = "1 day"
substitutes = 2

[chance]
beacon = "none"
revealers = "office: keeper"
commit = "2 days"
reveal = "1 day"

[[pause]]
id = "brake"
who = "member past probation"
actions = ["treasury.issue", "treasury.pay"]
at_most = "3 days"
again_after = "30 days"
renewed = "decision: ordinary"

[[decision]]
id = "few"
electorate = "office: keeper"
method = "yes-no"
quorum = "all"
threshold = "all"
discussion = "1 day"
voting = "1 day"
grace = "2 days"

[[decision]]
id = "grown"
electorate = "members past probation"
method = "yes-no"
quorum = "50%"
threshold = "two thirds"
discussion = "2 days"
voting = "7 days"
grace = "3 days"

[[decision]]
id = "silent"
electorate = "members past probation"
method = "lazy-consensus"
discussion = "1 day"
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

[[stage]]
id = "small"
name = "Small"

[[stage]]
id = "grown"
name = "Grown"
when = { members = 50 }
changes = [
  { power = "issuing", who = "decision: ordinary" },
  { power = "founder-amends", who = "decision: grown" },
]
```
"#;

fn text() -> String {
    format!("{CHARTER}{GROWING}")
}

/// The code and the sentence of the refusal when somebody brings a text into force, if there is one.
fn verdict(society: &mut Society, by: Authority, text: &str) -> Option<(String, String)> {
    let text = society.records.insert(text.as_bytes().to_vec());
    let amend = amend(society, text);
    let state = society.state.clone();
    let context = society.context(by);
    let refusal = preview(&amend.into(), &context, &state).err();
    refusal.map(|refusal| (refusal.code, refusal.message))
}

fn decided(procedure: &str) -> Authority {
    Authority::Decision { procedure: procedure.into(), proposal: 1 }
}

/// The text with something in place of something else; it is a charter.
fn with(from: &str, to: &str) -> String {
    let new = text().replacen(from, to, 1);
    assert_ne!(new, text(), "{from}");
    let faults = query::parse(new.as_bytes()).err();
    assert!(faults.is_none(), "{from} -> {to}: {faults:#?}");
    new
}

/// The text with one more line of power.
fn line(more: &str) -> String {
    with("power = [\n", &format!("power = [\n  {{ id = \"more\", {more} }},\n"))
}

/// What widens a power of somebody else than the members, takes one of theirs, or moves what it stands on, and the
/// rule that the refusal names.
fn doors() -> Vec<(String, &'static str)> {
    let limited = |action: &str, who: &str| {
        line(&format!("may = \"{action}\", who = \"{who}\", up_to = \"1 BOX per 1 day\""))
    };
    vec![
        // Another action that pays, for a person, an office, each member, a decision of few or of silence.
        (limited("spending.pay_batch", "founder"), "power.more"),
        (limited("spending.start_stream", "founder"), "power.more"),
        (limited("spending.approve", "founder"), "power.more"),
        (limited("treasury.pay", "founder"), "power.more"),
        (limited("spending.pay_batch", "office: keeper"), "power.more"),
        (limited("spending.pay_batch", "member past probation"), "power.more"),
        (limited("spending.pay_batch", "decision: few"), "power.more"),
        (limited("spending.pay_batch", "decision: silent"), "power.more"),
        // A decision of the members, but not the one by which they may change everything.
        (limited("spending.pay_batch", "decision: swift"), "power.more"),
        // Nor one to which a stage hands another power than that of amending, or that the same text lets amend.
        (limited("spending.pay_batch", "decision: ordinary"), "power.more"),
        (
            line(
                "may = \"spending.pay_batch\", who = \"decision: swift\", up_to = \"1 BOX per 1 day\" },\n  { id = \
                 \"swiftly\", may = \"charter.amend\", who = \"decision: swift\", grace = \"1 day\"",
            ),
            "power.more",
        ),
        // What a stage takes comes about by it: whoever alone could do it still would have it come when they like; by
        // nobody it never would.
        (
            with(
                "  { id = \"at-the-gate\",    may = \"membership.admit\",     who = \"office: keeper\" },\n",
                "",
            ),
            "power.at-the-gate",
        ),
        (
            with(
                "[[power]]\nid = \"admitting\"\nmay = \"membership.admit\"\nwho = \"founder\"\n",
                "",
            ),
            "power.admitting",
        ),
        // What they do by silence is theirs.
        (
            with(
                "  { id = \"by-silence\",     may = \"treasury.receive\",     who = \"decision: silent\" },\n",
                "",
            ),
            "power.by-silence",
        ),
        // Another action under the same name.
        (
            with("may = \"treasury.pay\",         who", "may = \"spending.pay_batch\",  who"),
            "power.paying",
        ),
        // More room in what is there.
        (with("grace = \"3 days\"", "grace = \"2 days\""), "power.declining"),
        (with("challenge = \"50%\"", "challenge = \"51%\""), "power.declining"),
        (with("grace = \"1 day\"\nchallenge = \"50%\"", "grace = \"1 day\""), "power.inviting"),
        (
            with(
                "who = \"office: keeper\", up_to = \"5 BOX",
                "who = \"office: keeper\", up_to = \"6 BOX",
            ),
            "power.paying",
        ),
        (
            with(
                "who = \"office: keeper\", up_to = \"5 BOX per 1 day\"",
                "who = \"founder\", up_to = \"5 BOX per 1 day\"",
            ),
            "power.paying",
        ),
        (with("up_to = \"5 BOX per 1 day\" }", "up_to = \"6 BOX per 1 day\" }"), "power.issuing"),
        // Less of what passes to the members, and what they hold.
        (with("up_to = \"5 BOX per 1 day\" }", "up_to = \"1 BOX per 1 day\" }"), "power.issuing"),
        (
            with(
                "  { id = \"by-members\",     may = \"treasury.create_asset\", who = \"decision: ordinary\" },\n",
                "",
            ),
            "power.by-members",
        ),
        // What each of them has: without it nobody brings them anything to decide.
        (
            with(
                "[[power]]\nid = \"proposing\"\nmay = \"governance.propose\"\nwho = \"member past probation\"\n",
                "",
            ),
            "power.proposing",
        ),
        (
            with("[[power]]\nid = \"arguing\"\nmay = \"governance.argue\"\nwho = \"anyone\"\n", ""),
            "power.arguing",
        ),
        (
            with(
                "  { id = \"vouching\",       may = \"membership.vouch\",     who = \"member\" },\n",
                "",
            ),
            "power.vouching",
        ),
        (
            with(
                "  { id = \"by-vouches\",     may = \"membership.admit\",     who = \"rule: vouched\" },\n",
                "",
            ),
            "power.by-vouches",
        ),
    ]
}

/// What stands beside the lines of power: it is left to the members as it is, too.
fn rules() -> Vec<(String, &'static str)> {
    vec![
        // A pause over what passed to them; a brake of theirs that goes.
        (
            with(
                "[[pause]]",
                "[[pause]]\nid = \"mine\"\nwho = \"founder\"\nactions = [\"treasury.issue\"]\n\
                 at_most = \"30 days\"\nagain_after = \"30 days\"\nrenewed = \"decision: ordinary\"\n[[pause]]",
            ),
            "pause",
        ),
        (with("at_most = \"3 days\"", "at_most = \"30 days\""), "pause"),
        (with("again_after = \"30 days\"\nrenewed", "again_after = \"3 days\"\nrenewed"), "pause"),
        (with("\"treasury.issue\", \"treasury.pay\"]", "\"treasury.pay\"]"), "pause"),
        // Another panel, and another draw.
        (
            with(
                "[[panel]]",
                "[[panel]]\nid = \"mine\"\nname = \"Mine\"\nseats = 3\nof = \"members\"\ndrawn = \"for each \
                 proposal\"\naccept = \"2 days\"\nsubstitutes = 2\n[[panel]]",
            ),
            "panel",
        ),
        (with("substitutes = 2", "substitutes = 3"), "panel"),
        (with("commit = \"2 days\"", "commit = \"3 days\""), "chance"),
        // Who votes, and who comes to.
        (
            with("`admission.probation = \"30 days\"`", "`admission.probation = \"730 days\"`"),
            "admission",
        ),
        (with("`admission.vouches = 2`", "`admission.vouches = 9`"), "admission"),
        (with("vote_rests = \"10 days\"", "vote_rests = \"1 day\""), "dues"),
        (with("amount = \"1 BOX\"", "amount = \"1000 BOX\""), "fee"),
        (with("electorate = \"members past probation\"", "electorate = \"members\""), "decision"),
        (with("quorum = \"50%\"", "quorum = \"all\""), "decision"),
        (with("term = \"1 year\"", "term = \"300 days\""), "office"),
        // What they may do when all else fails.
        (with("`dissent.longest = \"30 days\"`", "`dissent.longest = \"20 days\"`"), "dissent"),
        (with("`fork.least = 3`", "`fork.least = 30`"), "fork"),
        (with("`exit.paid_within = \"30 days\"`", "`exit.paid_within = \"90 days\"`"), "exit"),
        (with("`breach.window = \"30 days\"`", "`breach.window = \"1 day\"`"), "breach"),
        (
            with("`succession.silent = \"180 days\"`", "`succession.silent = \"365 days\"`"),
            "succession",
        ),
        (with("Tests tell the truth.", "The founder is right."), "society"),
        (with("society.kind = \"hub\"", "society.kind = \"circle\""), "society"),
        (with("society.currency = \"BOX\"", "society.currency = \"EUR\""), "society"),
        // What they pay with, and are asked.
        (with("held_by = \"a bank\"", "held_by = \"another bank\""), "asset"),
        (with("needed = 1\n", "needed = 2\n"), "fund"),
        (with("credits = 100", "credits = 10"), "season"),
        (with("scale = \"1 to 5\"", "scale = \"1 to 3\""), "signal"),
        (with("silence = \"they go on as before\"", "silence = \"they leave\""), "consent"),
        (with("`residence.vouches = 2`", "`residence.vouches = 1`"), "residence"),
        (with("fiscal_year = \"07-01\"", "fiscal_year = \"01-01\""), "books"),
        (with("quiet.from = \"22:00\"", "quiet.from = \"12:00\""), "quiet"),
    ]
}

/// CHA-41: a person opens none of these; the members open each by a vote.
#[test]
fn cha_41_what_no_vote_of_the_members_made_widens_nothing() {
    let mut society = Society::under(&text());
    let person = society.founder.person;
    let mut open = Vec::new();
    for (new, rule) in doors().into_iter().chain(rules()) {
        let alone = verdict(&mut society, Authority::Person { person }, &new);
        let (code, sentence) = alone.unwrap_or_default();
        if code != "charter.stages_fixed" || !sentence.contains(&format!("{rule:?}")) {
            open.push((rule, sentence));
        }
        let by_vote = verdict(&mut society, decided("amendment"), &new);
        assert_eq!(by_vote, None, "{rule}");
    }
    assert!(open.is_empty(), "{open:#?}");
}

/// CHA-41: words stay whoever's they were, and so does what takes from those who are not the members, or gives to
/// those who amend the charter by a vote.
#[test]
fn cha_41_words_and_less_are_left_to_whoever_amends() {
    let mut society = Society::under(&text());
    let person = society.founder.person;
    let inviting = "[[power]]\nid = \"inviting\"\nmay = \"membership.invite\"\nwho = \"founder\"\ngrace = \"1 \
                    day\"\nchallenge = \"50%\"\n";
    let declining = "id = \"declining\"\nmay = \"membership.decline\"\nwho = \"founder\"";
    let kept = [
        format!("{}\nMore words.\n", text()),
        with("# Charter of the box\n", "# Charter of the box\n\nMore words, further up.\n"),
        with("`society.name = \"Box\"`", "`society.name = \"Chest\"`"),
        with("name = \"Keeper\"", "name = \"Treasurer\""),
        with("name = \"Jury\"", "name = \"Jurors\""),
        with(inviting, ""),
        with("grace = \"3 days\"", "grace = \"4 days\""),
        with("challenge = \"50%\"", "challenge = \"40%\""),
        with(declining, &declining.replace("founder", "decision: amendment")),
        with(
            "who = \"office: keeper\", up_to = \"5 BOX",
            "who = \"office: keeper\", up_to = \"4 BOX",
        ),
        line("may = \"spending.pay_batch\", who = \"decision: amendment\""),
        // They amend by it once there are fifty.
        line("may = \"spending.pay_batch\", who = \"decision: grown\""),
        // Of the society's, but not the members'.
        with(
            "  { id = \"by-few\",         may = \"treasury.receive\",     who = \"decision: few\" },\n",
            "",
        ),
    ];
    for new in kept {
        let refused = verdict(&mut society, Authority::Person { person }, &new);
        assert_eq!(refused, None, "{new}");
    }
}

/// CHA-41: by what a stage takes is told which lines bring it about.
#[test]
fn cha_41_what_a_stage_takes_keeps_its_doors_open() {
    let ids = ["by-few", "issuing-too", "opening-too", "attesting", "proposing-too"];
    let inviting = "[[power]]\nid = \"inviting\"\nmay = \"membership.invite\"\nwho = \"founder\"\ngrace = \"1 \
                    day\"\nchallenge = \"50%\"\n";
    let cases: [(&str, &str, &[&str]); 7] = [
        ("members = 50", "", &[]),
        ("members = 50", "invite", &["inviting"]),
        ("treasury = \"900 EUR\"", "invite", &["by-few", "issuing-too"]),
        ("places = 2", "", &["opening-too"]),
        ("land = \"5 ha\"", "", &["opening-too", "attesting"]),
        ("turnout = \"40%\"", "", &["proposing-too"]),
        ("age = \"90 days\"", "invite", &[]),
    ];
    for (takes, application, held) in cases {
        let mut all = text().replacen("members = 50", takes, 1);
        if !application.is_empty() {
            let open = "`admission.application = \"open\"`";
            assert!(all.contains(open));
            all = all.replacen(open, &open.replace("open", application), 1);
        }
        let mut society = Society::under(&all);
        let person = society.founder.person;
        let line = |id: &str| {
            let start = format!("  {{ id = \"{id}\",");
            all.lines().find(|line| line.starts_with(&start)).map(|line| format!("{line}\n"))
        };
        let lines = ids.map(|id| (id, line(id).unwrap()));
        for (id, line) in lines.into_iter().chain([("inviting", inviting.to_owned())]) {
            assert!(all.contains(&line), "{line}");
            let new = all.replacen(&line, "", 1);
            let code = verdict(&mut society, Authority::Person { person }, &new);
            let expected = held.contains(&id).then(|| "charter.stages_fixed".to_owned());
            assert_eq!(code.map(|(code, _)| code), expected, "{takes} {application}: {id}");
        }
    }
}

/// CHA-41: where no stage hands anything to the members, whoever may amend may.
#[test]
fn cha_41_without_stages_nothing_is_held() {
    let end = GROWING.find("[[stage]]").unwrap();
    let bare = |text: &str| format!("{}```\n", &text[..CHARTER.len() + end]);
    let mut society = Society::under(&bare(&text()));
    let person = society.founder.person;
    let new = bare(&with("seats = 1", "seats = 2"));
    assert_eq!(verdict(&mut society, Authority::Person { person }, &new), None);
}
