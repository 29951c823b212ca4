//! Speakers and their portraits.

use std::sync::Arc;

use content::load::Sources;
use diagnostics::{Diagnostics, Place, SourceFile};
use markdown::Typography;
use model::programme::{Speaker, SpeakerLink};
use model::slug::Slug;
use rayon::prelude::*;
use yaml::shape::TextKind;
use yaml::{Fields, Node, Reader, Spanned};

use super::alias::{Alias, alias};
use super::document::{self, Document, Texts, prose, read_document};
use super::{Named, TextKey};

/// The portrait of a speaker.
#[derive(Clone, Debug)]
pub struct Portrait {
    /// The image, as the speaker's file names it.
    pub file: String,
    /// The place where it is named.
    pub place: Place,
}

/// The parsed file of a speaker.
pub(super) struct ReadSpeaker {
    pub(super) speaker: Speaker,
    pub(super) portrait: Option<Portrait>,
    pub(super) aliases: Vec<Spanned<Alias>>,
}

/// Reads a speaker.
pub(super) fn speaker(
    slug: &Slug,
    file: &Arc<SourceFile>,
    typography: Typography,
    diagnostics: &mut Diagnostics,
) -> Option<Document<ReadSpeaker>> {
    read_document(file, diagnostics, |reader, fields| head(reader, fields, slug, typography))
}

/// Reads the front matter of a speaker.
pub(super) fn head(
    reader: &mut Reader<'_>,
    fields: &mut Fields<'_>,
    slug: &Slug,
    typography: Typography,
) -> Option<ReadSpeaker> {
    // Names keep the typography of their authors.
    let name = fields.required(reader, "name", yaml::text);
    let role = fields.optional(reader, "role", prose(typography));
    let organisation = fields.optional(reader, "organisation", prose(typography));
    let links = fields.optional(reader, "links", yaml::list(|reader, node| link(reader, node, typography)));
    let links = links.unwrap_or_default();
    let portrait = fields.optional(reader, "portrait", portrait);
    let aliases = fields.optional(reader, "aliases", yaml::list(alias)).unwrap_or_default();
    let speaker = Speaker { slug: slug.clone(), name: name?, role, organisation, links };
    Some(ReadSpeaker { speaker, portrait, aliases })
}

fn portrait(reader: &mut Reader<'_>, node: &Node) -> Option<Portrait> {
    let file = yaml::text_as(reader, node, TextKind::Path)?;
    Some(Portrait { file, place: Place::new(reader.file, node.span.clone()) })
}

pub(super) fn link(reader: &mut Reader<'_>, node: &Node, typography: Typography) -> Option<SpeakerLink> {
    let mut fields = reader.fields(node)?;
    let label = fields.required(reader, "label", prose(typography));
    let url = fields.required(reader, "url", yaml::web_address);
    fields.finish(reader);
    Some(SpeakerLink { label: label?, url: url? })
}

/// Reads all speakers.
pub(super) fn speakers<'a>(
    sources: &'a Sources,
    typography: Typography,
    texts: &mut Texts,
    diagnostics: &mut Diagnostics,
) -> Vec<Named<'a, ReadSpeaker>> {
    let files: Vec<_> = sources.speakers.iter().collect();
    let read = |(slug, file): &(&'a Slug, &'a Arc<SourceFile>)| {
        let mut problems = Diagnostics::default();
        (speaker(slug, file, typography, &mut problems), problems)
    };
    let read: Vec<_> = files.par_iter().map(read).collect();
    let mut speakers = Vec::with_capacity(read.len());
    for ((slug, file), (speaker, problems)) in files.into_iter().zip(read) {
        diagnostics.append(problems);
        let speaker =
            speaker.and_then(|speaker| document::keep(texts, TextKey::Speaker(slug.clone()), speaker));
        speakers.extend(speaker.map(|speaker| (slug, file, speaker)));
    }
    speakers
}
