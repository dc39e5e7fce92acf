//! What a simulation reports, as data and in words.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use polity_machine::modules::charter::ActEnd;
use polity_types::{Amount, AssetId, Hash, Seconds};
use serde::Serialize;

use super::delegates::Delegation;
use super::holders::{Deeds, Used};
use super::homes::Home;
use super::powers::{Block, Capture, Quorum};
use super::work::Work;

/// All of it.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    pub(super) capture: Vec<Capture>,
    /// SHA-256 of the charter's text.
    pub(super) charter: Hash,
    /// What came of delegation; absent where no procedure takes any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) delegation: Option<Delegation>,
    /// The procedures by which the founder had their way on the first day, when nobody else could vote.
    pub(super) first_days: Vec<String>,
    pub(super) founder: Overreach,
    /// What holders of offices did alone, by the office's name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) holders: BTreeMap<String, Used>,
    /// Who lives at the places of the charter after the last season.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) homes: Vec<Home>,
    pub(super) joining: Joining,
    pub(super) losses: [Losses; 2],
    /// When it was found how many it takes to have each power.
    pub(super) measured: Measured,
    pub(super) name: String,
    /// Who holds the offices after the last season.
    pub(super) offices: Vec<Holders>,
    pub(super) plan: Planned,
    pub(super) quorum: Vec<Quorum>,
    pub(super) seasons: Vec<SeasonReport>,
    pub(super) time_to_decide: Times,
    /// Why nobody could open a common fund or give it money, where that is so.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) without_fund: Vec<String>,
    /// Why nobody could open a place of the charter, where that is so.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) without_places: Vec<String>,
    /// What came of work in the place of dues; absent where the charter has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) work: Option<Work>,
}

/// What was asked for. Shares in percent.
#[derive(Debug, Serialize)]
pub(super) struct Planned {
    pub(super) delegating: u64,
    pub(super) hostile: u64,
    pub(super) leaving: u64,
    pub(super) members: u32,
    pub(super) minority: u64,
    pub(super) seasons: u32,
    pub(super) seed: u64,
    pub(super) turnout: u64,
}

/// How the population came.
#[derive(Debug, Serialize)]
pub(super) struct Joining {
    /// Why the others did not, if some did not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) ended_by: Option<String>,
    /// How many came by a charter that the founder had changed, alone, to let them in at all.
    pub(super) let_in_by_amendment: u64,
    pub(super) members: u64,
    /// Time from the founding until all were full members.
    pub(super) took: Seconds,
}

/// Who holds an office.
#[derive(Debug, Serialize)]
pub(super) struct Holders {
    /// Seats that one of the hostile block holds.
    pub(super) by_hostile: u64,
    /// Whether it is drawn by lot; nobody is drawn here.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) by_lot: bool,
    pub(super) held: u64,
    /// How many of a hundred days of its seats in the seasons somebody held them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) held_percent: Option<u64>,
    pub(super) office: String,
    pub(super) seats: u32,
}

impl Holders {
    fn told(&self, text: &mut String) {
        let Self { by_hostile, by_lot, held, held_percent, office, seats } = self;
        let lot = if *by_lot { "; it is drawn by lot, and nobody is drawn here" } else { "" };
        let days = held_percent.unwrap_or_default();
        let _ = writeln!(
            text,
            "  {office}: {held} of {seats} seats are held after the last season, {by_hostile} by the hostile block; \
             on {days}% of the days of all seasons{lot}"
        );
    }
}

/// What a season brought.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct SeasonReport {
    /// Proposals of the hostile block for itself, among those brought.
    pub(super) bids: u64,
    pub(super) bids_won: u64,
    pub(super) brought: u64,
    pub(super) done: u64,
    /// Elections of offices, among what was brought.
    pub(super) elections: u64,
    /// Passed, and refused by the rules when they were to take effect.
    pub(super) failed: u64,
    /// How many members left.
    pub(super) left: u64,
    pub(super) members: u64,
    pub(super) no_quorum: u64,
    /// Questions for which nobody was found who may propose.
    pub(super) nobody_proposes: u64,
    /// Questions under procedures that hold nothing that is simulated.
    pub(super) nothing_to_decide: u64,
    /// Questions that the rules did not let anybody bring.
    pub(super) refused: u64,
    pub(super) rejected: u64,
    /// The stage at its end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) stage: Option<String>,
}

