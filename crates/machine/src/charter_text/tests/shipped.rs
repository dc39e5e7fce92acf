//! The charters that come with the project: what their words promise, held for each of them.

use std::collections::BTreeSet;

use polity_types::{Amount, Seconds};

use super::super::diff::LineChange;
use super::super::document::StageChange;
use super::super::room::{Line, stage_by_stage, wider};
use super::super::{
    ActionClass, Body, Charter, Electorate, Elects, Limit, LimitNeed, Method, PanelOf, Power,
    Procedure, Share, Threshold, Who, diff,
};
use super::{
    DIGITAL_SABBATH, HUB, MEDICAL_FREEDOM, NETWORK_UNION, POP_UP_VILLAGE, SHIPPED, SUGAR_FREE,
    ZONE_TOWN, parse, parse_shipped,
};

/// Every charter, read under the actions that the machine has.
fn shipped() -> Vec<(&'static str, Charter)> {
    SHIPPED.iter().map(|(name, text)| (*name, parse_shipped(text))).collect()
}

/// The charters that a community would take as its own. The reading circle is small on purpose: it
/// is the society of the demonstration, and gives no guarantee to newcomers.
fn for_communities() -> Vec<(&'static str, Charter)> {
    shipped().into_iter().filter(|(name, _)| *name != "reading-circle").collect()
}

/// Returns the procedure that holds a line, if one does.
fn procedure_of<'c>(charter: &'c Charter, power: &Power) -> Option<&'c Procedure> {
    match &power.who {
        Who::Decision(id) => charter.decision(id),
        _ => None,
    }
}

/// Returns whether a person holds the line alone.
fn is_of_a_person(power: &Power) -> bool {
    !matches!(power.who, Who::Decision(_) | Who::NoOne | Who::Rule(_))
}

/// Returns how an action is limited.
fn limit_need(name: &str) -> LimitNeed {
    crate::registry::spec_named(name).unwrap().action.limit
}

/// Every power is given to somebody, or to no one on purpose: then it stands here.
#[test]
fn what_no_one_may_is_meant() {
    let imports = ["import.ballots", "import.close", "import.ledger", "import.membership"];
    let outside = ["treasury.attest", "treasury.open_outside", "treasury.receive"];
    let nothing_issued = [&imports[..], &["treasury.issue"]].concat();
    let claims_alone = [&imports[..], &["treasury.create_asset", "treasury.issue"]].concat();
    let all_inside = [&imports[..], &outside].concat();
    for (name, charter) in shipped() {
        let meant: &[&str] = match name {
            "hub" | "network-union" | "sugar-free" => &[],
            "network-state" => &outside,
            "platform-co-op" => &["import.ballots"],
            "dao" | "open-source-project" => &claims_alone,
            "medical-freedom" | "zone-town" => &nothing_issued,
            "digital-sabbath" | "pop-up-village" => &imports,
            _ => &all_inside,
        };
        // Where there are no offices, nobody is seated in one or recalled.
        let has_offices = !charter.offices.is_empty();
        let unheld = charter.unheld.iter().copied();
        let unheld = unheld.filter(|action| has_offices || !action.starts_with("offices."));
        // Nor is anything paused where no pause says so.
        let has_pauses = !charter.pauses.is_empty();
        let unheld = unheld.filter(|action| has_pauses || !action.ends_with("pause"));
        // Nor are claims of a breach ruled on where no breach is spoken of.
        let has_breach = charter.breach.is_some();
        let unheld = unheld.filter(|action| has_breach || !action.starts_with("breach."));
        // Nor brings anybody other versions where no decision takes them.
        let takes_versions = charter.decisions.iter().any(|one| one.alternatives.is_some());
        let unheld = unheld.filter(|action| takes_versions || *action != "governance.offer");
        // Nor asks anybody standing questions where there are none.
        let has_signals = !charter.signals.is_empty();
        let unheld = unheld.filter(|action| has_signals || *action != "signals.ask");
        // Few charters say how requests are approved and bills are shared.
        let spends = ["hub", "network-union", "platform-co-op", "sugar-free"].contains(&name);
        let unheld = unheld.filter(|action| {
            spends || !(action.starts_with("spending.") || action.starts_with("dues."))
        });
        // Where no residents of a host are drawn, nobody publishes their list.
        let has_hosts = charter.panels.iter().any(|panel| panel.of == PanelOf::HostResidents);
        let unheld = unheld.filter(|action| has_hosts || *action != "panels.publish_list");
        // Where nobody lives anywhere, there are no places.
        let has_places = charter.residency.is_some();
        let unheld = unheld.filter(|action| has_places || !action.starts_with("places."));
        assert_eq!(unheld.collect::<Vec<_>>(), meant, "{name}");
    }
}

