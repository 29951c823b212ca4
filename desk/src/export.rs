//! Exported tables: their columns, their formats, and the row-by-row writers.

mod answer;
mod cell;
mod columns;
mod csv;
mod forms;
mod json;
mod row;
mod shield;
mod xlsx;

use std::io::Write;

use clap::ValueEnum;

pub(crate) use self::answer::labelled;
pub(crate) use self::cell::Cell;
pub(crate) use self::columns::{Column, Columns, TableKind};
pub(crate) use self::csv::CsvSheet;
pub(crate) use self::forms::FormColumns;
pub(crate) use self::json::JsonList;
pub(crate) use self::row::session_lines;
pub(crate) use self::xlsx::XlsxSheet;

/// The file format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For Excel (opens with a double click) and other programs
    Csv,
    /// A workbook, with real dates and amounts
    Xlsx,
    /// For scripts
    Json,
}

/// A table being written.
pub(crate) enum Sheet<'a> {
    Csv(Box<CsvSheet<'a>>),
    Xlsx(Box<XlsxSheet>),
}

impl Sheet<'_> {
    pub(crate) fn row(&mut self, cells: &[Cell]) -> anyhow::Result<()> {
        match self {
            Sheet::Csv(sheet) => sheet.row(cells),
            Sheet::Xlsx(sheet) => sheet.row(cells),
        }
    }
}

/// A writer that can also seek, as XLSX requires.
pub(crate) type Output<'a> = dyn Write + Send + 'a;
