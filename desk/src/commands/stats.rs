//! `registrations stats`: statistics, as a page with charts or as numbers.

use std::path::PathBuf;

use anyhow::bail;
use clap::Args;
use serde_json::json;

use crate::Exit;
use crate::console::Console;
use crate::desk::Desk;
use crate::export::Output;
use crate::output;
use crate::report::figures::{Figures, WorkshopFigures};
use crate::report::stats;

/// Write a report with charts: registrations over time, by state, session and category, amounts due, and the number of
/// answers to questionnaires
///
/// The file is self-contained and contains totals only, no personal data.
#[derive(Args, Debug)]
pub(crate) struct Stats {
    /// Only this workshop
    #[arg(long, short, value_name = "SLUG")]
    workshop: Option<String>,

    /// The output file, such as report.html
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Write the numbers as JSON, for scripts
    #[arg(long)]
    json: bool,
}

impl Stats {
    pub(crate) async fn run(self, desk: &Desk, console: &mut Console<'_>) -> anyhow::Result<Exit> {
        if self.output.is_none() && !self.json {
            bail!("pass a file for the report with `--output`, or `--json` for the numbers");
        }
        let workshops = desk.workshops(self.workshop.as_deref())?;
        let count = console.count("registrations read");
        let mut all = Vec::new();
        for workshop in workshops {
            let mut figures = Figures::default();
            let mut batches = desk.registrations(&workshop.slug);
            while let Some(batch) = batches.next().await? {
                count.inc(batch.len() as u64);
                batch.iter().for_each(|registration| figures.add(registration, &desk.time_zone));
            }
            figures.add_answers(&desk.answers(&workshop.slug).await?);
            // With several workshops, omit those without registrations.
            if self.workshop.is_some() || !figures.are_empty() {
                all.push(WorkshopFigures { workshop, figures });
            }
        }
        count.finish_and_clear();
        if self.json {
            let numbers: Vec<_> =
                all.iter().map(|of| json!({ "workshop": of.workshop.slug, "figures": of.figures })).collect();
            let text = format!("{:#}\n", serde_json::Value::from(numbers));
            match &self.output {
                Some(path) => {
                    output::file(path, async |out: &mut Output<'_>| Ok(out.write_all(text.as_bytes())?))
                        .await?;
                }
                None => console.out.write_all(text.as_bytes())?,
            }
        } else if let Some(path) = &self.output {
            let page = stats::page(&all, desk)?;
            output::file(path, async |out: &mut Output<'_>| Ok(out.write_all(page.as_bytes())?)).await?;
            writeln!(console.notes, "Written to `{}`; open it in a browser", path.display())?;
        }
        Ok(Exit::Done)
    }
}
