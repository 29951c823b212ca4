//! Columns that line up in a terminal, whatever characters are in them.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

/// Widest cell, in columns of the terminal: longer ones are cut. Two such columns and the short ones fit on a line.
const WIDEST: usize = 32;

/// A table for reading.
pub(crate) struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn new<const N: usize>(headers: [&str; N]) -> Table {
        Table { rows: vec![headers.map(str::to_uppercase).to_vec()] }
    }

    pub(crate) fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.rows.push(cells.map(|cell| fitting(&cell)).to_vec());
    }

    pub(crate) fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let columns = self.rows[0].len();
        let width = |column: usize| self.rows.iter().map(|row| row[column].width()).max().unwrap_or_default();
        let widths: Vec<_> = (0..columns).map(width).collect();
        for row in &self.rows {
            let mut line = String::new();
            for (cell, width) in row.iter().zip(&widths) {
                line.push_str(cell);
                line.push_str(&" ".repeat(width - cell.width() + 2));
            }
            writeln!(out, "{}", line.trim_end())?;
        }
        Ok(())
    }
}

/// Facts with their names, one a line.
pub(crate) fn facts(out: &mut dyn Write, facts: &[(&str, String)]) -> io::Result<()> {
    let width = facts.iter().map(|(name, _)| name.width()).max().unwrap_or_default();
    for (name, value) in facts.iter().filter(|(_, value)| !value.is_empty()) {
        let indented = printable(value).replace('\n', &format!("\n{}", " ".repeat(width + 2)));
        writeln!(out, "{name}{}  {indented}", " ".repeat(width - name.width()))?;
    }
    Ok(())
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
    fn long_cells_are_cut() {
        assert_eq!(fitting(&"a".repeat(32)), "a".repeat(32));
        assert_eq!(fitting(&"a".repeat(33)), "a".repeat(31) + "…");
    }
}
