//! Tables that are handed on: which columns they have, and in which format they are written, row after row.

mod answer;
mod cell;
mod columns;
mod csv;
mod forms;
mod json;
mod shield;
mod xlsx;

use std::io::Write;

use clap::ValueEnum;

pub(crate) use self::cell::Cell;
pub(crate) use self::columns::{Column, Columns, What};
pub(crate) use self::csv::CsvSheet;
pub(crate) use self::forms::FormColumns;
pub(crate) use self::json::JsonList;
pub(crate) use self::xlsx::XlsxSheet;

/// How a table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For Excel by a double click, and for other programs
    Csv,
    /// A workbook, with dates and amounts to calculate with
    Xlsx,
    /// For scripts
    Json,
}

/// A table that is being written.
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

/// Something to write to that XLSX needs, too.
pub(crate) type Output<'a> = dyn Write + Send + 'a;
