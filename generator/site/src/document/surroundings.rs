//! The context of Markdown texts: targets of links, images, and the theme's words.

use std::cell::Cell;

use addresses::{Link, Permalink};
use content::config::Config;
use content::load::Sources;
use content::publication::Publications;
use diagnostics::{Rejection, message, phrase};
use images::picture::{Pictures, Widths};
use markdown::{Shown, Surroundings};
use resolve::TextKey;
use view::renderer::Wording;

use super::places::Places;
use crate::address::Addresses;
use crate::file_note::file_note;
use crate::link;

/// The context shared by all texts.
#[derive(Clone, Copy)]
pub(crate) struct Library<'a> {
    /// The configuration in the language of the texts, with its abbreviations.
    pub(crate) config: &'a Config,
    /// The files of the content.
    pub(crate) sources: &'a Sources,
    /// The addresses of pages and files.
    pub(crate) addresses: Addresses<'a>,
    /// The images among the files.
    pub(crate) pictures: &'a Pictures,
    /// When the files are published.
    pub(crate) publications: &'a Publications,
    /// `None` if the language has a problem, in which case nothing is built.
    pub(crate) wording: Option<&'a Wording>,
}

impl Library<'_> {
    /// Rejects an image beside a page that is not published for as long as the file that shows it.
    ///
    /// # Errors
    ///
    /// Returns a [`Rejection`] with a fix.
    pub(crate) fn check_lasting(&self, image: &str, file: &str) -> Result<(), Rejection> {
        if self.publications.outlasts(image, file) {
            return Ok(());
        }
        Err(Rejection {
            message: message! {
                TemporaryImage,
                en: "this image is in the folder of a workshop that is not always published",
                fr: "cette image est dans le dossier d’un atelier qui n’est pas toujours publié"
            },
            hint: phrase! {
                en: "copy it beside this file",
                fr: "copiez-la à côté de ce fichier"
            },
        })
    }
}

impl Places for Library<'_> {
    fn config(&self) -> &Config {
        self.config
    }

    fn page(&self, key: &TextKey) -> &str {
        permalink(key, self.addresses).as_str()
    }

    fn surroundings<'s>(&'s self, file: &'s str) -> Box<dyn Surroundings + 's> {
        Box::new(Place { library: *self, file, broken: Cell::new(0) })
    }
}

/// Returns the page that shows a text.
pub(crate) fn permalink<'a>(key: &TextKey, addresses: Addresses<'a>) -> &'a Permalink {
    match key {
        TextKey::Home => addresses.pages.home(),
        TextKey::Page(slug) => addresses.pages.plain_page(slug),
        TextKey::Speaker(slug) => addresses.pages.speaker(slug),
        TextKey::Workshop(slug) | TextKey::Session(slug, _) | TextKey::Outcomes(slug) => {
            addresses.pages.workshop(slug)
        }
    }
}

/// The context of the text of one file.
struct Place<'a> {
    library: Library<'a>,
    /// The path of the file below `content/`.
    file: &'a str,
    /// Number of broken links found so far.
    broken: Cell<usize>,
}

/// Maximum number of broken links per text with a suggested page: more are not shown, and each is compared with every
/// page.
const MOST_SUGGESTIONS: usize = 500;

impl Surroundings for Place<'_> {
    fn link(&self, target: &str) -> Result<Link, Rejection> {
        let broken = self.broken.get();
        let suggestion =
            if broken < MOST_SUGGESTIONS { link::Suggestion::Nearest } else { link::Suggestion::None };
        let link = link::resolve_with(self.file, target, self.library.addresses, suggestion);
        self.broken.set(broken + usize::from(link.is_err()));
        link
    }

    fn image(&self, path: &str) -> Result<Shown, Rejection> {
        self.library.check_lasting(path, self.file)?;
        self.library.pictures.shown(path, Widths::Text)
    }

    fn attachment(&self, path: &str) -> Option<String> {
        let size = self.library.sources.attachment(path)?.size;
        file_note(path, size, self.library.wording?)
    }

    fn words(&self, key: &str) -> String {
        let words = self.library.wording.map(Wording::words);
        // `theme::requirements` reports missing words.
        words.and_then(|words| words.text(key, &[]).ok()).unwrap_or_default()
    }
}
