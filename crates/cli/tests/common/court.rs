//! What a breach needs: two keepers of lots, money at a bank, a claim, and a panel that is drawn for it.
#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "shared by several tests, which fail by panicking"
)]

use polity_machine::modules::breach::{Accused, BreachAction, Evidence};
use polity_machine::modules::governance::{Ballot, Choice, GovernanceAction};
use polity_machine::modules::offices::OfficesAction;
use polity_machine::modules::panels::{PanelsAction, commitment_of};
use polity_machine::modules::treasury::{AccountId, TreasuryAction};
use polity_machine::testing::Actor;
use polity_types::{Amount, Base64};

use crate::served::Turned;

/// The keepers, and the decision by which members fill and recall them.
pub(crate) const KEEPERS: &str = r#"
[[office]]
id       = "keeper"
name     = "Keeper of lots"
seats    = 2
term     = "1 year"
filled   = "decision: ordinary"
recalled = "decision: ordinary"

[[decision]]
id         = "ordinary"
electorate = "members"
method     = "yes-no"
quorum     = "5%"
threshold  = "more than half"
discussion = "none"
voting     = "3 hours"
grace      = "none"
"#;

const CLAIMS: &str = r#"
[chance]
beacon    = "none"
revealers = "office: keeper"
commit    = "1 hour"
reveal    = "1 hour"

[breach]
window      = "20 days"
panel       = "jury"
ruling      = "5 days"
again_after = "10 days"
members     = "decision: ordinary"
"#;

/// Returns a charter of a society with these lines of its own, in which so many seats rule on a claim.
pub(crate) fn charter(name: &str, lines: &str, seats: usize) -> String {
    format!(
        "# Charter of the scales\n\n`society.name = \"{name}\"` `society.kind = \"hub\"` `society.currency = \"EUR\"`\n\n\
         > `society.commandment = \"What is ours is weighed in the open.\"`\n\n`admission.vouches = 0` \
         `admission.probation = \"none\"` `admission.application = \"open\"`\n\n```toml\n\
         asset = [{{ id = \"EUR\", decimals = 2, held_by = \"the bank\" }}]\n{lines}\n{CLAIMS}\n\
         [[panel]]\nid = \"jury\"\nname = \"The jury\"\nseats = {seats}\nof = \"members past probation\"\n\
         drawn = \"for each claim\"\naccept = \"1 day\"\n{KEEPERS}```\n"
    )
}

/// Moves cents: a place outside gives what is received, a fund what is paid.
pub(crate) fn eur(amount: u64, from: &str, to: AccountId) -> TreasuryAction {
    let (amount, asset, from) =
        (Amount::from(amount), "EUR".parse().unwrap(), from.parse().unwrap());
    match from {
        AccountId::External(_) => {
            TreasuryAction::Receive { amount, asset, category: None, from, memo: None, to }
        }
        _ => TreasuryAction::Pay { amount, asset, category: None, from, memo: None, to },
    }
}

/// Opens the bank, and has founder and friend elected to keep the lots.
pub(crate) fn open(turned: &Turned) {
    let (founder, now) = (&turned.founder, turned.time());
    let terms = founder.text("An account at the bank.");
    let account = "external-bank".parse().unwrap();
    founder.act(now, TreasuryAction::OpenOutside { account, terms });
    founder.act(now, OfficesAction::Stand { office: "keeper".into() });
    founder.have(&Actor::named("friend"), now, OfficesAction::Stand { office: "keeper".into() });
    founder.act(now, OfficesAction::CallElection { office: "keeper".into() });
    turned.pass(1);
    let ballot = Ballot::Open { choice: Choice::Yes };
    let cast = GovernanceAction::CastBallot { ballot, proposal: 1, replaces: None, round: 1 };
    founder.act(turned.time(), cast);
    turned.pass(26);
}

/// Somebody claims that somebody broke the commandment today.
pub(crate) fn raise(turned: &Turned, by: &str, accused: Accused, text: &str) {
    let (founder, since) = (&turned.founder, turned.time());
    let text = founder.text(text);
    let evidence = vec![Evidence { hash: founder.text("The statement."), url: None }];
    let (acts, deposit) = (Vec::new(), None);
    let raise = BreachAction::Raise { accused, acts, deposit, evidence, since, text };
    founder.have(&Actor::named(by), since, raise);
}

/// The keepers commit to secrets and reveal them, and the panel of a claim is drawn; these take their seats.
pub(crate) fn draw(turned: &Turned, sitting: u64, jury: &[&str]) {
    let (founder, secret) = (&turned.founder, Base64(vec![7; 32]));
    let keepers = ["founder", "friend"].map(Actor::named);
    for keeper in &keepers {
        let hash = commitment_of(&keeper.person, &secret, sitting, 1);
        founder.have(keeper, turned.time(), PanelsAction::Commit { hash, sitting });
    }
    for keeper in &keepers {
        let secret = secret.clone();
        founder.have(keeper, turned.time(), PanelsAction::Reveal { secret, sitting });
    }
    turned.pass(1);
    for juror in jury {
        founder.have(&Actor::named(juror), turned.time(), PanelsAction::Accept { sitting });
    }
}

/// One of the panel says that the claim holds.
pub(crate) fn uphold(turned: &Turned, claim: u64, juror: &str) {
    let rule = BreachAction::Rule { claim, upholds: true };
    turned.founder.have(&Actor::named(juror), turned.time(), rule);
}
