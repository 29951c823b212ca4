//! `registrations export`: tables for spreadsheets and scripts.

use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::Args;
use model::catalogue::CatalogueWorkshop;
use model::questionnaire::FormAnswer;
use model::registration::Registration;
use model::status::Status;
use registry::{Deadline, MailMarks};

use super::list::status;
use crate::Exit;
use crate::console::{Console, counted};
use crate::desk::Desk;
use crate::export::{Columns, CsvSheet, FormColumns, Format, JsonList, Output, Sheet, TableKind, XlsxSheet};
use crate::mails;
use crate::output;
use crate::record::{FormAnswerRecord, Record, participants};

/// Export registrations, participants or answers to questionnaires as a table
///
/// CSV files open in a French Excel with a double click. A workbook (xlsx) also preserves every digit of long numbers.
/// The file contains personal data: share it only with people who need it, and delete it afterwards.
#[derive(Args, Debug)]
pub(crate) struct Export {
    /// The file format [default: from the extension of the output file]
    #[arg(long, short, value_name = "FORMAT")]
    format: Option<Format>,

    /// The kind of rows
    #[arg(long, default_value = "registrations")]
    what: TableKind,

    /// Only this workshop
    #[arg(long, short, value_name = "SLUG")]
    workshop: Option<String>,

    /// Only registrations in this state; may be repeated
    #[arg(long, short, value_name = "STATUS", value_parser = status)]
    status: Vec<Status>,

    /// The output file [default: standard output, for CSV and JSON]
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl Export {
    pub(crate) async fn run(self, desk: &Desk, console: &mut Console<'_>) -> anyhow::Result<Exit> {
        let format = self.format()?;
        let workshops = desk.workshops(self.workshop.as_deref())?;
        let job = Job { export: &self, desk, workshops, bar: console.count("records read") };
        let rows = match &self.output {
            Some(path) => {
                let mut rows = 0;
                output::file(path, async |out: &mut Output<'_>| {
                    rows = match format {
                        Format::Xlsx => job.workbook(out).await?,
                        Format::Csv => job.csv(out).await?,
                        Format::Json => job.json(out).await?,
                    };
                    Ok(())
                })
                .await?;
                rows
            }
            None => match format {
                Format::Csv => job.csv(&mut *console.out).await?,
                Format::Json => job.json(&mut *console.out).await?,
                Format::Xlsx => {
                    bail!("cannot write a workbook to standard output; name a file with `--output`")
                }
            },
        };
        job.bar.finish_and_clear();
        if let Some(path) = &self.output {
            writeln!(console.notes, "{} in `{}`", counted(rows, "row", "rows"), path.display())?;
        }
        Ok(Exit::Done)
    }

    fn format(&self) -> anyhow::Result<Format> {
        let ending =
            self.output.as_ref().and_then(|path| path.extension()).and_then(|ending| ending.to_str());
        match (self.format, ending.map(str::to_lowercase).as_deref()) {
            (Some(format), _) => Ok(format),
            (None, Some("csv")) => Ok(Format::Csv),
            (None, Some("xlsx")) => Ok(Format::Xlsx),
            (None, Some("json")) => Ok(Format::Json),
            _ => bail!(
                "unknown format: add `--format csv`, `xlsx` or `json`, or one of these extensions to the file name"
            ),
        }
    }
}

/// An export in progress.
struct Job<'a> {
    export: &'a Export,
    desk: &'a Desk,
    workshops: Vec<&'a CatalogueWorkshop>,
    bar: indicatif::ProgressBar,
}

