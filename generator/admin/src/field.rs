//! `Field`: a field of the editor for a key of a content file, made from the shape of its values.

use schema::FileKind;
use serde::Serialize;
use yaml::shape::{Entries, Key, List, Mapping, Presence, Shape, TextKind};

use crate::format::{KEY, Map, SWITCH};
use crate::widget::{Choice, Items, Relation, Value, Widget};
use crate::words::Words;

/// Keys whose texts are so long that one line does not show them.
const LONG: [&str; 14] = [
    "access",
    "attendance_note",
    "audience",
    "controller",
    "description",
    "hint",
    "interview",
    "invalid",
    "legal_basis",
    "missing",
    "note",
    "purpose",
    "recipients",
    "summary",
];

/// Keys with the path of a picture.
const PICTURES: [&str; 1] = ["portrait"];

/// Keys that say which item of a list this is, the first ones before others.
const NAMES: [&str; 8] = ["title", "label", "name", KEY, "category", "to", "url", "value"];

/// A field of the editor.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) label: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) hint: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) required: Option<Required>,
    /// Whether each language has its own value; `None` if only the site's own has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) i18n: Option<bool>,
    /// An expression for the whole text, and the message for others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) pattern: Option<[String; 2]>,
    #[serde(flatten)]
    pub(crate) widget: Widget,
}

/// Where a field must be filled in.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub(crate) enum Required {
    /// In every language, or in none.
    Everywhere(bool),
    /// In this language.
    In([String; 1]),
}

/// The fields of a kind of file, as they are made.
#[derive(Debug)]
pub(crate) struct Fields<'a> {
    words: &'a Words,
    kind: &'a FileKind,
    /// The field whose value is the whole file.
    root: Option<&'a str>,
    /// The mappings with arbitrary keys that were met.
    pub(crate) maps: Vec<Map>,
    /// The paths of values that are a switch or a mapping.
    pub(crate) switches: Vec<String>,
}

impl Field {
    /// Returns an optional field.
    pub(crate) fn optional(name: &str, label: &str, widget: Widget) -> Field {
        Field { required: Some(Required::Everywhere(false)), ..Field::hidden(name, label, widget) }
    }

    /// Returns a field that cannot be filled in.
    pub(crate) fn hidden(name: &str, label: &str, widget: Widget) -> Field {
        let (name, label) = (name.to_owned(), label.to_owned());
        Field { name, label, hint: None, required: None, i18n: None, pattern: None, widget }
    }
}

