//! External links, with their places. The caller checks them, because this crate must not use the network.

use diagnostics::{Diagnostic, Message, Phrase, Place};

use content::config::Config;
use resolve::{Content, TextKey};

/// An external link.
#[derive(Clone, Debug)]
pub struct ExternalLink {
    /// The full address, as it was written.
    pub address: String,
    place: Place,
}

impl ExternalLink {
    /// Creates a link at a place, if the address is that of a web page.
    pub(crate) fn new(address: &str, place: Place) -> Option<ExternalLink> {
        let lower = address.to_ascii_lowercase();
        let is_web = lower.starts_with("https://") || lower.starts_with("http://");
        is_web.then(|| ExternalLink { address: address.to_owned(), place })
    }

    /// Returns a problem with the link, at its place.
    #[must_use]
    pub fn problem(&self, message: Message, hint: Phrase) -> Diagnostic {
        Diagnostic::at(self.place.clone(), message).with_hint(hint)
    }
}

/// Returns the external links of texts, speakers, navigation and footer.
pub(crate) fn links(of_texts: Vec<ExternalLink>, content: &Content, config: &Config) -> Vec<ExternalLink> {
    let mut links = of_texts;
    for speaker in content.programme.speakers.values() {
        let Some(text) = content.texts.get(&TextKey::Speaker(speaker.slug.clone())) else { continue };
        let file = text.origin().file();
        for link in &speaker.links {
            let start = file.text().find(link.url.as_str()).unwrap_or(0);
            let place = Place::new(file, start..start + link.url.len());
            links.extend(ExternalLink::new(&link.url, place));
        }
    }
    for item in config.navigation.iter().chain(&config.footer) {
        let place = Place::new(&config.file, item.to.span.clone());
        links.extend(ExternalLink::new(&item.to.value, place));
    }
    links
}
