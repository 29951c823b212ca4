//! What every template sees, whichever page it renders: the variables `site` and `head`.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::words::{Words, WordsError};

/// The facts of the site.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SiteView {
    /// Its title, such as « Les ateliers du club ».
    pub title: String,
    /// One sentence about it.
    pub tagline: String,
    /// The scheme and host of its public address, without a slash at the end.
    pub base_url: String,
    /// The language tag of its pages (BCP 47).
    pub language: String,
    /// That language with its country, as the Open Graph protocol writes it: `en_GB`.
    #[serde(default)]
    pub locale: String,
    /// The path of the home page in that language.
    pub home_path: String,
    /// The path of the feed in that language; `None` where there is none, as git does not know when the content was changed.
    #[serde(default)]
    pub feed_path: Option<String>,
    /// Who publishes it and holds the workshops.
    pub organiser: OrganiserView,
    /// Links at the top of each page.
    pub navigation: Vec<LinkView>,
    /// Links at the bottom of each page.
    pub footer: Vec<LinkView>,
    /// The path of the style sheet, with a fingerprint in its name.
    pub stylesheet: String,
    /// The path of the icon, with a fingerprint in its name.
    pub icon: String,
    /// The paths of the scripts, with fingerprints in their names, by file name, such as `form.js`.
    pub scripts: BTreeMap<String, String>,
    /// The paths of all static files, with fingerprints in their names, by what stands in the theme's `static`, such as
    /// `logo.svg`.
    #[serde(default)]
    pub assets: BTreeMap<String, String>,
    /// The path of the page that searches the site; `None` where it has none.
    #[serde(default)]
    pub search_path: Option<String>,
    /// The path of the page on which registrants have the links to their registrations mailed; `None` where there is
    /// none.
    #[serde(default)]
    pub find_path: Option<String>,
    /// What the privacy notice of each form says.
    pub privacy: PrivacyView,
}

/// Who publishes the site.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OrganiserView {
    /// The name of the club.
    pub name: String,
    /// Where questions go.
    pub email: String,
    /// A telephone number.
    pub telephone: Option<String>,
}

/// A link with its text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LinkView {
    /// The text.
    pub label: String,
    /// The address: a path of this site, or a whole address.
    pub href: String,
}

/// What Article 13 of the GDPR wants to be said where personal data is collected; each a sentence or less.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PrivacyView {
    /// Who is responsible, with address.
    pub controller: String,
    /// What the data is for.
    pub purpose: String,
    /// On which ground of Article 6 it is processed.
    pub legal_basis: String,
    /// Who gets to see it.
    pub recipients: String,
    /// How long it is kept.
    pub retention: RetentionView,
    /// Where rights are exercised: an e-mail address.
    pub contact: String,
    /// The path of the page that says more.
    pub page: String,
    /// What it says instead beside a questionnaire.
    pub questionnaires: QuestionnairePrivacyView,
    /// The language of these sentences, where that is not the language of the page.
    #[serde(default)]
    pub language: Option<String>,
}

/// What the privacy notice says beside a questionnaire.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct QuestionnairePrivacyView {
    /// What the data is for.
    pub purpose: String,
    /// On which ground of Article 6 it is processed.
    pub legal_basis: String,
}

/// For how many months after a workshop's last session data is kept, by the form that collected it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RetentionView {
    /// How long registrations are kept.
    pub registrations: u32,
    /// How long answers to questionnaires are kept.
    pub questionnaires: u32,
}

/// A language in which there is the page, the site's own first; none where there is but one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PageLanguageView {
    /// The language tag (BCP 47).
    pub language: String,
    /// The name of the language in itself, such as « English ».
    pub name: String,
    /// The language with its country, as the Open Graph protocol writes it: `en_GB`.
    pub locale: String,
    /// The path of the page in it.
    pub path: String,
}

/// What stands in the head of a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HeadView {
    /// The title of the page, without that of the site.
    pub title: String,
    /// A description for search engines; empty for a page that they are not to show.
    pub description: String,
    /// The path of the page, for its canonical address and to mark the current link; `None` for a page that has
    /// no address of its own.
    pub path: Option<String>,
    /// What other sites show with a link to the page; `None` where the theme draws nothing.
    pub image: Option<ImageView>,
    /// Whether search engines may list the page.
    pub indexed: bool,
    /// Why the page is not published yet, in a build with drafts; `None` in any other build.
    pub unpublished: Option<UnpublishedView>,
}

impl HeadView {
    /// The head of what has no address of its own and is not for search engines: a mail, a drawing, an answer to a form.
    pub fn titled(title: String) -> HeadView {
        HeadView {
            title,
            description: String::new(),
            path: None,
            image: None,
            indexed: false,
            unpublished: None,
        }
    }
}

/// A page that a build with drafts shows before it is published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct UnpublishedView {
    /// Whether it is a draft.
    pub draft: bool,
    /// From when on it is published, unless it is a draft by then.
    pub from: Option<Timestamp>,
}

/// A picture of a page, for where other sites link to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ImageView {
    /// The path of the PNG file, with a fingerprint in its name.
    pub path: String,
    /// Its width in pixels.
    pub width: u32,
    /// Its height in pixels.
    pub height: u32,
    /// What it says.
    pub alt: String,
}

impl PageLanguageView {
    /// The language of a site by its own name, with the path of a page in it.
    ///
    /// # Errors
    ///
    /// When the theme has no name for it, `language.name` and `language.locale`.
    pub fn new(site: &SiteView, words: &Words, path: String) -> Result<PageLanguageView, WordsError> {
        let locale = match site.locale.as_str() {
            "" => words.text("language.locale", &[])?,
            locale => locale.to_owned(),
        };
        let (language, name) = (site.language.clone(), words.text("language.name", &[])?);
        Ok(PageLanguageView { language, name, locale, path })
    }
}
