//! Former addresses: their availability, and the permanent identifiers of pages.

use addresses::Permalink;
use content::config::Permalinks;
use model::slug::Slug;
use resolve::Content;

use super::Addresses;

impl Addresses {
    /// Returns the addresses with the first address of each renamed workshop.
    #[must_use]
    pub(crate) fn with_first(mut self, content: &Content, permalinks: &Permalinks) -> Addresses {
        let own = content.programme.workshops.keys().filter(|slug| self.has_workshop(slug));
        let renamed = own.map(|slug| (slug, content.identifier(slug))).filter(|(slug, first)| slug != first);
        let first = |(slug, first): (&Slug, &Slug)| (slug.clone(), permalinks.workshop.permalink(first));
        let first: Vec<_> = renamed.map(first).collect();
        self.first.extend(first);
        self
    }

    /// Returns the first address of a workshop's page, which identifies it permanently, for example in feeds.
    pub(crate) fn first_of_workshop(&self, slug: &Slug) -> &Permalink {
        self.first.get(slug).unwrap_or_else(|| self.workshop(slug))
    }

    /// Returns whether a page, given by its file below `content/`, exists in the language of these addresses.
    pub(crate) fn is_own(&self, path: &str) -> bool {
        !self.elsewhere.untranslated.contains(path)
    }

    /// Returns the source of a file in `dist/site`.
    pub(crate) fn owner(&self, output: &str) -> Option<&str> {
        self.places.0.get(output).map(String::as_str)
    }

    /// Returns the attachments of a workshop: the path below `content/`, the path below its folder, and the path on the
    /// site.
    pub(crate) fn attachments_of(&self, slug: &Slug) -> impl Iterator<Item = (&str, &str, &str)> {
        let folder = format!("workshops/{slug}/");
        self.attachments.iter().filter_map(move |(path, to)| {
            let name = path.strip_prefix(&folder)?;
            Some((path.as_str(), name, to.as_str()))
        })
    }
}
