//! Rows of bars that are not a table.

use diagnostics::{message, phrase};

use super::super::Problem;
use super::mask::{Line, Passage};

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
            let row = delimiters(head);
            match head == below {
                true => phrase! {
                    en: "leave an empty line above the table",
                    fr: "laissez une ligne vide au-dessus du tableau"
                },
                false => phrase! {
                    en: "its head has {head} cells, so write `{row}` below it",
                    fr: "sa première ligne a {head} cases : écrivez `{row}` dessous"
                },
            }
        }
        Some(_) => phrase! {
            en: "write a line with the column headings above it, such as `| Jour | Horaires |`",
            fr: "écrivez au-dessus une ligne avec les titres des colonnes, par exemple `| Jour | Horaires |`"
        },
        None => {
            let row = delimiters(cells(line));
            phrase! { en: "write `{row}` below its head", fr: "écrivez `{row}` sous sa première ligne" }
        }
    };
    let message = message! {
        FailedTable,
        en: "these bars are not a table",
        fr: "ces barres ne forment pas un tableau"
    };
    let hint = phrase! {
        en: "{hint}; or `\\|` for a bar itself",
        fr: "{hint} ; ou `\\|` pour la barre elle-même";
        hint
    };
    problems.push(Problem::new(line.start..line.start + line.text.len(), message, hint));
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
