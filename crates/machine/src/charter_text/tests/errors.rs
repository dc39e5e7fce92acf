//! Every error at its place: a table of what stands from line 4 on in a small charter, and of the
//! codes with line and column that it meets.

use std::collections::BTreeSet;

use super::super::scan::{BYTES_MAX, LINE_CHARS_MAX, LINES_MAX};
use super::super::{Charter, Code, DIAGNOSTICS_MAX, Diagnostic};
use super::{ACTIONS, SMALL, decisions, residence, small_with};

pub(super) type Found = (Code, u32, u32);

/// Returns the errors of a text.
fn flaws_of(text: &str) -> Vec<Diagnostic> {
    Charter::parse(text, ACTIONS).err().unwrap_or_default()
}

/// Returns code and place of each error.
fn places_of(text: &str) -> Vec<(String, u32, u32)> {
    flaws_of(text).into_iter().map(|flaw| (flaw.code.to_owned(), flaw.line, flaw.column)).collect()
}

fn expected(found: &[Found]) -> Vec<(String, u32, u32)> {
    found.iter().map(|(code, line, column)| (code.as_str().to_owned(), *line, *column)).collect()
}

/// A block of one decision procedure, on ten lines.
pub(super) const DECISION: &str = "```toml\n[[decision]]\nid = \"d\"\nelectorate = \"members\"\nmethod = \"yes-no\"\nquorum = \"20%\"\nthreshold = \"more than half\"\ndiscussion = \"none\"\nvoting = \"1 day\"\ngrace = \"none\"\n";

/// What is added to the small charter, and what is wrong then. Rules: CHA-1, CHA-2, CHA-3, CHA-4,
/// CHA-5, CHA-6, CHA-7, CHA-9, CHA-10, CHA-11, CHA-12.
fn markdown_and_toml() -> Vec<(String, Vec<Found>)> {
    let case = |text: &str, found: &[Found]| (text.to_owned(), found.to_vec());
    vec![
        case("plain words", &[]),
        case(&"x".repeat(LINE_CHARS_MAX), &[]),
        case(&"x".repeat(LINE_CHARS_MAX + 1), &[(Code::LineTooLong, 4, 1)]),
        case("né\u{200b}e", &[(Code::ForbiddenCharacter, 4, 3)]),
        case("a\tb\r", &[(Code::ForbiddenCharacter, 4, 2), (Code::ForbiddenCharacter, 4, 4)]),
        case("```toml\n# \u{202e}\n```", &[(Code::ForbiddenCharacter, 5, 3)]),
        case("<!-- hidden -->", &[(Code::Html, 4, 1)]),
        case("a <b>, 1 < 2, `<i>`, \\<u>", &[(Code::Html, 4, 3)]),
        case("see ![x](y)", &[(Code::Image, 4, 5)]),
        case("[a](b) [c](d e)", &[(Code::LinkShape, 4, 10)]),
        case("[a]: b", &[(Code::LinkShape, 4, 3)]),
        case("   three", &[]),
        case("    four", &[(Code::Indent, 4, 1)]),
        case("-     five", &[(Code::Indent, 4, 2)]),
        case(" ```toml", &[(Code::FenceShape, 4, 2)]),
        case("> ```toml", &[(Code::FenceShape, 4, 3)]),
        case("~~~", &[(Code::FenceShape, 4, 1)]),
        case("```TOML\n```", &[(Code::FenceLanguage, 4, 4)]),
        case("```a b\n```", &[(Code::FenceLanguage, 4, 4)]),
        case("words\n```toml\na", &[(Code::FenceUnclosed, 5, 1)]),
        case("one ` two", &[(Code::SpanUnclosed, 4, 5)]),
        case("one \\` two", &[(Code::BacktickEscaped, 4, 5)]),
        case("`dues = `", &[(Code::Toml, 4, 9)]),
        case("```toml\ndues = {\n```", &[(Code::Toml, 5, 9)]),
        case("`society.name = \"B\"`", &[(Code::KeyTwice, 4, 10)]),
        case("é `colour = 1` `x == 1` `y => 1`", &[(Code::KeyUnknown, 4, 4)]),
        case("`society.colour = 1`", &[(Code::KeyUnknown, 4, 10)]),
        case("`admission.open_vouches_max = 1.5`", &[(Code::Float, 4, 31)]),
        case("```toml\n[dues]\nevery = 2028-01-01\n```", &[(Code::Date, 6, 9)]),
        case("`admission.open_vouches_max = 0x10`", &[(Code::IntegerForm, 4, 31)]),
        case("`admission.open_vouches_max = -1`", &[(Code::IntegerForm, 4, 31)]),
        case("`admission.open_vouches_max = 9007199254740992`", &[(Code::IntegerForm, 4, 31)]),
    ]
}

