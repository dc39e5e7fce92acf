//! Bars that are drawn on the server: how far something is, and how a vote stands. Their unit is what they
//! count, so that nothing is rounded; the words beside them say the same.

use std::fmt::Write as _;

use super::escaped;
use crate::words::say;

/// Draws how far `value` is on the way to `whole`, as markup; `words` say it to whoever does not see it.
pub(crate) fn progress(value: u64, whole: u64, words: &str) -> String {
    let whole = whole.max(1);
    let value = value.min(whole);
    let words = escaped(words);
    format!(
        "<svg class=\"measure\" role=\"img\" aria-label=\"{words}\" viewBox=\"0 0 {whole} 1\" \
         preserveAspectRatio=\"none\"><rect class=\"way\" width=\"{whole}\" height=\"1\"/><rect \
         class=\"yes\" width=\"{value}\" height=\"1\"/></svg>"
    )
}

/// Draws how many of those who could vote did, as markup; `quorum`: how many had to, 0 where none.
pub(crate) fn turnout(voted: u64, eligible: u64, quorum: u64) -> String {
    if eligible == 0 {
        return String::new();
    }
    let count = |count: u64| count.to_string();
    let given = [("voted", count(voted)), ("eligible", count(eligible)), ("quorum", count(quorum))];
    let given: Vec<(&str, &str)> = given.iter().map(|(name, text)| (*name, &text[..])).collect();
    let words = say(if quorum > 0 { "count-turnout-needed" } else { "count-turnout" }, &given);
    let words = escaped(&words);
    let (part, mark) = (voted.min(eligible), quorum.min(eligible));
    let mark =
        if mark > 0 { format!("<path class=\"mark\" d=\"M{mark} 0V1\"/>") } else { String::new() };
    format!(
        "<p class=\"soft measured\">{words}</p><svg class=\"measure\" aria-hidden=\"true\" viewBox=\"0 0 {eligible} 1\" \
         preserveAspectRatio=\"none\"><rect class=\"way\" width=\"{eligible}\" height=\"1\"/><rect class=\"yes\" \
         width=\"{part}\" height=\"1\"/>{mark}</svg>"
    )
}

/// Draws a vote between yes and no, as markup; `needed`: the yes that decide, if no more yes and no are
/// cast. Empty where nobody voted.
pub(crate) fn votes(yes: u64, no: u64, abstain: u64, needed: Option<u64>) -> String {
    let whole = yes.saturating_add(no).saturating_add(abstain);
    if whole == 0 {
        return String::new();
    }
    let count = |count: u64| count.to_string();
    let words = say(
        "decisions-tally",
        &[("yes", &count(yes)), ("no", &count(no)), ("abstain", &count(abstain))],
    );
    let words = escaped(&words);
    let against = yes.saturating_add(abstain);
    let mut drawn = format!(
        "<svg class=\"measure\" role=\"img\" aria-label=\"{words}\" viewBox=\"0 0 {whole} 1\" \
         preserveAspectRatio=\"none\"><rect class=\"way\" width=\"{whole}\" height=\"1\"/><rect \
         class=\"yes\" width=\"{yes}\" height=\"1\"/><rect class=\"no\" x=\"{against}\" width=\"{no}\" \
         height=\"1\"/>"
    );
    if let Some(needed) = needed.filter(|needed| *needed <= whole) {
        let _ = write!(drawn, "<path class=\"mark\" d=\"M{needed} 0V1\"/>");
    }
    drawn.push_str("</svg>");
    drawn
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_drawn_in_the_unit_that_it_counts() {
        let drawn = votes(67, 44, 2, Some(56));
        assert!(drawn.contains("viewBox=\"0 0 113 1\""), "{drawn}");
        assert!(drawn.contains("class=\"no\" x=\"69\" width=\"44\""), "{drawn}");
        assert!(
            drawn.contains("M56 0V1") && drawn.contains("67 yes, 44 no, 2 abstained"),
            "{drawn}"
        );
        assert_eq!(votes(0, 0, 0, None), "");
        assert!(!votes(1, 0, 0, Some(2)).contains("mark"), "a mark beyond the bar is left out");
    }

    #[test]
    fn turnout_is_drawn_with_the_quorum_and_said() {
        let drawn = turnout(80, 290, 29);
        assert!(
            drawn.contains("viewBox=\"0 0 290 1\"") && drawn.contains("width=\"80\""),
            "{drawn}"
        );
        assert!(
            drawn.contains("M29 0V1") && drawn.contains("80 of 290 voted; 29 had to"),
            "{drawn}"
        );
        assert!(!turnout(3, 5, 0).contains("mark") && turnout(0, 0, 0).is_empty());
    }

    #[test]
    fn a_way_ends_where_it_ends_and_its_words_are_text() {
        let drawn = progress(12, 10, "<b>\"x\"");
        assert!(drawn.contains("class=\"yes\" width=\"10\""), "{drawn}");
        assert!(!drawn.contains("<b>") && !drawn.contains("\"x\""), "{drawn}");
    }
}
