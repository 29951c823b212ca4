//! Texts about markup of other programs.

use diagnostics::{Message, Phrase, message, phrase};

/// Returns the message about markup that only other programs understand.
pub(super) fn published(markup: &str) -> Message {
    message! {
        ForeignMarkup,
        en: "`{markup}` is published as text",
        fr: "`{markup}` serait publié tel quel"
    }
}

/// Returns the fix for markers that other programs replace with a table of contents.
pub(super) fn table_of_contents() -> Phrase {
    phrase! {
        en: "remove it: long texts get a table of contents; for others, write `toc: true` in the front matter",
        fr: "supprimez-le : les longs textes reçoivent un sommaire ; pour les autres, écrivez `toc: true` dans l’en-tête"
    }
}
