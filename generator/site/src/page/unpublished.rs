//! Addresses without a page because their file is not published.

use std::sync::Arc;

use addresses::Permalink;
use content::publication::{self, Publications};
use view::site::UnpublishedView;

use super::Addresses;
use super::language::FormAddresses;

/// The content besides the published pages.
#[derive(Clone, Debug, Default)]
pub(super) struct Unpublished {
    publications: Arc<Publications>,
    drafts: Option<Arc<Addresses>>,
    /// The addresses of a site in which everything but drafts is published.
    all: Option<Arc<Addresses>>,
}

/// The reason why a link leads to no page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Absent {
    /// The page is a draft.
    Draft,
    /// The page is published later, or was taken down.
    ForNow,
}

/// The target of a link: a path on the site that starts with `/`, or the path of a file below `content/`.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Target<'a> {
    Path(&'a str),
    File(&'a str),
}

impl Addresses {
    /// Returns the addresses with the publication dates of the files and the addresses of `drafts`.
    #[must_use]
    pub(crate) fn with_publications(mut self, publications: &Publications, drafts: Addresses) -> Addresses {
        self.unpublished.publications = Arc::new(publications.clone());
        self.unpublished.drafts = Some(Arc::new(drafts));
        self
    }

    /// Returns the addresses with those of a site in which everything but drafts is published. Indexes that exist only
    /// there are not announced.
    #[must_use]
    pub(crate) fn within(mut self, all: &Addresses, indexes: &[Permalink]) -> Addresses {
        self.listings.announce_only(indexes);
        self.unpublished.all = Some(Arc::new(all.clone()));
        self
    }

    /// Returns why a link has no target at present; `None` if it never has one.
    pub(crate) fn absent(&self, target: Target<'_>) -> Option<Absent> {
        let Unpublished { drafts, all, .. } = &self.unpublished;
        if all.as_ref().is_some_and(|all| all.has(target)) {
            return Some(Absent::ForNow);
        }
        let is_draft = drafts.as_ref().is_some_and(|drafts| match target {
            Target::File(path) => drafts.has(target) && drafts.is_of_unit(path),
            Target::Path(path) => {
                let file = drafts.file_at(path).or_else(|| drafts.attachment_at(path).map(str::to_owned));
                file.is_some_and(|file| drafts.is_of_unit(&file))
            }
        });
        is_draft.then_some(Absent::Draft)
    }

    fn has(&self, target: Target<'_>) -> bool {
        match target {
            Target::Path(path) => self.has_path(path) || self.attachment_at(path).is_some(),
            Target::File(path) => self.pages.contains_key(path) || self.attachments.contains_key(path),
        }
    }

    /// Speakers are among the addresses of drafts, too, but are never drafts.
    fn is_of_unit(&self, path: &str) -> bool {
        path.starts_with("workshops/") || path.starts_with("pages/")
    }

    /// Returns whether the content shown by a file is available for as long as the file itself: the other file, also
    /// below `content/`, is published at all times or together with it.
    pub(crate) fn outlasts(&self, shown: &str, file: &str) -> bool {
        publication::unit(shown) == publication::unit(file)
            || self.unpublished.publications.is_permanent(shown)
    }

    /// Returns the mark of a file below `content/` that is shown before it is published.
    pub(crate) fn mark_of(&self, path: &str) -> Option<UnpublishedView> {
        self.unpublished.publications.mark_of(path)
    }

    /// Returns the file below `content/` whose page or form has a path on the site, in any language.
    pub(crate) fn file_at(&self, path: &str) -> Option<String> {
        let page = self.pages.iter().find(|(_, permalink)| permalink.as_str() == path);
        let translated = self.translated_forms.values().flat_map(FormAddresses::by_workshop);
        let mut forms = self.registrations.iter().chain(&self.questionnaires).chain(translated);
        match page {
            Some((file, _)) => Some(file.clone()),
            None => {
                let (slug, _) = forms.find(|(_, permalink)| permalink.as_str() == path)?;
                Some(format!("workshops/{slug}/index.md"))
            }
        }
    }
}
