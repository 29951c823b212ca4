//! Keys of a mapping, read one by one: what is missing, unknown or written twice is told.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use diagnostics::suggestion::nearest;
use diagnostics::{Diagnostic, Diagnostics, SourceFile};

use super::{Entry, Node, Value, structure};

/// What every function that reads a value needs: the file that it stands in and the list of problems.
pub struct Reader<'a> {
    /// The file.
    pub file: &'a Arc<SourceFile>,
    /// What is wrong so far.
    pub diagnostics: &'a mut Diagnostics,
}

/// The keys of a mapping. [`Fields::finish`] tells those that are missing or that nobody asked for.
pub struct Fields<'n> {
    span: Range<usize>,
    entries: &'n [Entry],
    known: Vec<&'static str>,
    missing: Vec<&'static str>,
}

impl<'a> Reader<'a> {
    /// A reader of the values of a file.
    pub fn new(file: &'a Arc<SourceFile>, diagnostics: &'a mut Diagnostics) -> Reader<'a> {
        Reader { file, diagnostics }
    }

    /// Tells a problem with what stands at `span`, and what to write instead.
    pub fn refuse(&mut self, span: &Range<usize>, message: impl Into<String>, hint: impl Into<String>) {
        let diagnostic = Diagnostic::new(self.file, span.clone(), message).with_hint(hint);
        self.diagnostics.push(diagnostic);
    }

    /// The keys of a mapping; `None`, which is told, for anything else.
    pub fn fields<'n>(&mut self, node: &'n Node) -> Option<Fields<'n>> {
        Some(Fields {
            span: node.span.clone(),
            entries: self.entries(node)?,
            known: Vec::new(),
            missing: Vec::new(),
        })
    }

    /// The keys of a mapping and their values, where any key may stand; `None`, which is told, for anything else.
    pub fn entries<'n>(&mut self, node: &'n Node) -> Option<&'n [Entry]> {
        match &node.value {
            Value::Mapping(entries) => {
                self.refuse_duplicates(entries);
                Some(entries)
            }
            // An empty mapping cannot be told from nothing; what is missing in it is told key by key.
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
                    format!("keep one of them; the other stands in line {line}"),
                );
            }
        }
    }
}

impl<'n> Fields<'n> {
    /// No keys at all.
    pub fn none() -> Fields<'n> {
        Fields { span: 0..0, entries: &[], known: Vec::new(), missing: Vec::new() }
    }

    /// The value of a key that must be there; [`Fields::finish`] tells when it is not.
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

    /// The value of a key that may be left out.
    pub fn optional<T>(
        &mut self,
        reader: &mut Reader<'_>,
        key: &'static str,
        read: impl FnOnce(&mut Reader<'_>, &Node) -> Option<T>,
    ) -> Option<T> {
        self.node(key).and_then(|node| read(reader, node))
    }

    /// The value of a key that must be there or may be left out, as the case may be.
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

    /// Whether the key is there, whatever its value.
    pub fn has(&self, key: &str) -> bool {
        self.entries.iter().any(|entry| entry.key == key)
    }

    /// Whether a key is a list in which something stands, readable or not.
    pub fn is_list_with_items(&self, key: &str) -> bool {
        let entry = self.entries.iter().find(|entry| entry.key == key);
        entry.is_some_and(|entry| matches!(&entry.node.value, Value::Sequence(items) if !items.is_empty()))
    }

    /// Where the value of a key stands, or else the mapping.
    pub fn span_of(&self, key: &str) -> Range<usize> {
        let entry = self.entries.iter().find(|entry| entry.key == key);
        entry.map_or(self.span.clone(), |entry| entry.node.span.clone())
    }

    /// Tells the keys that nobody asked for and those that are missing. One that is only mistyped is told once.
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

/// Names in backticks with commas between them.
pub(crate) fn listed(names: &[&str]) -> String {
    let quoted: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}
