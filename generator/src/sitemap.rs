//! What search engines read: `sitemap.xml` and `robots.txt`.

use std::fmt::Write as _;

use crate::history::PageHistory;
use crate::page::Page;

/// The addresses of all pages that may be listed, with the dates of their last change where the history tells them.
pub(crate) fn sitemap(pages: &[Page], base_url: &str, history: &PageHistory) -> String {
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    for path in pages.iter().filter(|page| page.head.indexed).filter_map(|page| page.head.path.as_ref()) {
        // Permalinks have no characters that mean something in XML; `&` could only come with the base address.
        let address = format!("{base_url}{path}").replace('&', "&amp;");
        let changed = history.get(path).map(|change| format!("<lastmod>{}</lastmod>", change.last));
        let _ = writeln!(xml, "  <url><loc>{address}</loc>{}</url>", changed.unwrap_or_default());
    }
    xml.push_str("</urlset>\n");
    xml
}

/// Everything may be read but the handler's pages, which are about persons.
pub(crate) fn robots(base_url: &str) -> String {
    format!("User-agent: *\nDisallow: /api/\n\nSitemap: {base_url}/sitemap.xml\n")
}
