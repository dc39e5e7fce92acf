//! The charter of the histories, and what amendments make of it.

/// Methods by which contests are decided, each by a procedure of its own.
pub(crate) const METHODS: [&str; 9] =
    ["plurality", "av", "score", "quadratic", "borda", "schulze", "copeland", "minimax", "irv"];
/// How many texts there are.
pub(crate) const TEXTS: usize = 8;
/// The places whose residents decide something.
pub(crate) const PLACES: [&str; 2] = ["house", "farm"];

const TEXT: &str = r#"# Charter of the box

`society.name = "Box"` `society.kind = "hub"` `society.currency = "BOX"`

> `society.commandment = "Tests tell the truth."`

`admission.vouches = 0` `admission.probation = "1 day"` `admission.application = "open"`

`exit.share = "equal"` `exit.paid_within = "5 days"`

```toml
[[asset]]
id = "BOX"
decimals = 0

[[power]]
id = "admitting"
may = "membership.admit"
who = "ADMITS"

[[power]]
id = "admitting-by-vote"
may = "membership.admit"
who = "decision: ordinary"

[[power]]
id = "pays"
may = "treasury.pay"
who = "founder"
up_to = "PAYS"
grace = "GRACE"
challenge = "30%"

[[power]]
id = "keeper-pays"
may = "treasury.pay"
who = "office: keeper"
up_to = "80 BOX per 5 days"
grace = "12 hours"
challenge = "30%"

[[power]]
id = "small-change"
may = "treasury.pay"
who = "office: keeper"
up_to = "10 BOX per 2 days"

[[power]]
id = "paying-many"
may = "spending.pay_batch"
who = "office: keeper"
up_to = "60 BOX per 5 days"
grace = "6 hours"
challenge = "CHALLENGE"

[[power]]
id = "paying-many-by-vote"
may = "spending.pay_batch"
who = "decision: ordinary"
challenge = "40%"

[[power]]
id = "paying-by-vote"
may = "treasury.pay"
who = "decision: ordinary"
challenge = "40%"

[[power]]
id = "small-works"
may = "treasury.pay"
who = "decision: small"
up_to = "50 BOX per 6 days"
challenge = "40%"

[[power]]
id = "paying-by-silence"
may = "treasury.pay"
who = "decision: hush"
up_to = "90 BOX per 5 days"
challenge = "40%"

[[power]]
id = "issuing"
may = "treasury.issue"
who = "decision: ordinary"
challenge = "40%"

[[power]]
id = "own-money"
may = "treasury.transfer"
who = "member"

[[power]]
id = "accounts"
may = "treasury.open_account"
who = "decision: mixed"

[[power]]
id = "assets"
may = "treasury.create_asset"
who = "decision: houses"

[[power]]
id = "proposing"
may = "governance.propose"
who = "member past probation"

[[power]]
id = "amending"
may = "charter.amend"
who = "decision: amendment"

[[decision]]
id = "ordinary"
electorate = "members past probation"
method = "yes-no"
quorum = "QUORUM"
threshold = "more than half"
delegation = "yes"
discussion = "12 hours"
voting = "2 days"
grace = "1 day"

[[decision]]
id = "small"
electorate = "members"
method = "yes-no"
quorum = "20%"
threshold = "more than half"
delegation = "yes"
delegation_max = "50%"
discussion = "none"
voting = "1 day"
grace = "6 hours"

[[decision]]
id = "hush"
electorate = "members"
method = "lazy-consensus"
discussion = "none"
voting = "1 day"
grace = "6 hours"

[[decision]]
id = "amendment"
electorate = "members past probation"
method = "yes-no"
quorum = "40%"
threshold = "two thirds"
discussion = "1 day"
voting = "2 days"
confirm = "after 2 days"
grace = "1 day"

[[decision]]
id = "mixed"
mix = [
  { of = "members past probation", share = "80%" },
  { of = "panel: circle", share = "20%" },
]
method = "yes-no"
quorum = "20%"
threshold = "more than half"
delegation = "yes"
discussion = "none"
voting = "1 day"
grace = "6 hours"

[[decision]]
id = "houses"
houses = [
  { of = "members past probation", quorum = "20%", threshold = "more than half" },
  { of = "office: keeper", quorum = "half", threshold = "more than half" },
]
method = "yes-no"
discussion = "none"
voting = "1 day"
grace = "6 hours"

[[decision]]
id = "choosing"
electorate = "members past probation"
method = "av"
quorum = "20%"
discussion = "1 hour"
voting = "1 day"
grace = "none"

[[office]]
id = "keeper"
name = "Keeper"
seats = 2
term = "12 days"
filled = "decision: choosing"
recalled = "decision: ordinary"

[chance]
beacon = "drand"
public_key = "BEACON"
genesis = 1700000000
period = "3 seconds"

[[panel]]
id = "circle"
name = "Circle"
seats = 3
of = "members past probation"
drawn = "for a term"
term = "9 days"
accept = "1 day"
substitutes = 4

[[pause]]
id = "alarm"
who = "office: keeper"
actions = ["treasury.pay", "spending.pay_batch", "spending.start_stream", "places.confirm"]
at_most = "PAUSE"
again_after = "4 days"
renewed = "decision: ordinary"

[[panel]]
id = "jury"
name = "Jury"
seats = 3
of = "members past probation"
drawn = "for each claim"
accept = "12 hours"
substitutes = 3

[season]
length = "7 days"
credits = 24

[breach]
window = "3 days"
panel = "jury"
ruling = "3 days"
again_after = "5 days"
members = "decision: ordinary"

[succession]
silent = "30 days"
to = "decision: ordinary"

[[decision]]
id = "chambers"
houses = [
  { of = "members past probation", quorum = "20%", threshold = "more than half" },
  { of = "panel: circle", quorum = "one third", threshold = "more than half" },
]
method = "yes-no"
discussion = "none"
voting = "1 day"
grace = "6 hours"

[[decision]]
id = "square"
electorate = "members"
method = "season-quadratic"
quorum = "40%"
threshold = "more than half"
discussion = "none"
voting = "1 day"
grace = "6 hours"

[[decision]]
id = "line"
electorate = "members"
method = "season-linear"
quorum = "60%"
threshold = "two thirds"
discussion = "none"
voting = "1 day"
grace = "none"

[[decision]]
id = "wells"
electorate = "members"
method = "conviction"
asset = "BOX"
fund = "fund-common"
half_life = "6 hours"
least = "5%"
most = "50%"
discussion = "none"
voting = "5 days"
grace = "6 hours"

[[decision]]
id = "paid"
electorate = "members"
method = "yes-no"
quorum = "20%"
threshold = "more than half"
deposit = "5 BOX"
deposit_kept_under = "25%"
open_max = 1
per_person = "2 per 3 days"
discussion = "none"
voting = "1 day"
grace = "none"

[[power]]
id = "funds-by-chambers"
may = "treasury.open_account"
who = "decision: chambers"
challenge = "40%"

[[power]]
id = "funds-by-square"
may = "treasury.open_account"
who = "decision: square"
challenge = "40%"

[[power]]
id = "funds-with-deposit"
may = "treasury.open_account"
who = "decision: paid"

[[power]]
id = "assets-by-line"
may = "treasury.create_asset"
who = "decision: line"

[[power]]
id = "wells-pay"
may = "treasury.pay"
who = "decision: wells"
challenge = "60%"

[[power]]
id = "keeper-streams"
may = "spending.start_stream"
who = "office: keeper"
up_to = "60 BOX per 5 days"

[[power]]
id = "streams-by-vote"
may = "spending.start_stream"
who = "decision: ordinary"

[[power]]
id = "keeper-ends-streams"
may = "spending.stop_stream"
who = "office: keeper"

[[power]]
id = "asking"
may = "spending.request"
who = "member"

[[power]]
id = "approving"
may = "spending.approve"
who = "office: keeper"
up_to = "60 BOX per 5 days"

[[power]]
id = "paying-out"
may = "spending.pay"
who = "office: keeper"

[residence]
places = ["house", "farm"]
vouches = 2
probation = "RIPENS"
renewal = "RENEWAL"

[[power]]
id = "opens-places"
may = "places.open"
who = "office: keeper"

[[power]]
id = "opens-places-by-vote"
may = "places.open"
who = "decision: small"

[[power]]
id = "measures-places"
may = "places.attest"
who = "office: keeper"

[[power]]
id = "welcomes"
may = "places.confirm"
who = "founder"

[[power]]
id = "keeper-welcomes"
may = "places.confirm"
who = "office: keeper"
grace = "6 hours"
challenge = "30%"

[[power]]
id = "welcomes-by-vote"
may = "places.confirm"
who = "decision: ordinary"

[[power]]
id = "strikes-off"
may = "places.end_residence"
who = "office: keeper"
grace = "7 days"
challenge = "60%"

[[power]]
id = "strikes-off-by-vote"
may = "places.end_residence"
who = "decision: ordinary"
grace = "7 days"

[[power]]
id = "closes-places"
may = "places.close"
who = "office: keeper"
grace = "7 days"

[[decision]]
id = "household"
electorate = "residents of house"
method = "yes-no"
quorum = "half"
threshold = "more than half"
discussion = "none"
voting = "1 day"
grace = "none"

[[decision]]
id = "hamlets"
houses = [
  { of = "members", quorum = "20%", threshold = "more than half" },
  { of = "residents of house", quorum = "half", threshold = "more than half" },
  { of = "residents of farm", quorum = "one third", threshold = "more than half" },
]
method = "yes-no"
discussion = "none"
voting = "1 day"
grace = "none"

[[decision]]
id = "hearth"
mix = [
  { of = "members past probation", share = "55%" },
  { of = "residents of house", share = "25%" },
  { of = "residents of farm", share = "20%" },
]
method = "yes-no"
quorum = "20%"
threshold = "more than half"
delegation = "yes"
discussion = "none"
voting = "1 day"
confirm = "after 172 hours"
grace = "none"

[[power]]
id = "funds-by-household"
may = "treasury.open_account"
who = "decision: household"

[[power]]
id = "funds-by-hamlets"
may = "treasury.open_account"
who = "decision: hamlets"

[[power]]
id = "funds-by-hearth"
may = "treasury.open_account"
who = "decision: hearth"

CONTESTS
[[stage]]
id = "few"
name = "Few"

[[stage]]
id = "grown"
name = "Grown"
when = { members = 6 }
by = "2027-03-01"
changes = [
  { power = "pays", up_to = "30 BOX per 5 days" },
  { power = "admitting", who = "decision: ordinary" },
]

[[stage]]
id = "landed"
name = "Landed"
when = { land = "300 m2", places = 2 }
changes = [
  { power = "measures-places", who = "decision: ordinary" },
]

[[stage]]
id = "settled"
name = "Settled"
when = { members = 7, age = "20 days" }
changes = [
  { power = "pays", who = "office: keeper", from = "the first election" },
  { power = "small-works", up_to = "20 BOX per 6 days" },
]
```
"#;

