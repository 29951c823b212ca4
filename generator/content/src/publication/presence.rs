//! `Presence`: whether what a file says is shown now, later, or not until it is finished.

use addresses::Permalink;
use model::catalogue::Catalogue;

use super::{Publications, workshop_unit};
use crate::load::Sources;

/// Whether a file of the content has a page now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Presence {
    /// It is published.
    #[default]
    Published,
    /// It is published later, or was taken down.
    Hidden,
    /// It is a draft.
    Draft,
}

impl Publications {
    /// Whether a file, by its path below `content/`, has a page now. In a build with drafts, all of them have one that are
    /// not taken down.
    pub fn presence(&self, path: &str) -> Presence {
        match self.of_file(path) {
            Some(it) if it.draft.is_some() && !self.drafts => Presence::Draft,
            Some(it) if it.is_over(self.now) || it.is_later(self.now) && !self.drafts => Presence::Hidden,
            _ => Presence::Published,
        }
    }

    /// The content without drafts, unless they are shown.
    pub fn without_drafts(&self, sources: &Sources) -> Sources {
        let is_draft = |path: &str| self.presence(path) == Presence::Draft;
        let mut sources = sources.clone();
        sources.is_partial |= self.by_unit.keys().any(|unit| is_draft(unit));
        sources.workshops.retain(|slug, _| !is_draft(&workshop_unit(slug)));
        sources.pages.retain(|slug, _| !is_draft(&format!("pages/{slug}.md")));
        for files in sources.translations.values_mut() {
            files.retain(|original, _| !is_draft(original));
        }
        sources
    }

    /// Whether a workshop or a page of the content is hidden now.
    pub fn hide_any_of(&self, sources: &Sources) -> bool {
        let is_hidden = |path: &str| self.presence(path) == Presence::Hidden;
        sources.workshops.keys().any(|slug| is_hidden(&workshop_unit(slug)))
            || sources.pages.keys().any(|slug| is_hidden(&format!("pages/{slug}.md")))
    }

    /// The catalogue of what is published, with the workshops of `all`, where not all is published, whose pages were taken down: their registrations are
    /// shown, changed and cancelled as before, but no new ones are taken.
    pub fn with_taken_down(&self, mut shown: Catalogue, all: Option<&Catalogue>) -> Catalogue {
        let Some(all) = all else { return shown };
        for (identifier, workshop) in &all.workshops {
            let path = workshop_unit(all.name(identifier));
            let until = self.of_file(&path).and_then(|it| it.until.as_ref()).map(|until| until.value);
            let Some(until) = until.filter(|until| *until <= self.now) else { continue };
            let home = |language: Option<&str>| match language {
                Some(language) => Permalink::home_in(language).to_string(),
                None => Permalink::home().to_string(),
            };
            shown.workshops.insert(identifier.clone(), workshop.clone().without_pages(until, home));
            if let Some(renamed) = all.renamed.get(identifier) {
                shown.renamed.insert(identifier.clone(), renamed.clone());
            }
        }
        shown
    }
}