/// Every charter in the folder is among those that are tested.
#[test]
fn every_charter_of_the_folder_is_tested() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../charters");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    let found: BTreeSet<String> = files.map(|file| file.into_string().unwrap()).collect();
    let tested = SHIPPED.iter().map(|(name, _)| format!("{name}.md")).collect();
    assert_eq!(found, tested);
}

/// Each action has words, and each right a sentence.
#[test]
fn every_action_has_words() {
    use crate::charter_text::actions::{right_words, words};
    for action in crate::registry::action_names() {
        assert!(words(action.name).is_some(), "{}", action.name);
        let is_power = action.class == ActionClass::Power;
        assert_eq!(right_words(action.name).is_none(), is_power, "{}", action.name);
    }
}

/// What a single person may do at all, in any stage of any charter. Whatever is not listed (to
/// amend, to name signers, to put somebody out, whatever comes) takes a decision.
#[test]
fn no_single_person_spends_unlimited_or_changes_the_rules() {
    let alone = [
        "charter.end_pause",
        "charter.pause",
        "dues.confirm_work",
        "dues.waive",
        "governance.argue",
        "governance.offer",
        "governance.propose",
        "import.ballots",
        "import.close",
        "import.ledger",
        "import.membership",
        "membership.admit",
        "membership.decline",
        "membership.invite",
        "membership.vouch",
        "places.confirm",
        "signals.ask",
        "spending.approve",
        "spending.invoice",
        "spending.pay",
        "spending.pay_batch",
        "spending.pay_invoice",
        "spending.reject",
        "spending.request",
        "spending.start_stream",
        "treasury.attest",
        "treasury.issue",
        "treasury.open_account",
        "treasury.pay",
        "treasury.transfer",
    ];
    let mut seen = 0;
    for (name, charter) in shipped() {
        for (stage, powers) in stage_by_stage(&charter) {
            for power in powers.iter().filter(|power| is_of_a_person(power)) {
                let place = format!("{name}, {:?}, {}", stage.map(|stage| &stage.id), power.id);
                assert!(alone.contains(&power.may), "{place}: {}", power.may);
                if limit_need(power.may) == LimitNeed::Required {
                    assert!(power.up_to.is_some(), "{place} has no limit");
                    assert!(power.grace > Seconds(0), "{place} takes effect at once");
                    assert!(power.challenge.is_some(), "{place} cannot be stopped");
                    seen += 1;
                }
            }
        }
    }
    assert!(seen > 20, "{seen}");
}

