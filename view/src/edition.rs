//! The site in each of its languages, as the handler and the notifier render it. Decisions and stored data do not
//! depend on the language: they follow the catalogue.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use crate::renderer::{RenderError, Renderer, Wording};
use crate::site::{PageLanguageView, SiteView};
use crate::terms::{self, FormWords};
use crate::theme::{Theme, ThemeTranslation};
use crate::words::WordsError;
use model::catalogue::CatalogueWorkshop;
use model::form::Form;
use model::registration::Registration;
use model::slug::Slug;

/// The site in one of its languages.
pub struct Edition {
    /// The renderer of the theme's templates in this language.
    pub renderer: Renderer,
    /// The facts of the site in this language.
    pub site: SiteView,
    /// The words of the main language, for questions that are not translated.
    main: Arc<Wording>,
    /// A place for each workshop, by identifier.
    workshops: BTreeMap<Slug, Place>,
}

/// What is made of a workshop of the catalogue when it is first asked for.
#[derive(Default)]
struct Place {
    /// Its texts in this language; `None` if that is the main language or if it has no page in this language.
    translated: OnceLock<Option<Box<CatalogueWorkshop>>>,
    /// The same, with its questionnaires.
    complete: OnceLock<Option<Box<CatalogueWorkshop>>>,
    registration: OnceLock<Box<Form>>,
    /// By the identifier of the questionnaire.
    questionnaires: OnceLock<BTreeMap<Slug, Form>>,
}

/// The site in all its languages.
pub struct Editions {
    main: Edition,
    further: Vec<Edition>,
}

impl Editions {
    /// Prepares all languages of a site with these workshops, which are given by their identifiers. The templates are
    /// parsed when the first page is rendered.
    ///
    /// # Errors
    ///
    /// Returns [`RenderError`] if a language or the time zone is unknown.
    pub fn new<'a>(
        workshops: impl IntoIterator<Item = &'a Slug>,
        theme: &Theme,
    ) -> Result<Editions, RenderError> {
        let identifiers: Vec<_> = workshops.into_iter().collect();
        let places = || identifiers.iter().map(|slug| ((*slug).clone(), Place::default())).collect();
        let wording = Arc::new(Wording::of(theme)?);
        let main = Edition {
            renderer: Renderer::on_demand(theme, Arc::clone(&wording)),
            site: theme.site.clone(),
            main: Arc::clone(&wording),
            workshops: places(),
        };
        let further = theme.translations.iter().map(|ThemeTranslation { words, site }| {
            let own = Arc::new(Wording::new(&site.language, &theme.time_zone, words.clone())?);
            Ok(Edition {
                renderer: main.renderer.in_language(site, own),
                site: site.clone(),
                main: Arc::clone(&wording),
                workshops: places(),
            })
        });
        let further = further.collect::<Result<_, RenderError>>()?;
        Ok(Editions { main, further })
    }

    /// Returns the site in its main language.
    pub fn main(&self) -> &Edition {
        &self.main
    }

    /// Returns the site in this language, or in its main language if it is not available.
    pub fn of_language(&self, language: Option<&str>) -> &Edition {
        let speaks = |edition: &&Edition| Some(edition.site.language.as_str()) == language;
        self.further.iter().find(speaks).unwrap_or(&self.main)
    }

    /// Returns the site in this language, or in its main language if the workshop of the catalogue has no page in this
    /// one.
    pub fn of_workshop(&self, workshop: &CatalogueWorkshop, language: Option<&str>) -> &Edition {
        let edition = self.of_language(language);
        if workshop.translations.contains_key(&edition.site.language) { edition } else { &self.main }
    }

    /// Returns the site in the language of a registrant for this workshop of the catalogue.
    pub fn of_registration(&self, workshop: &CatalogueWorkshop, registration: &Registration) -> &Edition {
        self.of_workshop(workshop, registration.request.language.as_deref())
    }

    /// Returns the languages in which a page about a workshop of the catalogue exists, main language first; empty if
    /// there is only one. `path` returns the path of the page, given the workshop with its texts in the language.
    pub fn of_page(
        &self,
        workshop: &CatalogueWorkshop,
        path: impl Fn(&CatalogueWorkshop) -> Option<String>,
    ) -> Result<Vec<PageLanguageView>, WordsError> {
        let translated = |edition: &'_ Edition| path(edition.translated(workshop)?);
        let further: Vec<_> =
            self.further.iter().filter_map(|edition| Some((edition, translated(edition)?))).collect();
        // The theme of a site with a single language need not have a name for it.
        let main = path(workshop).filter(|_| !further.is_empty());
        let main = main.map(|path| (&self.main, path));
        main.into_iter().chain(further).map(|(edition, path)| language_view(edition, path)).collect()
    }

    /// Returns the languages of a page that is not about a workshop, like [`Editions::of_page`].
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

    /// Returns the language of an edition, unless it is the main language.
    pub fn further_language<'a>(&self, edition: &'a Edition) -> Option<&'a str> {
        let language = edition.site.language.as_str();
        (language != self.main.site.language).then_some(language)
    }
}

