//! The site in each of its languages, as the handler and the notifier show it. What is decided and stored depends on no
//! language: that goes by the catalogue.

use std::collections::BTreeMap;

use crate::renderer::{RenderError, Renderer};
use crate::site::{PageLanguageView, SiteView};
use crate::theme::Theme;
use crate::words::WordsError;
use model::catalogue::{Catalogue, CatalogueWorkshop};
use model::registration::Registration;
use model::slug::Slug;

/// The site in one of its languages.
pub struct Edition {
    /// Renders the theme's templates in the language.
    pub renderer: Renderer,
    /// The facts of the site as they are told in it.
    pub site: SiteView,
    /// The workshops with their texts in it; empty in the site's own language, whose texts are the catalogue's.
    workshops: BTreeMap<Slug, CatalogueWorkshop>,
}

/// The site in all its languages.
pub struct Editions {
    main: Edition,
    further: Vec<Edition>,
}

impl Editions {
    /// The languages of a site.
    ///
    /// # Errors
    ///
    /// When the theme cannot be rendered in one of them.
    pub fn new(catalogue: &Catalogue, theme: &Theme) -> Result<Editions, RenderError> {
        let main =
            Edition { renderer: Renderer::new(theme)?, site: theme.site.clone(), workshops: BTreeMap::new() };
        let further = theme.translations.iter().map(|translation| {
            let language = &translation.site.language;
            let workshops = catalogue.workshops.iter();
            let translated = workshops
                .filter_map(|(slug, workshop)| Some((slug.clone(), workshop.in_language(language)?)));
            Ok(Edition {
                renderer: main.renderer.in_language(&theme.in_language(translation))?,
                site: translation.site.clone(),
                workshops: translated.collect(),
            })
        });
        let further = further.collect::<Result<_, RenderError>>()?;
        Ok(Editions { main, further })
    }

    /// The site in its own language.
    pub fn main(&self) -> &Edition {
        &self.main
    }

    /// The site in this language, or in its own for one that it does not speak.
    pub fn of_language(&self, language: Option<&str>) -> &Edition {
        let speaks = |edition: &&Edition| Some(edition.site.language.as_str()) == language;
        self.further.iter().find(speaks).unwrap_or(&self.main)
    }

    /// The site in this language, or in its own where the workshop has no page in it.
    pub fn of_workshop(&self, workshop: &Slug, language: Option<&str>) -> &Edition {
        let edition = self.of_language(language);
        if edition.workshops.contains_key(workshop) { edition } else { &self.main }
    }

    /// The site as its registrant reads it.
    pub fn of_registration(&self, registration: &Registration) -> &Edition {
        let request = &registration.request;
        self.of_workshop(&request.workshop, request.language.as_deref())
    }

    /// The languages in which there is a page about a workshop, the site's own first; none where there is but one. `path`
    /// is that of the page where the workshop is written so.
    pub fn of_page(
        &self,
        catalogue: &Catalogue,
        workshop: &Slug,
        path: impl Fn(&CatalogueWorkshop) -> Option<String>,
    ) -> Result<Vec<PageLanguageView>, WordsError> {
        let translated = |edition: &'_ Edition| path(edition.workshops.get(workshop)?);
        let further: Vec<_> =
            self.further.iter().filter_map(|edition| Some((edition, translated(edition)?))).collect();
        // A site in one language has no name for it.
        let main = catalogue.workshops.get(workshop).and_then(path).filter(|_| !further.is_empty());
        let main = main.map(|path| (&self.main, path));
        main.into_iter().chain(further).map(|(edition, path)| language_view(edition, path)).collect()
    }

    /// The same of a page that is about no workshop.
    pub fn of_site_page(
        &self,
        path: impl Fn(&SiteView) -> Option<String>,
    ) -> Result<Vec<PageLanguageView>, WordsError> {
        if self.further.is_empty() {
            return Ok(Vec::new());
        }
        let all = std::iter::once(&self.main).chain(&self.further);
        all.filter_map(|edition| Some(language_view(edition, path(&edition.site)?))).collect()
    }

    /// The language of an edition, if it is not the site's own.
    pub fn further_language<'a>(&self, edition: &'a Edition) -> Option<&'a str> {
        let language = edition.site.language.as_str();
        (language != self.main.site.language).then_some(language)
    }
}

fn language_view(edition: &Edition, path: String) -> Result<PageLanguageView, WordsError> {
    PageLanguageView::new(&edition.site, edition.renderer.words(), path)
}

impl Edition {
    /// A workshop of the catalogue with its texts in the language of this edition, if there are any.
    pub fn workshop<'a>(&'a self, workshop: &'a CatalogueWorkshop) -> &'a CatalogueWorkshop {
        self.workshops.get(&workshop.slug).unwrap_or(workshop)
    }
}
