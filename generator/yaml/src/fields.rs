//! Reads the keys of a mapping one by one, and reports missing, unknown and duplicate keys.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use diagnostics::suggestion::{did_you_mean, nearest};
use diagnostics::{Diagnostic, Diagnostics, Message, Phrase, SourceFile, message, phrase};

use super::shape::{Entries, Key, Mapping, Presence, Shape, TextKind};
use super::{KeyValue, Node, Value, french, structure};

/// The number of keys up to which each is compared with all others.
const FEW: usize = 16;

/// The context of every function that reads a value: the file and the list of problems.
pub struct Reader<'a> {
    /// The file that is read.
    pub file: &'a Arc<SourceFile>,
    /// The problems found so far.
    pub diagnostics: &'a mut Diagnostics,
    /// The shape of the value read last; `None` unless the reader describes.
    pub(crate) recorded: Option<Shape>,
}

/// The keys of a mapping. [`Fields::finish`] reports missing and unknown keys.
pub struct Fields<'n> {
    span: Range<usize>,
    pairs: &'n [KeyValue],
    /// The keys that were read. One that is read in two steps is here twice.
    known: Vec<&'static str>,
    missing: Vec<&'static str>,
    /// The keys read so far; `None` unless the reader describes.
    pub(crate) recorded: Option<Mapping>,
}

impl<'a> Reader<'a> {
    /// Creates a reader of the values of a file.
    pub fn new(file: &'a Arc<SourceFile>, diagnostics: &'a mut Diagnostics) -> Reader<'a> {
        Reader { file, diagnostics, recorded: None }
    }

    /// Reports a problem with the text at `span`, and how to fix it.
    pub fn refuse(&mut self, span: &Range<usize>, message: Message, hint: Phrase) {
        let diagnostic = Diagnostic::new(self.file, span.clone(), message).with_hint(hint);
        self.diagnostics.push(diagnostic);
    }

    /// Returns the keys of a mapping; reports anything else and returns `None`.
    pub fn fields<'n>(&mut self, node: &'n Node) -> Option<Fields<'n>> {
        Some(Fields {
            span: node.span.clone(),
            pairs: self.pairs(node)?,
            known: Vec::with_capacity(FEW),
            missing: Vec::new(),
            recorded: self.is_describing().then(Mapping::default),
        })
    }

    /// Reads each entry of a mapping with arbitrary keys; reports anything else and returns `None`. Unreadable entries
    /// are omitted. `key` describes the keys.
    pub fn entries<T>(
        &mut self,
        node: &Node,
        key: TextKind,
        mut read: impl FnMut(&mut Reader<'_>, &KeyValue) -> Option<T>,
    ) -> Option<Vec<T>> {
        if self.is_describing() {
            let value = Box::new(self.shape_of(|reader, _| read(reader, &KeyValue::example())));
            self.records(|| Shape::Entries(Entries { key, value }));
            return None;
        }
        Some(self.pairs(node)?.iter().filter_map(|pair| read(self, pair)).collect())
    }

    /// Returns the entries of a mapping with arbitrary keys; reports anything else and returns `None`.
    pub fn pairs<'n>(&mut self, node: &'n Node) -> Option<&'n [KeyValue]> {
        match &node.value {
            Value::Mapping(pairs) => {
                self.refuse_duplicates(pairs);
                Some(pairs)
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
                let found = other.kind();
                let message = message! {
                    WrongKind,
                    en: "expected keys with values, found {found}",
                    fr: "il faut ici des clés avec des valeurs, et non {found}";
                    found
                };
                let hint = phrase! {
                    en: "write lines of the form `key: value`",
                    fr: "écrivez des lignes de la forme `clé: valeur`"
                };
                self.refuse(&node.span, message, hint);
                None
            }
        }
    }

    fn refuse_duplicates(&mut self, pairs: &[KeyValue]) {
        // Comparing a few keys with each other is faster than hashing them.
        if pairs.len() <= FEW && pairs.iter().enumerate().all(|(index, pair)| is_new(pair, &pairs[..index])) {
            return;
        }
        let mut known: HashMap<&str, &KeyValue> = HashMap::with_capacity(pairs.len());
        for pair in pairs {
            let earlier = *known.entry(&pair.key).or_insert(pair);
            if !std::ptr::eq(earlier, pair) {
                let (key, line) = (&pair.key, self.file.text().line(earlier.key_span.start));
                let message = message! { DuplicateKey, en: "`{key}` is written twice", fr: "`{key}` est écrit deux fois" };
                let hint = phrase! {
                    en: "keep one of them; the other is in line {line}",
                    fr: "gardez l’un des deux ; l’autre est à la ligne {line}"
                };
                self.refuse(&pair.key_span, message, hint);
            }
        }
    }
}

