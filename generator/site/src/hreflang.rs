//! Links from a page to one in another language say so: `hreflang`, wherever in the page the link was written.
//!
//! It is done with the finished page, as links come from texts, from the navigation and from every template; a theme
//! author need not think of it.

use std::collections::BTreeMap;

/// The page with `hreflang` in every link to a page of another language than its own. `languages` are those of all
/// pages, by their path on the site.
pub(crate) fn mark(html: &str, own: &str, languages: &BTreeMap<String, String>) -> String {
    let mut marked = String::with_capacity(html.len() + 256);
    let mut rest = html;
    while let Some(start) = rest.find("<a ") {
        let (before, link) = rest.split_at(start);
        marked.push_str(before);
        // Values of attributes are escaped, so the first `>` ends the tag.
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

/// The path that a link leads to, without a part of the page.
fn target(tag: &str) -> Option<&str> {
    let (_, address) = tag.split_once(" href=\"")?;
    let address = address.split('"').next()?;
    address.split(['#', '?']).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_to_another_language_say_so() {
        let languages = [("/", "fr"), ("/en/", "en"), ("/a/", "fr")];
        let languages = languages.map(|(path, language)| (path.to_owned(), language.to_owned())).into();
        let html = r##"<a href="/en/">a</a><abbr>b</abbr><a class="c" href="/a/#d">e</a><a href="/a/" hreflang="fr" lang="fr">f</a><a href="https://a.example/a/">g</a><a href="#h">h</a>"##;
        let marked = r##"<a href="/en/">a</a><abbr>b</abbr><a class="c" href="/a/#d" hreflang="fr">e</a><a href="/a/" hreflang="fr" lang="fr">f</a><a href="https://a.example/a/">g</a><a href="#h">h</a>"##;
        assert_eq!(mark(html, "en", &languages), marked);
    }
}
