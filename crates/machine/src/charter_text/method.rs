//! The methods by which a decision procedure counts: their names in a charter, the ballots they take
//! and whether they elect several. The list is part of the law (CHA-40); the counting is done by the
//! crate `polity-choice`.

use serde::{Deserialize, Serialize};

/// What a ballot of a method says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BallotForm {
    /// Yes, no or abstain.
    YesNo,
    /// Consent, stand aside, or object with a reason.
    Consent,
    /// Options in an order; `ties` says whether some may be equal, `one` whether only one is named.
    Order {
        /// Whether options may share a rank.
        ties: bool,
        /// Whether just one is named.
        one: bool,
    },
    /// The options approved.
    Approvals,
    /// A number for each option, from 0.
    Scores {
        /// The highest.
        high: i64,
    },
    /// Votes for or against options, which cost their square in credits.
    Credits,
    /// Votes for or against the proposal, paid with the credits of the season.
    Votes {
        /// Whether they cost their square; otherwise each costs one credit.
        is_square: bool,
    },
    /// Points of support, which stand until they are moved.
    Points,
}

impl BallotForm {
    /// Returns a choice of this form, as people write it: of options, the first ones.
    #[must_use]
    pub fn example(self) -> &'static str {
        match self {
            Self::YesNo | Self::Consent => "yes",
            Self::Order { one: true, .. } => "rank=1",
            Self::Order { .. } => "rank=2>1",
            Self::Approvals => "approve=1,2",
            Self::Scores { .. } => "score=1:5,2:3",
            Self::Credits => "votes=1:3,2:-2",
            Self::Votes { .. } => "votes=3",
            Self::Points => "points=40",
        }
    }
}

/// Which outcomes a method has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Elects {
    /// The proposal, or not.
    YesNo,
    /// One option.
    One,
    /// As many options as the proposal asks for.
    Several,
    /// Options as long as money is left.
    Budget,
}

/// How much work a count is for each option more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Size {
    /// Grows with a power.
    Small,
    /// Tries all committees or orders.
    Exact,
}

/// Credits of one ballot. Source: GOV-14.
pub const CREDITS: u64 = 100;
/// Points of support that each person has. Source: GOV-24.
pub const POINTS: u64 = 100;
/// Most options of one proposal. Source: GOV-11.
pub const OPTIONS_MAX: usize = 24;
/// Most options where all committees or orders are tried. Source: GOV-11.
pub const OPTIONS_EXACT_MAX: usize = 12;

macro_rules! methods {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $form:expr, $elects:ident, $size:ident;)+) => {
        /// How ballots are cast and counted.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Method {
            $($(#[$doc])* #[serde(rename = $text)] $name,)+
        }

        impl Method {
            /// Every method, in the order in which they are listed.
            pub const ALL: &[Self] = &[$(Self::$name,)+];
            /// Every method with its name in a charter.
            pub const NAMED: &[(&str, Self)] = &[$(($text, Self::$name),)+];

            /// Returns its name in a charter, which is its name in `polity tally` too.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => $text,)+ }
            }

            /// Returns what a ballot says.
            #[must_use]
            pub fn form(self) -> BallotForm {
                match self { $(Self::$name => $form,)+ }
            }

            /// Returns which outcomes it has.
            #[must_use]
            pub fn elects(self) -> Elects {
                match self { $(Self::$name => Elects::$elects,)+ }
            }

            fn size(self) -> Size {
                match self { $(Self::$name => Size::$size,)+ }
            }
        }
    };
}

const ONE: BallotForm = BallotForm::Order { ties: false, one: true };
const STRICT: BallotForm = BallotForm::Order { ties: false, one: false };
const WEAK: BallotForm = BallotForm::Order { ties: true, one: false };
const APPROVALS: BallotForm = BallotForm::Approvals;

