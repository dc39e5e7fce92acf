//! The charter of the purse: every way in which money moves, side by side, and what of it members change.

use super::books::{Rule, Sharing};

/// What members change of the charter of the purse.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Law {
    /// Members owe more, and more often.
    pub(crate) has_high_dues: bool,
    /// Of which funds members take a share.
    pub(crate) open: &'static [&'static str],
    pub(crate) sharing: Sharing,
}

/// Rules of sharing: by what, and in how many days a claim grows to the whole.
pub(crate) const SHARINGS: [Sharing; 5] = [
    Sharing { rule: Rule::Contributions, vesting: 0 },
    Sharing { rule: Rule::Contributions, vesting: 6 },
    Sharing { rule: Rule::Memberships, vesting: 0 },
    Sharing { rule: Rule::Memberships, vesting: 6 },
    Sharing { rule: Rule::Shares, vesting: 0 },
];

/// What a charter may open.
const OPEN: [&[&str]; 3] =
    [&["common", "house"], &["common", "house", "chest"], &["common", "chest"]];

impl Law {
    /// Returns the law of a new society.
    pub(crate) fn first(sharing: Sharing) -> Self {
        Self { has_high_dues: false, open: OPEN[0], sharing }
    }

    /// Returns another law than this, by a number: one thing is different, or several.
    pub(crate) fn changed(self, by: u16) -> Self {
        let place = usize::from(by);
        let sharing = if by.is_multiple_of(2) { self.sharing } else { SHARINGS[place / 2 % 5] };
        let open = if by.is_multiple_of(3) { self.open } else { OPEN[place / 3 % 3] };
        Self { has_high_dues: by.is_multiple_of(5), open, sharing }
    }

    /// Returns the whole charter under this law.
    pub(crate) fn charter(self, beacon: &str) -> String {
        let dues =
            if self.has_high_dues { ("9 days", "7.77 EUR") } else { ("20 days", "3.01 EUR") };
        let charter = CHARTER.replace("BEACON", beacon).replace("EVERY", dues.0);
        let charter = charter.replace("DUES", dues.1).replace("OPEN", &format!("{:?}", self.open));
        charter.replace("SHARING\n", &self.sharing.words())
    }
}

/// `BEACON` stands for the key of the tests' beacon, `SHARING` for the rule of sharing, `OPEN` for the funds that are
/// open, `DUES` and `EVERY` for what members owe.
const CHARTER: &str = r#"# Charter of the purse

`society.name = "Purse"` `society.kind = "hub"` `society.currency = "EUR"`

> `society.commandment = "Tests tell the truth."`

`admission.vouches = 0` `admission.probation = "1 day"` `admission.application = "open"`

```toml
[[asset]]
id = "EUR"
decimals = 2

[[asset]]
id = "HOUR"
decimals = 2
credit_limit = "5.00 HOUR"

[[asset]]
id = "LEAF"
decimals = 0
demurrage = "10%"
demurrage_every = "7 days"
demurrage_to = "fund-house"

[[asset]]
id = "SHR"
decimals = 0

[[asset]]
id = "USD"
decimals = 2
held_by = "a bank"

[[fee]]
id      = "moving"
for     = "treasury.transfer"
amount  = "2 LEAF"
share   = "1%"
at_most = "9 LEAF"

[dues]
every            = "EVERY"
amount           = "DUES"
fund             = "fund-house"
reminder         = "2 days"
vote_rests       = "30 days"
membership_rests = "80 days"

[[dues.tier]]
id    = "by-income"
share = "1%"
min   = "1 EUR"
max   = "60 EUR"

[chance]
beacon = "drand"
public_key = "BEACON"
genesis = 1700000000
period = "3 seconds"

[breach]
window      = "12 days"
panel       = "jury"
ruling      = "4 days"
again_after = "1 day"
members     = "decision: ordinary"
sponsors    = 1
deposit     = "2.50 EUR"
per_person  = "6 per 30 days"

[exit]
SHARING
paid_within = "1 day"
open_for    = "9 days"
funds       = OPEN
assets      = ["EUR", "LEAF", "USD"]

[fork]
period = "3 days"
least  = 2

[[panel]]
id = "jury"
name = "The jury"
seats = 3
of = "members past probation"
drawn = "for each claim"
accept = "1 day"
substitutes = 2

[[office]]
id = "treasurer"
name = "Treasurer"
seats = 2
term = "60 days"
filled = "decision: ordinary"
recalled = "decision: ordinary"

[[office]]
id = "warden"
name = "Warden"
seats = 2
term = "60 days"
filled = "decision: ordinary"
recalled = "decision: ordinary"

[[decision]]
id = "ordinary"
electorate = "members"
method = "yes-no"
quorum = "5%"
threshold = "more than half"
discussion = "none"
voting = "12 hours"
grace = "1 day"

[[decision]]
id = "council"
electorate = "office: treasurer"
method = "yes-no"
quorum = "5%"
threshold = "more than half"
discussion = "none"
voting = "12 hours"
grace = "none"
```

