//! JSON Schemas (draft 2020-12) of the files that editors write.
//!
//! A schema accepts what the generator accepts, with three exceptions that make completion in editors useful: numbers and
//! `true` in quotes are rejected where they are read as a number or as a truth value, a text must not be `true` or
//! `false`, and a text in quotes must not have spaces around a value such as a date.

use diagnostics::ToolLanguage;
use serde_json::{Map, Value, json};
use yaml::shape::{Case, Entries, Key, List, Mapping, Presence, Shape, TextKind, Variants};

use crate::FileKind;
use crate::words::{Words, words, words_of_file};

/// Returns the JSON Schema of a kind of file, with descriptions in a language. Its text ends with a line break.
pub fn json_schema(kind: &FileKind, language: ToolLanguage) -> String {
    let path: Vec<_> = kind.name.split('.').collect();
    let mut schema = Writer { language }.value(&path, &kind.shape());
    schema.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
    schema.insert("$id".to_owned(), json!(format!("urn:ateliers:schema:{}", kind.name)));
    add_words(&mut schema, words_of_file(kind.name, language));
    // Values of this kind cannot fail to be written.
    let text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    format!("{text}\n")
}

/// Writes schemas of values with descriptions in a language.
#[derive(Clone, Copy)]
struct Writer {
    language: ToolLanguage,
}

impl Writer {
    fn value(self, path: &[&str], shape: &Shape) -> Map<String, Value> {
        let schema = match shape {
            Shape::Anything => json!({}),
            Shape::Nothing => json!({ "not": {} }),
            Shape::Boolean => json!({ "type": "boolean" }),
            Shape::Integer(range) => {
                json!({ "type": "integer", "minimum": range.start(), "maximum": range.end() })
            }
            Shape::Text(kind) => text(*kind),
            Shape::Keyword(words) => json!({ "type": "string", "enum": words }),
            Shape::List(list) => self.list(path, list),
            Shape::Mapping(mapping) => return self.mapping(path, mapping),
            Shape::Entries(entries) => self.entries(path, entries),
            Shape::Either(shapes) => {
                let shapes: Vec<_> = shapes.iter().map(|shape| self.value(path, shape)).collect();
                json!({ "anyOf": shapes })
            }
        };
        let Value::Object(schema) = schema else { return Map::new() };
        schema
    }

    fn list(self, path: &[&str], list: &List) -> Value {
        let mut schema = json!({ "items": self.value(path, &list.item) });
        // A key without a value is an empty list.
        schema["type"] = if list.least > 0 { json!("array") } else { json!(["array", "null"]) };
        if list.least > 0 {
            schema["minItems"] = json!(list.least);
        }
        if let Some(most) = list.most {
            schema["maxItems"] = json!(most);
        }
        schema
    }

    fn entries(self, path: &[&str], entries: &Entries) -> Value {
        json!({
            "type": ["object", "null"],
            "propertyNames": { "pattern": entries.key.pattern().unwrap_or_else(|| VISIBLE.to_owned()) },
            "additionalProperties": self.value(path, &entries.value),
        })
    }

    fn mapping(self, path: &[&str], mapping: &Mapping) -> Map<String, Value> {
        let mut properties = Map::new();
        for key in mapping.keys_of_cases().filter(|key| key.presence != Presence::Forbidden) {
            self.add_property(path, key, &mut properties);
        }
        for key in &mapping.keys {
            self.add_property(path, key, &mut properties);
        }
        for variants in &mapping.variants {
            if let (Some(usual), Some(property)) = (variants.usual, properties.get_mut(variants.key)) {
                property["default"] = json!(usual);
            }
        }
        let required = required(&mapping.keys);
        // YAML does not distinguish an empty mapping from a missing value.
        let may_be_empty = required.is_empty() && mapping.least == 0;
        let mut schema = Map::new();
        schema.insert(
            "type".to_owned(),
            if may_be_empty { json!(["object", "null"]) } else { json!("object") },
        );
        schema.insert("properties".to_owned(), Value::Object(properties));
        schema.insert("additionalProperties".to_owned(), json!(false));
        if !required.is_empty() {
            schema.insert("required".to_owned(), json!(required));
        }
        if mapping.least > 0 {
            schema.insert("minProperties".to_owned(), json!(mapping.least));
        }
        let needs: Map<_, _> =
            mapping.keys.iter().filter_map(|key| Some((key.name.to_owned(), json!([key.needs?])))).collect();
        if !needs.is_empty() {
            schema.insert("dependentRequired".to_owned(), Value::Object(needs));
        }
        let rules: Vec<_> = mapping.variants.iter().flat_map(|variants| self.rules(path, variants)).collect();
        if !rules.is_empty() {
            schema.insert("allOf".to_owned(), json!(rules));
        }
        schema
    }

