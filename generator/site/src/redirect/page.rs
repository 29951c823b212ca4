//! The pages at former addresses, with a link and an automatic redirect.

use markdown::escaped;
use theme::pages::PlainPageView;
use theme::{Page, View};
use view::site::HeadView;
use view::words::WordsError;

use super::{Redirect, RedirectKind, Redirects};
use crate::views::Site;

/// Returns the pages at former addresses in the language of `site`.
///
/// # Errors
///
/// Returns an error if the theme lacks a text.
pub(crate) fn pages(site: Site<'_>, redirects: &Redirects) -> Result<Vec<Page>, WordsError> {
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
        Ok(Page { output, template: "page.html", head, view: View::Plain(view), languages: Vec::new() })
    };
    let pages = redirects.0.iter().filter_map(|redirect| match &redirect.kind {
        RedirectKind::Page { title } => Some(page(redirect, title)),
        RedirectKind::Calendar | RedirectKind::Attachment(_) => None,
    });
    pages.collect()
}

impl Redirects {
    /// Adds an automatic redirect to the pages at former addresses, by output file. Themes need not provide it.
    pub(crate) fn refreshing(&self, html: Vec<(String, String)>) -> Vec<(String, String)> {
        let target = |output: &str| self.0.iter().find(|redirect| redirect.output() == output);
        let refresh = |(output, html): (String, String)| {
            let to = target(&output).map(|redirect| escaped(&redirect.to)).unwrap_or_default();
            let meta = format!("<meta http-equiv=\"refresh\" content=\"0; url={to}\">\n</head>");
            (output, html.replacen("</head>", &meta, 1))
        };
        html.into_iter().map(refresh).collect()
    }
}
