//! What delegates did with the votes that people gave them, on a page and in the interface: GOV-16 to GOV-19 as those
//! who delegate meet them.
#![expect(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod common;

use common::{CHARTER, Site};
use polity_machine::modules::governance::{Ballot, Choice, GovernanceAction};
use polity_machine::modules::identity::IdentityAction;
use polity_machine::modules::membership::MembershipAction;
use polity_machine::modules::treasury::TreasuryAction;
use polity_machine::testing::Actor;
use polity_types::{Hash, PersonId, Timestamp};
use serde_json::{Value, json};

/// The charter of the other tests, with votes of a day that are delegated.
fn charter() -> String {
    CHARTER
        .replace("admission.probation = \"14 days\"", "admission.probation = \"none\"")
        .replace("discussion = \"14 days\"", "discussion = \"none\"")
        .replace("voting     = \"7 days\"", "voting = \"1 hour\"")
        .replace("id         = \"amendment\"", "id = \"amendment\"\ndelegation = \"yes\"")
}

/// A society of the founder and three members, of whom each act has its own number.
struct World {
    nonce: u64,
    site: Site,
}

impl World {
    async fn new() -> Self {
        let mut world = Self { nonce: 0, site: Site::under(&charter()) };
        for name in ["ana", "ben", "cleo"] {
            let actor = Actor::named(name);
            let inception = actor.inception.clone();
            world.act(name, IdentityAction::Register { inception }).await;
            world.act(name, MembershipAction::Apply { invitation: None, letter: None }).await;
            world.act("founder", MembershipAction::Admit { applicant: actor.person }).await;
            let charter = Hash::of(charter().as_bytes());
            world.act(name, MembershipAction::Swear { charter }).await;
        }
        world
    }

    async fn act(&mut self, name: &str, action: impl Into<polity_machine::Action>) {
        self.nonce += 1;
        self.site.act(&Actor::named(name), action, 1_000 + self.nonce).await;
    }

    async fn delegate(&mut self, name: &str, to: &str, until: Option<u64>) {
        let state =
            self.json(&format!("/s/SOCIETY/api/v1/people/{}/delegates", person(name))).await;
        assert_eq!(state["given"], json!([]), "these tests name a delegate once");
        let (delegate, topic) = (person(to), "amendment".to_owned());
        let until = until.map(|hours| Timestamp(self.site.time().0 + hours * 3_600));
        let delegate = GovernanceAction::Delegate { delegate, replaces: None, topic, until };
        self.act(name, delegate).await;
    }

    /// Has a vote opened, of an hour.
    async fn propose(&mut self, title: &str) {
        let text = self.site.text(&format!("# {title}\n")).await;
        let account = format!("fund-{}", title.to_lowercase()).parse().unwrap();
        let actions = vec![TreasuryAction::OpenAccount { account }.into()];
        let procedure = "amendment".to_owned();
        let propose =
            GovernanceAction::Propose { actions, contest: None, deposit: None, procedure, text };
        self.act("founder", propose).await;
        // Voting opens with the next batch.
        self.stranger().await;
    }

    async fn stranger(&mut self) {
        let name = format!("stranger {}", self.nonce);
        let inception = Actor::named(&name).inception;
        self.act(&name, IdentityAction::Register { inception }).await;
    }

    async fn cast(&mut self, name: &str, proposal: u64, choice: Choice) {
        let ballot = Ballot::Open { choice };
        let cast = GovernanceAction::CastBallot { ballot, proposal, replaces: None, round: 1 };
        self.act(name, cast).await;
    }

    async fn close(&mut self) {
        self.site.pass_hours(2).await;
    }

    async fn json(&self, uri: &str) -> Value {
        let (status, body, _) = self.site.get(uri).await;
        assert!(status.is_success(), "{uri}: {body}");
        serde_json::from_str(&body).unwrap()
    }

    async fn report(&self, name: &str) -> Value {
        let uri = format!("/s/SOCIETY/api/v1/people/{}/delegates", person(name));
        self.site.agrees("/s/{society}/api/v1/people/{person}/delegates", &uri).await;
        self.json(&uri).await
    }

    async fn page(&self, name: &str) -> String {
        let (status, page, _) =
            self.site.get(&format!("/s/SOCIETY/people/{}/delegates", person(name))).await;
        assert_eq!(status, 200, "{page}");
        page
    }

    async fn needs(&self, name: &str) -> Vec<String> {
        let needs = self.json(&format!("/s/SOCIETY/api/v1/people/{}/needs", person(name))).await;
        let is_of_votes =
            |need: &&Value| ["unused", "vote"].iter().any(|kind| need["kind"] == *kind);
        let needs = needs.as_array().unwrap().iter().filter(is_of_votes);
        needs.map(|need| format!("{}: {}", need["kind"], need["words"]).replace('"', "")).collect()
    }
}

