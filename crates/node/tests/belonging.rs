//! Who belongs, under which rules, and who stands for whom.

mod common;

use axum::http::StatusCode;
use common::{AT, CHARTER, Site, holds};
use polity_machine::modules::exit::{ExitAction, WHOLE};
use polity_machine::modules::governance::{Ballot, Choice, GovernanceAction};
use polity_machine::modules::identity::IdentityAction;
use polity_machine::modules::membership::MembershipAction;
use polity_machine::modules::offices::OfficesAction;
use polity_machine::modules::spending::{Line, Pace, SpendingAction};
use polity_machine::modules::treasury::{AccountId, TreasuryAction};
use polity_machine::testing::Actor;
use polity_types::{Amount, AssetId, Hash, Seconds};

const CIRCLE: &str = include_str!("../../../charters/reading-circle.md");

#[tokio::test]
async fn coming_and_going_have_their_dates_and_their_commands() {
    let site = Site::new();
    let (founder, ana) = (Actor::named("founder"), Actor::named("ana"));
    site.act(&ana, IdentityAction::Register { inception: ana.inception.clone() }, 1).await;
    site.act(&ana, MembershipAction::Apply { invitation: None, letter: None }, 2).await;
    let page = format!("/people/{}", ana.person);
    let html = site.read(&page).await;
    holds(&html, &["Applicant</h1>", "nobody yet (of 2 needed)", "polity member vouch person1"]);
    site.act(&founder, MembershipAction::Admit { applicant: ana.person }, 3).await;
    let charter = Hash::of(include_bytes!("../../../charters/reading-circle.md"));
    site.act(&ana, MembershipAction::Swear { charter }, 4).await;
    let joined = site.time().to_string();
    site.pass(15).await;
    let html = site.read(&page).await;
    holds(&html, &["<title>Member 2 ", "Full member since", "version 1</a>"]);
    site.act(&ana, MembershipAction::Leave {}, 5).await;
    let left = site.time().to_string();
    for path in [page.as_str(), "/people"] {
        let html = site.read(path).await;
        holds(&html, &["no longer a member", "Left"]);
        holds(&html, &[&format!("datetime=\"{joined}\""), &format!("datetime=\"{left}\"")]);
    }
    let html = site.read("/people").await;
    holds(
        &html,
        &[
            ", founder",
            &format!("polity member apply {AT}"),
            &format!("polity member swear {AT}"),
            &format!("polity member leave {AT}"),
            &format!("polity treasury take-out TO AMOUNT ASSET {AT}"),
            "you get your old number again",
            &charter.to_string(),
        ],
    );
    let html = site.read(&format!("/log?by={}", ana.person)).await;
    holds(&html, &["Leave", "Entry "]);
    assert!(!html.contains("stranger") && html.matches("<tr ").count() == 5, "{html}");
}

#[tokio::test]
async fn the_charter_says_what_one_promises_and_which_rights_stay() {
    let site = Site::new();
    let html = site.read("/charter").await;
    holds(&html, &["/charter/rules\"", "What one promises", "Version 1, in force"]);
    let rules = site.read("/charter/rules").await;
    let right = "Rights that no charter can take away";
    holds(&rules, &[right, "id=\"rule-decision.amendment\"", "href=\"/s/"]);
    assert!(!html.contains("Everyone concerned") && !html.contains("needs no line"), "{html}");
    let html = site.read("/search?q=founder").await;
    holds(&html, &["passages hold", "rule in plain words", "charter/rules#rule-power."]);
    let html = site.read("/search?q=vouches").await;
    assert!(!html.contains('`') && !html.contains("[["), "{html}");
    let html = site.read("/").await;
    holds(&html, &["It is a startup society.", "It was founded on", "Nothing is open."]);
    let html = site.read("/log").await;
    holds(&html, &["The founding", "/log?seals=true"]);
    let html = site.read("/log?seals=true").await;
    holds(&html, &["Seal of batch 0: 0 operations"]);
    let html = site.read("/check").await;
    holds(&html, &["polity audit http://long-table.example --society society1"]);
}