/// How long decisions took, from the proposal to the end.
#[derive(Debug, Serialize)]
pub(super) struct Times {
    pub(super) decided: u64,
    pub(super) median: Seconds,
    pub(super) p90: Seconds,
}

impl Times {
    pub(super) fn of(mut times: Vec<u64>) -> Self {
        times.sort_unstable();
        // The nearest rank: the smallest time that so many percent do not exceed.
        let at = |percent: usize| {
            let rank = times.len().saturating_mul(percent).div_ceil(100).max(1);
            Seconds(times.get(rank.saturating_sub(1)).copied().unwrap_or_default())
        };
        let decided = u64::try_from(times.len()).unwrap_or(u64::MAX);
        Self { decided, median: at(50), p90: at(90) }
    }
}

/// How often a camp lost, of the votes by yes and no in which it leaned one way.
#[derive(Debug, Serialize)]
pub(super) struct Losses {
    pub(super) camp: &'static str,
    pub(super) decided: u64,
    pub(super) lost: u64,
}

impl Losses {
    pub(super) fn of(camp: &'static str) -> Self {
        Self { camp, decided: 0, lost: 0 }
    }

    /// Notes a decision in which so many of the camp said yes, and no.
    pub(super) fn note(&mut self, (yes, no): (u64, u64), has_passed: bool) {
        if yes != no {
            self.decided = self.decided.saturating_add(1);
            self.lost = self.lost.saturating_add(u64::from((yes > no) != has_passed));
        }
    }
}

/// What came of what the founder tried alone.
#[derive(Debug, Default, Serialize)]
pub(super) struct Overreach {
    /// By action.
    pub(super) attempts: BTreeMap<&'static str, Attempts>,
    /// Money that left by the founder's word alone. Unit: minor units.
    pub(super) paid: Amount,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) asset: Option<AssetId>,
    /// The same in words.
    pub(super) money: String,
    /// Acts that still waited at the end.
    pub(super) open: u64,
}

/// What came of attempts.
#[derive(Debug, Default, Serialize)]
pub(super) struct Attempts {
    /// Announced, and refused by the rules when they were to take effect.
    pub(super) failed: u64,
    /// By the code of the refusal.
    pub(super) refused: BTreeMap<String, u64>,
    /// By the objections of members.
    pub(super) stopped: u64,
    pub(super) took_effect: u64,
    pub(super) tried: u64,
}

impl Overreach {
    fn attempt(&mut self, name: &'static str) -> &mut Attempts {
        self.attempts.entry(name).or_default()
    }

    pub(super) fn announced(&mut self, name: &'static str) {
        let attempt = self.attempt(name);
        attempt.tried = attempt.tried.saturating_add(1);
    }

    pub(super) fn refused(&mut self, name: &'static str, code: &str) {
        let attempt = self.attempt(name);
        attempt.tried = attempt.tried.saturating_add(1);
        let count = attempt.refused.entry(code.to_owned()).or_default();
        *count = count.saturating_add(1);
    }

    pub(super) fn done(&mut self, name: &'static str, amount: Amount) {
        self.announced(name);
        self.ended(name, &ActEnd::Effected, amount);
    }

    pub(super) fn ended(&mut self, name: &'static str, end: &ActEnd, amount: Amount) {
        let attempt = self.attempt(name);
        let count = match end {
            ActEnd::Effected => &mut attempt.took_effect,
            ActEnd::Failed { .. } => &mut attempt.failed,
            ActEnd::Stopped { .. } | ActEnd::Withdrawn => &mut attempt.stopped,
        };
        *count = count.saturating_add(1);
        if *end == ActEnd::Effected {
            self.paid = self.paid.plus(amount).unwrap_or(Amount::MAX);
        }
    }
}

/// The society of which it was found how many it takes to have each power: after its first elections, before a season.
#[derive(Debug, Serialize)]
pub(super) struct Measured {
    /// Who held the offices then.
    pub(super) offices: Vec<Holders>,
    /// Its stage then; none where the charter has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) stage: Option<String>,
}

/// Writes a part of a whole in percent with one decimal.
pub(super) fn percent(part: u64, whole: u64) -> String {
    let tenths = part.saturating_mul(1_000).checked_div(whole).unwrap_or_default();
    format!("{}.{}%", tenths / 10, tenths % 10)
}

