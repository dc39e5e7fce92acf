//! Going and staying: who takes what along, who puts off and who forks, what follows a breach, and who comes after the
//! founder.

use polity_types::Seconds;

use super::super::breach::Breach;
use super::super::document::{Charter, Consent, Dissent, Exit, ExitShare, Who};
use super::super::explain::holder_name;
use super::super::fork::Fork;
use super::super::room::is_harder;
use super::super::succession::Succession;
use super::super::words::Share;
use super::{Told, asking, paired};

const LEAVING: &str = "exit.leave";
const OBJECTING: &str = "governance.object";
const CLAIMING: &str = "panels.claim";
const FORKING: &str = "fork.join";

/// Tells it all.
pub(super) fn parting(before: &Charter, after: &Charter, told: &mut Told) {
    exit(before.exit.as_ref(), after.exit.as_ref(), told);
    dissent(before.dissent, after.dissent, told);
    for (old, new) in paired(&before.consents, &after.consents, |consent| &consent.section) {
        // What comes of who does not answer is kept by people; that they are asked is the machine's.
        let Some(Consent { section, silence: _, at: _ }) = old.or(new) else { continue };
        if old.is_some() != new.is_some() {
            let what = format!("they are asked again when the section \"{section}\" changes");
            told.turn("Each member", "charter.consent", new.is_some(), &what);
        }
    }
    breach((before, before.breach.as_ref()), (after, after.breach.as_ref()), told);
    fork(before.fork, after.fork, told);
    succession((before, before.succession.as_ref()), (after, after.succession.as_ref()), told);
}

fn exit(was: Option<&Exit>, is: Option<&Exit>, told: &mut Told) {
    let leaves = ("Whoever leaves", LEAVING);
    let shares = |exit: Option<&Exit>| exit.map_or(ExitShare::None, |exit| exit.share);
    let (old, new) = (shares(was), shares(is));
    if old != new && (old == ExitShare::None || new == ExitShare::None) {
        told.turn(leaves.0, leaves.1, old == ExitShare::None, "a part of the common money");
    } else if old != new {
        let what = "the rule by which the common money is shared";
        told.step((counted(old), LEAVING), false, what, (share_words(old), share_words(new)));
        told.step((counted(new), LEAVING), true, what, (share_words(old), share_words(new)));
    }
    let Some((was, is)) = was.zip(is) else { return };
    let Exit {
        share: _,
        // Of the most `bounds` tells.
        share_max: _,
        paid_within,
        assets,
        funds,
        shares,
        vesting,
        open_for,
    } = is;
    told.falls(
        leaves,
        "time until they are paid",
        (was.paid_within, *paid_within),
        Seconds::to_string,
    );
    for (what, old, new) in [
        ("assets of which they take a part", listed(&was.assets), listed(assets)),
        ("funds of which they take a part", listed(&was.funds), listed(funds)),
    ] {
        if old != new {
            let is_more = new.len() > old.len();
            told.step(leaves, is_more, what, (&old.join(", "), &new.join(", ")));
        }
    }
    let holds = |asset: &Option<_>| {
        asset.as_ref().map(|asset: &polity_types::AssetId| format!("Whoever leaves with {asset}"))
    };
    if was.shares.is_some() && shares.is_some() {
        let (was, is) = (holds(&was.shares), holds(shares));
        told.passes("it counts for the part they take", LEAVING, (was.as_deref(), is.as_deref()));
    }
    let soon = ("Whoever leaves soon after they came", LEAVING);
    let what = "time until their part is whole";
    told.falls(soon, what, (was.vesting, *vesting), Seconds::to_string);
    let without = ("Whoever left without their part", LEAVING);
    let what = "time for which it stays theirs";
    told.rises(without, what, (was.open_for, *open_for), Seconds::to_string);
}

fn listed(list: &[impl ToString]) -> Vec<String> {
    let mut all: Vec<String> = list.iter().map(ToString::to_string).collect();
    all.sort_unstable();
    all
}

/// Returns whom a way of sharing favours among those who leave.
fn counted(share: ExitShare) -> &'static str {
    match share {
        ExitShare::None => "Whoever stays",
        ExitShare::Equal => "Whoever leaves and put in little",
        ExitShare::ByContributions => "Whoever leaves and put in much",
        ExitShare::ByShares => "Whoever leaves with many shares",
    }
}