/// A crowd at the door is one thing to look at, and does not push out what ends soon.
#[tokio::test]
async fn many_applications_are_one_line_of_what_waits() {
    let site = Site::new();
    let founder = Actor::named("founder").person;
    let waiting = async |site: &Site| {
        let needs = site.read(&format!("/api/v1/people/{founder}/needs")).await;
        let needs: Vec<serde_json::Value> = serde_json::from_str(&needs).unwrap();
        needs.into_iter().filter(|need| need["kind"] == "application").collect::<Vec<_>>()
    };
    for (count, name) in ["ana", "bea", "cem", "dov"].into_iter().enumerate() {
        assert_eq!(waiting(&site).await.len(), count);
        let one = Actor::named(name);
        site.act(&one, IdentityAction::Register { inception: one.inception.clone() }, 1).await;
        site.act(&one, MembershipAction::Apply { invitation: None, letter: None }, 2).await;
    }
    let told = waiting(&site).await;
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0]["words"].as_str().unwrap().starts_with("4 people have applied"), "{told:?}");
    assert_eq!(told[0]["page"], "/people#waiting");
    assert!(told[0]["until"].as_str().is_some_and(|until| until.len() == 16), "{told:?}");
}

#[tokio::test]
async fn an_office_shows_who_stands_and_the_election_that_is_on() {
    let office = "\n```toml\n[[office]]\nid = \"keeper\"\nname = \"Keeper of the books\"\n\
                  seats = 1\nterm = \"1 year\"\nfilled = \"decision: amendment\"\n\
                  recalled = \"decision: amendment\"\n```\n";
    let site =
        Site::under(&format!("{}{office}", include_str!("../../../charters/reading-circle.md")));
    let founder = Actor::named("founder");
    let html = site.read("/offices").await;
    holds(&html, &["Keeper of the books", "1 seat is free", "polity office stand keeper"]);
    assert!(!html.contains("Who stands"), "{html}");
    let office = || "keeper".to_owned();
    site.act(&founder, OfficesAction::Stand { office: office() }, 1).await;
    site.act(&founder, OfficesAction::CallElection { office: office() }, 2).await;
    let html = site.read("/offices").await;
    holds(&html, &["Who stands", "Member 1", "/decisions/1\">proposal 1"]);
    let html = site.read("/decisions").await;
    holds(&html, &["Election: Keeper of the books"]);
}

/// Three stages: one comes with the second member, one with the fortieth or in 2035.
const STAGES: &str = r#"
```toml
[[stage]]
id   = "few"
name = "A few friends"

[[stage]]
id      = "several"
name    = "Several of us"
when    = { members = 2 }
changes = [{ power = "declining", who = "decision: amendment" }]

[[stage]]
id      = "many"
name    = "Many of us"
when    = { members = 40 }
by      = "2035-01-01"
changes = [{ power = "inviting", who = "member past probation" }]
```
"#;

