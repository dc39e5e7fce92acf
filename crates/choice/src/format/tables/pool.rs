//! People from whom lots are drawn, the quotas of a panel, and a published lottery over panels.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

use super::QUOTAS;
use super::sheet::{Names, Row, Sheet};
use crate::ChoiceError;
use crate::format::Source;
use crate::lots::{Category, Lottery, Pool, Quota};

/// People, quotas and a lottery.
#[derive(Clone, Debug)]
pub struct PoolFile {
    /// Names of the people.
    pub people: Vec<String>,
    /// Their features and the quotas; without categories where there are no quotas.
    pub pool: Pool,
    /// The lottery, if one was published.
    pub lottery: Option<Lottery>,
}

/// The parts of a pool as JSON: each a list of rows.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Parts<'a> {
    #[serde(borrow, default)]
    people: Option<Vec<&'a RawValue>>,
    #[serde(borrow, default)]
    quotas: Option<Vec<&'a RawValue>>,
    #[serde(borrow, default)]
    lottery: Option<Vec<Panels<'a>>>,
}

/// Panels that are drawn alike: parts of the chance, and how many members come from each group.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Panels<'a> {
    parts: u64,
    #[serde(borrow)]
    take: Vec<&'a RawValue>,
}

/// The account of a fair selection as JSON, which holds what is to be published.
#[derive(Deserialize)]
struct Account<'a> {
    #[serde(borrow)]
    data: Published<'a>,
}

#[derive(Deserialize)]
struct Published<'a> {
    #[serde(borrow)]
    published: Parts<'a>,
}

/// The parts in a JSON object, or in the account of a fair selection.
fn parts(source: Source<'_>) -> Result<Parts<'_>, ChoiceError> {
    match serde_json::from_str::<Account<'_>>(source.text) {
        Ok(account) => Ok(account.data.published),
        Err(_) => source.json(source.text),
    }
}

/// Reads people from a table (CSV, or the list `people` of a JSON object), the quotas from a table
/// beside it (or the list `quotas`), and a lottery from the list `lottery` of JSON. A row of people
/// has a `person` and a column for each category of the quotas; others are passed over. A lottery
/// lists `{"parts": 3, "take": [{"age": "60+", "members": 2}]}`: how many members come from the group
/// of people with these features. The account of the method `fair` as JSON is read too.
///
/// # Errors
/// [`ChoiceError::Malformed`] with file, line and reason.
pub fn read_pool(
    file: &str,
    text: &str,
    beside: Option<(&str, &str)>,
) -> Result<PoolFile, ChoiceError> {
    let source = Source::new(file, text)?;
    let is_json = |name: &str| name.to_ascii_lowercase().ends_with(".json");
    let first = if is_json(file) { parts(source)? } else { Parts::default() };
    let people = match (&first.people, is_json(file)) {
        (Some(items), _) => Sheet::of_json(source, items)?,
        (None, false) => Sheet::read_open(file, text)?,
        (None, true) => return Err(source.refuse_end("There is no list \"people\".")),
    };
    let second = match beside {
        None => None,
        Some((file, text)) => {
            let source = Source::new(file, text)?;
            let parts = if is_json(file) { parts(source)? } else { Parts::default() };
            Some((source, parts))
        }
    };
    let mut tables = Vec::new();
    if let Some(items) = &first.quotas {
        tables.push(Sheet::of_json(source, items)?);
    }
    if let Some((source, parts)) = &second {
        match &parts.quotas {
            Some(items) => tables.push(Sheet::of_json(*source, items)?),
            None if !is_json(source.file) => {
                tables.push(Sheet::read_open(source.file, source.text)?);
            }
            None => {}
        }
    }
    let categories = categories(&tables)?;
    let (names, pool) = gather(&people, categories)?;
    let published = first
        .lottery
        .map(|list| (source, list))
        .or_else(|| second.and_then(|(source, parts)| parts.lottery.map(|list| (source, list))));
    let lottery = match published {
        None => None,
        Some((source, list)) => Some(lottery(source, &list, &pool)?),
    };
    Ok(PoolFile { people: names, pool, lottery })
}

