//! What the text of a charter needs to know about an action: its name, who it is for, and whether
//! it moves value. Rules CHA-25 to CHA-28 in `spec/charter.md`.

/// For whom an action is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ActionClass {
    /// Anyone may do it, member or not; no line is needed, none may narrow it.
    Open,
    /// A right of the person concerned; no line is needed, none may narrow it.
    Right,
    /// A power: no one may do it unless a line says who.
    Power,
}

/// Whether a line that gives a power says how much value it may move.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LimitNeed {
    /// The action moves no value: a limit is an error.
    None,
    /// A limit may be given.
    Optional,
    /// A limit must be given, unless a decision carries the action.
    Required,
}

/// An action as a charter names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ActionName {
    /// Name, such as `treasury.pay`.
    pub name: &'static str,
    /// For whom it is.
    pub class: ActionClass,
    /// Whether it takes a limit.
    pub limit: LimitNeed,
    /// Whether only a person can do it: no decision and no rule may hold it.
    pub is_personal: bool,
    /// Whether it moves the society's money, promises or forgives it, says where it is, or sets who may move it:
    /// what nobody does who is stopped for a breach of the commandment (BRE-7).
    pub keeps_money: bool,
}

/// What most actions are.
const PLAIN: ActionName = ActionName {
    name: "",
    class: ActionClass::Power,
    limit: LimitNeed::None,
    is_personal: false,
    keeps_money: false,
};

impl ActionName {
    /// Returns the same action, as one that only those do who are trusted with the society's money.
    #[must_use]
    pub const fn keeping_money(self) -> Self {
        Self { keeps_money: true, ..self }
    }

    /// Returns the same action, which only a person can do.
    #[must_use]
    pub const fn personal(self) -> Self {
        Self { is_personal: true, ..self }
    }

    /// Returns an action that anyone may do.
    #[must_use]
    pub const fn open(name: &'static str) -> Self {
        Self { name, class: ActionClass::Open, limit: LimitNeed::None, ..PLAIN }
    }

    /// Returns an action that is a right.
    #[must_use]
    pub const fn right(name: &'static str) -> Self {
        Self { name, class: ActionClass::Right, limit: LimitNeed::None, ..PLAIN }
    }

    /// Returns an action that is a power and moves no value.
    #[must_use]
    pub const fn power(name: &'static str) -> Self {
        Self { name, class: ActionClass::Power, limit: LimitNeed::None, ..PLAIN }
    }

    /// Returns an action that moves the actor's own value: a limit may be given.
    #[must_use]
    pub const fn moving(name: &'static str) -> Self {
        Self { name, class: ActionClass::Power, limit: LimitNeed::Optional, ..PLAIN }
    }

    /// Returns an action that moves the society's value: a limit must be given.
    #[must_use]
    pub const fn spending(name: &'static str) -> Self {
        Self {
            name,
            class: ActionClass::Power,
            limit: LimitNeed::Required,
            keeps_money: true,
            ..PLAIN
        }
    }
}

/// Returns what the action lets one do, to be read after "may", or `None` for an action without
/// words, which is then shown by its name.
#[must_use]
pub fn words(name: &str) -> Option<&'static str> {
    PHRASES.iter().find(|(known, _)| *known == name).map(|(_, words)| *words)
}

/// Returns words without the half sentence in brackets that explains them.
#[must_use]
pub fn briefly(words: &'static str) -> String {
    match (words.split_once(" ("), words.rsplit_once(')')) {
        (Some((front, _)), Some((_, back))) => format!("{front}{back}"),
        _ => words.to_owned(),
    }
}

/// Returns a right in a sentence, or `None` for an action that has none of its own.
#[must_use]
pub fn right_words(name: &str) -> Option<&'static str> {
    RIGHTS.iter().find(|(known, _)| *known == name).map(|(_, words)| *words)
}

