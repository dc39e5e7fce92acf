//! What can be wrong with a charter: one code per rule broken, each with its place in the text.

use std::collections::BTreeSet;
use std::fmt;

use serde::Serialize;

/// Most errors reported for one text. Unit: errors. Source: CHA-32.
pub const DIAGNOSTICS_MAX: usize = 100;

/// A place in the text of a charter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1. Unit: characters (Unicode scalar values).
    pub column: u32,
}

impl Position {
    /// Where every text begins.
    pub const START: Self = Self { line: 1, column: 1 };

    /// Returns the place `columns` characters further on the same line.
    #[must_use]
    pub(crate) fn right(self, columns: usize) -> Self {
        let columns = u32::try_from(columns).unwrap_or(u32::MAX);
        Self { line: self.line, column: self.column.saturating_add(columns) }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

/// Declares the codes: name, stable text, rule in `spec/charter.md`, next step to offer.
macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $rule:literal, $hint:literal;)*) => {
        /// The kinds of error, each with a stable text, the rule it enforces and a next step.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Code { $($(#[$doc])* $name,)* }

        impl Code {
            /// Every code, in the order of the rules.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// Returns the stable text of the code, such as `charter.key_twice`.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// Returns the rule that the code enforces, such as `CHA-10`.
            #[must_use]
            pub fn rule(self) -> &'static str {
                match self { $(Self::$name => $rule,)* }
            }

            /// Returns the next step to offer.
            #[must_use]
            pub fn hint(self) -> &'static str {
                match self { $(Self::$name => $hint,)* }
            }
        }
    };
}