#[tokio::test]
async fn the_stages_say_where_the_society_stands_and_what_comes_next() {
    let (_, none, _) = Site::new().get("/s/SOCIETY/stages").await;
    assert!(none.contains("has no stages") && none.contains("The society has 1 member."), "{none}");

    let site = Site::under(&format!("{CHARTER}{STAGES}"));
    let (status, first, _) = site.get("/s/SOCIETY/stages").await;
    assert_eq!(status, StatusCode::OK, "{first}");
    assert!(first.contains("is at the stage <strong>A few friends</strong>"), "{first}");
    assert!(first.contains("With 2 members (1 more)."), "{first}");
    let passes = "<li>The power to decline applications passes from the founder to the decision \
                  &#34;amendment&#34;.</li>";
    assert!(first.contains(passes), "{first}");
    let (_, charter, _) = site.get("/s/SOCIETY/charter").await;
    assert!(charter.contains("/stages\""), "the charter leads to its stages");

    let (founder, ana) = (Actor::named("founder"), Actor::named("ana"));
    let inception = ana.inception.clone();
    site.act(&ana, IdentityAction::Register { inception }, 1).await;
    site.act(&ana, MembershipAction::Apply { invitation: None, letter: None }, 2).await;
    site.act(&founder, MembershipAction::Admit { applicant: ana.person }, 1).await;
    let charter = Hash::of(format!("{CHARTER}{STAGES}").as_bytes());
    site.act(&ana, MembershipAction::Swear { charter }, 3).await;
    // It comes with the next batch.
    let bob = Actor::named("bob");
    let inception = bob.inception.clone();
    site.act(&bob, IdentityAction::Register { inception }, 1).await;
    let (_, second, _) = site.get("/s/SOCIETY/stages").await;
    assert!(
        second.contains("has 2 members and is at the stage <strong>Several of us<"),
        "{second}"
    );
    assert_eq!(second.matches("aria-current=\"step\"").count(), 1, "{second}");
    let later = "With 40 members, and on 2035-01-01 at the latest (38 more, or in ";
    assert!(second.contains(later), "{second}");
    let narrower = "<li>The power to invite people passes from any member to any member past \
                    probation.</li>";
    assert!(second.contains(narrower), "{second}");
}

/// GOV-16, GOV-18: a person's page says who votes for them, for how many they vote, and how they did.
#[tokio::test]
async fn a_delegates_page_shows_whose_votes_they_carry_and_what_they_did_with_them() {
    let charter = include_str!("../../../charters/reading-circle.md")
        .replace("admission.probation = \"14 days\"", "admission.probation = \"none\"")
        .replace("discussion = \"14 days\"", "discussion = \"none\"")
        .replace("id         = \"amendment\"", "id = \"amendment\"\ndelegation = \"yes\"");
    let site = Site::under(&charter);
    let (founder, ana) = (Actor::named("founder"), Actor::named("ana"));
    site.act(&ana, IdentityAction::Register { inception: ana.inception.clone() }, 1).await;
    site.act(&ana, MembershipAction::Apply { invitation: None, letter: None }, 2).await;
    site.act(&founder, MembershipAction::Admit { applicant: ana.person }, 3).await;
    let hash = Hash::of(charter.as_bytes());
    site.act(&ana, MembershipAction::Swear { charter: hash }, 4).await;
    let delegate = GovernanceAction::Delegate {
        delegate: founder.person,
        replaces: None,
        topic: "amendment".into(),
        until: None,
    };
    site.act(&ana, delegate, 5).await;
    let text = site.text("# Bread for <all>\n").await;
    let account = "fund-bread".parse().unwrap();
    let actions = vec![TreasuryAction::OpenAccount { account }.into()];
    let procedure = "amendment".to_owned();
    let propose =
        GovernanceAction::Propose { actions, contest: None, deposit: None, procedure, text };
    site.act(&founder, propose, 6).await;
    // Voting opens with the next batch.
    let (ben, no) = (Actor::named("ben"), Choice::No);
    site.act(&ben, IdentityAction::Register { inception: ben.inception.clone() }, 7).await;
    let cast = |choice| GovernanceAction::CastBallot {
        ballot: Ballot::Open { choice },
        proposal: 1,
        replaces: None,
        round: 1,
    };
    site.act(&founder, cast(Choice::Yes), 8).await;
    let page = format!("/people/{}", founder.person);
    let html = site.read(&page).await;
    holds(&html, &["votes for 1 person on “amendment”", "How they voted", "Yes (2 votes)"]);
    holds(&html, &["/decisions/1\">Bread for &#60;all&#62;</a>"]);
    let html = site.read(&format!("/people/{}", ana.person)).await;
    holds(&html, &["on “amendment”: <a href=", "votes for them"]);
    let html = site.read("/decisions/1").await;
    holds(&html, &["Yes (2 votes)"]);
    site.act(&ana, cast(no), 9).await;
    let html = site.read(&page).await;
    assert!(html.contains("Yes</td>") && !html.contains("(2 votes)"), "{html}");
}