impl<'n> Fields<'n> {
    /// Returns an empty list of keys.
    pub fn none() -> Fields<'n> {
        Fields { span: 0..0, pairs: &[], known: Vec::new(), missing: Vec::new(), recorded: None }
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
        self.value(reader, key, Presence::Required, node, read)
    }

    /// Reads the value of an optional key.
    pub fn optional<T>(
        &mut self,
        reader: &mut Reader<'_>,
        key: &'static str,
        read: impl FnOnce(&mut Reader<'_>, &Node) -> Option<T>,
    ) -> Option<T> {
        let node = self.node(key);
        self.value(reader, key, Presence::Optional, node, read)
    }

    /// Reads the value of a key that is required only if `is_required`, which depends on another file.
    pub fn required_if<T>(
        &mut self,
        is_required: bool,
        reader: &mut Reader<'_>,
        key: &'static str,
        read: impl FnOnce(&mut Reader<'_>, &Node) -> Option<T>,
    ) -> Option<T> {
        let node = self.node(key);
        if is_required && node.is_none() {
            self.missing.push(key);
        }
        self.value(reader, key, Presence::Sometimes, node, read)
    }

    /// Reads the value of a key, if it is written. `presence` only describes whether it must be: the caller reports a
    /// missing or unwanted value with its own message.
    pub fn expected<T>(
        &mut self,
        reader: &mut Reader<'_>,
        key: &'static str,
        presence: Presence,
        read: impl FnOnce(&mut Reader<'_>, &Node) -> Option<T>,
    ) -> Option<T> {
        let node = self.node(key);
        self.value(reader, key, presence, node, read)
    }

    /// Describes that a key must not be written without another one. The caller reports it.
    pub fn describe_need(&mut self, key: &str, needs: &'static str) {
        let keys = self.recorded.as_mut().map(|mapping| mapping.keys.iter_mut());
        if let Some(key) = keys.and_then(|mut keys| keys.find(|it| it.name == key)) {
            key.needs = Some(needs);
        }
    }

    /// Returns whether the key exists, whatever its value.
    pub fn has(&self, key: &str) -> bool {
        self.pairs.iter().any(|pair| pair.key == key)
    }

    /// Returns whether a key has a list with at least one item, readable or not.
    pub fn is_list_with_items(&self, key: &str) -> bool {
        let pair = self.pairs.iter().find(|pair| pair.key == key);
        pair.is_some_and(|pair| matches!(&pair.node.value, Value::Sequence(items) if !items.is_empty()))
    }

    /// Returns the place of a key's value or, if the key is missing, of the mapping.
    pub fn span_of(&self, key: &str) -> Range<usize> {
        let pair = self.pairs.iter().find(|pair| pair.key == key);
        pair.map_or(self.span.clone(), |pair| pair.node.span.clone())
    }

    /// Reports unknown and missing keys. A mistyped key is reported once, not as both.
    pub fn finish(mut self, reader: &mut Reader<'_>) {
        if let Some(mapping) = self.recorded {
            reader.records(|| Shape::Mapping(mapping));
            return;
        }
        for pair in self.pairs {
            if self.known.contains(&pair.key.as_str()) {
                continue;
            }
            let key = &pair.key;
            let meant = french::meant(key, &self.known).or_else(|| nearest(key, self.known.iter().copied()));
            let hint = match meant {
                Some(known) => {
                    self.missing.retain(|missing| *missing != known);
                    did_you_mean(known)
                }
                None => {
                    let known = listed(&once(&self.known));
                    phrase! {
                        en: "remove it; known keys are {known}",
                        fr: "supprimez-la ; les clés possibles sont {known}"
                    }
                }
            };
            let message = message! { UnknownKey, en: "unknown key `{key}`", fr: "clé inconnue : `{key}`" };
            reader.refuse(&pair.key_span, message, hint);
        }
        for key in self.missing {
            let message = message! { MissingKey, en: "`{key}` is missing", fr: "il manque `{key}`" };
            let hint = phrase! { en: "add a line `{key}: …`", fr: "ajoutez une ligne `{key}: …`" };
            reader.refuse(&self.span, message, hint);
        }
    }

    fn node(&mut self, key: &'static str) -> Option<&'n Node> {
        self.known.push(key);
        let pair = self.pairs.iter().find(|pair| pair.key == key)?;
        Some(&pair.node)
    }

    /// Reads the value of a key, or records its shape.
    fn value<T>(
        &mut self,
        reader: &mut Reader<'_>,
        name: &'static str,
        presence: Presence,
        node: Option<&Node>,
        read: impl FnOnce(&mut Reader<'_>, &Node) -> Option<T>,
    ) -> Option<T> {
        if let Some(mapping) = &mut self.recorded {
            let shape = reader.shape_of(read);
            // A key may be read in two steps, of which the later one reads more.
            mapping.keys.retain(|key| key.name != name);
            mapping.keys.push(Key { name, presence, shape, needs: None });
            return None;
        }
        node.and_then(|node| read(reader, node))
    }
}

/// Returns whether a key is not among the earlier ones.
fn is_new(pair: &KeyValue, earlier: &[KeyValue]) -> bool {
    earlier.iter().all(|other| other.key != pair.key)
}

/// Returns names in their order, each once.
fn once<'n>(names: &[&'n str]) -> Vec<&'n str> {
    let is_new = |(at, name): &(usize, &&'n str)| !names[..*at].contains(*name);
    names.iter().enumerate().filter(is_new).map(|(_, name)| *name).collect()
}

/// Returns names in backticks, separated by commas.
pub(crate) fn listed(names: &[&str]) -> String {
    let quoted: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}
