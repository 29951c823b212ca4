//! Columns that line up in a terminal, whatever characters are in them.

use std::io::{self, Write};

use comfy_table::presets::NOTHING;
use comfy_table::{ColumnConstraint, Width};
use unicode_width::UnicodeWidthStr;

/// Widest cell, in columns of the terminal: longer ones are cut. Two such columns and the short ones fit on a line.
const WIDEST: usize = 32;

/// Spaces between two columns.
const GAP: u16 = 2;

/// A table for reading: columns without lines between them, which scripts can split as well.
pub(crate) struct Table(comfy_table::Table);

impl Table {
    /// A table without rows; headers are printed in upper case.
    pub(crate) fn new<const N: usize>(headers: [&str; N]) -> Table {
        let mut table = comfy_table::Table::new();
        table.load_style(NOTHING).set_header(headers.map(str::to_uppercase));
        Table(table)
    }

    /// Adds a row.
    pub(crate) fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.0.add_row(cells.map(|cell| fitting(&cell)));
    }

    /// Prints the table.
    pub(crate) fn write(self, out: &mut dyn Write) -> io::Result<()> {
        print(self.0, out)
    }
}

/// Prints facts with their names, one a line. Facts without a value are left out.
pub(crate) fn facts(out: &mut dyn Write, facts: &[(&str, String)]) -> io::Result<()> {
    let mut table = comfy_table::Table::new();
    table.load_style(NOTHING);
    for (name, value) in facts.iter().filter(|(_, value)| !value.is_empty()) {
        table.add_row([*name, &printable(value)]);
    }
    // The same for every registration, whichever facts there are.
    let width = facts.iter().map(|(name, _)| name.width()).max().unwrap_or_default();
    if let (Some(names), Ok(width)) = (table.column_mut(0), u16::try_from(width)) {
        names.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(width + GAP)));
    }
    print(table, out)
}

fn print(mut table: comfy_table::Table, out: &mut dyn Write) -> io::Result<()> {
    for column in table.column_iter_mut() {
        column.set_padding((0, GAP));
    }
    writeln!(out, "{}", table.trim_fmt())
}

/// The text on one line, cut where it is wider than a column may be.
fn fitting(text: &str) -> String {
    let line: String = printable(text).replace('\n', " ");
    if line.width() <= WIDEST {
        return line;
    }
    let mut cut = String::new();
    for character in line.chars() {
        if cut.width() + character.to_string().width() >= WIDEST {
            break;
        }
        cut.push(character);
    }
    cut + "…"
}

/// What people typed must not command the terminal. Forms refuse such characters, but other programs may write the
/// table, too.
fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\n' { '\u{fffd}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_and_combining_characters_line_up() {
        let mut table = Table::new(["name", "n"]);
        table.row(["田中".to_owned(), "1".to_owned()]);
        table.row(["Zoe\u{301}".to_owned(), "2".to_owned()]);
        table.row(["\u{1b}[2J".to_owned(), "3".to_owned()]);
        let mut out = Vec::new();
        table.write(&mut out).unwrap();
        let expected = "NAME  N\n田中  1\nZoe\u{301}   2\n\u{fffd}[2J  3\n";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn facts_of_several_lines_stay_in_their_column() {
        let facts = [("Who", "Zoé\nMarc".to_owned()), ("Nothing", String::new()), ("When", "now".to_owned())];
        let mut out = Vec::new();
        super::facts(&mut out, &facts).unwrap();
        let expected = "Who      Zoé\n         Marc\nWhen     now\n";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn long_cells_are_cut() {
        assert_eq!(fitting(&"a".repeat(32)), "a".repeat(32));
        assert_eq!(fitting(&"a".repeat(33)), "a".repeat(31) + "…");
    }
}
