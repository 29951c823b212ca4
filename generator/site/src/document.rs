//! Markdown texts → HTML, each with the anchors of its page and the links of its file.

mod portrait;
mod surroundings;

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use addresses::Permalink;
use diagnostics::{Diagnostic, Diagnostics};
use images::picture::{PictureUse, Widths};
use jiff::civil::Date;
use markdown::Typography;
use markdown::{self, Anchors, Heading, Rendering};
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
    /// The HTML by text.
    bodies: BTreeMap<TextKey, String>,
    /// The headings by text.
    headings: BTreeMap<TextKey, Vec<Heading>>,
    /// The portraits by speaker.
    pub(crate) portraits: BTreeMap<Slug, PortraitView>,
    /// The images shown on pages.
    pub(crate) pictures: Vec<PictureUse>,
    /// Files linked from texts, by their path below `content/`.
    pub(crate) attachments: BTreeSet<String>,
    /// External links in texts.
    pub(crate) external: Vec<ExternalLink>,
    /// Links in texts to parts of pages.
    pub(crate) fragments: Vec<FragmentLink>,
    /// Files that texts link to or show, by their path below `content/`, even if no page shows the text yet.
    pub(crate) used: BTreeSet<String>,
    /// Problems of texts that do not stop a build.
    pub(crate) warnings: Diagnostics,
}

impl Documents {
    fn append(&mut self, other: Documents) {
        self.bodies.extend(other.bodies);
        self.attachments.extend(other.attachments);
        self.fragments.extend(other.fragments);
        self.headings.extend(other.headings);
        self.pictures.extend(other.pictures);
        self.external.extend(other.external);
        self.keep_findings(other.used, other.warnings);
    }

    /// Adds the used files and the warnings of a text, which do not depend on whether a page shows it.
    fn keep_findings(&mut self, used: BTreeSet<String>, warnings: Diagnostics) {
        self.used.extend(used);
        self.warnings.append(warnings);
    }

    /// Returns the HTML of a text; empty if there is no such text.
    pub(crate) fn text(&self, key: &TextKey) -> &str {
        self.bodies.get(key).map_or("", String::as_str)
    }

    /// Returns a copy of the HTML of a text, for a page.
    pub(crate) fn body(&self, key: &TextKey) -> String {
        self.text(key).to_owned()
    }

    /// Returns the table of contents of a text, if the front matter asks for it (`wanted`) or, by default, if the text
    /// is long.
    pub(crate) fn contents(&self, key: &TextKey, wanted: Option<bool>) -> Vec<LinkView> {
        let (Some(html), Some(headings)) = (self.bodies.get(key), self.headings.get(key)) else {
            return Vec::new();
        };
        if !wanted.unwrap_or_else(|| markdown::is_long(html, headings)) {
            return Vec::new();
        }
        let entry = |Heading { id, text }: &Heading| LinkView::new(text.clone(), format!("#{id}"));
        headings.iter().map(entry).collect()
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
        let (mut page, mut problems) = (Documents::default(), Diagnostics::default());
        for key in keys {
            let text = render_text(key, content, library, &mut anchors, &mut problems);
            match is_shown(key, content, today) {
                true => page.append(text),
                false => page.keep_findings(text.used, text.warnings),
            }
        }
        (page, problems)
    };
    let rendered: Vec<_> = pages.par_iter().map(render_page).collect();
    let mut documents = Documents::default();
    for (page, problems) in rendered {
        documents.append(page);
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

/// Returns the documents of a single text.
fn render_text(
    key: &TextKey,
    content: &Content,
    library: Library<'_>,
    anchors: &mut Anchors,
    diagnostics: &mut Diagnostics,
) -> Documents {
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
    for problem in rendered.problems {
        let diagnostic = origin.diagnostic(&problem.range, problem.message);
        diagnostics.push(diagnostic.with_hint(problem.hint));
    }
    let mut documents = Documents::default();
    documents.used.extend(rendered.attachments.iter().cloned());
    for warning in rendered.warnings {
        let place = origin.place(&warning.range);
        documents.warnings.push(Diagnostic::warning(place, warning.message).with_hint(warning.hint));
    }
    for (range, path) in rendered.images {
        let place = origin.place(&range);
        documents.used.insert(path.clone());
        documents.pictures.push(PictureUse { path, widths: Widths::Text, place });
    }
    let page = permalink(key, library.addresses);
    for (range, href) in &rendered.links {
        documents.external.extend(ExternalLink::new(href, origin.place(range)));
        documents.fragments.extend(fragment::link(href, page.as_str(), || origin.place(range)));
    }
    documents.attachments.extend(rendered.attachments);
    documents.headings.insert(key.clone(), rendered.headings);
    documents.bodies.insert(key.clone(), rendered.html);
    documents
}

/// Returns the page that shows a text.
fn permalink(key: &TextKey, addresses: Addresses<'_>) -> Permalink {
    match key {
        TextKey::Home => addresses.pages.home().clone(),
        TextKey::Page(slug) => addresses.pages.plain_page(slug).clone(),
        TextKey::Speaker(slug) => addresses.pages.speaker(slug).clone(),
        TextKey::Workshop(slug) | TextKey::Session(slug, _) | TextKey::Outcomes(slug) => {
            addresses.pages.workshop(slug).clone()
        }
    }
}
