//! `Answers`: what the texts of a page learned about the rest of the site. With them, another version of the texts can be rendered
//! without the rest, as long as it asks the same questions.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use addresses::Link;
use content::config::Config;
use diagnostics::{Phrase, Rejection, message};
use markdown::{Shown, Surroundings};
use resolve::TextKey;
use serde::{Deserialize, Serialize};
use view::renderer::Wording;

use super::places::Places;

/// What texts of a page learned.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Answers {
    /// By the path below `content/` of the file with the text.
    files: BTreeMap<String, AnswersOfFile>,
}

/// What texts of a file learned.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct AnswersOfFile {
    /// The targets of links as they are written.
    links: BTreeMap<String, Box<Link>>,
    /// How images are shown, by path below `content/`.
    images: BTreeMap<String, Shown>,
    /// The notes after links to files, by path below `content/`.
    notes: BTreeMap<String, Option<String>>,
}

/// Surroundings whose answers are kept, but not their rejections, which stop the build.
pub(super) struct Recorder<'a> {
    surroundings: Box<dyn Surroundings + 'a>,
    file: &'a str,
    answers: &'a RefCell<Answers>,
}

impl<'a> Recorder<'a> {
    pub(super) fn new(
        surroundings: Box<dyn Surroundings + 'a>,
        file: &'a str,
        answers: &'a RefCell<Answers>,
    ) -> Recorder<'a> {
        Recorder { surroundings, file, answers }
    }

    fn keep(&self, keep: impl FnOnce(&mut AnswersOfFile)) {
        let mut answers = self.answers.borrow_mut();
        match answers.files.get_mut(self.file) {
            Some(answers) => keep(answers),
            None => keep(answers.files.entry(self.file.to_owned()).or_default()),
        }
    }
}

impl Surroundings for Recorder<'_> {
    fn link(&self, target: &str) -> Result<Link, Rejection> {
        let link = self.surroundings.link(target)?;
        self.keep(|answers| {
            answers.links.insert(target.to_owned(), Box::new(link.clone()));
        });
        Ok(link)
    }

    fn image(&self, path: &str) -> Result<Shown, Rejection> {
        let shown = self.surroundings.image(path)?;
        self.keep(|answers| {
            answers.images.insert(path.to_owned(), shown.clone());
        });
        Ok(shown)
    }

    fn attachment(&self, path: &str) -> Option<String> {
        let note = self.surroundings.attachment(path);
        self.keep(|answers| {
            answers.notes.insert(path.to_owned(), note.clone());
        });
        note
    }

    fn words(&self, key: &str) -> String {
        self.surroundings.words(key)
    }
}

/// The rest of the site as far as the texts of a page learned about it in an earlier build.
pub(crate) struct KnownPlaces<'a> {
    /// The configuration in the language of the texts.
    pub(crate) config: &'a Config,
    pub(crate) wording: &'a Wording,
    /// The path of the page.
    pub(crate) page: &'a str,
    pub(crate) answers: &'a Answers,
    /// Whether a text asked for something else, so that its HTML is wrong.
    pub(crate) lacks_any: Cell<bool>,
}

impl Places for KnownPlaces<'_> {
    fn config(&self) -> &Config {
        self.config
    }

    fn page(&self, _: &TextKey) -> &str {
        self.page
    }

    fn surroundings<'s>(&'s self, file: &'s str) -> Box<dyn Surroundings + 's> {
        Box::new(KnownSurroundings { places: self, answers: self.answers.files.get(file) })
    }
}

struct KnownSurroundings<'a> {
    places: &'a KnownPlaces<'a>,
    /// `None` if the texts of the file asked for nothing.
    answers: Option<&'a AnswersOfFile>,
}

impl KnownSurroundings<'_> {
    fn known<T>(&self, answer: impl FnOnce(&AnswersOfFile) -> Option<T>) -> Option<T> {
        let answer = self.answers.and_then(answer);
        self.places.lacks_any.set(self.places.lacks_any.get() || answer.is_none());
        answer
    }
}

impl Surroundings for KnownSurroundings<'_> {
    fn link(&self, target: &str) -> Result<Link, Rejection> {
        self.known(|answers| answers.links.get(target).cloned()).map(|link| *link).ok_or_else(unknown)
    }

    fn image(&self, path: &str) -> Result<Shown, Rejection> {
        self.known(|answers| answers.images.get(path).cloned()).ok_or_else(unknown)
    }

    fn attachment(&self, path: &str) -> Option<String> {
        self.known(|answers| answers.notes.get(path).cloned()).flatten()
    }

    fn words(&self, key: &str) -> String {
        self.places.wording.words().text(key, &[]).unwrap_or_default()
    }
}

/// Returns a rejection that no one sees, because everything is built instead.
fn unknown() -> Rejection {
    Rejection {
        message: message! { BrokenLink, en: "this target is new", fr: "cette cible est nouvelle" },
        hint: Phrase::same(""),
    }
}