/// The same for single values. Rules: CHA-13, CHA-14, CHA-15, CHA-16, CHA-17, CHA-18, CHA-19, CHA-20,
/// CHA-21, CHA-22, CHA-23, CHA-24, CHA-42.
fn values() -> Vec<(String, Vec<Found>)> {
    let case = |text: &str, found: &[Found]| (text.to_owned(), found.to_vec());
    let decision = |line: &str, found: &[Found]| {
        let key = line.split(' ').next().unwrap();
        let others: Vec<&str> = DECISION.lines().filter(|own| !own.starts_with(key)).collect();
        (format!("{}\n{line}\n```", others.join("\n")), found.to_vec())
    };
    let ids = |id: &str, found: &[Found]| {
        (format!("{}```", DECISION.replace("\"d\"", &format!("{id:?}"))), found.to_vec())
    };
    let asset = |lines: &str, found: &[Found]| {
        let head = "[[asset]]\nid = \"EUR\"\ndecimals = 2";
        (format!("```toml\n{head}\n{lines}\n```"), found.to_vec())
    };
    vec![
        case("`admission.open_vouches_max = \"1\"`", &[(Code::Type, 4, 31)]),
        case("`exit = 1`", &[(Code::Type, 4, 9)]),
        case("`power = [1]`", &[(Code::Type, 4, 11)]),
        case(
            "`dissent = { from = \"10%\", to = \"10%\", longest = \"30 days\" }`",
            &[(Code::DissentOrder, 4, 12)],
        ),
        case("`exit.share = \"none\"`", &[(Code::Missing, 4, 2)]),
        case(
            "`society.currency = \"EUR\"` `exit = { share = \"by shares\", paid_within = \"none\" }`",
            &[(Code::ExitKey, 4, 36)],
        ),
        case("`society.currency = \"\"`", &[(Code::TextLength, 4, 21)]),
        case("`society.currency = \"\\u202e\"`", &[(Code::TextCharacter, 4, 21)]),
        case("`society.currency = \" EUR\"`", &[(Code::TextCharacter, 4, 21)]),
        case("`society.currency = \"eur\"`", &[(Code::AssetForm, 4, 21)]),
        asset("held_by = \"the bank\"", &[]),
        asset(
            "credit_limit = \"5 EUR\"\ndemurrage = \"1%\"\ndemurrage_every = \"30 days\"\ndemurrage_to = \"common\"",
            &[],
        ),
        asset("issue_max = \"5 EUR per 30 days\"", &[]),
        asset("held_by = \"the bank\"\ncredit_limit = \"5 EUR\"", &[(Code::AssetKind, 5, 1)]),
        asset(
            "held_by = \"the bank\"\nissue_max = \"5 EUR per 30 days\"",
            &[(Code::AssetKind, 5, 1)],
        ),
        asset(
            "credit_limit = \"5 EUR\"\nissue_max = \"5 EUR per 30 days\"",
            &[(Code::AssetKind, 5, 1)],
        ),
        asset("credit_limit = \"5 EUR\"\ncredit_warn = \"3 EUR\"", &[]),
        asset("credit_limit = \"5 EUR\"\ncredit_warn = \"5 EUR\"", &[(Code::CreditWarn, 5, 1)]),
        asset("credit_warn = \"3 EUR\"", &[(Code::CreditWarn, 5, 1)]),
        asset("credit_limit = \"5 USD\"", &[(Code::AssetUnknown, 8, 16)]),
        asset(
            "demurrage = \"1%\"\ndemurrage_every = \"30 days\"\ndemurrage_to = \"A\"",
            &[(Code::FundName, 10, 16)],
        ),
        asset("demurrage = \"1%\"\ndemurrage_every = \"1 day\"", &[(Code::Missing, 5, 1)]),
        case("`treasury.fiscal_year = \"04-06\"`", &[]),
        case("`treasury.fiscal_year = \"02-29\"`", &[(Code::Day, 4, 25)]),
        case("`treasury.fiscal_year = \"4-6\"`", &[(Code::Day, 4, 25)]),
        ids("d", &[]),
        ids("d-2", &[]),
        ids("D", &[(Code::IdForm, 6, 6)]),
        ids("d--2", &[(Code::IdForm, 6, 6)]),
        ids(&"d".repeat(33), &[(Code::IdForm, 6, 6)]),
        case(&format!("{DECISION}```\n{DECISION}```"), &[(Code::IdTwice, 16, 1)]),
        case(&format!("```toml\n{}```", "[[stage]]\n".repeat(33)), &[(Code::TooMany, 5, 1)]),
        decision("quorum = \"adaptive\"", &[]),
        decision("sponsors = 3", &[]),
        decision("sponsors = 0", &[(Code::OutOfRange, 14, 12)]),
        decision("totals = \"after\"", &[]),
        decision("totals = \"never\"", &[(Code::Choice, 14, 10)]),
        decision("method = \"show of hands\"", &[(Code::Choice, 13, 10)]),
        decision("method = \"approval\"", &[(Code::MethodKey, 9, 13)]),
        case("`admission.open_vouches_max = 101`", &[(Code::OutOfRange, 4, 31)]),
        case("`admission.open_vouches_max = 0`", &[(Code::OutOfRange, 4, 31)]),
        decision("delegation = \"perhaps\"", &[(Code::Choice, 14, 14)]),
        decision("delegation_max = \"10%\"", &[(Code::DelegationKey, 14, 18)]),
        decision("delegation = \"no\"\ndelegation_max = \"10%\"", &[(Code::DelegationKey, 15, 18)]),
        decision("delegation = \"yes\"\ndelegation_max = \"0%\"", &[(Code::Share, 15, 18)]),
        decision("delegation = \"yes\"\ndelegation_max = \"10%\"", &[]),
        decision("electorate = \"everybody\"", &[(Code::Choice, 13, 14)]),
        decision("electorate = \"office: x\"", &[(Code::OfficeUnknown, 13, 14)]),
        decision("electorate = \"panel: x\"", &[(Code::PanelUnknown, 13, 14)]),
        decision("mix = []", &[(Code::ElectorateTwice, 5, 1)]),
        decision("grace = \"soon\"", &[(Code::Duration, 13, 9)]),
        decision("grace = \"1 days\"", &[(Code::Duration, 13, 9)]),
        decision("voting = \"59 seconds\"", &[(Code::DurationRange, 13, 10)]),
        decision("voting = \"1 minute\"", &[]),
        case("`quiet = { from = \"20:00\", until = \"24:00\" }`", &[(Code::Day, 4, 36)]),
        decision("quorum = \"0%\"", &[(Code::Share, 13, 10)]),
        decision("quorum = \"100%\"", &[]),
        decision("quorum = \"101%\"", &[(Code::Share, 13, 10)]),
        decision("threshold = \"50%\"", &[(Code::Threshold, 13, 13)]),
        decision("threshold = \"50.01%\"", &[]),
        case("`dues = { amount = \"1 EUR\", every = \"month\" }`", &[(Code::AssetUnknown, 4, 20)]),
        case(
            "`society.currency = \"EUR\"` `dues = { amount = \"1.001 EUR\", every = \"month\" }`",
            &[(Code::Amount, 4, 47)],
        ),
    ]
}