/// What each action lets one do.
const PHRASES: &[(&str, &str)] = &[
    ("breach.lift", "let somebody spend again who was stopped for a breach of the commandment"),
    ("breach.raise", "claim that an office or a person broke the commandment"),
    ("breach.rule", "rule on a claim of a breach for which they were drawn by lot"),
    ("breach.sponsor", "support a claim of a breach that somebody raised"),
    ("breach.uphold", "uphold a claim of a breach on which the panel did not rule"),
    ("charter.amend", "change this charter"),
    ("charter.consent", "agree to this charter, or not"),
    ("charter.end_pause", "end an emergency pause before its time"),
    ("charter.pause", "pause powers in an emergency, for a time (those that the charter lists)"),
    (
        "charter.set_relying_parties",
        "set the web addresses at which passkeys (the keys that phones and browsers keep) work",
    ),
    (
        "charter.set_rules_version",
        "move to newer rules of the machine (the program that counts and pays)",
    ),
    (
        "charter.set_signers",
        "set whose keys sign the society's log (the record of all that happened)",
    ),
    ("charter.step_down", "give up what the founder alone may do, for good"),
    ("charter.withdraw_act", "take back an act that they announced"),
    ("dues.ask_waiver", "ask that their dues be waived"),
    ("dues.choose", "choose how they give, among the tiers of this charter"),
    ("dues.confirm_work", "confirm that somebody worked in the place of dues"),
    ("dues.donate", "give to a fund"),
    ("dues.end_sponsorship", "end that they pay somebody's dues, or that somebody pays theirs"),
    ("dues.pay", "pay dues, their own or another's"),
    ("dues.sponsor", "pay somebody's dues from now on"),
    ("dues.waive", "waive somebody's dues"),
    ("exit.leave", "leave with their share of what the charter opens"),
    ("exit.take", "take a part of their share of what the charter opens"),
    (
        "fork.announce",
        "announce a fork (members who leave together to found a society of their own)",
    ),
    ("fork.arrive", "come over from the fork from which this society descends"),
    ("fork.join", "sign up for a fork, and leave with it"),
    ("fork.withdraw", "take back their signature for a fork"),
    ("governance.argue", "add arguments to proposals"),
    ("governance.cast_ballot", "cast and change a ballot where they are eligible"),
    ("governance.delegate", "name who votes for them, where votes are delegated"),
    ("governance.object", "object to an act before it takes effect"),
    ("governance.offer", "bring another version of a proposal while it is discussed"),
    ("governance.propose", "put proposals to the vote (each person at most 3 at a time)"),
    ("governance.sponsor", "support a draft or another version of a proposal"),
    ("governance.undelegate", "end a delegation of their vote"),
    ("governance.withdraw", "withdraw their own proposal, or another version that they brought"),
    ("identity.adopt", "bring changes of keys that their owners signed"),
    ("identity.approve_recovery", "agree, as a guardian, to somebody's new keys"),
    ("identity.object", "object to a recovery of their keys"),
    ("identity.recover", "begin a recovery of lost keys"),
    ("identity.register", "make themselves known with their keys"),
    ("identity.void", "withdraw an operation before it is admitted"),
    ("import.ballots", "bring in ballots from before, marked as imported (on the importer's word)"),
    ("import.close", "open the society, which ends every import for good"),
    ("import.ledger", "bring in accounts from before, marked as imported (on the importer's word)"),
    (
        "import.membership",
        "bring in members from before, marked as imported (on the importer's word)",
    ),
    ("membership.admit", "admit applicants"),
    ("membership.apply", "apply for membership"),
    ("membership.decline", "decline applications"),
    ("membership.invite", "invite people"),
    ("membership.leave", "leave on any day"),
    ("membership.swear", "swear the oath over this charter and so join"),
    ("membership.vouch", "vouch for applicants (say under their own key that they know them)"),
    ("membership.withdraw", "withdraw their own application"),
    ("names.give_up", "give up their name here"),
    ("names.take", "take a name here, or another one"),
    ("offices.call_election", "call the election for an office"),
    ("offices.recall", "recall somebody from an office"),
    ("offices.resign", "give up an office that they hold"),
    ("offices.seat", "seat in an office whoever is elected"),
    ("offices.stand", "stand for an office"),
    ("offices.stand_down", "stand no longer for an office"),
    ("panels.accept", "take a seat for which they were drawn by lot"),
    ("panels.call_draw", "have a panel drawn by lot"),
    ("panels.claim", "take a seat for outsiders, residents of the host or others, with a code"),
    ("panels.commit", "commit to a secret by which lots are drawn"),
    ("panels.decline", "decline or give up a seat for which they were drawn"),
    (
        "panels.publish_list",
        "publish the list of outsiders among whom lots are drawn (commitments, no names)",
    ),
    ("panels.reveal", "reveal the secret that they committed to"),
    ("panels.submit_beacon", "bring the round of the public beacon by which lots are drawn"),
    ("places.arrive", "say that they live at a place"),
    ("places.attest", "say how much land a place has, and show what proves it"),
    ("places.close", "close a place"),
    ("places.confirm", "confirm that somebody lives at a place"),
    ("places.depart", "go from the place where they live"),
    ("places.end_residence", "end that somebody counts as living at a place"),
    ("places.open", "open a place (a house, a village, land)"),
    ("places.renew", "say again that they live at a place"),
    ("places.vouch", "vouch that somebody lives where they live"),
    ("signals.ask", "ask a standing question (a signal, which decides nothing)"),
    ("signals.stand", "take a stance on a standing question, change it, or take it back"),
    ("signals.withdraw", "withdraw their own standing question"),
    ("spending.approve", "approve requests to be paid from a fund (the money is then set aside)"),
    ("spending.claim", "take what has accrued to them of a payment that repeats"),
    ("spending.close_invoice", "close their own invoice"),
    ("spending.invoice", "ask others to pay (invoices and shared bills)"),
    ("spending.pay", "pay out approved requests"),
    ("spending.pay_batch", "make several payments from a fund at once"),
    ("spending.pay_invoice", "pay invoices from their own money"),
    ("spending.reject", "refuse requests to be paid"),
    ("spending.request", "ask to be paid from a fund"),
    ("spending.set_budget", "set the budgets of funds (how much they pay in each period)"),
    ("spending.set_signers", "set who signs the payments of a fund"),
    ("spending.sign", "sign a payment as a signer of its fund"),
    ("spending.start_stream", "have a fund pay again and again (a wage, a rent)"),
    ("spending.stop_stream", "end a payment that repeats"),
    ("spending.withdraw", "take back their own request to be paid"),
    ("treasury.attest", "say what is at a place outside (a bank, a wallet, a host)"),
    ("treasury.close_account", "close an account of the society that holds nothing"),
    ("treasury.create_asset", "create an asset (a new kind of money or points to count)"),
    ("treasury.issue", "issue new money into the society's books"),
    ("treasury.open_account", "open an account of the society (a fund with a name)"),
    (
        "treasury.open_outside",
        "open a place outside where money is held (a bank, a wallet, a host)",
    ),
    ("treasury.pay", "pay from the society's money"),
    ("treasury.receive", "book money that came in outside into a fund"),
    ("treasury.take_out", "move their own money when they are no member"),
    ("treasury.transfer", "transfer their own money"),
];

