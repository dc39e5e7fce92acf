//! Money: what members owe, who signs, what acts cost, and what assets give to whom.

use std::fmt::Display;

use polity_types::{Amount, AssetId, Seconds};

use super::super::diff::deed;
use super::super::document::{Asset, Charter, Demurrage, Limit};
use super::super::explain::{limit_words, money as sum};
use super::super::fee::Fee;
use super::super::hands::VOTING;
use super::super::money::{Dues, Give, SignedFund, Tier};
use super::super::words::Share;
use super::{Told, asking, paired};

const GIVING: &str = "dues.pay";
const HOLDING: &str = "treasury.transfer";

/// Tells it all.
pub(super) fn money(before: &Charter, after: &Charter, told: &mut Told) {
    dues(before, after, told);
    for (old, new) in paired(&before.funds, &after.funds, |fund| &fund.id) {
        signed((before, old), (after, new), told);
    }
    for (old, new) in paired(&before.fees, &after.fees, |fee| &fee.id) {
        fee((before, old), (after, new), told);
    }
    for (old, new) in paired(&before.assets, &after.assets, |asset| asset.id.as_str()) {
        let Some((old, new)) = old.zip(new) else { continue };
        asset((before, old), (after, new), told);
    }
}

fn dues(before: &Charter, after: &Charter, told: &mut Told) {
    let (was, is) = match (&before.dues, &after.dues) {
        (Some(was), Some(is)) => (was, is),
        (None, None) => return,
        (was, _) => {
            told.turn("Each member", GIVING, was.is_some(), "they owe no dues");
            return;
        }
    };
    let Dues {
        every,
        tiers,
        to,
        // Who is reminded loses nothing.
        reminder: _,
        // Of the vote `bounds` tells.
        vote_rests: _,
        membership_rests,
    } = is;
    let each = ("Each member who owes dues", GIVING);
    told.rises(each, "time from one payment to the next", (was.every, *every), Seconds::to_string);
    let rests = |time: Option<Seconds>| time.map_or(Seconds(u64::MAX), |time| time);
    let what = "time for which they keep the powers of a member";
    told.rises(
        ("Whoever owes dues", VOTING),
        what,
        (rests(was.membership_rests), rests(*membership_rests)),
        |time| {
            if time.0 == u64::MAX { "for ever".to_owned() } else { time.to_string() }
        },
    );
    asking::funds("the dues of the members", &was.to.to_string(), &to.to_string(), told);
    for (old, new) in paired(&was.tiers, tiers, |tier| &tier.id) {
        tier((before, old), (after, new), told);
    }
    let first = |dues: &Dues| dues.tiers.first().map(|tier| tier.id.clone()).unwrap_or_default();
    if first(was) != first(is) {
        let words = |id: &str| format!("\"{id}\"");
        let (old, new) = (words(&first(was)), words(&first(is)));
        let who = ("Whoever chose no way of giving", GIVING);
        let least = |dues: &Dues| {
            let give = dues.tiers.first().and_then(|tier| tier.give.as_ref());
            give.map_or(Amount::ZERO, |(give, _)| give.bounds().0)
        };
        told.step(who, least(is) < least(was), "the way in which they give", (&old, &new));
    }
}

fn tier(
    (before, old): (&Charter, Option<&Tier>),
    (after, new): (&Charter, Option<&Tier>),
    told: &mut Told,
) {
    let id = old.or(new).map_or("", |tier| &tier.id);
    let who = format!("Each member who gives by \"{id}\"");
    let who = (&*who, GIVING);
    let Some((old, new)) = old.zip(new) else {
        told.turn(who.0, who.1, new.is_some(), "they may give in this way");
        return;
    };
    let Tier { id: _, give, work, at: _ } = new;
    let time =
        |time: Option<Seconds>| time.map_or_else(|| "none".to_owned(), |time| time.to_string());
    if old.work != *work {
        // To whom no work is left, money is all they can give.
        let is_less = work.is_some() && (old.work.is_none() || *work < old.work);
        let words = (&*time(old.work), &*time(*work));
        told.step(who, is_less, "work that they may give instead", words);
    }
    let bounds = |give: &Option<(Give, AssetId)>| {
        give.as_ref().map_or((Amount::ZERO, Amount::ZERO), |(give, _)| give.bounds())
    };
    let in_words = |charter: &Charter, amount: Amount, give: &Option<(Give, AssetId)>| match give {
        _ if amount == Amount::MAX => "no limit".to_owned(),
        Some((_, asset)) => sum(charter, amount, asset),
        None => "nothing".to_owned(),
    };
    let (was, is) = (bounds(&old.give), bounds(give));
    for (what, was, is) in [("the least they owe", was.0, is.0), ("the most they owe", was.1, is.1)]
    {
        let words = (&*in_words(before, was, &old.give), &*in_words(after, is, give));
        if words.0 != words.1 {
            told.step(who, is < was, what, words);
        }
    }
    let part = |give: &Option<(Give, AssetId)>| match give {
        Some((Give::OfIncome { share, .. }, _)) => *share,
        _ => Share::NONE,
    };
    let (was, is) = (part(&old.give), part(give));
    if was != is && was != Share::NONE && is != Share::NONE {
        let is_less = super::super::room::is_harder(Some(was), Some(is));
        told.step(who, is_less, "the part of what they earn", (&was.to_string(), &is.to_string()));
    }
}

