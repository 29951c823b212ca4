//! Files and entries with some values, and a comment for each key that they may have besides.

use diagnostics::ToolLanguage;
use diagnostics::{Diagnostics, SourceFile};
use schema::{FileKind, words};
use yaml::shape::{Key, Mapping, Presence, Shape};

use crate::scalar::scalar;

/// A key with its value.
#[derive(Clone, Debug)]
pub struct Entry {
    key: &'static str,
    value: Value,
}

/// A value of a new file.
#[derive(Clone, Debug)]
pub enum Value {
    /// A text, which is quoted if necessary.
    Text(String),
    /// A value as it is written in YAML, such as a date.
    Written(String),
    /// A list of mappings.
    List(Vec<Vec<Entry>>),
}

impl Entry {
    /// Returns a key with a text.
    pub fn text(key: &'static str, text: impl Into<String>) -> Entry {
        Entry { key, value: Value::Text(text.into()) }
    }

    /// Returns a key with a value as it is written in YAML.
    pub fn written(key: &'static str, value: impl ToString) -> Entry {
        Entry { key, value: Value::Written(value.to_string()) }
    }

    /// Returns a key with a list of mappings.
    pub fn list(key: &'static str, items: Vec<Vec<Entry>>) -> Entry {
        Entry { key, value: Value::List(items) }
    }
}

/// Returns a file with a front matter and a text below it.
pub fn document(kind: &FileKind, entries: &[Entry], text: &str, language: ToolLanguage) -> String {
    format!("---\n{}---\n\n{text}\n", file(kind, entries, language))
}

/// Returns a YAML file. If its root is a list, it has one item.
pub fn file(kind: &FileKind, entries: &[Entry], language: ToolLanguage) -> String {
    let path: Vec<_> = kind.name.split('.').collect();
    let lines = match kind.shape() {
        Shape::Mapping(mapping) => lines(&path, &mapping, entries, language),
        Shape::List(list) => item(&path, &list.item, entries, language),
        _ => Vec::new(),
    };
    lines.iter().map(|line| format!("{line}\n")).collect()
}

/// Returns a list of sessions with one more; `None` if the file is not written with each session on lines of its own, so
/// that the session cannot be added at its end.
pub fn session_added(sessions: &str, entries: &[Entry], language: ToolLanguage) -> Option<String> {
    let count = |text: &str| {
        let file = SourceFile::new("sessions.yaml", text);
        let mut problems = Diagnostics::default();
        match yaml::parse_file(&file, &mut problems)?.value {
            yaml::Value::Sequence(items) => Some(items.len()),
            yaml::Value::Null => Some(0),
            _ => None,
        }
    };
    let kind = FileKind::named("sessions")?;
    let added = format!("{}\n\n{}", sessions.trim_end(), file(kind, entries, language));
    (count(&added)? == count(sessions)? + 1).then_some(added)
}

/// Returns the lines of a mapping: its values, then a comment for each other key.
fn lines(path: &[&str], mapping: &Mapping, entries: &[Entry], language: ToolLanguage) -> Vec<String> {
    let mut lines = Vec::new();
    for entry in entries {
        match &entry.value {
            Value::Text(text) => lines.push(format!("{}: {}", entry.key, scalar(text))),
            Value::Written(value) => lines.push(format!("{}: {value}", entry.key)),
            Value::List(items) => {
                lines.push(format!("{}:", entry.key));
                let below: Vec<_> = path.iter().copied().chain([entry.key]).collect();
                if let Some(Key { shape: Shape::List(list), .. }) = mapping.key(entry.key) {
                    let items = items.iter().flat_map(|entries| item(&below, &list.item, entries, language));
                    lines.extend(items.map(|line| format!("  {line}")));
                }
            }
        }
    }
    let is_written = |key: &&Key| entries.iter().any(|entry| entry.key == key.name);
    let others = mapping.keys.iter().filter(|key| !is_written(key) && key.presence == Presence::Optional);
    for key in others {
        let path: Vec<_> = path.iter().copied().chain([key.name]).collect();
        if let Some(words) = words(&path, language) {
            lines.push(format!("# {}: {}", key.name, words.help.replace('`', "")));
        }
    }
    lines
}

/// Returns the lines of an item of a list.
fn item(path: &[&str], shape: &Shape, entries: &[Entry], language: ToolLanguage) -> Vec<String> {
    let Shape::Mapping(mapping) = shape else { return Vec::new() };
    let lines = lines(path, mapping, entries, language).into_iter().enumerate();
    lines.map(|(index, line)| format!("{}{line}", if index == 0 { "- " } else { "  " })).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_is_added_to_a_list_in_lines_only() {
        let entries = [Entry::text("title", "B"), Entry::written("date", "2027-09-28")];
        let added =
            session_added("# Comment\n\n- title: A\n  date: 2027-09-14\n", &entries, ToolLanguage::French);
        let added = added.unwrap();
        assert!(
            added.starts_with(
                "# Comment\n\n- title: A\n  date: 2027-09-14\n\n- title: B\n  date: 2027-09-28\n"
            )
        );
        assert!(added.contains("\n  # capacity: Nombre de places"), "{added}");
        assert_eq!(session_added("[{ title: A }]\n", &entries, ToolLanguage::French), None);
    }
}
