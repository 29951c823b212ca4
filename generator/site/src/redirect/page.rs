//! The pages at former addresses, each with a link and an automatic redirect to the current one.

use std::sync::Arc;

use markdown::escaped;
use theme::pages::PlainPageView;
use theme::{Page, View};
use view::site::HeadView;
use view::words::WordsError;

use super::{Redirect, RedirectKind, Redirects};
use crate::views::Site;

/// A page at a former address.
#[derive(Debug)]
pub(crate) struct FormerPage {
    pub(crate) page: Page,
    /// The current path.
    pub(crate) to: String,
}

/// Returns the pages at former addresses in the language of `site`.
///
/// # Errors
///
/// Returns an error if the theme lacks a text.
pub(crate) fn pages(site: Site<'_>, redirects: &Redirects) -> Result<Vec<FormerPage>, WordsError> {
    let words = site.renderer.words();
    let page = |redirect: &Redirect, title: &str| {
        let text = words.text("redirect.text", &[])?;
        let link = format!("<a href=\"{}\">{}</a>", escaped(&redirect.to), escaped(title));
        let heading = words.text("title.redirect", &[])?;
        let view = PlainPageView {
            title: heading.clone(),
            body: format!("<p>{} {link}</p>", escaped(&text)),
            contents: Vec::new(),
        };
        // Search engines treat the canonical address with an immediate refresh as a permanent redirect.
        let head = HeadView {
            title: heading,
            description: String::new(),
            path: Some(redirect.to.clone()),
            image: None,
            indexed: true,
            unpublished: None,
        };
        let output = redirect.output();
        let page = Page {
            output,
            template: "page.html".into(),
            head,
            view: View::Plain(view),
            languages: Arc::default(),
        };
        Ok(FormerPage { page, to: redirect.to.clone() })
    };
    let pages = redirects.0.iter().filter_map(|redirect| match &redirect.kind {
        RedirectKind::Page { title } => Some(page(redirect, title)),
        RedirectKind::Calendar | RedirectKind::Attachment(_) => None,
    });
    pages.collect()
}

/// Adds an automatic redirect to a page at a former address. Themes need not provide it.
pub(crate) fn refreshing(html: &str, to: &str) -> String {
    let to = escaped(to);
    let meta = format!("<meta http-equiv=\"refresh\" content=\"0; url={to}\">\n</head>");
    html.replacen("</head>", &meta, 1)
}
