//! Content lines (RFC 5545, 3.1): names, parameters and values, escaped and folded to at most 75 octets.
//!
//! The crate `icalendar` is only used by the tests, to read the files. Version 0.17 sometimes folds the last part
//! of a line to 76 octets, never terminates on some texts full of no-break spaces, and gives `VTIMEZONE` components
//! the current time and a random `UID`.

/// The longest line in octets, without its line break (RFC 5545, 3.1).
const LONGEST: usize = 75;

/// The lines of a file, in order of addition.
#[derive(Debug, Default)]
pub(super) struct Lines(String);

impl Lines {
    /// Returns the text of the file.
    pub(super) fn into_text(self) -> String {
        self.0
    }

    /// Returns whether there are no lines.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds other lines after these.
    pub(super) fn append(&mut self, others: &Lines) {
        self.0.push_str(&others.0);
    }

    /// Adds the component `name` with the lines that `add` adds.
    pub(super) fn component(&mut self, name: &str, add: impl FnOnce(&mut Lines)) {
        self.raw("BEGIN", name);
        add(self);
        self.raw("END", name);
    }

    /// Adds a property with a text value (RFC 5545, 3.3.11). Drops control characters, which such values must not
    /// contain.
    pub(super) fn text(&mut self, name: &str, value: &str) {
        let mut escaped = String::with_capacity(value.len());
        for character in value.chars() {
            match character {
                '\\' | ',' | ';' => escaped.extend(['\\', character]),
                '\n' => escaped.push_str("\\n"),
                '\t' => escaped.push('\t'),
                control if control.is_control() => {}
                other => escaped.push(other),
            }
        }
        self.raw(name, &escaped);
    }

    /// Adds a property whose value is not a text and needs no escaping.
    pub(super) fn raw(&mut self, name: &str, value: &str) {
        self.fold(&format!("{name}:{value}"));
    }

    /// Adds a property with a parameter. Replaces quotes and drops control characters, which RFC 5545, 3.2, cannot
    /// express in parameters.
    pub(super) fn with_parameter(&mut self, name: &str, parameter: (&str, &str), value: &str) {
        let (key, text) = parameter;
        let text: String =
            text.chars().filter(|c| !c.is_control()).map(|c| if c == '"' { '\'' } else { c }).collect();
        let quote = if text.contains([':', ';', ',']) { "\"" } else { "" };
        self.fold(&format!("{name};{key}={quote}{text}{quote}:{value}"));
    }

    /// Adds a line, folded between characters.
    fn fold(&mut self, line: &str) {
        let (mut rest, mut room) = (line, LONGEST);
        while rest.len() > room {
            let (part, after) = rest.split_at(rest.floor_char_boundary(room));
            self.0.push_str(part);
            self.0.push_str("\r\n ");
            // The space that continues the line counts too.
            (rest, room) = (after, LONGEST - 1);
        }
        self.0.push_str(rest);
        self.0.push_str("\r\n");
    }
}
