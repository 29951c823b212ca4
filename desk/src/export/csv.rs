//! CSV that a French Excel opens correctly with a double click.
//!
//! - `;` as separator and a decimal comma: Excel takes both from the Windows region, and would put comma-separated
//!   cells into the first column.
//! - A byte order mark: without it, Excel reads UTF-8 as Windows-1252, and `é` becomes `Ã©`.
//! - CRLF line ends (RFC 4180), and quotes around cells that need them.
//! - Times as `2027-05-01 14:00`, which Excel recognises as a date in every language.
//! - Telephone numbers in pairs of digits, and references after `#`: Excel would read them as numbers (`1234e567` is a
//!   large number).
//! - An apostrophe before text that Excel would change, including SIRETs; see [`shield`](super::shield).

use std::io::Write;

use anyhow::Context;
use csv::{QuoteStyle, Terminator, Writer, WriterBuilder};
use jiff::tz::TimeZone;

use super::cell::Cell;
use super::shield::shielded;

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// A table being written as CSV.
pub(crate) struct CsvSheet<'a> {
    writer: Writer<&'a mut dyn Write>,
    time_zone: TimeZone,
}

impl<'a> CsvSheet<'a> {
    pub(crate) fn new(
        out: &'a mut dyn Write,
        headers: &[&str],
        time_zone: TimeZone,
    ) -> anyhow::Result<CsvSheet<'a>> {
        out.write_all(BYTE_ORDER_MARK)?;
        let mut writer = WriterBuilder::new()
            .delimiter(b';')
            .terminator(Terminator::CRLF)
            .quote_style(QuoteStyle::Necessary)
            .from_writer(out);
        writer.write_record(headers.iter().map(|header| shielded(header)))?;
        Ok(CsvSheet { writer, time_zone })
    }

    pub(crate) fn row(&mut self, cells: &[Cell]) -> anyhow::Result<()> {
        let texts = cells.iter().map(|cell| text(cell, &self.time_zone));
        Ok(self.writer.write_record(texts)?)
    }

    pub(crate) fn finish(mut self) -> anyhow::Result<()> {
        self.writer.flush().context("cannot write the last rows")
    }
}

fn text(cell: &Cell, time_zone: &TimeZone) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => shielded(text),
        Cell::Siret(siret) => shielded(siret.as_str()),
        Cell::Telephone(telephone) => telephone.dialled(),
        Cell::Reference(reference) => format!("#{reference}"),
        Cell::Number(number) => number.to_string(),
        Cell::Amount(amount) => amount.number().replace('.', ","),
        Cell::Instant(instant) => time_zone.to_datetime(*instant).strftime("%Y-%m-%d %H:%M").to_string(),
    }
}

#[cfg(test)]
mod tests {
    use model::contact::Telephone;
    use model::money::{Currency, Money};
    use model::siret::Siret;

    use super::*;

    fn written(cells: &[Cell]) -> String {
        let mut out = Vec::new();
        let time_zone = TimeZone::get("Europe/Paris").unwrap();
        let mut sheet = CsvSheet::new(&mut out, &["Prénom", "B"], time_zone).unwrap();
        sheet.row(cells).unwrap();
        sheet.finish().unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn every_byte_is_as_excel_expects() {
        let amount = Cell::Amount(Money { minor: 150_005, currency: Currency::Eur });
        let instant = Cell::Instant("2027-05-01T12:00:00Z".parse().unwrap());
        assert_eq!(written(&[amount, instant]), "\u{feff}Prénom;B\r\n1500,05;2027-05-01 14:00\r\n");
        let quoted = written(&[Cell::Text("a;\"b\"\nc".into()), Cell::Empty]);
        assert!(quoted.ends_with("\r\n\"a;\"\"b\"\"\nc\";\r\n"), "{quoted}");
    }

    #[test]
    fn digits_that_are_not_numbers_stay_text() {
        assert_eq!(text(&Cell::Reference("1234e567".into()), &TimeZone::UTC), "#1234e567");
        let siret = Cell::Siret(Siret::parse("73282932000074").unwrap());
        let number = Cell::Telephone(Telephone::parse("+32 2 123 45 67 poste 12").unwrap());
        assert!(written(&[siret, number]).ends_with("\r\n'73282932000074;00 32 21 23 45 67 ext. 12\r\n"));
        let texts = [Cell::Text("004512".into()), Cell::Text("=1+1".into())];
        assert!(written(&texts).ends_with("\r\n'004512;'=1+1\r\n"));
    }
}
