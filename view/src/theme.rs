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
}
