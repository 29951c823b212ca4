//! Filters the resolved content by publication.

use content::page_file;

use super::{Content, TextKey};

impl Content {
    /// Returns the content of published workshops and pages. `is_published` decides for a file, by its path below
    /// `content/`. Nothing of the others remains that a page could show.
    #[must_use]
    pub fn published(&self, is_published: impl Fn(&str) -> bool) -> Content {
        let has_page = |key: &TextKey| is_published(&key.file());
        let mut content = self.clone();
        // Without `..`, so that a new field needs a decision here.
        let Content {
            programme,
            pages,
            aliases,
            tocs,
            texts,
            places,
            home: _,
            portraits: _,
            incomplete: _,
            venues_are_incomplete: _,
            mails: _,
            members: _,
            untranslated: _,
        } = &mut content;
        programme.workshops.retain(|slug, _| has_page(&TextKey::Workshop(slug.clone())));
        pages.retain(|slug, _| has_page(&TextKey::Page(slug.clone())));
        tocs.retain(|slug, _| has_page(&TextKey::Workshop(slug.clone())));
        aliases.retain(|key, _| has_page(key));
        texts.retain(|key, _| has_page(key));
        places.retain(|slug, _| has_page(&TextKey::Workshop(slug.clone())));
        content
    }
}

impl TextKey {
    /// Returns the file of the page that contains the text, by path below `content/`. It decides when the page is published.
    pub fn file(&self) -> String {
        match self {
            TextKey::Home => "index.md".to_owned(),
            TextKey::Page(slug) => page_file::of_plain_page(slug),
            TextKey::Speaker(slug) => page_file::of_speaker(slug),
            TextKey::Workshop(slug) | TextKey::Session(slug, _) | TextKey::Outcomes(slug) => {
                page_file::of_workshop(slug)
            }
        }
    }
}
