//! The table about the organiser's commands.

use std::fmt::Write as _;

use super::numbers::{grouped, mebibytes, ratio, seconds};
use crate::results::{CommandRun, Results, median};

/// Writes a table with a row for each command, and a column for each number of registrations, if there are any. The last
/// columns compare the time with the most registrations with that with the fewest, and have the memory with the most.
pub(super) fn write(text: &mut String, results: &Results) {
    let mut numbers: Vec<_> = results.commands().map(|run| run.registrations).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let (Some(fewest), Some(most)) = (numbers.first().copied(), numbers.last().copied()) else { return };
    let mut commands: Vec<&str> = Vec::new();
    for run in results.commands() {
        if !commands.contains(&run.command.as_str()) {
            commands.push(&run.command);
        }
    }
    text.push_str("\n### Commands on many registrations\n\n| command |");
    for number in &numbers {
        let _ = write!(text, " {} registrations |", grouped(*number as usize));
    }
    text.push_str(" ratio | memory |\n| --- |");
    text.push_str(&" ---: |".repeat(numbers.len() + 2));
    text.push('\n');
    for command in commands {
        let middle = |registrations: u32, value: fn(&CommandRun) -> f64| {
            let same =
                results.commands().filter(|run| run.command == command && run.registrations == registrations);
            median(same.map(value)).unwrap_or_default()
        };
        let time = |registrations| middle(registrations, |run| run.usage.wall);
        let _ = write!(text, "| `{command}` |");
        for number in &numbers {
            let _ = write!(text, " {} |", seconds(time(*number)));
        }
        let memory = mebibytes(middle(most, |run| run.usage.memory as f64));
        let _ = writeln!(text, " {} | {memory} |", ratio(time(most) / time(fewest)));
    }
}
