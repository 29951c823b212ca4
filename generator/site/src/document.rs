//! Markdown texts → HTML, each with the anchors of its page and the links of its file.

mod answers;
mod data_lists;
mod places;
mod portrait;
mod rendering;
mod surroundings;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use diagnostics::Diagnostics;
use images::picture::PictureUse;
use markdown::{self, Heading};
use model::slug::Slug;
use resolve::TextKey;
use serde::Serialize;
use theme::pages::PortraitView;
use view::site::LinkView;

pub(crate) use self::answers::{Answers, KnownPlaces};
use self::data_lists::DataList;
pub(crate) use self::rendering::{OUTCOMES_ANCHOR, render, render_page, session_anchor};
pub(crate) use self::surroundings::{Library, permalink};
use crate::external::ExternalLink;
use crate::fragment::FragmentLink;

/// The HTML of all texts.
#[derive(Debug, Default)]
pub(crate) struct Documents {
    texts: BTreeMap<TextKey, Box<Text>>,
    /// The portraits by speaker.
    pub(crate) portraits: BTreeMap<Slug, PortraitView>,
    /// The images of the portraits.
    pictures: Vec<PictureUse>,
    /// Texts that no page shows yet.
    unshown: BTreeMap<TextKey, Box<Text>>,
    /// What the texts of each page learned about the rest of the site, by the main text of the page; `None` once that is kept.
    answers: BTreeMap<TextKey, Mutex<Option<Answers>>>,
}

/// What the texts of a page need of the site beside the page: if other texts need the same, nothing else of the site depends
/// on which of them the page shows.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Needs<'a> {
    /// The images that they show and the files that they link to, by path below `content/`.
    files: BTreeSet<&'a str>,
    /// The images among these.
    pictures: BTreeSet<&'a str>,
    /// The parts of pages that they link to: the path of the page and the `id`.
    parts: BTreeSet<(&'a str, &'a str)>,
    /// The forms about whose data they have lists.
    data_lists: BTreeSet<&'static str>,
}

/// A text as HTML, with what it needs and leads to.
#[derive(Debug)]
struct Text {
    /// `None` once a page has it.
    html: Mutex<Option<String>>,
    headings: Vec<Heading>,
    /// The images in it.
    pictures: Vec<PictureUse>,
    /// Files that it links to, by their path below `content/`.
    attachments: BTreeSet<String>,
    /// Its external links.
    external: Vec<ExternalLink>,
    /// Its links to parts of pages.
    fragments: Vec<FragmentLink>,
    /// Its lists of the data of forms.
    data_lists: Vec<DataList>,
    /// Its problems that do not stop a build.
    warnings: Diagnostics,
}

/// Why the HTML of a text is there whenever it is read: the pages of the site have one place for each text.
const TAKEN_LAST: &str = "only the page of a text takes it, once, after everything else has read it";

impl Needs<'_> {
    /// Returns whether the page shows something that is made from all forms.
    pub(crate) fn has_data_lists(&self) -> bool {
        !self.data_lists.is_empty()
    }
}

impl Documents {
    /// Iterates over the images shown on pages.
    pub(crate) fn pictures(&self) -> impl Iterator<Item = &PictureUse> {
        self.texts.values().flat_map(|text| &text.pictures).chain(&self.pictures)
    }

    /// Iterates over the files linked from texts, by their path below `content/`.
    pub(crate) fn attachments(&self) -> impl Iterator<Item = &String> {
        self.texts.values().flat_map(|text| &text.attachments)
    }

    /// Iterates over the external links in texts.
    pub(crate) fn external(&self) -> impl Iterator<Item = &ExternalLink> {
        self.texts.values().flat_map(|text| &text.external)
    }

    /// Iterates over the links in texts to parts of pages.
    pub(crate) fn fragments(&self) -> impl Iterator<Item = &FragmentLink> {
        self.texts.values().flat_map(|text| &text.fragments)
    }

    /// Iterates over the main texts of all pages.
    pub(crate) fn pages(&self) -> impl Iterator<Item = &TextKey> {
        self.answers.keys()
    }