impl Report {
    /// Returns the report as people read it.
    pub(super) fn words(&self) -> String {
        let mut text = String::new();
        let Planned { hostile, members, minority, seasons, seed, turnout, .. } = &self.plan;
        let _ = writeln!(
            text,
            "{}: {members} members, {seasons} seasons of 90 days, seed {seed}; minority {minority}%, \
             hostile block {hostile}%, turnout {turnout}%",
            self.name
        );
        self.joining(&mut text);
        self.decisions(&mut text);
        self.alone(&mut text);
        self.captured(&mut text);
        text.push_str("\nWhere quorum dies\n");
        self.quorum.iter().for_each(|quorum| quorum.told(&mut text));
        if self.quorum.is_empty() {
            text.push_str("  no procedure that could be tried has one\n");
        }
        text
    }

    fn joining(&self, text: &mut String) {
        let Joining { ended_by, let_in_by_amendment, members, took } = &self.joining;
        let _ = writeln!(text, "\nJoining\n  {members} members after {took}");
        if *let_in_by_amendment > 0 {
            let _ = writeln!(
                text,
                "  nobody could join at first: the founder, alone in the electorate, changed the \
                 charter to let in {let_in_by_amendment}, and changed it back"
            );
        }
        if let Some(why) = ended_by {
            let _ = writeln!(text, "  nobody else could join: {why}");
        }
    }

    fn decisions(&self, text: &mut String) {
        for why in &self.without_fund {
            let _ = writeln!(text, "  the common fund is not there or has no money: {why}");
        }
        text.push_str(
            "\nDecisions\n  season  brought    done  rejected  no quorum  failed  bids  bids won\n",
        );
        for (number, season) in self.seasons.iter().enumerate() {
            let SeasonReport { bids, bids_won, brought, done, failed, no_quorum, rejected, .. } =
                season;
            let number = number.saturating_add(1);
            let _ = writeln!(
                text,
                "  {number:>6}  {brought:>7}  {done:>6}  {rejected:>8}  {no_quorum:>9}  {failed:>6}  \
                 {bids:>4}  {bids_won:>8}"
            );
        }
        let sum = |count: fn(&SeasonReport) -> u64| {
            self.seasons.iter().map(count).fold(0, u64::saturating_add)
        };
        let not_brought = [
            (sum(|season| season.nobody_proposes), "nobody was found who may propose"),
            (
                sum(|season| season.nothing_to_decide),
                "the procedure holds nothing that is simulated",
            ),
            (sum(|season| season.refused), "the rules refused them"),
        ];
        for (count, why) in not_brought.iter().filter(|(count, _)| *count > 0) {
            let _ = writeln!(text, "  {count} questions were not brought: {why}");
        }
        let left = sum(|season| season.left);
        if let Some(last) = self.seasons.last().filter(|_| left > 0) {
            let _ =
                writeln!(text, "  members who left: {left}; {} are there at the end", last.members);
        }
        let elections = sum(|season| season.elections);
        if elections > 0 {
            let _ = writeln!(text, "  elections of offices, among what was brought: {elections}");
        }
        self.offices.iter().for_each(|office| office.told(text));
        for why in &self.without_places {
            let _ = writeln!(text, "  a place of the charter is not open: {why}");
        }
        for Home { place, residents, voters } in &self.homes {
            let _ = writeln!(
                text,
                "  {residents} live at the place \"{place}\" after the last season, the votes of {voters} count there"
            );
        }
        if let Some(Work { confirmed, done, open, resting, workers }) = &self.work {
            let hours = done.0 / 3_600;
            let _ = writeln!(
                text,
                "  {workers} give work in the place of dues: {hours} hours were confirmed, {confirmed} times; {open} \
                 periods are open after the last season, the votes of {resting} rest for it"
            );
        }
        let Times { decided, median, p90 } = &self.time_to_decide;
        let _ = writeln!(
            text,
            "  {decided} were decided; from proposal to end: median {median}, 90% within {p90}"
        );
        if let Some(Delegation { carried, delegating, most, overridden, refused, votes }) =
            &self.delegation
        {
            let _ = writeln!(
                text,
                "  {delegating} people have somebody vote for them: {carried} votes were carried in {votes} \
                 votings, {overridden} taken back by voting themselves; one delegate carried at most \
                 {most} besides their own"
            );
            if *refused > 0 {
                let _ = writeln!(text, "  {refused} delegations were refused");
            }
        }
        for Losses { camp, decided, lost } in &self.losses {
            let _ = writeln!(
                text,
                "  the {camp} lost {lost} of {decided} votes in which it leaned one way: {}",
                percent(*lost, *decided)
            );
        }
        for (place, season) in self.seasons.iter().enumerate() {
            let before = place.checked_sub(1).and_then(|before| self.seasons.get(before));
            let is_new = before.is_none_or(|before| before.stage != season.stage);
            if let Some(stage) = season.stage.as_ref().filter(|_| is_new) {
                let number = place.saturating_add(1);
                let _ = writeln!(
                    text,
                    "  at the end of season {number} it is at the stage \"{stage}\""
                );
            }
        }
    }