/// No stage gives the founder a power, or more room in one; and where the founder lets people in or
/// pays alone, a stage with a day ends it.
#[test]
fn every_stage_narrows_what_the_founder_may() {
    let mut narrowed = 0;
    for (name, charter) in shipped() {
        let tables = stage_by_stage(&charter);
        for pair in tables.windows(2) {
            let [(_, before), (_, after)] = pair else { unreachable!() };
            for (old, new) in before.iter().zip(after) {
                let place = format!("{name}, {}", new.id);
                assert!(new.who != Who::Founder || old.who == Who::Founder, "{place} passes back");
                if old.who == Who::Founder {
                    let lines = (
                        Line { charter: &charter, power: old },
                        Line { charter: &charter, power: new },
                    );
                    assert_eq!(wider(lines.0, lines.1), Vec::<String>::new(), "{place}");
                    narrowed += usize::from(old != new);
                }
            }
        }
        if name == "reading-circle" {
            continue;
        }
        let (_, last) = tables.last().unwrap();
        let kept: Vec<&str> = last
            .iter()
            .filter(|power| power.who == Who::Founder && power.may != "import.close")
            .map(|power| power.may)
            .collect();
        assert_eq!(kept, Vec::<&str>::new(), "{name}");
        let of_founder = |power: &&Power| power.who == Who::Founder;
        for power in charter.powers.iter().filter(of_founder) {
            let ends = |stage: &&super::super::Stage| {
                stage.changes.iter().any(|change| change.power == power.id && change.who.is_some())
            };
            let stage = charter.stages.iter().find(ends);
            let has_day = stage.is_some_and(|stage| stage.by.is_some());
            assert!(has_day || power.may == "import.close", "{name}, {}", power.id);
        }
    }
    assert!(narrowed >= 16, "{narrowed}");
}

/// A society of one can grow: where members must vouch, somebody may let the first ones in.
#[test]
fn a_second_person_can_join() {
    for (name, charter) in shipped() {
        // And nobody's own vouch is enough, or they could let in whom they like for ever.
        assert!(charter.admission.vouches > 1, "{name}");
        let admits = |power: &Power| power.who == Who::Founder;
        assert!(charter.lines_for("membership.admit").any(admits), "{name}");
    }
}

/// What members stopped is put to a vote of yes or no, or all are asked whether they consent; not to a choice among
/// options.
#[test]
fn what_is_stopped_goes_to_a_vote_of_yes_or_no() {
    for (name, charter) in shipped() {
        for power in charter.powers.iter().filter(|power| power.challenge.is_some()) {
            let first = charter.lines_for(power.may).find_map(|line| procedure_of(&charter, line));
            let method = first.map(|procedure| procedure.method);
            let asks_all = method == Some(Method::Consent) && power.may.starts_with("charter.");
            assert!(method == Some(Method::YesNo) || asks_all, "{name}, {}", power.id);
        }
    }
}

/// What pays, makes money or changes the charter can be sent to a vote by those who came after it was brought: by their
/// objections, or because every member's no breaks the silence.
#[test]
fn who_came_since_can_have_it_voted_on() {
    let mut seen = 0;
    for (name, charter) in shipped() {
        for power in &charter.powers {
            let Some(procedure) = procedure_of(&charter, power) else { continue };
            let moves =
                limit_need(power.may) == LimitNeed::Required || power.may == "charter.amend";
            if !moves {
                continue;
            }
            let is_broken_by_any = procedure.method == Method::LazyConsensus
                && procedure.electorate == Electorate::MEMBERS;
            let place = format!("{name}, {}", power.id);
            assert!(power.challenge.is_some() || is_broken_by_any, "{place}");
            seen += 1;
        }
    }
    assert!(seen > 60, "{seen}");
}

/// Every text says, where its members vote once they are past probation, that votes wait while half of them are new, and
/// that the founder decides alone as long as nobody else is in.
#[test]
fn every_text_says_that_votes_wait() {
    for (name, text) in SHIPPED {
        let prose = text.replace('\n', " ");
        for words in ["half of", "is the only"] {
            assert!(prose.contains(words), "{name}: {words}");
        }
        let waits = |sentence: &str| {
            let is_of_a_vote = sentence.contains("half of") && sentence.contains("vote");
            is_of_a_vote && ["opens", "wait"].iter().any(|word| sentence.contains(word))
        };
        let is_said = prose.split(". ").any(waits);
        assert!(is_said, "{name} does not say that votes wait");
    }
}