    /// Adds the property of a key. If the value of the key depends on a keyword, the property has only words.
    fn add_property(self, path: &[&str], key: &Key, properties: &mut Map<String, Value>) {
        let path: Vec<_> = path.iter().copied().chain([key.name]).collect();
        let words = words(&path, self.language);
        let mut schema = self.value(&path, &key.shape);
        add_words(&mut schema, words);
        let differs =
            properties.get(key.name).is_some_and(|earlier| *earlier != Value::Object(schema.clone()));
        if differs {
            schema = Map::new();
            add_words(&mut schema, words);
        }
        properties.insert(key.name.to_owned(), Value::Object(schema));
    }

    /// Returns the rules about keys that depend on a keyword: one for all keywords with the same keys.
    fn rules(self, path: &[&str], variants: &Variants) -> Vec<Value> {
        let mut groups: Vec<(&Case, Vec<&str>)> = Vec::new();
        for case in &variants.cases {
            match groups.iter_mut().find(|(first, _)| first.keys == case.keys) {
                Some((_, words)) => words.push(case.word),
                None => groups.push((case, vec![case.word])),
            }
        }
        let all: Vec<_> = variants.cases.iter().flat_map(|case| &case.keys).collect();
        let rule = |(case, words): (&Case, Vec<&str>)| {
            let is_usual = variants.usual.is_some_and(|usual| words.contains(&usual));
            let mut condition = json!({ "properties": { variants.key: { "enum": words } } });
            if !is_usual {
                condition["required"] = json!([variants.key]);
            }
            let mut properties = Map::new();
            for other in &all {
                let allowed = case
                    .keys
                    .iter()
                    .find(|key| key.name == other.name && key.presence != Presence::Forbidden);
                let is_same = |key: &Key| all.iter().all(|it| it.name != key.name || it.shape == key.shape);
                let schema = match allowed {
                    None => json!(false),
                    Some(key) if is_same(key) => continue,
                    Some(key) => Value::Object(self.value(path, &key.shape)),
                };
                properties.insert(other.name.to_owned(), schema);
            }
            json!({ "if": condition, "then": { "required": required(&case.keys), "properties": properties } })
        };
        groups.into_iter().map(rule).collect()
    }
}

/// A text with a visible character.
const VISIBLE: &str = "\\S";

fn text(kind: TextKind) -> Value {
    // A number without quotes is a text as well, where a text may look like one.
    let types = match kind {
        TextKind::Line | TextKind::Paragraphs | TextKind::Path => json!(["string", "number"]),
        TextKind::Markdown => json!(["string", "number", "null"]),
        TextKind::Slug | TextKind::Reference(_) | TextKind::Telephone | TextKind::Form(_) => {
            json!(["string", "integer"])
        }
        TextKind::Date
        | TextKind::Time
        | TextKind::Moment
        | TextKind::Email
        | TextKind::WebAddress
        | TextKind::Amount => json!("string"),
    };
    match kind.pattern() {
        Some(pattern) => json!({ "type": types, "pattern": pattern }),
        None if kind == TextKind::Markdown => json!({ "type": types }),
        None => json!({ "type": types, "pattern": VISIBLE }),
    }
}

fn required(keys: &[Key]) -> Vec<&'static str> {
    keys.iter().filter(|key| key.presence == Presence::Required).map(|key| key.name).collect()
}

/// Adds the words as editors show them. VS Code shows `markdownDescription` in place of the description.
fn add_words(schema: &mut Map<String, Value>, words: Option<&Words>) {
    let Some(Words { label, help }) = words else { return };
    schema.insert("title".to_owned(), json!(label));
    schema.insert("description".to_owned(), json!(help.replace('`', "")));
    if help.contains('`') {
        schema.insert("markdownDescription".to_owned(), json!(help));
    }
}