codes! {
    /// The text has too many bytes.
    TooLarge = "charter.too_large", "CHA-1", "Move what is not law to another document and link to it.";
    /// The text has too many lines.
    TooManyLines = "charter.too_many_lines", "CHA-1", "Join short lines into paragraphs.";
    /// A line has too many characters.
    LineTooLong = "charter.line_too_long", "CHA-1", "Break the line.";
    /// A character that hides or reorders text.
    ForbiddenCharacter = "charter.forbidden_character", "CHA-2", "Delete the character: it does not show, or it changes how its neighbours show.";
    /// HTML, a comment, or an angle bracket that could begin one.
    Html = "charter.html", "CHA-3", "Write Markdown; put a literal `<` in a code span or leave a space after it.";
    /// A picture.
    Image = "charter.image", "CHA-4", "Link to the picture instead.";
    /// A link whose target is not written plainly in place.
    LinkShape = "charter.link_shape", "CHA-4", "Write the link as [words](address), the address without spaces, quotes or brackets.";
    /// A line set in too far, which Markdown may take for code.
    Indent = "charter.indent", "CHA-5", "Set the line in by at most three spaces.";
    /// A fence that is set in, quoted, in a list, or made of tildes.
    FenceShape = "charter.fence_shape", "CHA-6", "Begin the block with three backticks in column 1.";
    /// A fence whose language is not one plain word, or is `toml` in other letters.
    FenceLanguage = "charter.fence_language", "CHA-6", "Write ```toml for law, or another single word for an illustration.";
    /// A fence without its end.
    FenceUnclosed = "charter.fence_unclosed", "CHA-6", "End the block with a line of backticks.";
    /// A code span without its end on the same line.
    SpanUnclosed = "charter.span_unclosed", "CHA-7", "Close the code span on the line where it begins.";
    /// A backtick behind a backslash.
    BacktickEscaped = "charter.backtick_escaped", "CHA-7", "Put the backtick into a code span of two backticks.";
    /// A parameter that TOML does not read.
    Toml = "charter.toml", "CHA-9", "Correct the assignment: a key, =, and a value, of which words stand between straight quotes; if it is prose, write it without the code marks.";
    /// A key that an earlier part of the text sets already.
    KeyTwice = "charter.key_twice", "CHA-10", "Keep one of the two: a rule is written once.";
    /// A key that means nothing in a charter.
    KeyUnknown = "charter.key_unknown", "CHA-11", "Use one of the keys listed; if it is prose, write it without the code marks.";
    /// A number with a fraction or an exponent.
    Float = "charter.float", "CHA-12", "Write a whole number, or a share in words such as \"12.5%\".";
    /// A TOML date or time.
    Date = "charter.date", "CHA-12", "Write the day between quotes: \"2028-01-01\".";
    /// A whole number in another notation or beyond the range of exact numbers.
    IntegerForm = "charter.integer_form", "CHA-12", "Write a decimal number from 0 to 9007199254740991.";
    /// A value of another type than the key takes.
    Type = "charter.type", "CHA-13", "Write a value of the type named.";
    /// A key that must be there and is not.
    Missing = "charter.missing", "CHA-14", "Add the key, in the sentence that explains it.";
    /// A text that is empty or too long.
    TextLength = "charter.text_length", "CHA-15", "Shorten the text, or fill it.";
    /// A character that a value may not hold.
    TextCharacter = "charter.text_character", "CHA-15", "Write the text with visible characters on one line.";
    /// An identifier in another form.
    IdForm = "charter.id_form", "CHA-16", "Use up to 32 lower-case letters, digits and single hyphens, beginning with a letter.";
    /// An identifier given twice.
    IdTwice = "charter.id_twice", "CHA-16", "Give each entry its own id.";
    /// A table with too many entries.
    TooMany = "charter.too_many", "CHA-17", "Merge or remove entries.";
    /// A word that is not among those allowed.
    Choice = "charter.choice", "CHA-18", "Use one of the words listed.";
    /// A number outside its range.
    OutOfRange = "charter.out_of_range", "CHA-19", "Choose a number in the range.";
    /// A length of time that cannot be read.
    Duration = "charter.duration", "CHA-20", "Write a number and a unit, such as \"14 days\", \"3 hours\" or \"month\".";
    /// A length of time outside its range.
    DurationRange = "charter.duration_range", "CHA-20", "Choose a length in the range.";
    /// A day or a time of day that cannot be read.
    Day = "charter.day", "CHA-20", "Write a day as \"2028-01-01\" and a time of day as \"20:00\".";
    /// An area of land that cannot be read or lies outside its range.
    Land = "charter.land", "CHA-31", "Write whole square metres, hectares or square kilometres, such as \"50000 m2\", \"5 ha\" or \"2 km2\".";
    /// A share that cannot be read or lies outside its range.
    Share = "charter.share", "CHA-21", "Write a share such as \"10%\", \"two thirds\" or \"a quarter\".";
    /// A threshold that cannot be read, or that lets fewer than more than half decide.
    Threshold = "charter.threshold", "CHA-22", "Write \"more than half\", \"two thirds\", \"three quarters\", \"unanimous\", or a percentage above 50% and up to 100%.";
    /// A line of a rule with a grace or a challenge.
    RuleWaits = "charter.rule_waits", "CHA-30", "Remove grace and challenge, or let a person or a decision hold the line.";
    /// A key that the method of a procedure has no use for.
    MethodKey = "charter.method_key", "CHA-40", "Remove the key, or choose another method.";
    /// A procedure that chooses among options holds a power over the charter.
    MethodWeak = "charter.method_weak", "CHA-40", "Use \"yes-no\" or \"consent\", or add confirm and threshold.";
    /// A limit of what delegates carry where no votes are delegated.
    DelegationKey = "charter.delegation_key", "CHA-42", "Add delegation = \"yes\", or remove the key.";
    /// Votes delegated where nobody votes as a member.
    DelegationBody = "charter.delegation_body", "CHA-42", "Remove delegation, or let members take part.";
    /// Who decides is said more than once, or a body stands twice.
    ElectorateTwice = "charter.electorate_twice", "CHA-51", "Keep one of electorate, mix and houses, and each body in it once.";
    /// Bodies that are too few, or whose shares are not together all.
    ElectorateShares = "charter.electorate_shares", "CHA-51", "Name 2 to 8 bodies; the shares of a mix are together 100%.";
    /// Several bodies decide by a method that only one can.
    ElectorateMethod = "charter.electorate_method", "CHA-51", "Write method = \"yes-no\", or name one body as the electorate.";
    /// People elected or drawn hold a power over the charter without the members.
    ElectorateWeak = "charter.electorate_weak", "CHA-52", "Let the members decide: as the electorate, as a house, or with more than half of a mix.";
    /// A public key of a beacon that is none.
    BeaconKey = "charter.beacon_key", "CHA-54", "Write the public key of a drand network with the scheme bls-unchained-g1-rfc9380, or beacon = \"drand quicknet\".";
    /// A panel that is used for something else than what it is drawn for.
    PanelUse = "charter.panel_use", "CHA-55", "Draw the panel for what it does, and leave time to draw it.";
    /// A tier of dues that says too little or too much.
    DuesTier = "charter.dues_tier", "CHA-60", "Give the tier one way of giving.";
    /// Consequences of unpaid dues in another order.
    DuesOrder = "charter.dues_order", "CHA-60", "Let the reminder come before the vote rests, and that before the membership does.";
    /// What is no fund.
    FundForm = "charter.fund_form", "CHA-61", "Write fund- and up to 24 of a-z, 0-9 and -.";
    /// A fee that says too little or too much.
    FeeForm = "charter.fee_form", "CHA-69", "Give the fee an amount, or a share with at_most, in one asset.";
    /// A fee for what costs nobody anything, or is no act.
    FeeAct = "charter.fee_act", "CHA-69", "Name an act that somebody has a power to do, or membership.apply.";
    /// Shares of dissent in the wrong order.
    DissentOrder = "charter.dissent_order", "CHA-63", "Let dissent.from be less than dissent.to.";
    /// A key of `exit` that does not fit its rule.
    ExitKey = "charter.exit_key", "CHA-62", "Remove the key, or choose the rule that it belongs to.";
    /// Votes that cost credits where no season gives any.
    SeasonMissing = "charter.season_missing", "CHA-70", "Add [season] with length and credits, or choose another method.";
    /// A key that does not go with votes that cost credits, or with conviction.
    StandingKey = "charter.standing_key", "CHA-70", "Remove the key, or choose another method.";
    /// Conviction for anything but payments from a fund.
    ConvictionPower = "charter.conviction_power", "CHA-71", "Let conviction hold treasury.pay alone.";
    /// A key about what is put down that has no meaning here.
    DepositKey = "charter.deposit_key", "CHA-72", "Name a deposit above nothing, and keep it only where votes are for or against.";
    /// A number of proposals in a stretch of time in another form.
    RateForm = "charter.rate_form", "CHA-73", "Write a number and a length of time, such as 2 per 30 days.";
    /// A method that cannot choose among versions of a proposal.
    AlternativesMethod = "charter.alternatives_method", "CHA-74", "For yes-no, name a method that takes options without money, but not debian; elsewhere, the decision's own; and let members vote.";
    /// An asset code in another form.
    AssetForm = "charter.asset_form", "CHA-23", "Use 2 to 12 characters A-Z and 0-9, beginning with a letter, such as EUR.";
    /// An asset that the charter does not declare.
    AssetUnknown = "charter.asset_unknown", "CHA-23", "Declare it: [[asset]] with id and decimals.";
    /// An asset that is of two kinds.
    AssetKind = "charter.asset_kind", "CHA-46", "Give a claim held_by, mutual credit credit_limit, and neither to the society's own credit; only that has issue_max.";
    /// A warning of credit that warns of nothing.
    CreditWarn = "charter.credit_warn", "CHA-46", "Give mutual credit a credit_warn below its credit_limit, or leave it out.";
    /// A name that no fund can have.
    FundName = "charter.fund_name", "CHA-46", "Name a fund without its prefix: 1 to 24 of a-z, 0-9 and -, such as common.";
    /// An amount of money that cannot be read.
    Amount = "charter.amount", "CHA-24", "Write the amount as in \"1500 EUR per 30 days\": digits without separators, and the period only where one is asked.";
    /// A power over an action that does not exist.
    ActionUnknown = "charter.action_unknown", "CHA-25", "Use the name of an existing action.";
    /// A power over what everyone may do anyway.
    RightNotPower = "charter.right_not_power", "CHA-26", "Remove the entry: no line is needed, and none may narrow it.";
    /// A power to spend without a limit.
    LimitMissing = "charter.limit_missing", "CHA-27", "Add up_to, such as \"500 EUR per 30 days\", or let a decision carry the action.";
    /// A limit on an action that moves no value.
    LimitNotForAction = "charter.limit_not_for_action", "CHA-27", "Remove up_to.";
    /// A holder of a power that cannot be read.
    Who = "charter.who", "CHA-28", "Write anyone, member, member past probation, founder, importer, no one, office: ID, decision: ID or rule: ID.";
    /// A power for a holder who may not have it.
    WhoNotForAction = "charter.who_not_for_action", "CHA-28", "Give the power to a holder named in the sentence.";
    /// A decision procedure that the charter does not define.
    DecisionUnknown = "charter.decision_unknown", "CHA-29", "Define it: [[decision]] with this id.";
    /// An office that the charter does not define.
    OfficeUnknown = "charter.office_unknown", "CHA-29", "Define it: [[office]] with this id.";
    /// A panel that the charter does not define.
    PanelUnknown = "charter.panel_unknown", "CHA-29", "Define it: [[panel]] with this id.";
    /// A place that the charter does not name.
    PlaceUnknown = "charter.place_unknown", "CHA-79", "Name it in residence.places.";
    /// People who live at places that nobody opens, or whose word nobody confirms.
    ResidenceLines = "charter.residence_lines", "CHA-78", "Add a [[power]] that gives it, or leave out [residence].";
    /// A residence that ends before whoever lives there can object.
    ResidenceGrace = "charter.residence_grace", "CHA-80", "Give the power, or the decision that carries it, a grace of at least 7 days.";
    /// A rule that the machine does not know.
    RuleUnknown = "charter.rule_unknown", "CHA-29", "Use one of the rules listed.";
    /// A power that a stage changes and the charter does not define.
    PowerUnknown = "charter.power_unknown", "CHA-29", "Use the id of an existing [[power]].";
    /// A heading that the document does not have.
    SectionUnknown = "charter.section_unknown", "CHA-29", "Write the heading exactly as it stands in the text.";
    /// An objection that no time is left for.
    ChallengeWithoutGrace = "charter.challenge_without_grace", "CHA-30", "Add grace: the time in which members can object.";
    /// An amendment that takes effect before people can leave.
    AmendmentWithoutGrace = "charter.amendment_without_grace", "CHA-30", "Give the power, or the decision that carries it, a grace of at least 1 day.";
    /// A pause of what is needed to end one, or twice of the same.
    PauseAction = "charter.pause_action", "CHA-44", "Name powers other than those of charter and governance, each once.";
    /// A stage without a way in, or a first stage with one.
    StageEntry = "charter.stage_entry", "CHA-31", "Give every stage but the first `when`, `by` or both; from the first election on, hand a power to an office.";
    /// More errors than are listed.
    TooManyErrors = "charter.too_many_errors", "CHA-32", "Correct these first.";
}

