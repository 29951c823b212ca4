//! Occurrences of an address in items that belong to another person or to none: answers, remarks, notices.

use model::registration::RegistrationId;
use registry::{StoredItem, StoredKind, StoredText};
use serde_json::{Value, json};

use super::address::{Addresses, Match};

/// Number of characters shown around the address in a long text.
const SHOWN: usize = 160;

/// The texts of an item that mention the person.
#[derive(Clone, Debug)]
pub(crate) struct Mentions {
    /// The item as stored.
    pub(crate) item: StoredItem,
    texts: Vec<Mention>,
}

/// A text that mentions the person.
#[derive(Clone, Debug)]
struct Mention {
    text: StoredText,
    how: Match,
}

/// Identifies a text, to record the decision about it. It stays the same when another text changes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct TextPlace {
    /// The key of its item.
    item: Vec<String>,
    /// Its path within the item.
    path: String,
}

impl Mentions {
    /// Finds the texts of an item that mention the person, except at paths that are handled separately.
    pub(crate) fn of(item: &StoredItem, addresses: &Addresses, except: &[String]) -> Option<Mentions> {
        let mut texts = item.texts();
        texts.retain(|text| !except.contains(&text.path));
        // A notice is sent to everyone, so none of it is one person's own data.
        let is_for_all = item.sort() == "notice";
        let texts: Vec<_> = texts
            .into_iter()
            .filter_map(|text| {
                let how = match addresses.in_text(&text.text)? {
                    Match::Whole if is_for_all => Match::Part,
                    how => how,
                };
                Some(Mention { text, how })
            })
            .collect();
        (!texts.is_empty()).then(|| Mentions { item: item.clone(), texts })
    }

    /// Keeps only the texts with this kind of match.
    pub(crate) fn that_are(&self, how: Match) -> impl Iterator<Item = &StoredText> {
        self.texts.iter().filter(move |mention| mention.how == how).map(|mention| &mention.text)
    }

    /// Returns the place of a text.
    pub(crate) fn place(&self, text: &StoredText) -> TextPlace {
        TextPlace { item: self.item.key_parts().map(str::to_owned).collect(), path: text.path.clone() }
    }

    /// Returns each text as JSON.
    pub(crate) fn json(&self) -> impl Iterator<Item = Value> {
        self.texts.iter().map(|Mention { text, how }| {
            json!({
                "in": kind(&self.item),
                "workshop": self.item.workshop().map(|workshop| workshop.as_str().to_owned()),
                "reference": reference(&self.item),
                "path": text.path,
                "text": text.text,
                "match": match how {
                    Match::Whole => "exact",
                    Match::Part => "partial",
                    Match::Similar => "similar",
                },
            })
        })
    }
}

/// Describes an item, for example ``registration 0a1b2c3d for `proximite` ``.
pub(crate) fn described(item: &StoredItem) -> String {
    let mut text = kind(item).to_owned();
    if let Some(reference) = reference(item) {
        text.push_str(&format!(" {reference}"));
    }
    if let Some(workshop) = item.workshop() {
        text.push_str(&format!(" of `{workshop}`"));
    }
    text
}

/// Shortens a text to one terminal line, without line breaks or control characters.
pub(crate) fn excerpt(text: &str) -> String {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let at = line.find('@').unwrap_or(0);
    let before = line[..at].chars().count();
    let skipped = before.saturating_sub(SHOWN / 2);
    let shown: String = line.chars().skip(skipped).take(SHOWN).collect();
    let start = if skipped > 0 { "…" } else { "" };
    let end = if line.chars().count() > skipped + SHOWN { "…" } else { "" };
    format!("{start}{}{end}", shown.trim())
}

fn kind(item: &StoredItem) -> &'static str {
    match item.kind() {
        StoredKind::Registration => "registration",
        StoredKind::FormAnswer { .. } => "answer",
        StoredKind::Mail { .. } => "mail",
        StoredKind::Participation { .. } => "participation",
        StoredKind::Counter => "counter",
        StoredKind::Quota => "quota",
        StoredKind::Other if item.sort() == "notice" => "notice",
        StoredKind::Other => "other",
    }
}

/// Returns the digits that organisers use to find the item. The full identifier is the registrant's secret.
fn reference(item: &StoredItem) -> Option<String> {
    let id = match item.kind() {
        StoredKind::FormAnswer { id, .. } => id,
        StoredKind::Mail { registration } | StoredKind::Participation { registration } => registration,
        StoredKind::Registration => item.key_parts().last()?,
        StoredKind::Other => return Some(item.key_parts().last()?.chars().take(8).collect()),
        StoredKind::Counter | StoredKind::Quota => return None,
    };
    let whole = id.parse::<RegistrationId>().map(|id| id.reference().to_owned());
    // An unknown key is described by its beginning.
    Some(whole.unwrap_or_else(|_| id.chars().take(8).collect()))
}
