//! The words and formats of a language, and how templates ask for them.

use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::Date;
use serde::de::{Error, Unexpected, Visitor};
use serde::{Deserialize, Deserializer};
use tera::TeraResult;

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
            Some(other) => return Err(tera::Error::message(format!("unknown date style `{other}`"))),
        };
        Ok(self.formats.date(date, style))
    }

    pub(super) fn text(&self, mut parameters: BTreeMap<String, Parameter>) -> TeraResult<String> {
        let Some(Parameter::Text(key)) = parameters.remove("key") else {
            return Err(tera::Error::message("`t` needs a text argument `key`"));
        };
        let count = match parameters.remove("count") {
            Some(Parameter::Number(count)) => Some(count),
            Some(Parameter::Text(_)) => return Err(tera::Error::message("`count` must be a whole number")),
            None => None,
        };
        let texts: Vec<_> = parameters.iter().map(|(name, value)| (name, value.to_string())).collect();
        let parameters: Vec<_> = texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        match count {
            Some(count) => self.words.plural(&key, count, &parameters),
            None => self.words.text(&key, &parameters),
        }
        .map_err(super::message)
    }
}

/// An argument of `t`: a whole number or a text.
pub(super) enum Parameter {
    Number(u64),
    Text(String),
}

/// Written by hand, because templates ask for thousands of texts: a derived implementation would first try to read each as
/// a number, and write a message about the failure.
impl<'de> Deserialize<'de> for Parameter {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Parameter, D::Error> {
        deserializer.deserialize_any(ParameterVisitor)
    }
}

struct ParameterVisitor;

impl Visitor<'_> for ParameterVisitor {
    type Value = Parameter;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a text or a whole number")
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Parameter, E> {
        Ok(Parameter::Number(number))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Parameter, E> {
        let is_negative = |_| E::invalid_value(Unexpected::Signed(number), &self);
        u64::try_from(number).map(Parameter::Number).map_err(is_negative)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Parameter, E> {
        Ok(Parameter::Text(text.to_owned()))
    }
}

impl fmt::Display for Parameter {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Parameter::Number(number) => number.fmt(formatter),
            Parameter::Text(text) => text.fmt(formatter),
        }
    }
}
