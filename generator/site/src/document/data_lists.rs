//! Lists of personal data, which only plain pages have. They are made from all forms of the site.

use diagnostics::{Diagnostics, Place, message, phrase};
use resolve::TextKey;
use yaml::Origin;

/// A list of the data of forms in a text.
#[derive(Debug)]
pub(crate) struct DataList {
    /// The kind of the forms.
    pub(crate) forms: &'static str,
    pub(crate) place: Place,
}

/// Iterates over the lists in a text, the first for each kind of forms. `html` was made from the text.
pub(super) fn in_text(html: &str, text: &str, origin: &Origin) -> impl Iterator<Item = DataList> {
    markdown::DATA_LISTS.into_iter().filter_map(move |forms| {
        let list = markdown::data_list(forms);
        let start = text.find(&list).unwrap_or_default();
        let place = || origin.place(&(start..start + list.len()));
        html.contains(&list).then(|| DataList { forms, place: place() })
    })
}

/// Reports a list of personal data in a text that is not that of a plain page. Only those are filled in.
/// `lists` has those of this text.
pub(super) fn check(
    key: &TextKey,
    text: &str,
    lists: &[DataList],
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
