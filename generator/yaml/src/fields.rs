//! Reads the keys of a mapping one by one, and reports missing, unknown and duplicate keys.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use diagnostics::suggestion::nearest;
use diagnostics::{Diagnostic, Diagnostics, SourceFile};

use super::{Entry, Node, Value, structure};

/// The context of every function that reads a value: the file and the list of problems.
pub struct Reader<'a> {
    /// The file that is read.
    pub file: &'a Arc<SourceFile>,
    /// The problems found so far.
    pub diagnostics: &'a mut Diagnostics,
}

/// The keys of a mapping. [`Fields::finish`] reports missing and unknown keys.
pub struct Fields<'n> {
    span: Range<usize>,
    entries: &'n [Entry],
    known: Vec<&'static str>,
    missing: Vec<&'static str>,
}

impl<'a> Reader<'a> {
    /// Creates a reader of the values of a file.
    pub fn new(file: &'a Arc<SourceFile>, diagnostics: &'a mut Diagnostics) -> Reader<'a> {
        Reader { file, diagnostics }
    }

    /// Reports a problem with the text at `span`, and how to fix it.
    pub fn refuse(&mut self, span: &Range<usize>, message: impl Into<String>, hint: impl Into<String>) {
        let diagnostic = Diagnostic::new(self.file, span.clone(), message).with_hint(hint);
        self.diagnostics.push(diagnostic);
    }

    /// Returns the keys of a mapping; reports anything else and returns `None`.
    pub fn fields<'n>(&mut self, node: &'n Node) -> Option<Fields<'n>> {
        Some(Fields {
            span: node.span.clone(),
            entries: self.entries(node)?,
            known: Vec::new(),
            missing: Vec::new(),
        })
    }

    /// Returns the entries of a mapping with arbitrary keys; reports anything else and returns `None`.
    pub fn entries<'n>(&mut self, node: &'n Node) -> Option<&'n [Entry]> {
        match &node.value {
            Value::Mapping(entries) => {
                self.refuse_duplicates(entries);
                Some(entries)
            }
            // YAML does not distinguish an empty mapping from nothing; missing keys are reported one by one.
            Value::Null => Some(&[]),
            other => {
                let odd =
                    matches!(other, Value::Scalar(_)).then(|| structure::odd_space(self.file, &node.span));
                if let Some(problem) = odd.flatten() {
                    self.diagnostics.push(problem);
                    return None;
                }
                let message = format!("expected keys with values, found {}", other.kind());
                self.refuse(&node.span, message, "write lines of the form `key: value`");
                None
            }
        }
    }

    fn refuse_duplicates(&mut self, entries: &[Entry]) {
        let mut known: HashMap<&str, &Entry> = HashMap::with_capacity(entries.len());
        for entry in entries {
            let earlier = *known.entry(&entry.key).or_insert(entry);
            if !std::ptr::eq(earlier, entry) {
                let line = self.file.line(earlier.key_span.start);
                let message = format!("`{}` is written twice", entry.key);
                self.refuse(
                    &entry.key_span,
                    message,
                    format!("keep one of them; the other is in line {line}"),
                );
            }
        }
    }
}

impl<'n> Fields<'n> {
    /// Returns an empty list of keys.
    pub fn none() -> Fields<'n> {
        Fields { span: 0..0, entries: &[], known: Vec::new(), missing: Vec::new() }
    }

    /// Reads the value of a required key; [`Fields::finish`] reports it if it is missing.
    pub fn required<T>(
        &mut self,
        reader: &mut Reader<'_>,
        key: &'static str,
        read: impl FnOnce(&mut Reader<'_>, &Node) -> Option<T>,
    ) -> Option<T> {
        let node = self.node(key);
        if node.is_none() {
            self.missing.push(key);
        }
        node.and_then(|node| read(reader, node))
    }

    /// Reads the value of an optional key.
    pub fn optional<T>(
        &mut self,
        reader: &mut Reader<'_>,
        key: &'static str,
        read: impl FnOnce(&mut Reader<'_>, &Node) -> Option<T>,
    ) -> Option<T> {
        self.node(key).and_then(|node| read(reader, node))
    }

    /// Reads the value of a key that is required only if `is_required`.
    pub fn required_if<T>(
        &mut self,
        is_required: bool,
        reader: &mut Reader<'_>,
        key: &'static str,
        read: impl FnOnce(&mut Reader<'_>, &Node) -> Option<T>,
    ) -> Option<T> {
        match is_required {
            true => self.required(reader, key, read),
            false => self.optional(reader, key, read),
        }
    }

    /// Whether the key exists, whatever its value.
    pub fn has(&self, key: &str) -> bool {
        self.entries.iter().any(|entry| entry.key == key)
    }

    /// Whether a key has a list with at least one item, readable or not.
    pub fn is_list_with_items(&self, key: &str) -> bool {
        let entry = self.entries.iter().find(|entry| entry.key == key);
        entry.is_some_and(|entry| matches!(&entry.node.value, Value::Sequence(items) if !items.is_empty()))
    }

    /// Returns the place of a key's value or, if the key is missing, of the mapping.
    pub fn span_of(&self, key: &str) -> Range<usize> {
        let entry = self.entries.iter().find(|entry| entry.key == key);
        entry.map_or(self.span.clone(), |entry| entry.node.span.clone())
    }

    /// Reports unknown and missing keys. A mistyped key is reported once, not as both.
    pub fn finish(mut self, reader: &mut Reader<'_>) {
        for entry in self.entries {
            if self.known.contains(&entry.key.as_str()) {
                continue;
            }
            let hint = match nearest(&entry.key, self.known.iter().copied()) {
                Some(known) => {
                    self.missing.retain(|missing| *missing != known);
                    format!("did you mean `{known}`?")
                }
                None => format!("remove it; known keys are {}", listed(&self.known)),
            };
            reader.refuse(&entry.key_span, format!("unknown key `{}`", entry.key), hint);
        }
        for key in self.missing {
            reader.refuse(&self.span, format!("`{key}` is missing"), format!("add a line `{key}: …`"));
        }
    }

    fn node(&mut self, key: &'static str) -> Option<&'n Node> {
        self.known.push(key);
        let entry = self.entries.iter().find(|entry| entry.key == key)?;
        Some(&entry.node)
    }
}

/// Returns names in backticks, separated by commas.
pub(crate) fn listed(names: &[&str]) -> String {
    let quoted: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}