/// The charter of the circle with a rule of sharing, where the founder issues its credit.
fn sharing(exit: &str) -> String {
    let (issuing, alone) = (
        "\"treasury.issue\"\nwho       = \"decision: amendment\"\ngrace     = \"5 days\"\nchallenge = \"10%\"",
        "\"treasury.issue\"\nwho       = \"founder\"\nup_to     = \"100 LTC per 30 days\"",
    );
    assert!(CIRCLE.contains(issuing));
    let text = CIRCLE.replace(issuing, alone);
    text.replace("We read together", &format!("{exit}\n\nWe read together"))
}

/// Who would leave against what pays them sees what they give up by it.
#[tokio::test]
async fn what_is_given_up_is_told_beside_the_share() {
    let charter = sharing("`exit.share = \"equal\"` `exit.paid_within = \"30 days\"`");
    let pays = "[[power]]\nid = \"pays\"\nmay = \"treasury.pay\"\nwho = \"founder\"\n\
                up_to = \"100 LTC per 30 days\"\ngrace = \"3 days\"\n\n[[power]]";
    let charter = charter.replacen("[[power]]", pays, 1);
    let (site, charter) = (Site::under(&charter), Hash::of(charter.as_bytes()));
    let (founder, ana) = (Actor::named("founder"), Actor::named("ana"));
    let register = IdentityAction::Register { inception: ana.inception.clone() };
    site.act(&ana, register, 1).await;
    site.act(&ana, MembershipAction::Apply { invitation: None, letter: None }, 2).await;
    site.act(&founder, MembershipAction::Admit { applicant: ana.person }, 3).await;
    site.act(&ana, MembershipAction::Swear { charter }, 4).await;
    let asset: AssetId = "LTC".parse().unwrap();
    let common: AccountId = "fund-common".parse().unwrap();
    let (category, memo, to) = (None, None, common.clone());
    let (amount, of) = (Amount::from(500), asset.clone());
    let issue = TreasuryAction::Issue { amount, asset: of, category, memo, to };
    site.act(&founder, issue, 5).await;
    let (amount, category, memo) = (Amount::from(200), None, None);
    let to = AccountId::Person(ana.person);
    let pay = TreasuryAction::Pay { amount, asset, category, from: common, memo, to };
    site.act(&founder, pay, 6).await;
    let path = format!("/people/{}/leave", ana.person);
    let html = site.read(&path).await;
    holds(&html, &["<dd class=\"num\">1.50 LTC", "2.00 LTC in the common fund is decided"]);
    assert!(!html.contains("is given up:"), "{html}");
    let html = site.read(&format!("{path}?against=act-1")).await;
    holds(
        &html,
        &[
            "<dd class=\"num\">2.50 LTC",
            "2.00 LTC that “Announced act 1:",
            "would pay them is given up: it is paid to them no more",
        ],
    );
    let part = site.read(&format!("{path}?against=act-1&part=50")).await;
    assert!(!part.contains("is given up:"), "{part}");
    // Who left without it is told until when the claim is kept, and no more how one leaves.
    assert!(part.contains("polity leave --with-share") && !part.contains("The claim is kept"));
    site.act(&ana, MembershipAction::Leave {}, 7).await;
    let html = site.read(&path).await;
    holds(&html, &["id=\"kept\">The claim is kept until <time", "polity exit take 100"]);
    assert!(!html.contains("polity leave --with-share"), "{html}");
    let uri = format!("/s/SOCIETY/api/v1/people/{}/share", ana.person);
    site.agrees("/s/{society}/api/v1/people/{person}/share", &uri).await;
    let uri = format!("/api/v1/people/{}/share", ana.person);
    let share: serde_json::Value = serde_json::from_str(&site.read(&uri).await).unwrap();
    assert!(share["kept_until"].is_u64(), "{share}");
}

