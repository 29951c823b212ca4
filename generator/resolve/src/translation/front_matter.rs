//! The front matter of a workshop's `index.<language>.md`.

use diagnostics::{message, phrase, suggestion};
use markdown::Typography;
use model::offer::Fee;
use model::programme::Workshop;
use yaml::shape::{Shape, TextKind};
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
    fields.optional(reader, "topics", yaml::described(|| Shape::Nothing, no_topics));
    fields.optional(reader, "fees", |_, _| Some(()));
    Some(WorkshopTexts { title: title?, subtitle, programme, ordinal, summary: summary?, audience })
}

/// The front matter of a workshop in a further language.
pub(super) struct TranslatedHead {
    pub(super) texts: WorkshopTexts,
    pub(super) fees: Vec<Fee>,
    /// Whether the names of all fees are translated.
    pub(super) has_all_fees: bool,
}

/// Reads the front matter of a workshop with these fees, which keep their names until a translation is read.
pub(super) fn head(
    reader: &mut Reader<'_>,
    fields: &mut Fields<'_>,
    original: &[Fee],
    is_incomplete: bool,
    typography: Typography,
) -> Option<TranslatedHead> {
    let texts = texts(reader, fields, typography);
    let mut fees = original.to_vec();
    let named = fields.optional(reader, "fees", |reader, node| {
        translate_fees(reader, node, &mut fees, is_incomplete, typography)
    });
    let has_all_fees = named.unwrap_or(0) == fees.len();
    Some(TranslatedHead { texts: texts?, fees, has_all_fees })
}

impl WorkshopTexts {
    /// Replaces the texts of a workshop with these.
    pub(super) fn add_to(self, workshop: &mut Workshop) {
        let WorkshopTexts { title, subtitle, programme, ordinal, summary, audience } = self;
        (workshop.title, workshop.subtitle) = (title, subtitle);
        (workshop.programme, workshop.ordinal) = (programme, ordinal);
        (workshop.summary, workshop.audience) = (summary, audience);
    }
}

fn no_topics(reader: &mut Reader<'_>, node: &Node) -> Option<()> {
    let message = message! {
        MisplacedTopics,
        en: "topics are translated in `site.yaml`, not in a workshop",
        fr: "les thèmes se traduisent dans `site.yaml`, pas dans un atelier"
    };
    let hint = phrase! {
        en: "remove them here, and translate them in `content/site.yaml`, under `topics` of the language",
        fr: "supprimez-les ici, et traduisez-les dans `content/site.yaml`, sous `topics` de la langue"
    };
    reader.refuse(&node.span, message, hint);
    None
}

/// Translates the names of fees by category, and returns how many are translated. If the workshop has problems, not all of its
/// categories are known.
fn translate_fees(
    reader: &mut Reader<'_>,
    node: &Node,
    fees: &mut [Fee],
    is_incomplete: bool,
    typography: Typography,
) -> Option<usize> {
    let entries = reader.entries(node, TextKind::Slug, |reader, KeyValue { key, key_span, node }| {
        let Some(fee) = fees.iter_mut().find(|fee| fee.category.as_str() == key) else {
            if !is_incomplete {
                let names = fees.iter().map(|fee| fee.category.as_str());
                let otherwise = phrase! {
                    en: "name a category of `registration.yaml`",
                    fr: "nommez une catégorie de `registration.yaml`"
                };
                let hint = suggestion::hint(key, names, otherwise);
                let message = message! {
                    UnknownOriginal,
                    en: "there is no fee with the category `{key}`",
                    fr: "il n’y a pas de tarif de la catégorie `{key}`"
                };
                reader.refuse(key_span, message, hint);
            }
            return Some(());
        };
        let Some(mut fields) = reader.fields(node) else { return Some(()) };
        let label = fields.required(reader, "label", prose(typography));
        // Without the note, readers of this language would not know what the amount is for.
        fee.note = fields.required_if(fee.note.is_some(), reader, "note", prose(typography));
        fields.finish(reader);
        (fee.label, fee.language) = (label.unwrap_or_default(), None);
        Some(())
    })?;
    Some(entries.len())
}
