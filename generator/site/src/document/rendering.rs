//! Renders the texts of the site, page by page.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::Mutex;

use diagnostics::{Diagnostic, Diagnostics};
use images::picture::{PictureUse, Widths};
use jiff::civil::Date;
use markdown::{self, Anchors, Rendering, Typography};
use rayon::prelude::*;
use resolve::{Content, MOST_AT_ONCE, TextKey};

use super::answers::{Answers, Recorder};
use super::places::Places;
use super::{Documents, Library, Text, data_lists, portrait};
use crate::external::ExternalLink;
use crate::fragment;

/// The `id` of the heading above a workshop's outcomes.
pub(crate) const OUTCOMES_ANCHOR: &str = "outcomes";

/// Renders every text, and finds the portraits. `ids` are already used by templates. Outcomes that are not shown
/// `today` are only checked for problems.
pub(crate) fn render(
    content: &Content,
    library: Library<'_>,
    ids: &BTreeSet<String>,
    today: Date,
    diagnostics: &mut Diagnostics,
) -> Documents {
    let reserved = Anchors::reserving(ids.iter().map(String::as_str));
    let page = |(page, keys): &(&TextKey, Vec<&TextKey>)| {
        let mut problems = Diagnostics::default();
        let anchors = reserved.clone();
        ((*page).clone(), texts_of_page(content, keys, &library, anchors, today, &mut problems), problems)
    };
    let pages = texts_by_page(content);
    let rendered: Vec<_> = pages.par_iter().with_max_len(MOST_AT_ONCE).map(page).collect();
    let pages = rendered.into_iter().map(|(page, texts, problems)| {
        diagnostics.append(problems);
        (page, texts)
    });
    let mut documents = Documents::of(pages);
    documents.portraits = portrait::portraits(content, library, &mut documents.pictures, diagnostics);
    documents
}

/// Renders the texts of a page, which are all texts of this `part` of the content, like [`render`].
pub(crate) fn render_page(
    part: &Content,
    places: &impl Places,
    ids: &BTreeSet<String>,
    today: Date,
    diagnostics: &mut Diagnostics,
) -> Documents {
    Documents::of(texts_by_page(part).into_iter().map(|(page, keys)| {
        let anchors = Anchors::reserving(ids.iter().map(String::as_str));
        (page.clone(), texts_of_page(part, &keys, places, anchors, today, diagnostics))
    }))
}

/// The texts of a page.
struct PageTexts {
    shown: Vec<(TextKey, Box<Text>)>,
    unshown: Vec<(TextKey, Box<Text>)>,
    answers: Answers,
}

impl Documents {
    /// Returns the texts of these pages, without portraits.
    fn of(pages: impl Iterator<Item = (TextKey, PageTexts)>) -> Documents {
        let (mut texts, mut unshown, mut learned) = (Vec::new(), Vec::new(), Vec::new());
        for (page, PageTexts { shown, unshown: others, answers }) in pages {
            texts.extend(shown);
            unshown.extend(others);
            learned.push((page, Mutex::new(Some(answers))));
        }
        // Maps that are made of everything at once take less memory than those that grow.
        let (texts, unshown) = (texts.into_iter().collect(), unshown.into_iter().collect());
        Documents { texts, unshown, answers: learned.into_iter().collect(), ..Documents::default() }
    }
}

/// Renders the texts of a page, in this order.
fn texts_of_page(
    content: &Content,
    keys: &[&TextKey],
    places: &impl Places,
    mut anchors: Anchors,
    today: Date,
    problems: &mut Diagnostics,
) -> PageTexts {
    let sessions = keys.iter().filter(|key| matches!(key, TextKey::Session(..))).count();
    if keys.iter().any(|key| matches!(key, TextKey::Outcomes(_))) {
        anchors.unique(OUTCOMES_ANCHOR);
    }
    for number in 1..=sessions {
        anchors.unique(&session_anchor(number));
    }
    let answers = RefCell::new(Answers::default());
    let (mut shown, mut unshown) = (Vec::new(), Vec::new());
    for key in keys {
        let text = Box::new(render_text(key, content, places, &mut anchors, &answers, problems));
        match is_shown(key, content, today) {
            true => shown.push(((*key).clone(), text)),
            false => unshown.push(((*key).clone(), text)),
        }
    }
    PageTexts { shown, unshown, answers: answers.into_inner() }
}

