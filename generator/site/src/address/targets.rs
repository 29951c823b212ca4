//! `LinkTargets`: the targets of links, by the file below `content/` or by the path on the site, and the reasons for
//! broken links.

use addresses::Permalink;
use content::publication::Presence;

use super::edition::LanguageAddresses;
use super::{ContentFileAddress, PageKey, Resource, SiteAddresses, Visible};

/// The visible targets of links, from the view of one language.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LinkTargets<'a> {
    pub(super) site: &'a SiteAddresses<'a>,
    /// The pages in this language.
    pub(super) own: &'a LanguageAddresses<'a>,
    pub(super) visible: Visible,
}

/// The reason why the target of a link has no page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Absent {
    /// The page is a draft.
    Draft,
    /// The page is scheduled, was taken down, or cannot be read, which was reported.
    ForNow,
}

/// The target of a link: a path on the site that begins with `/`, or the path of a file below `content/`.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Target<'a> {
    Path(&'a str),
    File(&'a str),
}

impl<'a> LinkTargets<'a> {
    /// Returns the permalink of a content file, by its path below `content/`, or of its translation if there is one.
    pub(crate) fn page(self, file: &str) -> Option<&'a Permalink> {
        let own = self.own.pages.get(&PageKey::File(file.to_owned()));
        let page = match own {
            Some(page) => page,
            None => match self.site.files.get(file)? {
                ContentFileAddress::Page(page) => page,
                ContentFileAddress::Attachment { .. } => return None,
            },
        };
        self.visible.shows(page.presence).then_some(&page.permalink)
    }

    /// Returns whether a page in any language has this path.
    pub(crate) fn has_page_at(self, path: &str) -> bool {
        self.at(path).is_some_and(|resource| resource.language.is_some())
    }

    /// Returns whether the page at a path is in this language.
    pub(crate) fn has_own_page_at(self, path: &str) -> bool {
        self.at(path).is_some_and(|resource| resource.language == Some(self.own.language()))
    }

    /// Returns the language of the page at a path, if it is another one.
    pub(crate) fn other_language_at(self, path: &str) -> Option<&'a str> {
        self.at(path)?.language.filter(|language| *language != self.own.language())
    }

    /// Returns the file below `content/` whose page or form has a path on the site, in any language.
    pub(crate) fn file_at(self, path: &str) -> Option<&'a str> {
        self.at(path).filter(|resource| resource.language.is_some())?.file.as_deref()
    }

    /// Returns the attachment at a path on the site, by its path below `content/`.
    pub(crate) fn attachment_at(self, path: &str) -> Option<&'a str> {
        self.at(path).filter(|resource| resource.language.is_none())?.file.as_deref()
    }

    fn at(self, path: &str) -> Option<&'a Resource<'a>> {
        self.site.by_path.get(path).filter(|resource| self.visible.shows(resource.presence))
    }

    /// Iterates over the pages of content files and the registration forms in all languages, each with its file below
    /// `content/`.
    pub(crate) fn pages_of_files(self) -> impl Iterator<Item = (String, &'a Permalink)> {
        let pages = self.site.editions.iter().flat_map(|edition| {
            let has_file = |key: &PageKey| matches!(key, PageKey::File(_) | PageKey::Registration(_));
            let pages = edition.pages.iter().filter(move |(key, _)| has_file(key));
            pages.filter_map(|(key, page)| Some((edition.file_of(key)?, page)))
        });
        pages
            .filter(move |(_, page)| self.visible.shows(page.presence))
            .map(|(file, page)| (file, &page.permalink))
    }

    /// Iterates over the paths below `content/` of all files that can be linked to.
    pub(crate) fn content_files(self) -> impl Iterator<Item = &'a str> + Clone {
        let files = self.site.files.iter().filter(move |(_, file)| self.visible.shows(file.presence()));
        files.map(|(path, _)| path.as_str())
    }

    /// Returns the reason why a broken link has no target; `None` if the target never exists.
    pub(crate) fn absent(self, target: Target<'_>) -> Option<Absent> {
        if let Target::File(path) = target
            && self.site.unreadable.contains(&format!("content/{path}"))
        {
            return Some(Absent::ForNow);
        }
        let presence = match target {
            Target::Path(path) => self.site.by_path.get(path)?.presence,
            Target::File(path) => self.site.files.get(path)?.presence(),
        };
        match presence {
            Presence::Draft => Some(Absent::Draft),
            Presence::Hidden => (!self.visible.shows(presence)).then_some(Absent::ForNow),
            Presence::Published => None,
        }
    }
}
