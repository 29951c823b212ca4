//! Lists of personal data, which only plain pages have.

use diagnostics::{Diagnostics, message, phrase};
use resolve::TextKey;
use yaml::Origin;

/// Reports a list of personal data in a text that is not that of a plain page. Only those are filled in.
pub(super) fn check(key: &TextKey, text: &str, html: &str, origin: &Origin, diagnostics: &mut Diagnostics) {
    let is_asked_for = |forms: &&str| html.contains(&markdown::data_list(forms));
    if matches!(key, TextKey::Page(_)) || !markdown::DATA_LISTS.iter().any(is_asked_for) {
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
