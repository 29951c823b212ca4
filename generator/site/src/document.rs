//! Markdown texts → HTML, each with the anchors of its page and the links of its file.

mod data_lists;
mod portrait;
mod surroundings;

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use addresses::Permalink;
use diagnostics::{Diagnostic, Diagnostics};
use images::picture::{PictureUse, Widths};
use jiff::civil::Date;
use markdown::{self, Anchors, Heading, Rendering, Typography};
use model::slug::Slug;
use rayon::prelude::*;
use resolve::{Content, TextKey};
use theme::pages::PortraitView;
use view::site::LinkView;

pub(crate) use self::surroundings::Library;
use self::surroundings::Place;
use crate::address::Addresses;
use crate::external::ExternalLink;
use crate::fragment::{self, FragmentLink};

/// The HTML of all texts.
#[derive(Debug, Default)]
pub(crate) struct Documents {
    texts: BTreeMap<TextKey, Text>,
    /// The portraits by speaker.
    pub(crate) portraits: BTreeMap<Slug, PortraitView>,
    /// The images of the portraits.
    pictures: Vec<PictureUse>,
    /// Texts that no page shows yet.
    unshown: BTreeMap<TextKey, Text>,
}

/// A text as HTML, with what it needs and leads to.
#[derive(Debug)]
struct Text {
    html: String,
    headings: Vec<Heading>,
    /// The images in it.
    pictures: Vec<PictureUse>,
    /// Files that it links to, by their path below `content/`.
    attachments: BTreeSet<String>,
    /// Its external links.
    external: Vec<ExternalLink>,
    /// Its links to parts of pages.
    fragments: Vec<FragmentLink>,
    /// Its problems that do not stop a build.
    warnings: Diagnostics,
}

impl Documents {
    /// Iterates over the images shown on pages.
    pub(crate) fn pictures(&self) -> impl Iterator<Item = &PictureUse> {
        self.texts.values().flat_map(|text| &text.pictures).chain(&self.pictures)
    }

    /// Iterates over the files linked from texts, by their path below `content/`.
    pub(crate) fn attachments(&self) -> impl Iterator<Item = &String> {
        self.texts.values().flat_map(|text| &text.attachments)
    }

    /// Iterates over the external links in texts.
    pub(crate) fn external(&self) -> impl Iterator<Item = &ExternalLink> {
        self.texts.values().flat_map(|text| &text.external)
    }

    /// Iterates over the links in texts to parts of pages.
    pub(crate) fn fragments(&self) -> impl Iterator<Item = &FragmentLink> {
        self.texts.values().flat_map(|text| &text.fragments)
    }

    /// Replaces texts by those of `others`, which are of the same keys and have no portraits. Returns whether no file of the
    /// site depends on the difference but the pages that show these texts.
    pub(crate) fn replace(&mut self, others: Documents) -> bool {
        let Documents { texts, unshown, portraits, pictures } = others;
        let mut is_alone = portraits.is_empty() && pictures.is_empty();
        for (own, others) in [(&mut self.texts, texts), (&mut self.unshown, unshown)] {
            for (key, text) in others {
                let alike = |replaced: Text| replaced.needs_the_same_as(&text);
                is_alone &= own.remove(&key).is_some_and(alike);
                own.insert(key, text);
            }
        }
        is_alone
    }

    /// Iterates over the files that texts link to or show, by their path below `content/`, even if no page shows the text yet.
    pub(crate) fn used(&self) -> impl Iterator<Item = &String> {
        let portraits = self.pictures.iter().map(|picture| &picture.path);
        self.texts.values().chain(self.unshown.values()).flat_map(Text::used).chain(portraits)
    }

    /// Returns the problems of texts that do not stop a build, even if no page shows the text yet.
    pub(crate) fn warnings(&self) -> Diagnostics {
        let mut warnings = Diagnostics::default();
        let texts = self.texts.values().chain(self.unshown.values());
        texts.for_each(|text| warnings.append(text.warnings.clone()));
        warnings
    }

