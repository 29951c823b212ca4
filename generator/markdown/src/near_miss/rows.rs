//! Rows of bars that are not a table.

use super::super::Problem;
use super::mask::{Line, Passage};
use super::problem;

/// Adds the first row of bars of a passage. One fix turns all rows into a table.
pub(super) fn check(passage: &Passage<'_>, problems: &mut Vec<Problem>) {
    if passage.is_cell || passage.is_heading || !passage.text.contains('|') {
        return;
    }
    let lines: Vec<_> = passage.lines().collect();
    let alike = |pair: &[Line<'_>]| {
        let (above, below) = (bars(&pair[0]), bars(&pair[1]));
        above > 0 && above == below && !pair[0].breaks
    };
    let first = lines.iter().position(|line| is_row(line) || is_delimiter(line));
    let first = first.into_iter().chain(lines.windows(2).position(alike)).min();
    let Some(first) = first else { return };
    let line = &lines[first];
    let hint = match lines.iter().position(is_delimiter) {
        Some(delimiter) if delimiter > 0 => {
            let (head, below) = (cells(&lines[delimiter - 1]), cells(&lines[delimiter]));
            if head == below {
                "leave an empty line above the table".to_owned()
            } else {
                format!("its head has {head} cells, so write `{}` below it", delimiters(head))
            }
        }
        Some(_) => "write a line with the column headings above it, such as `| Jour | Horaires |`".to_owned(),
        None => format!("write `{}` below its head", delimiters(cells(line))),
    };
    problems.push(problem(
        line.start..line.start + line.text.len(),
        "these bars are not a table",
        format!("{hint}; or `\\|` for a bar itself"),
    ));
}

fn bars(line: &Line<'_>) -> usize {
    line.text.bytes().filter(|byte| *byte == b'|').count()
}

/// Returns whether a line has the form of a table row, with a bar at each end.
fn is_row(line: &Line<'_>) -> bool {
    let text = line.text.trim();
    text.len() > 2 && text.starts_with('|') && text.ends_with('|') && !text.starts_with("||")
}

/// Returns whether a line has the form of a delimiter row: `|---|:--:|`.
fn is_delimiter(line: &Line<'_>) -> bool {
    line.text.contains('|')
        && line.text.contains("--")
        && line.text.chars().all(|c| matches!(c, '|' | '-' | ':' | '–' | '—') || c.is_whitespace())
}

fn cells(line: &Line<'_>) -> usize {
    let text = line.text.trim();
    let text = text.strip_prefix('|').unwrap_or(text);
    let text = text.strip_suffix('|').unwrap_or(text);
    text.bytes().filter(|byte| *byte == b'|').count() + 1
}

/// Returns a delimiter row for a number of columns, shortened if there are many.
fn delimiters(cells: usize) -> String {
    let shown = cells.min(12);
    format!("{}|{}", "|---".repeat(shown), if cells > shown { "…" } else { "" })
}