```toml
power = [
  { id = "admitting",    may = "membership.admit",      who = "rule: vouched" },
  { id = "funds",        may = "treasury.open_account", who = "founder" },
  { id = "amending",     may = "charter.amend",         who = "decision: ordinary" },
  { id = "places",       may = "treasury.open_outside", who = "founder" },
  { id = "receiving",    may = "treasury.receive",      who = "founder" },
  { id = "attesting",    may = "treasury.attest",       who = "founder" },
  { id = "closing",      may = "treasury.close_account", who = "founder" },
  { id = "issuing",      may = "treasury.issue",        who = "founder", up_to = "999999999 EUR per 30 days" },
  { id = "issuing-2",    may = "treasury.issue",        who = "founder", up_to = "999999999 LEAF per 30 days" },
  { id = "issuing-3",    may = "treasury.issue",        who = "founder", up_to = "999999999 SHR per 30 days" },
  { id = "paying",       may = "treasury.pay",          who = "office: treasurer", up_to = "999999 EUR per 30 days" },
  { id = "paying-2",     may = "treasury.pay",          who = "office: treasurer", up_to = "999999 LEAF per 30 days" },
  { id = "paying-usd",   may = "treasury.pay",          who = "office: treasurer", up_to = "999999 USD per 30 days" },
  { id = "paying-3",     may = "treasury.pay",          who = "decision: ordinary" },
  { id = "paying-4",     may = "treasury.pay",          who = "decision: council", up_to = "99999999 EUR per 30 days" },
  { id = "paying-5",     may = "treasury.pay",          who = "decision: council", up_to = "99999999 LEAF per 30 days" },
  { id = "paying-late",  may = "spending.pay_batch",    who = "office: treasurer", up_to = "999999 EUR per 30 days", grace = "2 days", challenge = "60%" },
  { id = "stopped",      may = "spending.pay_batch",    who = "decision: ordinary" },
  { id = "asking",       may = "spending.request",      who = "member" },
  { id = "approving",    may = "spending.approve",      who = "member", up_to = "999999 EUR per 30 days" },
  { id = "refusing",     may = "spending.reject",       who = "member" },
  { id = "paying-out",   may = "spending.pay",          who = "member" },
  { id = "budgets",      may = "spending.set_budget",   who = "founder" },
  { id = "signers",      may = "spending.set_signers",  who = "founder" },
  { id = "streaming",    may = "spending.start_stream", who = "office: treasurer", up_to = "99999999 EUR per 30 days" },
  { id = "streaming-2",  may = "spending.start_stream", who = "decision: council", up_to = "99999999 EUR per 30 days" },
  { id = "streaming-3",  may = "spending.start_stream", who = "member", up_to = "99999999 EUR per 30 days" },
  { id = "streaming-4",  may = "spending.start_stream", who = "decision: ordinary" },
  { id = "wardens",      may = "treasury.pay",          who = "office: warden", up_to = "999999 EUR per 30 days" },
  { id = "ending",       may = "spending.stop_stream",  who = "founder" },
  { id = "invoices",     may = "spending.invoice",      who = "member" },
  { id = "bills",        may = "spending.pay_invoice",  who = "member" },
  { id = "waiving",      may = "dues.waive",            who = "founder" },
  { id = "proposing",    may = "governance.propose",    who = "member" },
  { id = "transferring", may = "treasury.transfer",     who = "member" },
]
```
"#;
