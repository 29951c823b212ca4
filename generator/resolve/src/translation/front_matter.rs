//! The front matter of a workshop's `index.<language>.md`.

use diagnostics::suggestion;
use markdown::Typography;
use model::programme::Workshop;
use yaml::{Fields, KeyValue, Node, Reader};

use super::super::prose;

/// The texts of a workshop's front matter in a further language.
pub(super) struct WorkshopTexts {
    title: String,
    subtitle: Option<String>,
    programme: Option<String>,
    ordinal: Option<String>,
    summary: String,
    audience: Option<String>,
}

/// Reads the texts of a workshop, without the names of its fees.
pub(super) fn texts(
    reader: &mut Reader<'_>,
    fields: &mut Fields<'_>,
    typography: Typography,
) -> Option<WorkshopTexts> {
    let prose = prose(typography);
    let title = fields.required(reader, "title", prose);
    let subtitle = fields.optional(reader, "subtitle", prose);
    let programme = fields.optional(reader, "programme", prose);
    let ordinal = fields.optional(reader, "ordinal", prose);
    let summary = fields.required(reader, "summary", prose);
    let audience = fields.optional(reader, "audience", prose);
    fields.optional(reader, "topics", no_topics);
    fields.optional(reader, "fees", |_, _| Some(()));
    Some(WorkshopTexts { title: title?, subtitle, programme, ordinal, summary: summary?, audience })
}

/// Returns the workshop with its translated texts, and whether all its fees have translated names.
pub(super) fn head(
    reader: &mut Reader<'_>,
    fields: &mut Fields<'_>,
    workshop: &Workshop,
    is_incomplete: bool,
    typography: Typography,
) -> Option<(Workshop, bool)> {
    let texts = texts(reader, fields, typography);
    let mut translated = workshop.clone();
    let named = fields.optional(reader, "fees", |reader, node| {
        fees(reader, node, &mut translated, is_incomplete, typography)
    });
    let fees = translated.offer.as_ref().map_or(0, |offer| offer.fees.len());
    let WorkshopTexts { title, subtitle, programme, ordinal, summary, audience } = texts?;
    let translated = Workshop { title, subtitle, programme, ordinal, summary, audience, ..translated };
    Some((translated, named.unwrap_or(0) == fees))
}

fn no_topics(reader: &mut Reader<'_>, node: &Node) -> Option<()> {
    let hint = "remove them here, and translate them in `content/site.yaml`, under `topics` of the language";
    reader.refuse(&node.span, "topics are translated in `site.yaml`, not in a workshop", hint);
    None
}

/// Reads the names of fees by category, and returns how many there are. If the workshop has problems, not all of its
/// categories are known.
fn fees(
    reader: &mut Reader<'_>,
    node: &Node,
    workshop: &mut Workshop,
    is_incomplete: bool,
    typography: Typography,
) -> Option<usize> {
    let fees = workshop.offer.as_mut().map_or(&mut [][..], |offer| &mut offer.fees);
    let pairs = reader.pairs(node)?;
    for KeyValue { key, key_span, node } in pairs {
        let Some(fee) = fees.iter_mut().find(|fee| fee.category.as_str() == key) else {
            if is_incomplete {
                continue;
            }
            let names = fees.iter().map(|fee| fee.category.as_str());
            let hint = suggestion::hint(key, names, "name a category of `registration.yaml`");
            reader.refuse(key_span, format!("there is no fee with the category `{key}`"), hint);
            continue;
        };
        let Some(mut fields) = reader.fields(node) else { continue };
        let label = fields.required(reader, "label", prose(typography));
        // Without the note, readers of this language would not know what the amount is for.
        fee.note = fields.required_if(fee.note.is_some(), reader, "note", prose(typography));
        fields.finish(reader);
        (fee.label, fee.language) = (label.unwrap_or_default(), None);
    }
    Some(pairs.len())
}
