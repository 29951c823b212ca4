//! When a workshop or a page is published: `draft`, `publish_at` and `unpublish_at` in its front matter.
//!
//! An unpublished file has no page and is in no list. Files that are scheduled or have expired are checked like any
//! other, so that no scheduled build fails; drafts are not checked, because they may be unfinished.

mod presence;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use diagnostics::{Diagnostic, Diagnostics, Phrase, SourceFile, message, phrase};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use model::slug::Slug;
use view::site::UnpublishedView;
use yaml::{Fields, Node, Reader, Spanned};

use crate::config::Config;
use crate::front_matter;
use crate::load::Sources;
use crate::page_file;

pub use self::presence::Presence;

/// When a file is published.
#[derive(Clone, Debug, Default)]
pub struct Publication {
    /// The place of `draft: true`.
    draft: Option<Range<usize>>,
    from: Option<Moment>,
    until: Option<Moment>,
}

/// An instant with its place in the front matter.
type Moment = Spanned<Timestamp>;

/// The files that are not always published, by the path of their unit: the folder of a workshop, or a file.
#[derive(Clone, Debug, Default)]
pub struct Publications {
    by_unit: BTreeMap<String, (Arc<SourceFile>, Publication)>,
    now: Timestamp,
    /// Whether to show drafts and scheduled files.
    drafts: bool,
}

/// The instants between which a file is published, as its front matter states them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Schedule {
    /// The first instant; `None` if it has none.
    pub from: Option<Timestamp>,
    /// The instant at which the file is taken down; `None` if it never is.
    pub until: Option<Timestamp>,
}

/// A time in which no file is published or taken down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Period {
    /// The last change, which is part of it; `None` if there was none.
    pub from: Option<Timestamp>,
    /// The next change, which is not; `None` if there is none.
    pub until: Option<Timestamp>,
}

/// Reads the publication keys of a front matter.
pub fn read(reader: &mut Reader<'_>, fields: &mut Fields<'_>, zone: &TimeZone) -> Publication {
    let draft = fields.optional(reader, "draft", yaml::spanned(yaml::boolean));
    let start = yaml::spanned(|reader, node| instant(reader, node, zone, |date| date.to_datetime(Time::MIN)));
    let end = yaml::spanned(|reader, node| instant(reader, node, zone, end_of));
    let from = fields.optional(reader, "publish_at", start);
    let until = fields.optional(reader, "unpublish_at", end);
    if let (Some(from), Some(until)) = (&from, &until)
        && until.value <= from.value
    {
        let message = message! {
            PublicationOrder,
            en: "`unpublish_at` is not after `publish_at`",
            fr: "`unpublish_at` ne suit pas `publish_at`"
        };
        let hint = phrase! {
            en: "write a later `unpublish_at` or an earlier `publish_at`; without a time, `unpublish_at` is the end of \
                 its day",
            fr: "écrivez un `unpublish_at` plus tardif ou un `publish_at` antérieur ; sans heure, `unpublish_at` est la fin \
                 du jour"
        };
        reader.refuse(&until.span, message, hint);
    }
    let draft = draft.filter(|draft| draft.value).map(|draft| draft.span);
    Publication { draft, from, until }
}

fn instant(
    reader: &mut Reader<'_>,
    node: &Node,
    zone: &TimeZone,
    of_day: impl Fn(Date) -> DateTime,
) -> Option<Timestamp> {
    let (date, time) = yaml::date_and_time(reader, node)?;
    let civil = time.map_or_else(|| of_day(date), |time| date.to_datetime(time));
    zone.to_timestamp(civil).ok()
}

/// Returns the end of a day, which is the beginning of the next one.
fn end_of(date: Date) -> DateTime {
    date.tomorrow().unwrap_or(Date::MAX).to_datetime(Time::MIN)
}

impl Period {
    /// Returns whether an instant is in it.
    pub fn contains(self, instant: Timestamp) -> bool {
        self.from.is_none_or(|from| from <= instant) && self.until.is_none_or(|until| instant < until)
    }
}

impl Publication {
    /// Reports a workshop that would be published after an event that its page announces.
    pub fn check_before(&self, reader: &mut Reader<'_>, event: &Phrase, at: Timestamp, zone: &TimeZone) {
        if let Some(from) = self.from.as_ref().filter(|from| from.value > at) {
            let latest = zone.to_datetime(at).strftime("%Y-%m-%d %H:%M");
            let message = message! {
                LatePublication,
                en: "`publish_at` is after {event}",
                fr: "`publish_at` vient après {event}";
                event
            };
            let hint = phrase! {
                en: "write `{latest}` or earlier, so that people can read about the workshop beforehand",
                fr: "écrivez `{latest}` ou une date antérieure, pour que l’atelier puisse être lu auparavant"
            };
            reader.refuse(&from.span, message, hint);
        }
    }

    fn is_later(&self, now: Timestamp) -> bool {
        self.from.as_ref().is_some_and(|from| from.value > now)
    }

    fn is_over(&self, now: Timestamp) -> bool {
        self.until.as_ref().is_some_and(|until| until.value <= now)
    }
}

impl Publications {
    /// Reads when each file is published. Invalid values are not reported here, but when the whole front matter is
    /// read.
    pub fn of(sources: &Sources, config: &Config, now: Timestamp, drafts: bool) -> Publications {
        let workshops = sources
            .workshops
            .iter()
            .filter_map(|(slug, files)| Some((workshop_unit(slug), files.index.as_ref()?)));
        let pages = sources.pages.iter().map(|(slug, file)| (page_file::of_plain_page(slug), file));
        let entry = |(unit, file): (String, &Arc<SourceFile>)| {
            let publication = read_quietly(file, &config.time_zone)?;
            let Publication { draft, from, until } = &publication;
            let is_limited = draft.is_some() || from.is_some() || until.is_some();
            is_limited.then(|| (unit, (Arc::clone(file), publication)))
        };
        Publications { by_unit: workshops.chain(pages).filter_map(entry).collect(), now, drafts }
    }