fn share_words(share: ExitShare) -> &'static str {
    match share {
        ExitShare::None => "none",
        ExitShare::Equal => "in equal parts",
        ExitShare::ByContributions => "by contributions",
        ExitShare::ByShares => "by shares",
    }
}

fn dissent(was: Option<Dissent>, is: Option<Dissent>, told: &mut Told) {
    let objects = ("Whoever objects with enough others", OBJECTING);
    let Some((was, is)) = was.zip(is) else {
        if was.is_some() || is.is_some() {
            told.turn(objects.0, objects.1, is.is_some(), "they put off what they object to");
        }
        return;
    };
    // Of the longest time `bounds` tells.
    let Dissent { from, to, longest: _ } = is;
    for (what, old, new) in [
        ("how many must object to put it off", was.from, from),
        ("how many must object to put it off longest", was.to, to),
    ] {
        if old != new {
            let said = (&*old.to_string(), &*new.to_string());
            told.step(objects, is_less(new, old), what, said);
        }
    }
}

fn is_less(share: Share, than: Share) -> bool {
    is_harder(Some(than), Some(share))
}

fn breach(
    (before, was): (&Charter, Option<&Breach>),
    (after, is): (&Charter, Option<&Breach>),
    told: &mut Told,
) {
    let claims = ("Whoever claims a breach", CLAIMING);
    let Some((was, is)) = was.zip(is) else {
        if was.is_some() || is.is_some() {
            told.turn(claims.0, claims.1, is.is_some(), "a panel rules on their claim");
        }
        return;
    };
    let Breach {
        window,
        panel,
        ruling,
        again_after,
        members,
        sponsors,
        deposit,
        per_person,
        at: _,
    } = is;
    let leaves = ("Whoever leaves after a breach", LEAVING);
    let what = "time in which they are paid at the value before it";
    told.rises(leaves, what, (was.window, *window), Seconds::to_string);
    let rules = |charter: &Charter, id: &str| {
        let name = charter.panel(id).map_or(id, |panel| &panel.name);
        format!("Who is drawn for the panel \"{name}\"")
    };
    if was.panel != *panel {
        let (was, is) = (rules(before, &was.panel), rules(after, panel));
        told.passes("they rule on claims", CLAIMING, (Some(&was), Some(&is)));
    }
    told.falls(claims, "time until there is a ruling", (was.ruling, *ruling), Seconds::to_string);
    let what = "time until they claim again after they were dismissed";
    told.falls(claims, what, (was.again_after, *again_after), Seconds::to_string);
    if was.members != *members {
        let name =
            |charter: &Charter, id: &str| holder_name(charter, &Who::Decision(id.to_owned()));
        let (was, is) = (name(before, &was.members), name(after, members));
        let what = "it ends what a breach stopped, and rules where the panel did not";
        told.passes(what, "breach.lift", (Some(&was), Some(&is)));
    }
    let what = "others who support their claim";
    told.falls(claims, what, (was.sponsors, *sponsors), u32::to_string);
    asking::deposits(
        (claims, was.sponsors > 0 && *sponsors > 0),
        (before, was.deposit.as_ref()),
        (after, deposit.as_ref()),
        told,
    );
    asking::rates(claims, "claims that one person raises", (was.per_person, *per_person), told);
}

fn fork(was: Option<Fork>, is: Option<Fork>, told: &mut Told) {
    let joins = ("Whoever would leave together with others", FORKING);
    let Some((was, is)) = was.zip(is) else {
        if was.is_some() || is.is_some() {
            told.turn(joins.0, joins.1, is.is_some(), "they fork, each with their part");
        }
        return;
    };
    // Of the least `bounds` tells.
    let Fork { period, least: _ } = is;
    told.rises(joins, "time to sign up", (was.period, period), Seconds::to_string);
}

fn succession(
    (before, was): (&Charter, Option<&Succession>),
    (after, is): (&Charter, Option<&Succession>),
    told: &mut Told,
) {
    const FOUNDING: &str = "charter.amend";
    let heir = |charter: &Charter, one: Option<&Succession>| {
        one.map(|one| holder_name(charter, &Who::Decision(one.to.clone())))
    };
    let (old, new) = (heir(before, was), heir(after, is));
    told.passes("what the founder has passes to it", FOUNDING, (old.as_deref(), new.as_deref()));
    if let Some((was, is)) = was.zip(is) {
        let Succession { silent, to: _ } = is;
        let what = "silence after which their powers pass";
        told.rises(("The founder", FOUNDING), what, (was.silent, *silent), Seconds::to_string);
    }
}