impl Job<'_> {
    async fn csv(&self, out: &mut dyn std::io::Write) -> anyhow::Result<usize> {
        let columns = self.columns();
        let headers = columns.columns()?;
        let headers: Vec<_> = headers.iter().map(|column| column.header.as_str()).collect();
        let sheet = CsvSheet::new(out, &headers, self.desk.time_zone.clone())?;
        let mut sheet = Sheet::Csv(Box::new(sheet));
        let rows = self.rows(&columns, &mut sheet).await?;
        if let Sheet::Csv(sheet) = sheet {
            sheet.finish()?;
        }
        Ok(rows)
    }

    async fn workbook(&self, out: &mut Output<'_>) -> anyhow::Result<usize> {
        let columns = self.columns();
        let name = match self.export.what {
            TableKind::Registrations => "registrations",
            TableKind::Participants => "participants",
            TableKind::Answers => "answers",
        };
        let name = self.desk.word(&format!("sheet.{name}"))?;
        let sheet = XlsxSheet::new(&name, &columns.columns()?, self.desk.time_zone.clone())?;
        let mut sheet = Sheet::Xlsx(Box::new(sheet));
        let rows = self.rows(&columns, &mut sheet).await?;
        if let Sheet::Xlsx(sheet) = sheet {
            sheet.finish(out)?;
        }
        Ok(rows)
    }

    async fn json(&self, out: &mut dyn std::io::Write) -> anyhow::Result<usize> {
        let (mut list, mut count) = (JsonList::new(out)?, 0);
        if self.export.what == TableKind::Answers {
            self.each_answer(|answer| {
                count += 1;
                list.add(&FormAnswerRecord::from(answer))
            })
            .await?;
        } else {
            self.each_registration(false, |registration, _| {
                if self.export.what == TableKind::Registrations {
                    count += 1;
                    return list.add(&Record::from(registration));
                }
                participants(registration).try_for_each(|participant| {
                    count += 1;
                    list.add(&participant)
                })
            })
            .await?;
        }
        list.finish()?;
        Ok(count)
    }

    fn columns(&self) -> AnyColumns<'_> {
        match self.export.what {
            TableKind::Answers => AnyColumns::Forms(FormColumns::new(self.desk, &self.workshops)),
            what => AnyColumns::Standard(Columns::new(self.desk, what, &self.workshops)),
        }
    }

    async fn rows(&self, columns: &AnyColumns<'_>, sheet: &mut Sheet<'_>) -> anyhow::Result<usize> {
        let mut count = 0;
        let mut add = |cells: &[_]| {
            count += 1;
            sheet.row(cells)
        };
        match columns {
            AnyColumns::Forms(columns) => {
                self.each_answer(|answer| add(&columns.cells(answer))).await?;
            }
            AnyColumns::Standard(columns) if self.export.what == TableKind::Participants => {
                self.each_registration(true, |registration, mail| {
                    columns.participants(registration, mail).iter().try_for_each(|cells| add(cells))
                })
                .await?;
            }
            AnyColumns::Standard(columns) => {
                self.each_registration(true, |registration, mail| {
                    add(&columns.registration(registration, mail))
                })
                .await?;
            }
        }
        Ok(count)
    }

    /// Calls `each` with each registration and, if mails are read, the worst that happened to its own.
    async fn each_registration(
        &self,
        with_mails: bool,
        mut each: impl FnMut(&Registration, Option<&'static str>) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        for workshop in &self.workshops {
            let mut batches = self.desk.registrations(&workshop.slug);
            while let Some(batch) = batches.next().await.context("cannot read the registrations")? {
                self.bar.inc(batch.len() as u64);
                let wanted = |it: &&Registration| {
                    self.export.status.is_empty() || self.export.status.contains(&it.status)
                };
                let mails = match with_mails {
                    true => {
                        let marks = self.desk.store().mails_of(&workshop.slug, &batch, Deadline::default());
                        marks.await.context("cannot read the mails")?
                    }
                    false => MailMarks::default(),
                };
                let with_mail = |it| each(it, mails::worst(it, mails.of(it)));
                batch.iter().filter(wanted).try_for_each(with_mail)?;
            }
        }
        Ok(())
    }

    async fn each_answer(
        &self,
        mut each: impl FnMut(&FormAnswer) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        for workshop in &self.workshops {
            let answers = self.desk.answers(&workshop.slug).await?;
            self.bar.inc(answers.len() as u64);
            answers.iter().try_for_each(&mut each)?;
        }
        Ok(())
    }
}

enum AnyColumns<'a> {
    Standard(Columns<'a>),
    Forms(FormColumns<'a>),
}

impl AnyColumns<'_> {
    fn columns(&self) -> anyhow::Result<Vec<crate::export::Column>> {
        match self {
            AnyColumns::Standard(columns) => columns.columns(),
            AnyColumns::Forms(columns) => columns.columns(),
        }
    }
}
