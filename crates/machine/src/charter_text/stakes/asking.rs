//! What it takes to bring something to a decision, and how long there is to speak and to vote.

use polity_types::{Amount, Seconds};

use super::super::document::{Charter, Conviction, Deposit, Procedure, Rate};
use super::super::electorate::{Electorate, House};
use super::super::explain::money;
use super::super::hands::{VOTING, earlier, is_used};
use super::super::measure::OPEN_PER_PERSON_MAX;
use super::super::method::Method;
use super::super::words::Share;
use super::{Told, counting};

const PROPOSING: &str = "governance.propose";
const OBJECTING: &str = "governance.object";

/// Tells it of every decision that is used in either text.
pub(super) fn decisions(before: &Charter, after: &Charter, told: &mut Told) {
    for new in &after.decisions {
        let Some(old) = earlier(before, after, &new.id) else { continue };
        if is_used(before, &old.id) || is_used(after, &new.id) {
            decision((before, old), (after, new), told);
        }
    }
    season(before, after, told);
}

fn decision(
    (before, old): (&Charter, &Procedure),
    (after, new): (&Charter, &Procedure),
    told: &mut Told,
) {
    let Procedure {
        // Of these `hands` and `bounds` tell, of the grace the lines do.
        id,
        quorum: _,
        is_adaptive: _,
        threshold: _,
        sponsors: _,
        delegation: _,
        electorate,
        method,
        deposit,
        alternatives,
        open_max,
        per_person,
        // Pages leave the totals off for a while; the log has every ballot at once.
        totals_after: _,
        // All votes that cost credits are of the one season.
        season: _,
        conviction,
        discussion,
        voting,
        grace,
        confirm,
        at: _,
    } = new;
    let in_it = |who: &str| format!("{who} in the decision \"{id}\"");
    let brings = format!("Whoever brings a proposal to the decision \"{id}\"");
    let brings = (&*brings, PROPOSING);
    let speaks = in_it("Whoever speaks against a proposal");
    let time = |time: &Seconds| time.to_string();
    told.rises((&speaks, VOTING), "time to discuss it", (old.discussion, *discussion), time);
    // What silence takes is told of the decision itself.
    let is_silent = |one: &Procedure| one.method == Method::LazyConsensus;
    if !(is_silent(old) && is_silent(new)) {
        let late = in_it("Whoever does not vote on the first day");
        told.rises((&late, VOTING), "time to vote", (old.voting, *voting), time);
    }
    let is_in_lines = |charter: &Charter, one: &Procedure| {
        charter.powers.iter().any(|power| {
            power.who == super::super::document::Who::Decision(one.id.clone())
                && charter.grace_of(power) == one.grace
        })
    };
    if !(is_in_lines(before, old) && is_in_lines(after, new)) {
        let objects = in_it("Whoever objects to what passed");
        told.rises((&objects, OBJECTING), "time until it takes effect", (old.grace, *grace), time);
    }
    if let (Some(was), Some(is)) = (old.confirm, *confirm) {
        let against = in_it("Whoever is against what passed");
        told.rises((&against, VOTING), "time until the second vote", (was, is), time);
    }
    let most = |max: Option<u32>| max.unwrap_or(OPEN_PER_PERSON_MAX);
    told.rises(
        brings,
        "proposals of one person that are open at once",
        (most(old.open_max), most(*open_max)),
        u32::to_string,
    );
    rates(brings, "proposals that one person brings", (old.per_person, *per_person), told);
    deposits(
        (brings, old.sponsors > 0 && new.sponsors > 0),
        (before, old.deposit.as_ref()),
        (after, deposit.as_ref()),
        told,
    );
    let versions = in_it("Whoever has another version of a proposal");
    match (old.alternatives, *alternatives) {
        (None, Some(_)) => told.turn(&versions, PROPOSING, true, "it is put to the vote beside it"),
        (Some(_), None) => {
            told.turn(&versions, PROPOSING, false, "it is put to the vote beside it");
        }
        (Some(was), Some(is)) => counting::methods(id, was, is, told),
        (None, None) => {}
    }
    counting::methods(id, old.method, *method, told);
    houses((before, &old.electorate), (after, electorate), id, told);
    if let Some((was, is)) = old.conviction.as_ref().zip(conviction.as_ref()) {
        request(id, was, is, told);
    }
}

