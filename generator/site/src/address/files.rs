//! The files of `content/` that can be linked to: pages, and attachments.

use std::collections::BTreeMap;

use addresses::Permalink;
use content::config::Permalinks;
use content::load::Sources;
use content::publication::{Presence, Publications};

use super::edition::EditionAddresses;
use super::{FileAddress, PageKey};

/// A file that is published as an attachment.
#[derive(Debug)]
pub(super) struct Attachment {
    /// The path below `content/`.
    pub(super) source: String,
    /// The path on the site.
    pub(super) path: String,
    pub(super) presence: Presence,
}

/// Returns all attachments. Those beside pages and speakers are beside their pages, those beside the home page at the
/// root, and those of a workshop below its page.
pub(super) fn attachments(
    sources: &Sources,
    publications: &Publications,
    permalinks: &Permalinks,
) -> Vec<Attachment> {
    let of_workshops = sources.workshops.iter().flat_map(|(slug, workshop)| {
        let page = permalinks.workshop.permalink(slug);
        let names = workshop.attachments.keys();
        names.map(move |name| (format!("workshops/{slug}/{name}"), format!("{page}{name}")))
    });
    let others = sources.attachments.keys().map(|source| {
        let (folder, name) = source.split_once('/').unwrap_or(("", source));
        let folder = match folder {
            "speakers" => permalinks.speaker.index(),
            "pages" => permalinks.page.index(),
            _ => Permalink::home(),
        };
        (source.clone(), format!("{folder}{name}"))
    });
    let attachment = |(source, path): (String, String)| {
        let presence = publications.presence(&source);
        Attachment { source, path, presence }
    };
    of_workshops.chain(others).map(attachment).collect()
}

/// Returns the files of all editions that are pages, and the attachments, by path below `content/`.
pub(super) fn by_path(
    editions: &[EditionAddresses],
    attachments: Vec<Attachment>,
) -> BTreeMap<String, FileAddress> {
    let pages = editions.iter().flat_map(|edition| {
        edition.pages.iter().filter_map(|(key, page)| {
            let PageKey::File(original) = key else { return None };
            Some((edition.name_of(original), FileAddress::Page(page.clone())))
        })
    });
    let attachments = attachments
        .into_iter()
        .map(|Attachment { source, path, presence }| (source, FileAddress::Attachment { path, presence }));
    pages.chain(attachments).collect()
}