/// A block of one decision procedure of several bodies, and an office.
fn several(bodies: &str) -> String {
    let office = "[[office]]\nid = \"o\"\nname = \"O\"\nseats = 3\nterm = \"10 days\"\nfilled = \"decision: d\"\nrecalled = \"decision: d\"\n";
    let decision = DECISION.replace("electorate = \"members\"", bodies);
    format!("{decision}```\n```toml\n{office}```")
}

/// The same for who decides. Rules: CHA-50, CHA-51, CHA-52.
fn electorates() -> Vec<(String, Vec<Found>)> {
    let case = |bodies: &str, found: &[Found]| (several(bodies), found.to_vec());
    let half = "{ of = \"members\", share = \"50%\" }";
    let office = "{ of = \"office: o\", share = \"50%\" }";
    let house = "{ of = \"members\", quorum = \"20%\", threshold = \"two thirds\" }";
    let of_office = house.replace("members", "office: o");
    let weak = |electorate: &str, found: &[Found]| {
        let power = "```toml\n[[power]]\nid = \"p\"\nmay = \"charter.amend\"\nwho = \"decision: d\"\ngrace = \"1 day\"\n```";
        (format!("{power}\n{}", several(electorate)), found.to_vec())
    };
    let small = "{ of = \"members\", share = \"51%\" }, { of = \"office: o\", share = \"49%\" }";
    let in_houses = |bodies: &str| {
        let text = several(&format!("houses = [{bodies}]"));
        text.replace("quorum = \"20%\"\nthreshold = \"more than half\"\n", "")
    };
    vec![
        case("electorate = \"office: o\"", &[]),
        case(&format!("mix = [{half}, {office}]"), &[]),
        case(&format!("mix = [{half}, {half}]"), &[(Code::ElectorateTwice, 7, 8)]),
        case(
            &format!("mix = [{half}]"),
            &[(Code::ElectorateShares, 7, 8), (Code::ElectorateShares, 7, 8)],
        ),
        case(
            &format!("mix = [{half}, {}]", office.replace("50", "51")),
            &[(Code::ElectorateShares, 7, 8)],
        ),
        case("electorate = \"office: o\"\ndelegation = \"yes\"", &[(Code::DelegationBody, 5, 1)]),
        (in_houses(&format!("{house}, {of_office}")), vec![]),
        case(
            &format!("houses = [{house}, {of_office}]"),
            &[(Code::ElectorateMethod, 9, 10), (Code::ElectorateMethod, 10, 13)],
        ),
        (
            in_houses(&format!("{house}, {of_office}")).replace("yes-no", "consent"),
            vec![(Code::ElectorateMethod, 5, 1)],
        ),
        weak("electorate = \"office: o\"", &[(Code::ElectorateWeak, 5, 1)]),
        weak(&format!("mix = [{half}, {office}]"), &[(Code::ElectorateWeak, 5, 1)]),
        weak(&format!("mix = [{small}]"), &[]),
    ]
}

