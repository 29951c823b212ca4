//! Speakers.

use std::sync::Arc;

use model::programme::Speaker;
use model::slug::Slug;

use super::{prose, read_document};
use crate::diagnostic::{Diagnostics, SourceFile};
use crate::typography::Typography;
use crate::yaml::{self, Node, Origin, Reader};

/// Reads a speaker.
pub(super) fn speaker(
    slug: &Slug,
    file: &Arc<SourceFile>,
    typography: Typography,
    diagnostics: &mut Diagnostics,
) -> Option<(Speaker, Origin)> {
    let (speaker, biography, origin) = read_document(file, diagnostics, |reader, fields| {
        // Names are written as their bearers write them.
        let name = fields.required(reader, "name", yaml::text);
        let role = fields.optional(reader, "role", prose(typography));
        let organisation = fields.optional(reader, "organisation", prose(typography));
        let links =
            fields.optional(reader, "links", yaml::list(|reader, node| link(reader, node, typography)));
        Some((name?, role, organisation, links.unwrap_or_default()))
    })?;
    let (name, role, organisation, links) = speaker;
    let speaker = Speaker {
        slug: slug.clone(),
        name,
        role,
        organisation,
        links: links.into_iter().map(|(label, url)| (url, label)).collect(),
        biography,
    };
    Some((speaker, origin))
}

pub(super) fn link(reader: &mut Reader<'_>, node: &Node, typography: Typography) -> Option<(String, String)> {
    let mut fields = reader.fields(node)?;
    let label = fields.required(reader, "label", prose(typography));
    let url = fields.required(reader, "url", yaml::web_address);
    fields.finish(reader);
    Some((label?, url?))
}
