//! Doors, seats and draws: who comes in, who fills and empties a seat, and who has chance in hand.

use polity_types::{Seconds, Timestamp};

use super::super::diff::deed;
use super::super::document::{Admission, Application, Charter, Office, Pause, Who};
use super::super::explain::{capitalized, holder_name};
use super::super::hands::VOTING;
use super::super::panel::{Beacon, Chance, Drawn, Panel};
use super::super::residency::Residency;
use super::{Told, paired};

/// Tells who comes in more easily, lives somewhere for longer, or finds a lock.
pub(super) fn doors(before: &Charter, after: &Charter, told: &mut Told) {
    let Admission {
        // Of these `diff` and `hands` tell.
        vouches: _,
        probation: _,
        open_vouches_max,
        application,
    } = &after.admission;
    let was = &before.admission;
    let vouches = ("Whoever vouches", "membership.vouch");
    let what = "vouches that one member has open";
    told.rises(vouches, what, (was.open_vouches_max, *open_vouches_max), u32::to_string);
    if was.application != *application {
        let is_open = *application == Application::Open;
        let (anyone, invites) = ("Whoever knows no member", "Whoever invites");
        told.turn(anyone, "membership.apply", is_open, "they may apply without being invited");
        told.turn(invites, "membership.invite", !is_open, "nobody applies without them");
    }
    residence(before, after, told);
    let is_locked = |id: &str| before.power(id).is_some_and(|line| line.is_locked);
    for line in after.powers.iter().filter(|line| line.is_locked && !is_locked(&line.id)) {
        let what = format!("they could widen the power to {}", deed(line.may));
        told.turn("Whoever amends the charter", "charter.amend", false, &what);
    }
}

fn residence(before: &Charter, after: &Charter, told: &mut Told) {
    const CONFIRMING: &str = "places.confirm";
    let (was, is) = (before.residency.as_ref(), after.residency.as_ref());
    if was.is_some() != is.is_some() {
        let lives = "Whoever lives at a place";
        told.turn(lives, CONFIRMING, is.is_some(), "a vote among its residents");
        return;
    }
    let Some((was, is)) = was.zip(is) else { return };
    let Residency {
        // Which places have a say, the decisions tell that name them; of the probation `hands` does.
        places: _,
        probation: _,
        vouches,
        renewal,
        at: _,
    } = is;
    if was.vouches.is_some() != vouches.is_some() {
        let who = "Each resident whose vote counts";
        told.turn(who, CONFIRMING, vouches.is_some(), "they confirm together who lives there");
    }
    let time = |time: Option<Seconds>| time.map_or(u64::MAX, |time| time.0);
    if was.renewal != *renewal {
        let words = |time: Option<Seconds>| {
            time.map_or_else(|| "no end".to_owned(), |time| time.to_string())
        };
        let is_gained = time(*renewal) > time(was.renewal);
        let (old, new) = (words(was.renewal), words(*renewal));
        let who = ("Whoever lives at a place", CONFIRMING);
        told.step(who, is_gained, "time until they must say so again", (&old, &new));
    }
}

/// Tells who fills and empties seats, who is drawn, and who has chance in hand.
pub(super) fn seats(before: &Charter, after: &Charter, told: &mut Told) {
    for (old, new) in paired(&before.offices, &after.offices, |office| &office.id) {
        let Some((old, new)) = old.zip(new) else { continue };
        office((before, old), (after, new), told);
    }
    for (old, new) in paired(&before.pauses, &after.pauses, |pause| &pause.id) {
        let Some((old, new)) = old.zip(new) else { continue };
        let Pause {
            // What it stops, for how long, and who calls it: `bounds` and the lines tell.
            id,
            who: _,
            actions: _,
            at_most: _,
            again_after: _,
            renewed_by,
            at: _,
        } = new;
        let renews =
            |charter: &Charter, by: &str| holder_name(charter, &Who::Decision(by.to_owned()));
        let (was, is) = (renews(before, &old.renewed_by), renews(after, renewed_by));
        let what = format!("it makes the pause \"{id}\" longer, or ends it");
        told.passes(&what, "charter.pause", (Some(&was), Some(&is)));
    }
    for (old, new) in paired(&before.panels, &after.panels, |panel| &panel.id) {
        let Some((old, new)) = old.zip(new) else { continue };
        panel(old, new, told);
    }
    chance((before, before.chance.as_ref()), (after, after.chance.as_ref()), told);
}