methods! {
    /// Yes, no or abstain, with a threshold.
    YesNo = "yes-no", BallotForm::YesNo, YesNo, Small;
    /// It passes if nobody objects with a reason, and enough answer.
    Consent = "consent", BallotForm::Consent, YesNo, Small;
    /// It passes if nobody objects with a reason; silence is consent.
    LazyConsensus = "lazy-consensus", BallotForm::Consent, YesNo, Small;
    /// Most first preferences.
    Plurality = "plurality", ONE, One, Small;
    /// More than half, or a second round between the two highest, from the same ballots.
    TwoRound = "two-round", STRICT, One, Small;
    /// Most approvals.
    Approval = "approval", APPROVALS, One, Small;
    /// The highest sum of scores.
    Score = "score", BallotForm::Scores { high: 10 }, One, Small;
    /// The two highest sums meet; more ballots decide.
    Star = "star", BallotForm::Scores { high: 5 }, One, Small;
    /// The highest median grade.
    MajorityJudgment = "majority-judgment", BallotForm::Scores { high: 5 }, One, Small;
    /// Instant runoff.
    Irv = "irv", STRICT, One, Small;
    /// Single transferable vote by the Scottish rules.
    StvScottish = "stv-scottish", STRICT, Several, Small;
    /// Single transferable vote by weighted inclusive Gregory.
    StvWig = "stv-wig", STRICT, Several, Small;
    /// Single transferable vote by Meek's rule.
    StvMeek = "stv-meek", STRICT, Several, Small;
    /// Single transferable vote by Warren's rule.
    StvWarren = "stv-warren", STRICT, Several, Small;
    /// Points by place.
    Borda = "borda", WEAK, Several, Small;
    /// Pairs won less pairs lost.
    Copeland = "copeland", WEAK, Several, Small;
    /// The mildest worst pair.
    Minimax = "minimax", WEAK, Several, Small;
    /// The strongest chains of victories.
    Schulze = "schulze", WEAK, Several, Small;
    /// Schulze with a default option, the last.
    Debian = "debian", WEAK, One, Small;
    /// Victories locked in from the strongest.
    RankedPairs = "ranked-pairs", WEAK, Several, Small;
    /// The order that agrees most with the ballots.
    Kemeny = "kemeny", WEAK, Several, Exact;
    /// The most approved.
    Av = "av", APPROVALS, Several, Small;
    /// Each ballot's vote shared among all it approves.
    Sav = "sav", APPROVALS, Several, Small;
    /// Proportional approval, exactly.
    Pav = "pav", APPROVALS, Several, Exact;
    /// Proportional approval, step by step.
    SeqPav = "seq-pav", APPROVALS, Several, Small;
    /// Proportional approval, backward.
    RevSeqPav = "rev-seq-pav", APPROVALS, Several, Small;
    /// Chamberlin–Courant, exactly.
    Cc = "cc", APPROVALS, Several, Exact;
    /// Chamberlin–Courant, step by step.
    SeqCc = "seq-cc", APPROVALS, Several, Small;
    /// Sainte-Laguë approval, exactly.
    Slav = "slav", APPROVALS, Several, Exact;
    /// Phragmén's sequential rule.
    Phragmen = "phragmen", APPROVALS, Several, Small;
    /// Monroe's rule, exactly.
    Monroe = "monroe", APPROVALS, Several, Exact;
    /// The method of equal shares for a committee.
    EqualShares = "equal-shares", APPROVALS, Several, Small;
    /// Best supported first, as long as money is left.
    BudgetGreedy = "budget-greedy", APPROVALS, Budget, Small;
    /// The method of equal shares for a budget.
    BudgetShares = "budget-shares", APPROVALS, Budget, Small;
    /// Votes that cost their square in credits.
    Quadratic = "quadratic", BallotForm::Credits, Several, Small;
    /// Votes that each cost a credit of the season.
    SeasonLinear = "season-linear", BallotForm::Votes { is_square: false }, YesNo, Small;
    /// Votes that cost their square in credits of the season.
    SeasonQuadratic = "season-quadratic", BallotForm::Votes { is_square: true }, YesNo, Small;
    /// Support that grows while it stands.
    Conviction = "conviction", BallotForm::Points, YesNo, Small;
}

impl Method {
    /// Returns whether a proposal has options, of which the method takes some.
    #[must_use]
    pub fn has_options(self) -> bool {
        self.elects() != Elects::YesNo
    }

    /// Returns whether ballots are paid with the credits of the season (GOV-20).
    #[must_use]
    pub fn is_paid(self) -> bool {
        matches!(self.form(), BallotForm::Votes { .. })
    }

    /// Returns what so many votes cost in credits of the season; nothing by other methods (GOV-21).
    #[must_use]
    pub fn price(self, votes: u64) -> u64 {
        match self.form() {
            BallotForm::Votes { is_square: true } => votes.saturating_mul(votes),
            BallotForm::Votes { is_square: false } => votes,
            _ => 0,
        }
    }

    /// Returns whether a threshold decides between those for and those against.
    #[must_use]
    pub fn has_threshold(self) -> bool {
        self == Self::YesNo || self.is_paid()
    }

    /// Returns the most options that a proposal can have (GOV-11).
    #[must_use]
    pub fn options_max(self) -> usize {
        match self.size() {
            Size::Small => OPTIONS_MAX,
            Size::Exact => OPTIONS_EXACT_MAX,
        }
    }

