//! The variables `site` and `head`, which every template sees.

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::words::{Words, WordsError};

/// One of a few texts that templates compare or find words by, such as `past`.
pub type Key = Cow<'static, str>;

/// The facts of the site.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SiteView {
    /// The title, such as "Les ateliers du club".
    pub title: String,
    /// A description in one sentence.
    pub tagline: String,
    /// The scheme and host of its public URL, without a trailing slash.
    pub base_url: String,
    /// The language tag of its pages (BCP 47).
    pub language: String,
    /// The language with its country, in the format of the Open Graph protocol: `en_GB`.
    #[serde(default)]
    pub locale: String,
    /// The path of the home page in that language.
    pub home_path: String,
    /// The language of the home page, if it has no translation into `language`.
    #[serde(default)]
    pub home_language: Option<String>,
    /// The path of the feed in that language; `None` if there is no feed because git has no dates of changes.
    #[serde(default)]
    pub feed_path: Option<String>,
    /// The publisher of the site and organiser of the workshops.
    pub organiser: OrganiserView,
    /// The links at the top of each page.
    pub navigation: Vec<LinkView>,
    /// The links at the bottom of each page.
    pub footer: Vec<LinkView>,
    /// The path of the style sheet, with a fingerprint in its name.
    pub stylesheet: String,
    /// The path of the icon, with a fingerprint in its name.
    pub icon: String,
    /// The paths of the scripts, with fingerprints in their names, by file name such as `form.js`.
    pub scripts: BTreeMap<String, String>,
    /// The paths of all static files, with fingerprints in their names, by path within the theme's `static`, such
    /// as `logo.svg`.
    #[serde(default)]
    pub assets: BTreeMap<String, String>,
    /// The path of the search page; `None` if there is none.
    #[serde(default)]
    pub search_path: Option<String>,
    /// The path of the page on which registrants request links to their registrations; `None` if there is none.
    #[serde(default)]
    pub find_path: Option<String>,
    /// The contents of the privacy notices.
    pub privacy: PrivacyView,
}

/// The publisher of the site.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OrganiserView {
    /// The name of the club.
    pub name: String,
    /// The e-mail address for questions.
    pub email: String,
    /// The telephone number, if given.
    pub telephone: Option<String>,
}

/// A link with its text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LinkView {
    /// The text.
    pub label: String,
    /// The address: a path of this site, or an absolute URL.
    pub href: String,
    /// The language of the linked page, if it is a page of this site in another language.
    #[serde(default)]
    pub hreflang: Option<String>,
}

/// The information that Article 13 of the GDPR requires where personal data is collected; each item is a sentence
/// or less.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PrivacyView {
    /// The controller, with its address.
    pub controller: String,
    /// The purpose of the processing.
    pub purpose: String,
    /// The legal basis in Article 6.
    pub legal_basis: String,
    /// The recipients of the data.
    pub recipients: String,
    /// The retention period.
    pub retention: RetentionView,
    /// The e-mail address for exercising rights.
    pub contact: String,
    /// The path of the page with more information.
    pub page: String,
    /// The language of that page, if it has no translation into the site's `language`.
    #[serde(default)]
    pub page_language: Option<String>,
    /// The items that differ for questionnaires.
    pub questionnaires: QuestionnairePrivacyView,
    /// The language of these texts, if it differs from that of the page.
    #[serde(default)]
    pub language: Option<String>,
}

/// The items of the privacy notice that differ for questionnaires.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct QuestionnairePrivacyView {
    /// The purpose of the processing.
    pub purpose: String,
    /// The legal basis in Article 6.
    pub legal_basis: String,
}

/// The retention periods by kind of form, in months after a workshop's last session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RetentionView {
    /// The retention period of registrations.
    pub registrations: u32,
    /// The retention period of answers to questionnaires.
    pub questionnaires: u32,
}

/// A language in which the page exists, main language first; none if there is only one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageLanguageView {
    /// The language tag (BCP 47).
    pub language: String,
    /// The name of the language in that language, such as "English".
    pub name: String,
    /// The language with its country, in the format of the Open Graph protocol: `en_GB`.
    pub locale: String,
    /// The path of the page in that language.
    pub path: String,
}

/// The data for the head of a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeadView {
    /// The title of the page, without that of the site.
    pub title: String,
    /// A description for search engines; empty for a page that they must not show.
    pub description: String,
    /// The path of the page, for its canonical URL and to mark the current link; `None` for a page without a
    /// permanent address.
    pub path: Option<String>,
    /// The picture that other sites show with a link to the page; `None` if the theme has no template for it.
    pub image: Option<ImageView>,
    /// Whether search engines may index the page.
    pub indexed: bool,
    /// The reason why the page is not published yet, in a build with drafts; `None` in any other build.
    pub unpublished: Option<UnpublishedView>,
}

impl HeadView {
    /// Returns the head of a document without an address that search engines must not index: a mail, picture or
    /// response to a form.
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

/// A page that is not published yet, in a build with drafts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnpublishedView {
    /// Whether the page is a draft.
    pub draft: bool,
    /// When the page will be published, unless it is still a draft then.
    pub from: Option<Timestamp>,
}

/// A picture of a page for links from other sites.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImageView {
    /// The path of the PNG file, with a fingerprint in its name.
    pub path: String,
    /// The width in pixels.
    pub width: u32,
    /// The height in pixels.
    pub height: u32,
    /// The alt text.
    pub alt: String,
}

impl LinkView {
    /// Returns a link to a page in the language of the page with the link, to a part of that page or to another site.
    pub fn new(label: String, href: String) -> LinkView {
        LinkView { label, href, hreflang: None }
    }
}

impl PageLanguageView {
    /// Returns the language of a site with its name and the path of a page.
    ///
    /// # Errors
    ///
    /// Returns [`WordsError`] if the theme lacks `language.name` or `language.locale`.
    pub fn new(site: &SiteView, words: &Words, path: String) -> Result<PageLanguageView, WordsError> {
        let locale = match site.locale.as_str() {
            "" => words.text("language.locale", &[])?,
            locale => locale.to_owned(),
        };
        let (language, name) = (site.language.clone(), words.text("language.name", &[])?);
        Ok(PageLanguageView { language, name, locale, path })
    }
}
