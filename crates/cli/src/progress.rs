//! Progress bars for long work, on stderr, and only where a person watches.

use indicatif::{ProgressBar, ProgressStyle};

/// Returns a bar over `total` steps of `what`.
pub(crate) fn bar(total: u64, what: &'static str) -> ProgressBar {
    let style = ProgressStyle::with_template("{msg:>12} [{bar:40}] {human_pos}/{human_len} {eta}")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(total).with_style(style.progress_chars("=> ")).with_message(what)
}
