//! Every round of quadratic funding in the data, by name: whether it is compared, and if not, why. A
//! reason is checked on the data itself, and a file that nobody names fails the test.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;
use std::path::Path;

use polity_choice::format::parse_csv;
use polity_choice::quadratic::{Contribution, FundingRule, quadratic_funding};

use crate::data;

/// What a round is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Round {
    /// Every amount agrees with the pool that was published.
    Exact,
    /// Every amount agrees with the pool that was paid out: unspent contributions had been added to it.
    AdjustedPool,
    /// It was cancelled, and nothing was paid.
    Cancelled,
    /// Matches were raised by trust bonuses and cut by caps, and the contributions in the data are not
    /// those that were counted: for most grants their number or sum is another.
    OtherContributions,
    /// The data hold no contributions of it.
    NoContributions,
    /// Computed from contributions that the set does not hold.
    OtherInputs,
    /// Published payments alone, of rules that are no quadratic funding.
    OtherRule,
}

/// Every round, with the file or case in which it stands.
const ROUNDS: &[(&str, Round)] = &[
    ("0x18604d042A77C6Ed870Bb86Bc59042daf20BC2Fe", Round::Exact),
    ("0x5D259f67FBB03bcF2F1c3f35Ec12F711d7A2D439", Round::Exact),
    ("0xbC8b6F9e55466217522ce382047191312e51e67D", Round::AdjustedPool),
    ("0xcf0228760a6da7c77677588314b3f87966cd76d8", Round::AdjustedPool),
    ("0x4a7242887b004E6C2919E8F040E5B3Cf3369Cd7C", Round::Cancelled),
    ("0xd07aa7faeba14efde87f2538699c0d6c9a566c20", Round::Cancelled),
    ("0xf8acacfA954742Dc4eaf8Bd8498F4DFdc01B3875", Round::Cancelled),
    ("calculates the matches when round is saturated", Round::Exact),
    ("calculates the matches when round is not saturated", Round::Exact),
    ("calculates the matches with matching cap", Round::OtherInputs),
    ("published_matching_gr01", Round::OtherContributions),
    ("published_matching_gr02", Round::OtherContributions),
    ("published_matching_gr03", Round::OtherContributions),
    ("published_matching_gr05", Round::OtherContributions),
    ("published_matching_gr07", Round::OtherContributions),
    ("published_matching_gr08", Round::OtherContributions),
    ("published_matching_gr10", Round::NoContributions),
    ("published_matching_gr11", Round::NoContributions),
    ("OctantEpochs1-3Results", Round::OtherRule),
    ("dao_drops_grants", Round::OtherRule),
    ("op_rpgf1_matched_results", Round::OtherRule),
];

/// Whether a round was cancelled.
pub(crate) fn is_cancelled(name: &str) -> bool {
    ROUNDS.contains(&(name, Round::Cancelled))
}

/// Checks what a compared round turned out to be.
pub(crate) fn compared(name: &str, with_the_published_pool: bool) {
    let found = if with_the_published_pool { Round::Exact } else { Round::AdjustedPool };
    assert!(ROUNDS.contains(&(name, found)), "{name} is {found:?}");
}

/// Checks that a case is known to have been computed from something else.
pub(crate) fn has_other_inputs(name: &str) {
    assert!(ROUNDS.contains(&(name, Round::OtherInputs)), "{name}");
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap().to_string_lossy().into_owned()
}

#[test]
fn every_round_is_named_with_what_it_is() {
    let Some(folder) = data::folder("qf") else { return };
    let mut found: BTreeSet<String> = BTreeSet::new();
    found.extend(data::files(&folder.join("clrfund"), ".json").iter().map(|path| stem(path)));
    found.remove("CHECKED");
    let vectors = data::json(&folder.join("allo-linear-qf/linear_qf_vectors.json"));
    let cases = vectors["cases"].as_array().unwrap();
    found.extend(cases.iter().map(|case| case["name"].as_str().unwrap().to_owned()));
    let gitcoin = data::files(&folder.join("gitcoin"), ".csv");
    found.extend(gitcoin.iter().map(|path| stem(path)).filter(|name| name != "clr_rounds"));
    found.extend(data::files(&folder.join("retro-funding"), ".csv").iter().map(|path| stem(path)));
    let named: BTreeSet<String> = ROUNDS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(found, named);
    for (name, round) in ROUNDS {
        println!("{name}: {round:?}");
        let file = |folder_name: &str, ending: &str| {
            folder.join(folder_name).join(format!("{name}{ending}"))
        };
        match round {
            Round::Cancelled => {
                let round = data::json(&file("clrfund", ".json"));
                assert_eq!(round["round"]["isCancelled"], true, "{name}");
                assert_eq!(round["round"]["totalSpent"], "0", "{name}");
            }
            Round::OtherContributions => {
                let given = name.replace("published_matching", "contributions");
                let given = folder.join("gitcoin").join(format!("{given}.csv.gz"));
                let published = read_published(&file("gitcoin", ".csv"));
                differs(name, &published, &read_gifts(&given));
            }
            Round::NoContributions => {
                let given = name.replace("published_matching", "contributions");
                assert!(!folder.join("gitcoin").join(format!("{given}.csv.gz")).exists());
            }
            Round::OtherRule => {
                let text = data::read(&file("retro-funding", ".csv"));
                let head = text.lines().next().unwrap().to_lowercase();
                assert!(!head.contains("contribut") && !head.contains("amount"), "{name}: {head}");
            }
            // Compared, or told apart, in the tests of these sets.
            Round::Exact | Round::AdjustedPool | Round::OtherInputs => {}
        }
    }
}

