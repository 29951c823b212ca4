//! `Found`: the differences about one subject, as they are found; and `Both`, the same thing in both states.

use crate::text_edit::edit;
use crate::{Difference, Kind, Subject, Value};

/// The same thing in both states.
#[derive(Debug)]
pub(super) struct Both<'a, T: ?Sized> {
    pub(super) before: &'a T,
    pub(super) after: &'a T,
}

impl<T: ?Sized> Clone for Both<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: ?Sized> Copy for Both<'_, T> {}

impl<'a, T> Both<'a, T> {
    /// Returns a part of the thing.
    pub(super) fn map<U>(self, part: impl Fn(&'a T) -> &'a U) -> Both<'a, U> {
        Both { before: part(self.before), after: part(self.after) }
    }
}

/// The differences about a subject, and the place in it where the next one is.
pub(super) struct Found {
    subject: Subject,
    pub(super) session: Option<usize>,
    pub(super) language: Option<String>,
    pub(super) name: Option<String>,
    list: Vec<Difference>,
}

impl Found {
    /// Starts with no differences about a subject.
    pub(super) fn about(subject: Subject) -> Found {
        Found { subject, session: None, language: None, name: None, list: Vec::new() }
    }

    /// Returns the differences.
    pub(super) fn into_list(self) -> Vec<Difference> {
        self.list
    }

    /// Returns the number of differences so far.
    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    /// Adds a difference between values, if there is one.
    pub(super) fn values(&mut self, kind: Kind, before: Option<Value>, after: Option<Value>) {
        if before != after {
            self.push(kind, before, after);
        }
    }

    /// Adds a difference whose sentence depends only on a choice.
    pub(super) fn choice(&mut self, kind: Kind, choice: &'static str) {
        self.push(kind, None, Some(Value::Choice(choice)));
    }

    /// Adds a difference whose sentence depends only on the later choice, if the choices differ.
    pub(super) fn choices(&mut self, kind: Kind, before: &'static str, after: &'static str) {
        if before != after {
            self.choice(kind, after);
        }
    }

    /// Adds a difference between short texts, if there is one. An empty text is none.
    pub(super) fn text(&mut self, kind: Kind, before: &str, after: &str) {
        let value = |text: &str| Some(Value::Text(text.to_owned())).filter(|_| !text.is_empty());
        self.values(kind, value(before), value(after));
    }

    /// Adds a difference between short texts that every valid state has. An empty text could not be read.
    pub(super) fn required(&mut self, kind: Kind, before: &str, after: &str) {
        if !before.is_empty() && !after.is_empty() {
            self.text(kind, before, after);
        }
    }

    /// Adds a difference between long texts, if there is one. An empty text is none.
    pub(super) fn edit(&mut self, kind: Kind, before: &str, after: &str) {
        let Some(edit) = edit(before, after) else { return };
        match (before.trim().is_empty(), after.trim().is_empty()) {
            (true, true) => {}
            (true, false) => self.push(kind, None, Some(Value::Words(edit.added))),
            (false, true) => self.push(kind, Some(Value::Words(edit.removed)), None),
            (false, false) => self.push(kind, None, Some(Value::Edit(edit))),
        }
    }

    /// Adds a file that was replaced by another one of the same name.
    pub(super) fn replaced(&mut self, kind: Kind, name: &str) {
        let value = || Some(Value::Text(name.to_owned()));
        self.push(kind, value(), value());
    }

    /// Adds the entries of lists that only one of them has.
    pub(super) fn entries(&mut self, kind: Kind, lists: Both<'_, [String]>) {
        let value = |entry: &String| Some(Value::Text(entry.clone()));
        for entry in lists.before.iter().filter(|entry| !lists.after.contains(entry)) {
            self.push(kind, value(entry), None);
        }
        for entry in lists.after.iter().filter(|entry| !lists.before.contains(entry)) {
            self.push(kind, None, value(entry));
        }
    }

    fn push(&mut self, kind: Kind, before: Option<Value>, after: Option<Value>) {
        self.list.push(Difference {
            subject: self.subject.clone(),
            // `compare` marks subjects that are hidden.
            hidden: false,
            session: self.session,
            language: self.language.clone(),
            kind,
            name: self.name.clone(),
            before,
            after,
        });
    }
}
