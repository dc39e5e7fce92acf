//! Where each action is done on the pages: whatever a member or the holder of an office can ask of a society,
//! they can ask on a phone. What has no form says why not.

/// Where one does an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Face {
    /// On the page of this path. Without numbers and names it is a page of lists, which leads there.
    Page(&'static str),
    /// On no page, for this reason.
    Nowhere(&'static str),
}

use Face::{Nowhere, Page};

const FROM_FILES: &str = "the founder brings an old society's files over once, from a terminal";

/// Every action by its name, in their order.
const FACES: &[(&str, Face)] = &[
    ("breach.lift", Page("/breaches/{number}")),
    ("breach.raise", Page("/breaches")),
    ("breach.rule", Page("/breaches/{number}")),
    ("breach.sponsor", Page("/breaches/{number}")),
    ("breach.uphold", Page("/breaches/{number}")),
    ("charter.amend", Page("/decisions")),
    ("charter.consent", Page("/charter")),
    ("charter.end_pause", Page("/acts")),
    ("charter.pause", Page("/acts")),
    ("charter.set_relying_parties", Page("/machine")),
    ("charter.set_rules_version", Page("/machine")),
    ("charter.set_signers", Page("/machine")),
    ("charter.step_down", Page("/stages")),
    ("charter.withdraw_act", Page("/acts")),
    ("dues.ask_waiver", Page("/dues/{person}")),
    ("dues.choose", Page("/dues")),
    ("dues.confirm_work", Page("/dues/{person}")),
    ("dues.donate", Page("/dues")),
    ("dues.end_sponsorship", Page("/dues/{person}")),
    ("dues.pay", Page("/dues/{person}")),
    ("dues.sponsor", Page("/dues/{person}")),
    ("dues.waive", Page("/dues/{person}")),
    ("exit.leave", Page("/people/{person}/leave")),
    ("exit.take", Page("/people/{person}/leave")),
    ("fork.announce", Page("/forks")),
    ("fork.arrive", Page("/forks")),
    ("fork.join", Page("/forks/{number}")),
    ("fork.withdraw", Page("/forks/{number}")),
    ("governance.argue", Page("/decisions/{number}")),
    ("governance.cast_ballot", Page("/decisions/{number}")),
    ("governance.delegate", Page("/people/{person}")),
    ("governance.object", Page("/decisions/{number}")),
    ("governance.offer", Page("/decisions/{number}")),
    ("governance.propose", Page("/decisions")),
    ("governance.sponsor", Page("/decisions/{number}")),
    ("governance.undelegate", Page("/people/{person}/delegates")),
    ("governance.withdraw", Page("/decisions/{number}")),
    ("identity.adopt", Page("/keys")),
    ("identity.approve_recovery", Page("/keys")),
    ("identity.object", Page("/keys")),
    ("identity.recover", Page("/keys")),
    ("identity.register", Page("/me")),
    ("identity.void", Page("/keys")),
    ("import.ballots", Nowhere(FROM_FILES)),
    ("import.close", Nowhere(FROM_FILES)),
    ("import.ledger", Nowhere(FROM_FILES)),
    ("import.membership", Nowhere(FROM_FILES)),
    ("membership.admit", Page("/people/{person}")),
    ("membership.apply", Page("/me")),
    ("membership.decline", Page("/people/{person}")),
    ("membership.invite", Page("/me")),
    ("membership.leave", Page("/me")),
    ("membership.swear", Page("/me")),
    ("membership.vouch", Page("/people/{person}")),
    ("membership.withdraw", Page("/me")),
    ("names.give_up", Page("/me")),
    ("names.take", Page("/me")),
    ("offices.call_election", Page("/offices")),
    ("offices.recall", Page("/decisions")),
    ("offices.resign", Page("/offices")),
    ("offices.seat", Nowhere("an election that was won does it by itself")),
    ("offices.stand", Page("/offices")),
    ("offices.stand_down", Page("/offices")),
    ("panels.accept", Page("/panels")),
    ("panels.call_draw", Page("/panels")),
    ("panels.claim", Page("/panels")),
    ("panels.commit", Page("/panels")),
    ("panels.decline", Page("/panels")),
    ("panels.publish_list", Page("/panels")),
    ("panels.reveal", Page("/panels")),
    ("panels.submit_beacon", Page("/panels")),
    ("places.arrive", Page("/places/{place}")),
    ("places.attest", Page("/places/{place}")),
    ("places.close", Page("/places/{place}")),
    ("places.confirm", Page("/places/{place}")),
    ("places.depart", Page("/places/{place}")),
    ("places.end_residence", Page("/places/{place}")),
    ("places.open", Page("/places")),
    ("places.renew", Page("/places/{place}")),
    ("places.vouch", Page("/places/{place}")),
    ("signals.ask", Page("/signals")),
    ("signals.stand", Page("/signals/{number}")),
    ("signals.withdraw", Page("/signals/{number}")),
    ("spending.approve", Page("/spending/{request}")),
    ("spending.claim", Page("/spending")),
    ("spending.close_invoice", Page("/invoices/{invoice}")),
    ("spending.invoice", Page("/spending")),
    ("spending.pay", Page("/spending/{request}")),
    ("spending.pay_batch", Page("/spending")),
    ("spending.pay_invoice", Page("/invoices/{invoice}")),
    ("spending.reject", Page("/spending/{request}")),
    ("spending.request", Page("/spending")),
    ("spending.set_budget", Page("/spending")),
    ("spending.set_signers", Page("/spending")),
    ("spending.sign", Page("/spending/{request}")),
    ("spending.start_stream", Page("/spending")),
    ("spending.stop_stream", Page("/spending")),
    ("spending.withdraw", Page("/spending/{request}")),
    ("treasury.attest", Page("/treasury")),
    ("treasury.close_account", Page("/treasury")),
    ("treasury.create_asset", Page("/treasury")),
    ("treasury.issue", Page("/treasury")),
    ("treasury.open_account", Page("/treasury")),
    ("treasury.open_outside", Page("/treasury")),
    ("treasury.pay", Page("/treasury")),
    ("treasury.receive", Page("/treasury")),
    ("treasury.take_out", Page("/treasury")),
    ("treasury.transfer", Page("/treasury")),
];

/// Returns where an action is done on the pages; nothing for what is no action.
#[must_use]
pub fn face_of(action: &str) -> Option<Face> {
    FACES.iter().find(|(name, _)| *name == action).map(|(_, face)| *face)
}

impl Face {
    /// Returns the page without numbers and names from which one comes to the form.
    pub(crate) fn list(self) -> Option<&'static str> {
        match self {
            // Bills are listed among requests.
            Page("/invoices/{invoice}") => Some("/spending"),
            Page(path) => Some(path.split("/{").next().unwrap_or(path)),
            Nowhere(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    use polity_machine::registry;

    use super::*;

    /// What writes actions on pages: scripts, templates, and the code of the pages.
    fn written() -> String {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut text = String::new();
        for folder in ["assets", "templates", "src/pages"] {
            for file in fs::read_dir(root.join(folder)).unwrap() {
                let path = file.unwrap().path();
                let kind = path.extension().and_then(|kind| kind.to_str());
                let content = match kind {
                    // For whom a form is, is not what it does.
                    Some("html") => without_whose(&fs::read_to_string(path).unwrap()),
                    Some("js" | "rs")
                        if !["bring.rs", "load.rs"].iter().any(|one| path.ends_with(one)) =>
                    {
                        fs::read_to_string(path).unwrap()
                    }
                    _ => continue,
                };
                text += &content.replace("&quot;", "\"");
            }
        }
        text
    }

    fn without_whose(html: &str) -> String {
        let mut parts = html.split("data-may=\"");
        let first = parts.next().unwrap_or_default().to_owned();
        first + &parts.filter_map(|part| Some(part.split_once('"')?.1)).collect::<String>()
    }

    /// Each is said to be somewhere, and is there.
    #[test]
    fn every_action_is_done_on_a_page_or_says_why_not() {
        let listed: Vec<&str> = FACES.iter().map(|(name, _)| *name).collect();
        let known: BTreeSet<&str> =
            registry::action_names().iter().map(|action| action.name).collect();
        assert!(listed.is_sorted() && listed.iter().copied().eq(known), "each once, in order");
        let written = written();
        for (name, face) in FACES {
            let is_written = written.contains(&format!("\"{name}\""));
            match face {
                Page(path) => {
                    assert!(is_written, "{name}: no form");
                    let routed = format!("\"{path}\"");
                    assert!(include_str!("routes.rs").contains(&routed), "{name}: no page {path}");
                }
                Nowhere(why) => assert!(why.len() > 20 && !is_written, "{name}: {why}"),
            }
        }
    }

    #[test]
    fn a_list_leads_to_every_form() {
        assert_eq!(Page("/people/{person}").list(), Some("/people"));
        assert_eq!(Page("/treasury").list(), Some("/treasury"));
        assert_eq!(Page("/invoices/{invoice}").list(), Some("/spending"));
        assert_eq!(Nowhere("for a reason").list(), None);
        assert_eq!(face_of("treasury.pay"), Some(Page("/treasury")));
        assert_eq!(face_of("treasury.print"), None);
    }
}
