//! `Places`: where the links and images of texts lead.

use content::config::Config;
use markdown::Surroundings;
use resolve::TextKey;

/// What texts need of the rest of the site.
pub(crate) trait Places {
    /// Returns the configuration in the language of the texts, with its abbreviations.
    fn config(&self) -> &Config;
    /// Returns the path of the page that shows a text.
    fn page(&self, key: &TextKey) -> &str;
    /// Returns what the links and images of a file lead to, by its path below `content/`.
    fn surroundings<'s>(&'s self, file: &'s str) -> Box<dyn Surroundings + 's>;
}
