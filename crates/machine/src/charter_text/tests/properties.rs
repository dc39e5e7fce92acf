//! What holds for every text.

use proptest::prelude::*;

use super::super::diff::{LineChange, line_diff};
use super::super::{Charter, Diagnostic, Position, charter_hash};
use super::{ACTIONS, HUB, NETWORK_UNION, parse};

/// Cuts a shipped charter into its paragraphs and blocks.
fn paragraphs(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut is_fenced = false;
    for line in text.split('\n') {
        is_fenced ^= line.starts_with("```");
        if line.is_empty() && !is_fenced {
            parts.push(String::new());
            continue;
        }
        let last = parts.last_mut().unwrap();
        last.push_str(line);
        last.push('\n');
    }
    parts
}

fn errors(text: &str) -> Vec<Diagnostic> {
    Charter::parse(text, ACTIONS).err().unwrap_or_default()
}

proptest! {
    /// No text makes the reader panic, and every error stands within the text or at its end.
    #[test]
    fn no_text_panics(text in any::<String>()) {
        prop_assert!(errors(&text).iter().all(|flaw| flaw.line >= 1 && flaw.column >= 1));
    }

    /// No bytes do either, taken as text as far as they are.
    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(!errors(&String::from_utf8_lossy(&bytes)).is_empty());
    }

    /// A charter with one piece overwritten is read or refused, at places within the text.
    #[test]
    fn damaged_charters_are_refused_in_place(
        at in 0_usize..4_000,
        length in 0_usize..40,
        piece in "[\\[\\]{}=\"'`.,a-z0-9 \n#<-]{0,12}",
    ) {
        let chars: Vec<char> = HUB.chars().collect();
        let (start, end) = (at.min(chars.len()), (at + length).min(chars.len()));
        let text: String =
            chars[..start].iter().copied().chain(piece.chars()).chain(chars[end..].iter().copied()).collect();
        let lines = u32::try_from(text.split('\n').count()).unwrap();
        for flaw in errors(&text) {
            prop_assert!((1..=lines).contains(&flaw.line), "{}", flaw);
        }
    }

    /// The order of the paragraphs changes nothing but the order of the lists (CHA-10).
    #[test]
    fn merging_does_not_depend_on_order(
        parts in Just(paragraphs(HUB)).prop_shuffle()
    ) {
        // The first stage is the one without a way in, so stages keep their order by standing in
        // one block.
        let mut shuffled = parse(&parts.join("\n"));
        let mut ordered = parse(HUB);
        for charter in [&mut shuffled, &mut ordered] {
            charter.hash = charter_hash("");
            charter.places = charter.places.keys().map(|key| (key.clone(), Position::START)).collect();
            charter.powers.iter_mut().for_each(|power| power.at = Position::START);
            charter.decisions.iter_mut().for_each(|procedure| procedure.at = Position::START);
            charter.residency.iter_mut().for_each(|one| one.at = Position::START);
            charter.signals.iter_mut().for_each(|kind| kind.at = Position::START);
            charter.offices.iter_mut().for_each(|office| office.at = Position::START);
            charter.panels.iter_mut().for_each(|panel| panel.at = Position::START);
            charter.breach.iter_mut().for_each(|breach| breach.at = Position::START);
            for stage in &mut charter.stages {
                stage.at = Position::START;
                stage.changes.iter_mut().for_each(|change| change.at = Position::START);
            }
            charter.assets.iter_mut().for_each(|asset| asset.at = Position::START);
            charter.consents.iter_mut().for_each(|consent| consent.at = Position::START);
            let tiers = charter.dues.iter_mut().flat_map(|dues| &mut dues.tiers);
            tiers.for_each(|tier| tier.at = Position::START);
            charter.funds.iter_mut().for_each(|fund| fund.at = Position::START);
            charter.powers.sort_by(|a, b| a.id.cmp(&b.id));
            charter.decisions.sort_by(|a, b| a.id.cmp(&b.id));
        }
        prop_assert_eq!(shuffled, ordered);
    }

    /// A comparison holds both texts whole.
    #[test]
    fn line_diff_holds_both_texts(
        old in "[abc\n]{0,60}",
        new in "[abc\n]{0,60}",
    ) {
        let lines = line_diff(&old, &new);
        let side = |gone: LineChange| {
            let kept = lines.iter().filter(|line| line.change != gone);
            kept.map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n")
        };
        prop_assert_eq!(side(LineChange::Added), old);
        prop_assert_eq!(side(LineChange::Removed), new);
    }
}

#[test]
fn line_diff_is_shortest_on_a_known_case() {
    let changed = line_diff("a\nb\nc\na\nb\nb\na", "c\nb\na\nb\na\nc");
    assert_eq!(changed.iter().filter(|line| line.change == LineChange::Same).count(), 4);
    let same = line_diff(NETWORK_UNION, NETWORK_UNION);
    assert!(
        same.iter().all(|line| line.change == LineChange::Same && line.old_line == line.new_line)
    );
}

#[test]
fn cha_33_the_hash_is_of_the_exact_bytes() {
    let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    assert_eq!(charter_hash("").to_string(), empty);
    assert_ne!(parse(HUB).hash, parse(&format!("{HUB}\n")).hash);
}