/// The same for powers, references and stages. Rules: CHA-25, CHA-26, CHA-27, CHA-28, CHA-29, CHA-30,
/// CHA-31.
fn powers() -> Vec<(String, Vec<Found>)> {
    let power = |lines: &str, found: &[Found]| {
        let money = "`society.currency = \"EUR\"`";
        (
            format!("{money}\n```toml\n[[power]]\nid = \"p\"\n{lines}\n```\n{DECISION}```"),
            found.to_vec(),
        )
    };
    let stage = |lines: &str, found: &[Found]| {
        let first = "[[stage]]\nid = \"a\"\nname = \"A\"\n[[stage]]\nid = \"b\"\nname = \"B\"";
        (format!("```toml\n{first}\n{lines}\n```"), found.to_vec())
    };
    let amend_stage = |change: &str, found: &[Found]| {
        let power =
            "[[power]]\nid = \"p\"\nmay = \"charter.amend\"\nwho = \"founder\"\ngrace = \"2 days\"";
        let first = "[[stage]]\nid = \"a\"\nname = \"A\"\n[[stage]]\nid = \"b\"\nname = \"B\"";
        let changes = format!("by = \"2029-01-01\"\nchanges = [{{ power = \"p\", {change} }}]");
        (format!("```toml\n{power}\n{first}\n{changes}\n```"), found.to_vec())
    };
    let case = |text: &str, found: &[Found]| (text.to_owned(), found.to_vec());
    let approval =
        DECISION.replace("yes-no", "approval").replace("threshold = \"more than half\"\n", "");
    let weak = format!(
        "```toml\n[[power]]\nid = \"p\"\nmay = \"charter.amend\"\nwho = \"decision: d\"\n\
         grace = \"1 day\"\n```\n{approval}```"
    );
    vec![
        power("may = \"governance.argue\"\nwho = \"anyone\"", &[]),
        power("may = \"governance.cheer\"\nwho = \"member\"", &[(Code::ActionUnknown, 8, 7)]),
        power("may = \"membership.leave\"\nwho = \"member\"", &[(Code::RightNotPower, 8, 7)]),
        power("may = \"membership.apply\"\nwho = \"member\"", &[(Code::RightNotPower, 8, 7)]),
        power("may = \"treasury.pay\"\nwho = \"founder\"", &[(Code::LimitMissing, 8, 7)]),
        power("may = \"treasury.pay\"\nwho = \"decision: d\"", &[]),
        power(
            "may = \"governance.argue\"\nwho = \"member\"\nup_to = \"1 EUR per day\"",
            &[(Code::LimitNotForAction, 8, 7)],
        ),
        power(
            "may = \"treasury.pay\"\nwho = \"founder\"\nup_to = \"1 EUR\"",
            &[(Code::Amount, 10, 9)],
        ),
        power("may = \"governance.argue\"\nwho = \"everybody\"", &[(Code::Who, 9, 7)]),
        power(
            "may = \"charter.amend\"\nwho = \"importer\"\ngrace = \"1 day\"",
            &[(Code::WhoNotForAction, 9, 7)],
        ),
        power("may = \"governance.propose\"\nwho = \"anyone\"", &[(Code::WhoNotForAction, 9, 7)]),
        power(
            "may = \"governance.propose\"\nwho = \"rule: vouched\"",
            &[(Code::WhoNotForAction, 9, 7)],
        ),
        power(
            "may = \"governance.argue\"\nwho = \"decision: e\"",
            &[(Code::DecisionUnknown, 9, 7)],
        ),
        power("may = \"governance.argue\"\nwho = \"office: e\"", &[(Code::OfficeUnknown, 9, 7)]),
        power("may = \"membership.admit\"\nwho = \"rule: e\"", &[(Code::RuleUnknown, 9, 7)]),
        power(
            "may = \"governance.argue\"\nwho = \"member\"\nchallenge = \"10%\"",
            &[(Code::ChallengeWithoutGrace, 6, 1)],
        ),
        power(
            "may = \"charter.amend\"\nwho = \"decision: d\"",
            &[(Code::AmendmentWithoutGrace, 6, 1)],
        ),
        power("may = \"charter.amend\"\nwho = \"decision: d\"\ngrace = \"1 day\"", &[]),
        power("may = \"treasury.pay\"\nwho = \"no one\"\nlocked = true", &[]),
        power("may = \"treasury.pay\"\nwho = \"no one\"", &[(Code::WhoNotForAction, 9, 7)]),
        power(
            "may = \"governance.argue\"\nwho = \"member\"\nlocked = \"yes\"",
            &[(Code::Type, 10, 10)],
        ),
        case(
            "```toml\n[[consent]]\nsection = \"Nowhere\"\nask = \"again\"\nsilence = \"x\"\n```",
            &[(Code::SectionUnknown, 6, 11)],
        ),
        stage("when = { members = 2 }", &[]),
        stage("by = \"2028-02-30\"", &[(Code::Day, 11, 6)]),
        stage("", &[(Code::StageEntry, 8, 1)]),
        stage(
            "when = { members = 2 }\nchanges = [{ power = \"x\" }]",
            &[(Code::PowerUnknown, 12, 22)],
        ),
        case(
            "```toml\n[[stage]]\nid = \"a\"\nname = \"A\"\nby = \"2028-01-01\"\n```",
            &[(Code::StageEntry, 5, 1)],
        ),
        case(&weak, &[(Code::MethodWeak, 5, 1)]),
        amend_stage("grace = \"2 days\"", &[]),
        amend_stage("grace = \"23 hours\"", &[(Code::AmendmentWithoutGrace, 17, 12)]),
        amend_stage("who = \"anyone\"", &[(Code::WhoNotForAction, 17, 12)]),
        power(
            "may = \"membership.admit\"\nwho = \"rule: vouched\"\ngrace = \"3 days\"",
            &[(Code::RuleWaits, 6, 1)],
        ),
        power(
            "may = \"governance.propose\"\nwho = \"decision: d\"",
            &[(Code::WhoNotForAction, 9, 7)],
        ),
    ]
}

