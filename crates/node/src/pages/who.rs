//! How pages write a person: what they are called, beside a sign that is drawn from their identifier, and
//! the identifier itself, in short. Nobody is told apart by a name alone.

use polity_machine::frame::state::StateView;
use polity_machine::modules::{membership, names};
use polity_types::PersonId;

use super::escaped;
use crate::words::{say, t, term};

/// Characters of an identifier that stand for it where it is not signed.
const SHORT: usize = 16;
/// Places on the outer ring of a sign, and on the inner one.
const RINGS: [(u32, u32); 2] = [(8, 12), (4, 6)];
/// Hues of signs, as the style sheet counts them.
const HUES: u32 = 6;

/// Returns an identifier in short.
pub(crate) fn short(id: &str) -> String {
    let begin: String = id.chars().take(SHORT).collect();
    format!("{begin}…")
}

/// Returns what a person is called: their name, else the number on their card, else their identifier in
/// short. As plain text.
pub(crate) fn label(state: &dyn StateView, person: PersonId) -> String {
    let number = || membership::query::member(state, person).map(|member| member.number);
    let member = || number().map(|number| say("frame-member", &[("number", &number.to_string())]));
    names::query::called(state, person)
        .or_else(member)
        .unwrap_or_else(|| short(&person.to_string()))
}

/// Returns a link to a person, as markup.
pub(crate) fn link_to(base: &str, state: &dyn StateView, person: PersonId) -> String {
    let id = person.to_string();
    let (sign, short) = (sign(person), short(&id));
    let is_known = membership::query::member(state, person).is_some();
    if !is_known && names::query::called(state, person).is_none() {
        return format!("<a class=\"id\" href=\"{base}/people/{id}\">{sign}{short}</a>");
    }
    let label = escaped(&label(state, person));
    format!(
        "<a href=\"{base}/people/{id}\">{sign}<bdi>{label}</bdi></a> <bdi class=\"id soft\">{short}</bdi>"
    )
}

/// Returns a link to a person whom a list names, as markup; what is no person is no link.
pub(crate) fn link_to_text(base: &str, state: &dyn StateView, person: &str) -> String {
    person.parse().map_or_else(|_| t("frame-nobody"), |person| link_to(base, state, person))
}

/// Returns by whose authority something was done, as the log says it, with the person's name where it was
/// a person, and what else it was as whoever reads says it. As plain text.
pub(crate) fn authority(state: &dyn StateView, by: &str) -> String {
    let named = |person| format!("{} ({})", label(state, person), short(by));
    by.parse().map_or_else(|_| term(by), named)
}

/// Draws the sign of a person, as markup: two broken rings and a hue, the same wherever the identifier is
/// the same. It helps the eye and proves nothing, so that a reader of screens passes over it.
pub(crate) fn sign(person: PersonId) -> String {
    let mut bits =
        person.0.0.iter().fold(0_u64, |bits, byte| (bits << 8) ^ u64::from(*byte) ^ (bits >> 56));
    let mut take = |count: u32| {
        let taken = bits & !(u64::MAX << count);
        bits >>= count;
        taken
    };
    let hue = u32::try_from(take(16)).unwrap_or(0) % HUES;
    let rings = RINGS.map(|(radius, places)| {
        let runs = runs(take(places), places);
        format!("<circle r=\"{radius}\" pathLength=\"{places}\" stroke-dasharray=\"{runs}\"/>")
    });
    format!(
        "<svg class=\"sign h{hue}\" viewBox=\"-12 -12 24 24\" aria-hidden=\"true\">{}</svg>",
        rings.concat()
    )
}

/// Returns how long a ring is drawn and left out in turn, where the bits are set and not. The first place
/// is always drawn, so that no ring is empty.
fn runs(bits: u64, places: u32) -> String {
    let mut runs: Vec<u32> = vec![1];
    let mut is_drawn = true;
    for place in 1..places {
        let is_set = bits >> place & 1 == 1;
        match runs.last_mut() {
            Some(run) if is_set == is_drawn => *run = run.saturating_add(1),
            _ => runs.push(1),
        }
        is_drawn = is_set;
    }
    // A pattern of odd length would be drawn the other way round the second time.
    if runs.len() % 2 == 1 {
        runs.push(0);
    }
    runs.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use polity_types::Hash;

    use super::*;

    #[test]
    fn signs_differ_and_are_small() {
        let of = |number: u32| sign(PersonId(Hash::of(&number.to_be_bytes())));
        let drawn: BTreeSet<String> = (0..1_000).map(of).collect();
        assert!(drawn.len() > 990, "{}", drawn.len());
        assert!(drawn.iter().all(|sign| sign.len() < 260), "{drawn:?}");
        assert_eq!(of(7), of(7));
    }

    #[test]
    fn a_ring_is_as_long_as_its_places() {
        for bits in 0..4_096 {
            let runs: Vec<u32> =
                runs(bits, 12).split(' ').map(|run| run.parse().unwrap()).collect();
            assert_eq!(runs.iter().sum::<u32>(), 12, "{bits}");
            assert!(runs.len().is_multiple_of(2) && runs[0] > 0, "{bits}");
        }
    }
}
