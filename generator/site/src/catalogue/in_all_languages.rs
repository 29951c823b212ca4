//! `SiteCatalogue`: the handler's catalogue in all languages of the site.

use std::collections::{BTreeMap, BTreeSet};

use content::publication::Publications;
use jiff::Timestamp;
use model::catalogue::{
    CATALOGUE_VERSION, CatalogueWorkshop, Index, PrivateSessions, Renamed, WorkshopTexts, current_name,
};
use model::membership::Members;
use model::private_information::PrivateInformation;
use model::programme::{Session, Workshop};
use model::slug::Slug;
use rayon::prelude::*;

use super::LanguageCatalogue;

/// The catalogue in all languages. The data of a workshop on the site is made when it is needed.
pub(crate) struct SiteCatalogue<'a> {
    main: LanguageCatalogue<'a>,
    further: Vec<LanguageCatalogue<'a>>,
    /// The workshops on the site, by identifier.
    workshops: BTreeMap<&'a Slug, &'a Workshop>,
    /// Workshops whose pages were taken down, by identifier.
    taken_down: BTreeMap<Slug, CatalogueWorkshop>,
    renamed: BTreeMap<Slug, Renamed>,
    private: BTreeMap<Slug, PrivateSessions>,
}

/// What the catalogue has about the workshops whose pages were taken down, by identifier.
pub(crate) struct TakenDown {
    /// Each with the instant when that happened.
    workshops: BTreeMap<Slug, (Timestamp, CatalogueWorkshop)>,
    renamed: BTreeMap<Slug, Renamed>,
    private: BTreeMap<Slug, PrivateSessions>,
}

