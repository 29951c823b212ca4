//! What a build leaves so that an edit of a text, in this process or in another one, takes only the pages that show it: each
//! page without its texts, what these learned about the rest of the site, and all that templates see beside the page.
//!
//! All of it is true of the last build as long as nothing is different but the Markdown of files whose new texts ask the same
//! questions and need the same, however often they are edited. It is written as pages are rendered, and each part is read
//! alone.

mod edition_texts;
mod frame;
mod known;
mod texts;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufWriter, Write};
use std::sync::{Arc, Mutex, PoisonError};

use content::front_matter;
use diagnostics::{Diagnostics, SourceFile};
use resolve::TextKey;
use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;
use theme::Page;
use view::theme::Theme;

pub(crate) use self::edition_texts::EditionTexts;
pub(crate) use self::frame::Frame;
pub(crate) use self::known::{KnownEditable, SharedByPages};
pub(crate) use self::texts::{TextWarnings, Texts, text_warnings};
use crate::build_cache::BuildCache;
use crate::document::{self, Answers};
use crate::fingerprint::Fingerprint;

/// The name of the index in the cache, and that of the file with what it lists.
const INDEX: &str = "texts.json";
const PARTS: &str = "texts";

/// Where a part is in the file, and its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Part {
    at: u64,
    length: usize,
    content: Fingerprint,
}

/// The parts of the last build.
#[derive(Debug, Serialize, Deserialize)]
struct Index {
    /// The Markdown files by path below the root.
    files: BTreeMap<String, EditableFile>,
    shared: Part,
    /// The search page of each edition.
    searches: BTreeMap<usize, Part>,
}

/// A file with Markdown.
#[derive(Debug, Serialize, Deserialize)]
struct EditableFile {
    /// The fingerprint of what comes before the Markdown.
    front: Fingerprint,
    /// The [`EditablePage`]s with its text.
    pages: Vec<Part>,
}

/// A page with a text, in the language of an edition, or a text that has no page there but is checked.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct EditablePage<'a> {
    /// The place of the edition.
    pub(crate) edition: usize,
    /// The file below `content/` with the main text.
    pub(crate) file: String,
    /// The path of the page, to which links to its own parts lead.
    pub(crate) path: Cow<'a, str>,
    /// What the texts learned.
    pub(crate) answers: Cow<'a, Answers>,
    /// The fingerprint of what they need.
    pub(crate) needs: Fingerprint,
    /// The page without its texts; `None` if there is none.
    pub(crate) frame: Option<Frame<'a>>,
}

/// What all pages share.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Shared {
    /// The theme with the site in each language.
    pub(crate) theme: Theme,
    /// The `id`s of templates, which headings of texts must not use.
    pub(crate) ids: BTreeSet<String>,
    /// The parts of pages to which texts link: the `id`s by the path of the page.
    pub(crate) linked: BTreeMap<String, BTreeSet<String>>,
    /// The paths of pages to parts of which a text links that is hidden at present.
    pub(crate) linked_from_hidden: BTreeSet<String>,
    /// The links to video conferences, which no text may contain.
    pub(crate) join_links: BTreeSet<String>,
}

/// Takes the pages of a build as they are made.
#[derive(Debug)]
pub(crate) struct EditablePages {
    /// `None` if it cannot be written.
    file: Mutex<Option<PartsFile>>,
    /// The parts with pages, by the place of the edition and the main text.
    pages: Mutex<BTreeMap<(usize, TextKey), Part>>,
    searches: Mutex<BTreeMap<usize, Part>>,
    /// The files with the texts, by path below the root, without their pages.
    files: BTreeMap<String, EditableFile>,
}

#[derive(Debug)]
struct PartsFile {
    writer: BufWriter<NamedTempFile>,
    length: u64,
}

/// The pages of a build, complete.
#[derive(Debug)]
pub(crate) struct Editable {
    file: NamedTempFile,
    index: Index,
    warnings: TextWarnings,
}

