//! How a budget was shared out, as a picture that is drawn on the server: the projects that are paid for, each
//! where the one before it ends, and those that are not, with what kept the money from them.

use polity_machine::frame::state::StateView;
use polity_machine::modules::governance::{Account, AccountTable};
use polity_machine::modules::treasury::query;
use polity_machine::registry;
use polity_types::{Amount, AssetId};
use polity_views::OptionRow;

use super::count::{Row, along, called, parsed};
use crate::words::{say, t};

/// In what a budget counts.
pub(crate) struct Coin {
    pub(crate) asset: AssetId,
    pub(crate) decimals: u8,
}

/// A budget that was shared out.
pub(crate) struct Basket {
    pub(crate) rows: Vec<(Row, String)>,
}

/// A project, as the account has it. Amounts are in millionths of the unit in which people count.
struct Project<'a> {
    ballots: u64,
    cost: i128,
    name: &'a str,
}

impl Coin {
    /// Returns in what options that pay something are paid; none: they pay nothing.
    pub(crate) fn of(options: &[OptionRow], state: &dyn StateView) -> Option<Self> {
        let mut acts = options.iter().flat_map(|option| &option.actions);
        let (asset, _) = acts.find_map(registry::value)?;
        let decimals = query::asset(state, &asset)?.decimals;
        Some(Self { asset, decimals })
    }

    /// Returns an amount as people read it. `millionths`: of the unit in which people count.
    fn words(&self, millionths: i128) -> String {
        let power = |places: u32| 10_i128.checked_pow(places).unwrap_or(i128::MAX);
        let (here, there) = (power(self.decimals.into()), power(6));
        // Rounded to the nearest where the asset has fewer places than that.
        let half = there.checked_div(here.saturating_mul(2)).unwrap_or_default();
        let minor = millionths.saturating_add(half).saturating_mul(here).checked_div(there);
        let amount = Amount::from(u64::try_from(minor.unwrap_or_default()).unwrap_or_default());
        format!("{} {}", amount.in_units(self.decimals), self.asset)
    }
}

impl Basket {
    /// Draws a count, if it is one of a budget. `taken`: the projects that are paid for, in that order.
    pub(crate) fn of(account: &Account, taken: &[String], coin: &Coin) -> Option<Self> {
        let limit = limit(account)?;
        let named = |title: &str| account.tables.iter().find(|table| table.title == title);
        let projects: Vec<Project<'_>> =
            named("Projects")?.rows.iter().map(|row| project(row)).collect::<Option<_>>()?;
        let find = |name: &String| projects.iter().find(|project| project.name == name);
        let paid: Vec<&Project<'_>> = taken.iter().map(find).collect::<Option<_>>()?;
        let sum = paid.iter().fold(0_i128, |sum, project| sum.saturating_add(project.cost));
        let rest: Vec<&Project<'_>> =
            projects.iter().filter(|one| !paid.iter().any(|paid| paid.name == one.name)).collect();
        let ends = rest.iter().map(|project| sum.saturating_add(project.cost));
        let most = ends.max().unwrap_or_default().max(limit);
        let bought = named("Bought by their supporters");
        let mut spent = 0_i128;
        let mut rows = Vec::new();
        for project in paid {
            let after = spent.saturating_add(project.cost);
            let drawn = drawn("part", (spent, after), most, limit);
            spent = after;
            rows.push(row(project, drawn, true, coin, paid_words(project, after, bought, coin)));
        }
        for project in rest {
            let drawn = drawn("went", (spent, spent.saturating_add(project.cost)), most, limit);
            let left = limit.saturating_sub(spent);
            rows.push(row(project, drawn, false, coin, unpaid_words(project, left, coin)));
        }
        Some(Self { rows })
    }
}

/// Returns the money that there was, which the account says in its second sentence.
fn limit(account: &Account) -> Option<i128> {
    let said = account.sentences.get(1)?.strip_prefix("They cost ")?;
    parsed(said.split_once(". The rule")?.0.split_once(" of ")?.1)
}

/// Reads a row of the table of projects: name, cost, ballots.
fn project(row: &[String]) -> Option<Project<'_>> {
    let [name, cost, ballots, ..] = row else { return None };
    Some(Project { ballots: ballots.parse().ok()?, cost: parsed(cost)?, name })
}

fn row(
    project: &Project<'_>,
    bar: String,
    is_taken: bool,
    coin: &Coin,
    why: String,
) -> (Row, String) {
    let (name, value) = (called(project.name), coin.words(project.cost));
    (Row { bar, is_taken, name, value }, why)
}

/// Says who chose a project that is paid for, and what they paid.
fn paid_words(
    project: &Project<'_>,
    spent: i128,
    bought: Option<&AccountTable>,
    coin: &Coin,
) -> String {
    let (count, spent) = (project.ballots.to_string(), coin.words(spent));
    let given = [("count", count.as_str()), ("spent", spent.as_str())];
    let is_its = |row: &&Vec<String>| row.first().is_some_and(|name| name == project.name);
    let price = bought.and_then(|table| table.rows.iter().find(is_its)?.get(1));
    // The price is for each unit of what the project costs.
    let each =
        price.and_then(|price| parsed(price)?.saturating_mul(project.cost).checked_div(1_000_000));
    let Some(each) = each.filter(|each| *each > 0) else { return say("basket-paid", &given) };
    let each = coin.words(each);
    say("basket-bought", &[given[0], given[1], ("each", &each)])
}

