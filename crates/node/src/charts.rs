//! Charts, drawn here as SVG: no script, no style of their own, no text within. Colours and sizes come from the
//! style sheet, words stand beside the picture as text, so that they keep their size on a phone and their side
//! in a language that is read from the right. Each has a title and a description for who does not see it, and
//! its figures stand in a table of the same page.

use std::fmt::Write as _;

/// Width of a picture. Unit: its own; the page stretches it.
const WIDTH: i128 = 1_000;
/// Height of a picture.
const HEIGHT: i128 = 200;
/// Columns for which there is room at least: few are not drawn as blocks.
const COLUMNS_MIN: i128 = 6;
/// Most columns, or points, of a picture.
pub(crate) const POINTS_MAX: usize = 400;

/// A picture with its words.
#[derive(askama::Template)]
#[template(path = "chart.html")]
pub(crate) struct Chart {
    /// What the lowest line is, in words.
    bottom: String,
    description: String,
    /// Where it begins, and where it ends, in words.
    ends: (String, String),
    /// Names it on the page.
    id: String,
    /// What is drawn, as markup.
    shapes: String,
    title: String,
    /// What the highest line is, in words.
    top: String,
}

impl Chart {
    /// Returns it as markup. What cannot be written is left out.
    pub(crate) fn markup(&self) -> String {
        askama::Template::render(self).unwrap_or_default()
    }
}

/// What a picture is called and says.
pub(crate) struct Words {
    pub(crate) description: String,
    /// Where it begins, and where it ends.
    pub(crate) ends: (String, String),
    pub(crate) id: String,
    pub(crate) title: String,
}

/// Places a value between 0 at `low` and `size` at `high`.
fn place(value: i128, low: i128, high: i128, size: i128) -> i128 {
    let span = high.saturating_sub(low).max(1);
    let above = value.saturating_sub(low);
    // Large amounts lose their last digits, which nobody sees.
    let scale = span.checked_div(1_000_000_000).unwrap_or_default().max(1);
    let (above, span) = (
        above.checked_div(scale).unwrap_or_default(),
        span.checked_div(scale).unwrap_or_default().max(1),
    );
    above.saturating_mul(size).checked_div(span).unwrap_or_default()
}

/// The lowest and the highest of some values, with zero among them.
fn range(values: impl Iterator<Item = i128>) -> (i128, i128) {
    values.fold((0, 0), |(low, high), value| (low.min(value), high.max(value)))
}

fn down(value: i128, low: i128, high: i128) -> i128 {
    HEIGHT.saturating_sub(place(value, low, high, HEIGHT))
}

/// Draws what stays until it changes: each value from its place on to the next one. `points`: places in rising
/// order, and values. `unit` says a value in words.
pub(crate) fn steps(
    words: Words,
    points: &[(u64, i128)],
    end: u64,
    unit: impl Fn(i128) -> String,
) -> Option<Chart> {
    let points = points.get(points.len().saturating_sub(POINTS_MAX)..)?;
    let (first, _) = points.first()?;
    let (low, high) = range(points.iter().map(|(_, value)| *value));
    let (begin, end) = (i128::from(*first), i128::from(end.max(first.saturating_add(1))));
    let across = |at: u64| place(i128::from(at), begin, end, WIDTH).min(WIDTH);
    // From one place to the next, which is fewer bytes than places by themselves.
    let (mut path, mut drawn) = (String::new(), None);
    for (at, value) in points {
        let to = (across(*at), down(*value, low, high));
        let (x, y) = *drawn.get_or_insert_with(|| {
            let _ = write!(path, "M{} {}", to.0, to.1);
            to
        });
        if y != to.1 {
            let _ = write!(path, "h{}v{}", to.0.saturating_sub(x), to.1.saturating_sub(y));
            drawn = Some(to);
        }
    }
    let _ = write!(path, "H{WIDTH}");
    let base = down(0, low, high);
    let shapes = format!(
        "<path class=\"area\" d=\"{path}V{base}H0Z\"/><path class=\"zero\" d=\"M0 {base}H{WIDTH}\"/>\
         <path class=\"line\" d=\"{path}\"/>"
    );
    Some(finish(words, shapes, unit(low), unit(high)))
}

/// Draws columns side by side: what goes up, and what goes down from the same line.
pub(crate) fn columns(
    words: Words,
    values: &[(i128, i128)],
    top: Option<i128>,
    unit: impl Fn(i128) -> String,
) -> Option<Chart> {
    let values =
        values.get(values.len().saturating_sub(POINTS_MAX)..).filter(|all| !all.is_empty())?;
    let (_, highest) = range(values.iter().map(|(up, _)| *up).chain(top));
    let (lowest, _) = range(values.iter().map(|(_, down)| down.saturating_neg()));
    let base = down(0, lowest, highest);
    let count = i128::try_from(values.len()).unwrap_or(i128::MAX).max(COLUMNS_MIN);
    let (mut above, mut below) = (String::new(), String::new());
    for (number, (up, fall)) in (0_i128..).zip(values) {
        let left = place(number, 0, count, WIDTH);
        let right = place(number.saturating_add(1), 0, count, WIDTH);
        let gap = right.saturating_sub(left).checked_div(5).unwrap_or_default();
        let (x, width) = (left.saturating_add(gap), right.saturating_sub(left).saturating_sub(gap));
        for (column, end) in [(&mut above, *up), (&mut below, fall.saturating_neg())] {
            let high = down(end, lowest, highest).saturating_sub(base);
            if high != 0 {
                let _ = write!(column, "M{x} {base}h{width}v{high}h-{width}z");
            }
        }
    }
    let mut shapes = String::new();
    for (class, path) in [("up", above), ("down", below)] {
        if !path.is_empty() {
            let _ = write!(shapes, "<path class=\"{class}\" d=\"{path}\"/>");
        }
    }
    let _ = write!(shapes, "<path class=\"zero\" d=\"M0 {base}H{WIDTH}\"/>");
    Some(finish(words, shapes, unit(lowest), unit(highest)))
}