impl EditablePages {
    /// Begins to take the pages of these editions, which the cache will keep. The texts have not been freed yet.
    pub(crate) fn begin(cache: &BuildCache, editions: &[EditionTexts<'_>]) -> EditablePages {
        let file = cache.new_file().map(|file| PartsFile { writer: BufWriter::new(file), length: 0 });
        let files = editions.iter().flat_map(|texts| {
            let pages = texts.documents.pages();
            pages.flat_map(|main| texts.files_of(main))
        });
        let editable = |file: &Arc<SourceFile>| {
            Some((file.path.clone(), EditableFile { front: front(file)?, pages: Vec::new() }))
        };
        EditablePages {
            file: Mutex::new(file),
            pages: Mutex::default(),
            searches: Mutex::default(),
            files: files.filter_map(editable).collect(),
        }
    }

    /// Takes a page of an edition, by its place, before the texts are added to it. `main` is the main one.
    pub(crate) fn take(&self, place: usize, texts: EditionTexts<'_>, main: Option<&TextKey>, page: &Page) {
        let Some(frame) = Frame::of(page) else { return };
        match main {
            Some(main) => {
                let part = self.page(place, texts, main, Some(frame));
                let part = part.map(|part| ((place, main.clone()), part));
                self.pages.lock().unwrap_or_else(PoisonError::into_inner).extend(part);
            }
            None => {
                // The page has all workshops.
                let part = self.add_large(&frame).map(|part| (place, part));
                self.searches.lock().unwrap_or_else(PoisonError::into_inner).extend(part);
            }
        }
    }

    fn page(
        &self,
        place: usize,
        texts: EditionTexts<'_>,
        main: &TextKey,
        frame: Option<Frame<'_>>,
    ) -> Option<Part> {
        let answers = Cow::Owned(texts.documents.take_answers(main)?);
        let needs = Fingerprint::of(&texts.documents.needs(main)).ok()?;
        let path = document::permalink(main, texts.addresses).as_str().into();
        self.add(&EditablePage { edition: place, file: main.file(), path, answers, needs, frame })
    }

    /// Writes a part; `None` if that fails.
    fn add(&self, part: &impl Serialize) -> Option<Part> {
        let bytes = serde_json::to_vec(part).ok()?;
        self.write(Fingerprint::of_bytes(&bytes), |file| file.write_all(&bytes))
    }

    /// Does the same without its JSON in memory, but makes it twice, and meanwhile other parts wait.
    fn add_large(&self, part: &impl Serialize) -> Option<Part> {
        let content = Fingerprint::of(part).ok()?;
        self.write(content, |file| Ok(serde_json::to_writer(file, part)?))
    }

    fn write(
        &self,
        content: Fingerprint,
        write: impl FnOnce(&mut PartsFile) -> io::Result<()>,
    ) -> Option<Part> {
        let mut kept = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let file = kept.as_mut()?;
        let at = file.length;
        if write(file).is_err() {
            *kept = None;
            return None;
        }
        let length = usize::try_from(file.length - at).ok()?;
        Some(Part { at, length, content })
    }

    /// Completes what was taken, with the warnings about the texts. `linked_from_hidden` has the paths of pages to parts of
    /// which a text links that is hidden, `join_links` the links that no text may contain. Returns `None` if something cannot be written.
    pub(crate) fn complete(
        mut self,
        editions: &[EditionTexts<'_>],
        theme: Theme,
        linked_from_hidden: BTreeSet<String>,
        join_links: BTreeSet<String>,
        warnings: TextWarnings,
    ) -> Option<Editable> {
        let mut linked = BTreeMap::<_, BTreeSet<_>>::new();
        for link in editions.iter().flat_map(|texts| texts.documents.fragments()) {
            let (path, id) = link.target();
            linked.entry(path.to_owned()).or_default().insert(id.to_owned());
        }
        let ids = editions.first()?.ids.clone();
        let shared = self.add(&Shared { theme, ids, linked, linked_from_hidden, join_links })?;
        let taken = std::mem::take(self.pages.get_mut().unwrap_or_else(PoisonError::into_inner));
        let mut files = std::mem::take(&mut self.files);
        for (place, texts) in editions.iter().enumerate() {
            for main in texts.documents.pages() {
                let page = taken.get(&(place, main.clone())).copied();
                // There are texts without a page in this language, which are checked.
                let part = page.or_else(|| self.page(place, *texts, main, None))?;
                for file in texts.files_of(main) {
                    if let Some(editable) = files.get_mut(&file.path) {
                        editable.pages.push(part);
                    }
                }
            }
        }
        let searches = self.searches.into_inner().unwrap_or_else(PoisonError::into_inner);
        let file = self.file.into_inner().unwrap_or_else(PoisonError::into_inner)?;
        let file = file.writer.into_inner().ok()?;
        Some(Editable { file, index: Index { files, shared, searches }, warnings })
    }
}

impl Write for PartsFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.writer.write(bytes)?;
        self.length += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

impl Editable {
    /// Keeps the pages in the cache, and returns what led to them, with the search index of each edition. Returns `None` if
    /// that fails.
    pub(crate) fn keep(self, cache: &BuildCache, indexes: Vec<Option<String>>) -> Option<Texts> {
        let Editable { file, index, warnings } = self;
        cache.keep(INDEX, &index);
        cache.keep_file(PARTS, file)?;
        Some(Texts { pages: Fingerprint::of(&index).ok()?, indexes, warnings })
    }
}

/// Returns the fingerprint of what comes before the Markdown of a file, which is all that is interpreted when the file is
/// resolved; `None` if there is no Markdown, which may be a problem.
fn front(file: &Arc<SourceFile>) -> Option<Fingerprint> {
    let start = front_matter::split(file, &mut Diagnostics::default())?.body;
    let text = file.text();
    let (front, markdown) = text.split_at(start);
    (!markdown.trim().is_empty()).then(|| Fingerprint::of_bytes(front.as_bytes()))
}
