//! A theme with its site: what the generator reads from files and hands on to the handler.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::site::SiteView;

/// Everything that a [`Renderer`](crate::renderer::Renderer) needs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Theme {
    /// The IANA name of the time zone in which times are written.
    pub time_zone: String,
    /// The words of the site's language, by key.
    pub words: BTreeMap<String, String>,
    /// The templates' texts, by name. Those of a theme that is extended have its name before theirs: `default/404.html`.
    pub templates: BTreeMap<String, String>,
    /// The themes that are extended, the next one first. What has no template of a name is looked up in them.
    pub extends: Vec<String>,
    /// The facts of the site, its language among them.
    pub site: SiteView,
    /// The site in its further languages.
    #[serde(default)]
    pub translations: Vec<ThemeTranslation>,
}

/// What differs in a further language of the site.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ThemeTranslation {
    /// The words of the language, by key.
    pub words: BTreeMap<String, String>,
    /// The facts of the site as they are told in it.
    pub site: SiteView,
}

impl Theme {
    /// The site in a further language alone.
    #[must_use]
    pub fn in_language(&self, translation: &ThemeTranslation) -> Theme {
        let ThemeTranslation { words, site } = translation.clone();
        Theme { words, site, translations: Vec::new(), ..self.clone() }
    }

    /// The same theme of a site that stands at this address, scheme and host, in all of its languages.
    #[must_use]
    pub fn at_address(mut self, base_url: &str) -> Theme {
        let translations = self.translations.iter_mut().map(|translation| &mut translation.site);
        for site in translations.chain([&mut self.site]) {
            site.base_url = base_url.to_owned();
        }
        self
    }
}
