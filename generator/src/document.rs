//! Markdown texts of the content → HTML, each with the anchors of its page and the links of its file.

use std::collections::{BTreeMap, BTreeSet};

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
    /// The HTML of a text.
    pub(crate) fn body(&self, key: &TextKey) -> String {
        self.bodies.get(key).cloned().unwrap_or_default()
    }
}

/// Renders every text. `ids` are those that templates use.
pub(crate) fn render(
    content: &Content,
    addresses: &Addresses,
    typography: Typography,
    ids: &BTreeSet<String>,
    diagnostics: &mut Diagnostics,
) -> Documents {
    let reserved = Anchors::reserving(ids.iter().map(String::as_str));
    let pages = texts_by_page(content);
    let render_page = |keys: &Vec<&TextKey>| {
        let mut anchors = reserved.clone();
        for number in 1..keys.len() {
            anchors.unique(&session_anchor(number));
        }
        let mut page = (Documents::default(), Diagnostics::default());
        for key in keys {
            render_text(key, content, addresses, typography, &mut anchors, &mut page);
        }
        page
    };
    let rendered: Vec<_> = pages.par_iter().map(render_page).collect();
    let mut documents = Documents::default();
    for (page, problems) in rendered {
        documents.bodies.extend(page.bodies);
        documents.attachments.extend(page.attachments);
        documents.parts.extend(page.parts);
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
    for key in content.origins.keys().filter(|key| !matches!(key, TextKey::Session(..))) {
        let mut page = vec![key];
        if let TextKey::Workshop(slug) = key {
            let sessions = TextKey::Session(slug.clone(), 0)..=TextKey::Session(slug.clone(), usize::MAX);
            page.extend(content.origins.range(sessions).map(|(key, _)| key));
        }
        pages.push(page);
    }
    pages
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
            TextKey::Workshop(_) => 3,
            TextKey::Home | TextKey::Page(_) | TextKey::Speaker(_) => 2,
        },
        typography,
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
        TextKey::Home => Permalink::home(),
        TextKey::Page(slug) => addresses.plain_page(slug).clone(),
        TextKey::Speaker(slug) => addresses.speaker(slug).clone(),
        TextKey::Workshop(slug) | TextKey::Session(slug, _) => addresses.workshop(slug).clone(),
    }
}