    fn alone(&self, text: &mut String) {
        let by: Vec<String> = self.first_days.iter().map(|id| format!("\"{id}\"")).collect();
        let by = if by.is_empty() { "nothing".to_owned() } else { by.join(", ") };
        let _ = writeln!(
            text,
            "\nOn the first day, when nobody else could vote\n  the founder alone carried: {by}"
        );
        text.push_str("\nWhat the founder tried alone\n");
        for (action, attempts) in &self.founder.attempts {
            let Attempts { failed, refused, stopped, took_effect, tried } = attempts;
            let refused: Vec<String> =
                refused.iter().map(|(code, count)| format!("{count} by {code}")).collect();
            let refused = if refused.is_empty() {
                String::new()
            } else {
                format!("; refused: {}", refused.join(", "))
            };
            let _ = writeln!(
                text,
                "  {action}: tried {tried}, took effect {took_effect}, stopped by members {stopped}, \
                 failed {failed}{refused}"
            );
        }
        let _ = writeln!(text, "  paid out alone: {}", self.founder.money);
        if self.holders.is_empty() {
            return;
        }
        text.push_str("\nWhat holders of offices did alone\n");
        for (office, used) in &self.holders {
            let Used { money, refused, stopped, took_effect, tried, .. } = used;
            let _ = writeln!(
                text,
                "  {office}: paid {tried} times, took effect {took_effect}, stopped by members {stopped}, \
                 refused {refused}; {money}"
            );
            for (what, deeds) in &used.others {
                let Deeds { refused, stopped, took_effect, tried } = deeds;
                let _ = writeln!(
                    text,
                    "    {what}: {tried} tried, took effect {took_effect}, stopped by members {stopped}, \
                     refused {refused}"
                );
            }
        }
    }

    fn captured(&self, text: &mut String) {
        text.push_str("\nHow many it takes to have each power\n");
        let Measured { offices, stage } = &self.measured;
        let stage =
            stage.as_ref().map_or_else(String::new, |stage| format!(", at the stage \"{stage}\""));
        let held =
            offices.iter().map(|one| format!("{} {} of {}", one.office, one.held, one.seats));
        let held: Vec<String> = held.collect();
        let held = if held.is_empty() {
            String::new()
        } else {
            format!("; seats held: {}", held.join(", "))
        };
        let _ = writeln!(text, "  as the society stands after its first elections{stage}{held}");
        let mut told: Vec<(Block, &str)> = Vec::new();
        for capture in &self.capture {
            let key = (capture.block, capture.by.as_str());
            if told.contains(&key) {
                continue;
            }
            told.push(key);
            let _ = writeln!(text, "  {}", capture.by);
            let same = self.capture.iter().filter(|other| (other.block, other.by.as_str()) == key);
            let mut rest: Vec<&Capture> = same.collect();
            // What takes as many is told together.
            while let Some(first) = rest.first().copied() {
                let (alike, others) = rest.into_iter().partition(|other| first.is_like(other));
                rest = others;
                for Capture { action, challenge, power, .. } in alike {
                    let stop = challenge.as_ref();
                    let stop = stop.map(|share| format!("; {share} of the members can stop it"));
                    let stop = stop.unwrap_or_default();
                    let _ = writeln!(text, "    {action} (\"{power}\"){stop}");
                }
                first.told(text);
            }
        }
    }
}
