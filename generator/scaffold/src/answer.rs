//! Answers of editors, read as the values of content files are. An error has the message and the hint of the same rule.

use diagnostics::{Diagnostics, Note, Phrase, SourceFile, ToolLanguage};
use jiff::civil::{Date, Time};
use yaml::{Node, Reader, Value};

/// The name of the file that messages about an answer would point into.
const ANSWER: &str = "answer";

/// Reads a text.
pub fn text(answer: &str) -> Result<String, Phrase> {
    read(answer, yaml::text)
}

/// Reads a date such as `2027-09-14`.
pub fn date(answer: &str) -> Result<Date, Phrase> {
    read(answer, yaml::date)
}

/// Reads a time of day and returns it as content files have it, such as `"10:00"`.
pub fn time(answer: &str) -> Result<String, Phrase> {
    let time: Time = read(answer, yaml::time)?;
    Ok(format!("\"{:02}:{:02}\"", time.hour(), time.minute()))
}

/// Reads an identifier.
pub fn slug(answer: &str) -> Result<String, Phrase> {
    read(answer, yaml::slug).map(|slug| slug.to_string())
}

/// Reads an amount such as `500 EUR`.
pub fn amount(answer: &str) -> Result<String, Phrase> {
    read(answer, yaml::amount).map(|_| answer.trim().to_owned())
}

/// Reads a number of seats.
pub fn seats(answer: &str) -> Result<u32, Phrase> {
    read(answer, yaml::count_up_to(100_000))
}

/// Returns the keys at the root of a YAML file, such as the names of venues.
pub fn keys(text: &str) -> Vec<String> {
    let file = SourceFile::new(ANSWER, text);
    match yaml::parse_file(&file, &mut Diagnostics::default()).map(|node| node.value) {
        Some(Value::Mapping(pairs)) => pairs.into_iter().map(|pair| pair.key).collect(),
        _ => Vec::new(),
    }
}

fn read<T>(answer: &str, read: impl Fn(&mut Reader<'_>, &Node) -> Option<T>) -> Result<T, Phrase> {
    let (file, mut problems) = (SourceFile::new(ANSWER, answer), Diagnostics::default());
    let node = Node { span: 0..answer.len(), value: Value::Scalar(answer.to_owned()), cut: None };
    let value = read(&mut Reader::new(&file, &mut problems), &node);
    let text = |language| match problems.notes(language).into_iter().next() {
        Some(Note { message, hint: Some(hint), .. }) => format!("{message} ({hint})"),
        Some(Note { message, .. }) => message,
        None => String::new(),
    };
    value.ok_or_else(|| Phrase::new(text(ToolLanguage::English), text(ToolLanguage::French)))
}
