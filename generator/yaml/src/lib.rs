//! YAML as a small tree of our own in which everything knows its place, and the tools to read values from it.
//!
//! Deserialising with serde would end at the first problem; editors want to hear of all of them at once.
//!
//! It must never know files, or which keys a content file has.

mod civil;
mod comment;
mod fields;
mod limits;
mod mistyped;
mod numbers;
mod parse;
mod structure;
mod values;

use std::ops::Range;
use std::sync::Arc;

use diagnostics::{Diagnostic, SourceFile};

pub use self::comment::Comment;
pub use self::fields::{Fields, Reader};
pub use self::numbers::{amount, count_up_to, integer, number_in_months};
pub use self::parse::parse;
pub use self::values::{
    boolean, date, date_and_time, email, list, list_up_to, markdown, one_of, slug, slug_of, spanned,
    telephone, text, time, web_address,
};

/// A value and where it stands.
#[derive(Debug)]
pub struct Node {
    /// Where it stands, in bytes of the whole file.
    pub span: Range<usize>,
    /// What it is.
    pub value: Value,
    /// What follows a text without quotes and is a comment to YAML, but may be part of the text to its author.
    pub cut: Option<Comment>,
}

/// What a node is.
#[derive(Debug)]
pub enum Value {
    /// Nothing, as after a colon with no text.
    Null,
    /// A text as it was written; numbers and dates are texts here.
    Scalar(String),
    /// A list.
    Sequence(Vec<Node>),
    /// Keys with values, in the order in which they are written.
    Mapping(Vec<Entry>),
}

/// A key with its value.
#[derive(Debug)]
pub struct Entry {
    /// The key, without quotes.
    pub key: String,
    /// The place of the key.
    pub key_span: Range<usize>,
    /// The value.
    pub node: Node,
}

/// A value that remembers where it was read.
#[derive(Clone, Debug)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Its place, in bytes of the whole file.
    pub span: Range<usize>,
}

/// Where a text that may hold Markdown came from, so that a place in it can be told as a place in its file.
#[derive(Clone, Debug)]
pub struct Origin {
    file: Arc<SourceFile>,
    /// Offsets in the text with the offset in the file at which the same characters stand, both ascending.
    steps: Vec<(usize, usize)>,
}

impl Value {
    /// What the value is, for a message.
    pub fn kind(&self) -> &'static str {
        match self {
            Value::Null => "nothing",
            Value::Scalar(_) => "a text",
            Value::Sequence(_) => "a list",
            Value::Mapping(_) => "keys with values",
        }
    }
}

impl Origin {
    /// A text that is the end of its file, from `offset` on.
    pub fn rest_of_file(file: &Arc<SourceFile>, offset: usize) -> Origin {
        Origin { file: Arc::clone(file), steps: vec![(0, offset)] }
    }

    /// A text that was written as the YAML scalar at `span`. Each of its lines is looked up, as a block is
    /// indented; a line that is written otherwise than it reads, as in a folded block, stands for the nearest. Only the
    /// text nearby is searched, so that a long block of such lines is not searched to its end for each of them.
    pub fn of_scalar(file: &Arc<SourceFile>, span: &Range<usize>, text: &str) -> Origin {
        let mut from = span.start;
        let mut steps = vec![(0, span.start)];
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let content = line.trim_end();
            if !content.is_empty()
                && let Some(found) = nearby(&file.text[from..span.end.max(from)], content)
            {
                steps.push((start, from + found));
                from += found + content.len();
            }
            start += line.len();
        }
        Origin { file: Arc::clone(file), steps }
    }

    /// The text from its beginning to the end of its file.
    pub fn rest(&self) -> &str {
        &self.file.text[self.steps[0].1..]
    }

    /// The file that the text is part of.
    pub fn file(&self) -> &Arc<SourceFile> {
        &self.file
    }

    /// A problem with the part of the text at `range`.
    pub fn diagnostic(&self, range: &Range<usize>, message: impl Into<String>) -> Diagnostic {
        let step = self.steps.partition_point(|(text, _)| *text <= range.start);
        let (text, file) = self.steps[step.saturating_sub(1)];
        let start = (file + (range.start - text)).min(self.file.text.len());
        let end = (start + range.len()).min(self.file.text.len());
        Diagnostic::new(&self.file, start..end, message)
    }
}

/// Where a line stands at the beginning of a text.
fn nearby(text: &str, line: &str) -> Option<usize> {
    const NEAR: usize = 4096;
    let end = text.floor_char_boundary(line.len() + NEAR);
    text[..end].find(line)
}

#[cfg(test)]
mod tests;
