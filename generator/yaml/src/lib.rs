//! Parses YAML into a small tree of nodes with positions, and reads values from it.
//!
//! Deserialising with serde would stop at the first problem; editors need to see all of them at once. The same functions
//! describe what they read, as a [`shape::Shape`].
//!
//! It must never know about files, or which keys a content file has.

mod civil;
mod comment;
mod comments;
mod dates;
mod describe;
mod fields;
mod forms;
mod french;
mod identifier;
mod keyword;
mod limits;
mod mistyped;
pub mod months;
mod numbers;
mod parse;
mod repair;
mod scan_error;
pub mod shape;
mod structure;
mod values;

use std::ops::Range;
use std::sync::Arc;

use diagnostics::{Diagnostic, Message, Phrase, Place, Rest, SourceFile, phrase};

pub use self::comment::Comment;
pub use self::comments::comments;
pub use self::dates::{date, date_and_time, time};
pub use self::describe::{EXAMPLE_KEY, describe, described, either, filled};
pub use self::fields::{Fields, Reader};
pub use self::identifier::reason;
pub use self::numbers::{amount, count_up_to, integer, number_in_months};
pub use self::parse::{parse, parse_file};
pub use self::shape::Form;
pub use self::values::{
    boolean, email, list, list_up_to, markdown, one_of, reference, slug, slug_of, spanned, telephone, text,
    text_as, web_address,
};

/// A value with its position.
#[derive(Debug)]
pub struct Node {
    /// The position in bytes of the whole file.
    pub span: Range<usize>,
    /// The value.
    pub value: Value,
    /// A YAML comment after a text without quotes that the author may have meant as part of the text.
    pub cut: Option<Comment>,
}

/// The value of a node.
#[derive(Debug)]
pub enum Value {
    /// Nothing, as after a colon without a text.
    Null,
    /// A text in its written form; numbers and dates are texts here.
    Scalar(String),
    /// A list.
    Sequence(Vec<Node>),
    /// Keys with values, in written order.
    Mapping(Vec<KeyValue>),
}

/// A key with its value.
#[derive(Debug)]
pub struct KeyValue {
    /// The key, without quotes.
    pub key: String,
    /// The position of the key.
    pub key_span: Range<usize>,
    /// The value.
    pub node: Node,
}

/// A value with the position that it was read from.
#[derive(Clone, Debug)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// The position in bytes of the whole file.
    pub span: Range<usize>,
}

/// The source of a text that may contain Markdown, for converting positions in the text to positions in its file.
#[derive(Clone, Debug)]
pub struct Origin {
    file: Arc<SourceFile>,
    /// The offset of the text in the file.
    start: u32,
    /// The places of its parts, in ascending order; none for the rest of a file.
    steps: Arc<[Step]>,
}

/// The place of a part of a text. The offsets are short, because files of more than a few megabytes are not read.
#[derive(Clone, Copy, Debug)]
struct Step {
    /// Its offset in the text.
    text: u32,
    /// Its offset in the file.
    file: u32,
}

impl Node {
    /// Returns the positions of all texts in the value, in their order.
    pub fn scalars(&self) -> Vec<Range<usize>> {
        match &self.value {
            Value::Null => Vec::new(),
            Value::Scalar(_) => vec![self.span.clone()],
            Value::Sequence(nodes) => nodes.iter().flat_map(Node::scalars).collect(),
            Value::Mapping(pairs) => pairs.iter().flat_map(|pair| pair.node.scalars()).collect(),
        }
    }

    /// Returns the value of a key, if this is a mapping that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        let Value::Mapping(pairs) = &self.value else { return None };
        pairs.iter().find(|pair| pair.key == key).map(|pair| &pair.node)
    }
}

impl Value {
    /// Describes the kind of value, for messages.
    pub fn kind(&self) -> Phrase {
        match self {
            Value::Null => phrase! { en: "nothing", fr: "rien" },
            Value::Scalar(_) => phrase! { en: "a text", fr: "un texte" },
            Value::Sequence(_) => phrase! { en: "a list", fr: "une liste" },
            Value::Mapping(_) => phrase! { en: "keys with values", fr: "des clés avec des valeurs" },
        }
    }
}

impl Origin {
    /// Creates the origin of a text that extends from `offset` to the end of its file.
    pub fn rest_of_file(file: &Arc<SourceFile>, offset: usize) -> Origin {
        Origin { file: Arc::clone(file), start: short(offset), steps: Arc::default() }
    }

    /// Creates the origin of a text that was written as the YAML scalar at `span`. Each of its lines is searched in
    /// the file, because blocks are indented. A line that is written differently, as in a folded block, gets the
    /// position of the nearest line found. Only nearby text is searched, so that a long block of such lines does not
    /// take quadratic time.
    pub fn of_scalar(file: &Arc<SourceFile>, span: &Range<usize>, text: &str) -> Origin {
        let whole = file.text();
        let mut from = span.start;
        let mut steps = Vec::new();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let content = line.trim_end();
            if !content.is_empty()
                && let Some(found) = nearby(&whole[from..span.end.max(from)], content)
            {
                steps.push(Step { text: short(start), file: short(from + found) });
                from += found + content.len();
            }
            start += line.len();
        }
        Origin { file: Arc::clone(file), start: short(span.start), steps: steps.into() }
    }

    /// Returns the file's text from the start of this text to the end of the file.
    pub fn rest(&self) -> Rest {
        Rest::new(self.file.text(), self.start as usize)
    }

    /// Returns the file that the text is part of.
    pub fn file(&self) -> &Arc<SourceFile> {
        &self.file
    }

    /// Creates a problem with the part of the text at `range`.
    pub fn diagnostic(&self, range: &Range<usize>, message: Message) -> Diagnostic {
        Diagnostic::new(&self.file, self.span(range), message)
    }

    /// Returns the place in the file of the part of the text at `range`.
    pub fn place(&self, range: &Range<usize>) -> Place {
        Place::new(&self.file, self.span(range))
    }

    fn span(&self, range: &Range<usize>) -> Range<usize> {
        let further = self.steps.partition_point(|step| step.text as usize <= range.start);
        let beginning = Step { text: 0, file: self.start };
        let Step { text, file } = self.steps[..further].last().copied().unwrap_or(beginning);
        let length = self.file.text().len();
        let start = (file as usize + (range.start - text as usize)).min(length);
        start..(start + range.len()).min(length)
    }
}

/// Returns an offset as it is kept.
fn short(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

/// Finds a line near the beginning of a text.
fn nearby(text: &str, line: &str) -> Option<usize> {
    const NEAR: usize = 4096;
    let text = &text[..text.floor_char_boundary(line.len() + NEAR)];
    // Nearly every line is the next one.
    let next = text.trim_start();
    if next.starts_with(line) { Some(text.len() - next.len()) } else { text.find(line) }
}

#[cfg(test)]
mod tests;
