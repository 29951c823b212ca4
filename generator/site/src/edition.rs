//! `Edition`: the site in one language. The first edition is in the site's own language; a translation is the same
//! programme with its own configuration, words, addresses and texts. Only translated content has pages in it; links to
//! other content lead to the site's own language.

mod former;
mod handler;
mod pages;

use content::config::{Config, Translation};
use content::load::Sources;
use diagnostics::Diagnostics;
use images::picture;
use jiff::civil::Date;
use model::catalogue::Catalogue;
use resolve::{Content, Listings};
use theme::{ThemeFiles, render};
use view::renderer::Renderer;
use view::theme::Theme;

pub(crate) use self::former::former;
pub(crate) use self::handler::{theme, untranslated_questions};
pub(crate) use self::pages::{calendars, pages, render};
use crate::document::{Documents, Library};
use crate::page::Addresses;
use crate::redirect::Language;
use crate::views::Site;
use crate::{catalogue, document, facts, forms};

/// An edition with possible problems.
#[derive(Debug)]
pub(crate) struct Unchecked {
    pub(crate) config: Config,
    pub(crate) files: ThemeFiles,
    pub(crate) theme: Theme,
    /// `None` after a reported problem with the theme.
    pub(crate) renderer: Option<Renderer>,
    pub(crate) addresses: Addresses,
    pub(crate) content: Content,
    pub(crate) listings: Listings,
    pub(crate) documents: Documents,
}

/// An edition without problems, ready to become pages.
pub(crate) struct Edition {
    pub(crate) config: Config,
    pub(crate) files: ThemeFiles,
    pub(crate) addresses: Addresses,
    pub(crate) content: Content,
    pub(crate) listings: Listings,
    pub(crate) documents: Documents,
    /// The handler's catalogue; in the first edition, with the texts of all others.
    pub(crate) catalogue: Catalogue,
    theme: Theme,
    renderer: Renderer,
    today: Date,
}

/// Creates all editions: `main`, the first, and the translations in its configuration. The files and images of
/// translations are added to the documents of the first, so that they are checked and published once.
pub(crate) fn editions(
    main: Unchecked,
    sources: &Sources,
    images: &picture::Pictures,
    today: Date,
    diagnostics: &mut Diagnostics,
) -> Vec<Unchecked> {
    let translations = main.config.translations.clone();
    let mut editions = vec![main];
    for translation in &translations {
        let further = further(&editions, translation, sources, images, today, diagnostics);
        editions.extend(further);
    }
    if let Some((main, further)) = editions.split_first_mut() {
        further.iter_mut().for_each(|edition| main.documents.take_references(&mut edition.documents));
    }
    editions
}

/// Creates the edition of a translation, after the existing ones, whose addresses are taken.
fn further(
    editions: &[Unchecked],
    translation: &Translation,
    sources: &Sources,
    images: &picture::Pictures,
    today: Date,
    diagnostics: &mut Diagnostics,
) -> Option<Unchecked> {
    let (main, before) = editions.first().zip(editions.last())?;
    let config = main.config.in_language(translation);
    let files = main.files.in_language(&config, diagnostics);
    let addresses = main.addresses.in_language(&config.language.value, &config.permalinks);
    let addresses = addresses.after(&before.addresses);
    let content = resolve::translate(&main.content, sources, &main.config, &config, diagnostics);
    let listings = Listings::new(&content, today);
    let addresses = addresses.with_listings(&listings, sources, &config, diagnostics);
    facts::check_links(&config, &addresses, diagnostics);
    let theme = facts::theme(&config, &files, &addresses, diagnostics);
    let renderer = render::renderer(&theme, &files, &config, diagnostics);
    let content = forms::with_words(content, renderer.as_ref());
    let addresses = addresses.with_first(&content, &config.permalinks);
    let library = Library::new(sources, &config, &addresses, images, renderer.as_ref());
    let documents = document::render(&content, library, &files.ids, today, diagnostics);
    Some(Unchecked { config, files, theme, renderer, addresses, content, listings, documents })
}

/// Returns the editions without problems, as of a day; `None` if one has no renderer, which was reported.
pub(crate) fn checked(editions: Vec<Unchecked>, today: Date) -> Option<Vec<Edition>> {
    let editions = editions.into_iter().map(|edition| edition.checked(today));
    let mut editions = editions.collect::<Option<Vec<_>>>()?;
    if let Some((main, further)) = editions.split_first_mut() {
        let texts = further.iter().map(|edition| &edition.catalogue);
        main.catalogue = catalogue::with_translations(main.catalogue.clone(), texts);
    }
    Some(editions)
}

impl Unchecked {
    /// Returns the edition's data for redirects.
    pub(crate) fn language(&self) -> Language<'_> {
        Language { content: &self.content, addresses: &self.addresses, permalinks: &self.config.permalinks }
    }

    fn checked(self, today: Date) -> Option<Edition> {
        let Unchecked { config, files, theme, renderer, addresses, content, listings, documents } = self;
        let renderer = renderer?;
        let language = addresses.are_of_further_language().then_some(config.language.value.as_str());
        let catalogue = catalogue::catalogue(&content, &addresses, config.limits, language);
        Some(Edition {
            config,
            files,
            addresses,
            content,
            listings,
            documents,
            catalogue,
            theme,
            renderer,
            today,
        })
    }
}

impl Edition {
    /// Returns the edition's data for pages.
    pub(crate) fn site(&self) -> Site<'_> {
        Site {
            content: &self.content,
            documents: &self.documents,
            addresses: &self.addresses,
            listings: &self.listings,
            catalogue: &self.catalogue,
            facts: &self.theme.site,
            renderer: &self.renderer,
            today: self.today,
        }
    }
}
