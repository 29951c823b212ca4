//! Calendar files: one per workshop, and one for the whole programme to subscribe to.

use std::collections::BTreeMap;

use diagnostics::Failure;
use images::{Contents, OutputFile};
use model::programme::Workshop;
use rayon::prelude::*;
use view::calendar::{Entries, Publisher};

use crate::options::BuildError;
use crate::redirect::Redirects;
use crate::views::Site;
use crate::write::{Stage, StagedFile};

/// Takes the calendar files of an edition as they are made.
#[derive(Clone, Copy)]
pub(crate) struct CalendarStage<'a> {
    /// `None` if files are only checked.
    stage: Option<&'a Stage>,
    former: &'a FormerAddresses<'a>,
}

/// The former paths of calendar files on the site, by their current path.
pub(crate) struct FormerAddresses<'a>(BTreeMap<&'a str, Vec<&'a str>>);

impl<'a> FormerAddresses<'a> {
    /// Returns the former addresses in all languages.
    pub(crate) fn of(redirects: &'a [Redirects]) -> FormerAddresses<'a> {
        let mut former = BTreeMap::<_, Vec<_>>::new();
        for redirect in redirects.iter().flat_map(Redirects::calendars) {
            former.entry(redirect.to.as_str()).or_default().push(redirect.from.as_str());
        }
        FormerAddresses(former)
    }
}

impl<'a> CalendarStage<'a> {
    /// Returns what takes files for `stage`, with the copies at these former addresses.
    pub(crate) fn new(stage: Option<&'a Stage>, former: &'a FormerAddresses<'a>) -> CalendarStage<'a> {
        CalendarStage { stage, former }
    }

    /// Takes the file with this path on the site, and its copies; none if `make` makes no text. That is not called if files are
    /// only checked.
    fn take(self, path: &str, make: impl FnOnce() -> Option<String>) -> Result<Vec<StagedFile>, Failure> {
        let Some(stage) = self.stage else { return Ok(Vec::new()) };
        let Some(text) = make() else { return Ok(Vec::new()) };
        let file = |path: &str, text: String| {
            stage.take(&OutputFile {
                path: format!("site{path}"),
                contents: Contents::Bytes(text.into_bytes()),
            })
        };
        let former = self.former.0.get(path).into_iter().flatten();
        let mut files = former.map(|path| file(path, text.clone())).collect::<Result<Vec<_>, _>>()?;
        files.push(file(path, text)?);
        Ok(files)
    }
}

/// Makes the calendar files of an edition: those of the workshops with a page in its language, because the others have the file
/// of the site's own language, and that of the programme.
///
/// That of the programme has no examples, and does not exist if it would be empty, because a calendar has at least one component
/// (RFC 5545, 3.6). In a translation it also contains untranslated workshops, so that subscribers miss none. Entries have the
/// same `UID` in each language, so that a calendar with several of these files shows each event once.
///
/// # Errors
///
/// Returns an error if the theme lacks a word, which a checked theme does not, or one that names the file that cannot be staged.
pub(crate) fn stage(site: Site<'_>, stage: CalendarStage<'_>) -> Result<Vec<StagedFile>, BuildError> {
    let publisher = Publisher::new(site.facts, site.renderer);
    let of_workshop = |workshop: &&Workshop| {
        let entries = Entries::of_workshop(&site.catalogue.workshop(workshop), publisher)?;
        let staged = match site.addresses.pages.has_workshop(&workshop.slug) {
            true => {
                let path = site.addresses.files.calendar(&workshop.slug);
                stage.take(&path, || Some(entries.file(publisher)))?
            }
            false => Vec::new(),
        };
        Ok((staged, Some(entries).filter(|_| !workshop.example)))
    };
    let workshops: Vec<_> = site.catalogue.by_identifier().into_values().collect();
    let made: Result<Vec<_>, BuildError> = workshops.par_iter().map(of_workshop).collect();
    let (mut files, mut programme) = (Vec::new(), Entries::default());
    for (staged, entries) in made? {
        files.extend(staged);
        entries.into_iter().for_each(|entries| programme.append(entries));
    }
    files.extend(stage.take(&site.addresses.files.programme(), || programme.subscription(publisher))?);
    Ok(files)
}