/// Returns the `id` of the heading of a session, by its number in the workshop, counted from 1.
pub(crate) fn session_anchor(number: usize) -> String {
    format!("session-{number}")
}

/// Returns the main text of each page, and all texts on it in order.
fn texts_by_page(content: &Content) -> Vec<(&TextKey, Vec<&TextKey>)> {
    let is_main = |key: &&TextKey| !matches!(key, TextKey::Session(..) | TextKey::Outcomes(_));
    let mut pages = Vec::new();
    for page in content.texts.keys().filter(is_main) {
        let mut texts = vec![page];
        if let TextKey::Workshop(slug) = page {
            texts.extend(content.texts.range(TextKey::sessions_of(slug)).map(|(key, _)| key));
            let outcomes = TextKey::Outcomes(slug.clone());
            texts.extend(content.texts.get_key_value(&outcomes).map(|(key, _)| key));
        }
        pages.push((page, texts));
    }
    pages
}

/// Returns whether a text is shown on its page on a day.
fn is_shown(key: &TextKey, content: &Content, today: Date) -> bool {
    let TextKey::Outcomes(slug) = key else { return true };
    content.programme.workshops.get(slug).is_some_and(|workshop| workshop.shown_outcomes(today).is_some())
}

/// Returns the level of the highest headings in a text on its page.
fn top_level(key: &TextKey) -> usize {
    match key {
        TextKey::Session(..) => 4,
        TextKey::Workshop(_) | TextKey::Outcomes(_) => 3,
        TextKey::Home | TextKey::Page(_) | TextKey::Speaker(_) => 2,
    }
}

/// Returns a single text as HTML.
fn render_text(
    key: &TextKey,
    content: &Content,
    places: &impl Places,
    anchors: &mut Anchors,
    answers: &RefCell<Answers>,
    diagnostics: &mut Diagnostics,
) -> Text {
    let source = &content.texts[key];
    let (origin, text) = (source.origin(), source.markdown());
    let path = &origin.file().path;
    let from = path.strip_prefix("content/").unwrap_or(path);
    let config = places.config();
    let typography = Typography::of_language(&config.language.value);
    let abbreviations = match content.other_language_of(key) {
        Some(_) => &config.original_abbreviations,
        None => &config.abbreviations,
    };
    let surroundings = Recorder::new(places.surroundings(from), from, answers);
    let rendering = Rendering {
        top_level: top_level(key),
        typography: content.typography_of(key).unwrap_or(typography),
        surroundings: &surroundings,
        abbreviations,
        is_at_top: !matches!(key, TextKey::Session(..) | TextKey::Outcomes(_)),
    };
    let rendered = markdown::render(&text, &rendering, anchors);
    let data_lists: Vec<_> = data_lists::in_text(&rendered.html, &text, origin).collect();
    data_lists::check(key, &text, &data_lists, origin, diagnostics);
    for problem in rendered.problems {
        diagnostics.push(origin.diagnostic(&problem.range, problem.message).with_hint(problem.hint));
    }
    let warning = |problem: markdown::Problem| {
        let place = origin.place(&problem.range);
        Diagnostic::warning(place, problem.message).with_hint(problem.hint)
    };
    let mut warnings = Diagnostics::default();
    rendered.warnings.into_iter().for_each(|problem| warnings.push(warning(problem)));
    let picture =
        |(range, path): (_, String)| PictureUse { path, widths: Widths::Text, place: origin.place(&range) };
    let page = places.page(key);
    let (mut external, mut fragments) = (Vec::new(), Vec::new());
    for (range, href) in &rendered.links {
        external.extend(ExternalLink::new(href, origin.place(range)));
        fragments.extend(fragment::link(href, page, || origin.place(range)));
    }
    Text {
        html: Mutex::new(Some(rendered.html)),
        headings: rendered.headings,
        pictures: rendered.images.into_iter().map(picture).collect(),
        attachments: rendered.attachments.into_iter().collect(),
        external,
        fragments,
        data_lists,
        warnings,
    }
}
