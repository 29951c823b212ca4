//! `Addresses`: the existing pages and files, their paths, and collisions between them.

mod attachments;
mod former;
mod language;
mod listings;
mod machines;
mod unpublished;

use std::collections::BTreeMap;
use std::sync::Arc;

use addresses::Permalink;
use content::config::Permalinks;
use content::load::{Sources, WorkshopSources};
use diagnostics::{Diagnostic, Diagnostics, SourceFile};
use model::slug::Slug;

use self::language::{Elsewhere, FormAddresses};
use self::listings::ListingAddresses;
use self::unpublished::Unpublished;
pub(crate) use self::unpublished::{Absent, Target};

/// The path of every page and attachment, derived only from file names and permalinks.
#[derive(Clone, Debug, Default)]
pub(crate) struct Addresses {
    /// The permalink of each content file that is a page, by its path below `content/`.
    pages: BTreeMap<String, Permalink>,
    /// Registration pages, by workshop.
    registrations: BTreeMap<Slug, Permalink>,
    /// Pages of questionnaires, by workshop.
    questionnaires: BTreeMap<Slug, Permalink>,
    /// The path on the site of each attachment, by its path below `content/`.
    attachments: BTreeMap<String, String>,
    /// The search page.
    search: Option<Permalink>,
    /// The page for finding registrations.
    find: Option<Permalink>,
    /// The pages that list workshops.
    listings: ListingAddresses,
    /// The sources of the files in `dist/site`.
    places: Places,
    /// Pages with translated forms, by language tag.
    translated_forms: BTreeMap<String, FormAddresses>,
    /// For a translation: the addresses in the other languages.
    elsewhere: Elsewhere,
    /// The first addresses of renamed workshops.
    first: BTreeMap<Slug, Permalink>,
    /// Unpublished content, which has no pages.
    unpublished: Unpublished,
    /// Whether the site has a feed.
    has_feed: bool,
}

/// Reserved paths: the handler's, the theme's, and those of generated files.
const RESERVED: [&str; 2] = ["/api/", "/assets/"];

impl Addresses {
    /// Assigns a path to every page and attachment; reports collisions.
    pub(crate) fn new(
        sources: &Sources,
        permalinks: &Permalinks,
        diagnostics: &mut Diagnostics,
    ) -> Addresses {
        let mut addresses =
            Addresses { listings: ListingAddresses::announced(permalinks), ..Addresses::default() };
        let mut places = Places::default();
        let home = Permalink::home();
        places.take(home.output(), sources.home.as_ref(), diagnostics);
        addresses.pages.insert("index.md".to_owned(), home);
        for (slug, workshop) in &sources.workshops {
            addresses.add_workshop(slug, workshop, permalinks, &mut places, diagnostics);
        }
        let named = [
            ("speakers", &permalinks.speaker, &sources.speakers),
            ("pages", &permalinks.page, &sources.pages),
        ];
        for (folder, pattern, files) in named {
            for (slug, file) in files {
                let permalink = pattern.permalink(slug);
                places.take(permalink.output(), Some(file), diagnostics);
                addresses.pages.insert(format!("{folder}/{slug}.md"), permalink);
            }
        }
        addresses.add_attachments(sources, permalinks, &mut places, diagnostics);
        if let (Some(permalink), Some(file)) = (&permalinks.search, &sources.site) {
            places.take(permalink.output(), Some(file), diagnostics);
            addresses.search = Some(permalink.clone());
        }
        if let (Some(permalink), Some(file)) = (&permalinks.find, &sources.site) {
            places.take(permalink.output(), Some(file), diagnostics);
            addresses.find = Some(permalink.clone());
        }
        addresses.places = places;
        addresses
    }

    fn add_workshop(
        &mut self,
        slug: &Slug,
        workshop: &WorkshopSources,
        permalinks: &Permalinks,
        places: &mut Places,
        diagnostics: &mut Diagnostics,
    ) {
        let permalink = permalinks.workshop.permalink(slug);
        places.take(permalink.output(), workshop.index.as_ref(), diagnostics);
        if let Some(registration) = &workshop.registration {
            let permalink = permalinks.registration.permalink(slug);
            places.take(permalink.output(), Some(registration), diagnostics);
            self.registrations.insert(slug.clone(), permalink);
        }
        if let Some(questionnaire) = &workshop.questionnaire {
            let permalink = permalinks.questionnaire.permalink(slug);
            places.take(permalink.output(), Some(questionnaire), diagnostics);
            self.questionnaires.insert(slug.clone(), permalink);
        }
        let calendar = calendar_path(&permalink, slug);
        places.take(calendar[1..].to_owned(), workshop.sessions.as_ref(), diagnostics);
        for name in workshop.attachments.keys() {
            let path = format!("{permalink}{name}");
            let file = SourceFile::without_text(Sources::workshop_path(slug, name));
            places.take(path[1..].to_owned(), Some(&file), diagnostics);
            self.attachments.insert(format!("workshops/{slug}/{name}"), path);
        }
        self.pages.insert(format!("workshops/{slug}/index.md"), permalink);
    }