fn language_view(edition: &Edition, path: String) -> Result<PageLanguageView, WordsError> {
    PageLanguageView::new(&edition.site, edition.renderer.words(), path)
}

impl Edition {
    /// Returns a workshop of the catalogue with its texts in this language, or unchanged if there are none.
    pub fn workshop<'a>(&'a self, workshop: &'a CatalogueWorkshop) -> &'a CatalogueWorkshop {
        self.translated(workshop).unwrap_or(workshop)
    }

    /// Returns the registration form of a workshop of the catalogue in this language, or in the main language if it has
    /// no texts in this one; `None` for a workshop without registration.
    ///
    /// # Errors
    ///
    /// Returns [`WordsError`] if the words make no valid form.
    pub fn registration_form(&self, workshop: &CatalogueWorkshop) -> Result<Option<&Form>, WordsError> {
        let Some(place) = self.workshops.get(&workshop.slug) else { return Ok(None) };
        if let Some(form) = place.registration.get() {
            return Ok(Some(form));
        }
        let workshop = self.workshop(workshop);
        let Some(offer) = &workshop.offer else { return Ok(None) };
        let form = Box::new(terms::registration_form(workshop, offer, self.form_words())?);
        Ok(Some(place.registration.get_or_init(|| form)))
    }

    /// Returns the form in which this many participants of a registration for a workshop of the catalogue are changed, in
    /// the same language as [`Edition::registration_form`]; `None` for a workshop without registration.
    ///
    /// # Errors
    ///
    /// Returns the same errors.
    pub fn participants_form(
        &self,
        workshop: &CatalogueWorkshop,
        participants: u32,
    ) -> Result<Option<Form>, WordsError> {
        let offer = self.workshop(workshop).offer.as_deref();
        offer.map(|offer| terms::participants_form(offer, participants, self.form_words())).transpose()
    }

    /// Returns the form in which this many people are added to a registration for a workshop of the catalogue that has
    /// `people` already, like [`Edition::participants_form`].
    ///
    /// # Errors
    ///
    /// Returns the same errors.
    pub fn additions_form(
        &self,
        workshop: &CatalogueWorkshop,
        people: u32,
        rows: u32,
    ) -> Result<Option<Form>, WordsError> {
        let Some(form) = self.registration_form(workshop)? else { return Ok(None) };
        terms::additions_form(form, people, rows, self.form_words()).map(Some)
    }

    /// Returns the form in which a participant in a workshop of the catalogue corrects what is known about them, like
    /// [`Edition::participants_form`].
    ///
    /// # Errors
    ///
    /// Returns the same errors.
    pub fn participation_form(&self, workshop: &CatalogueWorkshop) -> Result<Option<Form>, WordsError> {
        let offer = self.workshop(workshop).offer.as_deref();
        offer.map(|offer| terms::participation_form(offer, self.form_words())).transpose()
    }

    /// Returns the form of a questionnaire of a workshop of the catalogue, which was read with its questionnaires, like
    /// [`Edition::registration_form`]; `None` if the workshop has no such questionnaire in this language.
    ///
    /// # Errors
    ///
    /// Returns the same errors.
    pub fn questionnaire_form(
        &self,
        workshop: &CatalogueWorkshop,
        name: &Slug,
    ) -> Result<Option<&Form>, WordsError> {
        let Some(place) = self.workshops.get(&workshop.slug) else { return Ok(None) };
        if let Some(forms) = place.questionnaires.get() {
            return Ok(forms.get(name));
        }
        let questionnaires = self.workshop(workshop).forms.iter();
        let forms = questionnaires.map(|(name, questionnaire)| {
            Ok((name.clone(), terms::questionnaire_form(questionnaire, self.form_words())?))
        });
        let forms = forms.collect::<Result<_, WordsError>>()?;
        Ok(place.questionnaires.get_or_init(|| forms).get(name))
    }

    fn form_words(&self) -> FormWords<'_> {
        FormWords { own: self.renderer.wording(), main: &self.main }
    }

    /// Returns a workshop of the catalogue with its texts in this language, which is not the main language; `None` if
    /// it has no page in it.
    fn translated(&self, workshop: &CatalogueWorkshop) -> Option<&CatalogueWorkshop> {
        let translate = || workshop.in_language(&self.site.language).map(Box::new);
        let Place { translated, complete, .. } = self.workshops.get(&workshop.slug)?;
        let place = if workshop.forms.is_empty() { translated } else { complete };
        place.get_or_init(translate).as_deref()
    }
}
