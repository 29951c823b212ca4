//! Speakers and their portraits.

use std::sync::Arc;

use model::programme::Speaker;
use model::slug::Slug;

use super::{Document, prose, read_document};
use crate::diagnostic::{Diagnostic, Diagnostics, SourceFile};
use crate::typography::Typography;
use crate::yaml::{self, Node, Reader};

/// The portrait of a speaker.
#[derive(Clone, Debug)]
pub(crate) struct Portrait {
    /// The image, as the speaker's file names it.
    pub(crate) file: String,
    /// What to tell, but for the message, when it cannot be shown.
    pub(crate) tell: Diagnostic,
}

/// Reads a speaker.
pub(super) fn speaker(
    slug: &Slug,
    file: &Arc<SourceFile>,
    typography: Typography,
    diagnostics: &mut Diagnostics,
) -> Option<Document<(Speaker, Option<Portrait>)>> {
    let document = read_document(file, diagnostics, |reader, fields| {
        // Names are written as their bearers write them.
        let name = fields.required(reader, "name", yaml::text);
        let role = fields.optional(reader, "role", prose(typography));
        let organisation = fields.optional(reader, "organisation", prose(typography));
        let links =
            fields.optional(reader, "links", yaml::list(|reader, node| link(reader, node, typography)));
        let portrait = fields.optional(reader, "portrait", portrait);
        Some((name?, role, organisation, links.unwrap_or_default(), portrait))
    })?;
    Some(document.map(|(name, role, organisation, links, portrait), biography| {
        let speaker = Speaker {
            slug: slug.clone(),
            name,
            role,
            organisation,
            links: links.into_iter().map(|(label, url)| (url, label)).collect(),
            biography: biography.to_owned(),
        };
        (speaker, portrait)
    }))
}

fn portrait(reader: &mut Reader<'_>, node: &Node) -> Option<Portrait> {
    let file = yaml::text(reader, node)?;
    Some(Portrait { file, tell: Diagnostic::new(reader.file, node.span.clone(), "") })
}

pub(super) fn link(reader: &mut Reader<'_>, node: &Node, typography: Typography) -> Option<(String, String)> {
    let mut fields = reader.fields(node)?;
    let label = fields.required(reader, "label", prose(typography));
    let url = fields.required(reader, "url", yaml::web_address);
    fields.finish(reader);
    Some((label?, url?))
}
