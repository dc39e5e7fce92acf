//! A society's own colour and emblem, as its charter names them.

use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use polity_machine::charter_text::look::{ACCENTS, Accent, EMBLEMS, Emblem, Look};

use crate::answer::Failure;

/// Returns the lines of an emblem, in a square of 24, as the `d` of a path (SVG 1.1 §8.3).
fn lines(emblem: Emblem) -> &'static str {
    match emblem {
        Emblem::Compass => "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7l2.5 5-2.5 5-2.5-5z",
        Emblem::Lantern => "M9 7h6l1.5 3v8H7.5v-8zM10 7V5a2 2 0 0 1 4 0v2M6 21h12M12 11.5V15",
        Emblem::House => "M3.5 11.5 12 4l8.5 7.5M6 9.5V20h12V9.5M10 20v-6h4v6",
        Emblem::Table => "M3 10h18M5.5 10v10M18.5 10v10M8 10V6h8v4M12 6V4",
        Emblem::Leaf => "M5 19C5 10 10 5 20 4c-1 10-6 15-15 15zM4 20l9-9",
        Emblem::Wave => "M3 9c3-3.5 6-3.5 9 0s6 3.5 9 0M3 16c3-3.5 6-3.5 9 0s6 3.5 9 0",
        Emblem::Star => "M12 3l2.2 6.8L21 12l-6.8 2.2L12 21l-2.2-6.8L3 12l6.8-2.2z",
        Emblem::Book => {
            "M12 6.5C9.5 4.5 6.5 4.5 3.5 5.5V19c3-1 6-1 8.5 1 2.5-2 5.5-2 8.5-1V5.5c-3-1-6-1-8.5 1zM12 6.5V20"
        }
        Emblem::Bridge => {
            "M2.5 17.5h19M5 17.5V7M19 17.5V7M2.5 12C4 10 5 8.5 5 7c3.5 6 10.5 6 14 0 0 1.5 1 3 2.5 5M9 11v6.5M15 11v6.5"
        }
        Emblem::Sun => {
            "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2.5v2.5M12 19v2.5M2.5 12H5M19 12h2.5M5.3 5.3l1.8 1.8M16.9 16.9l1.8 1.8M18.7 5.3l-1.8 1.8M7.1 16.9l-1.8 1.8"
        }
        Emblem::Tree => {
            "M12 21v-8M12 16l-3-2.5M12 15l3-2.5M12 16.5c-4.5 0-7-2.5-7-6S8 3.5 12 3.5s7 3.5 7 7-2.5 6-7 6z"
        }
        Emblem::Key => "M8 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 12h9M17.5 12v3.5M21 12v2.5",
    }
}

/// Draws an emblem in the colour of what is around it, as markup.
pub(crate) fn emblem(emblem: Emblem) -> String {
    format!(
        "<svg class=\"emblem\" viewBox=\"0 0 24 24\" aria-hidden=\"true\"><path d=\"{}\"/></svg>",
        lines(emblem)
    )
}

/// Returns the shades of a colour: on light pages, and on dark ones. `style.css` has the same.
fn shades(accent: Accent) -> (&'static str, &'static str) {
    match accent {
        Accent::Pine => ("#0b5d4e", "#74cbb4"),
        Accent::Sea => ("#0b5586", "#7cc0ee"),
        Accent::Plum => ("#6b2f7d", "#d3a4e3"),
        Accent::Brick => ("#8c3220", "#f0a592"),
        Accent::Ochre => ("#6f5209", "#dcb95a"),
        Accent::Ink => ("#2f3b52", "#aebbd6"),
        Accent::Rose => ("#96235a", "#f3a0c4"),
        Accent::Moss => ("#4a5d12", "#b9cc74"),
    }
}

/// Returns the address of the icon of a society.
pub(crate) fn icon_of(look: Look) -> String {
    format!("/assets/emblem/{}/{}.svg", look.accent.name(), look.emblem.name())
}

/// `GET /assets/emblem/{accent}/{emblem}.svg`: an emblem as an icon, for light and dark bars.
pub(crate) async fn icon(
    Path((accent, file)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let name = file.strip_suffix(".svg").unwrap_or_default();
    let accent = ACCENTS.iter().find(|(named, _)| *named == accent);
    let emblem = EMBLEMS.iter().find(|(named, _)| *named == name);
    let ((_, accent), (_, emblem)) = accent.zip(emblem).ok_or(Failure::NotFound("emblem"))?;
    let ((light, dark), lines) = (shades(*accent), lines(*emblem));
    let svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 24 24\"><style>path{{fill:none;\
         stroke:{light};stroke-width:2;stroke-linejoin:round}}@media(prefers-color-scheme:dark)\
         {{path{{stroke:{dark}}}}}</style><path d=\"{lines}\"/></svg>"
    );
    let headers =
        [(header::CONTENT_TYPE, "image/svg+xml"), (header::CACHE_CONTROL, "public, max-age=300")];
    Ok((headers, svg).into_response())
}

#[cfg(test)]
#[expect(clippy::float_arithmetic, reason = "contrast is defined in real numbers")]
mod tests {
    use super::*;

    /// Relative luminance of a colour (WCAG 2.2).
    fn luminance(colour: &str) -> f64 {
        let part = |at: usize| {
            let value = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
    }

    fn contrast(one: &str, other: &str) -> f64 {
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    #[test]
    fn every_colour_can_be_read_on_every_ground_and_is_the_one_of_the_sheet() {
        let sheet = include_str!("../../assets/style.css");
        for (name, accent) in ACCENTS {
            let (light, dark) = shades(accent);
            for ground in ["#faf9f5", "#ffffff"] {
                assert!(
                    sheet.contains(ground) && contrast(light, ground) >= 5.0,
                    "{name} on {ground}"
                );
            }
            for ground in ["#15181b", "#1c2024", "#0f1f1a"] {
                assert!(
                    sheet.contains(ground) && contrast(dark, ground) >= 5.0,
                    "{name} on {ground}"
                );
            }
            assert!(sheet.contains(&format!("--accent: light-dark({light}, {dark})")), "{name}");
            let is_first = accent == Accent::default();
            assert!(is_first || sheet.contains(&format!("[data-accent=\"{name}\"]")), "{name}");
        }
    }

    #[test]
    fn every_emblem_is_a_drawing_of_its_own() {
        let mut drawings: Vec<&str> = EMBLEMS.iter().map(|(_, emblem)| lines(*emblem)).collect();
        drawings.sort_unstable();
        drawings.dedup();
        assert_eq!(drawings.len(), EMBLEMS.len());
        assert!(
            drawings
                .iter()
                .all(|d| d.bytes().all(|b| b.is_ascii_alphanumeric() || b" .-".contains(&b)))
        );
    }
}
