//! Copies of a workshop's files with other dates.

use std::ops::{Range, RangeInclusive};
use std::sync::Arc;

use content::front_matter;
use diagnostics::{Diagnostics, SourceFile};
use jiff::ToSpan as _;
use jiff::civil::Date;
use schema::FileKind;
use yaml::{KeyValue, Node, Value};

use crate::dates::{FoundDate, dates};
use crate::scalar::scalar;

/// Keys of a workshop and of its sessions that are about the original only: where it was, how it changed, and what only its
/// participants may know.
const OF_ORIGINAL: [&str; 4] = ["aliases", "previously", "private", "status"];

/// The number of days by which all dates are moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shift {
    days: i32,
}

/// A copied file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied {
    /// The text of the copy.
    pub text: String,
    /// The keys about the original that could not be removed, because they are not on lines of their own.
    pub kept: Vec<String>,
}

/// A line of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The number, from 1.
    pub number: usize,
    /// The text, without the space around it.
    pub text: String,
}

impl Shift {
    /// Returns the shift that moves a day to `wanted` or, if `keep_weekday`, to the nearest same day of the week.
    pub fn between(original: Date, wanted: Date, keep_weekday: bool) -> Shift {
        let days = (wanted - original).get_days();
        let weeks = (days + days.signum() * 3) / 7;
        Shift { days: if keep_weekday { weeks * 7 } else { days } }
    }

    /// Moves a day; returns `None` if the result is not a date.
    pub fn of(self, date: Date) -> Option<Date> {
        date.checked_add(self.days.days()).ok()
    }
}

/// Returns the days of the sessions, sorted.
pub fn days(sessions: &str) -> Vec<Date> {
    let mut days = days_as_written(sessions).unwrap_or_default();
    days.sort();
    days
}

fn days_as_written(sessions: &str) -> Option<Vec<Date>> {
    let file = SourceFile::new("sessions.yaml", sessions);
    let node = yaml::parse(&file, 0..sessions.len(), &mut Diagnostics::default())?;
    let Value::Sequence(items) = &node.value else { return None };
    let date = |item: &Node| match item.get("date")?.value {
        Value::Scalar(ref text) => text.trim().parse().ok(),
        _ => None,
    };
    Some(items.iter().filter_map(date).collect())
}

/// Returns the lines of a copied text that mention one of these years.
pub fn mentions(text: &str, years: RangeInclusive<i16>) -> Vec<Line> {
    let years: Vec<_> = years.map(|year| year.to_string()).collect();
    let is_year = |word: &str| years.iter().any(|year| year == word);
    let lines = (1..).zip(text.lines());
    let mentions = lines.filter(|(_, line)| line.split(|c: char| !c.is_ascii_digit()).any(is_year));
    mentions.map(|(number, line)| Line { number, text: line.trim().to_owned() }).collect()
}

/// Returns the copy of a file with all dates moved. A workshop's front matter becomes that of a draft, with another title if
/// there is one. Returns `None` if the file is not YAML, or a date cannot be moved.
pub fn copied(kind: &FileKind, text: &str, shift: Shift, title: Option<&str>) -> Option<Copied> {
    let file = SourceFile::new(kind.name, text);
    let range = match kind.is_front_matter() {
        true => front_matter::split(&file, &mut Diagnostics::default())?.front_matter,
        false => 0..text.len(),
    };
    let node = yaml::parse(&file, range.clone(), &mut Diagnostics::default())?;
    let mut edits = Vec::new();
    for FoundDate { span, date } in dates(&kind.shape(), &node) {
        let written = &text[span.clone()];
        let moved = written.replacen(&date.to_string(), &shift.of(date)?.to_string(), 1);
        edits.push((span, moved));
    }
    let mut kept = Vec::new();
    for mapping in mappings(&node) {
        remove(&file, mapping, range.end, &mut edits, &mut kept);
    }
    if kind.name == "workshop" {
        if let Some(title) = title
            && let Some(node) = node.get("title")
        {
            edits.push((node.span.clone(), scalar(title)));
        }
        match node.get("draft") {
            Some(node) => edits.push((node.span.clone(), "true".to_owned())),
            None => edits.push((range.start..range.start, "draft: true\n".to_owned())),
        }
    }
    Some(Copied { text: edited(text, edits), kept })
}

/// Returns the mapping at the root, or those in a list at the root.
fn mappings(node: &Node) -> Vec<&[KeyValue]> {
    match &node.value {
        Value::Mapping(pairs) => vec![pairs],
        Value::Sequence(items) => items.iter().flat_map(mappings).collect(),
        _ => Vec::new(),
    }
}

