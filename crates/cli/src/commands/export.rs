//! `polity export`: everything public as files that any other program reads.

use std::fs;
use std::path::{Path, PathBuf};

use polity_ordering::{Clock, Running, Settings};
use serde::Serialize;

use super::treasury::views_of;
use crate::failure::{Failure, OpenFault};
use crate::keyfile;
use crate::output::Output;
use crate::progress;

#[derive(Serialize)]
struct Exported {
    file: PathBuf,
    rows: u64,
    table: String,
}

/// Writes every table of a society's lists into a folder, as CSV.
pub(crate) fn run(data: &Path, out: &Path, output: &Output) -> Result<(), Failure> {
    let signers = keyfile::read_signers(data)?;
    let settings = Settings { clock: Clock::system(), folder: data.to_owned(), signers };
    let running = Running::open(settings)
        .map_err(|error| Failure::from(OpenFault { error, folder: data }))?;
    fs::create_dir_all(out)?;
    let views = views_of(&running)?;
    let tables: Vec<String> = views
        .tables()
        .map_err(Failure::internal)?
        .into_iter()
        .filter(|table| table != "search")
        .collect();
    let bar = progress::bar(u64::try_from(tables.len()).unwrap_or_default(), "tables");
    let mut written = Vec::new();
    for table in tables {
        let file = out.join(format!("{table}.csv"));
        let mut writer = csv::Writer::from_path(&file).map_err(Failure::internal)?;
        let mut rows = 0_u64;
        let each = views.each_row(&table, |row| {
            rows = rows.saturating_add(1);
            writer.write_record(&row)
        });
        each.map_err(Failure::internal)?.map_err(Failure::internal)?;
        writer.flush()?;
        written.push(Exported { file, rows: rows.saturating_sub(1), table });
        bar.inc(1);
    }
    bar.finish_and_clear();
    output.data(&written, || {
        let line = |table: &Exported| format!("{}  {} rows", table.file.display(), table.rows);
        written.iter().map(line).collect::<Vec<_>>().join("\n")
    });
    Ok(())
}