    /// Returns the same of the texts on the page of a text.
    pub(crate) fn warnings_beside(&self, page: &TextKey) -> Diagnostics {
        let mut warnings = Diagnostics::default();
        let texts = self.texts.iter().chain(&self.unshown).filter(|(key, _)| key.page() == *page);
        texts.for_each(|(_, text)| warnings.append(text.warnings.clone()));
        warnings
    }

    /// Returns the HTML of a text; empty if there is no such text.
    pub(crate) fn text(&self, key: &TextKey) -> &str {
        self.texts.get(key).map_or("", |text| &text.html)
    }

    /// Returns a copy of the HTML of a text, for a page.
    pub(crate) fn body(&self, key: &TextKey) -> String {
        self.text(key).to_owned()
    }

    /// Returns the table of contents of a text, if the front matter asks for it (`wanted`) or, by default, if the text
    /// is long.
    pub(crate) fn contents(&self, key: &TextKey, wanted: Option<bool>) -> Vec<LinkView> {
        let Some(Text { html, headings, .. }) = self.texts.get(key) else { return Vec::new() };
        if !wanted.unwrap_or_else(|| markdown::is_long(html, headings)) {
            return Vec::new();
        }
        let entry = |Heading { id, text }: &Heading| LinkView::new(text.clone(), format!("#{id}"));
        headings.iter().map(entry).collect()
    }
}

impl Text {
    /// Iterates over the files that it links to or shows.
    fn used(&self) -> impl Iterator<Item = &String> {
        self.attachments.iter().chain(self.pictures.iter().map(|picture| &picture.path))
    }

    /// Returns whether another text shows the same images and links to the same files and parts of pages.
    fn needs_the_same_as(&self, other: &Text) -> bool {
        self.picture_sizes() == other.picture_sizes()
            && self.attachments == other.attachments
            && self.parts_of_pages() == other.parts_of_pages()
    }

    fn picture_sizes(&self) -> BTreeSet<(&str, Widths)> {
        self.pictures.iter().map(|PictureUse { path, widths, .. }| (path.as_str(), *widths)).collect()
    }

    fn parts_of_pages(&self) -> BTreeSet<(&str, &str)> {
        self.fragments.iter().map(FragmentLink::target).collect()
    }
}

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
    let pages = texts_by_page(content);
    let render_page = |keys: &Vec<&TextKey>| {
        let mut anchors = reserved.clone();
        let sessions = keys.iter().filter(|key| matches!(key, TextKey::Session(..))).count();
        if keys.iter().any(|key| matches!(key, TextKey::Outcomes(_))) {
            anchors.unique(OUTCOMES_ANCHOR);
        }
        for number in 1..=sessions {
            anchors.unique(&session_anchor(number));
        }
        let (mut shown, mut unshown, mut problems) = (Vec::new(), Vec::new(), Diagnostics::default());
        for key in keys {
            let text = render_text(key, content, library, &mut anchors, &mut problems);
            match is_shown(key, content, today) {
                true => shown.push(((*key).clone(), text)),
                false => unshown.push(((*key).clone(), text)),
            }
        }
        (shown, unshown, problems)
    };
    let rendered: Vec<_> = pages.par_iter().map(render_page).collect();
    let mut documents = Documents::default();
    for (shown, unshown, problems) in rendered {
        documents.texts.extend(shown);
        documents.unshown.extend(unshown);
        diagnostics.append(problems);
    }
    documents.portraits = portrait::portraits(content, library, &mut documents.pictures, diagnostics);
    documents
}

/// Returns the `id` of the heading of a session, by its number in the workshop, counted from 1.
pub(crate) fn session_anchor(number: usize) -> String {
    format!("session-{number}")
}