/// The same for what a stage takes. Rule: CHA-31.
fn growth() -> Vec<(String, Vec<Found>)> {
    let stage = |lines: &str, found: &[Found]| {
        let first = "[[stage]]\nid = \"a\"\nname = \"A\"\n[[stage]]\nid = \"b\"\nname = \"B\"";
        (format!("```toml\n{first}\n{lines}\n```"), found.to_vec())
    };
    vec![
        stage("when = { turnout = \"40%\", age = \"1 year\" }", &[]),
        stage("when = { turnout = \"40\" }", &[(Code::Share, 11, 20)]),
        stage("when = { treasury = \"5 EUR\" }", &[(Code::AssetUnknown, 11, 21)]),
        stage("when = {}", &[(Code::Missing, 11, 8)]),
    ]
}

/// The same for emergency pauses. Rule: CHA-44.
fn pauses() -> Vec<(String, Vec<Found>)> {
    let pause = |actions: &str, who: &str, found: &[Found]| {
        let rest = "at_most = \"1 day\"\nagain_after = \"1 day\"\nrenewed = \"decision: d\"";
        let pause = format!("[[pause]]\nid = \"p\"\nwho = {who:?}\nactions = [{actions}]\n{rest}");
        (format!("{DECISION}{pause}\n```"), found.to_vec())
    };
    vec![
        pause("\"membership.admit\"", "founder", &[]),
        pause("\"membership.leave\"", "founder", &[(Code::RightNotPower, 17, 12)]),
        pause("\"membership.wave\"", "founder", &[(Code::ActionUnknown, 17, 12)]),
        pause("\"charter.amend\"", "founder", &[(Code::PauseAction, 17, 12)]),
        pause("\"governance.argue\"", "founder", &[(Code::PauseAction, 17, 12)]),
        pause(
            "\"membership.admit\", \"membership.admit\"",
            "founder",
            &[(Code::PauseAction, 17, 32)],
        ),
        pause("", "founder", &[(Code::TooMany, 17, 11)]),
        pause("\"membership.admit\"", "member", &[(Code::WhoNotForAction, 16, 7)]),
        pause("\"membership.admit\"", "decision: e", &[(Code::DecisionUnknown, 16, 7)]),
    ]
}