fn signed(
    (before, old): (&Charter, Option<&SignedFund>),
    (after, new): (&Charter, Option<&SignedFund>),
    told: &mut Told,
) {
    let Some(one) = new.or(old) else { return };
    let SignedFund { id, signers: _, needed: _, at: _ } = one;
    let holders = |charter: &Charter, fund: Option<&SignedFund>| {
        let office = &fund?.signers;
        let name = charter.office(office).map_or(office.as_str(), |office| &office.name);
        Some(format!("Each holder of the office of {name}"))
    };
    let (was, is) = (holders(before, old), holders(after, new));
    let what = format!("nothing that needs signing leaves fund-{id} without them");
    told.passes(&what, "spending.sign", (was.as_deref(), is.as_deref()));
    let (Some((old, new)), Some(who)) = (old.zip(new), is) else { return };
    let what = format!("signatures that fund-{id} needs");
    told.falls((&who, "spending.sign"), &what, (old.needed, new.needed), u32::to_string);
}

fn fee(
    (before, old): (&Charter, Option<&Fee>),
    (after, new): (&Charter, Option<&Fee>),
    told: &mut Told,
) {
    let who = |fee: &Fee| {
        if fee.act == "membership.apply" {
            return "Whoever applies for membership".to_owned();
        }
        format!("Whoever has the power to {}", deed(&fee.act))
    };
    let Some((was, is)) = old.zip(new).filter(|(old, new)| old.act == new.act) else {
        for (fee, is_gained) in
            old.map(|fee| (fee, true)).into_iter().chain(new.map(|fee| (fee, false)))
        {
            told.turn(&who(fee), HOLDING, is_gained, "it costs them nothing");
        }
        return;
    };
    let Fee { id: _, act: _, asset, flat, share, to, at: _ } = is;
    let who = who(is);
    let words = |charter: &Charter, amount: Amount, asset: &AssetId| sum(charter, amount, asset);
    let mut costs = |what: &str, old: (Amount, &AssetId), new: (Amount, &AssetId)| {
        if old != new {
            let said = (&*words(before, old.0, old.1), &*words(after, new.0, new.1));
            told.step((&who, HOLDING), new.0 < old.0, what, said);
        }
    };
    costs("what it costs each time", (was.flat, &was.asset), (*flat, asset));
    let most = |share: Option<(Share, Amount)>| share.map_or(Amount::ZERO, |(_, most)| most);
    costs("the most that it costs", (most(was.share), &was.asset), (most(*share), asset));
    let part = |share: Option<(Share, Amount)>| share.map_or(Share::NONE, |(share, _)| share);
    let (old, new) = (part(was.share), part(*share));
    if old != new {
        let is_less = super::super::room::is_harder(Some(old), Some(new));
        let said = (&*old.to_string(), &*new.to_string());
        told.step((&who, HOLDING), is_less, "the part of what it moves", said);
    }
    asking::funds("what acts cost", &was.to.to_string(), &to.to_string(), told);
}

fn asset((before, old): (&Charter, &Asset), (after, new): (&Charter, &Asset), told: &mut Told) {
    let Asset {
        id,
        // How it is written, and what it is called, gives nobody any.
        decimals: _,
        name: _,
        held_by: _,
        credit_limit,
        // Nothing is refused by a warning.
        credit_warn: _,
        issue_max,
        demurrage,
        at: _,
    } = new;
    let what = format!("what stands for {id} is in their hands");
    let holder = |asset: &Asset| asset.held_by.as_ref().map(|name| format!("{name:?}"));
    let (was, is) = (holder(old), holder(new));
    told.passes(&what, HOLDING, (was.as_deref(), is.as_deref()));
    if old.credit_limit != *credit_limit {
        let words = |charter: &Charter, limit: Option<Amount>| {
            limit.map_or_else(|| "nothing".to_owned(), |limit| sum(charter, limit, id))
        };
        let (was, is) = (words(before, old.credit_limit), words(after, *credit_limit));
        let who = ("Each member who takes credit", HOLDING);
        told.step(
            who,
            *credit_limit > old.credit_limit,
            "how far below nothing they go",
            (&was, &is),
        );
    }
    if old.issue_max != *issue_max {
        let words = |charter: &Charter, limit: Option<&Limit>| {
            limit.map_or_else(|| "without a limit".to_owned(), |limit| limit_words(charter, limit))
        };
        let is_more = super::super::room::is_higher(issue_max.as_ref(), old.issue_max.as_ref());
        let (was, is) = (words(before, old.issue_max.as_ref()), words(after, issue_max.as_ref()));
        let is_more = issue_max.is_none() || (old.issue_max.is_some() && is_more);
        let who = format!("Whoever issues {id}");
        told.step((&who, "treasury.issue"), is_more, "the most that is issued", (&was, &is));
    }
    lying((old.demurrage.as_ref(), demurrage.as_ref()), id, told);
}

fn lying((was, is): (Option<&Demurrage>, Option<&Demurrage>), id: &impl Display, told: &mut Told) {
    let who = format!("Whoever lets {id} lie");
    let who = (&*who, HOLDING);
    let Some((was, is)) = was.zip(is) else {
        if was.is_some() || is.is_some() {
            told.turn(who.0, who.1, is.is_none(), "they lose nothing by it");
        }
        return;
    };
    let Demurrage { share, every, to } = is;
    if was.share != *share {
        let is_less = super::super::room::is_harder(Some(was.share), Some(*share));
        let said = (&*was.share.to_string(), &*share.to_string());
        told.step(who, is_less, "the part that they lose", said);
    }
    told.rises(who, "time until they lose a part again", (was.every, *every), Seconds::to_string);
    asking::funds("what is lost by lying still", &was.to, to, told);
}
