//! Content lines (RFC 5545, 3.1): names, parameters and values, escaped, in lines of at most 75 octets.
//!
//! Written here and not by the crate `icalendar`, which the tests read the files with: its version 0.17 folds a line so
//! that the last part may have 76 octets, never ends with some texts full of no-break spaces, and gives a `VTIMEZONE`
//! the time of the clock and a random `UID`.

/// Longest line in octets, without its end (RFC 5545, 3.1).
const LONGEST: usize = 75;

/// Lines of a file in the order in which they were added.
#[derive(Debug, Default)]
pub(super) struct Lines(String);

impl Lines {
    /// The text of the file.
    pub(super) fn into_text(self) -> String {
        self.0
    }

    /// Adds the component `name` with the lines that `add` adds.
    pub(super) fn component(&mut self, name: &str, add: impl FnOnce(&mut Lines)) {
        self.raw("BEGIN", name);
        add(self);
        self.raw("END", name);
    }

    /// Adds a property whose value is a text (RFC 5545, 3.3.11), without control characters that have no place there.
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

    /// Adds a property whose value is anything but a text and stands as it is.
    pub(super) fn raw(&mut self, name: &str, value: &str) {
        self.fold(&format!("{name}:{value}"));
    }

    /// Adds such a property with a parameter. Quotes and control characters, which RFC 5545, 3.2, cannot express there,
    /// are replaced and left out.
    pub(super) fn with_parameter(&mut self, name: &str, parameter: (&str, &str), value: &str) {
        let (key, text) = parameter;
        let text: String =
            text.chars().filter(|c| !c.is_control()).map(|c| if c == '"' { '\'' } else { c }).collect();
        let quote = if text.contains([':', ';', ',']) { "\"" } else { "" };
        self.fold(&format!("{name};{key}={quote}{text}{quote}:{value}"));
    }

    /// Adds a line in as many parts as it needs, none of which splits a character.
    fn fold(&mut self, line: &str) {
        let mut length = 0;
        for character in line.chars() {
            if length + character.len_utf8() > LONGEST {
                self.0.push_str("\r\n ");
                length = 1;
            }
            self.0.push(character);
            length += character.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}