/// Nobody decides over newcomers' heads while they wait for their vote. A change of the rules is
/// talked about for as long as probation lasts, so whoever is in when it is proposed votes on it.
/// Money without a limit can be sent to a second vote, and that one comes late enough.
#[test]
fn who_is_in_when_it_is_proposed_can_vote() {
    for (name, charter) in for_communities() {
        let probation = charter.admission.probation;
        for power in &charter.powers {
            let Some(procedure) = procedure_of(&charter, power) else { continue };
            if procedure.electorate == Electorate::MEMBERS {
                continue;
            }
            let place = format!("{name}, {}", power.id);
            if power.may.starts_with("charter.") && !power.may.ends_with("pause") {
                assert!(procedure.discussion >= probation, "{place}");
            }
            // Silence must not be consent to new money where only the founder could speak.
            let is_silent = procedure.method == Method::LazyConsensus;
            assert!(!(is_silent && power.may == "treasury.issue"), "{place}");
            if limit_need(power.may) == LimitNeed::Required && power.up_to.is_none() {
                let Procedure { discussion, voting, grace, .. } = procedure;
                let second_vote = discussion.0 + voting.0 + grace.0;
                assert!(power.challenge.is_some(), "{place}");
                assert!(second_vote >= probation.0, "{place}: {second_vote}");
            }
        }
    }
}

/// What one holder moves counts together, so nobody holds limited lines of paying and of issuing in
/// one asset: writing the income into the books would use up the limit of the payments.
#[test]
fn no_limit_eats_another() {
    for (name, charter) in shipped() {
        for power in &charter.powers {
            let Some(limit) = &power.up_to else { continue };
            let clashes = charter.powers.iter().filter(|other| {
                let asset = other.up_to.as_ref().map(|limit| &limit.asset);
                let is_issue = |power: &Power| power.may == "treasury.issue";
                let is_other = is_issue(other) != is_issue(power);
                other.who == power.who && is_other && asset == Some(&limit.asset)
            });
            assert_eq!(clashes.count(), 0, "{name}, {}", power.id);
        }
    }
}

/// An office is filled by a choice among people, of as many as it has seats, and emptied by a vote.
#[test]
fn offices_are_filled_and_emptied_by_methods_that_can() {
    let (mut offices, mut drawn) = (0, 0);
    for (name, charter) in shipped() {
        for office in &charter.offices {
            let recalled = charter.decision(&office.recalled_by).unwrap().method;
            if let Some(panel) = &office.drawn_by {
                let panel = charter.panel(panel).unwrap();
                assert!(panel.seats >= office.seats, "{name}, {}", office.id);
                drawn += 1;
            } else {
                let filled = charter.decision(&office.filled_by).unwrap().method.elects();
                let fills_one = office.seats == 1 && filled == Elects::One;
                assert!(fills_one || filled == Elects::Several, "{name}, {}", office.id);
            }
            assert_eq!(recalled, Method::YesNo, "{name}, {}", office.id);
            offices += 1;
        }
    }
    assert!(offices >= 10 && drawn > 0, "{offices}, {drawn}");
}

/// A variant differs from its base by its name, its looks, its commandment and one section, and gives nobody
/// more or less power.
#[test]
fn variants_differ_by_their_premise_alone() {
    let variants = [
        (HUB, SUGAR_FREE, vec!["quiet.from"]),
        (POP_UP_VILLAGE, DIGITAL_SABBATH, vec!["quiet.from"]),
        (ZONE_TOWN, MEDICAL_FREEDOM, vec!["consent.What we hold"]),
    ];
    for (base, variant, own) in variants {
        let diff = diff(base, variant, &crate::registry::action_names()).unwrap();
        // Of one more section members are asked.
        let powers = diff.powers.iter().map(|shift| shift.action);
        assert!(
            powers.eq(own
                .iter()
                .filter(|rule| rule.starts_with("consent"))
                .map(|_| "charter.consent"))
        );
        let changed: Vec<&str> = diff.rules.iter().map(|change| change.rule.as_str()).collect();
        let looks = vec!["society.name", "society.commandment", "society.accent", "society.emblem"];
        let expected = [looks, own].concat();
        assert_eq!(changed, expected);

        let mut section = "";
        for line in diff.lines.iter().filter(|line| line.change != LineChange::Removed) {
            if let Some(heading) = line.text.strip_prefix("## ") {
                section = heading;
            }
            let names_itself = line.text.starts_with("# ")
                || line.text.contains("society.name")
                || line.text.contains("society.emblem");
            let is_own = section == "What we hold" || names_itself;
            // A blank line before the section may count as new.
            assert!(line.change == LineChange::Same || is_own || line.text.is_empty(), "{line:?}");
        }
    }
}

