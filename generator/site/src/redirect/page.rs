//! The pages at former addresses: what they say, and that they lead on by themselves.

use markdown::escaped;
use theme::pages::PlainPageView;
use theme::{Page, View};
use view::site::HeadView;
use view::words::WordsError;

use super::{Kind, Redirect, Redirects};
use crate::views::Site;

/// The pages at former addresses in the language of `site`.
///
/// # Errors
///
/// When the theme lacks a word.
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
        // Search engines take the canonical address and the refreshing as a permanent redirect.
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
        Kind::Page { title } => Some(page(redirect, title)),
        Kind::Calendar | Kind::Attachment(_) => None,
    });
    pages.collect()
}

impl Redirects {
    /// Pages at former addresses, by their output, that lead on by themselves. No theme need think of it.
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