/// Tells what is put down with a proposal or a claim. `is_instead`: it stands in the place of members who support it.
pub(super) fn deposits(
    (who, is_instead): ((&str, &'static str), bool),
    (before, was): (&Charter, Option<&Deposit>),
    (after, is): (&Charter, Option<&Deposit>),
    told: &mut Told,
) {
    let words = |charter: &Charter, one: Option<&Deposit>| {
        let Some(Deposit { amount, asset, .. }) = one else { return "nothing".to_owned() };
        money(charter, *amount, asset)
    };
    let none = if is_instead { Amount::MAX } else { Amount::ZERO };
    let sum = |one: Option<&Deposit>| one.map_or(none, |one| one.amount);
    let asset = |one: Option<&Deposit>| one.map(|one| one.asset.clone());
    if (sum(was), asset(was)) != (sum(is), asset(is)) {
        let what = if is_instead && (was.is_none() || is.is_none()) {
            "money may be put down in place of support"
        } else {
            "money that is put down with it"
        };
        told.step(who, sum(is) < sum(was), what, (&words(before, was), &words(after, is)));
    }
    let Some((was, is)) = was.zip(is) else { return };
    let Deposit { amount: _, asset: _, kept_under, to } = is;
    told.falls(
        who,
        "it is kept where fewer of the votes are for it",
        (part(was.kept_under), part(*kept_under)),
        |part| Share::new(part.0, 10_000).unwrap_or(Share::NONE).to_string(),
    );
    if was.kept_under.is_some() || kept_under.is_some() || is_instead {
        funds("money that was put down and is kept", &was.to, to, told);
    }
}

/// A share in hundredths of a percent, to be compared.
#[derive(PartialEq, PartialOrd)]
struct Part(u32);

fn part(share: Option<Share>) -> Part {
    let share = share.unwrap_or(Share::NONE);
    let whole = u64::from(share.denominator()).max(1);
    let hundredths = u64::from(share.numerator()).saturating_mul(10_000).checked_div(whole);
    let hundredths = hundredths.unwrap_or_default();
    Part(u32::try_from(hundredths).unwrap_or(u32::MAX))
}

/// Tells how many of something one person brings in a time.
pub(super) fn rates(
    who: (&str, &'static str),
    what: &str,
    (was, is): (Option<Rate>, Option<Rate>),
    told: &mut Told,
) {
    // In how long one is brought: none, at once.
    let each = |rate: Option<Rate>| {
        rate.map_or(0, |Rate { count, per }| {
            per.0.saturating_mul(1_000).checked_div(count.into()).unwrap_or(u64::MAX)
        })
    };
    let words = |rate: Option<Rate>| {
        let said = rate.map(|Rate { count, per }| format!("{count} in any {per}"));
        said.unwrap_or_else(|| "any number".to_owned())
    };
    if was == is {
        return;
    }
    // As many in the same measure, be it in a longer time, let more come at once.
    let (slow, quick) = (each(was), each(is));
    let count = |rate: Option<Rate>| rate.map_or(u32::MAX, |rate| rate.count);
    let is_gained = quick < slow || (quick == slow && count(is) > count(was));
    told.step(who, is_gained, what, (&words(was), &words(is)));
}

/// Tells that money goes to another fund than before.
pub(super) fn funds(what: &str, was: &str, is: &str, told: &mut Told) {
    let spends = |fund: &str| format!("Whoever spends from {fund}");
    if was != is {
        let (was, is) = (spends(was), spends(is));
        told.passes(what, "treasury.pay", (Some(&was), Some(&is)));
    }
}

/// Tells what each house takes that stands in both.
fn houses(
    (before, was): (&Charter, &Electorate),
    (after, is): (&Charter, &Electorate),
    id: &str,
    told: &mut Told,
) {
    let (Electorate::Houses { houses: was }, Electorate::Houses { houses: is }) = (was, is) else {
        return;
    };
    let who = format!("Whoever wants something passed by the decision \"{id}\"");
    for new in is {
        let name = new.body.words(after);
        let same = was.iter().find(|old| old.body.words(before) == name);
        let Some(House { body: _, quorum, threshold }) = same else { continue };
        let what = format!("votes that the house of the {name} must cast");
        let share = |one: Share| part(Some(one));
        if share(*quorum) != share(new.quorum) {
            let is_gained = share(new.quorum) < share(*quorum);
            let words = (&*quorum.to_string(), &*new.quorum.to_string());
            told.step((&who, VOTING), is_gained, &what, words);
        }
        if *threshold != new.threshold {
            let what = format!("yes that the house of the {name} must say");
            let words = (&*threshold.to_string(), &*new.threshold.to_string());
            told.step((&who, VOTING), threshold.is_above(new.threshold), &what, words);
        }
    }
}

/// Tells what a request takes that gathers support.
fn request(id: &str, was: &Conviction, is: &Conviction, told: &mut Told) {
    let Conviction {
        asset,
        fund,
        half_life,
        // Of the least `hands` tells.
        least: _,
        most,
    } = is;
    let asks = format!("Whoever asks for money by the decision \"{id}\"");
    let asks = (&*asks, PROPOSING);
    let what = "part of the fund that no request may reach";
    told.rises(asks, what, (part(Some(was.most)), part(Some(*most))), |part| {
        Share::new(part.0, 10_000).unwrap_or(Share::NONE).to_string()
    });
    let brief = format!("Whoever supports a request for a short time in the decision \"{id}\"");
    let what = "time in which support grows to half, and is lost again";
    told.falls((&brief, VOTING), what, (was.half_life, *half_life), Seconds::to_string);
    for (old, new, what) in [
        (was.fund.clone(), fund.clone(), "the fund from which is paid"),
        (was.asset.to_string(), asset.to_string(), "the asset that is paid"),
    ] {
        if old != new {
            told.step(asks, true, what, (&old, &new));
            let spends = format!("Whoever spends from {}", was.fund);
            told.step((&spends, "treasury.pay"), fund != &was.fund, what, (&old, &new));
        }
    }
}

/// Tells what each has to spend on votes.
fn season(before: &Charter, after: &Charter, told: &mut Told) {
    let Some((was, is)) = before.season.zip(after.season) else { return };
    let who = ("Whoever spends all credits on one question", VOTING);
    told.rises(who, "credits in a season", (was.credits, is.credits), u32::to_string);
    let often = ("Whoever votes on many questions", VOTING);
    told.falls(
        often,
        "time until there are new credits",
        (was.length, is.length),
        Seconds::to_string,
    );
}