/// What the guide says in its own words of each founder has the limits and the years of the charter.
#[test]
fn the_guide_says_of_each_founder_what_the_charter_says() {
    let guide = include_str!("../../../../../docs/charters.md").replace('\n', " ");
    let mut said = 0;
    for (name, charter) in for_communities() {
        assert!(guide.contains(&format!("(../charters/{name}.md)")), "{name}");
        let title = format!("({}).**", charter.society.name);
        let Some((_, paragraph)) = guide.split_once(&title) else {
            assert!(guide.contains(&charter.society.name), "{name}");
            continue;
        };
        let (paragraph, _) = paragraph.split_once("**").unwrap();
        for (stage, powers) in stage_by_stage(&charter) {
            let of_founder = |power: &&StageChange| {
                charter.power(&power.power).is_some_and(|power| power.who == Who::Founder)
            };
            let first = charter.powers.iter().filter(|power| power.who == Who::Founder);
            let changes =
                stage.into_iter().flat_map(|stage| stage.changes.iter().filter(of_founder));
            let limits = first.filter(|_| stage.is_none()).filter_map(|power| power.up_to.as_ref());
            let limits = limits.chain(changes.filter_map(|change| change.up_to.as_ref()));
            for Limit { amount, asset, .. } in limits {
                let decimals = charter.asset(asset).unwrap().decimals;
                let number = amount.in_units(decimals).replace('\u{202f}', ",");
                let words = format!("{} {asset}", number.split('.').next().unwrap());
                assert!(paragraph.contains(&words), "{name}: {words}");
                said += 1;
            }
            let is_narrowed =
                stage.is_some_and(|stage| stage.changes.iter().any(|c| of_founder(&c)));
            if let Some(day) = stage.and_then(|stage| stage.by).filter(|_| is_narrowed) {
                let year: String = day.to_string().chars().take(4).collect();
                assert!(paragraph.contains(&year), "{name}: {year}");
            }
            assert_eq!(powers.len(), charter.powers.len());
        }
    }
    assert!(said >= 14, "{said}");
}

#[test]
fn hub_reads_as_written() {
    let charter = parse(HUB);
    assert_eq!(charter.society.name, "Lantern House");
    assert_eq!(charter.admission.vouches, 2);
    assert_eq!(charter.admission.probation, Seconds::days(14));

    let pays = charter.power("founder-pays").unwrap();
    let limit = Limit {
        amount: Amount::from(30_000),
        asset: "EUR".parse().unwrap(),
        per: Seconds::days(30),
    };
    assert_eq!((&pays.who, pays.up_to.as_ref()), (&Who::Founder, Some(&limit)));
    assert_eq!((pays.grace, pays.challenge), (Seconds::days(2), Share::new(1, 10)));

    let amendment = charter.decision("amendment").unwrap();
    assert_eq!(amendment.electorate.one(), Some(&Body::MembersPastProbation));
    assert_eq!(amendment.threshold, Threshold::read("two thirds"));
    assert_eq!(amendment.confirm, Some(Seconds::days(30)));
    assert_eq!(charter.grace_of(charter.power("amending").unwrap()), Seconds::days(14));
    assert_eq!(charter.lines_for("treasury.pay").count(), 3);
    assert_eq!(charter.stages[2].changes.len(), 3);
}

#[test]
fn six_decimals_are_exact() {
    let charter = parse_shipped(NETWORK_UNION);
    let dues = charter.dues.unwrap();
    let (give, _) = dues.tiers[0].give.as_ref().unwrap();
    assert_eq!(give.bounds().0, Amount::from(7_500_000));
}
