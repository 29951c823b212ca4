//! `Pictures`: which picture other sites show with a link to a page.

use std::collections::BTreeMap;

use images::share_picture::Drawings;
use model::slug::Slug;
use view::site::ImageView;

/// The pictures of a site.
#[derive(Debug, Default)]
pub(crate) struct Pictures {
    /// Those of workshops.
    pub(crate) workshops: BTreeMap<Slug, ImageView>,
    /// That of all other pages.
    pub(crate) others: Option<ImageView>,
    /// What is still to be drawn.
    pub(crate) drawings: Drawings,
}

impl Pictures {
    /// That of a workshop's pages, or that of the site where it has none of its own.
    pub(crate) fn of_workshop(&self, slug: &Slug) -> Option<&ImageView> {
        self.workshops.get(slug).or(self.others.as_ref())
    }

    /// That of any other page.
    pub(crate) fn of_site(&self) -> Option<&ImageView> {
        self.others.as_ref()
    }
}
