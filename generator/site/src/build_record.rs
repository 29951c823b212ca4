//! Compares a build with an earlier one: a workshop or session with possible registrations must not disappear by
//! accident, and its registrations must stay where they are stored.

mod compare;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use diagnostics::failure::cannot_read;
use diagnostics::{Failure, OrFail as _, phrase};
use images::{Contents, OutputFile};
use jiff::Timestamp;
use jiff::civil::{Date, Time};
use model::catalogue::{CatalogueWorkshop, Renamed};
use model::slug::Slug;
use serde::{Deserialize, Serialize};

pub(crate) use self::compare::compare;

/// The file below `dist` that a build leaves for the next one.
pub(crate) const PATH: &str = "deployment/published.json";

/// The file below `dist` that a build with drafts leaves.
const DRAFTS: &str = "deployment/drafts";

/// The content of that file.
const DRAFTS_TEXT: &str = "This site shows drafts and must not be deployed. Build it without them.\n";

/// The earlier build to compare with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Against {
    /// None.
    #[default]
    Nothing,
    /// The last build into the same folder, if there was one.
    Previous,
    /// The `published.json` of an earlier build.
    File(PathBuf),
}

/// The workshops of an earlier build. Unknown members are ignored.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct BuildRecord {
    /// The workshops by identifier.
    workshops: BTreeMap<Slug, RecordedWorkshop>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    renamed: BTreeMap<Slug, Names>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Names {
    name: Slug,
    #[serde(default)]
    former: Vec<Slug>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RecordedWorkshop {
    title: String,
    sessions: Vec<RecordedSession>,
    #[serde(default)]
    offer: Option<Form>,
    #[serde(default)]
    forms: BTreeMap<Slug, Form>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct RecordedSession {
    id: Slug,
    date: Date,
    start: Time,
}

/// A form, of which only the retention of its data is compared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Form {
    keep_until: Timestamp,
}

impl BuildRecord {
    /// Reads the earlier build for a build into `dist`; `None` if there is none.
    ///
    /// # Errors
    ///
    /// Returns an error if the file cannot be read, or if a named file does not exist.
    pub(crate) fn read(against: &Against, dist: &Path) -> Result<Option<BuildRecord>, Failure> {
        let path = match against {
            Against::Nothing => return Ok(None),
            Against::Previous => dist.join(PATH),
            Against::File(path) => path.clone(),
        };
        if *against == Against::Previous && !path.exists() {
            return Ok(None);
        }
        let text = fs::read(&path).or_fail(|| cannot_read(&path))?;
        let record = serde_json::from_slice(&text).or_fail(|| {
            let path = path.display();
            phrase! {
                en: "`{path}` is not the `published.json` of an earlier build",
                fr: "`{path}` n’est pas le `published.json` d’une construction précédente"
            }
        })?;
        Ok(Some(record))
    }

    /// Returns the record of a build with these workshops and the names of renamed ones, both by identifier.
    pub(crate) fn new(
        workshops: BTreeMap<Slug, RecordedWorkshop>,
        renamed: &BTreeMap<Slug, Renamed>,
    ) -> BuildRecord {
        let names = |(slug, renamed): (&Slug, &Renamed)| {
            let Renamed { name, former } = renamed.clone();
            (slug.clone(), Names { name, former })
        };
        BuildRecord { workshops, renamed: renamed.iter().map(names).collect() }
    }

    /// Returns all names of a workshop: its identifier, its former names and its name in the earlier build, which comes
    /// last.
    fn names(&self, identifier: &Slug) -> Vec<Slug> {
        let mut names = vec![identifier.clone()];
        if let Some(Names { name, former }) = self.renamed.get(identifier) {
            let others = former.iter().chain([name]);
            names.extend(others.filter(|other| *other != identifier).cloned());
        }
        names
    }

    /// Returns every current or former name of the workshops.
    fn all_names(&self) -> BTreeSet<Slug> {
        self.workshops.keys().flat_map(|identifier| self.names(identifier)).collect()
    }
}

/// Returns the files for the next build. A build with drafts keeps the earlier file, and marks the output as not
/// deployable.
///
/// # Errors
///
/// Returns an error if serialisation fails.
pub(crate) fn files_for_next_build(
    dist: &Path,
    drafts: bool,
    record: &BuildRecord,
) -> Result<Vec<OutputFile>, Failure> {
    let file = |path: &str, contents| OutputFile { path: path.to_owned(), contents };
    if !drafts {
        let mut bytes = serde_json::to_vec_pretty(record)?;
        bytes.push(b'\n');
        return Ok(vec![file(PATH, Contents::Bytes(bytes))]);
    }
    let found = Some(dist.join(PATH)).filter(|path| path.is_file());
    let found = found.map(|path| file(PATH, Contents::CopyOf(path)));
    let mark = file(DRAFTS, Contents::Bytes(DRAFTS_TEXT.as_bytes().to_vec()));
    Ok(found.into_iter().chain([mark]).collect())
}

impl RecordedWorkshop {
    /// Returns what is recorded of a workshop.
    pub(crate) fn of(workshop: &CatalogueWorkshop) -> RecordedWorkshop {
        let sessions = workshop.sessions.iter().filter_map(|session| {
            Some(RecordedSession { id: session.id.parse().ok()?, date: session.date, start: session.start })
        });
        let form = |keep_until| Form { keep_until };
        let forms = workshop.forms.iter().map(|(name, it)| (name.clone(), form(it.keep_until)));
        RecordedWorkshop {
            title: workshop.title.clone(),
            sessions: sessions.collect(),
            offer: workshop.offer.as_ref().map(|offer| form(offer.keep_until)),
            forms: forms.collect(),
        }
    }

    /// Returns whether data about the workshop may still be stored at an instant.
    fn is_kept(&self, now: Timestamp) -> bool {
        self.offer.iter().chain(self.forms.values()).any(|form| form.keep_until > now)
    }
}