/// One error in the text of a charter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// Stable code, such as `charter.key_twice`.
    pub code: &'static str,
    /// Rule in `spec/charter.md`, such as `CHA-10`.
    pub rule: &'static str,
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1. Unit: characters.
    pub column: u32,
    /// What is wrong, with the actual and the allowed value.
    pub message: String,
    /// The next step.
    pub hint: String,
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { code, rule, line, column, message, hint } = self;
        write!(f, "{line}:{column}: {message} [{code}, {rule}] {hint}")
    }
}

impl Code {
    /// Returns how far an error comes before others, which may follow from it: what cannot be read as a
    /// text, what cannot be read as parameters, values, what is not there, what they mean together; and
    /// what follows from nothing.
    fn rank(self) -> u8 {
        match self {
            Self::TooLarge | Self::TooManyLines => 0,
            Self::Toml | Self::Float | Self::Date | Self::IntegerForm | Self::FenceUnclosed => 1,
            Self::Missing
            | Self::DecisionUnknown
            | Self::OfficeUnknown
            | Self::PanelUnknown
            | Self::PlaceUnknown
            | Self::PowerUnknown
            | Self::AssetUnknown => 3,
            Self::ChallengeWithoutGrace
            | Self::AmendmentWithoutGrace
            | Self::MethodWeak
            | Self::PanelUse
            | Self::ResidenceGrace
            | Self::ResidenceLines => 4,
            Self::KeyUnknown
            | Self::Type
            | Self::Choice
            | Self::Duration
            | Self::DurationRange
            | Self::Share
            | Self::Threshold => 2,
            _ => 5,
        }
    }

