//! The placeholders of scheduled mails, such as `{date}`. None of them stands for what a registrant typed, because a mail
//! with that text could be sent to an address that is not proven to be theirs.

use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::rich_text::{Block, Run};

/// A part of a text that is different in each mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr, EnumString, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Placeholder {
    /// The title of the workshop.
    Workshop,
    /// The title of the session.
    Session,
    /// The date of the session.
    Date,
    /// The start and the end of the session.
    Hours,
    /// The venue with its address in one line, or that the session takes place online.
    Place,
    /// A short form of the registration's identifier.
    Reference,
    /// The private information about the session: a list in place of a paragraph, for those who may know it.
    Private,
}

impl Placeholder {
    /// Every placeholder.
    pub const ALL: &[Placeholder] = Placeholder::VARIANTS;

    /// Returns its name, without braces.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// Iterates over the placeholders of a text, each as its name and its position in bytes, with braces. A brace that is
/// not part of one is ordinary text.
pub fn placeholders(text: &str) -> impl Iterator<Item = (std::ops::Range<usize>, &str)> {
    text.match_indices('{').filter_map(|(start, _)| {
        let rest = &text[start + 1..];
        let length = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_')?;
        let is_closed = length > 0 && rest[length..].starts_with('}');
        is_closed.then(|| (start..start + length + 2, &rest[..length]))
    })
}

/// Returns whether a part of a mail's text stands for the private information about the session.
pub fn is_private(block: &Block) -> bool {
    let Block::Paragraph { runs } = block else { return false };
    let [Run { text, .. }] = runs.as_slice() else { return false };
    let text = text.trim();
    let name = placeholders(text).next().filter(|(range, _)| range.len() == text.len());
    name.is_some_and(|(_, name)| name == Placeholder::Private.name())
}

/// Returns a text with the value of each placeholder. Placeholders within values are ordinary text.
pub fn filled(text: &str, value: impl Fn(Placeholder) -> String) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut from = 0;
    for (range, name) in placeholders(text) {
        if let Ok(placeholder) = name.parse() {
            filled.push_str(&text[from..range.start]);
            filled.push_str(&value(placeholder));
            from = range.end;
        }
    }
    filled + &text[from..]
}