fn person(name: &str) -> PersonId {
    Actor::named(name).person
}

/// Returns what became of each vote, the newest first: number, use, what the delegate did and oneself.
fn told(report: &Value) -> Vec<String> {
    let row = |row: &Value| {
        let of = |key: &str| row[key].as_str().unwrap_or("-").to_owned();
        let (theirs, own) = (of("delegates_choice"), of("own_choice"));
        format!("{} {} {theirs} {} {own}", row["proposal"], of("use"), row["voices"])
    };
    report["votes"]["rows"].as_array().unwrap().iter().map(row).collect()
}

#[tokio::test]
async fn a_report_tells_vote_by_vote_what_the_delegate_did() {
    let mut world = World::new().await;
    // What is delegated after a vote opened counts from the next one on.
    world.propose("Early").await;
    world.delegate("ana", "ben", None).await;
    world.delegate("cleo", "ben", None).await;
    assert_eq!(told(&world.report("ana").await), Vec::<String>::new());
    assert_eq!(world.needs("ana").await, ["vote: Vote on decision 1: Early"]);
    world.close().await;
    world.propose("Bread").await;
    assert_eq!(told(&world.report("ana").await), ["2 waiting - null -"]);
    assert_eq!(
        world.needs("ana").await,
        ["vote: Vote on decision 2: Bread (the delegate has not voted yet)"]
    );
    // The delegate votes for three; nothing waits for who delegated.
    world.cast("ben", 2, Choice::Yes).await;
    assert_eq!(told(&world.report("ana").await), ["2 delegate yes 3 -"]);
    assert_eq!(world.needs("ana").await, Vec::<String>::new());
    assert_eq!(world.needs("founder").await, ["vote: Vote on decision 2: Bread"]);
    // An override, after the delegate and before.
    world.cast("ana", 2, Choice::No).await;
    assert_eq!(told(&world.report("ana").await), ["2 own yes 2 no"]);
    assert_eq!(told(&world.report("cleo").await), ["2 delegate yes 2 -"]);
    world.close().await;
    world.propose("Salt").await;
    world.cast("ana", 3, Choice::Yes).await;
    assert_eq!(told(&world.report("ana").await)[0], "3 own - null yes");
    world.close().await;
    // Nobody voted for Cleo: told on her own page.
    assert_eq!(told(&world.report("cleo").await), ["3 unused - null -", "2 delegate yes 2 -"]);
    let words = "unused: The delegate did not vote on “Salt”: the vote went unused";
    assert_eq!(world.needs("cleo").await, [words]);
    assert_eq!(world.needs("ana").await, Vec::<String>::new());
    let used = &world.report("cleo").await["used"];
    let sums = json!([{"delegate": 1, "own": 0, "topic": "amendment", "unused": 1, "waiting": 0}]);
    assert_eq!(*used, sums);
    let page = world.page("cleo").await;
    for words in [
        "3. Salt",
        "unused: neither voted",
        "did not vote",
        "Yes (2 votes)",
        "used by the delegate",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(world.page("ana").await.contains("used by themselves: no"));
    let (_, own, _) = world.site.get(&format!("/s/SOCIETY/people/{}", person("cleo"))).await;
    assert!(own.contains("/delegates\">What became of the votes that they delegated</a>"), "{own}");
}

#[tokio::test]
async fn a_report_ends_with_the_delegation_and_with_the_delegate() {
    let mut world = World::new().await;
    world.delegate("ana", "ben", Some(3)).await;
    world.delegate("cleo", "ben", None).await;
    world.propose("One").await;
    // The delegation lapses while the vote is open, and still counts in it.
    world.close().await;
    world.site.pass_hours(2).await;
    world.propose("Two").await;
    assert_eq!(told(&world.report("ana").await), ["1 unused - null -"]);
    assert_eq!(told(&world.report("cleo").await), ["2 waiting - null -", "1 unused - null -"]);
    // The delegate leaves: votes that are open keep what they have, later ones do not.
    world.cast("ben", 2, Choice::Yes).await;
    world.act("ben", MembershipAction::Leave {}).await;
    world.close().await;
    world.propose("Three").await;
    assert_eq!(told(&world.report("cleo").await), ["2 delegate yes 2 -", "1 unused - null -"]);
    assert!(world.page("cleo").await.contains("who left: nobody votes"));
    assert_eq!(world.report("cleo").await["given"][0]["is_void"], true);
    // What one took back is told no more from the next vote on.
    let end = GovernanceAction::Undelegate { topic: "amendment".into() };
    world.act("cleo", end).await;
    assert_eq!(world.report("cleo").await["given"], json!([]));
    let (status, ..) = world.site.get("/s/SOCIETY/people/nobody/delegates").await;
    assert_eq!(status, 404);
}
