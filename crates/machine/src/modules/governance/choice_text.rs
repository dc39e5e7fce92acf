//! How people write a choice: `yes`, `approve=1,3`, `rank=2>1=3`, `score=1:5,2:3`, `votes=1:3,2:-2`,
//! `votes=3`, `points=40`, `object=HASH`. Options are counted from 1 here, as pages list them, and from 0 in ballots.

use std::fmt;
use std::str::FromStr;

use super::vote::Choice;

/// Longest text of a choice that is read. Unit: bytes.
const TEXT_MAX: usize = 2_000;

/// Why a text says no choice.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is no choice: write yes, no, abstain, approve=1,3, rank=2>1=3, score=1:5,2:3, \
     votes=1:3,2:-2, votes=3, votes=-2, points=40 or object=HASH"
)]
pub struct NotAChoice(String);

impl fmt::Display for Choice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Abstain => f.write_str("abstain"),
            Self::No => f.write_str("no"),
            Self::Yes => f.write_str("yes"),
            Self::Object(reason) => write!(f, "object={reason}"),
            Self::Points(points) => write!(f, "points={points}"),
            Self::Votes(votes) => write!(f, "votes={votes}"),
            Self::Approve(options) => {
                write!(f, "approve={}", joined(options, ",", |option| number(*option)))
            }
            Self::Rank(ranks) => {
                write!(
                    f,
                    "rank={}",
                    joined(ranks, ">", |rank| joined(rank, "=", |option| number(*option)))
                )
            }
            Self::Score(scores) => {
                let score = |score: &(u64, u64)| format!("{}:{}", number(score.0), score.1);
                write!(f, "score={}", joined(scores, ",", score))
            }
            Self::Spend(votes) => {
                let vote = |vote: &(u64, i64)| format!("{}:{}", number(vote.0), vote.1);
                write!(f, "votes={}", joined(votes, ",", vote))
            }
        }
    }
}

fn number(option: u64) -> String {
    option.saturating_add(1).to_string()
}

fn joined<T>(items: &[T], between: &str, word: impl Fn(&T) -> String) -> String {
    items.iter().map(word).collect::<Vec<_>>().join(between)
}

impl FromStr for Choice {
    type Err = NotAChoice;

    fn from_str(text: &str) -> Result<Self, NotAChoice> {
        let error = || NotAChoice(text.chars().take(80).collect());
        if text.len() > TEXT_MAX {
            return Err(error());
        }
        read(text).ok_or_else(error)
    }
}

/// Reads a choice and puts what it lists into the order of ballots.
fn read(text: &str) -> Option<Choice> {
    let Some((kind, list)) = text.split_once('=') else {
        return match text {
            "yes" => Some(Choice::Yes),
            "no" => Some(Choice::No),
            "abstain" => Some(Choice::Abstain),
            _ => None,
        };
    };
    match kind {
        "approve" if list.is_empty() => Some(Choice::Approve(Vec::new())),
        "approve" => all(list, ",", option).map(sorted).map(Choice::Approve),
        "rank" => {
            let rank = |rank: &str| all(rank, "=", option).map(sorted);
            all(list, ">", rank).map(Choice::Rank)
        }
        "score" => all(list, ",", pair).map(sorted).map(Choice::Score),
        "points" => list.trim().parse().ok().map(Choice::Points),
        "votes" if !list.contains(':') => list.trim().parse().ok().map(Choice::Votes),
        "votes" => all(list, ",", pair).map(sorted).map(Choice::Spend),
        "object" => list.parse().ok().map(Choice::Object),
        _ => None,
    }
}

fn all<T>(list: &str, between: &str, read: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
    list.split(between).map(read).collect()
}

fn sorted<T: Ord>(mut items: Vec<T>) -> Vec<T> {
    items.sort_unstable();
    items
}

fn option(text: &str) -> Option<u64> {
    text.trim().parse::<u64>().ok()?.checked_sub(1)
}

fn pair<T: FromStr>(text: &str) -> Option<(u64, T)> {
    let (at, count) = text.split_once(':')?;
    Some((option(at)?, count.trim().parse().ok()?))
}
