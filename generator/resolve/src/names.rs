//! What pages are called: today, formerly, and in the store.

use model::slug::Slug;

use super::{Content, TextKey};

impl Content {
    /// The name under which everything about a workshop is stored: its first one, so that nothing moves when its folder is
    /// renamed.
    pub fn identifier<'a>(&'a self, workshop: &'a Slug) -> &'a Slug {
        let aliases = self.aliases.get(&TextKey::Workshop(workshop.clone()));
        aliases.and_then(|aliases| aliases.names().next()).unwrap_or(workshop)
    }

    /// The former names of a workshop, the first one first.
    pub fn former_names(&self, workshop: &Slug) -> Vec<Slug> {
        let aliases = self.aliases.get(&TextKey::Workshop(workshop.clone()));
        aliases.map(|aliases| aliases.names().cloned().collect()).unwrap_or_default()
    }

    /// Whether there is a page of this name, by its folder below `content/`.
    pub fn has(&self, folder: &str, name: &Slug) -> bool {
        match folder {
            "workshops" => self.programme.workshops.contains_key(name),
            "speakers" => self.programme.speakers.contains_key(name),
            _ => self.pages.contains_key(name),
        }
    }

    /// The title of a page; empty for a text that is not the first of its page.
    pub fn title(&self, key: &TextKey) -> &str {
        match key {
            TextKey::Home => Some(&self.home.title),
            TextKey::Page(slug) => self.pages.get(slug).map(|page| &page.title),
            TextKey::Speaker(slug) => self.programme.speakers.get(slug).map(|speaker| &speaker.name),
            TextKey::Workshop(slug) => self.programme.workshops.get(slug).map(|workshop| &workshop.title),
            TextKey::Session(..) | TextKey::Outcomes(_) => None,
        }
        .map_or("", String::as_str)
    }
}
