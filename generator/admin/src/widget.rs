//! `Widget`: how a field is edited, as Sveltia CMS calls it.

use serde::Serialize;
use yaml::shape::Shape;

use crate::field::Field;
use crate::format::KEY;

/// The most choices that are buttons instead of a drop-down list: none.
///
/// Radio buttons of Sveltia CMS (0.221) show a choice at once, but take it only from 100 ms after they appeared, or later on a
/// slow machine. An earlier choice is shown, cannot be repeated, and is not saved. Lists take it at once.
const DROPDOWN_THRESHOLD: usize = 0;

/// How a field is edited.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "widget", rename_all = "lowercase")]
pub(crate) enum Widget {
    /// A text in one line.
    String {
        /// The kind of text that browsers check.
        #[serde(rename = "type")]
        kind: &'static str,
        use_emoji_autocomplete: bool,
    },
    /// A text in several lines.
    Text { use_emoji_autocomplete: bool },
    /// Markdown, as it looks or as it is written.
    Markdown { modes: [&'static str; 2], editor_components: [&'static str; 1], use_emoji_autocomplete: bool },
    /// A whole number.
    Number { value_type: &'static str, min: i64, max: i64 },
    /// A date or a time of day, in the format of Day.js.
    Datetime {
        #[serde(rename = "type")]
        kind: &'static str,
        format: &'static str,
    },
    /// One of several values.
    Select { options: Vec<Choice>, dropdown_threshold: usize },
    /// The name of another entry.
    Relation(Relation),
    /// A picture beside the file.
    Image { choose_url: bool },
    /// A list.
    List(Items),
    /// A mapping.
    Object { collapsed: &'static str, fields: Vec<Field> },
    /// Nothing that is shown.
    Hidden,
}

/// A value to choose.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Choice {
    pub(crate) label: String,
    pub(crate) value: Value,
}

/// A value as the file has it.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub(crate) enum Value {
    /// `true` or `false`
    Boolean(bool),
    /// A keyword.
    Keyword(&'static str),
}

/// The entries that a field may name.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Relation {
    pub(crate) collection: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) file: Option<String>,
    pub(crate) value_field: String,
    pub(crate) display_fields: [String; 1],
    pub(crate) multiple: bool,
    pub(crate) dropdown_threshold: usize,
}

/// The items of a list.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Items {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) label_singular: Option<String>,
    /// Shows only a line of each item until it is opened.
    pub(crate) collapsed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) summary: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) min: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) max: Option<usize>,
    /// The fields of each item.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) fields: Vec<Field>,
    /// The only field of each item, which is a single value in the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) field: Option<Box<Field>>,
}

impl Relation {
    /// Returns the entries of a kind of file that other files refer to. Those of venues are items of one file.
    pub(crate) fn with(to: &str, multiple: bool) -> Relation {
        let entries = Relation {
            collection: to.to_owned(),
            file: None,
            value_field: "{{slug}}".to_owned(),
            display_fields: ["name".to_owned()],
            multiple,
            dropdown_threshold: DROPDOWN_THRESHOLD,
        };
        match to {
            "venue" => Relation {
                collection: "venues".to_owned(),
                file: Some("venues".to_owned()),
                value_field: format!("venues.*.{KEY}"),
                display_fields: ["venues.*.name".to_owned()],
                ..entries
            },
            _ => entries,
        }
    }
}

impl Widget {
    /// Accepts the numbers of another shape as well, which the key has with another keyword.
    pub(crate) fn widen(&mut self, shape: &Shape) {
        if let (Widget::Number { min, max, .. }, Shape::Integer(range)) = (self, shape) {
            *min = (*min).min(*range.start());
            *max = (*max).max(*range.end());
        }
    }

    /// Returns the widget of one of several values.
    pub(crate) fn select(options: Vec<Choice>) -> Widget {
        Widget::Select { options, dropdown_threshold: DROPDOWN_THRESHOLD }
    }

    /// Returns the widget of a text in one line, of this kind.
    pub(crate) const fn string(kind: &'static str) -> Widget {
        Widget::String { kind, use_emoji_autocomplete: false }
    }

    /// Returns the widget of a text in several lines.
    pub(crate) const fn text() -> Widget {
        Widget::Text { use_emoji_autocomplete: false }
    }

    /// Returns the widget of Markdown.
    pub(crate) const fn markdown() -> Widget {
        Widget::Markdown {
            modes: ["rich_text", "raw"],
            editor_components: ["image"],
            use_emoji_autocomplete: false,
        }
    }
}
