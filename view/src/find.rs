//! The view of the page on which registrants have the links to their registrations mailed, whichever program renders it.

use serde::Serialize;

use crate::form::FormView;
use crate::registration::LANGUAGE;

/// The page that finds registrations; needed where `permalinks` of the site has `find`. Template `find.html`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FindView {
    /// The form, which asks for an e-mail address; `None` once it was sent.
    pub form: Option<FormView>,
    /// The key of a reason for which an address was not taken although nothing is wrong with it: `too-many` or
    /// `unavailable`. It has the words `find_refusal.<key>.title` and `find_refusal.<key>.text`, with `_` for each `-`.
    pub refusal: Option<&'static str>,
    /// Whether an address was sent. The page is the same for every address, so it cannot say whether there are
    /// registrations.
    pub sent: bool,
}

impl FindView {
    /// The page with this form.
    pub fn with_form(form: FormView) -> FindView {
        FindView { form: Some(form), refusal: None, sent: false }
    }

    /// The page after an address was sent.
    pub fn sent() -> FindView {
        FindView { form: None, refusal: None, sent: true }
    }
}

/// The path that the form is posted to; `language` is that of the page, where it is a further one of the site.
pub fn find_action(language: Option<&str>) -> String {
    in_language("/api/find", language)
}

/// The path of the page after an address was sent.
pub fn sent_path(language: Option<&str>) -> String {
    in_language("/api/find/sent", language)
}

fn in_language(path: &str, language: Option<&str>) -> String {
    match language {
        Some(language) => format!("{path}?{LANGUAGE}={language}"),
        None => path.to_owned(),
    }
}