/// A grant: its match in cents and how many people gave to it.
type Published = BTreeMap<String, (u128, usize)>;

/// Cents of an amount in dollars, rounded down.
fn cents(text: &str) -> u128 {
    let (whole, rest) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    let rest: String = rest.chars().chain("00".chars()).take(2).collect();
    format!("{whole}{rest}").parse().unwrap_or(0)
}

fn read_published(path: &Path) -> Published {
    let rows = parse_csv("published.csv", &data::read(path)).unwrap();
    let column = |name: &str| rows[0].1.iter().position(|cell| cell == name).unwrap();
    let (title, matched) = (column("grant_title"), column("match_usd"));
    let people = column("num_unique_contributors");
    let row = |(_, row): &(u64, Vec<String>)| {
        let people = row[people].split('.').next().unwrap().parse().unwrap_or(0);
        (row[title].clone(), (cents(&row[matched]), people))
    };
    rows[1..].iter().map(row).collect()
}

/// Contributions in cents by grant and person.
fn read_gifts(path: &Path) -> BTreeMap<String, BTreeMap<String, u128>> {
    let mut text = String::new();
    let file = std::fs::File::open(path).unwrap();
    flate2::read::GzDecoder::new(file).read_to_string(&mut text).unwrap();
    let rows = parse_csv("given.csv", &text).unwrap();
    let column = |name: &str| rows[0].1.iter().position(|cell| cell == name).unwrap();
    let (person, grant, amount) = (column("contributor"), column("grant"), column("amount_usd"));
    let mut gifts: BTreeMap<String, BTreeMap<String, u128>> = BTreeMap::new();
    for (_, row) in &rows[1..] {
        let people = gifts.entry(row[grant].clone()).or_default();
        *people.entry(row[person].clone()).or_insert(0) += cents(&row[amount]);
    }
    gifts
}

/// The number of people differs for a third of the grants or more, and the plain formula, with the pool
/// that was paid, comes within 1 % of hardly any match.
fn differs(name: &str, published: &Published, gifts: &BTreeMap<String, BTreeMap<String, u128>>) {
    let same = |(title, (_, people)): (&String, &(u128, usize))| {
        gifts.get(title).is_some_and(|given| given.len() == *people)
    };
    let same = published.iter().filter(|&(title, row)| same((title, row))).count();
    assert!(same * 3 < published.len() * 2, "{name}: {same} of {} have as many", published.len());
    let titles: Vec<&String> = published.keys().collect();
    let mut contributions = Vec::new();
    for (project, title) in titles.iter().enumerate() {
        for (contributor, &amount) in
            gifts.get(*title).into_iter().flatten().map(|(_, one)| one).enumerate()
        {
            contributions.push(Contribution { contributor, project, amount });
        }
    }
    let pool = published.values().map(|(matched, _)| matched).sum();
    let rule = FundingRule { fills_pool: true, ..FundingRule::default() };
    let ours = quadratic_funding(&contributions, titles.len(), pool, rule).unwrap();
    let near = titles.iter().zip(&ours.projects).filter(|(title, ours)| {
        let stated = published[**title].0;
        ours.matched.abs_diff(stated) * 100 < stated
    });
    let near = near.count();
    println!(
        "{name}: {same} of {} grants have as many people, {near} matches are near",
        titles.len()
    );
    assert!(near * 20 < titles.len(), "{name}: {near} matches of {} are near", titles.len());
}
