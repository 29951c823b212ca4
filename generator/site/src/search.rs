//! The search index and the search page.
//!
//! The index is a JSON file with the words of all pages as written. The theme's `search.js` loads it on the first
//! search and folds accents and capitals itself. A full-text engine such as Pagefind would need permission to run
//! WebAssembly in the pages' policy, which is not worth it for sites of a hundred pages.

use std::mem;
use std::path::Path;
use std::sync::Arc;

use content::config::Config;
use diagnostics::Diagnostics;
use images::{Contents, OutputFile};
use markdown::text::{self, Section};
use model::programme::Workshop;
use serde::Serialize;
use theme::pages::{SearchView, SpeakerView, WorkshopView};
use theme::render::ok_or_report;
use theme::{Page, ThemeFiles, View, fingerprinted};
use view::format::{DateStyle, Formats};
use view::renderer::RenderError;
use view::site::{HeadView, LinkView};
use view::words::WordsError;

use crate::address::PageKey;
use crate::document::OUTCOMES_ANCHOR;
use crate::views::{Site, speaker_card};

/// The index as a file.
#[derive(Debug)]
pub(crate) struct SearchIndex {
    /// The path below `dist/site`.
    output: String,
    /// JSON: a list of [`IndexedPage`].
    bytes: Vec<u8>,
}

impl SearchIndex {
    /// Returns the index in a language with these bytes, which are part of its name.
    fn new(language: &str, bytes: Vec<u8>) -> SearchIndex {
        let name = fingerprinted(&format!("search.{language}.json"), &bytes);
        SearchIndex { output: format!("assets/{name}"), bytes }
    }

    /// Returns this index, as it is in a file, with other versions of some of its pages; `None` if it lacks one, or if it is
    /// that of another build.
    pub(crate) fn with_pages(
        file: &Path,
        bytes: Vec<u8>,
        language: &str,
        pages: &[FoundPage],
    ) -> Option<SearchIndex> {
        let mut index = SearchIndex::new(language, bytes);
        if !file.ends_with(index.file_path()) {
            return None;
        }
        for page in pages {
            index.bytes = replaced(&index.bytes, page)?;
        }
        Some(SearchIndex::new(language, index.bytes))
    }

    /// Returns the path on the site.
    pub(crate) fn path(&self) -> String {
        format!("/{}", self.output)
    }

    fn file_path(&self) -> String {
        format!("site/{}", self.output)
    }

    /// Returns the file, with its path relative to `dist`.
    pub(crate) fn into_file(self) -> OutputFile {
        OutputFile { path: self.file_path(), contents: Contents::Bytes(self.bytes) }
    }
}

/// A page in the index.
#[derive(Debug, Default, Serialize)]
struct IndexedPage<'a> {
    /// The path of the page.
    path: &'a str,
    title: String,
    /// The text to show if no part of the page matches.
    summary: &'a str,
    /// Names, topics, places and days, which are searched but not shown.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    facts: Vec<String>,
    parts: Vec<Part>,
}

/// A part of a page: `id`, title and text.
#[derive(Debug, Serialize)]
struct Part(String, String, String);

/// What the search needs of a page that it finds.
#[derive(Debug)]
pub(crate) struct FoundPage {
    /// The path of the page.
    path: String,
    /// Its entry in the index, as JSON.
    entry: Box<[u8]>,
    /// The link on the search page, unless that shows the page as a card.
    link: Option<LinkView>,
}

/// Returns what the search of a site needs of a page; `None` for a page that it does not find.
pub(crate) fn found(page: &Page, formats: &Formats) -> Option<FoundPage> {
    let indexed = indexed_page(formats, page)?;
    let has_card = matches!(page.view, View::Workshop(_) | View::Speaker(_));
    let entry = serde_json::to_vec(&indexed).expect("texts and lists can always be written as JSON");
    let link = || Some(LinkView::new(page.head.title.clone(), page.head.path.clone()?));
    Some(FoundPage {
        path: indexed.path.to_owned(),
        entry: entry.into_boxed_slice(),
        link: if has_card { None } else { link() },
    })
}

/// Returns the search page and the index of `pages`; `None` if the site has no search, or if the theme lacks a word,
/// which is reported.
pub(crate) fn search(
    site: Site<'_>,
    pages: Vec<FoundPage>,
    files: &ThemeFiles,
    config: &Config,
    diagnostics: &mut Diagnostics,
) -> Option<(Page, SearchIndex)> {
    ok_or_report(page_and_index(site, pages).map_err(RenderError::from), files, config, diagnostics).flatten()
}

fn page_and_index(
    site: Site<'_>,
    mut pages: Vec<FoundPage>,
) -> Result<Option<(Page, SearchIndex)>, WordsError> {
    let Some(permalink) = site.addresses.pages.get(&PageKey::Search) else { return Ok(None) };
    let index = SearchIndex::new(&site.facts.language, index(&mut pages));
    let page = Page {
        output: permalink.output(),
        template: "search.html".into(),
        head: HeadView {
            title: site.renderer.words().text("search.title", &[])?,
            description: String::new(),
            path: Some(permalink.to_string()),
            image: None,
            // Search engines should not index lists of pages that they already index.
            indexed: false,
            unpublished: None,
        },
        view: View::Search(view(site, &pages, index.path())),
        languages: Arc::default(),
    };
    Ok(Some((page, index)))
}