/// Every right, and what is open to anyone, in a sentence.
const RIGHTS: &[(&str, &str)] = &[
    (
        "breach.raise",
        "Every member past probation may claim that an office or a person broke the commandment.",
    ),
    ("breach.rule", "Whoever was drawn by lot to rule on such a claim may do so."),
    (
        "breach.sponsor",
        "Every member past probation may support such a claim, where it needs that.",
    ),
    ("charter.consent", "Every member may agree to a new version of this charter, or not."),
    ("charter.step_down", "The founder may give up what the founder alone may do, for good."),
    ("charter.withdraw_act", "Whoever announced an act may take it back until it takes effect."),
    ("dues.ask_waiver", "Every member may ask that their dues be waived."),
    ("dues.choose", "Every member may choose how they give, among the tiers of this charter."),
    ("dues.donate", "Anyone who is known here may give to a fund."),
    ("dues.end_sponsorship", "Whoever pays a member's dues may end that, and so may the member."),
    ("dues.pay", "Anyone who is known here may pay dues that are open, their own or another's."),
    ("dues.sponsor", "Anyone who is known here may pay a member's dues from now on."),
    (
        "exit.leave",
        "Every member may leave with their share, where this charter grants one, at the value before what they oppose takes effect.",
    ),
    (
        "exit.take",
        "Whoever has a share under this charter may take a part of it, or what is left of it after leaving.",
    ),
    ("fork.announce", "Every member past probation may announce a fork."),
    (
        "fork.arrive",
        "Whoever left another society by the fork from which this one descends comes over with their own key, past probation, and has what was carried over for them.",
    ),
    ("fork.join", "Every member may sign up for a fork, and leaves with it."),
    ("fork.withdraw", "Whoever signed up for a fork may take that back while it is open."),
    (
        "governance.cast_ballot",
        "Whoever was eligible when a vote opened may cast a ballot, and change it until the vote ends.",
    ),
    (
        "governance.delegate",
        "Every member past probation may name who votes for them, where votes are delegated.",
    ),
    ("governance.object", "Every member may object to an act before it takes effect."),
    (
        "governance.sponsor",
        "Every member past probation may support a draft, where proposals need that, or another version of a proposal.",
    ),
    ("governance.undelegate", "Whoever named somebody to vote for them may end that."),
    (
        "governance.withdraw",
        "Whoever made a proposal, or another version of one, may withdraw it until its vote opens.",
    ),
    ("identity.adopt", "Whoever changed their keys may have the change accepted here."),
    (
        "identity.approve_recovery",
        "A guardian (whom somebody named for the day they lose their keys) may agree to their new keys.",
    ),
    ("identity.object", "Whoever still has their keys may object to a recovery of them."),
    ("identity.recover", "Whoever lost their keys may begin to recover them."),
    ("identity.register", "Anyone may make themselves known here with their keys."),
    ("identity.void", "Whoever signed something may withdraw it before it is admitted."),
    ("membership.apply", "Anyone may apply for membership, in the way that \"Joining\" says."),
    ("membership.leave", "Every member may leave on any day."),
    ("membership.swear", "Whoever was admitted may swear the oath over this charter and so join."),
    ("membership.withdraw", "Whoever applied may withdraw their application."),
    ("names.give_up", "Every member may give up the name that they took here."),
    (
        "names.take",
        "Every member may take a name here, and another after thirty days, if it cannot be taken for somebody else's.",
    ),
    (
        "offices.call_election",
        "Every member past probation may call the election for an office with an open seat.",
    ),
    ("offices.resign", "Whoever holds an office may give it up."),
    ("offices.stand", "Every member past probation may stand for an office."),
    ("offices.stand_down", "Whoever stands for an office may stop standing for it."),
    ("panels.accept", "Whoever was drawn by lot for a seat may take it, or decline it."),
    (
        "panels.call_draw",
        "Every member past probation may have a panel drawn by lot when nobody sits or a term ends.",
    ),
    (
        "panels.claim",
        "Whoever has a code of the host's list, and is no member, may take the seat drawn.",
    ),
    ("panels.commit", "Whoever is named to draw lots may commit to a secret."),
    ("panels.decline", "Whoever has a seat by lot may give it up."),
    ("panels.reveal", "Whoever committed to a secret may reveal it."),
    ("panels.submit_beacon", "Anyone may bring the round of the beacon by which lots are drawn."),
    (
        "places.arrive",
        "Every member may say at which place they live, where this charter says how that is confirmed.",
    ),
    ("places.depart", "Whoever lives at a place may go from there at any time."),
    ("places.renew", "Whoever lives at a place may say again that they do."),
    (
        "places.vouch",
        "Residents whose votes count may vouch for somebody who comes to live there, where this charter asks them.",
    ),
    (
        "signals.stand",
        "Whoever a standing question asks may take a stance on it, change it, and take it back, as long as it is open.",
    ),
    (
        "signals.withdraw",
        "Whoever asked a standing question may withdraw it until somebody else takes a stance.",
    ),
    ("spending.claim", "Whoever is paid again and again may take what has accrued at any time."),
    ("spending.close_invoice", "Whoever made an invoice may close it."),
    ("spending.sign", "Whoever signs for a fund may sign its payments."),
    ("spending.withdraw", "Whoever asked to be paid may take the request back until it is paid."),
    ("treasury.take_out", "Whoever is no member may move the money that is theirs."),
];
