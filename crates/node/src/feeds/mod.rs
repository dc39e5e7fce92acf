//! Feeds that other programs follow: news for a feed reader, deadlines for a calendar.

mod calendar;
mod news;

pub(crate) use calendar::show as calendar;
pub(crate) use news::{Entry as News, show as news};

/// Returns a text without what neither XML 1.0 nor a calendar can hold: control characters.
fn printable(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}')).collect()
}