/// Returns the index, as JSON. Moves the entries out of the pages, because all of them twice would take much memory.
fn index(pages: &mut [FoundPage]) -> Vec<u8> {
    let length = pages.iter().map(|page| page.entry.len() + 1).sum::<usize>();
    let mut bytes = Vec::with_capacity(length + 2);
    bytes.push(b'[');
    for (number, page) in pages.iter_mut().enumerate() {
        if number > 0 {
            bytes.push(b',');
        }
        bytes.extend_from_slice(&mem::take(&mut page.entry));
    }
    bytes.push(b']');
    bytes
}

/// Returns an index with another version of a page; `None` if it lacks the page.
fn replaced(index: &[u8], page: &FoundPage) -> Option<Vec<u8>> {
    // In JSON, the quotation marks of a text are escaped, so only an entry starts like this.
    let text = str::from_utf8(index).ok()?;
    let path = serde_json::to_string(&page.path).ok()?;
    let start = text.find(&format!("{{\"path\":{path},"))?;
    let end = text[start..].find(",{\"path\":\"").map_or(text.len() - 1, |length| start + length);
    Some([&index[..start], &page.entry, &index[end..]].concat())
}

fn view(site: Site<'_>, pages: &[FoundPage], index_path: String) -> SearchView {
    let programme = &site.content.programme;
    let mut workshops: Vec<&Workshop> = programme.workshops.values().collect();
    workshops.sort_by_key(|workshop| std::cmp::Reverse(workshop.last_day()));
    let mut speakers: Vec<_> = programme.speakers.values().collect();
    speakers.sort_by_key(|speaker| &speaker.name);
    SearchView {
        index_path,
        workshops: workshops.into_iter().map(|workshop| site.cards.get(workshop).clone()).collect(),
        speakers: speakers.into_iter().map(|speaker| speaker_card(site, speaker)).collect(),
        pages: pages.iter().filter_map(|page| page.link.clone()).collect(),
    }
}

/// Returns the searchable content of a page; `None` for forms, which are linked from the page of their workshop.
fn indexed_page<'a>(formats: &Formats, page: &'a Page) -> Option<IndexedPage<'a>> {
    let path = page.head.path.as_deref()?;
    let of_text = |body: &str| {
        let (title, summary) = (page.head.title.clone(), page.head.description.as_str());
        IndexedPage { path, title, summary, facts: Vec::new(), parts: parts(body) }
    };
    match &page.view {
        View::Workshop(workshop) => Some(of_workshop(formats, path, workshop)),
        View::Speaker(speaker) => Some(of_speaker(path, speaker)),
        View::Plain(plain) => Some(of_text(&plain.body)),
        View::Home(home) => Some(of_text(&home.body)),
        View::Topics(_) | View::Topic(_) | View::Archive(_) | View::Year(_) => Some(of_text("")),
        View::Find(_) => Some(of_text("")),
        View::Registration(_) | View::Questionnaire(_) | View::NotFound(_) | View::Search(_) => None,
    }
}

fn of_workshop<'a>(formats: &Formats, path: &'a str, workshop: &'a WorkshopView) -> IndexedPage<'a> {
    let mut facts: Vec<_> = workshop.topics.iter().map(|topic| topic.name.clone()).collect();
    facts.extend([&workshop.programme, &workshop.ordinal, &workshop.audience].into_iter().flatten().cloned());
    facts.extend(workshop.speakers.iter().map(|speaker| speaker.name.clone()));
    for session in &workshop.sessions {
        facts.push(formats.date(session.date, DateStyle::Full));
        facts.extend(session.venue.iter().flat_map(|venue| [venue.name.clone(), venue.city.clone()]));
    }
    facts.sort();
    facts.dedup();
    let mut all = parts(&workshop.body);
    for session in &workshop.sessions {
        let sections = text::sections(&session.body).into_iter();
        let words: Vec<_> = sections.flat_map(|Section { title, text, .. }| [title, text]).collect();
        all.push(Part(session.id.clone(), session.title.clone(), words.join(" ").trim().to_owned()));
    }
    for Section { id, title, text } in workshop.outcomes.iter().flat_map(|it| text::sections(&it.body)) {
        let id = if id.is_empty() { OUTCOMES_ANCHOR.to_owned() } else { id };
        all.push(Part(id, title, text));
    }
    let title = [Some(&workshop.title), workshop.subtitle.as_ref()];
    IndexedPage {
        path,
        title: title.into_iter().flatten().cloned().collect::<Vec<_>>().join(" – "),
        summary: &workshop.summary,
        facts,
        parts: all,
    }
}

fn of_speaker<'a>(path: &'a str, view: &'a SpeakerView) -> IndexedPage<'a> {
    IndexedPage {
        path,
        title: view.speaker.name.clone(),
        summary: view.speaker.role.as_deref().unwrap_or_default(),
        facts: view.speaker.organisation.clone().into_iter().collect(),
        parts: parts(&view.body),
    }
}

fn parts(body: &str) -> Vec<Part> {
    text::sections(body).into_iter().map(|Section { id, title, text }| Part(id, title, text)).collect()
}