fn categories(tables: &[Sheet<'_>]) -> Result<Vec<Category>, ChoiceError> {
    let mut names = Names::default();
    let mut categories: Vec<Category> = Vec::new();
    for row in tables.iter().flat_map(Sheet::rows) {
        row.only(QUOTAS)?;
        let (name, feature) = (row.name("category")?, row.name("feature")?.to_owned());
        let number = names.number(name);
        if number == categories.len() {
            categories.push(Category { name: name.to_owned(), quotas: Vec::new() });
        }
        let quotas = &mut categories[number].quotas;
        if quotas.iter().any(|quota| quota.feature == feature) {
            return Err(row.refuse(format!("{name} has \"{feature}\" twice.")));
        }
        quotas.push(Quota { feature, least: row.size("least")?, most: row.size("most")? });
        // Each alone, so that the refusal points at its line.
        row.at(Pool::new(categories.clone()).map(drop))?;
    }
    Ok(categories)
}

fn gather(
    people: &Sheet<'_>,
    categories: Vec<Category>,
) -> Result<(Vec<String>, Pool), ChoiceError> {
    let columns: Vec<String> = categories.iter().map(|category| category.name.clone()).collect();
    let mut pool = Pool::new(categories)?;
    let mut names = Names::default();
    for row in people.rows() {
        let name = row.name("person")?;
        if names.known(name).is_some() {
            return Err(row.refuse(format!("\"{name}\" stands twice.")));
        }
        names.number(name);
        let features = columns.iter().map(|column| row.need(column));
        let features: Vec<&str> = features.collect::<Result<_, _>>()?;
        row.at(pool.add(&features))?;
    }
    Ok((names.into_list(), pool))
}

/// Returns a lottery with its quotas as JSON that [`read_pool`] reads: what is to be published.
#[must_use]
pub fn published(lottery: &Lottery, pool: &Pool) -> Value {
    let groups = pool.groups();
    let take = |(&members, group): (&usize, &Vec<usize>)| {
        let mut row = Map::new();
        let features = pool.features(*group.first()?);
        for (category, &feature) in pool.categories().iter().zip(features) {
            let name = category.quotas.get(feature)?.feature.clone();
            let _ = row.insert(category.name.clone(), name.into());
        }
        let _ = row.insert("members".into(), members.into());
        (members > 0).then_some(Value::Object(row))
    };
    let panels = |(composition, &parts): (&Vec<usize>, &u64)| {
        let take: Vec<Value> = composition.iter().zip(&groups).filter_map(take).collect();
        json!({ "parts": parts, "take": take })
    };
    let lottery: Vec<Value> = lottery.compositions.iter().zip(&lottery.parts).map(panels).collect();
    let quotas: Vec<Value> = pool.categories().iter().flat_map(rows_of).collect();
    json!({ "lottery": lottery, "quotas": quotas })
}

/// The rows of a category in a table of quotas.
fn rows_of(category: &Category) -> Vec<Value> {
    let row = |quota: &Quota| {
        json!({
            "category": category.name,
            "feature": quota.feature,
            "least": quota.least,
            "most": quota.most,
        })
    };
    category.quotas.iter().map(row).collect()
}

fn lottery(source: Source<'_>, list: &[Panels<'_>], pool: &Pool) -> Result<Lottery, ChoiceError> {
    let groups: BTreeMap<Vec<usize>, usize> = pool
        .groups()
        .iter()
        .enumerate()
        .filter_map(|(number, group)| {
            group.first().map(|&one| (pool.features(one).to_vec(), number))
        })
        .collect();
    let mut read = Lottery { compositions: Vec::new(), parts: Vec::new() };
    for panels in list {
        let rows = Sheet::of_json(source, &panels.take)?;
        let mut composition = vec![0; groups.len()];
        for row in rows.rows() {
            let group = groups.get(&features(&row, pool)?).copied();
            let group = group.ok_or_else(|| row.refuse("Nobody has these features."))?;
            if composition[group] > 0 {
                return Err(row.refuse("The same group stands twice."));
            }
            composition[group] = row.size("members")?;
        }
        read.compositions.push(composition);
        read.parts.push(panels.parts);
    }
    Ok(read)
}

fn features(row: &Row<'_>, pool: &Pool) -> Result<Vec<usize>, ChoiceError> {
    let feature = |category: &Category| {
        let wanted = row.need(&category.name)?;
        let found = category.quotas.iter().position(|quota| quota.feature == wanted);
        found.ok_or_else(|| row.refuse(format!("{} has no \"{wanted}\".", category.name)))
    };
    pool.categories().iter().map(feature).collect()
}