/// Texts shown on one page, in order.
fn texts_by_page(content: &Content) -> Vec<Vec<&TextKey>> {
    let mut pages: Vec<Vec<&TextKey>> = Vec::new();
    for key in
        content.origins.keys().filter(|key| !matches!(key, TextKey::Session(..) | TextKey::Outcomes(_)))
    {
        let mut page = vec![key];
        if let TextKey::Workshop(slug) = key {
            let sessions = TextKey::Session(slug.clone(), 0)..=TextKey::Session(slug.clone(), usize::MAX);
            page.extend(content.origins.range(sessions).map(|(key, _)| key));
            let outcomes = TextKey::Outcomes(slug.clone());
            page.extend(content.origins.get_key_value(&outcomes).map(|(key, _)| key));
        }
        pages.push(page);
    }
    pages
}

/// Returns whether a text is shown on its page on a day.
fn is_shown(key: &TextKey, content: &Content, today: Date) -> bool {
    let TextKey::Outcomes(slug) = key else { return true };
    content.programme.workshops.get(slug).is_some_and(|workshop| workshop.shown_outcomes(today).is_some())
}

/// Returns a single text as HTML.
fn render_text(
    key: &TextKey,
    content: &Content,
    library: Library<'_>,
    anchors: &mut Anchors,
    diagnostics: &mut Diagnostics,
) -> Text {
    let origin = &content.origins[key];
    let path = &origin.file().path;
    let from = path.strip_prefix("content/").unwrap_or(path);
    let typography = Typography::of_language(&library.config.language.value);
    let abbreviations = match content.other_language_of(key) {
        Some(_) => &library.config.original_abbreviations,
        None => &library.config.abbreviations,
    };
    let rendering = Rendering {
        top_level: match key {
            TextKey::Session(..) => 4,
            TextKey::Workshop(_) | TextKey::Outcomes(_) => 3,
            TextKey::Home | TextKey::Page(_) | TextKey::Speaker(_) => 2,
        },
        typography: content.typography_of(key).unwrap_or(typography),
        surroundings: &Place { library, file: from, broken: Cell::new(0) },
        abbreviations,
        is_at_top: !matches!(key, TextKey::Session(..) | TextKey::Outcomes(_)),
    };
    let rendered = markdown::render(content.text(key), &rendering, anchors);
    data_lists::check(key, content.text(key), &rendered.html, origin, diagnostics);
    for problem in rendered.problems {
        let diagnostic = origin.diagnostic(&problem.range, problem.message);
        diagnostics.push(diagnostic.with_hint(problem.hint));
    }
    let warning = |problem: markdown::Problem| {
        let place = origin.place(&problem.range);
        Diagnostic::warning(place, problem.message).with_hint(problem.hint)
    };
    let mut warnings = Diagnostics::default();
    rendered.warnings.into_iter().for_each(|problem| warnings.push(warning(problem)));
    let picture =
        |(range, path): (_, String)| PictureUse { path, widths: Widths::Text, place: origin.place(&range) };
    let page = permalink(key, library.addresses);
    let (mut external, mut fragments) = (Vec::new(), Vec::new());
    for (range, href) in &rendered.links {
        external.extend(ExternalLink::new(href, origin.place(range)));
        fragments.extend(fragment::link(href, page.as_str(), || origin.place(range)));
    }
    Text {
        html: rendered.html,
        headings: rendered.headings,
        pictures: rendered.images.into_iter().map(picture).collect(),
        attachments: rendered.attachments.into_iter().collect(),
        external,
        fragments,
        warnings,
    }
}

/// Returns the page that shows a text.
fn permalink<'a>(key: &TextKey, addresses: Addresses<'a>) -> &'a Permalink {
    match key {
        TextKey::Home => addresses.pages.home(),
        TextKey::Page(slug) => addresses.pages.plain_page(slug),
        TextKey::Speaker(slug) => addresses.pages.speaker(slug),
        TextKey::Workshop(slug) | TextKey::Session(slug, _) | TextKey::Outcomes(slug) => {
            addresses.pages.workshop(slug)
        }
    }
}