/// Who would leave sees what they would take, why as much, and what they leave against.
#[tokio::test]
async fn a_share_is_shown_before_anybody_leaves() {
    let charter = sharing("`exit.share = \"equal\"` `exit.paid_within = \"30 days\"`");
    let wages = "[[power]]\nid = \"wages\"\nmay = \"spending.start_stream\"\nwho = \"founder\"\n\
                 up_to = \"100 LTC per 30 days\"\n\n[[power]]";
    let opens = "[[power]]\nid = \"opens\"\nmay = \"treasury.open_account\"\nwho = \"founder\"\n\n";
    let charter = charter.replacen("[[power]]", &format!("{opens}{wages}"), 1);
    let site = Site::under(&charter);
    let founder = Actor::named("founder");
    let asset: AssetId = "LTC".parse().unwrap();
    let (amount, to) = (Amount::from(500), "fund-common".parse().unwrap());
    let issue = TreasuryAction::Issue { amount, asset, category: None, memo: None, to };
    site.act(&founder, issue, 1).await;
    let path = format!("/people/{}/leave", founder.person);
    let html = site.read(&path).await;
    holds(
        &html,
        &["an equal part", "5.00 LTC", "1.000000 of 1.000000 memberships", "Nothing waits"],
    );
    let part = site.read(&format!("{path}?part=50&against=act-7,x")).await;
    holds(&part, &["50 % of the share", "2.50 LTC"]);
    // To a program what is not there to be left against is refused, as it would be if they signed (EXI-9).
    let api = format!("/s/SOCIETY/api/v1/people/{}/share", founder.person);
    let (status, json, _) = site.get(&format!("{api}?against=act-7")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{json}");
    assert!(json.contains("\"exit.against\""), "{json}");
    let api = format!("/s/SOCIETY/api/v1/people/{}/share?part=250000", founder.person);
    let (status, json, _) = site.get(&api).await;
    assert_eq!(status, StatusCode::OK);
    assert!(json.contains("\"pays\":\"125\""), "{json}");
    // What repeats to them ends with the whole, and is theirs besides a part: 4.00 is there, 3.00 repeats.
    let stream = SpendingAction::StartStream {
        amount: Amount::from(400),
        asset: "LTC".parse().unwrap(),
        category: None,
        each: Amount::from(100),
        every: Seconds::days(7),
        fund: "fund-common".parse().unwrap(),
        memo: None,
        pace: Pace::AtOnce,
        times: 4,
        to: AccountId::Person(founder.person),
    };
    site.act(&founder, stream.clone(), 2).await;
    let html = site.read(&path).await;
    holds(&html, &["4.00 LTC", "What repeats to them out of the common fund ends: 3.00 LTC"]);
    // The sum first, then what is lost beside the button, then how it comes about, and what the charter says.
    let place = |words: &str| html.find(words).unwrap_or_else(|| panic!("{words}: {html}"));
    let order = [
        "<dt>Taken along</dt><dd class=\"num\">4.00 LTC",
        "The membership ends at once",
        "Ballots in second votes go",
        "What repeats to them",
        "id=\"leave-with\"",
        "id=\"share\"",
        "Not shared:",
        "What the charter says of leaving",
        "id=\"against\"",
    ];
    assert!(order.map(place).is_sorted(), "{html}");
    holds(&html, &["handed over within", "People see to this"]);
    let part = site.read(&format!("{path}?part=50")).await;
    holds(&part, &["0.50 LTC", "3.00 LTC repeats to them out of the common fund"]);
    let (_, json, _) = site.get(&api).await;
    assert!(json.contains("\"pays\":\"25\"") && json.contains("\"repeats\":\"300\""), "{json}");
    // What goes to a fund that is not open, and from there to them, ends with the whole of 3.00 that are there now.
    let house: AccountId = "fund-house".parse().unwrap();
    site.act(&founder, TreasuryAction::OpenAccount { account: house.clone() }, 3).await;
    let again = |fund: AccountId, to: AccountId| {
        let SpendingAction::StartStream { asset, every, pace, .. } = stream.clone() else {
            unreachable!("it repeats")
        };
        let (amount, each) = (Amount::from(300), Amount::from(100));
        let (category, memo, times) = (None, None, 3);
        SpendingAction::StartStream {
            amount,
            asset,
            category,
            each,
            every,
            fund,
            memo,
            pace,
            times,
            to,
        }
    };
    let common: AccountId = "fund-common".parse().unwrap();
    site.act(&founder, again(common, house.clone()), 4).await;
    site.act(&founder, again(house, AccountId::Person(founder.person)), 5).await;
    let html = site.read(&path).await;
    holds(
        &html,
        &["3.00 LTC", "ends: 2.00 LTC, of periods that have not begun, for funds that are open"],
    );
    let part = site.read(&format!("{path}?part=50")).await;
    holds(&part, &["2.00 LTC of the common fund is still to go to funds that are not"]);
    // Of the whole what repeats to them by that way ends; of a part it is kept apart.
    let whole = api.replace("?part=250000", "");
    let (_, json, _) = site.get(&whole).await;
    let ends = "\"ends\":[{\"asset\":\"LTC\",\"fund\":\"fund-house\",\"repeats\":\"200\"}]";
    assert!(json.contains(ends) && !json.contains("\"detour\""), "{json}");
    let (_, json, _) = site.get(&api).await;
    assert!(json.contains("\"detour\":"), "{json}");
    let plain = Site::new();
    let (_, none, _) = plain.get(&format!("/s/SOCIETY{path}")).await;
    assert!(none.contains("The charter grants those who leave no share."), "{none}");
}

/// Of a batch that pays people back, its page says who took their share instead, and is left out (EXI-4).
#[tokio::test]
async fn a_batch_says_who_is_left_out_of_it() {
    let charter = sharing("`exit.share = \"by contributions\"` `exit.paid_within = \"none\"`");
    let batches = "[[power]]\nid = \"batches\"\nmay = \"spending.pay_batch\"\nwho = \"founder\"\n\
                   grace = \"3 days\"\nup_to = \"100 LTC per 30 days\"\n\n[[power]]";
    let site = Site::under(&charter.replacen("[[power]]", batches, 1));
    let founder = Actor::named("founder");
    let asset: AssetId = "LTC".parse().unwrap();
    let (own, common) = (AccountId::Person(founder.person), "fund-common".parse().unwrap());
    let (category, memo) = (None, None);
    let (amount, to) = (Amount::from(500), own.clone());
    let issue = TreasuryAction::Issue { amount, asset: asset.clone(), category, memo, to };
    site.act(&founder, issue, 1).await;
    let (category, to) = (None, AccountId::clone(&common));
    let put_in = TreasuryAction::Transfer { amount, asset: asset.clone(), category, memo, to };
    site.act(&founder, put_in, 2).await;
    let amount = Amount::from(300);
    let lines = vec![Line { amount, to: own }];
    let category = "refund:dues".parse().ok();
    let batch = SpendingAction::PayBatch { amount, asset, category, fund: common, lines, memo };
    site.act(&founder, batch, 3).await;
    let left_out = "took their share instead of the 3.00 LTC that this would pay back";
    assert!(!site.read("/acts/1").await.contains(left_out));
    let take = ExitAction::Take {
        against: Vec::new(),
        assets: None,
        breaches: Vec::new(),
        least: Vec::new(),
        part: WHOLE,
    };
    site.act(&founder, take, 4).await;
    let html = site.read("/acts").await;
    assert!(html.contains(left_out), "{html}");
}
