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
}

impl ActionName {
    /// Returns the same action, which only a person can do.
    #[must_use]
    pub const fn personal(self) -> Self {
        Self { is_personal: true, ..self }
    }

    /// Returns an action that anyone may do.
    #[must_use]
    pub const fn open(name: &'static str) -> Self {
        Self { name, class: ActionClass::Open, limit: LimitNeed::None, is_personal: false }
    }

    /// Returns an action that is a right.
    #[must_use]
    pub const fn right(name: &'static str) -> Self {
        Self { name, class: ActionClass::Right, limit: LimitNeed::None, is_personal: false }
    }

    /// Returns an action that is a power and moves no value.
    #[must_use]
    pub const fn power(name: &'static str) -> Self {
        Self { name, class: ActionClass::Power, limit: LimitNeed::None, is_personal: false }
    }

    /// Returns an action that moves the actor's own value: a limit may be given.
    #[must_use]
    pub const fn moving(name: &'static str) -> Self {
        Self { name, class: ActionClass::Power, limit: LimitNeed::Optional, is_personal: false }
    }

    /// Returns an action that moves the society's value: a limit must be given.
    #[must_use]
    pub const fn spending(name: &'static str) -> Self {
        Self { name, class: ActionClass::Power, limit: LimitNeed::Required, is_personal: false }
    }
}

/// Returns what the action lets one do, to be read after "may", or `None` for an action without
/// words, which is then shown by its name.
#[must_use]
pub fn words(name: &str) -> Option<&'static str> {
    PHRASES.iter().find(|(known, _)| *known == name).map(|(_, words)| *words)
}

/// What each action lets one do.
const PHRASES: [(&str, &str); 41] = [
    ("charter.amend", "change this charter"),
    ("charter.consent", "agree to this charter, or not"),
    ("charter.set_relying_parties", "set the addresses at which passkeys work"),
    ("charter.set_rules_version", "move to newer rules of the machine"),
    ("charter.set_signers", "set who signs the society's log"),
    ("charter.withdraw_act", "take back an act that they announced"),
    ("governance.argue", "add arguments to proposals"),
    ("governance.cast_ballot", "cast and change a ballot where they are eligible"),
    ("governance.object", "object to an act before it takes effect"),
    ("governance.propose", "put proposals to the vote"),
    ("governance.withdraw", "withdraw their own proposal"),
    ("identity.adopt", "bring changes of keys that their owners signed"),
    ("identity.approve_recovery", "agree, as a guardian, to somebody's new keys"),
    ("identity.object", "object to a recovery of their keys"),
    ("identity.recover", "begin a recovery of lost keys"),
    ("identity.register", "make themselves known with their keys"),
    ("identity.void", "withdraw an operation before it is admitted"),
    ("import.ballots", "bring in old ballots, marked as imported"),
    ("import.close", "open the society and so end every import"),
    ("import.ledger", "bring in the old accounts, marked as imported"),
    ("import.membership", "bring in old members, marked as imported"),
    ("membership.admit", "admit applicants"),
    ("membership.apply", "apply for membership"),
    ("membership.decline", "decline applications"),
    ("membership.invite", "invite people"),
    ("membership.leave", "leave on any day"),
    ("membership.swear", "swear the oath over this charter and so join"),
    ("membership.vouch", "vouch for applicants"),
    ("membership.withdraw", "withdraw their own application"),
    ("offices.call_election", "call the election for an office"),
    ("offices.recall", "recall somebody from an office"),
    ("offices.resign", "give up an office that they hold"),
    ("offices.seat", "seat in an office whoever is elected"),
    ("offices.stand", "stand for an office"),
    ("offices.stand_down", "stand no longer for an office"),
    ("treasury.create_asset", "create an asset"),
    ("treasury.issue", "issue the society's own credit"),
    ("treasury.open_account", "open an account of the society"),
    ("treasury.pay", "pay from the society's money"),
    ("treasury.take_out", "move their own money when they are no member"),
    ("treasury.transfer", "transfer their own money"),
];
