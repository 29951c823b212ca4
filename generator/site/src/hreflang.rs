//! Marks links to pages in another language with `hreflang`, wherever they come from.
//!
//! Finished pages are marked, because links come from texts, the navigation and every template; theme authors need
//! not add the attribute.

use std::collections::BTreeMap;

/// Adds `hreflang` to every link whose target is in another language than the page. `languages` contains the
/// languages of all pages, by path on the site.
pub(crate) fn mark(html: &str, own: &str, languages: &BTreeMap<String, String>) -> String {
    let mut marked = String::with_capacity(html.len() + 256);
    let mut rest = html;
    while let Some(start) = rest.find("<a ") {
        let (before, link) = rest.split_at(start);
        marked.push_str(before);
        // Attribute values are escaped, so the first `>` ends the tag.
        let end = link.find('>').unwrap_or(link.len());
        let (tag, after) = link.split_at(end);
        marked.push_str(tag);
        if let Some(language) = target(tag).and_then(|path| languages.get(path))
            && language != own
            && !tag.contains(" hreflang=")
        {
            marked.push_str(&format!(" hreflang=\"{language}\""));
        }
        rest = after;
    }
    marked.push_str(rest);
    marked
}

/// Returns the path of a link's target, without the fragment.
fn target(tag: &str) -> Option<&str> {
    let (_, address) = tag.split_once(" href=\"")?;
    let address = address.split('"').next()?;
    address.split(['#', '?']).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_to_another_language_are_marked() {
        let languages = [("/", "fr"), ("/en/", "en"), ("/a/", "fr")];
        let languages = languages.map(|(path, language)| (path.to_owned(), language.to_owned())).into();
        let html = r##"<a href="/en/">a</a><abbr>b</abbr><a class="c" href="/a/#d">e</a><a href="/a/" hreflang="fr" lang="fr">f</a><a href="https://a.example/a/">g</a><a href="#h">h</a>"##;
        let marked = r##"<a href="/en/">a</a><abbr>b</abbr><a class="c" href="/a/#d" hreflang="fr">e</a><a href="/a/" hreflang="fr" lang="fr">f</a><a href="https://a.example/a/">g</a><a href="#h">h</a>"##;
        assert_eq!(mark(html, "en", &languages), marked);
    }
}