    /// Returns the time around now in which the same files are published: nothing in it differs from now.
    pub fn period(&self) -> Period {
        let of_file = |(_, it): &(Arc<SourceFile>, Publication)| [it.from.clone(), it.until.clone()];
        let changes = self.by_unit.values().flat_map(of_file).flatten().map(|moment| moment.value);
        let (past, future): (Vec<_>, Vec<_>) = changes.partition(|change| *change <= self.now);
        Period { from: past.into_iter().max(), until: future.into_iter().min() }
    }

    /// Returns whether a file, by its path below `content/`, is published permanently from now on.
    fn is_permanent(&self, path: &str) -> bool {
        self.of_file(path).is_none_or(|it| {
            it.until.is_none() && (self.drafts || it.draft.is_none() && !it.is_later(self.now))
        })
    }

    /// Returns whether a file that another one shows is published for at least as long as that one. Both are paths
    /// below `content/`.
    pub fn outlasts(&self, shown: &str, file: &str) -> bool {
        self.is_permanent(shown) || unit(shown) == unit(file)
    }

    /// Returns since when a file, by its path below `content/`, is published, if its front matter says so.
    pub(crate) fn published_since(&self, path: &str) -> Option<Timestamp> {
        let from = self.of_file(path)?.from.as_ref()?.value;
        (from <= self.now).then_some(from)
    }

    /// Returns the problem with a workshop, by the name of its folder, if `publish_at` or `draft` would hide it
    /// although people may have registered for it.
    pub fn hiding_again(&self, workshop: &Slug) -> Option<Diagnostic> {
        let (file, publication) = self.by_unit.get(&workshop_unit(workshop)).filter(|_| !self.drafts)?;
        let later = publication.from.as_ref().filter(|from| from.value > self.now).map(|from| &from.span);
        let (key, span) = match (&publication.draft, later) {
            (Some(draft), _) => ("draft: true", draft),
            (None, later) => ("publish_at", later?),
        };
        let message = message! {
            HiddenAgain,
            en: "`{key}` hides `{workshop}`, but people may have registered for it",
            fr: "`{key}` cache `{workshop}`, alors que des personnes y sont peut-être inscrites"
        };
        let hint = phrase! {
            en: "remove `{key}`; to take the page down, write `unpublish_at`, which keeps the pages of registrants",
            fr: "supprimez `{key}` ; pour retirer la page, écrivez `unpublish_at`, qui garde les pages des inscrits"
        };
        Some(Diagnostic::new(file, span.clone(), message).with_hint(hint))
    }

    /// Returns the mark of an unpublished file, by its path below `content/`, in a build with drafts.
    pub fn mark_of(&self, path: &str) -> Option<UnpublishedView> {
        let publication = self.of_file(path).filter(|_| self.drafts)?;
        let from = publication.from.as_ref().map(|from| from.value).filter(|from| *from > self.now);
        let draft = publication.draft.is_some();
        (draft || from.is_some()).then_some(UnpublishedView { draft, from })
    }

    fn of_file(&self, path: &str) -> Option<&Publication> {
        // On most sites, everything is published permanently.
        let known = (!self.by_unit.is_empty()).then(|| self.by_unit.get(&unit(path))).flatten();
        known.map(|(_, publication)| publication)
    }
}

/// Returns the unit that a file is published with: the folder of its workshop, or the page that it translates.
pub(crate) fn unit(path: &str) -> String {
    let parts: Vec<_> = path.split('/').collect();
    match parts.as_slice() {
        ["workshops", slug, ..] => format!("workshops/{slug}/"),
        ["pages", name] if name.ends_with(".md") => {
            format!("pages/{}.md", name.split('.').next().unwrap_or_default())
        }
        _ => path.to_owned(),
    }
}

fn workshop_unit(slug: &Slug) -> String {
    format!("workshops/{slug}/")
}

fn read_quietly(file: &Arc<SourceFile>, zone: &TimeZone) -> Option<Publication> {
    let mut reported = Diagnostics::default();
    let parts = front_matter::split(file, &mut reported)?;
    if !may_name_publication(&file.text()[parts.front_matter.clone()]) {
        return None;
    }
    let node = yaml::parse(file, parts.front_matter, &mut reported)?;
    let mut reader = Reader::new(file, &mut reported);
    let mut fields = reader.fields(&node)?;
    Some(read(&mut reader, &mut fields, zone))
}

/// Returns whether a front matter may have one of the publication keys; most have none and need not be parsed. A
/// backslash may hide one: `"dr\x61ft"`.
fn may_name_publication(front_matter: &str) -> bool {
    ["draft", "publish_at", "\\"].iter().any(|part| front_matter.contains(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_found_however_it_is_written() {
        let read = |keys: &str| {
            let file = SourceFile::new("content/a.md", format!("---\n{keys}\n---\n"));
            read_quietly(&file, &TimeZone::UTC)
        };
        for keys in ["draft: true", "'draft': true", "\"dr\\x61ft\": true", "{ title: A, ? draft : true }"] {
            assert!(read(keys).is_some_and(|it| it.draft.is_some()), "{keys}");
        }
        assert!(read("unpublish_at: 2027-01-01").is_some_and(|it| it.until.is_some()));
        assert!(read("title: A").is_none());
    }
}
