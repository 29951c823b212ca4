//! `Edition`: the site in one language. The first edition is in the site's own language; a translation is the same
//! programme with its own configuration, words, addresses and texts. Only translated content has pages in it; links to
//! other content lead to the site's own language.

mod former;
mod handler;
mod pages;
mod subscriptions;

use content::publication::Publications;
use diagnostics::Diagnostics;
use jiff::civil::Date;
use theme::render;
use view::renderer::{Renderer, Wording};
use view::terms::FormWords;
use view::theme::Theme;

pub(crate) use self::handler::{catalogue, theme, untranslated_questions, with_taken_down};
pub(crate) use self::pages::{Pages, attachments, pages, share_pictures};
pub(crate) use self::subscriptions::{Subscriptions, subscriptions};
use crate::address::Addresses;
use crate::catalogue::LanguageCatalogue;
use crate::document::{Documents, Library};
use crate::editable::EditionTexts;
use crate::facts::FactSources;
use crate::input::{Input, Language};
use crate::site_content::LanguageContent;
use crate::views::{Cards, Forms, Site};
use crate::visible_site::{VisibleLanguage, VisibleSite};
use crate::{document, facts};

/// The site in one language, ready to become pages.
pub(crate) struct Edition<'a> {
    pub(crate) language: &'a Language,
    pub(crate) content: &'a LanguageContent,
    pub(crate) addresses: Addresses<'a>,
    pub(crate) documents: Documents,
    cards: Cards,
    forms: Forms,
    theme: Theme,
    renderer: Renderer,
    publications: &'a Publications,
    /// The words of the site's own language.
    main: &'a Wording,
    today: Date,
}

/// Returns the texts of the site as HTML in each language, the site's own first.
pub(crate) fn documents(site: VisibleSite<'_>, diagnostics: &mut Diagnostics) -> Vec<Documents> {
    let documents = |of: VisibleLanguage<'_>| {
        document::render(
            &of.content.content,
            library(site, of.language, of.addresses),
            &of.language.files.ids,
            site.today,
            diagnostics,
        )
    };
    site.languages().map(documents).collect()
}

/// Returns the texts of each edition with these documents, the site's own language first.
pub(crate) fn texts<'d>(site: VisibleSite<'d>, documents: &'d [Documents]) -> Vec<EditionTexts<'d>> {
    let texts = site.languages().zip(documents).map(|(of, documents)| EditionTexts {
        content: &of.content.content,
        documents,
        addresses: of.addresses,
        ids: &of.language.files.ids,
    });
    texts.collect()
}

/// Returns the context of the texts in a language.
fn library<'a>(site: VisibleSite<'a>, language: &'a Language, addresses: Addresses<'a>) -> Library<'a> {
    let VisibleSite { input: Input { sources, publications, .. }, pictures, .. } = site;
    let Language { config, wording, .. } = language;
    Library { config, sources, addresses, pictures, publications, wording: wording.as_deref() }
}

/// Returns the editions with these texts, the site's own language first; `None` if one of them cannot be rendered,
/// which is reported.
pub(crate) fn editions<'a>(
    site: VisibleSite<'a>,
    documents: Vec<Documents>,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<Edition<'a>>> {
    let mut editions: Vec<Option<Edition<'a>>> = Vec::new();
    for (language, documents) in site.languages().zip(documents) {
        // All languages have the same templates, which are parsed once.
        let parsed = editions.iter().flatten().map(|edition| &edition.renderer).next();
        let edition = edition(site, language, documents, parsed, diagnostics);
        editions.push(edition);
    }
    editions.into_iter().collect()
}

fn edition<'a>(
    site: VisibleSite<'a>,
    VisibleLanguage { language, content, addresses }: VisibleLanguage<'a>,
    documents: Documents,
    parsed: Option<&Renderer>,
    diagnostics: &mut Diagnostics,
) -> Option<Edition<'a>> {
    let (publications, has_feed) = (&site.input.publications, site.has_feed());
    let Language { config, files, wording } = language;
    let theme = facts::theme(FactSources { language, addresses, publications, has_feed }, diagnostics);
    let renderer = wording.clone().and_then(|wording| match parsed {
        Some(parsed) => Some(parsed.in_language(&theme.site, wording)),
        None => render::renderer(&theme, wording, files, config, diagnostics),
    });
    let edition = Edition {
        language,
        content,
        addresses,
        documents,
        cards: Cards::default(),
        forms: Forms::default(),
        theme,
        renderer: renderer?,
        publications,
        main: site.input.main().wording.as_deref()?,
        today: site.today,
    };
    Some(Edition { cards: Cards::of(edition.site()), ..edition })
}

/// Returns the edition in the site's own language, and those in further ones.
fn main_and_further<'e, 'a>(editions: &'e [Edition<'a>]) -> (&'e Edition<'a>, &'e [Edition<'a>]) {
    editions.split_first().expect("a site has its own language")
}

impl<'a> Edition<'a> {
    /// Returns the handler's data about the programme in this language.
    pub(crate) fn catalogue(&self) -> LanguageCatalogue<'a> {
        LanguageCatalogue::new(&self.content.content, self.addresses, &self.language.config)
    }
}

impl Edition<'_> {
    /// Returns the texts of the edition.
    pub(crate) fn texts(&self) -> EditionTexts<'_> {
        let Edition { content, documents, addresses, language, .. } = self;
        EditionTexts { content: &content.content, documents, addresses: *addresses, ids: &language.files.ids }
    }

    /// Returns the edition's data for pages.
    pub(crate) fn site(&self) -> Site<'_> {
        Site {
            content: &self.content.content,
            documents: &self.documents,
            addresses: self.addresses,
            publications: self.publications,
            listings: &self.content.listings,
            catalogue: self.catalogue(),
            cards: &self.cards,
            forms: &self.forms,
            facts: &self.theme.site,
            renderer: &self.renderer,
            form_words: FormWords { own: self.renderer.wording(), main: self.main },
            today: self.today,
        }
    }
}