/// The same for dues and for funds that are signed. Rules: CHA-60, CHA-61.
fn money() -> Vec<(String, Vec<Found>)> {
    let block = |text: &str, found: &[Found]| {
        (format!("```toml\nsociety.currency = \"EUR\"\n{text}\n```"), found.to_vec())
    };
    let tier = |text: &str, found: &[Found]| {
        let dues = "[dues]\nevery = \"month\"\n[[dues.tier]]\nid = \"t\"";
        block(&format!("{dues}\n{text}"), found)
    };
    let office = "[[office]]\nid = \"purse\"\nname = \"Purse\"\nseats = 2\nterm = \"1 year\"\n\
                  filled = \"decision: d\"\nrecalled = \"decision: d\"";
    let (_, decision) = DECISION.split_once('\n').unwrap();
    let fund = |text: &str, found: &[Found]| {
        block(&format!("{office}\n{decision}[[fund]]\n{text}"), found)
    };
    let tier_flaw: &[Found] = &[(Code::DuesTier, 8, 1)];
    vec![
        block("[dues]\nevery = \"month\"", &[(Code::Missing, 6, 1)]),
        block("[dues]\nevery = \"23 hours\"\namount = \"1 EUR\"", &[(Code::DurationRange, 7, 9)]),
        block("[dues]\nevery = \"1 day\"\namount = \"1 EUR\"\ninstead = \"1 hour\"", &[]),
        tier("amount = \"1 EUR\"", &[]),
        tier("amount = \"1 EUR\"\nwork = \"1 hour\"", &[]),
        tier("work = \"1 hour\"", &[]),
        tier("share = \"1%\"\nmin = \"1 EUR\"", &[]),
        tier("share = \"1%\"\nmin = \"1 EUR\"\nmax = \"1 EUR\"", &[]),
        tier("min = \"1 EUR\"\nmax = \"2 EUR\"", &[]),
        tier("", tier_flaw),
        tier("share = \"1%\"", tier_flaw),
        tier("min = \"1 EUR\"", tier_flaw),
        tier("min = \"2 EUR\"\nmax = \"1 EUR\"", tier_flaw),
        tier("amount = \"1 EUR\"\nmax = \"1 EUR\"", tier_flaw),
        tier("amount = \"1 USD\"", &[(Code::DuesTier, 8, 1), (Code::AssetUnknown, 10, 10)]),
        tier(
            "amount = \"1 EUR\"\n[[dues.tier]]\nid = \"t\"\nwork = \"1 hour\"",
            &[(Code::IdTwice, 11, 1)],
        ),
        tier("amount = \"1 EUR\"\ncolour = 1", &[(Code::KeyUnknown, 11, 1)]),
        block(
            "[dues]\nevery = \"1 day\"\ninstead = \"1 hour\"\n[[dues.tier]]\nid = \"t\"\nwork = \"1 hour\"",
            &[(Code::DuesTier, 6, 1)],
        ),
        block(
            "[dues]\nevery = \"1 day\"\namount = \"1 EUR\"\nfund = \"house\"",
            &[(Code::FundForm, 9, 8)],
        ),
        block(
            "[dues]\nevery = \"1 day\"\namount = \"1 EUR\"\nreminder = \"2 days\"\nvote_rests = \"2 days\"",
            &[(Code::DuesOrder, 6, 1)],
        ),
        block(
            "[dues]\nevery = \"1 day\"\namount = \"1 EUR\"\nfund = \"fund-house\"\nreminder = \"1 day\"\nvote_rests = \"2 days\"\nmembership_rests = \"3 days\"",
            &[],
        ),
        fund("id = \"chest\"\nsigners = \"office: purse\"\nneeded = 2", &[]),
        fund(
            "id = \"chest\"\nsigners = \"office: king\"\nneeded = 2",
            &[(Code::OfficeUnknown, 24, 11)],
        ),
        fund("id = \"chest\"\nsigners = \"member\"\nneeded = 2", &[(Code::OfficeUnknown, 24, 11)]),
        fund(
            "id = \"chest\"\nsigners = \"office: purse\"\nneeded = 0",
            &[(Code::OutOfRange, 25, 10)],
        ),
        fund(
            "id = \"a-very-long-name-of-a-fund-x\"\nsigners = \"office: purse\"\nneeded = 1",
            &[(Code::FundForm, 22, 1)],
        ),
    ]
}

