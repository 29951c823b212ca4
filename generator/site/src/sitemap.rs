//! What search engines read: `sitemap.xml` and `robots.txt`.

use std::fmt::Write as _;

use theme::Page;

use crate::page_history::PageHistory;
use view::site::PageLanguageView;

/// The addresses of all pages that may be listed, with the dates of their last change where the history tells them.
pub(crate) fn sitemap(pages: &[Page], base_url: &str, history: &PageHistory) -> String {
    let is_multilingual = pages.iter().any(|page| !page.languages.is_empty());
    let links = if is_multilingual { " xmlns:xhtml=\"http://www.w3.org/1999/xhtml\"" } else { "" };
    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"{links}>\n",
    );
    for (page, path) in pages.iter().filter(|page| page.head.indexed).filter_map(with_path) {
        // Permalinks have no characters that mean something in XML; `&` could only come with the base address.
        let address = format!("{base_url}{path}").replace('&', "&amp;");
        let changed = history.get(path).map(|change| format!("<lastmod>{}</lastmod>", change.last));
        let _ = writeln!(
            xml,
            "  <url><loc>{address}</loc>{}{}</url>",
            changed.unwrap_or_default(),
            alternates(page, base_url)
        );
    }
    xml.push_str("</urlset>\n");
    xml
}

fn with_path(page: &Page) -> Option<(&Page, &String)> {
    Some((page, page.head.path.as_ref()?))
}

/// The same page in all its languages, itself included, as search engines want it; for any other language, the site's
/// own, which is the first.
fn alternates(page: &Page, base_url: &str) -> String {
    let default = page.languages.first().map(|first| ("x-default", first));
    let languages = page.languages.iter().map(|view| (view.language.as_str(), view)).chain(default);
    let link = |(language, view): (&str, &PageLanguageView)| {
        let address = format!("{base_url}{}", view.path).replace('&', "&amp;");
        format!("<xhtml:link rel=\"alternate\" hreflang=\"{language}\" href=\"{address}\"/>")
    };
    languages.map(link).collect()
}

/// Everything may be read but the handler's pages, which are about persons.
pub(crate) fn robots(base_url: &str) -> String {
    format!("User-agent: *\nDisallow: /api/\n\nSitemap: {base_url}/sitemap.xml\n")
}