    /// Returns whether an error of a rank may hide this one, which then is not told.
    fn follows_from(self, rank: u8) -> bool {
        match rank {
            0 => self.rank() > 0,
            1 => matches!(self, Self::Missing | Self::AssetUnknown) || self.rank() == 4,
            2 => self.rank() == 4,
            _ => false,
        }
    }
}

/// The errors found so far; keeps [`DIAGNOSTICS_MAX`] of them.
#[derive(Debug, Default)]
pub(crate) struct Flaws {
    found: Vec<Diagnostic>,
    dropped: usize,
    /// The foremost rank found.
    rank: Option<u8>,
    /// The parts of the text that hold parameters, by their first and last lines.
    parts: Vec<(u32, u32)>,
    /// Lines that do not read as TOML.
    unread: BTreeSet<u32>,
    /// What entries may be called that could not be read.
    unread_names: BTreeSet<String>,
}

/// Tables of which there are several: each says all of itself in one place.
const LISTED: [&str; 11] = [
    "asset", "consent", "decision", "fee", "fund", "office", "panel", "pause", "power", "signal",
    "stage",
];

impl Flaws {
    /// Adds an error.
    pub(crate) fn push(&mut self, code: Code, at: Position, message: impl Into<String>) {
        self.push_with(code, at, message, code.hint());
    }

