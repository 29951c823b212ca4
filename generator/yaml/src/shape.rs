//! `Shape`: which values a reader accepts, as data. JSON Schemas and the forms of editors are made from it.
//!
//! [`crate::describe`] makes it by running the functions that read a file, so that no rule is written twice. It holds
//! neither descriptions nor anything else for people; those belong to the crate that knows the files.

use std::ops::RangeInclusive;

/// Which values a reader accepts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Any value. It is checked, if at all, by a rule that cannot be described.
    Anything,
    /// No value: the key is known only so that it is rejected with a helpful message.
    Nothing,
    /// `true` or `false`.
    Boolean,
    /// A whole number in this range.
    Integer(RangeInclusive<i64>),
    /// A text of this kind.
    Text(TextKind),
    /// One of these keywords.
    Keyword(Vec<&'static str>),
    /// A list.
    List(List),
    /// A mapping with known keys.
    Mapping(Mapping),
    /// A mapping with arbitrary keys, whose values all have the same shape.
    Entries(Entries),
    /// A value of one of these shapes.
    Either(Vec<Shape>),
}

/// The kind of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextKind {
    /// A text of a few words or sentences, which is shown as a single paragraph.
    Line,
    /// Plain paragraphs, separated by empty lines.
    Paragraphs,
    /// Markdown, which may be empty.
    Markdown,
    /// An identifier.
    Slug,
    /// The identifier of something that is defined elsewhere, such as a `venue` or a `speaker`.
    Reference(&'static str),
    /// A date such as `2027-09-14`.
    Date,
    /// A time of day such as `9:30`.
    Time,
    /// A date with an optional time of day, such as `2027-09-14 9:30`.
    Moment,
    /// An e-mail address.
    Email,
    /// A telephone number.
    Telephone,
    /// An address that starts with `https://` or `http://`.
    WebAddress,
    /// An amount such as `99.50 EUR`.
    Amount,
    /// The path of a file, or of a page below `content/`.
    Path,
    /// A text whose form a reader of content files defines.
    Form(&'static Form),
}

/// The form of a text that a reader of content files defines.
#[derive(Debug, PartialEq, Eq)]
pub struct Form {
    /// What the text is, such as `permalink`.
    pub name: &'static str,
    /// A regular expression for the whole text (ECMA-262).
    pub pattern: &'static str,
}

/// A list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    /// The shape of each item.
    pub item: Box<Shape>,
    /// The minimum number of items: 0 or 1.
    pub least: usize,
    /// The maximum number of items, if it is limited.
    pub most: Option<usize>,
}

/// A mapping with known keys, in the order in which they are read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapping {
    /// The keys that the mapping may have, whatever their values.
    pub keys: Vec<Key>,
    /// The keys that depend on a keyword.
    pub variants: Vec<Variants>,
    /// The minimum number of keys: 0 or 1.
    pub least: usize,
}

/// A key of a mapping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The key as it is written.
    pub name: &'static str,
    /// Whether it must or may be written.
    pub presence: Presence,
    /// The shape of its value.
    pub shape: Shape,
    /// Another key without which this one must not be written.
    pub needs: Option<&'static str>,
}

/// Whether a key is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// It must be written.
    Required,
    /// It may be written.
    Optional,
    /// It must be written or may be written, depending on another file.
    Sometimes,
    /// It must not be written.
    Forbidden,
}

/// The keys that depend on the keyword which another key has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variants {
    /// The key with the keyword, which is also among the keys of the mapping.
    pub key: &'static str,
    /// The keyword that applies if the key is not written; `None` if it is required.
    pub usual: Option<&'static str>,
    /// The keys for each keyword. A key that is not listed for a keyword must not be written with it.
    pub cases: Vec<Case>,
}

/// The keys that a mapping has besides those which it always has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// The keyword.
    pub word: &'static str,
    /// The keys.
    pub keys: Vec<Key>,
}

/// A mapping with arbitrary keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entries {
    /// The kind of the keys.
    pub key: TextKind,
    /// The shape of the values.
    pub value: Box<Shape>,
}

impl Shape {
    /// Returns the shape of a whole number from 1 to `most`.
    pub fn count_up_to(most: u32) -> Shape {
        Shape::Integer(1..=i64::from(most))
    }
}

impl Mapping {
    /// Iterates over the keys that depend on a keyword, for each keyword.
    pub fn keys_of_cases(&self) -> impl Iterator<Item = &Key> {
        let cases = self.variants.iter().flat_map(|variants| &variants.cases);
        cases.flat_map(|case| &case.keys)
    }

    /// Returns the key of this name, including those that depend on a keyword.
    pub fn key(&self, name: &str) -> Option<&Key> {
        let mut keys = self.keys.iter().chain(self.keys_of_cases());
        keys.find(|key| key.name == name && key.presence != Presence::Forbidden)
    }
}
