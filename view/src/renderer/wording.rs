//! The words and formats of a language, and how templates ask for them.

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::civil::Date;
use tera::{Error, Kwargs, TeraResult, Value};

use super::RenderError;
use crate::format::{DateStyle, Formats};
use crate::theme::Theme;
use crate::words::Words;

/// The words of a language and its formats of dates, times and amounts, which functions and filters of templates use.
#[derive(Debug)]
pub struct Wording {
    pub(super) words: Words,
    pub(super) formats: Formats,
}

impl Wording {
    /// Prepares the words of a language with this tag, by their keys, and the formats for the time zone with this IANA
    /// name.
    ///
    /// # Errors
    ///
    /// Returns [`RenderError`] if the language or time zone is unknown.
    pub fn new(
        language: &str,
        time_zone: &str,
        words: BTreeMap<String, String>,
    ) -> Result<Wording, RenderError> {
        Ok(Wording { words: Words::new(language, words)?, formats: Formats::new(language, time_zone)? })
    }

    /// Prepares the words and formats of a theme.
    ///
    /// # Errors
    ///
    /// Returns [`RenderError`] if the language or time zone is unknown.
    pub fn of(theme: &Theme) -> Result<Wording, RenderError> {
        Wording::new(&theme.site.language, &theme.time_zone, theme.words.clone())
    }

    /// Returns the words of the language.
    pub fn words(&self) -> &Words {
        &self.words
    }

    /// Returns the formats of dates, times and amounts in the language.
    pub fn formats(&self) -> &Formats {
        &self.formats
    }

    pub(super) fn date(&self, date: Date, style: Option<String>) -> TeraResult<String> {
        let style = match style.as_deref() {
            None | Some("full") => DateStyle::Full,
            Some("long") => DateStyle::Long,
            Some("day") => DateStyle::Day,
            Some("month") => DateStyle::Month,
            Some(other) => return Err(Error::message(format!("unknown date style `{other}`"))),
        };
        Ok(self.formats.date(date, style))
    }

    /// Returns the text that a call of `t` asks for. Templates call it a hundred times for a page.
    pub(super) fn text(&self, arguments: &Kwargs) -> TeraResult<String> {
        let (mut key, mut count, mut texts) = (None, None, Vec::new());
        for (name, value) in arguments.iter() {
            match name.as_str() {
                Some("key") => key = value.as_str(),
                Some("count") => {
                    let number = value.as_u64();
                    count = Some(number.ok_or_else(|| Error::message("`count` must be a whole number"))?);
                }
                Some(name) => texts.push((name, text_of(name, value)?)),
                None => {}
            }
        }
        let key = key.ok_or_else(|| Error::message("`t` needs a text argument `key`"))?;
        let parameters: Vec<_> = texts.iter().map(|(name, text)| (*name, text.as_ref())).collect();
        match count {
            Some(count) => self.words.plural(key, count, &parameters),
            None => self.words.text(key, &parameters),
        }
        .map_err(super::message)
    }
}

/// Returns an argument of `t` as text.
fn text_of<'a>(name: &str, value: &'a Value) -> TeraResult<Cow<'a, str>> {
    let number = || value.as_u64().map(|number| Cow::Owned(number.to_string()));
    let text = value.as_str().map(Cow::Borrowed).or_else(number);
    text.ok_or_else(|| Error::message(format!("`{name}` must be a text or a whole number")))
}