    /// Moves what the texts of a page learned about the rest of the site to where it is kept, by the main text of the page.
    pub(crate) fn take_answers(&self, page: &TextKey) -> Option<Answers> {
        self.answers.get(page)?.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Returns what the texts of a page need of the rest of the site, by its main text.
    pub(crate) fn needs(&self, page: &TextKey) -> Needs<'_> {
        let mut needs = Needs::default();
        for text in self.beside(page) {
            needs.files.extend(text.used().map(String::as_str));
            needs.pictures.extend(text.pictures.iter().map(|picture| picture.path.as_str()));
            needs.parts.extend(text.fragments.iter().map(FragmentLink::target));
            needs.data_lists.extend(text.data_lists.iter().map(|list| list.forms));
        }
        needs
    }

    /// Returns the texts of a page, by its main text.
    fn beside(&self, page: &TextKey) -> Vec<&Text> {
        let mut beside = Vec::new();
        for texts in [&self.texts, &self.unshown] {
            beside.extend(texts.get(page).map(Box::as_ref));
            if let TextKey::Workshop(slug) = page {
                beside.extend(texts.range(TextKey::sessions_of(slug)).map(|(_, text)| text.as_ref()));
                beside.extend(texts.get(&TextKey::Outcomes(slug.clone())).map(Box::as_ref));
            }
        }
        beside
    }

    /// Iterates over the files that texts link to or show, by their path below `content/`, even if no page shows the text yet.
    pub(crate) fn used(&self) -> impl Iterator<Item = &String> {
        let portraits = self.pictures.iter().map(|picture| &picture.path);
        self.texts.values().chain(self.unshown.values()).flat_map(|text| text.used()).chain(portraits)
    }

    /// Returns the problems of texts that do not stop a build, even if no page shows the text yet.
    pub(crate) fn warnings(&self) -> Diagnostics {
        let mut warnings = Diagnostics::default();
        let texts = self.texts.values().chain(self.unshown.values());
        texts.for_each(|text| warnings.append(text.warnings.clone()));
        warnings
    }

    /// Returns the same of the texts of a page, by its main text.
    pub(crate) fn warnings_beside(&self, page: &TextKey) -> Diagnostics {
        let mut warnings = Diagnostics::default();
        self.beside(page).iter().for_each(|text| warnings.append(text.warnings.clone()));
        warnings
    }

    /// Returns what `read` finds in the HTML of a text that no page has yet; it is empty if there is no such text.
    pub(crate) fn read<T>(&self, key: &TextKey, read: impl FnOnce(&str) -> T) -> T {
        match self.texts.get(key) {
            Some(text) => text.read(read),
            None => read(""),
        }
    }

    /// Moves the HTML of a text into the only page that shows it; empty if there is no such text. What was made from it stays.
    pub(crate) fn take(&self, key: &TextKey) -> String {
        self.texts.get(key).map(|text| text.take()).unwrap_or_default()
    }

    /// Returns the lists of the data of forms in a text.
    pub(crate) fn data_lists(&self, key: &TextKey) -> &[DataList] {
        self.texts.get(key).map_or(&[], |text| &text.data_lists)
    }

    /// Returns the table of contents of a text, if the front matter asks for it (`wanted`) or, by default, if the text
    /// is long. No page has it yet.
    pub(crate) fn contents(&self, key: &TextKey, wanted: Option<bool>) -> Vec<LinkView> {
        let Some(text) = self.texts.get(key) else { return Vec::new() };
        let headings = &text.headings;
        if !wanted.unwrap_or_else(|| text.read(|html| markdown::is_long(html, headings))) {
            return Vec::new();
        }
        let entry = |Heading { id, text }: &Heading| LinkView::new(text.clone(), format!("#{id}"));
        headings.iter().map(entry).collect()
    }
}

impl Text {
    fn read<T>(&self, read: impl FnOnce(&str) -> T) -> T {
        read(self.html().as_deref().expect(TAKEN_LAST))
    }

    fn take(&self) -> String {
        self.html().take().expect(TAKEN_LAST)
    }

    fn html(&self) -> MutexGuard<'_, Option<String>> {
        self.html.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Iterates over the files that it links to or shows.
    fn used(&self) -> impl Iterator<Item = &String> {
        self.attachments.iter().chain(self.pictures.iter().map(|picture| &picture.path))
    }
}
