//! Removes unpublished files from the content.

use std::collections::BTreeSet;

use addresses::Permalink;
use model::catalogue::Catalogue;

use super::{Publication, Publications, unit, workshop_unit};
use crate::load::Sources;

impl Publications {
    /// Separates drafts from the other content, unless drafts are shown.
    pub fn split_drafts(&self, sources: Sources) -> (Sources, Sources) {
        let is_draft = |it: &Publication| it.draft.is_some() && !self.drafts;
        let drafts = self.only(&sources, is_draft);
        (self.without(sources, is_draft), drafts)
    }

    /// Returns the content that is published now; `None` if that is all of it.
    pub fn published(&self, sources: &Sources) -> Option<Sources> {
        let is_hidden = |it: &Publication| it.is_over(self.now) || it.is_later(self.now) && !self.drafts;
        let hides = self.units(is_hidden).into_iter().any(|unit| has(sources, unit));
        hides.then(|| self.without(sources.clone(), is_hidden))
    }

    fn units(&self, wanted: impl Fn(&Publication) -> bool) -> BTreeSet<&str> {
        self.by_unit.iter().filter(|(_, (_, it))| wanted(it)).map(|(unit, _)| unit.as_str()).collect()
    }

    fn without(&self, mut sources: Sources, is_hidden: impl Fn(&Publication) -> bool) -> Sources {
        let hidden = self.units(is_hidden);
        sources.is_partial |= !hidden.is_empty();
        sources.workshops.retain(|slug, _| !hidden.contains(workshop_unit(slug).as_str()));
        sources.pages.retain(|slug, _| !hidden.contains(format!("pages/{slug}.md").as_str()));
        for files in sources.translations.values_mut() {
            files.retain(|original, _| !hidden.contains(unit(original).as_str()));
        }
        sources
    }

    /// Returns only the `wanted` workshops and pages, with their translations.
    fn only(&self, sources: &Sources, wanted: impl Fn(&Publication) -> bool) -> Sources {
        let wanted = self.units(wanted);
        let mut only = Sources { attachments: Default::default(), ..sources.clone() };
        only.workshops.retain(|slug, _| wanted.contains(workshop_unit(slug).as_str()));
        only.pages.retain(|slug, _| wanted.contains(format!("pages/{slug}.md").as_str()));
        for files in only.translations.values_mut() {
            files.retain(|original, _| wanted.contains(unit(original).as_str()));
        }
        only
    }

    /// Adds the workshops of `all` whose pages were taken down to the catalogue of published ones: their
    /// registrations can still be viewed, changed and cancelled, but no new ones are accepted.
    pub fn with_taken_down(&self, mut shown: Catalogue, all: &Catalogue) -> Catalogue {
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

/// Whether the content has a unit.
fn has(sources: &Sources, unit: &str) -> bool {
    sources.workshops.keys().any(|slug| workshop_unit(slug) == unit)
        || sources.pages.keys().any(|slug| format!("pages/{slug}.md") == unit)
}
