//! Whom another count favours.

use super::super::hands::VOTING;
use super::super::method::Method;
use super::Told;

/// Tells who gains and who loses where a decision is counted otherwise.
pub(super) fn methods(id: &str, was: Method, is: Method, told: &mut Told) {
    if was == is {
        return;
    }
    let what = format!("the count of the decision \"{id}\"");
    let (old, new) = (was.name(), is.name());
    let (had, has) = (favours(was), favours(is));
    if had == has {
        // By no rule of thumb: of those whom the two counts tell apart, some win by it and others lose.
        for (who, is_gained) in [
            ("Whoever wins by the new count alone", true),
            ("Whoever wins by the old count alone", false),
        ] {
            told.step((who, VOTING), is_gained, &what, (old, new));
        }
        return;
    }
    told.step((had, VOTING), false, &what, (old, new));
    told.step((has, VOTING), true, &what, (old, new));
}

/// Returns whom a method favours before others, as far as that can be said of it in general.
fn favours(method: Method) -> &'static str {
    match method {
        Method::Plurality => "The largest group, be it no majority",
        Method::YesNo
        | Method::TwoRound
        | Method::Irv
        | Method::Copeland
        | Method::Minimax
        | Method::Schulze
        | Method::Debian
        | Method::RankedPairs
        | Method::Kemeny
        | Method::Av
        | Method::Sav
        | Method::BudgetGreedy => "The majority of those who vote",
        Method::Approval
        | Method::Score
        | Method::Star
        | Method::MajorityJudgment
        | Method::Borda => "Whoever is no one's enemy",
        Method::StvScottish
        | Method::StvWig
        | Method::StvMeek
        | Method::StvWarren
        | Method::Pav
        | Method::SeqPav
        | Method::RevSeqPav
        | Method::Cc
        | Method::SeqCc
        | Method::Slav
        | Method::Phragmen
        | Method::Monroe
        | Method::EqualShares
        | Method::BudgetShares => "Smaller groups, each by its size",
        Method::Quadratic | Method::SeasonLinear | Method::SeasonQuadratic => {
            "Whoever puts all they have on one question"
        }
        Method::Conviction => "Whoever supports a thing for long",
        Method::Consent => "Each who would object",
        Method::LazyConsensus => "Whoever brings what nobody looks at",
    }
}
