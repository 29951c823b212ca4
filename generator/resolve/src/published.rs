//! The part of the content that is published: a filter of what all of it says.

use super::{Content, TextKey};

impl Content {
    /// The content of the workshops and pages that are published, which `is_published` answers for a file by its path below
    /// `content/`. Nothing of the others is left that a page could show.
    #[must_use]
    pub fn published(&self, is_published: impl Fn(&str) -> bool) -> Content {
        let has_page = |key: &TextKey| is_published(&key.file());
        let mut content = self.clone();
        let Content { programme, pages, aliases, tocs, form_terms, origins, loose, .. } = &mut content;
        programme.workshops.retain(|slug, _| has_page(&TextKey::Workshop(slug.clone())));
        pages.retain(|slug, _| has_page(&TextKey::Page(slug.clone())));
        tocs.retain(|slug, _| has_page(&TextKey::Workshop(slug.clone())));
        form_terms.retain(|slug, _| has_page(&TextKey::Workshop(slug.clone())));
        aliases.retain(|key, _| has_page(key));
        origins.retain(|key, _| has_page(key));
        loose.retain(|key, _| has_page(key));
        content
    }
}

impl TextKey {
    /// The file of the page that the text is on, by its path below `content/`.
    pub fn file(&self) -> String {
        match self {
            TextKey::Home => "index.md".to_owned(),
            TextKey::Page(slug) => format!("pages/{slug}.md"),
            TextKey::Speaker(slug) => format!("speakers/{slug}.md"),
            TextKey::Workshop(slug) | TextKey::Session(slug, _) | TextKey::Outcomes(slug) => {
                format!("workshops/{slug}/index.md")
            }
        }
    }
}