impl<'a> Fields<'a> {
    /// Starts with none. `root` is the field whose value is the whole file, if there is one.
    pub(crate) fn new(words: &'a Words, kind: &'a FileKind, root: Option<&'a str>) -> Fields<'a> {
        Fields { words, kind, root, maps: Vec::new(), switches: Vec::new() }
    }

    /// Returns the fields of a mapping at a path: those of keys that may be written, in the order of reading. A key that
    /// depends on a keyword is optional, because the editor shows it for any.
    pub(crate) fn of_mapping(&mut self, path: &str, mapping: &Mapping) -> Vec<Field> {
        let mut fields: Vec<Field> = Vec::new();
        let usual = mapping.keys.iter().map(|key| (key, key.presence == Presence::Required));
        let of_cases = mapping.keys_of_cases().map(|key| (key, false));
        for (key, is_required) in usual.chain(of_cases) {
            match fields.iter_mut().find(|field| field.name == key.name) {
                _ if key.presence == Presence::Forbidden => {}
                Some(known) => known.widget.widen(&key.shape),
                None => fields.extend(self.of_key(path, key, is_required)),
            }
        }
        fields
    }

    fn of_key(&mut self, path: &str, Key { name, shape, .. }: &Key, required: bool) -> Option<Field> {
        self.field(&below(path, name), name, shape, required)
    }

    /// Returns the field of a value at a path; `None` if it must not be written.
    pub(crate) fn field(&mut self, path: &str, name: &str, shape: &Shape, required: bool) -> Option<Field> {
        let widget = self.widget(path, name, shape)?;
        let (label, hint) = self.label_and_hint(path, name);
        let (required, pattern) = (Some(Required::Everywhere(required)), self.pattern(shape));
        Some(Field { required, hint, pattern, ..Field::optional(name, &label, widget) })
    }

    /// Returns the label of a field and its description.
    fn label_and_hint(&self, path: &str, name: &str) -> (String, Option<String>) {
        if self.root == Some(path) {
            return (self.words.kind(name)[0].clone(), None);
        }
        let keys = path.split('.').filter(|key| *key != "*").skip(usize::from(self.root.is_some()));
        let path: Vec<_> = self.kind.name.split('.').chain(keys).collect();
        match schema::words(&path, self.words.language) {
            Some(words) => (words.label.clone(), Some(self.words.hint(&words.help))),
            None => (name.to_owned(), None),
        }
    }

    fn pattern(&self, shape: &Shape) -> Option<[String; 2]> {
        let Shape::Text(kind) = shape else { return None };
        let message = match kind {
            // Widgets that offer only valid values.
            TextKind::Date | TextKind::Time | TextKind::Reference(_) => return None,
            TextKind::Slug => &self.words.texts.not_slug,
            _ => &self.words.texts.not_valid,
        };
        Some([kind.pattern()?, message.clone()])
    }

    fn widget(&mut self, path: &str, name: &str, shape: &Shape) -> Option<Widget> {
        Some(match shape {
            Shape::Nothing => return None,
            Shape::Anything => Widget::text(),
            Shape::Boolean => self.switch(),
            Shape::Integer(range) => {
                Widget::Number { value_type: "int", min: *range.start(), max: *range.end() }
            }
            Shape::Text(kind) => text(*kind, name),
            Shape::Keyword(keywords) => self.keywords(name, keywords),
            Shape::List(list) => self.list(path, name, list),
            Shape::Mapping(mapping) => {
                Widget::Object { collapsed: "auto", fields: self.of_mapping(path, mapping) }
            }
            Shape::Entries(entries) => Widget::List(self.entries(path, name, entries)),
            Shape::Either(shapes) => return self.either(path, name, shapes),
        })
    }

    /// Returns a choice instead of a switch: a file without the key is not one with `false`.
    fn switch(&self) -> Widget {
        let choice = |label: &String, value| Choice { label: label.clone(), value: Value::Boolean(value) };
        let texts = &self.words.texts;
        Widget::select(vec![choice(&texts.yes, true), choice(&texts.no, false)])
    }

    fn keywords(&self, name: &str, keywords: &[&'static str]) -> Widget {
        let choice = |word: &&'static str| Choice {
            label: self.words.keyword(name, word),
            value: Value::Keyword(word),
        };
        Widget::select(keywords.iter().map(choice).collect())
    }

    fn list(&mut self, path: &str, name: &str, List { item, least, most }: &List) -> Widget {
        if let Shape::Text(TextKind::Reference(to)) = **item {
            return Widget::Relation(Relation::with(to, true));
        }
        let (fields, field) = match &**item {
            Shape::Mapping(mapping) => (self.of_mapping(&below(path, "*"), mapping), None),
            other => {
                let item = self.field(&below(path, "*"), name, other, true);
                let label = self.words.item(name);
                let item = item
                    .map(|item| Box::new(Field { label: label.unwrap_or(item.label), hint: None, ..item }));
                (Vec::new(), item)
            }
        };
        let min = (*least > 0).then_some(*least);
        Widget::List(Items { min, max: *most, ..self.items(name, fields, field) })
    }

    fn items(&self, name: &str, fields: Vec<Field>, field: Option<Box<Field>>) -> Items {
        let summary = summary(&fields);
        let label_singular = self.words.item(name);
        Items { label_singular, collapsed: true, summary, min: None, max: None, fields, field }
    }

    /// Returns a list for a mapping with arbitrary keys, and notes it.
    pub(crate) fn entries(&mut self, path: &str, name: &str, Entries { key, value }: &Entries) -> Items {
        let (mapping, short) = match &**value {
            Shape::Mapping(mapping) => (Some(mapping), None),
            Shape::Either(shapes) => (mapping_in(shapes), mapping_in(shapes).and_then(first_required)),
            _ => (None, Some("value")),
        };
        self.maps.push(Map { path: path.to_owned(), short: short.map(str::to_owned) });
        let key = self.field(path, KEY, &Shape::Text(*key), true).map(|field| Field {
            label: self.words.texts.key.clone(),
            hint: None,
            // The key defines what others refer to.
            widget: Widget::string("text"),
            ..field
        });
        let values = match mapping {
            Some(mapping) => self.of_mapping(&below(path, "*"), mapping),
            None => {
                let value = self.field(&below(path, "*"), "value", value, true);
                let label = self.words.texts.value.clone();
                value.map(|value| Field { label, hint: None, ..value }).into_iter().collect()
            }
        };
        let fields = key.into_iter().chain(values).collect();
        self.items(name, fields, None)
    }

    /// Returns the widget for values of one of several shapes: that of a text, which can be `true` as well; or a switch with
    /// the fields of a mapping that can be written in its place.
    fn either(&mut self, path: &str, name: &str, shapes: &[Shape]) -> Option<Widget> {
        if let [Shape::Boolean, Shape::Mapping(mapping)] = shapes {
            self.switches.push(path.to_owned());
            let (label, _) = self.label_and_hint(path, name);
            let switch = Field::optional(SWITCH, &label, self.switch());
            let further = self.of_mapping(path, mapping).into_iter();
            let further = further.map(|field| Field { required: switch.required.clone(), ..field });
            let fields = [switch.clone()].into_iter().chain(further).collect();
            return Some(Widget::Object { collapsed: "auto", fields });
        }
        let text = shapes.iter().find(|shape| matches!(shape, Shape::Text(_)));
        self.widget(path, name, text.or(shapes.first())?)
    }
}

fn text(kind: TextKind, name: &str) -> Widget {
    match kind {
        TextKind::Markdown => Widget::markdown(),
        TextKind::Paragraphs => Widget::text(),
        TextKind::Line if LONG.contains(&name) => Widget::text(),
        TextKind::Date => Widget::Datetime { kind: "date", format: "YYYY-MM-DD" },
        TextKind::Time => Widget::Datetime { kind: "time", format: "HH:mm" },
        TextKind::Reference(to) => Widget::Relation(Relation::with(to, false)),
        TextKind::Path if PICTURES.contains(&name) => Widget::Image { choose_url: false },
        TextKind::Email => Widget::string("email"),
        TextKind::WebAddress => Widget::string("url"),
        _ => Widget::string("text"),
    }
}

/// Returns the line that stands for a closed item: its date, if it has one, and its name.
fn summary(fields: &[Field]) -> Option<String> {
    let has = |name: &&&str| fields.iter().any(|field| field.name == **name);
    let shown = ["date"].iter().filter(has).chain(NAMES.iter().find(has));
    let shown: Vec<_> = shown.map(|name| format!("{{{{fields.{name}}}}}")).collect();
    (!shown.is_empty()).then(|| shown.join(" "))
}

fn mapping_in(shapes: &[Shape]) -> Option<&Mapping> {
    shapes.iter().find_map(|shape| match shape {
        Shape::Mapping(mapping) => Some(mapping),
        _ => None,
    })
}

fn first_required(mapping: &Mapping) -> Option<&'static str> {
    mapping.keys.iter().find(|key| key.presence == Presence::Required).map(|key| key.name)
}

/// Returns the path of a key below another path.
fn below(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}
