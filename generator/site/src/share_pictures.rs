//! `SharePictures`: the pictures that other sites show with a link to a page.

use std::collections::BTreeMap;

use model::slug::Slug;
use view::site::ImageView;

/// The pictures of a site.
#[derive(Debug, Default)]
pub(crate) struct SharePictures {
    /// The pictures of workshops.
    pub(crate) workshops: BTreeMap<Slug, ImageView>,
    /// The picture of all other pages.
    pub(crate) others: Option<ImageView>,
}

impl SharePictures {
    /// Returns the picture of a workshop's pages or, if it has none, the picture of the site.
    pub(crate) fn of_workshop(&self, slug: &Slug) -> Option<&ImageView> {
        self.workshops.get(slug).or(self.others.as_ref())
    }

    /// Returns the picture of all other pages.
    pub(crate) fn of_site(&self) -> Option<&ImageView> {
        self.others.as_ref()
    }
}
