//! `Edition`: the site in one language. The first edition is in the site's own language; a translation is the same
//! programme with its own configuration, words, addresses and texts. Only translated content has pages in it; links to
//! other content lead to the site's own language.

mod former;
mod handler;
mod pages;

use content::publication::Publications;
use diagnostics::Diagnostics;
use images::picture::Pictures;
use jiff::civil::Date;
use model::catalogue::Catalogue;
use theme::render;
use view::renderer::Renderer;
use view::theme::Theme;

pub(crate) use self::handler::{catalogue, theme, untranslated_questions};
pub(crate) use self::pages::{attachments, calendars, feeds, history, html, pages, pictures};
use crate::address::{Addresses, SiteAddresses, Visible};
use crate::contents::{Contents, LanguageContent};
use crate::document::{Documents, Library};
use crate::facts::Basis;
use crate::input::{Input, Language};
use crate::redirect::CurrentPages;
use crate::views::Site;
use crate::{catalogue as of_handler, document, facts};

/// The data from which all editions are made.
#[derive(Clone, Copy)]
pub(crate) struct Base<'a> {
    pub(crate) input: &'a Input,
    /// The addresses of everything.
    pub(crate) addresses: &'a SiteAddresses,
    /// The part of the content that is shown.
    pub(crate) visible: Visible,
    /// The content of the site, in each language.
    pub(crate) contents: &'a [LanguageContent],
    /// The images among the files.
    pub(crate) pictures: &'a Pictures,
    pub(crate) today: Date,
}

/// An edition whose problems have not been checked yet.
pub(crate) struct Unchecked<'a> {
    pub(crate) language: &'a Language,
    pub(crate) content: &'a LanguageContent,
    pub(crate) addresses: Addresses<'a>,
    pub(crate) documents: Documents,
    theme: Theme,
    /// `None` if the theme or the language has a problem, which was reported.
    renderer: Option<Renderer>,
    publications: &'a Publications,
    today: Date,
}

/// An edition without problems, ready to become pages.
pub(crate) struct Edition<'a> {
    pub(crate) language: &'a Language,
    pub(crate) content: &'a LanguageContent,
    pub(crate) addresses: Addresses<'a>,
    pub(crate) documents: Documents,
    /// The part of the handler's catalogue in this language.
    catalogue: Catalogue,
    theme: Theme,
    renderer: Renderer,
    publications: &'a Publications,
    pub(crate) today: Date,
}

impl<'a> Base<'a> {
    /// Creates the base from the visible part of what was read and resolved.
    pub(crate) fn new(
        input: &'a Input,
        contents: &'a Contents,
        addresses: &'a SiteAddresses,
        pictures: &'a Pictures,
        visible: Visible,
        today: Date,
    ) -> Base<'a> {
        Base { input, addresses, visible, contents: contents.visible(visible), pictures, today }
    }

    /// Returns whether there is a feed of the visible workshops.
    fn has_feed(self) -> bool {
        let main = self.contents.first();
        main.is_some_and(|main| self.input.history.has_feed(main.content.programme.workshops.keys()))
    }
}

/// Returns the editions with their texts and the site's data, the site's own language first.
pub(crate) fn editions<'a>(base: Base<'a>, diagnostics: &mut Diagnostics) -> Vec<Unchecked<'a>> {
    let mut editions: Vec<Unchecked<'a>> = Vec::new();
    for (number, (language, content)) in base.input.languages.iter().zip(base.contents).enumerate() {
        let addresses = Addresses::new(base.addresses, number, base.visible);
        // All languages have the same templates, which are parsed once.
        let parsed = editions.iter().find_map(|edition| edition.renderer.as_ref());
        editions.push(edition(base, language, content, addresses, parsed, diagnostics));
    }
    editions
}

fn edition<'a>(
    base: Base<'a>,
    language: &'a Language,
    content: &'a LanguageContent,
    addresses: Addresses<'a>,
    parsed: Option<&Renderer>,
    diagnostics: &mut Diagnostics,
) -> Unchecked<'a> {
    let Base { input: Input { sources, publications, .. }, pictures, today, .. } = base;
    let has_feed = base.has_feed();
    let Language { config, files, wording } = language;
    let theme = facts::theme(Basis { language, addresses, publications, has_feed }, diagnostics);
    let renderer = wording.clone().and_then(|wording| match parsed {
        Some(parsed) => Some(parsed.in_language(&theme, wording)),
        None => render::renderer(&theme, wording, files, config, diagnostics),
    });
    let wording = wording.as_deref();
    let library = Library { config, sources, addresses, pictures, publications, wording };
    let documents = document::render(&content.content, library, &files.ids, today, diagnostics);
    Unchecked { language, content, addresses, documents, theme, renderer, publications, today }
}

/// Returns the editions without problems, as of a day; `None` if one has no renderer, which was reported.
pub(crate) fn checked(editions: Vec<Unchecked<'_>>) -> Option<Vec<Edition<'_>>> {
    editions.into_iter().map(Unchecked::checked).collect()
}

/// Returns the pages that each edition has now, for redirects.
pub(crate) fn current_pages<'e>(editions: &'e [Unchecked<'_>]) -> Vec<CurrentPages<'e>> {
    let current_pages = |edition: &'e Unchecked<'_>| CurrentPages {
        content: &edition.content.content,
        addresses: edition.addresses,
        permalinks: &edition.language.config.permalinks,
    };
    editions.iter().map(current_pages).collect()
}

impl<'a> Unchecked<'a> {
    fn checked(self) -> Option<Edition<'a>> {
        let Unchecked { language, content, addresses, documents, theme, renderer, publications, today } =
            self;
        let renderer = renderer?;
        let config = &language.config;
        let further = addresses.are_of_further_language().then_some(config.language.value.as_str());
        let catalogue = of_handler::catalogue(&content.content, addresses, config.limits, further);
        Some(Edition {
            language,
            content,
            addresses,
            documents,
            catalogue,
            theme,
            renderer,
            publications,
            today,
        })
    }
}

impl Edition<'_> {
    /// Returns the edition's data for pages.
    pub(crate) fn site(&self) -> Site<'_> {
        Site {
            content: &self.content.content,
            documents: &self.documents,
            addresses: self.addresses,
            publications: self.publications,
            listings: &self.content.listings,
            catalogue: &self.catalogue,
            facts: &self.theme.site,
            renderer: &self.renderer,
            today: self.today,
        }
    }
}