    /// Returns what voters do, to follow "members".
    #[must_use]
    pub fn voters_do(self) -> &'static str {
        match (self, self.form()) {
            (Self::LazyConsensus, _) => "may object with a reason; silence is consent",
            (_, BallotForm::YesNo) => "vote yes, no or abstain",
            (_, BallotForm::Votes { is_square: true }) => {
                "give votes for or against it, where n votes cost n times n of their credits of the season"
            }
            (_, BallotForm::Votes { is_square: false }) => {
                "give votes for or against it, each for one of their credits of the season"
            }
            (_, BallotForm::Points) => {
                "put points of support on it, of the 100 that each has for all such proposals together"
            }
            (_, BallotForm::Consent) => "consent, stand aside, or object with a reason",
            (_, BallotForm::Order { one: true, .. }) => "choose one option",
            (_, BallotForm::Order { one: false, .. }) => "put the options in order",
            (_, BallotForm::Approvals) => "name all options that they approve",
            (_, BallotForm::Scores { high: 10 }) => "give each option 0 to 10 points",
            (_, BallotForm::Scores { .. }) => "give each option a grade from 0 to 5",
            (_, BallotForm::Credits) => {
                "spread 100 credits over the options, where n votes cost n times n credits"
            }
        }
    }

    /// Returns the count in a sentence, as members read it.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::YesNo => "The yes among yes and no decide.",
            Self::Consent => "It passes if enough answer and no objection stands.",
            Self::LazyConsensus => "It passes if no objection stands.",
            Self::Plurality => "The option named most often is taken.",
            Self::TwoRound => {
                "An option with more than half of the first places is taken; if there is none, the \
                 two highest are compared on every ballot."
            }
            Self::Approval => "The option with most approvals is taken.",
            Self::Score => "The option with most points is taken.",
            Self::Star => "Of the two options with most points, more ballots decide.",
            Self::MajorityJudgment => "The option with the highest median grade is taken.",
            Self::Irv => {
                "The lowest option is dropped until one has more than half (instant runoff)."
            }
            Self::StvScottish => {
                "Who has enough first places is elected; what a ballot did not need goes on to its next \
                 choice (single transferable vote, Scottish rules)."
            }
            Self::StvWig => "Single transferable vote, by weighted inclusive Gregory.",
            Self::StvMeek => {
                "Who has enough first places is elected; what a ballot did not need goes on to its next \
                 choice (single transferable vote, Meek's rule)."
            }
            Self::StvWarren => "Single transferable vote, by Warren's rule.",
            Self::Borda => "Each place on a ballot gives points (Borda).",
            Self::Copeland => "The option that wins most pairs is taken (Copeland).",
            Self::Minimax => "The option whose worst pair is mildest is taken (minimax).",
            Self::Schulze => {
                "The option that beats the others in pairs is taken; where they beat each other in a ring, \
                 the weakest victories count least (Schulze)."
            }
            Self::Debian => {
                "Options that do not beat the last one, the default, drop out; of the others the one that \
                 beats the rest in pairs is taken (Debian)."
            }
            Self::RankedPairs => "Victories are locked in from the strongest (ranked pairs).",
            Self::Kemeny => "The order that agrees most with all ballots decides (Kemeny–Young).",
            Self::Av => "The options with most approvals are taken.",
            Self::Sav => "Each ballot's one vote is shared among the options it approves.",
            Self::Pav => "Proportional approval: exact.",
            Self::SeqPav => "Proportional approval: one option after the other is taken.",
            Self::RevSeqPav => "Proportional approval: one option after the other is dropped.",
            Self::Cc => "As many as possible have one option they approve (Chamberlin–Courant).",
            Self::SeqCc => "Chamberlin–Courant: one option after the other is taken.",
            Self::Slav => "Proportional approval by Sainte-Laguë's divisors: exact.",
            Self::Phragmen => {
                "Options are taken in turn, so that every group of voters is served in proportion \
                 (Phragmén's rule)."
            }
            Self::Monroe => "Monroe's rule: each option stands for an equal part of the voters.",
            Self::EqualShares => "The method of equal shares: every voter has the same to spend.",
            Self::BudgetGreedy => "Options are paid in the order of support while money is left.",
            Self::BudgetShares => {
                "Every voter has the same part of the money, and pays with it for the options that they \
                 approve (method of equal shares)."
            }
            Self::SeasonLinear | Self::SeasonQuadratic => "The votes for and against decide.",
            Self::Conviction => {
                "It passes by itself when support has stood strong and long enough."
            }
            Self::Quadratic => {
                "The options with most votes, those against taken off, are taken (quadratic voting)."
            }
        }
    }
}
