//! `Presence`: whether a file is published now, hidden at present, or a draft.

use std::sync::Arc;

use jiff::Timestamp;
use model::slug::Slug;

use super::{Moment, Publications, Schedule, workshop_unit};
use crate::load::Sources;
use crate::page_file;

/// Whether a file of the content has a page now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// The file is published.
    Published,
    /// The file is scheduled or was taken down.
    Hidden,
    /// The file is a draft.
    Draft,
}

impl Publications {
    /// Returns whether a file, by its path below `content/`, has a page now. In a build with drafts, all files have
    /// one except those that were taken down.
    pub fn presence(&self, path: &str) -> Presence {
        match self.of_file(path) {
            Some(it) if it.draft.is_some() && !self.drafts => Presence::Draft,
            Some(it) if it.is_over(self.now) || it.is_later(self.now) && !self.drafts => Presence::Hidden,
            _ => Presence::Published,
        }
    }

    /// Returns the content without drafts, unless drafts are shown.
    pub fn without_drafts(&self, sources: &Arc<Sources>) -> Arc<Sources> {
        let is_draft = |path: &str| self.presence(path) == Presence::Draft;
        if !self.by_unit.keys().any(|unit| is_draft(unit)) {
            return Arc::clone(sources);
        }
        let mut sources = Sources { is_partial: true, ..Sources::clone(sources) };
        sources.workshops.retain(|slug, _| !is_draft(&workshop_unit(slug)));
        sources.pages.retain(|slug, _| !is_draft(&page_file::of_plain_page(slug)));
        for files in sources.translations.values_mut() {
            files.retain(|original, _| !is_draft(original));
        }
        Arc::new(sources)
    }

    /// Returns whether a workshop or a page of the content is hidden now.
    pub fn hide_any_of(&self, sources: &Sources) -> bool {
        let is_hidden = |path: &str| self.presence(path) == Presence::Hidden;
        sources.workshops.keys().any(|slug| is_hidden(&workshop_unit(slug)))
            || sources.pages.keys().any(|slug| is_hidden(&page_file::of_plain_page(slug)))
    }

    /// Returns the instant as of which files are published or not.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Returns between which instants a file, by its path below `content/`, is published.
    pub fn schedule(&self, path: &str) -> Schedule {
        let publication = self.of_file(path);
        let instant = |moment: &Option<Moment>| moment.as_ref().map(|moment| moment.value);
        publication.map_or_else(Schedule::default, |it| Schedule {
            from: instant(&it.from),
            until: instant(&it.until),
        })
    }

    /// Returns since when a workshop, by the name of its folder, has been taken down; `None` if it has not been.
    pub fn taken_down(&self, workshop: &Slug) -> Option<Timestamp> {
        let until = self.of_file(&workshop_unit(workshop))?.until.as_ref()?.value;
        (until <= self.now).then_some(until)
    }
}