impl<'a> SiteCatalogue<'a> {
    /// Returns the catalogue of the site's own language with the texts of the translated workshops in the `further` ones.
    pub(crate) fn new(main: LanguageCatalogue<'a>, further: Vec<LanguageCatalogue<'a>>) -> SiteCatalogue<'a> {
        let workshops = main.by_identifier();
        let renamed = workshops.values().filter_map(|workshop| main.renamed(workshop)).collect();
        let private = workshops.iter().filter(|(_, workshop)| workshop.has_private());
        let private = private.map(|(identifier, workshop)| {
            let translated = further.iter().filter_map(|further| {
                let translated =
                    further.in_this_language(workshop).filter(|translated| translated.has_private())?;
                Some((further.language_of(translated)?.to_owned(), private_sessions(translated)))
            });
            let private =
                PrivateSessions { sessions: private_sessions(workshop), translations: translated.collect() };
            ((*identifier).clone(), private)
        });
        let private = private.collect();
        SiteCatalogue { main, further, workshops, taken_down: BTreeMap::new(), renamed, private }
    }

    /// Returns what this catalogue, in which all workshops are visible, has about those whose pages were taken down.
    pub(crate) fn taken_down(&self, publications: &Publications) -> TakenDown {
        let since = |workshop: &Workshop| publications.taken_down(&workshop.slug);
        let workshops = self.workshops.iter().filter_map(|(identifier, workshop)| {
            Some(((*identifier).clone(), (since(workshop)?, self.workshop(workshop))))
        });
        let workshops: BTreeMap<_, _> = workshops.collect();
        TakenDown {
            renamed: of_these(&self.renamed, &workshops),
            private: of_these(&self.private, &workshops),
            workshops,
        }
    }

    /// Adds the workshops whose pages were taken down to the catalogue of published ones: their registrations can still be
    /// viewed, changed and cancelled, but no new ones are accepted. `home` returns the path to which links in a language lead
    /// instead of the workshop's pages.
    pub(crate) fn with_taken_down(
        mut self,
        TakenDown { workshops, renamed, private }: TakenDown,
        home: impl Fn(Option<&str>) -> String,
    ) -> SiteCatalogue<'a> {
        for (identifier, (since, workshop)) in workshops {
            self.taken_down.insert(identifier, workshop.without_pages(since, &home));
        }
        self.renamed.extend(renamed);
        self.private.extend(private);
        self
    }

    /// Returns what `make` makes of the data of each workshop, in the order of their identifiers.
    pub(crate) fn each<T: Send>(&self, make: impl Fn(&Slug, &CatalogueWorkshop) -> T + Sync) -> Vec<T> {
        let identifiers: Vec<_> = self.identifiers().into_iter().collect();
        let make =
            |identifier: &&Slug| match (self.taken_down.get(*identifier), self.workshops.get(*identifier)) {
                (Some(workshop), _) => Some(make(identifier, workshop)),
                (None, Some(workshop)) => Some(make(identifier, &self.workshop(workshop))),
                (None, None) => None,
            };
        identifiers.par_iter().filter_map(make).collect()
    }

    /// Returns the index: everything except the data of the workshops.
    pub(crate) fn index(&self) -> Index {
        let taken_down = self.taken_down.values().flat_map(|workshop| workshop.translations.keys().cloned());
        let has_texts = |further: &&LanguageCatalogue<'_>| {
            self.workshops
                .values()
                .filter_map(|workshop| further.in_this_language(workshop))
                .any(|it| further.language_of(it).is_some())
        };
        let languages = self.further.iter().filter(has_texts).filter_map(|it| it.config.further_language());
        Index {
            version: CATALOGUE_VERSION,
            limits: self.main.config.limits,
            languages: languages.map(str::to_owned).chain(taken_down).collect(),
            workshops: self.identifiers().into_iter().cloned().collect(),
            renamed: self.renamed.clone(),
        }
    }

    /// Returns the members.
    pub(crate) fn members(&self) -> &'a Members {
        &self.main.content.members
    }

    /// Returns the private information about sessions, by the identifier of the workshop.
    pub(crate) fn private(&self) -> &BTreeMap<Slug, PrivateSessions> {
        &self.private
    }

    /// Returns the links to video conferences.
    pub(crate) fn join_links(&self) -> BTreeSet<String> {
        let sessions = self.private.values().flat_map(|private| private.sessions.values());
        sessions.filter_map(|session| session.join_link.clone()).collect()
    }

    /// Returns the current name of the workshop with this identifier.
    pub(crate) fn name<'s>(&'s self, identifier: &'s Slug) -> &'s Slug {
        current_name(&self.renamed, identifier)
    }

    /// Returns the names of renamed workshops, by identifier.
    pub(crate) fn renamed(&self) -> &BTreeMap<Slug, Renamed> {
        &self.renamed
    }

    fn identifiers(&self) -> BTreeSet<&Slug> {
        self.workshops.keys().copied().chain(self.taken_down.keys()).collect()
    }

    /// Returns the data of a workshop with its texts in the languages into which it is translated.
    fn workshop(&self, workshop: &Workshop) -> CatalogueWorkshop {
        let translated = self.further.iter().filter_map(|further| {
            let translated = further.in_this_language(workshop)?;
            let language = further.language_of(translated)?.to_owned();
            Some((language, WorkshopTexts::of(&further.workshop(translated))))
        });
        CatalogueWorkshop { translations: translated.collect(), ..self.main.workshop(workshop) }
    }
}

impl<'a> LanguageCatalogue<'a> {
    /// Returns the workshop in this language that is the same as one in another language.
    fn in_this_language(self, workshop: &Workshop) -> Option<&'a Workshop> {
        self.content.programme.workshops.get(&workshop.slug)
    }

    /// Returns the identifier and the names of a workshop, if it was renamed.
    fn renamed(self, workshop: &Workshop) -> Option<(Slug, Renamed)> {
        let former = self.content.former_names(&workshop.slug);
        let identifier = former.first()?.clone();
        Some((identifier, Renamed { name: workshop.slug.clone(), former }))
    }
}

/// Returns the private information about the sessions of a workshop in the language in which it is given here.
fn private_sessions(workshop: &Workshop) -> BTreeMap<String, PrivateInformation> {
    let known = |session: &Session| Some((session.id.to_string(), session.private.as_deref().cloned()?));
    workshop.sessions.iter().filter_map(known).collect()
}

/// Returns what is about one of these workshops.
fn of_these<T: Clone, W>(all: &BTreeMap<Slug, T>, workshops: &BTreeMap<Slug, W>) -> BTreeMap<Slug, T> {
    let of_these = all.iter().filter(|(identifier, _)| workshops.contains_key(*identifier));
    of_these.map(|(identifier, it)| (identifier.clone(), it.clone())).collect()
}