    /// Adds an error with a next step of its own.
    pub(crate) fn push_with(
        &mut self,
        code: Code,
        at: Position,
        message: impl Into<String>,
        hint: &str,
    ) {
        if self.found.len() >= DIAGNOSTICS_MAX {
            self.dropped = self.dropped.saturating_add(1);
            return;
        }
        self.found.push(Diagnostic {
            code: code.as_str(),
            rule: code.rule(),
            line: at.line,
            column: at.column,
            message: message.into(),
            hint: hint.to_owned(),
        });
        self.rank = Some(self.rank.map_or(code.rank(), |rank| rank.min(code.rank())));
    }

    /// Takes back that a key is missing: it stands there, misspelt.
    pub(crate) fn retract(&mut self, at: Position, message: &str) {
        let is_it = |flaw: &Diagnostic| {
            (flaw.line, flaw.column) == (at.line, at.column)
                && flaw.code == Code::Missing.as_str()
                && flaw.message == message
        };
        self.found.retain(|flaw| !is_it(flaw));
    }

    /// Notes a part of the text that holds parameters.
    pub(super) fn part(&mut self, first: u32, last: u32) {
        self.parts.push((first, last));
    }

    /// Notes lines that do not read, and what entries beside them may be called.
    pub(super) fn unread(&mut self, lines: BTreeSet<u32>, names: BTreeSet<String>) {
        self.unread.extend(lines);
        self.unread_names.extend(names);
    }

    /// Returns what entries may be called that could not be read.
    pub(super) fn unread_names(&self) -> impl Iterator<Item = &String> {
        self.unread_names.iter()
    }

    /// Returns whether what an error speaks of may only be so because something near it could not be read.
    fn is_of_unread(&self, flaw: &Diagnostic) -> bool {
        let is_in = |line: u32, (first, last): &(u32, u32)| (*first..=*last).contains(&line);
        if self.unread.contains(&flaw.line) {
            return true;
        }
        let table = flaw.message.trim_start_matches('`').split('.').next().unwrap_or_default();
        if flaw.code != Code::Missing.as_str() || !LISTED.contains(&table) {
            return false;
        }
        let mut lost = self.found.iter().filter(|other| {
            Code::ALL.iter().any(|code| code.as_str() == other.code && code.rank() == 1)
        });
        let part = self.parts.iter().find(|part| is_in(flaw.line, part));
        lost.any(|other| part.is_some_and(|part| is_in(other.line, part)))
    }

    /// Returns whether an error is told only of what is whole.
    fn is_told(&self, flaw: &Diagnostic, rank: u8) -> bool {
        let code = Code::ALL.iter().find(|code| code.as_str() == flaw.code);
        let Some(code) = code.filter(|code| code.rank() > 1) else { return true };
        if self.is_of_unread(flaw) {
            return false;
        }
        let table = flaw.message.trim_start_matches('`').split('.').next().unwrap_or_default();
        let is_whole = *code == Code::Missing && LISTED.contains(&table);
        let is_swallowed = self.found.iter().any(|flaw| flaw.code == Code::FenceUnclosed.as_str());
        let follows = code.follows_from(rank) || (is_swallowed && matches!(code.rank(), 3 | 4));
        !follows || (rank == 1 && is_whole && !is_swallowed)
    }

    /// Returns whether nothing is wrong so far.
    pub(crate) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// Returns the errors in the order of the text.
    pub(crate) fn into_sorted(mut self) -> Vec<Diagnostic> {
        if let Some(rank) = self.rank {
            let told: Vec<bool> = self.found.iter().map(|flaw| self.is_told(flaw, rank)).collect();
            let mut told = told.into_iter();
            self.found.retain(|_| told.next().unwrap_or(true));
        }
        self.found.sort_by_key(|flaw| (flaw.line, flaw.column));
        if self.dropped > 0 {
            let last = self
                .found
                .last()
                .map_or(Position::START, |flaw| Position { line: flaw.line, column: flaw.column });
            let message = format!("{} more errors are not listed.", self.dropped);
            self.dropped = 0;
            let code = Code::TooManyErrors;
            self.found.push(Diagnostic {
                code: code.as_str(),
                rule: code.rule(),
                line: last.line,
                column: last.column,
                message,
                hint: code.hint().to_owned(),
            });
        }
        self.found
    }
}
