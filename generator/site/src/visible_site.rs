//! `VisibleSite`: the visible part of what was read, resolved and addressed, from which everything else is made.

use std::path::Path;

use images::picture::Pictures;
use jiff::civil::Date;

use crate::address::{Addresses, SiteAddresses, Visible};
use crate::input::{Input, Language};
use crate::site_content::{LanguageContent, SiteContent};

/// The site as it was read, resolved and addressed, and the part of it that is visible.
#[derive(Clone, Copy)]
pub(crate) struct VisibleSite<'a> {
    pub(crate) input: &'a Input,
    pub(crate) content: &'a SiteContent,
    /// The addresses of everything.
    pub(crate) addresses: &'a SiteAddresses<'a>,
    /// The images among the files.
    pub(crate) pictures: &'a Pictures,
    pub(crate) visible: Visible,
    pub(crate) today: Date,
}

/// The visible part in one language.
#[derive(Clone, Copy)]
pub(crate) struct VisibleLanguage<'a> {
    pub(crate) language: &'a Language,
    pub(crate) content: &'a LanguageContent,
    pub(crate) addresses: Addresses<'a>,
}

impl<'a> VisibleSite<'a> {
    /// Iterates over the visible part in each language, the site's own first.
    pub(crate) fn languages(self) -> impl Iterator<Item = VisibleLanguage<'a>> {
        let contents = self.content.visible(self.visible);
        let addresses = self.addresses.in_each_language(self.visible);
        let languages = self.input.languages.iter().zip(contents).zip(addresses);
        languages.map(|((language, content), addresses)| VisibleLanguage { language, content, addresses })
    }

    /// Frees the texts that were read from `root`, also those that are not visible.
    pub(crate) fn free_texts(self, root: &Path) {
        self.content.free_texts();
        self.input.free_texts(root);
    }

    /// Returns whether there is a feed of the visible workshops.
    pub(crate) fn has_feed(self) -> bool {
        let main = self.content.visible(self.visible).first();
        main.is_some_and(|main| self.input.history.has_feed(main.content.programme.workshops.keys()))
    }
}
