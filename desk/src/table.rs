//! Terminal tables whose columns line up for any Unicode text.

use std::io::{self, Write};

use comfy_table::presets::NOTHING;
use comfy_table::{ColumnConstraint, Width};
use unicode_width::UnicodeWidthStr;

/// Maximum width of a cell, in terminal columns; longer text is truncated. Two such columns and the short ones fit on a
/// line.
const WIDEST: usize = 32;

/// Spaces between columns.
const GAP: u16 = 2;

/// A table without borders, for people and for scripts that split it.
pub(crate) struct Table(comfy_table::Table);

impl Table {
    /// Creates an empty table; headers are printed in upper case.
    pub(crate) fn new<'a>(headers: impl IntoIterator<Item = &'a str>) -> Table {
        let mut table = comfy_table::Table::new();
        table.load_style(NOTHING).set_header(headers.into_iter().map(str::to_uppercase));
        Table(table)
    }

    /// Adds a row.
    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.0.add_row(cells.into_iter().map(|cell| fitting(&cell)));
    }

    /// Prints the table.
    pub(crate) fn write(self, out: &mut dyn Write) -> io::Result<()> {
        print(self.0, out)
    }
}

/// Prints name and value pairs, one per line; omits those without a value.
pub(crate) fn facts(out: &mut dyn Write, facts: &[(&str, String)]) -> io::Result<()> {
    let mut table = comfy_table::Table::new();
    table.load_style(NOTHING);
    for (name, value) in facts.iter().filter(|(_, value)| !value.is_empty()) {
        table.add_row([*name, &printable(value)]);
    }
    // A fixed width, so that the output of different registrations lines up.
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

/// Puts a text on one line and truncates it to the maximum width of a column.
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

/// Replaces control characters, so that user input cannot control the terminal. Forms reject them, but other programs
/// may write to the table.
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
