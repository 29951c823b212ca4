//! A workbook with one sheet: real dates and amounts, a frozen header and filters. Rows are written to a temporary file
//! one by one, so that memory use stays constant.

use std::io::Write;

use anyhow::Context;
use jiff::tz::TimeZone;
use model::money::Currency;
use rust_xlsxwriter::{ExcelDateTime, Format, FormatAlign, Workbook, Worksheet};

use super::cell::Cell;
use super::columns::Column;

/// A sheet being written.
pub(crate) struct XlsxSheet {
    workbook: Workbook,
    formats: Formats,
    columns: u16,
    rows: u32,
}

/// How values are written.
struct Formats {
    time_zone: TimeZone,
    date: Format,
    text: Format,
    money: Vec<(Currency, Format)>,
}

impl XlsxSheet {
    pub(crate) fn new(name: &str, columns: &[Column], time_zone: TimeZone) -> anyhow::Result<XlsxSheet> {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet_with_constant_memory()?;
        sheet.set_name(name)?;
        let count = u16::try_from(columns.len()).context("there are too many columns")?;
        for (index, column) in (0..count).zip(columns) {
            sheet.set_column_width(index, column.width)?;
        }
        let bold = Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top);
        for (index, column) in (0..count).zip(columns) {
            sheet.write_string_with_format(0, index, &column.header, &bold)?;
        }
        sheet.set_freeze_panes(1, 0)?;
        sheet.set_repeat_rows(0, 0)?;
        sheet.set_landscape();
        Ok(XlsxSheet { workbook, formats: Formats::new(time_zone), columns: count, rows: 0 })
    }

    pub(crate) fn row(&mut self, cells: &[Cell]) -> anyhow::Result<()> {
        self.rows += 1;
        let sheet = self.workbook.worksheet_from_index(0)?;
        for (column, cell) in (0..self.columns).zip(cells) {
            self.formats.write(sheet, self.rows, column, cell)?;
        }
        Ok(())
    }

    pub(crate) fn finish(mut self, out: &mut (dyn Write + Send)) -> anyhow::Result<()> {
        let last = self.columns.saturating_sub(1);
        self.workbook.worksheet_from_index(0)?.autofilter(0, 0, self.rows, last)?;
        self.workbook.save_to_writer(out).context("cannot write the workbook")
    }
}

impl Formats {
    fn new(time_zone: TimeZone) -> Formats {
        let top = || Format::new().set_align(FormatAlign::Top);
        // Excel adapts the separators and the order of a date to its language.
        let money = |&currency: &Currency| {
            let format = format!("#,##0.00 \"{}\"", currency.symbol());
            (currency, top().set_num_format(format))
        };
        Formats {
            time_zone,
            date: top().set_num_format("yyyy-mm-dd hh:mm"),
            text: top().set_text_wrap(),
            money: Currency::ALL.iter().map(money).collect(),
        }
    }

    fn write(&self, sheet: &mut Worksheet, row: u32, column: u16, cell: &Cell) -> anyhow::Result<()> {
        match cell {
            Cell::Empty => {}
            // Written as a string, so it is never evaluated as a formula.
            Cell::Text(text) | Cell::Reference(text) => {
                sheet.write_string_with_format(row, column, text, &self.text)?;
            }
            Cell::Siret(siret) => {
                sheet.write_string_with_format(row, column, siret.as_str(), &self.text)?;
            }
            Cell::Telephone(telephone) => {
                sheet.write_string_with_format(row, column, telephone.readable(), &self.text)?;
            }
            Cell::Number(number) => {
                // Excel stores every number as a 64-bit float; answers are far smaller than the integers it cannot
                // represent.
                sheet.write_number(row, column, *number as f64)?;
            }
            Cell::Amount(amount) => {
                let format = self.money.iter().find(|(currency, _)| *currency == amount.currency);
                let format = &format.context("every currency has its format")?.1;
                sheet.write_number_with_format(row, column, amount.minor as f64 / 100.0, format)?;
            }
            Cell::Instant(instant) => {
                let local = self.time_zone.to_datetime(*instant).strftime("%Y-%m-%dT%H:%M:%S").to_string();
                let date = ExcelDateTime::parse_from_str(&local)?;
                sheet.write_datetime_with_format(row, column, &date, &self.date)?;
            }
        }
        Ok(())
    }
}
