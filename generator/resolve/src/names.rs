//! The current and former names of pages, and the identifiers under which workshops are stored.

use model::slug::Slug;

use super::{Content, TextKey};

impl Content {
    /// Returns the identifier under which a workshop is stored: its first name, so that stored items need not move
    /// when its folder is renamed.
    pub fn identifier<'a>(&'a self, workshop: &'a Slug) -> &'a Slug {
        let aliases = self.aliases.get(&TextKey::Workshop(workshop.clone()));
        aliases.and_then(|aliases| aliases.names().next()).unwrap_or(workshop)
    }

    /// Returns the former names of a workshop, oldest first.
    pub fn former_names(&self, workshop: &Slug) -> Vec<Slug> {
        let aliases = self.aliases.get(&TextKey::Workshop(workshop.clone()));
        aliases.map(|aliases| aliases.names().cloned().collect()).unwrap_or_default()
    }

    /// Returns whether a page of this name exists in a folder of `content/`.
    pub fn has(&self, folder: &str, name: &Slug) -> bool {
        match folder {
            "workshops" => self.programme.workshops.contains_key(name),
            "speakers" => self.programme.speakers.contains_key(name),
            _ => self.pages.contains_key(name),
        }
    }

    /// Returns the title of a page; empty for sessions and outcomes, which have no titles here.
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