/// Removes the keys about the original that are on lines of their own. `end` is the end of the values in the file.
fn remove(
    file: &Arc<SourceFile>,
    pairs: &[KeyValue],
    end: usize,
    edits: &mut Vec<(Range<usize>, String)>,
    kept: &mut Vec<String>,
) {
    let text = file.text();
    let line_start = |offset: usize| text[..offset].rfind('\n').map_or(0, |newline| newline + 1);
    for (index, pair) in pairs.iter().enumerate().filter(|(_, pair)| OF_ORIGINAL.contains(&pair.key.as_str()))
    {
        let start = line_start(pair.key_span.start);
        // What follows with the same or a smaller indentation is not part of the value; list items may be at its level.
        let indentation = pair.key_span.start - start;
        let is_alone = text[start..pair.key_span.start].trim().is_empty();
        let is_part = |line: &str| {
            let of_line = line.len() - line.trim_start_matches(' ').len();
            !line.trim().is_empty()
                && (of_line > indentation || of_line == indentation && line[of_line..].starts_with("- "))
        };
        // Empty lines and comments are part of the value if more of it follows.
        let may_be_inside = |line: &str| line.trim().is_empty() || line.trim_start().starts_with('#');
        let mut stop = start + text[start..end].split_inclusive('\n').next().map_or(0, str::len);
        let mut line_end = stop;
        for line in text[stop..end].split_inclusive('\n') {
            line_end += line.len();
            if is_part(line) {
                stop = line_end;
            } else if !may_be_inside(line) {
                break;
            }
        }
        let is_shared = pairs.get(index + 1).is_some_and(|next| next.key_span.start < stop);
        if is_alone && !is_shared {
            edits.retain(|(span, _)| !(start..stop).contains(&span.start));
            edits.push((start..stop, String::new()));
        } else {
            kept.push(pair.key.clone());
        }
    }
}

fn edited(text: &str, mut edits: Vec<(Range<usize>, String)>) -> String {
    edits.sort_by_key(|(span, _)| span.start);
    let mut result = text.to_owned();
    for (span, replacement) in edits.into_iter().rev() {
        result.replace_range(span, &replacement);
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn a_shift_keeps_the_day_of_the_week() {
        let original = date("2022-12-01");
        for (wanted, kept) in [
            ("2022-12-01", "2022-12-01"),
            ("2022-12-04", "2022-12-01"),
            ("2022-12-05", "2022-12-08"),
            ("2022-11-28", "2022-12-01"),
            ("2022-11-27", "2022-11-24"),
            ("2027-12-01", "2027-12-02"),
        ] {
            let shift = Shift::between(original, date(wanted), true);
            assert_eq!(shift.of(original), Some(date(kept)), "{wanted}");
            assert_eq!(shift.of(original).unwrap().weekday(), original.weekday());
            assert_eq!(Shift::between(original, date(wanted), false).of(original), Some(date(wanted)));
        }
    }

    #[test]
    fn all_dates_move_and_former_announcements_are_dropped() {
        let kind = FileKind::named("sessions").unwrap();
        let text = "# On 2027-09-14\n- title: A\n  date: 2027-09-14\n  previously:\n  - date: 2027-09-07\n  status: postponed\n\
                    - { title: B, date: \"2027-09-28\", previously: [{ date: 2027-09-21 }] }\n";
        let shift = Shift { days: 7 };
        assert_eq!(days(text), [date("2027-09-14"), date("2027-09-28")]);
        let expected = Copied {
            text: "# On 2027-09-14\n- title: A\n  date: 2027-09-21\n\
                   - { title: B, date: \"2027-10-05\", previously: [{ date: 2027-09-28 }] }\n"
                .to_owned(),
            kept: vec!["previously".to_owned()],
        };
        let lines = mentions(&expected.text, 2027..=2027);
        assert_eq!(lines[0], Line { number: 1, text: "# On 2027-09-14".to_owned() });
        assert!(mentions("12027 and 20270", 2027..=2027).is_empty());
        assert_eq!(copied(kind, text, shift, None), Some(expected));
    }

    #[test]
    fn private_information_is_dropped_with_its_comments_and_empty_lines() {
        let kind = FileKind::named("sessions").unwrap();
        let text = "- title: A\n  private:\n    note: |\n      a\n\n      b\n# c\n    # 48B12\n    door_code: 48B12\n    \
                    # 48B13\n\n  # About the date\n  date: 2027-09-14\n- { title: B, private: { note: a } }\n";
        let copied = copied(kind, text, Shift { days: 7 }, None).unwrap();
        let expected =
            "- title: A\n\n  # About the date\n  date: 2027-09-21\n- { title: B, private: { note: a } }\n";
        assert_eq!((copied.text.as_str(), copied.kept), (expected, vec!["private".to_owned()]));
    }

    #[test]
    fn a_copied_workshop_is_a_draft_with_its_own_title() {
        let kind = FileKind::named("workshop").unwrap();
        let text = "---\ntitle: A\naliases: [old]\npublish_at: 2027-01-01 09:00\n---\nOn 2027-01-01.\n";
        let copied = copied(kind, text, Shift { days: 365 }, Some("B: b")).unwrap();
        let expected =
            "---\ndraft: true\ntitle: \"B: b\"\npublish_at: 2028-01-01 09:00\n---\nOn 2027-01-01.\n";
        assert_eq!((copied.text.as_str(), copied.kept.len()), (expected, 0));

        let published = "---\ntitle: A\ndraft: false # ready\n---\n";
        let copied = super::copied(kind, published, Shift { days: 365 }, None).unwrap();
        assert_eq!(copied.text, "---\ntitle: A\ndraft: true # ready\n---\n");
    }
}