/// The same for what acts cost. Rule: CHA-69.
fn fees() -> Vec<(String, Vec<Found>)> {
    let fee = |text: &str, found: &[Found]| {
        let block =
            format!("```toml\nsociety.currency = \"EUR\"\n[[fee]]\nid = \"f\"\n{text}\n```");
        (block, found.to_vec())
    };
    let of = |text: &str| format!("for = \"membership.apply\"\n{text}");
    let flaw: &[Found] = &[(Code::FeeForm, 6, 1)];
    vec![
        fee(&of("amount = \"1 EUR\""), &[]),
        fee(&of("share = \"1%\"\nat_most = \"1 EUR\""), &[]),
        fee(
            &of("amount = \"1 EUR\"\nshare = \"1%\"\nat_most = \"1 EUR\"\nto = \"fund-house\""),
            &[],
        ),
        fee(&of("amount = \"2 EUR\"\nshare = \"1%\"\nat_most = \"1 EUR\""), flaw),
        fee(&of("share = \"1%\""), flaw),
        fee(&of("amount = \"1 EUR\"\nat_most = \"1 EUR\""), flaw),
        fee(&of(""), flaw),
        fee(&of("amount = \"1 EUR\"\nto = \"house\""), &[(Code::FundForm, 10, 6)]),
        fee("amount = \"1 EUR\"", &[(Code::Missing, 6, 1)]),
        fee("for = \"treasury.pay\"\namount = \"1 EUR\"", &[]),
        fee("for = \"membership.leave\"\namount = \"1 EUR\"", &[(Code::FeeAct, 8, 7)]),
        fee("for = \"membership.sing\"\namount = \"1 EUR\"", &[(Code::FeeAct, 8, 7)]),
        fee(
            &of(
                "amount = \"1 EUR\"\n[[fee]]\nid = \"f\"\nfor = \"treasury.pay\"\namount = \"1 EUR\"",
            ),
            &[(Code::IdTwice, 10, 1)],
        ),
    ]
}

/// The same for panels and chance. Rules: CHA-53, CHA-54, CHA-55.
fn panels() -> Vec<(String, Vec<Found>)> {
    let panel = "[[panel]]\nid = \"p\"\nname = \"P\"\nseats = 3\nof = \"members\"\ndrawn = \"for a term\"\nterm = \"9 days\"\naccept = \"2 days\"\n";
    let quicknet = "`chance.beacon = \"drand quicknet\"`";
    let case = |chance: &str, panel: &str, found: &[Found]| {
        (format!("{chance}\n```toml\n{panel}```"), found.to_vec())
    };
    let with =
        |from: &str, to: &str, found: &[Found]| case(quicknet, &panel.replace(from, to), found);
    let own = "`chance = { beacon = \"drand\", public_key = \"00\", genesis = 7, period = \"3 seconds\" }`";
    let secrets = "`chance = { beacon = \"none\", revealers = \"office: o\", commit = \"1 day\", reveal = \"1 day\" }`";
    let each = panel.replace("for a term", "for each proposal").replace("term = \"9 days\"\n", "");
    let office_panel = each.replace("for each proposal", "for an office");
    let deciding = |panel: &str, found: &[Found]| {
        let decision = DECISION.replace("\"members\"", "\"panel: p\"");
        case(quicknet, &format!("{panel}```\n{decision}"), found)
    };
    let long = DECISION
        .replace("\"members\"", "\"panel: p\"")
        .replace("discussion = \"none\"", "discussion = \"3 days\"");
    let office = |panel: &str, filled: &str, found: &[Found]| {
        let office = format!(
            "[[office]]\nid = \"o\"\nname = \"O\"\nseats = 3\nterm = \"10 days\"\nfilled = \"{filled}\"\nrecalled = \"decision: d\"\n"
        );
        case(quicknet, &format!("{panel}{office}```\n{DECISION}"), found)
    };
    vec![
        case(quicknet, panel, &[]),
        case("no chance", panel, &[(Code::Missing, 6, 1)]),
        case(own, panel, &[(Code::BeaconKey, 4, 44)]),
        case(secrets, panel, &[(Code::OfficeUnknown, 4, 42)]),
        with("seats = 3", "seats = 201", &[(Code::OutOfRange, 9, 9)]),
        with("\"members\"", "\"friends\"", &[(Code::Choice, 10, 6)]),
        with("\"members\"", "\"host residents\"", &[]),
        with("\"members\"", "\"outsiders\"", &[(Code::Missing, 6, 1)]),
        with("\"members\"", "\"outsiders\"\ncalled = \"our guests\"", &[]),
        with("\"members\"", "\"members\"\ncalled = \"us\"", &[(Code::PanelUse, 11, 10)]),
        with("term = \"9 days\"\n", "", &[(Code::Missing, 6, 1)]),
        with("for a term", "for each proposal", &[(Code::PanelUse, 12, 8)]),
        with("accept = \"2 days\"", "accept = \"59 minutes\"", &[(Code::DurationRange, 13, 10)]),
        deciding(panel, &[]),
        deciding(&each, &[(Code::PanelUse, 15, 1)]),
        deciding(&office_panel, &[(Code::PanelUse, 15, 1)]),
        case(quicknet, &format!("{each}```\n{long}"), &[]),
        office(&office_panel, "draw: p", &[]),
        office(panel, "draw: p", &[(Code::PanelUse, 14, 1)]),
        office(&office_panel, "draw: q", &[(Code::PanelUnknown, 18, 10)]),
    ]
}

