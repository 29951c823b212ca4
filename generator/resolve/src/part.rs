//! The part of the content that the page of a text shows.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use model::membership::Members;
use model::programme::Programme;
use model::slug::Slug;

use super::{Content, TextKey};

impl TextKey {
    /// Returns the text that a Markdown file has, by the path below `content/` of its original in the site's own language;
    /// `None` if that is not the name of a file with a text.
    pub fn in_file(path: &str) -> Option<TextKey> {
        let slug = |name: &str| name.strip_suffix(".md")?.parse().ok();
        match path.split('/').collect::<Vec<_>>().as_slice() {
            ["index.md"] => Some(TextKey::Home),
            ["pages", name] => slug(name).map(TextKey::Page),
            ["speakers", name] => slug(name).map(TextKey::Speaker),
            ["workshops", workshop, "index.md"] => workshop.parse().ok().map(TextKey::Workshop),
            ["workshops", workshop, "outcomes.md"] => workshop.parse().ok().map(TextKey::Outcomes),
            _ => None,
        }
    }

    /// Returns the keys of the texts of a workshop's sessions.
    pub fn sessions_of(workshop: &Slug) -> RangeInclusive<TextKey> {
        TextKey::Session(workshop.clone(), 0)..=TextKey::Session(workshop.clone(), usize::MAX)
    }

    /// Returns the texts on the same page that exist in any content: for those of a workshop, all of its sessions.
    fn beside(&self, content: &Content) -> Vec<TextKey> {
        let (TextKey::Workshop(slug) | TextKey::Session(slug, _) | TextKey::Outcomes(slug)) = self else {
            return vec![self.clone()];
        };
        let sessions = content.texts.range(TextKey::sessions_of(slug)).map(|(key, _)| key.clone());
        [TextKey::Workshop(slug.clone()), TextKey::Outcomes(slug.clone())]
            .into_iter()
            .chain(sessions)
            .collect()
    }
}

impl Content {
    /// Returns what the page of a text shows, without speakers whose page it is not.
    #[must_use]
    pub fn part(&self, key: &TextKey) -> Content {
        // Without `..`, so that a new field needs a decision here.
        let Content {
            programme: Programme { workshops, speakers, venues },
            home,
            pages,
            portraits: _,
            aliases: _,
            tocs,
            texts,
            places,
            incomplete,
            venues_are_incomplete,
            mails: _,
            members: _,
            untranslated,
        } = self;
        let workshop = match key {
            TextKey::Workshop(slug) | TextKey::Session(slug, _) | TextKey::Outcomes(slug) => Some(slug),
            TextKey::Home | TextKey::Page(_) | TextKey::Speaker(_) => None,
        };
        let page = if let TextKey::Page(slug) = key { Some(slug) } else { None };
        let speaker = if let TextKey::Speaker(slug) = key { Some(slug) } else { None };
        let text = |key: TextKey| Some((key.clone(), texts.get(&key)?.clone()));
        Content {
            programme: Programme {
                workshops: only(workshops, workshop),
                speakers: only(speakers, speaker),
                venues: venues.clone(),
            },
            home: home.clone(),
            pages: only(pages, page),
            portraits: BTreeMap::new(),
            aliases: BTreeMap::new(),
            tocs: only(tocs, workshop),
            texts: key.beside(self).into_iter().filter_map(text).collect(),
            places: only(places, workshop),
            incomplete: incomplete.clone(),
            venues_are_incomplete: *venues_are_incomplete,
            mails: Vec::new(),
            members: Members::default(),
            untranslated: untranslated.clone(),
        }
    }
}

/// Returns the entry of a map with this key, if there is one.
fn only<K: Ord + Clone, V: Clone>(map: &BTreeMap<K, V>, key: Option<&K>) -> BTreeMap<K, V> {
    key.and_then(|key| map.get_key_value(key))
        .map(|(key, value)| (key.clone(), value.clone()))
        .into_iter()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_the_text_of_its_page() {
        for (path, key) in [
            ("index.md", TextKey::Home),
            ("pages/contact.md", TextKey::Page("contact".parse().unwrap())),
            ("workshops/a/outcomes.md", TextKey::Outcomes("a".parse().unwrap())),
        ] {
            assert_eq!(TextKey::in_file(path), Some(key), "{path}");
        }
        for path in
            ["site.yaml", "workshops/a/sessions.yaml", "pages/a/b.md", "workshops/a/notes.md", "pages/A.md"]
        {
            assert_eq!(TextKey::in_file(path), None, "{path}");
        }
    }
}
