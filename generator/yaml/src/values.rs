//! Reads single values: each function reads a node as one type, or reports the problem and returns `None`.

use std::ops::Range;

use diagnostics::suggestion::nearest;
use jiff::civil::{Date, Time};
use model::contact::{Email, InvalidEmail, Telephone};
use model::slug::Slug;

use super::civil::{parse_date, parse_time};
use super::comment::refuse_cut;
use super::fields::listed;
use super::mistyped::{mistyped_date, mistyped_moment, mistyped_time};
use super::shape::{Shape, TextKind};
use super::{Node, Reader, Spanned, Value};
use crate::limits;

/// Reads a non-empty text and trims it. A text that a `#` cuts off is reported.
pub fn text(reader: &mut Reader<'_>, node: &Node) -> Option<String> {
    text_as(reader, node, TextKind::Line)
}

/// Reads a text as [`text`] does, and describes it as one of this kind. The caller checks its form.
pub fn text_as(reader: &mut Reader<'_>, node: &Node, kind: TextKind) -> Option<String> {
    if reader.records(|| Shape::Text(kind)) {
        return None;
    }
    let is_cut = refuse_cut(reader, node);
    if is_cut && matches!(node.value, Value::Null) { None } else { word(reader, node) }
}

/// Reads a text as [`text`] does, for values with their own syntax, which cannot contain a comment after them.
pub(super) fn word(reader: &mut Reader<'_>, node: &Node) -> Option<String> {
    match &node.value {
        Value::Scalar(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        Value::Scalar(_) | Value::Null => {
            let hint = "write a text after the colon, or remove the line if the key is optional";
            reader.refuse(&node.span, "a text is missing here", hint);
            None
        }
        other => {
            let message = format!("expected a text, found {}", other.kind());
            let hint =
                "write the text after the colon, with quotes around it if it starts with `[`, `{` or `-`";
            reader.refuse(&node.span, message, hint);
            None
        }
    }
}

/// Reads Markdown, which may be empty, with its place.
pub fn markdown(reader: &mut Reader<'_>, node: &Node) -> Option<Spanned<String>> {
    if reader.records(|| Shape::Text(TextKind::Markdown)) {
        return None;
    }
    refuse_cut(reader, node);
    match &node.value {
        Value::Null => Some(String::new()),
        Value::Scalar(text) => Some(text.clone()),
        _ => word(reader, node),
    }
    .map(|value| Spanned { value, span: node.span.clone() })
}

/// Reads a value and keeps its place.
pub fn spanned<T>(
    read: impl Fn(&mut Reader<'_>, &Node) -> Option<T>,
) -> impl Fn(&mut Reader<'_>, &Node) -> Option<Spanned<T>> {
    move |reader, node| {
        let span = node.span.clone();
        read(reader, node).map(|value| Spanned { value, span })
    }
}

/// Reads a list with `read` for each item. Unreadable items are omitted.
pub fn list<T>(
    read: impl Fn(&mut Reader<'_>, &Node) -> Option<T>,
) -> impl Fn(&mut Reader<'_>, &Node) -> Option<Vec<T>> {
    move |reader, node| {
        if reader.records_list(None, &read) {
            return None;
        }
        match &node.value {
            Value::Sequence(items) => Some(items.iter().filter_map(|item| read(reader, item)).collect()),
            Value::Null => {
                refuse_cut(reader, node);
                Some(Vec::new())
            }
            other => {
                let message = format!("expected a list, found {}", other.kind());
                let hint = "write each item on its own line, starting with `- `";
                reader.refuse(&node.span, message, hint);
                None
            }
        }
    }
}

/// Reads a list as [`list`] does, of at most `most` items. The surplus is reported once and not read.
pub fn list_up_to<T>(
    most: usize,
    read: impl Fn(&mut Reader<'_>, &Node) -> Option<T>,
) -> impl Fn(&mut Reader<'_>, &Node) -> Option<Vec<T>> {
    move |reader, node| {
        if reader.records_list(Some(most), &read) {
            return None;
        }
        let Value::Sequence(items) = &node.value else { return list(&read)(reader, node) };
        if let Some(surplus) = items.get(most) {
            let message = format!("this list has {} items, but at most {most} are allowed", items.len());
            reader.refuse(&surplus.span, message, "remove this item and those below it");
        }
        Some(items.iter().take(most).filter_map(|item| read(reader, item)).collect())
    }
}

/// Reads one of several keywords, each of which stands for a value.
pub fn one_of<T: Copy>(words: &'static [(&'static str, T)]) -> impl Fn(&mut Reader<'_>, &Node) -> Option<T> {
    move |reader, node| {
        if reader.records(|| Shape::Keyword(words.iter().map(|(name, _)| *name).collect())) {
            return None;
        }
        let word = word(reader, node)?;
        let found = words.iter().find(|(name, _)| *name == word);
        if found.is_none() {
            let names: Vec<_> = words.iter().map(|(name, _)| *name).collect();
            let hint = match nearest(&word, names.iter().copied()) {
                Some(name) => format!("did you mean `{name}`?"),
                None => format!("write one of {}", listed(&names)),
            };
            reader.refuse(&node.span, format!("`{word}` is not a valid value"), hint);
        }
        found.map(|(_, value)| *value)
    }
}

/// Reads `true` or `false`.
pub fn boolean(reader: &mut Reader<'_>, node: &Node) -> Option<bool> {
    if reader.records(|| Shape::Boolean) {
        return None;
    }
    one_of(&[("true", true), ("false", false)])(reader, node)
}

/// Reads an identifier.
pub fn slug(reader: &mut Reader<'_>, node: &Node) -> Option<Slug> {
    slug_as(reader, node, TextKind::Slug)
}

/// Reads the identifier of something that is defined elsewhere: `to` names what it is, such as `venue`.
pub fn reference(to: &'static str) -> impl Fn(&mut Reader<'_>, &Node) -> Option<Slug> {
    move |reader, node| slug_as(reader, node, TextKind::Reference(to))
}

fn slug_as(reader: &mut Reader<'_>, node: &Node, kind: TextKind) -> Option<Slug> {
    if reader.records(|| Shape::Text(kind)) {
        return None;
    }
    let text = word(reader, node)?;
    slug_of(reader, &text, &node.span)
}

/// Reads an identifier from `text` at `span`, such as a key.
pub fn slug_of(reader: &mut Reader<'_>, text: &str, span: &Range<usize>) -> Option<Slug> {
    match text.parse() {
        Ok(slug) => Some(slug),
        Err(error) => {
            let hint = match Slug::from_text(text) {
                Some(slug) => format!("write `{slug}`"),
                None => "write lower-case letters, digits and hyphens between them".to_owned(),
            };
            reader.refuse(span, format!("`{text}` is not an identifier: {error}"), hint);
            None
        }
    }
}

/// Reads a date.
pub fn date(reader: &mut Reader<'_>, node: &Node) -> Option<Date> {
    if reader.records(|| Shape::Text(TextKind::Date)) {
        return None;
    }
    let text = word(reader, node)?;
    let date = parse_date(&text);
    if date.is_some_and(|date| !limits::YEARS.contains(&date.year())) {
        refuse_year(reader, node, &text);
        return None;
    }
    if date.is_none() {
        let hint = match mistyped_date(&text) {
            Some(date) => format!("write `{date}`"),
            None => "write year-month-day, such as `2027-09-14`".to_owned(),
        };
        reader.refuse(&node.span, format!("`{text}` is not a valid date"), hint);
    }
    date
}

/// Reads a time of day.
pub fn time(reader: &mut Reader<'_>, node: &Node) -> Option<Time> {
    if reader.records(|| Shape::Text(TextKind::Time)) {
        return None;
    }
    let text = word(reader, node)?;
    let time = parse_time(&text);
    if time.is_none() {
        let hint = match mistyped_time(&text) {
            Some(time) => format!("write \"{time}\""),
            None => "write hours and minutes, such as \"10:00\"".to_owned(),
        };
        reader.refuse(&node.span, format!("`{text}` is not a time of day"), hint);
    }
    time
}

/// Reads a date with an optional time of day.
pub fn date_and_time(reader: &mut Reader<'_>, node: &Node) -> Option<(Date, Option<Time>)> {
    if reader.records(|| Shape::Text(TextKind::Moment)) {
        return None;
    }
    let text = word(reader, node)?;
    let moment = match text.split_once([' ', 'T']) {
        Some((date, time)) => parse_date(date).zip(parse_time(time.trim()).map(Some)),
        None => parse_date(&text).map(|date| (date, None)),
    };
    if moment.is_some_and(|(date, _)| !limits::YEARS.contains(&date.year())) {
        refuse_year(reader, node, &text);
        return None;
    }
    if moment.is_none() {
        let hint = match mistyped_moment(&text) {
            Some(moment) => format!("write `{moment}`"),
            None => "write `2027-09-14`, or with a time of day `2027-09-14 09:00`".to_owned(),
        };
        reader.refuse(&node.span, format!("`{text}` is not a valid date"), hint);
    }
    moment
}

fn refuse_year(reader: &mut Reader<'_>, node: &Node, text: &str) {
    let (first, last) = limits::YEARS.into_inner();
    let hint = match mistyped_moment(text) {
        Some(moment) => format!("write `{moment}`"),
        None => format!("write a year from {first} to {last}"),
    };
    reader.refuse(&node.span, format!("the year of `{text}` is out of range"), hint);
}

/// Reads an e-mail address and returns it in readable form, with A-labels decoded.
pub fn email(reader: &mut Reader<'_>, node: &Node) -> Option<String> {
    if reader.records(|| Shape::Text(TextKind::Email)) {
        return None;
    }
    let text = word(reader, node)?;
    match Email::parse(&text) {
        Ok(email) => Some(email.readable()),
        Err(error) => {
            let message = format!("`{text}` is not an e-mail address");
            let hint = match error {
                InvalidEmail::Form => "write it like `contact@club.example`",
                InvalidEmail::LocalPart => "use ASCII letters before the `@`, as in `contact@club.example`",
            };
            reader.refuse(&node.span, message, hint);
            None
        }
    }
}

/// Reads a telephone number.
pub fn telephone(reader: &mut Reader<'_>, node: &Node) -> Option<String> {
    let text = text_as(reader, node, TextKind::Telephone)?;
    if Telephone::parse(&text).is_err() {
        let message = format!("`{text}` is not a telephone number");
        reader.refuse(&node.span, message, "write it like `+33 1 23 45 67 89`, in quotes");
        return None;
    }
    Some(text)
}

/// Reads an address that starts with `https://` or `http://`.
pub fn web_address(reader: &mut Reader<'_>, node: &Node) -> Option<String> {
    if reader.records(|| Shape::Text(TextKind::WebAddress)) {
        return None;
    }
    let text = word(reader, node)?;
    if !addresses::is_web_address(&text) {
        let message = format!("`{text}` is not a web address");
        let hint = addresses::write_or(&text, "write the full address, such as `https://club.example/page`");
        reader.refuse(&node.span, message, hint);
        return None;
    }
    Some(text)
}