    /// Returns the permalink of a workshop's page.
    pub(crate) fn workshop(&self, slug: &Slug) -> &Permalink {
        self.known(&format!("workshops/{slug}/index.md"))
    }

    /// Returns the path of a workshop's calendar file.
    pub(crate) fn calendar(&self, slug: &Slug) -> String {
        calendar_path(self.workshop(slug), slug)
    }

    /// Returns the permalink of a speaker's page.
    pub(crate) fn speaker(&self, slug: &Slug) -> &Permalink {
        self.known(&format!("speakers/{slug}.md"))
    }

    /// Returns the permalink of a plain page.
    pub(crate) fn plain_page(&self, slug: &Slug) -> &Permalink {
        self.known(&format!("pages/{slug}.md"))
    }

    fn known(&self, path: &str) -> &Permalink {
        self.pages.get(path).expect("every file that was loaded has its place")
    }

    /// Returns the permalink of a content file, by its path below `content/`.
    pub(crate) fn page(&self, path: &str) -> Option<&Permalink> {
        self.pages.get(path)
    }

    /// Returns the path on the site of an attachment, by its path below `content/`.
    pub(crate) fn attachment(&self, path: &str) -> Option<&str> {
        self.attachments.get(path).map(String::as_str)
    }

    /// Returns the path below `content/` of the attachment at a path on the site.
    pub(crate) fn attachment_at(&self, address: &str) -> Option<&str> {
        self.attachments.iter().find(|(_, path)| *path == address).map(|(path, _)| path.as_str())
    }

    /// Returns the permalink of a workshop's registration page.
    pub(crate) fn registration(&self, slug: &Slug) -> Option<&Permalink> {
        self.registrations.get(slug)
    }

    /// Returns the permalink of the page of a workshop's questionnaire.
    pub(crate) fn questionnaire(&self, slug: &Slug) -> Option<&Permalink> {
        self.questionnaires.get(slug)
    }

    /// Returns the permalink of the search page.
    pub(crate) fn search(&self) -> Option<&Permalink> {
        self.search.as_ref()
    }

    /// Returns the permalink of the page for finding registrations.
    pub(crate) fn find(&self) -> Option<&Permalink> {
        self.find.as_ref()
    }

    /// Returns the files of `content/` that are pages, by their path there.
    pub(crate) fn pages(&self) -> impl Iterator<Item = (&str, &Permalink)> {
        self.pages.iter().map(|(path, permalink)| (path.as_str(), permalink))
    }

    /// Returns the registration pages in all languages, by workshop.
    pub(crate) fn registrations(&self) -> impl Iterator<Item = (&Slug, &Permalink)> {
        let translated = self.translated_forms.values().flat_map(FormAddresses::registrations);
        self.registrations.iter().chain(translated)
    }

    /// Returns whether a page has this path.
    pub(crate) fn has_path(&self, path: &str) -> bool {
        let translated = self.translated_forms.values().flat_map(FormAddresses::iter);
        let forms = self.registrations.values().chain(self.questionnaires.values()).chain(translated);
        let pages = self.pages.values().chain(forms).chain(self.listings.iter()).chain(&self.search);
        let pages = pages.chain(&self.find).chain(self.elsewhere.iter());
        pages.into_iter().any(|permalink| permalink.as_str() == path)
    }

    /// Returns the paths below `content/` of all possible link targets.
    pub(crate) fn targets(&self) -> impl Iterator<Item = &str> + Clone {
        self.pages.keys().chain(self.attachments.keys()).map(String::as_str)
    }
}

/// Returns the path of the calendar file of the workshop with this permalink.
fn calendar_path(permalink: &Permalink, slug: &Slug) -> String {
    format!("{permalink}{slug}.ics")
}

/// Returns the sources of the files in `dist/site`.
#[derive(Clone, Debug, Default)]
struct Places(BTreeMap<String, String>);

impl Places {
    fn take(&mut self, output: String, source: Option<&Arc<SourceFile>>, diagnostics: &mut Diagnostics) {
        // A page without a source is reported elsewhere.
        let Some(file) = source else {
            return;
        };
        let path = format!("/{}", output.trim_end_matches("index.html"));
        let refuse = |message: String, hint: &str| Diagnostic::new(file, 0..0, message).with_hint(hint);
        if let Some(reserved) = RESERVED.iter().find(|reserved| path.starts_with(*reserved)) {
            let message = format!("the address `{path}` lies in `{reserved}`, which is not for pages");
            diagnostics
                .push(refuse(message, "rename the file, or change `permalinks` in `content/site.yaml`"));
        }
        if let Some(other) = self.0.get(&output) {
            let message = format!("the address `{path}` is also that of `{other}`");
            diagnostics
                .push(refuse(message, "rename one of them, or change `permalinks` in `content/site.yaml`"));
        } else {
            self.0.insert(output, file.path.clone());
        }
    }
}
