//! Lists of personal data, which only plain pages have. They are made from all forms of the site.

use diagnostics::{Diagnostics, message, phrase};
use resolve::TextKey;
use yaml::Origin;

/// Iterates over the forms about whose data a text has a list.
pub(super) fn in_text(html: &str) -> impl Iterator<Item = &'static str> {
    markdown::DATA_LISTS.into_iter().filter(|forms| html.contains(&markdown::data_list(forms)))
}

/// Reports a list of personal data in a text that is not that of a plain page. Only those are filled in.
/// `lists` has those of this text.
pub(super) fn check(
    key: &TextKey,
    text: &str,
    lists: &[&'static str],
    origin: &Origin,
    diagnostics: &mut Diagnostics,
) {
    if matches!(key, TextKey::Page(_)) || lists.is_empty() {
        return;
    }
    let start = text.find("<!-- data:").or_else(|| text.find("<!--")).unwrap_or_default();
    let message = message! {
        UnknownDataList,
        en: "only a page in `content/pages` has this list",
        fr: "seule une page de `content/pages` a cette liste"
    };
    let hint = phrase! {
        en: "move the comment to the page about privacy",
        fr: "déplacez le commentaire dans la page sur les données personnelles"
    };
    let problem = origin.diagnostic(&(start..start + "<!--".len()), message);
    diagnostics.push(problem.with_hint(hint));
}
