//! The configuration of a tabulation: how records are read, and by which rules they are counted.

use serde::Deserialize;

use super::{CvrColumns, CvrLayout};
use crate::ChoiceError;
use crate::format::Source;

/// The configuration of a tabulation by `RCTab`, as far as it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RctabConfig {
    /// How the records are read.
    pub columns: CvrColumns,
    /// The contest.
    pub contest: String,
    /// Seats.
    pub seats: usize,
    /// The mode of the count, such as `singleWinnerMajority`.
    pub mode: String,
    /// How ties are broken, such as `useCandidateOrder`.
    pub tie_mode: String,
    /// Whether all who cannot catch up are excluded at once.
    pub excludes_batch: bool,
    /// Whether counting goes on until two are left.
    pub until_two: bool,
    /// Whether the threshold has decimals.
    pub has_decimal_threshold: bool,
    /// Decimals of votes.
    pub places: u32,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ConfigFile {
    cvr_file_sources: Vec<ConfigSource>,
    candidates: Vec<ConfigCandidate>,
    output_settings: Option<ConfigOutput>,
    rules: ConfigRules,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ConfigOutput {
    #[serde(default)]
    contest_name: String,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct ConfigSource {
    provider: String,
    contest_id: String,
    first_vote_column_index: Option<String>,
    first_vote_row_index: Option<String>,
    overvote_label: String,
    overvote_delimiter: String,
    skipped_rank_label: String,
    undeclared_write_in_label: String,
    treat_blank_as_undeclared_write_in: bool,
}

#[derive(Deserialize)]
struct ConfigCandidate {
    name: String,
    #[serde(default)]
    aliases: Vec<String>,
    #[serde(default)]
    excluded: bool,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[expect(clippy::struct_excessive_bools, reason = "the fields are those of the file")]
struct ConfigRules {
    tiebreak_mode: String,
    overvote_rule: String,
    winner_election_mode: String,
    number_of_winners: String,
    decimal_places_for_vote_arithmetic: String,
    max_skipped_ranks_allowed: String,
    max_rankings_allowed: String,
    non_integer_winning_threshold: bool,
    batch_elimination: bool,
    continue_until_two_candidates_remain: bool,
    exhaust_on_duplicate_candidate: bool,
}

/// Reads the configuration of a tabulation: how the cells of the records are read, and the rules of the
/// count. The first source of records is taken; what the rules leave out has the default of `RCTab`.
///
/// # Errors
/// [`ChoiceError::Malformed`] with file, line and reason.
pub fn read_rctab_config(file: &str, text: &str) -> Result<RctabConfig, ChoiceError> {
    let source = Source::new(file, text)?;
    let config: ConfigFile = source.json(source.text)?;
    let records = config.cvr_file_sources.into_iter().next();
    let records =
        records.ok_or_else(|| source.refuse_end("The configuration names no records."))?;
    let rules = config.rules;
    let place = |text: &Option<String>, default: usize, what: &str| match text.as_deref() {
        None | Some("") => Ok(default),
        Some(text) => source.index(0, text, what).map(|number| number.max(1)),
    };
    let most = |text: &str, what: &str| match text {
        "" | "max" | "unlimited" => Ok(None),
        text => source.index(0, text, what).map(Some),
    };
    let is_cdf = records.provider == "cdf";
    let label = |label: String, cdf: &str| if is_cdf { cdf.to_owned() } else { label };
    let (out, standing): (Vec<ConfigCandidate>, Vec<ConfigCandidate>) =
        config.candidates.into_iter().partition(|one| one.excluded);
    let candidates: Vec<(String, Vec<String>)> =
        standing.into_iter().map(|one| (one.name, one.aliases)).collect();
    let excluded = out.into_iter().flat_map(|one| [vec![one.name], one.aliases].concat()).collect();
    source.candidates(0, candidates.len())?;
    let first = place(&records.first_vote_column_index, 2, "firstVoteColumnIndex")?;
    let first_row = place(&records.first_vote_row_index, 2, "firstVoteRowIndex")?;
    let columns = CvrColumns {
        layout: match records.provider.as_str() {
            "genericCsv" => CvrLayout::Candidates,
            "clearBallot" => CvrLayout::Choices { contest: records.contest_id.clone() },
            _ => CvrLayout::Ranks,
        },
        candidates,
        excluded,
        first_rank: first - 1,
        header_rows: first_row - 1,
        ranks_max: most(&rules.max_rankings_allowed, "maxRankingsAllowed")?,
        overvote_label: label(records.overvote_label, "overvote"),
        overvote_delimiter: records.overvote_delimiter,
        skipped_label: label(records.skipped_rank_label, "undervote"),
        write_in_label: records.undeclared_write_in_label,
        blank_is_write_in: records.treat_blank_as_undeclared_write_in,
        overvote_exhausts: rules.overvote_rule == "exhaustImmediately",
        skipped_max: most(&rules.max_skipped_ranks_allowed, "maxSkippedRanksAllowed")?,
        repeat_exhausts: rules.exhaust_on_duplicate_candidate,
    };
    let seats = match rules.number_of_winners.as_str() {
        "" => 1,
        text => source.index(0, text, "numberOfWinners")?,
    };
    let places = match rules.decimal_places_for_vote_arithmetic.as_str() {
        "" => 4,
        text => source.number(0, text, "decimalPlacesForVoteArithmetic")?,
    };
    Ok(RctabConfig {
        columns,
        contest: config.output_settings.unwrap_or_default().contest_name,
        seats,
        mode: rules.winner_election_mode,
        tie_mode: rules.tiebreak_mode,
        excludes_batch: rules.batch_elimination,
        until_two: rules.continue_until_two_candidates_remain,
        has_decimal_threshold: rules.non_integer_winning_threshold,
        places: u32::try_from(places).unwrap_or(u32::MAX),
    })
}
