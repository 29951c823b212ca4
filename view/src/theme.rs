//! A theme with its site, as the generator reads it from files and passes it on to the handler.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::site::SiteView;

/// The input of a [`Renderer`](crate::renderer::Renderer).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Theme {
    /// The IANA name of the site's time zone.
    pub time_zone: String,
    /// The texts of the main language, by key.
    pub words: BTreeMap<String, String>,
    /// The templates by name. Those of an extended theme are prefixed with its name: `default/404.html`. The ones that a
    /// function needs are in [files of their own](crate::templates::TemplateSet).
    #[serde(default)]
    pub templates: BTreeMap<String, String>,
    /// The extended themes, nearest first. Templates that the theme lacks are taken from them.
    pub extends: Vec<String>,
    /// The facts of the site, including its language.
    pub site: SiteView,
    /// The site in its other languages.
    #[serde(default)]
    pub translations: Vec<ThemeTranslation>,
}

/// The parts of the site that differ in another language.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ThemeTranslation {
    /// The texts of the language, by key.
    pub words: BTreeMap<String, String>,
    /// The facts of the site in that language.
    pub site: SiteView,
}

impl Theme {
    /// Returns the theme without its templates, as every function reads it.
    #[must_use]
    pub fn without_templates(self) -> Theme {
        Theme { templates: BTreeMap::new(), ..self }
    }

    /// Returns the theme for a site at another URL (scheme and host), in all languages.
    #[must_use]
    pub fn at_address(mut self, base_url: &str) -> Theme {
        let translations = self.translations.iter_mut().map(|translation| &mut translation.site);
        for site in translations.chain([&mut self.site]) {
            site.base_url = base_url.to_owned();
        }
        self
    }
}
