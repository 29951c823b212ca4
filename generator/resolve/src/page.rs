//! The home page's introduction and plain pages.

use std::sync::Arc;

use content::config::Config;
use content::load::{Sources, missing_file};
use content::publication;
use diagnostics::{Diagnostic, Diagnostics, SourceFile, message, phrase};
use markdown::Typography;
use model::slug::Slug;
use yaml::{Fields, Reader, Spanned};

use super::alias::{Alias, alias};
use super::document::{self, Document, Texts, prose, read_document};
use super::{Facts, Named, TextKey};

/// A page that consists only of text.
#[derive(Clone, Debug, Default)]
pub struct PlainPage {
    /// The title of the page.
    pub title: String,
    /// The description; if it is empty, the beginning of the text is used instead.
    pub description: String,
    /// Whether it has a table of contents; `None` if that depends on its length.
    pub toc: Option<bool>,
    /// The former names and addresses.
    pub(super) aliases: Vec<Spanned<Alias>>,
}

/// Reads a page. A translation cannot set values that are the same in every language.
pub(super) fn page(
    file: &Arc<SourceFile>,
    typography: Typography,
    facts: Facts<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<Document<PlainPage>> {
    let document =
        read_document(file, diagnostics, |reader, fields| head(reader, fields, typography, facts))?;
    let is_empty = document.text.markdown().trim().is_empty();
    if document.head.as_ref().is_some_and(|head| head.description.is_empty() && is_empty) {
        let message = message! {
            EmptyPage,
            en: "this page has no text and no `description`",
            fr: "cette page n’a ni texte ni `description`"
        };
        let hint = phrase! {
            en: "write a `description` of a sentence or two, or a text",
            fr: "écrivez une `description` d’une phrase ou deux, ou un texte"
        };
        diagnostics.push(Diagnostic::new(file, 0..0, message).with_hint(hint));
    }
    Some(document)
}

/// Reads the front matter of a page.
pub(super) fn head(
    reader: &mut Reader<'_>,
    fields: &mut Fields<'_>,
    typography: Typography,
    facts: Facts<'_>,
) -> Option<PlainPage> {
    let title = fields.required(reader, "title", prose(typography));
    let description = fields.optional(reader, "description", prose(typography)).unwrap_or_default();
    let toc = fields.optional(reader, "toc", yaml::boolean);
    let aliases = match facts {
        Facts::Own(zone) => {
            // The publication dates were read before; here they are only checked.
            publication::read(reader, fields, zone);
            fields.optional(reader, "aliases", yaml::list(alias))
        }
        Facts::None => None,
    };
    let aliases = aliases.unwrap_or_default();
    Some(PlainPage { title: title?, description, toc, aliases })
}

/// Reads `content/index.md`, which every site has.
pub(super) fn home(
    sources: &Sources,
    typography: Typography,
    diagnostics: &mut Diagnostics,
) -> Option<Document<PlainPage>> {
    let Some(file) = &sources.home else {
        let path = "content/index.md";
        if !sources.unreadable.contains(path) {
            let hint = phrase! {
                en: "create it with `title`, `description` and the home page's introduction",
                fr: "créez-le, avec `title`, `description` et l’introduction de la page d’accueil"
            };
            diagnostics.push(missing_file(path).with_hint(hint));
        }
        return None;
    };
    page(file, typography, Facts::None, diagnostics)
}

/// Reads all plain pages.
pub(super) fn pages<'a>(
    sources: &'a Sources,
    config: &Config,
    texts: &mut Texts,
    diagnostics: &mut Diagnostics,
) -> Vec<Named<'a, PlainPage>> {
    let typography = Typography::of_language(&config.language.value);
    let read = |(slug, file): (&'a Slug, &'a Arc<SourceFile>)| {
        let page = page(file, typography, Facts::Own(&config.time_zone), diagnostics)?;
        Some((slug, file, document::keep(texts, TextKey::Page(slug.clone()), page)?))
    };
    sources.pages.iter().filter_map(read).collect()
}