fn office((before, old): (&Charter, &Office), (after, new): (&Charter, &Office), told: &mut Told) {
    let Office {
        id: _,
        name,
        // Of seats and terms `bounds` tells.
        seats: _,
        term: _,
        filled_by,
        drawn_by,
        recalled_by,
        at: _,
    } = new;
    let fills = |charter: &Charter, by: &str, drawn: Option<&String>| match drawn {
        Some(panel) => {
            let known = charter.panel(panel).map_or(panel.as_str(), |panel| &panel.name);
            format!("The draw of the panel \"{known}\"")
        }
        None => holder_name(charter, &Who::Decision(by.to_owned())),
    };
    let was = fills(before, &old.filled_by, old.drawn_by.as_ref());
    let is = fills(after, filled_by, drawn_by.as_ref());
    let what = format!("it fills the office of {name}");
    told.passes(&what, "offices.seat", (Some(&was), Some(&is)));
    let recalls = |charter: &Charter, by: &str| holder_name(charter, &Who::Decision(by.to_owned()));
    let (was, is) = (recalls(before, &old.recalled_by), recalls(after, recalled_by));
    let what = format!("it recalls from the office of {name}");
    told.passes(&what, "offices.recall", (Some(&was), Some(&is)));
}

fn panel(old: &Panel, new: &Panel, told: &mut Told) {
    let Panel {
        id: _,
        name,
        // Of these `bounds` and `hands` tell.
        seats: _,
        of: _,
        called: _,
        term: _,
        drawn,
        accept,
        substitutes,
        is_without_holders,
        at: _,
    } = new;
    let sits = format!("Who is drawn for the panel \"{name}\"");
    let sits = (&*sits, VOTING);
    told.rises(sits, "time to accept", (old.accept, *accept), Seconds::to_string);
    let steps_in = format!("Who is drawn to step in on the panel \"{name}\"");
    let what = "people who are drawn to step in";
    told.rises((&steps_in, VOTING), what, (old.substitutes, *substitutes), u32::to_string);
    if old.is_without_holders != *is_without_holders {
        let what = format!("they may be drawn for the panel \"{name}\"");
        told.turn("Whoever holds an office", VOTING, !is_without_holders, &what);
    }
    let stays = |drawn: Drawn| matches!(drawn, Drawn::ForTerm | Drawn::ForOffice);
    let words = |drawn: Drawn| match drawn {
        Drawn::ForClaim => "for each claim",
        Drawn::ForEachProposal => "for each proposal",
        Drawn::ForOffice => "for an office",
        Drawn::ForTerm => "for a term",
    };
    if old.drawn != *drawn {
        told.step(
            sits,
            stays(*drawn),
            "for what they are drawn",
            (words(old.drawn), words(*drawn)),
        );
    }
}

/// Tells who has the draws in hand.
fn chance(
    (before, was): (&Charter, Option<&Chance>),
    (after, is): (&Charter, Option<&Chance>),
    told: &mut Told,
) {
    const DRAWING: &str = "panels.reveal";
    if was == is {
        return;
    }
    let in_hand = |charter: &Charter, chance: Option<&Chance>| match chance {
        None => None,
        Some(Chance::Beacon(Beacon { public_key, .. })) => {
            let begins = |key: String, byte: &u8| format!("{key}{byte:02x}");
            let key = public_key.0.iter().take(4).fold(String::new(), begins);
            Some(format!("Whoever runs the beacon with the key {key}"))
        }
        Some(Chance::Reveal { office, .. }) => {
            let name = charter.office(office).map_or(office.as_str(), |office| &office.name);
            Some(format!("Whoever reveals last in the office of {name}"))
        }
    };
    let (had, has) = (in_hand(before, was), in_hand(after, is));
    let what = |chance: Option<&Chance>| match chance {
        Some(Chance::Reveal { .. }) => "by keeping a secret back they change who is drawn",
        _ => "all draws come from it",
    };
    if had != has {
        if let Some(who) = &had {
            told.turn(who, DRAWING, false, what(was));
        }
        if let Some(who) = &has {
            told.turn(who, DRAWING, true, what(is));
        }
    }
    match (was, is) {
        (Some(Chance::Beacon(was)), Some(Chance::Beacon(is))) => {
            let who = has.as_deref().unwrap_or_default();
            let day = |time: &Timestamp| time.to_string();
            told.falls(
                (who, DRAWING),
                "time between its rounds",
                (was.period, is.period),
                Seconds::to_string,
            );
            told.falls((who, DRAWING), "when its rounds began", (was.genesis, is.genesis), day);
        }
        (
            Some(Chance::Reveal { office: known, commit: committed, reveal: revealed }),
            Some(Chance::Reveal { office, commit, reveal }),
        ) if known == office => {
            let name = after.office(office).map_or(office.as_str(), |office| &office.name);
            let who = capitalized(&format!("each holder of the office of {name}"));
            let who = (&*who, DRAWING);
            told.rises(
                who,
                "time to commit to a secret",
                (*committed, *commit),
                Seconds::to_string,
            );
            told.rises(who, "time to reveal it", (*revealed, *reveal), Seconds::to_string);
        }
        _ => {}
    }
}
