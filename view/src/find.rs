//! The view of the page on which registrants request mails with links to their registrations.

use serde::Serialize;

use crate::form::FormView;
use crate::registration::LANGUAGE;

/// The page on which registrants request links to their registrations; required if `permalinks` of the site has
/// `find`. Template `find.html`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FindView {
    /// The form, which asks for an e-mail address; `None` after it was submitted.
    pub form: Option<FormView>,
    /// The key of the reason why a valid address was not accepted: `too-many` or `unavailable`. Its texts are
    /// `find_refusal.<key>.title` and `find_refusal.<key>.text`, with `_` in place of `-`.
    pub refusal: Option<&'static str>,
    /// Whether an address was submitted. The page is the same for all addresses, so that it does not reveal whether
    /// registrations exist.
    pub sent: bool,
}

impl FindView {
    /// Returns the page with this form.
    pub fn with_form(form: FormView) -> FindView {
        FindView { form: Some(form), refusal: None, sent: false }
    }

    /// Returns the page that confirms a submission.
    pub fn sent() -> FindView {
        FindView { form: None, refusal: None, sent: true }
    }
}

/// Returns the path to which the form is submitted. `language` is the language of the page, unless it is the main
/// one.
pub fn find_action(language: Option<&str>) -> String {
    in_language("/api/find", language)
}

/// Returns the path of the page that confirms a submission.
pub fn sent_path(language: Option<&str>) -> String {
    in_language("/api/find/sent", language)
}

fn in_language(path: &str, language: Option<&str>) -> String {
    match language {
        Some(language) => format!("{path}?{LANGUAGE}={language}"),
        None => path.to_owned(),
    }
}
