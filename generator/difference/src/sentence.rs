//! The sentence about a difference.

use jiff::civil::Date;
use model::seat_offer::AcceptWithin;
use view::format::DateStyle;
use view::words::WordsError;

use crate::words::Wording;
use crate::{Difference, Kind, Subject, TextEdit, Value};

/// Returns the heading about a subject, such as `Atelier « Rénover »`.
pub(crate) fn heading(subject: &Subject, wording: &Wording) -> Result<String, WordsError> {
    let title = match subject {
        Subject::Site | Subject::Home => "",
        Subject::Workshop { title, .. }
        | Subject::Page { title, .. }
        | Subject::Speaker { title, .. }
        | Subject::Venue { title, .. } => title,
    };
    wording.words.text(&format!("subject.{}", subject.key()), &[("title", title)])
}

/// Returns the sentence about a difference below the heading about its subject, such as "séance 2 : le 10 janvier devient
/// le 17 janvier". It starts in lower case and ends without a full stop.
pub(crate) fn below_heading(difference: &Difference, wording: &Wording) -> Result<String, WordsError> {
    let predicate = predicate(difference, wording)?;
    let mut place = Vec::new();
    if let Some(number) = difference.session {
        place.push(wording.words.text("session", &[("number", &number.to_string())])?);
    }
    if let Some(tag) = &difference.language {
        let known = wording.words.text(&format!("language.{tag}"), &[]);
        let name = known.or_else(|_| wording.words.text("language.other", &[("language", tag)]));
        place.push(name?);
    }
    match place.is_empty() {
        true => Ok(predicate),
        false => wording.words.text("at", &[("place", &place.join(", ")), ("predicate", &predicate)]),
    }
}

/// Returns the whole sentence: `Atelier « … », séance 2 : le 10 janvier devient le 17 janvier`.
pub(crate) fn whole(difference: &Difference, wording: &Wording) -> Result<String, WordsError> {
    let heading = heading(&difference.subject, wording)?;
    let rest = below_heading(difference, wording)?;
    if difference.session.is_some() || difference.language.is_some() {
        return Ok(format!("{heading}, {rest}"));
    }
    wording.words.text("at", &[("place", &heading), ("predicate", &rest)])
}

fn predicate(difference: &Difference, wording: &Wording) -> Result<String, WordsError> {
    let Difference { name, before, after, .. } = difference;
    let text = |value: &Option<Value>, other: &Option<Value>| match (value, other) {
        (Some(Value::Text(tag)), _) if difference.kind == Kind::SiteLanguage => language_name(tag, wording),
        // A choice alone chooses the sentence.
        (None, _) | (Some(Value::Choice(_)), None) => Ok(String::new()),
        (Some(value), other) => value_text(value, other.as_ref(), wording),
    };
    let (earlier, later) = (text(before, after)?, text(after, before)?);
    let parameters = [("name", name.as_deref().unwrap_or_default()), ("before", &earlier), ("after", &later)];
    wording.words.text(&key(difference), &parameters)
}

/// Returns the name of a language of the site; of one that the report does not know, its tag.
fn language_name(tag: &str, wording: &Wording) -> Result<String, WordsError> {
    let known = wording.words.text(&format!("language-name.{tag}"), &[]);
    known.or_else(|_| wording.words.text("language-name.other", &[("language", tag)]))
}

/// Returns the key of the sentence.
fn key(difference: &Difference) -> String {
    let Difference { subject, session, kind, before, after, .. } = difference;
    let about = match (kind, session, subject) {
        (Kind::Existence, Some(_), _) => "existence.session".to_owned(),
        (Kind::Existence, None, subject) => format!("existence.{}", subject.key()),
        (kind, ..) => kind.key().to_owned(),
    };
    let form = match (before, after) {
        (None, Some(Value::Choice(choice))) => choice,
        (Some(Value::Count(before)), Some(Value::Count(after))) if *kind == Kind::Capacity => {
            if before < after { "raised" } else { "lowered" }
        }
        (None, Some(Value::Edit(_))) => "edited",
        (Some(_), None) => "removed",
        (None, Some(_)) => "added",
        (Some(_), Some(_)) | (None, None) => "changed",
    };
    format!("{about}.{form}")
}

fn value_text(value: &Value, other: Option<&Value>, wording: &Wording) -> Result<String, WordsError> {
    let Wording { words, formats } = wording;
    match value {
        Value::Text(text) => Ok(text.clone()),
        Value::Edit(edit) => edit_text(edit, wording),
        Value::Words(count) => words.plural("words", *count, &[]),
        Value::Date(date) => Ok(formats.date(*date, date_style(*date, other))),
        Value::Hours { start, end } => {
            let (start, end) = (formats.time(*start, words)?, formats.time(*end, words)?);
            words.text("hours", &[("start", &start), ("end", &end)])
        }
        Value::Count(count) => Ok(formats.number(i64::from(*count))),
        Value::Amount(amount) => formats.money(*amount, words),
        Value::Opening(instant) => formats.opening(*instant, words),
        Value::Deadline(instant) => formats.deadline(*instant, words),
        Value::AcceptWithin(AcceptWithin::Hours(hours)) => {
            words.text("time.hours", &[("count", &formats.number(i64::from(*hours)))])
        }
        Value::AcceptWithin(AcceptWithin::WorkingDays(days)) => {
            words.plural("time.working-days", u64::from(*days), &[])
        }
        Value::Choice(choice) => words.text(&format!("choice.{choice}"), &[]),
    }
}

/// Returns the style of a date: without a year beside another one of the same year.
fn date_style(date: Date, other: Option<&Value>) -> DateStyle {
    match other {
        Some(Value::Date(other)) if other.year() == date.year() => DateStyle::Day,
        _ => DateStyle::Long,
    }
}

fn edit_text(edit: &TextEdit, wording: &Wording) -> Result<String, WordsError> {
    let words = &wording.words;
    if let Some(passage) = &edit.passage {
        return words.text("edit.passage", &[("before", &passage.before), ("after", &passage.after)]);
    }
    match (edit.added, edit.removed) {
        (0, 0) => words.text("edit.layout", &[]),
        (added, 0) => words.plural("edit.added", added, &[]),
        (0, removed) => words.plural("edit.removed", removed, &[]),
        (added, removed) => {
            let added = words.plural("edit.added", added, &[])?;
            Ok(format!("{added}, {}", words.plural("edit.also-removed", removed, &[])?))
        }
    }
}

impl Subject {
    /// Returns the key of the kind of subject.
    fn key(&self) -> &'static str {
        match self {
            Subject::Site => "site",
            Subject::Home => "home",
            Subject::Workshop { .. } => "workshop",
            Subject::Page { .. } => "page",
            Subject::Speaker { .. } => "speaker",
            Subject::Venue { .. } => "venue",
        }
    }
}