fn finish(words: Words, shapes: String, bottom: String, top: String) -> Chart {
    let Words { description, ends, id, title } = words;
    Chart { bottom, description, ends, id, shapes, title, top }
}

/// Draws a share beside its figure, which says the same in words. Unit: millionths.
pub(crate) fn bar(share: u64) -> String {
    let width = share.min(1_000_000).checked_div(1_000).unwrap_or_default();
    format!(
        "<svg class=\"share\" viewBox=\"0 0 1000 1\" preserveAspectRatio=\"none\" aria-hidden=\"true\">\
         <path class=\"up\" d=\"M0 0h{width}v1H0z\"/></svg>"
    )
}

/// Returns a part of a whole. Unit: millionths.
pub(crate) fn share(part: i128, whole: i128) -> u64 {
    if whole <= 0 || part <= 0 {
        return 0;
    }
    u64::try_from(place(part.min(whole), 0, whole, 1_000_000)).unwrap_or_default()
}

/// Returns a share as people read it: with one digit after the point.
pub(crate) fn percent(share: u64) -> String {
    let tenths = share.saturating_add(500).checked_div(1_000).unwrap_or_default();
    let (whole, tenth) =
        (tenths.checked_div(10).unwrap_or_default(), tenths.checked_rem(10).unwrap_or_default());
    format!("{whole}.{tenth} %")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> Words {
        Words {
            description: "From <1> & on".into(),
            ends: ("2027".into(), "2028".into()),
            id: "one".into(),
            title: "How \"it\" went".into(),
        }
    }

    #[test]
    fn a_picture_says_what_it_shows_and_is_well_formed() {
        let chart = steps(words(), &[(10, 100), (20, -50), (30, 400)], 40, |v| format!("{v} X"));
        let markup = chart.unwrap().markup();
        let parsed = roxmltree::Document::parse(&markup).unwrap();
        let svg = parsed.descendants().find(|node| node.has_tag_name("svg")).unwrap();
        assert_eq!(svg.attribute("role"), Some("img"));
        let text = |name: &str| {
            let found = svg.children().find(|node| node.has_tag_name(name)).unwrap();
            let named = svg.attribute("aria-labelledby").unwrap();
            assert!(named.split(' ').any(|id| found.attribute("id") == Some(id)), "{markup}");
            found.text().unwrap().to_owned()
        };
        assert_eq!(
            (text("title").as_str(), text("desc").as_str()),
            ("How \"it\" went", "From <1> & on")
        );
        assert!(markup.contains("400 X") && markup.contains("-50 X"), "{markup}");
        // From the highest, at the top, to the lowest, and up again: 450 between them.
        assert!(markup.contains("M0 134h333v66h333v-200H1000"), "{markup}");
        assert!(!markup.contains("style="), "{markup}");
    }

    #[test]
    fn columns_go_up_and_down_from_one_line() {
        let chart = columns(words(), &[(100, 0), (50, 100)], None, |v| v.to_string()).unwrap();
        assert!(
            chart.shapes.contains("class=\"up\" d=\"M33 100h133v-100h-133z"),
            "{}",
            chart.shapes
        );
        assert!(
            chart.shapes.contains("class=\"down\" d=\"M199 100h134v100h-134z"),
            "{}",
            chart.shapes
        );
        let chart = columns(words(), &[(50, 0)], Some(100), |v| v.to_string()).unwrap();
        assert!(chart.shapes.contains("h133v-100h-133z"), "{}", chart.shapes);
    }

    #[test]
    fn no_value_is_too_large_to_draw_and_nothing_is_no_picture() {
        let most = i128::MAX;
        let chart = steps(words(), &[(0, most), (u64::MAX, -most)], u64::MAX, |v| v.to_string());
        assert!(chart.unwrap().shapes.contains("M0 0"));
        assert!(columns(words(), &[(most, most)], Some(most), |v| v.to_string()).is_some());
        assert!(steps(words(), &[], 0, |v| v.to_string()).is_none());
        assert!(columns(words(), &[], None, |v| v.to_string()).is_none());
        assert_eq!(
            (share(1, 3), share(4, 3), share(1, 0), share(-1, 3)),
            (333_333, 1_000_000, 0, 0)
        );
        assert_eq!(
            (percent(333_333), percent(1_000_000), percent(499)),
            ("33.3 %".into(), "100.0 %".into(), "0.0 %".into())
        );
    }
}