/// A procedure for a method, and what it decides.
const CONTEST: &str = r#"
[[decision]]
id = "by-METHOD"
electorate = "members past probation"
method = "METHOD"
quorum = "20%"
delegation = "yes"
discussion = "none"
voting = "1 day"
grace = "none"

[[power]]
id = "funds-by-METHOD"
may = "treasury.open_account"
who = "decision: by-METHOD"
"#;

/// Returns a text: the first as it was founded, the others as amendments leave it.
pub(crate) fn text(number: usize, beacon: &str) -> String {
    let [mut admits, mut pays, mut grace, mut challenge, mut quorum, mut pause] =
        ["founder", "60 BOX per 5 days", "1 day", "30%", "20%", "24 hours"];
    let [mut ripens, mut renewal] = ["1 day", "8 days"];
    match number {
        // Narrower in the middle of a window, and wider.
        1 => pays = "25 BOX per 5 days",
        2 => pays = "200 BOX per 1 day",
        3 => (grace, challenge) = ("3 days", "10%"),
        4 => admits = "office: keeper",
        5 => (quorum, pause) = ("50%", "6 hours"),
        6 => pays = "60 BOX per 12 days",
        7 => (ripens, renewal) = ("2 days", "7 days"),
        _ => {}
    }
    let contests: String = METHODS.iter().map(|one| CONTEST.replace("METHOD", one)).collect();
    TEXT.replace("CONTESTS", &contests)
        .replace("ADMITS", admits)
        .replace("PAYS", pays)
        .replace("GRACE", grace)
        .replace("CHALLENGE", challenge)
        .replace("QUORUM", quorum)
        .replace("PAUSE", pause)
        .replace("RIPENS", ripens)
        .replace("RENEWAL", renewal)
        .replace("BEACON", beacon)
}
