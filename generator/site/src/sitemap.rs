//! Files for search engines: `sitemap.xml` and `robots.txt`.

use std::io;
use std::sync::Arc;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use theme::Page;
use view::site::PageLanguageView;

use crate::page_history::PageHistory;

/// What the sitemap shows of a page.
#[derive(Debug)]
pub(crate) struct ListedPage {
    /// The path on the site; `None` for a page without a permanent address.
    path: Option<String>,
    /// Whether search engines may index it.
    indexed: bool,
    /// The languages in which it exists, the site's own first; empty if there is only one.
    languages: Arc<[PageLanguageView]>,
}

impl ListedPage {
    /// Returns what the sitemap shows of a page.
    pub(crate) fn of(page: &Page) -> ListedPage {
        let Page { head, languages, .. } = page;
        ListedPage { path: head.path.clone(), indexed: head.indexed, languages: languages.clone() }
    }
}

/// Returns the addresses of all indexable pages, with the dates of their last change if the history is known.
///
/// # Errors
///
/// None in practice: writing to memory does not fail.
pub(crate) fn sitemap(pages: &[ListedPage], base_url: &str, history: &PageHistory) -> io::Result<Vec<u8>> {
    let mut writer = Writer::new(Vec::new());
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    line(&mut writer, "")?;
    let mut urls = writer
        .create_element("urlset")
        .with_attribute(("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9"));
    if pages.iter().any(|page| !page.languages.is_empty()) {
        urls = urls.with_attribute(("xmlns:xhtml", "http://www.w3.org/1999/xhtml"));
    }
    urls.write_inner_content(|writer| {
        for (page, path) in pages.iter().filter(|page| page.indexed).filter_map(with_path) {
            line(writer, "  ")?;
            writer.create_element("url").write_inner_content(|writer| {
                element(writer, "loc", &format!("{base_url}{path}"))?;
                if let Some(change) = history.get(path) {
                    element(writer, "lastmod", &change.last.to_string())?;
                }
                alternates(writer, page, base_url)
            })?;
        }
        line(writer, "")
    })?;
    line(&mut writer, "")?;
    Ok(writer.into_inner())
}

fn element(writer: &mut Writer<Vec<u8>>, name: &str, text: &str) -> io::Result<()> {
    writer.create_element(name).write_text_content(BytesText::new(text)).map(|_| ())
}

/// Starts a line.
fn line(writer: &mut Writer<Vec<u8>>, indent: &str) -> io::Result<()> {
    writer.write_event(Event::Text(BytesText::from_escaped(format!("\n{indent}"))))
}

fn with_path(page: &ListedPage) -> Option<(&ListedPage, &String)> {
    Some((page, page.path.as_ref()?))
}

/// Returns the page in all its languages, itself included, as search engines expect; for any other language, it names
/// the site's own, which is the first.
fn alternates(writer: &mut Writer<Vec<u8>>, page: &ListedPage, base_url: &str) -> io::Result<()> {
    let default = page.languages.first().map(|first| ("x-default", first));
    let languages = page.languages.iter().map(|view| (view.language.as_str(), view)).chain(default);
    for (language, PageLanguageView { path, .. }) in languages {
        let address = format!("{base_url}{path}");
        let link = writer.create_element("xhtml:link").with_attribute(("rel", "alternate"));
        link.with_attribute(("hreflang", language))
            .with_attribute(("href", address.as_str()))
            .write_empty()?;
    }
    Ok(())
}

/// Returns a `robots.txt` that excludes the handler's pages, which contain personal data.
pub(crate) fn robots(base_url: &str) -> String {
    format!("User-agent: *\nDisallow: /api/\n\nSitemap: {base_url}/sitemap.xml\n")
}