/// Says who chose a project that is not paid for, and why it is not.
fn unpaid_words(project: &Project<'_>, left: i128, coin: &Coin) -> String {
    if project.ballots == 0 {
        return t("basket-nobody");
    }
    let (count, rest) = (project.ballots.to_string(), coin.words(left));
    let key = if project.cost > left { "basket-too-much" } else { "basket-too-few" };
    say(key, &[("count", &count), ("left", &rest)])
}

/// Draws a part of the money, and the line at which it ends.
fn drawn(class: &str, (from, to): (i128, i128), most: i128, limit: i128) -> String {
    let (from, to, end) = (along(from, most), along(to, most), along(limit, most));
    let width = to.saturating_sub(from).max(1);
    format!(
        "<svg viewBox=\"0 0 1000 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\" focusable=\"false\">\
         <rect class=\"whole\" width=\"{end}\" height=\"10\"/><rect class=\"{class}\" x=\"{from}\" width=\"{width}\" height=\"10\"/>\
         <path class=\"mark\" d=\"M{end} 0V10\"/></svg>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(rule: &str, projects: &[&str], bought: &[&str]) -> Account {
        let cells = |line: &&str| line.split('|').map(str::to_owned).collect::<Vec<_>>();
        let table = |title: &str, lines: &[&str]| AccountTable {
            columns: Vec::new(),
            rows: lines.iter().map(cells).collect(),
            title: title.to_owned(),
        };
        let mut tables = vec![table("Projects", projects)];
        if !bought.is_empty() {
            tables.push(table("Bought by their supporters", bought));
        }
        let sentences =
            vec!["Funded: some.".to_owned(), format!("They cost 60 of 100. The rule is {rule}.")];
        Account { sentences, tables }
    }

    fn euro() -> Coin {
        Coin { asset: "EUR".parse().unwrap(), decimals: 2 }
    }

    fn taken(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn each_project_that_is_paid_for_begins_where_the_one_before_it_ends() {
        let projects = ["Oven|37.50|5|5|yes", "Roof|80|4|4|", "Soup|22.50|9|9|yes", "Sign|10|0|0|"];
        let account = account("greedy", &projects, &[]);
        let basket = Basket::of(&account, &taken(&["Soup", "Oven"]), &euro()).unwrap();
        let names: Vec<_> =
            basket.rows.iter().map(|(row, _)| (row.name.as_str(), row.is_taken)).collect();
        let known = |name: &'static str, is| (name, is);
        assert_eq!(
            names,
            [
                known("<bdi>Soup</bdi>", true),
                known("<bdi>Oven</bdi>", true),
                known("<bdi>Roof</bdi>", false),
                known("<bdi>Sign</bdi>", false)
            ]
        );
        // Of 140, which is the most that is drawn: 60 that are spent, and the 80 of the roof.
        let bars: Vec<_> = basket.rows.iter().map(|(row, _)| row.bar.as_str()).collect();
        assert!(bars[0].contains("class=\"part\" x=\"0\" width=\"160\""), "{}", bars[0]);
        assert!(bars[1].contains("class=\"part\" x=\"160\" width=\"268\""), "{}", bars[1]);
        assert!(bars[2].contains("class=\"went\" x=\"428\" width=\"572\""), "{}", bars[2]);
        assert!(bars[3].contains("M714 0V10"), "{}", bars[3]);
        let words: Vec<_> = basket.rows.iter().map(|(_, why)| why.as_str()).collect();
        assert!(words[1].contains('5') && words[1].contains("60.00 EUR"), "{}", words[1]);
        assert!(words[2].contains('4') && words[2].contains("40.00 EUR"), "{}", words[2]);
        assert_eq!(words[3], t("basket-nobody"));
    }

    #[test]
    fn what_supporters_paid_is_told_and_that_others_had_too_little() {
        let projects = ["Oven|60|8|8|yes", "Sign|30|2|2|"];
        let account = account("the method of equal shares", &projects, &["Oven|0.125"]);
        let basket = Basket::of(&account, &taken(&["Oven"]), &euro()).unwrap();
        assert_eq!(basket.rows[0].0.value, "60.00 EUR");
        assert!(basket.rows[0].1.contains("7.50 EUR"), "{}", basket.rows[0].1);
        // It would have fitted into the 40 that are left, so its supporters are what was wanting.
        let given = [("count", "2"), ("left", "40.00 EUR")];
        assert_eq!(basket.rows[1].1, say("basket-too-few", &given));
    }

    #[test]
    fn what_is_no_budget_or_cannot_be_read_is_not_drawn() {
        let fine = account("greedy", &["Oven|60|8|8|yes"], &[]);
        assert!(Basket::of(&fine, &taken(&["Oven"]), &euro()).is_some());
        assert!(Basket::of(&fine, &taken(&["Roof"]), &euro()).is_none());
        assert!(Basket::of(&account("greedy", &["Oven|x|8"], &[]), &[], &euro()).is_none());
        assert!(Basket::of(&Account::default(), &[], &euro()).is_none());
    }
}
