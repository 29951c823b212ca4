//! Markdown texts of the content → HTML, each with the anchors of its page and the links of its file.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use rayon::prelude::*;

use crate::diagnostic::Diagnostics;
use crate::link;
use crate::markdown::{self, Anchors, Rendering};
use crate::page::{Addresses, Permalink};
use crate::part::{self, PartLink};
use crate::resolve::{Content, TextKey};
use crate::typography::Typography;

/// The HTML of all texts.
#[derive(Debug, Default)]
pub(crate) struct Documents {
    /// The HTML by text.
    bodies: BTreeMap<TextKey, String>,
    /// Files that texts link to, by their path below `content/`.
    pub(crate) attachments: BTreeSet<String>,
    /// Links of texts to parts of pages.
    pub(crate) parts: Vec<PartLink>,
}

impl Documents {
    fn append(&mut self, other: Documents) {
        self.bodies.extend(other.bodies);
        self.attachments.extend(other.attachments);
        self.parts.extend(other.parts);
    }

    /// The links of texts to parts of pages, which are then no longer here.
    pub(crate) fn take_parts(&mut self) -> Vec<PartLink> {
        std::mem::take(&mut self.parts)
    }

    /// The HTML of a text.
    pub(crate) fn body(&self, key: &TextKey) -> String {
        self.bodies.get(key).cloned().unwrap_or_default()
    }
}

/// The `id` of the heading above what came out of a workshop.
pub(crate) const OUTCOMES_ANCHOR: &str = "outcomes";

/// Renders every text. `ids` are those that templates use. A synthesis that is not shown `today` is looked through for
/// problems only.
pub(crate) fn render(
    content: &Content,
    addresses: &Addresses,
    typography: Typography,
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
        let mut page = (Documents::default(), Diagnostics::default());
        for key in keys {
            let mut text = (Documents::default(), Diagnostics::default());
            render_text(key, content, addresses, typography, &mut anchors, &mut text);
            page.1.append(text.1);
            if is_shown(key, content, today) {
                page.0.append(text.0);
            }
        }
        page
    };
    let rendered: Vec<_> = pages.par_iter().map(render_page).collect();
    let mut documents = Documents::default();
    for (page, problems) in rendered {
        documents.append(page);
        diagnostics.append(problems);
    }
    documents
}

/// The `id` of the heading of a session, by its place in the workshop from 1.
pub(crate) fn session_anchor(number: usize) -> String {
    format!("session-{number}")
}

/// Texts that are shown on one page, in the order in which they are.
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

/// Whether a text is on its page as of a day.
fn is_shown(key: &TextKey, content: &Content, today: Date) -> bool {
    let TextKey::Outcomes(slug) = key else { return true };
    content.programme.workshops.get(slug).is_some_and(|workshop| workshop.shown_outcomes(today).is_some())
}

fn render_text(
    key: &TextKey,
    content: &Content,
    addresses: &Addresses,
    typography: Typography,
    anchors: &mut Anchors,
    (documents, diagnostics): &mut (Documents, Diagnostics),
) {
    let origin = &content.origins[key];
    let path = &origin.file().path;
    let from = path.strip_prefix("content/").unwrap_or(path);
    let rendering = Rendering {
        top_level: match key {
            TextKey::Session(..) => 4,
            TextKey::Workshop(_) | TextKey::Outcomes(_) => 3,
            TextKey::Home | TextKey::Page(_) | TextKey::Speaker(_) => 2,
        },
        typography: content.typography_of(key).unwrap_or(typography),
        resolve: &|target| link::resolve(from, target, addresses),
    };
    let rendered = markdown::render(content.text(key), &rendering, anchors);
    for problem in rendered.problems {
        let diagnostic = origin.diagnostic(&problem.range, problem.message);
        diagnostics.push(diagnostic.with_hint(problem.hint));
    }
    let page = permalink(key, addresses);
    for (range, href) in &rendered.links {
        let tell = |message| origin.diagnostic(range, message);
        documents.parts.extend(part::link(href, page.as_str(), tell));
    }
    documents.attachments.extend(rendered.attachments);
    documents.bodies.insert(key.clone(), rendered.html);
}

/// The page that a text is shown on.
fn permalink(key: &TextKey, addresses: &Addresses) -> Permalink {
    match key {
        TextKey::Home => addresses.home().clone(),
        TextKey::Page(slug) => addresses.plain_page(slug).clone(),
        TextKey::Speaker(slug) => addresses.speaker(slug).clone(),
        TextKey::Workshop(slug) | TextKey::Session(slug, _) | TextKey::Outcomes(slug) => {
            addresses.workshop(slug).clone()
        }
    }
}
