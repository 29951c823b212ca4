//! `Report`: the differences as text, as Markdown for a comment, and as JSON.

use diagnostics::{ToolLanguage, visible_lines};
use serde::Serialize;
use view::format::FormatsError;
use view::words::WordsError;

use crate::sentence::{below_heading, heading, whole};
use crate::words::Wording;
use crate::{Difference, Subject};

/// The differences, and the words for them.
#[derive(Debug)]
pub struct Report<'a> {
    differences: &'a [Difference],
    language: ToolLanguage,
    wording: Wording,
}

/// The reason why a report cannot be written: its words, which are part of the program, are wrong.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The words are not valid JSON, or a value cannot be written as JSON.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    /// A text is missing.
    #[error(transparent)]
    Words(#[from] WordsError),
    /// The time zone is unknown.
    #[error(transparent)]
    Formats(#[from] FormatsError),
}

/// The longest report in Markdown, in characters: GitHub takes comments of up to 65,536.
const LONGEST_COMMENT: usize = 60_000;

/// A difference with its sentence.
#[derive(Serialize)]
struct Worded<'a> {
    #[serde(flatten)]
    difference: &'a Difference,
    sentence: String,
}

/// The differences in JSON.
#[derive(Serialize)]
struct Document<'a> {
    language: &'static str,
    differences: Vec<Worded<'a>>,
}

/// The differences about a subject.
struct Group<'a> {
    subject: &'a Subject,
    hidden: bool,
    differences: Vec<&'a Difference>,
}

impl<'a> Report<'a> {
    /// Prepares a report in a language, with instants in an IANA time zone.
    ///
    /// # Errors
    ///
    /// Returns an error if the time zone is unknown.
    pub fn new(
        differences: &'a [Difference],
        language: ToolLanguage,
        time_zone: &str,
    ) -> Result<Report<'a>, ReportError> {
        Ok(Report { differences, language, wording: Wording::new(language, time_zone)? })
    }

    /// Returns the whole sentence about each difference.
    ///
    /// # Errors
    ///
    /// Returns an error if a word is missing.
    pub fn sentences(&self) -> Result<Vec<String>, ReportError> {
        let sentences = self.differences.iter().map(|difference| whole(difference, &self.wording));
        Ok(sentences.collect::<Result<_, _>>()?)
    }

    /// Returns the report for a terminal: a heading for each subject, with a line for each difference.
    ///
    /// # Errors
    ///
    /// Returns an error if a word is missing.
    pub fn text(&self) -> Result<String, ReportError> {
        let words = &self.wording.words;
        if self.differences.is_empty() {
            return Ok(words.text("report.nothing", &[])?);
        }
        let mut text = words.text("report.title", &[])?;
        for group in self.groups() {
            text.push_str(&format!("\n\n{}", self.heading(&group)?));
            for line in self.lines(&group)? {
                text.push_str(&format!("\n  - {line}"));
            }
        }
        let count = words.plural("report.count", self.differences.len() as u64, &[])?;
        text.push_str(&format!("\n\n{count}"));
        Ok(visible_lines(&text))
    }

    /// Returns the report for a comment or a summary in Markdown. Texts of the site have no effect in it, and what
    /// would exceed the length of a comment is only counted.
    ///
    /// # Errors
    ///
    /// Returns an error if a word is missing.
    pub fn markdown(&self) -> Result<String, ReportError> {
        let words = &self.wording.words;
        let mut text = format!("### {}\n", words.text("report.title-alone", &[])?);
        let mut left = self.differences.len() as u64;
        if self.differences.is_empty() {
            text.push_str(&format!("\n{}\n", words.text("report.nothing", &[])?));
        }
        for group in self.groups() {
            let mut before = format!("\n**{}**\n\n", escaped(&self.heading(&group)?));
            for line in self.lines(&group)? {
                let added = format!("{before}- {}\n", escaped(&line));
                if text.chars().count() + added.chars().count() > LONGEST_COMMENT {
                    text.push_str(&format!("\n{}\n", words.plural("report.more", left, &[])?));
                    return Ok(text);
                }
                text.push_str(&added);
                before.clear();
                left -= 1;
            }
        }
        Ok(text)
    }

    /// Returns the differences as JSON: for each, its data and its sentence.
    ///
    /// # Errors
    ///
    /// Returns an error if a word is missing.
    pub fn json(&self) -> Result<String, ReportError> {
        let worded = self.differences.iter().zip(self.sentences()?);
        let differences = worded.map(|(difference, sentence)| Worded { difference, sentence });
        let document = Document { language: self.language.tag(), differences: differences.collect() };
        Ok(serde_json::to_string_pretty(&document)?)
    }

    fn groups(&self) -> Vec<Group<'a>> {
        let mut groups: Vec<Group<'a>> = Vec::new();
        for difference in self.differences {
            match groups.last_mut().filter(|group| *group.subject == difference.subject) {
                Some(group) => group.differences.push(difference),
                None => groups.push(Group {
                    subject: &difference.subject,
                    hidden: difference.hidden,
                    differences: vec![difference],
                }),
            }
        }
        groups
    }

    fn heading(&self, group: &Group<'_>) -> Result<String, WordsError> {
        let heading = heading(group.subject, &self.wording)?;
        match group.hidden {
            true => self.wording.words.text("report.hidden", &[("subject", &heading)]),
            false => Ok(heading),
        }
    }

    fn lines(&self, group: &Group<'_>) -> Result<Vec<String>, WordsError> {
        let line = |difference: &&Difference| Ok(capitalised(&below_heading(difference, &self.wording)?));
        group.differences.iter().map(line).collect()
    }
}

fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => String::new(),
    }
}

/// Returns a text in which nothing is Markdown, HTML or the mention of a user.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' => escaped.push(' '),
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            // GitHub and GitLab look for mentions in the text that a reader sees.
            '@' => escaped.push_str("@\u{200b}"),
            c if "\\`*_{}[]()#+-!|>~^$:".contains(c) => escaped.extend(['\\', c]),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests;