#[test]
fn each_error_stands_at_its_place() {
    let mut met = BTreeSet::new();
    let all = [
        markdown_and_toml(),
        values(),
        electorates(),
        powers(),
        growth(),
        pauses(),
        money(),
        fees(),
        panels(),
        decisions::seasons(),
        decisions::convictions(),
        decisions::measures(),
        decisions::alternatives(),
        decisions::signals(),
        residence::cases(),
    ];
    let all = all.concat();
    for (extra, found) in all {
        assert_eq!(places_of(&small_with(&extra)), expected(&found), "{extra}");
        met.extend(found.into_iter().map(|(code, ..)| code));
    }
    let elsewhere = [Code::TooLarge, Code::TooManyLines, Code::TooManyErrors];
    let missed: Vec<&Code> =
        Code::ALL.iter().filter(|code| !met.contains(code) && !elsewhere.contains(code)).collect();
    assert_eq!(missed, Vec::<&Code>::new());
}

#[test]
fn cha_1_texts_stop_at_their_limits() {
    let fill = BYTES_MAX - SMALL.len();
    let lines = "x".repeat(80) + "\n";
    let long: String = lines.chars().cycle().take(fill).collect();
    assert_eq!(places_of(&small_with(&long)), []);
    let size = long + "x";
    assert_eq!(places_of(&small_with(&size))[0], ("charter.too_large".to_owned(), 1, 1));

    assert_eq!(places_of(&small_with(&"\n".repeat(LINES_MAX - 4))), []);
    let line = u32::try_from(LINES_MAX + 1).unwrap();
    let over = places_of(&small_with(&"\n".repeat(LINES_MAX - 3)));
    assert_eq!(over, [("charter.too_many_lines".to_owned(), line, 1)]);
}

#[test]
fn cha_32_errors_are_collected_up_to_a_limit() {
    let flaws = flaws_of(&small_with(&"<b>\n".repeat(DIAGNOSTICS_MAX + 7)));
    assert_eq!(flaws.len(), DIAGNOSTICS_MAX + 1);
    let last = flaws.last().unwrap();
    assert_eq!((last.code, last.rule), ("charter.too_many_errors", "CHA-32"));
    assert_eq!(last.message, "7 more errors are not listed.");
}

#[test]
fn cha_14_an_empty_text_lacks_what_must_be_there() {
    let missing: Vec<String> = flaws_of("").into_iter().map(|flaw| flaw.message).collect();
    let keys = [
        "society.name",
        "society.kind",
        "society.commandment",
        "admission.vouches",
        "admission.open_vouches_max",
        "admission.probation",
        "admission.application",
    ];
    for key in keys.into_iter().filter(|key| !key.ends_with("_max")) {
        assert!(missing.contains(&format!("`{key}` is not set.")), "{key}: {missing:?}");
    }
}

#[test]
fn cha_10_a_key_set_twice_names_both_places() {
    let flaws = flaws_of(&small_with("`society.name = \"B\"`"));
    assert_eq!(flaws[0].message, "`society.name` is set here and at line 2, column 10.");
}

#[test]
fn cha_8_sections_are_named_by_headings() {
    let consent =
        "```toml\n[[consent]]\nsection = \"What `we` owe\"\nask = \"again\"\nsilence = \"x\"\n```";
    for heading in ["## What `we` owe", "#  What `we` owe ##", "###### What `we` owe #  "] {
        assert_eq!(places_of(&small_with(&format!("{heading}\n{consent}"))), [], "{heading}");
    }
    for heading in
        [" ## What `we` owe", "##What `we` owe", "## What `we` owe.", "####### What `we` owe"]
    {
        let found = places_of(&small_with(&format!("{heading}\n{consent}")));
        assert_eq!(found, [("charter.section_unknown".to_owned(), 7, 11)], "{heading}");
    }
}

#[test]
fn codes_rules_and_hints_are_complete() {
    let texts: BTreeSet<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
    assert_eq!(texts.len(), Code::ALL.len());
    let spec = include_str!("../../../../../spec/charter.md");
    for code in Code::ALL {
        assert!(spec.contains(&format!("**{}**", code.rule())), "{}", code.rule());
        assert!(spec.contains(&format!("`{}`", code.as_str())), "{}", code.as_str());
        assert!(code.hint().ends_with('.') || code.hint().ends_with('"'), "{}", code.as_str());
    }
}
